/* The second half of facts.h: what is known about one person. */
#include "facts.h"
#include "facts_index.h"
#include "people.h"
#include "presence.h"
#include "testamur/base/time.h"
#include "testamur/store/attendance.h"
#include "testamur/store/credential.h"
#include "testamur/store/work.h"

static struct tsm_fact_evidence *one_evidence(
    struct app *app, const char *source, int64_t line, const char *text)
{
	struct tsm_fact_evidence *e = tsm_arena_alloc(&app->arena, sizeof(*e));
	if (e == NULL || text == NULL)
		return NULL;
	e->source = source;
	e->line = line > 0 && line <= UINT32_MAX ? (uint32_t)line : 0;
	e->text = text;
	return e;
}

/* "10:08:26 to 12:01:58" on the session's clocks: the offset is the one
 * that its stored local and UTC times show. */
static const char *row_text(struct app *app,
    const struct tsm_store_session *session, const struct tsm_store_row *row)
{
	char from[TSM_TIME_TEXT];
	char to[TSM_TIME_TEXT];
	struct tsm_civil civil;
	int64_t offset = 0;
	if (row->join_utc == 0)
		return tsm_arena_printf(&app->arena, "%lld minutes in total",
		    (long long)(row->total_seconds / 60));
	if (session->local_start != NULL &&
	    tsm_civil_parse(tsm_str(session->local_start), &civil) == TSM_OK)
		offset = tsm_civil_to_unix(&civil) - session->start_utc;
	(void)tsm_time_format(row->join_utc + offset, from);
	(void)tsm_time_format(row->leave_utc + offset, to);
	return tsm_arena_printf(
	    &app->arena, "%.8s to %.8s", from + 11, to + 11);
}

static const struct tsm_store_override *override_of(
    struct range overrides, const char *session)
{
	const struct tsm_store_override *last = NULL;
	for (size_t i = 0; i < overrides.count; i++) {
		const struct tsm_store_override *o = overrides.items[i];
		if (tsm_streq(o->session, session))
			last = o;
	}
	return last != NULL && !tsm_streq(last->state, "cleared") ? last : NULL;
}

static void apply_override(const struct tsm_store_override *o,
    int64_t scheduled, struct tsm_fact_attendance *fact)
{
	bool present = tsm_streq(o->state, "present");
	fact->override = present ? TSM_PRESENT : TSM_ABSENT;
	if (present)
		fact->override_seconds =
		    o->seconds < 0 ? scheduled : o->seconds;
	fact->override_reason = o->reason;
	fact->override_author = o->by;
	fact->override_at = o->at;
}

/* The rows of one session and way that follow each other from first on. */
static size_t run_of_rows(struct range rows, const char *session,
    const char *via, const struct tsm_store_row **out)
{
	size_t count = 0;
	for (size_t i = 0; i < rows.count; i++) {
		const struct tsm_store_row *row = rows.items[i];
		if (row->ignored == NULL && tsm_streq(row->session, session) &&
		    tsm_streq(row->via, via))
			out[count++] = row;
	}
	return count;
}

static enum tsm_status fill_attendance(struct app *app,
    const struct tsm_store_session *session,
    const struct tsm_store_row *const *rows, size_t count,
    struct tsm_fact_attendance *fact, struct tsm_error *err)
{
	struct tsm_presence presence;
	TSM_TRY(presence_of_rows(app, session, rows, count, &presence, err));
	struct tsm_fact_evidence *evidence =
	    tsm_arena_array(&app->arena, count, sizeof(*evidence));
	if (evidence == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		struct tsm_fact_evidence *one =
		    one_evidence(app, rows[i]->sha256, rows[i]->line,
			row_text(app, session, rows[i]));
		if (one == NULL)
			return tsm_fail_memory(err);
		evidence[i] = *one;
	}
	fact->seconds = presence.seconds;
	fact->total_only = presence.total_only;
	fact->evidence = evidence;
	fact->evidence_count = count;
	return TSM_OK;
}

static const char *const ways[] = { "live", "in_person", "makeup",
	"recording" };
#define WAYS (sizeof(ways) / sizeof(ways[0]))

