/*
 * clr.h - building a learner record: Comprehensive Learner Record 2.0.
 *
 * A ClrCredential gathers what a person was awarded: the credentials as
 * their issuers signed them, the achievements they are of, and how those
 * belong together. Conventions: model.h.
 */
#ifndef TESTAMUR_OB_CLR_H
#define TESTAMUR_OB_CLR_H

#include "testamur/ob/model.h"

#define TSM_CONTEXT_CLR2 \
 "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"

/* Association: of two achievements, by their ids. All are required. */
struct tsm_ob_association {
	const char *type; /* "precedes", "isRelatedTo", … */
	const char *source;
	const char *target;
};

/*
 * ClrCredential. id, name, issuer, valid_from, at least one credential, and
 * subject_id or an identity are required.
 */
struct tsm_ob_clr {
	const char *id;
	const char *name;
	const char *description;
	struct tsm_ob_profile issuer;
	const char *subject_id;
	const struct tsm_ob_identity *identities;
	size_t n_identities;
	/* JSON trees, with their proofs; borrowed, a copy is embedded */
	json_t *const *credentials;
	size_t n_credentials;
	/* Achievement objects; the same */
	json_t *const *achievements;
	size_t n_achievements;
	const struct tsm_ob_association *associations;
	size_t n_associations;
	bool partial; /* not all that the issuer knows of */
	int64_t valid_from;
	const int64_t *valid_until; /* NULL: does not end */
	const int64_t *awarded;     /* NULL: not stated */
	const struct tsm_ob_status_entry *statuses;
	size_t n_statuses;
	struct tsm_ob_refresh refresh; /* adds the extensions context */
};

/*
 * Build the record, without proof. *ret_json is a new reference. Statuses of
 * tsm_ob_credential_build(); TSM_E_MISSING for no credential.
 */
enum tsm_status tsm_ob_clr_build(const struct tsm_ob_clr *clr,
    json_t **ret_json, struct tsm_error *err) TSM_NODISCARD;

#endif
