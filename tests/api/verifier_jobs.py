#!/usr/bin/env python3
"""/api/v1/batches: a job for many credentials, its progress, its rows, its end."""
import csv
import io
import json
import os
import re
import subprocess
import sys
import time
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import VERIFIER, Tap, slowness
from vcworld import DID, HOST, World, compact
from verifierservice import Service

tap = Tap()
BATCHES = "/api/v1/batches"
ask = Service.ask


def begin(service, data, media_type, query="", **headers):
    status, headers, body = ask(service, BATCHES + query, data, media_type, **headers)
    return status, headers, json.loads(body)


def wait(service, place, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        view = json.loads(ask(service, place)[2])
        if view.get("state") != "running":
            return view
        time.sleep(0.05)
    return view


def rows_of(service, data, media_type, query="", **headers):
    """The rows of a batch, and its last view."""
    status, headers, view = begin(service, data, media_type, query, **headers)
    if status != 202:
        return status, view
    view = wait(service, headers["Location"])
    rows = json.loads(ask(service, headers["Location"] + "/rows")[2])
    ask(service, headers["Location"], method="DELETE")
    return rows, view


def codes(rows):
    return [row["code"] for row in rows]


with World() as w:
    def token(n):
        identity = f"{HOST}/b/{n}"
        subject = w.subject(activityStartDate="2026-03-01T09:00:00Z", activityEndDate="2026-03-01T14:00:00Z")
        return w.token(w.badge(id=identity, credentialSubject=subject), claims=w.claims(jti=identity)).decode()

    keys = os.path.join(w.folder, "keys.json")
    key = subprocess.run([VERIFIER, "apikey", "add", "tester", "--file", keys], capture_output=True, text=True,
              check=True).stdout.strip()
    service = Service(w, "--fetch-map", w.maps[0], "--trust", DID + "=MFPE", "--api-keys", keys)
    auth = {"Authorization": "Bearer " + key}
    one, two, three = token(1), token(2), token(3)

    # -- its life ----------------------------------------------------------------
    status, headers, view = begin(service, compact([one, two, one, "x", 5, ""]), "application/json")
    place = headers["Location"]
    tap.equal(status, 202, "202 Accepted")
    tap.ok(re.fullmatch(BATCHES + "/[0-9a-f]{32}", place) and place.endswith(view["id"]), "Location", place)
    tap.equal((view["items"], headers["Cache-Control"], headers["Access-Control-Allow-Origin"]), (6, "no-store", "*"),
              "what it is")
    tap.ok(view["created_at"].endswith("Z") and ("finished_at" in view) == (view["state"] == "done"), "since when", view)
    view = wait(service, place)
    tap.equal((view["state"], view["done"]), ("done", 6), "done")
    tap.equal(view["verdicts"], {"verified": 3, "verified_issuer_unlisted": 0, "not_valid": 3,
                                 "could_not_be_checked": 0}, "verdicts")
    tap.ok(view["expires_at"] > view["finished_at"] >= view["created_at"], "and when it goes", view)
    status, headers, body = ask(service, place + "/rows")
    rows = json.loads(body)
    tap.equal((status, headers["Content-Type"], headers["Cache-Control"]), (200, "application/json", "no-store"),
              "rows as JSON")
    tap.equal([(r["item"], r["code"]) for r in rows],
              [(1, "issuer.listed"), (2, "issuer.listed"), (3, "issuer.listed"), (4, "item.not_recognised"),
               (5, "item.not_recognised"), (6, "item.empty")], "a row for each, in order")
    tap.equal([r.get("duplicate_of") for r in rows], [None, None, 1, None, None, None], "duplicates are marked")
    tap.equal([r.get("overlaps_with") for r in rows[:2]], [2, 1], "overlapping activities are marked")
    for query, accept in (("?format=csv", "*/*"), ("", "text/csv")):
        status, headers, body = ask(service, place + "/rows" + query, Accept=accept)
        table = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
        tap.equal((status, headers["Content-Type"], [r["code"] for r in table], table[2]["duplicate_of"]),
                  (200, "text/csv; charset=utf-8", codes(rows), "1"), f"rows as CSV: {query}{accept}")
        tap.ok("attachment" in headers["Content-Disposition"], "to be kept")
    tap.equal(ask(service, place + "/rows?format=xml")[0], 422, "another format: 422")
    tap.equal(ask(service, place, method="PUT", data=b"")[0], 405, "another method: 405")
    status, headers, body = ask(service, place, method="DELETE")
    tap.equal((status, body), (204, b""), "DELETE")
    for method in ("GET", "DELETE"):
        status, headers, body = ask(service, place, method=method)
        tap.equal((status, json.loads(body)["code"]), (404, "not_found"), f"then {method} is 404")
    tap.equal(ask(service, place + "/rows")[0], 404, "and its rows")

    # -- what it takes -------------------------------------------------------------
    badge = w.badge(id=HOST + "/b/7")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as handle:
        for name, text in (("b.jwt", two), ("a.jwt", one), ("__MACOSX/x", "x"), ("c.txt", "none")):
            handle.writestr(name, text)
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as handle:
        handle.writestr("[Content_Types].xml", "<Types/>")
        handle.writestr("xl/workbook.xml", "<workbook/>")
    good, none = "issuer.listed", "item.not_recognised"
    for name, data, media_type, query, want in (
            ("an envelope", compact({"credentials": [one, two]}), "application/json", "", [good, good]),
            ("one object", compact(badge), "application/json", "", ["signature.no_proof"]),
            ("lines", f"{one}\r\n\r\n  {two}\nnothing\n", "text/plain", "", [good, good, none]),
            ("lines of JSON", compact(badge) + b"\n" + compact(badge) + b"\n", "text/plain", "",
             ["signature.no_proof"] * 2),
            ("a table", f"Name,Credential\nAda,{one}\nBob,\n", "text/csv", "", [good, "item.empty"]),
            ("a column by its name", f"a;b\n{one};x\n", "text/csv", "?column=a", [good]),
            ("a pasted table", f"Name\tCredential\nAda\t{one}\n", "text/plain", "", [good]),
            ("an archive", archive.getvalue(), "application/zip", "", [good, good, "input.not_recognised"]),
            ("whatever it is called", archive.getvalue(), "application/octet-stream", "",
             [good, good, "input.not_recognised"]),
            ("as of a day", one, "text/plain", "?as_of=2021-01-01", ["validity.not_yet"]),
            ("as of a day, in an envelope", compact({"credentials": [one], "options": {"as_of": "2021-01-01"}}),
             "application/json", "", ["validity.not_yet"]),
            ("ids without an address", "0" * 27, "text/plain", "", ["item.no_issuer_url"])):
        rows, view = rows_of(service, data.encode() if isinstance(data, str) else data, media_type, query, **auth)
        tap.ok(isinstance(rows, list) and codes(rows) == want, f"takes {name}", (rows, view))
    for name, data, media_type, query, want in (
            ("nothing", b"\n\n", "text/plain", "", (422, "missing")),
            ("an empty array", b"[]", "application/json", "", (422, "missing")),
            ("5,001 items", compact(["x"] * 5001), "application/json", "", (413, "limit")),
            ("5,001 lines", b"x\n" * 5001, "text/plain", "", (413, "limit")),
            ("a broken array", b'["x"', "application/json", "", (400, "syntax")),
            ("an unknown member", compact({"credentials": [one], "optons": {}}), "application/json", "",
             (422, "unknown")),
            ("an unknown option", compact({"credentials": [one], "options": {"nme": "x"}}), "application/json", "",
             (422, "unknown")),
            ("no array", compact({"credentials": one}), "application/json", "", (422, "value")),
            ("a day that is none", one.encode(), "text/plain", "?as_of=soon", (422, "value")),
            ("a table with columns of other names", b"a,b\n1,2\n", "text/csv", "", (422, "ambiguous")),
            ("a column that is not there", b"a,b\n1,2\n", "text/csv", "?column=c", (422, "missing")),
            ("a workbook", book.getvalue(), "application/zip", "", (415, "unsupported")),
            ("another media type", one.encode(), "image/png", "", (415, "unsupported"))):
        status, headers, view = begin(service, data, media_type, query, **auth)
        tap.ok((status, view.get("code")) == want and headers["Content-Type"] == "application/problem+json",
               f"refuses {name}", (status, view))

    # -- files of this computer are nobody's ------------------------------------------
    path = os.path.join(w.folder, "secret.jwt")
    with open(path, "w", encoding="ascii") as handle:
        handle.write(one)
    rows, _ = rows_of(service, f"file\n{path}\nsecret.jwt\n../secret.jwt\n/etc/passwd\n".encode(), "text/csv", **auth)
    tap.equal(codes(rows), [none] * 4, "names of files in a table are not looked for")

    # -- 200 and 5,000 -----------------------------------------------------------------
    many = [token(n) for n in range(200)]
    began = time.monotonic()
    rows, view = rows_of(service, ("credential\n" + "\n".join(many) + "\n").encode(), "text/csv", **auth)
    took = time.monotonic() - began
    tap.ok(codes(rows) == [good] * 200 and [r["credential_id"] for r in rows] == [f"{HOST}/b/{n}" for n in range(200)],
           "200 in order", view)
    tap.ok(took < 10 * slowness(), "in less than ten seconds", took)
    rows, view = rows_of(service, compact([one] * 5000), "application/json", **auth)
    tap.equal((codes(rows), view["verdicts"]["verified"], rows[4999].get("duplicate_of")), ([good] * 5000, 5000, 1),
              "5,000")
    metrics = service.ask("/metrics")[2].decode()
    tap.ok("testamur_batches_unfinished 0" in metrics and "testamur_batch_items_total 5" in metrics, "metrics", metrics)
    text = json.dumps(service.log())
    tap.ok(view["id"] not in text and one[:40] not in text and "Just Society" not in text,
           "neither ids nor contents in the log")
    tap.equal(service.stop(), 0, "it stops")
tap.done()
