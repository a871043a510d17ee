/*
 * Encodings. The copy into the arena is made even where nothing changes,
 * so that no table ever points into a caller's file.
 */
#include "testamur/roster/text.h"

#include <stdio.h>
#include <string.h>

#include "testamur/base/buf.h"
#include "testamur/base/limits.h"

/* How much of a file is looked at for its pattern of NUL bytes. */
#define SNIFF_BYTES 4096

/*
 * Windows-1252, 0x80 to 0x9F (WHATWG Encoding, index windows-1252); 0: a
 * byte that Microsoft leaves undefined.
 */
static const uint16_t cp1252_high[32] = {
	0x20AC,
	0,
	0x201A,
	0x0192,
	0x201E,
	0x2026,
	0x2020,
	0x2021,
	0x02C6,
	0x2030,
	0x0160,
	0x2039,
	0x0152,
	0,
	0x017D,
	0,
	0,
	0x2018,
	0x2019,
	0x201C,
	0x201D,
	0x2022,
	0x2013,
	0x2014,
	0x02DC,
	0x2122,
	0x0161,
	0x203A,
	0x0153,
	0,
	0x017E,
	0x0178,
};

const char *tsm_encoding_name(enum tsm_encoding encoding)
{
	switch (encoding) {
	case TSM_ENCODING_UTF8:
		return "UTF-8";
	case TSM_ENCODING_UTF16LE:
		return "UTF-16LE";
	case TSM_ENCODING_UTF16BE:
		return "UTF-16BE";
	case TSM_ENCODING_CP1252:
		return "Windows-1252";
	}
	return "unknown";
}

/* Magic numbers may hold NULs, which C strings cannot. */
static bool begins(struct tsm_str data, const char *magic, size_t len)
{
	return data.len >= len && memcmp(data.ptr, magic, len) == 0;
}

/* Files that people upload by mistake, told apart by their first bytes. */
static enum tsm_status refuse_other_files(
    struct tsm_str data, struct tsm_error *err)
{
	if (begins(data, "PK\003\004", 4) ||
	    begins(data, "\xD0\xCF\x11\xE0", 4))
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "this is a spreadsheet or an archive: please open it and "
		    "save it as CSV");
	if (begins(data, "%PDF-", 5))
		return tsm_fail(err, TSM_E_UNSUPPORTED, NULL,
		    "this is a PDF: please export the table as CSV");
	return TSM_OK;
}

/*
 * Latin text in UTF-16 has a NUL in every second byte: in the odd ones for
 * little endian. A third of them is enough, for names in other scripts.
 */
static bool looks_utf16(struct tsm_str data, size_t nul_at)
{
	size_t len = data.len < SNIFF_BYTES ? data.len : SNIFF_BYTES;
	size_t pairs = len / 2;
	size_t here = 0;
	size_t other = 0;
	for (size_t i = 0; i < pairs; i++) {
		here += data.ptr[2 * i + nul_at] == '\0';
		other += data.ptr[2 * i + 1 - nul_at] == '\0';
	}
	return pairs > 0 && here * 3 >= pairs && other * 20 <= pairs;
}

/* Find the encoding; returns how many bytes of mark to skip. */
static size_t sniff(struct tsm_str data, struct tsm_text *text)
{
	text->bom = true;
	text->why = "byte order mark";
	if (begins(data, "\xEF\xBB\xBF", 3)) {
		text->encoding = TSM_ENCODING_UTF8;
		return 3;
	}
	if (begins(data, "\xFF\xFE", 2)) {
		text->encoding = TSM_ENCODING_UTF16LE;
		return 2;
	}
	if (begins(data, "\xFE\xFF", 2)) {
		text->encoding = TSM_ENCODING_UTF16BE;
		return 2;
	}
	text->bom = false;
	text->why = "NUL in every second byte";
	if (looks_utf16(data, 1)) {
		text->encoding = TSM_ENCODING_UTF16LE;
		return 0;
	}
	if (looks_utf16(data, 0)) {
		text->encoding = TSM_ENCODING_UTF16BE;
		return 0;
	}
	if (tsm_utf8_valid(data.ptr, data.len, NULL)) {
		text->encoding = TSM_ENCODING_UTF8;
		text->why = "well-formed UTF-8";
		return 0;
	}
	text->encoding = TSM_ENCODING_CP1252;
	text->why = "not well-formed UTF-8";
	return 0;
}

static enum tsm_status bad_byte(
    struct tsm_error *err, size_t offset, const char *why)
{
	char where[32];
	(void)snprintf(where, sizeof(where), "byte %zu", offset);
	return tsm_fail(err, TSM_E_SYNTAX, where, "%s", why);
}

/* The 16-bit unit at a byte offset that is known to be inside. */
static uint32_t unit16(const struct tsm_str *data, size_t pos, bool little)
{
	uint32_t a = (unsigned char)data->ptr[pos];
	uint32_t b = (unsigned char)data->ptr[pos + 1];
	return little ? a | b << 8 : a << 8 | b;
}

