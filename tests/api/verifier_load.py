#!/usr/bin/env python3
"""The verifier under load: every way in at once, caches that run out, keys
that change meanwhile, connections that do nothing or dawdle, a stop in the
middle. 'make tsan' runs it for data races, 'make bench' for speed."""
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import ROOT, VERIFIER, Tap, slowness
from verifierservice import Service
from vcworld import DID, HOST, KID, REVOCATION, SUSPENSION, World, compact

tap = Tap()
SECONDS = 4
IDLE = 600


def short_lists(world):
    """Every second the lists have to be asked for anew."""
    for url, purpose in ((REVOCATION, "revocation"), (SUSPENSION, "suspension")):
        credential = world.list_credential(url, purpose)
        credential["credentialSubject"]["ttl"] = 1000
        world.pages[url[len(HOST):]] = world.sign(
            credential, {"alg": "ES256", "typ": "vc+jwt", "kid": KID})


def port_of(service):
    return int(service.base.rsplit(":", 1)[1])


class Client(threading.Thread):
    """Asks the same over one connection, until told to stop; what it got."""

    def __init__(self, service, name, method, path, body=None, media_type=None, expect=b"", **headers):
        super().__init__(name=name)
        self.port, self.method, self.path, self.body = port_of(service), method, path, body
        self.headers = {k.replace("_", "-"): v for k, v in headers.items()}
        if media_type:
            self.headers["Content-Type"] = media_type
        self.expect = expect
        self.end = threading.Event()
        self.count = 0
        self.slowest = 0
        self.wrong = None
        self.start()

    def run(self):
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while not self.end.is_set() and self.wrong is None:
            begin = time.monotonic()
            try:
                client.request(self.method, self.path, self.body, self.headers)
                answer = client.getresponse()
                text = answer.read()
            except OSError as error:
                self.wrong = error
                break
            self.slowest = max(self.slowest, time.monotonic() - begin)
            self.count += 1
            if answer.status != 200 or self.expect not in text:
                self.wrong = (answer.status, text[:500])
        client.close()

    def stop(self):
        self.end.set()
        self.join()
        return self


def clients(world, service, key):
    token = world.token()
    single, whole = "/api/v1/verify", b'"verdict":"verified"'
    several = compact({"credentials": [token.decode()] * 5})
    wrapped = compact({"verifiableCredential": {
        "@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiableCredential",
        "id": "data:application/vc+jwt," + token.decode()}})
    large = compact({"credential": token.decode(), "options": {"name": "x" * 40000}})
    form = b'--b\r\nContent-Disposition: form-data; name="input"\r\n\r\n' + token + b"\r\n--b--\r\n"
    return [
        *(Client(service, f"one {i}", "POST", single, token, "application/vc+jwt", whole)
          for i in range(4)),
        Client(service, "with a key", "POST", single, token, "application/vc+jwt", whole,
               Authorization="Bearer " + key),
        Client(service, "several", "POST", single, several, "application/json", b"verified"),
        Client(service, "large", "POST", single, large, "application/json", b"recipient."),
        Client(service, "VC-API", "POST", "/credentials/verify", wrapped, "application/json",
               b'"verified":true'),
        Client(service, "page", "POST", "/", form, "multipart/form-data; boundary=b", b"VALID"),
        Client(service, "metrics", "GET", "/metrics", None, None, b"testamur_verdicts_total"),
        Client(service, "probe", "GET", "/readyz", None, None, b"ready"),
        Client(service, "form", "GET", "/", None, None, b"<form"),
    ]


