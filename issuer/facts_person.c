/* The second half of facts.h: what is known about one person. */
#include "facts.h"

#include "facts_index.h"
#include "people.h"
#include "presence.h"
#include "testamur/base/time.h"
#include "testamur/store/attendance.h"
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
	if (row->join_utc == 0 || row->total_seconds > 0)
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

/* The rows of one person that count, each with its session. */
struct person_rows {
	const struct tsm_store_row **rows;
	uint32_t *sessions;
	size_t count;
	const struct tsm_store_row **some; /* room for as many */
};

/* Whose session it is; mostly that of the row before, or the next one. */
static uint32_t session_of(
    const struct cohort *cohort, const char *id, uint32_t hint)
{
	for (uint32_t i = hint; i < hint + 2 && i < cohort->session_count; i++)
		if (tsm_streq(cohort->sessions[i].id, id))
			return i;
	return cohort_session(cohort, id);
}

static enum tsm_status rows_of_person(struct app *app, const struct facts *f,
    const char *person, struct person_rows *ret_rows, struct tsm_error *err)
{
	struct range range = range_of(&f->rows, person);
	struct person_rows p = { 0 };
	uint32_t hint = 0;
	p.rows = tsm_arena_array(&app->arena, range.count, sizeof(void *));
	p.some = tsm_arena_array(&app->arena, range.count, sizeof(void *));
	p.sessions =
	    tsm_arena_array(&app->arena, range.count, sizeof(*p.sessions));
	if (p.rows == NULL || p.some == NULL || p.sessions == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < range.count; i++) {
		const struct tsm_store_row *row = range.items[i];
		if (row->ignored != NULL)
			continue;
		uint32_t session = session_of(f->cohort, row->session, hint);
		if (session == TSM_NO_SESSION)
			continue;
		hint = session;
		p.sessions[p.count] = session;
		p.rows[p.count++] = row;
	}
	*ret_rows = p;
	return TSM_OK;
}

