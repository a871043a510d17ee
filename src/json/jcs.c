/*
 * RFC 8785. Recursion is bounded by the depth of a read tree.
 */
#include "testamur/json/jcs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "testamur/base/alloc.h"
#include "testamur/json/write.h"

/* A double's shortest digits, at most 17, and where the point stands. */
struct shortest {
	char digits[20]; /* NUL-terminated */
	int count;
	int point; /* value = 0.digits * 10^point */
};

/* Digits and exponent of "d<radix>ddde±xx", whatever the radix. */
static void take_apart(const char *text, struct shortest *ret)
{
	ret->count = 0;
	for (; *text != '\0' && *text != 'e'; text++) {
		if (tsm_is_digit(*text) && ret->count < 17)
			ret->digits[ret->count++] = *text;
	}
	ret->point = *text == 'e' ? (int)strtol(text + 1, NULL, 10) + 1 : 1;
	while (ret->count > 1 && ret->digits[ret->count - 1] == '0')
		ret->count--;
	ret->digits[ret->count] = '\0';
}

/* The value of digits and point; no point is written, so any locale does. */
static double put_together(const struct shortest *s)
{
	char text[40];
	(void)snprintf(
	    text, sizeof(text), "%se%d", s->digits, s->point - s->count);
	return strtod(text, NULL);
}

static bool same(double a, double b)
{
	return !(a < b) && !(a > b);
}

/* One unit more in the last of precision digits; false on carry out. */
static bool add_one(struct shortest *s, int precision)
{
	while (s->count < precision)
		s->digits[s->count++] = '0';
	int i = precision - 1;
	while (i >= 0 && s->digits[i] == '9')
		s->digits[i--] = '0';
	if (i < 0)
		return false;
	s->digits[i]++;
	s->count = i + 1;
	s->digits[s->count] = '\0';
	return true;
}

/*
 * Whether value has a text of that many digits that reads back. The
 * nearest one is tried; below a power of two doubles lie twice as dense,
 * so there the next one above may fit where the nearest, below, does not.
 */
static bool try_precision(double value, int precision, struct shortest *ret)
{
	char text[48];
	int exponent;
	if (precision < 1 || precision > 17)
		return false;
	(void)snprintf(text, sizeof(text), "%.*e", precision - 1, value);
	take_apart(text, ret);
	double back = put_together(ret);
	if (same(back, value))
		return true;
	double part = frexp(value, &exponent);
	return same(part, 0.5) && back < value && add_one(ret, precision) &&
	       same(put_together(ret), value);
}

/*
 * Any text of up to 15 digits survives the way through a normal double,
 * so 15 digits without their zeros are the shortest if they read back.
 */
static void find_shortest(double value, struct shortest *ret)
{
	int precision = isnormal(value) ? 15 : 1;
	while (precision < 17 && !try_precision(value, precision, ret))
		precision++;
	if (precision == 17)
		(void)try_precision(value, 17, ret);
}

/* ECMAScript's Number::toString, steps 6 to 10, for a positive value. */
static void lay_out(const struct shortest *s, char out[64])
{
	const size_t size = 64;
	int k = s->count;
	int n = s->point;
	if (k <= n && n <= 21)
		(void)snprintf(out, size, "%s%.*s", s->digits, n - k,
		    "000000000000000000000");
	else if (0 < n && n < k)
		(void)snprintf(
		    out, size, "%.*s.%s", n, s->digits, s->digits + n);
	else if (-6 < n && n <= 0)
		(void)snprintf(out, size, "0.%.*s%s", -n, "000000", s->digits);
	else
		(void)snprintf(out, size, "%c%s%se%+d", s->digits[0],
		    k > 1 ? "." : "", s->digits + 1, n - 1);
}

enum tsm_status tsm_jcs_number(double value, char out[TSM_JCS_NUMBER])
{
	struct shortest s;
	char text[64];
	if (!isfinite(value))
		return TSM_E_VALUE;
	if (same(value, 0)) {
		memcpy(out, "0", 2);
		return TSM_OK;
	}
	find_shortest(fabs(value), &s);
	lay_out(&s, text);
	size_t sign = value < 0 ? 1 : 0;
	size_t size = strlen(text) + 1;
	if (sign + size > TSM_JCS_NUMBER)
		return TSM_E_INTERNAL;
	out[0] = '-';
	memcpy(out + sign, text, size);
	return TSM_OK;
}

/*
 * Section 3.2.3: by UTF-16 code units. UTF-8 sorts by code point, which
 * differs only in that U+E000..U+FFFF (lead bytes EE, EF) come after the
 * surrogates of everything above (lead bytes F0..F4).
 */
int tsm_json_cmp_utf16(struct tsm_str a, struct tsm_str b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	size_t i = 0;
	while (i < len && a.ptr[i] == b.ptr[i])
		i++;
	if (i == len)
		return (a.len > b.len) - (a.len < b.len);
	unsigned char x = (unsigned char)a.ptr[i];
	unsigned char y = (unsigned char)b.ptr[i];
	if (x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0))
		return x >= 0xF0 ? -1 : 1;
	return (x > y) - (x < y);
}

