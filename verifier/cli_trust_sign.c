/*
 * trust sign: the operator's list with his proof, for others to import.
 * A Data Integrity proof over canonical JSON (vc-di-eddsa section 3.3,
 * vc-di-ecdsa section 3.3), made by testamur-signer.
 */
#include <stdio.h>

#include "attester.h"
#include "testamur/base/encode.h"
#include "testamur/base/file.h"
#include "testamur/base/time.h"
#include "testamur/json/jcs.h"
#include "testamur/json/write.h"
#include "trust_list.h"

/* Others read it. */
#define SIGNED_MODE 0644

const struct tsm_option cli_trust_sign_options[] = {
	{ "out", TSM_OPT_VALUE, "FILE",
	    "write it there, not to standard output", false },
	{ "public-url", TSM_OPT_VALUE, "URL",
	    "whose did:web signs; without it the key's own did:key", false },
	ATTESTER_OPTIONS,
	TSM_OPTIONS_END,
};

static const struct suite {
	const char *jose;
	const char *name;
	enum tsm_digest_alg digest;
} suites[] = {
	{ "EdDSA", "eddsa-jcs-2022", TSM_SHA256 },
	{ "ES256", "ecdsa-jcs-2019", TSM_SHA256 },
	{ "ES384", "ecdsa-jcs-2019", TSM_SHA384 },
};

static const struct suite *suite_of(const char *jose)
{
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++)
		if (tsm_streq(suites[i].jose, jose))
			return &suites[i];
	return NULL;
}

/* Append the digest of a tree in canonical form (RFC 8785). */
static enum tsm_status add_digest(struct tsm_arena *arena, const json_t *tree,
    enum tsm_digest_alg alg, struct tsm_buf *out, struct tsm_error *err)
{
	const struct tsm_json_options all = { .max_bytes = TSM_TRUST_FILE_MAX };
	unsigned char digest[TSM_DIGEST_MAX];
	const struct tsm_json *root = NULL;
	struct tsm_buf text, canonical;

	tsm_buf_init(&text, TSM_TRUST_FILE_MAX);
	tsm_buf_init(&canonical, TSM_TRUST_FILE_MAX);
	enum tsm_status status = tsm_json_write(tree, TSM_JSON_COMPACT, &text);
	if (status == TSM_OK)
		status = tsm_json_parse(
		    arena, tsm_buf_cstr(&text), text.len, &all, &root, err);
	if (status == TSM_OK)
		status = tsm_jcs(root, &canonical, err);
	if (status == TSM_OK)
		status = tsm_digest(alg, canonical.data, canonical.len, digest);
	if (status == TSM_OK)
		status = tsm_buf_add(out, digest, tsm_digest_size(alg));
	tsm_buf_release(&text);
	tsm_buf_release(&canonical);
	return status;
}

/* The proof options, and then their proof value, in document. */
static enum tsm_status add_proof(struct attester *attester,
    struct tsm_arena *arena, json_t *document, int64_t now,
    struct tsm_error *err)
{
	const struct suite *suite = suite_of(attester_alg(attester));
	struct tsm_signature signature;
	struct tsm_buf message, value;
	char created[TSM_TIME_TEXT];
	json_t *proof = json_object();

	if (suite == NULL) {
		json_decref(proof);
		return tsm_fail(err, TSM_E_UNSUPPORTED, "--receipt-key",
		    "a list is signed with EdDSA, ES256 or ES384");
	}
	tsm_json_set(proof, "type", "DataIntegrityProof");
	tsm_json_set(proof, "cryptosuite", suite->name);
	tsm_json_set(proof, "created", tsm_time_format(now, created));
	tsm_json_set(proof, "verificationMethod", attester_method(attester));
	tsm_json_set(proof, "proofPurpose", "assertionMethod");
	tsm_buf_init(&message, 2 * (size_t)TSM_DIGEST_MAX);
	tsm_buf_init(&value, 0);
	/* the options go before the document */
	enum tsm_status status =
	    add_digest(arena, proof, suite->digest, &message, err);
	if (status == TSM_OK)
		status =
		    add_digest(arena, document, suite->digest, &message, err);
	if (status == TSM_OK)
		status = attester_sign(
		    attester, tsm_buf_str(&message), &signature, err);
	if (status == TSM_OK)
		status = tsm_multibase_encode(
		    &value, 'z', signature.data, signature.len);
	tsm_json_set(proof, "proofValue", tsm_buf_cstr(&value));
	tsm_json_set_new(document, "proof", proof);
	tsm_buf_release(&message);
	tsm_buf_release(&value);
	return status;
}

