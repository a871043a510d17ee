#!/usr/bin/env python3
"""Migration 13 renumbers attendance rows: each keeps its source and its order."""
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from tap import ROOT, Tap  # noqa: E402

FOLDER = os.path.join(ROOT, "src", "store", "migrations")


def script(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as handle:
        return handle.read().replace("@BLOB@", "BLOB")


def main():
    tap = Tap()
    names = sorted(os.listdir(FOLDER))
    db = sqlite3.connect(":memory:")
    for name in names[:12]:
        db.executescript(script(name))
    db.execute("PRAGMA foreign_keys = OFF")
    for source, rows in (("b", 3), ("a", 2), ("empty", 0), ("c", 1)):
        db.execute("INSERT INTO attendance_source (id, cohort, session, sha256, format, actor, at_utc)"
                   " VALUES (?, 'c', 's', ?, 'f', 'x', 1)", (source, source * 64))
        for n in range(rows, 0, -1):
            db.execute("INSERT INTO attendance_row (source, ordinal, line, name, via)"
                       " VALUES (?, ?, ?, ?, 'live')", (source, n, n + 10, f"{source}{n}"))
    tap.ok("attendance_rows" in names[12], "the thirteenth")
    db.executescript(script(names[12]))
    found = {source: [name for name, in db.execute(
        "SELECT r.name FROM attendance_source s JOIN attendance_row r"
        " ON r.id BETWEEN s.first_row AND s.last_row WHERE s.id = ? ORDER BY r.id", (source,))]
        for source in ("a", "b", "c", "empty")}
    tap.equal(found, {"a": ["a1", "a2"], "b": ["b1", "b2", "b3"], "c": ["c1"], "empty": []},
              "every row is found under its source, in order")
    tap.done()


main()
