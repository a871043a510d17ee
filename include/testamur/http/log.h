/*
 * log.h - the lines of a server's log, so that every program's read alike.
 *
 * A line is one JSON object and a line feed: time, level ("info",
 * "warning", "error"), event, and what belongs to it. The program has it
 * written where its log is; those of requests when the server says
 * (options.access_log).
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

/*
 * Write whole lines to the program's log, one call after another so that they
 * do not mix. A log that takes nothing must not stop a service: what a pipe
 * does not take within 100 ms, and a disk not at all, is lost, and a line says
 * how much once there is room again.
 */
void tsm_log_write(int fd, struct tsm_str lines);

#endif
