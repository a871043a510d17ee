#!/usr/bin/env python3
"""Files written by hand are read strictly: a misspelt key is an error.

Every refusal names the file and the JSON Pointer, exits with 1, and
leaves nothing behind.
"""
import copy
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import Instance  # noqa: E402
from tap import Tap  # noqa: E402
from world import COHORT, ORGANISATIONS, POLICY, PROGRAMME, prepare, write_programme  # noqa: E402


def changed(value, pointer, new):
    """A copy of value with the member at pointer set (None: removed)."""
    result = copy.deepcopy(value)
    at = result
    *path, last = [int(part) if part.isdigit() else part for part in pointer.split("/")[1:]]
    for part in path:
        at = at[part]
    if new is None:
        del at[last]
    else:
        at[last] = new
    return result


ORGANISATION_CASES = [
    ("/0/nmae", "x", "/0/nmae: there is no such key"),
    ("/0/url", "javascript:alert(1)", "/0/url: url has to be an https or http URL"),
    ("/0/email", "nobody", "/0/email: email has to be an e-mail address"),
    ("/0/id", "Not A Slug", "/0/id: id has to be an id of a-z"),
    ("/0/name", "", "/0/name: name has to be a text"),
    ("/0/name", None, "/0: name is required"),
    ("/0/colour", "blue", "/0/colour: colour has to be a colour"),
    ("/0/approvals/0/numbr", "7", "/0/approvals/0/numbr: there is no such key"),
    ("/0/approvals/0/scheme", "no-such", "no such unit scheme"),
    ("/0/approvals/0/valid_from", "1/2/2024", "a date is written YYYY-MM-DD"),
]

PROGRAMME_CASES = [
    ("/titel", "x", "programme.json: /titel: there is no such key"),
    ("/title", 5, "programme.json: /title: title has to be a text"),
    ("/topics/0/tag", ["workshop"], "programme.json: /topics/0/tag: there is no such key"),
    ("/topics/0/tags", "workshop", "/topics/0/tags: tags has to be an array of ids"),
    ("/topics/0/track", "series-9", "/topics/0: there is no track series-9"),
    ("/topics/1/id", "one", "/topics/1: the id one is given twice"),
    ("/achievements/0/criteria", None, "/achievements/0: criteria is required"),
    ("/achievements/0/achievementType", "Bagde", "/achievements/0"),
    ("/achievements/0/alignments", [{"name": "n", "url": "javascript:x"}],
     "/achievements/0/alignments/0/url: url has to be an https or http URL"),
    ("/creator/web", "x", "/creator/web: there is no such key"),
]

COHORT_CASES = [
    ("/capcity", 10, "/capcity: there is no such key"),
    ("/capacity", -1, "/capacity: capacity has to be a whole number"),
    ("/seats", {"north": "ten"}, "/seats: seats has to be an object of ids"),
    ("/timezone", "America/Denverr", "America/Denverr"),
    ("/sessions/0/strat", "2024-02-01T10:00", "/sessions/0/strat: there is no such key"),
    ("/sessions/0/state", 1, "/sessions/0/state: state has to be a text"),
    ("/sessions/0/state", "hold", "/sessions/0: state is planned"),
    ("/sessions/0/track", "series-9", "/sessions/0: the programme has no track series-9"),
    ("/sessions/0/topic", "nine", "/sessions/0: the programme has no topic nine"),
    ("/sessions/0/makeup_for", "s2", "/sessions/0: a make-up session, and no other"),
    ("/sessions/0/end", "2024-02-01T09:00", "a session ends after it starts"),
    ("/parameters/no-such", 5, "no-such"),
]


def refused(tap, issuer, words, expected, name):
    code, out, err = issuer.run(*words)
    tap.ok(code == 1 and expected in err and out == "", name,
           f"exit {code}\n{out}{err}\nwanted: {expected}")


def organisations(tap):
    with Instance() as issuer:
        for pointer, value, expected in ORGANISATION_CASES:
            path = issuer.write("o.json", json.dumps(changed(ORGANISATIONS, pointer, value)))
            refused(tap, issuer, ("organisation", "import", path), expected,
                    f"organisations.json: {pointer} = {value!r}")
        tap.equal(issuer.json("organisation", "show"), [], "nothing of a refused file was taken")
        refused(tap, issuer, ("organisation", "add", "a", "--name", "A", "--url", "javascript:1"),
                "a web site is an https or http URL", "organisation add: url")
        code, _, err = issuer.run("organisation", "import", issuer.path("none.json"))
        tap.ok(code != 0 and err.count("none.json") == 1, "a missing file is named once", err)


def programmes(tap):
    with Instance() as issuer:
        issuer.ok("organisation", "import", issuer.write("o.json", json.dumps(ORGANISATIONS)))
        for pointer, value, expected in PROGRAMME_CASES:
            folder = write_programme(issuer, "p", changed(PROGRAMME, pointer, value), POLICY)
            refused(tap, issuer, ("programme", "load", folder), expected,
                    f"programme.json: {pointer} = {value!r}")
        policy = changed(POLICY, "/awards/0/source", "nobody")
        refused(tap, issuer, ("programme", "load", write_programme(issuer, "p", PROGRAMME, policy)),
                "the organisation nobody is not known", "an unknown source is refused")
        tap.equal(issuer.ok("programme", "list"), "", "nothing of a refused programme was stored")


def cohorts(tap):
    with Instance() as issuer:
        prepare(issuer, cohort=False)
        for pointer, value, expected in COHORT_CASES:
            path = issuer.write("c.json", json.dumps(changed(COHORT, pointer, value)))
            refused(tap, issuer, ("cohort", "add", "--programme", PROGRAMME["id"], path), expected,
                    f"cohort.json: {pointer} = {value!r}")
        tap.equal(issuer.ok("cohort", "list"), "", "nothing of a refused cohort was stored")


TAP = Tap()
organisations(TAP)
programmes(TAP)
cohorts(TAP)
TAP.done()
