/*
 * integrity.c - Data Integrity proofs with one signature over one hash.
 *
 * The secured document is written at once, proofValue missing, and read
 * back: what is hashed are the bytes that go out.
 */
#include "suite.h"

#include "testamur/base/encode.h"
#include "testamur/base/time.h"
#include "testamur/json/write.h"
#include "testamur/proof/integrity.h"

static const struct tsm_integrity_suite *rules_of(
    const struct tsm_prove_suite *suite)
{
	return tsm_integrity_suite_find(
	    tsm_str("DataIntegrityProof"), tsm_str(suite->name));
}

/* Whether a suite signs with such a key, and which digest it takes then. */
static bool suits(const struct tsm_integrity_suite *suite,
    const struct tsm_prove_key *key, enum tsm_digest_alg *ret_digest)
{
	static const enum tsm_key_type types[] = { TSM_KEY_ED25519,
		TSM_KEY_P256, TSM_KEY_P384 };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (!tsm_streq(key->alg, tsm_key_type_alg(types[i])) ||
		    (suite->key_types & 1U << types[i]) == 0)
			continue;
		*ret_digest = tsm_integrity_digest(types[i]);
		return true;
	}
	return false;
}

static enum tsm_status set_date(
    json_t *config, const char *name, int64_t instant, struct tsm_error *err)
{
	struct tsm_civil civil;
	char text[TSM_TIME_TEXT];

	if (instant == 0)
		return TSM_OK;
	if (tsm_unix_to_civil(instant, &civil) != TSM_OK)
		return tsm_fail(err, TSM_E_VALUE, name, "no such date");
	tsm_json_set(config, name, tsm_time_format(instant, text));
	return TSM_OK;
}

/*
 * Proof options, VC-DI section 4.2 and the suites' "Create Proof" step 2:
 * with JCS the proof carries the document's @context.
 */
static enum tsm_status make_config(const struct tsm_integrity_suite *suite,
    const struct tsm_prove_key *key, json_t *credential,
    const struct tsm_prove_options *options, json_t *config,
    struct tsm_error *err)
{
	json_t *context = json_object_get(credential, "@context");

	if (suite->form == TSM_INTEGRITY_JCS && context != NULL)
		tsm_json_set_new(config, "@context", json_incref(context));
	tsm_json_set(config, "id", options->id);
	tsm_json_set(config, "type", suite->type);
	tsm_json_set(config, "cryptosuite", suite->cryptosuite);
	TSM_TRY(set_date(config, "created", options->created, err));
	TSM_TRY(set_date(config, "expires", options->expires, err));
	tsm_json_set(config, "verificationMethod", key->method);
	tsm_json_set(config, "proofPurpose",
	    options->purpose != NULL ? options->purpose : "assertionMethod");
	tsm_json_set(config, "domain", options->domain);
	tsm_json_set(config, "challenge", options->challenge);
	tsm_json_set(config, "previousProof", options->previous_proof);
	return TSM_OK;
}

/* The new proof alone, or after those that are there. */
static json_t *proofs_with(json_t *existing, json_t *config)
{
	if (existing == NULL)
		return json_incref(config);
	json_t *proofs = json_array();
	if (!json_is_array(existing))
		tsm_json_add_new(proofs, json_incref(existing));
	for (size_t i = 0; i < json_array_size(existing); i++)
		tsm_json_add_new(
		    proofs, json_incref(json_array_get(existing, i)));
	tsm_json_add_new(proofs, json_incref(config));
	return proofs;
}

/*
 * The secured document, its proofValue missing; proof is the last member.
 * It is put into the credential itself for as long as that takes: a copy
 * would have what was not lost while the credential was built, and signed
 * as if it were whole.
 */
static enum tsm_status write_document(
    json_t *credential, json_t *config, struct tsm_buf *out)
{
	json_t *existing = json_incref(json_object_get(credential, "proof"));

	if (existing != NULL)
		(void)json_object_del(credential, "proof");
	tsm_json_set_new(credential, "proof", proofs_with(existing, config));
	enum tsm_status status =
	    tsm_json_write(credential, TSM_JSON_COMPACT, out);
	(void)json_object_del(credential, "proof");
	if (existing != NULL)
		tsm_json_set_new(credential, "proof", existing);
	return status;
}

/*
 * The proof configurations of a batch are the same, and in RDF depend on
 * @context alone: what the draft before signs begins with their hash.
 */
static const unsigned char *known_config(
    const struct tsm_integrity_suite *suite,
    const struct tsm_prove_draft *draft)
{
	const struct tsm_prove_draft *before = draft->before;

	if (suite->form != TSM_INTEGRITY_RDFC || before == NULL ||
	    before->context == NULL ||
	    !json_equal(before->context, draft->context))
		return NULL;
	return (const unsigned char *)before->to_sign.data;
}

