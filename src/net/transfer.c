/*
 * transfer.c - one GET through libcurl.
 *
 * The guard against calling inside addresses sits in libcurl's open-socket
 * call-back: it sees the very address that is about to be connected, after
 * name resolution, so nothing can change in between.
 */
#include <curl/curl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "testamur/base/time.h"
#include "testamur/net/address.h"
#include "transfer.h"

/* The address behind libcurl's struct, which declares it too short. */
static bool address_allowed(const struct curl_sockaddr *target, bool mapped)
{
	static const unsigned char loopback6[16] = { 0, 0, 0, 0, 0, 0, 0, 0, 0,
		0, 0, 0, 0, 0, 0, 1 };
	const char *raw =
	    (const char *)target + offsetof(struct curl_sockaddr, addr);
	unsigned char bytes[16];

	if (target->family == AF_INET &&
	    target->addrlen >= sizeof(struct sockaddr_in)) {
		memcpy(bytes, raw + offsetof(struct sockaddr_in, sin_addr), 4);
		return mapped ? bytes[0] == 127 : tsm_address4_public(bytes);
	}
	if (target->family == AF_INET6 &&
	    target->addrlen >= sizeof(struct sockaddr_in6)) {
		memcpy(
		    bytes, raw + offsetof(struct sockaddr_in6, sin6_addr), 16);
		return mapped ? memcmp(bytes, loopback6, 16) == 0
			      : tsm_address6_public(bytes);
	}
	return false;
}

static curl_socket_t open_socket(
    void *self, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct tsm_transfer *transfer = self;

	if (purpose != CURLSOCKTYPE_IPCXN ||
	    !address_allowed(address, transfer->mapped)) {
		transfer->denied = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC,
	    address->protocol);
}

static size_t on_body(char *data, size_t size, size_t count, void *self)
{
	struct tsm_transfer *transfer = self;

	return tsm_buf_add(&transfer->body, data, size * count) == TSM_OK
		   ? size * count
		   : 0;
}

static size_t on_header(char *data, size_t size, size_t count, void *self)
{
	struct tsm_transfer *transfer = self;

	tsm_freshness_header(
	    &transfer->freshness, tsm_str_n(data, size * count));
	return size * count;
}

/* Set one option and remember a failure. */
#define SET(curl, failed, option, value) \
 ((failed) =                             \
	 (failed) || curl_easy_setopt((curl), (option), (value)) != CURLE_OK)

/* libcurl asks about once a second, also while nothing arrives. */
static int on_progress(void *client, curl_off_t down_total, curl_off_t down,
    curl_off_t up_total, curl_off_t up)
{
	const struct tsm_transfer *transfer = client;

	(void)down_total;
	(void)down;
	(void)up_total;
	(void)up;
	return atomic_load(transfer->aborted) ? 1 : 0;
}

static bool set_up(CURL *curl, const struct tsm_fetch_request *request,
    const char *url, struct tsm_transfer *transfer)
{
	bool failed = false;
	long timeout = (long)(request->timeout_ms != 0 ? request->timeout_ms
						       : TSM_FETCH_TIMEOUT_MS);

	SET(curl, failed, CURLOPT_URL, url);
	SET(curl, failed, CURLOPT_PROTOCOLS_STR,
	    transfer->mapped ? "http" : "https");
	SET(curl, failed, CURLOPT_FOLLOWLOCATION, 0L);
	if (request->form.ptr == NULL) {
		SET(curl, failed, CURLOPT_HTTPGET, 1L);
	} else {
		SET(curl, failed, CURLOPT_POSTFIELDS, request->form.ptr);
		SET(curl, failed, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)request->form.len);
	}
	SET(curl, failed, CURLOPT_NOSIGNAL, 1L);
	SET(curl, failed, CURLOPT_PROXY, "");
	SET(curl, failed, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(curl, failed, CURLOPT_TIMEOUT_MS, timeout);
	/* nor is a name server waited for any longer */
	SET(curl, failed, CURLOPT_QUICK_EXIT, 1L);
	SET(curl, failed, CURLOPT_CONNECTTIMEOUT_MS, timeout);
	SET(curl, failed, CURLOPT_MAXFILESIZE_LARGE,
	    (curl_off_t)transfer->body.max);
	SET(curl, failed, CURLOPT_ACCEPT_ENCODING, "gzip");
	SET(curl, failed, CURLOPT_USERAGENT, "testamur/" TSM_VERSION);
	SET(curl, failed, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SET(curl, failed, CURLOPT_OPENSOCKETDATA, transfer);
	SET(curl, failed, CURLOPT_WRITEFUNCTION, on_body);
	SET(curl, failed, CURLOPT_WRITEDATA, transfer);
	SET(curl, failed, CURLOPT_NOPROGRESS, 0L);
	SET(curl, failed, CURLOPT_XFERINFOFUNCTION, on_progress);
	SET(curl, failed, CURLOPT_XFERINFODATA, transfer);
	SET(curl, failed, CURLOPT_HEADERFUNCTION, on_header);
	SET(curl, failed, CURLOPT_HEADERDATA, transfer);
	if (transfer->ca_file != NULL)
		SET(curl, failed, CURLOPT_CAINFO, transfer->ca_file);
	return !failed;
}

/* Which status a failed transfer is. */
static enum tsm_status explain(
    CURLcode code, const struct tsm_transfer *transfer, struct tsm_error *err)
{
	enum tsm_status status = tsm_buf_status(&transfer->body);

	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	if (status == TSM_E_LIMIT || code == CURLE_FILESIZE_EXCEEDED)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "the answer is larger than %zu bytes", transfer->body.max);
	switch (code) {
	/* also of a header that is longer than libcurl takes: what a server
	 * sends is no want of ours */
	case CURLE_OUT_OF_MEMORY:
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "the server's answer could not be read");
	case CURLE_URL_MALFORMAT:
		return tsm_fail(err, TSM_E_SYNTAX, NULL, "this is no URL");
	case CURLE_UNSUPPORTED_PROTOCOL:
		/* the scheme was checked: this is no HTTP that came back */
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "the server did not answer in HTTP");
	case CURLE_COULDNT_RESOLVE_HOST:
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "the name of the server is not known");
	case CURLE_OPERATION_TIMEDOUT:
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "the server did not answer in time");
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CACERT_BADFILE:
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "no secure connection to the server could be made");
	default:
		if (transfer->denied)
			return tsm_fail(err, TSM_E_DENIED, NULL,
			    "the address is not a public one, so it was not "
			    "called");
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "no connection to the server could be made");
	}
}

