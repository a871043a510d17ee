#!/usr/bin/env python3
"""Every command and option of a program stands in its man page, and no other."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs"))

import update  # noqa: E402
from tap import ROOT, Tap  # noqa: E402


def plain(text):
    """Text of a macro's arguments."""
    return re.sub(r"\\&", "", text).replace("\\-", "-").replace("\\e", "\\")


def page_of(program):
    """({command: {option: value}}, {common option: value}) of the man page."""
    with open(os.path.join(ROOT, "docs", program + ".1"), encoding="utf-8") as handle:
        lines = handle.read().splitlines()
    first = next(i for i, line in enumerate(lines) if "generated from" in line)
    last = next(i for i, line in enumerate(lines) if "end of generated" in line)
    found = {}
    current = None
    for line in lines[first:last]:
        head = re.match(r"\.Ss (.*)$", line)
        option = re.match(r"\.It Fl \\-(\S+)(?: Ar (.*))?$", line)
        if head:
            # operands stand in capitals or brackets behind the words
            words = plain(head.group(1))
            if words != "Common options":
                words = re.sub(r" [\[A-Z].*$", "", words)
            current = found.setdefault(words, {})
        elif option:
            current[plain(option.group(1))] = plain(option.group(2)) if option.group(2) else None
    return found, found.pop("Common options", {})


def main():
    tap = Tap()
    for program in update.PROGRAMS:
        commands, common = page_of(program)
        tap.equal(sorted(commands), sorted(update.commands_of(program)), f"{program}: commands")
        tap.equal(common, {name: value for name, value, _ in update.common_of(program)},
                  f"{program}: common options")
        for words in update.commands_of(program):
            options = {name: value for name, value, _ in update.command_of(program, words)[3]}
            tap.equal(commands.get(words), options, f"{program} {words}: options")
        with open(os.path.join(ROOT, "docs", program + ".1"), encoding="utf-8") as handle:
            text = handle.read()
        tap.ok(update.replaced(text, update.man_commands(program)) == text,
               f"{program}: what the page says of them is what the program says",
               "run: python3 docs/update.py")
    tap.done()


main()
