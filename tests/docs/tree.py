#!/usr/bin/env python3
"""A newcomer finds everything: each README names the files of its folder, ARCHITECTURE each module."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))

from tap import ROOT, Tap  # noqa: E402


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as handle:
        return handle.read()


def unnamed(folder):
    """What the README does not name. A header and its file share one name; what a public header of that
    name describes needs no other word."""
    text = read(folder, "README.md")
    named = set(re.findall(r"\b(\w+)\.[ch]\b", text))
    for span in re.findall(r"`([^`\n]+)`", text):
        named |= set(re.findall(r"\w+", span))
    if folder.startswith("src/"):
        public = os.path.join(ROOT, "include", "testamur", os.path.basename(folder))
        named |= {os.path.splitext(name)[0] for name in os.listdir(public)}
    for name in sorted(os.listdir(os.path.join(ROOT, folder))):
        stem, ending = os.path.splitext(name)
        if ending in (".c", ".h") and stem not in named:
            yield name


def main():
    tap = Tap()
    modules = sorted(os.listdir(os.path.join(ROOT, "src")))
    for folder in [f"src/{module}" for module in modules] + ["issuer", "verifier"]:
        tap.equal(list(unnamed(folder)), [], f"{folder}/README.md names every file")
    rows = re.findall(r"^\| (\d) \| `(\w+)` \|", read("docs", "ARCHITECTURE.md"), re.M)
    level = {module: int(number) for number, module in rows}
    tap.equal(sorted(module for _, module in rows), modules, "ARCHITECTURE.md has a row for every module")
    tap.equal([(module, other) for module in modules for other in read("src", module, ".may_include").split()
               if level.get(other, 9) >= level.get(module, 9)], [],
              "a module includes those of a lower level alone")
    tap.done()


main()
