#!/usr/bin/env python3
"""The W3C's API: who may have things signed, and what must not be signed or
taken for good."""
import base64
import json
import os
import socket
import sys
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import Tap
from vcapi import DID, EXAMPLES, V1, V2, VcApi, post

tap = Tap()
HOST_DID = "did:web:badges.example.org:issuers:society"
SUBJECT = "did:example:ada"


def credential(**changes):
    value = {"@context": [V2], "type": ["VerifiableCredential"], "issuer": DID,
             "credentialSubject": {"id": SUBJECT}, **changes}
    return {k: v for k, v in value.items() if v is not None}


def names_of(answer):
    """Everybody whom a signed credential names as its issuer."""
    vc = answer["verifiableCredential"]
    if vc["type"] == "EnvelopedVerifiableCredential":
        head, body, _ = vc["id"].split(",")[1].split(".")
        vc, head = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in (body, head))
        names = {head["kid"].split("#")[0], head.get("iss"), vc.get("iss")} - {None}
    else:
        names = {vc["proof"]["verificationMethod"].split("#")[0]}
    issuer = vc["issuer"]
    return names | {issuer if isinstance(issuer, str) else issuer["id"]}


def callers(w):
    body = json.dumps({"credential": credential()}).encode()

    def ask(path, **headers):
        request = urllib.request.Request(w.base + path, data=body, headers={
            "Content-Type": "application/json", **headers})
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                return reply.status
        except urllib.error.HTTPError as error:
            return error.code

    tap.equal(ask("/credentials/issue", Authorization="Bearer " + w.token), 201, "the key, as it has to be")
    basic = base64.b64encode(("suite:" + w.token).encode()).decode()
    hashed = json.loads(open(w.site.data + "/apikeys.json", encoding="utf-8").read())["keys"][0]["sha256"]
    for name, path, headers in (
            ("in the address", "/credentials/issue?token=" + w.token, {}),
            ("as a cookie", "/credentials/issue", {"Cookie": "token=" + w.token}),
            ("by Basic", "/credentials/issue", {"Authorization": "Basic " + basic}),
            ("without a scheme", "/credentials/issue", {"Authorization": w.token}),
            ("after two spaces", "/credentials/issue", {"Authorization": "Bearer  " + w.token}),
            ("and more", "/credentials/issue", {"Authorization": "Bearer " + w.token + ",x"}),
            ("in capitals", "/credentials/issue", {"Authorization": "Bearer " + w.token.upper()}),
            ("its hash", "/credentials/issue", {"Authorization": "Bearer " + hashed}),
            ("nothing", "/credentials/issue", {"Authorization": "Bearer "}),
            ("of a path beside it", "/credentials/issue/../issue", {"Authorization": "Bearer x"})):
        tap.equal(ask(path, **headers), 404 if ".." in path else 401, "the key " + name)
    file = w.site.data + "/apikeys.json"
    text = open(file, "rb").read()
    os.chmod(file, 0o644)
    tap.equal(ask("/credentials/issue", Authorization="Bearer " + w.token), 500, "a file that others may read")
    os.chmod(file, 0o600)
    for name, broken in (("no JSON", b"{"), ("cut short", text[:-4]), ("another form", b"[]")):
        with open(file, "wb") as handle:
            handle.write(broken)
        tap.equal(ask("/credentials/issue", Authorization="Bearer " + w.token), 500, "keys: " + name)
    os.remove(file)
    tap.equal(ask("/credentials/issue", Authorization="Bearer " + w.token), 401, "keys: no file, nobody")
    with open(file, "wb") as handle:
        handle.write(text)
    os.chmod(file, 0o600)
    tap.equal(ask("/credentials/issue", Authorization="Bearer " + w.token), 201, "keys: there again")


def impersonating(w):
    for suite in ("eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-sd-2023", "vc+jwt"):
        for name, issuer in (("its DID", HOST_DID), ("an object", {"id": HOST_DID, "name": "Society"}),
                             ("a fragment", DID + "#x"), ("a path", DID + ":society"),
                             ("in capitals", DID.upper()), ("the host's", "did:web:badges.example.org"),
                             ("a page", "https://badges.example.org/issuers/society")):
            status, answer = w.issue(credential(issuer=issuer), cryptosuite=suite)
            tap.equal((status, names_of(answer)), (201, {DID}), f"another's name: {suite}, {name}")
    # whatever a context makes of it, a token is not by two
    for claim in ("iss", "vc", "sub", "exp", "nbf", "iat", "aud", "jti"):
        status, answer = w.issue(credential(**{"@context": [V2, EXAMPLES], claim: "urn:a:1"}), cryptosuite="vc+jwt")
        tap.equal((status, answer.get("code")), (400, "value"), f"a claim in the credential: {claim}")


