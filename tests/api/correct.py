#!/usr/bin/env python3
"""credential correct: a new version at the same link, and what verifiers learn of it."""
import json
import os
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
import issuer_site  # noqa: E402
from issuer_site import HOST, ORG, PER, PER_MAIL, ZOE, ZOE_MAIL, Site  # noqa: E402
from tap import ISSUER, Tap  # noqa: E402

VERIFIER = os.path.join(os.path.dirname(ISSUER), "testamur-verifier")
DID = f"did:web:{HOST}:issuers:{ORG}"
NEW = "Zoë Quilliam-Oun"


def verify(site, path):
    done = subprocess.run([VERIFIER, "check", "--json", path, "--trust", DID, "--fetch-map",
                           f"https://{HOST}/=http://127.0.0.1:{site.port}/"],
                          capture_output=True, text=True, check=False)
    return json.loads(done.stdout)


def codes(report):
    return {c["id"]: c for c in report["checks"]}


def export(site, credential, name, *more):
    path = site.issuer.path(name)
    site.issuer.ok("credential", "export", credential, "--out", path, *more)
    with open(path, encoding="utf-8") as handle:
        return path, json.load(handle) if name.endswith(".json") else None


def sql(site, text):
    with sqlite3.connect(os.path.join(site.issuer.data, "testamur.db")) as db:
        return db.execute(text).fetchall()


def names(document):
    return [i["identityHash"] for i in document["credentialSubject"]["identifier"] if i["identityType"] == "name"]


def check_name(tap, proof):
    with Site(proof=proof) as site:
        site.credential("share", site.zoe)
        old_path, old = export(site, site.zoe, "old.json")
        if proof == "both":
            old_jwt, _ = export(site, site.zoe, "old.jwt")
        time.sleep(1.1)
        done = site.issuer.json("credential", "correct", site.zoe, "--name", NEW, "--reason", "tilde, not ours")
        tap.equal((done["version"], done["name"]), (2, NEW), f"{proof}: version 2")
        new_path, new = export(site, site.zoe, "new.json")
        tap.equal((names(old), names(new)), ([ZOE], [NEW]), f"{proof}: the name is the new one")
        same = ("id", "awardedDate", "issuer", "evidence")
        tap.equal({k: new[k] for k in same}, {k: old[k] for k in same}, f"{proof}: id, award date, issuer, evidence stay")
        tap.ok(new["validFrom"] > old["validFrom"], f"{proof}: a later validFrom")
        tap.ok(new["credentialStatus"][0]["statusListIndex"] != old["credentialStatus"][0]["statusListIndex"],
               f"{proof}: another status position")
        rest = [{k: v for k, v in d["credentialSubject"].items() if k != "identifier"} for d in (old, new)]
        tap.equal(rest[1], rest[0], f"{proof}: nothing else of the subject changed")
        report = verify(site, new_path)
        tap.equal((report["verdict"], codes(report)["superseded"]["code"]), ("verified", "superseded.none"),
                  f"{proof}: the new version verifies and is the latest")
        report = verify(site, old_path)
        tap.equal((report["verdict"], report["word"], codes(report)["superseded"]["code"]),
                  ("not_valid", "SUPERSEDED", "superseded.by"), f"{proof}: the old one is SUPERSEDED")
        tap.ok(f"https://{HOST}/r/" in json.dumps(codes(report)["superseded"]), f"{proof}: with a link to the current one")
        refresh = new["refreshService"]["id"].removeprefix(f"https://{HOST}")
        tap.equal((site.get(refresh).status, site.get(refresh + "?format=status").status), (200, 406),
                  f"{proof}: there is the current one, and no word on its status")
        if proof == "both":
            tap.equal(verify(site, old_jwt)["word"], "SUPERSEDED", "both: so is the old JWT")
            new_jwt, _ = export(site, site.zoe, "new.jwt")
            tap.equal(verify(site, new_jwt)["verdict"], "verified", "both: the new JWT verifies")
        page = site.page(f"/V/{site.zoe}")
        tap.ok(NEW in page.text and ZOE not in page.text, f"{proof}: the page shows the new name")
        check_history(tap, site, proof)


def check_history(tap, site, proof):
    shown = site.issuer.ok("credential", "show", site.zoe)
    tap.ok("revoked" in shown and "superseded" in shown, f"{proof}: the history says superseded", shown)
    rows = sql(site, "SELECT old_name, new_name, reason, actor FROM person_rename")
    tap.equal(rows, [(ZOE, NEW, "tilde, not ours", "cli:test")], f"{proof}: the name's history")
    people = {p["email"]: p["name"] for p in site.issuer.json("roster", "list", "--cohort", "sills-2021")}
    tap.equal(people[ZOE_MAIL], NEW, f"{proof}: the person is called so from now on")
    versions = sql(site, f"SELECT version, name_shown, awarded_at FROM credential WHERE id = '{site.zoe}'")
    tap.equal((len(versions), len({v[2] for v in versions})), (2, 1), f"{proof}: both versions are kept, awarded once")
    tap.ok("credential.correct" in site.issuer.ok("audit", "list", "--object", site.zoe), f"{proof}: in the audit log")
    tap.ok("tilde" not in site.issuer.ok("audit", "list"), f"{proof}: without the private reason")
    site.issuer.ok("credential", "correct", site.zoe, "--name", ZOE, "--reason", "tilde after all")
    tap.equal(site.issuer.json("credential", "show", site.zoe)["version"], 3, f"{proof}: and once more")
    code, rows, err = site.issuer.run("decision", "replay", "--all", "--json")
    tap.equal(code, 0, f"{proof}: decisions replay")


