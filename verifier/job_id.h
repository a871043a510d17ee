/*
 * job_id.h - what a batch of the server is called, and whose it is.
 *
 * An id is 32 hexadecimal digits: when the server was started, in seconds,
 * and 96 random bits. So a server that was started later knows, without
 * having kept anything, that a batch was lost with the one before, and says
 * so instead of nothing; anybody could have made such an id up, and learns
 * nothing from that answer.
 */
#ifndef TESTAMUR_VERIFIER_JOB_ID_H
#define TESTAMUR_VERIFIER_JOB_ID_H

#include "testamur/http/client.h"
#include "testamur/http/server.h"

#define JOB_ID    33 /* with NUL */
#define JOB_OWNER (TSM_SLUG_MAX + 8)

/* How long ids of earlier servers are told from none, in seconds. */
#define JOB_ID_TOLD_S ((int64_t)7 * 86400)

/* A new id. TSM_E_CRYPTO. */
enum tsm_status job_id_make(
    int64_t started, char id[JOB_ID], struct tsm_error *err) TSM_NODISCARD;

/* What becomes of an id that is not in the table of the server that was
 * started then: TSM_E_GONE, of one that was started before; TSM_E_NOT_FOUND. */
enum tsm_status job_id_unknown(
    const char *id, int64_t started, struct tsm_error *err) TSM_NODISCARD;

/* A key, or an address; of IPv6 the first 64 bits, as for rates. */
void job_owner(const struct tsm_request *request, char owner[JOB_OWNER]);

#endif
