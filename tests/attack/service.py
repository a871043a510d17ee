#!/usr/bin/env python3
"""Attacks on what serves, not on what it says: requests that two parties read differently, answers that nobody reads,
a process that is short of descriptors."""
import os
import re
import resource
import socket
import struct
import subprocess
import sys
import threading
import time
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from issuer_site import Site
from tap import VERIFIER, Tap
from vcworld import DID, World
from verifierservice import Service

tap = Tap()
POST = b"POST /api/v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"


def send(port, data, seconds=5):
    """What comes back until the other side closes, or falls silent."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as line:
        try:
            line.sendall(data)
            while chunk := line.recv(65536):
                answer += chunk
        except ConnectionError:
            pass
        except TimeoutError:
            answer += b"<silent>"
    return answer


def statuses(answer):
    return re.findall(rb"HTTP/1\.1 (\d+)", answer) + ([b"silent"] if answer.endswith(b"<silent>") else [])


def smuggled(port):
    """A second request in what a proxy takes for the body of the first: never answered."""
    second = GET + b"\r\n"
    length = b"%d" % len(second)
    for name, head in (
            ("a folded length", b"Content-Length:\r\n " + length),
            ("one that goes on", b"Content-Length: 1\r\n\t" + length),
            ("a folded coding", b"Transfer-Encoding:\r\n chunked"),
            ("a name that goes on", b"X: 1\r\n Content-Length: " + length),
            ("a coding and a space", b"Transfer-Encoding: chunked "),
            ("a coding and a tab", b"Transfer-Encoding: chunked\t"),
            ("two codings", b"Transfer-Encoding: identity, chunked"),
            ("a coding that is none", b"Transfer-Encoding: \x0bchunked"),
            ("a coding and a length", b"Transfer-Encoding: chunked\r\nContent-Length: " + length),
            ("two lengths", b"Content-Length: 0\r\nContent-Length: " + length)):
        for method in (POST, GET):
            answer = send(port, method + head + b"\r\n\r\n" + second)
            tap.equal((statuses(answer), b"the framing" in answer or b"malformed" in answer), ([b"400"], True),
                      f"{method[:4].decode().strip()} with {name}: 400, and that is all")
    for name, head in (("a sign", b"+40"), ("hexadecimal", b"0x28"), ("a list", b"40, 40"), ("a space in it", b"4 0"),
                       ("none", b"")):
        answer = send(port, POST + b"Content-Length: " + head + b"\r\n\r\n" + second)
        tap.equal(set(statuses(answer)), {b"400"}, f"a length with {name}: 400")
    for more in (b"", b"Connection: keep-alive\r\n"):
        answer = send(port, POST.replace(b"HTTP/1.1", b"HTTP/1.0") + more + b"Transfer-Encoding: chunked\r\n\r\n"
                      b"1\r\nx\r\n0\r\n\r\n" + second)
        tap.equal(re.findall(rb"HTTP/1\.[01] (\d+)", answer), [b"400"], "a coding in HTTP/1.0: 400, and that is all")
    # which may be written so
    tap.equal(statuses(send(port, GET + b"A:\r\nB: \t\r\nC:d\t\r\nConnection: close\r\n\r\n")), [b"200"],
              "values that are empty or have spaces around them")


def inside(port):
    """What is for this computer alone is not for whoever comes through a proxy on it."""
    ask = b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    tap.equal(statuses(send(port, ask + b"\r\n")), [b"200"], "metrics, for this computer")
    for header in (b"X-Forwarded-For: 127.0.0.1", b"Forwarded: for=127.0.0.1", b"X-Real-IP: 127.0.0.1", b"Via: 1.1 a",
                   b"X-Forwarded-Host: a", b"X-Forwarded-Proto: https"):
        tap.equal(statuses(send(port, ask + header + b"\r\n\r\n")), [b"404"], f"not with {header.decode()}")


def unread(world):
    """Large answers that are asked for and not read: a client's are bounded, and others are served."""
    service = Service(world, "--fetch-map", world.maps[0], "--trust", DID, "--trusted-proxy", "127.0.0.1")
    port = int(service.base.rsplit(":", 1)[1])
    # six bytes of JSON for each
    body = (b'--xx\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + b"\1" * (4 << 20)
            + b"\r\n--xx--\r\n")

    def ask(client):
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(60)
        line.connect(("127.0.0.1", port))
        try:
            line.sendall(b"POST /details HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=xx\r\n"
                         b"X-Forwarded-For: %s\r\nContent-Length: %d\r\n\r\n" % (client, len(body)) + body)
            status = line.recv(12)[9:]
        except ConnectionError:
            status = b"503"  # said while the body was on its way
        return line, status

    lines = [ask(b"192.0.2.1") for _ in range(12)]
    tap.equal([status for _, status in lines], [b"200"] * 5 + [b"503"] * 7, "five of 24 MiB each, then no more")
    tap.equal(service.ask("/batch", **{"X-Forwarded-For": "192.0.2.1"})[0], 200, "which has small answers all the same")
    other = ask(b"192.0.2.2")
    tap.equal(other[1], b"200", "another client has a large one")
    for line, _ in [*lines, other]:
        line.close()
    until = time.monotonic() + 20
    while (again := ask(b"192.0.2.1"))[1] != b"200" and time.monotonic() < until:
        again[0].close()
        time.sleep(0.2)
    tap.equal(again[1], b"200", "what was given up is not counted any more")
    again[0].close()
    tap.equal(service.stop(), 0, "stops cleanly")


