#!/usr/bin/env python3
"""Every field that a template prints or asks for is described in web/README.md."""
import glob
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))

from tap import ROOT, Tap  # noqa: E402

TAG = re.compile(r"{{(.*?)}}", re.S)
# tags whose argument is no field, and the words of the language
NOT_A_FIELD = ("asset", "script", "layout", "block", "slot", "include", "partial")
WORDS = {"download", "if", "else", "each", "with", "end", "this", "url", "image", "pct", "raw", "not", "base", "content"}


def fields(text, partials):
    found = set()
    for tag in TAG.findall(text):
        words = re.sub(r'"[^"]*"', "", tag).strip("#/^>& ").split()
        if not words or words[0] in NOT_A_FIELD or words[0] in partials or (words[0] == "t" and len(words) > 1):
            continue
        for word in words:
            found |= {part for part in re.split(r"[^a-z_]+", word) if part} - WORDS
    return found


def main():
    tap = Tap()
    paths = sorted(glob.glob(os.path.join(ROOT, "web", "templates", "*.html")))
    names = {os.path.basename(path)[:-5] for path in paths}
    with open(os.path.join(ROOT, "web", "README.md"), encoding="utf-8") as handle:
        described = set(re.findall(r"[a-z_]+", handle.read()))
    for path in paths:
        with open(path, encoding="utf-8") as handle:
            used = fields(handle.read(), names)
        tap.equal(sorted(used - described), [], os.path.basename(path) + ": its fields are described")
    tap.done()


main()
