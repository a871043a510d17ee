/* reader.c - objects by tables of keys, and values of common types. */
#include "reader.h"

#include <string.h>

#include "testamur/base/id.h"
#include "testamur/base/limits.h"
#include "words.h"

/* Where a key's value goes, inside the struct being read. */
static void *field(void *into, size_t offset)
{
	return (unsigned char *)into + offset;
}

#define SHOWN(s) (int)((s).len > TSM_SLUG_MAX ? TSM_SLUG_MAX : (s).len), (s).ptr

static const struct key *key_find(
    const struct object *object, struct tsm_str name)
{
	for (const struct key *k = object->keys; k->name; k++)
		if (tsm_str_is(name, k->name))
			return k;
	return NULL;
}

/* Of the alternatives, one at most, or exactly one. */
static enum tsm_status check_alternatives(
    struct reader *r, const struct object *object, const struct tsm_json *value)
{
	const char *first = NULL;

	if (!object->alternatives)
		return TSM_OK;
	for (const char *const *a = object->alternatives; *a; a++) {
		const struct tsm_json *member = tsm_json_get(value, *a);

		if (member && first)
			return tsm_json_fail(r->err, TSM_E_VALUE, member,
			    "\"%s\" and \"%s\" exclude each other", first, *a);
		if (member)
			first = *a;
	}
	if (!first && object->alternative_required)
		return tsm_json_fail(r->err, TSM_E_MISSING, value,
		    "\"%s\" or another way to say it is missing",
		    object->alternatives[0]);
	return TSM_OK;
}

/*
 * Unknown keys first: a misspelt optional key must not pass as left out,
 * nor a misspelt required one be reported as missing.
 */
enum tsm_status tsm_rules_read_object(struct reader *r,
    const struct object *object, const struct tsm_json *value, void *into)
{
	if (!tsm_json_is(value, TSM_JSON_OBJECT))
		return tsm_json_fail(r->err, TSM_E_VALUE, value,
		    "\"%s\" has to be an object", object->name);
	for (uint32_t i = 0; i < value->count; i++) {
		const struct tsm_json *member = &value->first[i];

		if (!key_find(object, member->name))
			return tsm_json_fail(r->err, TSM_E_UNKNOWN, member,
			    "unknown key \"%.*s\" in \"%s\"",
			    SHOWN(member->name), object->name);
	}
	TSM_TRY(check_alternatives(r, object, value));
	for (const struct key *k = object->keys; k->name; k++) {
		const struct tsm_json *member = tsm_json_get(value, k->name);

		if (!member && k->required)
			return tsm_json_fail(r->err, TSM_E_MISSING, value,
			    "\"%s\" is missing in \"%s\"", k->name,
			    object->name);
		if (member)
			TSM_TRY(k->read(r, k, member, into));
	}
	return TSM_OK;
}

enum tsm_status tsm_rules_read_slug(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into)
{
	const char **out = field(into, key->offset);

	if (!tsm_json_is(value, TSM_JSON_STRING) ||
	    !tsm_slug_valid(value->text))
		return tsm_json_fail(r->err, TSM_E_VALUE, value,
		    "a name of a-z, 0-9 and hyphens is expected");
	*out = value->text.ptr;
	return TSM_OK;
}

enum tsm_status tsm_rules_read_text(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into)
{
	const char **out = field(into, key->offset);
	bool good = tsm_json_is(value, TSM_JSON_STRING) &&
		    value->text.len >= 1 && value->text.len <= 512;

	for (size_t i = 0; good && i < value->text.len; i++)
		good = (unsigned char)value->text.ptr[i] >= ' ';
	if (!good)
		return tsm_json_fail(r->err, TSM_E_VALUE, value,
		    "a text of one line is expected");
	*out = value->text.ptr;
	return TSM_OK;
}

/* Do two elements of a list hold the same text? Lists are short. */
static const struct tsm_json *repeated(const struct tsm_json *list)
{
	for (uint32_t i = 1; i < list->count; i++)
		for (uint32_t j = 0; j < i; j++)
			if (tsm_str_eq(
				list->first[i].text, list->first[j].text))
				return &list->first[i];
	return NULL;
}

/* An array of strings, not empty, none twice, of at most LIST_MAX. */
static enum tsm_status check_list(
    struct reader *r, const struct tsm_json *value)
{
	const struct tsm_json *again;

	if (!tsm_json_is(value, TSM_JSON_ARRAY) || value->count == 0)
		return tsm_json_fail(r->err, TSM_E_VALUE, value,
		    "a list with at least one element is expected");
	if (value->count > LIST_MAX)
		return tsm_json_fail(r->err, TSM_E_LIMIT, value,
		    "the list has more than %d elements", LIST_MAX);
	for (uint32_t i = 0; i < value->count; i++)
		if (!tsm_json_is(&value->first[i], TSM_JSON_STRING))
			return tsm_json_fail(r->err, TSM_E_VALUE,
			    &value->first[i], "a text is expected");
	again = repeated(value);
	if (again)
		return tsm_json_fail(
		    r->err, TSM_E_DUPLICATE, again, "the list has this twice");
	return TSM_OK;
}