static enum tsm_status hash_document(const struct tsm_integrity_suite *suite,
    enum tsm_digest_alg alg, const struct tsm_prove_options *options,
    struct tsm_prove_draft *draft, struct tsm_arena *arena,
    struct tsm_error *err)
{
	const struct tsm_json *document = NULL;
	struct tsm_integrity integrity;
	struct tsm_integrity_hash hash;

	TSM_TRY(tsm_json_parse(arena, draft->document.data, draft->document.len,
	    NULL, &document, err));
	TSM_TRY(tsm_integrity_open(
	    arena, document, options->store, NULL, &integrity, err));
	integrity.config_hash = known_config(suite, draft);
	TSM_TRY(tsm_integrity_hash(&integrity, suite, alg,
	    integrity.proofs[integrity.count - 1].json, &hash, NULL, err));
	if (tsm_buf_add(&draft->to_sign, hash.data, hash.len) != TSM_OK)
		return tsm_fail_memory(err);
	return TSM_OK;
}

enum tsm_status prove_integrity_write(const struct tsm_prove_suite *suite,
    const struct tsm_prove_key *key, json_t *credential,
    const struct tsm_prove_options *options, struct tsm_prove_draft *draft,
    enum tsm_digest_alg *ret_digest, struct tsm_error *err)
{
	const struct tsm_integrity_suite *rules = rules_of(suite);

	if (!json_is_object(credential))
		return tsm_fail(
		    err, TSM_E_VALUE, NULL, "a credential is an object");
	if (rules == NULL || !suits(rules, key, ret_digest))
		return tsm_fail(err, TSM_E_MISMATCH, NULL,
		    "%s does not sign with a key for %s", suite->name,
		    key->alg);
	if (rules->form != TSM_INTEGRITY_JCS && options->store == NULL)
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "%s needs to know contexts", suite->name);
	draft->context = json_object_get(credential, "@context");
	json_t *config = json_object();
	enum tsm_status status =
	    make_config(rules, key, credential, options, config, err);
	if (status == TSM_OK) {
		status = write_document(credential, config, &draft->document);
		if (status != TSM_OK)
			(void)tsm_fail(err, status, NULL,
			    "the credential cannot be serialised");
	}
	json_decref(config);
	return status;
}

enum tsm_status prove_integrity(struct tsm_signer *signer,
    const struct tsm_prove_suite *suite, const struct tsm_prove_key *key,
    json_t *credential, const struct tsm_prove_options *options,
    struct tsm_prove_draft *draft, struct tsm_error *err)
{
	static const struct tsm_prove_options none = { 0 };
	enum tsm_digest_alg alg = TSM_SHA256;
	struct tsm_arena arena;

	(void)signer;
	if (options == NULL)
		options = &none;
	TSM_TRY(prove_integrity_write(
	    suite, key, credential, options, draft, &alg, err));
	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    hash_document(rules_of(suite), alg, options, draft, &arena, err);
	tsm_arena_release(&arena);
	return status;
}

enum tsm_status prove_integrity_close(const struct tsm_prove_draft *draft,
    struct tsm_str value, struct tsm_buf *out, struct tsm_error *err)
{
	struct tsm_str document = tsm_buf_str(&draft->document);
	/* the proof is the last member of the document, and of a set */
	const char *closing = tsm_str_ends(document, "]}") ? "}]}" : "}}";

	document.len -= tsm_str(closing).len;
	tsm_buf_addstr(out, document);
	tsm_buf_adds(out, ",\"proofValue\":\"");
	tsm_buf_addstr(out, value);
	tsm_buf_addc(out, '"');
	enum tsm_status status = tsm_buf_adds(out, closing);
	if (status != TSM_OK)
		return tsm_fail(
		    err, status, NULL, "no room for the signed credential");
	return TSM_OK;
}

enum tsm_status prove_integrity_finish(const struct tsm_prove_draft *draft,
    struct tsm_str signature, struct tsm_buf *out, struct tsm_error *err)
{
	struct tsm_buf value;

	tsm_buf_init(&value, 0);
	enum tsm_status status =
	    tsm_multibase_encode(&value, 'z', signature.ptr, signature.len);
	if (status == TSM_OK)
		status =
		    prove_integrity_close(draft, tsm_buf_str(&value), out, err);
	else
		(void)tsm_fail(
		    err, status, NULL, "no room for the signed credential");
	tsm_buf_release(&value);
	return status;
}
