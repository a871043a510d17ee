/*
 * text.h - the bytes of an export become UTF-8 text.
 *
 * Exports arrive as UTF-8 (with or without byte order mark), UTF-16LE or
 * UTF-16BE (Teams, Webex; with or without mark) or Windows-1252. The
 * encoding is sniffed in this order: mark, pattern of NUL bytes,
 * well-formed UTF-8, otherwise Windows-1252; the result says which and why.
 *
 * Always true: the result is well-formed UTF-8 without NUL and without
 * byte order mark, in the caller's arena, NUL-terminated. Nothing is ever
 * replaced by a question mark: what cannot be decoded is refused. The only
 * bytes dropped are stray NULs, and they are counted.
 *
 * Pure; no global; any number of threads with an arena each.
 */
#ifndef TESTAMUR_ROSTER_TEXT_H
#define TESTAMUR_ROSTER_TEXT_H

#include "testamur/base/arena.h"
#include "testamur/base/str.h"

enum tsm_encoding {
	TSM_ENCODING_UTF8,
	TSM_ENCODING_UTF16LE,
	TSM_ENCODING_UTF16BE,
	TSM_ENCODING_CP1252
};

struct tsm_text {
	struct tsm_str text; /* UTF-8, in the arena */
	enum tsm_encoding encoding;
	bool bom;              /* the file began with a byte order mark */
	size_t nuls;           /* stray NUL bytes that were dropped */
	size_t first_nul_line; /* physical line of the first, from 1; or 0 */
	const char *why;       /* "byte order mark", … Static. */
};

struct tsm_text_options {
	bool utf8_only; /* refuse everything that is not UTF-8 */
	size_t max;     /* bytes of input at most; 0: TSM_IMPORT_MAX */
};

/* "UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252". Static. */
const char *tsm_encoding_name(enum tsm_encoding encoding);

/*
 * Decode a whole file. options may be NULL. The result lives in the arena
 * and does not refer to data.
 *   TSM_E_LIMIT        larger than the maximum
 *   TSM_E_UNSUPPORTED  a spreadsheet (XLSX, XLS, ODS) or a PDF: the message
 *                      asks for it to be saved as CSV
 *   TSM_E_SYNTAX       no text in any of the encodings; where = "byte N"
 *   TSM_E_MEMORY
 */
enum tsm_status tsm_text_decode(struct tsm_arena *arena, struct tsm_str data,
    const struct tsm_text_options *options, struct tsm_text *ret_text,
    struct tsm_error *err) TSM_NODISCARD;

#endif
