#!/usr/bin/env python3
"""The W3C's API against what the W3C's interoperability suites send.

npm packages make the credentials and presentations, each cryptosuite with
each kind of key and both data models, bent in every way that the suites
bend them; the verifier has to take the good ones and refuse the others with
a problem. What the issuer signs by the same API is verified by npm, and is
of the form that the suites want.
"""
import json
import os
import re
import sys
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
from npm import install, run  # noqa: E402
from tap import Tap  # noqa: E402
from vcapi import DID, PUBLIC, V1, V2, VcApi  # noqa: E402

DI = "https://w3id.org/security/data-integrity/v2"
TITLES = {"verify": "what the suites send verifiers", "sd": "selective disclosure",
          "present": "presentations", "issue": "what the suites want of issuers"}
KINDS = [("eddsa-rdfc-2022", "Ed25519"), ("eddsa-jcs-2022", "Ed25519"), ("ecdsa-rdfc-2019", "P-256"),
         ("ecdsa-rdfc-2019", "P-384"), ("ecdsa-jcs-2019", "P-256"), ("ecdsa-jcs-2019", "P-384")]
GOOD = {"issuedVc", "noCreated", "createdOneYearAgo", "createdWithOffset", "createdWithMilliseconds",
        "noOffsetCreated", "expiresLater", "noOffsetExpiresLater", "proofSet", "previousProofString",
        "previousProofArray", "domainAndChallenge"}
PROBLEM = re.compile(r"^https://(www\.w3\.org/TR/vc-data-model|w3id\.org/security|"
                     r"www\.w3\.org/ns/credentials/status-list)#[A-Z_]+_ERROR$")
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def document(version):
    when = "2026-01-02T03:04:05Z"
    name = {} if version == 2 else {"name": "https://schema.org/name"}
    return {"@context": [V2] if version == 2 else [V1, DI, name],
            "id": "urn:uuid:7a1c9c3e-1d1c-4a63-9d5e-2f3c40f0b105", "type": ["VerifiableCredential"],
            **({"validFrom": when} if version == 2 else {"issuanceDate": when}),
            "credentialSubject": {"id": "urn:uuid:7a1c9c3e-1d1c-4a63-9d5e-2f3c40f0b106", "name": "Alix"}}


def b58(data):
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return "z" + "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def unb58(text):
    number = 0
    for letter in text[1:]:
        number = number * 58 + ALPHABET.index(letter)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def refused(answer):
    """HTTP 400 with a problem of the W3C's, and not verified."""
    status, body = answer
    return (status == 400 and body["verified"] is False and PROBLEM.match(body["type"])
            and body["title"] and body["detail"] and body["problemDetails"])


