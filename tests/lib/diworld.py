"""Data Integrity proofs by the issuer of vcworld, for black-box tests.

Hashes are made here from the canonical forms that "tool" prints, and signed
by the openssl command line.

    with DIWorld() as w:
        w.check(w.prove(w.badge()))
"""
import hashlib
import json
import os
import subprocess
import tempfile

from tap import VERIFIER
from vcworld import DID, DID_PATH, HOST, REVOCATION, SUSPENSION, World, compact

ED_KID = DID + "#ed-1"
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
CREATED = "2021-12-20T00:00:00Z"


def b58(data):
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return "z" + "1" * (len(data) - len(data.lstrip(b"\0"))) + text


class EdKey:
    """An Ed25519 key in a file."""

    def __init__(self, folder, name):
        self.path = os.path.join(folder, name + ".pem")
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", self.path], check=True)
        der = subprocess.run(["openssl", "pkey", "-in", self.path, "-pubout", "-outform", "DER"],
                             check=True, capture_output=True).stdout
        self.raw = der[-32:]
        self.multikey = b58(b"\xed\x01" + self.raw)

    def sign(self, data):
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            return subprocess.run(["openssl", "pkeyutl", "-sign", "-inkey", self.path, "-rawin", "-in",
                                   file.name], check=True, capture_output=True).stdout


class P384Key:
    """A P-384 key in a file."""

    def __init__(self, folder, name):
        self.path = os.path.join(folder, name + ".pem")
        subprocess.run(["openssl", "ecparam", "-name", "secp384r1", "-genkey", "-noout", "-out",
                        self.path], check=True)
        der = subprocess.run(["openssl", "ec", "-in", self.path, "-pubout", "-outform", "DER"],
                             check=True, capture_output=True).stdout
        self.multikey = b58(b"\x81\x24" + bytes([2 + (der[-1] & 1)]) + der[-96:-48])

    def sign(self, data):
        der = subprocess.run(["openssl", "dgst", "-sha384", "-sign", self.path], input=data, check=True,
                             capture_output=True).stdout
        r_len = der[3]
        r, s = der[4:4 + r_len], der[6 + r_len:]
        return r.lstrip(b"\0").rjust(48, b"\0") + s.lstrip(b"\0").rjust(48, b"\0")


def method(key, kid=ED_KID, controller=DID, **more):
    return {"id": kid, "type": "Multikey", "controller": controller,
            "publicKeyMultibase": key.multikey, **more}


class DIWorld(World):
    def __init__(self):
        self.forms = {}
        self.ed = None
        self.more = ()
        super().__init__()

    def reset(self):
        if self.ed is None:
            self.ed = EdKey(self.folder, "ed")
            self.other_ed = EdKey(self.folder, "other-ed")
        super().reset()
        self.asked.clear()
        self.pages[DID_PATH] = self.document(method(self.ed))
        for url, purpose in ((REVOCATION, "revocation"), (SUSPENSION, "suspension")):
            self.pages[url[len(HOST):]] = self.prove(self.list_credential(url, purpose))

    def document(self, *methods, did=DID, relation="assertionMethod"):
        """A DID document: the P-256 key of vcworld, and these methods."""
        document = self.did_document(did)
        document["verificationMethod"] += methods
        document.setdefault(relation, [])
        document[relation] += [m["id"] for m in methods]
        return document

    def tool(self, *verb, value):
        with tempfile.NamedTemporaryFile("wb", suffix=".json") as file:
            file.write(compact(value))
            file.flush()
            done = subprocess.run([VERIFIER, "tool", *verb, *self.more, file.name],
                                  capture_output=True, check=False)
        if done.returncode != 0:
            raise ValueError(done.stderr.decode())
        return done.stdout

    def canonical(self, value, jcs=False, digest="sha256"):
        """Canonical bytes: N-Quads, or JSON."""
        key = (compact(value), jcs, digest, self.more)
        if key not in self.forms:
            self.forms[key] = (self.tool("jcs", value=value).rstrip(b"\n") if jcs else
                               self.tool("jsonld", "canon", "--rdf-direction", "i18n-datatype",
                                         "--hash", digest, value=value))
        return self.forms[key]

    def options(self, suite="eddsa-rdfc-2022", **changes):
        """A proof without its value; a change to None takes a member away."""
        options = {"type": "DataIntegrityProof", "cryptosuite": suite, "created": CREATED,
                   "verificationMethod": ED_KID, "proofPurpose": "assertionMethod"}
        if suite == "Ed25519Signature2020":
            options = {**options, "type": suite}
            del options["cryptosuite"]
        options.update(changes)
        return {k: v for k, v in options.items() if v is not None}

    def hash_data(self, document, options, digest="sha256"):
        jcs = "-jcs-" in options.get("cryptosuite", "")
        config = dict(options)
        if not jcs:
            config.pop("@context", None)
            config["@context"] = document["@context"]
        make = hashlib.new
        return (make(digest, self.canonical(config, jcs, digest)).digest()
                + make(digest, self.canonical(document, jcs, digest)).digest())

    def proof(self, document, key=None, previous=None, digest="sha256", **changes):
        """A proof of a document that has none; previous: proofs it is signed with."""
        options = self.options(**changes)
        if previous is not None:
            document = {**document, "proof": previous}
        value = (key or self.ed).sign(self.hash_data(document, options, digest))
        return {**options, "proofValue": b58(value)}

    def prove(self, document, key=None, **changes):
        """The document with a proof in it, as JSON text."""
        return compact({**document, "proof": self.proof(document, key, **changes)})


def with_proof(document, proof):
    return compact({**document, "proof": proof})


def load(text):
    return json.loads(text)
