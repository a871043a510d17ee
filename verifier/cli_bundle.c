/* bundle FILE: is a sealed bundle whole, and whose is it? */
#include <stdio.h>

#include "bundle.h"
#include "receipt.h"
#include "sealed.h"
#include "testamur/base/file.h"
#include "testamur/base/time.h"

/* A ZIP file larger than this cannot hold what a bundle may. */
#define FILE_MAX (TSM_BUNDLE_MAX + ((size_t)64 << 20))

#define ARENA_MAX ((size_t)2 << 30)

const struct tsm_option cli_bundle_options[] = {
	{ "json", TSM_OPT_FLAG, NULL, "print the report as JSON", false },
	{ "identity", TSM_OPT_VALUE, "FILE",
	    "the issuer's DID document as you kept it, instead of asking its "
	    "site",
	    false },
	APP_OPTIONS,
	TSM_OPTIONS_END,
};

static const char *const seals[] = { "holds", "none", "unsupported", "no_key",
	"key_refused", "broken" };
static const char *const owners[] = { "not_asked", "kept", "stated",
	"unreachable", "refused", "no_document" };
static const char *const faults[] = { "missing", "unlisted", "changed" };

static json_t *report_json(const struct bundle_report *r)
{
	char at[TSM_TIME_TEXT];
	json_t *root = json_object();
	tsm_json_set(root, "verdict", tsm_verdict_name(bundle_verdict(r)));
	tsm_json_set(root, "issuer", r->issuer);
	tsm_json_set(root, "key", r->key);
	tsm_json_set(root, "listed", r->listed);
	tsm_json_set(root, "created", tsm_time_format(r->created, at));
	tsm_json_set(
	    root, "title", tsm_json_get_string(r->bundle.manifest, "title"));
	tsm_json_set(root, "activity",
	    tsm_json_get_string(r->bundle.manifest, "activity"));
	tsm_json_set(root, "seal", seals[r->seal]);
	tsm_json_set(root, "key_owner", owners[r->owner]);
	tsm_json_set_int(root, "files", (int64_t)r->bundle.count);
	json_t *list = tsm_json_set_array(root, "problems");
	for (size_t i = 0; i < r->bundle.problem_count; i++) {
		json_t *row = tsm_json_add_object(list);
		tsm_json_set(row, "file", r->bundle.problems[i].path);
		tsm_json_set(row, "fault", faults[r->bundle.problems[i].fault]);
	}
	list = tsm_json_set_array(root, "credentials");
	for (size_t i = 0; i < r->credential_count; i++) {
		json_t *row = tsm_json_add_object(list);
		tsm_json_set(row, "file", r->credentials[i].path);
		tsm_json_set(row, "verdict",
		    tsm_verdict_name(r->credentials[i].verdict));
		tsm_json_set(row, "code", r->credentials[i].code->name);
		tsm_json_set_bool(row, "proven", r->credentials[i].proven);
		tsm_json_set_bool(row, "vouched", r->credentials[i].vouched);
	}
	return root;
}

/* A text of the manifest, without what steers a terminal. */
static const char *shown(struct tsm_arena *arena, const char *text)
{
	const char *copy = tsm_arena_disarmed(arena, text);
	return copy != NULL ? copy : "-";
}

static void add_counts(
    struct tsm_arena *arena, const struct bundle_report *r, struct tsm_buf *out)
{
	tsm_buf_printf(out, "files: %zu, %zu with a problem\n", r->bundle.count,
	    r->bundle.problem_count);
	for (size_t i = 0; i < r->bundle.problem_count; i++)
		tsm_buf_printf(out, "  %s: %s\n",
		    shown(arena, r->bundle.problems[i].path),
		    bundle_fault_text(r->bundle.problems[i].fault));
	tsm_buf_printf(out, "credentials: %zu, %zu not proven\n",
	    r->credential_count, r->unproven);
	if (r->unvouched > 0)
		tsm_buf_printf(out,
		    "  %zu of other issuers, whose keys only this "
		    "bundle states\n",
		    r->unvouched);
}

static enum tsm_status add_text(
    struct tsm_arena *arena, const struct bundle_report *r, struct tsm_buf *out)
{
	static const char *const words[] = { "WHOLE",
		"WHOLE, issuer not on your list", "NOT TO BE RELIED ON",
		"COULD NOT BE CHECKED" };
	char at[TSM_TIME_TEXT];
	const struct tsm_json *m = r->bundle.manifest;
	tsm_buf_printf(out, "%s\n\n%s, %s\nsealed %s by %s\n",
	    words[bundle_verdict(r)],
	    shown(arena, tsm_json_get_string(m, "title")),
	    shown(arena, tsm_json_get_string(m, "activity")),
	    tsm_time_format(r->created, at), shown(arena, r->issuer));
	tsm_buf_printf(out, "seal: %s\nkey: %s\n", bundle_seal_text(r->seal),
	    bundle_key_text(r->owner));
	add_counts(arena, r, out);
	for (size_t i = 0; i < r->credential_count; i++) {
		const struct bundle_credential *one = &r->credentials[i];
		if (!one->proven || one->verdict == TSM_NOT_VALID)
			tsm_buf_printf(out, "  %s: %s%s\n", one->path,
			    one->code->name,
			    one->proven ? " (on the day of the bundle)" : "");
	}
	return tsm_buf_status(out);
}

