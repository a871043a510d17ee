/* trust list | add | remove | check: the operator's list of issuers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/base/time.h"
#include "trust_list.h"

#define FILE_OPTION                                             \
 {                                                              \
  "file", TSM_OPT_VALUE, "FILE",                                \
      "the list (else $TESTAMUR_TRUST, else trust.json)", false \
 }

const struct tsm_option cli_trust_list_options[] = {
	FILE_OPTION,
	{ "json", TSM_OPT_FLAG, NULL, "print the list as JSON", false },
	APP_OFFLINE_OPTION,
	TSM_OPTIONS_END,
};

const struct tsm_option cli_trust_add_options[] = {
	FILE_OPTION,
	{ "name", TSM_OPT_VALUE, "NAME", "your name for the issuer", false },
	{ "from", TSM_OPT_VALUE, "DATE",
	    "recognised from this date (its start, UTC) or date-time", false },
	{ "to", TSM_OPT_VALUE, "DATE",
	    "recognised until this date (its end, UTC) or date-time", false },
	{ "approval", TSM_OPT_LIST, "SCHEME=NUMBER[,FROM,TO]",
	    "a provider approval; FROM and TO are dates or empty", false },
	TSM_OPTIONS_END,
};

const struct tsm_option cli_trust_remove_options[] = {
	FILE_OPTION,
	TSM_OPTIONS_END,
};

const struct tsm_option cli_trust_check_options[] = {
	FILE_OPTION,
	{ "on", TSM_OPT_VALUE, "DATE",
	    "the date (its end, UTC) or date-time; else now", false },
	APP_OFFLINE_OPTION,
	TSM_OPTIONS_END,
};

const char *trust_path(const struct tsm_args *args)
{
	const char *path = tsm_args_get(args, "file");

	if (path == NULL)
		path = getenv("TESTAMUR_TRUST");
	return path != NULL && path[0] != '\0' ? path : "trust.json";
}

/* --- printing --------------------------------------------------------------- */

static enum tsm_status add_entry(
    struct tsm_buf *out, const struct tsm_trust_entry *entry)
{
	tsm_buf_add_disarmed(out, tsm_str(entry->id));
	tsm_buf_adds(out, "\n  ");
	if (entry->name != NULL) {
		tsm_buf_add_disarmed(out, tsm_str(entry->name));
		tsm_buf_adds(out, ", ");
	}
	TSM_TRY(tsm_trust_period_text(TSM_LANG_EN, &entry->valid, out));
	if (entry->list != NULL) {
		tsm_buf_adds(out, ", on \"");
		tsm_buf_add_disarmed(out, tsm_str(entry->list));
		tsm_buf_adds(out, "\"");
	}
	tsm_buf_addc(out, '\n');
	for (size_t i = 0; i < entry->approval_count; i++) {
		const struct tsm_trust_approval *one = &entry->approvals[i];
		tsm_buf_adds(out, "  approval ");
		tsm_buf_add_disarmed(out, tsm_str(one->scheme));
		tsm_buf_addc(out, ' ');
		tsm_buf_add_disarmed(out, tsm_str(one->number));
		tsm_buf_adds(out, ", ");
		TSM_TRY(tsm_trust_period_text(TSM_LANG_EN, &one->valid, out));
		tsm_buf_addc(out, '\n');
	}
	return tsm_buf_status(out);
}

/* Print what was made, or explain. */
static int finish(
    enum tsm_status status, struct tsm_buf *out, const struct tsm_error *err)
{
	if (status == TSM_OK)
		status = tsm_buf_status(out);
	if (status == TSM_OK)
		(void)fwrite(out->data, 1, out->len, stdout);
	tsm_buf_release(out);
	return status == TSM_OK ? 0 : app_fail(NULL, status, err);
}

/* --- reading ---------------------------------------------------------------- */

typedef int (*reading)(struct app *app, const struct tsm_args *args);

