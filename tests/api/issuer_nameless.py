#!/usr/bin/env python3
"""A credential whose holder shows no name: signed without it, verified by its id, compared by its issuer's site."""
import base64
import http.server
import json
import os
import re
import subprocess
import sys
import threading
import types
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from issuer_site import HOST, ORG, PER, PER_MAIL, ZOE, ZOE_LICENCE, ZOE_MAIL, Site  # noqa: E402
from tap import SIGNER, VERIFIER, Tap  # noqa: E402
from verifierservice import Service  # noqa: E402

URL = f"https://{HOST}"
DID = f"did:web:{HOST}:issuers:{ORG}"
PRIVATE = [ZOE, PER, ZOE_MAIL, PER_MAIL, ZOE_LICENCE, "sha256$", "urn:uuid", "identifier", "evidence", "refreshService"]
TOP = {"@context", "id", "type", "name", "issuer", "validFrom", "awardedDate", "credentialStatus",
       "credentialSubject", "proof"}
SUBJECT = {"type", "id", "achievement", "activityStartDate", "activityEndDate", "creditsEarned", "result",
           "licenseNumber"}
tap = Tap()


def check(site, given, *options):
    done = subprocess.run([VERIFIER, "check", "--json", given, "--issuer-url", URL, "--trust", DID, "--fetch-map",
                           f"{URL}/=http://127.0.0.1:{site.port}/", *options], capture_output=True, check=False)
    report = json.loads(done.stdout)
    return report, {row["id"]: row["code"] for row in report["checks"]}, done.returncode


def signed(site, credential, accept="application/vc"):
    return site.get("/V/" + credential, accept=accept)


def what_is_said(site):
    for credential in (site.zoe, site.zoe_hours):
        for accept in ("application/vc", "application/vc+ld+json"):
            answer = signed(site, credential, accept)
            tap.equal((answer.status, answer.type), (200, accept), f"{accept}: signed")
            tap.equal([word for word in PRIVATE if word in answer.text], [], f"{accept}: nothing of a person")
        document = answer.json()
        subject = document["credentialSubject"]
        tap.equal((sorted(set(document) - TOP), sorted(set(subject) - SUBJECT)), ([], []), "what is listed, and no more")
        tap.equal((document["id"], subject["id"]), (f"{URL}/V/{credential}", f"{URL}/V/{credential}#holder"), "of this id")
        tap.equal(answer.headers["cache-control"], "no-store", "kept nowhere")
    tap.ok("result" in subject and subject["creditsEarned"] == 3, "its units", subject)
    plain = signed(site, site.zoe, "application/json").json()
    tap.equal((plain["status"], "proof" in plain), ("valid", False), "plain JSON is the status, unsigned")
    tap.equal(signed(site, site.zoe, "application/vc+jwt").type, "application/json", "there is no token of it")


def by_id(site):
    report, codes, status = check(site, site.zoe_hours)
    tap.equal((report["verdict"], codes["signature"], codes["recipient"], status),
              ("verified", "signature.valid", "recipient.not_asked", 0), "by its id it verifies")
    tap.ok("holder" not in report and [word for word in PRIVATE[:5] if word in json.dumps(report)] == [], "no name", report)
    for claim, want in ((("--name", ZOE), "match"), (("--licence", ZOE_LICENCE), "match"),
                        (("--email", ZOE_MAIL), "match"), (("--name", ZOE, "--licence", ZOE_LICENCE), "match"),
                        (("--name", PER), "mismatch"), (("--name", ZOE, "--email", PER_MAIL), "mismatch")):
        report, codes, status = check(site, site.zoe_hours, *claim)
        verdict = ("verified", 0) if want == "match" else ("not_valid", 1)
        tap.equal((report["verdict"], status, codes["recipient"]), (*verdict, "recipient.site_" + want), f"{claim}: {want}")
    report, codes, status = check(site, site.zoe_hours, "--subject", "did:example:zoe")
    open_ = ("could_not_be_checked", "recipient.withheld", 3)
    tap.equal((report["verdict"], codes["recipient"], status), open_, "a DID is not asked there, and no DID is said to be wrong")
    report, codes, status = check(site, site.zoe_hours, "--subject", "did:example:zoe", "--name", PER)
    tap.equal((report["verdict"], codes["recipient"], status), ("not_valid", "recipient.site_mismatch", 1),
              "but a name with it is, and may be wrong")
    answers = {(report["verdict"], codes["recipient"], status)
               for report, codes, status in (check(site, site.per_hours, "--name", f"Guess {i}") for i in range(12))}
    tap.equal(answers, {("not_valid", "recipient.site_mismatch", 1), open_}, "guesses are slowed down, and then nobody is the holder")


