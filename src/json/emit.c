/* emit.c - see testamur/json/emit.h. */
#include "testamur/json/emit.h"

#include <string.h>

#include "testamur/base/decimal.h"
#include "testamur/json/write.h"

/* What stands before a value: a comma, its name. */
static void begin(struct tsm_json_emitter *emitter, const char *name)
{
	struct tsm_buf *out = emitter->out;
	size_t len = name != NULL ? strlen(name) : 0;
	char *room = tsm_buf_reserve(out, len + 4);
	char *at = room;

	if (room == NULL)
		return;
	if (emitter->comma)
		*at++ = ',';
	emitter->comma = true;
	if (name != NULL) {
		*at++ = '"';
		for (size_t i = 0; i < len; i++)
			*at++ = name[i];
		*at++ = '"';
		*at++ = ':';
	}
	tsm_buf_commit(out, (size_t)(at - room));
}

void tsm_json_emit_open(
    struct tsm_json_emitter *emitter, const char *name, char bracket)
{
	begin(emitter, name);
	emitter->comma = false;
	(void)tsm_buf_addc(emitter->out, bracket);
}

void tsm_json_emit_close(struct tsm_json_emitter *emitter, char bracket)
{
	emitter->comma = true;
	(void)tsm_buf_addc(emitter->out, bracket);
}

void tsm_json_emit(
    struct tsm_json_emitter *emitter, const char *name, const char *text)
{
	struct tsm_buf *out = emitter->out;

	if (text == NULL)
		return;
	struct tsm_str value = tsm_str(text);
	begin(emitter, name);
	if (!tsm_utf8_valid(value.ptr, value.len, NULL) &&
	    out->status == TSM_OK)
		out->status = TSM_E_VALUE;
	(void)tsm_json_write_string(value, out);
}

void tsm_json_emit_int(
    struct tsm_json_emitter *emitter, const char *name, int64_t value)
{
	char text[TSM_DECIMAL_TEXT];

	begin(emitter, name);
	(void)tsm_buf_adds(
	    emitter->out, tsm_decimal_format(tsm_decimal_int(value), text));
}

void tsm_json_emit_bool(
    struct tsm_json_emitter *emitter, const char *name, bool value)
{
	begin(emitter, name);
	(void)tsm_buf_adds(emitter->out, value ? "true" : "false");
}
