/* bundle FILE: is a sealed bundle whole, and whose is it? */
#include <stdio.h>

#include "bundle.h"
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
	{ NULL, TSM_OPT_FLAG, NULL, NULL, false },
};

static const char *const seals[] = { "holds", "none", "unsupported", "no_key",
	"key_refused", "broken" };
static const char *const owners[] = { "not_asked", "kept", "stated",
	"unreachable", "refused" };
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

static enum tsm_status print_json(const struct bundle_report *r)
{
	json_t *root = report_json(r);
	enum tsm_status status = app_print_json(root);
	json_decref(root);
	return status;
}

/* A text of the manifest, without what steers a terminal. */
static const char *shown(struct tsm_arena *arena, const char *text)
{
	struct tsm_str view = tsm_str(text != NULL ? text : "-");
	char *copy = tsm_arena_alloc(arena, view.len + 4);
	size_t used = 0;
	size_t pos = 0;
	if (copy == NULL || !tsm_utf8_valid(view.ptr, view.len, NULL))
		return "-";
	for (;;) {
		uint32_t code = tsm_utf8_next(view, &pos);
		if (code == UINT32_MAX)
			break;
		used += tsm_utf8_put(
		    tsm_utf8_steers(code) ? ' ' : code, copy + used);
	}
	copy[used] = '\0';
	return copy;
}

static void print_text(struct tsm_arena *arena, const struct bundle_report *r)
{
	static const char *const words[] = { "WHOLE",
		"WHOLE, issuer not on your list", "NOT TO BE RELIED ON",
		"COULD NOT BE CHECKED" };
	char at[TSM_TIME_TEXT];
	const struct tsm_json *m = r->bundle.manifest;
	(void)printf("%s\n\n%s, %s\nsealed %s by %s\n",
	    words[bundle_verdict(r)],
	    shown(arena, tsm_json_get_string(m, "title")),
	    shown(arena, tsm_json_get_string(m, "activity")),
	    tsm_time_format(r->created, at), shown(arena, r->issuer));
	(void)printf("seal: %s\nkey: %s\n", bundle_seal_text(r->seal),
	    bundle_key_text(r->owner));
	(void)printf("files: %zu, %zu with a problem\n", r->bundle.count,
	    r->bundle.problem_count);
	for (size_t i = 0; i < r->bundle.problem_count; i++)
		(void)printf("  %s: %s\n",
		    shown(arena, r->bundle.problems[i].path),
		    bundle_fault_text(r->bundle.problems[i].fault));
	(void)printf("credentials: %zu, %zu not proven\n", r->credential_count,
	    r->unproven);
	if (r->unvouched > 0)
		(void)printf("  %zu of other issuers, whose keys only this "
			     "bundle states\n",
		    r->unvouched);
	for (size_t i = 0; i < r->credential_count; i++) {
		const struct bundle_credential *one = &r->credentials[i];
		if (!one->proven || one->verdict == TSM_NOT_VALID)
			(void)printf("  %s: %s%s\n", one->path, one->code->name,
			    one->proven ? " (on the day of the bundle)" : "");
	}
}

static int run(struct app *app, const struct tsm_args *args)
{
	const char *path = tsm_args_operand(args, 0);
	const char *kept = tsm_args_get(args, "identity");
	struct bundle_report report;
	struct tsm_error err = { 0 };
	struct tsm_arena arena;
	struct tsm_buf data;
	struct tsm_buf identity;
	int exit_status = 70;
	tsm_arena_init(&arena, ARENA_MAX);
	tsm_buf_init(&data, FILE_MAX);
	tsm_buf_init(&identity, TSM_FETCH_BODY_MAX);
	enum tsm_status status = tsm_file_read(path, FILE_MAX, &data, &err);
	if (status == TSM_OK && kept != NULL)
		status =
		    tsm_file_read(kept, TSM_FETCH_BODY_MAX, &identity, &err);
	bool read = status == TSM_OK;
	if (read)
		status = bundle_check(app, tsm_buf_str(&data),
		    kept != NULL ? tsm_buf_str(&identity)
				 : (struct tsm_str){ 0 },
		    tsm_time_now(), &arena, &report, &err);
	if (status == TSM_OK && tsm_args_has(args, "json"))
		status = print_json(&report);
	else if (status == TSM_OK)
		print_text(&arena, &report);
	if (status == TSM_OK)
		exit_status = tsm_verdict_exit(bundle_verdict(&report));
	else
		(void)fprintf(stderr, "testamur-verifier: %s: %s%s%s\n", path,
		    shown(&arena, err.where), err.where[0] != '\0' ? ": " : "",
		    err.text[0] != '\0' ? shown(&arena, err.text)
					: tsm_status_name(status));
	/* what is no bundle proves nothing */
	if (status != TSM_OK && status < TSM_E_MEMORY)
		exit_status =
		    read ? tsm_verdict_exit(TSM_NOT_VALID) : TSM_EXIT_USAGE;
	tsm_buf_release(&data);
	tsm_buf_release(&identity);
	tsm_arena_release(&arena);
	return exit_status;
}

int cli_bundle(void *ctx, const struct tsm_args *args)
{
	struct app app;
	(void)ctx;
	int exit_status = app_open(&app, args);
	if (exit_status == 0)
		exit_status = run(&app, args);
	app_close(&app);
	return exit_status;
}
