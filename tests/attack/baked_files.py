#!/usr/bin/env python3
"""Files that pretend to carry a credential, and documents made to exhaust."""
import base64
import os
import resource
import struct
import subprocess
import sys
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import VERIFIER, Tap, sanitized
from vcworld import HOST, Key, World, compact

tap = Tap()
OB2 = "https://w3id.org/openbadges/v2"
MAGIC = b"\x89PNG\r\n\x1a\n"


def chunk(kind, data, crc=None):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(
        ">I", zlib.crc32(body) if crc is None else crc)


HEAD = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
IMAGE = chunk(b"IDAT", zlib.compress(b"\0\0"))
END = chunk(b"IEND", b"")


def itxt(text, keyword=b"openbadgecredential", compressed=False):
    body = zlib.compress(text) if compressed else text
    return chunk(b"iTXt", keyword + b"\0" + (b"\1\0" if compressed else b"\0\0") + b"\0\0" + body)


def png(*chunks):
    return MAGIC + HEAD + b"".join(chunks) + IMAGE + END


with World() as w:
    token = w.token()

    def given(name, data, code, verdict="not_valid", check="input"):
        return w.expect(tap, name, data, check, code, verdict)

    given("a baked badge", png(itxt(token)), "input.png", "verified")
    given("and its picture holds exactly this credential", png(itxt(token)), "image.baked", "verified", "image")
    report = given("a picture without a credential", png(), "input.no_credential_in_image")
    tap.ok("strip" in report.checks["input"]["sentence"], "says that phones strip it")
    given("two credentials", png(itxt(token), itxt(token)), "input.more_than_one")
    given("a broken checksum", MAGIC + HEAD + itxt(token)[:-4] + b"\0\0\0\0" + IMAGE + END,
          "input.broken_image")
    given("cut short", png(itxt(token))[:-20], "input.broken_image")
    given("a chunk of 100 MB that is not there",
          MAGIC + HEAD + struct.pack(">I", 100 << 20) + b"iTXt" + b"openbadgecredential\0\0\0\0\0x",
          "input.broken_image")
    given("a chunk length beyond 31 bits", MAGIC + HEAD + b"\xff\xff\xff\xffiTXt", "input.broken_image")
    given("data after the end", png(itxt(token)) + b"<html>", "input.broken_image")
    report = given("a compressed credential is read with a warning", png(itxt(token, compressed=True)),
                   "image.compressed", "verified", "image")
    bomb = itxt(b" " * (64 << 20), compressed=True)
    given("a compressed bomb", png(bomb), "input.too_large")
    given("an Open Badges 1 picture",
          png(chunk(b"iTXt", b"openbadges\0\0\0\0\0https://old.example/assertion.json")),
          "input.open_badges_2", "could_not_be_checked")
    old = b'{"uid":"1","recipient":{},"badge":"https://old.example/b","issuedOn":1640000000}'
    jws = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in (b'{"alg":"RS256"}', old, b"abc"))
    for name, text in (("address", b"https://old.example/assertion.json"), ("JSON", old), ("JWS", jws)):
        given(f"an Open Badges 1 picture, old chunk: {name}", png(chunk(b"tEXt", b"openbadges\0" + text)),
              "input.open_badges_2", "could_not_be_checked")
    for name, inside in (("attribute", b'<o:assertion verify="' + jws + b'"/>'),
                         ("text", b"<o:assertion><![CDATA[" + old + b"]]></o:assertion>")):
        given(f"an Open Badges 1 SVG: {name}",
              b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="http://openbadges.org">' + inside + b"</svg>",
              "input.open_badges_2", "could_not_be_checked")
    given("what is no badge in such a chunk", png(chunk(b"tEXt", b"openbadges\0{}")),
          "format.missing_property", "not_valid", "format")
    two = (b'{"@context":"https://w3id.org/openbadges/v2","type":"Assertion","id":"http://127.0.0.1/a",'
           b'"recipient":{"type":"email","hashed":false,"identity":"a@b.example"},'
           b'"badge":"https://old.example/b","issuedOn":"2020-01-01T00:00:00Z",'
           b'"verification":{"type":"hosted"}}')
    given("an Open Badges 2 picture at an address that is never called",
          png(chunk(b"iTXt", b"openbadges\0\0\0\0\0" + two)),
          "signature.hosted_address", "could_not_be_checked", "signature")

    # -- Open Badges 2.0: as its baking has it, each from the same issuer ---------------
    w.pages["/p"] = {"@context": OB2, "type": "Issuer", "id": HOST + "/p", "name": "P", "url": HOST,
                     "email": "p@issuer.example", "publicKey": HOST + "/k"}
    w.pages["/b"] = {"@context": OB2, "type": "BadgeClass", "id": HOST + "/b", "name": "B", "description": "b",
                     "image": HOST + "/b.png", "criteria": {"narrative": "b"}, "issuer": HOST + "/p"}
    rsa = Key(w.folder, "rsa", "RSA")
    w.pages["/k"] = {"@context": OB2, "type": "CryptographicKey", "id": HOST + "/k", "owner": HOST + "/p",
                     "publicKeyPem": subprocess.run(["openssl", "rsa", "-in", rsa.path, "-pubout"], check=True,
                                                    capture_output=True).stdout.decode()}
    old = {"@context": OB2, "type": "Assertion", "id": HOST + "/a", "badge": HOST + "/b",
           "recipient": {"type": "email", "hashed": False, "identity": "a@b.example"},
           "issuedOn": "2020-01-01T00:00:00Z", "verification": {"type": "hosted"}}
    w.pages["/a"] = old
    hosted = compact(old)
    signed = w.sign({**old, "id": "urn:uuid:4bd3a5b4-0f1c-4d0b-8f0a-6d1c1d6a3c11",
                     "verification": {"type": "signed", "creator": HOST + "/k"}}, {"alg": "RS256"}, rsa)
    assertion = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:b="http://openbadges.org">%s</svg>'
    address = (HOST + "/a").encode()

    def older(name, data, code, signature):
        report = w.check(data, "--trust", HOST + "/p")
        tap.equal((report.exit, report.verdict, report.code("input"), report.code("signature"),
                   report.code("format"), report.code("image")),
                  (0, "verified", code, signature, "format.open_badges_2", "image.baked"), name)

    older("Open Badges 2.0, hosted, in a PNG", png(itxt(hosted, b"openbadges")), "input.png", "signature.hosted")
    older("Open Badges 2.0, signed, in a PNG", png(itxt(signed, b"openbadges")), "input.png", "signature.valid")
    older("Open Badges 2.0, hosted, in an SVG with its address",
          assertion % (b'<b:assertion verify="%s">\n<![CDATA[%s]]></b:assertion>' % (address, hosted)),
          "input.svg", "signature.hosted")
    older("Open Badges 2.0, hosted, in an SVG without",
          assertion % (b"<b:assertion><![CDATA[%s]]></b:assertion>" % hosted), "input.svg", "signature.hosted")
    older("Open Badges 2.0, signed, in an SVG", assertion % (b'<b:assertion verify="%s"/>' % signed),
          "input.svg", "signature.valid")
    given("Open Badges 2.0, another's text in an SVG", assertion % (
        b'<b:assertion verify="%s"><![CDATA[%s]]></b:assertion>' % (
            address, hosted.replace(b"a@b.example", b"c@d.example"))),
          "signature.hosted_differs", "not_valid", "signature")
    given("two assertions in a PNG", png(itxt(hosted, b"openbadges"), itxt(signed, b"openbadges")),
          "input.more_than_one")
    given("two assertions in an SVG", assertion % (
        b'<b:assertion verify="%s"/><b:assertion><![CDATA[%s]]></b:assertion>' % (signed, hosted)),
          "input.more_than_one")
    for name, data in (("before it", png(itxt(hosted, b"openbadges"), itxt(token))),
                       ("behind it", png(itxt(token), chunk(b"tEXt", b"openbadges\0" + address))),
                       ("a compressed bomb", png(itxt(token), itxt(b" " * (64 << 20), b"openbadges", True))),
                       ("in an SVG", assertion % (
                           b'<o:credential xmlns:o="https://purl.imsglobal.org/ob/v3p0" verify="%s"/>'
                           b'<b:assertion verify="%s"/>' % (token, signed)))):
        given("a credential and an older badge, " + name, data, "image.mismatch", "verified", "image")
    # -- learner records (CLR 2.0) under names of their own -----------------------------
    given("a credential under CLR's keyword", png(itxt(token, b"clrcredential")), "input.png", "verified")
    given("one under each keyword", png(itxt(token, b"clrcredential"), itxt(token)), "input.more_than_one")
    svg = (b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="https://purl.imsglobal.org/ob/v3p0">'
           b"%s</svg>")
    one = b'<o:credential verify="%s"/>' % token
    given("a baked SVG", svg % one, "input.svg", "verified")
    w.asked.clear()
    given("an SVG with scripts and references, which nobody draws", (svg % one).replace(
        b"</svg>", b'<script href="%s/x.js">alert(1)</script><image href="%s/x.png"/><use href="file:///etc/passwd#x"/>'
                   b'<style>@import url(%s/x.css);</style></svg>' % ((HOST.encode(),) * 3)), "input.svg", "verified")
    tap.ok(not any("/x." in path for path in w.asked), "and of which nothing is fetched", w.asked)
    given("under CLR's name", (svg % one).replace(b"/ob/v3p0", b"/clr/v2p0"), "input.svg", "verified")
    given("its root with a prefix", svg.replace(b"svg xmlns=", b"v:svg xmlns:v=").replace(
        b"</svg>", b"</v:svg>") % one, "input.svg", "verified")
    given("another XML document", b"<v:svgs>" + one + b"</v:svgs>", "input.not_recognised")
    given("an SVG without a credential", svg % b"<g/>", "input.no_credential_in_image")
    given("an SVG with two", svg % (one + one), "input.more_than_one")
    given("an SVG cut short", (svg % one)[:-8], "input.broken_image")
    given("an altered token in an SVG", svg % one.replace(token, token[:-6] + b"AAAAAA"),
          "signature.invalid", "not_valid", "signature")
    given("rubbish in the chunk", png(itxt(b"hello")), "input.not_recognised")
    given("an altered token in a picture", png(itxt(token[:-6] + b"AAAAAA")), "signature.invalid",
          "not_valid", "signature")
    given("a JPEG", b"\xff\xd8\xff\xe0" + b"\0" * 100, "input.broken_image")
    given("a PDF", b"%PDF-1.7\n", "input.broken_pdf")
    given("a link is not followed", b"https://evil.example/V/1", "item.other_host",
          "could_not_be_checked")
    given("an SVG with an entity bomb",
          b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
          b'<svg xmlns="http://www.w3.org/2000/svg">&b;</svg>', "input.unsupported",
          "could_not_be_checked")
    given("an SVG with an external entity",
          b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
          b'<svg xmlns="http://www.w3.org/2000/svg">&a;</svg>', "input.unsupported",
          "could_not_be_checked")
    given("random bytes", bytes(range(256)) * 40, "input.not_recognised")
    given("nothing", b"", "input.empty")

    # -- made to exhaust: a named limit, quickly, memory bounded ----------------
    def bounded(name, data, code):
        path = os.path.join(w.folder, "big")
        with open(path, "wb") as handle:
            handle.write(data)

        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (600 << 20, 600 << 20))
            resource.setrlimit(resource.RLIMIT_CPU, (10, 10))

        done = subprocess.run([VERIFIER, "check", path, "--offline", "-", "--brief"], capture_output=True,
                              timeout=60, check=False, preexec_fn=None if sanitized() else limit)
        tap.ok(done.returncode == 1 and code.encode() in done.stdout, name, done)

    bounded("millions of values", b'{"a":[' + b"1," * 1900000 + b"1]}", "format.too_large")
    bounded("nested 100000 deep", b'{"a":' + b"[" * 100000 + b"]" * 100000 + b"}", "format.too_large")
    bounded("10 MB of JSON", b'{"a":"' + b"x" * (10 << 20) + b'"}', "input.too_large")
    bounded("one name 30000 times", b"{" + b",".join(b'"a":1' for _ in range(30000)) + b"}",
            "format.duplicate_key")
    bounded("30000 different names", b"{" + b",".join(b'"k%d":1' % i for i in range(30000)) + b"}",
            "format.missing_property")
    bounded("300000 different names", b"{" + b",".join(b'"k%d":1' % i for i in range(300000)) + b"}",
            "format.too_large")
    bounded("a token of 5 MB", b"eyJhbGciOiJFUzI1NiJ9." + b"A" * (6 << 20) + b".AAAA", "input.too_large")
tap.done()