def check_facts(tap):
    with Site(proof="eddsa-rdfc-2022") as site:
        issuer = site.issuer
        _, old = export(site, site.per_hours, "old.json")
        issuer.ok("attendance", "override", PER_MAIL, "--cohort", "sills-2021", "--session", "s2", "--absent",
                  "--reason", "it was his brother")
        time.sleep(1.1)
        done = issuer.json("credential", "correct", site.per_hours, "--facts", "--reason", "session 2 withdrawn")
        tap.equal((done["units_before"], done["units"], done["version"]), ("3", "2", 2), "facts: 3 units become 2")
        path, new = export(site, site.per_hours, "new.json")
        tap.equal((old["credentialSubject"]["creditsEarned"], new["credentialSubject"]["creditsEarned"]), (3, 2),
                  "facts: in the credential")
        same = ("id", "awardedDate", "refreshService", "@context")
        tap.equal({k: new[k] for k in same}, {k: old[k] for k in same}, "facts: the same credential")
        keys = ("id", "licenseNumber")
        tap.equal([new["credentialSubject"][k] for k in keys], [old["credentialSubject"][k] for k in keys],
                  "facts: of the same subject")
        tap.ok(new["evidence"][0]["id"] != old["evidence"][0]["id"], "facts: another decision")
        tap.equal(verify(site, path)["verdict"], "verified", "facts: it verifies")
        tap.equal(verify(site, issuer.path("old.json"))["word"], "SUPERSEDED", "facts: the old one is superseded")
        entries = issuer.json("ledger", "list", "--cohort", "sills-2021", "--person", PER_MAIL)
        tap.equal(sorted(e["units"] for e in entries), ["-3", "2", "3"], "facts: contra-entry and new entry")
        link = issuer.ok("credential", "link", site.per_hours).strip()
        tap.equal(site.get(link[len(f"https://{HOST}"):]).status, 200, "facts: the holder's link is the same")
        code, _, err = issuer.run("credential", "correct", site.per, "--facts", "--reason", "late")
        tap.ok(code == 1 and "is not met now" in err and "revoke" in err, "facts: an award that is lost is not corrected", err)


def check_keys(tap):
    """A key is lost: honest holders get the same credential, signed anew."""
    with Site(proof="eddsa-rdfc-2022") as site:
        issuer = site.issuer
        path, old = export(site, site.zoe, "old.json")
        issuer.ok("key", "revoke", f"{ORG}/eddsa-1", "--reason", "laptop stolen")
        report = verify(site, path)
        tap.equal(report["verdict"], "not_valid", "key revoked: nothing it signed verifies")
        code, _, err = issuer.run("credential", "correct", site.zoe, "--reason", "key")
        tap.ok(code == 1 and "key rotate" in err, "without a new key: what to do", err)
        issuer.ok("key", "rotate", ORG, "--alg", "EdDSA")
        time.sleep(1.1)
        issuer.ok("credential", "correct", site.zoe, "--reason", "key")
        path, new = export(site, site.zoe, "new.json")
        report = verify(site, path)
        tap.equal((report["verdict"], names(new), new["awardedDate"]), ("verified", names(old), old["awardedDate"]),
                  "signed anew: the same award verifies")
        tap.equal(codes(report)["revocation"]["code"], "revocation.not_revoked", "and is not revoked")


def check_refusals(tap):
    with Site(proof="jwt") as site:
        issuer = site.issuer
        before = sql(site, "SELECT COUNT(*) FROM credential")
        for words, want in ((("--name", NEW), "--reason"), (("--reason", "x", "--name", " "), "a name is not empty")):
            code, _, err = issuer.run("credential", "correct", site.zoe, *words)
            tap.ok(code in (1, 64) and want in err, f"correct {words}: refused", err)
        issuer.ok("credential", "suspend", site.zoe, "--reason", "under-review")
        code, _, err = issuer.run("credential", "correct", site.zoe, "--reason", "x")
        tap.ok(code == 1 and "suspended cannot be corrected" in err, "while suspended: no", err)
        issuer.ok("credential", "reinstate", site.zoe, "--reason", "review-closed")
        issuer.ok("credential", "revoke", site.zoe, "--reason", "duplicate")
        code, _, err = issuer.run("credential", "correct", site.zoe, "--reason", "x")
        tap.ok(code == 1 and "revoked cannot be corrected" in err, "once revoked: no", err)
        tap.equal(sql(site, "SELECT COUNT(*) FROM credential"), before, "and nothing was written")
        tap.equal(site.get("/r/" + "A" * 22).status, 404, "a refresh address that is none")
        tap.equal(site.get("/r/" + "A" * 200).status, 404, "nor a long one")
        tap.ok(PER not in site.get(f"/V/{site.per}", accept="application/json").text, "unshared stays unshared")


def main():
    tap = Tap()
    issuer_site.PROGRAMME["refresh"] = "current-version"
    check_name(tap, "eddsa-rdfc-2022")
    check_name(tap, "both")
    check_name(tap, "ecdsa-sd-2023")
    check_facts(tap)
    check_keys(tap)
    check_refusals(tap)
    tap.done()


if __name__ == "__main__":
    main()
