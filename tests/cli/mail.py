#!/usr/bin/env python3
"""mail: queued with the step, sent by a real SMTP server, failed and sent again."""
import json
import os
import re
import sqlite3
import stat
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import Instance  # noqa: E402
from smtp import Smtp  # noqa: E402
from tap import Tap  # noqa: E402
from world import COHORT, attend, join, prepare  # noqa: E402

FROM = "awards@college.example"


def award(issuer):
    digest = issuer.json("award", "preview", "--cohort", "spring", "--award", "badge")["digest"]
    return issuer.json("award", "issue", "--preview", digest)["issued"]


def graduate(issuer, people):
    """people: {address: name}"""
    for address, name in people.items():
        join(issuer, name, address)
    for session in ("s1", "s2"):
        attend(issuer, session, {address: 60 for address in people})
    return award(issuer)


def mails(issuer, state=None):
    return issuer.json("mail", "list", *(("--state", state) if state else ()))


def set_clock_back(issuer):
    """What was to be tried later is due."""
    with sqlite3.connect(os.path.join(issuer.data, "testamur.db")) as store:
        store.execute("UPDATE outbox SET due_at = due_at - 1000000 WHERE state = 'waiting'")


def configure(issuer, url, *more):
    issuer.ok("mail", "configure", "--server", url, "--from", FROM, *more)


def awarded(tap, issuer):
    issued = graduate(issuer, {"ada@x.example": "Ada Ab\u00e9lard", "ben@x.example": "Ben Blank"})
    tap.equal(sorted((m["to"], m["kind"], m["about"], m["state"]) for m in mails(issuer)),
              sorted((p, "awarded", i["id"], "waiting") for i, p in
                     zip(sorted(issued, key=lambda i: i["name"]), ("ada@x.example", "ben@x.example"))),
              "each award is in the outbox, once")
    code, out, err = issuer.run("mail", "send")
    tap.ok(code == 1 and "no mail server is set" in err and "mail configure" in err, "without a server: what to do", err)
    with Smtp() as smtp:
        configure(issuer, smtp.url)
        tap.equal(issuer.json("mail", "send"), {"sent": 2, "failed": 0, "cancelled": 0, "waiting": 0}, "both are sent")
        tap.equal(smtp.connections, 1, "over one connection")
        to, message = sorted(smtp.messages, key=lambda m: m[0])[0]
        tap.equal((to, message["To"], message["From"], message["Subject"]),
                  ("ada@x.example", "ada@x.example", f"Example College <{FROM}>",
                   "You have been awarded: A Course: completed"), "to whom, from whom, about what")
        text = message.get_content()
        tap.ok("Dear Ada Ab\u00e9lard," in text and "awards@college.example" in text, "in words", text)
        ada = [i for i in issued if i["name"].startswith("Ada")][0]
        tap.ok(ada["url"] in text and issuer.ok("credential", "link", ada["id"]).strip() in text,
               "with the public page and her own link", text)
        waiting = {m["id"] for m in mails(issuer)}
        tap.ok(re.fullmatch(r"<([0-9a-f-]+)@college\.example>", message["Message-ID"])[1] in waiting,
               "an id of its own", message["Message-ID"])
        issuer.ok("mail", "send")
        award(issuer)
        issuer.ok("mail", "send")
        tap.equal(len(smtp.messages), 2, "sending and issuing again tells nobody twice")
    with open(os.path.join(issuer.data, "testamur.db"), "rb") as handle:
        secret = issuer.ok("credential", "link", ada["id"]).strip().rsplit("/", 1)[1].encode()
        tap.ok(secret not in handle.read(), "the secret link is not in the database")


def at_once(tap, issuer):
    """Two that send at the same time, as when one takes longer than the timer waits."""
    graduate(issuer, {f"p{n}@x.example": f"Person {n}" for n in range(12)})
    with Smtp() as smtp:
        configure(issuer, smtp.url)
        both = [subprocess.Popen(issuer.command("mail", "send", "--json"), stdout=subprocess.PIPE, text=True) for _ in range(2)]
        sent = [json.loads(one.communicate(timeout=60)[0])["sent"] for one in both]
        tap.equal((sum(sent), sorted(to for to, _ in smtp.messages)), (12, sorted(f"p{n}@x.example" for n in range(12))),
                  "each message goes out once")
        tap.equal({m["state"] for m in mails(issuer)}, {"sent"}, "and all of them do")