def verifying(tap, w, folder):
    jobs = [{"suite": suite, "curve": curve, "document": document(version)}
            for suite, curve in KINDS for version in (2, 1)]
    for job, made in zip(jobs, run(folder, "vcapi.mjs", {"vectors": jobs})["vectors"]):
        version = "2.0" if job["document"]["@context"][0] == V2 else "1.1"
        title = f"{TITLES['verify']}: {job['suite']} {job['curve']}, data model {version}"
        made = made["credentials"]
        for name, credential in made.items():
            options = {"checks": ["proof"]}
            if name in ("invalidDomain", "invalidChallenge", "domainAndChallenge"):
                options.update(domain="domain.example", challenge="1235abcd6789")
            answer = w.verify(credential, options)
            if name in GOOD:
                tap.ok(answer[0] == 200 and answer[1]["verified"], f"{title}: {name} verifies", answer)
            else:
                tap.ok(refused(answer), f"{title}: {name} does not", answer)
        good = made["issuedVc"]
        value = good["proof"]["proofValue"]

        def changed(**changes):
            return {**good, "proof": {k: v for k, v in {**good["proof"], **changes}.items() if v != "GONE"}}

        for name, credential, options in (
                ("proof missing", {k: v for k, v in good.items() if k != "proof"}, {}),
                ("proof null", {**good, "proof": None}, {}),
                ("proofValue missing", changed(proofValue="GONE"), {}),
                ("proofValue null", changed(proofValue=None), {}),
                ("proofValue without header", changed(proofValue=value[1:]), {}),
                ("proofValue in another base", changed(proofValue="u" + value[1:]), {}),
                ("proofValue 32 bytes longer", changed(proofValue=b58(unb58(value) + bytes(range(32)))), {}),
                ("proofValue one byte shorter", changed(proofValue=b58(unb58(value)[:-1])), {}),
                ("created altered", changed(created="2026-01-02T03:04:06Z"), {}),
                ("a term added", {**good, "credentialSubject": {**good["credentialSubject"], "x": "y"}}, {}),
                ("a type added", {**good, "type": good["type"] + ["UndefinedType"]}, {}),
                ("the subject exchanged", {**good, "credentialSubject": {"id": "urn:invalid:1"}}, {}),
                ("another purpose expected", good, {"expectedProofPurpose": "authentication"}),
                ("a domain that it does not name", good, {"domain": "domain.example"}),
                ("a challenge that it does not name", good, {"challenge": "1235abcd6789"}),
                ("the other suites' name", changed(cryptosuite="ecdsa-rdfc-2019" if "eddsa" in job["suite"]
                                                   else "eddsa-rdfc-2022"), {}),
                ("data model unknown", {**good, "@context": good["@context"][1:]}, {})):
            answer = w.verify(credential, {"checks": ["proof"], **options})
            tap.ok(refused(answer), f"{title}: {name} does not", answer)
        for options in (None, {}, {"checks": []}, {"checks": ["proof"], "more": [{}]}):
            tap.equal(w.verify(good, options)[0], 200, f"{title}: options {options}")


def sailing():
    """Nested arrays without ids, in terms of its own."""
    term = "https://harbour.example/#"
    return {
        "@context": [V2, {"@protected": True, "SailingCredential": term + "SailingCredential",
                          "log": {"@id": term + "log", "@context": {
                              "@protected": True, "boat": term + "boat", "trips": {
                                  "@id": term + "trips", "@context": {
                                      "@protected": True, "miles": term + "miles", "day": term + "day"}}}}}],
        "type": ["VerifiableCredential", "SailingCredential"], "validFrom": "2026-01-02T03:04:05Z",
        "credentialSubject": {"name": "Alix", "log": [
            {"boat": "Kittiwake", "trips": [{"miles": 12, "day": "1"}, {"miles": 7.5, "day": "2"},
                                            {"miles": 7.5, "day": "3"}]},
            {"boat": "Fulmar", "trips": [{"miles": 30, "day": "9"}, {"miles": 4, "day": "10"}]}]}}


def disclosing(tap, w, folder):
    every = ["/credentialSubject/log/0", "/credentialSubject/log/1"]
    jobs = [{"document": doc, "mandatory": mandatory, "selective": selective}
            for doc, mandatory, selective in (
                (document(2), ["/issuer"], ["/credentialSubject"]),
                (document(2), [], ["/issuer", "/credentialSubject/id"]),
                (document(1), ["/issuer", "/issuanceDate"], ["/credentialSubject/name"]),
                (sailing(), ["/issuer"], every),
                (sailing(), ["/issuer", "/credentialSubject/log/0/boat"], ["/credentialSubject/log/0/trips/1"]),
                (sailing(), ["/validFrom"], ["/issuer", "/credentialSubject/log/1/trips/0"]))]
    disclosing_ours(tap, w, folder)
    for number, (job, made) in enumerate(zip(jobs, run(folder, "vcapi.mjs", {"disclosed": jobs})["disclosed"]), 1):
        title = f"{TITLES['sd']}: {number}"
        base, derived = made["base"], made["derived"]
        answer = w.verify(derived, {"checks": ["proof"]})
        tap.ok(answer[0] == 200 and answer[1]["verified"], f"{title}: derived by npm, verifies", answer)
        tap.ok(refused(w.verify(base, {"checks": ["proof"]})), f"{title}: a base proof does not")
        for name, credential in (
                ("altered", {**derived, "credentialSubject": {"id": "urn:invalid:1"}}),
                ("proofValue without its header", {**derived, "proof": {**derived["proof"], "proofValue": "a"}}),
                ("another suite", {**derived, "proof": {**derived["proof"], "cryptosuite": "invalid"}}),
                ("its base proof's value", {**derived, "proof": base["proof"]})):
            tap.ok(refused(w.verify(credential, {"checks": ["proof"]})), f"{title}: {name} does not")
        status, answer = w.ask("/credentials/derive", {"verifiableCredential": base, "options": {
            "selectivePointers": job["selective"]}})
        tap.equal(status, 201, f"{title}: derived by us of npm's base")
        ours = answer["verifiableCredential"]
        tap.equal({k: v for k, v in ours.items() if k != "proof"},
                  {k: v for k, v in derived.items() if k != "proof"}, f"{title}: shows the same")
        tap.equal(run(folder, "vc.mjs", {"verify": [ours]})["verify"][0]["verified"], True,
                  f"{title}: and npm verifies it")


