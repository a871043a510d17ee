/*
 * units.h - the schemes by which hours of learning are counted.
 *
 * A scheme is a const record: what its unit is called, whose it is, how
 * many units an hour is worth and in which steps they are given. A policy
 * may state another rate or step; the scheme gives the defaults. All
 * amounts are exact decimals.
 */
#ifndef TESTAMUR_RULES_UNITS_H
#define TESTAMUR_RULES_UNITS_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/base/decimal.h"
#include "testamur/base/str.h"

/* Which time of an attended session counts. */
enum tsm_units_basis {
	TSM_BASIS_SCHEDULED, /* its scheduled length */
	TSM_BASIS_ATTENDED   /* the time present, at most that */
};

struct tsm_unit_scheme {
	const char *id;         /* "mt-opi-renewal-unit"; NULL ends the table */
	const char *name;       /* "Montana OPI renewal unit" */
	const char *one, *many; /* "renewal unit", "renewal units" */
	const char *authority;  /* whose unit it is, or NULL */
	struct tsm_decimal per_hour; /* default */
	struct tsm_decimal step;     /* default */
	struct tsm_decimal least;    /* smaller amounts are not awarded */
	/* an activity that adds up to fewer seconds earns nothing */
	int64_t least_seconds;
	/* no units until the issuer has an approval number on record */
	bool requires_approval;
	/* the unit is never called any of these; NULL-terminated */
	const char *const *forbidden_labels;
};

/* All schemes, ended by a row whose id is NULL. Static. */
const struct tsm_unit_scheme *tsm_unit_schemes(void);

/* The scheme with this id, or NULL. */
const struct tsm_unit_scheme *tsm_unit_scheme_find(struct tsm_str id);

/*
 * May text (a title or label that people will read) stand on a credential
 * of this scheme? No, when it holds a forbidden label: ASCII case does not
 * matter, and a hyphen or underscore counts as a space. Wisconsin for one
 * does not accept clock hours as renewal units, so they are never called
 * that.
 */
bool tsm_unit_label_allowed(
    const struct tsm_unit_scheme *scheme, struct tsm_str text);

/*
 * seconds at per_hour units an hour, rounded once to a multiple of step.
 * TSM_E_VALUE for seconds below zero or a step not above zero,
 * TSM_E_LIMIT.
 */
enum tsm_status tsm_units_from_seconds(int64_t seconds,
    struct tsm_decimal per_hour, struct tsm_decimal step, enum tsm_round round,
    struct tsm_decimal *ret_units) TSM_NODISCARD;

#endif
