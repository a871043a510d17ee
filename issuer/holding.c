#include "holding.h"

#include "link.h"
#include "testamur/base/digest.h"
#include "testamur/base/id.h"

/* A secret has 22 characters; what is longer is none. */
#define SECRET_MAX 64

static enum tsm_status by_id(
    struct visit *v, const char *text, struct holding *h, struct tsm_error *err)
{
	char id[TSM_SHORT_ID] = "";
	enum tsm_status typed = tsm_short_id_parse(tsm_str(text), id);
	enum tsm_status status = tsm_store_credential_get(
	    v->app.store, id, 0, &v->app.arena, &h->credential, err);
	if (status != TSM_OK && status != TSM_E_NOT_FOUND)
		return status;
	if (typed == TSM_E_VALUE)
		return visit_refuse(v, err, TSM_E_NOT_FOUND,
		    "This is not a valid id: its check character does not "
		    "fit, so a character is mistyped");
	if (typed != TSM_OK)
		return visit_refuse(v, err, TSM_E_NOT_FOUND,
		    "This is not a valid id: an id has 27 letters and digits");
	if (status != TSM_OK)
		return visit_refuse(
		    v, err, status, "No credential of this id was issued here");
	return TSM_OK;
}

static enum tsm_status by_secret(struct visit *v, const char *secret,
    struct holding *h, struct tsm_error *err)
{
	char hash[TSM_SHA256_HEX];
	enum tsm_status status = TSM_E_NOT_FOUND;
	h->secret = secret;
	if (tsm_str(secret).len <= SECRET_MAX) {
		TSM_TRY(link_secret_hash(secret, hash));
		status = tsm_store_credential_by_secret(
		    v->app.store, hash, &v->app.arena, &h->credential, err);
	}
	if (status == TSM_E_NOT_FOUND)
		return visit_refuse(v, err, status,
		    "This private link does not lead to a credential");
	return status;
}

static enum tsm_status read_state(
    struct visit *v, struct holding *h, struct tsm_error *err)
{
	static const enum holding_state states[] = {
		[TSM_STORE_IN_FORCE] = HOLDING_VALID,
		[TSM_STORE_SUSPENDED] = HOLDING_SUSPENDED,
		[TSM_STORE_REVOKED] = HOLDING_REVOKED,
		[TSM_STORE_SUPERSEDED] = HOLDING_SUPERSEDED,
	};
	const struct tsm_store_credential *c = &h->credential;
	struct tsm_store_standing standing;
	TSM_TRY(tsm_store_credential_standing(
	    v->app.store, c->id, c->version, &v->app.arena, &standing, err));
	h->state = states[standing.validity];
	h->reason = standing.reason;
	h->since = standing.since;
	h->shared = standing.sharing == TSM_STORE_PUBLIC;
	h->named = h->shared || h->secret != NULL;
	TSM_TRY(forms_read(v->app.store, &v->app.arena, c, &h->forms, err));
	if (h->forms.key_revoked_at != 0 && h->state == HOLDING_VALID) {
		h->state = HOLDING_KEY_REVOKED;
		h->reason = NULL;
		h->since = h->forms.key_revoked_at;
	}
	return TSM_OK;
}

/* What is withdrawn stays so; the rest ends at its time. */
static enum tsm_status read_summary(
    struct visit *v, struct holding *h, struct tsm_error *err)
{
	int64_t until = 0;
	TSM_TRY(tsm_json_parse(&v->app.arena, h->credential.summary,
	    tsm_str(h->credential.summary).len, NULL, &h->summary, err));
	if (tsm_json_int(tsm_json_get(h->summary, "valid_until_at"), &until) !=
	    TSM_OK)
		return TSM_OK;
	if (h->state == HOLDING_VALID && until <= v->app.now) {
		h->state = HOLDING_EXPIRED;
		h->reason = NULL;
		h->since = until;
	}
	return TSM_OK;
}

/*
 * Whoever has an id may ask often; who guesses may not. So a hit does not
 * count as a guess. Once the guesses are used up nothing comes this far,
 * known ids neither, or one could tell them by their answer.
 */
static enum tsm_status count_hit(struct visit *v, struct tsm_error *err)
{
	if (v->request->rate != SERVER_RATE_IDS)
		return TSM_OK;
	tsm_request_refund(v->request);
	if (tsm_request_charge(v->request, SERVER_RATE_HITS, 1, err) == TSM_OK)
		return TSM_OK;
	return visit_refuse(v, err, TSM_E_RATE,
	    "too many requests from your address; wait a little");
}

enum tsm_status holding_open(
    struct visit *visit, struct holding *ret_holding, struct tsm_error *err)
{
	struct holding h = { 0 };
	const char *secret = tsm_request_param(visit->request, "secret");
	const char *id = tsm_request_param(visit->request, "id");
	/* ended when the connection is given back, at the latest */
	TSM_TRY(tsm_store_begin(visit->app.store, TSM_STORE_READ, err));
	enum tsm_status status = secret != NULL
				     ? by_secret(visit, secret, &h, err)
				     : by_id(visit, id, &h, err);
	if (status == TSM_OK)
		status = read_state(visit, &h, err);
	tsm_store_rollback(visit->app.store);
	if (status == TSM_OK)
		status = read_summary(visit, &h, err);
	if (status == TSM_OK)
		status = count_hit(visit, err);
	tsm_response_header(
	    visit->response, "X-Robots-Tag", "noindex, nofollow");
	if (status == TSM_OK)
		*ret_holding = h;
	return status;
}

const struct holding_words *holding_words(enum holding_state state)
{
	static const struct holding_words words[] = {
		[HOLDING_VALID] = { TSM_SAID("VALID"), "valid",
		    TSM_SAID("The issuer stands by this credential.") },
		[HOLDING_SUSPENDED] = { TSM_SAID("SUSPENDED"), "suspended",
		    TSM_SAID("The issuer has withdrawn this credential for the "
			     "time being. It does not count while it is "
			     "suspended.") },
		[HOLDING_REVOKED] = { TSM_SAID("REVOKED"), "revoked",
		    TSM_SAID("The issuer has withdrawn this credential. It "
			     "does not count any more.") },
		[HOLDING_SUPERSEDED] = { TSM_SAID("SUPERSEDED"), "superseded",
		    TSM_SAID("A corrected version has taken the place of this "
			     "credential.") },
		[HOLDING_KEY_REVOKED] = { TSM_SAID("NOT VALID"), "not_valid",
		    TSM_SAID("The key that signed this credential has been "
			     "revoked, so its signature proves nothing any "
			     "more. Ask the issuer for a newly signed one.") },
		[HOLDING_EXPIRED] = { TSM_SAID("EXPIRED"), "expired",
		    TSM_SAID("This credential was valid until the date given. "
			     "The issuer may award it again.") },
	};
	return &words[state];
}

bool holding_in_force(const struct holding *holding)
{
	return holding->state == HOLDING_VALID ||
	       holding->state == HOLDING_SUSPENDED;
}
