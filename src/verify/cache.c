#include "cache.h"

#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/base/str.h"

struct cache {
	pthread_mutex_t lock;
	struct cache_entry **buckets;
	size_t n_buckets; /* a power of two */
	size_t entries, max_entries;
	size_t bytes, max_bytes;
	struct cache_entry *newest;
	struct cache_entry *oldest;
};

enum tsm_status cache_new(size_t entries, size_t bytes, struct cache **ret)
{
	size_t n = 16;
	struct cache *cache = tsm_calloc(1, sizeof(*cache));

	if (cache == NULL)
		return TSM_E_MEMORY;
	while (n < entries && n < ((size_t)1 << 20))
		n *= 2;
	cache->buckets = tsm_calloc(n, sizeof(struct cache_entry *));
	if (cache->buckets == NULL) {
		tsm_free(cache);
		return TSM_E_MEMORY;
	}
	cache->n_buckets = n;
	cache->max_entries = entries;
	cache->max_bytes = bytes;
	(void)pthread_mutex_init(&cache->lock, NULL);
	*ret = cache;
	return TSM_OK;
}

/* FNV-1a: keys are addresses that operators' issuers choose; a flood of
 * collisions costs at most max_entries comparisons under the lock. */
static size_t bucket_of(const struct cache *cache, const char *key)
{
	uint64_t hash = 14695981039346656037ULL;

	for (const char *p = key; *p != '\0'; p++)
		hash = (hash ^ (unsigned char)*p) * 1099511628211ULL;
	return (size_t)(hash ^ (hash >> 32)) & (cache->n_buckets - 1);
}

static struct cache_entry *find(const struct cache *cache, const char *key)
{
	struct cache_entry *entry = cache->buckets[bucket_of(cache, key)];

	while (entry != NULL && strcmp(entry->key, key) != 0)
		entry = entry->hash_next;
	return entry;
}

static void unlink_age(struct cache *cache, struct cache_entry *entry)
{
	if (entry->newer != NULL)
		entry->newer->older = entry->older;
	else
		cache->newest = entry->older;
	if (entry->older != NULL)
		entry->older->newer = entry->newer;
	else
		cache->oldest = entry->newer;
	entry->newer = entry->older = NULL;
}

static void link_newest(struct cache *cache, struct cache_entry *entry)
{
	entry->older = cache->newest;
	entry->newer = NULL;
	if (cache->newest != NULL)
		cache->newest->newer = entry;
	else
		cache->oldest = entry;
	cache->newest = entry;
}

/* With the lock held: out of the cache; freed when nobody holds it. */
static void drop(struct cache *cache, struct cache_entry *entry)
{
	struct cache_entry **at = &cache->buckets[bucket_of(cache, entry->key)];

	while (*at != entry)
		at = &(*at)->hash_next;
	*at = entry->hash_next;
	entry->hash_next = NULL;
	unlink_age(cache, entry);
	cache->entries--;
	cache->bytes -= entry->bytes;
	if (--entry->refs == 0)
		entry->release(entry);
}

void cache_free(struct cache **cache)
{
	struct cache *c = *cache;

	if (c == NULL)
		return;
	while (c->oldest != NULL)
		drop(c, c->oldest);
	(void)pthread_mutex_destroy(&c->lock);
	tsm_free(c->buckets);
	tsm_free(c);
	*cache = NULL;
}

struct cache_entry *cache_get(
    struct cache *cache, const char *key, int64_t now, int64_t *ret_stamp)
{
	(void)pthread_mutex_lock(&cache->lock);
	struct cache_entry *entry = find(cache, key);
	if (ret_stamp != NULL)
		*ret_stamp = entry != NULL ? entry->stamp : INT64_MIN;
	if (entry != NULL && now < entry->expires) {
		entry->refs++;
		unlink_age(cache, entry);
		link_newest(cache, entry);
	} else {
		entry = NULL;
	}
	(void)pthread_mutex_unlock(&cache->lock);
	return entry;
}

void cache_put(struct cache *cache, struct cache_entry *entry)
{
	entry->refs = 1;
	if (entry->bytes > cache->max_bytes / 4 || cache->max_entries == 0)
		return;
	(void)pthread_mutex_lock(&cache->lock);
	struct cache_entry *old = find(cache, entry->key);
	/* Another thread was faster, and got a newer one. */
	if (old != NULL && old->stamp > entry->stamp) {
		(void)pthread_mutex_unlock(&cache->lock);
		return;
	}
	if (old != NULL)
		drop(cache, old);
	while (cache->oldest != NULL &&
	       (cache->entries >= cache->max_entries ||
		   cache->bytes + entry->bytes > cache->max_bytes))
		drop(cache, cache->oldest);
	struct cache_entry **bucket =
	    &cache->buckets[bucket_of(cache, entry->key)];
	entry->hash_next = *bucket;
	*bucket = entry;
	link_newest(cache, entry);
	cache->entries++;
	cache->bytes += entry->bytes;
	entry->refs++;
	(void)pthread_mutex_unlock(&cache->lock);
}

void cache_let_go(struct cache *cache, struct cache_entry *entry)
{
	if (entry == NULL)
		return;
	if (cache != NULL)
		(void)pthread_mutex_lock(&cache->lock);
	bool last = --entry->refs == 0;
	if (cache != NULL)
		(void)pthread_mutex_unlock(&cache->lock);
	if (last)
		entry->release(entry);
}
