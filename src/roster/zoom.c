/* Zoom's participant reports (ATTENDANCE section 1), all but webinars. */
#include "testamur/roster/people.h"

#include "internal.h"

enum {
	NAME,
	EMAIL,
	JOIN,
	LEAVE,
	MINUTES,
	TOTAL,
	GUEST,
	CONSENT,
	WAITING
};

static const struct tsm_column_word words[] = {
	{ NAME, "name (original name)" },
	{ NAME, "nombre (nombre original)" },
	{ EMAIL, "user email" },
	{ EMAIL, "email" },
	{ EMAIL, "e-mail del usuario" },
	{ EMAIL, "correo electrónico" },
	{ JOIN, "join time" },
	{ JOIN, "hora para unirse" },
	{ JOIN, "hora de entrada" },
	{ LEAVE, "leave time" },
	{ LEAVE, "hora para salir" },
	{ LEAVE, "hora de salida" },
	{ MINUTES, "duration (minutes)" },
	{ MINUTES, "duración (minutos)" },
	{ TOTAL, "total duration (minutes)" },
	{ GUEST, "guest" },
	{ GUEST, "invitado" },
	{ CONSENT, "recording consent" },
	{ CONSENT, "recording disclaimer response" },
	{ WAITING, "in waiting room" },
	{ WAITING, "en sala de espera" },
	{ -1, NULL },
};

/*
 * The name's header is Zoom's own; "Join Time" alone would fit Teams and
 * Webex as well. E-mail may be absent: guests have none.
 */
static const int need_joins[] = { NAME, JOIN, LEAVE, -1 };
static const int need_totals[] = { NAME, TOTAL, -1 };
static const int time_columns[] = { JOIN, LEAVE, -1 };
static const int total_columns[] = { TOTAL, -1 };

enum {
	B_ID,
	B_TOPIC,
	B_START,
	B_END,
	B_HOST,
	B_EMAIL,
	B_PARTICIPANTS
};

/* The block above the table. */
static const struct tsm_column_word block_words[] = {
	{ B_ID, "meeting id" },
	{ B_ID, "id" },
	{ B_TOPIC, "topic" },
	{ B_START, "start time" },
	{ B_END, "end time" },
	{ B_HOST, "host" },
	{ B_EMAIL, "user email" },
	{ B_PARTICIPANTS, "participants" },
	{ -1, NULL },
};

/* Negative when out of memory, as struct tsm_importer wants it. */
static int score(struct tsm_arena *arena, const struct tsm_csv *table,
    const int *need, const int *typed, enum tsm_cell_type type)
{
	struct tsm_columns columns;
	enum tsm_status status =
	    tsm_columns_find(arena, table, words, need, &columns);
	if (status == TSM_E_MEMORY)
		return -1;
	if (status != TSM_OK)
		return 0;
	return tsm_columns_score(table, &columns, typed, type);
}

static int score_joins(struct tsm_arena *arena, const struct tsm_csv *table)
{
	return score(arena, table, need_joins, time_columns, TSM_CELL_WHEN);
}

static int score_totals(struct tsm_arena *arena, const struct tsm_csv *table)
{
	return score(arena, table, need_totals, total_columns, TSM_CELL_NUMBER);
}

/* --- the block ------------------------------------------------------------ */

/* A copy of a cell, or NULL for a blank one. */
static enum tsm_status copy_cell(
    struct tsm_arena *arena, struct tsm_str cell, const char **ret_text)
{
	if (cell.len == 0)
		return TSM_OK;
	*ret_text = tsm_arena_str(arena, cell);
	return *ret_text != NULL ? TSM_OK : TSM_E_MEMORY;
}

/* "Name (mail)" of the newer block, or the older one's e-mail column. */
static enum tsm_status read_host(struct tsm_import_job *job,
    const struct tsm_columns *columns, const struct tsm_csv_row *row)
{
	struct tsm_meeting *meeting = &job->import->meeting;
	struct tsm_str email = tsm_columns_cell(columns, row, B_EMAIL);
	struct tsm_str host = tsm_columns_cell(columns, row, B_HOST);
	const char *inside = NULL;
	if (host.len > 0) {
		TSM_TRY(tsm_name_split(
		    job->arena, host, &meeting->host_name, &inside));
		if (inside != NULL)
			email = tsm_str(inside);
	}
	enum tsm_status status =
	    tsm_email_normalise(job->arena, email, &meeting->host_email);
	return status == TSM_E_VALUE ? TSM_OK : status;
}

