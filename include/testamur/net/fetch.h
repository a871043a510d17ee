/*
 * fetch.h - getting a document from somebody else's server.
 *
 * GET, or POST of a form that the caller made; only https, no redirects, no
 * cookies, no credentials, no proxy. Everything is bounded: bytes (after
 * decompression), wall clock, number of fetches per session. A request never
 * leaves for a loopback, private, link-local, multicast or otherwise
 * non-public address: the name is resolved, every address is checked, and the
 * connection is made to exactly an address that passed (no second look-up
 * between check and use). The one exception is the operator's map: a prefix
 * such as "https://badges.example.org/" may stand for
 * "http://127.0.0.1:8080/", on loopback only; what it served is marked in the
 * record.
 *
 * Who asks holds a struct tsm_fetcher, an interface of one function, so
 * that tests put in their own. A struct tsm_fetch_session wraps it for one
 * verification: it counts against a budget and records every fetch for the
 * report. The session and all replies live in an arena of the caller.
 *
 * Status of a fetch, each with its own meaning to whoever reports it:
 *   TSM_E_UNREACHABLE  no address, no connection, TLS failure, time-out,
 *                      or an answer other than 200, 404, 410
 *   TSM_E_DENIED       the address is one that we never call, or the port
 *                      is not allowed
 *   TSM_E_LIMIT        the body is too large or the budget is used up
 *   TSM_E_NOT_FOUND    the server answered 404 or 410
 *   TSM_E_UNSUPPORTED  not an https URL, or a redirect (never followed)
 *   TSM_E_SYNTAX       not a URL
 *
 * Threads: a fetcher is shared by all threads; a session belongs to one.
 */
#ifndef TESTAMUR_NET_FETCH_H
#define TESTAMUR_NET_FETCH_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/base/arena.h"
#include "testamur/base/digest.h"
#include "testamur/base/limits.h"
#include "testamur/base/str.h"

struct tsm_fetch_request {
	const char *url;
	const char *accept;    /* media types asked for, or NULL for any */
	size_t max_bytes;      /* of the body; 0: TSM_FETCH_BODY_MAX */
	unsigned timeout_ms;   /* all in all; 0: TSM_FETCH_TIMEOUT_MS */
	unsigned allowed_port; /* besides 443, e.g. of a did:web; 0: none */
	/* Sent by POST, as application/x-www-form-urlencoded; NULL: GET. What
	 * answers it is never kept and shared with nobody. */
	struct tsm_str form;
	bool keep;  /* public: the answer may be kept, here and on disk */
	bool fresh; /* do not answer from what was kept */
	int64_t newer_than; /* nor with what is as old as this instant; 0 */
	unsigned stale_s;   /* when the server is down, take what was right
				* so many seconds ago; 0: nothing */
	int64_t now;        /* instant of asking, for the cache */
	int64_t datetime;   /* as it was then (RFC 7089, Accept-Datetime), if
			   * the server does that; 0: as it is */
	int64_t as_of; /* which of several saved copies: the first from then
			* on, else the last; 0: the last */
};

/* All views point into the arena handed to fetch. */
struct tsm_fetch_reply {
	int http_status;             /* 200, 404, …; 0: there was no answer */
	struct tsm_str content_type; /* lower case, without parameters */
	struct tsm_str body;
	bool from_cache;
	bool stale;  /* the server is down: at is when it was right */
	bool mapped; /* served through the operator's map */
	/* What the server says of itself, unsigned: the address of the version
	 * that this is, or empty, and since when it was so; 0: as it is. */
	struct tsm_str memento;
	int64_t memento_at;
	/* When this was what the server had: of a copy that was saved or is
	 * in a cache; 0: now. */
	int64_t at;
};

/*
 * The interface. fetch returns TSM_OK only with status 200; *ret_reply is
 * filled as far as is known on every return (http_status of a 404, mapped),
 * which is the one exception to "outputs only on success".
 */
struct tsm_fetcher {
	enum tsm_status (*fetch)(void *self, struct tsm_arena *arena,
	    const struct tsm_fetch_request *request,
	    struct tsm_fetch_reply *ret_reply, struct tsm_error *err);
	void *self;
};

/* One fetch as the report shows it. Texts live in the session's arena. */
struct tsm_fetch_record {
	struct tsm_fetch_record *next;
	const char *url;
	enum tsm_status status;
	int http_status;             /* 0: no answer */
	char sha256[TSM_SHA256_HEX]; /* of the body; "" when there is none */
	struct tsm_str body;         /* ptr NULL: there is none */
	size_t bytes;
	int64_t at; /* the session's now, or when it was saved */
	bool from_cache;
	bool kept; /* by the caller, in memory: see tsm_fetch_kept() */
	bool mapped;
	bool saved; /* a copy of an earlier time; at is when it was made */
	bool stale; /* of an earlier time, because the server is down now */
	int64_t datetime; /* asked as it was then; 0: as it is */
	/* Of the same origin, or NULL; 0: the server named none. */
	const char *memento;
	int64_t memento_at;
};

struct tsm_fetch_session {
	const struct tsm_fetcher *fetcher; /* NULL: everything unreachable */
	struct tsm_arena *arena;
	int64_t now;
	unsigned left;    /* fetches that may still be made */
	unsigned left_ms; /* time that they may still take */
	bool prompt;      /* set it to make every fetch fail at once … */
	bool would_wait;  /* … and leave word of it here */
	struct tsm_fetch_record *first; /* in order of asking */
	struct tsm_fetch_record *last;
};

/*
 * Begin a session: budget fetches at most (0: TSM_FETCH_PER_VERIFY), which
 * may take TSM_FETCH_SESSION_MS together. now is the instant that records
 * carry. arena outlives the session; nothing
 * has to be released. A NULL fetcher answers TSM_E_UNREACHABLE always
 * ("offline").
 */
void tsm_fetch_session_init(struct tsm_fetch_session *session,
    const struct tsm_fetcher *fetcher, struct tsm_arena *arena, int64_t now,
    unsigned budget);

/*
 * Fetch within the session. The same URL asked twice is answered from the
 * session's own memory of replies only through the fetcher's cache. The
 * attempt is recorded whatever the outcome; an exhausted budget is
 * TSM_E_LIMIT without an attempt. request->now is ignored (the session's
 * is used). Statuses: see the top of this file, and TSM_E_MEMORY.
 */
enum tsm_status tsm_fetch(struct tsm_fetch_session *session,
    const struct tsm_fetch_request *request, struct tsm_fetch_reply *ret_reply,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * For who keeps what was made of a document, and uses it again without
 * asking: copy the record of the session's last fetch, which was right, into
 * arena, without its body; and record it in a later session, as from a cache
 * and with the time of the fetch, once for each URL and date asked for.
 * TSM_E_MEMORY.
 */
enum tsm_status tsm_fetch_keep(const struct tsm_fetch_session *session,
    struct tsm_arena *arena, struct tsm_fetch_record *ret_record) TSM_NODISCARD;
enum tsm_status tsm_fetch_kept(struct tsm_fetch_session *session,
    const struct tsm_fetch_record *record) TSM_NODISCARD;

/*
 * Was it served as something to look at or listen to (a page, a picture,
 * sound, film), by its media type? Such a thing may hold what any visitor
 * wrote or uploaded, so it is nobody's list of keys, whatever it spells.
 */
bool tsm_fetch_is_shown(const struct tsm_fetch_reply *reply);

#endif
