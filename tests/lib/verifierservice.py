"""testamur-verifier serve, for black-box tests.

    with World() as world:
        service = Service(world, "--fetch-map", world.maps[0])
        status, report = service.verify(world.token())
"""
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request

from tap import VERIFIER

EDGE = "xx-boundary-xx"


class Service:
    def __init__(self, world, *args):
        self.port_file = os.path.join(world.folder, f"port{time.monotonic_ns()}")
        self.log_path = self.port_file + ".log"
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                [VERIFIER, "serve", "--listen", "127.0.0.1:0", "--port-file", self.port_file, *args],
                stderr=log, stdout=subprocess.DEVNULL)
        until = time.monotonic() + 60  # a sanitizer on a busy machine takes many
        while not os.path.exists(self.port_file) and self.process.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        with open(self.port_file, encoding="ascii") as handle:
            self.base = f"http://127.0.0.1:{handle.read().strip()}"

    def ask(self, path, data=None, media_type=None, method=None, **headers):
        if media_type:
            headers["Content-Type"] = media_type
        request = urllib.request.Request(self.base + path, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as reply:
                return reply.status, reply.headers, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def verify(self, data, media_type="application/vc+jwt"):
        status, _, body = self.ask("/api/v1/verify", data, media_type)
        return status, json.loads(body)

    def form(self, **fields):
        body = b""
        for name, value in fields.items():
            extra = ""
            if isinstance(value, tuple):
                extra, value = f'; filename="{value[0]}"', value[1]
            body += (f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"{extra}\r\n\r\n'.encode()
                     + value + b"\r\n")
        return self.ask("/", body + f"--{EDGE}--\r\n".encode(), f"multipart/form-data; boundary={EDGE}")

    def log(self):
        with open(self.log_path, encoding="utf-8") as handle:
            return [json.loads(line) for line in handle]

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(120)
