#!/usr/bin/env python3
"""check with an id or a link: looked up at the operator's addresses, and nowhere else unasked."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import Tap
from shortid import short_id
from vcworld import HOST, World, compact

tap = Tap()
# with letters that change places between layouts
ID = short_id("2YZAQWM0123456789BCDEFGHJK")
LINK = f"{HOST}/V/{ID}"
OTHER = "https://elsewhere.example"


def meant(text, pairs):
    table = {}
    for shown, sent in pairs:
        table[sent] = shown
    return "".join(table.get(c, c) for c in text)


# what a German or a French computer shows of what an American scanner sends
GERMAN = [("Z", "Y"), ("Y", "Z"), ("Ö", ":"), ("-", "/")]
LETTERS = [("Q", "A"), ("A", "Q"), ("W", "Z"), ("Z", "W")]
FRENCH = [("Q", "A"), ("A", "Q"), ("W", "Z"), ("Z", "W"), ("?", "M"), ("à", "0"), ("&", "1"),
          ("é", "2"), ('"', "3"), ("'", "4"), ("(", "5"), ("-", "6"), ("è", "7"), ("_", "8"), ("ç", "9"),
          ("M", ":"), ("!", "/"), (":", ".")]

with World() as w:
    token = w.token(w.badge(id=LINK), claims=w.claims(jti=LINK))
    w.pages["/V/" + ID] = lambda h: h.reply(200, token, "application/vc+jwt")

    def check(given, *more, sites=(HOST,)):
        args = [word for site in sites for word in ("--issuer-url", site)]
        w.asked.clear()
        return w.check(b"", *args, *more, operand=given)

    upper = f"HTTPS://ISSUER.EXAMPLE/V/{ID}"
    for name, given in (("an id", ID), ("in lower case", ID.lower()),
                        ("in groups", " ".join(ID[i:i + 4] for i in range(0, 27, 4))),
                        ("a link", LINK), ("a link in capitals", upper),
                        ("a link from a scanner, German computer", meant(upper, GERMAN)),
                        ("a link from a scanner, French computer", meant(upper, FRENCH))):
        report = check(given)
        tap.equal((report.verdict, report.exit), ("verified", 0), name)
        tap.ok(f"/V/{ID}" in w.asked and any(f["url"].endswith(ID) for f in report.json["fetched"]),
               f"{name}: the report says what was fetched", report)

    # by chance once in 32 times the wrong layout is sound, too: the site knows which is meant
    def sound(text):
        return short_id(text[:-1]) == text

    for name, layout, chance in (("as it was typed", GERMAN, []), ("in another layout", LETTERS, GERMAN)):
        tried = (short_id("2" + "".join("YZAQW012"[n >> 3 * k & 7] for k in range(5)) + ID[6:26]) for n in range(8 ** 5))
        lucky = next(one for one in tried
                     if sound(meant(meant(one, layout), chance)) and (not chance or not sound(meant(one, layout))))
        link = f"{HOST}/V/{lucky}"
        w.pages["/V/" + lucky] = lambda h, link=link: h.reply(
            200, w.token(w.badge(id=link), claims=w.claims(jti=link)), "application/vc+jwt")
        report = check(meant(lucky, layout))
        tap.equal((report.verdict, len(w.asked) > 1), ("verified", True), f"an id that is sound {name} by chance")

    wrong = ID[:8] + "9" + ID[9:]
    for name, given in (("a wrong character", wrong), ("in a link", f"{HOST}/V/{wrong}"),
                        ("two that changed places", ID[:3] + ID[4] + ID[3] + ID[5:]),
                        ("one too few", ID[:-1]), ("one too many", ID + "7")):
        report = check(given)
        tap.equal((report.verdict, report.code("input"), report.json["word"], report.exit),
                  ("not_valid", "item.id_mistyped", "NOT A VALID ID", 1), f"mistyped: {name}")
        tap.equal(w.asked, [], f"mistyped: {name}: nobody is asked")
    report = check(short_id("0" * 26))
    tap.equal((report.code("input"), report.exit), ("item.id_unknown", 1), "an id that nobody has")
    report = check(ID, sites=())
    tap.equal((report.code("input"), report.exit), ("item.no_issuer_url", 3), "no address is configured")
    report = check(ID, "--offline", "-")
    tap.equal((report.code("input"), report.exit), ("item.unreachable", 3), "offline")

    report = w.check(w.token(), "--offline", "-", "--lang", "es")
    tap.equal((report.code("key"), report.checks["key"]["detail"], report.json["word"]),
              ("key.did_unreachable", "no se obtiene nada: se trabaja sin conexión", "NO SE PUDO COMPROBAR"),
              "in Spanish, what the net says, too")
    report = w.check(w.token(), "--lang", "xx")
    tap.equal(report.exit, 64, "a language there is none of")

    # another host is shown, and asked only when somebody says so
    other = f"{OTHER}/V/{ID}"
    report = check(other)
    tap.equal((report.code("input"), report.checks["input"]["detail"], report.checks["input"]["place"], w.asked),
              ("item.other_host", "elsewhere.example", other, []), "another host is shown, not asked")
    for close in (f"https://issuer.example.evil.example/V/{ID}", f"https://user@issuer.example/V/{ID}",
                  f"https://issuer.example:8443/V/{ID}", f"http://issuer.example/V/{ID}"):
        report = check(close)
        tap.equal((report.code("input"), w.asked), ("item.other_host", []), f"a look-alike: {close}")
    report = check(other, "--follow", "--fetch-map", f"{OTHER}/=http://127.0.0.1:{w.port}/")
    tap.equal((report.verdict, report.checks["input"]["code"]), ("verified", "input.jws"),
              "asked for, it is followed")

    # a link of the operator's issuers that names no id
    seen = []

    def negotiated(handler):
        seen.append(handler.headers["Accept"])
        handler.reply(200, token, "application/vc+jwt")

    w.pages["/people/7/badge"] = negotiated
    w.pages["/about"] = lambda h: h.reply(200, b"<html>about</html>", "text/html")
    report = check(f"{HOST}/people/7/badge")
    tap.equal(report.verdict, "verified", "a link without an id")
    tap.ok(seen[0].startswith("application/vc,") and "html" not in seen[0], "a credential is asked for, not a page", seen)
    report = check(f"{HOST}/about")
    tap.equal((report.code("input"), report.exit), ("item.no_credential_there", 3), "a page for people is no credential")
    report = check(f"{HOST}/gone")
    tap.equal((report.code("input"), report.exit), ("item.no_credential_there", 3), "nothing is there")

    # not shared, and another one than asked for
    w.pages["/V/" + ID] = {"shared": False, "status": "revoked", "since": "2024-05-01T00:00:00Z"}
    report = check(ID)
    tap.equal((report.code("input"), report.json["word"], report.exit), ("item.not_shared", "NOT SHARED", 3), "not shared")
    tap.ok("revoked" in report.checks["input"]["detail"], "what the site says of it", report)
    w.pages["/V/" + ID] = lambda h: h.reply(200, w.token(), "application/vc+jwt")
    report = check(ID)
    tap.equal((report.code("input"), report.exit), ("item.other_credential", 1), "another one than asked for")
    tap.ok("credential" not in report.json, "and nothing of it is shown", report)

    # documents are not mistaken for ids
    for name, data, code in (("a drawing", b'<svg xmlns="http://www.w3.org/2000/svg"><text>' + wrong.encode() + b"</text></svg>",
                              "input.no_credential_in_image"), ("a document", compact({"id": wrong}), "input.json")):
        path = os.path.join(w.folder, "given")
        with open(path, "wb") as handle:
            handle.write(data)
        tap.equal(check(path).code("input"), code, f"{name} with an id in it is a document")
    path = os.path.join(w.folder, "id.txt")
    with open(path, "w", encoding="ascii") as handle:
        handle.write(wrong + "\r\n")
    tap.equal(check(path).code("input"), "item.id_mistyped", "a file that holds only an id")
tap.done()
