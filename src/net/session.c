/*
 * session.c - the fetches of one verification: budget and record.
 */
#include <string.h>

#include "testamur/net/fetch.h"

void tsm_fetch_session_init(struct tsm_fetch_session *session,
    const struct tsm_fetcher *fetcher, struct tsm_arena *arena, int64_t now,
    unsigned budget)
{
	memset(session, 0, sizeof(*session));
	session->fetcher = fetcher;
	session->arena = arena;
	session->now = now;
	session->left = budget != 0 ? budget : TSM_FETCH_PER_VERIFY;
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

static enum tsm_status attempt(struct tsm_fetch_session *session,
    const struct tsm_fetch_request *request, struct tsm_fetch_reply *reply,
    struct tsm_error *err)
{
	struct tsm_fetch_request copy = *request;

	copy.now = session->now;
	if (session->fetcher == NULL)
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "nothing is fetched: working offline");
	if (session->left == 0)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "too many documents would have to be fetched");
	session->left--;
	return session->fetcher->fetch(
	    session->fetcher->self, session->arena, &copy, reply, err);
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
	*ret_reply = reply;
	if (record->status != TSM_OK)
		return record->status;
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
