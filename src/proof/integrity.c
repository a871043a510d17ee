/*
 * integrity.c - the table of Data Integrity suites; opening and verifying.
 */
#include <stdio.h>
#include <string.h>

#include "integrity_private.h"
#include "testamur/base/encode.h"
#include "testamur/base/time.h"
#include "testamur/base/uri.h"
#include "testamur/crypto/signature.h"

#define DATA_INTEGRITY "DataIntegrityProof"
#define ED25519        (1U << TSM_KEY_ED25519)
#define NIST           (1U << TSM_KEY_P256 | 1U << TSM_KEY_P384)

/* A new suite is one row here; a new form its hashing in a file of its own. */
static const struct tsm_integrity_suite suites[] = {
	{ "eddsa-rdfc-2022", DATA_INTEGRITY, "eddsa-rdfc-2022",
	    TSM_INTEGRITY_RDFC, ED25519 },
	{ "eddsa-jcs-2022", DATA_INTEGRITY, "eddsa-jcs-2022", TSM_INTEGRITY_JCS,
	    ED25519 },
	{ "ecdsa-rdfc-2019", DATA_INTEGRITY, "ecdsa-rdfc-2019",
	    TSM_INTEGRITY_RDFC, NIST },
	{ "ecdsa-jcs-2019", DATA_INTEGRITY, "ecdsa-jcs-2019", TSM_INTEGRITY_JCS,
	    NIST },
	{ "ecdsa-sd-2023", DATA_INTEGRITY, "ecdsa-sd-2023", TSM_INTEGRITY_SD,
	    1U << TSM_KEY_P256 },
	{ "Ed25519Signature2020", "Ed25519Signature2020", NULL,
	    TSM_INTEGRITY_RDFC, ED25519 },
};

const struct tsm_integrity_suite *tsm_integrity_suite_find(
    struct tsm_str type, struct tsm_str cryptosuite)
{
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		const struct tsm_integrity_suite *suite = &suites[i];
		if (!tsm_str_is(type, suite->type))
			continue;
		if (suite->cryptosuite == NULL
			? cryptosuite.ptr == NULL
			: tsm_str_is(cryptosuite, suite->cryptosuite))
			return suite;
	}
	return NULL;
}

enum tsm_digest_alg tsm_integrity_digest(enum tsm_key_type key)
{
	return key == TSM_KEY_P384 ? TSM_SHA384 : TSM_SHA256;
}

/* --- opening -------------------------------------------------------------- */

bool integrity_texts(const struct tsm_json *value)
{
	for (size_t i = 0; i < tsm_json_values(value); i++)
		if (!tsm_json_is(tsm_json_nth(value, i), TSM_JSON_STRING))
			return false;
	return tsm_json_values(value) > 0;
}

static void malformed(struct tsm_integrity_proof *proof, const char *member)
{
	if (proof->malformed == NULL)
		proof->malformed = member;
}

/* A member that is a text where it is there. */
static const char *text_of(
    struct tsm_integrity_proof *proof, const char *name, bool required)
{
	const struct tsm_json *value = tsm_json_get(proof->json, name);
	const char *text = tsm_json_string(value);

	if (text == NULL ? required || value != NULL : text[0] == '\0')
		malformed(proof, name);
	return text;
}

static const struct tsm_json *texts_of(
    struct tsm_integrity_proof *proof, const char *name)
{
	const struct tsm_json *value = tsm_json_get(proof->json, name);

	if (value != NULL && !integrity_texts(value))
		malformed(proof, name);
	return value;
}

/* XML Schema dateTimeStamp; without an offset as UTC. */
static bool date_of(
    struct tsm_integrity_proof *proof, const char *name, int64_t *ret_date)
{
	const struct tsm_json *value = tsm_json_get(proof->json, name);
	char text[64];

	if (value == NULL)
		return false;
	enum tsm_status status = value->type == TSM_JSON_STRING
				     ? tsm_time_parse(value->text, ret_date)
				     : TSM_E_VALUE;
	if (status == TSM_E_MISSING && value->text.len < sizeof(text) - 2) {
		(void)snprintf(text, sizeof(text), "%.*sZ",
		    (int)value->text.len, value->text.ptr);
		status = tsm_time_parse(tsm_str(text), ret_date);
	}
	if (status != TSM_OK)
		malformed(proof, name);
	return status == TSM_OK;
}

