#!/usr/bin/env python3
"""testamur-decoder where it lies beside the verifier, is missing, or cannot start; and by hand."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from pictures import chunk, qr
from tap import DECODER, VERIFIER, Tap, sanitized
from vcworld import DID, Report, World

tap = Tap()


def check(world, verifier, data):
    options = [x for m in world.maps for x in ("--fetch-map", m)] + ["--trust", DID]
    return Report(subprocess.run([verifier, "check", "-", "--json", *options], input=data,
                                 capture_output=True, timeout=120, check=False))


with World() as w, tempfile.TemporaryDirectory() as folder:
    alone = shutil.copy(VERIFIER, folder)
    beside = os.path.join(folder, "testamur-decoder")
    code = qr("urn:nothing:here")
    token = w.token(w.badge())

    def answers(name, want):
        for kind, data in (("PDF", code.pdf()), ("JPEG", code.jpeg()), ("PNG", code.png())):
            report = check(w, alone, data)
            tap.equal((report.verdict, report.code("input"), report.exit), ("could_not_be_checked", want, 3),
                      f"{name}: {kind}")

    answers("no decoder", "input.no_decoder")
    report = check(w, alone, code.png(chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + token)))
    tap.equal((report.verdict, report.code("image"), report.exit), ("verified", "image.baked", 0),
              "no decoder: a baked badge is verified")
    tap.equal(check(w, alone, token).verdict, "verified", "no decoder: a token too")
    tap.ok("testamur-decoder" in json.dumps(check(w, alone, code.pdf()).json), "no decoder: the report says so")
    with open(beside, "w", encoding="ascii") as handle:
        handle.write("no program")
    os.chmod(beside, 0o755)
    answers("something else of that name", "input.no_decoder")
    os.remove(beside)
    shutil.copy(DECODER, beside)
    answers("beside it", "input.qr_other")
    os.chmod(beside, 0o644)
    answers("not executable", "input.no_decoder")

    def by_hand(*args, data=b""):
        return subprocess.run([DECODER, *args], input=data, capture_output=True, timeout=60, check=False)

    done = by_hand("decode", data=code.pdf())
    # a sanitizer that looks for leaks at the end may be out of the time of the processor by then
    tap.ok(done.returncode == 0 or sanitized() and done.returncode == -signal.SIGKILL, "by hand: its end", done)
    tap.equal(done.stdout, b"\0\0\x10urn:nothing:here", "by hand: status, length, text")
    tap.equal(by_hand("decode", data=b"neither").stdout, b"\5", "by hand: unsupported")
    tap.equal(by_hand("serve").returncode, 64, "no other command")
    tap.equal(by_hand("decode", "more").returncode, 64, "no operand")
    tap.equal(by_hand("--version").returncode, 0, "--version")
tap.done()
