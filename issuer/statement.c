#include "statement.h"

#include <stdlib.h>
#include <string.h>

#include "testamur/base/decimal.h"
#include "testamur/base/time.h"
#include "testamur/store/cohort.h"
#include "testamur/store/credential.h"
#include "testamur/store/organisation.h"

struct making {
	struct app *app;
	const char *person;
	struct statement statement;
	struct tsm_store_cycle *cycles;
	size_t cycle_count;
	struct tsm_error *err;
};

/* --- one entry ------------------------------------------------------------ */

/* The last day among its sessions, and the approval it was given under. */
static enum tsm_status read_evidence(
    struct making *m, struct statement_entry *row)
{
	struct app *app = m->app;
	const struct tsm_json *root = NULL;
	const char *text = row->entry->evidence;
	char at[TSM_TIME_TEXT];
	if (text != NULL)
		TSM_TRY(tsm_json_parse(
		    &app->arena, text, tsm_str(text).len, NULL, &root, m->err));
	const struct tsm_json *sessions = tsm_json_get(root, "sessions");
	for (size_t i = 0; sessions != NULL && i < sessions->count; i++) {
		const char *date =
		    tsm_json_get_string(tsm_json_at(sessions, i), "date");
		if (date != NULL &&
		    (row->date == NULL || strcmp(date, row->date) > 0))
			row->date = date;
	}
	row->approval = tsm_json_get_string(root, "approval");
	if (row->date == NULL)
		row->date = tsm_arena_printf(
		    &app->arena, "%.10s", tsm_time_format(row->entry->at, at));
	return row->date != NULL ? TSM_OK : tsm_fail_memory(m->err);
}

static enum tsm_status check_approval(
    struct making *m, struct statement_entry *row)
{
	struct tsm_store_approval *list = NULL;
	size_t count = 0;
	if (row->approval == NULL)
		return TSM_OK;
	TSM_TRY(tsm_store_approval_list(m->app->store, row->entry->organisation,
	    row->entry->scheme, &m->app->arena, &list, &count, m->err));
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_approval *a = &list[i];
		row->approval_valid =
		    row->approval_valid ||
		    (tsm_streq(a->number, row->approval) &&
			(a->valid_from == NULL ||
			    strcmp(a->valid_from, row->date) <= 0) &&
			(a->valid_to == NULL ||
			    strcmp(a->valid_to, row->date) >= 0));
	}
	return TSM_OK;
}

/* What is the same activity in another cohort of the programme. */
static enum tsm_status name_activity(
    struct making *m, struct statement_entry *row)
{
	struct tsm_store_cohort cohort;
	struct app *app = m->app;
	const struct tsm_store_entry *e = row->entry;
	const char *programme = e->cohort;
	row->title = e->cohort;
	enum tsm_status status = tsm_store_cohort_get(
	    app->store, e->cohort, &app->arena, &cohort, m->err);
	if (status != TSM_OK && status != TSM_E_NOT_FOUND)
		return status;
	if (status == TSM_OK) {
		row->title = cohort.title;
		programme = cohort.programme;
	}
	row->activity =
	    tsm_arena_printf(&app->arena, "%s/%s", programme, e->award);
	return row->activity != NULL ? TSM_OK : tsm_fail_memory(m->err);
}

/* What a credential is called is meant for everybody; a cohort's title may
 * not be. */
static enum tsm_status name_award(struct making *m, struct statement_entry *row)
{
	struct tsm_store_credential c;
	const struct tsm_json *summary = NULL;
	struct app *app = m->app;
	if (row->entry->credential == NULL)
		return TSM_OK;
	enum tsm_status status = tsm_store_credential_get(
	    app->store, row->entry->credential, 0, &app->arena, &c, m->err);
	if (status != TSM_OK)
		return status == TSM_E_NOT_FOUND ? TSM_OK : status;
	TSM_TRY(tsm_json_parse(
	    &app->arena, c.summary, strlen(c.summary), NULL, &summary, m->err));
	row->award =
	    tsm_json_get_string(tsm_json_get(summary, "achievement"), "name");
	return TSM_OK;
}

