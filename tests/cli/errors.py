#!/usr/bin/env python3
"""What is refused: the exit status, a message that says where, and no trace.

0 done; 1 the input or state does not allow it; 2 the environment failed;
64 wrong command line. After every refusal here the database is the same,
byte for byte of its dump, as before.
"""
import glob
import json
import os
import shutil
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import PROGRAMMES, PUBLIC_URL, Instance, load_programme  # noqa: E402
from tap import Tap  # noqa: E402

C = "mfpe-2021-a"


class Refusals:
    def __init__(self, tap, issuer):
        self.tap, self.issuer = tap, issuer

    def dump(self):
        path = os.path.join(self.issuer.data, "testamur.db")
        if not os.path.exists(path):
            return ""
        with sqlite3.connect(path) as db:
            return "\n".join(db.iterdump())

    def __call__(self, name, code, texts, *words):
        """words are refused with this status and a message with these texts."""
        before = self.dump()
        got, out, err = self.issuer.run(*words)
        missing = [t for t in texts if t not in err]
        self.tap.ok(got == code and not missing, name,
                    f"exit {got}, want {code}; not in the message: {missing}\n{out}{err}")
        self.tap.ok(self.dump() == before, name + ": nothing was written")


def changed(folder, name, change):
    """Rewrite one JSON file of a programme folder."""
    path = os.path.join(folder, name)
    with open(path, encoding="utf-8") as handle:
        content = json.load(handle)
    change(content)
    with open(path, "w", encoding="utf-8") as handle:
        json.dump(content, handle)


def command_line(refused):
    refused("no command", 64, ["--help"])
    refused("an unknown command", 64, ["frobnicate"], "frobnicate")
    refused("an unknown option", 64, ["--colour"], "cohort", "list", "--colour", "red")
    refused("a required option is missing", 64, ["--cohort"], "roster", "list")
    refused("too many operands", 64, [], "cohort", "show", "a", "b")


def data_folder(tap):
    issuer = Instance(init=False)
    with issuer:
        refused = Refusals(tap, issuer)
        refused("no data folder yet", 1, ["init --public-url"], "cohort", "list")
        for url in ("http://badges.example.org", "badges.example.org",
                    "https://badges.example.org/?a=b", "https://me@badges.example.org"):
            refused(f"{url} is no identity", 1, ["--public-url", "https://HOST"], "init",
                    "--public-url", url)
        tap.ok(not os.path.exists(issuer.data), "and no folder was made")
        issuer.ok("init", "--public-url", PUBLIC_URL + "/")
        refused("init of an instance", 1, ["already", PUBLIC_URL], "init", "--public-url",
                "https://other.example.org")
        tap.equal(os.stat(issuer.data).st_mode & 0o777, 0o700, "the folder is its owner's alone")


def organisations(refused, issuer):
    path = issuer.write("o.json", '[{"id":"a","name":"A"},\n {"id":"b" "name":"B"}]')
    refused("organisations: broken JSON", 1, ["o.json: 2:12", "comma"], "organisation", "import",
            path)
    path = issuer.write("o.json", '[{"name":"A"}]')
    refused("organisations: no id", 1, ["o.json", "/0", "id"], "organisation", "import", path)
    path = issuer.write("o.json", '{"id":"a"}')
    refused("organisations: no list", 1, ["o.json", "array"], "organisation", "import", path)
    refused("organisations: no file", 1, ["none.json"], "organisation", "import",
            issuer.path("none.json"))
    refused("organisations: an id that is no slug", 1, ["a-z"], "organisation", "add", "Not A Slug",
            "--name", "N")