/* The names stay where they are; the list of them is new. */
enum tsm_status tsm_rules_read_slugs(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into)
{
	const char **names;
	const char *const **out = field(into, key->offset);
	size_t *count = field(into, key->count_offset);
	const struct key element = { .read = tsm_rules_read_slug };

	TSM_TRY(check_list(r, value));
	names = tsm_arena_array(r->arena, value->count, sizeof *names);
	if (!names)
		return tsm_fail_memory(r->err);
	for (uint32_t i = 0; i < value->count; i++)
		TSM_TRY(tsm_rules_read_slug(
		    r, &element, &value->first[i], &names[i]));
	*out = names;
	*count = value->count;
	return TSM_OK;
}

/* 4.0 and 4 are the same number. */
bool tsm_rules_whole(struct tsm_decimal value, int64_t *ret_value)
{
	while (value.scale > 0 && value.coef % 10 == 0) {
		value.coef /= 10;
		value.scale--;
	}
	if (value.scale > 0)
		return false;
	*ret_value = value.coef;
	return true;
}

enum tsm_status tsm_rules_check_range(const struct tsm_policy_use *use,
    struct tsm_decimal value, const struct tsm_json *at, struct tsm_error *err)
{
	int64_t number;

	if (use->whole && !tsm_rules_whole(value, &number))
		return tsm_json_fail(
		    err, TSM_E_VALUE, at, "a whole number is expected");
	if (tsm_decimal_cmp(value, use->least) < 0 ||
	    tsm_decimal_cmp(value, use->most) > 0) {
		char least[TSM_DECIMAL_TEXT], most[TSM_DECIMAL_TEXT];

		return tsm_json_fail(err, TSM_E_VALUE, at,
		    "the number has to be from %s to %s",
		    tsm_decimal_format(use->least, least),
		    tsm_decimal_format(use->most, most));
	}
	return TSM_OK;
}

bool tsm_rules_parameter_name(struct tsm_str name)
{
	if (name.len == 0 || name.len > TSM_SLUG_MAX || name.ptr[0] < 'a' ||
	    name.ptr[0] > 'z')
		return false;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		if (!(c >= 'a' && c <= 'z') && !tsm_is_digit(c) && c != '_')
			return false;
	}
	return true;
}

static bool is_reference(const struct tsm_json *value)
{
	return tsm_json_is(value, TSM_JSON_STRING) && value->text.len > 0 &&
	       value->text.ptr[0] == '$';
}

/* Find the parameter of "$name" and note its use. */
static enum tsm_status refer(struct reader *r, const struct tsm_json *value,
    const struct tsm_policy_use *use, int *ret_parameter)
{
	struct tsm_str name = { value->text.ptr + 1, value->text.len - 1 };
	const struct tsm_policy *p = r->policy;
	size_t n = 0;

	while (
	    n < p->parameter_count && !tsm_str_is(name, p->parameters[n].name))
		n++;
	if (n == p->parameter_count)
		return tsm_json_fail(r->err, TSM_E_UNKNOWN, value,
		    "there is no parameter \"%.*s\"", SHOWN(name));
	if (p->parameters[n].type != TSM_PARAMETER_NULL &&
	    p->parameters[n].type != use->type)
		return tsm_json_fail(r->err, TSM_E_VALUE, value,
		    "the parameter \"%s\" is of another type",
		    p->parameters[n].name);
	if (r->use_count == USES_MAX)
		return tsm_json_fail(r->err, TSM_E_LIMIT, value,
		    "parameters are used more than %zu times", USES_MAX);
	if (r->use_count == r->use_room) {
		size_t room = r->use_room ? r->use_room * 2 : 8;
		struct tsm_policy_use *uses =
		    tsm_arena_array(r->arena, room, sizeof *uses);

		if (!uses)
			return tsm_fail_memory(r->err);
		if (r->use_count)
			memcpy(uses, r->uses, r->use_count * sizeof *uses);
		r->uses = uses;
		r->use_room = room;
	}
	r->uses[r->use_count] = *use;
	r->uses[r->use_count].parameter = (int)n;
	r->use_count++;
	*ret_parameter = (int)n;
	return TSM_OK;
}

/* A default outside the range is refused here, a cohort's when bound. */
static enum tsm_status read_number(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into, bool whole)
{
	struct tsm_policy_number number = {
		.given = true, .parameter = -1, .at = value
	};
	const struct tsm_policy_use use = { .type = TSM_PARAMETER_NUMBER,
		.whole = whole,
		.least = key->least,
		.most = key->most,
		.at = value };
	bool known = true;

