/*
 * decision.h - the record an award rests on.
 *
 * Canonical JSON (RFC 8785): program version, policy with revision and
 * parameters, person, award, all facts with their input rows (source hash
 * and line, see record.h), the answer of every condition with the rows it
 * rests on, units, and 16 random bytes, so that its digest cannot be
 * guessed from what it says. Its RFC 6920 name stands in the credential's
 * evidence. replay.h makes it again from what it holds.
 */
#ifndef ISSUER_DECISION_H
#define ISSUER_DECISION_H

#include "app.h"
#include "award.h"
#include "cohort.h"
#include "testamur/base/digest.h"
#include "testamur/store/decision.h"
#include "testamur/store/person.h"

/* Canonical bytes of a tree built here, in the arena; takes over value. */
enum tsm_status decision_canonical(struct app *app, json_t *value,
    struct tsm_str *ret_bytes, struct tsm_error *err) TSM_NODISCARD;

/* The version of the record that this program writes and replays. */
#define DECISION_VERSION 2

/* Whose decision under which policy: what a record begins with. */
struct decision_head {
	const char *cohort;
	const char *person;
	const char *policy_sha256; /* of the policy's text, hex */
};

/*
 * The record but for program and salt, which are not computed: a new
 * reference. TSM_E_LIMIT, TSM_E_MEMORY.
 */
enum tsm_status decision_build(const struct decision_head *head,
    const struct tsm_outcome *outcome, const struct tsm_award_outcome *award,
    const struct tsm_person_facts *known, json_t **ret_record,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * The same but for the facts, as canonical bytes in the arena: written down
 * once, whether for comparing or for keeping.
 */
enum tsm_status decision_record(struct app *app, const struct cohort *cohort,
    const char *person, const struct tsm_outcome *outcome,
    const struct tsm_award_outcome *award, struct tsm_str *ret_record,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Hex SHA-256 of everything an answer rests on, without the random bytes,
 * and of who the person is. For comparing within one version of the
 * program; it is part of no record.
 */
enum tsm_status decision_inputs(struct app *app, struct tsm_str record,
    const struct tsm_store_person *person, const char **ret_hex,
    struct tsm_error *err) TSM_NODISCARD;

/* The whole record of a row that is due, with its name, ready to be stored. */
enum tsm_status decision_make(struct app *app, const struct cohort *cohort,
    const struct award_row *row, struct tsm_store_decision *ret_decision,
    struct tsm_error *err) TSM_NODISCARD;

#endif
