/*
 * freshness.h - what a server says about keeping its answer (pure).
 *
 * RFC 9111 as a private cache: max-age, no-store, no-cache, Age; and the
 * entity tag of RFC 9110 section 8.8.3. And which version it is (RFC 7089).
 */
#ifndef TESTAMUR_NET_FRESHNESS_H
#define TESTAMUR_NET_FRESHNESS_H

#include "disk.h"

/* All zero to begin with. */
struct tsm_freshness {
	bool no_store; /* it forbids keeping it */
	bool no_cache; /* it has to be asked each time */
	bool has_age;  /* max-age was given */
	unsigned max_age;
	unsigned age;
	char tag[TSM_TAG_MAX]; /* "" for none */
	/* RFC 7089: of which version this is the representation, and of when;
	 * "" and 0 for none. */
	char memento[TSM_MEMENTO_MAX];
	int64_t memento_at;
};

/* Take in a header line; others than those above mean nothing here. */
void tsm_freshness_header(struct tsm_freshness *freshness, struct tsm_str line);

/* Seconds of freshness: ttl where the server says nothing; at most max. */
unsigned tsm_freshness_ttl(
    const struct tsm_freshness *freshness, unsigned ttl, unsigned max);

#endif
