/* The tables of an audit bundle: CSV that no spreadsheet executes. */
#include <string.h>

#include "audit.h"
#include "presence.h"
#include "present.h"
#include "testamur/base/time.h"
#include "testamur/roster/csv.h"
#include "testamur/store/attendance.h"
#include "testamur/store/audit.h"
#include "testamur/store/credential.h"
#include "testamur/store/ledger.h"
#include "testamur/store/person.h"
#include "testamur/store/review.h"
#include "testamur/store/work.h"

#define CELLS_MAX 24

/* One table under way; room is for the cells of one row that are no text. */
struct table {
	struct app *app;
	const struct cohort *cohort;
	const char *id; /* of the cohort */
	struct tsm_buf text;
	char room[CELLS_MAX][24];
	size_t used;
};

static const char *number(struct table *t, int64_t value)
{
	char *cell = t->room[t->used++ % CELLS_MAX];
	(void)snprintf(cell, sizeof(t->room[0]), "%lld", (long long)value);
	return cell;
}

/* An instant; 0 is an empty cell. */
static const char *when(struct table *t, int64_t instant)
{
	return instant != 0
		   ? tsm_time_format(instant, t->room[t->used++ % CELLS_MAX])
		   : NULL;
}

static const char *yes_no(bool value)
{
	return value ? "yes" : "no";
}

/* Failures stay in the buffer. */
#define ROW(t, ...)                        \
 ((void)tsm_csv_write_strings(&(t)->text,  \
     (const char *const[]){ __VA_ARGS__ }, \
     sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *)))

static enum tsm_status roster(struct table *t, struct tsm_error *err)
{
	struct tsm_store_enrolment *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_enrolment_list(
	    t->app->store, t->id, NULL, &t->app->arena, &rows, &count, err));
	ROW(t, "person", "name", "email", "licence type", "licence number",
	    "institution", "track", "state", "role", "since");
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_enrolment *e = &rows[i];
		struct tsm_store_person p;
		TSM_TRY(tsm_store_person_get(
		    t->app->store, e->person, &t->app->arena, &p, err));
		ROW(t, p.id, p.name, p.email, p.licence_type, p.licence_number,
		    e->institution, e->track, e->state, e->role,
		    when(t, e->since));
	}
	return TSM_OK;
}

static enum tsm_status enrolments(struct table *t, struct tsm_error *err)
{
	struct tsm_store_enrolment_event *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_enrolment_events(
	    t->app->store, t->id, NULL, &t->app->arena, &rows, &count, err));
	ROW(t, "person", "track", "change", "state", "role", "institution",
	    "position", "by", "at", "reason");
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_enrolment_event *e = &rows[i];
		ROW(t, e->person, e->track, number(t, e->seq), e->state,
		    e->role, e->institution, number(t, e->position), e->by,
		    when(t, e->at), e->reason);
	}
	return TSM_OK;
}

static enum tsm_status sessions(struct table *t, struct tsm_error *err)
{
	struct tsm_store_session_event *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_session_events(
	    t->app->store, t->id, NULL, &t->app->arena, &rows, &count, err));
	ROW(t, "session", "change", "state", "mode", "local start", "local end",
	    "zone", "start", "end", "closed", "by", "at", "reason");
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_session_event *e = &rows[i];
		ROW(t, e->session, number(t, e->seq), e->state, e->mode,
		    e->local_start, e->local_end, e->zone,
		    when(t, e->start_utc), when(t, e->end_utc),
		    when(t, e->closed_at), e->by, when(t, e->at), e->reason);
	}
	return TSM_OK;
}

/* Who was there, how long: what the roster of a board wants to see. */
static enum tsm_status presence(struct table *t, struct tsm_error *err)
{
	ROW(t, "session", "person", "name", "licence number", "role", "seconds",
	    "minutes", "needed minutes", "present", "by hand");
	for (uint32_t s = 0; s < t->cohort->session_count; s++) {
		struct present_person *list = NULL;
		size_t count = 0;
		int64_t needed = 0;
		TSM_TRY(presence_needed(t->cohort, s, &needed, err));
		TSM_TRY(present_list(
		    t->app, t->cohort, s, needed, &list, &count, err));
		for (size_t i = 0; i < count; i++) {
			const struct present_person *p = &list[i];
			struct tsm_store_person person = { 0 };
			if (p->person != NULL)
				TSM_TRY(tsm_store_person_get(t->app->store,
				    p->person, &t->app->arena, &person, err));
			ROW(t, t->cohort->sessions[s].id, p->person, p->name,
			    person.licence_number, p->role,
			    number(t, p->seconds), number(t, p->seconds / 60),
			    number(t, (needed + 59) / 60), yes_no(p->present),
			    p->by_hand);
		}
	}
	return TSM_OK;
}

