#include "programme.h"

#include "profile.h"
#include "release.h"
#include "shape.h"
#include "supplied.h"
#include "testamur/base/digest.h"
#include "testamur/base/file.h"
#include "testamur/base/id.h"
#include "testamur/base/limits.h"
#include "testamur/base/time.h"
#include "testamur/store/organisation.h"

static enum tsm_status parse(struct app *app, const char *text, size_t len,
    const char *what, const struct tsm_json **ret_root, struct tsm_error *err)
{
	const struct tsm_json_options options = { .max_bytes = TSM_POLICY_MAX };
	enum tsm_status status =
	    tsm_json_parse(&app->arena, text, len, &options, ret_root, err);
	if (status != TSM_OK)
		tsm_error_prefix(err, what);
	return status;
}

static enum tsm_status parse_policy(
    struct app *app, struct programme *programme, struct tsm_error *err)
{
	const struct tsm_store_policy *row = &programme->policy_row;
	TSM_TRY(parse(app, row->text, tsm_str(row->text).len, "policy.json",
	    &programme->policy_json, err));
	enum tsm_status status = tsm_policy_parse(
	    &app->arena, programme->policy_json, &programme->policy, err);
	if (status != TSM_OK)
		tsm_error_prefix(err, "policy.json");
	return status;
}

enum tsm_status programme_open(struct app *app, const char *id,
    int64_t revision, struct programme *ret_programme, struct tsm_error *err)
{
	struct programme p = { 0 };
	enum tsm_status status =
	    tsm_store_programme_get(app->store, id, &app->arena, &p.row, err);
	if (status == TSM_E_NOT_FOUND)
		return tsm_fail(err, status, id,
		    "no such programme; 'programme list' shows them");
	if (status != TSM_OK)
		return status;
	TSM_TRY(tsm_store_policy_get(
	    app->store, id, revision, &app->arena, &p.policy_row, err));
	TSM_TRY(parse(app, p.row.definition, tsm_str(p.row.definition).len,
	    "programme.json", &p.definition, err));
	TSM_TRY(parse_policy(app, &p, err));
	*ret_programme = p;
	return TSM_OK;
}

const struct tsm_json *programme_find(
    const struct programme *programme, const char *list, const char *id)
{
	const struct tsm_json *rows = tsm_json_get(programme->definition, list);
	for (size_t i = 0; rows != NULL && i < rows->count; i++) {
		const struct tsm_json *row = tsm_json_at(rows, i);
		if (id != NULL && tsm_streq(tsm_json_get_string(row, "id"), id))
			return row;
	}
	return NULL;
}

/* --- loading ------------------------------------------------------------ */

static enum tsm_status read_file(struct app *app, const char *folder,
    const char *name, const char **ret_text, struct tsm_error *err)
{
	struct tsm_buf file;
	const char *path = tsm_arena_printf(&app->arena, "%s/%s", folder, name);
	if (path == NULL)
		return tsm_fail_memory(err);
	tsm_buf_init(&file, 0);
	enum tsm_status status =
	    tsm_file_read(path, TSM_POLICY_MAX, &file, err);
	if (status == TSM_OK) {
		*ret_text = tsm_arena_str(&app->arena, tsm_buf_str(&file));
		if (*ret_text == NULL)
			status = tsm_fail_memory(err);
	}
	tsm_buf_release(&file);
	return status;
}

static const struct shape titled_shape[] = {
	{ "id", SHAPE_ID, true, NULL },
	{ "title", SHAPE_TEXT, true, NULL },
	{ NULL, SHAPE_TEXT, false, NULL },
};

static const struct shape topic_shape[] = {
	{ "id", SHAPE_ID, true, NULL },
	{ "title", SHAPE_TEXT, true, NULL },
	{ "track", SHAPE_ID, false, NULL },
	{ "tags", SHAPE_IDS, false, NULL },
	{ NULL, SHAPE_TEXT, false, NULL },
};

static const struct shape creator_shape[] = {
	{ "id", SHAPE_URI, true, NULL },
	{ "name", SHAPE_TEXT, true, NULL },
	{ "url", SHAPE_URL, false, NULL },
	{ NULL, SHAPE_TEXT, false, NULL },
};

static const struct shape alignment_shape[] = {
	{ "name", SHAPE_TEXT, true, NULL },
	{ "url", SHAPE_URL, true, NULL },
	{ "description", SHAPE_TEXT, false, NULL },
	{ "framework", SHAPE_TEXT, false, NULL },
	{ "code", SHAPE_TEXT, false, NULL },
	{ NULL, SHAPE_TEXT, false, NULL },
};

