/*
 * statement.h - what somebody's units add up to.
 *
 * Every entry of a person's account, the cycle in which it counts (that of
 * the last day of the activity), and sums per scheme and cycle with their
 * cap and what goes over to the next. One activity counts once in a cycle,
 * also when it was attended in two cohorts of one programme.
 */
#ifndef ISSUER_STATEMENT_H
#define ISSUER_STATEMENT_H

#include "app.h"
#include "testamur/store/ledger.h"

enum statement_counts {
	STATEMENT_COUNTS,
	STATEMENT_TAKEN_BACK, /* the entry, or its contra-entry */
	STATEMENT_ALREADY     /* the same activity counts in this cycle */
};

struct statement_entry {
	const struct tsm_store_entry *entry;
	const char *date;     /* "YYYY-MM-DD": the last day of the activity */
	const char *title;    /* of the cohort, or its id when it is gone */
	const char *activity; /* PROGRAMME/AWARD, what counts once */
	const char *cycle;    /* id, or NULL: in none */
	const char *approval; /* number under which it was given, or NULL */
	bool approval_valid;  /* on that date, by what is on record now */
	enum statement_counts counts;
};

/* One scheme in one cycle. */
struct statement_total {
	const char *scheme, *cycle; /* cycle NULL: outside of every cycle */
	struct tsm_decimal earned, carried_in, counted, carried_over;
	const char *cap; /* or NULL */
};

struct statement {
	struct statement_entry *entries; /* by scheme, date and time */
	size_t count;
	struct statement_total *totals;
	size_t total_count;
};

/* The statement of a person; NULL scheme: all. In the app's arena. */
enum tsm_status statement_make(struct app *app, const char *person,
    const char *scheme, struct statement *ret_statement, struct tsm_error *err)
    TSM_NODISCARD;

#endif
