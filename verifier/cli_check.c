/* check FILE…|ID|LINK: verify, print, and say it in the exit status. */
#include <stdio.h>
#include <string.h>

#include <sys/stat.h>

#include "app.h"
#include "bundle.h"
#include "keep.h"
#include "testamur/base/file.h"
#include "testamur/base/limits.h"
#include "testamur/base/time.h"

const struct tsm_option cli_check_options[] = {
	{ "json", TSM_OPT_FLAG, NULL, "print the report as JSON", false },
	{ "brief", TSM_OPT_FLAG, NULL, "one line for each file", false },
	{ "as-of", TSM_OPT_VALUE, "DATE",
	    "answer as of this date (its end, UTC) or date-time", false },
	{ "name", TSM_OPT_VALUE, "NAME", "expected name of the holder", false },
	{ "email", TSM_OPT_VALUE, "ADDRESS", "expected e-mail address", false },
	{ "licence", TSM_OPT_VALUE, "NUMBER", "expected licence number",
	    false },
	{ "subject", TSM_OPT_VALUE, "ID", "expected DID or id of the holder",
	    false },
	{ "challenge", TSM_OPT_VALUE, "TEXT",
	    "what the holder's presentation has to answer", false },
	{ "domain", TSM_OPT_VALUE, "TEXT",
	    "whom the holder's presentation has to be for", false },
	APP_LANG_OPTION,
	APP_SITE_OPTION,
	{ "follow", TSM_OPT_FLAG, NULL, "fetch links to other sites, too",
	    false },
	KEEP_OPTIONS,
	APP_OPTIONS,
	TSM_OPTIONS_END,
};

struct checking {
	struct app app;
	struct keep keep;
	struct tsm_verify_options options;
	int64_t as_of;
	enum site_reach reach;
	bool json;
	bool brief;
	bool several;
	json_t *all; /* of several, as JSON */
	int worst;
};

static json_t *report_json(
    const struct checking *c, const struct tsm_report *report)
{
	json_t *root = tsm_report_json(report);

	keep_json(&c->keep, root);
	return root;
}

static enum tsm_status print_report(
    struct checking *c, const char *path, const struct tsm_report *report)
{
	struct tsm_buf out;
	enum tsm_status status;

	if (c->json && c->several) {
		json_t *item = tsm_json_add_object(c->all);
		tsm_json_set(item, "file", path);
		tsm_json_set_new(item, "report", report_json(c, report));
		return TSM_OK;
	}
	if (c->json) {
		json_t *value = report_json(c, report);
		status = app_print_json(value);
		json_decref(value);
		return status;
	}
	tsm_buf_init(&out, 0);
	if (c->brief) {
		tsm_buf_printf(&out, "%s  ", path);
		status = tsm_report_line(report, &out);
		tsm_buf_addc(&out, '\n');
	} else {
		if (c->several)
			tsm_buf_printf(&out, "== %s\n", path);
		status = tsm_report_text(report, &out);
		keep_text(&c->keep, &out);
		if (c->several)
			tsm_buf_addc(&out, '\n');
	}
	if (status == TSM_OK)
		status = tsm_buf_status(&out);
	if (status == TSM_OK)
		(void)fwrite(out.data, 1, out.len, stdout);
	tsm_buf_release(&out);
	return status;
}

/* A file's bytes, or an id or link that stands for itself. That a file is too
 * large is an answer like others: *ret_given. */
static enum tsm_status read_operand(const char *operand, struct tsm_buf *data,
    const struct tsm_given **ret_given, struct tsm_error *err)
{
	static const struct tsm_given too_large = { .code = "input.too_large" };
	struct tsm_str text = tsm_str(operand);
	struct stat info;

	*ret_given = NULL;
	if (strcmp(operand, "-") != 0 && stat(operand, &info) != 0 &&
	    sites_is_typed(text))
		return tsm_buf_addstr(data, text);
	enum tsm_status status =
	    tsm_file_read(operand, TSM_IMAGE_MAX, data, err);
	if (status != TSM_E_LIMIT)
		return status;
	tsm_buf_clear(data);
	*ret_given = &too_large;
	return TSM_OK;
}

/* A sealed bundle is checked whole, and answers as one. */
static enum tsm_status check_bundle(struct checking *c, const char *path,
    struct tsm_str data, int *ret_exit, struct tsm_error *err)
{
	const struct tsm_str nothing = { NULL, 0 };
	enum tsm_verdict verdict = TSM_NOT_VALID;
	json_t *answer = NULL;
	struct tsm_buf out;

