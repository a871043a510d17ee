#!/usr/bin/env python3
"""Credentials that end: validUntil, the page after it, and renewal that touches nothing old."""
import copy
import datetime
import json
import os
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
import issuer_site  # noqa: E402
from instance import Instance  # noqa: E402
from issuer_site import Site  # noqa: E402
from tap import Tap  # noqa: E402
from world import COHORT, POLICY, PROGRAMME, attend, join, prepare  # noqa: E402

ADA = "ada@x.example"


def sql(issuer, text, *values):
    with sqlite3.connect(os.path.join(issuer.data, "testamur.db")) as db:
        return db.execute(text, values).fetchall()


def end(issuer, credential):
    """Let its time be over, as the page sees it."""
    (text,) = sql(issuer, "SELECT summary FROM credential WHERE id = ?", credential)[0]
    summary = json.loads(text)
    summary["valid_until_at"] = int(time.time()) - 60
    sql(issuer, "UPDATE credential SET summary = ? WHERE id = ?", json.dumps(summary), credential)


def exported(issuer, credential):
    path = issuer.path("c.json")
    issuer.ok("credential", "export", credential, "--out", path)
    with open(path, encoding="utf-8") as handle:
        return json.load(handle)


def check_page(tap):
    issuer_site.PROGRAMME["achievements"][0]["validMonths"] = 24
    with Site(proof="eddsa-rdfc-2022") as site:
        first = exported(site.issuer, site.zoe)
        awarded, until = first["awardedDate"], first["validUntil"]
        start, stop = (datetime.datetime.fromisoformat(t.replace("Z", "+00:00")) for t in (first["validFrom"], until))
        tap.ok(datetime.timedelta(days=729) < stop - start < datetime.timedelta(days=732),
               "validUntil: two years after validFrom", (start, stop))
        tap.ok("validUntil" not in exported(site.issuer, site.zoe_hours), "an achievement without end has none")
        page = site.page(f"/V/{site.zoe}").text
        tap.ok("Valid until" in page and "VALID" in page, "the page says until when")
        time.sleep(1.1)
        site.issuer.ok("credential", "correct", site.zoe, "--facts", "--reason", "x")
        second = exported(site.issuer, site.zoe)
        tap.equal((second["awardedDate"], second["validUntil"]), (awarded, until), "a correction does not prolong it")
        end(site.issuer, site.zoe)
        page = site.page(f"/V/{site.zoe}").text
        tap.ok("EXPIRED" in page, "then the page says EXPIRED")
        answer = site.get(f"/V/{site.zoe}", accept="application/json").json()
        tap.equal(answer["status"], "expired", "and so does the answer to programs")
        site.issuer.ok("credential", "revoke", site.zoe, "--reason", "duplicate")
        tap.ok("REVOKED" in site.page(f"/V/{site.zoe}").text, "revoked says more than expired")


def check_renewal(tap):
    programme, policy = copy.deepcopy(PROGRAMME), copy.deepcopy(POLICY)
    programme["achievements"][0]["validMonths"] = 12
    policy["awards"].append({"id": "again", "kind": "internal", "issue": "manual",
                             "when": {"all": [{"holds": "course-badge"}]}})
    with Instance() as issuer:
        prepare(issuer, programme=programme, policy=policy)
        join(issuer, "Ada Able", ADA)
        for session in ("s1", "s2"):
            attend(issuer, session, {ADA: 60})
        digest = issuer.json("award", "preview", "--cohort", "spring")["digest"]
        old = {r["award"]: r["id"] for r in issuer.json("award", "issue", "--preview", digest)["issued"]}
        before = exported(issuer, old["badge"])
        answer = lambda: issuer.json("evaluate", "--cohort", "spring", "--award", "again")[0]["awards"][0]["answer"]
        tap.equal(answer(), "met", "what is in force is held")
        end(issuer, old["badge"])
        tap.equal(answer(), "open", "what has ended is not held any more")
        cohort = dict(copy.deepcopy(COHORT), id="autumn")
        issuer.ok("cohort", "add", "--programme", "course", issuer.write("a.json", json.dumps(cohort)))
        join(issuer, "Ada Able", ADA, cohort="autumn")
        for session in ("s1", "s2"):
            attend(issuer, session, {ADA: 60}, cohort="autumn", name=f"autumn-{session}.csv")
        digest = issuer.json("award", "preview", "--cohort", "autumn", "--award", "badge")["digest"]
        (new,) = issuer.json("award", "issue", "--preview", digest)["issued"]
        tap.ok(new["id"] != old["badge"], "renewed by another cohort: another credential")
        tap.equal(exported(issuer, old["badge"]), before, "the old one is untouched")
        tap.equal(answer(), "met", "and held again")


def main():
    tap = Tap()
    check_page(tap)
    check_renewal(tap)
    tap.done()


if __name__ == "__main__":
    main()
