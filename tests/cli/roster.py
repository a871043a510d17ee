#!/usr/bin/env python3
"""Rosters: capacity, the waiting list in its order, quotas, admission."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import PROGRAMMES, Instance  # noqa: E402
from tap import Tap  # noqa: E402


def load(issuer, programme, cohort, **changes):
    """A programme with one cohort, whose file is changed first."""
    folder = os.path.join(PROGRAMMES, programme)
    issuer.ok("organisation", "import", os.path.join(folder, "organisations.json"))
    issuer.ok("programme", "load", folder)
    with open(os.path.join(folder, "demo", cohort), encoding="utf-8") as handle:
        content = json.load(handle)
    content.update(changes)
    issuer.ok("cohort", "add", "--programme", programme,
              issuer.write("cohort.json", json.dumps(content)))
    return content["id"]


def people(count, start=1, extra=""):
    head = "Name,Email" + (",Role" if extra else "")
    return head + "\n" + "".join(f"Person {n:03d},p{n:03d}@roster.example{extra}\n"
                                 for n in range(start, start + count))


def states(issuer, cohort):
    """{state: names in order}"""
    result = {}
    for row in sorted(issuer.json("roster", "list", "--cohort", cohort),
                      key=lambda row: row["position"]):
        result.setdefault(row["state"], []).append(row["name"])
    return result


def named(*numbers):
    return [f"Person {n:03d}" for n in numbers]


def capacity(tap):
    with Instance() as issuer:
        c = load(issuer, "mfpe-ljs", "cohort.json", capacity=25)
        out = issuer.ok("roster", "import", "--cohort", c, "--track", "series-1",
                        issuer.write("27.csv", people(27)))
        tap.ok("27 people read" in out and "25 enrolled, 2 waiting" in out,
               "27 people for 25 places: said so, nobody dropped", out)
        tap.equal(states(issuer, c), {"enrolled": named(*range(1, 26)), "waiting": named(26, 27)},
                  "25 enrolled, the last two wait in order")
        issuer.ok("roster", "import", "--cohort", c, "--track", "series-1", issuer.path("27.csv"))
        tap.equal(len(issuer.json("roster", "list", "--cohort", c)), 27,
                  "the same roster again adds nobody")
        out = issuer.ok("cohort", "set", c, "--capacity", "26")
        tap.ok("1 person moves up" in out, "one place more: one moves up", out)
        tap.equal(states(issuer, c)["waiting"], named(27), "the first who waited")
        out = issuer.ok("cohort", "set", c, "--capacity", "30")
        tap.ok("1 person moves up" in out, "raised to 30: the other one too", out)
        tap.equal(states(issuer, c), {"enrolled": named(*range(1, 28))}, "nobody waits any more")
        issuer.ok("cohort", "set", c, "--capacity", "20")
        tap.equal(states(issuer, c), {"enrolled": named(*range(1, 28))},
                  "a lower capacity takes nobody's place")
    with Instance() as issuer:
        c = load(issuer, "mfpe-ljs", "cohort.json", capacity=25)
        issuer.ok("roster", "import", "--cohort", c, "--track", "series-1",
                  issuer.write("27.csv", people(27)))
        out = issuer.ok("cohort", "set", c, "--capacity", "30")
        tap.ok("2 people move up" in out and "waiting" not in states(issuer, c),
               "from 25 to 30: both move up at once", out)


def leaving(tap):
    with Instance() as issuer:
        c = load(issuer, "mfpe-ljs", "cohort.json", capacity=3)
        issuer.ok("roster", "import", "--cohort", c, "--track", "series-1",
                  issuer.write("5.csv", people(5)))
        issuer.ok("roster", "import", "--cohort", c, "--track", "series-1",
                  issuer.write("host.csv", people(1, 9, ",host")))
        tap.equal(states(issuer, c), {"enrolled": named(1, 2, 3, 9), "waiting": named(4, 5)},
                  "a host takes no participant's place and waits for none")
        out = issuer.ok("roster", "set", "p002@roster.example", "--cohort", c, "--state",
                        "withdrawn", "--reason", "moved away")
        tap.ok("1 person moves up" in out, "somebody withdraws: one moves up", out)
        tap.equal(states(issuer, c), {"enrolled": named(1, 3, 4, 9), "withdrawn": named(2),
                                      "waiting": named(5)}, "the first of those who wait")
        issuer.ok("roster", "import", "--cohort", c, "--track", "series-2",
                  issuer.write("on.csv", people(1)))
        rows = [r for r in issuer.json("roster", "list", "--cohort", c) if r["track"] == "series-2"]
        tap.equal([(r["name"], r["state"]) for r in rows], [("Person 001", "enrolled")],
                  "whoever has a place keeps it in the second series")


def quotas(tap):
    with Instance() as issuer:
        c = load(issuer, "inclusive-allyship", "cohort.json", capacity=7,
                 seats={"ljmu": 3, "kent": 2, "city": None})
        numbers = {"ljmu": range(1, 6), "kent": range(11, 14), "city": range(21, 24)}
        for each, those in numbers.items():
            issuer.ok("roster", "import", "--cohort", c, "--track", "part-a", "--institution",
                      each, issuer.write(each, people(len(those), those[0])))
        tap.equal(states(issuer, c),
                  {"enrolled": named(1, 2, 3, 11, 12, 21, 22), "waiting": named(4, 5, 13, 23)},
                  "three, two, and what is left: each institution by its own quota")
        issuer.ok("roster", "set", "p012@roster.example", "--cohort", c, "--state", "withdrawn")
        tap.equal(states(issuer, c)["waiting"], named(4, 5, 23),
                  "a free place of Kent goes to Kent")
        rows = {r["name"]: r["institution"] for r in issuer.json("roster", "list", "--cohort", c)}
        tap.equal([rows[n] for n in named(1, 11, 21)], ["ljmu", "kent", "city"],
                  "each is of the institution whose roster they came with")
    with Instance() as issuer:
        code, _, err = refused_seats(issuer)
        tap.ok(code == 1 and "exceed" in err, "quotas above the capacity are refused", err)


def refused_seats(issuer):
    c = load(issuer, "inclusive-allyship", "cohort.json", capacity=4,
             seats={"ljmu": 3, "kent": 2})
    return issuer.run("roster", "import", "--cohort", c, "--track", "part-a", "--institution",
                      "ljmu", issuer.write("r.csv", people(1)))


def admission(tap):
    with Instance() as issuer:
        c = load(issuer, "wi-eecop-2024", "cohort.json")
        issuer.ok("roster", "import", "--cohort", c, "--track", "workshops", issuer.write(
            "a.csv", "Name,Email,Applied at\nOn Time,a@x.example,2024-01-26\n"
                     "Too Late,b@x.example,2024-01-27\nNo Date,c@x.example,\n"))
        tap.equal(states(issuer, c), {"applied": ["On Time", "No Date"], "rejected": ["Too Late"]},
                  "the last day counts, the day after does not")
        for state in ("offered", "accepted", "enrolled", "completed"):
            issuer.ok("roster", "set", "a@x.example", "--cohort", c, "--state", state)
        row = issuer.json("roster", "list", "--cohort", c)
        row = next(r for r in row if r["name"] == "On Time")
        tap.equal((row["state"], row["eligible"], row["selected"]),
                  ("completed", "undecided", "undecided"), "states one by one, nothing implied")
        issuer.ok("roster", "set", "On Time", "--cohort", c, "--eligible", "yes", "--selected",
                  "no")
        row = next(r for r in issuer.json("roster", "list", "--cohort", c)
                   if r["name"] == "On Time")
        tap.equal((row["eligible"], row["selected"]), ("yes", "no"), "by full name")


def odd_files(tap):
    with Instance() as issuer:
        c = load(issuer, "mfpe-ljs", "cohort.json")
        out = issuer.ok("roster", "import", "--cohort", c, "--track", "series-1", issuer.write(
            "odd.csv", "Vorname;x\n".encode() + "Name;E-Mail;Role\n"
            "Zoë Müller;zoe@x.example;\nZoë again;ZOE@x.example;\n;nobody@x.example;\n"
            .encode("cp1252")))
        names = [r["name"] for r in issuer.json("roster", "list", "--cohort", c)]
        tap.equal(names, ["Zoë Müller"], "Windows-1252 and semicolons")
        tap.ok(out.count("not used") == 2 and "line 4" in out and "line 5" in out,
               "rows that cannot be used are listed with their lines", out)
        issuer.ok("roster", "import", "--cohort", c, "--track", "series-1", issuer.write(
            "two.csv", "Name,Email\nSam Same,s1@x.example\nSam Same,s2@x.example\n"))
        code, _, err = issuer.run("roster", "set", "Sam Same", "--cohort", c, "--role", "host")
        tap.ok(code == 1 and "two people" in err, "two of one name: an address is asked for", err)


def main():
    tap = Tap()
    capacity(tap)
    leaving(tap)
    quotas(tap)
    admission(tap)
    odd_files(tap)
    tap.done()


main()
