"""An OpenAPI document held against the program's routes and its real answers.

    api = Api(tap, document, ask)     # ask(method, path, data, headers): status, headers, body
    api.sound()                       # references, parameters, schemas
    api.ask("get", "/v/1YMM…", "/v/{id}", Accept="application/json")
"""
import json
import re

import jsonschema


def routes(text, prefix=""):
    """(method, path) of every row of a route table in C, without the kinds of parameters."""
    words = dict(re.findall(r"^#define (\w+)[ \t]+(.*\".*)$", text, re.M))
    found = set()
    for methods, row in re.findall(r"\{\s*((?:TSM_[A-Z]+(?: \| )?)+),\s*([^,]+),", text):
        for _ in range(3):
            row = re.sub(r"\b[A-Z]+\b", lambda m: words.get(m.group(0), m.group(0)), row)
        path = re.sub(r"\{(\w+):\w+\}", r"{\1}", "".join(re.findall(r'"([^"]*)"', row)))
        if path.startswith(prefix):
            found |= {(method.lower(), path) for method in re.findall(r"TSM_([A-Z]+)", methods)}
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
    def __init__(self, tap, document, ask):
        self.tap, self.document, self.asking, self.seen = tap, document, ask, set()

    def described(self):
        return {(method, path) for path, item in self.document["paths"].items() for method in item
                if method != "parameters"}

    def sound(self):
        tap, document = self.tap, self.document
        tap.ok(document["openapi"].startswith("3.1.") and document["info"]["title"] and document["info"]["version"],
               "OpenAPI 3.1")
        tap.ok(all(set(item) <= {"get", "put", "post", "delete", "parameters"} for item in document["paths"].values()),
               "path items")
        for pointer in sorted(set(pointers(document))):
            try:
                resolve(document, pointer)
            except KeyError:
                tap.ok(False, "leads somewhere: " + pointer)
        names = [document["paths"][path][method]["operationId"] for method, path in self.described()]
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

    def validator(self, schema):
        return jsonschema.Draft202012Validator({**schema, "components": self.document["components"]},
                                               format_checker=jsonschema.FormatChecker())

    def ask(self, method, path, template, data=None, media_type=None, **headers):
        if media_type:
            headers["Content-Type"] = media_type
        status, got, body = self.asking(method.upper(), path, data, headers)
        self.check(method, template, status, got, body)
        return status, got, body

    def check(self, method, template, status, got, body):
        tap, words = self.tap, f"{method} {template} {status}"
        response = self.document["paths"][template][method]["responses"].get(str(status))
        if response is None:
            tap.ok(False, f"{words}: is described", body)
            return
        if "$ref" in response:
            response = resolve(self.document, response["$ref"])
        missing = [name for name, header in response.get("headers", {}).items()
                   if got[name] is None and header.get("required", True)]
        tap.ok(not missing, f"{words}: headers", missing)
        self.seen.add((method, template, str(status)))
        content = response.get("content")
        if content is None:
            tap.equal(body, b"", f"{words}: no body")
            return
        kind = got["Content-Type"].split(";")[0]
        tap.ok(kind in content, f"{words}: media type", kind)
        schema = content[kind].get("schema") if kind in content else None
        if schema is not None and (kind.endswith("json") or kind == "application/vc"):
            wrong = sorted(self.validator(schema).iter_errors(json.loads(body)), key=str)
            tap.ok(not wrong, f"{words}: fits its schema", [(e.json_path, e.message[:600]) for e in wrong[:3]])

    def takes(self, template, value):
        """Whether a JSON body fits what POST of an address takes."""
        body = self.document["paths"][template]["post"]["requestBody"]["content"]["application/json"]["schema"]
        return self.validator(body).is_valid(value)

    def left(self, *but):
        """Answers that are described and were not had; not those of these statuses."""
        wanted = {(method, path, status) for method, path in self.described()
                  for status in self.document["paths"][path][method]["responses"]}
        return sorted(w for w in wanted - self.seen if w[2] not in but)
