#include "matching.h"

#include <stdlib.h>
#include <string.h>

struct place {
	const char *id;
	size_t person; /* in the roster */
};

static int by_id(const void *a, const void *b)
{
	const struct place *x = a;
	const struct place *y = b;
	return strcmp(x->id, y->id);
}

static struct place *places_of(struct app *app, const struct matching *roster)
{
	struct place *places =
	    tsm_arena_array(&app->arena, roster->count, sizeof(*places));
	if (places == NULL)
		return NULL;
	for (size_t i = 0; i < roster->count; i++)
		places[i] = (struct place){ roster->rows[i].id, i };
	qsort(places, roster->count, sizeof(*places), by_id);
	return places;
}

/* Aliases in force of the people on the roster. */
static enum tsm_status load_aliases(struct app *app,
    const struct matching *roster, struct tsm_roster_alias **ret_list,
    size_t *ret_count, struct tsm_error *err)
{
	struct tsm_store_alias *rows = NULL;
	size_t count = 0;
	size_t used = 0;
	TSM_TRY(tsm_store_alias_list(
	    app->store, NULL, &app->arena, &rows, &count, err));
	struct tsm_roster_alias *list =
	    tsm_arena_array(&app->arena, count, sizeof(*list));
	struct place *places = places_of(app, roster);
	if (list == NULL || places == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		const struct place wanted = { rows[i].person, 0 };
		const struct place *found = bsearch(
		    &wanted, places, roster->count, sizeof(*places), by_id);
		if (found == NULL || rows[i].revoked_at != 0)
			continue;
		list[used].kind =
		    tsm_streq(rows[i].kind, "email") ? TSM_ALIAS_EMAIL
		    : tsm_streq(rows[i].kind, "id")  ? TSM_ALIAS_ID
						     : TSM_ALIAS_NAME;
		list[used].value = rows[i].value;
		list[used++].person = found->person;
	}
	*ret_list = list;
	*ret_count = used;
	return TSM_OK;
}

enum tsm_status matching_load(struct app *app, const char *cohort,
    struct matching *roster, struct tsm_error *err)
{
	struct tsm_roster_alias *aliases = NULL;
	size_t alias_count = 0;
	TSM_TRY(tsm_store_person_list(app->store, cohort, &app->arena,
	    &roster->rows, &roster->count, err));
	struct tsm_roster_person *people =
	    tsm_arena_array(&app->arena, roster->count, sizeof(*people));
	if (people == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < roster->count; i++) {
		people[i].name = roster->rows[i].name;
		people[i].preferred = roster->rows[i].preferred_name;
		people[i].email = roster->rows[i].email;
	}
	TSM_TRY(load_aliases(app, roster, &aliases, &alias_count, err));
	return tsm_people_build(&app->arena, people, roster->count, aliases,
	    alias_count, &roster->index, err);
}
