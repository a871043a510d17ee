#!/usr/bin/env python3
"""The public side of an issuer, as browsers and programs see it."""
import datetime
import html.parser
import http.client
import os
import re
import subprocess
import sys
import urllib.parse
import zoneinfo

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from issuer_site import (HOST, ORG, PER, ZOE, ZOE_LICENCE, ZOE_MAIL, Answer, Site)
from tap import Tap

tap = Tap()
PUBLIC = f"https://{HOST}"
DID = f"did:web:{HOST}:issuers:{ORG}"
ACH = f"/issuers/{ORG}/achievements/sill-keeper"
NAMES = ("Zoë", "zoë", "Zo&", "Quilliam", "quilliam", ZOE_MAIL, ZOE_LICENCE, "4711", "47-11",
         "NOT FOR THE PUBLIC")
VOID = {"meta", "link", "img", "input", "br", "hr", "circle", "path"}


class Page(html.parser.HTMLParser):
    """Enough of HTML to see that a page is well-formed and labelled."""

    def __init__(self, text):
        super().__init__()
        self.stack, self.problems, self.ids, self.targets = [], [], [], []
        self.counts, self.meta, self.links = {}, {}, []
        self.feed(text)
        self.problems += [f"not closed: {tag}" for tag in self.stack]
        self.problems += [f"id twice: {i}" for i in set(self.ids) if self.ids.count(i) > 1]
        self.problems += [f"no such id: {i}" for i in self.targets if i not in self.ids]
        if self.counts.get("h1", 0) != 1:
            self.problems.append("not exactly one h1")
        if not text.startswith("<!doctype html>\n"):
            self.problems.append("no doctype")

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.counts[tag] = self.counts.get(tag, 0) + 1
        if tag not in VOID:
            self.stack.append(tag)
        if tag == "html" and not values.get("lang"):
            self.problems.append("no lang")
        if tag == "img" and "alt" not in values:
            self.problems.append("img without alt")
        if tag in ("script", "style") or "style" in values or any(n.startswith("on") for n in values):
            self.problems.append("script or style")
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "label":
            self.targets.append(values.get("for"))
        self.targets += (values.get("aria-labelledby") or "").split()
        if tag == "meta":
            self.meta[values.get("property") or values.get("name")] = values.get("content")
        for name in ("href", "src", "action"):
            if name in values:
                self.links.append(values[name].split("#")[0])

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.stack.pop()

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.stack or self.stack.pop() != tag:
            self.problems.append(f"wrong end of {tag}")


def png_size(body):
    if body[:8] != b"\x89PNG\r\n\x1a\n":
        return None
    return int.from_bytes(body[16:20], "big"), int.from_bytes(body[20:24], "big")


def leaks(answer):
    everything = str(answer.headers) + answer.body.decode("utf-8", "replace")
    everything = re.sub("[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", everything)  # ids are random
    return [name for name in NAMES if name in everything]


def security_headers(answer, name):
    want = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
            "cross-origin-opener-policy": "same-origin"}
    ok = all(answer.headers.get(key) == value for key, value in want.items())
    ok = ok and "default-src 'none'" in answer.headers.get("content-security-policy", "")
    ok = ok and re.fullmatch("[0-9a-f]{32}", answer.headers.get("x-request-id", ""))
    ok = ok and "max-age=" in answer.headers.get("strict-transport-security", "")
    ok = ok and "set-cookie" not in answer.headers and "server" not in answer.headers
    tap.ok(ok, f"{name}: security headers", answer.headers)


def wrong_character(identifier):
    """The id with its last-but-one character replaced by another."""
    return identifier[:-2] + ("0" if identifier[-2] != "0" else "1") + identifier[-1]


def other_ids(site):
    """All ids that differ from an issued one in one character and the check."""
    changed = wrong_character(site.zoe)[:-1]
    answers = {}
    for check in "0123456789ABCDEFGHJKMNPQRSTVWXYZ":
        answers[changed + check] = site.get("/V/" + changed + check).json()["detail"]
    return answers


