#include "presence.h"

enum tsm_status presence_of_rows(struct app *app,
    const struct tsm_store_session *session,
    const struct tsm_store_row *const *rows, size_t count,
    struct tsm_presence *ret_presence, struct tsm_error *err)
{
	const struct tsm_interval window = { session->start_utc,
		session->end_utc };
	size_t used = 0;
	*ret_presence = (struct tsm_presence){ 0 };
	if (session->end_utc == 0)
		return TSM_OK;
	struct tsm_presence_row *list =
	    tsm_arena_array(&app->arena, count, sizeof(*list));
	if (list == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		if (rows[i]->ignored != NULL)
			continue;
		list[used].total_only =
		    rows[i]->join_utc == 0 || rows[i]->total_seconds > 0;
		list[used].interval.start = rows[i]->join_utc;
		list[used].interval.end = rows[i]->leave_utc;
		list[used].total =
		    rows[i]->total_seconds > 0 ? rows[i]->total_seconds : 0;
		used++;
	}
	enum tsm_status status =
	    tsm_presence_compute(&app->arena, list, used, window, ret_presence);
	if (status != TSM_OK)
		return tsm_fail(
		    err, status, session->id, "presence cannot be computed");
	return TSM_OK;
}

/* The number in force: the policy's own, or the cohort's parameter. */
static struct tsm_decimal in_force(
    const struct cohort *cohort, const struct tsm_policy_number *number)
{
	if (number->parameter < 0)
		return number->value;
	return tsm_bound_parameter(cohort->bound, (size_t)number->parameter)
	    ->number;
}

enum tsm_status presence_needed(const struct cohort *cohort, uint32_t session,
    int64_t *ret_seconds, struct tsm_error *err)
{
	const struct tsm_policy *policy = cohort->programme.policy;
	struct tsm_decimal needed = tsm_decimal_int(1);
	const struct tsm_decimal one = tsm_decimal_int(1);
	enum tsm_status status = TSM_OK;
	if (policy->attendance.min_minutes.given)
		status = tsm_decimal_ratio(60, 1,
		    in_force(cohort, &policy->attendance.min_minutes), one,
		    TSM_ROUND_UP, &needed);
	else if (policy->attendance.min_share.given)
		status =
		    tsm_decimal_ratio(cohort->facts.sessions[session].scheduled,
			1, in_force(cohort, &policy->attendance.min_share), one,
			TSM_ROUND_UP, &needed);
	if (status != TSM_OK)
		return tsm_fail(err, status, NULL,
		    "the threshold of presence is out of range");
	*ret_seconds = needed.coef;
	return TSM_OK;
}
