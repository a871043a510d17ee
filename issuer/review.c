#include "review.h"

#include <stdlib.h>
#include <string.h>

#include "attend.h"
#include "matching.h"
#include "people.h"
#include "review_key.h"
#include "testamur/base/digest.h"
#include "testamur/roster/presence.h"

static int by_key(const void *a, const void *b)
{
	const struct review_keyed *x = a;
	const struct review_keyed *y = b;
	int order = strcmp(x->kind, y->kind);
	if (order == 0)
		order = strcmp(x->value, y->value);
	if (order == 0)
		order = strcmp(x->row->session, y->row->session);
	if (order == 0)
		order = strcmp(x->row->source, y->row->source);
	return order != 0 ? order
			  : (x->row->ordinal > y->row->ordinal) -
				(x->row->ordinal < y->row->ordinal);
}

static bool same_key(const struct review_keyed *a, const struct review_keyed *b)
{
	return strcmp(a->kind, b->kind) == 0 && strcmp(a->value, b->value) == 0;
}

/* Rows that count, those of one item beside each other, by session. */
static enum tsm_status keyed_rows(struct app *app, const char *cohort,
    struct review_keyed **ret_keys, size_t *ret_count, struct tsm_error *err)
{
	struct tsm_store_row *rows = NULL;
	size_t count = 0;
	size_t used = 0;
	TSM_TRY(tsm_store_row_list(
	    app->store, cohort, NULL, NULL, &app->arena, &rows, &count, err));
	struct review_keyed *keys =
	    tsm_arena_array(&app->arena, count, sizeof(*keys));
	if (keys == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		if (rows[i].ignored != NULL)
			continue;
		TSM_TRY(review_key_of(app, &rows[i], &keys[used], err));
		if (keys[used].value[0] != '\0')
			used++;
	}
	qsort(keys, used, sizeof(*keys), by_key);
	*ret_keys = keys;
	*ret_count = used;
	return TSM_OK;
}

/* Do the times of one name's rows in one session overlap? */
static enum tsm_status overlap(struct app *app, const struct review_keyed *keys,
    size_t count, bool *ret_overlap, struct tsm_error *err)
{
	int64_t sum = 0;
	int64_t merged = 0;
	struct tsm_interval *times =
	    tsm_arena_array(&app->arena, count, sizeof(*times));
	if (times == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_row *row = keys[i].row;
		if (row->leave_utc > row->join_utc && row->total_seconds <= 0)
			times[i] = (struct tsm_interval){ row->join_utc,
				row->leave_utc };
		sum += times[i].end - times[i].start;
	}
	size_t left = tsm_intervals_merge(times, count);
	for (size_t i = 0; i < left; i++)
		merged += times[i].end - times[i].start;
	*ret_overlap = merged < sum;
	return TSM_OK;
}

/* Under one address or id, overlapping rows are devices of one person. */
static enum tsm_status is_doubtful(struct app *app,
    const struct review_keyed *keys, size_t count, bool *ret_doubtful,
    struct tsm_error *err)
{
	*ret_doubtful = false;
	if (strcmp(keys[0].kind, "name") != 0)
		return TSM_OK;
	for (size_t i = 0; i < count && !*ret_doubtful;) {
		size_t n = 1;
		while (i + n < count && strcmp(keys[i + n].row->session,
					    keys[i].row->session) == 0)
			n++;
		TSM_TRY(overlap(app, &keys[i], n, ret_doubtful, err));
		i += n;
	}
	return TSM_OK;
}

