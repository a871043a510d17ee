#!/usr/bin/env python3
"""Batches of the server: ids guessed, bombs, floods, slow clients, issuers that hang, an end in the middle."""
import json
import os
import socket
import struct
import sys
import time
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from silent import Silent
from tap import BUILD, Tap, slowness
from vcworld import DID, World, compact
from verifierservice import Service

tap = Tap()
BATCHES = "/api/v1/batches"
MIB = 1 << 20
# builds that look for mistakes keep what was freed for a while
SLACK = 1 if BUILD.endswith("release") else 4


def ask(service, path, data=None, media_type="text/plain", method=None, key=None, client=None):
    headers = {}
    if key:
        headers["Authorization"] = "Bearer " + key
    if client:
        headers["X-Forwarded-For"] = client
    return service.ask(path, data, media_type if data is not None else None, method, **headers)


def view_of(service, place, client):
    return json.loads(ask(service, place, client=client)[2])


def wait(service, place, client, seconds=600):
    until = time.monotonic() + seconds
    while view_of(service, place, client)["state"] == "running" and time.monotonic() < until:
        time.sleep(0.1)
    return view_of(service, place, client)


def memory(service):
    with open(f"/proc/{service.process.pid}/status", encoding="ascii") as handle:
        return next(int(line.split()[1]) for line in handle if line.startswith("VmRSS")) / 1024


