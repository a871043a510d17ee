/*
 * The holder's proof of a presentation: for authentication, by a key of the
 * holder, made for this verifier (domain) and this occasion (challenge).
 */
#include <string.h>

#include "keys.h"
#include "presentation.h"
#include "testamur/base/time.h"
#include "testamur/ob/check.h"

static enum tsm_status answer(
    struct presentation *p, enum code_id code, const char *detail)
{
	p->code = code;
	p->detail = detail;
	return TSM_OK;
}

/* ---- embedded proofs ------------------------------------------------------- */

/* What an issuer's proof would be told by, in terms of a presentation. */
static const struct {
	enum code_id proof;
	enum code_id presentation;
} translations[] = {
	{ CODE_SIGNATURE_NO_PROOF, CODE_PRESENTATION_NO_PROOF },
	{ CODE_SIGNATURE_PURPOSE, CODE_PRESENTATION_PURPOSE },
	{ CODE_SIGNATURE_EXPIRED, CODE_PRESENTATION_EXPIRED },
};

static void translate(struct presentation *p, const struct tsm_report *report)
{
	static const enum tsm_check checks[] = { TSM_CHECK_PRESENTATION,
		TSM_CHECK_KEY, TSM_CHECK_CONTROLLER, TSM_CHECK_SIGNATURE };
	const struct tsm_check_result *fails = NULL;

	for (size_t i = 0; i < 4 && fails == NULL; i++)
		if (report->checks[checks[i]].outcome == TSM_FAIL)
			fails = &report->checks[checks[i]];
	p->detail = report->checks[TSM_CHECK_KEY].detail;
	if (fails == NULL)
		return;
	p->detail = fails->detail;
	p->code = fails->code->check == TSM_CHECK_SIGNATURE
		      ? CODE_PRESENTATION_SIGNATURE
		      : CODE_PRESENTATION_KEY;
	if (fails->code == code_row(CODE_PRESENTATION_CHALLENGE))
		p->code = CODE_PRESENTATION_CHALLENGE;
	if (fails->code == code_row(CODE_PRESENTATION_DOMAIN))
		p->code = CODE_PRESENTATION_DOMAIN;
	for (size_t i = 0; i < sizeof(translations) / sizeof(translations[0]);
	     i++)
		if (fails->code == code_row(translations[i].proof))
			p->code = translations[i].presentation;
}

/* The DID of a DID URL, or NULL. */
static const char *did_of(struct run *run, const char *method)
{
	struct tsm_did_url url;

	if (method == NULL || tsm_did_parse(tsm_str(method), &url) != TSM_OK)
		return NULL;
	return tsm_arena_str(run->arena, url.did);
}

/* The same steps as for an issuer's proofs, over a report of their own. */
static enum tsm_status judge_embedded(struct run *run, struct presentation *p)
{
	const struct tsm_integrity_expected expected = {
		.purpose = "authentication",
		.domain = run->options->domain,
		.challenge = run->options->challenge,
	};
	struct run proof = *run;

	proof.report = tsm_arena_alloc(run->arena, sizeof(*proof.report));
	if (proof.report == NULL)
		return tsm_fail_memory(run->err);
	forget_checks(&proof);
	proof.credential = p->json;
	proof.expected = &expected;
	enum tsm_status status = proofs_open(&proof);
	if (status == TSM_OK && p->holder == NULL && proof.integrity.count > 0)
		p->holder = did_of(run, proof.integrity.proofs[0].method);
	proof.issuer = p->holder;
	/* Of others than a DID no keys for authentication are known: each
	 * proof is without a key then. */
	if (p->holder == NULL || !tsm_did_is(tsm_str(p->holder)))
		proof.issuer = NULL;
	if (status == TSM_OK)
		status = proofs_keys(&proof);
	if (status == TSM_OK)
		status = proofs_signatures(&proof);
	if (status == TSM_OK && run_signed(&proof))
		p->code = CODE_PRESENTATION_HOLDER;
	else if (status == TSM_OK)
		translate(p, proof.report);
	run_release(&proof);
	return status;
}

/* ---- tokens ---------------------------------------------------------------- */

/* RFC 8725 section 3.11: a token made for something else is none. */
static bool is_type(const char *typ)
{
	static const char *const types[] = { "vp+jwt", "application/vp+jwt",
		"vp+ld+jwt", "vp-ld+jwt", "vp+ld+json+jwt", "JWT" };

	if (typ == NULL)
		return true;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (tsm_str_is_nocase(tsm_str(typ), types[i]))
			return true;
	return false;
}

/* RFC 7519 section 4.1.3: one text or an array of them. */
static bool is_audience(const struct tsm_json *aud, const char *domain)
{
	for (size_t i = 0; i < tsm_json_values(aud); i++)
		if (tsm_streq(tsm_json_string(tsm_json_nth(aud, i)), domain))
			return true;
	return false;
}

/* Absent is fine, malformed is not. */
static bool read_date(
    const struct tsm_json *claims, const char *name, int64_t *ret)
{
	return tsm_json_get(claims, name) == NULL ||
	       tsm_proof_date_claim(claims, name, ret);
}