/* All ways in which a person took part in one session. */
static enum tsm_status session_facts(struct app *app, const struct facts *f,
    const char *person, uint32_t index, struct tsm_fact_attendance *out,
    size_t *count, struct tsm_error *err)
{
	const struct tsm_store_session *session = &f->cohort->sessions[index];
	struct range rows = range_of(&f->rows, person);
	const struct tsm_store_override *override =
	    override_of(range_of(&f->overrides, person), session->id);
	bool invited = tsm_streq(session->makeup_person, person);
	size_t before = *count;
	const struct tsm_store_row **some =
	    tsm_arena_array(&app->arena, rows.count, sizeof(void *));
	if (some == NULL)
		return tsm_fail_memory(err);
	for (size_t w = 0; w < WAYS; w++) {
		size_t n = run_of_rows(rows, session->id, ways[w], some);
		if (n == 0)
			continue;
		struct tsm_fact_attendance *fact = &out[(*count)++];
		TSM_TRY(tsm_via_parse(tsm_str(ways[w]), &fact->via));
		TSM_TRY(fill_attendance(app, session, some, n, fact, err));
	}
	if (*count == before && (override != NULL || invited)) {
		struct tsm_fact_attendance *fact = &out[(*count)++];
		fact->via = TSM_VIA_LIVE;
		if (override != NULL && override->via != NULL)
			TSM_TRY(
			    tsm_via_parse(tsm_str(override->via), &fact->via));
	}
	for (size_t i = before; i < *count; i++) {
		out[i].session = index;
		out[i].invited = invited;
		if (override != NULL)
			apply_override(override,
			    f->cohort->facts.sessions[index].scheduled,
			    &out[i]);
	}
	return TSM_OK;
}

static enum tsm_status attendance_facts(struct app *app, const struct facts *f,
    const char *person, struct tsm_person_facts *ret, struct tsm_error *err)
{
	size_t sessions = f->cohort->session_count;
	struct tsm_fact_attendance *list =
	    tsm_arena_array(&app->arena, sessions * WAYS, sizeof(*list));
	if (list == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < sessions; i++)
		TSM_TRY(session_facts(app, f, person, (uint32_t)i, list,
		    &ret->attendance_count, err));
	ret->attendance = list;
	return TSM_OK;
}

static enum tsm_status minutes_facts(struct app *app, struct range rows,
    struct tsm_person_facts *ret, struct tsm_error *err)
{
	struct tsm_fact_minutes *list =
	    tsm_arena_array(&app->arena, rows.count, sizeof(*list));
	if (list == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < rows.count; i++) {
		const struct tsm_store_activity *row = rows.items[i];
		list[i].activity = row->activity;
		list[i].seconds = row->seconds;
		TSM_TRY(tsm_day_parse(tsm_str(row->day), &list[i].day));
		list[i].evidence = one_evidence(app, row->sha256, row->line,
		    tsm_arena_printf(&app->arena, "%lld minutes on %s",
			(long long)(row->seconds / 60), row->day));
		list[i].evidence_count = 1;
		if (list[i].evidence == NULL)
			return tsm_fail_memory(err);
	}
	ret->minutes = list;
	ret->minutes_count = rows.count;
	return TSM_OK;
}

static const char *dated(
    struct app *app, const char *what, int64_t at, const char *role)
{
	char text[TSM_TIME_TEXT];
	return tsm_arena_printf(&app->arena, "%s on %.10s by %s", what,
	    tsm_time_format(at, text), role);
}

static bool same_item(
    const struct tsm_store_work *a, const struct tsm_store_work *b)
{
	return tsm_streq(a->item, b->item);
}

/* Pieces of one item are stored as ITEM#1, ITEM#2, …; the last event of a
 * piece is its state. */
static enum tsm_status work_facts(struct app *app, struct range rows,
    struct tsm_person_facts *ret, struct tsm_error *err)
{
	struct tsm_fact_work *list =
	    tsm_arena_array(&app->arena, rows.count, sizeof(*list));
	if (list == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < rows.count; i++) {
		const struct tsm_store_work *row = rows.items[i];
		if (i + 1 < rows.count && same_item(row, rows.items[i + 1]))
			continue;
		struct tsm_fact_work *fact = &list[ret->work_count++];
		struct tsm_str item = tsm_str(row->item);
		item.len = tsm_str_find(item, '#');
		fact->item = tsm_arena_str(&app->arena, item);
		fact->at = row->at;
		fact->evidence = one_evidence(app, row->sha256, 0,
		    dated(app, row->state, row->at, row->role));
		fact->evidence_count = 1;
		if (fact->item == NULL || fact->evidence == NULL)
			return tsm_fail_memory(err);
		TSM_TRY(
		    tsm_work_state_parse(tsm_str(row->state), &fact->state));
	}
	ret->work = list;
	return TSM_OK;
}

