#!/usr/bin/env python3
"""In force on that date? Our issuer's lists of then answer our verifier: through every door, and offline."""
import base64
import json
import os
import re
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from issuer_site import HOST, ORG, Site  # noqa: E402
from tap import SIGNER, Tap, VERIFIER  # noqa: E402
from verifierservice import Service  # noqa: E402

tap = Tap()
DID = f"did:web:{HOST}:issuers:{ORG}"
LISTS = f"https://{HOST}/issuers/{ORG}/status/1/"


def iso(at):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def events(site):
    """When a bit was changed: (second, kind, credential)."""
    with sqlite3.connect(os.path.join(site.issuer.data, "testamur.db")) as db:
        return db.execute("SELECT at_utc, kind, credential FROM credential_event ORDER BY at_utc, seq").fetchall()


class Desk:
    """Somebody who has the credentials as files, and asks."""

    def __init__(self, site):
        self.folder = site.issuer.folder
        self.map = f"https://{HOST}/=http://127.0.0.1:{site.port}/"
        self.options = ["--fetch-map", self.map, "--trust", DID]
        self.files = {}
        for name, credential in (("zoe", site.zoe), ("per", site.per)):
            self.files[name] = site.issuer.path(name + ".json")
            site.issuer.ok("credential", "export", credential, "--out", self.files[name])

    def check(self, name, at=None, *args, offline=False):
        options = ["--trust", DID] if offline else self.options
        when = [] if at is None else ["--as-of", at if isinstance(at, str) else iso(at)]
        done = subprocess.run([VERIFIER, "check", self.files[name], "--json", *options, *when, *args],
                              capture_output=True, text=True, check=False)
        report = json.loads(done.stdout)
        report["code_of"] = {c["id"]: c["code"] for c in report["checks"]}
        return report


def answers(report):
    return (report["verdict"], report["code_of"]["revocation"], report["code_of"]["suspension"])


def ask(title, desk, name, at, verdict, revocation, suspension, *args, **keywords):
    report = desk.check(name, at, *args, **keywords)
    tap.equal(answers(report), (verdict, "revocation." + revocation, "suspension." + suspension), title)
    return report


def history(site):
    """Zoe: suspended, reinstated, suspended, revoked; a second between any two."""
    for verb, reason in (("suspend", "under-review"), ("reinstate", "review-closed"), ("suspend", "under-review"),
                         ("revoke", "misconduct")):
        time.sleep(2)
        site.credential(verb, site.zoe, "--reason", reason)
    time.sleep(1.1)
    return [at for at, _, _ in events(site)]


def by_cli(site, desk, times):
    first, lifted, second, revoked = times
    now = int(time.time())
    for title, at, verdict, revocation, suspension in (
            ("before anything", first - 1, "verified", "revoked_later", "suspended_later"),
            ("as it is suspended", first, "not_valid", "revoked_later", "suspended_then"),
            ("its last second", lifted - 1, "not_valid", "revoked_later", "suspended_then"),
            ("as it is lifted", lifted, "verified", "revoked_later", "suspended_later"),
            ("until the next", second - 1, "verified", "revoked_later", "suspended_later"),
            ("suspended again", second, "not_valid", "revoked_later", "suspended_then"),
            ("as it is revoked", revoked, "not_valid", "revoked", "suspended"),
            ("now", None, "not_valid", "revoked", "suspended"), ("a day to come", now + 86400, "not_valid", "revoked", "suspended")):
        report = ask(title, desk, "zoe", at, verdict, revocation, suspension)
        mementos = [f for f in report["fetched"] if "memento" in f]
        if at is None or at >= revoked:
            tap.equal([f for f in report["fetched"] if "asked_for" in f], [], title + ": today's lists are enough")
            continue
        tap.equal([(m["url"], m["asked_for"]) for m in mementos],
                  [(LISTS + purpose, iso(at)) for purpose in ("revocation", "suspension")],
                  title + ": what was asked for, and of when")
        began = max([t for t in times if t <= at], default=None)
        if began:
            tap.equal([m["memento"] for m in mementos],
                      [{"url": LISTS + purpose + "/" + re.sub(r"\D", "", iso(began)), "datetime": iso(began)}
                       for purpose in ("revocation", "suspension")], title + ": which versions were given")
    report = ask("the neighbour, by the same lists", desk, "per", first, "verified", "not_revoked", "not_suspended_then")
    tap.ok("genuine and in force on the date asked about" in report["sentence"], "in the past tense", report["sentence"])
    done = subprocess.run([VERIFIER, "check", desk.files["zoe"], *desk.options, "--as-of", iso(lifted)],
                          capture_output=True, text=True, check=False)
    day = time.strftime("%-d %B %Y, %H:%M UTC", time.gmtime(lifted))
    tap.ok(done.stdout.startswith(f"VALID on {day}  (verified)\nThe credential was genuine and in force on the date asked "
                                  "about, and its issuer is on your list.\nThe credential was not revoked on the date "
                                  "asked about. It has been revoked since.\n"), "as text", done.stdout)
    done = subprocess.run([VERIFIER, "check", desk.files["zoe"], *desk.options, "--as-of", iso(first), "--lang", "es"],
                          capture_output=True, text=True, check=False)
    tap.ok("SUSPENDIDA" in done.stdout and "Fecha consultada: " in done.stdout, "in Spanish", done.stdout)


