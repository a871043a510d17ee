/*
 * The contexts that are known, and what came of processing them.
 *
 * Documents do not change once the store is shared. Results are published:
 * a slot is written once, with release, by whoever holds the lock, and read
 * with acquire by everybody else without one.
 */
#include "testamur/jsonld/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "builtin.h"
#include "context.h"
#include "testamur/base/alloc.h"

/* Documents an operator may add, and their size. */
#define ADDED_MAX     256
#define DOCUMENT_MAX  ((size_t)1 << 20)
#define DOCUMENTS_MAX ((size_t)64 << 20)

/* Results: how many, and their bytes. A power of two of slots. */
#define RESULTS_MAX   4096
#define RESULTS_SLOTS 16384
#define RESULTS_BYTES ((size_t)32 << 20)

struct known {
	struct tsm_str address; /* NUL-terminated */
	const struct tsm_json *document;
};

struct kept {
	struct memo_entry entry;
	struct kept *next;
	struct tsm_arena arena; /* in which this stands */
};

struct tsm_jsonld_store {
	struct context initial;
	struct tsm_arena arena; /* documents that were added */
	struct known *known;    /* built-in ones first */
	size_t count;
	size_t cap;
	uint32_t *by_address; /* number + 1; a power of two */
	uint32_t *by_document;
	size_t mask;
	pthread_mutex_t lock; /* for what follows, when it is written */
	struct kept *kept;
	size_t bytes;
	atomic_size_t results;
	_Atomic(const struct memo_entry *) slots[RESULTS_SLOTS];
};

/* --- documents ------------------------------------------------------------- */

static size_t document_hash(const struct tsm_json *document)
{
	const struct memo_key key = { NULL, document, 0 };
	return (size_t)memo_hash(&key);
}

static void enter(struct tsm_jsonld_store *store, size_t n)
{
	const struct known *known = &store->known[n];
	size_t i = (size_t)terms_hash(known->address) & store->mask;
	while (store->by_address[i] != 0)
		i = (i + 1) & store->mask;
	store->by_address[i] = (uint32_t)n + 1;
	i = document_hash(known->document) & store->mask;
	while (store->by_document[i] != 0)
		i = (i + 1) & store->mask;
	store->by_document[i] = (uint32_t)n + 1;
}

static const struct known *lookup(
    const struct tsm_jsonld_store *store, struct tsm_str address)
{
	size_t i = (size_t)terms_hash(address) & store->mask;
	for (; store->by_address[i] != 0; i = (i + 1) & store->mask) {
		const struct known *k = &store->known[store->by_address[i] - 1];
		if (tsm_str_eq(k->address, address))
			return k;
	}
	return NULL;
}

enum tsm_status tsm_jsonld_store_new(struct tsm_jsonld_store **ret_store)
{
	struct tsm_jsonld_store *store = tsm_calloc(1, sizeof(*store));
	if (store == NULL)
		return TSM_E_MEMORY;
	if (pthread_mutex_init(&store->lock, NULL) != 0) {
		tsm_free(store);
		return TSM_E_MEMORY;
	}
	tsm_arena_init(&store->arena, DOCUMENTS_MAX);
	store->initial.shared = true;
	store->cap = builtin_context_count + ADDED_MAX;
	store->mask = 1;
	while (store->mask < store->cap * 2)
		store->mask *= 2;
	store->known = tsm_calloc(store->cap, sizeof(*store->known));
	store->by_address = tsm_calloc(store->mask, sizeof(uint32_t));
	store->by_document = tsm_calloc(store->mask, sizeof(uint32_t));
	store->mask--;
	if (store->known == NULL || store->by_address == NULL ||
	    store->by_document == NULL) {
		tsm_jsonld_store_free(&store);
		return TSM_E_MEMORY;
	}
	for (; store->count < builtin_context_count; store->count++) {
		const struct builtin_context *b =
		    &builtin_contexts[store->count];
		store->known[store->count] =
		    (struct known){ tsm_str(b->address), b->document };
		enter(store, store->count);
	}
	*ret_store = store;
	return TSM_OK;
}

void tsm_jsonld_store_free(struct tsm_jsonld_store **store)
{
	if (store == NULL || *store == NULL)
		return;
	struct tsm_jsonld_store *s = *store;
	struct kept *kept = s->kept;
	while (kept != NULL) {
		struct kept *next = kept->next;
		struct tsm_arena arena = kept->arena;
		tsm_arena_release(&arena);
		kept = next;
	}
	tsm_arena_release(&s->arena);
	(void)pthread_mutex_destroy(&s->lock);
	tsm_free(s->known);
	tsm_free(s->by_address);
	tsm_free(s->by_document);
	tsm_free(s);
	*store = NULL;
}

enum tsm_status tsm_jsonld_store_add(struct tsm_jsonld_store *store,
    struct tsm_str address, struct tsm_str data, struct tsm_error *err)
{
	const struct tsm_json_options options = { .max_bytes = DOCUMENT_MAX };
	const struct tsm_json *document = NULL;
	if (!iri_absolute(address))
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "The address of a context is no absolute IRI");
	if (lookup(store, address) != NULL)
		return tsm_fail(err, TSM_E_DUPLICATE, NULL,
		    "There is a context at this address already");
	if (store->count == store->cap)
		return tsm_fail(
		    err, TSM_E_LIMIT, NULL, "Too many contexts are added");
	TSM_TRY(tsm_json_parse(
	    &store->arena, data.ptr, data.len, &options, &document, err));
	if (tsm_json_get(document, "@context") == NULL)
		return tsm_fail(err, TSM_E_MISSING, NULL,
		    "The document has no \"@context\"");
	const char *copy =
	    tsm_arena_copy(&store->arena, address.ptr, address.len);
	if (copy == NULL)
		return tsm_fail_memory(err);
	store->known[store->count] =
	    (struct known){ tsm_str_n(copy, address.len), document };
	enter(store, store->count++);
	return TSM_OK;
}

