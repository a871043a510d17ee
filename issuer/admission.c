#include "admission.h"

#include "cohort.h"
#include "testamur/rules/seats.h"
#include "testamur/store/person.h"

/* {"north":10,"south":null} of the cohort itself. */
static enum tsm_status cohort_quotas(struct app *app, const char *text,
    struct tsm_seats *seats, struct tsm_error *err)
{
	const struct tsm_json *root = NULL;
	TSM_TRY(tsm_json_parse(
	    &app->arena, text, tsm_str(text).len, NULL, &root, err));
	struct tsm_policy_seat *quotas =
	    tsm_arena_array(&app->arena, root->count, sizeof(*quotas));
	if (quotas == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < root->count; i++) {
		const struct tsm_json *value = tsm_json_at(root, i);
		quotas[i].institution = tsm_arena_str(&app->arena, value->name);
		quotas[i].seats = -1;
		if (!tsm_json_is(value, TSM_JSON_NULL) &&
		    tsm_json_int(value, &quotas[i].seats) != TSM_OK)
			return tsm_json_fail(err, TSM_E_VALUE, value,
			    "seats are a number, or null to share the rest");
		if (quotas[i].institution == NULL)
			return tsm_fail_memory(err);
	}
	seats->quotas = quotas;
	seats->quota_count = root->count;
	return TSM_OK;
}

static bool takes_part(const struct tsm_store_enrolment *e)
{
	return tsm_streq(e->state, "enrolled") ||
	       tsm_streq(e->state, "waiting") ||
	       tsm_streq(e->state, "completed");
}

/* Hosts and observers take no participant's place. */
static bool needs_seat(const struct tsm_store_enrolment *e)
{
	return takes_part(e) && tsm_streq(e->role, "participant");
}

static enum tsm_status move(struct app *app,
    const struct tsm_store_enrolment *old, const char *state,
    const char *reason, struct tsm_error *err)
{
	struct tsm_store_enrolment changed = *old;
	changed.state = state;
	changed.since = app->now;
	return tsm_store_enrolment_put(
	    app->store, &changed, app->actor, app->now, reason, err);
}

static bool same_person(
    const struct tsm_store_enrolment *a, const struct tsm_store_enrolment *b)
{
	return tsm_streq(a->person, b->person);
}

/* One place serves all tracks of a person: the first row stands for it. */
static size_t first_of_person(
    const struct tsm_store_enrolment *rows, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (needs_seat(&rows[i]) && same_person(&rows[i], &rows[index]))
			return i;
	}
	return index;
}

/* In any track: who goes on to a second one keeps the place. */
static bool has_place(
    const struct tsm_store_enrolment *rows, size_t count, size_t first)
{
	for (size_t i = first; i < count; i++) {
		if (needs_seat(&rows[i]) &&
		    same_person(&rows[i], &rows[first]) &&
		    !tsm_streq(rows[i].state, "waiting"))
			return true;
	}
	return false;
}

/* Enrol the person of rows[first] in every track they wait for. */
static enum tsm_status move_up(struct app *app,
    const struct tsm_store_enrolment *rows, size_t count, size_t first,
    const char *reason, struct tsm_error *err)
{
	for (size_t i = first; i < count; i++) {
		if (needs_seat(&rows[i]) &&
		    same_person(&rows[i], &rows[first]) &&
		    tsm_streq(rows[i].state, "waiting"))
			TSM_TRY(move(app, &rows[i], "enrolled", reason, err));
	}
	return TSM_OK;
}

enum tsm_status admission_assign(struct app *app, const char *cohort,
    size_t *ret_moved, struct tsm_error *err)
{
	struct cohort c;
	struct tsm_store_enrolment *rows = NULL;
	size_t count = 0;
	size_t people = 0;
	TSM_TRY(cohort_open(app, cohort, &c, err));
	TSM_TRY(tsm_store_enrolment_list(
	    app->store, cohort, NULL, &app->arena, &rows, &count, err));
	struct tsm_seats seats = tsm_policy_seats(c.programme.policy);
	seats.capacity = c.row.capacity;
	if (c.row.seats != NULL)
		TSM_TRY(cohort_quotas(app, c.row.seats, &seats, err));
	struct tsm_application *list =
	    tsm_arena_array(&app->arena, count, sizeof(*list));
	struct tsm_placement *placed =
	    tsm_arena_array(&app->arena, count, sizeof(*placed));
	size_t *row_of = tsm_arena_array(&app->arena, count, sizeof(*row_of));
	if (list == NULL || placed == NULL || row_of == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		if (!needs_seat(&rows[i]) || first_of_person(rows, i) != i)
			continue;
		list[people].institution = rows[i].institution;
		list[people].has_place = has_place(rows, count, i);
		row_of[people++] = i;
	}
	TSM_TRY(tsm_seats_assign(&seats, list, people, placed, err));
	*ret_moved = 0;
	for (size_t k = 0; k < people; k++) {
		bool had = list[k].has_place;
		if (placed[k].place != TSM_PLACE_ENROLLED)
			continue;
		TSM_TRY(move_up(app, rows, count, row_of[k],
		    had ? "has a place in this cohort already"
			: "a place became free",
		    err));
		*ret_moved += had ? 0 : 1;
	}
	return TSM_OK;
}
