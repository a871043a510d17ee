#include "review_key.h"

#include <stdlib.h>
#include <string.h>

#include "attend.h"
#include "testamur/roster/people.h"

/* By address; a text that is none counts as no address. */
enum tsm_status review_key_of(struct app *app, const struct tsm_store_row *row,
    struct review_keyed *ret_key, struct tsm_error *err)
{
	const char *email = NULL;
	const char *text = attend_id(row);
	enum tsm_status status =
	    tsm_email_normalise(&app->arena, tsm_str(row->email), &email);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	*ret_key = (struct review_keyed){ "email", email, row };
	if (status == TSM_OK && email != NULL)
		return TSM_OK;
	ret_key->kind = text != NULL ? "id" : "name";
	if (text == NULL)
		text = row->name != NULL ? row->name : "";
	ret_key->value = tsm_name_normalise(&app->arena, tsm_str(text));
	return ret_key->value != NULL ? TSM_OK : tsm_fail_memory(err);
}

/*
 * The decision was about this key, or about the name before the row's id
 * was looked at.
 */
enum tsm_status review_is_about(struct app *app,
    const struct tsm_store_review *decision, const struct review_keyed *key,
    bool *ret_about, struct tsm_error *err)
{
	*ret_about = strcmp(key->kind, decision->kind) == 0 &&
		     strcmp(key->value, decision->value) == 0;
	if (*ret_about || strcmp(decision->kind, "name") != 0 ||
	    strcmp(key->kind, "id") != 0)
		return TSM_OK;
	const char *name =
	    tsm_name_normalise(&app->arena, tsm_str(key->row->name));
	if (name == NULL)
		return tsm_fail_memory(err);
	*ret_about = strcmp(name, decision->value) == 0;
	return TSM_OK;
}

static int by_decided(const void *a, const void *b)
{
	const struct tsm_store_review *x = a;
	const struct tsm_store_review *y = b;
	int order = strcmp(x->kind, y->kind);
	return order != 0 ? order : strcmp(x->value, y->value);
}

/* The decisions in force, to be looked up: of each key there is one. */
enum tsm_status review_decisions(struct app *app, const char *cohort,
    struct tsm_store_review **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	struct tsm_store_review *list = NULL;
	size_t count = 0, used = 0;
	TSM_TRY(tsm_store_review_list(
	    app->store, cohort, &app->arena, &list, &count, err));
	for (size_t i = 0; i < count; i++) {
		if (list[i].undone_at == 0)
			list[used++] = list[i];
	}
	if (used > 1)
		qsort(list, used, sizeof(*list), by_decided);
	*ret_list = list;
	*ret_count = used;
	return TSM_OK;
}

/* The decision in force about a key, or NULL. */
const struct tsm_store_review *review_decided(
    const struct tsm_store_review *list, size_t count, const char *kind,
    const char *value)
{
	const struct tsm_store_review wanted = { .kind = kind, .value = value };
	return count > 0
		   ? bsearch(&wanted, list, count, sizeof(*list), by_decided)
		   : NULL;
}
