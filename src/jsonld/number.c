#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "to_rdf.h"

/* Whole numbers of so many digits are exact in a double. */
#define DIGITS_EXACT 15

static bool is_short_integer(struct tsm_str number)
{
	size_t sign = number.len > 0 && number.ptr[0] == '-' ? 1 : 0;
	if (number.len - sign > DIGITS_EXACT)
		return false;
	for (size_t i = sign; i < number.len; i++) {
		if (!tsm_is_digit(number.ptr[i]))
			return false;
	}
	return !tsm_str_is(number, "-0");
}

/* The nearest double. No point is read, so any locale does. */
static enum tsm_status read_double(
    struct tsm_arena *arena, struct tsm_str number, double *ret_value)
{
	size_t end = 0;
	size_t fraction = 0;
	long exponent = 0;
	char *text = tsm_arena_alloc(arena, number.len + 32);
	if (text == NULL)
		return TSM_E_MEMORY;
	size_t len = 0;
	bool point = false;
	for (; end < number.len && (number.ptr[end] | 0x20) != 'e'; end++) {
		if (number.ptr[end] == '.') {
			point = true;
			continue;
		}
		fraction += point ? 1 : 0;
		text[len++] = number.ptr[end];
	}
	if (end < number.len) {
		char *digits = tsm_arena_copy(
		    arena, number.ptr + end + 1, number.len - end - 1);
		if (digits == NULL)
			return TSM_E_MEMORY;
		exponent = strtol(digits, NULL, 10);
	}
	/* far beyond what a document's digits could make up for */
	if (exponent > 100000000L)
		exponent = 100000000L;
	if (exponent < -100000000L)
		exponent = -100000000L;
	(void)snprintf(text + len, 32, "e%ld", exponent - (long)fraction);
	*ret_value = strtod(text, NULL);
	return isfinite(*ret_value) ? TSM_OK : TSM_E_VALUE;
}

/* "5.3E0": at most 15 digits of fraction, at least one. */
static void write_double(double value, char text[static 40])
{
	char raw[40];
	size_t len = 0;
	if (value < 0)
		text[len++] = '-';
	(void)snprintf(raw, sizeof(raw), "%.15e", fabs(value));
	size_t digits = 17;
	while (digits > 3 && raw[digits - 1] == '0')
		digits--;
	text[len++] = raw[0];
	text[len++] = '.';
	memcpy(text + len, raw + 2, digits - 2);
	len += digits - 2;
	(void)snprintf(
	    text + len, 40 - len, "E%ld", strtol(raw + 18, NULL, 10));
}

enum tsm_status number_to_rdf(struct tsm_arena *arena, struct tsm_str number,
    bool always, struct tsm_str *ret_text, bool *ret_double)
{
	double value = 0;
	char text[320]; /* any double without fraction */
	*ret_double = false;
	if (!always && is_short_integer(number)) {
		*ret_text = number;
		return TSM_OK;
	}
	TSM_TRY(read_double(arena, number, &value));
	*ret_double = always || fabs(value) >= 1e21 || floor(value) < value;
	if (*ret_double)
		write_double(value, text);
	else
		/* + 0 makes zero of minus zero */
		(void)snprintf(text, sizeof(text), "%.0f", value + 0.0);
	char *copy = tsm_arena_dup(arena, text);
	if (copy == NULL)
		return TSM_E_MEMORY;
	*ret_text = tsm_str(copy);
	return TSM_OK;
}
