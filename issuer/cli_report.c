/* report: progress, and what boards ask for. */
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "award.h"
#include "issued.h"
#include "people.h"
#include "report.h"
#include "testamur/base/time.h"

/* --- progress ------------------------------------------------------------- */

/* Answers as people say them. */
static const char *answer_of(enum tsm_answer answer)
{
	static const char *const words[] = { [TSM_MET] = "met",
		[TSM_OPEN] = "open",
		[TSM_FAILED] = "cannot any more" };
	return words[answer];
}

static enum tsm_status progress(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	static const char *const columns[] = { "name", "email", "institution",
		"award", "answer", "reason", "units", "issued", "status",
		NULL };
	struct cohort c;
	struct report report;
	struct award_row *rows = NULL;
	size_t count = 0;
	const char *only = tsm_args_get(args, "answer");
	const struct award_scope scope = { .award =
					       tsm_args_get(args, "award") };
	TSM_TRY(cohort_open(app, tsm_args_get(args, "cohort"), &c, err));
	if (only != NULL && !tsm_streq(only, "met") &&
	    !tsm_streq(only, "open") && !tsm_streq(only, "failed"))
		return tsm_fail(err, TSM_E_VALUE, "--answer",
		    "the answer is met, open or failed");
	TSM_TRY(award_rows(app, &c, &scope, &rows, &count, err));
	report_init(&report, app, columns);
	for (size_t i = 0; i < count; i++) {
		const struct award_row *r = &rows[i];
		char units[TSM_DECIMAL_TEXT];
		if (only != NULL &&
		    !tsm_streq(only, tsm_answer_word(r->award->answer)))
			continue;
		const char *cells[] = { people_shown_name(r->person),
			r->person->email, r->person->institution,
			r->award->award->id, answer_of(r->award->answer),
			r->reason,
			r->award->award->scheme != NULL
			    ? tsm_arena_dup(&app->arena,
				  tsm_decimal_format(
				      r->award->units.amount, units))
			    : NULL,
			r->existing,
			r->existing != NULL ? issued_word(r->validity) : NULL };
		TSM_TRY(report_add(&report, cells, err));
	}
	return report_write(&report, tsm_args_get(args, "out"), err);
}

/* --- what a board wants to know of an activity ---------------------------- */

static const char *number(struct app *app, size_t count)
{
	return tsm_arena_printf(&app->arena, "%zu", count);
}

/* "1.5" hours of seconds, exact to the minute's hundredth. */
static const char *hours(struct app *app, int64_t seconds)
{
	struct tsm_decimal amount;
	char text[TSM_DECIMAL_TEXT];
	const struct tsm_decimal step = { 1, 2 };
	if (tsm_units_from_seconds(seconds < 0 ? 0 : seconds,
		tsm_decimal_int(1), step, TSM_ROUND_DOWN, &amount) != TSM_OK)
		return NULL;
	return tsm_arena_dup(&app->arena, tsm_decimal_format(amount, text));
}

struct opening {
	struct cohort cohort;
	struct report_activity activity;
};

static enum tsm_status open_activity(struct app *app,
    const struct tsm_args *args, const char *scheme, struct opening *o,
    struct tsm_error *err)
{
	TSM_TRY(
	    cohort_open(app, tsm_args_get(args, "cohort"), &o->cohort, err));
	return report_activity(app, &o->cohort, scheme,
	    tsm_args_get(args, "award"), &o->activity, err);
}

static enum tsm_status add_field(struct report *report, const char *field,
    const char *value, struct tsm_error *err)
{
	const char *cells[] = { field, value };
	return report_add(report, cells, err);
}

/* One line for each session that was held. */
static enum tsm_status add_schedule(struct report *report,
    const struct cohort *c, const bool *held, struct tsm_error *err)
{
	for (size_t i = 0; i < c->session_count; i++) {
		const struct tsm_store_session *s = &c->sessions[i];
		if (!held[i] || s->local_end == NULL)
			continue;
		TSM_TRY(add_field(report, "session",
		    tsm_arena_printf(&report->app->arena,
			"%.10s %.5s to %.5s %s: %s (%s)", s->local_start,
			s->local_start + 11, s->local_end + 11, s->zone,
			s->title,
			tsm_streq(s->mode, "virtual")     ? "online"
			: tsm_streq(s->mode, "in_person") ? "in person"
							  : "online and in "
							    "person"),
		    err));
	}
	return TSM_OK;
}