/* Own cycles of a scheme take the place of everybody's. */
static const struct tsm_store_cycle *cycle_on(
    const struct making *m, const char *scheme, const char *date)
{
	bool own = false;
	for (size_t i = 0; i < m->cycle_count; i++)
		own = own || (tsm_streq(m->cycles[i].scheme, scheme) &&
				 tsm_streq(m->cycles[i].person, m->person));
	for (size_t i = 0; i < m->cycle_count; i++) {
		const struct tsm_store_cycle *c = &m->cycles[i];
		if (tsm_streq(c->scheme, scheme) &&
		    tsm_streq(c->person, own ? m->person : "") &&
		    strcmp(c->starts, date) <= 0 && strcmp(c->ends, date) >= 0)
			return c;
	}
	return NULL;
}

static int by_scheme_and_date(const void *a, const void *b)
{
	const struct statement_entry *x = a;
	const struct statement_entry *y = b;
	int order = strcmp(x->entry->scheme, y->entry->scheme);
	if (order == 0)
		order = strcmp(x->date, y->date);
	if (order == 0)
		order = (x->entry->at > y->entry->at) -
			(x->entry->at < y->entry->at);
	/* an entry before what takes it back */
	if (order == 0)
		order = (x->entry->contra_of != NULL) -
			(y->entry->contra_of != NULL);
	return order != 0 ? order : strcmp(x->entry->id, y->entry->id);
}

static bool taken_back(const struct statement *s, const char *id)
{
	for (size_t i = 0; i < s->count; i++) {
		if (tsm_streq(s->entries[i].entry->contra_of, id))
			return true;
	}
	return false;
}

/* Whether the same activity counts earlier in the same cycle. */
static bool counts_already(const struct statement *s, size_t index)
{
	const struct statement_entry *row = &s->entries[index];
	for (size_t i = 0; i < index; i++) {
		const struct statement_entry *e = &s->entries[i];
		if (e->counts == STATEMENT_COUNTS &&
		    tsm_streq(e->entry->scheme, row->entry->scheme) &&
		    tsm_streq(e->cycle, row->cycle) && row->cycle != NULL &&
		    tsm_streq(e->activity, row->activity))
			return true;
	}
	return false;
}

static enum tsm_status judge(struct making *m)
{
	struct statement *s = &m->statement;
	for (size_t i = 0; i < s->count; i++) {
		struct statement_entry *row = &s->entries[i];
		TSM_TRY(read_evidence(m, row));
		TSM_TRY(check_approval(m, row));
		TSM_TRY(name_activity(m, row));
		TSM_TRY(name_award(m, row));
		const struct tsm_store_cycle *cycle =
		    cycle_on(m, row->entry->scheme, row->date);
		row->cycle = cycle != NULL ? cycle->id : NULL;
	}
	if (s->count > 0)
		qsort(s->entries, s->count, sizeof(*s->entries),
		    by_scheme_and_date);
	for (size_t i = 0; i < s->count; i++) {
		struct statement_entry *row = &s->entries[i];
		if (row->entry->contra_of != NULL ||
		    taken_back(s, row->entry->id))
			row->counts = STATEMENT_TAKEN_BACK;
		else if (counts_already(s, i))
			row->counts = STATEMENT_ALREADY;
	}
	return TSM_OK;
}

/* --- totals --------------------------------------------------------------- */

static struct statement_total *total_of(
    struct statement *s, const char *scheme, const char *cycle)
{
	for (size_t i = 0; i < s->total_count; i++) {
		if (tsm_streq(s->totals[i].scheme, scheme) &&
		    tsm_streq(s->totals[i].cycle, cycle))
			return &s->totals[i];
	}
	struct statement_total *total = &s->totals[s->total_count++];
	*total = (struct statement_total){ .scheme = scheme,
		.cycle = cycle,
		.earned = tsm_decimal_int(0),
		.carried_in = tsm_decimal_int(0),
		.counted = tsm_decimal_int(0),
		.carried_over = tsm_decimal_int(0) };
	return total;
}

static struct tsm_decimal smaller(struct tsm_decimal a, struct tsm_decimal b)
{
	return tsm_decimal_cmp(a, b) < 0 ? a : b;
}