/* What a status of HTTP means here. */
static enum tsm_status judge(int http_status, struct tsm_error *err)
{
	if (http_status == 200)
		return TSM_OK;
	if (http_status == 404 || http_status == 410)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
		    "the server has no such document (%d)", http_status);
	if (http_status >= 300 && http_status < 400)
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "the server answered with a redirect (%d), which is not "
		    "followed",
		    http_status);
	return tsm_fail(err, TSM_E_UNREACHABLE, NULL, "the server answered %d",
	    http_status);
}

/* The media type in lower case, without parameters. */
static enum tsm_status copy_type(
    CURL *curl, struct tsm_arena *arena, struct tsm_str *ret_type)
{
	char *given = NULL;
	struct tsm_str rest;

	(void)curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &given);
	struct tsm_str type =
	    tsm_str_trim(tsm_str_split(tsm_str(given), ';', &rest));
	char *copy = tsm_arena_str(arena, type);
	if (type.len > 0 && copy == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < type.len; i++)
		copy[i] = tsm_to_lower(copy[i]);
	*ret_type = tsm_str_n(copy, type.len);
	return TSM_OK;
}

static enum tsm_status collect(CURL *curl, struct tsm_arena *arena,
    const struct tsm_transfer *transfer, struct tsm_fetch_reply *reply,
    struct tsm_error *err)
{
	long http_status = 0;

	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &http_status);
	reply->http_status = (int)http_status;
	TSM_TRY(judge(reply->http_status, err));
	const char *body = tsm_arena_copy(
	    arena, tsm_buf_cstr(&transfer->body), transfer->body.len);
	if (body == NULL ||
	    copy_type(curl, arena, &reply->content_type) != TSM_OK)
		return tsm_fail_memory(err);
	reply->body = tsm_str_n(body, transfer->body.len);
	const struct tsm_freshness *says = &transfer->freshness;
	reply->memento_at = says->memento_at;
	/* of other answers Content-Location says nothing that counts here */
	if (says->memento_at == 0)
		return TSM_OK;
	reply->memento = tsm_str(tsm_arena_dup(arena, says->memento));
	return reply->memento.ptr != NULL ? TSM_OK : tsm_fail_memory(err);
}

/* Add "NAME: VALUE"; false: out of memory. */
static bool add_header(struct tsm_arena *arena, struct curl_slist **list,
    const char *name, const char *value)
{
	const char *line = tsm_arena_printf(arena, "%s: %s", name, value);
	struct curl_slist *longer =
	    line != NULL ? curl_slist_append(*list, line) : NULL;

	if (longer != NULL)
		*list = longer;
	return longer != NULL;
}

/* Accept, of when, and what we have already. NULL: out of memory. */
static struct curl_slist *make_headers(struct tsm_arena *arena,
    const struct tsm_fetch_request *request, const char *tag)
{
	struct curl_slist *list = NULL;
	char date[TSM_HTTP_DATE];

	bool good = add_header(arena, &list, "Accept",
	    request->accept != NULL ? request->accept : "*/*");
	if (good && request->datetime != 0)
		good = add_header(arena, &list, "Accept-Datetime",
		    tsm_http_date_format(request->datetime, date));
	if (good && tag[0] != '\0')
		good = add_header(arena, &list, "If-None-Match", tag);
	if (good)
		return list;
	curl_slist_free_all(list);
	return NULL;
}

enum tsm_status tsm_transfer_run(struct tsm_arena *arena,
    const struct tsm_fetch_request *request, const char *url,
    struct tsm_transfer *transfer, struct tsm_fetch_reply *reply,
    struct tsm_error *err)
{
	enum tsm_status status = TSM_E_MEMORY;
	struct curl_slist *headers =
	    make_headers(arena, request, transfer->tag);
	CURL *curl = curl_easy_init();

	if (curl == NULL || headers == NULL ||
	    !set_up(curl, request, url, transfer) ||
	    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) != CURLE_OK) {
		status = tsm_fail_memory(err);
	} else {
		CURLcode code = curl_easy_perform(curl);
		status = code == CURLE_OK
			     ? collect(curl, arena, transfer, reply, err)
			     : explain(code, transfer, err);
	}
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	return status;
}
