#!/usr/bin/env python3
"""award expiring and award renew: what ends soon is given once more, and the old one stays."""
import copy
import json
import os
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import Instance  # noqa: E402
from tap import Tap  # noqa: E402
from world import POLICY, PROGRAMME, attend, join, prepare  # noqa: E402

ADA, BEN, CY = "ada@x.example", "ben@x.example", "cy@x.example"
DAY = 86400
NAMES = {ADA: "Ada Able", BEN: "Ben Best", CY: "Cy Cole"}


def sql(issuer, text, *values):
    with sqlite3.connect(os.path.join(issuer.data, "testamur.db")) as db:
        return db.execute(text, values).fetchall()


def set_end(issuer, credential, days):
    """As if it had been awarded so long ago that it ends in so many days."""
    (summary,), = sql(issuer, "SELECT summary FROM credential WHERE id = ?", credential)
    summary = json.loads(summary)
    summary["valid_until_at"] = int(time.time()) + days * DAY
    sql(issuer, "UPDATE credential SET summary = ? WHERE id = ?", json.dumps(summary), credential)


def exported(issuer, credential):
    path = issuer.path("c.json")
    if os.path.exists(path):
        os.remove(path)
    issuer.ok("credential", "export", credential, "--out", path)
    with open(path, encoding="utf-8") as handle:
        return json.load(handle)


def release(issuer, digest):
    """By somebody other than who made the preview."""
    words = [w if w != "test" else "second" for w in issuer.command("award", "release", digest)]
    subprocess.run(words, check=True, capture_output=True)


def course(issuer, **more):
    programme, policy = copy.deepcopy(PROGRAMME), copy.deepcopy(POLICY)
    programme.update(more)
    for achievement in programme["achievements"]:
        achievement["validMonths"] = 12
    prepare(issuer, programme=programme, policy=policy)
    for address, name in NAMES.items():
        join(issuer, name, address)
    for session in ("s1", "s2"):
        attend(issuer, session, {address: 60 for address in NAMES})
    digest = issuer.json("award", "preview", "--cohort", "spring")["digest"]
    if "release" in more:
        release(issuer, digest)
    issued = issuer.json("award", "issue", "--preview", digest)["issued"]
    return {(r["name"], r["award"]): r["id"] for r in issued}


def renewal(issuer, *more, days="30"):
    return issuer.json("award", "renew", "--cohort", "spring", "--within", days, *more)


def issue(issuer, preview):
    return issuer.json("award", "issue", "--preview", preview["digest"])



