#!/usr/bin/env python3
"""Status lists over HTTP: signed by a published key, new when a bit changed."""
import base64
import gzip
import http.client
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from issuer_site import HOST, ORG, Site
from tap import Tap, slowness

tap = Tap()
PUBLIC = f"https://{HOST}"
DID = f"did:web:{HOST}:issuers:{ORG}"
BASE = f"/issuers/{ORG}/status/1/"
# SubjectPublicKeyInfo of an uncompressed P-256 point, up to the point
SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def der_integer(data):
    data = data.lstrip(b"\0")
    data = (b"\0" if not data or data[0] & 128 else b"") + data
    return b"\2" + bytes([len(data)]) + data


def verified(site, token, keys):
    """The payload of a JWT, after openssl checked it with the key it names."""
    header, payload, signature = token.split(".")
    fields = json.loads(unb64(header))
    jwk = next(key for key in keys if key["kid"] == fields["kid"])
    point = SPKI + b"\4" + unb64(jwk["x"]) + unb64(jwk["y"])
    raw = unb64(signature)
    numbers = der_integer(raw[:32]) + der_integer(raw[32:])
    files = {"key.der": point, "signature": b"\x30" + bytes([len(numbers)]) + numbers,
             "signed": f"{header}.{payload}".encode()}
    for name, content in files.items():
        site.issuer.write(name, content)
    done = subprocess.run(["openssl", "dgst", "-sha256", "-verify", "key.der", "-keyform", "DER",
                           "-signature", "signature", "signed"], cwd=site.issuer.folder,
                          capture_output=True, check=False)
    if done.returncode != 0 or len(raw) != 64:
        return fields, None
    return fields, json.loads(unb64(payload))


def bits(payload):
    encoded = payload["credentialSubject"]["encodedList"]
    assert encoded[0] == "u"
    data = gzip.decompress(unb64(encoded[1:]))
    return len(data) * 8, {8 * n + b for n, byte in enumerate(data) if byte
                           for b in range(8) if byte & 128 >> b}


def index_of(site, credential):
    row = json.loads(site.issuer.ok("credential", "show", credential, "--json"))
    return row["status_index"]


def read(site, purpose):
    keys = site.get(f"/issuers/{ORG}/jwks.json").json()["keys"]
    answer = site.get(BASE + purpose)
    fields, payload = verified(site, answer.text, keys)
    return answer, fields, payload


def fresh(site):
    for purpose in ("revocation", "suspension"):
        answer, header, payload = read(site, purpose)
        url = PUBLIC + BASE + purpose
        tap.equal((answer.status, answer.type), (200, "application/vc+jwt"), f"{purpose}: type")
        tap.equal(header, {"alg": "ES256", "typ": "vc+jwt", "cty": "vc", "kid": DID + "#es256-1"},
                  f"{purpose}: header")
        if not tap.ok(payload is not None, f"{purpose}: signed by the published key"):
            continue
        subject = payload["credentialSubject"]
        tap.equal((payload["id"], payload["issuer"], subject["type"], subject["statusPurpose"]),
                  (url, DID, "BitstringStatusList", purpose), f"{purpose}: what it is")
        tap.ok(0 < subject["ttl"] <= 300000 and "validUntil" not in payload, f"{purpose}: ttl, no end")
        size, found = bits(payload)
        tap.equal((size >= 131072, found), (True, set()), f"{purpose}: long enough and empty")
        age = int(re.search(r"max-age=(\d+)", answer.headers["cache-control"])[1])
        tap.ok(age * 1000 <= subject["ttl"], f"{purpose}: not kept beyond the ttl")
        again = site.get(BASE + purpose)
        tap.equal((again.body, again.headers["etag"]), (answer.body, answer.headers["etag"]),
                  f"{purpose}: the same bytes until a bit changes")
        tap.equal(site.get(BASE + purpose, If_None_Match=answer.headers["etag"]).status, 304,
                  f"{purpose}: 304")
        compressed = site.get(BASE + purpose, Accept_Encoding="gzip")
        tap.equal((compressed.headers.get("content-encoding"), gzip.decompress(compressed.body)),
                  ("gzip", answer.body), f"{purpose}: gzip")
        tap.ok(compressed.headers["etag"] != answer.headers["etag"] and
               "Accept-Encoding" in answer.headers["vary"], f"{purpose}: another tag when compressed")
        tap.equal(site.get(BASE + purpose, Accept_Encoding="gzip;q=0").body, answer.body,
                  f"{purpose}: gzip refused")
        head = site.request("HEAD", BASE + purpose)
        tap.equal((head.status, head.body, head.headers["etag"]), (200, b"", answer.headers["etag"]),
                  f"{purpose}: HEAD")
        tap.equal(answer.headers["access-control-allow-origin"], "*", f"{purpose}: for any page")
    for path in (f"/issuers/{ORG}/status/2/revocation", "/issuers/nobody/status/1/revocation",
                 f"/issuers/{ORG}/status/1/refresh", f"/issuers/{ORG}/status/0/revocation",
                 f"/issuers/{ORG}/status/9999999999/revocation"):
        tap.equal(site.get(path).status, 404, f"404: {path}")


