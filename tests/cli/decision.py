#!/usr/bin/env python3
"""decision replay: from what is stored, bit for bit, and what differs by name."""
import base64
import copy
import hashlib
import json
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import Instance, load_programme  # noqa: E402
from tap import Tap  # noqa: E402
from world import POLICY, PROGRAMME, attend, join, prepare, write_programme  # noqa: E402

ADA = "ada@x.example"


def sql(issuer, text, *values):
    with sqlite3.connect(os.path.join(issuer.data, "testamur.db")) as db:
        return db.execute(text, values).fetchall()


def issue(issuer, cohort):
    digest = issuer.json("award", "preview", "--cohort", cohort)["digest"]
    return issuer.json("award", "issue", "--preview", digest)["issued"]


def replay(issuer, *words):
    """(exit status, {decision: its result}, stderr)"""
    code, out, err = issuer.run("decision", "replay", *words, "--json")
    return code, {row["decision"]: row for row in json.loads(out)} if out else {}, err


def pointers(row):
    return [d["pointer"] for d in row.get("differences", [])]


def check_programmes(tap):
    """Every decision of the five programmes comes out as it was recorded."""
    cohorts = {"mfpe-ljs": "mfpe-2021-a", "iea-ljs-level-one": "iea-2023-24"}
    for programme, cohort in cohorts.items():
        with Instance() as issuer:
            load_programme(issuer, programme)
            issue(issuer, cohort)
            code, rows, err = replay(issuer, "--all")
            stored = [i for i, in sql(issuer, "SELECT id FROM decision")]
            tap.equal((code, err, sorted(rows)), (0, "", sorted(stored)), f"{programme}: all are replayed")
            tap.equal([r for r in rows.values() if not r["same"]], [], f"{programme}: all are the same")
            tap.ok(sum(r["rows"] for r in rows.values()) > 20, f"{programme}: with their input rows")
            tap.equal(len(issuer.json("decision", "list", "--cohort", cohort)), len(stored),
                      f"{programme}: decision list")


def course(issuer):
    prepare(issuer)
    join(issuer, "Ada Able", ADA)
    attend(issuer, "s1", {ADA: 60})
    attend(issuer, "s2", {ADA: 55})
    return {row["award"]: row["id"] for row in issue(issuer, "spring")}


