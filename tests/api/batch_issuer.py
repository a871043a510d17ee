#!/usr/bin/env python3
"""A table of ids, looked up at our own issuer: shared, not shared, revoked, unknown."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from issuer_site import HOST, ORG, ZOE, Site
from tap import VERIFIER, Tap

tap = Tap()
URL = f"https://{HOST}"


def batch(site, *ids):
    table = site.issuer.write("ids.csv", "Name,Certificate no.\n" + "".join(f"x,{i}\n" for i in ids))
    done = subprocess.run([VERIFIER, "batch", table, "--json", "--issuer-url", URL, "--fetch-map",
                           f"{URL}/=http://127.0.0.1:{site.port}/", "--trust", f"did:web:{HOST}:issuers:{ORG}"],
                          capture_output=True, timeout=60, check=False)
    return json.loads(done.stdout)


for proof in ("jwt", "eddsa-rdfc-2022", "both"):
    with Site(proof=proof) as site:
        for credential in (site.zoe, site.zoe_hours, site.per):
            site.credential("share", credential)
        site.credential("revoke", site.per, "--reason", "issued-in-error")
        rows = batch(site, site.zoe, site.per, site.per_hours, site.zoe_hours, "0" * 27,
                     f"HTTPS://{HOST.upper()}/V/{site.zoe}")
        tap.equal([(r["verdict"], r["code"]) for r in rows],
                  [("verified", "issuer.listed"), ("not_valid", "revocation.revoked"),
                   ("verified", "issuer.listed"),
                   ("verified", "issuer.listed"),
                   ("not_valid", "item.id_unknown"), ("verified", "issuer.listed")], f"{proof}: verdicts and codes")
        tap.equal((rows[0]["holder"], rows[0]["achievement"], rows[5]["duplicate_of"], rows[1]["result"]),
                  (ZOE, "Sill Keeper", 1, "REVOKED"), f"{proof}: what they say")
        tap.ok("Montana OPI" in rows[3]["units"] and rows[3]["units"][0] == "3", f"{proof}: units", rows[3])
        tap.equal((rows[0].get("overlaps_with"), rows[3].get("overlaps_with")), (4, 1),
                  f"{proof}: a certificate and units for the same days")
        tap.ok("holder" not in rows[2] and "3" in rows[2]["units"], f"{proof}: no name of one not shared", rows[2])
tap.done()
