#!/usr/bin/env python3
"""A proof over quads holds however its document is written as JSON: nothing may be hidden from who
reads the JSON by writing it differently."""
import copy
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from diworld import DIWorld, load, with_proof
from tap import Tap
from vcworld import BADGE_ID, CONTEXTS, DID, HOST, REVOCATION, SUBJECT_ID

VC = "https://www.w3.org/2018/credentials#"
OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
SEC = "https://w3id.org/security#"
STATUS = "https://www.w3.org/ns/credentials/status#"
XSD = "http://www.w3.org/2001/XMLSchema#"
CLR_CONTEXT = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
HIDDEN = ("context", "context.hidden_name", "not_valid")

tap = Tap()


def rewritten(w, signed, name, change, check="context", code="context.hidden_name", verdict="not_valid",
              *args, same=True):
    """What was signed, written differently; same: to the signature it is the same."""
    document = copy.deepcopy(load(signed))
    change(document)
    if same:
        before, after = load(signed), dict(document)
        del before["proof"], after["proof"]
        tap.ok(w.canonical(before) == w.canonical(after), name + ": the same quads")
    w.expect(tap, name, document, check, code, verdict, *args)


def move(place, *names):
    def change(document):
        document[place] = {name: document.pop(name) for name in names}
    return change


def rename(name, to, context=None, value=lambda v: v):
    def change(document):
        if context is not None:
            document["@context"] = document["@context"] + [context]
        document[to] = value(document.pop(name))
    return change


def dated(value):
    return {"@type": XSD + "dateTime", "@value": value}


