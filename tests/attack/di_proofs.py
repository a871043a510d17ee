#!/usr/bin/env python3
"""Data Integrity proofs that must not hold: their members, sets, chains and signatures."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from diworld import CREATED, DIWorld, ED_KID, P384Key, b58, load, method, with_proof
from tap import Tap
from vcworld import CONTEXTS, DID, DID_PATH, KID, b64, compact

tap = Tap()
INVALID = ("signature", "signature.invalid", "not_valid")
MALFORMED = ("signature", "signature.malformed", "not_valid")
UNKNOWN = ("signature", "signature.suite_unsupported", "could_not_be_checked")
VALID = ("signature", "signature.valid", "verified")
ORDER = 2**252 + 27742317777372353535851937790883648493
ED_PRIME = 2**255 - 19


def changed(text, **members):
    """A signed document with other members in its proof; None takes one away."""
    document = load(text)
    document["proof"].update(members)
    document["proof"] = {k: v for k, v in document["proof"].items() if v is not None}
    return document


def values(w, badge, good):
    signature = w.ed.sign(w.hash_data(badge, {k: v for k, v in load(good)["proof"].items()
                                              if k != "proofValue"}))
    text = load(good)["proof"]["proofValue"]
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    for name, value, want in (
            ("s plus the group order", b58(r + (s + ORDER).to_bytes(32, "little")), INVALID),
            ("R of small order", b58(bytes([1] + [0] * 31) + signature[32:]), INVALID),
            ("R not canonical", b58((ED_PRIME + 1).to_bytes(32, "little") + signature[32:]), INVALID),
            ("all zero", b58(bytes(64)), INVALID),
            ("one byte less", b58(signature[:63]), MALFORMED),
            ("one byte more", b58(signature + b"\0"), MALFORMED),
            ("a zero before it", "z1" + text[1:], MALFORMED),
            ("without its multibase", text[1:], MALFORMED),
            ("in base64url", "u" + b64(signature), MALFORMED),
            ("in capitals", text.upper(), MALFORMED),
            ("with a blank after it", text + " ", MALFORMED),
            ("with a letter that is none", text[:-1] + "0", MALFORMED),
            ("empty", "", MALFORMED),
            ("only z", "z", MALFORMED),
            ("a number", 1, MALFORMED),
            ("a list", [text], MALFORMED),
            ("not there", None, MALFORMED)):
        w.expect(tap, "proofValue: " + name, changed(good, proofValue=value), *want)


def members(w, good):
    for name, members, want in (
            ("type in a list", {"type": ["DataIntegrityProof"]}, MALFORMED),
            ("type twice in a list", {"type": ["DataIntegrityProof", "Ed25519Signature2020"]}, MALFORMED),
            ("type of another case", {"type": "dataIntegrityProof"}, UNKNOWN),
            ("no type", {"type": None}, MALFORMED),
            ("cryptosuite of another case", {"cryptosuite": "EDDSA-RDFC-2022"}, UNKNOWN),
            ("cryptosuite with a blank", {"cryptosuite": "eddsa-rdfc-2022 "}, UNKNOWN),
            ("cryptosuite in a list", {"cryptosuite": ["eddsa-rdfc-2022"]}, MALFORMED),
            ("no cryptosuite", {"cryptosuite": None}, UNKNOWN),
            ("the other form of the suite", {"cryptosuite": "eddsa-jcs-2022"}, INVALID),
            ("a suite of other keys", {"cryptosuite": "ecdsa-rdfc-2019"},
             ("signature", "signature.alg_mismatch", "not_valid")),
            ("selective disclosure", {"cryptosuite": "ecdsa-sd-2023"},
             ("signature", "signature.alg_mismatch", "not_valid")),
            ("the older type", {"type": "Ed25519Signature2020", "cryptosuite": None},
             ("signature", "signature.not_convertible", "not_valid")),
            ("the older type with a cryptosuite", {"type": "Ed25519Signature2020"}, UNKNOWN),
            ("another purpose", {"proofPurpose": "authentication"},
             ("signature", "signature.purpose", "not_valid")),
            ("a purpose by IRI", {"proofPurpose": "https://w3id.org/security#assertionMethod"},
             ("signature", "signature.purpose", "not_valid")),
            ("purposes in a list", {"proofPurpose": ["assertionMethod"]}, MALFORMED),
            ("no purpose", {"proofPurpose": None}, MALFORMED),
            ("no verification method", {"verificationMethod": None}, MALFORMED),
            ("a method as an object", {"verificationMethod": {"id": ED_KID}}, MALFORMED),
            ("another time", {"created": "2021-12-20T00:00:01Z"}, INVALID),
            ("the time without zone", {"created": CREATED[:-1]}, INVALID),
            ("no time", {"created": None}, INVALID),
            ("a time that is none", {"created": "2021-13-20T00:00:00Z"}, MALFORMED),
            ("a date only", {"created": "2021-12-20"}, MALFORMED),
            ("second 60", {"created": "2021-12-20T00:00:60Z"}, MALFORMED),
            ("a time as a number", {"created": 1639958400}, MALFORMED),
            ("an end that was not signed", {"expires": "2031-01-01T00:00:00Z"}, INVALID),
            ("an end that is none", {"expires": "never"}, MALFORMED),
            ("a challenge that was not signed", {"challenge": "x"}, INVALID),
            ("an id that was not signed", {"id": "urn:x:1"}, INVALID),
            ("an unknown member", {"note": "urn:x:1"},
             ("signature", "signature.not_convertible", "not_valid")),
            ("a previous proof that is not there", {"previousProof": "urn:x:1"},
             ("signature", "signature.previous_missing", "not_valid")),
            ("no previous proofs", {"previousProof": []}, MALFORMED),
            ("contexts of its own", {"@context": "https://www.w3.org/ns/credentials/v2"}, VALID),
            ("a proof in the proof", {"proof": load(good)["proof"]},
             ("signature", "signature.not_convertible", "not_valid"))):
        w.expect(tap, "proof: " + name, changed(good, **members), *want)


def contents(w, good):
    document = load(good)
    for name, change, check, code in (
            ("altered", {"name": "Another award"}, "signature", "signature.invalid"),
            ("a member more", {"description": "Well done"}, "signature", "signature.invalid"),
            ("an undefined member more", {"honours": True}, "context", "context.undefined_term"),
            ("an end of the older model", {"expirationDate": "2031-01-01T00:00:00Z"}, "format",
             "format.old_property"),
            ("a type more", {"type": document["type"] + ["EndorsementCredential"]}, "signature",
             "signature.invalid"),
            ("the other name of its type", {"type": document["type"] + ["AchievementCredential"]},
             "signature", "signature.valid"),
            ("contexts in another order", {"@context": CONTEXTS[::-1]}, "format", "format.context_order"),
            ("a context twice", {"@context": CONTEXTS + CONTEXTS[1:]}, "signature", "signature.valid"),
            ("a context less", {"@context": CONTEXTS[:1]}, "schema", "schema.ob3"),
            ("an unknown context more", {"@context": CONTEXTS + ["https://elsewhere.example/v1"]},
             "signature", "signature.context_unknown"),
            ("a term redefined", {"@context": CONTEXTS + [{"name": "urn:x:name"}]}, "context",
             "context.protected_redefinition"),
            ("a scoped term redefined", {"@context": CONTEXTS + [
                {"Achievement": {"@id": "urn:x:Achievement"}}]}, "context",
             "context.protected_redefinition"),
            ("all terms taken away", {"@context": CONTEXTS + [None]}, "context", "context.invalid"),
            ("a vocabulary for whatever", {"@context": CONTEXTS + [{"@vocab": "urn:x:"}], "honours": True},
             "context", "context.undefined_term"),
            ("a vocabulary nested", {"credentialSubject": {**document["credentialSubject"], "@context": {
                "@vocab": "urn:x:"}, "honours": True}}, "context", "context.undefined_term"),
            ("a language for all", {"@context": CONTEXTS + [{"@language": "en"}]}, "signature",
             "signature.invalid"),
            ("a language tag that is none", {"name": {"@value": "Just Society", "@language": "e n"}},
             "context", "context.invalid"),
            ("a member in another normal form", {"cafe\u0301": 1}, "context", "context.undefined_term"),
            ("a keyword that is none", {"@honours": 1}, "context", "context.invalid"),
            ("an infinite number", b"1e400", "context", "context.invalid"),
            ("two subjects", {"credentialSubject": [document["credentialSubject"]] * 2}, "schema",
             "schema.ob3"),
            ("another subject id", {"credentialSubject": {**document["credentialSubject"],
                                                          "id": "urn:x:other"}}, "signature",
             "signature.invalid"),
            ("a relative id", {"id": "badge"}, "format", "format.not_a_url"),
            ("another issuer", {"issuer": {**document["issuer"], "id": "did:web:issuer.example:evil"}},
             "controller", "controller.not_issuer"),
            ("the proof in the subject", {"credentialSubject": {
                **document["credentialSubject"], "proof": document["proof"]}, "proof": None}, "signature",
             "signature.no_proof"),
            ("no proofs", {"proof": []}, "signature", "signature.no_proof"),
            ("null for a proof", {"proof": None}, "signature", "signature.no_proof"),
            ("a text for a proof", {"proof": "urn:x:1"}, "signature", "signature.malformed"),
            ("proofs in a list in a list", {"proof": [[document["proof"]]]}, "signature",
             "signature.malformed"),
            ("seventeen proofs", {"proof": [document["proof"]] * 17}, "signature",
             "signature.malformed")):
        if isinstance(change, bytes):
            text = compact({**document, "name": "@@"}).replace(b'"@@"', change)
        else:
            text = compact({k: v for k, v in {**document, **change}.items() if v is not None or k != "proof"})
        w.expect(tap, "document: " + name, text, check, code)
    text = compact(document)
    again = text[text.index(b'"proof":'):-1]
    for name, value in (("two members \"proof\"", again), ("an empty one before it", b'"proof":[]')):
        w.expect(tap, "document: " + name, text[:1] + value + b"," + text[1:], "format", "format.duplicate_key",
                 "not_valid")
    w.expect(tap, "document: the same proof twice", with_proof(w.badge(), [document["proof"]] * 2), *VALID)


def sets(w, badge):
    one = w.proof(badge)
    other = w.proof(badge, w.other_ed)
    unknown = {**one, "cryptosuite": "eddsa-rdfc-2099"}
    foreign = w.proof(badge, w.other_ed, verificationMethod="did:web:evil.example#ed-1")
    gone = w.proof(badge, w.other_ed, verificationMethod=DID + "#gone")
    for name, proofs, want in (
            ("a bad member first", [other, one], INVALID),
            ("a bad member last", [one, other], INVALID),
            ("an unknown suite beside", [unknown, one], ("signature", "signature.suite_beside", "verified")),
            ("an unknown suite beside a bad one", [unknown, other], INVALID),
            ("unknown suites only", [unknown, unknown], UNKNOWN),
            ("one by a key of somebody else", [one, foreign],
             ("controller", "controller.not_issuer", "not_valid")),
            ("one by a key that is not listed", [gone, one], ("key", "key.not_found", "not_valid")),
            ("one of another purpose", [one, {**one, "proofPurpose": "authentication"}],
             ("signature", "signature.purpose", "not_valid")),
            ("one that ended", [one, w.proof(badge, expires="2022-01-01T00:00:00Z")],
             ("signature", "signature.expired", "not_valid"))):
        w.expect(tap, "set: " + name, with_proof(badge, proofs), *want)


def chains(w, badge):
    first = w.proof(badge, id="urn:x:first")
    second = w.proof(badge, previous=first, id="urn:x:second", previousProof="urn:x:first")
    third = w.proof(badge, previous=[first, second], previousProof=["urn:x:first", "urn:x:second"])
    missing = ("signature", "signature.previous_missing", "not_valid")
    for name, proofs, want in (
            ("whole", [first, second, third], VALID),
            ("in another order", [third, first, second], VALID),
            ("its first taken away", [second], missing),
            ("its middle taken away", [first, third], missing),
            ("its end taken away", [first, second], VALID),
            ("its first altered", [{**first, "created": "2020-01-01T00:00:00Z"}, second], INVALID),
            ("its first of another kind", [{**first, "cryptosuite": "x"}, second], INVALID),
            ("another proof by the name of its first", [w.proof(badge, w.other_ed, id="urn:x:first"), second],
             INVALID),
            ("two by the same name", [first, {**first, "created": "2020-01-01T00:00:00Z"}, second], INVALID),
            ("built on itself", [{**second, "previousProof": "urn:x:second"}], INVALID),
            ("the link taken away", [first, {k: v for k, v in second.items() if k != "previousProof"}],
             INVALID)):
        w.expect(tap, "chain: " + name, with_proof(badge, proofs), *want)


def ecdsa(w, badge):
    p256 = {"suite": "ecdsa-rdfc-2019", "verificationMethod": KID}
    good = w.prove(badge, w.key, **p256)
    w.expect(tap, "ECDSA with P-256", good, *VALID)
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    for name, r, s in (("r zero", 0, 5), ("s zero", 5, 0), ("r = n", order, 5), ("s = n", 5, order),
                       ("both all ones", 2**256 - 1, 2**256 - 1)):
        value = b58(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
        w.expect(tap, "ECDSA: " + name, changed(good, proofValue=value), *INVALID)
    config = {k: v for k, v in load(good)["proof"].items() if k != "proofValue"}
    # the suites have no rule of the smaller s: n - s is as good
    pair = w.key.sign(w.hash_data(badge, config))
    pair = pair[:32] + (order - int.from_bytes(pair[32:], "big")).to_bytes(32, "big")
    w.expect(tap, "ECDSA: n - s", changed(good, proofValue=b58(pair)), *VALID)
    w.expect(tap, "ECDSA: n - s of altered contents", {**changed(good, proofValue=b58(pair)), "name": "x"}, *INVALID)
    der = w.key.sign(w.hash_data(badge, config), der=True)
    w.expect(tap, "ECDSA: DER instead of r and s", changed(good, proofValue=b58(der)), *MALFORMED)
    p384 = P384Key(w.folder, "p384")
    kid = DID + "#p384"
    w.pages[DID_PATH] = w.document(method(w.ed), method(p384, kid))
    p384_proof = {"suite": "ecdsa-rdfc-2019", "verificationMethod": kid}
    w.expect(tap, "ECDSA with P-384", w.prove(badge, p384, digest="sha384", **p384_proof), *VALID)
    w.expect(tap, "P-384 over hashes of SHA-256", w.prove(badge, p384, **p384_proof), *INVALID)
    w.expect(tap, "a signature of P-256 for a key of P-384", changed(
        good, verificationMethod=kid), *MALFORMED)
    w.expect(tap, "an Ed25519 key in the suite of ECDSA", changed(good, verificationMethod=ED_KID),
             "signature", "signature.alg_mismatch", "not_valid")
    w.reset()


def jcs(w, badge):
    options = {"suite": "eddsa-jcs-2022"}
    good = w.prove(badge, **options)
    w.expect(tap, "JCS", good, *VALID)
    own = {**options, "@context": CONTEXTS}
    good = load(w.prove(badge, **own))
    w.expect(tap, "JCS with contexts of its own", good, *VALID)
    more = {**good, "@context": CONTEXTS + ["https://w3id.org/security/data-integrity/v2"]}
    w.expect(tap, "JCS: a context more", more, *VALID)
    w.expect(tap, "JCS: a context first", {**good, "@context": [CONTEXTS[0], {}] + CONTEXTS[1:]},
             "signature", "signature.context_mismatch", "not_valid")
    w.expect(tap, "JCS: a context less", {**good, "@context": CONTEXTS[:1]}, "signature",
             "signature.context_mismatch", "not_valid")
    w.expect(tap, "JCS: a member more that no context defines", {**good, "honours": True}, *INVALID)
    w.expect(tap, "JCS: an empty member", {**good, "evidence": []}, *INVALID)
    w.expect(tap, "JCS: the id written as @id", {**{k: v for k, v in good.items() if k != "id"},
                                                  "@id": good["id"]}, *INVALID)


def tokens(w, badge, good):
    """A token around a credential with embedded proofs: both have to hold."""
    proof = load(good)["proof"]
    unknown = {**proof, "cryptosuite": "x"}
    foreign = {**proof, "verificationMethod": "did:web:evil.example#ed-1"}
    gone = {**proof, "verificationMethod": DID + "#gone"}
    for name, proofs, want in (
            ("a proof", proof, VALID),
            ("two", [proof, w.proof(badge)], VALID),
            ("an unknown suite", unknown, ("signature", "signature.suite_beside", "verified")),
            ("a proof of another document", w.proof({**badge, "name": "Another"}), INVALID),
            ("a proof of another document, and a good one",
             [proof, w.proof({**badge, "name": "Another"})], INVALID),
            ("a proof of somebody else", foreign, ("controller", "controller.not_issuer", "not_valid")),
            ("a proof by a key that is not listed", gone, ("key", "key.not_found", "not_valid")),
            ("a text for a proof", "x", MALFORMED)):
        w.expect(tap, "in a token: " + name, w.token({**badge, "proof": proofs}), *want)
    w.expect(tap, "in a token by somebody else: a proof", w.token({**badge, "proof": proof}, key=w.other),
             *INVALID)


with DIWorld() as w:
    BADGE = w.badge()
    GOOD = w.prove(BADGE)
    w.expect(tap, "the honest badge verifies", GOOD, *VALID)
    values(w, BADGE, GOOD)
    members(w, GOOD)
    contents(w, GOOD)
    sets(w, BADGE)
    chains(w, BADGE)
    ecdsa(w, BADGE)
    jcs(w, BADGE)
    tokens(w, BADGE, GOOD)
tap.done()
