#!/usr/bin/env python3
"""Receipts that must not be believed, and what they must not make good."""
import hashlib
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import SIGNER, Tap, VERIFIER
from vcworld import DID, DID_PATH, Key, World, b64, compact

SITE = "https://verify.example"
OPERATOR = "did:web:verify.example"
OPERATOR_PATH = "/.well-known/did.json"
BEFORE, REVOKED, AFTER = "2024-03-01T00:00:00Z", "2024-06-01T00:00:00Z", "2024-07-01T00:00:00Z"
EPOCH = {BEFORE: 1709251200, AFTER: 1719792000, "2020-01-01T00:00:00Z": 1577836800, "2999-01-01T00:00:00Z": 32472144000}

tap = Tap()
with World() as w:
    w.maps.append(f"{SITE}/=http://127.0.0.1:{w.port}/")
    operator = Key(w.folder, "operator")
    good = w.token()
    keys = os.path.join(w.folder, "keys")
    subprocess.run([SIGNER, "create", "--keys", keys, "--organisation", "board", "--kid", "es256-1",
                    "--alg", "ES256"], check=True, capture_output=True)

    def publish(**window):
        w.pages[OPERATOR_PATH] = {
            **w.did_document(OPERATOR, operator.jwk, **window)}

    def payload(at=BEFORE, **changes):
        """What an honest operator would have signed."""
        sha = hashlib.sha256(good).hexdigest()
        done = {"type": "VerificationReceipt", "version": 1, "iss": OPERATOR, "iat": EPOCH.get(at, 0),
                "checked_at": at, "as_of": at, "input": {"form": "jws", "sha256": sha},
                "verdict": "verified", "code": "issuer.listed",
                "credential": {"sha256": sha, "key": {"thumbprint": thumbprint}},
                "checks": [{"id": c, "outcome": "pass", "code": "x.y"}
                           for c in ("key", "controller", "signature")],
                "documents": []}
        done.update(changes)
        return {k: v for k, v in done.items() if v is not None}

    def header(**changes):
        done = {"alg": "ES256", "typ": "verification-receipt+jwt", "kid": OPERATOR + "#es256-1", **changes}
        return {k: v for k, v in done.items() if v is not None}

    def write(data, name="r.jwt"):
        path = os.path.join(w.folder, name)
        with open(path, "wb") as out:
            out.write(data)
        return path

    def receipt(at=BEFORE, head=None, key=None, **changes):
        return write(w.sign(payload(at, **changes), header(**(head or {})), key or operator))

    maps = [x for m in w.maps for x in ("--fetch-map", m)]

    def verify(path, *args):
        done = subprocess.run([VERIFIER, "receipt", "verify", "--json", *maps, *args, path],
                              capture_output=True, text=True, timeout=60, check=False)
        try:
            return json.loads(done.stdout)["code"], done.returncode
        except ValueError:
            return done.stderr, done.returncode

    thumbprint = b64(hashlib.sha256(json.dumps(
        {k: w.key.jwk[k] for k in ("crv", "kty", "x", "y")},
        separators=(",", ":"), sort_keys=True).encode()).digest())
    listed = ("--operator", OPERATOR)
    publish()

    # -- the receipt by itself --------------------------------------------------
    tap.equal(verify(receipt(), *listed), ("receipt.holds", 0), "an honest one holds")
    tap.equal(verify(receipt()), ("receipt.operator_unlisted", 2), "an operator that is not on your list")
    tap.equal(verify(receipt(key=w.other), *listed), ("receipt.signature", 1), "signed with another key")
    parts = w.sign(payload(), header(), operator).split(b".")
    body = b64(compact(payload(verdict="not_valid"))).encode()
    tap.equal(verify(write(b".".join((parts[0], body, parts[2]))), *listed),
              ("receipt.signature", 1), "altered")
    tap.equal(verify(receipt(head={"kid": OPERATOR + "#other"}), *listed),
              ("receipt.key_not_operators", 1), "a key that the operator does not state")
    tap.equal(verify(receipt(head={"kid": "did:web:issuer.example:issuers:mfpe#es256-1"}), *listed),
              ("receipt.malformed", 1), "a key of somebody else's")
    tap.equal(verify(receipt(head={"kid": None}), *listed), ("receipt.malformed", 1), "no key named")
    tap.equal(verify(receipt(head={"alg": "none"}), *listed), ("receipt.alg", 1), "alg none")
    tap.equal(verify(receipt(head={"alg": "HS256"}), *listed), ("receipt.alg", 1), "alg HS256")
    tap.equal(verify(receipt(head={"alg": "EdDSA"}), *listed), ("receipt.alg", 1), "not the key's alg")
    tap.equal(verify(receipt(head={"typ": "JWT"}), *listed), ("receipt.malformed", 1),
              "a credential of the operator's is no receipt")
    tap.equal(verify(receipt(head={"crit": ["x"]}), *listed), ("receipt.alg", 1), "crit")
    tap.equal(verify(receipt(type="Other"), *listed), ("receipt.malformed", 1), "another type")
    tap.equal(verify(receipt(version=2), *listed), ("receipt.malformed", 1), "another version")
    tap.equal(verify(receipt("2999-01-01T00:00:00Z"), *listed), ("receipt.future", 1), "of a time to come")
    tap.equal(verify(receipt(iat=EPOCH[AFTER]), *listed), ("receipt.malformed", 1),
              "dated back: signed at another time than it says")
    late = [{"url": SITE + "/x", "status": "ok", "sha256": "0" * 64, "at": AFTER}]
    tap.equal(verify(receipt(documents=late), *listed), ("receipt.malformed", 1),
              "dated back: it names a document of later")
    tap.equal(verify(receipt(input={"sha256": "xyz"}), *listed), ("receipt.malformed", 1), "a hash that is none")
    tap.equal(verify(write(b"nonsense"), *listed), ("receipt.malformed", 1), "no receipt at all")
    tap.equal(verify(write(b""), *listed), ("receipt.malformed", 1), "nothing at all")
    period = write(json.dumps({"name": "operators", "issuers": [
        {"id": OPERATOR, "valid_from": "2024-05-01"}]}).encode(), "operators.json")
    tap.equal(verify(receipt(), "--operators", period), ("receipt.operator_unlisted", 2),
              "dated back to before you knew the operator")
    tap.equal(verify(receipt(AFTER), "--operators", period), ("receipt.holds", 0), "within that time")

    publish(revoked="2025-01-01T00:00:00Z")
    tap.equal(verify(receipt(), *listed), ("receipt.key_revoked", 1), "the operator's key is revoked: none holds")
    publish(expires="2024-06-01T00:00:00Z")
    tap.equal(verify(receipt(AFTER), *listed), ("receipt.key_revoked", 1), "made after the key was retired")
    tap.equal(verify(receipt(), *listed), ("receipt.holds", 0), "made before it was")
    publish(relation="authentication")
    tap.equal(verify(receipt(), *listed), ("receipt.key_not_operators", 1), "a key for something else")
    w.pages[OPERATOR_PATH] = b"<!doctype html><title>Log in</title>"
    tap.equal(verify(receipt(), *listed), ("receipt.operator_unreachable", 3), "a login page in its place says nothing")
    w.pages[OPERATOR_PATH] = w.did_document("did:web:other.example", operator.jwk)
    tap.equal(verify(receipt(), *listed), ("receipt.operator_unreachable", 3), "nor does somebody else's document")
    tap.equal(verify(receipt(iss="did:key:zNone", head={"kid": "did:key:zNone#zNone"})),
              ("receipt.key_not_operators", 1), "a DID that is no key is nobody's")
    del w.pages[OPERATOR_PATH]
    tap.equal(verify(receipt(), *listed), ("receipt.operator_unreachable", 3), "the operator's site is gone")
    publish()

    other = write(w.token(w.badge(name="Another")), "other.jwt")
    own = write(good, "own.jwt")

    def against(path):
        done = subprocess.run([VERIFIER, "receipt", "verify", "--json", *maps, *listed, receipt(), path],
                              capture_output=True, text=True, timeout=60, check=False)
        return json.loads(done.stdout)["code"], done.returncode

    tap.equal(against(own), ("receipt.holds", 0), "of these bytes")
    tap.equal(against(write(good + b"\n", "own2.jwt")), ("receipt.holds", 0), "white space around them is none of them")
    tap.equal(against(other), ("receipt.other_bytes", 1), "of other bytes")

    # -- what a receipt holds ----------------------------------------------------
    def held(name, code, verdict, path, *args, evidence=None, data=None, check="controller"):
        report = w.expect(tap, name, data or good, check, code, verdict, "--evidence", path, *args)
        if evidence:
            tap.equal([e["code"] for e in report.json.get("evidence", [])], [evidence], name + ": the evidence")
        return report

    w.pages[DID_PATH] = w.did_document(revoked=REVOKED)
    new = Key(w.folder, "new")
    document = w.did_document(revoked=REVOKED)
    document["verificationMethod"].append(
        {**document["verificationMethod"][0], "id": document["id"] + "#new", "publicKeyJwk": new.jwk})
    del document["verificationMethod"][1]["revoked"]
    document["assertionMethod"] = [document["id"] + "#new"]
    w.pages[DID_PATH] = document
    for path in list(w.pages):
        if "/status/" in path:
            purpose = path.rsplit("/", 1)[1]
            w.pages[path] = w.sign(w.list_credential("https://issuer.example" + path, purpose),
                                   {"alg": "ES256", "typ": "vc+jwt", "kid": document["id"] + "#new"}, new)

    w.expect(tap, "a revoked key, and nothing else", good, "controller", "controller.key_revoked", "not_valid")
    held("a receipt of an earlier date", "controller.held", "verified", receipt(), *listed, evidence="receipt.holds")
    held("of a later date", "controller.key_revoked", "not_valid", receipt(AFTER), *listed)
    held("of that very second", "controller.key_revoked", "not_valid",
         receipt(REVOKED, iat=1717200000), *listed)
    held("by an operator you do not know", "controller.key_revoked", "not_valid", receipt(),
         evidence="receipt.operator_unlisted")
    held("altered", "controller.key_revoked", "not_valid", write(b".".join((parts[0], body, parts[2]))), *listed,
         evidence="receipt.signature")
    held("by another key", "controller.key_revoked", "not_valid", receipt(key=w.other), *listed,
         evidence="receipt.signature")
    held("of another credential", "controller.key_revoked", "not_valid", receipt(), *listed,
         data=w.token(w.badge(name="Another")))
    held("that says the signature did not hold", "controller.key_revoked", "not_valid",
         receipt(checks=[{"id": "signature", "outcome": "fail", "code": "signature.invalid"}]), *listed,
         evidence="receipt.not_proven")
    held("that says the key was revoked already", "controller.key_revoked", "not_valid",
         receipt(checks=[{"id": c, "outcome": "warn" if c == "controller" else "pass", "code": "x.y"}
                         for c in ("key", "controller", "signature")]), *listed, evidence="receipt.not_proven")
    held("with another key", "controller.key_revoked", "not_valid",
         receipt(credential={"sha256": hashlib.sha256(good).hexdigest(), "key": {"thumbprint": "x" * 43}}), *listed)
    held("older than the credential says it is", "controller.key_revoked", "not_valid",
         receipt("2020-01-01T00:00:00Z"), *listed)
    undated = w.sign({k: v for k, v in w.badge(type=["VerifiableCredential"], credentialStatus=None, name=None,
                                               credentialSubject={"id": "urn:x:1"}, issuer=DID).items()
                      if v is not None and k != "validFrom"}, {"alg": "ES256", "typ": "vc+jwt", "kid": DID + "#es256-1"})
    held("one that does not say when it was signed", "controller.held", "verified",
         receipt(credential={"sha256": hashlib.sha256(undated).hexdigest(), "key": {"thumbprint": thumbprint}}), *listed,
         data=undated)
    # the receipt covers the credential: not what else the revoked key signs
    w.pages["/issuers/mfpe/status/1/revocation"] = w.list_token(
        "https://issuer.example/issuers/mfpe/status/1/revocation", "revocation")
    held("a list signed by the revoked key stays unbelieved", "revocation.list_signature",
         "could_not_be_checked", receipt(), *listed, check="revocation")
    w.pages[DID_PATH] = {**document, "verificationMethod": document["verificationMethod"][1:]}
    held("a key that is gone from the document", "key.not_found", "not_valid", receipt(), *listed, check="key")

    # -- one made by the program, end to end --------------------------------------
    w.reset()
    publish()
    made = os.path.join(w.folder, "made.jwt")
    report = w.check(good, "--receipt", made, "--receipt-key", os.path.join(keys, "board", "es256-1"),
                     "--public-url", "https://board.example")
    tap.equal(report.verdict, "verified", "a receipt is made")
    tap.equal(verify(made), ("receipt.operator_unreachable", 3), "its operator has to be asked")
    with open(made, encoding="ascii") as text:
        made_body = json.loads(__import__("base64").urlsafe_b64decode(text.read().split(".")[1] + "=="))
    tap.equal([made_body["iss"], made_body["verdict"], len(made_body["documents"]), len(made_body["checks"])],
              ["did:web:board.example", "verified", 3, len(report.checks)], "what it says")
    tap.ok("Ana" not in json.dumps(made_body) and "name" not in made_body["credential"], "and nothing of the holder")
    for args, why in ((("--receipt", made), "want --receipt-key"),
                      (("--receipt", made, "--receipt-key", "nowhere"), "wants DIR/ORG/KID"),
                      (("--receipt", made, "--receipt-key", os.path.join(keys, "board", "none")), "no such key")):
        report = w.check(good, *args)
        tap.ok(report.exit == 64 and why in report.stderr, why, report)
tap.done()