/* RFC 2781 section 2.2; out has room for 3 bytes for every 2. */
static enum tsm_status from_utf16(struct tsm_str data, bool little, char *out,
    size_t *ret_len, struct tsm_error *err)
{
	size_t len = 0;
	if (data.len % 2 != 0)
		return bad_byte(err, data.len,
		    "UTF-16 text of an odd number of bytes: the file is cut");
	for (size_t i = 0; i < data.len; i += 2) {
		uint32_t code = unit16(&data, i, little);
		if (code >= 0xD800 && code < 0xE000) {
			uint32_t low = data.len - i >= 4
					   ? unit16(&data, i + 2, little)
					   : 0;
			if (code >= 0xDC00 || low < 0xDC00 || low > 0xDFFF)
				return bad_byte(
				    err, i, "half a surrogate pair in UTF-16");
			code =
			    0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
			i += 2;
		}
		len += tsm_utf8_put(code, out + len);
	}
	*ret_len = len;
	return TSM_OK;
}

/* out has room for 3 bytes each. */
static enum tsm_status from_cp1252(
    struct tsm_str data, char *out, size_t *ret_len, struct tsm_error *err)
{
	size_t len = 0;
	for (size_t i = 0; i < data.len; i++) {
		uint32_t code = (unsigned char)data.ptr[i];
		if (code >= 0x80 && code < 0xA0) {
			code = cp1252_high[code - 0x80];
			if (code == 0)
				return bad_byte(err, i,
				    "a byte that is no text in UTF-8, UTF-16 "
				    "or Windows-1252");
		}
		len += tsm_utf8_put(code, out + len);
	}
	*ret_len = len;
	return TSM_OK;
}

/* Take stray NULs out in place, remembering how many and where. */
static enum tsm_status drop_nuls(
    char *data, size_t *len, struct tsm_text *text, struct tsm_error *err)
{
	size_t kept = 0;
	size_t line = 1;
	if (memchr(data, '\0', *len) == NULL) {
		data[*len] = '\0';
		return TSM_OK;
	}
	for (size_t i = 0; i < *len; i++) {
		if (data[i] == '\0') {
			if (text->nuls++ == 0)
				text->first_nul_line = line;
			continue;
		}
		bool crlf = data[i] == '\n' && i > 0 && data[i - 1] == '\r';
		line += (data[i] == '\n' && !crlf) || data[i] == '\r';
		data[kept++] = data[i];
	}
	if (text->nuls > 16 && text->nuls > *len / 100)
		return tsm_fail(err, TSM_E_SYNTAX, NULL,
		    "the file holds %zu NUL bytes: it is no text", text->nuls);
	data[kept] = '\0';
	*len = kept;
	return TSM_OK;
}

static enum tsm_status convert(struct tsm_str data, struct tsm_text *text,
    char *out, size_t *ret_len, struct tsm_error *err)
{
	size_t bad = 0;
	switch (text->encoding) {
	case TSM_ENCODING_UTF16LE:
		return from_utf16(data, true, out, ret_len, err);
	case TSM_ENCODING_UTF16BE:
		return from_utf16(data, false, out, ret_len, err);
	case TSM_ENCODING_CP1252:
		return from_cp1252(data, out, ret_len, err);
	case TSM_ENCODING_UTF8:
		break;
	}
	/* a mark promises UTF-8: nothing else is tried then */
	if (!tsm_utf8_valid(data.ptr, data.len, &bad))
		return bad_byte(err, bad, "not well-formed UTF-8");
	if (data.len > 0)
		memcpy(out, data.ptr, data.len);
	*ret_len = data.len;
	return TSM_OK;
}

enum tsm_status tsm_text_decode(struct tsm_arena *arena, struct tsm_str data,
    const struct tsm_text_options *options, struct tsm_text *ret_text,
    struct tsm_error *err)
{
	struct tsm_text text = { 0 };
	size_t max =
	    options != NULL && options->max > 0 ? options->max : TSM_IMPORT_MAX;
	if (data.len > max)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "the file has %zu bytes; at most %zu are read", data.len,
		    max);
	TSM_TRY(refuse_other_files(data, err));
	size_t skip = sniff(data, &text);
	if (options != NULL && options->utf8_only &&
	    text.encoding != TSM_ENCODING_UTF8)
		return tsm_fail(err, TSM_E_SYNTAX, NULL,
		    "not well-formed UTF-8 (it looks like %s)",
		    tsm_encoding_name(text.encoding));
	struct tsm_str body = tsm_str_n(data.ptr + skip, data.len - skip);
	size_t room = body.len;
	if (text.encoding == TSM_ENCODING_CP1252)
		room = body.len * 3;
	else if (text.encoding != TSM_ENCODING_UTF8)
		room = body.len / 2 * 3;
	char *out = tsm_arena_alloc(arena, room + 1);
	if (out == NULL)
		return tsm_fail_memory(err);
	size_t len = 0;
	TSM_TRY(convert(body, &text, out, &len, err));
	TSM_TRY(drop_nuls(out, &len, &text, err));
	text.text = tsm_str_n(out, len);
	*ret_text = text;
	return TSM_OK;
}
