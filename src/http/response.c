/*
 * response.c - filling in an answer.
 */
#include <stdio.h>
#include <string.h>

#include "testamur/base/digest.h"
#include "testamur/http/response.h"
#include "testamur/json/write.h"

void tsm_response_init(struct tsm_response *response)
{
	memset(response, 0, sizeof(*response));
	response->status = 200;
	tsm_buf_init(&response->body, 0);
	tsm_buf_init(&response->gzip, 0);
}

void tsm_response_release(struct tsm_response *response)
{
	tsm_buf_release(&response->body);
	tsm_buf_release(&response->gzip);
}

static bool header_safe(const char *text)
{
	if (text == NULL)
		return false;
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == 127)
			return false;
	return true;
}

void tsm_response_header(
    struct tsm_response *response, const char *name, const char *value)
{
	if (response->header_count == TSM_RESPONSE_HEADERS_MAX ||
	    !header_safe(name) || !header_safe(value) || name[0] == '\0' ||
	    strpbrk(name, ": ") != NULL) {
		response->overflow = true;
		return;
	}
	struct tsm_pair *header = &response->headers[response->header_count++];
	header->name = name;
	header->value = tsm_str(value);
}

enum tsm_status tsm_response_bytes(struct tsm_response *response,
    const char *content_type, const void *data, size_t len)
{
	tsm_buf_clear(&response->body);
	response->content_type = content_type;
	return tsm_buf_add(&response->body, data, len);
}

enum tsm_status tsm_response_text(
    struct tsm_response *response, const char *text)
{
	return tsm_response_bytes(
	    response, "text/plain; charset=utf-8", text, strlen(text));
}

void tsm_response_take(struct tsm_response *response, const char *content_type,
    struct tsm_buf *buf)
{
	size_t max = buf->max;

	tsm_buf_release(&response->body);
	response->body = *buf;
	response->content_type = content_type;
	tsm_buf_init(buf, max);
}

enum tsm_status tsm_response_json(struct tsm_response *response, int status,
    const char *content_type, json_t *value)
{
	tsm_buf_clear(&response->body);
	response->status = status;
	response->content_type =
	    content_type != NULL ? content_type : "application/json";
	enum tsm_status result =
	    tsm_json_write(value, TSM_JSON_COMPACT, &response->body);
	json_decref(value);
	return result;
}

void tsm_response_fixed(struct tsm_response *response, const char *content_type,
    struct tsm_str data)
{
	response->content_type = content_type;
	response->fixed = data;
}

enum tsm_status tsm_response_redirect(struct tsm_response *response,
    const struct tsm_request *request, int status, const char *location)
{
	const char *copy = tsm_arena_dup(request->arena, location);

	if (copy == NULL)
		return TSM_E_MEMORY;
	response->status = status;
	tsm_response_header(response, "Location", copy);
	return TSM_OK;
}

enum tsm_status tsm_response_attachment(struct tsm_response *response,
    const struct tsm_request *request, const char *filename)
{
	char *value = tsm_arena_printf(
	    request->arena, "attachment; filename=\"%.100s\"", filename);

	if (value == NULL)
		return TSM_E_MEMORY;
	for (char *c = value + strlen("attachment; filename=\""); c[1] != '\0';
	     c++)
		if (!tsm_is_alpha(*c) && !tsm_is_digit(*c) &&
		    strchr(".-_ ", *c) == NULL)
			*c = '_';
	tsm_response_header(response, "Content-Disposition", value);
	return TSM_OK;
}

void tsm_response_cache(struct tsm_response *response,
    const struct tsm_request *request, unsigned seconds, bool immutable)
{
	const char *value = seconds == 0 ? "no-store"
					 : tsm_arena_printf(request->arena,
					       "public, max-age=%u%s", seconds,
					       immutable ? ", immutable" : "");
	/* out of memory: the default, which is always right */
	if (value != NULL)
		tsm_response_header(response, "Cache-Control", value);
}

enum tsm_status tsm_response_etag(struct tsm_response *response)
{
	char hex[TSM_SHA256_HEX];
	struct tsm_str data = response->fixed.len > 0
				  ? response->fixed
				  : tsm_buf_str(&response->body);

	TSM_TRY(tsm_sha256_hex(data.len > 0 ? data.ptr : "", data.len, hex));
	snprintf(response->etag, sizeof(response->etag), "\"%.32s\"", hex);
	return TSM_OK;
}

void tsm_response_cors(struct tsm_response *response)
{
	tsm_response_header(response, "Access-Control-Allow-Origin", "*");
}
