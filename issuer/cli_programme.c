/* programme: what is offered, and when it is completed. */
#include "app.h"
#include "programme.h"
#include "removal.h"

static enum tsm_status load(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct programme p;
	TSM_TRY(programme_load(app, tsm_args_operand(args, 0), &p, err));
	(void)printf("%s: %s (policy revision %lld, %s)\n", p.row.id,
	    p.row.title, (long long)p.policy->revision,
	    app_count(app, p.policy->award_count, "award", "awards"));
	return TSM_OK;
}

static enum tsm_status list(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_programme *rows = NULL;
	size_t count = 0;
	bool all = tsm_args_has(args, "all");
	TSM_TRY(tsm_store_programme_list(
	    app->store, &app->arena, &rows, &count, err));
	for (size_t i = 0; i < count; i++)
		if (all || rows[i].deleted_at == 0)
			(void)printf("%-28s %s%s\n", rows[i].id, rows[i].title,
			    rows[i].deleted_at != 0 ? " (deleted)" : "");
	return TSM_OK;
}

/* --- deleting -------------------------------------------------------------- */

static void print_deletion(struct app *app,
    const struct tsm_store_programme_deletion *d, const char *id, bool dry)
{
	const char *would = dry ? "would be " : "";
	if (d->gone)
		(void)printf("%s: %sdeleted, with %s and %s that nobody was "
			     "given\n",
		    id, would,
		    app_count(app, (size_t)d->revisions, "policy revision",
			"policy revisions"),
		    app_count(app, (size_t)d->achievements, "achievement",
			"achievements"));
	else
		(void)printf("%s: %staken out of use; the records of %s are "
			     "kept\n",
		    id, would,
		    app_count(app, (size_t)d->cohorts, "cohort", "cohorts"));
	(void)printf(
	    "%s verify as before\n", app_count(app, (size_t)d->credentials,
					 "credential", "credentials"));
}

static enum tsm_status delete_programme(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *id = tsm_args_operand(args, 0);
	struct tsm_store_programme_deletion d = { 0 };
	bool dry = tsm_args_has(args, "dry-run");
	if (dry)
		TSM_TRY(tsm_store_programme_deletable(
		    app->store, id, &app->arena, &d, err));
	else
		TSM_TRY(removal_programme(
		    app, id, tsm_args_get(args, "reason"), &d, err));
	print_deletion(app, &d, id, dry);
	return TSM_OK;
}

static enum tsm_status restore(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *id = tsm_args_operand(args, 0);
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status =
	    tsm_store_programme_restore(app->store, id, err);
	if (status == TSM_OK)
		status = app_audit(app, "programme.restore", id, NULL, err);
	status = app_end(app, status, err);
	if (status == TSM_OK)
		(void)printf("%s: in use again\n", id);
	return status;
}

static enum tsm_status show(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct programme p;
	TSM_TRY(programme_open(app, tsm_args_operand(args, 0), 0, &p, err));
	const char *note = tsm_json_get_string(p.definition, "note");
	(void)printf("%s\n%s\n", p.row.title,
	    tsm_json_get_string(p.definition, "description"));
	if (note != NULL)
		(void)printf("Note: %s\n", note);
	(void)printf("\nPolicy revision %lld (SHA-256 %s)%s\n",
	    (long long)p.policy->revision, p.policy_row.sha256,
	    p.policy_row.frozen_at != 0 ? ", frozen" : "");
	for (size_t i = 0; i < p.policy->award_count; i++) {
		const struct tsm_policy_award *a = &p.policy->awards[i];
		(void)printf("  %-12s %-28s issued %s%s%s\n",
		    tsm_award_kind_word(a->kind), a->id,
		    tsm_award_issue_word(a->issue),
		    a->scheme != NULL ? ", " : "",
		    a->scheme != NULL ? a->scheme->many : "");
	}
	return TSM_OK;
}

