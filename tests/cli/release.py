#!/usr/bin/env python3
"""Between a preview and the news: what changed, a second person, undoing, late facts."""
import copy
import json
import os
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import Instance, load_programme  # noqa: E402
from tap import Tap  # noqa: E402
from world import PROGRAMME, attend, join, prepare  # noqa: E402

ADA, BEN = "ada@x.example", "ben@x.example"
C = "mfpe-2021-a"


def preview(issuer, *words, cohort="spring"):
    return issuer.json("award", "preview", "--cohort", cohort, *words)


def changes(p):
    return sorted((c["name"], c["award"], c["change"]) for c in p["changes"])


def course(issuer, **more):
    programme = copy.deepcopy(PROGRAMME)
    programme.update(more)
    prepare(issuer, programme=programme)
    join(issuer, "Ada Able", ADA)
    join(issuer, "Ben Best", BEN)
    attend(issuer, "s1", {ADA: 60, BEN: 60})
    attend(issuer, "s2", {ADA: 60, BEN: 10})


def sql(issuer, text, *values):
    with sqlite3.connect(os.path.join(issuer.data, "testamur.db")) as db:
        return db.execute(text, values).fetchall()


def check_late(tap):
    """A late paper sheet, after issuing: shown, decided, that one issued."""
    with Instance() as issuer:
        load_programme(issuer, "mfpe-ljs")
        first = preview(issuer, cohort=C)
        tap.equal(("since" in first, first["changes"]), (False, []), "the first preview is compared with nothing")
        issuer.ok("award", "issue", "--preview", first["digest"])
        held = sorted(c["id"] for c in issuer.json("credential", "list"))
        issuer.ok("attendance", "override", "Priya Raman", "--cohort", C, "--session", "s4", "--present",
                  "--reason", "paper sheet of 26 October")
        issuer.ok("attendance", "override", "Ruth Abernathy", "--cohort", C, "--session", "s1", "--absent",
                  "--reason", "signed for somebody else")
        late = preview(issuer, cohort=C)
        tap.equal(changes(late),
                  [("Priya Raman", "series-1-certificate", "earns"), ("Priya Raman", "series-1-units", "units"),
                   ("Ruth Abernathy", "series-1-certificate", "loses"), ("Ruth Abernathy", "series-1-units", "units")],
                  "late facts: who would now earn what, who would no longer, whose units change")
        by = {(c["name"], c["award"]): c for c in late["changes"]}
        units = by["Priya Raman", "series-1-units"]
        tap.equal((units["before"], units["now"], units["issued"] in held), ("5", "6", True), "5 units become 6")
        tap.ok(by["Ruth Abernathy", "series-1-certificate"]["issued"] in held, "what was issued is named")
        tap.equal(sorted(c["id"] for c in issuer.json("credential", "list")), held, "and nothing happens by itself")
        text = issuer.ok("award", "preview", "--cohort", C)
        tap.ok("would now earn it" in text and "would no longer earn it" in text and "that stays as it is" in text,
               "as text", text[-900:])
        one = preview(issuer, "--person", "Priya Raman", "--award", "series-1-certificate", cohort=C)
        tap.equal([r["name"] for r in one["rows"]], ["Priya Raman"], "a preview of that one alone")
        result = issuer.json("award", "issue", "--preview", one["digest"])
        tap.equal(([r["name"] for r in result["issued"]], result["existing"]), (["Priya Raman"], []),
                  "issues that one alone")
        after = preview(issuer, cohort=C)
        tap.equal(after["digest"], late["digest"], "a preview of one is not what the next is compared with")
        tap.equal(len(issuer.json("credential", "list")), len(held) + 1, "one credential more")
        code, _, err = issuer.run("award", "preview", "--cohort", C, "--person", "Nobody Known")
        tap.ok(code == 1, "an unknown person is refused", err)


