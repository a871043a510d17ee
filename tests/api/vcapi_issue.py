#!/usr/bin/env python3
"""The W3C's API of the issuer: what is signed for whom, and what is refused."""
import json
import os
import re
import sqlite3
import sys
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import ROOT, Tap
from vcapi import DID, EXAMPLES, ORG, PUBLIC, V1, V2, VcApi, post

tap = Tap()
VCDM = "https://www.w3.org/TR/vc-data-model#"
GENERATION = "https://w3id.org/security#PROOF_GENERATION_ERROR"
DI = "https://w3id.org/security/data-integrity/v2"
SUBJECT = "urn:uuid:7a1c9c3e-1d1c-4a63-9d5e-2f3c40f0b101"
ISSUE, STATUS, DERIVE = "/credentials/issue", "/credentials/status", "/credentials/derive"
ENTRY = "BitstringStatusListEntry"
SUITES = {"eddsa-rdfc-2022": "EdDSA", "eddsa-jcs-2022": "EdDSA", "ecdsa-rdfc-2019": "ES256",
          "ecdsa-jcs-2019": "ES256"}


def credential(**changes):
    value = {"@context": [V2], "type": ["VerifiableCredential"], "issuer": DID,
             "credentialSubject": {"id": SUBJECT, "name": "Ada"}, **changes}
    return {k: v for k, v in value.items() if v is not None}


