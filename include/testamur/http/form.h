/*
 * form.h - forms as browsers send them, read strictly and bounded (pure).
 *
 * application/x-www-form-urlencoded (WHATWG URL section 5) and
 * multipart/form-data (RFC 7578; nested multiparts, transfer encodings and
 * filename* are refused). Names and text values are UTF-8 without NUL and
 * are decoded into the arena; a file's bytes are a view of the body.
 */
#ifndef TESTAMUR_HTTP_FORM_H
#define TESTAMUR_HTTP_FORM_H

#include <stdbool.h>

#include "testamur/base/arena.h"
#include "testamur/base/str.h"

#define TSM_FORM_FIELDS_MAX 64
#define TSM_FORM_NAME_MAX   256
#define TSM_FORM_PART_MAX   4096 /* header bytes of one part */

struct tsm_form_field {
	const char *name;
	struct tsm_str value; /* a text's is followed by a NUL, a file's not */
	/* of a file, without folders; NULL: a text field */
	const char *filename;
	const char *content_type; /* of a file as claimed, or "" */
};

struct tsm_form {
	struct tsm_form_field *fields; /* in order */
	size_t count;
};

/*
 * content_type is the whole header value. TSM_E_UNSUPPORTED for another
 * type, TSM_E_SYNTAX (boundary, escape, header, missing end, UTF-8),
 * TSM_E_LIMIT (fields, name, part header), TSM_E_MEMORY.
 */
enum tsm_status tsm_form_parse(struct tsm_arena *arena,
    const char *content_type, struct tsm_str body, struct tsm_form *ret_form,
    struct tsm_error *err) TSM_NODISCARD;

/* Only name=value&…; also used for query strings. Statuses as above. */
enum tsm_status tsm_form_parse_urlencoded(struct tsm_arena *arena,
    struct tsm_str body, struct tsm_form *ret_form, struct tsm_error *err)
    TSM_NODISCARD;

/* The first field of this name, text or file, or NULL. */
const struct tsm_form_field *tsm_form_field(
    const struct tsm_form *form, const char *name);

/* The value of the first text field of this name, or NULL (also: a file). */
const char *tsm_form_text(const struct tsm_form *form, const char *name);

/* The first file of this name that has contents, or NULL. */
const struct tsm_form_field *tsm_form_file(
    const struct tsm_form *form, const char *name);

#endif
