#include "present.h"

#include <stdlib.h>
#include <string.h>

#include "facts.h"
#include "presence.h"
#include "testamur/store/attendance.h"

struct group {
	const char *key; /* who: see key_of */
	size_t order;
	const struct tsm_store_row *row;
};

/*
 * The person, the address, what the file tells people apart by (which means
 * nothing in another file), or the name. Nobody is merged by name where the
 * file says that they are two.
 */
static enum tsm_status key_of(struct app *app, const struct tsm_store_row *row,
    const char **ret_key, struct tsm_error *err)
{
	*ret_key = row->person != NULL  ? row->person
		   : row->email != NULL ? row->email
					: row->name;
	if (row->person != NULL || row->email != NULL || row->identity == NULL)
		return TSM_OK;
	*ret_key =
	    tsm_arena_printf(&app->arena, "%s %s", row->source, row->identity);
	return *ret_key != NULL ? TSM_OK : tsm_fail_memory(err);
}

static int by_key(const void *a, const void *b)
{
	const struct group *x = a;
	const struct group *y = b;
	int order = strcmp(x->key, y->key);
	if (order != 0)
		return order;
	return (x->order > y->order) - (x->order < y->order);
}

/* Rows that count, those of one attendee beside each other. */
static enum tsm_status group_rows(struct app *app,
    const struct tsm_store_row *rows, size_t count, struct group **ret_groups,
    size_t *ret_count, struct tsm_error *err)
{
	size_t used = 0;
	struct group *groups =
	    tsm_arena_array(&app->arena, count, sizeof(*groups));
	if (groups == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		const char *key = NULL;
		if (rows[i].ignored != NULL)
			continue;
		TSM_TRY(key_of(app, &rows[i], &key, err));
		if (key != NULL)
			groups[used++] = (struct group){ key, i, &rows[i] };
	}
	qsort(groups, used, sizeof(*groups), by_key);
	*ret_groups = groups;
	*ret_count = used;
	return TSM_OK;
}

/* What is known about a person of the cohort, from rows or by hand. */
static void describe(
    const struct facts *facts, const char *session, struct present_person *p)
{
	const struct tsm_store_person *person =
	    p->person != NULL ? facts_person(facts, p->person) : NULL;
	const struct tsm_store_override *override =
	    p->person != NULL ? facts_override(facts, p->person, session)
			      : NULL;
	const char *role =
	    p->person != NULL ? facts_role(facts, p->person) : NULL;
	p->role = role != NULL ? role : "not on the roster";
	if (person != NULL)
		p->name = person->name;
	if (override == NULL)
		return;
	p->by_hand = override->state;
	p->present = tsm_streq(override->state, "present");
}

static enum tsm_status add_group(struct app *app, const struct cohort *c,
    const struct facts *facts, uint32_t session, const struct group *groups,
    size_t count, int64_t needed, struct present_person *ret,
    struct tsm_error *err)
{
	struct tsm_presence presence;
	struct present_person p = { .name = groups[0].row->name,
		.person = groups[0].row->person };
	const struct tsm_store_row **rows =
	    tsm_arena_array(&app->arena, count, sizeof(void *));
	if (rows == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		rows[i] = groups[i].row;
		p.host_hint = p.host_hint || tsm_streq(rows[i]->hint, "host");
	}
	if (p.name == NULL)
		p.name = groups[0].key;
	TSM_TRY(presence_of_rows(
	    app, &c->sessions[session], rows, count, &presence, err));
	p.seconds = presence.seconds;
	p.total_only = presence.total_only;
	p.present = p.seconds >= needed;
	describe(facts, c->sessions[session].id, &p);
	*ret = p;
	return TSM_OK;
}

static bool has_group(
    const struct group *groups, size_t count, const char *person)
{
	size_t low = 0;
	size_t high = count;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (strcmp(groups[mid].key, person) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < count && strcmp(groups[low].key, person) == 0;
}

static int by_name(const void *a, const void *b)
{
	const struct present_person *x = a;
	const struct present_person *y = b;
	if ((x->person == NULL) != (y->person == NULL))
		return x->person == NULL ? 1 : -1;
	int order = strcmp(x->name, y->name);
	return order != 0 || x->person == NULL ? order
					       : strcmp(x->person, y->person);
}

enum tsm_status present_list(struct app *app, const struct cohort *cohort,
    uint32_t session, int64_t needed, struct present_person **ret_list,
    size_t *ret_count, struct tsm_error *err)
{
	struct tsm_store_row *rows = NULL;
	struct group *groups = NULL;
	struct facts *facts = NULL;
	size_t row_count = 0;
	size_t count = 0;
	size_t people_count = 0;
	size_t used = 0;
	const char *id = cohort->sessions[session].id;
	TSM_TRY(tsm_store_row_list(app->store, cohort->row.id, id, NULL,
	    &app->arena, &rows, &row_count, err));
	TSM_TRY(group_rows(app, rows, row_count, &groups, &count, err));
	TSM_TRY(facts_load(app, cohort, &facts, err));
	const struct tsm_store_person *people =
	    facts_people(facts, &people_count);
	struct present_person *list =
	    tsm_arena_array(&app->arena, count + people_count, sizeof(*list));
	if (list == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count;) {
		size_t n = 1;
		while (i + n < count &&
		       tsm_streq(groups[i + n].key, groups[i].key))
			n++;
		TSM_TRY(add_group(app, cohort, facts, session, &groups[i], n,
		    needed, &list[used++], err));
		i += n;
	}
	for (size_t i = 0; i < people_count; i++) {
		if (facts_override(facts, people[i].id, id) == NULL ||
		    has_group(groups, count, people[i].id))
			continue;
		list[used].person = people[i].id;
		describe(facts, id, &list[used++]);
	}
	qsort(list, used, sizeof(*list), by_name);
	*ret_list = list;
	*ret_count = used;
	return TSM_OK;
}
