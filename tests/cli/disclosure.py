#!/usr/bin/env python3
"""award issue --proof ecdsa-sd-2023, and what a holder derives from it."""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from issuer_site import HOST, ORG, ZOE, Site
from tap import ISSUER, VERIFIER, Tap

tap = Tap()
DID = f"did:web:{HOST}:issuers:{ORG}"
NAME = "/credentialSubject/identifier/1"
VALID = [("verified", "issuer.listed")]
ALTERED = [("not_valid", "signature.invalid")]


def derive(*words):
    """As the holder: no data folder."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([ISSUER, "credential", "derive", *words], capture_output=True,
                              text=True, cwd=folder, timeout=60, check=False,
                              env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"})
    return done.returncode, done.stdout, done.stderr


def verdicts(site, *documents):
    got = []
    for number, document in enumerate(documents):
        path = site.issuer.write(f"check-{number}.json", json.dumps(document))
        done = subprocess.run([VERIFIER, "check", "--json", path, "--trust", DID, "--fetch-map",
                               f"https://{HOST}/=http://127.0.0.1:{site.port}/"],
                              capture_output=True, text=True, timeout=60, check=False)
        report = json.loads(done.stdout)
        got.append((report["verdict"], report["code"]))
    return got


def derived(base, *reveal):
    code, out, err = derive(base, *(word for pointer in reveal for word in ("--reveal", pointer)))
    tap.equal((code, err), (0, ""), f"derived: {' '.join(reveal) or 'what is mandatory'}")
    return json.loads(out)


def exported(site):
    base = site.issuer.path("base.json")
    whole = site.issuer.path("whole.json")
    site.issuer.ok("credential", "export", site.zoe, "--form", "base", "--out", base)
    site.issuer.ok("credential", "export", site.zoe, "--out", whole)
    with open(base, encoding="utf-8") as one, open(whole, encoding="utf-8") as two:
        return base, json.load(one), json.load(two)


def both_forms(site, base, whole):
    tap.equal([base["proof"]["cryptosuite"], base["proof"]["proofValue"][:6]],
              ["ecdsa-sd-2023", "u2V0Ah"], "the holder's copy has a base proof")
    tap.equal(base["proof"]["verificationMethod"], DID + "#es256-1", "by the issuer's P-256 key")
    tap.equal({k: v for k, v in base.items() if k != "proof"},
              {k: v for k, v in whole.items() if k != "proof"}, "over the same credential")
    tap.equal(verdicts(site, whole), VALID, "the whole one verifies")
    tap.equal(verdicts(site, base), [("not_valid", "signature.base_proof")],
              "a base proof is no proof to others")
    for name in ("b.png", "b.pdf", "b.jwt"):
        code, _, err = site.issuer.run("credential", "export", site.zoe, "--form", "base",
                                       "--out", site.issuer.path(name))
        tap.ok(code == 1 and "base is for a .json" in err, f"and goes into no {name}", err)


def what_is_shown(site, path, base):
    bare = derived(path)
    tap.equal(sorted(bare), sorted(["@context", "id", "type", "name", "issuer", "validFrom",
                                    "credentialSubject", "credentialStatus", "proof"]),
              "mandatory: members of the credential")
    tap.equal(sorted(bare["credentialSubject"]), ["achievement", "id", "type"],
              "mandatory: members of the subject")
    tap.equal(bare["credentialSubject"]["achievement"], base["credentialSubject"]["achievement"],
              "mandatory: the whole achievement")
    named = derived(path, NAME)
    tap.equal([one["identityHash"] for one in named["credentialSubject"]["identifier"]], [ZOE],
              "the name alone: no address, not even its hash")
    tap.ok(not {"awardedDate", "evidence"} & set(named), "and nothing else")
    everything = derived(path, "")
    tap.equal({k: v for k, v in everything.items() if k != "proof"},
              {k: v for k, v in base.items() if k != "proof"}, "all of it, on demand")
    tap.equal(verdicts(site, bare, named, everything), VALID * 3, "each verifies")
    return named


def nobody_alters(site, path, base, named):
    """Of what is derived, and of what it is derived from."""
    hidden = []
    for member in ("issuer", "validFrom", "name", "credentialStatus"):
        less = json.loads(json.dumps(named))
        if member == "issuer":
            del less["issuer"]["name"]
        else:
            del less[member]
        hidden.append(less)
    del hidden[1]  # without a date the form is wrong already
    tap.equal(verdicts(site, *hidden), ALTERED * len(hidden), "what is mandatory cannot be hidden")
    other = json.loads(json.dumps(named))
    other["credentialSubject"]["identifier"][0]["identityHash"] = "Ann Other"
    more = json.loads(json.dumps(named))
    more["credentialSubject"]["licenseNumber"] = base["credentialSubject"]["licenseNumber"]
    tap.equal(verdicts(site, other, more), ALTERED * 2, "nor anything changed or added")
    forged = json.loads(json.dumps(base))
    forged["credentialSubject"]["identifier"][1]["identityHash"] = "Ann Other"
    forged = site.issuer.write("forged.json", json.dumps(forged))
    tap.equal(verdicts(site, derived(forged, NAME)), ALTERED, "nor by who derives")


def refusals(site, path, whole):
    whole = site.issuer.write("whole.json", json.dumps(whole))
    done = site.issuer.write("done.json", json.dumps(derived(path)))
    token = site.issuer.write("token.jwt", "a.b.c")
    for words, wanted in (
            ((path, "--reveal", "/nothing"), "/nothing: the document has no such part"),
            ((path, "--reveal", "/proof"), "/proof: the document has no such part"),
            ((path, "--proof-id", "urn:none"), "/proof: no base proof of ecdsa-sd-2023"),
            ((whole, "--reveal", NAME), "/proof: no base proof of ecdsa-sd-2023"),
            ((done, "--reveal", NAME), "/proof: no base proof of ecdsa-sd-2023"),
            ((token,), "1:1: "), (("/nonexistent.json",), "cannot be opened")):
        code, out, err = derive(*words)
        tap.ok(code == 1 and out == "" and wanted in err, f"refused: {wanted}", err)
    code, _, err = site.issuer.run("award", "issue", "--preview", "0" * 64, "--proof",
                                   "ecdsa-sd-2023", "--alg", "ES256")
    tap.ok(code == 1 and "--alg is for a JWT" in err, "its algorithm is in its name", err)


def pages(site, base):
    """While it is shared, all see the whole; the base is behind the secret link."""
    link = site.issuer.ok("credential", "link", site.zoe).strip().split(HOST)[1]
    tap.equal(site.get(link + "/credential-base.json").json(), base, "behind the secret link")
    tap.ok("credential-base.json" in site.page(link).text, "whose page offers it")
    for state in ("unshare", "share"):
        site.credential(state, site.zoe)
        tap.equal(site.get(f"/V/{site.zoe}/credential-base.json").status, 404,
                  f"{state}d: not at the public address")
    tap.ok("credential-base.json" not in site.page(f"/V/{site.zoe}").text, "nor on its page")
    tap.equal(verdicts(site, site.get(f"/V/{site.zoe}", accept="application/vc").json()), VALID,
              "what is served to all verifies")
    for query in ("base", "ecdsa-sd-2023"):
        tap.equal(site.get(f"/V/{site.zoe}/badge.png?form={query}").status, 400,
                  f"no badge with {query}")


def main():
    with Site(proof="ecdsa-sd-2023") as site:
        path, base, whole = exported(site)
        both_forms(site, base, whole)
        named = what_is_shown(site, path, base)
        nobody_alters(site, path, base, named)
        refusals(site, path, whole)
        pages(site, base)
        out = site.issuer.path("out.json")
        tap.equal(derive(path, "--reveal", NAME, "--out", out), (0, "", ""), "into a file")
        tap.equal(os.stat(out).st_mode & 0o777, 0o600, "which is the holder's")
        site.credential("revoke", site.zoe, "--reason", "issued-in-error")
        tap.equal(verdicts(site, named), [("not_valid", "revocation.revoked")],
                  "a derived one is revoked with the whole")
    with Site() as site:
        code, _, err = site.issuer.run("credential", "export", site.zoe, "--form", "base",
                                       "--out", site.issuer.path("b.json"))
        tap.ok(code == 1 and "without a proof for selective disclosure" in err,
               "issued without: no such form", err)
    tap.done()


main()
