#include "testamur/verify/trust.h"

#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/base/uri.h"
#include "testamur/did/did.h"

struct node {
	struct tsm_trust_entry entry; /* first: tsm_trust_next() */
	uint32_t next;                /* of the same id: index + 1, or 0 */
};

struct tsm_trust {
	struct tsm_arena texts;
	struct node *nodes;
	uint32_t *slots; /* open addressing: first of an id + 1, or 0 */
	size_t count;
	size_t cap; /* of nodes; slots are twice as many */
	const char *lists[TSM_TRUST_LISTS_MAX];
	size_t list_count;
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
	tsm_free((*trust)->nodes);
	tsm_free((*trust)->slots);
	tsm_free(*trust);
	*trust = NULL;
}

/* The slot of an id: where it is, or the free one where it would be. */
static uint32_t *slot_of(const struct tsm_trust *trust, struct tsm_str id)
{
	uint64_t hash = 14695981039346656037ULL;
	size_t mask = trust->cap * 2 - 1;

	for (size_t i = 0; i < id.len; i++)
		hash = (hash ^ (unsigned char)id.ptr[i]) * 1099511628211ULL;
	size_t at = (size_t)(hash ^ (hash >> 32)) & mask;
	while (trust->slots[at] != 0 &&
	       !tsm_str_is(id, trust->nodes[trust->slots[at] - 1].entry.id))
		at = (at + 1) & mask;
	return &trust->slots[at];
}

static enum tsm_status grow(struct tsm_trust *trust)
{
	size_t cap = trust->cap == 0 ? 16 : trust->cap * 2;
	uint32_t *slots = tsm_calloc(cap * 2, sizeof(slots[0]));
	struct node *nodes = NULL;

	if (slots != NULL)
		nodes =
		    tsm_realloc(trust->nodes, cap * sizeof(trust->nodes[0]));
	if (nodes == NULL) {
		tsm_free(slots);
		return TSM_E_MEMORY;
	}
	tsm_free(trust->slots);
	trust->slots = slots;
	trust->nodes = nodes;
	trust->cap = cap;
	for (size_t i = 0; i < trust->count; i++) {
		uint32_t *slot = slot_of(trust, tsm_str(nodes[i].entry.id));
		if (*slot == 0) /* later ones hang on the first */
			*slot = (uint32_t)(i + 1);
	}
	return TSM_OK;
}

/* The one copy of a list's name. */
static enum tsm_status intern(struct tsm_trust *trust, const char *name,
    const char **ret_name, struct tsm_error *err)
{
	*ret_name = NULL;
	if (name == NULL)
		return TSM_OK;
	for (size_t i = trust->list_count; i-- > 0;) {
		*ret_name = trust->lists[i];
		if (strcmp(*ret_name, name) == 0)
			return TSM_OK;
	}
	if (trust->list_count == TSM_TRUST_LISTS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL, "more than %d lists",
		    TSM_TRUST_LISTS_MAX);
	*ret_name = tsm_arena_dup(&trust->texts, name);
	if (*ret_name == NULL)
		return tsm_fail_memory(err);
	trust->lists[trust->list_count++] = *ret_name;
	return TSM_OK;
}

enum tsm_status tsm_trust_list_add(
    struct tsm_trust *trust, const char *name, struct tsm_error *err)
{
	const char *copy;

	return intern(trust, name, &copy, err);
}

static enum tsm_status copy_approvals(struct tsm_trust *trust,
    const struct tsm_trust_entry *from, struct tsm_trust_entry *to)
{
	struct tsm_trust_approval *copy = NULL;

	if (from->approval_count > 0) {
		copy = tsm_arena_array(
		    &trust->texts, from->approval_count, sizeof(*copy));
		if (copy == NULL)
			return TSM_E_MEMORY;
	}
	for (size_t i = 0; i < from->approval_count; i++) {
		const struct tsm_trust_approval *one = &from->approvals[i];
		copy[i] = (struct tsm_trust_approval){
			.scheme = tsm_arena_dup(&trust->texts, one->scheme),
			.number = tsm_arena_dup(&trust->texts, one->number),
			.valid = one->valid,
		};
		if (copy[i].scheme == NULL || copy[i].number == NULL)
			return TSM_E_MEMORY;
	}
	to->approvals = copy;
	to->approval_count = from->approval_count;
	return TSM_OK;
}

static bool within(
    const struct tsm_trust_period *inner, const struct tsm_trust_period *outer)
{
	return inner->from >= outer->from && inner->until <= outer->until;
}

static bool is_period(const struct tsm_trust_period *period)
{
	return period->from <= period->until;
}

static enum tsm_status check(
    const struct tsm_trust_entry *entry, struct tsm_error *err)
{
	bool periods = is_period(&entry->valid);

	if (!tsm_uri_valid(tsm_str(entry->id)))
		return tsm_fail(err, TSM_E_VALUE, "id",
		    "an issuer is named by its DID or URL");
	if (entry->approval_count > TSM_TRUST_APPROVALS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "more than %d approvals of one issuer",
		    TSM_TRUST_APPROVALS_MAX);
	for (size_t i = 0; i < entry->approval_count; i++)
		periods = periods && is_period(&entry->approvals[i].valid);
	if (!periods)
		return tsm_fail(err, TSM_E_VALUE, "valid_to",
		    "the time ends before it begins");
	return TSM_OK;
}

