#!/usr/bin/env python3
"""Two hundred ids at once, in real Chromium: a clerk's table, its progress, its rows and the file back.

An invented issuer with a hundred holders, the board's verifier, and one more
site that accepts and says nothing, so that a batch is long enough to be
looked at. batch.mjs does what a person does.
"""
import csv
import io
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
from browser import FOLDER, Verifier, certificate, install, visit  # noqa: E402
from crowd import Crowd  # noqa: E402
from issuer_site import HOST, ORG  # noqa: E402
from shortid import short_id  # noqa: E402
from silent import HOST as SILENT, Silent  # noqa: E402
from tap import Tap  # noqa: E402

BOARD = "verify.board.example"
SHOTS = os.path.join(FOLDER, "shots", "batch")


def table(site, name, rows):
    path = site.issuer.path(name)
    with open(path, "w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(rows)
    return path


def mistyped():
    """One digit wrong, and no letter that changes places on a keyboard, so that no other reading is sound by chance."""
    ids = (short_id(f"{n:02d}3456789BCDEFGHJKMNPRSTVB") for n in range(100))
    good = next(i for i in ids if not set(i) & set("AQWYZ"))
    return good[:2] + "4" + good[3:]


def renewals(site):
    """As a licensing system exports it: 200 rows, some of them wrong."""
    ids = list(site.ids)
    site.credential("revoke", ids[7], "--reason", "issued-in-error")
    ids[20] = mistyped()
    ids[30] = ids[10]
    ids[40] = ""
    ids[50] = "https://elsewhere.example/V/" + site.ids[50]
    ids[60] = f"HTTPS://{HOST.upper()}/V/{ids[60]}"
    return ids, [["Folio", "Name", "Certificate no."]] + [[n, f"P {n}", i] for n, i in enumerate(ids)]


def main():
    tap = Tap()
    problem = install()
    if problem:
        tap.skip("a batch in Chromium", problem)
        tap.done()
    os.makedirs(SHOTS, exist_ok=True)
    silent = Silent()
    with tempfile.TemporaryDirectory() as folder, Crowd(100) as site:
        ids, rows = renewals(site)
        verifier = Verifier(folder, BOARD, "--issuer-url", f"https://{HOST}", "--issuer-url", f"https://{SILENT}",
                            "--trust", f"did:web:{HOST}:issuers:{ORG}=Garden Board",
                            "--fetch-map", f"https://{HOST}/=http://127.0.0.1:{site.port}/", "--fetch-map", silent.map)
        key, cert = certificate(folder, BOARD)
        saved = os.path.join(folder, "batch.csv")
        try:
            visit(tap, "batch.mjs", {
                "shots": SHOTS, "key": key, "cert": cert, "hosts": {BOARD: verifier.port},
                "verifier": f"https://{BOARD}", "table": table(site, "renewals.csv", rows), "count": len(ids),
                "odd": table(site, "odd.csv", [["a", "b"], ["1", "2"]]), "saved": saved,
                "slow": "\n".join([site.ids[0]] + [f"https://{SILENT}/V/{i}" for i in site.ids[:60]]),
                "pasted": "\t".join(["Name", "Certificate no."]) + "\n" + "\t".join(["P 1", site.ids[1]]),
            }, folder)
        finally:
            verifier.stop()
        with open(saved, encoding="utf-8-sig", newline="") as handle:
            got = list(csv.DictReader(io.StringIO(handle.read())))
        tap.equal([row["source"].split(": ")[-1] for row in got][:3], ids[:3], "the file has what was given, in its order")
        tap.equal(len(got), 200, "a row for each")
        tap.equal([got[n]["code"] for n in (0, 7, 20, 40, 50, 60)],
                  ["issuer.listed", "revocation.revoked", "item.id_mistyped", "item.empty", "item.other_host",
                   "issuer.listed"], "errors stand in their rows")
        tap.equal(got[30]["duplicate_of"], "11", "a duplicate is marked")
        tap.ok(got[0]["overlaps_with"] == "2" and got[1]["overlaps_with"] == "1", "and overlapping activities", got[0])
    tap.done()


main()
