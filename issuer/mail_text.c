/* What the messages of mail.h say. */
#include <string.h>

#include "cohort.h"
#include "holding.h"
#include "link.h"
#include "mail.h"
#include "people.h"
#include "testamur/base/wording.h"
#include "testamur/store/organisation.h"

/* What a message about a credential needs. */
struct about {
	struct tsm_store_credential credential;
	struct tsm_store_standing standing;
	struct tsm_store_organisation organisation;
	const char *name;        /* whom it greets */
	const char *achievement; /* what was earned */
};

static enum tsm_status load(struct app *app, const struct tsm_store_mail *mail,
    struct about *ret, struct tsm_error *err)
{
	struct tsm_store_person person;
	const struct tsm_json *summary = NULL;
	struct tsm_str rest;
	struct tsm_str id = tsm_str_split(tsm_str(mail->object), '/', &rest);
	const char *text =
	    tsm_arena_printf(&app->arena, "%.*s", (int)id.len, id.ptr);
	if (text == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(tsm_store_credential_get(
	    app->store, text, 0, &app->arena, &ret->credential, err));
	TSM_TRY(tsm_store_credential_standing(
	    app->store, text, 0, &app->arena, &ret->standing, err));
	TSM_TRY(
	    tsm_store_organisation_get(app->store, ret->credential.organisation,
		&app->arena, &ret->organisation, err));
	TSM_TRY(tsm_store_person_get(
	    app->store, mail->person, &app->arena, &person, err));
	TSM_TRY(tsm_json_parse(&app->arena, ret->credential.summary,
	    strlen(ret->credential.summary), NULL, &summary, err));
	ret->name = people_shown_name(&person);
	ret->achievement =
	    tsm_json_get_string(tsm_json_get(summary, "achievement"), "name");
	if (ret->achievement == NULL)
		ret->achievement = "your award";
	return TSM_OK;
}

static enum tsm_status finish(struct app *app, const struct about *about,
    const char *subject, const char *middle, struct mail_text *ret_text,
    struct tsm_error *err)
{
	const char *address = about->organisation.email;
	ret_text->from_name = about->organisation.name;
	ret_text->subject = subject;
	ret_text->body = tsm_arena_printf(&app->arena,
	    "Dear %s,\n\n%s\n%s%s%s%s\n", about->name, middle,
	    address != NULL ? "Questions? Write to " : "",
	    address != NULL ? address : "", address != NULL ? ".\n\n" : "",
	    about->organisation.name);
	if (subject == NULL || middle == NULL || ret_text->body == NULL)
		return tsm_fail_memory(err);
	return TSM_OK;
}

static enum tsm_status awarded(struct app *app, const struct about *about,
    struct mail_text *ret_text, struct tsm_error *err)
{
	const char *secret = NULL;
	const char *units = NULL;
	if (about->standing.validity != TSM_STORE_IN_FORCE)
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "it is not in force any more, so the news of it was not "
		    "sent");
	TSM_TRY(link_secret(app, about->credential.id, &secret, err));
	if (tsm_streq(about->credential.kind, "units"))
		TSM_TRY(link_person_page(
		    app, about->credential.person, &units, err));
	return finish(app, about,
	    tsm_arena_printf(
		&app->arena, "You have been awarded: %s", about->achievement),
	    tsm_arena_printf(&app->arena,
		"%s has awarded you \"%s\".\n\n"
		"Your page, with certificate and badge to download:\n"
		"%s/s/%s\n"
		"Whoever has this link sees your name, so keep it to yourself "
		"until you want to share it.\n\n"
		"Anybody you give this address can check the award; it shows "
		"your name only once you share it:\n"
		"%s/V/%s\n%s%s%s",
		about->organisation.name, about->achievement, app->public_url,
		secret, app->public_url, about->credential.id,
		units != NULL ? "\nWhat all your units add up to; this link, "
				"too, is yours alone:\n"
			      : "",
		units != NULL ? units : "", units != NULL ? "\n" : ""),
	    ret_text, err);
}

