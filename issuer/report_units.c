/* The second half of report.h: who was credited with the units of an
 * activity, and what a board asks about it. */
#include <stdlib.h>
#include <string.h>

#include "award.h"
#include "report.h"
#include "testamur/base/time.h"
#include "testamur/store/ledger.h"
#include "testamur/store/organisation.h"

/* --- the award and its dates --------------------------------------------- */

static enum tsm_status find_award(const struct cohort *cohort,
    const char *scheme, const char *id,
    const struct tsm_policy_award **ret_award, struct tsm_error *err)
{
	const struct tsm_policy *policy = cohort->programme.policy;
	const struct tsm_policy_award *found = NULL;
	for (size_t i = 0; i < policy->award_count; i++) {
		const struct tsm_policy_award *a = &policy->awards[i];
		if (a->scheme == NULL ||
		    (scheme != NULL && !tsm_streq(a->scheme->id, scheme)) ||
		    (id != NULL && !tsm_streq(a->id, id)))
			continue;
		if (found != NULL)
			return tsm_fail(err, TSM_E_AMBIGUOUS, "--award",
			    "the policy has several such awards: name one "
			    "(%s, %s, …)",
			    found->id, a->id);
		found = a;
	}
	if (found == NULL)
		return tsm_fail(err, TSM_E_NOT_FOUND, scheme,
		    "no award of this cohort's policy gives such units");
	*ret_award = found;
	return TSM_OK;
}

/* "2021-10-05" of "2021-10-05T16:30:00"; NULL stays NULL. */
static const char *date_of(struct app *app, const char *local)
{
	struct tsm_str text = tsm_str(local);
	if (local == NULL)
		return NULL;
	text.len = tsm_str_find(text, 'T');
	return tsm_arena_str(&app->arena, text);
}

/* Sessions that were held and give units of the award to whoever was there:
 * the rows of the implicit condition, the same for everybody. */