def disclosing_ours(tap, w, folder):
    """Issued by us, derived by npm."""
    jobs, shown = [], []
    for name, given, mandatory, selective in (
            ("nothing mandatory", document(2), [], ["/issuer", "/credentialSubject"]),
            ("issuer mandatory", document(2), ["/issuer"], ["/credentialSubject/name"]),
            ("data model 1.1", document(1), ["/issuer", "/issuanceDate"], ["/credentialSubject/id"]),
            ("arrays", sailing(), ["/issuer"], ["/credentialSubject/log/0/trips/1", "/credentialSubject/log/1/boat"]),
            ("a part is mandatory", sailing(), ["/issuer", "/credentialSubject/log/1/trips/0/day"],
             ["/credentialSubject/log/0", "/validFrom"]),
            ("everything", sailing(), ["/issuer"], ["/validFrom", "/credentialSubject"]),
            ("nothing said, and no date given", {k: v for k, v in document(1).items() if k != "issuanceDate"}, None,
             ["/credentialSubject/id"])):
        status, answer = w.issue({**given, "issuer": w.keys["ES256"]}, cryptosuite="ecdsa-sd-2023",
                                 mandatoryPointers=mandatory)
        tap.equal(status, 201, f"{TITLES['sd']}: ours, {name}: issued")
        jobs.append({"base": answer["verifiableCredential"], "selective": selective})
        shown.append(name)
    for name, job, theirs in zip(shown, jobs, run(folder, "vcapi.mjs", {"derived": jobs})["derived"]):
        answer = w.verify(theirs, {"checks": ["proof"]})
        tap.equal(answer[0], 200, f"{TITLES['sd']}: ours, {name}: derived by npm, verifies")
        ours = w.ask("/credentials/derive", {"verifiableCredential": job["base"], "options": {
            "selectivePointers": job["selective"]}})[1]["verifiableCredential"]
        tap.equal({k: v for k, v in ours.items() if k != "proof"}, {k: v for k, v in theirs.items() if k != "proof"},
                  f"{TITLES['sd']}: ours, {name}: shows the same as by us")
    tap.ok({"issuer", "issuanceDate"} <= set(theirs) and set(theirs["credentialSubject"]) == {"id"},
           f"{TITLES['sd']}: ours, {shown[-1]}: what a credential must have is shown", theirs)


