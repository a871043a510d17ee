/* Who signs for the W3C's API: a did:web, and a did:key for each key. */
#include "profile.h"
#include "testamur/store/organisation.h"
#include "vcapi.h"

static const struct vcapi_suite suites[] = {
	{ "eddsa-rdfc-2022", "eddsa-rdfc-2022", { "EdDSA" } },
	{ "eddsa-jcs-2022", "eddsa-jcs-2022", { "EdDSA" } },
	{ "ecdsa-rdfc-2019", "ecdsa-rdfc-2019", { "ES256", "ES384" } },
	{ "ecdsa-jcs-2019", "ecdsa-jcs-2019", { "ES256", "ES384" } },
	{ "ecdsa-sd-2023", "ecdsa-sd-2023", { "ES256" } },
	{ "vc+jwt", "jwt-w3c", { "ES256", "EdDSA", "ES384", "RS256" } },
};

const struct vcapi_suite *vcapi_suite_find(const char *name)
{
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		if (tsm_streq(suites[i].name, name))
			return &suites[i];
	}
	return NULL;
}

enum tsm_status vcapi_did_key(struct tsm_arena *arena, const char *jwk,
    const char **ret_did, struct tsm_error *err)
{
	const struct tsm_json *value = NULL;
	struct tsm_public_key *key = NULL;
	struct tsm_buf text;
	TSM_TRY(
	    tsm_json_parse(arena, jwk, tsm_str(jwk).len, NULL, &value, err));
	TSM_TRY(tsm_public_key_from_jwk(value, &key, err));
	tsm_buf_init(&text, 0);
	(void)tsm_buf_adds(&text, "did:key:");
	enum tsm_status status = tsm_public_key_to_multikey(key, &text);
	*ret_did = NULL;
	if (status == TSM_OK) {
		*ret_did = tsm_arena_str(arena, tsm_buf_str(&text));
		status = *ret_did != NULL ? TSM_OK : TSM_E_MEMORY;
	}
	tsm_buf_release(&text);
	tsm_public_key_free(&key);
	if (status == TSM_E_UNSUPPORTED) /* RSA */
		return TSM_OK;
	return status == TSM_OK ? TSM_OK : tsm_fail_memory(err);
}

static bool takes(const struct vcapi_suite *suite, const char *alg)
{
	for (size_t i = 0; i < VCAPI_ALGS && suite->algs[i] != NULL; i++) {
		if (tsm_streq(suite->algs[i], alg))
			return true;
	}
	return false;
}

static bool signs(const struct tsm_store_key *key, int64_t now)
{
	return key->retired_at == 0 && key->revoked_at == 0 &&
	       key->active_from <= now;
}

/* The key whose did:key is wanted; NULL: it is none of ours. */
static enum tsm_status find_wanted(struct app *app,
    const struct tsm_store_key *rows, size_t count, const char *wanted,
    const struct tsm_store_key **ret_key, struct tsm_error *err)
{
	*ret_key = NULL;
	if (!tsm_str_starts(tsm_str(wanted), "did:key:"))
		return TSM_OK;
	for (size_t i = 0; i < count; i++) {
		const char *did = NULL;
		TSM_TRY(
		    vcapi_did_key(&app->arena, rows[i].public_jwk, &did, err));
		if (tsm_streq(did, wanted))
			*ret_key = &rows[i];
	}
	return TSM_OK;
}

/* The key active last of the first algorithm that has one. */
static const struct tsm_store_key *pick(const struct tsm_store_key *rows,
    size_t count, const struct vcapi_suite *suite, int64_t now)
{
	const struct tsm_store_key *found = NULL;
	for (size_t a = 0;
	     found == NULL && a < VCAPI_ALGS && suite->algs[a] != NULL; a++) {
		for (size_t i = 0; i < count; i++) {
			if (signs(&rows[i], now) &&
			    tsm_streq(rows[i].alg, suite->algs[a]))
				found = &rows[i];
		}
	}
	return found;
}

static enum tsm_status fill(struct app *app, const struct tsm_store_key *row,
    const char *did_key, struct vcapi_identity *identity, struct tsm_error *err)
{
	struct tsm_arena *arena = &app->arena;
	identity->key.alg = row->alg;
	identity->key.signer_id =
	    tsm_arena_printf(arena, "%s/%s", row->organisation, row->kid);
	identity->is_web = did_key == NULL;
	if (did_key != NULL) {
		identity->issuer = did_key;
		identity->key.method = tsm_arena_printf(
		    arena, "%s#%s", did_key, did_key + sizeof("did:key:") - 1);
	} else {
		TSM_TRY(profile_did(arena, app->public_url, row->organisation,
		    &identity->issuer, err));
		TSM_TRY(profile_method(arena, app->public_url,
		    row->organisation, row->kid, &identity->key.method, err));
	}
	return identity->key.signer_id != NULL && identity->key.method != NULL
		   ? TSM_OK
		   : tsm_fail_memory(err);
}

enum tsm_status vcapi_identify(struct app *app, const char *organisation,
    const char *wanted, const struct vcapi_suite *suite,
    struct vcapi_identity *ret_identity, struct vcapi_fault *fault,
    struct tsm_error *err)
{
	const struct tsm_store_key *key = NULL;
	struct tsm_store_key *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_key_list(
	    app->store, organisation, &app->arena, &rows, &count, err));
	TSM_TRY(find_wanted(app, rows, count, wanted, &key, err));
	if (key != NULL && !signs(key, app->now))
		return vcapi_refuse(fault, VCAPI_GENERATION, "key",
		    "/credential/issuer", "this key signs no more");
	if (key != NULL && !takes(suite, key->alg))
		return vcapi_refuse(fault, VCAPI_GENERATION, "key",
		    "/credential/issuer",
		    "%s proofs are not made with such a key", suite->name);
	const char *did_key = key != NULL ? wanted : NULL;
	if (key == NULL)
		key = pick(rows, count, suite, app->now);
	if (key == NULL)
		return vcapi_refuse(fault, VCAPI_GENERATION, "key", "",
		    "there is no key here for %s proofs", suite->name);
	return fill(app, key, did_key, ret_identity, err);
}
