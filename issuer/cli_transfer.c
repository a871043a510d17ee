/* roster transfer: on in another cohort. */
#include "app.h"
#include "cohort.h"
#include "people.h"
#include "transfer.h"

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

APP_COMMAND(roster_transfer)

static const struct tsm_option transfer_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "where the person is now", true },
	{ "to", TSM_OPT_VALUE, "ID", "the other cohort, of the same programme",
	    true },
	{ "wait", TSM_OPT_FLAG, NULL,
	    "where it is full, wait there for a place", false },
	{ "reason", TSM_OPT_VALUE, "TEXT", "kept with the change", false },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_transfer_commands[] = {
	{ "roster transfer", "PERSON", "go on in another cohort",
	    "The enrolment moves. Attendance follows by the sessions' common "
	    "topics, as overrides that\nsay where it was; work, attestations "
	    "and minutes by their names. Both cohorts keep their\nhistory. "
	    "Repeat it when something was added in the old cohort later; "
	    "transfer back to undo it.",
	    transfer_options, run_roster_transfer, 1, 1 },
	TSM_COMMANDS_END,
};
