#!/usr/bin/env python3
"""'award issue' of 1,000 awards, durable, beside bare SQLite inserts.

The cohort is made through the command line once; every round issues from a
copy of it, and puts as many rows of the same size into a bare SQLite table,
in batches of the same hundred, each committed with synchronous=FULL.
Processor time includes the signer. Medians of ROUNDS.
"""
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
from tap import ISSUER  # noqa: E402
from instance import Instance, json  # noqa: E402
import issuer_site  # noqa: E402

PEOPLE = 1000
BATCH = 100  # AWARD_BATCH of issuer/award.h
ROUNDS = 5


def make(issuer):
    """A cohort in which everybody has earned the one award; the digest."""
    policy = dict(issuer_site.POLICY, awards=issuer_site.POLICY["awards"][:1])
    os.mkdir(issuer.path("sills"))
    issuer.write("sills/programme.json", json.dumps(issuer_site.PROGRAMME))
    issuer.write("sills/policy.json", json.dumps(policy))
    issuer.ok("organisation", "import",
              issuer.write("o.json", json.dumps(issuer_site.ORGANISATIONS)))
    issuer.ok("programme", "load", issuer.path("sills"))
    issuer.ok("cohort", "add", "--programme", "sills",
              issuer.write("c.json", json.dumps(issuer_site.COHORT)))
    people = [(f"Person Number{n}", f"person{n}@gardeners.example") for n in range(PEOPLE)]
    roster = "Name,Email\n" + "".join(f"{name},{mail}\n" for name, mail in people)
    issuer.ok("roster", "import", "--cohort", "sills-2021", issuer.write("r.csv", roster))
    for session, start, end in (("s1", "10:00", "12:00"), ("s2", "10:00", "11:00")):
        date = "2021-11-19" if session == "s1" else "2021-11-26"
        sheet = "Date,Name,Email,Time In,Time Out\n" + "".join(
            f"{date},{name},{mail},{start},{end}\n" for name, mail in people)
        issuer.ok("session", "set", session, "--cohort", "sills-2021", "--state", "held")
        issuer.ok("attendance", "import", "--cohort", "sills-2021", "--session", session,
                  issuer.write(session + ".csv", sheet))
    return issuer.json("award", "preview", "--cohort", "sills-2021")["digest"]


def timed(work):
    """(wall seconds, processor seconds of this process and its children)"""
    def cpu():
        return sum(u.ru_utime + u.ru_stime for u in map(
            resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
    start, used = time.monotonic(), cpu()
    work()
    return time.monotonic() - start, cpu() - used


def issue(data, digest):
    done = subprocess.run([ISSUER, "award", "issue", "--preview", digest, "--data", data,
                           "--as", "bench", "--json"], capture_output=True, check=True)
    issued = json.loads(done.stdout)["issued"]
    assert len(issued) == PEOPLE, done.stderr


def body_size(data):
    with sqlite3.connect(os.path.join(data, "testamur.db")) as db:
        return db.execute("SELECT avg(length(body)) FROM credential").fetchone()[0]


def insert(folder, size):
    db = sqlite3.connect(os.path.join(folder, "bare.db"), isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE c (id TEXT PRIMARY KEY, person TEXT, award TEXT, body BLOB,"
               " UNIQUE (person, award))")
    for first in range(0, PEOPLE, BATCH):
        db.execute("BEGIN IMMEDIATE")
        db.executemany("INSERT INTO c VALUES (?, ?, ?, ?)", (
            (f"{n:027d}", f"person{n}", "keeper", os.urandom(size))
            for n in range(first, first + BATCH)))
        db.execute("COMMIT")
    db.close()


def main():
    ours, bare = [], []
    with Instance() as issuer:
        digest = make(issuer)
        size = 4000
        for number in range(ROUNDS + 1):  # the first warms up
            with tempfile.TemporaryDirectory(dir=issuer.folder) as folder:
                data = os.path.join(folder, "data")
                shutil.copytree(issuer.data, data)
                ours.append(timed(lambda: issue(data, digest)))
                size = round(body_size(data))
                bare.append(timed(lambda: insert(folder, size)))
    wall, cpu = (statistics.median(r[i] for r in ours[1:]) for i in (0, 1))
    bare_wall, bare_cpu = (statistics.median(r[i] for r in bare[1:]) for i in (0, 1))
    print(f"award issue, {PEOPLE} awards of {size} bytes, durable: {wall:.2f} s "
          f"({wall / PEOPLE * 1e3:.2f} ms each), processor {cpu:.2f} s; "
          f"bare SQLite inserts {bare_wall:.3f} s, processor {bare_cpu:.3f} s; "
          f"ratio {wall / bare_wall:.1f} (processor {cpu / bare_cpu:.1f})")


main()