def check_record(tap, issuer, badge):
    text = issuer.ok("decision", "show", badge).rstrip("\n")
    record = json.loads(text)
    name = "ni:///sha-256;" + base64.urlsafe_b64encode(
        hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
    tap.equal(json.loads(text), json.loads(issuer.ok("decision", "show", name)), "by credential and by name")
    issuer.ok("credential", "export", badge, "--out", issuer.path("b.json"))
    with open(issuer.path("b.json"), encoding="utf-8") as handle:
        tap.equal(json.load(handle)["evidence"][0]["id"], name, "the record's name is the credential's evidence")
    tap.equal(text, json.dumps(record, separators=(",", ":"), sort_keys=True, ensure_ascii=False),
              "the record is canonical JSON")
    (row,) = record["facts"]["person"]["attendance"][1]["evidence"]
    (sha,) = [s for s, in sql(issuer, "SELECT sha256 FROM attendance_source WHERE session = 's2'")]
    tap.equal((row["source"], row["line"], row["until"] - row["from"]), (sha, 2, 3300),
              "an input row: file, line, and what it says")
    tap.equal((record["policy"]["programme"], record["policy"]["revision"], record["version"]),
              ("course", 1, 2), "policy and revision")
    tap.ok(record["program"].startswith("testamur-issuer "), "the version of the program")
    tap.ok(ADA not in text and "Ada" not in text, "nobody's name or address")
    code, rows, err = replay(issuer, badge)
    tap.equal((code, [r["same"] for r in rows.values()]), (0, [True]), "replaying one by credential")


def check_later_facts(tap, issuer):
    """What happens afterwards does not change what was decided."""
    attend(issuer, "s2", {ADA: 10}, name="again.csv")
    issuer.ok("attendance", "override", ADA, "--cohort", "spring", "--session", "s1", "--absent",
              "--reason", "was not there")
    issuer.ok("roster", "set", ADA, "--cohort", "spring", "--state", "withdrawn")
    code, rows, err = replay(issuer, "--cohort", "spring")
    tap.equal((code, [r["same"] for r in rows.values()]), (0, [True, True]),
              "a later file, an override, a withdrawal: the decisions replay as they were")


def check_new_rule(tap, issuer):
    """Another rule is another revision; even the programme may go."""
    policy = copy.deepcopy(POLICY)
    policy["revision"] = 2
    policy["awards"][0]["when"]["all"].append({"work": "project", "is": "approved"})
    issuer.ok("programme", "load", write_programme(issuer, "course2", PROGRAMME, policy))
    code, rows, err = replay(issuer, "--cohort", "spring")
    tap.equal((code, [r["same"] for r in rows.values()]), (0, [True, True]), "a new revision of the rule: the same")
    tap.equal({r["revision"] for r in issuer.json("decision", "list", "--cohort", "spring")}, {1},
              "they keep the revision they were made under")
    kept = sql(issuer, "SELECT id, title, definition, created FROM programme")
    sql(issuer, "DELETE FROM programme")
    code, rows, err = replay(issuer, "--all")
    tap.equal((code, [r["same"] for r in rows.values()]), (0, [True, True]), "without the programme, too")
    sql(issuer, "INSERT INTO programme (id, title, definition, created) VALUES (?, ?, ?, ?)", *kept[0])


def check_tampering(tap, issuer, badge):
    name = json.loads(issuer.ok("credential", "show", badge, "--json"))["decision"]
    (document,) = sql(issuer, "SELECT document FROM decision WHERE id = ?", name)[0]
    cases = (
        ("a row in the store", "UPDATE attendance_row SET leave_utc = leave_utc + 60 WHERE line = 2 AND leave_utc ="
         " (SELECT MAX(leave_utc) FROM attendance_row)", "UPDATE attendance_row SET leave_utc = leave_utc - 60"
         " WHERE line = 2 AND leave_utc = (SELECT MAX(leave_utc) FROM attendance_row)",
         ["/facts/person/attendance/1/evidence/0/until"]),
        ("a source file", "UPDATE source_file SET body = body || x'0a'", None,
         ["/facts/person/attendance/0/evidence/0/source", "/facts/person/attendance/1/evidence/0/source"]),
    )
    for what, change, back, want in cases:
        sql(issuer, change)
        code, rows, err = replay(issuer, badge)
        tap.equal((code, pointers(rows.get(name, {}))), (1, want), f"{what} was altered: named by pointer")
        if back:
            sql(issuer, back)
    sql(issuer, "UPDATE source_file SET body = substr(body, 1, length(body) - 1)")
    edits = (
        (b'"until":1707411300', b'"until":1707411360', "/facts/person/attendance/1/seconds"),
        (b'"seconds":3300', b'"seconds":3301', "/facts/person/attendance/1/seconds"),
        (b'"answer":"met"', b'"answer":"open"', "/outcome/answer"),
        (b'"sha256":"', b'"sha256":"0', "/policy/sha256"),
    )
    for old, new, want in edits:
        assert old in document, old
        sql(issuer, "UPDATE decision SET document = ? WHERE id = ?", document.replace(old, new), name)
        code, rows, err = replay(issuer, badge)
        found = pointers(rows[name])
        tap.ok(code == 1 and "" in found and want in found, f"the record has {new.decode()}: {want}", found)
    text = issuer.run("decision", "replay", badge)[1]
    tap.ok("DIFFERENT" in text and "the record is not what its name says" in text and "/policy/sha256" in text,
           "as text", text)
    sql(issuer, "UPDATE decision SET document = ? WHERE id = ?", document, name)
    sql(issuer, "UPDATE policy_revision SET body = body || char(10)")
    code, rows, err = replay(issuer, badge)
    tap.equal((code, pointers(rows[name])), (1, ["/policy/sha256"]), "the policy of the revision was altered")
    sql(issuer, "UPDATE policy_revision SET body = substr(body, 1, length(body) - 1)")
    code, rows, err = replay(issuer, badge)
    tap.equal((code, rows[name]["same"]), (0, True), "everything put back: the same again")


def check_refusals(tap, issuer):
    for words, want in (((), "one of: a decision, --cohort, --all"), (("--all", "--cohort", "spring"), "one of"),
                        (("ni:///sha-256;AAAA",), "there is no decision of this name"),
                        (("--cohort", "nowhere"), "no decision about this cohort")):
        code, out, err = issuer.run("decision", "replay", *words)
        tap.ok(code in (1, 64) and want in err, f"decision replay {words}: refused", (code, err))
    name, document = sql(issuer, "SELECT id, document FROM decision LIMIT 1")[0]
    sql(issuer, "UPDATE decision SET document = ? WHERE id = ?",
        document.replace(b'"version":2', b'"version":1'), name)
    code, out, err = issuer.run("decision", "replay", name)
    tap.ok(code == 1 and "/version" in err and "hold no facts" in err, "a record of another version is refused", err)


def main():
    tap = Tap()
    check_programmes(tap)
    with Instance() as issuer:
        held = course(issuer)
        check_record(tap, issuer, held["badge"])
        check_later_facts(tap, issuer)
        check_new_rule(tap, issuer)
        check_tampering(tap, issuer, held["badge"])
        check_refusals(tap, issuer)
    tap.done()


if __name__ == "__main__":
    main()
