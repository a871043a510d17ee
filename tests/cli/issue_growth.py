#!/usr/bin/env python3
"""Issuing grows with the number of credentials and not faster.

What is counted are the statements that SQLite runs, the steps of its machine
in them, and the reads and writes of the process; never time.
"""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
import cohorts  # noqa: E402
from instance import Instance  # noqa: E402
from tap import ROOT, Tap  # noqa: E402

FEW, MANY = 500, 6000
STATEMENTS_EACH = 12  # at most, in batches of a hundred
LEDGER_EACH = 2  # for an entry of the ledger
NAMES = ("statements prepared", "statements run", "steps of SQLite's machine",
         "reads and writes")
# A batch writes a leaf of an index once, so pages for each grow until every
# credential has a leaf of its own; then no more.
GROWTH = (1, 1.05, 1.05, 2.1)


def counter(folder):
    """The library that counts, compiled."""
    library = os.path.join(folder, "sql_count.so")
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library,
                    os.path.join(ROOT, "tests/cli/sql_count.c"), "-ldl", "-lsqlite3"], check=True)
    return library


def issue(library, people, award):
    """What it costs to issue to so many, as in NAMES; how many were issued"""
    with Instance() as issuer:
        digest = cohorts.make(issuer, people, award)
        counts = issuer.path("counts")
        env = dict(os.environ, LD_PRELOAD=library, SQL_COUNT=counts,
                   ASAN_OPTIONS="verify_asan_link_order=0:detect_leaks=0")
        with open(issuer.path("out"), "wb") as out:
            process = subprocess.Popen(
                issuer.command("award", "issue", "--preview", digest, "--json", "--quiet"),
                stdout=out, env=env)
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            with open(f"/proc/{process.pid}/io", encoding="ascii") as handle:
                used = dict(line.split(": ") for line in handle)
            process.wait()
        with open(issuer.path("out"), encoding="utf-8") as handle:
            issued = handle.read().count('"url"')
        with open(counts, encoding="ascii") as handle:
            sql = [int(word) for word in handle.read().split()]
    return [*sql, int(used["syscr"]) + int(used["syscw"])], issued


def grows(tap, library, award, what, most):
    few, issued_few = issue(library, FEW, award)
    many, issued_many = issue(library, MANY, award)
    tap.equal((issued_few, issued_many), (FEW, MANY), f"{what}: everybody gets the credential")
    tap.equal(many[0], few[0], f"{what}: no statement is prepared for one credential")
    tap.ok(many[1] <= most * MANY, f"{what}: at most {most} statements for each", f"{many[1] / MANY:.1f}")
    for name, a, b, growth in zip(NAMES[1:], few[1:], many[1:], GROWTH[1:]):
        tap.ok(b / MANY <= growth * a / FEW, f"{what}: {name}: not more for each of {MANY} than of {FEW}",
               f"{b / MANY:.1f}, were {a / FEW:.1f}")


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        library = counter(folder)
        grows(tap, library, 0, "certificates", STATEMENTS_EACH)
        grows(tap, library, 1, "units", STATEMENTS_EACH + LEDGER_EACH)
    tap.done()


main()