with World() as w:
    silent = Silent()
    service = Service(w, "--drain", "0", "--fetch-map", w.maps[0], "--trust", DID, "--trusted-proxy", "127.0.0.0/8",
                      "--fetch-map", silent.map)
    good = w.token()

    # -- ids are not guessed -------------------------------------------------------
    status, headers, _ = ask(service, BATCHES, good, client="192.0.2.1")
    place = headers["Location"]
    known = place.rsplit("/", 1)[1]
    wait(service, place, "192.0.2.1")
    for guess in ("0" * 32, known[:-1], known + "0", known[:-1] + ("%31" if known[-1] == "0" else "%30"), known.upper(), known[:31] + "g", "*", "%00",
                  "a" * 250):
        if guess == known:
            continue
        for path in (guess, guess + "/rows"):
            tap.equal(ask(service, f"{BATCHES}/{path}", client="192.0.2.2")[0], 404, f"a guess: {path[:40]}")
        tap.equal(ask(service, f"{BATCHES}/{guess}", method="DELETE", client="192.0.2.2")[0], 404, "nor ended")
    tap.equal(ask(service, BATCHES, client="192.0.2.2")[0], 405, "there is no list")
    tap.equal(ask(service, BATCHES + "/", client="192.0.2.2")[0], 404, "nor one with a stroke")
    answers = []
    while len(answers) < 3000 and 429 not in answers[-1:]:
        answers.append(ask(service, f"{BATCHES}/{len(answers):032x}", client="192.0.2.3")[0])
    tap.ok(set(answers) == {404, 429} and answers[-1] == 429 and len(answers) > 600, "guessing is slowed down", answers[-5:])
    tap.equal(ask(service, place, client="192.0.2.4")[0], 200, "whoever has the id may ask, from anywhere")

    # -- floods --------------------------------------------------------------------
    hang = compact([silent.token(w)] * 40)
    statuses = [ask(service, BATCHES, hang, "application/json", client="192.0.2.5")[0] for _ in range(5)]
    tap.equal(statuses, [202, 202, 202, 429, 429], "three unfinished batches of one client")
    answer = ask(service, BATCHES, good, client="192.0.2.5")
    tap.equal(json.loads(answer[2])["code"], "rate", "as a problem")
    tap.ok(answer[1]["Retry-After"].isdigit(), "which says when to come again", dict(answer[1]))
    began = time.monotonic()
    status, headers, _ = ask(service, BATCHES, compact([good.decode()] * 20), "application/json", client="192.0.2.6")
    view = wait(service, headers["Location"], "192.0.2.6", 30 * slowness())
    tap.ok(view["state"] == "done" and view["verdicts"]["verified"] == 20,
           "an issuer that does not answer holds up its own batches", (view, time.monotonic() - began))
    statuses = [ask(service, BATCHES, good, client="192.0.2.7")[0] for _ in range(12)]
    tap.equal((statuses[:3], statuses[-1]), ([202] * 3, 429), "ten batches a minute, and no more")
    big = b"\n".join([b"x"] * 5000)
    statuses = []
    for n in range(3):
        status, headers, _ = ask(service, BATCHES, big, client="192.0.2.8")
        statuses.append(status)
        if status == 202:
            wait(service, headers["Location"], "192.0.2.8")
    tap.equal(statuses, [202, 202, 429], "10,000 items at once, and no more")
    for n in range(6):
        statuses.append(ask(service, BATCHES, good, client=f"2001:db8::{n:x}")[0])
    time.sleep(0.3)
    tap.ok(202 in statuses, "IPv6 clients", statuses)

    # -- as many as there is room for ----------------------------------------------
    places, n = [], 0
    while len(places) < 400:
        n += 1
        client = f"198.51.{n % 250}.{n // 250}"
        status, headers, body = ask(service, BATCHES, b"x", client=client)
        if status != 202:
            break
        places.append(headers["Location"])
    tap.ok(status == 503 and 200 < len(places) <= 256, "256 batches in memory, and no more", (status, len(places), body))
    tap.ok(json.loads(body)["code"] == "busy" and headers["Retry-After"].isdigit(), "a problem that says when to come again")
    for n, place_ in enumerate(places):
        ask(service, place_, method="DELETE", client=f"198.51.250.{n // 100}")
        if n == 50:
            tap.equal(ask(service, BATCHES, b"x", client="198.51.251.2")[0], 202, "what is ended makes room")

    # -- bombs ---------------------------------------------------------------------
    zeros = b"\0" * (16 * MIB)
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    squeezed = packed.compress(zeros) + packed.flush()

    def archive(files):
        body, directory = b"", b""
        for name, size, data, crc in files:
            head = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x21, crc, len(data), size, len(name), 0)
            directory += (b"PK\1\2" + struct.pack("<H", 20) + head + struct.pack("<HHHII", 0, 0, 0, 0, len(body))
                          + name)
            body += b"PK\3\4" + head + name + data
        return (body + directory + b"PK\5\6"
                + struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(directory), len(body), 0))

    crc = zlib.crc32(zeros)
    before = memory(service)
    bomb = archive([(b"%d.json" % n, len(zeros), squeezed, crc) for n in range(33)])
    status, _, body = ask(service, BATCHES, bomb, "application/zip", client="192.0.2.20")
    tap.equal((status, json.loads(body)["code"]), (413, "limit"), "528 MiB in 0.5: refused before it is unpacked")
    bomb = archive([(b"%d.json" % n, len(zeros), squeezed, crc) for n in range(31)])
    status, headers, _ = ask(service, BATCHES, bomb, "application/zip", client="192.0.2.20")
    view = wait(service, headers["Location"], "192.0.2.20")
    tap.equal((view["state"], view["verdicts"]["not_valid"]), ("done", 31), "496 MiB: a row each")
    tap.ok(memory(service) - before < 200 * SLACK, "in bounded memory", (before, memory(service)))
    tap.equal(ask(service, BATCHES, b"[" * 3 * MIB, "application/json", client="192.0.2.21")[0], 413, "depth 3,000,000")
    for name, data, want in (("10 MiB of JSON numbers", b"[" + b"1," * (5 * MIB - 2) + b"1]", 413),
                             ("11 MiB of JSON", b'["' + b"x" * (11 * MIB) + b'"]', 413),
                             ("11 MiB of a table", b"id\n" + b"x\n" * (11 * MIB // 2), 413)):
        began = time.monotonic()
        status = ask(service, BATCHES, data, "application/json" if b"[" in data[:1] else "text/csv",
                     client="192.0.2.22")[0]
        tap.ok(status == want and time.monotonic() - began < 10 * slowness(), f"{name}: {want}", (status, time.monotonic() - began))
    with socket.create_connection(("127.0.0.1", int(service.base.rsplit(":", 1)[1]))) as raw:
        raw.sendall(b"POST /api/v1/batches HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n"
                    b"Content-Length: 34000000\r\n\r\n")
        tap.ok(b" 413 " in raw.recv(4096), "33 MB is 413 before it is sent")
    tap.ok(memory(service) - before < 400 * SLACK, "and memory stays bounded", (before, memory(service)))

    # -- slow uploads ----------------------------------------------------------------
    slow_ones = []
    for _ in range(100):
        raw = socket.create_connection(("127.0.0.1", int(service.base.rsplit(":", 1)[1])))
        raw.sendall(b"POST /api/v1/batches HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
                    b"X-Forwarded-For: 192.0.2.30\r\nContent-Length: 1000000\r\n\r\nx")
        slow_ones.append(raw)
    began = time.monotonic()
    status, headers, _ = ask(service, BATCHES, good, client="192.0.2.31")
    tap.ok(status == 202 and wait(service, headers["Location"], "192.0.2.31")["state"] == "done"
           and time.monotonic() - began < 5 * slowness(), "100 slow uploads hold nobody up", time.monotonic() - began)
    for raw in slow_ones:
        raw.close()

    # -- an end in the middle ---------------------------------------------------------
    status, headers, _ = ask(service, BATCHES, hang, "application/json", client="192.0.2.40")
    tap.equal(status, 202, "a batch whose issuer hangs")
    time.sleep(0.5)
    began = time.monotonic()
    tap.equal(ask(service, headers["Location"], method="DELETE", client="192.0.2.40")[0], 204, "is ended")
    tap.ok(time.monotonic() - began < slowness(), "at once")
    ask(service, BATCHES, hang, "application/json", client="192.0.2.41")
    time.sleep(0.5)
    began = time.monotonic()
    tap.equal(service.stop(), 0, "SIGTERM with batches unfinished: 0")
    tap.ok(time.monotonic() - began < 5 * slowness(), "without waiting for the issuer", time.monotonic() - began)
tap.done()
