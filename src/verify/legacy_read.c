/* Open Badges 2.0: what an assertion says, and the same in 3.0's words. */
#include <string.h>

#include "legacy.h"
#include "testamur/base/limits.h"
#include "testamur/base/time.h"
#include "testamur/base/uri.h"
#include "testamur/json/write.h"
#include "testamur/ob/check.h"

#define CONTEXT_2 "https://w3id.org/openbadges/v2"

const char *legacy_id(const struct tsm_json *part)
{
	const char *id = tsm_json_string(part);

	return id != NULL ? id : tsm_json_get_string(part, "id");
}

/* The first context of Open Badges that it names, or NULL. */
static const char *context_of(const struct tsm_json *document)
{
	const struct tsm_json *context = tsm_json_get(document, "@context");
	const struct tsm_json *item;

	for (size_t i = 0; (item = tsm_json_nth(context, i)) != NULL; i++) {
		const char *text = tsm_json_string(item);
		if (text != NULL && tsm_str_starts(tsm_str(text),
					"https://w3id.org/openbadges/"))
			return text;
	}
	return NULL;
}

bool legacy_is(const struct tsm_json *document)
{
	if (!tsm_json_is(document, TSM_JSON_OBJECT) ||
	    tsm_ob_has_type(document, "VerifiableCredential") ||
	    tsm_ob_has_type(document, "VerifiablePresentation"))
		return false;
	/* Versions 0.5 and 1.0 know no context. */
	return context_of(document) != NULL ||
	       (tsm_json_get(document, "recipient") != NULL &&
		   tsm_json_get(document, "badge") != NULL);
}

bool legacy_is_2(const struct tsm_json *document)
{
	const struct tsm_json *context = tsm_json_get(document, "@context");
	const struct tsm_json *item;

	for (size_t i = 0; (item = tsm_json_nth(context, i)) != NULL; i++)
		if (tsm_streq(tsm_json_string(item), CONTEXT_2))
			return true;
	return false;
}

bool legacy_says(
    const struct tsm_json *assertion, const char *old_name, const char *name)
{
	const struct tsm_json *how = tsm_json_get(assertion, "verification");

	return tsm_ob_has_type(how, old_name) || tsm_ob_has_type(how, name);
}

static const char *broken_recipient(
    const struct tsm_json *recipient, const char **place)
{
	*place = "/recipient";
	if (!tsm_json_is(recipient, TSM_JSON_OBJECT))
		return "this has to be an object";
	*place = "/recipient/type";
	if (tsm_json_get_string(recipient, "type") == NULL)
		return "this is required and missing";
	*place = "/recipient/identity";
	if (tsm_json_get_string(recipient, "identity") == NULL)
		return "this is required and missing";
	const struct tsm_json *hashed = tsm_json_get(recipient, "hashed");
	*place = "/recipient/hashed";
	if (!tsm_json_is(hashed, TSM_JSON_TRUE) &&
	    !tsm_json_is(hashed, TSM_JSON_FALSE))
		return "this has to be true or false";
	return NULL;
}

static const char *broken_date(const struct tsm_json *assertion,
    const char *name, bool needed, const char *at, const char **place)
{
	const struct tsm_json *value = tsm_json_get(assertion, name);
	int64_t instant;

	*place = at;
	if (value == NULL)
		return needed ? "this is required and missing" : NULL;
	if (!tsm_json_is(value, TSM_JSON_STRING) ||
	    tsm_time_parse(value->text, &instant) != TSM_OK)
		return "this has to be a date and time with a zone";
	return NULL;
}

const char *legacy_broken(
    const struct tsm_json *assertion, const char **ret_place)
{
	const char *id = tsm_json_get_string(assertion, "id");
	const char *why = NULL;

	*ret_place = "/id";
	if (id == NULL || !tsm_iri_valid(tsm_str(id)))
		return "this has to be an absolute URI";
	*ret_place = "/badge";
	if (legacy_id(tsm_json_get(assertion, "badge")) == NULL)
		return "this is required and missing";
	*ret_place = "/verification";
	if (tsm_json_get(tsm_json_get(assertion, "verification"), "type") ==
	    NULL)
		return "this is required and missing";
	why = broken_recipient(tsm_json_get(assertion, "recipient"), ret_place);
	if (why == NULL)
		why = broken_date(
		    assertion, "issuedOn", true, "/issuedOn", ret_place);
	if (why == NULL)
		why = broken_date(
		    assertion, "expires", false, "/expires", ret_place);
	return why;
}

