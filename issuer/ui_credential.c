/* The page of a credential, in two states: with the holder's name or not. */
#include "personal.h"
#include "testamur/badge/link.h"
#include "testamur/base/wording.h"
#include "ui.h"

/* A copy of a part of the summary, to be completed. */
static json_t *part(json_t *data, const struct holding *h, const char *name)
{
	const struct tsm_json *value = tsm_json_get(h->summary, name);
	if (value == NULL)
		return NULL;
	tsm_json_set_new(data, name, tsm_json_copy(value));
	return json_object_get(data, name);
}

static void set_verdict(struct visit *v, const struct holding *h, json_t *data)
{
	char text[TSM_WORDING];
	const struct holding_words *words = holding_words(h->state);
	json_t *verdict = tsm_json_set_object(data, "verdict");
	tsm_json_set(verdict, "word", tsm_say(v->lang, words->word));
	tsm_json_set(verdict, "class", words->style);
	tsm_json_set(verdict, "sentence", tsm_say(v->lang, words->sentence));
	if (h->state != HOLDING_VALID) {
		tsm_json_set(verdict, "since",
		    tsm_wording_instant(v->lang, h->since, false, text));
		tsm_json_set(
		    verdict, "reason", tsm_wording_reason(v->lang, h->reason));
	}
	tsm_json_set(data, "checked_at_iso", tsm_time_format(v->app.now, text));
	tsm_json_set(data, "checked_at",
	    tsm_wording_instant(v->lang, v->app.now, true, text));
}

/* The date of ISO in the reader's language; what an older summary has, else. */
static void set_day(struct visit *v, json_t *data, const struct tsm_json *from,
    const char *name, const char *iso)
{
	char text[TSM_WORDING];
	const char *day =
	    tsm_wording_day(v->lang, tsm_json_get_string(from, iso), text);
	tsm_json_set(
	    data, name, day != NULL ? day : tsm_json_get_string(from, name));
}

static void set_activity(struct visit *v, const struct holding *h, json_t *data)
{
	char text[TSM_WORDING_PERIOD];
	const struct tsm_json *dates = tsm_json_get(h->summary, "activity");
	json_t *activity = part(data, h, "activity");
	if (activity == NULL)
		return;
	tsm_json_set(activity, "dates",
	    tsm_wording_days(v->lang, tsm_json_get_string(dates, "start_iso"),
		tsm_json_get_string(dates, "end_iso"), text));
	tsm_json_set(activity, "mode",
	    tsm_say(v->lang, tsm_json_get_string(dates, "mode")));
}

/* What was earned, from whom and when: the same in both states. */
static void set_worth(struct visit *v, const struct holding *h, json_t *data)
{
	char text[TSM_WORDING_PERIOD];
	const struct tsm_json *kind = tsm_json_get(h->summary, "achievement");
	const struct tsm_json *terms = tsm_json_get(h->summary, "approval");
	const struct tsm_store_credential *c = &h->credential;
	json_t *achievement = part(data, h, "achievement");
	json_t *issuer = part(data, h, "issuer");
	json_t *approval = part(data, h, "approval");
	(void)part(data, h, "units");
	set_activity(v, h, data);
	tsm_json_set(achievement, "type",
	    tsm_say(v->lang, tsm_json_get_string(kind, "type")));
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
		    tsm_wording_validity(v->lang,
			tsm_json_get_string(terms, "from"),
			tsm_json_get_string(terms, "until"), text));
	set_day(v, data, h->summary, "awarded", "awarded_iso");
	tsm_json_set(data, "awarded_iso",
	    tsm_json_get_string(h->summary, "awarded_iso"));
	set_day(v, data, h->summary, "valid_until", "valid_until_iso");
}

/* --- what only a named page has ------------------------------------------- */

static json_t *add_download(struct visit *v, const struct holding *h,
    json_t *list, const char *name, const char *file, const char *note)
{
	json_t *row = tsm_json_add_object(list);
	tsm_json_set(row, "name", tsm_say(v->lang, name));
	tsm_json_set(row, "note", tsm_say(v->lang, note));
	tsm_json_set(row, "url",
	    h->secret != NULL
		? visit_path(v, "/s/%s/%s", h->secret, file)
		: visit_path(v, "/V/%s/%s", h->credential.id, file));
	return row;
}

/* Who scans it comes to the public page: to make it is to share. */
static void add_certificate(struct visit *v, const struct holding *h,
    json_t *list, const char *name, const char *paper, const char *note)
{
	json_t *row = add_download(v, h, list, name,
	    tsm_arena_printf(&v->app.arena, "certificate.pdf?paper=%s", paper),
	    note);
	if (h->secret != NULL && !h->shared)
		tsm_json_set(row, "paper", paper);
}

static void set_downloads(
    struct visit *v, const struct holding *h, json_t *data)
{
	json_t *list = tsm_json_set_array(data, "downloads");
	if (holding_in_force(h) && !personal_is(&h->credential)) {
		add_certificate(v, h, list, TSM_SAID("Certificate (PDF, A4)"),
		    "a4", TSM_SAID("To print and frame"));
		add_certificate(v, h, list,
		    TSM_SAID("Certificate (PDF, Letter)"), "letter",
		    TSM_SAID("The same for North American paper"));
		(void)add_download(v, h, list, TSM_SAID("Badge (PNG)"),
		    "badge.png",
		    TSM_SAID("A picture that carries the signed credential"));
		(void)add_download(v, h, list, TSM_SAID("Badge (SVG)"),
		    "badge.svg", TSM_SAID("The same, sharp at every size"));
	}
	if (h->forms.json.ptr != NULL)
		(void)add_download(v, h, list, TSM_SAID("Credential (JSON)"),
		    "credential.json",
		    TSM_SAID(
			"The signed credential, for verifiers and wallets"));
	if (h->forms.jwt.ptr != NULL)
		(void)add_download(v, h, list, TSM_SAID("Credential (JWT)"),
		    "credential.jwt",
		    h->forms.json.ptr != NULL
			? TSM_SAID("The same as a JSON Web Token")
			: TSM_SAID(
			      "The signed credential, for verifiers and wallets"));
	if (h->forms.base.ptr != NULL && h->secret != NULL)
		(void)add_download(v, h, list,
		    TSM_SAID("Your copy to derive from (JSON)"),
		    "credential-base.json",
		    TSM_SAID("Yours alone: to make copies that show less"));
	if (h->forms.json.ptr == NULL)
		(void)add_download(v, h, list, TSM_SAID("Contents (JSON)"),
		    "credential.json",
		    TSM_SAID("What the credential says, to read: not signed"));
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
		set_day(v, row, one, "awarded", "awarded_iso");
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
	tsm_json_set(data, "match_action",
	    visit_path(
		visit, "/V/%s?lang=%s", c->id, tsm_lang_tag(visit->lang)));
	tsm_json_set(data, "match", match);
	tsm_json_set_bool(data, "noindex", true);
	if (holding->secret == NULL)
		set_preview(visit, holding, data);
	else
		tsm_json_set(data, "private",
		    visit_path(visit, "/s/%s?lang=%s", holding->secret,
			tsm_lang_tag(visit->lang)));
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
