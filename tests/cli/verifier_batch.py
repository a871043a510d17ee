#!/usr/bin/env python3
"""testamur-verifier batch: a row for each of many credentials."""
import csv
import io
import json
import os
import random
import re
import subprocess
import sys
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import VERIFIER, Tap
from vcworld import DID, HOST, INDEX, REVOCATION, World, compact

tap = Tap()
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
COLUMNS = ("item verdict source result code sentence detail holder holder_id issuer issuer_id listed achievement "
           "units activity_start activity_end awarded valid_until credential_id activity_id place mode "
           "approval approval_covers reference checked_at duplicate_of overlaps_with").split()


def run(*args, stdin=b""):
    return subprocess.run([VERIFIER, "batch", *args], input=stdin, capture_output=True, timeout=120, check=False)


def rows(done):
    return json.loads(done.stdout)


def timeless(all_rows):
    """But for when each was checked."""
    return [{k: v for k, v in row.items() if k != "checked_at"} for row in all_rows]


def ids(count):
    """Sound short ids: of 32 last characters one fits."""
    found = []
    for n in range(count):
        body = f"{n:026}"
        given = [body + c for c in ALPHABET]
        answer = rows(run("--json", "--offline", "-", *given))
        fits = [g for g, row in zip(given, answer) if row["code"] != "item.id_mistyped"]
        assert len(fits) == 1, fits
        found += fits
    return found


