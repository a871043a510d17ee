#include "cohort.h"

#include "testamur/base/time.h"
#include "testamur/store/organisation.h"

/* More provider approvals than anybody has. */
#define APPROVALS_MAX 256

static enum tsm_status split_tags(
    struct app *app, const char *text, struct tsm_fact_session *fact)
{
	struct tsm_str rest = tsm_str(text);
	size_t count = rest.len > 0 ? 1 : 0;
	for (size_t i = 0; i < rest.len; i++)
		count += rest.ptr[i] == ' ' ? 1 : 0;
	const char **tags = tsm_arena_array(&app->arena, count, sizeof(*tags));
	if (tags == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < count; i++) {
		tags[i] =
		    tsm_arena_str(&app->arena, tsm_str_split(rest, ' ', &rest));
		if (tags[i] == NULL)
			return TSM_E_MEMORY;
	}
	fact->tags = tags;
	fact->tag_count = count;
	return TSM_OK;
}

static enum tsm_status session_fact(struct app *app,
    const struct tsm_store_session *row, struct tsm_fact_session *fact,
    struct tsm_error *err)
{
	fact->id = row->id;
	fact->title = row->title;
	fact->topic = row->topic;
	fact->track = row->track;
	fact->makeup_for = row->makeup_for;
	fact->by_invitation = row->makeup_person != NULL;
	fact->start = row->start_utc;
	fact->end = row->end_utc;
	fact->scheduled = row->end_utc - row->start_utc;
	fact->closed = row->closed_at != 0;
	fact->day = TSM_NO_DAY;
	if (row->local_start != NULL) {
		struct tsm_str date = tsm_str(row->local_start);
		date.len = tsm_str_find(date, 'T');
		TSM_TRY(tsm_day_parse(date, &fact->day));
	}
	TSM_TRY(tsm_session_state_parse(tsm_str(row->state), &fact->state));
	TSM_TRY(tsm_session_kind_parse(tsm_str(row->kind), &fact->kind));
	if (split_tags(app, row->tags, fact) != TSM_OK)
		return tsm_fail_memory(err);
	return TSM_OK;
}

static enum tsm_status load_sessions(
    struct app *app, struct cohort *c, struct tsm_error *err)
{
	struct tsm_store_session *rows = NULL;
	TSM_TRY(tsm_store_session_list(
	    app->store, c->row.id, &app->arena, &rows, &c->session_count, err));
	struct tsm_fact_session *facts =
	    tsm_arena_array(&app->arena, c->session_count, sizeof(*facts));
	if (facts == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < c->session_count; i++)
		TSM_TRY(session_fact(app, &rows[i], &facts[i], err));
	c->sessions = rows;
	c->facts.sessions = facts;
	c->facts.session_count = c->session_count;
	return TSM_OK;
}

static int32_t day_or_none(const char *text)
{
	int32_t day = TSM_NO_DAY;
	if (text == NULL || tsm_day_parse(tsm_str(text), &day) != TSM_OK)
		return TSM_NO_DAY;
	return day;
}

static enum tsm_status add_approvals(struct app *app, struct cohort *c,
    struct tsm_fact_approval *facts, const char *owner, const char *scheme,
    struct tsm_error *err)
{
	struct tsm_store_approval *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_approval_list(
	    app->store, owner, scheme, &app->arena, &rows, &count, err));
	for (size_t i = 0; i < count && c->facts.approval_count < APPROVALS_MAX;
	     i++) {
		struct tsm_fact_approval *fact =
		    &facts[c->facts.approval_count++];
		fact->scheme = rows[i].scheme;
		fact->number = rows[i].number;
		fact->from = day_or_none(rows[i].valid_from);
		fact->until = day_or_none(rows[i].valid_to);
	}
	return TSM_OK;
}

static bool scheme_seen(const struct tsm_policy *policy, size_t award)
{
	for (size_t i = 0; i < award; i++) {
		if (policy->awards[i].scheme == policy->awards[award].scheme)
			return true;
	}
	return false;
}

