#!/usr/bin/env python3
"""kill -9 of 'award issue' while it renews, and of 'credential clr' while it gathers.

As kill_issue.py: whatever was committed is whole, and doing it again completes
it: each credential is followed by one, a record has its versions without gaps,
each but the last superseded.
"""
import json
import os
import random
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import Instance  # noqa: E402
from kill_issue import C, PEOPLE, issue, kill_after, prepare, restore, snapshot  # noqa: E402
from tap import Tap  # noqa: E402

ROUNDS = 20
CHECKS = [
    ("a credential twice", "SELECT COUNT(*) - COUNT(DISTINCT person || '/' || award || '/' || cycle || '/' || version)"
                           " FROM credential"),
    ("a status position twice", "SELECT COUNT(*) - COUNT(DISTINCT organisation || '/' || status_number || '/' ||"
                                " status_index) FROM credential"),
    ("a third of an award", "SELECT COUNT(*) FROM credential WHERE cycle NOT IN ('', '2') AND kind <> 'record'"),
    ("units renewed", "SELECT COUNT(*) FROM credential WHERE kind = 'units' AND cycle <> ''"),
    ("a decision without a credential", "SELECT COUNT(*) FROM decision WHERE id NOT IN (SELECT decision FROM credential"
                                        " WHERE decision IS NOT NULL)"),
    ("an old version in force", "SELECT COUNT(*) FROM credential c WHERE EXISTS (SELECT 1 FROM credential n WHERE"
                                " n.id = c.id AND n.version = c.version + 1) AND NOT EXISTS (SELECT 1 FROM"
                                " credential_event e WHERE e.credential = c.id AND e.version = c.version AND"
                                " e.kind = 'revoked' AND e.reason = 'superseded')"),
    ("a gap between versions", "SELECT COUNT(*) FROM credential c WHERE version > 1 AND NOT EXISTS (SELECT 1 FROM"
                               " credential o WHERE o.id = c.id AND o.version = c.version - 1)"),
    ("an open end of a foreign key", "SELECT COUNT(*) FROM pragma_foreign_key_check"),
]


def sql(issuer, text, *values):
    with sqlite3.connect(os.path.join(issuer.data, "testamur.db")) as db:
        return db.execute(text, values).fetchall()


def faults(issuer):
    wrong = [name for name, query in CHECKS if sql(issuer, query)[0][0] != 0]
    for identity, index, body in sql(issuer, "SELECT id, status_index, body FROM credential"):
        document = json.loads(body)
        if not document["id"].endswith("/" + identity) or \
                {e["statusListIndex"] for e in document["credentialStatus"]} != {str(index)}:
            wrong.append("a signed text that is not that of its row")
    return wrong


def set_ends(issuer):
    for identity, summary in sql(issuer, "SELECT id, summary FROM credential"):
        summary = dict(json.loads(summary), valid_until_at=int(time.time()) + 10 * 86400)
        sql(issuer, "UPDATE credential SET summary = ? WHERE id = ?", json.dumps(summary), identity)


def renewing(tap, issuer, chance):
    digest = issuer.json("award", "renew", "--cohort", C, "--within", "30")["digest"]
    snapshot(issuer)
    restore(issuer)
    began = time.monotonic()
    issue(issuer, digest).wait(timeout=120)
    whole = time.monotonic() - began
    killed, wrong = 0, []
    for _ in range(ROUNDS):
        restore(issuer)
        killed += kill_after(issue(issuer, digest), chance.uniform(0.05, 0.95) * whole)
        wrong += faults(issuer)
        there = sql(issuer, "SELECT COUNT(*) FROM credential WHERE cycle = '2'")[0][0]
        again = issuer.json("award", "issue", "--preview", digest)
        if (len(again["issued"]), len(again["existing"]), again["failed"]) != (PEOPLE - there, there, []):
            wrong.append(f"{there} were there, then {len(again['issued'])} issued")
        wrong += faults(issuer)
    tap.ok(killed >= ROUNDS // 4, "renewing was killed while it ran", killed)
    tap.equal(wrong, [], f"{PEOPLE} certificates, each renewed exactly once")


def gather(issuer):
    return subprocess.Popen(issuer.command("credential", "clr", "p0001@crash.example"), stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, start_new_session=True)


def gathering(tap, issuer, chance):
    began = time.monotonic()
    gather(issuer).wait(timeout=60)
    whole = time.monotonic() - began
    certificate = next(c["id"] for c in issuer.json("credential", "list", "--cohort", C)
                       if c["name"] == "Person 0001" and c["kind"] == "certificate")
    killed, wrong = 0, []
    for n in range(ROUNDS):
        issuer.ok("credential", "correct", certificate, "--reason", f"anew {n}")
        killed += kill_after(gather(issuer), chance.uniform(0.05, 1.1) * whole)
        wrong += faults(issuer)
    done = issuer.json("credential", "clr", "p0001@crash.example")
    wrong += faults(issuer)
    tap.ok(killed >= ROUNDS // 4, "gathering was killed while it ran", killed)
    tap.equal(wrong, [], "a record has its versions, each but the last superseded")
    versions = [c["version"] for c in done["credentials"] if c["id"] == certificate]
    tap.equal((versions, sql(issuer, "SELECT COUNT(DISTINCT id) FROM credential WHERE kind = 'record'")),
              ([ROUNDS + 1], [(1,)]), "one record, of what is in force")


def main():
    tap = Tap()
    seed = int.from_bytes(os.urandom(4), "big")
    chance = random.Random(seed)
    with Instance() as issuer:
        issuer.ok("award", "issue", "--preview", prepare(issuer), "--proof", "eddsa-rdfc-2022")
        set_ends(issuer)
        renewing(tap, issuer, chance)
        gathering(tap, issuer, chance)
    tap.done()


main()
