/*
 * The strict reader: one pass, no recursion. Values are built on a stack
 * of nodes; when a container closes, its children are moved to the arena
 * in one piece and the container stays behind as one finished node.
 */
#include <stdio.h>
#include <string.h>

#include "internal.h"
#include "reader.h"
#include "testamur/base/alloc.h"
#include "testamur/base/limits.h"

#define NODES_INLINE 64
#define NONE         UINT32_MAX

static enum tsm_status fail_at(struct reader *r, enum tsm_status status,
    uint32_t line, uint32_t column, const char *message)
{
	char where[32];
	(void)snprintf(where, sizeof(where), "%lu:%lu", (unsigned long)line,
	    (unsigned long)column);
	return tsm_fail(r->err, status, where, "%s", message);
}

/* 1-based, in bytes. */
static uint32_t column_of(const struct reader *r)
{
	return (uint32_t)(r->p - r->line_start) + 1;
}

enum tsm_status tsm_json_fail_here(
    struct reader *r, enum tsm_status status, const char *message)
{
	return fail_at(r, status, r->line, column_of(r), message);
}

enum tsm_status tsm_json_fail_syntax(struct reader *r, const char *message)
{
	if (r->p >= r->end)
		message = "the text ends too early";
	return tsm_json_fail_here(r, TSM_E_SYNTAX, message);
}

/* Tell a spent budget from exhausted memory. */
static enum tsm_status fail_alloc(struct reader *r)
{
	if (r->arena->full)
		return tsm_json_fail_here(r, TSM_E_LIMIT,
		    "the document needs more memory than allowed");
	return tsm_fail_memory(r->err);
}

/* How many spaces stand in a row, in steps of at most eight bytes. */
static char *skip_row(char *p, const char *end)
{
	while (end - p >= 8) {
		uint64_t other = tsm_json_load8(p) ^ TSM_JSON_EVERY(' ');
		if (other != 0)
			return p + __builtin_ctzll(other) / 8;
		p += 8;
	}
	return p;
}

/* Line feeds outside strings are the only place where lines can end. */
static void skip_some(struct reader *r)
{
	char *p = r->p;
	while (p < r->end && (unsigned char)*p <= ' ') {
		if (*p == '\n') {
			r->line++;
			r->line_start = p + 1;
		} else if (*p != ' ' && *p != '\t' && *p != '\r') {
			break;
		}
		p = skip_row(p + 1, r->end);
	}
	r->p = p;
}

static inline void skip_space(struct reader *r)
{
	if (r->p < r->end && (unsigned char)*r->p <= ' ')
		skip_some(r);
}

/* --- nodes --------------------------------------------------------------- */

/* Children in the arena are ours until tsm_json_parse() returns. */
static struct tsm_json *mutable_node(const struct tsm_json *node)
{
	return (struct tsm_json *)(uintptr_t)node;
}

/* Double the stack; the first one is part of tsm_json_parse()'s frame. */
static enum tsm_status grow(struct reader *r)
{
	size_t size = (size_t)r->cap * sizeof(*r->nodes);
	bool on_heap = r->cap > NODES_INLINE;
	if (r->cap > UINT32_MAX / 2 || size * 2 > r->arena->max)
		return tsm_json_fail_here(
		    r, TSM_E_LIMIT, "the document has too many values");
	struct tsm_json *nodes =
	    tsm_realloc(on_heap ? r->nodes : NULL, size * 2);
	if (nodes == NULL)
		return tsm_fail_memory(r->err);
	if (!on_heap)
		memcpy(nodes, r->nodes, size);
	r->nodes = nodes;
	r->cap *= 2;
	return TSM_OK;
}

static enum tsm_status push(struct reader *r, enum tsm_json_type type)
{
	if (r->count == r->cap)
		TSM_TRY(grow(r));
	r->nodes[r->count++] = (struct tsm_json){ .type = type,
		.line = r->line,
		.column = column_of(r),
		.name = r->name };
	return TSM_OK;
}

/*
 * Move count children to the arena, behind them room for the order of a
 * large object, and let them and their own children know their place.
 */
static enum tsm_status settle(struct reader *r, struct tsm_json *children,
    uint32_t count, bool ordered, struct tsm_json **ret_placed)
{
	size_t size = (size_t)count * sizeof(*children);
	size_t extra = ordered ? (size_t)count * sizeof(uint32_t) : 0;
	struct tsm_json *placed = tsm_arena_take(r->arena, size + extra);
	if (placed == NULL)
		return fail_alloc(r);
	memcpy(placed, children, size);
	for (uint32_t i = 0; i < count; i++) {
		struct tsm_json *child = &placed[i];
		struct tsm_json *inner = mutable_node(child->first);
		child->index = i;
		for (uint32_t k = 0; k < child->count; k++)
			inner[k].parent = child;
	}
	*ret_placed = placed;
	return TSM_OK;
}

