#!/usr/bin/env python3
"""npm's Data Integrity packages verify what our library signs.

Every suite, also those that no program issues with, and altered documents
that must fail; credentials whose canonical statements must be the same
bytes. What programs issue and check: issued.py and badges.py. The packages
are those of the locked package.json, installed as for jose.py; without node
the tests are skipped by name.
"""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
from npm import install, run  # noqa: E402
from tap import BUILD, VERIFIER, Tap  # noqa: E402

MAKE = os.path.join(BUILD, "tests", "unit", "prove", "test_integrity")
TITLES = {"ours": "npm verifies ours", "canonical": "the same canonical statements"}
KINDS = [("eddsa-rdfc-2022", "Ed25519"), ("eddsa-jcs-2022", "Ed25519"),
         ("ecdsa-rdfc-2019", "P-256"), ("ecdsa-rdfc-2019", "P-384"),
         ("ecdsa-jcs-2019", "P-256"), ("ecdsa-jcs-2019", "P-384")]


def altered(document):
    """Of another credential; with other proof options; another signature."""
    value = document["proof"]["proofValue"]
    place = len(value) // 2
    flipped = value[:place] + ("a" if value[place] != "a" else "b") + value[place + 1:]
    return [dict(document, id=document["id"] + "2"),
            dict(document, proof=dict(document["proof"],
                                      created="2020-01-01T00:00:00Z")),
            dict(document, proof=dict(document["proof"], proofValue=flipped))]


def ours(tap, folder):
    with tempfile.TemporaryDirectory() as work:
        subprocess.run([MAKE, "documents", work], check=True, timeout=120,
                       stdout=subprocess.DEVNULL)
        names, items = [], []
        for name in sorted(os.listdir(work)):
            with open(os.path.join(work, name), encoding="utf-8") as handle:
                document = json.load(handle)
            for number, item in enumerate([document] + altered(document)):
                names.append((name.removesuffix(".json"), number))
                items.append(item)
    tap.equal(len(names), 4 * len(KINDS), TITLES["ours"] + ": all kinds")
    for (name, number), got in zip(names, run(folder, "vc.mjs", {"verify": items})["verify"]):
        tap.ok(got["verified"] == (number == 0),
               f"{TITLES['ours']}: {name}" + (f", altered ({number})" if number else ""),
               got["why"])


CREDENTIAL = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "https://other.example/1", "type": ["VerifiableCredential"],
    "name": "\u00c4rzte \u20ac", "validFrom": "2026-01-02T03:04:05Z",
    "credentialSubject": {"id": "urn:uuid:0"},
}


def canon(document):
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(document, file)
        file.flush()
        return subprocess.run(
            [VERIFIER, "tool", "jsonld", "canon", "--rdf-direction", "i18n-datatype", file.name],
            stdout=subprocess.PIPE, timeout=30, check=True).stdout.decode()


OB = ["https://www.w3.org/ns/credentials/v2",
      "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]


def invented():
    """Credentials with what makes statements hard: blank nodes, languages,
    numbers, order."""
    achievement = {"id": "urn:uuid:a", "type": ["Achievement"], "name": "Über",
                   "description": "a \"b\" \\ c\n\t\u20ac \U0001f600",
                   "criteria": {"narrative": "none"}}
    plain = {"@context": OB, "type": ["VerifiableCredential", "OpenBadgeCredential"],
             "issuer": {"id": "did:web:a.example", "type": ["Profile"], "name": "A"},
             "validFrom": "2026-01-02T03:04:05+01:00", "name": "N",
             "credentialSubject": {"type": ["AchievementSubject"],
                                   "achievement": achievement}}
    yield plain
    for count in (1, 2, 7):
        yield dict(plain, id="urn:uuid:1", credentialSubject=dict(
            plain["credentialSubject"], creditsEarned=2.5, result=[
                {"type": ["Result"], "value": str(n % 3)} for n in range(count)]))
    yield dict(plain, evidence=[{"type": ["Evidence"], "narrative": str(n // 2)}
                                for n in range(6)])
    yield dict(CREDENTIAL, issuer="did:web:a.example",
               name={"@value": "Zürich", "@language": "de-CH"},
               description=[{"@value": "\u05d0", "@language": "he", "@direction": "rtl"}])
    yield dict(CREDENTIAL, issuer="did:web:a.example",
               credentialStatus=[{"type": "BitstringStatusListEntry",
                                  "statusPurpose": purpose, "statusListIndex": "7",
                                  "statusListCredential": "https://a.example/1"}
                                 for purpose in ("revocation", "suspension")])


def canonical(tap, folder):
    documents = list(invented())
    for number, (document, want) in enumerate(zip(
            documents, run(folder, "vc.mjs", {"canonize": documents})["canonize"]), 1):
        tap.equal(canon(document), want, f"{TITLES['canonical']}: {number}")


def main():
    tap = Tap()
    folder, problem = install()
    for which, test in (("ours", ours), ("canonical", canonical)):
        if problem:
            tap.skip(TITLES[which], problem)
        else:
            test(tap, folder)
    tap.done()


main()
