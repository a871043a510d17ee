/*
 * personal.h - credentials of a person as a whole: the learner record that
 * gathers what she was awarded (gather.h), the statement of her units
 * (certify.h).
 *
 * There is one of each kind per person and organisation. Made anew when
 * something changed, it is the next version at the same link, and the one
 * before is revoked as superseded; when nothing changed, it stays. They are
 * of no cohort and rest on no decision.
 */
#ifndef ISSUER_PERSONAL_H
#define ISSUER_PERSONAL_H

#include "app.h"
#include "proof.h"
#include "testamur/ob/model.h"
#include "testamur/store/credential.h"
#include "testamur/store/person.h"

#define PERSONAL_RECORD    "record"
#define PERSONAL_STATEMENT "statement"

/* Whether it is one of these rather than one of an award. */
bool personal_is(const struct tsm_store_credential *credential);

/* What is the same for both kinds, for whoever builds the document. */
struct personal_place {
	const char *id;      /* URL */
	const char *number;  /* the short id */
	const char *subject; /* urn:uuid:, that of the version before */
	struct tsm_ob_profile issuer;
	struct tsm_ob_identity identities[2]; /* e-mail hashed, name */
	size_t n_identities;
	struct tsm_ob_status_entry statuses[2];
	struct tsm_ob_refresh refresh; /* id NULL: none */
	int64_t valid_from, awarded;
};

/* How it is issued. */
struct personal_options {
	const char *organisation; /* NULL: whose it is all */
	const char *proof; /* as for awards; NULL: as the version before */
	const char *alg;
	/* name an address at which whoever has a version finds the current
	 * one; as the version before in any case */
	bool refresh;
};

/* Rows of options that say so; what was given, --organisation as well. */
#define PERSONAL_OPTIONS                                                         \
 { "refresh", TSM_OPT_FLAG, NULL,                                                \
	 "name an address at which verifiers find the current version: "         \
	 "they say SUPERSEDED of an older one",                                  \
	 false },                                                                \
     { "proof", TSM_OPT_VALUE, "FORM",                                           \
	     "eddsa-rdfc-2022 (default), eddsa-jcs-2022, jwt, jwt-w3c or both; " \
	     "later versions are secured as the first",                          \
	     false },                                                            \
 {                                                                               \
  "alg", TSM_OPT_VALUE, "ALG", "of a JWT: ES256 (default), EdDSA or RS256",      \
      false                                                                      \
 }
struct personal_options personal_options_given(const struct tsm_args *args);

struct personal {
	const char *kind;         /* one of the two */
	const char *organisation; /* who issues it */
	const struct tsm_store_person *person;
	const char *proof; /* as for awards; NULL: as the version before */
	const char *alg;
	bool refresh;
	const char *digest; /* of what it says: the same, nothing to do */
	/* Its page's own members beside issuer, dates and digest; borrowed */
	json_t *summary;
	/* Build the document; *ret_credential is a new reference. */
	enum tsm_status (*build)(void *ctx, const struct personal_place *place,
	    json_t **ret_credential, struct tsm_error *err);
	void *ctx;
};

struct personal_result {
	const char *id; /* short */
	int64_t version;
	bool changed; /* this version was issued now */
};

/*
 * Issue it, or its next version. TSM_E_STATE: it is suspended, there is no
 * key, or it was erased. TSM_E_NOT_FOUND: no such organisation. What
 * building and signing say.
 */
enum tsm_status personal_issue(struct app *app, const struct personal *personal,
    struct personal_result *ret_result, struct tsm_error *err) TSM_NODISCARD;

/*
 * The one that stands or is suspended, if there is one: its id, else NULL.
 */
enum tsm_status personal_find(struct app *app, const char *kind,
    const char *organisation, const char *person, const char **ret_id,
    struct tsm_error *err) TSM_NODISCARD;

#endif
