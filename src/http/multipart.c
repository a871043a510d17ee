/*
 * multipart.c - multipart/form-data (RFC 7578, RFC 2046 section 5.1).
 *
 * Strict: the body begins with the first delimiter and ends with the
 * closing one (and at most a line break after it), every part says
 * Content-Disposition: form-data with a name exactly once, and there is no
 * transfer encoding other than those that change nothing.
 */
#define _GNU_SOURCE /* memmem */
#include <string.h>

#include "form_impl.h"

enum {
	BOUNDARY_MAX = 70
};

/* What the headers of a part said. */
struct part {
	struct tsm_str name;
	struct tsm_str filename;
	struct tsm_str content_type;
	bool has_disposition;
	bool has_name;
	bool has_filename;
};

static enum tsm_status malformed(struct tsm_error *err, const char *what)
{
	return tsm_fail(err, TSM_E_SYNTAX, NULL,
	    "the uploaded form is malformed: %s", what);
}

static bool is_boundary_char(char c)
{
	return tsm_is_alpha(c) || tsm_is_digit(c) ||
	       (c != '\0' && strchr("'()+_,-./:=?", c) != NULL);
}

/*
 * One parameter of "; a=b; c=\"d\"": *rest advances past it. A quoted value
 * is returned without its quotes, escapes still inside (browsers write %22
 * for a quote and no escapes). False at the end; *ret_bad on nonsense.
 */
static bool next_param(struct tsm_str *rest, struct tsm_str *ret_name,
    struct tsm_str *ret_value, bool *ret_bad)
{
	struct tsm_str text = tsm_str_trim(*rest);

	*ret_bad = false;
	if (text.len == 0)
		return false;
	*ret_bad = true;
	if (text.ptr[0] != ';')
		return false;
	text = tsm_str_trim(tsm_str_n(text.ptr + 1, text.len - 1));
	size_t equals = tsm_str_find(text, '=');
	if (equals == 0 || equals == text.len)
		return false;
	*ret_name = tsm_str_n(text.ptr, equals);
	text = tsm_str_n(text.ptr + equals + 1, text.len - equals - 1);
	size_t end = 0;
	if (text.len > 0 && text.ptr[0] == '"') {
		end = 1;
		while (end < text.len && text.ptr[end] != '"')
			end += text.ptr[end] == '\\' ? 2 : 1;
		if (end >= text.len)
			return false;
		*ret_value = tsm_str_n(text.ptr + 1, end - 1);
		end++;
	} else {
		end = tsm_str_find(text, ';');
		*ret_value = tsm_str_trim(tsm_str_n(text.ptr, end));
	}
	*rest = tsm_str_n(text.ptr + end, text.len - end);
	*ret_bad = false;
	return true;
}

/* The boundary of the Content-Type value, with "--" before it. */
static enum tsm_status find_boundary(const char *content_type,
    char delimiter[BOUNDARY_MAX + 5], size_t *ret_len, struct tsm_error *err)
{
	struct tsm_str rest = tsm_str(content_type);
	size_t semicolon = tsm_str_find(rest, ';');
	struct tsm_str name;
	struct tsm_str value;
	struct tsm_str boundary = { NULL, 0 };
	bool bad = false;

	rest = tsm_str_n(rest.ptr + semicolon, rest.len - semicolon);
	while (next_param(&rest, &name, &value, &bad)) {
		if (!tsm_str_is_nocase(name, "boundary"))
			continue;
		if (boundary.ptr != NULL)
			return malformed(err, "two boundaries");
		boundary = value;
	}
	if (bad || boundary.len == 0 || boundary.len > BOUNDARY_MAX)
		return malformed(err, "no usable boundary");
	for (size_t i = 0; i < boundary.len; i++)
		if (!is_boundary_char(boundary.ptr[i]))
			return malformed(err, "no usable boundary");
	static const char lead[4] = { '\r', '\n', '-', '-' };
	memcpy(delimiter, lead, sizeof(lead));
	memcpy(delimiter + 4, boundary.ptr, boundary.len);
	*ret_len = boundary.len + 4;
	return TSM_OK;
}

