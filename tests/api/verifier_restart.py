#!/usr/bin/env python3
"""The end of the verifier: batches are finished first, and what is lost is said to be."""
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from silent import Silent
from tap import VERIFIER, Tap, slowness
from vcworld import DID, World
from verifierservice import EDGE, Service

tap = Tap()
BATCHES = "/api/v1/batches"


class Plain(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *unused):
        return None


OPENER = urllib.request.build_opener(Plain)


def ask(service, path, data=None, media_type="text/plain", method=None, **headers):
    if data is not None:
        headers["Content-Type"] = media_type
    request = urllib.request.Request(service.base + path, data=data, headers=headers, method=method)
    try:
        with OPENER.open(request, timeout=60) as reply:
            return reply.status, reply.headers, reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def form(service, path, **fields):
    data = "".join(f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                   for name, value in fields.items()) + f"--{EDGE}--\r\n"
    return ask(service, path, data.encode(), f"multipart/form-data; boundary={EDGE}", Accept="text/html")


def begin(service, *items):
    return json.loads(ask(service, BATCHES, "\n".join(items).encode())[2])["id"]


def state(service, job):
    return json.loads(ask(service, f"{BATCHES}/{job}")[2]).get("state")


def wait_for(what, wanted=True, seconds=20):
    until = time.monotonic() + seconds
    while time.monotonic() < until and what() != wanted:
        time.sleep(0.05)
    return what()


def ended(service, seconds):
    """How long it takes to end; None: longer than that."""
    begun = time.monotonic()
    try:
        service.process.wait(seconds)
    except Exception:
        service.process.kill()
        service.process.wait()
        return None
    return time.monotonic() - begun


def said(service, event):
    return [line.get("text") for line in service.log() if line["event"] == event]


