/*
 * route.h - the route table, compiled into something quick to search.
 *
 * Rows are grouped by pattern (one group, several methods) and the groups
 * by their number of segments; within that a literal goes before a
 * parameter. Immutable after tsm_routes_new().
 */
#ifndef TESTAMUR_HTTP_ROUTE_IMPL_H
#define TESTAMUR_HTTP_ROUTE_IMPL_H

#include "testamur/http/server.h"

enum {
	TSM_SEGMENTS_MAX = 12,
	TSM_PATH_MAX = 2048,
	TSM_PARAM_MAX = 256
};

struct tsm_routes;

/* Compile a table. TSM_E_USAGE (err->where: the pattern), TSM_E_MEMORY. */
enum tsm_status tsm_routes_new(const struct tsm_route *table, size_t rate_count,
    struct tsm_routes **ret_routes, struct tsm_error *err) TSM_NODISCARD;
void tsm_routes_free(struct tsm_routes **routes);

struct tsm_route_match {
	const struct tsm_route *route; /* NULL: the method is not allowed */
	unsigned allowed;              /* methods of this path */
	unsigned flags;                /* TSM_ROUTE_… of any of its rows */
	struct tsm_pair params[TSM_HTTP_PARAMS_MAX];
	size_t param_count;
};

/*
 * Find path (raw, begins with '/', without query). TSM_OK with a NULL
 * route when only the method is wrong; TSM_E_NOT_FOUND, TSM_E_SYNTAX (a
 * broken escape), TSM_E_LIMIT (too long), TSM_E_MEMORY. A path that fits a
 * pattern but for a mistyped id is TSM_E_NOT_FOUND with a text saying so.
 */
enum tsm_status tsm_routes_find(const struct tsm_routes *routes,
    struct tsm_arena *arena, struct tsm_str path, unsigned method,
    struct tsm_route_match *ret_match, struct tsm_error *err) TSM_NODISCARD;

#endif
