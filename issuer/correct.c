#include "correct.h"

#include <string.h>

#include "account.h"
#include "artefact.h"
#include "award.h"
#include "credential.h"
#include "decision.h"
#include "forms.h"
#include "lists.h"
#include "mail.h"
#include "people.h"
#include "proof.h"
#include "release.h"
#include "testamur/base/alloc.h"
#include "testamur/base/time.h"
#include "testamur/status/index.h"
#include "testamur/store/erase.h"
#include "testamur/store/organisation.h"

/* Somebody else took the planned status position: plan and sign again. */
#define ATTEMPTS_MAX 8

struct correcting {
	struct app *app;
	const struct tsm_store_credential *old;
	const struct correction *correction;
	const struct tsm_json *body; /* what the old version says */
	struct cohort cohort;        /* with facts: what is known now */
	const struct award_row *row; /* the same */
	struct draft draft;
	const struct tsm_store_form *further; /* all that the old one has */
	size_t further_count;
	struct tsm_error *err;
};

/* --- the old version ----------------------------------------------------- */

/* What the old version says, without what secured it. */
static enum tsm_status read_body(struct correcting *c)
{
	/* members that a proof or the claims of a JWT have added */
	static const char *const without[] = { "proof", "iss", "jti", "nbf",
		"sub", "iat", "exp", NULL };
	struct app *app = c->app;
	struct forms forms = { 0 };
	struct tsm_buf text;
	const struct tsm_json *root = NULL;
	if (proof_is_jwt(c->old->body))
		forms.jwt = c->old->body;
	else
		forms.json = c->old->body;
	tsm_buf_init(&text, 0);
	enum tsm_status status =
	    artefact_json(&app->arena, &forms, &text, c->err);
	if (status == TSM_OK)
		status = tsm_json_parse(
		    &app->arena, text.data, text.len, NULL, &root, c->err);
	tsm_buf_release(&text);
	TSM_TRY(status);
	c->body = tsm_json_with(&app->arena, root, without, NULL, 0);
	return c->body != NULL ? TSM_OK : tsm_fail_memory(c->err);
}

/* --- deciding again ------------------------------------------------------ */

/* The cohort now, or as a preview shows it, whose row of this award is due. */
static enum tsm_status open_cohort(
    struct correcting *c, const struct tsm_json **ret_previewed)
{
	struct app *app = c->app;
	const char *digest = c->correction->preview;
	const struct tsm_json *doc = NULL;
	*ret_previewed = NULL;
	if (digest == NULL)
		TSM_TRY(cohort_open(app, c->old->cohort, &c->cohort, c->err));
	else
		TSM_TRY(award_previewed(app, digest, &c->cohort, &doc, c->err));
	/* deciding again is deciding: nobody does it alone */
	TSM_TRY(release_check(app, &c->cohort, digest, c->err));
	const struct tsm_json *rows = tsm_json_get(doc, "rows");
	bool ours = tsm_streq(c->cohort.row.id, c->old->cohort);
	for (size_t i = 0; ours && rows != NULL && i < rows->count; i++) {
		const struct tsm_json *one = tsm_json_at(rows, i);
		if (tsm_streq(
			tsm_json_get_string(one, "person"), c->old->person) &&
		    tsm_streq(
			tsm_json_get_string(one, "award"), c->old->award) &&
		    tsm_json_is_true(tsm_json_get(one, "due")))
			*ret_previewed = one;
	}
	if (digest != NULL && *ret_previewed == NULL)
		return tsm_fail(c->err, TSM_E_STATE, "--preview",
		    "the preview does not show this award as met");
	return TSM_OK;
}

static enum tsm_status decide(struct correcting *c)
{
	struct app *app = c->app;
	const struct tsm_json *previewed = NULL;
	const struct award_scope scope = { .award = c->old->award,
		.person = c->old->person };
	struct award_row *rows = NULL;
	size_t count = 0;
	TSM_TRY(open_cohort(c, &previewed));
	TSM_TRY(award_rows(app, &c->cohort, &scope, &rows, &count, c->err));
	if (count == 0)
		return tsm_fail(c->err, TSM_E_NOT_FOUND, NULL,
		    "the person is not on the roster any more");
	c->row = &rows[0];
	if (!c->row->award->due)
		return tsm_fail(c->err, TSM_E_STATE, NULL,
		    "the award is not met now (%s): revoke the credential, or "
		    "leave it as it is",
		    c->row->reason);
	if (previewed != NULL && award_compare(previewed, c->row) != NULL)
		return tsm_fail(c->err, TSM_E_STATE, "--preview", "%s",
		    award_compare(previewed, c->row));
	if (!tsm_streq(c->row->organisation, c->old->organisation))
		return tsm_fail(c->err, TSM_E_STATE, NULL,
		    "another organisation would issue it now");
	return decision_make(
	    app, &c->cohort, c->row, &c->draft.decision, c->err);
}

