/*
 * fuzz_route.c - any bytes as a path: what is found satisfies its pattern.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../../src/http/route.h"
#include "testamur/base/id.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
	{ TSM_POST, "/a/{s:slug}", NULL, 0, nothing, 0, 0 },
	{ TSM_GET, "/a/b", NULL, 0, nothing, 0, 0 },
	{ TSM_GET, "/V/{i:id}", NULL, 0, nothing, 0, TSM_ROUTE_NOCASE },
	{ TSM_GET, "/n/{n:num}/x", NULL, 0, nothing, 0, 0 },
	{ TSM_GET, "/x/{x}/{y:any}", NULL, 0, nothing, 0, 0 },
	{ 0, NULL, NULL, 0, NULL, 0, 0 },
};

static void check(const struct tsm_route_match *match)
{
	char id[TSM_SHORT_ID];

	for (size_t i = 0; i < match->param_count; i++) {
		struct tsm_str value = match->params[i].value;
		if (value.len == 0 || strlen(value.ptr) != value.len ||
		    !tsm_utf8_valid(value.ptr, value.len, NULL) ||
		    memchr(value.ptr, '/', value.len) != NULL)
			abort();
		if (strcmp(match->params[i].name, "s") == 0 &&
		    !tsm_slug_valid(value))
			abort();
		if (strcmp(match->params[i].name, "i") == 0 &&
		    (tsm_short_id_parse(value, id) != TSM_OK ||
			strcmp(id, value.ptr) != 0))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tsm_routes *routes;
	struct tsm_route_match match = { 0 };
	struct tsm_error err = { 0 };
	struct tsm_arena arena;
	union {
		const uint8_t *bytes;
		const char *text;
	} input = { data };

	if (routes == NULL && tsm_routes_new(table, 0, &routes, &err) != TSM_OK)
		abort();
	tsm_arena_init(&arena, 0);
	if (tsm_routes_find(routes, &arena, tsm_str_n(input.text, size),
		TSM_GET, &match, &err) == TSM_OK)
		check(&match);
	tsm_arena_release(&arena);
	return 0;
}
