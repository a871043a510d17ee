/*
 * A roster from CSV: find the header, settle the application dates, read
 * row by row, and only then reject later rows with a known e-mail address.
 */
#include "testamur/roster/roster_csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/base/limits.h"
#include "testamur/roster/people.h"

#include "internal.h"

enum {
	NAME,
	FIRST,
	LAST,
	PREFERRED,
	EMAIL,
	INSTITUTION,
	LICENCE_TYPE,
	LICENCE,
	ROLE,
	TRACK,
	APPLIED,
	COLUMNS
};

static const struct tsm_column_word words[] = {
	{ NAME, "name" },
	{ NAME, "full name" },
	{ NAME, "legal name" },
	{ NAME, "participant" },
	{ NAME, "participant name" },
	{ FIRST, "first name" },
	{ FIRST, "first" },
	{ FIRST, "given name" },
	{ LAST, "last name" },
	{ LAST, "last" },
	{ LAST, "family name" },
	{ LAST, "surname" },
	{ PREFERRED, "preferred name" },
	{ PREFERRED, "preferred" },
	{ PREFERRED, "display name" },
	{ EMAIL, "email" },
	{ EMAIL, "e-mail" },
	{ EMAIL, "email address" },
	{ EMAIL, "e-mail address" },
	{ EMAIL, "mail" },
	{ INSTITUTION, "institution" },
	{ INSTITUTION, "organisation" },
	{ INSTITUTION, "organization" },
	{ INSTITUTION, "employer" },
	{ INSTITUTION, "district" },
	{ INSTITUTION, "district / employer" },
	{ INSTITUTION, "school district" },
	{ INSTITUTION, "university" },
	{ INSTITUTION, "school" },
	{ LICENCE_TYPE, "licence type" },
	{ LICENCE_TYPE, "license type" },
	{ LICENCE, "licence number" },
	{ LICENCE, "license number" },
	{ LICENCE, "licence no." },
	{ LICENCE, "license no." },
	{ LICENCE, "licence" },
	{ LICENCE, "license" },
	{ LICENCE, "license / iein / folio no." },
	{ LICENCE, "iein" },
	{ LICENCE, "folio" },
	{ LICENCE, "folio no." },
	{ LICENCE, "folio number" },
	{ ROLE, "role" },
	{ TRACK, "track" },
	{ TRACK, "series" },
	{ TRACK, "group" },
	{ APPLIED, "applied at" },
	{ APPLIED, "applied" },
	{ APPLIED, "applied on" },
	{ APPLIED, "application date" },
	{ APPLIED, "applied-at" },
	{ APPLIED, "applied_at" },
	{ -1, NULL },
};

static const int need_name[] = { NAME, -1 };
static const int need_parts[] = { FIRST, LAST, -1 };

/* One reading under way. */
struct job {
	struct tsm_arena *arena;
	const struct tsm_csv *table;
	struct tsm_columns columns;
	enum tsm_date_order order;
	bool email_required;
	bool mapped[TSM_CSV_COLUMNS_MAX]; /* cell index has a meaning */
	struct tsm_note_list rejected;
	struct tsm_roster_list *list;
};

/*
 * A second name or e-mail column would make it a matter of luck who is
 * meant; a second column of another meaning is merely an attribute.
 */
