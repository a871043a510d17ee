/* roster: the people of a cohort. */
#include <string.h>

#include "admission.h"
#include "app.h"
#include "cohort.h"
#include "enrol.h"
#include "people.h"
#include "report.h"
#include "testamur/base/file.h"
#include "testamur/base/limits.h"
#include "testamur/base/time.h"
#include "testamur/roster/roster_csv.h"

static void print_import(
    const struct enrol *in, const struct tsm_roster_list *list)
{
	(void)printf("%s read (%s): %zu new, %zu known\n",
	    app_count(in->app, list->entry_count, "person", "people"),
	    tsm_encoding_name(list->text.encoding), in->added, in->known);
	if (in->rematched > 0)
		(void)printf("  %s of earlier imports now known\n",
		    app_count(in->app, in->rematched, "attendance row",
			"attendance rows"));
	for (size_t i = 0; i < in->held_count; i++)
		(void)printf("  line %zu not used: somebody of this name is "
			     "on the roster; add an e-mail address or licence "
			     "number to tell who it is\n",
		    in->held[i]);
	for (size_t i = 0; i < list->rejected_count; i++)
		(void)printf("  line %zu not used: %s\n",
		    list->rejected[i].line, list->rejected[i].text);
	if (in->undated > 0 &&
	    in->cohort->programme.policy->admission.apply_by != TSM_NO_DAY)
		(void)printf("  %s without a day of application: the deadline "
			     "was not checked\n",
		    app_count(
			in->app, in->undated, "application", "applications"));
}

/* Who was turned away by this command, and why. */
static enum tsm_status print_turned_away(
    struct app *app, const char *cohort, struct tsm_error *err)
{
	struct tsm_store_enrolment_event *events = NULL;
	struct tsm_store_person p;
	size_t count = 0;
	TSM_TRY(tsm_store_enrolment_events(
	    app->store, cohort, NULL, &app->arena, &events, &count, err));
	for (size_t i = 0; i < count; i++) {
		if (events[i].at < app->now || events[i].reason == NULL ||
		    !tsm_streq(events[i].state, "rejected"))
			continue;
		TSM_TRY(tsm_store_person_get(
		    app->store, events[i].person, &app->arena, &p, err));
		(void)printf("  %s rejected: %s\n", p.name, events[i].reason);
	}
	return TSM_OK;
}

static enum tsm_status count_states(
    struct app *app, const char *cohort, struct tsm_error *err)
{
	static const char *const states[] = { "enrolled", "waiting", "applied",
		"offered", "accepted", "rejected", "withdrawn", NULL };
	struct tsm_store_enrolment *rows = NULL;
	size_t count = 0;
	const char *separator = "  now ";
	TSM_TRY(tsm_store_enrolment_list(
	    app->store, cohort, NULL, &app->arena, &rows, &count, err));
	for (const char *const *state = states; *state != NULL; state++) {
		size_t n = 0;
		for (size_t i = 0; i < count; i++)
			n += tsm_streq(rows[i].state, *state) ? 1 : 0;
		if (n > 0) {
			(void)printf("%s%zu %s", separator, n, *state);
			separator = ", ";
		}
	}
	(void)printf("\n");
	return TSM_OK;
}

static enum tsm_status roster_import(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *path = tsm_args_operand(args, 0);
	struct tsm_roster_list list;
	struct tsm_buf file;
	struct cohort c;
	size_t moved = 0;
	struct enrol in = { .app = app,
		.cohort = &c,
		.track = tsm_args_get(args, "track"),
		.institution = tsm_args_get(args, "institution"),
		.state = tsm_args_get(args, "state") };
	if (in.state != NULL && !tsm_streq(in.state, "applied") &&
	    !tsm_streq(in.state, "enrolled"))
		return tsm_fail(err, TSM_E_VALUE, "--state",
		    "state is applied or enrolled");
	TSM_TRY(cohort_open(app, tsm_args_get(args, "cohort"), &c, err));
	tsm_buf_init(&file, 0);
	enum tsm_status status =
	    tsm_file_read(path, TSM_IMPORT_MAX, &file, err);
	if (status == TSM_OK) {
		status = tsm_roster_read(
		    &app->arena, tsm_buf_str(&file), NULL, &list, err);
		if (status == TSM_OK)
			status = enrol_rows(&in, &list, &moved, err);
		if (status != TSM_OK)
			tsm_error_prefix(err, path);
	}
	tsm_buf_release(&file);
	if (status != TSM_OK)
		return status;
	print_import(&in, &list);
	TSM_TRY(print_turned_away(app, c.row.id, err));
	return count_states(app, c.row.id, err);
}

