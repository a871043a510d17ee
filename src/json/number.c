/*
 * Numbers as text: their grammar (RFC 8259 section 6), their exact value,
 * and the double they mean.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* Beyond this an exponent is not counted exactly. */
#define EXPONENT_MAX INT64_C(1000000000000)

/*
 * More digits than decide any double (767), so that the rest only matters
 * as "something follows".
 */
#define DIGITS_KEPT 800

static const char *skip_digits(const char *p, const char *end)
{
	while (p < end && tsm_is_digit(*p))
		p++;
	return p;
}

const char *tsm_json_number_end(const char *p, const char *end)
{
	if (p < end && *p == '-')
		p++;
	if (p < end && *p == '0') {
		p++;
	} else {
		const char *start = p;
		p = skip_digits(p, end);
		if (p == start)
			return NULL;
	}
	if (p < end && *p == '.') {
		const char *start = ++p;
		p = skip_digits(p, end);
		if (p == start)
			return NULL;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		const char *start = p;
		p = skip_digits(p, end);
		if (p == start)
			return NULL;
	}
	/* "01" and "1x" are no numbers */
	return p < end && tsm_is_digit(*p) ? NULL : p;
}

static int64_t read_exponent(struct tsm_str text, bool *huge)
{
	int64_t value = 0;
	size_t i = 0;
	bool negative = text.len > 0 && text.ptr[0] == '-';
	if (text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+'))
		i = 1;
	for (; i < text.len; i++) {
		if (value > EXPONENT_MAX)
			*huge = true;
		else
			value = value * 10 + (text.ptr[i] - '0');
	}
	return negative ? -value : value;
}

void tsm_json_number_split(struct tsm_str text, struct tsm_json_number *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (text.len > 0 && text.ptr[0] == '-') {
		ret->negative = true;
		text.ptr++;
		text.len--;
	}
	size_t mantissa = 0;
	size_t point = SIZE_MAX;
	while (mantissa < text.len && text.ptr[mantissa] != 'e' &&
	       text.ptr[mantissa] != 'E') {
		if (text.ptr[mantissa] == '.')
			point = mantissa;
		mantissa++;
	}
	if (mantissa < text.len)
		ret->exponent = read_exponent(
		    tsm_str_n(text.ptr + mantissa + 1, text.len - mantissa - 1),
		    &ret->huge);
	if (point == SIZE_MAX)
		point = mantissa;
	else
		ret->exponent -= (int64_t)(mantissa - point - 1);
	size_t first = 0;
	size_t last = mantissa;
	while (last > 0 && (text.ptr[last - 1] == '0' || last - 1 == point)) {
		last--;
		if (last != point)
			ret->exponent++;
	}
	while (first < last && (text.ptr[first] == '0' || first == point))
		first++;
	ret->digits = tsm_str_n(text.ptr + first, last - first);
	ret->count = last - first;
	if (first < point && point < last)
		ret->count--;
	if (ret->count == 0) {
		ret->exponent = 0;
		ret->huge = false;
	}
}

/* "digits e exponent" without a point, so no locale can misread it. */
static double convert(const struct tsm_json_number *n)
{
	char text[DIGITS_KEPT + 32];
	size_t len = 0;
	int64_t exponent = n->exponent;
	for (size_t i = 0; i < n->digits.len && len < DIGITS_KEPT; i++) {
		if (n->digits.ptr[i] != '.')
			text[len++] = n->digits.ptr[i];
	}
	if (n->count > len) {
		exponent += (int64_t)(n->count - len) - 1;
		text[len++] = '1';
	}
	(void)snprintf(
	    text + len, sizeof(text) - len, "e%lld", (long long)exponent);
	return strtod(text, NULL);
}

enum tsm_status tsm_json_number_double(struct tsm_str text, double *ret)
{
	struct tsm_json_number n;
	double value = 0;
	tsm_json_number_split(text, &n);
	if (n.count > 0) {
		int64_t magnitude = n.exponent + (int64_t)n.count;
		if (magnitude > 400)
			return TSM_E_VALUE;
		if (magnitude > -400)
			value = convert(&n);
	}
	if (!isfinite(value))
		return TSM_E_VALUE;
	*ret = n.negative ? -value : value;
	return TSM_OK;
}

/*
 * The digits as one integer times 10^scale, at most max; false when that
 * is too large. Digits are at most 19, so nothing overflows.
 */
static bool integer_of(
    const struct tsm_json_number *n, int64_t scale, uint64_t max, uint64_t *ret)
{
	uint64_t value = 0;
	if (n->count == 0) {
		*ret = 0;
		return true;
	}
	if (n->count > 19 || scale > 19)
		return false;
	for (size_t i = 0; i < n->digits.len; i++) {
		if (n->digits.ptr[i] == '.')
			continue;
		value = value * 10 + (uint64_t)(n->digits.ptr[i] - '0');
	}
	for (; scale > 0; scale--) {
		if (value > max / 10)
			return false;
		value *= 10;
	}
	*ret = value;
	return value <= max;
}

enum tsm_status tsm_json_int(const struct tsm_json *value, int64_t *ret)
{
	struct tsm_json_number n;
	uint64_t magnitude;
	if (!tsm_json_is(value, TSM_JSON_NUMBER))
		return TSM_E_VALUE;
	tsm_json_number_split(value->text, &n);
	uint64_t max = (uint64_t)INT64_MAX + (n.negative ? 1 : 0);
	if (n.huge || n.exponent < 0 ||
	    !integer_of(&n, n.exponent, max, &magnitude))
		return TSM_E_VALUE;
	if (!n.negative)
		*ret = (int64_t)magnitude;
	else if (magnitude > (uint64_t)INT64_MAX)
		*ret = INT64_MIN;
	else
		*ret = -(int64_t)magnitude;
	return TSM_OK;
}

enum tsm_status tsm_json_decimal(
    const struct tsm_json *value, struct tsm_decimal *ret)
{
	const uint64_t max = UINT64_C(999999999999999999);
	struct tsm_json_number n;
	uint64_t magnitude;
	if (!tsm_json_is(value, TSM_JSON_NUMBER))
		return TSM_E_VALUE;
	tsm_json_number_split(value->text, &n);
	int64_t scale = n.exponent < 0 ? 0 : n.exponent;
	if (n.huge || n.exponent < -9 ||
	    !integer_of(&n, scale, max, &magnitude))
		return TSM_E_VALUE;
	ret->coef = n.negative ? -(int64_t)magnitude : (int64_t)magnitude;
	ret->scale = n.exponent < 0 ? (unsigned)-n.exponent : 0;
	return TSM_OK;
}
