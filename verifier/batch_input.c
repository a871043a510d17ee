/* batch_input.c - the items of an operand: file, folder, ZIP, CSV, id. */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch.h"
#include "testamur/base/alloc.h"
#include "testamur/base/file.h"
#include "testamur/bundle/bundle.h"
#include "testamur/roster/csv.h"
#include "testamur/roster/text.h"

/* Files of a folder that are looked at, hidden ones included. */
#define ENTRIES_MAX 20000

/* --- folder ---------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	const char *const *x = a;
	const char *const *y = b;

	return strcmp(*x, *y);
}

static enum tsm_status read_names(struct batch *batch, DIR *folder,
    const char *path, const char ***ret_names, size_t *ret_count,
    struct tsm_error *err)
{
	const char **names =
	    tsm_arena_array(&batch->arena, BATCH_ITEMS_MAX + 1, sizeof(*names));
	struct dirent *entry;
	size_t seen = 0;
	size_t count = 0;

	if (names == NULL)
		return tsm_fail_memory(err);
	while ((entry = readdir(folder)) != NULL) {
		struct stat info;
		if (++seen > ENTRIES_MAX || count > BATCH_ITEMS_MAX)
			return tsm_fail(err, TSM_E_LIMIT, path,
			    "a batch has at most %d items", BATCH_ITEMS_MAX);
		/* what a link stands for lies elsewhere */
		if (entry->d_name[0] == '.' ||
		    fstatat(dirfd(folder), entry->d_name, &info,
			AT_SYMLINK_NOFOLLOW) != 0 ||
		    !S_ISREG(info.st_mode))
			continue;
		names[count] = tsm_arena_dup(&batch->arena, entry->d_name);
		if (names[count++] == NULL)
			return tsm_fail_memory(err);
	}
	qsort(names, count, sizeof(*names), by_name);
	*ret_names = names;
	*ret_count = count;
	return TSM_OK;
}

static enum tsm_status add_folder(
    struct batch *batch, const char *path, struct tsm_error *err)
{
	const char **names = NULL;
	size_t count = 0;
	DIR *folder = opendir(path);

	if (folder == NULL)
		return tsm_fail(err, TSM_E_IO, path, "cannot be opened");
	enum tsm_status status =
	    read_names(batch, folder, path, &names, &count, err);
	(void)closedir(folder);
	for (size_t i = 0; status == TSM_OK && i < count; i++) {
		const struct batch_item item = {
			.kind = BATCH_FILE,
			.source = names[i],
			.path = tsm_arena_printf(
			    &batch->arena, "%s/%s", path, names[i]),
		};
		status = item.path != NULL ? batch_add(batch, &item, err)
					   : tsm_fail_memory(err);
	}
	return status;
}

/* --- ZIP ------------------------------------------------------------------- */

/* Folders, hidden files, and what macOS adds are nobody's credentials. */
static bool is_item(const char *name)
{
	const char *base = strrchr(name, '/');

	base = base != NULL ? base + 1 : name;
	return base[0] != '\0' && base[0] != '.' &&
	       !tsm_str_starts(tsm_str(name), "__MACOSX/");
}

static enum tsm_status add_zipped(struct batch *batch, struct batch_zip *zip,
    size_t n, size_t *total, struct tsm_error *err)
{
	struct tsm_zip_file file = { 0 };
	struct batch_item item = {
		.kind = BATCH_ZIPPED, .zip = zip, .index = n
	};
	struct tsm_error why = { 0 };
	enum tsm_status status = tsm_zip_stat(zip->zip, n, &file, &why);

	if (status != TSM_OK && status != TSM_E_UNSUPPORTED) {
		*err = why;
		return status;
	}
	if (!is_item(file.name))
		return TSM_OK;
	if (status != TSM_OK) {
		item.kind = BATCH_FAILED;
		item.code = "item.unreadable";
		item.detail = tsm_arena_dup(&batch->arena, why.text);
	}
	/* what would be unpacked all in all, before anything is */
	if (file.size > TSM_BUNDLE_MAX - *total)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "the ZIP file holds more than %zu MiB",
		    TSM_BUNDLE_MAX >> 20);
	*total += file.size;
	item.size = file.size;
	item.source = tsm_arena_dup(&batch->arena, file.name);
	return item.source != NULL ? batch_add(batch, &item, err)
				   : tsm_fail_memory(err);
}

/* An office document is a ZIP file, too, and begins with its table. */
static bool is_workbook(const struct tsm_zip *zip, size_t count)
{
	struct tsm_zip_file file = { 0 };
	struct tsm_error why = { 0 };

	return count > 0 && tsm_zip_stat(zip, 0, &file, &why) == TSM_OK &&
	       (tsm_str_is(tsm_str(file.name), "[Content_Types].xml") ||
		   tsm_str_is(tsm_str(file.name), "mimetype"));
}

enum tsm_status batch_add_zip(struct batch *batch, const char *name,
    struct tsm_buf *data, struct tsm_error *err)
{
	struct batch_zip *zip = tsm_calloc(1, sizeof(*zip));
	size_t total = 0;

