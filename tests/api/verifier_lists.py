#!/usr/bin/env python3
"""Lists of issuers that change while the server runs: what counts from when, and what a broken one does."""
import json
import os
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import VERIFIER, Tap, slowness
from vcworld import DID, World
from verifierservice import Service

tap = Tap()
LISTED, OTHER = "issuer.listed", "issuer.not_on_your_list"


def soon(what, wanted, seconds=60):
    """What it says, once it is what is wanted or time is up."""
    until = time.monotonic() + seconds
    value = what()
    while value != wanted and time.monotonic() < until:
        time.sleep(0.1)
        value = what()
    return value


with World() as w:
    own = os.path.join(w.folder, "trust.json")
    more = os.path.join(w.folder, "more.json")
    good = w.token()

    def trust(*args, path=own):
        done = subprocess.run([VERIFIER, "trust", *args, "--file", path], capture_output=True, text=True, timeout=20,
                              check=False)
        return done.returncode

    def write(path, text):
        with open(path + ".new", "w", encoding="utf-8") as handle:
            handle.write(text if isinstance(text, str) else json.dumps(text))
        os.replace(path + ".new", path)

    def start(*args):
        return Service(w, "--fetch-map", w.maps[0], "--rate", "100000", *args)

    def issuer(service):
        report = service.verify(good)[1]
        check = [c for c in report["checks"] if c["code"].startswith("issuer.")][0]
        return check["code"], check.get("detail", "")

    def metric(service, name):
        _, _, body = service.ask("/metrics")
        return [float(line.split()[1]) for line in body.decode().splitlines() if line.startswith(name + " ")][0]

    def errors(service):
        return [line["text"] for line in service.log() if line["event"] == "issuers" and line["level"] == "error"]

    # -- add, remove, import ----------------------------------------------------------
    write(own, {"name": "Board", "issuers": []})
    write(more, {"name": "More", "issuers": []})
    s = start("--issuers", own, "--issuers", more)
    tap.equal(issuer(s)[0], OTHER, "not listed at the start")
    tap.equal((metric(s, "testamur_lists_issuers"), metric(s, "testamur_lists_refused")), (0, 0), "metrics")
    loaded = metric(s, "testamur_lists_loaded_timestamp_seconds")
    tap.ok(abs(loaded - time.time()) < 60, "when the lists were read", loaded)
    tap.equal(trust("add", DID, "--name", "Federation"), 0, "trust add, while it runs")
    begun = time.monotonic()
    tap.equal(soon(lambda: issuer(s)[0], LISTED), LISTED, "it counts")
    tap.ok(time.monotonic() - begun < 5 * slowness(), "soon", time.monotonic() - begun)
    tap.ok('Federation, on "Board"' in issuer(s)[1], "under its name", issuer(s))
    tap.equal(metric(s, "testamur_lists_issuers"), 1, "and among the metrics")
    tap.ok(metric(s, "testamur_lists_loaded_timestamp_seconds") >= loaded, "read later")
    tap.equal(trust("remove", DID), 0, "trust remove")
    tap.equal(soon(lambda: issuer(s)[0], OTHER), OTHER, "it counts no more")
    registry = os.path.join(w.folder, "registry.json")
    write(registry, {"meta": {"created": "2026-01-01"}, "registry": {DID: {"name": "From a registry"}}})
    done = subprocess.run([VERIFIER, "trust", "import", registry, "--file", more, "--list", "Registry"],
                          capture_output=True, timeout=20, check=False)
    tap.equal(done.returncode, 0, "trust import, into the second list")
    tap.equal(soon(lambda: issuer(s)[0], LISTED), LISTED, "that counts, too")
    _, _, page = s.ask("/")
    tap.ok(b"Registry" in page, "the page names the list")
    tap.equal([line["text"] for line in s.log() if line["event"] == "issuers"],
              ["lists read again: 1 issuers", "lists read again: 0 issuers", "lists read again: 1 issuers"],
              "a line for each change")

    # -- a list that is broken --------------------------------------------------------
    before = issuer(s)
    write(more, '{"name": "More", "issuers": [')
    tap.equal(soon(lambda: metric(s, "testamur_lists_refused"), 1), 1, "a broken list is refused")
    tap.equal(issuer(s), before, "the one before still counts")
    tap.ok(len(errors(s)) == 1 and errors(s)[0].startswith(more + ":")
           and "lists that were read before still count" in errors(s)[0], "and the log says which and why", errors(s))
    time.sleep(2.5)
    tap.equal(len(errors(s)), 1, "once")
    write(own, {"name": "Board", "issuers": [{"id": "did:web:other.example"}]})
    tap.equal(soon(lambda: len(errors(s)), 2), 2, "while one is broken none is taken")
    tap.equal(issuer(s), before, "the ones before still count, whole")
    os.remove(more)
    tap.equal(soon(lambda: len(errors(s)), 3), 3, "one that is not there is no empty one")
    tap.equal(issuer(s), before, "and changes nothing")
    write(more, {"name": "More", "issuers": [{"id": DID, "name": "Mended"}]})
    tap.equal(soon(lambda: "Mended" in issuer(s)[1], True), True, "a right one is taken")
    tap.equal((metric(s, "testamur_lists_refused"), metric(s, "testamur_lists_issuers")), (0, 2),
              "all of them, and nothing is refused any more")
    tap.ok(metric(s, "testamur_lists_refused_total") >= 3, "what was is counted")
    # where it stands, slowly; the last byte is no change of its size
    text = json.dumps({"name": "More", "issuers": [{"id": DID, "name": "Slow"}]})
    with open(more, "w", encoding="utf-8") as handle:
        for part in [text[n:n + 9] for n in range(0, len(text) - 9, 9)] + [text[(len(text) - 1) // 9 * 9:-1] + "]"]:
            handle.write(part)
            handle.flush()
            time.sleep(0.25)
        handle.seek(len(text) - 1)
        handle.write("}")
    tap.equal(soon(lambda: "Slow" in issuer(s)[1], True), True, "one that is written slowly is taken when it is whole")
    tap.equal(len(errors(s)), 3, "and never read before")
    for title, change in (("empty", lambda: write(more, "")), ("a folder", lambda: (os.remove(more), os.mkdir(more)))):
        count = len(errors(s))
        change()
        tap.equal(soon(lambda: len(errors(s)) > count, True), True, f"one that is {title} is refused")
        tap.ok("Slow" in issuer(s)[1], "and changes nothing", issuer(s))
    os.rmdir(more)
    tap.equal(s.stop(), 0, "it ends")

    # -- the environment's list; operators ---------------------------------------------
    write(own, {"name": "Board", "issuers": []})
    os.environ["TESTAMUR_TRUST"] = own
    s = start()
    del os.environ["TESTAMUR_TRUST"]
    tap.equal(trust("add", DID), 0, "a list that the environment names")
    tap.equal(soon(lambda: issuer(s)[0], LISTED), LISTED, "is read again")
    s.stop()
    write(more, {"name": "Operators", "issuers": []})
    s = start("--operators", more)
    write(more, '{"name": 7}')
    tap.equal(soon(lambda: len(errors(s)), 1), 1, "lists of operators are read again")
    s.stop()

    # -- under load: the old list or the new one, whole -----------------------------------
    lists = [{"name": name, "issuers": [{"id": DID, "name": name}]
              + [{"id": f"did:web:{n}.{name}.example"} for n in range(20000)]} for name in ("first", "second")]
    write(own, lists[0])
    s = start("--issuers", own, "--key-rate", "1000000")
    seen, stop = set(), threading.Event()

    def load():
        while not stop.is_set():
            code, detail = issuer(s)
            seen.add((code, detail.strip()))

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(1, 6):
        write(own, lists[n % 2])
        name = lists[n % 2]["name"]
        tap.equal(soon(lambda: issuer(s)[1].startswith(name), True), True, f"change {n} is taken under load")
    stop.set()
    for thread in threads:
        thread.join()
    tap.equal(seen, {(LISTED, 'first, on "first".'), (LISTED, 'second, on "second".')},
              "every answer is by one list, whole")
    # a batch that is being worked on goes on by the lists that it began with
    status, _, body = s.ask("/api/v1/batches", json.dumps({"credentials": [good.decode()] * 200}).encode(),
                            "application/json")
    write(own, lists[0])
    job = json.loads(body)["id"]
    soon(lambda: json.loads(s.ask(f"/api/v1/batches/{job}")[2])["state"], "done")
    rows = json.loads(s.ask(f"/api/v1/batches/{job}/rows")[2])
    tap.equal((len(rows), {row["verdict"] for row in rows}), (200, {"verified"}), "a batch beside a change")
    tap.equal(len({row["listed"] for row in rows}), 1, "by one list")
    tap.equal(s.stop(), 0, "it ends")
tap.done()
