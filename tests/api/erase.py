#!/usr/bin/env python3
"""Erasing: refused while records have to be kept; then nothing personal is left, and
what people hold verifies as before."""
import json
import os
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
import issuer_site  # noqa: E402
from issuer_site import HOST, ORG, PER_MAIL, ZOE, ZOE_LICENCE, ZOE_MAIL, Site  # noqa: E402
from tap import ISSUER, Tap  # noqa: E402

VERIFIER = os.path.join(os.path.dirname(ISSUER), "testamur-verifier")
DID = f"did:web:{HOST}:issuers:{ORG}"
YEAR = 365 * 86400
SHEET = "Name,Email,Join Time,Leave Time\n"
FORMER = "Zoë Quilliam"


def verify(site, path):
    done = subprocess.run([VERIFIER, "check", "--json", path, "--trust", DID, "--fetch-map",
                           f"https://{HOST}/=http://127.0.0.1:{site.port}/"],
                          capture_output=True, text=True, check=False)
    return json.loads(done.stdout)


def sql(site, text, *values):
    with sqlite3.connect(os.path.join(site.issuer.data, "testamur.db")) as db:
        return db.execute(text, values).fetchall()


def database(site):
    """Everything that any table says."""
    with sqlite3.connect(os.path.join(site.issuer.data, "testamur.db")) as db:
        tables = [t for t, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {t: repr([[v.decode("utf-8", "replace") if isinstance(v, bytes) else v for v in row]
                         for row in db.execute(f"SELECT * FROM {t}")]) for t in tables}


def age(site, years):
    """Let the past be further away."""
    seconds = int(years * YEAR)
    for table, column in (("credential", "issued_at"), ("session", "start_utc"), ("session", "end_utc"),
                          ("cohort", "created"), ("cohort", "closed_at")):
        sql(site, f"UPDATE {table} SET {column} = {column} - {seconds} WHERE {column} IS NOT NULL")


def fill(site):
    """A source file, a rename, an alias: more of what must go."""
    issuer = site.issuer
    rows = "".join(f'"{name}",{mail},11/19/2021 10:00:00 AM,11/19/2021 11:59:00 AM\n'
                   for name, mail in ((ZOE, ZOE_MAIL), ("Somebody", "guest@gardeners.example")))
    header = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent\n"
    rows = rows.replace(" AM\n", " AM,119,Yes,Y\n")
    issuer.ok("attendance", "import", "--cohort", "sills-2021", "--session", "s1", "--date-order", "mdy",
              issuer.write("zoom.csv", header + rows))
    issuer.ok("credential", "correct", site.zoe_hours, "--name", FORMER, "--reason", "her wish")
    issuer.ok("credential", "correct", site.zoe_hours, "--name", ZOE, "--reason", "her wish again")
    path = issuer.path("held.json")
    issuer.ok("credential", "export", site.zoe, "--out", path)
    issuer.ok("credential", "share", site.zoe)
    # what is of her as a whole
    site.statement = issuer.json("ledger", "certify", ZOE_MAIL, "--proof", "both")["id"]
    site.record = issuer.json("credential", "clr", ZOE_MAIL)["id"]
    link = issuer.ok("ledger", "link", ZOE_MAIL).strip()
    site.own = link[link.index("/u/"):]
    return path


def check_kept(tap, site):
    shown = {(r["what"], r["value"]) for r in site.issuer.json("person", "show", ZOE_MAIL)}
    tap.ok({("name", ZOE), ("e-mail", ZOE_MAIL), ("licence", ZOE_LICENCE), ("enrolment", "sills-2021: enrolled")}
           <= shown, "person show: what is held", shown)
    kept = [v for k, v in shown if k == "kept"]
    tap.ok(len(kept) == 1 and "sills-2021, until 20" in kept[0] and "boards audit them" in kept[0],
           "until when, and why", kept)
    tap.ok(any(k == "earlier name" and v.startswith(FORMER) for k, v in shown), "earlier names")
    code, out, err = site.issuer.run("person", "erase", ZOE_MAIL)
    tap.ok(code == 1 and "has to be kept until" in err and "sills-2021" in out, "erasing is refused, with the reasons", err)
    tap.equal(site.issuer.json("retention", "run"), {"dry_run": False, "people": 0, "cohorts": 0, "files": 0},
              "retention run: nothing is due")
    age(site, 6.9)
    code, _, err = site.issuer.run("person", "erase", ZOE_MAIL)
    tap.equal(code, 1, "after six years: still refused")
    tap.ok(any(ZOE in text for text in database(site).values()), "and everything is there")


def check_person(tap, site, held):
    site.issuer.ok("person", "erase", ZOE_MAIL, "--years", "6")
    code, _, err = site.issuer.run("person", "show", ZOE_MAIL)
    tap.equal(code, 1, "erased: nobody of this address")
    answers = [site.compare("/V/" + site.zoe, claim).json()["answer"] for claim in (".", "\u200b", " ", ZOE, ZOE_MAIL)]
    tap.equal(answers, ["no_match"] * 5, "erased: nothing, and nothing of a name, is the holder's")
    data = database(site)
    tap.equal([t for t, said in data.items() if any(x in said for x in (ZOE, FORMER, ZOE_MAIL, ZOE_LICENCE))],
              ["source_file"], "her name is only left in the files that others are in, too")
    row = sql(site, "SELECT name_shown, body, holder_secret_hash FROM credential WHERE id = ?", site.zoe)[0]
    stone = json.loads(row[1])
    tap.equal((row[0], row[2], stone["type"], len(stone["sha256"])), ("", None, "TestamurTombstone", 64),
              "of a credential a tombstone is left")
    tap.equal(site.issuer.json("credential", "show", site.zoe)["status"], "valid", "with its status")
    tap.equal(verify(site, held)["verdict"], "verified", "the copy she holds verifies as before")
    answer = site.get(f"/V/{site.zoe}", accept="application/json")
    tap.ok(answer.status == 200 and ZOE not in answer.text and answer.json()["status"] == "valid",
           "its page says the status and no name", answer.text)
    tap.equal(site.get(f"/V/{site.zoe}/credential.json").status, 404, "no file is handed out any more")
    tap.equal(site.get(site.own).status, 404, "her own page is gone")
    for whole in (site.statement, site.record):
        answer = site.get(f"/V/{whole}", accept="application/json")
        tap.ok(answer.status == 200 and ZOE not in answer.text and site.zoe not in answer.text,
               "of what was gathered of her the status is left", answer.text)
    for words in (("credential", "export", site.zoe, "--out", site.issuer.path("x.json")),
                  ("credential", "correct", site.zoe, "--reason", "x")):
        code, _, err = site.issuer.run(*words)
        tap.ok(code == 1 and "was erased" in err, f"{words[1]}: refused", err)
    site.issuer.ok("credential", "revoke", site.zoe, "--reason", "issued-in-error")
    tap.equal(verify(site, held)["verdict"], "not_valid", "and it can still be revoked")
    code, out, err = site.issuer.run("decision", "replay", "--all", "--json")
    rows = json.loads(out)
    tap.equal((code, sum("erased" in r for r in rows), all(r.get("same") for r in rows if "erased" not in r)),
              (0, 2, True), "decisions: hers are erased, the others replay")
    tap.equal(sql(site, "SELECT COUNT(*) FROM ledger_entry WHERE credential = ?", site.zoe_hours)[0][0] > 0, True,
              "the ledger adds up as before")


def check_run(tap, site):
    plan = site.issuer.ok("retention", "run", "--dry-run", "--years", "6")
    tap.ok("cohort sills-2021" in plan and "would erase: 1 person, 1 file of 1 cohort" in plan, "retention run --dry-run", plan)
    tap.equal(site.issuer.json("person", "show", PER_MAIL) != [], True, "which erases nothing")
    done = site.issuer.json("retention", "run", "--years", "6")
    tap.equal(done, {"dry_run": False, "people": 1, "cohorts": 1, "files": 1}, "retention run")
    tap.equal(site.issuer.json("retention", "run", "--years", "6"),
              {"dry_run": False, "people": 0, "cohorts": 0, "files": 0}, "and nothing is left for the next")
    data = database(site)
    for text in (ZOE, FORMER, ZOE_MAIL, PER_MAIL, issuer_site.PER, "guest@gardeners.example", ZOE_LICENCE):
        tap.equal([table for table, said in data.items() if text in said], [], f"nowhere in the database: {text}")
    tap.equal(sql(site, "SELECT COUNT(*), MIN(LENGTH(sha256)) FROM source_erased"), [(1, 64)], "of a file its hash is left")
    actions = site.issuer.ok("audit", "list")
    tap.ok("person.erase" in actions and "cohort.erase" in actions, "the audit log says so")
    tap.equal(site.get(f"/issuers/{ORG}/status/1/revocation").status, 200, "the status list is served")
    code, _, err = site.issuer.run("retention", "run", "--years", "0")
    tap.ok(code == 1 and "1 to 100" in err, "no years at all: refused", err)


def main():
    tap = Tap()
    with Site(proof="both") as site:
        held = fill(site)
        check_kept(tap, site)
        check_person(tap, site, held)
        check_run(tap, site)
    tap.done()


if __name__ == "__main__":
    main()
