/*
 * Term definitions by term: open addressing, in layers.
 */
#include <string.h>

#include "context.h"

/* Half full at most; deeper layers are flattened. */
#define LAYERS_MAX 3
/* So long a run of used slots happens to nobody who does not want it. */
#define PROBES_MAX 256

static uint64_t load4(const char *text)
{
	uint32_t word;
	memcpy(&word, text, sizeof(word));
	return word;
}

uint64_t terms_hash(struct tsm_str text)
{
	const uint64_t k = 0x9e3779b97f4a7c15U;
	uint64_t h = text.len * k;
	const char *c = text.ptr;
	size_t n = text.len;
	uint64_t word = 0;
	for (; n > 8; n -= 8, c += 8) {
		memcpy(&word, c, 8);
		h = (h ^ word) * k;
		h ^= h >> 29;
	}
	/* the last eight bytes, some of them once more; or all there are */
	if (text.len >= 8)
		memcpy(&word, c + n - 8, 8);
	else if (n >= 4)
		word = load4(c) << 32 | load4(c + n - 4);
	else if (n > 0)
		word = (uint64_t)(unsigned char)c[0] << 16 |
		       (uint64_t)(unsigned char)c[n / 2] << 8 |
		       (unsigned char)c[n - 1];
	h = (h ^ word) * k;
	return h ^ h >> 32;
}

static const struct slot *find(
    const struct terms *terms, struct tsm_str term, uint64_t hash)
{
	for (size_t i = (size_t)hash & terms->mask;;
	     i = (i + 1) & terms->mask) {
		const struct slot *slot = &terms->slots[i];
		if (slot->term.ptr == NULL)
			return NULL;
		if (slot->hash == hash && tsm_str_eq(slot->term, term))
			return slot;
	}
}

const struct definition *context_term(
    const struct context *context, struct tsm_str term)
{
	uint64_t hash = terms_hash(term);
	for (const struct terms *t = context->terms; t != NULL; t = t->parent) {
		const struct slot *slot = find(t, term, hash);
		if (slot != NULL)
			return slot->definition;
	}
	return NULL;
}

uint32_t context_aliases(const struct context *context, enum keyword keyword)
{
	return context->terms != NULL ? context->terms->aliases[keyword] : 0;
}

static enum tsm_status put(struct terms *terms, struct tsm_str term,
    uint64_t hash, const struct definition *definition)
{
	size_t probes = 0;
	size_t i = (size_t)hash & terms->mask;
	for (;; i = (i + 1) & terms->mask) {
		struct slot *slot = &terms->slots[i];
		if (slot->term.ptr == NULL) {
			*slot = (struct slot){ hash, term, definition };
			terms->used++;
			terms->total++;
			break;
		}
		if (slot->hash == hash && tsm_str_eq(slot->term, term)) {
			slot->definition = definition;
			break;
		}
		if (++probes > PROBES_MAX)
			return TSM_E_LIMIT;
	}
	if (definition != NULL && definition->is_protected)
		terms->has_protected = true;
	if (definition != NULL)
		terms->aliases[definition->iri.keyword] |= length_bit(term);
	return TSM_OK;
}

enum tsm_status terms_set(struct terms *terms, struct tsm_str term,
    const struct definition *definition)
{
	return put(terms, term, terms_hash(term), definition);
}

/* What can be seen of the parents, nearest first. */
static enum tsm_status flatten(struct terms *into, const struct terms *from)
{
	for (const struct terms *t = from; t != NULL; t = t->parent) {
		for (size_t i = 0; i <= t->mask; i++) {
			const struct slot *slot = &t->slots[i];
			if (slot->term.ptr == NULL ||
			    find(into, slot->term, slot->hash) != NULL)
				continue;
			TSM_TRY(put(
			    into, slot->term, slot->hash, slot->definition));
		}
	}
	return TSM_OK;
}

enum tsm_status terms_layer(struct process *p, const struct terms *parent,
    size_t count, struct terms **ret_terms)
{
	bool flat = parent != NULL && parent->depth >= LAYERS_MAX;
	/* a small layer costs no more than what it saves */
	size_t want = (count + (flat ? parent->total : 0)) * 2 + 2;
	TSM_TRY(process_spend(p, want));
	size_t cap = 8;
	while (cap < want)
		cap *= 2;
	struct terms *terms = tsm_arena_alloc(p->arena, sizeof(*terms));
	if (terms == NULL)
		return tsm_fail_memory(p->err);
	terms->slots = tsm_arena_array(p->arena, cap, sizeof(struct slot));
	if (terms->slots == NULL)
		return tsm_fail_memory(p->err);
	terms->mask = cap - 1;
	if (parent != NULL) {
		terms->has_protected = parent->has_protected;
		memcpy(terms->aliases, parent->aliases, sizeof(terms->aliases));
		terms->parent = flat ? NULL : parent;
		terms->depth = flat ? 0 : parent->depth + 1;
		terms->total = flat ? 0 : parent->total;
	}
	if (flat) {
		enum tsm_status status = flatten(terms, parent);
		if (status != TSM_OK)
			return tsm_fail(p->err, status, NULL,
			    "The terms of a context collide");
	}
	*ret_terms = terms;
	return TSM_OK;
}

static bool hidden(
    const struct terms *top, const struct terms *at, const struct slot *slot)
{
	for (const struct terms *t = top; t != at; t = t->parent) {
		if (find(t, slot->term, slot->hash) != NULL)
			return true;
	}
	return false;
}

bool terms_protected(const struct terms *terms)
{
	if (terms == NULL || !terms->has_protected)
		return false;
	for (const struct terms *t = terms; t != NULL; t = t->parent) {
		for (size_t i = 0; i <= t->mask; i++) {
			const struct slot *slot = &t->slots[i];
			if (slot->term.ptr != NULL &&
			    slot->definition != NULL &&
			    slot->definition->is_protected &&
			    !hidden(terms, t, slot))
				return true;
		}
	}
	return false;
}

bool context_names(
    const struct context *context, struct tsm_str iri, struct tsm_str term)
{
	for (const struct terms *t = context->terms; t != NULL; t = t->parent) {
		for (size_t i = 0; i <= t->mask; i++) {
			const struct slot *slot = &t->slots[i];
			const struct definition *d = slot->definition;
			if (slot->term.ptr != NULL && d != NULL && !d->own &&
			    tsm_str_eq(d->iri.text, iri) &&
			    !tsm_str_eq(slot->term, term) &&
			    !hidden(context->terms, t, slot))
				return true;
		}
	}
	return false;
}
