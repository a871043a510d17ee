/*
 * cache.c - replies kept in memory; disk.c has them in files.
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
	char tag[TSM_TAG_MAX];
	char memento[TSM_MEMENTO_MAX];
	int64_t memento_at;
	bool mapped;
};

struct tsm_cache {
	pthread_mutex_t lock;
	struct entry *entries;
	size_t count;
	size_t bytes;
	size_t bytes_max;
	uint64_t clock;
	struct tsm_disk *disk; /* NULL: none */
	unsigned ttl_max;      /* whatever a file says */
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

static void forget(struct tsm_cache *cache, struct entry *entry)
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
		forget(*cache, &(*cache)->entries[i]);
	tsm_disk_free(&(*cache)->disk);
	pthread_mutex_destroy(&(*cache)->lock);
	tsm_free((*cache)->entries);
	tsm_free(*cache);
	*cache = NULL;
}

/* FNV-1a over both parts; the whole key is compared afterwards. */
static uint64_t hash_key(const struct tsm_cache_key *key)
{
	const char *url = key->url;
	const char *accept = key->accept;
	uint64_t hash = 0xcbf29ce484222325U;

	for (; *url != '\0'; url++)
		hash = (hash ^ (unsigned char)*url) * 0x100000001b3U;
	hash = (hash ^ '\n') * 0x100000001b3U;
	for (; *accept != '\0'; accept++)
		hash = (hash ^ (unsigned char)*accept) * 0x100000001b3U;
	return hash;
}

/* A stored key is the URL, a line feed, and what was accepted. */
static bool key_is(const char *stored, const struct tsm_cache_key *key)
{
	size_t len = strlen(key->url);

	return strncmp(stored, key->url, len) == 0 && stored[len] == '\n' &&
	       strcmp(stored + len + 1, key->accept) == 0;
}

static struct entry *find(
    struct tsm_cache *cache, const struct tsm_cache_key *key)
{
	uint64_t hash = hash_key(key);

	for (size_t i = 0; i < cache->count; i++) {
		struct entry *entry = &cache->entries[i];
		if (entry->key != NULL && entry->hash == hash &&
		    entry->mapped == key->mapped && key_is(entry->key, key))
			return entry;
	}
	return NULL;
}

static enum tsm_status copy_out(struct tsm_cache *cache,
    struct tsm_arena *arena, struct entry *entry,
    struct tsm_fetch_reply *ret_reply)
{
	struct tsm_fetch_reply reply = { .http_status = 200,
		.from_cache = true,
		.at = entry->stored,
		.memento_at = entry->memento_at,
		.mapped = entry->mapped };
	const char *body = tsm_arena_copy(arena, entry->body, entry->len);
	const char *type = tsm_arena_dup(arena, entry->content_type);
	const char *memento = tsm_arena_dup(arena, entry->memento);

	if (body == NULL || type == NULL || memento == NULL)
		return TSM_E_MEMORY;
	reply.body = tsm_str_n(body, entry->len);
	reply.content_type = tsm_str(type);
	reply.memento = tsm_str(memento);
	*ret_reply = reply;
	entry->used = ++cache->clock;
	return TSM_OK;
}

enum tsm_status tsm_cache_get(struct tsm_cache *cache, struct tsm_arena *arena,
    const struct tsm_cache_key *key, int64_t now, int64_t newer_than,
    struct tsm_fetch_reply *ret_reply)
{
	enum tsm_status status = TSM_E_NOT_FOUND;

	(void)pthread_mutex_lock(&cache->lock);
	struct entry *entry = find(cache, key);
	/* asked about a time before it was stored: not the same document */
	if (entry != NULL && now < entry->expires && now >= entry->stored &&
	    entry->stored > newer_than)
		status = copy_out(cache, arena, entry, ret_reply);
	(void)pthread_mutex_unlock(&cache->lock);
	return status;
}

enum tsm_status tsm_cache_get_old(struct tsm_cache *cache,
    struct tsm_arena *arena, const struct tsm_cache_key *key, int64_t oldest,
    struct tsm_fetch_reply *ret_reply)
{
	enum tsm_status status = TSM_E_NOT_FOUND;

	(void)pthread_mutex_lock(&cache->lock);
	struct entry *entry = find(cache, key);
	if (entry != NULL && entry->stored >= oldest)
		status = copy_out(cache, arena, entry, ret_reply);
	(void)pthread_mutex_unlock(&cache->lock);
	return status;
}

