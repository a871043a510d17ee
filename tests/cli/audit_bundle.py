#!/usr/bin/env python3
"""audit export and testamur-verifier bundle: sealed, checked, altered, forged."""
import csv
import functools
import hashlib
import http.server
import io
import json
import os
import struct
import subprocess
import sys
import threading
import warnings
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import Instance  # noqa: E402
from tap import VERIFIER, Tap  # noqa: E402
from world import attend, join, prepare  # noqa: E402

DID = "did:web:badges.example.org:issuers:college"


def check(path, *words):
    done = subprocess.run([VERIFIER, "bundle", path, "--json", *words], capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def unpacked(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(issuer, name, files, **how):
    path = issuer.path(name)
    with zipfile.ZipFile(path, "w", **how) as archive:
        for member, content in files.items() if isinstance(files, dict) else files:
            archive.writestr(zipfile.ZipInfo(member, (2024, 1, 1, 0, 0, 0)), content,
                             compress_type=how.get("compression", zipfile.ZIP_STORED))
    return path


def table(files, name):
    return list(csv.DictReader(io.StringIO(files[name].decode(), newline="")))


def make(issuer):
    prepare(issuer)
    join(issuer, "Ada Able", "ada@x.example")
    join(issuer, "=cmd|' /C calc'!A0", "ben@x.example")
    for session in ("s1", "s2"):
        attend(issuer, session, {"ada@x.example": 60, "ben@x.example": 60, "guest@y.example": 30}, name=f"{session}.csv")
    digest = issuer.json("award", "preview", "--cohort", "spring", "--award", "badge")["digest"]
    issued = issuer.json("award", "issue", "--preview", digest, "--proof", "both")["issued"]
    ada = [i["id"] for i in issued if i["name"] == "Ada Able"][0]
    issuer.ok("credential", "revoke", ada, "--reason", "issued-in-error", "--note", "secret note")
    issuer.ok("attendance", "override", "ben@x.example", "--cohort", "spring", "--session", "s1", "--absent", "--reason", "left at once")
    out = issuer.path("audit.zip")
    issuer.ok("audit", "export", "--cohort", "spring", "--out", out)
    return out, ada


def contents(tap, issuer, path, ada):
    files = unpacked(path)
    manifest = json.loads(files["manifest.json"])
    tap.equal(sorted(f["path"] for f in manifest["files"]), sorted(set(files) - {"manifest.json"}), "the manifest names every file")
    tap.equal([f["path"] for f in manifest["files"] if hashlib.sha256(files[f["path"]]).hexdigest() != f["sha256"]
               or len(files[f["path"]]) != f["size"]], [], "with its digest and length")
    tap.equal((manifest["issuer"], manifest["counts"]),
              (DID, {"people": 2, "sessions": 2, "sources": 2, "decisions": 2, "credentials": 2}), "and what is in it")
    shown = issuer.json("attendance", "show", "--cohort", "spring", "--session", "s1")["rows"]
    rows = [r for r in table(files, "presence.csv") if r["session"] == "s1"]
    tap.equal(sorted((r["name"].lstrip("'"), int(r["minutes"]), r["present"]) for r in rows),
              sorted((r["name"], r["minutes"], "yes" if r["present"] else "no") for r in shown), "presence agrees with the screen")
    tap.ok(any(r["name"].startswith("'=cmd") for r in table(files, "roster.csv")), "no cell is run by a spreadsheet")
    tap.equal({r["credential"]: r["status"] for r in table(files, "credentials.csv")}[ada], "revoked", "what was revoked says so")
    tap.equal([(r["event"], r["reason"]) for r in table(files, "history.csv")], [("revoked", "issued-in-error")], "and why")
    tap.ok(all(b"secret note" not in content for content in files.values()), "private notes stay private")
    secret = issuer.ok("credential", "link", ada).strip().rsplit("/", 1)[1].encode()
    tap.ok(all(secret not in content for content in files.values()), "so do the holders' secret links")
    with open(issuer.path("s1.csv"), "rb") as handle:
        body = handle.read()
    tap.ok(body == files["sources/" + hashlib.sha256(body).hexdigest()], "the original file is there, byte for byte")
    tap.equal(sorted(r["name"] for r in table(files, "files.csv")), ["s1.csv", "s2.csv"], "with its name")
    tap.equal([(r["state"], r["reason"]) for r in table(files, "overrides.csv")], [("absent", "left at once")], "corrections by hand")
    tap.equal(sorted(r["action"] for r in table(files, "log.csv") if r["action"].startswith("credential")),
              ["credential.issue", "credential.issue", "credential.revoked"], "the log of this activity")
    names = {row["decision"] for row in table(files, "credentials.csv")}
    tap.equal(names, {"ni:///sha-256;" + n[len("decisions/"):-len(".json")] for n in files if n.startswith("decisions/")},
              "every decision that a credential names")
    for name in [n for n in files if n.endswith(".csv") and "/" not in n]:
        lengths = {len(row) for row in csv.reader(io.StringIO(files[name].decode(), newline=""))}
        tap.equal(len(lengths), 1, f"{name}: rows of one length")
    return files


def verdicts(tap, issuer, path, files):
    did = issuer.write("did.json", files["documents/college-did.json"])
    code, report, _ = check(path, "--offline", "-")
    tap.equal((code, report["verdict"], report["seal"], report["key_owner"]), (3, "could_not_be_checked", "holds", "not_asked"),
              "offline, with nothing kept: whose key it is nobody knows")
    code, report, err = check(path, "--offline", "-", "--identity", did)
    tap.equal((code, report["verdict"], report["key_owner"], report["problems"]), (2, "verified_issuer_unlisted", "kept", []),
              "with the issuer's document as it was kept" + err)
    code, report, _ = check(path, "--offline", "-", "--identity", did, "--trust", DID)
    tap.equal((code, report["verdict"]), (0, "verified"), "and on one's own list")
    tap.equal(sorted((c["code"], c["proven"]) for c in report["credentials"] if c["code"].startswith("revocation")),
              [("revocation.revoked", True)] * 2, "a revoked credential is proven, and revoked")
    tap.equal(len(report["credentials"]), 4, "each in both forms")
    text = subprocess.run([VERIFIER, "bundle", path, "--offline", "-", "--identity", did], capture_output=True, text=True, check=False).stdout
    tap.ok(text.startswith("WHOLE, issuer not on your list") and "A Course, Spring evenings" in text, "in words", text)
    code, report, _ = check(path, "--fetch-map", "https://badges.example.org/=http://127.0.0.1:9/")
    tap.equal((code, report["key_owner"]), (3, "unreachable"), "an issuer whose site is down could not be asked")
    return did


def altered(tap, issuer, files, did):
    def expect(name, changed, code, label, **fields):
        got, report, err = check(packed(issuer, name, changed), "--offline", "-", "--identity", did, "--trust", DID)
        tap.equal((got, {k: report and report[k] for k in fields}), (code, fields), label + err)
    expect("a.zip", dict(files, **{"roster.csv": files["roster.csv"] + b"x"}), 1, "a roster with a line more",
           problems=[{"file": "roster.csv", "fault": "changed"}])
    expect("b.zip", {n: b for n, b in files.items() if n != "history.csv"}, 1, "a history that is gone",
           problems=[{"file": "history.csv", "fault": "missing"}])
    expect("c.zip", dict(files, **{"extra.txt": b"x"}), 1, "a file more", problems=[{"file": "extra.txt", "fault": "unlisted"}])
    manifest = json.loads(files["manifest.json"])

    def sealed(**change):
        return dict(files, **{"manifest.json": json.dumps(dict(manifest, **change)).encode()})
    bad = dict(files, **{"roster.csv": b"person\r\n"})
    rows = [dict(f, sha256=hashlib.sha256(bad[f["path"]]).hexdigest(), size=len(bad[f["path"]])) for f in manifest["files"]]
    bad["manifest.json"] = json.dumps(dict(manifest, files=rows)).encode()
    expect("d.zip", bad, 1, "file and manifest changed together", problems=[], seal="broken")
    expect("e.zip", sealed(counts={}), 1, "a number of the manifest", seal="broken")
    expect("f.zip", sealed(proof=[]), 1, "the seal taken off", seal="none")
    expect("g.zip", sealed(proof=[manifest["proof"], manifest["proof"]]), 1, "two seals", seal="none")
    expect("h.zip", sealed(issuer="did:web:badges.example.org:issuers:partner"), 1, "another issuer", seal="key_refused")
    expect("i.zip", sealed(proof=dict(manifest["proof"], cryptosuite="none-2020")), 3, "a suite nobody knows", seal="unsupported")
    expect("k.zip", sealed(proof=dict(manifest["proof"], cryptosuite="eddsa-rdfc-2022")), 3, "a seal that is not over every member",
           seal="unsupported")
    odd = packed(issuer, "l.zip", sealed(title="\x1b[2J\u009b2J\u202eA", files=manifest["files"] + [{"path": "\u009b1m\u202d"}]))
    text = subprocess.run([VERIFIER, "bundle", odd, "--offline", "-"], capture_output=True, text=True, check=False).stdout
    tap.ok("2JA" not in text and " [2J 2J A" in text and not set("\x1b\u009b\u202e\u202d") & set(text), "nothing steers the terminal", text)
    code, _, err = check(packed(issuer, "j.zip", sealed(created="2999-01-01T00:00:00Z")), "--offline", "-")
    tap.ok(code == 1 and "a time to come" in err, "made in the future", err)


def forged(tap, issuer, files, did):
    """Everything made anew by somebody else, under the issuer's name."""
    with Instance() as forger:
        path, _ = make(forger)
        code, report, _ = check(path, "--offline", "-", "--identity", did, "--trust", DID)
        tap.equal((code, report["seal"], report["key_owner"]), (1, "holds", "refused"), "a forger's own keys: the issuer does not state them")
        theirs = unpacked(path)
        code, report, _ = check(path, "--offline", "-", "--trust", DID)
        tap.equal(code, 3, "and without asking, nobody calls it whole")
    mixed = dict(theirs, **{"documents/college-did.json": files["documents/college-did.json"]})
    code, report, _ = check(packed(issuer, "mixed.zip", mixed), "--offline", "-", "--identity", did)
    tap.equal((code, report["seal"]), (1, "no_key"), "the true identity document under a forger's manifest is not believed")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *unused):
        pass


def others(tap, issuer):
    """One organisation seals what another one has signed: it does not vouch for that one's keys."""
    path = issuer.path("partner.zip")
    issuer.ok("audit", "export", "--cohort", "spring", "--organisation", "partner", "--out", path)
    files = unpacked(path)
    did = issuer.write("partner.json", files["documents/partner-did.json"])
    code, report, _ = check(path, "--offline", "-", "--identity", did)
    tap.equal((code, report["seal"], report["key_owner"], {(c["proven"], c["vouched"]) for c in report["credentials"]}),
              (3, "holds", "kept", {(True, False)}), "another's credentials by keys that only the bundle states")
    text = subprocess.run([VERIFIER, "bundle", path, "--offline", "-", "--identity", did], capture_output=True, text=True, check=False).stdout
    tap.ok("4 of other issuers, whose keys only this bundle states" in text, "in words", text)
    for name in ("college", "partner"):
        os.makedirs(issuer.path("site", "issuers", name))
        issuer.write(f"site/issuers/{name}/did.json", files[f"documents/{name}-did.json"])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=issuer.path("site")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    online = ("--fetch-map", f"https://badges.example.org/=http://127.0.0.1:{server.server_port}/")
    code, report, _ = check(path, *online)
    tap.equal((code, report["key_owner"], {(c["proven"], c["vouched"]) for c in report["credentials"]}),
              (2, "stated", {(True, True)}), "both sites state their keys")
    document = json.loads(files["documents/college-did.json"])
    document["verificationMethod"] = [dict(m, publicKeyMultibase="z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")
                                      for m in document["verificationMethod"] if "publicKeyMultibase" in m]
    issuer.write("site/issuers/college/did.json", json.dumps(document))
    code, report, _ = check(path, *online)
    tap.equal((code, {(c["proven"], c["vouched"]) for c in report["credentials"]}), (3, {(True, False)}), "their own site states other keys")
    # a login page, a parked domain: neither says anything of the key; one without it does
    partner = json.loads(files["documents/partner-did.json"])
    for body, owner, expected in (("<!doctype html><title>Log in</title>", "no_document", 3), ("[]", "no_document", 3),
                                  ("{}", "no_document", 3), (files["documents/college-did.json"].decode(), "no_document", 3),
                                  (json.dumps({**partner, "verificationMethod": [], "assertionMethod": []}), "refused", 1)):
        issuer.write("site/issuers/partner/did.json", body)
        code, report, _ = check(path, *online)
        tap.equal((code, report["key_owner"]), (expected, owner), f"the sealer's site answers {body[:30]!r}")
        code, report, _ = check(path, "--offline", "-", "--identity", issuer.write("kept.json", body))
        tap.equal((code, report["key_owner"]), (expected, owner), f"a kept document that is {body[:30]!r}")
    server.shutdown()


def hostile(tap, issuer, files):
    def refused(path, expected, label):
        code, report, err = check(path, "--offline", "-")
        tap.ok(code == 1 and report is None and expected in err, label, f"{code} {err}")
    for n, name in enumerate(("../evil", "/etc/x", "a/../b", ".hidden", "a b")):
        refused(packed(issuer, f"n{n}.zip", list(files.items()) + [(name, b"x")]), "name that is not allowed", f"a file called {name}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        twice = packed(issuer, "twice.zip", list(files.items()) + [("roster.csv", b"x")])
    refused(twice, "no whole ZIP file", "two of one name")
    refused(packed(issuer, "none.zip", {"a.csv": b"x"}), "no manifest", "a ZIP file that is no bundle")
    refused(packed(issuer, "json.zip", {"manifest.json": b"{"}), "manifest.json", "a manifest that is no JSON")
    refused(packed(issuer, "lzma.zip", files, compression=zipfile.ZIP_LZMA), "not read here", "packed in another way")
    refused(issuer.write("text.zip", "no zip"), "no whole ZIP file", "no ZIP file")
    with open(packed(issuer, "cut.zip", files), "rb") as handle:
        whole = handle.read()
    refused(issuer.write("cut2.zip", whole[:-30]), "no whole ZIP file", "one that was cut off")
    bomb = packed(issuer, "bomb.zip", {"manifest.json": files["manifest.json"], "a.csv": b"\0" * (520 << 20)}, compression=zipfile.ZIP_DEFLATED)
    refused(bomb, "more than 512 MiB", "half a gigabyte of nothing")
    data = bytearray(whole)
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 8, struct.unpack_from("<H", data, at + 8)[0] | 1)
    local = struct.unpack_from("<I", data, at + 42)[0]
    struct.pack_into("<H", data, local + 6, struct.unpack_from("<H", data, local + 6)[0] | 1)
    refused(issuer.write("secret.zip", bytes(data)), "encrypted", "an encrypted file")
    code, _, err = check(issuer.path("nowhere.zip"))
    tap.ok(code == 64, "a file that is not there", err)


TAP = Tap()
with Instance() as ISSUER:
    PATH, ADA = make(ISSUER)
    FILES = contents(TAP, ISSUER, PATH, ADA)
    KEPT = verdicts(TAP, ISSUER, PATH, FILES)
    altered(TAP, ISSUER, FILES, KEPT)
    forged(TAP, ISSUER, FILES, KEPT)
    others(TAP, ISSUER)
    hostile(TAP, ISSUER, FILES)
    code, _, err = ISSUER.run("audit", "export", "--cohort", "none", "--out", ISSUER.path("x.zip"))
    TAP.ok(code == 1 and "no such cohort" in err and not os.path.exists(ISSUER.path("x.zip")), "an unknown cohort", err)
    code, _, err = ISSUER.run("audit", "export", "--cohort", "spring", "--organisation", "none", "--out", ISSUER.path("x.zip"))
    TAP.ok(code == 1 and "no such organisation" in err, "an unknown organisation", err)
TAP.done()
