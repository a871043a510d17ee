/*
 * protocol.h - what client and decoding process say to each other.
 *
 * One socket is the input and the output of testamur-decoder. The client
 * sends the file and shuts its side; the answer is a byte that stands for
 * the status and, for each text, its length in two bytes (high one first)
 * and itself, until the process closes.
 *
 * Pure; for both sides.
 */
#ifndef TESTAMUR_DECODECLIENT_PROTOCOL_H
#define TESTAMUR_DECODECLIENT_PROTOCOL_H

#include "testamur/base/buf.h"
#include "testamur/decodeclient/client.h"

/* An answer, in bytes. */
#define TSM_DECODE_ANSWER_MAX \
 (1 + TSM_DECODE_TEXTS_MAX * (2 + TSM_DECODE_TEXT_MAX))

/*
 * Append the answer to out. TSM_E_MEMORY. A status that is no answer (out of
 * memory, say) is returned as it is, and nothing appended: the process then
 * ends without one.
 */
enum tsm_status tsm_decode_answer_write(enum tsm_status status,
    const struct tsm_str *texts, size_t count, struct tsm_buf *out)
    TSM_NODISCARD;

/*
 * The status that was answered, and for TSM_OK the texts, in arena. The
 * process may be anybody's by now, so nothing of this is believed: TSM_E_IO
 * for what is no answer. TSM_E_MEMORY.
 */
enum tsm_status tsm_decode_answer_read(struct tsm_str answer,
    struct tsm_arena *arena, struct tsm_str texts[TSM_DECODE_TEXTS_MAX],
    size_t *ret_count) TSM_NODISCARD;

#endif