void tsm_cache_tag(struct tsm_cache *cache, const struct tsm_cache_key *key,
    char out[TSM_TAG_MAX])
{
	out[0] = '\0';
	(void)pthread_mutex_lock(&cache->lock);
	const struct entry *entry = find(cache, key);
	if (entry != NULL)
		memcpy(out, entry->tag, TSM_TAG_MAX);
	(void)pthread_mutex_unlock(&cache->lock);
}

/* For good: its file, too. */
static void drop(struct tsm_cache *cache, struct entry *entry)
{
	if (cache->disk != NULL) {
		char *feed = strchr(entry->key, '\n');
		*feed = '\0';
		const struct tsm_cache_key key = { entry->key, feed + 1,
			entry->mapped };
		tsm_disk_remove(cache->disk, &key);
	}
	forget(cache, entry);
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

/* Keep the parts of an entry; false: out of memory, it is as it was. */
static bool fill(struct entry *entry, const struct tsm_disk_entry *from)
{
	size_t url_len = strlen(from->key.url);
	size_t accept_len = strlen(from->key.accept);

	entry->key = tsm_malloc(url_len + accept_len + 2);
	entry->body = tsm_malloc(from->body.len + 1);
	if (entry->key == NULL || entry->body == NULL) {
		tsm_free(entry->key);
		tsm_free(entry->body);
		memset(entry, 0, sizeof(*entry));
		return false;
	}
	memcpy(entry->key, from->key.url, url_len);
	entry->key[url_len] = '\n';
	memcpy(entry->key + url_len + 1, from->key.accept, accept_len + 1);
	if (from->body.len > 0)
		memcpy(entry->body, from->body.ptr, from->body.len);
	entry->len = from->body.len;
	if (from->content_type.len < sizeof(entry->content_type) &&
	    from->content_type.len > 0)
		memcpy(entry->content_type, from->content_type.ptr,
		    from->content_type.len);
	if (strlen(from->tag) < sizeof(entry->tag))
		memcpy(entry->tag, from->tag, strlen(from->tag));
	if (strlen(from->memento) < sizeof(entry->memento))
		memcpy(entry->memento, from->memento, strlen(from->memento));
	entry->memento_at = from->memento_at;
	entry->hash = hash_key(&from->key);
	entry->mapped = from->key.mapped;
	entry->stored = from->at;
	entry->expires = from->expires;
	return true;
}

static bool put(struct tsm_cache *cache, const struct tsm_disk_entry *from)
{
	bool kept = false;

	if (from->body.len > cache->bytes_max)
		return false;
	(void)pthread_mutex_lock(&cache->lock);
	struct entry *entry = find(cache, &from->key);
	if (entry != NULL)
		forget(cache, entry);
	entry = make_room(cache, from->body.len);
	if (entry != NULL && fill(entry, from)) {
		entry->used = ++cache->clock;
		cache->bytes += entry->len;
		kept = true;
	}
	(void)pthread_mutex_unlock(&cache->lock);
	return kept;
}

void tsm_cache_put(struct tsm_cache *cache, const struct tsm_cache_key *key,
    int64_t now, unsigned ttl, const char *tag,
    const struct tsm_fetch_reply *reply)
{
	const struct tsm_disk_entry entry = {
		.key = *key,
		.at = now,
		.expires = now + ttl,
		.tag = tag,
		.memento = reply->memento.len > 0 ? reply->memento.ptr : "",
		.memento_at = reply->memento_at,
		.content_type = reply->content_type,
		.body = reply->body,
	};

	if (put(cache, &entry) && cache->disk != NULL)
		tsm_disk_put(cache->disk, &entry);
}

static void take(void *ctx, const struct tsm_disk_entry *entry)
{
	struct tsm_cache *cache = ctx;
	struct tsm_disk_entry bounded = *entry;

	if (bounded.expires - bounded.at > (int64_t)cache->ttl_max)
		bounded.expires = bounded.at + (int64_t)cache->ttl_max;
	(void)put(cache, &bounded);
}

enum tsm_status tsm_cache_open(struct tsm_cache *cache, const char *folder,
    int64_t now, unsigned ttl_max, struct tsm_error *err)
{
	struct tsm_disk *disk = NULL;

	TSM_TRY(tsm_disk_open(folder, &disk, err));
	cache->disk = disk;
	cache->ttl_max = ttl_max;
	return tsm_disk_read(disk, now, cache->count, take, cache, err);
}
