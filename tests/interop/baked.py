#!/usr/bin/env python3
"""Badges that npm issues, baked into pictures by us and by others.

Nothing on npm bakes or reads Open Badges 3.0, so png-itxt stands for the
others, which reads and writes the text chunks of a PNG, and for SVG an XML
library of Python's. What we bake they read byte for byte; what they bake
testamur-verifier checks, in all the ways in which they write it.
"""
import base64
import json
import os
import struct
import subprocess
import sys
import xml.etree.ElementTree as xml
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
from npm import install, run  # noqa: E402
from tap import VERIFIER, Tap  # noqa: E402
from vcworld import World, compact  # noqa: E402

TITLE = "badges of npm in pictures"
KEYWORD = "openbadgecredential"
OB3 = "{https://purl.imsglobal.org/ob/v3p0}credential"
OB2 = "{http://openbadges.org}assertion"
BADGE = {
    "@context": ["https://www.w3.org/ns/credentials/v2",
                 "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "id": "urn:uuid:00000000-0000-4000-8000-000000000001",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"type": ["Profile"], "name": "Ärzte \u20ac <&> ]]> \"'"},
    "validFrom": "2026-01-02T03:04:05Z", "name": "Watering",
    "credentialSubject": {
        "id": "urn:uuid:00000000-0000-4000-8000-000000000000",
        "type": ["AchievementSubject"],
        "achievement": {"id": "https://issuer.example/a", "type": ["Achievement"],
                        "name": "Watering", "description": "Every day.",
                        "criteria": {"narrative": "Water twice."}}}}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def png():
    chunk = lambda kind, data: (struct.pack(">I", len(data)) + kind + data
                                + struct.pack(">I", zlib.crc32(kind + data)))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""))


def bake(world, image, credential):
    paths = [os.path.join(world.folder, name) for name in ("image", "credential", "baked")]
    for path, content in zip(paths, (image, credential)):
        with open(path, "wb") as handle:
            handle.write(content)
    subprocess.run([VERIFIER, "tool", "bake", *paths], check=True, timeout=30)
    with open(paths[2], "rb") as handle:
        return handle.read()


def written(tag, text=None, **attributes):
    """An SVG with one more element, as an XML library writes it."""
    root = xml.fromstring(SVG)
    xml.SubElement(root, tag, attributes).text = text
    return xml.tostring(root, encoding="utf-8")


def pictures(tap, world, folder, text, form):
    """Ours read by others, and theirs by us; text is what they carry."""
    ours = bake(world, png(), text.encode())
    chunk = {"type": "iTXt", "keyword": KEYWORD, "value": text}
    plain = base64.b64encode(png()).decode()
    altered = (text.replace('"Watering"', '"Wadering"', 1) if form == "json"
               else text[:-6] + "AAAAAA")
    answers = run(folder, "baked.mjs", {
        "read": [{"image": base64.b64encode(ours).decode(), "keyword": KEYWORD}],
        "write": [{"image": plain, "chunk": one} for one in (
            chunk, dict(chunk, language="en", translated="badge"), dict(chunk, compressed=True),
            dict(chunk, value=altered), dict(chunk, keyword="openbadges"))]})
    tap.equal(answers["read"], [dict(chunk, compressed=False, compression_type=0, language="",
                                     translated="")], f"{TITLE}: {form}: ours, read by png-itxt")
    theirs = [base64.b64decode(image) for image in answers["write"]]
    root = xml.fromstring(bake(world, SVG, text.encode()))
    tap.equal([(one.get("verify"), one.text) for one in root.findall(OB3)],
              [(None, text) if form == "json" else (text, None)],
              f"{TITLE}: {form}: our SVG, read by an XML library")
    svg = lambda tag, value: (written(tag, value) if form == "json"
                              else written(tag, verify=value))
    yield "our PNG", ours, ("image", "image.baked"), "verified"
    yield "png-itxt's", theirs[0], ("image", "image.baked"), "verified"
    yield "png-itxt's with a language", theirs[1], ("image", "image.baked"), "verified"
    yield "png-itxt's compressed", theirs[2], ("image", "image.compressed"), "verified"
    yield "png-itxt's altered", theirs[3], ("signature", "signature.invalid"), "not_valid"
    yield "png-itxt's in Open Badges 2's chunk", theirs[4], ("input", "input.png"), "verified"
    yield "our SVG", bake(world, SVG, text.encode()), ("input", "input.svg"), "verified"
    yield "an XML library's", svg(OB3, text), ("input", "input.svg"), "verified"
    yield ("an XML library's altered", svg(OB3, altered), ("signature", "signature.invalid"),
           "not_valid")
    yield "an XML library's in Open Badges 2's element", svg(OB2, text), ("input", "input.svg"), "verified"


def main():
    tap = Tap()
    folder, problem = install()
    if problem:
        tap.skip(TITLE, problem)
        tap.done()
    made = run(folder, "vc.mjs", {"issue": [{
        "suite": "eddsa-rdfc-2022", "curve": "Ed25519", "credentials": [BADGE]}]})["issue"][0]
    with World() as world:
        for form, text in (("json", compact(made["credentials"][0]).decode()),
                           ("jwt", world.token().decode())):
            for what, image, (check, code), verdict in pictures(tap, world, folder, text, form):
                report = world.check(image, "--trust", made["issuer"])
                tap.ok((report.code(check), report.verdict) == (code, verdict),
                       f"{TITLE}: {form}: {what}", f"want {code}, {verdict}\n{report}")
    tap.done()


main()
