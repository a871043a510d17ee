#!/usr/bin/env python3
"""Who gets in: deadlines, mutual selection, quotas, places in order, and why somebody did not."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import Instance  # noqa: E402
from tap import Tap  # noqa: E402
from world import POLICY, answers, attend, prepare  # noqa: E402

ADA, BEA, CY, DI = (f"{name}@x.example" for name in ("ada", "bea", "cy", "di"))
AT = ("--cohort", "spring")


def policy(selection, capacity=None, **more):
    cohort = {k: v for k, v in more.items() if k in ("seats", "waiting_list")}
    admission = {k: v for k, v in more.items() if k == "apply_by"}
    return dict(POLICY, admission=dict(admission, selection=selection), cohort=dict(cohort, capacity=capacity or 9))


def roster(issuer, text):
    return issuer.ok("roster", "import", *AT, "--track", "main", issuer.write("r.csv", text))


def states(issuer):
    return {r["email"].split("@")[0]: r["state"] for r in issuer.json("roster", "list", *AT)}


def move(issuer, who, state, *more):
    return issuer.ok("roster", "set", who, *AT, "--state", state, *more)


def refused(tap, issuer, name, want, *words):
    code, out, err = issuer.run("roster", "set", *words, *AT)
    tap.ok(code == 1 and want in err and out == "", name, f"exit {code}\n{out}{err}")


def first_come(tap, issuer):
    out = roster(issuer, "Name,Email,Applied at\nBea,bea@x.example,2024-01-20\nCy,cy@x.example,\nAda,ada@x.example,2024-01-10\n")
    tap.ok("1 enrolled, 2 waiting" in out, "one place, three people", out)
    tap.equal(states(issuer), {"ada": "enrolled", "bea": "waiting", "cy": "waiting"}, "who applied first, not who stands first")
    issuer.ok("roster", "set", ADA, *AT, "--state", "withdrawn")
    tap.equal(states(issuer), {"ada": "withdrawn", "bea": "enrolled", "cy": "waiting"}, "the next in order moves up")
    out = move(issuer, ADA, "enrolled", "--reason", "came back")
    tap.equal((out, states(issuer)["ada"]), ("Ada waits: no place is free\n", "waiting"), "who comes back waits like anybody")
    out = issuer.ok("cohort", "set", "spring", "--capacity", "3")
    tap.ok("2 people move up" in out and set(states(issuer).values()) == {"enrolled"}, "more places: all of them", out)


def by_hand(tap, issuer):
    """Nobody is let in beyond the capacity by saying so."""
    out = issuer.ok("roster", "import", *AT, "--track", "main", "--state", "enrolled", issuer.write(
        "r.csv", "Name,Email,Role\nAda,ada@x.example,\nBea,bea@x.example,\nCy,cy@x.example,coach\n"))
    tap.ok("2 enrolled, 1 waiting" in out, "a coach takes no place", out)
    tap.equal(states(issuer), {"ada": "enrolled", "bea": "waiting", "cy": "enrolled"}, "a participant does")
    out = issuer.ok("roster", "set", CY, *AT, "--role", "participant")
    tap.equal(states(issuer)["cy"], "waiting", "a coach who becomes a participant stands in line")


def quotas(tap, issuer):
    rows = "".join(f"{n},{n.lower()}@x.example,{where}\n" for n, where in (
        ("A", "north"), ("B", "north"), ("C", "south"), ("D", "west"), ("E", "south"), ("F", "south")))
    out = roster(issuer, "Name,Email,Institution\n" + rows)
    tap.ok("D rejected: the institution has no seats in this cohort" in out, "who can never have a place is told why", out)
    tap.equal(states(issuer), {"a": "enrolled", "b": "waiting", "c": "enrolled", "d": "rejected", "e": "enrolled",
                               "f": "waiting"}, "one of the north, the rest for the south")
    move(issuer, "c@x.example", "withdrawn")
    tap.equal((states(issuer)["b"], states(issuer)["f"]), ("waiting", "enrolled"), "a place of the south goes to the south")


def no_list(tap, issuer):
    out = roster(issuer, "Name,Email\nAda,ada@x.example\nBea,bea@x.example\n")
    tap.ok("Bea rejected: no place is left, and nobody waits for one" in out, "without a waiting list: rejected, with the reason", out)
    tap.equal(states(issuer), {"ada": "enrolled", "bea": "rejected"}, "and so it stands")


def deadline(tap, issuer):
    out = roster(issuer, "Name,Email,Applied at\nBea,bea@x.example,2024-01-20\nAda,ada@x.example,2024-01-27 00:01\n"
                         "Cy,cy@x.example,\nDi,di@x.example,2024-01-26 23:59\n")
    tap.ok("Ada rejected: applied on 2024-01-27, after the deadline 2024-01-26" in out, "late: rejected, with both days", out)
    tap.ok("1 application without a day of application: the deadline was not checked" in out, "without a day: said so", out)
    tap.equal(states(issuer), {"ada": "rejected", "bea": "applied", "cy": "applied", "di": "applied"},
              "the last minute of the last day is in time")
    late = "applied on 2024-01-27, after the deadline 2024-01-26"
    refused(tap, issuer, "not offered a place unseen", late, ADA, "--state", "offered")
    refused(tap, issuer, "nor without a reason", late, ADA, "--state", "applied")
    move(issuer, ADA, "applied", "--reason", "the form was down that day")
    move(issuer, ADA, "offered")
    history = issuer.json("roster", "list", *AT, "--history")
    tap.equal([(r["state"], r["reason"]) for r in history if r["name"] == "Ada" and r.get("reason")],
              [("rejected", late), ("applied", "the form was down that day")], "the exception stays on record")


def mutual(tap, issuer):
    roster(issuer, "Name,Email,Applied at\nBea,bea@x.example,2024-01-20\nCy,cy@x.example,2024-01-21\nDi,di@x.example,2024-01-22\n")
    for state in ("accepted", "enrolled", "waiting", "declined"):
        refused(tap, issuer, f"applied is not {state}", f"this person is applied, which does not lead to {state}",
                BEA, "--state", state)
    refused(tap, issuer, "of several nobody is moved", "Cy: --state: the policy selects mutually", CY, DI, "--state", "accepted")
    for who in (BEA, CY, DI):
        move(issuer, who, "offered", "--eligible", "yes", "--selected", "yes")
    refused(tap, issuer, "offered is not enrolled", "which does not lead to enrolled", BEA, "--state", "enrolled")
    move(issuer, CY, "declined", "--reason", "no time on Thursdays")
    for who in (BEA, DI):
        move(issuer, who, "accepted")
    tap.equal(move(issuer, BEA, "enrolled"), "", "both have chosen: enrolled")
    tap.equal((move(issuer, DI, "enrolled"), states(issuer)), ("Di waits: no place is free\n",
              {"bea": "enrolled", "cy": "declined", "di": "waiting"}), "the second of one place waits")
    attend(issuer, "s1", {BEA: 60, DI: 60})
    attend(issuer, "s2", {BEA: 60, DI: 60}, name="two.csv")
    found = answers(issuer)
    tap.equal((found[BEA, "badge"], found[DI, "badge"], found[CY, "badge"]), ("met", "open", "failed"),
              "enrolled earns, waiting is open, declined cannot any more")
    move(issuer, BEA, "completed")
    tap.equal(answers(issuer)[BEA, "badge"], "met", "completed earns as well")
    move(issuer, BEA, "withdrawn")
    tap.equal((states(issuer)["di"], answers(issuer)[BEA, "badge"]), ("enrolled", "failed"),
              "withdrawn: the place goes on, and nothing is earned")
    move(issuer, CY, "offered", "--reason", "asked again")
    tap.equal(states(issuer)["cy"], "offered", "who declined can be asked again")


PARTS = ((first_come, policy("open", 1)), (by_hand, policy("open", 1)),
         (quotas, policy("open", 3, seats={"north": 1, "south": None})), (no_list, policy("open", 1, waiting_list=False)),
         (deadline, policy("mutual", 9, apply_by="2024-01-26")), (mutual, policy("mutual", 1)))
TAP = Tap()
for part, rules in PARTS:
    with Instance() as ISSUER:
        prepare(ISSUER, policy=rules)
        part(TAP, ISSUER)
TAP.done()
