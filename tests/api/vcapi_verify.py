#!/usr/bin/env python3
"""The W3C's verification API: POST /credentials/verify and /presentations/verify."""
import json
import os
import socket
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from diworld import DIWorld, EdKey, compact, load, method
from tap import VERIFIER, Tap
from vcworld import DID, REVOCATION, HOST
from verifierservice import Service

tap = Tap()
V2 = "https://www.w3.org/ns/credentials/v2"
V1 = "https://www.w3.org/2018/credentials/v1"
DI = "https://w3id.org/security/data-integrity/v2"
VCDM = "https://www.w3.org/TR/vc-data-model#"
SECURITY = "https://w3id.org/security#"
STATUS = "https://www.w3.org/ns/credentials/status-list#"
HOLDER = "did:web:issuer.example:holders:ada"
CREDENTIAL, PRESENTATION = "/credentials/verify", "/presentations/verify"
MEMBER = {CREDENTIAL: "verifiableCredential", PRESENTATION: "verifiablePresentation"}

with DIWorld() as w:
    service = Service(w, "--fetch-map", w.maps[0], "--trust", DID)

    def post(path, body, on=service):
        status, headers, text = on.ask(path, body if isinstance(body, bytes) else compact(body),
                                       "application/json")
        return status, headers["Content-Type"], json.loads(text)

    def ask(path, document, options="absent", on=service):
        body = {MEMBER[path]: document}
        if options != "absent":
            body["options"] = options
        return post(path, body, on)

    def good(name, document, options="absent", path=CREDENTIAL):
        status, kind, answer = ask(path, document, options)
        tap.ok((status, kind, answer["verified"], answer["problemDetails"])
               == (200, "application/json", True, []), name, answer)
        return answer

    def bad(name, document, kind, code, options="absent", path=CREDENTIAL):
        """The first problem is this one, and the answer itself."""
        check_bad(name, ask(path, document, options), kind, code)

    def check_bad(name, asked, kind, code):
        status, media, answer = asked
        first = (answer.get("problemDetails") or [{}])[0]
        tap.ok((status, media, answer.get("verified"), answer.get("type"), answer.get("code"), first.get("type"),
                first.get("code"), answer.get("status")) ==
               (400, "application/problem+json", False, kind, code, kind, code, 400)
               and answer["request_id"] and answer["detail"] and answer["title"] == kind.split("#")[1],
               f"{name}: {code}", answer)

    badge = load(w.prove(w.badge()))
    plain = {"@context": [V2], "type": ["VerifiableCredential"], "issuer": DID,
             "credentialSubject": {"id": "urn:uuid:7a1c9c3e-1d1c-4a63-9d5e-2f3c40f0b101", "name": "Ada"}}
    issued = load(w.prove(plain))
    token = w.token().decode()

    # -- what verifies -------------------------------------------------------------
    answer = good("a badge", badge)
    tap.equal((answer["warnings"], answer["report"]["verdict"]), ([], "verified"), "and its report")
    for options in (None, {}, {"checks": ["proof"]}, {"checks": []}, {"checks": ["proof", "credentialStatus"]},
                    {"returnResults": True, "nothing": {"anybody": "knows"}}, {"domain": None, "challenge": None}):
        good(f"options {options}", badge, options)
    tap.ok("credential" not in answer, "which is not given back")
    tap.ok("credential" not in good("nor where it is said so", badge, {"returnCredential": False}), "it is not")
    tap.equal(good("but where it is asked for", badge, {"returnCredential": True})["credential"], badge, "as it was")
    tap.equal(good("a token, too", token, {"returnCredential": True})["credential"], token, "as it was")
    status, _, answer = ask(CREDENTIAL, {**badge, "name": "Another"}, {"returnCredential": True})
    tap.equal((status, answer["code"], answer["credential"]["name"]), (400, "signature.invalid", "Another"),
              "also what does not verify")
    bad("neither true nor false", badge, VCDM + "MALFORMED_VALUE_ERROR", "format.wrong_type",
        {"returnCredential": "yes"})
    good("a credential that is no Open Badge, without id and dates", issued)
    good("a token", token)
    good("an enveloped credential", {"@context": V2, "type": "EnvelopedVerifiableCredential",
                                     "id": "data:application/vc+jwt," + token})
    good("data model 1.1", load(w.prove({**plain, "@context": [V1, DI, {"name": "https://schema.org/name"}],
                                         "issuanceDate": "2021-01-01T00:00:00Z"})))
    good("terms of its own", load(w.prove({
        **plain, "@context": [V2, {"DrivingLicence": "https://x.example/#DrivingLicence"}],
        "type": ["VerifiableCredential", "DrivingLicence"]})))
    good("every name by @vocab", load(w.prove({
        **plain, "@context": [V2, {"@vocab": "https://x.example/#"}],
        "credentialSubject": {"anything": "goes"}})))
    good("a proof without offset in its date", load(w.prove(plain, created="2021-12-20T00:00:00")))
    asked_list = HOST + "/issuers/mfpe/status/2/revocation"
    w.pages[asked_list[len(HOST):]] = w.prove(w.list_credential(asked_list, "revocation"))
    for kind, document in (("", plain), (", its status list for nobody",
                                         w.badge(credentialStatus=w.entry(url=asked_list)))):
        good("made for this domain and challenge" + kind,
             load(w.prove(document, domain="board.example", challenge="c-1")),
             {"domain": "board.example", "challenge": "c-1"})
    good("a schema that is not known", load(w.prove({**plain, "credentialSchema": {
        "id": "https://x.example/schema.json", "type": "JsonSchema"}})))

    # -- what is none ------------------------------------------------------------------
    check_bad("no JSON", post(CREDENTIAL, b"{"), VCDM + "PARSING_ERROR", "format.not_json")
    check_bad("a name twice", post(CREDENTIAL, b'{"verifiableCredential":{"a":1,"a":2}}'), VCDM + "PARSING_ERROR",
              "format.duplicate_key")
    check_bad("too deep", post(CREDENTIAL, b'{"verifiableCredential":' + b'{"a":' * 5000 + b"1" + b"}" * 5001),
              VCDM + "PARSING_ERROR", "format.too_large")
    check_bad("an array", post(CREDENTIAL, []), VCDM + "MALFORMED_VALUE_ERROR", "format.wrong_type")
    check_bad("nothing to verify", post(CREDENTIAL, {"options": {}}), VCDM + "MALFORMED_VALUE_ERROR",
              "format.missing_property")
    check_bad("a presentation's member", post(CREDENTIAL, {"verifiablePresentation": {}}),
              VCDM + "MALFORMED_VALUE_ERROR", "format.missing_property")
    for options in ([], "proof", {"checks": "proof"}, {"checks": [1]}, {"domain": 7}, {"challenge": []}):
        bad(f"options {options}", badge, VCDM + "MALFORMED_VALUE_ERROR", "format.wrong_type", options)
    bad("a number", 7, VCDM + "MALFORMED_VALUE_ERROR", "format.wrong_type")
    bad("a text that is no token", "hello", VCDM + "PARSING_ERROR", "input.not_recognised")
    bad("no credential", {"type": ["NonconformingDocument"]}, VCDM + "MALFORMED_VALUE_ERROR",
        "format.missing_property")

    # -- data model, proof, key ----------------------------------------------------------
    for name, change, kind, code in (
            ("no context", {"@context": None}, "MALFORMED_VALUE_ERROR", "format.missing_property"),
            ("contexts in another order", {"@context": [DI, V2]}, "MALFORMED_VALUE_ERROR", "format.context_order"),
            ("a context that is not known", {"@context": [V2, "https://x.example/v1"]}, "PARSING_ERROR",
             "context.unknown"),
            ("a context that is a number", {"@context": [V2, 5]}, "MALFORMED_VALUE_ERROR", "format.not_a_url"),
            ("a protected term again", {"@context": [V2, {"VerifiableCredential": "https://x.example/#V"}]},
             "PARSING_ERROR", "context.protected_redefinition"),
            ("a term without meaning", {"nonsense": 1}, "PARSING_ERROR", "context.undefined_term"),
            ("a type without meaning", {"type": ["VerifiableCredential", "Nonsense"]}, "PARSING_ERROR",
             "context.undefined_term"),
            ("no type", {"type": None}, "MALFORMED_VALUE_ERROR", "format.missing_property"),
            ("another type", {"type": ["https://x.example/T"]}, "MALFORMED_VALUE_ERROR",
             "format.not_a_credential"),
            ("id is null", {"id": "NULL"}, "MALFORMED_VALUE_ERROR", "format.not_a_url"),
            ("two ids", {"id": ["urn:a:1", "urn:a:2"]}, "MALFORMED_VALUE_ERROR", "format.not_a_url"),
            ("no subject", {"credentialSubject": None}, "MALFORMED_VALUE_ERROR", "format.missing_property"),
            ("an empty subject", {"credentialSubject": {}}, "MALFORMED_VALUE_ERROR", "format.invalid"),
            ("issuer is null", {"issuer": "NULL"}, "MALFORMED_VALUE_ERROR", "format.not_a_url"),
            ("issuer's name has more members", {"issuer": {"id": DID, "name": {
                "@value": "A", "@language": "en", "url": "urn:a:1"}}}, "MALFORMED_VALUE_ERROR",
             "format.old_property"),
            ("no date", {"validFrom": "yesterday"}, "MALFORMED_VALUE_ERROR", "format.bad_date"),
            ("a date without zone", {"validFrom": "2021-01-01T00:00:00"}, "MALFORMED_VALUE_ERROR",
             "format.date_without_zone"),
            ("ends before it begins", {"validFrom": "2021-01-02T00:00:00Z", "validUntil": "2021-01-01T00:00:00Z"},
             "MALFORMED_VALUE_ERROR", "format.period"),
            ("a related resource without digest", {"relatedResource": {"id": V2}}, "MALFORMED_VALUE_ERROR",
             "format.missing_property"),
            ("a status without type", {"credentialStatus": {"id": "urn:a:1"}}, "MALFORMED_VALUE_ERROR",
             "format.missing_property"),
            ("a status whose type is a number", {"credentialStatus": {"type": [2]}}, "MALFORMED_VALUE_ERROR",
             "format.wrong_type")):
        document = {k: (None if v == "NULL" else v) for k, v in {**issued, **change}.items() if v is not None}
        bad(name, document, VCDM + kind, code, {"checks": ["proof"]})
    value = issued["proof"]["proofValue"]

    def proof(**changes):
        return {**issued, "proof": {k: v for k, v in {**issued["proof"], **changes}.items() if v is not None}}

    for name, document, kind, code in (
            ("no proof", plain, SECURITY + "PROOF_VERIFICATION_ERROR", "signature.no_proof"),
            ("proof is null", {**plain, "proof": None}, VCDM + "MALFORMED_VALUE_ERROR", "format.wrong_type"),
            ("no proof type", proof(type=None), VCDM + "MALFORMED_VALUE_ERROR", "format.missing_property"),
            ("another proof type", proof(type="UnknownProofType"), SECURITY + "PROOF_VERIFICATION_ERROR",
             "signature.suite_unsupported"),
            ("another suite", proof(cryptosuite="unknown-2017"), SECURITY + "PROOF_VERIFICATION_ERROR",
             "signature.suite_unsupported"),
            ("no suite", proof(cryptosuite=None), SECURITY + "PROOF_VERIFICATION_ERROR",
             "signature.suite_unsupported"),
            ("a suite that is a number", proof(cryptosuite=5), SECURITY + "PROOF_VERIFICATION_ERROR",
             "signature.malformed"),
            ("no method", proof(verificationMethod=None), SECURITY + "PROOF_VERIFICATION_ERROR",
             "signature.malformed"),
            ("no purpose", proof(proofPurpose=None), SECURITY + "PROOF_VERIFICATION_ERROR", "signature.malformed"),
            ("another purpose", proof(proofPurpose="authentication"), SECURITY + "PROOF_VERIFICATION_ERROR",
             "signature.purpose"),
            ("no value", proof(proofValue=None), SECURITY + "PROOF_VERIFICATION_ERROR", "signature.malformed"),
            ("a value without its prefix", proof(proofValue=value[1:]), SECURITY + "PROOF_VERIFICATION_ERROR",
             "signature.malformed"),
            ("a member that means nothing", proof(note="urn:x:1"), SECURITY + "PROOF_TRANSFORMATION_ERROR",
             "signature.not_convertible"),
            ("a created that is none", proof(created="invalidDate"), SECURITY + "PROOF_VERIFICATION_ERROR",
             "signature.malformed"),
            ("altered", {**issued, "credentialSubject": {"id": "urn:invalid:1"}},
             VCDM + "CRYPTOGRAPHIC_SECURITY_ERROR", "signature.invalid"),
            ("a proof of a chain that is gone", {**plain, "proof": w.proof(plain, previousProof="urn:a:1")},
             SECURITY + "PROOF_VERIFICATION_ERROR", "signature.previous_missing"),
            ("its proof has expired", load(w.prove(plain, expires="2022-01-01T00:00:00")),
             SECURITY + "PROOF_VERIFICATION_ERROR", "signature.expired"),
            ("a method that is no key", proof(verificationMethod="did:key:invalidVm"),
             VCDM + "CRYPTOGRAPHIC_SECURITY_ERROR", "controller.not_issuer"),
            ("another's method", proof(verificationMethod="did:key:z6MkpJySvETLnxhQG9DzEdmKJtysBDjuuTeDfUj1uNNCUqcj"
                                                          "#z6MkpJySvETLnxhQG9DzEdmKJtysBDjuuTeDfUj1uNNCUqcj"),
             VCDM + "CRYPTOGRAPHIC_SECURITY_ERROR", "controller.not_issuer"),
            ("nobody answers for its key", {**proof(verificationMethod="did:web:issuer.example:no#1"),
                                               "issuer": "did:web:issuer.example:no"},
             SECURITY + "PROOF_VERIFICATION_ERROR", "key.did_not_found")):
        bad(name, document, kind, code, {"checks": ["proof"]})
    bad("another domain", load(w.prove(plain, domain="other.example", challenge="c-1")),
        SECURITY + "INVALID_DOMAIN_ERROR", "presentation.domain", {"domain": "board.example"})
    bad("another challenge", load(w.prove(plain, domain="board.example", challenge="c-2")),
        SECURITY + "INVALID_CHALLENGE_ERROR", "presentation.challenge",
        {"domain": "board.example", "challenge": "c-1"})
    bad("a token answers no challenge", token, SECURITY + "PROOF_VERIFICATION_ERROR", "presentation.missing",
        {"challenge": "c-1"})
    bad("another purpose is expected", issued, SECURITY + "PROOF_VERIFICATION_ERROR", "signature.purpose",
        {"expectedProofPurpose": "authentication"})
    bad("an envelope without context", {"@context": [], "type": "EnvelopedVerifiableCredential",
                                        "id": "data:application/vc+jwt," + token},
        VCDM + "MALFORMED_VALUE_ERROR", "format.context_order")
    bad("an envelope of no data URL", {"@context": V2, "type": "EnvelopedVerifiableCredential", "id": token},
        VCDM + "PARSING_ERROR", "input.unsupported")
    # @vocab gives the unsigned end date of data model 1.1 a meaning, but a reader would miss it
    bad("the old name of an end date", load(w.prove({
        **plain, "@context": [V2, {"@vocab": "https://x.example/#"}], "expirationDate": "2022-01-01T00:00:00Z"})),
        VCDM + "MALFORMED_VALUE_ERROR", "format.old_property")

    # -- checks decide ---------------------------------------------------------------------
    expired = load(w.prove({**plain, "validUntil": "2022-01-01T00:00:00Z"}))
    bad("expired", expired, VCDM + "RANGE_ERROR", "validity.expired")
    answer = good("expired, only the proof is asked for", expired, {"checks": ["proof"]})
    tap.ok("validity.expired" in [p["code"] for p in answer["warnings"]], "and a warning", answer["warnings"])
    bad("expired, a word that is not known asks for all", expired, VCDM + "RANGE_ERROR", "validity.expired",
        {"checks": ["proof", "somethingElse"]})
    w.pages[REVOCATION[len(HOST):]] = w.prove(w.list_credential(REVOCATION, "revocation", 94567))
    fresh = Service(w, "--fetch-map", w.maps[0])
    for options in ({"checks": ["proof", "credentialStatus"]}, {}, {"checks": ["status"]}):
        check_bad(f"revoked, {options}", ask(CREDENTIAL, badge, options, fresh),
                  STATUS + "STATUS_VERIFICATION_ERROR", "revocation.revoked")
    status, _, answer = ask(CREDENTIAL, badge, {"checks": ["proof"]}, fresh)
    tap.equal((status, answer["verified"]), (200, True), "revoked, only the proof is asked for")
    fresh.stop()
    listed = load(w.prove({**plain, "credentialStatus": w.entry()}))

    def list_of(**changes):
        value = w.list_credential(REVOCATION, "revocation")
        value["credentialSubject"].update(changes)
        return w.prove({k: v for k, v in value.items() if v is not None})
    for name, page, entry, kind, code in (
            ("no list", None, {}, STATUS + "STATUS_RETRIEVAL_ERROR", "list_unreachable"),
            ("a list that is altered", list_of().replace(b'"revocation"', b'"Revocation"'), {},
             STATUS + "STATUS_VERIFICATION_ERROR", "list_signature"),
            ("a list of something else", list_of(statusPurpose="suspension"), {},
             STATUS + "STATUS_VERIFICATION_ERROR", "purpose_mismatch"),
            ("a list that is too short", list_of(encodedList=w.encoded(b"\0" * 16383)), {},
             STATUS + "STATUS_LIST_LENGTH_ERROR", "list_too_short"),
            ("an index behind its end", list_of(), {"statusListIndex": "131072"}, VCDM + "RANGE_ERROR",
             "index_out_of_range"),
            ("an index that is none", list_of(), {"statusListIndex": "1.5"}, VCDM + "MALFORMED_VALUE_ERROR",
             "index_invalid"),
            ("a purpose that is a number", list_of(), {"statusPurpose": 7}, VCDM + "MALFORMED_VALUE_ERROR",
             "entry_invalid"),
            ("a list at an address that is not called", list_of(), {"statusListCredential": "http://x.example/l"},
             STATUS + "STATUS_RETRIEVAL_ERROR", "list_address_refused"),
            ("a list that is no gzip", list_of(encodedList="uAAAA"), {}, VCDM + "MALFORMED_VALUE_ERROR",
             "list_invalid"),
            ("a list in another base", list_of(encodedList="zAAAA"), {}, VCDM + "MALFORMED_VALUE_ERROR",
             "list_invalid")):
        w.pages[REVOCATION[len(HOST):]] = page
        if page is None:
            del w.pages[REVOCATION[len(HOST):]]
        fresh = Service(w, "--fetch-map", w.maps[0])
        document = load(w.prove({**plain, "credentialStatus": w.entry(**entry)})) if entry else listed
        check_bad(f"status, {name}", ask(CREDENTIAL, document, {"checks": ["proof", "credentialStatus"]}, fresh),
                  kind, "revocation." + code)
        status, _, answer = ask(CREDENTIAL, document, {"checks": ["proof"]}, fresh)
        tap.equal((status, answer["verified"]), (200, True), f"status, {name}: only the proof is asked for")
        fresh.stop()
    w.pages.pop(REVOCATION[len(HOST):], None)
    fresh = Service(w, "--fetch-map", w.maps[0], "--vc-api-failure", "200")
    status, kind, answer = ask(CREDENTIAL, badge, None, fresh)
    tap.equal((status, kind, answer["verified"], answer["problemDetails"][0]["type"],
               answer["problemDetails"][0]["code"], "type" in answer),
              (200, "application/json", False, STATUS + "STATUS_RETRIEVAL_ERROR", "revocation.list_unreachable",
               False), "--vc-api-failure 200: a list that is not there is not verified")
    fresh.stop()
    for value in ("201", "x", "0"):
        done = subprocess.run([VERIFIER, "serve", "--vc-api-failure", value], capture_output=True, timeout=20,
                              check=False)
        tap.equal(done.returncode, 64, f"--vc-api-failure {value} is refused")

    # -- presentations ------------------------------------------------------------------------
    ada = EdKey(w.folder, "ada")
    w.pages["/holders/ada/did.json"] = {
        "@context": ["https://www.w3.org/ns/did/v1"], "id": HOLDER,
        "verificationMethod": [method(ada, HOLDER + "#ed-1", HOLDER)], "authentication": [HOLDER + "#ed-1"]}

    def vp(*credentials, **changes):
        value = {"@context": [V2], "type": ["VerifiablePresentation"], "holder": HOLDER,
                 "verifiableCredential": list(credentials), **changes}
        return {k: v for k, v in value.items() if v is not None}

    def present(document, **changes):
        return load(w.prove(document, ada, **{"verificationMethod": HOLDER + "#ed-1", "challenge": "c-1",
                                              "proofPurpose": "authentication", "domain": "board.example",
                                              **changes}))

    ASKED = {"domain": "board.example", "challenge": "c-1"}

    def good_vp(name, document, options=ASKED):
        return good("presentation: " + name, document, options, PRESENTATION)

    def bad_vp(name, document, kind, code, options=ASKED):
        bad("presentation: " + name, document, kind, code, options, PRESENTATION)

    answer = good_vp("as asked", present(vp(issued)))
    tap.equal([r["verified"] for r in answer["credentialResults"]], [True], "a result for its credential")
    good_vp("nothing asked", present(vp(issued)), {"checks": []})
    good_vp("holder is an object", present(vp(issued, holder={"id": HOLDER})))
    good_vp("several", present(vp(issued, badge)))
    answer = good_vp("no credential in it", present(vp()))
    tap.ok("credentialResults" not in answer, "and no results of credentials")
    good_vp("no member for credentials", present(vp(verifiableCredential=None)))
    good_vp("another type besides", present(vp(**{
        "@context": [V2, {"Folder": "https://x.example/#Folder"}], "type": ["VerifiablePresentation", "Folder"]})))
    bad_vp("no credential in it, altered", {**present(vp()), "id": "urn:uuid:7a1c9c3e-1d1c-4a63-9d5e-2f3c40f0b102"},
           SECURITY + "PROOF_VERIFICATION_ERROR", "presentation.signature")
    bad_vp("no credential in it, no proof", vp(), SECURITY + "PROOF_VERIFICATION_ERROR", "presentation.no_proof")
    bad_vp("no credential in it, another challenge", present(vp(), challenge="c-2"),
           SECURITY + "INVALID_CHALLENGE_ERROR", "presentation.challenge")
    bad_vp("another challenge", present(vp(issued), challenge="c-2"), SECURITY + "INVALID_CHALLENGE_ERROR",
           "presentation.challenge")
    bad_vp("another domain", present(vp(issued), domain="x.example"), SECURITY + "INVALID_DOMAIN_ERROR",
           "presentation.domain")
    bad_vp("not signed", vp(issued), SECURITY + "PROOF_VERIFICATION_ERROR", "presentation.no_proof", {})
    status, _, answer = post(PRESENTATION, {"presentation": vp(issued)})
    tap.ok((status, answer["verified"], answer["problemDetails"]) == (200, True, [])
           and [x["code"] for x in answer["warnings"]] == ["presentation.no_proof"],
           "presentation: not signed, by VCALM's name for it", answer)
    for name, document, options, kind, code in (
            ("its credential altered", vp({**issued, "name": "X"}), {}, VCDM + "CRYPTOGRAPHIC_SECURITY_ERROR",
             "signature.invalid"),
            ("no credential in it", vp(), {}, SECURITY + "PROOF_VERIFICATION_ERROR", "presentation.no_proof"),
            ("a challenge to answer", vp(issued), {"challenge": "c-1"}, SECURITY + "PROOF_VERIFICATION_ERROR",
             "presentation.no_proof"),
            ("signed, altered", {**present(vp(issued)), "id": "urn:uuid:7a1c9c3e-1d1c-4a63-9d5e-2f3c40f0b103"}, {},
             SECURITY + "PROOF_VERIFICATION_ERROR", "presentation.signature")):
        check_bad("not signed, by that name: " + name,
                  post(PRESENTATION, {"presentation": document, "options": options}), kind, code)
    tap.equal(good_vp("given back", present(vp(issued)), {**ASKED, "returnPresentation": True})
              ["verifiablePresentation"]["holder"], HOLDER, "as verifiablePresentation")
    bad_vp("a credential of another", present(vp({**issued, "name": "X"})), VCDM + "CRYPTOGRAPHIC_SECURITY_ERROR",
           "signature.invalid")
    bad_vp("a credential", issued, VCDM + "MALFORMED_VALUE_ERROR", "format.not_a_credential", {})
    bad_vp("a credential's token", token, VCDM + "MALFORMED_VALUE_ERROR", "format.not_a_credential", {})
    bad_vp("no type", {**vp(issued), "type": []}, VCDM + "MALFORMED_VALUE_ERROR", "format.not_a_credential")
    bad_vp("no context", present(vp(issued)) | {"@context": None}, VCDM + "MALFORMED_VALUE_ERROR",
           "format.context_order")
    bad_vp("holder is no URL", vp(issued, holder={"id": "z6MkpJySvETL"}), VCDM + "MALFORMED_VALUE_ERROR",
           "format.not_a_url")
    bad_vp("id is no URL", vp(issued, id="7"), VCDM + "MALFORMED_VALUE_ERROR", "format.not_a_url")
    unknown = vp(**{"@context": [V2, "https://x.example/v1"]})
    bad_vp("a context that is not known", load(compact({**unknown, "proof": present(vp())["proof"]})),
           SECURITY + "PROOF_VERIFICATION_ERROR", "presentation.not_checked")
    bad_vp("the same under a proof over JSON", {**unknown, "proof": w.proof(
        unknown, ada, verificationMethod=HOLDER + "#ed-1", proofPurpose="authentication", challenge="c-1",
        domain="board.example", suite="eddsa-jcs-2022")}, VCDM + "PARSING_ERROR", "presentation.context")
    bad_vp("another purpose is expected", present(vp(issued)), SECURITY + "PROOF_VERIFICATION_ERROR",
           "signature.purpose", {"expectedProofPurpose": "assertionMethod"})
    status, _, answer = ask(PRESENTATION, present(vp(issued, {**issued, "name": "X"})), ASKED)
    tap.equal([r["verified"] for r in answer["credentialResults"]], [True, False], "which of several fails")
    bad("a presentation, as a credential", present(vp(issued)), VCDM + "MALFORMED_VALUE_ERROR",
        "format.not_a_credential")

    # -- the routes -------------------------------------------------------------------------------
    for path in (CREDENTIAL, PRESENTATION):
        status, headers, _ = service.ask(path)
        tap.ok(status == 405 and "POST" in headers["Allow"], f"GET {path} is 405")
        tap.equal(service.ask(path, b"{}", "text/plain")[0], 415, f"{path}: another type is 415")
        with socket.create_connection(("127.0.0.1", int(service.base.rsplit(":", 1)[1]))) as raw:
            raw.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        "Content-Length: 5242880\r\n\r\n".encode())
            tap.ok(b" 413 " in raw.recv(4096), f"{path}: too large is 413 before it is sent")
    text = json.dumps(service.log())
    tap.ok("Ada" not in text and "7a1c9c3e" not in text, "nothing of what was checked is logged")
    tap.equal(service.stop(), 0, "stopped")
    limited = Service(w, "--rate", "2", "--fetch-map", w.maps[0])
    answers = [ask(path, badge, None, limited)[0] for path in (CREDENTIAL, PRESENTATION, CREDENTIAL)]
    tap.equal(answers, [400, 400, 429], "they count for the rate")
    limited.stop()
tap.done()
