/* mail: what participants are told, and whether it went out. */
#include "app.h"
#include "mail.h"
#include "testamur/base/alloc.h"
#include "testamur/base/file.h"
#include "testamur/base/time.h"

#define PASSWORD_FILE_MAX ((size_t)1 << 10)

/* --- configure ------------------------------------------------------------ */

/* The first line of a file; wiped by the caller. */
static enum tsm_status read_password(
    const char *path, struct tsm_buf *password, struct tsm_error *err)
{
	if (path == NULL)
		return TSM_OK;
	TSM_TRY(tsm_file_read(path, PASSWORD_FILE_MAX, password, err));
	while (
	    password->len > 0 && (password->data[password->len - 1] == '\n' ||
				     password->data[password->len - 1] == '\r'))
		password->data[--password->len] = '\0';
	return password->len > 0
		   ? TSM_OK
		   : tsm_fail(err, TSM_E_VALUE, path, "the file is empty");
}

static enum tsm_status configure(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const struct mail_settings settings = {
		.server = tsm_args_get(args, "server"),
		.from = tsm_args_get(args, "from"),
		.user = tsm_args_get(args, "user"),
		.ca_file = tsm_args_get(args, "ca-file"),
	};
	struct tsm_buf password;
	tsm_buf_init(&password, PASSWORD_FILE_MAX);
	enum tsm_status status =
	    read_password(tsm_args_get(args, "password-file"), &password, err);
	if (status == TSM_OK)
		status = mail_settings_write(
		    app, &settings, tsm_buf_str(&password), err);
	tsm_wipe(password.data, password.len);
	tsm_buf_release(&password);
	if (status == TSM_OK)
		status = app_audit(
		    app, "mail.configure", settings.server, NULL, err);
	if (status == TSM_OK && !app->json)
		(void)printf(
		    "mail goes to %s as %s\n", settings.server, settings.from);
	return status;
}

/* --- list and show -------------------------------------------------------- */

static json_t *mail_json(const struct tsm_store_mail *mail)
{
	char at[TSM_TIME_TEXT];
	json_t *row = json_object();
	tsm_json_set(row, "id", mail->id);
	tsm_json_set(row, "kind", mail->kind);
	tsm_json_set(row, "about", mail->object);
	tsm_json_set(row, "to", mail->recipient);
	tsm_json_set(row, "state", mail->state);
	tsm_json_set(row, "due", tsm_time_format(mail->due_at, at));
	tsm_json_set_int(row, "attempts", mail->attempts);
	tsm_json_set(row, "error", mail->error);
	if (mail->done_at != 0)
		tsm_json_set(row, "done", tsm_time_format(mail->done_at, at));
	return row;
}

static enum tsm_status list(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *state = tsm_args_get(args, "state");
	struct tsm_store_mail *rows = NULL;
	size_t count = 0;
	char at[TSM_TIME_TEXT];
	if (state != NULL && !tsm_streq(state, "waiting") &&
	    !tsm_streq(state, "sent") && !tsm_streq(state, "failed") &&
	    !tsm_streq(state, "cancelled"))
		return tsm_fail(err, TSM_E_VALUE, "--state",
		    "the state is waiting, sent, failed or cancelled");
	TSM_TRY(tsm_store_mail_list(
	    app->store, state, 0, &app->arena, &rows, &count, err));
	json_t *json = app->json ? json_array() : NULL;
	for (size_t i = 0; i < count; i++) {
		const struct tsm_store_mail *m = &rows[i];
		if (app->json)
			tsm_json_add_new(json, mail_json(m));
		else
			(void)printf("%s  %-9s  %s  %-10s  %s  %s%s%s\n", m->id,
			    m->state, tsm_time_format(m->due_at, at), m->kind,
			    m->object, m->recipient,
			    m->error != NULL ? "  " : "",
			    m->error != NULL ? m->error : "");
	}
	return app->json ? app_print_json(json, err) : TSM_OK;
}

static enum tsm_status show(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_mail mail;
	struct mail_text text = { 0 };
	TSM_TRY(tsm_store_mail_get(
	    app->store, tsm_args_operand(args, 0), &app->arena, &mail, err));
	TSM_TRY(mail_write(app, &mail, &text, err));
	(void)printf("To: %s\nSubject: %s\n\n%s", mail.recipient, text.subject,
	    text.body);
	return TSM_OK;
}

/* --- send, cancel, retry -------------------------------------------------- */

static enum tsm_status report(
    struct app *app, const struct mail_sent *sent, struct tsm_error *err)
{
	if (app->json) {
		json_t *result = json_object();
		tsm_json_set_int(result, "sent", (int64_t)sent->sent);
		tsm_json_set_int(result, "failed", (int64_t)sent->failed);
		tsm_json_set_int(result, "cancelled", (int64_t)sent->cancelled);
		tsm_json_set_int(result, "waiting", (int64_t)sent->waiting);
		return app_print_json(result, err);
	}
	(void)printf(
	    "%zu sent, %zu failed, %zu no longer true, %zu to be tried "
	    "again\n",
	    sent->sent, sent->failed, sent->cancelled, sent->waiting);
	return TSM_OK;
}

