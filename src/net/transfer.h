/*
 * transfer.h - one GET, to an address that may be called.
 */
#ifndef TESTAMUR_NET_TRANSFER_H
#define TESTAMUR_NET_TRANSFER_H

#include <stdatomic.h>

#include "freshness.h"

struct tsm_transfer {
	struct tsm_buf body; /* its maximum is that of the answer */
	bool mapped;         /* only loopback may be called, else only public */
	bool denied;         /* an address was refused */
	char tag[TSM_TAG_MAX]; /* of what we have; "": nothing */
	struct tsm_freshness freshness;
	const char *ca_file;        /* NULL: the system's roots */
	const atomic_bool *aborted; /* true: end it */
};

/*
 * Ask url, which request->url stands for. The body ends in the arena. As a
 * struct tsm_fetcher; a 304 is TSM_E_UNSUPPORTED with that status.
 */
enum tsm_status tsm_transfer_run(struct tsm_arena *arena,
    const struct tsm_fetch_request *request, const char *url,
    struct tsm_transfer *transfer, struct tsm_fetch_reply *reply,
    struct tsm_error *err) TSM_NODISCARD;

#endif
