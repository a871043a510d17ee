#!/usr/bin/env python3
"""testamur-verifier checks presentations that npm packages sign.

A holder, a did:key, presents a badge about themselves with each suite; the
verifier finds it valid for its challenge and domain, and for no other, and
names what was altered.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
from npm import install, run  # noqa: E402
from tap import Tap  # noqa: E402
from vcworld import CONTEXTS, World  # noqa: E402

TITLE = "presentations that npm signs"
V1 = "https://www.w3.org/2018/credentials/v1"
OB1 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"
DI = "https://w3id.org/security/data-integrity/v2"
OLD = "https://w3id.org/security/suites/ed25519-2020/v1"
SUITES = [("eddsa-rdfc-2022", "Ed25519", 2), ("eddsa-jcs-2022", "Ed25519", 2),
          ("ecdsa-rdfc-2019", "P-256", 2), ("ecdsa-rdfc-2019", "P-384", 2),
          ("ecdsa-jcs-2019", "P-256", 2), ("eddsa-rdfc-2022", "Ed25519", 1),
          ("Ed25519Signature2020", "Ed25519", 1)]
ASKED = ("--challenge", "c-1", "--domain", "board.example")


def badge(version):
    when = "2026-01-02T03:04:05Z"
    return {"@context": CONTEXTS if version == 2 else [V1, OB1],
            "id": "urn:uuid:00000000-0000-4000-8000-000000000005",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": {"type": ["Profile"], "name": "Ärzte €"},
            **({"validFrom": when} if version == 2 else {"issuanceDate": when}),
            "name": "Watering",
            "credentialSubject": {
                "type": ["AchievementSubject"],
                "achievement": {"id": "https://issuer.example/a", "type": ["Achievement"],
                                "name": "Watering", "description": "Every second day",
                                "criteria": {"narrative": "Water twice."}}}}


def context_of(suite, version):
    if version == 2:
        return CONTEXTS[:1]
    return [V1, OLD if suite == "Ed25519Signature2020" else DI]


def main():
    tap = Tap()
    folder, problem = install()
    if problem:
        tap.skip(TITLE, problem)
        tap.done()
    jobs = [{"suite": suite, "curve": curve, "credential": badge(version),
             "context": context_of(suite, version), "challenge": "c-1", "domain": "board.example"}
            for suite, curve, version in SUITES]
    with World() as world:
        for (suite, curve, version), made in zip(SUITES, run(folder, "vc.mjs", {"present": jobs})["present"]):
            title = f"{TITLE}: {suite} {curve}, data model {version}"
            given, trust = made["presentation"], ("--trust", made["issuer"])
            other = dict(given, holder=made["issuer"])
            for what, document, args, code, verdict in (
                    ("as asked", given, ASKED, "holder", "verified"),
                    ("nothing asked", given, (), "no_challenge", "verified"),
                    ("another challenge", given, ("--challenge", "c-2"), "challenge", "not_valid"),
                    ("another domain", given, ASKED[:3] + ("x.example",), "domain", "not_valid"),
                    ("another holder", other, ASKED, "key", "not_valid"),
                    ("an id added", dict(given, id="urn:uuid:00000000-0000-4000-8000-000000000009"), ASKED,
                     "signature", "not_valid")):
                report = world.check(document, *args, *trust, trust=False)
                tap.ok((report.code("presentation"), report.verdict) == ("presentation." + code, verdict),
                       f"{title}: {what}", f"want {code}, {verdict}\n{report}")
    tap.done()


main()