	if (is_reference(value)) {
		const struct tsm_policy_parameter *p;

		TSM_TRY(refer(r, value, &use, &number.parameter));
		p = &r->policy->parameters[number.parameter];
		known = p->type != TSM_PARAMETER_NULL;
		number.value = p->number;
	} else if (!tsm_json_is(value, TSM_JSON_NUMBER) ||
		   tsm_json_decimal(value, &number.value) != TSM_OK) {
		return tsm_json_fail(r->err, TSM_E_VALUE, value,
		    "a number or the \"$name\" of a parameter is expected");
	}
	if (known)
		TSM_TRY(
		    tsm_rules_check_range(&use, number.value, value, r->err));
	*(struct tsm_policy_number *)field(into, key->offset) = number;
	return TSM_OK;
}

enum tsm_status tsm_rules_read_whole(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into)
{
	return read_number(r, key, value, into, true);
}

enum tsm_status tsm_rules_read_amount(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into)
{
	return read_number(r, key, value, into, false);
}

static enum tsm_status read_plain_day(
    struct reader *r, const struct tsm_json *value, int32_t *ret_day)
{
	if (!tsm_json_is(value, TSM_JSON_STRING) ||
	    tsm_day_parse(value->text, ret_day) != TSM_OK)
		return tsm_json_fail(r->err, TSM_E_VALUE, value,
		    "a date such as \"2024-01-26\" is expected");
	return TSM_OK;
}

/* A date, or "$name" of a parameter that is one. */
enum tsm_status tsm_rules_read_date(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into)
{
	struct tsm_policy_date date = {
		.given = true, .parameter = -1, .at = value
	};
	const struct tsm_policy_use use = { .type = TSM_PARAMETER_DATE,
		.at = value };

	if (is_reference(value)) {
		TSM_TRY(refer(r, value, &use, &date.parameter));
		date.day = r->policy->parameters[date.parameter].day;
	} else {
		TSM_TRY(read_plain_day(r, value, &date.day));
	}
	*(struct tsm_policy_date *)field(into, key->offset) = date;
	return TSM_OK;
}

enum tsm_status tsm_rules_read_int(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into)
{
	const struct tsm_policy_use use = {
		.whole = true, .least = key->least, .most = key->most
	};
	int64_t *out = field(into, key->offset);

	if (!tsm_json_is(value, TSM_JSON_NUMBER) ||
	    tsm_json_int(value, out) != TSM_OK)
		return tsm_json_fail(
		    r->err, TSM_E_VALUE, value, "a whole number is expected");
	return tsm_rules_check_range(
	    &use, tsm_decimal_int(*out), value, r->err);
}

enum tsm_status tsm_rules_read_day(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into)
{
	return read_plain_day(r, value, field(into, key->offset));
}

enum tsm_status tsm_rules_read_bool(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into)
{
	bool *out = field(into, key->offset);

	if (!tsm_json_is(value, TSM_JSON_TRUE) &&
	    !tsm_json_is(value, TSM_JSON_FALSE))
		return tsm_json_fail(
		    r->err, TSM_E_VALUE, value, "true or false is expected");
	*out = tsm_json_is_true(value);
	return TSM_OK;
}

enum tsm_status tsm_rules_read_true(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into)
{
	/* false would read like "not", which the language has not. */
	if (!tsm_json_is(value, TSM_JSON_TRUE))
		return tsm_json_fail(r->err, TSM_E_VALUE, value,
		    "\"%s\" is true or left out", key->name);
	*(bool *)field(into, key->offset) = true;
	return TSM_OK;
}

/* The word's place in the list is the enum's value. */
enum tsm_status tsm_rules_read_word(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into)
{
	unsigned number;

	if (!tsm_json_is(value, TSM_JSON_STRING) ||
	    tsm_rules_word_find(key->words, value->text, &number) != TSM_OK)
		return tsm_json_fail(
		    r->err, TSM_E_VALUE, value, "%s is expected", key->type);
	_Static_assert(sizeof(enum tsm_work_state) == sizeof number,
	    "enums are as wide as unsigned");
	memcpy(field(into, key->offset), &number, sizeof number);
	return TSM_OK;
}

enum tsm_status tsm_rules_read_vias(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into)
{
	unsigned *out = field(into, key->offset);
	unsigned vias = 0;

	TSM_TRY(check_list(r, value));
	for (uint32_t i = 0; i < value->count; i++) {
		enum tsm_via via;

		if (tsm_via_parse(value->first[i].text, &via) != TSM_OK)
			return tsm_json_fail(r->err, TSM_E_VALUE,
			    &value->first[i], "%s is expected", key->type);
		vias |= TSM_VIA_BIT(via);
	}
	*out = vias;
	return TSM_OK;
}

enum tsm_status tsm_rules_read_inner(struct reader *r, const struct key *key,
    const struct tsm_json *value, void *into)
{
	return tsm_rules_read_object(
	    r, key->object, value, field(into, key->offset));
}

const char *tsm_rules_pointer(
    struct tsm_arena *arena, const struct tsm_json *at)
{
	char text[1024];

	return tsm_arena_dup(arena, tsm_json_pointer(at, text, sizeof text));
}
