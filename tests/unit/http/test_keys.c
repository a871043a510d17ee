/* test_keys.c - the table of API keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "testamur/http/keys.h"

static struct tsm_keys keys;
static struct tsm_keys again;

static void round_trip(void **state)
{
	char one[TSM_KEY_TOKEN];
	char two[TSM_KEY_TOKEN];
	struct tsm_error err = { 0 };
	struct tsm_arena arena;
	struct tsm_buf text;

	(void)state;
	tsm_arena_init(&arena, 0);
	tsm_buf_init(&text, TSM_KEYS_FILE_MAX);
	memset(&keys, 0, sizeof(keys));
	assert_int_equal(tsm_keys_add(&arena, &keys, "board", 0,
			     tsm_random_system(), one, &err),
	    TSM_OK);
	assert_int_equal(tsm_keys_add(&arena, &keys, "clerk-2", 86400,
			     tsm_random_system(), two, &err),
	    TSM_OK);
	assert_int_equal(strlen(one), 47);
	assert_memory_equal(one, "tsm_", 4);
	assert_string_not_equal(one, two);
	assert_int_equal(tsm_keys_write(&keys, &text), TSM_OK);
	/* neither of them is in the file */
	assert_null(strstr(text.data, one + 4));
	assert_null(strstr(text.data, two + 4));
	assert_int_equal(
	    tsm_keys_read(&arena, tsm_buf_str(&text), &again, &err), TSM_OK);
	assert_int_equal(again.count, 2);
	assert_string_equal(tsm_keys_find(&again, one)->name, "board");
	assert_string_equal(tsm_keys_find(&again, two)->name, "clerk-2");
	assert_string_equal(
	    tsm_keys_named(&again, "clerk-2")->created, "1970-01-02T00:00:00Z");
	/* a key is the whole of it, and its hash is none */
	one[46] = one[46] == 'A' ? 'E' : 'A';
	assert_null(tsm_keys_find(&again, one));
	assert_null(tsm_keys_find(&again, again.keys[0].sha256));
	assert_null(tsm_keys_find(&again, ""));
	assert_int_equal(tsm_keys_remove(&again, "board", &err), TSM_OK);
	assert_int_equal(again.count, 1);
	assert_string_equal(tsm_keys_find(&again, two)->name, "clerk-2");
	assert_int_equal(
	    tsm_keys_remove(&again, "board", &err), TSM_E_NOT_FOUND);
	assert_int_equal(tsm_keys_add(&arena, &again, "clerk-2", 0,
			     tsm_random_system(), one, &err),
	    TSM_E_DUPLICATE);
	assert_int_equal(tsm_keys_add(&arena, &again, "Clerk 2", 0,
			     tsm_random_system(), one, &err),
	    TSM_E_VALUE);
	again.count = TSM_KEYS_MAX;
	memset(again.keys, 0, sizeof(again.keys));
	for (size_t i = 0; i < TSM_KEYS_MAX; i++)
		again.keys[i].name = "x";
	assert_int_equal(tsm_keys_add(&arena, &again, "one-more", 0,
			     tsm_random_system(), one, &err),
	    TSM_E_LIMIT);
	tsm_buf_release(&text);
	tsm_arena_release(&arena);
}

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define KEY(name, hash)                                          \
 "{\"name\":\"" name "\",\"sha256\":\"" hash "\",\"created\":\"" \
 "2026-01-01T00:00:00Z\"}"

static void refused(void **state)
{
	static const struct {
		const char *text;
		enum tsm_status status;
	} cases[] = {
		{ "{\"keys\":[" KEY("a", HASH) "]}", TSM_OK },
		{ "{\"keys\":[]}", TSM_OK },
		{ "", TSM_E_SYNTAX },
		{ "[]", TSM_E_VALUE },
		{ "{}", TSM_E_VALUE },
		{ "{\"keys\":{}}", TSM_E_VALUE },
		{ "{\"keys\":[5]}", TSM_E_VALUE },
		{ "{\"keys\":[" KEY("A", HASH) "]}", TSM_E_VALUE },
		{ "{\"keys\":[" KEY("a", "abc") "]}", TSM_E_VALUE },
		{ "{\"keys\":[" KEY("a", HASH "0") "]}", TSM_E_VALUE },
		{ "{\"keys\":[{\"name\":\"a\",\"sha256\":\"" HASH "\"}]}",
		    TSM_E_VALUE },
		{ "{\"keys\":[" KEY("a", HASH) "," KEY("a", HASH) "]}",
		    TSM_E_DUPLICATE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_error err = { 0 };
		struct tsm_arena arena;
		tsm_arena_init(&arena, 0);
		memset(&keys, 0, sizeof(keys));
		enum tsm_status status =
		    tsm_keys_read(&arena, tsm_str(cases[i].text), &keys, &err);
		if (status != cases[i].status)
			fail_msg(
			    "%s: %s", cases[i].text, tsm_status_name(status));
		if (status != TSM_OK)
			assert_int_equal(keys.count, 0);
		tsm_arena_release(&arena);
	}
}

/* What others may read keeps no secrets; what is not there is empty. */
static void file(void **state)
{
	char path[] = "/tmp/testamur-keys-XXXXXX";
	char token[TSM_KEY_TOKEN];
	struct tsm_error err = { 0 };
	struct tsm_arena arena;
	struct stat info;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(unlink(path), 0);
	tsm_arena_init(&arena, 0);
	keys.count = 7;
	assert_int_equal(tsm_keys_load(&arena, path, &keys, &err), TSM_OK);
	assert_int_equal(keys.count, 0);
	assert_int_equal(tsm_keys_add(&arena, &keys, "board", 0,
			     tsm_random_system(), token, &err),
	    TSM_OK);
	assert_int_equal(tsm_keys_save(&keys, path, &err), TSM_OK);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	assert_int_equal(tsm_keys_load(&arena, path, &again, &err), TSM_OK);
	assert_string_equal(tsm_keys_find(&again, token)->name, "board");
	for (unsigned bit = 1; bit <= 040; bit <<= 1) {
		assert_int_equal(chmod(path, 0600 | bit), 0);
		assert_int_equal(
		    tsm_keys_load(&arena, path, &again, &err), TSM_E_DENIED);
		assert_int_equal(again.count, 0);
	}
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(truncate(path, 20), 0);
	assert_int_equal(
	    tsm_keys_load(&arena, path, &again, &err), TSM_E_SYNTAX);
	assert_non_null(strstr(err.where, path));
	/* it may be there, and hold keys: not the same as missing */
	char below[64];
	(void)snprintf(below, sizeof(below), "%s/keys.json", path);
	assert_int_equal(tsm_keys_load(&arena, below, &again, &err), TSM_E_IO);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(
	    tsm_keys_save(&keys, "/nowhere/keys.json", &err), TSM_E_NOT_FOUND);
	tsm_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(round_trip),
		cmocka_unit_test(refused),
		cmocka_unit_test(file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
