#!/usr/bin/env python3
"""Signatures and keys of tokens that must not verify (the JWT part)."""
import base64
import hashlib
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import Tap
from vcworld import DID, DID_PATH, HOST, KID, Key, World, b64, compact

tap = Tap()
with World() as w:
    good = w.token()
    w.expect(tap, "the honest badge verifies", good, "signature", "signature.valid", "verified")

    # -- algorithms --------------------------------------------------------
    payload = compact({**w.badge(), **w.claims()})
    for alg in ("none", "NONE", "None"):
        head = b64(compact(w.header(alg=alg)))
        w.expect(tap, f"alg {alg} with an empty signature", f"{head}.{b64(payload)}.".encode(),
                 "signature", "signature.alg_not_allowed", "not_valid")
    import hashlib
    import hmac
    head = b64(compact(w.header(alg="HS256")))
    signed = f"{head}.{b64(payload)}".encode()
    for name, secret in (("JWK", compact(w.key.jwk)), ("x", w.key.jwk["x"].encode())):
        mac = hmac.new(secret, signed, hashlib.sha256).digest()
        w.expect(tap, f"HS256 with the public key ({name}) as secret",
                 signed + b"." + b64(mac).encode(),
                 "signature", "signature.alg_not_allowed", "not_valid")
    w.expect(tap, "alg of another key type", w.token(header=w.header(alg="RS256")),
             "signature", "signature.alg_mismatch", "not_valid")
    w.expect(tap, "alg ES384 with a P-256 key", w.token(header=w.header(alg="ES384")),
             "signature", "signature.alg_mismatch", "not_valid")
    w.expect(tap, "crit asks for what nobody knows", w.token(header=w.header(crit=["exp"], exp=1)),
             "signature", "signature.header", "not_valid")
    w.expect(tap, "b64 false", w.token(header=w.header(crit=["b64"], b64=False)),
             "signature", "signature.header", "not_valid")

    # -- the signature itself ------------------------------------------------
    head, body, signature = good.split(b".")
    forged = b64(compact({**w.badge(name="Another award"), **w.claims()})).encode()
    report = w.expect(tap, "altered payload", head + b"." + forged + b"." + signature,
                      "signature", "signature.invalid", "not_valid")
    tap.equal(report.json["word"], "ALTERED", "the word is ALTERED")
    tap.ok("credential" not in report.json, "nothing of it is shown as fact")
    tap.ok(all(report.checks[c]["code"] == "not_evaluated" for c in list(report.checks)[7:]),
           "every later check is not evaluated", report)
    w.expect(tap, "DER instead of r and s", w.token(der=True),
             "signature", "signature.invalid", "not_valid")
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    for name, r, s in (("r zero", 0, 5), ("s zero", 5, 0), ("r = n", order, 5), ("s = n", 5, order),
                       ("both all ones", 2**256 - 1, 2**256 - 1)):
        raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        w.expect(tap, f"ECDSA {name}", head + b"." + body + b"." + b64(raw).encode(),
                 "signature", "signature.invalid", "not_valid")
    # JWS has no rule of the smaller s (RFC 7518 section 3.4): n - s is as good, and the same credential
    pair = base64.urlsafe_b64decode(signature + b"==")
    other = pair[:32] + (order - int.from_bytes(pair[32:], "big")).to_bytes(32, "big")
    w.expect(tap, "ECDSA n - s, the same signature written otherwise", head + b"." + body + b"." + b64(other).encode(),
             "signature", "signature.valid", "verified")
    w.expect(tap, "ECDSA n - s of altered contents", head + b"." + forged + b"." + b64(other).encode(),
             "signature", "signature.invalid", "not_valid")
    w.expect(tap, "signature removed", head + b"." + body + b".",
             "signature", "signature.invalid", "not_valid")
    w.expect(tap, "proof removed", w.badge(), "signature", "signature.no_proof", "not_valid")
    w.expect(tap, "padding in the token", head + b"." + body + b"." + signature + b"==",
             "format", "format.bad_token", "not_valid")

    # -- whose key ---------------------------------------------------------------
    w.expect(tap, "signed by another key under the issuer's kid", w.token(key=w.other),
             "signature", "signature.invalid", "not_valid")
    evil = "did:web:issuer.example:issuers:evil"
    w.pages["/issuers/evil/did.json"] = w.did_document(evil, w.other.jwk)
    w.asked.clear()
    w.expect(tap, "kid of another DID", w.token(header=w.header(kid=evil + "#es256-1"), key=w.other),
             "controller", "controller.not_issuer", "not_valid")
    tap.ok("/issuers/evil/did.json" not in w.asked, "and it is not even fetched")
    w.expect(tap, "jwk in the header without binding",
             w.token(header=w.header(kid=None, jwk=w.other.jwk), key=w.other),
             "controller", "controller.not_issuer", "not_valid")
    w.expect(tap, "jwk in the header that the issuer's document holds",
             w.token(header=w.header(kid=None, jwk=w.key.jwk)),
             "controller", "controller.issuer", "verified")
    w.expect(tap, "jwk with its private part",
             w.token(header=w.header(kid=None, jwk={**w.other.jwk, "d": w.other.jwk["x"]}), key=w.other),
             "key", "key.private_in_document", "not_valid")
    w.pages["/key"] = w.other.jwk
    w.expect(tap, "kid is an address that serves another key",
             w.token(header=w.header(kid=HOST + "/key"), key=w.other),
             "controller", "controller.not_issuer", "not_valid")
    w.expect(tap, "kid is an http address", w.token(header=w.header(kid="http://issuer.example/key")),
             "key", "key.address_refused", "could_not_be_checked")
    w.expect(tap, "no kid and no jwk", w.token(header=w.header(kid=None)),
             "key", "key.not_named", "not_valid")
    w.expect(tap, "a fragment that is no listed key", w.token(header=w.header(
        kid=DID + "#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi")),
             "key", "key.not_found", "not_valid")

    # -- a kid that is a name: the key's own, or its thumbprint ---------------------
    def thumbprint(key):
        return b64(hashlib.sha256(compact(dict(sorted(key.jwk.items())))).digest())
    own = ("controller", "controller.issuer", "verified")
    w.pages[DID_PATH] = w.did_document(jwk={**w.key.jwk, "kid": "mine"})
    for name, kid, key, jwk, want in (
            ("the key's kid", "mine", w.key, None, own),
            ("its thumbprint", thumbprint(w.key), w.key, None, own),
            ("another key's thumbprint", thumbprint(w.other), w.other, None, ("key", "key.not_found", "not_valid")),
            ("another name, with the key beside it", "x", w.key, w.key.jwk, own),
            ("another name, with another key beside it", "x", w.other, w.other.jwk,
             ("controller", "controller.not_issuer", "not_valid")),
            ("a thumbprint as a fragment", DID + "#" + thumbprint(w.key), w.key, None,
             ("key", "key.not_found", "not_valid")),
            ("the key's, and another key signed", "mine", w.other, None,
             ("signature", "signature.invalid", "not_valid"))):
        w.expect(tap, "kid is " + name, w.token(header=w.header(kid=kid, jwk=jwk), key=key), *want)
    w.pages[DID_PATH] = w.did_document(jwk={**w.key.jwk, "kid": "mine"}, relation="authentication")
    w.expect(tap, "the kid of a key that is not for assertions", w.token(header=w.header(kid="mine")),
             "controller", "controller.not_for_assertion", "not_valid")
    foreign = w.did_document(jwk={**w.key.jwk, "kid": "mine"})
    for name, ident, want in (
            ("is a name", "mine", ("key", "key.not_found", "not_valid")),
            ("is another DID's", evil + "#es256-1", ("controller", "controller.not_issuer", "not_valid"))):
        foreign["verificationMethod"][0]["id"] = ident
        foreign["assertionMethod"] = [ident]
        w.pages[DID_PATH] = foreign
        w.expect(tap, "the kid of a method whose id " + name, w.token(header=w.header(kid="mine")), *want)

    # -- the key set of an https issuer -----------------------------------------------
    page = HOST + "/about"
    web = w.badge(issuer={"id": page, "type": ["Profile"], "name": "MFPE"}, credentialStatus=None)
    keys = HOST + "/.well-known/jwks.json"
    w.pages["/.well-known/jwks.json"] = {"keys": [{**w.key.jwk, "kid": "k1"},
                                                  {**w.other.jwk, "kid": "k2", "iss": HOST + "/evil"}]}
    own = ("controller", "controller.issuer", "verified_issuer_unlisted")
    for name, kid, key, want in (
            ("its name", "k1", w.key, own),
            ("its place in the set", keys + "#k1", w.key, own),
            ("a place in the set where there is none", keys + "#k3", w.key, ("key", "key.not_found", "not_valid")),
            ("the place of another issuer's", keys + "#k2", w.other, ("key", "key.not_found", "not_valid")),
            ("a place in somebody else's set", "https://evil.example/.well-known/jwks.json#k1", w.key,
             ("controller", "controller.not_issuer", "not_valid"))):
        w.expect(tap, "an https issuer, kid is " + name, w.token(
            web, w.header(kid=kid), key, claims=w.claims(iss=page)), *want)
    for page, want in (("http://issuer.example/about", ("key", "key.address_refused", "could_not_be_checked")),
                       ("https://me@issuer.example/", ("key", "key.address_refused", "could_not_be_checked")),
                       ("urn:uuid:6f2f8d5e-0a55-4a39-9a4c-0b1f7f1a0c01", None)):
        badge = w.badge(issuer={"id": page, "type": ["Profile"], "name": "MFPE"}, credentialStatus=None)
        for name, header, other in (
                ("a key by name", {"kid": "k1"}, ("key", "key.not_found", "not_valid")),
                ("a key in the header", {"kid": None, "jwk": w.key.jwk},
                 ("controller", "controller.not_issuer", "not_valid"))):
            w.expect(tap, f"{name}, of an issuer {page[:7]}…", w.token(
                badge, w.header(**header), claims=w.claims(iss=page)), *(want or other))
    w.pages[DID_PATH] = w.did_document(relation="authentication")
    w.expect(tap, "key listed, but not for assertionMethod", good,
             "controller", "controller.not_for_assertion", "not_valid")
    w.pages[DID_PATH] = w.did_document(revoked="2022-01-01T00:00:00Z")
    w.expect(tap, "revoked key", good, "controller", "controller.key_revoked", "not_valid")
    document = w.pages[DID_PATH]
    twin = {k: v for k, v in document["verificationMethod"][0].items() if k != "revoked"}
    twin["id"] = DID + "#twin"
    w.pages[DID_PATH] = {**document, "verificationMethod": [*document["verificationMethod"], twin],
                         "assertionMethod": [*document["assertionMethod"], twin["id"]]}
    for title, header in (("by the name that is not revoked", {"kid": twin["id"]}),
                          ("by the key itself", {"jwk": twin["publicKeyJwk"]})):
        w.expect(tap, "a revoked key that has a second name, " + title,
                 w.sign(w.badge(), {"alg": "ES256", "typ": "vc+jwt", **header}),
                 "controller", "controller.key_revoked", "not_valid")
    w.pages[DID_PATH] = w.did_document(expires="2021-12-01T00:00:00Z")
    w.expect(tap, "key expired before signing", good,
             "controller", "controller.key_expired_before_signing", "not_valid")
    w.pages[DID_PATH] = w.did_document(expires="some day")
    w.expect(tap, "unreadable window", good, "controller", "controller.window", "not_valid")
    w.pages[DID_PATH] = w.did_document(jwk={**w.key.jwk, "d": w.key.jwk["x"]})
    w.expect(tap, "private key in the document", good,
             "key", "key.private_in_document", "not_valid")
    w.pages[DID_PATH] = w.did_document("did:web:issuer.example:issuers:evil")
    w.expect(tap, "another DID's document", good, "key", "key.did_document", "could_not_be_checked")
    w.pages[DID_PATH] = {**w.did_document(), "verificationMethod": []}
    w.expect(tap, "a document without methods", good, "key", "key.not_found", "not_valid")

    # -- RSA -----------------------------------------------------------------------
    rsa = Key(w.folder, "rsa", "RSA")
    w.pages[DID_PATH] = w.did_document(jwk=rsa.jwk)
    w.pages["/issuers/mfpe/status/1/revocation"] = w.pages["/issuers/mfpe/status/1/suspension"] = b""
    badge = w.badge(credentialStatus=None)
    w.expect(tap, "RS256 with 2048 bits verifies", w.token(badge, w.header(alg="RS256"), rsa),
             "signature", "signature.valid", "verified")
    weak = Key(w.folder, "weak", "RSA", 1024)
    w.pages[DID_PATH] = w.did_document(jwk=weak.jwk)
    w.expect(tap, "RSA below 2048 bits", w.token(badge, w.header(alg="RS256"), weak),
             "key", "key.unusable", "not_valid")
    w.pages[DID_PATH] = w.did_document(jwk={**rsa.jwk, "e": "AQ"})
    w.expect(tap, "RSA with e = 1", w.token(badge, w.header(alg="RS256"), rsa),
             "key", "key.unusable", "not_valid")
    w.expect(tap, "the untouched kid constant is the issuer's", KID.encode(),
             "input", "input.not_recognised", "not_valid")
tap.done()
