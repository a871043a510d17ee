/*
 * present.h - who was at one session, whether on the roster or not.
 */
#ifndef ISSUER_PRESENT_H
#define ISSUER_PRESENT_H

#include "app.h"
#include "cohort.h"

/* One attendee: a person of the cohort, or a name or address of a file. */
struct present_person {
	const char *name;
	const char *person;  /* id, or NULL */
	const char *role;    /* on the enrolment, or "not on the roster" */
	const char *by_hand; /* "present" or "absent", or NULL */
	bool host_hint;
	bool total_only;
	bool present;    /* long enough, or by hand */
	int64_t seconds; /* recorded, inside the session's window */
};

/*
 * Everybody with attendance at a session or an override for it, those on
 * the roster in the order of their rows first. needed: the seconds that
 * count as present.
 */
enum tsm_status present_list(struct app *app, const struct cohort *cohort,
    uint32_t session, int64_t needed, struct present_person **ret_list,
    size_t *ret_count, struct tsm_error *err) TSM_NODISCARD;

#endif
