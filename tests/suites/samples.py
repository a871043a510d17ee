#!/usr/bin/env python3
"""1EdTech's published Open Badges 3.0 samples, with what we say of each.

Where 1EdTech's own tests expect something else, the reason stands beside
it. Nothing is fetched (their issuers are example hosts).
"""
import base64
import http.server
import json
import os
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import SHARED, VERIFIER, Tap

FOLDER = os.path.join(SHARED, "data", "samples", "1edtech-validator")
DI = "the key is at an example host, which is not fetched"
OPEN, NO = "could_not_be_checked", "not_valid"

# file: (verdict, deciding code, check that has to give a code or None, reason)
EXPECTED = {
    "simple.json": (OPEN, "key.did_unreachable", None, DI),
    "simple-json.svg": (OPEN, "key.did_unreachable", None, DI),
    "complete.json": (OPEN, "key.did_unreachable", None, DI),
    "simple-err-expired.json": (OPEN, "key.did_unreachable", None, DI),
    "simple-err-proof-method.json": (OPEN, "key.did_unreachable", None, DI),
    "simple-err-proof-method-no-scheme.json": (NO, "signature.malformed", None, "no URL"),
    "simple-err-proof-method-unknown-scheme.json":
        (OPEN, "key.address_refused", None, "invalid there; here it says where nobody looks"),
    "simple-err-proof-value.json": (OPEN, "key.did_unreachable", None, DI),
    "credential-status-revoked.json": (OPEN, "key.did_unreachable", "format.vc11", DI),
    "bit-string-list/credential-status-revoked.json":
        (OPEN, "key.did_unreachable", None, DI),
    "bit-string-list/credential-status-revoked-blank-nodes.json":
        (OPEN, "key.did_unreachable", None, DI),
    "endorsement-err-schema-status-refresh.json":
        (OPEN, "key.did_unreachable", "schema.unknown", DI),
    "simple-multiple-proofs.json":
        (OPEN, "key.did_unreachable", None,
         DI + "; every proof of a known kind has to hold"),
    "simple-err-context.json": (NO, "format.context_order", "schema.ob3", ""),
    "simple-err-type.json": (NO, "context.undefined_term", None, "OtherCredential is not defined"),
    "simple-err-issuer-type.json": (NO, "context.undefined_term", "schema.ob3", ""),
    "simple-err-issuer-otheridentifier-type.json": (NO, "context.undefined_term", "schema.ob3", ""),
    "simple-err-credential-subject-profile-type.json":
        (NO, "context.undefined_term", "schema.ob3", ""),
    "simple-err-credential-subject-result-type.json":
        (NO, "context.undefined_term", "schema.ob3", ""),
    "simple-noproof.json": (NO, "schema.ob3", "signature.no_proof", "no achievement, no proof"),
    "velocity.jwt": (NO, "controller.not_issuer", "context.unknown",
                     "signed under a DID that is not the issuer's"),
    "simple.jwt": (NO, "schema.ob3", "key.not_named",
                   "a draft's context, no achievement, and no key named"),
    "simple-jwt.png": (OPEN, "controller.unreachable", None,
                       "valid there; here its jwk counts only if the issuer's key set holds it, "
                       "which is not reachable"),
    "simple-jwt_v1.png": (OPEN, "controller.unreachable", "format.vc11",
                          "a warning there; the same reason here"),
}

tap = Tap()


def check(path, *args):
    done = subprocess.run([VERIFIER, "check", path, "--json", *args], capture_output=True,
                          timeout=60, check=False)
    return done.returncode, json.loads(done.stdout)


def codes(report):
    return [c["code"] for c in report["checks"]]


if not os.path.isdir(FOLDER):
    tap.skip("1EdTech samples", "the published samples are not here")
    tap.done()

for name, (verdict, code, also, reason) in sorted(EXPECTED.items()):
    status, report = check(os.path.join(FOLDER, name), "--offline", "-")
    title = f"{name}: {verdict}, {code}" + (f" ({reason})" if reason else "")
    tap.ok(report["verdict"] == verdict and report["code"] == code
           and status == {OPEN: 3, NO: 1}[verdict] and (also is None or also in codes(report)),
           title, f"{report['verdict']} {report['code']} {codes(report)}")

found = sorted(os.path.relpath(os.path.join(folder, file), FOLDER)
               for folder, _, files in os.walk(FOLDER) for file in files)
others = {"EXPECTED.tsv", "bit-string-list/testlist"}
tap.equal([f for f in found if f not in EXPECTED and f not in others], [],
          "every sample has an expectation")

# With the issuer's key set within reach the baked tokens do verify.
for name, host, want in (("simple-jwt.png", "1edtech.edu", "signature.claim_missing"),
                         ("simple-jwt_v1.png", "example.edu", None)):
    with open(os.path.join(FOLDER, name), "rb") as handle:
        data = handle.read()
    token = data[data.index(b"openbadgecredential") + 24:]
    header = token[token.index(b"ey"):].split(b".")[0]
    jwk = json.loads(base64.urlsafe_b64decode(header + b"=="))["jwk"]

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self, jwk=jwk):
            body = json.dumps({"keys": [jwk]}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/jwk-set+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    _, report = check(os.path.join(FOLDER, name), "--fetch-map",
                      f"https://{host}/=http://127.0.0.1:{server.server_address[1]}/")
    server.shutdown()
    server.server_close()
    by_check = {c["id"]: c for c in report["checks"]}
    tap.ok(by_check["controller"]["code"] == "controller.issuer"
           and by_check["signature"]["outcome"] in ("pass", "warn")
           and (want is None or by_check["signature"]["code"] == want),
           f"{name}: its signature holds once the key set is served",
           f"{report['verdict']} {codes(report)}")
tap.done()
