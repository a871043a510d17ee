#include "changes.h"

#include <stdlib.h>
#include <string.h>

#include "people.h"

const char *changes_text(enum award_change_kind kind)
{
	static const char *const texts[] = {
		[AWARD_EARNS] = "would now earn it",
		[AWARD_LOSES] = "would no longer earn it",
		[AWARD_UNITS] = "would get other units",
		[AWARD_GONE] = "is not on the roster any more",
	};
	return texts[kind];
}

const char *changes_word(enum award_change_kind kind)
{
	static const char *const words[] = { [AWARD_EARNS] = "earns",
		[AWARD_LOSES] = "loses",
		[AWARD_UNITS] = "units",
		[AWARD_GONE] = "gone" };
	return words[kind];
}

/* A row of the earlier document, to be found by person and award. */
struct old {
	const char *person, *award;
	const struct tsm_json *row;
	bool seen;
};

static int by_person_and_award(const void *a, const void *b)
{
	const struct old *x = a;
	const struct old *y = b;
	int order = strcmp(x->person, y->person);
	return order != 0 ? order : strcmp(x->award, y->award);
}

static enum tsm_status index_old(struct app *app,
    const struct tsm_json *earlier, struct old **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	const struct tsm_json *rows = tsm_json_get(earlier, "rows");
	size_t count = rows != NULL ? rows->count : 0;
	size_t used = 0;
	struct old *list = tsm_arena_array(&app->arena, count, sizeof(*list));
	if (list == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		const struct tsm_json *row = tsm_json_at(rows, i);
		list[used].person = tsm_json_get_string(row, "person");
		list[used].award = tsm_json_get_string(row, "award");
		list[used].row = row;
		if (list[used].person != NULL && list[used].award != NULL)
			used++;
	}
	if (used > 0)
		qsort(list, used, sizeof(*list), by_person_and_award);
	*ret_list = list;
	*ret_count = used;
	return TSM_OK;
}

static bool was_due(const struct tsm_json *row)
{
	return tsm_json_is_true(tsm_json_get(row, "due"));
}

/* What changed for one row, if anything did. */
static bool compare(const struct old *old, const struct award_row *row,
    struct award_change *change)
{
	bool before = old != NULL && was_due(old->row);
	const char *units =
	    old != NULL ? tsm_json_get_string(old->row, "units") : NULL;
	if (row->award->due == before &&
	    !(before && row->units != NULL && !tsm_streq(units, row->units)))
		return false;
	*change = (struct award_change){
		.kind = !before           ? AWARD_EARNS
			: row->award->due ? AWARD_UNITS
					  : AWARD_LOSES,
		.person = row->person->id,
		.name = people_shown_name(row->person),
		.award = row->award->award->id,
		.before = units,
		.now = row->award->due ? row->units : row->reason,
		.credential = row->existing,
	};
	return true;
}

enum tsm_status changes_find(struct app *app, const struct tsm_json *earlier,
    bool whole, const struct award_row *rows, size_t count,
    struct award_change **ret_list, size_t *ret_count, struct tsm_error *err)
{
	struct old *olds = NULL;
	size_t old_count = 0;
	size_t used = 0;
	*ret_count = 0;
	if (earlier == NULL)
		return TSM_OK;
	TSM_TRY(index_old(app, earlier, &olds, &old_count, err));
	struct award_change *list =
	    tsm_arena_array(&app->arena, count + old_count, sizeof(*list));
	if (list == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		const struct old wanted = { .person = rows[i].person->id,
			.award = rows[i].award->award->id };
		struct old *old = old_count > 0
				      ? bsearch(&wanted, olds, old_count,
					    sizeof(wanted), by_person_and_award)
				      : NULL;
		if (old != NULL)
			old->seen = true;
		used += compare(old, &rows[i], &list[used]) ? 1 : 0;
	}
	for (size_t i = 0; whole && i < old_count; i++) {
		if (olds[i].seen || !was_due(olds[i].row))
			continue;
		list[used++] = (struct award_change){ .kind = AWARD_GONE,
			.person = olds[i].person,
			.name = tsm_json_get_string(olds[i].row, "name"),
			.award = olds[i].award };
	}
	*ret_list = list;
	*ret_count = used;
	return TSM_OK;
}
