"""A tiny invented issuer that serves, for black-box tests of its web side.

    from issuer_site import Site
    with Site() as site:                  # data made through the command line
        answer = site.get("/V/" + site.zoe)
        answer.status, answer.headers["etag"], answer.text, answer.json()

Two window gardeners of an invented society are issued a certificate and a
units credential each. Every request comes from an address of its own
(X-Forwarded-For of a trusted proxy), so that no test meets a limit that it
does not ask for: get(..., client="192.0.2.1") fixes it.
"""
import http.client
import itertools
import json
import os
import shutil
import signal
import subprocess
import time
import urllib.parse

from instance import Instance
from tap import ROOT

ZOE = "Zoë Quilliam-Õun"
PER = "Per Ångström"
ZOE_MAIL = "zoe.quilliam@gardeners.example"
PER_MAIL = "per@gardeners.example"
ZOE_LICENCE = "FOLIO 47-11b"
ORG = "window-gardeners"
HOST = "badges.gardeners.example"

ORGANISATIONS = [{
    "id": ORG, "name": "Society of Window Gardeners", "url": "https://gardeners.example",
    "email": "office@gardeners.example", "description": "Grows <herbs> & \"friends\".",
    "approvals": [{"scheme": "mt-opi-renewal-unit", "number": "WG-77",
                   "authority": "Montana Office of Public Instruction",
                   "valid_from": "2021-07-01", "valid_to": "2022-06-30"}]}]

PROGRAMME = {
    "id": "sills", "title": "Two Sills", "description": "Two afternoons on window sills.",
    "provider": ORG, "note": "Invented.", "language": "en",
    "tracks": [{"id": "all", "title": "All"}],
    "topics": [{"id": "light", "title": "Light", "track": "all", "tags": ["afternoon"]},
               {"id": "water", "title": "Water", "track": "all", "tags": ["afternoon"]}],
    "items": [], "activities": [], "attestations": [],
    "achievements": [
        {"id": "sill-keeper", "name": "Sill Keeper", "description": "Keeps a sill alive.",
         "criteria": "Attend both afternoons.", "achievementType": "CertificateOfCompletion",
         "colour": "#2e6b4f", "humanCode": "WG-1", "tags": ["herbs"],
         "alignments": [{"name": "Sill standard", "url": "https://gardeners.example/standard"}]},
        {"id": "sill-hours", "name": "Sill Keeper, renewal units", "description": "Hours on sills.",
         "criteria": "An hour, a unit.", "achievementType": "LearningProgram",
         "colour": "#7a4b12", "tags": []}]}

POLICY = {
    "language": 1, "programme": "sills", "revision": 1, "issuer": ORG,
    "timezone": "America/Denver", "admission": {"selection": "open"},
    "attendance": {"present_if": {"min_share": 0.8}, "via": ["live", "in_person"],
                   "when_cancelled": "makeup_or_drop"},
    "awards": [
        {"id": "keeper", "kind": "certificate", "achievement": "sill-keeper", "issue": "manual",
         "when": {"attended": {"tag": "afternoon"}, "every": True}},
        {"id": "hours", "kind": "units", "achievement": "sill-hours", "issue": "manual",
         "scheme": "mt-opi-renewal-unit", "when": {"closed": {"tag": "afternoon"}},
         "units": {"each_attended": {"tag": "afternoon"}, "basis": "attended",
                   "per_hour": 1, "step": 0.5, "round": "down"}}]}

COHORT = {
    "id": "sills-2021", "title": "A TITLE NOT FOR THE PUBLIC", "timezone": "America/Denver",
    "sessions": [
        {"id": "s1", "topic": "light", "start": "2021-11-19T10:00", "end": "2021-11-19T12:00",
         "mode": "virtual"},
        {"id": "s2", "topic": "water", "start": "2021-11-26T10:00", "end": "2021-11-26T11:00",
         "mode": "virtual"}]}

ROSTER = f"""Name,Email,Folio No.
{ZOE},{ZOE_MAIL},{ZOE_LICENCE}
{PER},{PER_MAIL},
"""


