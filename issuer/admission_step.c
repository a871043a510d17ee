/*
 * One step of an enrolment: where the policy selects mutually both sides
 * have to have chosen, and nobody is let in after the deadline unseen.
 */
#include "admission.h"
#include "testamur/base/time.h"

struct step {
	const char *to;
	const char *from; /* states that lead there, separated by '|' */
};

/* Applied, offered, accepted, enrolled; then completed or withdrawn. */
static const struct step mutual[] = {
	{ "offered", "applied|declined" },
	{ "accepted", "offered" },
	{ "declined", "offered|accepted" },
	{ "enrolled", "accepted|waiting|withdrawn|completed|transferred" },
	{ "waiting", "accepted|enrolled|withdrawn|transferred" },
};

static bool leads(const char *from, const char *state)
{
	struct tsm_str rest = tsm_str(from);
	while (rest.len > 0) {
		struct tsm_str one = tsm_str_split(rest, '|', &rest);
		if (tsm_str_is(one, state))
			return true;
	}
	return false;
}

static enum tsm_status check_mutual(
    const char *old, const char *state, struct tsm_error *err)
{
	for (size_t i = 0; i < sizeof(mutual) / sizeof(mutual[0]); i++) {
		if (!tsm_streq(mutual[i].to, state) ||
		    leads(mutual[i].from, old))
			continue;
		return tsm_fail(err, TSM_E_STATE, "--state",
		    "the policy selects mutually: applied, offered, accepted, "
		    "enrolled; this person is %s, which does not lead to %s",
		    old, state);
	}
	return TSM_OK;
}

/* Which local day an instant is of. */
static enum tsm_status day_in(const char *zone_name, int64_t instant,
    struct tsm_civil *ret_day, struct tsm_error *err)
{
	struct tsm_zone *zone = NULL;
	TSM_TRY(tsm_zone_load(zone_name, &zone, err));
	enum tsm_status status = tsm_zone_to_civil(zone, instant, ret_day);
	tsm_zone_free(&zone);
	return status;
}

const char *admission_late(struct app *app, const struct cohort *cohort,
    const struct tsm_civil *applied)
{
	int32_t last = cohort->programme.policy->admission.apply_by;
	char day[TSM_TIME_TEXT];
	struct tsm_civil deadline;
	char until[TSM_TIME_TEXT];
	if (last == TSM_NO_DAY || tsm_day_of(applied) <= last ||
	    tsm_unix_to_civil((int64_t)last * 86400, &deadline) != TSM_OK)
		return NULL;
	return tsm_arena_printf(&app->arena,
	    "applied on %s, after the deadline %s",
	    tsm_date_format(applied, day), tsm_date_format(&deadline, until));
}

static enum tsm_status check_deadline(struct app *app,
    const struct cohort *cohort, const struct tsm_store_enrolment *old,
    const char *state, const char *reason, struct tsm_error *err)
{
	struct tsm_civil applied;
	if (!tsm_streq(old->state, "rejected") || old->applied_at == 0)
		return TSM_OK;
	TSM_TRY(day_in(cohort->row.zone, old->applied_at, &applied, err));
	const char *late = admission_late(app, cohort, &applied);
	if (late == NULL || tsm_streq(state, "rejected") ||
	    (tsm_streq(state, "applied") && reason != NULL))
		return TSM_OK;
	return tsm_fail(err, TSM_E_STATE, "--state",
	    "%s: for an exception set the state to applied, with a reason",
	    late);
}

enum tsm_status admission_check_step(struct app *app,
    const struct cohort *cohort, const struct tsm_store_enrolment *old,
    const char *state, const char *role, const char *reason,
    struct tsm_error *err)
{
	if (!tsm_streq(role, "participant") || tsm_streq(old->state, state))
		return TSM_OK;
	TSM_TRY(check_deadline(app, cohort, old, state, reason, err));
	if (cohort->programme.policy->admission.selection != TSM_ADMIT_MUTUAL)
		return TSM_OK;
	return check_mutual(old->state, state, err);
}
