/*
 * session.c - the fetches of one verification: budget and record.
 */
#include <string.h>
#include <time.h>

#include "testamur/base/uri.h"
#include "testamur/net/fetch.h"

static int64_t clock_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void tsm_fetch_session_init(struct tsm_fetch_session *session,
    const struct tsm_fetcher *fetcher, struct tsm_arena *arena, int64_t now,
    unsigned budget)
{
	memset(session, 0, sizeof(*session));
	session->fetcher = fetcher;
	session->arena = arena;
	session->now = now;
	session->left = budget != 0 ? budget : TSM_FETCH_PER_VERIFY;
	session->left_ms = TSM_FETCH_SESSION_MS;
}

/* A record at the end of the list. NULL: out of memory. */
static struct tsm_fetch_record *add_record(
    struct tsm_fetch_session *session, const char *url)
{
	struct tsm_fetch_record *record =
	    tsm_arena_alloc(session->arena, sizeof(*record));

	if (record == NULL)
		return NULL;
	record->url = tsm_arena_dup(session->arena, url);
	if (record->url == NULL)
		return NULL;
	record->at = session->now;
	if (session->last != NULL)
		session->last->next = record;
	else
		session->first = record;
	session->last = record;
	return record;
}

/* A server may speak for its own addresses only. */
static enum tsm_status note_memento(struct tsm_fetch_session *session,
    struct tsm_fetch_record *record, const struct tsm_fetch_reply *reply,
    struct tsm_error *err)
{
	struct tsm_uri own, named;
	struct tsm_str memento = reply->memento;

	if (record->datetime == 0 || reply->memento_at == 0)
		return TSM_OK;
	record->memento_at = reply->memento_at;
	if (tsm_uri_parse(memento, &named) != TSM_OK ||
	    tsm_uri_parse(tsm_str(record->url), &own) != TSM_OK ||
	    !tsm_str_eq(named.scheme, own.scheme) ||
	    !tsm_str_eq(named.host, own.host) || named.port != own.port ||
	    named.userinfo.len > 0 || named.host.len == 0)
		return TSM_OK;
	record->memento = tsm_arena_str(session->arena, memento);
	return record->memento != NULL ? TSM_OK : tsm_fail_memory(err);
}

static enum tsm_status attempt(struct tsm_fetch_session *session,
    const struct tsm_fetch_request *request, struct tsm_fetch_reply *reply,
    struct tsm_error *err)
{
	struct tsm_fetch_request copy = *request;

	copy.now = session->now;
	if (session->fetcher == NULL)
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "nothing is fetched: working offline");
	if (session->prompt) {
		session->would_wait = true;
		return tsm_fail(
		    err, TSM_E_BUSY, NULL, "there is no time to fetch");
	}
	if (session->left == 0)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "too many documents would have to be fetched");
	/* many servers that are slow are one that never answers */
	if (session->left_ms == 0)
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "other servers took all the time there was");
	if (copy.timeout_ms == 0)
		copy.timeout_ms = TSM_FETCH_TIMEOUT_MS;
	if (copy.timeout_ms > session->left_ms)
		copy.timeout_ms = session->left_ms;
	session->left--;
	int64_t start = clock_ms();
	enum tsm_status status = session->fetcher->fetch(
	    session->fetcher->self, session->arena, &copy, reply, err);
	int64_t took = clock_ms() - start;
	session->left_ms = took < (int64_t)session->left_ms
			       ? session->left_ms - (unsigned)took
			       : 0;
	return status;
}

enum tsm_status tsm_fetch(struct tsm_fetch_session *session,
    const struct tsm_fetch_request *request, struct tsm_fetch_reply *ret_reply,
    struct tsm_error *err)
{
	struct tsm_fetch_reply reply = { 0 };
	struct tsm_fetch_record *record = add_record(session, request->url);

	if (record == NULL)
		return tsm_fail_memory(err);
	record->status = attempt(session, request, &reply, err);
	record->http_status = reply.http_status;
	record->from_cache = reply.from_cache;
	record->mapped = reply.mapped;
	if (reply.at != 0)
		record->at = reply.at;
	record->saved = reply.at != 0 && !reply.from_cache;
	record->stale = reply.stale;
	record->datetime = request->datetime;
	*ret_reply = reply;
	if (record->status != TSM_OK)
		return record->status;
	TSM_TRY(note_memento(session, record, &reply, err));
	record->body = reply.body;
	record->bytes = reply.body.len;
	enum tsm_status status =
	    tsm_sha256_hex(reply.body.len > 0 ? reply.body.ptr : "",
		reply.body.len, record->sha256);
	if (status != TSM_OK) {
		record->sha256[0] = '\0';
		record->status = status;
		return tsm_fail(
		    err, status, NULL, "what was fetched cannot be hashed");
	}
	return TSM_OK;
}

/* Its texts into an arena. */
static bool own_texts(struct tsm_arena *arena, struct tsm_fetch_record *record)
{
	const char *memento = tsm_arena_dup(arena, record->memento);
	bool good = memento != NULL || record->memento == NULL;

	record->memento = memento;
	record->url = tsm_arena_dup(arena, record->url);
	return good && record->url != NULL;
}

enum tsm_status tsm_fetch_keep(const struct tsm_fetch_session *session,
    struct tsm_arena *arena, struct tsm_fetch_record *ret_record)
{
	struct tsm_fetch_record record = *session->last;

	if (!own_texts(arena, &record))
		return TSM_E_MEMORY;
	record.next = NULL;
	record.body = (struct tsm_str){ NULL, 0 };
	record.from_cache = true;
	record.kept = true;
	*ret_record = record;
	return TSM_OK;
}

enum tsm_status tsm_fetch_kept(
    struct tsm_fetch_session *session, const struct tsm_fetch_record *record)
{
	for (const struct tsm_fetch_record *r = session->first; r != NULL;
	     r = r->next)
		if (r->status == TSM_OK && r->datetime == record->datetime &&
		    strcmp(r->url, record->url) == 0)
			return TSM_OK;
	struct tsm_fetch_record *own = add_record(session, record->url);
	if (own == NULL)
		return TSM_E_MEMORY;
	/* its texts are this session's */
	const char *url = own->url;
	*own = *record;
	own->url = url;
	own->memento = tsm_arena_dup(session->arena, record->memento);
	if (own->memento == NULL && record->memento != NULL)
		return TSM_E_MEMORY;
	return TSM_OK;
}

bool tsm_fetch_is_shown(const struct tsm_fetch_reply *reply)
{
	static const char *const types[] = { "text/html",
		"application/xhtml+xml", "image/", "audio/", "video/" };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (tsm_str_starts(reply->content_type, types[i]))
			return true;
	return false;
}
