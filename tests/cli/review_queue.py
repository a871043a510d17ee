#!/usr/bin/env python3
"""roster review: who is this? Suggested, accepted, remembered, undone."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import Instance  # noqa: E402
from tap import Tap  # noqa: E402
from world import COHORT, DAYS, JOINS, join, prepare  # noqa: E402

AT = ("--cohort", "spring")


def export(issuer, session, *rows, name="export.csv", cohort="spring"):
    """rows: (name, address, first minute, last minute after ten)"""
    day = DAYS[session]
    lines = [JOINS] + [f"{who},{email},{day} 10:{a:02}:00 AM,{day} {10 + b // 60}:{b % 60:02}:00 AM,{b - a},Yes,Y"
                       for who, email, a, b in rows]
    path = issuer.write(name, "\n".join(lines) + "\n")
    return issuer.json("attendance", "import", "--cohort", cohort, "--session", session,
                       "--date-order", "mdy", path)


def waiting(issuer, cohort="spring"):
    return {row["name"]: row for row in issuer.json("roster", "review", "list", "--cohort", cohort)}


def minutes(issuer, session, cohort="spring"):
    shown = issuer.json("attendance", "show", "--cohort", cohort, "--session", session)
    return {row["name"]: row["minutes"] for row in shown["rows"] if "person" in row and row["person"]}


def decide(issuer, verb, *words):
    return issuer.json("roster", "review", verb, *AT, *words)


def refused(tap, issuer, words, expected, label, code=1):
    got, out, err = issuer.run("roster", "review", *words, *AT)
    tap.ok(got == code and expected in err and out == "", label, f"{got} {out}{err}")


def by_address(tap, issuer):
    join(issuer, "Ada Able", "ada@x.example")
    export(issuer, "s1", ("Ada Able", "ada.private@y.example", 0, 50))
    item = waiting(issuer)["Ada Able"]
    tap.equal((item["email"], item["suggested"], item["score"], item["doubtful"]),
              ("ada.private@y.example", "Ada Able", 60, False), "another address of a known name is a suggestion")
    tap.equal([(s["session"], s["seconds"], [r["line"] for r in s["rows"]]) for s in item["sessions"]],
              [("s1", 3000, [2])], "with session, time and line")
    tap.equal(minutes(issuer, "s1"), {}, "and nothing is counted before somebody decides")
    done = decide(issuer, "accept", item["item"])
    tap.equal((done, minutes(issuer, "s1"), waiting(issuer)),
              ({"decision": 1, "rows": 1}, {"Ada Able": 50}, {}), "accepted as suggested: her minutes count")
    got = export(issuer, "s2", ("A. Able", "ADA.private@y.example", 0, 20))
    tap.equal((got["matched"], minutes(issuer, "s2")), (1, {"Ada Able": 20}), "the next export knows the address")
    tap.equal(decide(issuer, "undo", "1"), {"decision": 1, "rows": 2}, "undone")
    tap.equal((minutes(issuer, "s1"), minutes(issuer, "s2"), len(waiting(issuer))), ({}, {}, 1),
              "both sessions wait again, as one item")
    refused(tap, issuer, ("undo", "1"), "no such decision in force", "nothing is undone twice")
    refused(tap, issuer, ("undo", "x"), "the number of a decision", "an undo names a number")
    log = issuer.json("roster", "review", "list", *AT, "--decided")
    tap.equal([(d["name"], d["is"], d["undone"], d["by"]) for d in log],
              [("Ada Able", "Ada Able", True, "cli:test")], "the decision stays on record")
    decide(issuer, "accept", waiting(issuer)["Ada Able"]["item"], "ada@x.example", "--reason", "she wrote to us")
    log = issuer.json("roster", "review", "list", *AT, "--decided")
    tap.equal((log[1]["decision"], log[1]["reason"]), (2, "she wrote to us"), "and can be made again, with a reason")
    deeds = [line for line in issuer.ok("audit", "list").splitlines() if "roster.review" in line]
    tap.equal([line.split()[3] for line in deeds],
              ["roster.review.accept", "roster.review.undo", "roster.review.accept"], "every deed is in the audit log")
    tap.ok("private" not in "".join(deeds), "which names nobody", deeds)


ROLL = ("Course ID,Course Name,Section Name,Section ID,Teacher ID,Teacher Name,Student ID,Student Name,Class Date,"
        "Attendance,Timestamp")
GRADES = "Student,ID,Section,Evening (4711)\n    Points Possible,,,1\n"


def roll_call(issuer, day, *students, name="roll.csv", session="s1"):
    """(id, name) marked present on a day"""
    lines = [ROLL] + [f"1,C,S,2,3,T,{number},{who},{day},present,{day} 15:00:00 UTC" for number, who in students]
    return issuer.json("attendance", "import", *AT, "--session", session, issuer.write(name, "\n".join(lines) + "\n"))


def by_id(tap, issuer):
    """A product's id tells two of one name apart, and is remembered for all its exports."""
    join(issuer, "Gus Gold", "gus@x.example")
    join(issuer, "Guy Gold", "guy@x.example")
    roll_call(issuer, "2024-02-01", (1001, "G. Gold"), (1002, "G. Gold"), (1003, "Gus Gold"))
    items = {row["id"]: row for row in issuer.json("roster", "review", "list", *AT) if "id" in row}
    tap.equal(sorted(items), ["canvas:1001", "canvas:1002", "canvas:1003"], "an item for each id")
    tap.equal((items["canvas:1003"]["suggested"], items["canvas:1001"].get("suggested")), ("Gus Gold", None),
              "of which a name is only a suggestion")
    text = issuer.ok("roster", "review", "list", *AT)
    tap.ok("G. Gold, no e-mail address, id canvas:1001\n" in text, "shown with the id", text)
    first = decide(issuer, "accept", items["canvas:1001"]["item"], "gus@x.example")
    tap.equal(first["rows"], 1, "one of them is said to be somebody")
    tap.equal(minutes(issuer, "s1").get("Gus Gold"), 60, "who was there")
    refused(tap, issuer, ("accept", items["canvas:1001"]["item"], "guy@x.example"), "no such item waits", "and not twice")
    roll_call(issuer, "2024-02-08", (1001, "Golden G."), (1002, "G. Gold"), name="roll2.csv", session="s2")
    tap.equal(minutes(issuer, "s2"), {"Gus Gold": 60}, "the next export knows the id under any name, and only it")
    grades = issuer.write("grades.csv", GRADES + '"Gold, G.",1001,S,1\n"Gold, G.",1002,S,1\n')
    got = issuer.json("attendance", "import", *AT, "--session", "s2", "--undated-ok", grades)
    tap.equal(got["matched"], 1, "and so does the product's other export")
    log = issuer.json("roster", "review", "list", *AT, "--decided")
    tap.equal((log[-1]["kind"], log[-1]["name"], log[-1]["is"]), ("id", "G. Gold", "Gus Gold"), "on record")
    tap.equal(decide(issuer, "undo", str(first["decision"]))["rows"], 3, "undone: all of its rows wait again")
    tap.equal((minutes(issuer, "s1").get("Gus Gold"), minutes(issuer, "s2")), (None, {}), "and count for nobody")
    for item in [row for row in issuer.json("roster", "review", "list", *AT) if "id" in row]:
        decide(issuer, "reject", item["item"])


