/*
 * reader.h - the state of the reader, shared by its two files.
 */
#ifndef TSM_SRC_JSON_READER_H
#define TSM_SRC_JSON_READER_H

#include <endian.h>
#include <string.h>

#include "testamur/json/doc.h"

#define TSM_JSON_EVERY(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Eight bytes, the first one lowest. */
static inline uint64_t tsm_json_load8(const char *p)
{
	uint64_t word;
	memcpy(&word, p, sizeof(word));
	return le64toh(word);
}

/*
 * The text is a copy in the arena, in which strings are decoded where they
 * stand. p never passes end; line and line_start are those of p.
 */
struct reader {
	char *p;
	char *end;
	const char *line_start;
	struct tsm_str name; /* of the member whose value comes next */
	struct tsm_arena *arena;
	struct tsm_error *err;
	struct tsm_json *nodes;
	uint32_t count;
	uint32_t cap;
	uint32_t open; /* the innermost open container in nodes, or NONE */
	uint32_t line;
	unsigned depth;
	unsigned max_depth;
	bool allow_duplicates;
};

/* Report a failure at p; a syntax error, with a better text at the end. */
enum tsm_status tsm_json_fail_here(struct reader *r, enum tsm_status status,
    const char *message) TSM_NODISCARD;
enum tsm_status tsm_json_fail_syntax(struct reader *r, const char *message)
    TSM_NODISCARD;

/*
 * A string whose opening quote is at p, decoded in its place. What is decoded
 * is never longer than what was written; its NUL is at the closing quote or
 * before.
 */
enum tsm_status tsm_json_read_string(struct reader *r, struct tsm_str *ret)
    TSM_NODISCARD;

#endif
