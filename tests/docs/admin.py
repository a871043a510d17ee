#!/usr/bin/env python3
"""The pages of docs/admin/: every command is run, in the order of the pages, and what it prints is
what the page shows, but for ids, digests and instants. 'admin.py update' writes it there."""
import os
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))

from smtp import Smtp  # noqa: E402
from tap import ISSUER, ROOT, Tap  # noqa: E402

FOLDER = os.path.join(ROOT, "docs", "admin")
BLOCK = re.compile(r"^```console\n(.*?)^```\n", re.S | re.M)
FILE = re.compile(r"^```(?:csv|json|text) (\S+)\n(.*?)^```$", re.S | re.M)
TAKE = re.compile(r"\s*<!-- (\w+): (.*?) -->\n")
# what is another each time, and what stands for it when two outputs are compared: line by line, as
# those of the same instant stand in the order of their ids
CHANGING = ((r"ni:///sha-256;[\w-]+", "NI"), (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "UUID"),
            (r"\b[0-9A-HJKMNP-TV-Z]{27}\b", "ID"), (r"/s/[\w-]+", "/s/SECRET"),
            (r"\b(?=[0-9a-f]*\d)[0-9a-f]{8,64}\b", "HASH"), (r"\d{4}-\d\d-\d\dT[\d:]+Z", "AT"),
            (r"\b20(2[5-9]|3\d)-\d\d-\d\d\b", "DAY"), (r"\b(ed25519|es256|p256)-[\w-]+", "KID"), (r"z6Mk\w+|zDna\w+", "KEY"),
            (r"\d+ bytes", "N bytes"), (r"cli:\w+", "cli:YOU"), (r"127\.0\.0\.1:\d+", "HOST:PORT"),
            (r"[\w-]{43,}", "TEXT"), (r"[ \t]+", " "))


def pages():
    return sorted(name for name in os.listdir(FOLDER) if re.match(r"\d\d-", name))


def read(*names):
    with open(os.path.join(ROOT, *names), encoding="utf-8") as handle:
        return handle.read()


def commands(block):
    """[command, what the page says that it prints]"""
    found = []
    for line in block.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append([line[2:].rstrip("\n"), ""])
        else:
            found[-1][1] += line
    return found


def steady(text):
    for pattern, word in CHANGING:
        text = re.sub(pattern, word, text)
    return sorted(line.strip() for line in text.strip().splitlines())


class World:
    def __init__(self, folder, port):
        self.folder = folder
        self.env = dict(os.environ, PATH=os.path.dirname(ISSUER) + os.pathsep + os.environ["PATH"],
                        TESTAMUR_DATA="data", PORT=str(port), LC_ALL="C.UTF-8", TZ="UTC")

    def files(self, text):
        for name, content in FILE.findall(text):
            with open(os.path.join(self.folder, name), "w", encoding="utf-8") as handle:
                handle.write(content)

    def run(self, command):
        done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=self.folder, env=self.env, timeout=120,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        return done.returncode, done.stdout


def visit(tap, world, name, update):
    text, out, at = read("docs", "admin", name), "", 0
    world.files(text)
    for block in BLOCK.finditer(text):
        if text[at:block.start()].endswith("<!-- later -->\n"):
            time.sleep(1.1)
        printed, shown = "", "```console\n"
        for command, want in commands(block.group(1)):
            code, printed = world.run(command)
            shown += f"$ {command}\n{printed}"
            if not update:
                tap.equal(steady(printed), steady(want), f"{name}: {command}")
                refused = "testamur-issuer: " in want or "COULD NOT BE CHECKED" in want
                tap.ok((code != 0) == refused, f"{name}: {command}: as it ends", f"exit {code}\n{printed}")
        out += text[at:block.start()] + shown + "```\n"
        at = block.end()
        take = TAKE.match(text, at)
        while take:
            found = re.search(take.group(2), printed)
            if not found:
                raise SystemExit(f"{name}: nothing to take for {take.group(1)}: {take.group(2)}\n{printed}")
            world.env[take.group(1)] = found.group(1)
            out += take.group(0)
            at = take.end()
            take = TAKE.match(text, at)
    if update:
        with open(os.path.join(FOLDER, name), "w", encoding="utf-8") as handle:
            handle.write(out + text[at:])


def main():
    tap, update = Tap(), "update" in sys.argv
    with tempfile.TemporaryDirectory() as folder, Smtp() as server:
        world = World(folder, server.server_address[1])
        world.files(read("docs", "DATA.md"))
        for name in pages():
            visit(tap, world, name, update)
    index = read("docs", "admin", "README.md")
    tap.equal([name for name in pages() if f"]({name})" not in index], [], "the index has every page")
    if not update:
        tap.done()


main()
