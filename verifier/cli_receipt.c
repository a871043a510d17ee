/* receipt verify FILE [CREDENTIAL]: whose word is it, and of what? */
#include <stdio.h>
#include <string.h>

#include "receipt.h"
#include "testamur/base/limits.h"
#include "testamur/base/time.h"

const struct tsm_option cli_receipt_options[] = {
	{ "json", TSM_OPT_FLAG, NULL, "print the answer as JSON", false },
	{ "identity", TSM_OPT_VALUE, "FILE",
	    "the operator's DID document as you kept it, instead of asking its "
	    "site",
	    false },
	APP_OPTIONS,
	TSM_OPTIONS_END,
};

static enum tsm_status print_json(const struct receipt_check *c)
{
	const struct tsm_receipt *r = &c->receipt;
	json_t *root = json_object();
	char at[TSM_TIME_TEXT];

	tsm_json_set(
	    root, "verdict", tsm_verdict_name(tsm_receipt_verdict(c->answer)));
	tsm_json_set(root, "code", tsm_receipt_code(c->answer));
	tsm_json_set(root, "sentence", tsm_receipt_sentence(c->answer));
	tsm_json_set(root, "detail", c->detail[0] != '\0' ? c->detail : NULL);
	tsm_json_set(root, "operator", r->by);
	tsm_json_set(root, "listed", c->listed);
	tsm_json_set(root, "key", r->method);
	if (r->payload != NULL) {
		tsm_json_set(root, "checked_at", tsm_time_format(r->at, at));
		tsm_json_set_new(root, "receipt", tsm_json_copy(r->payload));
	}
	enum tsm_status status = app_print_json(root);
	json_decref(root);
	return status;
}

static void add_row(struct tsm_buf *out, const char *name, const char *value)
{
	if (value == NULL)
		return;
	tsm_buf_printf(out, "%-12s ", name);
	tsm_buf_add_disarmed(out, tsm_str(value));
	tsm_buf_addc(out, '\n');
}

static void add_text(struct tsm_buf *out, const struct receipt_check *c)
{
	const struct tsm_receipt *r = &c->receipt;
	char at[TSM_TIME_TEXT];

	tsm_buf_printf(out, "%s\n%s\n", tsm_receipt_code(c->answer),
	    tsm_receipt_sentence(c->answer));
	if (c->detail[0] != '\0')
		add_row(out, "", c->detail);
	/* what nobody signed is not shown as fact */
	if (c->answer != TSM_RECEIPT_HOLDS &&
	    c->answer != TSM_RECEIPT_UNLISTED && c->answer != TSM_RECEIPT_OTHER)
		return;
	add_row(out, "operator", r->by);
	add_row(out, "listed", c->listed);
	add_row(out, "checked at", tsm_time_format(r->at, at));
	if (r->as_of != r->at)
		add_row(out, "as of", tsm_time_format(r->as_of, at));
	add_row(out, "verdict", r->verdict);
	add_row(out, "code", r->code);
	add_row(out, "issuer", r->issuer);
	add_row(out, "credential", r->sha256);
	for (size_t i = 0; i < r->count; i++)
		add_row(out, i == 0 ? "used" : "", r->documents[i].url);
}

static enum tsm_status print(const struct receipt_check *c, bool json)
{
	struct tsm_buf out;

	if (json)
		return print_json(c);
	tsm_buf_init(&out, 0);
	add_text(&out, c);
	enum tsm_status status = tsm_buf_status(&out);
	if (status == TSM_OK)
		(void)fwrite(out.data, 1, out.len, stdout);
	tsm_buf_release(&out);
	return status;
}

/* The receipt of other bytes than these says nothing of them. */
static enum tsm_status compare(
    struct receipt_check *c, struct tsm_str given, struct tsm_error *err)
{
	char whole[TSM_SHA256_HEX];
	char trimmed[TSM_SHA256_HEX];
	struct tsm_str text = tsm_str_trim(given);

	if (given.ptr == NULL || (c->answer != TSM_RECEIPT_HOLDS &&
				     c->answer != TSM_RECEIPT_UNLISTED))
		return TSM_OK;
	enum tsm_status status = tsm_sha256_hex(given.ptr, given.len, whole);
	if (status == TSM_OK)
		status = tsm_sha256_hex(text.ptr, text.len, trimmed);
	if (status != TSM_OK)
		return tsm_fail(err, status, NULL, "a file cannot be hashed");
	if (!receipt_is_of(&c->receipt, whole) &&
	    !receipt_is_of(&c->receipt, trimmed))
		c->answer = TSM_RECEIPT_OTHER;
	return TSM_OK;
}

static int run(struct app *app, const struct tsm_args *args)
{
	struct receipt_check check = { .answer = TSM_RECEIPT_MALFORMED };
	struct tsm_str receipt, given, kept = { NULL, 0 };
	struct tsm_error err = { 0 };
	struct tsm_arena arena;

	tsm_arena_init(&arena, 0);
	enum tsm_status status = app_read_file(
	    &arena, tsm_args_operand(args, 0), TSM_RECEIPT_MAX, &receipt, &err);
	if (status == TSM_OK)
		status = app_read_file(&arena, tsm_args_operand(args, 1),
		    TSM_IMAGE_MAX, &given, &err);
	if (status == TSM_OK)
		status = app_read_file(&arena, tsm_args_get(args, "identity"),
		    TSM_FETCH_DID_MAX, &kept, &err);
	int exit_status = status == TSM_OK ? TSM_EXIT_FAULT : TSM_EXIT_USAGE;
	if (status == TSM_OK)
		status = receipt_check(
		    app, receipt, kept, tsm_time_now(), &arena, &check, &err);
	if (status == TSM_OK)
		status = compare(&check, given, &err);
	if (status == TSM_OK)
		status = print(&check, tsm_args_has(args, "json"));
	if (status == TSM_OK)
		exit_status =
		    tsm_verdict_exit(tsm_receipt_verdict(check.answer));
	else
		(void)app_fail(NULL, status, &err);
	tsm_arena_release(&arena);
	return exit_status;
}

int cli_receipt_verify(void *ctx, const struct tsm_args *args)
{
	(void)ctx;
	return app_run(args, run);
}
