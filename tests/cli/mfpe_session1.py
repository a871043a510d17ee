#!/usr/bin/env python3
"""Session 1 of MFPE series 1 from one Zoom export, as an admin does it.

Twice: with the public sample (skipped where it is not
there), and with an invented export of the same shape.
"""
import csv
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import PROGRAMMES, Instance  # noqa: E402
from tap import SHARED, Tap  # noqa: E402

SAMPLE = os.path.join(SHARED, "data", "attendance", "zoom_old_perjoin_with_meeting_block.csv")
COHORT = "mfpe-2021-b"

# The same shape: a block, re-saved by a spreadsheet; a host among the
# people; somebody on two devices; rejoining; late; early.
INVENTED = """\
Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
93318275501,LJS series 1,11/19/2021 9:50:00 AM,11/19/2021 12:10:00 PM,host@mfpe.example,140,8
,,,,,,
Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent
Harriet Host,host@mfpe.example,11/19/2021 9:50:00 AM,11/19/2021 12:10:00 PM,140,No,Y
Ada Early,ada@mfpe.example,11/19/2021 9:40:00 AM,11/19/2021 11:36:00 AM,116,Yes,Y
Ben Exact (Benjamin Exact),ben@mfpe.example,11/19/2021 10:24:00 AM,11/19/2021 12:00:00 PM,96,Yes,Y
Cas Short,cas@mfpe.example,11/19/2021 10:24:01 AM,11/19/2021 12:00:00 PM,96,Yes,Y
Dee Twice,dee@mfpe.example,11/19/2021 10:08:26 AM,11/19/2021 12:01:58 PM,114,Yes,Y
Dee Twice,DEE@mfpe.example ,11/19/2021 10:11:31 AM,11/19/2021 12:01:58 PM,111,Yes,Y
Eli Again,eli@mfpe.example,11/19/2021 10:00:00 AM,11/19/2021 10:50:00 AM,50,Yes,Y
Eli Again,eli@mfpe.example,11/19/2021 11:10:00 AM,11/19/2021 12:00:00 PM,50,Yes,Y
"Flo, Gone",flo@mfpe.example,11/19/2021 10:00:00 AM,11/19/2021 10:09:59 AM,10,Yes,NA
Guest,,11/19/2021 10:00:00 AM,11/19/2021 12:00:00 PM,120,Yes,Y
"""


def people_of(path):
    """{address: name} of an export, as the roster of the cohort."""
    with open(path, encoding="utf-8", newline="") as handle:
        rows = [r for r in csv.reader(handle) if len(r) > 3]
    start = next(i for i, r in enumerate(rows) if r[0].startswith("Name (Original Name)"))
    return {r[1].strip().lower(): r[0] for r in rows[start + 1:] if r[1].strip()}


def prepare(issuer, people):
    folder = os.path.join(PROGRAMMES, "mfpe-ljs")
    issuer.ok("organisation", "import", os.path.join(folder, "organisations.json"))
    issuer.ok("programme", "load", folder)
    with open(os.path.join(folder, "demo", "cohort.json"), encoding="utf-8") as handle:
        cohort = json.load(handle)
    cohort.update(id=COHORT, title="Series 1 on Fridays", capacity=30)
    days = ["2021-11-19", "2021-12-03", "2021-12-10", "2021-12-17", "2022-01-07", "2022-01-14"]
    for session, day in zip(cohort["sessions"], days):
        session.update(start=f"{day}T10:00", end=f"{day}T12:00")
    issuer.ok("cohort", "add", "--programme", "mfpe-ljs",
              issuer.write("cohort.json", json.dumps(cohort)))
    lines = ["Name,Email"] + [f'"{name}",{mail}' for mail, name in people.items()]
    issuer.ok("roster", "import", "--cohort", COHORT, "--track", "series-1",
              issuer.write("roster.csv", "\n".join(lines) + "\n"))


def show(issuer):
    return issuer.json("attendance", "show", "--cohort", COHORT, "--session", "s1")


