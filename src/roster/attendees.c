/* The rows of one file that are one attendee's. */
#include <stdlib.h>
#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/roster/people.h"

/* A row to be sorted. */
struct entry {
	const struct tsm_attendance_row *row;
	size_t index;
	size_t group; /* index of the group's first row */
};

/* NULL is before any text. */
static int compare_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

/*
 * Same attendee: same e-mail address; without one, the same identity;
 * without either, exactly the same name.
 */
static int compare_identity(
    const struct tsm_attendance_row *a, const struct tsm_attendance_row *b)
{
	int order = compare_text(a->email, b->email);
	if (order != 0 || a->email != NULL)
		return order;
	order = compare_text(a->identity, b->identity);
	if (order != 0 || a->identity != NULL)
		return order;
	order = compare_text(a->display, b->display);
	return order != 0 ? order : compare_text(a->original, b->original);
}

static int by_identity(const void *left, const void *right)
{
	const struct entry *a = left;
	const struct entry *b = right;
	int order = compare_identity(a->row, b->row);
	if (order != 0)
		return order;
	return (a->index > b->index) - (a->index < b->index);
}

static int by_appearance(const void *left, const void *right)
{
	const struct entry *a = left;
	const struct entry *b = right;
	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

/* Sort by identity, number the groups, bring them into file order. */
static size_t group_entries(struct entry *entries, size_t count)
{
	size_t groups = 0;
	qsort(entries, count, sizeof(*entries), by_identity);
	for (size_t i = 0; i < count; i++) {
		bool same = i > 0 && compare_identity(entries[i - 1].row,
					 entries[i].row) == 0;
		entries[i].group =
		    same ? entries[i - 1].group : entries[i].index;
		groups += !same;
	}
	qsort(entries, count, sizeof(*entries), by_appearance);
	return groups;
}

/* Two of an attendee's rows share a second. */
static enum tsm_status overlap(struct tsm_arena *arena,
    const struct entry *entries, size_t count, bool *ret_overlap)
{
	int64_t sum = 0;
	int64_t merged = 0;
	struct tsm_interval *times =
	    tsm_arena_array(arena, count, sizeof(*times));
	if (times == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < count; i++) {
		times[i].start = entries[i].row->join;
		times[i].end = entries[i].row->leave;
		sum += times[i].end - times[i].start;
	}
	size_t left = tsm_intervals_merge(times, count);
	for (size_t i = 0; i < left; i++)
		merged += times[i].end - times[i].start;
	*ret_overlap = merged < sum;
	return TSM_OK;
}

/* One attendee from the rows of its group, which are in file order. */
static enum tsm_status fill(struct tsm_arena *arena,
    const struct entry *entries, size_t count, struct tsm_attendee *attendee)
{
	size_t *rows = tsm_arena_array(arena, count, sizeof(*rows));
	if (rows == NULL)
		return TSM_E_MEMORY;
	attendee->email = entries[0].row->email;
	attendee->display = entries[0].row->display;
	if (entries[0].row->lasting)
		attendee->identity = entries[0].row->identity;
	attendee->rows = rows;
	attendee->row_count = count;
	for (size_t i = 0; i < count; i++) {
		const struct tsm_attendance_row *row = entries[i].row;
		rows[i] = entries[i].index;
		if (attendee->original == NULL)
			attendee->original = row->original;
		attendee->host_hint |= row->host_hint;
		attendee->bot_hint |= row->bot_hint;
		attendee->total_only |= row->total_only;
	}
	/* under one address or id, overlapping rows are one person's devices */
	if (attendee->email != NULL || attendee->identity != NULL ||
	    attendee->total_only || count < 2)
		return TSM_OK;
	return overlap(arena, entries, count, &attendee->doubtful);
}

static enum tsm_status fill_all(struct tsm_arena *arena, struct entry *entries,
    size_t count, struct tsm_attendee **ret_attendees, size_t *ret_count)
{
	size_t groups = count > 0 ? group_entries(entries, count) : 0;
	struct tsm_attendee *attendees =
	    tsm_arena_array(arena, groups + 1, sizeof(*attendees));
	size_t filled = 0;
	if (attendees == NULL)
		return TSM_E_MEMORY;
	for (size_t start = 0; start < count;) {
		size_t end = start + 1;
		while (
		    end < count && entries[end].group == entries[start].group)
			end++;
		TSM_TRY(fill(
		    arena, entries + start, end - start, &attendees[filled++]));
		start = end;
	}
	*ret_attendees = attendees;
	*ret_count = filled;
	return TSM_OK;
}

enum tsm_status tsm_attendees_group(struct tsm_arena *arena,
    const struct tsm_attendance_row *rows, size_t count,
    struct tsm_attendee **ret_attendees, size_t *ret_count)
{
	size_t used = 0;
	struct entry *entries = tsm_calloc(count + 1, sizeof(*entries));
	if (entries == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < count; i++) {
		if (rows[i].ignored != NULL)
			continue;
		entries[used].row = &rows[i];
		entries[used++].index = i;
	}
	enum tsm_status status =
	    fill_all(arena, entries, used, ret_attendees, ret_count);
	tsm_free(entries);
	return status;
}

enum tsm_status tsm_attendee_presence(struct tsm_arena *arena,
    const struct tsm_attendance_row *rows, const struct tsm_attendee *attendee,
    struct tsm_interval window, struct tsm_presence *ret_presence)
{
	struct tsm_presence_row *evidence =
	    tsm_calloc(attendee->row_count + 1, sizeof(*evidence));
	if (evidence == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < attendee->row_count; i++) {
		const struct tsm_attendance_row *row = &rows[attendee->rows[i]];
		evidence[i].total_only = row->total_only;
		evidence[i].total = row->total_seconds;
		evidence[i].interval.start = row->join;
		evidence[i].interval.end = row->leave;
	}
	enum tsm_status status = tsm_presence_compute(
	    arena, evidence, attendee->row_count, window, ret_presence);
	tsm_free(evidence);
	return status;
}
