#!/usr/bin/env python3
"""What people did becomes what the rules are told: the cases in which a
wrong reading would award, or refuse, something wrongly."""
import copy
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import Instance  # noqa: E402
from tap import Tap  # noqa: E402
from world import COHORT, POLICY, PROGRAMME, answers, attend, join, prepare, write_programme  # noqa: E402

ADA = "ada@x.example"


def override(issuer, *words, who=ADA, session="s1"):
    return issuer.run("attendance", "override", who, "--cohort", "spring", "--session", session,
                      "--reason", "the instructor saw her", *words)


def hours(issuer, who=ADA):
    for row in issuer.json("award", "preview", "--cohort", "spring", "--award", "hours")["rows"]:
        if row["email"] == who:
            return float(row["units"]["amount"])
    return None


def presence(issuer, session="s1"):
    shown = issuer.json("attendance", "show", "--cohort", "spring", "--session", session)
    return {r["name"]: (r["present"], r.get("by_hand")) for r in shown["rows"]}, shown["participants"]


def overrides(tap):
    with Instance() as issuer:
        prepare(issuer)
        join(issuer, "Ada Able", ADA)
        join(issuer, "Ben Blank", "ben@x.example")
        attend(issuer, "s1", {ADA: 60}, "--via", "recording")
        attend(issuer, "s2", {ADA: 60})
        tap.equal(answers(issuer)[ADA, "badge"], "failed", "a recording alone does not count here")
        override(issuer, "--present")
        tap.equal(answers(issuer)[ADA, "badge"], "met", "'she was there' counts, though a recording is on file")
        tap.equal(presence(issuer), ({"Ada Able": (True, "present")}, 1), "attendance show knows of it")
        override(issuer, "--present", "--minutes", "30")
        tap.equal(hours(issuer), 1.5, "her minutes are those given by hand")
        override(issuer, "--present", "--via", "recording")
        tap.equal(answers(issuer)[ADA, "badge"], "failed", "present by a way that does not count is absent")
        override(issuer, "--clear")
        tap.equal(answers(issuer)[ADA, "badge"], "failed", "cleared: the recording is what is left")
        override(issuer, "--absent", session="s2")
        tap.equal(hours(issuer), 0.0, "absent by hand outbids what was recorded")
        tap.equal(presence(issuer, "s2")[0]["Ada Able"], (False, "absent"), "and is shown")
        override(issuer, "--present", who="ben@x.example", session="s2")
        tap.equal(presence(issuer, "s2")[0]["Ben Blank"], (True, "present"), "somebody without any row is shown")
        for words, expected in (
                (("--present", "--minutes", "0"), "a number of minutes from 1"),
                (("--absent", "--minutes", "5"), "a number of minutes from 1"),
                (("--present", "--via", "boat"), "with --present: live"),
                (("--clear", "--via", "live"), "with --present: live")):
            code, _, err = override(issuer, *words)
            tap.ok(code == 1 and expected in err, f"override {' '.join(words)}", err)
        code, _, err = override(issuer, "--present", session="s9")
        tap.ok(code == 1 and "s9: the cohort has no such session" in err, "override at no session", err)


def override_of_many_ways(tap):
    with Instance() as issuer:
        prepare(issuer)
        join(issuer, "Ada Able", ADA)
        attend(issuer, "s1", {ADA: 60}, "--via", "in_person")
        attend(issuer, "s1", {ADA: 50}, name="live.csv")
        tap.equal(hours(issuer), 1.0, "of two ways the better one counts, they are not added")
        override(issuer, "--present", "--via", "live", "--minutes", "30")
        tap.equal(hours(issuer), 0.5, "an override is not outbid by another way")


def attestations(tap):
    with Instance() as issuer:
        prepare(issuer)
        join(issuer, "Ada Able", ADA)
        attest = ("attest", ADA, "--cohort", "spring", "--what", "coaching", "--role")
        issuer.ok(*attest, "coach")
        issuer.ok(*attest, "instructor")
        tap.equal(answers(issuer)[ADA, "coached"], "met", "another's attestation does not undo the coach's")
        issuer.ok(*attest, "coach", "--withdraw")
        tap.equal(answers(issuer)[ADA, "coached"], "open", "a withdrawal does")
        code, _, err = issuer.run(*attest, "coach", "--withdraw")
        tap.ok(code == 1 and "no attestation to withdraw" in err, "there is nothing left to withdraw", err)