/*
 * Inside the write transaction: is it still what was decided? A fact that
 * came in while it was signed is not passed over.
 */
static enum tsm_status decide_still(struct correcting *c)
{
	struct app *app = c->app;
	const struct award_scope scope = { .award = c->old->award,
		.person = c->old->person };
	struct award_row *rows = NULL;
	size_t count = 0;
	struct cohort cohort;
	const struct tsm_json *doc = NULL;
	if (c->correction->preview == NULL)
		TSM_TRY(cohort_open(app, c->old->cohort, &cohort, c->err));
	else
		TSM_TRY(award_previewed(
		    app, c->correction->preview, &cohort, &doc, c->err));
	TSM_TRY(award_rows(app, &cohort, &scope, &rows, &count, c->err));
	if (count == 0 || !rows[0].award->due ||
	    !tsm_streq(rows[0].inputs, c->row->inputs) ||
	    !tsm_streq(rows[0].organisation, c->row->organisation))
		return tsm_fail(c->err, TSM_E_BUSY, NULL,
		    "the facts are being changed: try again");
	return TSM_OK;
}

/* A member is as in the old version, or is not. */
static void keep_member(
    json_t *object, const struct tsm_json *old, const char *name)
{
	const struct tsm_json *value = tsm_json_get(old, name);
	(void)json_object_del(object, name);
	if (value != NULL)
		tsm_json_set_new(object, name, tsm_json_copy(value));
}

/* What a page says of the award's date stays, too. */
static enum tsm_status keep_summary(struct correcting *c)
{
	struct app *app = c->app;
	const struct tsm_json *old = NULL;
	const struct tsm_json *now = NULL;
	struct tsm_buf text;
	TSM_TRY(tsm_json_parse(&app->arena, c->old->summary,
	    tsm_str(c->old->summary).len, NULL, &old, c->err));
	TSM_TRY(tsm_json_parse(&app->arena, c->draft.stored.summary,
	    tsm_str(c->draft.stored.summary).len, NULL, &now, c->err));
	json_t *summary = tsm_json_copy(now);
	tsm_json_set(summary, "awarded", tsm_json_get_string(old, "awarded"));
	tsm_json_set(
	    summary, "awarded_iso", tsm_json_get_string(old, "awarded_iso"));
	keep_member(summary, old, "valid_until");
	keep_member(summary, old, "valid_until_at");
	tsm_buf_init(&text, 0);
	enum tsm_status status =
	    tsm_json_write(summary, TSM_JSON_COMPACT, &text);
	json_decref(summary);
	c->draft.stored.summary =
	    status == TSM_OK ? tsm_arena_str(&app->arena, tsm_buf_str(&text))
			     : NULL;
	tsm_buf_release(&text);
	return c->draft.stored.summary != NULL ? TSM_OK
					       : tsm_fail_memory(c->err);
}

/* Built anew, with everything that makes it the same credential. */
static enum tsm_status build_anew(struct correcting *c)
{
	struct app *app = c->app;
	struct common common;
	struct draft *d = &c->draft;
	const struct tsm_store_credential *old = c->old;
	const struct tsm_json *subject =
	    tsm_json_get(c->body, "credentialSubject");
	d->row = c->row;
	TSM_TRY(common_init(app, &c->cohort, &common, c->err));
	enum tsm_status status = credential_build(app, &common, d, c->err);
	common_release(&common);
	TSM_TRY(status);
	json_t *now = json_object_get(d->credential, "credentialSubject");
	keep_member(d->credential, c->body, "id");
	keep_member(d->credential, c->body, "awardedDate");
	keep_member(d->credential, c->body, "refreshService");
	keep_member(d->credential, c->body, "validUntil");
	keep_member(now, subject, "id");
	keep_member(now, subject, "licenseNumber");
	d->stored.id = old->id;
	d->stored.cycle = old->cycle;
	d->stored.awarded_at = old->awarded_at;
	d->stored.holder_secret_hash = old->holder_secret_hash;
	TSM_TRY(credential_claim_hash(app, old->id, c->row->person->email,
	    &d->stored.holder_email_hash, c->err));
	TSM_TRY(credential_claim_hash(app, old->id,
	    credential_licence_form(app, c->row->person->licence_number),
	    &d->stored.holder_licence_hash, c->err));
	return keep_summary(c);
}

/* --- the new version ----------------------------------------------------- */

