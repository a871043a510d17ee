#!/usr/bin/env python3
"""One credential in all its forms, and what can become of it and its keys."""
import base64
import json
import os
import shutil
import struct
import subprocess
import sys
import xml.etree.ElementTree
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import PUBLIC_URL, Instance  # noqa: E402
import pictures  # noqa: E402
from tap import Tap  # noqa: E402
from world import attend, join, prepare  # noqa: E402

ADA = "ada@x.example"


def chunks(data):
    """[(type, body)] of a PNG; every CRC is looked at."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    found, at = [], 8
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length:at + 12 + length])[0] == zlib.crc32(kind + body)
        found.append((kind.decode(), body))
        at += 12 + length
    return found


def part(token, n):
    text = token.split(".")[n]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def read(path, mode="rb"):
    with open(path, mode) as handle:
        return handle.read()


def issue(issuer):
    prepare(issuer)
    join(issuer, "Ada Able", ADA)
    attend(issuer, "s1", {ADA: 60})
    attend(issuer, "s2", {ADA: 60})
    preview = issuer.json("award", "preview", "--cohort", "spring")
    issued = issuer.json("award", "issue", "--preview", preview["digest"], "--proof", "jwt")["issued"]
    return {row["award"]: row["id"] for row in issued}


def export(issuer, credential, name, *more):
    path = issuer.path(name)
    issuer.ok("credential", "export", credential, "--out", path, *more)
    return path


def show(tap, issuer, badge):
    shown = issuer.json("credential", "show", badge)
    tap.equal({k: shown[k] for k in ("id", "url", "name", "award", "kind", "organisation", "status", "sharing", "version")},
              {"id": badge, "url": f"{PUBLIC_URL}/V/{badge}", "name": "Ada Able", "award": "badge", "kind": "badge",
               "organisation": "college", "status": "valid", "sharing": "private", "version": 1}, "credential show --json")
    text = issuer.ok("credential", "show", badge.lower())
    tap.ok(f"{PUBLIC_URL}/V/{badge}" in text and "Ada Able" in text, "credential show, id in small letters", text)
    wrong = badge[:-1] + ("A" if badge[-1] != "A" else "B")
    code, _, err = issuer.run("credential", "show", wrong)
    tap.ok(code == 1 and "a character is wrong" in err, "a wrong check character is told from an unknown id", err)
    tap.equal([r["id"] for r in issuer.json("credential", "list", "--award", "badge")], [badge], "credential list --json")
    tap.ok(badge in issuer.ok("credential", "list", "--cohort", "spring"), "credential list")


def exports(tap, issuer, badge):
    token = read(export(issuer, badge, "b.jwt"), "r")
    tap.equal(token.count("."), 2, "export .jwt: a compact JWS")
    tap.ok(part(token, 0)["kid"] == "did:web:badges.example.org:issuers:college#es256-1", "signed with the issuer's key")
    tree = json.loads(read(export(issuer, badge, "b.json")))
    tap.equal(tree, part(token, 1), "export .json: what was signed")
    subject = tree["credentialSubject"]
    tap.ok("Ada Able" in json.dumps(subject) and ADA not in json.dumps(tree), "it says the name and no e-mail address")
    tap.equal(subject["achievement"]["creator"]["name"], "The Author", "the programme's creator is the achievement's")
    png = read(export(issuer, badge, "b.png"))
    baked = [body for kind, body in chunks(png) if kind == "iTXt" and body.startswith(b"openbadgecredential\0")]
    tap.equal([body.split(b"\0", 5)[-1].decode() for body in baked], [token], "export .png: baked with exactly the token")
    tap.equal([body[len(b"openbadgecredential"):][:5] for body in baked], [b"\0\0\0\0\0"], "not compressed, no language")
    svg = xml.etree.ElementTree.fromstring(read(export(issuer, badge, "b.svg")))
    baked = svg.findall("{https://purl.imsglobal.org/ob/v3p0}credential")
    tap.equal([(one.get("verify"), one.text) for one in baked], [(token, None)], "export .svg: baked with exactly the token")
    pdf = export(issuer, badge, "b.pdf")
    letter = export(issuer, badge, "l.pdf", "--paper", "letter")
    tap.ok(read(pdf)[:5] == b"%PDF-" and read(letter)[:5] == b"%PDF-", "export .pdf")
    qr = export(issuer, badge, "b.qr.png")
    tap.ok(chunks(read(qr))[0][0] == "IHDR", "export .qr.png")
    outputs(tap, badge, pdf, letter, qr)
    modes = {name: oct(os.stat(issuer.path(name)).st_mode & 0o777) for name in ("b.jwt", "b.json", "b.png", "b.svg", "b.pdf", "b.qr.png")}
    tap.equal(set(modes.values()), {"0o600"}, "exported files are for nobody else")
    for words, expected in ((("--out", issuer.path("b.doc")), "the ending says what is wanted"),
                            (("--out", issuer.path("b.pdf"), "--paper", "a5"), "paper is a4 or letter"),
                            (("--out", issuer.path("b.png"), "--share"), "that is for a .pdf"),
                            (("--out", issuer.path("no", "b.jwt")), "no/b.jwt")):
        code, _, err = issuer.run("credential", "export", badge, *words)
        tap.ok(code in (1, 2) and expected in err, f"export {words[1][len(issuer.folder):]} {words[2:]}", err)


def outputs(tap, badge, pdf, letter, qr):
    if shutil.which("pdftotext"):
        for path, paper in ((pdf, "595"), (letter, "612")):
            text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
            flat = "".join(text.split())
            tap.ok("AdaAble" in flat and badge in flat.replace("-", "") and "badges.example.org/V/" in flat,
                   f"{paper}: name, id and link are text", text)
            info = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
            tap.ok(any(line.startswith("Page size") and paper in line for line in info.splitlines()), f"{paper}: page size", info)
    else:
        tap.skip("pdftotext reads the certificate", "pdftotext is not installed")
    for paper in (pdf, letter):
        code = printed_code(paper, f"{PUBLIC_URL}/V/{badge}".upper())
        tap.ok(code is not None and code[0] >= 25 and code[1] >= 0.5,
               "the printed code: 25 mm, level M, modules of half a millimetre, a quiet zone of four, dark on light, nothing in it", (paper, code))
    if shutil.which("zbarimg"):
        read_ = subprocess.run(["zbarimg", "-q", "--raw", qr], capture_output=True, text=True, check=False).stdout.strip()
        tap.equal(read_, f"{PUBLIC_URL}/V/{badge}".upper(), "the QR code is the link in capitals")
    else:
        tap.skip("zbarimg reads the QR code", "zbarimg is not installed")


def printed_code(pdf, link, dots=10):
    """Millimetres of the printed code and of a module, by its own matrix at dots for a millimetre; or None."""
    matrix = pictures.qr(link, 1, "M", 0)
    with open(pdf, "rb") as handle:
        page = pictures.pages(handle.read(), dots * 25.4)[0]
    n, side, rows = matrix.width, 25.5 * dots, page.rows()
    dark = [[row[x] < 128 for x in range(n)] for row in matrix.rows()]
    dark = [[False] * (n + 8)] * 4 + [[False] * 4 + row + [False] * 4 for row in dark] + [[False] * (n + 8)] * 4
    centre = [round((i - 3.5) * side / n) for i in range(n + 8)]

    def fits(left, top):  # 70 and 225 of 255 are 7:1
        return all((rows[top + centre[y]][left + centre[x]] < 70) if dark[y][x] else
                   (rows[top + centre[y]][left + centre[x]] > 225) for y in range(n + 8) for x in range(n + 8))
    edge = round(side * (1 + 4 / n)) + 2
    found = any(fits(left, top) for top in range(page.height * 2 // 3, page.height - edge, 2)
                for left in range(page.width * 2 // 3, page.width - edge, 2))
    return (side / dots, side / dots / n) if found else None


def events(tap, issuer, badge, hours):
    code, _, err = issuer.run("credential", "revoke", badge)
    tap.ok(code == 64 and "--reason" in err, "revoking needs a reason", err)
    code, _, err = issuer.run("credential", "revoke", badge, "--reason", "because Ada moved")
    tap.ok(code == 1 and "the public reason is" in err, "of the short list", err)
    code, _, err = issuer.run("credential", "reinstate", badge, "--reason", "review-closed")
    tap.ok(code == 1, "what is in force cannot be reinstated", err)
    issuer.ok("credential", "suspend", badge, "--reason", "under-review", "--note", "complaint 7")
    tap.equal(status(issuer, badge), ("suspended", "under-review"), "suspended")
    code, _, err = issuer.run("credential", "suspend", badge, "--reason", "under-review")
    tap.ok(code == 1, "not twice", err)
    issuer.ok("credential", "reinstate", badge, "--reason", "review-closed")
    tap.equal(status(issuer, badge)[0], "valid", "reinstated")
    issuer.ok("credential", "revoke", badge, "--reason", "issued-in-error", "--note", "mixed up")
    tap.equal(status(issuer, badge), ("revoked", "issued-in-error"), "revoked")
    for verb in ("revoke", "suspend", "reinstate"):
        code, _, err = issuer.run("credential", verb, badge, "--reason", "duplicate")
        tap.ok(code == 1 and err.count("\n") == 1, f"{verb} after revoking is refused", err)
    history = issuer.ok("credential", "show", badge)
    tap.ok("private: mixed up" in history and history.index("suspended") < history.index("revoked"), "its history", history)
    tap.ok("mixed up" not in json.dumps(issuer.json("credential", "show", badge)), "the private note is not in the JSON")
    tap.equal(status(issuer, hours)[0], "valid", "the other credential is untouched")
    actions = issuer.ok("audit", "list", "--object", badge)
    tap.ok(all(f"credential.{a}" in actions for a in ("issue", "suspended", "reinstated", "revoked")), "all in the audit", actions)
    issuer.ok("credential", "share", hours)
    tap.equal(issuer.json("credential", "show", hours)["sharing"], "public", "shared")
    issuer.ok("credential", "unshare", hours)
    tap.equal(issuer.json("credential", "show", hours)["sharing"], "private", "unshared")
    link = issuer.ok("credential", "link", hours).strip()
    tap.ok(link.startswith(PUBLIC_URL + "/s/") and len(link) == len(PUBLIC_URL) + 3 + 22, "the holder's link", link)
    tap.equal(issuer.ok("credential", "link", hours).strip(), link, "is always the same")
    database = read(os.path.join(issuer.data, "testamur.db"))
    tap.ok(link.rsplit("/", 1)[1].encode() not in database, "and its secret is not in the database")


def status(issuer, credential):
    shown = issuer.json("credential", "show", credential)
    return shown["status"], shown.get("reason")


def states(issuer):
    return {row["kid"]: row["state"] for row in issuer.json("key", "list", "college")}


def keys(tap, issuer):
    tap.equal(states(issuer), {"es256-1": "active", "eddsa-1": "active"}, "key list")
    code, _, err = issuer.run("key", "revoke", "college/es256-1")
    tap.ok(code == 64 and "--reason" in err, "key revoke needs a reason", err)
    issuer.ok("key", "rotate", "college")
    tap.equal(states(issuer), {"es256-1": "retired", "es256-2": "active", "eddsa-1": "active"}, "key rotate")
    issuer.ok("key", "revoke", "college/es256-2", "--reason", "laptop stolen")
    tap.equal(states(issuer)["es256-2"], "revoked", "key revoke")
    code, _, err = issuer.run("key", "revoke", "college/es256-2", "--reason", "again")
    tap.ok(code == 1, "not twice", err)
    for name, expected in (("college", 64), ("college/none-1", 1), ("none/es256-1", 1)):
        code, _, err = issuer.run("key", "revoke", name, "--reason", "r")
        tap.ok(code == expected and err != "", f"key revoke {name}", err)
    join(issuer, "Ben Late", "ben@x.example")
    attend(issuer, "s1", {"ben@x.example": 60}, name="ben.csv")
    digest = issuer.json("award", "preview", "--cohort", "spring")["digest"]
    code, _, err = issuer.run("award", "issue", "--preview", digest, "--proof", "jwt")
    tap.ok(code == 1 and "there is no active ES256 key: make one with 'key rotate college --alg ES256'" in err, "no key, no credential, and what to do", err)
    issuer.ok("key", "rotate", "college")
    issued = issuer.json("award", "issue", "--preview", digest, "--proof", "jwt")["issued"]
    token = read(export(issuer, issued[0]["id"], "n.jwt"), "r")
    tap.ok(part(token, 0)["kid"].endswith("#es256-3"), "the new key signs")
    folder = os.path.join(issuer.data, "keys")
    found = [os.path.join(root, name) for root, _, names in os.walk(folder) for name in names]
    tap.ok(len(found) >= 4 and {oct(os.stat(p).st_mode & 0o777) for p in found} == {"0o600"}, "private keys are 0600", found)
    tap.equal({oct(os.stat(root).st_mode & 0o777) for root, _, _ in os.walk(folder)}, {"0o700"}, "their folders are 0700")


TAP = Tap()
with Instance() as ISSUER:
    IDS = issue(ISSUER)
    TAP.equal(sorted(IDS), ["badge", "hours"], "two credentials")
    show(TAP, ISSUER, IDS["badge"])
    exports(TAP, ISSUER, IDS["badge"])
    events(TAP, ISSUER, IDS["badge"], IDS["hours"])
    keys(TAP, ISSUER)
TAP.done()
