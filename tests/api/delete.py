#!/usr/bin/env python3
"""Deleting programmes and cohorts: refused while records have to be kept; what was issued
verifies, is shown, corrected, revoked, replayed and audited as before."""
import json
import os
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from issuer_site import COHORT, HOST, ORG, PER, POLICY, PROGRAMME, ZOE, ZOE_MAIL, Site  # noqa: E402
from tap import ISSUER, Tap  # noqa: E402

VERIFIER = os.path.join(os.path.dirname(ISSUER), "testamur-verifier")
DID = f"did:web:{HOST}:issuers:{ORG}"
C = "sills-2021"
WHY = ("--reason", "not offered any more")
YEAR = 365 * 86400


def verdict(site, path):
    done = subprocess.run([VERIFIER, "check", "--json", path, "--trust", DID, "--fetch-map",
                           f"https://{HOST}/=http://127.0.0.1:{site.port}/"],
                          capture_output=True, text=True, check=False)
    return json.loads(done.stdout)["verdict"]


def sql(site, text, *values):
    with sqlite3.connect(os.path.join(site.issuer.data, "testamur.db")) as db:
        return db.execute(text, values).fetchall()


def refused(tap, site, name, want, *words):
    with sqlite3.connect(os.path.join(site.issuer.data, "testamur.db")) as db:
        before = "\n".join(db.iterdump())
    code, out, err = site.issuer.run(*words)
    with sqlite3.connect(os.path.join(site.issuer.data, "testamur.db")) as db:
        same = before == "\n".join(db.iterdump())
    tap.ok(code == 1 and want in err and same, name, f"exit {code}, unchanged: {same}\n{out}{err}")


def replays(site):
    rows = json.loads(site.issuer.run("decision", "replay", "--all", "--json")[1])
    return len(rows), all(row.get("same") or row.get("erased") for row in rows)


def check_as_before(tap, site, held, when):
    tap.equal(verdict(site, held), "verified", f"{when}: a copy that is held verifies")
    page = site.page(f"/V/{site.zoe}")
    tap.ok(page.status == 200 and "Sill Keeper" in page.text, f"{when}: its page", page.text[:300])
    tap.equal(site.get(f"/issuers/{ORG}/achievements/sill-keeper", accept="application/json").status, 200,
              f"{when}: the achievement that it names is explained")
    tap.equal(replays(site), (4, True), f"{when}: every decision is replayed")


def check_open(tap, site):
    refused(tap, site, "a programme with an open cohort", f"its cohort {C} is open", "programme", "delete", "sills", *WHY)
    refused(tap, site, "an unknown programme", "no such programme", "programme", "delete", "nothing", *WHY)
    refused(tap, site, "nothing to restore", "the programme is in use", "programme", "restore", "sills")
    code, _, err = site.issuer.run("programme", "delete", "sills")
    tap.ok(code == 64 and "--reason" in err, "a reason is wanted", err)
    refused(tap, site, "a cohort with records", "because boards audit them: 0 attendance files, 4 entries of corrections",
            "cohort", "delete", C, *WHY)
    refused(tap, site, "an unknown cohort", "no such cohort", "cohort", "delete", "nothing", *WHY)


def check_empty_cohort(tap, site):
    """Entered by mistake: nothing was recorded, so nothing is kept."""
    issuer = site.issuer
    issuer.ok("cohort", "add", "--programme", "sills", issuer.write("m.json", json.dumps(dict(COHORT, id="mistake"))))
    issuer.ok("roster", "import", "--cohort", "mistake", issuer.write("m.csv", f"Name,Email\n{ZOE},{ZOE_MAIL}\n"))
    plan = issuer.ok("cohort", "delete", "mistake", "--dry-run", *WHY)
    tap.equal(plan, f"would delete mistake: {COHORT['title']}\n2 sessions, 1 enrolled person\n", "a plan")
    tap.ok("mistake" in issuer.ok("cohort", "list"), "a plan deletes nothing")
    tap.equal(issuer.ok("cohort", "delete", "mistake", *WHY), plan.replace("would delete", "deleted"), "deleted")
    tap.ok("mistake" not in issuer.ok("cohort", "list"), "and gone")
    refused(tap, site, "no preview of it", "no such cohort", "award", "preview", "--cohort", "mistake")
    log = issuer.ok("audit", "list")
    tap.ok("cohort.delete" in log, "the log has it", log[-500:])
    tap.equal(sql(site, "SELECT detail FROM audit_event WHERE action = 'cohort.delete'"),
              [('{"reason":"not offered any more"}',)], "with the reason")