	if (zip == NULL)
		return tsm_fail_memory(err);
	zip->data = *data;
	tsm_buf_init(data, 0);
	(void)pthread_mutex_init(&zip->lock, NULL);
	zip->next = batch->zips;
	batch->zips = zip;
	enum tsm_status status =
	    tsm_zip_new(tsm_buf_str(&zip->data), &zip->zip, err);
	size_t count = status == TSM_OK ? tsm_zip_count(zip->zip) : 0;
	if (is_workbook(zip->zip, count))
		status = tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "this is a spreadsheet; save it as CSV");
	for (size_t n = 0; status == TSM_OK && n < count; n++)
		status = add_zipped(batch, zip, n, &total, err);
	if (status != TSM_OK)
		tsm_error_prefix(err, name);
	return status;
}

/* --- CSV ------------------------------------------------------------------- */

struct sheet {
	const char *path;
	const char *name;   /* as shown */
	const char *folder; /* of the file, for the names in it; NULL: none */
	size_t column;
	bool head; /* the first row names the columns */
};

/* Usual names of the column, the telling ones first. */
static const char *const usual[] = { "credential", "credential id",
	"credential_id", "credential url", "credential link", "certificate",
	"certificate id", "certificate no.", "certificate number",
	"certificate url", "id", "link", "url", "file", "file name",
	"filename" };

static enum tsm_status find_column(struct sheet *sheet,
    const struct tsm_csv_row *row, const char *column, struct tsm_error *err)
{
	size_t names = sizeof(usual) / sizeof(usual[0]);

	for (size_t n = 0; n < (column != NULL ? 1 : names); n++) {
		const char *name = column != NULL ? column : usual[n];
		for (size_t i = 0; i < row->count; i++) {
			if (!tsm_str_is_nocase(tsm_csv_cell(row, i), name))
				continue;
			sheet->column = i;
			sheet->head = true;
			return TSM_OK;
		}
	}
	if (column != NULL)
		return tsm_fail(err, TSM_E_MISSING, sheet->path,
		    "the first line has no column of that name");
	if (row->count > 1)
		return tsm_fail(err, TSM_E_AMBIGUOUS, sheet->path,
		    "which column holds the credentials? Say --column NAME");
	return TSM_OK;
}

/* A name that stays in the folder of the table. */
static bool may_be_beside(struct tsm_str value)
{
	return value.len > 0 && value.len <= 255 && value.ptr[0] != '.' &&
	       value.ptr[0] != '-' && tsm_str_find(value, '/') == value.len &&
	       tsm_str_find(value, '\0') == value.len;
}

void batch_read_text(struct tsm_str value, struct batch_item *item)
{
	item->bytes = value;
	item->kind = BATCH_FAILED;
	item->code = value.len == 0 ? "item.empty" : "item.not_recognised";
	if (value.len == 0)
		return;
	if (value.ptr[0] == '{' || tsm_str_starts(value, "eyJ"))
		item->kind = BATCH_BYTES;
	else if (sites_is_typed(value))
		item->kind = BATCH_TYPED;
}

static enum tsm_status read_cell(struct batch *batch, const struct sheet *sheet,
    struct tsm_str value, struct batch_item *item, struct tsm_error *err)
{
	struct stat info;

	batch_read_text(value, item);
	if (item->kind == BATCH_BYTES || sheet->folder == NULL ||
	    !may_be_beside(value))
		return TSM_OK;
	const char *path = tsm_arena_printf(
	    &batch->arena, "%s/%.*s", sheet->folder, (int)value.len, value.ptr);
	if (path == NULL)
		return tsm_fail_memory(err);
	if (lstat(path, &info) == 0 && S_ISREG(info.st_mode)) {
		item->path = path;
		item->kind = BATCH_FILE;
	}
	return TSM_OK;
}

static enum tsm_status add_row(struct batch *batch, const struct sheet *sheet,
    size_t line, const struct tsm_csv_row *row, const struct tsm_row_note *bad,
    struct tsm_error *err)
{
	struct batch_item item = { .kind = BATCH_FAILED,
		.code = "item.bad_row" };

	if (row != NULL)
		TSM_TRY(read_cell(batch, sheet,
		    tsm_str_trim(
			tsm_csv_unwrap(tsm_csv_cell(row, sheet->column))),
		    &item, err));
	else if (bad != NULL)
		item.detail = bad->text;
	/* the value itself when it is short enough to be recognised by */
	bool shown = item.kind != BATCH_BYTES && item.bytes.len > 0 &&
		     item.bytes.len <= 120;
	item.source = tsm_arena_printf(&batch->arena, "%s, line %zu%s%.*s",
	    sheet->name, line, shown ? ": " : "",
	    shown ? (int)item.bytes.len : 0, shown ? item.bytes.ptr : "");
	return item.source != NULL ? batch_add(batch, &item, err)
				   : tsm_fail_memory(err);
}

