/*
 * base.c - base proofs of ecdsa-sd-2023 (vc-di-ecdsa section 3.6.1 to
 * 3.6.5).
 *
 * The statements that must be shown are hashed into what the issuer's key
 * signs; each other one is signed with a key that the key process makes
 * for this credential and forgets.
 */
#include "suite.h"

#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/base/encode.h"
#include "testamur/proof/disclosure.h"

_Static_assert(TSM_SIGNER_ONCE_MAX <= TSM_SD_SIGNATURES_MAX,
    "what is signed here can be read");

/* A document on its way to a base proof; all in one arena. */
struct making {
	struct tsm_arena arena;
	struct tsm_integrity integrity;
	unsigned char hmac_key[TSM_SD_HMAC_KEY];
	struct tsm_sd_statements statements;
	const struct tsm_str *pointers;
	struct tsm_sd_part mandatory;
	unsigned char public_key[TSM_SD_KEY];
	const struct tsm_str *signatures;
	size_t n_signatures;
};

static enum tsm_status take_pointers(struct making *making,
    const struct tsm_prove_options *options, struct tsm_error *err)
{
	struct tsm_str *pointers = tsm_arena_array(
	    &making->arena, options->n_mandatory + 1, sizeof(*pointers));

	if (pointers == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < options->n_mandatory; i++)
		pointers[i] = tsm_str(options->mandatory[i]);
	making->pointers = pointers;
	return TSM_OK;
}

/* Base Proof Transformation, section 3.6.2. */
static enum tsm_status transform(struct making *making,
    const struct tsm_prove_options *options,
    const struct tsm_prove_draft *draft, struct tsm_error *err)
{
	const struct tsm_random *random =
	    options->random != NULL ? options->random : tsm_random_system();
	const struct tsm_json *document = NULL;

	if (tsm_random_fill(
		random, making->hmac_key, sizeof(making->hmac_key)) != TSM_OK)
		return tsm_fail(
		    err, TSM_E_CRYPTO, NULL, "there is no randomness");
	TSM_TRY(tsm_json_parse(&making->arena, draft->document.data,
	    draft->document.len, NULL, &document, err));
	TSM_TRY(tsm_integrity_open(&making->arena, document, options->store,
	    NULL, &making->integrity, err));
	TSM_TRY(tsm_sd_statements(&making->integrity, making->hmac_key,
	    &making->statements, NULL, err));
	TSM_TRY(take_pointers(making, options, err));
	return tsm_sd_select(&making->integrity, &making->statements,
	    making->pointers, options->n_mandatory, &making->mandatory, NULL,
	    err);
}

/* The Multikey of the key that was made, decoded. */
static enum tsm_status take_key(struct making *making,
    const struct tsm_public_key *key, struct tsm_error *err)
{
	struct tsm_buf text, bytes;

	tsm_buf_init(&text, 0);
	tsm_buf_init(&bytes, 0);
	enum tsm_status status = tsm_public_key_to_multikey(key, &text);
	if (status == TSM_OK)
		status = tsm_multibase_decode(&bytes, tsm_buf_str(&text));
	if (status == TSM_OK && bytes.len == TSM_SD_KEY)
		memcpy(making->public_key, bytes.data, TSM_SD_KEY);
	else
		status =
		    tsm_fail(err, status != TSM_OK ? status : TSM_E_INTERNAL,
			NULL, "the key of the statements cannot be written");
	tsm_buf_release(&text);
	tsm_buf_release(&bytes);
	return status;
}

static enum tsm_status keep_signatures(struct making *making,
    const struct tsm_signature *signatures, size_t n, struct tsm_error *err)
{
	struct tsm_str *kept =
	    tsm_arena_array(&making->arena, n + 1, sizeof(*kept));

	if (kept == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < n; i++) {
		kept[i] = tsm_str_n(tsm_arena_copy(&making->arena,
					signatures[i].data, signatures[i].len),
		    signatures[i].len);
		if (kept[i].ptr == NULL)
			return tsm_fail_memory(err);
	}
	making->signatures = kept;
	making->n_signatures = n;
	return TSM_OK;
}

/* Base Proof Serialization, section 3.6.5: each statement by itself. */
static enum tsm_status sign_statements(
    struct tsm_signer *signer, struct making *making, struct tsm_error *err)
{
	const struct tsm_sd_statements *all = &making->statements;
	struct tsm_public_key *key = NULL;
	size_t n = 0;
	struct tsm_str *messages =
	    tsm_arena_array(&making->arena, all->count + 1, sizeof(*messages));

