#!/usr/bin/env python3
"""evaluate: answers, reasons and evidence of a person, and how they move.

Day A of the working days: a session is cancelled, somebody gets a make-up,
an override is explained, a sheet comes late.
"""
import hashlib
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import PROGRAMMES, Instance, load_programme  # noqa: E402
from tap import Tap  # noqa: E402

C = "mfpe-2021-a"
FOLDER = os.path.join(PROGRAMMES, "mfpe-ljs", "demo", "attendance")


def award(issuer, person, name="series-1-certificate", cohort=C):
    (row,) = issuer.json("evaluate", "--cohort", cohort, "--person", person, "--award", name)
    return row["awards"][0]


def brief(issuer, person, name="series-1-certificate", cohort=C):
    row = award(issuer, person, name, cohort)
    return row["answer"], row["reason"]


def session_row(row, condition, session):
    rows = next(c for c in row["conditions"] if c["condition"] == condition)["rows"]
    return next(r for r in rows if r.get("session") == session)


def lines_of(name):
    """(hash, {line number: text}) of an attendance file, counted by hand."""
    with open(os.path.join(FOLDER, name), "rb") as handle:
        content = handle.read()
    return hashlib.sha256(content).hexdigest(), dict(enumerate(content.split(b"\n"), 1))


def evidence(tap, issuer):
    row = session_row(award(issuer, "Marcus Feld"), "attended", "s2")
    digest, lines = lines_of("s2-participants_94817263540_2021_10_12.csv")
    tap.equal((row["seconds"], row["needed"], row["credited"], row["counts"], row["via"]),
              (52 * 60, 48 * 60, 52 * 60, True, "live"), "two joins: 20 and 32 minutes")
    tap.equal([(e["source"], e["text"]) for e in row["evidence"]],
              [(digest, "16:30:00 to 16:50:00"), (digest, "16:58:00 to 17:31:00")],
              "evidence: the hash of the file, and its times")
    tap.ok(all(b"Marcus Feld" in lines[e["line"]] for e in row["evidence"]),
           "and the lines in which he stands", row["evidence"])
    digest, lines = lines_of("s4-participants_94817263540_2021_10_26.csv")
    row = session_row(award(issuer, "Anna-María O'Neil"), "attended", "s4")
    tap.ok(row["evidence"][0]["source"] == digest and
           "O'Neil".encode() in lines[row["evidence"][0]["line"]],
           "below a block that a spreadsheet re-saved, too", row["evidence"])


def explained(tap, issuer):
    text = issuer.ok("evaluate", "--cohort", C, "--person", "Owen Sadler", "--explain")
    tap.ok("marked present by hand (Joined as a guest named Owen S" in text,
           "an override is explained with its reason", text)
    row = session_row(award(issuer, "Owen Sadler"), "attended", "s2")["override"]
    tap.equal((row["present"], row["author"], "at" in row), (True, "cli:test", True),
              "with author and time")
    tap.ok("@" not in text and "Owen Sadler" in text, "no address in an explanation")
    text = issuer.ok("evaluate", "--cohort", C, "--person", "priya.raman@missouri-breaks.example",
                     "--explain", "--award", "series-1-certificate")
    tap.ok("What is Bias? missed: 47 of 60 minutes, 48 needed" in text and "16:42:01" in text,
           "why one second counts", text)
    tap.equal(brief(issuer, "Lena Whitcomb"), ("open", "Attended 5 of 6 sessions; 1 can be made "
                                                       "up"), "a make-up keeps it open")
    tap.equal(brief(issuer, "Ruth Abernathy", "series-2-certificate"),
              ("open", "Attended 0 of 6 sessions; 6 postponed without a date"),
              "a postponed series is open, and nothing of it overdue")
    people = issuer.json("evaluate", "--cohort", C)
    tap.equal(len(people), 12, "without --person: everybody")
    before = issuer.json("award", "preview", "--cohort", C)["digest"]
    issuer.ok("evaluate", "--cohort", C, "--explain")
    tap.equal(issuer.json("award", "preview", "--cohort", C)["digest"], before,
              "looking changes nothing")


