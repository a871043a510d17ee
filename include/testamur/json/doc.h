/*
 * doc.h - reading JSON: an immutable tree with source positions.
 *
 * A strict reader of RFC 8259 restricted to I-JSON (RFC 7493): UTF-8 only,
 * no byte order mark, no duplicate member names (compared after
 * unescaping, byte by byte), no lone surrogates, a stated depth. Numbers
 * keep their exact text. The tree lives in the caller's arena, together
 * with its decoded strings; the input may be released afterwards. Nothing
 * in a tree ever changes, so threads may share it.
 *
 * What we read and must not change (credentials, policies) is a struct
 * tsm_json; what we build and send is a jansson json_t (json/write.h).
 */
#ifndef TESTAMUR_JSON_DOC_H
#define TESTAMUR_JSON_DOC_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/base/arena.h"
#include "testamur/base/buf.h"
#include "testamur/base/decimal.h"

enum tsm_json_type {
	TSM_JSON_NULL,
	TSM_JSON_FALSE,
	TSM_JSON_TRUE,
	TSM_JSON_NUMBER,
	TSM_JSON_STRING,
	TSM_JSON_ARRAY,
	TSM_JSON_OBJECT
};

struct tsm_json {
	enum tsm_json_type type;
	uint32_t line;       /* 1-based, where the value starts */
	uint32_t column;     /* 1-based, in bytes */
	uint32_t count;      /* members or elements */
	struct tsm_str name; /* of this member in its object, decoded */
	struct tsm_str text; /* string decoded; number as written, no NUL */
	const struct tsm_json *parent; /* NULL for the root */
	const struct tsm_json *first;  /* children are consecutive: */
	uint32_t index;                /* this value is parent->first[index] */
};

struct tsm_json_options {
	size_t max_bytes;   /* 0: TSM_JSON_MAX */
	unsigned max_depth; /* 0, or more: TSM_JSON_DEPTH_MAX */
	/* Plain RFC 8259: the last of duplicate names counts, as elsewhere;
	 * the earlier ones are not in the tree. */
	bool allow_duplicates;
};

/*
 * Parse a whole text. TSM_E_SYNTAX, TSM_E_DUPLICATE, TSM_E_LIMIT (bytes,
 * depth, or the arena's maximum, which bounds the number of values),
 * TSM_E_MEMORY; err->where is "line:column". options may be NULL. On
 * failure the arena keeps what was used until it is released.
 */
enum tsm_status tsm_json_parse(struct tsm_arena *arena, const char *data,
    size_t len, const struct tsm_json_options *options,
    const struct tsm_json **ret_root, struct tsm_error *err) TSM_NODISCARD;

/*
 * The member of an object, or NULL (also when object is NULL or none).
 * Logarithmic in objects with many members.
 */
const struct tsm_json *tsm_json_find(
    const struct tsm_json *object, struct tsm_str name);

/* The same by a C string, mostly a literal. */
static inline const struct tsm_json *tsm_json_get(
    const struct tsm_json *object, const char *name)
{
	return tsm_json_find(object, tsm_str(name));
}

/* The n-th element or member, or NULL. */
const struct tsm_json *tsm_json_at(const struct tsm_json *container, size_t n);

/*
 * What linked data calls a value or several: an array's elements, or the one
 * value itself. How many (of NULL none), and the n-th, or NULL.
 */
size_t tsm_json_values(const struct tsm_json *value);
const struct tsm_json *tsm_json_nth(const struct tsm_json *value, size_t n);

/* The value a JSON Pointer (RFC 6901) leads to, or NULL. */
const struct tsm_json *tsm_json_resolve(
    const struct tsm_json *root, const char *pointer);

/* Whether there is a value, and it has this type; whether it is true. */
bool tsm_json_is(const struct tsm_json *value, enum tsm_json_type type);
bool tsm_json_is_true(const struct tsm_json *value);

/* The decoded, NUL-terminated string, or NULL when it is no string or
 * holds a NUL. */
const char *tsm_json_string(const struct tsm_json *value);
/* tsm_json_string(tsm_json_get(object, name)). */
const char *tsm_json_get_string(
    const struct tsm_json *object, const char *name);

/* A number that is whole and fits; TSM_E_VALUE otherwise. 1e3 is whole. */
enum tsm_status tsm_json_int(const struct tsm_json *value, int64_t *ret)
    TSM_NODISCARD;
/* A number as exact decimal; TSM_E_VALUE when it does not fit. */
enum tsm_status tsm_json_decimal(
    const struct tsm_json *value, struct tsm_decimal *ret) TSM_NODISCARD;

/* Same type and value; objects without order, numbers by exact value. */
bool tsm_json_equal(const struct tsm_json *a, const struct tsm_json *b);

/*
 * The JSON Pointer of a value from its root ("" for the root), cut at the
 * front with "…" when it does not fit. Returns out.
 */
char *tsm_json_pointer(const struct tsm_json *value, char *out, size_t size);

/* A member to give an object: tsm_json_with(). */
struct tsm_json_member {
	const char *name;
	const struct tsm_json *value;
};

/*
 * An object like another, in the arena: without the members that are named
 * (NULL ends the list; NULL: none), then with n members set, a value of the
 * same name replaced in its place. Values are shared with their own trees:
 * what is below still has its old parents, so pointers name the place from
 * where it came. object may be NULL: an empty one. NULL: out of memory.
 */
const struct tsm_json *tsm_json_with(struct tsm_arena *arena,
    const struct tsm_json *object, const char *const *without,
    const struct tsm_json_member *members, size_t n) TSM_NODISCARD;

/* An array of values, shared as above. NULL: out of memory. */
const struct tsm_json *tsm_json_list(struct tsm_arena *arena,
    const struct tsm_json *const *values, size_t n) TSM_NODISCARD;

/*
 * An object or array like another, in the arena and with its place, but
 * with these children alone, in this order; each keeps its own name and
 * place and is shared as above. NULL: out of memory.
 */
const struct tsm_json *tsm_json_pick(struct tsm_arena *arena,
    const struct tsm_json *container, const struct tsm_json *const *children,
    size_t n) TSM_NODISCARD;

/* tsm_fail with the pointer of value as the place. */
enum tsm_status tsm_json_fail(struct tsm_error *err, enum tsm_status status,
    const struct tsm_json *value, const char *fmt, ...) TSM_PRINTF(4, 5);

#ifdef __clang_analyzer__
/* Lets the static analyser see that the status given is what comes back. */
# define tsm_json_fail(err, status, ...) \
  ((void)tsm_json_fail(err, status, __VA_ARGS__), (status))
#endif

#endif
