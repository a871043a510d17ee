/* The file of API keys read, added to and written without memory. */
#include "sweep.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "testamur/http/keys.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const char text[] = "{\"keys\":[{\"name\":\"board\",\"sha256\":\"" HASH
			   "\",\"created\":\"2026-01-01T00:00:00Z\"}]}";

static char path[64];
static struct tsm_keys keys;

static enum tsm_status fill(void *state, void *out, size_t len)
{
	(void)state;
	memset(out, 7, len);
	return TSM_OK;
}

static const struct tsm_random random_sevens = { fill, NULL };

static void put(const char *content)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fputs(content, file) >= 0, 1);
	assert_int_equal(fclose(file), 0);
}

static enum tsm_status add(struct tsm_buf *out)
{
	char token[TSM_KEY_TOKEN];
	struct tsm_error err = { 0 };
	struct tsm_arena arena;
	tsm_arena_init(&arena, 0);
	enum tsm_status status = tsm_keys_load(&arena, path, &keys, &err);
	if (status == TSM_OK)
		status = tsm_keys_add(
		    &arena, &keys, "clerk", 0, &random_sevens, token, &err);
	assert_int_equal(err.status, status);
	if (status == TSM_OK)
		status = tsm_keys_write(&keys, out);
	tsm_arena_release(&arena);
	return status;
}

static void added(void **state)
{
	(void)state;
	put(text);
	sweep(add);
}

/* The file holds all keys or those that it held before. */
static enum tsm_status save(struct tsm_buf *out)
{
	struct tsm_error err = { 0 };
	enum tsm_status status = tsm_keys_save(&keys, path, &err);
	assert_int_equal(err.status, status);
	return status == TSM_OK ? tsm_buf_printf(out, "saved") : status;
}

static void saved(void **state)
{
	static struct tsm_keys again;
	struct tsm_arena arena;
	(void)state;
	keys.count = 2;
	keys.keys[0] =
	    (struct tsm_key){ "board", HASH, "2026-01-01T00:00:00Z" };
	keys.keys[1] =
	    (struct tsm_key){ "clerk", HASH, "2026-01-02T00:00:00Z" };
	sweep(save);
	tsm_arena_init(&arena, 0);
	assert_int_equal(tsm_keys_load(&arena, path, &again, NULL), TSM_OK);
	assert_int_equal(again.count, 2);
	tsm_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(added),
		cmocka_unit_test(saved),
	};
	(void)snprintf(path, sizeof(path), "/tmp/testamur-keys-XXXXXX");
	int fd = mkstemp(path); /* mode 0600 */
	if (fd < 0)
		return 1;
	(void)close(fd);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	(void)unlink(path);
	return failed;
}