/* What the claims say against it, or CODE_PRESENTATION_HOLDER. */
static enum code_id judge_claims(
    const struct run *run, const struct presentation *p)
{
	const struct tsm_json *iss = tsm_json_get(p->claims, "iss");
	const struct tsm_verify_options *o = run->options;
	int64_t exp = INT64_MAX, nbf = INT64_MIN, iat = INT64_MIN;

	if (iss != NULL && !tsm_streq(tsm_json_string(iss), p->holder))
		return CODE_PRESENTATION_KEY;
	if (o->domain != NULL &&
	    !is_audience(tsm_json_get(p->claims, "aud"), o->domain))
		return CODE_PRESENTATION_DOMAIN;
	if (o->challenge != NULL &&
	    !tsm_streq(tsm_json_get_string(p->claims, "nonce"), o->challenge))
		return CODE_PRESENTATION_CHALLENGE;
	if (!read_date(p->claims, "exp", &exp) ||
	    !read_date(p->claims, "nbf", &nbf) ||
	    !read_date(p->claims, "iat", &iat))
		return CODE_PRESENTATION_EXPIRED;
	if ((exp != INT64_MAX && run->as_of > exp + TSM_VERIFY_LEEWAY) ||
	    (nbf != INT64_MIN && run->as_of < nbf - TSM_VERIFY_LEEWAY))
		return CODE_PRESENTATION_EXPIRED;
	return CODE_PRESENTATION_HOLDER;
}

static enum tsm_status judge_signature(
    struct run *run, struct presentation *p, const struct tsm_public_key *key)
{
	struct tsm_error err = { 0 };
	bool valid = false;

	switch (tsm_jws_verify(&p->jws, key, &valid, &err)) {
	case TSM_OK:
		p->code =
		    valid ? judge_claims(run, p) : CODE_PRESENTATION_SIGNATURE;
		return TSM_OK;
	case TSM_E_MISMATCH:
		return answer(p, CODE_PRESENTATION_SIGNATURE, NULL);
	case TSM_E_MEMORY:
		return tsm_fail_memory(run->err);
	default:
		return tsm_fail(run->err, TSM_E_CRYPTO, NULL,
		    "the signature could not be computed");
	}
}

static enum tsm_status judge_token(struct run *run, struct presentation *p)
{
	const struct tsm_integrity_expected expected = { "authentication", NULL,
		NULL };
	struct tsm_proof named = { .method = p->jws.kid,
		.jwk = p->jws.jwk,
		.jws = p->jws,
		.form = p->json != p->claims ? TSM_PROOF_FORM_LEGACY
					     : TSM_PROOF_FORM_W3C };
	struct run holder = *run;
	struct key_answer key;

	if (p->holder == NULL)
		p->holder = tsm_json_get_string(p->claims, "iss");
	if (p->holder == NULL)
		p->holder = did_of(run, p->jws.kid);
	enum tsm_status status = tsm_jws_check_header(&p->jws, NULL);
	if (status == TSM_E_UNSUPPORTED)
		return answer(p, CODE_PRESENTATION_NOT_CHECKED,
		    TSM_SAID(
			"It is signed by an algorithm that is not known here."));
	if (status != TSM_OK || !is_type(p->jws.typ))
		return answer(p, CODE_PRESENTATION_SIGNATURE,
		    TSM_SAID("Its header is not acceptable."));
	/* Each proof has to hold, and one within a token is not looked at. */
	if (tsm_json_get(p->json, "proof") != NULL)
		return answer(p, CODE_PRESENTATION_NOT_CHECKED,
		    TSM_SAID("The token has a proof in it as well."));
	if (p->holder == NULL || !tsm_did_is(tsm_str(p->holder)))
		return answer(p, CODE_PRESENTATION_NOT_CHECKED,
		    TSM_SAID("Its holder is not known by a DID."));
	named.has_signed_at =
	    tsm_proof_date_claim(p->claims, "iat", &named.signed_at);
	holder.expected = &expected;
	holder.issuer = p->holder;
	TSM_TRY(key_resolve(&holder, &named, p->holder, &key));
	if (key.public_key != NULL) {
		status = judge_signature(run, p, key.public_key);
		key_answer_release(run, &key);
		return status;
	}
	bool fails = code_row(key.key)->outcome == TSM_FAIL ||
		     code_row(key.controller)->outcome == TSM_FAIL;
	p->detail = tsm_arena_dup(run->arena, key.detail);
	if (p->detail == NULL)
		return tsm_fail_memory(run->err);
	p->code = fails ? CODE_PRESENTATION_KEY : CODE_PRESENTATION_NOT_CHECKED;
	return TSM_OK;
}

/*
 * What a presentation says beside its credentials, which are judged by
 * themselves, has a meaning. Documents of data model 1.1 are not held to it.
 */
static enum tsm_status judge_context(struct run *run, struct presentation *p)
{
	/* the first is a claim of tokens; proofs_open() knows the others */
	static const char *const parts[] = { "nonce", "verifiableCredential",
		"proof", NULL };
	bool token = p->claims != NULL;
	struct run document = *run;

	document.report = tsm_arena_alloc(run->arena, sizeof(*document.report));
	document.credential =
	    tsm_json_with(run->arena, p->json, parts + !token, NULL, 0);
	if (document.report == NULL || document.credential == NULL)
		return tsm_fail_memory(run->err);
	document.opened = token;
	TSM_TRY(proofs_open(&document));
	TSM_TRY(check_context(&document));
	const struct tsm_check_result *result =
	    &document.report->checks[TSM_CHECK_CONTEXT];
	if (result->outcome == TSM_PASS || result->outcome == TSM_WARN)
		return TSM_OK;
	return answer(p, CODE_PRESENTATION_CONTEXT, result->detail);
}

enum tsm_status presentation_judge(
    struct run *run, struct presentation *presentation)
{
	presentation->code = CODE_PRESENTATION_NOT_CHECKED;
	TSM_TRY(presentation->claims != NULL
		    ? judge_token(run, presentation)
		    : judge_embedded(run, presentation));
	if (presentation->code != CODE_PRESENTATION_HOLDER ||
	    tsm_vc_is_v1(presentation->json))
		return TSM_OK;
	return judge_context(run, presentation);
}
