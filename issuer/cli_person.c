/* person, retention: what is kept of whom, until when and why. */
#include "app.h"
#include "people.h"
#include "report.h"
#include "retention.h"
#include "testamur/base/time.h"
#include "testamur/store/credential.h"
#include "testamur/store/ledger.h"

static const char *day(struct app *app, int64_t instant)
{
	char text[TSM_TIME_TEXT];
	return tsm_arena_printf(
	    &app->arena, "%.10s", tsm_time_format(instant, text));
}

/* --- what is held --------------------------------------------------------- */

static enum tsm_status add(struct report *report, const char *what,
    const char *value, struct tsm_error *err)
{
	const char *cells[] = { what, value };
	return value != NULL ? report_add(report, cells, err) : TSM_OK;
}

static enum tsm_status add_names(struct report *report,
    const struct tsm_store_person *p, struct tsm_error *err)
{
	struct app *app = report->app;
	struct tsm_store_alias *aliases = NULL;
	struct tsm_store_rename *renames = NULL;
	size_t count = 0;
	TSM_TRY(add(report, "id", p->id, err));
	TSM_TRY(add(report, "name", p->name, err));
	TSM_TRY(add(report, "preferred name", p->preferred_name, err));
	TSM_TRY(add(report, "e-mail", p->email, err));
	TSM_TRY(add(report, "licence", p->licence_number, err));
	TSM_TRY(add(report, "institution", p->institution, err));
	TSM_TRY(tsm_store_alias_list(
	    app->store, p->id, &app->arena, &aliases, &count, err));
	for (size_t i = 0; i < count; i++)
		TSM_TRY(add(report, "also known as", aliases[i].value, err));
	TSM_TRY(tsm_store_rename_list(
	    app->store, p->id, &app->arena, &renames, &count, err));
	for (size_t i = 0; i < count; i++)
		TSM_TRY(add(report, "earlier name",
		    tsm_arena_printf(&app->arena, "%s, until %s",
			renames[i].old_name, day(app, renames[i].at)),
		    err));
	return TSM_OK;
}

static enum tsm_status add_records(struct report *report,
    const struct tsm_store_person *p, struct tsm_error *err)
{
	struct app *app = report->app;
	const struct tsm_store_credential_filter filter = { .person = p->id };
	const struct tsm_store_entry_filter entries = { .person = p->id };
	struct tsm_store_enrolment *enrolments = NULL;
	struct tsm_store_credential *credentials = NULL;
	struct tsm_store_entry *list = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_enrolment_list(
	    app->store, NULL, p->id, &app->arena, &enrolments, &count, err));
	for (size_t i = 0; i < count; i++)
		TSM_TRY(add(report, "enrolment",
		    tsm_arena_printf(&app->arena, "%s: %s",
			enrolments[i].cohort, enrolments[i].state),
		    err));
	TSM_TRY(tsm_store_credential_list(
	    app->store, &filter, &app->arena, &credentials, &count, err));
	for (size_t i = 0; i < count; i++)
		TSM_TRY(add(report, "credential",
		    tsm_arena_printf(&app->arena, "%s: %s", credentials[i].id,
			credentials[i].award),
		    err));
	TSM_TRY(tsm_store_entry_list(
	    app->store, &entries, &app->arena, &list, &count, err));
	return add(report, "ledger entries",
	    tsm_arena_printf(&app->arena, "%zu", count), err);
}

static enum tsm_status add_reasons(struct report *report, const char *person,
    int64_t years, int64_t *ret_until, struct tsm_error *err)
{
	struct app *app = report->app;
	struct retention_reason *list = NULL;
	size_t count = 0;
	TSM_TRY(
	    retention_of(app, person, years, &list, &count, ret_until, err));
	for (size_t i = 0; i < count; i++)
		TSM_TRY(add(report, "kept",
		    tsm_arena_printf(&app->arena, "%s, until %s: %s",
			list[i].cohort, day(app, list[i].until), list[i].what),
		    err));
	return TSM_OK;
}

static const char *const columns[] = { "what", "value", NULL };

