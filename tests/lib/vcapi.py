"""The W3C's API of both servers: an issuer started for it, and a verifier.

    with VcApi() as w:
        status, answer = w.issue(credential, cryptosuite="eddsa-jcs-2022")
        status, answer = w.verify(answer["verifiableCredential"])

The verifier reaches the issuer through --fetch-map.
"""
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request

from instance import Instance
from tap import ISSUER
from verifierservice import Service

PUBLIC = "https://badges.example.org"
ORG = "w3c"
DID = "did:web:badges.example.org:issuers:w3c"
V2 = "https://www.w3.org/ns/credentials/v2"
V1 = "https://www.w3.org/2018/credentials/v1"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"


def post(url, body, token=None):
    """(status, headers, answer as JSON or bytes)"""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = "Bearer " + token
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=120) as reply:
            status, head, text = reply.status, reply.headers, reply.read()
    except urllib.error.HTTPError as error:
        status, head, text = error.code, error.headers, error.read()
    try:
        return status, head, json.loads(text)
    except ValueError:
        return status, head, text


class VcApi:
    def __init__(self, *args):
        self.site = Instance(PUBLIC)
        self.folder = self.site.folder
        self.site.ok("organisation", "add", ORG, "--name", "Interoperability", "--vc-api")
        self.token = self.site.ok("apikey", "add", "suite").strip()
        rows = self.site.json("organisation", "list")[0]
        self.keys = {key["alg"]: key["did"] for key in rows["keys"]}
        # a context that gives every name a meaning, as the W3C's examples have
        self.site.write("map.json", json.dumps({EXAMPLES: "examples.jsonld"}))
        self.site.write("examples.jsonld", json.dumps({"@context": {
            "@vocab": "https://www.w3.org/ns/credentials/examples#"}}))
        self.log_path = self.site.path("issuer.log")
        self.process, self.base = self.serve("--vc-api-issuer", ORG, "--vc-api-contexts", self.folder, *args)
        self.verifier = Service(self, "--fetch-map", f"{PUBLIC}/={self.base}/", "--trust", DID,
                                "--contexts", self.folder, "--rate", "100000")

    def serve(self, *args):
        port_file = self.site.path(f"port{time.monotonic_ns()}")
        process = subprocess.Popen(
            [ISSUER, "serve", "--data", self.site.data, "--listen", "127.0.0.1:0", "--port-file", port_file,
             "--log", self.log_path, *args], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        until = time.monotonic() + 60
        while not os.path.exists(port_file) and process.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        with open(port_file, encoding="ascii") as handle:
            return process, f"http://127.0.0.1:{handle.read().strip()}"

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        for process in (self.process, self.verifier.process):
            process.send_signal(signal.SIGTERM)
            process.wait(120)
        self.process.stderr.close()
        self.site.__exit__()

    def ask(self, path, body, token="ours"):
        status, _, answer = post(self.base + path, body, self.token if token == "ours" else token)
        return status, answer

    def issue(self, credential, **options):
        return self.ask("/credentials/issue", {"credential": credential, "options": options})

    def verify(self, credential, options=None, path="/credentials/verify", member="verifiableCredential"):
        status, _, answer = post(self.verifier.base + path, {member: credential, "options": options})
        return status, answer

    def verify_vp(self, presentation, options=None):
        return self.verify(presentation, options, "/presentations/verify", "verifiablePresentation")
