/* log.c - see testamur/http/log.h. */
#include "testamur/http/log.h"

#include "testamur/base/time.h"
#include "testamur/json/write.h"

static json_t *new_line(int64_t now, const char *level, const char *event)
{
	char at[TSM_TIME_TEXT];
	json_t *line = json_object();
	tsm_json_set(line, "time", tsm_time_format(now, at));
	tsm_json_set(line, "level", level);
	tsm_json_set(line, "event", event);
	return line;
}

/* Takes the line. All of it or nothing: half a line would spoil the next. */
static enum tsm_status finish(json_t *line, struct tsm_buf *out)
{
	struct tsm_buf text;
	tsm_buf_init(&text, 0);
	enum tsm_status status = tsm_json_write(line, TSM_JSON_COMPACT, &text);
	json_decref(line);
	if (status == TSM_OK)
		status = tsm_buf_addc(&text, '\n');
	if (status == TSM_OK)
		status = tsm_buf_add(out, text.data, text.len);
	tsm_buf_release(&text);
	return status;
}

enum tsm_status tsm_log_event(int64_t now, const char *level, const char *event,
    const char *request, const char *text, struct tsm_buf *out)
{
	json_t *line = new_line(now, level, event);
	if (request != NULL && request[0] != '\0')
		tsm_json_set(line, "request", request);
	if (text != NULL && text[0] != '\0')
		tsm_json_set(line, "text", text);
	return finish(line, out);
}

enum tsm_status tsm_log_access(
    int64_t now, const struct tsm_access *access, struct tsm_buf *out)
{
	json_t *line =
	    new_line(now, access->status >= 500 ? "error" : "info", "request");
	tsm_json_set(line, "request", access->id);
	tsm_json_set(line, "method", access->method);
	tsm_json_set(line, "route", access->pattern);
	tsm_json_set_int(line, "status", access->status);
	tsm_json_set_int(line, "bytes", (int64_t)access->bytes);
	tsm_json_set_int(line, "micros", (int64_t)access->micros);
	if (!access->complete)
		tsm_json_set_bool(line, "complete", false);
	return finish(line, out);
}