def session_one(tap, label, path, want):
    say = lambda text: f"{label}: {text}"
    with Instance() as issuer:
        prepare(issuer, people_of(path))
        where = ("--cohort", COHORT, "--session", "s1")
        look = issuer.json("attendance", "import", *where, path, "--preview")
        tap.equal((look["result"], show(issuer)["people"]), ("preview", 0),
                  say("a preview stores nothing"))
        got = issuer.json("attendance", "import", *where, path)
        tap.equal((got["rows"], got["people"], got["hosts"]),
                  (want["rows"], want["people"], 1), say("rows, people, one host"))
        tap.equal((got["format"], got["variant"], got["timezone"], got["date_order"]),
                  ("zoom-joins", "Zoom participants, one row per join, older columns, "
                   "with meeting block", "America/Denver", "mdy"), say("the variant is named"))
        tap.equal([a["email"] for a in got["attendees"] if a["host"]], [want["host"]],
                  say("the host is flagged"))
        tap.equal((got["matched"], got["suggested"], got["unknown"], got["rejected"]),
                  (want["people"] - want["unknown"], 0, want["unknown"], []),
                  say("who is on the roster"))
        seen = show(issuer)
        minutes = {row["name"]: row["minutes"] for row in seen["rows"]}
        tap.equal({name: minutes.get(name) for name in want["minutes"]}, want["minutes"],
                  say("minutes inside the session, rounded down"))
        tap.equal((seen["people"], seen["needed_seconds"], seen["present"],
                   seen["participants"]),
                  (want["people"], 96 * 60, want["present"], want["participants"] + 1),
                  say(f"{want['present']} present while the host has no role"))
        issuer.ok("roster", "set", want["host"], "--cohort", COHORT, "--role", "host")
        seen = show(issuer)
        tap.equal((seen["present"], seen["participants"]), (want["present"], want["participants"]),
                  say(f"{want['participants']} participants once the host has the role"))
        again(tap, say, issuer, path, where)
        wrong_day(tap, say, issuer, path)


def again(tap, say, issuer, path, where):
    before = show(issuer)
    evaluated = issuer.json("evaluate", "--cohort", COHORT)
    tap.equal(issuer.json("attendance", "import", *where, path)["result"], "unchanged",
              say("the same file again is recognised"))
    tap.equal(issuer.ok("attendance", "import", *where, path).strip(),
              "already imported, nothing changed", say("and it is said so"))
    tap.equal((show(issuer), issuer.json("evaluate", "--cohort", COHORT)), (before, evaluated),
              say("and nothing has changed"))


def wrong_day(tap, say, issuer, path):
    code, out, err = issuer.run("attendance", "import", "--cohort", COHORT, "--session", "s2",
                                path)
    tap.equal((code, out), (1, ""), say("refused on the session of another day"))
    tap.ok("2021-11-19" in err and "2021-12-03" in err and os.path.basename(path) in err,
           say("the reason has file and both days"), err)
    seen = issuer.json("attendance", "show", "--cohort", COHORT, "--session", "s2")
    state = issuer.json("cohort", "show", COHORT)["sessions"][1]["state"]
    tap.equal((seen["people"], state), (0, "planned"), say("and nothing was stored"))
    code, _, err = issuer.run("attendance", "import", "--cohort", COHORT, "--session", "s7", path)
    tap.ok(code == 1 and "postponed" in err, say("refused on a session without a date"), err)


def main():
    tap = Tap()
    with Instance(init=False) as folder:
        session_one(tap, "invented", folder.write("invented.csv", INVENTED), {
            "rows": 10, "people": 8, "unknown": 1, "host": "host@mfpe.example", "present": 6,
            "participants": 4,  # neither the host nor the guest that nobody knows
            "minutes": {"Harriet Host": 120, "Ada Early": 96, "Ben Exact (Benjamin Exact)": 96,
                        "Cas Short": 95, "Dee Twice": 111, "Eli Again": 100, "Flo, Gone": 9,
                        "Guest": 120}})
    if not os.path.exists(SAMPLE):
        tap.skip("the public sample as session 1", "not there: " + SAMPLE)
    else:
        session_one(tap, "sample", SAMPLE, {
            "rows": 31, "people": 27, "unknown": 0, "host": "green-goblin_human@marvel.com",
            "present": 18, "participants": 17,
            "minutes": {"003_Power Girl (Kara Zor-L)": 111, "010_Cyborg Superman": 83,
                        "026_Redeemer II": 95}})
    tap.done()


main()
