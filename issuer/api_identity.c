/* Who signs here: DID documents and public keys. */
#include "api.h"
#include "profile.h"
#include "testamur/did/did.h"

/* Key changes are to be seen soon, but not at every verification. */
#define KEEP_SECONDS 300

static const char unknown_issuer[] = "no such issuer here";

/* The organisation of the path, refused when there is none. */
static enum tsm_status organisation(
    struct visit *v, const char **ret_id, struct tsm_error *err)
{
	struct tsm_store_organisation row;
	const char *id = tsm_request_param(v->request, "org");
	enum tsm_status status = tsm_store_organisation_get(
	    v->app.store, id, &v->app.arena, &row, err);
	if (status == TSM_E_NOT_FOUND)
		return visit_refuse(v, err, status, unknown_issuer);
	*ret_id = row.id;
	return status;
}

static enum tsm_status did(struct visit *v, struct tsm_error *err)
{
	const char *org = NULL;
	json_t *document = NULL;
	TSM_TRY(organisation(v, &org, err));
	TSM_TRY(profile_did_document(v->app.store, &v->app.arena,
	    v->app.public_url, org, &document, err));
	return visit_document(
	    v, "application/did+json", document, KEEP_SECONDS, err);
}

API_HANDLER(api_did)
{
	return visit(server, request, response, did, err);
}

/* How many give awards, and the last of them. */
static size_t count_issuers(const struct tsm_store_organisation *rows,
    size_t count, const char **ret_id)
{
	size_t issuers = 0;
	for (size_t i = 0; i < count; i++) {
		if (!tsm_streq(rows[i].kind, TSM_STORE_ISSUER))
			continue;
		*ret_id = rows[i].id;
		issuers++;
	}
	return issuers;
}

/* did:web of the host alone: only where one organisation owns it. */
static enum tsm_status host_did(struct visit *v, struct tsm_error *err)
{
	struct tsm_store_organisation *rows = NULL;
	const char *id = NULL;
	size_t count = 0;
	json_t *document = NULL;
	TSM_TRY(tsm_store_organisation_list(
	    v->app.store, &v->app.arena, &rows, &count, err));
	if (count_issuers(rows, count, &id) != 1 || v->server->base[0] != '\0')
		return visit_refuse(v, err, TSM_E_NOT_FOUND,
		    "this host has no identity of its own: each issuer's DID "
		    "document is at /issuers/ISSUER/did.json");
	TSM_TRY(profile_host_document(v->app.store, &v->app.arena,
	    v->app.public_url, id, &document, err));
	return visit_document(
	    v, "application/did+json", document, KEEP_SECONDS, err);
}

API_HANDLER(api_host_did)
{
	return visit(server, request, response, host_did, err);
}

static enum tsm_status key_set(
    struct visit *v, const char *org, struct tsm_error *err)
{
	json_t *set = NULL;
	TSM_TRY(profile_jwks(
	    v->app.store, &v->app.arena, v->app.public_url, org, &set, err));
	return visit_document(
	    v, "application/jwk-set+json", set, KEEP_SECONDS, err);
}

static enum tsm_status jwks(struct visit *v, struct tsm_error *err)
{
	const char *org = NULL;
	TSM_TRY(organisation(v, &org, err));
	return key_set(v, org, err);
}

API_HANDLER(api_jwks)
{
	return visit(server, request, response, jwks, err);
}

static enum tsm_status all_jwks(struct visit *v, struct tsm_error *err)
{
	return key_set(v, NULL, err);
}

API_HANDLER(api_all_jwks)
{
	return visit(server, request, response, all_jwks, err);
}

static enum tsm_status key(struct visit *v, struct tsm_error *err)
{
	struct tsm_store_key row;
	const struct tsm_json *jwk = NULL;
	const char *method = NULL;
	const char *issuer = NULL;
	const char *org = tsm_request_param(v->request, "org");
	const char *kid = tsm_request_param(v->request, "kid");
	enum tsm_status status =
	    tsm_store_key_get(v->app.store, org, kid, &v->app.arena, &row, err);
	if (status == TSM_E_NOT_FOUND)
		return visit_refuse(v, err, status, "no such key here");
	TSM_TRY(status);
	if (row.revoked_at != 0)
		return visit_refuse(v, err, TSM_E_NOT_FOUND,
		    "this key was revoked: nothing it signed may be trusted");
	TSM_TRY(profile_method(
	    &v->app.arena, v->app.public_url, org, kid, &method, err));
	TSM_TRY(
	    profile_did(&v->app.arena, v->app.public_url, org, &issuer, err));
	TSM_TRY(tsm_json_parse(&v->app.arena, row.public_jwk,
	    tsm_str(row.public_jwk).len, NULL, &jwk, err));
	json_t *document = tsm_json_copy(jwk);
	tsm_json_set(document, "kid", method);
	tsm_json_set(document, "iss", issuer);
	return visit_document(
	    v, "application/jwk+json", document, KEEP_SECONDS, err);
}

API_HANDLER(api_key)
{
	return visit(server, request, response, key, err);
}
