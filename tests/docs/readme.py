#!/usr/bin/env python3
"""Every make target, command, option, file and link that the documentation names exists."""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs"))

import update  # noqa: E402
from tap import ROOT, Tap  # noqa: E402

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
PATH = re.compile(r"`((?:src|include|issuer|verifier|tests|docs|web|programmes|build-aux|\.ci)/[A-Za-z0-9_./-]*)`")


def documents():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.md"], cwd=ROOT,
                            check=True, stdout=subprocess.PIPE).stdout.decode().split()
    return sorted(name for name in listed if not name.startswith("tests/fuzz/corpus/"))


def read(name):
    with open(os.path.join(ROOT, name), encoding="utf-8") as handle:
        return handle.read()


def code(text):
    """What stands in fenced blocks and in backticks."""
    blocks = re.findall(r"^```.*?\n(.*?)^```", text, re.S | re.M)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
    return "\n".join(blocks).splitlines() + re.findall(r"`([^`\n]+)`", rest)


def make_targets():
    lines = re.findall(r"^\.PHONY: (.*)$", read("Makefile"), re.M)
    return {word for line in lines for word in line.split()}


def wrong_targets(text, targets):
    for line in code(text):
        for words in re.findall(r"(?:^|&& |\$ |sudo )make((?: [A-Za-z0-9_=./-]+)*)", line):
            for word in words.split():
                if "=" not in word and not word.startswith("-") and not word[0].isdigit() \
                        and word not in targets:
                    yield f"make {word}"


class Programs:
    """The commands of each program, and their options."""

    def __init__(self):
        self.commands = {p: set(update.commands_of(p)) for p in update.PROGRAMS}
        self.common = {p: {o[0] for o in update.common_of(p)} for p in update.PROGRAMS}
        self.known = {}

    def options(self, program, words):
        if (program, words) not in self.known:
            self.known[program, words] = {o[0] for o in update.command_of(program, words)[3]}
        return self.known[program, words] | self.common[program] | {"help", "version"}

    def find(self, program, words):
        """The command that these words begin with, or None."""
        for length in (3, 2, 1):
            if " ".join(words[:length]) in self.commands[program]:
                return " ".join(words[:length])
        return None

    def wrong(self, line):
        """Commands and options in a line of code that do not exist."""
        alone = re.match(r"--([a-z-]+)(?: [A-Z]+)?$", line)
        if alone and not any(alone.group(1) in self.options(program, command)
                             for program in self.commands for command in self.commands[program]):
            yield line
        for program, rest in re.findall(r"(?:^|[\s/])(testamur-(?:issuer|verifier|signer|decoder)) ([^#`|]*)", line):
            words = rest.split()
            if not words or not re.match(r"[a-z]+$", words[0]):
                continue
            command = self.find(program, words)
            nouns = {name.split()[0] for name in self.commands[program]}
            if command is None:
                if words[0] not in nouns or len(words) > 1 and re.match(r"[a-z]+$", words[1]):
                    yield f"{program} {' '.join(words[:2])}"
                continue
            for option in re.findall(r"(?<!\S)--([a-z-]+)", rest):
                if option not in self.options(program, command):
                    yield f"{program} {command} --{option}"


def wrong_links(name, text):
    for target in LINK.findall(re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)):
        if re.match(r"[a-z]+:", target) or target.startswith("#"):
            continue
        path = os.path.join(ROOT, os.path.dirname(name), target.split("#")[0])
        if not os.path.exists(path):
            yield target


def wrong_paths(text):
    for path in PATH.findall(re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)):
        # a test program is named without its ending
        if not any(os.path.exists(os.path.join(ROOT, path + ending)) for ending in ("", ".c", ".md")):
            yield path


def main():
    tap = Tap()
    targets = make_targets()
    programs = Programs()
    for name in documents():
        text = read(name)
        tap.equal(sorted(set(wrong_links(name, text))), [], f"{name}: links")
        tap.equal(sorted(set(wrong_paths(text))), [], f"{name}: files")
        tap.equal(sorted(set(wrong_targets(text, targets))), [], f"{name}: make targets")
        tap.equal(sorted({w for line in code(text) for w in programs.wrong(line)}), [],
                  f"{name}: commands and options")
    tap.ok({"demo", "check"} <= targets, "the two commands of the README")
    tap.done()


main()
