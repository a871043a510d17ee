/* batch_load.c - the bytes of an item: a file, a ZIP's file, or an id's. */
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "batch.h"
#include "testamur/base/file.h"
#include "testamur/base/limits.h"
#include "testamur/base/uri.h"
#include "testamur/json/doc.h"

/* What an issuer's site is asked for: secured forms before plain JSON. */
#define ACCEPT                                \
 "application/vc, application/vc+jwt;q=0.9, " \
 "application/json;q=0.5"

/* A site that failed so often in a row is not asked again in this batch. */
#define FAILURES_MAX 5

/* Between two questions to a site that asks for patience. */
#define PAUSE_S 2

struct answer {
	const struct batch_code **code;
	const char **detail;
};

static enum tsm_status none(
    const struct answer *answer, enum batch_problem problem, const char *detail)
{
	*answer->code = &batch_codes[problem];
	*answer->detail = detail;
	return TSM_OK;
}

/* --- ids and links --------------------------------------------------------- */

enum tsm_status batch_add_site(
    struct batch *batch, const char *url, struct tsm_error *err)
{
	struct tsm_str text = tsm_str(url);
	struct tsm_uri uri;

	if (batch->n_sites == BATCH_SITES_MAX)
		return tsm_fail(err, TSM_E_LIMIT, url, "at most %d addresses",
		    BATCH_SITES_MAX);
	while (tsm_str_ends(text, "/"))
		text.len--;
	if (tsm_uri_parse(text, &uri) != TSM_OK ||
	    !tsm_str_is_nocase(uri.scheme, "https") || uri.host.len == 0 ||
	    uri.userinfo.ptr != NULL || uri.has_query || uri.has_fragment)
		return tsm_fail(err, TSM_E_VALUE, url,
		    "this wants https://HOST or https://HOST/PATH");
	struct batch_site *site = &batch->sites[batch->n_sites];
	site->url = tsm_arena_str(&batch->arena, text);
	site->port = uri.port;
	if (site->url == NULL)
		return tsm_fail_memory(err);
	batch->n_sites++;
	return TSM_OK;
}

/* As a QR code writes it, too: scheme and host in capitals. */
static bool is_link(struct tsm_str text)
{
	static const char *const schemes[] = { "https://", "http://" };

	for (size_t i = 0; i < 2; i++) {
		size_t len = strlen(schemes[i]);
		if (text.len > len &&
		    tsm_str_is_nocase(tsm_str_n(text.ptr, len), schemes[i]))
			return true;
	}
	return false;
}

bool batch_is_typed(struct tsm_str text)
{
	char id[TSM_SHORT_ID];

	return is_link(text) ||
	       (text.len <= TSM_LINK_TYPED_MAX &&
		   tsm_link_find_id(text, id, NULL) != TSM_E_SYNTAX);
}

/* Scheme, host, port and the path above "/V/" are the operator's. */
static bool is_of(const struct batch_site *site, const struct tsm_uri *link)
{
	struct tsm_uri own;

	if (tsm_uri_parse(tsm_str(site->url), &own) != TSM_OK)
		return false;
	unsigned port = link->port != 0 ? link->port : 443;
	unsigned own_port = own.port != 0 ? own.port : 443;
	char host[256];
	if (own.host.len >= sizeof(host))
		return false;
	memcpy(host, own.host.ptr, own.host.len);
	host[own.host.len] = '\0';
	return tsm_str_is_nocase(link->scheme, "https") && port == own_port &&
	       link->userinfo.ptr == NULL &&
	       tsm_str_is_nocase(link->host, host) &&
	       link->path.len > own.path.len &&
	       tsm_str_eq(tsm_str_n(link->path.ptr, own.path.len), own.path) &&
	       (tsm_str_starts(tsm_str_n(link->path.ptr + own.path.len,
				   link->path.len - own.path.len),
		    "/V/") ||
		   tsm_str_starts(tsm_str_n(link->path.ptr + own.path.len,
				      link->path.len - own.path.len),
		       "/v/"));
}

