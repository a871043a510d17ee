#!/usr/bin/env python3
"""testamur-verifier trust: list, add, remove, import, check; signed lists."""
import hashlib
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from diworld import DIWorld, method  # noqa: E402
from tap import VERIFIER, Tap  # noqa: E402
from vcworld import DID, compact  # noqa: E402

tap = Tap()
A, B, C = "did:web:a.example", "did:web:b.example", "https://c.example"

with DIWorld() as w:
    own = os.path.join(w.folder, "trust.json")
    maps = ["--fetch-map", w.maps[0]]

    def run(*args, env=None):
        done = subprocess.run([VERIFIER, *args], capture_output=True, text=True, timeout=60, check=False, cwd=w.folder,
                              env={**os.environ, **(env or {})})
        return done.returncode, done.stdout, done.stderr

    def trust(*args, env=None):
        return run("trust", *args, env={"TESTAMUR_TRUST": own, **(env or {})})

    def write(name, value):
        path = os.path.join(w.folder, name)
        with open(path, "wb") as handle:
            handle.write(value if isinstance(value, bytes) else compact(value))
        return path

    def read(path=own):
        with open(path, "rb") as handle:
            return handle.read()

    def ids(path=own):
        return [i["id"] for i in json.loads(read(path))["issuers"]]

    # -- add, list, remove ---------------------------------------------------
    code, _, err = trust("list")
    tap.ok(code == 64 and "trust.json" in err, "a list that is not there", err)
    tap.equal(trust("add", A, "--name", "College A", "--from", "2024-07-01", "--to", "2026-06-30", "--approval",
                    "units=12-345,2024-07-01,2025-06-30", "--approval", "hours=7")[0], 0, "add makes the file")
    tap.equal(json.loads(read()), {"name": "recognised issuers", "issuers": [
        {"id": A, "name": "College A", "valid_from": "2024-07-01", "valid_to": "2026-06-30", "approvals": [
            {"scheme": "units", "number": "12-345", "valid_from": "2024-07-01", "valid_to": "2025-06-30"},
            {"scheme": "hours", "number": "7"}]}]}, "with what was said")
    tap.ok(not os.path.exists(own + ".bak"), "of what was not there no copy is kept")
    before = read()
    tap.equal(trust("add", C)[0], 0, "an origin")
    tap.equal(read(own + ".bak"), before, "the list as it was is kept")
    text = trust("list")[1]
    for part in (A, "College A, 2024-07-01 to 2026-06-30", "approval units 12-345, 2024-07-01 to 2025-06-30", C,
                 "at any time"):
        tap.ok(part in text, f"list says: {part}", text)
    tap.equal(json.loads(trust("list", "--json")[1]), json.loads(read()), "list --json is the file")
    before = read()
    for args, where in ((("add", C), C), (("add", A, "--from", "2025-01-01", "--to", "2025-02-01"), A),
                        (("add", "MFPE"), "id"), (("add", B, "--from", "yesterday"), "--from"),
                        (("add", B, "--from", "2025-01-02", "--to", "2025-01-01"), "valid_to"),
                        (("add", B, "--approval", "12-345"), "--approval"),
                        (("add", B, "--approval", "units=1,soon"), "--approval"),
                        (("remove", B), B), (("check", A, "--on", "2025"), "--on")):
        code, out, err = trust(*args)
        tap.ok(code == 64 and where in err and not out, f"64: {' '.join(args)}", err)
    tap.equal(read(), before, "and nothing changed")
    tap.equal(trust("add", A, "--name", "College A again", "--from", "2027-01-01")[0], 0, "another time of the same issuer")

    # -- check ---------------------------------------------------------------
    for issuer, on, want, part in ((A, "2024-06-30", 2, "but at another"), (A, "2024-07-01", 0, "College A,"),
                                   (A, "2026-06-30", 0, "College A,"), (A, "2026-07-01", 2, "College A again"),
                                   (A, "2027-01-01T00:00:00Z", 0, "College A again"),
                                   ("did:web:c.example:x", "2020-01-01", 0, C), (C + "/issuers/1", "2020-01-01", 0, C),
                                   ("https://c.example.evil.example/", "2020-01-01", 2, "Not on the list"),
                                   (B, "2026-01-01", 2, "Not on the list")):
        code, out, _ = trust("check", issuer, "--on", on)
        tap.ok(code == want and part in out, f"check {issuer} on {on}", (code, out))
    tap.equal(trust("check", C)[0], 0, "check for now")
    tap.equal(trust("remove", A)[0], 0, "remove")
    tap.equal(ids(), [C], "takes every entry of that issuer")
    tap.equal(trust("check", A, "--file", own + ".bak", "--on", "2026-01-01")[0], 0, "--file; the copy is a list")

    # -- import --------------------------------------------------------------
    registry = {"meta": {"created": "2024-01-01T00:00:00+00:00"}, "registry": {
        A: {"name": "College\u001b[31m A", "location": "Riverbend", "url": "https://a.example"}, B: {"name": "B"}}}
    path = write("registry.json", registry)
    before = read()
    code, out, _ = trust("import", path, "--dry-run")
    tap.ok(code == 0 and f"+ {A}" in out and f"+ {B}" in out and "2 new, 0 gone, 0 as before" in out and "\x1b" not in out,
           "import --dry-run says what would change", out)
    tap.equal(read(), before, "and changes nothing")
    tap.equal(trust("import", path, "--list", "Registry")[0], 0, "import of a registry")
    tap.equal(ids(), [C, A, B], "after the entries of one's own")
    tap.equal(json.loads(read())["issuers"][2], {"id": B, "name": "B", "list": "Registry"}, "an entry says where it is from")
    copy = read(own + ".bak")
    code, out, _ = trust("import", path, "--list", "Registry")
    tap.ok(code == 0 and out == "0 new, 0 gone, 2 as before, 0 covered by earlier entries\n", "again: nothing to do", out)
    tap.equal(read(own + ".bak"), copy, "and the kept copy stays")
    del registry["registry"][A]
    registry["registry"][B]["name"] = "B2"
    registry["registry"][C] = {}
    code, out, _ = trust("import", write("registry.json", registry), "--list", "Registry")
    tap.ok(out.splitlines() == [f"+ {B}  B2, at any time", f"= {C}, at any time",
                                f"- {A}  College [31m A, at any time",
                                f"- {B}  B, at any time", "1 new, 2 gone, 0 as before, 1 covered by earlier entries"],
           "a registry that changed", out)
    tap.equal(ids(), [C, B], "what it dropped is dropped")
    profiles = write("profiles.json", [{"id": A, "type": ["Profile"], "name": "A", "url": "https://a.example"}])
    tap.equal(trust("import", profiles)[0], 0, "profiles")
    tap.equal(ids(), [C, B, A], "are added")
    tap.equal(trust("import", write("profiles.json", []))[0], 0, "a list that is empty now")
    tap.equal(ids(), [C, B], "has no entries any more")
    code, _, err = trust("import", write("same.json", {"name": "recognised issuers", "issuers": []}))
    tap.ok(code == 64 and "--list" in err, "a source with the name of one's own list", err)
    wrong = write("wrong.json", {"name": "W", "issuers": [{"id": A, "approvals": [{"scheme": "s"}]}]})
    code, _, err = trust("import", wrong)
    tap.ok(code == 64 and "wrong.json: /issuers/0/approvals/0: " in err, "file and place of a mistake", err)
    for name, value in (("somebody's format", registry), ("a signed list", {"name": "x", "issuers": [], "proof": {}})):
        path = write("other.json", value)
        code, _, err = trust("add", A, "--file", path)
        tap.ok(code == 64 and "trust import" in err and read(path) == compact(value), f"{name} is not changed", err)

    # -- signed lists --------------------------------------------------------
    signed = {"name": "Board", "issuer": DID, "created": "2024-01-01T00:00:00Z", "issuers": [{"id": A, "name": "A"}]}

    def prove(value, **changes):
        data = w.prove(value, suite="eddsa-jcs-2022", **changes)
        return write(f"signed-{hashlib.sha256(data).hexdigest()[:8]}.json", data)

    path = prove(signed)
    code, out, err = trust("import", path, "--dry-run", "--signer", DID, *maps)
    tap.ok(code == 0 and f"signed by {DID}" in out and f"+ {A}" in out, "a signed list", out + err)
    kept = write("did.json", w.pages["/issuers/mfpe/did.json"])
    tap.equal(trust("import", path, "--dry-run", "--offline", "-", "--identity", kept)[0], 0, "with its document as kept")
    code, _, err = trust("import", path, "--dry-run", "--offline", "-")
    tap.ok(code == 64 and "/proof" in err, "offline without it: refused", err)
    code, _, err = trust("import", path, "--dry-run", "--signer", "did:web:board.example", *maps)
    tap.ok(code == 64 and "/issuer" in err, "signed by somebody else than --signer", err)
    code, _, err = trust("import", own, "--list", "x", "--dry-run", "--signer", DID)
    tap.ok(code == 64 and "not signed" in err, "not signed, but --signer", err)
    altered = json.loads(read(path))
    altered["issuers"][0]["id"] = B
    key = "did:key:" + w.ed.multikey
    made = prove({**signed, "issuer": key}, verificationMethod=key + "#" + w.ed.multikey)
    tap.equal(trust("import", made, "--dry-run", "--offline", "-")[0], 0, "signed by a did:key")
    made = prove(signed, expires="2099-01-01T00:00:00Z")
    tap.equal(trust("import", made, "--dry-run", *maps)[0], 0, "whose proof is not over yet")
    badge = write("badge.json", w.prove(w.badge()))
    for name, path, part in (
            ("altered", write("altered.json", altered), "changed after it was signed"),
            ("without its issuer", prove({k: v for k, v in signed.items() if k != "issuer"}), "may not sign"),
            ("by another issuer's key", prove({**signed, "issuer": "did:web:board.example"}), "may not sign"),
            ("by a key that is not the issuer's", prove(signed, key=w.other_ed), "changed after it was signed"),
            ("for another purpose", prove(signed, proofPurpose="authentication"), "changed after it was signed"),
            ("whose proof is over", prove(signed, expires="2025-01-01T00:00:00Z"), "does not hold at this time"),
            ("signed tomorrow", prove(signed, created="2099-01-01T00:00:00Z"), "does not hold at this time"),
            ("whose context could say what is in it", write("rdfc.json", {**signed, "proof": {
                **altered["proof"], "cryptosuite": "eddsa-rdfc-2022"}}), "not known here"),
            ("with two proofs", write("two.json", {**signed, "proof": [altered["proof"]] * 2}), "not exactly one proof"),
            ("with a proof that is none", write("none.json", {**signed, "proof": 1}), "proof")):
        path = write("case.json", read(path))
        code, _, err = trust("import", path, "--dry-run", *maps)
        tap.ok(code == 64 and "case.json: /proof: " in err and part in err, f"a list {name} is refused", err)
        tap.equal(run("check", badge, "--issuers", path, *maps)[0], 64, "and by check --issuers")
    path = prove(signed)  # on 2021-12-20
    for name, document, code in (
            ("is revoked", w.document(method(w.ed, revoked="2023-01-01T00:00:00Z")), 64),
            ("was out of use", w.document(method(w.ed, expires="2021-12-19T00:00:00Z")), 64),
            ("was in use", w.document(method(w.ed, expires="2021-12-21T00:00:00Z")), 0),
            ("is for something else", w.document(method(w.ed), relation="authentication"), 64),
            ("is another's", w.document(method(w.ed, controller="did:web:board.example")), 64)):
        done, _, err = trust("import", path, "--dry-run", "--offline", "-", "--identity", write("did.json", document))
        tap.ok(done == code and ("may not sign" in err) == (code != 0), f"a list signed with a key that {name}: {code}", err)

    # -- check --issuers -----------------------------------------------------
    def listed(value):
        _, out, err = run("check", badge, "--json", "--issuers", value, *maps)
        report = json.loads(out) if out else {"verdict": err}
        return report["verdict"], report.get("listed")

    signed["issuers"][0]["id"] = DID
    tap.equal(listed(prove(signed)), ("verified", "Board"), "check --issuers: a signed list")
    tap.equal(listed(write("registry.json", {"meta": {}, "registry": {DID: {"name": "M"}}})),
              ("verified", "registry.json"), "a registry, named by its file")
    tap.equal(listed(write("profiles.json", [{"id": DID, "type": "Profile"}])), ("verified", "profiles.json"), "profiles")
    for frm, to, want in (("2021-12-20", "2021-12-20", "verified"), ("2021-12-21", None, "verified_issuer_unlisted"),
                          (None, "2021-12-19", "verified_issuer_unlisted")):
        entry = {k: v for k, v in {"id": DID, "valid_from": frm, "valid_to": to}.items() if v}
        verdict, _ = listed(write("then.json", {"name": "T", "issuers": [entry]}))
        tap.equal(verdict, want, f"signed on 2021-12-20, listed from {frm} to {to}")

    def badge_of(*proofs, **subject):
        document = w.badge(credentialSubject=w.subject(**subject)) if subject else w.badge()
        made = [w.proof(document, **proof) for proof in proofs]
        return write("badge.json", {**document, "proof": made if len(made) > 1 else made[0]})

    # What no key here verified says nothing about when: a holder could add it.
    then = write("then.json", {"name": "T", "issuers": [{"id": DID, "valid_from": "2023-01-01"}]})
    badge = badge_of({})
    document = json.loads(read(badge))
    document["proof"] = [document["proof"], {**document["proof"], "cryptosuite": "other-2023", "created": "2023-06-01T00:00:00Z"}]
    badge = write("badge.json", document)
    tap.equal(listed(then), ("verified_issuer_unlisted", None), "a date beside a proof of an unknown suite is nobody's word")
    badge = badge_of({}, {"created": "2023-06-01T00:00:00Z"})
    tap.equal(listed(then), ("verified", "T"), "of several proofs the last date counts")

    # -- approvals -----------------------------------------------------------
    approved = write("approved.json", {"name": "T", "issuers": [{"id": DID, "approvals": [
        {"scheme": "units", "number": "12-345", "valid_to": "2021-06-30"},
        {"scheme": "units", "number": "99-999", "valid_from": "2021-07-01"}]}]})
    for start, end, want in (("2021-06-29", "2021-06-30", "12-345"), ("2021-07-01", "2021-07-02", "99-999"),
                             ("2021-06-30", "2021-07-01", "No approval"), (None, None, "99-999")):
        dates = {"activityStartDate": start, "activityEndDate": end}
        badge = badge_of({}, **{k: v + "T12:00:00Z" for k, v in dates.items() if v})
        report = json.loads(run("check", badge, "--json", "--issuers", approved, *maps)[1])
        detail = [c for c in report["checks"] if c["id"] == "issuer"][0].get("detail", "")
        other = "99-999" if want == "12-345" else "12-345"
        tap.ok(want in detail and other not in detail, f"approval for an activity from {start} to {end}", report["checks"])

    # -- a list of one's own, signed ------------------------------------------
    mine = write("mine.json", {"name": "Board", "issuers": [{"id": A, "name": "A"}]})
    keys = os.path.join(w.folder, "signing-keys")
    signer = os.path.join(os.path.dirname(VERIFIER), "testamur-signer")

    def create(kid, alg):
        subprocess.run([signer, "create", "--keys", keys, "--organisation", "board", "--kid", kid, "--alg", alg],
                       check=True, capture_output=True, timeout=120)

    for alg, suite in (("EdDSA", "eddsa-jcs-2022"), ("ES256", "ecdsa-jcs-2019"), ("ES384", "ecdsa-jcs-2019")):
        kid = alg.lower()
        create(kid, alg)
        made = os.path.join(w.folder, f"{kid}.json")
        code, out, err = trust("sign", mine, "--receipt-key", f"{keys}/board/{kid}", "--out", made)
        tap.ok(code == 0 and not out, f"sign: {alg}", out + err)
        done = json.loads(read(made))
        tap.ok(done["proof"]["cryptosuite"] == suite and done["issuer"].startswith("did:key:z")
               and done["proof"]["verificationMethod"].startswith(done["issuer"] + "#"), "by the key itself", done)
        code, out, err = trust("import", made, "--list", kid, "--dry-run", "--offline", "-", "--signer", done["issuer"])
        tap.ok(code == 0 and f"signed by {done['issuer']}" in out, "and the signature holds", out + err)
        done["issuers"][0]["name"] = "B"
        tap.ok("changed after it was signed" in trust("import", write("changed.json", done), "--list", "x", "--dry-run",
                                                      "--offline", "-")[2], "but not of another list")
    code, out, err = trust("sign", mine, "--receipt-key", f"{keys}/board/eddsa", "--public-url", "https://verify.board.example")
    tap.equal(json.loads(out)["issuer"], "did:web:verify.board.example", "sign: as did:web of the public URL")
    again = write("again.json", json.loads(out))
    code, out, err = trust("sign", again, "--receipt-key", f"{keys}/board/es256")
    tap.ok(json.loads(out)["proof"]["cryptosuite"] == "ecdsa-jcs-2019", "a signed list is signed anew", out + err)
    create("rsa", "RS256")
    for name, args, words in (
            ("without a key", [mine], "--receipt-key"),
            ("with a key that is not there", [mine, "--receipt-key", f"{keys}/board/none"], "no such key"),
            ("with RSA", [mine, "--receipt-key", f"{keys}/board/rsa", "--public-url", "https://a.example"], "EdDSA, ES256 or ES384"),
            ("somebody's registry", [write("r.json", {"registry": {}}), "--receipt-key", f"{keys}/board/eddsa"], "own format"),
            ("a list that is wrong", [wrong, "--receipt-key", f"{keys}/board/eddsa"], "/issuers/0/approvals/0")):
        code, out, err = trust("sign", *args)
        tap.ok(code == 64 and words in err and not out, f"sign: refused {name}", (code, out, err))

    # -- $TESTAMUR_TRUST, as for the list itself --------------------------------
    token = write("token.jwt", w.token())
    env = write("env.json", {"name": "Of the environment", "issuers": [{"id": DID}]})
    other = write("elsewhere.json", {"name": "Elsewhere", "issuers": [{"id": A}]})

    def verdict(*args, env=None):
        report = json.loads(run("check", token, "--json", *maps, *args, env=env)[1])
        return report["verdict"], report.get("listed")

    tap.equal(verdict(), ("verified_issuer_unlisted", None), "check: no list")
    tap.equal(verdict(env={"TESTAMUR_TRUST": env}), ("verified", "Of the environment"), "check: $TESTAMUR_TRUST")
    tap.equal(verdict("--issuers", other, env={"TESTAMUR_TRUST": env}), ("verified_issuer_unlisted", None),
              "check: --issuers goes before it")
    tap.equal(verdict("--trust", A, env={"TESTAMUR_TRUST": env}), ("verified", "Of the environment"), "check: --trust adds to it")
    code, _, err = run("check", token, *maps, env={"TESTAMUR_TRUST": os.path.join(w.folder, "none.json")})
    tap.ok(code == 64 and "none.json" in err, "check: a list that is not there stops it", (code, err))

tap.done()