with VcApi() as w:
    # -- who may ------------------------------------------------------------------
    other = w.site.ok("apikey", "add", "other").strip()
    for path in (ISSUE, STATUS, DERIVE):
        for name, token in (("no key", None), ("an unknown key", "tsm_nobody"), ("a key's name", "suite"),
                            ("part of a key", w.token[:-1])):
            status, headers, answer = post(w.base + path, {"credential": credential()}, token)
            tap.ok((status, answer["code"], headers["WWW-Authenticate"], headers["Content-Type"]) ==
                   (401, "unauthenticated", "Bearer", "application/problem+json"), f"{path}: {name} is 401", answer)
        status, _, answer = post(w.base + path, b"not JSON", None)
        tap.equal(status, 401, f"{path}: nothing is read of whom we do not know")
        status, headers, _ = post(w.base + path, b"{", w.token)
        tap.equal(status, 400, f"{path}: a key, and no JSON")
    tap.equal(w.ask(ISSUE, {"credential": credential()}, other)[0], 201, "a second key")
    w.site.ok("apikey", "revoke", "other")
    tap.equal(w.ask(ISSUE, {"credential": credential()}, other)[0], 401, "taken away, it counts no more at once")
    tap.equal([k["name"] for k in w.site.json("apikey", "list")], ["suite"], "whose keys there are")
    with open(os.path.join(w.site.data, "apikeys.json"), encoding="ascii") as handle:
        kept = handle.read()
    tap.ok(w.token not in kept and os.stat(os.path.join(w.site.data, "apikeys.json")).st_mode & 0o77 == 0,
           "only hashes are kept, for their owner")
    tap.equal(w.site.run("apikey", "add", "suite")[0], 1, "a name twice")

    # -- what is signed --------------------------------------------------------------
    for suite, alg in SUITES.items():
        status, answer = w.issue(credential(), cryptosuite=suite)
        vc = answer.get("verifiableCredential", {})
        tap.ok(status == 201 and vc["proof"]["cryptosuite"] == suite and vc["issuer"] == DID
               and vc["proof"]["verificationMethod"].startswith(DID + "#"), f"{suite}: 201", answer)
        status, answer = w.verify(vc)
        tap.ok((status, answer["verified"]) == (200, True), f"{suite}: our verifier says so", answer)
        status, answer = w.issue(credential(issuer={"id": w.keys[alg], "name": "Key"}), cryptosuite=suite)
        vc = answer["verifiableCredential"]
        tap.equal((vc["issuer"], vc["proof"]["verificationMethod"]),
                  ({"id": w.keys[alg], "name": "Key"}, w.keys[alg] + "#" + w.keys[alg][8:]),
                  f"{suite}: as the key's did:key")
        tap.equal(w.verify(vc)[0], 200, f"{suite}: and that verifies")
    status, answer = w.issue(credential(issuer=w.keys["ES384"]), cryptosuite="ecdsa-rdfc-2019")
    tap.ok(answer["verifiableCredential"]["issuer"] == w.keys["ES384"]
           and w.verify(answer["verifiableCredential"])[0] == 200, "P-384 by its did:key")
    status, answer = w.issue(credential(), cryptosuite="vc+jwt")
    envelope = answer["verifiableCredential"]
    tap.ok((envelope["@context"], envelope["type"]) == (V2, "EnvelopedVerifiableCredential")
           and envelope["id"].startswith("data:application/vc+jwt,"), "a token in an envelope", envelope)
    tap.equal(w.verify(envelope)[0], 200, "the envelope verifies")
    tap.equal(w.verify(envelope["id"].split(",")[1])[0], 200, "and the token")
    status, answer = w.issue(credential())
    tap.equal(answer["verifiableCredential"]["proof"]["cryptosuite"], "eddsa-rdfc-2022", "the usual suite")
    status, answer = w.issue(credential(issuer="did:example:issuer"))
    tap.equal((status, answer["verifiableCredential"]["issuer"]), (201, DID), "another's DID: ours is put there")
    status, answer = w.issue(credential(), domain="board.example", challenge="c-1", nothing={"anybody": "knows"})
    tap.equal(w.verify(answer["verifiableCredential"], {"domain": "board.example", "challenge": "c-1"})[0], 200,
              "made for a domain and challenge")
    old = {"@context": [V1], "type": ["VerifiableCredential"], "issuer": DID, "issuanceDate": "2026-01-01T00:00:00Z",
           "credentialSubject": {"id": SUBJECT}}
    status, answer = w.issue(old)
    tap.ok(status == 201 and answer["verifiableCredential"]["@context"] == [V1, DI]
           and w.verify(answer["verifiableCredential"])[0] == 200, "data model 1.1 gets the proof's context", answer)
    status, answer = w.issue({k: v for k, v in old.items() if k != "issuanceDate"})
    dated = answer["verifiableCredential"]
    tap.ok(status == 201 and re.match(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", dated["issuanceDate"])
           and dated["issuanceDate"] <= dated["proof"]["created"] and w.verify(dated)[0] == 200,
           "data model 1.1 without a date gets that of the signing", answer)
    status, answer = w.issue({**old, "issuanceDate": None})
    tap.equal((status, answer["place"]), (400, "/credential/issuanceDate"), "but not for one that is null")
    status, answer = w.issue(credential(**{"@context": [V2, EXAMPLES], "favouriteColour": "blue"}))
    tap.ok(status == 201 and w.verify(answer["verifiableCredential"])[0] == 200, "a context of the operator", answer)
    once = w.issue(credential())[1]["verifiableCredential"]
    status, answer = w.issue(once, cryptosuite="ecdsa-jcs-2019")
    tap.ok(status == 201 and [p["cryptosuite"] for p in answer["verifiableCredential"]["proof"]] ==
           ["eddsa-rdfc-2022", "ecdsa-jcs-2019"] and w.verify(answer["verifiableCredential"])[0] == 200,
           "a proof beside the one that is there", answer)

    # -- what is refused ----------------------------------------------------------------
    for name, body, kind, code, place in (
            ("no credential", {}, VCDM + "MALFORMED_VALUE_ERROR", "missing", "/credential"),
            ("an array", [], VCDM + "MALFORMED_VALUE_ERROR", "type", None),
            ("a name twice", b'{"credential":{"a":1,"a":2}}', VCDM + "PARSING_ERROR", "duplicate", None),
            ("no context", {"credential": credential(**{"@context": None})}, VCDM + "MALFORMED_VALUE_ERROR",
             "missing", "/credential/@context"),
            ("contexts in another order", {"credential": credential(**{"@context": [EXAMPLES, V2]})},
             VCDM + "MALFORMED_VALUE_ERROR", "context", "/credential/@context"),
            ("a context that is not known", {"credential": credential(**{"@context": [V2, "https://x.example/"]})},
             VCDM + "PARSING_ERROR", "linked_data", None),
            ("a context that is a number", {"credential": credential(**{"@context": [V2, 7]})},
             VCDM + "MALFORMED_VALUE_ERROR", "uri", "/credential/@context/1"),
            ("no type", {"credential": credential(type=None)}, VCDM + "MALFORMED_VALUE_ERROR", "missing",
             "/credential/type"),
            ("a type that is not mapped", {"credential": credential(type=["VerifiableCredential", "Nonsense"])},
             VCDM + "PARSING_ERROR", "linked_data", None),
            ("a type mapped to no URL", {"credential": credential(**{
                "@context": [V2, {"Nonsense": "https ://no-url#Nonsense"}],
                "type": ["VerifiableCredential", "Nonsense"]})}, VCDM + "PARSING_ERROR", "linked_data", None),
            ("a term that is not mapped", {"credential": credential(nonsense=1)}, VCDM + "PARSING_ERROR",
             "linked_data", "/credential/nonsense"),
            ("a protected term again", {"credential": credential(**{
                "@context": [V2, {"VerifiableCredential": "https://x.example/#V"}]})}, VCDM + "PARSING_ERROR",
             "linked_data", None),
            ("id is null", {"credential": {**credential(), "id": None}}, VCDM + "MALFORMED_VALUE_ERROR", "uri",
             "/credential/id"),
            ("two ids", {"credential": credential(id=["urn:a:1", "urn:a:2"])}, VCDM + "MALFORMED_VALUE_ERROR", "uri",
             "/credential/id"),
            ("id is no URL", {"credential": credential(id="credential")}, VCDM + "MALFORMED_VALUE_ERROR", "uri",
             "/credential/id"),
            ("no issuer", {"credential": credential(issuer=None)}, VCDM + "MALFORMED_VALUE_ERROR", "missing",
             "/credential/issuer"),
            ("issuer is null", {"credential": {**credential(), "issuer": None}}, VCDM + "MALFORMED_VALUE_ERROR",
             "uri", "/credential/issuer"),
            ("issuer is no URL", {"credential": credential(issuer="me")}, VCDM + "MALFORMED_VALUE_ERROR", "uri",
             "/credential/issuer"),
            ("issuer's id is null", {"credential": credential(issuer={"id": None})}, VCDM + "MALFORMED_VALUE_ERROR",
             "uri", "/credential/issuer/id"),
            ("issuer without id", {"credential": credential(issuer={"name": "x"})}, VCDM + "MALFORMED_VALUE_ERROR",
             "missing", "/credential/issuer/id"),
            ("no subject", {"credential": credential(credentialSubject=None)}, VCDM + "MALFORMED_VALUE_ERROR",
             "missing", "/credential/credentialSubject"),
            ("an empty subject", {"credential": credential(credentialSubject=[{"id": SUBJECT}, {}])},
             VCDM + "MALFORMED_VALUE_ERROR", "subjects", "/credential/credentialSubject/1"),
            ("no date", {"credential": credential(validFrom="2026-13-01T00:00:00Z")},
             VCDM + "MALFORMED_VALUE_ERROR", "date", "/credential/validFrom"),
            ("ends before it begins", {"credential": credential(
                validFrom="2026-02-01T00:00:00Z", validUntil="2026-01-01T00:00:00Z")},
             VCDM + "MALFORMED_VALUE_ERROR", "period", "/credential/validUntil"),
            ("a status without type", {"credential": credential(credentialStatus={"id": "urn:a:1"})},
             VCDM + "MALFORMED_VALUE_ERROR", "missing", "/credential/credentialStatus/type"),
            ("an index that is none", {"credential": credential(credentialStatus={
                "type": ENTRY, "statusPurpose": "revocation", "statusListIndex": True,
                "statusListCredential": "https://x.example/"})}, VCDM + "MALFORMED_VALUE_ERROR", "status",
             "/credential/credentialStatus"),
            ("an index that is a number", {"credential": credential(credentialStatus=[{
                "type": ENTRY, "statusPurpose": "revocation", "statusListIndex": 5,
                "statusListCredential": "https://x.example/"}])}, VCDM + "MALFORMED_VALUE_ERROR", "status",
             "/credential/credentialStatus/0"),
            ("an entry named like its list", {"credential": credential(credentialStatus={
                "id": "https://x.example/", "type": ENTRY, "statusPurpose": "revocation", "statusListIndex": "5",
                "statusListCredential": "https://x.example/"})}, VCDM + "MALFORMED_VALUE_ERROR", "status",
             "/credential/credentialStatus"),
            ("a name with more members", {"credential": credential(name={"@value": "x", "url": "urn:a:1"})},
             VCDM + "MALFORMED_VALUE_ERROR", "extra", "/credential/name/url"),
            ("the same of its issuer", {"credential": credential(issuer={
                "id": DID, "name": {"@value": "x", "url": "urn:a:1"}})}, VCDM + "MALFORMED_VALUE_ERROR", "extra",
             "/credential/issuer/name/url"),
            ("two related resources of one id", {"credential": credential(relatedResource=[
                {"id": "urn:a:1", "digestSRI": "sha256-x"}, {"id": "urn:a:1", "digestSRI": "sha256-y"}])},
             VCDM + "MALFORMED_VALUE_ERROR", "value", "/credential/relatedResource/1/id"),
            ("another digest than that of a context", {"credential": credential(relatedResource={
                "id": V2, "digestSRI": "sha256-" + 43 * "A" + "="})}, VCDM + "CRYPTOGRAPHIC_SECURITY_ERROR",
             "digest", "/credential/relatedResource"),
            ("a proof that is none", {"credential": credential(proof=[7])}, VCDM + "MALFORMED_VALUE_ERROR", "type",
             None),
            ("an Open Badge that breaks its rules", {"credential": credential(
                **{"@context": [V2, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
                   "type": ["VerifiableCredential", "OpenBadgeCredential"]})}, VCDM + "MALFORMED_VALUE_ERROR",
             "missing", None),
            ("options that are none", {"credential": credential(), "options": 7}, VCDM + "MALFORMED_VALUE_ERROR",
             "option", "/options"),
            ("a suite that is not known", {"credential": credential(), "options": {"cryptosuite": "none"}},
             VCDM + "MALFORMED_VALUE_ERROR", "option", "/options/cryptosuite"),
            ("a key of another kind", {"credential": credential(issuer=w.keys["ES256"])}, GENERATION, "key",
             "/credential/issuer"),
            ("a pointer to nothing", {"credential": credential(), "options": {
                "cryptosuite": "ecdsa-sd-2023", "mandatoryPointers": ["/non/existent/path"]}}, GENERATION,
             "not_found", "/credential/non/existent/path"),
            ("a claim of tokens", {"credential": credential(**{"@context": [V2, EXAMPLES], "iss": "urn:a:1"}),
                                   "options": {"cryptosuite": "vc+jwt"}}, GENERATION, "value", "/credential/iss"),
            ("pointers that are none", {"credential": credential(), "options": {"mandatoryPointers": [1]}},
             VCDM + "MALFORMED_VALUE_ERROR", "option", "/options/mandatoryPointers"),
            ("too many pointers", {"credential": credential(), "options": {"mandatoryPointers": ["/issuer"] * 65}},
             VCDM + "MALFORMED_VALUE_ERROR", "option", "/options/mandatoryPointers")):
        status, answer = w.ask(ISSUE, body)
        tap.ok((status, answer["type"], answer["code"], answer["status"]) == (400, kind, code, 400)
               and answer["title"] == kind.split("#")[1] and answer["detail"]
               and (place is None or answer.get("place") == place), f"{name}: {code}", answer)
    for digest in ("sha256-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ=",):
        status, answer = w.issue(credential(relatedResource=[{"id": V2, "digestSRI": digest}]))
        tap.equal(status, 201, "the digest of a context")
    status, answer = w.issue(credential(relatedResource=[{
        "id": V2, "digestMultibase": "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"}]))
    tap.equal(status, 201, "the digest as the W3C's examples write it")

    # -- selective disclosure --------------------------------------------------------------
    base = w.issue(credential(id="urn:uuid:7a1c9c3e-1d1c-4a63-9d5e-2f3c40f0b103"), cryptosuite="ecdsa-sd-2023",
                   mandatoryPointers=["/issuer"])[1]["verifiableCredential"]
    status, answer = w.verify(base)
    tap.equal((status, answer["code"]), (400, "signature.base_proof"), "a base proof is for the holder alone")
    status, answer = w.ask(DERIVE, {"verifiableCredential": base,
                                    "options": {"selectivePointers": ["/credentialSubject/id"]}})
    shown = answer["verifiableCredential"]
    tap.ok(status == 201 and shown["credentialSubject"] == {"id": SUBJECT} and shown["issuer"] == DID,
           "what is derived shows less", answer)
    tap.equal(w.verify(shown)[0], 200, "and verifies")
    tap.equal(w.verify({**shown, "credentialSubject": {"id": "urn:invalid:1"}})[0], 400, "altered it does not")
    for name, document, options, required in (
            ("2.0", credential(), {}, ["issuer"]), ("1.1", old, {}, ["issuer", "issuanceDate"]),
            ("2.0, null", credential(), {"mandatoryPointers": None}, ["issuer"]),
            ("2.0, none at all", credential(), {"mandatoryPointers": []}, [])):
        made = w.issue(document, cryptosuite="ecdsa-sd-2023", **options)[1]["verifiableCredential"]
        shown = w.ask(DERIVE, {"verifiableCredential": made, "options": {
            "selectivePointers": ["/credentialSubject/id"]}})[1]["verifiableCredential"]
        tap.equal(sorted(k for k in shown if k not in ("@context", "type", "credentialSubject", "proof")),
                  sorted(required), f"derived of {name}: what a credential must have is in it, unless said")
        tap.equal(w.verify(shown)[0], 200 if required else 400, f"derived of {name}: verifies if that is there")
    for name, body, kind, code in (
            ("no credential", {}, VCDM + "MALFORMED_VALUE_ERROR", "missing"),
            ("no base proof", {"verifiableCredential": once}, GENERATION, "missing"),
            ("a pointer to nothing", {"verifiableCredential": base, "options": {"selectivePointers": ["/none"]}},
             GENERATION, "not_found"),
            ("pointers that are none", {"verifiableCredential": base, "options": {"selectivePointers": "/issuer"}},
             VCDM + "MALFORMED_VALUE_ERROR", "option"),
            ("too many", {"verifiableCredential": base, "options": {"selectivePointers": ["/issuer"] * 65}},
             VCDM + "MALFORMED_VALUE_ERROR", "option")):
        status, answer = w.ask(DERIVE, body)
        tap.ok((status, answer["type"], answer["code"]) == (400, kind, code), f"derive, {name}: {code}", answer)

    # -- status -------------------------------------------------------------------------------
    def entry(purpose):
        return {"type": ENTRY, "statusPurpose": purpose}

    def states(vc):
        w.verifier.stop()
        w.verifier.__init__(w, "--fetch-map", f"{PUBLIC}/={w.base}/", "--trust", DID)
        status, answer = w.verify(vc, {"checks": ["proof", "credentialStatus"]})
        return answer.get("code", "verified") if status == 400 else "verified"

    status, answer = w.issue(credential(), credentialStatus=[entry("revocation"), entry("suspension")])
    vc = answer["verifiableCredential"]
    first, second = vc["credentialStatus"]
    tap.ok(status == 201 and first["statusListIndex"] == second["statusListIndex"]
           and first["statusListCredential"] == f"{PUBLIC}/issuers/{ORG}/status/1/revocation"
           and vc["id"].startswith("urn:uuid:"), "two entries, one place", answer)
    tap.equal(states(vc), "verified", "neither revoked nor suspended")
    tap.equal(w.ask(STATUS, {"credentialId": vc["id"], "credentialStatus": entry("suspension")}),
              (200, {"credentialId": vc["id"], "statusPurpose": "suspension", "status": True}), "suspended")
    tap.equal(states(vc), "suspension.suspended", "the verifier sees it")
    tap.equal(w.ask(STATUS, {"credentialId": vc["id"], "credentialStatus": entry("suspension"),
                             "status": False})[0], 200, "and taken back")
    tap.equal(states(vc), "verified", "the verifier sees that")
    tap.equal(w.ask(STATUS, {"credentialId": vc["id"], "credentialStatus": [{**entry("revocation"),
                                                                             "status": "1"}]})[0], 200, "revoked")
    tap.equal(states(vc), "revocation.revoked", "the verifier sees it")
    status, answer = w.ask(STATUS, {"credentialId": vc["id"], "credentialStatus": entry("revocation"),
                                    "status": "0"})
    tap.equal((status, answer["code"]), (409, "state"), "a revocation stays")
    status, answer = w.issue(credential(), credentialStatus=entry("suspension"), credentialId="board.example/7")
    nameless = answer["verifiableCredential"]
    tap.ok(status == 201 and "id" not in nameless, "a credentialId takes the place of an id, and stays outside", answer)
    tap.equal(w.ask(STATUS, {"credentialId": "board.example/7", "status": True, "credentialStatus": {
        "type": "BitstringStatusList", "statusPurpose": "suspension"}}),
        (200, {"credentialId": "board.example/7", "statusPurpose": "suspension", "status": True}),
        "it is known by that, and the type has VCALM's other name, too")
    tap.equal(states(nameless), "suspension.suspended", "the verifier sees it")
    named = w.issue(credential(id="urn:uuid:7a1c9c3e-1d1c-4a63-9d5e-2f3c40f0b199"), credentialId="board.example/8",
                    credentialStatus=entry("suspension"))[1]["verifiableCredential"]
    tap.equal((named["id"][-4:], w.ask(STATUS, {"credentialId": named["id"],
                                                "credentialStatus": entry("suspension")})[0]), ("b199", 404),
              "beside an id it is what the credential is known by")
    tap.equal(w.ask(STATUS, {"credentialId": "board.example/8", "credentialStatus": entry("suspension")})[0], 200,
              "and counts")
    tap.equal(w.issue(credential(), credentialId="board.example/8")[0], 201, "without a status nothing is known by it")
    for name, options, status_wanted, code, place in (
            ("one that is taken", {"credentialId": "board.example/7", "credentialStatus": entry("revocation")}, 409,
             "duplicate", "/options/credentialId"),
            ("a number", {"credentialId": 7}, 400, "option", "/options/credentialId"),
            ("nothing", {"credentialId": ""}, 400, "option", "/options/credentialId"),
            ("with a line feed", {"credentialId": "a\nb"}, 400, "option", "/options/credentialId"),
            ("with a letter of another kind", {"credentialId": "caf\u00e9"}, 400, "option", "/options/credentialId"),
            ("too long", {"credentialId": "a" * 513}, 400, "option", "/options/credentialId"),
            ("that of an award", {"credentialId": PUBLIC + "/v/1"}, 400, "id", "/options/credentialId")):
        status, answer = w.issue(credential(), **options)
        tap.ok((status, answer["code"], answer["place"]) == (status_wanted, code, place),
               f"credentialId: {name}: {code}", answer)
    tap.equal(w.issue(credential(), credentialId="a" * 512)[0], 201, "credentialId: as long as it may be")
    one = w.issue(credential(id="urn:uuid:7a1c9c3e-1d1c-4a63-9d5e-2f3c40f0b104"),
                  credentialStatus=entry("revocation"))[1]["verifiableCredential"]
    tap.equal((one["id"][-4:], one["credentialStatus"]["statusPurpose"]), ("b104", "revocation"), "one entry, alone")
    tap.equal(states(one), "verified", "another's revocation is not its own")
    for name, options, change, status_wanted, code in (
            ("an id that has one", {"credentialStatus": entry("revocation")},
             {"id": "urn:uuid:7a1c9c3e-1d1c-4a63-9d5e-2f3c40f0b104"}, 409, "duplicate"),
            ("another type", {"credentialStatus": {"type": "StatusList2021Entry"}}, {}, 400, "option"),
            ("another purpose", {"credentialStatus": entry("message")}, {}, 400, "option"),
            ("a purpose twice", {"credentialStatus": [entry("revocation")] * 2}, {}, 400, "option"),
            ("no object", {"credentialStatus": "revocation"}, {}, 400, "option"),
            ("a did:key has no lists", {"credentialStatus": entry("revocation")}, {"issuer": w.keys["EdDSA"]}, 400,
             "status"),
            ("a status of its own", {"credentialStatus": entry("revocation")},
             {"credentialStatus": {"type": "https://x.example/#Status"}}, 400, "status")):
        status, answer = w.issue(credential(**change), **options)
        tap.ok((status, answer["code"]) == (status_wanted, code), f"status: {name}: {code}", answer)
    for name, body, status_wanted, code in (
            ("no id", {"credentialStatus": entry("revocation")}, 400, "missing"),
            ("an id without one", {"credentialId": "urn:a:1", "credentialStatus": entry("revocation")}, 404,
             "not_found"),
            ("no entry", {"credentialId": vc["id"]}, 400, "status"),
            ("another purpose", {"credentialId": vc["id"], "credentialStatus": entry("message")}, 400, "status"),
            ("neither true nor false", {"credentialId": vc["id"], "credentialStatus": entry("suspension"),
                                        "status": 7}, 400, "status")):
        status, answer = w.ask(STATUS, body)
        tap.ok((status, answer["code"]) == (status_wanted, code), f"set, {name}: {code}", answer)

    # -- each key has its own --------------------------------------------------------------------
    board = w.site.ok("apikey", "add", "board").strip()
    mine = w.issue(credential(), credentialStatus=[entry("revocation"), entry("suspension")])[1]["verifiableCredential"]
    unknown = w.ask(STATUS, {"credentialId": "urn:a:1", "credentialStatus": entry("revocation")}, board)[1]
    for purpose in ("revocation", "suspension"):
        for value in (True, False):
            status, answer = w.ask(STATUS, {"credentialId": mine["id"], "credentialStatus": entry(purpose),
                                            "status": value}, board)
            tap.equal((status, {**answer, "request_id": 0}), (404, {**unknown, "request_id": 0}),
                      f"another key's {purpose} to {value}: as of one that is not there")
    tap.equal(states(mine), "verified", "nothing has changed")
    w.site.ok("apikey", "revoke", "suite")
    w.token = w.site.ok("apikey", "add", "suite").strip()
    tap.equal(w.ask(STATUS, {"credentialId": mine["id"], "credentialStatus": entry("suspension")})[0], 200,
              "the next key of a name goes on with what the last had issued")
    tap.equal(states(mine), "suspension.suspended", "and the verifier sees it")
    code, _, err = w.site.run("apikey", "status", ORG, "urn:a:1", "--purpose", "revocation")
    tap.ok(code == 1 and "no such credential" in err, "the operator: one that is not there", err)
    code, _, err = w.site.run("apikey", "status", ORG, mine["id"], "--purpose", "message")
    tap.ok(code == 1 and "revocation or suspension" in err, "the operator: another purpose", err)
    w.site.ok("apikey", "status", ORG, mine["id"], "--purpose", "suspension", "--clear")
    tap.equal(states(mine), "verified", "the operator ends a suspension of any key")
    w.site.ok("apikey", "status", ORG, mine["id"], "--purpose", "revocation")
    tap.equal(states(mine), "revocation.revoked", "and revokes")
    code, _, err = w.site.run("apikey", "status", ORG, mine["id"], "--purpose", "revocation", "--clear")
    tap.ok(code == 1 and "taken back" in err, "for good", err)

    # -- a status that the client brings ------------------------------------------------------------
    def brought(url, index="7", **changes):
        return {"id": f"{url}#{index}", "type": ENTRY, "statusPurpose": "revocation", "statusListIndex": index,
                "statusListCredential": url, **changes}

    elsewhere = brought("https://lists.example/status/3")
    status, answer = w.issue(credential(credentialStatus=elsewhere))
    tap.equal((status, answer["verifiableCredential"]["credentialStatus"]), (201, elsewhere),
              "an entry in somebody else's list is signed as it came")
    place = "/credential/credentialStatus"
    own = f"{PUBLIC}/issuers/society/status/1/revocation"
    for name, entries, where in (
            ("of an award", brought(own), "/id"),
            ("of another client", brought(mine["credentialStatus"][0]["statusListCredential"], id="urn:a:9"),
             "/statusListCredential"),
            ("without an id", {k: v for k, v in brought(own).items() if k != "id"}, "/statusListCredential"),
            ("beside another", [elsewhere, brought(own, id="urn:a:9")], "/1/statusListCredential"),
            ("with capitals", brought(own.replace("badges.example.org", "Badges.EXAMPLE.org")), "/id"),
            ("with a port", brought(own.replace(".org/", ".org:443/")), "/id"),
            ("with a user", brought(own.replace("https://", "https://you@")), "/id"),
            ("with a dot", brought(own.replace(".org/", ".org./")), "/id"),
            ("escaped", brought(own.replace("badges.", "%62adges.")), "/id"),
            ("by another path", brought(own.replace("/issuers", "/x/../issuers")), "/id"),
            ("by http", brought(own.replace("https:", "http:")), "/id"),
            ("of an older type", {**brought(own, id="urn:a:9"), "type": "StatusList2021Entry"}, None),
            ("of 1EdTech's type", {"id": own, "type": "1EdTechRevocationList"}, None),
            ("of no type that is known", {"id": "urn:a:9", "type": "https://x.example/#Status",
                                          "https://x.example/#list": {"id": own}}, None)):
        for suite in ("eddsa-jcs-2022", "vc+jwt"):
            status, answer = w.issue(credential(credentialStatus=entries), cryptosuite=suite)
            tap.ok((status, answer["type"]) == (400, VCDM + "MALFORMED_VALUE_ERROR")
                   and (answer["code"], where and answer["place"]) == ("status", where and place + where)
                   and "options.credentialStatus" in answer["detail"],
                   f"an entry in a list of ours, {name}, {suite}: not signed", answer)
    listed = "https://www.w3.org/ns/credentials/status#statusListCredential"
    for other in ({listed: {"id": own}}, {listed: own}, {"type": ENTRY, "statusListCredential": own}):
        for member in ("evidence", "termsOfUse", "credentialSubject"):
            status, answer = w.issue(credential(credentialStatus=elsewhere, **{
                member: {"id": elsewhere["id"], "type": "https://x.example/#T", **other}}))
            tap.ok((status, answer.get("code")) == (400, "status"), f"the same by what {member} says of it", answer)
    for name, code, context, entries in (
            ("by a prefix", "linked_data", [{"own": PUBLIC + "/"}], brought("own:issuers/society/status/1/revocation", id="urn:a:9")),
            ("as an alias", "status", [{"listed": {"@id": listed, "@type": "@id"}}], {**elsewhere, "listed": own})):
        status, answer = w.issue(credential(**{"@context": [V2, *context], "credentialStatus": entries}))
        tap.ok(status == 400 and answer["code"] == code, f"the same {name}: {code}", answer)

    # -- nothing of it is an award ---------------------------------------------------------------
    with sqlite3.connect(os.path.join(w.site.data, "testamur.db")) as store:
        tables = {name: store.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0]
                  for name in ("credential", "credential_event", "decision", "ledger_entry", "person")}
        actors = {row[0] for row in store.execute(
            "SELECT actor FROM audit_event WHERE action LIKE 'vcapi.%'")}
    tap.equal(set(tables.values()), {0}, "nothing among credentials, decisions, the ledger or people", )
    tap.equal(actors, {"api:suite", "api:other", "cli:test"}, "who asked is in the audit log")
    with open(w.log_path, encoding="utf-8") as handle:
        log = handle.read()
    tap.ok(w.token not in log and SUBJECT not in log and "Ada" not in log, "no key and no contents in the log")

    # -- keys change while it serves ---------------------------------------------------------------
    before = w.issue(credential(), cryptosuite="ecdsa-rdfc-2019")[1]["verifiableCredential"]
    w.site.ok("key", "rotate", ORG, "--alg", "ES256")
    status, answer = w.issue(credential(), cryptosuite="ecdsa-rdfc-2019")
    after = answer["verifiableCredential"]
    tap.equal((before["proof"]["verificationMethod"], after["proof"]["verificationMethod"]),
              (DID + "#es256-1", DID + "#es256-2"), "the new key signs at once")
    status, answer = w.issue(credential(issuer=w.keys["ES256"]), cryptosuite="ecdsa-rdfc-2019")
    tap.equal((status, answer.get("code"), answer.get("place")), (400, "key", "/credential/issuer"),
              "the old one's did:key does not")
    w.site.ok("key", "revoke", ORG + "/es256-2", "--reason", "lost")
    status, answer = w.issue(credential(), cryptosuite="ecdsa-rdfc-2019")
    tap.equal(answer["verifiableCredential"]["proof"]["verificationMethod"], DID + "#es384-1",
              "once it is revoked another one does, that the suite takes")
    status, answer = w.issue(credential(), cryptosuite="ecdsa-sd-2023")
    tap.equal((status, answer.get("code")), (400, "key"), "where there is none, none does")
    status, answer = w.issue(credential(), cryptosuite="eddsa-rdfc-2022")
    tap.equal(status, 201, "the others are as before")

    # -- the organisation is for nothing else -------------------------------------------------------
    w.site.ok("organisation", "add", "society", "--name", "Society")
    code, _, err = w.site.run("serve", "--vc-api-issuer", "society")
    tap.ok(code == 1 and "gives awards" in err, "an organisation that gives awards signs nothing for others", err)
    code, _, err = w.site.run("serve", "--vc-api-issuer", "nobody")
    tap.equal(code, 1, "nor does one that is not there")
    code, _, err = w.site.run("serve", "--vc-api-issuer", ORG, "--vc-api-suite", "none")
    tap.equal(code, 64, "a suite that is not known")
    code, _, err = w.site.run("serve", "--vc-api-suite", "eddsa-jcs-2022")
    tap.equal(code, 64, "a suite for nothing")
    code, _, err = w.site.run("serve", "--vc-api-contexts", w.folder)
    tap.ok(code == 64 and "--vc-api-contexts" in err, "contexts for nothing", err)
    code, _, err = w.site.run("serve", "--vc-api-issuer", ORG, "--vc-api-contexts", w.site.data)
    tap.ok(code == 1 and "map.json" in err, "a folder of no contexts", err)
    w.site.ok("organisation", "add", "mfpe", "--name", "Signs for others", "--vc-api")
    code, _, err = w.site.run("programme", "load", os.path.join(ROOT, "programmes", "mfpe-ljs"))
    tap.ok(code == 1 and "gives no awards" in err, "no programme awards in its name", err)
    with urllib.request.urlopen(w.base + "/", timeout=60) as reply:
        page = reply.read().decode()
    tap.ok("Society" in page and "Interoperability" not in page, "nor is it among those who do", page)
    with urllib.request.urlopen(w.base + "/.well-known/did.json", timeout=60) as reply:
        tap.ok(b"#eddsa-1" in reply.read(), "the host's identity is still that of the one who does")
    code, _, err = w.site.run("serve", "--vc-api-local")
    tap.ok(code == 64 and "--vc-api-local" in err, "callers without a key for nothing", err)

    # -- callers on this computer without a key --------------------------------------------------
    process, base = w.serve("--vc-api-issuer", ORG, "--vc-api-local")
    status, _, answer = post(base + ISSUE, {"credential": credential()})
    tap.equal((status, w.verify(answer["verifiableCredential"])[0]), (201, 200), "--vc-api-local: without a key")
    tap.equal(post(base + ISSUE, {"credential": credential()}, w.token)[0], 201, "--vc-api-local: with a key")
    tap.equal(post(base + ISSUE, {"credential": credential()}, "tsm_nobody")[0], 401,
              "--vc-api-local: an unknown key is none")
    for name, headers, want in (
            ("a proxy spoke", {"X-Forwarded-For": "192.0.2.7"}, 401), ("a proxy spoke", {"Forwarded": "for=192.0.2.7"}, 401),
            ("a page in a browser asks", {"Origin": "https://evil.example"}, 401),
            ("a page in a frame asks", {"Origin": "null"}, 401),
            ("a page's own name leads here", {"Host": "evil.example:80"}, 401),
            ("a name only begins so", {"Host": "127.0.0.1.evil.example"}, 401),
            ("another host is named", {"Host": "[2001:db8::1]:80"}, 401), ("no host is named", {"Host": ""}, 401),
            ("the name is localhost", {"Host": "localhost:80"}, 201), ("the host is ::1", {"Host": "[::1]:80"}, 201)):
        request = urllib.request.Request(base + ISSUE, data=json.dumps({"credential": credential()}).encode(),
                                         headers={"Content-Type": "application/json", **headers})
        try:
            got = urllib.request.urlopen(request, timeout=60).status
        except urllib.error.HTTPError as error:
            got = error.code
        tap.equal(got, want, f"--vc-api-local: {name} ({headers})")
    process.terminate()
    process.wait(30)
    process.stderr.close()
    process, base = w.serve()
    for path in (ISSUE, STATUS, DERIVE):
        tap.equal(post(base + path, {"credential": credential()}, w.token)[0], 404,
                  f"{path}: nothing there without --vc-api-issuer")
    process.terminate()
    process.wait(30)
    process.stderr.close()
tap.done()
