#!/usr/bin/env python3
"""A learner record (CLR 2.0) is as good as what is in it: each credential is checked, and whose it is."""
import copy
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from diworld import DIWorld, EdKey, load
from tap import Tap
from verifierservice import Service
from vcworld import CONTEXTS, DID, HOST, INDEX, KID, REVOCATION, SUSPENSION, b64, compact

CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
VC = "https://www.w3.org/2018/credentials#"
CLR_VOCAB = "https://purl.imsglobal.org/spec/vc/clr/vocab.html#"

tap = Tap()


def name(text):
    return {"type": "IdentityObject", "hashed": False, "identityHash": text, "identityType": "name"}


def inner(w, n, index=INDEX, who="Ada Example", key=None, unsigned=False, **changes):
    """The n-th credential of somebody, with a subject id of its own as issuers do."""
    badge = w.badge(id=f"{HOST}/V/{n}", credentialSubject=w.subject(id=f"urn:uuid:{n}", identifier=[name(who)]),
                    credentialStatus=[w.entry(index=str(index)), w.entry("suspension", SUSPENSION, str(index))])
    badge.update(changes)
    badge = {k: v for k, v in badge.items() if v is not None}
    return badge if unsigned else load(w.prove(badge, key))


def record(w, credentials, who="Ada Example", subject=None, **changes):
    document = {"@context": [CONTEXTS[0], CLR, CONTEXTS[1]], "id": f"{HOST}/V/record",
                "type": ["VerifiableCredential", "ClrCredential"], "name": "What she was awarded",
                "issuer": {"id": DID, "type": ["Profile"], "name": "MFPE"}, "validFrom": "2021-12-20T00:00:00Z",
                "credentialSubject": {"type": ["ClrSubject"], "identifier": [name(who)],
                                      "verifiableCredential": credentials, **(subject or {})}}
    return {**document, **changes}


def expect(w, title, document, code, verdict, check="contents", key=None):
    text = document if isinstance(document, bytes) else w.prove(document, key)
    return w.expect(tap, title, text, check, code, verdict, "--trust", DID)


def fails(w, title, credentials, code, verdict="not_valid", **more):
    return expect(w, title, record(w, credentials, **more), code, verdict)