with DIWorld() as w:
    # -- the end of validity, and the status -------------------------------------
    ended = w.prove(w.badge(validUntil="2022-01-01T00:00:00Z"))
    w.expect(tap, "an ended badge", ended, "validity", "validity.expired", "not_valid")
    rewritten(w, ended, "its end in a @nest", move("@nest", "validUntil"))
    rewritten(w, ended, "its end by IRI", rename("validUntil", VC + "validUntil", value=dated))
    rewritten(w, ended, "its end by a term of its own", rename(
        "validUntil", "until", {"until": {"@id": VC + "validUntil", "@type": XSD + "dateTime"}}))
    rewritten(w, ended, "its end by a term made of a prefix of its own", rename(
        "validUntil", "until", {"c": VC, "until": {"@id": "c:validUntil", "@type": XSD + "dateTime"}}))
    rewritten(w, ended, "its end by a term for a term", rename(
        "validUntil", "until", {"until": {"@id": VC + "validUntil", "@type": XSD + "dateTime"},
                                "later": "until"}))
    rewritten(w, ended, "its end in a @nest by another name", lambda d: (
        d.update({"@context": d["@context"] + [{"more": "@nest"}]}), move("more", "validUntil")(d)))
    rewritten(w, ended, "its end in a @set", lambda d: d.update(validUntil={"@set": [d["validUntil"]]}),
              same=False)
    rewritten(w, ended, "its end as a list of one", lambda d: d.update(validUntil=[d["validUntil"]]),
              "format", "format.wrong_type")
    rewritten(w, ended, "its end as a value with a type", lambda d: d.update(
        validUntil=dated(d["validUntil"])), "format", "format.wrong_type")
    with_type = ["Evidence", "VerifiableCredential"]
    own = w.prove(w.badge(validUntil="2022-01-01T00:00:00Z", evidence=[
        {"id": BADGE_ID, "type": ["Evidence"]}]))
    rewritten(w, own, "its end at another place where the badge is named", lambda d: (
        d["evidence"][0].update(type=with_type, validUntil=d.pop("validUntil"))))

    w.pages[REVOCATION[len(HOST):]] = w.prove(w.list_credential(REVOCATION, "revocation", 94567))
    revoked = w.prove(w.badge())
    w.expect(tap, "a revoked badge", revoked, "revocation", "revocation.revoked", "not_valid")
    rewritten(w, revoked, "its status in a @nest", move("@nest", "credentialStatus"))
    rewritten(w, revoked, "its status by IRI", rename("credentialStatus", VC + "credentialStatus"))
    rewritten(w, revoked, "its status by a term of its own", rename(
        "credentialStatus", "status", {"status": {"@id": VC + "credentialStatus", "@type": "@id"}}))
    rewritten(w, revoked, "its status in a @set", lambda d: d.update(
        credentialStatus={"@set": d["credentialStatus"]}))
    rewritten(w, revoked, "its status in a list in a list", lambda d: d.update(
        credentialStatus=[d["credentialStatus"]]), "format", "format.wrong_type")
    rewritten(w, revoked, "its purpose by IRI", lambda d: rename(
        "statusPurpose", STATUS + "statusPurpose")(d["credentialStatus"][0]))
    rewritten(w, revoked, "its kind by IRI", lambda d: d["credentialStatus"][0].update(
        type=STATUS + "BitstringStatusListEntry"), same=False)
    rewritten(w, revoked, "its kind as a property", lambda d: d["credentialStatus"][0].update(
        {RDF_TYPE: {"id": STATUS + "BitstringStatusListEntry"}}))
    rewritten(w, revoked, "an index beside it", lambda d: d["credentialStatus"][0].update(
        {"@index": "0"}))
    rewritten(w, revoked, "as the reverse of the entry's", lambda d: d.update({"@included": [
        {**d["credentialStatus"].pop(0), "@reverse": {VC + "credentialStatus": {"id": BADGE_ID}}}]}))
    w.reset()

    # -- who it is, and for whom ----------------------------------------------------
    held = w.prove(w.badge(credentialSubject=w.subject(identifier=[
        {"type": "IdentityObject", "hashed": False, "identityHash": "Ada Able", "identityType": "name"}])))
    w.expect(tap, "somebody else's badge", held, "recipient", "recipient.mismatch", "not_valid",
             "--name", "Bo Baker")
    subject = "credentialSubject"
    rewritten(w, held, "whose name is by a term of its own", lambda d: (
        d.update({"@context": d["@context"] + [{"who": OB + "identifier"}]}),
        rename("identifier", "who")(d[subject])), *HIDDEN, "--name", "Bo Baker")
    rewritten(w, held, "whose name is in a @set", lambda d: d[subject].update(
        identifier={"@set": d[subject]["identifier"]}), *HIDDEN, "--name", "Bo Baker")
    rewritten(w, held, "whose kind is by a type of its own", lambda d: (
        d.update({"@context": d["@context"] + [{"Who": OB + "IdentityObject"}]}),
        d[subject]["identifier"][0].update(type=["IdentityObject", "Who"])),
              *HIDDEN, "--name", "Bo Baker")
    for name, form in (("value", {"@value": "Ada Able"}),
                       ("value of a type", {"@value": "Ada Able", "@type": XSD + "string"})):
        rewritten(w, held, "whose name is a " + name, lambda d, form=form: (
            d[subject]["identifier"][0].update(identityHash=form)),
                  "recipient", "recipient.mismatch", "not_valid", "--name", "Bo Baker")
    rewritten(w, held, "whose id is @id", lambda d: rename("id", "@id")(d[subject]),
              *HIDDEN)
    rewritten(w, held, "whose type is @type", lambda d: rename("type", "@type")(d[subject]), *HIDDEN)
    # a prefix of the document's own: the signed id was urn:uuid:…
    rewritten(w, held, "whose id is made into another one", lambda d: (
        d.update({"@context": d["@context"] + [{"mailto": {"@id": SUBJECT_ID[:-4], "@prefix": True}}]}),
        d[subject].update(id="mailto:" + SUBJECT_ID[-4:])), *HIDDEN)
    rewritten(w, held, "the badge's type split in two", lambda d: d.update(
        {"type": ["VerifiableCredential"], "@type": ["OpenBadgeCredential"]}))
    rewritten(w, held, "the badge's type by IRI", lambda d: d.update(
        type=["VerifiableCredential", OB + "OpenBadgeCredential"]), same=False)
    rewritten(w, held, "the whole in a @graph", lambda d: (
        d.update({"@graph": [{k: d.pop(k) for k in list(d) if k not in ("@context", "proof")}]})),
              "format", "format.missing_property")
    endorsed = w.prove(w.badge(endorsement=[w.badge(
        id="urn:x:endorsement", type=["VerifiableCredential", "EndorsementCredential"],
        credentialStatus=None, credentialSubject={"id": SUBJECT_ID, "type": ["EndorsementSubject"]})],
        credentialSubject=w.subject(licenseNumber="4711")))
    rewritten(w, endorsed, "a member of the subject in an endorsement", lambda d: (
        d["endorsement"][0][subject].update(
            type=["EndorsementSubject", "AchievementSubject"],
            licenseNumber=d[subject].pop("licenseNumber"))))

    # -- by a context of the place alone --------------------------------------------------
    def endorsement(about):
        return w.badge(id="urn:x:endorsement", type=["VerifiableCredential", "EndorsementCredential"],
                       credentialStatus=None, credentialSubject={"id": about, "type": ["EndorsementSubject"]})

    def carry(name, iri, **how):
        """The member stands at another place where its node is named, by a name of that place."""
        def change(document):
            node = document if name in document else document[subject]
            document["endorsement"][0][subject].update({
                "@context": {"odd": {"@id": iri, **how}}, "odd": node.pop(name)})
        return change

    w.pages[REVOCATION[len(HOST):]] = w.prove(w.list_credential(REVOCATION, "revocation", 94567))
    about = w.prove(w.badge(validUntil="2022-01-01T00:00:00Z", endorsement=[endorsement(BADGE_ID)]))
    rewritten(w, about, "its end at another place, by a context of that place", carry(
        "validUntil", VC + "validUntil", **{"@type": XSD + "dateTime"}))
    rewritten(w, about, "its end there, by its own name", lambda d: (
        d["endorsement"][0][subject].update({"@context": {"validUntil": {
            "@id": VC + "validUntil", "@type": XSD + "dateTime"}}, "validUntil": d.pop("validUntil")})))
    about = w.prove(w.badge(endorsement=[endorsement(BADGE_ID)]))
    rewritten(w, about, "its status at another place, by a context of that place", carry(
        "credentialStatus", VC + "credentialStatus", **{"@type": "@id"}))

    def one_of_two(document):
        first, second = document["credentialStatus"]
        document["credentialStatus"] = first
        carry("credentialStatus", VC + "credentialStatus")(document)
        document["credentialStatus"] = [second, second]
    rewritten(w, about, "one of two statuses there, and the other one twice", one_of_two)
    w.reset()
    about = w.prove(w.badge(credentialSubject=w.subject(identifier=[
        {"type": "IdentityObject", "hashed": False, "identityHash": "Ada Able", "identityType": "name"}]),
                            endorsement=[endorsement(SUBJECT_ID)]))
    rewritten(w, about, "whose it is at another place, by a context of that place", carry(
        "identifier", OB + "identifier"), *HIDDEN, "--name", "Bo Baker")
    named = endorsement(BADGE_ID)
    badge = w.prove(w.badge(credentialSubject=w.subject(identifier=[
        {"type": "IdentityObject", "hashed": False, "identityHash": "Ada Able", "identityType": "name"}]),
                            endorsement=[named]))
    rewritten(w, badge, "that it is a badge, at another place", lambda d: (
        d.update(type=["VerifiableCredential"]), d["endorsement"][0][subject].update(
            type=["EndorsementSubject", "AchievementCredential"])), *HIDDEN, "--name", "Bo Baker")
    w.expect(tap, "a badge by its other name", w.prove(w.badge(
        type=["AchievementCredential", "VerifiableCredential"])), "schema", "schema.ok", "verified")
    record = w.prove(w.badge(**{"@context": [CONTEXTS[0], CLR_CONTEXT, CONTEXTS[1]]},
                             type=["VerifiableCredential", "ClrCredential"], credentialSubject={
        "id": SUBJECT_ID, "type": ["ClrSubject"], "verifiableCredential": [load(w.prove(w.badge(
            id="urn:x:inner", validUntil="2022-01-01T00:00:00Z"), w.other_ed))]}, endorsement=[named]))
    w.expect(tap, "a record of what is not the issuer's", record, "contents", "contents.invalid", "not_valid")
    rewritten(w, record, "that it is a record, at another place", lambda d: (
        d.update(type=["VerifiableCredential"]), d["endorsement"][0][subject].update(
            type=["EndorsementSubject", "ClrCredential"])))
    w.expect(tap, "endorsed, and nothing hidden", about, "context", "context.known", "verified")

    # -- the proof itself ---------------------------------------------------------------
    ended = w.prove(w.badge(), expires="2022-01-01T00:00:00Z")
    w.expect(tap, "a proof that ended", ended, "signature", "signature.expired", "not_valid")
    code = ("signature", "signature.not_convertible", "not_valid")

    def proof(name, change, *want):
        document = load(ended)
        change(document)
        w.expect(tap, "its end " + name, document, *(want or code))
    proof("in a @nest", lambda d: move("@nest", "expires")(d["proof"]))
    proof("by IRI", lambda d: rename("expires", SEC + "expiration", value=dated)(d["proof"]))
    proof("by a term of its own", lambda d: (
        d.update({"@context": d["@context"] + [{"end": {"@id": SEC + "expiration",
                                                        "@type": XSD + "dateTime"}}]}),
        rename("expires", "end")(d["proof"])))
    proof("by the name that older contexts have for it", lambda d: (
        d.update({"@context": d["@context"] + ["https://w3id.org/security/v1"]}),
        rename("expires", "expiration")(d["proof"])), "signature", "signature.malformed", "not_valid")

    # -- a status list ------------------------------------------------------------------------
    old = load(w.prove(w.list_credential(REVOCATION, "revocation", validUntil="2022-01-01T00:00:00Z")))
    w.pages[REVOCATION[len(HOST):]] = old
    w.expect(tap, "a list that ended", w.prove(w.badge()), "revocation", "revocation.list_expired")
    move("@nest", "validUntil")(old)
    w.pages[REVOCATION[len(HOST):]] = old
    w.expect(tap, "its end in a @nest", w.prove(w.badge()), "revocation", "revocation.list_signature")
    listed = w.list_credential(REVOCATION, "revocation", validUntil="2022-01-01T00:00:00Z")
    listed[subject]["id"] = REVOCATION
    old = load(w.prove(listed))
    old[subject].update({"@context": {"end": {"@id": VC + "validUntil", "@type": XSD + "dateTime"}},
                         "end": old.pop("validUntil")})
    w.pages[REVOCATION[len(HOST):]] = old
    w.expect(tap, "its end at another place where it is named", w.prove(w.badge()),
             "revocation", "revocation.list_signature")
    w.reset()

    # -- what no known context names hides nothing ------------------------------------------
    more = w.badge(**{"@context": CONTEXTS + [{"ex": "https://terms.example/"}]})
    more[subject].update({"ex:score": 5, "https://terms.example/level": "B2"})
    w.expect(tap, "properties by a prefix and by their IRI", w.prove(more),
             "context", "context.known", "verified")

    # -- names of its own, in what is no badge ---------------------------------------------
    diploma = w.badge(**{"@context": CONTEXTS[:1] + [{"nick": "urn:x:nick", "note": "urn:x:note",
                                                      "more": {"@id": "urn:x:more", "@type": "@id"}}]},
                      type=["VerifiableCredential"], issuer=DID, credentialStatus=None,
                      credentialSubject={"id": SUBJECT_ID, "nick": "4711", "more": {
                          "nick": "name", "note": "Bo Baker"}})
    signed = load(w.prove(diploma))
    signed["@context"] = CONTEXTS[:1] + [{
        "licenseNumber": "urn:x:nick", "identityType": "urn:x:nick", "identityHash": "urn:x:note",
        "identifier": {"@id": "urn:x:more", "@type": "@id"}}]
    signed[subject] = {"id": SUBJECT_ID, "licenseNumber": "4711", "identifier": {
        "identityType": "name", "identityHash": "Bo Baker"}}
    report = w.expect(tap, "names of badges for something else", signed, "recipient",
                      "recipient.not_stated", "verified", "--name", "Bo Baker")
    tap.ok("4711" not in str(report.json), "are not shown as what they say", report.json)
    for name, terms, code in (
            ("a type of its own that means other names", {"name": "urn:x:name"}, "protected_redefinition"),
            ("a type of its own with names of its own", {"title": OB + "humanCode"}, "hidden_name")):
        scoped = w.badge(**{"@context": CONTEXTS + [{
            "Odd": {"@id": OB + "Achievement", "@context": terms}}]})
        scoped[subject]["achievement"]["type"] = ["Achievement", "Odd"]
        w.expect(tap, name, {**scoped, "proof": w.proof(w.badge())}, "context", "context." + code, "not_valid")

    # -- what was added after signing, by terms of which no quad comes ----------------------
    signed = load(w.prove(diploma))
    anonymous = [{"extra": "_:extra"}, "context.invalid"]
    no_iri = [{"@vocab": "urn:x:", "extra text": {}}, "context.undefined_term"]
    for (terms, code), name in ((anonymous, "a blank node"), (no_iri, "no IRI")):
        rewritten(w, json.dumps(signed), "a member is added whose term is " + name, lambda d, terms=terms: (
            d.update({"@context": d["@context"] + [terms]}), d[subject].update({list(terms)[-1]: "Bo Baker"})),
            code=code)
    rewritten(w, json.dumps(signed), "a language of the subject is added", lambda d: (
        d[subject].update({"@language": "es"})), code="context.invalid")
    rewritten(w, json.dumps(signed), "an indexed member is added whose index is a blank node", lambda d: (
        d.update({"@context": d["@context"] + [
            {"i": "urn:x:i", "extra": {"@id": "urn:x:more", "@container": "@index", "@index": "i"}}, {"i": "_:i"}]}),
        d[subject].update(extra={"Bo Baker": d[subject].pop("more")})), code="context.invalid")

    # -- what must go on working ---------------------------------------------------------------
    extended = w.badge(**{"@context": CONTEXTS + [{"room": "urn:x:room", "Room": "urn:x:Room"}]},
                       room={"type": "Room", "name": {"@value": "Aula", "@language": "de"}})
    w.expect(tap, "a term of its own that nobody else has", w.prove(extended), "signature",
             "signature.valid", "verified")
    again = w.badge(credentialSubject=w.subject())
    again["credentialSubject"]["achievement"]["creator"] = copy.deepcopy(again["issuer"])
    w.expect(tap, "issuer and creator are one", w.prove(again), "signature", "signature.valid", "verified")
    typed = w.badge(**{"@context": CONTEXTS + [{"xroom": {"@id": "urn:x:room", "@type": XSD + "date"}}]},
                    xroom="2021-01-01")
    w.expect(tap, "a typed one", with_proof(typed, w.proof(typed)), "context", "context.known", "verified")
tap.done()
