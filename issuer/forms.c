#include "forms.h"

#include "proof.h"
#include "testamur/base/encode.h"
#include "testamur/store/organisation.h"

static void take(struct forms *forms, const struct tsm_store_form *stored)
{
	struct tsm_str *form = tsm_streq(stored->format, PROOF_BASE)
				   ? &forms->base
			       : proof_is_jwt(stored->body) ? &forms->jwt
							    : &forms->json;
	if (form->ptr == NULL)
		*form = stored->body;
}

/* Sort one form by whether its key stands. */
static enum tsm_status sort(struct tsm_store *store, struct tsm_arena *arena,
    const struct tsm_store_form *form, struct forms *standing,
    struct forms *fallen, struct tsm_error *err)
{
	struct tsm_store_key key = { 0 };
	enum tsm_status status = tsm_store_key_get(
	    store, form->organisation, form->kid, arena, &key, err);
	if (status != TSM_OK && status != TSM_E_NOT_FOUND)
		return status;
	bool revoked = status == TSM_OK && key.revoked_at != 0;
	take(revoked ? fallen : standing, form);
	if (revoked && key.revoked_at > fallen->key_revoked_at)
		fallen->key_revoked_at = key.revoked_at;
	return TSM_OK;
}

enum tsm_status forms_read(struct tsm_store *store, struct tsm_arena *arena,
    const struct tsm_store_credential *credential, struct forms *ret_forms,
    struct tsm_error *err)
{
	const struct tsm_store_form first = { .organisation =
						  credential->organisation,
		.kid = credential->kid,
		.format = credential->format,
		.body = credential->body };
	struct tsm_store_form *more = NULL;
	size_t count = 0;
	struct forms standing = { 0 };
	struct forms fallen = { 0 };
	TSM_TRY(tsm_store_form_list(store, credential->id, credential->version,
	    arena, &more, &count, err));
	TSM_TRY(sort(store, arena, &first, &standing, &fallen, err));
	for (size_t i = 0; i < count; i++)
		TSM_TRY(sort(store, arena, &more[i], &standing, &fallen, err));
	bool any = standing.json.ptr != NULL || standing.jwt.ptr != NULL;
	*ret_forms = any ? standing : fallen;
	return TSM_OK;
}

enum tsm_status forms_pick(const struct forms *forms, const char *name,
    struct tsm_str *ret_body, struct tsm_error *err)
{
	bool jwt = tsm_streq(name, "jwt");
	if (name != NULL && !jwt && !tsm_streq(name, "json"))
		return tsm_fail(
		    err, TSM_E_SYNTAX, NULL, "the form is json or jwt");
	struct tsm_str body = jwt ? forms->jwt : forms->json;
	if (name == NULL && body.ptr == NULL)
		body = forms->jwt;
	if (body.ptr == NULL)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
		    jwt ? "this credential is not signed as a JWT: take its "
			  "JSON"
			: "this credential has no proof inside its JSON: take "
			  "its JWT");
	*ret_body = body;
	return TSM_OK;
}

enum tsm_status forms_base(
    const struct forms *forms, struct tsm_str *ret_body, struct tsm_error *err)
{
	if (forms->base.ptr == NULL)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
		    "this credential was issued without a proof for selective "
		    "disclosure");
	*ret_body = forms->base;
	return TSM_OK;
}

enum tsm_status forms_contents(struct tsm_arena *arena, struct tsm_str body,
    const struct tsm_json **ret_root, struct tsm_error *err)
{
	struct tsm_str payload = body;
	struct tsm_buf text;
	if (!proof_is_jwt(body))
		return tsm_json_parse(
		    arena, body.ptr, body.len, NULL, ret_root, err);
	/* header "." payload "." signature */
	(void)tsm_str_split(payload, '.', &payload);
	payload = tsm_str_split(payload, '.', &payload);
	tsm_buf_init(&text, 0);
	enum tsm_status status = tsm_base64url_decode(&text, payload);
	if (status == TSM_OK)
		status = tsm_json_parse(
		    arena, text.data, text.len, NULL, ret_root, err);
	else
		status = tsm_fail(
		    err, status, NULL, "the stored form cannot be read");
	tsm_buf_release(&text);
	return status;
}

enum tsm_status forms_make(struct app *app, const char *organisation,
    const struct proof_form *form, int64_t created, json_t *credential,
    const char **ret_kid, struct tsm_str *ret_body, struct tsm_error *err)
{
	struct tsm_prove_options options = { .created = created };
	struct tsm_prove_key key;
	struct tsm_signer *signer = NULL;
	struct tsm_buf out;
	TSM_TRY(proof_key(app->store, &app->arena, app->public_url,
	    organisation, form->alg, app->now, &key, ret_kid, err));
	TSM_TRY(app_signer(app, &signer, err));
	TSM_TRY(app_contexts(app, &options.store, err));
	tsm_buf_init(&out, 0);
	enum tsm_status status =
	    proof_make(signer, form, &key, &credential, 1, &options, &out, err);
	if (status == TSM_OK) {
		ret_body->len = out.len;
		ret_body->ptr = tsm_arena_str(&app->arena, tsm_buf_str(&out));
		if (ret_body->ptr == NULL)
			status = tsm_fail_memory(err);
	}
	tsm_buf_release(&out);
	return status;
}