static enum tsm_status find_header(struct job *job, struct tsm_error *err)
{
	enum tsm_status status = tsm_columns_find(
	    job->arena, job->table, words, need_name, &job->columns);
	if (status == TSM_E_UNKNOWN)
		status = tsm_columns_find(
		    job->arena, job->table, words, need_parts, &job->columns);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	if (status != TSM_OK)
		return tsm_fail(err, TSM_E_UNKNOWN, NULL,
		    "no header row with the people's names; looked for: Name "
		    "(or First name and Last name), Preferred name, Email, "
		    "Institution, Licence type, Licence number, Role, Track, "
		    "Applied at");
	if (job->columns.second[NAME] >= 0 || job->columns.second[FIRST] >= 0 ||
	    job->columns.second[LAST] >= 0 || job->columns.second[EMAIL] >= 0) {
		char where[32];
		(void)snprintf(where, sizeof(where), "line %zu",
		    job->table->rows[job->columns.row].line);
		return tsm_fail(err, TSM_E_DUPLICATE, where,
		    "two columns of the header are a name, or an e-mail address");
	}
	for (size_t i = 0; i < COLUMNS; i++)
		if (job->columns.at[i] >= 0)
			job->mapped[job->columns.at[i]] = true;
	return TSM_OK;
}

/* --- application dates ---------------------------------------------------- */

/* As for attendance, but there is no session that could tell. */
static enum tsm_status settle_order(struct job *job, struct tsm_error *err)
{
	unsigned set = TSM_DATE_MDY | TSM_DATE_DMY;
	bool matters = false;
	if (job->order != TSM_DATE_UNKNOWN)
		return TSM_OK;
	for (size_t i = job->columns.row + 1; i < job->table->row_count; i++) {
		struct tsm_when when;
		if (tsm_when_parse(tsm_columns_cell(&job->columns,
				       &job->table->rows[i], APPLIED),
			&when) != TSM_OK ||
		    !when.has_date)
			continue;
		set = tsm_date_orders_narrow(set, &when);
		matters = matters || ((when.orders & TSM_DATE_YMD) == 0 &&
					 when.a != when.b);
	}
	if (set == TSM_DATE_MDY)
		job->order = TSM_DATE_MDY;
	else if (set == TSM_DATE_DMY)
		job->order = TSM_DATE_DMY;
	else if (matters)
		return tsm_fail(err, TSM_E_AMBIGUOUS, NULL,
		    "the application dates can be read as month/day/year or "
		    "day/month/year: say which (mdy or dmy)");
	return TSM_OK;
}

/* --- one row -------------------------------------------------------------- */

/* A copy of a cell; NULL for a blank one. */
static enum tsm_status copy(struct job *job, const struct tsm_csv_row *row,
    int column, const char **ret_text)
{
	struct tsm_str cell = tsm_columns_cell(&job->columns, row, column);
	if (cell.len == 0)
		return TSM_OK;
	*ret_text = tsm_arena_str(job->arena, cell);
	return *ret_text != NULL ? TSM_OK : TSM_E_MEMORY;
}

/* A column headed "IEIN" or "Folio no." says itself what the numbers are. */
static const char *licence_type(const struct job *job)
{
	struct tsm_str head = tsm_columns_cell(
	    &job->columns, &job->table->rows[job->columns.row], LICENCE);
	if (tsm_str_is_nocase(head, "iein"))
		return "IEIN";
	if (head.len >= 5 && tsm_str_is_nocase(tsm_str_n(head.ptr, 5), "folio"))
		return "folio";
	return NULL;
}

/* The columns that are taken as written; the name last. */
static enum tsm_status read_texts(struct job *job,
    const struct tsm_csv_row *row, struct tsm_roster_entry *entry)
{
	char *role = NULL;
	struct tsm_str cell = tsm_columns_cell(&job->columns, row, ROLE);
	TSM_TRY(copy(job, row, NAME, &entry->name));
	TSM_TRY(copy(job, row, FIRST, &entry->first));
	TSM_TRY(copy(job, row, LAST, &entry->last));
	TSM_TRY(copy(job, row, PREFERRED, &entry->preferred));
	TSM_TRY(copy(job, row, INSTITUTION, &entry->institution));
	TSM_TRY(copy(job, row, LICENCE_TYPE, &entry->licence_type));
	TSM_TRY(copy(job, row, LICENCE, &entry->licence_number));
	TSM_TRY(copy(job, row, TRACK, &entry->track));
	if (entry->licence_number != NULL && entry->licence_type == NULL)
		entry->licence_type = licence_type(job);
	if (cell.len > 0) {
		role = tsm_arena_str(job->arena, cell);
		if (role == NULL)
			return TSM_E_MEMORY;
		for (size_t i = 0; i < cell.len; i++)
			role[i] = tsm_to_lower(role[i]);
		entry->role = role;
	}
	if (entry->name == NULL && entry->first != NULL &&
	    entry->last != NULL) {
		entry->name = tsm_arena_printf(
		    job->arena, "%s %s", entry->first, entry->last);
		return entry->name != NULL ? TSM_OK : TSM_E_MEMORY;
	}
	if (entry->name == NULL)
		entry->name = entry->first != NULL ? entry->first : entry->last;
	return TSM_OK;
}

