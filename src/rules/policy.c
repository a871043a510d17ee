/* policy.c - reading a whole policy: everything but conditions. */
#include "testamur/rules/policy.h"

#include <string.h>

#include "reader.h"
#include "testamur/base/embed.h"
#include "testamur/base/id.h"
#include "testamur/base/limits.h"

static void *field(void *into, size_t offset)
{
	return (unsigned char *)into + offset;
}

/* The default tells the type; null leaves it to the cohort. */
static enum tsm_status read_parameter(struct reader *r,
    const struct tsm_json *value, struct tsm_policy_parameter *p)
{
	if (!tsm_rules_parameter_name(value->name))
		return tsm_json_fail(r->err, TSM_E_VALUE, value,
		    "a parameter's name is made of a-z, 0-9 and _");
	p->name = value->name.ptr;
	p->day = TSM_NO_DAY;
	if (tsm_json_is(value, TSM_JSON_NULL))
		return TSM_OK;
	if (tsm_json_is(value, TSM_JSON_NUMBER) &&
	    tsm_json_decimal(value, &p->number) == TSM_OK) {
		p->type = TSM_PARAMETER_NUMBER;
		return TSM_OK;
	}
	if (tsm_json_is(value, TSM_JSON_STRING) &&
	    tsm_day_parse(value->text, &p->day) == TSM_OK) {
		p->type = TSM_PARAMETER_DATE;
		return TSM_OK;
	}
	return tsm_json_fail(r->err, TSM_E_VALUE, value,
	    "a parameter is a number, a date or null");
}

enum tsm_status tsm_rules_read_parameters(struct reader *r,
    const struct key *key, const struct tsm_json *value, void *into)
{
	struct tsm_policy *policy = into;
	struct tsm_policy_parameter *list;

	(void)key;
	if (!tsm_json_is(value, TSM_JSON_OBJECT))
		return tsm_json_fail(r->err, TSM_E_VALUE, value,
		    "\"parameters\" has to be an object");
	if (value->count > PARAMETERS_MAX)
		return tsm_json_fail(r->err, TSM_E_LIMIT, value,
		    "more than %d parameters", PARAMETERS_MAX);
	list = tsm_arena_array(r->arena, value->count, sizeof *list);
	if (!list)
		return tsm_fail_memory(r->err);
	for (uint32_t i = 0; i < value->count; i++)
		TSM_TRY(read_parameter(r, &value->first[i], &list[i]));
	policy->parameters = list;
	policy->parameter_count = value->count;
	return TSM_OK;
}

/* {"by":"institution"}: each institution issues under its own name. */
enum tsm_status tsm_rules_read_issuer(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into)
{
	struct tsm_policy_issuer *issuer = field(into, key->offset);
	const struct key id = { .read = tsm_rules_read_slug,
		.offset = offsetof(struct tsm_policy_issuer, id) };

	if (tsm_json_is(value, TSM_JSON_OBJECT)) {
		const struct tsm_json *by = tsm_json_get(value, "by");

		for (uint32_t i = 0; i < value->count; i++)
			if (&value->first[i] != by)
				return tsm_json_fail(r->err, TSM_E_UNKNOWN,
				    &value->first[i],
				    "\"issuer\" knows the key \"by\" only");
		if (!by)
			return tsm_json_fail(r->err, TSM_E_MISSING, value,
			    "\"by\" is missing in \"issuer\"");
		if (!tsm_json_is(by, TSM_JSON_STRING) ||
		    !tsm_str_is(by->text, "institution"))
			return tsm_json_fail(r->err, TSM_E_VALUE, by,
			    "\"institution\" is expected");
		issuer->by_institution = true;
		return TSM_OK;
	}
	return tsm_rules_read_slug(r, &id, value, issuer);
}

/* Shape only: whether the zone exists is for who loads it to say. */
enum tsm_status tsm_rules_read_timezone(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into)
{
	const char **out = field(into, key->offset);
	bool good = tsm_json_is(value, TSM_JSON_STRING) &&
		    value->text.len >= 1 && value->text.len <= TSM_SLUG_MAX &&
		    tsm_is_alpha(value->text.ptr[0]);

	for (size_t i = 0; good && i < value->text.len; i++) {
		char c = value->text.ptr[i];

		good = tsm_is_alpha(c) || tsm_is_digit(c) || c == '/' ||
		       c == '_' || c == '-' || c == '+';
	}
	if (!good)
		return tsm_json_fail(r->err, TSM_E_VALUE, value,
		    "the IANA name of a time zone is expected");
	*out = value->text.ptr;
	return TSM_OK;
}

/* Capacity is read before, so seats beyond it are found here. */
enum tsm_status tsm_rules_read_seats(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into)
{
	struct tsm_policy *policy = into;
	struct tsm_policy_seat *seats;
	int64_t left = policy->cohort.capacity;

