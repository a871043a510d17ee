#!/usr/bin/env python3
"""kill -9 of 'award issue' at random moments, some fifty times.

Each round issues to a cohort of some hundred invented people in a fresh
copy of one prepared instance, and kills the program after a random part of
the time that issuing takes. Whatever was committed has to be whole; issuing
again has to complete it; the key process has to notice and end.
"""
import base64
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import PROGRAMMES, Instance  # noqa: E402
from tap import Tap  # noqa: E402

PEOPLE = 150
AWARDS = 2 * PEOPLE  # a certificate and units each
ROUNDS = 50
HIT = 30             # rounds that have to find it running
C = "crash"


def prepare(issuer):
    """A cohort in which everybody earns both awards of series 1."""
    folder = os.path.join(PROGRAMMES, "mfpe-ljs")
    issuer.ok("organisation", "import", os.path.join(folder, "organisations.json"))
    issuer.ok("programme", "load", folder)
    with open(os.path.join(folder, "demo", "cohort.json"), encoding="utf-8") as handle:
        cohort = dict(json.load(handle), id=C, capacity=PEOPLE)
    issuer.ok("cohort", "add", "--programme", "mfpe-ljs",
              issuer.write("cohort.json", json.dumps(cohort)))
    names = [(f"Person {n:04d}", f"p{n:04d}@crash.example") for n in range(PEOPLE)]
    issuer.ok("roster", "import", "--cohort", C, "--track", "series-1", issuer.write(
        "roster.csv", "Name,Email\n" + "".join(f"{n},{m}\n" for n, m in names)))
    sessions = [s for s in cohort["sessions"] if "start" in s]
    for session in sessions:
        year, month, day = session["start"][:10].split("-")
        date = f"{month}/{day}/{year}"
        rows = "".join(f"{n},{m},{date} 04:29:00 PM,{date} 05:31:00 PM,62,Yes\n" for n, m in names)
        issuer.ok("attendance", "import", "--cohort", C, "--session", session["id"], issuer.write(
            "a.csv", "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),"
                     "Guest\n" + rows))
    issuer.ok("session", "close", *(s["id"] for s in sessions), "--cohort", C)
    return issuer.json("award", "preview", "--cohort", C)["digest"]