static const struct shape achievement_shape[] = {
	{ "id", SHAPE_ID, true, NULL },
	{ "name", SHAPE_TEXT, true, NULL },
	{ "description", SHAPE_TEXT, true, NULL },
	{ "criteria", SHAPE_TEXT, true, NULL },
	{ "achievementType", SHAPE_TEXT, false, NULL },
	{ "colour", SHAPE_COLOUR, false, NULL },
	{ "image", SHAPE_TEXT, false, NULL },
	{ "humanCode", SHAPE_TEXT, false, NULL },
	{ "validMonths", SHAPE_COUNT, false, NULL },
	{ "language", SHAPE_TEXT, false, NULL },
	{ "tags", SHAPE_TEXTS, false, NULL },
	{ "alignments", SHAPE_LIST, false, alignment_shape },
	{ "creator", SHAPE_OBJECT, false, creator_shape },
	{ NULL, SHAPE_TEXT, false, NULL },
};

static const struct shape programme_shape[] = {
	{ "id", SHAPE_ID, true, NULL },
	{ "title", SHAPE_TEXT, true, NULL },
	{ "description", SHAPE_TEXT, true, NULL },
	{ "provider", SHAPE_ID, true, NULL },
	{ "creator", SHAPE_OBJECT, false, creator_shape },
	{ "note", SHAPE_TEXT, false, NULL },
	{ "language", SHAPE_TEXT, false, NULL },
	{ "release", SHAPE_TEXT, false, NULL },
	{ "undo_minutes", SHAPE_COUNT, false, NULL },
	{ "refresh", SHAPE_TEXT, false, NULL },
	{ "tracks", SHAPE_LIST, false, titled_shape },
	{ "topics", SHAPE_LIST, false, topic_shape },
	{ "items", SHAPE_LIST, false, titled_shape },
	{ "activities", SHAPE_LIST, false, titled_shape },
	{ "attestations", SHAPE_LIST, false, titled_shape },
	{ "achievements", SHAPE_LIST, false, achievement_shape },
	{ NULL, SHAPE_TEXT, false, NULL },
};

/* No id twice in a list, and no topic in a track that is not there. */
static enum tsm_status check_list(
    const struct programme *p, const char *name, struct tsm_error *err)
{
	const struct tsm_json *list = tsm_json_get(p->definition, name);
	for (size_t i = 0; list != NULL && i < list->count; i++) {
		const struct tsm_json *row = tsm_json_at(list, i);
		const char *id = tsm_json_get_string(row, "id");
		const char *track = tsm_json_get_string(row, "track");
		if (programme_find(p, name, id) != row)
			return tsm_json_fail(err, TSM_E_DUPLICATE, row,
			    "the id %s is given twice", id);
		if (track != NULL && programme_find(p, "tracks", track) == NULL)
			return tsm_json_fail(err, TSM_E_UNKNOWN, row,
			    "there is no track %s in tracks", track);
	}
	return TSM_OK;
}

static enum tsm_status check_definition(
    const struct programme *p, struct tsm_error *err)
{
	static const char *const lists[] = { "tracks", "topics", "items",
		"activities", "attestations", "achievements" };
	TSM_TRY(shape_check(p->definition, programme_shape, err));
	TSM_TRY(release_check_programme(p->definition, err));
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		TSM_TRY(check_list(p, lists[i], err));
	return TSM_OK;
}

/* What the policy names has to be there, under a name people can read. */
static enum tsm_status check_condition(const struct programme *p,
    const struct tsm_condition *c, struct tsm_error *err)
{
	const char *list = c->kind == TSM_COND_MINUTES    ? "activities"
			   : c->kind == TSM_COND_WORK     ? "items"
			   : c->kind == TSM_COND_ATTESTED ? "attestations"
			   : c->kind == TSM_COND_ENROLLED ? "tracks"
							  : NULL;
	if (list == NULL || programme_find(p, list, c->name) != NULL)
		return TSM_OK;
	return tsm_fail(err, TSM_E_UNKNOWN, c->pointer,
	    "programme.json has no %s in its %s", c->name, list);
}