/* VC-DI section 2.1. */
static void open_proof(
    const struct tsm_json *json, struct tsm_integrity_proof *proof)
{
	const struct tsm_json *cryptosuite = tsm_json_get(json, "cryptosuite");

	proof->json = json;
	const char *type = text_of(proof, "type", true);
	proof->suite_name = text_of(proof, "cryptosuite", false);
	proof->unnamed = proof->malformed != NULL;
	if (type != NULL)
		proof->suite = tsm_integrity_suite_find(
		    tsm_str(type), cryptosuite != NULL ? cryptosuite->text
						       : (struct tsm_str){ 0 });
	if (proof->suite_name == NULL)
		proof->suite_name = type;
	proof->id = text_of(proof, "id", false);
	proof->method = text_of(proof, "verificationMethod", true);
	/* VC-DI section 2.1: a URL; nothing is relative here. */
	if (proof->method != NULL && !tsm_iri_valid(tsm_str(proof->method)))
		malformed(proof, "verificationMethod");
	proof->purpose = text_of(proof, "proofPurpose", true);
	proof->challenge = text_of(proof, "challenge", false);
	(void)text_of(proof, "nonce", false);
	(void)text_of(proof, "proofValue", true);
	proof->domain = texts_of(proof, "domain");
	proof->previous = texts_of(proof, "previousProof");
	proof->has_created = date_of(proof, "created", &proof->created);
	proof->has_expires = date_of(proof, "expires", &proof->expires);
	/* Older contexts map this to the same IRI: an end not to be missed. */
	if (tsm_json_get(json, "expiration") != NULL)
		malformed(proof, "expires");
}

enum tsm_status tsm_integrity_open(struct tsm_arena *arena,
    const struct tsm_json *document, struct tsm_jsonld_store *store,
    const struct tsm_jsonld_loader *loader, struct tsm_integrity *ret_integrity,
    struct tsm_error *err)
{
	const struct tsm_json *value = tsm_json_get(document, "proof");
	size_t count = tsm_json_values(value);

	if (!tsm_json_is(document, TSM_JSON_OBJECT))
		return tsm_fail(
		    err, TSM_E_VALUE, NULL, "the document is no object");
	if (count > TSM_INTEGRITY_PROOFS_MAX)
		return tsm_json_fail(err, TSM_E_LIMIT, value,
		    "more than %d proofs", TSM_INTEGRITY_PROOFS_MAX);
	struct tsm_integrity_proof *proofs =
	    tsm_arena_array(arena, count + 1, sizeof(*proofs));
	struct tsm_integrity_cache *cache =
	    tsm_arena_alloc(arena, sizeof(*cache));
	if (proofs == NULL || cache == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		const struct tsm_json *json = tsm_json_nth(value, i);
		if (json->type != TSM_JSON_OBJECT)
			return tsm_json_fail(
			    err, TSM_E_VALUE, json, "a proof is an object");
		open_proof(json, &proofs[i]);
	}
	*ret_integrity = (struct tsm_integrity){
		.arena = arena,
		.store = store,
		.loader = loader,
		.document = document,
		.proofs = proofs,
		.count = count,
		.cache = cache,
	};
	return TSM_OK;
}

/* --- verifying ------------------------------------------------------------ */

/* One domain is expected: the proof names it and no other. */
static bool domain_is(const struct tsm_json *domain, const char *expected)
{
	if (!integrity_texts(domain))
		return false;
	for (size_t i = 0; i < tsm_json_values(domain); i++)
		if (!tsm_str_is(tsm_json_nth(domain, i)->text, expected))
			return false;
	return true;
}

/* VC-DI section 4.4 steps 4 to 9. */
enum tsm_integrity_answer tsm_integrity_precheck(
    const struct tsm_integrity_proof *proof,
    const struct tsm_integrity_expected *expected)
{
	static const struct tsm_integrity_expected none = { 0 };
	const struct tsm_integrity_expected *e = expected ? expected : &none;
	const char *purpose =
	    e->purpose != NULL ? e->purpose : "assertionMethod";

	if (proof->suite == NULL && !proof->unnamed)
		return TSM_INTEGRITY_SUITE;
	if (proof->suite == NULL || proof->malformed != NULL)
		return TSM_INTEGRITY_MALFORMED;
	if (strcmp(proof->purpose, purpose) != 0)
		return TSM_INTEGRITY_PURPOSE;
	if (e->domain != NULL && !domain_is(proof->domain, e->domain))
		return TSM_INTEGRITY_DOMAIN;
	if (e->challenge != NULL && !tsm_streq(proof->challenge, e->challenge))
		return TSM_INTEGRITY_CHALLENGE;
	return TSM_INTEGRITY_VALID;
}

