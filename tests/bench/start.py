#!/usr/bin/env python3
"""What one verification takes when nothing is warm: the memory of
'testamur-verifier check', and how soon after its start 'testamur-verifier
serve' has answered for the first time. Medians of ROUNDS.
"""
import http.client
import os
import socket
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
from tap import SHARED, VERIFIER  # noqa: E402

CREDENTIAL = os.path.join(SHARED, "bench", "data", "cred-4k.signed.json")
ROUNDS = 9


def memory():
    """KiB at most of one 'check', as the kernel counts them."""
    child = subprocess.Popen([VERIFIER, "check", "--offline", "-", "--json", CREDENTIAL],
                             stdout=subprocess.PIPE)
    out = child.stdout.read()
    _, _, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    assert b'"signature.valid"' in out, out
    return usage.ru_maxrss


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def ask(port, body):
    """Ask as soon as somebody listens; seconds from then to the answer."""
    while True:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            client.connect()
            break
        except ConnectionRefusedError:
            time.sleep(0.0002)
    start = time.monotonic()
    client.request("POST", "/api/v1/verify", body, {"Content-Type": "application/json"})
    answer = client.getresponse().read()
    took = time.monotonic() - start
    client.close()
    assert b'"signature.valid"' in answer, answer
    return took


def first(body):
    """Seconds: from the start to the first answer; the first, the second."""
    port = free_port()
    start = time.monotonic()
    server = subprocess.Popen([VERIFIER, "serve", "--offline", "-", "--listen", f"127.0.0.1:{port}"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        one = ask(port, body)
        return time.monotonic() - start, one, ask(port, body)
    finally:
        server.terminate()
        server.wait()


def main():
    if not os.path.exists(CREDENTIAL):
        print("start: SKIPPED, ../shared/bench/data/cred-4k.signed.json is not there")
        return
    with open(CREDENTIAL, "rb") as file:
        body = file.read()
    peak = statistics.median(memory() for _ in range(ROUNDS))
    print(f"check of one credential: {peak / 1024:.1f} MiB at most (to reach: 32)")
    whole, one, two = (statistics.median(times) * 1e3
                       for times in zip(*(first(body) for _ in range(ROUNDS))))
    print(f"serve: first answer {whole:.1f} ms after the start of the process (to reach: 20), "
          f"{one:.1f} ms after the request; the second {two:.2f} ms")


main()