static void set_name(json_t *credential, const char *name)
{
	json_t *subject = json_object_get(credential, "credentialSubject");
	json_t *list = json_object_get(subject, "identifier");
	for (size_t i = 0; i < json_array_size(list); i++) {
		json_t *one = json_array_get(list, i);
		const char *type =
		    json_string_value(json_object_get(one, "identityType"));
		if (tsm_streq(type, "name"))
			tsm_json_set(one, "identityHash", name);
	}
}

/* The same entries as before, at the new position. */
static enum tsm_status set_status(struct correcting *c, uint64_t index)
{
	struct app *app = c->app;
	json_t *list = json_object_get(c->draft.credential, "credentialStatus");
	const char *number =
	    tsm_arena_printf(&app->arena, "%llu", (unsigned long long)index);
	for (size_t i = 0; i < json_array_size(list); i++) {
		json_t *entry = json_array_get(list, i);
		const char *purpose =
		    json_string_value(json_object_get(entry, "statusPurpose"));
		const char *url = lists_url(&app->arena, app->public_url,
		    c->old->organisation, c->draft.position.number, purpose);
		const char *id =
		    tsm_arena_printf(&app->arena, "%s#%s", url, number);
		if (url == NULL || id == NULL || number == NULL)
			return tsm_fail_memory(c->err);
		tsm_json_set(entry, "id", id);
		tsm_json_set(entry, "statusListIndex", number);
		tsm_json_set(entry, "statusListCredential", url);
	}
	return TSM_OK;
}

/* Everything of the old version but what is to be changed. */
static void copy_old(struct correcting *c)
{
	c->draft.credential = tsm_json_copy(c->body);
	c->draft.stored = *c->old;
}

static enum tsm_status build(struct correcting *c)
{
	char at[TSM_TIME_TEXT];
	struct app *app = c->app;
	uint64_t index = 0;
	struct draft *d = &c->draft;
	const struct tsm_store_credential *old = c->old;
	TSM_TRY(tsm_store_status_plan(app->store, old->organisation, 1,
	    LISTS_ENTRIES, app->random, app->now, &d->position, c->err));
	TSM_TRY(tsm_status_permute(d->position.key,
	    (uint64_t)d->position.entries, (uint64_t)d->position.n, &index));
	if (c->row != NULL)
		TSM_TRY(build_anew(c));
	else
		copy_old(c);
	d->stored.version = old->version + 1;
	d->stored.status_number = d->position.number;
	d->stored.status_index = (int64_t)index;
	d->stored.issued_at = app->now;
	/* a later validFrom tells verifiers which version is the newer one */
	d->stored.valid_from =
	    app->now > old->valid_from ? app->now : old->valid_from + 1;
	tsm_json_set(d->credential, "validFrom",
	    tsm_time_format(d->stored.valid_from, at));
	if (c->correction->name != NULL) {
		d->stored.name_shown = c->correction->name;
		set_name(d->credential, c->correction->name);
	}
	return set_status(c, index);
}

/* --- securing it in the same forms --------------------------------------- */

static enum tsm_status sign_as(struct correcting *c, const char *format,
    const char *old_kid, const char **ret_kid, struct tsm_str *ret_body)
{
	struct app *app = c->app;
	struct tsm_store_key old_key = { 0 };
	struct proof_form form = { .suite = tsm_prove_suite_find(format) };
	if (form.suite == NULL)
		return tsm_fail(c->err, TSM_E_UNSUPPORTED, format,
		    "this program does not make such proofs");
	TSM_TRY(tsm_store_key_get(app->store, c->old->organisation, old_kid,
	    &app->arena, &old_key, c->err));
	form.alg = old_key.alg;
	return forms_make(app, c->old->organisation, &form,
	    c->draft.stored.issued_at, c->draft.credential, ret_kid, ret_body,
	    c->err);
}

static enum tsm_status sign(struct correcting *c)
{
	struct tsm_store_form *more = NULL;
	struct draft *d = &c->draft;
	TSM_TRY(tsm_store_form_list(c->app->store, c->old->id, c->old->version,
	    &c->app->arena, &more, &c->further_count, c->err));
	d->stored.format = c->old->format;
	TSM_TRY(sign_as(
	    c, c->old->format, c->old->kid, &d->stored.kid, &d->stored.body));
	for (size_t i = 0; i < c->further_count; i++) {
		more[i].version = d->stored.version;
		TSM_TRY(sign_as(c, more[i].format, more[i].kid, &more[i].kid,
		    &more[i].body));
	}
	c->further = more;
	return TSM_OK;
}

/* --- storing ------------------------------------------------------------- */

