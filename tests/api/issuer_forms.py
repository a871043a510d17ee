#!/usr/bin/env python3
"""One credential in two forms: JSON with a proof, and a JWT.

What is served and baked does not depend on what a proof says, so the second
form is an invented one, put into the database beside the JWT.
"""
import json
import os
import sqlite3
import sys
import xml.etree.ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from issuer_site import HOST, ORG, Site
from tap import Tap

tap = Tap()
BODY = json.dumps({"id": "urn:example:json-form", "proof": {"type": "Invented"}}).encode()
JSON_TYPES = ("application/json", "application/ld+json", "application/vc", "application/vc+ld+json")
JWT_TYPES = ("application/vc+jwt", "application/jwt")


def add_form(site, credential):
    with sqlite3.connect(os.path.join(site.issuer.data, "testamur.db")) as db:
        db.execute("INSERT INTO credential_form VALUES (?, 1, ?, 'eddsa-1', 'invented', ?)",
                   (credential, ORG, BODY))


def only_form(site, credential):
    with sqlite3.connect(os.path.join(site.issuer.data, "testamur.db")) as db:
        db.execute("UPDATE credential SET kid = 'eddsa-1', format = 'invented', body = ? "
                   "WHERE id = ?", (BODY, credential))


def exported(site, credential, name, *more):
    path = site.issuer.path(name)
    code, _, err = site.issuer.run("credential", "export", credential, "--out", path, *more)
    if code != 0:
        return err
    with open(path, "rb") as handle:
        return handle.read()


def jwt_alone(site, path):
    """A JWT: what it says may be read as JSON, but not as a credential."""
    for accept in ("application/vc", "application/vc+ld+json"):
        answer = site.get(path, accept=accept)
        tap.equal((answer.status, answer.json()["available"]), (406, ["application/vc+jwt"]),
                  f"a JWT alone: no {accept}")
    for accept in ("application/json", "application/ld+json"):
        answer = site.get(path, accept=accept)
        tap.equal((answer.status, answer.type, "proof" in answer.json()), (200, accept, False),
                  f"a JWT alone: its contents as {accept}")
    mixed = site.get(path, accept="application/vc, application/vc+jwt;q=0.5")
    tap.equal((mixed.status, mixed.type), (200, "application/vc+jwt"),
              "a JWT alone: the second wish when the first cannot be had")
    tap.equal(site.get(path + "/badge.png?form=json").status, 404, "a JWT alone: no badge with JSON")
    page = site.page(path).text
    tap.ok("Contents (JSON)" in page and "Credential (JSON)" not in page and
           "Credential (JWT)" in page, "a JWT alone: what the page offers")
    tap.ok(b"has no proof inside" in exported(site, site.zoe, "j.png", "--form", "json").encode(),
           "a JWT alone: export says so")


def both(site, path, token):
    for accept in JSON_TYPES:
        answer = site.get(path, accept=accept)
        tap.equal((answer.status, answer.type, answer.body), (200, accept, BODY), f"both: {accept}")
        tap.ok("Accept" in answer.headers["vary"], "says that it varies")
    for accept in JWT_TYPES:
        answer = site.get(path, accept=accept)
        tap.equal((answer.status, answer.type, answer.body), (200, accept, token), f"both: {accept}")
    tap.equal(site.get(path + "?format=jwt").body, token, "both: JWT by address")
    tap.equal(site.get(path + "?format=json").body, BODY, "both: JSON by address")
    tap.equal(site.get(path + "/credential.json").body, BODY, "both: credential.json, byte for byte")
    tap.equal(site.get(path + "/credential.jwt").body, token, "both: credential.jwt")
    for query, inside, other in (("", BODY, token), ("?form=json", BODY, token),
                                 ("?form=jwt", token, BODY)):
        badge = site.get(path + "/badge.png" + query).body
        tap.equal((inside in badge, other in badge), (True, False), f"both: badge.png{query}")
    for query, attribute, text in (("", None, BODY.decode()), ("?form=json", None, BODY.decode()),
                                   ("?form=jwt", token.decode(), None)):
        badge = site.get(path + "/badge.svg" + query)
        found = xml.etree.ElementTree.fromstring(badge.body).findall(
            "{https://purl.imsglobal.org/ob/v3p0}credential")
        tap.equal((badge.type, [(one.get("verify"), one.text) for one in found]),
                  ("image/svg+xml", [(attribute, text)]), f"both: badge.svg{query}")
    for name in ("badge.png", "badge.svg"):
        tap.equal(site.get(f"{path}/{name}?form=xml").status, 400, f"both: no such form: {name}")
    page = site.page(path).text
    tap.ok("Credential (JSON)" in page and "Credential (JWT)" in page and
           page.index("(JSON)") < page.index("(JWT)"), "both: on the page, JSON first")
    tap.equal([exported(site, site.zoe, "e.json"), exported(site, site.zoe, "e.jwt")],
              [BODY, token], "both: exported")
    for words, inside in (((), BODY), (("--form", "json"), BODY), (("--form", "jwt"), token)):
        tap.ok(inside in exported(site, site.zoe, "e.png", *words), f"both: export .png {words}")
    tap.ok("the form is json or jwt" in exported(site, site.zoe, "e.png", "--form", "xml"),
           "both: export of another form")


def json_alone(site):
    only_form(site, site.per)
    site.credential("share", site.per)
    path = f"/V/{site.per}"
    tap.equal(site.get(path, accept="application/vc").body, BODY, "JSON alone: served")
    for accept in JWT_TYPES:
        answer = site.get(path, accept=accept)
        tap.equal((answer.status, answer.json()["available"]), (406, ["application/vc"]),
                  f"JSON alone: no {accept}")
    tap.equal(site.get(path + "?format=jwt").status, 406, "JSON alone: no JWT by address")
    tap.equal(site.get(path + "/credential.jwt").status, 404, "JSON alone: no credential.jwt")
    tap.ok("Credential (JWT)" not in site.page(path).text, "JSON alone: what the page offers")
    tap.ok("is not signed as a JWT" in exported(site, site.per, "p.jwt"), "JSON alone: export says so")
    tap.ok(BODY in site.get(path + "/badge.png").body, "JSON alone: in the badge")
    tap.equal(site.get(path, accept="image/webp").type, "text/html", "JSON alone: else the page")


def keys(site, path, token):
    """A form whose key was revoked is not handed out while the other stands."""
    site.issuer.ok("key", "revoke", ORG + "/eddsa-1", "--reason", "lost")
    page = site.page(path).text
    tap.ok(">VALID<" in page and "Credential (JSON)" not in page, "one key revoked: the JWT stands")
    tap.equal(site.get(path, accept="application/vc").status, 406, "one key revoked: no JSON form")
    tap.ok(token in site.get(path + "/badge.png").body, "one key revoked: the badge carries the JWT")
    tap.ok(">NOT VALID<" in site.page(f"/V/{site.per}").text, "its only key revoked: NOT VALID")
    site.issuer.ok("key", "revoke", ORG + "/es256-1", "--reason", "lost")
    tap.ok(">NOT VALID<" in site.page(path).text, "both keys revoked: NOT VALID")
    tap.equal(site.get(path + "/credential.jwt").body, token, "the record itself stays")


def main():
    with Site() as site:
        path = f"/V/{site.zoe}"
        site.credential("share", site.zoe)
        token = site.get(path, accept="application/vc+jwt").body
        tap.equal(token.count(b"."), 2, f"issued by {HOST} as a JWT")
        jwt_alone(site, path)
        add_form(site, site.zoe)
        both(site, path, token)
        json_alone(site)
        keys(site, path, token)
    tap.done()


main()
