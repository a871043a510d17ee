/*
 * terms.h - which names the known contexts define, and where.
 *
 * The contexts of credentials define their terms by class: "creditsEarned"
 * means something in an AchievementSubject and nothing in a Profile. What
 * is defined at a place follows from the contexts in force and the types
 * of the object that holds it; a class's own terms do not reach into the
 * objects below (JSON-LD 1.1 section 4.1.8, type-scoped contexts). That is
 * all of JSON-LD that is needed to find names without meaning.
 */
#ifndef TESTAMUR_VERIFY_TERMS_H
#define TESTAMUR_VERIFY_TERMS_H

#include <stdbool.h>

#include "testamur/base/str.h"

/* Contexts, as bits of a set. */
enum term_context {
	TERMS_VC2 = 1,
	TERMS_VC1 = 2,
	TERMS_OB3 = 4,    /* every 3.0.x */
	TERMS_OBAW = 8,   /* awardedDate: 3.0.1 and 3.0.3 have it */
	TERMS_OB303 = 16, /* and what 3.0.3 added */
	TERMS_OBX = 32,   /* extensions.json */
	TERMS_STATUS2021 = 64,
	TERMS_ED25519 = 128, /* suites/ed25519-2020 */
	TERMS_CLR = 256,
	TERMS_VOCAB = 512,  /* gives every name a meaning */
	TERMS_OPAQUE = 1024 /* known by name; its terms are not in here */
};

/* The set a context URL stands for; 0: not known. Exact spelling. */
unsigned terms_of_context(struct tsm_str url);

/* A name that the contexts define everywhere. */
bool terms_global(unsigned contexts, struct tsm_str name);

/* A name that the contexts define in objects of this type. */
bool terms_in_type(unsigned contexts, struct tsm_str type, struct tsm_str name);

/* A name that is defined in the object under a property ("cnf"). */
bool terms_in_property(
    unsigned contexts, struct tsm_str property, struct tsm_str name);

/*
 * The URL of a known context that defines name for that type (empty: for
 * any), or NULL: to tell an issuer what is missing.
 */
const char *terms_definer(struct tsm_str name);

#endif
