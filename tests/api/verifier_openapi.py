#!/usr/bin/env python3
"""The OpenAPI document: it describes the routes that there are, and real answers fit its schemas."""
import json
import os
import re
import sys
import time
import urllib.error
import urllib.request

import jsonschema

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import ROOT, Tap
from diworld import DIWorld, EdKey
from vcworld import DID, HOST, compact
from verifierservice import Service

tap = Tap()
# what every object of an OpenAPI document has to have, as far as it is used there
APIS = ("/api/", "/credentials/", "/presentations/")
PATH_ITEM = {"get", "put", "post", "delete", "parameters"}


def served():
    """(method, path) of every route of an API in the program."""
    with open(os.path.join(ROOT, "verifier", "cli_serve.c"), encoding="utf-8") as handle:
        text = handle.read()
    base = re.search(r'#define BATCHES "([^"]+)"', text).group(1)
    found = set()
    for methods, path in re.findall(r'\{ ((?:TSM_[A-Z]+(?: \| )?)+), ((?:BATCHES )?"[^"]*"|BATCHES),', text):
        path = re.sub(r"\{(\w+):\w+\}", r"{\1}", path.replace("BATCHES", base).replace('"', "").replace(" ", ""))
        for method in re.findall(r"TSM_([A-Z]+)", methods):
            if path.startswith(APIS):
                found.add((method.lower(), path))
    return found


def pointers(node):
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "$ref":
                yield value
            yield from pointers(value)
    elif isinstance(node, list):
        for value in node:
            yield from pointers(value)


def resolve(document, pointer):
    node = document
    for part in pointer[2:].split("/"):
        node = node[part.replace("~1", "/").replace("~0", "~")]
    return node


class Api:
    """Asks, and holds every answer against the document."""

    def __init__(self, service, document):
        self.service, self.document, self.seen = service, document, set()

    def validator(self, schema):
        return jsonschema.Draft202012Validator({**schema, "components": self.document["components"]},
                                               format_checker=jsonschema.FormatChecker())

    def ask(self, method, path, template, data=None, media_type=None, **headers):
        if media_type:
            headers["Content-Type"] = media_type
        request = urllib.request.Request(self.service.base + path, data=data, headers=headers, method=method.upper())
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                status, got, body = reply.status, reply.headers, reply.read()
        except urllib.error.HTTPError as error:
            status, got, body = error.code, error.headers, error.read()
        self.check(method, template, status, got, body)
        return status, got, body

    def check(self, method, template, status, got, body):
        words = f"{method} {template} {status}"
        operation = self.document["paths"][template][method]
        response = operation["responses"].get(str(status))
        if response is None:
            tap.ok(False, f"{words}: is described", body)
            return
        if "$ref" in response:
            response = resolve(self.document, response["$ref"])
        missing = [name for name in response.get("headers", {}) if got[name] is None]
        tap.ok(not missing, f"{words}: headers", missing)
        content = response.get("content")
        self.seen.add((method, template, str(status)))
        if content is None:
            tap.equal(body, b"", f"{words}: no body")
            return
        kind = got["Content-Type"].split(";")[0]
        tap.ok(kind in content, f"{words}: media type", kind)
        schema = content[kind].get("schema") if kind in content else None
        if schema is not None and kind.endswith("json"):
            wrong = sorted(self.validator(schema).iter_errors(json.loads(body)), key=str)
            tap.ok(not wrong, f"{words}: fits its schema", [(e.json_path, e.message[:600]) for e in wrong[:3]])

    def takes(self, template, value):
        body = self.document["paths"][template]["post"]["requestBody"]["content"]["application/json"]["schema"]
        return self.validator(body).is_valid(value)


with DIWorld() as w:
    service = Service(w, "--fetch-map", w.maps[0], "--trust", DID + "=MFPE")
    status, headers, body = service.ask("/api/v1/openapi.json")
    document = json.loads(body)
    tap.equal((status, headers["Content-Type"], headers["Access-Control-Allow-Origin"]), (200, "application/json", "*"),
              "it is served, to any origin")
    with open(os.path.join(ROOT, "web", "static", "verifier.openapi.json"), "rb") as handle:
        tap.equal(body, handle.read(), "as it lies in the tree")
    tap.equal(service.ask("/api/v1/openapi.json", **{"If-None-Match": headers["ETag"]})[0], 304, "with an entity tag")
    tap.ok(document["openapi"].startswith("3.1.") and document["info"]["title"] and document["info"]["version"],
           "OpenAPI 3.1")
    described = {(method, path) for path, item in document["paths"].items() for method in item if method != "parameters"}
    tap.equal(sorted(p for p in described if p[1].startswith(APIS)), sorted(served()), "the routes, all of them and no other")
    tap.ok(all(set(item) <= PATH_ITEM for item in document["paths"].values()), "path items")
    for pointer in sorted(set(pointers(document))):
        try:
            resolve(document, pointer)
        except KeyError:
            tap.ok(False, "leads somewhere: " + pointer)
    names = [operation["operationId"] for path, item in document["paths"].items()
             for method, operation in item.items() if method != "parameters"]
    tap.equal(len(names), len(set(names)), "operation ids are unique")
    for path, item in document["paths"].items():
        known = {p["name"] for p in item.get("parameters", []) if p["in"] == "path"}
        tap.equal(known, set(re.findall(r"\{(\w+)\}", path)), f"{path}: its parameters")
    for name, schema in document["components"]["schemas"].items():
        try:
            jsonschema.Draft202012Validator.check_schema(schema)
        except jsonschema.SchemaError as problem:
            tap.ok(False, f"{name} is a schema", problem.message)
    used = {pointer.split("/")[-1] for pointer in pointers(document) if "/schemas/" in pointer}
    tap.equal(sorted(set(document["components"]["schemas"]) - used), [], "no schema is left over")

    # -- real answers --------------------------------------------------------------
    api = Api(service, document)
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
                               (presented, {"challenge": "c", "domain": "d", "more": 1}), (presented, {"checks": 7})):
            api.ask("post", path, path, compact({member: value, "options": options}), "application/json")
        api.ask("post", path, path, b"{", "application/json")
        api.ask("post", path, path, b"{}", "text/csv")
        api.ask("post", path, path, b"{}", "application/json", Authorization="Bearer none")
        tap.ok(api.takes(path, {member: {}, "options": {"checks": [], "more": 1}})
               and not api.takes(path, {"options": None}), f"{path}: what is sent")
    wanted = {(method, path, status) for path, item in document["paths"].items() if path.startswith(APIS)
              for method, operation in item.items() if method != "parameters" for status in operation["responses"]}
    # that needs a server without room, or so many questions; tests/attack has them
    left = {w for w in wanted - api.seen if w[2] not in ("409", "429", "503")}
    tap.equal(sorted(left), [("post", verify, "400"), ("post", "/credentials/verify", "413"),
                             ("post", "/presentations/verify", "413")], "every answer that is described was had")

    # -- what is sent ---------------------------------------------------------------
    tap.ok(api.takes(verify, {"credential": "x", "options": {"as_of": "2021-01-01"}}), "a question")
    tap.ok(api.takes(batches, ["x", {}]) and api.takes(batches, {"credentials": []}), "a batch")
    options = api.validator({"$ref": "#/components/schemas/Options"})
    tap.ok(not options.is_valid({"nme": "x"}) and options.is_valid({"name": "x"}), "options, and no other")
    service.stop()
tap.done()
