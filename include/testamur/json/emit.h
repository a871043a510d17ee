/*
 * emit.h - JSON written as it comes, without a tree.
 *
 * For what is written often and never changed afterwards, such as a report;
 * whoever puts values together in another order than that of the bytes
 * builds a tree (write.h). The output is compact. Failures are those of the
 * buffer and are asked for once, at the end: tsm_buf_status().
 *
 * A name is a literal that needs no escape; NULL in an array and for the
 * outermost value. Every open is followed by its close.
 */
#ifndef TESTAMUR_JSON_EMIT_H
#define TESTAMUR_JSON_EMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/base/buf.h"

struct tsm_json_emitter {
	struct tsm_buf *out;
	bool comma; /* something stands before the next value */
};

/* Begin and end an object or an array: '{' or '[', then '}' or ']'. */
void tsm_json_emit_open(
    struct tsm_json_emitter *emitter, const char *name, char bracket);
void tsm_json_emit_close(struct tsm_json_emitter *emitter, char bracket);

/*
 * A text; nothing for one without ptr (absent, not null). What is not UTF-8
 * fails the buffer with TSM_E_VALUE.
 */
void tsm_json_emit_str(
    struct tsm_json_emitter *emitter, struct tsm_str name, struct tsm_str text);

/* The same of C strings; of a literal the length costs nothing. */
static inline void tsm_json_emit(
    struct tsm_json_emitter *emitter, const char *name, const char *text)
{
	tsm_json_emit_str(emitter, tsm_str(name), tsm_str(text));
}

/* A whole number; a truth value. */
void tsm_json_emit_int(
    struct tsm_json_emitter *emitter, const char *name, int64_t value);
void tsm_json_emit_bool(
    struct tsm_json_emitter *emitter, const char *name, bool value);

#endif
