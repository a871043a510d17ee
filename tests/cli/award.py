#!/usr/bin/env python3
"""award preview and award issue: exactly what was seen, once, or refused."""
import base64
import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import PUBLIC_URL, Instance, load_programme  # noqa: E402
from tap import Tap  # noqa: E402

C = "mfpe-2021-a"
DUE = {  # who gets what in that cohort, as programmes.py derives it
    "series-1-certificate": ["Marcus Feld", "Owen Sadler", "Ruth Abernathy", "Tomás Ibarra"],
    "series-1-units": ["Anna-María O'Neil", "Grace Kimura", "Marcus Feld", "Nadia Brandt",
                       "Owen Sadler", "Priya Raman", "Ruth Abernathy", "Tomás Ibarra"],
}
UNITS = {"Anna-María O'Neil": "5", "Grace Kimura": "5", "Marcus Feld": "6", "Nadia Brandt": "2",
         "Owen Sadler": "6", "Priya Raman": "5", "Ruth Abernathy": "6", "Tomás Ibarra": "6"}


def preview(issuer, *words):
    return issuer.json("award", "preview", "--cohort", C, *words)


def by_award(rows):
    result = {}
    for row in rows:
        result.setdefault(row["award"], []).append(row["name"])
    return {award: sorted(names) for award, names in result.items()}


def canonical(document):
    """RFC 8785 for what decision records hold: no fractions"""
    return json.dumps(json.loads(document), sort_keys=True, ensure_ascii=False,
                      separators=(",", ":"))


def count(issuer, table, where="1"):
    with sqlite3.connect(os.path.join(issuer.data, "testamur.db")) as db:
        return db.execute(f"SELECT COUNT(*) FROM {table} WHERE {where}").fetchone()[0]


def section(text):
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def token(issuer, credential):
    issuer.ok("credential", "export", credential, "--out", issuer.path("one.jwt"))
    with open(issuer.path("one.jwt"), encoding="ascii") as handle:
        head, payload, _ = handle.read().strip().split(".")
    return section(head), section(payload)


def check_preview(tap, issuer):
    p = preview(issuer)
    tap.equal((sorted(p), p["changes"]), (["changes", "cohort", "digest", "rows"], []), "preview: its members")
    tap.ok(re.fullmatch("[0-9a-f]{64}", p["digest"]) and p["cohort"] == C, "digest and cohort")
    tap.equal(len(p["rows"]), 12 * 4, "a row for every person and award")
    keys = {"person", "name", "email", "award", "kind", "answer", "due", "reason", "organisation"}
    odd = [row for row in p["rows"] if set(row) - {"units", "issued"} != keys]
    tap.equal(odd, [], "members of the rows")
    tap.equal(by_award([row for row in p["rows"] if row["due"]]),
              {a: sorted(n) for a, n in DUE.items()}, "who would get what")
    tap.equal({row["name"]: row["units"]["amount"] for row in p["rows"]
               if row["due"] and "units" in row}, UNITS, "and how many units")
    tap.equal({row["units"]["scheme"] for row in p["rows"] if "units" in row},
              {"mt-opi-renewal-unit"}, "of which scheme")
    priya = next(r for r in p["rows"] if r["name"] == "Priya Raman")
    tap.equal((priya["award"], priya["answer"], priya["reason"]),
              ("series-1-certificate", "failed", "Attended 5 of 6 sessions; 1 missed"),
              "who does not get it, and why")
    tap.equal(preview(issuer)["digest"], p["digest"], "nothing changed: the same digest")
    tap.equal(count(issuer, "credential"), 0, "a preview issues nothing")
    out = issuer.ok("award", "preview", "--cohort", C)
    tap.ok(f"--preview {p['digest']}" in out and "12 awards will be issued" in out,
           "as text: the command that issues it", out[-300:])
    return p["digest"]