with DIWorld() as w:
    good = [inner(w, n) for n in (1, 2, 3)]
    report = expect(w, "a record of three", record(w, good), "contents.valid", "verified")
    rows = report.json["contents"]
    tap.equal([(r["id"][-1], r["verdict"], r["code"]) for r in rows],
              [(n, "verified", "issuer.listed") for n in "123"], "each of them is told on its own")
    tap.equal(report.code("schema"), "schema.clr", "it keeps the rules of CLR 2.0")
    report = w.expect(tap, "a badge alone", w.prove(w.badge()), "contents", "contents.none", "verified", "--trust", DID)
    tap.ok("contents" not in report.json, "has nothing of the kind")

    fails(w, "a record of one, without an array", good[0], "contents.valid", "verified")

    # -- an inner one that does not hold ------------------------------------------
    altered = copy.deepcopy(good)
    altered[1]["name"] = "Something better"
    fails(w, "an inner one altered before gathering", altered, "contents.invalid")
    document = load(w.prove(record(w, good)))
    document["credentialSubject"]["verifiableCredential"][1]["name"] = "Something better"
    expect(w, "altered in the record", compact(document), "signature.invalid", "not_valid", "signature")
    unsigned = [good[0], inner(w, 2, unsigned=True)]
    report = fails(w, "one without any proof", unsigned, "contents.invalid")
    tap.equal(report.checks["contents"]["detail"], "Number 2 of 2: signature.no_proof.", "which one, and why")
    fails(w, "one signed by somebody else", [good[0], inner(w, 2, key=w.other_ed)], "contents.invalid")
    fails(w, "an id alone", [good[0], {"id": f"{HOST}/V/2", "type": ["VerifiableCredential"]}], "contents.invalid")
    fails(w, "what breaks the rules of Open Badges", [good[0], inner(w, 2, credentialSubject=[])], "contents.invalid")
    fails(w, "one not yet valid", [good[0], inner(w, 2, validFrom="2199-01-01T00:00:00Z")], "contents.invalid")

    # -- revoked, suspended, expired, superseded -----------------------------------
    w.pages[REVOCATION[len(HOST):]] = w.prove(w.list_credential(REVOCATION, "revocation", 7))
    w.pages[SUSPENSION[len(HOST):]] = w.prove(w.list_credential(SUSPENSION, "suspension", 9))
    fails(w, "an inner one revoked", [good[0], inner(w, 2, index=7)], "contents.revoked")
    fails(w, "suspended", [good[0], inner(w, 2, index=9)], "contents.revoked")
    ended = inner(w, 2, validUntil="2022-01-01T00:00:00Z")
    report = fails(w, "an expired one counts no more, the record stays", [good[0], ended], "contents.expired", "verified")
    tap.equal([r["verdict"] for r in report.json["contents"]], ["verified", "not_valid"], "and is told")
    report = fails(w, "expired and revoked", [inner(w, 2, index=7, validUntil="2022-01-01T00:00:00Z")],
                   "contents.revoked")
    tap.equal((report.checks["contents"]["detail"], report.json["contents"][0]["code"]),
              ("Number 1 of 1: revocation.revoked.", "revocation.revoked"), "is told by one reason")
    report = fails(w, "expired, and against the rules of Open Badges", [good[0], inner(
        w, 2, validUntil="2022-01-01T00:00:00Z", credentialSubject={
            "type": ["AchievementSubject"], "identifier": [name("Ada Example")],
            "achievement": {"id": "urn:uuid:1", "type": ["Achievement"]}})], "contents.invalid")
    tap.equal(report.checks["contents"]["detail"], "Number 2 of 2: schema.ob3.", "the rules are what it breaks")
    revoked = record(w, good, credentialStatus=[w.entry(index="7")])
    expect(w, "the record itself revoked", revoked, "revocation.revoked", "not_valid", "revocation")
    w.reset()
    far = inner(w, 2, credentialStatus=[w.entry(url=HOST + "/gone")])
    fails(w, "one whose list cannot be had", [good[0], far], "contents.not_checked", "could_not_be_checked")

    # -- somebody else's ------------------------------------------------------------
    fails(w, "another person's", [good[0], inner(w, 2, who="Eve Elsewhere")], "contents.other_person")
    fails(w, "by one issuer under two names, with the id it had", [good[0], inner(w, 2, who="Ada Former")],
          "contents.valid", "verified", subject={"identifier": [name("Ada Example"), {
              "type": "IdentityObject", "hashed": False, "identityHash": "urn:uuid:2", "identityType": "identifier"}]})
    theirs = EdKey(w.folder, "theirs")
    did = "did:key:" + theirs.multikey
    def foreign(n, who):
        badge = inner(w, n, who=who, unsigned=True, issuer={"id": did, "type": ["Profile"], "name": "Elsewhere"},
                      credentialStatus=None)
        return load(w.prove(badge, theirs, verificationMethod=f"{did}#{theirs.multikey}"))
    fails(w, "another issuer's, of the same name", [good[0], foreign(2, "Ada Example")], "contents.valid", "verified")
    fails(w, "another issuer's badge of somebody else, with her id copied", [good[0], foreign(2, "Eve Elsewhere")],
          "contents.other_person", subject={"id": "urn:uuid:2"})
    nobody = inner(w, 2, credentialSubject=w.subject(id="urn:uuid:2"))
    fails(w, "one that names nobody", [good[0], nobody], "contents.person_open", "could_not_be_checked")

    def of(did, *identifiers):
        return {"id": did, "identifier": [{"type": "IdentityObject", "hashed": False, "identityHash": value,
                                           "identityType": kind} for kind, value in identifiers]}

    for kind in ("ltiPlatformId", "ltiContextId", "ltiToolId", "ltiDeploymentId", "productId", "isbn", "issn"):
        fails(w, f"somebody else's, of the same {kind}", [inner(w, 2, credentialSubject=w.subject(
            **of("did:example:eve", (kind, "x"))))], "contents.other_person",
            subject=of("did:example:ada", ("name", "Ada Example"), (kind, "x")))
    namesake = inner(w, 2, credentialSubject=w.subject(**of("did:example:other", ("name", "Ada Example"))))
    report = fails(w, "a namesake's, who has another DID", [namesake], "contents.person_open", "could_not_be_checked",
                   subject=of("did:example:ada", ("name", "Ada Example")))
    fails(w, "unless the record says that it is hers, too", [namesake], "contents.valid", "verified", subject=of(
        "did:example:ada", ("name", "Ada Example"), ("identifier", "did:example:other")))
    fails(w, "or both name more than that", [inner(w, 2, credentialSubject=w.subject(**of(
        "did:example:other", ("name", "Ada Example"), ("emailAddress", "ada@mail.example"))))], "contents.valid",
          "verified", subject=of("did:example:ada", ("name", "Ada Example"), ("emailAddress", "ada@mail.example")))

    # -- the W3C's API says it, too ----------------------------------------------------
    service = Service(w, "--fetch-map", w.maps[0], "--trust", DID)

    def asked(credentials, **options):
        document = load(w.prove(record(w, credentials)))
        answer = json.loads(service.ask("/credentials/verify", compact(
            {"verifiableCredential": document, "options": options}), "application/json")[2])
        return answer["verified"], [p["code"] for p in answer["problemDetails"]]

    tap.equal(asked(good), (True, []), "the W3C's API: a record of three")
    tap.equal(asked(altered), (False, ["contents.invalid"]), "one was altered")
    tap.equal(asked([good[0], inner(w, 2, who="Eve Elsewhere")]), (False, ["contents.other_person"]), "another person's")
    tap.equal(asked([good[0], far]), (False, ["contents.not_checked"]), "one that cannot be checked")
    tap.equal(asked(altered, checks=["proof"]), (True, []), "who asks for its own proof only is told of that")
    service.stop()

    # -- hidden from who reads the JSON -----------------------------------------------
    w.pages[REVOCATION[len(HOST):]] = w.prove(w.list_credential(REVOCATION, "revocation", 7))
    both = load(w.prove(record(w, [good[0], inner(w, 2, index=7)])))
    def hidden(title, change, same=True):
        document = copy.deepcopy(both)
        change(document, document["credentialSubject"])
        if same:
            bare = [{k: v for k, v in d.items() if k != "proof"} for d in (both, document)]
            tap.ok(w.canonical(bare[0]) == w.canonical(bare[1]), title + ": the same quads")
        expect(w, title, compact(document), "context.hidden_name", "not_valid", "context")
    def renamed(document, subject):
        document["@context"] = document["@context"] + [{"more": CLR_VOCAB + "verifiableCredential"}]
        subject["more"] = [subject["verifiableCredential"].pop()]
    hidden("the revoked one under a term of one's own", renamed)
    hidden("by its IRI", lambda d, s: s.update({CLR_VOCAB + "verifiableCredential": [s["verifiableCredential"].pop()]}))
    hidden("in a @nest", lambda d, s: s.update({"@nest": {"verifiableCredential": [s["verifiableCredential"].pop()]}}))
    hidden("in a @graph beside it", lambda d, s: s.update(
        {"verifiableCredential": [s["verifiableCredential"][0], {"id": s["verifiableCredential"][1]["id"]}],
         "@included": [s["verifiableCredential"][1]]}))

    # -- tokens, and many -----------------------------------------------------------
    w.reset()
    def token(n):
        text = w.sign(inner(w, n, unsigned=True), {"alg": "ES256", "typ": "vc+jwt", "kid": KID}).decode()
        return {"@context": CONTEXTS[0], "id": "data:application/vc+jwt," + text,
                "type": "EnvelopedVerifiableCredential"}
    expect(w, "an enveloped token in it", record(w, [good[0], token(2)]), "contents.valid", "verified")
    bad = token(2)
    bad["id"] = bad["id"][:-6] + "AAAAAA"
    expect(w, "with another signature", record(w, [good[0], bad]), "contents.invalid", "not_valid")
    whole = w.sign(record(w, good), {"alg": "ES256", "typ": "vc+jwt", "kid": KID})
    expect(w, "the record as a token", whole, "contents.valid", "verified")
    whole = w.sign(record(w, altered), {"alg": "ES256", "typ": "vc+jwt", "kid": KID})
    expect(w, "altered in a record that is a token", whole, "contents.invalid", "not_valid")
    expect(w, "more tokens than are looked at", record(w, [token(n) for n in range(2, 19)]),
           "contents.not_checked", "could_not_be_checked")
    w.reset()
    expect(w, "a record in a record", record(w, [load(w.prove(record(w, good, id=HOST + "/V/within")))]),
           "contents.not_checked", "could_not_be_checked")

    # -- the rules of CLR 2.0 ---------------------------------------------------------
    def broken(title, document):
        expect(w, title, document, "schema.clr2", "not_valid", "schema")
    broken("without the context of CLR", record(w, good, **{"@context": [
        CONTEXTS[0], CONTEXTS[1], CLR]}))
    broken("an empty record", record(w, []))
    broken("an association of no known kind", record(w, good, subject={"association": [
        {"type": "Association", "associationType": "ext:friend", "sourceId": "urn:a", "targetId": "urn:b"}]}))
    broken("without a name", {k: v for k, v in record(w, good).items() if k != "name"})
tap.done()
