#!/usr/bin/env python3
"""Contents that contradict themselves, or say nothing, though signed."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import Tap
from vcworld import BADGE_ID, CONTEXTS, DID, HOST, SUBJECT_ID, World, compact

tap = Tap()
with World() as w:
    def bad(name, check, code, verdict="not_valid", badge=None, claims=None, raw=None):
        data = w.sign(raw, w.header()) if raw is not None else w.token(badge, claims=claims)
        return w.expect(tap, name, data, check, code, verdict)

    # -- outside and inside --------------------------------------------------
    for name, changes in (("iss", {"iss": "did:web:issuer.example:issuers:other"}),
                          ("jti", {"jti": "urn:uuid:0"}), ("nbf", {"nbf": 1639958401}),
                          ("nbf as a text", {"nbf": "1639958400"}),
                          ("sub", {"sub": "did:example:thief"}),
                          ("exp without validUntil that lies", {"exp": 1})):
        claims = w.claims(**changes)
        if name.startswith("exp"):
            bad("exp differs from validUntil", "signature", "signature.claim_mismatch",
                badge=w.badge(validUntil="2031-01-01T00:00:00Z"), claims=claims)
            bad("exp in the past without validUntil", "validity", "validity.expired", claims=claims)
        else:
            bad(f"{name} differs", "signature", "signature.claim_mismatch", claims=claims)
    report = bad("sub is missing: a warning", "signature", "signature.claim_missing", "verified",
                 claims=w.claims(sub=None))
    tap.ok("sub" in report.checks["signature"]["detail"], "and it names the claim", report)
    bad("the subject's id replaced by another", "signature", "signature.claim_mismatch",
        badge=w.badge(credentialSubject=w.subject(id="did:example:thief")))

    # -- JSON ------------------------------------------------------------------
    text = compact({**w.badge(), **w.claims()})
    bad("a name twice at the top", "format", "format.duplicate_key",
        raw=text[:-1] + b',"validFrom":"2000-01-01T00:00:00Z"}')
    bad("a name twice further down", "format", "format.duplicate_key",
        raw=text.replace(b'"type":["Achievement"]', b'"type":["Achievement"],"type":["Achievement"]'))
    bad("a name twice by an escape", "format", "format.duplicate_key",
        raw=text[:-1] + b',"valid\\u0046rom":"2000-01-01T00:00:00Z"}')
    w.expect(tap, "a member twice in the header", w.sign(
        text, b'{"alg":"ES256","alg":"none","kid":"x"}'), "format", "format.duplicate_key", "not_valid")
    bad("a lone surrogate", "format", "format.bad_token",
        raw=text.replace(b"Just Society, series 1", b"\\ud800"))
    bad("nested without end", "format", "format.too_large", raw=b"[" * 5000 + b"]" * 5000)
    bad("keys that differ by Unicode normalisation only", "context", "context.undefined_term",
        raw=text[:-1] + ',"caf\u00e9":1,"cafe\u0301":2}'.encode())
    w.expect(tap, "more than a credential may hold", b"{" + b" " * (5 << 20) + b"}",
             "input", "input.too_large", "not_valid")

    # -- dates -------------------------------------------------------------------
    for value, code in (("2021-12-20T00:00:00", "format.date_without_zone"),
                        ("2021-12-20", "format.bad_date"), ("0000-01-01T00:00:00Z", "format.bad_date"),
                        ("2021-12-20T23:59:60Z", "format.bad_date"),
                        ("2021-02-30T00:00:00Z", "format.bad_date"),
                        (1639958400, "format.wrong_type")):
        bad(f"validFrom {value}", "format", code, badge=w.badge(validFrom=value), claims={})
    bad("validUntil in the year 9999 is fine", "validity", "validity.current", "verified",
        badge=w.badge(validUntil="9999-12-31T23:59:59Z"))
    bad("ends before it begins", "format", "format.period", badge=w.badge(
        validUntil="2021-01-01T00:00:00Z"))
    bad("expired", "validity", "validity.expired", badge=w.badge(
        validUntil="2022-01-01T00:00:00Z"))
    bad("not yet valid", "validity", "validity.not_yet", badge=w.badge(
        validFrom="2222-01-01T00:00:00Z"), claims={})

    # -- one subject ---------------------------------------------------------------
    bad("a second subject", "schema", "schema.ob3",
        badge=w.badge(credentialSubject=[w.subject(), w.subject(id="did:example:2")]), claims={})
    bad("no subject at all", "format", "format.missing_property",
        badge=w.badge(credentialSubject=None), claims={})
    bad("a subject without id and identifier", "schema", "schema.ob3",
        badge=w.badge(credentialSubject={k: v for k, v in w.subject().items() if k != "id"}), claims={})

    # -- terms -----------------------------------------------------------------------
    bad("expirationDate of model 1.1", "format", "format.old_property",
        badge=w.badge(expirationDate="2099-01-01T00:00:00Z"))
    bad("issuanceDate of model 1.1", "format", "format.old_property",
        badge=w.badge(issuanceDate="2000-01-01T00:00:00Z"))
    bad("a status entry of another standard", "context", "context.undefined_term",
        badge=w.badge(credentialStatus={**w.entry(), "type": "StatusList2021Entry"}))
    bad("a misspelt term", "context", "context.undefined_term",
        badge=w.badge(validUntill="2022-01-01T00:00:00Z"))
    bad("a misspelt term under @vocab", "context", "context.undefined_term",
        badge={**w.badge(validUntill="2022-01-01T00:00:00Z"),
               "@context": CONTEXTS + [{"@vocab": "https://x.example/#"}]})
    # What the type's own context defines again (validUntil) is no redefinition by JSON-LD.
    bad("a term redefined by an inline context", "context", "context.protected_redefinition",
        badge={**w.badge(), "@context": CONTEXTS + [{"description": "https://x.example/#no"}]})
    bad("a term removed by an inline context", "context", "context.protected_redefinition",
        badge={**w.badge(), "@context": CONTEXTS + [{"description": None}]})
    bad("contexts in the wrong order", "format", "format.context_order",
        badge={**w.badge(), "@context": CONTEXTS[::-1]})
    bad("the second context missing", "schema", "schema.ob3",
        badge={**w.badge(), "@context": CONTEXTS[:1]})
    bad("an unknown context is told", "context", "context.unknown", "verified",
        badge={**w.badge(), "@context": CONTEXTS + ["https://x.example/context"]})
    tap.ok(not any("x.example" in path for path in w.asked), "and is never fetched")
    bad("a term of another class", "context", "context.undefined_term",
        badge=w.badge(creditsEarned=5))
    bad("a vc claim beside a credential", "format", "format.ambiguous",
        badge=w.badge(), claims={**w.claims(), "vc": {"type": ["VerifiableCredential"]}})
    bad("an issuer without an id", "format", "format.missing_property",
        badge=w.badge(issuer={"type": ["Profile"], "name": "x"}), claims={})
    bad("an identity object with more in it", "schema", "schema.ob3", badge=w.badge(
        credentialSubject=w.subject(identifier=[{"type": "IdentityObject", "hashed": False,
                                                 "identityHash": "x", "identityType": "name",
                                                 "salt": "s", "name": "y"}])), claims={})
    tap.ok(BADGE_ID.startswith(HOST) and DID and SUBJECT_ID, "constants are those of the world")
tap.done()
