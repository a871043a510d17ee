#include "facts.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "facts_index.h"
#include "testamur/store/attendance.h"
#include "testamur/store/credential.h"
#include "testamur/store/work.h"

struct entry {
	uint64_t begins; /* the first bytes of the id, in their order */
	const char *person;
	size_t order;
	const void *item;
};

static int by_person(const void *a, const void *b)
{
	const struct entry *x = a;
	const struct entry *y = b;
	if (x->begins != y->begins)
		return x->begins < y->begins ? -1 : 1;
	int order = strcmp(x->person, y->person);
	if (order != 0)
		return order;
	return (x->order > y->order) - (x->order < y->order);
}

static const char *person_at(const void *item, size_t offset)
{
	const char *id = NULL;
	memcpy(&id, (const char *)item + offset, sizeof(id));
	return id;
}

/* Ids mostly differ early: no text is looked up to compare them. */
static uint64_t beginning(const char *id)
{
	uint64_t begins = 0;
	for (size_t i = 0; i < sizeof(begins); i++) {
		begins = begins << 8 | (unsigned char)*id;
		id += *id != '\0';
	}
	return begins;
}

static enum tsm_status build_index(struct app *app, const void *rows,
    size_t count, size_t size, size_t offset, struct index *ret)
{
	struct entry *entries =
	    tsm_arena_array(&app->arena, count, sizeof(*entries));
	ret->items = tsm_arena_array(&app->arena, count, sizeof(*ret->items));
	ret->person_at = offset;
	ret->count = 0;
	if (entries == NULL || ret->items == NULL)
		return TSM_E_MEMORY;
	size_t used = 0;
	for (size_t i = 0; i < count; i++) {
		const void *item = (const char *)rows + i * size;
		const char *person = person_at(item, offset);
		if (person == NULL)
			continue;
		entries[used].begins = beginning(person);
		entries[used].person = person;
		entries[used].order = i;
		entries[used++].item = item;
	}
	qsort(entries, used, sizeof(*entries), by_person);
	for (size_t i = 0; i < used; i++)
		ret->items[i] = entries[i].item;
	ret->count = used;
	return TSM_OK;
}

