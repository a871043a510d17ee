/*
 * client.h - the QR codes of a picture or PDF, asked of testamur-decoder.
 *
 * That program is started anew for each file. It gets the bytes on a socket,
 * has no other descriptor and no environment, gives up opening files,
 * talking to anybody and starting anything, and has limits of memory and
 * processor time (testamur/decode/child.h). Whatever it does, the caller
 * gets an answer within the time limit: what the process says is data,
 * checked like any other.
 *
 * Threads share a decoder. It has so many processes at once; who comes then
 * waits for a place, no longer than for an answer.
 */
#ifndef TESTAMUR_DECODECLIENT_CLIENT_H
#define TESTAMUR_DECODECLIENT_CLIENT_H

#include "testamur/base/arena.h"
#include "testamur/base/status.h"
#include "testamur/base/str.h"

/* Codes that are read; the largest code holds 7089 characters. */
#define TSM_DECODE_TEXTS_MAX 8
#define TSM_DECODE_TEXT_MAX  7089
/* Wall clock for one file, and as long to wait for a place. */
#define TSM_DECODER_TIME_MS 15000

struct tsm_decoder;

struct tsm_decoder_options {
	const char *program; /* the path of testamur-decoder; required */
	const char *command; /* its first argument; NULL: "decode" */
	unsigned children;   /* at once; 0: 2 */
	unsigned time_ms;    /* 0: TSM_DECODER_TIME_MS */
};

/*
 * Copies options. Nothing is started yet, so it is not known yet whether
 * there is such a program. TSM_E_MEMORY.
 */
enum tsm_status tsm_decoder_new(const struct tsm_decoder_options *options,
    struct tsm_decoder **ret_decoder) TSM_NODISCARD;
void tsm_decoder_free(struct tsm_decoder **decoder);

/*
 * At most so many wait for a place, the next is told TSM_E_BUSY at once: a
 * server's threads are not all kept by pictures. Before any thread uses it.
 */
void tsm_decoder_limit(struct tsm_decoder *decoder, unsigned waiting);

/*
 * The different texts of the QR codes in data, in arena, *ret_count of them
 * (at least one): tsm_decode() by a process of its own.
 *
 * TSM_E_NOT_FOUND, TSM_E_SYNTAX, TSM_E_LIMIT, TSM_E_DENIED,
 * TSM_E_UNSUPPORTED: as there (testamur/decode/decode.h). TSM_E_IO: the
 * process ended without an answer, or was ended at a limit. TSM_E_BUSY: no
 * place became free in time, or there are too many processes. TSM_E_MISSING:
 * the program is not there, or cannot be started. TSM_E_MEMORY. decoder is
 * a struct tsm_decoder (a void *, as the interfaces that it serves want it).
 */
enum tsm_status tsm_decoder_run(void *decoder, const void *data, size_t len,
    struct tsm_arena *arena, struct tsm_str texts[TSM_DECODE_TEXTS_MAX],
    size_t *ret_count) TSM_NODISCARD;

#endif
