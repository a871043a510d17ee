/* The page of a credential, in two states: with the holder's name or not. */
#include "personal.h"
#include "testamur/badge/link.h"
#include "testamur/base/time.h"
#include "ui.h"
#include "wording.h"

/* A copy of a part of the summary, to be completed. */
static json_t *part(json_t *data, const struct holding *h, const char *name)
{
	const struct tsm_json *value = tsm_json_get(h->summary, name);
	if (value == NULL)
		return NULL;
	tsm_json_set_new(data, name, tsm_json_copy(value));
	return json_object_get(data, name);
}

static const char *utc_date(struct visit *v, int64_t instant)
{
	struct tsm_civil civil;
	return tsm_unix_to_civil(instant, &civil) == TSM_OK
		   ? wording_date(&v->app.arena, &civil)
		   : NULL;
}

static void set_verdict(struct visit *v, const struct holding *h, json_t *data)
{
	char iso[TSM_TIME_TEXT];
	struct tsm_civil now;
	const struct holding_words *words = holding_words(h->state);
	json_t *verdict = tsm_json_set_object(data, "verdict");
	tsm_json_set(verdict, "word", words->word);
	tsm_json_set(verdict, "class", words->style);
	tsm_json_set(verdict, "sentence", words->sentence);
	if (h->state != HOLDING_VALID) {
		tsm_json_set(verdict, "since", utc_date(v, h->since));
		tsm_json_set(verdict, "reason", holding_reason(h->reason));
	}
	tsm_json_set(data, "checked_at_iso", tsm_time_format(v->app.now, iso));
	if (tsm_unix_to_civil(v->app.now, &now) == TSM_OK)
		tsm_json_set(data, "checked_at",
		    tsm_arena_printf(&v->app.arena, "%s, %02d:%02d UTC",
			wording_date(&v->app.arena, &now), now.hour,
			now.minute));
}

static const char *period(struct visit *v, const struct tsm_json *approval)
{
	struct tsm_civil from;
	struct tsm_civil until;
	const char *a = tsm_json_get_string(approval, "from");
	const char *b = tsm_json_get_string(approval, "until");
	if (a == NULL || tsm_date_parse(tsm_str(a), &from) != TSM_OK)
		return NULL;
	if (b == NULL || tsm_date_parse(tsm_str(b), &until) != TSM_OK)
		return tsm_arena_printf(&v->app.arena, "from %s",
		    wording_date(&v->app.arena, &from));
	return wording_period(&v->app.arena, &from, &until);
}

/* What was earned, from whom and when: the same in both states. */
static void set_worth(struct visit *v, const struct holding *h, json_t *data)
{
	const struct tsm_store_credential *c = &h->credential;
	json_t *achievement = part(data, h, "achievement");
	json_t *issuer = part(data, h, "issuer");
	json_t *approval = part(data, h, "approval");
	(void)part(data, h, "units");
	(void)part(data, h, "activity");
	if (!personal_is(c)) {
		tsm_json_set(achievement, "url",
		    visit_path(v, "/issuers/%s/achievements/%s",
			c->organisation, c->achievement));
		tsm_json_set(achievement, "image",
		    visit_path(v, "/issuers/%s/achievements/%s/image.png",
			c->organisation, c->achievement));
	}
	tsm_json_set(
	    issuer, "url", visit_path(v, "/issuers/%s", c->organisation));
	if (approval != NULL)
		tsm_json_set(approval, "period",
		    period(v, tsm_json_get(h->summary, "approval")));
	tsm_json_set(
	    data, "awarded", tsm_json_get_string(h->summary, "awarded"));
	tsm_json_set(data, "awarded_iso",
	    tsm_json_get_string(h->summary, "awarded_iso"));
	tsm_json_set(data, "valid_until",
	    tsm_json_get_string(h->summary, "valid_until"));
}

/* --- what only a named page has ------------------------------------------- */

static void add_download(struct visit *v, const struct holding *h, json_t *list,
    const char *name, const char *file, const char *note)
{
	json_t *row = tsm_json_add_object(list);
	tsm_json_set(row, "name", name);
	tsm_json_set(row, "note", note);
	tsm_json_set(row, "url",
	    h->secret != NULL
		? visit_path(v, "/s/%s/%s", h->secret, file)
		: visit_path(v, "/V/%s/%s", h->credential.id, file));
}

static void set_downloads(
    struct visit *v, const struct holding *h, json_t *data)
{
	json_t *list = tsm_json_set_array(data, "downloads");
	if (holding_in_force(h) && !personal_is(&h->credential)) {
		add_download(v, h, list, "Certificate (PDF, A4)",
		    "certificate.pdf", "To print and frame");
		add_download(v, h, list, "Certificate (PDF, Letter)",
		    "certificate.pdf?paper=letter",
		    "The same for North American paper");
		add_download(v, h, list, "Badge (PNG)", "badge.png",
		    "A picture that carries the signed credential");
		add_download(v, h, list, "Badge (SVG)", "badge.svg",
		    "The same, sharp at every size");
	}
	if (h->forms.json.ptr != NULL)
		add_download(v, h, list, "Credential (JSON)", "credential.json",
		    "The signed credential, for verifiers and wallets");
	if (h->forms.jwt.ptr != NULL)
		add_download(v, h, list, "Credential (JWT)", "credential.jwt",
		    h->forms.json.ptr != NULL
			? "The same as a JSON Web Token"
			: "The signed credential, for verifiers and wallets");
	if (h->forms.base.ptr != NULL && h->secret != NULL)
		add_download(v, h, list, "Your copy to derive from (JSON)",
		    "credential-base.json",
		    "Yours alone: to make copies that show less");
	if (h->forms.json.ptr == NULL)
		add_download(v, h, list, "Contents (JSON)", "credential.json",
		    "What the credential says, to read: not signed");
}