static enum tsm_status put(
    const struct tsm_json *value, struct tsm_buf *out, struct tsm_error *err);

/* Up to 15 digits and nothing else: printed as written. "-0" is not. */
static bool is_plain(struct tsm_str text)
{
	size_t i = text.ptr[0] == '-' ? 1 : 0;
	if (text.len - i > 15 || (i == 1 && text.ptr[1] == '0'))
		return false;
	for (; i < text.len; i++) {
		if (!tsm_is_digit(text.ptr[i]))
			return false;
	}
	return true;
}

/*
 * Up to 15 digits are the shortest text of the double they mean (see
 * find_shortest), so there is no need to ask for it. False when there are
 * more, or the double might not be a normal one.
 */
static bool is_short(struct tsm_str text, struct tsm_buf *out)
{
	struct tsm_json_number n;
	struct shortest s;
	char laid[64];
	tsm_json_number_split(text, &n);
	int64_t point = n.exponent + (int64_t)n.count;
	if (n.huge || n.count == 0 || n.count > 15 || point < -300 ||
	    point > 300)
		return false;
	s.count = 0;
	s.point = (int)point;
	for (size_t i = 0; i < n.digits.len; i++) {
		if (n.digits.ptr[i] != '.')
			s.digits[s.count++] = n.digits.ptr[i];
	}
	s.digits[s.count] = '\0';
	lay_out(&s, laid);
	if (n.negative)
		(void)tsm_buf_addc(out, '-');
	(void)tsm_buf_adds(out, laid);
	return true;
}

enum tsm_status tsm_json_put_number(struct tsm_str number, struct tsm_buf *out)
{
	char text[TSM_JCS_NUMBER];
	double value;
	if (is_plain(number))
		return tsm_buf_addstr(out, number);
	if (is_short(number, out))
		return tsm_buf_status(out);
	TSM_TRY(tsm_json_number_double(number, &value));
	TSM_TRY(tsm_jcs_number(value, text));
	return tsm_buf_adds(out, text);
}

static enum tsm_status put_number(
    const struct tsm_json *value, struct tsm_buf *out, struct tsm_error *err)
{
	enum tsm_status status = tsm_json_put_number(value->text, out);
	if (status == TSM_E_VALUE)
		return tsm_json_fail(err, status, value,
		    "a number beyond the range of a double");
	return status;
}

static enum tsm_status put_members(const struct tsm_json *object,
    const uint32_t *order, struct tsm_buf *out, struct tsm_error *err)
{
	for (uint32_t i = 0; i < object->count; i++) {
		const struct tsm_json *member = &object->first[order[i]];
		if (i > 0)
			TSM_TRY(tsm_buf_addc(out, ','));
		TSM_TRY(tsm_json_write_string(member->name, out));
		TSM_TRY(tsm_buf_addc(out, ':'));
		TSM_TRY(put(member, out, err));
	}
	return TSM_OK;
}

static enum tsm_status put_object(
    const struct tsm_json *object, struct tsm_buf *out, struct tsm_error *err)
{
	uint32_t few[TSM_JSON_SMALL];
	uint32_t *order = few;
	if (object->count > TSM_JSON_SMALL)
		order = tsm_calloc(object->count, sizeof(*order));
	if (order == NULL)
		return TSM_E_MEMORY;
	tsm_json_sort(order, object->count, object->first, tsm_json_cmp_utf16);
	(void)tsm_buf_addc(out, '{');
	enum tsm_status status = put_members(object, order, out, err);
	if (order != few)
		tsm_free(order);
	if (status == TSM_OK)
		status = tsm_buf_addc(out, '}');
	return status;
}

static enum tsm_status put_array(
    const struct tsm_json *array, struct tsm_buf *out, struct tsm_error *err)
{
	(void)tsm_buf_addc(out, '[');
	for (uint32_t i = 0; i < array->count; i++) {
		if (i > 0)
			TSM_TRY(tsm_buf_addc(out, ','));
		TSM_TRY(put(&array->first[i], out, err));
	}
	return tsm_buf_addc(out, ']');
}

static enum tsm_status put(
    const struct tsm_json *value, struct tsm_buf *out, struct tsm_error *err)
{
	switch (value->type) {
	case TSM_JSON_FALSE:
		return tsm_buf_adds(out, "false");
	case TSM_JSON_TRUE:
		return tsm_buf_adds(out, "true");
	case TSM_JSON_NUMBER:
		return put_number(value, out, err);
	case TSM_JSON_STRING:
		return tsm_json_write_string(value->text, out);
	case TSM_JSON_ARRAY:
		return put_array(value, out, err);
	case TSM_JSON_OBJECT:
		return put_object(value, out, err);
	case TSM_JSON_NULL:
	default:
		return tsm_buf_adds(out, "null");
	}
}

enum tsm_status tsm_jcs(
    const struct tsm_json *value, struct tsm_buf *out, struct tsm_error *err)
{
	size_t before = out->len;
	enum tsm_status status = put(value, out, err);
	if (status == TSM_OK)
		return TSM_OK;
	tsm_json_cut(out, before);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	if (status == TSM_E_LIMIT)
		return tsm_fail(
		    err, status, "", "the canonical form is too large");
	return status;
}
