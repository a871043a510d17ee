#!/usr/bin/env python3
"""Status lists that must not make a credential look good."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import Tap
from vcworld import DID_PATH, HOST, INDEX, KID, REVOCATION, SUSPENSION, World

tap = Tap()
PATH = REVOCATION[len(HOST):]
with World() as w:
    good = w.token()

    def listed(name, code, page, verdict="could_not_be_checked", badge=None):
        w.pages[PATH] = page
        report = w.expect(tap, name, w.token(badge) if badge else good, "revocation",
                          "revocation." + code, verdict)
        return report

    def token(*positions, header=None, key=None, **changes):
        return w.sign(w.list_credential(REVOCATION, "revocation", *positions, **changes),
                      header or {"alg": "ES256", "typ": "vc+jwt", "kid": KID}, key)

    def subject(**changes):
        value = w.list_credential(REVOCATION, "revocation")["credentialSubject"]
        value.update(changes)
        return {k: v for k, v in value.items() if v is not None}

    listed("clear", "not_revoked", token(), "verified")
    report = listed("revoked", "revoked", token(INDEX), "not_valid")
    tap.equal(report.json["word"], "REVOKED", "the word is REVOKED")
    listed("the neighbours' bits are not ours", "not_revoked", token(INDEX - 1, INDEX + 1), "verified")
    w.pages[PATH] = token()
    w.pages[SUSPENSION[len(HOST):]] = w.list_token(SUSPENSION, "suspension", INDEX)
    w.expect(tap, "suspended", good, "suspension", "suspension.suspended", "not_valid")
    w.pages[SUSPENSION[len(HOST):]] = w.list_token(SUSPENSION, "suspension")

    # -- whose list -----------------------------------------------------------
    listed("signed by somebody else's key", "list_signature", token(key=w.other))
    evil = "did:web:issuer.example:issuers:evil"
    w.pages["/issuers/evil/did.json"] = w.did_document(evil, w.other.jwk)
    listed("of another issuer, properly signed", "list_issuer",
           token(issuer=evil, key=w.other, header={"alg": "ES256", "kid": evil + "#es256-1"}))
    listed("signed under another's kid", "list_signature",
           token(key=w.other, header={"alg": "ES256", "kid": evil + "#es256-1"}))
    listed("alg none", "list_signature", token(header={"alg": "none", "kid": KID}))
    listed("not signed", "list_signature", w.list_credential(REVOCATION, "revocation"))
    listed("another list of the issuer", "list_other", token(id=HOST + "/issuers/mfpe/status/2/revocation"))
    listed("another list of the issuer still revokes", "revoked",
           token(INDEX, id=HOST + "/issuers/mfpe/status/2/revocation"), "not_valid")
    listed("a badge instead of a list", "list_invalid", good)

    # -- when -------------------------------------------------------------------
    listed("expired", "list_expired", token(validUntil="2022-01-01T00:00:00Z"))
    listed("of the future", "list_expired", token(validFrom="2222-01-01T00:00:00Z"))
    listed("date without zone", "list_invalid", token(validFrom="2021-01-01T00:00:00"))

    # -- what ----------------------------------------------------------------------
    listed("purpose of the list differs", "purpose_mismatch",
           token(credentialSubject=subject(statusPurpose="suspension")))
    listed("no purpose", "purpose_mismatch", token(credentialSubject=subject(statusPurpose=None)))
    listed("under 131072 entries", "list_too_short",
           token(credentialSubject=subject(encodedList=w.encoded(bytes(16383)))))
    listed("wrong multibase", "list_invalid",
           token(credentialSubject=subject(encodedList="z" + w.encoded(w.bits())[1:])))
    listed("without multibase", "list_invalid",
           token(credentialSubject=subject(encodedList=w.encoded(w.bits())[1:])))
    import base64
    import gzip
    packed = gzip.compress(w.bits(), mtime=0)

    def raw(data):
        return "u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    listed("trailing data", "list_invalid", token(credentialSubject=subject(encodedList=raw(packed + b"x"))))
    listed("cut short", "list_invalid", token(credentialSubject=subject(encodedList=raw(packed[:-4]))))
    broken = bytearray(packed)
    broken[-5] ^= 1
    listed("wrong checksum", "list_invalid",
           token(credentialSubject=subject(encodedList=raw(bytes(broken)))))
    bomb = gzip.compress(bytes(64 << 20), mtime=0)
    report = listed("gzip bomb", "list_invalid", token(credentialSubject=subject(encodedList=raw(bomb))))
    listed("no encodedList", "list_invalid", token(credentialSubject=subject(encodedList=None)))

    # -- where -------------------------------------------------------------------------
    w.pages[PATH] = token()
    for index, code in (("-1", "index_invalid"), ("131072", "index_out_of_range"),
                        ("18446744073709551616", "index_invalid"), ("1.5", "index_invalid"),
                        ("", "index_invalid"), ("0x1", "index_invalid"), ("007", "index_invalid")):
        listed(f"index {index!r}", code, token(), badge=w.badge(
            credentialStatus=w.entry(index=index, id=REVOCATION + "#1")))
    for index in (1.5, -1, True, None, ["1"]):
        listed(f"index {index!r} as it is", "index_invalid", token(), badge=w.badge(
            credentialStatus={**w.entry(id=REVOCATION + "#1"), "statusListIndex": index}))
    listed("index as a whole number: a warning", "index_not_string", token(), "verified",
           badge=w.badge(credentialStatus={**w.entry(), "statusListIndex": INDEX}))
    listed("index as a number, revoked", "revoked", token(INDEX), "not_valid",
           badge=w.badge(credentialStatus={**w.entry(), "statusListIndex": INDEX}))
    listed("two entries, the second revoked", "revoked", token(5), "not_valid",
           badge=w.badge(credentialStatus=[w.entry(index="4"), w.entry(index="5")]))
    def wide(*positions):
        return token(credentialSubject=subject(encodedList=w.encoded(w.bits(*positions, size=32768))))

    listed("statusSize 2: position times size", "revoked", wide(11), "not_valid",
           badge=w.badge(credentialStatus=w.entry(index="5", statusSize=2)))
    listed("statusSize 2: not read as one bit", "not_revoked", wide(5), "verified",
           badge=w.badge(credentialStatus=w.entry(index="5", statusSize=2)))
    for size in (0, 3, -1, 1.5, "2"):
        listed(f"statusSize {size!r}", "size_unsupported", token(),
               badge=w.badge(credentialStatus=w.entry(statusSize=size)))
    listed("the entry's id is the list", "entry_invalid", token(),
           badge=w.badge(credentialStatus=w.entry(id=REVOCATION)))
    listed("entry without purpose", "entry_invalid", token(),
           badge=w.badge(credentialStatus={k: v for k, v in w.entry().items() if k != "statusPurpose"}))
    listed("no entry is not the same as not revoked", "none_declared", token(), "verified",
           badge=w.badge(credentialStatus=None))

    # -- unreachable -------------------------------------------------------------------
    listed("nothing there", "list_unreachable", None)
    listed("an error page", "list_invalid", b"<html>")
    listed("http address", "list_address_refused", token(), badge=w.badge(
        credentialStatus=w.entry(url="http://issuer.example/list")))
    listed("another port than the DID's", "list_address_refused", token(), badge=w.badge(
        credentialStatus=w.entry(url="https://issuer.example:8443/list")))
    listed("a loopback address", "list_address_refused", token(), badge=w.badge(
        credentialStatus=w.entry(url=f"https://127.0.0.1:{w.port}/list")))
    del w.pages[DID_PATH]
    w.expect(tap, "without the issuer's key nothing is said of the list", good,
             "revocation", "not_evaluated", "could_not_be_checked")
tap.done()
