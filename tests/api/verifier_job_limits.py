#!/usr/bin/env python3
"""How batches of the server end: expired, out of time, cancelled, failed; and how many there may be."""
import io
import json
import os
import resource
import socket
import subprocess
import sys
import time
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from silent import Silent
from tap import BUILD, VERIFIER, Tap, slowness
from vcworld import DID, World, compact
from verifierservice import Service

tap = Tap()
BATCHES = "/api/v1/batches"


def ask(service, path, data=None, media_type="text/plain", method=None, client=None, **headers):
    if client:
        headers["X-Forwarded-For"] = client
    status, got, body = service.ask(path, data, media_type if data is not None else None, method, **headers)
    return status, got, body.decode()


def begin(service, *items, **more):
    """(status, id or code)"""
    status, _, body = ask(service, BATCHES, "\n".join(items).encode(), **more)
    answer = json.loads(body)
    return status, answer.get("id") or answer["code"]


def view(service, job):
    return json.loads(ask(service, f"{BATCHES}/{job}")[2])


def wait_for(what, wanted=True, seconds=30):
    until = time.monotonic() + seconds
    while time.monotonic() < until and what() != wanted:
        time.sleep(0.05)
    return what()


def metric(service, name):
    text = ask(service, "/metrics")[2]
    return [float(line.split()[1]) for line in text.splitlines() if line.startswith(name + " ")][0]