def renewed(tap, issuer):
    old = course(issuer)
    badge = {name: old[name, "badge"] for name in NAMES.values()}
    tap.equal(issuer.json("award", "expiring", "--within", "30"), [], "nothing ends soon")
    tap.equal(renewal(issuer)["rows"], [], "and nothing is to be renewed")
    for name, days in (("Ada Able", 10), ("Ben Best", -5), ("Cy Cole", 20)):
        set_end(issuer, badge[name], days)
        set_end(issuer, old[name, "hours"], days)
    rows = issuer.json("award", "expiring", "--within", "30")
    tap.equal(sorted((r["name"], r["award"], r["state"]) for r in rows),
              [("Ada Able", "badge", "valid"), ("Ada Able", "hours", "valid"), ("Cy Cole", "badge", "valid"),
               ("Cy Cole", "hours", "valid")], "what ends within thirty days")
    rows = issuer.json("award", "expiring", "--within", "30", "--expired")
    tap.equal(sum(r["state"] == "expired" for r in rows), 2, "and what has ended already")
    tap.equal({r["name"]: r["status"] for r in issuer.json("award", "preview", "--cohort", "spring", "--award", "badge")["rows"]},
              {"Ada Able": "valid", "Ben Best": "expired", "Cy Cole": "valid"}, "a preview says what has expired")
    tap.ok("EXPIRED   Ben Best" in issuer.ok("award", "preview", "--cohort", "spring"), "as text, too")
    before = exported(issuer, badge["Ada Able"])
    shown = renewal(issuer)
    tap.equal([(r["name"], r["award"], r["renews"], r["due"]) for r in shown["rows"]],
              [("Ada Able", "badge", badge["Ada Able"], True), ("Cy Cole", "badge", badge["Cy Cole"], True)],
              "a preview of what is renewed; units are not")
    tap.ok("RENEWED" in issuer.ok("award", "renew", "--cohort", "spring", "--within", "30"), "as text")
    credentials = len(issuer.json("credential", "list"))
    done = issue(issuer, shown)
    tap.equal((sorted(r["name"] for r in done["issued"]), done["failed"]), (["Ada Able", "Cy Cole"], []), "issued")
    new = {r["name"]: r["id"] for r in done["issued"]}
    tap.ok(not set(new.values()) & set(badge.values()), "as other credentials")
    tap.equal(exported(issuer, badge["Ada Able"]), before, "the old one is untouched")
    tap.equal(issuer.json("credential", "show", badge["Ada Able"])["status"], "valid", "and in force until it ends")
    after = exported(issuer, new["Ada Able"])
    tap.ok(after["credentialStatus"][0]["statusListIndex"] != before["credentialStatus"][0]["statusListIndex"],
           "the new one has its own place in the status list")
    end = time.gmtime(time.time() + 10 * DAY)
    tap.equal(after["validUntil"][:7], f"{end.tm_year + 1:04}-{end.tm_mon:02}", "valid for a year from the end of the old one")
    again = issue(issuer, shown)
    tap.equal((again["issued"], sorted(r["id"] for r in again["existing"]), again["failed"]), ([], sorted(new.values()), []),
              "issued once, however often")
    tap.equal((renewal(issuer)["rows"], issuer.json("award", "expiring", "--within", "30")),
              ([], [r for r in rows if r["state"] == "valid" and r["award"] == "hours"]), "what was renewed is not renewed again")
    late = renewal(issuer, "--expired", "--person", BEN)
    tap.equal([r["renews"] for r in late["rows"]], [badge["Ben Best"]], "one that has ended, on request")
    (ben,) = issue(issuer, late)["issued"]
    now = time.gmtime()
    tap.equal(exported(issuer, ben["id"])["validUntil"][:7], f"{now.tm_year + 1:04}-{now.tm_mon:02}", "from now on")
    tap.equal(len(issuer.json("credential", "list")), credentials + 3, "three credentials more")
    tap.equal(sorted(e["units"] for e in issuer.json("ledger", "list", "--cohort", "spring")), ["2", "2", "2"],
              "nobody's units are counted twice")
    tap.ok(badge["Ben Best"] in sql(issuer, "SELECT detail FROM audit_event WHERE object = ?", ben["id"])[0][0], "the audit log says what it renews")
    tap.equal(issuer.run("decision", "replay", "--all")[0], 0, "all decisions replay")
    report = issuer.json("award", "preview", "--cohort", "spring")
    tap.equal({r["issued"] for r in report["rows"] if r["award"] == "badge" and r["name"] == "Ada Able"}, {new["Ada Able"]},
              "an ordinary preview shows the new one")
    issuer.ok("credential", "correct", badge["Cy Cole"], "--name", "Cyrus Cole", "--reason", "full name")
    tap.equal(issuer.json("credential", "show", new["Cy Cole"])["name"], "Cy Cole", "each is corrected by itself")
    for words, why in ((("--within", "0"), "whole days"), (("--within", "x"), "whole days"), (("--within", "99999"), "whole days")):
        code, _, err = issuer.run("award", "renew", "--cohort", "spring", *words)
        tap.ok(code == 1 and why in err, f"refused: {words[1]}", err)