def check_refusals(tap, issuer):
    code, out, err = issuer.run("award", "issue", "--preview", "0" * 64)
    tap.ok((code, out) == (1, "") and "no preview of this digest" in err,
           "a digest of no preview is refused", err)
    digest = preview(issuer)["digest"]
    code, _, err = issuer.run("award", "issue", "--preview", digest, "--proof", "paper")
    tap.ok(code == 1 and "the proof is jwt, jwt-w3c, eddsa-rdfc-2022, eddsa-jcs-2022, ecdsa-sd-2023 or both" in err,
           "an unknown kind of proof is refused", err)
    code, _, err = issuer.run("award", "issue", "--preview", digest, "--proof", "jwt",
                              "--alg", "HS256")
    tap.ok(code == 1 and "ES256, EdDSA or RS256" in err, "so is an unknown algorithm", err)
    code, _, err = issuer.run("award", "issue", "--preview", digest, "--proof", "jwt",
                              "--alg", "RS256")
    tap.ok(code == 1 and "'key rotate mfpe --alg RS256'" in err, "without a key of that kind: what to do", err)
    tap.equal((count(issuer, "credential"), count(issuer, "decision")), (0, 0),
              "and nothing was written")


def check_changed(tap, issuer):
    """Facts change between preview and issue."""
    digest = preview(issuer)["digest"]
    issuer.ok("attendance", "override", "Ruth Abernathy", "--cohort", C, "--session", "s1",
              "--absent", "--reason", "left her microphone to somebody else")
    issuer.ok("attendance", "override", "Priya Raman", "--cohort", C, "--session", "s4",
              "--present", "--reason", "the clock of the meeting was a second late")
    issuer.ok("roster", "set", "Nadia Brandt", "--cohort", C, "--state", "withdrawn")
    code, out, err = issuer.run("award", "issue", "--preview", digest, "--proof", "jwt", "--json")
    result = json.loads(out)
    tap.equal(code, 1, "facts have changed: it ends with 1")
    tap.ok("4 of 12 could not be issued" in err, "and says how many", err)
    tap.equal(by_award(result["failed"]),
              {"series-1-certificate": ["Ruth Abernathy"],
               "series-1-units": ["Nadia Brandt", "Priya Raman", "Ruth Abernathy"]},
              "refused are exactly those whose facts have changed")
    tap.equal({row["reason"] for row in result["failed"]},
              {"the facts have changed since the preview: preview again"}, "with the reason")
    tap.equal(len(result["issued"]), 8, "the others are issued")
    tap.equal([row["name"] for row in result["issued"] if row["name"] == "Priya Raman"], [],
              "nobody gets what nobody saw: her certificate was not previewed as due")
    return result["issued"]


def check_again(tap, issuer, first):
    second = preview(issuer)
    result = issuer.json("award", "issue", "--preview", second["digest"], "--proof", "jwt")
    tap.equal(by_award(result["issued"]),
              {"series-1-certificate": ["Priya Raman"],
               "series-1-units": ["Priya Raman", "Ruth Abernathy"]},
              "a new preview: what has become due since")
    key = lambda rows: sorted((r["id"], r["name"], r["award"]) for r in rows)
    tap.equal(key(result["existing"]), key(first), "what was issued before is named, not repeated")
    everything = key(result["issued"] + result["existing"])
    for _ in range(2):
        again = issuer.json("award", "issue", "--preview", second["digest"], "--proof", "jwt")
        tap.equal((again["issued"], again["failed"], key(again["existing"])),
                  ([], [], everything), "issuing the same again changes nothing")
    rows = preview(issuer)["rows"]
    tap.equal(sorted(r["issued"] for r in rows if "issued" in r), [e[0] for e in everything],
              "the next preview shows what everybody has")
    out = issuer.ok("award", "preview", "--cohort", C)
    tap.ok(out.count("has it ") == 11 and "0 awards will be issued" in out, "as text, too")


