/*
 * gather.h - the learner record of a person: Comprehensive Learner Record
 * 2.0, issued through personal.h.
 *
 * It holds what she was awarded as it was signed: every credential in force
 * that has an embedded proof. What was revoked, suspended, superseded or
 * erased, has expired, or whose key was revoked, is left out, and so is what
 * is signed as a token alone. Achievements of one cohort are associated as
 * related; one that the rule of another asks for precedes it.
 */
#ifndef ISSUER_GATHER_H
#define ISSUER_GATHER_H

#include "personal.h"

/* Credentials in one record. */
#define GATHER_MAX 250

struct gathered {
	const char *id; /* short */
	int64_t version;
	const char *name;   /* of the achievement */
	const char *issuer; /* name */
	const char *cohort, *award;
	const char *awarded; /* in words */
	const char *awarded_iso;
	const char *without; /* why it is left out; NULL: it is in */
	bool known; /* left out though it counts: the record is partial */
	/* of those that are in */
	const struct tsm_json *root;
	const char *achievement; /* its id */
	const char *organisation;
};

struct gathering {
	struct gathered *items;
	size_t count, in;
	bool partial;
};

/* Whose record, and what goes in; NULL members do not restrict. */
struct gather_scope {
	const char *person;
	const char *cohort;
};

/* Everything of a person, and whether it goes into a record. TSM_E_LIMIT. */
enum tsm_status gather_list(struct app *app, const struct gather_scope *scope,
    struct gathering *ret_gathering, struct tsm_error *err) TSM_NODISCARD;

/*
 * Issue the record. No organisation: that of all that is in it, TSM_E_USAGE
 * where there are several. TSM_E_STATE: there is nothing to gather; else as
 * personal_issue().
 */
enum tsm_status gather_issue(struct app *app,
    const struct tsm_store_person *person,
    const struct personal_options *options, const struct gathering *gathering,
    struct personal_result *ret_result, struct tsm_error *err) TSM_NODISCARD;

#endif