static enum tsm_status name_item(
    struct review_item *item, struct tsm_arena *arena, struct tsm_error *err)
{
	char hex[TSM_SHA256_HEX];
	const char *text =
	    tsm_arena_printf(arena, "%s:%s", item->kind, item->value);
	if (text == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(tsm_sha256_hex(text, strlen(text), hex));
	memcpy(item->id, hex, REVIEW_ID - 1);
	item->id[REVIEW_ID - 1] = '\0';
	return TSM_OK;
}

static enum tsm_status match_item(struct app *app,
    const struct matching *roster, struct review_item *item,
    struct tsm_error *err)
{
	const char *display = NULL;
	const char *original = NULL;
	const char *name = item->name != NULL ? item->name : "";
	if (tsm_name_split(&app->arena, tsm_str(name), &display, &original) !=
	    TSM_OK)
		return tsm_fail_memory(err);
	struct tsm_seen seen = { .display = display, .original = original };
	if (strcmp(item->kind, "email") == 0)
		seen.email = item->value;
	if (item->row_count > 0)
		seen.identity = attend_id(item->rows[0]);
	if (tsm_people_match(roster->index, &app->arena, &seen, &item->match) !=
	    TSM_OK)
		return tsm_fail_memory(err);
	if (item->match.kind == TSM_MATCH_SUGGESTED)
		item->suggested = &roster->rows[item->match.person];
	return TSM_OK;
}

/* An item of the rows of one key; row_count 0 when none of them waits. */
static enum tsm_status make_item(struct app *app, const struct matching *roster,
    const struct review_keyed *keys, size_t count, struct review_item *ret_item,
    struct tsm_error *err)
{
	struct review_item item = { .kind = keys[0].kind,
		.value = keys[0].value };
	item.rows = tsm_arena_array(&app->arena, count, sizeof(const void *));
	if (item.rows == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		if (keys[i].row->person != NULL)
			continue;
		item.rows[item.row_count++] = keys[i].row;
		if (item.name == NULL)
			item.name = keys[i].row->name;
	}
	if (item.row_count > 0) {
		TSM_TRY(is_doubtful(app, keys, count, &item.doubtful, err));
		TSM_TRY(name_item(&item, &app->arena, err));
		TSM_TRY(match_item(app, roster, &item, err));
	}
	*ret_item = item;
	return TSM_OK;
}

static int by_need(const void *a, const void *b)
{
	const struct review_item *x = a;
	const struct review_item *y = b;
	if (x->match.score != y->match.score)
		return x->match.score > y->match.score ? -1 : 1;
	return strcmp(x->value, y->value);
}

enum tsm_status review_queue(struct app *app, const struct cohort *cohort,
    struct review_item **ret_items, size_t *ret_count, struct tsm_error *err)
{
	struct matching roster = { 0 };
	struct tsm_store_review *decisions = NULL;
	struct review_keyed *keys = NULL;
	size_t decision_count = 0;
	size_t count = 0;
	size_t used = 0;
	TSM_TRY(matching_load(app, cohort->row.id, &roster, err));
	TSM_TRY(review_decisions(
	    app, cohort->row.id, &decisions, &decision_count, err));
	TSM_TRY(keyed_rows(app, cohort->row.id, &keys, &count, err));
	struct review_item *items =
	    tsm_arena_array(&app->arena, count, sizeof(*items));
	if (items == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count;) {
		size_t n = 1;
		while (i + n < count && same_key(&keys[i], &keys[i + n]))
			n++;
		const struct tsm_store_review *known = review_decided(
		    decisions, decision_count, keys[i].kind, keys[i].value);
		/* or it was decided that this is nobody of the cohort */
		if (known == NULL || known->person != NULL) {
			TSM_TRY(make_item(
			    app, &roster, &keys[i], n, &items[used], err));
			used += items[used].row_count > 0 ? 1 : 0;
		}
		i += n;
	}
	qsort(items, used, sizeof(*items), by_need);
	*ret_items = items;
	*ret_count = used;
	return TSM_OK;
}

/* --- deciding ------------------------------------------------------------- */

static enum tsm_status find_item(struct app *app, const struct cohort *cohort,
    const char *id, struct review_item *ret_item, struct tsm_error *err)
{
	struct review_item *items = NULL;
	size_t count = 0;
	TSM_TRY(review_queue(app, cohort, &items, &count, err));
	for (size_t i = 0; i < count; i++) {
		if (!tsm_streq(items[i].id, id))
			continue;
		*ret_item = items[i];
		return TSM_OK;
	}
	return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
	    "no such item waits; 'roster review list' shows what does");
}

