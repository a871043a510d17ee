/*
 * given.h - what somebody handed in through a form.
 */
#ifndef TESTAMUR_VERIFIER_GIVEN_H
#define TESTAMUR_VERIFIER_GIVEN_H

#include "app.h"

/* Of one POST; texts are the request's. */
struct given {
	enum tsm_lang lang;
	struct tsm_str data;
	const struct tsm_form_field *file; /* or NULL: it was typed */
	const char *claim;                 /* whose it should be, or NULL */
	bool scanned;                      /* by the page's camera */
	bool follow;
	bool receipt;
	const char *date; /* as of which it is judged, as typed; NULL: now */
	int64_t as_of;
	bool no_date; /* what was typed for it is none */
	struct tsm_verify_options options;
	struct site_asking asking;
};

/*
 * Read the form of a request from our own pages (else TSM_E_DENIED): input,
 * file, claim, as_of, scanned, follow, receipt, lang. What was scanned is not
 * followed, asked for or not: nobody read its host before. Statuses as
 * tsm_request_form().
 */
enum tsm_status given_read(struct app *app, const struct tsm_request *request,
    struct given *ret_given, struct tsm_error *err) TSM_NODISCARD;

/* "a PNG picture, file badge.png", "an id": what was given, in words. */
const char *given_words(const struct tsm_request *request,
    const struct given *given, const struct tsm_report *report);

/*
 * The text that gives the same answer once more, or NULL: neither a file's
 * bytes nor contents that no signature covers go into a page.
 */
const char *given_again(const struct tsm_request *request,
    const struct given *given, const struct site_found *found,
    const struct tsm_report *report);

#endif
