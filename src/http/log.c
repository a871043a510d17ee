/* log.c - see testamur/http/log.h. */
#include "testamur/http/log.h"

#include "testamur/base/time.h"
#include "testamur/json/emit.h"

static void begin(struct tsm_json_emitter *line, int64_t now, const char *level,
    const char *event)
{
	char at[TSM_TIME_TEXT];

	tsm_json_emit_open(line, NULL, '{');
	tsm_json_emit(line, "time", tsm_time_format(now, at));
	tsm_json_emit(line, "level", level);
	tsm_json_emit(line, "event", event);
}

/* All of it or nothing: half a line would spoil the next. */
static enum tsm_status finish(struct tsm_json_emitter *line, size_t before)
{
	struct tsm_buf *out = line->out;

	tsm_json_emit_close(line, '}');
	enum tsm_status status = tsm_buf_addc(out, '\n');
	if (status != TSM_OK && out->len > before) {
		out->len = before;
		out->data[before] = '\0';
	}
	return status;
}

enum tsm_status tsm_log_event(int64_t now, const char *level, const char *event,
    const char *request, const char *text, struct tsm_buf *out)
{
	struct tsm_json_emitter line = { .out = out };
	size_t before = out->len;

	begin(&line, now, level, event);
	if (request != NULL && request[0] != '\0')
		tsm_json_emit(&line, "request", request);
	if (text != NULL && text[0] != '\0')
		tsm_json_emit(&line, "text", text);
	return finish(&line, before);
}

enum tsm_status tsm_log_access(
    int64_t now, const struct tsm_access *access, struct tsm_buf *out)
{
	struct tsm_json_emitter line = { .out = out };
	size_t before = out->len;

	begin(&line, now, access->status >= 500 ? "error" : "info", "request");
	tsm_json_emit(&line, "request", access->id);
	tsm_json_emit(&line, "method", access->method);
	tsm_json_emit(&line, "route", access->pattern);
	tsm_json_emit_int(&line, "status", access->status);
	tsm_json_emit_int(&line, "bytes", (int64_t)access->bytes);
	tsm_json_emit_int(&line, "micros", (int64_t)access->micros);
	if (!access->complete)
		tsm_json_emit_bool(&line, "complete", false);
	return finish(&line, before);
}
