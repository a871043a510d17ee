/*
 * Whatever becomes quads is read back as the same number of quads; safe mode
 * refuses or changes nothing; the order of members makes no difference to
 * the canonical form; and what safe mode accepts has no text in it that can
 * be changed, and no place for another member, without another form.
 */
#include <stdint.h>
#include <stdlib.h>

#include "testamur/json/jcs.h"
#include "testamur/jsonld/jsonld.h"
#include "testamur/rdf/canon.h"
#include "testamur/rdf/nquads.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static enum tsm_status convert(struct tsm_jsonld_store *store,
    const struct tsm_json *root, bool safe, struct tsm_arena *arena,
    struct tsm_buf *out, size_t *ret_count)
{
	const struct tsm_jsonld_options options = {
		.max_work = 1000000,
		.safe = safe,
		.rdf_direction = TSM_RDF_DIRECTION_COMPOUND_LITERAL,
	};
	struct tsm_rdf_dataset dataset;
	tsm_rdf_dataset_init(&dataset, arena, 0);
	TSM_TRY(tsm_jsonld_to_rdf(
	    store, root, NULL, &options, &dataset, NULL, NULL));
	*ret_count = dataset.count;
	return tsm_nquads_write(out, &dataset);
}

static void check(struct tsm_jsonld_store *store, const struct tsm_json *root,
    struct tsm_arena *arena)
{
	struct tsm_rdf_dataset again;
	struct tsm_buf out;
	struct tsm_buf safe;
	size_t count = 0;
	size_t safe_count = 0;
	tsm_buf_init(&out, 0);
	tsm_buf_init(&safe, 0);
	if (convert(store, root, false, arena, &out, &count) == TSM_OK) {
		tsm_rdf_dataset_init(&again, arena, 0);
		require(
		    tsm_nquads_read(&again, tsm_buf_str(&out), NULL) == TSM_OK);
		require(again.count == count);
		if (convert(store, root, true, arena, &safe, &safe_count) ==
		    TSM_OK)
			require(
			    tsm_str_eq(tsm_buf_str(&out), tsm_buf_str(&safe)));
	} else
		require(convert(store, root, true, arena, &safe, &safe_count) !=
			TSM_OK);
	tsm_buf_release(&out);
	tsm_buf_release(&safe);
}

/* The same document, every object from behind. */
static void turn(const struct tsm_json *value, struct tsm_buf *out)
{
	bool object = value->type == TSM_JSON_OBJECT;
	if (value->type == TSM_JSON_NUMBER) {
		tsm_buf_addstr(out, value->text);
		return;
	}
	if (!object && value->type != TSM_JSON_ARRAY) {
		require(tsm_jcs(value, out, NULL) == TSM_OK);
		return;
	}
	tsm_buf_addc(out, object ? '{' : '[');
	for (uint32_t i = 0; i < value->count; i++) {
		const struct tsm_json *item =
		    &value->first[object ? value->count - 1 - i : i];
		const struct tsm_json name = { .type = TSM_JSON_STRING,
			.text = item->name };
		tsm_buf_adds(out, i > 0 ? "," : "");
		if (object) {
			require(tsm_jcs(&name, out, NULL) == TSM_OK);
			tsm_buf_addc(out, ':');
		}
		turn(item, out);
	}
	tsm_buf_addc(out, object ? '}' : ']');
}

/* The place of an edit: what is left to count; and whether it was made. */
struct edit {
	bool member; /* another member of the n-th object; else a longer text */
	bool labels; /* what has a colon may be a label, which may be changed */
	size_t left;
	bool made;
};

static void write_string(struct tsm_str text, struct tsm_buf *out)
{
	const struct tsm_json string = { .type = TSM_JSON_STRING,
		.text = text };
	require(tsm_jcs(&string, out, NULL) == TSM_OK);
}

static bool here(struct edit *edit, bool member)
{
	if (edit->made || edit->member != member || edit->left-- > 0)
		return false;
	edit->made = true;
	return true;
}

static void write_edited(
    const struct tsm_json *value, struct edit *edit, struct tsm_buf *out);

static void write_items(
    const struct tsm_json *value, struct edit *edit, struct tsm_buf *out)
{
	bool object = value->type == TSM_JSON_OBJECT;
	struct edit none = { .made = true };
	tsm_buf_addc(out, object ? '{' : '[');
	for (uint32_t i = 0; i < value->count; i++) {
		const struct tsm_json *item = &value->first[i];
		bool context = object && tsm_str_is(item->name, "@context");
		tsm_buf_adds(out, i > 0 ? "," : "");
		if (object) {
			write_string(item->name, out);
			tsm_buf_addc(out, ':');
		}
		write_edited(item, context ? &none : edit, out);
	}
	if (object && here(edit, true))
		tsm_buf_adds(out,
		    value->count > 0 ? ",\"urn:added\":1" : "\"urn:added\":1");
	tsm_buf_addc(out, object ? '}' : ']');
}

/* The same document with an edit; contexts stay. */
static void write_edited(
    const struct tsm_json *value, struct edit *edit, struct tsm_buf *out)
{
	if (value->type == TSM_JSON_OBJECT || value->type == TSM_JSON_ARRAY) {
		write_items(value, edit, out);
	} else if (value->type == TSM_JSON_NUMBER) {
		tsm_buf_addstr(out, value->text);
	} else {
		require(tsm_jcs(value, out, NULL) == TSM_OK);
		bool label = edit->labels &&
			     tsm_str_find(value->text, ':') < value->text.len;
		if (value->type == TSM_JSON_STRING && !label &&
		    here(edit, false)) {
			out->data[out->len - 1] = 'x';
			tsm_buf_addc(out, '"');
		}
	}
}

