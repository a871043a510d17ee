/*
 * log.h - the lines of a server's log, so that every program's read alike.
 *
 * A line is one JSON object and a line feed: time, level ("info",
 * "warning", "error"), event, and what belongs to it. Only made here: the
 * program writes it, one write() after another so that lines do not mix;
 * those of requests when the server says (options.access_log).
 * No line holds a path, an address or a name: of a request there is its id
 * and the pattern of its route. Any thread.
 */
#ifndef TESTAMUR_HTTP_LOG_H
#define TESTAMUR_HTTP_LOG_H

#include "testamur/base/buf.h"
#include "testamur/http/server.h"

/*
 * Append the line of an event of the program's own at now (UTC seconds).
 * request is the id of the one it belongs to, text a sentence; NULL or
 * empty: not in the line. TSM_E_MEMORY, or TSM_E_LIMIT of the buffer, with
 * out as it was.
 */
enum tsm_status tsm_log_event(int64_t now, const char *level, const char *event,
    const char *request, const char *text, struct tsm_buf *out) TSM_NODISCARD;

/*
 * Append the line of a finished request: event "request", an error from
 * status 500 on. Statuses as above.
 */
enum tsm_status tsm_log_access(int64_t now, const struct tsm_access *access,
    struct tsm_buf *out) TSM_NODISCARD;

#endif
