#!/usr/bin/env python3
"""StatusList2021, lists of revoked ids and messages must not make a credential look good either."""
import base64
import gzip
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from diworld import DIWorld, load, method
from tap import Tap
from vcworld import BADGE_ID, CONTEXTS, DID, HOST, INDEX, KID, REVOCATION, SUSPENSION, b64, compact

tap = Tap()
OLD = HOST + "/issuers/mfpe/status/old"
IDS = HOST + "/issuers/mfpe/revocations"
V1 = "https://www.w3.org/2018/credentials/v1"
SL = "https://w3id.org/vc/status-list/2021/v1"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
HEADER = {"alg": "ES256", "typ": "JWT", "kid": KID}

with DIWorld() as w:
    def old_list(*positions, header=None, key=None, subject=None, **changes):
        value = old_credential(*positions, subject=subject, **changes)
        return w.sign(value, header or HEADER, key)

    def old_credential(*positions, subject=None, **changes):
        """A StatusList2021Credential, as they were: data model 1.1, no 'u'."""
        value = {"@context": [V1, SL], "id": OLD,
                 "type": ["VerifiableCredential", "StatusList2021Credential"],
                 "issuer": DID, "issuanceDate": "2021-01-01T00:00:00Z",
                 "credentialSubject": {"id": OLD + "#list", "type": "StatusList2021",
                                       "statusPurpose": "revocation",
                                       "encodedList": w.encoded(w.bits(*positions))[1:],
                                       **(subject or {})}}
        value.update(changes)
        return {k: v for k, v in value.items() if v is not None}

    def old_entry(**changes):
        return {"id": OLD + "#1", "type": "StatusList2021Entry", "statusPurpose": "revocation",
                "statusListIndex": str(INDEX), "statusListCredential": OLD, **changes}

    def asked(name, code, page, entry, context, verdict="could_not_be_checked", path=OLD, **badge):
        w.pages[path[len(HOST):]] = page
        changes = {"@context": CONTEXTS + context, "credentialStatus": entry, **badge}
        token = w.token(w.badge(**changes), claims=w.claims(jti=changes.get("id", BADGE_ID)))
        return w.expect(tap, name, token, "revocation", "revocation." + code, verdict)

    # -- StatusList2021 --------------------------------------------------------
    def old(name, code, page, verdict="could_not_be_checked", **entry):
        return asked("2021: " + name, code, page, old_entry(**entry), [SL], verdict)

    old("clear", "not_revoked", old_list(), "verified")
    old("with the mark", "not_revoked",
        old_list(subject={"encodedList": w.encoded(w.bits())}), "verified")
    old("in base64", "not_revoked",
        old_list(subject={"encodedList": base64.b64encode(gzip.compress(w.bits(), mtime=0)).decode()}), "verified")
    old("in base64, revoked", "revoked",
        old_list(subject={"encodedList": base64.b64encode(gzip.compress(w.bits(INDEX), mtime=0)).decode()}),
        "not_valid")
    old("revoked", "revoked", old_list(INDEX), "not_valid")
    old("another's key", "list_signature", old_list(key=w.other))
    evil = "did:web:issuer.example:issuers:evil"
    w.pages["/issuers/evil/did.json"] = document = w.did_document(evil, w.other.jwk)
    document["verificationMethod"].append(method(w.other_ed, evil + "#ed-1", evil))
    document["assertionMethod"].append(evil + "#ed-1")
    old("of another issuer", "list_issuer",
        old_list(issuer=evil, key=w.other, header={"alg": "ES256", "kid": evil + "#es256-1"}))
    old("wrong purpose", "purpose_mismatch", old_list(subject={"statusPurpose": "suspension"}))
    old("index beyond the end", "index_out_of_range", old_list(), statusListIndex="131072")
    old("index below zero", "index_invalid", old_list(), statusListIndex="-1")
    old("too short", "list_too_short", old_list(subject={"encodedList": w.encoded(bytes(16383))[1:]}))
    bomb = b64(gzip.compress(bytes(64 << 20), mtime=0))
    old("gzip bomb", "list_invalid", old_list(subject={"encodedList": bomb}))
    old("its expirationDate counts", "list_expired", old_list(expirationDate="2022-01-01T00:00:00Z"))
    old("its issuanceDate counts", "list_expired", old_list(issuanceDate="2222-01-01T00:00:00Z"))
    asked("2021: another size", "size_unsupported", old_list(), old_entry(statusSize=2), [SL], "not_valid")
    embedded = [V1, SL, "https://w3id.org/security/data-integrity/v2"]
    signed = load(w.prove(old_credential(**{"@context": embedded})))
    old("proof in it", "not_revoked", compact(signed), "verified")
    old("proof in it, revoked", "revoked",
        w.prove(old_credential(INDEX, **{"@context": embedded})), "not_valid")
    old("proof in it, altered", "list_signature", compact({**signed, "issuanceDate": "2021-01-02T00:00:00Z"}))
    old("proof in it, another's", "list_signature",
        w.prove(old_credential(**{"@context": embedded}), w.other_ed))
    old("proof in it, of another issuer", "list_issuer", w.prove(
        old_credential(issuer=evil, **{"@context": embedded}), w.other_ed, verificationMethod=evil + "#ed-1"))
    old("proof in it, by another issuer's key", "list_signature", w.prove(
        old_credential(**{"@context": embedded}), w.other_ed, verificationMethod=evil + "#ed-1"))
    old("no proof", "list_signature", compact(old_credential()))
    old("a list of the other type", "list_invalid",
        w.list_token(OLD, "revocation"))
    asked("2021: its list for an entry of the other type", "list_invalid", old_list(),
          w.entry(url=OLD), [])
    token = w.token(w.badge(credentialStatus=old_entry()))
    w.expect(tap, "2021: without its context it means nothing", token, "context",
             "context.undefined_term", "not_valid")

    # -- lists of revoked ids ---------------------------------------------------
    def ids(name, code, page, verdict="could_not_be_checked", entry=None, **badge):
        return asked("ids: " + name, code, page,
                     entry or {"id": IDS, "type": "1EdTechRevocationList"}, [EXTENSIONS], verdict,
                     IDS, **badge)

    def listed(*items, **changes):
        value = {"id": IDS, "issuer": DID, "revokedCredential": list(items), **changes}
        return {k: v for k, v in value.items() if v is not None}

    ids("not listed", "list_unsigned", listed({"id": HOST + "/V/other"}), "verified")
    ids("empty", "list_unsigned", listed(), "verified")
    report = ids("listed", "revoked", listed({"id": "x"}, {"id": BADGE_ID, "revocationReason": "Error"}),
                 "not_valid")
    tap.equal(report.checks["revocation"].get("detail"), "Error", "ids: the reason is told")
    ids("listed as revoked", "revoked", listed({"id": BADGE_ID, "revoked": True}), "not_valid")
    ids("listed as not revoked", "list_unsigned", listed({"id": BADGE_ID, "revoked": False}), "verified")
    ids("listed once so and once so", "revoked",
        listed({"id": BADGE_ID, "revoked": False}, {"id": BADGE_ID}), "not_valid")
    ids("revoked is no truth value", "revoked", listed({"id": BADGE_ID, "revoked": "no"}), "not_valid")
    ids("the id escaped", "revoked", listed({"id": " " + BADGE_ID.replace("V", "%56") + " "}), "not_valid")
    ids("a text", "revoked", listed(BADGE_ID), "not_valid")
    ids("one object", "revoked", listed(revokedCredential={"id": BADGE_ID}), "not_valid")
    ids("of another issuer", "list_issuer", listed(issuer=evil))
    ids("of another issuer, object", "list_issuer", listed(issuer={"id": evil}))
    ids("of nobody", "list_issuer", listed(issuer=7))
    ids("another list", "list_other", listed(id=IDS + "2"))
    ids("another list still revokes", "revoked", listed({"id": BADGE_ID}, id=IDS + "2"), "not_valid")
    ids("no list", "list_invalid", listed(revokedCredential=None))
    ids("an array", "list_invalid", b"[]")
    ids("an item that is none", "list_invalid", listed({"revoked": True}))
    ids("a page", "list_invalid", b"<html>")
    ids("a name twice", "list_invalid",
        b'{"revokedCredential":[{"id":"%s"}],"revokedCredential":[]}' % BADGE_ID.encode())
    ids("served as a page, which anybody may write", "list_invalid",
        lambda handler: handler.reply(200, compact(listed()), "text/html"))
    ids("nothing there", "list_unreachable", None)
    ids("50,000 entries", "revoked",
        listed(*({"id": f"{HOST}/V/{n}"} for n in range(50000)), {"id": BADGE_ID}), "not_valid")
    ids("not https", "list_address_refused", listed(),
        entry={"id": "http://issuer.example/x", "type": "1EdTechRevocationList"})
    ids("no address", "entry_invalid", listed(), entry={"type": "1EdTechRevocationList"})
    asked("ids: both types at once", "entry_invalid", listed(),
          old_entry(type=["StatusList2021Entry", "1EdTechRevocationList"]), [SL, EXTENSIONS], path=IDS)
    asked("ids: beside a good entry it counts", "revoked", listed({"id": BADGE_ID}),
          [w.entry(), {"id": IDS, "type": "1EdTechRevocationList"}], [EXTENSIONS], "not_valid", IDS)
    asked("a type that is not known", "type_unsupported", listed(),
          {"id": IDS, "type": "1EdTechCredentialRefresh"}, [EXTENSIONS], path=IDS)

    # -- messages and other purposes -----------------------------------------------
    def message(name, code, page, verdict="could_not_be_checked", purpose="message", beside=(), **entry):
        value = w.entry(purpose, HOST + "/messages", "5", statusSize=2,
                        statusMessage=[{"status": hex(n), "message": f"says {n}"} for n in range(4)])
        value.update(entry)
        return asked("message: " + name, code, page, [*beside, value], [], verdict, HOST + "/messages")

    def said(*positions, purpose="message", size=32768):
        value = w.list_credential(HOST + "/messages", purpose)
        value["credentialSubject"]["encodedList"] = w.encoded(w.bits(*positions, size=size))
        return w.sign(value, {**HEADER, "typ": "vc+jwt"})

    report = message("2 of 4", "message", said(10), "verified")
    tap.ok("says 2" in report.checks["revocation"].get("detail", ""), "message: it is told")
    message("none", "none_declared", said(), "verified")
    message("another list's purpose", "message_unknown", said(purpose="revocation"))
    message("nothing there", "message_unknown", None)
    message("messages missing", "message_unknown", said(), statusMessage=[{"status": "0x0", "message": "x"}])
    w.pages[REVOCATION[len(HOST):]] = w.list_token(REVOCATION, "revocation", INDEX)
    message("a revocation beside it decides", "revoked", said(10), "not_valid", beside=[w.entry()])
    message("a purpose that is not known", "purpose_unknown", said(10), "verified", purpose="activation")
    for name, page, code in (("says so", said(10, purpose="refresh"), "announced"),
                             ("does not", said(purpose="refresh"), "not_declared"),
                             ("is for another purpose", said(10), "not_declared"),
                             ("is not there", None, "not_declared")):
        report = message(f"refresh takes nothing away, its list {name}", "none_declared", page, "verified",
                         purpose="refresh")
        tap.equal(report.code("refresh"), "refresh." + code, f"refresh, its list {name}")
    # -- every answer about a suspension has a name of its own ---------------------
    where, honest = SUSPENSION[len(HOST):], w.list_token(SUSPENSION, "suspension")

    def suspension(name, code, page=honest, verdict="could_not_be_checked", entry=None, **changes):
        w.reset()
        w.pages[where] = page
        status = entry or w.entry("suspension", SUSPENSION, **changes)
        w.expect(tap, "suspension: " + name, w.token(w.badge(credentialStatus=[w.entry(), status])), "suspension",
                 "suspension." + code, verdict)

    def signed(**changes):
        value = w.list_credential(SUSPENSION, "suspension")
        value["credentialSubject"].update(changes.pop("subject", {}))
        return w.sign({**value, **changes}, {**HEADER, "typ": "vc+jwt"}, changes.pop("key", None))

    suspension("clear", "not_suspended", verdict="verified")
    suspension("set", "suspended", w.list_token(SUSPENSION, "suspension", INDEX), "not_valid")
    suspension("index as a number", "index_not_string", verdict="verified", statusListIndex=INDEX)
    suspension("index below zero", "index_invalid", statusListIndex="-1")
    suspension("index beyond the end", "index_out_of_range", statusListIndex="131072")
    suspension("another size", "size_unsupported", statusSize=3)
    suspension("its id is the list", "entry_invalid", id=SUSPENSION)
    suspension("not https", "list_address_refused", statusListCredential="http://issuer.example/x")
    suspension("nothing there", "list_unreachable", None)
    suspension("a page", "list_invalid", b"<html>")
    suspension("not signed", "list_signature", w.list_credential(SUSPENSION, "suspension"))
    suspension("by a key that is not there", "list_key", w.sign(
        w.list_credential(SUSPENSION, "suspension"), {"alg": "ES256", "typ": "vc+jwt", "kid": HOST + "/keys/9"}))
    w.reset()
    w.expect(tap, "suspension: of a type that is not known", w.token(w.badge(
        credentialStatus={"id": "urn:x:1", "type": "1EdTechCredentialRefresh", "statusPurpose": "suspension"},
        **{"@context": CONTEXTS + [EXTENSIONS, {"statusPurpose": "urn:x:purpose"}]})), "suspension",
             "suspension.type_unsupported", "could_not_be_checked")
    suspension("an unknown proof", "list_proof_unsupported", {
        **w.list_credential(SUSPENSION, "suspension"), "proof": {"type": "X", "proofPurpose": "assertionMethod",
                                                                 "verificationMethod": KID}})
    suspension("another list", "list_other", signed(id=SUSPENSION + "2"))
    suspension("expired", "list_expired", signed(validUntil="2022-01-01T00:00:00Z"))
    suspension("too short", "list_too_short", signed(subject={"encodedList": w.encoded(bytes(16383))}))
    suspension("another purpose", "purpose_mismatch", signed(subject={"statusPurpose": "revocation"}))
    evil_page = w.did_document(evil, w.other.jwk)
    foreign = w.sign(w.list_credential(SUSPENSION, "suspension", issuer=evil),
                     {"alg": "ES256", "kid": evil + "#es256-1"}, w.other)
    w.reset()
    w.pages.update({"/issuers/evil/did.json": evil_page, where: foreign})
    w.expect(tap, "suspension: of another issuer", w.token(), "suspension", "suspension.list_issuer",
             "could_not_be_checked")

    # -- the list of another date, with proofs in it (RFC 7089) ----------------------
    was = w.list_credential(SUSPENSION, "suspension", validFrom="2024-01-01T00:00:00Z",
                            validUntil="2024-12-31T23:59:59Z")
    now = w.prove(w.list_credential(SUSPENSION, "suspension", validFrom="2025-01-01T00:00:00Z"))
    token = w.token(w.badge(credentialStatus=w.entry("suspension", SUSPENSION)))
    for name, created, code in (
            ("signed when it was over", ["2025-01-01T00:00:00Z"], "not_suspended_then"),
            ("signed in between", ["2024-05-31T00:00:00Z"], "date_not_covered"),
            ("signed before it began", ["2023-01-01T00:00:00Z"], "date_not_covered"),
            ("signed nobody knows when", [None], "date_not_covered"),
            ("signed once more when it was over", ["2023-01-01T00:00:00Z", "2025-01-01T00:00:00Z"],
             "date_not_covered"),
            ("in another order", ["2025-01-01T00:00:00Z", "2023-01-01T00:00:00Z"], "date_not_covered")):
        then = compact({**was, "proof": [w.proof(was, created=c) for c in created]})
        w.pages[SUSPENSION[len(HOST):]] = lambda handler, then=then: handler.reply(
            200, then if handler.headers["Accept-Datetime"] else now, "application/json")
        w.expect(tap, "dated: " + name, token, "suspension", "suspension." + code,
                 "verified" if code == "not_suspended_then" else "could_not_be_checked",
                 "--as-of", "2024-06-01T00:00:00Z")
tap.done()
