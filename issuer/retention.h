/*
 * retention.h - how long what is kept, why, and what happens then.
 *
 * The records of an activity are kept for seven years (the longest of the
 * rules that boards state) from its end: when it was closed, its last
 * session, or its last award, whichever is later. Applications that led to
 * nothing are kept for six months.
 */
#ifndef ISSUER_RETENTION_H
#define ISSUER_RETENTION_H

#include "app.h"
#include "testamur/store/erase.h"

#define RETENTION_YEARS          7
#define RETENTION_MONTHS_APPLIED 6

/* Why something is kept, and until when. */
struct retention_reason {
	const char *cohort;
	const char *what; /* one sentence */
	int64_t from;     /* the activity's end */
	int64_t until;
};

/* The value of --years, RETENTION_YEARS without it. TSM_E_VALUE. */
enum tsm_status retention_years(const struct tsm_args *args, int64_t *ret_years,
    struct tsm_error *err) TSM_NODISCARD;

/* The option itself, one row of a table. */
#define RETENTION_YEARS_OPTION                                    \
 {                                                                \
  "years", TSM_OPT_VALUE, "N",                                    \
      "how long an activity's records are kept; default 7", false \
 }

/* When the retention of a cohort's records ends. */
int64_t retention_end(const struct tsm_store_cohort_end *cohort, int64_t years);

/*
 * Why a person's data is kept, by cohort; *ret_until is the latest end (0:
 * nothing asks for keeping it).
 */
enum tsm_status retention_of(struct app *app, const char *person, int64_t years,
    struct retention_reason **ret_list, size_t *ret_count, int64_t *ret_until,
    struct tsm_error *err) TSM_NODISCARD;

struct retention_done {
	size_t cohorts, people, files;
};

/*
 * Erase what has come to its end: people all of whose retention is over,
 * and the files of cohorts. dry_run: only count and call each for what
 * would go (kind: "person", "cohort"; each may be NULL).
 */
enum tsm_status retention_run(struct app *app, int64_t years, bool dry_run,
    void (*each)(void *ctx, const char *kind, const char *id), void *ctx,
    struct retention_done *ret_done, struct tsm_error *err) TSM_NODISCARD;

#endif
