/* Verifiable Credentials Data Model 2.0, and 1.1 as far as it differs. */
#include <string.h>

#include "findings.h"
#include "testamur/ob/model.h"

#define CONTEXT_VC1 "https://www.w3.org/2018/credentials/v1"

bool tsm_ob_has_type(const struct tsm_json *object, const char *type)
{
	const struct tsm_json *value = tsm_json_get(object, "type");

	if (tsm_json_is(value, TSM_JSON_STRING))
		return tsm_str_is(value->text, type);
	if (!tsm_json_is(value, TSM_JSON_ARRAY))
		return false;
	for (size_t i = 0; i < value->count; i++) {
		const struct tsm_json *item = tsm_json_at(value, i);
		if (tsm_json_is(item, TSM_JSON_STRING) &&
		    tsm_str_is(item->text, type))
			return true;
	}
	return false;
}

enum tsm_ob_kind tsm_ob_kind(const struct tsm_json *credential)
{
	if (tsm_ob_has_type(credential, "OpenBadgeCredential") ||
	    tsm_ob_has_type(credential, "AchievementCredential"))
		return TSM_OB_KIND_ACHIEVEMENT;
	if (tsm_ob_has_type(credential, "EndorsementCredential"))
		return TSM_OB_KIND_ENDORSEMENT;
	if (tsm_ob_has_type(credential, "ClrCredential"))
		return TSM_OB_KIND_CLR;
	if (tsm_ob_has_type(credential, "BitstringStatusListCredential"))
		return TSM_OB_KIND_STATUS_LIST;
	return TSM_OB_KIND_OTHER;
}

static bool starts_with(const struct tsm_json *document, const char *url)
{
	const struct tsm_json *context = tsm_json_get(document, "@context");
	const char *first = tsm_json_string(context);

	if (first == NULL)
		first = tsm_json_string(tsm_json_at(context, 0));
	return tsm_streq(first, url);
}

bool tsm_vc_is_v1(const struct tsm_json *credential)
{
	return starts_with(credential, CONTEXT_VC1);
}

bool tsm_vc_is_v2(const struct tsm_json *credential)
{
	return starts_with(credential, TSM_CONTEXT_VC2);
}

const char *tsm_vc_issuer_id(const struct tsm_json *credential)
{
	const struct tsm_json *issuer = tsm_json_get(credential, "issuer");
	const char *id = tsm_json_string(issuer);

	return id != NULL ? id : tsm_json_get_string(issuer, "id");
}

static void check_context(
    struct tsm_ob_findings *findings, const struct tsm_json *credential)
{
	const struct tsm_json *context = tsm_json_get(credential, "@context");
	const char *first = tsm_json_string(tsm_json_at(context, 0));

	if (context == NULL) {
		found(findings, TSM_OB_MISSING, credential, "@context",
		    "this is required and missing");
		return;
	}
	if (context->type != TSM_JSON_ARRAY) {
		found(findings, TSM_OB_TYPE, context, NULL,
		    "the contexts have to stand in an array");
		return;
	}
	for (size_t i = 0; i < context->count; i++) {
		const struct tsm_json *item = tsm_json_at(context, i);
		if (item->type != TSM_JSON_OBJECT && !is_iri(item))
			found(findings, TSM_OB_URI, item, NULL,
			    "a context has to be a URL or an object");
	}
	if (first == NULL || (strcmp(first, TSM_CONTEXT_VC2) != 0 &&
				 strcmp(first, CONTEXT_VC1) != 0))
		found(findings, TSM_OB_CONTEXT, context, NULL,
		    "the first context has to be that of the data model");
}

static void check_types(
    struct tsm_ob_findings *findings, const struct tsm_json *credential)
{
	const struct tsm_json *type = tsm_json_get(credential, "type");

	if (type == NULL) {
		found(findings, TSM_OB_MISSING, credential, "type",
		    "this is required and missing");
		return;
	}
	if (type->type == TSM_JSON_ARRAY)
		for (size_t i = 0; i < type->count; i++)
			if (tsm_json_string(tsm_json_at(type, i)) == NULL)
				found(findings, TSM_OB_TYPE,
				    tsm_json_at(type, i), NULL,
				    "a type has to be a text");
	if (!tsm_ob_has_type(credential, "VerifiableCredential"))
		found(findings, TSM_OB_CLASS, type, NULL,
		    "the type does not name VerifiableCredential");
}

static void check_issuer(
    struct tsm_ob_findings *findings, const struct tsm_json *credential)
{
	const struct tsm_json *issuer = tsm_json_get(credential, "issuer");

	if (issuer == NULL) {
		found(findings, TSM_OB_MISSING, credential, "issuer",
		    "this is required and missing");
	} else if (issuer->type == TSM_JSON_OBJECT) {
		const struct tsm_json *id = tsm_json_get(issuer, "id");
		if (id == NULL)
			found(findings, TSM_OB_MISSING, issuer, "id",
			    "this is required and missing");
		else if (!is_iri(id))
			found(findings, TSM_OB_URI, id, NULL,
			    "the issuer's id has to be a URL");
	} else if (!is_iri(issuer)) {
		found(findings, TSM_OB_URI, issuer, NULL,
		    "the issuer has to be a URL, or an object with one");
	}
}