def check_corrections(tap, issuer):
    """What was released is not decided again by one person alone."""
    held = [c for c in issuer.json("credential", "list") if c["award"] == "hours"][0]
    correct = ("credential", "correct", held["id"], "--facts", "--reason", "late")
    issuer.ok("attendance", "override", held["person"], "--cohort", "spring", "--session", "s2", "--present", "--reason", "was there")
    code, out, err = issuer.run(*correct)
    tap.ok((code, out) == (1, "") and "a second person releases awards" in err, "nor corrected from facts by one alone", err)
    digest = preview(issuer, "--award", "hours")["digest"]
    code, out, err = issuer.run(*correct, "--preview", digest)
    tap.ok((code, out) == (1, "") and f"'award release {digest}'" in err, "nor by a preview that nobody released", err)
    release = [w if w != "test" else "second" for w in issuer.command("award", "release", digest)]
    tap.equal(subprocess.run(release, capture_output=True, check=False).returncode, 0, "the second person releases it")
    badge = preview(issuer, "--award", "badge")["digest"]
    subprocess.run([w if w != "test" else "second" for w in issuer.command("award", "release", badge)], capture_output=True, check=False)
    code, _, err = issuer.run(*correct, "--preview", badge)
    tap.ok(code == 1 and "does not show this award" in err, "a preview of something else", err)
    code, _, err = issuer.run(*correct[:3], "--preview", digest, "--reason", "late")
    tap.ok(code == 64 and "--facts" in err, "a preview without facts", err)
    issuer.ok("attendance", "override", held["person"], "--cohort", "spring", "--session", "s2", "--absent", "--reason", "was not")
    code, _, err = issuer.run(*correct, "--preview", digest)
    tap.ok(code == 1 and "facts have changed" in err, "what changed after the release is not corrected", err)
    issuer.ok("attendance", "override", held["person"], "--cohort", "spring", "--session", "s2", "--clear", "--reason", "back")
    issuer.ok("attendance", "override", held["person"], "--cohort", "spring", "--session", "s2", "--present", "--reason", "was there")
    again = preview(issuer, "--award", "hours")["digest"]
    subprocess.run([w if w != "test" else "second" for w in issuer.command("award", "release", again)], capture_output=True, check=False)
    done = issuer.json(*correct, "--preview", again)
    tap.equal(done["version"], 2, "and then it is")


def check_second_person(tap):
    with Instance() as issuer:
        course(issuer, release="second-person")
        digest = preview(issuer)["digest"]
        code, out, err = issuer.run("award", "issue", "--preview", digest)
        tap.ok((code, out) == (1, "") and f"'award release {digest}'" in err, "without release nothing is issued", err)
        code, _, err = issuer.run("award", "release", digest)
        tap.ok(code == 1 and "somebody else releases it" in err, "not by who made the preview", err)
        code, _, err = issuer.run("award", "release", "0" * 64, "--as", "second")
        tap.ok(code in (1, 64), "a preview that is not there", err)
        words = [w if w != "test" else "second" for w in issuer.command("award", "release", digest)]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        tap.equal(done.returncode, 0, "another person releases it")
        attend(issuer, "s2", {BEN: 60}, name="other.csv")
        code, out, err = issuer.run("award", "issue", "--preview", digest, "--json")
        tap.ok(code == 1 and "1 of 3 could not be issued" in err, "what changed after the release is not issued", err)
        code, _, err = issuer.run("award", "issue", "--preview", preview(issuer)["digest"])
        tap.ok(code == 1 and "second person" in err, "a new preview needs its own release", err)
        tap.ok("award.release" in issuer.ok("audit", "list", "--object", digest), "it is in the audit log")
        check_corrections(tap, issuer)
    with Instance() as issuer:
        programme = dict(PROGRAMME, release="anybody")
        try:
            prepare(issuer, programme=programme)
            tap.ok(False, "another word for release is refused")
        except Exception as problem:  # pylint: disable=broad-except
            tap.ok("/release" in str(problem), "another word for release is refused", problem)


