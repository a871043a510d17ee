/*
 * attend.h - an attendance export becomes rows of a session.
 */
#ifndef ISSUER_ATTEND_H
#define ISSUER_ATTEND_H

#include "app.h"
#include "cohort.h"
#include "testamur/roster/importer.h"
#include "testamur/roster/people.h"
#include "testamur/store/attendance.h"

struct attend_options {
	const char *zone;   /* of the times in the file; NULL: the session's */
	const char *format; /* importer; NULL: recognise */
	const char *label;  /* of the session in the file; NULL: there is one */
	/* marks of a register that mean present; NULL: as they say */
	const char *present;
	const char *columns; /* which means what; NULL: recognise */
	const char *mapping; /* a saved answer to that, by name; or NULL */
	const char *via;     /* how they took part; NULL: as the file implies */
	enum tsm_date_order order;
	/* hash, or how it begins, of the file of this session whose rows this
	 * one replaces; NULL: none, the rows of several files add up */
	const char *replaces;
	bool undated_ok;
	bool preview; /* look, store nothing */
};

/* One attendee of the file, and who that is. */
struct attend_person {
	const struct tsm_attendee *attendee;
	struct tsm_match match;
	const char *person;    /* id, when settled; else NULL */
	const char *suggested; /* name on the roster, when suggested */
	int64_t seconds;       /* inside the session's window */
};

struct attend_result {
	struct tsm_import import;
	const char *sha256;
	const char *name; /* of the file, without folders */
	const struct tsm_store_session *session;
	struct attend_person *people;
	size_t people_count;
	size_t matched, suggested, unknown, hosts;
	enum tsm_store_imported what; /* unless preview */
};

/*
 * Read a file for a session of a cohort and store it, all or nothing. A
 * planned session becomes held. Statuses as tsm_import_read and
 * tsm_store_source_import; TSM_E_NOT_FOUND for an unknown session, mapping
 * or file to replace; TSM_E_STATE for a session that is cancelled or has no
 * date.
 */
enum tsm_status attend_import(struct app *app, const struct cohort *cohort,
    const char *session, const char *name, struct tsm_str data,
    const struct attend_options *options, struct attend_result *ret_result,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Look again at the rows that nobody was matched with, after people or
 * aliases were added; inside the caller's transaction. Only an e-mail
 * address or a confirmed alias settles who somebody is. *ret_found is the
 * number of rows that now belong to a person.
 */
enum tsm_status attend_rematch(struct app *app, const char *cohort,
    size_t *ret_found, struct tsm_error *err) TSM_NODISCARD;

/*
 * What a product tells the person of a stored row apart by, the same in its
 * next file ("canvas:1001"); or NULL.
 */
const char *attend_id(const struct tsm_store_row *row);

/*
 * The same in every cohort of a person, of whom something new is known;
 * *ret_found: rows of the one cohort alone.
 */
enum tsm_status attend_rematch_person(struct app *app, const char *person,
    const char *cohort, size_t *ret_found, struct tsm_error *err) TSM_NODISCARD;

#endif