static void check_subject(
    struct tsm_ob_findings *findings, const struct tsm_json *subject)
{
	const struct tsm_json *id = tsm_json_get(subject, "id");

	if (!tsm_json_is(subject, TSM_JSON_OBJECT))
		found(findings, TSM_OB_TYPE, subject, NULL,
		    "a subject has to be an object");
	else if (subject->count == 0)
		found(findings, TSM_OB_SUBJECTS, subject, NULL,
		    "a subject has to say something");
	else if (id != NULL && !is_iri(id))
		found(findings, TSM_OB_URI, id, NULL,
		    "a subject's id has to be a URL");
}

static void check_subjects(
    struct tsm_ob_findings *findings, const struct tsm_json *credential)
{
	const struct tsm_json *value =
	    tsm_json_get(credential, "credentialSubject");

	if (value == NULL) {
		found(findings, TSM_OB_MISSING, credential, "credentialSubject",
		    "this is required and missing");
	} else if (value->type == TSM_JSON_ARRAY) {
		if (value->count == 0)
			found(findings, TSM_OB_SUBJECTS, value, NULL,
			    "there is no subject");
		for (size_t i = 0; i < value->count; i++)
			check_subject(findings, tsm_json_at(value, i));
	} else {
		check_subject(findings, value);
	}
}

/* One instant of the credential; false when it is absent or wrong. */
static bool instant_of(struct tsm_ob_findings *findings,
    const struct tsm_json *credential, const char *name, bool need,
    int64_t *ret_instant)
{
	const struct tsm_json *value = tsm_json_get(credential, name);

	if (value != NULL)
		return check_time(findings, value, ret_instant);
	if (need)
		found(findings, TSM_OB_MISSING, credential, name,
		    "this is required and missing");
	return false;
}

static void check_period(struct tsm_ob_findings *findings,
    const struct tsm_json *credential, bool v1)
{
	const char *from_name = v1 ? "issuanceDate" : "validFrom";
	const char *to_name = v1 ? "expirationDate" : "validUntil";
	static const char *const old[] = { "issuanceDate", "expirationDate",
		NULL };
	int64_t from, to;

	/* validFrom is required by Open Badges only, in tsm_ob_check(). */
	bool has_from = instant_of(findings, credential, from_name, v1, &from);
	bool has_to = instant_of(findings, credential, to_name, false, &to);
	if (has_from && has_to && to < from)
		found(findings, TSM_OB_PERIOD, credential, to_name,
		    "the credential ends before it begins");
	if (v1)
		return;
	for (const char *const *name = old; *name != NULL; name++)
		if (tsm_json_get(credential, *name) != NULL)
			found(findings, TSM_OB_EXTRA, credential, *name,
			    "this name belongs to data model 1.1 and says "
			    "nothing in a 2.0 credential");
}

/* Things with a type: one object or an array of them. */
struct typed {
	const char *name;
	bool id_needed;
};

static void check_typed(struct tsm_ob_findings *findings,
    const struct tsm_json *value, const struct typed *rule)
{
	if (!tsm_json_is(value, TSM_JSON_OBJECT)) {
		found(findings, TSM_OB_TYPE, value, NULL,
		    "this has to be an object");
		return;
	}
	const struct tsm_json *type = tsm_json_get(value, "type");
	const struct tsm_json *id = tsm_json_get(value, "id");
	bool named = tsm_json_is(type, TSM_JSON_STRING) ||
		     (tsm_json_is(type, TSM_JSON_ARRAY) && type->count > 0);
	for (size_t i = 0;
	     named && type->type == TSM_JSON_ARRAY && i < type->count; i++)
		named = tsm_json_is(tsm_json_at(type, i), TSM_JSON_STRING);
	if (type == NULL)
		found(findings, TSM_OB_MISSING, value, "type",
		    "this is required and missing");
	else if (!named)
		found(findings, TSM_OB_TYPE, type, NULL,
		    "a type has to be a text");
	if (id != NULL && !is_iri(id))
		found(findings, TSM_OB_URI, id, NULL, "this has to be a URL");
	else if (id == NULL && rule->id_needed)
		found(findings, TSM_OB_MISSING, value, "id",
		    "this is required and missing");
}

static void check_all_typed(
    struct tsm_ob_findings *findings, const struct tsm_json *credential)
{
	/* VCDM 2.0 sections 4.10, 4.11, 4.12, 5.5, 5.6, 5.4 */
	static const struct typed rules[] = {
		{ "credentialStatus", false },
		{ "credentialSchema", true },
		{ "termsOfUse", false },
		{ "evidence", false },
		{ "refreshService", false },
		{ "proof", false },
	};
	for (size_t r = 0; r < sizeof(rules) / sizeof(rules[0]); r++) {
		const struct tsm_json *value =
		    tsm_json_get(credential, rules[r].name);
		if (value == NULL)
			continue;
		if (value->type != TSM_JSON_ARRAY) {
			check_typed(findings, value, &rules[r]);
			continue;
		}
		for (size_t i = 0; i < value->count; i++)
			check_typed(findings, tsm_json_at(value, i), &rules[r]);
	}
}

