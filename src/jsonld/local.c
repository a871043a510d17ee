/*
 * The members of a local context by name, those of an imported one under
 * them (API section 4.1 step 5.6.8).
 */
#include <string.h>

#include "context.h"

#define PROBES_MAX 256

static enum tsm_status put(struct local *local, const struct tsm_json *value)
{
	size_t probes = 0;
	size_t i = (size_t)terms_hash(value->name) & local->mask;
	while (local->index[i] != 0) {
		struct member *member = &local->members[local->index[i] - 1];
		if (tsm_str_eq(member->value->name, value->name)) {
			member->value = value;
			return TSM_OK;
		}
		if (++probes > PROBES_MAX)
			return tsm_fail(local->p->err, TSM_E_LIMIT, NULL,
			    "The terms of a context collide");
		i = (i + 1) & local->mask;
	}
	local->members[local->count++].value = value;
	local->index[i] = (uint32_t)local->count;
	return TSM_OK;
}

enum tsm_status local_index(struct local *local, const struct tsm_json *import,
    const struct tsm_json *context)
{
	size_t count = (size_t)context->count;
	count += import != NULL ? import->count : 0;
	TSM_TRY(process_spend(local->p, count + 1));
	size_t cap = 8;
	while (cap < count * 2)
		cap *= 2;
	local->mask = cap - 1;
	local->members =
	    tsm_arena_array(local->p->arena, count, sizeof(struct member));
	local->index = tsm_arena_array(local->p->arena, cap, sizeof(uint32_t));
	if (local->members == NULL || local->index == NULL)
		return tsm_fail_memory(local->p->err);
	for (uint32_t i = 0; import != NULL && i < import->count; i++)
		TSM_TRY(put(local, &import->first[i]));
	for (uint32_t i = 0; i < context->count; i++)
		TSM_TRY(put(local, &context->first[i]));
	return TSM_OK;
}

struct member *local_get(const struct local *local, struct tsm_str name)
{
	size_t i = (size_t)terms_hash(name) & local->mask;
	for (; local->index[i] != 0; i = (i + 1) & local->mask) {
		struct member *member = &local->members[local->index[i] - 1];
		if (tsm_str_eq(member->value->name, name))
			return member;
	}
	return NULL;
}

const struct tsm_json *local_value(const struct local *local, const char *name)
{
	const struct member *member = local_get(local, tsm_str(name));
	return member != NULL ? member->value : NULL;
}
