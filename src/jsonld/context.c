/*
 * Processing contexts once: what was processed before is looked up, in the
 * store when everything it depends on is there, else in the call.
 */
#include "context.h"

#include <string.h>

/* What a context of the store may cost, and the bytes it may take. */
#define SHARED_WORK  ((uint64_t)8 << 20)
#define SHARED_BYTES ((size_t)4 << 20)
/* Longer chains of contexts are nobody's daily business. */
#define SHARED_CHAIN 8
/* Scoped contexts that are only looked at, one in another: bytes. */
#define VALIDATE_BYTES ((size_t)8 << 20)

#define FLAG_OVERRIDE     1u
#define FLAG_NO_PROPAGATE 2u
#define FLAG_1_0          4u

struct loaded {
	struct loaded *next;
	struct tsm_str address;
	const struct tsm_json *document;
};

/* --- the call's memory ----------------------------------------------------- */

/* p->memo, made at the first use. */
static enum tsm_status memo_of(struct process *p)
{
	if (p->memo != NULL)
		return TSM_OK;
	p->memo = tsm_arena_alloc(p->arena, sizeof(*p->memo));
	if (p->memo == NULL)
		return tsm_fail_memory(p->err);
	p->memo->arena = p->arena;
	return TSM_OK;
}

enum tsm_status memo_enter(struct process *p)
{
	if (p->memo->nesting >= NESTING_MAX)
		return tsm_fail(p->err, TSM_E_LIMIT, NULL,
		    "Contexts are nested too deeply");
	p->memo->nesting++;
	return TSM_OK;
}

void memo_leave(struct process *p)
{
	p->memo->nesting--;
}

uint64_t memo_hash(const struct memo_key *key)
{
	const uint64_t k = 0x9e3779b97f4a7c15U;
	uint64_t h = ((uint64_t)(uintptr_t)key->active + key->flags) * k;
	h = (h ^ h >> 32 ^ (uint64_t)(uintptr_t)key->local) * k;
	return h ^ h >> 29;
}

static struct memo_entry **memo_slot(
    struct memo_entry **slots, size_t mask, const struct memo_key *key)
{
	size_t i = (size_t)memo_hash(key) & mask;
	while (slots[i] != NULL && (slots[i]->key.active != key->active ||
				       slots[i]->key.local != key->local ||
				       slots[i]->key.flags != key->flags))
		i = (i + 1) & mask;
	return &slots[i];
}

static enum tsm_status memo_grow(struct process *p)
{
	struct call_memo *memo = p->memo;
	size_t cap = memo->slots != NULL ? (memo->mask + 1) * 2 : 32;
	struct memo_entry **slots =
	    tsm_arena_array(memo->arena, cap, sizeof(void *));
	if (slots == NULL)
		return tsm_fail_memory(p->err);
	for (size_t i = 0; memo->slots != NULL && i <= memo->mask; i++) {
		if (memo->slots[i] != NULL)
			*memo_slot(slots, cap - 1, &memo->slots[i]->key) =
			    memo->slots[i];
	}
	memo->slots = slots;
	memo->mask = cap - 1;
	return TSM_OK;
}

static enum tsm_status memo_put(
    struct process *p, const struct memo_key *key, const struct context *result)
{
	struct call_memo *memo = p->memo;
	if (memo->slots == NULL || memo->used * 2 >= memo->mask)
		TSM_TRY(memo_grow(p));
	struct memo_entry *entry = tsm_arena_alloc(memo->arena, sizeof(*entry));
	if (entry == NULL)
		return tsm_fail_memory(p->err);
	*entry = (struct memo_entry){ *key, result };
	*memo_slot(memo->slots, memo->mask, key) = entry;
	memo->used++;
	return TSM_OK;
}

/* --- remote documents ------------------------------------------------------ */

static enum tsm_status unknown(
    struct process *p, struct tsm_str address, const struct tsm_json *at)
{
	enum tsm_status status =
	    process_fail(p, TSM_JSONLD_LOADING_REMOTE_CONTEXT_FAILED, at,
		address, "This context is not known here");
	if (status != TSM_E_VALUE)
		return status;
	if (p->err != NULL)
		p->err->status = TSM_E_UNKNOWN;
	return TSM_E_UNKNOWN;
}

enum tsm_status remote_document(struct process *p, struct tsm_str address,
    const struct tsm_json *at, const struct tsm_json **ret_document)
{
	const struct tsm_json *known = tsm_jsonld_store_find(p->store, address);
	if (known != NULL) {
		*ret_document = known;
		return TSM_OK;
	}
	for (struct loaded *l = p->memo->loaded; l != NULL; l = l->next) {
		if (tsm_str_eq(l->address, address)) {
			*ret_document = l->document;
			return TSM_OK;
		}
	}
	const struct tsm_jsonld_loader *loader = p->options->loader;
	if (loader == NULL)
		return unknown(p, address, at);
	enum tsm_status status = loader->load(
	    loader->ctx, p->memo->arena, address, ret_document, p->err);
	if (status == TSM_E_MEMORY || status == TSM_E_LIMIT)
		return status;
	if (status != TSM_OK)
		return unknown(p, address, at);
	struct loaded *l = tsm_arena_alloc(p->memo->arena, sizeof(*l));
	char *copy = tsm_arena_copy(p->memo->arena, address.ptr, address.len);
	if (l == NULL || copy == NULL)
		return tsm_fail_memory(p->err);
	*l = (struct loaded){ p->memo->loaded, tsm_str_n(copy, address.len),
		*ret_document };
	p->memo->loaded = l;
	return TSM_OK;
}

