#!/usr/bin/env python3
"""npm's jose verifies our receipts with the operator's published key, and ours reads one that jose signed."""
import base64
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
from npm import install, run  # noqa: E402
from tap import SIGNER, Tap, VERIFIER  # noqa: E402
from vcworld import World  # noqa: E402

ALGS = ("ES256", "EdDSA", "ES384", "RS256")
SITE, OPERATOR = "https://verify.example", "did:web:verify.example"


def main():
    tap = Tap()
    folder, why_not = install()
    if why_not:
        for alg in ALGS:
            tap.skip(f"receipts: jose verifies ours, {alg}", why_not)
        tap.skip("receipts: ours verifies jose's", why_not)
        tap.done()
    with World() as w:
        w.maps.append(f"{SITE}/=http://127.0.0.1:{w.port}/")
        keys = os.path.join(w.folder, "keys")
        items = []
        for alg in ALGS:
            kid = alg.lower() + "-1"
            made = subprocess.run([SIGNER, "create", "--keys", keys, "--organisation", "board", "--kid", kid,
                                   "--alg", alg], check=True, capture_output=True).stdout
            path = os.path.join(w.folder, alg)
            report = w.check(w.token(), "--receipt", path, "--receipt-key", os.path.join(keys, "board", kid),
                             "--public-url", SITE)
            with open(path, encoding="ascii") as text:
                token = text.read()
            items.append({"jwk": json.loads(made), "token": token})
        for alg, item, got in zip(ALGS, items, run(folder, "jose.mjs", {"verify": items})["verify"]):
            said = json.loads(got.get("payload", "{}"))
            tap.ok(said.get("verdict") == report.verdict == "verified" and said["iss"] == OPERATOR,
                   f"receipts: jose verifies ours, {alg}", got)
        head, body, _ = items[0]["token"].split(".")
        header = json.loads(base64.urlsafe_b64decode(head + "=="))
        payload = base64.urlsafe_b64decode(body + "==").decode()
        signed = run(folder, "jose.mjs", {"sign": [{"alg": "ES256", "header": header, "payload": payload}]})["sign"][0]
        w.pages["/.well-known/did.json"] = w.did_document(OPERATOR, signed["jwk"])
        with open(path, "w", encoding="ascii") as out:
            out.write(signed["token"])
        done = subprocess.run([VERIFIER, "receipt", "verify", "--json", path, "--operator", OPERATOR,
                               *[x for m in w.maps for x in ("--fetch-map", m)]],
                              capture_output=True, text=True, check=False)
        tap.equal(json.loads(done.stdout)["code"], "receipt.holds", "receipts: ours verifies jose's")
    tap.done()


main()
