#include "admission.h"

#include <stdlib.h>
#include <string.h>

#include "cohort.h"
#include "mail.h"
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

/* A row that needs a seat; those of one person lie beside each other. */
struct seat {
	const char *person;
	size_t row;
};

/* One place serves all tracks of a person. */
struct applicant {
	const struct seat *seats;
	size_t count;
};

static int by_person(const void *a, const void *b)
{
	const struct seat *x = a;
	const struct seat *y = b;
	int order = strcmp(x->person, y->person);
	if (order != 0)
		return order;
	return (x->row > y->row) - (x->row < y->row);
}

static int by_arrival(const void *a, const void *b)
{
	const struct applicant *x = a;
	const struct applicant *y = b;
	return (x->seats->row > y->seats->row) -
	       (x->seats->row < y->seats->row);
}

/* The people who need a seat, in the order of their first row. */
static enum tsm_status find_applicants(struct app *app,
    const struct tsm_store_enrolment *rows, size_t count,
    struct applicant **ret_list, size_t *ret_count, struct tsm_error *err)
{
	struct seat *seats =
	    tsm_arena_array(&app->arena, count, sizeof(*seats));
	struct applicant *list =
	    tsm_arena_array(&app->arena, count, sizeof(*list));
	size_t used = 0;
	size_t people = 0;
	if (seats == NULL || list == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		if (needs_seat(&rows[i]))
			seats[used++] = (struct seat){ rows[i].person, i };
	}
	qsort(seats, used, sizeof(*seats), by_person);
	for (size_t i = 0; i < used; i++) {
		if (i == 0 || !tsm_streq(seats[i].person, seats[i - 1].person))
			list[people++].seats = &seats[i];
		list[people - 1].count++;
	}
	qsort(list, people, sizeof(*list), by_arrival);
	*ret_list = list;
	*ret_count = people;
	return TSM_OK;
}

/* In any track: who goes on to a second one keeps the place. */
static bool has_place(
    const struct tsm_store_enrolment *rows, const struct applicant *applicant)
{
	for (size_t i = 0; i < applicant->count; i++) {
		if (!tsm_streq(rows[applicant->seats[i].row].state, "waiting"))
			return true;
	}
	return false;
}

/* Out of every track they wait for, into this state. */
static enum tsm_status move_waiting(struct app *app,
    const struct tsm_store_enrolment *rows, const struct applicant *applicant,
    const char *state, const char *reason, struct tsm_error *err)
{
	for (size_t i = 0; i < applicant->count; i++) {
		const struct tsm_store_enrolment *row =
		    &rows[applicant->seats[i].row];
		if (tsm_streq(row->state, "waiting"))
			TSM_TRY(move(app, row, state, reason, err));
	}
	return TSM_OK;
}

/* A person who has been waiting learns of the place; who comes with a new
 * roster is told by whoever made it. */
static enum tsm_status tell(struct app *app,
    const struct tsm_store_enrolment *rows, const struct applicant *applicant,
    struct tsm_error *err)
{
	const struct tsm_store_enrolment *row = &rows[applicant->seats[0].row];
	struct tsm_store_person person;
	if (row->since >= app->now)
		return TSM_OK;
	/* who gave a place back and waited again is told again */
	const char *object = tsm_arena_printf(&app->arena, "%s/%s/%lld",
	    row->cohort, row->track, (long long)app->now);
	if (object == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(tsm_store_person_get(
	    app->store, row->person, &app->arena, &person, err));
	return mail_queue(app, MAIL_PLACE, object, &person, app->now, err);
}

/* Who of the applicants has a place. */
static enum tsm_status place(struct app *app, const struct cohort *c,
    const struct tsm_store_enrolment *rows, const struct applicant *people,
    size_t count, struct tsm_application **ret_list,
    struct tsm_placement **ret_placed, struct tsm_error *err)
{
	struct tsm_seats seats = tsm_policy_seats(c->programme.policy);
	seats.capacity = c->row.capacity;
	if (c->row.seats != NULL)
		TSM_TRY(cohort_quotas(app, c->row.seats, &seats, err));
	struct tsm_application *list =
	    tsm_arena_array(&app->arena, count, sizeof(*list));
	struct tsm_placement *placed =
	    tsm_arena_array(&app->arena, count, sizeof(*placed));
	if (list == NULL || placed == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		list[i].institution = rows[people[i].seats->row].institution;
		list[i].has_place = has_place(rows, &people[i]);
	}
	*ret_list = list;
	*ret_placed = placed;
	return tsm_seats_assign(&seats, list, count, placed, err);
}

enum tsm_status admission_assign(struct app *app, const char *cohort,
    size_t *ret_moved, struct tsm_error *err)
{
	struct cohort c;
	struct tsm_store_enrolment *rows = NULL;
	struct applicant *people = NULL;
	struct tsm_application *list = NULL;
	struct tsm_placement *placed = NULL;
	size_t row_count = 0;
	size_t count = 0;
	TSM_TRY(cohort_open(app, cohort, &c, err));
	TSM_TRY(tsm_store_enrolment_list(
	    app->store, cohort, NULL, &app->arena, &rows, &row_count, err));
	TSM_TRY(find_applicants(app, rows, row_count, &people, &count, err));
	TSM_TRY(place(app, &c, rows, people, count, &list, &placed, err));
	*ret_moved = 0;
	for (size_t i = 0; i < count; i++) {
		bool had = list[i].has_place;
		if (placed[i].place == TSM_PLACE_FULL ||
		    placed[i].place == TSM_PLACE_NO_SEATS)
			/* who can never get a place does not wait for one */
			TSM_TRY(move_waiting(app, rows, &people[i], "rejected",
			    placed[i].place == TSM_PLACE_FULL
				? "no place is left, and nobody waits for one"
				: "the institution has no seats in this cohort",
			    err));
		if (placed[i].place != TSM_PLACE_ENROLLED)
			continue;
		if (!had)
			TSM_TRY(tell(app, rows, &people[i], err));
		TSM_TRY(move_waiting(app, rows, &people[i], "enrolled",
		    had ? "has a place in this cohort already"
			: "a place became free",
		    err));
		*ret_moved += had ? 0 : 1;
	}
	return TSM_OK;
}