with World() as w:
    good = w.token().decode()
    keys = os.path.join(w.folder, "keys.json")
    key = subprocess.run([VERIFIER, "apikey", "add", "tester", "--file", keys], capture_output=True, text=True,
                         check=True).stdout.strip()
    auth = {"Authorization": "Bearer " + key}

    def start(*args):
        silent = Silent()
        return silent, Service(w, "--fetch-map", w.maps[0], "--fetch-map", silent.map, "--trust", DID,
                               "--trusted-proxy", "127.0.0.1", "--drain", "0", *args)

    # -- expired ---------------------------------------------------------------------
    _, s = start("--batch-keep", "2")
    job = begin(s, good)[1]
    wait_for(lambda: view(s, job)["state"], "done")
    ended = view(s, job)
    tap.equal(time.mktime(time.strptime(ended["expires_at"], "%Y-%m-%dT%H:%M:%SZ"))
              - time.mktime(time.strptime(ended["finished_at"], "%Y-%m-%dT%H:%M:%SZ")), 2, "when it goes is said")
    tap.ok("for 1 minutes" in ask(s, "/batch")[2], "and the form says for how long")
    tap.equal(wait_for(lambda: ask(s, f"{BATCHES}/{job}")[0], 404, 5), 404, "expired: it is not there any more")
    tap.equal((ask(s, f"{BATCHES}/{job}/rows")[0], ask(s, f"{BATCHES}/{job}", method="DELETE")[0],
               ask(s, f"/batch/{job}")[0], metric(s, "testamur_batches_kept")), (404, 404, 404, 0), "nor are its rows")
    s.stop()

    # -- out of time --------------------------------------------------------------------
    silent, s = start("--batch-time", "1")
    job = begin(s, *[silent.token(w)] * 20, good)[1]
    time.sleep(2.5)
    silent.hang_up()
    tap.equal(wait_for(lambda: view(s, job)["state"], "done"), "done", "out of time: it is done")
    rows = json.loads(ask(s, f"{BATCHES}/{job}/rows")[2])
    codes = [row["code"] for row in rows]
    begun = codes.count("key.did_unreachable")
    tap.ok(begun == 8 or 0 < begun < 8 and slowness() > 2, "eight at once, where there is time to begin them", begun)
    tap.equal(codes, ["key.did_unreachable"] * begun + ["item.no_time"] * (21 - begun),
              "what was begun has its answer, the others that there was no time")
    tap.equal({row["verdict"] for row in rows}, {"could_not_be_checked"}, "which is none")
    tap.equal(view(s, job)["verdicts"]["could_not_be_checked"], 21, "and counts as that")
    s.stop()

    # -- cancelled; three of one address ---------------------------------------------------
    silent, s = start()
    jobs = [begin(s, *[silent.token(w)] * 10, client="192.0.2.1") for _ in range(3)]
    tap.equal([status for status, _ in jobs], [202] * 3, "three batches of one address")
    status, headers, body = ask(s, BATCHES, b"x", client="192.0.2.1")
    tap.equal((status, json.loads(body)["code"], headers["Retry-After"]), (429, "rate", "30"), "not a fourth")
    tap.ok("so many of your batches are unfinished" in body, "and why", body)
    tap.equal(begin(s, "x", client="192.0.2.2")[0], 202, "another address may")
    tap.equal(begin(s, "x", client="2001:db8::1")[0], 202, "one of IPv6")
    tap.equal(wait_for(lambda: metric(s, "testamur_batches_unfinished"), 3), 3, "whose are done")
    jobs6 = [begin(s, silent.token(w), client=f"2001:db8::{n}")[0] for n in range(2, 6)]
    tap.equal(jobs6, [202, 202, 202, 429], "counts by its first 64 bits")
    job = jobs[0][1]
    tap.equal(ask(s, f"{BATCHES}/{job}/rows")[0], 409, "no rows while it runs")
    tap.equal(ask(s, f"{BATCHES}/{job}", method="DELETE")[0], 204, "cancelled")
    tap.equal((ask(s, f"{BATCHES}/{job}")[0], ask(s, f"{BATCHES}/{job}/rows")[0],
               ask(s, f"{BATCHES}/{job}", method="DELETE")[0]), (404, 404, 404), "it is gone")
    tap.equal(begin(s, "x", client="192.0.2.1")[0], 429, "but has its place while its workers are at it")
    silent.hang_up()
    tap.equal(wait_for(lambda: metric(s, "testamur_batches_unfinished"), 0), 0, "they come back")
    tap.equal(begin(s, "x", client="192.0.2.1")[0], 202, "then there is room")
    done = metric(s, "testamur_batch_items_total")
    tap.ok(done < 3 * 10 + 3 + 4, "items of it that were not begun are not", done)
    s.stop()

    # -- how many of a key; how often; how much --------------------------------------------------
    silent, s = start("--api-keys", keys)
    tap.equal([begin(s, silent.token(w), **auth)[0] for _ in range(11)], [202] * 10 + [429], "ten of a key")
    answers = []
    for _ in range(11):
        answers.append(begin(s, "x", client="192.0.2.3")[0])
        wait_for(lambda: metric(s, "testamur_batches_unfinished"), 10)  # those of the key
    tap.equal(answers, [202] * 10 + [429], "ten a minute")
    tap.equal([begin(s, *["x"] * 5000, client="192.0.2.4")[0] for _ in range(3)], [202, 202, 429],
              "10,000 items, and not so many more")
    tap.equal(begin(s, *["x"] * 5001, client="192.0.2.5"), (413, "limit"), "5,001 at once")
    with socket.create_connection(("127.0.0.1", int(s.base.rsplit(":", 1)[1])), 20) as line:
        line.sendall(f"POST {BATCHES} HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
                     f"Content-Length: {33 << 20}\r\n\r\n".encode())
        tap.ok(line.recv(99).startswith(b"HTTP/1.1 413 "), "33 MiB at once: 413 before they are sent")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(33):
            archive.writestr(f"{n}.json", bytes(16 << 20))
    tap.equal(json.loads(ask(s, BATCHES, bomb.getvalue(), "application/zip", client="192.0.2.5")[2])["code"], "limit",
              "more than 512 MiB in an archive")
    s.stop()

    # -- all the room there is ------------------------------------------------------------------------
    _, s = start()
    answers = [begin(s, "x", client=f"198.51.{n // 8}.{n % 8}")[0] for n in range(257)]
    tap.equal((answers[:256], answers[256]), ([202] * 256, 503), "256 that are kept, and no room for one more")
    status, headers, body = ask(s, BATCHES, b"x", client="203.0.113.1")
    tap.equal((status, json.loads(body)["code"], headers["Retry-After"]), (503, "busy", "30"), "busy")
    s.stop()
    _, s = start()

    def keep(client):
        """One that is done at once; its id, or the status."""
        status, job = begin(s, "x", client=client)
        if status == 202:
            wait_for(lambda: json.loads(ask(s, f"{BATCHES}/{job}", client=client)[2])["state"], "done")
        return job if status == 202 else status

    many = [[keep(f"198.51.100.{client}") for _ in range(10 if client < 25 else 6)] for client in range(26)]
    tap.equal((len([job for own in many for job in own if isinstance(job, str)]),
               metric(s, "testamur_batches_kept")), (256, 256), "26 clients have all the room")
    tap.equal([isinstance(keep(f"203.0.113.{n // 4}"), str) for n in range(20)], [True] * 20, "others have some, too")
    there = [[ask(s, f"{BATCHES}/{job}", client=f"192.0.2.{n}")[0] for job in own] for n, own in enumerate(many)]
    tap.equal((sorted(own.count(404) for own in there), {str(own.index(404)) for own in there if 404 in own}),
              ([0] * 6 + [1] * 20, {"0"}), "at the cost of those who have most, their oldest first")
    tap.equal(there[25], [200] * 6, "not of who has fewer")
    s.stop()
    silent, s = start()
    answers = []
    while len(answers) < 60 and (not answers or answers[-1] == 202):
        answers.append(begin(s, *[silent.token(w)] * 10, *["x"] * 4990, client=f"203.0.113.{len(answers)}")[0])
    tap.ok(answers[-1] == 503 and 5 < len(answers) < 40, "512 MiB for those that are unfinished", answers)
    tap.equal(ask(s, "/api/v1/verify", good.encode(), "application/vc+jwt")[0], 200, "which holds nobody else up")
    s.stop()

    # -- failed: there is no memory ------------------------------------------------------------------------
    if "asan" not in BUILD and "tsan" not in BUILD:  # which cannot be short of it
        # from one heap, what is large by itself: what is freed is not there to be had again
        os.environ.update(MALLOC_ARENA_MAX="1", MALLOC_MMAP_THRESHOLD_="65536")
        silent, s = start()
        large = compact(w.badge(name="x" * 900000)).decode()
        job = begin(s, *[silent.token(w)] * 8, *[large] * 30)[1]
        wait_for(lambda: len(silent.held), 1)
        pid = s.process.pid
        with open(f"/proc/{pid}/statm", encoding="ascii") as handle:
            pages = int(handle.read().split()[0])
        before = resource.prlimit(pid, resource.RLIMIT_AS, (pages * resource.getpagesize(), resource.RLIM_INFINITY))
        silent.hang_up()
        time.sleep(3)
        resource.prlimit(pid, resource.RLIMIT_AS, before)
        tap.equal(wait_for(lambda: view(s, job)["state"], "failed"), "failed", "out of memory: it has failed")
        ended = view(s, job)
        tap.ok(ended["done"] < ended["items"] and "expires_at" in ended, "before its end", ended)
        status, headers, body = ask(s, f"{BATCHES}/{job}/rows")
        tap.equal((status, json.loads(body)["code"]), (503, "memory"), "it has no rows")
        status, _, page = ask(s, f"/batch/{job}")
        tap.ok(status == 200 and 'role="alert"' in page and "had not enough memory" in page and "csv" not in page,
               "and the page says so", page)
        job = begin(s, good)[1]
        tap.equal(wait_for(lambda: view(s, job)["state"], "done"), "done", "the next one does not")
        tap.equal(s.stop(), 0, "it ends")
tap.done()
