/*
 * enrol.h - a roster becomes people and enrolments of a cohort.
 *
 * Somebody is who the e-mail address says. A row for somebody who is
 * enrolled already changes nothing, so the same file can be read again.
 */
#ifndef ISSUER_ENROL_H
#define ISSUER_ENROL_H

#include "app.h"
#include "cohort.h"
#include "testamur/roster/roster_csv.h"

/*
 * People of the cohort without an e-mail address, by name. A name alone
 * never says who somebody is: a row without an address is taken for one of
 * them only if the licence number is the same, for somebody new only if it
 * is another, and is otherwise held.
 */
struct unaddressed {
	struct named {
		const char *name; /* normalised */
		const char *licence;
		const char *person;
	} * list;
	size_t count;
};

struct enrol {
	struct app *app;
	const struct cohort *cohort;
	const char *track;       /* from the command line, or NULL */
	const char *institution; /* from the command line, or NULL */
	const char *state;       /* from the command line, or NULL */
	size_t added, known;
	size_t rematched; /* attendance rows that found their person */
	struct unaddressed unaddressed;
	size_t undated; /* applications that say no day */
	size_t *held;   /* lines of rows that somebody has to decide about */
	size_t held_count;
};

/*
 * Take the rows of a roster, all or nothing, in a transaction of its own;
 * then give places (admission.h) and look again at attendance that found
 * nobody before. *ret_moved is the number of people who got a place from
 * the waiting list. err->where names the line.
 */
enum tsm_status enrol_rows(struct enrol *in, const struct tsm_roster_list *list,
    size_t *ret_moved, struct tsm_error *err) TSM_NODISCARD;

/* A misspelt role would quietly earn nothing, or take no seat: TSM_E_VALUE
 * for what is no slug. */
enum tsm_status enrol_check_role(const char *role, struct tsm_error *err)
    TSM_NODISCARD;

#endif
