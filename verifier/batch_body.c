/* batch_body.c - the items of what a client sent. */
#include <string.h>

#include "batch.h"
#include "testamur/base/limits.h"
#include "testamur/roster/text.h"

/* A tree takes several times the bytes of its text. */
#define TREE_MAX ((size_t)96 << 20)

/* A value by which a row is recognised. */
#define SHOWN_MAX 120

static bool is_any(const char *type, const char *const *types)
{
	for (; *types != NULL; types++)
		if (tsm_str_is_nocase(tsm_str(type), *types))
			return true;
	return false;
}

static enum tsm_status keep(struct tsm_arena *arena, const char **text)
{
	if (*text == NULL)
		return TSM_OK;
	*text = tsm_arena_dup(arena, *text);
	return *text != NULL ? TSM_OK : TSM_E_MEMORY;
}

/* --- lines ----------------------------------------------------------------- */

static enum tsm_status add_line(struct batch *batch, const char *file,
    size_t number, struct tsm_str line, struct tsm_error *err)
{
	struct batch_item item = { .kind = BATCH_FAILED };

	batch_read_text(line, &item);
	bool shown = item.kind != BATCH_BYTES && line.len <= SHOWN_MAX;
	item.source = tsm_arena_printf(&batch->arena, "%s%sline %zu%s%.*s",
	    file != NULL ? file : "", file != NULL ? ", " : "", number,
	    shown ? ": " : "", shown ? (int)line.len : 0,
	    shown ? line.ptr : "");
	return item.source != NULL ? batch_add(batch, &item, err)
				   : tsm_fail_memory(err);
}

static enum tsm_status add_lines(
    struct batch *batch, const struct batch_body *body, struct tsm_error *err)
{
	const struct tsm_text_options options = { .max = body->data.len };
	struct tsm_text text = { 0 };
	size_t number = 0;

	TSM_TRY(
	    tsm_text_decode(&batch->arena, body->data, &options, &text, err));
	for (struct tsm_str rest = text.text; rest.len > 0;) {
		struct tsm_str line =
		    tsm_str_trim(tsm_str_split(rest, '\n', &rest));
		number++;
		if (line.len > 0)
			TSM_TRY(add_line(batch, body->name, number, line, err));
	}
	return TSM_OK;
}

/* --- JSON ------------------------------------------------------------------ */

/* Every place of an array has its row, whatever stands there. */
static enum tsm_status add_value(struct batch *batch, const char *file,
    const struct tsm_json *value, struct tsm_error *err)
{
	struct batch_item item = { .kind = BATCH_FAILED,
		.code = "item.not_recognised",
		.source = tsm_arena_dup(&batch->arena, file) };

	if (value->type == TSM_JSON_OBJECT) {
		item.kind = BATCH_BYTES;
		TSM_TRY(api_credential_text(
		    &batch->arena, value, &item.bytes, err));
	} else if (value->type == TSM_JSON_STRING) {
		struct tsm_str text = tsm_str_trim(value->text);
		char *copy = tsm_arena_str(&batch->arena, text);
		if (copy == NULL)
			return tsm_fail_memory(err);
		batch_read_text(tsm_str_n(copy, text.len), &item);
		if (item.kind != BATCH_BYTES && text.len <= SHOWN_MAX)
			item.source = copy;
	}
	return batch_add(batch, &item, err);
}

static enum tsm_status add_array(struct batch *batch, const char *file,
    const struct tsm_json *array, struct tsm_error *err)
{
	if (array->type != TSM_JSON_ARRAY)
		return tsm_json_fail(err, TSM_E_VALUE, array,
		    "several credentials are an array");
	if (array->count > BATCH_ITEMS_MAX)
		return tsm_json_fail(err, TSM_E_LIMIT, array,
		    "a batch has at most %d items", BATCH_ITEMS_MAX);
	for (size_t i = 0; i < array->count; i++)
		TSM_TRY(add_value(batch, file, tsm_json_at(array, i), err));
	return TSM_OK;
}

static enum tsm_status add_options(
    struct batch *batch, const struct tsm_json *options, struct tsm_error *err)
{
	struct tsm_verify_options *o = &batch->options;

	TSM_TRY(api_read_options(options, o, &batch->as_of, NULL, err));
	const char **const texts[] = { &o->expected.name, &o->expected.email,
		&o->expected.licence, &o->expected.id, &o->challenge,
		&o->domain };
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (keep(&batch->arena, texts[i]) != TSM_OK)
			return tsm_fail_memory(err);
	return TSM_OK;
}

static enum tsm_status add_tree(struct batch *batch,
    const struct batch_body *body, const struct tsm_json *root,
    struct tsm_error *err)
{
	const struct tsm_json *several = tsm_json_get(root, "credentials");
	const struct tsm_json *options = tsm_json_get(root, "options");
	const char *file = body->name;

