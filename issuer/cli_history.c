/* work, activity, attestation list: what was recorded, in its order. */
#include "app.h"
#include "cohort.h"
#include "people.h"
#include "report.h"
#include "testamur/base/time.h"
#include "testamur/store/attendance.h"
#include "testamur/store/work.h"

/* Whose, and of which cohort. */
struct question {
	const char *cohort;
	const char *person; /* NULL: everybody's */
};

static enum tsm_status ask(struct app *app, const struct tsm_args *args,
    struct question *ret_question, struct tsm_error *err)
{
	struct tsm_store_person person = { 0 };
	const char *who = tsm_args_get(args, "person");
	struct question q = { .cohort = tsm_args_get(args, "cohort") };
	TSM_TRY(cohort_check(app, q.cohort, err));
	if (who != NULL)
		TSM_TRY(people_find(app, q.cohort, who, &person, err));
	q.person = person.id;
	*ret_question = q;
	return TSM_OK;
}

static const char *name_of(struct app *app, const char *id)
{
	struct tsm_store_person person;
	return tsm_store_person_get(
		   app->store, id, &app->arena, &person, NULL) == TSM_OK
		   ? people_shown_name(&person)
		   : id;
}

static const char *instant(struct app *app, int64_t at)
{
	char text[TSM_TIME_TEXT];
	return tsm_arena_dup(&app->arena, tsm_time_format(at, text));
}

/* The last event of an item is its state; all of them are its history. */
static enum tsm_status work_list(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	static const char *const columns[] = { "name", "item", "state", "at",
		"by", "role", "comment", "link", "file", NULL };
	struct question q;
	struct report report;
	struct tsm_store_work *rows = NULL;
	size_t count = 0;
	const char *item = tsm_args_get(args, "item");
	TSM_TRY(ask(app, args, &q, err));
	TSM_TRY(tsm_store_work_list(
	    app->store, q.cohort, q.person, &app->arena, &rows, &count, err));
	report_init(&report, app, columns);
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_work *w = &rows[i];
		if (item != NULL && !tsm_streq(item, w->item))
			continue;
		const char *cells[] = { name_of(app, w->person), w->item,
			w->state, instant(app, w->at), w->by, w->role,
			w->comment, w->link, w->sha256 };
		TSM_TRY(report_add(&report, cells, err));
	}
	return report_write(&report, tsm_args_get(args, "out"), err);
}

static enum tsm_status activity_list(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	static const char *const columns[] = { "name", "activity", "day",
		"minutes", "by", "file", "line", NULL };
	struct question q;
	struct report report;
	struct tsm_store_activity *rows = NULL;
	size_t count = 0;
	TSM_TRY(ask(app, args, &q, err));
	TSM_TRY(tsm_store_activity_list(
	    app->store, q.cohort, q.person, &app->arena, &rows, &count, err));
	report_init(&report, app, columns);
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_activity *a = &rows[i];
		const char *cells[] = { name_of(app, a->person), a->activity,
			a->day,
			tsm_arena_printf(
			    &app->arena, "%lld", (long long)(a->seconds / 60)),
			a->by, a->sha256,
			a->line > 0 ? tsm_arena_printf(&app->arena, "%lld",
					  (long long)a->line)
				    : NULL };
		TSM_TRY(report_add(&report, cells, err));
	}
	return report_write(&report, tsm_args_get(args, "out"), err);
}

static enum tsm_status attestation_list(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	static const char *const columns[] = { "name", "what", "says", "at",
		"by", "role", "note", NULL };
	struct question q;
	struct report report;
	struct tsm_store_attestation *rows = NULL;
	size_t count = 0;
	TSM_TRY(ask(app, args, &q, err));
	TSM_TRY(tsm_store_attestation_list(
	    app->store, q.cohort, q.person, &app->arena, &rows, &count, err));
	report_init(&report, app, columns);
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_attestation *a = &rows[i];
		const char *cells[] = { name_of(app, a->person), a->what,
			a->withdrawn ? "withdrawn" : "confirmed",
			instant(app, a->at), a->by, a->role, a->note };
		TSM_TRY(report_add(&report, cells, err));
	}
	return report_write(&report, tsm_args_get(args, "out"), err);
}

APP_COMMAND(work_list)
APP_COMMAND(activity_list)
APP_COMMAND(attestation_list)

#define COHORT                                           \
 {                                                       \
  "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true \
 }
#define PERSON                                                   \
 {                                                               \
  "person", TSM_OPT_VALUE, "PERSON", "only this person's", false \
 }

static const struct tsm_option options[] = {
	COHORT,
	PERSON,
	REPORT_OUT_OPTION,
	TSM_OPTIONS_END,
};

static const struct tsm_option work_options[] = {
	COHORT,
	PERSON,
	{ "item", TSM_OPT_VALUE, "ITEM", "only this item", false },
	REPORT_OUT_OPTION,
	TSM_OPTIONS_END,
};

const struct tsm_command cli_history_commands[] = {
	{ "work list", NULL, "what was handed in, returned and approved",
	    "Every event in its order: the last one of an item is its state. "
	    "'work file' gives a file back.",
	    work_options, run_work_list, 0, 0 },
	{ "activity list", NULL, "minutes spent, by day", NULL, options,
	    run_activity_list, 0, 0 },
	{ "attestation list", NULL, "what was confirmed, and by whom", NULL,
	    options, run_attestation_list, 0, 0 },
	TSM_COMMANDS_END,
};
