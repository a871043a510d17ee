/*
 * Built-in contexts equal the published documents, as JSON, and their
 * digests are those of the published bytes. Skipped without ../shared.
 */
#include <stdio.h>
#include <string.h>

#include "../../../src/jsonld/builtin.h"

#include "testamur/base/digest.h"
#include "testamur/base/encode.h"
#include "testamur/base/file.h"
#include "testamur/base/limits.h"

#define FOLDER "../shared/data/contexts/"

static unsigned failed;
static unsigned number;

static void say(bool good, const char *what, const char *name)
{
	failed += !good;
	printf(
	    "%s %u - %s: %s\n", good ? "ok" : "not ok", ++number, what, name);
}

static const struct builtin_context *find(const char *address)
{
	for (size_t i = 0; i < builtin_context_count; i++) {
		if (strcmp(address, builtin_contexts[i].address) == 0)
			return &builtin_contexts[i];
	}
	return NULL;
}

static bool known(const struct builtin_context *context, const char *digest)
{
	for (size_t n = 0; context->digests[n] != NULL; n++) {
		if (strcmp(context->digests[n], digest) == 0)
			return true;
	}
	return false;
}

static bool knows_sha384(
    const struct builtin_context *context, struct tsm_str text)
{
	unsigned char digest[TSM_SHA384_SIZE];
	struct tsm_buf hex;

	tsm_buf_init(&hex, 0);
	bool good =
	    tsm_digest(TSM_SHA384, text.ptr, text.len, digest) == TSM_OK &&
	    tsm_hex_encode(&hex, digest, sizeof(digest)) == TSM_OK &&
	    known(context, tsm_buf_cstr(&hex));
	tsm_buf_release(&hex);
	return good;
}

/* One row of the index: address and file. */
static void row(const char *address, const char *file)
{
	char digest[TSM_SHA256_HEX];
	struct tsm_buf text;
	struct tsm_arena arena;
	const struct tsm_json *root = NULL;
	const struct builtin_context *context = find(address);

	if (context == NULL) {
		say(strstr(address, "/examples/") != NULL ||
			strstr(address, "/undefined-terms/") != NULL,
		    "not built in", address);
		return;
	}
	tsm_buf_init(&text, 0);
	tsm_arena_init(&arena, 0);
	const char *path = tsm_arena_printf(&arena, FOLDER "%s", file);
	bool good =
	    path != NULL &&
	    tsm_file_read(path, TSM_CREDENTIAL_MAX, &text, NULL) == TSM_OK &&
	    tsm_sha256_hex(text.data, text.len, digest) == TSM_OK &&
	    tsm_json_parse(&arena, text.data, text.len, NULL, &root, NULL) ==
		TSM_OK;
	say(good && known(context, digest), "digest is known", file);
	say(good && knows_sha384(context, tsm_buf_str(&text)),
	    "SHA-384 is known", file);
	if (good && strcmp(context->digests[0], digest) == 0)
		say(tsm_json_equal(root, context->document), "same document",
		    address);
	tsm_arena_release(&arena);
	tsm_buf_release(&text);
}

int main(void)
{
	struct tsm_buf index;
	struct tsm_arena arena;
	tsm_buf_init(&index, 0);
	if (tsm_file_read(FOLDER "INDEX.tsv", TSM_CREDENTIAL_MAX, &index,
		NULL) != TSM_OK) {
		printf("ok 1 - contexts # SKIP ../shared is absent\n1..1\n");
		tsm_buf_release(&index);
		return 0;
	}
	tsm_arena_init(&arena, 0);
	struct tsm_str rest = tsm_buf_str(&index);
	(void)tsm_str_split(rest, '\n', &rest); /* names of the columns */
	while (rest.len > 0) {
		struct tsm_str line = tsm_str_split(rest, '\n', &rest);
		struct tsm_str address = tsm_str_split(line, '\t', &line);
		struct tsm_str file = tsm_str_split(line, '\t', &line);
		row(tsm_arena_str(&arena, address),
		    tsm_arena_str(&arena, file));
	}
	tsm_arena_release(&arena);
	tsm_buf_release(&index);
	say(number > builtin_context_count, "every one", "compared");
	printf("1..%u\n", number);
	return failed != 0;
}
