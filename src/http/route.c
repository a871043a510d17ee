/*
 * route.c - compiling patterns and matching paths.
 */
#include <string.h>

#include "route.h"
#include "testamur/base/alloc.h"
#include "testamur/base/id.h"
#include "testamur/base/uri.h"

enum kind {
	LITERAL,
	SLUG,
	ID,
	NUM,
	ANY
};

struct segment {
	enum kind kind;
	struct tsm_str literal;
	const char *name; /* of the parameter */
};

/* All rows of one pattern. */
struct group {
	const char *pattern;
	struct segment *segments;
	size_t count;
	bool nocase;
	const struct tsm_route **rows; /* NULL-terminated */
	struct group *next;            /* of the same number of segments */
};

struct tsm_routes {
	struct tsm_arena arena;
	struct group *by_count[TSM_SEGMENTS_MAX + 1];
};

static enum tsm_status bad_pattern(
    const char *pattern, const char *what, struct tsm_error *err)
{
	return tsm_fail(err, TSM_E_USAGE, pattern, "route pattern: %s", what);
}

static bool parse_kind(struct tsm_str text, enum kind *ret_kind)
{
	static const struct {
		const char *name;
		enum kind kind;
	} kinds[] = { { "slug", SLUG }, { "id", ID }, { "num", NUM },
		{ "any", ANY }, { "", ANY } };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (tsm_str_is(text, kinds[i].name)) {
			*ret_kind = kinds[i].kind;
			return true;
		}
	return false;
}

/* Split a pattern into group->segments. "/" has no segment. */
static enum tsm_status compile(
    struct tsm_arena *arena, struct group *group, struct tsm_error *err)
{
	const char *pattern = group->pattern;
	struct tsm_str rest = tsm_str(pattern + 1);
	size_t params = 0;

	if (pattern[0] != '/')
		return bad_pattern(pattern, "must begin with '/'", err);
	group->segments =
	    tsm_arena_array(arena, TSM_SEGMENTS_MAX, sizeof(struct segment));
	if (group->segments == NULL)
		return tsm_fail_memory(err);
	while (rest.len > 0) {
		struct tsm_str text = tsm_str_split(rest, '/', &rest);
		if (group->count == TSM_SEGMENTS_MAX)
			return bad_pattern(pattern, "too many segments", err);
		struct segment *segment = &group->segments[group->count++];
		segment->literal = text;
		if (text.len == 0)
			return bad_pattern(pattern, "empty segment", err);
		if (text.ptr[0] != '{')
			continue;
		if (text.ptr[text.len - 1] != '}' ||
		    ++params > TSM_HTTP_PARAMS_MAX)
			return bad_pattern(pattern, "parameter", err);
		struct tsm_str kind;
		struct tsm_str name = tsm_str_split(
		    tsm_str_n(text.ptr + 1, text.len - 2), ':', &kind);
		if (name.len == 0 || !parse_kind(kind, &segment->kind))
			return bad_pattern(pattern, "unknown kind", err);
		segment->name = tsm_arena_str(arena, name);
		if (segment->name == NULL)
			return tsm_fail_memory(err);
	}
	return TSM_OK;
}

/* Whether a goes before b: the first differing segment decides. */
static bool precedes(const struct group *a, const struct group *b)
{
	for (size_t i = 0; i < a->count; i++)
		if (a->segments[i].kind != b->segments[i].kind)
			return a->segments[i].kind < b->segments[i].kind;
	return false;
}

static size_t rows_of(const struct tsm_route *table, const char *pattern)
{
	size_t count = 0;

	for (; table->pattern != NULL; table++)
		count += strcmp(table->pattern, pattern) == 0;
	return count;
}

static enum tsm_status add_group(struct tsm_routes *routes,
    const struct tsm_route *table, const struct tsm_route *row,
    struct tsm_error *err)
{
	struct group *group = tsm_arena_alloc(&routes->arena, sizeof(*group));
	size_t rows = 0;
	unsigned methods = 0;