	(void)key;
	if (!tsm_json_is(value, TSM_JSON_OBJECT) || value->count == 0)
		return tsm_json_fail(r->err, TSM_E_VALUE, value,
		    "\"seats\" has to name at least one institution");
	if (value->count > TSM_SEAT_QUOTAS_MAX)
		return tsm_json_fail(r->err, TSM_E_LIMIT, value,
		    "more than %d institutions", TSM_SEAT_QUOTAS_MAX);
	seats = tsm_arena_array(r->arena, value->count, sizeof *seats);
	if (!seats)
		return tsm_fail_memory(r->err);
	for (uint32_t i = 0; i < value->count; i++) {
		const struct tsm_json *v = &value->first[i];
		int64_t *n = &seats[i].seats;

		if (!tsm_slug_valid(v->name))
			return tsm_json_fail(r->err, TSM_E_VALUE, v,
			    "an institution's name is made of a-z, 0-9 and "
			    "hyphens");
		seats[i].institution = v->name.ptr;
		*n = -1;
		if (tsm_json_is(v, TSM_JSON_NULL))
			continue;
		if (!tsm_json_is(v, TSM_JSON_NUMBER) ||
		    tsm_json_int(v, n) != TSM_OK || *n < 0 || *n > 100000)
			return tsm_json_fail(r->err, TSM_E_VALUE, v,
			    "a number of seats or null is expected");
		if (left >= 0 && *n > left)
			return tsm_json_fail(r->err, TSM_E_VALUE, v,
			    "the seats exceed the capacity");
		left -= left >= 0 ? *n : 0;
	}
	policy->cohort.seats = seats;
	policy->cohort.seat_count = value->count;
	return TSM_OK;
}

enum tsm_status tsm_rules_read_scheme(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into)
{
	const struct tsm_unit_scheme **out = field(into, key->offset);

	if (!tsm_json_is(value, TSM_JSON_STRING))
		return tsm_json_fail(r->err, TSM_E_VALUE, value,
		    "the id of a unit scheme is expected");
	*out = tsm_unit_scheme_find(value->text);
	if (!*out)
		return tsm_json_fail(r->err, TSM_E_UNKNOWN, value,
		    "there is no such unit scheme");
	return TSM_OK;
}

/* What an award of its kind must have and must not have. */
static enum tsm_status check_award(struct reader *r,
    const struct tsm_json *value, const struct tsm_policy_award *award)
{
	const struct tsm_json *units = tsm_json_get(value, "units");
	bool wants_units = award->kind == TSM_AWARD_UNITS;
	bool wants_achievement = award->kind != TSM_AWARD_INTERNAL;

	if (wants_achievement && !award->achievement)
		return tsm_json_fail(r->err, TSM_E_MISSING, value,
		    "\"achievement\" is missing in \"award\"");
	if (!wants_achievement && award->achievement)
		return tsm_json_fail(r->err, TSM_E_VALUE,
		    tsm_json_get(value, "achievement"),
		    "an internal award has no achievement");
	if (wants_units && (!units || !award->scheme))
		return tsm_json_fail(r->err, TSM_E_MISSING, value,
		    "\"%s\" is missing in \"award\"",
		    units ? "scheme" : "units");
	if (!wants_units && (units || award->scheme))
		return tsm_json_fail(r->err, TSM_E_VALUE,
		    units ? units : tsm_json_get(value, "scheme"),
		    "only an award of the kind \"units\" has this");
	return TSM_OK;
}

/* The tracks and roles that the conditions of an award name. */
static enum tsm_status note_names(
    struct reader *r, struct tsm_policy_award *award)
{
	size_t first = award->when->index;
	const char **tracks = tsm_arena_array(
	    r->arena, award->condition_end - first, sizeof *tracks);

	if (!tracks)
		return tsm_fail_memory(r->err);
	for (size_t i = first; i < award->condition_end; i++) {
		const struct tsm_condition *c = r->conditions[i];

		if (c->kind == TSM_COND_ROLE)
			award->names_role = true;
		if (c->kind == TSM_COND_ENROLLED)
			tracks[award->track_count++] = c->name;
	}
	award->tracks = tracks;
	return TSM_OK;
}

/* Its conditions get consecutive numbers, ended by condition_end. */
static enum tsm_status read_award(
    struct reader *r, const struct tsm_json *value, size_t n)
{
	struct tsm_policy_award *award = &r->awards[n];

	award->issue = TSM_ISSUE_MANUAL;
	award->pointer = tsm_rules_pointer(r->arena, value);
	if (!award->pointer)
		return tsm_fail_memory(r->err);
	TSM_TRY(
	    tsm_rules_read_object(r, &tsm_rules_award_object, value, award));
	award->condition_end = r->condition_count;
	TSM_TRY(check_award(r, value, award));
	if (!award->issuer.id && !award->issuer.by_institution)
		award->issuer = r->policy->issuer;
	for (size_t i = 0; i < n; i++)
		if (tsm_streq(award->id, r->awards[i].id))
			return tsm_json_fail(r->err, TSM_E_DUPLICATE,
			    tsm_json_get(value, "id"),
			    "two awards are called \"%s\"", award->id);
	return note_names(r, award);
}

