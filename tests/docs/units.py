#!/usr/bin/env python3
"""The units in OPERATIONS.md: systemd takes them, and what they start serves and ends as they say."""
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from instance import Instance
from tap import BUILD, ROOT, VERIFIER, Tap

tap = Tap()
GRACE = 10  # seconds that both programs give to running requests

with open(os.path.join(ROOT, "docs", "OPERATIONS.md"), encoding="utf-8") as handle:
    text = handle.read()
units = dict(re.findall(r"```ini (\S+\.service)\n(.*?)```", text, re.S))
tap.equal(sorted(units), ["testamur-issuer.service", "testamur-verifier.service"], "both services have a unit")
usage = subprocess.run([VERIFIER, "serve", "--help"], capture_output=True, text=True, timeout=20, check=True).stdout
drain = int(re.search(r"--drain .*?default\s+(\d+)", usage, re.S).group(1))

with Instance("https://badges.example.org") as site:
    site.write("issuers.json", '{"name": "Board", "issuers": []}')
    for name, unit in units.items():
        values = dict(line.split("=", 1) for line in unit.splitlines() if "=" in line and not line.startswith("Env"))
        stop = int(values["TimeoutStopSec"])
        least = GRACE + (drain if "verifier" in name else 0)
        tap.ok(stop > least, f"{name}: systemd waits longer than the service does", (stop, least))
        local = unit.replace("/usr/local/bin", BUILD)
        path = site.write(name, local)
        if shutil.which("systemd-analyze"):
            done = subprocess.run(["systemd-analyze", "verify", "--man=no", path],
                                  capture_output=True, text=True, timeout=60, check=False)
            tap.ok(done.returncode == 0 and name not in done.stderr, f"{name}: systemd takes it", done)
        else:
            tap.skip(f"{name}: systemd takes it", "systemd-analyze is not installed")
        port = site.path(name + ".port")
        args = shlex.split(values["ExecStart"].replace("/usr/local/bin", BUILD))
        args[args.index("--listen") + 1] = "127.0.0.1:0"
        if "--issuers" in args:
            args[args.index("--issuers") + 1] = site.path("issuers.json")
        process = subprocess.Popen([*args, "--port-file", port], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   env=dict(os.environ, TESTAMUR_DATA=site.data))
        until = time.monotonic() + 30
        while not os.path.exists(port) and process.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        with open(port, encoding="ascii") as handle:
            base = f"http://127.0.0.1:{handle.read().strip()}"
        with urllib.request.urlopen(base + "/readyz", timeout=20) as reply:
            tap.equal(reply.status, 200, f"{name}: what it starts is ready")
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=stop)
        tap.equal(process.returncode, 0, f"{name}: SIGTERM ends it, which is no failure")
        tap.ok(all(line.startswith(b'{"time":"') for line in log.splitlines()), f"{name}: the log is JSON lines", log)
tap.done()
