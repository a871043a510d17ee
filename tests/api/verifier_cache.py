#!/usr/bin/env python3
"""What the verifier keeps: many who ask are one request, an entity tag saves
the transfer, an old copy stands in only where that is allowed, and files of
an earlier start are believed no further than they go."""
import json
import os
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import VERIFIER, Tap
from verifierservice import Service
from vcworld import DID, DID_PATH, HOST, KID, REVOCATION, SUSPENSION, World, compact

tap = Tap()
REVOCATION_PATH = REVOCATION[len(HOST):]
SUSPENSION_PATH = SUSPENSION[len(HOST):]


def start(world, *options):
    return Service(world, "--fetch-map", world.maps[0], "--trust", DID + "=MFPE", *options)


def check_of(report, name):
    return next(c for c in report["checks"] if c["id"] == name)


def fetched(report, url):
    return [f for f in report["fetched"] if f["url"].endswith(url)]


def down(handler):
    handler.reply(503, b"", "text/plain")


class Tagged:
    """A page with an entity tag: 304 for whoever has it."""

    def __init__(self, body, *headers):
        self.body = body if isinstance(body, bytes) else compact(body)
        self.headers = headers
        self.answers = []

    def __call__(self, handler):
        headers = (("ETag", '"v1"'), *self.headers)
        if handler.headers.get("If-None-Match") == '"v1"':
            self.answers.append(304)
            handler.reply(304, b"", "application/json", headers)
        else:
            self.answers.append(200)
            handler.reply(200, self.body, "application/json", headers)


def short_list(world, url, purpose, ttl, *positions):
    """A list that may be kept for so many milliseconds."""
    credential = world.list_credential(url, purpose, *positions)
    credential["credentialSubject"]["ttl"] = ttl
    return world.sign(credential, {"alg": "ES256", "typ": "vc+jwt", "kid": KID})