/* {"shared": false, "status": …}: an answer about, not of, a credential. */
static const char *unshared(struct tsm_arena *arena, struct tsm_str body)
{
	const struct tsm_json *root = NULL;

	if (body.len == 0 || body.ptr[0] != '{' ||
	    tsm_json_parse(arena, body.ptr, body.len, NULL, &root, NULL) !=
		TSM_OK ||
	    tsm_json_get(root, "@context") != NULL ||
	    !tsm_json_is(tsm_json_get(root, "shared"), TSM_JSON_FALSE))
		return NULL;
	const char *status = tsm_json_get_string(root, "status");
	return tsm_arena_printf(arena, "The issuer's site says, unsigned: %s",
	    status != NULL ? status : "nothing of its status");
}

static enum tsm_status fetch(struct batch *batch,
    const struct tsm_fetch_request *request, struct tsm_arena *arena,
    struct tsm_fetch_reply *reply)
{
	const struct timespec pause = { .tv_sec = PAUSE_S };
	struct tsm_fetch_session session;
	enum tsm_status status;

	for (unsigned waited = 0;; waited += PAUSE_S) {
		*reply = (struct tsm_fetch_reply){ 0 };
		tsm_fetch_session_init(&session,
		    tsm_net_fetcher(batch->app->net), arena, batch->options.now,
		    1);
		status = tsm_fetch(&session, request, reply, NULL);
		/* RFC 6585 section 4: it will answer, only not so soon */
		if (status == TSM_OK || reply->http_status != 429 ||
		    waited >= batch->patience_s)
			return status;
		(void)nanosleep(&pause, NULL);
	}
}

/* Ask one site. TSM_E_NOT_FOUND: it has none; others: it gave none. */
static enum tsm_status ask(struct batch *batch, struct batch_site *site,
    const char *id, struct tsm_arena *arena, struct tsm_fetch_reply *reply)
{
	const struct tsm_fetch_request request = {
		.url = tsm_arena_printf(arena, "%s/V/%s", site->url, id),
		.accept = ACCEPT,
		.allowed_port = site->port,
	};

	if (request.url == NULL)
		return TSM_E_MEMORY;
	if (batch->app->net == NULL ||
	    atomic_load(&site->failures) >= FAILURES_MAX)
		return TSM_E_UNREACHABLE;
	enum tsm_status status = fetch(batch, &request, arena, reply);
	if (status == TSM_OK || status == TSM_E_NOT_FOUND)
		atomic_store(&site->failures, 0);
	else if (reply->http_status != 429)
		atomic_fetch_add(&site->failures, 1);
	return status;
}

/* The sites in their order, or only the one that a link names. */
static enum tsm_status look_up(struct batch *batch,
    const struct batch_site *only, const char *id, struct tsm_arena *arena,
    struct tsm_str *ret_bytes, const struct answer *answer)
{
	enum batch_problem problem = BATCH_UNKNOWN_ID;
	const char *detail = NULL;

	for (size_t i = 0; i < batch->n_sites; i++) {
		struct batch_site *site = &batch->sites[i];
		struct tsm_fetch_reply reply = { 0 };
		if (only != NULL && only != site)
			continue;
		enum tsm_status status = ask(batch, site, id, arena, &reply);
		if (status == TSM_E_MEMORY)
			return TSM_E_MEMORY;
		if (status == TSM_OK) {
			*ret_bytes = reply.body;
			detail = unshared(arena, reply.body);
			return detail != NULL
				   ? none(answer, BATCH_NOT_SHARED, detail)
				   : TSM_OK;
		}
		if (status == TSM_E_NOT_FOUND)
			continue;
		/* one that cannot be asked may be the one that has it */
		problem = BATCH_UNREACHABLE;
		detail =
		    reply.http_status == 429
			? "the site answers only so many questions a minute"
			: site->url;
	}
	return none(answer, problem, detail);
}

