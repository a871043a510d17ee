#!/usr/bin/env python3
"""Status lists as they were (RFC 7089): by Accept-Datetime, and each version at an address of its own."""
import base64
import email.utils
import gzip
import json
import os
import re
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from issuer_site import HOST, ORG, Site
from tap import Tap

tap = Tap()
BASE = f"/issuers/{ORG}/status/1/"
URL = f"https://{HOST}{BASE}"
DAY = 86400
JWT = "application/vc+jwt"
JSON = "application/vc+ld+json"


def http(at):
    return email.utils.formatdate(at, usegmt=True)


def iso(at):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def stamp(at):
    return time.strftime("%Y%m%d%H%M%S", time.gmtime(at))


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def payload(answer):
    return json.loads(unb64(answer.text.split(".")[1])) if answer.type == JWT else answer.json()


def bits(answer):
    data = gzip.decompress(unb64(payload(answer)["credentialSubject"]["encodedList"][1:]))
    return {8 * n + b for n, byte in enumerate(data) if byte for b in range(8) if byte & 128 >> b}


def sql(site, *statement):
    with sqlite3.connect(os.path.join(site.issuer.data, "testamur.db")) as db:
        return db.execute(*statement).fetchall()


def index_of(site, credential):
    return json.loads(site.issuer.ok("credential", "show", credential, "--json"))["status_index"]


def events(site, *rows):
    """What was done, at the times given: (seconds, kind, credential)."""
    verbs = {"suspended": "suspend", "reinstated": "reinstate", "revoked": "revoke"}
    for at, kind, credential in rows:
        site.credential(verbs[kind], credential, "--reason", "review-closed" if kind == "reinstated" else "under-review" if kind == "suspended" else "duplicate")
        sql(site, "UPDATE credential_event SET at_utc = ? WHERE credential = ? AND seq ="
            " (SELECT MAX(seq) FROM credential_event WHERE credential = ?)", (at, credential, credential))
        sql(site, "UPDATE status_list SET changed_at = ?", (at,))


def by_date(site, now, zoe, per):
    start = now - 100 * DAY
    sql(site, "UPDATE status_list SET created = ?, changed_at = ?", (start, start))
    times = {"suspended": now - 80 * DAY, "reinstated": now - 60 * DAY, "revoked": now - 40 * DAY}
    events(site, (times["suspended"], "suspended", site.zoe), (times["reinstated"], "reinstated", site.zoe),
           (times["revoked"], "revoked", site.per))
    ends = [start, *times.values()]
    for days, n, revoked, suspended in ((100, 0, set(), set()), (81, 0, set(), set()), (80, 1, set(), {zoe}),
                                        (61, 1, set(), {zoe}), (60, 2, set(), set()), (41, 2, set(), set())):
        for purpose, expected in (("revocation", revoked), ("suspension", suspended)):
            for accept in (JWT, JSON):
                at = now - days * DAY
                title = f"{days} days ago, {purpose}, {accept[12:]}"
                answer = site.get(BASE + purpose, accept=accept, Accept_Datetime=http(at))
                tap.equal((answer.status, answer.type), (200, accept), title)
                vc = payload(answer)
                tap.equal((vc["id"], vc["credentialSubject"]["statusPurpose"], bits(answer)),
                          (URL + purpose, purpose, expected), title + ": that list")
                tap.equal((vc["validFrom"], vc["validUntil"]), (iso(ends[n]), iso(ends[n + 1] - 1)),
                          title + ": from when to when is signed")
                signed = vc["iat"] if accept == JWT else vc["proof"]["created"]
                tap.ok(signed >= (now if accept == JWT else iso(now)), title + ": signed afterwards, and says so", signed)
                own = URL + purpose + "/" + stamp(ends[n])
                tap.equal((answer.headers["memento-datetime"], answer.headers["content-location"]),
                          (http(ends[n]), own), title + ": Memento-Datetime, Content-Location")
                tap.equal(answer.headers["link"],
                          f'<{URL}{purpose}>; rel="original timegate", <{own}>; rel="memento"; '
                          f'datetime="{http(ends[n])}"', title + ": Link")
                tap.equal(sorted(answer.headers["vary"].lower().split(", ")),
                          ["accept", "accept-datetime", "accept-encoding"], title + ": Vary")
                memento = site.get(own[len(f"https://{HOST}"):], accept=accept)
                tap.equal((memento.status, memento.body, memento.headers["memento-datetime"], memento.headers["link"],
                           memento.headers["etag"]),
                          (200, answer.body, http(ends[n]), answer.headers["link"], answer.headers["etag"]),
                          title + ": the same at an address of its own")
                tap.ok("accept-datetime" not in memento.headers["vary"].lower() and
                       "content-location" not in memento.headers and
                       int(re.search(r"max-age=(\d+)", memento.headers["cache-control"])[1]) >= DAY,
                       title + ": whatever date is asked for, and long", memento.headers)
    for at, title in ((now - 40 * DAY, "of the last change"), (now, "of now"), (now + DAY, "of a day to come")):
        answer = site.get(BASE + "revocation", Accept_Datetime=http(at))
        plain = site.get(BASE + "revocation")
        tap.equal((answer.body, answer.headers["memento-datetime"], answer.headers["link"]),
                  (plain.body, http(now - 40 * DAY), f'<{URL}revocation>; rel="original timegate"'),
                  title + ": the list of today")
        tap.ok("validUntil" not in payload(plain) and "memento-datetime" not in plain.headers and
               "Accept-Datetime" in plain.headers["vary"] and plain.headers["link"] == answer.headers["link"] and
               bits(plain) == {per}, title + ": which is open, and says where others are", plain.headers)
    answer = site.get(BASE + "revocation", Accept_Datetime=http(now - 5000 * DAY))
    tap.equal(answer.headers["memento-datetime"], http(start), "of before the first: the first")


