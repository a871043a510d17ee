#!/usr/bin/env python3
"""What the issuer's server does not let anybody do too often or too slowly."""
import json
import os
import random
import socket
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from issuer_site import ORG, PER, ZOE, Site
from tap import Tap, slowness

tap = Tap()
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def ids(site):
    """A thousand guesses from one address: slowed down, nothing revealed."""
    random.seed(7)
    statuses = {}
    for _ in range(300):
        guess = "".join(random.choice(ALPHABET) for _ in range(27))
        answer = site.get("/V/" + guess, client="192.0.2.9")
        statuses[answer.status] = statuses.get(answer.status, 0) + 1
    tap.equal(set(statuses), {404, 429}, "300 guesses: not found, then too many")
    tap.ok(60 <= statuses[404] <= 75, "about 60 a minute", statuses)
    answer = site.page(f"/V/{site.zoe}", client="192.0.2.9")
    tap.equal(answer.status, 429, "a known id is limited, too")
    tap.ok(answer.headers["retry-after"].isdigit(), "says when to come again")
    tap.equal(site.page(f"/s/{'A' * 22}", client="192.0.2.9").status, 429, "secrets are the same class")
    tap.equal(site.page(f"/V/{site.zoe}", client="192.0.2.10").status, 200, "others are not limited")
    tap.equal(site.get("/", client="192.0.2.9").status, 200, "other pages are not limited")
    # an IPv6 client has a whole /64
    for number in range(80):
        answer = site.get("/V/" + "0" * 27, client=f"2001:db8::{number:x}")
    tap.equal(answer.status, 429, "IPv6: counted by /64")


def hits(site):
    """Whoever has ids may ask for many; that does not pay for guesses, nor guesses for it."""
    client = "192.0.2.30"
    answers = [site.get(f"/V/{site.zoe if n % 2 else site.per}", client=client).status for n in range(400)]
    tap.equal(set(answers), {200}, "400 known ids in a row")
    statuses = [site.get("/V/" + "0" * 27, client=client).status for _ in range(80)]
    tap.ok(60 <= statuses.count(404) <= 75 and statuses[-1] == 429, "and still 60 guesses, no more", statuses)
    tap.equal(site.get(f"/V/{site.zoe}", client=client).status, 429, "then a known id is refused, too")
    answers = []
    while len(answers) < 6000 and 429 not in answers[-1:]:
        answers.append(site.get(f"/V/{site.zoe}", client="192.0.2.31").status)
    tap.ok(set(answers) == {200, 429} and len(answers) > 1200, "known ids have a limit of their own", len(answers))


def dates(site):
    """The list of today is anybody's, as often as it is wanted; of a date the events are gone through."""
    url, client, date = f"/issuers/{ORG}/status/1/revocation", "192.0.2.40", "Wed, 31 Dec 2025 23:59:59 GMT"
    answers = []
    while len(answers) < 6000 and 429 not in answers[-1:]:
        answer = site.get(url, client=client, Accept_Datetime=date)
        answers.append(answer.status)
    tap.ok(set(answers) == {200, 429} and len(answers) > 1200, "lists of a date have a limit", len(answers))
    tap.ok(answer.headers["retry-after"].isdigit() and json.loads(answer.text)["code"] == "rate",
           "says when to come again", (answer.headers, answer.text))
    # of the same limit, of which twenty a second come back
    for more in ("?timestamp=2025-12-31T23:59:59Z", "/20251231235959"):
        answers = []
        while len(answers) < 200 and 429 not in answers[-1:]:
            answers.append(site.get(url + more, client=client).status)
        tap.equal(answers[-1], 429, f"however they are asked for: {more}")
    tap.equal([site.get(url, client=client).status for _ in range(20)], [200] * 20, "the list of today has none")
    tap.equal(site.get(url, client="192.0.2.41", Accept_Datetime=date).status, 200, "nor have others reached it")


def guesses_of_a_client(site):
    answers = [site.compare(f"/V/{site.zoe if n % 2 else site.zoe_hours}", f"Guess {n}", client="192.0.2.20")
               for n in range(14)]
    tap.equal([a.status for a in answers], [200] * 10 + [429] * 4, "ten comparisons a minute and client")
    tap.equal(answers[-1].json()["answer"], "limited", "says so")
    tap.ok(answers[-1].headers["retry-after"].isdigit(), "and when to come again")
    page = site.compare(f"/V/{site.zoe}", ZOE, client="192.0.2.20", accept="text/html")
    tap.equal((page.status, "Too many tries" in page.text, "Match." in page.text), (429, True, False),
              "the right name gets no answer either")


