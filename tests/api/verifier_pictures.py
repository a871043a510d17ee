#!/usr/bin/env python3
"""Pictures and PDF documents given to the API and the page; frames of the camera."""
import json
import os
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from issuer_site import HOST, ORG, ZOE, Site
from pictures import pages, qr
from tap import Tap
from verifierservice import Service
from vcworld import World

tap = Tap()
URL = f"https://{HOST}"

with Site() as site, World() as w:
    service = Service(w, "--issuer-url", URL, "--fetch-map", f"{URL}/=http://127.0.0.1:{site.port}/",
                      "--trust", f"did:web:{HOST}:issuers:{ORG}=Garden Board")
    site.credential("share", site.zoe)
    pdf = site.get(f"/V/{site.zoe}/certificate.pdf").body
    photo = pages(pdf, 130)[0].turned(4).jpeg()
    link = f"HTTPS://{HOST.upper()}/V/{site.zoe}"

    # --- API -----------------------------------------------------------------
    for name, data, media_type in (("PDF", pdf, "application/pdf"), ("JPEG", photo, "image/jpeg"),
                                   ("PNG", qr(link).png(), "image/png"),
                                   ("no type", photo, "application/octet-stream")):
        status, report = service.verify(data, media_type)
        tap.equal((status, report["verdict"], report["checks"][0]["code"]), (200, "verified", "input.qr_linked"),
                  f"API: {name}")
    status, report = service.verify(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(99), "image/heic")
    tap.equal((status, report["code"]), (200, "input.heic"), "API: HEIC")
    status, report = service.verify(qr("https://evil.example/V/" + site.zoe).png(), "image/png")
    tap.equal((status, report["code"], report["fetched"]), (200, "item.other_host", []), "API: a foreign host")
    tap.ok("evil.example" in json.dumps(report["checks"][0]), "API: the host is shown", report["checks"][0])

    # --- page ----------------------------------------------------------------
    for name, data in (("certificate.pdf", pdf), ("photo.jpg", photo)):
        status, _, page = service.form(input=b"", file=(name, data))
        tap.ok(status == 200 and b">VALID<" in page and ZOE.encode() in page, f"page: {name}", page)
    _, _, page = service.form(input=b"", file=("x.png", qr("https://evil.example/'%22&x").png()))
    tap.ok(b"evil.example" in page and b"'%22&x" not in page, "page: a foreign host is shown, escaped", page)
    tap.ok(b'name="follow"' not in page, "page: fetching it is not offered", page)
    _, _, page = service.form(input=b"", follow=b"yes", file=("x.png", qr("https://evil.example/a").png()))
    tap.ok(b"evil.example" in page and b"COULD NOT BE CHECKED" in page and b'name="follow"' not in page,
           "page: nor done", page)
    _, _, page = service.form(input=b"", file=("x.jpg", qr("x").cropped(0, 0, 20, 20).jpeg()))
    tap.ok(b"COULD NOT BE CHECKED" in page and b"QR code" in page, "page: no code in it", page)
    _, _, page = service.form(input=b"", file=("x.pdf", b"%PDF-1.7"))
    tap.ok(b"NOT VALID" in page and b"damaged" in page, "page: a broken document", page)

    # --- camera --------------------------------------------------------------
    def scan(data, media_type="image/jpeg", **headers):
        status, answer, body = service.ask("/scan", data, media_type, **headers)
        return status, json.loads(body), answer

    tap.equal(scan(qr(link).jpeg())[:2], (200, {"texts": [link]}), "scan: a code")
    tap.equal(scan(qr(link).png(), "image/png")[:2], (200, {"texts": [link]}), "scan: PNG")
    tap.equal(sorted(scan(qr("one").beside(qr("two")).jpeg())[1]["texts"]), ["one", "two"], "scan: two codes")
    tap.equal(scan(qr("x").cropped(0, 0, 20, 20).jpeg())[:2], (200, {"texts": []}), "scan: none yet")
    status, _, headers = scan(qr(link).jpeg())
    tap.equal(headers["Cache-Control"], "no-store", "scan: not kept")
    for name, data, media_type, want in (("no picture", b"x", "image/jpeg", 422), ("broken", b"\xff\xd8\xff\xe0", "image/jpeg", 422),
                                         ("another type", pdf, "application/pdf", 415)):
        tap.equal(scan(data, media_type)[0], want, f"scan: {name}")
    tap.equal(scan(qr(link).jpeg(), Origin="https://evil.example")[0], 403, "scan: a page of another origin")
    tap.equal(service.ask("/scan")[0], 405, "scan: only by POST")
    tap.ok(site.zoe not in service.log() and ZOE not in service.log(), "nothing of it is in the log")

    # --- many at once --------------------------------------------------------
    answers = []
    frame = qr(link).jpeg()
    threads = [threading.Thread(target=lambda: answers.append(scan(frame)[:2])) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [answer for answer in answers if answer == (200, {"texts": [link]})]
    tap.ok(len(found) >= 6 and all(status == 503 for status, _ in answers if (status, _) not in found),
           "of twelve at once some wait for their turn, the others are told to come back", answers)
    service.stop()
tap.done()
