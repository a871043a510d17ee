/* A further form of what is issued already: forms.h. */
#include "forms.h"

#include <string.h>

#include "award.h"
#include "proof.h"
#include "testamur/base/alloc.h"

/* Of each kind a credential has one form. */
enum kind {
	EMBEDDED,
	TOKEN,
	BASE
};

static enum kind kind_of(const char *format)
{
	if (tsm_streq(format, PROOF_BASE))
		return BASE;
	return tsm_str_starts(tsm_str(format), "jwt-") ? TOKEN : EMBEDDED;
}

/* The first form of proof that the credential has none of its kind of. */
static enum tsm_status find_missing(struct app *app,
    const struct tsm_store_credential *c, const struct proof *proof,
    const struct proof_form **ret_form, struct tsm_error *err)
{
	struct tsm_store_form *more = NULL;
	size_t count = 0;
	*ret_form = NULL;
	TSM_TRY(tsm_store_form_list(
	    app->store, c->id, c->version, &app->arena, &more, &count, err));
	for (size_t n = 0; n < proof->count && *ret_form == NULL; n++) {
		enum kind kind = kind_of(proof->forms[n].suite->name);
		bool has = kind_of(c->format) == kind;
		for (size_t i = 0; i < count; i++)
			has = has || kind_of(more[i].format) == kind;
		if (!has)
			*ret_form = &proof->forms[n];
	}
	return TSM_OK;
}

/* The credential as it was before it was secured. */
static enum tsm_status unsecured(struct app *app,
    const struct tsm_store_credential *c, json_t **ret_credential,
    struct tsm_error *err)
{
	static const char *const added[] = { "proof", "iss", "sub", "aud",
		"exp", "nbf", "iat", "jti" };
	const struct tsm_json *root = NULL;
	TSM_TRY(forms_contents(&app->arena, c->body, &root, err));
	json_t *credential = tsm_json_copy(root);
	if (credential == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < sizeof(added) / sizeof(added[0]); i++)
		(void)json_object_del(credential, added[i]);
	*ret_credential = credential;
	return TSM_OK;
}

static enum tsm_status secure(struct app *app,
    const struct tsm_store_credential *c, const struct proof_form *form,
    struct tsm_store_form *ret_form, struct tsm_error *err)
{
	json_t *credential = NULL;
	struct tsm_store_form made = { .credential = c->id,
		.version = c->version,
		.organisation = c->organisation,
		.format = form->suite->name };
	TSM_TRY(unsecured(app, c, &credential, err));
	enum tsm_status status = forms_make(app, c->organisation, form,
	    app->now, credential, &made.kid, &made.body, err);
	json_decref(credential);
	*ret_form = made;
	return status;
}

static enum tsm_status store_one(struct app *app,
    const struct tsm_store_form *form, bool *ret_added, struct tsm_error *err)
{
	enum tsm_status status = tsm_store_form_add(app->store, form, err);
	*ret_added = status == TSM_OK;
	if (status == TSM_E_DUPLICATE) /* somebody else was quicker */
		return TSM_OK;
	TSM_TRY(status);
	return app_audit(
	    app, "credential.form", form->credential, form->format, err);
}

static enum tsm_status add(struct app *app, const struct proof *proof,
    struct award_result *results, size_t count, struct tsm_error *err)
{
	struct tsm_store_form *made =
	    tsm_arena_array(&app->arena, count, sizeof(*made));
	if (made == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		struct tsm_store_credential c;
		const struct proof_form *form = NULL;
		if (!results[i].stands)
			continue;
		TSM_TRY(tsm_store_credential_get(app->store,
		    results[i].credential, 0, &app->arena, &c, err));
		TSM_TRY(find_missing(app, &c, proof, &form, err));
		if (form != NULL)
			TSM_TRY(secure(app, &c, form, &made[i], err));
	}
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = TSM_OK;
	for (size_t i = 0; status == TSM_OK && i < count; i++) {
		if (made[i].format != NULL)
			status = store_one(
			    app, &made[i], &results[i].form_added, err);
	}
	return app_end(app, status, err);
}

enum tsm_status forms_add(struct app *app, const struct proof *proof,
    struct award_result *results, size_t count, struct tsm_error *err)
{
	for (size_t start = 0; start < count; start += AWARD_BATCH) {
		size_t left = count - start;
		struct tsm_arena kept;
		app_scratch_begin(app, &kept);
		enum tsm_status status = add(app, proof, results + start,
		    left < AWARD_BATCH ? left : AWARD_BATCH, err);
		app_scratch_end(app, &kept);
		TSM_TRY(status);
	}
	return TSM_OK;
}
