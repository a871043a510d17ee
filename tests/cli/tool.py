#!/usr/bin/env python3
"""testamur-verifier tool: every verb, what it accepts and what it refuses."""
import base64
import gzip
import hashlib
import json
import os
import struct
import subprocess
import sys
import tempfile
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from tap import VERIFIER, Tap  # noqa: E402

tap = Tap()
folder = tempfile.TemporaryDirectory()


def put(name, data):
    path = os.path.join(folder.name, name)
    with open(path, "wb") as handle:
        handle.write(data if isinstance(data, bytes) else data.encode("utf-8"))
    return path


def tool(*args):
    done = subprocess.run([VERIFIER, "tool", *args], stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=20, check=False)
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def gives(name, want, *args):
    code, out, err = tool(*args)
    tap.ok(code == 0 and out.strip() == (want.encode() if isinstance(want, str) else want), name,
           f"exit {code}\n{out!r}\n{err}")


def refuses(name, *args, first=None):
    code, out, err = tool(*args)
    line = err.split("\n")[0].strip()
    tap.ok(code == 1 and out == b"" and line and first in (None, line), name,
           f"exit {code}\n{out!r}\n{err}")


def openssl(*args):
    return subprocess.run(["openssl", *args], check=True, capture_output=True).stdout


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def text_verbs():
    gives("jcs", '{"a":1,"b":[1.5,"ä"]}', "jcs", put("j.json", '{"b":[1.50,"\\u00e4"],\n"a":1e0}'))
    refuses("jcs: a name twice", "jcs", put("twice.json", '{"a":1,"a":2}'))
    refuses("jcs: half a surrogate", "jcs", put("half.json", '"\\ud800"'))
    refuses("jcs: out of range", "jcs", put("huge.json", "1e999"))
    refuses("jcs: no file", "jcs", os.path.join(folder.name, "none"))
    gives("json check", "", "json", "check", put("twice.json", '{"a":1,"a":2}'))
    refuses("json check: a comma too many", "json", "check", put("comma.json", "[1,]"))
    gives("base58 encode", "StV1DL6CwTryKyV", "base58", "encode", b"hello world".hex())
    gives("base58 decode", b"hello world".hex(), "base58", "decode", "StV1DL6CwTryKyV")
    refuses("base58 encode: no hexadecimal", "base58", "encode", "0g")
    refuses("base58 decode: 0 is no digit", "base58", "decode", "0")
    gives("multibase encode", "zStV1DL6CwTryKyV", "multibase", "encode", "base58btc", b"hello world".hex())
    gives("multibase encode base64url", "u" + b64(b"hello"), "multibase", "encode", "base64url", b"hello".hex())
    gives("multibase decode", b"hello".hex(), "multibase", "decode", "u" + b64(b"hello"))
    refuses("multibase encode: another base", "multibase", "encode", "base32", "00")
    refuses("multibase decode: another base", "multibase", "decode", "mAAAA")
    table = put("t.csv", 'name,note\r\n"Ada, A.","said ""yes"""\r\nBo,\r\n')
    code, out, err = tool("csv", table)
    tap.ok(code == 0 and json.loads(out) == [{"name": "Ada, A.", "note": 'said "yes"'}, {"name": "Bo", "note": ""}],
           "csv", f"{out!r} {err}")
    refuses("csv: ragged", "csv", put("ragged.csv", "a,b\n1\n"))


