#!/usr/bin/env python3
"""Presentations that must not make a credential look good, nor who hands it in."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from diworld import DIWorld, EdKey, compact, load, method
from tap import Tap
from vcworld import HOST, Key

tap = Tap()
V1, V2 = "https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"
HOLDER = "did:web:issuer.example:holders:ada"
HOLDER_KID = HOLDER + "#ed-1"
ASKED = ("--challenge", "c-1", "--domain", "board.example")

with DIWorld() as w:
    ada, mallory = EdKey(w.folder, "ada"), EdKey(w.folder, "mallory")
    ada_ec = Key(w.folder, "ada-ec")
    MALLORY = "did:web:issuer.example:holders:mallory"
    for did, key in ((HOLDER, ada), (MALLORY, mallory)):
        w.pages[did.replace("did:web:issuer.example", "").replace(":", "/") + "/did.json"] = {
            "@context": ["https://www.w3.org/ns/did/v1"], "id": did,
            "verificationMethod": [
                method(key, did + "#ed-1", did), method(w.other_ed, did + "#assertion", did),
                {"id": did + "#es256-1", "type": "JsonWebKey", "controller": did,
                 "publicKeyJwk": (ada_ec if did == HOLDER else w.other).jwk}],
            "authentication": [did + "#ed-1", did + "#es256-1"],
            "assertionMethod": [did + "#assertion"]}

    badge = w.badge(credentialSubject=w.subject(id=HOLDER))
    embedded = load(w.prove(badge))
    token = w.token(badge, claims=w.claims(sub=HOLDER)).decode()
    wrapped = {"@context": V2, "id": "data:application/vc+jwt," + token,
               "type": "EnvelopedVerifiableCredential"}

    def vp(*credentials, **changes):
        value = {"@context": [V2], "type": ["VerifiablePresentation"], "holder": HOLDER,
                 "verifiableCredential": list(credentials), **changes}
        return {k: v for k, v in value.items() if v is not None}

    def present(document, key=None, **changes):
        options = {"verificationMethod": HOLDER_KID, "proofPurpose": "authentication",
                   "challenge": "c-1", "domain": "board.example", **changes}
        return w.prove(document, key or ada, **options)

    def expect(name, data, code, verdict="not_valid", args=ASKED, check="presentation"):
        return w.expect(tap, name, data, check, code if "." in code else f"{check}.{code}", verdict, *args)

    # -- embedded proofs -------------------------------------------------------
    good = present(vp(embedded))
    report = expect("good", good, "holder", "verified")
    tap.equal((report.json["code"], report.json["word"]), ("issuer.listed", "VALID"), "good: VALID")
    expect("a credential as a token", present(vp(wrapped)), "holder", "verified")
    expect("one, not in an array", present(vp(verifiableCredential=embedded)), "holder", "verified")
    expect("without holder it is the key's", present(vp(embedded, holder=None)), "holder", "verified")
    expect("without a challenge it may be a copy", good, "no_challenge", "verified", ())
    expect("the domain alone is no challenge", good, "no_challenge", "verified", ASKED[2:])
    expect("another challenge", good, "challenge", args=("--challenge", "c-2"))
    expect("another domain", good, "domain", args=("--challenge", "c-1", "--domain", "evil.example"))
    expect("no challenge in it", present(vp(embedded), challenge=None), "challenge")
    expect("no domain in it", present(vp(embedded), domain=None), "domain")
    forged = load(good)
    forged["proof"]["challenge"] = "c-2"
    expect("its challenge altered", compact(forged), "signature",
           args=("--challenge", "c-2", "--domain", "board.example"))
    expect("not signed", compact(vp(embedded)), "no_proof")
    expect("not signed, nothing asked", compact(vp(embedded)), "no_proof", args=())
    expect("a credential alone", w.prove(badge), "missing")
    expect("a token alone", token.encode(), "missing", args=("--domain", "board.example"))
    expect("for assertion", present(vp(embedded), proofPurpose="assertionMethod"), "purpose")
    expect("a key that is for assertion", present(vp(embedded), w.other_ed,
           verificationMethod=HOLDER + "#assertion"), "key")
    expect("another's key under the holder's name", present(vp(embedded), mallory), "signature")
    expect("another's key and name", present(vp(embedded), mallory,
           verificationMethod=MALLORY + "#ed-1"), "key")
    expect("a key that is not there", present(vp(embedded), verificationMethod=HOLDER + "#no"), "key")
    expect("expired", present(vp(embedded), expires="2022-01-01T00:00:00Z"), "expired")
    expect("handed on by somebody else", present(vp(embedded, holder=MALLORY), mallory,
           verificationMethod=MALLORY + "#ed-1"), "other_holder", "verified")
    expect("the same, no holder named", present(vp(embedded, holder=None), mallory,
           verificationMethod=MALLORY + "#ed-1"), "other_holder", "verified")
    for name, subjects, code in (("the only one", [w.subject(id=HOLDER)], "holder"),
                                 ("the first of two", [w.subject(id=HOLDER), w.subject()], "other_holder")):
        expect("whose subject is " + name, present(vp(load(w.prove(w.badge(credentialSubject=subjects))))), code,
               None)
    self_made = load(w.prove(w.badge(issuer=HOLDER, credentialSubject=w.subject(id=HOLDER)), w.other_ed,
                             verificationMethod=HOLDER + "#assertion"))
    expect("of what the holder issued, no holder named", present(vp(self_made, holder=None)), "no_holder")
    expect("the same beside another's", present(vp(embedded, self_made, holder=None)), "no_holder")
    expect("the same, named", present(vp(self_made, holder={"id": HOLDER})), "holder",
           "could_not_be_checked")
    expect("holder's document not there", present(vp(embedded, holder=HOLDER + "2"),
           verificationMethod=HOLDER + "2#ed-1"), "not_checked", "could_not_be_checked")
    w.pages["/ada"] = {**w.did_document(HOST + "/ada"), "verificationMethod": [
        method(ada, HOST + "/ada#ed-1", HOST + "/ada")], "authentication": [HOST + "/ada#ed-1"]}
    expect("holder by address", present(vp(embedded, holder=HOST + "/ada"),
           verificationMethod=HOST + "/ada#ed-1"), "not_checked", "could_not_be_checked")
    expect("a suite that is not known", compact({**vp(embedded), "proof": {
        **load(good)["proof"], "cryptosuite": "new-2030"}}), "not_checked", "could_not_be_checked")
    two = load(good)
    two["proof"] = [two["proof"], w.proof(vp(embedded), mallory, verificationMethod=MALLORY + "#ed-1",
                                          proofPurpose="authentication", challenge="c-1",
                                          domain="board.example")]
    expect("a second proof by another", compact(two), "key")

    # -- what is in it -----------------------------------------------------------
    altered = {**embedded, "name": "Doctor of Everything"}
    expect("credential altered, presented by its holder", present(vp(altered)), "signature.invalid",
           check="signature")
    swapped = {**load(good), "verifiableCredential": [load(w.prove(w.badge(
        id=HOST + "/V/other", credentialSubject=w.subject(id=HOLDER))))]}
    expect("credential exchanged after signing", compact(swapped), "signature")
    expect("holder exchanged after signing", compact({**load(good), "holder": MALLORY}), "key")
    bare = {k: v for k, v in embedded.items() if k != "proof"}
    expect("credential without its proof", present(vp(bare)), "signature.no_proof", check="signature")
    expect("nothing in it", present(vp()), "no_credential_presented", check="input")
    expect("no member", present(vp(verifiableCredential=None)), "no_credential_presented", check="input")
    expect("a number", compact(vp(7)), "format.wrong_type", check="format")
    expect("17 of them", compact(vp(*[embedded] * 17)), "format.too_large", check="format")
    expect("no context", compact(vp(embedded, **{"@context": ["https://example.org/x"]})),
           "format.context_order", check="format")
    expect("holder is a number", compact(vp(embedded, holder=7)), "format.wrong_type", check="format")
    expect("holder is empty", compact(vp(embedded, holder="")), "format.wrong_type", check="format")
    expect("holder is a name", compact(vp(embedded, holder="Ada L")), "format.not_a_url", check="format")
    expect("its id is a name", compact(vp(embedded, id="No. 1")), "format.not_a_url", check="format")
    expect("a presentation in it", present(vp(load(good))), "input.unsupported", "could_not_be_checked",
           check="input")
    expect("a token of another kind in it", present(vp({**wrapped, "id": "data:application/vc+cose,AA"})),
           "input.unsupported", "could_not_be_checked", check="input")

    # -- what is enveloped ----------------------------------------------------------
    inner = w.sign({**vp(wrapped), "iss": HOLDER, "aud": "board.example", "nonce": "c-1"},
                   {"alg": "ES256", "typ": "vp+jwt", "kid": HOLDER + "#es256-1"}, ada_ec)
    envelope = {"@context": V2, "type": "EnvelopedVerifiablePresentation",
                "id": "data:application/vp+jwt," + inner.decode()}
    expect("enveloped", compact(envelope), "holder", "verified")
    expect("enveloped by an older context", compact({**envelope, "@context": V1}), "format.context_order",
           check="format")
    for kind in ("VerifiablePresentation", ["VerifiablePresentation"]):
        expect(f"an envelope that says {kind}", compact({**envelope, "type": kind, "verifiableCredential": [
            embedded]}), "no_proof")

    # -- several ---------------------------------------------------------------------
    other = load(w.prove(w.badge(id=HOST + "/V/2", credentialSubject=w.subject(id=HOLDER))))
    report = expect("two good ones", present(vp(embedded, other)), "holder", "verified")
    tap.equal([c["verdict"] for c in report.json["credentials"]], ["verified"] * 2, "two reports")
    tap.equal([c["credential"]["id"] for c in report.json["credentials"]],
              [embedded["id"], other["id"]], "in their order")
    report = expect("the worst decides", present(vp(embedded, altered, wrapped)), "signature.invalid",
                    check="signature")
    tap.equal([c["verdict"] for c in report.json["credentials"]], ["verified", "not_valid", "verified"],
              "each by itself")
    tap.ok("number 2" in report.checks["presentation"]["detail"], "which one is said")

    # -- tokens ----------------------------------------------------------------------
    HEADER = {"alg": "ES256", "typ": "vp+jwt", "kid": HOLDER + "#es256-1"}
    CLAIMS = {"iss": HOLDER, "aud": "board.example", "nonce": "c-1"}

    def jwt(name, code, verdict="not_valid", header=HEADER, key=None, claims=None, args=ASKED,
            document=None, check="presentation"):
        payload = {**(vp(wrapped) if document is None else document),
                   **(CLAIMS if claims is None else claims)}
        text = w.sign({k: v for k, v in payload.items() if v is not None}, header, key or ada_ec)
        expect("token: " + name, text, code, verdict, args, check)
        return text

    text = jwt("good", "holder", "verified")
    envelope = {"@context": [V2], "type": "EnvelopedVerifiablePresentation"}
    expect("token: enveloped", {**envelope, "id": "data:application/vp+jwt," + text.decode()},
           "holder", "verified")
    expect("token: enveloped in something else", {**envelope, "id": "data:application/vp+cose,AA"},
           "input.unsupported", "could_not_be_checked", check="input")
    jwt("with an embedded credential", "holder", "verified", document=vp(embedded))
    jwt("claim vp", "holder", "verified", {**HEADER, "typ": "JWT"}, document={"vp": {
        "@context": [V1], "type": "VerifiablePresentation", "verifiableCredential": [token]}})
    for beside in ("@context", "verifiableCredential"):
        jwt(f"claim vp beside {beside}", "format.ambiguous", check="format",
            document={beside: vp(embedded)[beside], "vp": vp(embedded)})
    jwt("claim vp of another type", "format.not_a_credential", check="format",
        document={"vp": {**vp(embedded), "type": "Thing"}})
    jwt("audience among others", "holder", "verified", claims={**CLAIMS, "aud": ["x", "board.example"]})
    jwt("without a challenge it may be a copy", "no_challenge", "verified", args=())
    jwt("another challenge", "challenge", claims={**CLAIMS, "nonce": "c-0"})
    jwt("no challenge", "challenge", claims={**CLAIMS, "nonce": None})
    jwt("another audience", "domain", claims={**CLAIMS, "aud": "evil.example"})
    jwt("no audience", "domain", claims={**CLAIMS, "aud": None})
    jwt("iss is not the holder", "key", claims={**CLAIMS, "iss": MALLORY})
    jwt("expired", "expired", claims={**CLAIMS, "exp": 1640000000})
    jwt("of the future", "expired", claims={**CLAIMS, "nbf": 9999999999})
    jwt("exp is a text", "expired", claims={**CLAIMS, "exp": "never"})
    jwt("exp outside the calendar", "expired", claims={**CLAIMS, "exp": 2**63 - 2})
    jwt("nbf outside the calendar", "expired", claims={**CLAIMS, "nbf": 1 - 2**63})
    jwt("exp with a fraction", "holder", "verified", claims={**CLAIMS, "exp": 4102444800.5})
    jwt("alg none", "signature", header={**HEADER, "alg": "none"})
    jwt("alg of another key type", "signature", header={**HEADER, "kid": HOLDER_KID})
    jwt("alg not known here", "not_checked", "could_not_be_checked", header={**HEADER, "alg": "PS256"})
    jwt("HS256", "signature", header={**HEADER, "alg": "HS256"})
    jwt("typ of a credential", "signature", header={**HEADER, "typ": "vc+jwt"})
    jwt("another's key under the holder's kid", "signature", key=w.other)
    jwt("another's kid", "key", header={**HEADER, "kid": MALLORY + "#es256-1"}, key=w.other)
    jwt("a proof in it as well", "not_checked", "could_not_be_checked", document=load(good))
    jwt("holder by address", "not_checked", "could_not_be_checked", claims={**CLAIMS, "iss": None},
        document=vp(embedded, holder=HOST + "/ada"))
    jwt("without iss and holder it is the key's", "holder", "verified", claims={**CLAIMS, "iss": None},
        document=vp(embedded, holder=None))
    jwt("no kid", "key", header={k: v for k, v in HEADER.items() if k != "kid"})
    jwt("its own key", "key", header={"alg": "ES256", "jwk": w.other.jwk}, key=w.other)
    changed = w.sign({**vp(wrapped), **CLAIMS, "holder": HOLDER}, {**HEADER, "x": 1}, ada_ec).split(b".")
    expect("token: payload exchanged", b".".join((text.split(b".")[0], w.sign(
        {**vp(token), **CLAIMS}, HEADER, ada_ec).split(b".")[1], text.split(b".")[2])), "signature")
    expect("token: header exchanged", b".".join((changed[0], *text.split(b".")[1:])), "signature")
tap.done()
