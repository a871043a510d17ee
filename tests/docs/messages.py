#!/usr/bin/env python3
"""The catalogues of web/messages: no text is missing, none is left over, and
every translation takes the values of its original."""
import glob
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
sys.path.insert(0, os.path.join(HERE, "..", "..", "build-aux"))

import messages  # noqa: E402
from tap import ROOT, Tap  # noqa: E402

# a string, a comment, a character; in this order of what begins first
TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|/\*.*?\*/|//[^\n]*|\'(?:[^\'\\\n]|\\.)\'', re.S)
STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
VALUE = re.compile(r"%(?:%|[-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z)?[a-zA-Z])")
TAG = re.compile(r"{{t\s+(.*?)}}", re.S)
# calls whose text is said to people, and which of their arguments it is
CALLS = {"tsm_say": 1, "TSM_SAID": 0, "run_set": 3, "visit_refuse": 3, "hidden": 3}
WORD = re.compile(r"[A-Za-z]{2}")
RUN = re.compile(r'"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*')


def read(path):
    with open(path, encoding="utf-8") as handle:
        return handle.read()


def plain(source):
    """C without comments."""
    return TOKEN.sub(lambda m: " " if m.group().startswith("/") else m.group(), source)


def joined(text):
    """The text of string literals that stand beside each other, or None."""
    if STRING.sub("", text).strip():
        return None
    return "".join(messages.unquote(part) for part in STRING.findall(text))


def arguments(source, start):
    """The arguments of a call whose parenthesis opens before start."""
    found, depth, at, begin = [], 1, start, start
    while depth > 0:
        char = source[at]
        if char in "\"'":
            at = TOKEN.match(source, at).end()
            continue
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(char, 0)
        if depth == 0 or (depth == 1 and char == ","):
            found.append(source[begin:at])
            begin = at + 1
        at += 1
    return found


def said(path):
    """Texts that a C file says to people."""
    source = plain(read(path))
    source = re.sub(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", "", source, flags=re.M)
    for name, which in CALLS.items():
        for match in re.finditer(r"\b" + name + r"\(", source):
            parts = arguments(source, match.end())
            part = parts[which] if which < len(parts) else ""
            # ? "a" : "b" are two
            for text in map(joined, RUN.findall(part)) if "?" in part else [joined(part)]:
                if text and WORD.search(VALUE.sub("", text)):
                    yield text


def plain_text(text):
    return text and " " in text.strip() and WORD.search(VALUE.sub("", text))


def faults():
    """What the rules of the formats find wrong, and why a document could not be fetched."""
    for name in ("ob/findings.c", "ob/ob_check.c", "ob/vc_check.c", "verify/legacy_read.c"):
        source = re.sub(r"^[ \t]*#.*", "", plain(read(os.path.join(ROOT, "src", name))), flags=re.M)
        yield from (text for text in map(joined, RUN.findall(source)) if plain_text(text))
    for name in ("client.c", "session.c", "transfer.c"):
        source = plain(read(os.path.join(ROOT, "src", "net", name)))
        for match in re.finditer(r"\btsm_fail\(", source):
            text = joined((arguments(source, match.end()) + [""] * 4)[3])
            if plain_text(text):
                yield text


def codes():
    """Words and sentences of the table of codes, as docs/CODES.md has them."""
    for line in read(os.path.join(ROOT, "docs", "CODES.md")).splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if line.startswith("| `"):
            yield cells[5]
            if cells[4]:
                yield cells[4]


def templates():
    for path in glob.glob(os.path.join(ROOT, "web", "templates", "*.html")):
        for text in TAG.findall(read(path)):
            yield " ".join(text.split())


def sources():
    for folder in ("src", "issuer", "verifier"):
        for place, _, names in os.walk(os.path.join(ROOT, folder)):
            yield from (os.path.join(place, name) for name in sorted(names) if name.endswith((".c", ".h")))


def literals():
    """Every text that stands in a C file, for texts that are said from tables."""
    texts = set()
    for path in sources():
        source = plain(read(path)).replace("\\\n", " ")
        texts.update(map(joined, RUN.findall(source)))
    return texts


def main():
    tap = Tap()
    wanted = set(codes()) | set(templates()) | set(faults())
    for path in sources():
        wanted |= set(said(path))
    tap.ok(len(wanted) > 300, "the texts were found", len(wanted))
    known = wanted | literals()
    paths = sorted(glob.glob(os.path.join(ROOT, "web", "messages", "*.po")))
    tap.ok(paths, "there are catalogues")
    for path in paths:
        name = os.path.basename(path)
        entries = messages.read(path)
        keys = [english for english, _ in entries]
        tap.equal(sorted(wanted - set(keys)), [], f"{name}: no text is missing")
        tap.equal(sorted(set(keys) - known - FROM_DATA), [], f"{name}: none is left over")
        tap.equal(sorted({key for key in keys if keys.count(key) > 1}), [], f"{name}: none stands twice")
        tap.equal([english for english, text in entries if not text.strip()], [], f"{name}: none is empty")
        tap.equal([english for english, text in entries if VALUE.findall(english) != VALUE.findall(text)], [],
                  f"{name}: translations take the same values in the same order")
        tap.equal([english for english, text in entries if english[-1] in ".:?" and text[-1] != english[-1]],
                  [], f"{name}: they end alike")
    tap.done()


# made from what a credential says: the types of Open Badges 3.0 section B.1.1, in words
FROM_DATA = set("""Achievement;Apprenticeship certificate;Assessment;Assignment;Associate degree;Award;Badge;
Bachelor degree;Certificate;Certificate of completion;Certification;Community service;Competency;Course;
Degree;Diploma;Doctoral degree;Fieldwork;General education development;
Journeyman certificate;License;Membership;Professional doctorate;Quality assurance certificate;
Master certificate;Master degree;Research doctorate;Secondary school diploma""".replace("\n", "").split(";"))

main()