def by_timestamp(site, now):
    """Bitstring Status List 1.0: ?timestamp=, or STATUS_RETRIEVAL_ERROR."""
    start = now - 100 * DAY
    for days in (100, 81, 80, 61, 60, 41):
        at = now - days * DAY
        dated = site.get(BASE + "suspension", accept=JSON, Accept_Datetime=http(at))
        answer = site.get(BASE + "suspension?timestamp=" + iso(at), accept=JSON)
        tap.equal((answer.status, answer.body, answer.headers["memento-datetime"], answer.headers["content-location"]),
                  (200, dated.body, dated.headers["memento-datetime"], dated.headers["content-location"]),
                  f"timestamp {days} days ago: the list as it was")
    at = now - 80 * DAY
    zoned = iso(at + 7200).replace("Z", ".5%2B02:00")
    tap.equal(site.get(BASE + "suspension?timestamp=" + zoned, accept=JSON, Accept_Datetime="soon").body,
              site.get(BASE + "suspension", accept=JSON, Accept_Datetime=http(at)).body,
              "timestamp of another zone, before Accept-Datetime")
    for at in (now - 40 * DAY, now, now + 50):
        tap.equal(site.get(BASE + "revocation?timestamp=" + iso(at), accept=JSON).body,
                  site.get(BASE + "revocation", accept=JSON).body, f"timestamp {iso(at)}: the list of today")
    for text, status in ((iso(now + 2 * DAY), 404), (iso(start - 1), 404), (iso(at)[:-1], 400), ("yesterday", 400),
                         ("", 400), (http(at).replace(" ", "%20"), 400)):
        answer = site.get(BASE + "revocation?timestamp=" + text)
        problem = json.loads(answer.body)
        tap.equal((answer.status, answer.type, problem["type"], problem["title"], problem["code"], problem["status"]),
                  (status, "application/problem+json",
                   "https://www.w3.org/ns/credentials/status-list#STATUS_RETRIEVAL_ERROR", "STATUS_RETRIEVAL_ERROR",
                   "status_retrieval", status), "timestamp, no list: " + text)
    tap.equal(site.get(f"/issuers/{ORG}/status/2/revocation?timestamp=" + iso(now)).status, 404,
              "timestamp, no such list at all")


def asked_wrongly(site, now):
    for text in ("yesterday", iso(now), http(now).replace("GMT", "UTC"), "", "Mon, 31 Dec 2025 23:59:59 GMT"):
        answer = site.get(BASE + "revocation", Accept_Datetime=text)
        tap.ok(answer.status == 400 and "Accept-Datetime wants" in answer.text, "no date: " + text, answer.text)
    known = stamp(now - 80 * DAY)
    for path in ("revocation/" + stamp(now - 79 * DAY), "revocation/" + stamp(now - 40 * DAY), "revocation/" + known + "0",
                 "revocation/x" + known[1:], "revocation/" + known[:-1], "refresh/" + known, "revocation/0",
                 "revocation/" + "9" * 14, "revocation/" + known + "/"):
        tap.equal(site.get(BASE + path).status, 404, "404: " + path)
    for path in (f"/issuers/{ORG}/status/2/revocation", "/issuers/nobody/status/1/revocation"):
        tap.equal(site.get(path, Accept_Datetime=http(now - 80 * DAY)).status, 404, "404, of a date: " + path)
        tap.equal(site.get(f"{path}/{known}").status, 404, "404, a version: " + path)


