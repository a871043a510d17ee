/* batch_mark.c - what repeats among the rows. Pure. */
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "testamur/base/time.h"

/* A row under one of its names, for sorting. */
struct key {
	const char *text;
	int64_t start; /* of the activity */
	int64_t end;
	size_t row;
};

static int by_text(const void *a, const void *b)
{
	const struct key *x = a;
	const struct key *y = b;
	int order = strcmp(x->text, y->text);

	if (order != 0)
		return order;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

/* Rows of one text are neighbours, the earliest first. */
static void mark_same(struct key *keys, size_t count, struct batch_row *rows)
{
	qsort(keys, count, sizeof(*keys), by_text);
	for (size_t i = 1, first = 0; i < count; i++) {
		if (strcmp(keys[i].text, keys[first].text) != 0) {
			first = i;
			continue;
		}
		struct batch_row *row = &rows[keys[i].row];
		size_t of = keys[first].row + 1;
		if (row->duplicate_of == 0 || of < row->duplicate_of)
			row->duplicate_of = of;
	}
}

static void mark_duplicates(
    struct key *keys, struct batch_row *rows, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (rows[i].credential_id != NULL)
			keys[n++] = (struct key){ .text = rows[i].credential_id,
				.row = i };
	mark_same(keys, n, rows);
	n = 0;
	for (size_t i = 0; i < count; i++)
		if (rows[i].sha256[0] != '\0')
			keys[n++] =
			    (struct key){ .text = rows[i].sha256, .row = i };
	mark_same(keys, n, rows);
}

/* The activity as [start, end); an instant lasts a second. */
static bool activity(const struct batch_row *row, struct key *key)
{
	const char *from = row->activity_start != NULL ? row->activity_start
						       : row->activity_end;
	const char *to = row->activity_end != NULL ? row->activity_end : from;

	if (from == NULL || row->duplicate_of != 0 ||
	    tsm_time_parse(tsm_str(from), &key->start) != TSM_OK ||
	    tsm_time_parse(tsm_str(to), &key->end) != TSM_OK)
		return false;
	if (key->end <= key->start)
		key->end = key->start + 1;
	return true;
}

static void pair(struct batch_row *rows, size_t a, size_t b)
{
	if (rows[a].overlaps == 0)
		rows[a].overlaps = b + 1;
	if (rows[b].overlaps == 0)
		rows[b].overlaps = a + 1;
}

/*
 * Of one holder, by start: a row overlaps an earlier one exactly when it
 * begins before the latest end so far, so one comparison a row is enough.
 */
static void mark_holder(struct key *keys, size_t count, struct batch_row *rows)
{
	qsort(keys, count, sizeof(*keys), by_text);
	for (size_t i = 1, last = 0; i < count; i++) {
		bool same = strcmp(keys[i].text, keys[last].text) == 0;
		if (same && keys[i].start < keys[last].end)
			pair(rows, keys[last].row, keys[i].row);
		if (!same || keys[i].end > keys[last].end)
			last = i;
	}
}

enum tsm_status batch_mark(
    struct tsm_arena *arena, struct batch_row *rows, size_t count)
{
	struct key *keys =
	    tsm_arena_array(arena, count > 0 ? count : 1, sizeof(*keys));

	if (keys == NULL)
		return TSM_E_MEMORY;
	mark_duplicates(keys, rows, count);
	/* two issuers may know one person under two ids, and by one name */
	for (int by_name = 0; by_name < 2; by_name++) {
		size_t n = 0;
		for (size_t i = 0; i < count; i++) {
			const char *text =
			    by_name ? rows[i].holder : rows[i].holder_id;
			keys[n].row = i;
			keys[n].text = text;
			if (text != NULL && activity(&rows[i], &keys[n]))
				n++;
		}
		mark_holder(keys, n, rows);
	}
	return TSM_OK;
}
