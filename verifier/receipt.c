#include "receipt.h"

#include <stdio.h>
#include <string.h>

#include "attester.h"
#include "identity.h"
#include "testamur/base/file.h"
#include "testamur/base/time.h"
#include "testamur/did/did.h"

/*
 * Why there is no document. A site that gives something else instead (the
 * page of a network's login) has not said anything of the key; a DID that
 * should be a key and is none, is nobody's.
 */
static enum tsm_receipt_answer unreadable(const char *did)
{
	const struct tsm_did_method *method;
	struct tsm_did_url url;

	if (tsm_did_parse(tsm_str(did), &url) != TSM_OK)
		return TSM_RECEIPT_KEY;
	method = tsm_did_method_find(url.method);
	return method != NULL && method->expand != NULL
		   ? TSM_RECEIPT_KEY
		   : TSM_RECEIPT_UNREACHABLE;
}

static bool is_own(const struct app *app, const struct receipt_check *c)
{
	return app->attester != NULL &&
	       strcmp(attester_did(app->attester), c->receipt.by) == 0;
}

/* Whose word it is: on the list at that time, or our own. */
static void find_operator(struct app *app, struct receipt_check *c)
{
	const struct tsm_trust_entry *entry =
	    tsm_trust_find(app->operators, c->receipt.by, c->receipt.at);

	if (entry != NULL)
		c->listed = entry->list != NULL ? entry->list : "";
	else if (is_own(app, c))
		c->listed = "this verifier's own";
	else
		c->answer = TSM_RECEIPT_UNLISTED;
}

enum tsm_status receipt_check(struct app *app, struct tsm_str text,
    struct tsm_str kept, int64_t now, struct tsm_arena *arena,
    struct receipt_check *ret_check, struct tsm_error *err)
{
	struct receipt_check *c = ret_check;
	struct tsm_did_document document;
	struct tsm_error why = { 0 };

	*c = (struct receipt_check){ .answer = TSM_RECEIPT_MALFORMED };
	enum tsm_status status =
	    tsm_receipt_read(arena, text, &c->receipt, &why);
	/* our own identity needs no asking */
	if (status == TSM_OK && kept.ptr == NULL && is_own(app, c))
		kept = attester_document(app->attester);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	if (status == TSM_OK) {
		status = identity_load(
		    app, c->receipt.by, kept, arena, &document, &why);
		if (status == TSM_E_MEMORY)
			return tsm_fail_memory(err);
		if (status != TSM_OK)
			c->answer = unreadable(c->receipt.by);
	}
	if (status != TSM_OK) {
		(void)snprintf(c->detail, sizeof(c->detail), "%.100s%s%.200s",
		    why.where, why.where[0] != '\0' ? ": " : "", why.text);
		return TSM_OK;
	}
	TSM_TRY(
	    tsm_receipt_judge(&c->receipt, &document, now, &c->answer, err));
	if (c->answer == TSM_RECEIPT_HOLDS)
		find_operator(app, c);
	return TSM_OK;
}

enum tsm_status receipt_hold(struct receipt_check *check,
    struct tsm_arena *arena, struct tsm_held *ret_held, struct tsm_error *err)
{
	const struct tsm_receipt *receipt = &check->receipt;
	char at[TSM_TIME_TEXT];

	*ret_held = (struct tsm_held){ .sha256 = NULL };
	if (check->answer != TSM_RECEIPT_HOLDS)
		return TSM_OK;
	if (!receipt->proven) {
		check->answer = TSM_RECEIPT_UNPROVEN;
		return TSM_OK;
	}
	ret_held->at = receipt->at;
	ret_held->thumbprint = receipt->thumbprint;
	ret_held->by = tsm_arena_printf(arena, "the receipt of %s by %s",
	    tsm_time_format(receipt->at, at), receipt->by);
	if (ret_held->by == NULL)
		return tsm_fail_memory(err);
	ret_held->sha256 = receipt->sha256;
	return TSM_OK;
}

json_t *receipt_json(const struct receipt_check *check, const char *file)
{
	json_t *row = json_object();
	char at[TSM_TIME_TEXT];

	tsm_json_set(row, "file", file);
	tsm_json_set(row, "code", tsm_receipt_code(check->answer));
	tsm_json_set(row, "sentence", tsm_receipt_sentence(check->answer));
	tsm_json_set(
	    row, "detail", check->detail[0] != '\0' ? check->detail : NULL);
	tsm_json_set(row, "operator", check->receipt.by);
	if (check->receipt.by != NULL)
		tsm_json_set(row, "at", tsm_time_format(check->receipt.at, at));
	return row;
}

bool receipt_is_of(const struct tsm_receipt *receipt, const char *sha256)
{
	return tsm_streq(receipt->sha256, sha256) ||
	       tsm_streq(receipt->input, sha256);
}
