/* Lists of issuers as files: three formats in, our own out. */
#include <string.h>

#include "testamur/base/time.h"
#include "testamur/verify/trust.h"

#define DAY 86400

struct reader {
	struct tsm_trust *trust;
	const char *list; /* the name of the list that is read */
	struct tsm_arena *arena;
	struct tsm_error *err;
};

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

/* A text that may be missing. */
static enum tsm_status text_of(const struct tsm_json *object, const char *name,
    const char **ret_text, struct tsm_error *err)
{
	const struct tsm_json *value = tsm_json_get(object, name);

	*ret_text = tsm_json_string(value);
	if (value != NULL && *ret_text == NULL)
		return tsm_json_fail(
		    err, TSM_E_VALUE, value, "a %s is a text", name);
	return TSM_OK;
}

static enum tsm_status period_of(const struct tsm_json *object,
    struct tsm_trust_period *ret, struct tsm_error *err)
{
	static const char *const names[] = { "valid_from", "valid_to" };
	int64_t *const to[] = { &ret->from, &ret->until };

	*ret = (struct tsm_trust_period)TSM_TRUST_ALWAYS;
	for (int i = 0; i < 2; i++) {
		const struct tsm_json *value = tsm_json_get(object, names[i]);
		if (value == NULL)
			continue;
		if (!tsm_json_is(value, TSM_JSON_STRING) ||
		    tsm_time_parse_day(value->text, i == 1, to[i]) != TSM_OK)
			return tsm_json_fail(err, TSM_E_VALUE, value,
			    "a date (YYYY-MM-DD) or a date-time with zone");
	}
	if (ret->from > ret->until)
		return tsm_json_fail(err, TSM_E_VALUE,
		    tsm_json_get(object, "valid_to"),
		    "the time ends before it begins");
	return TSM_OK;
}

static enum tsm_status read_approval(const struct tsm_json *item,
    struct tsm_trust_approval *ret, struct tsm_error *err)
{
	static const char *const names[] = { "scheme", "number", "valid_from",
		"valid_to", NULL };

	if (!tsm_json_is(item, TSM_JSON_OBJECT))
		return tsm_json_fail(
		    err, TSM_E_VALUE, item, "an approval is an object");
	TSM_TRY(only(item, names, err));
	TSM_TRY(text_of(item, "scheme", &ret->scheme, err));
	TSM_TRY(text_of(item, "number", &ret->number, err));
	if (ret->scheme == NULL || ret->number == NULL)
		return tsm_json_fail(err, TSM_E_MISSING, item,
		    "an approval has a \"scheme\" and a \"number\"");
	return period_of(item, &ret->valid, err);
}

static enum tsm_status read_approvals(struct reader *r,
    const struct tsm_json *item, struct tsm_trust_entry *entry)
{
	const struct tsm_json *list = tsm_json_get(item, "approvals");

	if (list == NULL)
		return TSM_OK;
	if (!tsm_json_is(list, TSM_JSON_ARRAY))
		return tsm_json_fail(
		    r->err, TSM_E_VALUE, list, "approvals are an array");
	if (list->count > TSM_TRUST_APPROVALS_MAX)
		return tsm_json_fail(r->err, TSM_E_LIMIT, list,
		    "more than %d approvals of one issuer",
		    TSM_TRUST_APPROVALS_MAX);
	if (list->count == 0)
		return TSM_OK;
	struct tsm_trust_approval *all =
	    tsm_arena_array(r->arena, list->count, sizeof(*all));
	if (all == NULL)
		return tsm_fail_memory(r->err);
	for (size_t i = 0; i < list->count; i++)
		TSM_TRY(read_approval(tsm_json_at(list, i), &all[i], r->err));
	entry->approvals = all;
	entry->approval_count = list->count;
	return TSM_OK;
}

/* Add what was read of item, and say at which place it is wrong. */
static enum tsm_status put(struct reader *r, const struct tsm_json *item,
    const struct tsm_trust_entry *entry)
{
	const struct tsm_json *id = tsm_json_get(item, "id");
	enum tsm_status status = tsm_trust_put(r->trust, entry, r->err);

	if (status == TSM_E_VALUE)
		return tsm_json_fail(r->err, status, id != NULL ? id : item,
		    "an issuer is named by its DID or URL");
	if (status == TSM_E_LIMIT)
		return tsm_json_fail(r->err, status, item,
		    "too many lists, issuers, or entries of one issuer");
	return status;
}

