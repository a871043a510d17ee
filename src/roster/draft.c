/* What importers share between cells and drafts. */
#include "testamur/roster/people.h"

#include "draft.h"

void tsm_draft_add(struct tsm_import_job *job, const struct tsm_draft *draft)
{
	if (job->draft_count < job->draft_room)
		job->drafts[job->draft_count++] = *draft;
}

enum tsm_status tsm_draft_reject(
    struct tsm_import_job *job, size_t line, const char *why)
{
	return tsm_note_add(job->arena, &job->rejected, line, why);
}

enum tsm_status tsm_cell_copy(
    struct tsm_arena *arena, struct tsm_str cell, const char **ret_text)
{
	if (cell.len == 0)
		return TSM_OK;
	*ret_text = tsm_arena_str(arena, cell);
	return *ret_text != NULL ? TSM_OK : TSM_E_MEMORY;
}

/* Words are compared as headers are not: "Sí" needs both of its cases. */
static bool is_any(struct tsm_str word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (tsm_str_is_nocase(word, words[i]))
			return true;
	return false;
}

bool tsm_says_yes(struct tsm_str cell)
{
	static const char *const words[] = { "yes", "y", "true", "si", "sì",
		"Sì", "sí", "Sí", "ja", "oui", "sim", "tak", "1", "はい", "是",
		"예", "네", "да", "Да", "ano", "evet", "ya", "có", "Có",
		"kyllä", "Kyllä" };
	return is_any(cell, words, sizeof(words) / sizeof(words[0]));
}

bool tsm_says_no(struct tsm_str cell)
{
	static const char *const words[] = { "no", "n", "false", "nein", "non",
		"não", "Não", "nao", "nee", "nej", "nei", "nie", "ne", "0",
		"いいえ", "否", "아니요", "아니오", "нет", "Нет", "hayır",
		"Hayır", "tidak", "không", "Không", "ei" };
	return is_any(cell, words, sizeof(words) / sizeof(words[0]));
}

/* The text occurs in the other, letter by letter. */
static bool holds(struct tsm_str text, struct tsm_str part)
{
	for (size_t i = 0; i + part.len <= text.len; i++)
		if (tsm_str_eq(tsm_str_n(text.ptr + i, part.len), part))
			return true;
	return false;
}

enum tsm_status tsm_draft_name(struct tsm_arena *arena,
    const struct tsm_columns *columns, const struct tsm_csv_row *row,
    struct tsm_str *ret_name)
{
	struct tsm_str first = tsm_columns_cell(columns, row, COL_FIRST);
	struct tsm_str last = tsm_columns_cell(columns, row, COL_LAST);
	struct tsm_str name = tsm_columns_cell(columns, row, COL_NAME);
	*ret_name = tsm_columns_cell(columns, row, COL_ORIGINAL);
	if (ret_name->len > 0)
		return TSM_OK;
	/* "Nombre, Apellidos" and "Nom, Prenom": one of two names, not both */
	if (name.len > 0 && first.len == 0 && last.len > 0 &&
	    !holds(name, last))
		first = name;
	else if (name.len > 0 && last.len == 0 && first.len > 0 &&
		 !holds(name, first))
		last = name;
	else
		*ret_name = name;
	if (ret_name->len > 0 || first.len + last.len == 0)
		return TSM_OK;
	const char *joined = tsm_arena_printf(arena, "%.*s%s%.*s",
	    (int)first.len, first.ptr, first.len > 0 && last.len > 0 ? " " : "",
	    (int)last.len, last.ptr);
	if (joined == NULL)
		return TSM_E_MEMORY;
	*ret_name = tsm_str(joined);
	return TSM_OK;
}

/* --- times ---------------------------------------------------------------- */

const char *tsm_draft_read_times(const struct tsm_columns *columns,
    const struct tsm_csv_row *row, struct tsm_draft *draft)
{
	enum tsm_status status = tsm_when_parse(
	    tsm_columns_cell(columns, row, COL_JOIN), &draft->join);
	if (status == TSM_E_MISSING)
		return "no join time";
	if (status != TSM_OK || !draft->join.has_time)
		return "the join time is no date and time";
	status = tsm_when_parse(
	    tsm_columns_cell(columns, row, COL_LEAVE), &draft->leave);
	if (status == TSM_E_MISSING)
		return "no leave time";
	if (status != TSM_OK || !draft->leave.has_time)
		return "the leave time is no date and time";
	return NULL;
}

const char *tsm_draft_total_wrong(enum tsm_status status)
{
	if (status == TSM_E_AMBIGUOUS)
		return "the total may be thousands of minutes or a fraction: "
		       "write it without point or comma";
	return status != TSM_OK ? "the total is no number of minutes" : NULL;
}

void tsm_draft_take_day(struct tsm_when *time, const struct tsm_when *day)
{
	if (time->has_date || !day->has_date)
		return;
	time->has_date = true;
	time->orders = day->orders;
	time->a = day->a;
	time->b = day->b;
	time->year = day->year;
	time->month = day->month;
	time->day = day->day;
}

/* A time that may be missing but not be wrong. */
static bool read_optional(struct tsm_str cell, struct tsm_when *when)
{
	const struct tsm_when blank = { 0 };
	enum tsm_status status = tsm_when_parse(cell, when);
	if (status == TSM_E_MISSING)
		*when = blank;
	return status == TSM_E_MISSING || (status == TSM_OK && when->has_time);
}