/* --- sharing --------------------------------------------------------------- */

/*
 * Process in an arena of its own, without anything of the call but the
 * mode, and give it to the store. There is no base: a reference that needs
 * one is an error here. The steps are the call's, so that no document makes
 * the store work without end. NULL when that did not work out: then the call
 * does it itself and says why.
 */
static const struct context *share(
    struct process *p, const struct memo_key *key, const struct call *call)
{
	struct tsm_arena arena;
	struct tsm_jsonld_failure failure = { 0 };
	struct tsm_jsonld_options options = { .mode = p->options->mode };
	struct call_memo memo = {
		.arena = &arena,
		.shared = true,
		.nesting = p->memo->nesting,
	};
	struct process q = {
		.store = p->store,
		.options = &options,
		.arena = &arena,
		.failure = &failure,
		.work = p->work < SHARED_WORK ? p->work : SHARED_WORK,
		.memo = &memo,
	};
	const struct context *result = NULL;
	struct call detached = *call;
	uint64_t allowed = q.work;
	tsm_arena_init(&arena, SHARED_BYTES);
	/* The address must live as long as the store: it is found there. */
	detached.base_url = store_address(p->store, call->base_url);
	enum tsm_status status =
	    context_run(&q, key->active, key->local, &detached, &result);
	p->work -= allowed - q.work;
	if (status != TSM_OK || !store_keep(p->store, key, &arena, &result)) {
		tsm_arena_release(&arena);
		return NULL;
	}
	return result;
}

static bool can_share(
    const struct process *p, const struct memo_key *key, const struct call *c)
{
	if (c->no_validate || !key->active->shared ||
	    key->active->chain >= SHARED_CHAIN)
		return false;
	return store_holds(p->store, key->local) && store_room(p->store);
}

enum tsm_status context_call(struct process *p, const struct context *active,
    const struct tsm_json *local, const struct call *call,
    const struct context **ret_context)
{
	const struct memo_key key = { active, local,
		(call->override_protected ? FLAG_OVERRIDE : 0) |
		    (call->no_propagate ? FLAG_NO_PROPAGATE : 0) |
		    (p->options->mode == TSM_JSONLD_1_0 ? FLAG_1_0 : 0) };
	const struct context *known = NULL;
	if (active->shared && !call->no_validate)
		known = store_recall(p->store, &key);
	if (known == NULL && can_share(p, &key, call))
		known = share(p, &key, call);
	bool keep = !call->no_validate && !p->memo->shared;
	if (known == NULL && keep && p->memo->slots != NULL) {
		struct memo_entry *entry =
		    *memo_slot(p->memo->slots, p->memo->mask, &key);
		known = entry != NULL ? entry->result : NULL;
	}
	if (known != NULL) {
		*ret_context = known;
		return TSM_OK;
	}
	TSM_TRY(memo_enter(p));
	enum tsm_status status =
	    context_run(p, active, local, call, ret_context);
	memo_leave(p);
	if (status == TSM_OK && keep)
		status = memo_put(p, &key, *ret_context);
	return status;
}

/* --- for the other algorithms ---------------------------------------------- */

enum tsm_status context_process(struct process *p, const struct context *active,
    const struct tsm_json *local, struct tsm_str base_url,
    const struct context_options *options, const struct context **ret_context)
{
	struct call call = { .base_url = base_url };
	if (options != NULL) {
		call.override_protected = options->override_protected;
		call.no_propagate = options->no_propagate;
	}
	TSM_TRY(memo_of(p));
	return context_call(p, active, local, &call, ret_context);
}

struct tsm_str context_base(
    const struct process *p, const struct context *context)
{
	return context->base_is == BASE_DOCUMENT ? p->options->base
						 : context->base;
}

enum tsm_status context_initial(
    struct process *p, const struct context **ret_context)
{
	const struct tsm_jsonld_options *options = p->options;
	const struct context *initial = store_initial(p->store);
	TSM_TRY(memo_of(p));
	*ret_context = initial;
	const struct tsm_json *local = options->expand_context;
	if (local == NULL)
		return TSM_OK;
	const struct tsm_json *inner = tsm_json_get(local, "@context");
	return context_process(p, initial, inner != NULL ? inner : local,
	    options->base, NULL, ret_context);
}

enum tsm_status context_validate(
    struct local *local, const struct tsm_json *context)
{
	struct process *p = local->p;
	struct tsm_arena arena;
	struct process q = *p;
	struct call call = {
		.base_url = local->base_url,
		.remotes = local->remotes,
		.override_protected = true,
		.no_validate = true,
	};
	const struct context *result = NULL;
	/* what the one around it has left, when there is one */
	tsm_arena_init(&arena, p->arena == p->memo->arena
				   ? VALIDATE_BYTES
				   : p->arena->max - p->arena->used + 1);
	q.arena = &arena;
	enum tsm_status status =
	    context_call(&q, local->active, context, &call, &result);
	p->work = q.work;
	status = tsm_arena_status(&arena, status);
	if (status == TSM_E_LIMIT && arena.full)
		status = tsm_fail(p->err, status, NULL,
		    "A scoped context needs more memory than is allowed");
	if (status == TSM_E_VALUE)
		status = process_fail(p, TSM_JSONLD_INVALID_SCOPED_CONTEXT,
		    context, p->failure->name,
		    tsm_jsonld_code_name(p->failure->code));
	else if (status == TSM_E_UNKNOWN)
		status = unknown(p, p->failure->name, context);
	tsm_arena_release(&arena);
	return status;
}