class Answer:
    def __init__(self, response, body):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = body

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def type(self):
        return self.headers.get("content-type", "").split(";")[0]

    def json(self):
        return json.loads(self.body)


class Site:
    def __init__(self, public_url=f"https://{HOST}", options=(), proof="jwt"):
        self.issuer = Instance(public_url=public_url)
        self.options = options
        self.proof = proof
        self.numbers = itertools.count(1)
        self.process = None
        self.port = 0
        self.log = self.issuer.path("log")
        self.fill()
        self.start()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        if self.process:
            self.stop()
        shutil.rmtree(self.issuer.folder, ignore_errors=True)

    def fill(self):
        issuer = self.issuer
        os.makedirs(issuer.path("sills"), exist_ok=True)
        issuer.write("sills/programme.json", json.dumps(PROGRAMME))
        issuer.write("sills/policy.json", json.dumps(POLICY))
        issuer.ok("organisation", "import", issuer.write("o.json", json.dumps(ORGANISATIONS)))
        issuer.ok("programme", "load", issuer.path("sills"))
        issuer.ok("cohort", "add", "--programme", "sills", issuer.write("c.json", json.dumps(COHORT)))
        issuer.ok("roster", "import", "--cohort", "sills-2021", issuer.write("r.csv", ROSTER))
        for session in ("s1", "s2"):
            issuer.ok("session", "set", session, "--cohort", "sills-2021", "--state", "held")
            for mail in (ZOE_MAIL, PER_MAIL):
                issuer.ok("attendance", "override", mail, "--cohort", "sills-2021",
                          "--session", session, "--present", "--reason", "seen there")
        issuer.ok("session", "close", "s1", "s2", "--cohort", "sills-2021")
        preview = issuer.json("award", "preview", "--cohort", "sills-2021")
        issued = issuer.json("award", "issue", "--preview", preview["digest"], "--proof",
                             self.proof)["issued"]
        ids = {(row["name"], row["award"]): row["id"] for row in issued}
        self.zoe = ids[ZOE, "keeper"]
        self.per = ids[PER, "keeper"]
        self.per_hours = ids[PER, "hours"]
        self.zoe_hours = ids[ZOE, "hours"]

    def start(self):
        port_file = self.issuer.path("port")
        if os.path.exists(port_file):
            os.unlink(port_file)
        self.process = subprocess.Popen(
            self.issuer.command("serve", "--listen", "127.0.0.1:0", "--port-file", port_file,
                                "--trusted-proxy", "127.0.0.0/8", "--log", self.log,
                                *self.options),
            stdout=subprocess.PIPE, stderr=open(self.issuer.path("stderr"), "ab"), text=True)
        until = time.monotonic() + 120
        while not os.path.exists(port_file):
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("serve did not start: " + self.errors())
            time.sleep(0.02)
        with open(port_file, encoding="ascii") as handle:
            self.port = int(handle.read())
        self.banner = self.process.stdout.readline()

    def stop(self):
        """Ask it to end; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=120)
        self.process.stdout.close()
        self.process = None
        return code

    def errors(self):
        with open(self.issuer.path("stderr"), encoding="utf-8") as handle:
            return handle.read()

    def log_lines(self):
        with open(self.log, encoding="utf-8") as handle:
            return [json.loads(line) for line in handle]

    def request(self, method, path, headers=None, body=None, client=None):
        number = next(self.numbers)
        headers = dict(headers or {})
        headers.setdefault("X-Forwarded-For",
                           client or f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, body=body, headers=headers)
            response = connection.getresponse()
            return Answer(response, response.read())
        finally:
            connection.close()

    def get(self, path, accept=None, client=None, **headers):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if accept:
            sent["Accept"] = accept
        return self.request("GET", path, sent, client=client)

    def page(self, path, client=None):
        return self.get(path, accept="text/html", client=client)

    def compare(self, path, claim, client=None, accept="application/json", **headers):
        """Ask the form whether claim is the holder's."""
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept}
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        return self.request("POST", path, sent, urllib.parse.urlencode({"claim": claim}), client)

    def credential(self, verb, credential, *more):
        return self.issuer.ok("credential", verb, credential, *more)
