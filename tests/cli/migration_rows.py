#!/usr/bin/env python3
"""Migrations that copy rows keep them: 13 renumbers attendance rows, 19 builds the credentials anew, 20 says
which product's an id is, 23 begins the history of what the W3C's API signed."""
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from tap import ROOT, Tap  # noqa: E402

FOLDER = os.path.join(ROOT, "src", "store", "migrations")


def script(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as handle:
        return handle.read().replace("@BLOB@", "BLOB")


def credentials(tap, names):
    """Under the constraints that are in force while a program migrates."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute("PRAGMA foreign_keys = ON")
    for name in names[:18]:
        db.executescript(script(name))
    for statement in (
            "INSERT INTO organisation (id, name, created) VALUES ('o', 'O', 1)",
            "INSERT INTO signing_key (organisation, kid, alg, public_jwk, created, active_from) VALUES ('o', 'k', 'a', '{}', 1, 1)",
            "INSERT INTO status_list VALUES ('o', 1, 9, x'00', 2, 1, 1, 1, NULL)",
            "INSERT INTO decision VALUES ('d', 'p', 'c', 'a', 'g', 1, x'00', x'00', 1)"):
        db.execute(statement)
    for n, version in enumerate((1, 2)):
        db.execute("INSERT INTO credential VALUES ('C', ?, 'o', 'p', 'c', 'a', '', 'h', 'badge', 'N', 'd', 'k', 'f',"
                   " x'01', '{}', 1, ?, 1, 1, 1, 's', 'e', 'l')", (version, n))
        db.execute("INSERT INTO credential_form VALUES ('C', ?, 'o', 'k', 'g', x'02')", (version,))
    db.execute("INSERT INTO credential_event VALUES ('C', 1, 1, 'revoked', 'superseded', NULL, 'x', 2)")
    tables = ("credential", "credential_form", "credential_event")
    before = {t: db.execute(f"SELECT * FROM {t} ORDER BY 1, 2").fetchall() for t in tables}
    tap.ok("personal" in names[18], "the nineteenth")
    db.executescript("BEGIN;" + script(names[18]) + "COMMIT;")
    tap.equal({t: db.execute(f"SELECT * FROM {t} ORDER BY 1, 2").fetchall() for t in tables}, before,
              "credentials, forms and events are as before")
    tap.equal(db.execute("PRAGMA foreign_key_check").fetchall(), [], "they refer to each other")
    for title, statement in (
            ("an event of no credential", "INSERT INTO credential_event VALUES ('D', 1, 1, 'shared', NULL, NULL, 'x', 2)"),
            ("a form of no version", "INSERT INTO credential_form VALUES ('C', 3, 'o', 'k', 'g', x'02')"),
            ("an award of no cohort", "UPDATE credential SET cohort = ''"),
            ("a second revocation", "INSERT INTO credential_event VALUES ('C', 2, 1, 'revoked', 'x', NULL, 'x', 2)")):
        try:
            db.execute(statement)
            tap.ok(False, f"{title} is refused")
        except sqlite3.IntegrityError as problem:
            tap.ok(True, f"{title} is refused", problem)


def versions(tap, names):
    db = sqlite3.connect(":memory:")
    for name in names[:22]:
        db.executescript(script(name))
    db.execute("INSERT INTO organisation (id, name, created) VALUES ('o', 'O', 1)")
    for number, changed in ((1, 50), (2, 5)):
        db.execute("INSERT INTO status_list VALUES ('o', ?, 9, x'00', 3, 4, 5, ?, NULL)", (number, changed))
    for n, (revoked, suspended, changed) in enumerate(
            ((None, None, None), (40, 30, 40), (None, None, 50), (None, 45, 45), (None, None, None))):
        db.execute("INSERT INTO vcapi_credential VALUES ('o', ?, ?, ?, 6, ?, ?, ?, NULL)",
                   (f"urn:{n}", 1 if n < 4 else 2, n, revoked, suspended, changed))
    tap.ok("status_versions" in names[22], "the twenty-third")
    db.executescript("BEGIN;" + script(names[22]) + "COMMIT;")
    tap.equal(db.execute("SELECT credential, seq, kind, at_utc FROM vcapi_event ORDER BY 1, 2").fetchall(),
              [("urn:1", 1, "suspended", 30), ("urn:1", 2, "revoked", 40), ("urn:3", 1, "suspended", 45)],
              "how things stand is what is known")
    tap.equal(db.execute("SELECT number, known_from FROM status_list ORDER BY 1").fetchall(), [(1, 50), (2, 0)],
              "a list is known from its last change; one that never changed from its beginning")
    tap.equal(db.execute("PRAGMA foreign_key_check").fetchall(), [], "they refer to each other")


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
    for name in names[13:19]:
        db.executescript(script(name))
    db.execute("UPDATE attendance_source SET format = CASE id WHEN 'a' THEN 'canvas-rollcall' WHEN 'b' THEN"
               " 'teams-report' ELSE 'mapped' END")
    db.execute("UPDATE attendance_row SET identity = CASE name WHEN 'b2' THEN 'line 12' WHEN 'b3' THEN NULL"
               " ELSE '100' || name END")
    tap.ok("identity" in names[19], "the twentieth")
    db.executescript(script(names[19]))
    tap.equal(dict(db.execute("SELECT name, identity FROM attendance_row ORDER BY id")),
              {"a1": "canvas:100a1", "a2": "canvas:100a2", "b1": "teams:100b1", "b2": "line 12", "b3": None,
               "c1": "mapped:100c1"}, "ids say whose they are; a row of its own stays one")
    credentials(tap, names)
    versions(tap, names)
    tap.done()


main()