/* --- list and set ------------------------------------------------------- */

static const char *yes_no(int value)
{
	return value < 0 ? "undecided" : value > 0 ? "yes" : "no";
}

static json_t *entry_json(
    const struct tsm_store_person *p, const struct tsm_store_enrolment *e)
{
	json_t *row = json_object();
	tsm_json_set(row, "person", p->id);
	tsm_json_set(row, "name", p->name);
	tsm_json_set(row, "email", p->email);
	tsm_json_set(row, "institution", e->institution);
	tsm_json_set(row, "track", e->track);
	tsm_json_set(row, "state", e->state);
	tsm_json_set(row, "role", e->role);
	tsm_json_set(row, "eligible", yes_no(e->eligible));
	tsm_json_set(row, "selected", yes_no(e->selected));
	tsm_json_set_int(row, "position", e->position);
	return row;
}

/* Every change of an enrolment, in its order. */
static enum tsm_status roster_history(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	static const char *const columns[] = { "name", "track", "at", "state",
		"role", "institution", "eligible", "selected", "by", "reason",
		NULL };
	struct tsm_store_enrolment_event *events = NULL;
	struct report report;
	struct tsm_store_person p;
	size_t count = 0;
	TSM_TRY(
	    tsm_store_enrolment_events(app->store, tsm_args_get(args, "cohort"),
		NULL, &app->arena, &events, &count, err));
	report_init(&report, app, columns);
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_enrolment_event *e = &events[i];
		char at[TSM_TIME_TEXT];
		TSM_TRY(tsm_store_person_get(
		    app->store, e->person, &app->arena, &p, err));
		const char *cells[] = { p.name, e->track,
			tsm_arena_dup(&app->arena, tsm_time_format(e->at, at)),
			e->state, e->role, e->institution, yes_no(e->eligible),
			yes_no(e->selected), e->by, e->reason };
		TSM_TRY(report_add(&report, cells, err));
	}
	return report_write(&report, NULL, err);
}

static enum tsm_status roster_list(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_enrolment *rows = NULL;
	size_t count = 0;
	TSM_TRY(cohort_check(app, tsm_args_get(args, "cohort"), err));
	if (tsm_args_has(args, "history"))
		return roster_history(app, args, err);
	TSM_TRY(
	    tsm_store_enrolment_list(app->store, tsm_args_get(args, "cohort"),
		NULL, &app->arena, &rows, &count, err));
	json_t *list = app->json ? json_array() : NULL;
	for (size_t i = 0; i < count; i++) {
		struct tsm_store_person p;
		enum tsm_status status = tsm_store_person_get(
		    app->store, rows[i].person, &app->arena, &p, err);
		if (status != TSM_OK) {
			json_decref(list);
			return status;
		}
		if (app->json)
			tsm_json_add_new(list, entry_json(&p, &rows[i]));
		else
			(void)printf("%-28s %-28s %-10s %-12s %s\n", p.name,
			    p.email != NULL ? p.email : "-", rows[i].state,
			    rows[i].role, rows[i].track);
	}
	return app->json ? app_print_json(list, err) : TSM_OK;
}

