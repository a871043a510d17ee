/*
 * Does the file itself say of which zone its times are? Titles, headings
 * and columns may name one. A file of another zone would be read hours off
 * and might still touch the session: it is refused until the zone is given.
 */
#include <string.h>

#include "testamur/base/time.h"

#include "internal.h"

/* No more rows are looked through for a column of zones. */
#define ZONE_ROWS 1000
/* No word for a zone is longer (bytes). */
#define WORD_MAX  40
#define NO_OFFSET INT64_MIN

/* What somebody wrote, and what it says. */
struct claim {
	struct tsm_str word;
	bool area;        /* "America/Denver" */
	int64_t offset;   /* seconds, or NO_OFFSET */
	int64_t standard; /* of a clock that changes; equal: it does not */
	int64_t summer;
};

/* Abbreviations as they stand in headings; people write EST in July too. */
static const struct {
	const char *word;
	int hours, standard, summer;
} clocks[] = {
	{ "UTC", 0, 0, 0 },
	{ "GMT", 0, 0, 0 },
	{ "ET", -5, -5, -4 },
	{ "EST", -5, -5, -4 },
	{ "EDT", -4, -5, -4 },
	{ "CT", -6, -6, -5 },
	{ "CST", -6, -6, -5 },
	{ "CDT", -5, -6, -5 },
	{ "MT", -7, -7, -6 },
	{ "MST", -7, -7, -6 },
	{ "MDT", -6, -7, -6 },
	{ "PT", -8, -8, -7 },
	{ "PST", -8, -8, -7 },
	{ "PDT", -7, -8, -7 },
	{ "AKST", -9, -9, -8 },
	{ "AKDT", -8, -9, -8 },
	{ "HST", -10, -10, -10 },
	{ "WET", 0, 0, 1 },
	{ "BST", 1, 0, 1 },
	{ "CET", 1, 1, 2 },
	{ "CEST", 2, 1, 2 },
	{ "EET", 2, 2, 3 },
	{ "EEST", 3, 2, 3 },
	{ "JST", 9, 9, 9 },
	{ "KST", 9, 9, 9 },
	{ "AEST", 10, 10, 11 },
	{ "AEDT", 11, 10, 11 },
	{ "NZST", 12, 12, 13 },
	{ "NZDT", 13, 12, 13 },
};

/* --- what is written --------------------------------------------------------- */

static bool is_area(struct tsm_str word)
{
	static const char *const areas[] = { "Africa/", "America/",
		"Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/",
		"Indian/", "Pacific/", "Etc/", "US/" };
	for (size_t i = 0; i < sizeof(areas) / sizeof(areas[0]); i++)
		if (tsm_str_starts(word, areas[i]) &&
		    word.len > strlen(areas[i]))
			return true;
	return false;
}

/* One or two digits, from pos on; -1 for something else. */
static int two_digits(struct tsm_str word, size_t *pos)
{
	int value = 0;
	size_t start = *pos;
	while (
	    *pos < word.len && *pos - start < 2 && tsm_is_digit(word.ptr[*pos]))
		value = value * 10 + (word.ptr[(*pos)++] - '0');
	return *pos > start ? value : -1;
}

/* "GMT-05:00", "UTC+2", "GMT+0530": false for another word. */
static bool read_offset(struct tsm_str word, int64_t *ret_offset)
{
	size_t pos = 4;
	int minutes = 0;
	if (word.len < 5 ||
	    (!tsm_str_is_nocase(tsm_str_n(word.ptr, 3), "gmt") &&
		!tsm_str_is_nocase(tsm_str_n(word.ptr, 3), "utc")) ||
	    (word.ptr[3] != '+' && word.ptr[3] != '-'))
		return false;
	int hours = two_digits(word, &pos);
	if (pos < word.len && word.ptr[pos] == ':')
		pos++;
	if (pos < word.len)
		minutes = two_digits(word, &pos);
	if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59 ||
	    pos != word.len)
		return false;
	*ret_offset =
	    ((int64_t)hours * 60 + minutes) * (word.ptr[3] == '-' ? -60 : 60);
	return true;
}

/* One word; abbreviations count in the headings of times alone. */
static bool is_claim(
    struct tsm_str word, bool abbreviations, struct claim *ret_claim)
{
	struct claim claim = { .word = word, .offset = NO_OFFSET };
	claim.area = is_area(word);
	bool found = claim.area || read_offset(word, &claim.offset);
	for (size_t i = 0;
	     abbreviations && !found && i < sizeof(clocks) / sizeof(clocks[0]);
	     i++) {
		if (!tsm_str_is(word, clocks[i].word))
			continue;
		claim.offset = (int64_t)clocks[i].hours * 3600;
		claim.standard = (int64_t)clocks[i].standard * 3600;
		claim.summer = (int64_t)clocks[i].summer * 3600;
		found = true;
	}
	*ret_claim = claim;
	return found;
}

static bool is_word_byte(char c)
{
	return tsm_is_alpha(c) || tsm_is_digit(c) ||
	       (c != '\0' && strchr("_/+-:", c) != NULL);
}

