/* The log: one JSON object a line, one write a line. */
#include <unistd.h>

#include "server.h"
#include "testamur/base/time.h"

static json_t *new_line(const char *level, const char *event)
{
	char at[TSM_TIME_TEXT];
	json_t *line = json_object();
	tsm_json_set(line, "time", tsm_time_format(tsm_time_now(), at));
	tsm_json_set(line, "level", level);
	tsm_json_set(line, "event", event);
	return line;
}

/* A log that cannot be written must not stop the service. */
static void write_line(const struct server *server, json_t *line)
{
	struct tsm_buf text;
	tsm_buf_init(&text, 0);
	if (tsm_json_write(line, TSM_JSON_COMPACT, &text) == TSM_OK &&
	    tsm_buf_addc(&text, '\n') == TSM_OK) {
		ssize_t written = write(server->log, text.data, text.len);
		(void)written;
	}
	tsm_buf_release(&text);
	json_decref(line);
}

void server_log(const struct server *server, const char *level,
    const char *event, const char *request_id, const char *text)
{
	if (server->log < 0)
		return;
	json_t *line = new_line(level, event);
	tsm_json_set(line, "request", request_id);
	if (text != NULL && text[0] != '\0')
		tsm_json_set(line, "text", text);
	write_line(server, line);
}

void server_log_access(void *server, const struct tsm_access *access)
{
	const struct server *s = server;
	if (s->log < 0)
		return;
	json_t *line =
	    new_line(access->status >= 500 ? "error" : "info", "request");
	tsm_json_set(line, "request", access->id);
	tsm_json_set(line, "method", access->method);
	tsm_json_set(line, "route", access->pattern);
	tsm_json_set_int(line, "status", access->status);
	tsm_json_set_int(line, "bytes", (int64_t)access->bytes);
	tsm_json_set_int(line, "micros", (int64_t)access->micros);
	if (!access->complete)
		tsm_json_set_bool(line, "complete", false);
	write_line(s, line);
}
