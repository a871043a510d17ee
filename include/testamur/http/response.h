/*
 * response.h - the answer that a handler fills in.
 *
 * The adapter initialises it (status 200, empty), adds the security
 * headers, Content-Length, Date and request id, answers If-None-Match and
 * HEAD, and releases it. A handler may return an error status instead:
 * then all that it filled in is dropped and the problem is answered
 * (RFC 9457 JSON, or a page, as the client prefers).
 */
#ifndef TESTAMUR_HTTP_RESPONSE_H
#define TESTAMUR_HTTP_RESPONSE_H

#include <jansson.h>

#include "testamur/base/buf.h"
#include "testamur/http/request.h"

#define TSM_RESPONSE_HEADERS_MAX 16

struct tsm_response {
	int status;               /* 200 unless changed */
	const char *content_type; /* static, or of the request's arena */
	struct tsm_buf body;      /* owned here; taken by the adapter */
	struct tsm_buf gzip;      /* the same body compressed, or empty */
	/* Instead of body: memory that outlives the server, not copied. */
	struct tsm_str fixed;
	struct tsm_pair headers[TSM_RESPONSE_HEADERS_MAX];
	size_t header_count;
	char etag[72]; /* with quotes; "" for none */
	bool overflow; /* a header did not fit: answered 500 */
};

/* For tests and for the adapter; handlers get an initialised one. */
void tsm_response_init(struct tsm_response *response);
void tsm_response_release(struct tsm_response *response);

/*
 * Add a header; the texts live as long as the request's arena. A name or
 * value with a control character, or one too many, spoils the answer
 * (500), so that nothing can be smuggled in.
 */
void tsm_response_header(
    struct tsm_response *response, const char *name, const char *value);

/* A copy of len bytes as body. TSM_E_MEMORY, TSM_E_LIMIT. */
enum tsm_status tsm_response_bytes(struct tsm_response *response,
    const char *content_type, const void *data, size_t len) TSM_NODISCARD;

/* A NUL-terminated text as text/plain; charset=utf-8. */
enum tsm_status tsm_response_text(
    struct tsm_response *response, const char *text) TSM_NODISCARD;

/* Take over buf's contents; buf is empty afterwards. */
void tsm_response_take(struct tsm_response *response, const char *content_type,
    struct tsm_buf *buf);

/* A tree as JSON (compact); content_type NULL: application/json. Takes
 * over the reference also on failure, as tsm_json_set_new does. */
enum tsm_status tsm_response_json(struct tsm_response *response, int status,
    const char *content_type, json_t *value) TSM_NODISCARD;

/* Memory that outlives the server (embedded files). */
void tsm_response_fixed(struct tsm_response *response, const char *content_type,
    struct tsm_str data);

/*
 * A redirect (303, 302, 307 or 308) to a relative path or a full URL of
 * ours. location is copied into the arena of request.
 */
enum tsm_status tsm_response_redirect(struct tsm_response *response,
    const struct tsm_request *request, int status, const char *location)
    TSM_NODISCARD;

/*
 * Content-Disposition: attachment with this name (RFC 6266; anything but
 * letters, digits and ".-_ " becomes '_').
 */
enum tsm_status tsm_response_attachment(struct tsm_response *response,
    const struct tsm_request *request, const char *filename) TSM_NODISCARD;

/*
 * Cache-Control: seconds 0 is "no-store", otherwise "public, max-age=N";
 * immutable adds that word. Without this call: "no-cache".
 */
void tsm_response_cache(struct tsm_response *response,
    const struct tsm_request *request, unsigned seconds, bool immutable);

/*
 * A strong entity tag from the SHA-256 of the body as it is now. The
 * adapter then answers If-None-Match with 304 (RFC 9110 section 13.1.2).
 */
enum tsm_status tsm_response_etag(struct tsm_response *response) TSM_NODISCARD;

/* Let pages of any origin read the answer (public JSON documents). */
void tsm_response_cors(struct tsm_response *response);

#endif
