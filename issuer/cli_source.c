/* attendance file, columns, mapping: exports as they came, and unknown ones. */
#include "app.h"
#include "testamur/base/file.h"
#include "testamur/base/limits.h"
#include "testamur/roster/importer.h"
#include "testamur/store/attendance.h"
#include "testamur/store/audit.h"
#include "testamur/store/mapping.h"

/* --- file ------------------------------------------------------------------- */

/* The stored bytes are what was hashed: nothing is written unless they are. */
static enum tsm_status file(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *sha256 = tsm_args_operand(args, 0);
	const char *out = tsm_args_get(args, "out");
	struct tsm_store_file kept;
	TSM_TRY(
	    tsm_store_file_get(app->store, sha256, &app->arena, &kept, err));
	TSM_TRY(tsm_file_write(out, kept.body.ptr, kept.body.len, 0600, err));
	TSM_TRY(app_audit(app, "attendance.file", sha256, NULL, err));
	if (app->json) {
		json_t *result = json_object();
		tsm_json_set(result, "sha256", kept.sha256);
		tsm_json_set(result, "name", kept.name);
		tsm_json_set_int(result, "size", kept.size);
		return app_print_json(result, err);
	}
	(void)printf("%s: %lld bytes, as imported from %s\n", out,
	    (long long)kept.size, app_clean(app, kept.name));
	return TSM_OK;
}

/* --- columns ---------------------------------------------------------------- */

static json_t *columns_json(const struct tsm_file_columns *columns)
{
	json_t *result = json_object();
	tsm_json_set_int(result, "line", (int64_t)columns->line);
	json_t *list = tsm_json_set_array(result, "columns");
	for (size_t i = 0; i < columns->count; i++) {
		json_t *row = tsm_json_add_object(list);
		tsm_json_set_int(row, "number", (int64_t)i + 1);
		tsm_json_set(row, "header", columns->list[i].header);
		tsm_json_set(row, "holds", columns->list[i].holds);
		tsm_json_set(row, "perhaps", columns->list[i].perhaps);
	}
	return result;
}

static enum tsm_status columns(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *path = tsm_args_operand(args, 0);
	struct tsm_file_columns found = { 0 };
	struct tsm_buf data;
	tsm_buf_init(&data, 0);
	enum tsm_status status =
	    tsm_file_read(path, TSM_IMPORT_MAX, &data, err);
	if (status == TSM_OK)
		status = tsm_import_columns(
		    &app->arena, tsm_buf_str(&data), &found, err);
	tsm_buf_release(&data);
	TSM_TRY(status);
	if (app->json)
		return app_print_json(columns_json(&found), err);
	(void)printf("the header seems to be line %zu\n", found.line);
	for (size_t i = 0; i < found.count; i++)
		(void)printf("%3zu  %-32s %-18s%s%s\n", i + 1,
		    app_clean(app, found.list[i].header), found.list[i].holds,
		    found.list[i].perhaps != NULL ? "perhaps " : "",
		    found.list[i].perhaps != NULL ? found.list[i].perhaps : "");
	return TSM_OK;
}

/* --- mapping ---------------------------------------------------------------- */

static enum tsm_status mapping_set(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const struct tsm_store_mapping mapping = {
		.name = tsm_args_operand(args, 0),
		.columns = tsm_args_get(args, "columns"),
		.by = app->actor,
		.at = app->now,
	};
	TSM_TRY(tsm_mapping_check(mapping.columns, err));
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status =
	    tsm_store_mapping_put(app->store, &mapping, err);
	if (status == TSM_OK)
		status = app_audit(
		    app, "attendance.mapping", mapping.name, NULL, err);
	return app_end(app, status, err);
}

static enum tsm_status mapping_remove(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *name = tsm_args_operand(args, 0);
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status =
	    tsm_store_mapping_remove(app->store, name, err);
	if (status == TSM_OK)
		status = app_audit(app, "attendance.mapping", name, NULL, err);
	return app_end(app, status, err);
}

static enum tsm_status mapping_list(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_mapping *list = NULL;
	size_t count = 0;
	(void)args;
	TSM_TRY(tsm_store_mapping_list(
	    app->store, &app->arena, &list, &count, err));
	if (!app->json) {
		for (size_t i = 0; i < count; i++)
			(void)printf("%-20s %s\n", app_clean(app, list[i].name),
			    app_clean(app, list[i].columns));
		return TSM_OK;
	}
	json_t *result = json_array();
	for (size_t i = 0; i < count; i++) {
		json_t *row = tsm_json_add_object(result);
		tsm_json_set(row, "name", list[i].name);
		tsm_json_set(row, "columns", list[i].columns);
		tsm_json_set(row, "by", list[i].by);
	}
	return app_print_json(result, err);
}

APP_COMMAND(file)
APP_COMMAND(columns)
APP_COMMAND(mapping_set)
APP_COMMAND(mapping_list)
APP_COMMAND(mapping_remove)

static const struct tsm_option file_options[] = {
	{ "out", TSM_OPT_VALUE, "FILE", "where to write it", true },
	TSM_OPTIONS_END,
};

static const struct tsm_option mapping_options[] = {
	{ "columns", TSM_OPT_VALUE, "LIST",
	    "such as name=Who,join=From,leave=3: a header or a number each",
	    true },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_source_commands[] = {
	{ "work file", "HASH", "a file that was handed in, byte for byte", NULL,
	    file_options, run_file, 1, 1 },
	{ "attendance file", "HASH",
	    "an imported file, byte for byte as it came",
	    "HASH is its SHA-256, as 'attendance show' lists it.", file_options,
	    run_file, 1, 1 },
	{ "attendance columns", "FILE",
	    "the columns of a table that is not recognised",
	    "For 'attendance import --columns': nothing is imported, and what "
	    "a column perhaps\nmeans is not used unless you say so.",
	    NULL, run_columns, 1, 1 },
	{ "attendance mapping set", "NAME", "remember which column means what",
	    "The meanings are name, first, last, email, id, join, leave, date, "
	    "duration, minutes\nand status.",
	    mapping_options, run_mapping_set, 1, 1 },
	{ "attendance mapping list", NULL, "what is remembered", NULL, NULL,
	    run_mapping_list, 0, 0 },
	{ "attendance mapping remove", "NAME", "forget it", NULL, NULL,
	    run_mapping_remove, 1, 1 },
	TSM_COMMANDS_END,
};
