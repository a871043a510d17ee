/* bake.c - see testamur/badge/bake.h; which kind of picture it is. */
#include "testamur/badge/bake.h"

#include "png.h"
#include "svg.h"
#include "testamur/base/limits.h"

/* Three non-empty parts of base64url (RFC 7515 section 7.1). */
static bool is_jws(struct tsm_str text)
{
	for (int part = 0; part < 3; part++) {
		struct tsm_str rest;
		struct tsm_str piece = tsm_str_split(text, '.', &rest);
		if (piece.len == 0 || (part < 2) != (piece.len < text.len))
			return false;
		for (size_t i = 0; i < piece.len; i++) {
			char c = piece.ptr[i];
			if (!tsm_is_alpha(c) && !tsm_is_digit(c) && c != '-' &&
			    c != '_')
				return false;
		}
		text = rest;
	}
	return true;
}

/* By its braces: whether it is sound JSON is for the json module to say. */
static bool is_json_object(struct tsm_str text)
{
	struct tsm_str inner = tsm_str_trim(text);
	return inner.len >= 2 && inner.ptr[0] == '{' &&
	       inner.ptr[inner.len - 1] == '}' &&
	       tsm_str_find(text, '\0') == text.len &&
	       tsm_utf8_valid(text.ptr, text.len, NULL);
}

static enum tsm_status other_kind(struct tsm_error *err)
{
	return tsm_fail(
	    err, TSM_E_UNSUPPORTED, NULL, "the picture is neither PNG nor SVG");
}

enum tsm_status tsm_bake(const void *image, size_t len,
    struct tsm_str credential, struct tsm_buf *out, struct tsm_error *err)
{
	bool jws = is_jws(credential);
	if (credential.len > TSM_CREDENTIAL_MAX)
		return tsm_fail(
		    err, TSM_E_LIMIT, NULL, "the credential is too long");
	if (!jws && !is_json_object(credential))
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "the credential is neither a JSON object nor a compact JWS");
	switch (tsm_image_kind(image, len)) {
	case TSM_IMAGE_PNG:
		return png_bake(image, len, credential, out, err);
	case TSM_IMAGE_SVG:
		return svg_bake(image, len, credential, jws, out, err);
	case TSM_IMAGE_JPEG:
	case TSM_IMAGE_NONE:
		break;
	}
	return other_kind(err);
}

enum tsm_status tsm_unbake(const void *image, size_t len,
    const struct tsm_unbake_options *options, struct tsm_buf *out,
    struct tsm_error *err)
{
	bool inflate = options != NULL && options->inflate;
	switch (tsm_image_kind(image, len)) {
	case TSM_IMAGE_PNG:
		return png_unbake(image, len, inflate, out, err);
	case TSM_IMAGE_SVG:
		return svg_unbake(image, len, false, out, err);
	case TSM_IMAGE_JPEG:
	case TSM_IMAGE_NONE:
		break;
	}
	return other_kind(err);
}

enum tsm_status tsm_unbake_legacy(
    const void *image, size_t len, struct tsm_buf *out, struct tsm_error *err)
{
	switch (tsm_image_kind(image, len)) {
	case TSM_IMAGE_PNG:
		return png_unbake_legacy(image, len, out, err);
	case TSM_IMAGE_SVG:
		return svg_unbake(image, len, true, out, err);
	case TSM_IMAGE_JPEG:
	case TSM_IMAGE_NONE:
		break;
	}
	return other_kind(err);
}
