#!/usr/bin/env python3
"""roster transfer: on to another cohort, attendance follows by topic, and back."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import PROGRAMMES, Instance, cohort_files  # noqa: E402
from tap import Tap  # noqa: E402
from world import COHORT, answers, attend, join, prepare  # noqa: E402

AUTUMN = dict(COHORT, id="autumn", title="Autumn evenings", sessions=[
    {"id": "a1", "topic": "two", "start": "2024-09-05T18:00", "end": "2024-09-05T19:00"},
    {"id": "a2", "topic": "one", "start": "2024-09-12T18:00", "end": "2024-09-12T19:00"}])
ADA, BEN, CY = "ada@x.example", "ben@x.example", "cy@x.example"


def add_autumn(issuer, **more):
    issuer.ok("cohort", "add", "--programme", "course", issuer.write("autumn.json", json.dumps(dict(AUTUMN, **more))))


def states(issuer, cohort):
    return {r["email"]: r["state"] for r in issuer.json("roster", "list", "--cohort", cohort)}


def transfer(issuer, who, *more, source="spring", to="autumn"):
    got = issuer.json("roster", "transfer", who, "--cohort", source, "--to", to, *more)
    return {k: v for k, v in got.items() if v or k not in ("work", "attestations", "minutes")}


def minutes(issuer, cohort, session):
    shown = issuer.json("attendance", "show", "--cohort", cohort, "--session", session)
    return {r["name"]: (r["present"], r.get("by_hand")) for r in shown["rows"]}


def follows(tap, issuer):
    add_autumn(issuer)
    for address in (ADA, BEN):
        join(issuer, address.split("@")[0].title(), address)
    attend(issuer, "s1", {ADA: 55, BEN: 60})
    attend(issuer, "s2", {ADA: 20, BEN: 60}, name="two.csv")
    tap.equal(answers(issuer)[ADA, "badge"], "failed", "she missed an evening")
    got = transfer(issuer, ADA, "--reason", "moved house")
    tap.equal(got, {"tracks": 1, "sessions": 1, "moved_up": 0, "waiting": False}, "one evening follows: the one she was at")
    tap.equal((states(issuer, "spring"), states(issuer, "autumn")),
              ({ADA: "transferred", BEN: "enrolled"}, {ADA: "enrolled"}), "the enrolment moved; both cohorts know")
    tap.equal((minutes(issuer, "autumn", "a2"), minutes(issuer, "autumn", "a1")), ({"Ada": (True, "present")}, {}),
              "by topic, not by order of the sessions")
    tap.equal(answers(issuer, "autumn")[ADA, "badge"], "open", "and the other evening can still be made up")
    explained = issuer.ok("evaluate", "--cohort", "autumn", "--explain")
    tap.ok("present at the same topic in spring, session s1: 55 minutes" in explained, "which her explanation says", explained)
    path = issuer.write("a1.csv", "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
                        f"Ada,{ADA},09/05/2024 06:00:00 PM,09/05/2024 07:00:00 PM,60,Yes\n")
    issuer.ok("attendance", "import", "--cohort", "autumn", "--session", "a1", "--date-order", "mdy", path)
    tap.equal(answers(issuer, "autumn")[ADA, "badge"], "met", "one evening here, one there: all of them")
    digest = issuer.json("award", "preview", "--cohort", "autumn", "--award", "badge")["digest"]
    tap.equal(len(issuer.json("award", "issue", "--preview", digest)["issued"]), 1, "the badge is issued")
    replayed = issuer.ok("decision", "replay", "--cohort", "autumn")
    tap.ok("1" in replayed, "and its decision replays", replayed)
    tap.equal(answers(issuer)[ADA, "badge"], "failed", "the old cohort gives nothing twice")
    tap.ok("roster.transfer" in issuer.ok("audit", "list"), "the audit log has it")


def later_and_back(tap, issuer):
    add_autumn(issuer)
    join(issuer, "Ada", ADA)
    tap.equal(transfer(issuer, ADA)["sessions"], 0, "nothing to follow yet")
    attend(issuer, "s1", {ADA: 60})
    tap.equal(transfer(issuer, ADA), {"tracks": 0, "sessions": 1, "moved_up": 0, "waiting": False},
              "attendance that came later follows when it is repeated")
    tap.equal(transfer(issuer, ADA)["sessions"], 0, "once")
    issuer.ok("attendance", "override", ADA, "--cohort", "autumn", "--session", "a2", "--absent", "--reason", "a mistake")
    transfer(issuer, ADA)
    tap.equal(minutes(issuer, "autumn", "a2"), {"Ada": (False, "absent")}, "what somebody decided since is not outbid")
    transfer(issuer, ADA, source="autumn", to="spring")
    tap.equal((states(issuer, "spring"), states(issuer, "autumn")), ({ADA: "enrolled"}, {ADA: "transferred"}), "and back")
    tap.equal(minutes(issuer, "spring", "s1"), {"Ada": (True, None)}, "to the attendance she had")


def several(tap, issuer):
    """A topic of two evenings, one of them made up in a session that names no topic."""
    def cohort(name, month):
        return {"id": name, "title": name, "sessions": [
            {"id": f"{name}-{n}", "topic": topic, "start": f"2024-{month}-0{n}T10:00", "end": f"2024-{month}-0{n}T11:00", **more}
            for n, topic, more in ((1, "one", {}), (2, "one", {}), (3, None, {"kind": "makeup", "makeup_for": f"{name}-1"}),
                                   (4, "two", {})) if topic is not None or name == "old"]}
    for c in (cohort("old", "03"), cohort("new", "10")):
        for session in c["sessions"]:
            if session["topic"] is None:
                del session["topic"]
        issuer.ok("cohort", "add", "--programme", "course", issuer.write(c["id"] + ".json", json.dumps(c)))
    join(issuer, "Ada", ADA, cohort="old")
    join(issuer, "Ben", BEN, cohort="old")
    for who, session in ((ADA, "old-2"), (ADA, "old-3"), (BEN, "old-2"), (BEN, "old-1")):
        issuer.ok("attendance", "override", who, "--cohort", "old", "--session", session, "--present", "--reason", "paper")
    for who in (ADA, BEN):
        tap.equal(transfer(issuer, who, source="old", to="new")["sessions"], 2, "both evenings of the topic follow")
    tap.equal([sorted(minutes(issuer, "new", f"new-{n}")) for n in (1, 2, 4)], [["Ada", "Ben"], ["Ada", "Ben"], []],
              "the first to the first, the second to the second")
    join(issuer, "Cy", CY, cohort="old")
    issuer.ok("attendance", "override", CY, "--cohort", "old", "--session", "old-2", "--present", "--reason", "paper")
    transfer(issuer, CY, source="old", to="new")
    tap.equal(["Cy" in minutes(issuer, "new", f"new-{n}") for n in (1, 2)], [False, True], "the one evening that she was at")


def places(tap, issuer):
    add_autumn(issuer, capacity=1)
    for address in (ADA, BEN, CY):
        join(issuer, address.split("@")[0].title(), address)
    join(issuer, "Dora", "dora@x.example", cohort="autumn")
    before = states(issuer, "spring")
    code, out, err = issuer.run("roster", "transfer", ADA, "--cohort", "spring", "--to", "autumn")
    tap.ok(code == 1 and "has no place" in err and "--wait" in err, "a full cohort: what to do", out + err)
    tap.equal((states(issuer, "spring"), sorted(states(issuer, "autumn"))), (before, ["dora@x.example"]), "nothing is half done")
    got = transfer(issuer, ADA, "--wait")
    tap.equal((got["waiting"], got["moved_up"], states(issuer, "spring")),
              (True, 1, {ADA: "transferred", BEN: "enrolled", CY: "enrolled"}), "she waits, and her place goes to the next")


def refused(tap, issuer):
    add_autumn(issuer)
    join(issuer, "Ada", ADA)
    folder = os.path.join(PROGRAMMES, "mfpe-ljs")
    issuer.ok("organisation", "import", os.path.join(folder, "organisations.json"))
    issuer.ok("programme", "load", folder)
    issuer.ok("cohort", "add", "--programme", "mfpe-ljs", cohort_files("mfpe-ljs")[0])
    with open(cohort_files("mfpe-ljs")[0], encoding="utf-8") as handle:
        elsewhere = json.load(handle)["id"]
    for words, expected, exit_status in (
            ((ADA, "--to", elsewhere), "another programme", 1), ((ADA, "--to", "spring"), "in this cohort already", 64),
            ((ADA, "--to", "none"), "no such cohort", 1), (("nobody@x.example", "--to", "autumn"), "nobody in this cohort", 1)):
        code, _, err = issuer.run("roster", "transfer", *words, "--cohort", "spring")
        tap.ok(code == exit_status and expected in err, f"refused: {expected}", f"{code} {err}")
    issuer.ok("roster", "set", ADA, "--cohort", "spring", "--state", "withdrawn")
    code, _, err = issuer.run("roster", "transfer", ADA, "--cohort", "spring", "--to", "autumn")
    tap.ok(code == 1 and "does not take part" in err, "who has withdrawn is not moved", err)


def table(issuer, command, cohort, text):
    issuer.ok(command, "import", "--cohort", cohort, issuer.write("t.csv", text))


def given(issuer, cohort):
    found = answers(issuer, cohort)
    return {award: found[ADA, award] for award in ("maker", "coached", "platform")}


def work_follows(tap, issuer):
    """Work, attestations and minutes: with who, when and where; nothing twice, nothing outbid."""
    add_autumn(issuer)
    join(issuer, "Ada", ADA)
    table(issuer, "work", "spring", "email,item,state,by,role,at,comment\n"
          f"{ADA},project,submitted,,,2024-02-02,\n{ADA},project,approved,Rita,reviewer,2024-02-03,well done\n")
    table(issuer, "attestation", "spring", f"email,what,role,by,at\n{ADA},coaching,coach,Cora,2024-02-04\n")
    table(issuer, "activity", "spring", f"email,activity,day,minutes\n{ADA},platform,2024-02-05,30\n{ADA},platform,2024-02-05,30\n")
    tap.equal(given(issuer, "spring"), dict.fromkeys(("maker", "coached", "platform"), "met"), "all of it done in spring")
    got = transfer(issuer, ADA)
    tap.equal(got, {"tracks": 1, "sessions": 0, "work": 2, "attestations": 1, "minutes": 2, "moved_up": 0, "waiting": False},
              "all of it follows")
    tap.equal(given(issuer, "autumn"), dict.fromkeys(("maker", "coached", "platform"), "met"), "and counts in autumn")
    shown = issuer.ok("work", "list", "--cohort", "autumn")
    tap.ok("well done (from cohort spring)" in shown and "Rita" in shown and "2024-02-03" in shown,
           "with who, when and where it was", shown)
    again = transfer(issuer, ADA)
    tap.equal(again, {"tracks": 0, "sessions": 0, "moved_up": 0, "waiting": False}, "once")
    table(issuer, "work", "autumn", f"email,item,state,by,role,at\n{ADA},project,returned,Rob,reviewer,2024-09-06\n")
    table(issuer, "work", "spring", f"email,item,state,by,role,at\n{ADA},project,approved,Rita,reviewer,2024-08-01\n")
    tap.equal(transfer(issuer, ADA).get("work"), None, "what the new cohort decided since is not outbid")
    tap.equal(given(issuer, "autumn")["maker"], "open", "the returned project is open")
    table(issuer, "activity", "spring", f"email,activity,day,minutes\n{ADA},platform,2024-02-06,15\n")
    tap.equal(transfer(issuer, ADA).get("minutes"), 1, "minutes that came later follow when it is repeated")
    table(issuer, "work", "autumn", f"email,item,state,by,role,at\n{ADA},project,approved,Rob,reviewer,2024-09-08\n")
    back = transfer(issuer, ADA, source="autumn", to="spring")
    tap.equal((back.get("work"), back.get("minutes"), given(issuer, "spring")["maker"]), (2, None, "met"),
              "back: what was decided in autumn goes with her, what came from spring is there")
    digest = issuer.json("award", "preview", "--cohort", "spring", "--award", "maker")["digest"]
    issuer.ok("award", "issue", "--preview", digest)
    tap.ok("0 different" in issuer.ok("decision", "replay", "--all"), "and its decision replays")


TAP = Tap()
for part in (follows, work_follows, later_and_back, several, places, refused):
    with Instance() as ISSUER:
        prepare(ISSUER, cohort=dict(COHORT, capacity=2) if part is places else None)
        part(TAP, ISSUER)
TAP.done()