/* False: refused, or RDFC-1.0 itself depends on labels (README.md of rdf). */
static bool canonical(struct tsm_jsonld_store *store,
    const struct tsm_json *root, bool safe, struct tsm_arena *arena,
    struct tsm_buf *out)
{
	const struct tsm_jsonld_options options = {
		.max_work = 1000000,
		.safe = safe,
	};
	const struct tsm_rdf_canon_options canon = { .max_work = 20000 };
	struct tsm_rdf_canonical result;
	struct tsm_rdf_dataset dataset;
	tsm_rdf_dataset_init(&dataset, arena, 0);
	if (tsm_jsonld_to_rdf(
		store, root, NULL, &options, &dataset, NULL, NULL) != TSM_OK)
		return false;
	for (size_t i = 0; i < dataset.count; i++) {
		const struct tsm_rdf_term *graph = dataset.quads[i].graph;
		if (graph != NULL && graph->kind == TSM_RDF_BLANK)
			return false;
	}
	if (tsm_rdf_canonize(&dataset, &canon, arena, &result, NULL) != TSM_OK)
		return false;
	return tsm_rdf_canonical_write(&result, out) == TSM_OK;
}

static void check_order(struct tsm_jsonld_store *store,
    const struct tsm_json *root, struct tsm_arena *arena)
{
	const struct tsm_json *other = NULL;
	struct tsm_buf text;
	struct tsm_buf one;
	struct tsm_buf two;
	tsm_buf_init(&text, 0);
	tsm_buf_init(&one, 0);
	tsm_buf_init(&two, 0);
	turn(root, &text);
	require(tsm_json_parse(
		    arena, text.data, text.len, NULL, &other, NULL) == TSM_OK);
	if (canonical(store, root, false, arena, &one) &&
	    canonical(store, other, false, arena, &two))
		require(tsm_str_eq(tsm_buf_str(&one), tsm_buf_str(&two)));
	tsm_buf_release(&text);
	tsm_buf_release(&one);
	tsm_buf_release(&two);
}

static void check_edit(struct tsm_jsonld_store *store,
    const struct tsm_json *root, struct tsm_str form, struct edit *edit,
    struct tsm_arena *arena)
{
	const struct tsm_json *other = NULL;
	struct tsm_buf text;
	struct tsm_buf out;
	tsm_buf_init(&text, 0);
	tsm_buf_init(&out, 0);
	write_edited(root, edit, &text);
	require(tsm_buf_status(&text) == TSM_OK);
	/* a name that is there already makes no document */
	if (edit->made &&
	    tsm_json_parse(arena, text.data, text.len, NULL, &other, NULL) ==
		TSM_OK &&
	    canonical(store, other, true, arena, &out))
		require(!tsm_str_eq(tsm_buf_str(&out), form));
	tsm_buf_release(&text);
	tsm_buf_release(&out);
}

enum blanks {
	BLANKS_NONE,
	BLANKS_LABELS,
	BLANKS_VOCAB /* every name may be a label */
};

static enum blanks blanks_of(const struct tsm_json *value)
{
	bool label =
	    value->type == TSM_JSON_STRING && tsm_str_starts(value->text, "_:");
	bool inner =
	    value->type == TSM_JSON_OBJECT || value->type == TSM_JSON_ARRAY;
	enum blanks blanks = label ? BLANKS_LABELS : BLANKS_NONE;
	if (label && tsm_str_is(value->name, "@vocab"))
		return BLANKS_VOCAB;
	for (uint32_t i = 0; inner && i < value->count; i++) {
		enum blanks other = blanks_of(&value->first[i]);
		blanks = other > blanks ? other : blanks;
	}
	return blanks;
}

/* Edits of each kind. */
#define EDITS 12

static void check_edits(struct tsm_jsonld_store *store,
    const struct tsm_json *root, struct tsm_arena *arena)
{
	struct tsm_buf form;
	tsm_buf_init(&form, 0);
	enum blanks blanks = blanks_of(root);
	bool accepted = blanks != BLANKS_VOCAB &&
			canonical(store, root, true, arena, &form);
	for (size_t i = 0; accepted && i < 2 * (size_t)EDITS; i++) {
		struct edit edit = { .member = i % 2 == 1,
			.labels = blanks == BLANKS_LABELS,
			.left = i / 2 };
		check_edit(store, root, tsm_buf_str(&form), &edit, arena);
	}
	tsm_buf_release(&form);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_jsonld_store *store = NULL;
	const struct tsm_json *root = NULL;
	struct tsm_arena arena;
	tsm_arena_init(&arena, 0);
	require(tsm_jsonld_store_new(&store) == TSM_OK);
	if (tsm_json_parse(&arena, (const char *)data, size, NULL, &root,
		NULL) == TSM_OK) {
		check(store, root, &arena);
		check_order(store, root, &arena);
		check_edits(store, root, &arena);
	}
	tsm_jsonld_store_free(&store);
	tsm_arena_release(&arena);
	return 0;
}
