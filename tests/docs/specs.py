#!/usr/bin/env python3
"""Every row of docs/SPECS.md names files and tests that exist."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))

from tap import ROOT, Tap  # noqa: E402

ITEM = re.compile(r"`([^`]+)`(?:: ([a-z0-9_, ]+))?")


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as handle:
        return handle.read()


def rows(text):
    """[cells] of every table row that is no head and no ruler."""
    for line in text.splitlines():
        if line.startswith("|") and not re.match(r"^\|[-|]+\|$", line):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if cells[0] not in ("section", "short"):
                yield cells


def wrong_in(cells):
    """What is wrong with one row, as sentences."""
    files = re.findall(r"`([^`]+)`", cells[2])
    tests = ITEM.findall(cells[3])
    for path in files:
        if not os.path.isfile(os.path.join(ROOT, path)):
            yield f"{path} does not exist"
    if not files or not tests:
        yield "a row needs a file and a test"
    for path, names in tests:
        if not os.path.isfile(os.path.join(ROOT, path)):
            yield f"{path} does not exist"
            continue
        text = read(path)
        for name in re.findall(r"\w+", names):
            if not re.search(rf"\b{name}\b", text):
                yield f"{path} has no test {name}"


def main():
    tap = Tap()
    text = read("docs/SPECS.md")
    table = list(rows(text))
    shorts = [cells[0] for cells in table if len(cells) == 2]
    sections = [cells for cells in table if len(cells) == 4]
    tap.equal([c for c in table if len(c) not in (2, 4)], [], "every row has its cells")
    for cells in sections:
        problems = list(wrong_in(cells))
        tap.ok(not problems, f"{cells[0]}: {cells[1][:60]}", "\n".join(problems))
    for short in shorts:
        mine = [c for c in sections if c[0].startswith(short + " ")]
        tap.ok(bool(mine), f"{short} has rows")
    tap.equal([c[0] for c in sections if not any(c[0].startswith(s + " ") for s in shorts)], [],
              "every row is of a specification in the list")
    tap.done()


main()
