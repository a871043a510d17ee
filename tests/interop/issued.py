#!/usr/bin/env python3
"""npm packages verify what the issuer issues and serves.

An instance made through the command line issues in every form of --proof
(sd.py has what is derived from ecdsa-sd-2023);
one credential of each is withdrawn, one suspended. Its server serves the
DID document and the status lists. @digitalbazaar/vc and verifier-core judge
the documents, jose the tokens, testamur-verifier both; and all of them what
was altered afterwards, which has to fail on both sides.
"""
import base64
import http.server
import json
import os
import subprocess
import sys
import threading
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
from issuer_site import HOST, ORG, ZOE_MAIL, Site  # noqa: E402
from npm import install, run  # noqa: E402
from tap import SHARED, VERIFIER, Tap  # noqa: E402
from vcworld import Report  # noqa: E402

DID = f"did:web:{HOST}:issuers:{ORG}"
REGISTRY = "https://registry.example/issuers.json"
SCHEMA = ("https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"
          "ob_v3p0_achievementcredential_schema.json")
SCHEMA_FILE = os.path.join(SHARED, "data", "schemas", os.path.basename(SCHEMA))
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
CLR_FILE = os.path.join(SHARED, "data", "contexts", "clr-v2p0-context-2.0.1.json")
TITLE = "npm verifies what is issued"
# form, tools that know it as a document, as a token
FORMS = [("eddsa-rdfc-2022", ["vc", "core"], []), ("eddsa-jcs-2022", ["vc"], []),
         ("jwt", [], ["jose"]), ("jwt-w3c", [], ["jose"]),
         ("both", ["vc", "core"], ["jose"])]
IN_FORCE = {"revocation": False, "suspension": False}
STANDINGS = [("zoe", "in force", IN_FORCE, None),
             ("zoe_hours", "with units", IN_FORCE, None),
             ("per", "withdrawn", dict(IN_FORCE, revocation=True), ("revocation", "revocation.revoked")),
             ("per_hours", "suspended", dict(IN_FORCE, suspension=True), ("suspension", "suspension.suspended"))]


def npm(folder, port, job):
    documents = {REGISTRY: {"registry": {DID: {"name": "Known"}}}}
    for url, path in ((SCHEMA, SCHEMA_FILE), (CLR, CLR_FILE)):
        if os.path.exists(path):
            with open(path, encoding="utf-8") as handle:
                documents[url] = json.load(handle)
    job = dict(job, documents=documents, map={f"https://{HOST}/": f"http://127.0.0.1:{port}/"})
    return run(folder, "issued.mjs", job)


def ours(port, data):
    data = data if isinstance(data, str) else json.dumps(data)
    return Report(subprocess.run(
        [VERIFIER, "check", "-", "--json", "--trust", DID,
         "--fetch-map", f"https://{HOST}/=http://127.0.0.1:{port}/"],
        input=data.encode(), capture_output=True, timeout=60, check=False))


def alterations(document, other):
    """What was changed, the document, and the check and code of ours."""
    proof = document["proof"]
    subject = document["credentialSubject"]
    invalid = ("signature", "signature.invalid")
    yield "its name", dict(document, name="Another"), invalid
    yield ("an inner value", dict(document, credentialSubject=dict(
        subject, licenseNumber="X")), invalid)
    yield "a status entry dropped", dict(
        document, credentialStatus=document["credentialStatus"][1:]), invalid
    yield ("when it was signed", dict(document, proof=dict(
        proof, created="2020-01-01T00:00:00Z")), invalid)
    yield ("the signature of another", dict(document, proof=dict(
        proof, proofValue=other["proof"]["proofValue"])), invalid)
    yield ("a term that no context defines", dict(document, invented="1"),
           invalid if proof["cryptosuite"].startswith("eddsa-jcs") else
           ("context", "context.undefined_term"))
    yield ("another suite", dict(document, proof=dict(proof, cryptosuite={
        "eddsa-rdfc-2022": "eddsa-jcs-2022", "eddsa-jcs-2022": "eddsa-rdfc-2022",
    }[proof["cryptosuite"]])), invalid)
    yield ("another key of the issuer", dict(document, proof=dict(
        proof, verificationMethod=DID + "#es256-1")), ("signature", "signature.alg_mismatch"))


def altered_tokens(token, other):
    head, body, signature = token.split(".")
    claims = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()
    changed = base64.urlsafe_b64encode(claims.replace("Sill Keeper", "Sill Keepers").encode())
    yield "its name", f"{head}.{changed.decode().rstrip('=')}.{signature}"
    yield "the signature of another", f"{head}.{body}.{other.split('.')[2]}"


def check_documents(tap, folder, site, tools, title):
    documents = [site.get(f"/V/{getattr(site, who)}", accept="application/vc").json()
                 for who, *_ in STANDINGS]
    changes = list(alterations(documents[0], documents[1]))
    job = {tool: documents + [document for _, document, _ in changes] for tool in tools}
    answers = npm(folder, site.port, job)
    for tool in tools:
        for (_, what, status, _), got in zip(STANDINGS, answers[tool]):
            tap.ok(got["verified"] and got["status"] == status, f"{title}: {tool}: {what}", got)
        for (what, *_), got in zip(changes, answers[tool][len(documents):]):
            tap.ok(not got["verified"] and got["why"], f"{title}: {tool}: altered: {what}", got)
    check_ours(tap, site, documents, title)
    for what, document, (check, code) in changes:
        report = ours(site.port, document)
        tap.ok((report.code(check), report.exit) == (code, 1),
               f"{title}: ours: altered: {what}", f"want {code}\n{report}")
    if "core" in tools:
        check_core(tap, answers["core"][0], title)


