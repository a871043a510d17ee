#!/usr/bin/env python3
"""Linked data that is meant to cost: bombs of every kind, each with its exact code and within 64 MiB.

How much work they are allowed is asserted by counting, in tests/unit/jsonld/test_bounds.c and
tests/unit/rdf/test_canon.c; tests/bench/bombs.py prints the time.
"""
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
import bombs
from tap import Tap, sanitized

MEMORY = (512 if sanitized() else 64) << 10  # KiB: limits.h

tap = Tap()
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "bomb.json")
    for name, check, code, write in bombs.ALL:
        with open(path, "wb") as out:
            write(out)
        report, memory, err = bombs.check(path)
        if not tap.ok(report is not None, f"{name}: there is a report", err):
            continue
        found = report["checks"][check]
        tap.equal(found["code"], code, f"{name}: {code}")
        tap.ok(memory <= MEMORY, f"{name}: within 64 MiB", f"{memory} KiB")

    # What a real transcript is made of passes: hundreds of credentials in one.
    with open(path, "wb") as out:
        bombs.transcript(out, 500)
    report, memory, err = bombs.check(path)
    if tap.ok(report is not None, "a transcript of 500 credentials: there is a report", err):
        tap.equal(report["checks"]["context"]["code"], "context.known", "it is read")
        tap.equal(report["checks"]["signature"]["code"], "signature.invalid", "and canonicalised")
        tap.ok(memory <= MEMORY, "within 64 MiB", f"{memory} KiB")

    # Every error of JSON-LD that a document can make is told by its name.
    for name, document in bombs.ERRORS:
        with open(path, "wb") as out:
            out.write(json.dumps(document).encode())
        report, _, err = bombs.check(path)
        found = report["checks"]["context"] if report else {}
        tap.ok((found.get("code"), found.get("detail", "").split(":")[0]) == ("context.invalid", name),
               f"named: {name}", f"{found} {err}")

    # More statements than there may be: the tool says so as early.
    with open(path, "wb") as out:
        bombs.fill(out, "", lambda i: f'<urn:s:{i >> 3}> <urn:p> "{i}" .\n', "", count=1000000, between="")
    status, out, err = bombs.run(["tool", "canonize", path])
    tap.equal((status, out), (1, b""), "a million quads are refused")
    tap.ok("more than 200000 quads" in err, "and it says why", err)
tap.done()
