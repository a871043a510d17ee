/* ledger: statements, cycles, taking entries back. */
#include "app.h"
#include "certify.h"
#include "link.h"
#include "people.h"
#include "report.h"
#include "statement.h"
#include "testamur/base/id.h"
#include "testamur/rules/units.h"

static enum tsm_status check_scheme(const char *scheme, struct tsm_error *err)
{
	if (scheme != NULL && tsm_unit_scheme_find(tsm_str(scheme)) == NULL)
		return tsm_fail(err, TSM_E_UNKNOWN, "--scheme",
		    "there is no unit scheme of this name");
	return TSM_OK;
}

static enum tsm_status statement(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_person person;
	struct statement s;
	struct report report;
	const char *scheme = tsm_args_get(args, "scheme");
	TSM_TRY(check_scheme(scheme, err));
	TSM_TRY(
	    people_find(app, NULL, tsm_args_operand(args, 0), &person, err));
	const struct statement_scope scope = { .person = person.id,
		.scheme = scheme };
	TSM_TRY(statement_make(app, &scope, &s, err));
	TSM_TRY(statement_table(app, &s, false, &report, err));
	return report_write(&report, tsm_args_get(args, "out"), err);
}

/* The statement, signed. */
static enum tsm_status certify(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_person person;
	struct personal_result done;
	const struct personal_options options = personal_options_given(args);
	TSM_TRY(
	    people_find(app, NULL, tsm_args_operand(args, 0), &person, err));
	TSM_TRY(certify_issue(app, &person, &options, &done, err));
	if (app->json) {
		json_t *result = json_object();
		tsm_json_set(result, "id", done.id);
		tsm_json_set(result, "url",
		    tsm_arena_printf(
			&app->arena, "%s/V/%s", app->public_url, done.id));
		tsm_json_set_int(result, "version", done.version);
		tsm_json_set_bool(result, "changed", done.changed);
		return app_print_json(result, err);
	}
	(void)printf("%s version %lld of %s/V/%s\n",
	    done.changed ? "signed:" : "nothing has changed since",
	    (long long)done.version, app->public_url, done.id);
	return TSM_OK;
}

/* The address of her own page: the secret is nowhere but in what is printed. */
static enum tsm_status page_link(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_person person;
	const char *url = NULL;
	TSM_TRY(
	    people_find(app, NULL, tsm_args_operand(args, 0), &person, err));
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = link_person_page(app, person.id, &url, err);
	if (status == TSM_OK)
		status = app_audit(app, "ledger.link", person.id, NULL, err);
	TSM_TRY(app_end(app, status, err));
	(void)printf("%s\n", url);
	return TSM_OK;
}

/* --- cycles --------------------------------------------------------------- */

static enum tsm_status cycle_add(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_person person = { .id = "" };
	const char *who = tsm_args_get(args, "person");
	if (who != NULL)
		TSM_TRY(people_find(app, NULL, who, &person, err));
	const struct tsm_store_cycle cycle = {
		.scheme = tsm_args_get(args, "scheme"),
		.person = person.id,
		.id = tsm_args_operand(args, 0),
		.starts = tsm_args_get(args, "from"),
		.ends = tsm_args_get(args, "to"),
		.cap = tsm_args_get(args, "cap"),
		.carry = tsm_args_get(args, "carry"),
		.created = app->now,
	};
	TSM_TRY(check_scheme(cycle.scheme, err));
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = tsm_store_cycle_add(app->store, &cycle, err);
	if (status == TSM_OK)
		status = app_audit(app, "ledger.cycle", cycle.id, NULL, err);
	return app_end(app, status, err);
}

static enum tsm_status cycle_list(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	static const char *const names[] = { "scheme", "person", "id", "from",
		"to", "cap", "carry", NULL };
	struct tsm_store_cycle *list = NULL;
	struct report report;
	size_t count = 0;
	TSM_TRY(tsm_store_cycle_list(app->store, tsm_args_get(args, "scheme"),
	    NULL, &app->arena, &list, &count, err));
	report_init(&report, app, names);
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_cycle *c = &list[i];
		const char *cells[] = { c->scheme, c->person, c->id, c->starts,
			c->ends, c->cap, c->carry };
		TSM_TRY(report_add(&report, cells, err));
	}
	return report_write(&report, NULL, err);
}

