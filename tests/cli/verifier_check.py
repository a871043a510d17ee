#!/usr/bin/env python3
"""testamur-verifier check: what it prints, and its exit status."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import VERIFIER, Tap
from vcworld import BADGE_ID, CONTEXTS, DID, DID_PATH, INDEX, REVOCATION, HOST, World, compact

tap = Tap()


def run(*args, stdin=b""):
    return subprocess.run([VERIFIER, *args], input=stdin, capture_output=True, timeout=60, check=False)


with World() as w:
    maps = ["--fetch-map", w.maps[0]]
    trust = ["--trust", DID + "=Montana Federation"]

    def write(name, data):
        path = os.path.join(w.folder, name)
        with open(path, "wb") as handle:
            handle.write(data)
        return path

    subject = w.subject(identifier=[{"type": "IdentityObject", "hashed": False,
                                     "identityHash": "Ada Ex\u202eample\n", "identityType": "name"}])
    good = write("good.jwt", w.token(w.badge(credentialSubject=subject)) + b"\n")
    altered = write("altered.jwt", w.token()[:-8] + b"AAAAAAAA")
    expired = write("expired.jwt", w.token(w.badge(validUntil="2022-01-01T00:00:00Z")))

    # -- exit status ---------------------------------------------------------
    tap.equal(run("check", good, *maps, *trust).returncode, 0, "0: verified")
    tap.equal(run("check", good, *maps).returncode, 2, "2: verified, issuer not on the list")
    tap.equal(run("check", altered, *maps, *trust).returncode, 1, "1: not valid")
    tap.equal(run("check", good, "--offline", "-", *trust).returncode, 3, "3: could not be checked")
    for name, args in (("no file", []), ("an unknown option", [good, "--trsut", DID]),
                       ("a date that is none", [good, "--as-of", "yesterday"]),
                       ("a missing file", [os.path.join(w.folder, "none")]),
                       ("a map that is none", [good, "--fetch-map", "x"]),
                       ("a map to elsewhere", [good, "--fetch-map", HOST + "/=http://192.0.2.1:80/"]),
                       ("a map from http", [good, "--fetch-map", "http://a.example/=http://127.0.0.1:1/"]),
                       ("an issuer that is none", [good, "--trust", "MFPE"])):
        done = run("check", *args)
        tap.ok(done.returncode == 64 and done.stderr and not done.stdout, f"64: {name}", done)
    worst = run("check", good, altered, expired, "--brief", *maps, *trust)
    tap.equal(worst.returncode, 1, "the worst of several decides")
    tap.equal(run("check", good, good, "--brief", *maps).returncode, 2, "unlisted is worse than verified")

    # -- what it prints ------------------------------------------------------
    text = run("check", good, *maps, *trust).stdout.decode()
    lines = text.splitlines()
    tap.ok(lines[0] == "VALID  (verified)", "the verdict comes first", text)
    for part in ("Award        Just Society, series 1", "signature     ok         signature.valid",
                 "Fetched", "through a fetch map", "Fetch maps in force", w.maps[0], BADGE_ID,
                 "Montana Federation"):
        tap.ok(part in text, f"the report says: {part[:40]}", text)
    tap.ok("\u202e" not in text and "Ada Ex ample" in text,
           "control characters of a credential are not printed", text)
    checks = [line.split()[0] for line in lines[lines.index("Checks") + 1:]
              if line.startswith("  ") and not line.startswith("    ")]
    tap.equal(checks[:19], ["input", "format", "context", "schema", "key", "controller", "signature",
                            "issuer", "validity", "revocation", "suspension", "superseded",
                            "recipient", "endorsements", "contents", "refresh", "related", "presentation",
                            "image"], "every check is listed, in order")
    text = run("check", altered, *maps, *trust).stdout.decode()
    tap.ok(text.startswith("ALTERED  (not_valid, signature.invalid)"), "an altered one", text)
    tap.ok("Just Society" not in text, "shows nothing of its contents", text)
    text = run("check", expired, *maps, *trust).stdout.decode()
    tap.ok(text.startswith("EXPIRED  (not_valid, validity.expired)") and "Just Society" in text,
           "an expired one shows what it was", text)
    brief = worst.stdout.decode().splitlines()
    tap.ok(len(brief) == 3 and "verified" in brief[0] and "signature.invalid" in brief[1]
           and "validity.expired" in brief[2], "--brief: one line each", brief)

    # -- options -----------------------------------------------------------------
    done = run("check", expired, "--as-of", "2021-12-31", "--json", *maps, *trust)
    report = json.loads(done.stdout)
    tap.ok(done.returncode == 0 and report["as_of"] == "2021-12-31T23:59:59Z", "--as-of a date", report)
    tap.equal(run("check", expired, "--as-of", "2023-01-01T00:00:00+01:00", *maps, *trust).returncode, 1,
              "--as-of a date and time")
    tap.equal(run("check", good, "--name", "Ada Ex\u202eample", *maps, *trust).returncode, 0, "--name fits")
    tap.equal(run("check", good, "--name", "Bob", *maps, *trust).returncode, 1, "--name does not fit")
    done = run("check", good, "--email", "a@example.com", "--json", *maps, *trust)
    tap.ok(b"recipient.not_stated" in done.stdout, "--email that it does not hold")
    tap.equal(run("check", "-", *maps, *trust, stdin=w.token()).returncode, 0, "- is standard input")
    done = run("check", good, altered, "--json", *maps, *trust)
    tap.equal([r["report"]["verdict"] for r in json.loads(done.stdout)], ["verified", "not_valid"],
              "--json of several is an array")
    issuers = write("issuers.json", compact({"name": "Providers", "issuers": [{"id": DID, "name": "MFPE"}]}))
    report = json.loads(run("check", good, "--issuers", issuers, "--json", *maps).stdout)
    tap.ok(report["verdict"] == "verified" and report["listed"] == "Providers", "--issuers", report)
    wrong = write("wrong.json", compact({"name": "P", "issuers": [{"did": DID}]}))
    done = run("check", good, "--issuers", wrong, *maps)
    tap.ok(done.returncode == 64 and b"/issuers/0/did" in done.stderr,
           "a list with a mistake names the place", done.stderr)

    # -- contexts of the operator ---------------------------------------------------
    context = "https://valley.example/contexts/v1"
    valley = write("valley.jwt", w.token(w.badge(**{"@context": w.badge()["@context"] + [context],
                                                    "valleyName": "Upper Valley"})))

    def contexts(name, files, text=valley):
        inside = os.path.join(w.folder, name)
        os.makedirs(inside)
        for file, content in files.items():
            write(os.path.join(name, file), compact(content))
        return run("check", text, "--json", "--contexts", inside, *maps, *trust)

    def context_code(done):
        return json.loads(done.stdout)["checks"][2]["code"]

    known = {"@context": {"valleyName": "https://valley.example/name"}}
    tap.equal(context_code(run("check", valley, "--json", *maps, *trust)), "context.unknown",
              "a context of nobody here")
    done = contexts("known", {"map.json": {context: "v1.jsonld"}, "v1.jsonld": known})
    tap.equal((context_code(done), done.returncode), ("context.known", 0), "--contexts knows it")
    done = contexts("other", {"map.json": {context: "v1.jsonld"},
                              "v1.jsonld": {"@context": {"other": "https://valley.example/o"}}})
    tap.equal((context_code(done), done.returncode), ("context.undefined_term", 1),
              "and what it does not define")
    for name, files, says in (
            ("no-map", {}, b"map.json"),
            ("no-file", {"map.json": {context: "v2.jsonld"}}, b"v2.jsonld"),
            ("no-context", {"map.json": {context: "v1.jsonld"}, "v1.jsonld": {}}, b"v1.jsonld"),
            ("built-in", {"map.json": {CONTEXTS[0]: "v1.jsonld"}, "v1.jsonld": known}, b"v1.jsonld"),
            ("elsewhere", {"map.json": {context: "../known/v1.jsonld"}}, b"same folder")):
        done = contexts(name, files)
        tap.ok(done.returncode == 64 and b"--contexts" in done.stderr and says in done.stderr,
               f"64: --contexts, {name}", done)

    # -- the report in JSON --------------------------------------------------------
    w.pages[REVOCATION[len(HOST):]] = w.list_token(REVOCATION, "revocation", INDEX)
    report = json.loads(run("check", good, "--json", *maps, *trust).stdout)
    revocation = report["checks"][9]
    tap.equal((report["verdict"], report["word"], report["code"]),
              ("not_valid", "REVOKED", "revocation.revoked"), "revoked in JSON")
    tap.ok(revocation["id"] == "revocation" and revocation["outcome"] == "fail"
           and revocation["who"] == "issuer" and revocation["place"] == REVOCATION
           and revocation["problem"].startswith("https://www.w3.org/"), "a check in JSON", revocation)
    tap.ok(report["fetched"][0]["url"] == HOST + DID_PATH and report["fetched"][0]["mapped"]
           and len(report["fetched"][0]["sha256"]) == 64, "fetches in JSON", report["fetched"])
    tap.equal(report["fetch_maps"], w.maps, "maps in JSON")

    # -- help -------------------------------------------------------------------------
    for args in (["--help"], ["check", "--help"], ["serve", "--help"]):
        done = run(*args)
        tap.ok(done.returncode == 0 and b"--" in done.stdout, " ".join(args), done)
    done = run("codes")
    tap.ok(done.returncode == 0 and b"`revocation.revoked`" in done.stdout, "codes")
tap.done()
