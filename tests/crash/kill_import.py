#!/usr/bin/env python3
"""kill -9 of 'attendance import' at random moments: all of a file, or nothing.

Each round imports one invented report into a fresh copy of one prepared
instance and kills the program after a random part of the time that it takes.
File, source, rows and the session's state have to be there together or not
at all; importing again has to give the same numbers.
"""
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import PROGRAMMES, Instance  # noqa: E402
from tap import Tap  # noqa: E402

ROWS, PEOPLE = 20000, 500
ROUNDS = 25
HIT = 8  # rounds that have to find it running
C = "crash"
WHERE = ("--cohort", C, "--session", "s1")


def prepare(issuer):
    folder = os.path.join(PROGRAMMES, "mfpe-ljs")
    issuer.ok("organisation", "import", os.path.join(folder, "organisations.json"))
    issuer.ok("programme", "load", folder)
    with open(os.path.join(folder, "demo", "cohort.json"), encoding="utf-8") as handle:
        cohort = dict(json.load(handle), id=C, capacity=PEOPLE)
    issuer.ok("cohort", "add", "--programme", "mfpe-ljs",
              issuer.write("cohort.json", json.dumps(cohort)))
    issuer.ok("roster", "import", "--cohort", C, "--track", "series-1", issuer.write(
        "roster.csv", "Name,Email\n" + "".join(f"Person {n:04},p{n:04}@crash.example\n"
                                               for n in range(PEOPLE))))
    year, month, day = cohort["sessions"][0]["start"][:10].split("-")
    date = f"{month}/{day}/{year}"
    rows = "".join(f"Person {n % PEOPLE:04},p{n % PEOPLE:04}@crash.example,{date} 04:{n % 60:02}:00 PM,"
                   f"{date} 05:{n % 60:02}:00 PM,60,Yes\n" for n in range(ROWS))
    report = issuer.write("zoom.csv", "Name (Original Name),User Email,Join Time,Leave Time,"
                                      "Duration (Minutes),Guest\n" + rows)
    with sqlite3.connect(os.path.join(issuer.data, "testamur.db")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(issuer.data, issuer.path("prepared"))
    return report


def fresh(issuer):
    shutil.rmtree(issuer.data)
    shutil.copytree(issuer.path("prepared"), issuer.data)


def stored(issuer):
    """(files, sources, rows, state of the session)"""
    with sqlite3.connect(os.path.join(issuer.data, "testamur.db")) as db:
        one = [db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
               for table in ("source_file", "attendance_source", "attendance_row")]
        state, = db.execute("SELECT state FROM session WHERE cohort = ? AND id = 's1'", (C,)).fetchone()
    return (*one, state)


def numbers(issuer):
    return {row["name"]: row["seconds"] for row in issuer.json("attendance", "show", *WHERE)["rows"]}


def main():
    tap = Tap()
    random.seed(7)
    with Instance() as issuer:
        report = prepare(issuer)
        before = stored(issuer)
        start = time.monotonic()
        issuer.ok("attendance", "import", *WHERE, report)
        length = time.monotonic() - start
        after, want = stored(issuer), numbers(issuer)
        tap.equal(after[2], ROWS, "all rows, when nothing happens")
        hit, halves, wrong = 0, [], 0
        for _ in range(ROUNDS):
            fresh(issuer)
            run = subprocess.Popen(issuer.command("attendance", "import", *WHERE, report),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(random.uniform(0.2, 1.0) * length)
            run.send_signal(signal.SIGKILL)
            hit += run.wait() == -signal.SIGKILL
            now = stored(issuer)
            if now not in (before, after):
                halves.append(now)
            issuer.ok("attendance", "import", *WHERE, report)
            wrong += stored(issuer) != after or numbers(issuer) != want
        tap.ok(hit >= HIT, f"killed while running in {hit} of {ROUNDS} rounds")
        tap.equal(halves, [], "nothing was ever there in part")
        tap.equal(wrong, 0, "importing again gives the same")
    tap.done()


main()