def check_ledger(tap, issuer):
    rows = issuer.json("ledger", "list", "--cohort", C)
    names = {r["person"]: r["name"] for r in issuer.json("roster", "list", "--cohort", C)}
    want = dict(UNITS, **{"Priya Raman": "6", "Ruth Abernathy": "5"})
    want.pop("Nadia Brandt")
    tap.equal({names[r["person"]]: r["units"] for r in rows}, want, "ledger: units per person")
    tap.equal([r for r in rows if r["seconds"] != int(float(r["units"]) * 3600)], [],
              "an hour each")
    tap.equal({(r["scheme"], r["award"], r["organisation"], r["activity"]) for r in rows},
              {("mt-opi-renewal-unit", "series-1-units", "mfpe", C + "/series-1-units")},
              "scheme, award, issuer, activity")
    held = {c["id"]: c for c in issuer.json("credential", "list", "--cohort", C)}
    tap.ok(len({r["credential"] for r in rows}) == len(rows) == 7 and
           all(held[r["credential"]]["award"] == "series-1-units" for r in rows),
           "one entry for each units credential")


def check_stored(tap, issuer):
    """Decisions are named by their digest; positions are used once."""
    with sqlite3.connect(os.path.join(issuer.data, "testamur.db")) as db:
        rows = db.execute("SELECT id, document FROM decision").fetchall()
        tap.equal([i for i, d in rows if i != "ni:///sha-256;" + base64.urlsafe_b64encode(
            hashlib.sha256(d).digest()).rstrip(b"=").decode()], [],
                  "a decision's name is the digest of its record")
        tap.equal([d for _, d in rows if bytes(d).decode() != canonical(d)], [],
                  "the record is canonical JSON")
        record = json.loads(rows[0][1])
        tap.ok(record["policy"]["revision"] == 1 and len(record["policy"]["sha256"]) == 64 and
               record["salt"] and record["outcome"]["conditions"],
               "the record has policy, revision, conditions and random bytes")
        tap.ok(b"@" not in b"".join(d for _, d in rows), "and nobody's e-mail address")
        positions = db.execute("SELECT status_number, status_index FROM credential").fetchall()
        tap.ok(len(set(positions)) == len(positions) == 11, "status positions are used once")
        frozen = db.execute("SELECT frozen_at FROM policy_revision").fetchall()
        tap.ok(all(f for f, in frozen), "the policy revision is frozen")


def check_credential(tap, issuer):
    held = {(c["name"], c["award"]): c["id"]
            for c in issuer.json("credential", "list", "--cohort", C)}
    one = held["Anna-María O'Neil", "series-1-units"]
    head, body = token(issuer, one)
    did = "did:web:badges.example.org:issuers:mfpe"
    tap.equal(head, {"alg": "ES256", "typ": "JWT", "kid": did + "#es256-1"},
              "the header of the Open Badges profile")
    tap.equal((body["iss"], body["jti"], body["id"], body["issuer"]["id"], body["sub"]),
              (did, f"{PUBLIC_URL}/V/{one}", f"{PUBLIC_URL}/V/{one}", did,
               body["credentialSubject"]["id"]), "claims repeat what the credential says")
    subject = body["credentialSubject"]
    achievement = subject["achievement"]
    tap.equal((subject["creditsEarned"], achievement["creditsAvailable"],
               subject["activityStartDate"], subject["activityEndDate"]),
              (5, 6, "2021-10-05T16:30:00-06:00", "2021-11-09T17:30:00-07:00"),
              "5 of 6 units; the activity from 16:30 MDT to 17:30 MST, with the dates of the place")
    (description,), (result,) = achievement["resultDescription"], subject["result"]
    tap.equal((description["name"], description["resultType"], description["valueMax"],
               result["value"], result["resultDescription"]),
              ("Montana OPI renewal units", "RawScore", "6", "5", description["id"]),
              "the unit is named where OB 3.0 has no field for it")
    hashed, name = subject["identifier"]
    tap.equal((hashed["identityHash"], name["identityHash"], name["hashed"]),
              ("sha256$" + hashlib.sha256(("anna.oneil@bigsky-schools.example"
                                           + hashed["salt"]).encode()).hexdigest(),
               "Anna-María O'Neil", False), "hashed address with salt, and the name")
    tap.ok("@" not in json.dumps(dict(body, issuer={})) .replace("@context", ""),
           "no address in clear")
    tap.ok(re.fullmatch(r"ni:///sha-256;[A-Za-z0-9_-]{43}", body["evidence"][0]["id"]),
           "evidence is the name of the decision record")
    tap.equal([(s["statusPurpose"], s["statusListCredential"]) for s in body["credentialStatus"]],
              [(p, f"{PUBLIC_URL}/issuers/mfpe/status/1/{p}") for p in ("revocation",
                                                                       "suspension")],
              "an entry on each list")
    _, body = token(issuer, held["Tom Ibarra", "series-1-certificate"])
    tap.equal(body["credentialSubject"]["identifier"][1]["identityHash"], "Tom Ibarra",
              "the preferred name is the one shown")
    tap.ok("creditsEarned" not in body["credentialSubject"], "no units on a certificate")


