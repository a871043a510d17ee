#include "issued.h"

#include <stdlib.h>
#include <string.h>

#include "testamur/store/decision.h"
#include "testamur/store/release.h"

const char *issued_word(enum tsm_store_validity validity)
{
	return validity == TSM_STORE_IN_FORCE
		   ? "valid"
		   : tsm_store_validity_name(validity);
}

enum tsm_status issued_get(struct app *app, const char *text,
    struct tsm_store_credential *ret_credential, struct tsm_error *err)
{
	char id[TSM_SHORT_ID];
	if (tsm_short_id_parse(tsm_str(text), id) != TSM_OK)
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "this is not a valid credential id (a character is "
		    "wrong)");
	enum tsm_status status = tsm_store_credential_get(
	    app->store, id, 0, &app->arena, ret_credential, err);
	if (status == TSM_E_NOT_FOUND)
		return tsm_fail(err, status, NULL,
		    "no credential of this id was issued here");
	return status;
}

struct issued {
	struct app *app;
	struct issued_item *items;
	size_t count, room;
};

static enum tsm_status grow(struct issued *issued)
{
	if (issued->count < issued->room)
		return TSM_OK;
	size_t room = issued->room > 0 ? 2 * issued->room : 64;
	struct issued_item *items =
	    tsm_arena_array(&issued->app->arena, room, sizeof(*items));
	if (items == NULL)
		return TSM_E_MEMORY;
	if (issued->count > 0)
		memcpy(items, issued->items, issued->count * sizeof(*items));
	issued->items = items;
	issued->room = room;
	return TSM_OK;
}

/* The first has no number; several may be issued within one second. */
static long number_of(const char *cycle)
{
	long number = strtol(cycle, NULL, 10);
	return number < 2 ? 1 : number;
}

/* Most do not end, and those are not looked at any closer. */
static enum tsm_status read_end(struct issued *issued, const char *summary,
    int64_t *ret_ends, struct tsm_error *err)
{
	static const char member[] = "valid_until_at";
	const struct tsm_json *root = NULL;
	struct tsm_arena kept;
	if (strstr(summary, member) == NULL)
		return TSM_OK;
	app_scratch_begin(issued->app, &kept);
	enum tsm_status status = tsm_json_parse(
	    &issued->app->arena, summary, strlen(summary), NULL, &root, err);
	if (status == TSM_OK &&
	    tsm_json_int(tsm_json_get(root, member), ret_ends) != TSM_OK)
		*ret_ends = 0;
	app_scratch_end(issued->app, &kept);
	return status;
}

static enum tsm_status add(
    void *ctx, const struct tsm_store_credential *c, struct tsm_error *err)
{
	struct issued *issued = ctx;
	struct tsm_arena *arena = &issued->app->arena;
	struct tsm_store_standing standing;
	if (grow(issued) != TSM_OK)
		return tsm_fail_memory(err);
	TSM_TRY(tsm_store_credential_standing(
	    issued->app->store, c->id, 0, arena, &standing, err));
	struct issued_item *item = &issued->items[issued->count++];
	item->person = tsm_arena_dup(arena, c->person);
	item->award = tsm_arena_dup(arena, c->award);
	item->credential = tsm_arena_dup(arena, c->id);
	item->cycle = tsm_arena_dup(arena, c->cycle);
	item->last = item->cycle;
	item->validity = standing.validity;
	item->ends = 0;
	item->number = number_of(c->cycle);
	if (item->person == NULL || item->award == NULL ||
	    item->credential == NULL || item->cycle == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(read_end(issued, c->summary, &item->ends, err));
	if (standing.validity != TSM_STORE_REVOKED)
		return TSM_OK;
	return tsm_store_reopened(
	    issued->app->store, c->id, &item->reopened, err);
}

static int compare(const void *a, const void *b)
{
	const struct issued_item *x = a;
	const struct issued_item *y = b;
	int order = strcmp(x->person, y->person);
	return order != 0 ? order : strcmp(x->award, y->award);
}

static int compare_order(const void *a, const void *b)
{
	const struct issued_item *x = a;
	const struct issued_item *y = b;
	int order = compare(a, b);
	if (order == 0)
		order = (x->number > y->number) - (x->number < y->number);
	return order;
}

/* Of several credentials of one award the latest is kept; of an undone one
 * only that its cycle is used, as long as there is another. */
static void keep_latest(struct issued *issued)
{
	size_t used = 0;
	for (size_t i = 0; i < issued->count; i++) {
		struct issued_item *item = &issued->items[i];
		struct issued_item *before =
		    used > 0 ? &issued->items[used - 1] : NULL;
		if (before == NULL || compare(before, item) != 0) {
			issued->items[used++] = *item;
		} else if (item->reopened && !before->reopened) {
			before->last = item->cycle;
		} else {
			*before = *item;
		}
	}
	issued->count = used;
}

enum tsm_status issued_load(struct app *app, const char *cohort,
    struct issued **ret_issued, struct tsm_error *err)
{
	const struct tsm_store_credential_filter filter = { .cohort = cohort };
	struct issued *issued = tsm_arena_alloc(&app->arena, sizeof(*issued));
	if (issued == NULL)
		return tsm_fail_memory(err);
	issued->app = app;
	TSM_TRY(
	    tsm_store_credential_each(app->store, &filter, add, issued, err));
	if (issued->count > 0)
		qsort(issued->items, issued->count, sizeof(*issued->items),
		    compare_order);
	keep_latest(issued);
	*ret_issued = issued;
	return TSM_OK;
}

const struct issued_item *issued_find(
    const struct issued *issued, const char *person, const char *award)
{
	const struct issued_item wanted = { .person = person, .award = award };
	return issued->count > 0 ? bsearch(&wanted, issued->items,
				       issued->count, sizeof(wanted), compare)
				 : NULL;
}

bool issued_ends(const struct issued_item *item, int64_t from, int64_t until)
{
	return item->validity == TSM_STORE_IN_FORCE && item->ends != 0 &&
	       item->ends >= from && item->ends <= until;
}

const struct issued_item *issued_at(const struct issued *issued, size_t n)
{
	return n < issued->count ? &issued->items[n] : NULL;
}

const char *issued_next_cycle(struct app *app, const struct issued_item *item)
{
	return tsm_arena_printf(&app->arena, "%ld", number_of(item->last) + 1);
}

enum tsm_status issued_recorded(struct app *app, const char *cohort,
    const char *person, const char *award, bool *ret_recorded,
    struct tsm_error *err)
{
	return tsm_store_decision_exists(
	    app->store, cohort, person, award, ret_recorded, err);
}
