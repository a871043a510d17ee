/*
 * Our own bytes of a jansson tree. Members keep their order of insertion.
 */
#include "testamur/json/write.h"

#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "internal.h"
#include "testamur/base/alloc.h"
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

#define EACH(byte) (UINT64_MAX / 255 * (byte))

/* Whether one of eight bytes is a zero; whether one is below n (<= 128). */
static bool has_zero(uint64_t word)
{
	return ((word - EACH(1)) & ~word & EACH(0x80)) != 0;
}

static bool has_less(uint64_t word, uint64_t n)
{
	return ((word - EACH(n)) & ~word & EACH(0x80)) != 0;
}

/* Where the next byte stands that is written as an escape, or len. */
static size_t next_escape(struct tsm_str text, size_t i)
{
	for (; text.len - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
		uint64_t word;
		memcpy(&word, text.ptr + i, sizeof(word));
		if (has_less(word, 0x20) || has_zero(word ^ EACH('"')) ||
		    has_zero(word ^ EACH('\\')))
			break;
	}
	for (; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		if (c < 0x20 || c == '"' || c == '\\')
			break;
	}
	return i;
}

enum tsm_status tsm_json_write_string(struct tsm_str text, struct tsm_buf *out)
{
	size_t from = 0;
	(void)tsm_buf_addc(out, '"');
	for (;;) {
		size_t to = next_escape(text, from);
		if (to > from)
			(void)tsm_buf_add(out, text.ptr + from, to - from);
		if (to == text.len)
			break;
		(void)put_escape((unsigned char)text.ptr[to], out);
		from = to + 1;
	}
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
static enum tsm_status put_string(struct writer *w, const json_t *value)
{
	struct tsm_str text =
	    tsm_str_n(json_string_value(value), json_string_length(value));
	if (text.len == 0 || text.ptr[0] != TSM_JSON_RAW)
		return put_text(text, w->out);
	text = tsm_str_n(text.ptr + 1, text.len - 1);
	const char *end = text.ptr + text.len;
	if (tsm_json_number_end(text.ptr, end) != end)
		return TSM_E_VALUE;
	return w->style == TSM_JSON_CANONICAL
		   ? tsm_json_put_number(text, w->out)
		   : tsm_buf_addstr(w->out, text);
}

static enum tsm_status put_integer(struct writer *w, json_int_t value)
{
	char text[TSM_DECIMAL_TEXT];
	struct tsm_str digits =
	    tsm_str(tsm_decimal_format(tsm_decimal_int(value), text));
	return w->style == TSM_JSON_CANONICAL
		   ? tsm_json_put_number(digits, w->out)
		   : tsm_buf_addstr(w->out, digits);
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

static enum tsm_status put_member(
    struct writer *w, struct tsm_str name, const json_t *value)
{
	TSM_TRY(put_text(name, w->out));
	TSM_TRY(tsm_buf_adds(w->out, w->style == TSM_JSON_PRETTY ? ": " : ":"));
	return put(w, value);
}

static struct tsm_str name_of(void *iterator)
{
	return tsm_str_n(
	    json_object_iter_key(iterator), json_object_iter_key_len(iterator));
}

static enum tsm_status put_members(struct writer *w, json_t *object)
{
	bool comma = false;
	for (void *i = json_object_iter(object); i != NULL;
	     i = json_object_iter_next(object, i)) {
		TSM_TRY(put_break(w, comma));
		TSM_TRY(put_member(w, name_of(i), json_object_iter_value(i)));
		comma = true;
	}
	return TSM_OK;
}

static int by_name(const void *a, const void *b)
{
	void *const *x = a;
	void *const *y = b;
	return tsm_json_cmp_utf16(name_of(*x), name_of(*y));
}

/* RFC 8785 section 3.2.3 */
static enum tsm_status put_sorted(struct writer *w, json_t *object)
{
	void *few[TSM_JSON_SMALL];
	void **members = few;
	size_t count = 0;
	if (json_object_size(object) > TSM_JSON_SMALL)
		members =
		    tsm_calloc(json_object_size(object), sizeof(*members));
	if (members == NULL)
		return TSM_E_MEMORY;
	for (void *i = json_object_iter(object); i != NULL;
	     i = json_object_iter_next(object, i))
		members[count++] = i;
	qsort(members, count, sizeof(*members), by_name);
	enum tsm_status status = TSM_OK;
	for (size_t i = 0; status == TSM_OK && i < count; i++) {
		status = put_break(w, i > 0);
		if (status == TSM_OK)
			status = put_member(w, name_of(members[i]),
			    json_object_iter_value(members[i]));
	}
	if (members != few)
		tsm_free(members);
	return status;
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
	/* jansson iterates over a tree that it does not change */
	json_t *walked = (json_t *)(uintptr_t)value;
	if (!object)
		TSM_TRY(put_elements(w, value));
	else if (w->style == TSM_JSON_CANONICAL)
		TSM_TRY(put_sorted(w, walked));
	else
		TSM_TRY(put_members(w, walked));
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
		return put_string(w, value);
	case JSON_INTEGER:
		return put_integer(w, json_integer_value(value));
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

enum tsm_status tsm_json_whole(const json_t *value)
{
	struct tsm_buf trial;
	if (value == NULL)
		return TSM_E_MEMORY;
	if (!tsm_json_any_poison())
		return TSM_OK;
	tsm_buf_init(&trial, 0);
	enum tsm_status status =
	    tsm_json_write(value, TSM_JSON_COMPACT, &trial);
	tsm_buf_release(&trial);
	return status;
}
