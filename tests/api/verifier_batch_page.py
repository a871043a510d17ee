#!/usr/bin/env python3
"""The pages of a batch: a list or a file, progress, rows, in two languages; refused from other sites."""
import json
import os
import re
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from silent import Silent
from tap import VERIFIER, Tap
from vcworld import DID, HOST, World
from verifierservice import EDGE, Service

tap = Tap()


class Plain(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *unused):
        return None


OPENER = urllib.request.build_opener(Plain)


def ask(service, path, fields=None, **headers):
    data = None
    if fields is not None:
        data = b""
        for name, value in fields.items() if isinstance(fields, dict) else fields:
            extra = ""
            if isinstance(value, tuple):
                extra, value = f'; filename="{value[0]}"', value[1]
            value = value.encode() if isinstance(value, str) else value
            data += f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"{extra}\r\n\r\n'.encode() + value + b"\r\n"
        data += f"--{EDGE}--\r\n".encode()
        headers["Content-Type"] = f"multipart/form-data; boundary={EDGE}"
    headers.setdefault("Accept", "text/html")
    request = urllib.request.Request(service.base + path, data=data, headers=headers)
    try:
        with OPENER.open(request, timeout=60) as reply:
            return reply.status, reply.headers, reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def finished(service, place):
    for _ in range(300):
        status, headers, page = ask(service, place)
        if "<progress" not in page:
            return status, headers, page
        time.sleep(0.05)
    return status, headers, page


