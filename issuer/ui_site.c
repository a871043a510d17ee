/* The pages about issuers and what they award; their JSON beside them. */
#include "catalogue.h"
#include "profile.h"
#include "testamur/base/wording.h"
#include "ui.h"

static const char *const types[] = { "text/html", "application/json",
	"application/ld+json" };

#define TYPES (sizeof(types) / sizeof(types[0]))

/* How long a page or profile may be kept: names change rarely. */
#define KEEP_SECONDS 300

/* Pictures of other hosts are not shown: pages load nothing foreign. */
static const char *own_picture(const char *image)
{
	return tsm_str_starts(tsm_str(image), "data:image/") ? image : NULL;
}

/* --- home ------------------------------------------------------------------ */

static enum tsm_status home(struct visit *v, struct tsm_error *err)
{
	struct tsm_store_organisation *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_organisation_list(
	    v->app.store, &v->app.arena, &rows, &count, err));
	json_t *data = json_object();
	json_t *list = tsm_json_set_array(data, "organisations");
	for (size_t i = 0; i < count; i++) {
		if (!tsm_streq(rows[i].kind, TSM_STORE_ISSUER))
			continue;
		json_t *row = tsm_json_add_object(list);
		tsm_json_set(row, "name", rows[i].name);
		tsm_json_set(row, "description", rows[i].description);
		tsm_json_set(row, "image", own_picture(rows[i].image));
		tsm_json_set(
		    row, "url", visit_path(v, "/issuers/%s", rows[i].id));
	}
	return visit_page(
	    v, "home.html", tsm_say(v->lang, "Micro-credentials"), data, err);
}

API_HANDLER(ui_home)
{
	return visit(server, request, response, home, err);
}

/* --- an issuer ------------------------------------------------------------- */

static const char *key_type(const char *alg)
{
	static const struct {
		const char *alg;
		const char *words;
	} known[] = {
		{ "ES256", "ECDSA P-256 (ES256)" },
		{ "ES384", "ECDSA P-384 (ES384)" },
		{ "EdDSA", "Ed25519 (EdDSA)" },
		{ "RS256", "RSA (RS256)" },
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (tsm_streq(alg, known[i].alg))
			return known[i].words;
	}
	return alg;
}

static const char *key_state(
    struct visit *v, const struct tsm_store_key *k, char out[2 * TSM_WORDING])
{
	char date[TSM_WORDING];
	bool revoked = k->revoked_at != 0;
	if (!revoked && k->retired_at == 0)
		return tsm_say(v->lang, "in use");
	(void)snprintf(out, (size_t)2 * TSM_WORDING,
	    revoked ? tsm_say(v->lang, "revoked %s")
		    : tsm_say(v->lang, "retired %s"),
	    tsm_wording_instant(
		v->lang, revoked ? k->revoked_at : k->retired_at, false, date));
	return out;
}

static enum tsm_status set_keys(
    struct visit *v, const char *org, json_t *data, struct tsm_error *err)
{
	struct tsm_store_key *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_key_list(
	    v->app.store, org, &v->app.arena, &rows, &count, err));
	json_t *list = tsm_json_set_array(data, "keys");
	for (size_t i = 0; i < count; i++) {
		char from[TSM_WORDING], state[2 * TSM_WORDING];
		json_t *row = tsm_json_add_object(list);
		const struct tsm_store_key *k = &rows[i];
		tsm_json_set(row, "id", k->kid);
		tsm_json_set(row, "url",
		    visit_path(v, "/issuers/%s/keys/%s", org, k->kid));
		tsm_json_set(row, "type", key_type(k->alg));
		tsm_json_set(row, "from",
		    tsm_wording_instant(v->lang, k->active_from, false, from));
		tsm_json_set(row, "state", key_state(v, k, state));
	}
	return TSM_OK;
}

static enum tsm_status set_approvals(
    struct visit *v, const char *org, json_t *data, struct tsm_error *err)
{
	struct tsm_store_approval *rows = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_approval_list(
	    v->app.store, org, NULL, &v->app.arena, &rows, &count, err));
	json_t *list = tsm_json_set_array(data, "approvals");
	for (size_t i = 0; i < count; i++) {
		char text[TSM_WORDING_PERIOD];
		json_t *row = tsm_json_add_object(list);
		tsm_json_set(row, "number", rows[i].number);
		tsm_json_set(row, "by", rows[i].authority);
		tsm_json_set(row, "period",
		    tsm_wording_validity(
			v->lang, rows[i].valid_from, rows[i].valid_to, text));
	}
	return TSM_OK;
}

static enum tsm_status set_achievements(
    struct visit *v, const char *org, json_t *data, struct tsm_error *err)
{
	struct catalogue_entry *rows = NULL;
	size_t count = 0;
	TSM_TRY(catalogue_list(&v->app, org, &rows, &count, err));
	json_t *list = tsm_json_set_array(data, "achievements");
	for (size_t i = 0; i < count; i++) {
		char type[TSM_WORDING];
		json_t *row = tsm_json_add_object(list);
		const struct tsm_json *d = rows[i].definition;
		tsm_json_set(row, "name", tsm_json_get_string(d, "name"));
		tsm_json_set(row, "type",
		    tsm_wording_achievement_type(v->lang,
			tsm_json_get_string(d, "achievementType"), type));
		tsm_json_set(row, "url",
		    visit_path(
			v, "/issuers/%s/achievements/%s", org, rows[i].row.id));
		tsm_json_set(row, "image",
		    visit_path(v, "/issuers/%s/achievements/%s/image.png", org,
			rows[i].row.id));
	}
	return TSM_OK;
}

