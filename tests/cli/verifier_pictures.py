#!/usr/bin/env python3
"""A picture with a QR code and a certificate PDF: check, batch; links of ours, of others, credentials."""
import csv
import io
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from issuer_site import HOST, ORG, ZOE, Site
from pictures import chunk, pages, qr
from tap import VERIFIER, Tap
from vcworld import World

tap = Tap()
URL = f"https://{HOST}"


def verify(site, folder, name, data, *more, options=True):
    path = os.path.join(folder, name)
    with open(path, "wb") as handle:
        handle.write(data)
    ours = ("--issuer-url", URL, "--fetch-map", f"{URL}/=http://127.0.0.1:{site.port}/",
            "--trust", f"did:web:{HOST}:issuers:{ORG}") if options else ()
    done = subprocess.run([VERIFIER, "check", path, "--json", *ours, *more], capture_output=True,
                          timeout=120, check=False)
    return json.loads(done.stdout), done.returncode


def code(report, check="input"):
    return next(c["code"] for c in report["checks"] if c["id"] == check)


def photos(pdf):
    """The page from afar, then only its code, as cameras see it."""
    page = pages(pdf, 130)[0]
    yield "a scan", page
    yield "a pale scan", page.levels(110, 170)
    yield "a dark one upside down", page.levels(0, 90).turned(180)
    small = page.turned(9, lean=0.15).noisy(10)
    yield "a photograph", small
    yield "a blurred photograph", small.blurred()
    yield "light on dark", page.inverted()
    for angle in (33, 90, 211):
        yield f"turned by {angle} degrees", page.turned(angle)


with Site() as site:
    folder = site.issuer.folder
    site.credential("share", site.zoe)
    for paper in ("a4", "letter"):
        pdf = site.get(f"/V/{site.zoe}/certificate.pdf?paper={paper}").body
        report, status = verify(site, folder, "certificate.pdf", pdf)
        tap.equal((report["verdict"], code(report), report["input"], status),
                  ("verified", "input.qr_linked", "pdf", 0), f"our own certificate, {paper}")
        tap.ok(ZOE in json.dumps(report, ensure_ascii=False), f"{paper}: it says whose it is")
    tap.ok(any(f["url"] == f"{URL}/V/{site.zoe}" for f in report["fetched"]), "what was fetched is listed")
    tap.equal(code(report, "image"), "image.none", "a PDF bakes nothing")
    for name, photo in photos(pdf):
        report, status = verify(site, folder, "photo.jpg", photo.jpeg())
        tap.equal((report["verdict"], code(report), report["input"], status),
                  ("verified", "input.qr_linked", "jpeg", 0), f"a picture of it: {name}")
    report, status = verify(site, folder, "photo.jpg", photo.jpeg(), "--offline", "-")
    tap.equal((report["verdict"], code(report), status), ("could_not_be_checked", "item.unreachable", 3), "offline")
    report, status = verify(site, folder, "photo.jpg", photo.jpeg(), options=False)
    tap.equal((report["verdict"], code(report), status),
              ("could_not_be_checked", "item.other_host", 3),
              "no address of the operator's")
    site.credential("share", site.per)
    site.credential("revoke", site.per, "--reason", "issued-in-error")
    link = f"HTTPS://{HOST.upper()}/V/"
    for name, text, want in (
            ("a revoked one", link + site.per, ("not_valid", "input.qr_linked", 1)),
            ("not shared", link + site.per_hours, ("verified", "input.qr_linked", 0)),
            ("an id without a link", site.zoe, ("verified", "input.qr_linked", 0)),
            ("a wrong character", link + site.zoe[:-1] + ("0" if site.zoe[-1] != "0" else "1"),
             ("not_valid", "item.id_mistyped", 1)),
            ("nobody's id", link + "0" * 27, ("not_valid", "item.id_unknown", 1)),
            ("another host", "HTTPS://BADGES.GARDENERS.EXAMPLE.EVIL.EXAMPLE/V/" + site.zoe,
             ("could_not_be_checked", "item.other_host", 3)),
            ("another host, by name", f"https://{HOST}@evil.example/V/{site.zoe}",
             ("could_not_be_checked", "item.other_host", 3)),
            ("a site on the web", "https://elsewhere.example/menu", ("could_not_be_checked", "item.other_host", 3)),
            ("a telephone number", "tel:+15550100", ("could_not_be_checked", "input.qr_other", 3)),
            ("a script", "javascript:alert(1)", ("could_not_be_checked", "input.qr_other", 3))):
        report, status = verify(site, folder, "code.png", qr(text).png(), "--follow")
        tap.equal((report["verdict"], code(report), status), want, f"a code with {name}")
        if want[1] == "item.other_host":
            tap.equal(report["fetched"], [], f"{name}: nothing is fetched, even with --follow")
            tap.ok("evil.example" in str(report["checks"][0]).lower() or "elsewhere" in str(report["checks"][0]),
                   f"{name}: the host is shown", report["checks"][0])
    ours = qr(link + site.zoe)
    for name, other, want in (("a web site's", "https://sponsor.example/", "input.qr_linked"),
                              ("some text", "Room 7", "input.qr_linked"),
                              ("another credential's", link + site.per, "input.qr_more_than_one")):
        report, _ = verify(site, folder, "two.png", ours.beside(qr(other)).png())
        tap.equal(code(report), want, f"two codes: beside {name}")
    report, _ = verify(site, folder, "two.png", ours.beside(ours).png())
    tap.equal(code(report), "input.qr_linked", "two codes: the same twice")

    # --- many ----------------------------------------------------------------
    many = site.issuer.path("many")
    os.makedirs(many)
    for name, data in (("1.pdf", pdf), ("2.jpg", ours.jpeg()), ("3.png", qr("Room 7").png()),
                       ("4.pdf", b"%PDF-1.4 rubbish")):
        with open(os.path.join(many, name), "wb") as handle:
            handle.write(data)
    done = subprocess.run([VERIFIER, "batch", many, "--issuer-url", URL, "--trust", f"did:web:{HOST}:issuers:{ORG}",
                           "--fetch-map", f"{URL}/=http://127.0.0.1:{site.port}/"],
                          capture_output=True, timeout=120, check=False, text=True)
    rows = list(csv.DictReader(io.StringIO(done.stdout.lstrip("\ufeff"))))
    tap.equal([(r["source"], r["verdict"], r["code"]) for r in rows],
              [("1.pdf", "verified", "issuer.listed"), ("2.jpg", "verified", "issuer.listed"),
               ("3.png", "could_not_be_checked", "input.qr_other"), ("4.pdf", "not_valid", "input.broken_pdf")],
              "a folder of pictures and documents")
    tap.equal(rows[1]["duplicate_of"], "1", "the same credential by another picture is marked")

