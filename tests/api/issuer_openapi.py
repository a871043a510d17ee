#!/usr/bin/env python3
"""The issuer's OpenAPI document: it describes the addresses that there are, and real answers fit its schemas."""
import email.utils
import http.client
import json
import os
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from issuer_site import ORG, PER, Site
from openapi import Api, routes
from tap import ROOT, Tap

tap = Tap()
# pages for people, what only who runs it asks, links of one person, and the W3C's API (tests/api/issuer_vcapi.py)
APART = ("/static/", "/healthz", "/readyz", "/metrics", "/s/", "/u/", "/credentials/")


class Headers(dict):
    def __missing__(self, name):
        return next((value for key, value in self.items() if key.lower() == name.lower()), None)


for proof in ("jwt", "both"):
    with Site(proof=proof) as site:
        clients = iter(range(1, 250))

        def send(method, path, data, headers):
            connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
            headers.setdefault("X-Forwarded-For", f"192.0.2.{next(clients)}")
            connection.request(method, path, body=data, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            return answer.status, Headers(answer.getheaders()), body

        status, headers, body = send("GET", "/openapi.json", None, {})
        document = json.loads(body)
        api = Api(tap, document, send)
        if proof == "jwt":
            tap.equal((status, headers["Content-Type"], headers["Access-Control-Allow-Origin"]),
                      (200, "application/json", "*"), "it is served, to any origin")
            with open(os.path.join(ROOT, "web", "static", "issuer.openapi.json"), "rb") as handle:
                tap.equal(body, handle.read(), "as it lies in the tree")
            with open(os.path.join(ROOT, "issuer", "server_routes.c"), encoding="utf-8") as handle:
                table = routes(handle.read())
            wanted = {row for row in table if row[1] != "/" and not row[1].startswith(APART)}
            tap.equal(sorted(api.described()), sorted(wanted), "the addresses, all of them and no other")
            api.sound()

        # -- real answers ---------------------------------------------------------
        site.credential("share", site.zoe)
        with sqlite3.connect(os.path.join(site.issuer.data, "testamur.db")) as db:
            began = db.execute("UPDATE status_list SET created = created - 9 RETURNING created").fetchone()[0]
        site.credential("revoke", site.per_hours, "--reason", "issued-in-error")
        organisation = f"/issuers/{ORG}"
        achievement = organisation + "/achievements/sill-keeper"
        kid = json.loads(send("GET", organisation + "/jwks.json", None, {})[2])["keys"][0]["kid"].split("#")[-1]
        keys = [f"{organisation}/keys/{name}" for name in (kid, "none")]
        json_, jwt = {"Accept": "application/json"}, {"Accept": "application/vc+jwt"}
        org = "/issuers/{org}"
        for path, template, accept in [
                ("/.well-known/did.json", "/.well-known/did.json", {}), ("/.well-known/jwks.json", "/.well-known/jwks.json", {}),
                ("/openapi.json", "/openapi.json", {}),
                (organisation, org, json_), (organisation, org, {"Accept": "text/html"}), ("/issuers/none", org, json_),
                (organisation + "/did.json", org + "/did.json", {}), ("/issuers/none/did.json", org + "/did.json", {}),
                (organisation + "/.well-known/did.json", org + "/.well-known/did.json", {}),
                (organisation + "/jwks.json", org + "/jwks.json", {}),
                (keys[0], org + "/keys/{kid}", {}), (keys[1], org + "/keys/{kid}", {}),
                (achievement, org + "/achievements/{ach}", json_), (achievement + "x", org + "/achievements/{ach}", json_)] + [
                (f"{achievement}/{name}", org + "/achievements/{ach}/" + name, {})
                for name in ("image.png", "image.svg", "preview.png")] + [
                (f"{organisation}/status/{number}/{purpose}", org + "/status/{n}/" + purpose, accept)
                for number in (1, 9) for purpose in ("revocation", "suspension") for accept in (
                    json_, jwt, {"Accept-Datetime": email.utils.formatdate(began, usegmt=True)}, {"Accept-Datetime": "soon"})] + [
                (f"{organisation}/status/1/{purpose}?timestamp={text}", org + "/status/{n}/" + purpose, json_)
                for text in (time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(began)), "soon", "2020-01-01T00:00:00Z")
                for purpose in ("revocation", "suspension")] + [
                (f"{organisation}/status/1/{purpose}/{version}", org + "/status/{n}/" + purpose + "/{version}", accept)
                for version in (time.strftime("%Y%m%d%H%M%S", time.gmtime(began)), "20200101000000")
                for purpose in ("revocation", "suspension") for accept in (json_, jwt)] + [
                (f"/v/{which}{query}", "/v/{id}", accept)
                for which in (site.zoe, site.per, site.per_hours, "0" * 27, "x")
                for query, accept in (("", json_), ("", jwt), ("", {"Accept": "application/vc"}), ("?format=status", {}),
                                      ("", {"Accept": "text/html"}))] + [
                (f"/v/{site.zoe}?format={form}", "/v/{id}", {}) for form in ("json", "jwt")] + [
                (f"/v/{which}/qr.png", "/v/{id}/qr.png", {}) for which in (site.zoe, "x")] + [
                (f"/v/{site.zoe}/{name}", "/v/{id}/{file}", {}) for name in
                ("badge.png", "badge.svg", "certificate.pdf", "credential.json", "credential.jwt", "none")] + [
                ("/r/" + "A" * 22, "/r/{secret}", json_)]:
            if path.endswith("credential.json") and proof == "jwt":
                continue  # not secured in that form
            api.ask("get", path, template, **accept)
        form = "application/x-www-form-urlencoded"
        for which, claim in ((site.per, PER), (site.per, "Nobody"), ("0" * 27, "x")):
            api.ask("post", f"/v/{which}", "/v/{id}", ("claim=" + claim).encode(), form, **json_)
        api.ask("post", f"/v/{site.per}", "/v/{id}", b"{}", "application/json", **json_)
        for _ in range(11):
            send("POST", f"/v/{site.zoe}", b"claim=x", {"Content-Type": form, "X-Forwarded-For": "192.0.2.251", **json_})
        api.ask("post", f"/v/{site.zoe}", "/v/{id}", b"claim=x", form, **json_, **{"X-Forwarded-For": "192.0.2.251"})
        for _ in range(61):
            send("GET", "/v/x", None, {"X-Forwarded-For": "192.0.2.252"})
        api.ask("get", f"/v/{site.zoe}", "/v/{id}", **json_, **{"X-Forwarded-For": "192.0.2.252"})
        if proof == "jwt":
            tap.ok(("get", "/v/{id}", "406") in api.seen, "406 for a form in which it is not secured")
        tap.ok({("get", "/v/{id}", "429"), ("post", "/v/{id}", "429"), ("get", "/v/{id}", "404")} <= api.seen,
               f"{proof}: refusals, too", sorted(api.seen))
tap.done()