/* An entry of our own format. */
static enum tsm_status read_issuer(
    struct reader *r, const struct tsm_json *item)
{
	static const char *const names[] = { "id", "name", "list", "valid_from",
		"valid_to", "approvals", NULL };
	struct tsm_trust_entry entry = { 0 };

	if (!tsm_json_is(item, TSM_JSON_OBJECT))
		return tsm_json_fail(r->err, TSM_E_VALUE, item,
		    "an issuer is an object with an id");
	TSM_TRY(only(item, names, r->err));
	entry.id = tsm_json_get_string(item, "id");
	if (entry.id == NULL)
		return tsm_json_fail(
		    r->err, TSM_E_MISSING, item, "an issuer has an id");
	TSM_TRY(text_of(item, "name", &entry.name, r->err));
	TSM_TRY(text_of(item, "list", &entry.list, r->err));
	if (entry.list == NULL)
		entry.list = r->list;
	TSM_TRY(period_of(item, &entry.valid, r->err));
	TSM_TRY(read_approvals(r, item, &entry));
	return put(r, item, &entry);
}

/* An entry of somebody else's: a name is all that is read of it. */
static enum tsm_status read_foreign(
    struct reader *r, const struct tsm_json *item, const char *id)
{
	struct tsm_trust_entry entry = {
		.id = id,
		.list = r->list,
		.valid = TSM_TRUST_ALWAYS,
	};

	if (!tsm_json_is(item, TSM_JSON_OBJECT))
		return tsm_json_fail(
		    r->err, TSM_E_VALUE, item, "an issuer is an object");
	if (id == NULL)
		return tsm_json_fail(
		    r->err, TSM_E_MISSING, item, "an issuer has an id");
	TSM_TRY(text_of(item, "name", &entry.name, r->err));
	return put(r, item, &entry);
}

/* {"meta": …, "registry": {DID: {"name", "location", "url"}}} */
static enum tsm_status read_registry(
    struct reader *r, const struct tsm_json *registry)
{
	if (!tsm_json_is(registry, TSM_JSON_OBJECT))
		return tsm_json_fail(r->err, TSM_E_VALUE, registry,
		    "a registry is an object of DIDs");
	TSM_TRY(tsm_trust_list_add(r->trust, r->list, r->err));
	for (size_t i = 0; i < registry->count; i++) {
		const struct tsm_json *item = tsm_json_at(registry, i);
		/* decoded names may hold a NUL, which would cut a DID short */
		if (memchr(item->name.ptr, '\0', item->name.len) != NULL)
			return tsm_json_fail(r->err, TSM_E_VALUE, item,
			    "an issuer is named by its DID or URL");
		const char *id = tsm_arena_str(r->arena, item->name);
		if (id == NULL)
			return tsm_fail_memory(r->err);
		TSM_TRY(read_foreign(r, item, id));
	}
	return TSM_OK;
}

static enum tsm_status read_profiles(
    struct reader *r, const struct tsm_json *list)
{
	TSM_TRY(tsm_trust_list_add(r->trust, r->list, r->err));
	for (size_t i = 0; i < list->count; i++) {
		const struct tsm_json *item = tsm_json_at(list, i);
		TSM_TRY(read_foreign(r, item, tsm_json_get_string(item, "id")));
	}
	return TSM_OK;
}

static enum tsm_status read_own(struct reader *r, const struct tsm_json *root)
{
	static const char *const names[] = { "name", "issuers", "issuer",
		"created", "proof", NULL };
	const struct tsm_json *issuers = tsm_json_get(root, "issuers");

	TSM_TRY(only(root, names, r->err));
	if (!tsm_json_is(issuers, TSM_JSON_ARRAY))
		return tsm_json_fail(r->err, TSM_E_MISSING, root,
		    "a list of issuers has an array \"issuers\"");
	r->list = tsm_json_get_string(root, "name");
	if (r->list == NULL)
		return tsm_json_fail(r->err, TSM_E_MISSING, root,
		    "a list of issuers has a \"name\"");
	TSM_TRY(tsm_trust_list_add(r->trust, r->list, r->err));
	for (size_t i = 0; i < issuers->count; i++)
		TSM_TRY(read_issuer(r, tsm_json_at(issuers, i)));
	return TSM_OK;
}