def all_at_once(world):
    path = os.path.join(world.folder, "keys.json")
    folder = os.path.join(world.folder, "cache")
    os.mkdir(folder, 0o700)
    key = apikey(path, "add", "board")
    short_lists(world)
    service = Service(world, "--fetch-map", world.maps[0], "--trust", DID + "=MFPE", "--rate", "1000000",
                      "--api-keys", path, "--cache", folder)
    running = clients(world, service, key)
    until = time.monotonic() + SECONDS
    other = 0
    while time.monotonic() < until:
        apikey(path, "add", f"other-{other}")
        other += 1
        time.sleep(0.3)
    for client in running:
        client.stop()
        tap.ok(client.wrong is None and client.count > 0, f"{client.name}: answered", client.wrong)
    tap.ok(len(world.asked) >= 3 and world.asked.count(REVOCATION[len(HOST):]) <= SECONDS * 4,
           "a list is asked for about once a second", world.asked)
    # in the middle of everything
    running = clients(world, service, key)
    time.sleep(0.5)
    tap.equal(service.stop(), 0, "stops cleanly, with clients")
    for client in running:
        client.stop()
    tap.equal(races(service), [], "no data race")
    world.reset()


def apikey(path, *args):
    done = subprocess.run([VERIFIER, "apikey", *args, "--file", path], capture_output=True, text=True,
                          timeout=60, check=True)
    return done.stdout.strip()


def races(service):
    """What ThreadSanitizer wrote between the lines of the log."""
    with open(service.log_path, encoding="utf-8") as handle:
        return re.findall(r"WARNING: ThreadSanitizer.*|SUMMARY: ThreadSanitizer.*", handle.read())


def crowd(world):
    """Connections that do nothing, or dawdle, hold up nobody."""
    service = Service(world, "--fetch-map", world.maps[0], "--trust", DID + "=MFPE", "--rate", "1000000",
                      "--trusted-proxy", "127.0.0.1")
    token = world.token()
    service.verify(token)
    idle = []
    for i in range(IDLE):
        one = socket.create_connection(("127.0.0.1", port_of(service)), timeout=20)
        if i % 3 == 1:
            one.sendall(b"POST /api/v1/ver")
        elif i % 3 == 2:
            one.sendall(b"POST /api/v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: application/jwt\r\n"
                        b"Content-Length: 5000\r\n\r\neyJ")
        idle.append(one)
    status, _, text = service.ask("/metrics")
    found = re.search(r"^http_connections (\d+)", text.decode(), re.M)
    tap.ok(status == 403 or status == 404 or int(found[1]) >= IDLE, "they are all there", text[:200])
    client = Client(service, "among idle ones", "POST", "/api/v1/verify", token, "application/vc+jwt",
                    b'"verdict":"verified"')
    time.sleep(2)
    client.stop()
    tap.ok(client.wrong is None and client.count >= 20 / slowness() and client.slowest < slowness(),
           "others are served", (client.wrong, client.count, client.slowest))
    dripping = idle[1::3][:20]
    begin = time.monotonic()
    while dripping and time.monotonic() - begin < 40:
        for one in list(dripping):
            try:
                one.sendall(b"i")
                one.settimeout(0.01)
                if one.recv(100) in (b"",):
                    raise OSError
            except TimeoutError:
                continue
            except OSError:
                dripping.remove(one)
        time.sleep(0.2)
    tap.equal(len(dripping), 0, "who drips a header is cut off within its time")
    for one in idle:
        one.close()
    tap.equal(service.stop(), 0, "and it stops")
    tap.equal(races(service), [], "no data race here either")


def one_address(world):
    """From one address at most 128, unless a proxy speaks for many."""
    service = Service(world)
    held = []
    refused = 0
    for _ in range(140):
        try:
            one = socket.create_connection(("127.0.0.1", port_of(service)), timeout=5)
            one.settimeout(0.3)
            held.append(one)
        except OSError:
            refused += 1
    time.sleep(0.5)
    for one in held:
        one.setblocking(False)
        try:
            if one.recv(1) == b"":
                refused += 1
        except BlockingIOError:
            pass
        except OSError:
            refused += 1
    tap.equal(refused, 140 - 128, "connections from one address")
    for one in held:
        one.close()
    service.stop()


with World() as w:
    all_at_once(w)
    crowd(w)
    one_address(w)
tap.done()