def changes(site):
    first = {purpose: read(site, purpose)[0] for purpose in ("revocation", "suspension")}
    site.credential("suspend", site.zoe, "--reason", "under-review")
    answer, _, payload = read(site, "suspension")
    tap.equal(bits(payload)[1], {index_of(site, site.zoe)}, "suspended: its bit")
    tap.ok(answer.headers["etag"] != first["suspension"].headers["etag"], "suspended: a new list")
    tap.equal(site.get(BASE + "suspension", If_None_Match=first["suspension"].headers["etag"]).status,
              200, "suspended: the old tag no longer fits")
    tap.equal(bits(read(site, "revocation")[2])[1], set(), "suspended: not revoked")
    site.credential("revoke", site.per, "--reason", "issued-in-error")
    tap.equal(bits(read(site, "revocation")[2])[1], {index_of(site, site.per)}, "revoked: its bit")
    tap.equal(bits(read(site, "suspension")[2])[1], {index_of(site, site.zoe)},
              "revoked: the suspension list as before")
    site.credential("reinstate", site.zoe, "--reason", "review-closed")
    tap.equal(bits(read(site, "suspension")[2])[1], set(), "reinstated: bit cleared")
    site.credential("revoke", site.zoe_hours, "--reason", "duplicate")
    tap.equal(bits(read(site, "revocation")[2])[1],
              {index_of(site, site.per), index_of(site, site.zoe_hours)}, "two revoked")


def lists_signed(site):
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode()
    connection.close()
    return int(re.search(r"testamur_status_lists_signed_total (\d+)", text)[1])


