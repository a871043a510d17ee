/* smtp.c - handing a message to a mail server, through libcurl. */
#include <curl/curl.h>
#include <string.h>

#include "start.h"
#include "testamur/base/alloc.h"
#include "testamur/base/str.h"
#include "testamur/base/uri.h"
#include "testamur/net/mail.h"

struct tsm_mailer {
	CURL *curl; /* keeps the connection between messages */
};

/* What is left of the message being sent. */
struct upload {
	const char *data;
	size_t left;
};

static size_t on_read(char *out, size_t size, size_t count, void *self)
{
	struct upload *upload = self;
	size_t n = size * count < upload->left ? size * count : upload->left;
	memcpy(out, upload->data, n);
	upload->data += n;
	upload->left -= n;
	return n;
}

/* What the server says is for the server's log, not for our output. */
static size_t discard(char *data, size_t size, size_t count, void *self)
{
	(void)data;
	(void)self;
	return size * count;
}

/* Only what says no to TLS: a message must not cross a network in clear. */
static enum tsm_status check_server(
    const char *server, bool *ret_loopback, struct tsm_error *err)
{
	struct tsm_uri uri;
	if (tsm_uri_parse(tsm_str(server), &uri) != TSM_OK ||
	    (!tsm_str_is(uri.scheme, "smtp") &&
		!tsm_str_is(uri.scheme, "smtps")) ||
	    uri.host.len == 0 || uri.userinfo.len > 0 || uri.has_query ||
	    uri.has_fragment ||
	    (uri.path.len > 0 && !tsm_str_is(uri.path, "/")))
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "a mail server is smtp://HOST[:PORT] or "
		    "smtps://HOST[:PORT]");
	*ret_loopback = tsm_str_is(uri.host, "127.0.0.1") ||
			tsm_str_is(uri.host, "[::1]") ||
			tsm_str_is(uri.host, "localhost");
	return TSM_OK;
}

/* Set one option and remember a failure. */
#define SET(curl, failed, option, value) \
 ((failed) =                             \
	 (failed) || curl_easy_setopt((curl), (option), (value)) != CURLE_OK)

static bool set_up(
    CURL *curl, const struct tsm_mail_options *options, bool loopback)
{
	bool failed = false;
	SET(curl, failed, CURLOPT_URL, options->server);
	SET(curl, failed, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	SET(curl, failed, CURLOPT_USE_SSL,
	    (long)(loopback ? CURLUSESSL_TRY : CURLUSESSL_ALL));
	SET(curl, failed, CURLOPT_NOSIGNAL, 1L);
	SET(curl, failed, CURLOPT_PROXY, "");
	SET(curl, failed, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(curl, failed, CURLOPT_TIMEOUT_MS, (long)TSM_MAIL_TIMEOUT_MS);
	SET(curl, failed, CURLOPT_UPLOAD, 1L);
	SET(curl, failed, CURLOPT_READFUNCTION, on_read);
	SET(curl, failed, CURLOPT_WRITEFUNCTION, discard);
	SET(curl, failed, CURLOPT_HEADERFUNCTION, discard);
	if (options->ca_file != NULL)
		SET(curl, failed, CURLOPT_CAINFO, options->ca_file);
	if (options->user != NULL) {
		SET(curl, failed, CURLOPT_USERNAME, options->user);
		SET(curl, failed, CURLOPT_PASSWORD, options->password);
	}
	return !failed;
}

enum tsm_status tsm_mailer_new(const struct tsm_mail_options *options,
    struct tsm_mailer **ret_mailer, struct tsm_error *err)
{
	bool loopback = false;
	TSM_TRY(check_server(options->server, &loopback, err));
	if ((options->user != NULL) != (options->password != NULL))
		return tsm_fail(err, TSM_E_DENIED, NULL,
		    "a user of a mail server needs a password, and a password "
		    "a user");
	if (!curl_start())
		return tsm_fail(
		    err, TSM_E_INTERNAL, NULL, "libcurl does not start");
	struct tsm_mailer *mailer = tsm_calloc(1, sizeof(*mailer));
	if (mailer == NULL)
		return tsm_fail_memory(err);
	mailer->curl = curl_easy_init();
	if (mailer->curl == NULL || !set_up(mailer->curl, options, loopback)) {
		tsm_mailer_free(&mailer);
		return tsm_fail_memory(err);
	}
	*ret_mailer = mailer;
	return TSM_OK;
}

void tsm_mailer_free(struct tsm_mailer **mailer)
{
	if (*mailer == NULL)
		return;
	curl_easy_cleanup((*mailer)->curl);
	tsm_free(*mailer);
	*mailer = NULL;
}

/* Which status a failed delivery is: 5xx is for good, all else may pass. */
static enum tsm_status explain(CURL *curl, CURLcode code, struct tsm_error *err)
{
	long reply = 0;
	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply);
	switch (code) {
	case CURLE_OUT_OF_MEMORY:
		return tsm_fail_memory(err);
	case CURLE_LOGIN_DENIED:
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "the mail server does not accept user and password");
	case CURLE_USE_SSL_FAILED:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "no secure connection to the mail server could be made");
	case CURLE_SEND_ERROR:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_RECV_ERROR:
		if (reply >= 500 && reply < 600)
			return tsm_fail(err, TSM_E_DENIED, NULL,
			    "the mail server refuses it (%ld)", reply);
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "the mail server did not take it (%ld)", reply);
	case CURLE_OPERATION_TIMEDOUT:
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "the mail server did not answer in time");
	default:
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "no connection to the mail server could be made");
	}
}

enum tsm_status tsm_mailer_send(struct tsm_mailer *mailer,
    const struct tsm_mail *mail, struct tsm_error *err)
{
	struct tsm_buf message;
	struct curl_slist *to = NULL;
	bool failed = false;
	tsm_buf_init(&message, 0);
	enum tsm_status status = tsm_mail_write(mail, &message, err);
	struct upload upload = { message.data, message.len };
	if (status == TSM_OK) {
		to = curl_slist_append(NULL, mail->to);
		SET(mailer->curl, failed, CURLOPT_MAIL_FROM, mail->from);
		SET(mailer->curl, failed, CURLOPT_MAIL_RCPT, to);
		SET(mailer->curl, failed, CURLOPT_READDATA, &upload);
		if (to == NULL || failed)
			status = tsm_fail_memory(err);
	}
	if (status == TSM_OK) {
		CURLcode code = curl_easy_perform(mailer->curl);
		if (code != CURLE_OK)
			status = explain(mailer->curl, code, err);
	}
	curl_slist_free_all(to);
	tsm_buf_release(&message);
	return status;
}