/* --- duplicate names ----------------------------------------------------- */

/* A member that a later one of the same name replaces. */
static enum tsm_status duplicate(struct reader *r, struct tsm_json *earlier,
    const struct tsm_json *later, bool *found)
{
	if (!r->allow_duplicates)
		return fail_at(r, TSM_E_DUPLICATE, later->line, later->column,
		    "a member of this name was there before");
	earlier->index = NONE;
	*found = true;
	return TSM_OK;
}

static enum tsm_status find_few(
    struct reader *r, struct tsm_json *members, uint32_t count, bool *found)
{
	for (uint32_t i = 1; i < count; i++) {
		for (uint32_t k = 0; k < i; k++) {
			if (members[k].name.len == members[i].name.len &&
			    members[k].index != NONE &&
			    tsm_str_eq(members[k].name, members[i].name))
				TSM_TRY(duplicate(
				    r, &members[k], &members[i], found));
		}
	}
	return TSM_OK;
}

/* order has room for them. */
static enum tsm_status find_many(struct reader *r, struct tsm_json *members,
    uint32_t count, uint32_t *order, bool *found)
{
	enum tsm_status status = TSM_OK;
	tsm_json_sort(order, count, members, tsm_str_cmp);
	for (uint32_t i = 1; i < count && status == TSM_OK; i++) {
		struct tsm_json *a = &members[order[i - 1]];
		const struct tsm_json *b = &members[order[i]];
		if (tsm_str_eq(a->name, b->name))
			status = duplicate(r, a, b, found);
	}
	return status;
}

/*
 * Refuse duplicate names, or drop all but the last of each. order, where
 * there are many, is where their order goes.
 */
static enum tsm_status check_names(struct reader *r, struct tsm_json *members,
    uint32_t *count, uint32_t *order)
{
	bool found = false;
	if (order == NULL)
		TSM_TRY(find_few(r, members, *count, &found));
	else
		TSM_TRY(find_many(r, members, *count, order, &found));
	if (!found)
		return TSM_OK;
	uint32_t kept = 0;
	for (uint32_t i = 0; i < *count; i++) {
		if (members[i].index != NONE)
			members[kept++] = members[i];
	}
	*count = kept;
	if (order != NULL)
		tsm_json_sort(order, kept, members, tsm_str_cmp);
	return TSM_OK;
}

/* The children of a container that closes, in the arena. */
static enum tsm_status place(struct reader *r, struct tsm_json *node,
    struct tsm_json *children, uint32_t count, uint32_t *order)
{
	struct tsm_json *placed = NULL;
	if (node->type == TSM_JSON_OBJECT)
		TSM_TRY(check_names(r, children, &count, order));
	bool ordered = order != NULL && count > TSM_JSON_SMALL;
	TSM_TRY(settle(r, children, count, ordered, &placed));
	if (ordered)
		memcpy(placed + count, order, count * sizeof(*order));
	node->first = placed;
	node->count = count;
	return TSM_OK;
}

/* --- containers ---------------------------------------------------------- */

/* While a container is open, its index is that of the one around it. */
static enum tsm_status open_container(struct reader *r, enum tsm_json_type type)
{
	if (r->depth >= r->max_depth)
		return fail_at(
		    r, TSM_E_LIMIT, r->line, column_of(r), "nested too deeply");
	TSM_TRY(push(r, type));
	r->nodes[r->count - 1].index = r->open;
	r->open = r->count - 1;
	r->depth++;
	r->p++;
	return TSM_OK;
}

static enum tsm_status close_container(struct reader *r)
{
	struct tsm_json *node = &r->nodes[r->open];
	struct tsm_json *children = node + 1;
	uint32_t count = r->count - r->open - 1;
	enum tsm_status status = TSM_OK;
	if (count > TSM_JSON_SMALL && node->type == TSM_JSON_OBJECT) {
		uint32_t *order = tsm_malloc((size_t)count * sizeof(*order));
		if (order == NULL)
			return tsm_fail_memory(r->err);
		status = place(r, node, children, count, order);
		tsm_free(order);
	} else if (count > 0)
		status = place(r, node, children, count, NULL);
	if (status != TSM_OK)
		return status;
	r->count = r->open + 1;
	r->open = node->index;
	node->index = 0;
	r->depth--;
	r->p++;
	return TSM_OK;
}

/* --- values -------------------------------------------------------------- */

static enum tsm_status read_number(struct reader *r)
{
	const char *stop = tsm_json_number_end(r->p, r->end);
	if (stop == NULL)
		return tsm_json_fail_syntax(
		    r, "neither a value nor a number JSON knows");
	size_t len = (size_t)(stop - r->p);
	TSM_TRY(push(r, TSM_JSON_NUMBER));
	r->nodes[r->count - 1].text = tsm_str_n(r->p, len);
	r->p += len;
	return TSM_OK;
}

