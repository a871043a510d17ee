/*
 * decimal.h - exact decimal numbers for units and amounts.
 *
 * value = coef / 10^scale, scale 0..9, |coef| below 10^18. There is no
 * binary floating point anywhere: sums are exact or TSM_E_LIMIT.
 */
#ifndef TESTAMUR_BASE_DECIMAL_H
#define TESTAMUR_BASE_DECIMAL_H

#include <stdint.h>

#include "testamur/base/status.h"
#include "testamur/base/str.h"

struct tsm_decimal {
	int64_t coef;
	unsigned scale; /* digits after the point, 0..9 */
};

#define TSM_DECIMAL_TEXT 24 /* room for any decimal and NUL */

enum tsm_round {
	TSM_ROUND_DOWN,
	TSM_ROUND_NEAREST,
	TSM_ROUND_UP
};

/* Whole number. */
struct tsm_decimal tsm_decimal_int(int64_t value);

/* "12", "-0.25"; no exponent, no leading '+'. TSM_E_SYNTAX, TSM_E_LIMIT. */
enum tsm_status tsm_decimal_parse(
    struct tsm_str text, struct tsm_decimal *ret_value) TSM_NODISCARD;

/* Shortest text without trailing zeros: "5", "0.25". Returns text. */
char *tsm_decimal_format(struct tsm_decimal value, char text[TSM_DECIMAL_TEXT]);

/* <0, 0, >0; exact for different scales. */
int tsm_decimal_cmp(struct tsm_decimal a, struct tsm_decimal b);

enum tsm_status tsm_decimal_add(struct tsm_decimal a, struct tsm_decimal b,
    struct tsm_decimal *ret_sum) TSM_NODISCARD;

/*
 * (num / den) * factor, rounded once to a multiple of step (> 0). den > 0.
 * This is how seconds become units: tsm_decimal_ratio(seconds, 3600,
 * per_hour, step, TSM_ROUND_DOWN, &units). Nearest: half away from zero.
 */
enum tsm_status tsm_decimal_ratio(int64_t num, int64_t den,
    struct tsm_decimal factor, struct tsm_decimal step, enum tsm_round round,
    struct tsm_decimal *ret_value) TSM_NODISCARD;

#endif
