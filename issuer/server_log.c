/* The log: one JSON object a line, whole lines in one write. */
#include <pthread.h>
#include <unistd.h>

#include "server.h"
#include "testamur/base/time.h"
#include "testamur/http/log.h"

/* A log that cannot be written must not stop the service. */
static void put(int log, struct tsm_str lines)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

	/* one after the other: a pipe takes more than a page in parts */
	(void)pthread_mutex_lock(&lock);
	ssize_t written = write(log, lines.ptr, lines.len);
	(void)written;
	(void)pthread_mutex_unlock(&lock);
}

void server_log(const struct server *server, const char *level,
    const char *event, const char *request_id, const char *text)
{
	struct tsm_buf line;
	if (server->log < 0)
		return;
	tsm_buf_init(&line, 0);
	if (tsm_log_event(tsm_time_now(), level, event, request_id, text,
		&line) == TSM_OK)
		put(server->log, tsm_buf_str(&line));
	tsm_buf_release(&line);
}

void server_log_access(void *server, struct tsm_str lines)
{
	const struct server *s = server;
	if (s->log >= 0)
		put(s->log, lines);
}
