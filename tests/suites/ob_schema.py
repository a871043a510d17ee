#!/usr/bin/env python3
"""What ob/model.h builds, held to 1EdTech's published schemas and contexts."""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import BUILD, SHARED, Tap

SCHEMAS = os.path.join(SHARED, "data", "schemas")
CONTEXTS = os.path.join(SHARED, "data", "contexts")
FILES = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.jsonld",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "ob-v3p0-extensions.json",
    "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json": "clr-v2p0-context-2.0.1.json",
}
# Where a sample departs from the schema on purpose, and why.
DEPARTURES = {
    # VCDM 2.0 section 4.10 allows a set of entries, and we need two (revocation and suspension);
    # Open Badges 3.0 says [0..1]: 1EdTech openbadges-specification issue 623.
    "two-statuses": ["credentialStatus"],
}

tap = Tap()
folder = tempfile.mkdtemp(prefix="testamur-")
program = os.path.join(BUILD, "tests", "suites", "ob", "ob_samples")
done = subprocess.run([program], env=dict(os.environ, TESTAMUR_SAMPLES=folder),
                      capture_output=True, check=False)
samples = {}
for name in sorted(os.listdir(folder)):
    with open(os.path.join(folder, name), encoding="utf-8") as handle:
        samples[name[:-5]] = json.load(handle)
tap.ok(done.returncode == 0 and len(samples) == 7, "samples are written", done.stdout + done.stderr)


def against_schema(name, schema_file):
    title = f"{name} against {schema_file}"
    path = os.path.join(SCHEMAS, schema_file)
    try:
        import jsonschema
    except ImportError:
        tap.skip(title, "python3-jsonschema is not installed")
        return
    if not os.path.exists(path):
        tap.skip(title, "the published schemas are not here")
        return
    with open(path, encoding="utf-8") as handle:
        schema = json.load(handle)
    validator = jsonschema.Draft201909Validator(
        schema, format_checker=jsonschema.FormatChecker())
    errors = sorted("/".join(map(str, e.absolute_path)) for e in
                    validator.iter_errors(samples[name]))
    tap.equal(errors, DEPARTURES.get(name, []), title)


for name in ("least", "full", "two-statuses"):
    against_schema(name, "ob_v3p0_achievementcredential_schema.json")
    if name != "two-statuses":
        against_schema(name, "ob_v3p0_anyachievementcredential_schema.json")
against_schema("clr", "clr_v2p0_clrcredential_schema.json")
against_schema("profile", "ob_v3p0_profile_schema.json")


def load_terms():
    """(globals, per type) of the contexts, as their files define them."""
    everywhere, by_type = {}, {}
    for url, file in FILES.items():
        with open(os.path.join(CONTEXTS, file), encoding="utf-8") as handle:
            context = json.load(handle)["@context"]
        everywhere[url] = {k for k in context if not k.startswith("@")}
        by_type[url] = {k: set(v["@context"]) for k, v in context.items()
                        if isinstance(v, dict) and isinstance(v.get("@context"), dict)}
    return everywhere, by_type


def undefined(value, urls, terms, place=""):
    everywhere, by_type = terms
    if isinstance(value, list):
        return [x for i, v in enumerate(value) for x in undefined(v, urls, terms, f"{place}/{i}")]
    if not isinstance(value, dict):
        return []
    types = value.get("type", [])
    types = [types] if isinstance(types, str) else types
    known = set().union(*(everywhere[u] for u in urls),
                        *(by_type[u].get(t, set()) for u in urls for t in types))
    urls = value.get("@context", urls)
    bad = [f"{place}/{k}" for k in value if k not in known and not k.startswith("@")]
    bad += [f"{place}/type={t}" for t in types
            if not any(t in everywhere[u] for u in urls)]
    for name, member in value.items():
        if name not in ("@context", "type"):
            bad += undefined(member, urls, terms, f"{place}/{name}")
    return bad


for name, sample in samples.items():
    title = f"every term of {name} is defined by its contexts"
    if not os.path.isdir(CONTEXTS):
        tap.skip(title, "the published contexts are not here")
    else:
        tap.equal(undefined(sample, sample["@context"], load_terms()), [], title)
tap.done()
