/* png_bake.c - the credential as an iTXt chunk of a PNG. */
#include <string.h>

#include "png.h"
#include "testamur/base/limits.h"
#include "zip.h"

#define KEYWORD        "openbadgecredential"
#define KEYWORD_CLR    "clrcredential" /* CLR 2.0 */
#define KEYWORD_LEGACY "openbadges"

/* Keyword and NUL, no compression, method, empty language, empty title. */
static const char itxt_head[] = "iTXt" KEYWORD "\0\0\0\0";
#define ITXT_HEAD (sizeof(itxt_head))
#define FRAME     12

/* Does the chunk's data begin with this keyword and its NUL? */
static bool has_keyword(const struct png_chunk *chunk, const char *keyword)
{
	size_t len = strlen(keyword) + 1;
	return chunk->data.len >= len &&
	       memcmp(chunk->data.ptr, keyword, len) == 0;
}

static bool is_credential(const struct png_chunk *chunk)
{
	return png_is(chunk, "iTXt") &&
	       (has_keyword(chunk, KEYWORD) || has_keyword(chunk, KEYWORD_CLR));
}

/* A whole pass, so that the passes after it cannot fail. */
static enum tsm_status measure(
    const void *image, size_t len, size_t *ret_kept, struct tsm_error *err)
{
	struct png_reader reader;
	size_t kept = 8;
	TSM_TRY(png_open(&reader, image, len, err));
	while (!reader.finished) {
		struct png_chunk chunk;
		TSM_TRY(png_next(&reader, &chunk, err));
		if (!is_credential(&chunk))
			kept += chunk.total;
	}
	*ret_kept = kept;
	return TSM_OK;
}

static char *put(char *to, const void *data, size_t len)
{
	(void)memcpy(to, data, len);
	return to + len;
}

static char *put_be32(char *to, uint32_t value)
{
	const unsigned char bytes[4] = { (unsigned char)(value >> 24),
		(unsigned char)(value >> 16), (unsigned char)(value >> 8),
		(unsigned char)value };
	return put(to, bytes, sizeof(bytes));
}

/* Section 5.3: length, type and data, checksum over the latter two. */
static char *put_credential(char *to, struct tsm_str credential)
{
	size_t body = ITXT_HEAD + credential.len;
	to = put_be32(to, (uint32_t)(body - 4));
	const char *start = to;
	to = put(to, itxt_head, ITXT_HEAD);
	to = put(to, credential.ptr, credential.len);
	return put_be32(to, zip_crc32(start, body));
}

/*
 * The chunk goes right before the first IDAT: everything that has to come
 * first has come, and readers that stop at the pixels see it.
 */
enum tsm_status png_bake(const void *image, size_t len,
    struct tsm_str credential, struct tsm_buf *out, struct tsm_error *err)
{
	struct png_reader reader;
	size_t kept;
	TSM_TRY(measure(image, len, &kept, err));
	size_t total = kept + FRAME - 4 + ITXT_HEAD + credential.len;
	char *start = tsm_buf_reserve(out, total);
	if (start == NULL)
		return tsm_fail(err, tsm_buf_status(out), NULL,
		    "no room for the baked image");
	char *to = put(start, image, 8);
	bool written = false;
	TSM_TRY(png_open(&reader, image, len, err));
	while (!reader.finished) {
		struct png_chunk chunk;
		TSM_TRY(png_next(&reader, &chunk, err));
		if (is_credential(&chunk))
			continue;
		if (!written && png_is(&chunk, "IDAT")) {
			to = put_credential(to, credential);
			written = true;
		}
		to = put(to, chunk.start, chunk.total);
	}
	tsm_buf_commit(out, total);
	return TSM_OK;
}

/* What stands in an iTXt chunk (PNG section 11.3.3.4). */
struct itxt {
	bool compressed;
	struct tsm_str text;
};

static enum tsm_status parse_itxt(
    const struct png_chunk *chunk, struct itxt *ret, struct tsm_error *err)
{
	struct tsm_str rest = chunk->data;
	struct tsm_str method;
	(void)tsm_str_split(rest, '\0', &rest);
	if (rest.len < 2)
		return tsm_fail(err, TSM_E_SYNTAX, NULL,
		    "PNG: the credential's chunk is cut off");
	method = tsm_str_n(rest.ptr, 2);
	if ((unsigned char)method.ptr[0] > 1 || method.ptr[1] != 0)
		return tsm_fail(err, TSM_E_SYNTAX, NULL,
		    "PNG: the credential's chunk has no such compression");
	rest = tsm_str_n(rest.ptr + 2, rest.len - 2);
	for (int field = 0; field < 2; field++) {
		if (tsm_str_find(rest, '\0') == rest.len)
			return tsm_fail(err, TSM_E_SYNTAX, NULL,
			    "PNG: the credential's chunk is cut off");
		(void)tsm_str_split(rest, '\0', &rest);
	}
	ret->compressed = method.ptr[0] == 1;
	ret->text = rest;
	return TSM_OK;
}