/* proofValue: base58btc of exactly the signature; one form for one value. */
static enum tsm_status signature_of(const struct tsm_integrity_proof *proof,
    size_t len, unsigned char *out, struct tsm_error *err)
{
	struct tsm_str text = tsm_json_get(proof->json, "proofValue")->text;
	struct tsm_buf bytes;

	if (text.len == 0 || text.ptr[0] != 'z' || text.len > 2 * len)
		return tsm_fail(
		    err, TSM_E_SYNTAX, NULL, "proofValue is not base58btc");
	tsm_buf_init(&bytes, 2 * len);
	enum tsm_status status = tsm_multibase_decode(&bytes, text);
	if (status == TSM_OK && bytes.len == len)
		memcpy(out, bytes.data, len);
	else if (status != TSM_E_MEMORY)
		status = tsm_fail(err, TSM_E_SYNTAX, NULL,
		    "proofValue is not a signature of %zu bytes", len);
	tsm_buf_release(&bytes);
	return status;
}

/* Whether a signature over a whole hash holds. */
static enum tsm_status verify_hash(struct tsm_integrity *integrity,
    const struct tsm_integrity_proof *proof, const struct tsm_public_key *key,
    bool *ret_valid, struct tsm_jsonld_failure *failure, struct tsm_error *err)
{
	enum tsm_key_type type = tsm_public_key_type(key);
	const struct tsm_signature_alg *alg =
	    tsm_signature_alg_find(tsm_str(tsm_key_type_alg(type)));
	unsigned char signature[2 * TSM_SHA384_SIZE];
	size_t len = type == TSM_KEY_P384 ? 96 : 64;
	struct tsm_integrity_hash hash;

	TSM_TRY(signature_of(proof, len, signature, err));
	TSM_TRY(tsm_integrity_hash(integrity, proof->suite,
	    tsm_integrity_digest(type), proof->json, &hash, failure, err));
	enum tsm_status status = tsm_signature_verify(alg, key,
	    tsm_str_n((const char *)hash.data, hash.len),
	    tsm_str_n((const char *)signature, len), ret_valid, err);
	/* A JWK that is restricted to another algorithm. */
	return status == TSM_E_MISMATCH ? TSM_E_DENIED : status;
}

/* A status on the way as an answer; memory and library failures are none. */
static enum tsm_status answer(
    enum tsm_status status, bool valid, struct tsm_integrity_result *result)
{
	switch (status) {
	case TSM_OK:
		result->answer =
		    valid ? TSM_INTEGRITY_VALID : TSM_INTEGRITY_SIGNATURE;
		return TSM_OK;
	case TSM_E_MEMORY:
	case TSM_E_CRYPTO:
		return status;
	case TSM_E_SYNTAX:
		result->answer = TSM_INTEGRITY_MALFORMED;
		result->member = "proofValue";
		return TSM_OK;
	case TSM_E_STATE:
		result->answer = TSM_INTEGRITY_BASE;
		return TSM_OK;
	case TSM_E_DENIED:
		result->answer = TSM_INTEGRITY_KEY_TYPE;
		return TSM_OK;
	case TSM_E_NOT_FOUND:
		result->answer = TSM_INTEGRITY_PREVIOUS;
		return TSM_OK;
	case TSM_E_MISMATCH:
		result->answer = TSM_INTEGRITY_CONTEXT;
		return TSM_OK;
	default:
		result->answer = TSM_INTEGRITY_TRANSFORM;
		return TSM_OK;
	}
}

enum tsm_status tsm_integrity_verify(struct tsm_integrity *integrity, size_t n,
    const struct tsm_public_key *key,
    const struct tsm_integrity_expected *expected,
    struct tsm_integrity_result *ret_result, struct tsm_error *err)
{
	const struct tsm_integrity_proof *proof = &integrity->proofs[n];
	struct tsm_integrity_result result = { 0 };
	bool valid = false;

	result.answer = tsm_integrity_precheck(proof, expected);
	result.member = proof->malformed;
	if (result.answer == TSM_INTEGRITY_VALID &&
	    (proof->suite->key_types & 1U << tsm_public_key_type(key)) == 0)
		result.answer = TSM_INTEGRITY_KEY_TYPE;
	if (result.answer == TSM_INTEGRITY_VALID) {
		enum tsm_status status =
		    proof->suite->form == TSM_INTEGRITY_SD
			? integrity_sd_verify(integrity, proof->json, key,
			      &valid, &result.failure, err)
			: verify_hash(integrity, proof, key, &valid,
			      &result.failure, err);
		TSM_TRY(answer(status, valid, &result));
	}
	*ret_result = result;
	return TSM_OK;
}
