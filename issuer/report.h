/*
 * report.h - tables for boards and for who runs a programme.
 *
 * A report is rows of texts under column names: printed for people, as CSV
 * (in which no cell is a formula, see tsm_csv_write), or as JSON objects.
 * All counts come from the ledger and the credentials in force, so that
 * they agree with every other list.
 */
#ifndef ISSUER_REPORT_H
#define ISSUER_REPORT_H

#include "app.h"
#include "cohort.h"
#include "testamur/store/credential.h"
#include "testamur/store/person.h"

#define REPORT_COLUMNS_MAX 16

struct report {
	struct app *app;
	const char *const *columns; /* NULL-terminated, at most the maximum */
	size_t column_count;
	const char *const **rows; /* of column_count cells; NULL: empty */
	size_t count, room;
	const char *note; /* printed below the text, or NULL */
};

/* Of commands that write one: a row of their options. */
#define REPORT_OUT_OPTION                                                    \
 {                                                                           \
  "out", TSM_OPT_VALUE, "FILE", "a .csv or .json file; default: text", false \
 }

/* An empty report in the app's arena. */
void report_init(
    struct report *report, struct app *app, const char *const *columns);

/* Add a row: copies the pointers of column_count cells. TSM_E_MEMORY. */
enum tsm_status report_add(struct report *report, const char *const *cells,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Write it: to a file when path is given, whose ending says CSV or JSON
 * (TSM_E_UNSUPPORTED for another); else to standard output, as JSON when
 * app->json is set.
 */
enum tsm_status report_write(const struct report *report, const char *path,
    struct tsm_error *err) TSM_NODISCARD;

/* Append it as CSV. TSM_E_MEMORY, TSM_E_LIMIT. */
enum tsm_status report_csv(const struct report *report, struct tsm_buf *out)
    TSM_NODISCARD;

/* --- who was credited with units (report_units.c) ------------------------ */

/* One holder of a units credential in force. */
struct report_holder {
	struct tsm_store_credential credential;
	struct tsm_store_person person; /* id NULL: erased */
	const char *units;              /* decimal text, from the ledger */
	int64_t seconds;
	const char *completed; /* "YYYY-MM-DD": the last session counted */
};

/* An activity that gives units: one award of a cohort. */
struct report_activity {
	const struct tsm_policy_award *award;
	const char *provider; /* organisation's name */
	const char *approval; /* number, or NULL */
	const char *approved; /* "yes", or which dates it does not cover */
	const bool *held; /* by session of the cohort: it gives these units */
	const char *first, *last; /* their dates, or NULL */
	const char *code;         /* humanCode of the achievement, or NULL */
	struct report_holder *holders; /* by name */
	size_t count;
	size_t participants; /* people enrolled as participants */
	const char *total;   /* units in all */
};

/*
 * The activity of a cohort that gives units of a scheme (NULL: of any; then
 * award names it if there are several). TSM_E_NOT_FOUND: the policy has no
 * such award; TSM_E_AMBIGUOUS: several.
 */
enum tsm_status report_activity(struct app *app, const struct cohort *cohort,
    const char *scheme, const char *award, struct report_activity *ret_activity,
    struct tsm_error *err) TSM_NODISCARD;

#endif