def together(site):
    """Many ask for a changed list at once: it is signed once."""
    site.credential("suspend", site.zoe, "--reason", "under-review")
    before = lists_signed(site)
    bodies = []
    threads = [threading.Thread(target=lambda: bodies.append(site.get(BASE + "suspension").body))
               for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tap.equal((len(bodies), len(set(bodies))), (24, 1), "24 at once: one list")
    tap.equal(lists_signed(site), before + 1, "24 at once: signed once")


def signers(site):
    found = subprocess.run(["pgrep", "-P", str(site.process.pid)], capture_output=True, text=True,
                           check=False).stdout.split()
    return [int(pid) for pid in found]


def age(site, seconds):
    """As if the lists had been signed, and bits changed, so much earlier."""
    with sqlite3.connect(os.path.join(site.issuer.data, "testamur.db")) as db:
        db.execute("UPDATE signed_status SET signed_at = signed_at - ?", (seconds,))
        db.execute("UPDATE credential_event SET at_utc = at_utc - ?", (seconds,))


def key_process_hangs(site):
    """Neither dead nor answering: nobody waits for a minute."""
    before = signers(site)
    os.kill(before[0], signal.SIGSTOP)
    site.credential("reinstate", site.zoe, "--reason", "review-closed")
    began = time.monotonic()
    _, _, payload = read(site, "suspension")
    took = time.monotonic() - began
    tap.equal(bits(payload)[1], set(), "hung: another one signs")
    tap.ok(2 < took < 20 * slowness(), "hung: after some seconds", f"{took:.1f} s")
    tap.ok(len(signers(site)) == 1 and signers(site) != before, "hung: ended and reaped")
    site.credential("suspend", site.zoe, "--reason", "under-review")
    read(site, "suspension")


def key_process_dies(site):
    before = signers(site)
    tap.equal(len(before), 1, "one key process")
    os.kill(before[0], signal.SIGKILL)
    time.sleep(0.2)
    tap.equal(site.get(BASE + "revocation").status, 200, "a list that did not change needs no key")
    site.credential("reinstate", site.zoe, "--reason", "review-closed")
    answer, _, payload = read(site, "suspension")
    tap.ok(answer.status == 200 and payload and bits(payload)[1] == set(),
           "killed: started again, the list signed anew")
    after = signers(site)
    tap.ok(len(after) == 1 and after != before, "a new key process, the old one reaped", after)
    # a folder that others may read is refused, so nothing can be signed
    keys = os.path.join(site.issuer.data, "keys")
    os.chmod(keys, 0o755)
    os.kill(after[0], signal.SIGKILL)
    time.sleep(0.2)
    site.issuer.run("credential", "suspend", site.zoe, "--reason", "under-review")
    answer, _, payload = read(site, "suspension")
    tap.equal((answer.status, bits(payload)[1]), (200, set()),
              "no key: the last list, as caches may keep it")
    age(site, 290)
    tap.equal(site.get(BASE + "suspension").status, 200, "no key: so until its ttl is over")
    age(site, 20)
    tap.equal(site.get(BASE + "suspension").status, 503, "no key: then 503, no older list")
    os.chmod(keys, 0o700)
    until = time.monotonic() + 20
    while site.get(BASE + "suspension").status != 200 and time.monotonic() < until:
        time.sleep(0.2)
    tap.equal(bits(read(site, "suspension")[2])[1], {index_of(site, site.zoe)}, "mended: signed")


def rotated(site):
    site.issuer.ok("key", "rotate", ORG)
    site.credential("revoke", site.per_hours, "--reason", "duplicate")
    _, header, payload = read(site, "revocation")
    tap.equal((header["kid"], payload is not None), (DID + "#es256-2", True), "rotated: signed by the new key")


def no_key_left(site):
    """A list signed by a revoked key is signed anew, or not served at all."""
    before = read(site, "suspension")[0].headers["etag"]
    site.issuer.ok("key", "revoke", ORG + "/es256-2", "--reason", "lost")
    answer = site.get(BASE + "suspension")
    tap.equal((answer.status, answer.type), (200, "application/vc+ld+json"),
              "no key for a JWT: with an embedded proof rather than not at all")
    site.issuer.ok("key", "revoke", ORG + "/eddsa-1", "--reason", "lost")
    answer = site.get(BASE + "suspension")
    if answer.status == 503:
        site.issuer.ok("key", "rotate", ORG)
        tap.ok("busy" in [line["event"] for line in site.log_lines()], "the log says why")
    _, header, payload = read(site, "suspension")
    tap.ok(header["kid"] not in (DID + "#es256-1", DID + "#es256-2") and payload is not None,
           "the key of a list was revoked: signed anew by another", header)
    tap.ok(site.get(BASE + "suspension").headers["etag"] != before, "a new list")


def main():
    with Site() as site:
        for part in (fresh, changes, together, key_process_hangs, key_process_dies,
                     rotated, no_key_left):
            part(site)
    tap.done()


main()
