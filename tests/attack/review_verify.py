#!/usr/bin/env python3
"""Attacks found on review: unbounded work, odd ports, stale or foreign data."""
import hashlib
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import Tap
from vcworld import CONTEXTS, DID, World

tap = Tap()


def quickly(w, name, badge, check, code, verdict="not_valid"):
    """The answer is this code, and it does not take minutes."""
    start = time.monotonic()
    w.expect(tap, name, w.token(badge), check, code, verdict)
    seconds = time.monotonic() - start
    tap.ok(seconds < 20, name + ": quickly", f"{seconds:.1f} s")


with World() as w:
    # -- work that grows with the square of the document -----------------------
    many = 10000
    badge = w.badge()
    badge["type"] = badge["type"] + [f"x:{i}" for i in range(many)]
    badge.update({f"x:{i}": 1 for i in range(many)})
    quickly(w, "thousands of types and of members", badge, "context", "context.known",
            "verified")

    badge = w.badge()
    subject = badge["credentialSubject"]
    count = 3000
    subject["achievement"]["resultDescription"] = [
        {"id": f"urn:x:{i}", "type": ["ResultDescription"], "name": "n", "resultType": "Percent"}
        for i in range(count)]
    subject["result"] = [{"type": ["Result"], "value": "1",
                          "resultDescription": f"urn:x:{count - 1}"} for _ in range(count)]
    quickly(w, "thousands of results and descriptions", badge, "schema", "schema.ob3")

    badge = w.badge()
    badge["@context"] = CONTEXTS + [{f"t{i}": "x:a" for i in range(40000)}]
    badge.update({f"t{i}": 1 for i in range(40000)})
    start = time.monotonic()
    w.check(w.token(badge))
    tap.ok(time.monotonic() - start < 20, "a context of thousands of terms: quickly")

    # -- ports: only the one that the issuer's own identifier names --------------
    w.expect(tap, "a key at an odd port of any host is not called for",
             w.token(header=w.header(kid="https://elsewhere.invalid:8443/key")),
             "key", "key.address_refused", "could_not_be_checked")
    did = "did:web:ported.invalid%3A8443:issuers:a"
    host = "https://ported.invalid:8443"
    maps = w.maps
    w.maps = maps + [f"{host}/issuers/=http://127.0.0.1:{w.port}/issuers/"]
    w.pages["/issuers/a/did.json"] = w.did_document(did)

    def ported(url):
        badge = w.badge(issuer={"id": did, "type": ["Profile"], "name": "A"},
                        credentialStatus=w.entry(url=url))
        return w.token(badge, w.header(kid=did + "#es256-1"), claims=w.claims(iss=did))
    w.expect(tap, "an issuer at a port has its lists there", ported(host + "/status/1"),
             "revocation", "revocation.list_unreachable", "could_not_be_checked")
    w.expect(tap, "but nowhere else", ported("https://other.invalid:8443/status/1"),
             "revocation", "revocation.list_address_refused", "could_not_be_checked")
    w.expect(tap, "and at no other port", ported("https://ported.invalid:8080/status/1"),
             "revocation", "revocation.list_address_refused", "could_not_be_checked")
    w.maps = maps

    # -- whom it is for --------------------------------------------------------------
    def held(kind, value, hashed=False):
        return w.token(w.badge(credentialSubject=w.subject(identifier=[
            {"type": "IdentityObject", "hashed": hashed, "identityHash": value,
             "identityType": kind}])))
    for name, token, option, value, code in (
            ("capitals and composition do not matter", held("name", "Jos\u00e9 N\u00fa\u00f1ez"),
             "--name", "JOSE\u0301 N\u00daN\u0303EZ", "match"),
            ("an accent does", held("name", "Jos\u00e9"), "--name", "Jose", "mismatch"),
            ("two names of nothing", held("name", "\u200b"), "--name", "\u200c", "mismatch"),
            ("a hash of a kind unknown here says nothing",
             held("emailAddress", "sha1$" + "0" * 40, True), "--email", "a@b.example", "not_stated"),
            ("MD5 is known", held("emailAddress", "md5$" + hashlib.md5(b"a@b.example").hexdigest(), True),
             "--email", "A@b.example", "match"),
            ("and says of others that they are others",
             held("emailAddress", "md5$" + hashlib.md5(b"a@b.example").hexdigest(), True),
             "--email", "b@b.example", "mismatch"),
            ("a student number is no other licence", held("systemId", "4711"), "--licence", "99",
             "not_stated"),
            ("another licence is", held("ext:licenseNumber", "4711"), "--licence", "99", "mismatch"),
            ("the same one", held("ext:LicenceNumber", "4711"), "--licence", "4711", "match")):
        w.expect(tap, name, token, "recipient", "recipient." + code,
                 "not_valid" if code == "mismatch" else "verified", option, value)

    # -- numbers that overflow when somebody counts with them -----------------------------
    plain = w.badge(type=["VerifiableCredential"], validFrom=None, credentialStatus=None,
                    credentialSubject={"id": "urn:x:1"}, issuer=DID, name=None)
    for claim, number in (("nbf", -2**63 + 5), ("exp", 2**63 - 6), ("nbf", 10**15), ("exp", "1e30")):
        token = w.sign({**plain, **w.claims(nbf=None, sub=None), claim: number}, w.header())
        w.expect(tap, f"{claim} {number}", token, "signature", "signature.claim_mismatch", "not_valid")

    # -- a credential of the newer model in the claim of the older -------------------------
    vc = w.badge(credentialStatus=None)
    for exp, code, verdict in ((4102444800, "current", "verified"), (1650000000, "expired", "not_valid")):
        w.expect(tap, f"2.0 in a vc claim, exp {exp}",
                 w.sign({"vc": vc, **w.claims(exp=exp)}, w.header()),
                 "validity", "validity." + code, verdict)

    # -- what editors and mail programs do to a file ----------------------------------
    good = w.token()
    w.expect(tap, "a byte order mark is no alteration", b"\xef\xbb\xbf" + good + b"\r\n",
             "signature", "signature.valid", "verified")
    w.expect(tap, "nor makes it a document something typed, whatever runs of letters it has",
             b'\xef\xbb\xbf{"a":"0123456789ABCDEFGHJKMNPQRSA"}', "input", "input.json", "not_valid")
    w.expect(tap, "white space within is", good[:40] + b"\n" + good[40:], "input",
             "input.not_recognised", "not_valid")
    w.expect(tap, "a file of twenty million bytes", b"x" * 20000000, "input", "input.too_large",
             "not_valid")

    # -- the end of validity by either name ------------------------------------------
    old = w.badge(issuanceDate="2021-12-20T00:00:00Z", validFrom=None, name=None,
                  validUntil="2022-01-01T00:00:00Z", credentialStatus=None)
    old["@context"] = ["https://www.w3.org/2018/credentials/v1"] + CONTEXTS[1:]
    w.expect(tap, "validUntil ends a credential of the older model too", w.token(old),
             "validity", "validity.expired", "not_valid")

tap.done()
