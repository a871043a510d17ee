#include "testamur/base/decimal.h"

#include <stdbool.h>
#include <string.h>

#define SCALE_MAX 9
#define COEF_MAX  INT64_C(999999999999999999)

/* Room for every product of two coefficients. */
__extension__ typedef __int128 wide;

static const int64_t power10[] = { 1, 10, 100, 1000, 10000, 100000, 1000000,
	10000000, 100000000, 1000000000 };

struct tsm_decimal tsm_decimal_int(int64_t value)
{
	struct tsm_decimal d = { value, 0 };
	return d;
}

static enum tsm_status make(
    wide coef, unsigned scale, struct tsm_decimal *ret_value)
{
	while (scale > 0 && coef % 10 == 0) {
		coef /= 10;
		scale--;
	}
	if (scale > SCALE_MAX || coef > COEF_MAX || coef < -COEF_MAX)
		return TSM_E_LIMIT;
	ret_value->coef = (int64_t)coef;
	ret_value->scale = scale;
	return TSM_OK;
}

enum tsm_status tsm_decimal_parse(
    struct tsm_str text, struct tsm_decimal *ret_value)
{
	bool negative = tsm_str_starts(text, "-");
	size_t i = negative ? 1 : 0;
	size_t start = i;
	bool point = false;
	unsigned scale = 0;
	wide coef = 0;
	for (; i < text.len; i++) {
		char c = text.ptr[i];
		if (c == '.' && !point && i > start && i + 1 < text.len) {
			point = true;
			continue;
		}
		if (!tsm_is_digit(c))
			return TSM_E_SYNTAX;
		if (coef > COEF_MAX || scale > 2 * SCALE_MAX)
			return TSM_E_LIMIT;
		coef = coef * 10 + (c - '0');
		scale += point ? 1 : 0;
	}
	if (i == start || (text.ptr[start] == '0' && i > start + 1 &&
			      tsm_is_digit(text.ptr[start + 1])))
		return TSM_E_SYNTAX;
	return make(negative ? -coef : coef, scale, ret_value);
}

char *tsm_decimal_format(struct tsm_decimal value, char text[TSM_DECIMAL_TEXT])
{
	char digits[TSM_DECIMAL_TEXT];
	uint64_t left =
	    value.coef < 0 ? 0 - (uint64_t)value.coef : (uint64_t)value.coef;
	unsigned scale = value.scale;
	size_t n = 0;
	while (scale > 0 && left % 10 == 0) {
		left /= 10;
		scale--;
	}
	/* digits, least first, with the point */
	unsigned count = 0;
	do {
		if (count == scale && scale > 0)
			digits[n++] = '.';
		digits[n++] = (char)('0' + left % 10);
		left /= 10;
		count++;
	} while (left > 0 || count <= scale);
	char *p = text;
	if (value.coef < 0)
		*p++ = '-';
	while (n > 0)
		*p++ = digits[--n];
	*p = '\0';
	return text;
}

int tsm_decimal_cmp(struct tsm_decimal a, struct tsm_decimal b)
{
	wide x = (wide)a.coef * power10[b.scale];
	wide y = (wide)b.coef * power10[a.scale];
	return (x > y) - (x < y);
}

enum tsm_status tsm_decimal_add(
    struct tsm_decimal a, struct tsm_decimal b, struct tsm_decimal *ret_sum)
{
	wide x = (wide)a.coef * power10[b.scale];
	wide y = (wide)b.coef * power10[a.scale];
	return make(x + y, a.scale + b.scale, ret_sum);
}

enum tsm_status tsm_decimal_ratio(int64_t num, int64_t den,
    struct tsm_decimal factor, struct tsm_decimal step, enum tsm_round round,
    struct tsm_decimal *ret_value)
{
	if (den <= 0 || step.coef <= 0)
		return TSM_E_VALUE;
	if (num > INT32_MAX * INT64_C(1024) ||
	    num < INT32_MIN * INT64_C(1024) || den > INT32_MAX)
		return TSM_E_LIMIT;
	/* steps = num * factor / (den * step), as one exact fraction */
	wide top = (wide)num * factor.coef;
	wide bottom = (wide)den * step.coef;
	const wide room = (wide)1 << 95;
	if (top > room || top < -room || bottom > room)
		return TSM_E_LIMIT;
	top *= power10[step.scale];
	bottom *= power10[factor.scale];
	wide steps = top / bottom;
	wide rest = top % bottom;
	bool away = 2 * (rest < 0 ? -rest : rest) >= bottom;
	bool up = rest > 0 && (round == TSM_ROUND_UP ||
				  (round == TSM_ROUND_NEAREST && away));
	bool down = rest < 0 && (round == TSM_ROUND_DOWN ||
				    (round == TSM_ROUND_NEAREST && away));
	steps += (up ? 1 : 0) - (down ? 1 : 0);
	if (steps > COEF_MAX || steps < -COEF_MAX)
		return TSM_E_LIMIT;
	return make(steps * step.coef, step.scale, ret_value);
}
