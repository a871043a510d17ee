#!/usr/bin/env python3
"""testamur-verifier tool: every verb, what it accepts and what it refuses."""
import base64
import gzip
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
    usage()
    folder.cleanup()
    tap.done()


main()
