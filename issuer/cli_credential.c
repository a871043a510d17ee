/* credential: what was issued, and what became of it. */
#include "account.h"
#include "app.h"
#include "cohort.h"
#include "correct.h"
#include "issued.h"
#include "link.h"
#include "mail.h"
#include "personal.h"
#include "sharing.h"
#include "testamur/base/id.h"
#include "testamur/base/time.h"
#include "testamur/store/credential.h"
#include "testamur/store/release.h"

/* The public reasons: a short list, so that they say nothing personal. */
static const char *const reasons[] = { "issued-in-error", "duplicate",
	"requirements-not-met", "misconduct", "holder-request", "under-review",
	"review-closed", NULL };

/* --- list and show -------------------------------------------------------- */

static json_t *credential_json(struct app *app,
    const struct tsm_store_credential *c,
    const struct tsm_store_standing *standing)
{
	char at[TSM_TIME_TEXT];
	json_t *row = json_object();
	tsm_json_set(row, "id", c->id);
	tsm_json_set_int(row, "version", c->version);
	tsm_json_set(row, "url",
	    tsm_arena_printf(&app->arena, "%s/V/%s", app->public_url, c->id));
	tsm_json_set(row, "organisation", c->organisation);
	tsm_json_set(row, "person", c->person);
	tsm_json_set(row, "name", c->name_shown);
	tsm_json_set(row, "cohort", c->cohort);
	tsm_json_set(row, "award", c->award);
	tsm_json_set(row, "kind", c->kind);
	tsm_json_set(row, "achievement", c->achievement);
	tsm_json_set(row, "decision", c->decision);
	tsm_json_set(row, "kid", c->kid);
	tsm_json_set(row, "format", c->format);
	tsm_json_set_int(row, "status_list", c->status_number);
	tsm_json_set_int(row, "status_index", c->status_index);
	tsm_json_set(row, "awarded", tsm_time_format(c->awarded_at, at));
	tsm_json_set(row, "issued", tsm_time_format(c->issued_at, at));
	tsm_json_set(row, "status", issued_word(standing->validity));
	tsm_json_set(row, "reason", standing->reason);
	tsm_json_set(row, "sharing", tsm_store_sharing_name(standing->sharing));
	return row;
}

struct listing {
	struct app *app;
	json_t *json;
};

static enum tsm_status list_one(
    void *ctx, const struct tsm_store_credential *c, struct tsm_error *err)
{
	struct listing *l = ctx;
	struct tsm_store_standing standing = { 0 };
	TSM_TRY(tsm_store_credential_standing(
	    l->app->store, c->id, 0, &l->app->arena, &standing, err));
	if (l->json != NULL)
		tsm_json_add_new(
		    l->json, credential_json(l->app, c, &standing));
	else
		(void)printf("%s %-26s %-24s %s\n", c->id, c->name_shown,
		    c->award, issued_word(standing.validity));
	return TSM_OK;
}

static enum tsm_status list(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const struct tsm_store_credential_filter filter = {
		.cohort = tsm_args_get(args, "cohort"),
		.award = tsm_args_get(args, "award"),
		.organisation = tsm_args_get(args, "organisation"),
	};
	TSM_TRY(cohort_check(app, filter.cohort, err));
	TSM_TRY(app_organisation(app, filter.organisation, err));
	struct listing l = { app, app->json ? json_array() : NULL };
	enum tsm_status status =
	    tsm_store_credential_each(app->store, &filter, list_one, &l, err);
	if (status != TSM_OK) {
		json_decref(l.json);
		return status;
	}
	return l.json != NULL ? app_print_json(l.json, err) : TSM_OK;
}

static enum tsm_status print_history(
    struct app *app, const char *id, struct tsm_error *err)
{
	struct tsm_store_credential_event *events = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_credential_events(
	    app->store, id, &app->arena, &events, &count, err));
	for (size_t i = 0; i < count; i++) {
		char at[TSM_TIME_TEXT];
		(void)printf("  %s %s by %s%s%s%s%s\n",
		    tsm_time_format(events[i].at, at), events[i].kind,
		    events[i].by, events[i].reason != NULL ? ": " : "",
		    events[i].reason != NULL ? events[i].reason : "",
		    events[i].note != NULL ? " (private: " : "",
		    events[i].note != NULL ? events[i].note : "");
	}
	return TSM_OK;
}