def by_name(tap, issuer):
    join(issuer, "Ben Blank", "ben@x.example")
    join(issuer, "Cy Cole", "cy@x.example")
    export(issuer, "s1", ("Benny", "", 0, 30), ("tablet (Benny)", "", 30, 40), ("tablet (Cy)", "", 0, 60))
    items = waiting(issuer)
    tap.equal(sorted(items), ["Benny", "tablet (Benny)", "tablet (Cy)"], "a shared tablet is two items")
    tap.equal([i.get("suggested") for i in items.values()], [None] * 3, "of which nobody is suggested")
    refused(tap, issuer, ("accept", items["Benny"]["item"]), "nobody is suggested", "so the person must be named")
    refused(tap, issuer, ("accept", items["Benny"]["item"], "dora@x.example"), "nobody in this cohort",
            "by somebody on the roster")
    refused(tap, issuer, ("accept", "ffffffff", "ben@x.example"), "no such item waits", "an unknown item")
    decide(issuer, "accept", items["tablet (Cy)"]["item"], "cy@x.example")
    decide(issuer, "accept", items["Benny"]["item"], "ben@x.example")
    tap.equal((minutes(issuer, "s1"), sorted(waiting(issuer))), ({"Ben Blank": 30, "Cy Cole": 60}, ["tablet (Benny)"]),
              "a name is remembered whole: the tablet does not make Benny Cy")
    decide(issuer, "reject", waiting(issuer)["tablet (Benny)"]["item"], "--reason", "a guest")
    tap.equal(waiting(issuer), {}, "nobody of this cohort: it waits no more")
    export(issuer, "s2", ("Benny", "", 0, 25), ("tablet (Benny)", "", 0, 25), ("Benny", "other@y.example", 0, 60))
    tap.equal((minutes(issuer, "s2"), sorted(waiting(issuer))), ({"Ben Blank": 25}, ["Benny"]),
              "both are remembered; under an address nobody knows, a name is nobody's")
    decide(issuer, "undo", "3")
    tap.ok("tablet (Benny)" in waiting(issuer), "a rejection can be undone")
    join(issuer, "Benny", "benny@z.example")
    export(issuer, "s1", ("Benny", "", 40, 60), name="more.csv")
    name = [r for r in issuer.json("roster", "review", "list", *AT) if r["name"] == "Benny" and "email" not in r]
    tap.equal(len(name), 1, "once somebody else has that name, it tells no more who it is")
    refused(tap, issuer, ("accept", name[0]["item"], "ben@x.example"), "somebody else on the roster has this name",
            "nor by being accepted again")


