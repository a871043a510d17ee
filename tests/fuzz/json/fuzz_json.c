/*
 * Whatever is read: its copy writes back to an equal tree, its canonical
 * form is a fixed point, and every value is found by its pointer.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/json/jcs.h"
#include "testamur/json/write.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static const struct tsm_json *again(
    struct tsm_arena *arena, const struct tsm_buf *text)
{
	const struct tsm_json *root = NULL;
	require(tsm_json_parse(
		    arena, text->data, text->len, NULL, &root, NULL) == TSM_OK);
	return root;
}

static void check_write(struct tsm_arena *arena, const struct tsm_json *root,
    enum tsm_json_style style)
{
	struct tsm_buf out;
	tsm_buf_init(&out, 0);
	json_t *copy = tsm_json_copy(root);
	require(tsm_json_write(copy, style, &out) == TSM_OK);
	json_decref(copy);
	require(tsm_json_equal(again(arena, &out), root));
	tsm_buf_release(&out);
}

static void check_jcs(struct tsm_arena *arena, const struct tsm_json *root)
{
	struct tsm_buf once;
	struct tsm_buf twice;
	tsm_buf_init(&once, 0);
	tsm_buf_init(&twice, 0);
	enum tsm_status status = tsm_jcs(root, &once, NULL);
	require(status == TSM_OK || status == TSM_E_VALUE);
	if (status == TSM_OK) {
		require(tsm_jcs(again(arena, &once), &twice, NULL) == TSM_OK);
		require(tsm_str_eq(tsm_buf_str(&once), tsm_buf_str(&twice)));
	}
	tsm_buf_release(&once);
	tsm_buf_release(&twice);
}

static void check_pointers(
    const struct tsm_json *root, const struct tsm_json *value)
{
	char pointer[512];
	(void)tsm_json_pointer(value, pointer, sizeof(pointer));
	bool nul = false;
	for (const struct tsm_json *v = value; v != NULL; v = v->parent)
		nul = nul || memchr(v->name.ptr != NULL ? v->name.ptr : "", 0,
				 v->name.len) != NULL;
	if (!nul && (pointer[0] == '\0' || pointer[0] == '/'))
		require(tsm_json_resolve(root, pointer) == value);
	for (uint32_t i = 0; i < value->count; i++)
		check_pointers(root, &value->first[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct tsm_json_options plain = { .allow_duplicates = true };
	struct tsm_arena arena;
	struct tsm_error err = { 0 };
	const struct tsm_json *root = NULL;
	const struct tsm_json *loose = NULL;
	static bool ready;
	if (!ready)
		tsm_json_setup();
	ready = true;
	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_json_parse(&arena, (const char *)data, size, NULL, &root, &err);
	require((status == TSM_OK) == (root != NULL));
	require(err.status == status);
	enum tsm_status other = tsm_json_parse(
	    &arena, (const char *)data, size, &plain, &loose, NULL);
	if (status == TSM_OK) {
		require(other == TSM_OK && tsm_json_equal(root, loose));
		check_write(&arena, root, TSM_JSON_COMPACT);
		check_write(&arena, root, TSM_JSON_PRETTY);
		check_jcs(&arena, root);
		check_pointers(root, root);
	} else if (status == TSM_E_DUPLICATE && other == TSM_OK) {
		check_write(&arena, loose, TSM_JSON_COMPACT);
	}
	tsm_arena_release(&arena);
	return 0;
}
