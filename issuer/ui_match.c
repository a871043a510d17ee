/*
 * Is it this person's? Somebody who was given a name, a licence number or
 * an e-mail address asks whether it is the holder's, of a credential whose
 * holder does not show a name. The same work is done whatever was typed;
 * it is neither shown again, nor logged, nor kept.
 */
#include <string.h>

#include "credential.h"
#include "testamur/base/digest.h"
#include "testamur/roster/people.h"
#include "ui.h"

/* A name, an address or a number is not longer. */
#define CLAIM_MAX 400

static enum tsm_status name_digest(struct tsm_arena *arena, const char *name,
    unsigned char out[TSM_SHA256_SIZE], bool *ret_is)
{
	const char *form = tsm_name_normalise(arena, tsm_str(name));
	if (form == NULL)
		return TSM_E_MEMORY;
	*ret_is = form[0] != '\0'; /* of nothing: nobody */
	return tsm_digest(TSM_SHA256, form, strlen(form), out);
}

/* Whether value hashes to what is stored; nothing stored: never. */
static enum tsm_status same_hash(struct app *app, const char *id,
    const char *value, const char *stored, bool *ret_same,
    struct tsm_error *err)
{
	static const char none[TSM_SHA256_HEX] = "";
	const char *hash = NULL;
	bool there = stored != NULL && strlen(stored) == TSM_SHA256_HEX - 1;
	TSM_TRY(credential_claim_hash(
	    app, id, value != NULL ? value : "", &hash, err));
	bool same =
	    tsm_equal_secret(hash, there ? stored : none, TSM_SHA256_HEX - 1);
	*ret_same = same && there && value != NULL;
	return TSM_OK;
}

static enum tsm_status compare(struct app *app,
    const struct tsm_store_credential *c, const char *claim, bool *ret_match,
    struct tsm_error *err)
{
	unsigned char given[TSM_SHA256_SIZE];
	unsigned char held[TSM_SHA256_SIZE];
	const char *email = NULL;
	bool by_email = false;
	bool by_licence = false;
	bool given_is = false;
	bool held_is = false;
	TSM_TRY(name_digest(&app->arena, claim, given, &given_is));
	TSM_TRY(name_digest(&app->arena, c->name_shown, held, &held_is));
	if (tsm_email_normalise(&app->arena, tsm_str(claim), &email) ==
	    TSM_E_MEMORY)
		return tsm_fail_memory(err);
	TSM_TRY(
	    same_hash(app, c->id, email, c->holder_email_hash, &by_email, err));
	TSM_TRY(same_hash(app, c->id, credential_licence_form(app, claim),
	    c->holder_licence_hash, &by_licence, err));
	bool by_name = tsm_equal_secret(given, held, sizeof(given));
	*ret_match = (by_name && given_is && held_is) || by_email || by_licence;
	return TSM_OK;
}

/* A client's try, then the credential's: who is limited spoils no other. */
static bool allowed(struct visit *v, const char *id, unsigned *ret_after)
{
	int64_t now = server_clock_ms();
	return tsm_limiter_take(v->server->guesses, SERVER_GUESS_CLIENT,
		   v->request->client, now, ret_after) &&
	       tsm_limiter_take(v->server->guesses, SERVER_GUESS_CREDENTIAL, id,
		   now, ret_after);
}

static enum tsm_status answer(struct visit *v, const struct holding *h,
    const char *match, struct tsm_error *err)
{
	static const char *const types[] = { "text/html", "application/json" };
	if (tsm_streq(visit_negotiate(v, types, 2), types[0]))
		return ui_credential_page(v, h, match, err);
	json_t *root = json_object();
	tsm_json_set(root, "id", h->credential.id);
	tsm_json_set(root, "answer", match);
	tsm_response_cache(v->response, v->request, 0, false);
	return tsm_response_json(v->response, v->response->status, NULL, root);
}

static enum tsm_status match(struct visit *v, struct tsm_error *err)
{
	struct holding h;
	struct tsm_form form;
	unsigned after = 0;
	bool same = false;
	TSM_TRY(visit_form(v, &form, err));
	const char *claim = tsm_form_text(&form, "claim");
	if (claim == NULL || claim[0] == '\0' || tsm_str(claim).len > CLAIM_MAX)
		return visit_refuse(v, err, TSM_E_SYNTAX,
		    "Type a name or a licence number to compare");
	TSM_TRY(holding_open(v, &h, err));
	if (!allowed(v, h.credential.id, &after)) {
		const char *seconds =
		    tsm_arena_printf(v->request->arena, "%u", after);
		if (seconds != NULL)
			tsm_response_header(
			    v->response, "Retry-After", seconds);
		v->response->status = 429;
		return answer(v, &h, "limited", err);
	}
	TSM_TRY(compare(&v->app, &h.credential, claim, &same, err));
	return answer(v, &h, same ? "match" : "no_match", err);
}

API_HANDLER(ui_match)
{
	return visit(server, request, response, match, err);
}