def statuses(tap, issuer):
    issued = graduate(issuer, {"ada@x.example": "Ada Able", "ben@x.example": "Ben Blank"})
    ids = {i["name"]: i["id"] for i in issued}
    with Smtp() as smtp:
        configure(issuer, smtp.url)
        issuer.ok("credential", "revoke", ids["Ada Able"], "--reason", "issued-in-error")
        tap.equal(issuer.json("mail", "send"), {"sent": 2, "failed": 0, "cancelled": 1, "waiting": 0},
                  "an award revoked before the news of it went out is not announced")
        texts = dict(smtp.messages)
        tap.equal(texts["ada@x.example"]["Subject"], "Withdrawn: A Course: completed", "only its withdrawal")
        tap.ok("issued in error" in texts["ada@x.example"].get_content(), "with the public reason",
               texts["ada@x.example"].get_content())
        issuer.ok("credential", "suspend", ids["Ben Blank"], "--reason", "under-review", "--note", "private matter")
        issuer.ok("mail", "send")
        issuer.ok("credential", "reinstate", ids["Ben Blank"], "--reason", "review-closed")
        issuer.ok("mail", "send")
        issuer.ok("credential", "correct", ids["Ben Blank"], "--name", "Ben Blanc", "--reason", "misspelt")
        issuer.ok("mail", "send")
        to, message = smtp.messages[-1]
        link = issuer.ok("credential", "link", ids["Ben Blank"]).strip()
        tap.ok(to == "ben@x.example" and message["Subject"].startswith("There is a new version") and
               "Dear Ben Blanc," in message.get_content() and link in message.get_content(),
               "a correction is told, with the link to download again", message.get_content())
        subjects = [m["Subject"] for to, m in smtp.messages if to == "ben@x.example"][:3]
        tap.equal(subjects, ["You have been awarded: A Course: completed", "Suspended: A Course: completed",
                             "In force again: A Course: completed"], "suspended, and in force again")
        tap.ok(all("private matter" not in m.get_content() for _, m in smtp.messages), "the private note stays private")


def failures(tap, issuer):
    graduate(issuer, {"ada@x.example": "Ada Able", "ben@x.example": "Ben Blank", "cy@x.example": "Cy Cole"})
    with Smtp(refuse={"ben@x.example": 550, "cy@x.example": 451}) as smtp:
        configure(issuer, smtp.url)
        code, out, err = issuer.run("mail", "send")
        tap.ok(code == 1 and "mail list --state failed" in err, "some cannot be delivered: where to look", out + err)
        tap.ok("@x.example" not in err, "the error names no address", err)
        tap.equal({m["to"]: (m["state"], m["attempts"]) for m in mails(issuer)},
                  {"ada@x.example": ("sent", 1), "ben@x.example": ("failed", 1), "cy@x.example": ("waiting", 1)},
                  "refused for good, refused for now, taken")
        tap.ok("refuses it (550)" in mails(issuer, "failed")[0]["error"], "with what the server said")
        tap.equal(issuer.json("mail", "send")["sent"], 0, "it is not tried again at once")
        smtp.refuse.clear()
        set_clock_back(issuer)
        tap.equal(issuer.json("mail", "send")["sent"], 1, "but later")
        issuer.ok("mail", "retry", "--failed")
        tap.equal((issuer.json("mail", "send")["sent"], len(smtp.messages)), (1, 3), "and the failed one when asked to")
    for words, expected in ((("cancel", "nope"), "no such waiting message"), (("retry", "nope"), "no such failed"),
                            (("show", "nope"), "no such message")):
        code, _, err = issuer.run("mail", *words)
        tap.ok(code == 1 and expected in err, f"mail {words[0]}: an unknown id", err)
    for verb in ("cancel", "retry"):
        code, _, err = issuer.run("mail", verb)
        tap.ok(code == 64 and "name messages" in err, f"mail {verb} wants to know which", err)


def server_down(tap, issuer):
    graduate(issuer, {f"p{n}@x.example": f"Person {n}" for n in range(6)})
    with Smtp() as smtp:
        gone = smtp.url
    configure(issuer, gone)
    code, _, err = issuer.run("mail", "send")
    tap.ok(code == 2 and "cannot be reached; 0 of 6 messages were sent" in err, "a server that is down", err)
    tap.equal([m["attempts"] for m in mails(issuer)].count(1), 3, "after three attempts the rest is left alone")
    tap.equal(len(mails(issuer, "waiting")), 6, "everything still waits")
    issuer.ok("mail", "cancel", "--all")
    tap.equal(len(mails(issuer, "cancelled")), 6, "until it is cancelled")
    ids = [m["id"] for m in mails(issuer)]
    issuer.ok("mail", "retry", *ids[:2])
    with Smtp(down=421) as smtp:
        configure(issuer, smtp.url)
        for _ in range(10):
            issuer.run("mail", "send")
            set_clock_back(issuer)
        tap.equal((len(smtp.messages), sorted(m["attempts"] for m in mails(issuer, "failed"))), (0, [10, 10]),
                  "after ten attempts a message has failed")