/*
 * Approvals belong to whoever issues the units: the award's issuer, or the
 * programme's provider when institutions issue. All awards of one scheme
 * have the same issuer (see programme_load).
 */
static enum tsm_status load_approvals(
    struct app *app, struct cohort *c, struct tsm_error *err)
{
	const struct tsm_policy *policy = c->programme.policy;
	struct tsm_fact_approval *facts =
	    tsm_arena_array(&app->arena, APPROVALS_MAX, sizeof(*facts));
	if (facts == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < policy->award_count; i++) {
		const struct tsm_policy_award *award = &policy->awards[i];
		const char *owner = award->issuer.id;
		if (award->scheme == NULL || scheme_seen(policy, i))
			continue;
		if (owner == NULL)
			owner = tsm_json_get_string(
			    c->programme.definition, "provider");
		TSM_TRY(add_approvals(
		    app, c, facts, owner, award->scheme->id, err));
	}
	c->facts.approvals = facts;
	return TSM_OK;
}

static enum tsm_status today_in(struct app *app, const char *zone_name,
    int32_t *ret_day, struct tsm_error *err)
{
	struct tsm_zone *zone = NULL;
	struct tsm_civil civil;
	TSM_TRY(tsm_zone_load(zone_name, &zone, err));
	enum tsm_status status = tsm_zone_to_civil(zone, app->now, &civil);
	tsm_zone_free(&zone);
	if (status == TSM_OK)
		*ret_day = tsm_day_of(&civil);
	return status;
}

static enum tsm_status parse_parameters(
    struct app *app, struct cohort *c, struct tsm_error *err)
{
	if (c->row.parameters == NULL)
		return TSM_OK;
	return tsm_json_parse(&app->arena, c->row.parameters,
	    tsm_str(c->row.parameters).len, NULL, &c->parameters, err);
}

static enum tsm_status get_row(struct app *app, const char *id,
    struct tsm_store_cohort *ret_row, struct tsm_error *err)
{
	enum tsm_status status =
	    tsm_store_cohort_get(app->store, id, &app->arena, ret_row, err);
	if (status == TSM_E_NOT_FOUND)
		return tsm_fail(err, status, id,
		    "no such cohort; 'cohort list' shows them");
	return status;
}

enum tsm_status cohort_check(
    struct app *app, const char *id, struct tsm_error *err)
{
	struct tsm_store_cohort row;
	return id != NULL ? get_row(app, id, &row, err) : TSM_OK;
}

enum tsm_status cohort_open_as_of(struct app *app, const char *id,
    const char *today, int closed, struct cohort *ret_cohort,
    struct tsm_error *err)
{
	/* the bound policy keeps a reference to facts: both in the arena */
	struct cohort *c = tsm_arena_alloc(&app->arena, sizeof(*c));
	if (c == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(get_row(app, id, &c->row, err));
	TSM_TRY(programme_open(
	    app, c->row.programme, c->row.revision, &c->programme, err));
	TSM_TRY(load_sessions(app, c, err));
	TSM_TRY(load_approvals(app, c, err));
	TSM_TRY(parse_parameters(app, c, err));
	c->facts.closed = closed >= 0 ? closed != 0 : c->row.closed_at != 0;
	if (today != NULL)
		TSM_TRY(tsm_day_parse(tsm_str(today), &c->facts.today));
	else
		TSM_TRY(today_in(
		    app, c->programme.policy->timezone, &c->facts.today, err));
	TSM_TRY(tsm_policy_bind(&app->arena, c->programme.policy, &c->facts,
	    c->parameters, &c->bound, err));
	*ret_cohort = *c;
	return TSM_OK;
}

enum tsm_status cohort_open(struct app *app, const char *id,
    struct cohort *ret_cohort, struct tsm_error *err)
{
	return cohort_open_as_of(app, id, NULL, -1, ret_cohort, err);
}

uint32_t cohort_session(const struct cohort *cohort, const char *id)
{
	for (size_t i = 0; i < cohort->session_count; i++) {
		if (tsm_streq(cohort->sessions[i].id, id))
			return (uint32_t)i;
	}
	return TSM_NO_SESSION;
}
