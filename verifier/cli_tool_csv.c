/* tool csv: a table as JSON. */
#include "cli_tool.h"
#include "testamur/json/write.h"
#include "testamur/roster/csv.h"
#include "testamur/roster/text.h"

static json_t *table(const struct tsm_csv *csv, struct tsm_arena *arena)
{
	const struct tsm_csv_row *head = &csv->rows[0];
	json_t *rows = json_array();
	for (size_t i = 1; i < csv->row_count; i++) {
		json_t *row = tsm_json_add_object(rows);
		for (size_t n = 0; n < head->count; n++) {
			const char *name =
			    tsm_arena_str(arena, head->fields[n]);
			if (name == NULL) {
				json_decref(rows);
				return NULL;
			}
			const struct tsm_str *field = &csv->rows[i].fields[n];
			tsm_json_setn(row, name,
			    field->ptr != NULL ? *field : tsm_str(""));
		}
	}
	return rows;
}

int cli_tool_csv(void *ctx, const struct tsm_args *args)
{
	static const struct tsm_text_options strict = { .utf8_only = true };
	static const struct tsm_csv_options wide = { .max_field =
							 TSM_IMPORT_MAX };
	struct tool tool;
	struct tsm_str data = { NULL, 0 };
	struct tsm_text text = { 0 };
	struct tsm_csv csv = { 0 };
	(void)ctx;
	tool_begin(&tool, args);
	enum tsm_status status =
	    tool_read(&tool, tsm_args_operand(args, 0), TSM_IMPORT_MAX, &data);
	if (status == TSM_OK)
		status = tsm_text_decode(
		    &tool.arena, data, &strict, &text, &tool.err);
	if (status == TSM_OK)
		status = tsm_csv_read(
		    &tool.arena, text.text, &wide, &csv, &tool.err);
	if (status == TSM_OK)
		status = tsm_csv_rectangular(&csv, &tool.err);
	if (status == TSM_OK) {
		json_t *rows = table(&csv, &tool.arena);
		status = tsm_json_write(rows, TSM_JSON_PRETTY, &tool.out);
		json_decref(rows);
	}
	return tool_end(&tool, status);
}
