#!/usr/bin/env python3
"""award issue --proof: what is issued, served and baked verifies in each form."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from issuer_site import HOST, ORG, Site
from tap import ISSUER, Tap

tap = Tap()
VERIFIER = os.path.join(os.path.dirname(ISSUER), "testamur-verifier")
METHOD = f"did:web:{HOST}:issuers:{ORG}#eddsa-1"
LIST = f"/issuers/{ORG}/status/1/revocation"


def verdicts(site, *files):
    done = subprocess.run([VERIFIER, "check", "--json", *files, "--trust", METHOD.split("#", maxsplit=1)[0],
                           "--fetch-map", f"https://{HOST}/=http://127.0.0.1:{site.port}/"],
                          capture_output=True, text=True, check=False)
    answer = json.loads(done.stdout)
    reports = [row["report"] for row in answer] if len(files) > 1 else [answer]
    return [(report["verdict"], report["code"]) for report in reports]


def exported(site, name, *more):
    path = site.issuer.path(name)
    site.issuer.ok("credential", "export", site.zoe, "--out", path, *more)
    return path


def lists(site, usual):
    for accept, kind in (("application/vc+ld+json", "application/vc+ld+json"),
                         ("application/json", "application/json"),
                         ("application/vc+jwt", "application/vc+jwt"), (None, usual)):
        answer = site.get(LIST, accept=accept)
        tap.equal((answer.status, answer.type), (200, kind), f"list for {accept}: {kind}")
        if not kind.endswith("jwt"):
            document = answer.json()
            tap.equal((document["issuer"], document["proof"]["verificationMethod"],
                       document["proof"]["cryptosuite"]),
                      (METHOD.split("#", maxsplit=1)[0], METHOD, "eddsa-rdfc-2022"), "its proof")


def embedded(site, suite):
    document = site.get(f"/V/{site.zoe}", accept="application/vc").json()
    proof = document["proof"]
    tap.equal((proof["type"], proof["cryptosuite"], proof["verificationMethod"], proof["proofPurpose"]),
              ("DataIntegrityProof", suite, METHOD, "assertionMethod"), f"{suite}: the proof")
    tap.ok(proof["created"].endswith("Z") and proof["proofValue"].startswith("z"), f"{suite}: when")
    tap.ok(not any("extensions" in c for c in document["@context"]), f"{suite}: no context unused")


def altered(site, path):
    with open(path, encoding="utf-8") as handle:
        text = handle.read()
    changed = site.issuer.write("altered.json", text.replace("Sill Keeper", "Sill Master"))
    tap.equal(verdicts(site, changed), [("not_valid", "signature.invalid")], "altered: not valid")


def run(proof, suite, tokens):
    with Site(proof=proof) as site:
        site.credential("share", site.zoe)
        embedded(site, suite)
        files = [exported(site, "c.json"), exported(site, "c.png"), exported(site, "c.svg")]
        if tokens:
            files += [exported(site, "c.jwt"), exported(site, "t.png", "--form", "jwt"),
                      exported(site, "t.svg", "--form", "jwt")]
        tap.equal(verdicts(site, *files), [("verified", "issuer.listed")] * len(files),
                  f"{proof}: {len(files)} files verify")
        lists(site, "application/vc+ld+json")
        altered(site, files[0])
        preview = site.issuer.json("award", "preview", "--cohort", "sills-2021")
        again = site.issuer.json("award", "issue", "--preview", preview["digest"], "--proof", proof)
        tap.equal((again["issued"], again["failed"]), ([], []), f"{proof}: once")
        site.credential("revoke", site.zoe, "--reason", "issued-in-error")
        tap.equal(verdicts(site, *files), [("not_valid", "revocation.revoked")] * len(files),
                  f"{proof}: revoked")
        site.issuer.ok("key", "revoke", ORG + "/eddsa-1", "--reason", "lost")
        answer = site.get(LIST, accept="application/json")
        tap.equal((answer.status, answer.type), (200, "application/vc+jwt"),
                  "no Ed25519 key left: the list as a JWT rather than none")
        code, _, err = site.issuer.run("award", "issue", "--preview", preview["digest"], "--proof",
                                       proof, "--alg", "RS512")
        tap.ok(code == 1 and "--alg" in err, "no such algorithm", err)


def main():
    run("eddsa-rdfc-2022", "eddsa-rdfc-2022", False)
    run("eddsa-jcs-2022", "eddsa-jcs-2022", False)
    run("both", "eddsa-rdfc-2022", True)
    tap.done()


main()
