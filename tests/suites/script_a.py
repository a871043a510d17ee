#!/usr/bin/env python3
"""A union's admin from the empty folder to the audit: the steps of day A, in their order, by command."""
import csv
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import PROGRAMMES, Instance  # noqa: E402
from tap import SHARED, VERIFIER, Tap  # noqa: E402

SAMPLES = os.path.join(SHARED, "data", "attendance")
ZOOM = os.path.join(SAMPLES, "zoom_old_perjoin_with_meeting_block.csv")
TEAMS = os.path.join(SAMPLES, "teams_2026_report_synthetic_utf16le_crlf.csv")
MFPE = os.path.join(PROGRAMMES, "mfpe-ljs")
COHORT = "mfpe-2021-a"
AT = ("--cohort", COHORT)
DAYS = {"s1": "2021-11-19", "s2": "2021-12-03", "s3": "2021-12-10", "s4": "2021-12-17", "s5": "2022-01-07", "s6": "2022-01-14"}
EVIL = "=HYPERLINK(0)"


def people_of_sample():
    with open(ZOOM, encoding="utf-8", newline="") as handle:
        rows = [r for r in csv.reader(handle) if len(r) > 3]
    start = next(i for i, r in enumerate(rows) if r[0].startswith("Name (Original Name)"))
    return {r[1].strip().lower(): r[0] for r in rows[start + 1:]}


