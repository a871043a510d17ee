/*
 * findings.h - collecting findings, and tests of single values that the
 * data model and Open Badges share.
 */
#ifndef TESTAMUR_OB_FINDINGS_H
#define TESTAMUR_OB_FINDINGS_H

#include "testamur/ob/check.h"

/* An error at value; name (may be NULL) is a member of it, perhaps absent.
 * why is a static sentence without full stop. */
void found(struct tsm_ob_findings *findings, enum tsm_ob_rule rule,
    const struct tsm_json *value, const char *name, const char *why);

/* The same as a warning. */
void found_warning(struct tsm_ob_findings *findings, enum tsm_ob_rule rule,
    const struct tsm_json *value, const char *name, const char *why);

/* An absolute IRI: a scheme, ':', and no character that needs escaping. */
bool is_iri(const struct tsm_json *value);

/* A date-time; reports what is wrong. *ret_instant only when it is one. */
bool check_time(struct tsm_ob_findings *findings, const struct tsm_json *value,
    int64_t *ret_instant);

#endif
