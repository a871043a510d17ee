#!/usr/bin/env python3
"""Forty renewals before lunch: a board's clerk at the verifier, in real Chromium.

An invented issuer, a second one that nobody lists, a host that only looks
like the first, and three verifiers: the board's, one that cannot reach the
issuer's status lists, and one that is slow to strangers. clerk.mjs goes
through the day by keyboard; here stand the papers it is given, and what an
auditor gets in the end.
"""
import http.server
import json
import os
import sys
import tempfile
import threading
import time
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
from browser import FOLDER, Verifier, certificate, install, visit  # noqa: E402
from issuer_site import HOST, ORG, PER, PROGRAMME, ZOE, Site  # noqa: E402
from shortid import short_id  # noqa: E402
from tap import Tap  # noqa: E402

BOARD, AWAY, SLOW = "verify.board.example", "away.board.example", "slow.board.example"
LOOKALIKE = "badges.gardeners.exarnple"
OTHER = "badges.otherboard.example"
SHOTS = os.path.join(FOLDER, "shots", "clerk")
NEW_NAME = "Zoë Quilliam-Oun"
# what a German and a French computer show of an American scanner's keys
GERMAN = str.maketrans("YZ:/-", "ZYÖ-ß")
FRENCH = str.maketrans("AQWZM0123456789:/.-", "QAZW?à&é\"'(-è_çM!:)")


class Lookalike(http.server.BaseHTTPRequestHandler):
    """Counts who asks, and hands out somebody else's credential."""
    asked = 0

    def do_GET(self):
        body = str(Lookalike.asked).encode()
        if self.path != "/counter":
            Lookalike.asked += 1
            body = Lookalike.token
        self.send_response(200)
        self.send_header("Content-Type", "application/vc+jwt")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def serve_lookalike():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Lookalike)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def trust_list(folder):
    path = os.path.join(folder, "issuers.json")
    with open(path, "w", encoding="utf-8") as handle:
        json.dump({"name": "Garden Board", "issuers": [
            {"id": f"did:web:{HOST}:issuers:{ORG}", "name": "Society of Window Gardeners",
             "approvals": [{"scheme": "mt-opi-renewal-unit", "number": "WG-77",
                            "valid_from": "2021-07-01", "valid_to": "2022-06-30"}]}]}, handle)
    return path


def export(site, credential, name):
    path = site.issuer.path(name)
    site.credential("export", credential, "--out", path)
    return path


def write(site, name, data):
    path = site.issuer.path(name)
    with open(path, "wb") as handle:
        handle.write(data)
    return path


def papers(site, other):
    """What lies on the clerk's desk."""
    for credential in (site.zoe, site.zoe_hours, site.per_hours):
        site.credential("share", credential)
    old = export(site, site.zoe, "old.json")
    paper = write(site, "paper.pdf", site.get(f"/V/{site.zoe}/certificate.pdf").body)
    time.sleep(1.1)  # a version is later by a second at least
    for credential in (site.zoe, site.zoe_hours):
        site.credential("correct", credential, "--name", NEW_NAME, "--reason", "as on the licence")
    site.credential("revoke", site.per_hours, "--reason", "issued-in-error")
    current = export(site, site.zoe, "current.json")
    with open(current, encoding="utf-8") as handle:
        forged = handle.read().replace(NEW_NAME, "Somebody Forged")
    Lookalike.token = open(export(site, site.zoe_hours, "hours.jwt"), "rb").read()
    link = f"HTTPS://{HOST.upper()}/V/{site.zoe}"
    wrong = site.zoe[:9] + ("7" if site.zoe[9] != "7" else "8") + site.zoe[10:]
    return {
        "shared": site.zoe, "shared_link": f"https://{HOST}/V/{site.zoe}", "hours": site.zoe_hours,
        "scanned": {"as it is": link, "on a German computer": link.translate(GERMAN),
                    "on a French computer": link.translate(FRENCH)},
        "mistyped": [wrong, site.zoe[:-1], f"https://{HOST}/V/{wrong}"],
        "revoked": site.per_hours, "unshared": site.per, "holder": NEW_NAME, "paper_name": ZOE,
        "hidden": PER, "hidden_words": [PER, "Ångström", "per@gardeners"],
        "old_version": old, "paper": paper, "current_file": current,
        "altered": write(site, "forged.json", forged.encode()),
        "unshared_file": export(site, site.per, "per.json"),
        "other_issuer": export(other, other.zoe, "other.json"),
        "lookalike": f"HTTPS://{LOOKALIKE.upper()}/V/{site.zoe}", "lookalike_host": LOOKALIKE,
        **table(site, wrong),
        "random_ids": [short_id(f"{n:026d}") for n in range(7, 67)],
    }