static enum tsm_status who_is_it(struct app *app, const char *cohort,
    const struct review_item *item, const struct review_answer *answer,
    const char **ret_person, struct tsm_error *err)
{
	struct tsm_store_person person;
	*ret_person = NULL;
	if (answer->nobody)
		return TSM_OK;
	if (answer->who == NULL && item->suggested == NULL)
		return tsm_fail(err, TSM_E_STATE, item->id,
		    "nobody is suggested for this one: name the person");
	if (answer->who == NULL) {
		*ret_person = item->suggested->id;
		return TSM_OK;
	}
	TSM_TRY(people_find(app, cohort, answer->who, &person, err));
	*ret_person = person.id;
	return TSM_OK;
}

/* The one row that the answer names; NULL: none. */
static enum tsm_status find_row(const struct review_item *item,
    const struct review_answer *answer, const struct tsm_store_row **ret_row,
    struct tsm_error *err)
{
	const struct tsm_store_row *found = NULL;
	for (size_t i = 0; i < item->row_count; i++) {
		const struct tsm_store_row *row = item->rows[i];
		if (row->line != answer->line ||
		    !tsm_streq(row->session, answer->session) ||
		    (answer->file != NULL &&
			!tsm_str_starts(tsm_str(row->sha256), answer->file)))
			continue;
		if (found != NULL)
			return tsm_fail(err, TSM_E_AMBIGUOUS, "--line",
			    "two files of the session have this item on that "
			    "line: say which with --file");
		found = row;
	}
	*ret_row = found;
	return TSM_OK;
}

/* How a decision names one row. */
static const char *row_value(struct app *app, const struct tsm_store_row *row)
{
	return tsm_arena_printf(
	    &app->arena, "%s/%lld", row->source, (long long)row->ordinal);
}

static enum tsm_status decide_row(struct app *app,
    const struct review_item *item, const struct review_answer *answer,
    struct tsm_store_review *decision, struct tsm_error *err)
{
	const struct tsm_store_row *row = NULL;
	TSM_TRY(find_row(item, answer, &row, err));
	if (row == NULL)
		return tsm_fail(err, TSM_E_NOT_FOUND, "--line",
		    "no row of this item stands there; 'roster review list' "
		    "shows its lines");
	decision->kind = "row";
	decision->value = row_value(app, row);
	if (decision->value == NULL)
		return tsm_fail_memory(err);
	return tsm_store_row_assign(
	    app->store, row->source, row->ordinal, decision->person, err);
}

/* Confirm the alias, and give the person what it now explains. */
static enum tsm_status decide_alias(struct app *app, const char *cohort,
    const struct review_item *item, const struct review_answer *answer,
    const struct tsm_store_review *decision, size_t *ret_rows,
    struct tsm_error *err)
{
	const struct tsm_store_alias alias = { .person = decision->person,
		.kind = item->kind,
		.value = item->value,
		.by = app->actor,
		.at = app->now };
	if (item->doubtful && !answer->same_person)
		return tsm_fail(err, TSM_E_STATE, item->id,
		    "rows of this name overlap: two devices, or two people. "
		    "Say who one row is with --session and --line, or "
		    "--same-person");
	TSM_TRY(tsm_store_alias_add(app->store, &alias, err));
	TSM_TRY(attend_rematch_person(
	    app, decision->person, cohort, ret_rows, err));
	if (*ret_rows == 0)
		return tsm_fail(err, TSM_E_STATE, item->id,
		    "somebody else on the roster has this name, so it does "
		    "not tell who it is: say who each row is with --session "
		    "and --line");
	return TSM_OK;
}

enum tsm_status review_decide(struct app *app, const struct cohort *cohort,
    const char *id, const struct review_answer *answer, int64_t *ret_seq,
    size_t *ret_rows, struct tsm_error *err)
{
	const char *cohort_id = cohort->row.id;
	struct review_item item = { 0 };
	size_t rows = 0;
	TSM_TRY(find_item(app, cohort, id, &item, err));
	struct tsm_store_review decision = { .cohort = cohort_id,
		.kind = item.kind,
		.value = item.value,
		.shown = item.name != NULL ? item.name : "",
		.by = app->actor,
		.at = app->now,
		.reason = answer->reason };
	TSM_TRY(
	    who_is_it(app, cohort_id, &item, answer, &decision.person, err));
	if (answer->line > 0 && !answer->nobody) {
		TSM_TRY(decide_row(app, &item, answer, &decision, err));
		rows = 1;
	} else if (!answer->nobody) {
		TSM_TRY(decide_alias(
		    app, cohort_id, &item, answer, &decision, &rows, err));
	}
	TSM_TRY(tsm_store_review_add(app->store, &decision, ret_seq, err));
	*ret_rows = rows;
	return TSM_OK;
}

