#include "keys.h"

#include "testamur/store/organisation.h"

/* Is the key of this id one that signs with alg? */
static enum tsm_status check_alg(struct app *app, struct tsm_signer *signer,
    const char *id, const char *alg, struct tsm_error *err)
{
	const struct tsm_signer_key *list = NULL;
	size_t count = 0;
	TSM_TRY(tsm_signer_list(signer, &app->arena, &list, &count, err));
	for (size_t i = 0; i < count; i++) {
		if (tsm_streq(list[i].id, id) && !tsm_streq(list[i].alg, alg))
			return tsm_fail(err, TSM_E_MISMATCH, id,
			    "there is a key file of this id, but it signs "
			    "with %s",
			    list[i].alg);
	}
	return TSM_OK;
}

/* A key file without a row in the store. */
static enum tsm_status take_up(struct app *app, const char *organisation,
    const char *kid, const char *alg, struct tsm_buf *jwk,
    struct tsm_error *err)
{
	struct tsm_signer *signer = NULL;
	struct tsm_public_key *key = NULL;
	const char *id =
	    tsm_arena_printf(&app->arena, "%s/%s", organisation, kid);
	if (id == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(app_signer(app, &signer, err));
	TSM_TRY(check_alg(app, signer, id, alg, err));
	TSM_TRY(tsm_signer_public(signer, id, &key, err));
	json_t *value = tsm_public_key_to_jwk(key, NULL, true);
	enum tsm_status status = tsm_json_write(value, TSM_JSON_COMPACT, jwk);
	json_decref(value);
	tsm_public_key_free(&key);
	return status == TSM_OK ? TSM_OK : tsm_fail_memory(err);
}

enum tsm_status keys_add(struct app *app, const char *organisation,
    const char *kid, const char *alg, struct tsm_error *err)
{
	struct tsm_buf jwk;
	tsm_buf_init(&jwk, 0);
	enum tsm_status status = tsm_signer_create(
	    app->program, app->keys, organisation, kid, alg, &jwk, err);
	if (status == TSM_E_DUPLICATE)
		status = take_up(app, organisation, kid, alg, &jwk, err);
	if (status == TSM_OK) {
		struct tsm_store_key key = { .organisation = organisation,
			.kid = kid,
			.alg = alg,
			.public_jwk = tsm_arena_str(
			    &app->arena, tsm_str_trim(tsm_buf_str(&jwk))),
			.created = app->now,
			.active_from = app->now };
		status = key.public_jwk != NULL
			     ? tsm_store_key_add(app->store, &key, err)
			     : tsm_fail_memory(err);
	}
	tsm_buf_release(&jwk);
	return status;
}
