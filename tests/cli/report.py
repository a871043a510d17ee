#!/usr/bin/env python3
"""report: progress and what boards ask for; counts agree with the other lists."""
import copy
import csv
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import Instance, load_programme  # noqa: E402
from tap import Tap  # noqa: E402
from world import POLICY, attend, join, prepare  # noqa: E402

C = "mfpe-2021-a"
ADA, BEN, EVIL = "ada@x.example", "ben@x.example", "evil@x.example"


def issue(issuer, cohort):
    digest = issuer.json("award", "preview", "--cohort", cohort)["digest"]
    return issuer.json("award", "issue", "--preview", digest)["issued"]


def table(issuer, *words):
    """The report as CSV: (column names, rows as dictionaries)."""
    path = issuer.path("report.csv")
    issuer.ok("report", *words, "--out", path)
    with open(path, newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    return rows


def fields(rows):
    return {r["field"]: r["value"] for r in rows if r["field"] != "session"}


def check_opi(tap, issuer):
    words = ("opi", "--cohort", C, "--award", "series-1-units")
    code, _, err = issuer.run("report", "opi", "--cohort", C)
    tap.ok(code == 1 and "several such awards" in err, "opi: two awards give such units: which", err)
    before = fields(table(issuer, *words))
    tap.equal((before["certificates issued"], before["renewal units issued"]), ("0", "0"), "opi: before issuing")
    issued = [r for r in issue(issuer, C) if r["award"] == "series-1-units"]
    rows = table(issuer, *words)
    f = fields(rows)
    want = {"provider": "Montana Federation of Public Employees", "provider approval number": "OPI-EXAMPLE-2022",
            "approval valid": "on all dates of the activity", "activity number": "LJS-1",
            "title": "Leaders for a Just Society", "first date": "2021-10-05", "last date": "2021-11-09",
            "certificates issued": "8", "renewal units issued": "41"}
    tap.equal({k: f[k] for k in want}, want, "opi: provider, approval, activity, dates, certificates")
    tap.equal([r["value"] for r in rows if r["field"] == "session"][0],
              "2021-10-05 16:30 to 17:30 America/Denver: Defining Equity (online)", "opi: the schedule")
    tap.equal(len([r for r in rows if r["field"] == "session"]), 6, "opi: the postponed series is not in it")
    ledger = issuer.json("ledger", "list", "--cohort", C)
    tap.equal((len(issued), sum(float(e["units"]) for e in ledger)), (8, 41.0), "opi: as the ledger says")
    one = next(r for r in issued if r["name"] == "Nadia Brandt")
    issuer.ok("credential", "revoke", one["id"], "--reason", "issued-in-error")
    f = fields(table(issuer, *words))
    tap.equal((f["certificates issued"], f["renewal units issued"]), ("7", "39"), "opi: a revoked one does not count")
    tap.equal(fields(issuer.json("report", *words)), f, "opi: JSON says the same")
    return issued


def check_ce_broker(tap, issuer):
    code, out, err = issuer.run("report", "ce-broker", "--cohort", C, "--award", "series-1-units", "--state", "FL",
                                "--profession", "RN", "--out", issuer.path("roster.csv"))
    tap.equal(code, 0, "ce-broker")
    tap.ok("no licence number" in err, "ce-broker: who has no licence number is counted", err)
    with open(issuer.path("roster.csv"), newline="", encoding="utf-8") as handle:
        rows = list(csv.reader(handle))
    tap.equal(rows[0], ["Provider Number", "CE Broker Course Number", "Course ID", "Publishing Number",
                        "License Number", "Completion Date", "State", "Profession", "Subject Area", "Hours"],
              "ce-broker: columns A to J")
    tap.ok(len(rows) > 3 and all(r[0] == "OPI-EXAMPLE-2022" and r[2] == "LJS-1" and r[6:8] == ["FL", "RN"]
                                 for r in rows[1:]), "ce-broker: provider, course, state, profession")
    tap.ok({r[9] for r in rows[1:]} <= {"5", "6"} and {r[5] for r in rows[1:]} <= {"11/09/2021", "11/02/2021"},
           "ce-broker: hours and completion date, as in the United States", rows)


def check_progress(tap, issuer):
    rows = table(issuer, "progress", "--cohort", C)
    tap.equal(len(rows), 12 * 4, "progress: every person and award")
    priya = {r["award"]: r for r in rows if r["name"] == "Priya Raman"}
    tap.equal((priya["series-1-certificate"]["answer"], priya["series-1-certificate"]["reason"]),
              ("cannot any more", "Attended 5 of 6 sessions; 1 missed"), "progress: cannot any more, and why")
    tap.equal((priya["series-1-units"]["answer"], priya["series-1-units"]["units"], priya["series-1-units"]["status"]),
              ("met", "5", "valid"), "progress: met, units, what was issued")
    answers = {w: len(table(issuer, "progress", "--cohort", C, "--answer", w)) for w in ("met", "open", "failed")}
    tap.equal(sum(answers.values()), len(rows), "progress: filtered by answer")
    nadia = [r for r in rows if r["name"] == "Nadia Brandt" and r["award"] == "series-1-units"]
    tap.equal(nadia[0]["status"], "revoked", "progress: a revoked one is said to be")
    code, _, err = issuer.run("report", "progress", "--cohort", C, "--out", issuer.path("x.xls"))
    tap.ok(code == 1 and ".csv or .json" in err, "another ending is refused", err)
    code, _, err = issuer.run("report", "progress", "--cohort", C, "--answer", "maybe")
    tap.ok(code == 1 and "met, open or failed" in err, "another answer is refused", err)


def check_formula(tap):
    """A name that a spreadsheet would run."""
    policy = copy.deepcopy(POLICY)
    policy["awards"][1]["scheme"] = "il-pd-clock-hour"
    with Instance() as issuer:
        prepare(issuer, policy=policy)
        path = issuer.write("r.csv", "Name,Email,IEIN\nAda Able," + ADA + ",1234567\nBen Best," + BEN
                            + ",\n=HYPERLINK(1),evil@x.example,\n")
        issuer.ok("roster", "import", "--cohort", "spring", "--track", "main", path)
        attend(issuer, "s1", {ADA: 60, BEN: 60, EVIL: 60})
        attend(issuer, "s2", {ADA: 60, BEN: 30, EVIL: 60})
        issuer.ok("report", "progress", "--cohort", "spring", "--out", issuer.path("p.csv"))
        with open(issuer.path("p.csv"), newline="", encoding="utf-8") as handle:
            cells = [cell for row in csv.reader(handle) for cell in row]
        tap.equal([c for c in cells if c[:1] in ("=", "+", "-", "@", "\t")], [], "no cell is a formula")
        tap.ok("'=HYPERLINK(1)" in cells, "and nothing is lost")
        issue(issuer, "spring")
        rows = table(issuer, "illinois", "--cohort", "spring")
        tap.equal([(r["name"], r["iein"], r["clock hours"], r["approval"]) for r in rows],
                  [("'=HYPERLINK(1)", "", "2", "EX-1"), ("Ada Able", "1234567", "2", "EX-1"), ("Ben Best", "", "1", "EX-1")],
                  "illinois: name, IEIN, clock hours")
        text = issuer.ok("report", "illinois", "--cohort", "spring")
        tap.ok("2 of 3 have no IEIN on record" in text, "illinois: who has none is counted", text)
        code, _, err = issuer.run("report", "iacet", "--cohort", "spring")
        tap.ok(code == 1 and "no award of this cohort's policy gives such units" in err, "iacet: no such units here", err)


def check_iacet(tap):
    policy = copy.deepcopy(POLICY)
    policy["awards"][1]["scheme"] = "iacet-ceu"
    with Instance() as issuer:
        prepare(issuer, policy=policy)
        issuer.ok("organisation", "approve", "college", "--scheme", "iacet-ceu", "--number", "ACC-9")
        join(issuer, "Ada Able", ADA)
        attend(issuer, "s1", {ADA: 60})
        attend(issuer, "s2", {ADA: 60})
        issued = {r["award"]: r["id"] for r in issue(issuer, "spring")}
        (row,) = table(issuer, "iacet", "--cohort", "spring")
        tap.equal((row["learner"], row["completion date"], row["ceus"], row["contact hours"], row["accreditation"],
                   row["credential"]), ("Ada Able", "2024-02-08", "0.2", "2", "ACC-9", issued["hours"]), "iacet: the record")


def main():
    tap = Tap()
    with Instance() as issuer:
        load_programme(issuer, "mfpe-ljs")
        check_opi(tap, issuer)
        check_ce_broker(tap, issuer)
        check_progress(tap, issuer)
    check_formula(tap)
    check_iacet(tap)
    tap.done()


if __name__ == "__main__":
    main()
