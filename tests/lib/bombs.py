"""Credentials that are meant to cost a verifier time or memory, for tests/attack and tests/bench."""
import json
import os
import subprocess
import tempfile

from tap import VERIFIER

V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
SIZE = (4 << 20) - 4096  # just below what a credential may be

def base58(data):
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = alphabet[digit] + text
    return text


# A signature over nothing, by the base point of the curve: enough to be hashed for.
KEY = "z" + base58(b"\xed\x01\x58" + b"\x66" * 31)
DID = "did:key:" + KEY
PROOF = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "created": "2024-01-01T00:00:00Z",
         "verificationMethod": f"{DID}#{KEY}", "proofPurpose": "assertionMethod",
         "proofValue": "z" + base58(bytes(range(1, 65)))}


def badge(**changes):
    document = {
        "@context": [V2, OB], "id": "urn:uuid:1", "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": DID, "type": ["Profile"], "name": "I"}, "validFrom": "2024-01-01T00:00:00Z", "name": "n",
        "credentialSubject": {"id": "did:example:1", "type": ["AchievementSubject"], "achievement": {
            "id": "urn:a", "type": ["Achievement"], "name": "a", "description": "d",
            "criteria": {"narrative": "x"}}},
        "proof": PROOF}
    document.update(changes)
    return document


def around(**changes):
    """The text of a badge before and after the one value "@@"."""
    return json.dumps(badge(**changes), separators=(",", ":")).split('"@@"')


def fill(out, head, unit, tail, count=None, between=","):
    """head, then units until the file is as large as it may be (or count of them), then tail."""
    size, chunk, i = len(head) + len(tail), [head], 0
    while count is None or i < count:
        text = (between if i else "") + unit(i)
        if count is None and size + len(text) > SIZE:
            break
        chunk.append(text)
        size += len(text)
        i += 1
        if len(chunk) >= 4096:
            out.write("".join(chunk).encode())
            chunk = []
    out.write(("".join(chunk) + tail).encode())


def member(opening, unit, closing, count=None):
    head, tail = around(evidence="@@")
    return lambda out: fill(out, head + opening, unit, closing + tail, count)


def context(opening, unit, closing, count=None):
    head, tail = around(**{"@context": [V2, OB, "@@"]})
    return lambda out: fill(out, head + opening, unit, closing + tail, count)


def whole(document):
    return lambda out: out.write(json.dumps(document, separators=(",", ":")).encode())


def raw(text):
    head, tail = around(evidence="@@")
    return lambda out: out.write(head.encode() + text + tail.encode())


def number(text):
    document = badge(**{"@context": [V2, OB, {"n": "urn:x:n"}], "n": "@@"})
    return lambda out: out.write(json.dumps(document).replace('"@@"', text).encode())


def nested(levels):
    text = {}
    for _ in range(levels):
        text = {"a": {"@id": "u:a", "@context": text}, "b": {"@id": "u:b", "@context": text}}
    return text


def chain(length, size):
    """Each prefix is the one before and more: texts that add up."""
    terms = {"p0": "u:" + "x" * size}
    for i in range(1, length):
        terms[f"p{i}"] = {"@id": f"p{i - 1}:{'y' * size}:", "@prefix": True}
    return terms


def linked(edges):
    """Evidence that only its links tell apart."""
    return [{"id": f"_:b{i}", "type": "Evidence", "related": [{"id": f"_:b{k}"} for k in to]}
            for i, to in enumerate(edges)]


def poison(edges):
    relation = {"related": {"@id": "urn:x:related", "@type": "@id"}}
    document = badge(**{"@context": [V2, OB, relation]})
    document["credentialSubject"]["achievement"]["related"] = linked(edges)
    return whole(document)


def clique(n):
    return [[k for k in range(n) if k != i] for i in range(n)]


