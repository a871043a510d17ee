/*
 * Whole imports: the first byte picks the options. Rows keep their
 * invariants, nobody is present longer than the session, names and dates
 * are stable under reading again, and an error names no cell.
 */
#include <assert.h>
#include <string.h>

#include "testamur/roster/importer.h"
#include "testamur/roster/people.h"
#include "testamur/roster/roster_csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_rows(const struct tsm_import *import)
{
	for (size_t i = 0; i < import->row_count; i++) {
		const struct tsm_attendance_row *row = &import->rows[i];
		assert(row->display != NULL && row->line > 0);
		assert(row->total_only || row->join <= row->leave);
		assert(row->total_seconds >= 0);
		assert(row->via != NULL);
	}
	for (size_t i = 1; i < import->rejected_count; i++)
		assert(
		    import->rejected[i - 1].line <= import->rejected[i].line);
}

/* One row more never lowers what the others gave; their order is nothing. */
static void check_presence(struct tsm_arena *arena,
    const struct tsm_import *import, const struct tsm_attendee *attendee,
    struct tsm_interval session, int64_t seconds)
{
	struct tsm_presence_row rows[16];
	struct tsm_presence presence;
	size_t count = attendee->row_count < 16 ? attendee->row_count : 16;
	int64_t before = 0;
	for (size_t i = 0; i < count; i++) {
		const struct tsm_attendance_row *row =
		    &import->rows[attendee->rows[attendee->row_count - 1 - i]];
		rows[i] = (struct tsm_presence_row){ row->total_only,
			{ row->join, row->leave }, row->total_seconds };
		assert(tsm_presence_compute(
			   arena, rows, i + 1, session, &presence) == TSM_OK);
		assert(presence.seconds >= before);
		before = presence.seconds;
	}
	if (count == attendee->row_count)
		assert(before == seconds);
}

static void check_people(struct tsm_arena *arena,
    const struct tsm_import *import, struct tsm_interval session)
{
	struct tsm_attendee *attendees = NULL;
	size_t count = 0;
	size_t rows = 0;
	size_t ignored = 0;
	assert(tsm_attendees_group(arena, import->rows, import->row_count,
		   &attendees, &count) == TSM_OK);
	for (size_t i = 0; i < count; i++) {
		struct tsm_presence presence;
		rows += attendees[i].row_count;
		assert(tsm_attendee_presence(arena, import->rows, &attendees[i],
			   session, &presence) == TSM_OK);
		assert(presence.seconds >= 0 &&
		       presence.seconds <= session.end - session.start);
		check_presence(
		    arena, import, &attendees[i], session, presence.seconds);
	}
	for (size_t i = 0; i < import->row_count; i++)
		ignored += import->rows[i].ignored != NULL;
	assert(rows + ignored == import->row_count);
}

static void check_values(struct tsm_arena *arena, struct tsm_str text)
{
	struct tsm_when when;
	int64_t seconds = 0;
	uint64_t number = 0;
	const char *email = NULL;
	const char *again = NULL;
	const char *original = NULL;
	if (text.len > 200 || !tsm_utf8_valid(text.ptr, text.len, NULL))
		return;
	if (tsm_when_parse(text, &when) == TSM_OK)
		assert(when.has_date || when.has_time);
	if (tsm_duration_parse(text, &seconds) == TSM_OK)
		assert(seconds >= 0 && seconds <= 31622400);
	if (tsm_count_parse(text, &number) == TSM_OK)
		assert(number <= UINT64_C(2000000000));
	(void)tsm_name_is_phone(text);
	(void)tsm_name_is_bot(text);
	if (tsm_email_normalise(arena, text, &email) == TSM_OK &&
	    email != NULL) {
		assert(tsm_email_normalise(arena, tsm_str(email), &again) ==
		       TSM_OK);
		assert(tsm_streq(email, again));
	}
	assert(tsm_name_split(arena, text, &again, &original) == TSM_OK);
	assert(tsm_name_normalise(arena, text) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tsm_zone *zone;
	struct tsm_interval session = { 1741107600,
		1741111200 }; /* 2025-03-04 17:00 UTC */
	struct tsm_import_options options = { .undated_ok = true };
	struct tsm_roster_list list;
	struct tsm_import import;
	struct tsm_arena arena;
	struct tsm_error err = { 0 };
	if (zone == NULL &&
	    tsm_zone_load("America/Denver", &zone, NULL) != TSM_OK)
		return 0;
	if (size == 0)
		return 0;
	struct tsm_str file = tsm_str_n((const char *)data + 1, size - 1);
	options.zone = zone;
	options.session = (data[0] & 1) != 0 ? &session : NULL;
	options.session_label = (data[0] & 2) != 0 ? "1" : NULL;
	options.present = (data[0] & 8) != 0 ? "P,L" : NULL;
	if ((data[0] & 16) != 0)
		options.columns = (data[0] & 32) != 0
				      ? "name=1,email=2,date=3,join=4,leave=5"
				      : "name=Name,status=2,date=3";
	options.order = (data[0] & 4) != 0 ? TSM_DATE_DMY : TSM_DATE_UNKNOWN;
	tsm_arena_init(&arena, 0);
	check_values(&arena, file);
	struct tsm_file_columns columns;
	if (tsm_import_columns(&arena, file, &columns, &err) == TSM_OK)
		assert(columns.list != NULL && columns.line > 0);
	(void)!tsm_mapping_check(tsm_arena_str(&arena, file), &err);
	if (tsm_import_read(&arena, file, &options, &import, &err) == TSM_OK) {
		check_rows(&import);
		check_people(&arena, &import, session);
	}
	if (tsm_roster_read(&arena, file, NULL, &list, &err) == TSM_OK)
		for (size_t i = 0; i < list.entry_count; i++)
			assert(list.entries[i].name != NULL &&
			       list.entries[i].name[0] != '\0');
	tsm_arena_release(&arena);
	return 0;
}
