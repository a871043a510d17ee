#!/usr/bin/env python3
"""Work by hand: submitted (a file kept by its hash, or a link), returned with a comment, approved; its history."""
import hashlib
import os
import sys
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import Instance  # noqa: E402
from tap import Tap  # noqa: E402
from world import answers, join, prepare  # noqa: E402

ADA = "ada@x.example"
AT = ("--cohort", "spring", "--item", "project")


def history(issuer, *more):
    return issuer.json("work", "list", "--cohort", "spring", *more)


def refused(tap, issuer, name, code, want, *words):
    got, out, err = issuer.run(*words)
    tap.ok(got == code and want in err and out == "", name, f"exit {got}\n{out}{err}")


def steps(tap, issuer):
    project = issuer.write("project.odt", b"PK\x03\x04 not really")
    digest = hashlib.sha256(b"PK\x03\x04 not really").hexdigest()
    refused(tap, issuer, "nothing to approve", 1, "was never submitted", "work", "approve", ADA, *AT)
    issuer.ok("work", "submit", ADA, *AT, "--file", project)
    tap.equal(answers(issuer)[ADA, "maker"], "open", "submitted is not approved")
    refused(tap, issuer, "returned without a word", 1, "say what has to be changed", "work", "return", ADA, *AT)
    issuer.ok("work", "return", ADA, *AT, "--comment", "add =SUM(A1) to it")
    issuer.ok("work", "submit", ADA, *AT, "--link", "https://files.example/project")
    issuer.ok("work", "approve", ADA, *AT, "--role", "instructor")
    tap.equal(answers(issuer)[ADA, "maker"], "met", "approved")
    rows = history(issuer)
    tap.equal([(r["item"], r["state"], r["role"], r.get("comment"), r.get("link"), r.get("file")) for r in rows],
              [("project", "submitted", "participant", None, None, digest),
               ("project", "returned", "reviewer", "add =SUM(A1) to it", None, None),
               ("project", "submitted", "participant", None, "https://files.example/project", None),
               ("project", "approved", "instructor", None, None, None)], "the whole history")
    tap.ok(all(r["by"] == "cli:test" and r["at"].endswith("Z") for r in rows), "who and when")
    out = issuer.path("back.odt")
    issuer.ok("work", "file", digest, "--out", out)
    with open(out, "rb") as handle:
        tap.equal(handle.read(), b"PK\x03\x04 not really", "the file comes back byte for byte")
    bundle = issuer.path("audit.zip")
    issuer.ok("audit", "export", "--cohort", "spring", "--out", bundle)
    with zipfile.ZipFile(bundle) as archive:
        tap.ok(f"sources/{digest}" in archive.namelist(), "and is in the audit file", archive.namelist())
    sheet = issuer.path("work.csv")
    issuer.ok("work", "list", "--cohort", "spring", "--out", sheet)
    with open(sheet, encoding="utf-8", newline="") as handle:
        tap.equal(handle.readline(), "name,item,state,at,by,role,comment,link,file\r\n", "as a table")


def narrowed(tap, issuer):
    join(issuer, "Ben", "ben@x.example")
    issuer.ok("work", "submit", "ben@x.example", *AT, "--link", "https://files.example/ben")
    tap.equal([r["name"] for r in history(issuer, "--person", "ben@x.example")], ["Ben"], "one person's")
    tap.equal(history(issuer, "--item", "other"), [], "one item's")
    refused(tap, issuer, "a file that is empty", 1, "the file is empty", "work", "submit", ADA, *AT, "--file",
            issuer.write("empty", b""))
    refused(tap, issuer, "a file that is not there", 1, "cannot be opened", "work", "submit", ADA, *AT, "--file", issuer.path("none"))
    refused(tap, issuer, "an item of no policy", 1, "no", "work", "submit", ADA, "--cohort", "spring", "--item", "poem")
    refused(tap, issuer, "nobody of this cohort", 1, "nobody in this cohort", "work", "list", "--cohort", "spring", "--person", "x@y.example")


def others(tap, issuer):
    issuer.ok("attest", ADA, "--cohort", "spring", "--what", "coaching", "--role", "coach", "--note", "twice a week")
    issuer.ok("attest", ADA, "--cohort", "spring", "--what", "coaching", "--role", "coach", "--withdraw")
    tap.equal([(r["what"], r["says"], r["role"], r.get("note")) for r in issuer.json("attestation", "list", "--cohort", "spring")],
              [("coaching", "confirmed", "coach", "twice a week"), ("coaching", "withdrawn", "coach", None)], "attestations")
    issuer.ok("activity", "import", "--cohort", "spring",
              issuer.write("a.csv", f"email,activity,day,minutes\n{ADA},platform,2024-02-05,30\n"))
    rows = issuer.json("activity", "list", "--cohort", "spring")
    tap.equal([(r["name"], r["activity"], r["day"], r["minutes"], r["line"]) for r in rows],
              [("Ada", "platform", "2024-02-05", "30", "2")], "minutes, with the line they stand on")


def main():
    tap = Tap()
    with Instance() as issuer:
        prepare(issuer)
        join(issuer, "Ada", ADA)
        steps(tap, issuer)
        narrowed(tap, issuer)
        others(tap, issuer)
    tap.done()


main()