/* ---- in 3.0's words -------------------------------------------------------- */

static void put_text(json_t *object, const char *name,
    const struct tsm_json *from, const char *member)
{
	tsm_json_set(object, name, run_text(from, member));
}

static void put_type(json_t *object, const char *type)
{
	tsm_json_add(tsm_json_set_array(object, "type"), type);
}

static void put_issuer(json_t *root, const struct tsm_json *profile)
{
	json_t *issuer = tsm_json_set_object(root, "issuer");

	tsm_json_set(issuer, "id", tsm_json_get_string(profile, "id"));
	put_type(issuer, "Profile");
	put_text(issuer, "name", profile, "name");
	put_text(issuer, "url", profile, "url");
}

static void put_recipient(json_t *subject, const struct tsm_json *recipient)
{
	json_t *list = tsm_json_set_array(subject, "identifier");
	json_t *identity = tsm_json_add_object(list);
	const char *type = tsm_json_get_string(recipient, "type");

	tsm_json_set(identity, "type", "IdentityObject");
	tsm_json_set_bool(identity, "hashed",
	    tsm_json_is_true(tsm_json_get(recipient, "hashed")));
	put_text(identity, "identityHash", recipient, "identity");
	put_text(identity, "salt", recipient, "salt");
	tsm_json_set(identity, "identityType",
	    strcmp(type, "email") == 0 ? "emailAddress" : type);
}

static void put_badge(json_t *subject, const struct tsm_json *badge)
{
	const struct tsm_json *criteria = tsm_json_get(badge, "criteria");
	json_t *achievement = tsm_json_set_object(subject, "achievement");

	tsm_json_set(achievement, "id", tsm_json_get_string(badge, "id"));
	put_type(achievement, "Achievement");
	put_text(achievement, "name", badge, "name");
	put_text(achievement, "description", badge, "description");
	json_t *own = tsm_json_set_object(achievement, "criteria");
	tsm_json_set(own, "id", legacy_id(criteria));
	put_text(own, "narrative", criteria, "narrative");
}

/* What has no address is an entry without one, which the check refuses. */
static void put_lists(json_t *root, const struct tsm_json *lists)
{
	json_t *all = tsm_json_set_array(root, "credentialStatus");
	const struct tsm_json *item;

	for (size_t i = 0; (item = tsm_json_nth(lists, i)) != NULL; i++) {
		if (tsm_json_is(item, TSM_JSON_NULL))
			continue;
		json_t *status = tsm_json_add_object(all);
		tsm_json_set(status, "id", legacy_id(item));
		tsm_json_set(status, "type", "1EdTechRevocationList");
	}
}

enum tsm_status legacy_convert(struct run *run, const struct legacy *legacy,
    const struct tsm_json **ret_credential)
{
	const struct tsm_json *assertion = legacy->assertion;
	json_t *root = json_object();
	struct tsm_buf text;

	tsm_json_set(root, "id", tsm_json_get_string(assertion, "id"));
	put_type(root, "OpenBadgeCredential");
	put_text(root, "name", legacy->badge, "name");
	put_issuer(root, legacy->profile);
	put_text(root, "validFrom", assertion, "issuedOn");
	put_text(root, "validUntil", assertion, "expires");
	json_t *subject = tsm_json_set_object(root, "credentialSubject");
	put_recipient(subject, tsm_json_get(assertion, "recipient"));
	put_badge(subject, legacy->badge);
	/* Lists revoke what was signed; a hosted badge says so itself. */
	if (!legacy->hosted)
		put_lists(
		    root, tsm_json_get(legacy->profile, "revocationList"));
	tsm_buf_init(&text, TSM_JSON_MAX);
	enum tsm_status status = tsm_json_write(root, TSM_JSON_COMPACT, &text);
	json_decref(root);
	if (status == TSM_OK)
		status = tsm_json_parse(run->arena, text.data, text.len, NULL,
		    ret_credential, NULL);
	tsm_buf_release(&text);
	return status == TSM_OK ? TSM_OK : tsm_fail_memory(run->err);
}