/* What no column of ours takes: kept under the sheet's own words. */
static enum tsm_status read_attributes(struct job *job,
    const struct tsm_csv_row *row, struct tsm_roster_entry *entry)
{
	const struct tsm_csv_row *head = &job->table->rows[job->columns.row];
	size_t count = row->count < head->count ? row->count : head->count;
	entry->attributes =
	    tsm_arena_array(job->arena, count + 1, sizeof(*entry->attributes));
	if (entry->attributes == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < count; i++) {
		struct tsm_str name = tsm_roster_trim(head->fields[i]);
		struct tsm_str value =
		    tsm_roster_trim(tsm_csv_unwrap(tsm_csv_cell(row, i)));
		if (job->mapped[i] || name.len == 0 || value.len == 0)
			continue;
		struct tsm_roster_attribute *attribute =
		    &entry->attributes[entry->attribute_count++];
		attribute->name = tsm_arena_str(job->arena, name);
		attribute->value = tsm_arena_str(job->arena, value);
		if (attribute->name == NULL || attribute->value == NULL)
			return TSM_E_MEMORY;
	}
	return TSM_OK;
}

/* What is wrong with a row goes to *ret_why; TSM_E_MEMORY. */
static enum tsm_status read_checked(struct job *job,
    const struct tsm_csv_row *row, struct tsm_roster_entry *entry,
    const char **ret_why)
{
	struct tsm_when when;
	struct tsm_str applied = tsm_columns_cell(&job->columns, row, APPLIED);
	enum tsm_status status = tsm_email_normalise(job->arena,
	    tsm_columns_cell(&job->columns, row, EMAIL), &entry->email);
	if (status == TSM_E_MEMORY)
		return status;
	if (row->count > job->table->rows[job->columns.row].count)
		*ret_why = "the row has more fields than the header";
	else if (status != TSM_OK)
		*ret_why = "the e-mail address is none";
	else if (entry->name == NULL)
		*ret_why = "no name";
	else if (entry->email == NULL && job->email_required)
		*ret_why = "no e-mail address";
	if (*ret_why != NULL || applied.len == 0)
		return TSM_OK;
	if (tsm_when_parse(applied, &when) != TSM_OK ||
	    tsm_when_civil(&when, job->order, NULL, &entry->applied) != TSM_OK)
		*ret_why = "the application date is no date";
	else
		entry->has_applied = true;
	return TSM_OK;
}

/* An entry, or a rejection with its reason. */
static enum tsm_status read_row(struct job *job, const struct tsm_csv_row *row)
{
	struct tsm_roster_entry entry = { .line = row->line };
	const char *why = NULL;
	TSM_TRY(read_texts(job, row, &entry));
	TSM_TRY(read_checked(job, row, &entry, &why));
	if (why != NULL)
		return tsm_note_add(job->arena, &job->rejected, row->line, why);
	TSM_TRY(read_attributes(job, row, &entry));
	job->list->entries[job->list->entry_count++] = entry;
	return TSM_OK;
}

/* --- duplicates ----------------------------------------------------------- */

/* An entry to be sorted while the list keeps its order. */
struct handle {
	struct tsm_roster_entry *entry;
};

