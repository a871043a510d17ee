"""An invented issuer for black-box tests of the verifier.

Keys are made by the openssl command line, documents are served by a small
HTTP server on a free loopback port, and the verifier reaches them through
--fetch-map.

    from vcworld import World
    with World() as world:
        report = world.check(world.token(world.badge()))
        report.code("signature")  # "signature.valid"
"""
import base64
import gzip
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import VERIFIER

HOST = "https://issuer.example"
DID = "did:web:issuer.example:issuers:mfpe"
KID = DID + "#es256-1"
DID_PATH = "/issuers/mfpe/did.json"
REVOCATION = HOST + "/issuers/mfpe/status/1/revocation"
SUSPENSION = HOST + "/issuers/mfpe/status/1/suspension"
BADGE_ID = HOST + "/V/0123456789ABCDEFGHJKMNPQRS0"
SUBJECT_ID = "urn:uuid:2f0d2c4e-31a5-4c6f-9a3e-0f5d6f1b7c11"
CONTEXTS = ["https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
INDEX = 94567


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def compact(value):
    return json.dumps(value, separators=(",", ":")).encode()


class Key:
    """A P-256 or RSA key in a file of the world's folder."""

    def __init__(self, folder, name, kind="P-256", bits=2048):
        self.path = os.path.join(folder, name + ".pem")
        self.kind = kind
        args = (["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", self.path]
                if kind == "P-256" else ["genrsa", "-out", self.path, str(bits)])
        subprocess.run(["openssl", *args], check=True, stderr=subprocess.DEVNULL)
        if kind == "P-256":
            der = subprocess.run(["openssl", "ec", "-in", self.path, "-pubout", "-outform", "DER"],
                                 check=True, capture_output=True).stdout
            point = der[-64:]
            self.jwk = {"kty": "EC", "crv": "P-256", "x": b64(point[:32]), "y": b64(point[32:])}
        else:
            text = subprocess.run(["openssl", "rsa", "-in", self.path, "-noout", "-modulus"],
                                  check=True, capture_output=True).stdout.decode()
            modulus = bytes.fromhex(text.strip().split("=")[1])
            self.jwk = {"kty": "RSA", "n": b64(modulus), "e": "AQAB"}

    def sign(self, data, der=False):
        signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.path],
                                   input=data, check=True, capture_output=True).stdout
        if der or self.kind != "P-256":
            return signature
        r_len = signature[3]
        r = signature[4:4 + r_len]
        s = signature[6 + r_len:]
        return r.lstrip(b"\0").rjust(32, b"\0") + s.lstrip(b"\0").rjust(32, b"\0")


