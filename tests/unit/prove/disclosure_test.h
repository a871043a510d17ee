/*
 * disclosure_test.h - a P-256 key behind a key process, and what it signed.
 */
#ifndef TESTS_DISCLOSURE_TEST_H
#define TESTS_DISCLOSURE_TEST_H

#include "prove_test.h"

#include "testamur/jsonld/store.h"
#include "testamur/proof/disclosure.h"

static struct service service;
static struct tsm_public_key *key;
static struct tsm_jsonld_store *store;

static inline int begin(void **state)
{
	int failed = make_dir(state);
	if (failed != 0)
		return failed;
	key = create("es256-1", "ES256");
	service_start(&service);
	assert_int_equal(tsm_jsonld_store_new(&store), TSM_OK);
	return 0;
}

static inline int end(void **state)
{
	tsm_jsonld_store_free(&store);
	service_stop(&service);
	tsm_public_key_free(&key);
	return drop_dir(state);
}

static inline enum tsm_integrity_answer answer(const char *text, size_t n)
{
	struct tsm_arena arena;
	struct tsm_integrity integrity;
	struct tsm_integrity_result result = { 0 };
	const struct tsm_json *root = NULL;
	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_json_parse(&arena, text, strlen(text), NULL, &root, NULL),
	    TSM_OK);
	assert_int_equal(
	    tsm_integrity_open(&arena, root, store, NULL, &integrity, NULL),
	    TSM_OK);
	assert_int_equal(
	    tsm_integrity_verify(&integrity, n, key, NULL, &result, NULL),
	    TSM_OK);
	tsm_arena_release(&arena);
	return result.answer;
}

/* The same text with one part of it replaced. */
static inline struct tsm_buf replaced(
    const struct tsm_buf *text, const char *old, const char *now)
{
	struct tsm_buf out;
	const char *at = strstr(tsm_buf_cstr(text), old);
	assert_non_null(at);
	tsm_buf_init(&out, 0);
	tsm_buf_add(&out, text->data, (size_t)(at - text->data));
	tsm_buf_adds(&out, now);
	assert_int_equal(tsm_buf_adds(&out, at + strlen(old)), TSM_OK);
	return out;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

#endif
