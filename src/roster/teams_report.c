/*
 * Microsoft Teams' attendance report since 2022: numbered sections. First join
 * to last leave of section 2 is no presence; section 3 has a row per join
 * where it has any, and people it leaves out are taken from section 2 with
 * their duration.
 */
#include <stdlib.h>
#include <string.h>

#include "testamur/roster/people.h"

#include "teams.h"

/* A section with a table: its columns, its rows from first to before end. */
struct part {
	bool there;
	struct tsm_columns columns;
	size_t first;
	size_t end;
};

/* Who a row is of, to find the same in the other section. */
struct key {
	struct tsm_str text; /* e-mail address, or name without one */
	size_t row;
};

struct keys {
	struct key *at;
	size_t count;
};

static const int need[] = { COL_JOIN, COL_LEAVE, -1 };
static const int need_parts[] = { COL_FIRST, COL_LAST, -1 };

/* --- sections ---------------------------------------------------------------- */

/*
 * The table of the n-th section (from 0). Titles, header words and their
 * order differ by year and language: what no word says, the values do.
 */
static enum tsm_status find_part(const struct tsm_sheet *sheet,
    const struct tsm_teams_sections *sections, size_t n, struct part *ret_part)
{
	struct part part = { 0 };
	const struct tsm_csv *table = sheet->table;
	if (n >= sections->count)
		return TSM_OK;
	size_t head = sections->title[n] + 1;
	part.end =
	    n + 1 < sections->count ? sections->title[n + 1] : table->row_count;
	part.first = head + 1;
	if (head >= part.end)
		return TSM_OK;
	TSM_TRY(tsm_sheet_head(sheet->arena, table, head, &part.columns));
	if (part.first < part.end)
		(void)tsm_columns_infer(
		    table, part.first, part.end, &part.columns);
	part.there = tsm_columns_have(&part.columns, need) &&
		     (part.columns.at[COL_NAME] >= 0 ||
			 tsm_columns_have(&part.columns, need_parts));
	*ret_part = part;
	return TSM_OK;
}

static int score(const struct tsm_sheet *sheet)
{
	struct tsm_teams_sections sections;
	struct part participants = { 0 };
	tsm_teams_find(sheet->table, &sections);
	if (sections.count < 2)
		return 0;
	if (find_part(sheet, &sections, 1, &participants) != TSM_OK)
		return -1;
	return participants.there ? 95 : 0;
}

/* --- who is in which section -------------------------------------------------- */

static int by_key(const void *left, const void *right)
{
	const struct key *a = left;
	const struct key *b = right;
	int order = tsm_str_cmp(a->text, b->text);
	if (order != 0)
		return order;
	return (a->row > b->row) - (a->row < b->row);
}

/* In lower case, as addresses are compared. */
static enum tsm_status key_of(struct tsm_arena *arena, const struct part *part,
    const struct tsm_csv_row *row, bool named, struct key *ret_key)
{
	struct key key = { 0 };
	const char *email = NULL;
	if (!named &&
	    tsm_email_normalise(arena, tsm_teams_email(&part->columns, row),
		&email) == TSM_E_MEMORY)
		return TSM_E_MEMORY;
	if (email != NULL)
		key.text = tsm_str(email);
	else
		TSM_TRY(tsm_draft_name(arena, &part->columns, row, &key.text));
	*ret_key = key;
	return TSM_OK;
}

static enum tsm_status keys_of(struct tsm_import_job *job,
    const struct part *part, bool named, struct keys *ret_keys)
{
	struct keys keys = { 0 };
	keys.at = tsm_arena_array(
	    job->arena, part->end - part->first + 1, sizeof(*keys.at));
	if (keys.at == NULL)
		return TSM_E_MEMORY;
	for (size_t i = part->first; i < part->end; i++) {
		const struct tsm_csv_row *row = &job->table->rows[i];
		if (tsm_row_blank(row))
			continue;
		struct key *key = &keys.at[keys.count++];
		TSM_TRY(key_of(job->arena, part, row, named, key));
		key->row = i;
	}
	qsort(keys.at, keys.count, sizeof(*keys.at), by_key);
	*ret_keys = keys;
	return TSM_OK;
}