def secure(tap, issuer):
    key, cert = issuer.path("key.pem"), issuer.path("cert.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2",
                    "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    graduate(issuer, {"ada@x.example": "Ada Able"})
    password = issuer.write("password", "s3cret word\n")
    with Smtp(login=("mailer", "s3cret word"), certificate=(cert, key)) as smtp:
        login = ("--user", "mailer", "--password-file", password)
        configure(issuer, smtp.url, *login)
        code, _, err = issuer.run("mail", "send")
        tap.ok(code == 0 and not smtp.messages and "secure connection" in mails(issuer)[0]["error"],
               "a certificate nobody vouches for: nothing is sent", err)
        set_clock_back(issuer)
        configure(issuer, smtp.url, *login, "--ca-file", cert)
        tap.equal((issuer.json("mail", "send")["sent"], len(smtp.messages)), (1, 1), "with TLS and a password")
    for name in ("mail.json", "mail.password"):
        mode = stat.S_IMODE(os.stat(os.path.join(issuer.data, name)).st_mode)
        tap.equal(mode, 0o600, f"{name} is its owner's")
    with open(os.path.join(issuer.data, "mail.json"), encoding="utf-8") as handle:
        tap.ok("s3cret" not in handle.read(), "the password is not among the settings")
    tap.ok("s3cret" not in issuer.ok("audit", "list"), "nor in the audit log")
    for words, expected in (
            (("--server", "http://x.example", "--from", FROM), "a mail server is smtp://"),
            (("--server", "smtp://u:p@x.example", "--from", FROM), "a mail server is smtp://"),
            (("--server", "smtp://x.example", "--from", "nobody"), "not an e-mail address"),
            (("--server", "smtp://x.example", "--from", FROM, "--user", "u"), "needs a password"),
            (("--server", "smtp://x.example", "--from", FROM, "--password-file", issuer.write("e", "\n")), "is empty")):
        code, _, err = issuer.run("mail", "configure", *words)
        tap.ok(code == 1 and expected in err, f"refused: {expected}", err)


def places(tap, issuer):
    for n in (1, 2, 3):
        join(issuer, f"Person {n}", f"p{n}@x.example")
    tap.equal(mails(issuer), [], "who comes with a roster is told nothing")
    with sqlite3.connect(os.path.join(issuer.data, "testamur.db")) as store:
        store.execute("UPDATE enrolment SET since = since - 60")
    issuer.ok("cohort", "set", "spring", "--capacity", "2")
    tap.equal([(m["to"], m["kind"]) for m in mails(issuer)], [("p2@x.example", "place")], "who waited learns of the place")
    with Smtp() as smtp:
        configure(issuer, smtp.url)
        issuer.ok("mail", "send")
        tap.equal((smtp.messages[0][1]["Subject"], "you are enrolled in A Course, Spring evenings" in
                   smtp.messages[0][1].get_content()), ("You have a place: A Course", True), "and of which course")
        issuer.ok("cohort", "set", "spring", "--capacity", "1")
        issuer.ok("roster", "set", "p2@x.example", "--cohort", "spring", "--state", "waiting", "--reason", "gave it back")
        with sqlite3.connect(os.path.join(issuer.data, "testamur.db")) as store:
            store.execute("UPDATE enrolment SET since = since - 60")
            store.execute("UPDATE outbox SET object = 'spring/main' WHERE kind = 'place'")  # as older versions wrote it
        issuer.ok("cohort", "set", "spring", "--capacity", "2")
        tap.equal([m["to"] for m in mails(issuer, "waiting")], ["p2@x.example"], "a second place is news again")
        issuer.ok("mail", "retry", "--failed")
        issuer.ok("mail", "send")
        tap.equal([to for to, _ in smtp.messages], ["p2@x.example"] * 2, "and is sent")


TAP = Tap()
for part in (awarded, at_once, statuses, failures, server_down, secure, places):
    with Instance() as ISSUER:
        prepare(ISSUER, cohort=dict(COHORT, capacity=1) if part is places else None)
        part(TAP, ISSUER)
TAP.done()
