#!/usr/bin/env python3
"""The reverse proxies in OPERATIONS.md: what they are given as it stands there, but for ports and certificate, serves both
programs, and no client is taken for another."""
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from instance import Instance
from tap import ISSUER, ROOT, VERIFIER, Tap

tap = Tap()
ISSUERS, VERIFIERS = "badges.example.org", "verify.example.org"

with open(os.path.join(ROOT, "docs", "OPERATIONS.md"), encoding="utf-8") as handle:
    text = handle.read()
blocks = dict(re.findall(r"```(?:caddy|nginx) (\S+)\n(.*?)```", text, re.S))
tap.equal(sorted(blocks), ["Caddyfile", "nginx.conf"], "there are two examples")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def serve(site, running, program, *args):
    """The port of a service that is begun."""
    port = site.path(os.path.basename(program) + ".port")
    process = subprocess.Popen([program, "serve", "--listen", "127.0.0.1:0", "--port-file", port, "--trusted-proxy",
                                "127.0.0.1", *args], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env=dict(os.environ, TESTAMUR_DATA=site.data))
    running.append(process)
    until = time.monotonic() + 60
    while not os.path.exists(port) and process.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    with open(port, encoding="ascii") as file:
        return file.read().strip()


def caddy(site, block, port, backends):
    for host in (ISSUERS, VERIFIERS):
        block = block.replace(host, f"http://{host}:{port}")
    for old, new in backends.items():
        block = block.replace(old, new)
    path = site.write("Caddyfile", "{\n\tauto_https off\n\tadmin off\n}\n" + block)
    return ["caddy", "run", "--config", path, "--adapter", "caddyfile"], False


def nginx(site, block, port, backends):
    key, certificate = site.path("proxy.key"), site.path("proxy.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=" + ISSUERS,
                    "-keyout", key, "-out", certificate], check=True, capture_output=True)
    block = block.replace("\tlisten [::]:443 ssl;\n", "").replace("listen 443", f"listen 127.0.0.1:{port}")
    block = re.sub(r"(ssl_certificate_key +)\S+;", rf"\g<1>{key};", block)
    block = re.sub(r"(ssl_certificate +)\S+;", rf"\g<1>{certificate};", block)
    for old, new in backends.items():
        block = block.replace(old, new)
    places = "".join(f"{kind}_temp_path {site.path(kind)};\n"
                     for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;\n" if os.geteuid() == 0 else ""  # who else could use the folder?
    path = site.write("nginx.conf", f"{user}daemon off;\npid {site.path('nginx.pid')};\nerror_log stderr;\nevents {{}}\n"
                                    f"http {{\naccess_log off;\n{places}{block}\n}}\n")
    return ["nginx", "-p", site.folder, "-e", "stderr", "-c", path], True


def ask(port, secure, host, path, data=None, **headers):
    """(status, headers, body), as a browser at that host gets them."""
    one = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    if secure:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        one.connect()
        one.sock = context.wrap_socket(one.sock, server_hostname=host)
    one.request("POST" if data is not None else "GET", path, data, {"Host": host, **headers})
    reply = one.getresponse()
    body = reply.read()
    one.close()
    return reply.status, reply.headers, body


def judge(name, port, secure):
    for host in (ISSUERS, VERIFIERS):
        tap.equal([ask(port, secure, host, path)[0] for path in ("/readyz", "/", "/metrics")], [200, 200, 404],
                  f"{name}: {host} is served, and its metrics are not")
        tap.ok("max-age" in ask(port, secure, host, "/")[1].get("Strict-Transport-Security", ""),
               f"{name}: {host} is https alone")
    large = b"\x89PNG\r\n\x1a\n" + bytes(15 << 20)
    status, _, body = ask(port, secure, VERIFIERS, "/api/v1/verify", large, **{"Content-Type": "image/png"})
    tap.ok(status == 200 and json.loads(body)["code"] == "input.broken_image", f"{name}: 15 MiB come through", body[:200])
    answers = [ask(port, secure, VERIFIERS, "/api/v1/verify", b"{}", **{
        "Content-Type": "application/json", "X-Forwarded-For": f"192.0.2.{n}"})[0] for n in range(8)]
    tap.ok(answers[0] == 200 and answers.count(429) >= 4, f"{name}: an address that the client names is not believed",
           answers)


def behind(site, name, config, running):
    """One proxy before both programs; running gets what has to be ended."""
    issuer_port = serve(site, running, ISSUER)
    verifier_port = serve(site, running, VERIFIER, "--public-url", "https://" + VERIFIERS, "--rate", "3")
    port = free_port()
    command, secure = config(site, blocks["Caddyfile" if name == "caddy" else "nginx.conf"], port, {
        "127.0.0.1:8080": "127.0.0.1:" + issuer_port, "127.0.0.1:8090": "127.0.0.1:" + verifier_port})
    with open(site.path("proxy.log"), "wb") as log:
        proxy = subprocess.Popen(command, stdout=log, stderr=log, cwd=site.folder,
                                 env=dict(os.environ, HOME=site.folder, XDG_DATA_HOME=site.folder))
    running.append(proxy)
    until, there = time.monotonic() + 30, False
    while not there and time.monotonic() < until and proxy.poll() is None:
        with socket.socket() as probe:
            there = probe.connect_ex(("127.0.0.1", port)) == 0
        time.sleep(0.1)
    with open(site.path("proxy.log"), encoding="utf-8") as log:
        if tap.ok(there, f"{name}: takes it", log.read()):
            judge(name, port, secure)


for name, config in (("caddy", caddy), ("nginx", nginx)):
    if not shutil.which(name):
        tap.skip(f"{name}: takes it", f"{name} is not installed")
        continue
    processes = []
    with Instance("https://" + ISSUERS) as site:
        try:
            behind(site, name, config, processes)
        finally:
            for process in reversed(processes):
                process.terminate()
                process.wait(30)
tap.done()
