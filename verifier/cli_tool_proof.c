/* tool proof verify: the Data Integrity proofs of a document. */
#include <stdio.h>

#include "cli_tool_map.h"
#include "testamur/did/did.h"
#include "testamur/proof/integrity.h"

const struct tsm_option cli_tool_proof_options[] = {
	TOOL_MAP_OPTIONS,
	TSM_OPTIONS_END,
};

/* The controller document of an identifier: of the DID itself, or mapped. */
static enum tsm_status find_document(
    struct tool *tool, const char *id, struct tsm_did_document *ret_document)
{
	struct tsm_str data;
	struct tsm_buf url;
	if (tsm_str_starts(tsm_str(id), "did:key:") ||
	    tsm_str_starts(tsm_str(id), "did:jwk:"))
		return tsm_did_expand(
		    &tool->arena, tsm_str(id), ret_document, &tool->err);
	if (tsm_str_starts(tsm_str(id), "https://")) {
		TSM_TRY(tool_map_read(tool, tsm_str(id), &data));
		return tsm_did_document_parse(&tool->arena, data.ptr, data.len,
		    id, ret_document, &tool->err);
	}
	tsm_buf_init(&url, 0);
	enum tsm_status status =
	    tsm_did_location(tsm_str(id), &url, &tool->err);
	if (status == TSM_OK)
		status = tool_map_read(tool, tsm_buf_str(&url), &data);
	tsm_buf_release(&url);
	if (status != TSM_OK)
		return status;
	return tsm_did_document_parse(
	    &tool->arena, data.ptr, data.len, id, ret_document, &tool->err);
}

/* The key of a verification method that may assert, whatever the date. */
static enum tsm_status find_key(
    struct tool *tool, const char *method, struct tsm_public_key **ret_key)
{
	struct tsm_did_document document;
	struct tsm_str rest;
	const char *id = tsm_arena_str(
	    &tool->arena, tsm_str_split(tsm_str(method), '#', &rest));
	if (id == NULL)
		return tsm_fail_memory(&tool->err);
	TSM_TRY(find_document(tool, id, &document));
	const struct tsm_verification_method *found =
	    tsm_did_document_method(&document, method);
	if (found == NULL)
		return tsm_fail(&tool->err, TSM_E_NOT_FOUND, method,
		    "the controller document has no such method");
	if (tsm_verification_method_judge(
		&document, found, TSM_DID_ASSERTION, 0, 0) != TSM_DID_USABLE)
		return tsm_fail(&tool->err, TSM_E_DENIED, method,
		    "the method may not assert for its controller");
	return tsm_verification_method_key(found, ret_key, &tool->err);
}

static const char *reason(const struct tsm_integrity_result *result)
{
	static const char *const texts[] = {
		[TSM_INTEGRITY_VALID] = "valid",
		[TSM_INTEGRITY_SUITE] = "a cryptosuite that is not known",
		[TSM_INTEGRITY_MALFORMED] = "a member is missing or wrong",
		[TSM_INTEGRITY_PURPOSE] = "made for another purpose",
		[TSM_INTEGRITY_DOMAIN] = "made for another domain",
		[TSM_INTEGRITY_CHALLENGE] = "made for another challenge",
		[TSM_INTEGRITY_KEY_TYPE] = "the suite uses no such key",
		[TSM_INTEGRITY_BASE] = "a base proof, the holder's own",
		[TSM_INTEGRITY_PREVIOUS] = "a previous proof is not there",
		[TSM_INTEGRITY_CONTEXT] = "made with another @context",
		[TSM_INTEGRITY_TRANSFORM] = "the document is not sound",
		[TSM_INTEGRITY_SIGNATURE] = "the signature is wrong",
	};
	return result->failure.code != TSM_JSONLD_NONE
		   ? tsm_jsonld_code_name(result->failure.code)
		   : texts[result->answer];
}

/* One proof: TSM_OK when it holds. */
static enum tsm_status check(
    struct tool *tool, struct tsm_integrity *integrity, size_t n)
{
	const struct tsm_integrity_proof *proof = &integrity->proofs[n];
	struct tsm_integrity_result result = { 0 };
	struct tsm_public_key *key = NULL;
	char place[40];
	result.answer = tsm_integrity_precheck(proof, NULL);
	if (result.answer == TSM_INTEGRITY_VALID) {
		TSM_TRY(find_key(tool, proof->method, &key));
		enum tsm_status status = tsm_integrity_verify(
		    integrity, n, key, NULL, &result, &tool->err);
		tsm_public_key_free(&key);
		TSM_TRY(status);
	}
	if (result.answer == TSM_INTEGRITY_VALID)
		return TSM_OK;
	(void)snprintf(place, sizeof(place), "proof %zu", n + 1);
	return tsm_fail(
	    &tool->err, TSM_E_MISMATCH, place, "%s", reason(&result));
}

int cli_tool_proof_verify(void *ctx, const struct tsm_args *args)
{
	struct tool tool;
	struct tool_contexts contexts;
	struct tsm_integrity integrity = { 0 };
	const struct tsm_json *document = NULL;
	(void)ctx;
	tool_begin(&tool, args);
	enum tsm_status status = tool_contexts_open(&tool, &contexts);
	if (status == TSM_OK)
		status = tool_read_json(
		    &tool, tsm_args_operand(args, 0), NULL, &document);
	if (status == TSM_OK)
		status = tsm_integrity_open(&tool.arena, document,
		    contexts.store, &contexts.loader, &integrity, &tool.err);
	if (status == TSM_OK && integrity.count == 0)
		status = tsm_fail(
		    &tool.err, TSM_E_MISSING, NULL, "there is no proof");
	for (size_t n = 0; status == TSM_OK && n < integrity.count; n++)
		status = check(&tool, &integrity, n);
	tool_contexts_close(&contexts);
	return tool_end(&tool, status);
}
