#include "testamur/verify/trust.h"

#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/base/uri.h"

struct tsm_trust {
	struct tsm_arena texts;
	struct tsm_trust_entry *entries;
	uint32_t *slots; /* open addressing: index + 1, or 0 */
	size_t count;
	size_t cap; /* of entries; slots are twice as many */
};

enum tsm_status tsm_trust_new(struct tsm_trust **ret_trust)
{
	struct tsm_trust *trust = tsm_calloc(1, sizeof(*trust));

	if (trust == NULL)
		return TSM_E_MEMORY;
	tsm_arena_init(&trust->texts, 0);
	*ret_trust = trust;
	return TSM_OK;
}

void tsm_trust_free(struct tsm_trust **trust)
{
	if (*trust == NULL)
		return;
	tsm_arena_release(&(*trust)->texts);
	tsm_free((*trust)->entries);
	tsm_free((*trust)->slots);
	tsm_free(*trust);
	*trust = NULL;
}

/* The slot of an id: where it is, or the free one where it would be. */
static uint32_t *slot_of(const struct tsm_trust *trust, const char *id)
{
	uint64_t hash = 14695981039346656037ULL;
	size_t mask = trust->cap * 2 - 1;

	for (const char *p = id; *p != '\0'; p++)
		hash = (hash ^ (unsigned char)*p) * 1099511628211ULL;
	size_t at = (size_t)(hash ^ (hash >> 32)) & mask;
	while (trust->slots[at] != 0 &&
	       strcmp(trust->entries[trust->slots[at] - 1].id, id) != 0)
		at = (at + 1) & mask;
	return &trust->slots[at];
}

static enum tsm_status grow(struct tsm_trust *trust)
{
	size_t cap = trust->cap == 0 ? 16 : trust->cap * 2;
	uint32_t *slots = tsm_calloc(cap * 2, sizeof(slots[0]));
	struct tsm_trust_entry *entries = NULL;

	if (slots != NULL)
		entries = tsm_realloc(
		    trust->entries, cap * sizeof(trust->entries[0]));
	if (entries == NULL) {
		tsm_free(slots);
		return TSM_E_MEMORY;
	}
	tsm_free(trust->slots);
	trust->slots = slots;
	trust->entries = entries;
	trust->cap = cap;
	for (size_t i = 0; i < trust->count; i++)
		*slot_of(trust, entries[i].id) = (uint32_t)(i + 1);
	return TSM_OK;
}

enum tsm_status tsm_trust_add(struct tsm_trust *trust, const char *list,
    const char *id, const char *name, struct tsm_error *err)
{
	if (!tsm_uri_valid(tsm_str(id)))
		return tsm_fail(err, TSM_E_VALUE, "id",
		    "an issuer is named by its DID or URL");
	if (tsm_trust_find(trust, id) != NULL)
		return TSM_OK;
	if (trust->count == TSM_TRUST_ISSUERS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL, "more than %d issuers",
		    TSM_TRUST_ISSUERS_MAX);
	if (trust->count == trust->cap && grow(trust) != TSM_OK)
		return tsm_fail_memory(err);
	struct tsm_trust_entry entry = {
		.id = tsm_arena_dup(&trust->texts, id),
		.name = tsm_arena_dup(&trust->texts, name),
		.list = tsm_arena_dup(&trust->texts, list),
	};
	if (entry.id == NULL || (name != NULL && entry.name == NULL) ||
	    (list != NULL && entry.list == NULL))
		return tsm_fail_memory(err);
	trust->entries[trust->count] = entry;
	*slot_of(trust, id) = (uint32_t)++trust->count;
	return TSM_OK;
}

/* Members of object other than those named (NULL-terminated). */
static enum tsm_status only(const struct tsm_json *object,
    const char *const *names, struct tsm_error *err)
{
	for (size_t i = 0; i < object->count; i++) {
		const struct tsm_json *member = tsm_json_at(object, i);
		const char *const *name = names;
		while (*name != NULL && !tsm_str_is(member->name, *name))
			name++;
		if (*name == NULL)
			return tsm_json_fail(err, TSM_E_UNKNOWN, member,
			    "a list of issuers has no such member");
	}
	return TSM_OK;
}

static enum tsm_status add_item(struct tsm_trust *trust, const char *list,
    const struct tsm_json *item, struct tsm_error *err)
{
	static const char *const names[] = { "id", "name", NULL };
	const struct tsm_json *name = tsm_json_get(item, "name");

	if (!tsm_json_is(item, TSM_JSON_OBJECT))
		return tsm_json_fail(err, TSM_E_VALUE, item,
		    "an issuer is an object with an id");
	TSM_TRY(only(item, names, err));
	const char *id = tsm_json_get_string(item, "id");
	if (id == NULL)
		return tsm_json_fail(
		    err, TSM_E_MISSING, item, "an issuer has an id");
	if (name != NULL && tsm_json_string(name) == NULL)
		return tsm_json_fail(
		    err, TSM_E_VALUE, name, "a name is a text");
	enum tsm_status status =
	    tsm_trust_add(trust, list, id, tsm_json_string(name), err);
	if (status == TSM_E_VALUE)
		return tsm_json_fail(err, status, tsm_json_get(item, "id"),
		    "an issuer is named by its DID or URL");
	return status;
}

static enum tsm_status add_all(
    struct tsm_trust *trust, const struct tsm_json *root, struct tsm_error *err)
{
	static const char *const names[] = { "name", "issuers", NULL };
	const struct tsm_json *issuers = tsm_json_get(root, "issuers");
	const char *list = tsm_json_get_string(root, "name");

	if (!tsm_json_is(root, TSM_JSON_OBJECT))
		return tsm_json_fail(
		    err, TSM_E_VALUE, root, "a list of issuers is an object");
	TSM_TRY(only(root, names, err));
	if (!tsm_json_is(issuers, TSM_JSON_ARRAY))
		return tsm_json_fail(err, TSM_E_MISSING, root,
		    "a list of issuers has an array \"issuers\"");
	if (list == NULL)
		return tsm_json_fail(err, TSM_E_MISSING, root,
		    "a list of issuers has a \"name\"");
	for (size_t i = 0; i < issuers->count; i++)
		TSM_TRY(add_item(trust, list, tsm_json_at(issuers, i), err));
	return TSM_OK;
}

enum tsm_status tsm_trust_parse(struct tsm_trust *trust, const char *data,
    size_t len, struct tsm_error *err)
{
	const struct tsm_json_options options = {
		.max_bytes = TSM_TRUST_FILE_MAX,
	};
	const struct tsm_json *root;
	struct tsm_arena arena;

	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_json_parse(&arena, data, len, &options, &root, err);
	if (status == TSM_OK)
		status = add_all(trust, root, err);
	tsm_arena_release(&arena);
	return status;
}

const struct tsm_trust_entry *tsm_trust_find(
    const struct tsm_trust *trust, const char *id)
{
	if (trust == NULL || trust->cap == 0)
		return NULL;
	uint32_t slot = *slot_of(trust, id);
	return slot != 0 ? &trust->entries[slot - 1] : NULL;
}

size_t tsm_trust_count(const struct tsm_trust *trust)
{
	return trust != NULL ? trust->count : 0;
}

const char *tsm_trust_list(const struct tsm_trust *trust, size_t n)
{
	const char *last = NULL;

	/* Lists are added one after the other, so equal names are runs. */
	for (size_t i = 0; trust != NULL && i < trust->count; i++) {
		const char *list = trust->entries[i].list;
		if (list == NULL || tsm_streq(list, last))
			continue;
		if (n-- == 0)
			return list;
		last = list;
	}
	return NULL;
}