with World() as w:
    good = w.token().decode()

    def start(*args):
        silent = Silent()
        return silent, Service(w, "--fetch-map", w.maps[0], "--fetch-map", silent.map, "--trust", DID, *args)

    # -- nothing to wait for ------------------------------------------------------------
    _, s = start()
    s.process.send_signal(signal.SIGTERM)
    took = ended(s, 30)
    tap.ok(s.process.returncode == 0 and took is not None and took < 3 * slowness(), "without batches it ends at once", took)
    tap.equal(said(s, "stopped"), ["every request was answered"], "and says so")

    # -- a batch is finished, and its rows are fetched -------------------------------------
    silent, s = start("--drain", "60")
    job = begin(s, good, silent.token(w))
    tap.equal(wait_for(lambda: json.loads(ask(s, f"{BATCHES}/{job}")[2])["done"], 1), 1, "half done")
    tap.equal(ask(s, "/readyz")[0], 200, "ready")
    s.process.send_signal(signal.SIGTERM)
    tap.equal(wait_for(lambda: ask(s, "/readyz")[0], 503), 503, "SIGTERM: not ready any more")
    tap.equal((ask(s, "/healthz")[0], ask(s, "/api/v1/verify", good.encode(), "application/vc+jwt")[0],
               state(s, job)), (200, 200, "running"), "but it answers, and the batch goes on")
    status, headers, body = ask(s, BATCHES, b"x")
    tap.equal((status, json.loads(body)["code"], headers["Retry-After"]), (503, "busy", "30"), "no batch is begun")
    status, headers, page = form(s, "/batch", list="x", lang="es")
    tap.ok(status == 503 and 'role="alert"' in page and "está por reiniciarse" in page and 'name="list"' in page,
           "on the page neither, which says so", (status, page))
    tap.ok(any(re.fullmatch("1 are waited for, at most 60 seconds", text) for text in said(s, "batches")), "the log")
    silent.hang_up()
    tap.equal(wait_for(lambda: state(s, job), "done"), "done", "it is done")
    tap.equal([row["code"] for row in json.loads(ask(s, f"{BATCHES}/{job}/rows")[2])],
              ["issuer.listed", "key.did_unreachable"], "and its rows are there")
    took = ended(s, 30)
    tap.ok(s.process.returncode == 0 and took is not None and took < 3 * slowness(), "then it ends", took)
    tap.equal(said(s, "batches"), ["1 are waited for, at most 60 seconds"], "nothing was interrupted")

    # -- done, and nobody came for the rows yet ---------------------------------------------
    _, s = start("--drain", "60")
    job = begin(s, good)
    wait_for(lambda: state(s, job), "done")
    s.process.send_signal(signal.SIGTERM)
    took = ended(s, 30)
    tap.ok(took is not None and 2 < took < 12 * slowness(), "rows of a moment ago are kept for a moment", took)
    silent, s = start("--drain", "60")
    job = begin(s, good)
    wait_for(lambda: state(s, job), "done")
    tap.ok("genuine and in force" in ask(s, f"/batch/{job}", Accept="text/html")[2], "rows on the page")
    s.process.send_signal(signal.SIGTERM)
    took = ended(s, 30)
    tap.ok(took is not None and took < 3 * slowness(), "nothing is waited for", took)

    # -- what takes too long is interrupted -----------------------------------------------------
    cache = os.path.join(w.folder, "cache")
    os.mkdir(cache, 0o700)
    silent, s = start("--drain", "1", "--cache", cache)
    job = begin(s, *[silent.token(w)] * 100)
    s.process.send_signal(signal.SIGTERM)
    took = ended(s, 40)
    tap.ok(s.process.returncode == 0 and took is not None and took < 20 * slowness(), "the wait has an end", took)
    tap.ok("1 were interrupted, and have to be sent again" in said(s, "batches"), "the log says what was lost",
           said(s, "batches"))
    tap.ok(not any(silent.token(w)[:60].encode() in open(os.path.join(folder, name), "rb").read()
                   for folder, _, names in os.walk(cache) for name in names), "nothing of it is written down")
    _, s = start("--cache", cache)
    for method, path in (("GET", ""), ("GET", "/rows"), ("DELETE", "")):
        status, headers, body = ask(s, f"{BATCHES}/{job}{path}", method=method)
        answer = json.loads(body)
        tap.equal((status, answer["code"], headers["Content-Type"]), (410, "gone", "application/problem+json"),
                  f"after a restart: {method} {path} is 410")
        tap.ok(re.search(r"lost when the service was restarted at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ.*send it again",
                         answer["detail"]), "and says what to do", answer)
    status, headers, page = ask(s, f"/batch/{job}", Accept="text/html")
    tap.ok(status == 410 and headers["Cache-Control"] == "no-store" and 'role="alert"' in page
           and "the service was restarted" in page and "Send the list or the files again" in page
           and 'name="list"' in page, "the page says it, with the form", (status, page))
    page = ask(s, f"/batch/{job}?lang=es", Accept="text/html")[2]
    tap.ok("el servicio se reinició" in page and 'lang="es"' in page, "in Spanish")
    tap.equal(form(s, f"/batch/{job}/end", lang="en")[0], 303, "to end it is done already")
    now = int(time.time())
    own = begin(s, "x")
    tap.equal(int(own[:8], 16) <= now + 5, True, "ids say when their server was started")
    for name, one in (("an id that was never one", "0" * 32), ("of this run", own[:8] + "0" * 24),
                      ("of a time to come", f"{now + 3600:08x}" + "0" * 24), ("too long", job + "0"),
                      ("in capitals", f"{now - 3600:08x}".upper() + "A" * 24), ("no id", "x"),
                      ("of nine days ago", f"{now - 9 * 86400:08x}" + "0" * 24)):
        status, _, body = ask(s, f"{BATCHES}/{one}")
        tap.equal((status, json.loads(body)["code"]), (404, "not_found"), f"404: {name}")
    tap.equal(ask(s, f"/batch/{'0' * 32}", Accept="text/html")[0], 404, "on the page, too")
    s.stop()

    # -- a second signal ---------------------------------------------------------------------------
    silent, s = start("--drain", "600")
    begin(s, silent.token(w))
    s.process.send_signal(signal.SIGTERM)
    wait_for(lambda: ask(s, "/readyz")[0], 503)
    s.process.send_signal(signal.SIGINT)
    took = ended(s, 30)
    tap.ok(s.process.returncode == 0 and took is not None and took < 13 * slowness(), "a second signal ends the wait", took)
    for option, value in (("--drain", "x"), ("--drain", "3601"), ("--batch-keep", "0"), ("--batch-time", "86401")):
        done = subprocess.run([VERIFIER, "serve", option, value], capture_output=True, text=True, timeout=20,
                              check=False)
        tap.ok(done.returncode == 64 and f"{option} wants a number" in done.stderr, f"{option} {value}: 64", done)
tap.done()
