/* sites.c - ids and links, at the operator's sites only. */
#include "sites.h"

#include <string.h>
#include <time.h>

#include "testamur/base/uri.h"
#include "testamur/json/doc.h"
#include "testamur/net/client.h"

/* What an issuer's site is asked for: secured forms before plain JSON. */
#define ACCEPT                                \
 "application/vc, application/vc+jwt;q=0.9, " \
 "application/json;q=0.5"

/* A site that failed so often in a row is not asked again. */
#define FAILURES_MAX 5

/* Between two questions to a site that asks for patience. */
#define PAUSE_S 2

struct outcome {
	enum site_answer *answer;
	const char **detail;
};

static enum tsm_status none(
    const struct outcome *outcome, enum site_answer answer, const char *detail)
{
	*outcome->answer = answer;
	*outcome->detail = detail;
	return TSM_OK;
}

enum tsm_status sites_add(
    struct sites *sites, const char *url, struct tsm_error *err)
{
	struct tsm_str text = tsm_str(url);
	struct tsm_uri uri;

	if (sites->count == SITES_MAX)
		return tsm_fail(
		    err, TSM_E_LIMIT, url, "at most %d addresses", SITES_MAX);
	while (tsm_str_ends(text, "/"))
		text.len--;
	if (tsm_uri_parse(text, &uri) != TSM_OK ||
	    !tsm_str_is_nocase(uri.scheme, "https") || uri.host.len == 0 ||
	    uri.userinfo.ptr != NULL || uri.has_query || uri.has_fragment)
		return tsm_fail(err, TSM_E_VALUE, url,
		    "this wants https://HOST or https://HOST/PATH");
	sites->list[sites->count++] = (struct site){ text, uri.port };
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

bool sites_is_typed(struct tsm_str text)
{
	char id[TSM_SHORT_ID];

	return is_link(text) ||
	       (text.len <= TSM_LINK_TYPED_MAX &&
		   tsm_link_find_id(text, id, NULL) != TSM_E_SYNTAX);
}

/* Scheme, host, port and the path above "/V/" are the operator's. */
static bool is_of(const struct site *site, const struct tsm_uri *link)
{
	struct tsm_uri own;

	if (tsm_uri_parse(site->url, &own) != TSM_OK)
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

static enum tsm_status fetch(const struct site_asking *asking,
    const struct tsm_fetch_request *request, struct tsm_arena *arena,
    struct tsm_fetch_reply *reply)
{
	const struct timespec pause = { .tv_sec = PAUSE_S };
	struct tsm_fetch_session session;
	enum tsm_status status;

	for (unsigned waited = 0;; waited += PAUSE_S) {
		*reply = (struct tsm_fetch_reply){ 0 };
		tsm_fetch_session_init(&session, tsm_net_fetcher(asking->net),
		    arena, asking->now, 1);
		status = tsm_fetch(&session, request, reply, NULL);
		/* RFC 6585 section 4: it will answer, only not so soon */
		if (status == TSM_OK || reply->http_status != 429 ||
		    waited >= asking->patience_s)
			return status;
		(void)nanosleep(&pause, NULL);
	}
}

/* Ask one site. TSM_E_NOT_FOUND: it has none; others: it gave none. */
static enum tsm_status ask(const struct site_asking *asking,
    const struct site *site, atomic_uint *failures, const char *id,
    struct tsm_arena *arena, struct tsm_fetch_reply *reply)
{
	const struct tsm_fetch_request request = {
		.url = tsm_arena_printf(
		    arena, "%.*s/V/%s", (int)site->url.len, site->url.ptr, id),
		.accept = ACCEPT,
		.allowed_port = site->port,
	};

	if (request.url == NULL)
		return TSM_E_MEMORY;
	if (asking->net == NULL ||
	    (failures != NULL && atomic_load(failures) >= FAILURES_MAX))
		return TSM_E_UNREACHABLE;
	enum tsm_status status = fetch(asking, &request, arena, reply);
	if (failures == NULL)
		return status;
	if (status == TSM_OK || status == TSM_E_NOT_FOUND)
		atomic_store(failures, 0);
	else if (reply->http_status != 429)
		atomic_fetch_add(failures, 1);
	return status;
}

/* The sites in their order, or only the one that a link names. */
static enum tsm_status look_up(const struct sites *sites,
    const struct site_asking *asking, const struct site *only, const char *id,
    struct tsm_arena *arena, struct tsm_str *ret_bytes,
    const struct outcome *outcome)
{
	enum site_answer answer = SITE_UNKNOWN_ID;
	const char *detail = NULL;

	for (size_t i = 0; i < sites->count; i++) {
		const struct site *site = &sites->list[i];
		struct tsm_fetch_reply reply = { 0 };
		if (only != NULL && only != site)
			continue;
		enum tsm_status status = ask(asking, site,
		    asking->failures != NULL ? &asking->failures[i] : NULL, id,
		    arena, &reply);
		if (status == TSM_E_MEMORY)
			return TSM_E_MEMORY;
		if (status == TSM_OK) {
			*ret_bytes = reply.body;
			detail = unshared(arena, reply.body);
			return none(outcome,
			    detail != NULL ? SITE_NOT_SHARED : SITE_FOUND,
			    detail);
		}
		if (status == TSM_E_NOT_FOUND)
			continue;
		/* one that cannot be asked may be the one that has it */
		answer = SITE_UNREACHABLE;
		detail =
		    reply.http_status == 429
			? "the site answers only so many questions a minute"
			: tsm_arena_str(arena, site->url);
	}
	return none(outcome, answer, detail);
}

enum tsm_status sites_resolve(const struct sites *sites,
    const struct site_asking *asking, struct tsm_str text,
    struct tsm_arena *arena, struct tsm_str *ret_bytes, char id[TSM_SHORT_ID],
    enum site_answer *ret_answer, const char **ret_detail)
{
	const struct outcome outcome = { ret_answer, ret_detail };
	const struct site *only = NULL;
	enum tsm_link_layout layout = TSM_LINK_AS_TYPED;
	struct tsm_uri link = { 0 };

	id[0] = '\0';
	if (is_link(text)) {
		bool sound = tsm_uri_parse(text, &link) == TSM_OK;
		for (size_t i = 0; sound && i < sites->count; i++)
			if (only == NULL && is_of(&sites->list[i], &link))
				only = &sites->list[i];
		if (only == NULL && sound)
			return none(&outcome, SITE_FOREIGN,
			    tsm_arena_str(arena, link.host));
		if (only == NULL)
			return none(&outcome, SITE_NOT_RECOGNISED, NULL);
		text = link.path;
	}
	enum tsm_status status = tsm_link_find_id(text, id, &layout);
	if (status == TSM_E_VALUE || status == TSM_E_AMBIGUOUS)
		return none(&outcome, SITE_MISTYPED, NULL);
	if (status != TSM_OK)
		return none(&outcome, SITE_NOT_RECOGNISED, NULL);
	if (sites->count == 0)
		return none(&outcome, SITE_NONE, NULL);
	TSM_TRY(look_up(sites, asking, only, id, arena, ret_bytes, &outcome));
	/* link.h: a check character is right by chance once in 32 times */
	if (*ret_answer == SITE_UNKNOWN_ID && layout != TSM_LINK_AS_TYPED)
		return none(&outcome, SITE_MISTYPED, NULL);
	return TSM_OK;
}