def key_verbs():
    message = put("message", "a message")
    for alg, make, sign in (
            ("Ed25519", ["ED25519"], ["pkeyutl", "-sign", "-rawin", "-in", message, "-inkey"]),
            ("ES256-DER", ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"], ["dgst", "-sha256", "-sign"]),
            ("RS256", ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"], ["dgst", "-sha256", "-sign"])):
        secret = put(alg + ".pem", openssl("genpkey", "-algorithm", *make))
        public = put(alg + ".pub", openssl("pkey", "-in", secret, "-pubout"))
        signature = openssl(*sign, secret, *([] if alg == "Ed25519" else [message]))
        sig = put(alg + ".sig", signature)
        args = ["sig", "verify", "--alg", alg, "--key", public, "--sig"]
        gives(f"sig verify {alg}", "", *args, sig, message)
        refuses(f"sig verify {alg}: another message", *args, sig, put("other", "b message"))
        refuses(f"sig verify {alg}: a changed signature", *args,
                put("bad.sig", signature[:-1] + bytes([signature[-1] ^ 1])), message)
        refuses(f"sig verify {alg}: the secret key", "sig", "verify", "--alg", alg, "--key", secret, "--sig", sig,
                message)
    refuses("sig verify: no such algorithm", "sig", "verify", "--alg", "HS256", "--key", message, "--sig", message,
            message)
    raw = openssl("pkey", "-in", os.path.join(folder.name, "Ed25519.pem"), "-pubout", "-outform", "DER")[-32:]
    jwk = put("jwk", json.dumps({"kty": "OKP", "crv": "Ed25519", "x": b64(raw)}))
    signed = b64(b'{"alg":"EdDSA"}') + "." + b64(b"payload")
    sig = openssl("pkeyutl", "-sign", "-rawin", "-in", put("signed", signed), "-inkey",
                  os.path.join(folder.name, "Ed25519.pem"))
    gives("jws verify", "payload", "jws", "verify", "--key", jwk, put("jws", signed + "." + b64(sig)))
    refuses("jws verify: another payload", "jws", "verify", "--key", jwk,
            put("jws", b64(b'{"alg":"EdDSA"}') + "." + b64(b"Payload") + "." + b64(sig)))
    refuses("jws verify: alg none", "jws", "verify", "--key", jwk, put("jws", b64(b'{"alg":"none"}') + ".e30."))
    refuses("jws verify: two parts", "jws", "verify", "--key", jwk, put("jws", signed))
    multikey = tool("multibase", "encode", "base58btc", "ed01" + raw.hex())[1].decode().strip()
    code, out, err = tool("didkey", "did:key:" + multikey)
    tap.ok(code == 0 and json.loads(out) == {"kty": "OKP", "crv": "Ed25519", "x": b64(raw)}, "didkey", err)
    refuses("didkey: another method", "didkey", "did:web:example.org")
    refuses("didkey: cut short", "didkey", "did:key:" + multikey[:-3])


def status_verbs():
    bits = bytearray(16384)
    bits[1] = 0b01000110
    encoded = "u" + b64(gzip.compress(bytes(bits)))
    gives("status get", "1", "status", "get", encoded, "--index", "9")
    gives("status get: a zero", "0", "status", "get", encoded, "--index", "10")
    gives("status get: two bits", "2", "status", "get", encoded, "--index", "7", "--size", "2")
    refuses("status get: beyond the end", "status", "get", encoded, "--index", "131072")
    refuses("status get: three bits", "status", "get", encoded, "--index", "0", "--size", "3")
    refuses("status get: no number", "status", "get", encoded, "--index", "-1")
    refuses("status get: no list", "status", "get", "uAAAA", "--index", "0")


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*extra):
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + b"".join(extra)
            + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""))


def image_verbs():
    out = os.path.join(folder.name, "out")
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="1"/></svg>'
    for name, image in (("png", png()), ("svg", svg)):
        image = put("plain." + name, image)
        for credential in ('{"type":"VerifiableCredential","name":"<&]]>"}', "e30.e30.AAAA"):
            code, printed, err = tool("bake", image, put("credential", credential), out)
            tap.ok(code == 0 and printed == b"", f"bake {name} {credential[0]}", err)
            gives(f"unbake {name} {credential[0]}", credential, "unbake", out)
        refuses(f"unbake {name}: none", "unbake", image)
    gives("unbake OB 2.0 png", "https://example.org/assertions/1", "unbake",
          put("two.png", png(chunk(b"tEXt", b"openbadges\0https://example.org/assertions/1"))))
    gives("unbake OB 2.0 svg", "e30.e30.AAAA", "unbake",
          put("two.svg", '<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="http://openbadges.org">'
                         '<o:assertion verify="e30.e30.AAAA"/></svg>'))
    os.unlink(out)
    refuses("bake: a broken picture", "bake", put("broken.png", png()[:-5]), put("credential", "{}"), out)
    tap.ok(not os.path.exists(out), "bake: nothing was written")
    refuses("bake: no credential", "bake", put("plain.png", png()), put("credential", "hello"), out)
    two = chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0{}")
    refuses("unbake: two credentials", "unbake", put("twice.png", png(two, two)))


