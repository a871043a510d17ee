#!/usr/bin/env python3
"""What the verifier fetches, and what it makes of answers that are none."""
import os
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import Tap, slowness
from vcworld import DID_PATH, World, compact

tap = Tap()
with World() as w:
    good = w.token()

    def document(name, code, page, verdict="could_not_be_checked"):
        w.pages[DID_PATH] = page
        return w.expect(tap, name, good, "key", code, verdict)

    document("no such document", "key.did_not_found", None)
    document("not JSON", "key.did_document", b"<html>")
    document("a name twice", "key.did_document", compact(w.did_document())[:-1] + b',"id":"x"}')
    document("a huge document", "key.did_unreachable", b'{"id":"' + b"x" * (1 << 20) + b'"}')

    for kind in ("text/html; charset=utf-8", "TEXT/HTML", "application/xhtml+xml", "image/svg+xml", "image/png",
                 "audio/mpeg", "video/mp4"):
        document(f"keys as {kind}, which anybody may have put there", "key.did_document",
                 lambda handler, kind=kind: handler.reply(200, compact(w.did_document()), kind))
    for kind in ("application/did+json", "text/plain", "application/octet-stream"):
        w.pages[DID_PATH] = lambda handler, kind=kind: handler.reply(200, compact(w.did_document()), kind)
        w.expect(tap, f"keys as {kind}", good, "key", "key.found", "verified")

    def redirect(handler):
        handler.reply(302, b"", "text/plain", [("Location", "https://issuer.example/elsewhere")])

    w.pages["/elsewhere"] = w.did_document()
    document("a redirect is not followed", "key.address_refused", redirect)
    tap.ok("/elsewhere" not in w.asked, "its target is never asked")

    def failing(handler):
        handler.reply(500, b"", "text/plain")

    document("a server that fails", "key.did_unreachable", failing)

    def endless(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b" " * 65536)
        except OSError:
            handler.close_connection = True

    document("a body without end", "key.did_unreachable", endless)

    def long_header(handler):
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
            while True:
                handler.wfile.write(b"x" * 65536)
        except OSError:
            handler.close_connection = True

    def headers(handler):
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while True:
                handler.wfile.write(b"X: %s\r\n" % (b"x" * 5000))
        except OSError:
            handler.close_connection = True

    def interim(handler):
        try:
            while True:
                handler.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        except OSError:
            handler.close_connection = True

    for page, name in ((long_header, "a header without end"), (headers, "headers without end"),
                       (interim, "interim answers without end")):
        begin = time.monotonic()
        document(name, "key.did_unreachable", page)
        tap.ok(time.monotonic() - begin < 20 * slowness(), name + ": in time")

    def slow(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        try:
            for _ in range(600):
                handler.wfile.write(b" ")
                handler.wfile.flush()
                time.sleep(0.1)
        except OSError:
            handler.close_connection = True

    begin = time.monotonic()
    document("a body that drips", "key.did_unreachable", slow)
    tap.ok(time.monotonic() - begin < 20 * slowness(), "and it takes no longer than the limit")

    # -- only what has to be -----------------------------------------------
    w.reset()
    badge = w.badge(evidence=[{"id": "https://issuer.example/evidence", "type": ["Evidence"]}],
                    image={"id": "https://issuer.example/image.png", "type": "Image"})
    w.asked.clear()
    w.expect(tap, "a badge with addresses in it", w.token(badge), "signature", "signature.valid",
             "verified")
    tap.equal(sorted(w.asked), sorted([DID_PATH, "/issuers/mfpe/status/1/revocation",
                                       "/issuers/mfpe/status/1/suspension"]),
              "only the DID document and the lists are fetched")
    w.asked.clear()
    w.check(good, "--offline", "-")
    tap.equal(w.asked, [], "--offline fetches nothing")
    w.expect(tap, "offline is an open question, not a forgery", good, "key", "key.did_unreachable",
             "could_not_be_checked", "--offline", "-")

    # -- the issuer is down ---------------------------------------------------
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        w.maps = [f"https://issuer.example/=http://127.0.0.1:{closed.getsockname()[1]}/"]
    report = w.expect(tap, "the issuer is unreachable", good, "key", "key.did_unreachable",
                      "could_not_be_checked")
    tap.equal(report.json["word"], "COULD NOT BE CHECKED", "the word says so")
    tap.equal(report.checks["key"]["who"], "try_later", "and who acts")
    w.maps = []
    w.expect(tap, "a host that does not exist", good, "key", "key.did_unreachable",
             "could_not_be_checked")
    for host, code in (("127.0.0.1", "key.did_document"), ("localhost", "key.address_refused"),
                       ("localhost%3A8443", "key.address_refused"), ("10.0.0.1", "key.did_document"),
                       ("169.254.169.254", "key.did_document"), ("%5B%3A%3A1%5D", "key.did_document")):
        did = f"did:web:{host}:issuers:x"
        report = w.check(w.token(w.badge(issuer={"id": did, "type": ["Profile"], "name": "x"}),
                                 w.header(kid=did + "#k"), claims={}))
        tap.ok(report.code("key") == code and report.verdict == "could_not_be_checked",
               f"a DID at {host} is not called", report)
    for address, code in (("https://127.0.0.1/x", "key.address_refused"), ("https://[::1]/x", "key.address_refused"),
                          ("https://[::ffff:10.0.0.1]/x", "key.address_refused")):
        report = w.check(w.token(w.badge(issuer={"id": address, "type": ["Profile"], "name": "x"}),
                                 w.header(kid=address + "#k"), claims=w.claims(iss=address)))
        tap.ok(report.code("key") == code and report.verdict == "could_not_be_checked",
               f"an issuer {address} is not called", report)
tap.done()
