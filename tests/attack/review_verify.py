#!/usr/bin/env python3
"""Attacks found on review: unbounded work, odd ports, stale or foreign data."""
import copy
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import Tap
from vcworld import CONTEXTS, HOST, World

tap = Tap()


def quickly(w, name, badge, check, code):
    """The answer is this code, and it does not take minutes."""
    start = time.monotonic()
    w.expect(tap, name, w.token(badge), check, code, "not_valid")
    seconds = time.monotonic() - start
    tap.ok(seconds < 20, name + ": quickly", f"{seconds:.1f} s")


with World() as w:
    # -- work that grows with the square of the document -----------------------
    many = 60000
    badge = w.badge()
    badge["type"] = badge["type"] + [f"x:{i}" for i in range(many)]
    badge.update({f"x:{i}": 1 for i in range(many)})
    quickly(w, "thousands of types and of members", badge, "format", "format.too_large")

    badge = w.badge()
    subject = badge["credentialSubject"]
    count = 20000
    subject["achievement"]["resultDescription"] = [
        {"id": f"urn:x:{i}", "type": ["ResultDescription"], "name": "n", "resultType": "Percent"}
        for i in range(count)]
    subject["result"] = [{"type": ["Result"], "value": "1",
                          "resultDescription": f"urn:x:{count - 1}"} for _ in range(count)]
    quickly(w, "thousands of results and descriptions", badge, "schema", "schema.ob3")

    badge = w.badge()
    badge["@context"] = CONTEXTS + [{f"t{i}": "x:a" for i in range(40000)}]
    badge.update({f"t{i}": 1 for i in range(40000)})
    start = time.monotonic()
    w.check(w.token(badge))
    tap.ok(time.monotonic() - start < 20, "a context of thousands of terms: quickly")

tap.done()
