#include "profile.h"

#include "testamur/did/did.h"
#include "testamur/did/document.h"

static enum tsm_status did_of(struct tsm_arena *arena, const char *url,
    const char **ret_did, struct tsm_error *err)
{
	struct tsm_buf did;
	if (url == NULL)
		return tsm_fail_memory(err);
	tsm_buf_init(&did, 0);
	enum tsm_status status = tsm_did_web_from_url(tsm_str(url), &did, err);
	if (status == TSM_OK) {
		*ret_did = tsm_arena_str(arena, tsm_buf_str(&did));
		if (*ret_did == NULL)
			status = tsm_fail_memory(err);
	}
	tsm_buf_release(&did);
	return status;
}

enum tsm_status profile_did(struct tsm_arena *arena, const char *public_url,
    const char *organisation, const char **ret_did, struct tsm_error *err)
{
	return did_of(arena,
	    tsm_arena_printf(arena, "%s/issuers/%s", public_url, organisation),
	    ret_did, err);
}

enum tsm_status profile_method(struct tsm_arena *arena, const char *public_url,
    const char *organisation, const char *kid, const char **ret_method,
    struct tsm_error *err)
{
	const char *did = NULL;
	TSM_TRY(profile_did(arena, public_url, organisation, &did, err));
	*ret_method = tsm_arena_printf(arena, "%s#%s", did, kid);
	return *ret_method != NULL ? TSM_OK : tsm_fail_memory(err);
}

enum tsm_status profile_issuer(struct tsm_store *store, struct tsm_arena *arena,
    const char *public_url, const char *organisation,
    struct tsm_ob_profile *ret_profile, struct tsm_error *err)
{
	struct tsm_store_organisation o;
	struct tsm_ob_profile p = { 0 };
	TSM_TRY(
	    tsm_store_organisation_get(store, organisation, arena, &o, err));
	TSM_TRY(profile_did(arena, public_url, organisation, &p.id, err));
	p.name = o.name;
	p.email = o.email;
	p.description = o.description;
	p.image.id = o.image;
	p.url = o.url != NULL ? o.url
			      : tsm_arena_printf(arena, "%s/issuers/%s",
				    public_url, organisation);
	if (p.url == NULL)
		return tsm_fail_memory(err);
	*ret_profile = p;
	return TSM_OK;
}

/* --- achievement --------------------------------------------------------- */

static enum tsm_status read_alignments(struct tsm_arena *arena,
    const struct tsm_json *list, struct tsm_ob_achievement *a)
{
	size_t count = list != NULL ? list->count : 0;
	struct tsm_ob_alignment *rows =
	    tsm_arena_array(arena, count, sizeof(*rows));
	if (rows == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < count; i++) {
		const struct tsm_json *row = tsm_json_at(list, i);
		rows[i].name = tsm_json_get_string(row, "name");
		rows[i].url = tsm_json_get_string(row, "url");
		rows[i].description = tsm_json_get_string(row, "description");
		rows[i].framework = tsm_json_get_string(row, "framework");
		rows[i].code = tsm_json_get_string(row, "code");
	}
	a->alignments = rows;
	a->n_alignments = count;
	return TSM_OK;
}

static enum tsm_status read_tags(struct tsm_arena *arena,
    const struct tsm_json *list, struct tsm_ob_achievement *a)
{
	size_t count = list != NULL ? list->count : 0;
	const char **rows = tsm_arena_array(arena, count, sizeof(void *));
	if (rows == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < count; i++)
		rows[i] = tsm_json_string(tsm_json_at(list, i));
	a->tags = rows;
	a->n_tags = count;
	return TSM_OK;
}

static enum tsm_status read_creator(struct tsm_arena *arena,
    const struct tsm_json *row, struct tsm_ob_achievement *a)
{
	if (row == NULL)
		return TSM_OK;
	struct tsm_ob_profile *creator =
	    tsm_arena_alloc(arena, sizeof(*creator));
	if (creator == NULL)
		return TSM_E_MEMORY;
	creator->id = tsm_json_get_string(row, "id");
	creator->name = tsm_json_get_string(row, "name");
	creator->url = tsm_json_get_string(row, "url");
	a->creator = creator;
	return TSM_OK;
}

enum tsm_status profile_achievement(struct tsm_arena *arena,
    const char *public_url, const char *organisation,
    const struct tsm_store_achievement *achievement,
    struct tsm_ob_achievement *ret_achievement, struct tsm_error *err)
{
	struct tsm_ob_achievement a = { 0 };
	const struct tsm_json *root = NULL;
	TSM_TRY(tsm_json_parse(arena, achievement->definition,
	    tsm_str(achievement->definition).len, NULL, &root, err));
	a.id = tsm_arena_printf(arena, "%s/issuers/%s/achievements/%s",
	    public_url, organisation, achievement->id);
	a.image.id = tsm_arena_printf(arena, "%s/image.png", a.id);
	a.name = tsm_json_get_string(root, "name");
	a.description = tsm_json_get_string(root, "description");
	a.criteria_narrative = tsm_json_get_string(root, "criteria");
	a.achievement_type = tsm_json_get_string(root, "achievementType");
	a.human_code = tsm_json_get_string(root, "humanCode");
	a.in_language = tsm_json_get_string(root, "language");
	a.image.caption = a.name;
	if (a.id == NULL || a.image.id == NULL ||
	    read_alignments(arena, tsm_json_get(root, "alignments"), &a) !=
		TSM_OK ||
	    read_tags(arena, tsm_json_get(root, "tags"), &a) != TSM_OK ||
	    read_creator(arena, tsm_json_get(root, "creator"), &a) != TSM_OK)
		return tsm_fail_memory(err);
	*ret_achievement = a;
	return TSM_OK;
}