def pages(site):
    for path in ("/", f"/issuers/{ORG}", ACH, f"/V/{site.zoe}", "/nothing"):
        answer = site.page(path)
        page = Page(answer.text)
        tap.equal(page.problems, [], f"{path}: well-formed")
        tap.equal(answer.headers["content-type"], "text/html; charset=utf-8", f"{path}: type")
        security_headers(answer, path)
    home = site.page("/")
    tap.ok(f'href="/issuers/{ORG}"' in home.text, "home names the organisation")
    tap.ok("Grows &lt;herbs&gt; &amp; &quot;friends&quot;." in home.text, "texts are escaped")
    issuer = site.page(f"/issuers/{ORG}").text
    for words in ("WG-77", "1 July 2021 to 30 June 2022", DID, "Sill Keeper, renewal units",
                  "ECDSA P-256 (ES256)", "Ed25519 (EdDSA)", "in use"):
        tap.ok(words in issuer, f"issuer page: {words}")
    achievement = site.page(ACH)
    page = Page(achievement.text)
    for words in ("Certificate of completion", "Attend both afternoons.", "Sill standard", "WG-1"):
        tap.ok(words in achievement.text, f"achievement page: {words}")
    tap.equal(page.meta.get("og:image"), f"{PUBLIC}{ACH}/preview.png", "achievement: og:image")
    for link in page.links:
        if link.startswith("/"):
            tap.equal(site.get(link).status, 200, f"link of a page: {link[:24]}")