	tsm_buf_init(&out, 0);
	enum tsm_status status = bundle_answer(&c->app, data, nothing,
	    &c->options, &out, c->json ? &answer : NULL, &verdict, err);
	if (status == TSM_OK &&
	    (c->keep.receipt != NULL || c->keep.seal != NULL ||
		c->keep.save != NULL))
		status = tsm_fail(err, TSM_E_USAGE, NULL,
		    "a bundle is kept as it is: --receipt, --seal and --save "
		    "are for what is checked anew");
	if (status == TSM_OK && c->json && c->several) {
		json_t *item = tsm_json_add_object(c->all);
		tsm_json_set(item, "file", path);
		tsm_json_set_new(item, "bundle", answer);
		answer = NULL;
	} else if (status == TSM_OK && c->json) {
		status = app_print_json(answer);
	} else if (status == TSM_OK) {
		if (c->several)
			(void)printf("== %s\n", path);
		(void)fwrite(out.data, 1, out.len, stdout);
	}
	json_decref(answer);
	tsm_buf_release(&out);
	if (status == TSM_OK)
		*ret_exit = tsm_verdict_exit(verdict);
	return status;
}

static enum tsm_status check_credential(struct checking *c, const char *path,
    struct tsm_str data, int *ret_exit, struct tsm_error *err)
{
	struct site_asking asking = {
		.sites = &c->app.sites, .net = c->app.net, .reach = c->reach
	};
	const struct tsm_report *report = NULL;
	struct tsm_arena arena;

	tsm_arena_init(&arena, TSM_VERIFICATION_MEMORY_MAX);
	c->options.now = tsm_time_now();
	asking.now = c->options.now;
	asking.lang = c->options.lang;
	enum tsm_status status = sites_verify(&asking, c->app.verifier, data,
	    &c->options, &arena, &report, NULL, err);
	if (status == TSM_OK)
		status = keep_write(&c->keep, &c->app, report, data, err);
	if (status == TSM_OK)
		status = print_report(c, path, report);
	if (status == TSM_OK)
		*ret_exit = tsm_verdict_exit(report->verdict);
	tsm_arena_release(&arena);
	return status;
}

/* One operand; its exit status. */
static int check_one(struct checking *c, const char *path)
{
	struct tsm_error err = { 0 };
	struct tsm_buf data;

	tsm_buf_init(&data, TSM_IMAGE_MAX);
	int exit_status = TSM_EXIT_USAGE;
	enum tsm_status status =
	    read_operand(path, &data, &c->options.given, &err);
	if (status == TSM_OK) {
		exit_status = TSM_EXIT_FAULT;
		/* any other ZIP file is nothing, and the report says so */
		if (bundle_looks_so(tsm_buf_str(&data)))
			status = check_bundle(
			    c, path, tsm_buf_str(&data), &exit_status, &err);
		else
			status = TSM_E_SYNTAX;
		if (status == TSM_E_USAGE)
			exit_status = TSM_EXIT_USAGE;
		else if (status != TSM_OK)
			status = check_credential(
			    c, path, tsm_buf_str(&data), &exit_status, &err);
	}
	if (status != TSM_OK)
		(void)app_fail(path, status, &err);
	tsm_buf_release(&data);
	return exit_status;
}

static int run(struct checking *c, const struct tsm_args *args)
{
	size_t count = tsm_args_operands(args);

	c->several = count > 1;
	if (c->json && c->several)
		c->all = json_array();
	for (size_t i = 0; i < count; i++)
		c->worst = app_worse(
		    c->worst, check_one(c, tsm_args_operand(args, i)));
	if (c->all != NULL && app_print_json(c->all) != TSM_OK)
		c->worst = TSM_EXIT_FAULT;
	json_decref(c->all);
	return c->worst;
}

int cli_check(void *ctx, const struct tsm_args *args)
{
	struct checking c = {
		.options.expected = {
			.name = tsm_args_get(args, "name"),
			.email = tsm_args_get(args, "email"),
			.licence = tsm_args_get(args, "licence"),
			.id = tsm_args_get(args, "subject"),
		},
		.options.challenge = tsm_args_get(args, "challenge"),
		.options.domain = tsm_args_get(args, "domain"),
		.reach = tsm_args_has(args, "follow") ? SITES_ANYWHERE
						      : SITES_LINKS,
		.json = tsm_args_has(args, "json"),
		.brief = tsm_args_has(args, "brief"),
	};
	const char *as_of = tsm_args_get(args, "as-of");

	(void)ctx;
	if (as_of != NULL) {
		if (tsm_time_parse_day(tsm_str(as_of), true, &c.as_of) !=
		    TSM_OK)
			return app_usage("--as-of wants 2024-05-31 or a date "
					 "and time with zone");
		c.options.as_of = &c.as_of;
	}
	int exit_status = app_read_lang(args, &c.options.lang);
	if (exit_status == 0)
		exit_status = app_open(&c.app, args);
	if (exit_status == 0)
		exit_status = keep_open(&c.keep, &c.app, args, &c.options);
	if (exit_status == 0)
		exit_status = run(&c, args);
	keep_close(&c.keep);
	app_close(&c.app);
	return exit_status;
}