LARGE, DEEP, KNOWN = "format.too_large", "context.too_deep", "context.known"
LONG = "x" * 1000000
ALL = [
    # -- values, members, nesting -----------------------------------------------------
    ("empty arrays", "format", LARGE, member("[", lambda i: "[]", "]")),
    ("numbers", "format", LARGE, member("[", lambda i: "0", "]")),
    ("members", "format", LARGE, member("{", lambda i: f'"a{i:x}":0', "}")),
    ("a member twice among many", "format", "format.duplicate_key",
     member("{", lambda i: f'"a{i % 99999:x}":0', "}", 100000)),
    ("deeper than it may be", "format", LARGE, raw(b"[" * 200 + b"]" * 200)),
    ("two million deep", "format", LARGE, raw(b"[" * 2000000 + b"]" * 2000000)),
    ("no UTF-8", "format", "format.not_json", raw(b'"\xff\xfe"')),
    ("UTF-8 of a surrogate", "format", "format.not_json", raw(b'"\xed\xa0\x80"')),
    ("a lone surrogate", "format", "format.not_json", raw(b'"\\ud800"')),
    ("an exponent beyond a double", "context", "context.invalid", number("1e999999999")),
    ("a number of four million digits", "context", "context.invalid", number("1" * 4000000)),
    ("a text of four megabytes", "context", KNOWN, whole(badge(name="x" * 4100000))),
    ("nodes without end", "format", LARGE, member("[", lambda i: '{"type":"Evidence"}', "]")),
    ("one type many times", "format", LARGE, member('[{"type":[', lambda i: '"Evidence"', "]}]")),
    # -- contexts ---------------------------------------------------------------------
    ("a context of many terms", "format", LARGE, context("{", lambda i: f'"a{i:x}":"u:"', "}")),
    ("fifty thousand terms", "context", DEEP, context("{", lambda i: f'"a{i:x}":"u:"', "}", 50000)),
    ("many contexts of one term", "context", DEEP, context("", lambda i: f'{{"a{i:x}":"u:"}}', "", 60000)),
    ("a known context again and again", "context", DEEP, context("", lambda i: f'"{OB}"', "")),
    ("known contexts in turn", "context", DEEP, context("", lambda i: f'"{[CLR, OB][i % 2]}"', "")),
    ("scoped contexts", "context", DEEP, context(
        "{", lambda i: f'"a{i:x}":{{"@id":"u:","@context":{{}}}}', "}", 60000)),
    ("known contexts as scoped ones", "context", DEEP, context(
        "{", lambda i: f'"a{i:x}":{{"@id":"u:","@context":["{V2}","{OB}"]}}', "}")),
    ("scoped contexts that double", "context", DEEP, whole(badge(**{"@context": [V2, OB, nested(14)]}))),
    ("inner contexts", "context", DEEP, member(
        "[", lambda i: f'{{"@context":{{"q{i:x}":"u:"}},"type":"Evidence"}}', "]", 30000)),
    ("known contexts inside", "format", LARGE, member(
        "[", lambda i: f'{{"@context":"{[CLR, OB][i % 2]}","type":"Evidence"}}', "]", 30000)),
    ("prefixes of prefixes", "context", DEEP, whole(badge(**{"@context": [V2, OB, chain(300, 5000)]}))),
    ("many terms of one long prefix", "context", DEEP, context(
        '{"p":"u:' + LONG + '#",', lambda i: f'"t{i:x}":"p:"', "}", 1000)),
    # -- statements -------------------------------------------------------------------
    ("a clique of blank nodes", "signature", "signature.not_convertible", poison(clique(12))),
    ("a large clique", "signature", "signature.not_convertible", poison(clique(100))),
    ("a ring of blank nodes", "signature", "signature.not_convertible", poison([[(i + 1) % 3000] for i in range(3000)])),
    ("many that are alike", "signature", "signature.invalid", poison([[] for _ in range(3000)])),
]

def inline(terms, **members):
    return badge(**{"@context": [V2, OB, terms], **members})


