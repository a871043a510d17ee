/*
 * cbor.h - CBOR (RFC 8949), as much as proofs need: read strictly, written
 * deterministically.
 *
 * One item at a time. Only definite lengths and the shortest form of every
 * number are read (section 4.2.1), so what one caller accepts has one
 * encoding; the order of map keys is the caller's to judge. No floats, no
 * simple values, no negative numbers.
 *
 * Reading moves the start of a view over the item that is taken. An item of
 * another type, one that is not encoded so, or one that is cut off is false
 * and nothing is moved; the results are views of the input. Nothing is
 * allocated and nothing recurses: nesting is what the caller asks for.
 * Writing appends to a buffer, which remembers a failure.
 */
#ifndef TESTAMUR_BASE_CBOR_H
#define TESTAMUR_BASE_CBOR_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/base/buf.h"
#include "testamur/base/str.h"

/* Major type 0: an unsigned integer. */
bool tsm_cbor_take_uint(struct tsm_str *in, uint64_t *ret_value) TSM_NODISCARD;

/* Major types 2 and 3: a byte string; a text, which is valid UTF-8. */
bool tsm_cbor_take_bytes(struct tsm_str *in, struct tsm_str *ret_bytes)
    TSM_NODISCARD;
bool tsm_cbor_take_text(struct tsm_str *in, struct tsm_str *ret_text)
    TSM_NODISCARD;

/*
 * Major types 4 and 5: the head of an array of so many items, of a map of
 * so many pairs. No more are stated than there are bytes left for them, so
 * a caller may make room for the count.
 */
bool tsm_cbor_take_array(struct tsm_str *in, size_t *ret_count) TSM_NODISCARD;
bool tsm_cbor_take_map(struct tsm_str *in, size_t *ret_pairs) TSM_NODISCARD;

/* Major type 6: the tag of the item that follows. */
bool tsm_cbor_take_tag(struct tsm_str *in, uint64_t *ret_tag) TSM_NODISCARD;

/*
 * The same, appended. After the head of an array the caller puts so many
 * items, after that of a map so many pairs, keys in the order of section
 * 4.2.1 (numbers ascending), after a tag one item. A text is valid UTF-8.
 */
void tsm_cbor_put_uint(struct tsm_buf *out, uint64_t value);
void tsm_cbor_put_bytes(struct tsm_buf *out, const void *data, size_t len);
void tsm_cbor_put_text(struct tsm_buf *out, struct tsm_str text);
void tsm_cbor_put_array(struct tsm_buf *out, size_t count);
void tsm_cbor_put_map(struct tsm_buf *out, size_t pairs);
void tsm_cbor_put_tag(struct tsm_buf *out, uint64_t tag);

#endif
