/*
 * holding.h - a credential as somebody comes to it, and what they may see.
 *
 * By its public id (/V/ID) anyone learns award, units, dates, issuer and
 * status; name and files only while the holder shares them. By the
 * holder's secret link (/s/SECRET) everything is shown. Credential and
 * standing are read in one snapshot, so that hiding or revoking counts
 * from the next request on.
 */
#ifndef ISSUER_HOLDING_H
#define ISSUER_HOLDING_H

#include "forms.h"
#include "server.h"
#include "testamur/store/credential.h"

enum holding_state {
	HOLDING_VALID,
	HOLDING_SUSPENDED,
	HOLDING_REVOKED,
	HOLDING_SUPERSEDED,
	HOLDING_KEY_REVOKED, /* every key that signed it was revoked */
	HOLDING_EXPIRED      /* its validUntil is past */
};

struct holding {
	struct tsm_store_credential credential;
	struct forms forms;
	const struct tsm_json *summary; /* see issuer/credential.c */
	enum holding_state state;
	const char *reason; /* public reason code, or NULL */
	int64_t since;      /* of the state */
	bool shared;        /* with everybody */
	bool named;         /* name and files may be shown here */
	const char *secret; /* of the link it was reached by, or NULL */
};

/*
 * What the path names: parameter "id" or parameter "secret". Refused with
 * TSM_E_NOT_FOUND, after the same work, for an id that is mistyped
 * (which is said) and one that was not issued here.
 */
enum tsm_status holding_open(struct visit *visit, struct holding *ret_holding,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * What a person or a program is told about the state: a word ("REVOKED"),
 * its class for the style sheet ("revoked"), a sentence. Static.
 */
struct holding_words {
	const char *word;
	const char *style;
	const char *sentence;
};
const struct holding_words *holding_words(enum holding_state state);

/* May a new copy be made: certificate, badge? Not once withdrawn. */
bool holding_in_force(const struct holding *holding);

#endif
