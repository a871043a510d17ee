#!/usr/bin/env python3
"""Sealed bundles of one credential: years later, and what was done to them meanwhile."""
import base64
import hashlib
import io
import json
import os
import struct
import subprocess
import sys
import time
import zipfile
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from diworld import DIWorld
from tap import SIGNER, Tap, VERIFIER
from vcworld import DID, DID_PATH, HOST, INDEX, REVOCATION, World, compact

SITE, OPERATOR, OPERATOR_PATH = "https://verify.example", "did:web:verify.example", "/.well-known/did.json"
tap = Tap()
with World() as w:
    w.maps.append(f"{SITE}/=http://127.0.0.1:{w.port}/")
    keys = os.path.join(w.folder, "keys")
    jwk = json.loads(subprocess.run([SIGNER, "create", "--keys", keys, "--organisation", "board", "--kid", "es256-1",
                                     "--alg", "ES256"], check=True, capture_output=True).stdout)
    key = os.path.join(keys, "board", "es256-1")
    public = {k: jwk[k] for k in ("kty", "crv", "x", "y")}

    def path(name):
        return os.path.join(w.folder, name)

    def publish(**window):
        w.pages[OPERATOR_PATH] = w.did_document(OPERATOR, public, **window)

    def seal(name, data, *args):
        out = path(name)
        report = w.check(data, "--seal", out, "--receipt-key", key, *args)
        return out, report

    def check(bundle, *args, command="bundle", online=False):
        """The verdict, its code and the exit status; offline unless said."""
        maps = [x for m in w.maps for x in ("--fetch-map", m)] if online else ["--offline", "-"]
        w.asked.clear()
        done = subprocess.run([VERIFIER, command, "--json", bundle, *maps, *args], capture_output=True, text=True,
                              timeout=60, check=False)
        if not online:
            tap.equal(w.asked, [], "nothing is fetched")
        try:
            answer = json.loads(done.stdout)
        except ValueError:
            return done.stderr, None, done.returncode
        return answer["verdict"], answer.get("code"), done.returncode

    def files(bundle):
        with zipfile.ZipFile(bundle) as archive:
            return {i.filename: archive.read(i) for i in archive.infolist()}

    def pack(name, contents, manifest=None):
        """A bundle with these files, the manifest's hashes made to fit."""
        entries = json.loads(contents["manifest.json"])
        urls = {f["path"]: f.get("url") for f in entries["files"]}
        entries["files"] = [
            {"path": p, "size": len(b), "sha256": hashlib.sha256(b).hexdigest(),
             **({"url": urls[p]} if urls.get(p) else {})}
            for p, b in sorted(contents.items()) if p != "manifest.json"]
        if manifest:
            manifest(entries)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("manifest.json", json.dumps(entries))
            for p, b in contents.items():
                if p != "manifest.json":
                    archive.writestr(p, b)
        with open(path(name), "wb") as file:
            file.write(out.getvalue())
        return path(name)

    good = w.token()
    bundle, report = seal("b.zip", good)
    tap.equal(report.verdict, "verified", "sealed")
    held = files(bundle)
    receipt = json.loads(base64.urlsafe_b64decode(held["receipt.jwt"].split(b".")[1] + b"=="))
    own = receipt["iss"]
    trust = ("--operator", own, "--trust", DID)
    tap.equal(sorted(held), ["credentials/credential.jwt", "documents/001", "documents/002", "documents/003",
                             "manifest.json", "receipt.jwt"], "what is in it")
    tap.ok(own.startswith("did:key:"), "without an address the key is the operator", own)
    tap.equal(held["credentials/credential.jwt"], good, "the credential, byte for byte")
    tap.equal(check(bundle, *trust), ("verified", "issuer.listed", 0), "whole, from the file alone")
    tap.equal(check(bundle, *trust, command="check"), ("verified", "issuer.listed", 0), "check knows a bundle")
    tap.equal(check(bundle, "--operator", own), ("verified_issuer_unlisted", "issuer.not_on_your_list", 2),
              "the issuer is not on the list")
    tap.equal(check(bundle, "--trust", DID), ("could_not_be_checked", "sealed.operator", 3),
              "by an operator whose word you have not said counts")
    done = subprocess.run([VERIFIER, "check", bundle, "--offline", "-", *trust], capture_output=True, text=True, check=False)
    tap.ok(receipt["checked_at"] in done.stdout and "and not of later" in done.stdout and own in done.stdout,
           "it says as of when, and whose word that is", done.stdout)
    done = subprocess.run([VERIFIER, "check", "--json", bundle, bundle, "--offline", "-", *trust],
                          capture_output=True, text=True, check=False)
    tap.equal([a["bundle"]["verdict"] for a in json.loads(done.stdout)], ["verified"] * 2, "several")

    # -- what is expected of it is asked, too ----------------------------------------
    person = w.token(w.badge(credentialSubject=w.subject(identifier=[
        {"type": "IdentityObject", "hashed": False, "identityHash": "Ada Example", "identityType": "name"}])))
    hers, _ = seal("hers.zip", person)
    for args, answer in ((("--name", "Ada Example"), ("verified", "issuer.listed", 0)),
                         (("--name", "Eve Elsewhere"), ("not_valid", "recipient.mismatch", 1)),
                         (("--subject", "did:example:eve"), ("not_valid", "recipient.mismatch", 1)),
                         (("--challenge", "x"), ("not_valid", "presentation.missing", 1)),
                         (("--domain", "board.example"), ("not_valid", "presentation.missing", 1))):
        tap.equal(check(hers, *trust, *args, command="check"), answer, f"a sealed bundle, {args[0]} {args[1]}")
    for day in ("2001-01-01", "2199-01-01"):
        said, _, exit_status = check(hers, *trust, "--as-of", day, command="check")
        tap.ok(exit_status == 64 and "as of its own day" in said, "of another day it says nothing: " + day, said)

    said, _, exit_status = check(hers, *trust, "--save", os.path.join(os.path.dirname(hers), "kept"), command="check")
    tap.ok(exit_status == 64 and "kept as it is" in said, "nothing is saved of a bundle", said)

    # -- what was done to it ------------------------------------------------------
    lists = {u: p for p, u in ((f["path"], f.get("url")) for f in json.loads(held["manifest.json"])["files"]) if u}
    clear = w.sign(w.list_credential(REVOCATION, "revocation", validFrom="2022-01-01T00:00:00Z"),
                   {"alg": "ES256", "typ": "vc+jwt", "kid": DID + "#es256-1"})

    def changed(name, code, change, manifest=None, verdict="not_valid", exit_status=1):
        contents = dict(held)
        change(contents)
        tap.equal(check(pack("x.zip", contents, manifest), *trust), (verdict, code, exit_status), name)

    changed("another list of the issuer's, and a manifest that fits", "sealed.foreign_file",
            lambda c: c.update({lists[REVOCATION]: clear}))
    changed("a document changed", "sealed.files", lambda c: None,
            lambda m: m["files"][1].update(sha256="0" * 64))
    changed("another DID document", "sealed.foreign_file",
            lambda c: c.update({lists[HOST + DID_PATH]: compact(w.did_document(jwk=w.other.jwk))}))
    changed("another credential", "sealed.foreign_file",
            lambda c: c.update({"credentials/credential.jwt": w.token(w.badge(name="Another"))}))
    changed("two addresses exchanged", "sealed.foreign_file", lambda c: c.update(
        {lists[REVOCATION]: c[lists[HOST + DID_PATH]], lists[HOST + DID_PATH]: c[lists[REVOCATION]]}))
    changed("a file put in", "sealed.foreign_file", lambda c: c.update({"documents/009": b"{}"}))
    changed("a context put in", "sealed.foreign_file", lambda c: c.update({"contexts/009": b"{}"}),
            lambda m: m["files"][0].update(url="https://www.w3.org/ns/credentials/v2"))
    changed("a list taken out", "sealed.files", lambda c: c.pop(lists[REVOCATION]))
    changed("the credential taken out", "sealed.files", lambda c: c.pop("credentials/credential.jwt"))
    changed("the receipt taken out", "sealed.files", lambda c: c.pop("receipt.jwt"))

    def at(url):
        """The operator's document, which the receipt does not name, claims the address of one that it does."""
        return lambda m: next(f for f in m["files"] if f["path"] == "operator.json").update(url=url)

    changed("a list in the place of the operator's document", "sealed.foreign_file",
            lambda c: (c.pop(lists[REVOCATION]), c.update({"operator.json": clear})), at(REVOCATION))
    changed("a DID document in the place of the operator's", "sealed.foreign_file",
            lambda c: (c.pop(lists[HOST + DID_PATH]),
                       c.update({"operator.json": compact(w.did_document(jwk=w.other.jwk))})), at(HOST + DID_PATH))
    changed("both there: what the receipt names is asked", "issuer.listed",
            lambda c: c.update({"operator.json": compact(w.did_document(jwk=w.other.jwk))}), at(HOST + DID_PATH),
            "verified", 0)
    changed("the credential as the DID document", "sealed.foreign_file", lambda c: None,
            lambda m: m["files"][0].update(url=HOST + DID_PATH))
    def moved(contents, old, new):
        """The file under another name, at its address as before."""
        entries = json.loads(contents["manifest.json"])
        for row in entries["files"]:
            row["path"] = new if row["path"] == old else row["path"]
        out = {new if p == old else p: b for p, b in contents.items()}
        out["manifest.json"] = json.dumps(entries).encode()
        return pack("x.zip", out)

    tap.equal(check(moved(held, lists[HOST + DID_PATH], "contexts/009"), *trust)[:2],
              ("not_valid", "sealed.foreign_file"), "what was fetched as a context")
    parts = held["receipt.jwt"].split(b".")
    other = base64.urlsafe_b64encode(json.dumps({**receipt, "verdict": "not_valid"}).encode()).rstrip(b"=")
    changed("the receipt altered", "receipt.signature",
            lambda c: c.update({"receipt.jwt": b".".join((parts[0], other, parts[2]))}))
    changed("no receipt at all", "receipt.malformed", lambda c: c.update({"receipt.jwt": b"x"}))
    second, _ = seal("b2.zip", w.token(w.badge(name="Another")))
    changed("the receipt of another credential", "sealed.foreign_file",
            lambda c: c.update({"receipt.jwt": files(second)["receipt.jwt"]}))
    changed("the word of somebody else for oneself", "receipt.malformed", lambda c: c.update(
        {"receipt.jwt": w.sign({**receipt, "iss": own}, {"alg": "ES256", "typ": "verification-receipt+jwt",
                                                          "kid": OPERATOR + "#es256-1"}, w.other)}))
    changed("signed by another key", "receipt.signature", lambda c: c.update(
        {"receipt.jwt": w.sign(receipt, {"alg": "ES256", "typ": "verification-receipt+jwt",
                                         "kid": own + "#" + own[8:]}, w.other)}))
    with open(bundle, "rb") as file:
        cut = file.read()[:-200]
    with open(path("cut.zip"), "wb") as file:
        file.write(cut)
    tap.equal(check(path("cut.zip"), *trust)[2], 1, "cut short")

    # -- an operator with a site ----------------------------------------------------
    publish()
    sited, _ = seal("s.zip", good, "--public-url", SITE)
    tap.ok("operator.json" in files(sited), "the operator's identity document is in it")
    trust = ("--operator", OPERATOR, "--trust", DID)
    tap.equal(check(sited, *trust), ("could_not_be_checked", "sealed.operator", 3),
              "offline: whose key it is says only the bundle")
    with open(path("kept.json"), "wb") as file:
        file.write(compact(w.pages[OPERATOR_PATH]))
    tap.equal(check(sited, *trust, "--identity", path("kept.json")), ("verified", "issuer.listed", 0),
              "offline, with the operator's document as kept")
    tap.equal(check(sited, *trust, online=True), ("verified", "issuer.listed", 0), "the operator's site is asked")
    tap.equal(w.asked, [OPERATOR_PATH], "and nobody else")
    contents = files(sited)
    parts = contents["receipt.jwt"].split(b".")
    tap.equal(check(pack("x.zip", {**contents, "receipt.jwt": b".".join((parts[0], other, parts[2]))}), *trust)[:2],
              ("not_valid", "receipt.malformed"), "altered, which shows offline, too")
    forged = {**contents, "operator.json": compact(w.did_document(OPERATOR, w.other.jwk)),
              "receipt.jwt": w.sign(json.loads(base64.urlsafe_b64decode(parts[1] + b"==")),
                                    {"alg": "ES256", "typ": "verification-receipt+jwt", "kid": OPERATOR + "#es256-1"},
                                    w.other)}
    tap.equal(check(pack("x.zip", forged), *trust), ("could_not_be_checked", "sealed.operator", 3),
              "a forger's own operator document proves nothing")
    tap.equal(check(pack("x.zip", forged), *trust, online=True), ("not_valid", "receipt.signature", 1),
              "and the operator's site says so")
    publish(revoked="2024-01-01T00:00:00Z")
    tap.equal(check(sited, *trust, online=True), ("not_valid", "receipt.key_revoked", 1), "the operator's key is revoked")
    publish(expires="2024-01-01T00:00:00Z")
    tap.equal(check(sited, *trust, online=True), ("not_valid", "receipt.key_revoked", 1),
              "sealed after the key was retired: dated back or forward, it does not count")
    publish()

    # -- what happened since ----------------------------------------------------------
    trust = ("--operator", own, "--trust", DID)
    time.sleep(1.1)
    w.replace_key()
    w.expect(tap, "the key was revoked", good, "controller", "controller.key_revoked", "not_valid")
    tap.equal(check(bundle, *trust, online=True), ("verified", "issuer.listed", 0), "the bundle of before holds it")
    w.expect(tap, "and shows it to a check of today", good, "controller", "controller.held", "verified",
             "--evidence", bundle, "--operator", own)
    w.expect(tap, "not with the word of somebody you do not know", good, "controller", "controller.key_revoked",
             "not_valid", "--evidence", bundle)
    late, report = seal("late.zip", good)
    tap.equal(report.code("controller"), "controller.key_revoked", "sealed after that")
    tap.equal(check(late, *trust)[:2], ("not_valid", "controller.key_revoked"), "it says what it was then")
    w.expect(tap, "and is no evidence", good, "controller", "controller.key_revoked", "not_valid",
             "--evidence", late, "--operator", own)
    w.reset()
    w.pages[REVOCATION[len(HOST):]] = w.list_token(REVOCATION, "revocation", INDEX)
    gone, _ = seal("gone.zip", good)
    tap.equal(check(gone, *trust)[:2], ("not_valid", "revocation.revoked"), "sealed when it was revoked")
    w.reset()

    # -- sealed from saved documents: the day of the seal is not theirs ------------------
    kept = path("kept")
    w.check(good, "--save", kept)
    with open(os.path.join(kept, "index.json"), encoding="utf-8") as text:
        index = json.load(text)
    then = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 30 * 86400))
    for row in index["documents"]:
        if row["url"] == HOST + DID_PATH:
            row["at"] = then
    with open(os.path.join(kept, "index.json"), "w", encoding="utf-8") as text:
        json.dump(index, text)
    old, _ = seal("old.zip", good, "--offline", kept)
    done = subprocess.run([VERIFIER, "check", "--json", old, "--offline", "-", *trust], capture_output=True, text=True,
                          check=False)
    controller = next(c for c in json.loads(done.stdout)["report"]["checks"] if c["id"] == "controller")
    tap.equal(controller.get("detail"), f"The issuer's site was not asked; its keys are those of {then}.",
              "of when the keys are is said there, too")

    # -- what cannot be sealed, and contexts ---------------------------------------------
    report = w.check(b"nothing", "--seal", path("n.zip"), "--receipt-key", key)
    tap.ok("only one credential" in report.stderr and not os.path.exists(path("n.zip")), "no credential, no bundle", report)
    os.makedirs(path("contexts"))
    url = "https://contexts.example/x.jsonld"
    with open(path("contexts/x.jsonld"), "w", encoding="ascii") as file:
        json.dump({"@context": {"motto": "https://contexts.example/x#motto"}}, file)
    with open(path("contexts/map.json"), "w", encoding="ascii") as file:
        json.dump({url: "x.jsonld"}, file)
    odd = w.badge(motto="omnia")
    odd["@context"] = odd["@context"] + [url]
    odd, report = seal("odd.zip", w.token(odd), "--contexts", path("contexts"))
    tap.equal([report.verdict, check(odd, *trust)], ["verified", ("verified", "issuer.listed", 0)],
              "with the context that it uses")
    contents = files(odd)
    name = next(n for n in contents if n.startswith("contexts/"))
    tap.equal(check(pack("x.zip", {**contents, name: contents[name] + b" "}), *trust)[:2],
              ("not_valid", "sealed.foreign_file"), "and no other in its place")
    tap.equal(check(moved(contents, name, "documents/009"), *trust)[:2], ("not_valid", "sealed.foreign_file"),
              "nor as what was fetched")

