#!/usr/bin/env python3
"""Derived proofs of ecdsa-sd-2023 that a holder makes of what the issuer signed: nothing is added,
doubled, or left out that must be shown."""
import base64
import copy
import hashlib
import itertools
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from diworld import DIWorld, b58, compact
from tap import Tap
from vcworld import KID, Key, b64

tap = Tap()
VALID = ("signature", "signature.valid", "verified")
INVALID = ("signature", "signature.invalid", "not_valid")
MALFORMED = ("signature", "signature.malformed", "not_valid")


def head(major, n):
    if n < 24:
        return bytes([major << 5 | n])
    return bytes([major << 5 | 24, n]) if n < 256 else bytes([major << 5 | 25]) + n.to_bytes(2, "big")


def byte_string(data):
    return head(2, len(data)) + data


def multikey(key):
    x, y = (base64.urlsafe_b64decode(key.jwk[c] + "=") for c in "xy")
    return b"\x80\x24" + bytes([2 + (y[-1] & 1)]) + x


class Disclosure:
    """What the issuer signed, and a derived proof of whatever is shown of it."""

    def __init__(self, w, shown, must):
        self.w, self.shown = w, shown
        self.own = Key(w.folder, "own")
        self.options = w.options("ecdsa-sd-2023", verificationMethod=KID)
        self.labels = {}
        for line in self.canonical(shown):
            for label in re.findall(r"_:c14n(\d+)", line):
                self.labels[int(label)] = hashlib.sha256(("secret" + label).encode()).digest()
        self.lines = self.relabelled(shown, self.labels)
        self.mandatory = [line for line in self.lines if must in line]
        self.public = multikey(self.own)
        self.base = w.key.sign(self.config_hash() + self.public + hashlib.sha256(
            "".join(self.mandatory).encode()).digest())
        self.signed = {line: self.own.sign(line.encode()) for line in self.lines}

    def config_hash(self):
        config = {**self.options, "@context": self.shown["@context"]}
        return hashlib.sha256(self.w.canonical(config)).digest()

    def canonical(self, document):
        return self.w.canonical(document).decode().splitlines(True)

    def relabelled(self, document, labels):
        return sorted(re.sub(r"_:c14n(\d+)", lambda m: "_:u" + b64(labels[int(m[1])]), line)
                      for line in self.canonical(document))

    def value(self, document, labels=None, signatures=None, mandatory=None, tag=b"\xd9\x5d\x01",
              public=None, base=None, tail=b""):
        labels = self.labels if labels is None else labels
        lines = self.relabelled(document, labels)
        at = [i for i, line in enumerate(lines) if line in self.mandatory] if mandatory is None else mandatory
        if signatures is None:
            signatures = [self.signed.get(line, bytes(64)) for i, line in enumerate(lines) if i not in at]
        return "u" + b64(b"".join((
            tag, head(4, 5), byte_string(base or self.base), byte_string(public or self.public),
            head(4, len(signatures)), *map(byte_string, signatures),
            head(5, len(labels)), *(head(0, k) + byte_string(v) for k, v in labels.items()),
            head(4, len(at)), *(head(0, i) for i in at), tail)))

    def derived(self, document=None, **changes):
        document = document or self.shown
        return compact({**document, "proof": {**self.options, "proofValue": self.value(document, **changes)}})


def identity(kind, value):
    return {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}


with DIWorld() as w:
    badge = w.badge(credentialSubject=w.subject(identifier=[identity("name", "Ada Able")]))
    d = Disclosure(w, badge, "credentials#")
    signatures = [d.signed[line] for line in d.lines if line not in d.mandatory]
    at = [i for i, line in enumerate(d.lines) if line in d.mandatory]
    w.expect(tap, "all of it", d.derived(), *VALID)

    # -- contents ----------------------------------------------------------------
    w.expect(tap, "altered", d.derived({**badge, "name": "Another"}), *INVALID)
    w.expect(tap, "a member more", d.derived({**badge, "description": "Fine"}), *INVALID)
    less = {k: v for k, v in badge.items() if k != "name"}
    w.expect(tap, "what need not be shown left out", d.derived(less), *VALID)
    less = {k: v for k, v in badge.items() if k != "credentialStatus"}
    w.expect(tap, "the status, which must be shown, left out", d.derived(less), *INVALID)
    less = {**badge, "credentialStatus": badge["credentialStatus"][1:]}
    w.expect(tap, "one of two statuses left out", d.derived(less), *INVALID)
    doubled = copy.deepcopy(badge)
    doubled["credentialSubject"]["identifier"] *= 2
    numbers = sorted({int(n) for line in d.canonical(doubled) for n in re.findall(r"_:c14n(\d+)", line)})
    found = [labels for labels in (dict(zip(numbers, values)) for values in itertools.product(
        d.labels.values(), repeat=len(numbers))) if set(d.relabelled(doubled, labels)) == set(d.lines)]
    if tap.ok(found, "one identifier can be written as two of its label"):
        w.expect(tap, "one identifier shown as two", d.derived(doubled, labels=found[0]), *MALFORMED)
    hidden = {k: v for k, v in badge.items() if k != "credentialStatus"}
    w.expect(tap, "the status in a @nest", d.derived({**hidden, "@nest": {
        "credentialStatus": badge["credentialStatus"]}}), "context", "context.hidden_name", "not_valid")

    # -- the value -----------------------------------------------------------------
    foreign = Key(w.folder, "foreign")
    for name, changes, want in (
            ("a base proof", {"tag": b"\xd9\x5d\x00"}, ("signature", "signature.base_proof", "not_valid")),
            ("another tag", {"tag": b"\xd9\x5d\x02"}, MALFORMED),
            ("no tag", {"tag": b""}, MALFORMED),
            ("bytes after it", {"tail": b"\0"}, MALFORMED),
            ("a key of the holder's", {"public": multikey(foreign)}, INVALID),
            ("no key", {"public": bytes(35)}, INVALID),
            ("a base signature of the holder's", {"base": foreign.sign(b"")}, INVALID),
            ("a signature less", {"signatures": signatures[:-1]}, INVALID),
            ("a signature more", {"signatures": signatures + signatures[:1]}, INVALID),
            ("signatures in another order", {"signatures": signatures[::-1]}, INVALID),
            ("no signatures", {"signatures": []}, INVALID),
            ("one fewer of what must be shown", {"mandatory": at[1:]}, INVALID),
            ("one more of it", {"mandatory": list(range(len(d.lines)))}, INVALID),
            ("one of it twice", {"mandatory": at + at[:1]}, MALFORMED),
            ("one of it beyond the end", {"mandatory": at + [9999]}, INVALID)):
        w.expect(tap, "value: " + name, d.derived(**changes), *want)
    w.expect(tap, "value: in base58", compact({**badge, "proof": {
        **d.options, "proofValue": b58(bytes(80))}}), *MALFORMED)
    d.options["created"] = "2020-01-01T00:00:00Z"
    w.expect(tap, "another time", d.derived(), *INVALID)
tap.done()
