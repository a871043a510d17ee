#!/usr/bin/env python3
"""Issuing signs exactly what a preview showed, once, and nothing that was
changed since; and a data folder is never taken over."""
import copy
import json
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import Instance  # noqa: E402
from tap import Tap  # noqa: E402
from world import POLICY, PROGRAMME, attend, join, prepare, write_programme  # noqa: E402

ADA = "ada@x.example"


def ready(issuer, policy=None):
    prepare(issuer, policy=policy)
    join(issuer, "Ada Able", ADA)
    attend(issuer, "s1", {ADA: 60})
    attend(issuer, "s2", {ADA: 60})


def database(issuer, text, *values):
    with sqlite3.connect(os.path.join(issuer.data, "testamur.db")) as db:
        return db.execute(text, values).fetchall()


def issued(issuer):
    return issuer.json("credential", "list", "--cohort", "spring")


def reschedule(issuer):
    issuer.ok("session", "set", "s2", "--cohort", "spring", "--start", "2024-02-08T10:00",
              "--end", "2024-02-08T10:59", "--reason", "corrected")


def rename_achievement(issuer):
    programme = copy.deepcopy(PROGRAMME)
    programme["achievements"][0]["name"] = "A Course: completed with distinction"
    issuer.ok("programme", "load", write_programme(issuer, "course", programme, POLICY))


def change_policy(issuer):
    policy = copy.deepcopy(POLICY)
    policy["attendance"]["present_if"]["min_share"] = 0.1
    issuer.ok("programme", "load", write_programme(issuer, "course", PROGRAMME, policy))


CHANGES = [
    ("the schedule", reschedule, "the schedule of the cohort (spring) has changed since the preview"),
    ("an achievement", rename_achievement, "the description of an achievement (course-badge) has changed"),
    ("the policy", change_policy, "the policy has changed since the preview"),
    ("the issuer's name", lambda i: database(i, "UPDATE organisation SET name = 'Evil College' WHERE id = 'college'"),
     "the profile of an issuer (college) has changed"),
    ("the stored preview", lambda i: database(i, "UPDATE preview SET document = replace(document, 'Ada Able', 'Eve Evil')"),
     "the stored preview is not the one of this digest"),
]

FACTS = [
    ("an e-mail address", lambda i: database(i, "UPDATE person SET email = 'eve@x.example'")),
    ("a name", lambda i: database(i, "UPDATE person SET name = 'Eve Evil'")),
    ("an override", lambda i: i.ok("attendance", "override", ADA, "--cohort", "spring", "--session", "s1",
                                   "--absent", "--reason", "was not")),
    ("a withdrawal", lambda i: i.ok("roster", "set", ADA, "--cohort", "spring", "--state", "withdrawn")),
    ("a file", lambda i: attend(i, "s1", {ADA: 55}, name="again.csv")),
]


def changes(tap):
    for name, change, expected in CHANGES:
        with Instance() as issuer:
            ready(issuer)
            digest = issuer.json("award", "preview", "--cohort", "spring")["digest"]
            change(issuer)
            code, out, err = issuer.run("award", "issue", "--preview", digest)
            tap.ok(code == 1 and expected in err, f"{name} changed after the preview: nothing is issued", out + err)
            tap.equal(issued(issuer), [], f"{name}: no credential exists")
    for name, change in FACTS:
        with Instance() as issuer:
            ready(issuer)
            digest = issuer.json("award", "preview", "--cohort", "spring", "--award", "badge")["digest"]
            change(issuer)
            code, out, err = issuer.run("award", "issue", "--preview", digest, "--json")
            failed = json.loads(out)["failed"]
            tap.ok(code == 1 and len(failed) == 1 and "the facts have changed" in failed[0]["reason"],
                   f"{name} after the preview: that row fails", out + err)
            tap.ok("Eve" not in err and "x.example" not in err, f"{name}: the error names nobody", err)
            tap.equal(issued(issuer), [], f"{name}: no credential exists")


def closing(tap):
    policy = copy.deepcopy(POLICY)
    policy["awards"][0]["issue"] = "on_close"
    with Instance() as issuer:
        ready(issuer, policy)
        issuer.ok("cohort", "close", "spring")
        digest = issuer.json("award", "preview", "--cohort", "spring", "--award", "badge")["digest"]
        issuer.ok("cohort", "reopen", "spring")
        code, _, err = issuer.run("award", "issue", "--preview", digest)
        tap.ok(code == 1 and "the cohort was reopened since the preview" in err, "reopened after the preview", err)
        tap.equal(issued(issuer), [], "nothing was issued")
        issuer.ok("cohort", "close", "spring")
        tap.equal(len(issuer.json("award", "issue", "--preview", digest)["issued"]), 1, "closed again, it may")


