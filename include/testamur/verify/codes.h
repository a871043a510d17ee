/*
 * codes.h - every code that a verification can give, in one table.
 *
 * A code is a stable name such as "revocation.revoked". Its row holds the
 * check it belongs to, its outcome, one plain sentence (what happened, what
 * it means, who does what), who has to act, the word that the page shows,
 * and the W3C problem type. A code never changes its meaning and is never
 * removed. docs/CODES.md is generated from the table, and a test compares
 * them. Static data; any thread.
 */
#ifndef TESTAMUR_VERIFY_CODES_H
#define TESTAMUR_VERIFY_CODES_H

#include "testamur/base/buf.h"

/* The checks, in the order in which every report lists them. */
enum tsm_check {
	TSM_CHECK_INPUT,
	TSM_CHECK_FORMAT,
	TSM_CHECK_CONTEXT,
	TSM_CHECK_SCHEMA,
	TSM_CHECK_KEY,
	TSM_CHECK_CONTROLLER,
	TSM_CHECK_SIGNATURE,
	TSM_CHECK_ISSUER,
	TSM_CHECK_VALIDITY,
	TSM_CHECK_REVOCATION,
	TSM_CHECK_SUSPENSION,
	TSM_CHECK_SUPERSEDED,
	TSM_CHECK_RECIPIENT,
	TSM_CHECK_ENDORSEMENTS,
	TSM_CHECK_CONTENTS,
	TSM_CHECK_REFRESH,
	TSM_CHECK_RELATED,
	TSM_CHECK_PRESENTATION,
	TSM_CHECK_IMAGE,
	TSM_CHECK_COUNT
};

enum tsm_outcome {
	TSM_PASS,
	TSM_FAIL,
	TSM_WARN,
	TSM_NOT_APPLICABLE,
	TSM_COULD_NOT_CHECK
};

/* Who has to act, if anybody. */
enum tsm_actor {
	TSM_ACTOR_NOBODY,
	TSM_ACTOR_HOLDER,
	TSM_ACTOR_ISSUER,
	TSM_ACTOR_VERIFIER,
	TSM_ACTOR_TRY_LATER
};

struct tsm_code {
	const char *name; /* "signature.invalid" */
	/* TSM_CHECK_COUNT: a code of any check ("not_evaluated") */
	enum tsm_check check;
	enum tsm_outcome outcome;
	enum tsm_actor actor;
	const char *sentence;  /* for people, ends with a full stop */
	const char *page_word; /* "ALTERED", or NULL: none of its own */
	const char *problem;   /* URL of the W3C problem type, or NULL */
};

/* The row of a code, or NULL. */
const struct tsm_code *tsm_code_find(const char *name);

/* The n-th row in the order of the checks; NULL beyond the last. */
const struct tsm_code *tsm_code_at(size_t n);

/* "input", "could_not_check", "try_later": as in reports. Static. */
const char *tsm_check_name(enum tsm_check check);
const char *tsm_outcome_name(enum tsm_outcome outcome);
const char *tsm_actor_name(enum tsm_actor actor);

/* What a check asks, in a few words for people. Static. */
const char *tsm_check_title(enum tsm_check check);

/* Append docs/CODES.md. TSM_E_MEMORY or TSM_E_LIMIT. */
enum tsm_status tsm_codes_markdown(struct tsm_buf *out) TSM_NODISCARD;

#endif
