#!/usr/bin/env python3
"""testamur-verifier check: what comes with a badge that has an embedded proof - endorsements, status
lists, digests of contexts, contexts of its own."""
import base64
import hashlib
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from diworld import DIWorld, b58, compact, load, method
from tap import Tap
from vcworld import BADGE_ID, CONTEXTS, DID, HOST, REVOCATION

tap = Tap()
VALID = ("signature", "signature.valid", "verified")
BOARD = "did:web:issuer.example:board"
BOARD_LIST = HOST + "/board/status"


def endorsement(w, about=BADGE_ID, key=None, board=BOARD, kid=None, **changes):
    """Signed by a board that is another issuer of the same host."""
    claim = w.badge(id=HOST + "/board/endorsements/1", name="Endorsed",
                    type=["VerifiableCredential", "EndorsementCredential"],
                    issuer={"id": board, "type": ["Profile"], "name": "Board"}, credentialStatus=None,
                    credentialSubject={"id": about, "type": ["EndorsementSubject"],
                                       "endorsementComment": "Fine."})
    claim.update(changes)
    return load(w.prove(claim, key or w.other_ed, verificationMethod=kid or board + "#ed-1"))


def endorsements(w):
    w.pages["/board/did.json"] = w.document(method(w.other_ed, BOARD + "#ed-1", BOARD), did=BOARD)
    good = endorsement(w)
    altered = {**good, "name": "Endorsed twice"}
    listed = w.entry(url=BOARD_LIST)
    unproven = {k: v for k, v in good.items() if k != "proof"}
    for name, found, code in (
            ("one that holds", [good], "valid"),
            ("two that hold", [good, endorsement(w)], "valid"),
            ("an altered one", [altered], "invalid"),
            ("an altered one among good ones", [good, altered, good], "invalid"),
            ("one without proof", [unproven], "invalid"),
            ("one of something else", [endorsement(w, HOST + "/V/other")], "invalid"),
            ("one that ended", [endorsement(w, validUntil="2022-01-01T00:00:00Z")], "invalid"),
            ("one by a key of somebody else", [endorsement(w, kid=DID + "#ed-1", key=w.ed)], "invalid"),
            ("one that inherits its contexts", [{k: v for k, v in good.items() if k != "@context"}],
             "invalid"),
            ("one whose board cannot be reached", [endorsement(w, board="did:web:issuer.example:gone")],
             "not_checked"),
            ("one whose status cannot be had", [endorsement(w, credentialStatus=listed)], "not_checked")):
        w.expect(tap, "endorsement: " + name, w.prove(w.badge(endorsement=found)), "endorsements",
                 "endorsements." + code, "verified")
    w.expect(tap, "endorsement: one that is none", w.prove(w.badge(endorsement=[load(w.prove(w.badge(
        id="urn:x:1", credentialSubject={**w.subject(), "id": BADGE_ID})))])), "endorsements",
             "endorsements.invalid", "not_valid")
    achievement = w.subject()["achievement"]
    for name, subject in (("of the achievement", w.subject()), ("in a list of one subject", [w.subject()])):
        one = subject[0] if isinstance(subject, list) else subject
        one["achievement"]["endorsement"] = [endorsement(w, achievement["id"])]
        w.expect(tap, "endorsement: " + name, w.prove(w.badge(credentialSubject=subject)),
                 "endorsements", "endorsements.valid",
                 "not_valid" if isinstance(subject, list) else "verified")
    revoked = w.list_credential(BOARD_LIST, "revocation", 94567, issuer=BOARD)
    w.pages["/board/status"] = w.prove(revoked, w.other_ed, verificationMethod=BOARD + "#ed-1")
    w.expect(tap, "endorsement: a revoked one", w.prove(w.badge(endorsement=[
        endorsement(w, credentialStatus=listed)])), "endorsements", "endorsements.invalid", "verified")