def programmes(refused, issuer):
    good = os.path.join(PROGRAMMES, "wi-eecop-2024")
    issuer.ok("organisation", "import", os.path.join(good, "organisations.json"))

    def broken(name, texts, file, change):
        folder = issuer.path("programme")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(good, folder)
        changed(folder, file, change)
        refused("programme: " + name, 1, texts, "programme", "load", folder)

    award = lambda p: p["awards"][0]
    broken("an unknown key", ["policy.json", "/awards/0", "wen"], "policy.json",
           lambda p: award(p).update(wen=1))
    broken("another language", ["policy.json", "language"], "policy.json",
           lambda p: p.update(language=2))
    broken("a parameter that is not there", ["policy.json", "platform_minutes"], "policy.json",
           lambda p: p.pop("parameters"))
    broken("an achievement that is not there", ["/awards/0", "no-such"], "policy.json",
           lambda p: award(p).update(achievement="no-such"))
    broken("an item that is not there", ["/awards/0/when/all/3", "items"], "policy.json",
           lambda p: award(p)["when"]["all"][3].update(work="no-such"))
    broken("an issuer that is not known", ["nobody", "organisation"], "policy.json",
           lambda p: p.update(issuer="nobody"))
    broken("another programme's policy", ["/programme"], "policy.json",
           lambda p: p.update(programme="other"))
    broken("a time zone that is none", ["America/Nowhere"], "policy.json",
           lambda p: p.update(timezone="America/Nowhere"))
    broken("an award that asks for itself", ["eecop-completion"], "policy.json",
           lambda p: award(p)["when"]["all"].append({"award": "eecop-completion"}))
    broken("hours called renewal units in Wisconsin", ["may not be called"], "programme.json",
           lambda p: p["achievements"][1].update(name="Renewal units"))
    broken("an id given twice", ["programme.json", "/topics/1", "twice"], "programme.json",
           lambda p: p["topics"][1].update(id=p["topics"][0]["id"]))
    broken("no title", ["programme.json", "title"], "programme.json", lambda p: p.pop("title"))
    refused("programme: no folder", 1, ["programme.json"], "programme", "load",
            issuer.path("nowhere"))


def cohorts(refused, issuer):
    with open(os.path.join(PROGRAMMES, "mfpe-ljs", "demo", "cohort.json"), encoding="utf-8") as f:
        good = dict(json.load(f), id="new")

    def broken(name, texts, **changes):
        path = issuer.write("c.json", json.dumps({**good, **changes}))
        refused("cohort: " + name, 1, texts, "cohort", "add", "--programme", "mfpe-ljs", path)

    def session(**changes):
        first = {k: v for k, v in dict(good["sessions"][0], **changes).items() if v is not None}
        return [first] + good["sessions"][1:]

    broken("the same again", ["exists"], id=C)
    broken("an unknown topic", ["c.json", "/sessions/0", "no-such"],
           sessions=session(topic="no-such"))
    broken("an end before the start", ["ends after"], sessions=session(end="2021-10-05T16:00"))
    broken("a time that the clocks skip", ["skip", "America/Denver"],
           sessions=session(start="2021-03-14T02:30", end="2021-03-14T04:00"))
    broken("a time that the clocks show twice", ["twice", "America/Denver"],
           sessions=session(start="2021-11-07T01:30", end="2021-11-07T04:00"))
    broken("a planned session without date", ["/sessions/0", "postponed"],
           sessions=session(start=None, end=None))
    broken("an unknown parameter", ["no_such"], parameters={"no_such": 1})
    broken("sessions that leave a series empty", ["series"], sessions=good["sessions"][:6])
    refused("cohort: of no programme", 1, ["programme list"], "cohort", "add", "--programme",
            "none", issuer.write("c.json", json.dumps(good)))


def people(refused, issuer):
    where = ("--cohort", C, "--track", "series-1")
    refused("roster: no names", 1, ["r.csv", "looked for"], "roster", "import", *where,
            issuer.write("r.csv", "a,b\n1,2\n"))
    refused("roster: an unknown track in line 3", 1, ["r.csv", "line 3", "series-9"], "roster",
            "import", "--cohort", C, issuer.write(
                "r.csv", "Name,Email,Track\nA,a@x.example,series-1\nB,b@x.example,series-9\n"))
    refused("roster: a spreadsheet", 1, ["r.xlsx", "CSV"], "roster", "import", *where,
            issuer.write("r.xlsx", b"PK\x03\x04" + b"\0" * 60))
    refused("roster: an unknown state", 1, ["--state"], "roster", "set", "Ruth Abernathy",
            "--cohort", C, "--state", "happy")
    refused("roster: one of two is not there", 1, ["nobody"], "roster", "set", "Ruth Abernathy",
            "nobody@x.example", "--cohort", C, "--role", "host")