with World() as w:
    token = w.token(w.badge())
    for name, data, want in (("PNG", qr(token, 3, "L").png(), "png"), ("JPEG", qr(token, 4, "L").jpeg(), "jpeg"),
                             ("PDF", qr(token, 3, "L").pdf(), "pdf")):
        report = w.check(data)
        tap.equal((report.verdict, report.code("input"), report.json["input"], report.exit),
                  ("verified", "input.qr", want, 0), f"the credential itself in a code: {name}")
        tap.equal(report.code("image"), "image.none", f"{name}: no baked one")
    altered = w.check(qr(token[:-6] + b"AAAAAA", 3, "L").png())
    tap.equal((altered.verdict, altered.code("signature")), ("not_valid", "signature.invalid"), "an altered one")
    baked = qr("https://evil.example/").png(chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + token))
    report = w.check(baked)
    tap.equal((report.verdict, report.code("input"), report.code("image")),
              ("verified", "input.png", "image.baked"), "a baked credential comes before a code")
    plain = qr("x").cropped(0, 0, 20, 20)
    for name, data, want in (("PNG", plain.png(), "input.no_credential_in_image"),
                             ("JPEG", plain.jpeg(), "input.no_qr"), ("PDF", plain.pdf(), "input.no_qr")):
        report = w.check(data)
        tap.equal(report.code("input"), want, f"no code: {name}")
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(4000)
    report = w.check(heic)
    tap.equal((report.verdict, report.code("input"), report.exit), ("could_not_be_checked", "input.heic", 3), "HEIC")
    tap.ok("JPEG" in report.json["sentence"], "HEIC: how it can be given", report.json["sentence"])
tap.done()