static enum tsm_status find_sessions(struct app *app,
    const struct cohort *cohort, struct report_activity *a,
    struct tsm_error *err)
{
	const struct award_scope scope = { .award = a->award->id };
	struct award_row *rows = NULL;
	size_t count = 0;
	bool *held =
	    tsm_arena_array(&app->arena, cohort->session_count, sizeof(*held));
	if (held == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(award_rows(app, cohort, &scope, &rows, &count, err));
	const struct tsm_result *check =
	    count > 0 ? &rows[0].award->units.check : NULL;
	for (size_t i = 0; check != NULL && i < check->row_count; i++) {
		uint32_t s = check->rows[i].session;
		if (s != TSM_NO_SESSION)
			held[s] =
			    tsm_streq(cohort->sessions[s].state, "held") &&
			    cohort->sessions[s].local_start != NULL;
	}
	a->held = held;
	return TSM_OK;
}

static void find_dates(
    struct app *app, const struct cohort *cohort, struct report_activity *a)
{
	const struct tsm_store_session *first = NULL;
	const struct tsm_store_session *last = NULL;
	for (size_t i = 0; i < cohort->session_count; i++) {
		const struct tsm_store_session *s = &cohort->sessions[i];
		if (!a->held[i])
			continue;
		if (first == NULL || s->start_utc < first->start_utc)
			first = s;
		if (last == NULL || s->end_utc > last->end_utc)
			last = s;
	}
	a->first = first != NULL ? date_of(app, first->local_start) : NULL;
	a->last = last != NULL ? date_of(app, last->local_end) : NULL;
}

/* Dates as "YYYY-MM-DD" are in order when their texts are. */
static bool covers(const struct tsm_store_approval *approval, const char *first,
    const char *last)
{
	return (approval->valid_from == NULL ||
		   strcmp(approval->valid_from, first) <= 0) &&
	       (approval->valid_to == NULL ||
		   strcmp(approval->valid_to, last) >= 0);
}

static enum tsm_status find_approval(struct app *app, const char *owner,
    struct report_activity *a, struct tsm_error *err)
{
	struct tsm_store_approval *list = NULL;
	struct tsm_store_organisation organisation;
	size_t count = 0;
	TSM_TRY(tsm_store_organisation_get(
	    app->store, owner, &app->arena, &organisation, err));
	a->provider = organisation.name;
	TSM_TRY(tsm_store_approval_list(app->store, owner, a->award->scheme->id,
	    &app->arena, &list, &count, err));
	a->approved = count > 0 ? "not on all dates of the activity" : NULL;
	for (size_t i = 0; a->first != NULL && i < count; i++) {
		a->approval = list[i].number;
		if (covers(&list[i], a->first, a->last)) {
			a->approved = "on all dates of the activity";
			return TSM_OK;
		}
	}
	return TSM_OK;
}

/* --- the holders ---------------------------------------------------------- */

struct gathering {
	struct app *app;
	const struct cohort *cohort;
	struct report_activity *activity;
	struct tsm_store_entry *entries; /* by credential */
	size_t entry_count;
	struct tsm_decimal total;
	size_t room;
};

/* The latest date among the sessions that an entry names. */
static enum tsm_status completed(struct app *app, const char *evidence,
    const char **ret_date, struct tsm_error *err)
{
	const struct tsm_json *root = NULL;
	if (evidence == NULL)
		return TSM_OK;
	TSM_TRY(tsm_json_parse(
	    &app->arena, evidence, tsm_str(evidence).len, NULL, &root, err));
	const struct tsm_json *sessions = tsm_json_get(root, "sessions");
	for (size_t i = 0; sessions != NULL && i < sessions->count; i++) {
		const char *date =
		    tsm_json_get_string(tsm_json_at(sessions, i), "date");
		if (date != NULL &&
		    (*ret_date == NULL || strcmp(date, *ret_date) > 0))
			*ret_date = date;
	}
	return TSM_OK;
}

/* In order of credentials, those of one in order of time. */
static int by_credential(const void *a, const void *b)
{
	const struct tsm_store_entry *x = a;
	const struct tsm_store_entry *y = b;
	int order = strcmp(x->credential != NULL ? x->credential : "",
	    y->credential != NULL ? y->credential : "");
	return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

static size_t first_entry(const struct gathering *g, const char *credential)
{
	const struct tsm_store_entry wanted = { .credential = credential,
		.at = INT64_MIN };
	size_t low = 0;
	size_t high = g->entry_count;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (by_credential(&g->entries[mid], &wanted) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* What the ledger says of a credential, contra-entries and all. */
static enum tsm_status sum_units(struct gathering *g,
    struct report_holder *holder, struct tsm_decimal *ret_sum,
    struct tsm_error *err)
{
	char text[TSM_DECIMAL_TEXT];
	struct tsm_decimal sum = tsm_decimal_int(0);
	const char *id = holder->credential.id;
	for (size_t i = first_entry(g, id); i < g->entry_count; i++) {
		const struct tsm_store_entry *e = &g->entries[i];
		struct tsm_decimal units;
		if (!tsm_streq(e->credential, id))
			break;
		TSM_TRY(tsm_decimal_parse(tsm_str(e->units), &units));
		TSM_TRY(tsm_decimal_add(sum, units, &sum));
		holder->seconds += e->seconds;
		if (e->contra_of == NULL) {
			holder->completed = NULL;
			TSM_TRY(completed(
			    g->app, e->evidence, &holder->completed, err));
		}
	}
	holder->units =
	    tsm_arena_dup(&g->app->arena, tsm_decimal_format(sum, text));
	*ret_sum = sum;
	return holder->units != NULL ? TSM_OK : tsm_fail_memory(err);
}

static enum tsm_status make_room(struct gathering *g, struct tsm_error *err)
{
	struct report_activity *a = g->activity;
	if (a->count < g->room)
		return TSM_OK;
	g->room = g->room > 0 ? 2 * g->room : 64;
	struct report_holder *list =
	    tsm_arena_array(&g->app->arena, g->room, sizeof(*list));
	if (list == NULL)
		return tsm_fail_memory(err);
	if (a->count > 0)
		memcpy(list, a->holders, a->count * sizeof(*list));
	a->holders = list;
	return TSM_OK;
}

static enum tsm_status add_holder(struct gathering *g,
    const struct tsm_store_credential *c, struct tsm_error *err)
{
	struct app *app = g->app;
	struct tsm_store_standing standing;
	struct tsm_decimal sum;
	TSM_TRY(tsm_store_credential_standing(
	    app->store, c->id, 0, &app->arena, &standing, err));
	if (standing.validity != TSM_STORE_IN_FORCE)
		return TSM_OK;
	TSM_TRY(make_room(g, err));
	struct report_holder *h = &g->activity->holders[g->activity->count++];
	h->credential = *c;
	enum tsm_status status = tsm_store_person_get(
	    app->store, c->person, &app->arena, &h->person, err);
	if (status != TSM_OK && status != TSM_E_NOT_FOUND)
		return status;
	TSM_TRY(sum_units(g, h, &sum, err));
	return tsm_decimal_add(g->total, sum, &g->total);
}

static int by_name(const void *a, const void *b)
{
	const struct report_holder *x = a;
	const struct report_holder *y = b;
	int order = strcmp(x->credential.name_shown, y->credential.name_shown);
	return order != 0 ? order : strcmp(x->credential.id, y->credential.id);
}

static enum tsm_status gather(struct gathering *g, struct tsm_error *err)
{
	struct app *app = g->app;
	const struct tsm_store_credential_filter filter = {
		.cohort = g->cohort->row.id, .award = g->activity->award->id
	};
	const struct tsm_store_entry_filter entries = { .cohort =
							    g->cohort->row.id };
	struct tsm_store_entry *list = NULL;
	struct tsm_store_credential *credentials = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_entry_list(
	    app->store, &entries, &app->arena, &list, &g->entry_count, err));
	g->entries = list;
	if (g->entry_count > 0)
		qsort(list, g->entry_count, sizeof(*list), by_credential);
	TSM_TRY(tsm_store_credential_list(
	    app->store, &filter, &app->arena, &credentials, &count, err));
	for (size_t i = 0; i < count; i++)
		TSM_TRY(add_holder(g, &credentials[i], err));
	if (g->activity->count > 0)
		qsort(g->activity->holders, g->activity->count,
		    sizeof(*g->activity->holders), by_name);
	return TSM_OK;
}

static int by_person(const void *a, const void *b)
{
	const struct tsm_store_enrolment *x = a;
	const struct tsm_store_enrolment *y = b;
	return strcmp(x->person, y->person);
}

static enum tsm_status count_participants(struct app *app,
    const struct cohort *cohort, size_t *ret_count, struct tsm_error *err)
{
	struct tsm_store_enrolment *list = NULL;
	size_t count = 0;
	const char *last = NULL;
	TSM_TRY(tsm_store_enrolment_list(
	    app->store, cohort->row.id, NULL, &app->arena, &list, &count, err));
	*ret_count = 0;
	if (count > 0)
		qsort(list, count, sizeof(*list), by_person);
	for (size_t i = 0; i < count; i++) {
		if (!tsm_streq(list[i].role, "participant") ||
		    (!tsm_streq(list[i].state, "enrolled") &&
			!tsm_streq(list[i].state, "completed")))
			continue;
		/* somebody in two tracks is one participant */
		*ret_count += tsm_streq(list[i].person, last) ? 0 : 1;
		last = list[i].person;
	}
	return TSM_OK;
}

enum tsm_status report_activity(struct app *app, const struct cohort *cohort,
    const char *scheme, const char *award, struct report_activity *ret_activity,
    struct tsm_error *err)
{
	struct report_activity a = { 0 };
	char text[TSM_DECIMAL_TEXT];
	struct gathering g = { .app = app,
		.cohort = cohort,
		.activity = &a,
		.total = tsm_decimal_int(0) };
	TSM_TRY(find_award(cohort, scheme, award, &a.award, err));
	const char *owner = a.award->issuer.id;
	if (owner == NULL)
		owner = tsm_json_get_string(
		    cohort->programme.definition, "provider");
	TSM_TRY(find_sessions(app, cohort, &a, err));
	find_dates(app, cohort, &a);
	TSM_TRY(find_approval(app, owner, &a, err));
	a.code = tsm_json_get_string(programme_find(&cohort->programme,
					 "achievements", a.award->achievement),
	    "humanCode");
	TSM_TRY(count_participants(app, cohort, &a.participants, err));
	TSM_TRY(gather(&g, err));
	a.total = tsm_arena_dup(&app->arena, tsm_decimal_format(g.total, text));
	if (a.total == NULL)
		return tsm_fail_memory(err);
	*ret_activity = a;
	return TSM_OK;
}