def minutes(tap):
    with Instance() as issuer:
        prepare(issuer)
        join(issuer, "Ada Able", ADA)
        head = "email,activity,day,minutes\n"
        words = ("activity", "import", "--cohort", "spring")
        issuer.ok(*words, issuer.write("m1.csv", head + f"{ADA},platform,2024-02-05,20\n{ADA},platform,2024-02-05,15\n"))
        issuer.ok(*words, issuer.write("m2.csv", head + f"{ADA},platform,2024-02-05,20\n{ADA},platform,2024-02-05,15\n"
                                       f"{ADA},platform,2024-02-06,10\n"))
        tap.equal(answers(issuer)[ADA, "platform"], "open", "a longer export does not count the first days twice")
        issuer.ok(*words, issuer.write("m3.csv", head + f"{ADA},platform,2024-02-07,15\n"))
        tap.equal(answers(issuer)[ADA, "platform"], "met", "20 + 15 + 10 + 15 minutes are 60")
        for row, expected in ((f"{ADA},platform,2024-02-05,0", "minutes of one day"),
                              (f"{ADA},platform,5/2/2024,10", "a day is written"),
                              (f"{ADA},plattform,2024-02-05,10", "no plattform in its activities"),
                              ("Ada Able,platform,2024-02-05,10", "nobody has this e-mail address"),
                              ("nobody@x.example,platform,2024-02-05,10", "nobody has this e-mail address")):
            code, _, err = issuer.run(*words, issuer.write("bad.csv", head + row + "\n"))
            tap.ok(code == 1 and "line 2" in err and expected in err, f"activity: {row}", err)
            tap.ok("nobody@" not in err and "Ada" not in err, "the error names nobody", err)


def work(tap):
    with Instance() as issuer:
        prepare(issuer)
        join(issuer, "Ada Able", ADA)
        path = issuer.write("w.csv", f"email,item,state\n{ADA},project,submitted\n{ADA},project,approved\n")
        words = ("work", "import", "--cohort", "spring", path)
        issuer.ok(*words)
        tap.equal(answers(issuer)[ADA, "maker"], "met", "work approved")
        rows = [c for p in issuer.json("evaluate", "--cohort", "spring") for a in p["awards"]
                if a["award"] == "maker" for c in a["conditions"] if c["condition"] == "work"][0]["rows"]
        tap.ok(any("source" in e for r in rows for e in r["evidence"]), "evidence names the file it came from", rows)
        issuer.ok("work", "return", ADA, "--cohort", "spring", "--item", "project", "--comment", "again, please")
        out = issuer.ok(*words)
        tap.equal(answers(issuer)[ADA, "maker"], "open", "the same file again does not approve what was returned since")
        tap.ok("already imported" in out, "and it is said", out)
        issuer.ok("work", "submit", ADA, "--cohort", "spring", "--item", "project#2")
        issuer.ok("work", "approve", ADA, "--cohort", "spring", "--item", "project#2")
        tap.equal(answers(issuer)[ADA, "maker"], "met", "another piece of the item counts by itself")
        path = issuer.write("t.csv", f"email,item,state\n{ADA},project,aproved\n")
        code, _, err = issuer.run("work", "import", "--cohort", "spring", path)
        tap.ok(code == 1 and "line 2" in err and "state is submitted, returned or approved" in err, "a misspelt state", err)
        path = issuer.write("a.csv", f"email,what,role\n{ADA},coaching,coach\n")
        words = ("attestation", "import", "--cohort", "spring", path)
        issuer.ok(*words)
        issuer.ok("attest", ADA, "--cohort", "spring", "--what", "coaching", "--role", "coach", "--withdraw")
        issuer.ok(*words)
        tap.equal(answers(issuer)[ADA, "coached"], "open", "the same attestations again do not undo a withdrawal")


def sessions(tap):
    with Instance() as issuer:
        prepare(issuer, policy=with_makeups())
        join(issuer, "Ada Able", ADA)
        join(issuer, "Ben Both", "ben@x.example")
        attend(issuer, "s1", {"ben@x.example": 60})
        attend(issuer, "s2", {ADA: 60, "ben@x.example": 60})
        tap.equal(answers(issuer)[ADA, "badge"], "failed", "a missed session fails")
        times = ("--start", "2024-02-15T10:00", "--end", "2024-02-15T11:00")
        issuer.ok("session", "add", "m1", "--cohort", "spring", "--kind", "makeup", "--for", "s1",
                  "--person", ADA, *times)
        tap.equal(answers(issuer)[ADA, "badge"], "open", "a make-up for her opens it again")
        before = issuer.ok("session", "list", "--cohort", "spring")
        for words, expected in (
                (("m2", "--kind", "makeup", "--for", "m1"), "a make-up stands in for a regular session"),
                (("m2", "--kind", "makeup", "--for", "s7"), "no such session to make up for"),
                (("m2", "--kind", "makeup"), "a make-up session, and no other"),
                (("m2", "--kind", "extra", "--for", "s1"), "a make-up session, and no other"),
                (("m2", "--track", "sidetrack"), "no track sidetrack"),
                (("m1",), "the cohort has a session of this id")):
            code, _, err = issuer.run("session", "add", *words, "--cohort", "spring", *times)
            tap.ok(code == 1 and expected in err, f"session add {' '.join(words)}", err)
        code, _, err = issuer.run("session", "add", "m2", "--cohort", "spring", "--person", ADA, *times)
        tap.ok(code == 64 and "only a make-up is for one person" in err, "session add --person without --for", err)
        tap.equal(issuer.ok("session", "list", "--cohort", "spring"), before, "a refused session leaves the cohort as it was")
        code, _, err = issuer.run("session", "close", "s1", "s2", "m1", "--cohort", "spring")
        tap.ok(code == 1 and "a planned session cannot be closed" in err, "a planned session is not closed", err)
        tap.ok("(closed)" not in issuer.ok("session", "list", "--cohort", "spring"), "closing is all or nothing")
        attend(issuer, "m1", {ADA: 50}, name="m1.csv", day="02/15/2024")
        tap.equal(answers(issuer)[ADA, "badge"], "met", "the make-up was attended")
        issuer.ok("session", "set", "s2", "--cohort", "spring", "--state", "cancelled", "--reason", "storm")
        tap.equal(hours(issuer, "ben@x.example"), 1.0, "a session cancelled later gives no units")
        code, _, err = issuer.run("session", "set", "s2", "--cohort", "spring")
        tap.ok(code == 64 and "say what changes" in err, "session set without a change", err)


