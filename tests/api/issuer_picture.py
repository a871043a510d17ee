#!/usr/bin/env python3
"""An achievement's own picture: kept, served, baked; what is no PNG is refused."""
import base64
import json
import os
import struct
import sys
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
import issuer_site
from issuer_site import ORG, Site
from tap import Tap

tap = Tap()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(side, grey):
    rows = b"".join(b"\0" + bytes([grey]) * side for _ in range(side))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def without_credential(data):
    out, at = data[:8], 8
    while at < len(data):
        length = struct.unpack(">I", data[at:at + 4])[0]
        if data[at + 4:at + 8] != b"iTXt":
            out += data[at:at + 12 + length]
        at += 12 + length
    return out


OWN = png(240, 90)


class Pictured(Site):
    def fill(self):
        os.makedirs(self.issuer.path("sills"))
        with open(self.issuer.path("sills", "own.png"), "wb") as handle:
            handle.write(OWN)
        super().fill()


issuer_site.PROGRAMME["achievements"][0]["image"] = "own.png"
with Pictured() as site:
    answer = site.get(f"/issuers/{ORG}/achievements/sill-keeper/image.png")
    tap.equal((answer.status, answer.type), (200, "image/png"), "the achievement's picture is served")
    tap.ok(answer.body == OWN, "byte for byte as it was supplied")
    drawn = site.get(f"/issuers/{ORG}/achievements/sill-hours/image.png")
    tap.ok(drawn.status == 200 and len(drawn.body) > len(OWN), "the other achievement's is drawn")
    site.credential("share", site.zoe)
    badge = site.get(f"/V/{site.zoe}/badge.png")
    tap.ok(badge.body != OWN and without_credential(badge.body) == OWN, "the badge is that picture with the credential in it")
    framed = site.get(f"/issuers/{ORG}/achievements/sill-keeper/image.svg")
    tap.ok(framed.type == "image/svg+xml" and b'width="240"' in framed.body and
           b"data:image/png;base64," + base64.b64encode(OWN) in framed.body,
           "the picture as SVG: the supplied one in its size")
    tap.equal(framed.headers["content-security-policy"],
              "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
              "nothing runs in it or is fetched")
    outlines = site.get(f"/issuers/{ORG}/achievements/sill-hours/image.svg")
    tap.ok(b"<path" in outlines.body and b"<image" not in outlines.body, "the drawn one: outlines")
    for name in ("badge.png", "badge.svg"):
        out = site.issuer.path(name)
        site.issuer.ok("credential", "export", site.zoe, "--out", out)
        with open(out, "rb") as handle:
            tap.ok(handle.read() == site.get(f"/V/{site.zoe}/{name}").body,
                   f"the command line writes the same {name}")

    def load(name, content):
        with open(site.issuer.path("sills", "own.png"), "wb") as handle:
            handle.write(content)
        issuer_site.PROGRAMME["achievements"][0]["image"] = name
        site.issuer.write("sills/programme.json", json.dumps(issuer_site.PROGRAMME))
        code, _, err = site.issuer.run("programme", "load", site.issuer.path("sills"))
        return code, err

    for title, name, content, says in (
            ("a JPEG", "own.png", b"\xff\xd8\xff\xe0" + bytes(60), "has to be a PNG"),
            ("a broken PNG", "own.png", OWN[:-20], "own.png"),
            ("a file of another folder", "../own.png", OWN, "has to be a file of the programme's folder"),
            ("a file that is not there", "other.png", OWN, "other.png")):
        code, err = load(name, content)
        tap.ok(code == 1 and says in err, f"{title} is refused", f"{code}: {err}")
    tap.ok(site.get(f"/issuers/{ORG}/achievements/sill-keeper/image.png").body == OWN, "and changes nothing")

tap.done()