def moved(tap, issuer):
    """What happens to the schedule afterwards moves the answers."""
    issuer.ok("session", "set", "s4", "--cohort", C, "--state", "cancelled", "--reason", "a fire "
              "alarm in the building of the host")
    tap.equal(brief(issuer, "Priya Raman"), ("met", "All conditions are met"),
              "a missed session that is later cancelled fails nobody")
    row = award(issuer, "Priya Raman")
    tap.equal(next(c["reason"] for c in row["conditions"] if c["condition"] == "attended"),
              "Attended all 5 sessions; 1 cancelled and not counted", "and it is said so")
    units = award(issuer, "Ruth Abernathy", "series-1-units")["units"]
    tap.equal((units["amount"], units["sessions"], units["seconds"]), (5, 5, 5 * 3600),
              "a cancelled session gives no units, not even to who was there")
    issuer.ok("session", "set", "s4", "--cohort", C, "--state", "held", "--reason", "only a test "
              "alarm")
    tap.equal(brief(issuer, "Priya Raman")[0], "failed", "taken back: as before")
    issuer.ok("attendance", "override", "Ruth Abernathy", "--cohort", C, "--session", "s1",
              "--absent", "--reason", "somebody else used her account")
    tap.equal(brief(issuer, "Ruth Abernathy")[0], "failed", "marked absent by hand")
    issuer.ok("attendance", "override", "Ruth Abernathy", "--cohort", C, "--session", "s1",
              "--clear", "--reason", "it was her")
    tap.equal(brief(issuer, "Ruth Abernathy")[0], "met", "and cleared again")


def made_up(tap, issuer):
    head = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
    who = "Lena Whitcomb,lena.whitcomb@bigsky-schools.example"
    issuer.ok("attendance", "import", "--cohort", C, "--session", "s5-makeup", issuer.write(
        "makeup.csv", head + f"{who},11/16/2021 04:30:00 PM,11/16/2021 05:29:00 PM,59,Yes\n"))
    tap.equal(brief(issuer, "Lena Whitcomb"), ("met", "All conditions are met"),
              "the make-up was attended")
    row = session_row(award(issuer, "Lena Whitcomb"), "attended", "s5")
    tap.equal((row["makeup"], row["via"], row["seconds"]), ("s5-makeup", "live", 59 * 60),
              "and stands where the missed session stood")
    tap.equal(award(issuer, "Lena Whitcomb", "series-1-units")["answer"], "open",
              "units wait until the make-up is closed")
    issuer.ok("session", "close", "s5-makeup", "--cohort", C)
    row = award(issuer, "Lena Whitcomb", "series-1-units")
    tap.equal((row["answer"], row["units"]["amount"]), ("met", 6), "then they are there")


def late_sheet(tap, issuer):
    """After issuing, a paper sheet turns up for somebody one session short."""
    digest = issuer.json("award", "preview", "--cohort", C)["digest"]
    first = issuer.json("award", "issue", "--preview", digest)["issued"]
    issuer.ok("attendance", "import", "--cohort", C, "--session", "s6", issuer.write(
        "sheet.csv", "Name,Email,Date,Time In,Time Out\nGrace Kimura,"
                     "grace.kimura@bigsky-schools.example,11/09/2021,4:25 PM,5:31 PM\n"))
    tap.equal(brief(issuer, "Grace Kimura")[0], "met", "a late sheet: would now earn it")
    rows = issuer.json("award", "preview", "--cohort", C)
    due = [(r["name"], r["award"]) for r in rows["rows"] if r["due"] and "issued" not in r]
    tap.equal(due, [("Grace Kimura", "series-1-certificate")], "and is the only one to be issued")
    result = issuer.json("award", "issue", "--preview", rows["digest"])
    tap.equal((len(result["issued"]), len(result["existing"])),
              (1, sum(1 for r in first if "id" in r)), "nothing is issued again")


def closed(tap, issuer):
    tap.equal(brief(issuer, "Peter Vang", "eecop-completion", "eecop-2024"),
              ("open", '"equity-project" is returned for revision'), "missing work is open")
    issuer.ok("cohort", "close", "eecop-2024")
    tap.equal(brief(issuer, "Peter Vang", "eecop-completion", "eecop-2024")[0], "failed",
              "until the cohort closes")
    issuer.ok("cohort", "reopen", "eecop-2024")
    for word in ("submit", "approve"):
        issuer.ok("work", word, "Peter Vang", "--cohort", "eecop-2024", "--item",
                  "equity-project")
    tap.equal(brief(issuer, "Peter Vang", "eecop-completion", "eecop-2024")[0], "met",
              "opened again, handed in again, approved")
    issuer.ok("attest", "Peter Vang", "--cohort", "eecop-2024", "--what", "coaching", "--role",
              "coach", "--withdraw")
    tap.equal(brief(issuer, "Peter Vang", "eecop-completion", "eecop-2024"),
              ("open", '"coaching" is not confirmed by coach yet'), "an attestation withdrawn")


def main():
    tap = Tap()
    with Instance() as issuer:
        load_programme(issuer, "mfpe-ljs")
        evidence(tap, issuer)
        explained(tap, issuer)
        moved(tap, issuer)
        made_up(tap, issuer)
        late_sheet(tap, issuer)
        load_programme(issuer, "wi-eecop-2024")
        closed(tap, issuer)
    tap.done()


main()