def check_core(tap, got, title):
    """Everything that verifier-core asks about a credential in force."""
    tap.equal(set(got["steps"].items()),
              {(step, True) for step in ("valid_signature", "expiration", "revocation_status",
                                         "suspension_status", "registered_issuer")},
              f"{title}: core: every step")
    if not os.path.exists(SCHEMA_FILE):
        tap.skip(f"{title}: core: the schema", "no ../shared")
    else:
        # two status entries, as VCDM 2.0 section 4.10 allows and the schema does not
        problems = got["schema"][0]["result"]["errors"]
        tap.equal([(one["instancePath"], one["message"]) for one in problems],
                  [("/credentialStatus", "must be object")], f"{title}: core: the schema")


def check_ours(tap, site, items, title):
    for (_, what, _, code), item in zip(STANDINGS, items):
        report = ours(site.port, item)
        want = ("verified", 0) if code is None else ("not_valid", 1)
        tap.ok((report.verdict, report.exit) == want and
               (code is None or report.code(code[0]) == code[1]), f"{title}: ours: {what}", report)


def check_tokens(tap, folder, site, title):
    tokens = [site.get(f"/V/{getattr(site, who)}", accept="application/vc+jwt").text
              for who, *_ in STANDINGS]
    changes = list(altered_tokens(tokens[0], tokens[1]))
    answers = npm(folder, site.port, {"jose": tokens + [token for _, token in changes]})["jose"]
    for (_, what, status, _), got in zip(STANDINGS, answers):
        tap.equal(got, {"verified": True, "status": status, "why": ""}, f"{title}: jose: {what}")
    for (what, _), got in zip(changes, answers[len(tokens):]):
        tap.equal((got["verified"], got["why"]), (False, "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"),
                  f"{title}: jose: altered: {what}")
    check_ours(tap, site, tokens, title)
    for what, token in changes:
        report = ours(site.port, token)
        tap.ok((report.code("signature"), report.exit) == ("signature.invalid", 1),
               f"{title}: ours: altered: {what}", report)


class Proxy(http.server.BaseHTTPRequestHandler):
    """The issuer's server, but for one page that was altered."""
    page, body, port = "", b"", 0

    def do_GET(self):
        body, kind = self.body, "application/vc+ld+json"
        if self.path != self.page:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{self.path}") as answer:
                body, kind = answer.read(), answer.headers["Content-Type"]
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def check_altered_list(tap, folder, site):
    """A list in which the withdrawn one is not, under the old proof."""
    title = f"{TITLE}: a status list altered on its way"
    document = site.get(f"/V/{site.per}", accept="application/vc").json()
    path = f"/issuers/{ORG}/status/1/revocation"
    altered = site.get(path, accept="application/vc").json()
    other = site.get(f"/issuers/{ORG}/status/1/suspension", accept="application/vc").json()
    altered["credentialSubject"]["encodedList"] = other["credentialSubject"]["encodedList"]
    Proxy.page, Proxy.body, Proxy.port = path, json.dumps(altered).encode(), site.port
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    answers = npm(folder, port, {"vc": [document], "core": [document]})
    tap.ok(not answers["vc"][0]["verified"] and not answers["vc"][0]["status"],
           f"{title}: vc", answers["vc"])
    tap.equal(answers["core"][0]["steps"].get("revocation_status"), None, f"{title}: core")
    report = ours(port, document)
    tap.ok((report.code("revocation"), report.exit) == ("revocation.list_signature", 3),
           f"{title}: ours", report)
    server.shutdown()


def check_record(tap, folder, site):
    """A learner record and what is in it; no package knows its context."""
    title = f"{TITLE}: a learner record"
    if not os.path.exists(CLR_FILE):
        tap.skip(title, "no ../shared")
        return
    record = site.issuer.json("credential", "clr", ZOE_MAIL, "--proof", "both")
    site.credential("share", record["id"])
    document = site.get(f"/V/{record['id']}", accept="application/vc").json()
    inner = document["credentialSubject"]["verifiableCredential"]
    tap.equal(len(inner), 2, f"{title}: holds two")
    altered = json.loads(json.dumps(document))
    altered["credentialSubject"]["verifiableCredential"][0]["name"] = "Another"
    answers = npm(folder, site.port, {"vc": [document, *inner, altered]})["vc"]
    for what, got in zip(("the whole", "the first in it", "the second"), answers):
        tap.ok(got["verified"] and got["status"] == IN_FORCE, f"{title}: vc: {what}", got)
    tap.ok(not answers[3]["verified"], f"{title}: vc: altered within", answers[3])
    report = ours(site.port, document)
    tap.ok((report.verdict, report.code("contents")) == ("verified", "contents.valid"), f"{title}: ours", report)
    token = site.get(f"/V/{record['id']}", accept="application/vc+jwt").text
    got = npm(folder, site.port, {"jose": [token]})["jose"][0]
    tap.equal(got, {"verified": True, "status": IN_FORCE, "why": ""}, f"{title}: jose")


def main():
    tap = Tap()
    folder, problem = install()
    if problem:
        tap.skip(TITLE, problem)
        tap.done()
    for form, documents, tokens in FORMS:
        title = f"{TITLE}: {form}"
        with Site(proof=form) as site:
            for who, *_ in STANDINGS:
                site.credential("share", getattr(site, who))
            site.credential("revoke", site.per, "--reason", "misconduct")
            site.credential("suspend", site.per_hours, "--reason", "under-review")
            if documents:
                check_documents(tap, folder, site, documents, title)
            if tokens:
                check_tokens(tap, folder, site, title)
            if form == "eddsa-rdfc-2022":
                check_altered_list(tap, folder, site)
                check_record(tap, folder, site)
    tap.done()


main()