	if (group == NULL)
		return tsm_fail_memory(err);
	group->pattern = row->pattern;
	group->nocase = (row->flags & TSM_ROUTE_NOCASE) != 0;
	group->rows = tsm_arena_array(&routes->arena,
	    rows_of(table, row->pattern) + 1, sizeof(const struct tsm_route *));
	if (group->rows == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(compile(&routes->arena, group, err));
	for (const struct tsm_route *r = row; r->pattern != NULL; r++) {
		if (strcmp(r->pattern, row->pattern) != 0)
			continue;
		if ((methods & r->methods) != 0)
			return bad_pattern(r->pattern, "a method twice", err);
		methods |= r->methods;
		group->rows[rows++] = r;
	}
	struct group **place = &routes->by_count[group->count];
	while (*place != NULL && !precedes(group, *place))
		place = &(*place)->next;
	group->next = *place;
	*place = group;
	return TSM_OK;
}

static enum tsm_status fill(struct tsm_routes *routes,
    const struct tsm_route *table, size_t rate_count, struct tsm_error *err)
{
	for (const struct tsm_route *row = table; row->pattern != NULL; row++) {
		bool first = true;
		if (row->methods == 0 || row->handle == NULL)
			return bad_pattern(row->pattern, "no handler", err);
		if (row->rate > rate_count)
			return bad_pattern(row->pattern, "unknown rate", err);
		for (const struct tsm_route *r = table; r < row; r++)
			first = first && strcmp(r->pattern, row->pattern) != 0;
		if (first)
			TSM_TRY(add_group(routes, table, row, err));
	}
	return TSM_OK;
}

enum tsm_status tsm_routes_new(const struct tsm_route *table, size_t rate_count,
    struct tsm_routes **ret_routes, struct tsm_error *err)
{
	struct tsm_routes *routes = tsm_calloc(1, sizeof(*routes));

	if (routes == NULL)
		return tsm_fail_memory(err);
	tsm_arena_init(&routes->arena, 0);
	enum tsm_status status = fill(routes, table, rate_count, err);
	if (status != TSM_OK) {
		tsm_routes_free(&routes);
		return status;
	}
	*ret_routes = routes;
	return TSM_OK;
}

void tsm_routes_free(struct tsm_routes **routes)
{
	if (*routes == NULL)
		return;
	tsm_arena_release(&(*routes)->arena);
	tsm_free(*routes);
	*routes = NULL;
}

/*
 * Take a path apart and decode each segment. A decoded '/', NUL, control
 * character or dot segment fits no pattern.
 */
static enum tsm_status split_path(struct tsm_arena *arena, struct tsm_str path,
    struct tsm_str *segments, size_t *ret_count, struct tsm_error *err)
{
	size_t count = 0;

	if (path.len > TSM_PATH_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL, "the path is too long");
	if (path.len == 0 || path.ptr[0] != '/')
		return tsm_fail(err, TSM_E_SYNTAX, NULL,
		    "the path does not begin with '/'");
	struct tsm_str rest = tsm_str_n(path.ptr + 1, path.len - 1);
	for (bool more = rest.len > 0; more; count++) {
		struct tsm_buf decoded;
		if (count == TSM_SEGMENTS_MAX)
			return TSM_E_NOT_FOUND;
		size_t len = tsm_str_find(rest, '/');
		struct tsm_str raw = tsm_str_n(rest.ptr, len);
		more = len < rest.len;
		rest = tsm_str_n(
		    rest.ptr + len + more, rest.len - len - (more ? 1 : 0));
		tsm_buf_init(&decoded, TSM_PATH_MAX);
		enum tsm_status status = tsm_uri_unescape(&decoded, raw);
		char *copy =
		    tsm_arena_copy(arena, tsm_buf_cstr(&decoded), decoded.len);
		segments[count] = tsm_str_n(copy, decoded.len);
		tsm_buf_release(&decoded);
		if (status == TSM_E_MEMORY || copy == NULL)
			return tsm_fail_memory(err);
		if (status != TSM_OK)
			return tsm_fail(err, TSM_E_SYNTAX, NULL,
			    "the path holds a broken %%-escape");
	}
	*ret_count = count;
	return TSM_OK;
}

static bool printable(struct tsm_str text)
{
	if (text.len == 0 || text.len > TSM_PARAM_MAX ||
	    !tsm_utf8_valid(text.ptr, text.len, NULL) ||
	    tsm_str_is(text, ".") || tsm_str_is(text, ".."))
		return false;
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 127 ||
		    text.ptr[i] == '/')
			return false;
	return true;
}