enum tsm_status tsm_trust_read(struct tsm_trust *trust, const char *name,
    const struct tsm_json *root, struct tsm_error *err)
{
	const struct tsm_json *registry = tsm_json_get(root, "registry");
	enum tsm_status status;
	struct tsm_arena arena;
	struct reader r = { trust, name, &arena, err };

	tsm_arena_init(&arena, 0);
	if (tsm_json_is(root, TSM_JSON_ARRAY))
		status = read_profiles(&r, root);
	else if (!tsm_json_is(root, TSM_JSON_OBJECT))
		status = tsm_json_fail(err, TSM_E_VALUE, root,
		    "a list of issuers is an object or an array of profiles");
	else if (registry != NULL)
		status = read_registry(&r, registry);
	else
		status = read_own(&r, root);
	tsm_arena_release(&arena);
	return status;
}

enum tsm_status tsm_trust_parse(struct tsm_trust *trust, const char *name,
    const char *data, size_t len, struct tsm_error *err)
{
	const struct tsm_json_options options = {
		.max_bytes = TSM_TRUST_FILE_MAX,
	};
	const struct tsm_json *root;
	struct tsm_arena arena;

	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_json_parse(&arena, data, len, &options, &root, err);
	const struct tsm_json *proof =
	    status == TSM_OK ? tsm_json_get(root, "proof") : NULL;
	if (proof != NULL)
		status = tsm_json_fail(err, TSM_E_STATE, proof,
		    "the proof of this list has not been checked");
	if (status == TSM_OK)
		status = tsm_trust_read(trust, name, root, err);
	tsm_arena_release(&arena);
	return status;
}

/* --- writing --------------------------------------------------------------- */

/* A date where that says the same, else a date-time. */
static const char *time_text(int64_t at, bool last, char *text)
{
	struct tsm_civil civil;
	int64_t start = last ? at - (DAY - 1) : at;

	if (start % DAY == 0 && tsm_unix_to_civil(start, &civil) == TSM_OK)
		return tsm_date_format(&civil, text);
	return tsm_time_format(at, text);
}

enum tsm_status tsm_trust_period_text(enum tsm_lang lang,
    const struct tsm_trust_period *period, struct tsm_buf *out)
{
	char from[TSM_TIME_TEXT], until[TSM_TIME_TEXT];
	bool has_from = period->from != INT64_MIN;
	bool has_until = period->until != INT64_MAX;

	if (has_from)
		time_text(period->from, false, from);
	if (has_until)
		time_text(period->until, true, until);
	if (has_from && has_until)
		tsm_buf_printf(out, tsm_say(lang, "%s to %s"), from, until);
	else if (has_from)
		tsm_buf_printf(out, tsm_say(lang, "from %s"), from);
	else if (has_until)
		tsm_buf_printf(out, tsm_say(lang, "until %s"), until);
	else
		tsm_buf_adds(out, tsm_say(lang, "at any time"));
	return tsm_buf_status(out);
}

static void set_period(json_t *object, const struct tsm_trust_period *period)
{
	char text[TSM_TIME_TEXT];

	if (period->from != INT64_MIN)
		tsm_json_set(
		    object, "valid_from", time_text(period->from, false, text));
	if (period->until != INT64_MAX)
		tsm_json_set(
		    object, "valid_to", time_text(period->until, true, text));
}

json_t *tsm_trust_json(const struct tsm_trust *trust, const char *name)
{
	json_t *root = json_object();

	tsm_json_set(root, "name", name);
	json_t *issuers = tsm_json_set_array(root, "issuers");
	for (size_t i = 0; i < tsm_trust_count(trust); i++) {
		const struct tsm_trust_entry *entry = tsm_trust_at(trust, i);
		json_t *item = tsm_json_add_object(issuers);
		tsm_json_set(item, "id", entry->id);
		tsm_json_set(item, "name", entry->name);
		if (!tsm_str_is(tsm_str(entry->list), name))
			tsm_json_set(item, "list", entry->list);
		set_period(item, &entry->valid);
		if (entry->approval_count == 0)
			continue;
		json_t *approvals = tsm_json_set_array(item, "approvals");
		for (size_t k = 0; k < entry->approval_count; k++) {
			json_t *one = tsm_json_add_object(approvals);
			tsm_json_set(one, "scheme", entry->approvals[k].scheme);
			tsm_json_set(one, "number", entry->approvals[k].number);
			set_period(one, &entry->approvals[k].valid);
		}
	}
	return root;
}