def ids_of_awards(w):
    """Nothing signed for others has an id at which somebody would find an award."""
    award = "badges.example.org/V/2ZAM6TR1BBC1MHVHY7GMDQ8E079"
    status = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"}
    for name, given in (("its address", "https://" + award), ("in capitals", "HTTPS://" + award.upper()),
                        ("without TLS", "http://" + award), ("with a port", "https://" + award.replace("/V", ":8443/V")),
                        ("an issuer's", DID.replace("did:web:", "https://").replace(":", "/").replace("https///", "https://")),
                        ("a user", "https://a@" + award), ("the host", "https://badges.example.org")):
        for options in ({}, {"credentialStatus": status}):
            code, answer = w.issue(credential(id=given), **options)
            tap.equal((code, answer.get("code"), answer.get("place")), (400, "id", "/credential/id"),
                      f"an id of ours: {name}, {list(options)}")
    for given in ("https://badges.example.org.evil.example/V/1", "https://evil.example/badges.example.org/V/1",
                  "urn:uuid:7a1c9c3e-1d1c-4a63-9d5e-2f3c40f0b10a", "did:web:badges.example.org"):
        tap.equal(w.issue(credential(id=given))[0], 201, "another's id: " + given)


def smuggling(w):
    term = "https://x.example/#"
    for name, given, code in (
            ("an alias of type", credential(**{"@context": [V2, {"kind": "@type"}], "type": None,
                                               "kind": ["VerifiableCredential"]}), "missing"),
            ("@type", credential(type=None, **{"@type": "VerifiableCredential"}), "missing"),
            ("@id and id", credential(id="urn:a:1", **{"@id": "urn:a:2"}), "linked_data"),
            ("a graph of more", {"@context": [V2], "@graph": [credential()]}, "missing"),
            ("@included", credential(**{"@included": [{"id": "urn:a:1", "type": "VerifiableCredential"}]}),
             "linked_data"),
            ("its issuer again in a nest", credential(**{"@context": [V2, {"n": "@nest"}],
                                                         "n": {"issuer": HOST_DID}}), "linked_data"),
            ("its issuer by the IRI", credential(**{
                "https://www.w3.org/2018/credentials#issuer": {"@id": HOST_DID}}), "linked_data"),
            ("an issuer by what it signs", credential(**{"@context": [V2, {"signs": {
                "@reverse": "https://www.w3.org/2018/credentials#issuer"}}],
                "credentialSubject": {"id": SUBJECT, "signs": "urn:a:2"}}), "linked_data"),
            ("a presentation", {"@context": [V2], "type": ["VerifiablePresentation"], "holder": DID}, "class"),
            ("a DID document", {"@context": ["https://www.w3.org/ns/did/v1"], "id": DID}, "context"),
            ("a null context", credential(**{"@context": [V2, None, V2]}), "uri"),
            ("an import", credential(**{"@context": [V2, {"@version": 1.1, "@import": "https://evil.example/c"}]}),
             "linked_data"),
            ("a context in a context", credential(**{"@context": [
                V2, {"x": {"@id": term + "x", "@context": "https://evil.example/c"}}],
                "credentialSubject": {"id": SUBJECT, "x": {"id": "urn:a:1"}}}), "linked_data"),
            ("line ends in its id", credential(id="urn:a:1\r\nX: y"), "uri"),
            ("a status list", credential(
                type=["VerifiableCredential", "BitstringStatusListCredential"],
                id="https://badges.example.org/issuers/society/status/1/revocation",
                credentialSubject={"type": "BitstringStatusList", "statusPurpose": "revocation",
                                   "encodedList": "uH4sI"}), "class"),
            ("a status list of older form", credential(
                type=["VerifiableCredential", "StatusList2021Credential"],
                **{"@context": [V2, "https://w3id.org/vc/status-list/2021/v1"]}), "class"),
            ("a status list by its IRI", credential(
                type=["VerifiableCredential", "https://www.w3.org/ns/credentials/status#BitstringStatusListCredential"],
                **{"@context": [V1]}), "class"),
            ("a status list of older form by its IRI", credential(
                type=["VerifiableCredential", "https://w3id.org/vc/status-list#StatusList2021Credential"]), "class"),
            ("a status list by a name of its own", credential(
                type=["VerifiableCredential", "Harmless"],
                **{"@context": [V1, {"Harmless": "https://www.w3.org/ns/credentials/status#"
                                                 "BitstringStatusListCredential"}]}), "class")):
        for suite in ("eddsa-rdfc-2022", "eddsa-jcs-2022", "vc+jwt"):
            status, answer = w.issue(given, cryptosuite=suite)
            tap.equal((status, answer.get("code")), (400, code), f"smuggled: {name}, {suite}")


