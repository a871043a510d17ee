#!/usr/bin/env python3
"""'award issue --proof both': a second form for what is issued, and two at once.

A form that is missing is added to the same credential at the same status
position, once; of two programs that issue at the same time, none makes a
credential, a position or a form twice, and none is lost.
"""
import base64
import json
import os
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
import cohorts  # noqa: E402
from instance import Instance  # noqa: E402
from tap import Tap  # noqa: E402

PEOPLE = 450
FORMATS = ["eddsa-rdfc-2022", "jwt-ob"]


def stored(issuer):
    """{id: (status position, {format: body})}"""
    found = {}
    with sqlite3.connect(os.path.join(issuer.data, "testamur.db")) as db:
        for identity, number, index, form, body in db.execute(
                "SELECT id, status_number, status_index, format, body FROM credential"):
            found[identity] = ((number, index), {form: body})
        for identity, form, body in db.execute(
                "SELECT credential, format, body FROM credential_form"):
            found[identity][1][form] = body
    return found


def content(form, body):
    """The credential in a secured body, without what the form adds"""
    if form.startswith("jwt-"):
        body = body.split(b".")[1]
        body = base64.urlsafe_b64decode(body + b"=" * (-len(body) % 4))
    return {name: value for name, value in json.loads(body).items()
            if name not in ("proof", "iss", "sub", "nbf", "jti")}


def whole(tap, credentials, name):
    """Everybody has one credential in two forms of one content."""
    tap.equal(len(credentials), PEOPLE, f"{name}: one credential each")
    tap.equal(len({position for position, _ in credentials.values()}), PEOPLE,
              f"{name}: a status position each")
    tap.ok(all(sorted(forms) == FORMATS for _, forms in credentials.values()),
           f"{name}: both forms")
    tap.equal([i for i, (_, forms) in credentials.items()
               if len({json.dumps(content(*form)) for form in forms.items()}) != 1], [],
              f"{name}: the forms say the same")


def at_once(issuer, digest):
    """Two programs; their exit statuses"""
    two = [subprocess.Popen(issuer.command("award", "issue", "--preview", digest, "--proof", "both",
                                           "--json", "--quiet"),
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(2)]
    errors = [process.communicate(timeout=120)[1] for process in two]
    return [process.returncode for process in two], errors


def audited(issuer):
    with sqlite3.connect(os.path.join(issuer.data, "testamur.db")) as db:
        return db.execute("SELECT COUNT(*), COUNT(DISTINCT object) FROM audit_event "
                          "WHERE action = 'credential.form'").fetchone()


def added_later(tap):
    with Instance() as issuer:
        digest = cohorts.make(issuer, PEOPLE)
        issuer.ok("award", "issue", "--preview", digest)
        before = stored(issuer)
        revoked = sorted(before)[0]
        issuer.ok("credential", "revoke", revoked, "--reason", "issued-in-error")
        codes, errors = at_once(issuer, digest)
        tap.equal(codes, [0, 0], "added by two at once: both end well")
        after = stored(issuer)
        tap.equal({i: position for i, (position, _) in after.items()},
                  {i: position for i, (position, _) in before.items()},
                  "added: the same ids and status positions")
        tap.equal([i for i in before if before[i][1].items() - after[i][1].items()], [],
                  "added: the first form as it was")
        tap.equal(sorted(after[revoked][1]), FORMATS[:1], "what is revoked gets none")
        tap.equal(audited(issuer), (PEOPLE - 1, PEOPLE - 1), "added: an audit event each")
        again = issuer.json("award", "issue", "--preview", digest, "--proof", "both")
        tap.equal([r for r in again["existing"] if "form_added" in r], [], "again: nothing to add")
        after[revoked][1]["jwt-ob"] = b"." + base64.urlsafe_b64encode(after[revoked][1][FORMATS[0]])
        whole(tap, after, "added")
        path = issuer.path("c.jwt")
        issuer.ok("credential", "export", sorted(before)[1], "--out", path)
        with open(path, "rb") as handle:
            tap.equal(handle.read().strip(), after[sorted(before)[1]][1]["jwt-ob"], "added: exported")


def first_as_jwt(tap):
    with Instance() as issuer:
        digest = cohorts.make(issuer, 3)
        issuer.ok("award", "issue", "--preview", digest, "--proof", "jwt")
        done = issuer.json("award", "issue", "--preview", digest, "--proof", "both")
        tap.equal([r.get("form_added") for r in done["existing"]], [True] * 3, "a JWT gets its JSON")
        tap.ok(all(len({json.dumps(content(*form)) for form in forms.items()}) == 1 and
                   sorted(forms) == FORMATS for _, forms in stored(issuer).values()),
               "a JWT and its JSON say the same")


def from_the_start(tap):
    with Instance() as issuer:
        digest = cohorts.make(issuer, PEOPLE)
        codes, errors = at_once(issuer, digest)
        tap.equal(codes, [0, 0], "issued by two at once: both end well")
        whole(tap, stored(issuer), "issued by two at once")


def main():
    tap = Tap()
    added_later(tap)
    first_as_jwt(tap)
    from_the_start(tap)
    tap.done()


main()
