#!/usr/bin/env python3
"""Keys of an organisation: made, rotated, taken up, refused."""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import ISSUER, SIGNER, Tap

tap = Tap()


def run(*args, program=ISSUER):
    return subprocess.run([program, *args], capture_output=True, text=True, check=False)


with tempfile.TemporaryDirectory(prefix="testamur-") as folder:
    data = os.path.join(folder, "data")
    keys = os.path.join(data, "keys")

    def issuer(*args):
        return run("--data", data, *args)

    def listed():
        return {k["kid"]: (k["alg"], k["state"]) for k in json.loads(issuer("key", "list", "union", "--json").stdout)}

    def imported(kid, *openssl):
        pem = os.path.join(folder, kid + ".pem")
        made = subprocess.run(["openssl", "genpkey", "-out", pem, *openssl], capture_output=True, check=False)
        done = run("import", "--keys", keys, "--organisation", "union", "--kid", kid, pem, program=SIGNER)
        return made.returncode == 0 and done.returncode == 0

    issuer("init", "--public-url", "https://keys.example.org")
    issuer("organisation", "add", "union", "--name", "Union")
    tap.equal(listed(), {"es256-1": ("ES256", "active"), "eddsa-1": ("EdDSA", "active")}, "two keys from the start")
    done = issuer("key", "rotate", "union")
    tap.equal(done.returncode, 0, "key rotate")
    tap.equal(listed(), {"es256-1": ("ES256", "retired"), "es256-2": ("ES256", "active"),
                         "eddsa-1": ("EdDSA", "active")}, "the new key signs, the old one is retired")

    tap.ok(imported("rs256-1", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"), "an RSA key made elsewhere is imported")
    done = issuer("key", "rotate", "union", "--alg", "RS256")
    tap.equal((done.returncode, listed().get("rs256-1")), (0, ("RS256", "active")), "rotating takes it up")

    tap.ok(imported("es256-3", "-algorithm", "ED25519"), "an Ed25519 key under a name of ES256")
    done = issuer("key", "rotate", "union")
    tap.equal(done.returncode, 1, "a key of another algorithm is refused")
    tap.ok("it signs with EdDSA" in done.stderr, "and it is said why", done.stderr)
    tap.equal(listed()["es256-2"], ("ES256", "active"), "and nothing was retired")

tap.done()
