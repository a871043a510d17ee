/*
 * Any bytes as an index of saved documents: refused with words, or read;
 * what was read is found, names no file outside its folder, and reads the
 * same after it was written.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/evidence/saved.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void write_index(const struct tsm_saved *saved, struct tsm_buf *out)
{
	json_t *json = tsm_saved_json(saved);

	tsm_buf_init(out, 0);
	require(tsm_json_write(json, TSM_JSON_COMPACT, out) == TSM_OK);
	json_decref(json);
}

static void round_trip(struct tsm_arena *arena, const struct tsm_saved *saved)
{
	struct tsm_saved again;
	struct tsm_buf first, second;

	write_index(saved, &first);
	require(
	    tsm_saved_read(arena, tsm_buf_str(&first), &again, NULL) == TSM_OK);
	write_index(&again, &second);
	require(tsm_str_eq(tsm_buf_str(&first), tsm_buf_str(&second)));
	tsm_buf_release(&first);
	tsm_buf_release(&second);
}

static void look(const struct tsm_saved *saved)
{
	for (size_t i = 0; i < saved->count && i < 64; i++) {
		const struct tsm_saved_document *d = &saved->documents[i];
		const struct tsm_saved_document *found =
		    tsm_saved_find(saved, d->url, d->at);
		require(found != NULL && strcmp(found->url, d->url) == 0);
		require(d->at == 0 || found->at == d->at);
		require(tsm_saved_find(saved, d->url, 0)->at >= d->at);
		require(strchr(d->file, '/') == NULL && d->file[0] != '.');
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;
	struct tsm_saved saved;
	struct tsm_error err = { 0 };
	struct tsm_arena arena;

	if (!ready)
		tsm_json_setup();
	ready = true;
	tsm_arena_init(&arena, 0);
	if (tsm_saved_read(&arena, tsm_str_n((const char *)data, size), &saved,
		&err) == TSM_OK) {
		look(&saved);
		round_trip(&arena, &saved);
	} else {
		require(err.text[0] != '\0');
	}
	tsm_arena_release(&arena);
	return 0;
}
