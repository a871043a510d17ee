/*
 * cache.h - replies kept, in memory and in a folder.
 *
 * A reply is fresh for as long as its server allows. After that it is kept
 * on: to be asked about with its entity tag, or to stand in for a server
 * that is down, when whoever asks takes that. Bounded in entries and bytes;
 * the entry longest unused goes first, its file too. Any thread.
 */
#ifndef TESTAMUR_NET_CACHE_H
#define TESTAMUR_NET_CACHE_H

#include "disk.h"

struct tsm_cache;

/* NULL: out of memory. */
struct tsm_cache *tsm_cache_new(size_t entries, size_t bytes) TSM_NODISCARD;
void tsm_cache_free(struct tsm_cache **cache);

/*
 * Keep files in a folder, too, and read those that are there (disk.h says
 * which count; ttl_max bounds what they say). Before any other use. now is
 * the present instant. As tsm_disk_open(), and TSM_E_IO.
 */
enum tsm_status tsm_cache_open(struct tsm_cache *cache, const char *folder,
    int64_t now, unsigned ttl_max, struct tsm_error *err) TSM_NODISCARD;

/*
 * The reply stored for key, copied into the arena, if it is still fresh at
 * now and came after newer_than. TSM_E_NOT_FOUND, TSM_E_MEMORY.
 */
enum tsm_status tsm_cache_get(struct tsm_cache *cache, struct tsm_arena *arena,
    const struct tsm_cache_key *key, int64_t now, int64_t newer_than,
    struct tsm_fetch_reply *ret_reply) TSM_NODISCARD;

/* The same, fresh or not, if it was right at oldest or later. */
enum tsm_status tsm_cache_get_old(struct tsm_cache *cache,
    struct tsm_arena *arena, const struct tsm_cache_key *key, int64_t oldest,
    struct tsm_fetch_reply *ret_reply) TSM_NODISCARD;

/* The entity tag of what is stored, copied out; "" when there is none. */
void tsm_cache_tag(struct tsm_cache *cache, const struct tsm_cache_key *key,
    char out[TSM_TAG_MAX]);

/*
 * Keep a reply that was right at now, and is fresh for ttl seconds; tag is
 * its entity tag or "". What cannot be kept is simply not kept.
 */
void tsm_cache_put(struct tsm_cache *cache, const struct tsm_cache_key *key,
    int64_t now, unsigned ttl, const char *tag,
    const struct tsm_fetch_reply *reply);

#endif
