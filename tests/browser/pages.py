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
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
from tap import BUILD, VERIFIER, Tap  # noqa: E402
from issuer_site import COHORT, HOST, ORG, PER, ZOE, Site  # noqa: E402

VERIFY_HOST = "verify.gardeners.example"
FOLDER = os.path.join(BUILD, "browser")
SHOTS = os.path.join(FOLDER, "shots")
SECONDS = 600


def install():
    """Put the locked packages under the build folder, once; None or why not."""
    for program in ("node", "npm", "chromium"):
        if shutil.which(program) is None:
            return f"no {program}"
    os.makedirs(FOLDER, exist_ok=True)
    lock = os.path.join(FOLDER, "package-lock.json")
    done = os.path.join(FOLDER, "node_modules", ".package-lock.json")
    with open(os.path.join(HERE, "package-lock.json"), "rb") as handle:
        wanted = handle.read()
    if os.path.exists(done) and os.path.exists(lock) and open(lock, "rb").read() == wanted:
        return None
    for name in ("package.json", "package-lock.json"):
        shutil.copy(os.path.join(HERE, name), FOLDER)
    result = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", FOLDER],
        cwd=FOLDER, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=300, check=False)
    if result.returncode != 0:
        sys.stderr.write(result.stdout.decode("utf-8", "replace"))
        raise SystemExit("npm ci failed")
    return None


class Verifier:
    """testamur-verifier serve, which reaches the issuer by --fetch-map."""

    def __init__(self, folder, site):
        port_file = os.path.join(folder, "verifier-port")
        self.log = open(os.path.join(folder, "verifier-log"), "wb")
        self.process = subprocess.Popen(
            [VERIFIER, "serve", "--listen", "127.0.0.1:0", "--port-file", port_file,
             "--public-url", f"https://{VERIFY_HOST}", "--trusted-proxy", "127.0.0.0/8",
             "--trust", f"did:web:{HOST}:issuers:{ORG}=Garden Board",
             "--fetch-map", f"https://{HOST}/=http://127.0.0.1:{site.port}/"],
            stdout=subprocess.DEVNULL, stderr=self.log)
        until = time.monotonic() + 30
        while not os.path.exists(port_file) or not open(port_file).read().strip():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the verifier did not start")
            time.sleep(0.02)
        self.port = int(open(port_file).read())

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)
        self.log.close()


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


def certificate(folder):
    """A key and a self-signed certificate for both names."""
    key, cert = os.path.join(folder, "key.pem"), os.path.join(folder, "cert.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", f"/CN={HOST}", "-keyout", key, "-out", cert,
         "-addext", f"subjectAltName=DNS:{HOST},DNS:{VERIFY_HOST}"],
        check=True, stderr=subprocess.DEVNULL, timeout=60)
    return key, cert


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
    key, cert = certificate(folder)
    return {
        "statement": statement[statement.index("/u/"):], "record": of_record[of_record.index("/s/"):],
        "gathered": gathered,
        "packages": os.path.join(FOLDER, "node_modules"), "shots": SHOTS,
        "chromium": shutil.which("chromium"), "key": key, "cert": cert,
        "hosts": {HOST: site.port, VERIFY_HOST: verifier.port},
        "issuer": f"https://{HOST}", "verifier": f"https://{VERIFY_HOST}",
        "organisation": ORG, "shared": site.zoe, "unshared": site.per,
        "revoked_id": site.zoe_hours, "private": secret[secret.index("/s/"):],
        "holder": ZOE, "hidden": PER, "hidden_words": ["Ångström", "per@gardeners"],
        "token": token, "altered": altered(token),
        "revoked": revoked, "away": away(token), "document": document,
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
        verifier = Verifier(folder, site)
        try:
            browser = subprocess.Popen(
                ["node", os.path.join(HERE, "pages.mjs")], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, env=dict(os.environ, HOME=folder))
            browser.stdin.write(json.dumps(job(site, verifier, folder)).encode())
            browser.stdin.close()
            ended = False
            for line in browser.stdout:
                result = json.loads(line)
                ended = ended or result.get("end", False)
                if "name" in result:
                    tap.ok(result["ok"], result["name"], result.get("detail", ""))
            tap.ok(browser.wait(timeout=SECONDS) == 0 and ended, "the visit came to its end")
        finally:
            verifier.stop()
    tap.done()


main()