def bounds(w):
    def many(count):
        return credential(credentialSubject=[{"id": f"urn:a:{n}"} for n in range(count)])
    for name, status, body in (
            ("too many statements", 400, {"credential": many(9000), "options": {"cryptosuite": "ecdsa-sd-2023"}}),
            ("too deep", 400, b'{"credential":' + b'{"a":' * 400 + b"1" + b"}" * 400 + b"}"),
            ("another media type's text", 400, b"credential=1"),
            ("surrogates", 400, b'{"credential":{"name":"\\ud800"}}'),
            ("a NUL", 400, {"credential": credential(id="urn:a:\0")}),
            ("no UTF-8", 400, b'{"credential":{"name":"\xff"}}')):
        tap.equal(w.ask("/credentials/issue", body)[0], status, "bounds: " + name)
    host, port = w.base.split("//")[1].split(":")
    with socket.create_connection((host, int(port))) as raw:
        raw.sendall(f"POST /credentials/issue HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    f"Authorization: Bearer {w.token}\r\nContent-Length: {(1 << 20) + 1}\r\n\r\n".encode())
        tap.ok(raw.recv(64).startswith(b"HTTP/1.1 413"), "bounds: too much")
    deep = "/credentialSubject" + "/0" * 3000
    tap.equal(w.issue(credential(), cryptosuite="ecdsa-sd-2023", mandatoryPointers=[deep])[0], 400, "a long pointer")
    for pointer in ("credentialSubject", "/~2", "/credentialSubject/~", "/@context/-", "/type/01", "/type/-1"):
        status, answer = w.issue(credential(), cryptosuite="ecdsa-sd-2023", mandatoryPointers=[pointer])
        tap.equal((status, answer.get("code")), (400, "not_found"), "no pointer: " + pointer)


def verifying(w):
    vc = w.issue(credential(id="urn:uuid:7a1c9c3e-1d1c-4a63-9d5e-2f3c40f0b108"))[1]["verifiableCredential"]
    proof = vc["proof"]
    tap.equal(w.verify(vc)[0], 200, "as it was issued")
    for name, given in (
            ("no proof, in a set", {**vc, "proof": []}),
            ("a set of what is no proof", {**vc, "proof": [proof, {}]}),
            ("a set with one that is bad", {**vc, "proof": [proof, {**proof, "proofValue": "z" + "1" * 64}]}),
            ("a thousand", {**vc, "proof": [proof] * 1000}),
            ("its proof elsewhere", {**{k: v for k, v in vc.items() if k != "proof"},
                                     "https://w3id.org/security#proof": proof}),
            ("around it a credential", {**credential(), "credentialSubject": vc}),
            ("around it an envelope", {"@context": V2, "type": "EnvelopedVerifiableCredential",
                                       "id": "data:application/vc," + json.dumps(vc)}),
            ("in a graph", {"@context": V2, "@graph": [vc]}),
            ("a second issuer", {**vc, "https://www.w3.org/2018/credentials#issuer": {"@id": HOST_DID}})):
        status, answer = w.verify(given, {"checks": ["proof"]})
        tap.ok(status == 400 and answer["verified"] is False, f"to verify: {name}", answer)
    both = {"verifiableCredential": vc, "verifiablePresentation": {"type": []}}
    tap.equal(post(w.verifier.base + "/presentations/verify", both)[0], 400, "both, at presentations: the presentation")
    for options in (7, [], "proof", {"checks": "proof"}, {"checks": {"0": "proof"}}, {"checks": [["proof"]]},
                    {"domain": 7}, {"challenge": ["a"]}):
        status, answer = w.verify(vc, options)
        tap.equal((status, answer["verified"], answer["code"]), (400, False, "format.wrong_type"),
                  f"options {options}")
    for options in ({"challenge": ""}, {"domain": ""}, {"expectedProofPurpose": ""}):
        tap.equal(w.verify(vc, options)[0], 400, f"asked for and not there, options {options}")
    altered = {**vc, "credentialSubject": {"id": "urn:a:2"}}
    for options in (None, {}, {"checks": []}, {"checks": ["nothing"]}, {"checks": ["status"]},
                    {"checks": ["proof"]}, {"verified": True}, {"checks": ["Proof"]}):
        status, answer = w.verify(altered, options)
        tap.ok(status == 400 and answer["verified"] is False, f"altered is altered, options {options}", answer)


with VcApi() as world:
    world.site.ok("organisation", "add", "society", "--name", "Society")
    callers(world)
    impersonating(world)
    ids_of_awards(world)
    smuggling(world)
    bounds(world)
    verifying(world)
    log = open(world.log_path, encoding="utf-8").read() + "".join(map(str, world.verifier.log()))
    tap.ok(world.token not in log and world.token[4:] not in log and "urn:a:1" not in log, "no key and no id in a log")
tap.done()
