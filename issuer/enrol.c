#include "enrol.h"

#include <stdlib.h>
#include <string.h>

#include "admission.h"
#include "attend.h"
#include "testamur/base/id.h"
#include "testamur/base/time.h"
#include "testamur/roster/people.h"
#include "testamur/store/person.h"

static enum tsm_status attributes_json(struct app *app,
    const struct tsm_roster_entry *entry, const char **ret_text)
{
	struct tsm_buf text;
	*ret_text = NULL;
	if (entry->attribute_count == 0)
		return TSM_OK;
	json_t *object = json_object();
	tsm_buf_init(&text, 0);
	for (size_t i = 0; i < entry->attribute_count; i++)
		tsm_json_set(object, entry->attributes[i].name,
		    entry->attributes[i].value);
	enum tsm_status status =
	    tsm_json_write(object, TSM_JSON_COMPACT, &text);
	json_decref(object);
	if (status == TSM_OK)
		*ret_text = tsm_arena_str(&app->arena, tsm_buf_str(&text));
	tsm_buf_release(&text);
	return *ret_text != NULL ? TSM_OK : TSM_E_MEMORY;
}

/* The first place in the list with this name, or after it. */
static size_t place_of(const struct unaddressed *u, const char *name)
{
	size_t low = 0;
	size_t high = u->count;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (strcmp(u->list[mid].name, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static enum tsm_status remember(struct enrol *in, const char *name,
    const char *licence, const char *person, struct tsm_error *err)
{
	struct unaddressed *u = &in->unaddressed;
	char *normal = tsm_name_normalise(&in->app->arena, tsm_str(name));
	if (normal == NULL)
		return tsm_fail_memory(err);
	size_t at = place_of(u, normal);
	memmove(
	    u->list + at + 1, u->list + at, (u->count - at) * sizeof(*u->list));
	u->list[at] = (struct named){ normal, licence, person };
	u->count++;
	return TSM_OK;
}

static enum tsm_status load_unaddressed(
    struct enrol *in, size_t more, struct tsm_error *err)
{
	struct app *app = in->app;
	struct tsm_store_person *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_person_list(
	    app->store, in->cohort->row.id, &app->arena, &rows, &count, err));
	in->unaddressed.list = tsm_arena_array(
	    &app->arena, count + more, sizeof(*in->unaddressed.list));
	in->held = tsm_arena_array(&app->arena, more, sizeof(*in->held));
	if (in->unaddressed.list == NULL || in->held == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		if (rows[i].email == NULL)
			TSM_TRY(remember(in, rows[i].name,
			    rows[i].licence_number, rows[i].id, err));
	}
	return TSM_OK;
}

/* Who a row without an address is: *ret_id NULL and not held: somebody new. */
static enum tsm_status by_licence(struct enrol *in,
    const struct tsm_roster_entry *entry, const char **ret_id, bool *ret_held,
    struct tsm_error *err)
{
	const struct unaddressed *u = &in->unaddressed;
	const char *licence = entry->licence_number;
	char *name = tsm_name_normalise(&in->app->arena, tsm_str(entry->name));
	if (name == NULL)
		return tsm_fail_memory(err);
	*ret_id = NULL;
	*ret_held = false;
	for (size_t i = place_of(u, name);
	     i < u->count && strcmp(u->list[i].name, name) == 0; i++) {
		if (licence == NULL || u->list[i].licence == NULL)
			*ret_held = true;
		else if (tsm_streq(licence, u->list[i].licence))
			*ret_id = u->list[i].person;
	}
	return TSM_OK;
}

static enum tsm_status person_of(struct enrol *in,
    const struct tsm_roster_entry *entry, const char *institution,
    const char **ret_id, bool *ret_held, struct tsm_error *err)
{
	struct app *app = in->app;
	struct tsm_store_person p;
	char uuid[TSM_UUID_TEXT];
	if (entry->email != NULL) {
		enum tsm_status status = tsm_store_person_by_email(
		    app->store, entry->email, &app->arena, &p, err);
		if (status == TSM_OK) {
			*ret_id = p.id;
			in->known++;
		}
		if (status != TSM_E_NOT_FOUND)
			return status;
	} else {
		TSM_TRY(by_licence(in, entry, ret_id, ret_held, err));
		in->known += *ret_id != NULL ? 1 : 0;
		if (*ret_id != NULL || *ret_held)
			return TSM_OK;
	}
	memset(&p, 0, sizeof(p));
	TSM_TRY(tsm_uuid_new(app->random, uuid));
	p.id = tsm_arena_dup(&app->arena, uuid);
	p.name = app_clean(app, entry->name);
	p.preferred_name = app_clean(app, entry->preferred);
	p.email = entry->email;
	p.licence_type = entry->licence_type;
	p.licence_number = entry->licence_number;
	p.institution = institution;
	p.created = app->now;
	if (p.id == NULL || p.name == NULL ||
	    attributes_json(app, entry, &p.attributes) != TSM_OK)
		return tsm_fail_memory(err);
	TSM_TRY(tsm_store_person_add(app->store, &p, err));
	if (p.email == NULL)
		TSM_TRY(remember(in, p.name, p.licence_number, p.id, err));
	*ret_id = p.id;
	in->added++;
	return TSM_OK;
}

/*
 * What somebody new starts as: an applicant; or, where admission is open,
 * in line for a place, which only participants need.
 */
static const char *first_state(const struct enrol *in, const char *role)
{
	bool participant = tsm_streq(role, "participant");
	if (tsm_streq(in->state, "enrolled"))
		return participant ? "waiting" : "enrolled";
	if (in->state != NULL)
		return in->state;
	if (in->cohort->programme.policy->admission.selection != TSM_ADMIT_OPEN)
		return "applied";
	return participant ? "waiting" : "enrolled";
}

static enum tsm_status applied_instant(const struct enrol *in,
    const struct tsm_roster_entry *entry, int64_t *ret_at,
    struct tsm_error *err)
{
	struct tsm_zone *zone = NULL;
	*ret_at = 0;
	if (!entry->has_applied)
		return TSM_OK;
	TSM_TRY(tsm_zone_load(in->cohort->row.zone, &zone, err));
	enum tsm_status status =
	    tsm_zone_to_unix(zone, &entry->applied, ret_at);
	tsm_zone_free(&zone);
	/* an hour that the clocks repeat: the first reading is fair enough */
	return status == TSM_E_AMBIGUOUS ? TSM_OK : status;
}

/* A misspelt role would quietly earn nothing, or take no seat. */
enum tsm_status enrol_check_role(const char *role, struct tsm_error *err)
{
	if (!tsm_slug_valid(tsm_str(role)))
		return tsm_fail(err, TSM_E_VALUE, "role",
		    "a role is one word of a-z, 0-9 and hyphens, as "
		    "participant, host, presenter or observer");
	return TSM_OK;
}

static enum tsm_status enrol(struct enrol *in,
    const struct tsm_roster_entry *entry, struct tsm_error *err)
{
	struct app *app = in->app;
	struct tsm_store_enrolment old;
	bool held = false;
	const char *institution =
	    in->institution != NULL ? in->institution : entry->institution;
	const char *role = entry->role != NULL ? entry->role : "participant";
	struct tsm_store_enrolment e = { .cohort = in->cohort->row.id,
		.track = in->track != NULL ? in->track : entry->track,
		.state = first_state(in, role),
		.role = role,
		.institution = institution,
		.eligible = -1,
		.selected = -1,
		.since = app->now };
	if (e.track == NULL)
		e.track = "";
	if (e.track[0] != '\0' &&
	    programme_find(&in->cohort->programme, "tracks", e.track) == NULL)
		return tsm_fail(err, TSM_E_UNKNOWN, NULL,
		    "the programme has no track %s", e.track);
	TSM_TRY(enrol_check_role(role, err));
	TSM_TRY(person_of(in, entry, institution, &e.person, &held, err));
	if (held) {
		in->held[in->held_count++] = entry->line;
		return TSM_OK;
	}
	enum tsm_status status = tsm_store_enrolment_get(
	    app->store, e.cohort, e.person, e.track, &app->arena, &old, err);
	if (status != TSM_E_NOT_FOUND)
		return status; /* enrolled already: a roster changes nothing */
	TSM_TRY(applied_instant(in, entry, &e.applied_at, err));
	const char *late = entry->has_applied ? admission_late(app, in->cohort,
						    &entry->applied)
					      : NULL;
	if (late != NULL)
		e.state = "rejected";
	in->undated += tsm_streq(e.state, "applied") && !entry->has_applied;
	return tsm_store_enrolment_put(app->store, &e, app->actor, app->now,
	    late != NULL ? late : "roster import", err);
}

/* First come, first served: by when they applied, where the file says so. */
static int by_application(const void *a, const void *b)
{
	const struct tsm_roster_entry *x = *(struct tsm_roster_entry *const *)a;
	const struct tsm_roster_entry *y = *(struct tsm_roster_entry *const *)b;
	if (x->has_applied != y->has_applied)
		return x->has_applied ? -1 : 1;
	int64_t one = x->has_applied ? tsm_civil_to_unix(&x->applied) : 0;
	int64_t two = y->has_applied ? tsm_civil_to_unix(&y->applied) : 0;
	if (one != two)
		return one < two ? -1 : 1;
	return (x > y) - (x < y);
}

static enum tsm_status in_order(struct app *app,
    const struct tsm_roster_list *list,
    const struct tsm_roster_entry ***ret_order, struct tsm_error *err)
{
	const struct tsm_roster_entry **order =
	    tsm_arena_array(&app->arena, list->entry_count, sizeof(void *));
	if (order == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < list->entry_count; i++)
		order[i] = &list->entries[i];
	if (list->entry_count > 1)
		qsort(order, list->entry_count, sizeof(void *), by_application);
	*ret_order = order;
	return TSM_OK;
}

enum tsm_status enrol_rows(struct enrol *in, const struct tsm_roster_list *list,
    size_t *ret_moved, struct tsm_error *err)
{
	struct app *app = in->app;
	const struct tsm_roster_entry **order = NULL;
	TSM_TRY(in_order(app, list, &order, err));
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = load_unaddressed(in, list->entry_count, err);
	for (size_t i = 0; status == TSM_OK && i < list->entry_count; i++) {
		status = enrol(in, order[i], err);
		if (status != TSM_OK) {
			char where[32];
			(void)snprintf(
			    where, sizeof(where), "line %zu", order[i]->line);
			tsm_error_prefix(err, where);
		}
	}
	if (status == TSM_OK)
		status =
		    admission_assign(app, in->cohort->row.id, ret_moved, err);
	if (status == TSM_OK)
		status = attend_rematch(
		    app, in->cohort->row.id, &in->rematched, err);
	if (status == TSM_OK)
		status = app_audit(
		    app, "roster.import", in->cohort->row.id, NULL, err);
	return app_end(app, status, err);
}
