/* Open Badges 3.0 section B.1, and CLR 2.0, over the tables of classes.c. */
#include <string.h>

#include "classes.h"
#include "findings.h"
#include "testamur/base/time.h"
#include "testamur/ob/model.h"

#define OB3_CONTEXT_PREFIX "https://purl.imsglobal.org/spec/ob/v3p0/context"
#define CLR_CONTEXT_PREFIX "https://purl.imsglobal.org/spec/clr/v2p0/context"

static void check_class(struct tsm_ob_findings *findings,
    const struct tsm_json *object, enum class_id id, unsigned depth);

/* Text in several languages: {"en": "…"}, or {"@value": "…", …}. */
static bool is_text(const struct tsm_json *value)
{
	if (tsm_json_is(value, TSM_JSON_STRING))
		return true;
	if (!tsm_json_is(value, TSM_JSON_OBJECT) || value->count == 0)
		return false;
	for (size_t i = 0; i < value->count; i++)
		if (!tsm_json_is(tsm_json_at(value, i), TSM_JSON_STRING))
			return false;
	return true;
}

static bool is_segment(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!tsm_is_alpha(text[i]) && !tsm_is_digit(text[i]) &&
		    text[i] != '-' && text[i] != '_')
			return false;
	return true;
}

static bool is_jws(const struct tsm_json *value)
{
	struct tsm_str rest;

	if (!tsm_json_is(value, TSM_JSON_STRING))
		return false;
	struct tsm_str header = tsm_str_split(value->text, '.', &rest);
	if (rest.ptr == NULL)
		return false;
	struct tsm_str payload = tsm_str_split(rest, '.', &rest);
	return rest.ptr != NULL && header.len > 0 && rest.len > 0 &&
	       is_segment(header.ptr, header.len) &&
	       is_segment(payload.ptr, payload.len) &&
	       is_segment(rest.ptr, rest.len);
}

static void check_term(struct tsm_ob_findings *findings,
    const struct tsm_json *value, enum terms terms)
{
	const char *text = tsm_json_string(value);

	if (text == NULL)
		found(findings, TSM_OB_TYPE, value, NULL,
		    "a term has to be a text");
	else if (!terms_has(terms, text))
		found(findings, TSM_OB_VALUE, value, NULL,
		    "the term is not in the standard's list, nor an extension");
}

static void check_date(
    struct tsm_ob_findings *findings, const struct tsm_json *value)
{
	struct tsm_civil civil;

	if (!tsm_json_is(value, TSM_JSON_STRING))
		found(findings, TSM_OB_TYPE, value, NULL,
		    "a date has to be a text");
	else if (tsm_date_parse(value->text, &civil) != TSM_OK)
		found(findings, TSM_OB_DATE, value, NULL,
		    "this is not a date as YYYY-MM-DD");
}

static void check_simple(struct tsm_ob_findings *findings,
    const struct tsm_json *value, enum kind kind)
{
	const char *why = NULL;
	enum tsm_ob_rule rule = TSM_OB_TYPE;
	const char *text;

	switch (kind) {
	case KIND_TEXT:
		if (!is_text(value))
			why = "this has to be a text";
		break;
	case KIND_URI:
		rule = TSM_OB_URI;
		if (!is_iri(value))
			why = "this has to be an absolute URI";
		break;
	case KIND_NUMBER:
		if (!tsm_json_is(value, TSM_JSON_NUMBER))
			why = "this has to be a number";
		break;
	case KIND_BOOLEAN:
		if (!tsm_json_is(value, TSM_JSON_TRUE) &&
		    !tsm_json_is(value, TSM_JSON_FALSE))
			why = "this has to be true or false";
		break;
	case KIND_LANGUAGE:
		rule = TSM_OB_VALUE;
		text = tsm_json_string(value);
		if (text == NULL || !terms_language(text))
			why = "this has to be a language tag";
		break;
	case KIND_JWS:
		rule = TSM_OB_VALUE;
		if (!is_jws(value))
			why = "this has to be a compact JWS";
		break;
	default:
		break;
	}
	if (why == NULL)
		return;
	if (tsm_json_string(value) == NULL)
		rule = TSM_OB_TYPE;
	found(findings, rule, value, NULL, why);
}