def conditions(tap, issuer):
    """Who does not meet the conditions any more is not renewed; nor is what was withdrawn since."""
    old = course(issuer)
    for name in NAMES.values():
        set_end(issuer, old[name, "badge"], 10)
    issuer.ok("attendance", "override", ADA, "--cohort", "spring", "--session", "s1", "--absent", "--reason", "somebody else's")
    shown = renewal(issuer)
    tap.equal({r["name"]: r["due"] for r in shown["rows"]}, {"Ada Able": False, "Ben Best": True, "Cy Cole": True},
              "who does not meet the conditions any more is shown, and why")
    issuer.ok("credential", "revoke", old["Ben Best", "badge"], "--reason", "misconduct")
    issuer.ok("attendance", "override", CY, "--cohort", "spring", "--session", "s1", "--absent", "--reason", "a mistake")
    code, out, err = issuer.run("award", "issue", "--preview", shown["digest"], "--json")
    done = json.loads(out)
    tap.equal((code, done["issued"], sorted((r["name"], r["reason"].split(" since")[0]) for r in done["failed"])),
              (1, [], [("Ben Best", "what was to be renewed was withdrawn"), ("Cy Cole", "the facts have changed")]),
              "what was withdrawn, or changed, since the preview is not renewed")
    issuer.ok("credential", "suspend", old["Cy Cole", "badge"], "--reason", "under-review")
    tap.equal([r["name"] for r in renewal(issuer)["rows"]], ["Ada Able"], "nor what is suspended")


def undone(tap, issuer):
    old = course(issuer, undo_minutes=30)["Ada Able", "badge"]
    set_end(issuer, old, 10)
    shown = renewal(issuer, "--person", ADA, "--award", "badge")
    (first,) = issue(issuer, shown)["issued"]
    issuer.ok("award", "undo", shown["digest"])
    tap.equal((issuer.json("credential", "show", first["id"])["status"], issuer.json("credential", "show", old)["status"]),
              ("revoked", "valid"), "a renewal is undone, the old one stays")
    row = [r for r in issuer.json("award", "preview", "--cohort", "spring", "--person", ADA)["rows"] if r["award"] == "badge"][0]
    tap.equal(row["issued"], old, "which is what she has")
    again = renewal(issuer, "--person", ADA)
    (second,) = issue(issuer, again)["issued"]
    tap.ok(second["id"] not in (old, first["id"]), "and it is renewed anew", second)
    cycles = sql(issuer, "SELECT cycle FROM credential WHERE award = 'badge' AND person ="
                         " (SELECT id FROM person WHERE email = ?) ORDER BY issued_at, cycle", ADA)
    tap.equal(cycles, [("",), ("2",), ("3",)], "as the third of this award")


def released(tap, issuer):
    old = course(issuer, release="second-person")["Ada Able", "badge"]
    set_end(issuer, old, 10)
    shown = renewal(issuer)
    code, _, err = issuer.run("award", "issue", "--preview", shown["digest"])
    tap.ok(code == 1 and "a second person releases awards" in err, "a renewal needs a second person where awards do", err)
    release(issuer, shown["digest"])
    tap.equal(len(issue(issuer, shown)["issued"]), 1, "and is issued then")


def at_once(tap, issuer):
    """Two that renew at the same time: each credential is followed by one."""
    old = course(issuer)
    for name in NAMES.values():
        set_end(issuer, old[name, "badge"], 10)
    digest = renewal(issuer)["digest"]
    both = [subprocess.Popen(issuer.command("award", "issue", "--preview", digest, "--json"), stdout=subprocess.PIPE, text=True)
            for _ in range(2)]
    results = [json.loads(one.communicate(timeout=60)[0]) for one in both]
    tap.equal(sum(len(r["issued"]) for r in results), 3, "three are issued")
    tap.equal(sum(len(r["existing"]) for r in results), 3, "and are there for the other")
    indices = sql(issuer, "SELECT COUNT(*), COUNT(DISTINCT status_index) FROM credential")
    tap.equal(indices[0][0], indices[0][1], "no place in the status list is used twice")


def main():
    tap = Tap()
    for part in (renewed, conditions, undone, released, at_once):
        with Instance() as issuer:
            part(tap, issuer)
    tap.done()


if __name__ == "__main__":
    main()