static bool same_what(const struct tsm_store_attestation *a,
    const struct tsm_store_attestation *b)
{
	return tsm_streq(a->what, b->what);
}

static enum tsm_status attestation_facts(struct app *app, struct range rows,
    struct tsm_person_facts *ret, struct tsm_error *err)
{
	struct tsm_fact_attestation *list =
	    tsm_arena_array(&app->arena, rows.count, sizeof(*list));
	if (list == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < rows.count; i++) {
		const struct tsm_store_attestation *row = rows.items[i];
		if (row->withdrawn ||
		    (i + 1 < rows.count && same_what(row, rows.items[i + 1])))
			continue;
		struct tsm_fact_attestation *fact =
		    &list[ret->attestation_count++];
		fact->what = row->what;
		fact->role = row->role;
		fact->at = row->at;
		fact->evidence = one_evidence(
		    app, NULL, 0, dated(app, "attested", row->at, row->role));
		fact->evidence_count = 1;
		if (fact->evidence == NULL)
			return tsm_fail_memory(err);
	}
	ret->attestations = list;
	return TSM_OK;
}

static enum tsm_known known(int value)
{
	return value < 0 ? TSM_NOT_KNOWN : value > 0 ? TSM_YES : TSM_NO;
}

static enum tsm_status enrolment_facts(struct app *app, struct range rows,
    struct tsm_person_facts *ret, struct tsm_error *err)
{
	struct tsm_fact_enrolment *list =
	    tsm_arena_array(&app->arena, rows.count, sizeof(*list));
	if (list == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < rows.count; i++) {
		const struct tsm_store_enrolment *row = rows.items[i];
		list[i].track = row->track;
		list[i].role = row->role;
		list[i].eligible = known(row->eligible);
		list[i].selected = known(row->selected);
		TSM_TRY(people_state(row->state, &list[i].state));
	}
	ret->enrolments = list;
	ret->enrolment_count = rows.count;
	return TSM_OK;
}

static bool asks_holdings(const struct tsm_policy *policy)
{
	for (size_t i = 0; i < policy->condition_count; i++) {
		if (policy->conditions[i]->kind == TSM_COND_HOLDS)
			return true;
	}
	return false;
}

/* Our own awards that are in force; foreign ones come with verification. */
static enum tsm_status holding_facts(struct app *app, const char *person,
    struct tsm_person_facts *ret, struct tsm_error *err)
{
	const struct tsm_store_credential_filter filter = { .person = person };
	struct tsm_store_credential *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_credential_list(
	    app->store, &filter, &app->arena, &rows, &count, err));
	struct tsm_fact_holding *list =
	    tsm_arena_array(&app->arena, count, sizeof(*list));
	if (list == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		struct tsm_store_standing standing;
		TSM_TRY(tsm_store_credential_standing(
		    app->store, rows[i].id, 0, &app->arena, &standing, err));
		if (standing.validity != TSM_STORE_IN_FORCE)
			continue;
		list[ret->holding_count].achievement = rows[i].achievement;
		list[ret->holding_count].evidence = one_evidence(app, NULL, 0,
		    tsm_arena_printf(&app->arena, "credential %s", rows[i].id));
		if (list[ret->holding_count].evidence == NULL)
			return tsm_fail_memory(err);
		list[ret->holding_count++].evidence_count = 1;
	}
	ret->holdings = list;
	return TSM_OK;
}

enum tsm_status facts_of(struct app *app, const struct facts *facts,
    const char *person, struct tsm_person_facts *ret_facts,
    struct tsm_error *err)
{
	struct tsm_person_facts result = { 0 };
	TSM_TRY(enrolment_facts(
	    app, range_of(&facts->enrolments, person), &result, err));
	TSM_TRY(attendance_facts(app, facts, person, &result, err));
	TSM_TRY(minutes_facts(
	    app, range_of(&facts->activities, person), &result, err));
	TSM_TRY(work_facts(app, range_of(&facts->works, person), &result, err));
	TSM_TRY(attestation_facts(
	    app, range_of(&facts->attestations, person), &result, err));
	if (asks_holdings(facts->cohort->programme.policy))
		TSM_TRY(holding_facts(app, person, &result, err));
	*ret_facts = result;
	return TSM_OK;
}