def presenting(tap, w, folder):
    asked = {"domain": "github.com/w3c/vc-data-model-2.0-test-suite", "challenge": "u4Rk9Y0Jv2Xc1dQbT7mZsKg"}
    plain = {"@context": [V2], "type": ["VerifiablePresentation"]}
    folder_type = {"Folder": "https://x.example/#Folder"}
    credential = {k: v for k, v in document(2).items() if k != "id"}
    good = [
        ("nothing in it", {**plain, "verifiableCredential": []}, None, None),
        ("no member for credentials", plain, None, None),
        ("an id", {**plain, "id": "urn:uuid:7a1c9c3e-1d1c-4a63-9d5e-2f3c40f0b107"}, None, None),
        ("another type", {**plain, "@context": [V2, folder_type],
                          "type": ["VerifiablePresentation", "Folder"]}, None, None),
        ("several credentials", plain, [credential, {**credential, "credentialSubject": {"id": "did:example:o"}}],
         "text"),
        ("a holder", plain, [credential], "text"),
        ("a holder with an id", plain, [credential], "object"),
        ("a context of its own, and a holder", {**plain, "@context": [V2, folder_type],
                                                "type": ["VerifiablePresentation", "Folder"]}, [credential],
         "text")]
    # what its holder issued, and no holder named (VCDM 2.0 section 4.13.3)
    alone = ("a credential of its own", plain, [credential], None)
    jobs = [{"presentation": presentation, "credentials": credentials, "options": asked, "holder": holder}
            for _, presentation, credentials, holder in [*good, alone]]
    *made, unnamed = run(folder, "vcapi.mjs", {"presentations": jobs})["presentations"]
    for options in (asked, {"checks": []}, {"checks": ["proof"]}):
        status, body = answer = w.verify_vp(unnamed["presentation"], options)
        tap.ok(refused(answer) and body["code"] == "presentation.no_holder",
               f"{TITLES['present']}: {alone[0]} without holder, {options}", answer)
    for (name, *_), one in zip(good, made):
        title, presentation = f"{TITLES['present']}: {name}", one["presentation"]
        for options in (asked, {"checks": []}, {"checks": ["proof"]}, {}, None):
            answer = w.verify_vp(presentation, options)
            tap.ok(answer[0] == 200 and answer[1]["verified"], f"{title}, {options} verifies", answer)
        proof = presentation["proof"]
        for what, document_, options in (
                ("another proofValue", {**presentation, "proof": {
                    **proof, "proofValue": "z5nmMBw2u9TGKd9NxxHJtyZKgjN2Eh"}}, {}),
                ("no proof", {k: v for k, v in presentation.items() if k != "proof"}, {}),
                ("no context", {k: v for k, v in presentation.items() if k != "@context"}, {}),
                ("the base context later", {**presentation, "@context": [DI] + presentation["@context"]}, {}),
                ("a context that is not known", {**presentation, "@context": [V2, "https://example.com"]}, {}),
                ("a context that is no URL", {**presentation, "@context": [V2, "https ://not-a-url/v1"]}, {}),
                ("a context that is a number", {**presentation, "@context": [V2, 123192875]}, {}),
                ("no type", {k: v for k, v in presentation.items() if k != "type"}, {}),
                ("another type alone", {**presentation, "type": ["Folder"]}, {}),
                ("another holder", {**presentation, "holder": "did:example:acme"}, {}),
                ("a holder that is no URL", {**presentation, "holder": {"id": one["holder"][8:]}}, {}),
                ("an id that is no URL", {**presentation, "id": "7"}, {}),
                ("credentials that are texts", {**presentation, "verifiableCredential": ["did:example:1"]}, {}),
                ("another challenge", presentation, {**asked, "challenge": "u1"}),
                ("another domain", presentation, {**asked, "domain": "x.example"})):
            tap.ok(refused(w.verify_vp(document_, options)), f"{title}: {what} does not verify")
    tap.ok(refused(w.verify({"type": ["NonconformingDocument"]}, {"checks": ["proof"]})), "no credential at all")
    tap.ok(refused(w.verify_vp({"type": ["NonconformingDocument"]})), "no presentation at all")


