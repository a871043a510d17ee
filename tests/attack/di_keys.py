#!/usr/bin/env python3
"""Whose key made an embedded proof: it has to be the issuer's, for assertions."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from diworld import ALPHABET, DIWorld, b58, load, method
from tap import Tap
from vcworld import DID, DID_PATH, HOST, KID, b64, compact

tap = Tap()
VALID = ("signature", "signature.valid", "verified")
NOT_ISSUER = ("controller", "controller.not_issuer", "not_valid")
NOT_FOUND = ("key", "key.not_found", "not_valid")
UNUSABLE = ("key", "key.unusable", "not_valid")
TYPE = ("key", "key.type", "could_not_be_checked")
PAGE = HOST + "/about"


def documents(w, badge):
    """The issuer's DID document, as it should not be."""
    good = w.prove(badge)
    for name, document, want in (
            ("listed for authentication only", w.document(method(w.ed), relation="authentication"),
             ("controller", "controller.not_for_assertion", "not_valid")),
            ("of another controller", w.document(method(w.ed, controller="did:web:evil.example")),
             NOT_ISSUER),
            ("of no controller", w.document({k: v for k, v in method(w.ed).items() if k != "controller"}),
             NOT_ISSUER),
            ("revoked", w.document(method(w.ed, revoked="2022-01-01T00:00:00Z")),
             ("controller", "controller.key_revoked", "not_valid")),
            ("ended before", w.document(method(w.ed, expires="2021-12-19T00:00:00Z")),
             ("controller", "controller.key_expired_before_signing", "not_valid")),
            ("ended after", w.document(method(w.ed, expires="2021-12-21T00:00:00Z")), VALID),
            ("by an id of somebody else", w.document(method(w.ed, "did:web:evil.example#ed-1")), NOT_FOUND),
            ("by a relative id", w.document(method(w.ed, "#ed-1")), VALID),
            ("twice with two keys", w.document(method(w.ed), method(w.other_ed)),
             ("key", "key.did_document", "could_not_be_checked")),
            ("twice, the same", w.document(method(w.ed), method(w.ed)), VALID),
            ("with a JWK beside it", w.document(method(w.ed, publicKeyJwk=w.key.jwk)), UNUSABLE),
            ("with its secret", w.document(method(w.ed, secretKeyMultibase="z3u2")),
             ("key", "key.private_in_document", "not_valid")),
            ("of another type", w.document(method(w.ed, type="Ed25519VerificationKey2018")),
             TYPE),
            ("in another document", w.document(method(w.ed), did="did:web:issuer.example:issuers:evil"),
             ("key", "key.did_document", "could_not_be_checked"))):
        w.pages[DID_PATH] = document
        w.expect(tap, "key " + name, good, *want)
    w.reset()