CONTEXT = {"@context": {"@version": 1.1, "id": "@id", "name": "https://example.org/ns#name",
                        "knows": {"@id": "https://example.org/ns#knows", "@type": "@id"}}}
DOCUMENT = {"@context": "https://example.org/ctx", "id": "https://example.org/ada", "name": "Ada", "knows": "_:bo"}
QUADS = ('<https://example.org/ada> <https://example.org/ns#knows> _:c14n0 .\n'
         '<https://example.org/ada> <https://example.org/ns#name> "Ada" .\n')


def linked_data_verbs():
    context = put("ctx.jsonld", json.dumps(CONTEXT))
    document = put("ada.jsonld", json.dumps(DOCUMENT))
    one = ["--map", "https://example.org/ctx=" + context]
    code, out, err = tool("jsonld", "expand", *one, document)
    tap.ok(code == 0 and json.loads(out) == [{
        "@id": "https://example.org/ada", "https://example.org/ns#name": [{"@value": "Ada"}],
        "https://example.org/ns#knows": [{"@id": "_:bo"}]}], "jsonld expand", f"{out!r} {err}")
    gives("jsonld canon", QUADS.strip(), "jsonld", "canon", *one, document)
    code, out, err = tool("jsonld", "nquads", *one, document)
    tap.ok(code == 0 and sorted(out.decode().splitlines())[1] == QUADS.splitlines()[1], "jsonld nquads", err)
    put("map.json", json.dumps({"https://example.org/ctx": "ctx.jsonld"}))
    gives("jsonld canon --contexts", QUADS.strip(), "jsonld", "canon", "--contexts", folder.name, document)
    gives("a folder mapped", QUADS.strip(), "jsonld", "canon", "--map",
          "https://example.org/=" + folder.name + "/", put("two.jsonld", json.dumps(
              {**DOCUMENT, "@context": "https://example.org/ctx.jsonld"})))
    gives("--base", '<https://example.org/b> <https://example.org/ns#name> "B" .', "jsonld", "nquads", *one,
          "--base", "https://example.org/", put("b.jsonld", json.dumps(
              {"@context": "https://example.org/ctx", "id": "b", "name": "B"})))
    gives("--expand-context", "<https://example.org/c> <https://example.org/ns#name> \"C\" .", "jsonld", "nquads",
          "--expand-context", context, put("c.jsonld", json.dumps({"id": "https://example.org/c", "name": "C"})))
    refuses("not mapped", "jsonld", "expand", document, first="loading remote context failed")
    refuses("out of the folder", "jsonld", "expand", "--map", f"https://example.org/={folder.name}/x/",
            put("up.jsonld", json.dumps({"@context": "https://example.org/y/../../ctx.jsonld"})),
            first="loading remote context failed")
    refuses("an error has its code", "jsonld", "nquads", put("bad.jsonld", '{"@context": {"a": 5}}'),
            first="invalid term definition")
    refuses("another mode", "jsonld", "expand", "--processing-mode", "2", document)
    put("map.json", "[]")
    refuses("map.json is no object", "jsonld", "expand", "--contexts", folder.name, document)
    put("map.json", json.dumps({"https://example.org/ctx": "../x"}))
    refuses("map.json leads out", "jsonld", "expand", "--contexts", folder.name, document)

    quads = put("q.nq", QUADS.replace("c14n0", "x"))
    gives("canonize", QUADS.strip(), "canonize", quads)
    gives("canonize sha384", QUADS.strip(), "canonize", "--hash", "sha384", quads)
    gives("canonize --issued-map", '{"x": "c14n0"}', "canonize", "--issued-map", quads)
    refuses("canonize: another hash", "canonize", "--hash", "md5", quads)
    refuses("canonize: no N-Quads", "canonize", put("bad.nq", "<a> <b> <c> .\n"))
    clique = "".join(f"_:n{i} <https://example.org/p> _:n{k} .\n" for i in range(12) for k in range(12) if i != k)
    refuses("canonize: too much work", "canonize", put("clique.nq", clique))


def digest(*args):
    code, out, err = tool(*args)
    assert code == 0, err
    return hashlib.sha256(out).digest()


