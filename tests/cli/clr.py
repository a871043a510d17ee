#!/usr/bin/env python3
"""credential clr: a learner record gathered, gathered anew, revoked; what is left out, and what verifies."""
import json
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from issuer_site import HOST, ORG, PER, ZOE, ZOE_MAIL, Site  # noqa: E402
from tap import SHARED, VERIFIER, Tap  # noqa: E402
from vcworld import Report  # noqa: E402

DID = f"did:web:{HOST}:issuers:{ORG}"
SCHEMA = os.path.join(SHARED, "data", "schemas", "clr_v2p0_clrcredential_schema.json")


def secret(site, credential):
    return site.issuer.ok("credential", "link", credential).strip().rsplit("/", 1)[1]


def check(site, data, *args):
    data = data if isinstance(data, str) else json.dumps(data)
    return Report(subprocess.run(
        [VERIFIER, "check", "-", "--json", "--trust", DID, "--fetch-map",
         f"https://{HOST}/=http://127.0.0.1:{site.port}/", *args], input=data.encode(), capture_output=True, check=False))


def document(site, record):
    path = site.issuer.path("record.json")
    if os.path.exists(path):
        os.remove(path)
    site.issuer.ok("credential", "export", record, "--out", path)
    with open(path, encoding="utf-8") as handle:
        return json.load(handle)


def check_schema(tap, record):
    title = "it keeps the published schema"
    try:
        import jsonschema
    except ImportError:
        tap.skip(title, "python3-jsonschema is not installed")
        return
    if not os.path.exists(SCHEMA):
        tap.skip(title, "the published schemas are not here")
        return
    with open(SCHEMA, encoding="utf-8") as handle:
        validator = jsonschema.Draft201909Validator(json.load(handle), format_checker=jsonschema.FormatChecker())
    # two status entries, as VCDM 2.0 section 4.10 allows and the schema does not (1EdTech issue 623)
    one = json.loads(json.dumps(record))
    for credential in (one, *one["credentialSubject"]["verifiableCredential"]):
        credential["credentialStatus"] = credential["credentialStatus"][0]
    tap.equal(["/".join(map(str, e.absolute_path)) for e in validator.iter_errors(one)], [], title)


def gathered(tap, site):
    issuer = site.issuer
    shown = issuer.json("credential", "clr", ZOE_MAIL, "--dry-run")
    tap.equal(({c["id"] for c in shown["credentials"] if c["gathered"]}, "id" in shown),
              ({site.zoe, site.zoe_hours}, False), "what would be in it; nothing is issued")
    tap.equal([c for c in issuer.json("credential", "list") if c["kind"] == "record"], [], "indeed nothing")
    done = issuer.json("credential", "clr", ZOE_MAIL)
    tap.equal((done["version"], done["changed"], done["partial"]), (1, True, False), "gathered")
    record = document(site, done["id"])
    tap.equal(record["@context"], ["https://www.w3.org/ns/credentials/v2",
                                   "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
                                   "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"], "contexts in order")
    subject = record["credentialSubject"]
    inner = {c["id"][-27:]: c for c in subject["verifiableCredential"]}
    tap.equal({k: c for k, c in inner.items()}, {i: site.get(f"/s/{key}/credential.json").json() for i, key in
                                                 ((site.zoe, secret(site, site.zoe)),
                                                  (site.zoe_hours, secret(site, site.zoe_hours)))},
              "the credentials as they were signed")
    tap.equal({a["id"].rsplit("/", 1)[1] for a in subject["achievement"]}, {"sill-keeper", "sill-hours"}, "the achievements")
    tap.equal([a["associationType"] for a in subject["association"]], ["isRelatedTo"], "of one activity: related")
    tap.equal({i["identityHash"] for i in subject["identifier"] if not i["hashed"]},
              {ZOE} | {c["credentialSubject"]["id"] for c in inner.values()}, "the holder, and as whom she is known")
    tap.ok(all(ZOE_MAIL not in json.dumps(x) for x in (record, done)), "her address is hashed")
    check_schema(tap, record)
    report = check(site, record)
    tap.ok(report.verdict == "verified" and report.code("contents") == "contents.valid" and
           report.code("schema") == "schema.clr", "it verifies, with what is in it", report)
    tap.equal(sorted(r["achievement"] for r in report.json["contents"]),
              ["Sill Keeper", "Sill Keeper, renewal units"], "each is named")
    again = issuer.json("credential", "clr", ZOE_MAIL)
    tap.equal((again["id"], again["version"], again["changed"]), (done["id"], 1, False), "again: nothing changed, nothing issued")
    return done["id"], record


