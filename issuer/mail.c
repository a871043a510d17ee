#include "mail.h"

#include <string.h>

#include "cohort.h"
#include "testamur/base/alloc.h"
#include "testamur/base/file.h"
#include "testamur/base/id.h"
#include "testamur/base/time.h"

#define SETTINGS_MAX    ((size_t)16 << 10)
#define PASSWORD_MAX    ((size_t)1 << 10)
#define RETRY_FIRST_S   300 /* doubled with each attempt */
#define RETRY_MAX_S     86400
#define CLAIM_S         900 /* longer than a message may take */
#define UNREACHABLE_MAX 3   /* in a row: the server is down */

/* --- queueing ------------------------------------------------------------- */

enum tsm_status mail_queue(struct app *app, const char *kind,
    const char *object, const struct tsm_store_person *person, int64_t due_at,
    struct tsm_error *err)
{
	char id[TSM_UUID_TEXT];
	bool added = false;
	if (person->email == NULL)
		return TSM_OK;
	TSM_TRY(tsm_uuid_new(app->random, id));
	const struct tsm_store_mail mail = { .id = id,
		.kind = kind,
		.object = object,
		.person = person->id,
		.recipient = person->email,
		.created = app->now,
		.due_at = due_at };
	return tsm_store_mail_add(app->store, &mail, &added, err);
}

enum tsm_status mail_queue_status(struct app *app,
    const struct tsm_store_credential *credential, const char *kind,
    struct tsm_error *err)
{
	struct tsm_store_person person;
	const char *object = tsm_arena_printf(
	    &app->arena, "%s/%lld", credential->id, (long long)app->now);
	if (object == NULL)
		return tsm_fail_memory(err);
	enum tsm_status status = tsm_store_person_get(
	    app->store, credential->person, &app->arena, &person, err);
	if (status != TSM_OK)
		return status == TSM_E_NOT_FOUND ? TSM_OK : status;
	return mail_queue(app, kind, object, &person, app->now, err);
}

/* --- settings ------------------------------------------------------------- */

static const char *path_of(struct app *app, const char *name)
{
	return tsm_arena_printf(&app->arena, "%s/%s", app->data, name);
}

static enum tsm_status mailer_of(const struct mail_settings *settings,
    const char *password, struct tsm_mailer **ret_mailer, struct tsm_error *err)
{
	const struct tsm_mail_options options = { .server = settings->server,
		.user = settings->user,
		.password = password,
		.ca_file = settings->ca_file };
	return tsm_mailer_new(&options, ret_mailer, err);
}

/* Would these settings do? Nothing is sent. */
static enum tsm_status check_settings(const struct mail_settings *settings,
    struct tsm_str password, struct tsm_error *err)
{
	struct tsm_mailer *mailer = NULL;
	struct tsm_buf out;
	const struct tsm_mail probe = { .from = settings->from,
		.to = settings->from,
		.subject = "",
		.body = "",
		.id = "0" };
	TSM_TRY(mailer_of(
	    settings, password.len > 0 ? password.ptr : NULL, &mailer, err));
	tsm_mailer_free(&mailer);
	tsm_buf_init(&out, 0);
	enum tsm_status status = tsm_mail_write(&probe, &out, err);
	tsm_buf_release(&out);
	return status;
}

