#!/usr/bin/env python3
"""docs/API.md lists the addresses of both servers and the codes of what never became a credential, all of them and no other."""
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))

from tap import ROOT, Tap  # noqa: E402


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as handle:
        return handle.read()


def routes(path):
    """Patterns of a route table in C, without the kinds of parameters."""
    text = read(path)
    words = {}
    for name, value in re.findall(r"^#define (\w+)[ \t]+(.*\".*)$", text, re.M):
        words[name] = value
    found = set()
    for row in re.findall(r"\{\s*TSM_(?:GET|POST)[^,]*,\s*([^,]+),", text):
        for _ in range(3):
            row = re.sub(r"\b[A-Z]+\b", lambda m: words.get(m.group(0), m.group(0)), row)
        pattern = "".join(re.findall(r'"([^"]*)"', row))
        found.add(re.sub(r"\{(\w+):\w+\}", r"{\1}", pattern))
    return found


def documented(title):
    text = read("docs/API.md").split(f"\n## {title}\n")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`/[^|]*) \|", text, re.M)
    return {path for cell in cells for path in re.findall(r"`([^`]+)`", cell)}


def main():
    tap = Tap()
    for title, path in (("Verifier", "verifier/cli_serve.c"), ("Issuer", "issuer/server_routes.c")):
        tap.equal(sorted(documented(title)), sorted(routes(path)), f"{title}: addresses")
    tap.equal(sorted(re.findall(r"^\| `(item\.[a-z_]+)` \|", read("docs/API.md"), re.M)),
              sorted(re.findall(r'"(item\.[a-z_]+)"', read("src/verify/code_item.h"))), "codes of what never became a credential")
    for number, block in enumerate(re.findall(r"```json\n(.*?)```", read("docs/API.md"), re.S), 1):
        try:
            json.loads(block)
            tap.ok(True, f"example {number} is JSON")
        except ValueError as problem:
            tap.ok(False, f"example {number} is JSON", problem)
    tap.done()


main()
