/* select.c - sessions by id, series and tag. */
#include "select.h"

#include <stdlib.h>
#include <string.h>

#include "testamur/base/limits.h"

/* Ids are compared by bytes, whatever the locale. */
static int ref_cmp(const void *a, const void *b)
{
	const struct session_ref *x = a, *y = b;

	return strcmp(x->id, y->id);
}

enum tsm_status tsm_rules_index(struct tsm_arena *arena,
    const struct tsm_fact_session *sessions, size_t count,
    struct session_index *ret_index, struct tsm_error *err)
{
	struct session_index index = { .sessions = sessions, .count = count };

	if (count > TSM_SESSIONS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL, "more than %d sessions",
		    TSM_SESSIONS_MAX);
	index.refs = tsm_arena_array(arena, count + 1, sizeof *index.refs);
	if (!index.refs)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		if (!sessions[i].id)
			return tsm_fail(err, TSM_E_MISSING, NULL,
			    "session %zu has no id", i + 1);
		index.refs[i].id = sessions[i].id;
		index.refs[i].session = (uint32_t)i;
	}
	qsort(index.refs, count, sizeof *index.refs, ref_cmp);
	for (size_t i = 1; i < count; i++)
		if (strcmp(index.refs[i].id, index.refs[i - 1].id) == 0)
			return tsm_fail(err, TSM_E_DUPLICATE, index.refs[i].id,
			    "two sessions have this id");
	*ret_index = index;
	return TSM_OK;
}

uint32_t tsm_rules_find(const struct session_index *index, const char *id)
{
	const struct session_ref key = { .id = id };
	const struct session_ref *found = NULL;

	if (id)
		found = bsearch(
		    &key, index->refs, index->count, sizeof key, ref_cmp);
	return found ? found->session : TSM_NO_SESSION;
}

/* Lists of ids are resolved by the index, not here. */
bool tsm_rules_chooses(const struct tsm_selection *selection,
    const struct tsm_fact_session *session)
{
	if (selection->kind == TSM_SELECT_SERIES)
		return tsm_streq(selection->name, session->track);
	for (size_t i = 0; i < session->tag_count; i++)
		if (tsm_streq(selection->name, session->tags[i]))
			return true;
	return false;
}

/* One pass per name: this is asked once, when a programme is loaded. */
static bool has_id(
    const struct tsm_fact_session *sessions, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (tsm_streq(sessions[i].id, id))
			return true;
	return false;
}

/* Stricter than binding, where "none yet" is a state and no mistake. */
static enum tsm_status check_selection(const struct tsm_selection *s,
    const struct tsm_fact_session *sessions, size_t count,
    struct tsm_error *err)
{
	if (s->kind == TSM_SELECT_SESSIONS) {
		const struct tsm_json *ids = tsm_json_get(s->at, "sessions");

		for (size_t i = 0; i < s->name_count; i++)
			if (!has_id(sessions, count, s->names[i]))
				return tsm_json_fail(err, TSM_E_UNKNOWN,
				    tsm_json_at(ids, i),
				    "there is no session \"%s\"", s->names[i]);
		return TSM_OK;
	}
	for (size_t i = 0; i < count; i++)
		if (tsm_rules_chooses(s, &sessions[i]))
			return TSM_OK;
	return tsm_json_fail(err, TSM_E_UNKNOWN, s->at,
	    "no session has the %s \"%s\"",
	    s->kind == TSM_SELECT_TAG ? "tag" : "series", s->name);
}

enum tsm_status tsm_policy_check_sessions(const struct tsm_policy *policy,
    const struct tsm_fact_session *sessions, size_t session_count,
    struct tsm_error *err)
{
	if (session_count > TSM_SESSIONS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL, "more than %d sessions",
		    TSM_SESSIONS_MAX);
	for (size_t i = 0; i < policy->condition_count; i++) {
		const struct tsm_condition *c = policy->conditions[i];

		if (c->kind == TSM_COND_ATTENDED || c->kind == TSM_COND_CLOSED)
			TSM_TRY(check_selection(
			    &c->selection, sessions, session_count, err));
	}
	for (size_t i = 0; i < policy->award_count; i++)
		if (policy->awards[i].kind == TSM_AWARD_UNITS)
			TSM_TRY(check_selection(
			    &policy->awards[i].units.each_attended, sessions,
			    session_count, err));
	return TSM_OK;
}
