#include "release.h"

#include "account.h"
#include "award.h"
#include "testamur/store/credential.h"
#include "testamur/store/decision.h"
#include "testamur/store/release.h"

#define SECOND_PERSON "second-person"

/* The only word that a member may have. */
static enum tsm_status check_word(const struct tsm_json *definition,
    const char *name, const char *word, struct tsm_error *err)
{
	const struct tsm_json *value = tsm_json_get(definition, name);
	if (value != NULL && !tsm_streq(tsm_json_string(value), word))
		return tsm_json_fail(
		    err, TSM_E_VALUE, value, "this is %s, or not given", word);
	return TSM_OK;
}

enum tsm_status release_check_programme(
    const struct tsm_json *definition, struct tsm_error *err)
{
	TSM_TRY(check_word(definition, "release", SECOND_PERSON, err));
	return check_word(definition, "refresh", "current-version", err);
}

enum tsm_status release_check(struct app *app, const struct cohort *cohort,
    const char *digest, struct tsm_error *err)
{
	struct tsm_store_release release;
	if (tsm_json_get(cohort->programme.definition, "release") == NULL)
		return TSM_OK;
	if (digest == NULL)
		return tsm_fail(err, TSM_E_STATE, "--preview",
		    "in this programme a second person releases awards: "
		    "'award preview', and name what was released");
	enum tsm_status status = tsm_store_release_get(
	    app->store, digest, &app->arena, &release, err);
	if (status == TSM_E_NOT_FOUND)
		return tsm_fail(err, TSM_E_STATE, "--preview",
		    "in this programme a second person releases awards: "
		    "'award release %s'",
		    digest);
	return status;
}

enum tsm_status release_preview(
    struct app *app, const char *digest, struct tsm_error *err)
{
	struct tsm_store_preview preview;
	struct cohort cohort;
	const struct tsm_json *doc = NULL;
	const struct tsm_store_release release = { digest, app->actor,
		app->now };
	/* what has changed since is not worth releasing */
	TSM_TRY(award_previewed(app, digest, &cohort, &doc, err));
	TSM_TRY(tsm_store_preview_get(
	    app->store, digest, &app->arena, &preview, err));
	if (tsm_streq(preview.by, app->actor))
		return tsm_fail(err, TSM_E_DENIED, NULL,
		    "%s made this preview; somebody else releases it",
		    preview.by);
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status =
	    tsm_store_release_add(app->store, &release, err);
	if (status == TSM_OK)
		status = app_audit(app, "award.release", digest, NULL, err);
	return app_end(app, status, err);
}

int64_t release_announce_at(struct app *app, const struct cohort *cohort)
{
	int64_t minutes = 0;
	if (tsm_json_int(
		tsm_json_get(cohort->programme.definition, "undo_minutes"),
		&minutes) != TSM_OK)
		minutes = 0;
	return app->now + minutes * 60;
}

/* --- undoing ------------------------------------------------------------ */

static enum tsm_status undo_one(
    struct app *app, const char *id, const char *note, struct tsm_error *err)
{
	struct tsm_store_credential c;
	struct tsm_store_standing standing;
	const struct tsm_store_credential_event event = { .credential = id,
		.kind = "revoked",
		.reason = "issued-in-error",
		.note = note,
		.by = app->actor,
		.at = app->now };
	TSM_TRY(
	    tsm_store_credential_get(app->store, id, 0, &app->arena, &c, err));
	TSM_TRY(tsm_store_credential_standing(
	    app->store, id, 0, &app->arena, &standing, err));
	/* somebody may have revoked it already */
	if (standing.validity != TSM_STORE_REVOKED)
		TSM_TRY(
		    tsm_store_credential_event_add(app->store, &event, err));
	TSM_TRY(account_take_back(app, &c, err));
	return tsm_store_reopen(
	    app->store, id, c.cohort, app->actor, app->now, err);
}

/* An internal award has no credential: its decision does not count any
 * more. */
static enum tsm_status undo_recorded(
    struct app *app, const char *id, struct tsm_error *err)
{
	struct tsm_store_decision decision;
	TSM_TRY(tsm_store_decision_get(
	    app->store, id, &app->arena, &decision, err));
	return tsm_store_reopen(
	    app->store, id, decision.cohort, app->actor, app->now, err);
}

static enum tsm_status undo_all(struct app *app, const char *digest,
    const char *note, size_t *ret_count, struct tsm_error *err)
{
	struct tsm_store_preview_issue *list = NULL;
	size_t count = 0;
	struct tsm_arena kept;
	TSM_TRY(tsm_store_preview_issue_list(
	    app->store, digest, &app->arena, &list, &count, err));
	if (count == 0)
		return tsm_fail(err, TSM_E_NOT_FOUND, digest,
		    "nothing was issued from a preview of this digest");
	*ret_count = 0;
	for (size_t i = 0; i < count; i++) {
		const char *id = list[i].credential;
		bool undone = false;
		TSM_TRY(tsm_store_reopened(app->store, id, &undone, err));
		if (undone)
			continue;
		if (list[i].announce_at <= app->now)
			return tsm_fail(err, TSM_E_STATE, digest,
			    "it is too late to undo this (the programme's "
			    "undo_minutes are over): revoke or correct single "
			    "credentials");
		app_scratch_begin(app, &kept);
		enum tsm_status status = tsm_str_starts(tsm_str(id), "ni:")
					     ? undo_recorded(app, id, err)
					     : undo_one(app, id, note, err);
		if (status == TSM_OK)
			status = app_audit(app, "award.undo", id, NULL, err);
		app_scratch_end(app, &kept);
		TSM_TRY(status);
		(*ret_count)++;
	}
	return TSM_OK;
}

enum tsm_status release_undo(struct app *app, const char *digest,
    const char *note, size_t *ret_count, struct tsm_error *err)
{
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	return app_end(app, undo_all(app, digest, note, ret_count, err), err);
}