def secured(form, document, config, one):
    """A document with a proof that the key of key_verbs() made."""
    if form == "jcs":
        data = digest("jcs", put("config", json.dumps(config))) + digest("jcs", put("doc", json.dumps(document)))
    else:
        both = {**config, "@context": document["@context"]}
        data = (digest("jsonld", "canon", *one, put("config", json.dumps(both)))
                + digest("jsonld", "canon", *one, put("doc", json.dumps(document))))
    signature = openssl("pkeyutl", "-sign", "-rawin", "-in", put("hash", data), "-inkey",
                        os.path.join(folder.name, "Ed25519.pem"))
    return {**document, "proof": {**config, "proofValue": tool(
        "multibase", "encode", "base58btc", signature.hex())[1].decode().strip()}}


def proof_verbs():
    raw = openssl("pkey", "-in", os.path.join(folder.name, "Ed25519.pem"), "-pubout", "-outform", "DER")[-32:]
    key = tool("multibase", "encode", "base58btc", "ed01" + raw.hex())[1].decode().strip()
    context = put("ctx.jsonld", json.dumps({"@context": {
        **CONTEXT["@context"], "type": "@type"}}))
    one = ["--map", "https://example.org/ctx=" + context]
    controller = {"id": "https://example.org/issuer", "assertionMethod": ["https://example.org/issuer#k"],
                  "verificationMethod": [{"id": "https://example.org/issuer#k", "type": "Multikey",
                                          "controller": "https://example.org/issuer", "publicKeyMultibase": key}]}
    mapped = one + ["--map", "https://example.org/issuer=" + put("issuer.json", json.dumps(controller))]
    document = {"@context": ["https://example.org/ctx", "https://w3id.org/security/data-integrity/v2"],
                "id": "https://example.org/ada", "name": "Ada"}
    config = {"type": "DataIntegrityProof", "created": "2026-01-02T03:04:05Z",
              "verificationMethod": f"did:key:{key}#{key}", "proofPurpose": "assertionMethod"}
    for form, suite in (("jcs", "eddsa-jcs-2022"), ("rdfc", "eddsa-rdfc-2022")):
        good = secured(form, document, {**config, "cryptosuite": suite}, one)
        gives(f"proof verify {suite}", "", "proof", "verify", *one, put("good.json", json.dumps(good)))
        for name, bad in (("a changed claim", {**good, "name": "Eve"}),
                          ("a member without meaning", {**good, "extra": 1}),
                          ("a changed date", {**good, "proof": {**good["proof"], "created": "2026-01-02T03:04:06Z"}}),
                          ("no proof", document),
                          ("another suite", {**good, "proof": {**good["proof"], "cryptosuite": "eddsa-2099"}}),
                          ("one of two is wrong", {**good, "proof": [good["proof"], {
                              **good["proof"], "created": "2026-01-02T03:04:06Z"}]})):
            refuses(f"proof verify {suite}: {name}", "proof", "verify", *one, put("bad.json", json.dumps(bad)))
        purpose = secured(form, document, {**config, "cryptosuite": suite, "proofPurpose": "authentication"}, one)
        refuses(f"proof verify {suite}: another purpose", "proof", "verify", *one,
                put("bad.json", json.dumps(purpose)))
        web = put("web.json", json.dumps(secured(form, document, {
            **config, "cryptosuite": suite, "verificationMethod": "https://example.org/issuer#k"}, one)))
        gives(f"proof verify {suite}: a mapped controller", "", "proof", "verify", *mapped, web)
        refuses(f"proof verify {suite}: a controller that is not mapped", "proof", "verify", *one, web)
        unlisted = put("unlisted.json", json.dumps({**controller, "assertionMethod": []}))
        refuses(f"proof verify {suite}: a method that may not assert", "proof", "verify", *one,
                "--map", "https://example.org/issuer=" + unlisted, web)


def usage():
    for args in (["nothing"], ["jcs"], ["jcs", "a", "b"], ["sig", "verify", "x"], ["csv", "--what", "x"]):
        code, out, err = tool(*args)
        tap.ok(code == 64 and out == b"" and err, "wrong usage: " + " ".join(args), f"exit {code}")
    code, out, _ = tool("status", "get", "--help")
    tap.ok(code == 0 and b"--index" in out, "help of a verb")
    code, out, _ = tool("--help")
    tap.ok(code == 0 and b"tool jcs" in out, "help of the tool")


def main():
    text_verbs()
    key_verbs()
    status_verbs()
    image_verbs()
    linked_data_verbs()
    proof_verbs()
    usage()
    folder.cleanup()
    tap.done()


main()