def two_of_one_name(tap, issuer):
    join(issuer, "Dana Twin", "dana1@x.example")
    join(issuer, "Dana Twin", "dana2@x.example")
    got = export(issuer, "s1", ("Dana Twin", "", 0, 50), ("Dana Twin", "", 10, 60))
    item = waiting(issuer)["Dana Twin"]
    tap.equal((item["doubtful"], item.get("suggested"), got["matched"]), (True, None, 0), "two of one name: nobody is guessed")
    refused(tap, issuer, ("accept", item["item"], "dana1@x.example"), "rows of this name overlap", "nor taken together")
    refused(tap, issuer, ("accept", item["item"], "dana1@x.example", "--line", "2"), "together",
            "a line needs its session", 64)
    refused(tap, issuer, ("accept", item["item"], "dana1@x.example", "--line", "9", "--session", "s1"),
            "no row of this item stands there", "and must be one of the item's")
    refused(tap, issuer, ("accept", item["item"], "dana1@x.example", "--line", "0", "--session", "s1"),
            "from 1", "lines count from 1")
    decide(issuer, "accept", item["item"], "dana1@x.example", "--line", "2", "--session", "s1")
    decide(issuer, "accept", item["item"], "dana2@x.example", "--line", "3", "--session", "s1")
    rows = issuer.json("attendance", "show", *AT, "--session", "s1")["rows"]
    tap.equal([r["minutes"] for r in rows], [50, 50], "row by row each has her own time")
    tap.equal(waiting(issuer), {}, "and nothing waits")
    decide(issuer, "undo", "2")
    tap.equal((len(waiting(issuer)), waiting(issuer)["Dana Twin"]["doubtful"]), (1, True),
              "one row undone: it waits, as doubtful as before")


def two_devices(tap, issuer):
    join(issuer, "Eve Early", "eve@x.example")
    export(issuer, "s1", ("Eve Early", "", 0, 30), ("Eve Early", "", 20, 60))
    item = waiting(issuer)["Eve Early"]
    tap.equal((item["suggested"], item["doubtful"]), ("Eve Early", True), "one on the roster, two rows at once")
    refused(tap, issuer, ("accept", item["item"]), "two devices, or two people", "the admin has to say which")
    decide(issuer, "accept", item["item"], "--same-person")
    tap.equal(minutes(issuer, "s1"), {"Eve Early": 60}, "one person: the union counts")
    export(issuer, "s2", ("read.ai meeting notes", "", 0, 60), name="bot.csv")
    out = issuer.ok("roster", "review", "list", *AT)
    tap.ok("the name of a note-taking service" in out, "a note-taking service is called one", out)
    decide(issuer, "reject", waiting(issuer)["read.ai meeting notes"]["item"])
    out = issuer.ok("roster", "review", "list", *AT)
    tap.equal(out, "0 attendees wait\n", "the empty queue says so")


def other_cohorts(tap, issuer):
    import json
    issuer.ok("cohort", "add", "--programme", "course", issuer.write("b.json", json.dumps(dict(COHORT, id="autumn"))))
    join(issuer, "Flo Fern", "flo@x.example")
    join(issuer, "Flo Fern", "flo@x.example", cohort="autumn")
    export(issuer, "s1", ("phone 7", "flo.phone@y.example", 0, 60))
    decide(issuer, "accept", waiting(issuer)["phone 7"]["item"], "flo@x.example")
    got = export(issuer, "s1", ("phone 7", "flo.phone@y.example", 0, 60), cohort="autumn")
    tap.equal((got["matched"], waiting(issuer, "autumn")), (1, {}), "an address is the person's in every cohort")
    decide(issuer, "undo", "1")
    tap.equal(sorted(waiting(issuer, "autumn")), ["phone 7"], "and undone in every cohort")
    decide(issuer, "accept", waiting(issuer)["phone 7"]["item"], "flo@x.example")
    tap.equal((waiting(issuer, "autumn"), minutes(issuer, "s1", "autumn")), ({}, {"Flo Fern": 60}),
              "nor does what waits elsewhere wait for a second answer")
    decide(issuer, "undo", "2")
    code, _, err = issuer.run("roster", "review", "list", "--cohort", "none")
    tap.ok(code == 1 and "no such cohort" in err, "an unknown cohort", err)


TAP = Tap()
for part in (by_address, by_id, by_name, two_of_one_name, two_devices, other_cohorts):
    with Instance() as ISSUER:
        prepare(ISSUER)
        part(TAP, ISSUER)
TAP.done()
