#include "report.h"

#include <string.h>

#include "testamur/base/file.h"
#include "testamur/roster/csv.h"

void report_init(
    struct report *report, struct app *app, const char *const *columns)
{
	*report = (struct report){ .app = app, .columns = columns };
	while (columns[report->column_count] != NULL)
		report->column_count++;
}

enum tsm_status report_add(
    struct report *report, const char *const *cells, struct tsm_error *err)
{
	struct tsm_arena *arena = &report->app->arena;
	if (report->count == report->room) {
		size_t room = report->room > 0 ? 2 * report->room : 32;
		const char *const **rows =
		    tsm_arena_array(arena, room, sizeof(void *));
		if (rows == NULL)
			return tsm_fail_memory(err);
		for (size_t i = 0; i < report->count; i++)
			rows[i] = report->rows[i];
		report->rows = rows;
		report->room = room;
	}
	const char **row =
	    tsm_arena_array(arena, report->column_count, sizeof(char *));
	if (row == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < report->column_count; i++)
		row[i] = cells[i];
	report->rows[report->count++] = row;
	return TSM_OK;
}

static json_t *to_json(const struct report *r)
{
	json_t *list = json_array();
	for (size_t i = 0; i < r->count; i++) {
		json_t *row = tsm_json_add_object(list);
		for (size_t c = 0; c < r->column_count; c++)
			tsm_json_set(row, r->columns[c], r->rows[i][c]);
	}
	return list;
}

enum tsm_status report_csv(const struct report *report, struct tsm_buf *out)
{
	const struct report *r = report;
	/* failures stay in the buffer */
	(void)!tsm_csv_write_strings(out, r->columns, r->column_count);
	for (size_t i = 0; i < r->count; i++)
		(void)!tsm_csv_write_strings(out, r->rows[i], r->column_count);
	return tsm_buf_status(out);
}

/* A record a line: wide tables do not fit a terminal. */
static void to_text(const struct report *r)
{
	for (size_t i = 0; i < r->count; i++) {
		const char *between = "";
		for (size_t c = 0; c < r->column_count; c++) {
			const char *cell = r->rows[i][c];
			if (cell == NULL || cell[0] == '\0')
				continue;
			(void)printf("%s%s", between, cell);
			between = "  ";
		}
		(void)printf("\n");
	}
	if (r->note != NULL)
		(void)printf("%s\n", r->note);
}

enum tsm_status report_write(
    const struct report *report, const char *path, struct tsm_error *err)
{
	struct tsm_buf out;
	bool csv = path != NULL && tsm_str_ends(tsm_str(path), ".csv");
	bool json = path != NULL && tsm_str_ends(tsm_str(path), ".json");
	if (path == NULL && report->app->json)
		return app_print_json(to_json(report), err);
	if (path == NULL) {
		to_text(report);
		return TSM_OK;
	}
	if (!csv && !json)
		return tsm_fail(err, TSM_E_UNSUPPORTED, "--out",
		    "the ending says what is wanted: .csv or .json");
	tsm_buf_init(&out, 0);
	enum tsm_status status = TSM_OK;
	if (csv) {
		status = report_csv(report, &out);
	} else {
		json_t *list = to_json(report);
		status = tsm_json_write(list, TSM_JSON_PRETTY, &out);
		json_decref(list);
	}
	if (status == TSM_OK)
		status = tsm_buf_status(&out);
	if (status == TSM_OK)
		status = tsm_file_write(path, out.data, out.len, 0600, err);
	tsm_buf_release(&out);
	return status == TSM_E_MEMORY ? tsm_fail_memory(err) : status;
}
