/* batch_table.c - rows as a table for a spreadsheet, and as JSON. */
#include <stdio.h>

#include "batch.h"
#include "testamur/json/write.h"
#include "testamur/roster/csv.h"

struct column {
	const char *name;
	size_t offset; /* of a const char * in struct batch_row */
};

#define TEXT(field)                         \
 {                                          \
#  field, offsetof(struct batch_row, field) \
 }

/* Between the number and the marks; both outputs have them in this order. */
static const struct column columns[] = {
	TEXT(source),
	{ "result", offsetof(struct batch_row, word) },
	TEXT(code),
	TEXT(sentence),
	TEXT(detail),
	TEXT(holder),
	TEXT(holder_id),
	TEXT(issuer),
	TEXT(issuer_id),
	TEXT(listed),
	TEXT(achievement),
	TEXT(units),
	TEXT(activity_start),
	TEXT(activity_end),
	TEXT(awarded),
	TEXT(valid_until),
	TEXT(credential_id),
	TEXT(activity_id),
	TEXT(place),
	TEXT(mode),
	TEXT(approval),
	TEXT(approval_covers),
	TEXT(reference),
	TEXT(checked_at),
};

#define TEXTS (sizeof(columns) / sizeof(columns[0]))
#define CELLS (TEXTS + 4) /* item, verdict; duplicate_of, overlaps_with */

static const char *text_of(const struct batch_row *row, size_t n)
{
	const void *place = (const char *)row + columns[n].offset;

	return *(const char *const *)place;
}

json_t *batch_json(const struct batch *batch)
{
	json_t *all = json_array();

	for (size_t i = 0; i < batch->count; i++) {
		const struct batch_row *row = &batch->rows[i];
		json_t *object = tsm_json_add_object(all);
		tsm_json_set_int(object, "item", (int64_t)i + 1);
		tsm_json_set(object, "verdict", tsm_verdict_name(row->verdict));
		for (size_t n = 0; n < TEXTS; n++)
			tsm_json_set(object, columns[n].name, text_of(row, n));
		if (row->duplicate_of != 0)
			tsm_json_set_int(
			    object, "duplicate_of", (int64_t)row->duplicate_of);
		if (row->overlaps != 0)
			tsm_json_set_int(
			    object, "overlaps_with", (int64_t)row->overlaps);
	}
	return all;
}

static const char *number(size_t value, char text[24])
{
	if (value == 0)
		return NULL;
	(void)snprintf(text, 24, "%zu", value);
	return text;
}

enum tsm_status batch_csv(const struct batch *batch, struct tsm_buf *out)
{
	const char *cells[CELLS] = { "item", "verdict" };

	for (size_t n = 0; n < TEXTS; n++)
		cells[2 + n] = columns[n].name;
	cells[CELLS - 2] = "duplicate_of";
	cells[CELLS - 1] = "overlaps_with";
	(void)tsm_csv_write_strings(out, cells, CELLS);
	for (size_t i = 0; i < batch->count; i++) {
		const struct batch_row *row = &batch->rows[i];
		char item[24], same[24], other[24];
		cells[0] = number(i + 1, item);
		cells[1] = tsm_verdict_name(row->verdict);
		for (size_t n = 0; n < TEXTS; n++)
			cells[2 + n] = text_of(row, n);
		cells[CELLS - 2] = number(row->duplicate_of, same);
		cells[CELLS - 1] = number(row->overlaps, other);
		(void)tsm_csv_write_strings(out, cells, CELLS);
	}
	return tsm_buf_status(out);
}
