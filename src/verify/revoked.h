/*
 * revoked.h - 1EdTechRevocationList: the ids that an issuer has revoked.
 *
 * Open Badges 3.0, "1EdTech Revocation List Status Method". A JSON document
 * at the address that the credential's entry has as its id; nobody signs it,
 * so that it is worth what the connection to that address is worth.
 */
#ifndef TESTAMUR_VERIFY_REVOKED_H
#define TESTAMUR_VERIFY_REVOKED_H

#include "lists.h"

/* What a list says of one credential. */
struct revoked {
	enum list_problem problem;
	bool revoked;
	const char *reason; /* of the list's memory, or NULL */
};

/*
 * Look up a credential's id in a list that was parsed. url is where the list
 * came from; issuer, whose list it has to be where it names one. Pure.
 */
struct revoked revoked_read(const struct tsm_json *list, const char *url,
    const char *issuer, const char *id);

/*
 * The same for the list at url and the run's credential, whose id has to be a
 * text. *ret_revoked and *ret_seen are set on LIST_FINE; detail
 * (TSM_ERROR_TEXT bytes) has the reason, or what is wrong. Other than TSM_OK
 * only for exhausted memory.
 */
enum tsm_status revoked_look_up(struct run *run, const char *url,
    enum list_problem *ret_problem, bool *ret_revoked, int64_t *ret_seen,
    char *detail);

#endif