# By the name of the JsonLdErrorCode. Keywords that a badge may not have at all are not here.
ERRORS = [
    ("cyclic IRI mapping", inline({"t1": {"@id": "t2:x"}, "t2": {"@id": "t1:y"}})),
    ("invalid @id value", badge(evidence={"id": 1})),
    ("invalid @import value", inline({"@import": 1})),
    ("invalid @nest value", inline({"t1": {"@id": "urn:t", "@nest": "@id"}})),
    ("invalid @prefix value", inline({"t1": {"@id": "urn:t", "@prefix": 1}})),
    ("invalid @propagate value", inline({"@propagate": 1})),
    ("invalid @protected value", inline({"t1": {"@id": "urn:t", "@protected": 1}})),
    ("invalid @version value", inline({"@version": 1.0})),
    ("invalid base direction", inline({"@direction": "up"})),
    ("invalid base IRI", inline({"@base": 1})),
    ("invalid container mapping", inline({"t1": {"@id": "urn:t", "@container": "@other"}})),
    ("invalid context nullification", badge(**{"@context": [V2, OB, None]})),
    ("invalid default language", inline({"@language": 1})),
    ("invalid IRI mapping", inline({"t1": {"@id": 1}})),
    ("invalid keyword alias", inline({"t1": "@context"})),
    ("invalid language map value", inline({"t1": {"@id": "urn:t", "@container": "@language"}}, t1={"en": 1})),
    ("invalid language mapping", inline({"t1": {"@id": "urn:t", "@language": 1}})),
    ("invalid language-tagged string", inline({"t1": "urn:t"}, t1={"@value": "x", "@language": 1})),
    ("invalid language-tagged value", inline({"t1": "urn:t"}, t1={"@value": 1, "@language": "en"})),
    ("invalid local context", badge(**{"@context": [V2, OB, 1]})),
    ("invalid reverse property", inline({"t1": {"@reverse": "urn:t", "@id": "urn:u"}})),
    ("invalid reverse property value", inline({"t1": {"@reverse": "urn:t"}}, t1="x")),
    ("invalid scoped context", inline({"t1": {"@id": "urn:t", "@context": {"@version": 1}}})),
    ("invalid term definition", inline({"t1": 1})),
    ("invalid type mapping", inline({"t1": {"@id": "urn:t", "@type": 1}})),
    ("invalid type value", badge(evidence={"type": 1})),
    ("invalid typed value", inline({"t1": "urn:t"}, t1={"@value": "x", "@type": "_:b"})),
    ("invalid value object value", inline({"t1": "urn:t"}, t1={"@value": []})),
    ("invalid vocab mapping", inline({"@vocab": 1})),
    ("keyword redefinition", inline({"@id": "urn:t"})),
    ("loading document failed", inline({"@import": "relative"})),
]


def transcript(out, count):
    """A Comprehensive Learner Record of many credentials, each with a proof of its own."""
    inner = badge()
    inner["credentialSubject"]["achievement"].update({
        "description": "d" * 300, "achievementType": "Course", "creditsAvailable": 3,
        "creator": {"id": DID, "type": ["Profile"], "name": "I", "url": "https://i.example"},
        "alignment": [{"type": ["Alignment"], "targetName": f"t{k}", "targetUrl": f"https://t.example/{k}"}
                      for k in range(3)]})
    text = json.dumps(inner, separators=(",", ":"))
    document = badge(**{"@context": [V2, CLR, OB], "type": ["VerifiableCredential", "ClrCredential"],
                        "credentialSubject": {"id": "did:example:1", "type": ["ClrSubject"],
                                              "verifiableCredential": "@@"}})
    head, tail = json.dumps(document, separators=(",", ":")).split('"@@"')
    fill(out, head + "[", lambda i: text.replace("urn:uuid:1", f"urn:uuid:{i + 2}").replace("urn:a", f"urn:a:{i}"),
         "]" + tail, count)


def run(arguments):
    """Exit status, output and messages of testamur-verifier."""
    done = subprocess.run([VERIFIER, *arguments], capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def check(path):
    """Report (or None), peak memory in KiB, messages; of "check"."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen([VERIFIER, "check", "--json", "--offline", "-", path], stdout=out, stderr=err)
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        out.seek(0)
        err.seek(0)
        text = out.read()
        try:
            report = json.loads(text)
            report["checks"] = {row["id"]: row for row in report["checks"]}
        except ValueError:
            report = None
        return report, usage.ru_maxrss, err.read().decode(errors="replace")