static enum tsm_status issuer_page(struct visit *v,
    const struct tsm_store_organisation *o, struct tsm_error *err)
{
	const char *did = NULL;
	TSM_TRY(
	    profile_did(&v->app.arena, v->app.public_url, o->id, &did, err));
	json_t *data = json_object();
	json_t *org = tsm_json_set_object(data, "organisation");
	tsm_json_set(org, "name", o->name);
	tsm_json_set(org, "description", o->description);
	tsm_json_set(org, "image", own_picture(o->image));
	tsm_json_set(org, "website", o->url);
	tsm_json_set(org, "email", o->email);
	tsm_json_set(org, "did", did);
	tsm_json_set(org, "profile_url",
	    visit_path(v, "/issuers/%s?format=json", o->id));
	tsm_json_set(
	    org, "did_url", visit_path(v, "/issuers/%s/did.json", o->id));
	tsm_json_set(
	    org, "jwks_url", visit_path(v, "/issuers/%s/jwks.json", o->id));
	enum tsm_status status = set_approvals(v, o->id, data, err);
	if (status == TSM_OK)
		status = set_achievements(v, o->id, data, err);
	if (status == TSM_OK)
		status = set_keys(v, o->id, data, err);
	if (status != TSM_OK) {
		json_decref(data);
		return status;
	}
	return visit_page(v, "issuer.html", o->name, data, err);
}

static enum tsm_status issuer(struct visit *v, struct tsm_error *err)
{
	struct tsm_store_organisation o;
	struct tsm_ob_profile profile;
	json_t *document = NULL;
	const char *type = visit_negotiate(v, types, TYPES);
	enum tsm_status status = tsm_store_organisation_get(v->app.store,
	    tsm_request_param(v->request, "org"), &v->app.arena, &o, err);
	if (status == TSM_E_NOT_FOUND)
		return visit_refuse(v, err, status, "No such issuer here");
	TSM_TRY(status);
	if (tsm_streq(type, types[0]))
		return issuer_page(v, &o, err);
	TSM_TRY(profile_issuer(v->app.store, &v->app.arena, v->app.public_url,
	    o.id, &profile, err));
	TSM_TRY(tsm_ob_profile_build(&profile, &document, err));
	return visit_document(v, type, document, KEEP_SECONDS, err);
}

API_HANDLER(ui_issuer)
{
	return visit(server, request, response, issuer, err);
}

/* --- an achievement -------------------------------------------------------- */

static void set_alignments(const struct tsm_ob_achievement *a, json_t *data)
{
	json_t *list = tsm_json_set_array(data, "alignments");
	json_t *tags = tsm_json_set_array(data, "tags");
	for (size_t i = 0; i < a->n_alignments; i++) {
		json_t *row = tsm_json_add_object(list);
		tsm_json_set(row, "name", a->alignments[i].name);
		tsm_json_set(row, "url", a->alignments[i].url);
	}
	for (size_t i = 0; i < a->n_tags; i++)
		tsm_json_add(tags, a->tags[i]);
}

static enum tsm_status achievement_page(struct visit *v,
    const struct tsm_store_organisation *o, const struct catalogue_entry *entry,
    const struct tsm_ob_achievement *a, struct tsm_error *err)
{
	const char *path =
	    visit_path(v, "/issuers/%s/achievements/%s", o->id, entry->row.id);
	char type[TSM_WORDING];
	json_t *data = json_object();
	json_t *shown = tsm_json_set_object(data, "achievement");
	tsm_json_set(shown, "name", a->name);
	tsm_json_set(shown, "description", a->description);
	tsm_json_set(shown, "type",
	    tsm_wording_achievement_type(v->lang, a->achievement_type, type));
	tsm_json_set(shown, "code", a->human_code);
	tsm_json_set(shown, "criteria", a->criteria_narrative);
	tsm_json_set(shown, "image",
	    tsm_arena_printf(&v->app.arena, "%s/image.png", path));
	json_t *by = tsm_json_set_object(data, "issuer");
	tsm_json_set(by, "name", o->name);
	tsm_json_set(by, "url", visit_path(v, "/issuers/%s", o->id));
	set_alignments(a, data);
	tsm_json_set(data, "json_url",
	    tsm_arena_printf(&v->app.arena, "%s?format=json", path));
	json_t *og = tsm_json_set_object(data, "og");
	tsm_json_set(og, "title", a->name);
	tsm_json_set(og, "description", a->description);
	tsm_json_set(og, "url", a->id);
	tsm_json_set(og, "image",
	    tsm_arena_printf(&v->app.arena, "%s/preview.png", a->id));
	return visit_page(v, "achievement.html", a->name, data, err);
}

static enum tsm_status achievement(struct visit *v, struct tsm_error *err)
{
	struct tsm_store_organisation o;
	struct catalogue_entry entry;
	struct tsm_ob_achievement a;
	json_t *document = NULL;
	const char *type = visit_negotiate(v, types, TYPES);
	enum tsm_status status = tsm_store_organisation_get(v->app.store,
	    tsm_request_param(v->request, "org"), &v->app.arena, &o, err);
	if (status == TSM_OK)
		status = catalogue_find(&v->app, o.id,
		    tsm_request_param(v->request, "ach"), &entry, err);
	if (status == TSM_E_NOT_FOUND)
		return visit_refuse(
		    v, err, status, "This issuer has no such achievement");
	TSM_TRY(status);
	TSM_TRY(profile_achievement(
	    &v->app.arena, v->app.public_url, o.id, &entry.row, &a, err));
	if (tsm_streq(type, types[0]))
		return achievement_page(v, &o, &entry, &a, err);
	TSM_TRY(tsm_ob_achievement_build(&a, &document, err));
	return visit_document(v, type, document, KEEP_SECONDS, err);
}

API_HANDLER(ui_achievement)
{
	return visit(server, request, response, achievement, err);
}
