#!/usr/bin/env python3
"""ledger certify and the holder's page: what units add up to, signed, shown, as CSV."""
import csv
import io
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from issuer_site import HOST, ORG, PER, ZOE, ZOE_MAIL, Site  # noqa: E402
from tap import VERIFIER, Tap  # noqa: E402
from vcworld import Report  # noqa: E402

DID = f"did:web:{HOST}:issuers:{ORG}"
HIDDEN = "A TITLE NOT FOR THE PUBLIC"
UNITS = "Montana OPI renewal units"


def check(site, data):
    return Report(subprocess.run(
        [VERIFIER, "check", "-", "--json", "--trust", DID, "--fetch-map",
         f"https://{HOST}/=http://127.0.0.1:{site.port}/"], input=data, capture_output=True, check=False))


def export(site, credential, ending=".json"):
    path = site.issuer.path("statement" + ending)
    if os.path.exists(path):
        os.remove(path)
    site.issuer.ok("credential", "export", credential, "--out", path)
    with open(path, "rb") as handle:
        return handle.read()


def certified(tap, site):
    issuer = site.issuer
    issuer.ok("ledger", "cycle", "add", "2020-2025", "--scheme", "mt-opi-renewal-unit", "--from", "2020-07-01",
              "--to", "2025-06-30", "--cap", "2", "--carry", "0.5")
    done = issuer.json("ledger", "certify", ZOE_MAIL)
    tap.equal((done["version"], done["changed"]), (1, True), "signed")
    text = export(site, done["id"])
    document = json.loads(text)
    subject = document["credentialSubject"]
    results = [(r["value"], d["name"], d["resultType"], d["valueMax"]) for r, d in
               zip(subject["result"], subject["achievement"]["resultDescription"])]
    tap.equal(results, [("2", UNITS + ", 2020-2025", "RawScore", "2")], "a sum for the cycle, with its cap")
    tap.ok("earned 3, carried in 0, at most 2, carried over 0.5" in subject["narrative"], "and how it came about", subject)
    tap.equal([(e["id"], e["name"]) for e in document["evidence"]],
              [(f"https://{HOST}/V/{site.zoe_hours}", "Sill Keeper, renewal units")], "the credential it rests on")
    tap.ok(HIDDEN not in text.decode() and ZOE_MAIL not in text.decode(), "neither the cohort's title nor her address")
    report = check(site, text)
    tap.ok(report.verdict == "verified" and report.code("schema") == "schema.ok", "it verifies", report)
    tap.equal(report.json["credential"]["units"], [{"value": "2", "name": UNITS + ", 2020-2025"}], "with its units")
    again = issuer.json("ledger", "certify", ZOE_MAIL)
    tap.equal((again["id"], again["version"], again["changed"]), (done["id"], 1, False), "again: nothing changed")
    page = site.get(f"/V/{done['id']}")
    tap.ok("Statement of units" in page.text and UNITS + ", 2020-2025" in page.text and ZOE not in page.text,
           "its page shows the sum, and no name")
    code, _, err = issuer.run("credential", "export", done["id"], "--out", issuer.path("x.png"))
    tap.ok(code == 1 and "has no badge" in err, "there is no badge of it", err)
    return done["id"], text


def changed(tap, site, statement, before):
    issuer = site.issuer
    entry = issuer.json("ledger", "list", "--person", ZOE_MAIL, "--cohort", "sills-2021")[0]["id"]
    issuer.ok("ledger", "take-back", entry, "--reason", "a mistake")
    code, _, err = issuer.run("ledger", "certify", ZOE_MAIL)
    tap.ok(code == 1 and "no units that count" in err, "nothing to state", err)
    issuer.ok("credential", "correct", site.zoe_hours, "--facts", "--reason", "anew")
    issuer.ok("ledger", "cycle", "add", "2020-25", "--scheme", "mt-opi-renewal-unit", "--from", "2020-07-01",
              "--to", "2025-06-30", "--person", ZOE_MAIL)
    done = issuer.json("ledger", "certify", ZOE_MAIL, "--proof", "both")
    tap.equal((done["id"], done["version"]), (statement, 2), "a cycle of her own: the next version at the same link")
    report = check(site, before)
    tap.ok(report.code("revocation") == "revocation.revoked", "the one before is superseded", report)
    report = check(site, export(site, statement, ".jwt"))
    tap.ok(report.json["credential"]["units"] == [{"value": "3", "name": UNITS + ", 2020-25"}] and
           report.verdict == "verified", "the new one, as a token", report)
    record = issuer.json("credential", "clr", ZOE_MAIL)
    tap.ok(statement not in {c["id"] for c in record["credentials"]}, "a statement is no award: it is not gathered")
    for words in (("nobody@x.example",), (PER, "--organisation", "nowhere")):
        code, _, err = issuer.run("ledger", "certify", *words)
        tap.ok(code == 1, f"refused: {words[-1]}", err)


