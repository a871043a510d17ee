/*
 * test_route.c - which row a path finds, and tables that make no sense.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../../../src/http/route.h"

static enum tsm_status nothing(void *app, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	(void)app;
	(void)request;
	(void)response;
	(void)err;
	return TSM_OK;
}

static const struct tsm_route table[] = {
	{ TSM_GET, "/", NULL, 0, nothing, 0, 0 },
	{ TSM_GET, "/a/{s:slug}", NULL, 0, nothing, 0, 0 },
	{ TSM_GET, "/a/b", NULL, 0, nothing, 0, 0 },
	{ TSM_GET | TSM_DELETE, "/{x}/c", NULL, 0, nothing, 0, 0 },
	{ TSM_GET, "/V/{i:id}/badge.png", NULL, 0, nothing, 0,
	    TSM_ROUTE_NOCASE },
	{ TSM_GET, "/n/{n:num}", NULL, 0, nothing, 0, 0 },
	{ TSM_POST, "/a/{s:slug}", NULL, 0, nothing, 0, 0 },
	{ 0, NULL, NULL, 0, NULL, 0, 0 },
};

static struct tsm_routes *routes;
static struct tsm_arena arena;

static enum tsm_status find(
    const char *path, unsigned method, struct tsm_route_match *match)
{
	struct tsm_error err = { 0 };

	memset(match, 0, sizeof(*match));
	return tsm_routes_find(
	    routes, &arena, tsm_str(path), method, match, &err);
}

/* The row number that a GET of path finds, or minus the status. */
static int row(const char *path)
{
	struct tsm_route_match match;
	enum tsm_status status = find(path, TSM_GET, &match);

	return status == TSM_OK && match.route != NULL
		   ? (int)(match.route - table)
		   : -(int)status;
}

static void matching(void **state)
{
	struct tsm_route_match match;

	(void)state;
	assert_int_equal(row("/"), 0);
	assert_int_equal(row("/a/x-1"), 1);
	assert_int_equal(row("/a/b"), 2); /* the literal goes first */
	assert_int_equal(row("/%61/%62"), 2);
	assert_int_equal(row("/a/c"), 1);
	assert_int_equal(row("/z/c"), 3);
	assert_int_equal(row("/%C3%A4%20/c"), 3);
	assert_int_equal(row("/n/0"), 5);
	assert_int_equal(row("/v/000000000000000000000000000/BADGE.png"), 4);
	assert_int_equal(row("/A/b"), -(int)TSM_E_NOT_FOUND);
	assert_int_equal(row("/a"), -(int)TSM_E_NOT_FOUND);
	assert_int_equal(row("/a/"), -(int)TSM_E_NOT_FOUND);
	assert_int_equal(row("//a/b"), -(int)TSM_E_NOT_FOUND);
	assert_int_equal(row("/a/b/"), -(int)TSM_E_NOT_FOUND);
	assert_int_equal(row("/a/-x"), -(int)TSM_E_NOT_FOUND);
	assert_int_equal(row("/n/01"), -(int)TSM_E_NOT_FOUND);
	assert_int_equal(row("/n/9999999999"), -(int)TSM_E_NOT_FOUND);
	assert_int_equal(row("/../c"), -(int)TSM_E_NOT_FOUND);
	assert_int_equal(row("/%2E%2e/c"), -(int)TSM_E_NOT_FOUND);
	assert_int_equal(row("/a%00/c"), -(int)TSM_E_NOT_FOUND);
	assert_int_equal(row("/a%2Fb/c"), -(int)TSM_E_NOT_FOUND);
	assert_int_equal(row("/%ff/c"), -(int)TSM_E_NOT_FOUND);
	assert_int_equal(row("/%0a/c"), -(int)TSM_E_NOT_FOUND);
	assert_int_equal(row("/%/c"), -(int)TSM_E_SYNTAX);
	assert_int_equal(row("a"), -(int)TSM_E_SYNTAX);
	assert_int_equal(row(""), -(int)TSM_E_SYNTAX);
	assert_int_equal(
	    row("/1/2/3/4/5/6/7/8/9/10/11/12/13/14"), -(int)TSM_E_NOT_FOUND);
	assert_int_equal(find("/a/q", TSM_POST, &match), TSM_OK);
	assert_ptr_equal(match.route, &table[6]);
	assert_string_equal(match.params[0].name, "s");
	assert_string_equal(match.params[0].value.ptr, "q");
	assert_int_equal(find("/a/q", TSM_DELETE, &match), TSM_OK);
	assert_null(match.route);
	assert_int_equal(match.allowed, TSM_GET | TSM_POST);
	/* characters that people mix up in an id */
	assert_int_equal(find("/V/Oooo-ooo-000000000000000000000/badge.png",
			     TSM_GET, &match),
	    TSM_E_NOT_FOUND);
	assert_int_equal(
	    find("/V/Oooooo0000000-0000000-0000000/badge.png", TSM_GET, &match),
	    TSM_OK);
	assert_string_equal(
	    match.params[0].value.ptr, "000000000000000000000000000");
}

static void bad_tables(void **state)
{
	static const struct tsm_route bad[] = {
		{ TSM_GET, "a", NULL, 0, nothing, 0, 0 },
		{ TSM_GET, "/a//b", NULL, 0, nothing, 0, 0 },
		{ TSM_GET, "/{a", NULL, 0, nothing, 0, 0 },
		{ TSM_GET, "/{}", NULL, 0, nothing, 0, 0 },
		{ TSM_GET, "/{a:colour}", NULL, 0, nothing, 0, 0 },
		{ 0, "/a", NULL, 0, nothing, 0, 0 },
		{ TSM_GET, "/a", NULL, 0, NULL, 0, 0 },
		{ TSM_GET, "/a", NULL, 0, nothing, 1, 0 },
		{ TSM_GET, "/1/2/3/4/5/6/7/8/9/10/11/12/13", NULL, 0, nothing,
		    0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct tsm_route rows[2] = { bad[i], { 0 } };
		struct tsm_routes *none = NULL;
		struct tsm_error err = { 0 };
		assert_int_equal(
		    tsm_routes_new(rows, 0, &none, &err), TSM_E_USAGE);
		assert_string_equal(err.where, bad[i].pattern);
		assert_null(none);
	}
}

static int setup(void **state)
{
	(void)state;
	tsm_arena_init(&arena, 0);
	return tsm_routes_new(table, 0, &routes, NULL) == TSM_OK ? 0 : 1;
}

static int teardown(void **state)
{
	(void)state;
	tsm_routes_free(&routes);
	tsm_arena_release(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(matching),
		cmocka_unit_test(bad_tables),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