def write_csv(issuer, name, rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return issuer.write(name, out.getvalue())


def joins(issuer, session, people, name=None):
    """Everybody from ten to eleven."""
    day = "/".join((DAYS[session][5:7], DAYS[session][8:], DAYS[session][:4]))
    rows = [["Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)", "Guest"]]
    rows += [[who, mail, f"{day} 10:00:00 AM", f"{day} 11:00:00 AM", "60", "Yes"] for mail, who in people.items()]
    return issuer.ok("attendance", "import", *AT, "--session", session, "--date-order", "mdy",
                     write_csv(issuer, name or f"{session}.csv", rows))


def states(issuer):
    found = {}
    for row in issuer.json("roster", "list", *AT):
        found.setdefault(row["state"], []).append(row["email"])
    return found


def shown(issuer, session, cohort=COHORT):
    return issuer.json("attendance", "show", "--cohort", cohort, "--session", session)


def minutes(issuer, session, cohort=COHORT):
    return {row["name"]: row["minutes"] for row in shown(issuer, session, cohort)["rows"] if row.get("person")}


def explained(issuer, mail):
    return issuer.ok("evaluate", *AT, "--person", mail, "--explain")


def answer(issuer, mail, award):
    rows = issuer.json("evaluate", *AT, "--person", mail)
    return [a for row in rows for a in row["awards"] if a["award"] == award][0]["answer"]


def step_1(tap, issuer):
    said = issuer.ok("init", "--public-url", "https://badges.example.org")
    tap.ok("Back this folder up" in said and "https://badges.example.org" in said, "1: a reminder to back up, and the public address", said)
    issuer.ok("organisation", "import", os.path.join(MFPE, "organisations.json"))
    tap.ok("did:web:badges.example.org:issuers:mfpe" in issuer.ok("organisation", "show", "mfpe"), "1: the issuer's public identity")
    tap.ok(len(issuer.json("key", "list", "mfpe")) >= 1, "1: with keys")


def step_2(tap, issuer):
    issuer.ok("programme", "load", MFPE)
    with open(os.path.join(MFPE, "demo", "cohort.json"), encoding="utf-8") as handle:
        cohort = json.load(handle)
    cohort.update(id=COHORT, title="2021 A", capacity=25)
    for session, (_, day) in zip(cohort["sessions"], DAYS.items()):
        session.update(start=f"{day}T10:00", end=f"{day}T{12 if session['id'] == 's1' else 11}:00")
    issuer.ok("cohort", "add", "--programme", "mfpe-ljs", issuer.write("cohort.json", json.dumps(cohort)))
    sessions = issuer.json("cohort", "show", COHORT)["sessions"]
    tap.equal([s["state"] for s in sessions], ["planned"] * 6 + ["postponed"] * 6, "2: series 2 is visible, postponed, without dates")


def step_3(tap, issuer, people):
    rows = [["Name", "Email", "Folio number"]] + [[who, mail, f"F-{n}"] for n, (mail, who) in enumerate(people.items())]
    said = issuer.ok("roster", "import", *AT, "--track", "series-1", write_csv(issuer, "roster.csv", rows))
    tap.ok("27 people read" in said and "25 enrolled, 2 waiting" in said, "3: 25 enrolled, 2 on the waiting list, nobody cut off", said)
    last = list(people)[-2:]
    tap.equal(sorted(states(issuer)["waiting"]), sorted(last), "3: the last two wait")
    issuer.ok("cohort", "set", COHORT, "--capacity", "30")
    tap.equal({s: len(who) for s, who in states(issuer).items()}, {"enrolled": 27}, "3: with 30 places both move up")


def step_4(tap, issuer):
    got = issuer.json("attendance", "import", *AT, "--session", "s1", ZOOM)
    tap.equal((got["rows"], got["people"], got["hosts"], got["timezone"]), (31, 27, 1, "America/Denver"), "4: rows, people, host, zone")
    tap.ok("Zoom" in got["variant"] and "meeting block" in got["variant"], "4: the variant is named", got["variant"])
    return [a["email"] for a in got["attendees"] if a["host"]][0]


def step_5(tap, issuer, host):
    seen = minutes(issuer, "s1")
    want = {"Power Girl": 111, "Cyborg Superman": 83, "Redeemer II": 95}
    tap.equal({n: m for n, m in ((n, [v for k, v in seen.items() if n in k]) for n in want)},
              {n: [m] for n, m in want.items()}, "5: minutes: the union, inside the session")
    before = shown(issuer, "s1")
    tap.equal(before["present"], 18, "5: 18 present at 80 %")
    issuer.ok("roster", "set", host, *AT, "--role", "host")
    tap.equal(shown(issuer, "s1")["participants"], 17, "5: 17 participants once he is the host")


def step_6(tap, issuer):
    tap.equal(issuer.ok("attendance", "import", *AT, "--session", "s1", ZOOM).strip(), "already imported, nothing changed", "6: again")
    code, _, err = issuer.run("attendance", "import", *AT, "--session", "s2", ZOOM)
    tap.ok(code == 1 and "2021-11-19" in err and "2021-12-03" in err, "6: refused on another day, with both days", err)


def step_7(tap, issuer):
    with open(os.path.join(MFPE, "demo", "cohort.json"), encoding="utf-8") as handle:
        cohort = json.load(handle)
    cohort.update(id="teams", title="On Teams")
    for session, day in zip(cohort["sessions"], ("2026-09-22", "2026-09-23")):
        session.update(id="t" + session["id"][1:], start=f"{day}T15:00", end=f"{day}T18:00")
    issuer.ok("cohort", "add", "--programme", "mfpe-ljs", issuer.write("teams.json", json.dumps(cohort)))
    rows = [["Name", "Email"], ["Rita Rejoin", "rita.rejoin@example.com"], ["Lee Wong", "lee.wong@example.com"],
            ["Omar Open", "omar.open@example.com"], ["Dana Twin", "dana1@example.com"], ["Dana Twin", "dana2@example.com"],
            ["Casey Guest", "casey@example.com"]]
    issuer.ok("roster", "import", "--cohort", "teams", "--track", "series-1", write_csv(issuer, "teams.csv", rows))
    got = issuer.json("attendance", "import", "--cohort", "teams", "--session", "t1", TEAMS)
    seen = minutes(issuer, "t1", "teams")
    tap.equal((seen["Rita Rejoin"], seen["Lee Wong"]), (90, 150), "7: Rita 90; Lee under two names is one person, 150")
    queue = issuer.json("roster", "review", "list", "--cohort", "teams")
    names = [item["name"] for item in queue]
    tap.ok(any("Dana Twin" in n for n in names) and "Dana Twin" not in seen, "7: the two Danas are merged with nobody", names)
    dana = [item for item in queue if "Dana Twin" in item["name"]]
    tap.ok(sum(len(s["rows"]) for item in dana for s in item["sessions"]) == 2 and all("suggested" not in i for i in dana),
           "7: nor with each other", dana)
    tap.ok(any("15550100123" in n for n in names) and any("Sam Rivera" in n for n in names) and any("Casey" in n for n in names),
           "7: phone number and guests: who is this?", names)
    omar = json.dumps([r for r in got["rejected"]] + [a for a in got["attendees"] if a["name"] == "Omar Open"] + got.get("notes", []))
    said = issuer.ok("attendance", "import", "--cohort", "teams", "--session", "t1", TEAMS, "--preview")
    tap.ok("Omar" in said or "leave" in said, "7: Omar has no leave time, which is said", said + omar)
    code, _, err = issuer.run("attendance", "import", "--cohort", "teams", "--session", "t2", TEAMS)
    tap.ok(code == 1 and "2026-09-22" in err, "7: refused on another day", err)


def step_8(tap, issuer):
    at = ("--cohort", "teams")
    item = [i for i in issuer.json("roster", "review", "list", *at) if "Sam Rivera" in i["name"]][0]
    issuer.ok("roster", "import", *at, "--track", "series-1", write_csv(issuer, "sam.csv", [["Name", "Email"], ["Samuel Rivera", "sam@example.com"]]))
    done = issuer.json("roster", "review", "accept", item["item"], "sam@example.com", *at)
    tap.ok("Samuel Rivera" in minutes(issuer, "t1", "teams"), "8: the guest is somebody now")
    later = write_csv(issuer, "later.csv", [["Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)", "Guest"],
                                            [item["name"], "", "09/23/2026 03:00:00 PM", "09/23/2026 05:00:00 PM", "120", "Yes"]])
    issuer.ok("attendance", "import", *at, "--session", "t2", "--date-order", "mdy", later)
    tap.equal(minutes(issuer, "t2", "teams"), {"Samuel Rivera": 120}, "8: and is known the next time")
    issuer.ok("roster", "review", "undo", str(done["decision"]), *at)
    tap.ok("Samuel Rivera" not in minutes(issuer, "t1", "teams"), "8: undone, everywhere")


def step_9(tap, issuer, people, mails):
    present = {m: people[m] for m in mails}
    for session in ("s2", "s3", "s5"):
        joins(issuer, session, present)
    first, second, third = mails[:3]
    joins(issuer, "s6", {m: w for m, w in present.items() if m not in (first, second, third)})
    issuer.ok("session", "set", "s4", *AT, "--state", "cancelled", "--reason", "snow")
    issuer.ok("session", "add", "s6b", *AT, "--topic", "call-to-action", "--kind", "makeup", "--for", "s6", "--person", second,
              "--start", "2022-01-21T10:00", "--end", "2022-01-21T11:00", "--reason", "a funeral")
    issuer.ok("attendance", "override", second, *AT, "--session", "s6b", "--present", "--reason", "the presenter says so")
    said = explained(issuer, second)
    tap.ok("5 of 5" in said and "cancelled" in said, "9: five of five count, one is cancelled", said)
    tap.ok("the presenter says so" in said, "9: the override and its reason", said)
    tap.equal((answer(issuer, second, "series-1-certificate"), answer(issuer, first, "series-1-certificate")), ("met", "failed"),
              "9: the make-up is hers alone")
    return first, second, third


def step_10(tap, issuer, first):
    issuer.ok("roster", "import", *AT, "--track", "series-1", write_csv(issuer, "evil.csv", [["Name", "Email"], [EVIL, "evil@x.example"]]))
    path = issuer.path("progress.csv")
    issuer.ok("report", "progress", *AT, "--out", path)
    with open(path, encoding="utf-8-sig", newline="") as handle:
        text = handle.read()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    tap.ok(len({r["person"] if "person" in r else r["name"] for r in rows}) >= 28, "10: everybody is in the progress table", len(rows))
    cells = [c for row in csv.reader(io.StringIO(text, newline="")) for c in row]
    tap.ok(f"'{EVIL}" in cells and EVIL not in cells, "10: no formula in it")
    said = issuer.ok("report", "progress", *AT, "--answer", "failed")
    tap.ok(first in said or "missed" in said, "10: who cannot any more, and why", said[:600])
    issuer.ok("roster", "set", "evil@x.example", *AT, "--state", "withdrawn")


def preview(issuer):
    return issuer.json("award", "preview", *AT)


def due(look, award):
    return {row["email"]: row for row in look["rows"] if row["award"] == award and row["due"] and "issued" not in row}


def step_11(tap, issuer, first, host, people):
    issuer.ok("session", "close", "s1", "s2", "s3", "s4", "s5", "s6", *AT)
    look = preview(issuer)
    certificates, units = due(look, "series-1-certificate"), due(look, "series-1-units")
    tap.ok(first not in certificates and host not in certificates, "11: who missed one gets no certificate", sorted(certificates))
    tap.equal(units.get(first, {}).get("units", {}).get("amount"), "5", "11: but five units")
    issued = issuer.json("award", "issue", "--preview", look["digest"])
    tap.equal((len(issued["issued"]), issued["failed"]), (len(certificates) + len(units), []), "11: exactly what was previewed is issued")
    queued = [m for m in issuer.json("mail", "list") if m["kind"] == "awarded"]
    tap.equal(sorted(m["about"] for m in queued), sorted(i["id"] for i in issued["issued"]), "11: an e-mail each is queued")
    return issued["issued"], len(certificates)


def step_12(tap, issuer, third):
    path = write_csv(issuer, "paper.csv", [["Name", "Email", "Date", "Time In", "Time Out"],
                                           ["Late Paper", third, "01/14/2022", "10:00 AM", "11:00 AM"]])
    issuer.ok("attendance", "import", *AT, "--session", "s6", "--date-order", "mdy", path)
    look = preview(issuer)
    tap.equal(sorted(due(look, "series-1-certificate")), [third], "12: she would now earn the certificate")
    said = issuer.ok("award", "preview", *AT)
    tap.ok("would now" in said, "12: which the preview says", said[-700:])
    issued = issuer.json("award", "issue", "--preview", look["digest"])["issued"]
    tap.equal([i["award"] for i in issued], ["series-1-certificate"], "12: only that one is issued")
    return issued[0]["id"]


def step_13(tap, issuer, late):
    before = issuer.json("credential", "show", late)
    issuer.ok("credential", "correct", late, "--name", "L\u00e1te Paper", "--reason", "misspelt")
    after = issuer.json("credential", "show", late)
    pick = lambda shown, key: (shown.get("credential") or shown)[key]
    tap.equal((pick(after, "version"), pick(after, "name"), pick(after, "awarded"), pick(after, "id")),
              (2, "L\u00e1te Paper", pick(before, "awarded"), late), "13: a new version, the same link, the same date of award")
    export = issuer.path("new.json")
    issuer.ok("credential", "export", late, "--out", export)
    with open(export, encoding="utf-8") as handle:
        tap.ok("L\\u00e1te Paper" in handle.read() or "L\u00e1te Paper" in open(export, encoding="utf-8").read(), "13: it bears the right name")
    issuer.ok("credential", "revoke", late, "--reason", "issued-in-error")
    tap.equal(pick(issuer.json("credential", "show", late), "status"), "revoked", "13: revoked")
    tap.ok(any(m["kind"] == "revoked" and m["about"].startswith(late) for m in issuer.json("mail", "list")), "13: the holder is told")


def step_14(tap, issuer, certificates):
    said = issuer.ok("report", "opi", *AT, "--award", "series-1-units")
    path = issuer.path("audit.zip")
    issuer.ok("audit", "export", *AT, "--out", path)
    listed = [c for c in issuer.json("credential", "list", *AT) if c["status"] not in ("revoked", "superseded")]
    shown_certificates = [c for c in listed if c["award"] == "series-1-certificate"]
    tap.equal(len(shown_certificates), certificates, "14: the certificates in force on the screen")
    units = [c for c in listed if c["award"] == "series-1-units"]
    tap.ok(f"certificates issued  {len(units)}\n" in said and "first date  2021-11-19" in said and "last date  2022-01-14" in said,
           "14: the activity report has their number and the dates", f"{len(units)} {said}")
    with zipfile.ZipFile(path) as archive:
        identity = issuer.write("did.json", archive.read("documents/mfpe-did.json"))
        table = archive.read("credentials.csv").decode()
    done = subprocess.run([VERIFIER, "bundle", path, "--offline", "-", "--identity", identity, "--json"], capture_output=True, text=True, check=False)
    tap.equal((done.returncode, json.loads(done.stdout)["problems"]), (2, []), "14: the audit file is whole")
    in_file = [r for r in csv.DictReader(io.StringIO(table)) if r["award"] == "series-1-certificate" and r["status"] == "in_force"]
    tap.equal(len(in_file), certificates, "14: and agrees with the screen")
    with open(os.path.join(MFPE, "policy.json"), encoding="utf-8") as handle:
        policy = json.load(handle)
    policy.update(revision=2)
    policy["attendance"]["present_if"] = {"min_share": 0.9}
    folder = issuer.path("changed")
    shutil.copytree(MFPE, folder)
    issuer.write(os.path.join("changed", "policy.json"), json.dumps(policy))
    issuer.ok("programme", "load", folder)
    records = [json.loads(issuer.ok("decision", "show", c["decision"])) for c in shown_certificates[:3]]
    tap.equal([r["policy"]["revision"] for r in records], [1] * len(records), "14: a changed rule leaves old awards their revision")
    replay = issuer.run("decision", "replay", *AT)
    tap.equal(replay[0], 0, "14: and every decision replays" + replay[2])


def main():
    tap = Tap()
    if not os.path.exists(ZOOM) or not os.path.exists(TEAMS):
        tap.skip("the steps of day A", "no ../shared/data/attendance")
        return tap.done()
    with Instance(init=False) as issuer:
        people = people_of_sample()
        step_1(tap, issuer)
        step_2(tap, issuer)
        step_3(tap, issuer, people)
        host = step_4(tap, issuer)
        step_5(tap, issuer, host)
        step_6(tap, issuer)
        step_7(tap, issuer)
        step_8(tap, issuer)
        present = {r["name"] for r in shown(issuer, "s1")["rows"] if r["present"] and r["role"] == "participant"}
        mails = [r["email"] for r in issuer.json("roster", "list", *AT) if r["name"] in present]
        first, _, third = step_9(tap, issuer, people, mails)
        step_10(tap, issuer, first)
        _, certificates = step_11(tap, issuer, first, host, people)
        late = step_12(tap, issuer, third)
        step_13(tap, issuer, late)
        step_14(tap, issuer, certificates)
    return tap.done()


main()
