/*
 * Any bytes as a bundle, or as the files of one: what opens has files whose names stay inside a
 * folder, each once, and every file that is not complained about has the
 * length that the manifest says.
 *
 * What does not begin as a ZIP file is put into one, or nothing would get
 * past its check sums: for each file the length of its name (1 byte), the
 * name, the length (2 bytes) and the bytes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "crc32.h"
#include "testamur/bundle/bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put(struct tsm_buf *out, uint32_t value, unsigned bytes)
{
	for (; bytes > 0; bytes--, value >>= 8)
		tsm_buf_addc(out, (char)(value & 255));
}

/* What the two headers of a stored file have in common, from the version
 * on, and the lengths behind it (APPNOTE 4.3.7, 4.3.12). */
static void put_head(
    struct tsm_buf *out, struct tsm_str name, struct tsm_str bytes)
{
	put(out, 20, 2);
	put(out, 0, 4);
	put(out, 0x00210000, 4); /* 1 January 1980 */
	put(out, crc32_of(bytes.ptr, bytes.len), 4);
	put(out, (uint32_t)bytes.len, 4);
	put(out, (uint32_t)bytes.len, 4);
	put(out, (uint32_t)name.len, 2);
	put(out, 0, 2);
}

/* The next len bytes, or what there is of them. */
static struct tsm_str take(struct tsm_str *rest, size_t len)
{
	struct tsm_str taken =
	    tsm_str_n(rest->ptr, len < rest->len ? len : rest->len);
	*rest = tsm_str_n(rest->ptr + taken.len, rest->len - taken.len);
	return taken;
}

static size_t take_length(struct tsm_str *rest, size_t bytes)
{
	struct tsm_str taken = take(rest, bytes);
	size_t len = 0;
	for (size_t i = 0; i < taken.len; i++)
		len = len << 8 | (unsigned char)taken.ptr[i];
	return len;
}

static void put_zip(struct tsm_buf *out, struct tsm_str rest)
{
	struct tsm_buf directory;
	uint32_t count = 0;
	tsm_buf_init(&directory, 0);
	for (; rest.len > 0; count++) {
		struct tsm_str name = take(&rest, take_length(&rest, 1));
		struct tsm_str bytes = take(&rest, take_length(&rest, 2));
		uint32_t at = (uint32_t)out->len;
		tsm_buf_add(out, "PK\3\4", 4);
		put_head(out, name, bytes);
		tsm_buf_add(out, name.ptr, name.len);
		tsm_buf_add(out, bytes.ptr, bytes.len);
		tsm_buf_add(&directory, "PK\1\2", 4);
		put(&directory, 20, 2);
		put_head(&directory, name, bytes);
		put(&directory, 0, 2 + 2 + 2);
		put(&directory, 0, 4);
		put(&directory, at, 4);
		tsm_buf_add(&directory, name.ptr, name.len);
	}
	uint32_t at = (uint32_t)out->len;
	tsm_buf_add(out, directory.data, directory.len);
	tsm_buf_add(out, "PK\5\6\0\0\0\0", 8);
	put(out, count, 2);
	put(out, count, 2);
	put(out, (uint32_t)directory.len, 4);
	put(out, at, 4);
	put(out, 0, 2);
	tsm_buf_release(&directory);
}

static void look(struct tsm_str data)
{
	struct tsm_arena arena;
	struct tsm_bundle bundle;
	struct tsm_error err = { 0 };
	tsm_arena_init(&arena, TSM_BUNDLE_MAX);
	if (tsm_bundle_open(&arena, data, &bundle, &err) != TSM_OK) {
		if (err.status == TSM_OK)
			abort();
		tsm_arena_release(&arena);
		return;
	}
	size_t rows = tsm_json_get(bundle.manifest, "files")->count;
	if (bundle.problem_count > rows + bundle.count)
		abort();
	if (bundle.problem_count == 0 && rows != bundle.count)
		abort();
	for (size_t i = 0; i < bundle.count; i++) {
		const char *path = bundle.files[i].path;
		if (path[0] == '/' || path[0] == '.' ||
		    strstr(path, "/.") != NULL ||
		    tsm_bundle_find(&bundle, path) != &bundle.files[i])
			abort();
	}
	tsm_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_str bytes = tsm_str_n((const char *)data, size);
	if (tsm_str_starts(bytes, "PK")) {
		look(bytes);
		return 0;
	}
	struct tsm_buf zip;
	tsm_buf_init(&zip, 0);
	put_zip(&zip, bytes);
	look(tsm_buf_str(&zip));
	tsm_buf_release(&zip);
	return 0;
}
