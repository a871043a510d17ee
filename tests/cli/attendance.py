#!/usr/bin/env python3
"""attendance import: several files of a session, zones, orders, ways, people."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import PROGRAMMES, Instance, cohort_files  # noqa: E402
from tap import Tap  # noqa: E402

ZOOM = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
NEW = ("Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,Recording "
       "disclaimer response,In waiting room\n")
TOTALS = "Name (Original Name),User Email,Total Duration (Minutes),Guest\n"
SHEET = "Name,Email,Time In,Time Out\n"
MFPE, IEA = "mfpe-2021-a", "iea-2023-24"


def load(issuer, programme, *people):
    folder = os.path.join(PROGRAMMES, programme)
    issuer.ok("organisation", "import", os.path.join(folder, "organisations.json"))
    issuer.ok("programme", "load", folder)
    for path in cohort_files(programme):
        issuer.ok("cohort", "add", "--programme", programme, path)
    return people


def enrol(issuer, cohort, track, *names):
    lines = "".join(f"{n},{n.split()[0].lower()}@att.example\n" for n in names)
    issuer.ok("roster", "import", "--cohort", cohort, "--track", track,
              issuer.write("roster.csv", "Name,Email\n" + lines))


class Session:
    def __init__(self, issuer, cohort, session):
        self.issuer, self.where = issuer, ("--cohort", cohort, "--session", session)

    def read(self, name, content, *words):
        return self.issuer.json("attendance", "import", *self.where,
                                self.issuer.write(name, content), *words)

    def refused(self, name, content, *words):
        return self.issuer.run("attendance", "import", *self.where,
                               self.issuer.write(name, content), *words)

    def show(self):
        return self.issuer.json("attendance", "show", *self.where)

    def minutes(self):
        return {row["name"]: row["minutes"] for row in self.show()["rows"]}


def several_files(tap, issuer):
    """The host restarted the meeting; then one file turns out to be wrong."""
    enrol(issuer, MFPE, "series-1", "Ada Able", "Ben Blank")
    s = Session(issuer, MFPE, "s1")
    day = "10/05/2021"
    one = s.read("one.csv", ZOOM + f"Ada Able,ada@att.example,{day} 04:20:00 PM,{day} 04:50:00 PM,"
                                   "30,Yes\n")
    s.read("two.csv", ZOOM + f"Ada Able,ADA@att.example,{day} 04:45:00 PM,{day} 05:40:00 PM,55,"
           f"Yes\nBen Blank,ben@att.example,{day} 05:00:00 PM,{day} 05:10:00 PM,10,Yes\n")
    tap.equal(s.minutes(), {"Ada Able": 60, "Ben Blank": 10},
              "two files of one session: the union, inside the schedule")
    three = s.read("three.csv", ZOOM + f"Ada Able,ada@att.example,{day} 04:40:00 PM,{day} "
                   "04:50:00 PM,10,Yes\n", "--replaces", one["sha256"][:12])
    tap.equal((three["result"], s.minutes()), ("replaced", {"Ada Able": 50, "Ben Blank": 10}),
              "a corrected file replaces the wrong one, and no other")
    tap.equal(sorted((f["sha256"] == one["sha256"], f["replaced"]) for f in s.show()["files"]),
              [(False, False), (False, False), (True, True)], "which stays on record")
    code, _, err = s.refused("four.csv", ZOOM + f"Ada Able,ada@att.example,{day} 04:40:00 PM,{day}"
                             " 04:51:00 PM,11,Yes\n", "--replaces", one["sha256"])
    tap.ok(code == 1 and "--replaces" in err and s.minutes()["Ada Able"] == 50,
           "what was replaced cannot be replaced again", err)


def zones_and_orders(tap, issuer):
    s = Session(issuer, MFPE, "s2")
    utc = ZOOM + "Ada Able,ada@att.example,10/12/2021 22:30:00,10/12/2021 23:30:00,60,Yes\n"
    code, _, err = s.refused("utc.csv", utc)
    tap.ok(code == 1 and "2021-10-12" in err, "read in the session's zone it is another hour", err)
    got = s.read("utc.csv", utc, "--zone", "UTC")
    tap.equal((got["timezone"], s.minutes()), ("UTC", {"Ada Able": 60}), "named, it fits")
    s = Session(issuer, MFPE, "s6")
    both = NEW + "Ada Able,ada@att.example,09/11/2021 16:30:00,09/11/2021 17:30:00,60,Yes,,No\n"
    got = s.read("dmy.csv", both)
    tap.equal((got["date_order"], s.minutes()), ("dmy", {"Ada Able": 60}),
              "9 November, not 11 September: the session decides")
    s = Session(issuer, MFPE, "s5")
    code, _, err = s.refused("amb.csv", NEW + "Ada Able,ada@att.example,01/02/2021 16:30:00,"
                             "01/02/2021 17:30:00,60,Yes,,No\n")
    tap.ok(code == 1 and "mdy" in err and "dmy" in err, "where it cannot: it is asked for", err)
    code, _, err = s.refused("amb.csv", NEW + "Ada Able,ada@att.example,01/02/2021 16:30:00,"
                             "01/02/2021 17:30:00,60,Yes,,No\n", "--date-order", "dmy")
    tap.ok(code == 1 and "2021-02-01" in err, "and the answer is used", err)


def totals_and_undated(tap, issuer):
    s = Session(issuer, MFPE, "s3")
    totals = TOTALS + "Ada Able,ada@att.example,75,Yes\nBen Blank,ben@att.example,49,Yes\n"
    code, _, err = s.refused("totals.csv", totals)
    tap.ok(code == 1 and "confirm" in err, "a file without dates needs a confirmation", err)
    got = s.read("totals.csv", totals, "--undated-ok")
    tap.equal((got["format"], s.minutes()), ("zoom-totals", {"Ada Able": 60, "Ben Blank": 49}),
              "totals are capped at the schedule")
    tap.equal({r["total_only"] for r in s.show()["rows"]}, {True}, "and marked")
    text = issuer.ok("evaluate", "--cohort", MFPE, "--person", "Ben Blank", "--explain")
    tap.ok("total" in text and "close to" in text, "49 of 48 needed: somebody should look", text)
    s = Session(issuer, MFPE, "s4")
    code, _, err = s.refused("sheet.csv", SHEET + "Ada Able,ada@att.example,4:30 PM,5:30 PM\n")
    tap.ok(code == 1 and "confirm" in err, "a sheet with times of day alone, too", err)
    s.read("sheet.csv", SHEET + "Ada Able,ada@att.example,4:30 PM,5:30 PM\n", "--undated-ok")
    tap.equal(s.minutes(), {"Ada Able": 60}, "the day is the session's")


def ways(tap, issuer):
    load(issuer, "iea-ljs-level-one")
    enrol(issuer, IEA, "level-one", "Cem Calm", "Dora Deep")
    s = Session(issuer, IEA, "q3")
    s.read("room.csv", "Name,Email,Date,Time In,Time Out\n"
           "Cem Calm,cem@att.example,03/09/2024,9:00 AM,10:30 AM\n"
           "Dora Deep,dora@att.example,03/09/2024,9:00 AM,12:00 PM\n")
    s.read("remote.csv", NEW + "Cem Calm,cem@att.example,03/09/2024 10:40:00 AM,"
           "03/09/2024 12:00:00 PM,80,Yes,,No\n")
    rows = {p["name"]: next(c for c in p["awards"][0]["conditions"]
                            if c["condition"] == "attended")["rows"][2]
            for p in issuer.json("evaluate", "--cohort", IEA, "--award", "level-one")}
    tap.equal((rows["Dora Deep"]["via"], rows["Dora Deep"]["result"]), ("in_person", "attended"),
              "a sheet in the room is in person")
    tap.equal((rows["Cem Calm"]["result"], rows["Cem Calm"]["seconds"]), ("missed", 90 * 60),
              "two ways are alternatives, the longer one counts")
    s = Session(issuer, IEA, "q1")
    s.read("rec.csv", NEW + "Cem Calm,cem@att.example,10/14/2023 09:00:00 AM,10/14/2023 "
           "12:00:00 PM,180,Yes,,No\n", "--via", "recording")
    row = issuer.json("evaluate", "--cohort", IEA, "--person", "Cem Calm", "--award", "level-one")
    row = next(c for c in row[0]["awards"][0]["conditions"] if c["condition"] == "attended")
    tap.equal((row["rows"][0]["result"], row["rows"][0]["via"]), ("missed", "recording"),
              "a recording does not count where the policy does not list it")


def who_is_this(tap, issuer):
    load(issuer, "wi-eecop-2024")
    s = Session(issuer, "eecop-2024", "w1")
    content = NEW + "".join(
        f'{name},{mail},"02/01/2024 08:30:00 AM","02/01/2024 11:30:00 AM",180,Yes,OK,{wait}\n'
        for name, mail, wait in (("Eve Early", "eve@att.example", "No"), ("Fay", "", "No"),
                                 ("Otter.ai Notetaker", "", "No"), ("Gus", "gus@x.example", "Yes")))
    got = s.read("w1.csv", content)
    tap.equal((got["matched"], got["unknown"], got["people"]), (0, 3, 3),
              "nobody on the roster yet; the waiting room is no attendance")
    tap.equal({a["match"] for a in got["attendees"]}, {"unknown"}, "no one becomes anybody")
    issuer.ok("roster", "import", "--cohort", "eecop-2024", "--track", "workshops", "--state",
              "enrolled", issuer.write("r.csv", "Name,Email\nEve Early,eve@att.example\n"
                                                "Fay,fay@att.example\n"))
    roles = {r["name"]: r["role"] for r in s.show()["rows"]}
    tap.equal(roles, {"Eve Early": "participant", "Fay": "not on the roster",
                      "Otter.ai Notetaker": "not on the roster"},
              "who is put on the roster later is found by address, never by name alone")
    got = s.read("w1-late.csv", content.replace("11:30:00 AM", "11:31:00 AM"), "--preview")
    tap.equal([(a["name"], a["match"]) for a in got["attendees"]],
              [("Eve Early", "email"), ("Fay", "suggested"), ("Otter.ai Notetaker", "unknown")],
              "a name is a suggestion, for a person to decide")


def strict_rows(tap, issuer):
    s = Session(issuer, MFPE, "s5")
    times = "11/02/2021 04:30:00 PM,11/02/2021 05:30:00 PM,60,Yes\n"
    good = "".join(f"{n},{n.lower()}@x.example,{times}" for n in ("Ann", "Bea", "Cas", "Dov"))
    got = s.read("bad.csv", ZOOM + good
                 + f'"Quo"te,q@x.example,{times}'
                 + "No Leave,n@x.example,11/02/2021 04:30:00 PM,,60,Yes\n"
                 + "Last,l@x.example,yesterday,today,1,Yes\n")
    tap.equal([r["line"] for r in got["rejected"]], [6, 7, 8], "rows that did not parse, by line")
    tap.equal((got["rows"], s.minutes()), (4, dict.fromkeys(("Ann", "Bea", "Cas", "Dov"), 60)),
              "and the rest is read")


def guests(tap, issuer):
    """Teams in UTF-16: guests of one name stay two, addresses decide who is who."""
    s = Session(issuer, MFPE, "s5")
    day = "11/2/21"
    rows = [("Dan Twin (Unverified)", "4:30:00", "5:00:00", "30m", ""),
            ("Dan Twin (Unverified)", "4:30:00", "4:50:00", "20m", ""),
            ("Able, Ada (External)", "4:30:00", "5:30:00", "45m", "ADA@att.example")]
    report = ("1. Summary\r\nMeeting title\tSeries\r\n"
              f"Start time\t{day}, 4:25:00 PM\r\nEnd time\t{day}, 5:35:00 PM\r\n\r\n"
              "2. Participants\r\nName\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\t"
              "Participant ID (UPN)\tRole\r\n"
              + "".join(f"{name}\t{day}, {join} PM\t{leave} PM\t{span}\t{mail}\t\tPresenter\r\n"
                        .replace(f"\t{leave}", f"\t{day}, {leave}")
                        for name, join, leave, span, mail in rows)).encode("utf-16")
    got = s.read("teams.csv", report)
    tap.equal((got["format"], got["encoding"], got["matched"], got["people"]),
              ("teams-report", "UTF-16LE", 1, 3), "a Teams report, its encoding and its people")
    shown = sorted((r["name"], r["minutes"]) for r in s.show()["rows"])
    tap.equal([r for r in shown if "Twin" in r[0]], [("Dan Twin", 20), ("Dan Twin", 30)],
              "two guests of one name are never one")
    tap.ok(("Ada Able", 45) in shown, "in between she was away: the duration counts", shown)


def registers(tap, issuer):
    """A Moodle register: which column, and which marks."""
    s = Session(issuer, MFPE, "s5")
    book = ("Last name\tFirst name\tEmail address\t02 Nov 2021 4.30PM Blue\t02 Nov 2021 4.30PM Red\t"
            "Taken sessions\nBlank\tBen\tben@att.example\tL (1/2)\tP (2/2)\t1\n")
    code, _, err = s.refused("m.txt", book)
    tap.ok(code == 1 and "several sessions" in err, "two columns of the day are not guessed at", err)
    got = s.read("m.txt", book, "--label", "Blue", "--preview")
    tap.ok(got["rows"] == 0 and "which marks mean" in got["rejected"][0]["reason"],
           "nor is a mark in between", got)
    got = s.read("m.txt", book, "--label", "Blue", "--present", "P,L")
    tap.equal((got["rows"], got["attendees"][0]["minutes"]), (1, 60), "said, it counts")


def unknown_tables(tap, issuer):
    """A table of no known tool: its columns are shown, and named by a person."""
    s = Session(issuer, MFPE, "s5")
    odd = "Wer;Adresse;Von;Bis\nAda;ada@att.example;2021-11-02 16:30;2021-11-02 17:00\n"
    code, _, err = s.refused("odd.csv", odd)
    tap.ok(code == 1 and "which of its columns" in err, "an unknown table is not guessed at", err)
    path = issuer.write("odd.csv", odd)
    shown = issuer.json("attendance", "columns", path)
    tap.equal([(c["number"], c["header"], c["perhaps"]) for c in shown["columns"]],
              [(1, "Wer", "name"), (2, "Adresse", "email"), (3, "Von", "join"), (4, "Bis", "leave")],
              "its columns, and what they perhaps mean")
    issuer.ok("attendance", "mapping", "set", "odd", "--columns",
              "name=Wer,email=Adresse,join=Von,leave=4")
    got = s.read("odd.csv", odd, "--mapping", "odd")
    tap.equal((got["format"], got["matched"], got["attendees"][0]["minutes"]), ("mapped", 1, 30),
              "said once, remembered")
    tap.equal([m["name"] for m in issuer.json("attendance", "mapping", "list")], ["odd"], "and listed")
    issuer.ok("attendance", "mapping", "remove", "odd")
    code, _, err = s.refused("odd.csv", odd, "--mapping", "odd")
    tap.ok(code == 1 and "no such column mapping" in err, "until it is forgotten", err)
    code, _, err = issuer.run("attendance", "mapping", "set", "x", "--columns", "name=Wer")
    tap.ok(code == 64 and "how long" in err, "who, but not how long, is no mapping", err)
    out = issuer.path("copy.csv")
    issuer.ok("attendance", "file", got["sha256"], "--out", out)
    with open(out, "rb") as handle:
        tap.equal(handle.read(), odd.encode(), "the original comes out byte for byte")
    code, _, err = issuer.run("attendance", "file", "0" * 64, "--out", out)
    tap.ok(code == 1 and "no such file" in err, "another hash is nothing", err)


def restarted(tap, issuer):
    """Two reports of one session with totals of different spans: they add up."""
    s = Session(issuer, MFPE, "s6")
    head = "First name,Last name,Email,Duration,Time joined,Time exited\n"
    for name, span in (("m1.csv", "10 min,2021-11-09 16:30,2021-11-09 17:00"),
                       ("m2.csv", "12 min,2021-11-09 17:00,2021-11-09 17:30"),
                       ("m3.csv", "11 min,2021-11-09 17:00,2021-11-09 17:25")):
        got = s.read(name, head + f"Ben,Blank,ben@att.example,{span}\n")
    tap.equal((got["format"], s.minutes()["Ben Blank"]), ("meet", 22),
              "two parts of a meeting add up, two devices do not")


def previews(tap, issuer):
    """What was recognised, and why."""
    s = Session(issuer, MFPE, "s5")
    got = s.read("p.csv", NEW + "Ada Able,ada@att.example,11/02/2021 16:30:00,11/02/2021 17:30:00,"
                 "60,Yes,,No\nBen Blank,,11/02/2021 16:30:00,11/02/2021 17:30:00,60,Yes,,Yes\n",
                 "--preview")
    tap.equal((got["result"], got["session"], got["timezone"], got["encoding_why"], got["ignored"]),
              ("preview", "s5", "America/Denver", "well-formed UTF-8",
               [{"line": 3, "reason": "in the waiting room"}]), "session, zone, encoding, what is no attendance")
    tap.ok("line 1 names" in got["why"] and "session's day" in got["date_order_why"],
           "and the reasons", got)


def main():
    tap = Tap()
    with Instance() as issuer:
        load(issuer, "mfpe-ljs")
        several_files(tap, issuer)
        zones_and_orders(tap, issuer)
        totals_and_undated(tap, issuer)
        strict_rows(tap, issuer)
        ways(tap, issuer)
        who_is_this(tap, issuer)
        guests(tap, issuer)
        registers(tap, issuer)
        unknown_tables(tap, issuer)
        previews(tap, issuer)
        restarted(tap, issuer)
    tap.done()


main()
