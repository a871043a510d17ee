#!/usr/bin/env python3
"""API keys of the verifier: made, listed and revoked; higher rates; pages of other origins."""
import json
import os
import re
import stat
import subprocess
import sys
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import VERIFIER, Tap
from vcworld import World
from verifierservice import Service

tap = Tap()


def apikey(*args, env=None):
    done = subprocess.run([VERIFIER, "apikey", *args], capture_output=True, text=True, timeout=20, check=False,
                          env=dict(os.environ, **(env or {})))
    return done.returncode, done.stdout, done.stderr


with World() as w:
    path = os.path.join(w.folder, "keys.json")

    # -- the commands ------------------------------------------------------------
    code, out, _ = apikey("add", "board", "--file", path)
    key = out.strip()
    tap.ok(code == 0 and re.fullmatch(r"tsm_[A-Za-z0-9_-]{43}", key), "add: prints the key", out)
    tap.equal(stat.S_IMODE(os.stat(path).st_mode), 0o600, "the file is the operator's alone")
    with open(path, encoding="ascii") as handle:
        tap.ok(key[4:] not in handle.read(), "and holds no key")
    tap.equal(apikey("add", "board", "--file", path)[0], 64, "add: a name once")
    tap.equal(apikey("add", "The Board", "--file", path)[0], 64, "add: a name is a slug")
    code, out, _ = apikey("list", env={"TESTAMUR_API_KEYS": path})
    tap.ok(code == 0 and out.startswith("board\t20") and key[4:] not in out, "list: names and dates", out)
    code, out, _ = apikey("list", "--json", "--file", path)
    tap.equal([sorted(row) for row in json.loads(out)], [["created", "name"]], "list --json")
    tap.equal(apikey("revoke", "nobody", "--file", path)[0], 64, "revoke: one that is there")
    tap.equal(apikey("list", "--file", os.path.join(w.folder, "none.json"))[:2], (0, ""), "no file: no keys")
    os.chmod(path, 0o640)
    tap.ok("chmod 600" in apikey("list", "--file", path)[2], "a file that others may read is refused")
    done = subprocess.run([VERIFIER, "serve", "--listen", "127.0.0.1:0", "--api-keys", path],
                          capture_output=True, timeout=20, check=False)
    tap.equal(done.returncode, 64, "and no server starts with it")
    os.chmod(path, 0o600)

    crowd = [subprocess.Popen([VERIFIER, "apikey", "add", f"clerk-{n}", "--file", path], stdout=subprocess.DEVNULL)
             for n in range(12)]
    tap.equal([p.wait(20) for p in crowd], [0] * 12, "twelve at once")
    tap.equal(len(apikey("list", "--file", path)[1].splitlines()), 13, "and none is lost")

    # -- a server with keys --------------------------------------------------------
    service = Service(w, "--fetch-map", w.maps[0], "--rate", "3", "--api-keys", path)
    good = w.token()

    def ask(token=None, **headers):
        if token is not None:
            headers["Authorization"] = "Bearer " + token
        return service.ask("/api/v1/verify", good, "application/vc+jwt", **headers)

    answers = []
    while len(answers) < 300 and (not answers or answers[-1][0] != 429):
        answers.append(ask(key))
    tap.ok({a[0] for a in answers} == {200, 429} and 31 <= len(answers) < 60, "ten times as many with a key", len(answers))
    tap.equal(answers[0][1]["RateLimit-Policy"], '"key-verify";q=30;w=60', "RateLimit-Policy")
    tap.ok(re.fullmatch(r'"key-verify";r=29;t=\d+', answers[0][1]["RateLimit"]), "RateLimit", answers[0][1]["RateLimit"])
    tap.ok(answers[-1][1]["Retry-After"].isdigit() and answers[-1][1]["RateLimit"].startswith('"key-verify";r=0;'),
           "429 says when to come again")
    tap.equal(ask()[0], 200, "without one: the address counts for itself")
    status, headers, body = ask("tsm_" + "A" * 43)
    tap.equal((status, headers["WWW-Authenticate"], json.loads(body)["code"]), (401, "Bearer", "unauthenticated"),
              "a wrong key is 401, not anonymous")
    tap.equal(headers["Content-Type"], "application/problem+json", "as a problem")
    tap.equal(ask(key[:-1])[0], 401, "a part of one is none")
    tap.equal([ask("guess")[0] for _ in range(2)], [429, 429], "guessing is slowed down")
    tap.equal(ask()[0], 429, "at the cost of the address")

    # -- without a restart ------------------------------------------------------------
    other = apikey("add", "clerk", "--file", path)[1].strip()
    time.sleep(2.1)
    tap.equal(ask(other)[0], 200, "a new key counts without a restart")
    tap.equal(apikey("revoke", "clerk", "--file", path)[0], 0, "revoke")
    time.sleep(2.1)
    tap.ok(ask(other)[0] in (401, 429), "a revoked one counts no more")
    with open(path, "w", encoding="ascii") as handle:
        handle.write("{")
    time.sleep(1.1)
    tap.ok(ask(key)[0] in (401, 429), "a file that is broken holds no key")
    log = service.log()
    tap.ok([line for line in log if line["event"] == "api_keys" and line["level"] == "error"], "which is logged", log)
    text = json.dumps(log)
    tap.ok(key not in text and other not in text and "board" not in text, "no key and no name of one in the log")
    tap.equal(service.stop(), 0, "it stops")

    # -- pages of other origins -----------------------------------------------------------
    service = Service(w, "--fetch-map", w.maps[0])
    request = {"Origin": "https://board.example", "Access-Control-Request-Method": "POST",
               "Access-Control-Request-Headers": "authorization, content-type"}
    for path in ("/api/v1/verify", "/api/v1/batches", "/credentials/verify", "/presentations/verify"):
        preflight = urllib.request.Request(service.base + path, headers=request, method="OPTIONS")
        with urllib.request.urlopen(preflight, timeout=20) as reply:
            tap.equal((reply.status, reply.headers["Access-Control-Allow-Origin"],
                       reply.headers["Access-Control-Allow-Methods"], reply.headers["Access-Control-Allow-Headers"],
                       reply.headers["Access-Control-Allow-Credentials"]),
                      (204, "*", "POST, OPTIONS", "Accept, Authorization, Content-Type", None),
                      f"a preflight of {path}")
    for path in ("/credentials/verify", "/presentations/verify"):
        status, headers, _ = service.ask(path, b"{}", "application/json", Origin="https://board.example")
        tap.equal((status, headers["Access-Control-Allow-Origin"]), (400, "*"), f"any origin may read {path}")
    status, headers, _ = ask(Origin="https://board.example")
    tap.equal((status, headers["Access-Control-Allow-Origin"]), (200, "*"), "any origin may read a report")
    status, headers, _ = service.ask("/api/v1/verify", good, "a/b", Origin="https://board.example")
    tap.equal((status, headers["Access-Control-Allow-Origin"]), (415, "*"), "and a refusal")
    status, headers, _ = ask("x", Origin="https://board.example")
    tap.equal((status, headers["Access-Control-Allow-Origin"]), (401, "*"), "no file of keys: every key is wrong")
    for page in ("/", "/healthz", "/metrics"):
        tap.equal(service.ask(page, Origin="https://board.example")[1]["Access-Control-Allow-Origin"], None,
                  f"not {page}")
    service.stop()
    for args in (["--key-rate", "0"], ["--key-rate", "x"]):
        done = subprocess.run([VERIFIER, "serve", *args], capture_output=True, timeout=20, check=False)
        tap.equal(done.returncode, 64, "usage: " + " ".join(args))
tap.done()
