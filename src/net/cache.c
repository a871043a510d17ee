/*
 * cache.c - replies kept in memory.
 */
#include <pthread.h>
#include <string.h>

#include "cache.h"
#include "testamur/base/alloc.h"

struct entry {
	char *key; /* NULL: free */
	uint64_t hash;
	int64_t stored;
	int64_t expires;
	uint64_t used; /* a counter, not a clock */
	char *body;
	size_t len;
	char content_type[128];
	bool mapped;
};

struct tsm_cache {
	pthread_mutex_t lock;
	struct entry *entries;
	size_t count;
	size_t bytes;
	size_t bytes_max;
	uint64_t clock;
};

struct tsm_cache *tsm_cache_new(size_t entries, size_t bytes)
{
	struct tsm_cache *cache = tsm_calloc(1, sizeof(*cache));

	if (cache == NULL)
		return NULL;
	cache->entries = tsm_calloc(entries, sizeof(struct entry));
	cache->count = entries;
	cache->bytes_max = bytes;
	if (cache->entries == NULL ||
	    pthread_mutex_init(&cache->lock, NULL) != 0) {
		tsm_free(cache->entries);
		tsm_free(cache);
		return NULL;
	}
	return cache;
}

static void drop(struct tsm_cache *cache, struct entry *entry)
{
	cache->bytes -= entry->len;
	tsm_free(entry->key);
	tsm_free(entry->body);
	memset(entry, 0, sizeof(*entry));
}

void tsm_cache_free(struct tsm_cache **cache)
{
	if (*cache == NULL)
		return;
	for (size_t i = 0; i < (*cache)->count; i++)
		drop(*cache, &(*cache)->entries[i]);
	pthread_mutex_destroy(&(*cache)->lock);
	tsm_free((*cache)->entries);
	tsm_free(*cache);
	*cache = NULL;
}

/* FNV-1a over both parts; the whole key is compared afterwards. */
static uint64_t hash_key(const char *url, const char *accept)
{
	uint64_t hash = 0xcbf29ce484222325U;

	for (; *url != '\0'; url++)
		hash = (hash ^ (unsigned char)*url) * 0x100000001b3U;
	hash = (hash ^ '\n') * 0x100000001b3U;
	for (; *accept != '\0'; accept++)
		hash = (hash ^ (unsigned char)*accept) * 0x100000001b3U;
	return hash;
}

/* A key is the URL, a line feed, and what was accepted. */
static bool key_is(const char *key, const char *url, const char *accept)
{
	size_t len = strlen(url);

	return strncmp(key, url, len) == 0 && key[len] == '\n' &&
	       strcmp(key + len + 1, accept) == 0;
}

static struct entry *find(
    struct tsm_cache *cache, const char *url, const char *accept)
{
	uint64_t hash = hash_key(url, accept);

	for (size_t i = 0; i < cache->count; i++) {
		struct entry *entry = &cache->entries[i];
		if (entry->key != NULL && entry->hash == hash &&
		    key_is(entry->key, url, accept))
			return entry;
	}
	return NULL;
}

static enum tsm_status copy_out(struct tsm_arena *arena,
    const struct entry *entry, struct tsm_fetch_reply *ret_reply)
{
	struct tsm_fetch_reply reply = {
		.http_status = 200, .from_cache = true, .mapped = entry->mapped
	};
	const char *body = tsm_arena_copy(arena, entry->body, entry->len);
	const char *type = tsm_arena_dup(arena, entry->content_type);

	if (body == NULL || type == NULL)
		return TSM_E_MEMORY;
	reply.body = tsm_str_n(body, entry->len);
	reply.content_type = tsm_str(type);
	*ret_reply = reply;
	return TSM_OK;
}

enum tsm_status tsm_cache_get(struct tsm_cache *cache, struct tsm_arena *arena,
    const char *url, const char *accept, int64_t now,
    struct tsm_fetch_reply *ret_reply)
{
	enum tsm_status status = TSM_E_NOT_FOUND;

	pthread_mutex_lock(&cache->lock);
	struct entry *entry = find(cache, url, accept);
	/* asked about a time before it was stored: not the same document */
	if (entry != NULL && now < entry->expires && now >= entry->stored) {
		status = copy_out(arena, entry, ret_reply);
		entry->used = ++cache->clock;
	}
	pthread_mutex_unlock(&cache->lock);
	return status;
}

/* A free entry, at the price of those longest unused. */
static struct entry *make_room(struct tsm_cache *cache, size_t len)
{
	for (;;) {
		struct entry *oldest = NULL;
		struct entry *unused = NULL;
		for (size_t i = 0; i < cache->count; i++) {
			struct entry *entry = &cache->entries[i];
			if (entry->key == NULL)
				unused = entry;
			else if (oldest == NULL || entry->used < oldest->used)
				oldest = entry;
		}
		if (unused != NULL && cache->bytes_max - cache->bytes >= len)
			return unused;
		if (oldest == NULL)
			return NULL;
		drop(cache, oldest);
	}
}

static bool fill(struct entry *entry, const char *url, const char *accept,
    const struct tsm_fetch_reply *reply)
{
	size_t url_len = strlen(url);
	size_t accept_len = strlen(accept);

	entry->key = tsm_malloc(url_len + accept_len + 2);
	entry->body = tsm_malloc(reply->body.len + 1);
	if (entry->key == NULL || entry->body == NULL) {
		tsm_free(entry->key);
		tsm_free(entry->body);
		memset(entry, 0, sizeof(*entry));
		return false;
	}
	memcpy(entry->key, url, url_len);
	entry->key[url_len] = '\n';
	memcpy(entry->key + url_len + 1, accept, accept_len + 1);
	if (reply->body.len > 0)
		memcpy(entry->body, reply->body.ptr, reply->body.len);
	entry->len = reply->body.len;
	if (reply->content_type.len < sizeof(entry->content_type) &&
	    reply->content_type.len > 0)
		memcpy(entry->content_type, reply->content_type.ptr,
		    reply->content_type.len);
	entry->hash = hash_key(url, accept);
	entry->mapped = reply->mapped;
	return true;
}

void tsm_cache_put(struct tsm_cache *cache, const char *url, const char *accept,
    int64_t now, unsigned ttl, const struct tsm_fetch_reply *reply)
{
	if (ttl == 0 || reply->body.len > cache->bytes_max)
		return;
	pthread_mutex_lock(&cache->lock);
	struct entry *entry = find(cache, url, accept);
	if (entry != NULL)
		drop(cache, entry);
	entry = make_room(cache, reply->body.len);
	if (entry != NULL && fill(entry, url, accept, reply)) {
		entry->stored = now;
		entry->expires = now + ttl;
		entry->used = ++cache->clock;
		cache->bytes += entry->len;
	}
	pthread_mutex_unlock(&cache->lock);
}
