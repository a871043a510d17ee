/*
 * decode.h - the QR codes of a picture (PNG, JPEG) or of a PDF document.
 *
 * Decodes in the process of the caller, with libraries that were written
 * for friendlier input: whatever a stranger sent goes through child.h, which
 * does the same in a confined process. Everything is bounded: pixels,
 * pages, codes; time and memory are bounded by that process's limits.
 *
 * A picture is looked at several times: whole and at several sizes, its
 * contrast stretched, dark on light and light on dark, so that photographs
 * of paper, rotated ones too, and screenshots are read. A page of a PDF is
 * drawn without any font of the system and looked at likewise. Scripts,
 * forms and links of a PDF are not run, filled or followed.
 *
 * Texts are what the codes hold, as bytes, not converted: those that are no
 * UTF-8 are left out. No files, no network, no state. Any thread.
 */
#ifndef TESTAMUR_DECODE_DECODE_H
#define TESTAMUR_DECODE_DECODE_H

/* TSM_DECODE_TEXTS_MAX, TSM_DECODE_TEXT_MAX */
#include "testamur/decodeclient/client.h"

/* Pixels of a picture; a telephone's have 12 to 50 millions. */
#define TSM_DECODE_PIXELS_MAX ((size_t)64 << 20)
/* Pages of a document that are looked at, from the first. */
#define TSM_DECODE_PAGES_MAX 8

/*
 * The different texts of the QR codes in data, in arena, *ret_count of them
 * (at least one). Of a document: those of the first page that has any.
 *
 * TSM_E_NOT_FOUND: there is none. TSM_E_SYNTAX: the file is damaged, and
 * nothing was found in what could be read. TSM_E_LIMIT: more than
 * TSM_DECODE_PIXELS_MAX pixels. TSM_E_DENIED: a password is needed.
 * TSM_E_UNSUPPORTED: neither PNG nor JPEG nor PDF, or of a rare kind.
 * TSM_E_MEMORY.
 */
enum tsm_status tsm_decode(const void *data, size_t len,
    struct tsm_arena *arena, struct tsm_str texts[TSM_DECODE_TEXTS_MAX],
    size_t *ret_count) TSM_NODISCARD;

#endif