def pages(tap, site, record):
    page = site.get(f"/V/{record}")
    tap.ok("Learner record" in page.text and site.zoe not in page.text and ZOE not in page.text,
           "the public page shows neither a name nor what is in it")
    page = site.get(f"/s/{secret(site, record)}")
    tap.ok(ZOE in page.text and site.zoe in page.text and site.zoe_hours in page.text and "certificate.pdf" not in page.text,
           "the holder's page does", page.text[:400])
    for name, status in (("badge.png", 404), ("certificate.pdf", 404), ("credential.json", 200), ("qr.png", 200)):
        tap.equal(site.get(f"/s/{secret(site, record)}/{name}").status, status, f"{name}: {status}")
    tap.equal(site.get(f"/V/{record}", accept="application/vc").json().get("type"), None, "a program is shown no more")
    site.issuer.ok("credential", "share", record)
    tap.equal(site.get(f"/V/{record}", accept="application/vc").json()["type"], ["VerifiableCredential", "ClrCredential"],
              "until it is shared")
    for path, why in (("x.pdf", "has no badge"), ("x.png", "has no badge")):
        code, _, err = site.issuer.run("credential", "export", record, "--out", site.issuer.path(path))
        tap.ok(code == 1 and why in err, f"{path}: refused", err)
    for words in (("correct", record, "--name", "X", "--reason", "x"), ("reopen", record)):
        code, _, err = site.issuer.run("credential", *words)
        tap.ok(code == 1 and "gather it anew" in err, f"credential {words[0]}: refused", err)
    shown = site.issuer.json("credential", "show", record)
    tap.equal((shown["kind"], "decision" in shown), ("record", False), "it rests on no decision")
    tap.ok(record in site.issuer.ok("credential", "show", record), "and is shown as text")


def anew(tap, site, record, before):
    issuer = site.issuer
    issuer.ok("credential", "revoke", site.zoe_hours, "--reason", "issued-in-error")
    report = check(site, before)
    tap.ok((report.verdict, report.code("contents")) == ("not_valid", "contents.revoked"), "an inner one revoked", report)
    shown = issuer.json("credential", "clr", ZOE_MAIL)
    tap.equal((shown["id"], shown["version"], shown["changed"], shown["partial"]), (record, 2, True, False),
              "gathered anew: the next version at the same link")
    tap.equal([c["without"] for c in shown["credentials"] if c["id"] == site.zoe_hours], ["it was revoked"], "without it, and why")
    report = check(site, before)
    tap.ok(report.code("revocation") == "revocation.revoked", "the version before is superseded", report)
    now = document(site, record)
    report = check(site, now)
    tap.ok((report.verdict, report.code("contents")) == ("verified", "contents.valid"), "the new one verifies", report)
    tap.equal((now["id"], now["awardedDate"], now["credentialSubject"]["id"], now["validFrom"] > before["validFrom"]),
              (before["id"], before["awardedDate"], before["credentialSubject"]["id"], True), "the same record, later")
    indices = {d["credentialStatus"][0]["statusListIndex"] for d in (before, now)}
    tap.equal(len(indices), 2, "a status position of its own")
    issuer.ok("credential", "correct", site.zoe, "--name", "Zoë Quilliam", "--reason", "shorter")
    tap.equal(issuer.json("credential", "clr", "Zoë Quilliam")["version"], 3, "after a correction: the new version is gathered")
    report = check(site, document(site, record))
    tap.ok((report.verdict, report.code("contents")) == ("verified", "contents.valid"), "and is hers, under the new name", report)
    issuer.ok("credential", "suspend", record, "--reason", "under-review")
    issuer.ok("credential", "suspend", site.zoe, "--reason", "under-review")
    code, _, err = issuer.run("credential", "clr", "Zoë Quilliam")
    tap.ok(code == 1 and "nothing in force" in err, "nothing in force to gather", err)
    issuer.ok("credential", "reinstate", site.zoe, "--reason", "review-closed")
    issuer.ok("credential", "correct", site.zoe, "--reason", "anew")
    code, _, err = issuer.run("credential", "clr", "Zoë Quilliam")
    tap.ok(code == 1 and "it is suspended" in err, "a suspended record is not replaced", err)
    issuer.ok("credential", "revoke", record, "--reason", "holder-request")
    other = issuer.json("credential", "clr", "Zoë Quilliam")
    tap.ok(other["id"] != record and other["version"] == 1, "after its revocation: another record", other)
    tap.equal(issuer.json("credential", "show", record)["status"], "revoked", "the revocation stands")