def again(tap):
    policy = copy.deepcopy(POLICY)
    policy["awards"].append({"id": "flag", "kind": "internal", "issue": "manual", "when": {"award": "badge"}})
    with Instance() as issuer:
        ready(issuer, policy)
        digest = issuer.json("award", "preview", "--cohort", "spring")["digest"]
        first = issuer.json("award", "issue", "--preview", digest)
        tap.equal(sorted(r["award"] for r in first["issued"]), ["badge", "flag", "hours"], "three awards")
        second = issuer.json("award", "issue", "--preview", digest)
        tap.equal((second["issued"], second["failed"], len(second["existing"])), ([], [], 3), "again: nothing twice")
        text = issuer.ok("award", "preview", "--cohort", "spring")
        tap.ok("WILL GET" not in text and text.count("has it") == 3 and "0 awards will be issued" in text,
               "a later preview says so, of internal awards too", text)
        badge = next(r["id"] for r in first["issued"] if r["award"] == "badge")
        issuer.ok("credential", "revoke", badge, "--reason", "issued-in-error")
        rows = {r["award"]: r.get("status") for r in issuer.json("award", "preview", "--cohort", "spring")["rows"]}
        tap.equal((rows["badge"], rows["hours"]), ("revoked", "valid"), "a preview tells what was revoked")
        tap.ok("REVOKED" in issuer.ok("award", "preview", "--cohort", "spring"), "and in words")


def two_issuers(tap):
    """A seat of the institution that somebody has left does not say who issues."""
    policy = copy.deepcopy(POLICY)
    policy["awards"] = [dict(policy["awards"][0], issuer={"by": "institution"})]
    policy["awards"][0]["when"] = {"enrolled": "main"}
    with Instance() as issuer:
        prepare(issuer, policy=policy)
        join(issuer, "Ada Able", ADA, "--institution", "college", track="side")
        join(issuer, "Ada Able", ADA, "--institution", "partner", track="main")
        issuer.ok("roster", "set", ADA, "--cohort", "spring", "--track", "side", "--state", "withdrawn")
        rows = issuer.json("award", "preview", "--cohort", "spring")["rows"]
        tap.equal([r["organisation"] for r in rows], ["partner"], "the institution of the enrolment in force issues")
        join(issuer, "Bob Bare", "bob@x.example", "--institution", "unknown-college", track="main")
        digest = issuer.json("award", "preview", "--cohort", "spring")["digest"]
        code, out, _ = issuer.run("award", "issue", "--preview", digest, "--json")
        result = json.loads(out)
        tap.ok(code == 1 and len(result["issued"]) == 1 and "no organisation known here" in result["failed"][0]["reason"],
               "an institution that is no organisation fails its row alone", out)


def folders(tap):
    with Instance() as issuer:
        secret = open(os.path.join(issuer.data, "link.key"), "rb").read()
        config = os.path.join(issuer.data, "config.json")
        with open(config, "w", encoding="utf-8") as handle:
            handle.write('{"public_url": ')
        code, _, err = issuer.run("init", "--public-url", "https://evil.example")
        tap.ok(code == 1 and "config.json" in err, "init over a folder whose configuration cannot be read is refused", err)
        os.remove(config)
        issuer.ok("init", "--public-url", "https://badges.example.org")
        tap.ok(open(os.path.join(issuer.data, "link.key"), "rb").read() == secret,
               "init never replaces the key of the holders' links")
        code, _, err = issuer.run("init", "--public-url", "https://badges.example.org")
        tap.ok(code == 1 and "a data folder already" in err, "init twice", err)
        modes = {os.path.relpath(os.path.join(root, name), issuer.data): oct(os.stat(os.path.join(root, name)).st_mode & 0o777)
                 for root, folders_, names in os.walk(issuer.data) for name in names + folders_}
        wrong = {n: m for n, m in modes.items() if m not in ("0o600", "0o700")}
        tap.equal(wrong, {}, "nothing in a data folder is readable by others")
        tap.equal(oct(os.stat(issuer.data).st_mode & 0o777), "0o700", "nor is the folder")
    for url in ("http://x.example", "https://", "https://u:p@x.example", "https://x.example/?a=1", "https://x.example/#f", "x"):
        with Instance(init=False) as issuer:
            code, _, err = issuer.run("init", "--public-url", url)
            tap.ok(code == 1 and "the public URL has to be https" in err and not os.path.exists(issuer.data),
                   f"init --public-url {url}", err)


TAP = Tap()
for part in (changes, closing, again, two_issuers, folders):
    part(TAP)
TAP.done()