def negotiation(site):
    for path, identity in ((f"/issuers/{ORG}", DID), (ACH, PUBLIC + ACH)):
        for accept, kind in (("application/json", "application/json"),
                             ("application/ld+json", "application/ld+json"),
                             ("text/html;q=0.5, application/json", "application/json"),
                             ("*/*", "text/html"), (None, "text/html"), ("image/webp", "text/html"),
                             ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html")):
            answer = site.get(path, accept=accept)
            tap.equal((answer.status, answer.type), (200, kind), f"{path[:20]} for {accept}")
            tap.ok("Accept" in answer.headers.get("vary", ""), "says that it varies")
        document = site.get(path + "?format=json").json()
        tap.equal(document["id"], identity, f"{path[:20]}: id")
        tap.equal(document["@context"][0], "https://www.w3.org/ns/credentials/v2", "contexts in order")
    achievement = site.get(ACH, accept="application/json").json()
    tap.equal(achievement["image"]["id"], PUBLIC + ACH + "/image.png", "achievement: picture")
    tap.equal(achievement["achievementType"], "CertificateOfCompletion", "achievement: type")
    tap.equal(achievement["criteria"]["narrative"], "Attend both afternoons.", "achievement: criteria")


def identity(site):
    did = site.get(f"/issuers/{ORG}/did.json")
    tap.equal(did.type, "application/did+json", "DID document: type")
    document = did.json()
    tap.equal(document["id"], DID, "DID document: id")
    tap.equal(document["assertionMethod"], [m["id"] for m in document["verificationMethod"]],
              "every key may assert")
    tap.equal(sorted(m["id"] for m in document["verificationMethod"]),
              [DID + "#eddsa-1", DID + "#es256-1"], "both keys")
    tap.equal(site.get(f"/issuers/{ORG}/.well-known/did.json").json(), document, "the same, second place")
    tap.equal(did.headers["access-control-allow-origin"], "*", "any page may read it")
    host = site.get("/.well-known/did.json").json()
    tap.equal((host["id"], host["assertionMethod"][0].split("#")[0]), (f"did:web:{HOST}",) * 2,
              "did:web of the host, where there is one organisation")
    keys = site.get(f"/issuers/{ORG}/jwks.json")
    tap.equal(keys.type, "application/jwk-set+json", "key set: type")
    tap.equal(site.get("/.well-known/jwks.json").json(), keys.json(), "key set of all")
    one = site.get(f"/issuers/{ORG}/keys/es256-1").json()
    tap.ok(one in keys.json()["keys"] and "d" not in one, "one JWK, public")
    tap.equal(one["kid"], DID + "#es256-1", "kid is the verification method")
    tap.equal(site.get(f"/issuers/{ORG}/keys/es256-2").status, 404, "no such key")
    tap.equal(site.get("/issuers/nobody/did.json").status, 404, "no such issuer")
    tap.equal(site.get("/issuers/nobody/jwks.json").status, 404, "no keys of nobody")
    caching(site, f"/issuers/{ORG}/did.json", 300)
    caching(site, f"/issuers/{ORG}/keys/es256-1", 300)


def caching(site, path, seconds):
    first = site.get(path)
    tag = first.headers.get("etag", "")
    age = re.search(r"max-age=(\d+)", first.headers.get("cache-control", ""))
    tap.ok(age and 0 < int(age[1]) <= seconds, f"{path}: may be kept", first.headers)
    again = site.get(path, If_None_Match=tag)
    tap.equal((again.status, again.body, again.headers.get("etag")), (304, b"", tag), f"{path}: 304")
    tap.equal(site.get(path, If_None_Match='"other"').status, 200, f"{path}: another tag")
    head = site.request("HEAD", path)
    tap.equal((head.status, head.body, head.headers.get("content-length")),
              (200, b"", first.headers["content-length"]), f"{path}: HEAD")


def pictures(site):
    badge = site.get(ACH + "/image.png")
    tap.equal((badge.status, badge.type, png_size(badge.body)), (200, "image/png", (600, 600)), "badge")
    preview = site.get(ACH + "/preview.png")
    tap.equal((preview.type, png_size(preview.body)), ("image/png", (1200, 627)), "preview")
    caching(site, ACH + "/image.png", 86400)
    drawn = re.search(r"testamur_pictures_drawn_total (\d+)", metrics(site))[1]
    for _ in range(3):
        site.get(ACH + "/image.png")
    tap.equal(re.search(r"testamur_pictures_drawn_total (\d+)", metrics(site))[1], drawn, "drawn once")
    for path in (ACH + "x/image.png", ACH + "x/image.svg", "/issuers/nobody/achievements/sill-keeper/image.png",
                 f"/issuers/{ORG}/achievements/none"):
        tap.equal(site.get(path).status, 404, f"404: {path}")


def metrics(site):
    return local(site, "/metrics").text


def local(site, path):
    """Without a proxy speaking for anybody: who sits at the machine."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    connection.request("GET", path)
    response = connection.getresponse()
    answer = Answer(response, response.read())
    connection.close()
    return answer


def refusals(site):
    for method, path, status in (
            ("POST", "/", 405), ("DELETE", f"/V/{site.zoe}", 405), ("PUT", ACH, 405),
            ("BREW", "/", 405), ("GET", "/V", 404), ("GET", "/V/", 404), ("GET", "/issuers", 404),
            ("GET", f"/issuers/{ORG.upper()}", 404), ("GET", "/issuers/..%2f..", 404),
            ("GET", "/%zz", 400), ("GET", "/static/0000000000000000/site.css", 404),
            ("GET", f"/issuers/{ORG}/status/01/revocation", 404)):
        answer = site.request(method, path)
        tap.equal(answer.status, status, f"{method} {path}: {status}")
        tap.equal(answer.type, "application/problem+json", f"{method} {path}: a problem for programs")
    allowed = site.request("POST", "/").headers["allow"]
    tap.ok("GET" in allowed and "POST" not in allowed, "405 says what is allowed", allowed)
    answer = site.request("POST", f"/V/{site.zoe}", {"Content-Type": "application/json"}, "{}")
    tap.equal(answer.status, 415, "the form takes no JSON")
    answer = site.request("POST", f"/V/{site.zoe}",
                          {"Content-Type": "application/x-www-form-urlencoded"}, "claim=" + "x" * 5000)
    tap.equal(answer.status, 413, "the form is small")
    tap.equal(site.compare(f"/V/{site.zoe}", "").status, 400, "nothing typed")
    tap.equal(site.compare(f"/V/{site.zoe}", "x", Origin="https://evil.example").status, 403,
              "from another site's page")
    tap.equal(site.compare(f"/V/{site.zoe}", "x", Sec_Fetch_Site="cross-site").status, 403,
              "from another site's page, newer browsers")
    tap.equal(site.compare(f"/V/{site.zoe}", "x", Origin=PUBLIC).status, 200, "from its own page")
    problem = site.page("/V/" + wrong_character(site.zoe))
    tap.ok("not a valid id" in problem.text and "check character" in problem.text, "mistyped: said so")


def ids(site):
    answers = other_ids(site)
    sound = [typed for typed, detail in answers.items() if "No credential" in detail]
    tap.equal((len(answers), len(sound)), (32, 1), "one check character of 32 fits")
    for typed, words in ((wrong_character(site.zoe), "not a valid id"), (site.zoe[:-1], "27 letters"),
                         (site.zoe + "0", "27 letters"), ("%C3%A9", "27 letters"),
                         (sound[0], "No credential of this id")):
        answer = site.get("/V/" + typed)
        tap.equal((answer.status, answer.headers.get("cache-control")), (404, "no-store"), f"id {typed}")
        tap.ok(words in answer.json()["detail"], f"id {typed}: {words}", answer.text)
        tap.equal(site.get(f"/V/{typed}/qr.png").status, 404, "no QR code either")
        tap.equal(site.compare(f"/V/{typed}", ZOE).status, 404, "nothing to compare with")
    spaced = "%20".join(site.zoe[i:i + 4] for i in range(0, 27, 4))
    for typed in (site.zoe.lower(), spaced, site.zoe.replace("1", "l").replace("0", "o")):
        tap.equal(site.page(f"/v/{typed}").status, 200, f"read as a person gives it: {typed}")
        tap.equal(site.page(f"/V/{typed}").status, 200, "with V in either case")


def languages(site):
    path = f"/V/{site.zoe}"
    page = site.get(path, accept="text/html", **{"Accept-Language": "es-MX, en;q=0.5"})
    tap.equal((page.headers["content-language"], leaks(page)), ("es", []), "Accept-Language: the page is Spanish")
    tap.ok("Accept-Language" in page.headers.get("vary", ""), "it varies by that", page.headers.get("vary"))
    for words in ('<html lang="es">', "VÁLIDA", "19 a 26 de noviembre de 2021", "Certificado de finalización",
                  "¿Es de esta persona?", "en directo por internet", 'href="?lang=en"'):
        tap.ok(words in page.text, f"Spanish page: {words}", page.text)
    page = site.page(path + "?lang=en")
    tap.ok(page.headers["content-language"] == "en" and "19 to 26 November 2021" in page.text, "?lang=en wins")
    page = site.page(path + "?lang=es")
    action = re.search(r'<form action="([^"#]*)', page.text).group(1)
    answer = site.compare(action, "Somebody Else", accept="text/html")
    tap.ok("No coincide." in answer.text and leaks(answer) == [], "a comparison answers in the page's language", answer.text)
    tap.ok("Aquí no hay tal emisor" in site.page("/issuers/none?lang=es").text, "what was not found, too")
    tap.ok("1 de julio de 2021 a 30 de junio de 2022" in site.page(f"/issuers/{ORG}?lang=es").text, "an issuer's page")


def unshared(site):
    path = f"/V/{site.zoe}"
    for accept in ("text/html", "application/json", "application/vc+jwt", "application/ld+json", "*/*"):
        answer = site.get(path, accept=accept)
        tap.equal((answer.status, leaks(answer)), (200, []), f"unshared, {accept}: no name")
    for file in ("badge.png", "badge.svg", "certificate.pdf", "credential.json", "credential.jwt", "other"):
        answer = site.get(f"{path}/{file}")
        tap.equal((answer.status, leaks(answer)), (404, []), f"unshared: no {file}")
    qr = site.get(path + "/qr.png")
    tap.equal((qr.status, qr.type), (200, "image/png"), "unshared: QR code of the link")
    page = site.page(path)
    for words in ("VALID", "Sill Keeper", "19 to 26 November 2021", "Society of Window Gardeners",
                  "Certificate of completion", "Is it this person’s?"):
        tap.ok(words in page.text, f"unshared page: {words}")
    hours = site.page(f"/V/{site.zoe_hours}").text
    for words in ("<b>3</b> Montana OPI renewal units", "WG-77", "In force on the activity dates"):
        tap.ok(words in hours, f"units page: {words}")
    tap.equal(page.headers["cache-control"], "no-store", "unshared page is not kept")
    tap.ok("noindex" in page.headers["x-robots-tag"], "robots stay away")
    meta = Page(page.text).meta
    tap.equal((meta["og:title"], meta["og:url"]), ("Sill Keeper", PUBLIC + path), "unshared: Open Graph")
    status = site.get(path, accept="application/json").json()
    tap.equal((status["id"], status["status"], status["shared"], status["achievement"]["name"]),
              (PUBLIC + path, "valid", False, "Sill Keeper"), "unshared: status for programs")
    units = site.get(f"/V/{site.zoe_hours}", accept="application/json").json()["units"]
    tap.equal(units, [{"value": "3", "name": "Montana OPI renewal units"}], "unshared: units")


def matching(site):
    path = f"/V/{site.per}"
    for claim, answer in ((PER, "match"), ("per  ångström", "match"), ("PER ÅNGSTRÖM", "match"),
                          ("Per Angstrom", "no_match"), (ZOE, "no_match"),
                          (" Per@Gardeners.Example ", "match"), (ZOE_MAIL, "no_match"),
                          (ZOE_LICENCE, "no_match"), ("%", "no_match")):
        got = site.compare(path, claim)
        tap.equal((got.status, got.json()), (200, {"id": site.per, "answer": answer}),
                  f"typed {claim}: {answer}")
    path = f"/V/{site.zoe}"
    for claim, answer in ((ZOE_LICENCE, "match"), ("folio 4711-B", "match"), ("4711B", "no_match")):
        tap.equal(site.compare(path, claim).json()["answer"], answer, f"licence {claim}: {answer}")
    page = site.compare(path, "Somebody <Else>", accept="text/html")
    tap.ok("No match." in page.text and "Somebody" not in page.text, "never shown again")
    tap.equal(Page(page.text).problems, [], "answer page: well-formed")
    page = site.compare(path, ZOE, accept="text/html")
    tap.ok("<strong>Match.</strong>" in page.text, "match on the page")
    tap.equal(leaks(page), [], "a match tells no name")


def sharing(site):
    path = f"/V/{site.zoe}"
    site.credential("share", site.zoe)
    page = site.page(path)
    tap.ok(ZOE in page.text and "Is it this person’s?" not in page.text, "shared: the name, at once")
    tap.equal(Page(page.text).problems, [], "shared page: well-formed")
    tap.ok(ZOE_MAIL not in page.text and "4711" not in page.text, "shared: no address, no number")
    parsed = Page(page.text)
    tap.equal(parsed.meta["og:image"], f"{PUBLIC}{ACH}/preview.png", "shared: og:image")
    tap.ok(ZOE in parsed.meta["og:description"], "shared: Open Graph says whose")
    linkedin = [link for link in parsed.links if link.startswith("https://www.linkedin.com/")]
    tap.equal(len(linkedin), 1, "one LinkedIn link")
    check_linkedin(linkedin[0], site.zoe)
    jwt = site.get(path, accept="application/vc+jwt")
    tap.equal((jwt.type, jwt.text.count(".")), ("application/vc+jwt", 2), "shared: JWT for programs")
    document = site.get(path, accept="application/ld+json")
    tap.equal((document.type, document.json()["id"]), ("application/ld+json", PUBLIC + path),
              "shared: JSON for programs")
    tap.equal(site.get(path + "?format=jwt").text, jwt.text, "the same by address")
    answer = site.get(path + "?format=status", accept="application/json")
    tap.equal((answer.json()["status"], answer.json()["shared"], leaks(answer)), ("valid", True, []),
              "shared: its status by itself, without a name")
    for file, kind, start in (("badge.png", "image/png", b"\x89PNG"),
                              ("badge.svg", "image/svg+xml", b"<?xml"),
                              ("certificate.pdf", "application/pdf", b"%PDF"),
                              ("certificate.pdf?paper=letter", "application/pdf", b"%PDF"),
                              ("credential.json", "application/json", b"{"),
                              ("credential.jwt", "application/vc+jwt", b"eyJ")):
        answer = site.get(f"{path}/{file}")
        tap.equal((answer.status, answer.type, answer.body[:len(start)]), (200, kind, start), file)
    tap.ok(jwt.body in site.get(path + "/badge.png").body, "the badge carries the same credential")
    tap.equal(site.get(path + "/certificate.pdf?paper=a5").status, 400, "no such paper")
    site.credential("unshare", site.zoe)
    tap.equal(leaks(site.page(path)), [], "unshared again: no name, at once")
    tap.equal(site.get(path + "/badge.png").status, 404, "unshared again: no files")


def check_linkedin(link, identifier):
    now = datetime.datetime.now(zoneinfo.ZoneInfo("America/Denver"))
    query = {name: value[0] for name, value in urllib.parse.parse_qs(
        urllib.parse.urlsplit(link).query).items()}
    tap.equal(query, {"startTask": "CERTIFICATION_NAME", "name": "Sill Keeper",
                      "organizationName": "Society of Window Gardeners",
                      "issueYear": str(now.year), "issueMonth": str(now.month),
                      "certUrl": f"{PUBLIC}/V/{identifier}", "certId": identifier},
              "LinkedIn link: the month where it was awarded")
    tap.ok(" " not in link and "Society%20of" in link, "LinkedIn link: encoded")


def holder_shares(site, path):
    """The holder decides who sees the name; to have a certificate made shares."""
    public = f"/V/{site.zoe}"

    def send(form, **headers):
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        return site.request("POST", path, sent, urllib.parse.urlencode(form))

    tap.equal(send({"share": "yes"}, Origin="https://elsewhere.example").status, 403, "not from another site's page")
    for wrong in ({}, {"share": "maybe"}, {"share": "yes", "paper": "a5"}):
        tap.equal(send(wrong).status, 400, f"holder's form: {wrong}")
    tap.equal(leaks(site.page(public)), [], "nothing was shared by these")
    page = site.page(path).text
    tap.ok('value="letter"' in page and "Whoever scans its code sees your name" in page, "what a certificate does is said first")
    made = send({"share": "yes", "paper": "letter"})
    tap.equal((made.status, made.headers["location"]), (303, path + "/certificate.pdf?paper=letter"), "leads to the certificate")
    tap.ok(ZOE in site.page(public).text, "and shares the credential, at once")
    page = site.page(path).text
    tap.ok("Hide my name" in page and 'value="letter"' not in page, "the page says so")
    history = site.credential("show", site.zoe)
    tap.ok("shared" in history and "holder" in history, "the history says who", history)
    tap.equal(send({"share": "yes"}).status, 303, "shared already")
    tap.equal(site.credential("show", site.zoe), history, "nothing is written twice")
    hidden = send({"share": "no"})
    tap.equal((hidden.status, hidden.headers["location"]), (303, path + "?lang=en"), "hidden again")
    tap.equal(leaks(site.page(public)), [], "no name, at once")
    tap.equal(site.request("POST", "/s/" + "A" * 22, {"Content-Type": "application/x-www-form-urlencoded"},
                           "share=yes").status, 404, "a link that leads nowhere")
    often = [send({"share": share}).status for _ in range(12) for share in ("yes", "no")]
    tap.equal((often[:8], sorted(set(often[0::2])), set(often[1::2])), ([303] * 8, [303, 429], {303}),
              "each is kept for good: not too often, and to hide always")
    tap.equal(leaks(site.page(public)), [], "hidden in the end")


def secret_link(site):
    link = site.credential("link", site.zoe).strip()
    tap.ok(link.startswith(PUBLIC + "/s/"), "secret link", link)
    path = link[len(PUBLIC):]
    page = site.page(path)
    tap.ok(ZOE in page.text and "This is your private link." in page.text, "secret link: the name")
    parsed = Page(page.text)
    tap.equal((parsed.problems, page.headers["cache-control"]), ([], "no-store"), "secret page")
    tap.ok("og:title" not in parsed.meta, "secret page: nothing for social sites")
    tap.equal(page.headers["referrer-policy"], "no-referrer", "the secret is not handed on")
    for link in parsed.links:
        if link.startswith("/"):
            tap.equal(site.get(link).status, 200, f"secret page: {link.rsplit('/', 1)[1]}")
    holder_shares(site, path)
    tap.equal(site.get(path, accept="application/vc+jwt").type, "application/vc+jwt", "secret: JWT")
    flipped = path[:-2] + ("A" if path[-2] != "A" else "B") + path[-1]
    for wrong in (flipped, path.lower() if path.lower() != path else path[:-1], "/s/x", "/s/" + "A" * 100):
        tap.equal(site.page(wrong).status, 404, "wrong secret")


def withdrawal(site):
    path = f"/V/{site.per_hours}"
    site.credential("share", site.per_hours)
    site.credential("suspend", site.per_hours, "--reason", "under-review")
    page = site.page(path).text
    tap.ok(">SUSPENDED<" in page and "Reason: under review" in page, "SUSPENDED in the next request")
    site.credential("reinstate", site.per_hours, "--reason", "review-closed")
    tap.ok(">VALID<" in site.page(path).text, "VALID again")
    site.credential("revoke", site.per_hours, "--reason", "issued-in-error", "--note", "SECRET NOTE")
    answer = site.page(path)
    tap.ok(">REVOKED<" in answer.text and "Reason: issued in error" in answer.text and
           "Since " in answer.text, "REVOKED in the next request")
    tap.ok("SECRET NOTE" not in answer.text, "the private note stays private")
    tap.ok("linkedin" not in answer.text, "nothing to boast with")
    tap.equal(site.get(path + "/certificate.pdf").status, 404, "no new certificate of it")
    tap.equal(site.get(path + "/credential.jwt").status, 200, "the record itself stays")
    site.credential("unshare", site.per_hours)
    status = site.get(path, accept="application/json").json()
    tap.equal((status["status"], status["reason"]), ("revoked", "issued-in-error"), "for programs")


def key_changes(site):
    site.issuer.ok("key", "rotate", ORG)
    document = site.get(f"/issuers/{ORG}/did.json").json()
    tap.equal(len(document["verificationMethod"]), 3, "rotated: the old key stays published")
    tap.ok(any("expires" in m for m in document["verificationMethod"]), "with its end")
    tap.ok(">VALID<" in site.page(f"/V/{site.zoe}").text, "what it signed stays valid")
    site.issuer.ok("key", "revoke", f"{ORG}/es256-1", "--reason", "lost")
    page = site.page(f"/V/{site.zoe}").text
    tap.ok(">NOT VALID<" in page and "key that signed" in page, "key revoked: NOT VALID")
    tap.equal(site.get(f"/issuers/{ORG}/keys/es256-1").status, 404, "revoked key: not served")
    tap.ok("revoked" in site.page(f"/issuers/{ORG}").text, "revoked key: on the issuer's page")


def probes(site):
    tap.equal(local(site, "/healthz").text, "ok\n", "healthz")
    tap.equal(local(site, "/readyz").text, "ready\n", "readyz")
    text = metrics(site)
    for name in ("http_requests_total", "testamur_status_lists_signed_total",
                 "testamur_guesses_refused_total"):
        tap.ok(name in text, f"metrics: {name}")
    tap.ok(site.zoe not in text, "metrics: no ids")
    tap.equal(site.get("/metrics").status, 404, "metrics: not through a proxy")


def log_and_end(site):
    process = site.process.pid
    tap.ok(no_key_mapped(process), "the web process maps no key")
    tap.equal(site.stop(), 0, "SIGTERM: a clean end")
    tap.equal(site.errors(), "", "nothing on standard error")
    lines = site.log_lines()
    tap.equal((lines[0]["event"], lines[-1]["event"]), ("listening", "stopped"), "log: first and last")
    requests = [line for line in lines if line["event"] == "request"]
    tap.ok(requests and all(set(line) - {"complete"} == {"time", "level", "event", "request", "method",
                                                         "route", "status", "bytes", "micros"}
                            for line in requests), "log: what a request leaves")
    with open(site.log, encoding="utf-8") as handle:
        text = handle.read()
    tap.ok(not any(word in text for word in ("Zo", "gardeners.example/", "@", "FOLIO", "Sill")),
           "log: no name, no address")
    tap.ok(site.zoe not in text and "/s/{secret:any}" in text, "log: patterns, not paths")
    tap.ok(not any(line["level"] == "error" for line in lines), "log: no error",
           [line for line in lines if line["level"] == "error"])
    left = subprocess.run(["pgrep", "-f", f"testamur-signer.*{site.issuer.data}"], check=False,
                          capture_output=True).stdout
    tap.equal(left, b"", "the key process has ended, too")


def no_key_mapped(process):
    with open(f"/proc/{process}/maps", encoding="ascii", errors="replace") as handle:
        mapped = "/keys/" in handle.read()
    opened = any("/keys/" in os.path.realpath(f"/proc/{process}/fd/{fd}")
                 for fd in os.listdir(f"/proc/{process}/fd"))
    return not mapped and not opened


def prefixed():
    public = "https://example.org/badges"
    with Site(public_url=public) as site:
        for prefix in ("", "/badges"):
            tap.equal(site.page(f"{prefix}/V/{site.zoe}").status, 200, f"behind '{prefix}'")
        page = Page(site.page(f"/badges/V/{site.zoe}").text)
        inside = [link for link in page.links if link.startswith("/")]
        tap.ok(inside and all(link.startswith("/badges/") for link in inside), "prefix: links", inside)
        for link in inside:
            tap.equal(site.get(link).status, 200, f"prefix: {link[:30]}")
        did = site.get(f"/badges/issuers/{ORG}/did.json").json()["id"]
        tap.equal(did, f"did:web:example.org:badges:issuers:{ORG}", "prefix: DID")
        tap.equal(site.get("/.well-known/did.json").status, 404, "prefix: the host is not ours")
        link = site.credential("link", site.zoe).strip()
        tap.ok(ZOE in site.page(link[len("https://example.org"):]).text, "prefix: secret link")


def start_refused():
    with Site() as site:
        site.stop()
        for words, text in ((("--listen", "8080"), "ADDRESS:PORT"),
                            (("--listen", "127.0.0.1:99999"), "ADDRESS:PORT"),
                            (("--listen", "nowhere:0"), "not an address"),
                            (("--threads", "0"), "from 1 to"),
                            (("--trusted-proxy", "10.0.0.1/8"), "CIDR"),
                            (("--log", "/nowhere/at/all"), "log cannot be written")):
            code, out, err = site.issuer.run("serve", *words)
            tap.ok(code in (1, 2, 64) and out == "" and text in err, f"refused: {' '.join(words)}", err)
        os.chmod(os.path.join(site.issuer.data, "keys"), 0o755)
        code, out, err = site.issuer.run("serve", "--listen", "127.0.0.1:0")
        tap.ok(code != 0 and out == "", "keys that others can read: refused", err)


def main():
    with Site() as site:
        tap.ok(site.banner.startswith(f"Serving {PUBLIC} at http://127.0.0.1:"), "one line with the address")
        for part in (pages, negotiation, identity, pictures, refusals, ids, unshared, languages, matching, sharing,
                     secret_link, withdrawal, probes, key_changes, log_and_end):
            part(site)
    prefixed()
    start_refused()
    tap.done()


main()