/* UTF-8 without NUL (section 11.3.3.4), and of a size we take. */
static enum tsm_status check_text(struct tsm_str text, struct tsm_error *err)
{
	if (text.len == 0)
		return tsm_fail(
		    err, TSM_E_SYNTAX, NULL, "PNG: the credential is empty");
	if (text.len > TSM_CREDENTIAL_MAX)
		return tsm_fail(
		    err, TSM_E_LIMIT, NULL, "PNG: the credential is too long");
	if (!tsm_utf8_valid(text.ptr, text.len, NULL) ||
	    tsm_str_find(text, '\0') != text.len)
		return tsm_fail(err, TSM_E_SYNTAX, NULL,
		    "PNG: the credential is not UTF-8 text");
	return TSM_OK;
}

/* The limit is that of a credential, so a bomb ends early. */
static enum tsm_status add_inflated(
    struct tsm_str data, struct tsm_buf *out, struct tsm_error *err)
{
	struct tsm_buf text;
	tsm_buf_init(&text, TSM_CREDENTIAL_MAX);
	enum tsm_status status =
	    zip_inflate(data.ptr, data.len, TSM_CREDENTIAL_MAX, &text);
	if (status != TSM_OK)
		(void)tsm_fail(err, status, NULL,
		    "PNG: the compressed credential cannot be unpacked");
	else
		status = check_text(tsm_buf_str(&text), err);
	if (status == TSM_OK)
		status = tsm_buf_add(out, text.data, text.len);
	tsm_buf_release(&text);
	return status;
}

enum tsm_status png_unbake(const void *image, size_t len, bool inflate,
    struct tsm_buf *out, struct tsm_error *err)
{
	struct png_reader reader;
	struct png_chunk found = { 0 };
	struct itxt itxt;
	size_t count = 0;
	TSM_TRY(png_open(&reader, image, len, err));
	while (!reader.finished) {
		struct png_chunk chunk;
		TSM_TRY(png_next(&reader, &chunk, err));
		if (is_credential(&chunk)) {
			found = chunk;
			count++;
		}
	}
	if (count == 0)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
		    "PNG: there is no credential in this picture");
	if (count > 1)
		return tsm_fail(err, TSM_E_DUPLICATE, NULL,
		    "PNG: there is more than one credential in this picture");
	TSM_TRY(parse_itxt(&found, &itxt, err));
	if (itxt.compressed && !inflate)
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "PNG: the credential is compressed, which is forbidden");
	if (itxt.compressed)
		return add_inflated(itxt.text, out, err);
	TSM_TRY(check_text(itxt.text, err));
	return tsm_buf_add(out, itxt.text.ptr, itxt.text.len);
}

/* Version 2 used iTXt; version 1 also tEXt, whose text follows the NUL. */
enum tsm_status png_unbake_legacy(
    const void *image, size_t len, struct tsm_buf *out, struct tsm_error *err)
{
	struct png_reader reader;
	struct itxt found = { 0 };
	TSM_TRY(png_open(&reader, image, len, err));
	while (!reader.finished) {
		struct png_chunk chunk;
		TSM_TRY(png_next(&reader, &chunk, err));
		bool itxt = png_is(&chunk, "iTXt");
		if (!has_keyword(&chunk, KEYWORD_LEGACY) ||
		    (!itxt && !png_is(&chunk, "tEXt")))
			continue;
		if (found.text.ptr != NULL)
			return tsm_fail(err, TSM_E_DUPLICATE, NULL,
			    "PNG: there is more than one assertion in this picture");
		if (itxt)
			TSM_TRY(parse_itxt(&chunk, &found, err));
		else
			(void)tsm_str_split(chunk.data, '\0', &found.text);
	}
	if (found.text.ptr == NULL)
		return tsm_fail(err, TSM_E_NOT_FOUND, NULL,
		    "PNG: there is no Open Badges 2 assertion either");
	if (found.compressed)
		return add_inflated(found.text, out, err);
	TSM_TRY(check_text(found.text, err));
	return tsm_buf_add(out, found.text.ptr, found.text.len);
}
