#!/usr/bin/env python3
"""Bring the generated parts of the documentation up to date.

    BUILD=build/release python3 docs/update.py

The programs describe themselves: --help for the man pages, "programme
words" for POLICY.md, "codes" for CODES.md. What they say stands between a
line that holds "generated from" and one that holds "end of generated";
everything else is written by hand. tests/docs/ compares.
"""
import os
import re
import subprocess
import sys

DOCS = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(DOCS)
BUILD = os.path.join(ROOT, os.environ.get("BUILD", "build/release"))
PROGRAMS = ("testamur-issuer", "testamur-verifier", "testamur-signer", "testamur-decoder")
OPTION = re.compile(r"^  --([a-z0-9-]+)(?: (\S+))? +(\S.*)$")


def say(program, *args):
    """What a program prints; its own failure is ours."""
    return subprocess.run([os.path.join(BUILD, program), *args], check=True,
                          stdout=subprocess.PIPE).stdout.decode("utf-8")


def options_of(lines):
    """[(name, value or None, help)] of the option lines among these."""
    found = []
    for line in lines:
        match = OPTION.match(line)
        if match:
            found.append(match.groups())
    return found


def section(text, title):
    """The lines of a help text below "title:" to the next empty line."""
    lines = text.splitlines()
    if title + ":" not in lines:
        return []
    start = lines.index(title + ":") + 1
    end = start
    while end < len(lines) and lines[end]:
        end += 1
    return lines[start:end]


def commands_of(program):
    """[words] of every command, in the order of --help."""
    lines = section(say(program, "--help"), "commands")
    return [re.split(r"\s{2,}", line.strip())[0] for line in lines]


def common_of(program):
    return options_of(section(say(program, "--help"), "common options"))


def command_of(program, words):
    """(operands, help, more, options) of one command."""
    text = say(program, *words.split(), "--help")
    paragraphs = text.split("\n\n")
    head = re.match(r"usage: \S+ " + re.escape(words) + r"( \[options\])?(?: (.*))?$",
                    paragraphs[0])
    more = [p for p in paragraphs[2:] if not re.match(r"(common )?options:", p)]
    return (head.group(2), paragraphs[1].strip(), "\n".join(more).strip(),
            options_of(section(text, "options")))


def roff(text):
    """Text for a line of its own in mdoc."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("…", " ...")
    return "\n".join("\\&" + line if line.startswith((".", "'")) else line
                     for line in text.splitlines())


def arg(text):
    """Text as arguments of a macro."""
    return roff(text).replace("[", "\\&[").replace("|", "\\&|")


def sentence(text):
    text = text[:1].upper() + text[1:]
    return roff(text if text.endswith((".", "!", "?")) else text + ".")


def man_options(options):
    lines = [".Bl -tag -width Ds"]
    for name, value, words in options:
        lines.append(f".It Fl \\-{arg(name)}" + (f" Ar {arg(value)}" if value else ""))
        lines.append(sentence(words))
    return lines + [".El"]


def man_commands(program):
    """The generated part of a man page."""
    lines = []
    common = common_of(program)
    if common:
        lines += [".Ss Common options"] + man_options(common)
    for words in commands_of(program):
        operands, purpose, more, options = command_of(program, words)
        lines.append(f".Ss {words}" + (f" {arg(operands)}" if operands else ""))
        lines.append(sentence(purpose))
        if more:
            lines += [".Pp", roff(more)]
        if options:
            lines += man_options(options)
    return "\n".join(lines) + "\n"


def replaced(text, fresh):
    """The text with what stands between the marks exchanged."""
    lines = text.splitlines(keepends=True)
    first = next(i for i, line in enumerate(lines) if "generated from" in line)
    last = next(i for i, line in enumerate(lines) if "end of generated" in line)
    return "".join(lines[:first + 1]) + fresh + "".join(lines[last:])


def generated():
    """{file name: what it should hold}."""
    result = {}
    for program in PROGRAMS:
        name = program + ".1"
        with open(os.path.join(DOCS, name), encoding="utf-8") as handle:
            result[name] = replaced(handle.read(), man_commands(program))
    with open(os.path.join(DOCS, "POLICY.md"), encoding="utf-8") as handle:
        result["POLICY.md"] = replaced(handle.read(), "\n" + say("testamur-issuer", "programme", "words") + "\n")
    result["CODES.md"] = say("testamur-verifier", "codes")
    return result


def main():
    for name, text in sorted(generated().items()):
        path = os.path.join(DOCS, name)
        with open(path, encoding="utf-8") as handle:
            if handle.read() == text:
                continue
        with open(path, "w", encoding="utf-8") as handle:
            handle.write(text)
        print("updated", os.path.relpath(path, ROOT))


if __name__ == "__main__":
    sys.exit(main())