# -- the other forms of a credential ------------------------------------------------------
with DIWorld() as w:
    keys = os.path.join(w.folder, "keys")
    subprocess.run([SIGNER, "create", "--keys", keys, "--organisation", "board", "--kid", "ed-1", "--alg", "EdDSA"],
                   check=True, capture_output=True)
    key = os.path.join(keys, "board", "ed-1")
    proven = w.prove(w.badge())

    def said(bundle):
        token = files(bundle)["receipt.jwt"].split(b".")[1]
        return json.loads(base64.urlsafe_b64decode(token + b"=="))

    bundle, report = seal("di.zip", proven)
    tap.equal([report.verdict, files(bundle)["credentials/credential.json"]], ["verified", proven],
              "JSON with a proof, byte for byte")
    trust = ("--operator", said(bundle)["iss"], "--trust", DID)
    tap.equal(check(bundle, *trust), ("verified", "issuer.listed", 0), "and whole")
    with open(path("c.json"), "wb") as file:
        file.write(proven)
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    with open(path("a.png"), "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
                   + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""))
    subprocess.run([VERIFIER, "tool", "bake", path("a.png"), path("c.json"), path("b.png")], check=True)
    with open(path("b.png"), "rb") as file:
        picture = file.read()
    bundle, report = seal("png.zip", picture)
    tap.equal([report.verdict, files(bundle)["credentials/credential.json"]], ["verified", proven],
              "of a badge picture the credential in it")
    tap.equal([said(bundle)["input"]["sha256"], said(bundle)["credential"]["sha256"]],
              [hashlib.sha256(picture).hexdigest(), hashlib.sha256(proven).hexdigest()], "the receipt names both")
    tap.equal(check(bundle, *trust), ("verified", "issuer.listed", 0), "and it is whole")
    two = {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"],
           "verifiableCredential": [json.loads(proven)]}
    report = w.check(compact(two), "--seal", path("vp.zip"), "--receipt-key", key)
    tap.ok("only one credential" in report.stderr and not os.path.exists(path("vp.zip")), "a presentation is not sealed", report)
    time.sleep(1.1)
    document = w.pages[DID_PATH]
    for one in document["verificationMethod"]:
        if one["id"] == json.loads(proven)["proof"]["verificationMethod"]:
            one["revoked"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    w.expect(tap, "the key of the proof was revoked", proven, "controller", "controller.key_revoked", "not_valid")
    w.expect(tap, "the bundle of before holds it", proven, "controller", "controller.held", None,
             "--evidence", bundle, "--operator", said(bundle)["iss"])
    w.expect(tap, "and what is in the picture", picture, "controller", "controller.held", None,
             "--evidence", bundle, "--operator", said(bundle)["iss"])
    w.expect(tap, "not the same with other spaces: other bytes", proven.replace(b'","', b'", "', 1), "controller",
             "controller.key_revoked", "not_valid", "--evidence", bundle, "--operator", said(bundle)["iss"])
tap.done()