/* Good and damaged rows, in the order of the file. */
static enum tsm_status add_rows(struct batch *batch, const struct sheet *sheet,
    const struct tsm_csv *csv, struct tsm_error *err)
{
	size_t row = sheet->head ? 1 : 0;
	size_t bad = 0;
	enum tsm_status status = TSM_OK;

	while (status == TSM_OK &&
	       (row < csv->row_count || bad < csv->bad_count)) {
		bool good = bad == csv->bad_count ||
			    (row < csv->row_count &&
				csv->rows[row].line < csv->bad[bad].line);
		if (good)
			status = add_row(batch, sheet, csv->rows[row].line,
			    &csv->rows[row], NULL, err);
		else
			status = add_row(batch, sheet, csv->bad[bad].line, NULL,
			    &csv->bad[bad], err);
		row += good ? 1 : 0;
		bad += good ? 0 : 1;
	}
	return status;
}

static enum tsm_status add_sheet(struct batch *batch, struct sheet *sheet,
    const char *column, struct tsm_str data, struct tsm_error *err)
{
	const struct tsm_csv_options wide = {
		.max_rows = BATCH_ITEMS_MAX + 2, /* with names, one too many */
		.max_field = TSM_IMPORT_MAX,
	};
	struct tsm_text text = { 0 };
	struct tsm_csv csv = { 0 };

	enum tsm_status status =
	    tsm_text_decode(&batch->arena, data, NULL, &text, err);
	if (status == TSM_OK)
		status =
		    tsm_csv_read(&batch->arena, text.text, &wide, &csv, err);
	if (status == TSM_OK && csv.row_count > 0)
		status = find_column(sheet, &csv.rows[0], column, err);
	if (status == TSM_OK)
		return add_rows(batch, sheet, &csv, err);
	if (err->where[0] == '\0' || strcmp(err->where, sheet->path) != 0)
		tsm_error_prefix(err, sheet->path);
	return status;
}

static enum tsm_status add_csv(struct batch *batch, const char *path,
    const char *column, struct tsm_str data, struct tsm_error *err)
{
	const char *slash = strrchr(path, '/');
	struct sheet sheet = { .path = path,
		.name = slash != NULL ? slash + 1 : path };

	sheet.folder = slash == NULL
			   ? tsm_arena_dup(&batch->arena, ".")
			   : tsm_arena_copy(&batch->arena, path,
				 slash == path ? 1 : (size_t)(slash - path));
	if (sheet.folder == NULL)
		return tsm_fail_memory(err);
	return add_sheet(batch, &sheet, column, data, err);
}

enum tsm_status batch_add_table(struct batch *batch, const char *name,
    const char *column, struct tsm_str data, struct tsm_error *err)
{
	struct sheet sheet = { .path = name, .name = name };

	return add_sheet(batch, &sheet, column, data, err);
}

/* --- any ------------------------------------------------------------------- */

bool batch_is_table(const char *name)
{
	static const char *const ends[] = { ".csv", ".tsv" };
	struct tsm_str text = tsm_str(name);

	for (size_t i = 0; i < 2; i++)
		if (text.len > 4 &&
		    tsm_str_is_nocase(
			tsm_str_n(text.ptr + text.len - 4, 4), ends[i]))
			return true;
	return false;
}

/* The first bytes of a ZIP file, an empty one included. */
static bool is_zip(const char *path)
{
	char head[4] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd >= 0 ? read(fd, head, sizeof(head)) : -1;

	if (fd >= 0)
		(void)close(fd);
	return got == 4 && (memcmp(head, "PK\3\4", 4) == 0 ||
			       memcmp(head, "PK\5\6", 4) == 0);
}

static enum tsm_status add_archive(struct batch *batch, const char *path,
    const char *column, bool table, struct tsm_error *err)
{
	size_t max = table ? TSM_IMPORT_MAX : TSM_BUNDLE_MAX;
	struct tsm_buf data;

	tsm_buf_init(&data, max);
	enum tsm_status status = tsm_file_read(path, max, &data, err);
	if (status == TSM_OK && table)
		status = add_csv(batch, path, column, tsm_buf_str(&data), err);
	else if (status == TSM_OK)
		status = batch_add_zip(batch, path, &data, err);
	tsm_buf_release(&data);
	return status;
}

enum tsm_status batch_add_input(struct batch *batch, const char *operand,
    const char *column, struct tsm_error *err)
{
	struct batch_item item = {
		.kind = BATCH_FILE, .source = operand, .path = operand
	};
	struct stat info = { 0 };
	bool standard = strcmp(operand, "-") == 0;

	if (!standard && stat(operand, &info) != 0) {
		if (!sites_is_typed(tsm_str(operand)))
			return tsm_fail(err, TSM_E_NOT_FOUND, operand,
			    "there is no such file, and this is no id");
		item.kind = BATCH_TYPED;
		item.bytes = tsm_str(operand);
		return batch_add(batch, &item, err);
	}
	if (S_ISDIR(info.st_mode))
		return add_folder(batch, operand, err);
	if (!standard && S_ISREG(info.st_mode) && batch_is_table(operand))
		return add_archive(batch, operand, column, true, err);
	if (!standard && S_ISREG(info.st_mode) && is_zip(operand))
		return add_archive(batch, operand, column, false, err);
	return batch_add(batch, &item, err);
}