static enum tsm_status read_disposition(
    struct tsm_str value, struct part *part, struct tsm_error *err)
{
	size_t semicolon = tsm_str_find(value, ';');
	struct tsm_str name;
	struct tsm_str text;
	bool bad = false;

	if (part->has_disposition ||
	    !tsm_str_is_nocase(
		tsm_str_trim(tsm_str_n(value.ptr, semicolon)), "form-data"))
		return malformed(err, "a part is no form-data");
	part->has_disposition = true;
	value = tsm_str_n(value.ptr + semicolon, value.len - semicolon);
	while (next_param(&value, &name, &text, &bad)) {
		bool *seen = NULL;
		if (tsm_str_is_nocase(name, "name")) {
			part->name = text;
			seen = &part->has_name;
		} else if (tsm_str_is_nocase(name, "filename")) {
			part->filename = text;
			seen = &part->has_filename;
		} else {
			/* filename* too: RFC 7578 section 4.2 forbids it */
			return malformed(err, "an unknown part parameter");
		}
		if (*seen)
			return malformed(err, "a part parameter twice");
		*seen = true;
	}
	return bad ? malformed(err, "a part header") : TSM_OK;
}

static enum tsm_status read_header(
    struct tsm_str line, struct part *part, struct tsm_error *err)
{
	size_t colon = tsm_str_find(line, ':');

	if (colon == 0 || colon == line.len || line.ptr[0] == ' ' ||
	    line.ptr[0] == '\t')
		return malformed(err, "a part header");
	for (size_t i = 0; i < line.len; i++)
		if ((unsigned char)line.ptr[i] < ' ' && line.ptr[i] != '\t')
			return malformed(err, "a part header");
	struct tsm_str name = tsm_str_n(line.ptr, colon);
	struct tsm_str value =
	    tsm_str_trim(tsm_str_n(line.ptr + colon + 1, line.len - colon - 1));
	if (tsm_str_is_nocase(name, "content-disposition"))
		return read_disposition(value, part, err);
	if (tsm_str_is_nocase(name, "content-type"))
		part->content_type = value;
	if (tsm_str_is_nocase(name, "content-transfer-encoding") &&
	    !tsm_str_is_nocase(value, "binary") &&
	    !tsm_str_is_nocase(value, "8bit") &&
	    !tsm_str_is_nocase(value, "7bit"))
		return malformed(err, "a part is encoded");
	return TSM_OK;
}

/* Header lines up to the empty one; *rest becomes what follows. */
static enum tsm_status read_headers(
    struct tsm_str *rest, struct part *part, struct tsm_error *err)
{
	size_t used = 0;

	for (;;) {
		size_t room = rest->len < TSM_FORM_PART_MAX - used
				  ? rest->len
				  : TSM_FORM_PART_MAX - used;
		const char *end =
		    room > 0 ? memmem(rest->ptr, room, "\r\n", 2) : NULL;
		if (end == NULL && rest->len > room)
			return tsm_fail(err, TSM_E_LIMIT, NULL,
			    "the headers of an uploaded part are too long");
		if (end == NULL)
			return malformed(err, "it ends early");
		size_t len = (size_t)(end - rest->ptr);
		struct tsm_str line = tsm_str_n(rest->ptr, len);
		*rest = tsm_str_n(end + 2, rest->len - len - 2);
		used += len + 2;
		if (len == 0)
			return TSM_OK;
		TSM_TRY(read_header(line, part, err));
	}
}

