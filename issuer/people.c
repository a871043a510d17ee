#include "people.h"

#include <stdlib.h>
#include <string.h>

#include "testamur/roster/people.h"

static enum tsm_status by_name(struct app *app, const char *cohort,
    const char *who, struct tsm_store_person *ret_person, struct tsm_error *err)
{
	struct tsm_store_person *rows = NULL;
	const struct tsm_store_person *found = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_person_list(
	    app->store, cohort, &app->arena, &rows, &count, err));
	const char *wanted = tsm_name_normalise(&app->arena, tsm_str(who));
	if (wanted == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		const char *name =
		    tsm_name_normalise(&app->arena, tsm_str(rows[i].name));
		if (name == NULL)
			return tsm_fail_memory(err);
		if (strcmp(name, wanted) != 0)
			continue;
		if (found != NULL)
			return tsm_fail(err, TSM_E_AMBIGUOUS, NULL,
			    "two people have this name; give the e-mail "
			    "address or the id");
		found = &rows[i];
	}
	if (found == NULL)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
		    "nobody in this cohort has that e-mail address, id or "
		    "name");
	*ret_person = *found;
	return TSM_OK;
}

/* By id or address, wherever the person is enrolled. */
static enum tsm_status by_address(struct app *app, const char *who,
    struct tsm_store_person *ret_person, struct tsm_error *err)
{
	const char *email = NULL;
	enum tsm_status status =
	    tsm_store_person_get(app->store, who, &app->arena, ret_person, err);
	if (status != TSM_E_NOT_FOUND)
		return status;
	if (tsm_email_normalise(&app->arena, tsm_str(who), &email) == TSM_OK &&
	    email != NULL)
		status = tsm_store_person_by_email(
		    app->store, email, &app->arena, ret_person, err);
	return status;
}

static enum tsm_status not_on_roster(struct tsm_error *err)
{
	return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
	    "this person is not on the roster of the cohort; 'roster list' "
	    "shows who is");
}

static enum tsm_status on_roster(struct app *app, const char *cohort,
    const char *person, struct tsm_error *err)
{
	struct tsm_store_enrolment *rows = NULL;
	size_t count = 0;
	if (cohort == NULL)
		return TSM_OK;
	TSM_TRY(tsm_store_enrolment_list(
	    app->store, cohort, person, &app->arena, &rows, &count, err));
	return count > 0 ? TSM_OK : not_on_roster(err);
}

struct people_roster {
	const char **ids; /* ascending */
	size_t count;
};

static int by_text(const void *a, const void *b)
{
	const char *const *x = a;
	const char *const *y = b;
	return strcmp(*x, *y);
}

enum tsm_status people_roster_load(struct app *app, const char *cohort,
    const struct people_roster **ret_roster, struct tsm_error *err)
{
	struct tsm_store_person *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_person_list(
	    app->store, cohort, &app->arena, &rows, &count, err));
	struct people_roster *roster =
	    tsm_arena_alloc(&app->arena, sizeof(*roster));
	const char **ids = tsm_arena_array(&app->arena, count, sizeof(*ids));
	if (roster == NULL || ids == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++)
		ids[i] = rows[i].id;
	qsort(ids, count, sizeof(*ids), by_text);
	roster->ids = ids;
	roster->count = count;
	*ret_roster = roster;
	return TSM_OK;
}

enum tsm_status people_find_address(struct app *app,
    const struct people_roster *roster, const char *who,
    struct tsm_store_person *ret_person, struct tsm_error *err)
{
	enum tsm_status status = by_address(app, who, ret_person, err);
	if (status == TSM_E_NOT_FOUND)
		return tsm_fail(err, status, NULL,
		    "nobody has this e-mail address or id; add the person "
		    "with 'roster import'");
	if (status != TSM_OK)
		return status;
	return bsearch(&ret_person->id, roster->ids, roster->count,
		   sizeof(*roster->ids), by_text) != NULL
		   ? TSM_OK
		   : not_on_roster(err);
}

enum tsm_status people_find(struct app *app, const char *cohort,
    const char *who, struct tsm_store_person *ret_person, struct tsm_error *err)
{
	enum tsm_status status = by_address(app, who, ret_person, err);
	if (status == TSM_OK)
		return on_roster(app, cohort, ret_person->id, err);
	if (status != TSM_E_NOT_FOUND)
		return status;
	return by_name(app, cohort, who, ret_person, err);
}

const char *people_shown_name(const struct tsm_store_person *person)
{
	return person->preferred_name != NULL ? person->preferred_name
					      : person->name;
}

enum tsm_status people_state(
    const char *word, enum tsm_enrolment_state *ret_state)
{
	static const struct {
		const char *word;
		enum tsm_enrolment_state state;
	} ours[] = {
		{ "rejected", TSM_ENROLMENT_NOT_SELECTED },
		{ "declined", TSM_ENROLMENT_WITHDRAWN },
		{ "transferred", TSM_ENROLMENT_WITHDRAWN },
	};
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
		if (tsm_streq(word, ours[i].word)) {
			*ret_state = ours[i].state;
			return TSM_OK;
		}
	}
	return tsm_enrolment_state_parse(tsm_str(word), ret_state);
}