bool bundle_looks_so(struct tsm_str data)
{
	return tsm_str_starts(data, "PK\x03\x04");
}

static enum tsm_status answer_audit(struct app *app,
    const struct tsm_bundle *bundle, struct tsm_str identity,
    const struct tsm_verify_options *asked, struct tsm_arena *arena,
    struct tsm_buf *text, json_t **ret_json, enum tsm_verdict *ret_verdict,
    struct tsm_error *err)
{
	const struct tsm_expected *who = &asked->expected;
	struct bundle_report report;

	if (who->name != NULL || who->email != NULL || who->licence != NULL ||
	    who->id != NULL || asked->domain != NULL ||
	    asked->challenge != NULL)
		return tsm_fail(err, TSM_E_USAGE, NULL,
		    "a bundle of many people's credentials is nobody's own");
	TSM_TRY(bundle_check(
	    app, bundle, identity, tsm_time_now(), arena, &report, err));
	*ret_verdict = bundle_verdict(&report);
	if (ret_json == NULL)
		return add_text(arena, &report, text);
	*ret_json = report_json(&report);
	return TSM_OK;
}

static enum tsm_status answer_sealed(struct app *app,
    const struct tsm_bundle *bundle, struct tsm_str identity,
    const struct tsm_verify_options *asked, struct tsm_arena *arena,
    struct tsm_buf *text, json_t **ret_json, enum tsm_verdict *ret_verdict,
    struct tsm_error *err)
{
	struct sealed_report report;

	const struct sealed_asking asking = { tsm_time_now(), asked->lang,
		asked->expected, asked->domain, asked->challenge };
	TSM_TRY(
	    sealed_check(app, bundle, identity, &asking, arena, &report, err));
	*ret_verdict = sealed_verdict(&report);
	if (ret_json == NULL)
		return sealed_text(&report, text);
	*ret_json = sealed_json(&report);
	return TSM_OK;
}

enum tsm_status bundle_answer(struct app *app, struct tsm_str data,
    struct tsm_str identity, const struct tsm_verify_options *asked,
    struct tsm_buf *text, json_t **ret_json, enum tsm_verdict *ret_verdict,
    struct tsm_error *err)
{
	static const struct tsm_verify_options nothing = { 0 };
	struct tsm_bundle bundle;
	struct tsm_arena arena;

	tsm_arena_init(&arena, ARENA_MAX);
	enum tsm_status status = tsm_bundle_open(&arena, data, &bundle, err);
	if (status == TSM_OK && asked != NULL && asked->as_of != NULL)
		status = tsm_fail(err, TSM_E_USAGE, NULL,
		    "a bundle answers as of its own day, and no other");
	if (status == TSM_OK)
		status = (sealed_is(&bundle) ? answer_sealed : answer_audit)(
		    app, &bundle, identity, asked != NULL ? asked : &nothing,
		    &arena, text, ret_json, ret_verdict, err);
	tsm_arena_release(&arena);
	return status;
}

static enum tsm_status print_answer(struct app *app,
    const struct tsm_args *args, struct tsm_str data, struct tsm_str identity,
    enum tsm_verdict *ret_verdict, struct tsm_error *err)
{
	bool json = tsm_args_has(args, "json");
	json_t *answer = NULL;
	struct tsm_buf text;

	tsm_buf_init(&text, 0);
	enum tsm_status status = bundle_answer(app, data, identity, NULL, &text,
	    json ? &answer : NULL, ret_verdict, err);
	if (status == TSM_OK && json)
		status = app_print_json(answer);
	else if (status == TSM_OK)
		(void)fwrite(text.data, 1, text.len, stdout);
	json_decref(answer);
	tsm_buf_release(&text);
	return status;
}

static int run(struct app *app, const struct tsm_args *args)
{
	const char *path = tsm_args_operand(args, 0);
	enum tsm_verdict verdict = TSM_NOT_VALID;
	struct tsm_str data, identity = { NULL, 0 };
	struct tsm_error err = { 0 };
	struct tsm_arena arena;
	int exit_status = TSM_EXIT_FAULT;

	tsm_arena_init(&arena, ARENA_MAX);
	enum tsm_status status =
	    app_read_file(&arena, path, FILE_MAX, &data, &err);
	if (status == TSM_OK)
		status = app_read_file(&arena, tsm_args_get(args, "identity"),
		    TSM_FETCH_BODY_MAX, &identity, &err);
	bool read = status == TSM_OK;
	if (read)
		status =
		    print_answer(app, args, data, identity, &verdict, &err);
	if (status == TSM_OK)
		exit_status = tsm_verdict_exit(verdict);
	else
		(void)app_fail(path, status, &err);
	/* what is no bundle proves nothing */
	if (status != TSM_OK && status < TSM_E_MEMORY)
		exit_status =
		    read ? tsm_verdict_exit(TSM_NOT_VALID) : TSM_EXIT_USAGE;
	tsm_arena_release(&arena);
	return exit_status;
}

int cli_bundle(void *ctx, const struct tsm_args *args)
{
	(void)ctx;
	return app_run(args, run);
}