/* The person is called so from now on. Nothing for somebody erased. */
static enum tsm_status rename_person(struct correcting *c)
{
	struct app *app = c->app;
	struct tsm_store_person person;
	struct tsm_store_rename rename = { .person = c->old->person,
		.new_name = c->correction->name,
		.by = app->actor,
		.at = app->now,
		.reason = c->correction->reason };
	enum tsm_status status = tsm_store_person_get(
	    app->store, c->old->person, &app->arena, &person, c->err);
	if (status != TSM_OK)
		return status == TSM_E_NOT_FOUND ? TSM_OK : status;
	if (tsm_streq(people_shown_name(&person), rename.new_name))
		return TSM_OK;
	rename.preferred = person.preferred_name != NULL;
	return tsm_store_person_rename(app->store, &rename, c->err);
}

/* What goes into the audit log: why, but no name. */
static const char *detail(struct correcting *c)
{
	struct tsm_buf text;
	const char *result = NULL;
	json_t *object = json_object();
	tsm_json_set_int(object, "version", c->draft.stored.version);
	tsm_json_set_bool(object, "name", c->correction->name != NULL);
	tsm_json_set_bool(object, "facts", c->correction->facts);
	tsm_buf_init(&text, 0);
	if (tsm_json_write(object, TSM_JSON_COMPACT, &text) == TSM_OK)
		result = tsm_arena_str(&c->app->arena, tsm_buf_str(&text));
	json_decref(object);
	tsm_buf_release(&text);
	return result;
}

static enum tsm_status store_parts(struct correcting *c)
{
	struct app *app = c->app;
	struct draft *d = &c->draft;
	if (c->row != NULL) {
		TSM_TRY(decide_still(c));
		TSM_TRY(
		    tsm_store_decision_add(app->store, &d->decision, c->err));
	}
	TSM_TRY(tsm_store_supersede(
	    app->store, &d->stored, &d->position, app->actor, c->err));
	for (size_t i = 0; i < c->further_count; i++)
		TSM_TRY(tsm_store_form_add(app->store, &c->further[i], c->err));
	if (c->row != NULL) {
		TSM_TRY(account_take_back(app, c->old, c->err));
		TSM_TRY(
		    account_enter(app, &c->cohort, c->row, c->old->id, c->err));
	}
	if (c->correction->name != NULL)
		TSM_TRY(rename_person(c));
	TSM_TRY(mail_queue_status(app, c->old, MAIL_CORRECTED, c->err));
	return app_audit(
	    app, "credential.correct", c->old->id, detail(c), c->err);
}

static enum tsm_status attempt(struct correcting *c)
{
	c->draft.credential = NULL;
	enum tsm_status status = c->correction->facts ? decide(c) : TSM_OK;
	if (status == TSM_OK)
		status = build(c);
	if (status == TSM_OK)
		status = sign(c);
	if (status == TSM_OK)
		status =
		    tsm_store_begin(c->app->store, TSM_STORE_WRITE, c->err);
	if (status == TSM_OK)
		status = app_end(c->app, store_parts(c), c->err);
	json_decref(c->draft.credential);
	tsm_wipe(&c->draft.position, sizeof(c->draft.position));
	return status;
}

static void fill_result(const struct correcting *c, struct corrected *ret)
{
	const struct tsm_json *results =
	    tsm_json_resolve(c->body, "/credentialSubject/result/0");
	*ret = (struct corrected){ .version = c->draft.stored.version,
		.name = c->draft.stored.name_shown };
	if (c->row == NULL || c->row->units == NULL)
		return;
	ret->units_before = tsm_json_get_string(results, "value");
	ret->units = c->row->units;
}

enum tsm_status correct_credential(struct app *app,
    const struct tsm_store_credential *old, const struct correction *correction,
    struct corrected *ret_corrected, struct tsm_error *err)
{
	struct tsm_store_standing standing;
	struct correcting c = {
		.app = app, .old = old, .correction = correction, .err = err
	};
	TSM_TRY(tsm_store_credential_standing(
	    app->store, old->id, 0, &app->arena, &standing, err));
	if (standing.validity != TSM_STORE_IN_FORCE)
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "a credential that is %s cannot be corrected",
		    tsm_store_validity_name(standing.validity));
	if (tsm_store_is_tombstone(old->body))
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "what this credential said was erased");
	TSM_TRY(read_body(&c));
	enum tsm_status status = TSM_E_BUSY;
	for (int n = 0; n < ATTEMPTS_MAX && status == TSM_E_BUSY; n++)
		status = attempt(&c);
	if (status == TSM_OK)
		fill_result(&c, ret_corrected);
	return status;
}