static enum tsm_status attendance(struct table *t, struct tsm_error *err)
{
	struct tsm_store_row *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_row_list(t->app->store, t->id, NULL, NULL,
	    &t->app->arena, &rows, &count, err));
	ROW(t, "session", "file", "line", "name", "email", "person", "join",
	    "leave", "total seconds", "via", "hint", "ignored because");
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_row *r = &rows[i];
		ROW(t, r->session, r->sha256, number(t, r->line), r->name,
		    r->email, r->person, when(t, r->join_utc),
		    when(t, r->leave_utc),
		    r->total_seconds >= 0 ? number(t, r->total_seconds) : NULL,
		    r->via, r->hint, r->ignored);
	}
	return TSM_OK;
}

static enum tsm_status sources(struct table *t, struct tsm_error *err)
{
	struct tsm_store_source *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_source_list(
	    t->app->store, t->id, NULL, &t->app->arena, &rows, &count, err));
	ROW(t, "session", "file", "format", "variant", "zone", "date order",
	    "encoding", "by", "at", "replaced");
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_source *s = &rows[i];
		ROW(t, s->session, s->sha256, s->format, s->variant, s->zone,
		    s->date_order, s->encoding, s->by, when(t, s->at),
		    when(t, s->replaced_at));
	}
	return TSM_OK;
}

static enum tsm_status overrides(struct table *t, struct tsm_error *err)
{
	struct tsm_store_override *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_override_list(
	    t->app->store, t->id, NULL, &t->app->arena, &rows, &count, err));
	ROW(t, "session", "person", "state", "seconds", "via", "reason", "by",
	    "at");
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_override *o = &rows[i];
		ROW(t, o->session, o->person, o->state,
		    o->seconds >= 0 ? number(t, o->seconds) : NULL, o->via,
		    o->reason, o->by, when(t, o->at));
	}
	return TSM_OK;
}

static enum tsm_status reviews(struct table *t, struct tsm_error *err)
{
	struct tsm_store_review *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_review_list(
	    t->app->store, t->id, &t->app->arena, &rows, &count, err));
	ROW(t, "decision", "kind", "value", "name", "person", "by", "at",
	    "reason", "undone", "undone by");
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_review *r = &rows[i];
		ROW(t, number(t, r->seq), r->kind, r->value, r->shown,
		    r->person, r->by, when(t, r->at), r->reason,
		    when(t, r->undone_at), r->undone_by);
	}
	return TSM_OK;
}

static enum tsm_status work(struct table *t, struct tsm_error *err)
{
	struct tsm_store_work *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_work_list(
	    t->app->store, t->id, NULL, &t->app->arena, &rows, &count, err));
	ROW(t, "person", "item", "change", "state", "comment", "link", "file",
	    "by", "role", "at");
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_work *w = &rows[i];
		ROW(t, w->person, w->item, number(t, w->seq), w->state,
		    w->comment, w->link, w->sha256, w->by, w->role,
		    when(t, w->at));
	}
	return TSM_OK;
}

static enum tsm_status activities(struct table *t, struct tsm_error *err)
{
	struct tsm_store_activity *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_activity_list(
	    t->app->store, t->id, NULL, &t->app->arena, &rows, &count, err));
	ROW(t, "person", "activity", "day", "seconds", "file", "line", "by",
	    "at");
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_activity *a = &rows[i];
		ROW(t, a->person, a->activity, a->day, number(t, a->seconds),
		    a->sha256, a->line > 0 ? number(t, a->line) : NULL, a->by,
		    when(t, a->at));
	}
	return TSM_OK;
}

static enum tsm_status attestations(struct table *t, struct tsm_error *err)
{
	struct tsm_store_attestation *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_attestation_list(
	    t->app->store, t->id, NULL, &t->app->arena, &rows, &count, err));
	ROW(t, "person", "what", "change", "withdrawn", "role", "by", "at");
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_attestation *a = &rows[i];
		ROW(t, a->person, a->what, number(t, a->seq),
		    yes_no(a->withdrawn), a->role, a->by, when(t, a->at));
	}
	return TSM_OK;
}

static enum tsm_status credentials(struct table *t, struct tsm_error *err)
{
	const struct tsm_store_credential_filter filter = { .cohort = t->id,
		.all_versions = true };
	struct tsm_store_credential *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_credential_list(
	    t->app->store, &filter, &t->app->arena, &rows, &count, err));
	ROW(t, "credential", "version", "organisation", "person", "name",
	    "award", "decision", "awarded", "issued", "status", "reason",
	    "since");
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_credential *c = &rows[i];
		struct tsm_store_standing s = { 0 };
		TSM_TRY(tsm_store_credential_standing(
		    t->app->store, c->id, c->version, &t->app->arena, &s, err));
		ROW(t, c->id, number(t, c->version), c->organisation, c->person,
		    c->name_shown, c->award, c->decision,
		    when(t, c->awarded_at), when(t, c->issued_at),
		    tsm_store_validity_name(s.validity), s.reason,
		    when(t, s.since));
	}
	return TSM_OK;
}