static enum tsm_status parse_yes_no(
    const char *text, const char *option, int *value, struct tsm_error *err)
{
	if (text == NULL)
		return TSM_OK;
	if (!tsm_streq(text, "yes") && !tsm_streq(text, "no"))
		return tsm_fail(err, TSM_E_VALUE, option, "say yes or no");
	*value = tsm_streq(text, "yes") ? 1 : 0;
	return TSM_OK;
}

/* A participant's place is given in order, not by saying so. */
static bool stands_in_line(
    const struct tsm_store_enrolment *old, const char *state, const char *role)
{
	return tsm_streq(state, "enrolled") && tsm_streq(role, "participant") &&
	       !(tsm_streq(old->role, "participant") &&
		   (tsm_streq(old->state, "enrolled") ||
		       tsm_streq(old->state, "completed")));
}

static enum tsm_status change(struct app *app, const struct tsm_args *args,
    const struct cohort *c, const struct tsm_store_enrolment *old,
    struct tsm_error *err)
{
	struct tsm_store_enrolment e = *old;
	const char *state = tsm_args_get(args, "state");
	const char *role = tsm_args_get(args, "role");
	enum tsm_enrolment_state parsed;
	if (state != NULL) {
		if (people_state(state, &parsed) != TSM_OK ||
		    tsm_streq(state, "not_selected"))
			return tsm_fail(err, TSM_E_VALUE, "--state",
			    "state is applied, offered, accepted, enrolled, "
			    "waiting, withdrawn, completed, rejected, …");
		TSM_TRY(admission_check_step(app, c, old, state,
		    role != NULL ? role : old->role,
		    tsm_args_get(args, "reason"), err));
		e.state = state;
		e.since = app->now;
	}
	if (role != NULL) {
		TSM_TRY(enrol_check_role(role, err));
		e.role = role;
	}
	if (stands_in_line(old, e.state, e.role))
		e.state = "waiting";
	TSM_TRY(parse_yes_no(
	    tsm_args_get(args, "eligible"), "--eligible", &e.eligible, err));
	TSM_TRY(parse_yes_no(
	    tsm_args_get(args, "selected"), "--selected", &e.selected, err));
	return tsm_store_enrolment_put(app->store, &e, app->actor, app->now,
	    tsm_args_get(args, "reason"), err);
}

static enum tsm_status set_one(struct app *app, const struct tsm_args *args,
    const struct cohort *c, const char *who, struct tsm_error *err)
{
	const char *cohort = c->row.id;
	const char *track = tsm_args_get(args, "track");
	struct tsm_store_person p;
	struct tsm_store_enrolment *rows = NULL;
	size_t count = 0;
	size_t changed = 0;
	TSM_TRY(people_find(app, cohort, who, &p, err));
	TSM_TRY(tsm_store_enrolment_list(
	    app->store, cohort, p.id, &app->arena, &rows, &count, err));
	for (size_t i = 0; i < count; i++) {
		if (track != NULL && !tsm_streq(rows[i].track, track))
			continue;
		enum tsm_status status = change(app, args, c, &rows[i], err);
		if (status != TSM_OK) {
			tsm_error_prefix(err, p.name);
			return status;
		}
		changed++;
	}
	if (changed == 0)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
		    "this person has no enrolment in that track");
	return TSM_OK;
}

/* Whom the command put in line: with a place now, or waiting for one. */
static enum tsm_status print_in_line(struct app *app, const char *cohort,
    const char *who, size_t *placed, struct tsm_error *err)
{
	struct tsm_store_person p;
	struct tsm_store_enrolment *rows = NULL;
	size_t count = 0;
	bool waits = false;
	TSM_TRY(people_find(app, cohort, who, &p, err));
	TSM_TRY(tsm_store_enrolment_list(
	    app->store, cohort, p.id, &app->arena, &rows, &count, err));
	for (size_t i = 0; i < count; i++)
		waits = waits || tsm_streq(rows[i].state, "waiting");
	if (waits)
		(void)printf("%s waits: no place is free\n", p.name);
	else
		++*placed;
	return TSM_OK;
}