def offline(site, desk, times):
    first, lifted, _, _ = times
    folder = site.issuer.path("saved")
    for at, verdict, suspension in ((first, "not_valid", "suspended_then"), (lifted, "verified", "suspended_later")):
        ask("saved", desk, "zoe", at, verdict, "revoked_later", suspension, "--save", folder)
    with open(os.path.join(folder, "index.json"), encoding="utf-8") as handle:
        rows = [d for d in json.load(handle)["documents"] if "original" in d]
    tap.equal(sorted((d["original"], d["datetime"]) for d in rows),
              sorted((LISTS + p, iso(t)) for p in ("revocation", "suspension") for t in (first, lifted)),
              "the folder has both versions of both lists")
    site.stop()
    for at, verdict, suspension in ((first, "not_valid", "suspended_then"), (lifted - 1, "not_valid", "suspended_then"),
                                    (lifted, "verified", "suspended_later")):
        ask(f"from the folder, {at - first} s later", desk, "zoe", at, verdict, "revoked_later", suspension,
            "--offline", folder, offline=True)
    ask("of a version that was not saved", desk, "zoe", first - 1, "could_not_be_checked", "date_not_covered",
        "date_not_covered", "--offline", folder, offline=True)
    ask("of now", desk, "zoe", None, "not_valid", "revoked", "suspended", "--offline", folder, offline=True)
    site.start()


def sealed(site, desk, times):
    first, lifted, _, _ = times
    keys = site.issuer.path("op")
    os.makedirs(keys, mode=0o700)
    subprocess.run([SIGNER, "create", "--keys", keys, "--organisation", "clerk", "--kid", "ed-1", "--alg", "EdDSA"],
                   check=True, capture_output=True)
    for at, verdict, word in ((first, "not_valid", "SUSPENDED"), (lifted, "verified", "VALID")):
        bundle = site.issuer.path(f"{verdict}.zip")
        live = desk.check("zoe", at, "--seal", bundle, "--receipt-key", os.path.join(keys, "clerk", "ed-1"))
        tap.equal(live["verdict"], verdict, f"sealed as of then: {word}")
        with zipfile.ZipFile(bundle) as archive:
            token = archive.read("receipt.jwt").split(b".")[1]
        operator = json.loads(base64.urlsafe_b64decode(token + b"=="))["iss"]
        done = subprocess.run([VERIFIER, "check", bundle, "--json", "--trust", DID, "--operator", operator, "--offline", "-"],
                              capture_output=True, text=True, check=False)
        again = json.loads(done.stdout)
        report = again.get("report", {})
        tap.equal((report.get("verdict"), [c["code"] for c in report.get("checks", [])]),
                  (verdict, [c["code"] for c in live["checks"]]), "the bundle says so by itself, check for check")
        tap.equal(again["receipt"]["as_of"], iso(at), "as of that date")