/* Of a learner record, to whoever may see whose it is: each of what is in it
 * leads to more about the same person. */
static void set_contents(struct visit *v, const struct holding *h, json_t *data)
{
	const struct tsm_json *list = tsm_json_get(h->summary, "contents");
	if (list == NULL)
		return;
	json_t *rows = tsm_json_set_array(data, "contents");
	for (size_t i = 0; i < list->count; i++) {
		const struct tsm_json *one = tsm_json_at(list, i);
		json_t *row = tsm_json_add_object(rows);
		tsm_json_set(row, "name", tsm_json_get_string(one, "name"));
		tsm_json_set(row, "issuer", tsm_json_get_string(one, "issuer"));
		tsm_json_set(
		    row, "awarded", tsm_json_get_string(one, "awarded"));
		tsm_json_set(row, "url",
		    visit_path(v, "/V/%s", tsm_json_get_string(one, "id")));
	}
	tsm_json_set_bool(data, "partial",
	    tsm_json_is_true(tsm_json_get(h->summary, "partial")));
}

static void set_preview(struct visit *v, const struct holding *h, json_t *data)
{
	struct tsm_arena *arena = &v->app.arena;
	const struct tsm_store_credential *c = &h->credential;
	const char *achievement = tsm_json_get_string(
	    tsm_json_get(h->summary, "achievement"), "name");
	const char *issuer =
	    tsm_json_get_string(tsm_json_get(h->summary, "issuer"), "name");
	const char *awarded = tsm_json_get_string(h->summary, "awarded");
	json_t *og = tsm_json_set_object(data, "og");
	tsm_json_set(og, "title", achievement);
	tsm_json_set(og, "description",
	    h->shared ? tsm_arena_printf(arena, "Awarded to %s by %s on %s.",
			    c->name_shown, issuer, awarded)
		      : tsm_arena_printf(
			    arena, "Awarded by %s on %s.", issuer, awarded));
	tsm_json_set(og, "url",
	    tsm_arena_printf(arena, "%s/V/%s", v->app.public_url, c->id));
	if (!personal_is(c))
		tsm_json_set(og, "image",
		    tsm_arena_printf(arena,
			"%s/issuers/%s/achievements/%s/preview.png",
			v->app.public_url, c->organisation, c->achievement));
}

enum tsm_status ui_credential_page(struct visit *visit,
    const struct holding *holding, const char *match, struct tsm_error *err)
{
	char grouped[TSM_LINK_GROUPED];
	const struct tsm_store_credential *c = &holding->credential;
	json_t *data = json_object();
	set_verdict(visit, holding, data);
	set_worth(visit, holding, data);
	tsm_json_set(data, "id", c->id);
	tsm_json_set(data, "id_spaced", tsm_link_group_id(c->id, grouped));
	tsm_json_set(data, "url",
	    tsm_arena_printf(
		&visit->app.arena, "%s/V/%s", visit->app.public_url, c->id));
	tsm_json_set(data, "qr", visit_path(visit, "/V/%s/qr.png", c->id));
	tsm_json_set(data, "match_action", visit_path(visit, "/V/%s", c->id));
	tsm_json_set(data, "match", match);
	tsm_json_set_bool(data, "noindex", true);
	if (holding->secret == NULL)
		set_preview(visit, holding, data);
	else
		tsm_json_set_bool(data, "private", true);
	tsm_json_set_bool(data, "shared", holding->shared);
	if (holding->named) {
		tsm_json_set(data, "name", c->name_shown);
		set_downloads(visit, holding, data);
		set_contents(visit, holding, data);
		if (holding->state == HOLDING_VALID && !personal_is(c))
			tsm_json_set(
			    data, "linkedin", ui_linkedin(visit, holding));
	}
	tsm_response_cache(visit->response, visit->request, 0, false);
	return visit_page(visit, "credential.html",
	    tsm_json_get_string(
		tsm_json_get(holding->summary, "achievement"), "name"),
	    data, err);
}

static enum tsm_status credential(struct visit *v, struct tsm_error *err)
{
	struct holding h;
	const char *type =
	    visit_negotiate(v, api_hosted_types, API_HOSTED_TYPES);
	TSM_TRY(holding_open(v, &h, err));
	if (tsm_streq(type, api_hosted_types[0]))
		return ui_credential_page(v, &h, NULL, err);
	return api_hosted(v, &h, type, err);
}

API_HANDLER(ui_credential)
{
	return visit(server, request, response, credential, err);
}
