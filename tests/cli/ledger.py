#!/usr/bin/env python3
"""The unit ledger: statements, cycles with cap and carry-over, nothing counted twice."""
import copy
import csv
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import Instance  # noqa: E402
from tap import Tap  # noqa: E402
from world import COHORT, POLICY, attend, join, prepare  # noqa: E402

ADA = "ada@x.example"
SCHEME = "il-pd-clock-hour"


def issue(issuer, cohort):
    digest = issuer.json("award", "preview", "--cohort", cohort)["digest"]
    return issuer.json("award", "issue", "--preview", digest)["issued"]


def statement(issuer, *words):
    rows = issuer.json("ledger", "statement", ADA, *words)
    entries = [r for r in rows if r["kind"] == "entry"]
    totals = {r["cycle"]: (r["units"], r["counts"]) for r in rows if r["kind"] == "total"}
    return entries, totals


def cohort(issuer, name, year):
    """The same course in another year."""
    c = copy.deepcopy(COHORT)
    c.update(id=name, title=f"Evenings of {name}")
    for session in c["sessions"]:
        for end in ("start", "end"):
            session[end] = session[end].replace("2024", year)

    issuer.ok("cohort", "add", "--programme", "course", issuer.write(name + ".json", json.dumps(c)))
    join(issuer, "Ada Able", ADA, cohort=name)
    for session, day in (("s1", f"02/01/{year}"), ("s2", f"02/08/{year}")):
        attend(issuer, session, {ADA: 60}, cohort=name, day=day, name=f"{name}-{session}.csv")
    return {r["award"]: r["id"] for r in issue(issuer, name)}


def check_cycles(tap, issuer):
    entries, totals = statement(issuer)
    tap.equal((entries, totals), ([], {}), "nothing yet")
    spring = cohort(issuer, "spring-24", "2024")
    entries, totals = statement(issuer)
    want = {"date": "2024-02-08", "scheme": SCHEME, "units": "2", "hours": "2:00", "approval": "EX-1",
            "activity": "Evenings of spring-24", "provider": "college", "credential": spring["hours"], "counts": "yes"}
    tap.equal({k: entries[0].get(k) for k in want}, want, "an entry: date, units, hours, approval, provider, credential")
    tap.equal(list(totals), ["(no cycle)"], "without cycles there is one sum")
    add = ("ledger", "cycle", "add", "--scheme", SCHEME)
    issuer.ok(*add, "2022-2024", "--from", "2022-07-01", "--to", "2024-06-30", "--cap", "1.5", "--carry", "0.25")
    issuer.ok(*add, "2024-2026", "--from", "2024-07-01", "--to", "2026-06-30", "--cap", "10")
    entries, totals = statement(issuer)
    tap.equal(entries[0]["cycle"], "2022-2024", "the cycle is that of the activity's last day")
    tap.equal(totals, {"2022-2024": ("1.5", "earned 2, carried in 0, at most 1.5, carried over 0.25"),
                       "2024-2026": ("0.25", "earned 0, carried in 0.25, at most 10, carried over 0")},
              "cap, and what goes over to the next cycle")
    cohort(issuer, "spring-25", "2025")
    entries, totals = statement(issuer)
    tap.equal([(e["cycle"], e["counts"]) for e in entries], [("2022-2024", "yes"), ("2024-2026", "yes")],
              "the same course in another cycle counts")
    again = cohort(issuer, "spring-26", "2026")
    entries, totals = statement(issuer)
    tap.equal([e["counts"] for e in entries], ["yes", "yes", "no: the activity counts already in this cycle"],
              "the same course twice in a cycle counts once")
    tap.equal(totals["2024-2026"][0], "2.25", "also in the sum")
    return again


def check_corrections(tap, issuer, again):
    issuer.ok("credential", "revoke", again["hours"], "--reason", "duplicate")
    entries, totals = statement(issuer)
    tap.equal(sorted((e["units"], e["counts"]) for e in entries if e["activity"].endswith("26")),
              [("-2", "no: taken back"), ("2", "no: taken back")], "a revoked one: contra-entry, neither counts")
    tap.equal(totals["2024-2026"][0], "2.25", "the sum stays")
    first = next(e for e in issuer.json("ledger", "list", "--cohort", "spring-25"))
    issuer.ok("ledger", "take-back", first["id"], "--reason", "the sheet was forged")
    tap.equal(statement(issuer)[1]["2024-2026"][0], "0.25", "taking an entry back by hand")
    code, _, err = issuer.run("ledger", "take-back", first["id"], "--reason", "twice")
    tap.ok(code == 1 and "taken back already" in err, "not twice", err)
    code, _, err = issuer.run("ledger", "take-back", "no-such", "--reason", "x")
    tap.equal(code, 1, "an entry that is not there")
    code, _, err = issuer.run("ledger", "take-back", first["id"])
    tap.ok(code == 64 and "--reason" in err, "a reason is needed", err)


def check_own_cycle(tap, issuer):
    issuer.ok("ledger", "cycle", "add", "2023-2028", "--scheme", SCHEME, "--from", "2023-01-01", "--to", "2027-12-31",
              "--person", ADA)
    entries, totals = statement(issuer)
    tap.equal({e["cycle"] for e in entries}, {"2023-2028"}, "a cycle of her own takes the place of everybody's")
    tap.equal(list(totals), ["2023-2028"], "in the sums, too")
    issuer.ok("ledger", "statement", ADA, "--out", issuer.path("s.csv"))
    with open(issuer.path("s.csv"), newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    tap.equal([r["kind"] for r in rows], ["entry"] * 5 + ["total"], "as CSV")
    text = issuer.ok("ledger", "statement", ADA)
    tap.ok("total" in text and "2023-2028" in text, "as text", text)


def check_refusals(tap, issuer):
    add = ("ledger", "cycle", "add", "x", "--scheme")
    cases = (((*add, "no-such", "--from", "2030-01-01", "--to", "2031-01-01"), "no unit scheme"),
             ((*add, SCHEME, "--from", "2026-01-01", "--to", "2031-01-01"), "covers some of these days"),
             ((*add, SCHEME, "--from", "2031-01-01", "--to", "2030-01-01"), "to a later one"),
             ((*add, SCHEME, "--from", "soon", "--to", "2030-01-01"), "YYYY-MM-DD"),
             ((*add, SCHEME, "--from", "2030-01-01", "--to", "2031-01-01", "--cap", "-1"), "not below zero"),
             (("ledger", "statement", "nobody@x.example"), ""))
    for words, want in cases:
        code, _, err = issuer.run(*words)
        tap.ok(code == 1 and want in err, " ".join(words[2:]), (code, err))
    tap.equal(len(issuer.json("ledger", "cycle", "list")), 3, "and nothing was written")


def main():
    tap = Tap()
    policy = copy.deepcopy(POLICY)
    policy["awards"][1]["scheme"] = SCHEME
    with Instance() as issuer:
        prepare(issuer, policy=policy)
        join(issuer, "Ada Able", ADA)
        again = check_cycles(tap, issuer)
        check_corrections(tap, issuer, again)
        check_own_cycle(tap, issuer)
        check_refusals(tap, issuer)
    tap.done()


if __name__ == "__main__":
    main()