def material(w, badge):
    """Multikeys that are none."""
    good = w.prove(badge)
    raw = w.ed.raw
    text = w.ed.multikey
    for name, multibase, want in (
            ("of small order (0)", b58(b"\xed\x01" + bytes(32)), UNUSABLE),
            ("of small order (1)", b58(b"\xed\x01" + bytes([1] + [0] * 31)), UNUSABLE),
            ("of order 8", b58(b"\xed\x01" + bytes.fromhex(
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")), UNUSABLE),
            ("not canonical", b58(b"\xed\x01" + (2**255 - 18).to_bytes(32, "little")), UNUSABLE),
            ("of 31 bytes", b58(b"\xed\x01" + raw[:31]), UNUSABLE),
            ("of 33 bytes", b58(b"\xed\x01" + raw + b"\0"), UNUSABLE),
            ("with zeros before it", "z1" + text[1:], TYPE),
            ("of a codec written longer", b58(b"\xed\x81\x00" + raw), TYPE),
            ("of the codec of a secret key", b58(b"\x80\x26" + raw),
             ("key", "key.private_in_document", "not_valid")),
            ("of P-256 with an odd head", b58(b"\x80\x24\x04" + raw), UNUSABLE),
            ("of P-256 off the curve", b58(b"\x80\x24\x02" + bytes([255]) * 32), UNUSABLE),
            ("in capitals", text.upper().replace("0", "1"), UNUSABLE),
            ("with a letter that is none", text[:-1] + "0", UNUSABLE),
            ("with a blank", text + " ", UNUSABLE),
            ("with another multibase", "f" + (b"\xed\x01" + raw).hex(), UNUSABLE),
            ("that is empty", "", UNUSABLE)):
        w.pages[DID_PATH] = w.document({**method(w.ed), "publicKeyMultibase": multibase})
        w.expect(tap, "a Multikey " + name, good, *want)
    w.reset()


def methods(w, badge):
    """What the proof names."""
    evil = "did:web:issuer.example:issuers:evil"
    w.pages["/issuers/evil/did.json"] = w.document(method(w.other_ed, evil + "#ed-1", evil), did=evil)
    w.pages["/key"] = w.key.jwk
    for name, kid, want in (
            ("of another DID", evil + "#ed-1", NOT_ISSUER),
            ("of another DID that begins alike", DID + "x#ed-1", NOT_ISSUER),
            ("of the DID with a path", DID + "/x#ed-1", NOT_ISSUER),
            ("of the DID with a query", DID + "?versionId=1#ed-1", NOT_ISSUER),
            ("in capitals", DID.upper() + "#ed-1", ("key", "key.not_found", "not_valid")),
            ("without a fragment", DID, NOT_FOUND),
            ("with an empty fragment", DID + "#", NOT_FOUND),
            ("by a fragment that is the key", DID + "#" + w.other_ed.multikey, NOT_FOUND),
            ("of a did:key", f"did:key:{w.other_ed.multikey}#{w.other_ed.multikey}", NOT_ISSUER),
            ("by a bare did:key", f"did:key:{w.other_ed.multikey}", NOT_ISSUER),
            ("at an address that is the issuer's", HOST + "/#" + w.other_ed.multikey, NOT_ISSUER),
            ("at an http address", "http://issuer.example/key",
             ("key", "key.address_refused", "could_not_be_checked"))):
        w.expect(tap, "a method " + name, w.prove(badge, w.other_ed, verificationMethod=kid), *want)
    tap.ok("/issuers/evil/did.json" not in w.asked, "somebody else's document is not even fetched")
    w.expect(tap, "a method of the issuer that another key signed", w.prove(badge, w.other_ed),
             "signature", "signature.invalid", "not_valid")
    w.expect(tap, "the issuer's other key, by another suite", w.prove(badge, verificationMethod=KID),
             "signature", "signature.alg_mismatch", "not_valid")


def did_keys(w, badge):
    """The issuer is its key."""
    did = "did:key:" + w.ed.multikey
    own = {**badge, "issuer": {**badge["issuer"], "id": did}, "credentialStatus": []}
    unlisted = ("signature", "signature.valid", "verified_issuer_unlisted")
    for name, kid, want in (
            ("with its fragment", did + "#" + w.ed.multikey, unlisted),
            ("bare", did, unlisted),
            ("with another fragment", did + "#" + w.other_ed.multikey, NOT_FOUND),
            ("with an empty one", did + "#", NOT_FOUND),
            ("of another key", f"did:key:{w.other_ed.multikey}#{w.other_ed.multikey}", NOT_ISSUER)):
        w.expect(tap, "did:key " + name, w.prove(own, verificationMethod=kid), *want)
    other = "did:key:" + w.ed.multikey[:-1] + ALPHABET[(ALPHABET.index(w.ed.multikey[-1]) + 1) % 58]
    forged = {**own, "issuer": {**badge["issuer"], "id": other}}
    report = w.check(w.prove(forged, verificationMethod=other))
    # half of these are points of the curve
    tap.ok(report.code("signature") in ("signature.invalid", "signature.no_key") and report.exit in (1, 3),
           "did:key with one letter changed", report)


def did_jwks(w, badge):
    """The issuer is a JWK."""
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": b64(w.ed.raw)}

    def did_of(**more):
        return "did:jwk:" + b64(compact({**jwk, **more}))
    did = did_of()
    other = "did:jwk:" + b64(compact(w.key.jwk))
    unlisted = ("signature", "signature.valid", "verified_issuer_unlisted")
    for name, issuer, kid, want in (
            ("with its fragment", did, did + "#0", unlisted),
            ("with members that do not matter", did_of(alg="EdDSA", use="sig"),
             did_of(alg="EdDSA", use="sig") + "#0", unlisted),
            ("bare", did, did, unlisted),
            ("with another fragment", did, did + "#1", NOT_FOUND),
            ("of another key", did, other + "#0", NOT_ISSUER),
            ("of the same key, written otherwise", did, did_of(use="sig") + "#0", NOT_ISSUER),
            ("whose key is of another suite", other, other + "#0",
             ("signature", "signature.alg_mismatch", "not_valid")),
            ("with its private key", did_of(d=b64(w.ed.raw)), did_of(d=b64(w.ed.raw)) + "#0",
             ("key", "key.private_in_document", "not_valid")),
            ("for encryption", did_of(use="enc"), did_of(use="enc") + "#0", UNUSABLE),
            ("of a curve that is not read", did_of(crv="Ed448"), did_of(crv="Ed448") + "#0", TYPE),
            ("that is no JSON", "did:jwk:e30x", "did:jwk:e30x#0", UNUSABLE),
            ("that is no base64url", "did:jwk:e", "did:jwk:e#0", UNUSABLE)):
        own = {**badge, "issuer": {**badge["issuer"], "id": issuer}, "credentialStatus": []}
        w.expect(tap, "did:jwk " + name, w.prove(own, verificationMethod=kid), *want)
    own = {**badge, "issuer": {**badge["issuer"], "id": other}, "credentialStatus": []}
    claims = w.claims(iss=other)
    for name, header, want in (
            ("by kid", w.header(kid=other + "#0"), unlisted),
            ("by a relative kid", w.header(kid="#0"), unlisted),
            ("with the key in the header", w.header(kid=None, jwk=w.key.jwk), unlisted),
            ("with another key in the header", w.header(kid=None, jwk=w.other.jwk), NOT_ISSUER)):
        w.expect(tap, "did:jwk, a token " + name, w.token(own, header, claims=claims), *want)
    for issuer, want in (("did:ion:abc", ("key", "key.did_method", "could_not_be_checked")),
                         ("did:key:z6Mk0", UNUSABLE)):
        w.expect(tap, f"a token with a key in its header, of {issuer[:8]}", w.token(
            {**own, "issuer": {**own["issuer"], "id": issuer}}, w.header(kid=None, jwk=w.key.jwk),
            claims=w.claims(iss=issuer)), *want)


def addresses(w, badge):
    """An https issuer: its controller document, or its key set; the fragment alone is worth nothing."""
    own = {**badge, "issuer": {**badge["issuer"], "id": PAGE}, "credentialStatus": []}
    kid = PAGE + "#" + w.ed.multikey
    good = w.prove(own, verificationMethod=kid)
    unlisted = ("signature", "signature.valid", "verified_issuer_unlisted")
    okp = {"kty": "OKP", "crv": "Ed25519", "x": b64(w.ed.raw)}
    keys = "/.well-known/jwks.json"

    def serve(page, key_set):
        for path, body in (("/about", page), (keys, key_set)):
            w.pages.pop(path, None)
            if body is not None:
                w.pages[path] = body
    listed = w.document(method(w.ed, kid, PAGE), did=PAGE)
    for name, page, key_set, want in (
            ("nothing there", None, None, ("key", "key.did_not_found", None)),
            ("a document that lists it", listed, None, unlisted),
            ("a document that lists it for authentication",
             w.document(method(w.ed, kid, PAGE), did=PAGE, relation="authentication"), {"keys": [okp]},
             ("controller", "controller.not_for_assertion", "not_valid")),
            ("a document that lists another key so", w.document(method(w.other_ed, kid, PAGE), did=PAGE),
             {"keys": [okp]}, ("signature", "signature.invalid", "not_valid")),
            ("a document of somebody else", {**listed, "id": HOST + "/evil"}, None,
             ("key", "key.did_document", "could_not_be_checked")),
            ("a profile that lists nothing", {"id": PAGE, "type": "Profile"}, None, NOT_FOUND),
            ("a web page and a key set with it", b"<html></html>", {"keys": [okp]}, unlisted),
            ("a web page and a key set without it", b"<html></html>", {"keys": [w.key.jwk]},
             ("key", "key.did_document", "could_not_be_checked")),
            ("a web page and a key set of somebody else", b"<html></html>",
             {"keys": [{**okp, "iss": HOST + "/evil"}]},
             ("key", "key.did_document", "could_not_be_checked")),
            ("a profile and a key set with it", {"id": PAGE}, {"keys": [{**okp, "iss": PAGE}]}, unlisted),
            ("only a key set", None, {"keys": [okp]}, unlisted)):
        serve(page, key_set)
        w.expect(tap, "https issuer: " + name, good, *want)
    serve(b"<html></html>", {"keys": [okp]})
    w.expect(tap, "https issuer: a fragment of another key", w.prove(
        own, w.other_ed, verificationMethod=PAGE + "#" + w.other_ed.multikey),
        "key", "key.did_document", "could_not_be_checked")
    w.expect(tap, "https issuer: another page's fragment", w.prove(
        own, w.other_ed, verificationMethod=HOST + "/evil#" + w.other_ed.multikey), *NOT_ISSUER)
    serve(None, {"keys": [{**okp, "kid": "k1"}]})
    w.expect(tap, "https issuer: a name that its key set has is no URL", w.prove(
        own, suite="eddsa-jcs-2022", verificationMethod="k1"),
        "signature", "signature.malformed", "not_valid")


def shapes(w, badge):
    """Issuers that are none."""
    signed = load(w.prove(badge))
    for name, issuer, want in (
            ("as a list", [badge["issuer"]], ("format", "format.not_a_url", "not_valid")),
            ("null", None, ("format", "format.not_a_url", "not_valid")),
            ("without id", {"type": ["Profile"], "name": "MFPE"},
             ("format", "format.missing_property", "not_valid")),
            ("as an array of ids", {**badge["issuer"], "id": [DID]},
             ("format", "format.not_a_url", "not_valid"))):
        w.expect(tap, "issuer " + name, {**signed, "issuer": issuer}, *want)


with DIWorld() as w:
    BADGE = w.badge()
    documents(w, BADGE)
    material(w, BADGE)
    methods(w, BADGE)
    did_keys(w, BADGE)
    did_jwks(w, BADGE)
    addresses(w, BADGE)
    shapes(w, BADGE)
tap.done()
