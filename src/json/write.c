/*
 * Our own bytes of a jansson tree. Members keep their order of insertion.
 */
#include "testamur/json/write.h"

#include <stdio.h>
#include <string.h>

#include "build.h"
#include "internal.h"
#include "testamur/base/limits.h"
#include "testamur/json/jcs.h"

struct writer {
	struct tsm_buf *out;
	enum tsm_json_style style;
	unsigned depth;
};

void tsm_json_cut(struct tsm_buf *out, size_t len)
{
	if (out->len > len) {
		out->len = len;
		out->data[len] = '\0';
	}
}

/* --- strings ------------------------------------------------------------- */

/* What RFC 8785 section 3.2.2.2 escapes, and as it does. */
static enum tsm_status put_escape(unsigned char c, struct tsm_buf *out)
{
	static const char from[] = "\"\\\b\f\n\r\t";
	static const char to[] = "\"\\bfnrt";
	static const char hex[] = "0123456789abcdef";
	const char *found = c != '\0' ? strchr(from, (char)c) : NULL;
	if (found != NULL) {
		const char text[2] = { '\\', to[found - from] };
		return tsm_buf_add(out, text, sizeof(text));
	}
	const char text[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 0xF] };
	return tsm_buf_add(out, text, sizeof(text));
}

enum tsm_status tsm_json_write_string(struct tsm_str text, struct tsm_buf *out)
{
	size_t from = 0;
	(void)tsm_buf_addc(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		(void)tsm_buf_add(out, text.ptr + from, i - from);
		(void)put_escape(c, out);
		from = i + 1;
	}
	if (from < text.len)
		(void)tsm_buf_add(out, text.ptr + from, text.len - from);
	return tsm_buf_addc(out, '"');
}

static enum tsm_status put_text(struct tsm_str text, struct tsm_buf *out)
{
	if (!tsm_utf8_valid(text.ptr, text.len, NULL))
		return TSM_E_VALUE;
	return tsm_json_write_string(text, out);
}

/* --- numbers ------------------------------------------------------------- */

static enum tsm_status put_real(double value, struct tsm_buf *out)
{
	char text[TSM_JCS_NUMBER];
	TSM_TRY(tsm_jcs_number(value, text));
	return tsm_buf_adds(out, text);
}

/* A string, or a number in disguise (build.h). */
static enum tsm_status put_string(const json_t *value, struct tsm_buf *out)
{
	struct tsm_str text =
	    tsm_str_n(json_string_value(value), json_string_length(value));
	if (text.len == 0 || text.ptr[0] != TSM_JSON_RAW)
		return put_text(text, out);
	text = tsm_str_n(text.ptr + 1, text.len - 1);
	const char *end = text.ptr + text.len;
	if (tsm_json_number_end(text.ptr, end) != end)
		return TSM_E_VALUE;
	return tsm_buf_addstr(out, text);
}

/* --- containers ---------------------------------------------------------- */

static enum tsm_status put(struct writer *w, const json_t *value);

/* What stands before an element, or before the closing bracket. */
static enum tsm_status put_break(struct writer *w, bool comma)
{
	if (comma)
		(void)tsm_buf_addc(w->out, ',');
	if (w->style == TSM_JSON_PRETTY) {
		(void)tsm_buf_addc(w->out, '\n');
		for (unsigned i = 0; i < w->depth; i++)
			(void)tsm_buf_adds(w->out, "  ");
	}
	return tsm_buf_status(w->out);
}

static enum tsm_status put_elements(struct writer *w, const json_t *array)
{
	size_t count = json_array_size(array);
	for (size_t i = 0; i < count; i++) {
		TSM_TRY(put_break(w, i > 0));
		TSM_TRY(put(w, json_array_get(array, i)));
	}
	return TSM_OK;
}

static enum tsm_status put_members(struct writer *w, const json_t *object)
{
	/* jansson iterates over a tree that it does not change */
	json_t *walked = (json_t *)(uintptr_t)object;
	bool comma = false;
	for (void *i = json_object_iter(walked); i != NULL;
	     i = json_object_iter_next(walked, i)) {
		struct tsm_str name = tsm_str_n(
		    json_object_iter_key(i), json_object_iter_key_len(i));
		TSM_TRY(put_break(w, comma));
		TSM_TRY(put_text(name, w->out));
		TSM_TRY(tsm_buf_adds(
		    w->out, w->style == TSM_JSON_PRETTY ? ": " : ":"));
		TSM_TRY(put(w, json_object_iter_value(i)));
		comma = true;
	}
	return TSM_OK;
}

static enum tsm_status put_container(struct writer *w, const json_t *value)
{
	bool object = json_is_object(value);
	size_t count =
	    object ? json_object_size(value) : json_array_size(value);
	TSM_TRY(tsm_json_poison(value));
	if (w->depth >= TSM_JSON_DEPTH_MAX)
		return TSM_E_LIMIT;
	(void)tsm_buf_addc(w->out, object ? '{' : '[');
	w->depth++;
	if (object)
		TSM_TRY(put_members(w, value));
	else
		TSM_TRY(put_elements(w, value));
	w->depth--;
	if (count > 0)
		TSM_TRY(put_break(w, false));
	return tsm_buf_addc(w->out, object ? '}' : ']');
}

static enum tsm_status put(struct writer *w, const json_t *value)
{
	if (value == NULL)
		return TSM_E_MEMORY;
	switch (json_typeof(value)) {
	case JSON_OBJECT:
	case JSON_ARRAY:
		return put_container(w, value);
	case JSON_STRING:
		return put_string(value, w->out);
	case JSON_INTEGER:
		return tsm_buf_printf(
		    w->out, "%lld", (long long)json_integer_value(value));
	case JSON_REAL:
		return put_real(json_real_value(value), w->out);
	case JSON_TRUE:
		return tsm_buf_adds(w->out, "true");
	case JSON_FALSE:
		return tsm_buf_adds(w->out, "false");
	case JSON_NULL:
	default:
		return tsm_buf_adds(w->out, "null");
	}
}

enum tsm_status tsm_json_write(
    const json_t *value, enum tsm_json_style style, struct tsm_buf *out)
{
	struct writer w = { out, style, 0 };
	size_t before = out->len;
	enum tsm_status status = put(&w, value);
	if (status == TSM_OK && style == TSM_JSON_PRETTY)
		status = tsm_buf_addc(out, '\n');
	if (status != TSM_OK)
		tsm_json_cut(out, before);
	return status;
}