static enum tsm_status schema(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_str text = tsm_policy_schema();
	(void)app;
	(void)args;
	if (fwrite(text.ptr, 1, text.len, stdout) != text.len)
		return tsm_fail(err, TSM_E_IO, NULL, "cannot write");
	return TSM_OK;
}

/* "1 or \"$x\" | 2" inside a cell of a Markdown table */
static void print_cell(const char *text)
{
	for (; *text != '\0'; text++)
		(void)printf(*text == '|' ? "\\%c" : "%c", *text);
}

static void print_words(void)
{
	struct tsm_policy_word word;
	const char *object = NULL;
	for (size_t n = 0; tsm_policy_word(n, &word); n++) {
		if (!tsm_streq(word.object, object))
			(void)printf("%s### `%s`\n\n"
				     "| key | value | meaning |\n"
				     "|---|---|---|\n",
			    object != NULL ? "\n" : "", word.object);
		object = word.object;
		(void)printf(
		    "| `%s`%s | ", word.name, word.required ? " *" : "");
		print_cell(word.type);
		(void)printf(" | ");
		print_cell(word.meaning);
		(void)printf(" |\n");
	}
}

static void print_schemes(void)
{
	const struct tsm_unit_scheme *s = tsm_unit_schemes();
	(void)printf("\n### Unit schemes\n\n"
		     "| id | unit | per hour | step | least | approval |\n"
		     "|---|---|---|---|---|---|\n");
	for (; s->id != NULL; s++) {
		const struct tsm_decimal numbers[] = { s->per_hour, s->step,
			s->least };
		(void)printf("| `%s` | %s", s->id, s->name);
		for (size_t i = 0; i < 3; i++) {
			char text[TSM_DECIMAL_TEXT];
			(void)printf(
			    " | %s", tsm_decimal_format(numbers[i], text));
		}
		(void)printf(
		    " | %s |\n", s->requires_approval ? "required" : "");
	}
}

static enum tsm_status words(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	(void)app;
	(void)args;
	(void)err;
	print_words();
	print_schemes();
	return TSM_OK;
}

APP_COMMAND(load)
APP_COMMAND(list)
APP_COMMAND(delete_programme)
APP_COMMAND(restore)
APP_COMMAND(show)

static int run_schema(void *ctx, const struct tsm_args *args)
{
	(void)ctx;
	return app_run_bare(args, schema);
}

static int run_words(void *ctx, const struct tsm_args *args)
{
	(void)ctx;
	return app_run_bare(args, words);
}

static const struct tsm_option list_options[] = {
	{ "all", TSM_OPT_FLAG, NULL, "deleted ones too", false },
	TSM_OPTIONS_END,
};

static const struct tsm_option delete_options[] = {
	{ "reason", TSM_OPT_VALUE, "TEXT", "why; private, in the log", true },
	{ "dry-run", TSM_OPT_FLAG, NULL, "only say what would go", false },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_programme_commands[] = {
	{ "programme load", "FOLDER", "load programme.json and policy.json",
	    "A policy revision that an award was issued under is frozen: "
	    "change the rule under a\nnew revision number.",
	    NULL, run_load, 1, 1 },
	{ "programme list", NULL, "all programmes", NULL, list_options,
	    run_list, 0, 0 },
	{ "programme show", "ID", "description, policy and awards", NULL, NULL,
	    run_show, 1, 1 },
	{ "programme delete", "ID", "take a programme out of use",
	    "Refused while a cohort of it is open. While records of closed "
	    "cohorts are kept it is only\nmarked, and 'programme restore' "
	    "takes that back. What people hold verifies as before.",
	    delete_options, run_delete_programme, 1, 1 },
	{ "programme restore", "ID", "put a deleted programme back into use",
	    NULL, NULL, run_restore, 1, 1 },
	{ "programme schema", NULL, "the JSON Schema of policy.json", NULL,
	    NULL, run_schema, 0, 0 },
	{ "programme words", NULL, "every keyword of policy.json, as Markdown",
	    NULL, NULL, run_words, 0, 0 },
	TSM_COMMANDS_END,
};
