/*
 * facts_index.h - a cohort's rows, ordered by person (private to facts).
 */
#ifndef ISSUER_FACTS_INDEX_H
#define ISSUER_FACTS_INDEX_H

#include "cohort.h"
#include "testamur/store/attendance.h"
#include "testamur/store/person.h"

/* Rows of one kind, as pointers ordered by person. */
struct index {
	const void **items;
	size_t count;
	size_t person_at; /* offset of the person's id in a row */
};

struct range {
	const void *const *items;
	size_t count;
};

/* One of our own credentials in force that the policy asks for. */
struct facts_holding {
	const char *person;
	const char *achievement;
	const char *credential;
};

struct facts {
	struct app *app;
	const struct cohort *cohort;
	struct tsm_store_person *people;
	size_t people_count;
	struct index by_id; /* people */
	struct facts_holding *held;
	size_t held_count, held_room;
	struct index holdings;
	struct index rows, overrides, activities, works, attestations,
	    enrolments;
};

/* The rows of one person, in their first order. */
struct range range_of(const struct index *index, const char *person);

#endif