def by_service(site, desk, times, service):
    first, lifted, _, _ = times
    with open(desk.files["zoe"], encoding="utf-8") as handle:
        zoe = json.load(handle)
    with open(desk.files["per"], encoding="utf-8") as handle:
        per = json.load(handle)

    def post(**options):
        _, report = service.verify(json.dumps({"credential": zoe, "options": options}).encode(), "application/json")
        report["code_of"] = {c["id"]: c["code"] for c in report["checks"]}
        return report
    for _ in range(2):  # the second time from what was kept
        tap.equal(answers(post()), ("not_valid", "revocation.revoked", "suspension.suspended"), "API, now")
        tap.equal(answers(post(as_of=iso(first))), ("not_valid", "revocation.revoked_later", "suspension.suspended_then"),
                  "API, suspended")
        tap.equal(answers(post(as_of=iso(lifted))), ("verified", "revocation.revoked_later", "suspension.suspended_later"),
                  "API, lifted")
    tap.equal([f for f in post(as_of=iso(lifted))["fetched"] if not f["cached"]], [], "kept by date")
    status, _, body = service.ask("/api/v1/verify", json.dumps(
        {"credentials": [zoe, per], "options": {"as_of": iso(lifted)}}).encode(), "application/json")
    rows = json.loads(body)
    tap.equal((status, [r["verdict"] for r in rows]), (200, ["verified", "verified"]), "many at once")
    tap.ok("revoked since" in rows[0]["detail"] and "since" not in rows[1]["detail"], "the row says what became of it", rows)

    # the page
    text = json.dumps(zoe).encode()
    _, _, page = service.form(input=text, as_of=iso(lifted).encode())
    page = page.decode()
    day = time.strftime("%-d %B %Y", time.gmtime(lifted))
    tap.ok(re.search(r"<h1[^>]*>VALID on " + day + r", \d\d:\d\d UTC</h1>", page) and "It has been revoked since." in page,
           "the page says of when", page[:3000])
    tap.equal(page.count(f'name="as_of" value="{iso(lifted)}"'), 3, "and asks on for the same date")
    _, _, page = service.form(input=text, as_of=iso(lifted).encode(), lang=b"es")
    tap.ok("VÁLIDA el " in page.decode() and "Se ha revocado después." in page.decode(), "in Spanish", page[:3000])
    _, _, page = service.form(input=text, as_of=iso(first).encode())
    page = page.decode()
    tap.ok(">SUSPENDED</h1>" in page and f"Asked about: {day}" in page and "It is not so now." not in page,
           "suspended on that date", page[:3000])
    _, _, page = service.form(input=text, as_of=b"31.12.2025")
    tap.ok("The day asked about cannot be read" in page.decode(), "a day that is none", page[:2000])
    _, _, page = service.form(input=text, as_of=b"")
    tap.ok(">REVOKED</h1>" in page.decode(), "left out: now")
    _, _, page = service.ask("/")
    tap.ok('type="text" id="as_of"' in page.decode(), "the page asks for a day")

    # a batch on its page
    edge = "xx-boundary-xx"
    body = "".join(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"{extra}\r\n\r\n{value}\r\n' for name, extra, value in (
        ("file", '; filename="zoe.json"', json.dumps(zoe)), ("file", '; filename="per.json"', json.dumps(per)),
        ("as_of", "", iso(lifted)))) + f"--{edge}--\r\n"
    _, _, page = service.ask("/batch", body.encode(), f"multipart/form-data; boundary={edge}")
    for _ in range(100):
        text = page.decode()
        if "batch.csv" in text:
            break
        time.sleep(0.1)
        link = re.search(r'href="([^"]*/batch/[^"?]+)', text) or re.search(r'action="([^"]*/batch/[^"]+)/end"', text)
        _, _, page = service.ask(urllib.parse.urlparse(link[1]).path)
    tap.ok(f"Asked about: <strong>{day}" in text and "2</b> genuine and in force" in text
           and text.count("It has been revoked since.") == 1, "a batch as of a date, on its page", text[:3000])


def keys(site, desk, times):
    """The keys that signed the lists of then are replaced; and lists with proofs in them."""
    first, lifted, _, _ = times
    site.issuer.ok("key", "rotate", ORG)
    ask("after the key was rotated", desk, "zoe", lifted, "verified", "revoked_later", "suspended_later")
    kids = [k["kid"] for k in json.loads(site.issuer.ok("key", "list", ORG, "--json")) if k["alg"] == "ES256"]
    for kid in kids:
        site.issuer.ok("key", "revoke", f"{ORG}/{kid.rsplit('#', 1)[-1].rsplit('/', 1)[-1]}", "--reason", "lost")
    for at, verdict, suspension in ((first, "not_valid", "suspended_then"), (lifted, "verified", "suspended_later")):
        report = ask("no key for tokens: lists with proofs in them", desk, "zoe", at, verdict, "revoked_later", suspension)
        tap.ok(any("memento" in f for f in report["fetched"]), "by the lists of then")


def main():
    with Site(proof="both") as site:
        desk = Desk(site)
        times = history(site)
        by_cli(site, desk, times)
        offline(site, desk, times)
        desk = Desk(site)
        sealed(site, desk, times)
        desk = Desk(site)
        service = Service(type("W", (), {"folder": site.issuer.folder}), "--fetch-map", desk.map, "--trust", DID)
        try:
            by_service(site, desk, times, service)
        finally:
            service.stop()
        keys(site, desk, times)
    tap.done()


main()
