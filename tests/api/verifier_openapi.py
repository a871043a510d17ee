#!/usr/bin/env python3
"""The OpenAPI document: it describes the routes that there are, and real answers fit its schemas."""
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from diworld import DIWorld, EdKey
from openapi import Api, routes
from tap import ROOT, Tap
from vcworld import DID, HOST, compact
from verifierservice import Service

tap = Tap()
APIS = ("/api/", "/credentials/", "/presentations/")


with DIWorld() as w:
    service = Service(w, "--fetch-map", w.maps[0], "--trust", DID + "=MFPE")
    status, headers, body = service.ask("/api/v1/openapi.json")
    document = json.loads(body)
    tap.equal((status, headers["Content-Type"], headers["Access-Control-Allow-Origin"]), (200, "application/json", "*"),
              "it is served, to any origin")
    with open(os.path.join(ROOT, "web", "static", "verifier.openapi.json"), "rb") as handle:
        tap.equal(body, handle.read(), "as it lies in the tree")
    tap.equal(service.ask("/api/v1/openapi.json", **{"If-None-Match": headers["ETag"]})[0], 304, "with an entity tag")
    with open(os.path.join(ROOT, "verifier", "cli_serve.c"), encoding="utf-8") as handle:
        table = routes(handle.read(), APIS)

    def send(method, path, data, headers):
        return service.ask(path, data, method=method, **headers)

    api = Api(tap, document, send)
    tap.equal(sorted(api.described()), sorted(table), "the routes, all of them and no other")
    api.sound()

    # -- real answers --------------------------------------------------------------
    verify, batches = "/api/v1/verify", "/api/v1/batches"
    good = w.token()
    subject = w.subject(activityStartDate="2026-03-01T09:00:00Z", activityEndDate="2026-03-01T14:00:00Z",
                        role="Learner", term="Spring", licenseNumber="5")
    full = w.token(w.badge(id=HOST + "/b/9", credentialSubject=subject), claims=w.claims(jti=HOST + "/b/9"))
    for data, media_type in ((good, "application/vc+jwt"), (full, "application/jwt"), (b"none", "text/plain"),
                             (good[:-6] + b"AAAAAA", "application/jwt"), (compact(w.badge()), "application/vc"),
                             (b"", "application/octet-stream"), (b'{"a":1,"a":2}', "application/json"),
                             (compact({"credential": good.decode(), "options": {"name": "Bob", "as_of": "2021-01-01"}}),
                              "application/json"),
                             (compact({"credential": good.decode(), "options": {"challenge": "c"}}), "application/json"),
                             (compact({"credentials": [good.decode(), full.decode(), 5, ""]}), "application/json"),
                             (compact({"credentials": ["x"] * 201}), "application/json"),
                             (compact({"credential": "x", "optons": {}}), "application/json"), (b"x", "a/b")):
        api.ask("post", verify, verify, data, media_type)
    api.ask("post", verify, verify, good, "application/jwt", Authorization="Bearer none")
    status, headers, body = api.ask("post", batches, batches, compact([good.decode(), full.decode(), good.decode(), 5, ""]),
                                    "application/json")
    place, one, rows = headers["Location"], batches + "/{id}", batches + "/{id}/rows"
    for _ in range(100):
        if json.loads(service.ask(place)[2])["state"] != "running":
            break
        time.sleep(0.05)
    api.ask("get", place, one)
    api.ask("get", place + "/rows", rows)
    api.ask("get", place + "/rows", rows, Accept="text/csv")
    api.ask("get", place + "/rows?format=xml", rows)
    api.ask("delete", place, one)
    for method, path, template in (("get", place, one), ("delete", place, one), ("get", place + "/rows", rows)):
        api.ask(method, path, template)
        api.ask(method, path, template, Authorization="Bearer none")
        # of a server that was started an hour ago
        api.ask(method, path.replace(path.split("/")[4], f"{int(time.time()) - 3600:08x}" + 24 * "a"), template)
    for data, media_type in ((b"[1", "application/json"), (b"x\n" * 5001, "text/plain"), (b"\n", "text/plain"), (b"x", "a/b"),
                             (b"a,b\n1,2\n", "text/csv")):
        api.ask("post", batches, batches, data, media_type)
    api.ask("post", batches, batches, b"x", "text/plain", Authorization="Bearer none")
    for _ in range(12):
        status = service.ask(batches, b"x", "text/plain")[0]
    api.ask("post", batches, batches, b"x", "text/plain")
    api.ask("get", "/api/v1/openapi.json", "/api/v1/openapi.json")
    ada = EdKey(w.folder, "ada")
    holder = "did:key:" + ada.multikey
    presented = {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"],
                 "holder": holder, "verifiableCredential": [json.loads(w.prove(w.badge()))]}
    api.ask("post", "/presentations/verify", "/presentations/verify", compact({"verifiablePresentation": json.loads(
        w.prove(presented, ada, verificationMethod=f"{holder}#{ada.multikey}", proofPurpose="authentication",
                challenge="c", domain="d"))}), "application/json")
    for path, member in (("/credentials/verify", "verifiableCredential"),
                         ("/presentations/verify", "verifiablePresentation")):
        for value, options in ((good.decode(), None), ("x", {"checks": ["proof"]}), (w.badge(), {}),
                               (presented, {"challenge": "c", "domain": "d", "more": 1}), (presented, {"checks": 7}),
                               (good.decode(), {"returnCredential": True}), (presented, {"returnPresentation": True})):
            api.ask("post", path, path, compact({member: value, "options": options}), "application/json")
        api.ask("post", path, path, b"{", "application/json")
        api.ask("post", path, path, b"{}", "text/csv")
        api.ask("post", path, path, b"{}", "application/json", Authorization="Bearer none")
        tap.ok(api.takes(path, {member: {}, "options": {"checks": [], "more": 1}})
               and not api.takes(path, {"options": None}), f"{path}: what is sent")
    path = "/presentations/verify"
    api.ask("post", path, path, compact({"presentation": presented}), "application/json")
    tap.ok(api.takes(path, {"presentation": presented}) and not api.takes(path, {"presentation": "x"}),
           f"{path}: one without a proof")
    # those that are left out need a server without room, or so many questions; tests/attack has them
    tap.equal(api.left("409", "429", "503"), [("post", verify, "400"), ("post", "/credentials/verify", "413"),
                                              ("post", "/presentations/verify", "413")], "every answer that is described was had")

    # -- what is sent ---------------------------------------------------------------
    tap.ok(api.takes(verify, {"credential": "x", "options": {"as_of": "2021-01-01"}}), "a question")
    tap.ok(api.takes(batches, ["x", {}]) and api.takes(batches, {"credentials": []}), "a batch")
    options = api.validator({"$ref": "#/components/schemas/Options"})
    tap.ok(not options.is_valid({"nme": "x"}) and options.is_valid({"name": "x"}), "options, and no other")
    service.stop()
tap.done()