/* The values below the block's header. Both generations in one. */
static enum tsm_status read_block(struct tsm_import_job *job,
    const struct tsm_columns *columns, const struct tsm_csv_row *row)
{
	struct tsm_meeting *meeting = &job->import->meeting;
	struct tsm_str start = tsm_columns_cell(columns, row, B_START);
	struct tsm_str end = tsm_columns_cell(columns, row, B_END);
	struct tsm_when blank = { 0 };
	job->import->has_meeting = true;
	meeting->line = row->line;
	TSM_TRY(copy_cell(
	    job->arena, tsm_columns_cell(columns, row, B_ID), &meeting->id));
	TSM_TRY(copy_cell(job->arena, tsm_columns_cell(columns, row, B_TOPIC),
	    &meeting->topic));
	TSM_TRY(read_host(job, columns, row));
	if (tsm_when_parse(start, &job->meeting_start) != TSM_OK)
		job->meeting_start = blank;
	if (tsm_when_parse(end, &job->meeting_end) != TSM_OK)
		job->meeting_end = blank;
	meeting->has_participants =
	    tsm_parse_u64(tsm_columns_cell(columns, row, B_PARTICIPANTS),
		UINT32_MAX, &meeting->participants) == TSM_OK;
	return TSM_OK;
}

/* Look above the header row for the block; other lines are remarked on. */
static enum tsm_status find_block(
    struct tsm_import_job *job, const struct tsm_csv *table, size_t header)
{
	for (size_t i = 0; i < header; i++) {
		struct tsm_columns columns;
		const struct tsm_csv_row *row = &table->rows[i];
		if (tsm_row_blank(row))
			continue;
		TSM_TRY(
		    tsm_columns_match(job->arena, row, block_words, &columns));
		if (!job->import->has_meeting && i + 1 < header &&
		    columns.at[B_TOPIC] >= 0 && columns.at[B_START] >= 0 &&
		    columns.at[B_END] >= 0) {
			i++;
			TSM_TRY(read_block(job, &columns, &table->rows[i]));
			continue;
		}
		TSM_TRY(tsm_note_add(job->arena, &job->notes, row->line,
		    "a line above the table was not understood"));
	}
	return TSM_OK;
}

/* --- rows ----------------------------------------------------------------- */

/* English and Spanish exports. */
static bool says_yes(struct tsm_str cell)
{
	return tsm_str_is_nocase(cell, "yes") || tsm_str_is(cell, "Sí") ||
	       tsm_str_is(cell, "sí") || tsm_str_is_nocase(cell, "si");
}

/* What is wrong with the times of a row, or NULL. */
static const char *read_times(
    struct tsm_draft *draft, struct tsm_str join, struct tsm_str leave)
{
	enum tsm_status status = tsm_when_parse(join, &draft->join);
	if (status == TSM_E_MISSING)
		return "no join time";
	if (status != TSM_OK || !draft->join.has_time)
		return "the join time is no date and time";
	status = tsm_when_parse(leave, &draft->leave);
	if (status == TSM_E_MISSING)
		return "no leave time";
	if (status != TSM_OK || !draft->leave.has_time)
		return "the leave time is no date and time";
	return NULL;
}

/* The cells of one row; what is wrong with it, or NULL. */
static const char *read_draft(const struct tsm_columns *columns,
    const struct tsm_csv_row *row, bool totals, struct tsm_draft *draft)
{
	struct tsm_str minutes =
	    tsm_columns_cell(columns, row, totals ? TOTAL : MINUTES);
	draft->line = row->line;
	draft->name = tsm_columns_cell(columns, row, NAME);
	draft->email = tsm_columns_cell(columns, row, EMAIL);
	draft->waiting_room = says_yes(tsm_columns_cell(columns, row, WAITING));
	draft->total_only = totals;
	draft->has_minutes =
	    tsm_parse_u64(minutes, UINT32_MAX, &draft->minutes) == TSM_OK;
	if (totals)
		return draft->has_minutes ? NULL
					  : "the total is no number of minutes";
	return read_times(draft, tsm_columns_cell(columns, row, JOIN),
	    tsm_columns_cell(columns, row, LEAVE));
}

