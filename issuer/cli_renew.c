/* award expiring, award renew: what ends, and giving it once more. */
#include "app.h"
#include "award.h"
#include "cli_award.h"
#include "issued.h"
#include "people.h"
#include "report.h"
#include "testamur/base/decimal.h"
#include "testamur/base/time.h"

/* Days that one looks ahead. */
#define DAYS_MAX 3660

static enum tsm_status read_period(struct app *app, const struct tsm_args *args,
    struct award_scope *scope, struct tsm_error *err)
{
	struct tsm_decimal days;
	if (tsm_decimal_parse(tsm_str(tsm_args_get(args, "within")), &days) !=
		TSM_OK ||
	    days.scale != 0 || days.coef < 1 || days.coef > DAYS_MAX)
		return tsm_fail(err, TSM_E_VALUE, "--within",
		    "a number of whole days, 1 to %d", DAYS_MAX);
	scope->renew_from = tsm_args_has(args, "expired") ? 1 : app->now;
	scope->renew_until = app->now + days.coef * 86400;
	return TSM_OK;
}

/* --- what ends ------------------------------------------------------------- */

static enum tsm_status add_ending(struct report *report, const char *cohort,
    const struct issued_item *item, struct tsm_error *err)
{
	struct app *app = report->app;
	struct tsm_store_person person = { .name = "(erased)" };
	char at[TSM_TIME_TEXT];
	enum tsm_status status = tsm_store_person_get(
	    app->store, item->person, &app->arena, &person, err);
	if (status != TSM_OK && status != TSM_E_NOT_FOUND)
		return status;
	const char *day = tsm_arena_printf(
	    &app->arena, "%.10s", tsm_time_format(item->ends, at));
	if (day == NULL)
		return tsm_fail_memory(err);
	const char *cells[] = { day,
		item->ends <= app->now ? "expired" : "valid", cohort,
		item->award, person.name, item->credential };
	return report_add(report, cells, err);
}

/* What was renewed is not the latest any more, and not listed. */
static enum tsm_status add_cohort(struct report *report,
    const struct award_scope *scope, const char *cohort, struct tsm_error *err)
{
	const struct issued_item *item;
	struct issued *issued = NULL;
	TSM_TRY(issued_load(report->app, cohort, &issued, err));
	for (size_t n = 0; (item = issued_at(issued, n)) != NULL; n++) {
		if (issued_ends(item, scope->renew_from, scope->renew_until))
			TSM_TRY(add_ending(report, cohort, item, err));
	}
	return TSM_OK;
}

static enum tsm_status expiring(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	static const char *const columns[] = { "ends", "state", "cohort",
		"award", "name", "credential", NULL };
	struct award_scope scope = { 0 };
	struct tsm_store_cohort *list = NULL;
	struct report report;
	size_t count = 0;
	const char *only = tsm_args_get(args, "cohort");
	TSM_TRY(read_period(app, args, &scope, err));
	TSM_TRY(cohort_check(app, only, err));
	TSM_TRY(tsm_store_cohort_list(
	    app->store, NULL, &app->arena, &list, &count, err));
	report_init(&report, app, columns);
	for (size_t i = 0; i < count; i++) {
		if (only == NULL || tsm_streq(only, list[i].id))
			TSM_TRY(add_cohort(&report, &scope, list[i].id, err));
	}
	return report_write(&report, tsm_args_get(args, "out"), err);
}

/* --- once more --------------------------------------------------------------- */

static enum tsm_status renew(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct cohort c;
	struct tsm_store_person person;
	struct award_scope scope = { .award = tsm_args_get(args, "award") };
	const char *who = tsm_args_get(args, "person");
	TSM_TRY(read_period(app, args, &scope, err));
	TSM_TRY(cohort_open(app, tsm_args_get(args, "cohort"), &c, err));
	if (who != NULL) {
		TSM_TRY(people_find(app, c.row.id, who, &person, err));
		scope.person = person.id;
	}
	return cli_award_preview(app, &c, &scope, err);
}

APP_COMMAND(expiring)
APP_COMMAND(renew)

static const struct tsm_option expiring_options[] = {
	{ "within", TSM_OPT_VALUE, "DAYS", "what ends in the next so many days",
	    true },
	{ "expired", TSM_OPT_FLAG, NULL, "what has ended already, too", false },
	{ "cohort", TSM_OPT_VALUE, "ID", "only from this cohort", false },
	REPORT_OUT_OPTION,
	TSM_OPTIONS_END,
};

static const struct tsm_option renew_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true },
	{ "within", TSM_OPT_VALUE, "DAYS", "what ends in the next so many days",
	    true },
	{ "expired", TSM_OPT_FLAG, NULL, "what has ended already, too", false },
	{ "award", TSM_OPT_VALUE, "ID", "only this award", false },
	{ "person", TSM_OPT_VALUE, "PERSON", "only this person", false },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_renew_commands[] = {
	{ "award expiring", NULL, "what ends soon, and was not renewed", NULL,
	    expiring_options, run_expiring, 0, 0 },
	{ "award renew", NULL, "preview giving once more what ends soon",
	    "Whoever still meets the conditions gets another credential by "
	    "'award issue', valid for as\nlong as the first, from the end of "
	    "the old one, which stays as it is. Units are not renewed.",
	    renew_options, run_renew, 0, 0 },
	TSM_COMMANDS_END,
};
