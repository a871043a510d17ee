"""What the tests in Chromium share: packages, a verifier, a certificate.

Every name but those of the test resolves to nothing: what a page asks of
another host fails and is reported. Without node or chromium a test is
skipped by name.
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import time

from tap import BUILD, ROOT, VERIFIER

HERE = os.path.join(ROOT, "tests", "browser")
FOLDER = os.path.join(BUILD, "browser")
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
    """testamur-verifier serve under a public name."""

    def __init__(self, folder, host, *options):
        port_file = os.path.join(folder, host + "-port")
        self.host = host
        self.log = open(os.path.join(folder, host + "-log"), "wb")
        self.process = subprocess.Popen(
            [VERIFIER, "serve", "--listen", "127.0.0.1:0", "--port-file", port_file,
             "--public-url", f"https://{host}", "--trusted-proxy", "127.0.0.0/8", *options],
            stdout=subprocess.DEVNULL, stderr=self.log)
        until = time.monotonic() + 120
        while not os.path.exists(port_file) or not open(port_file).read().strip():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the verifier did not start")
            time.sleep(0.02)
        self.port = int(open(port_file).read())

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=120)
        self.log.close()


def certificate(folder, *hosts):
    """A key and a self-signed certificate for these names."""
    key, cert = os.path.join(folder, "key.pem"), os.path.join(folder, "cert.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", f"/CN={hosts[0]}", "-keyout", key, "-out", cert,
         "-addext", "subjectAltName=" + ",".join("DNS:" + host for host in hosts)],
        check=True, stderr=subprocess.DEVNULL, timeout=60)
    return key, cert


def visit(tap, script, job, folder):
    """Run a script of tests/browser with its job; what it says becomes tests."""
    browser = subprocess.Popen(
        ["node", os.path.join(HERE, script)], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, env=dict(os.environ, HOME=folder))
    job = {"packages": os.path.join(FOLDER, "node_modules"), "chromium": shutil.which("chromium"), **job}
    browser.stdin.write(json.dumps(job).encode())
    browser.stdin.close()
    ended = False
    for line in browser.stdout:
        result = json.loads(line)
        ended = ended or result.get("end", False)
        if "skip" in result:
            tap.skip(result["name"], result["skip"])
        elif "name" in result:
            tap.ok(result["ok"], result["name"], result.get("detail", ""))
    tap.ok(browser.wait(timeout=SECONDS) == 0 and ended, "the visit came to its end")
