/* conditions.c - reading conditions and selections, linking awards. */
#include "reader.h"
#include "testamur/base/limits.h"

static void *field(void *into, size_t offset)
{
	return (unsigned char *)into + offset;
}

/* The table has seen to it that exactly one of the three is there. */
enum tsm_status tsm_rules_read_selection(struct reader *r,
    const struct key *key, const struct tsm_json *value, void *into)
{
	struct tsm_selection *selection = field(into, key->offset);

	TSM_TRY(tsm_rules_read_object(
	    r, &tsm_rules_selection_object, value, selection));
	selection->at = value;
	if (selection->names)
		selection->kind = TSM_SELECT_SESSIONS;
	else if (tsm_json_get(value, "tag"))
		selection->kind = TSM_SELECT_TAG;
	else
		selection->kind = TSM_SELECT_SERIES;
	return TSM_OK;
}

/* `none` and `returned` are states of work, but nothing to ask for. */
enum tsm_status tsm_rules_read_work_state(struct reader *r,
    const struct key *key, const struct tsm_json *value, void *into)
{
	enum tsm_work_state *out = field(into, key->offset);

	if (!tsm_json_is(value, TSM_JSON_STRING) ||
	    tsm_work_state_parse(value->text, out) != TSM_OK ||
	    (*out != TSM_WORK_SUBMITTED && *out != TSM_WORK_APPROVED))
		return tsm_json_fail(
		    r->err, TSM_E_VALUE, value, "%s is expected", key->type);
	return TSM_OK;
}

/* The kind that one of the object's keys names; the number of kinds: none. */
static int kind_of(const struct tsm_json *value)
{
	for (uint32_t i = 0; i < value->count; i++)
		for (int k = 0; k < CONDITION_KINDS; k++)
			if (tsm_str_is(value->first[i].name,
				tsm_rules_condition_objects[k].name))
				return k;
	return CONDITION_KINDS;
}

/* The next condition, numbered; NULL: out of memory. */
static struct tsm_condition *condition_new(
    struct reader *r, const struct tsm_json *value)
{
	struct tsm_condition *c = tsm_arena_alloc(r->arena, sizeof *c);

	if (!c)
		return NULL;
	c->index = (uint32_t)r->condition_count;
	c->at = value;
	c->pointer = tsm_rules_pointer(r->arena, value);
	if (!c->pointer)
		return NULL;
	r->conditions[r->condition_count++] = c;
	return c;
}

/* "at_least": no more than there are, also when a cohort says the number. */
static enum tsm_status bound_by_parts(
    struct reader *r, const struct tsm_condition *c)
{
	struct tsm_policy_use range = { .whole = true,
		.least = tsm_decimal_int(1),
		.most = tsm_decimal_int((int64_t)c->part_count) };

	for (size_t i = 0; i < r->use_count; i++)
		if (r->uses[i].at == c->min.at)
			r->uses[i].most = range.most;
	if (c->min.parameter >= 0 &&
	    r->policy->parameters[c->min.parameter].type == TSM_PARAMETER_NULL)
		return TSM_OK;
	return tsm_rules_check_range(&range, c->min.value, c->min.at, r->err);
}

/*
 * One of the keys names the kind, the table of that kind reads the rest: a
 * second keyword is an unknown key there. Recursion ends at
 * TSM_POLICY_DEPTH_MAX.
 */
static enum tsm_status read_condition(struct reader *r,
    const struct tsm_json *value, const struct tsm_condition **ret_condition)
{
	struct tsm_condition *c;
	int kind;

	if (!tsm_json_is(value, TSM_JSON_OBJECT) || value->count == 0)
		return tsm_json_fail(r->err, TSM_E_VALUE, value,
		    "a condition has to be an object with a keyword");
	if (r->depth == TSM_POLICY_DEPTH_MAX)
		return tsm_json_fail(r->err, TSM_E_LIMIT, value,
		    "conditions are nested deeper than %d",
		    TSM_POLICY_DEPTH_MAX);
	kind = kind_of(value);
	if (kind == CONDITION_KINDS)
		return tsm_json_fail(r->err, TSM_E_UNKNOWN, &value->first[0],
		    "unknown condition \"%.*s\"",
		    (int)(value->first[0].name.len > TSM_SLUG_MAX
			      ? TSM_SLUG_MAX
			      : value->first[0].name.len),
		    value->first[0].name.ptr);
	if (r->condition_count == TSM_POLICY_NODES_MAX)
		return tsm_json_fail(r->err, TSM_E_LIMIT, value,
		    "more than %d conditions", TSM_POLICY_NODES_MAX);
	c = condition_new(r, value);
	if (!c)
		return tsm_fail_memory(r->err);
	c->kind = (enum tsm_condition_kind)kind;
	r->depth++;
	TSM_TRY(tsm_rules_read_object(
	    r, &tsm_rules_condition_objects[kind], value, c));
	r->depth--;
	if (c->kind == TSM_COND_AT_LEAST)
		TSM_TRY(bound_by_parts(r, c));
	*ret_condition = c;
	return TSM_OK;
}