static enum tsm_status show(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_credential c = { 0 };
	struct tsm_store_standing standing = { 0 };
	TSM_TRY(issued_get(app, tsm_args_operand(args, 0), &c, err));
	TSM_TRY(tsm_store_credential_standing(
	    app->store, c.id, 0, &app->arena, &standing, err));
	if (app->json)
		return app_print_json(credential_json(app, &c, &standing), err);
	(void)printf("%s/V/%s\n%s: %s (%s), %s\nsharing: %s\n", app->public_url,
	    c.id, c.name_shown, c.award, c.kind, c.organisation,
	    tsm_store_sharing_name(standing.sharing));
	if (c.decision != NULL)
		(void)printf("decision %s\n", c.decision);
	return print_history(app, c.id, err);
}

/* --- events ---------------------------------------------------------------- */

static enum tsm_status check_reason(const char *reason, struct tsm_error *err)
{
	for (const char *const *r = reasons; *r != NULL; r++) {
		if (tsm_streq(*r, reason))
			return TSM_OK;
	}
	return tsm_fail(err, TSM_E_VALUE, "--reason",
	    "the public reason is issued-in-error, duplicate, "
	    "requirements-not-met, misconduct, holder-request, under-review "
	    "or review-closed; details go into --note");
}

static enum tsm_status add_event(struct app *app, const struct tsm_args *args,
    const char *kind, struct tsm_error *err)
{
	struct tsm_store_credential c = { 0 };
	const char *reason = tsm_args_get(args, "reason");
	TSM_TRY(check_reason(reason, err));
	TSM_TRY(issued_get(app, tsm_args_operand(args, 0), &c, err));
	const struct tsm_store_credential_event event = { .credential = c.id,
		.version = c.version,
		.kind = kind,
		.reason = reason,
		.note = tsm_args_get(args, "note"),
		.by = app->actor,
		.at = app->now };
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status =
	    tsm_store_credential_event_add(app->store, &event, err);
	if (status == TSM_OK && tsm_streq(kind, "revoked"))
		status = account_take_back(app, &c, err);
	if (status == TSM_OK)
		status = mail_queue_status(app, &c, kind, err);
	if (status == TSM_OK)
		status = app_audit(app,
		    tsm_arena_printf(&app->arena, "credential.%s", kind), c.id,
		    NULL, err);
	status = app_end(app, status, err);
	if (status == TSM_OK)
		(void)printf("%s %s\n", c.id, kind);
	return status;
}

static enum tsm_status revoke(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	return add_event(app, args, "revoked", err);
}

static enum tsm_status suspend(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	return add_event(app, args, "suspended", err);
}

static enum tsm_status reinstate(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	return add_event(app, args, "reinstated", err);
}

/* What is gathered of a person is made anew, not corrected by hand. */
static enum tsm_status check_award(
    const struct tsm_store_credential *c, struct tsm_error *err)
{
	if (!personal_is(c))
		return TSM_OK;
	return tsm_fail(err, TSM_E_STATE, NULL,
	    "this is no award but gathered from several: gather it anew, with "
	    "'credential clr' or 'ledger certify'");
}

static enum tsm_status correct(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_credential c = { 0 };
	struct corrected done;
	const struct correction correction = {
		.name = app_clean(app, tsm_args_get(args, "name")),
		.facts = tsm_args_has(args, "facts"),
		.preview = tsm_args_get(args, "preview"),
		.reason = tsm_args_get(args, "reason"),
	};
	if (correction.preview != NULL && !correction.facts)
		return tsm_fail(err, TSM_E_USAGE, "--preview",
		    "a preview is of facts: give --facts too");
	if (correction.name != NULL &&
	    tsm_str_trim(tsm_str(correction.name)).len == 0)
		return tsm_fail(
		    err, TSM_E_VALUE, "--name", "a name is not empty");
	TSM_TRY(issued_get(app, tsm_args_operand(args, 0), &c, err));
	if (correction.name != NULL || correction.facts)
		TSM_TRY(check_award(&c, err));
	TSM_TRY(correct_credential(app, &c, &correction, &done, err));
	if (app->json) {
		json_t *result = json_object();
		tsm_json_set(result, "id", c.id);
		tsm_json_set_int(result, "version", done.version);
		tsm_json_set(result, "name", done.name);
		tsm_json_set(result, "units_before", done.units_before);
		tsm_json_set(result, "units", done.units);
		return app_print_json(result, err);
	}
	(void)printf("%s: version %lld takes the place of version %lld\n", c.id,
	    (long long)done.version, (long long)c.version);
	if (done.units != NULL)
		(void)printf(
		    "units: %s -> %s\n", done.units_before, done.units);
	return TSM_OK;
}