def guesses_of_a_credential(site):
    answers = [site.compare(f"/V/{site.per}", f"Guess {n}", client=f"198.51.100.{n}") for n in range(14)]
    tap.equal([a.status for a in answers], [200] * 10 + [429] * 4, "ten comparisons a minute and credential")
    tap.equal(site.compare(f"/V/{site.per}", PER, client="198.51.100.99").status, 429, "whoever asks")
    tap.equal(site.compare(f"/V/{site.per_hours}", PER, client="198.51.100.99").json()["answer"], "match",
              "another credential is not limited")
    tap.equal(site.page(f"/V/{site.per}", client="198.51.100.99").status, 200, "the page is still there")


def connect(site):
    return socket.create_connection(("127.0.0.1", site.port), timeout=30)


def reply(connection):
    data = b""
    try:
        while chunk := connection.recv(65536):
            data += chunk
    except (ConnectionResetError, TimeoutError):
        pass
    return data


def large_headers(site):
    for header, words in ((b"X-Large: " + b"a" * 60000, "one large header"),
                          (b"\r\n".join(b"X-%d: 1" % n for n in range(400)), "many headers")):
        connection = connect(site)
        try:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + header + b"\r\n\r\n")
        except (ConnectionResetError, BrokenPipeError):
            pass
        first = reply(connection)[:12]
        tap.ok(first in (b"HTTP/1.1 431", b"HTTP/1.1 400", b""), f"{words}: refused", first)
        connection.close()
    for target in (b"/" + b"a" * 20000, b"/V/" + b"%41" * 3000):
        connection = connect(site)
        connection.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        first = reply(connection)[9:12]
        tap.ok(first in (b"414", b"404", b"400", b"431"), "a very long address: refused", first)
        connection.close()
    for request in (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    b"POST /V/%s HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"
                    % site.zoe.encode()):
        connection = connect(site)
        connection.sendall(request)
        tap.equal(reply(connection)[9:12], b"400", "ambiguous framing: refused and closed")
        connection.close()
    tap.equal(site.get("/healthz").status, 200, "and it serves on")


def slow_clients(site):
    """Dripping headers hold nobody up and are cut off after about ten seconds."""
    slow = [connect(site) for _ in range(60)]
    for connection in slow:
        connection.sendall(b"GET /V/x HTTP/1.1\r\nHost: x\r\n")
    start = time.monotonic()
    tap.equal(site.page(f"/V/{site.zoe}").status, 200, "60 slow clients: others are served")
    tap.ok(time.monotonic() - start < 5 * slowness(), "at once")
    ended = []

    def drip(connection):
        begun = time.monotonic()
        connection.settimeout(1)
        while time.monotonic() - begun < 25:
            try:
                connection.sendall(b"X-A: b\r\n")
                if connection.recv(100) == b"":
                    break
            except (socket.timeout, TimeoutError):
                continue
            except OSError:
                break
        ended.append(time.monotonic() - begun)

    threads = [threading.Thread(target=drip, args=(connection,)) for connection in slow]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tap.ok(max(ended) < 20, "dripping does not help: cut off", f"longest {max(ended):.1f} s")
    for connection in slow:
        connection.close()


def graceful(site):
    """Whoever waits for an answer gets it, then the server ends."""
    connection = connect(site)
    connection.sendall(b"GET /issuers/%s HTTP/1.1\r\nHost: x\r\n" % ORG.encode())
    time.sleep(0.3)
    code = []
    thread = threading.Thread(target=lambda: code.append(site.stop()))
    thread.start()
    time.sleep(0.5)
    try:
        with socket.create_connection(("127.0.0.1", site.port), timeout=2):
            refused = False
    except OSError:
        refused = True
    tap.ok(refused, "ending: no new connections")
    connection.sendall(b"\r\n")
    tap.ok(reply(connection)[:15] in (b"HTTP/1.1 200 OK", b""), "ending: no half answer")
    thread.join(timeout=40)
    tap.equal(code, [0], "ended with 0")
    connection.close()


def main():
    with Site() as site:
        for part in (ids, hits, dates, guesses_of_a_client, guesses_of_a_credential, large_headers, slow_clients, graceful):
            part(site)
    tap.done()


main()