/* Montana: each activity, and the number of certificates issued for it. */
static enum tsm_status opi(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	static const char *const columns[] = { "field", "value", NULL };
	struct opening o;
	struct report report;
	TSM_TRY(open_activity(app, args, "mt-opi-renewal-unit", &o, err));
	const struct report_activity *a = &o.activity;
	report_init(&report, app, columns);
	const struct {
		const char *field, *value;
	} fields[] = {
		{ "provider", a->provider },
		{ "provider approval number", a->approval },
		{ "approval valid", a->approved },
		{ "activity number", a->code },
		{ "title", o.cohort.programme.row.title },
		{ "cohort", o.cohort.row.title },
		{ "description",
		    tsm_json_get_string(
			o.cohort.programme.definition, "description") },
		{ "first date", a->first },
		{ "last date", a->last },
		{ "participants", number(app, a->participants) },
		{ "certificates issued", number(app, a->count) },
		{ "renewal units issued", a->total },
	};
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		TSM_TRY(
		    add_field(&report, fields[i].field, fields[i].value, err));
	TSM_TRY(add_schedule(&report, &o.cohort, a->held, err));
	return report_write(&report, tsm_args_get(args, "out"), err);
}

/* Illinois: the roster of a provider's audit, with names and IEIN. */
static enum tsm_status illinois(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	static const char *const columns[] = { "name", "iein", "clock hours",
		"activity", "first date", "last date", "provider", "approval",
		"credential", NULL };
	struct opening o;
	struct report report;
	size_t without = 0;
	TSM_TRY(open_activity(app, args, "il-pd-clock-hour", &o, err));
	const struct report_activity *a = &o.activity;
	report_init(&report, app, columns);
	for (size_t i = 0; i < a->count; i++) {
		const struct report_holder *h = &a->holders[i];
		bool iein = tsm_streq(h->person.licence_type, "IEIN");
		const char *cells[] = { h->credential.name_shown,
			iein ? h->person.licence_number : NULL, h->units,
			o.cohort.programme.row.title, a->first, a->last,
			a->provider, a->approval, h->credential.id };
		without += iein ? 0 : 1;
		TSM_TRY(report_add(&report, cells, err));
	}
	if (without > 0)
		report.note = tsm_arena_printf(&app->arena,
		    "%zu of %zu have no IEIN on record: ask them, the board "
		    "wants it",
		    without, a->count);
	return report_write(&report, tsm_args_get(args, "out"), err);
}

/* "2021-06-14" as "06/14/2021". */
static const char *us_date(struct app *app, const char *date)
{
	if (date == NULL || strlen(date) != 10)
		return NULL;
	return tsm_arena_printf(
	    &app->arena, "%.2s/%.2s/%.4s", date + 5, date + 8, date);
}

/* CE Broker's roster upload: its columns A to J. */
static enum tsm_status ce_broker(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	static const char *const columns[] = { "Provider Number",
		"CE Broker Course Number", "Course ID", "Publishing Number",
		"License Number", "Completion Date", "State", "Profession",
		"Subject Area", "Hours", NULL };
	struct opening o;
	struct report report;
	size_t without = 0;
	TSM_TRY(open_activity(app, args, NULL, &o, err));
	const struct report_activity *a = &o.activity;
	const char *provider = tsm_args_get(args, "provider");
	const char *course = tsm_args_get(args, "course");
	report_init(&report, app, columns);
	for (size_t i = 0; i < a->count; i++) {
		const struct report_holder *h = &a->holders[i];
		if (h->person.licence_number == NULL) {
			without++; /* the upload refuses such a row */
			continue;
		}
		const char *cells[] = { provider != NULL ? provider
							 : a->approval,
			course, course == NULL ? a->code : NULL,
			tsm_args_get(args, "publishing"),
			h->person.licence_number, us_date(app, h->completed),
			tsm_args_get(args, "state"),
			tsm_args_get(args, "profession"),
			tsm_args_get(args, "subject"), hours(app, h->seconds) };
		TSM_TRY(report_add(&report, cells, err));
	}
	if (without > 0)
		(void)fprintf(stderr,
		    "%zu of %zu are left out: they have no licence number\n",
		    without, a->count);
	return report_write(&report, tsm_args_get(args, "out"), err);
}