def lists(w):
    badge = w.prove(w.badge())
    signed = w.list_credential(REVOCATION, "revocation")
    for name, body, code, verdict in (
            ("with a proof", w.prove(signed), "not_revoked", "verified"),
            ("as JSON by canonical JSON", w.prove(signed, suite="eddsa-jcs-2022"), "not_revoked", "verified"),
            ("without proof", compact(signed), "list_signature", "could_not_be_checked"),
            ("altered", compact({**load(w.prove(signed)), "name": "x"}), "list_signature",
             "could_not_be_checked"),
            ("that says revoked", w.prove(w.list_credential(REVOCATION, "revocation", 94567)), "revoked",
             "not_valid"),
            ("by somebody else", w.prove({**signed, "issuer": BOARD}, w.other_ed,
                                         verificationMethod=BOARD + "#ed-1"), "list_issuer",
             "could_not_be_checked"),
            ("by the issuer, signed by somebody else", w.prove(signed, w.other_ed,
                                                               verificationMethod=BOARD + "#ed-1"),
             "list_signature", "could_not_be_checked"),
            ("of another purpose", w.prove(w.list_credential(REVOCATION, "suspension")), "purpose_mismatch",
             None),
            ("of another address", w.prove(w.list_credential(REVOCATION + "2", "revocation")),
             "list_other", None),
            ("that ended", w.prove({**signed, "validUntil": "2022-01-01T00:00:00Z"}), "list_expired", None),
            ("by a key that is not there", w.prove(signed, verificationMethod=HOST + "/keys/9"), "list_key",
             "could_not_be_checked"),
            ("by an unknown suite", compact({**signed, "proof": {**w.proof(signed), "cryptosuite": "x"}}),
             "list_proof_unsupported", "could_not_be_checked"),
            ("one of whose proofs does not hold", compact({**signed, "proof": [
                w.proof(signed), w.proof(signed, w.other_ed)]}), "list_signature", "could_not_be_checked"),
            ("with a proof of another purpose", w.prove(signed, proofPurpose="authentication"),
             "list_signature", "could_not_be_checked"),
            ("that is no list", w.prove({**w.badge(), "id": REVOCATION}), "list_invalid", None)):
        w.pages[REVOCATION[len(HOST):]] = body
        w.expect(tap, "list: " + name, badge, "revocation", "revocation." + code, verdict)
    w.reset()


def digests(w):
    """relatedResource: the digests of contexts that are known here."""
    known = "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"
    older = "24a18c90e9856d526111f29376e302d970b2bd10182e33959995b0207d7043b9"
    v2, there = CONTEXTS[0], HOST + "/picture.png"

    def sri(digest):
        return "sha256-" + base64.b64encode(bytes.fromhex(digest)).decode()

    def multibase(digest, head=b"\x12\x20"):
        return b58(head + bytes.fromhex(digest))
    other = hashlib.sha256(b"other").hexdigest()
    for name, items, code in (
            ("none", [], "none"),
            ("of the context, as SRI", [{"id": v2, "digestSRI": sri(known)}], "match"),
            ("as multihash", [{"id": v2, "digestMultibase": multibase(known)}], "match"),
            ("both", [{"id": v2, "digestSRI": sri(known), "digestMultibase": multibase(known)}], "match"),
            ("of an older edition", [{"id": v2, "digestSRI": sri(older)}], "match"),
            ("one of two hashes", [{"id": v2, "digestSRI": sri(other) + " " + sri(known)}], "match"),
            ("with options", [{"id": v2, "digestSRI": sri(known) + "?x"}], "match"),
            ("of another text", [{"id": v2, "digestSRI": sri(other)}], "digest_mismatch"),
            ("of another text, as multihash", [{"id": v2, "digestMultibase": multibase(other)}],
             "digest_mismatch"),
            ("two that differ", [{"id": v2, "digestSRI": sri(known), "digestMultibase": multibase(other)}],
             "digest_mismatch"),
            ("cut short", [{"id": v2, "digestMultibase": multibase(known[:-2])}], "digest_mismatch"),
            ("that is none", [{"id": v2, "digestSRI": "sha256-!"}], "digest_mismatch"),
            ("by another hash", [{"id": v2, "digestSRI": "sha512-" + "A" * 86 + "=="}], "not_checked"),
            ("by SHA-384", [{"id": v2, "digestSRI": "sha384-" + "A" * 64}], "digest_mismatch"),
            ("without the multihash's head", [{"id": v2, "digestMultibase": multibase(known, b"")}], "match"),
            ("by another multihash", [{"id": v2, "digestMultibase": multibase(known, b"\x16\x20")}],
             "not_checked"),
            ("of a picture", [{"id": there, "digestSRI": sri(other)}], "not_checked"),
            ("of a picture and of another text", [{"id": there, "digestSRI": sri(other)},
                                                  {"id": v2, "digestSRI": sri(other)}], "digest_mismatch")):
        w.expect(tap, "digest: " + name, w.prove(w.badge(relatedResource=items)), "related",
                 "related." + code, "not_valid" if code == "digest_mismatch" else "verified")