class Report:
    def __init__(self, done):
        self.exit = done.returncode
        self.stderr = done.stderr.decode()
        self.json = json.loads(done.stdout) if done.stdout.startswith(b"{") else {}
        self.verdict = self.json.get("verdict")
        self.checks = {c["id"]: c for c in self.json.get("checks", [])}

    def code(self, check):
        return self.checks.get(check, {}).get("code")

    def __str__(self):
        lines = [f"exit {self.exit} {self.verdict} {self.stderr}"]
        lines += [f"{c['id']}: {c['outcome']} {c['code']} {c.get('detail', '')}"
                  for c in self.checks.values()]
        return "\n".join(lines)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        world = self.server.world
        world.asked.append(self.path)
        page = world.pages.get(self.path)
        if callable(page):
            page(self)
            return
        if page is None:
            self.reply(404, b"nothing here", "text/plain")
        else:
            self.reply(200, page if isinstance(page, bytes) else compact(page), "application/json")

    def do_POST(self):
        """A form; pages of such are under "POST /path": a function of handler and form."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        page = self.server.world.pages.get("POST " + self.path)
        self.server.world.asked.append("POST " + self.path)
        if page is None:
            self.reply(405, b"no form here", "text/plain")
        else:
            page(self, dict(urllib.parse.parse_qsl(body, strict_parsing=True)))

    def reply(self, status, body, media_type, headers=()):
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass


class World:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="testamur-")
        self.key = Key(self.folder, "issuer")
        self.other = Key(self.folder, "other")
        self.asked = []
        self.pages = {}
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.world = self
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.maps = [f"{HOST}/=http://127.0.0.1:{self.port}/"]
        self.reset()

    def reset(self):
        """Serve what an honest issuer serves."""
        self.asked.clear()
        self.pages.clear()
        self.pages[DID_PATH] = self.did_document()
        self.pages[REVOCATION[len(HOST):]] = self.list_token(REVOCATION, "revocation")
        self.pages[SUSPENSION[len(HOST):]] = self.list_token(SUSPENSION, "suspension")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # -- documents ---------------------------------------------------------

    def did_document(self, did=DID, jwk=None, relation="assertionMethod", **window):
        method = {"id": did + "#es256-1", "type": "JsonWebKey", "controller": did,
                  "publicKeyJwk": jwk or self.key.jwk, **window}
        return {"@context": ["https://www.w3.org/ns/did/v1"], "id": did,
                "verificationMethod": [method], relation: [method["id"]]}

    def replace_key(self):
        """From now on the issuer signs with another key, its lists too; the first is revoked."""
        new = Key(self.folder, "new")
        document = self.did_document(revoked=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
        document["verificationMethod"].append({**document["verificationMethod"][0], "id": DID + "#new",
                                               "publicKeyJwk": new.jwk})
        del document["verificationMethod"][1]["revoked"]
        document["assertionMethod"] = [DID + "#new"]
        self.pages[DID_PATH] = document
        for page in list(self.pages):
            if "/status/" in page:
                self.pages[page] = self.sign(self.list_credential(HOST + page, page.rsplit("/", 1)[1]),
                                             {"alg": "ES256", "typ": "vc+jwt", "kid": DID + "#new"}, new)

    def bits(self, *positions, size=16384):
        data = bytearray(size)
        for position in positions:
            data[position // 8] |= 0x80 >> (position % 8)
        return bytes(data)

    def encoded(self, data):
        return "u" + b64(gzip.compress(data, mtime=0))

    def list_credential(self, url, purpose, *positions, **changes):
        return {"@context": CONTEXTS[:1], "id": url,
                "type": ["VerifiableCredential", "BitstringStatusListCredential"],
                "issuer": DID, "validFrom": "2021-01-01T00:00:00Z",
                "credentialSubject": {"id": url + "#list", "type": "BitstringStatusList",
                                      "statusPurpose": purpose, "ttl": 300000,
                                      "encodedList": self.encoded(self.bits(*positions))},
                **changes}

    def list_token(self, url, purpose, *positions, **changes):
        return self.sign(self.list_credential(url, purpose, *positions, **changes),
                         {"alg": "ES256", "typ": "vc+jwt", "kid": KID})

    def entry(self, purpose="revocation", url=REVOCATION, index=str(INDEX), **changes):
        return {"id": f"{url}#{index}", "type": "BitstringStatusListEntry",
                "statusPurpose": purpose, "statusListIndex": index,
                "statusListCredential": url, **changes}

    def subject(self, **changes):
        return {"id": SUBJECT_ID, "type": ["AchievementSubject"],
                "achievement": {"id": HOST + "/issuers/mfpe/achievements/js1",
                                "type": ["Achievement"], "name": "Just Society, series 1",
                                "description": "Six sessions",
                                "criteria": {"narrative": "Attend all six"}},
                **changes}

    def badge(self, **changes):
        badge = {"@context": CONTEXTS, "id": BADGE_ID,
                 "type": ["VerifiableCredential", "OpenBadgeCredential"],
                 "name": "Just Society",
                 "issuer": {"id": DID, "type": ["Profile"], "name": "MFPE"},
                 "validFrom": "2021-12-20T00:00:00Z",
                 "credentialSubject": self.subject(),
                 "credentialStatus": [self.entry(),
                                      self.entry("suspension", SUSPENSION)]}
        badge.update(changes)
        return {k: v for k, v in badge.items() if v is not None}

    def claims(self, **changes):
        claims = {"iss": DID, "jti": BADGE_ID, "nbf": 1639958400, "sub": SUBJECT_ID}
        claims.update(changes)
        return {k: v for k, v in claims.items() if v is not None}

    def header(self, **changes):
        header = {"alg": "ES256", "typ": "JWT", "kid": KID}
        header.update(changes)
        return {k: v for k, v in header.items() if v is not None}

    # -- tokens ------------------------------------------------------------

    def sign(self, payload, header, key=None, der=False):
        """Compact JWS; payload an object or bytes as they are to be signed."""
        body = payload if isinstance(payload, bytes) else compact(payload)
        first = header if isinstance(header, bytes) else compact(header)
        signed = (b64(first) + "." + b64(body)).encode()
        return signed + b"." + b64((key or self.key).sign(signed, der)).encode()

    def token(self, badge=None, header=None, key=None, claims=None, der=False):
        payload = {**(badge or self.badge()), **(self.claims() if claims is None else claims)}
        return self.sign(payload, header or self.header(), key, der)

    # -- asking ------------------------------------------------------------

    def check(self, data, *args, trust=True, operand="-"):
        options = [x for m in self.maps for x in ("--fetch-map", m)]
        if trust:
            options += ["--trust", DID + "=MFPE"]
        done = subprocess.run([VERIFIER, "check", operand, "--json", *options, *args],
                              input=data if isinstance(data, bytes) else compact(data),
                              capture_output=True, timeout=120, check=False)
        return Report(done)

    def expect(self, tap, name, data, check, code, verdict=None, *args):
        """One attack: this check has to give exactly this code."""
        report = self.check(data, *args)
        tap.ok(report.code(check) == code and (verdict is None or report.verdict == verdict)
               and report.exit == {"verified": 0, "verified_issuer_unlisted": 2, "not_valid": 1,
                                   "could_not_be_checked": 3}.get(report.verdict),
               name, f"want {check}: {code}, {verdict}\n{report}")
        return report