static enum tsm_status read_word(
    struct reader *r, const char *word, enum tsm_json_type type)
{
	size_t len = strlen(word);
	if ((size_t)(r->end - r->p) < len || memcmp(r->p, word, len) != 0)
		return tsm_json_fail_here(
		    r, TSM_E_SYNTAX, "neither null, true nor false");
	TSM_TRY(push(r, type));
	r->p += len;
	return TSM_OK;
}

/* A whole scalar, or the opening of a container. */
static enum tsm_status read_value(struct reader *r)
{
	switch (r->p < r->end ? *r->p : '\0') {
	case '{':
		return open_container(r, TSM_JSON_OBJECT);
	case '[':
		return open_container(r, TSM_JSON_ARRAY);
	case '"':
		TSM_TRY(push(r, TSM_JSON_STRING));
		return tsm_json_read_string(r, &r->nodes[r->count - 1].text);
	case 'n':
		return read_word(r, "null", TSM_JSON_NULL);
	case 't':
		return read_word(r, "true", TSM_JSON_TRUE);
	case 'f':
		return read_word(r, "false", TSM_JSON_FALSE);
	default:
		return read_number(r);
	}
}

static enum tsm_status read_name(struct reader *r)
{
	skip_space(r);
	if (r->p >= r->end || *r->p != '"')
		return tsm_json_fail_syntax(
		    r, "a member name in quotes was expected");
	TSM_TRY(tsm_json_read_string(r, &r->name));
	skip_space(r);
	if (r->p >= r->end || *r->p != ':')
		return tsm_json_fail_syntax(r, "a colon was expected");
	r->p++;
	return TSM_OK;
}

/*
 * What stands between a value (or an opening bracket) and the next value:
 * closes containers, eats a comma, reads the next name. At the end
 * r->open is NONE, or a value comes next.
 */
static enum tsm_status read_between(struct reader *r, bool opened)
{
	while (r->open != NONE) {
		bool object = r->nodes[r->open].type == TSM_JSON_OBJECT;
		r->name = tsm_str_n(NULL, 0);
		skip_space(r);
		char c = '\0';
		if (r->p < r->end)
			c = *r->p;
		if (c == (object ? '}' : ']')) {
			TSM_TRY(close_container(r));
			opened = false;
			continue;
		}
		if (!opened) {
			if (c != ',')
				return tsm_json_fail_syntax(
				    r, object ? "a comma or '}' was expected"
					      : "a comma or ']' was expected");
			r->p++;
		}
		if (object)
			return read_name(r);
		return TSM_OK;
	}
	return TSM_OK;
}

static enum tsm_status read_all(
    struct reader *r, const struct tsm_json **ret_root)
{
	do {
		skip_space(r);
		uint32_t open = r->open;
		TSM_TRY(read_value(r));
		TSM_TRY(read_between(r, r->open != open));
	} while (r->open != NONE);
	skip_space(r);
	if (r->p < r->end)
		return tsm_json_fail_syntax(r, "something follows the value");
	struct tsm_json *root = NULL;
	TSM_TRY(settle(r, r->nodes, 1, false, &root));
	*ret_root = root;
	return TSM_OK;
}

/* Take a copy of the text, unless it cannot be read at all. */
static enum tsm_status start(
    struct reader *r, const char *data, size_t len, size_t max_bytes)
{
	if (len > max_bytes || len >= UINT32_MAX)
		return fail_at(
		    r, TSM_E_LIMIT, 1, 1, "the document is too large");
	if (len >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0)
		return fail_at(r, TSM_E_SYNTAX, 1, 1, "a byte order mark");
	r->p = tsm_arena_copy(r->arena, data, len);
	if (r->p == NULL)
		return fail_alloc(r);
	r->end = r->p + len;
	r->line_start = r->p;
	return TSM_OK;
}

enum tsm_status tsm_json_parse(struct tsm_arena *arena, const char *data,
    size_t len, const struct tsm_json_options *options,
    const struct tsm_json **ret_root, struct tsm_error *err)
{
	static const struct tsm_json_options standard;
	struct tsm_json nodes[NODES_INLINE];
	struct reader r;
	if (options == NULL)
		options = &standard;
	memset(&r, 0, sizeof(r));
	r.line = 1;
	r.arena = arena;
	r.err = err;
	r.nodes = nodes;
	r.cap = NODES_INLINE;
	r.open = NONE;
	r.max_depth = TSM_JSON_DEPTH_MAX;
	if (options->max_depth > 0 && options->max_depth < TSM_JSON_DEPTH_MAX)
		r.max_depth = options->max_depth;
	r.allow_duplicates = options->allow_duplicates;
	enum tsm_status status = start(&r, data, len,
	    options->max_bytes > 0 ? options->max_bytes : TSM_JSON_MAX);
	if (status == TSM_OK)
		status = read_all(&r, ret_root);
	if (r.nodes != nodes)
		tsm_free(r.nodes);
	return status;
}