static enum tsm_status print_set(struct app *app, const struct tsm_args *args,
    const char *cohort, size_t moved, struct tsm_error *err)
{
	size_t placed = 0;
	for (size_t i = 0; i < tsm_args_operands(args) &&
			   tsm_streq(tsm_args_get(args, "state"), "enrolled");
	     i++)
		TSM_TRY(print_in_line(
		    app, cohort, tsm_args_operand(args, i), &placed, err));
	TSM_TRY(print_turned_away(app, cohort, err));
	if (moved > placed)
		(void)printf("%s from the waiting list\n",
		    app_count(app, moved - placed, "person moves up",
			"people move up"));
	return TSM_OK;
}

static enum tsm_status roster_set(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct cohort c;
	enum tsm_status status = TSM_OK;
	size_t moved = 0;
	if (!tsm_args_has(args, "state") && !tsm_args_has(args, "role") &&
	    !tsm_args_has(args, "eligible") && !tsm_args_has(args, "selected"))
		return tsm_fail(err, TSM_E_USAGE, NULL,
		    "say what changes: --state, --role, --eligible or "
		    "--selected");
	TSM_TRY(cohort_open(app, tsm_args_get(args, "cohort"), &c, err));
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	for (size_t i = 0; status == TSM_OK && i < tsm_args_operands(args); i++)
		status = set_one(app, args, &c, tsm_args_operand(args, i), err);
	if (status == TSM_OK)
		status = admission_assign(
		    app, tsm_args_get(args, "cohort"), &moved, err);
	if (status == TSM_OK)
		status = app_audit(
		    app, "roster.set", tsm_args_get(args, "cohort"), NULL, err);
	TSM_TRY(app_end(app, status, err));
	return print_set(app, args, c.row.id, moved, err);
}

APP_COMMAND(roster_import)
APP_COMMAND(roster_list)
APP_COMMAND(roster_set)

static const struct tsm_option import_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "into which cohort", true },
	{ "track", TSM_OPT_VALUE, "ID", "for rows without a track", false },
	{ "institution", TSM_OPT_VALUE, "ORG",
	    "whose people they are; overrides the file", false },
	{ "state", TSM_OPT_VALUE, "STATE",
	    "applied or enrolled; default by the policy's admission", false },
	TSM_OPTIONS_END,
};

static const struct tsm_option list_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true },
	{ "history", TSM_OPT_FLAG, NULL,
	    "every change of an enrolment, by whom and why", false },
	TSM_OPTIONS_END,
};

static const struct tsm_option set_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true },
	{ "track", TSM_OPT_VALUE, "ID", "only this enrolment", false },
	{ "state", TSM_OPT_VALUE, "STATE",
	    "applied, offered, accepted, enrolled, waiting, withdrawn, …",
	    false },
	{ "role", TSM_OPT_VALUE, "ROLE", "participant, host, presenter, …",
	    false },
	{ "eligible", TSM_OPT_VALUE, "yes|no", "meets the criteria", false },
	{ "selected", TSM_OPT_VALUE, "yes|no", "was chosen", false },
	{ "reason", TSM_OPT_VALUE, "TEXT", "why; kept with the change", false },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_roster_commands[] = {
	{ "roster import", "FILE", "add people from CSV",
	    "Columns are found by their headers: name (or first name and last "
	    "name), e-mail,\ninstitution, licence number, role, track, "
	    "applied at. Others are kept as they are.\nWith open admission "
	    "places are given in order; the rest waits in order.",
	    import_options, run_roster_import, 1, 1 },
	{ "roster list", NULL, "people of a cohort", NULL, list_options,
	    run_roster_list, 0, 0 },
	{ "roster set", "PERSON…", "change state, role or admission",
	    "PERSON is an e-mail address, an id, or a full name that is unique "
	    "in the cohort.\nA participant set to enrolled stands in line for a "
	    "place. Where the policy selects mutually\nthe steps are applied, "
	    "offered, accepted, enrolled.",
	    set_options, run_roster_set, 1, -1 },
	TSM_COMMANDS_END,
};
