#!/usr/bin/env python3
"""'make demo' in a folder of its own, then 'make serve' on the same data."""
import csv
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from tap import ROOT, Tap  # noqa: E402

DEMO = os.path.join(ROOT, "programmes", "demo.py")
LINES = [
    "55 credentials from 8 organisations' programmes",
    "55 of 55 signed texts verified on the command line (exit 0)",
    "55 of 55 signed texts verified over HTTP",
    "55 of 55 badge pictures verified on the command line (exit 0)",
    "another name written into a credential: not_valid, signature.invalid, exit 1",
    "without a list of issuers: verified_issuer_unlisted, exit 2",
    "a credential that was revoked: not_valid, revocation.revoked, exit 1",
    "a credential whose issuer is down: could_not_be_checked, key.did_unreachable, exit 3",
]
# files that are left, by how they begin
FILES = [("credentials", ".jwt", b"ey", 56), ("badges", ".png", b"\x89PNG", 55),
         ("certificates", ".pdf", b"%PDF-", 55), ("qr", ".png", b"\x89PNG", 55),
         ("pages", ".html", b"<!doctype html>", 20)]


def begins(path, start):
    with open(path, "rb") as handle:
        return handle.read(len(start)) == start


def run(tap, folder):
    began = time.monotonic()
    done = subprocess.run([sys.executable, DEMO, "--dir", folder], capture_output=True, text=True,
                          timeout=3000, check=False)
    seconds = time.monotonic() - began
    tap.ok(done.returncode == 0, f"the demonstration ends with 0 ({seconds:.0f} s)",
           done.stdout[-3000:] + done.stderr)
    for line in LINES:
        tap.ok(f"  ok    {line}" in done.stdout, line)
    tap.ok("FAIL" not in done.stdout and ", 0 did not" in done.stdout, "every check held")
    for kind, ending, start, count in FILES:
        names = [n for n in os.listdir(os.path.join(folder, kind)) if n.endswith(ending)]
        tap.ok(len(names) == count and all(begins(os.path.join(folder, kind, n), start)
                                           for n in names), f"{count} files in {kind}/", names)
    modes = {os.stat(os.path.join(path, n)).st_mode & 0o777
             for path, _, names in os.walk(os.path.join(folder, "data", "keys")) for n in names}
    tap.equal(modes, {0o600}, "private keys are for their owner alone")


def read_until(stream, pattern, lines):
    for line in stream:
        lines.append(line)
        found = re.search(pattern, line)
        if found:
            return found.group(1)
    return None


def serve(tap, folder):
    with open(os.path.join(folder, "credentials.csv"), encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    lines = []
    with subprocess.Popen([sys.executable, DEMO, "--dir", folder, "--serve"],
                          stdout=subprocess.PIPE, text=True) as process:
        issuer = read_until(process.stdout, r"^  issuer +(\S+)", lines)
        verifier = read_until(process.stdout, r"^  verifier +(\S+)", lines)
        shown = [row["id"] for row in rows if any(f"/V/{row['id']}" in line for line in lines)]
        tap.equal(shown, [row["id"] for row in rows], "serving shows the same ids as before")
        for name, url in (("issuer", issuer), ("verifier", verifier)):
            with urllib.request.urlopen(f"{url}healthz", timeout=30) as answer:
                tap.equal(answer.status, 200, f"the {name} is running")
        with urllib.request.urlopen(f"{issuer}V/{rows[0]['id']}", timeout=30) as answer:
            tap.ok(rows[0]["name"] in answer.read().decode(), "what was shared still is")
        process.send_signal(signal.SIGTERM)
        tap.equal(process.wait(timeout=60), 0, "it stops when asked to")


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="testamur-demo-") as folder:
        run(tap, folder)
        serve(tap, folder)
    tap.done()


main()
