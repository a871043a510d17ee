#!/usr/bin/env python3
"""Every suite of ../shared through `testamur-verifier tool`, by its runner.

One test for each suite; what failed in it is named below it.
"""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from tap import SHARED, VERIFIER, Tap  # noqa: E402

SUITES = os.path.join(SHARED, "data", "suites")
NAMES = ["bake", "canon-docs", "csv", "did-key", "jcs", "json-ld-api", "jsontestsuite", "jws", "multibase",
         "proof", "rdf-canon", "status", "wycheproof"]


def main():
    tap = Tap()
    runner = os.path.join(SUITES, "run_suite")
    if not os.path.exists(runner):
        tap.skip("suites", "no ../shared/data/suites")
        tap.done()
    with tempfile.TemporaryDirectory() as folder:
        for name in NAMES:
            path = os.path.join(folder, name + ".json")
            subprocess.run([sys.executable, runner, "--only", name, "--json", path,
                            VERIFIER + " tool", SUITES], stdout=subprocess.DEVNULL, check=False)
            with open(path, encoding="utf-8") as handle:
                results = json.load(handle).get(name, {})
            failed = [f"{test}: {why}" for test, why in results.items() if why != "pass"]
            tap.ok(results and not failed, f"{name}: {len(results) - len(failed)} of {len(results)}",
                   "\n".join(failed))
    tap.done()


main()