def table(site, wrong):
    """Two hundred ids as a board's spreadsheet has them, and the word for each."""
    kinds = [(site.zoe, "VALID"), (site.zoe_hours, "VALID"), (site.per_hours, "REVOKED"),
             (site.per, "VALID"), (wrong, "NOT A VALID ID"), ("", "NOTHING GIVEN"),
             (f"https://{HOST}/V/{site.zoe}", "VALID"), (f"https://{LOOKALIKE}/V/{site.zoe}", "COULD NOT BE CHECKED"),
             ("not an id", "NOT RECOGNISED")]
    rows = [kinds[n % len(kinds)] for n in range(200)]
    text = "Name,Certificate no.\r\n" + "".join(f"Teacher {n},{row[0]}\r\n" for n, row in enumerate(rows))
    return {"table": write(site, "renewals.csv", text.encode()), "table_rows": rows}


def audit(tap, site):
    """The last step: what the issuer hands to an auditor who asks."""
    path = site.issuer.path("audit.zip")
    site.issuer.ok("audit", "export", "--cohort", "sills-2021", "--out", path)
    with zipfile.ZipFile(path) as bundle:
        tables = {name: bundle.read(name).decode("utf-8", "replace")
                  for name in bundle.namelist() if name.endswith(".csv")}
    rows = [text for text in tables.values() if NEW_NAME in text or ZOE in text]
    tap.ok(rows, "step 13: the audit file has the roster", list(tables))
    head = " ".join(text.split("\n")[0].lower() for text in tables.values())
    tap.equal([word for word in ("name", "licence", "minutes") if word not in head], [],
              "step 13: with name, licence number and minutes")


def main():
    tap = Tap()
    problem = install()
    if problem:
        tap.skip("a clerk in Chromium", problem)
        tap.done()
    os.makedirs(SHOTS, exist_ok=True)
    PROGRAMME["refresh"] = "current-version"
    lookalike = serve_lookalike()
    with tempfile.TemporaryDirectory() as folder, Site(proof="both") as site, \
            Site(public_url=f"https://{OTHER}", proof="both") as other:
        maps = []
        for host, port in ((HOST, site.port), (OTHER, other.port), (LOOKALIKE, lookalike)):
            maps += ["--fetch-map", f"https://{host}/=http://127.0.0.1:{port}/"]
        common = ["--issuers", trust_list(folder), "--issuer-url", f"https://{HOST}"]
        # the first map that fits is taken: status lists lead to a closed port
        gone = ["--fetch-map", f"https://{HOST}/issuers/{ORG}/status/=http://127.0.0.1:1/"]
        verifiers = [Verifier(folder, BOARD, *common, *maps, "--rate", "5000"),
                     Verifier(folder, AWAY, *common, *gone, *maps),
                     Verifier(folder, SLOW, *common, *maps, "--rate", "20")]
        key, cert = certificate(folder, BOARD, AWAY, SLOW)
        try:
            visit(tap, "clerk.mjs", {
                "shots": SHOTS, "key": key, "cert": cert,
                "hosts": {v.host: v.port for v in verifiers},
                "verifier": f"https://{BOARD}", "away": f"https://{AWAY}", "slow": f"https://{SLOW}",
                "counter": f"http://127.0.0.1:{lookalike}/counter", **papers(site, other)}, folder)
            audit(tap, site)
        finally:
            for verifier in verifiers:
                verifier.stop()
    tap.done()


main()
