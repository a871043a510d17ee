/* emit.c - see testamur/json/emit.h. */
#include "testamur/json/emit.h"

#include <string.h>

#include "testamur/base/decimal.h"
#include "testamur/json/write.h"

#define EACH(byte) (UINT64_MAX / 255 * (byte))

/* Of eight bytes each bit 7 that is set may belong to one that is not ASCII
 * or has to be escaped; none: no byte is. */
static uint64_t special(uint64_t word)
{
	uint64_t quote = word ^ EACH('"');
	uint64_t slash = word ^ EACH('\\');

	return (word | (word - EACH(0x20)) | (quote - EACH(1)) |
		   (slash - EACH(1))) &
	       EACH(0x80);
}

/* Copy what needs neither escapes nor a look at its encoding, as nearly all
 * that is emitted; false: it may need either. */
static bool copy_plain(char *to, struct tsm_str text)
{
	uint64_t word = EACH(' ');
	uint64_t seen = 0;

	if (text.len < sizeof(word)) {
		for (size_t i = 0; i < text.len; i++) {
			to[i] = text.ptr[i];
			word = word << 8 | (unsigned char)text.ptr[i];
		}
		return special(word) == 0;
	}
	/* the last eight once more rather than fewer one by one */
	size_t last = text.len - sizeof(word);
	for (size_t i = 0; i < last; i += sizeof(word)) {
		memcpy(&word, text.ptr + i, sizeof(word));
		seen |= special(word);
		memcpy(to + i, &word, sizeof(word));
	}
	memcpy(&word, text.ptr + last, sizeof(word));
	memcpy(to + last, &word, sizeof(word));
	return (seen | special(word)) == 0;
}

/* As tsm_buf_reserve(), where there mostly is room. */
static char *make_room(struct tsm_buf *out, size_t len)
{
	if (out->status == TSM_OK && len < out->cap - out->len)
		return out->data + out->len;
	return tsm_buf_reserve(out, len);
}

/*
 * What stands before a value: a comma, its name. Where the value is to be
 * written, with room for so many bytes; not committed yet.
 */
static char *begin(
    struct tsm_json_emitter *emitter, struct tsm_str name, size_t room)
{
	char *at = make_room(emitter->out, name.len + 4 + room);

	if (at == NULL)
		return NULL;
	if (emitter->comma)
		*at++ = ',';
	emitter->comma = true;
	if (name.ptr != NULL) {
		*at++ = '"';
		memcpy(at, name.ptr, name.len);
		at += name.len;
		*at++ = '"';
		*at++ = ':';
	}
	return at;
}

/* All up to here is written. */
static void commit(struct tsm_json_emitter *emitter, char *end)
{
	struct tsm_buf *out = emitter->out;

	out->len = (size_t)(end - out->data);
	*end = '\0';
}

void tsm_json_emit_open(
    struct tsm_json_emitter *emitter, const char *name, char bracket)
{
	char *at = begin(emitter, tsm_str(name), 1);

	if (at == NULL)
		return;
	*at++ = bracket;
	commit(emitter, at);
	emitter->comma = false;
}

void tsm_json_emit_close(struct tsm_json_emitter *emitter, char bracket)
{
	emitter->comma = true;
	(void)tsm_buf_addc(emitter->out, bracket);
}

void tsm_json_emit_str(
    struct tsm_json_emitter *emitter, struct tsm_str name, struct tsm_str text)
{
	struct tsm_buf *out = emitter->out;

	if (text.ptr == NULL)
		return;
	char *at = begin(emitter, name, text.len + 2);
	if (at == NULL)
		return;
	if (copy_plain(at + 1, text)) {
		at[0] = '"';
		at[text.len + 1] = '"';
		commit(emitter, at + text.len + 2);
		return;
	}
	commit(emitter, at);
	if (!tsm_utf8_valid(text.ptr, text.len, NULL))
		out->status = TSM_E_VALUE;
	(void)tsm_json_write_string(text, out);
}

/* What stands before a value that is no text. */
static void emit_name(struct tsm_json_emitter *emitter, const char *name)
{
	char *at = begin(emitter, tsm_str(name), 0);

	if (at != NULL)
		commit(emitter, at);
}

void tsm_json_emit_int(
    struct tsm_json_emitter *emitter, const char *name, int64_t value)
{
	char text[TSM_DECIMAL_TEXT];

	emit_name(emitter, name);
	(void)tsm_buf_adds(
	    emitter->out, tsm_decimal_format(tsm_decimal_int(value), text));
}

void tsm_json_emit_bool(
    struct tsm_json_emitter *emitter, const char *name, bool value)
{
	emit_name(emitter, name);
	(void)tsm_buf_adds(emitter->out, value ? "true" : "false");
}