static void check_value(struct tsm_ob_findings *findings,
    const struct tsm_json *value, const struct field *field, unsigned depth)
{
	int64_t instant;

	switch (field->kind) {
	case KIND_TIME:
		(void)check_time(findings, value, &instant);
		break;
	case KIND_DATE:
		check_date(findings, value);
		break;
	case KIND_TERM:
		check_term(findings, value, field->terms);
		break;
	case KIND_PROFILE:
		if (tsm_json_is(value, TSM_JSON_STRING))
			check_simple(findings, value, KIND_URI);
		else
			check_class(findings, value, CLASS_PROFILE, depth);
		break;
	case KIND_CLASS:
		check_class(findings, value, field->class_id, depth);
		break;
	default:
		check_simple(findings, value, field->kind);
		break;
	}
}

/* The member that each row is about, or NULL; others come behind the rows. */
static void find_fields(const struct tsm_json *object,
    const struct field *fields, const struct tsm_json *values[FIELDS_MAX])
{
	for (size_t i = 0; i < object->count; i++) {
		const struct tsm_json *member = &object->first[i];
		size_t n = 0;
		while (fields[n].name.ptr != NULL &&
		       !tsm_str_eq(member->name, fields[n].name))
			n++;
		values[n] = member;
	}
}

static void check_field(struct tsm_ob_findings *findings,
    const struct tsm_json *object, const struct tsm_json *value,
    const struct field *field, unsigned depth)
{
	if (value == NULL) {
		if ((field->flags & FIELD_NEED) != 0)
			found(findings, TSM_OB_MISSING, object, field->name.ptr,
			    "this is required and missing");
	} else if (value->type == TSM_JSON_NULL) {
		found(findings, TSM_OB_NULL, value, NULL,
		    "a member without a value has to be left out, not null");
	} else if ((field->flags & FIELD_MANY) != 0 &&
		   value->type == TSM_JSON_ARRAY) {
		for (size_t i = 0; i < value->count; i++)
			check_value(
			    findings, tsm_json_at(value, i), field, depth);
	} else if (value->type == TSM_JSON_ARRAY && value->count != 1 &&
		   tsm_str_is(field->name, "credentialSubject")) {
		found(findings, TSM_OB_SUBJECTS, value, NULL,
		    "a badge has to have exactly one subject");
	} else {
		check_value(findings, value, field, depth);
	}
}

static void check_type(struct tsm_ob_findings *findings,
    const struct tsm_json *object, const struct class_rule *rule)
{
	const struct tsm_json *type = tsm_json_get(object, "type");

	if (rule->type == NULL)
		return;
	if (type == NULL)
		found(findings, TSM_OB_MISSING, object, "type",
		    "this is required and missing");
	else if (!tsm_ob_has_type(object, rule->type) &&
		 (rule->type_other == NULL ||
		     !tsm_ob_has_type(object, rule->type_other)))
		found(findings, TSM_OB_CLASS, type, NULL,
		    "the type does not name the class expected here");
	else if (rule->type_string && type->type != TSM_JSON_STRING)
		found(findings, TSM_OB_TYPE, type, NULL,
		    "the type of this class has to be one text, not an array");
}

static void check_closed(struct tsm_ob_findings *findings,
    const struct tsm_json *object, const struct class_rule *rule)
{
	for (size_t i = 0; i < object->count; i++) {
		const struct tsm_json *member = tsm_json_at(object, i);
		const struct field *field = rule->fields;
		while (field->name.ptr != NULL &&
		       !tsm_str_eq(member->name, field->name))
			field++;
		if (field->name.ptr == NULL &&
		    !tsm_str_is(member->name, "type"))
			found(findings, TSM_OB_EXTRA, member, NULL,
			    "this class allows no other members");
	}
}