/* Read the list, of whatever format, into the app's, then go on. */
static int with_list(const struct tsm_args *args, reading go_on)
{
	const struct trust_source source = { .path = trust_path(args) };
	struct tsm_error err = { 0 };
	struct tsm_arena arena;
	struct app app;

	int exit_status = app_open_bare(&app, args);
	if (exit_status == 0) {
		tsm_arena_init(&arena, 0);
		enum tsm_status status = trust_list_read(
		    &app, &source, app.trust, &arena, NULL, &err);
		tsm_arena_release(&arena);
		exit_status = status == TSM_OK ? go_on(&app, args)
					       : app_fail(NULL, status, &err);
	}
	app_close(&app);
	return exit_status;
}

static int list(struct app *app, const struct tsm_args *args)
{
	const struct tsm_error err = { 0 };
	enum tsm_status status = TSM_OK;
	struct tsm_buf out;

	tsm_buf_init(&out, 0);
	if (tsm_args_has(args, "json")) {
		const char *name = tsm_trust_list(app->trust, 0);
		json_t *json = tsm_trust_json(
		    app->trust, name != NULL ? name : trust_path(args));
		status = tsm_json_write(json, TSM_JSON_PRETTY, &out);
		json_decref(json);
		return finish(status, &out, &err);
	}
	for (size_t i = 0; status == TSM_OK && i < tsm_trust_count(app->trust);
	     i++)
		status = add_entry(&out, tsm_trust_at(app->trust, i));
	return finish(status, &out, &err);
}

int cli_trust_list(void *ctx, const struct tsm_args *args)
{
	(void)ctx;
	return with_list(args, list);
}

static int check(struct app *app, const struct tsm_args *args)
{
	const char *id = tsm_args_operand(args, 0);
	const char *on = tsm_args_get(args, "on");
	struct tsm_error err = { 0 };
	int64_t at = tsm_time_now();
	struct tsm_buf out;

	if (on != NULL && tsm_time_parse_day(tsm_str(on), true, &at) != TSM_OK)
		return app_fail(NULL,
		    tsm_fail(&err, TSM_E_VALUE, "--on",
			"a date (YYYY-MM-DD) or a date-time "
			"with zone"),
		    &err);
	const struct tsm_trust_entry *found =
	    tsm_trust_find(app->trust, id, at);
	const struct tsm_trust_entry *other = tsm_trust_known(app->trust, id);
	enum tsm_status status = TSM_OK;
	tsm_buf_init(&out, 0);
	if (found != NULL) {
		status = add_entry(&out, found);
		return finish(status, &out, &err);
	}
	tsm_buf_adds(&out,
	    other != NULL ? "Not recognised at that time, but at another:\n"
			  : "Not on the list.\n");
	for (; status == TSM_OK && other != NULL;
	     other = tsm_trust_next(app->trust, other))
		status = add_entry(&out, other);
	int exit_status = finish(status, &out, &err);
	return exit_status == 0 ? 2 : exit_status;
}

int cli_trust_check(void *ctx, const struct tsm_args *args)
{
	(void)ctx;
	return with_list(args, check);
}

/* --- changing --------------------------------------------------------------- */

static enum tsm_status parse_period(struct tsm_str from, struct tsm_str until,
    const char *option, struct tsm_trust_period *ret, struct tsm_error *err)
{
	*ret = (struct tsm_trust_period)TSM_TRUST_ALWAYS;
	if ((from.len > 0 &&
		tsm_time_parse_day(from, false, &ret->from) != TSM_OK) ||
	    (until.len > 0 &&
		tsm_time_parse_day(until, true, &ret->until) != TSM_OK))
		return tsm_fail(err, TSM_E_VALUE, option,
		    "a date (YYYY-MM-DD) or a date-time with zone");
	return TSM_OK;
}

/* "SCHEME=NUMBER" or "SCHEME=NUMBER,FROM,TO". */
static enum tsm_status parse_approval(struct tsm_arena *arena, const char *text,
    struct tsm_trust_approval *ret, struct tsm_error *err)
{
	struct tsm_str rest = tsm_str(text);
	struct tsm_str scheme = tsm_str_split(rest, '=', &rest);
	struct tsm_str number = tsm_str_split(rest, ',', &rest);
	struct tsm_str from = tsm_str_split(rest, ',', &rest);