/* The rows of one session and way. */
static size_t rows_of(
    const struct person_rows *p, uint32_t session, const char *via)
{
	size_t count = 0;
	for (size_t i = 0; i < p->count; i++)
		if (p->sessions[i] == session &&
		    tsm_streq(p->rows[i]->via, via))
			p->some[count++] = p->rows[i];
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
		evidence[i].from = rows[i]->join_utc;
		evidence[i].until = rows[i]->leave_utc;
		if (rows[i]->total_seconds > 0)
			evidence[i].total = rows[i]->total_seconds;
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

/* Everything about one person and session while it is put together. */
struct slot {
	const struct tsm_store_session *session;
	const struct tsm_store_override *override;
	struct tsm_fact_attendance *facts; /* room for one a way */
	size_t count;
};

/* The ways in which rows show a person to have taken part. */
static enum tsm_status recorded(struct app *app, const struct person_rows *rows,
    uint32_t session, struct slot *slot, struct tsm_error *err)
{
	for (size_t w = 0; w < WAYS; w++) {
		size_t n = rows_of(rows, session, ways[w]);
		if (n == 0)
			continue;
		struct tsm_fact_attendance *fact = &slot->facts[slot->count++];
		TSM_TRY(tsm_via_parse(tsm_str(ways[w]), &fact->via));
		TSM_TRY(fill_attendance(
		    app, slot->session, rows->some, n, fact, err));
	}
	return TSM_OK;
}

static struct tsm_fact_attendance *fact_by(struct slot *slot, enum tsm_via via)
{
	for (size_t i = 0; i < slot->count; i++) {
		if (slot->facts[i].via == via)
			return &slot->facts[i];
	}
	slot->facts[slot->count].via = via;
	return &slot->facts[slot->count++];
}

/*
 * The way that "she was there" speaks of: the one that was given; else the
 * one recorded, unless all she is known to have done is to watch a
 * recording; else live.
 */
static enum tsm_status way_of(const struct slot *slot, enum tsm_via *ret_via)
{
	*ret_via = TSM_VIA_LIVE;
	if (slot->override->via != NULL)
		return tsm_via_parse(tsm_str(slot->override->via), ret_via);
	for (size_t i = 0; i < slot->count; i++) {
		if (slot->facts[i].via != TSM_VIA_RECORDING) {
			*ret_via = slot->facts[i].via;
			break;
		}
	}
	return TSM_OK;
}

/*
 * A decision by hand takes the place of what was recorded: the other ways
 * are left out, so that none of them outbids it.
 */
static enum tsm_status by_hand(struct slot *slot, int64_t scheduled)
{
	enum tsm_via via;
	TSM_TRY(way_of(slot, &via));
	struct tsm_fact_attendance one = *fact_by(slot, via);
	apply_override(slot->override, scheduled, &one);
	slot->facts[0] = one;
	slot->count = 1;
	return TSM_OK;
}

/* All ways in which a person took part in one session. */
static enum tsm_status session_facts(struct app *app, const struct facts *f,
    const char *person, const struct person_rows *rows, uint32_t index,
    struct tsm_fact_attendance *out, size_t *count, struct tsm_error *err)
{
	const struct tsm_store_session *session = &f->cohort->sessions[index];
	struct slot slot = { .session = session,
		.override = facts_override(f, person, session->id),
		.facts = out + *count };
	bool invited = tsm_streq(session->makeup_person, person);
	TSM_TRY(recorded(app, rows, index, &slot, err));
	if (slot.override != NULL)
		TSM_TRY(
		    by_hand(&slot, f->cohort->facts.sessions[index].scheduled));
	else if (slot.count == 0 && invited)
		(void)fact_by(&slot, TSM_VIA_LIVE);
	for (size_t i = 0; i < slot.count; i++) {
		slot.facts[i].session = index;
		slot.facts[i].invited = invited;
	}
	*count += slot.count;
	return TSM_OK;
}

static enum tsm_status attendance_facts(struct app *app, const struct facts *f,
    const char *person, struct tsm_person_facts *ret, struct tsm_error *err)
{
	size_t sessions = f->cohort->session_count;
	struct tsm_fact_attendance *list =
	    tsm_arena_array(&app->arena, sessions * (WAYS + 1), sizeof(*list));
	struct person_rows rows = { 0 };
	if (list == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(rows_of_person(app, f, person, &rows, err));
	for (size_t i = 0; i < sessions; i++)
		TSM_TRY(session_facts(app, f, person, &rows, (uint32_t)i, list,
		    &ret->attendance_count, err));
	ret->attendance = list;
	return TSM_OK;
}

static bool same_day(
    const struct tsm_store_activity *a, const struct tsm_store_activity *b)
{
	return tsm_streq(a->activity, b->activity) && tsm_streq(a->day, b->day);
}

/*
 * An export that is read again with later days in it repeats the earlier
 * ones: of several files about one day of an activity the one read last
 * counts, so that no minute is counted twice. Rows are by activity, day and
 * order of reading.
 */
static bool is_superseded(struct range rows, size_t index)
{
	const struct tsm_store_activity *row = rows.items[index];
	const struct tsm_store_activity *last = row;
	for (size_t i = index + 1; i < rows.count; i++) {
		if (!same_day(row, rows.items[i]))
			break;
		last = rows.items[i];
	}
	return !tsm_streq(row->sha256, last->sha256);
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
		if (is_superseded(rows, i))
			continue;
		struct tsm_fact_minutes *fact = &list[ret->minutes_count++];
		fact->activity = row->activity;
		fact->seconds = row->seconds;
		TSM_TRY(tsm_day_parse(tsm_str(row->day), &fact->day));
		fact->evidence = one_evidence(app, row->sha256, row->line,
		    tsm_arena_printf(&app->arena, "%lld minutes on %s",
			(long long)(row->seconds / 60), row->day));
		fact->evidence_count = 1;
		if (fact->evidence == NULL)
			return tsm_fail_memory(err);
	}
	ret->minutes = list;
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

/* Whether a later event about the same matter takes it back. */
static bool is_withdrawn(struct range rows, size_t index)
{
	const struct tsm_store_attestation *row = rows.items[index];
	for (size_t i = index; i < rows.count; i++) {
		const struct tsm_store_attestation *later = rows.items[i];
		if (!tsm_streq(row->what, later->what))
			break;
		if (later->withdrawn)
			return true;
	}
	return false;
}

/* What several people attest of one matter holds beside each other. */
static enum tsm_status attestation_facts(struct app *app, struct range rows,
    struct tsm_person_facts *ret, struct tsm_error *err)
{
	struct tsm_fact_attestation *list =
	    tsm_arena_array(&app->arena, rows.count, sizeof(*list));
	if (list == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < rows.count; i++) {
		const struct tsm_store_attestation *row = rows.items[i];
		if (is_withdrawn(rows, i))
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

static enum tsm_status holding_facts(struct app *app, struct range rows,
    struct tsm_person_facts *ret, struct tsm_error *err)
{
	struct tsm_fact_holding *list =
	    tsm_arena_array(&app->arena, rows.count, sizeof(*list));
	if (list == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < rows.count; i++) {
		const struct facts_holding *row = rows.items[i];
		list[i].achievement = row->achievement;
		list[i].evidence = one_evidence(app, NULL, 0,
		    tsm_arena_printf(
			&app->arena, "credential %s", row->credential));
		list[i].evidence_count = 1;
		if (list[i].evidence == NULL)
			return tsm_fail_memory(err);
	}
	ret->holdings = list;
	ret->holding_count = rows.count;
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
	TSM_TRY(holding_facts(
	    app, range_of(&facts->holdings, person), &result, err));
	*ret_facts = result;
	return TSM_OK;
}
