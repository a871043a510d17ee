#!/usr/bin/env python3
"""A receipt for the file and the sealed file itself, in real Chromium: receipts.mjs does what a person does."""
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
from browser import FOLDER, Verifier, certificate, install, visit  # noqa: E402
from tap import SIGNER, Tap, VERIFIER  # noqa: E402
from vcworld import DID, World  # noqa: E402

BOARD = "verify.board.example"
SHOTS = os.path.join(FOLDER, "shots", "receipts")


def altered(path, out):
    with zipfile.ZipFile(path) as archive:
        contents = {i.filename: archive.read(i) for i in archive.infolist()}
    contents["documents/001"] += b" "
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    with open(out, "wb") as file:
        file.write(made.getvalue())
    return out


def main():
    tap = Tap()
    problem = install()
    if problem:
        tap.skip("receipts in Chromium", problem)
        tap.done()
    os.makedirs(SHOTS, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, World() as w:
        keys = os.path.join(folder, "keys")
        subprocess.run([SIGNER, "create", "--keys", keys, "--organisation", "board", "--kid", "es256-1",
                        "--alg", "ES256"], check=True, capture_output=True)
        signing = ("--receipt-key", os.path.join(keys, "board", "es256-1"))
        bundle = os.path.join(folder, "sealed.zip")
        w.check(w.token(), "--seal", bundle, *signing, "--public-url", f"https://{BOARD}")
        verifier = Verifier(folder, BOARD, *signing, "--trust", DID + "=Montana Federation", "--fetch-map", w.maps[0])
        key, cert = certificate(folder, BOARD)
        job = {"shots": SHOTS, "key": key, "cert": cert, "hosts": {BOARD: verifier.port},
               "verifier": f"https://{BOARD}", "token": w.token().decode(), "operator": f"did:web:{BOARD}",
               "bundle": bundle, "altered": altered(bundle, os.path.join(folder, "altered.zip")),
               "first": os.path.join(folder, "first.jwt"), "second": os.path.join(folder, "second.jwt")}
        try:
            visit(tap, "receipts.mjs", job, folder)
            for name in ("first", "second"):
                done = subprocess.run([VERIFIER, "receipt", "verify", "--json", job[name], "--operator", job["operator"],
                                       "--fetch-map", f"https://{BOARD}/=http://127.0.0.1:{verifier.port}/"],
                                      capture_output=True, text=True, check=False)
                tap.equal(json.loads(done.stdout or "{}").get("code"), "receipt.holds", f"the {name} receipt holds")
        finally:
            verifier.stop()
    tap.done()


main()