static enum tsm_status send(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct mail_settings settings;
	struct mail_sent sent = { 0 };
	(void)args;
	TSM_TRY(mail_settings_read(app, &settings, err));
	TSM_TRY(mail_send(app, &settings, &sent, err));
	TSM_TRY(report(app, &sent, err));
	if (sent.failed > 0)
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "some messages cannot be delivered: 'mail list --state "
		    "failed' says why, 'mail retry' sends them again");
	return TSM_OK;
}

static enum tsm_status settle(
    struct app *app, const char *id, bool again, struct tsm_error *err)
{
	enum tsm_status status =
	    again ? tsm_store_mail_requeue(app->store, id, app->now, err)
		  : tsm_store_mail_settle(app->store, id, "cancelled", NULL,
			app->now, app->now, err);
	if (status != TSM_OK) {
		tsm_error_prefix(err, id);
		return status;
	}
	return app_audit(
	    app, again ? "mail.retry" : "mail.cancel", id, NULL, err);
}

/* Those named, or all in a state; none or all of them. */
static enum tsm_status settle_all(struct app *app, const struct tsm_args *args,
    const char *option, const char *state, bool again, struct tsm_error *err)
{
	struct tsm_store_mail *rows = NULL;
	size_t count = 0;
	enum tsm_status status = TSM_OK;
	if (tsm_args_has(args, option) == (tsm_args_operands(args) > 0))
		return tsm_fail(err, TSM_E_USAGE, NULL,
		    "name messages, or give --%s", option);
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	if (tsm_args_has(args, option))
		status = tsm_store_mail_list(
		    app->store, state, 0, &app->arena, &rows, &count, err);
	for (size_t i = 0; status == TSM_OK && i < count; i++)
		status = settle(app, rows[i].id, again, err);
	for (size_t i = 0; status == TSM_OK && i < tsm_args_operands(args); i++)
		status = settle(app, tsm_args_operand(args, i), again, err);
	TSM_TRY(app_end(app, status, err));
	count += tsm_args_operands(args);
	if (!app->quiet)
		(void)printf("%s %s\n",
		    app_count(app, count, "message", "messages"),
		    again ? "will be sent again" : "cancelled");
	return TSM_OK;
}

static enum tsm_status cancel(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	return settle_all(app, args, "all", "waiting", false, err);
}

static enum tsm_status retry(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	return settle_all(app, args, "failed", "failed", true, err);
}

APP_COMMAND(configure)
APP_COMMAND(list)
APP_COMMAND(show)
APP_COMMAND(send)
APP_COMMAND(cancel)
APP_COMMAND(retry)

static const struct tsm_option configure_options[] = {
	{ "server", TSM_OPT_VALUE, "URL",
	    "smtps://HOST[:PORT], or smtp://HOST[:PORT] with STARTTLS", true },
	{ "from", TSM_OPT_VALUE, "ADDRESS", "the sender's address", true },
	{ "user", TSM_OPT_VALUE, "NAME", "to log in with; needs a password",
	    false },
	{ "password-file", TSM_OPT_VALUE, "FILE",
	    "a file that holds nothing but the password; it is copied", false },
	{ "ca-file", TSM_OPT_VALUE, "FILE",
	    "roots to trust for this server; default the system's", false },
	TSM_OPTIONS_END,
};

static const struct tsm_option list_options[] = {
	{ "state", TSM_OPT_VALUE, "STATE",
	    "only waiting, sent, failed or cancelled", false },
	TSM_OPTIONS_END,
};

static const struct tsm_option cancel_options[] = {
	{ "all", TSM_OPT_FLAG, NULL, "everything that waits", false },
	TSM_OPTIONS_END,
};

static const struct tsm_option retry_options[] = {
	{ "failed", TSM_OPT_FLAG, NULL, "everything that failed", false },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_mail_commands[] = {
	{ "mail configure", NULL, "which mail server to use, and as whom",
	    "Kept in the data folder, readable by its owner alone. In clear "
	    "only to loopback.",
	    configure_options, run_configure, 0, 0 },
	{ "mail list", NULL, "messages, due or done", NULL, list_options,
	    run_list, 0, 0 },
	{ "mail show", "ID", "what a message says",
	    "It may hold the holder's secret link: show it to nobody else.",
	    NULL, run_show, 1, 1 },
	{ "mail send", NULL, "send what is due",
	    "For a timer, every few minutes. A message that the server does "
	    "not take now is tried\nagain later, for a day or so; one that it "
	    "refuses for good is listed as failed.",
	    NULL, run_send, 0, 0 },
	{ "mail cancel", "[ID…]", "do not send what waits", NULL,
	    cancel_options, run_cancel, 0, -1 },
	{ "mail retry", "[ID…]", "send again what failed or was cancelled",
	    NULL, retry_options, run_retry, 0, -1 },
	TSM_COMMANDS_END,
};
