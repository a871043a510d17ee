/*
 * correct.h - a corrected credential: a new version at the same link.
 *
 * id, public link, holder's link, subject and awardedDate stay; validFrom,
 * status position and signature are new. In the same transaction the old
 * version is revoked as superseded, so that every verifier learns of it.
 */
#ifndef ISSUER_CORRECT_H
#define ISSUER_CORRECT_H

#include "app.h"
#include "testamur/store/credential.h"

struct correction {
	const char *name; /* the holder's name from now on, or NULL */
	bool facts;       /* decide again from what is known now */
	/* with facts: the digest of the preview that shows them, or NULL */
	const char *preview;
	const char *reason; /* private, for the history; required */
};

struct corrected {
	int64_t version;
	const char *name;         /* as shown now */
	const char *units_before; /* NULL: the award gives none */
	const char *units;        /* or they were not decided again */
};

/*
 * Correct the current version of a credential; with neither name nor facts
 * it is signed anew as it is, with the key that signs now. A new name
 * becomes the person's, with its history. It is secured in the forms of the
 * old version. TSM_E_STATE: the credential is not in force, the award is
 * not met any more, there is no key, or the programme wants a release and
 * the preview has none, or does not hold. TSM_E_NOT_FOUND: facts of a person
 * or cohort that are gone, or no such preview.
 */
enum tsm_status correct_credential(struct app *app,
    const struct tsm_store_credential *old, const struct correction *correction,
    struct corrected *ret_corrected, struct tsm_error *err) TSM_NODISCARD;

#endif