def check_achievement(tap, site, held):
    """An achievement is deleted by leaving it out of programme.json and policy.json."""
    issuer = site.issuer
    os.makedirs(issuer.path("less"), exist_ok=True)
    issuer.write("less/programme.json", json.dumps(dict(PROGRAMME, achievements=PROGRAMME["achievements"][1:])))
    issuer.write("less/policy.json", json.dumps(POLICY))
    refused(tap, site, "the policy still gives it", "programme.json has no achievement sill-keeper",
            "programme", "load", issuer.path("less"))
    policy = dict(POLICY, awards=POLICY["awards"][1:])
    issuer.write("less/policy.json", json.dumps(policy))
    refused(tap, site, "the revision was issued under", "revision 1 is frozen", "programme", "load", issuer.path("less"))
    issuer.write("less/policy.json", json.dumps(dict(policy, revision=2)))
    issuer.ok("programme", "load", issuer.path("less"))
    listed = site.page(f"/issuers/{ORG}").text
    tap.ok("Sill Keeper, renewal units" in listed and "achievements/sill-keeper\"" not in listed, "not offered any more", listed)
    check_as_before(tap, site, held, "achievement left out")
    tap.equal(issuer.json("credential", "show", site.zoe)["status"], "valid", "and in force")


def check_programme(tap, site, held):
    issuer = site.issuer
    preview = issuer.json("award", "preview", "--cohort", C)["digest"]
    issuer.ok("cohort", "close", C)
    plan = issuer.ok("programme", "delete", "sills", "--dry-run", *WHY)
    tap.equal(plan, "sills: would be taken out of use; the records of 1 cohort are kept\n"
                    "4 credentials verify as before\n", "a plan")
    tap.equal(issuer.ok("programme", "list"), "sills                        Two Sills\n", "which deletes nothing")
    issuer.ok("programme", "delete", "sills", *WHY)
    tap.equal(issuer.ok("programme", "list"), "", "not listed any more")
    tap.ok("(deleted)" in issuer.ok("programme", "list", "--all"), "but with --all")
    tap.ok("Sill Keeper" not in site.page(f"/issuers/{ORG}").text, "nor offered on the issuer's page")
    check_as_before(tap, site, held, "programme deleted")
    refused(tap, site, "deleted twice", "deleted already", "programme", "delete", "sills", *WHY)
    refused(tap, site, "no new cohort", "'programme restore' takes that back", "cohort", "add", "--programme", "sills",
            issuer.write("n.json", json.dumps(dict(COHORT, id="new"))))
    for name, words in (("not loaded again", ("programme", "load", issuer.path("sills"))),
                        ("no cohort reopened", ("cohort", "reopen", C)),
                        ("no preview", ("award", "preview", "--cohort", C)),
                        ("nothing issued", ("award", "issue", "--preview", preview))):
        refused(tap, site, name, "the programme was deleted on 20", *words)
    bundle = issuer.path("audit.zip")
    issuer.ok("audit", "export", "--cohort", C, "--out", bundle)
    done = subprocess.run([VERIFIER, "bundle", bundle, "--fetch-map",
                           f"https://{HOST}/=http://127.0.0.1:{site.port}/"], capture_output=True, text=True, check=False)
    tap.ok(done.stdout.startswith("WHOLE"), "the audit file is whole", done.stdout[:300] + done.stderr)
    issuer.ok("credential", "correct", site.per, "--reason", "signed anew")
    issuer.ok("credential", "revoke", site.per_hours, "--reason", "issued-in-error")
    tap.equal(issuer.json("credential", "show", site.per_hours)["status"], "revoked", "correcting and revoking go on")
    issuer.ok("programme", "restore", "sills")
    tap.equal(issuer.ok("programme", "list"), "sills                        Two Sills\n", "in use again")
    issuer.ok("award", "preview", "--cohort", C)
    issuer.ok("programme", "delete", "sills", *WHY)


