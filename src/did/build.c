/*
 * build.c - the controller documents that we publish.
 */
#include "testamur/did/document.h"

#include <string.h>

#include "testamur/base/time.h"
#include "testamur/json/write.h"

/* Contexts that define the terms used (CID section 2.2). */
static void add_contexts(
    json_t *doc, const struct tsm_did_key *keys, size_t count)
{
	bool used[2] = { false, false };
	for (size_t i = 0; i < count; i++)
		used[keys[i].form == TSM_DID_FORM_MULTIKEY] = true;
	json_t *contexts = tsm_json_set_array(doc, "@context");
	tsm_json_add(contexts, "https://www.w3.org/ns/did/v1");
	if (used[0])
		tsm_json_add(contexts, "https://w3id.org/security/jwk/v1");
	if (used[1])
		tsm_json_add(contexts, "https://w3id.org/security/multikey/v1");
}

static void set_date(json_t *object, const char *name, bool has, int64_t date)
{
	char text[TSM_TIME_TEXT];
	if (has)
		tsm_json_set(object, name, tsm_time_format(date, text));
}

/* One verification method; false: out of memory, or RSA as Multikey. */
static bool add_method(json_t *methods, const char *did, const char *id,
    const struct tsm_did_key *key)
{
	json_t *method = tsm_json_add_object(methods);
	tsm_json_set(method, "id", id);
	if (key->form == TSM_DID_FORM_JWK) {
		json_t *jwk = tsm_public_key_to_jwk(key->key, key->kid, true);
		if (jwk == NULL)
			return false;
		tsm_json_set(method, "type", "JsonWebKey");
		tsm_json_set(method, "controller", did);
		tsm_json_set_new(method, "publicKeyJwk", jwk);
	} else {
		struct tsm_buf text;
		tsm_buf_init(&text, 0);
		bool done =
		    tsm_public_key_to_multikey(key->key, &text) == TSM_OK;
		tsm_json_set(method, "type", "Multikey");
		tsm_json_set(method, "controller", did);
		tsm_json_set(method, "publicKeyMultibase", tsm_buf_cstr(&text));
		tsm_buf_release(&text);
		if (!done)
			return false;
	}
	set_date(method, "expires", key->has_expires, key->expires);
	set_date(method, "revoked", key->has_revoked, key->revoked);
	return true;
}

json_t *tsm_did_document_build(const char *did, const char *profile_url,
    const struct tsm_did_key *keys, size_t count)
{
	json_t *doc = json_object();
	add_contexts(doc, keys, count);
	tsm_json_set(doc, "id", did);
	if (profile_url != NULL)
		tsm_json_add(
		    tsm_json_set_array(doc, "alsoKnownAs"), profile_url);
	json_t *methods = tsm_json_set_array(doc, "verificationMethod");
	json_t *assertion = tsm_json_set_array(doc, "assertionMethod");
	struct tsm_buf id;
	tsm_buf_init(&id, 0);
	bool good = doc != NULL;
	for (size_t i = 0; good && i < count; i++) {
		tsm_buf_clear(&id);
		tsm_buf_printf(&id, "%s#%s", did, keys[i].kid);
		good = tsm_buf_status(&id) == TSM_OK &&
		       add_method(methods, did, tsm_buf_cstr(&id), &keys[i]);
		if (good && !keys[i].has_revoked)
			tsm_json_add(assertion, tsm_buf_cstr(&id));
	}
	tsm_buf_release(&id);
	if (good)
		return doc;
	json_decref(doc);
	return NULL;
}
