/*
 * form_impl.h - what the two form readers share.
 */
#ifndef TESTAMUR_HTTP_FORM_IMPL_H
#define TESTAMUR_HTTP_FORM_IMPL_H

#include "testamur/http/form.h"

/* Well-formed UTF-8 without NUL? TSM_E_SYNTAX when not. */
enum tsm_status tsm_http_form_text_ok(
    const char *text, size_t len, struct tsm_error *err) TSM_NODISCARD;

/*
 * Room for one more field, zeroed. NULL and *ret_status set: too many
 * (TSM_E_LIMIT) or out of memory. The array is made at the first call.
 */
struct tsm_form_field *tsm_http_form_add(struct tsm_arena *arena,
    struct tsm_form *form, enum tsm_status *ret_status, struct tsm_error *err);

/* multipart/form-data; content_type is the whole header value. */
enum tsm_status tsm_http_multipart_parse(struct tsm_arena *arena,
    const char *content_type, struct tsm_str body, struct tsm_form *ret_form,
    struct tsm_error *err) TSM_NODISCARD;

#endif