/* Whether text is of a kind; an id is replaced by its normal form. */
static enum tsm_status check_kind(enum kind kind, struct tsm_arena *arena,
    struct tsm_str *text, struct tsm_error *err)
{
	char id[TSM_SHORT_ID];
	uint64_t number = 0;
	enum tsm_status status = TSM_OK;

	switch (kind) {
	case SLUG:
		return tsm_slug_valid(*text) ? TSM_OK : TSM_E_NOT_FOUND;
	case NUM:
		return tsm_parse_u64(*text, 999999999, &number) == TSM_OK
			   ? TSM_OK
			   : TSM_E_NOT_FOUND;
	case ID:
		status = tsm_short_id_parse(*text, id);
		if (status != TSM_OK)
			return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
			    status == TSM_E_VALUE
				? "this is not a valid id: its check character "
				  "does not fit, so a character is mistyped"
				: "this is not a valid id: an id has 27 letters "
				  "and digits");
		text->ptr = tsm_arena_copy(arena, id, strlen(id));
		text->len = strlen(id);
		return text->ptr != NULL ? TSM_OK : tsm_fail_memory(err);
	case ANY:
		return printable(*text) ? TSM_OK : TSM_E_NOT_FOUND;
	case LITERAL:
	default:
		return TSM_E_NOT_FOUND;
	}
}

static bool literals_match(
    const struct group *group, const struct tsm_str *segments)
{
	for (size_t i = 0; i < group->count; i++) {
		const struct segment *want = &group->segments[i];
		if (want->kind != LITERAL ||
		    tsm_str_eq(want->literal, segments[i]))
			continue;
		if (!group->nocase || want->literal.len != segments[i].len)
			return false;
		for (size_t n = 0; n < segments[i].len; n++)
			if (tsm_to_lower(want->literal.ptr[n]) !=
			    tsm_to_lower(segments[i].ptr[n]))
				return false;
	}
	return true;
}

static enum tsm_status match_group(const struct group *group,
    struct tsm_arena *arena, const struct tsm_str *segments,
    struct tsm_route_match *match, struct tsm_error *err)
{
	match->param_count = 0;
	if (!literals_match(group, segments))
		return TSM_E_NOT_FOUND;
	for (size_t i = 0; i < group->count; i++) {
		struct tsm_str text = segments[i];
		if (group->segments[i].kind == LITERAL)
			continue;
		TSM_TRY(check_kind(group->segments[i].kind, arena, &text, err));
		struct tsm_pair *param = &match->params[match->param_count++];
		param->name = group->segments[i].name;
		param->value = text;
	}
	return TSM_OK;
}

enum tsm_status tsm_routes_find(const struct tsm_routes *routes,
    struct tsm_arena *arena, struct tsm_str path, unsigned method,
    struct tsm_route_match *ret_match, struct tsm_error *err)
{
	struct tsm_str segments[TSM_SEGMENTS_MAX] = { { NULL, 0 } };
	size_t count = 0;
	struct tsm_route_match match = { 0 };

	TSM_TRY(split_path(arena, path, segments, &count, err));
	for (const struct group *group = routes->by_count[count]; group != NULL;
	     group = group->next) {
		enum tsm_status status =
		    match_group(group, arena, segments, &match, err);
		if (status == TSM_E_NOT_FOUND)
			continue;
		if (status != TSM_OK)
			return status;
		for (size_t i = 0; group->rows[i] != NULL; i++) {
			match.allowed |= group->rows[i]->methods;
			match.flags |= group->rows[i]->flags;
			if ((group->rows[i]->methods & method) != 0)
				match.route = group->rows[i];
		}
		*ret_match = match;
		return TSM_OK;
	}
	return TSM_E_NOT_FOUND;
}