/* How many rows have this key; *ret_first is the first of them. */
static size_t count_key(
    const struct keys *keys, struct tsm_str text, size_t *ret_first)
{
	size_t low = 0;
	size_t high = keys->count;
	size_t same = 0;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (tsm_str_cmp(keys->at[mid].text, text) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	while (low + same < keys->count &&
	       tsm_str_eq(keys->at[low + same].text, text))
		same++;
	*ret_first = low < keys->count ? keys->at[low].row : 0;
	return same;
}

/* --- rows ------------------------------------------------------------------- */

/* Everything read_row needs to know. */
struct reading {
	struct tsm_import_job *job;
	struct part people; /* section 2 */
	struct part joins;  /* section 3 */
	struct keys in_people;
	struct keys in_joins;
	struct keys names; /* of section 2, by name alone */
	bool named;        /* section 3 has no addresses */
	size_t from_people;
	size_t from_joins;
};

/*
 * Guests have no address: several under one name are told apart by their
 * rows alone, and nobody here says that two of them are one person.
 */
static enum tsm_status set_identity(
    struct reading *r, const struct tsm_csv_row *row, struct tsm_draft *draft)
{
	size_t first = 0;
	if (draft->email.len > 0 ||
	    count_key(&r->names, draft->name, &first) < 2)
		return TSM_OK;
	draft->passing = true;
	draft->identity =
	    tsm_arena_printf(r->job->arena, "line %zu", row->line);
	return draft->identity != NULL ? TSM_OK : TSM_E_MEMORY;
}

/* The address that section 2 has for a name, where that is one person's. */
static struct tsm_str email_of_name(
    const struct reading *r, struct tsm_str name)
{
	size_t row = 0;
	if (count_key(&r->names, name, &row) != 1)
		return tsm_str("");
	return tsm_teams_email(&r->people.columns, &r->job->table->rows[row]);
}

static enum tsm_status read_row(
    struct reading *r, const struct part *part, const struct tsm_csv_row *row)
{
	struct tsm_import_job *job = r->job;
	const struct tsm_columns *columns = &part->columns;
	struct tsm_draft draft = { .line = row->line,
		.kind = TSM_DRAFT_TIMES,
		.email = tsm_teams_email(columns, row) };
	const char *why = NULL;
	TSM_TRY(tsm_draft_name(job->arena, columns, row, &draft.name));
	draft.host =
	    tsm_teams_organises(tsm_columns_cell(columns, row, COL_ROLE));
	if (draft.email.len == 0 && r->named && part == &r->joins)
		draft.email = email_of_name(r, draft.name);
	TSM_TRY(set_identity(r, row, &draft));
	if (part == &r->people) {
		why = tsm_draft_read_span(columns, row, &draft);
	} else {
		why = tsm_draft_read_times(columns, row, &draft);
		draft.has_duration =
		    tsm_duration_parse(
			tsm_columns_cell(columns, row, COL_DURATION),
			&draft.duration) == TSM_OK;
	}
	if (why != NULL)
		return tsm_draft_reject(job, row->line, why);
	tsm_draft_add(job, &draft);
	return TSM_OK;
}

/* People with a row in section 3 are read there. */
static enum tsm_status read_people(struct reading *r)
{
	for (size_t i = r->people.first; i < r->people.end; i++) {
		const struct tsm_csv_row *row = &r->job->table->rows[i];
		struct key key;
		size_t first = 0;
		if (tsm_row_blank(row))
			continue;
		TSM_TRY(key_of(r->job->arena, &r->people, row, r->named, &key));
		if (r->joins.there &&
		    count_key(&r->in_joins, key.text, &first) > 0)
			continue;
		r->from_people++;
		TSM_TRY(read_row(r, &r->people, row));
	}
	return TSM_OK;
}

static enum tsm_status read_joins(struct reading *r)
{
	for (size_t i = r->joins.first; i < r->joins.end; i++) {
		const struct tsm_csv_row *row = &r->job->table->rows[i];
		if (tsm_row_blank(row))
			continue;
		r->from_joins++;
		TSM_TRY(read_row(r, &r->joins, row));
	}
	return TSM_OK;
}

static enum tsm_status describe(struct reading *r)
{
	struct tsm_import_job *job = r->job;
	const struct part *shown = r->from_joins > 0 ? &r->joins : &r->people;
	struct tsm_import *import = job->import;
	if (r->from_joins > 0 && r->from_people > 0)
		TSM_TRY(tsm_note_add(job->arena, &job->notes, 0,
		    "section 3 has no rows of some people: they are taken "
		    "from section 2"));
	import->header_line = job->table->rows[shown->first - 1].line;
	import->variant = "Microsoft Teams attendance report in sections";
	import->why = tsm_arena_printf(job->arena,
	    "numbered sections; %zu rows of section 3 (one per join), %zu of "
	    "section 2 (people without a row in section 3)",
	    r->from_joins, r->from_people);
	return import->why != NULL ? TSM_OK : TSM_E_MEMORY;
}

static enum tsm_status read_all(struct reading *r,
    const struct tsm_sheet *sheet, const struct tsm_teams_sections *sections)
{
	struct tsm_import_job *job = r->job;
	TSM_TRY(find_part(sheet, sections, 1, &r->people));
	TSM_TRY(find_part(sheet, sections, 2, &r->joins));
	r->named = r->joins.there && r->joins.columns.at[COL_EMAIL] < 0;
	TSM_TRY(
	    tsm_teams_summary(job, sections->title[0] + 1, sections->title[1]));
	TSM_TRY(keys_of(job, &r->people, r->named, &r->in_people));
	TSM_TRY(keys_of(job, &r->people, true, &r->names));
	if (r->joins.there)
		TSM_TRY(keys_of(job, &r->joins, r->named, &r->in_joins));
	TSM_TRY(read_people(r));
	if (r->joins.there)
		TSM_TRY(read_joins(r));
	return describe(r);
}

static enum tsm_status read_report(const struct tsm_sheet *sheet,
    const struct tsm_import_options *options, struct tsm_import *import,
    struct tsm_error *err)
{
	struct tsm_teams_sections sections;
	struct tsm_import_job job;
	struct reading r = { .job = &job };
	tsm_teams_find(sheet->table, &sections);
	if (sections.count < 2 || score(sheet) == 0)
		return tsm_fail(err, TSM_E_UNKNOWN, NULL,
		    "this is no Teams attendance report in sections");
	enum tsm_status status =
	    tsm_import_begin(&job, sheet, options, "live", import);
	if (status == TSM_OK)
		status = read_all(&r, sheet, &sections);
	if (status != TSM_OK)
		return tsm_fail_memory(err);
	return tsm_import_finish(&job, err);
}

const struct tsm_importer tsm_importer_teams_report = {
	.id = "teams-report",
	.title = "Teams attendance report",
	.looks_for = "1. Summary, 2. Participants",
	.score = score,
	.read = read_report,
};