/* A copy of a name, with \" and \\ undone. */
static enum tsm_status copy_quoted(struct tsm_arena *arena, struct tsm_str text,
    const char **ret_text, struct tsm_error *err)
{
	char *out = NULL;
	size_t len = 0;

	if (text.len > TSM_FORM_NAME_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "the name of a field or file is too long");
	TSM_TRY(tsm_http_form_text_ok(text.ptr, text.len, err));
	out = tsm_arena_alloc(arena, text.len + 1);
	if (out == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\\' && i + 1 < text.len &&
		    (text.ptr[i + 1] == '"' || text.ptr[i + 1] == '\\'))
			i++;
		out[len++] = text.ptr[i];
	}
	out[len] = '\0';
	*ret_text = out;
	return TSM_OK;
}

/* The last component: some clients send whole paths. */
static const char *base_name(const char *name)
{
	const char *base = name;

	for (const char *c = name; *c != '\0'; c++)
		if (*c == '/' || *c == '\\')
			base = c + 1;
	return base;
}

static enum tsm_status add_part(struct tsm_arena *arena,
    const struct part *part, struct tsm_str body, struct tsm_form *form,
    struct tsm_error *err)
{
	enum tsm_status status = TSM_OK;

	if (!part->has_name)
		return malformed(err, "a part without name");
	if (tsm_str_starts(part->content_type, "multipart/"))
		return malformed(err, "a nested multipart");
	struct tsm_form_field *field =
	    tsm_http_form_add(arena, form, &status, err);
	if (field == NULL)
		return status;
	TSM_TRY(copy_quoted(arena, part->name, &field->name, err));
	field->content_type = "";
	if (part->has_filename) {
		TSM_TRY(
		    copy_quoted(arena, part->filename, &field->filename, err));
		field->filename = base_name(field->filename);
		if (part->content_type.len > 0)
			field->content_type =
			    tsm_arena_str(arena, part->content_type);
		if (field->content_type == NULL)
			return tsm_fail_memory(err);
		field->value = body;
		return TSM_OK;
	}
	TSM_TRY(tsm_http_form_text_ok(body.ptr, body.len, err));
	char *text = tsm_arena_copy(arena, body.ptr, body.len);
	if (text == NULL)
		return tsm_fail_memory(err);
	field->value = tsm_str_n(text, body.len);
	return TSM_OK;
}

enum tsm_status tsm_http_multipart_parse(struct tsm_arena *arena,
    const char *content_type, struct tsm_str body, struct tsm_form *ret_form,
    struct tsm_error *err)
{
	char mark[BOUNDARY_MAX + 5]; /* CRLF "--" boundary */
	size_t mark_len = 0;
	struct tsm_form form = { 0 };

	TSM_TRY(find_boundary(content_type, mark, &mark_len, err));
	if (body.len < mark_len - 2 ||
	    memcmp(body.ptr, mark + 2, mark_len - 2) != 0)
		return malformed(err, "it does not begin with its boundary");
	struct tsm_str rest =
	    tsm_str_n(body.ptr + mark_len - 2, body.len - mark_len + 2);
	while (!tsm_str_starts(rest, "--")) {
		struct part part = { 0 };
		if (!tsm_str_starts(rest, "\r\n"))
			return malformed(err, "a boundary line");
		rest = tsm_str_n(rest.ptr + 2, rest.len - 2);
		TSM_TRY(read_headers(&rest, &part, err));
		const char *end =
		    rest.len > 0 ? memmem(rest.ptr, rest.len, mark, mark_len)
				 : NULL;
		if (end == NULL)
			return malformed(err, "it ends early");
		size_t len = (size_t)(end - rest.ptr);
		TSM_TRY(add_part(
		    arena, &part, tsm_str_n(rest.ptr, len), &form, err));
		rest = tsm_str_n(end + mark_len, rest.len - len - mark_len);
	}
	if (rest.len != 2 && !(rest.len == 4 && tsm_str_ends(rest, "\r\n")))
		return malformed(err, "something follows its end");
	*ret_form = form;
	return TSM_OK;
}