	if (scheme.len == 0 || number.len == 0)
		return tsm_fail(err, TSM_E_VALUE, "--approval",
		    "SCHEME=NUMBER or SCHEME=NUMBER,FROM,TO");
	ret->scheme = tsm_arena_str(arena, scheme);
	ret->number = tsm_arena_str(arena, number);
	if (ret->scheme == NULL || ret->number == NULL)
		return tsm_fail_memory(err);
	return parse_period(from, rest, "--approval", &ret->valid, err);
}

static enum tsm_status entry_of(const struct tsm_args *args,
    struct trust_file *file, struct tsm_trust_entry *ret, struct tsm_error *err)
{
	struct tsm_trust_approval *all = tsm_arena_array(
	    &file->arena, TSM_TRUST_APPROVALS_MAX, sizeof(*all));
	const char *text;

	if (all == NULL)
		return tsm_fail_memory(err);
	*ret = (struct tsm_trust_entry){ .id = tsm_args_operand(args, 0),
		.name = tsm_args_get(args, "name"),
		.list = file->name,
		.approvals = all };
	TSM_TRY(parse_period(tsm_str(tsm_args_get(args, "from")),
	    tsm_str(tsm_args_get(args, "to")), "--from or --to", &ret->valid,
	    err));
	while ((text = tsm_args_nth(args, "approval", ret->approval_count)) !=
	       NULL) {
		if (ret->approval_count == TSM_TRUST_APPROVALS_MAX)
			return tsm_fail(err, TSM_E_LIMIT, "--approval",
			    "at most %d", TSM_TRUST_APPROVALS_MAX);
		TSM_TRY(parse_approval(
		    &file->arena, text, &all[ret->approval_count++], err));
	}
	return TSM_OK;
}

static enum tsm_status add(
    const struct tsm_args *args, struct trust_file *file, struct tsm_error *err)
{
	struct tsm_trust_entry entry;

	TSM_TRY(entry_of(args, file, &entry, err));
	size_t before = tsm_trust_count(file->trust);
	TSM_TRY(tsm_trust_put(file->trust, &entry, err));
	if (tsm_trust_count(file->trust) == before)
		return tsm_fail(err, TSM_E_DUPLICATE, entry.id,
		    "is on the list already for that time; remove it first");
	return trust_file_save(file, file->trust, err);
}

int cli_trust_add(void *ctx, const struct tsm_args *args)
{
	struct tsm_error err = { 0 };
	struct trust_file file;

	(void)ctx;
	enum tsm_status status =
	    trust_file_open(&file, trust_path(args), true, &err);
	if (status == TSM_OK)
		status = add(args, &file, &err);
	trust_file_close(&file);
	return status == TSM_OK ? 0 : app_fail(NULL, status, &err);
}

static enum tsm_status remove_id(
    struct trust_file *file, const char *id, struct tsm_error *err)
{
	struct tsm_trust *rest = NULL;

	if (tsm_trust_known(file->trust, id) == NULL)
		return tsm_fail(err, TSM_E_NOT_FOUND, id, "is not on the list");
	enum tsm_status status = tsm_trust_new(&rest);
	for (size_t i = 0; status == TSM_OK && i < tsm_trust_count(file->trust);
	     i++) {
		const struct tsm_trust_entry *entry =
		    tsm_trust_at(file->trust, i);
		if (strcmp(entry->id, id) != 0)
			status = tsm_trust_put(rest, entry, err);
	}
	if (status == TSM_OK)
		status = trust_file_save(file, rest, err);
	tsm_trust_free(&rest);
	return status;
}

int cli_trust_remove(void *ctx, const struct tsm_args *args)
{
	struct tsm_error err = { 0 };
	struct trust_file file;

	(void)ctx;
	enum tsm_status status =
	    trust_file_open(&file, trust_path(args), false, &err);
	if (status == TSM_OK)
		status = remove_id(&file, tsm_args_operand(args, 0), &err);
	trust_file_close(&file);
	return status == TSM_OK ? 0 : app_fail(NULL, status, &err);
}