def contexts(w):
    """A context of one's own: refused by name, known with --contexts."""
    own = "https://terms.example/v1"
    folder = os.path.join(w.folder, "contexts")
    os.mkdir(folder)
    with open(os.path.join(folder, "map.json"), "w", encoding="utf-8") as file:
        json.dump({own: "own.json"}, file)
    with open(os.path.join(folder, "own.json"), "w", encoding="utf-8") as file:
        json.dump({"@context": {"@protected": True, "room": "https://terms.example/v1#room"}}, file)
    w.more = ("--contexts", folder)
    badge = w.badge(**{"@context": CONTEXTS + [own]}, room="Aula")
    signed = w.prove(badge)
    report = w.expect(tap, "context: unknown", signed, "context", "context.unknown", "could_not_be_checked")
    tap.equal(report.checks["context"].get("detail"), own, "it is named")
    tap.equal(report.code("signature"), "signature.context_unknown", "and the signature not judged")
    w.expect(tap, "context: of a folder", signed, *VALID, "--contexts", folder)
    w.expect(tap, "context: of a folder, altered", compact({**load(signed), "room": "Attic"}), "signature",
             "signature.invalid", "not_valid", "--contexts", folder)
    w.expect(tap, "context: of a folder, a term by IRI", compact(
        {**{k: v for k, v in load(signed).items() if k != "room"}, own + "#room": "Aula"}),
        "context", "context.hidden_name", "not_valid", "--contexts", folder)
    w.expect(tap, "context: of a folder, a further term", compact({**load(signed), "floor": "1"}), "context",
             "context.undefined_term", "not_valid", "--contexts", folder)
    w.more = ()
    vocab = w.badge(**{"@context": CONTEXTS + [{"@vocab": "urn:x:"}]})
    w.expect(tap, "@vocab that explains nothing", w.prove(vocab), "context", "context.vocab", "verified")
    nested = w.badge(evidence=[{"@context": {"@vocab": "urn:x:"}, "id": HOST + "/e", "type": ["Evidence"]}])
    w.expect(tap, "@vocab in a part", w.prove(nested), "context", "context.invalid", "not_valid")
    other = w.badge(type=["VerifiableCredential"], credentialSubject={"id": "urn:x:1", "score": "3"},
                    **{"@context": CONTEXTS[:1] + [{"@vocab": "urn:x:"}]})
    w.expect(tap, "@vocab in what is no badge", w.prove(other), "context", "context.vocab", "verified")


def kinds(w):
    """What is no badge has no rules of badges; services of other kinds are named."""
    plain = w.badge(type=["VerifiableCredential"], credentialSubject={"id": "did:example:ada"})
    w.expect(tap, "a credential of another kind", w.prove(plain), "schema", "schema.not_open_badge", "verified")
    context = CONTEXTS + ["https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]
    for name, service in (("of another kind", {"id": HOST + "/r", "type": "1EdTechRevocationList"}),
                          ("without an address", {"type": "1EdTechCredentialRefresh"})):
        w.asked.clear()
        report = w.expect(tap, "a refresh service " + name, w.prove(w.badge(
            refreshService=service, **{"@context": context})), "refresh", "refresh.unsupported", "verified")
        tap.equal((report.code("superseded"), HOST + "/r" in w.asked), ("superseded.unknown", False),
                  f"{name}: what is newer is open, and nobody asked")


with DIWorld() as w:
    endorsements(w)
    kinds(w)
    lists(w)
    digests(w)
    contexts(w)
tap.done()
