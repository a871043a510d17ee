/*
 * review.h - "who is this?": attendees that nobody was matched with.
 *
 * Rows of a cohort's exports that belong to nobody wait in a queue, one item
 * for each e-mail address; of rows without one, for each id of a product, and
 * of rows without either, each name. An admin says
 * who an item is, or that it is nobody of the cohort; both are remembered,
 * logged, and can be undone. Accepting an item confirms an alias of the
 * person, so the next export with it is matched by itself. A name whose rows
 * overlap in a session (two devices, or two people of one name) is settled
 * only row by row, unless the admin says that it is one person.
 */
#ifndef ISSUER_REVIEW_H
#define ISSUER_REVIEW_H

#include "app.h"
#include "cohort.h"
#include "testamur/roster/people.h"
#include "testamur/store/attendance.h"
#include "testamur/store/person.h"
#include "testamur/store/review.h"

#define REVIEW_ID 9 /* characters of an item's id, with the NUL */

struct review_item {
	char id[REVIEW_ID]; /* the same for as long as the item waits */
	const char *kind;   /* "email", "id" or "name" */
	const char *value;  /* in comparison form */
	const char *name;   /* as the file has it */
	const struct tsm_store_row **rows; /* that belong to nobody yet */
	size_t row_count;
	bool doubtful;          /* rows overlap in a session */
	struct tsm_match match; /* unknown or suggested */
	const struct tsm_store_person *suggested; /* or NULL */
};

/*
 * What waits for a decision, suggestions first, then by name; in app's
 * arena.
 */
enum tsm_status review_queue(struct app *app, const struct cohort *cohort,
    struct review_item **ret_items, size_t *ret_count, struct tsm_error *err)
    TSM_NODISCARD;

struct review_answer {
	const char *who;  /* e-mail address, id or name; NULL: as suggested */
	bool nobody;      /* nobody of this cohort */
	bool same_person; /* overlapping rows are one person's */
	const char *session; /* with line: one row alone; else NULL */
	int64_t line;        /* of the file; 0: all rows */
	const char *file;    /* how its hash begins, where two have that line */
	const char *reason;  /* or NULL */
};

/*
 * Decide about the item with an id, inside the caller's transaction.
 * *ret_seq is the decision's number, *ret_rows how many rows now belong to
 * the person. TSM_E_NOT_FOUND (item, person, row), TSM_E_AMBIGUOUS (person,
 * row), TSM_E_STATE for a doubtful item, one without suggestion, and a name
 * that somebody else on the roster has; TSM_E_DUPLICATE for an address that
 * is another person's.
 */
enum tsm_status review_decide(struct app *app, const struct cohort *cohort,
    const char *id, const struct review_answer *answer, int64_t *ret_seq,
    size_t *ret_rows, struct tsm_error *err) TSM_NODISCARD;

/*
 * Take a decision back, inside the caller's transaction: the alias is
 * revoked, and the rows that only it gave to the person are nobody's again
 * and wait; *ret_rows is their number. TSM_E_NOT_FOUND when no such
 * decision is in force.
 */
enum tsm_status review_undo(struct app *app, const char *cohort, int64_t seq,
    size_t *ret_rows, struct tsm_error *err) TSM_NODISCARD;

#endif
