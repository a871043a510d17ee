#!/usr/bin/env python3
"""The CSV suite of ../shared (CONTRACT.md, verb `csv`) from its manifest."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from tap import BUILD, SHARED, Tap  # noqa: E402

TOOL = os.path.join(BUILD, "tests", "suites", "roster", "csv_tool")
SUITE = os.path.join(SHARED, "data", "suites", "csv")


def main():
    tap = Tap()
    manifest = os.path.join(SUITE, "manifest.json")
    if not os.path.exists(manifest):
        tap.skip("csv suite", "no ../shared/data/suites/csv")
        tap.done()
    with open(manifest, encoding="utf-8") as handle:
        tests = json.load(handle)["tests"]
    for test in tests:
        args = [arg.replace("{d}", SUITE) for arg in test["args"]]
        done = subprocess.run([TOOL] + args, capture_output=True, timeout=20, check=False)
        name = test["id"]
        if done.returncode != test["exit"]:
            tap.ok(False, name, f"exit {done.returncode}, wanted {test['exit']}: {done.stderr!r}")
        elif test["exit"] != 0:
            tap.ok(done.stderr.strip() != b"", name + " (refused with a reason)")
        else:
            with open(os.path.join(SUITE, test["stdout_file"]), encoding="utf-8") as handle:
                tap.equal(json.loads(done.stdout.decode("utf-8")), json.load(handle), name)
    tap.ok(len(tests) > 0, "the manifest has tests")
    tap.done()


main()