/* What befell credentials; private notes stay private. */
static enum tsm_status history(struct table *t, struct tsm_error *err)
{
	const struct tsm_store_credential_filter filter = { .cohort = t->id };
	struct tsm_store_credential *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_credential_list(
	    t->app->store, &filter, &t->app->arena, &rows, &count, err));
	ROW(t, "credential", "version", "event", "reason", "by", "at");
	for (size_t i = 0; i < count; i++) {
		struct tsm_store_credential_event *events = NULL;
		size_t n = 0;
		TSM_TRY(tsm_store_credential_events(t->app->store, rows[i].id,
		    &t->app->arena, &events, &n, err));
		for (size_t k = 0; k < n; k++)
			ROW(t, rows[i].id, number(t, events[k].version),
			    events[k].kind, events[k].reason, events[k].by,
			    when(t, events[k].at));
	}
	return TSM_OK;
}

static enum tsm_status units(struct table *t, struct tsm_error *err)
{
	const struct tsm_store_entry_filter filter = { .cohort = t->id };
	struct tsm_store_entry *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_entry_list(
	    t->app->store, &filter, &t->app->arena, &rows, &count, err));
	ROW(t, "entry", "person", "organisation", "award", "scheme", "units",
	    "seconds", "activity", "cycle", "credential", "takes back", "at");
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_entry *e = &rows[i];
		ROW(t, e->id, e->person, e->organisation, e->award, e->scheme,
		    e->units, number(t, e->seconds), e->activity, e->cycle,
		    e->credential, e->contra_of, when(t, e->at));
	}
	return TSM_OK;
}

/* Whether an event of the log is about the cohort or something of it. */
static bool concerns(const struct table *t, const struct tsm_store_audit *event)
{
	struct tsm_store_credential c;
	struct tsm_str rest;
	if (event->object == NULL)
		return false;
	struct tsm_str first =
	    tsm_str_split(tsm_str(event->object), '/', &rest);
	if (tsm_str_is(first, t->id))
		return true;
	return tsm_str_starts(tsm_str(event->action), "credential.") &&
	       tsm_store_credential_get(t->app->store, event->object, 0,
		   &t->app->arena, &c, NULL) == TSM_OK &&
	       tsm_streq(c.cohort, t->id);
}

static enum tsm_status log_event(
    void *ctx, const struct tsm_store_audit *e, struct tsm_error *err)
{
	struct table *t = ctx;
	(void)err;
	if (concerns(t, e))
		ROW(t, number(t, e->seq), when(t, e->at), e->actor, e->action,
		    e->object, e->detail);
	return TSM_OK;
}

static enum tsm_status log_of(struct table *t, struct tsm_error *err)
{
	const struct tsm_store_audit_filter all = { 0 };
	ROW(t, "number", "at", "by", "action", "object", "detail");
	return tsm_store_audit_each(t->app->store, &all, log_event, t, err);
}

static enum tsm_status add(struct table *t, struct tsm_bundle_writer *writer,
    const char *path,
    enum tsm_status (*fill)(struct table *, struct tsm_error *),
    struct tsm_error *err)
{
	struct tsm_arena kept;
	app_scratch_begin(t->app, &kept);
	tsm_buf_init(&t->text, TSM_BUNDLE_MAX);
	enum tsm_status status = fill(t, err);
	if (status == TSM_OK)
		status = tsm_buf_status(&t->text);
	if (status == TSM_OK)
		status = tsm_bundle_add(
		    writer, path, NULL, tsm_buf_str(&t->text), err);
	else if (status == TSM_E_LIMIT)
		status = tsm_fail(err, TSM_E_LIMIT, path,
		    "the table is too large for a bundle");
	tsm_buf_release(&t->text);
	app_scratch_end(t->app, &kept);
	return status;
}

enum tsm_status audit_tables(struct app *app, const struct cohort *cohort,
    struct tsm_bundle_writer *writer, struct tsm_error *err)
{
	static const struct {
		const char *path;
		enum tsm_status (*fill)(struct table *, struct tsm_error *);
	} tables[] = {
		{ "roster.csv", roster },
		{ "enrolments.csv", enrolments },
		{ "sessions.csv", sessions },
		{ "presence.csv", presence },
		{ "attendance.csv", attendance },
		{ "sources.csv", sources },
		{ "overrides.csv", overrides },
		{ "reviews.csv", reviews },
		{ "work.csv", work },
		{ "activities.csv", activities },
		{ "attestations.csv", attestations },
		{ "credentials.csv", credentials },
		{ "history.csv", history },
		{ "units.csv", units },
		{ "log.csv", log_of },
	};
	struct table t = { .app = app, .cohort = cohort, .id = cohort->row.id };
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		TSM_TRY(add(&t, writer, tables[i].path, tables[i].fill, err));
	return TSM_OK;
}