static int by_email(const void *left, const void *right)
{
	const struct tsm_roster_entry *a = ((const struct handle *)left)->entry;
	const struct tsm_roster_entry *b =
	    ((const struct handle *)right)->entry;
	int order = strcmp(a->email, b->email);
	if (order != 0)
		return order;
	return (a->line > b->line) - (a->line < b->line);
}

/* Reject every later row with an address that an earlier one has. */
static enum tsm_status reject_duplicates(struct job *job)
{
	struct tsm_roster_list *list = job->list;
	struct handle *sorted =
	    tsm_arena_array(job->arena, list->entry_count + 1, sizeof(*sorted));
	size_t count = 0;
	size_t kept = 0;
	size_t first = 0;
	if (sorted == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < list->entry_count; i++)
		if (list->entries[i].email != NULL)
			sorted[count++].entry = &list->entries[i];
	if (count > 1)
		qsort(sorted, count, sizeof(*sorted), by_email);
	for (size_t i = 1; i < count; i++) {
		if (strcmp(sorted[first].entry->email,
			sorted[i].entry->email) != 0) {
			first = i;
			continue;
		}
		const char *why = tsm_arena_printf(job->arena,
		    "line %zu has the same e-mail address",
		    sorted[first].entry->line);
		if (why == NULL)
			return TSM_E_MEMORY;
		TSM_TRY(tsm_note_add(
		    job->arena, &job->rejected, sorted[i].entry->line, why));
		sorted[i].entry->name =
		    NULL; /* marked; every entry has a name */
	}
	for (size_t i = 0; i < list->entry_count; i++)
		if (list->entries[i].name != NULL)
			list->entries[kept++] = list->entries[i];
	list->entry_count = kept;
	return TSM_OK;
}

static enum tsm_status read_rows(struct job *job)
{
	const struct tsm_csv *table = job->table;
	struct tsm_roster_list *list = job->list;
	list->entries = tsm_arena_array(
	    job->arena, table->row_count + 1, sizeof(*list->entries));
	if (list->entries == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < table->bad_count; i++)
		TSM_TRY(tsm_note_add(job->arena, &job->rejected,
		    table->bad[i].line, table->bad[i].text));
	for (size_t i = job->columns.row + 1; i < table->row_count; i++)
		if (!tsm_row_blank(&table->rows[i]))
			TSM_TRY(read_row(job, &table->rows[i]));
	TSM_TRY(reject_duplicates(job));
	tsm_note_sort(&job->rejected);
	list->rejected = job->rejected.items;
	list->rejected_count = job->rejected.count;
	return TSM_OK;
}

enum tsm_status tsm_roster_read(struct tsm_arena *arena, struct tsm_str data,
    const struct tsm_roster_options *options, struct tsm_roster_list *ret_list,
    struct tsm_error *err)
{
	struct tsm_roster_list list = { 0 };
	struct tsm_csv table;
	struct job job = { .arena = arena, .table = &table, .list = &list };
	if (options != NULL) {
		job.order = options->order;
		job.email_required = options->email_required;
	}
	TSM_TRY(tsm_text_decode(arena, data, NULL, &list.text, err));
	/* titles and the header are no people */
	const struct tsm_csv_options limits = {
		.max_rows = TSM_IMPORT_ROWS_MAX + TSM_IMPORT_OTHER_LINES
	};
	TSM_TRY(tsm_csv_read(arena, list.text.text, &limits, &table, err));
	list.delimiter = table.delimiter;
	TSM_TRY(find_header(&job, err));
	list.header_line = table.rows[job.columns.row].line;
	TSM_TRY(settle_order(&job, err));
	if (read_rows(&job) != TSM_OK)
		return tsm_fail_memory(err);
	if (list.entry_count > TSM_IMPORT_ROWS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "the file has more than %d people", TSM_IMPORT_ROWS_MAX);
	*ret_list = list;
	return TSM_OK;
}