	if (messages == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < all->count; i++)
		if (!making->mandatory.chosen[i])
			messages[n++] = all->lines[i];
	struct tsm_signature *signatures =
	    tsm_calloc(n + 1, sizeof(*signatures));
	if (signatures == NULL)
		return tsm_fail_memory(err);
	enum tsm_status status =
	    tsm_signer_sign_once(signer, messages, n, &key, signatures, err);
	if (status == TSM_OK)
		status = take_key(making, key, err);
	if (status == TSM_OK)
		status = keep_signatures(making, signatures, n, err);
	tsm_public_key_free(&key);
	tsm_free(signatures);
	return status;
}

/* Base Proof Hashing, section 3.6.3, and serializeSignData. */
static enum tsm_status put_sign_data(
    struct making *making, struct tsm_buf *to_sign, struct tsm_error *err)
{
	const struct tsm_integrity *integrity = &making->integrity;
	const struct tsm_json *config =
	    integrity->proofs[integrity->count - 1].json;
	unsigned char proof_hash[TSM_SHA256_SIZE];
	unsigned char mandatory_hash[TSM_SHA256_SIZE];
	unsigned char data[TSM_SD_SIGN_DATA];

	TSM_TRY(tsm_integrity_config_hash(
	    &making->integrity, TSM_SHA256, config, proof_hash, NULL, err));
	enum tsm_status status = tsm_sd_hash(making->statements.lines,
	    making->mandatory.chosen, making->statements.count, mandatory_hash);
	if (status != TSM_OK)
		return tsm_fail(
		    err, status, NULL, "the statements cannot be hashed");
	tsm_sd_sign_data(proof_hash,
	    tsm_str_n((const char *)making->public_key, TSM_SD_KEY),
	    mandatory_hash, data);
	return tsm_buf_add(to_sign, data, sizeof(data)) == TSM_OK
		   ? TSM_OK
		   : tsm_fail_memory(err);
}

static enum tsm_status put_rest(const struct making *making, size_t n_mandatory,
    struct tsm_buf *rest, struct tsm_error *err)
{
	const struct tsm_sd_base base = {
		.public_key = { (const char *)making->public_key, TSM_SD_KEY },
		.hmac_key = { (const char *)making->hmac_key, TSM_SD_HMAC_KEY },
		.signatures = making->signatures,
		.n_signatures = making->n_signatures,
		.pointers = making->pointers,
		.n_pointers = n_mandatory,
	};
	enum tsm_status status = tsm_sd_base_put(&base, rest);

	return status == TSM_OK
		   ? TSM_OK
		   : tsm_fail(err, status, NULL, "no room for the base proof");
}

enum tsm_status prove_base(struct tsm_signer *signer,
    const struct tsm_prove_suite *suite, const struct tsm_prove_key *key,
    json_t *credential, const struct tsm_prove_options *options,
    struct tsm_prove_draft *draft, struct tsm_error *err)
{
	static const struct tsm_prove_options none = { 0 };
	enum tsm_digest_alg alg = TSM_SHA256;
	struct making making = { 0 };

	if (options == NULL)
		options = &none;
	/* Add Derived Proof, section 3.6.6, leaves one proof alone. */
	if (options->previous_proof != NULL)
		return tsm_fail(err, TSM_E_UNSUPPORTED, "previousProof",
		    "a proof for selective disclosure builds on no other");
	TSM_TRY(prove_integrity_write(
	    suite, key, credential, options, draft, &alg, err));
	tsm_arena_init(&making.arena, 0);
	enum tsm_status status = transform(&making, options, draft, err);
	if (status == TSM_OK)
		status = sign_statements(signer, &making, err);
	if (status == TSM_OK)
		status = put_sign_data(&making, &draft->to_sign, err);
	if (status == TSM_OK)
		status =
		    put_rest(&making, options->n_mandatory, &draft->rest, err);
	tsm_arena_release(&making.arena);
	return status;
}

enum tsm_status prove_base_finish(const struct tsm_prove_draft *draft,
    struct tsm_str signature, struct tsm_buf *out, struct tsm_error *err)
{
	struct tsm_buf value;

	tsm_buf_init(&value, 0);
	enum tsm_status status =
	    tsm_sd_base_write(signature, tsm_buf_str(&draft->rest), &value);
	if (status == TSM_OK)
		status =
		    prove_integrity_close(draft, tsm_buf_str(&value), out, err);
	else
		(void)tsm_fail(
		    err, status, NULL, "no room for the signed credential");
	tsm_buf_release(&value);
	return status;
}