def evidence(refused, issuer):
    where = ("--cohort", C, "--session", "s1")
    zoom = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
    refused("attendance: a file of nothing we know", 1, ["a.csv", "looked for"], "attendance",
            "import", *where, issuer.write("a.csv", "colour,shape\nred,round\n"))
    refused("attendance: a spreadsheet", 1, ["a.xlsx", "CSV"], "attendance", "import", *where,
            issuer.write("a.xlsx", b"PK\x03\x04" + b"\0" * 60))
    refused("attendance: a picture", 1, ["a.csv"], "attendance", "import", *where,
            issuer.write("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256))))
    refused("attendance: another day", 1, ["2021-10-16", "2021-10-05", "America/Denver"],
            "attendance", "import", *where, issuer.write(
                "a.csv", zoom + "A,a@x.example,10/16/2021 04:30:00 PM,10/16/2021 05:30:00 PM,60,"
                "Yes\n"))
    refused("attendance: no such session", 1, ["s99"], "attendance", "import", "--cohort", C,
            "--session", "s99", issuer.path("a.csv"))
    refused("attendance: no such zone", 1, ["Mars/Olympus"], "attendance", "import", *where,
            "--zone", "Mars/Olympus", issuer.path("a.csv"))
    refused("attendance: present and absent", 64, ["--present"], "attendance", "override",
            "Ruth Abernathy", *where, "--present", "--absent", "--reason", "r")
    refused("attendance: an override without reason", 64, ["--reason"], "attendance", "override",
            "Ruth Abernathy", *where, "--present")
    refused("session: cancelled without reason", 1, ["--reason"], "session", "set", "s1",
            "--cohort", C, "--state", "cancelled")
    refused("session: closed before it was held", 1, ["s7", "postponed"], "session", "close", "s1",
            "s7", "--cohort", C)
    refused("session: a make-up of none", 1, ["s99"], "session", "add", "m", "--cohort", C,
            "--topic", "call-to-action", "--kind", "makeup", "--for", "s99", "--start",
            "2022-01-01T10:00", "--end", "2022-01-01T11:00")


def forms(refused, issuer):
    load_programme(issuer, "wi-eecop-2024")
    where = ("--cohort", "eecop-2024")
    one, two = "margaret.olson@northfield.example", "peter.vang@rock-valley.example"
    write = lambda text: issuer.write("form.csv", text)
    refused("work: approved in line 3, never submitted", 1, ["form.csv", "line 3", "submitted"],
            "work", "import", *where, write(
                f"email,item,state\n{two},equity-project,submitted\n"
                "linda.becker@st-anselm.example,book-study,approved\n"))
    refused("work: an unknown item", 1, ["line 2", "no-such"], "work", "import", *where,
            write(f"email,item,state\n{one},no-such,submitted\n"))
    refused("work: returned without a word", 1, ["--comment"], "work", "return", two, *where,
            "--item", "equity-project")
    refused("work: an unknown column", 1, ["form.csv", "line 1", "place 4"], "work", "import",
            *where, write(f"email,item,state,colour\n{one},book-study,submitted,red\n"))
    refused("activity: a missing column", 1, ["form.csv", "line 1", "minutes"], "activity",
            "import", *where, write(f"email,activity,day\n{one},platform,2024-02-06\n"))
    refused("activity: 2000 minutes in a day", 1, ["line 3", "1 to 1440"], "activity", "import",
            *where, write(f"email,activity,day,minutes\n{one},platform,2024-02-07,10\n"
                          f"{one},platform,2024-02-08,2000\n"))
    refused("activity: the 30th of February", 1, ["line 2", "YYYY-MM-DD"], "activity", "import",
            *where, write(f"email,activity,day,minutes\n{one},platform,2024-02-30,10\n"))
    refused("attestation: of an unknown person in line 3", 1, ["line 3", "nobody"], "attestation",
            "import", *where, write(
                f"email,what,role\n{one},coaching,coach\nx@x.example,coaching,coach\n"))
    refused("attestation: of nothing known", 1, ["no-such"], "attest", one, *where, "--what",
            "no-such", "--role", "coach")
    refused("a quote that never ends", 1, ["form.csv", "line 2"], "work", "import", *where,
            write(f'email,item,state\n{one},"book-study,submitted\n'))


def issued(tap, refused, issuer):
    digest = issuer.json("award", "preview", "--cohort", C)["digest"]
    one = issuer.json("award", "issue", "--preview", digest)["issued"][0]["id"]
    wrong = one[:-1] + ("0" if one[-1] != "0" else "1")
    refused("credential: an id with a wrong last character", 1, [], "credential", "show", wrong)
    refused("credential: revoked without reason", 64, ["--reason"], "credential", "revoke", one)
    refused("credential: revoked for no public reason", 1, ["--reason"], "credential", "revoke",
            one, "--reason", "because")
    refused("credential: reinstated while valid", 1, [], "credential", "reinstate", one,
            "--reason", "review-closed")
    refused("credential: an ending we do not write", 1, [".jwt"], "credential", "export", one,
            "--out", issuer.path("x.docx"))
    tap.ok(not os.path.exists(issuer.path("x.docx")), "and no file was made")
    issuer.ok("credential", "revoke", one, "--reason", "duplicate")
    refused("credential: revoked twice", 1, [], "credential", "revoke", one, "--reason",
            "duplicate")
    folder = issuer.path("frozen")
    shutil.copytree(os.path.join(PROGRAMMES, "mfpe-ljs"), folder)
    changed(folder, "policy.json",
            lambda p: p["attendance"]["present_if"].update(min_share=0.5))
    refused("programme: a rule that was issued under is changed", 1, ["revision"], "programme",
            "load", folder)
    changed(folder, "policy.json", lambda p: p.update(revision=2))
    tap.equal(issuer.run("programme", "load", folder)[0], 0, "but not under a new revision")


def environment(tap, issuer, refused):
    key = glob.glob(os.path.join(issuer.data, "keys", "**", "es256-1*"), recursive=True)
    key = [k for k in key if os.path.isfile(k)][0]
    issuer.ok("roster", "set", "Walter Pike", "--cohort", C, "--state", "enrolled")
    for session in ("s1", "s2", "s3", "s4", "s5", "s6"):
        issuer.ok("attendance", "override", "Walter Pike", "--cohort", C, "--session", session,
                  "--present", "--reason", "paper sheet found")
    digest = issuer.json("award", "preview", "--cohort", C)["digest"]
    os.chmod(key, 0o644)
    refused("a key that others may read is refused", 1, ["mode 0644"], "award", "issue",
            "--preview", digest)
    os.chmod(key, 0o600)
    tap.equal(len(issuer.json("award", "issue", "--preview", digest)["issued"]), 2,
              "and used once it is put right")
    with open(os.path.join(issuer.data, "testamur.db"), "r+b") as handle:
        handle.write(b"not a database at all")
    for name in glob.glob(os.path.join(issuer.data, "testamur.db-*")):
        os.unlink(name)
    code, _, err = issuer.run("cohort", "list")
    tap.ok(code == 2 and err, "a database that is none: the environment failed", f"{code} {err}")


def main():
    tap = Tap()
    data_folder(tap)
    with Instance() as issuer:
        refused = Refusals(tap, issuer)
        command_line(refused)
        organisations(refused, issuer)
        programmes(refused, issuer)
        load_programme(issuer, "mfpe-ljs")
        cohorts(refused, issuer)
        people(refused, issuer)
        evidence(refused, issuer)
        forms(refused, issuer)
        issued(tap, refused, issuer)
        environment(tap, issuer, refused)
    tap.done()


main()