with World() as w:
    options = ["--fetch-map", w.maps[0], "--trust", DID + "=MFPE"]

    def write(name, data):
        path = os.path.join(w.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as handle:
            handle.write(data if isinstance(data, bytes) else data.encode())
        return path

    def badge(number, who, start=None, end=None, subject=None, **changes):
        facts = {"activityStartDate": start, "activityEndDate": end,
                 "identifier": [{"type": "IdentityObject", "hashed": False, "identityHash": who,
                                 "identityType": "name"}]}
        if subject:
            facts["id"] = subject
        identity = f"{HOST}/b/{number}"
        return w.badge(id=identity, credentialSubject=w.subject(
            **{k: v for k, v in facts.items() if v is not None}), **changes)

    def token(number, who, start=None, end=None, subject=None, **changes):
        made = badge(number, who, start, end, subject, **changes)
        return w.token(made, claims=w.claims(jti=made["id"], sub=made["credentialSubject"]["id"]))

    def person(n):
        return f"urn:uuid:00000000-0000-4000-8000-{n:012}"

    ana = token(1, "Ana Whitehorse", "2024-03-01T09:00:00-07:00", "2024-03-01T12:00:00-07:00", person(1))
    also = token(2, "Ana Whitehorse", "2024-03-01T18:30:00Z", "2024-03-01T20:00:00Z", person(1))
    after = token(3, "Ana Whitehorse", "2024-03-01T20:00:00Z", "2024-03-01T21:00:00Z", person(1))
    other = token(4, "Bo Little", "2024-03-01T18:30:00Z", "2024-03-01T20:00:00Z", person(2))
    named = token(5, "Bo Little", "2024-03-01T19:00:00Z", None, person(3))
    altered = ana[:-8] + b"AAAAAAAA"

    # -- a folder ------------------------------------------------------------
    for name, data in (("a.jwt", ana), ("b.jwt", also), ("c.jwt", after), ("d.jwt", other), ("e.jwt", named),
                       ("f.jwt", ana), ("g.jwt", altered), ("h.txt", b"no credential"), (".hidden", b"x"),
                       ("i.json", compact(w.badge()))):
        write("in/" + name, data)
    os.makedirs(os.path.join(w.folder, "in", "below"))
    os.symlink("/etc/hostname", os.path.join(w.folder, "in", "link.jwt"))
    folder = os.path.join(w.folder, "in")
    done = run(folder, "--json", *options)
    got = rows(done)
    tap.equal([r["source"] for r in got], [n + ".jwt" for n in "abcdefg"] + ["h.txt", "i.json"],
              "a folder: its files by name; neither hidden ones, links nor folders")
    tap.equal([r["item"] for r in got], list(range(1, 10)), "numbered from 1")
    tap.equal([(r["verdict"], r["code"]) for r in got],
              [("verified", "issuer.listed")] * 6 + [("not_valid", "signature.invalid"),
                                                     ("not_valid", "input.not_recognised"),
                                                     ("not_valid", "signature.no_proof")], "verdict and code")
    tap.equal(done.returncode, 1, "the worst row is the exit status")
    tap.equal([r.get("duplicate_of") for r in got], [None] * 5 + [1] + [None] * 3, "the same credential twice")
    tap.equal([r.get("overlaps_with") for r in got], [2, 1, None, 5, 4, None, None, None, None],
              "activities that overlap: by id or name; not those that only touch, nor another's")
    first = got[0]
    tap.equal((first["holder"], first["holder_id"], first["issuer"], first["issuer_id"], first["achievement"],
               first["activity_start"], first["result"], first["credential_id"]),
              ("Ana Whitehorse", person(1), "MFPE", DID, "Just Society, series 1",
               "2024-03-01T09:00:00-07:00", "VALID", HOST + "/b/1"), "what it says")
    tap.ok("holder" not in got[6] and "achievement" not in got[6], "nothing of an altered one is shown", got[6])
    tap.ok(b"9 items: 6 verified" in done.stderr and b"1 duplicates, 4 with" in done.stderr, "a summary",
           done.stderr)
    tap.equal(run(os.path.join(folder, "a.jwt"), *options).returncode, 0, "0: all verified")
    tap.equal(run(os.path.join(folder, "a.jwt"), *options[:2]).returncode, 2, "2: unlisted")
    tap.equal(run(os.path.join(folder, "a.jwt"), "--offline", "-").returncode, 3, "3: not checked")
    tap.equal(rows(run("-", "--json", *options, stdin=ana))[0]["verdict"], "verified", "- is standard input")
    tap.equal(rows(run(os.path.join(folder, "a.jwt"), "--json", "--as-of", "2021-01-01", *options))[0]["code"],
              "validity.not_yet", "--as-of")
    alone = rows(run(folder, "--json", "--threads", "1", *options))
    tap.equal(timeless(alone), timeless(got), "one thread or several: the same rows, each at its time")
    tap.ok(all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", r["checked_at"]) for r in got),
           "every row says when it was checked", got)
    tap.ok(got[0]["reference"] == got[5]["reference"] != got[1]["reference"]
           and len({r["reference"] for r in got[:5]}) == 5, "a reference for each credential", got)

    # -- what a board wants beside it: approval, activity, place ------------------
    issuers = write("issuers.json", json.dumps({"name": "Board", "issuers": [
        {"id": DID, "name": "MFPE", "approvals": [
            {"scheme": "mt-opi", "number": "12-345", "valid_from": "2024-01-01", "valid_to": "2024-12-31"}]}]}))
    told = [{"type": "IdentifierEntry", "identifier": "77-1", "identifierType": "identifier"}]
    asked = []
    for number, (day, stated) in enumerate((("2024-03-01", None), ("2025-03-01", None), ("2024-03-01", told))):
        made = badge(20 + number, "Cy Moss", day + "T09:00:00Z", day + "T12:00:00Z", person(9),
                     issuer={k: v for k, v in {"id": DID, "type": ["Profile"], "name": "MFPE",
                                               "otherIdentifier": stated}.items() if v})
        made["credentialSubject"].update(role="online", term="Helena")
        made["credentialSubject"]["achievement"]["humanCode"] = "LJS-1"
        asked.append(write(f"approved/{number}.jwt", w.token(made, claims=w.claims(
            jti=made["id"], sub=made["credentialSubject"]["id"]))))
    listed = rows(run(*asked[:2], "--json", "--fetch-map", w.maps[0], "--issuers", issuers))
    tap.equal([(r["approval"], r["approval_covers"]) for r in listed], [("12-345", "yes"), ("12-345", "no")],
              "the approval of the list, and whether it covers the activity")
    tap.equal([(r["activity_id"], r["place"], r["mode"]) for r in listed], [("LJS-1", "Helena", "online")] * 2,
              "which activity, where and how")
    stated = rows(run(asked[2], "--json", *options))[0]
    tap.equal((stated["approval"], stated["approval_covers"]), ("77-1", "unknown"),
              "an approval that only the issuer states")
    tap.ok("approval" not in got[0] and "reference" not in got[7], "what is not known is left out", got)

    large = [write(f"large/{letter}.png", letter.encode() * (17 << 20)) for letter in "ab"]
    got_large = rows(run(*large, "--json", *options))
    tap.equal([(r["verdict"], r["code"], r["result"]) for r in got_large],
              [("not_valid", "input.too_large", "NOT VALID")] * 2, "two files that are too large")
    tap.ok(not any("duplicate_of" in r for r in got_large), "are not the same for that", got_large)

    # -- CSV out ---------------------------------------------------------------
    done = run(folder, *options)
    table = list(csv.reader(io.StringIO(done.stdout.decode())))
    tap.equal(table[0], COLUMNS, "the columns of the table")
    tap.equal([r[:3] for r in table[1:]], [[str(r["item"]), r["verdict"], r["source"]] for r in got],
              "the table has the same rows")
    for name in ("rows.csv", "rows.json"):
        out = os.path.join(w.folder, name)
        done = run(folder, "--out", out, *options)
        with open(out, "rb") as handle:
            text = handle.read()
        tap.ok(done.returncode == 1 and not done.stdout and len(text) > 1000, "--out " + name, done)
        tap.equal(os.stat(out).st_mode & 0o777, 0o600, "which holds names: for its owner only")
        if name == "rows.json":
            tap.equal(timeless(json.loads(text)), timeless(got), "JSON by the name of the file")

    # -- ZIP -------------------------------------------------------------------
    archive = os.path.join(w.folder, "some.zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as handle:
        handle.writestr("Renewals 2024/Ana Núñez.jwt", ana)
        handle.writestr("Renewals 2024/", b"")
        handle.writestr("__MACOSX/._x", b"x")
        handle.writestr("Renewals 2024/.DS_Store", b"x")
        handle.writestr("b.jwt", altered)
    got = rows(run(archive, "--json", *options))
    tap.equal([(r["source"], r["code"]) for r in got],
              [("Renewals 2024/Ana Núñez.jwt", "issuer.listed"), ("b.jwt", "signature.invalid")],
              "a ZIP file: in its order, without folders and what systems add")

    # -- CSV in -----------------------------------------------------------------
    good, unshared, gone, wrong_one, down = ids(5)
    site = HOST
    w.pages["/V/" + good] = w.token(w.badge(id=f"{HOST}/V/{good}"), claims=w.claims(jti=f"{HOST}/V/{good}"))
    w.pages["/V/" + unshared] = {"id": f"{HOST}/V/{unshared}", "status": "revoked", "shared": False}
    w.pages["/V/" + wrong_one] = w.pages["/V/" + good]

    def failing(handler):
        handler.reply(500, b"", "text/plain")

    w.pages["/V/" + down] = failing
    mistyped = good[:5] + ("1" if good[5] == "0" else "0") + good[6:]
    cells = [good, unshared, gone, wrong_one, down, mistyped, f"{HOST}/V/{good}",
             "HTTPS://ISSUER.EXAMPLE/V/" + good.lower(), "https://evil.example/V/" + good,
             "https://issuer.example@evil.example/V/" + good, "http://issuer.example/V/" + good,
             "in/a.jwt", "a.jwt", ana.decode(), json.dumps(w.badge()), "", "what is this", '="' + good + '"',
             " ".join(good[i:i + 4] for i in range(0, 27, 4)), HOST + ":8443/V/" + good,
             HOST + "/other/V/" + good]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Name", "Credential ID"])
    for cell in cells:
        writer.writerow(["x", cell])
    table = write("in/ids.csv", text.getvalue())
    w.asked.clear()
    done = run(table, "--json", "--issuer-url", site + "/", *options)
    got = rows(done)
    tap.equal([r["code"] for r in got],
              ["issuer.listed", "item.not_shared", "item.id_unknown", "item.other_credential", "item.unreachable",
               "item.id_mistyped", "issuer.listed", "issuer.listed", "item.other_host", "item.other_host",
               "item.other_host", "item.not_recognised", "issuer.listed", "issuer.listed", "signature.no_proof",
               "item.empty", "item.not_recognised", "issuer.listed", "issuer.listed", "item.other_host",
               "item.other_host"], "ids, links, files and credentials of a table")
    tap.equal(done.returncode, 1, "its exit status")
    tap.ok("revoked" in got[1]["detail"] and got[1]["verdict"] == "could_not_be_checked",
           "not shared: the site's word, as such", got[1])
    tap.equal(got[8]["detail"], "evil.example", "another host is shown")
    tap.equal(got[9]["detail"], "evil.example", "the host, not the name before it")
    tap.equal(got[6]["duplicate_of"], 1, "a link to the same credential is a duplicate")
    tap.equal(got[5]["result"], "NOT A VALID ID", "a mistyped id")
    tap.ok(all(mistyped not in path for path in w.asked), "which nobody was asked for", w.asked)
    tap.ok(got[0]["source"].startswith("ids.csv, line 2: " + good), "the line and the id", got[0])
    got = rows(run(table, "--json", *options))
    tap.equal([got[0]["code"], got[6]["code"]], ["item.no_issuer_url", "item.other_host"],
              "without --issuer-url nothing is looked up")
    got = rows(run(table, "--json", "--issuer-url", site, "--offline", "-"))
    tap.equal(got[0]["code"], "item.unreachable", "--offline: nothing is looked up")
    got = rows(run(write("one.csv", good + "\r\n"), "--json", "--issuer-url", site, *options))
    tap.equal([r["code"] for r in got], ["issuer.listed"], "a table of one column needs no names")
    got = rows(run(write("own.csv", f"who,badge no\nx,{good}\n"), "--column", "badge no", "--json",
                   "--issuer-url", site, *options))
    tap.equal([r["code"] for r in got], ["issuer.listed"], "--column")
    got = rows(run(write("bad.csv", f'id,x\n{good},1\n"broken" x,2\n{good},3\n'), "--json", "--issuer-url",
                   site, *options))
    tap.equal([r["code"] for r in got], ["issuer.listed", "item.bad_row", "issuer.listed"],
              "a damaged line has its row, in its place")
    got = rows(run(table, archive, good, "--json", "--issuer-url", site, *options))
    tap.equal((len(got), got[-1]["code"], got[-2]["source"]), (len(cells) + 3, "issuer.listed", "b.jwt"),
              "several inputs, an id among them, one after the other")
    answers = [429, 429]

    def busy(handler):
        if answers:
            handler.reply(answers.pop(), b"", "text/plain", [("Retry-After", "1")])
        else:
            handler.reply(200, w.token(w.badge(id=f"{HOST}/V/{gone}"), claims=w.claims(jti=f"{HOST}/V/{gone}")),
                          "application/vc+jwt")

    w.pages["/V/" + gone] = busy
    got = rows(run(gone, "--json", "--issuer-url", site, *options))
    tap.equal((got[0]["code"], answers), ("issuer.listed", []), "a site that asks for patience is waited for")
    w.pages[REVOCATION[len(HOST):]] = w.list_token(REVOCATION, "revocation", INDEX)
    got = rows(run(good, "--json", "--issuer-url", site, *options))
    tap.equal((got[0]["code"], got[0]["result"]), ("revocation.revoked", "REVOKED"), "a revoked one")

    # -- overlaps, against the slow way -------------------------------------------
    w.reset()
    random.seed(11)
    spans = []
    os.makedirs(os.path.join(w.folder, "random"))
    for n in range(60):
        start = random.randrange(0, 1200)
        spans.append((random.randrange(3), start, start + random.choice((0, 5, 20, 300))))
        times = [f"2024-05-01T{minute // 60:02}:{minute % 60:02}:00Z" for minute in spans[-1][1:]]
        write(f"random/{n:02}.jwt", token(100 + n, f"Person {spans[-1][0]}", *times, person(spans[-1][0])))

    def overlap(a, b):
        ends = [end if end > start else start + 0.01 for _, start, end in (a, b)]
        return a[0] == b[0] and a[1] < ends[1] and b[1] < ends[0]

    got = rows(run(os.path.join(w.folder, "random"), "--json", *options))
    want = [any(overlap(a, b) for b in spans if b is not a) for a in spans]
    tap.equal([r.get("overlaps_with") is not None for r in got], want, "60 random activities of three people")
    tap.ok(True in want and False in want, "some of which overlap and some do not")
    tap.ok(all(overlap(spans[r["item"] - 1], spans[r["overlaps_with"] - 1]) and r["item"] != r["overlaps_with"]
               for r in got if "overlaps_with" in r), "and with the row that is named")

    # -- usage --------------------------------------------------------------------
    two = write("two.csv", "who,what\na,b\n")
    for name, args in (("no input", []), ("a missing file", [os.path.join(w.folder, "none")]),
                       ("which column", [two]), ("a column that is not there", [two, "--column", "id"]),
                       ("--out of another kind", [folder, "--out", "x.txt"]),
                       ("--threads 0", [folder, "--threads", "0"]),
                       ("--as-of soon", [folder, "--as-of", "soon"]),
                       ("a site that is none", [folder, "--issuer-url", "http://issuer.example"]),
                       ("a broken ZIP file", [write("cut.zip", open(archive, "rb").read()[:-30])])):
        done = run(*args)
        tap.ok(done.returncode == 64 and done.stderr and not done.stdout, f"64: {name}", done)
    done = run(os.path.join(folder, "a.jwt"), "--out", os.path.join(w.folder, "none", "x.csv"), *options)
    tap.ok(done.returncode == 64 and done.stderr, "64: --out that cannot be written", done)
tap.done()