/* An id that some item of an array carries. */
static bool has_item(const struct tsm_json *items, struct tsm_str id)
{
	if (tsm_json_is(items, TSM_JSON_OBJECT)) {
		const struct tsm_json *own = tsm_json_get(items, "id");
		return tsm_json_is(own, TSM_JSON_STRING) &&
		       tsm_str_eq(own->text, id);
	}
	for (size_t i = 0;
	     items != NULL && items->type == TSM_JSON_ARRAY && i < items->count;
	     i++) {
		const struct tsm_json *item = tsm_json_at(items, i);
		const struct tsm_json *own = tsm_json_get(item, "id");
		if (tsm_json_is(own, TSM_JSON_STRING) &&
		    tsm_str_eq(own->text, id))
			return true;
	}
	return false;
}

static void check_result(struct tsm_ob_findings *findings,
    const struct tsm_json *result, const struct tsm_json *descriptions)
{
	const struct tsm_json *id = tsm_json_get(result, "resultDescription");

	if (tsm_json_is(id, TSM_JSON_STRING) &&
	    !has_item(descriptions, id->text))
		found(findings, TSM_OB_RESULT, id, NULL,
		    "the achievement has no result description of this id");
}

/* More than any award has; bounds the search of each among all. */
#define RESULTS_MAX 1000

static void check_results(struct tsm_ob_findings *findings,
    const struct tsm_json *results, const struct tsm_json *descriptions)
{
	if (!tsm_json_is(results, TSM_JSON_ARRAY)) {
		check_result(findings, results, descriptions);
		return;
	}
	if (results->count > RESULTS_MAX ||
	    (descriptions != NULL && descriptions->count > RESULTS_MAX)) {
		found(findings, TSM_OB_RESULT, results, NULL,
		    "there are too many results");
		return;
	}
	for (size_t i = 0; i < results->count; i++)
		check_result(findings, tsm_json_at(results, i), descriptions);
}

static void check_identified(
    struct tsm_ob_findings *findings, const struct tsm_json *subject)
{
	const struct tsm_json *identifier = tsm_json_get(subject, "identifier");
	bool identified =
	    tsm_json_is(identifier, TSM_JSON_OBJECT) ||
	    (tsm_json_is(identifier, TSM_JSON_ARRAY) && identifier->count > 0);

	if (tsm_json_get(subject, "id") == NULL && !identified)
		found(findings, TSM_OB_IDENTITY, subject, NULL,
		    "a subject needs an id or an identifier");
}

/* The same of a ClrSubject: a record of nothing is none. */
static void check_clr_subject(
    struct tsm_ob_findings *findings, const struct tsm_json *subject)
{
	const struct tsm_json *list =
	    tsm_json_get(subject, "verifiableCredential");

	check_identified(findings, subject);
	if (tsm_json_is(list, TSM_JSON_ARRAY) && list->count == 0)
		found(findings, TSM_OB_MISSING, list, NULL,
		    "a learner record has to hold at least one credential");
}

/* What a table of single members cannot say of an AchievementSubject. */
static void check_subject(
    struct tsm_ob_findings *findings, const struct tsm_json *subject)
{
	const struct tsm_json *results = tsm_json_get(subject, "result");
	const struct tsm_json *descriptions = tsm_json_get(
	    tsm_json_get(subject, "achievement"), "resultDescription");
	const struct tsm_json *start =
	    tsm_json_get(subject, "activityStartDate");
	const struct tsm_json *end = tsm_json_get(subject, "activityEndDate");
	int64_t from, to;

	check_identified(findings, subject);
	check_results(findings, results, descriptions);
	if (tsm_json_is(start, TSM_JSON_STRING) &&
	    tsm_json_is(end, TSM_JSON_STRING) &&
	    tsm_time_parse(start->text, &from) == TSM_OK &&
	    tsm_time_parse(end->text, &to) == TSM_OK && to < from)
		found(findings, TSM_OB_PERIOD, end, NULL,
		    "the activity ends before it starts");
}

