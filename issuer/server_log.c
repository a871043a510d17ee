/* The log: one JSON object a line, one write a line. */
#include <unistd.h>

#include "server.h"
#include "testamur/base/time.h"
#include "testamur/http/log.h"

/* A log that cannot be written must not stop the service. */
static void put(int log, enum tsm_status made, struct tsm_buf *line)
{
	if (made == TSM_OK) {
		ssize_t written = write(log, line->data, line->len);
		(void)written;
	}
	tsm_buf_release(line);
}

void server_log(const struct server *server, const char *level,
    const char *event, const char *request_id, const char *text)
{
	struct tsm_buf line;
	if (server->log < 0)
		return;
	tsm_buf_init(&line, 0);
	put(server->log,
	    tsm_log_event(
		tsm_time_now(), level, event, request_id, text, &line),
	    &line);
}

void server_log_access(void *server, const struct tsm_access *access)
{
	const struct server *s = server;
	struct tsm_buf line;
	if (s->log < 0)
		return;
	tsm_buf_init(&line, 0);
	put(s->log, tsm_log_access(tsm_time_now(), access, &line), &line);
}
