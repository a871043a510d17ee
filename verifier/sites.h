/*
 * sites.h - a short id or a link of ours, looked up at the operator's sites.
 *
 * An id is looked up only at the addresses that the operator configured
 * (--issuer-url), and only after its check character fits. A link is one of
 * ours when it leads to such an address; one to another host is shown, never
 * fetched. What was found is bytes, to be verified like any others.
 *
 * Nothing here changes after sites_add(), so threads share it; what failed
 * is counted by the caller, who knows for how long that matters.
 */
#ifndef TESTAMUR_VERIFIER_SITES_H
#define TESTAMUR_VERIFIER_SITES_H

#include <stdatomic.h>
#include <stdbool.h>

#include "testamur/badge/link.h"
#include "testamur/base/arena.h"
#include "testamur/base/status.h"

struct tsm_net; /* testamur/net/client.h */

#define SITES_MAX 16

/* An address below which ids are looked up. */
struct site {
	struct tsm_str url; /* borrowed; without '/' at its end */
	unsigned port;      /* that it names, or 0 */
};

struct sites {
	struct site list[SITES_MAX];
	size_t count;
};

/* What became of it. */
enum site_answer {
	SITE_FOUND,
	SITE_NOT_RECOGNISED, /* neither an id nor a link */
	SITE_MISTYPED,       /* a character of the id is wrong */
	SITE_NONE,           /* no address is configured */
	SITE_FOREIGN,        /* a link to another host: the detail */
	SITE_UNKNOWN_ID,     /* no site has it */
	SITE_UNREACHABLE,    /* one that may have it did not answer */
	SITE_NOT_SHARED      /* the site says no more than its status */
};

/* How it is asked. */
struct site_asking {
	struct tsm_net *net; /* NULL: offline */
	int64_t now;
	unsigned patience_s; /* with a site that answers 429 */
	/* Failures in a row for each site: after some it is not asked any
	 * more. NULL: every site is asked. */
	atomic_uint *failures;
};

/*
 * Add an address: https://HOST[:PORT][/PATH], which outlives sites.
 * TSM_E_VALUE, TSM_E_LIMIT.
 */
enum tsm_status sites_add(
    struct sites *sites, const char *url, struct tsm_error *err) TSM_NODISCARD;

/* Whether a text may be an id or link of ours, mistyped ones included. */
bool sites_is_typed(struct tsm_str text);

/*
 * Look up a short id or a link. On SITE_FOUND *ret_bytes, in arena, is what
 * the site gave; else *ret_detail (or NULL) says more. id receives the short
 * id, or "". TSM_E_MEMORY.
 */
enum tsm_status sites_resolve(const struct sites *sites,
    const struct site_asking *asking, struct tsm_str text,
    struct tsm_arena *arena, struct tsm_str *ret_bytes, char id[TSM_SHORT_ID],
    enum site_answer *ret_answer, const char **ret_detail) TSM_NODISCARD;

#endif