static enum tsm_status changed(struct app *app, const struct about *about,
    const char *kind, struct mail_text *ret_text, struct tsm_error *err)
{
	static const struct {
		const char *kind;
		enum tsm_store_validity validity;
		const char *subject;
		const char *sentence;
	} words[] = {
		{ MAIL_REVOKED, TSM_STORE_REVOKED, "Withdrawn",
		    "has withdrawn" },
		{ MAIL_SUSPENDED, TSM_STORE_SUSPENDED, "Suspended",
		    "has suspended" },
		{ MAIL_REINSTATED, TSM_STORE_IN_FORCE, "In force again",
		    "has put in force again" },
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!tsm_streq(words[i].kind, kind))
			continue;
		const char *reason = about->standing.reason;
		bool bad = about->standing.validity != TSM_STORE_IN_FORCE;
		if (about->standing.validity != words[i].validity)
			return tsm_fail(err, TSM_E_STATE, NULL,
			    "its status has changed again, so the news of it "
			    "was not sent");
		return finish(app, about,
		    tsm_arena_printf(&app->arena, "%s: %s", words[i].subject,
			about->achievement),
		    tsm_arena_printf(&app->arena,
			"%s %s your award \"%s\".%s%s\n\n"
			"Its page says so to whoever checks it:\n%s/V/%s\n",
			about->organisation.name, words[i].sentence,
			about->achievement,
			bad && reason != NULL ? " Reason: " : "",
			bad && reason != NULL
			    ? tsm_wording_reason(TSM_LANG_EN, reason)
			    : "",
			app->public_url, about->credential.id),
		    ret_text, err);
	}
	return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
	    "no message of this kind is known to this version");
}

/* Copies that were downloaded before say "superseded" from now on. */
static enum tsm_status corrected(struct app *app, const struct about *about,
    struct mail_text *ret_text, struct tsm_error *err)
{
	const char *secret = NULL;
	if (about->standing.validity != TSM_STORE_IN_FORCE)
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "it is not in force any more, so the news of it was not "
		    "sent");
	TSM_TRY(link_secret(app, about->credential.id, &secret, err));
	return finish(app, about,
	    tsm_arena_printf(
		&app->arena, "There is a new version: %s", about->achievement),
	    tsm_arena_printf(&app->arena,
		"%s has issued your award \"%s\" anew, under the same "
		"address. What you downloaded before is out of date: "
		"certificate and badge are on your page, to download "
		"again:\n%s/s/%s\n",
		about->organisation.name, about->achievement, app->public_url,
		secret),
	    ret_text, err);
}

/* A place became free for somebody who waited. */
static enum tsm_status place(struct app *app, const struct tsm_store_mail *mail,
    struct mail_text *ret_text, struct tsm_error *err)
{
	struct tsm_store_enrolment enrolment;
	struct tsm_store_person person;
	struct cohort cohort;
	struct tsm_str rest;
	struct tsm_str id = tsm_str_split(tsm_str(mail->object), '/', &rest);
	struct tsm_str part = tsm_str_split(rest, '/', &rest);
	const char *name =
	    tsm_arena_printf(&app->arena, "%.*s", (int)id.len, id.ptr);
	const char *track =
	    tsm_arena_printf(&app->arena, "%.*s", (int)part.len, part.ptr);
	if (name == NULL || track == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(cohort_open(app, name, &cohort, err));
	TSM_TRY(tsm_store_enrolment_get(app->store, name, mail->person, track,
	    &app->arena, &enrolment, err));
	TSM_TRY(tsm_store_person_get(
	    app->store, mail->person, &app->arena, &person, err));
	if (!tsm_streq(enrolment.state, "enrolled"))
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "the person is not enrolled any more, so the news of it "
		    "was not sent");
	ret_text->from_name = NULL;
	ret_text->subject = tsm_arena_printf(
	    &app->arena, "You have a place: %s", cohort.programme.row.title);
	ret_text->body = tsm_arena_printf(&app->arena,
	    "Dear %s,\n\na place has become free: you are enrolled in %s, "
	    "%s.\n",
	    people_shown_name(&person), cohort.programme.row.title,
	    cohort.row.title);
	if (ret_text->subject == NULL || ret_text->body == NULL)
		return tsm_fail_memory(err);
	return TSM_OK;
}

enum tsm_status mail_write(struct app *app, const struct tsm_store_mail *mail,
    struct mail_text *ret_text, struct tsm_error *err)
{
	struct about about = { 0 };
	if (tsm_streq(mail->kind, MAIL_PLACE))
		return place(app, mail, ret_text, err);
	TSM_TRY(load(app, mail, &about, err));
	if (tsm_streq(mail->kind, MAIL_CORRECTED))
		return corrected(app, &about, ret_text, err);
	return tsm_streq(mail->kind, MAIL_AWARDED)
		   ? awarded(app, &about, ret_text, err)
		   : changed(app, &about, mail->kind, ret_text, err);
}