with World() as w:
    service = Service(w, "--fetch-map", w.maps[0], "--trust", DID + "=MFPE", "--trusted-proxy", "127.0.0.0/8")
    numbers = iter(range(1, 1000))

    def fresh():
        """A client of its own, that has begun no batch yet."""
        return {"X-Forwarded-For": f"192.0.2.{next(numbers)}"}

    def token(n):
        identity = f"{HOST}/b/{n}"
        subject = w.subject(activityStartDate="2026-03-01T09:00:00-07:00", activityEndDate="2026-03-02T14:00:00-07:00",
                            identifier=[{"type": "IdentityObject", "hashed": False, "identityType": "name",
                                         "identityHash": "<b>Ada & Co</b>"}])
        return w.token(w.badge(id=identity, credentialSubject=subject), claims=w.claims(jti=identity)).decode()

    one, two = token(1), token(2)

    # -- the form ------------------------------------------------------------------
    status, headers, page = ask(service, "/batch")
    tap.ok(status == 200 and 'name="list"' in page and 'name="file"' in page and "<script" not in page, "the form")
    tap.ok('href="/batch"' in ask(service, "/")[2], "the first page leads there")
    tap.ok("Comprobar muchas a la vez" in ask(service, "/batch?lang=es")[2], "in Spanish")

    # -- a list ----------------------------------------------------------------------
    status, headers, _ = ask(service, "/batch", {"lang": "en", "list": f"{one}\r\n{two}\r\n{one}\r\nnothing\r\n"},
                             **fresh())
    place = headers["Location"]
    tap.ok(status == 303 and re.fullmatch(r"/batch/[0-9a-f]{32}\?lang=en", place), "leads to the batch", place)
    status, headers, page = finished(service, place)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    tap.equal((status, headers["Cache-Control"], headers["Refresh"], headers["Referrer-Policy"]),
              (200, "no-store", None, "no-referrer"), "the result")
    tap.ok("noindex" in page and "<script" not in page and "style=" not in page, "not for robots, no script")
    tap.equal(re.findall(r'<th [^>]*id="row-(\d+)">', page), ["1", "2", "3", "4"], "a row for each, in order")
    tap.equal(re.findall(r'<b class="word">([^<]*)</b>', page), ["VALID", "VALID", "VALID", "NOT RECOGNISED"], "results")
    tap.ok("The same credential: Row 1" in text, "duplicates", text)
    tap.ok("Activity at the same time: Row 2" in text and "Activity at the same time: Row 1" in text, "overlaps", text)
    tap.ok("1 to 2 March 2026" in text, "days as the issuer wrote them", text)
    tap.ok("&lt;b&gt;Ada &amp; Co&lt;/b&gt;" in page and "<b>Ada" not in page, "contents are escaped")
    tap.ok("line 4: nothing" in text, "what was given")
    tap.ok("3 genuine and in force" in text and "1 not valid" in text, "counts", text)
    csv = re.search(r'href="([^"]*format=csv)"', page).group(1)
    status, headers, table = ask(service, csv.replace("&amp;", "&"))
    tap.ok(status == 200 and headers["Content-Type"].startswith("text/csv") and table.count("\n") == 5, "the table", table)
    tap.ok(json.loads(ask(service, csv.replace("csv", "json"))[2])[3]["code"] == "item.not_recognised", "as JSON")
    page = ask(service, place + "&open=1")[2]
    tap.equal(re.findall(r'<th [^>]*id="row-(\d+)">', page), ["1", "2", "3", "4"], "rows that need a look")
    page = ask(service, place.replace("lang=en", "lang=es"))[2]
    tap.ok("línea 4: nothing" in page and "line 4" not in page, "whose lines are called so, too", page)
    tap.ok("3 </b>" in page or "auténticas y vigentes" in page, "in Spanish")
    tap.ok("VÁLIDA" in page and "1 a 2 de marzo de 2026" in page, "words and days, too", page)

    # -- the end ---------------------------------------------------------------------
    known = place.split("?")[0]
    status, _, _ = ask(service, known + "/end", {"lang": "en"}, Origin="https://evil.example",
                       **{"Sec-Fetch-Site": "cross-site"})
    tap.equal(status, 403, "another site's form does not end it")
    status, headers, _ = ask(service, known + "/end", {"lang": "es"})
    tap.equal((status, headers["Location"]), (303, "/batch?ended=1&lang=es"), "ended")
    tap.ok("No se guarda nada" in ask(service, headers["Location"])[2], "and said so")
    status, _, page = ask(service, place)
    tap.ok(status == 404 and "<html" in page and "no such batch" in page, "then it is not there", page)

    # -- a file, and what is none -------------------------------------------------------
    status, headers, _ = ask(service, "/batch", {"file": ("renewals.csv", f"Name,Credential\nAda,{one}\n,\n")}, **fresh())
    page = finished(service, headers["Location"])[2]
    tap.ok("renewals.csv, line 2" in page and "NOTHING GIVEN" in page, "a table", page)
    # an applicant's file does not say how it is checked, nor how others are
    old = w.token(w.badge(validFrom="2024-01-01T00:00:00Z", validUntil="2025-01-01T00:00:00Z"),
                  claims=w.claims(nbf=1704067200, exp=1735689600)).decode()
    for options in ({"as_of": "2024-06-01"}, {}, None):
        given = json.dumps({"credentials": [old], "options": options})
        for name, fields in (("in a file", {"file": ("mine.json", given)}), ("in a list", {"list": given})):
            status, headers, _ = ask(service, "/batch", fields, **fresh())
            page = finished(service, headers["Location"])[2]
            rows = re.search(r'href="([^"]*format=json)"', page).group(1).replace("&amp;", "&")
            tap.equal([r["code"] for r in json.loads(ask(service, rows)[2])], ["format.missing_property"],
                      f"options {options} {name}: no credential")
    given = json.dumps({"credentials": [old]})
    status, headers, _ = ask(service, "/batch", {"file": ("mine.json", given)}, **fresh())
    page = finished(service, headers["Location"])[2]
    tap.ok('<b class="word">EXPIRED</b>' in page, "without them: expired", page)
    for name, fields, code, words in (
            ("nothing", {"list": " "}, 422, "Nothing was given"),
            ("a table of other columns", {"file": ("a.csv", "a,b\n1,2\n")}, 422, "Which column"),
            ("a column that is not there", {"file": ("a.csv", "a,b\n1,2\n"), "column": "c"}, 422, "Which column"),
            ("too many", {"list": "x\n" * 5001}, 413, "too much at once"),
            ("a broken array", {"list": "[1"}, 400, "damaged"),
            ("a spreadsheet", {"file": ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600)}, 415, "Save it as CSV")):
        status, headers, page = ask(service, "/batch", fields, **fresh())
        tap.ok(status == code and words in page and 'role="alert"' in page and 'name="list"' in page,
               f"refused with the form: {name}", (status, page[:3000]))
    status, _, page = ask(service, "/batch", {"list": one}, Origin="https://evil.example",
                          **{"Sec-Fetch-Site": "cross-site"})
    tap.equal(status, 403, "another site's form begins none")
    status, _, page = ask(service, "/batch", {"file": ("a.csv", "a,credential\n1," + one + "\n"), "column": "a"}, **fresh())
    tap.equal(status, 303, "a column by its name")

    # -- several files, each whatever it is -----------------------------------------------
    blank = os.path.join(w.folder, "blank.png")
    for name, data in ((blank, b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
                        + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")), (blank + ".jwt", one.encode())):
        with open(name, "wb") as handle:
            handle.write(data)
    subprocess.run([VERIFIER, "tool", "bake", blank, blank + ".jwt", blank + ".out"], check=True, timeout=20)
    with open(blank + ".out", "rb") as handle:
        png = handle.read()
    status, headers, _ = ask(service, "/batch", [("file", ("a.csv", f"id\n{one}\nx\n")), ("file", ("", b"")),
                                                 ("file", ("badge.png", png)), ("file", ("c.jwt", two)),
                                                 ("file", ("d.json", b'{"a": 1}')), ("list", "not this")], **fresh())
    page = finished(service, headers["Location"])[2]
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    tap.equal(re.findall(r'<b class="word">([^<]*)</b>', page), ["VALID", "NOT RECOGNISED", "VALID", "VALID", "NOT VALID"],
              "a table, a badge, a token and JSON at once")
    tap.ok(all(word in text for word in ("a.csv, line 2", "badge.png", "c.jwt, line 1", "d.json")), "with their names", text)
    tap.ok("The same credential: Row 1" in text, "the badge holds what the table does")
    status, _, page = ask(service, "/batch", [("file", (f"{n}.jwt", one)) for n in range(65)], **fresh())
    tap.equal(status, 413, "65 files: a ZIP file holds more")

    # -- many rows, and a page that asks for itself again -----------------------------------
    status, headers, _ = ask(service, "/batch", {"list": "x\n" * 450 + one + "\n"}, **fresh())
    place = headers["Location"]
    page = finished(service, place)[2]
    tap.equal(len(re.findall(r'<th scope="row"', page)), 200, "200 rows a page")
    links = []
    while page:
        after = re.search(r'href="([^"]+)">Next rows', page)
        if not after:
            break
        links.append(after.group(1).replace("&amp;", "&"))
        page = ask(service, links[-1])[2]
    tap.equal((len(links), re.findall(r'id="row-(\d+)"', page)[-1]), (2, "451"), "and the others by links")
    tap.ok("Previous rows" in page and "Rows 401 to 451 of 451" in page, "which say where one is")
    page = ask(service, place + "&from=99999999999999999999")[2]
    tap.ok("Rows 1 to 200 of 451" in page, "a place that is none: the first")
    service.stop()

    silent = Silent()
    service = Service(w, "--trust", DID, "--public-url", "https://board.example/checks")
    status, headers, _ = ask(service, "/checks/batch", {"list": "x", "lang": "en"})
    place = headers["Location"]
    tap.ok(status == 303 and place.startswith("/checks/batch/"), "below a path: where it leads", place)
    page = finished(service, place)[2]
    links = [link for link in re.findall(r'(?:href|action|src)="([^"]+)"', page) if not link.startswith(("?", "#"))]
    tap.ok(links and all(link.startswith("/checks/") for link in links), "and its links", links)
    status, headers, _ = ask(service, "/checks/batch", {"list": "x"}, Origin="https://board.example")
    tap.equal(status, 303, "the public origin may send the form")
    request = urllib.request.Request(service.base + "/checks/api/v1/batches", b"x", {"Content-Type": "text/plain"})
    with urllib.request.urlopen(request, timeout=20) as reply:
        tap.ok(reply.headers["Location"].startswith("/checks/api/v1/batches/"), "and of the API", reply.headers["Location"])
    service.stop()

    service = Service(w, "--fetch-map", silent.map, "--trust", DID)
    status, headers, _ = ask(service, "/batch", {"list": "\n".join(["x"] * 3 + [silent.token(w)] * 40), "lang": "en"})
    place = headers["Location"]
    status, headers, page = ask(service, place)
    tap.ok(headers["Refresh"] == "3" and 'max="43"' in page and "of 43 checked" in page,
           "while it runs: a bar, and the page asks for itself", page)
    tap.ok(status == 200 and "Stop updating" in page and "Cancel" in page, "which can be stopped, as can the batch")
    status, headers, page = ask(service, place + "&still=1")
    tap.ok(headers["Refresh"] is None and "Update by itself" in page and "<progress" in page, "then it stands still")
    tap.equal(ask(service, place.split("?")[0] + "/end", {"lang": "en"})[0], 303, "cancelled")
    tap.equal(ask(service, place)[0], 404, "and forgotten")
    tap.equal(service.stop(), 0, "it stops")
tap.done()