enum tsm_status tsm_rules_read_awards(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into)
{
	struct tsm_policy *policy = into;

	(void)key;
	if (!tsm_json_is(value, TSM_JSON_ARRAY) || value->count == 0)
		return tsm_json_fail(r->err, TSM_E_VALUE, value,
		    "a list with at least one award is expected");
	if (value->count > TSM_POLICY_AWARDS_MAX)
		return tsm_json_fail(r->err, TSM_E_LIMIT, value,
		    "more than %d awards", TSM_POLICY_AWARDS_MAX);
	r->awards = tsm_arena_array(r->arena, value->count, sizeof *r->awards);
	if (!r->awards)
		return tsm_fail_memory(r->err);
	for (uint32_t i = 0; i < value->count; i++)
		TSM_TRY(read_award(r, &value->first[i], i));
	policy->awards = r->awards;
	policy->award_count = value->count;
	return TSM_OK;
}

/* Attendance can only be asked for when it is said what it is. */
static enum tsm_status check_attendance(
    struct reader *r, const struct tsm_json *root)
{
	const struct tsm_policy *p = r->policy;
	bool needed = false;

	if (p->attendance.min_minutes.given || p->attendance.min_share.given)
		return TSM_OK;
	for (size_t i = 0; i < r->condition_count; i++)
		needed |= r->conditions[i]->kind == TSM_COND_ATTENDED;
	for (size_t i = 0; i < p->award_count; i++)
		needed |= p->awards[i].kind == TSM_AWARD_UNITS;
	if (!needed)
		return TSM_OK;
	return tsm_json_fail(r->err, TSM_E_MISSING, root,
	    "\"attendance\" is missing, but attendance is asked for");
}

static enum tsm_status check_language(
    const struct tsm_json *root, struct tsm_error *err)
{
	const struct tsm_json *language = tsm_json_get(root, "language");
	int64_t number;

	/* Before the keys: another language may have others. */
	if (!language || tsm_json_int(language, &number) != TSM_OK ||
	    number == TSM_POLICY_LANGUAGE)
		return TSM_OK;
	return tsm_json_fail(err, TSM_E_UNSUPPORTED, language,
	    "the policy language %d is understood, no other",
	    TSM_POLICY_LANGUAGE);
}

/*
 * Defaults are set before the tables run, so a key that is left out keeps
 * them.
 */
enum tsm_status tsm_policy_parse(struct tsm_arena *arena,
    const struct tsm_json *root, const struct tsm_policy **ret_policy,
    struct tsm_error *err)
{
	struct reader r = { .arena = arena, .err = err };
	struct tsm_policy *policy = tsm_arena_alloc(arena, sizeof *policy);

	r.conditions = tsm_arena_array(
	    arena, TSM_POLICY_NODES_MAX, sizeof(struct tsm_condition *));
	if (!policy || !r.conditions)
		return tsm_fail_memory(err);
	r.policy = policy;
	policy->admission.apply_by = TSM_NO_DAY;
	policy->cohort.capacity = -1;
	policy->cohort.waiting_list = true;
	policy->attendance.via =
	    TSM_VIA_BIT(TSM_VIA_LIVE) | TSM_VIA_BIT(TSM_VIA_IN_PERSON);
	policy->attendance.when_cancelled = TSM_CANCELLED_MAKEUP_OR_DROP;

	TSM_TRY(check_language(root, err));
	TSM_TRY(
	    tsm_rules_read_object(&r, &tsm_rules_policy_object, root, policy));
	TSM_TRY(check_attendance(&r, root));
	TSM_TRY(tsm_rules_link_awards(&r));
	policy->conditions = (const struct tsm_condition *const *)r.conditions;
	policy->condition_count = r.condition_count;
	policy->uses = r.uses;
	policy->use_count = r.use_count;
	*ret_policy = policy;
	return TSM_OK;
}

const struct tsm_policy_award *tsm_policy_award(
    const struct tsm_policy *policy, const char *id)
{
	for (size_t i = 0; i < policy->award_count; i++)
		if (tsm_streq(policy->awards[i].id, id))
			return &policy->awards[i];
	return NULL;
}

struct tsm_str tsm_policy_schema(void)
{
	const struct tsm_embedded *file =
	    tsm_embedded_find(tsm_rules_embedded, "policy.schema.json");

	if (!file)
		return (struct tsm_str){ NULL, 0 };
	return tsm_str_n((const char *)file->data, file->len);
}