/* VCDM 2.0 section 11.1: text, or an object of @value and its language. */
static void check_label(
    struct tsm_ob_findings *findings, const struct tsm_json *value)
{
	if (tsm_json_is(value, TSM_JSON_STRING))
		return;
	if (!tsm_json_is(value, TSM_JSON_OBJECT) ||
	    tsm_json_get_string(value, "@value") == NULL) {
		found(findings, TSM_OB_TYPE, value, NULL,
		    "this has to be a text, or an object with @value");
		return;
	}
	for (size_t i = 0; i < value->count; i++) {
		const struct tsm_json *member = tsm_json_at(value, i);
		if (!tsm_str_is(member->name, "@value") &&
		    !tsm_str_is(member->name, "@language") &&
		    !tsm_str_is(member->name, "@direction"))
			found(findings, TSM_OB_EXTRA, member, NULL,
			    "a text has no such member");
	}
}

/* Of the credential or of its issuer. */
static void check_labels(
    struct tsm_ob_findings *findings, const struct tsm_json *object)
{
	static const char *const names[] = { "name", "description", NULL };

	for (const char *const *name = names; *name != NULL; name++) {
		const struct tsm_json *value = tsm_json_get(object, *name);
		if (value == NULL)
			continue;
		if (value->type != TSM_JSON_ARRAY) {
			check_label(findings, value);
			continue;
		}
		for (size_t i = 0; i < value->count; i++)
			check_label(findings, tsm_json_at(value, i));
	}
}

/* VCDM 2.0 section 5.3. */
static void check_resource(
    struct tsm_ob_findings *findings, const struct tsm_json *item)
{
	if (!tsm_json_is(item, TSM_JSON_OBJECT) ||
	    !is_iri(tsm_json_get(item, "id")))
		found(findings, TSM_OB_URI, item, NULL,
		    "a related resource has to be an object whose id is a URL");
	else if (tsm_json_get_string(item, "digestSRI") == NULL &&
		 tsm_json_get_string(item, "digestMultibase") == NULL)
		found(findings, TSM_OB_MISSING, item, "digestSRI",
		    "a related resource needs a digest");
}

static void check_unique(
    struct tsm_ob_findings *findings, const struct tsm_json *list, size_t at)
{
	const struct tsm_json *id = tsm_json_get(tsm_json_at(list, at), "id");

	for (size_t i = 0; tsm_json_is(id, TSM_JSON_STRING) && i < at; i++) {
		const struct tsm_json *other =
		    tsm_json_get(tsm_json_at(list, i), "id");
		if (tsm_json_is(other, TSM_JSON_STRING) &&
		    tsm_str_eq(other->text, id->text)) {
			found(findings, TSM_OB_VALUE, id, NULL,
			    "two related resources have one id");
			return;
		}
	}
}

/* More than anybody lists; bounds the comparison of each with each. */
#define RELATED_MAX 64

static void check_related(
    struct tsm_ob_findings *findings, const struct tsm_json *related)
{
	if (related == NULL)
		return;
	if (related->type != TSM_JSON_ARRAY) {
		check_resource(findings, related);
		return;
	}
	if (related->count > RELATED_MAX) {
		found(findings, TSM_OB_VALUE, related, NULL,
		    "there are too many related resources");
		return;
	}
	for (size_t i = 0; i < related->count; i++) {
		check_resource(findings, tsm_json_at(related, i));
		check_unique(findings, related, i);
	}
}

void tsm_vc_check(
    const struct tsm_json *credential, struct tsm_ob_findings *findings)
{
	if (!tsm_json_is(credential, TSM_JSON_OBJECT)) {
		found(findings, TSM_OB_TYPE, credential, NULL,
		    "a credential has to be an object");
		return;
	}
	bool v1 = tsm_vc_is_v1(credential);
	const struct tsm_json *id = tsm_json_get(credential, "id");

	check_context(findings, credential);
	check_types(findings, credential);
	if (id != NULL && !is_iri(id))
		found(findings, TSM_OB_URI, id, NULL,
		    "a credential's id has to be a URL");
	check_issuer(findings, credential);
	check_subjects(findings, credential);
	check_period(findings, credential, v1);
	check_all_typed(findings, credential);
	check_labels(findings, credential);
	check_labels(findings, tsm_json_get(credential, "issuer"));
	check_related(findings, tsm_json_get(credential, "relatedResource"));
	if (v1)
		found_warning(findings, TSM_OB_VC11, credential, "@context",
		    "this is a credential of the older data model 1.1");
}
