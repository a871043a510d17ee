/* tool sig, jws, didkey, status: signatures, keys and status lists. */
#include "cli_tool.h"
#include "testamur/crypto/jws.h"
#include "testamur/did/did.h"
#include "testamur/json/write.h"
#include "testamur/status/bitstring.h"

const struct tsm_option cli_tool_sig_options[] = {
	{ "alg", TSM_OPT_VALUE, "NAME",
	    "Ed25519, ES256, ES384, ES256-DER, ES384-DER or RS256", true },
	{ "key", TSM_OPT_VALUE, "FILE", "public key: JWK or PEM", true },
	{ "sig", TSM_OPT_VALUE, "FILE", "the signature's bytes", true },
	TSM_OPTIONS_END,
};

const struct tsm_option cli_tool_jws_options[] = {
	{ "key", TSM_OPT_VALUE, "FILE", "public key: JWK or PEM", true },
	TSM_OPTIONS_END,
};

const struct tsm_option cli_tool_status_options[] = {
	{ "index", TSM_OPT_VALUE, "N", "which entry, from 0", true },
	{ "size", TSM_OPT_VALUE, "BITS", "bits of an entry: 1, 2, 4 or 8",
	    false },
	TSM_OPTIONS_END,
};

/* The key of --key; a JWK begins with '{'. */
static enum tsm_status read_key(
    struct tool *tool, struct tsm_public_key **ret_key)
{
	const char *path = tsm_args_get(tool->args, "key");
	const struct tsm_json *jwk = NULL;
	struct tsm_str text;
	TSM_TRY(tool_read(tool, path, TSM_CREDENTIAL_MAX, &text));
	if (!tsm_str_starts(tsm_str_trim(text), "{"))
		return tsm_public_key_from_pem(text, ret_key, &tool->err);
	TSM_TRY(tsm_json_parse(
	    &tool->arena, text.ptr, text.len, NULL, &jwk, &tool->err));
	return tsm_public_key_from_jwk(jwk, ret_key, &tool->err);
}

static enum tsm_status answer(
    struct tool *tool, enum tsm_status status, bool valid)
{
	if (status != TSM_OK || valid)
		return status;
	return tsm_fail(
	    &tool->err, TSM_E_MISMATCH, NULL, "the signature is wrong");
}

int cli_tool_sig_verify(void *ctx, const struct tsm_args *args)
{
	struct tool tool;
	struct tsm_public_key *key = NULL;
	struct tsm_str message = { NULL, 0 };
	struct tsm_str signature = { NULL, 0 };
	bool valid = false;
	const char *name = tsm_args_get(args, "alg");
	const struct tsm_signature_alg *alg =
	    tsm_signature_alg_find(tsm_str(name));
	(void)ctx;
	tool_begin(&tool, args);
	if (alg == NULL)
		return tool_end(&tool, tsm_fail(&tool.err, TSM_E_UNSUPPORTED,
					   name, "no such algorithm"));
	enum tsm_status status = read_key(&tool, &key);
	if (status == TSM_OK)
		status = tool_read(&tool, tsm_args_get(args, "sig"),
		    TSM_CREDENTIAL_MAX, &signature);
	if (status == TSM_OK)
		status = tool_read(
		    &tool, tsm_args_operand(args, 0), TSM_BUF_MAX, &message);
	if (status == TSM_OK)
		status = tsm_signature_verify(
		    alg, key, message, signature, &valid, &tool.err);
	tsm_public_key_free(&key);
	return tool_end(&tool, answer(&tool, status, valid));
}

int cli_tool_jws_verify(void *ctx, const struct tsm_args *args)
{
	struct tool tool;
	struct tsm_public_key *key = NULL;
	struct tsm_str text = { NULL, 0 };
	struct tsm_jws jws = { 0 };
	bool valid = false;
	(void)ctx;
	tool_begin(&tool, args);
	enum tsm_status status = read_key(&tool, &key);
	if (status == TSM_OK)
		status = tool_read(
		    &tool, tsm_args_operand(args, 0), TSM_BUF_MAX, &text);
	if (status == TSM_OK)
		status = tsm_jws_parse(&tool.arena, text, &jws, &tool.err);
	if (status == TSM_OK)
		status = tsm_jws_verify(&jws, key, &valid, &tool.err);
	tsm_public_key_free(&key);
	status = answer(&tool, status, valid);
	if (status == TSM_OK)
		status =
		    tsm_buf_add(&tool.out, jws.payload.ptr, jws.payload.len);
	return tool_end(&tool, status);
}

int cli_tool_didkey(void *ctx, const struct tsm_args *args)
{
	struct tool tool;
	struct tsm_public_key *key = NULL;
	(void)ctx;
	tool_begin(&tool, args);
	enum tsm_status status = tsm_did_key_public(
	    tsm_str(tsm_args_operand(args, 0)), &key, &tool.err);
	if (status == TSM_OK) {
		json_t *jwk = tsm_public_key_to_jwk(key, NULL, false);
		status = tsm_json_write(jwk, TSM_JSON_PRETTY, &tool.out);
		json_decref(jwk);
	}
	tsm_public_key_free(&key);
	return tool_end(&tool, status);
}

/* Lists shorter than a published one must be are read all the same. */
int cli_tool_status_get(void *ctx, const struct tsm_args *args)
{
	struct tool tool;
	struct tsm_bitstring list = { 0 };
	uint64_t index = 0;
	uint64_t size = 1;
	unsigned value = 0;
	const char *bits = tsm_args_get(args, "size");
	(void)ctx;
	tool_begin(&tool, args);
	enum tsm_status status = tsm_parse_u64(
	    tsm_str(tsm_args_get(args, "index")), UINT64_MAX, &index);
	if (status == TSM_OK && bits != NULL)
		status = tsm_parse_u64(tsm_str(bits), 8, &size);
	if (status == TSM_OK && size == 0)
		status = TSM_E_UNSUPPORTED;
	const struct tsm_bitstring_options options = {
		.allow_short = true,
		.entry_bits = (unsigned)size,
	};
	if (status == TSM_OK)
		status =
		    tsm_bitstring_decode(tsm_str(tsm_args_operand(args, 0)),
			&options, &list, &tool.err);
	if (status == TSM_OK)
		status = tsm_bitstring_get(&list, index, &value);
	if (status == TSM_OK)
		status = tsm_buf_printf(&tool.out, "%u\n", value);
	tsm_bitstring_release(&list);
	return tool_end(&tool, status);
}
