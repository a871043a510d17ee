#include "schedule.h"

#include "testamur/base/id.h"
#include "testamur/base/time.h"
#include "testamur/rules/facts.h"

static enum tsm_status instant(struct app *app, const struct tsm_zone *zone,
    const char *local, const char **ret_local, int64_t *ret_utc,
    struct tsm_error *err)
{
	struct tsm_civil civil;
	char text[TSM_TIME_TEXT];
	enum tsm_status status = tsm_civil_parse(tsm_str(local), &civil);
	if (status != TSM_OK)
		return tsm_fail(err, TSM_E_VALUE, local,
		    "a time is written YYYY-MM-DDTHH:MM");
	status = tsm_zone_to_unix(zone, &civil, ret_utc);
	if (status == TSM_E_AMBIGUOUS)
		return tsm_fail(err, status, local,
		    "clocks in %s show this time twice that day; choose "
		    "another",
		    tsm_zone_name(zone));
	if (status != TSM_OK)
		return tsm_fail(err, status, local,
		    "clocks in %s skip this time that day",
		    tsm_zone_name(zone));
	*ret_local = tsm_arena_dup(&app->arena, tsm_civil_format(&civil, text));
	return *ret_local != NULL ? TSM_OK : tsm_fail_memory(err);
}

enum tsm_status schedule_times(struct app *app,
    struct tsm_store_session *session, const char *start, const char *end,
    struct tsm_error *err)
{
	struct tsm_zone *zone = NULL;
	session->local_start = NULL;
	session->local_end = NULL;
	session->start_utc = 0;
	session->end_utc = 0;
	session->tzdata = NULL;
	if (start == NULL && end == NULL)
		return TSM_OK;
	if (start == NULL || end == NULL)
		return tsm_fail(err, TSM_E_MISSING, session->id,
		    "a session has both a start and an end, or neither");
	TSM_TRY(tsm_zone_load(session->zone, &zone, err));
	enum tsm_status status = instant(
	    app, zone, start, &session->local_start, &session->start_utc, err);
	if (status == TSM_OK)
		status = instant(app, zone, end, &session->local_end,
		    &session->end_utc, err);
	tsm_zone_free(&zone);
	if (status == TSM_OK && session->end_utc <= session->start_utc)
		status = tsm_fail(err, TSM_E_VALUE, session->id,
		    "a session ends after it starts");
	if (status == TSM_OK &&
	    session->end_utc - session->start_utc > TSM_SESSION_SECONDS_MAX)
		status = tsm_fail(err, TSM_E_LIMIT, session->id,
		    "a session lasts at most 31 days");
	session->tzdata = tsm_tzdata_version();
	return status;
}

static bool one_of(const char *word, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (tsm_streq(word, *words))
			return true;
	}
	return false;
}

static const char *join_tags(struct app *app, const struct tsm_json *tags)
{
	const char *joined = "";
	for (size_t i = 0; tags != NULL && i < tags->count; i++) {
		const char *tag = tsm_json_string(tsm_json_at(tags, i));
		if (tag == NULL || !tsm_slug_valid(tsm_str(tag)))
			return NULL;
		joined = tsm_arena_printf(
		    &app->arena, "%s%s%s", joined, i > 0 ? " " : "", tag);
		if (joined == NULL)
			return NULL;
	}
	return joined;
}

/* The entry's own value, else that of its topic. */
static const char *inherited(const struct tsm_json *entry,
    const struct tsm_json *topic, const char *name)
{
	const char *own = tsm_json_get_string(entry, name);
	return own != NULL ? own : tsm_json_get_string(topic, name);
}

static enum tsm_status check_words(const struct tsm_json *entry,
    const struct tsm_store_session *s, struct tsm_error *err)
{
	static const char *const states[] = { "planned", "held", "cancelled",
		"postponed", NULL };
	static const char *const kinds[] = { "regular", "extra", "makeup",
		NULL };
	static const char *const modes[] = { "virtual", "in_person", "hybrid",
		NULL };
	if (!one_of(s->state, states))
		return tsm_json_fail(err, TSM_E_VALUE, entry,
		    "state is planned, held, cancelled or postponed");
	if (!one_of(s->kind, kinds))
		return tsm_json_fail(err, TSM_E_VALUE, entry,
		    "kind is regular, extra or makeup");
	if (!one_of(s->mode, modes))
		return tsm_json_fail(err, TSM_E_VALUE, entry,
		    "mode is virtual, in_person or hybrid");
	if (tsm_streq(s->kind, "makeup") != (s->makeup_for != NULL))
		return tsm_json_fail(err, TSM_E_MISSING, entry,
		    "a make-up session, and no other, says which it is for "
		    "(makeup_for)");
	return TSM_OK;
}

static const char *or_else(const char *value, const char *otherwise)
{
	return value != NULL ? value : otherwise;
}

enum tsm_status schedule_read(struct app *app,
    const struct programme *programme, const struct tsm_store_cohort *cohort,
    const struct tsm_json *entry, struct tsm_store_session *ret_session,
    struct tsm_error *err)
{
	const char *topic_id = tsm_json_get_string(entry, "topic");
	const struct tsm_json *topic =
	    programme_find(programme, "topics", topic_id);
	const struct tsm_json *tags = tsm_json_get(entry, "tags");
	struct tsm_store_session s = { .cohort = cohort->id };
	s.id = tsm_json_get_string(entry, "id");
	if (s.id == NULL || !tsm_slug_valid(tsm_str(s.id)))
		return tsm_json_fail(err, TSM_E_VALUE, entry,
		    "a session needs an id of a-z, 0-9 and hyphens");
	if (topic_id != NULL && topic == NULL)
		return tsm_json_fail(err, TSM_E_UNKNOWN, entry,
		    "the programme has no topic %s", topic_id);
	s.topic = or_else(topic_id, s.id);
	s.title = or_else(inherited(entry, topic, "title"), s.id);
	s.track = inherited(entry, topic, "track");
	s.tags =
	    join_tags(app, tags != NULL ? tags : tsm_json_get(topic, "tags"));
	s.state = or_else(tsm_json_get_string(entry, "state"), "planned");
	s.kind = or_else(tsm_json_get_string(entry, "kind"), "regular");
	s.mode = or_else(tsm_json_get_string(entry, "mode"), "virtual");
	s.makeup_for = tsm_json_get_string(entry, "makeup_for");
	s.zone = or_else(tsm_json_get_string(entry, "timezone"), cohort->zone);
	s.position = (int64_t)entry->index + 1;
	if (s.track != NULL &&
	    programme_find(programme, "tracks", s.track) == NULL)
		return tsm_json_fail(err, TSM_E_UNKNOWN, entry,
		    "the programme has no track %s", s.track);
	if (s.tags == NULL)
		return tsm_json_fail(err, TSM_E_VALUE, entry,
		    "a tag is made of a-z, 0-9 and hyphens");
	TSM_TRY(check_words(entry, &s, err));
	enum tsm_status status =
	    schedule_times(app, &s, tsm_json_get_string(entry, "start"),
		tsm_json_get_string(entry, "end"), err);
	if (status != TSM_OK)
		return status;
	if (s.start_utc == 0 && !tsm_streq(s.state, "postponed"))
		return tsm_json_fail(err, TSM_E_MISSING, entry,
		    "only a postponed session may be without a date");
	*ret_session = s;
	return TSM_OK;
}