static enum tsm_status show(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_person p;
	struct report report;
	int64_t years = 0;
	int64_t until = 0;
	TSM_TRY(retention_years(args, &years, err));
	TSM_TRY(people_find(app, NULL, tsm_args_operand(args, 0), &p, err));
	report_init(&report, app, columns);
	TSM_TRY(add_names(&report, &p, err));
	TSM_TRY(add_records(&report, &p, err));
	TSM_TRY(add_reasons(&report, p.id, years, &until, err));
	return report_write(&report, tsm_args_get(args, "out"), err);
}

/* --- erasing -------------------------------------------------------------- */

static enum tsm_status erase(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_person p;
	struct report report;
	int64_t years = 0;
	int64_t until = 0;
	TSM_TRY(retention_years(args, &years, err));
	TSM_TRY(people_find(app, NULL, tsm_args_operand(args, 0), &p, err));
	report_init(&report, app, columns);
	TSM_TRY(add_reasons(&report, p.id, years, &until, err));
	if (until > app->now) {
		TSM_TRY(report_write(&report, NULL, err));
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "nothing was erased: some of it has to be kept until %s",
		    day(app, until));
	}
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status =
	    tsm_store_person_erase(app->store, p.id, app->actor, app->now, err);
	if (status == TSM_OK)
		status = app_audit(app, "person.erase", p.id, NULL, err);
	status = app_end(app, status, err);
	if (status == TSM_OK)
		(void)printf("%s is erased; what was issued to this person "
			     "verifies as before\n",
		    p.id);
	return status;
}

static void print_one(void *ctx, const char *kind, const char *id)
{
	(void)ctx;
	(void)printf("%s %s\n", kind, id);
}

static enum tsm_status retention(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct retention_done done = { 0 };
	int64_t years = 0;
	bool dry = tsm_args_has(args, "dry-run");
	TSM_TRY(retention_years(args, &years, err));
	TSM_TRY(retention_run(
	    app, years, dry, app->json ? NULL : print_one, NULL, &done, err));
	if (app->json) {
		json_t *result = json_object();
		tsm_json_set_bool(result, "dry_run", dry);
		tsm_json_set_int(result, "people", (int64_t)done.people);
		tsm_json_set_int(result, "cohorts", (int64_t)done.cohorts);
		tsm_json_set_int(result, "files", (int64_t)done.files);
		return app_print_json(result, err);
	}
	(void)printf("%s: %s, %s of %s\n", dry ? "would erase" : "erased",
	    app_count(app, done.people, "person", "people"),
	    app_count(app, done.files, "file", "files"),
	    app_count(app, done.cohorts, "cohort", "cohorts"));
	return TSM_OK;
}

APP_COMMAND(show)
APP_COMMAND(erase)
APP_COMMAND(retention)

static const struct tsm_option show_options[] = {
	RETENTION_YEARS_OPTION,
	REPORT_OUT_OPTION,
	TSM_OPTIONS_END,
};

static const struct tsm_option erase_options[] = { RETENTION_YEARS_OPTION,
	TSM_OPTIONS_END };

static const struct tsm_option retention_options[] = {
	{ "dry-run", TSM_OPT_FLAG, NULL, "only say what would go", false },
	RETENTION_YEARS_OPTION,
	TSM_OPTIONS_END,
};

const struct tsm_command cli_person_commands[] = {
	{ "person show", "PERSON", "what is kept of somebody, and why",
	    "Names, enrolments, awards, and until when each activity's "
	    "records have to be kept.",
	    show_options, run_show, 1, 1 },
	{ "person erase", "PERSON", "erase somebody's data",
	    "Refused, with the reasons, while some of it has to be kept. Of "
	    "credentials and decisions\na digest and the status stay: what "
	    "people hold verifies as before.",
	    erase_options, run_erase, 1, 1 },
	{ "retention run", NULL, "erase what has been kept long enough",
	    "People all of whose activities are past, and whole source files. "
	    "For a timer: once a day.",
	    retention_options, run_retention, 0, 0 },
	TSM_COMMANDS_END,
};
