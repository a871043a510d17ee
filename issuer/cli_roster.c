/* roster: the people of a cohort. */
#include <string.h>

#include "admission.h"
#include "app.h"
#include "cohort.h"
#include "enrol.h"
#include "people.h"
#include "testamur/base/file.h"
#include "testamur/base/limits.h"
#include "testamur/roster/roster_csv.h"
#include "transfer.h"

static void report(const struct enrol *in, const struct tsm_roster_list *list)
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
	report(&in, &list);
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

static enum tsm_status roster_list(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_enrolment *rows = NULL;
	size_t count = 0;
	TSM_TRY(cohort_check(app, tsm_args_get(args, "cohort"), err));
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

static enum tsm_status change(struct app *app, const struct tsm_args *args,
    const struct tsm_store_enrolment *old, struct tsm_error *err)
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
		e.state = state;
		e.since = app->now;
	}
	if (role != NULL) {
		TSM_TRY(enrol_check_role(role, err));
		e.role = role;
	}
	TSM_TRY(parse_yes_no(
	    tsm_args_get(args, "eligible"), "--eligible", &e.eligible, err));
	TSM_TRY(parse_yes_no(
	    tsm_args_get(args, "selected"), "--selected", &e.selected, err));
	return tsm_store_enrolment_put(app->store, &e, app->actor, app->now,
	    tsm_args_get(args, "reason"), err);
}

static enum tsm_status set_one(struct app *app, const struct tsm_args *args,
    const char *who, struct tsm_error *err)
{
	const char *cohort = tsm_args_get(args, "cohort");
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
		TSM_TRY(change(app, args, &rows[i], err));
		changed++;
	}
	if (changed == 0)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
		    "this person has no enrolment in that track");
	return TSM_OK;
}

static enum tsm_status roster_set(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	enum tsm_status status = TSM_OK;
	size_t moved = 0;
	if (!tsm_args_has(args, "state") && !tsm_args_has(args, "role") &&
	    !tsm_args_has(args, "eligible") && !tsm_args_has(args, "selected"))
		return tsm_fail(err, TSM_E_USAGE, NULL,
		    "say what changes: --state, --role, --eligible or "
		    "--selected");
	TSM_TRY(cohort_check(app, tsm_args_get(args, "cohort"), err));
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	for (size_t i = 0; status == TSM_OK && i < tsm_args_operands(args); i++)
		status = set_one(app, args, tsm_args_operand(args, i), err);
	if (status == TSM_OK)
		status = admission_assign(
		    app, tsm_args_get(args, "cohort"), &moved, err);
	if (status == TSM_OK)
		status = app_audit(
		    app, "roster.set", tsm_args_get(args, "cohort"), NULL, err);
	TSM_TRY(app_end(app, status, err));
	if (moved > 0)
		(void)printf("%s from the waiting list\n",
		    app_count(app, moved, "person moves up", "people move up"));
	return TSM_OK;
}

/* --- transfer ------------------------------------------------------------ */

static enum tsm_status print_transfer(
    struct app *app, const struct transfer_result *r, struct tsm_error *err)
{
	if (app->json) {
		json_t *result = json_object();
		tsm_json_set_int(result, "tracks", (int64_t)r->tracks);
		tsm_json_set_int(result, "sessions", (int64_t)r->sessions);
		tsm_json_set_int(result, "work", (int64_t)r->work);
		tsm_json_set_int(
		    result, "attestations", (int64_t)r->attestations);
		tsm_json_set_int(result, "minutes", (int64_t)r->activities);
		tsm_json_set_int(result, "moved_up", (int64_t)r->moved_up);
		tsm_json_set_bool(result, "waiting", r->waiting);
		return app_print_json(result, err);
	}
	(void)printf("%s, attendance of %s followed\n",
	    r->waiting      ? "waits for a place in the new cohort"
	    : r->tracks > 0 ? "takes part in the new cohort"
			    : "had moved before",
	    app_count(app, r->sessions, "session", "sessions"));
	if (r->work + r->attestations + r->activities > 0)
		(void)printf("%s, %s and %s followed\n",
		    app_count(app, r->work, "event of work", "events of work"),
		    app_count(
			app, r->attestations, "attestation", "attestations"),
		    app_count(app, r->activities, "entry of minutes",
			"entries of minutes"));
	if (r->moved_up > 0)
		(void)printf("%s from the waiting list of the old cohort\n",
		    app_count(
			app, r->moved_up, "person moves up", "people move up"));
	return TSM_OK;
}