enum tsm_status mail_settings_write(struct app *app,
    const struct mail_settings *settings, struct tsm_str password,
    struct tsm_error *err)
{
	const char *path = path_of(app, "mail.json");
	const char *secret = path_of(app, "mail.password");
	struct tsm_buf out;
	if (path == NULL || secret == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(check_settings(settings, password, err));
	json_t *json = json_object();
	tsm_json_set(json, "server", settings->server);
	tsm_json_set(json, "from", settings->from);
	tsm_json_set(json, "user", settings->user);
	tsm_json_set(json, "ca_file", settings->ca_file);
	tsm_buf_init(&out, 0);
	enum tsm_status status = tsm_json_write(json, TSM_JSON_PRETTY, &out);
	json_decref(json);
	if (status != TSM_OK)
		status = tsm_fail_memory(err);
	if (status == TSM_OK)
		status = tsm_file_write(
		    secret, password.ptr, password.len, 0600, err);
	if (status == TSM_OK)
		status = tsm_file_write(path, out.data, out.len, 0600, err);
	tsm_buf_release(&out);
	return status;
}

enum tsm_status mail_settings_read(
    struct app *app, struct mail_settings *ret_settings, struct tsm_error *err)
{
	const char *path = path_of(app, "mail.json");
	const struct tsm_json *root = NULL;
	struct tsm_buf file;
	if (path == NULL)
		return tsm_fail_memory(err);
	tsm_buf_init(&file, 0);
	enum tsm_status status = tsm_file_read(path, SETTINGS_MAX, &file, err);
	if (status == TSM_E_NOT_FOUND)
		status = tsm_fail(err, TSM_E_STATE, NULL,
		    "no mail server is set: 'testamur-issuer mail configure "
		    "--server smtp://HOST --from ADDRESS'");
	else if (status == TSM_OK)
		status = tsm_json_parse(
		    &app->arena, file.data, file.len, NULL, &root, err);
	tsm_buf_release(&file);
	if (status != TSM_OK)
		return status;
	*ret_settings = (struct mail_settings){
		.server = tsm_json_get_string(root, "server"),
		.from = tsm_json_get_string(root, "from"),
		.user = tsm_json_get_string(root, "user"),
		.ca_file = tsm_json_get_string(root, "ca_file"),
	};
	if (ret_settings->server == NULL || ret_settings->from == NULL)
		return tsm_fail(
		    err, TSM_E_MISSING, path, "server and from are needed");
	return TSM_OK;
}

/* The password lives no longer than it takes to hand it on. */
static enum tsm_status open_mailer(struct app *app,
    const struct mail_settings *settings, struct tsm_mailer **ret_mailer,
    struct tsm_error *err)
{
	const char *path = path_of(app, "mail.password");
	struct tsm_buf password;
	enum tsm_status status = TSM_OK;
	if (path == NULL)
		return tsm_fail_memory(err);
	tsm_buf_init(&password, PASSWORD_MAX);
	if (settings->user != NULL)
		status = tsm_file_read(path, PASSWORD_MAX, &password, err);
	if (status == TSM_OK)
		status = mailer_of(settings,
		    password.len > 0 ? tsm_buf_cstr(&password) : NULL,
		    ret_mailer, err);
	tsm_wipe(password.data, password.len);
	tsm_buf_release(&password);
	return status;
}

/* --- sending -------------------------------------------------------------- */

struct sending {
	struct app *app;
	const struct mail_settings *settings;
	struct tsm_mailer *mailer;
	struct mail_sent counts;
	int unreachable; /* in a row */
};

static enum tsm_status deliver(
    struct sending *s, const struct tsm_store_mail *mail, struct tsm_error *err)
{
	struct mail_text text = { 0 };
	TSM_TRY(mail_write(s->app, mail, &text, err));
	const struct tsm_mail message = { .from = s->settings->from,
		.from_name = text.from_name,
		.to = mail->recipient,
		.subject = text.subject,
		.body = text.body,
		.id = mail->id,
		.date = s->app->now };
	return tsm_mailer_send(s->mailer, &message, err);
}

static int64_t retry_after(int64_t attempts)
{
	int64_t seconds = RETRY_FIRST_S;
	for (int64_t n = 0; n < attempts && seconds < RETRY_MAX_S; n++)
		seconds *= 2;
	return seconds < RETRY_MAX_S ? seconds : RETRY_MAX_S;
}

/* One message: sent, for good not, no longer true, or later. */
static enum tsm_status send_one(
    struct sending *s, const struct tsm_store_mail *mail, struct tsm_error *err)
{
	struct app *app = s->app;
	struct tsm_error why = { 0 };
	int64_t due = mail->due_at;
	const char *state = "sent";
	bool claimed = false;
	/* another 'mail send' has it, or it was cancelled meanwhile */
	TSM_TRY(tsm_store_mail_claim(app->store, mail->id, mail->due_at,
	    tsm_time_now() + CLAIM_S, &claimed, err));
	if (!claimed)
		return TSM_OK;
	enum tsm_status status = deliver(s, mail, &why);
	s->unreachable = status == TSM_E_UNREACHABLE ? s->unreachable + 1 : 0;
	switch (status) {
	case TSM_OK:
		s->counts.sent++;
		break;
	case TSM_E_STATE:
	case TSM_E_NOT_FOUND:
		state = "cancelled";
		s->counts.cancelled++;
		break;
	case TSM_E_UNREACHABLE:
		if (mail->attempts + 1 < MAIL_ATTEMPTS_MAX) {
			state = "waiting";
			due = app->now + retry_after(mail->attempts);
			s->counts.waiting++;
			break;
		}
		state = "failed";
		s->counts.failed++;
		break;
	case TSM_E_DENIED:
	case TSM_E_VALUE:
		state = "failed";
		s->counts.failed++;
		break;
	default: /* ours, not the message's */
		if (err != NULL)
			*err = why;
		return status;
	}
	return tsm_store_mail_settle(app->store, mail->id, state,
	    status != TSM_OK ? why.text : NULL, due, app->now, err);
}

static enum tsm_status send_all(struct sending *s,
    const struct tsm_store_mail *list, size_t count, struct tsm_error *err)
{
	struct tsm_arena kept;
	for (size_t i = 0; i < count; i++) {
		app_scratch_begin(s->app, &kept);
		enum tsm_status status = send_one(s, &list[i], err);
		app_scratch_end(s->app, &kept);
		if (status != TSM_OK)
			return status;
		if (s->unreachable < UNREACHABLE_MAX)
			continue;
		s->counts.waiting += count - i - 1;
		return tsm_fail(err, TSM_E_UNREACHABLE, s->settings->server,
		    "the mail server cannot be reached; %zu of %zu messages "
		    "were sent, the rest waits",
		    s->counts.sent, count);
	}
	return TSM_OK;
}

enum tsm_status mail_send(struct app *app, const struct mail_settings *settings,
    struct mail_sent *ret_sent, struct tsm_error *err)
{
	struct sending s = { .app = app, .settings = settings };
	struct tsm_store_mail *list = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_mail_list(
	    app->store, "waiting", app->now, &app->arena, &list, &count, err));
	TSM_TRY(open_mailer(app, settings, &s.mailer, err));
	enum tsm_status status = send_all(&s, list, count, err);
	tsm_mailer_free(&s.mailer);
	*ret_sent = s.counts;
	return status;
}