def check_after_retention(tap, site, held):
    """The cohort is past: it goes, and then the programme itself."""
    issuer = site.issuer
    for table, column in (("credential", "issued_at"), ("session", "start_utc"), ("session", "end_utc"),
                          ("cohort", "created"), ("cohort", "closed_at")):
        sql(site, f"UPDATE {table} SET {column} = {column} - {8 * YEAR} WHERE {column} IS NOT NULL")
    code, _, err = issuer.run("cohort", "delete", C, "--years", "30", *WHY)
    tap.ok(code == 1 and "kept until 20" in err, "a board that asks for longer", err)
    plan = issuer.ok("cohort", "delete", C, "--dry-run", *WHY)
    tap.ok("erased: 2 people" in plan and "kept: 4 credentials, 4 decisions" in plan, "the plan after retention", plan)
    issuer.ok("cohort", "delete", C, *WHY)
    for table in ("cohort", "session", "session_event", "enrolment", "enrolment_event", "attendance_source",
                  "attendance_override", "preview", "person"):
        tap.equal(sql(site, f"SELECT COUNT(*) FROM {table}"), [(0,)], f"no row left: {table}")
    gone = issuer.ok("programme", "delete", "sills", *WHY)
    tap.ok("deleted, with 1 policy revision and 0 achievements" in gone, "the programme goes with its last cohort", gone)
    tap.equal(issuer.ok("programme", "list", "--all"), "", "nothing is left of it")
    check_as_before(tap, site, held, "all deleted")
    tap.ok(ZOE not in site.page(f"/V/{site.zoe}").text, "the page names nobody")
    tap.equal(sql(site, "SELECT COUNT(*) FROM ledger_entry")[0][0] >= 3, True, "the ledger is there")
    issuer.ok("credential", "revoke", site.zoe, "--reason", "issued-in-error")
    tap.equal(verdict(site, held), "not_valid", "and can still be revoked")
    tap.equal(issuer.run("decision", "replay", "--all")[0], 0, "replay ends well")
    code, _, err = issuer.run("programme", "load", issuer.path("sills"))
    tap.equal((code, err), (0, ""), "it may be loaded anew")


def check_elsewhere(tap):
    """Of people who are in another cohort decisions stay whole: their input rows are said to be gone."""
    with Site(proof="both") as site:
        issuer = site.issuer
        header = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent\n"
        issuer.ok("attendance", "import", "--cohort", C, "--session", "s1", "--date-order", "mdy", issuer.write(
            "z.csv", header + f'"{ZOE}",{ZOE_MAIL},11/19/2021 10:00:00 AM,11/19/2021 11:59:00 AM,119,Yes,Y\n'))
        issuer.ok("credential", "correct", site.zoe, "--facts", "--reason", "the file came late")
        check_elsewhere_delete(tap, site)


def check_elsewhere_delete(tap, site):
    issuer = site.issuer
    for table, column in (("credential", "issued_at"), ("session", "start_utc"), ("session", "end_utc"),
                          ("cohort", "created")):
        sql(site, f"UPDATE {table} SET {column} = {column} - {8 * YEAR} WHERE {column} IS NOT NULL")
    issuer.ok("cohort", "add", "--programme", "sills", issuer.write("l.json", json.dumps(dict(COHORT, id="later"))))
    issuer.ok("roster", "import", "--cohort", "later", issuer.write("l.csv", f"Name,Email\n{ZOE},{ZOE_MAIL}\n"))
    done = issuer.ok("cohort", "delete", C, *WHY)
    tap.ok("erased: 1 person" in done, "who is in another cohort stays", done)
    tap.equal(sql(site, "SELECT name FROM person"), [(ZOE,)], "by name")
    code, out, _ = issuer.run("decision", "replay", "--all", "--json")
    rows = json.loads(out)
    tap.equal((code, [row["same"] for row in rows if "same" in row], any(row.get("rows_erased") for row in rows)),
              (0, [True] * 3, True), "her decisions are replayed without the rows")
    tap.ok(PER not in issuer.ok("credential", "list"), "the other is a tombstone")


def main():
    tap = Tap()
    with Site(proof="both") as site:
        held = site.issuer.path("held.json")
        site.issuer.ok("credential", "export", site.zoe, "--out", held)
        check_open(tap, site)
        check_empty_cohort(tap, site)
        check_achievement(tap, site, held)
        check_programme(tap, site, held)
        check_after_retention(tap, site, held)
    check_elsewhere(tap)
    tap.done()


if __name__ == "__main__":
    main()