def with_makeups():
    policy = copy.deepcopy(POLICY)
    policy["attendance"]["via"] = ["live", "in_person", "makeup"]
    return policy


def approvals(tap):
    """Units need the approval of whoever issues them."""
    policy = copy.deepcopy(POLICY)
    policy["awards"][1].update(issuer="partner", scheme="il-pd-clock-hour")
    with Instance() as issuer:
        prepare(issuer, policy=policy)
        join(issuer, "Ada Able", ADA)
        attend(issuer, "s1", {ADA: 60})
        attend(issuer, "s2", {ADA: 60})
        rows = issuer.json("evaluate", "--cohort", "spring", "--award", "hours")[0]["awards"][0]
        tap.ok("approval" not in rows["units"], "the programme's approval is not the issuer's", rows["units"])
        issuer.ok("organisation", "approve", "partner", "--scheme", "il-pd-clock-hour", "--number", "P-7")
        rows = issuer.json("evaluate", "--cohort", "spring", "--award", "hours")[0]["awards"][0]
        tap.equal(rows["units"].get("approval"), "P-7", "the issuer's own approval is taken")
        code, _, err = issuer.run("organisation", "approve", "nobody", "--scheme", "il-pd-clock-hour", "--number", "1")
        tap.ok(code == 1 and "nobody: no such organisation" in err, "approval of no organisation", err)
        policy["revision"] = 2
        policy["awards"].append(dict(policy["awards"][1], id="more", issuer="college"))
        code, _, err = issuer.run("programme", "load", write_programme(issuer, "two", PROGRAMME, policy))
        tap.ok(code == 1 and "another award of the scheme" in err, "one scheme, two issuers: refused", err)


def holdings(tap):
    """What somebody holds counts in every cohort, as long as it is in force."""
    policy = copy.deepcopy(POLICY)
    policy["awards"].append({"id": "next", "kind": "internal", "issue": "manual", "when": {"holds": "course-badge"}})
    with Instance() as issuer:
        prepare(issuer, policy=policy)
        issuer.ok("cohort", "add", "--programme", "course", issuer.write("autumn.json", json.dumps(dict(COHORT, id="autumn"))))
        for cohort in ("spring", "autumn"):
            join(issuer, "Ada Able", ADA, cohort=cohort)
            join(issuer, "Ben Blank", "ben@x.example", cohort=cohort)
        attend(issuer, "s1", {ADA: 60})
        attend(issuer, "s2", {ADA: 60})
        digest = issuer.json("award", "preview", "--cohort", "spring", "--award", "badge")["digest"]
        badge = issuer.json("award", "issue", "--preview", digest)["issued"][0]["id"]
        found = answers(issuer, "autumn")
        tap.equal((found[ADA, "next"], found["ben@x.example", "next"]), ("met", "open"), "holds: hers, and nobody else's")
        issuer.ok("credential", "suspend", badge, "--reason", "under-review")
        tap.equal(answers(issuer, "autumn")[ADA, "next"], "open", "a suspended credential is not held")
        issuer.ok("credential", "reinstate", badge, "--reason", "review-closed")
        tap.equal(answers(issuer, "autumn")[ADA, "next"], "met", "reinstated, it is")
        issuer.ok("credential", "revoke", badge, "--reason", "issued-in-error")
        tap.equal(answers(issuer, "autumn")[ADA, "next"], "open", "a revoked one is not")


TAP = Tap()
for part in (holdings, overrides, override_of_many_ways, attestations, minutes, work, sessions, approvals):
    part(TAP)
TAP.done()