const struct tsm_json *tsm_jsonld_store_find(
    const struct tsm_jsonld_store *store, struct tsm_str address)
{
	const struct known *known = lookup(store, address);
	return known != NULL ? known->document : NULL;
}

const char *tsm_jsonld_store_at(const struct tsm_jsonld_store *store, size_t n)
{
	return n < store->count ? store->known[n].address.ptr : NULL;
}

/* In a context or a scoped one; as deep as JSON may be. */
static bool defines(const struct tsm_json *context, struct tsm_str term)
{
	if (context == NULL)
		return false;
	bool array = context->type == TSM_JSON_ARRAY;
	if (!array && context->type != TSM_JSON_OBJECT)
		return false;
	for (uint32_t i = 0; i < context->count; i++) {
		const struct tsm_json *member = &context->first[i];
		if (array ? defines(member, term)
			  : tsm_str_eq(member->name, term) ||
				defines(tsm_json_get(member, "@context"), term))
			return true;
	}
	return false;
}

const char *tsm_jsonld_store_definer(
    const struct tsm_jsonld_store *store, struct tsm_str term)
{
	if (term.len == 0 || term.ptr[0] == '@')
		return NULL;
	for (size_t i = 0; i < store->count; i++) {
		const struct tsm_json *context =
		    tsm_json_get(store->known[i].document, "@context");
		if (defines(context, term))
			return store->known[i].address.ptr;
	}
	return NULL;
}

const char *tsm_jsonld_builtin_digest(struct tsm_str address, size_t n)
{
	for (size_t i = 0; i < builtin_context_count; i++) {
		const struct builtin_context *b = &builtin_contexts[i];
		if (!tsm_str_is(address, b->address))
			continue;
		for (size_t k = 0; b->digests[k] != NULL; k++) {
			if (k == n)
				return b->digests[k];
		}
	}
	return NULL;
}

/* --- results --------------------------------------------------------------- */

const struct context *store_initial(const struct tsm_jsonld_store *store)
{
	return &store->initial;
}

struct tsm_str store_address(
    const struct tsm_jsonld_store *store, struct tsm_str address)
{
	const struct known *known = lookup(store, address);
	return known != NULL ? known->address : (struct tsm_str){ NULL, 0 };
}

bool store_holds(
    const struct tsm_jsonld_store *store, const struct tsm_json *value)
{
	while (value->parent != NULL)
		value = value->parent;
	size_t i = document_hash(value) & store->mask;
	for (; store->by_document[i] != 0; i = (i + 1) & store->mask) {
		if (store->known[store->by_document[i] - 1].document == value)
			return true;
	}
	return false;
}

static bool same_key(const struct memo_key *a, const struct memo_key *b)
{
	return a->active == b->active && a->local == b->local &&
	       a->flags == b->flags;
}

const struct context *store_recall(
    const struct tsm_jsonld_store *store, const struct memo_key *key)
{
	size_t i = (size_t)memo_hash(key) % RESULTS_SLOTS;
	for (;; i = (i + 1) % RESULTS_SLOTS) {
		const struct memo_entry *entry = atomic_load_explicit(
		    &store->slots[i], memory_order_acquire);
		if (entry == NULL)
			return NULL;
		if (same_key(&entry->key, key))
			return entry->result;
	}
}

bool store_room(struct tsm_jsonld_store *store)
{
	return atomic_load_explicit(&store->results, memory_order_relaxed) <
	       RESULTS_MAX;
}

/* Under the lock. The arena moves into the entry, which stands in it. */
static bool publish(struct tsm_jsonld_store *store, const struct memo_key *key,
    struct tsm_arena *arena, const struct context *result)
{
	if (!store_room(store) || arena->used > RESULTS_BYTES - store->bytes)
		return false;
	struct kept *kept = tsm_arena_alloc(arena, sizeof(*kept));
	if (kept == NULL)
		return false;
	if (!result->shared) {
		/* Made in this arena, and nobody has seen it yet. */
		struct context *own = (struct context *)(uintptr_t)result;
		own->shared = true;
		own->chain = key->active->chain + 1;
	}
	kept->entry = (struct memo_entry){ *key, result };
	kept->next = store->kept;
	kept->arena = *arena;
	store->kept = kept;
	store->bytes += arena->used;
	size_t i = (size_t)memo_hash(key) % RESULTS_SLOTS;
	while (atomic_load_explicit(&store->slots[i], memory_order_relaxed) !=
	       NULL)
		i = (i + 1) % RESULTS_SLOTS;
	atomic_store_explicit(
	    &store->slots[i], &kept->entry, memory_order_release);
	(void)atomic_fetch_add_explicit(
	    &store->results, 1, memory_order_relaxed);
	return true;
}

bool store_keep(struct tsm_jsonld_store *store, const struct memo_key *key,
    struct tsm_arena *arena, const struct context **result)
{
	(void)pthread_mutex_lock(&store->lock);
	const struct context *theirs = store_recall(store, key);
	bool done = theirs == NULL && publish(store, key, arena, *result);
	(void)pthread_mutex_unlock(&store->lock);
	if (theirs != NULL) {
		*result = theirs;
		tsm_arena_release(arena);
		return true;
	}
	return done;
}