def as_http(site, now):
    path = BASE + "suspension/" + stamp(now - 80 * DAY)
    answer = site.get(path)
    head = site.request("HEAD", path)
    tap.equal((head.status, head.body, head.headers["etag"], head.headers["memento-datetime"]),
              (200, b"", answer.headers["etag"], answer.headers["memento-datetime"]), "HEAD of a version")
    head = site.request("HEAD", BASE + "suspension", {"Accept-Datetime": http(now - 80 * DAY)})
    tap.equal((head.status, head.body, head.headers["etag"]), (200, b"", answer.headers["etag"]), "HEAD by date")
    tap.equal(site.get(path, If_None_Match=answer.headers["etag"]).status, 304, "304 of a version")
    tap.equal(site.get(BASE + "suspension", If_None_Match=answer.headers["etag"]).status, 200,
              "the list of today is another")
    packed = site.get(path, Accept_Encoding="gzip")
    tap.equal(gzip.decompress(packed.body), answer.body, "compressed")
    tap.equal(answer.headers["access-control-allow-origin"], "*", "for any page")


def kept(site, now, zoe):
    path = BASE + "suspension/" + stamp(now - 80 * DAY)
    first = site.get(path, accept=JWT)
    rows = sql(site, "SELECT COUNT(*), COUNT(DISTINCT valid_from) FROM signed_status_version")
    tap.equal(rows, [(12, 3)], "signed once for each purpose and form")
    site.stop()
    site.start()
    tap.equal(site.get(path, accept=JWT).body, first.body, "after a restart: the same bytes")
    # an event that was committed late
    events(site, (now - 70 * DAY, "suspended", site.per_hours))
    sql(site, "UPDATE status_list SET changed_at = ?", (now - 40 * DAY,))
    late = site.get(path, accept=JWT)
    tap.equal((payload(late)["validUntil"], bits(late)), (iso(now - 70 * DAY - 1), {zoe}),
              "a change that came late ends the version")
    both = site.get(BASE + "suspension", accept=JWT, Accept_Datetime=http(now - 65 * DAY))
    tap.equal((payload(both)["validFrom"], bits(both)),
              (iso(now - 70 * DAY), {zoe, index_of(site, site.per_hours)}), "and begins another")
    # what is too old is not shown any more
    sql(site, "UPDATE status_list SET created = created - ?", (3000 * DAY,))
    sql(site, "UPDATE credential_event SET at_utc = at_utc - ? WHERE credential = ?", (2920 * DAY, site.zoe))
    old = site.get(BASE + "suspension", accept=JWT, Accept_Datetime=http(now - 2990 * DAY))
    tap.equal(old.headers["memento-datetime"], http(now - 2980 * DAY), "of eight years ago: the oldest of seven")
    site.issuer.ok("retention", "run")
    tap.equal(sql(site, "SELECT COUNT(*) FROM signed_status_version WHERE valid_until < ?", (now - 7 * 366 * DAY,)),
              [(0,)], "retention drops the copies")


def keys(site, now):
    path = BASE + "suspension/" + stamp(now - 70 * DAY)
    first = site.get(path, accept=JWT)
    site.issuer.ok("key", "rotate", ORG)
    tap.equal(site.get(path, accept=JWT).body, first.body, "a key that was rotated has signed well")
    kid = json.loads(unb64(first.text.split(".")[0]))["kid"].split("#")[1]
    site.issuer.ok("key", "revoke", f"{ORG}/{kid}", "--reason", "lost")
    again = site.get(path, accept=JWT)
    new = json.loads(unb64(again.text.split(".")[0]))["kid"].split("#")[1]
    tap.ok(new != kid and bits(again) == bits(first) and payload(again)["validUntil"] == payload(first)["validUntil"],
           "a key that was revoked: the version is signed anew, and says the same", (kid, new))


def main():
    with Site() as site:
        now = int(time.time())
        zoe, per = index_of(site, site.zoe), index_of(site, site.per)
        by_date(site, now, zoe, per)
        by_timestamp(site, now)
        asked_wrongly(site, now)
        as_http(site, now)
        kept(site, now, zoe)
        keys(site, now)
    tap.done()


main()
