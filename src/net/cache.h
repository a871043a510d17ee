/*
 * cache.h - replies kept in memory for as long as their servers allow.
 *
 * Bounded in entries and bytes; the entry longest unused goes first. Any
 * thread.
 */
#ifndef TESTAMUR_NET_CACHE_H
#define TESTAMUR_NET_CACHE_H

#include "testamur/net/fetch.h"

struct tsm_cache;

/* NULL: out of memory. */
struct tsm_cache *tsm_cache_new(size_t entries, size_t bytes) TSM_NODISCARD;
void tsm_cache_free(struct tsm_cache **cache);

/*
 * The reply stored for url and accept, copied into the arena, if it is
 * still fresh at now. TSM_E_NOT_FOUND, TSM_E_MEMORY.
 */
enum tsm_status tsm_cache_get(struct tsm_cache *cache, struct tsm_arena *arena,
    const char *url, const char *accept, int64_t now,
    struct tsm_fetch_reply *ret_reply) TSM_NODISCARD;

/* Keep a reply for ttl seconds. What cannot be kept is simply not kept. */
void tsm_cache_put(struct tsm_cache *cache, const char *url, const char *accept,
    int64_t now, unsigned ttl, const struct tsm_fetch_reply *reply);

#endif