def page(tap, site):
    issuer = site.issuer
    link = issuer.ok("ledger", "link", ZOE_MAIL).strip()
    tap.equal(issuer.ok("ledger", "link", ZOE_MAIL).strip(), link, "the holder's page has one address")
    with open(os.path.join(issuer.data, "testamur.db"), "rb") as handle:
        tap.ok(link.rsplit("/", 1)[1].encode() not in handle.read(), "which is not in the database")
    path = link[link.index("/u/"):]
    shown = site.page(path)
    tap.equal((shown.status, shown.headers["x-robots-tag"], shown.headers["cache-control"]),
              (200, "noindex, nofollow", "no-store"), "shown to nobody else, kept nowhere")
    for part in (ZOE, UNITS + ", 2020-25", "<b>3</b>", "Sill Keeper, renewal units", "26 November 2021", "WG-77",
                 "Society of Window Gardeners", "no: taken back", "-3 renewal units", "Signed statement of"):
        tap.ok(part in shown.text, f"the page says: {part}", shown.text)
    tap.ok(HIDDEN not in shown.text, "not what the cohort is called")
    answer = site.get(path + "/statement.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    tap.equal((answer.type, sorted((r["kind"], r["units"]) for r in rows)),
              ("text/csv", [("entry", "-3"), ("entry", "3"), ("entry", "3"), ("total", "3")]), "and as CSV")
    tap.ok(HIDDEN not in answer.text, "which does not say either what the cohort is called")
    for bad in ("/u/" + "A" * 22, "/u/" + "A" * 100, "/u/x/statement.csv", path + "/other.csv"):
        tap.equal(site.page(bad).status, 404, f"404: {bad[:12]}…")
    mail = {m["about"]: m["id"] for m in issuer.json("mail", "list")}
    text = issuer.ok("mail", "show", mail[site.per_hours])
    other = issuer.ok("ledger", "link", PER).strip()
    tap.ok(other in text and "/u/" not in issuer.ok("mail", "show", mail[site.per]), "the news of units has the address, others not", text)
    tap.ok(ZOE not in site.page(other[other.index("/u/"):]).text, "everybody has a page of their own")
    tap.ok(path[3:] not in open(site.log, encoding="utf-8").read(), "the log has the pattern, not the secret")


def key_lost(tap, site):
    issuer = site.issuer
    statement = issuer.json("ledger", "certify", PER)
    (key,) = [k["kid"] for k in issuer.json("key", "list") if k["alg"] == "EdDSA" and k["organisation"] == ORG]
    issuer.ok("key", "rotate", ORG, "--alg", "EdDSA")
    tap.equal(issuer.json("ledger", "certify", PER)["changed"], False, "another key is no change")
    issuer.ok("key", "revoke", f"{ORG}/{key}", "--reason", "laptop stolen")
    again = issuer.json("ledger", "certify", PER)
    tap.equal((again["id"], again["version"], again["changed"]), (statement["id"], 2, True), "a revoked one is: signed anew")
    report = check(site, export(site, statement["id"]))
    tap.ok(report.verdict == "verified", "and verifies", report)
    shown = issuer.json("credential", "clr", PER, "--dry-run")
    tap.equal({c.get("without", "").split(":")[0] for c in shown["credentials"]}, {"its key was revoked"},
              "what the lost key signed is not gathered")


def main():
    tap = Tap()
    with Site(proof="eddsa-rdfc-2022") as site:
        statement, text = certified(tap, site)
        changed(tap, site, statement, text)
        page(tap, site)
        key_lost(tap, site)
    tap.done()


if __name__ == "__main__":
    main()