def check_race(tap):
    """A fact that comes in while a correction is being signed is not passed over."""
    with Instance() as issuer:
        course(issuer)
        issuer.ok("award", "issue", "--preview", preview(issuer, "--award", "hours")["digest"])
        held = next(c for c in issuer.json("credential", "list") if c["name"] == "Ben Best")
        other = ("attendance", "override", BEN, "--cohort", "spring", "--session", "s2", "--reason", "was there")
        db = sqlite3.connect(os.path.join(issuer.data, "testamur.db"), isolation_level=None)
        issuer.ok(*other, "--present")
        row = db.execute("SELECT * FROM attendance_override").fetchall()
        db.execute("BEGIN IMMEDIATE")
        correcting = subprocess.Popen(
            issuer.command("credential", "correct", held["id"], "--facts", "--reason", "late", "--json"),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(3)  # it has decided and signed by then, and waits for the lock
        columns = [c[1] for c in db.execute("PRAGMA table_info(attendance_override)")]
        again = dict(zip(columns, row[0]), seq=row[0][columns.index("seq")] + 1, state="absent", seconds=None, via=None)
        db.execute(f"INSERT INTO attendance_override ({', '.join(again)}) VALUES ({', '.join('?' * len(again))})",
                   list(again.values()))
        db.execute("COMMIT")
        db.close()
        out, err = correcting.communicate(timeout=60)
        tap.equal((correcting.returncode, err), (0, ""), "corrected while facts change")
        tap.equal(json.loads(out)["units"], "1", "what it says is what is known when it is stored, not when it was begun")


def check_forms(tap):
    """A correction is secured in every form that the old version has."""
    with Instance() as issuer:
        course(issuer)
        digest = preview(issuer, "--award", "badge")["digest"]
        held = issuer.json("award", "issue", "--preview", digest, "--proof", "both")["issued"][0]["id"]
        issuer.ok("award", "issue", "--preview", digest, "--proof", "ecdsa-sd-2023")
        issuer.ok("credential", "correct", held, "--name", "Ada B. Able", "--reason", "married")
        forms = sql(issuer, "SELECT version, format FROM credential_form WHERE credential = ? ORDER BY version, format", held)
        tap.equal(forms, [(v, f) for v in (1, 2) for f in ("ecdsa-sd-2023", "jwt-ob")], "a correction has all three forms")


def undo_internal(tap, issuer):
    """Internal awards have no credential: their decisions are taken back."""
    def states():
        shown = preview(issuer, "--award", "coached")
        return {r["name"]: r.get("recorded", False) for r in shown["rows"]}, shown["digest"]
    issuer.ok("attest", ADA, "--cohort", "spring", "--what", "coaching", "--role", "coach")
    digest = states()[1]
    issuer.ok("award", "issue", "--preview", digest)
    tap.equal(states()[0], {"Ada Able": True, "Ben Best": False}, "an internal award is recorded")
    out = issuer.ok("award", "undo", digest)
    tap.ok("1 award undone" in out, "and undone", out)
    tap.equal(states()[0], {"Ada Able": False, "Ben Best": False}, "then it is recorded no more")
    decisions = issuer.json("decision", "list", "--cohort", "spring", "--person", ADA)
    taken = [d["id"] for d in decisions if d["award"] == "coached"]
    tap.ok(len(taken) == 1 and "award.undo" in issuer.ok("audit", "list", "--object", taken[0]),
           "its decision stays, and the audit log says that it was taken back", decisions)
    tap.ok("0 awards undone" in issuer.ok("award", "undo", digest), "a second time there is nothing left")
    issuer.ok("award", "issue", "--preview", states()[1])
    tap.equal(states()[0]["Ada Able"], True, "it can be recorded anew")
    tap.equal(len([d for d in issuer.json("decision", "list", "--cohort", "spring") if d["award"] == "coached"]), 2,
              "by a decision of its own")


def check_undo(tap):
    with Instance() as issuer:
        course(issuer, undo_minutes=30)
        digest = preview(issuer)["digest"]
        first = issuer.json("award", "issue", "--preview", digest)["issued"]
        tap.equal(sql(issuer, "SELECT COUNT(*), MIN(due_at - created) FROM outbox"), [(3, 1800)],
                  "the news of it waits for thirty minutes")
        issuer.ok("award", "undo", digest, "--note", "wrong cohort")
        shown = [issuer.json("credential", "show", r["id"]) for r in first]
        tap.equal({(s["status"], s["reason"]) for s in shown}, {("revoked", "issued-in-error")}, "undone: all revoked")
        entries = issuer.json("ledger", "list", "--cohort", "spring")
        tap.equal(sorted(e["units"] for e in entries), ["-1", "-2", "1", "2"], "units taken back by contra-entries")
        tap.equal(len({e["contra_of"] for e in entries if "contra_of" in e}), 2, "each names the entry it takes back")
        code, _, err = issuer.run("award", "undo", "0" * 64)
        tap.ok(code == 1 and "nothing was issued" in err, "undoing what was never issued", err)
        again = issuer.json("award", "issue", "--preview", preview(issuer)["digest"])
        tap.equal((len(again["issued"]), again["existing"], again["failed"]), (3, [], []), "they can be issued anew")
        tap.equal({r["id"] for r in again["issued"]} & {r["id"] for r in first}, set(), "as other credentials")
        once = issuer.json("award", "issue", "--preview", preview(issuer)["digest"])
        tap.equal((once["issued"], len(once["existing"])), ([], 3), "and once")
        tap.equal(sorted(e["units"] for e in issuer.json("ledger", "list", "--cohort", "spring")),
                  ["-1", "-2", "1", "1", "2", "2"], "the ledger adds up")
        sql(issuer, "UPDATE preview_issue SET announce_at = 1")
        code, _, err = issuer.run("award", "undo", digest)
        tap.ok(code == 1 and "too late to undo" in err, "after the thirty minutes: too late", err)
        tap.equal({issuer.json("credential", "show", r["id"])["status"] for r in again["issued"]}, {"valid"},
                  "and nothing was undone")
        tap.ok("award.undo" in issuer.ok("audit", "list", "--object", first[0]["id"]), "it is in the audit log")
        undo_internal(tap, issuer)
        code, rows, err = issuer.run("decision", "replay", "--all")
        tap.equal(code, 0, "all decisions replay")
    with Instance() as issuer:
        course(issuer)
        digest = preview(issuer)["digest"]
        issued = issuer.json("award", "issue", "--preview", digest)["issued"]
        code, _, err = issuer.run("award", "undo", digest)
        tap.ok(code == 1 and "too late to undo" in err, "a programme without undo_minutes", err)
        badge = next(r["id"] for r in issued if r["award"] == "badge")
        code, _, err = issuer.run("credential", "reopen", badge)
        tap.ok(code == 1 and "only the award of a revoked" in err, "what is in force is not reopened", err)
        issuer.ok("credential", "revoke", badge, "--reason", "issued-in-error")
        tap.equal([r["id"] for r in issuer.json("award", "issue", "--preview", digest)["existing"]
                   if r["award"] == "badge"], [badge], "what was revoked is not given anew by itself")
        issuer.ok("credential", "reopen", badge)
        anew = issuer.json("award", "issue", "--preview", preview(issuer)["digest"])["issued"]
        tap.ok(len(anew) == 1 and anew[0]["id"] != badge, "reopened: the award is given as another credential", anew)
        tap.equal(issuer.json("credential", "show", badge)["status"], "revoked", "the revocation stands")
        hours = next(r["id"] for r in issued if r["award"] == "hours" and r["name"] == "Ada Able")
        issuer.ok("credential", "revoke", hours, "--reason", "requirements-not-met")
        entries = issuer.json("ledger", "list", "--cohort", "spring", "--person", ADA)
        tap.equal(sorted(e["units"] for e in entries), ["-2", "2"], "revoking takes the units back")
        evidence = json.loads(sql(issuer, "SELECT evidence FROM ledger_entry WHERE units = '2'")[0][0])
        tap.equal(evidence, {"sessions": [{"session": "s1", "date": "2024-02-01", "seconds": 3600},
                                          {"session": "s2", "date": "2024-02-08", "seconds": 3600}]},
                  "an entry names its sessions")


def main():
    tap = Tap()
    check_late(tap)
    check_second_person(tap)
    check_race(tap)
    check_forms(tap)
    check_undo(tap)
    tap.done()


if __name__ == "__main__":
    main()