/* Where a next entry of this id hangs; NULL: it would never count. */
static enum tsm_status place_of(struct tsm_trust *trust,
    const struct tsm_trust_entry *entry, uint32_t **ret_link,
    struct tsm_error *err)
{
	uint32_t *link = slot_of(trust, tsm_str(entry->id));
	size_t steps = 0;

	for (; *link != 0; link = &trust->nodes[*link - 1].next) {
		*ret_link = NULL;
		if (within(&entry->valid, &trust->nodes[*link - 1].entry.valid))
			return TSM_OK;
		if (++steps == TSM_TRUST_PERIODS_MAX)
			return tsm_fail(err, TSM_E_LIMIT, NULL,
			    "more than %d entries of one issuer",
			    TSM_TRUST_PERIODS_MAX);
	}
	*ret_link = link;
	return TSM_OK;
}

enum tsm_status tsm_trust_put(struct tsm_trust *trust,
    const struct tsm_trust_entry *entry, struct tsm_error *err)
{
	struct node node = { .entry.valid = entry->valid };
	uint32_t *link;

	TSM_TRY(check(entry, err));
	/* before a link into the nodes is taken, which moves them */
	if (trust->count == trust->cap && grow(trust) != TSM_OK)
		return tsm_fail_memory(err);
	TSM_TRY(place_of(trust, entry, &link, err));
	if (link == NULL)
		return TSM_OK;
	if (trust->count == TSM_TRUST_ISSUERS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL, "more than %d issuers",
		    TSM_TRUST_ISSUERS_MAX);
	TSM_TRY(intern(trust, entry->list, &node.entry.list, err));
	node.entry.id = tsm_arena_dup(&trust->texts, entry->id);
	node.entry.name = tsm_arena_dup(&trust->texts, entry->name);
	if (node.entry.id == NULL ||
	    (entry->name != NULL && node.entry.name == NULL) ||
	    copy_approvals(trust, entry, &node.entry) != TSM_OK)
		return tsm_fail_memory(err);
	trust->nodes[trust->count] = node;
	*link = (uint32_t)++trust->count;
	return TSM_OK;
}

enum tsm_status tsm_trust_add(struct tsm_trust *trust, const char *list,
    const char *id, const char *name, struct tsm_error *err)
{
	const struct tsm_trust_entry entry = {
		.id = id,
		.name = name,
		.list = list,
		.valid = TSM_TRUST_ALWAYS,
	};

	return tsm_trust_put(trust, &entry, err);
}

static const struct tsm_trust_entry *find_id(
    const struct tsm_trust *trust, struct tsm_str id, int64_t at)
{
	uint32_t n = *slot_of(trust, id);

	while (n != 0) {
		const struct node *node = &trust->nodes[n - 1];
		if (at >= node->entry.valid.from &&
		    at <= node->entry.valid.until)
			return &node->entry;
		n = node->next;
	}
	return NULL;
}

/*
 * What stands before path, query and fragment of an https URL, or nothing.
 * A user name or a port that is written out stays, and makes another text
 * than a listed origin's.
 */
static struct tsm_str origin_of(struct tsm_str url)
{
	static const char scheme[] = "https://";
	size_t end = sizeof(scheme) - 1;

	if (!tsm_str_starts(url, scheme))
		return tsm_str_n(NULL, 0);
	while (end < url.len && strchr("/?#", url.ptr[end]) == NULL)
		end++;
	return tsm_str_n(url.ptr, end);
}

/* An issuer's origin: that of its URL or of its did:web document. */
static const struct tsm_trust_entry *find_origin(
    const struct tsm_trust *trust, const char *id, int64_t at)
{
	const struct tsm_trust_entry *found = NULL;
	struct tsm_str origin = origin_of(tsm_str(id));
	struct tsm_buf url;

	tsm_buf_init(&url, 2 * TSM_DID_MAX);
	if (tsm_str_starts(tsm_str(id), "did:web:") &&
	    tsm_did_location(tsm_str(id), &url, NULL) == TSM_OK)
		origin = origin_of(tsm_buf_str(&url));
	if (origin.len > 0)
		found = find_id(trust, origin, at);
	tsm_buf_release(&url);
	return found;
}

const struct tsm_trust_entry *tsm_trust_find(
    const struct tsm_trust *trust, const char *id, int64_t at)
{
	if (trust == NULL || trust->cap == 0)
		return NULL;
	const struct tsm_trust_entry *found = find_id(trust, tsm_str(id), at);
	return found != NULL ? found : find_origin(trust, id, at);
}

const struct tsm_trust_entry *tsm_trust_known(
    const struct tsm_trust *trust, const char *id)
{
	if (trust == NULL || trust->cap == 0)
		return NULL;
	uint32_t n = *slot_of(trust, tsm_str(id));
	return n != 0 ? &trust->nodes[n - 1].entry : NULL;
}

const struct tsm_trust_entry *tsm_trust_next(
    const struct tsm_trust *trust, const struct tsm_trust_entry *entry)
{
	uint32_t n = ((const struct node *)(const void *)entry)->next;

	return n != 0 ? &trust->nodes[n - 1].entry : NULL;
}

const struct tsm_trust_entry *tsm_trust_at(
    const struct tsm_trust *trust, size_t n)
{
	return n < tsm_trust_count(trust) ? &trust->nodes[n].entry : NULL;
}

size_t tsm_trust_count(const struct tsm_trust *trust)
{
	return trust != NULL ? trust->count : 0;
}

const char *tsm_trust_list(const struct tsm_trust *trust, size_t n)
{
	return trust != NULL && n < trust->list_count ? trust->lists[n] : NULL;
}