static enum tsm_status check_award(struct app *app, const struct programme *p,
    const struct tsm_policy_award *award, struct tsm_error *err)
{
	struct tsm_store_organisation o;
	const struct tsm_json *achievement =
	    programme_find(p, "achievements", award->achievement);
	if (award->achievement != NULL && achievement == NULL)
		return tsm_fail(err, TSM_E_UNKNOWN, award->pointer,
		    "programme.json has no achievement %s", award->achievement);
	const char *name = tsm_json_get_string(achievement, "name");
	if (award->scheme != NULL && name != NULL &&
	    !tsm_unit_label_allowed(award->scheme, tsm_str(name)))
		return tsm_fail(err, TSM_E_VALUE, award->pointer,
		    "%s may not be called that: '%s' is a name the scheme "
		    "forbids",
		    award->scheme->name, name);
	const char *const organisations[] = { award->issuer.id, award->source };
	for (size_t i = 0; i < 2; i++) {
		if (organisations[i] != NULL &&
		    tsm_store_organisation_get(app->store, organisations[i],
			&app->arena, &o, NULL) != TSM_OK)
			return tsm_fail(err, TSM_E_UNKNOWN, award->pointer,
			    "the organisation %s is not known; add it with "
			    "'organisation import' or 'organisation add'",
			    organisations[i]);
		if (organisations[i] != NULL &&
		    !tsm_streq(o.kind, TSM_STORE_ISSUER))
			return tsm_fail(err, TSM_E_STATE, award->pointer,
			    "the organisation %s signs for the W3C's API and "
			    "gives no awards",
			    organisations[i]);
	}
	return TSM_OK;
}

/* An approval is its holder's, so a scheme has one issuer in a policy. */
static enum tsm_status check_scheme(
    const struct tsm_policy *policy, size_t n, struct tsm_error *err)
{
	const struct tsm_policy_award *award = &policy->awards[n];
	for (size_t i = 0; award->scheme != NULL && i < n; i++) {
		if (policy->awards[i].scheme == award->scheme &&
		    !tsm_streq(policy->awards[i].issuer.id, award->issuer.id))
			return tsm_fail(err, TSM_E_UNSUPPORTED, award->pointer,
			    "another award of the scheme %s has another "
			    "issuer; make it a programme of its own",
			    award->scheme->id);
	}
	return TSM_OK;
}

static enum tsm_status check_policy(
    struct app *app, const struct programme *p, struct tsm_error *err)
{
	struct tsm_zone *zone = NULL;
	enum tsm_status status = TSM_OK;
	if (!tsm_streq(p->policy->programme, p->row.id))
		return tsm_fail(err, TSM_E_MISMATCH, "/programme",
		    "the policy is for %s, the programme is %s",
		    p->policy->programme, p->row.id);
	for (size_t i = 0; i < p->policy->condition_count; i++)
		TSM_TRY(check_condition(p, p->policy->conditions[i], err));
	for (size_t i = 0; i < p->policy->award_count; i++) {
		TSM_TRY(check_award(app, p, &p->policy->awards[i], err));
		TSM_TRY(check_scheme(p->policy, i, err));
	}
	status = tsm_zone_load(p->policy->timezone, &zone, err);
	tsm_zone_free(&zone);
	return status;
}

/* What an achievement does not say itself, its programme says for it. */
static void inherit(const struct programme *p, const struct tsm_json *row,
    const char *name, json_t *achievement)
{
	const struct tsm_json *common = tsm_json_get(p->definition, name);
	if (common != NULL && tsm_json_get(row, name) == NULL)
		tsm_json_set_new(achievement, name, tsm_json_copy(common));
}

/* Achievement ids are public names, so they are unique over programmes. */
static enum tsm_status check_unique(struct app *app, const struct programme *p,
    const struct tsm_json *row, const char *id, struct tsm_error *err)
{
	struct tsm_store_achievement *same = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_achievement_list(
	    app->store, NULL, id, &app->arena, &same, &count, err));
	for (size_t k = 0; k < count; k++) {
		if (!tsm_streq(same[k].programme, p->row.id))
			return tsm_json_fail(err, TSM_E_DUPLICATE, row,
			    "the programme %s has an achievement of this id",
			    same[k].programme);
	}
	return TSM_OK;
}

/* What cannot be put into a credential is found now, not when issuing. */
static enum tsm_status check_buildable(struct app *app,
    const struct programme *p, const struct tsm_json *row,
    const struct tsm_store_achievement *achievement, struct tsm_error *err)
{
	struct tsm_ob_achievement model;
	json_t *built = NULL;
	struct tsm_error why = { 0 };
	TSM_TRY(profile_achievement(&app->arena, app->public_url,
	    tsm_json_get_string(p->definition, "provider"), achievement, &model,
	    err));
	enum tsm_status status = tsm_ob_achievement_build(&model, &built, &why);
	json_decref(built);
	if (status != TSM_OK)
		return tsm_json_fail(
		    err, status, row, "%s: %s", why.where, why.text);
	return TSM_OK;
}

