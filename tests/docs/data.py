#!/usr/bin/env python3
"""The examples of docs/DATA.md work, and come out as that page says."""
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))

from tap import ISSUER, ROOT, Tap  # noqa: E402


def examples():
    """{file name: text} of the fenced blocks that name a file."""
    with open(os.path.join(ROOT, "docs", "DATA.md"), encoding="utf-8") as handle:
        blocks = re.findall(r"^```\w+ (\S+)\n(.*?)^```", handle.read(), re.S | re.M)
    return dict(blocks)


def keys(path):
    """The keys of our own documents, from the tables that check them."""
    with open(os.path.join(ROOT, path), encoding="utf-8") as handle:
        return set(re.findall(r'\{ "(\w+)", SHAPE_', handle.read()))


def main():
    tap = Tap()
    with open(os.path.join(ROOT, "docs", "DATA.md"), encoding="utf-8") as handle:
        page = handle.read()
    for path in ("issuer/cli_organisation.c", "issuer/programme.c", "issuer/cli_cohort.c"):
        found = keys(path)
        tap.ok(bool(found), f"{path}: has tables of keys")
        tap.equal(sorted(k for k in found if f"`{k}`" not in page and f'"{k}"' not in page), [],
                  f"{path}: every key is described")
    files = examples()
    steps = files.pop("steps").splitlines()
    tap.ok(len(files) >= 9, "the page has its examples", sorted(files))
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as handle:
                handle.write(text)

        def run(*words):
            return subprocess.run([ISSUER, "--data", "data", *words], cwd=folder, check=False,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

        for step in steps:
            done = run(*shlex.split(step))
            tap.ok(done.returncode == 0, step, done.stdout + done.stderr)
        preview = run("award", "preview", "--cohort", "autumn-2024", "--json")
        rows = json.loads(preview.stdout or "{}").get("rows", [])
        got = sorted((r["name"], r["award"], r["answer"]) for r in rows)
        tap.equal(got, [("Ana Whitehorse", "certificate", "met"), ("Ana Whitehorse", "units", "met"),
                        ("Ben Okafor", "certificate", "failed"), ("Ben Okafor", "units", "failed")],
                  "the answers are those of the page")
        units = next((r.get("units") for r in rows if r["award"] == "units" and r["answer"] == "met"), None)
        tap.ok("4.5" in json.dumps(units), "4.5 units", units)
    tap.done()


main()