/* --- undoing -------------------------------------------------------------- */

/* Rows of one cohort that the alias gave to the person. */
static enum tsm_status unassign(struct app *app, const char *cohort,
    const struct tsm_store_review *decision, size_t *rows,
    struct tsm_error *err)
{
	struct tsm_store_row *list = NULL;
	struct tsm_store_review *others = NULL;
	size_t count = 0;
	size_t other_count = 0;
	size_t again = 0;
	TSM_TRY(review_decisions(app, cohort, &others, &other_count, err));
	TSM_TRY(tsm_store_row_list(app->store, cohort, NULL, decision->person,
	    &app->arena, &list, &count, err));
	for (size_t i = 0; i < count; i++) {
		struct review_keyed key = { 0 };
		const char *row = row_value(app, &list[i]);
		if (row == NULL)
			return tsm_fail_memory(err);
		bool about = false;
		TSM_TRY(review_key_of(app, &list[i], &key, err));
		TSM_TRY(review_is_about(app, decision, &key, &about, err));
		if (!about ||
		    review_decided(others, other_count, "row", row) != NULL)
			continue;
		TSM_TRY(tsm_store_row_assign(
		    app->store, list[i].source, list[i].ordinal, NULL, err));
		++*rows;
	}
	/* what another alias or the roster explains stays with the person */
	TSM_TRY(attend_rematch(app, cohort, &again, err));
	*rows -= again < *rows ? again : *rows;
	return TSM_OK;
}

/* An alias holds in every cohort of the person. */
static enum tsm_status undo_alias(struct app *app,
    const struct tsm_store_review *decision, size_t *rows,
    struct tsm_error *err)
{
	struct tsm_store_enrolment *list = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_alias_revoke(app->store, decision->person,
	    decision->kind, decision->value, app->actor, app->now, err));
	TSM_TRY(tsm_store_enrolment_list(app->store, NULL, decision->person,
	    &app->arena, &list, &count, err));
	for (size_t i = 0; i < count; i++)
		TSM_TRY(unassign(app, list[i].cohort, decision, rows, err));
	return TSM_OK;
}

static enum tsm_status undo_row(struct app *app,
    const struct tsm_store_review *decision, struct tsm_error *err)
{
	uint64_t ordinal = 0;
	struct tsm_str rest;
	struct tsm_str source =
	    tsm_str_split(tsm_str(decision->value), '/', &rest);
	const char *id =
	    tsm_arena_printf(&app->arena, "%.*s", (int)source.len, source.ptr);
	TSM_TRY(tsm_parse_u64(rest, INT64_MAX, &ordinal));
	if (id == NULL)
		return tsm_fail_memory(err);
	return tsm_store_row_assign(
	    app->store, id, (int64_t)ordinal, NULL, err);
}

enum tsm_status review_undo(struct app *app, const char *cohort, int64_t seq,
    size_t *ret_rows, struct tsm_error *err)
{
	struct tsm_store_review *list = NULL;
	size_t count = 0;
	size_t rows = 0;
	TSM_TRY(tsm_store_review_list(
	    app->store, cohort, &app->arena, &list, &count, err));
	TSM_TRY(tsm_store_review_undo(
	    app->store, cohort, seq, app->actor, app->now, err));
	for (size_t i = 0; i < count; i++) {
		if (list[i].seq != seq || list[i].person == NULL)
			continue;
		if (tsm_streq(list[i].kind, "row")) {
			TSM_TRY(undo_row(app, &list[i], err));
			rows = 1;
		} else {
			TSM_TRY(undo_alias(app, &list[i], &rows, err));
		}
	}
	*ret_rows = rows;
	return TSM_OK;
}