def issuing(tap, w, folder):
    keys = {"Ed25519": "EdDSA", "P-256": "ES256", "P-384": "ES384"}
    names, documents = [], []
    for suite, curve in KINDS + [("ecdsa-sd-2023", "P-256")]:
        for version in (2, 1):
            given = {**document(version), "issuer": w.keys[keys[curve]]}
            if version == 1:
                del given["@context"][1]  # the issuer has to add what its proof needs
                if "jcs" in suite:  # npm does not take contexts that are no text for equal
                    del given["@context"][1], given["credentialSubject"]["name"]
            title = f"{TITLES['issue']}: {suite} {curve}, data model {version}"
            status, answer = w.issue(given, cryptosuite=suite)
            vc = answer.get("verifiableCredential", {})
            proof = vc.get("proof", {})
            did, _, fragment = proof.get("verificationMethod", "").partition("#")
            tap.ok(status == 201 and set(vc) == set(given) | {"proof"} and vc["issuer"] == given["issuer"]
                   and vc["credentialSubject"] == given["credentialSubject"], f"{title}: issued as given", answer)
            tap.ok(proof["type"] == "DataIntegrityProof" and proof["cryptosuite"] == suite
                   and proof["proofPurpose"] == "assertionMethod" and did == vc["issuer"] == "did:key:" + fragment
                   and (V2 in vc["@context"] or DI in vc["@context"])
                   and re.match(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", proof["created"]), f"{title}: its proof",
                   proof)
            value = proof["proofValue"]
            size = {"Ed25519": 64, "P-256": 64, "P-384": 96}[curve]
            tap.ok(re.match(r"^u[A-Za-z0-9_-]+$", value) if suite == "ecdsa-sd-2023" else
                   value[0] == "z" and len(unb58(value)) == size, f"{title}: its proofValue", value)
            if suite == "ecdsa-sd-2023":
                vc = w.ask("/credentials/derive", {"verifiableCredential": vc, "options": {
                    "selectivePointers": ["/credentialSubject/id", "/issuer", "/" + (
                        "validFrom" if version == 2 else "issuanceDate")]}})[1]["verifiableCredential"]
            answer = w.verify(vc, {"checks": ["proof"]})
            tap.ok(answer[0] == 200, f"{title}: our verifier", answer)
            names.append(title)
            documents.append(vc)
    for title, got in zip(names, run(folder, "vc.mjs", {"verify": documents})["verify"]):
        tap.ok(got["verified"], f"{title}: npm verifies it", got["why"])
    lists(tap, w)


def lists(tap, w):
    """What the suite for status lists looks at."""
    title = TITLES["issue"] + ": status list"
    status, answer = w.issue({**document(2), "issuer": DID}, credentialStatus={"type": "BitstringStatusListEntry",
                                                            "statusPurpose": "revocation"})
    entry = answer["verifiableCredential"]["credentialStatus"]
    tap.ok(status == 201 and isinstance(entry["statusListIndex"], str) and entry["statusListIndex"].isdigit()
           and entry["id"] != entry["statusListCredential"] and "statusSize" not in entry, f"{title}: the entry", entry)
    tap.equal(answer["verifiableCredential"]["issuer"], DID, f"{title}: by the issuer's did:web")
    url = entry["statusListCredential"].replace(PUBLIC, w.base)
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": "application/json, */*"}),
                                timeout=60) as reply:
        kind, credential = reply.headers["Content-Type"], json.loads(reply.read())
    subject = credential["credentialSubject"]
    tap.ok("json" in kind and credential["id"] == entry["statusListCredential"]
           and "BitstringStatusListCredential" in credential["type"] and isinstance(credential["issuer"], str)
           and subject["type"] == "BitstringStatusList" and subject["statusPurpose"] == "revocation"
           and subject["encodedList"][0] == "u" and "proof" in credential, f"{title}: the list", credential)
    answer = w.verify(credential, {"checks": ["proof"]})
    tap.equal(answer[0], 200, f"{title}: verifies as a credential")


def main():
    tap = Tap()
    folder, problem = install()
    tests = (("verify", verifying), ("sd", disclosing), ("present", presenting), ("issue", issuing))
    if problem:
        for which, _ in tests:
            tap.skip(TITLES[which], problem)
        tap.done()
    with VcApi() as w:
        for _, test in tests:
            test(tap, w, folder)
    tap.done()


main()