def as_file(site):
    """A copy that somebody saved says no more than it did: nobody is its holder, and it is not shown as anybody's."""
    path = site.issuer.path("saved.json")
    with open(path, "wb") as handle:
        handle.write(signed(site, site.zoe).body)
    report, codes, status = check(site, path)
    tap.equal((report["verdict"], codes["recipient"], status), ("verified", "recipient.not_asked", 0), "a saved copy: the award")
    for claim in (("--name", ZOE), ("--name", PER), ("--email", PER_MAIL), ("--licence", "1"), ("--subject", "did:example:x")):
        report, codes, status = check(site, path, *claim)
        tap.equal((report["verdict"], codes["recipient"], status), ("could_not_be_checked", "recipient.withheld", 3),
                  f"a saved copy, {claim}: whose, is open")


class Liar(http.server.BaseHTTPRequestHandler):
    """Another site of the operator: it hands out what it got from the issuer, and says yes to every name."""
    copy = b""

    def reply(self, body, media_type):
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.reply(self.copy, "application/vc")

    def do_POST(self):
        self.reply(b'{"answer": "match"}', "application/json")

    def log_message(self, *unused):
        pass


def by_another_site(site):
    """Only the site of a credential's own id says whose it is."""
    Liar.copy = signed(site, site.zoe_hours).body
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Liar)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    options = ("--issuer-url", "https://liar.example", "--fetch-map",
               f"https://liar.example/=http://127.0.0.1:{server.server_port}/")
    report, codes, status = check(site, f"https://liar.example/V/{site.zoe_hours}", "--name", PER, *options)
    tap.equal((report["verdict"], codes["signature"], codes["recipient"], status),
              ("could_not_be_checked", "signature.valid", "recipient.withheld", 3), "another site's yes is nobody's")
    server.shutdown()


def on_the_page(site):
    """VALID, in the colour of what is open, wherever the copy came from."""
    os.makedirs(site.issuer.path("page"), exist_ok=True)
    service = Service(types.SimpleNamespace(folder=site.issuer.path("page")), "--issuer-url", URL, "--trust", DID,
                      "--fetch-map", f"{URL}/=http://127.0.0.1:{site.port}/")
    copy = signed(site, site.zoe).body
    for given, name in ((site.zoe.encode(), "by its id"), (copy, "pasted"), (("copy.json", copy), "a file")):
        fields = {"file" if isinstance(given, tuple) else "input": given}
        page = service.form(**fields)[2].decode()
        tap.ok('class="verdict is-not_shared"' in page and "its holder shows no name here" in page, f"{name}: not green",
               re.findall(r'class="verdict[^"]*"', page))
        tap.ok("gave no answer" not in page and ZOE not in page, f"{name}: no name")
    several = json.dumps({"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"],
                          "verifiableCredential": [json.loads(copy), json.loads(signed(site, site.per).body)]}).encode()
    page = service.form(input=several)[2].decode()
    tap.equal((page.count("is-not_valid"), page.count("is-valid"), "presentation.no_proof" in page), (3, 0, True),
              "presented by anybody: not valid")
    page = service.form(input=copy, claim=PER.encode())[2].decode()
    tap.ok("Cannot be compared." in page and 'class="verdict is-not_shared"' in page, "pasted, with a name: open")
    page = service.form(input=site.zoe.encode(), claim=b"did:example:zoe")[2].decode()
    tap.ok("Cannot be compared." in page and "has not said whether it is for that person" in page and
           'class="verdict is-not_shared"' in page, "by its id, with a DID: open, and no silence of the site")
    page = service.form(input=site.zoe.encode(), claim=ZOE.encode())[2].decode()
    tap.ok("Match." in page and 'class="verdict is-valid"' in page, "by its id, with the name: green")
    page = service.form(input=site.zoe.encode(), claim=PER.encode())[2].decode()
    tap.ok("No match." in page and 'class="verdict is-not_valid"' in page, "by its id, with another: not valid")
    for options, want in (({"name": ZOE}, ("verified", "recipient.site_match")),
                          ({"name": PER}, ("not_valid", "recipient.site_mismatch")),
                          ({"subject": "did:example:x"}, ("could_not_be_checked", "recipient.withheld"))):
        body = json.dumps({"credential": site.zoe_hours, "options": options}).encode()
        report = json.loads(service.ask("/api/v1/verify", body, "application/json")[2])
        codes = {row["id"]: row["code"] for row in report["checks"]}
        tap.equal((report["verdict"], codes["recipient"]), want, f"by the API: {options}")
    body = json.dumps({"credentials": [json.loads(copy)] * 2, "options": {"name": PER}}).encode()
    text = service.ask("/api/v1/verify", body, "application/json")[2].decode()
    tap.ok(text.count('"recipient.withheld"') == 2 and '"verified"' not in text, "several at once: whose, is open", text)
    logged = json.dumps(service.log(), ensure_ascii=False)
    tap.equal([word for word in (ZOE, PER) if word in logged], [], "what was typed is not logged")
    service.stop()