const char *tsm_draft_read_span(const struct tsm_columns *columns,
    const struct tsm_csv_row *row, struct tsm_draft *draft)
{
	struct tsm_str duration = tsm_columns_cell(columns, row, COL_DURATION);
	if (!read_optional(
		tsm_columns_cell(columns, row, COL_JOIN), &draft->join))
		return "the join time is no date and time";
	if (!read_optional(
		tsm_columns_cell(columns, row, COL_LEAVE), &draft->leave))
		return "the leave time is no date and time";
	enum tsm_status status = tsm_duration_parse(duration, &draft->duration);
	draft->has_duration = status == TSM_OK;
	if (status != TSM_OK && status != TSM_E_MISSING)
		return "the duration could not be read";
	bool both = draft->join.has_time && draft->leave.has_time;
	if (draft->has_duration) {
		draft->kind = both ? TSM_DRAFT_SPAN : TSM_DRAFT_TOTAL;
		return NULL;
	}
	if (both)
		return "no duration: first join and last leave do not say how "
		       "long";
	if (draft->join.has_time)
		return "no leave time and no duration";
	if (draft->leave.has_time)
		return "no join time and no duration";
	draft->ignored = "listed without any time in the meeting";
	return NULL;
}

/* --- what was recognised --------------------------------------------------- */

enum tsm_status tsm_import_describe(struct tsm_import_job *job,
    const struct tsm_columns *columns, const char *variant)
{
	struct tsm_import *import = job->import;
	const struct tsm_csv_row *row = &job->table->rows[columns->row];
	import->header_line = row->line;
	import->variant = variant;
	import->why = tsm_arena_printf(job->arena,
	    "line %zu names %zu columns of this kind of file, %zu in all, and "
	    "the values below fit",
	    row->line, columns->known, row->count);
	return import->why != NULL && variant != NULL ? TSM_OK : TSM_E_MEMORY;
}

int tsm_plain_score(
    const struct tsm_sheet *sheet, const struct tsm_plain_table *plain)
{
	const struct tsm_columns *head = plain->head(sheet);
	return head != NULL
		   ? tsm_columns_score(sheet->table, head, plain->typed,
			 plain->type, plain->base, plain->span)
		   : 0;
}

enum tsm_status tsm_plain_read(const struct tsm_sheet *sheet,
    const struct tsm_columns *head, const struct tsm_plain_table *plain,
    const struct tsm_import_options *options, struct tsm_import *import,
    struct tsm_error *err)
{
	const struct tsm_csv *table = sheet->table;
	struct tsm_import_job job;
	if (head == NULL)
		return tsm_fail(err, TSM_E_UNKNOWN, NULL, "%s", plain->unknown);
	enum tsm_status status =
	    tsm_import_begin(&job, sheet, options, plain->via, import);
	for (size_t i = head->row + 1; i < table->row_count && status == TSM_OK;
	     i++)
		if (!tsm_row_blank(&table->rows[i]))
			status = plain->row(&job, head, &table->rows[i]);
	if (status == TSM_OK)
		status = tsm_import_describe(&job, head, plain->variant);
	if (status != TSM_OK)
		return tsm_fail_memory(err);
	return tsm_import_finish(&job, err);
}

/* --- registers -------------------------------------------------------------- */

/* The word stands in a list separated by commas. */
static bool listed(struct tsm_str list, struct tsm_str word)
{
	while (list.len > 0) {
		struct tsm_str one = tsm_str_split(list, ',', &list);
		one = tsm_roster_trim(one);
		if (one.len == word.len && word.len > 0 &&
		    tsm_str_cmp(one, word) == 0)
			return true;
	}
	return false;
}

/*
 * A register has no minutes. Present, or full marks, is the whole session;
 * "late" is not, and by how much nobody has written down: a person has to
 * say whether it counts.
 */
enum tsm_status tsm_draft_status(struct tsm_import_job *job,
    struct tsm_draft *draft, struct tsm_str status, int64_t points,
    int64_t most)
{
	static const char *const here[] = { "present", "presente", "anwesend",
		"pr\xC3\xA9sent", "aanwezig", "obecny" };
	static const char *const away[] = { "absent", "excused", "ausente",
		"abwesend", "entschuldigt", "afwezig", "assente", "ex", "n/a",
		"incomplete" };
	const char *given = job->options->present;
	draft->kind = TSM_DRAFT_WHOLE;
	if (status.len == 0 && most < 0)
		draft->ignored = "nothing is marked";
	else if (tsm_str_is(status, "?"))
		draft->ignored = "attendance was not taken";
	else if (given != NULL && listed(tsm_str(given), status))
		draft->ignored = NULL;
	else if (is_any(status, away, sizeof(away) / sizeof(away[0])) ||
		 (most > 0 && points == 0))
		draft->ignored = "marked as not there";
	else if (given != NULL)
		draft->ignored = "not among the marks that mean present";
	else if (!is_any(status, here, sizeof(here) / sizeof(here[0])) &&
		 !(most > 0 && points >= most))
		return tsm_draft_reject(job, draft->line,
		    "neither present nor absent, and the file does not say "
		    "how long: say which marks mean present (such as P,L)");
	tsm_draft_add(job, draft);
	return TSM_OK;
}
