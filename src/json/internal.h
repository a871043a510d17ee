/*
 * internal.h - what the files of the json module share.
 */
#ifndef TSM_SRC_JSON_INTERNAL_H
#define TSM_SRC_JSON_INTERNAL_H

#include "testamur/json/doc.h"

/*
 * Objects with more members than this carry, right behind their members,
 * an array of their indices (uint32_t) in the byte order of the names.
 */
#define TSM_JSON_SMALL 16

/*
 * Sort count indices by the names of the members they mean; ties by index.
 * No allocation, never worse than n log n.
 */
void tsm_json_sort(uint32_t *order, size_t count,
    const struct tsm_json *members,
    int (*cmp)(struct tsm_str a, struct tsm_str b));

/* The end of the JSON number that starts at p, or NULL when none does. */
const char *tsm_json_number_end(const char *p, const char *end);

/*
 * The value of a number: the digits of text[first..last] (without the
 * point) times 10^exponent, no zero at either end. count 0: zero.
 */
struct tsm_json_number {
	bool negative;
	bool huge;             /* the exponent does not fit: compare the text */
	struct tsm_str digits; /* may hold one '.' */
	size_t count;          /* digits in it */
	int64_t exponent;      /* of the last digit */
};
void tsm_json_number_split(struct tsm_str text, struct tsm_json_number *ret);

/* The nearest double (ties to even), whatever the locale. TSM_E_VALUE. */
enum tsm_status tsm_json_number_double(struct tsm_str text, double *ret)
    TSM_NODISCARD;

/* RFC 8785 section 3.2.3: the order of names. */
int tsm_json_cmp_utf16(struct tsm_str a, struct tsm_str b);

/* Append a number's text as ECMAScript prints it. TSM_E_VALUE: beyond the
 * range of a double. */
enum tsm_status tsm_json_put_number(struct tsm_str number, struct tsm_buf *out)
    TSM_NODISCARD;

/* Take back what was appended since len, after a failure. */
void tsm_json_cut(struct tsm_buf *out, size_t len);

#endif