def kept(site):
    """Sealed, saved, receipted: the claim is in none of it, and a sealed copy names nobody either."""
    keys, bundle, saved, receipt = (site.issuer.path(name) for name in ("receipt-keys", "sealed.zip", "saved", "receipt.jwt"))
    subprocess.run([SIGNER, "create", "--keys", keys, "--organisation", "board", "--kid", "k-1", "--alg", "ES256"],
                   check=True, capture_output=True)
    report, codes, status = check(site, site.zoe, "--name", ZOE, "--receipt-key", os.path.join(keys, "board", "k-1"),
                                  "--seal", bundle, "--save", saved, "--receipt", receipt)
    tap.equal((report["verdict"], codes["recipient"], status), ("verified", "recipient.site_match", 0), "compared and kept")
    with zipfile.ZipFile(bundle) as archive:
        texts = [archive.read(name) for name in archive.namelist()]
    texts += [open(os.path.join(folder, name), "rb").read() for folder, _, names in os.walk(saved) for name in names]
    claims = open(receipt, "rb").read().split(b".")[1]
    texts.append(base64.urlsafe_b64decode(claims + b"=="))
    tap.ok(len(texts) > 5 and not any(word in text for word in (ZOE.encode(), json.dumps(ZOE)[1:-1].encode())
                                      for text in texts), "of the claim nothing is kept")
    operator = json.loads(texts[-1])["iss"]
    for claim, want in (((), ("verified", "recipient.not_asked", 0)),
                        (("--name", ZOE), ("could_not_be_checked", "recipient.withheld", 3)),
                        (("--name", PER), ("could_not_be_checked", "recipient.withheld", 3))):
        done = subprocess.run([VERIFIER, "check", "--json", bundle, "--trust", DID, "--operator", operator, *claim],
                              capture_output=True, check=False)
        answer = json.loads(done.stdout)
        codes = {row["id"]: row["code"] for row in answer["report"]["checks"]}
        tap.equal((answer["verdict"], codes["recipient"], done.returncode), want, f"sealed, {claim}")


def altered(site):
    body = signed(site, site.zoe).body
    for name, text in (("another award", body.replace(b"Sill Keeper", b"Sill Master")),
                       ("another's status", body.replace(b"statusListIndex\":\"", b"statusListIndex\":\"1")),
                       ("a name put in", body.replace(b'"licenseNumber"', b'"identifier":[{"type":"IdentityObject",'
                                                      b'"hashed":false,"identityHash":"Eve","identityType":"name"}],"licenseNumber"'))):
        tap.ok(text != body, name)
        path = site.issuer.path("altered.json")
        with open(path, "wb") as handle:
            handle.write(text)
        report, codes, status = check(site, path)
        tap.equal((report["verdict"], codes["signature"], status), ("not_valid", "signature.invalid", 1), f"altered: {name}")


def states(site):
    """Its status is that of the credential; what a lost key signed is not signed anew."""
    for verb, reason, want in (("suspend", "under-review", ("not_valid", "suspension.suspended", 1)),
                               ("reinstate", "review-closed", ("verified", "issuer.listed", 0)),
                               ("revoke", "issued-in-error", ("not_valid", "revocation.revoked", 1))):
        site.credential(verb, site.per, "--reason", reason)
        report, _, status = check(site, site.per)
        tap.equal((report["verdict"], report["code"], status), want, verb)
    record = site.issuer.json("credential", "clr", ZOE_MAIL)["id"]
    tap.equal(signed(site, record).type, "application/json", "a learner record leads to more: only its status")
    site.issuer.ok("key", "rotate", ORG)
    for key in ("es256-1", "eddsa-1"):
        site.issuer.ok("key", "revoke", f"{ORG}/{key}", "--reason", "lost")
    answer = signed(site, site.zoe)
    tap.equal((answer.type, answer.json()["status"]), ("application/json", "signing key revoked"), "nobody vouches for it anew")
    report, codes, status = check(site, site.zoe)
    tap.equal((report["verdict"], codes["input"], status), ("could_not_be_checked", "item.not_shared", 3), "and it does not verify")


with Site(proof="both") as site:
    for part in (what_is_said, by_id, as_file, by_another_site, altered, states):
        part(site)
with Site(proof="both") as site:  # whose comparisons are not used up
    on_the_page(site)
    kept(site)
tap.done()
