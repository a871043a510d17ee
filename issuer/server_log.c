/* The log: one JSON object a line. */
#include "server.h"
#include "testamur/base/time.h"
#include "testamur/http/log.h"

void server_log(const struct server *server, const char *level,
    const char *event, const char *request_id, const char *text)
{
	struct tsm_buf line;
	if (server->log < 0)
		return;
	tsm_buf_init(&line, 0);
	if (tsm_log_event(tsm_time_now(), level, event, request_id, text,
		&line) == TSM_OK)
		tsm_log_write(server->log, tsm_buf_str(&line));
	tsm_buf_release(&line);
}

void server_log_access(void *server, struct tsm_str lines)
{
	const struct server *s = server;
	if (s->log >= 0)
		tsm_log_write(s->log, lines);
}