static enum tsm_status roster_transfer(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *reason = app_clean(app, tsm_args_get(args, "reason"));
	struct tsm_store_person person;
	struct transfer_result result = { 0 };
	struct cohort from;
	struct cohort to;
	TSM_TRY(cohort_open(app, tsm_args_get(args, "cohort"), &from, err));
	TSM_TRY(cohort_open(app, tsm_args_get(args, "to"), &to, err));
	TSM_TRY(people_find(
	    app, from.row.id, tsm_args_operand(args, 0), &person, err));
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = transfer_person(app, &from, &to, &person,
	    reason, tsm_args_has(args, "wait"), &result, err);
	if (status == TSM_OK)
		status = app_audit(app, "roster.transfer",
		    tsm_arena_printf(
			&app->arena, "%s/%s", from.row.id, to.row.id),
		    NULL, err);
	TSM_TRY(app_end(app, status, err));
	return print_transfer(app, &result, err);
}

static int run_transfer(void *ctx, const struct tsm_args *args)
{
	(void)ctx;
	return app_run(args, roster_transfer);
}

static int run_import(void *ctx, const struct tsm_args *args)
{
	(void)ctx;
	return app_run(args, roster_import);
}

static int run_list(void *ctx, const struct tsm_args *args)
{
	(void)ctx;
	return app_run(args, roster_list);
}

static int run_set(void *ctx, const struct tsm_args *args)
{
	(void)ctx;
	return app_run(args, roster_set);
}

static const struct tsm_option import_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "into which cohort", true },
	{ "track", TSM_OPT_VALUE, "ID", "for rows without a track", false },
	{ "institution", TSM_OPT_VALUE, "ORG",
	    "whose people they are; overrides the file", false },
	{ "state", TSM_OPT_VALUE, "STATE",
	    "applied or enrolled; default by the policy's admission", false },
	{ NULL, TSM_OPT_FLAG, NULL, NULL, false },
};

static const struct tsm_option list_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "of which cohort", true },
	{ NULL, TSM_OPT_FLAG, NULL, NULL, false },
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
	{ NULL, TSM_OPT_FLAG, NULL, NULL, false },
};

static const struct tsm_option transfer_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "where the person is now", true },
	{ "to", TSM_OPT_VALUE, "ID", "the other cohort, of the same programme",
	    true },
	{ "wait", TSM_OPT_FLAG, NULL,
	    "where it is full, wait there for a place", false },
	{ "reason", TSM_OPT_VALUE, "TEXT", "kept with the change", false },
	{ NULL, TSM_OPT_FLAG, NULL, NULL, false },
};

const struct tsm_command cli_roster_commands[] = {
	{ "roster import", "FILE", "add people from CSV",
	    "Columns are found by their headers: name (or first name and last "
	    "name), e-mail,\ninstitution, licence number, role, track, "
	    "applied at. Others are kept as they are.\nWith open admission "
	    "places are given in order; the rest waits in order.",
	    import_options, run_import, 1, 1 },
	{ "roster list", NULL, "people of a cohort", NULL, list_options,
	    run_list, 0, 0 },
	{ "roster set", "PERSON…", "change state, role or admission",
	    "PERSON is an e-mail address, an id, or a full name that is unique "
	    "in the cohort.",
	    set_options, run_set, 1, -1 },
	{ "roster transfer", "PERSON", "go on in another cohort",
	    "The enrolment moves. Attendance follows by the sessions' common "
	    "topics, as overrides that\nsay where it was; work, attestations "
	    "and minutes by their names. Both cohorts keep their\nhistory. "
	    "Repeat it when something was added in the old cohort later; "
	    "transfer back to undo it.",
	    transfer_options, run_transfer, 1, 1 },
	{ NULL, NULL, NULL, NULL, NULL, NULL, 0, 0 },
};
