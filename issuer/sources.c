#include "sources.h"

#include <stdlib.h>

#include "testamur/base/digest.h"
#include "testamur/store/attendance.h"
#include "testamur/store/cohort.h"
#include "testamur/store/erase.h"

/* The most that is kept of files: a million rows and their texts. */
#define SOURCES_MAX ((size_t)1 << 30)

/* The rows of one file for one session, by line. */
struct source_reading {
	const char *cohort, *session, *sha256;
	const struct tsm_store_row **rows;
	size_t count;
	struct source_reading *next;
};

struct source_file {
	const char *sha256;
	bool erased, altered;
	struct source_file *next;
};

void sources_init(struct sources *sources, struct app *app)
{
	*sources = (struct sources){ .app = app };
	tsm_arena_init(&sources->arena, SOURCES_MAX);
}

void sources_release(struct sources *sources)
{
	tsm_arena_release(&sources->arena);
	sources->readings = NULL;
	sources->files = NULL;
}

static enum tsm_status look_at(struct sources *s, const char *sha256,
    struct source_line *line, struct tsm_error *err)
{
	struct tsm_arena body;
	struct tsm_store_file stored;
	char hex[TSM_SHA256_HEX];
	bool erased = false;
	TSM_TRY(tsm_store_file_erased(s->app->store, sha256, &erased, err));
	line->erased = erased;
	if (erased)
		return TSM_OK;
	tsm_arena_init(&body, 0);
	enum tsm_status status =
	    tsm_store_file_get(s->app->store, sha256, &body, &stored, err);
	line->erased = status == TSM_E_NOT_FOUND;
	if (status == TSM_OK) {
		status = tsm_sha256_hex(stored.body.ptr, stored.body.len, hex);
		line->altered = status == TSM_OK && !tsm_streq(hex, sha256);
	}
	tsm_arena_release(&body);
	return line->erased ? TSM_OK : status;
}

/* What is known of the file as a whole; looked at once. */
static enum tsm_status find_file(struct sources *s, const char *sha256,
    struct source_line *line, struct tsm_error *err)
{
	for (const struct source_file *f = s->files; f != NULL; f = f->next) {
		if (tsm_streq(f->sha256, sha256)) {
			line->erased = f->erased;
			line->altered = f->altered;
			return TSM_OK;
		}
	}
	TSM_TRY(look_at(s, sha256, line, err));
	struct source_file *file = tsm_arena_alloc(&s->arena, sizeof(*file));
	const char *name = tsm_arena_dup(&s->arena, sha256);
	if (file == NULL || name == NULL)
		return tsm_fail_memory(err);
	*file =
	    (struct source_file){ name, line->erased, line->altered, s->files };
	s->files = file;
	return TSM_OK;
}

static int by_line(const void *a, const void *b)
{
	const struct tsm_store_row *const *x = a;
	const struct tsm_store_row *const *y = b;
	return ((*x)->line > (*y)->line) - ((*x)->line < (*y)->line);
}

/* All readings of the file for the session, replaced ones too. */
static enum tsm_status read_rows(
    struct sources *s, struct source_reading *reading, struct tsm_error *err)
{
	struct tsm_store_source *list = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_source_list(s->app->store, reading->cohort,
	    reading->session, &s->arena, &list, &count, err));
	for (size_t i = 0; i < count; i++) {
		struct tsm_store_row *rows = NULL;
		size_t n = 0;
		if (!tsm_streq(list[i].sha256, reading->sha256))
			continue;
		TSM_TRY(tsm_store_row_list_source(
		    s->app->store, list[i].id, &s->arena, &rows, &n, err));
		const struct tsm_store_row **all = tsm_arena_array(
		    &s->arena, reading->count + n, sizeof(void *));
		if (all == NULL)
			return tsm_fail_memory(err);
		for (size_t k = 0; k < reading->count; k++)
			all[k] = reading->rows[k];
		for (size_t k = 0; k < n; k++)
			all[reading->count + k] = &rows[k];
		reading->rows = all;
		reading->count += n;
	}
	if (reading->count > 0)
		qsort(reading->rows, reading->count, sizeof(void *), by_line);
	return TSM_OK;
}

static enum tsm_status find_reading(struct sources *s,
    const struct source_reading *wanted, struct source_reading *ret_reading,
    struct tsm_error *err)
{
	struct source_reading *r = s->readings;
	while (r != NULL && !(tsm_streq(r->sha256, wanted->sha256) &&
				tsm_streq(r->session, wanted->session) &&
				tsm_streq(r->cohort, wanted->cohort)))
		r = r->next;
	if (r == NULL) {
		r = tsm_arena_alloc(&s->arena, sizeof(*r));
		if (r == NULL)
			return tsm_fail_memory(err);
		r->cohort = tsm_arena_dup(&s->arena, wanted->cohort);
		r->session = tsm_arena_dup(&s->arena, wanted->session);
		r->sha256 = tsm_arena_dup(&s->arena, wanted->sha256);
		if (r->cohort == NULL || r->session == NULL ||
		    r->sha256 == NULL)
			return tsm_fail_memory(err);
		TSM_TRY(read_rows(s, r, err));
		r->next = s->readings;
		s->readings = r;
	}
	*ret_reading = *r;
	return TSM_OK;
}

/* The first row of a line, or the count of rows. */
static size_t first_of(const struct source_reading *reading, int64_t line)
{
	size_t low = 0;
	size_t high = reading->count;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (reading->rows[mid]->line < line)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void fill(const struct tsm_store_row *row, struct source_line *line)
{
	line->found = true;
	line->from = row->join_utc;
	line->until = row->leave_utc;
	line->total = row->total_seconds > 0 ? row->total_seconds : 0;
}

/* The same line may be in several readings, perhaps in other zones: the one
 * that fits, else the first. */
static void choose(const struct source_reading *reading, int64_t line,
    int64_t from, struct source_line *ret_line)
{
	for (size_t i = first_of(reading, line); i < reading->count; i++) {
		const struct tsm_store_row *row = reading->rows[i];
		if (row->line != line)
			break;
		if (!ret_line->found || row->join_utc == from)
			fill(row, ret_line);
	}
}

/* A cohort that was deleted took its rows with it. */
static enum tsm_status is_gone(struct sources *s, const char *cohort,
    bool *ret_gone, struct tsm_error *err)
{
	struct tsm_store_cohort row;
	enum tsm_status status =
	    tsm_store_cohort_get(s->app->store, cohort, &s->arena, &row, err);
	*ret_gone = status == TSM_E_NOT_FOUND;
	return *ret_gone ? TSM_OK : status;
}

enum tsm_status sources_line(struct sources *sources, const char *cohort,
    const char *session, const char *sha256, int64_t line, int64_t from,
    struct source_line *ret_line, struct tsm_error *err)
{
	struct source_reading reading = { 0 };
	const struct source_reading wanted = {
		.cohort = cohort, .session = session, .sha256 = sha256
	};
	struct source_line found = { 0 };
	TSM_TRY(find_file(sources, sha256, &found, err));
	if (session != NULL && !found.erased) {
		TSM_TRY(find_reading(sources, &wanted, &reading, err));
		choose(&reading, line, from, &found);
		if (reading.count == 0)
			TSM_TRY(is_gone(sources, cohort, &found.erased, err));
	}
	*ret_line = found;
	return TSM_OK;
}