def together(world):
    """Fifty at once, nothing known: one request for each document."""
    pages = dict(world.pages)
    for path, body in pages.items():
        def slow(handler, body=body):
            time.sleep(0.5)
            handler.reply(200, body if isinstance(body, bytes) else compact(body),
                          "application/json")
        world.pages[path] = slow
    service = start(world)
    tokens = [world.token(world.badge(name=f"Number {n}")) for n in range(50)]
    verdicts = []
    threads = [threading.Thread(target=lambda t=t: verdicts.append(service.verify(t)[1]["verdict"]))
               for t in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tap.equal(verdicts, ["verified"] * 50, "fifty different credentials at once")
    tap.equal(sorted(world.asked), sorted(pages), "one request for each document")
    service.stop()
    # and who is down is asked once, too, not fifty times
    world.reset()

    def slowly_down(handler):
        time.sleep(0.5)
        down(handler)
    world.pages[DID_PATH] = slowly_down
    service = start(world)
    codes = []
    threads = [threading.Thread(target=lambda: codes.append(service.verify(tokens[0])[1]["code"]))
               for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tap.equal(codes, ["key.did_unreachable"] * 16, "sixteen ask about an issuer that is down")
    tap.ok(len(world.asked) <= 2, "they wait for the same answer", world.asked)
    service.stop()
    world.reset()


def tags(world):
    revocation = Tagged(short_list(world, REVOCATION, "revocation", 1000))
    world.pages[REVOCATION_PATH] = revocation
    service = start(world)
    token = world.token()
    tap.equal(service.verify(token)[1]["verdict"], "verified", "with an entity tag")
    time.sleep(1.2)
    _, report = service.verify(token)
    tap.equal((report["verdict"], revocation.answers), ("verified", [200, 304]),
              "asked again by its tag, once its ttl is over")
    row = fetched(report, REVOCATION_PATH)[0]
    tap.equal((row["cached"], row["stale"], len(row["sha256"])), (True, False, 64),
              "the report lists it, with its hash")
    # another list under another tag
    world.pages[REVOCATION_PATH] = short_list(world, REVOCATION, "revocation", 1000, 94567)
    time.sleep(1.2)
    tap.equal(service.verify(token)[1]["code"], "revocation.revoked", "a new list counts at once")
    service.stop()
    world.reset()


def list_down(world, folder):
    """A status list is never used beyond its ttl, whoever is down."""
    world.pages[REVOCATION_PATH] = Tagged(short_list(world, REVOCATION, "revocation", 1000),
                                          ("Cache-Control", "max-age=3000"))
    token = world.token()
    service = start(world, "--cache", folder)
    tap.equal(service.verify(token)[1]["verdict"], "verified", "a list of one second")
    world.pages[REVOCATION_PATH] = down
    time.sleep(1.2)
    for name in ("its server is down", "after a new start"):
        _, report = service.verify(token)
        tap.equal((report["verdict"], check_of(report, "revocation")["code"]),
                  ("could_not_be_checked", "revocation.list_unreachable"), name)
        service.stop()
        service = start(world, "--cache", folder)
    world.pages[REVOCATION_PATH] = short_list(world, REVOCATION, "revocation", 1000, 94567)
    tap.equal(service.verify(token)[1]["code"], "revocation.revoked", "up again: the new one")
    service.stop()
    world.reset()


def next_start(world, folder):
    """What may be kept is not asked for again by the next process."""
    keep = ("Cache-Control", "max-age=200")
    for path in (DID_PATH, REVOCATION_PATH, SUSPENSION_PATH):
        world.pages[path] = Tagged(world.pages[path], keep)
    token = world.token()
    service = start(world, "--cache", folder)
    tap.equal(service.verify(token)[1]["verdict"], "verified", "with a folder")
    service.stop()
    names = os.listdir(folder)
    tap.ok(len(names) == 3 and all(len(n) == 64 for n in names), "a file for each document", names)
    texts = b"".join(read(os.path.join(folder, n)) for n in names)
    tap.ok(b"AchievementSubject" not in texts and b"/V/" not in texts, "nothing of the credential")
    tap.ok(all(os.stat(os.path.join(folder, n)).st_mode & 0o077 == 0 for n in names), "nobody reads them")
    world.asked.clear()
    service = start(world, "--cache", folder)
    _, report = service.verify(token)
    tap.equal((report["verdict"], world.asked), ("verified", []), "the next start asks nobody")
    rows = [(r["cached"], r["saved"], r["stale"]) for r in report["fetched"]]
    tap.equal(rows, [(True, False, False)] * 3, "the report says where they came from")
    service.stop()
    return token


def read(path):
    with open(path, "rb") as handle:
        return handle.read()


def file_of(folder, url):
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if read(path).split(b"\n")[1].endswith(url.encode()):
            return path
    raise AssertionError(f"no file of {url}")


def poison(world, folder, token):
    """A changed file is no document: it is fetched anew."""
    path = file_of(folder, DID_PATH)
    text = read(path)
    with open(path, "wb") as handle:
        handle.write(text.replace(world.key.jwk["x"].encode(), world.other.jwk["x"].encode()))
    world.asked.clear()
    service = start(world, "--cache", folder)
    tap.equal((service.verify(token)[1]["verdict"], world.asked), ("verified", [DID_PATH]),
              "another's key in a file: fetched anew")
    service.stop()
    # the date is not covered by the hash, but bounded
    for name, at, asked in (("in the future", 5000, True), ("of long ago", -4000, True)):
        path = file_of(folder, DID_PATH)
        lines = read(path).split(b"\n", 9)
        now = int(time.time())
        lines[4] = str(now + at).encode()
        lines[5] = str(now + 9999999).encode()
        with open(path, "wb") as handle:
            handle.write(b"\n".join(lines))
        world.asked.clear()
        service = start(world, "--cache", folder)
        tap.equal((service.verify(token)[1]["verdict"], DID_PATH in world.asked), ("verified", asked),
                  "a file " + name)
        service.stop()


def grace(world, folder, token):
    """A DID document counts for a while when its server is down, and the
    report says so."""
    path = file_of(folder, DID_PATH)
    lines = read(path).split(b"\n", 9)
    seen = int(lines[4])
    world.pages[DID_PATH] = down
    for name, age, verdict in (("of half an hour ago", 1800, "verified"),
                               ("of two hours ago", 7200, "could_not_be_checked")):
        lines[4] = str(seen - age).encode()
        lines[5] = str(seen - age).encode()
        with open(path, "wb") as handle:
            handle.write(b"\n".join(lines))
        service = start(world, "--cache", folder)
        for turn in ("", ", from memory"):
            _, report = service.verify(token)
            tap.equal(report["verdict"], verdict, f"a document {name}{turn}")
            detail = check_of(report, "controller").get("detail", "")
            tap.equal("cannot be reached now" in detail, verdict == "verified", f"is named: {name}{turn}")
            rows = fetched(report, DID_PATH)
            if rows and verdict == "verified":
                tap.equal((rows[0]["cached"], rows[0]["stale"]), (True, True), "in the list of documents")
        service.stop()
    tap.equal(check_of(report, "key")["code"], "key.did_unreachable", "too old: the key is open")
    world.reset()


def killed(world, folder):
    """kill -9 while files are written: the next start is as good as any."""
    keep = ("Cache-Control", "max-age=1")
    for path in (DID_PATH, REVOCATION_PATH, SUSPENSION_PATH):
        world.pages[path] = Tagged(world.pages[path], keep)
    token = world.token()
    for turn in range(8):
        service = start(world, "--cache", folder)
        thread = threading.Thread(target=lambda s=service: attempt(s, token))
        thread.start()
        time.sleep(0.005 * turn)
        service.stop(signal.SIGKILL)
        thread.join()
    with open(os.path.join(folder, "0" * 64 + ".aBcDeF"), "wb") as handle:
        handle.write(b"testamur cached reply 1\n")
    service = start(world, "--cache", folder)
    tap.equal(service.verify(token)[1]["verdict"], "verified", "after eight kills")
    service.stop()
    tap.equal([n for n in os.listdir(folder) if len(n) != 64], [], "nothing half is left")
    world.reset()


def attempt(service, token):
    try:
        service.verify(token)
    except OSError:
        pass


def refused(world):
    for name, mode in (("a folder that others may write to", 0o777), ("no folder", None)):
        folder = os.path.join(world.folder, "refused")
        if mode is None:
            os.rmdir(folder)
        else:
            os.mkdir(folder)
            os.chmod(folder, mode)
        done = subprocess.run([VERIFIER, "serve", "--listen", "127.0.0.1:0", "--cache", folder],
                              capture_output=True, timeout=20, check=False)
        tap.ok(done.returncode == 64 and folder.encode() in done.stderr, name,
               (done.returncode, done.stderr))


def from_shell(world, folder):
    """check has the option, too."""
    for path in (DID_PATH, REVOCATION_PATH, SUSPENSION_PATH):
        world.pages[path] = Tagged(world.pages[path], ("Cache-Control", "max-age=200"))
    for turn, asked in (("first", 3), ("second", 0)):
        world.asked.clear()
        report = world.check(world.token(), "--cache", folder)
        tap.equal((report.verdict, len(world.asked)), ("verified", asked), f"check: the {turn} time")
    report = world.check(world.token(), "--cache", folder, "--offline", "-")
    tap.equal(json.dumps(report.json.get("fetched", [{}])[0].get("status")), '"unreachable"',
              "offline the folder means nothing")
    world.reset()


with World() as w:
    where = os.path.join(w.folder, "cache")
    os.mkdir(where, 0o700)
    together(w)
    tags(w)
    list_down(w, where)
    for entry in os.listdir(where):
        os.unlink(os.path.join(where, entry))
    good = next_start(w, where)
    poison(w, where, good)
    grace(w, where, good)
    killed(w, where)
    refused(w)
    for entry in os.listdir(where):
        os.unlink(os.path.join(where, entry))
    from_shell(w, where)
tap.done()
