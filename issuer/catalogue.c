#include "catalogue.h"

#include "testamur/base/limits.h"
#include "testamur/store/credential.h"

/* Most achievements on one page. */
#define LIST_MAX 256

static enum tsm_status parse_policy(struct app *app,
    const struct tsm_store_policy *row, const struct tsm_policy **ret_policy,
    struct tsm_error *err)
{
	const struct tsm_json_options options = { .max_bytes = TSM_POLICY_MAX };
	const struct tsm_json *root = NULL;
	TSM_TRY(tsm_json_parse(&app->arena, row->text, tsm_str(row->text).len,
	    &options, &root, err));
	return tsm_policy_parse(&app->arena, root, ret_policy, err);
}

static bool issues(const struct tsm_policy *policy, const char *organisation,
    const char *achievement)
{
	for (size_t i = 0; i < policy->award_count; i++) {
		const struct tsm_policy_award *award = &policy->awards[i];
		if (tsm_streq(award->achievement, achievement) &&
		    (award->issuer.by_institution ||
			tsm_streq(award->issuer.id, organisation)))
			return true;
	}
	return false;
}

static enum tsm_status read_entry(struct app *app,
    const struct tsm_store_achievement *row, struct catalogue_entry *ret_entry,
    struct tsm_error *err)
{
	struct catalogue_entry entry = { .row = *row };
	TSM_TRY(tsm_json_parse(&app->arena, row->definition,
	    tsm_str(row->definition).len, NULL, &entry.definition, err));
	*ret_entry = entry;
	return TSM_OK;
}

enum tsm_status catalogue_find(struct app *app, const char *organisation,
    const char *achievement, struct catalogue_entry *ret_entry,
    struct tsm_error *err)
{
	struct tsm_store_achievement *rows = NULL;
	struct tsm_store_policy *policies = NULL;
	size_t count = 0;
	size_t revisions = 0;
	TSM_TRY(tsm_store_achievement_list(
	    app->store, NULL, achievement, &app->arena, &rows, &count, err));
	for (size_t i = 0; i < count; i++) {
		TSM_TRY(tsm_store_policy_list(app->store, rows[i].programme,
		    &app->arena, &policies, &revisions, err));
		for (size_t r = revisions; r-- > 0;) {
			const struct tsm_policy *policy = NULL;
			TSM_TRY(parse_policy(app, &policies[r], &policy, err));
			if (issues(policy, organisation, achievement))
				return read_entry(
				    app, &rows[i], ret_entry, err);
		}
	}
	return TSM_E_NOT_FOUND;
}

/* --- the list -------------------------------------------------------------- */

struct given {
	const char *achievement;
	bool found;
};

/* Ends the listing at the first credential for the achievement. */
static enum tsm_status note_given(void *ctx,
    const struct tsm_store_credential *credential, struct tsm_error *err)
{
	struct given *given = ctx;
	(void)err;
	given->found = tsm_streq(credential->achievement, given->achievement);
	return given->found ? TSM_E_DUPLICATE : TSM_OK;
}

static enum tsm_status has_given(struct app *app, const char *organisation,
    const struct tsm_policy_award *award, bool *ret_given,
    struct tsm_error *err)
{
	const struct tsm_store_credential_filter filter = {
		.organisation = organisation, .award = award->id
	};
	struct given given = { award->achievement, false };
	enum tsm_status status = tsm_store_credential_each(
	    app->store, &filter, note_given, &given, err);
	if (status != TSM_OK && !given.found)
		return status;
	*ret_given = given.found;
	return TSM_OK;
}

struct list {
	const char *organisation;
	struct catalogue_entry *entries;
	size_t count;
};

static bool listed(
    const struct list *list, const char *programme, const char *achievement)
{
	for (size_t i = 0; i < list->count; i++) {
		if (tsm_streq(list->entries[i].row.programme, programme) &&
		    tsm_streq(list->entries[i].row.id, achievement))
			return true;
	}
	return false;
}

static enum tsm_status add_award(struct app *app, const char *programme,
    const struct tsm_policy_award *award, struct list *list,
    struct tsm_error *err)
{
	struct tsm_store_achievement row;
	bool given = false;
	if (award->achievement == NULL || list->count == LIST_MAX ||
	    listed(list, programme, award->achievement))
		return TSM_OK;
	if (award->issuer.by_institution)
		TSM_TRY(has_given(app, list->organisation, award, &given, err));
	else
		given = tsm_streq(award->issuer.id, list->organisation);
	if (!given)
		return TSM_OK;
	TSM_TRY(tsm_store_achievement_get(
	    app->store, programme, award->achievement, &app->arena, &row, err));
	return read_entry(app, &row, &list->entries[list->count++], err);
}

enum tsm_status catalogue_list(struct app *app, const char *organisation,
    struct catalogue_entry **ret_entries, size_t *ret_count,
    struct tsm_error *err)
{
	struct list list = { .organisation = organisation };
	struct tsm_store_programme *programmes = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_programme_list(
	    app->store, &app->arena, &programmes, &count, err));
	list.entries =
	    tsm_arena_array(&app->arena, LIST_MAX, sizeof(*list.entries));
	if (list.entries == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		struct tsm_store_policy row;
		const struct tsm_policy *policy = NULL;
		if (programmes[i].deleted_at != 0)
			continue;
		TSM_TRY(tsm_store_policy_get(
		    app->store, programmes[i].id, 0, &app->arena, &row, err));
		TSM_TRY(parse_policy(app, &row, &policy, err));
		for (size_t a = 0; a < policy->award_count; a++)
			TSM_TRY(add_award(app, programmes[i].id,
			    &policy->awards[a], &list, err));
	}
	*ret_entries = list.entries;
	*ret_count = list.count;
	return TSM_OK;
}