	if (root->type == TSM_JSON_ARRAY)
		return add_array(batch, file, root, err);
	/* a credential may have such a member, if its context says so; and
	 * how to check is not for a stranger's file to say */
	if (several == NULL || tsm_json_get(root, "@context") != NULL ||
	    (options != NULL && !body->own))
		return add_value(batch, file, root, err);
	for (size_t i = 0; i < root->count; i++) {
		const struct tsm_json *member = tsm_json_at(root, i);
		if (!tsm_str_is(member->name, "credentials") &&
		    !tsm_str_is(member->name, "options"))
			return tsm_json_fail(err, TSM_E_UNKNOWN, member,
			    "there is no such member");
	}
	TSM_TRY(add_options(batch, options, err));
	return add_array(batch, file, several, err);
}

/* TSM_E_SYNTAX with nothing added: it may be lines of JSON. */
static enum tsm_status add_json(
    struct batch *batch, const struct batch_body *body, struct tsm_error *err)
{
	const struct tsm_json *root = NULL;
	struct tsm_arena arena;

	tsm_arena_init(&arena, TREE_MAX);
	enum tsm_status status = tsm_json_parse(
	    &arena, body->data.ptr, body->data.len, NULL, &root, err);
	if (status == TSM_OK)
		status = add_tree(batch, body, root, err);
	tsm_arena_release(&arena);
	return status;
}

/* --- any ------------------------------------------------------------------- */

/* A picture or a PDF document: one item, whatever is in it. */
static bool is_picture(struct tsm_str data)
{
	static const char *const begins[] = { "\x89PNG", "\xff\xd8\xff", "%PDF",
		"<" };

	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (tsm_str_starts(data, begins[i]))
			return true;
	return data.len > 8 && memcmp(data.ptr + 4, "ftyp", 4) == 0;
}

static enum tsm_status add_picture(
    struct batch *batch, const struct batch_body *body, struct tsm_error *err)
{
	struct batch_item item = { .kind = BATCH_BYTES };
	const char *copy =
	    tsm_arena_copy(&batch->arena, body->data.ptr, body->data.len);

	item.bytes = tsm_str_n(copy, body->data.len);
	item.source = tsm_arena_dup(&batch->arena, body->name);
	return copy != NULL && (item.source != NULL || body->name == NULL)
		   ? batch_add(batch, &item, err)
		   : tsm_fail_memory(err);
}

static bool is_zip(struct tsm_str data)
{
	return tsm_str_starts(data, "PK\3\4") || tsm_str_starts(data, "PK\5\6");
}

/* More than one column in the first line. */
static bool has_columns(struct tsm_str data)
{
	struct tsm_str rest;
	struct tsm_str line = tsm_str_split(data, '\n', &rest);

	return line.len > 0 && line.ptr[0] != '{' &&
	       (tsm_str_find(line, ',') < line.len ||
		   tsm_str_find(line, ';') < line.len ||
		   tsm_str_find(line, '\t') < line.len);
}

static enum tsm_status add_archive(
    struct batch *batch, const struct batch_body *body, struct tsm_error *err)
{
	struct tsm_buf data;

	tsm_buf_init(&data, body->data.len);
	enum tsm_status status = tsm_buf_addstr(&data, body->data);
	if (status == TSM_OK)
		status = batch_add_zip(batch,
		    body->name != NULL ? body->name : "archive", &data, err);
	tsm_buf_release(&data);
	return status;
}

static enum tsm_status read_as_of(
    struct batch *batch, const char *text, struct tsm_error *err)
{
	if (text == NULL || text[0] == '\0')
		return TSM_OK;
	if (tsm_time_parse_day(tsm_str(text), true, &batch->as_of) != TSM_OK)
		return tsm_fail(err, TSM_E_VALUE, "as_of",
		    "as_of wants 2024-05-31 or a date and time with zone");
	batch->options.as_of = &batch->as_of;
	return TSM_OK;
}

enum tsm_status batch_add_body(
    struct batch *batch, const struct batch_body *body, struct tsm_error *err)
{
	static const char *const tables[] = { "text/csv",
		"text/tab-separated-values", NULL };
	struct tsm_str data = tsm_str_trim(body->data);

	TSM_TRY(read_as_of(batch, body->as_of, err));
	if (is_zip(body->data))
		return add_archive(batch, body, err);
	if (is_picture(data))
		return add_picture(batch, body, err);
	if (is_any(body->type, tables) ||
	    (body->name != NULL && batch_is_table(body->name)))
		return batch_add_table(batch,
		    body->name != NULL ? body->name : "table", body->column,
		    body->data, err);
	if (data.len > 0 && (data.ptr[0] == '{' || data.ptr[0] == '[')) {
		struct tsm_error why = { 0 };
		enum tsm_status status = add_json(batch, body, &why);
		bool lines = status == TSM_E_SYNTAX && data.ptr[0] == '{' &&
			     tsm_str_find(data, '\n') < data.len;
		if (!lines) {
			*err = why;
			return status;
		}
	}
	if (has_columns(data))
		return batch_add_table(
		    batch, "list", body->column, body->data, err);
	return add_lines(batch, body, err);
}
