/*
 * view.h - a report as the data of result.html (web/README.md).
 *
 * Texts of the verifier's own are in the report's language; what a
 * credential says is shown as it says it. Nothing here is kept.
 */
#ifndef TESTAMUR_VERIFIER_VIEW_H
#define TESTAMUR_VERIFIER_VIEW_H

#include "app.h"

/* What a result page shows; the texts are borrowed. */
struct view {
	const struct tsm_report *report;
	const struct site_found *found; /* what looking up gave, or NULL */
	const char *subject;            /* what was given, in words */
	const char *again;        /* the text to be given once more, or NULL */
	bool follow;              /* links were followed */
	const char *date;         /* asked about, as typed, or NULL */
	bool scanned;             /* a link in it is of a QR code */
	const char *claim;        /* whose it should be, or NULL */
	const char *answer;       /* to that: "match", "no_match", "open" */
	const char *operator_did; /* who signs receipts, or NULL */
	const char *sealed_by;    /* of a sealed bundle, or NULL */
	struct tsm_str receipt;   /* that was asked for, or ptr NULL */
	/* What the issuer's site says of it, unsigned, or NULL. */
	const struct tsm_json *statement;
};

/* A new reference; NULL: out of memory. */
json_t *view_result(const struct view *view);

/* The members that every page has, set into data. */
void view_common(json_t *data, enum tsm_lang lang, const char *title);

/* --- view_verdict.c --------------------------------------------------------- */

/* The word, why, and what to do. A new reference. */
json_t *view_verdict(const struct tsm_report *report);

/* Set what a check found and this case, "sentence"; and what only programs
 * understand of it, "remark". */
void view_sentence(json_t *object, const struct tsm_report *report,
    const struct tsm_check_result *result);

/* --- view_worth.c ----------------------------------------------------------- */

/* What it is worth: name, award, units, dates, issuer. A new reference. */
json_t *view_worth(const struct tsm_report *report);

/* The site's unsigned statement in the same shape. A new reference. */
json_t *view_statement(enum tsm_lang lang, const struct tsm_json *statement);

#endif
