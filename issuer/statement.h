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
#include "report.h"
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
	const char *award;    /* what its credential calls it, or NULL */
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

/* Whose units; NULL members but person do not restrict. */
struct statement_scope {
	const char *person;
	const char *scheme;
	const char *organisation; /* only what it entered */
};

/* The statement of a person. In the app's arena. */
enum tsm_status statement_make(struct app *app,
    const struct statement_scope *scope, struct statement *ret_statement,
    struct tsm_error *err) TSM_NODISCARD;

/* "yes", or why an entry does not count. Static. */
const char *statement_counts_word(enum statement_counts counts);

/* "Montana OPI renewal units, 2022-2027" of a sum, in the arena; NULL: out
 * of memory. */
const char *statement_unit(struct app *app, const struct statement_total *t);

/* "earned 2, carried in 0, at most 1.5, carried over 0.25"; the same. */
const char *statement_sum(struct app *app, const struct statement_total *t);

/*
 * The statement as a table (statement_table.c): a row an entry, a row a sum.
 * Its holder reads what was awarded in place of what the cohort is called.
 */
enum tsm_status statement_table(struct app *app,
    const struct statement *statement, bool holder, struct report *ret_report,
    struct tsm_error *err) TSM_NODISCARD;

#endif
