#!/usr/bin/env python3
"""POST /api/v1/verify with several credentials: a row each, in their order."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import Tap
from vcworld import DID, HOST, World, compact
from verifierservice import Service

tap = Tap()

with World() as w:
    service = Service(w, "--fetch-map", w.maps[0], "--trust", DID + "=MFPE")

    def many(*credentials, **options):
        body = {"credentials": list(credentials)}
        if options:
            body["options"] = options
        status, headers, text = service.ask("/api/v1/verify", compact(body), "application/json")
        return status, headers, json.loads(text)

    def token(n):
        identity = f"{HOST}/b/{n}"
        return w.token(w.badge(id=identity), claims=w.claims(jti=identity)).decode()

    one, two = token(1), token(2)
    status, headers, rows = many(one, w.badge(), two, one[:-8] + "AAAAAAAA", 5, None, "", one, "no credential")
    tap.equal(status, 200, "200, whatever the verdicts")
    tap.equal([(r["item"], r["verdict"], r["code"]) for r in rows],
              [(1, "verified", "issuer.listed"), (2, "not_valid", "signature.no_proof"),
               (3, "verified", "issuer.listed"), (4, "not_valid", "signature.invalid"),
               (5, "not_valid", "item.not_recognised"), (6, "not_valid", "item.not_recognised"),
               (7, "not_valid", "input.empty"), (8, "verified", "issuer.listed"),
               (9, "not_valid", "input.not_recognised")], "a row for each, in order")
    tap.equal([r.get("duplicate_of") for r in rows], [None] * 7 + [1, None], "duplicates are marked")
    tap.equal((rows[0]["issuer"], rows[0]["achievement"], rows[0]["credential_id"], rows[0]["result"]),
              ("MFPE", "Just Society, series 1", HOST + "/b/1", "VALID"), "what it says")
    tap.ok("achievement" not in rows[3], "nothing of an altered one", rows[3])
    tap.equal(headers["Cache-Control"], "no-store", "an answer is not kept")
    tap.equal(many()[2], [], "none: an empty array")
    tap.equal([r["code"] for r in many(one, two, as_of="2021-01-01")[2]], ["validity.not_yet"] * 2,
              "options hold for each")
    status, _, rows = many(*[one] * 200)
    tap.equal((status, len(rows), rows[199]["duplicate_of"]), (200, 200, 1), "200 in one request")
    for name, want, body in (
            ("201", 413, {"credentials": [one] * 201}),
            ("no array", 422, {"credentials": one}),
            ("an object", 422, {"credentials": {"a": one}}),
            ("one and several", 422, {"credential": one, "credentials": [one]}),
            ("an unknown member", 422, {"credentials": [one], "optons": {}}),
            ("an unknown option", 422, {"credentials": [one], "options": {"nme": "x"}})):
        status, headers, text = service.ask("/api/v1/verify", compact(body), "application/json")
        tap.ok(status == want and headers["Content-Type"].startswith("application/problem+json"), f"refused: {name}",
               (want, status, text))
    status, _, _ = service.ask("/api/v1/verify", b'{"credentials":["' + b"x" * (5 << 20) + b'"]}',
                               "application/json")
    tap.equal(status, 413, "several that are too large together")
    status, report = service.verify(compact({**w.badge(), "credentials": []}), "application/json")
    tap.ok(status == 200 and report["code"] != "issuer.listed" and "checks" in report,
           "a credential with such a member is a credential", report)
    text = json.dumps(service.log())
    tap.ok(one[:40] not in text and "Just Society" not in text, "nothing of what was checked is logged")
    service.stop()

    limited = Service(w, "--rate", "10", "--fetch-map", w.maps[0])
    body = compact({"credentials": [one] * 8})
    answers = [limited.ask("/api/v1/verify", body, "application/json") for _ in range(2)]
    tap.equal([a[0] for a in answers], [200, 429], "each of several counts for the rate")
    tap.ok(answers[1][1]["Retry-After"].isdigit(), "and the answer says when to come again")
    limited.stop()
tap.done()