static enum tsm_status put_achievement(struct app *app,
    const struct programme *p, const struct tsm_json *row,
    struct tsm_error *err)
{
	struct tsm_buf text;
	const char *id = tsm_json_get_string(row, "id");
	const char *image = tsm_json_get_string(row, "image");
	const char *sha256 = NULL;
	TSM_TRY(check_unique(app, p, row, id, err));
	if (image != NULL)
		TSM_TRY(supplied_keep(app, p->folder, image, &sha256, err));
	json_t *copy = tsm_json_copy(row);
	tsm_json_set(copy, SUPPLIED_MEMBER, sha256);
	inherit(p, row, "creator", copy);
	inherit(p, row, "language", copy);
	tsm_buf_init(&text, 0);
	enum tsm_status status = tsm_json_write(copy, TSM_JSON_COMPACT, &text);
	json_decref(copy);
	const struct tsm_store_achievement achievement = { .programme =
							       p->row.id,
		.id = id,
		.definition = tsm_buf_cstr(&text),
		.created = app->now };
	if (status == TSM_OK)
		status = check_buildable(app, p, row, &achievement, err);
	if (status == TSM_OK)
		status =
		    tsm_store_achievement_put(app->store, &achievement, err);
	tsm_buf_release(&text);
	return status;
}

static enum tsm_status put_achievements(
    struct app *app, const struct programme *p, struct tsm_error *err)
{
	const struct tsm_json *list =
	    tsm_json_get(p->definition, "achievements");
	for (size_t i = 0; list != NULL && i < list->count; i++) {
		enum tsm_status status =
		    put_achievement(app, p, tsm_json_at(list, i), err);
		if (status != TSM_OK) {
			tsm_error_prefix(err, "programme.json");
			return status;
		}
	}
	return TSM_OK;
}

enum tsm_status programme_in_use(
    const struct tsm_store_programme *row, struct tsm_error *err)
{
	char day[TSM_TIME_TEXT];
	if (row->deleted_at == 0)
		return TSM_OK;
	return tsm_fail(err, TSM_E_STATE, row->id,
	    "the programme was deleted on %.10s; 'programme restore' takes "
	    "that back",
	    tsm_time_format(row->deleted_at, day));
}

/* Loading is no way to put a deleted programme back into use. */
static enum tsm_status check_in_use(
    struct app *app, const char *id, struct tsm_error *err)
{
	struct tsm_store_programme row;
	enum tsm_status status =
	    tsm_store_programme_get(app->store, id, &app->arena, &row, err);
	if (status == TSM_E_NOT_FOUND)
		return TSM_OK;
	return status == TSM_OK ? programme_in_use(&row, err) : status;
}

static enum tsm_status put(
    struct app *app, const struct programme *p, struct tsm_error *err)
{
	TSM_TRY(check_in_use(app, p->row.id, err));
	TSM_TRY(tsm_store_programme_put(app->store, &p->row, err));
	TSM_TRY(tsm_store_policy_put(app->store, &p->policy_row, err));
	TSM_TRY(put_achievements(app, p, err));
	return app_audit(app, "programme.load", p->row.id, NULL, err);
}

enum tsm_status programme_load(struct app *app, const char *folder,
    struct programme *ret_programme, struct tsm_error *err)
{
	struct programme p = { .folder = folder };
	char sha256[TSM_SHA256_HEX];
	TSM_TRY(
	    read_file(app, folder, "programme.json", &p.row.definition, err));
	TSM_TRY(read_file(app, folder, "policy.json", &p.policy_row.text, err));
	TSM_TRY(parse(app, p.row.definition, tsm_str(p.row.definition).len,
	    "programme.json", &p.definition, err));
	enum tsm_status status = check_definition(&p, err);
	if (status != TSM_OK) {
		tsm_error_prefix(err, "programme.json");
		return status;
	}
	p.row.id = tsm_json_get_string(p.definition, "id");
	p.row.title = tsm_json_get_string(p.definition, "title");
	p.row.created = app->now;
	TSM_TRY(parse_policy(app, &p, err));
	status = check_policy(app, &p, err);
	if (status != TSM_OK) {
		tsm_error_prefix(err, "policy.json");
		return status;
	}
	TSM_TRY(tsm_sha256_hex(
	    p.policy_row.text, tsm_str(p.policy_row.text).len, sha256));
	p.policy_row.programme = p.row.id;
	p.policy_row.revision = p.policy->revision;
	p.policy_row.sha256 = tsm_arena_dup(&app->arena, sha256);
	p.policy_row.created = app->now;
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	status = put(app, &p, err);
	status = app_end(app, status, err);
	if (status == TSM_OK)
		*ret_programme = p;
	return status;
}
