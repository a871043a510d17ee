/*
 * cache.h - bounded, expiring, shared: things computed from documents.
 *
 * Entries are immutable once put and counted by reference: who got one
 * keeps it until it is let go, even when it is evicted meanwhile. Bounded
 * in entries and in bytes; the one used longest ago leaves first. Any
 * number of threads; the lock is held for the look-up only.
 */
#ifndef TESTAMUR_VERIFY_CACHE_H
#define TESTAMUR_VERIFY_CACHE_H

#include <pthread.h>
#include <stdint.h>

#include "testamur/base/status.h"

struct cache;

/* The head of an entry; the owner puts it first in a struct of its own. */
struct cache_entry {
	struct cache_entry *hash_next;
	struct cache_entry *newer;
	struct cache_entry *older;
	char *key;       /* owned */
	int64_t expires; /* instant; not handed out after */
	int64_t stamp;   /* the owner's: validFrom of a list */
	size_t bytes;    /* what it costs */
	unsigned refs;
	void (*release)(struct cache_entry *entry); /* frees all of it */
};

enum tsm_status cache_new(size_t entries, size_t bytes, struct cache **ret)
    TSM_NODISCARD;
void cache_free(struct cache **cache);

/*
 * The entry of a key that has not expired at now, or NULL. cache_let_go()
 * it. *ret_stamp (may be NULL) is the stamp known for the key, expired or
 * not, or INT64_MIN.
 */
struct cache_entry *cache_get(
    struct cache *cache, const char *key, int64_t now, int64_t *ret_stamp);

/*
 * Put an entry (key, expires, bytes, release filled in; refs ignored),
 * replacing the one of that key unless that has a later stamp. The caller
 * keeps a reference of its own. An entry that is too large is simply not kept.
 */
void cache_put(struct cache *cache, struct cache_entry *entry);

/* Give a reference back; NULL is accepted. cache NULL: never was in one. */
void cache_let_go(struct cache *cache, struct cache_entry *entry);

#endif