/* IACET: the permanent record of each learner. */
static enum tsm_status iacet(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	static const char *const columns[] = { "learner", "learner id",
		"learning event", "completion date", "ceus", "contact hours",
		"provider", "accreditation", "credential", NULL };
	struct opening o;
	struct report report;
	TSM_TRY(open_activity(app, args, "iacet-ceu", &o, err));
	const struct report_activity *a = &o.activity;
	report_init(&report, app, columns);
	for (size_t i = 0; i < a->count; i++) {
		const struct report_holder *h = &a->holders[i];
		const char *cells[] = { h->credential.name_shown,
			h->credential.person, o.cohort.programme.row.title,
			h->completed, h->units, hours(app, h->seconds),
			a->provider, a->approval, h->credential.id };
		TSM_TRY(report_add(&report, cells, err));
	}
	return report_write(&report, tsm_args_get(args, "out"), err);
}

APP_COMMAND(progress)
APP_COMMAND(opi)
APP_COMMAND(illinois)
APP_COMMAND(ce_broker)
APP_COMMAND(iacet)

#define COHORT                                        \
 {                                                    \
  "cohort", TSM_OPT_VALUE, "ID", "the activity", true \
 }
#define AWARD                                                              \
 {                                                                         \
  "award", TSM_OPT_VALUE, "ID", "which award, if several give such units", \
      false                                                                \
 }

static const struct tsm_option progress_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true },
	{ "award", TSM_OPT_VALUE, "ID", "only this award", false },
	{ "answer", TSM_OPT_VALUE, "WORD", "only met, open or failed", false },
	REPORT_OUT_OPTION,
	TSM_OPTIONS_END,
};

static const struct tsm_option board_options[] = {
	COHORT,
	AWARD,
	REPORT_OUT_OPTION,
	TSM_OPTIONS_END,
};

static const struct tsm_option ce_broker_options[] = {
	COHORT,
	AWARD,
	{ "state", TSM_OPT_VALUE, "CODE", "of the licences, as FL", true },
	{ "profession", TSM_OPT_VALUE, "CODE", "as RN", true },
	{ "provider", TSM_OPT_VALUE, "NUMBER",
	    "CE Broker's; default: the approval number", false },
	{ "course", TSM_OPT_VALUE, "NUMBER",
	    "CE Broker's; default: the activity's own number", false },
	{ "publishing", TSM_OPT_VALUE, "NUMBER", "of the course, if any",
	    false },
	{ "subject", TSM_OPT_VALUE, "CODE", "subject area", false },
	REPORT_OUT_OPTION,
	TSM_OPTIONS_END,
};

const struct tsm_command cli_report_commands[] = {
	{ "report progress", NULL, "who has what, who still can, and why",
	    "For each person and award: met, open, or cannot any more, with "
	    "the reason. No cell of the\nCSV is run by a spreadsheet.",
	    progress_options, run_progress, 0, 0 },
	{ "report opi", NULL, "the activity report for Montana OPI",
	    "Description, dates, places, participants, certificates and units "
	    "of the credentials in force.",
	    board_options, run_opi, 0, 0 },
	{ "report illinois", NULL, "the roster for Illinois, with IEIN", NULL,
	    board_options, run_illinois, 0, 0 },
	{ "report ce-broker", NULL, "a roster to upload to CE Broker",
	    "People without a licence number are left out, and counted on "
	    "standard error.",
	    ce_broker_options, run_ce_broker, 0, 0 },
	{ "report iacet", NULL, "the permanent record for IACET", NULL,
	    board_options, run_iacet, 0, 0 },
	TSM_COMMANDS_END,
};