/* --- keys ---------------------------------------------------------------- */

static enum tsm_status read_key(struct tsm_arena *arena,
    const struct tsm_store_key *row, struct tsm_public_key **ret_key,
    struct tsm_error *err)
{
	const struct tsm_json *jwk = NULL;
	TSM_TRY(tsm_json_parse(arena, row->public_jwk,
	    tsm_str(row->public_jwk).len, NULL, &jwk, err));
	return tsm_public_key_from_jwk(jwk, ret_key, err);
}

static enum tsm_status document_of(struct tsm_store *store,
    struct tsm_arena *arena, const char *did, const char *url,
    const char *organisation, json_t **ret_document, struct tsm_error *err)
{
	struct tsm_store_key *rows = NULL;
	size_t count = 0;
	size_t read = 0;
	TSM_TRY(
	    tsm_store_key_list(store, organisation, arena, &rows, &count, err));
	struct tsm_did_key *keys = tsm_arena_array(arena, count, sizeof(*keys));
	struct tsm_public_key **owned =
	    tsm_arena_array(arena, count, sizeof(void *));
	if (keys == NULL || owned == NULL || url == NULL)
		return tsm_fail_memory(err);
	enum tsm_status status = TSM_OK;
	for (; status == TSM_OK && read < count; read++) {
		status = read_key(arena, &rows[read], &owned[read], err);
		keys[read].kid = rows[read].kid;
		keys[read].key = owned[read];
		keys[read].form = tsm_streq(rows[read].alg, "EdDSA")
				      ? TSM_DID_FORM_MULTIKEY
				      : TSM_DID_FORM_JWK;
		keys[read].has_expires = rows[read].retired_at != 0;
		keys[read].expires = rows[read].retired_at;
		keys[read].has_revoked = rows[read].revoked_at != 0;
		keys[read].revoked = rows[read].revoked_at;
	}
	if (status == TSM_OK) {
		*ret_document = tsm_did_document_build(did, url, keys, count);
		if (*ret_document == NULL)
			status = tsm_fail_memory(err);
	}
	for (size_t i = 0; i < read; i++)
		tsm_public_key_free(&owned[i]);
	return status;
}

enum tsm_status profile_did_document(struct tsm_store *store,
    struct tsm_arena *arena, const char *public_url, const char *organisation,
    json_t **ret_document, struct tsm_error *err)
{
	const char *did = NULL;
	TSM_TRY(profile_did(arena, public_url, organisation, &did, err));
	return document_of(store, arena, did,
	    tsm_arena_printf(arena, "%s/issuers/%s", public_url, organisation),
	    organisation, ret_document, err);
}

enum tsm_status profile_host_document(struct tsm_store *store,
    struct tsm_arena *arena, const char *public_url, const char *organisation,
    json_t **ret_document, struct tsm_error *err)
{
	const char *did = NULL;
	TSM_TRY(did_of(arena, public_url, &did, err));
	return document_of(store, arena, did,
	    tsm_arena_printf(arena, "%s/issuers/%s", public_url, organisation),
	    organisation, ret_document, err);
}

enum tsm_status profile_jwks(struct tsm_store *store, struct tsm_arena *arena,
    const char *public_url, const char *organisation, json_t **ret_set,
    struct tsm_error *err)
{
	struct tsm_store_key *rows = NULL;
	size_t count = 0;
	TSM_TRY(
	    tsm_store_key_list(store, organisation, arena, &rows, &count, err));
	json_t *set = json_object();
	json_t *list = tsm_json_set_array(set, "keys");
	for (size_t i = 0; i < count; i++) {
		const struct tsm_json *jwk = NULL;
		const char *did = NULL;
		enum tsm_status status = profile_did(
		    arena, public_url, rows[i].organisation, &did, err);
		if (rows[i].revoked_at != 0)
			continue;
		if (status == TSM_OK)
			status = tsm_json_parse(arena, rows[i].public_jwk,
			    tsm_str(rows[i].public_jwk).len, NULL, &jwk, err);
		if (status != TSM_OK) {
			json_decref(set);
			return status;
		}
		json_t *key = tsm_json_copy(jwk);
		tsm_json_set(key, "kid",
		    tsm_arena_printf(arena, "%s#%s", did, rows[i].kid));
		tsm_json_set(key, "iss", did);
		tsm_json_add_new(list, key);
	}
	*ret_set = set;
	return TSM_OK;
}
