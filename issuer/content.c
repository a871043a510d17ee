#include "content.h"

#include "testamur/base/digest.h"
#include "testamur/store/organisation.h"

/* Takes over value. */
static enum tsm_status digest(
    struct app *app, json_t *value, const char **ret_hex, struct tsm_error *err)
{
	char hex[TSM_SHA256_HEX];
	struct tsm_buf text;
	tsm_buf_init(&text, 0);
	enum tsm_status status = tsm_json_write(value, TSM_JSON_COMPACT, &text);
	json_decref(value);
	if (status == TSM_OK)
		status = tsm_sha256_hex(text.data, text.len, hex);
	tsm_buf_release(&text);
	*ret_hex = status == TSM_OK ? tsm_arena_dup(&app->arena, hex) : NULL;
	return *ret_hex != NULL ? TSM_OK : tsm_fail_memory(err);
}

static enum tsm_status organisation(struct app *app,
    const struct cohort *cohort, const char *id, const char **ret_hex,
    struct tsm_error *err)
{
	struct tsm_store_organisation o;
	(void)cohort;
	*ret_hex = "";
	enum tsm_status status =
	    tsm_store_organisation_get(app->store, id, &app->arena, &o, err);
	if (status != TSM_OK)
		return status == TSM_E_NOT_FOUND ? TSM_OK : status;
	json_t *value = json_object();
	tsm_json_set(value, "name", o.name);
	tsm_json_set(value, "url", o.url);
	tsm_json_set(value, "email", o.email);
	tsm_json_set(value, "description", o.description);
	tsm_json_set(value, "image", o.image);
	return digest(app, value, ret_hex, err);
}

static enum tsm_status achievement(struct app *app, const struct cohort *cohort,
    const char *id, const char **ret_hex, struct tsm_error *err)
{
	struct tsm_store_achievement a;
	*ret_hex = "";
	enum tsm_status status = tsm_store_achievement_get(
	    app->store, cohort->row.programme, id, &app->arena, &a, err);
	if (status != TSM_OK)
		return status == TSM_E_NOT_FOUND ? TSM_OK : status;
	json_t *value = json_object();
	tsm_json_set(value, "definition", a.definition);
	return digest(app, value, ret_hex, err);
}

static enum tsm_status schedule(struct app *app, const struct cohort *cohort,
    const char *id, const char **ret_hex, struct tsm_error *err)
{
	json_t *value = json_object();
	json_t *list = tsm_json_set_array(value, "sessions");
	(void)id;
	tsm_json_set(value, "cohort", cohort->row.title);
	tsm_json_set(value, "programme", cohort->programme.row.title);
	for (size_t i = 0; i < cohort->session_count; i++) {
		const struct tsm_store_session *s = &cohort->sessions[i];
		json_t *row = tsm_json_add_object(list);
		tsm_json_set(row, "id", s->id);
		tsm_json_set_int(row, "start", s->start_utc);
		tsm_json_set_int(row, "end", s->end_utc);
	}
	return digest(app, value, ret_hex, err);
}

/* The kinds of things, each an object of names and digests in a document. */
static const struct {
	const char *name;
	const char *what; /* for people */
	enum tsm_status (*of)(struct app *app, const struct cohort *cohort,
	    const char *id, const char **ret_hex, struct tsm_error *err);
} kinds[] = {
	{ "organisations", "the profile of an issuer", organisation },
	{ "achievements", "the description of an achievement", achievement },
	{ "schedules", "the schedule of the cohort", schedule },
};
enum {
	ORGANISATIONS,
	ACHIEVEMENTS,
	SCHEDULES,
	KINDS
};

static enum tsm_status note(struct app *app, const struct cohort *cohort,
    size_t kind, const char *id, json_t *object, struct tsm_error *err)
{
	const char *hex = NULL;
	if (id == NULL || json_object_get(object, id) != NULL)
		return TSM_OK;
	TSM_TRY(kinds[kind].of(app, cohort, id, &hex, err));
	tsm_json_set(object, id, hex);
	return TSM_OK;
}

enum tsm_status content_note(struct app *app, const struct cohort *cohort,
    const struct award_row *rows, size_t count, json_t *document,
    struct tsm_error *err)
{
	json_t *objects[KINDS];
	for (size_t k = 0; k < KINDS; k++)
		objects[k] = tsm_json_set_object(document, kinds[k].name);
	for (size_t i = 0; i < count; i++) {
		const struct tsm_policy_award *award = rows[i].award->award;
		TSM_TRY(note(app, cohort, ORGANISATIONS, rows[i].organisation,
		    objects[ORGANISATIONS], err));
		TSM_TRY(note(app, cohort, ORGANISATIONS, award->source,
		    objects[ORGANISATIONS], err));
		TSM_TRY(note(app, cohort, ACHIEVEMENTS, award->achievement,
		    objects[ACHIEVEMENTS], err));
	}
	return note(
	    app, cohort, SCHEDULES, cohort->row.id, objects[SCHEDULES], err);
}

static enum tsm_status check_kind(struct app *app, const struct cohort *cohort,
    size_t kind, const struct tsm_json *noted, struct tsm_error *err)
{
	for (size_t i = 0; noted != NULL && i < noted->count; i++) {
		const struct tsm_json *one = tsm_json_at(noted, i);
		const char *id = tsm_arena_str(&app->arena, one->name);
		const char *hex = NULL;
		if (id == NULL)
			return tsm_fail_memory(err);
		TSM_TRY(kinds[kind].of(app, cohort, id, &hex, err));
		if (!tsm_streq(hex, tsm_json_string(one)))
			return tsm_fail(err, TSM_E_STATE, "--preview",
			    "%s (%s) has changed since the preview: preview "
			    "again",
			    kinds[kind].what, id);
	}
	return TSM_OK;
}

enum tsm_status content_check(struct app *app, const struct cohort *cohort,
    const struct tsm_json *document, struct tsm_error *err)
{
	for (size_t k = 0; k < KINDS; k++)
		TSM_TRY(check_kind(app, cohort, k,
		    tsm_json_get(document, kinds[k].name), err));
	return TSM_OK;
}
