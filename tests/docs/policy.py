#!/usr/bin/env python3
"""docs/POLICY.md and docs/CODES.md say what the programs say."""
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs"))

import update  # noqa: E402
from tap import ROOT, Tap  # noqa: E402


def read(name):
    with open(os.path.join(ROOT, "docs", name), encoding="utf-8") as handle:
        return handle.read()


def main():
    tap = Tap()
    policy = read("POLICY.md")
    words = update.say("testamur-issuer", "programme", "words")
    tap.ok(update.replaced(policy, "\n" + words + "\n") == policy,
           "POLICY.md holds the output of 'programme words'", "run: python3 docs/update.py")
    tap.ok(read("CODES.md") == update.say("testamur-verifier", "codes"),
           "CODES.md is the output of 'codes'", "run: python3 docs/update.py")

    keys = set(re.findall(r"^\| `([a-z_]+)`", words, re.M))
    schema = update.say("testamur-issuer", "programme", "schema")
    tap.ok(isinstance(json.loads(schema), dict), "the schema is JSON")
    missing = sorted(k for k in keys if re.fullmatch(r"[a-z_]+", k) and f'"{k}"' not in schema)
    tap.equal(missing, [], "every keyword stands in the schema")

    schemes = sorted(re.findall(r"^\| `([a-z0-9-]+)` \|.*\|$", words[words.index("### Unit schemes"):], re.M))
    enumerated = sorted(json.loads(schema)["$defs"]["award"]["properties"]["scheme"]["enum"])
    tap.equal(schemes, enumerated, "the unit schemes are those of the schema")

    # the examples in the prose are policies or parts of them: JSON at least
    blocks = re.findall(r"```json\n(.*?)```", policy, re.S)
    tap.ok(len(blocks) >= 1, "POLICY.md has examples")
    for number, block in enumerate(blocks, 1):
        try:
            json.loads(block)
            tap.ok(True, f"example {number} is JSON")
        except ValueError as problem:
            tap.ok(False, f"example {number} is JSON", problem)
    tap.done()


main()