/* Recursion is bounded by TSM_OB_DEPTH_MAX. */
static void check_class(struct tsm_ob_findings *findings,
    const struct tsm_json *object, enum class_id id, unsigned depth)
{
	const struct class_rule *rule = &ob_classes[id];

	if (!tsm_json_is(object, TSM_JSON_OBJECT)) {
		found(findings, TSM_OB_TYPE, object, NULL,
		    "this has to be an object");
		return;
	}
	if (depth >= TSM_OB_DEPTH_MAX) {
		found(findings, TSM_OB_DEPTH, object, NULL,
		    "the document is nested too deeply");
		return;
	}
	check_type(findings, object, rule);
	const struct tsm_json *values[FIELDS_MAX] = { NULL };
	find_fields(object, rule->fields, values);
	for (size_t i = 0; rule->fields[i].name.ptr != NULL; i++)
		check_field(
		    findings, object, values[i], &rule->fields[i], depth + 1);
	if (rule->closed)
		check_closed(findings, object, rule);
	if (id == CLASS_ACHIEVEMENT_SUBJECT)
		check_subject(findings, object);
	if (id == CLASS_CLR_SUBJECT)
		check_clr_subject(findings, object);
}

/*
 * "…/context.json" or "…/context-N.x.y.json", N the major version. Open
 * Badges had another name before, which 1EdTech's own test vectors keep.
 */
static bool is_context(
    const struct tsm_json *value, const char *prefix, char major)
{
	size_t len = strlen(prefix);

	if (!tsm_json_is(value, TSM_JSON_STRING) ||
	    !tsm_str_starts(value->text, prefix))
		return false;
	struct tsm_str rest =
	    tsm_str_n(value->text.ptr + len, value->text.len - len);
	return tsm_str_is(rest, ".json") ||
	       (major == '3' && tsm_str_is(rest, "/ob_v3p0.jsonld")) ||
	       (rest.len == 11 && rest.ptr[0] == '-' && rest.ptr[1] == major &&
		   rest.ptr[2] == '.' && tsm_is_digit(rest.ptr[3]) &&
		   rest.ptr[4] == '.' && tsm_is_digit(rest.ptr[5]) &&
		   tsm_str_ends(rest, ".json"));
}

/* Those required, in their order after that of the data model. */
static void check_contexts(struct tsm_ob_findings *findings,
    const struct tsm_json *credential, enum tsm_ob_kind kind)
{
	const struct tsm_json *context = tsm_json_get(credential, "@context");
	const struct tsm_json *second = tsm_json_at(context, 1);

	if (kind != TSM_OB_KIND_CLR) {
		if (!is_context(second, OB3_CONTEXT_PREFIX, '3'))
			found(findings, TSM_OB_CONTEXT, credential, "@context",
			    "the second context has to be that of Open Badges "
			    "3.0");
	} else if (!is_context(second, CLR_CONTEXT_PREFIX, '2') ||
		   !is_context(
		       tsm_json_at(context, 2), OB3_CONTEXT_PREFIX, '3')) {
		found(findings, TSM_OB_CONTEXT, credential, "@context",
		    "the second context has to be that of CLR 2.0, the third "
		    "that of Open Badges 3.0");
	}
}

void tsm_ob_check(
    const struct tsm_json *credential, struct tsm_ob_findings *findings)
{
	static const enum class_id classes[] = {
		[TSM_OB_KIND_ACHIEVEMENT] = CLASS_ACHIEVEMENT_CREDENTIAL,
		[TSM_OB_KIND_ENDORSEMENT] = CLASS_ENDORSEMENT_CREDENTIAL,
		[TSM_OB_KIND_CLR] = CLASS_CLR_CREDENTIAL,
	};
	enum tsm_ob_kind kind = tsm_ob_kind(credential);

	if (kind == TSM_OB_KIND_OTHER || kind == TSM_OB_KIND_STATUS_LIST) {
		found(findings, TSM_OB_CLASS, credential, "type",
		    "the type does not say that this is an Open Badge");
		return;
	}
	check_contexts(findings, credential, kind);
	if (!tsm_vc_is_v1(credential) &&
	    tsm_json_get(credential, "validFrom") == NULL)
		found(findings, TSM_OB_MISSING, credential, "validFrom",
		    "this is required and missing");
	check_class(findings, credential, classes[kind], 0);
}
