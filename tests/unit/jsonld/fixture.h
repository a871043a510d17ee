/* A call with a store and an arena, for tests of what is inside. */
#ifndef TSM_TESTS_JSONLD_FIXTURE_H
#define TSM_TESTS_JSONLD_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "../../../src/jsonld/context.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct fixture {
	struct tsm_jsonld_store *store;
	struct tsm_arena arena;
	struct tsm_jsonld_options options;
	struct tsm_jsonld_failure failure;
	struct tsm_error err;
	struct process p;
};

static inline void fixture_call(struct fixture *f)
{
	f->failure = (struct tsm_jsonld_failure){ 0 };
	f->err = (struct tsm_error){ 0 };
	f->p = (struct process){
		.store = f->store,
		.options = &f->options,
		.arena = &f->arena,
		.err = &f->err,
		.failure = &f->failure,
		.work = 1000000,
	};
}

static inline void fixture_open(struct fixture *f)
{
	memset(f, 0, sizeof(*f));
	tsm_arena_init(&f->arena, 0);
	assert_int_equal(tsm_jsonld_store_new(&f->store), TSM_OK);
	fixture_call(f);
}

static inline void fixture_close(struct fixture *f)
{
	tsm_jsonld_store_free(&f->store);
	tsm_arena_release(&f->arena);
}

static inline void fixture_add(
    struct fixture *f, const char *address, const char *data)
{
	assert_int_equal(tsm_jsonld_store_add(
			     f->store, tsm_str(address), tsm_str(data), NULL),
	    TSM_OK);
}

static inline const struct tsm_json *fixture_json(
    struct fixture *f, const char *text)
{
	const struct tsm_json *json = NULL;
	assert_int_equal(
	    tsm_json_parse(&f->arena, text, strlen(text), NULL, &json, &f->err),
	    TSM_OK);
	return json;
}

/* A context over the initial one, in a new call. */
static inline enum tsm_status fixture_process(
    struct fixture *f, const char *text, const struct context **ret_context)
{
	const struct context *initial = NULL;
	fixture_call(f);
	const struct tsm_json *json = fixture_json(f, text);
	assert_int_equal(context_initial(&f->p, &initial), TSM_OK);
	return context_process(
	    &f->p, initial, json, f->options.base, NULL, ret_context);
}

#endif