/* The first word of a cell that names a zone. */
static bool find_claim(
    struct tsm_str cell, bool abbreviations, struct claim *ret_claim)
{
	for (size_t i = 0; i < cell.len; i++) {
		size_t start = i;
		while (i < cell.len && is_word_byte(cell.ptr[i]))
			i++;
		if (i > start && i - start <= WORD_MAX &&
		    is_claim(tsm_str_n(cell.ptr + start, i - start),
			abbreviations, ret_claim))
			return true;
	}
	return false;
}

/* --- is it so? ---------------------------------------------------------------- */

static int64_t offset_at(const struct tsm_zone *zone, int64_t instant)
{
	struct tsm_civil civil;
	if (tsm_zone_to_civil(zone, instant, &civil) != TSM_OK)
		return NO_OFFSET;
	return tsm_civil_to_unix(&civil) - instant;
}

#define QUARTER_YEAR ((int64_t)91 * 86400)

/*
 * The clocks of the zone's summer and winter are those of the claim. A zone
 * that never changes may say it by the one it keeps.
 */
static bool same_clocks(
    const struct claim *claim, const struct tsm_zone *zone, int64_t instant)
{
	int64_t low = INT64_MAX;
	int64_t high = INT64_MIN;
	for (int i = 0; i < 4; i++) {
		int64_t offset = offset_at(zone, instant + i * QUARTER_YEAR);
		low = offset < low ? offset : low;
		high = offset > high ? offset : high;
	}
	return low == high ? claim->offset == low
			   : claim->standard == low && claim->summer == high;
}

/* The zone that is used shows what the file says at the session's time. */
static bool agrees(
    const struct claim *claim, const struct tsm_import_options *options)
{
	if (claim->area)
		return tsm_str_is(claim->word, tsm_zone_name(options->zone));
	if (options->session == NULL)
		return false;
	int64_t start = options->session->start;
	/* of "EST" in July nobody knows whether it means the hour it says */
	return claim->standard != claim->summer
		   ? same_clocks(claim, options->zone, start)
		   : claim->offset == offset_at(options->zone, start);
}

static enum tsm_status check_cell(struct tsm_str cell, size_t line,
    bool abbreviations, const struct tsm_import_options *options,
    struct tsm_error *err)
{
	struct claim claim;
	if (!find_claim(cell, abbreviations, &claim) || agrees(&claim, options))
		return TSM_OK;
	return tsm_fail(err, TSM_E_AMBIGUOUS, NULL,
	    "line %zu names the zone %.*s, but the times would be read in %s: "
	    "give the zone of the file's times",
	    line, (int)claim.word.len, claim.word.ptr,
	    tsm_zone_name(options->zone));
}

/* The row that most columns are found in. */
static const struct tsm_columns *main_head(const struct tsm_sheet *sheet)
{
	const struct tsm_columns *best = NULL;
	for (size_t i = 0; i < sheet->head_count; i++)
		if (best == NULL || sheet->heads[i].known > best->known)
			best = &sheet->heads[i];
	return best;
}

static enum tsm_status check_titles(const struct tsm_sheet *sheet, size_t head,
    const struct tsm_import_options *options, struct tsm_error *err)
{
	for (size_t i = 0; i <= head; i++) {
		const struct tsm_csv_row *row = &sheet->table->rows[i];
		for (size_t c = 0; c < row->count; c++)
			TSM_TRY(check_cell(
			    row->fields[c], row->line, false, options, err));
	}
	return TSM_OK;
}

enum tsm_status tsm_zones_check_head(const struct tsm_sheet *sheet,
    const struct tsm_columns *head, const struct tsm_import_options *options,
    struct tsm_error *err)
{
	static const int times[] = { COL_JOIN, COL_LEAVE, COL_STAMP,
		COL_EVENT_START, COL_EVENT_END };
	const struct tsm_csv_row *row = &sheet->table->rows[head->row];
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		TSM_TRY(check_cell(tsm_columns_cell(head, row, times[i]),
		    row->line, true, options, err));
	return TSM_OK;
}

static enum tsm_status check_column(const struct tsm_sheet *sheet,
    const struct tsm_columns *head, const struct tsm_import_options *options,
    struct tsm_error *err)
{
	const struct tsm_csv *table = sheet->table;
	size_t end = head->row + 1 + ZONE_ROWS;
	for (size_t i = head->row + 1; i < table->row_count && i < end; i++)
		TSM_TRY(check_cell(
		    tsm_columns_cell(head, &table->rows[i], COL_ZONE),
		    table->rows[i].line, true, options, err));
	return TSM_OK;
}

enum tsm_status tsm_zones_check(const struct tsm_sheet *sheet,
    const struct tsm_import_options *options, struct tsm_error *err)
{
	const struct tsm_columns *head = main_head(sheet);
	if (head == NULL || head->at[COL_STAMP_UTC] >= 0)
		return TSM_OK;
	TSM_TRY(check_titles(sheet, head->row, options, err));
	TSM_TRY(tsm_zones_check_head(sheet, head, options, err));
	return head->at[COL_ZONE] >= 0 ? check_column(sheet, head, options, err)
				       : TSM_OK;
}
