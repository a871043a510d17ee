#!/usr/bin/env python3
"""ecdsa-sd-2023 with npm's package, each step by either side.

Who makes the base proof, who derives and who verifies: all eight ways, over
selections that show more and less; altered ones fail on both sides.
"""
import copy
import itertools
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
import npm  # noqa: E402
from tap import BUILD, ISSUER, VERIFIER, Tap  # noqa: E402

MAKE = os.path.join(BUILD, "tests", "unit", "prove", "test_disclosure")

CONTEXTS = ["https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
IDENTITIES = [
    {"type": "IdentityObject", "hashed": False, "identityType": "name", "identityHash": "Ines Almada"},
    {"type": "IdentityObject", "hashed": False, "identityType": "emailAddress",
     "identityHash": "ines@home.example"}]
BADGE = {
    "@context": CONTEXTS, "id": "https://board.example/V/1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"], "name": "Pruning \u20ac \U0001f33f",
    "issuer": {"id": "did:example:none", "type": ["Profile"], "name": "Board"},
    "validFrom": "2026-01-02T03:04:05Z",
    "credentialSubject": {
        "id": "urn:uuid:s", "type": ["AchievementSubject"], "identifier": IDENTITIES,
        "creditsEarned": 2.5, "licenseNumber": "7",
        "achievement": {"id": "urn:uuid:a", "type": ["Achievement"], "name": "Pruning",
                        "description": "a \"b\" \\ \n c", "criteria": {"narrative": "Ten trees."},
                        "alignment": [{"type": ["Alignment"], "targetName": "One",
                                       "targetUrl": "https://board.example/one"},
                                      {"type": ["Alignment"], "targetName": "Two",
                                       "targetUrl": "https://board.example/two"}]},
        "result": [{"type": ["Result"], "value": str(n % 2)} for n in range(5)]},
    "evidence": [{"type": ["Evidence"], "narrative": "same"}, {"type": ["Evidence"], "narrative": "same"}]}
# Without one id: all its nodes are blank.
BARE = {
    "@context": CONTEXTS, "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "did:example:none", "type": ["Profile"], "name": "Board"},
    "validFrom": "2026-01-02T03:04:05Z",
    "credentialSubject": {"type": ["AchievementSubject"], "identifier": IDENTITIES,
                          "result": [{"type": ["Result"], "value": "1"}, {"type": ["Result"], "value": "1"}]}}

MANDATORY = ["/issuer", "/validFrom", "/credentialSubject/achievement"]
CASES = [
    # name, credential, mandatory, revealed
    ("a name", BADGE, MANDATORY, ["/credentialSubject/identifier/0"]),
    ("nothing more", BADGE, MANDATORY, []),
    ("all", BADGE, MANDATORY, [""]),
    ("all, none mandatory", BADGE, [], [""]),
    ("alike nodes", BADGE, ["/issuer"], ["/credentialSubject/result/1", "/credentialSubject/result/3",
                                        "/evidence/1"]),
    ("below nodes", BADGE, ["/issuer/name"], ["/credentialSubject/achievement/criteria/narrative",
                                              "/credentialSubject/achievement/alignment/1/targetName"]),
    ("twice", BADGE, ["/name"], ["/name", "/credentialSubject", "/credentialSubject/identifier"]),
    ("all mandatory", BADGE, [""], ["/name"]),
    ("blank nodes", BARE, ["/issuer"], ["/credentialSubject/identifier/1"]),
    ("blank and alike", BARE, ["/validFrom"], ["/credentialSubject/result/1"]),
    ("blank, all", BARE, [], ["/credentialSubject", "/issuer"]),
]

tap = Tap()


class Theirs:
    name = "npm"

    def __init__(self, folder):
        self.folder = folder

    def run(self, verb, items):
        return npm.run(self.folder, "sd.mjs", {verb: items})[verb]

    def base(self, items):
        return self.run("base", [{"credential": c, "mandatory": m} for c, m in items])

    def derive(self, items):
        return self.run("derive", [{"document": d, "reveal": r} for d, r in items])

    def verify(self, items):
        return self.run("verify", items)


class Ours:
    name = "testamur"

    def __init__(self, work):
        self.work = work

    def put(self, document):
        path = os.path.join(self.work, "in.json")
        with open(path, "w", encoding="utf-8") as handle:
            json.dump(document, handle, ensure_ascii=False)
        return path

    def base(self, items):
        made = []
        for credential, mandatory in items:
            out = os.path.join(self.work, "out.json")
            subprocess.run([MAKE, "base", self.put(credential), out, *mandatory], check=True,
                           timeout=60, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            with open(out, encoding="utf-8") as handle:
                made.append(json.load(handle))
        return made

    def derive(self, items):
        made = []
        for document, reveal in items:
            words = [word for pointer in reveal for word in ("--reveal", pointer)]
            done = subprocess.run([ISSUER, "credential", "derive", self.put(document), *words],
                                  capture_output=True, timeout=60, check=False)
            made.append(json.loads(done.stdout) if done.returncode == 0 else None)
        return made

    def verify(self, items):
        return [subprocess.run([VERIFIER, "tool", "proof", "verify", self.put(document)],
                               capture_output=True, timeout=60, check=False).returncode == 0
                for document in items]


def unproven(document):
    return document and {k: v for k, v in document.items() if k not in ("proof", "issuer")}


def altered(document):
    """What is shown, changed; hidden; another date of signing; other bytes."""
    changed, less, later, broken = (copy.deepcopy(document) for _ in range(4))
    changed["credentialSubject"]["identifier"][0]["identityHash"] = "Ann Other"
    del less["issuer"]["name"]
    later["proof"]["created"] = "2020-01-01T00:00:00Z"
    value = broken["proof"]["proofValue"]
    broken["proof"]["proofValue"] = value[:40] + ("a" if value[40] != "a" else "b") + value[41:]
    return [changed, less, later, broken]


def main():
    folder, why = npm.install()
    if why:
        tap.skip("npm verifies and derives", why)
        tap.done()
    with tempfile.TemporaryDirectory() as work:
        sides = [Ours(work), Theirs(folder)]
        bases = {side.name: side.base([(c, m) for _, c, m, _ in CASES]) for side in sides}
        derived = {}
        for base, who in itertools.product(sides, sides):
            items = [(document, case[3]) for document, case in zip(bases[base.name], CASES)]
            derived[base.name, who.name] = who.derive(items)
        for (maker, deriver), documents in derived.items():
            for who in sides:
                title = f"base by {maker}, derived by {deriver}, verified by {who.name}"
                for case, got in zip(CASES, who.verify([d or {} for d in documents])):
                    tap.equal(got, True, f"{title}: {case[0]}")
                tap.equal(who.verify(altered(documents[0])), [False] * 4, f"{title}: altered")
        for maker in bases:
            for case, one, two in zip(CASES, *(derived[maker, side.name] for side in sides)):
                tap.equal(unproven(one), unproven(two), f"base by {maker}, {case[0]}: the same is shown")
        for who in sides:
            tap.equal(who.verify([d for name in bases for d in bases[name]]),
                      [False] * 2 * len(CASES), f"{who.name}: a base proof is refused")
            tap.equal(who.derive([(bases[name][0], ["/none"]) for name in bases]), [None, None],
                      f"{who.name}: a pointer to nothing is refused")
    tap.done()


main()