def snapshot(issuer):
    """Fold the write-ahead log in, so that the folder can be copied."""
    with sqlite3.connect(os.path.join(issuer.data, "testamur.db")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(issuer.data, issuer.path("prepared"))


def restore(issuer):
    shutil.rmtree(issuer.data)
    shutil.copytree(issuer.path("prepared"), issuer.data)


def issue(issuer, digest):
    """The process, in a group of its own."""
    return subprocess.Popen(issuer.command("award", "issue", "--preview", digest, "--json"),
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            start_new_session=True)


def kill_after(process, seconds):
    """True if it was still running."""
    try:
        process.wait(timeout=seconds)
        return False
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        return process.wait() == -signal.SIGKILL


CHECKS = [
    # what must not be there: (name, query that counts)
    ("a credential twice", "SELECT COUNT(*) - COUNT(DISTINCT person || '/' || award) "
                           "FROM credential"),
    ("a status position twice", "SELECT COUNT(*) - COUNT(DISTINCT organisation || '/' || "
                                "status_number || '/' || status_index) FROM credential"),
    ("a decision without a credential", "SELECT COUNT(*) FROM decision WHERE id NOT IN "
                                        "(SELECT decision FROM credential)"),
    ("a credential without its decision", "SELECT COUNT(*) FROM credential WHERE decision NOT IN "
                                          "(SELECT id FROM decision)"),
    ("units without a credential", "SELECT COUNT(*) FROM ledger_entry WHERE credential IS NULL "
                                   "OR credential NOT IN (SELECT id FROM credential)"),
    ("a credential without its units", "SELECT COUNT(*) FROM credential WHERE kind = 'units' AND "
                                       "id NOT IN (SELECT credential FROM ledger_entry)"),
    ("a credential without audit", "SELECT COUNT(*) FROM credential WHERE id NOT IN (SELECT "
                                   "object FROM audit_event WHERE action = 'credential.issue')"),
    ("audit without a credential", "SELECT COUNT(*) FROM audit_event WHERE action = "
                                   "'credential.issue' AND object NOT IN (SELECT id FROM "
                                   "credential)"),
    ("a position that is not counted", "SELECT (SELECT COUNT(*) FROM credential) > (SELECT "
                                       "COALESCE(SUM(next_n), 0) FROM status_list)"),
    ("an open end of a foreign key", "SELECT COUNT(*) FROM pragma_foreign_key_check"),
]


def body_is_whole(row):
    """The signed text is that of this row."""
    identity, index, body, document, decision = row
    if body.startswith(b"{"):
        credential = json.loads(body)
    else:
        payload = body.decode().split(".")[1]
        credential = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    entries = {e["statusListIndex"] for e in credential["credentialStatus"]}
    digest = base64.urlsafe_b64encode(hashlib.sha256(document).digest()).rstrip(b"=").decode()
    return (credential["id"].endswith("/" + identity) and entries == {str(index)} and
            credential["evidence"][0]["id"] == decision == "ni:///sha-256;" + digest)


def faults(issuer):
    """(credentials there, what is wrong with them)"""
    with sqlite3.connect(os.path.join(issuer.data, "testamur.db")) as db:
        db.execute("PRAGMA foreign_keys = ON")
        wrong = [name for name, query in CHECKS if db.execute(query).fetchone()[0] != 0]
        if db.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            wrong.append("a database that is not sound")
        rows = db.execute("SELECT c.id, c.status_index, c.body, d.document, d.id FROM credential "
                          "c JOIN decision d ON d.id = c.decision UNION ALL "
                          "SELECT c.id, c.status_index, f.body, d.document, d.id FROM "
                          "credential_form f JOIN credential c ON c.id = f.credential AND "
                          "c.version = f.version JOIN decision d ON d.id = c.decision").fetchall()
        there = db.execute("SELECT COUNT(*) FROM credential").fetchone()[0]
    if not all(body_is_whole(row) for row in rows):
        wrong.append("a signed text that is not that of its row")
    return there, wrong


def key_processes(folder):
    """Processes other than this one that were started on a folder."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as handle:
                if os.fsencode(folder) in handle.read() and int(pid) != os.getpid():
                    found.append(int(pid))
        except OSError:
            pass
    return found


def watched(issuer, digest):
    """The key process is seen while issuing runs, so that the end counts."""
    process = issue(issuer, digest)
    seen = False
    while process.poll() is None and not seen:
        seen = len(key_processes(issuer.folder)) > 1
    return process.wait(timeout=120), seen


def one_round(issuer, digest, seconds, found):
    """Kill, look, issue again. True if it was killed while running."""
    restore(issuer)
    killed = kill_after(issue(issuer, digest), seconds)
    there, wrong = faults(issuer)
    found["running"] += killed
    found["some"] += killed and 0 < there < AWARDS
    found["wrong"] += [f"after {seconds * 1000:.0f} ms: {w}" for w in wrong]
    again = issuer.json("award", "issue", "--preview", digest)
    done, wrong = faults(issuer)
    found["wrong"] += [f"after issuing again: {w}" for w in wrong]
    if (done, len(again["issued"]), len(again["existing"]), again["failed"]) != (
            AWARDS, AWARDS - there, there, []):
        found["incomplete"].append(f"{there} were there, then {len(again['issued'])} issued and "
                                   f"{len(again['existing'])} existing: {done} of {AWARDS}")
    return killed


def main():
    tap = Tap()
    seed = int.from_bytes(os.urandom(4), "big")
    chance = random.Random(seed)
    found = {"running": 0, "some": 0, "wrong": [], "incomplete": []}
    with Instance() as issuer:
        digest = prepare(issuer)
        snapshot(issuer)
        restore(issuer)
        tap.equal(watched(issuer, digest), (0, True), "undisturbed, it ends well, with a key "
                                                      "process beside it")
        tap.equal(faults(issuer), (AWARDS, []), f"{AWARDS} credentials, each exactly once")
        restore(issuer)
        began = time.monotonic()
        issue(issuer, digest).wait(timeout=120)
        whole = time.monotonic() - began
        for _ in range(ROUNDS):
            seconds = chance.uniform(0.02, 0.95) * whole
            if not one_round(issuer, digest, seconds, found):
                whole = seconds  # the machine is quicker than it was
        time.sleep(0.5)
        tap.equal(key_processes(issuer.folder), [], "no key process outlives its program")
    tap.ok(found["running"] >= HIT, f"{found['running']} of {ROUNDS} rounds found it running "
           f"(at least {HIT}); seed {seed}", f"issuing takes {whole:.2f} s")
    tap.ok(found["some"] > 0, f"{found['some']} of them between two commits")
    tap.ok(not found["wrong"], "nothing half-written, nothing twice", "\n".join(found["wrong"]))
    tap.ok(not found["incomplete"], "issuing again completes it",
           "\n".join(found["incomplete"]))
    tap.done()


if __name__ == "__main__":
    main()
