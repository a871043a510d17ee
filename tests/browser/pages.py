#!/usr/bin/env python3
"""What people see, in real Chromium.

A small invented issuer (tests/lib/issuer_site.py) and a verifier stand
behind a TLS proxy under their public names, so that origins, cookies and
policies are those of real use; pages.mjs visits them and judges. Every
other name resolves to nothing: what a page asks of another host fails and
is reported. Pictures and PDFs are left in BUILD/browser/shots. Without
node or chromium the test is skipped by name.
"""
import base64
import json
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
from browser import FOLDER, Verifier, certificate, install, visit  # noqa: E402
from tap import Tap  # noqa: E402
from issuer_site import COHORT, HOST, ORG, PER, ZOE, Site  # noqa: E402

VERIFY_HOST = "verify.gardeners.example"
SHOTS = os.path.join(FOLDER, "shots")


def decode(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def altered(token):
    head, body, signature = token.split(".")
    changed = decode(body).replace(ZOE.encode(), "Zoë Someone-Else".encode())
    return f"{head}.{encode(changed)}.{signature}"


def away(token):
    """The same token, as if signed by a host that cannot be reached."""
    gone = lambda part: encode(decode(part).replace(f"web:{HOST}".encode(), b"web:away.example"))
    head, body, signature = token.split(".")
    return f"{gone(head)}.{gone(body)}.{signature}"


def presentation(*tokens):
    """Several credentials, handed in together by whom is not known."""
    context = "https://www.w3.org/ns/credentials/v2"
    return json.dumps({"@context": [context], "type": ["VerifiablePresentation"], "verifiableCredential": [
        {"@context": context, "id": "data:application/vc+jwt," + token, "type": "EnvelopedVerifiableCredential"}
        for token in tokens]})


def export(site, credential, ending):
    path = site.issuer.path(credential + ending)
    site.credential("export", credential, "--out", path)
    return path


def job(site, verifier, folder):
    """Everything that pages.mjs has to know."""
    site.credential("share", site.zoe)
    link = site.credential("link", site.zoe).split()
    secret = next(word for word in link if "/s/" in word)
    site.credential("revoke", site.zoe_hours, "--reason", "issued-in-error")
    with open(export(site, site.zoe, ".jwt"), encoding="ascii") as handle:
        token = handle.read().strip()
    with open(export(site, site.zoe_hours, ".jwt"), encoding="ascii") as handle:
        revoked = handle.read().strip()
    with open(export(site, site.zoe, ".json"), encoding="utf-8") as handle:
        document = handle.read()
    site.issuer.ok("ledger", "cycle", "add", "2020-2025", "--scheme", "mt-opi-renewal-unit", "--from", "2020-07-01",
                   "--to", "2025-06-30", "--cap", "60", "--carry", "10")
    site.issuer.ok("ledger", "certify", PER)
    statement = site.issuer.ok("ledger", "link", PER).strip()
    record = site.issuer.json("credential", "clr", PER)["id"]
    with open(export(site, record, ".json"), encoding="utf-8") as handle:
        gathered = handle.read()
    of_record = site.credential("link", record).strip()
    key, cert = certificate(folder, HOST, VERIFY_HOST)
    return {
        "statement": statement[statement.index("/u/"):], "record": of_record[of_record.index("/s/"):],
        "gathered": gathered,
        "shots": SHOTS, "key": key, "cert": cert,
        "hosts": {HOST: site.port, VERIFY_HOST: verifier.port},
        "issuer": f"https://{HOST}", "verifier": f"https://{VERIFY_HOST}",
        "organisation": ORG, "shared": site.zoe, "unshared": site.per,
        "revoked_id": site.zoe_hours, "private": secret[secret.index("/s/"):],
        "holder": ZOE, "hidden": PER, "hidden_words": ["Ångström", "per@gardeners"],
        "token": token, "altered": altered(token),
        "several": presentation(token, revoked), "revoked": revoked, "away": away(token), "document": document,
        "altered_document": document.replace(ZOE, "Zoë Someone-Else"),
        "picture": export(site, site.zoe, ".png"), "drawing": export(site, site.zoe, ".svg"),
    }


def main():
    tap = Tap()
    problem = install()
    if problem:
        tap.skip("pages in Chromium", problem)
        tap.done()
    os.makedirs(SHOTS, exist_ok=True)
    # an evening, so that the day in UTC is the next
    COHORT["sessions"][1].update(start="2021-11-26T17:30", end="2021-11-26T18:30")
    with tempfile.TemporaryDirectory() as folder, \
            Site(options=["--verify-url", f"https://{VERIFY_HOST}/",
                          "--name", "Garden Credentials",
                          "--contact", "mailto:office@gardeners.example"],
                 proof="both") as site:
        verifier = Verifier(
            folder, VERIFY_HOST, "--trust", f"did:web:{HOST}:issuers:{ORG}=Garden Board",
            "--fetch-map", f"https://{HOST}/=http://127.0.0.1:{site.port}/")
        try:
            visit(tap, "pages.mjs", job(site, verifier, folder), folder)
        finally:
            verifier.stop()
    tap.done()


main()