/* A revocation stands; what is reopened is the award, for another one. */
static enum tsm_status reopen(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_credential c = { 0 };
	struct tsm_store_standing standing = { 0 };
	TSM_TRY(issued_get(app, tsm_args_operand(args, 0), &c, err));
	TSM_TRY(check_award(&c, err));
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = tsm_store_credential_standing(
	    app->store, c.id, 0, &app->arena, &standing, err);
	if (status == TSM_OK && standing.validity != TSM_STORE_REVOKED)
		status = tsm_fail(err, TSM_E_STATE, NULL,
		    "only the award of a revoked credential is given anew");
	if (status == TSM_OK)
		status = tsm_store_reopen(
		    app->store, c.id, c.cohort, app->actor, app->now, err);
	if (status == TSM_OK)
		status = app_audit(app, "credential.reopen", c.id, NULL, err);
	status = app_end(app, status, err);
	if (status == TSM_OK)
		(void)printf("%s stays revoked; 'award preview' shows its "
			     "award again\n",
		    c.id);
	return status;
}

static enum tsm_status set_sharing(struct app *app, const struct tsm_args *args,
    bool shared, struct tsm_error *err)
{
	struct tsm_store_credential c = { 0 };
	TSM_TRY(issued_get(app, tsm_args_operand(args, 0), &c, err));
	TSM_TRY(sharing_set(app, &c, shared, err));
	(void)printf("%s %s\n", c.id, shared ? "shared" : "unshared");
	return TSM_OK;
}

static enum tsm_status share(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	return set_sharing(app, args, true, err);
}

static enum tsm_status unshare(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	return set_sharing(app, args, false, err);
}

static enum tsm_status link(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_credential c = { 0 };
	const char *secret = NULL;
	TSM_TRY(issued_get(app, tsm_args_operand(args, 0), &c, err));
	TSM_TRY(link_secret(app, c.id, &secret, err));
	(void)printf("%s/s/%s\n", app->public_url, secret);
	return TSM_OK;
}

APP_COMMAND(list)
APP_COMMAND(show)
APP_COMMAND(revoke)
APP_COMMAND(suspend)
APP_COMMAND(reinstate)
APP_COMMAND(correct)
APP_COMMAND(reopen)
APP_COMMAND(share)
APP_COMMAND(unshare)
APP_COMMAND(link)

static const struct tsm_option list_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "only from this cohort", false },
	{ "award", TSM_OPT_VALUE, "ID", "only this award", false },
	{ "organisation", TSM_OPT_VALUE, "ID", "only by this issuer", false },
	TSM_OPTIONS_END,
};

static const struct tsm_option correct_options[] = {
	{ "name", TSM_OPT_VALUE, "NAME", "what the holder is called", false },
	{ "facts", TSM_OPT_FLAG, NULL,
	    "decide again from what is known now: units, dates", false },
	{ "preview", TSM_OPT_VALUE, "DIGEST",
	    "with --facts: as this preview shows it, where a second person "
	    "releases awards",
	    false },
	{ "reason", TSM_OPT_VALUE, "TEXT", "private, for the history", true },
	TSM_OPTIONS_END,
};

static const struct tsm_option event_options[] = {
	{ "reason", TSM_OPT_VALUE, "CODE",
	    "public: issued-in-error, duplicate, requirements-not-met, "
	    "misconduct, holder-request, under-review, review-closed",
	    true },
	{ "note", TSM_OPT_VALUE, "TEXT", "private, for the audit", false },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_credential_commands[] = {
	{ "credential list", NULL, "what was issued", NULL, list_options,
	    run_list, 0, 0 },
	{ "credential show", "ID", "one credential and its history", NULL, NULL,
	    run_show, 1, 1 },
	{ "credential correct", "ID", "a new version at the same link",
	    "Signed anew, with the same award date; the old version is "
	    "superseded. A new name becomes\nthe person's, with its history. "
	    "Without --name and --facts only the signature is new, as\nafter "
	    "'key revoke'.",
	    correct_options, run_correct, 1, 1 },
	{ "credential revoke", "ID", "withdraw it for good", NULL,
	    event_options, run_revoke, 1, 1 },
	{ "credential suspend", "ID", "withdraw it for a time", NULL,
	    event_options, run_suspend, 1, 1 },
	{ "credential reinstate", "ID", "end a suspension", NULL, event_options,
	    run_reinstate, 1, 1 },
	{ "credential reopen", "ID", "let a revoked one's award be given anew",
	    "The revocation stands; the award can be previewed and issued "
	    "as another credential.",
	    NULL, run_reopen, 1, 1 },
	{ "credential share", "ID", "show the holder's name on its page", NULL,
	    NULL, run_share, 1, 1 },
	{ "credential unshare", "ID", "hide the name again, at once", NULL,
	    NULL, run_unshare, 1, 1 },
	{ "credential link", "ID", "the holder's own, secret link", NULL, NULL,
	    run_link, 1, 1 },
	TSM_COMMANDS_END,
};
