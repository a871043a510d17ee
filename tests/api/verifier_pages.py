#!/usr/bin/env python3
"""The verifier's pages as a browser without script sees them: what they show, what they ask, in which language."""
import base64
import html
import json
import os
import re
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from diworld import DIWorld, compact
from shortid import short_id
from tap import Tap
from verifierservice import Service
from vcworld import DID, DID_PATH, HOST, INDEX, REVOCATION, SUSPENSION

tap = Tap()
ID = short_id("2YZAQWM0123456789BCDEFGHJK")
LINK = f"{HOST}/V/{ID}"
OTHER = "https://e1sewhere.example"
STATUS = {"id": LINK, "status": "revoked", "since": "2024-05-01T09:00:00Z", "reason": "issued-in-error",
          "shared": False, "achievement": {"name": "Just Society, series 1", "type": "CertificateOfCompletion"},
          "issuer": {"id": DID, "name": "MFPE"}, "units": [{"value": "5", "name": "Montana OPI renewal units"}],
          "activity": {"start": "2021-11-19T10:00:00-07:00", "end": "2021-12-17T12:00:00-07:00"},
          "awarded": "2021-12-20"}


def names(*names):
    return [{"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "name"} for name in names]


class Page:
    def __init__(self, answer):
        self.status, self.headers, body = answer
        self.html = body.decode()
        self.word = html.unescape(re.search(r"<h1[^>]*>([^<]*)", self.html).group(1))
        self.lang = re.search(r'<html lang="([a-z]+)"', self.html).group(1)
        self.shown = html.unescape(re.sub(r"<[^>]*>", " ", self.html))
        self.hidden = {(html.unescape(n), html.unescape(v)) for n, v in
                       re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', self.html)}

    def reference(self):
        found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", self.shown)
        return found.group() if found else None

    def report(self):
        data = re.search(r'href="data:application/json;base64,([^"]*)" download="([^"]*)"', self.html)
        return json.loads(base64.b64decode(data.group(1))), data.group(2)


with DIWorld() as w:
    badge = w.badge(id=LINK, credentialSubject=w.subject(identifier=names("Ada Example")))
    token = w.token(badge, claims=w.claims(jti=LINK))
    proved = w.prove(badge)

    def serve_shared(status=None):
        def answer(handler):
            handler.reply(200, token, "application/vc+jwt")

        w.pages["/V/" + ID] = answer
        if status:
            w.pages[f"/V/{ID}?format=status"] = status

    serve_shared()
    service = Service(w, "--fetch-map", w.maps[0], "--fetch-map", f"{OTHER}/=http://127.0.0.1:{w.port}/",
                      "--trust", DID + "=Montana Federation", "--issuer-url", HOST)

    def get(path="/", **headers):
        return Page(service.ask(path, **{k.replace("_", "-"): v for k, v in headers.items()}))

    def give(text=b"", **fields):
        fields = {k: v if isinstance(v, (bytes, tuple)) else v.encode() for k, v in fields.items()}
        return Page(service.form(input=text if isinstance(text, bytes) else text.encode(), **fields))

    # -- languages ------------------------------------------------------------------
    for name, path, accept, want in (("nothing said", "/", None, "en"), ("Accept-Language", "/", "es-MX,es;q=0.9,en;q=0.8", "es"),
                                     ("?lang= counts more", "/?lang=en", "es", "en"), ("and the other way", "/?lang=es", "en", "es"),
                                     ("a language there is none of", "/?lang=xx", "es", "es"), ("German", "/", "de", "en")):
        page = get(path, **({"Accept_Language": accept} if accept else {}))
        tap.equal((page.lang, page.headers["Content-Language"], page.headers["Vary"]), (want, want, "Accept-Language"), name)
        tap.equal(page.word, {"en": "Check a credential", "es": "Comprobar una credencial"}[want], f"{name}: the words")
        tap.ok(f'href="?lang={"es" if want == "en" else "en"}"' in page.html, f"{name}: a link to the other language")
    page = give(token, lang="es")
    tap.equal((page.lang, page.word), ("es", "VÁLIDA"), "an answer in the language of the form")
    tap.ok("La firma es correcta" in page.shown and ("lang", "es") in page.hidden, "with every check, and the next form", page.shown)
    tap.ok('name="lang" value="en"' in page.html, "and a button for the other language")
    report, _ = page.report()
    tap.equal((report["language"], report["verdict"], report["code"]), ("es", "verified", "issuer.listed"),
              "codes are those of every language")
    status, _, body = service.ask("/api/v1/verify", token, "application/vc+jwt", **{"Accept-Language": "es"})
    answer = json.loads(body)
    tap.equal((answer["language"], answer["code"], answer["sentence"]),
              ("es", "issuer.listed", "La credencial es auténtica y está en vigor, y su emisor está en su lista."), "the API, asked so")
    tap.equal(service.verify(token)[1]["language"], "en", "and not asked")
    page = Page(service.ask("/nothing", **{"Accept": "text/html", "Accept-Language": "es"}))
    tap.equal((page.status, page.lang, page.word), (404, "es", "No encontrado"), "problems, too")

    # -- ids and links -----------------------------------------------------------------
    for name, text in (("an id", ID), ("a link in capitals", f"HTTPS://ISSUER.EXAMPLE/V/{ID}"),
                       ("what a German computer makes of it", f"HTTPSÖßßISSUER.EXAMPLEßVß{ID}".translate(str.maketrans("YZ", "ZY")))):
        page = give(text)
        tap.ok(page.word == "VALID" and "Ada Example" in page.shown and text in page.shown, name, page.shown)
        tap.ok('id="input"' in page.html and "autofocus" in page.html, f"{name}: the field for the next one has the focus")
    wrong = ID[:8] + "9" + ID[9:]
    w.asked.clear()
    page = give(wrong)
    tap.equal((page.word, w.asked), ("NOT A VALID ID", []), "a wrong character")
    answer = page.shown.split("Every check")[0].lower()
    tap.ok("revoked" not in answer and "unknown" not in answer,
           "says nothing of a revocation or a person", page.shown)
    tap.equal(give(short_id("1" * 26)).word, "UNKNOWN ID", "an id that nobody has")

    # -- a host that nobody knows -----------------------------------------------------------
    w.asked.clear()
    foreign = f"{OTHER}/V/{ID}"
    page = give(foreign)
    tap.equal((page.word, w.asked), ("COULD NOT BE CHECKED", []), "another host is not asked")
    tap.ok("e1sewhere.example" in page.shown and ("input", ID) in page.hidden and ("follow", "yes") in page.hidden,
           "it is shown, with two ways on", page.hidden)
    tap.equal(give(ID).word, "VALID", "the id at the own issuers")
    page = give(foreign, follow="yes")
    tap.ok(page.word == "VALID" and f"{OTHER}/V/{ID}" in page.shown, "asked for, it is fetched, and said", page.shown)
    w.asked.clear()
    for name, fields in (("the camera", {}), ("the camera, and asked for", {"follow": "yes"})):
        page = give(foreign, scanned="yes", **fields)
        tap.equal((page.word, w.asked), ("COULD NOT BE CHECKED", []), f"{name}: another host is not asked")
        tap.ok("e1sewhere.example" in page.shown and ("input", ID) in page.hidden, f"{name}: it is shown", page.shown)
        tap.ok(("follow", "yes") not in page.hidden and ("input", foreign) not in page.hidden,
               f"{name}: nor offered, in any language", page.hidden)
    tap.equal(give(ID, scanned="yes").word, "VALID", "the camera: an id at the own issuers")
    page = give(f"{OTHER}/about\"><script>alert(1)</script>")
    tap.ok("<script>alert" not in page.html, "a link is no markup")

    # -- whose it is ----------------------------------------------------------------------------
    for claim, want in (("Ada Example", "Match."), ("ada  example", "Match."), ("Bea Other", "No match."),
                        ("ada@example.org", "Cannot be compared."), (badge["credentialSubject"]["id"], "Match."),
                        ("did:key:z6MkSomebody", "No match.")):
        page = give(token, claim=claim)
        tap.ok(page.word == ("NOT VALID" if want == "No match." else "VALID") and want in page.shown,
               f"{claim}: {want}", page.word + page.shown)
    page = give(token)
    tap.ok("Match." not in page.shown and ("input", token.decode()) in page.hidden, "not asked, there is a form to ask")
    page = give(file=("badge.json", proved), claim="Bea Other")
    tap.ok("No match." in page.shown and "file badge.json" in page.shown, "with a file", page.shown)

    # -- what no signature covers -----------------------------------------------------------------
    page = give(proved.replace(b"Ada Example", b"Eve Example"))
    tap.ok(page.word == "ALTERED" and "Eve Example" not in page.html and "contents are not shown" in page.shown,
           "an altered one: nothing of it is in the page", page.shown)
    tap.equal(page.shown.count("Not evaluated"), 1 + json.dumps(page.report()[0]).count("Not evaluated"),
              "that checks are not evaluated is said once")
    tap.ok("Not looked at" in page.shown and "Issuer recognised Within its dates" in " ".join(page.shown.split()),
           "and names all of them", page.shown)

    # -- a reference that stays -----------------------------------------------------------------------
    one = give(ID)
    time.sleep(1.1)
    two = give(file=("badge.json", proved))
    tap.ok(one.reference() and one.reference() == two.reference(), "by id and as a file", (one.reference(), two.reference()))
    at = [re.search(r'<time datetime="([^"]*)"', p.html).group(1) for p in (one, two)]
    tap.ok(at[0] < at[1], "and each time its own time", at)
    report, name = two.report()
    tap.ok(report["verdict"] == "verified" and name == f"report-{two.reference()}.json", "the report as a file", name)
    tap.ok(give(w.token()).reference() not in (None, one.reference()), "another credential, another reference")

    # -- revoked: why, and since when -----------------------------------------------------------------
    w.pages[REVOCATION[len(HOST):]] = w.list_token(REVOCATION, "revocation", INDEX)
    late = Service(w, "--fetch-map", w.maps[0], "--trust", DID, "--issuer-url", HOST)
    early, service = service, late
    serve_shared({**STATUS, "shared": True})
    page = give(ID)
    tap.equal(page.word, "REVOKED", "a revoked one")
    tap.ok("Since 1 May 2024" in page.shown and "issued in error" in page.shown and "unsigned" in page.shown,
           "with what its site says of it", page.shown)
    tap.ok("Desde el 1 de mayo de 2024" in give(ID, lang="es").shown and "emitida por error" in give(ID, lang="es").shown,
           "in Spanish")
    serve_shared({**STATUS, "shared": True, "status": "valid"})
    page = give(file=("badge.jwt", token))
    tap.ok(page.word == "REVOKED" and "There is a newer version" in page.shown and ("input", LINK) in page.hidden,
           "withdrawn, while its id is in force: there is another version", page.shown)
    w.pages[f"/V/{ID}?format=status"] = b"<html>"
    tap.ok(give(ID).word == "REVOKED" and "Since" not in give(ID).shown, "a site that says nothing of it")
    w.pages["/V/" + ID] = STATUS
    page = give(ID)
    tap.ok(page.word == "NOT SHARED" and "5 Montana OPI renewal units" in " ".join(page.shown.split())
           and "Ada Example" not in page.html and "19 November to 17 December 2021" in page.shown,
           "one that is not shared: what its site says, and no name", page.shown)

    # the site knows whose it is, and is asked
    seen = []

    def compare(handler, form):
        seen.append((form, handler.headers["Content-Type"], handler.headers["Accept"], handler.headers["Cookie"]))
        same = form["claim"] in ("Ada Ex&mple +1", "Ada Example")
        handler.reply(200, compact({"id": ID, "answer": "match" if same else "no_match"}), "application/json")

    w.pages["POST /V/" + ID] = compare
    tap.ok("sent to the issuer" in page.shown and ("input", ID) in page.hidden, "whose it is can be asked there", page.shown)
    for claim, want in (("Ada Ex&mple +1", "Match."), ("Bea Other", "No match.")):
        page = give(ID, claim=claim)
        tap.ok(page.word == "NOT SHARED" and want in page.shown, f"not shared, {claim}: {want}", page.shown)
    tap.equal(seen[0], ({"claim": "Ada Ex&mple +1"}, "application/x-www-form-urlencoded", "application/json", None),
              "as a form, and nothing else")
    w.pages["POST /V/" + ID] = lambda handler, form: handler.reply(429, b"{}", "application/json")
    tap.ok("Too many tries." in give(ID, claim="Ada Example").shown, "a site that is asked too often")
    for name, body in (("no JSON", b"<html>"), ("another answer", b'{"answer":"maybe"}')):
        w.pages["POST /V/" + ID] = lambda handler, form, body=body: handler.reply(200, body, "application/json")
        tap.ok("site has not said" in give(ID, claim="Ada Example").shown, f"a site that answers {name}")
    w.asked.clear()
    tap.ok("Too many tries." in give(ID, claim="Ada Example").shown, "five comparisons a minute for each client")
    tap.equal([p for p in w.asked if p.startswith("POST")], [], "the site is not asked for more")
    w.asked.clear()
    give(f"{OTHER}/V/{ID}", claim="Ada Example")
    tap.equal(w.asked, [], "no other site is asked")
    service = early
    w.reset()

    # -- several at once -----------------------------------------------------------------------------
    w.pages[REVOCATION[len(HOST):]] = w.list_token(REVOCATION, "revocation", 7)
    late.stop()
    service.stop()
    service = Service(w, "--fetch-map", w.maps[0], "--trust", DID)
    second = w.badge(id=HOST + "/b/2", name="Second", credentialStatus=[
        w.entry(index="7"), w.entry("suspension", SUSPENSION)])
    enveloped = [{"@context": "https://www.w3.org/ns/credentials/v2", "id": "data:application/vc+jwt," + t.decode(),
                  "type": "EnvelopedVerifiableCredential"}
                 for t in (token, w.token(second, claims=w.claims(jti=HOST + "/b/2")))]
    page = give(compact({"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"],
                         "verifiableCredential": enveloped}))
    words = re.findall(r'<h3 id="c(\d)">\d\. ([A-Z ]*)', page.html)
    tap.equal([number for number, _ in words], ["1", "2"], "every credential of a presentation is shown")
    tap.ok(words[1][1] == "REVOKED" and page.shown.count("Every check, in order") == 2 and "Ada Example" in page.shown,
           "each with its own verdict, worth and checks", words)

    # -- for implementers ---------------------------------------------------------------------------------
    def details(**fields):
        body = urllib.parse.urlencode(fields).encode()
        return service.ask("/details", body, "application/x-www-form-urlencoded")

    give(token)  # so that the caches hold what it needs
    status, headers, body = details(input=proved.decode())
    answer = json.loads(body)
    tap.ok(status == 200 and 'attachment; filename="details-' in headers["Content-Disposition"], "details as a file", headers)
    tap.equal(answer["canonical"]["text"].encode(), w.canonical({k: v for k, v in badge.items() if k != "proof"}),
              "the canonical form that was signed")
    tap.equal(sorted({d["url"] for d in answer["documents"]}), sorted({HOST + DID_PATH, REVOCATION, SUSPENSION}),
              "every document, although caches hold them")
    did = next(d for d in answer["documents"] if d["url"].endswith("did.json"))
    tap.ok(json.loads(did["text"])["id"] == DID and len(did["sha256"]) == 64, "as it was served", did)
    tap.equal(json.loads(answer["given"]["text"])["id"], LINK, "and what was given")
    status, _, body = details(input=token.decode())
    tap.ok(status == 200 and json.loads(body)["report"]["verdict"] == "verified", "of a token")
    status, _, body = details(input="nothing")
    tap.ok(status == 200 and json.loads(body)["documents"] == [] and "canonical" not in json.loads(body), "of nothing")
    status, _, _ = service.ask("/details", b"input=x", "application/x-www-form-urlencoded",
                               Origin="https://evil.example", **{"Sec-Fetch-Site": "cross-site"})
    tap.equal(status, 403, "another site's form is refused")

    # -- limits, log ---------------------------------------------------------------------------------------
    limited = Service(w, "--fetch-map", w.maps[0], "--rate", "6")
    answers = [limited.form(input=token, claim=b"Bea Other")[0] for _ in range(3)]
    tap.equal(answers, [200, 200, 429], "a comparison costs three questions")
    limited.stop()
    log = json.dumps(service.log())
    service.stop()
    tap.ok(not any(text in log for text in ("Ada", "Bea", ID)), "nothing of it is logged", log)
tap.done()