def check_text_and_profiles(tap):
    with Instance() as issuer:
        load_programme(issuer, "mfpe-ljs")
        digest = preview(issuer, "--award", "series-1-certificate")["digest"]
        issuer.ok("roster", "set", "Ruth Abernathy", "--cohort", C, "--state", "withdrawn")
        code, out, err = issuer.run("award", "issue", "--preview", digest, "--proof", "jwt-w3c",
                                    "--alg", "EdDSA")
        lines = out.splitlines()
        tap.ok(code == 1 and len(lines) == 4 and sum(x.startswith("issued ") for x in lines) == 3,
               "an award of its own; a line for each result", out + err)
        tap.ok(any(x.startswith("FAILED") and "Ruth Abernathy" in x and "preview again" in x
                   for x in lines), "a failure with its reason", out)
        tap.equal({r["award"] for r in issuer.json("credential", "list")},
                  {"series-1-certificate"}, "no other award was issued")
        head, body = token(issuer, issuer.json("credential", "list")[0]["id"])
        tap.equal(head, {"alg": "EdDSA", "typ": "vc+jwt", "cty": "vc",
                         "kid": "did:web:badges.example.org:issuers:mfpe#eddsa-1"},
                  "the header of the W3C profile")
        tap.equal((body.get("iss"), "nbf" in body, "vc" in body),
                  (body["issuer"]["id"], False, False), "whose payload is the credential")
        code, _, err = issuer.run("award", "preview", "--cohort", C, "--award", "no-such")
        tap.ok(code == 1 and "no such award" in err, "an unknown award is refused", err)


def check_two_at_once(tap):
    with Instance() as issuer:
        load_programme(issuer, "iea-ljs-level-one")
        digest = issuer.json("award", "preview", "--cohort", "iea-2023-24")["digest"]
        both = [subprocess.Popen(issuer.command("award", "issue", "--preview", digest, "--json"),
                                 stdout=subprocess.PIPE) for _ in range(2)]
        outs = [json.loads(p.communicate(timeout=60)[0]) for p in both]
        tap.equal([p.returncode for p in both], [0, 0], "two at once: both end well")
        got = [len(o["issued"]) for o in outs]
        tap.equal((sum(got), [len(o["issued"]) + len(o["existing"]) for o in outs]),
                  (14, [14, 14]), f"each award is issued by one of them ({got[0]} and {got[1]})")
        tap.equal((count(issuer, "credential"), count(issuer, "ledger_entry"),
                   count(issuer, "decision"),
                   count(issuer, "decision", "id NOT IN (SELECT decision FROM credential)")),
                  (10, 6, 14, 4), "decisions without a credential: those of the internal awards")


def main():
    tap = Tap()
    with Instance() as issuer:
        load_programme(issuer, "mfpe-ljs")
        check_preview(tap, issuer)
        check_refusals(tap, issuer)
        check_again(tap, issuer, check_changed(tap, issuer))
        check_ledger(tap, issuer)
        check_stored(tap, issuer)
        check_credential(tap, issuer)
    check_text_and_profiles(tap)
    check_two_at_once(tap)
    tap.done()


main()