def short_of_descriptors(world):
    """The file of keys changes while none can be opened: it is read as soon as one can."""
    path = os.path.join(world.folder, "keys.json")

    def add(name):
        return subprocess.run([VERIFIER, "apikey", "add", name, "--file", path], capture_output=True, text=True,
                              check=True).stdout.strip().encode()

    first = add("first")
    service = Service(world, "--fetch-map", world.maps[0], "--trust", DID, "--api-keys", path)
    good = world.token()
    with socket.create_connection(("127.0.0.1", int(service.base.rsplit(":", 1)[1])), timeout=20) as line:

        def ask(key):
            line.sendall(POST + b"Authorization: Bearer %s\r\nContent-Length: %d\r\n\r\n" % (key, len(good)) + good)
            answer = b""
            while b"\r\n\r\n" not in answer:
                answer += line.recv(65536)
            head, _, rest = answer.partition(b"\r\n\r\n")
            left = int(re.search(rb"(?i)content-length: (\d+)", head)[1]) - len(rest)
            while left > 0:
                left -= len(line.recv(left))
            return int(head[9:12])

        tap.equal(ask(first), 200, "a key")
        before = resource.prlimit(service.process.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(service.process.pid, resource.RLIMIT_NOFILE, (3, before[1]))
        second = add("second")
        time.sleep(1.1)
        tap.equal(ask(first), 401, "the file cannot be read: no key is known")
        resource.prlimit(service.process.pid, resource.RLIMIT_NOFILE, before)
        time.sleep(1.1)
        tap.equal((ask(first), ask(second)), (200, 200), "it can: both are, without another change")
    said = [entry for entry in service.log() if entry["event"] == "api_keys"]
    tap.equal([entry["level"] for entry in said], ["error"], "which was said once")
    tap.equal(service.stop(), 0, "stops cleanly")


def decoding(world):
    """Pictures of strangers are decoded with what others leave of the processors."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    side = 7000
    picture = (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
               + chunk(b"IDAT", zlib.compress((b"\0" + b"\x7f" * side) * side, 1)) + chunk(b"IEND", b""))
    service = Service(world, "--fetch-map", world.maps[0], "--trust", DID)
    answers = []
    asking = threading.Thread(target=lambda: answers.append(service.verify(picture, "image/png")))
    asking.start()
    seen = set()
    while asking.is_alive():
        for task in os.listdir(f"/proc/{service.process.pid}/task"):
            try:
                with open(f"/proc/{service.process.pid}/task/{task}/children", encoding="ascii") as handle:
                    for child in handle.read().split():
                        with open(f"/proc/{child}/stat", encoding="ascii") as stat:
                            seen.add(int(stat.read().rsplit(")", 1)[1].split()[16]))
            except (FileNotFoundError, ProcessLookupError):
                pass
        time.sleep(0.001)
    asking.join()
    tap.equal(answers[0][0], 200, "a large picture is answered")
    own = os.nice(0)
    tap.ok(min(own + 10, 19) in seen and seen <= {own, min(own + 10, 19)}, "its decoder makes way for others", seen)
    tap.equal(service.stop(), 0, "stops cleanly")


with World() as w:
    s = Service(w, "--fetch-map", w.maps[0], "--trust", DID)
    smuggled(int(s.base.rsplit(":", 1)[1]))
    inside(int(s.base.rsplit(":", 1)[1]))
    tap.equal(s.stop(), 0, "stops cleanly")
    with Site() as site:
        smuggled(site.port)
        inside(site.port)
    unread(w)
    short_of_descriptors(w)
    decoding(w)
tap.done()
