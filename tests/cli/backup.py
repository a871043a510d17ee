#!/usr/bin/env python3
"""backup: made while the server runs, restored elsewhere, what was issued still verifies."""
import json
import os
import shutil
import stat
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from issuer_site import HOST, ORG, Site  # noqa: E402
from tap import ISSUER, VERIFIER, Tap  # noqa: E402

tap = Tap()


def check(site, path):
    done = subprocess.run([VERIFIER, "check", "--json", path, "--trust", f"did:web:{HOST}:issuers:{ORG}", "--fetch-map",
                           f"https://{HOST}/=http://127.0.0.1:{site.port}/"], capture_output=True, check=False)
    return json.loads(done.stdout)["verdict"]


with Site(proof="both") as site:
    issuer = site.issuer
    folder = issuer.path("backup")
    os.mkdir(folder, 0o700)
    copy = os.path.join(folder, "testamur.db")
    code, out, err = issuer.run("backup", copy)
    tap.equal((code, out, "keys apart" in err), (0, "", True), "made while the server runs, and says what else to copy")
    tap.equal(stat.S_IMODE(os.stat(copy).st_mode), 0o600, "for its owner alone")
    before = open(copy, "rb").read()
    code, _, err = issuer.run("backup", copy)
    tap.equal((code, copy in err, open(copy, "rb").read() == before), (1, True, True), "an older one is not written over")
    code, _, err = issuer.run("backup", os.path.join(folder, "none", "x.db"))
    tap.ok(code in (1, 2) and not os.path.exists(os.path.join(folder, "none")), "no such folder", err)
    for name in ("config.json", "link.key"):
        shutil.copy2(os.path.join(issuer.data, name), folder)
    shutil.copytree(os.path.join(issuer.data, "keys"), os.path.join(folder, "keys"))
    badge = issuer.path("badge.json")
    site.credential("export", site.zoe, "--out", badge)
    site.credential("revoke", site.per, "--reason", "issued-in-error")
    site.stop()
    shutil.move(issuer.data, issuer.path("lost"))
    shutil.move(folder, issuer.data)
    site.start()
    tap.equal(check(site, badge), "verified", "restored: yesterday's badge verifies")
    listed = subprocess.run([ISSUER, "credential", "show", site.per, "--data", issuer.data, "--json"],
                            capture_output=True, text=True, check=True).stdout
    tap.ok('"revoked"' not in listed, "what came after it is not in it")
tap.done()