def current(tap, site):
    """With an address of the current version, verifiers say what took its place."""
    issuer = site.issuer
    first = issuer.json("credential", "clr", PER, "--refresh")
    before = document(site, first["id"])
    tap.equal((before["@context"][3], before["refreshService"]["type"]),
              ("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json", "1EdTechCredentialRefresh"), "an address of the current version")
    report = check(site, before)
    tap.ok((report.verdict, report.code("refresh")) == ("verified", "refresh.current"), "which is this one", report)
    issuer.ok("credential", "correct", site.per, "--reason", "anew")
    second = issuer.json("credential", "clr", PER)
    tap.equal((second["id"], second["version"]), (first["id"], 2), "gathered anew")
    time.sleep(2)  # versions of one second are dated one second apart
    report = check(site, before)
    tap.ok((report.verdict, report.code("superseded"), report.json["word"]) == ("not_valid", "superseded.by", "SUPERSEDED"),
           "then the first is superseded by it", report)
    tap.equal(document(site, first["id"])["refreshService"], before["refreshService"], "which has the same address")
    issuer.ok("credential", "revoke", first["id"], "--reason", "holder-request")


def forms(tap, site):
    issuer = site.issuer
    code, _, err = issuer.run("credential", "clr", PER, "--proof", "ecdsa-sd-2023")
    tap.ok(code == 1 and "derive from the credentials" in err, "no base proof of a whole", err)
    done = issuer.json("credential", "clr", PER, "--proof", "both", "--cohort", "sills-2021")
    path = issuer.path("record.jwt")
    issuer.ok("credential", "export", done["id"], "--out", path)
    with open(path, encoding="utf-8") as handle:
        token = handle.read()
    report = check(site, token)
    tap.ok((report.verdict, report.code("contents"), report.json["proof"]["kind"]) == ("verified", "contents.valid", "vc-jwt"),
           "as a token", report)
    report = check(site, document(site, done["id"]))
    tap.ok(report.verdict == "verified", "and with a proof", report)
    for credential in (site.per, site.per_hours):
        issuer.ok("credential", "revoke", credential, "--reason", "issued-in-error")
    code, _, err = issuer.run("credential", "clr", PER)
    tap.ok(code == 1 and "nothing in force" in err, "of what is in force alone", err)
    code, _, err = issuer.run("credential", "clr", "nobody@x.example")
    tap.ok(code == 1, "nobody's", err)


def main():
    tap = Tap()
    with Site(proof="eddsa-rdfc-2022") as site:
        record, first = gathered(tap, site)
        pages(tap, site, record)
        anew(tap, site, record, first)
        current(tap, site)
        forms(tap, site)
        replay = site.issuer.run("decision", "replay", "--all")
        tap.equal(replay[0], 0, "all decisions replay")
    tap.done()


if __name__ == "__main__":
    main()
