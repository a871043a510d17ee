#!/usr/bin/env python3
"""testamur-verifier checks badges that npm packages issue.

@digitalbazaar/vc issues Open Badges of a did:key, after both versions of the
data model and with every suite; testamur-verifier finds them valid, finds
the revoked one revoked, and names what was altered. npm refuses the altered
ones too.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
from npm import install, run  # noqa: E402
from tap import Tap  # noqa: E402
from vcworld import World  # noqa: E402

TITLE = "badges that npm issues"
HOST = "https://issuer.example"  # the one that World serves
LIST = "/npm/status"
SUITES = [("eddsa-rdfc-2022", "Ed25519"), ("ecdsa-rdfc-2019", "P-256"),
          ("ecdsa-rdfc-2019", "P-384"), ("eddsa-jcs-2022", "Ed25519"),
          ("ecdsa-jcs-2019", "P-256"), ("ecdsa-jcs-2019", "P-384"),
          ("ecdsa-sd-2023", "P-256"), ("Ed25519Signature2020", "Ed25519")]
CONTEXTS = {
    1: ["https://www.w3.org/2018/credentials/v1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
        "https://www.w3.org/ns/credentials/status/v1"],
    2: ["https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]}
INVALID = ("signature", "signature.invalid")


def badge(version, index):
    when = "2026-01-02T03:04:05Z"
    return {
        "@context": CONTEXTS[version],
        "id": f"urn:uuid:00000000-0000-4000-8000-{index:012}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"type": ["Profile"], "name": "Ärzte \u20ac"},
        **({"validFrom": when} if version == 2 else {"issuanceDate": when}),
        "name": "Watering",
        "credentialSubject": {
            "id": "urn:uuid:00000000-0000-4000-8000-000000000000",
            "type": ["AchievementSubject"],
            "achievement": {"id": "https://issuer.example/a", "type": ["Achievement"],
                            "name": "Watering", "description": "Every \"second\" day\n.",
                            "criteria": {"narrative": "Water twice."}}},
        "credentialStatus": {"id": f"{HOST}{LIST}#{index}", "type": "BitstringStatusListEntry",
                             "statusPurpose": "revocation", "statusListIndex": str(index),
                             "statusListCredential": HOST + LIST}}


def alterations(document, other, suite):
    """What was changed, the document, and the check and code that tell."""
    proof, subject = document["proof"], document["credentialSubject"]
    yield "its name", dict(document, name="Another"), INVALID
    yield ("an inner value", dict(document, credentialSubject=dict(
        subject, achievement=dict(subject["achievement"], name="Another"))), INVALID)
    yield ("when it was signed", dict(document, proof=dict(
        proof, created="2020-01-01T00:00:00Z")), INVALID)
    yield ("the signature of another", dict(document, proof=dict(
        proof, proofValue=other["proof"]["proofValue"])), INVALID)
    if suite != "ecdsa-sd-2023":  # sd.py hides what may not be hidden
        yield ("no status any more", {name: value for name, value in document.items()
                                      if name != "credentialStatus"}, INVALID)
    yield ("a term that no context defines", dict(document, invented="1"),
           INVALID if "-jcs-" in suite else ("context", "context.undefined_term"))
    yield ("another issuer", dict(document, issuer=dict(
        document["issuer"], id="did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp")),
           ("controller", "controller.not_issuer"))
    yield "no proof", {name: value for name, value in document.items()
                       if name != "proof"}, ("signature", "signature.no_proof")


def check(tap, world, made, title):
    """One revoked, one in force, one of an issuer that nobody lists."""
    world.pages[LIST] = made["list"]
    trust = ("--trust", made["issuer"])
    good, revoked = made["credentials"]
    report = world.check(good, *trust, trust=False)
    tap.ok((report.verdict, report.exit, report.code("revocation")) ==
           ("verified", 0, "revocation.not_revoked"), f"{title}: in force", report)
    report = world.check(good)
    tap.ok((report.verdict, report.exit) == ("verified_issuer_unlisted", 2),
           f"{title}: not on our list of issuers", report)
    report = world.check(revoked, *trust, trust=False)
    tap.ok((report.verdict, report.exit, report.code("revocation")) ==
           ("not_valid", 1, "revocation.revoked"), f"{title}: revoked", report)


def main():
    tap = Tap()
    folder, problem = install()
    if problem:
        tap.skip(TITLE, problem)
        tap.done()
    kinds = [(suite, curve, version) for suite, curve in SUITES for version in (1, 2)]
    jobs = [{"suite": suite, "curve": curve, "list": {"id": HOST + LIST, "set": [7]},
             "credentials": [badge(version, 5), badge(version, 7)]}
            for suite, curve, version in kinds]
    with World() as world:
        for (suite, curve, version), made in zip(kinds, run(folder, "vc.mjs", {"issue": jobs})["issue"]):
            title = f"{TITLE}: {suite} {curve}, data model {version}"
            check(tap, world, made, title)
            changes = list(alterations(*made["credentials"], suite))
            first, *theirs = run(folder, "vc.mjs", {"verify": [made["credentials"][0]] + [
                document for _, document, _ in changes]})["verify"]
            tap.ok(first["verified"], f"{title}: in force: npm", first)
            for (what, document, (part, code)), got in zip(changes, theirs):
                report = world.check(document, "--trust", made["issuer"], trust=False)
                tap.ok((report.code(part), report.exit) == (code, 1),
                       f"{title}: altered: {what}", f"want {code}\n{report}")
                tap.ok(not got["verified"], f"{title}: altered: {what}: npm", got)
    tap.done()


main()
