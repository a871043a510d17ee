/*
 * form.c - urlencoded forms, and finding fields in any form.
 */
#include <string.h>

#include "form_impl.h"
#include "testamur/base/encode.h"

/* Whether a Content-Type value (NULL allowed) names a media type. */
static bool media_type_is(const char *content_type, const char *wanted)
{
	struct tsm_str rest;
	struct tsm_str type = tsm_str_split(tsm_str(content_type), ';', &rest);

	return tsm_str_is_nocase(tsm_str_trim(type), wanted);
}

enum tsm_status tsm_http_form_text_ok(
    const char *text, size_t len, struct tsm_error *err)
{
	if (!tsm_utf8_valid(text, len, NULL) || memchr(text, 0, len) != NULL)
		return tsm_fail(err, TSM_E_SYNTAX, NULL,
		    "a field of the form is not valid UTF-8 text");
	return TSM_OK;
}

struct tsm_form_field *tsm_http_form_add(struct tsm_arena *arena,
    struct tsm_form *form, enum tsm_status *ret_status, struct tsm_error *err)
{
	if (form->count == TSM_FORM_FIELDS_MAX) {
		*ret_status = tsm_fail(err, TSM_E_LIMIT, NULL,
		    "more than %d fields in a form", TSM_FORM_FIELDS_MAX);
		return NULL;
	}
	if (form->fields == NULL)
		form->fields = tsm_arena_array(
		    arena, TSM_FORM_FIELDS_MAX, sizeof(struct tsm_form_field));
	if (form->fields == NULL) {
		*ret_status = tsm_fail_memory(err);
		return NULL;
	}
	return &form->fields[form->count++];
}

/* One name or value: '+' is a space, %XX a byte; the result is UTF-8. */
static enum tsm_status decode(struct tsm_arena *arena, struct tsm_str text,
    struct tsm_str *ret_text, struct tsm_error *err)
{
	char *out = tsm_arena_alloc(arena, text.len + 1);
	size_t len = 0;

	if (out == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (c == '+') {
			c = ' ';
		} else if (c == '%') {
			int byte = text.len - i > 2
				       ? tsm_hex_byte(text.ptr + i + 1)
				       : -1;
			if (byte < 0)
				return tsm_fail(err, TSM_E_SYNTAX, NULL,
				    "the form holds a broken %%-escape");
			c = (char)(unsigned char)byte;
			i += 2;
		}
		out[len++] = c;
	}
	out[len] = '\0';
	TSM_TRY(tsm_http_form_text_ok(out, len, err));
	*ret_text = tsm_str_n(out, len);
	return TSM_OK;
}

enum tsm_status tsm_form_parse_urlencoded(struct tsm_arena *arena,
    struct tsm_str body, struct tsm_form *ret_form, struct tsm_error *err)
{
	struct tsm_form form = { 0 };
	struct tsm_str rest = body;

	while (rest.len > 0) {
		enum tsm_status status = TSM_OK;
		struct tsm_str value;
		struct tsm_str pair = tsm_str_split(rest, '&', &rest);
		struct tsm_str name = tsm_str_split(pair, '=', &value);
		if (pair.len == 0)
			continue;
		if (name.len > TSM_FORM_NAME_MAX)
			return tsm_fail(err, TSM_E_LIMIT, NULL,
			    "the name of a field is too long");
		struct tsm_form_field *field =
		    tsm_http_form_add(arena, &form, &status, err);
		if (field == NULL)
			return status;
		struct tsm_str decoded = { NULL, 0 };
		TSM_TRY(decode(arena, name, &decoded, err));
		field->name = decoded.ptr;
		TSM_TRY(decode(arena, value, &field->value, err));
		field->content_type = "";
	}
	*ret_form = form;
	return TSM_OK;
}

enum tsm_status tsm_form_parse(struct tsm_arena *arena,
    const char *content_type, struct tsm_str body, struct tsm_form *ret_form,
    struct tsm_error *err)
{
	if (media_type_is(content_type, "multipart/form-data"))
		return tsm_http_multipart_parse(
		    arena, content_type, body, ret_form, err);
	if (media_type_is(content_type, "application/x-www-form-urlencoded"))
		return tsm_form_parse_urlencoded(arena, body, ret_form, err);
	return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
	    "a form has to be sent as multipart/form-data or "
	    "application/x-www-form-urlencoded");
}

const struct tsm_form_field *tsm_form_field(
    const struct tsm_form *form, const char *name)
{
	for (size_t i = 0; i < form->count; i++)
		if (strcmp(form->fields[i].name, name) == 0)
			return &form->fields[i];
	return NULL;
}

const char *tsm_form_text(const struct tsm_form *form, const char *name)
{
	const struct tsm_form_field *field = tsm_form_field(form, name);

	return field != NULL && field->filename == NULL ? field->value.ptr
							: NULL;
}

const struct tsm_form_field *tsm_form_file(
    const struct tsm_form *form, const char *name)
{
	for (size_t i = 0; i < form->count; i++) {
		const struct tsm_form_field *field = &form->fields[i];
		if (field->filename != NULL && field->value.len > 0 &&
		    strcmp(field->name, name) == 0)
			return field;
	}
	return NULL;
}
