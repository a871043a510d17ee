#!/usr/bin/env python3
"""Attacks on the verifier's service: requests that are meant to be expensive or to mislead."""
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from shortid import short_id
from tap import VERIFIER, Tap, sanitized, slowness
from vcworld import World, compact

tap = Tap()
EDGE = "xx-boundary-xx"
MIB = 1 << 20


class Service:
    def __init__(self, world, *args):
        port_file = os.path.join(world.folder, f"port{time.monotonic_ns()}")
        self.process = subprocess.Popen(
            [VERIFIER, "serve", "--listen", "127.0.0.1:0", "--port-file", port_file,
             "--fetch-map", world.maps[0], *(args or ("--rate", "100000"))], stderr=subprocess.DEVNULL)
        until = time.monotonic() + 120
        while not os.path.exists(port_file) and time.monotonic() < until:
            time.sleep(0.02)
        with open(port_file, encoding="ascii") as handle:
            self.port = int(handle.read())

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=240)
        try:
            connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def api(self, body, media_type="application/json"):
        return self.ask("POST", "/api/v1/verify", body, Content_Type=media_type)

    def form(self, body):
        return self.ask("POST", "/", body, Content_Type=f"multipart/form-data; boundary={EDGE}")

    def memory(self):
        """The most that it ever held, in MiB."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as handle:
            return int(re.search(r"VmHWM:\s+(\d+)", handle.read())[1]) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


def expensive(service):
    """Each is answered quickly, with a named limit, never by a crash or 5xx."""
    def zeros(size):
        return b"[" + b"0," * (size // 2) + b"0]"

    cases = (
        ("an envelope of millions of values", b'{"credential":' + zeros(9 * MIB) + b"}", "application/json"),
        ("an envelope of millions of members",
         b'{"credential":{"@context":[],"a":' + zeros(7 * MIB) + b"}}", "application/json"),
        ("options of millions of values", b'{"credential":"x","options":' + zeros(9 * MIB) + b"}",
         "application/json"),
        ("a credential of millions of values", b'{"@context":' + zeros(3 * MIB) + b"}", "application/json"),
        ("nested a hundred thousand deep", b'{"a":' + b"[" * 100000, "application/json"),
        ("an envelope nested deep", b'{"credential":' + b'{"a":' * 100000, "application/json"),
        ("ten million bytes of one text", b'{"a":"' + b"x" * (10 * MIB) + b'"}', "application/vc+ld+json"),
        ("sixteen million bytes of a token", b"e" * (8 * MIB) + b"." + b"e" * (7 * MIB) + b".e",
         "application/jwt"),
        ("a million dots", b"." * MIB, "application/jwt"),
        ("PNG of nothing but chunks", b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0tEXt\0\0\0\0" * MIB, "image/png"),
    )
    for name, body, media_type in cases:
        start = time.monotonic()
        status, _, text = service.api(body, media_type)
        seconds = time.monotonic() - start
        tap.ok(status in (200, 400, 413, 422) and seconds < 20 * slowness(), name, f"{status} {seconds:.1f} s {text[:300]}")
        if status == 200:
            tap.equal(json.loads(text)["verdict"], "not_valid", name + ": not valid")
    part = f'--{EDGE}\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'.encode()
    start = time.monotonic()
    status, _, _ = service.form(part * (14 * MIB // len(part)) + f"--{EDGE}--\r\n".encode())
    tap.ok(status in (400, 413) and time.monotonic() - start < 20 * slowness(), "a form of very many fields", status)
    status, _, _ = service.ask("POST", "/", b"&".join([b"a=b"] * 500000),
                               Content_Type="application/x-www-form-urlencoded")
    tap.ok(status in (400, 413), "the same, URL-encoded", status)
    status, _, _ = service.form(f"--{EDGE}\r\n".encode() * 200000)
    tap.ok(status in (200, 400, 413), "boundaries only", status)


def together(service):
    """Twenty of the large ones at once: answered, and the memory is bounded."""
    body = b'{"credential":[' + b"0," * (2 * MIB - 100) + b"0]}"
    statuses = []
    threads = [threading.Thread(target=lambda: statuses.append(service.api(body)[0])) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tap.ok(len(statuses) == 20 and set(statuses) <= {200, 400, 413, 422, 503}, "twenty at once", statuses)
    allowed = 10000 if sanitized() else 1500
    tap.ok(service.memory() < allowed, "memory is bounded", f"{service.memory():.0f} MiB")
    tap.equal(service.ask("GET", "/healthz")[0], 200, "and it serves on")


def misleading(world, service):
    token = world.token(world.badge(
        name="x" * 100000, issuer={"id": "did:web:issuer.example:issuers:mfpe", "type": ["Profile"],
                                   "name": "\u202eelbatsurT\u202c\u0007 <b>", "url": "javascript:alert(1)"}))
    body = (f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="\\"><script>x</script>.png"'
            f'\r\n\r\n').encode() + token + f"\r\n--{EDGE}--\r\n".encode()
    status, headers, page = service.form(body)
    text = page.decode()
    tap.equal((status, headers["cache-control"]), (200, "no-store"), "a result is not kept")
    tap.ok("<script" not in text and "<b>" not in text and 'href="javascript' not in text,
           "names, addresses and file names are text")
    tap.ok("\u202e" not in text and "\x07" not in text, "nothing turns the reading direction",
           re.findall(".{40}\u202e.{40}", text))
    for kind in ("data:text/html,x", "vbscript:x", " javascript:x", "JaVaScRiPt:x", "//evil.example/"):
        badge = world.badge(issuer={"id": "did:web:issuer.example:issuers:mfpe", "type": ["Profile"],
                                    "name": "n", "url": kind})
        _, _, page = service.form(
            f'--{EDGE}\r\nContent-Disposition: form-data; name="input"\r\n\r\n'.encode()
            + world.token(badge) + f"\r\n--{EDGE}--\r\n".encode())
        tap.ok(f'href="{kind}'.encode().lower() not in page.lower(), "no link to " + kind)


def methods(world, service):
    good = world.token()
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "FOO"):
        status = service.ask(method, "/api/v1/verify", None)[0]
        tap.ok(status in (400, 405, 501), f"{method}: refused", status)
    status, _, text = service.ask("GET", "/api/v1/verify", None, X_HTTP_Method_Override="POST")
    tap.equal(status, 405, "no header changes the method")
    for path in ("//api/v1/verify", "/api//v1/verify", "/api/v1/verify/", "/api/v1/../v1/verify",
                 "/api/v1/%2e/verify", "/API/v1/verify", "/api/v1/verify%00", "/static/../../etc/passwd",
                 "/static/x/..%2f..%2fetc%2fpasswd", "/%"):
        status = service.ask("POST", path, good, Content_Type="application/jwt")[0]
        tap.ok(status in (400, 404, 405), f"{path}: not that page", status)
    status, headers, text = service.ask("HEAD", "/")
    tap.equal((status, text), (200, b""), "HEAD")
    status, headers, _ = service.ask("OPTIONS", "/api/v1/verify")
    tap.ok(status in (200, 204, 405) and headers.get("access-control-allow-origin", "") in ("", "*"),
           "OPTIONS", (status, headers))


def slow_issuers(world, service):
    """Whoever asks about an issuer that does not answer holds up nobody else."""
    did = "did:web:issuer.example:issuers:slow"
    world.pages["/issuers/slow/did.json"] = lambda handler: time.sleep(7)
    token = world.token(world.badge(issuer={"id": did, "type": ["Profile"], "name": "n"}),
                        world.header(kid=did + "#es256-1"), claims=world.claims(iss=did))
    verdicts, times = [], []

    def slow():
        verdicts.append(json.loads(service.api(token, "application/jwt")[2])["code"])

    def quick():
        start = time.monotonic()
        status = service.ask("GET", "/healthz")[0]
        times.append((time.monotonic() - start, status))

    threads = [threading.Thread(target=f) for f in [slow] * 10 + [quick] * 20]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tap.equal(verdicts, ["key.did_unreachable"] * 10, "ten that wait")
    tap.ok([s for _, s in times] == [200] * 20 and max(times)[0] < 4 * slowness(), "twenty that do not", max(times))


def slow_issuers_of_one(world):
    """However many of them: other clients are answered, by the threads that are left."""
    service = Service(world, "--rate", "100000", "--trusted-proxy", "127.0.0.1/32")

    def ask(client, method, path, *more, **headers):
        start = time.monotonic()
        status = service.ask(method, path, *more, X_Forwarded_For=client, **headers)[0]
        return status, time.monotonic() - start

    def slow(number):
        did = f"did:web:issuer.example:issuers:slow{number}"
        world.pages[f"/issuers/slow{number}/did.json"] = lambda handler: time.sleep(9)
        token = world.token(world.badge(issuer={"id": did, "type": ["Profile"], "name": "n"}),
                            world.header(kid=did + "#es256-1"), claims=world.claims(iss=did))

        def wait():
            try:
                ask("192.0.2.1", "POST", "/api/v1/verify", token, Content_Type="application/jwt")
            except (http.client.HTTPException, OSError):
                pass  # the stop cut it off
        return threading.Thread(target=wait)

    threads = [slow(number) for number in range(40)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    answers = [ask("192.0.2.2", "GET", path) for path in ("/readyz", "/batch", "/")]
    tap.ok([a[0] for a in answers] == [200] * 3 and max(a[1] for a in answers) < 4 * slowness(),
           "forty that wait for slow issuers keep no other client waiting", answers)
    tap.equal(service.stop(), 0, "stops cleanly")
    for thread in threads:
        thread.join()


def looking_up(world, first):
    """A service with a site to ask; an id that begins so and is there; how clients ask, which gives the code."""
    service = Service(world, "--rate", "100000", "--trusted-proxy", "127.0.0.1/32", "--issuer-url",
                      "https://issuer.example")
    known = short_id(first + "A" * 25)
    identity = "https://issuer.example/V/" + known
    world.pages["/V/" + known] = world.token(world.badge(id=identity), claims=world.claims(jti=identity))
    world.asked.clear()

    def ask(client, typed):
        return json.loads(service.ask("POST", "/api/v1/verify", typed, Content_Type="text/plain",
                                      X_Forwarded_For=client)[2])["code"]

    return service, known, ask


def guessing_ids(world):
    """A site counts whoever asks from here as one: nobody may use that up for all others."""
    service, known, ask = looking_up(world, "1")
    hit = "issuer.not_on_your_list"
    tap.equal([ask("192.0.2.1", known) for _ in range(50)], [hit] * 50, "whoever has an id may ask often")
    numbers = iter(range(10 ** 6))

    def until_refused():
        codes = [ask("192.0.2.1", short_id(f"2{next(numbers):025d}"))]
        while len(codes) < 300 and codes[-1] == "item.id_unknown":
            codes.append(ask("192.0.2.1", short_id(f"2{next(numbers):025d}")))
        return codes

    begun = time.monotonic()
    codes = until_refused()
    guesses = codes.count("item.id_unknown")
    back = (time.monotonic() - begun) * 30 / 60  # what a minute gives, for who asks slowly
    tap.ok(30 <= guesses <= 31 + back and codes[-1] == "item.unreachable", "thirty guesses", (codes, back))
    tap.equal(len([p for p in world.asked if p.startswith("/V/2")]), guesses, "the site is not asked for more")
    code = ask("192.0.2.1", known)
    for _ in range(30):  # two seconds later one more is answered: guess again
        if code != "item.unreachable":
            until_refused()
            code = ask("192.0.2.1", known)
    tap.equal(code, "item.unreachable", "then a known id is refused, too")
    tap.equal(ask("192.0.2.2", known), hit, "other clients go on")
    form = json.loads(service.ask("POST", "/api/v1/batches", known, Content_Type="text/plain",
                                  X_Forwarded_For="192.0.2.2")[2])
    until = time.monotonic() + 20
    while (rows := service.ask("GET", f"/api/v1/batches/{form['id']}/rows?format=json")[2]).startswith(b'{"type"') \
            and time.monotonic() < until:
        time.sleep(0.05)
    tap.equal([row["code"] for row in json.loads(rows)], [hit], "in a batch, too")
    service.stop()


def guessing_together(world):
    """An issuer as ours is, which answers nobody who asked sixty times for nothing: two and more who guess do not use
    up what the others need."""
    service, known, ask = looking_up(world, "3")

    def guess(client, number):
        return ask(client, short_id(f"4{client.split('.')[-1]:0>3}{number:022d}"))

    hit = "issuer.not_on_your_list"
    tap.equal(ask("192.0.2.99", known), hit, "one who guesses nothing")
    got = {n: 0 for n in (1, 2, 3, 4, 5)}
    begun = time.monotonic()
    # each by turns, as fast as it can; two at first, then five
    for number in range(60):
        for n in (1, 2) if number < 30 else got:
            got[n] += guess(f"192.0.2.{n}", number) == "item.id_unknown"
    asked = len([p for p in world.asked if p.startswith("/V/4")])
    took = time.monotonic() - begun
    back = took * 50 / 60
    tap.ok(asked == sum(got.values()) and 40 <= asked <= 51 + back, "together they ask for less than the site allows", got)
    tap.ok(abs(got[1] - got[2]) <= 2 and got[1] >= 15, "those who guess at the same time share alike", got)
    tap.ok(min(got.values()) >= 1, "who begins later has something, too", got)
    answers = [ask("192.0.2.99", known) for _ in range(20)]
    # who guesses no faster than its own share comes back has the whole of it each time, and nothing may be left
    slowly = took > 40
    tap.ok(answers == [hit] * 20 or slowly and hit in answers, "who guesses nothing goes on", (answers, took))
    tap.ok(ask("192.0.2.98", known) == hit or slowly, "nor is one that comes now turned away")
    tap.ok(guess("192.0.2.98", 0) == "item.id_unknown" or slowly, "who may mistype, too")
    tap.ok("item.unreachable" in (guess("192.0.2.1", n) for n in range(99, 199)), "who guessed waits")
    service.stop()


def spoofed(world):
    service = Service(world, "--rate", "3")
    good = world.token()
    statuses = [service.ask("POST", "/api/v1/verify", good, Content_Type="application/jwt",
                            X_Forwarded_For=f"192.0.2.{i}", Forwarded=f"for=192.0.2.{i}",
                            X_Real_IP=f"192.0.2.{i}")[0] for i in range(6)]
    tap.equal(statuses, [200, 200, 200, 429, 429, 429], "no header makes another client of it")
    service.stop()


with World() as w:
    s = Service(w)
    misleading(w, s)
    methods(w, s)
    slow_issuers(w, s)
    expensive(s)
    together(s)
    tap.equal(s.stop(), 0, "stops cleanly")
    slow_issuers_of_one(w)
    guessing_ids(w)
    guessing_together(w)
    spoofed(w)
tap.done()
