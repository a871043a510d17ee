#!/usr/bin/env python3
"""testamur-verifier serve: the API, the page, probes, and stopping."""
import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import VERIFIER, Tap
from verifierservice import Service
from vcworld import DID, DID_PATH, HOST, World, compact

tap = Tap()

with World() as w:
    service = Service(w, "--fetch-map", w.maps[0], "--trust", DID + "=Montana Federation")

    # -- API --------------------------------------------------------------------
    good = w.token()
    for media_type in ("application/vc+jwt", "application/jwt", "text/plain", "application/json",
                       "application/octet-stream"):
        status, report = service.verify(good, media_type)
        tap.ok(status == 200 and report["verdict"] == "verified", f"a token as {media_type}", report)
    status, report = service.verify(compact(w.badge()), "application/vc+ld+json")
    tap.ok(status == 200 and report["code"] == "signature.no_proof", "an unsigned credential is an answer")
    status, report = service.verify(compact(w.badge()), "application/json")
    tap.equal(report["code"], "signature.no_proof", "a bare credential as application/json")
    status, report = service.verify(b'{"a":1,"a":2}', "application/json")
    tap.equal((status, report["code"]), (200, "format.duplicate_key"), "a name twice is an answer")
    envelope = {"credential": good.decode(), "options": {"as_of": "2021-01-01"}}
    status, report = service.verify(compact(envelope), "application/json")
    tap.equal(report["code"], "validity.not_yet", "an envelope with as_of")
    status, report = service.verify(compact({"credential": w.badge()}), "application/json")
    tap.equal(report["code"], "signature.no_proof", "an envelope with an object")
    status, report = service.verify(compact({"credential": good.decode(), "options": {"name": "Bob"}}),
                                    "application/json")
    tap.equal([c["code"] for c in report["checks"] if c["id"] == "recipient"],
              ["recipient.not_stated"], "an envelope with a name")
    status, report = service.verify(compact({"credential": good.decode(), "options": {"challenge": "c-1"}}),
                                    "application/json")
    tap.equal((status, report["verdict"], report["code"]), (200, "not_valid", "presentation.missing"),
              "a challenge asks for a presentation")
    for name, body in (("an unknown option", {"credential": "x", "options": {"nme": "x"}}),
                       ("an unknown member", {"credential": "x", "optons": {}}),
                       ("an option of the wrong type", {"credential": "x", "options": {"name": 5}}),
                       ("a date that is none", {"credential": "x", "options": {"as_of": "soon"}}),
                       ("a credential of the wrong type", {"credential": 5})):
        status, headers, text = service.ask("/api/v1/verify", compact(body), "application/json")
        tap.ok(400 <= status < 500 and headers["Content-Type"].startswith("application/problem+json"),
               f"refused: {name}", (status, text))
    status, headers, text = service.ask("/api/v1/verify", good, "application/x-unknown")
    tap.equal(status, 415, "an unknown media type is 415")
    status, headers, text = service.ask("/api/v1/verify")
    tap.ok(status == 405 and "POST" in headers["Allow"], "GET of the API is 405 and says what is allowed")
    status, headers, _ = service.ask("/api/v1/verify", good, "application/vc+jwt")
    tap.equal(headers["Cache-Control"], "no-store", "an answer is not kept")
    with socket.create_connection(("127.0.0.1", int(service.base.rsplit(":", 1)[1]))) as raw:
        raw.sendall(b"POST /api/v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\n"
                    b"Content-Length: 17825792\r\n\r\n")
        tap.ok(b" 413 " in raw.recv(4096), "a body over the limit is 413 before it is sent")

    # -- page ----------------------------------------------------------------------
    status, headers, page = service.ask("/")
    tap.ok(status == 200 and b'name="input"' in page and b'type="file"' in page, "the form")
    policy = headers["Content-Security-Policy"]
    tap.ok("default-src 'none'" in policy and "unsafe" not in policy, "a strict policy", policy)
    tap.ok("script-src 'self';" in policy and "connect-src 'self';" in policy and "camera=(self)" in
           headers["Permissions-Policy"], "the form may use the camera", headers["Permissions-Policy"])
    scripts = re.findall(rb"<script[^>]*>[^<]*</script>", page)
    tap.ok(len(scripts) == 1 == page.count(b"<script") and b"camera.js" in scripts[0] and b"style=" not in page,
           "one script, of ours, and no inline style", scripts)
    status, headers, _ = service.ask(re.search(rb'src="([^"]*camera.js)"', page)[1].decode())
    tap.ok(status == 200 and headers["Content-Type"].startswith("text/javascript"), "it is there")
    tap.ok(w.maps[0].encode() in page, "fetch maps in force are shown")
    status, _, page = service.form(input=good)
    tap.ok(status == 200 and b">VALID<" in page and b"Just Society" in page, "a pasted token")
    status, _, page = service.form(input=b"", file=("badge.jwt", good))
    tap.ok(b">VALID<" in page and b"badge.jwt" in page, "an uploaded file")
    evil = w.badge(name="<script>alert(1)</script>", credentialSubject=w.subject(
        role="<img src=x onerror=alert(1)>", narrative="</p><script>"))
    evil["credentialSubject"]["achievement"]["name"] = "<script>alert(2)</script>"
    evil["credentialSubject"]["achievement"]["id"] = "javascript:alert(3)"
    status, _, page = service.form(input=w.token(evil))
    tap.ok(b">VALID<" in page and b"<script" not in page and b"<img src=x" not in page
           and b'href="javascript' not in page, "contents are escaped", page)
    status, _, page = service.form(input=good[:-6] + b"AAAAAA")
    tap.ok(b">ALTERED<" in page and b"Just Society" not in page, "an altered one shows nothing of itself")
    status, _, page = service.form(input=b"  ")
    tap.ok(status == 200 and b"Nothing was given" in page, "an empty form says so")
    status, _, page = service.ask("/nothing", None, None, Accept="text/html")
    tap.ok(status == 404 and b"<html" in page, "404 is a page for people")
    status, _, _ = service.ask("/", b"input=x", "application/x-www-form-urlencoded",
                               Origin="https://evil.example", **{"Sec-Fetch-Site": "cross-site"})
    tap.equal(status, 403, "another site's form is refused")

    # -- the issuer is down; what is cached still answers -----------------------------
    saved = dict(w.pages)
    w.pages.clear()
    status, report = service.verify(good)
    tap.equal(report["verdict"], "verified", "keys and lists in the cache: no I/O")
    used = {f["url"]: (f["cached"], f["sha256"], f["bytes"]) for f in report["fetched"]}
    tap.equal(used, {HOST + path: (True, hashlib.sha256(body).hexdigest(), len(body))
                     for path, body in ((p, saved[p] if isinstance(saved[p], bytes) else compact(saved[p]))
                                        for p in saved)}, "which are named, with their hash, as kept copies")
    tap.ok(all(f["at"] <= report["checked_at"] for f in report["fetched"]), "and when they were fetched", report)
    other = Service(w, "--fetch-map", w.maps[0])
    status, report = other.verify(good)
    tap.equal((report["verdict"], report["code"]), ("could_not_be_checked", "key.did_not_found"),
              "a new process has nothing to go by")
    tap.equal(other.stop(signal.SIGINT), 0, "SIGINT stops it")
    w.pages.update(saved)

    # -- probes, metrics, log ----------------------------------------------------------
    tap.equal(service.ask("/healthz")[0], 200, "healthz")
    tap.equal(service.ask("/readyz")[0], 200, "readyz")
    metrics = service.ask("/metrics")[2].decode()
    tap.ok('testamur_verdicts_total{verdict="verified"}' in metrics, "metrics", metrics)

    # -- many at once --------------------------------------------------------------------
    results = []

    def many():
        for _ in range(25):
            results.append(service.verify(good)[1]["verdict"])

    threads = [threading.Thread(target=many) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tap.equal(results, ["verified"] * 200, "200 verifications by 8 clients")

    tap.equal(service.stop(), 0, "SIGTERM stops it")
    log = service.log()
    tap.ok(log[0]["event"] == "listening" and log[-1]["event"] == "stopped", "the log begins and ends", log)
    requests = [line for line in log if line["event"] == "request"]
    tap.ok(all(len(line["request"]) == 32 and "status" in line for line in requests) and requests,
           "every request has an id")
    text = json.dumps(log)
    tap.ok("Ada" not in text and "Bob" not in text and good.decode()[:40] not in text,
           "nothing of what was checked is logged")

    limited = Service(w, "--rate", "3", "--fetch-map", w.maps[0])
    answers = [limited.ask("/api/v1/verify", good, "application/vc+jwt")[0] for _ in range(5)]
    tap.equal(answers, [200, 200, 200, 429, 429], "a client that asks too often is slowed down")
    limited.stop()
    with open(os.path.join(w.folder, "map.json"), "w", encoding="ascii") as handle:
        handle.write('{"https://valley.example/v1": "v1.jsonld"}')
    with open(os.path.join(w.folder, "v1.jsonld"), "w", encoding="ascii") as handle:
        handle.write('{"@context": {"valleyName": "https://valley.example/name"}}')
    own = Service(w, "--contexts", w.folder, "--fetch-map", w.maps[0])
    report = own.verify(w.token(w.badge(valleyName="Upper", **{
        "@context": w.badge()["@context"] + ["https://valley.example/v1"]})))[1]
    tap.equal(report["checks"][2]["code"], "context.known", "--contexts: a context of the operator")
    own.stop()
    for args in (["--listen", "nowhere"], ["--contexts", os.path.join(w.folder, "none")], ["--rate", "0"], ["--public-url", "ftp://x"]):
        done = subprocess.run([VERIFIER, "serve", *args], capture_output=True, timeout=20, check=False)
        tap.equal(done.returncode, 64, "usage: " + " ".join(args))
    tap.ok(DID_PATH in saved, "the world was the one we made")
tap.done()