/* --- corrections ---------------------------------------------------------- */

static enum tsm_status take_back(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	char id[TSM_UUID_TEXT];
	const char *entry = tsm_args_operand(args, 0);
	struct tsm_buf text;
	json_t *detail = json_object();
	tsm_json_set(detail, "reason", tsm_args_get(args, "reason"));
	tsm_buf_init(&text, 0);
	enum tsm_status status =
	    tsm_json_write(detail, TSM_JSON_COMPACT, &text);
	json_decref(detail);
	if (status == TSM_OK)
		status = tsm_uuid_new(app->random, id);
	if (status == TSM_OK)
		status = tsm_store_begin(app->store, TSM_STORE_WRITE, err);
	if (status == TSM_OK) {
		status = tsm_store_entry_contra(
		    app->store, entry, id, app->now, err);
		if (status == TSM_OK)
			status = app_audit(app, "ledger.take-back", entry,
			    tsm_buf_cstr(&text), err);
		status = app_end(app, status, err);
	}
	tsm_buf_release(&text);
	if (status == TSM_OK)
		(void)printf("%s takes back %s\n", id, entry);
	return status;
}

APP_COMMAND(statement)
APP_COMMAND(certify)
APP_COMMAND(page_link)
APP_COMMAND(cycle_add)
APP_COMMAND(cycle_list)
APP_COMMAND(take_back)

static const struct tsm_option statement_options[] = {
	{ "scheme", TSM_OPT_VALUE, "ID", "only units of this scheme", false },
	REPORT_OUT_OPTION,
	TSM_OPTIONS_END,
};

static const struct tsm_option certify_options[] = {
	{ "organisation", TSM_OPT_VALUE, "ID",
	    "whose units, and who signs; default: who entered all of them",
	    false },
	PERSONAL_OPTIONS,
	TSM_OPTIONS_END,
};

static const struct tsm_option cycle_options[] = {
	{ "scheme", TSM_OPT_VALUE, "ID", "of which units", true },
	{ "from", TSM_OPT_VALUE, "DATE", "first day, YYYY-MM-DD", true },
	{ "to", TSM_OPT_VALUE, "DATE", "last day", true },
	{ "cap", TSM_OPT_VALUE, "UNITS", "most that count in it", false },
	{ "carry", TSM_OPT_VALUE, "UNITS",
	    "most of the rest that go over to the next", false },
	{ "person", TSM_OPT_VALUE, "PERSON",
	    "only hers, in place of everybody's", false },
	TSM_OPTIONS_END,
};

static const struct tsm_option list_options[] = {
	{ "scheme", TSM_OPT_VALUE, "ID", "only of this scheme", false },
	TSM_OPTIONS_END,
};

static const struct tsm_option take_back_options[] = {
	{ "reason", TSM_OPT_VALUE, "TEXT", "private, for the audit", true },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_statement_commands[] = {
	{ "ledger statement", "PERSON", "what somebody's units add up to",
	    "Each entry with the cycle in which it counts, and sums with cap "
	    "and carry-over. An activity\ncounts once in a cycle, also when "
	    "it was attended in two cohorts.",
	    statement_options, run_statement, 1, 1 },
	{ "ledger certify", "PERSON", "the statement as a signed credential",
	    "What an organisation has entered, summed by scheme and cycle, "
	    "with the credentials it rests\non. Signed anew it is the next "
	    "version at the same link, if anything changed.",
	    certify_options, run_certify, 1, 1 },
	{ "ledger link", "PERSON",
	    "the private address of somebody's statement",
	    "Whoever has it sees name and units, as they are on that day: "
	    "give it to the person alone.",
	    NULL, run_page_link, 1, 1 },
	{ "ledger take-back", "ENTRY", "a contra-entry to one of the ledger",
	    "ENTRY is an id of 'ledger list --json'. The credential is not "
	    "touched: 'credential revoke' and\n'credential correct' do both.",
	    take_back_options, run_take_back, 1, 1 },
	{ "ledger cycle add", "CYCLE", "a renewal cycle of a unit scheme", NULL,
	    cycle_options, run_cycle_add, 1, 1 },
	{ "ledger cycle list", NULL, "the renewal cycles", NULL, list_options,
	    run_cycle_list, 0, 0 },
	TSM_COMMANDS_END,
};