static enum tsm_status read_rows(struct tsm_import_job *job,
    const struct tsm_csv *table, const struct tsm_columns *columns)
{
	for (size_t i = columns->row + 1; i < table->row_count; i++) {
		const struct tsm_csv_row *row = &table->rows[i];
		struct tsm_draft draft = { 0 };
		if (tsm_row_blank(row))
			continue;
		const char *why =
		    read_draft(columns, row, job->import->total_only, &draft);
		if (why == NULL)
			job->drafts[job->draft_count++] = draft;
		else
			TSM_TRY(tsm_note_add(
			    job->arena, &job->rejected, row->line, why));
	}
	return TSM_OK;
}

/* Which of Zoom's header sets this is, for the admin's preview. */
static const char *generation(
    const struct tsm_csv *table, const struct tsm_columns *columns)
{
	const struct tsm_csv_row *row = &table->rows[columns->row];
	if (tsm_str_is_nocase(tsm_columns_cell(columns, row, NAME),
		"nombre (nombre original)"))
		return "Spanish";
	if (tsm_str_is_nocase(
		tsm_columns_cell(columns, row, EMAIL), "user email"))
		return "older";
	return "newer";
}

static enum tsm_status describe(struct tsm_import_job *job,
    const struct tsm_csv *table, const struct tsm_columns *columns)
{
	struct tsm_import *import = job->import;
	const struct tsm_csv_row *row = &table->rows[columns->row];
	import->header_line = row->line;
	import->variant = tsm_arena_printf(job->arena,
	    "Zoom participants, %s, %s columns, %s meeting block",
	    import->total_only ? "totals per person" : "one row per join",
	    generation(table, columns),
	    import->has_meeting ? "with" : "without");
	import->why = tsm_arena_printf(job->arena,
	    "line %zu names %zu columns of a Zoom participant report, %zu in "
	    "all",
	    row->line, columns->known, row->count);
	return import->variant != NULL && import->why != NULL ? TSM_OK
							      : TSM_E_MEMORY;
}

static enum tsm_status read_all(struct tsm_import_job *job,
    const struct tsm_csv *table, const struct tsm_columns *columns)
{
	TSM_TRY(find_block(job, table, columns->row));
	TSM_TRY(read_rows(job, table, columns));
	if (job->import->total_only)
		TSM_TRY(tsm_note_add(job->arena, &job->notes, 0,
		    "totals only, rounded up to minutes: they cannot be "
		    "clipped to the session"));
	return describe(job, table, columns);
}

static enum tsm_status read_report(struct tsm_arena *arena,
    const struct tsm_csv *table, const struct tsm_import_options *options,
    bool totals, struct tsm_import *import, struct tsm_error *err)
{
	struct tsm_columns columns;
	struct tsm_import_job job;
	enum tsm_status status = tsm_columns_find(
	    arena, table, words, totals ? need_totals : need_joins, &columns);
	if (status == TSM_E_UNKNOWN)
		return tsm_fail(err, TSM_E_UNKNOWN, NULL,
		    "this is no Zoom participant report of that kind");
	import->total_only = totals;
	if (status == TSM_OK)
		status = tsm_import_begin(
		    &job, arena, table, options, "live", import);
	if (status == TSM_OK)
		status = read_all(&job, table, &columns);
	if (status != TSM_OK)
		return tsm_fail_memory(err);
	return tsm_import_finish(&job, err);
}

static enum tsm_status read_joins(struct tsm_arena *arena,
    const struct tsm_csv *table, const struct tsm_import_options *options,
    struct tsm_import *import, struct tsm_error *err)
{
	return read_report(arena, table, options, false, import, err);
}

static enum tsm_status read_totals(struct tsm_arena *arena,
    const struct tsm_csv *table, const struct tsm_import_options *options,
    struct tsm_import *import, struct tsm_error *err)
{
	return read_report(arena, table, options, true, import, err);
}

const struct tsm_importer tsm_importer_zoom_joins = {
	.id = "zoom-joins",
	.title = "Zoom participants",
	.looks_for = "Name (Original Name), Join Time, Leave Time",
	.score = score_joins,
	.read = read_joins,
};

const struct tsm_importer tsm_importer_zoom_totals = {
	.id = "zoom-totals",
	.title = "Zoom unique users",
	.looks_for = "Name (Original Name), Total Duration (Minutes)",
	.score = score_totals,
	.read = read_totals,
};