/* The list as it will be signed: a new reference in *ret_document. */
static enum tsm_status prepare(struct app *app, const struct attester *attester,
    const char *path, struct tsm_arena *arena, int64_t now,
    json_t **ret_document, struct tsm_error *err)
{
	const struct tsm_json_options all = { .max_bytes = TSM_TRUST_FILE_MAX };
	const struct tsm_json *root = NULL;
	char created[TSM_TIME_TEXT];
	struct tsm_buf text;

	tsm_buf_init(&text, TSM_TRUST_FILE_MAX);
	enum tsm_status status =
	    tsm_file_read(path, TSM_TRUST_FILE_MAX, &text, err);
	if (status == TSM_OK)
		status = tsm_json_parse(
		    arena, tsm_buf_cstr(&text), text.len, &all, &root, err);
	tsm_buf_release(&text);
	if (status != TSM_OK)
		return status;
	if (root->type != TSM_JSON_OBJECT ||
	    tsm_json_get(root, "issuers") == NULL)
		return tsm_fail(err, TSM_E_UNSUPPORTED, path,
		    "only a list of this program's own format is signed; take "
		    "it into yours with 'trust import'");
	/* what nobody could read is of no use */
	TSM_TRY(tsm_trust_read(app->trust, path, root, err));
	json_t *document = tsm_json_copy(root);
	if (document == NULL)
		return tsm_fail_memory(err);
	(void)json_object_del(document, "proof");
	tsm_json_set(document, "issuer", attester_did(attester));
	tsm_json_set(document, "created", tsm_time_format(now, created));
	*ret_document = document;
	return TSM_OK;
}

static enum tsm_status put(
    const json_t *document, const char *path, struct tsm_error *err)
{
	struct tsm_buf out;

	tsm_buf_init(&out, TSM_TRUST_FILE_MAX);
	enum tsm_status status =
	    tsm_json_write(document, TSM_JSON_PRETTY, &out);
	if (status != TSM_OK)
		status =
		    tsm_fail(err, status, path, "the list cannot be written");
	else if (path != NULL)
		status =
		    tsm_file_write(path, out.data, out.len, SIGNED_MODE, err);
	else if (fwrite(out.data, 1, out.len, stdout) != out.len)
		status =
		    tsm_fail(err, TSM_E_IO, NULL, "the list cannot be written");
	tsm_buf_release(&out);
	return status;
}

static enum tsm_status sign(struct app *app, struct attester *attester,
    const struct tsm_args *args, struct tsm_error *err)
{
	int64_t now = tsm_time_now();
	json_t *document = NULL;
	struct tsm_arena arena;

	tsm_arena_init(&arena, 0);
	enum tsm_status status = prepare(app, attester,
	    tsm_args_operand(args, 0), &arena, now, &document, err);
	if (status == TSM_OK)
		status = add_proof(attester, &arena, document, now, err);
	if (status == TSM_OK)
		status = put(document, tsm_args_get(args, "out"), err);
	json_decref(document);
	tsm_arena_release(&arena);
	return status;
}

int cli_trust_sign(void *ctx, const struct tsm_args *args)
{
	struct attester *attester = NULL;
	struct tsm_error err = { 0 };
	struct app app;

	(void)ctx;
	int exit_status = app_open_bare(&app, args);
	if (exit_status == 0)
		exit_status = attester_open(
		    args, tsm_args_get(args, "public-url"), &attester);
	enum tsm_status status = TSM_OK;
	if (exit_status == 0 && attester == NULL)
		status = tsm_fail(&err, TSM_E_USAGE, "--receipt-key",
		    "which key signs? DIR/ORG/KID, as 'testamur-signer create' "
		    "made it");
	else if (exit_status == 0)
		status = sign(&app, attester, args, &err);
	if (status != TSM_OK)
		exit_status = app_fail(NULL, status, &err);
	attester_free(&attester);
	app_close(&app);
	return exit_status;
}