enum tsm_status tsm_rules_read_condition(struct reader *r,
    const struct key *key, const struct tsm_json *value, void *into)
{
	const struct tsm_condition **out = field(into, key->offset);

	return read_condition(r, value, out);
}

enum tsm_status tsm_rules_read_parts(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into)
{
	struct tsm_condition *c = into;
	const struct tsm_condition **parts;

	(void)key;
	if (!tsm_json_is(value, TSM_JSON_ARRAY) || value->count == 0)
		return tsm_json_fail(r->err, TSM_E_VALUE, value,
		    "a list with at least one condition is expected");
	if (value->count > TSM_POLICY_NODES_MAX)
		return tsm_json_fail(r->err, TSM_E_LIMIT, value,
		    "more than %d conditions", TSM_POLICY_NODES_MAX);
	parts = tsm_arena_array(
	    r->arena, value->count, sizeof(struct tsm_condition *));
	if (!parts)
		return tsm_fail_memory(r->err);
	for (uint32_t i = 0; i < value->count; i++)
		TSM_TRY(read_condition(r, &value->first[i], &parts[i]));
	c->parts = parts;
	c->part_count = value->count;
	return TSM_OK;
}

/* --- awards that ask for awards ------------------------------------------ */

enum {
	UNSEEN,
	ON_PATH,
	DONE
};

struct linker {
	struct reader *r;
	size_t *order;
	size_t order_count;
	size_t path[TSM_POLICY_AWARDS_MAX];
	size_t depth;
	unsigned char state[TSM_POLICY_AWARDS_MAX];
};

#define PATH_MAX_TEXT (TSM_POLICY_AWARDS_MAX * (TSM_SLUG_MAX + 4) + 1)

static size_t put(char *out, size_t len, const char *text)
{
	while (*text && len < PATH_MAX_TEXT - 1)
		out[len++] = *text++;
	out[len] = '\0';
	return len;
}

/* "a -> b -> a" */
static enum tsm_status fail_circle(
    const struct linker *l, const struct tsm_condition *c)
{
	char path[PATH_MAX_TEXT];
	size_t from = 0;
	size_t len = 0;

	while (l->path[from] != c->award)
		from++;
	for (; from < l->depth; from++) {
		len = put(path, len, l->r->awards[l->path[from]].id);
		len = put(path, len, " -> ");
	}
	return tsm_json_fail(l->r->err, TSM_E_VALUE, c->at,
	    "awards ask for each other in a circle: %s%s", path, c->name);
}

/* Depth first; at most TSM_POLICY_AWARDS_MAX deep, as no award is on the
 * path twice. */
static enum tsm_status link_award(struct linker *l, size_t n)
{
	const struct tsm_policy_award *award = &l->r->awards[n];

	l->state[n] = ON_PATH;
	l->path[l->depth++] = n;
	for (size_t i = award->when->index; i < award->condition_end; i++) {
		const struct tsm_condition *c = l->r->conditions[i];

		if (c->kind != TSM_COND_AWARD || l->state[c->award] == DONE)
			continue;
		if (l->state[c->award] == ON_PATH)
			return fail_circle(l, c);
		TSM_TRY(link_award(l, c->award));
	}
	l->depth--;
	l->state[n] = DONE;
	l->order[l->order_count++] = n;
	return TSM_OK;
}

/* After all awards are read, as they may ask for later ones. */
static enum tsm_status resolve_awards(struct reader *r)
{
	for (size_t i = 0; i < r->condition_count; i++) {
		struct tsm_condition *c = r->conditions[i];
		const struct tsm_policy_award *award;

		if (c->kind != TSM_COND_AWARD)
			continue;
		award = tsm_policy_award(r->policy, c->name);
		if (!award)
			return tsm_json_fail(r->err, TSM_E_UNKNOWN,
			    tsm_json_get(c->at, "award"),
			    "there is no award \"%s\"", c->name);
		c->award = (size_t)(award - r->policy->awards);
	}
	return TSM_OK;
}

enum tsm_status tsm_rules_link_awards(struct reader *r)
{
	struct linker l = { .r = r };

	TSM_TRY(resolve_awards(r));
	l.order =
	    tsm_arena_array(r->arena, r->policy->award_count, sizeof *l.order);
	if (!l.order)
		return tsm_fail_memory(r->err);
	for (size_t n = 0; n < r->policy->award_count; n++)
		if (l.state[n] == UNSEEN)
			TSM_TRY(link_award(&l, n));
	r->policy->award_order = l.order;
	return TSM_OK;
}
