#!/usr/bin/env python3
"""npm's jose verifies our tokens, and ours verifies jose's.

Every algorithm and profile, in both directions, and altered ones that must
fail on both sides. jose is installed from the locked package.json into the
build folder; without node the tests are skipped by name.
"""
import base64
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
from npm import install, run  # noqa: E402
from tap import BUILD, Tap  # noqa: E402

ALGS = ["ES256", "EdDSA", "RS256", "ES384"]
SUITES = ["jwt-ob", "jwt-w3c"]
MAKE = os.path.join(BUILD, "tests", "unit", "prove", "test_tokens")
CHECK = os.path.join(BUILD, "tests", "unit", "proof", "test_verdict")
TITLES = {"ours": "jose verifies ours", "theirs": "ours verifies jose's"}


def decode(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def altered(token):
    """The same token about somebody else, and with a bit of its signature
    turned over."""
    head, body, sig = token.split(".")
    changed = decode(body).replace(b"urn:uuid:0", b"urn:uuid:1")
    flipped = bytearray(decode(sig))
    flipped[10] ^= 1
    return [f"{head}.{encode(changed)}.{sig}",
            f"{head}.{body}.{encode(bytes(flipped))}"]


def ours(tap, folder):
    with tempfile.TemporaryDirectory() as work:
        subprocess.run([MAKE, "tokens", work], check=True, timeout=120,
                       stdout=subprocess.DEVNULL)
        read = lambda name: open(os.path.join(work, name), encoding="utf-8").read()
        items, names = [], []
        for alg in ALGS:
            jwk = json.loads(read(alg + ".jwk"))
            for suite in SUITES:
                token = read(f"{alg}.{suite}.jwt")
                for number, text in enumerate([token] + altered(token)):
                    items.append({"jwk": jwk, "token": text})
                    names.append((alg, suite, number))
        for name, item, got in zip(names, items,
                                   run(folder, "jose.mjs", {"verify": items})["verify"]):
            alg, suite, number = name
            title = f"{TITLES['ours']}: {alg} {suite}"
            if number == 0:
                payload = decode(item["token"].split(".")[1]).decode()
                tap.equal(got, {"payload": payload}, title)
            else:
                tap.equal(got, {"error": "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"},
                          f"{title}, altered ({number})")


CREDENTIAL = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "https://other.example/1", "type": ["VerifiableCredential"],
    "issuer": {"id": "did:web:other.example", "name": "Ärzte \u20ac"},
    "validFrom": "2026-01-02T03:04:05Z",
    "credentialSubject": {"id": "urn:uuid:0"},
}
CLAIMS = {"iss": "did:web:other.example", "jti": "https://other.example/1",
          "nbf": 1767323045, "sub": "urn:uuid:0"}
HEADERS = {"jwt-ob": {"typ": "JWT", "kid": "did:web:other.example#k"},
           "jwt-w3c": {"typ": "vc+jwt", "cty": "vc"}}


def verdict(work, jwk, token):
    paths = [os.path.join(work, name) for name in ("jwk", "token")]
    for path, text in zip(paths, (json.dumps(jwk), token)):
        with open(path, "w", encoding="utf-8") as handle:
            handle.write(text)
    done = subprocess.run([CHECK, "verify"] + paths, stdout=subprocess.PIPE,
                          timeout=30, check=True)
    return done.stdout.decode().strip()


def theirs(tap, folder):
    job, names = [], []
    for alg in ALGS:
        for suite in SUITES:
            payload = dict(CREDENTIAL, **CLAIMS) if suite == "jwt-ob" else CREDENTIAL
            job.append({"alg": alg, "header": HEADERS[suite],
                        "payload": json.dumps(payload)})
            names.append(f"{TITLES['theirs']}: {alg} {suite}")
    made = run(folder, "jose.mjs", {"sign": job})["sign"]
    with tempfile.TemporaryDirectory() as work:
        for title, item in zip(names, made):
            tap.equal(verdict(work, item["jwk"], item["token"]), "valid", title)
            for number, text in enumerate(altered(item["token"]), 1):
                tap.equal(verdict(work, item["jwk"], text), "signature",
                          f"{title}, altered ({number})")
        # each token with the key of the next: another key, or another type
        for at, (title, item) in enumerate(zip(names, made)):
            other = (at + 1) % len(made)
            same = job[at]["alg"] == job[other]["alg"]
            tap.equal(verdict(work, made[other]["jwk"], item["token"]),
                      "signature" if same else "algorithm mismatch",
                      title + ", another key")


def main():
    tap = Tap()
    folder, problem = install()
    for which, test in (("ours", ours), ("theirs", theirs)):
        if problem:
            tap.skip(TITLES[which], problem)
        else:
            test(tap, folder)
    tap.done()


main()