struct range range_of(const struct index *index, const char *person)
{
	size_t low = 0;
	size_t high = index->count;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (strcmp(person_at(index->items[mid], index->person_at),
			person) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	struct range range = { index->items + low, 0 };
	while (low + range.count < index->count &&
	       strcmp(person_at(range.items[range.count], index->person_at),
		   person) == 0)
		range.count++;
	return range;
}

/* Index an array of rows by their member "person". */
#define INDEX(app, rows, count, type, ret) \
 build_index(app, rows, count, sizeof(type), offsetof(type, person), ret)

static enum tsm_status load_attendance(
    struct app *app, struct facts *f, struct tsm_error *err)
{
	const char *cohort = f->cohort->row.id;
	struct tsm_store_row *rows = NULL;
	struct tsm_store_override *overrides = NULL;
	struct tsm_store_activity *activities = NULL;
	size_t n_rows = 0;
	size_t n_overrides = 0;
	size_t n_activities = 0;
	TSM_TRY(tsm_store_row_list(
	    app->store, cohort, NULL, NULL, &app->arena, &rows, &n_rows, err));
	TSM_TRY(tsm_store_override_list(app->store, cohort, NULL, &app->arena,
	    &overrides, &n_overrides, err));
	TSM_TRY(tsm_store_activity_list(app->store, cohort, NULL, &app->arena,
	    &activities, &n_activities, err));
	if (INDEX(app, rows, n_rows, struct tsm_store_row, &f->rows) !=
		TSM_OK ||
	    INDEX(app, overrides, n_overrides, struct tsm_store_override,
		&f->overrides) != TSM_OK ||
	    INDEX(app, activities, n_activities, struct tsm_store_activity,
		&f->activities) != TSM_OK)
		return tsm_fail_memory(err);
	return TSM_OK;
}

static enum tsm_status load_rest(
    struct app *app, struct facts *f, struct tsm_error *err)
{
	const char *cohort = f->cohort->row.id;
	struct tsm_store_work *works = NULL;
	struct tsm_store_attestation *attestations = NULL;
	struct tsm_store_enrolment *enrolments = NULL;
	size_t n_works = 0;
	size_t n_attestations = 0;
	size_t n_enrolments = 0;
	TSM_TRY(tsm_store_work_list(
	    app->store, cohort, NULL, &app->arena, &works, &n_works, err));
	TSM_TRY(tsm_store_attestation_list(app->store, cohort, NULL,
	    &app->arena, &attestations, &n_attestations, err));
	TSM_TRY(tsm_store_enrolment_list(app->store, cohort, NULL, &app->arena,
	    &enrolments, &n_enrolments, err));
	if (INDEX(app, works, n_works, struct tsm_store_work, &f->works) !=
		TSM_OK ||
	    INDEX(app, attestations, n_attestations,
		struct tsm_store_attestation, &f->attestations) != TSM_OK ||
	    INDEX(app, enrolments, n_enrolments, struct tsm_store_enrolment,
		&f->enrolments) != TSM_OK)
		return tsm_fail_memory(err);
	return TSM_OK;
}

static bool asked_for(const struct tsm_policy *policy, const char *achievement)
{
	for (size_t i = 0; i < policy->condition_count; i++) {
		const struct tsm_condition *c = policy->conditions[i];
		if (c->kind == TSM_COND_HOLDS &&
		    (achievement == NULL || tsm_streq(c->name, achievement)))
			return true;
	}
	return false;
}

static enum tsm_status make_room(struct facts *f)
{
	if (f->held_count < f->held_room)
		return TSM_OK;
	size_t room = f->held_room > 0 ? 2 * f->held_room : 64;
	struct facts_holding *held =
	    tsm_arena_array(&f->app->arena, room, sizeof(*held));
	if (held == NULL)
		return TSM_E_MEMORY;
	if (f->held_count > 0)
		memcpy(held, f->held, f->held_count * sizeof(*held));
	f->held = held;
	f->held_room = room;
	return TSM_OK;
}

/* Whether its validUntil is past: it stands in the summary, if it has one. */
static enum tsm_status has_ended(struct app *app,
    const struct tsm_store_credential *c, bool *ret_ended,
    struct tsm_error *err)
{
	const struct tsm_json *summary = NULL;
	int64_t until = 0;
	TSM_TRY(tsm_json_parse(&app->arena, c->summary, tsm_str(c->summary).len,
	    NULL, &summary, err));
	*ret_ended = tsm_json_int(tsm_json_get(summary, "valid_until_at"),
			 &until) == TSM_OK &&
		     until <= app->now;
	return TSM_OK;
}

static enum tsm_status add_holding(
    void *ctx, const struct tsm_store_credential *c, struct tsm_error *err)
{
	struct facts *f = ctx;
	struct tsm_arena *arena = &f->app->arena;
	struct tsm_store_standing standing;
	bool ended = false;
	if (!asked_for(f->cohort->programme.policy, c->achievement) ||
	    facts_person(f, c->person) == NULL)
		return TSM_OK;
	TSM_TRY(tsm_store_credential_standing(
	    f->app->store, c->id, 0, arena, &standing, err));
	if (standing.validity != TSM_STORE_IN_FORCE)
		return TSM_OK;
	TSM_TRY(has_ended(f->app, c, &ended, err));
	if (ended)
		return TSM_OK;
	if (make_room(f) != TSM_OK)
		return tsm_fail_memory(err);
	struct facts_holding *held = &f->held[f->held_count++];
	held->person = tsm_arena_dup(arena, c->person);
	held->achievement = tsm_arena_dup(arena, c->achievement);
	held->credential = tsm_arena_dup(arena, c->id);
	if (held->person == NULL || held->achievement == NULL ||
	    held->credential == NULL)
		return tsm_fail_memory(err);
	return TSM_OK;
}

/* Our own awards that are in force, from whatever cohort; foreign ones come
 * with verification. */
static enum tsm_status load_holdings(
    struct app *app, struct facts *f, struct tsm_error *err)
{
	const struct tsm_store_credential_filter all = { 0 };
	if (!asked_for(f->cohort->programme.policy, NULL))
		return TSM_OK;
	TSM_TRY(
	    tsm_store_credential_each(app->store, &all, add_holding, f, err));
	if (INDEX(app, f->held, f->held_count, struct facts_holding,
		&f->holdings) != TSM_OK)
		return tsm_fail_memory(err);
	return TSM_OK;
}

enum tsm_status facts_load(struct app *app, const struct cohort *cohort,
    struct facts **ret_facts, struct tsm_error *err)
{
	struct facts *f = tsm_arena_alloc(&app->arena, sizeof(*f));
	if (f == NULL)
		return tsm_fail_memory(err);
	f->app = app;
	f->cohort = cohort;
	bool own = !tsm_store_in_transaction(app->store);
	if (own)
		TSM_TRY(tsm_store_begin(app->store, TSM_STORE_READ, err));
	enum tsm_status status = tsm_store_person_list(app->store,
	    cohort->row.id, &app->arena, &f->people, &f->people_count, err);
	if (status == TSM_OK &&
	    build_index(app, f->people, f->people_count, sizeof(*f->people),
		offsetof(struct tsm_store_person, id), &f->by_id) != TSM_OK)
		status = tsm_fail_memory(err);
	if (status == TSM_OK)
		status = load_attendance(app, f, err);
	if (status == TSM_OK)
		status = load_rest(app, f, err);
	if (status == TSM_OK)
		status = load_holdings(app, f, err);
	if (own)
		tsm_store_rollback(app->store);
	if (status == TSM_OK)
		*ret_facts = f;
	return status;
}

const struct tsm_store_person *facts_people(
    const struct facts *facts, size_t *ret_count)
{
	*ret_count = facts->people_count;
	return facts->people;
}

const struct tsm_store_person *facts_person(
    const struct facts *facts, const char *id)
{
	struct range range = range_of(&facts->by_id, id);
	return range.count > 0 ? range.items[0] : NULL;
}

const char *facts_role(const struct facts *facts, const char *person)
{
	struct range range = range_of(&facts->enrolments, person);
	const struct tsm_store_enrolment *first =
	    range.count > 0 ? range.items[0] : NULL;
	return first != NULL ? first->role : NULL;
}

/* The override in force for a session among those of a person, or NULL. */
static const struct tsm_store_override *override_in(
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

const struct tsm_store_override *facts_override(
    const struct facts *facts, const char *person, const char *session)
{
	return override_in(range_of(&facts->overrides, person), session);
}

static bool in_force(const struct tsm_store_enrolment *e)
{
	return tsm_streq(e->state, "enrolled") ||
	       tsm_streq(e->state, "completed");
}

const char *facts_institution(const struct facts *facts, const char *person)
{
	struct range range = range_of(&facts->enrolments, person);
	const char *found = NULL;
	for (size_t i = 0; i < range.count; i++) {
		const struct tsm_store_enrolment *e = range.items[i];
		if (e->institution == NULL)
			continue;
		if (in_force(e))
			return e->institution;
		if (found == NULL)
			found = e->institution;
	}
	return found;
}
