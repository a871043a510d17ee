#!/usr/bin/env python3
"""testamur-verifier serve with --receipt-key: receipts over the API and the page, and its own identity."""
import base64
import hashlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import zipfile

import jsonschema

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import SIGNER, Tap, VERIFIER
from verifierservice import Service
from vcworld import DID, World, compact

SITE, OPERATOR = "https://verify.example", "did:web:verify.example"
tap = Tap()
with World() as w:
    keys = os.path.join(w.folder, "keys")
    for kid, alg in (("old-1", "EdDSA"), ("es256-1", "ES256"), ("leaked-1", "ES256")):
        subprocess.run([SIGNER, "create", "--keys", keys, "--organisation", "board", "--kid", kid, "--alg", alg],
                       check=True, capture_output=True)
    subprocess.run([SIGNER, "create", "--keys", keys, "--organisation", "other", "--kid", "es256-1", "--alg", "ES256"],
                   check=True, capture_output=True)
    options = ("--fetch-map", w.maps[0], "--trust", DID, "--public-url", SITE)
    signing = ("--receipt-key", os.path.join(keys, "board", "es256-1"))
    service = Service(w, *options, *signing, "--retired-key", "old-1=2026-01-31", "--revoked-key", "leaked-1=2025-05-05")
    # what the operator's site is for others
    w.maps.append(f"{SITE}/={service.base}/")
    good = w.token()

    # -- identity ----------------------------------------------------------------
    status, headers, body = service.ask("/.well-known/did.json")
    document = json.loads(body)
    methods = {m["id"].split("#")[1]: m for m in document["verificationMethod"]}
    tap.ok(status == 200 and headers["Content-Type"].startswith("application/did+json"), "the identity document")
    tap.equal([document["id"], sorted(methods)], [OPERATOR, ["es256-1", "leaked-1", "old-1"]],
              "every key of the organisation, none of another")
    tap.equal(methods["old-1"].get("expires"), "2026-01-31T23:59:59Z", "a retired key says until when")
    tap.equal(methods["leaked-1"].get("revoked"), "2025-05-05T23:59:59Z", "a revoked one since when")
    tap.equal(sorted(document["assertionMethod"]), [OPERATOR + "#es256-1", OPERATOR + "#old-1"], "and is for nothing")
    tap.ok("\"d\"" not in body.decode(), "nothing private in it")

    # -- API -----------------------------------------------------------------------
    def ask(credential=good, **given):
        status, answer = service.verify(compact({"credential": credential.decode(), "options": given}),
                                        "application/json")
        return status, answer

    service.verify(good)
    w.asked.clear()
    status, answer = ask(receipt=True)
    tap.ok(status == 200 and answer["verdict"] == "verified" and "receipt" in answer, "a receipt", answer)
    tap.equal(len(w.asked), 3, "it is of documents that were asked for anew")
    described = json.loads(service.ask("/api/v1/openapi.json")[2])
    schema = jsonschema.Draft202012Validator({"$ref": "#/components/schemas/Report", "components": described["components"]})
    tap.equal([e.message for e in schema.iter_errors(answer)], [], "as the API's description has it")
    receipt = answer["receipt"]
    said = json.loads(base64.urlsafe_b64decode(receipt.split(".")[1] + "=="))
    tap.equal([said["iss"], said["credential"]["sha256"], said["verdict"],
               {d["url"]: d["sha256"] for d in said["documents"]}],
              [OPERATOR, hashlib.sha256(good).hexdigest(), "verified",
               {f["url"]: f["sha256"] for f in answer["fetched"]}], "it says what the report says")
    tap.ok("receipt" not in ask(receipt=False)[1] and "receipt" not in ask()[1], "none unless asked for")
    path = os.path.join(w.folder, "r.jwt")
    with open(path, "w", encoding="ascii") as out:
        out.write(receipt)
    maps = [x for m in w.maps for x in ("--fetch-map", m)]
    done = subprocess.run([VERIFIER, "receipt", "verify", "--json", path, *maps, "--operator", OPERATOR],
                          capture_output=True, text=True, check=False)
    tap.equal((json.loads(done.stdout)["code"], done.returncode), ("receipt.holds", 0),
              "a stranger verifies it with the published key")
    for given, code in (({"receipt": "yes"}, 422), ({"evidence": 1}, 422)):
        tap.equal(ask(**given)[0] // 100, 4, f"refused: {given}")
    status, _ = service.verify(compact({"credentials": [good.decode()], "options": {"receipt": True}}),
                               "application/json")
    tap.equal(status // 100, 4, "not with several credentials")
    status, answer = ask(b"nonsense", receipt=True)
    said = json.loads(base64.urlsafe_b64decode(answer["receipt"].split(".")[1] + "=="))
    tap.equal([said["verdict"], said["code"], said["credential"].get("sha256")],
              ["not_valid", "input.not_recognised", None], "a receipt of what is nothing says so")

    answers = []
    threads = [threading.Thread(target=lambda: answers.append(ask(receipt=True)[1].get("receipt"))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tap.equal(len(set(answers)), 16, "many at once, each its own")

    # -- the page ---------------------------------------------------------------------
    _, _, page = service.ask("/")
    tap.ok(b'name="receipt"' in page, "the form offers a receipt")
    _, _, page = service.form(input=good)
    tap.ok(b"Check again and sign a receipt" in page and b"Download the receipt" not in page, "and so does the answer")
    status, _, page = service.form(input=good, receipt=b"yes")
    link = re.search(rb'href="data:application/json;base64,([^"]*)" download="receipt-', page)
    tap.ok(status == 200 and link, "a receipt to download")
    text = base64.b64decode(link.group(1)).decode() if link else "."
    tap.equal(json.loads(base64.urlsafe_b64decode(text.split(".")[1] + "==")).get("verdict"), "verified", "which says so")
    status, _, page = service.form(file=("b.jwt", good), receipt=b"yes")
    tap.ok(b"Download the receipt" in page, "of a file, too")

    # -- sealed bundles ------------------------------------------------------------------------
    bundle = os.path.join(w.folder, "b.zip")
    w.check(good, "--seal", bundle, *signing, "--public-url", SITE)
    sealed = open(bundle, "rb").read()
    of_sealed = jsonschema.Draft202012Validator({"$ref": "#/components/schemas/Sealed",
                                                 "components": described["components"]})
    for media_type in ("application/zip", "application/octet-stream"):
        w.asked.clear()
        status, answer = service.verify(sealed, media_type)
        tap.equal([status, answer["verdict"], answer["seal"], answer["receipt"]["code"], w.asked],
                  [200, "verified", "sealed.whole", "receipt.holds", []], f"a sealed bundle as {media_type}")
    tap.equal([e.message for e in of_sealed.iter_errors(answer)], [], "as the API's description has it")
    with zipfile.ZipFile(bundle) as archive:
        contents = {i.filename: archive.read(i) for i in archive.infolist()}
    contents["documents/002"] = contents["documents/003"]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    status, answer = service.verify(made.getvalue(), "application/zip")
    tap.equal([answer["verdict"], answer["code"], "report" in answer], ["not_valid", "sealed.files", False], "one that was altered")
    tap.equal([e.message for e in of_sealed.iter_errors(answer)], [], "as the API's description has it")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", "x")
    tap.equal(service.verify(made.getvalue(), "application/zip")[1]["code"], "input.unsupported", "any other archive")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps({"type": "TestamurBundle", "version": 1, "files": [
            {"path": "receipt.jwt", "size": 400 << 20, "sha256": "0" * 64}], "receipt": "receipt.jwt"}))
        archive.writestr("receipt.jwt", b"x" * (400 << 20))
    tap.equal(service.verify(made.getvalue(), "application/zip")[1]["code"], "input.unsupported",
              "one that would unpack to 400 MB is not unpacked")
    status, _, page = service.form(file=("b.zip", sealed))
    tap.ok(status == 200 and b"From a sealed bundle" in page and OPERATOR.encode() in page and b"VALID" in page,
           "on the page, with whose word it is")
    status, _, page = service.form(file=("b.zip", sealed), lang=b"es")
    tap.ok("De un paquete sellado" in page.decode() and "La firma" in page.decode(), "in Spanish, too")
    hers = os.path.join(w.folder, "hers.zip")
    w.check(w.token(w.badge(credentialSubject=w.subject(identifier=[
        {"type": "IdentityObject", "hashed": False, "identityHash": "Ada Example", "identityType": "name"}]))),
            "--seal", hers, *signing, "--public-url", SITE)
    hers = open(hers, "rb").read()
    for claim, words, valid in ((b"ada example", b"Match.", True), (b"Eve Elsewhere", b"No match.", False)):
        _, _, page = service.form(file=("b.zip", hers), claim=claim)
        tap.equal([words in page, b"From a sealed bundle" in page, b"The credential is genuine" in page],
                  [True, True, valid], f"what was typed is compared with a sealed one: {claim.decode()}")
    _, _, page = service.form(file=("b.zip", sealed), claim=b"Eve Elsewhere")
    tap.ok(b"Cannot be compared." in page, "one that names nobody")
    with zipfile.ZipFile(bundle) as archive:
        contents = {i.filename: archive.read(i) for i in archive.infolist()}
    contents["receipt.jwt"] = contents["receipt.jwt"][:-4] + b"AAAA"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    status, _, page = service.form(file=("b.zip", made.getvalue()))
    tap.ok(b"A file is missing, was changed" in page and b"From a sealed bundle" not in page, "an altered one is not shown as anything")

    # -- evidence ---------------------------------------------------------------------------
    time.sleep(1.1)
    w.replace_key()
    _, answer = ask(receipt=True)
    tap.equal(answer["code"], "controller.key_revoked", "the issuer's key was revoked")
    late = answer["receipt"]
    pages = dict(w.pages)
    service.process.send_signal(signal.SIGTERM)
    service.process.wait(timeout=20)
    service = Service(w, *options, "--fetch-map", f"{SITE}/=http://127.0.0.1:1/", "--operator", OPERATOR)
    code = lambda a, check: [c["code"] for c in a["checks"] if c["id"] == check][0]
    status, answer = ask(evidence=receipt)
    tap.equal([answer["evidence"][0]["code"], answer["code"]], ["receipt.operator_unreachable", "controller.key_revoked"],
              "a receipt whose operator does not answer counts for nothing")
    service.process.send_signal(signal.SIGTERM)
    service.process.wait(timeout=20)
    service = Service(w, *options, *signing)
    status, answer = ask(evidence=receipt)
    tap.equal([answer["evidence"][0]["code"], code(answer, "controller"), answer["verdict"]],
              ["receipt.holds", "controller.held", "verified"], "the verifier's own receipt of before holds it, and nobody is asked for its key")
    status, answer = ask(evidence=late)
    tap.equal([answer["evidence"][0]["code"], answer["code"]], ["receipt.not_proven", "controller.key_revoked"],
              "one of afterwards does not")
    status, answer = ask(evidence="x.y.z")
    tap.equal([answer["evidence"][0]["code"], answer["code"]], ["receipt.malformed", "controller.key_revoked"],
              "nor does nonsense")
    tap.equal([e.message for e in schema.iter_errors(answer)], [], "as the API's description has it")

    # -- the key process dies -------------------------------------------------------------------
    children = subprocess.run(["ps", "--ppid", str(service.process.pid), "-o", "pid="], capture_output=True, text=True,
                              check=False).stdout.split()
    os.kill(int(children[0]), signal.SIGKILL)
    status, answer = ask(receipt=True)
    tap.ok(status == 200 and "receipt" in answer, "a key process that died is started again", answer)
    service.process.send_signal(signal.SIGTERM)
    tap.equal(service.process.wait(timeout=20), 0, "stops")
    tap.ok("PRIVATE" not in service.log() and good.decode()[:40] not in service.log(), "and its log says nothing private")

    # -- without a key -----------------------------------------------------------------------------
    plain = Service(w, *options)
    service = plain
    tap.equal(plain.ask("/.well-known/did.json")[0], 404, "no key, no identity")
    tap.equal(ask(receipt=True)[0] // 100, 4, "and no receipts")
    _, _, page = plain.ask("/")
    tap.ok(b'name="receipt"' not in page, "nor are they offered")
    plain.process.send_signal(signal.SIGTERM)
    plain.process.wait(timeout=20)
    for args, why in ((("--receipt-key", os.path.join(keys, "board", "none")), "no such key"),
                      (("--receipt-key", os.path.join(keys, "board")), "key folder"),
                      ((*signing, "--retired-key", "es256-1=soon"), "wants KID=")):
        done = subprocess.run([VERIFIER, "serve", "--listen", "127.0.0.1:0", "--public-url", SITE, *args],
                              capture_output=True, text=True, timeout=30, check=False)
        tap.ok(done.returncode == 64 and why in done.stderr, why, done.stderr)
tap.done()