enum tsm_status batch_resolve(struct batch *batch, struct tsm_str text,
    struct tsm_arena *arena, struct tsm_str *ret_bytes, char id[TSM_SHORT_ID],
    const struct batch_code **ret_code, const char **ret_detail)
{
	const struct answer answer = { ret_code, ret_detail };
	const struct batch_site *only = NULL;
	enum tsm_link_layout layout = TSM_LINK_AS_TYPED;
	struct tsm_uri link = { 0 };

	if (is_link(text)) {
		bool sound = tsm_uri_parse(text, &link) == TSM_OK;
		for (size_t i = 0; sound && i < batch->n_sites; i++)
			if (only == NULL && is_of(&batch->sites[i], &link))
				only = &batch->sites[i];
		if (only == NULL && sound)
			return none(&answer, BATCH_FOREIGN,
			    tsm_arena_str(arena, link.host));
		if (only == NULL)
			return none(&answer, BATCH_NOT_RECOGNISED, NULL);
		text = link.path;
	}
	enum tsm_status status = tsm_link_find_id(text, id, &layout);
	if (status == TSM_E_VALUE || status == TSM_E_AMBIGUOUS)
		return none(&answer, BATCH_MISTYPED, NULL);
	if (status != TSM_OK)
		return none(&answer, BATCH_NOT_RECOGNISED, NULL);
	if (batch->n_sites == 0)
		return none(&answer, BATCH_NO_SITE, NULL);
	TSM_TRY(look_up(batch, only, id, arena, ret_bytes, &answer));
	/* link.h: a check character is right by chance once in 32 times */
	if (*ret_code == &batch_codes[BATCH_UNKNOWN_ID] &&
	    layout != TSM_LINK_AS_TYPED)
		return none(&answer, BATCH_MISTYPED, NULL);
	return TSM_OK;
}

/* --- files ----------------------------------------------------------------- */

/* What is too large is an answer of the verifier like others. */
static enum tsm_status oversize(struct tsm_buf *data)
{
	static const char filler[4096] = "x";

	tsm_buf_clear(data);
	for (size_t n = 0; n <= TSM_IMAGE_MAX; n += sizeof(filler))
		(void)tsm_buf_add(data, filler, sizeof(filler));
	return tsm_buf_status(data);
}

static enum tsm_status load_file(const struct batch_item *item,
    struct tsm_arena *arena, struct tsm_buf *data, const struct answer *answer)
{
	struct tsm_error err = { 0 };
	struct stat info;

	/* a pipe or a device in a folder would be waited for without end */
	if (strcmp(item->path, "-") != 0 &&
	    (stat(item->path, &info) != 0 || !S_ISREG(info.st_mode)))
		return none(answer, BATCH_UNREADABLE, "it is no regular file");
	enum tsm_status status =
	    tsm_file_read(item->path, TSM_IMAGE_MAX + 1, data, &err);
	if (status == TSM_E_LIMIT)
		return oversize(data);
	if (status == TSM_OK || status == TSM_E_MEMORY)
		return status;
	return none(answer, BATCH_UNREADABLE, tsm_arena_dup(arena, err.text));
}

static enum tsm_status load_zipped(const struct batch_item *item,
    struct tsm_arena *arena, struct tsm_buf *data, const struct answer *answer)
{
	struct tsm_error err = { 0 };

	if (item->size > TSM_IMAGE_MAX)
		return oversize(data);
	char *room = tsm_buf_reserve(data, item->size + 1);
	if (room == NULL)
		return TSM_E_MEMORY;
	pthread_mutex_lock(&item->zip->lock);
	enum tsm_status status =
	    tsm_zip_read(item->zip->zip, item->index, room, item->size, &err);
	pthread_mutex_unlock(&item->zip->lock);
	if (status == TSM_E_MEMORY)
		return status;
	if (status != TSM_OK)
		return none(
		    answer, BATCH_UNREADABLE, tsm_arena_dup(arena, err.text));
	tsm_buf_commit(data, item->size);
	return TSM_OK;
}

enum tsm_status batch_load(struct batch *batch, const struct batch_item *item,
    struct tsm_arena *arena, struct tsm_buf *data, struct tsm_str *ret_bytes,
    char id[TSM_SHORT_ID], const struct batch_code **ret_code,
    const char **ret_detail)
{
	const struct answer answer = { ret_code, ret_detail };
	enum tsm_status status = TSM_OK;

	switch (item->kind) {
	case BATCH_BYTES:
		*ret_bytes = item->bytes;
		return TSM_OK;
	case BATCH_TYPED:
		return batch_resolve(batch, item->bytes, arena, ret_bytes, id,
		    ret_code, ret_detail);
	case BATCH_FILE:
		status = load_file(item, arena, data, &answer);
		break;
	case BATCH_ZIPPED:
		status = load_zipped(item, arena, data, &answer);
		break;
	case BATCH_FAILED:
		return none(&answer, item->problem, item->detail);
	}
	*ret_bytes = tsm_buf_str(data);
	return status;
}
