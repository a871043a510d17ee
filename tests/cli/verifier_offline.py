#!/usr/bin/env python3
"""check --save and --offline: documents of earlier times answer instead of the net."""
import calendar
import hashlib
import json
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import Tap, VERIFIER
from vcworld import DID, DID_PATH, HOST, INDEX, KID, REVOCATION, SUSPENSION, World

tap = Tap()


def stamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


with World() as w:
    good = w.token()
    folder = os.path.join(w.folder, "saved")
    live = w.check(good, "--save", folder)
    tap.equal(live.verdict, "verified", "what is saved is checked as ever")
    index = json.load(open(os.path.join(folder, "index.json"), encoding="utf-8"))
    documents = {d["url"]: d for d in index["documents"]}
    tap.equal(sorted(documents), sorted([HOST + DID_PATH, REVOCATION, SUSPENSION]), "every address is saved")
    tap.ok(all(hashlib.sha256(open(os.path.join(folder, d["file"]), "rb").read()).hexdigest() == d["sha256"]
               for d in index["documents"]), "with its bytes, hash and time")
    tap.equal(os.stat(folder).st_mode & 0o777, 0o700, "nobody else reads the folder")

    def offline(data=good, *args, **keywords):
        w.asked.clear()
        report = w.check(data, "--offline", folder, *args, **keywords)
        tap.equal(w.asked, [], "nothing was fetched")
        return report

    report = offline()
    tap.ok(report.verdict == "verified" and report.exit == 0, "the folder answers", report)
    fetched = {f["url"]: f for f in report.json["fetched"]}
    tap.equal({u: (f["sha256"], f["at"], f["saved"]) for u, f in fetched.items()},
              {u: (d["sha256"], d["at"], True) for u, d in documents.items()},
              "the report lists the copies, their hashes and times")

    # -- what is missing, altered or somebody else's ----------------------------
    def rewrite(change):
        copy = json.loads(json.dumps(index))
        change(copy)
        with open(os.path.join(folder, "index.json"), "w", encoding="utf-8") as out:
            json.dump(copy, out)

    def drop(url):
        rewrite(lambda i: i.update(documents=[d for d in i["documents"] if d["url"] != url]))

    drop(HOST + DID_PATH)
    report = offline()
    tap.equal([report.code("key"), report.verdict], ["key.did_unreachable", "could_not_be_checked"], "no DID document")
    drop(REVOCATION)
    report = offline()
    tap.equal([report.code("revocation"), report.verdict], ["revocation.list_unreachable", "could_not_be_checked"],
              "no list")
    rewrite(lambda i: None)
    path = os.path.join(folder, documents[REVOCATION]["file"])
    bytes_ = open(path, "rb").read()
    with open(path, "wb") as out:
        out.write(bytes_[:-1] + (b"B" if bytes_.endswith(b"A") else b"A"))
    report = offline()
    tap.equal(report.code("revocation"), "revocation.list_unreachable", "a copy that was altered is none")
    with open(path, "wb") as out:
        out.write(bytes_)

    for url, check in ((HOST + DID_PATH, "key"), (REVOCATION, "revocation")):
        rewrite(lambda i, url=url: [d.update(at=stamp(time.time() + 86400)) for d in i["documents"] if d["url"] == url])
        report = offline()
        tap.equal([report.code(check), report.verdict],
                  [{"key": "key.did_unreachable", "revocation": "revocation.list_unreachable"}[check],
                   "could_not_be_checked"], f"a copy of a time to come is none: {check}")

    year = stamp(time.time() - 365 * 86400)
    rewrite(lambda i: [d.update(at=year) for d in i["documents"] if d["url"] == HOST + DID_PATH])
    report = offline()
    tap.equal([report.code("controller"), report.checks["controller"].get("detail"), report.verdict],
              ["controller.issuer", f"The issuer's site was not asked; its keys are those of {year}.", "verified"],
              "of when the keys are is said, as nothing is known of what happened since")

    def swap(i):
        for d in i["documents"]:
            if d["url"] == REVOCATION:
                d.update(file=documents[SUSPENSION]["file"], sha256=documents[SUSPENSION]["sha256"])
    rewrite(swap)
    tap.equal(offline().code("revocation"), "revocation.purpose_mismatch", "another list in its place")

    for change, why in ((lambda i: i.update(version=2), "not an index"),
                        (lambda i: i["documents"][0].update(file="../x"), "is none"),
                        (lambda i: i["documents"][0].update(file=".x"), "is none"),
                        (lambda i: i["documents"][0].update(sha256="xyz"), "is none"),
                        (lambda i: i["documents"][0].update(at="yesterday"), "is none"),
                        (lambda i: i["documents"][0].pop("at"), "has url, file, sha256 and at")):
        rewrite(change)
        report = w.check(good, "--offline", folder)
        tap.ok(report.exit == 64 and why in report.stderr, "a bad index: " + why, report)
    report = w.check(good, "--offline", os.path.join(w.folder, "nowhere"))
    tap.ok(report.exit == 64 and "--offline" in report.stderr, "a folder that is none", report)

    # -- dates -------------------------------------------------------------------
    now = int(time.time())
    DAY = 86400

    def dated(days):
        """The lists as saved so many days ago."""
        def change(i):
            for d in i["documents"]:
                d["at"] = stamp(now - days * DAY)
        rewrite(change)

    dated(30)
    report = offline()
    tap.equal([report.code("revocation"), report.code("suspension"), report.verdict],
              ["revocation.date_not_covered", "suspension.date_not_covered", "could_not_be_checked"],
              "an old copy is not taken for a new one")
    report = offline(good, "--as-of", stamp(now - 30 * DAY))
    tap.equal(report.verdict, "verified", "on its day it answers")
    report = offline(good, "--as-of", stamp(now - 40 * DAY))
    tap.equal(report.verdict, "verified", "and for the time since it was signed")
    report = offline(good, "--as-of", stamp(now - 29 * DAY))
    tap.equal(report.verdict, "could_not_be_checked", "not for the day after")

    # nor does the list of then, unless it was signed when its time was over
    for signed, revocation in ((now - 3600, "not_revoked_then"), (now - 25 * DAY, "date_not_covered")):
        version = w.sign({**w.list_credential(REVOCATION, "revocation", validUntil=stamp(now - DAY)), "iat": signed},
                         {"alg": "ES256", "typ": "vc+jwt", "kid": KID})
        with open(os.path.join(folder, "version"), "wb") as out:
            out.write(version)

        def keep(i):
            for d in i["documents"]:
                d["at"] = stamp(now - 30 * DAY)
            i["documents"].append({"url": REVOCATION + "/1", "original": REVOCATION, "at": stamp(now),
                                   "datetime": "2021-01-01T00:00:00Z", "file": "version",
                                   "sha256": hashlib.sha256(version).hexdigest()})
        rewrite(keep)
        report = offline(w.token(w.badge(credentialStatus=[w.entry()])), "--as-of", stamp(now - 20 * DAY))
        tap.equal(report.code("revocation"), "revocation." + revocation, f"a saved list of then, signed at {stamp(signed)}")

    # a second copy, in which it is revoked; the first still answers for its time
    rewrite(lambda i: None)
    w.pages[REVOCATION[len(HOST):]] = w.list_token(REVOCATION, "revocation", INDEX, validFrom=stamp(now - 5 * DAY))
    w.pages[SUSPENSION[len(HOST):]] = w.list_token(SUSPENSION, "suspension", INDEX, validFrom=stamp(now - 5 * DAY))
    dated(30)
    tap.equal(w.check(good, "--save", folder).code("revocation"), "revocation.revoked", "saved again")
    both = [d for d in json.load(open(os.path.join(folder, "index.json"), encoding="utf-8"))["documents"]
            if d["url"] == REVOCATION]
    tap.equal(len(both), 2, "two dated copies of one address")
    dids = [d for d in json.load(open(os.path.join(folder, "index.json"), encoding="utf-8"))["documents"]
            if d["url"] == HOST + DID_PATH]
    tap.equal(len(dids), 1, "one of a document that is as it was")
    for days, revocation, suspension in ((0, "revoked", "suspended"), (4, "revoked", "suspended"),
                                         (10, "date_not_covered", "date_not_covered"),
                                         (30, "not_revoked", "not_suspended"), (90, "not_revoked", "not_suspended")):
        args = ("--as-of", stamp(now - days * DAY)) if days else ()
        report = offline(good, *args)
        tap.equal([report.code("revocation"), report.code("suspension")],
                  ["revocation." + revocation, "suspension." + suspension], f"{days} days ago")

    # an old list that is served once more makes itself no newer
    revoked = w.pages[REVOCATION[len(HOST):]]
    w.pages[REVOCATION[len(HOST):]] = w.list_token(REVOCATION, "revocation", validFrom="2021-01-01T00:00:00Z")
    replay = os.path.join(w.folder, "replay")
    old = w.pages[REVOCATION[len(HOST):]]
    for visit, page in enumerate((old, revoked, old)):
        if visit:
            with open(os.path.join(replay, "index.json"), encoding="utf-8") as text:
                index = json.load(text)
            for d in index["documents"]:  # ten days pass
                d["at"] = stamp(calendar.timegm(time.strptime(d["at"], "%Y-%m-%dT%H:%M:%SZ")) - 10 * DAY)
            with open(os.path.join(replay, "index.json"), "w", encoding="utf-8") as out:
                json.dump(index, out)
        w.pages[REVOCATION[len(HOST):]] = page
        w.check(good, "--save", replay)
    report = w.check(good, "--offline", replay)
    tap.equal(report.code("revocation"), "revocation.date_not_covered", "an old list served once more is not believed for today")
    w.pages[REVOCATION[len(HOST):]] = revoked

    # live, of another date: what today's lists prove
    for days, revocation, suspension in ((4, "revoked", "suspended"), (10, "date_not_covered", "date_not_covered")):
        report = w.check(good, "--as-of", stamp(now - days * DAY))
        tap.equal([report.code("revocation"), report.code("suspension")],
                  ["revocation." + revocation, "suspension." + suspension], f"{days} days ago, by today's list")
    w.pages[REVOCATION[len(HOST):]] = w.list_token(REVOCATION, "revocation", validFrom=stamp(now - 5 * DAY))
    w.pages[SUSPENSION[len(HOST):]] = w.list_token(SUSPENSION, "suspension", validFrom=stamp(now - 5 * DAY))
    report = w.check(good, "--as-of", stamp(now - 10 * DAY))
    tap.equal([report.code("revocation"), report.code("suspension"), report.verdict],
              ["revocation.not_revoked", "suspension.date_not_covered", "could_not_be_checked"],
              "what is not revoked was not before; whether it was suspended nobody knows")
    badge = w.badge(credentialStatus=[w.entry()])
    report = w.check(w.token(badge), "--as-of", stamp(now - 10 * DAY))
    tap.equal(report.verdict, "verified", "without a list of suspensions that is enough")
    late = w.token(badge, claims=w.claims(iat=now - 3 * DAY))
    report = w.check(late, "--as-of", stamp(now - 10 * DAY))
    tap.equal([report.code("validity"), report.verdict], ["validity.signed_later", "verified"],
              "by its own word it was signed only later")

    # -- other commands, and a context ---------------------------------------------
    badge_file = os.path.join(w.folder, "b.jwt")
    with open(badge_file, "wb") as out:
        out.write(good)
    done = subprocess.run([VERIFIER, "batch", badge_file, "--json", "--offline", folder, "--trust", DID,
                           "--as-of", stamp(now - 30 * DAY)], capture_output=True, text=True, check=False)
    tap.equal(json.loads(done.stdout)[0]["verdict"], "verified", "batch, of a day")
    contexts = os.path.join(w.folder, "contexts")
    os.makedirs(contexts)
    url = "https://contexts.example/x.jsonld"
    with open(os.path.join(contexts, "x.jsonld"), "w", encoding="ascii") as out:
        json.dump({"@context": {"motto": "https://contexts.example/x#motto"}}, out)
    with open(os.path.join(contexts, "y.jsonld"), "w", encoding="ascii") as out:
        json.dump({"@context": {"other": "https://contexts.example/y#other"}}, out)
    with open(os.path.join(contexts, "map.json"), "w", encoding="ascii") as out:
        json.dump({url: "x.jsonld", "https://contexts.example/y.jsonld": "y.jsonld"}, out)
    odd = w.badge()
    odd["@context"] = odd["@context"] + [url]
    odd["motto"] = "omnia"
    odd = w.token(odd)
    w.reset()
    other = os.path.join(w.folder, "other")
    tap.equal(w.check(odd, "--save", other, "--contexts", contexts).code("context"), "context.known", "with a context")
    kept = [d["url"] for d in json.load(open(os.path.join(other, "index.json"), encoding="utf-8"))["documents"]
            if d.get("context")]
    tap.equal(kept, [url], "the context that it uses is saved, no other")
    report = w.check(odd, "--offline", other)
    tap.equal([report.code("context"), report.verdict], ["context.known", "verified"], "and known offline")
    tap.equal(w.check(odd, "--offline", folder).code("context"), "context.unknown", "elsewhere it is not")
    tap.equal(w.check(good, "--offline", "-").code("key"), "key.did_unreachable", "-: nothing at all")
tap.done()
