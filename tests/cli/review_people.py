#!/usr/bin/env python3
"""Who is who: rosters read twice, people without addresses, other cohorts,
and names that strangers choose."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import Instance  # noqa: E402
from tap import ISSUER as ISSUER_PROGRAM, Tap  # noqa: E402
from world import COHORT, JOINS, attend, join, prepare  # noqa: E402

UNADDRESSED = "Name,Email,Licence number\nPat Twin,,\nPat Twin,,\nLee Lone,,A 1\nLee Lone,,B 2\n"


def roster(issuer, cohort="spring"):
    return sorted((r["name"], r["email"] if "email" in r else None)
                  for r in issuer.json("roster", "list", "--cohort", cohort))


def without_address(tap, issuer):
    path = issuer.write("people.csv", UNADDRESSED)
    words = ("roster", "import", "--cohort", "spring", "--track", "main", path)
    first = issuer.ok(*words)
    tap.equal([n for n, _ in roster(issuer)], ["Lee Lone", "Lee Lone", "Pat Twin"],
              "a second row of one name without address or licence is held, not merged or doubled")
    tap.ok("line 3 not used: somebody of this name" in first, "and it is said which row", first)
    second = issuer.ok(*words)
    tap.equal(len(roster(issuer)), 3, "the same roster again adds nobody")
    tap.ok("0 new, 2 known" in second, "two are known by name and licence number", second)


def other_cohorts(tap, issuer):
    issuer.ok("cohort", "add", "--programme", "course", issuer.write(
        "autumn.json", json.dumps(dict(COHORT, id="autumn"))))
    join(issuer, "Ann Elsewhere", "ann@x.example", cohort="autumn")
    for words in (("work", "submit", "ann@x.example", "--item", "project"),
                  ("attest", "ann@x.example", "--what", "coaching", "--role", "coach"),
                  ("attendance", "override", "ann@x.example", "--session", "s1", "--present", "--reason", "r"),
                  ("roster", "set", "ann@x.example", "--state", "withdrawn"),
                  ("evaluate", "--person", "ann@x.example")):
        code, out, err = issuer.run(*words, "--cohort", "spring")
        tap.ok(code == 1 and "not on the roster of the cohort" in err, f"{words[0]}: somebody of another cohort", out + err)
        tap.ok("ann@" not in err and "Ann" not in err, f"{words[0]}: the error names nobody", err)
    for words in (("roster", "list"), ("session", "list"), ("session", "close", "s1"),
                  ("roster", "set", "ann@x.example", "--state", "withdrawn"),
                  ("credential", "list"), ("ledger", "list"), ("evaluate",),
                  ("attendance", "override", "ann@x.example", "--session", "s1", "--present", "--reason", "r")):
        code, out, err = issuer.run(*words, "--cohort", "none")
        tap.ok(code == 1 and out == "" and "none: no such cohort" in err, f"{' '.join(words[:2])}: unknown cohort", out + err)
    for words in (("key", "list", "none"), ("key", "rotate", "none"), ("organisation", "show", "none"),
                  ("credential", "list", "--organisation", "none"),
                  ("organisation", "approve", "none", "--scheme", "clock-hour", "--number", "1")):
        code, out, err = issuer.run(*words)
        tap.ok(code == 1 and out == "" and "none: no such organisation" in err, f"{' '.join(words[:2])}: unknown organisation", out + err)
    code, _, err = issuer.run("organisation", "approve", "college", "--scheme", "clock-hour", "--number", "1",
                              "--from", "2025-01-01", "--to", "2024-01-01")
    tap.ok(code == 1 and "an approval ends after it begins" in err, "an approval that ends before it begins", err)
    for verb in ("close", "reopen", "show"):
        code, _, err = issuer.run("cohort", verb, "none")
        tap.ok(code == 1 and "none: no such cohort" in err, f"cohort {verb}: unknown cohort", err)
    code, _, err = issuer.run("cohort", "set", "none", "--capacity", "3")
    tap.ok(code == 1 and "none: no such cohort" in err, "cohort set: unknown cohort", err)


def words_checked(tap, issuer):
    for words, expected in (
            (("--state", "not_selected"), "state is applied"),
            (("--role", "Host "), "a role is one word"),
            (("--eligible", "maybe"), "say yes or no"),
            ((), "say what changes")):
        code, _, err = issuer.run("roster", "set", "ada@x.example", "--cohort", "spring", *words)
        tap.ok(code == (1 if words else 64) and expected in err, f"roster set {words}", err)
    path = issuer.write("r.csv", "Name,Email,Role\nRob Role,rob@x.example,co host\n")
    code, _, err = issuer.run("roster", "import", "--cohort", "spring", path)
    tap.ok(code == 1 and "line 2" in err and "a role is one word" in err, "a role that cannot be is refused", err)
    tap.ok("rob@" not in err, "without naming the person", err)


EVIL = "Mal\x1b]0;owned\x07lory\u202e\u0085"


def strangers_names(tap, issuer):
    path = issuer.write("evil.csv", f"{JOINS}\n{EVIL},mal@x.example,02/01/2024 10:00:00 AM,"
                        "02/01/2024 11:00:00 AM,60,Yes,Y\n")
    join(issuer, EVIL, "evil@x.example")
    outs = [issuer.ok("attendance", "import", "--cohort", "spring", "--session", "s1", "--date-order", "mdy", path),
            issuer.ok("attendance", "show", "--cohort", "spring", "--session", "s1"),
            issuer.ok("roster", "list", "--cohort", "spring"),
            issuer.ok("evaluate", "--cohort", "spring", "--explain"),
            issuer.ok("award", "preview", "--cohort", "spring"),
            issuer.ok("audit", "list")]
    for n, out in enumerate(outs):
        bad = [c for c in out if (ord(c) < 32 and c != "\n") or 0x7f <= ord(c) < 0xa0 or c == "\u202e"]
        tap.equal(bad, [], f"no control character reaches the terminal ({n})")
    forged = "x\n     9 2026-01-01T00:00:00Z cli:boss"
    code = subprocess.run([ISSUER_PROGRAM, "cohort", "close", "spring", "--data", issuer.data, "--as", forged],
                          check=False).returncode
    lines = [line for line in issuer.ok("audit", "list").splitlines() if "boss" in line]
    tap.ok(code == 0 and len(lines) == 1 and "cohort.close" in lines[0], "an actor's name cannot forge a line of the audit", lines)


TAP = Tap()
with Instance() as ISSUER:
    prepare(ISSUER)
    without_address(TAP, ISSUER)
with Instance() as ISSUER:
    prepare(ISSUER)
    join(ISSUER, "Ada Able", "ada@x.example")
    other_cohorts(TAP, ISSUER)
    words_checked(TAP, ISSUER)
    attend(ISSUER, "s1", {"ada@x.example": 60})
    strangers_names(TAP, ISSUER)
TAP.done()