/* Cap what was earned and carried in; some of the rest may go over. */
static enum tsm_status settle(
    struct statement_total *total, const struct tsm_store_cycle *cycle)
{
	struct tsm_decimal all;
	struct tsm_decimal limit;
	struct tsm_decimal rest;
	struct tsm_decimal minus;
	TSM_TRY(tsm_decimal_add(total->earned, total->carried_in, &all));
	total->counted = all;
	if (cycle->cap == NULL)
		return TSM_OK;
	total->cap = cycle->cap;
	TSM_TRY(tsm_decimal_parse(tsm_str(cycle->cap), &limit));
	total->counted = smaller(all, limit);
	minus = total->counted;
	minus.coef = -minus.coef;
	TSM_TRY(tsm_decimal_add(all, minus, &rest));
	if (cycle->carry == NULL)
		return TSM_OK;
	TSM_TRY(tsm_decimal_parse(tsm_str(cycle->carry), &limit));
	total->carried_over = smaller(rest, limit);
	return TSM_OK;
}

/* Whether a cycle is one that this person's units count in. */
static bool is_own(const struct making *m, const struct tsm_store_cycle *c)
{
	const struct tsm_store_cycle *on = cycle_on(m, c->scheme, c->starts);
	return on == c;
}

static enum tsm_status add_totals(struct making *m)
{
	struct statement *s = &m->statement;
	s->totals = tsm_arena_array(
	    &m->app->arena, s->count + m->cycle_count, sizeof(*s->totals));
	if (s->totals == NULL)
		return tsm_fail_memory(m->err);
	for (size_t i = 0; i < s->count; i++) {
		const struct statement_entry *row = &s->entries[i];
		struct tsm_decimal units;
		if (row->counts != STATEMENT_COUNTS)
			continue;
		struct statement_total *total =
		    total_of(s, row->entry->scheme, row->cycle);
		TSM_TRY(tsm_decimal_parse(tsm_str(row->entry->units), &units));
		TSM_TRY(tsm_decimal_add(total->earned, units, &total->earned));
		total->counted = total->earned;
	}
	/* cycles are in order of their start: what goes over is known when
	 * the next one is reached */
	struct tsm_decimal over = tsm_decimal_int(0);
	const char *scheme = NULL;
	for (size_t i = 0; i < m->cycle_count; i++) {
		const struct tsm_store_cycle *c = &m->cycles[i];
		if (!is_own(m, c))
			continue;
		if (!tsm_streq(scheme, c->scheme))
			over = tsm_decimal_int(0);
		scheme = c->scheme;
		struct statement_total *total = total_of(s, c->scheme, c->id);
		total->carried_in = over;
		TSM_TRY(settle(total, c));
		over = total->carried_over;
	}
	return TSM_OK;
}

/* Those of the person and those of everybody; people's others are not. */
static enum tsm_status load_cycles(struct making *m, const char *scheme)
{
	struct tsm_store_cycle *all = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_cycle_list(
	    m->app->store, scheme, NULL, &m->app->arena, &all, &count, m->err));
	m->cycles = all;
	for (size_t i = 0; i < count; i++) {
		if (all[i].person[0] == '\0' ||
		    tsm_streq(all[i].person, m->person))
			m->cycles[m->cycle_count++] = all[i];
	}
	return TSM_OK;
}

enum tsm_status statement_make(struct app *app,
    const struct statement_scope *scope, struct statement *ret_statement,
    struct tsm_error *err)
{
	struct making m = { .app = app, .person = scope->person, .err = err };
	const struct tsm_store_entry_filter filter = { .person = scope->person,
		.scheme = scope->scheme,
		.organisation = scope->organisation };
	struct tsm_store_entry *list = NULL;
	struct statement *s = &m.statement;
	TSM_TRY(tsm_store_entry_list(
	    app->store, &filter, &app->arena, &list, &s->count, err));
	s->entries =
	    tsm_arena_array(&app->arena, s->count, sizeof(*s->entries));
	if (s->entries == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < s->count; i++)
		s->entries[i].entry = &list[i];
	TSM_TRY(load_cycles(&m, scope->scheme));
	TSM_TRY(judge(&m));
	TSM_TRY(add_totals(&m));
	*ret_statement = *s;
	return TSM_OK;
}
