/*
 * decoder.h - what decode.h does, in a confined child process.
 *
 * The child is this same program, started anew for each file with a command
 * of its own that calls tsm_decoder_child(). It gets the bytes on a socket,
 * has no other descriptor and no environment, gives up opening files,
 * talking to anybody and starting anything (seccomp: a list of the system
 * calls it may make; any other ends it), and has limits of memory and
 * processor time. Whatever it does, the caller gets an answer within
 * the time limit: what the child says is data, checked like any other.
 *
 * Threads share a decoder. It has so many children at once; who comes then
 * waits for a place, no longer than for an answer.
 */
#ifndef TESTAMUR_PRINT_DECODER_H
#define TESTAMUR_PRINT_DECODER_H

#include "testamur/print/decode.h"

/* Of a child: address space in bytes, processor time in seconds. */
#define TSM_DECODER_MEMORY_MAX ((size_t)1 << 30)
#define TSM_DECODER_CPU_MAX    5
/* Wall clock for one file, and as long to wait for a place. */
#define TSM_DECODER_TIME_MS 15000

struct tsm_decoder;

struct tsm_decoder_options {
	const char *program; /* NULL: /proc/self/exe */
	const char *command; /* its first argument; NULL: "decode" */
	unsigned children;   /* at once; 0: 2 */
	unsigned time_ms;    /* 0: TSM_DECODER_TIME_MS */
};

/* options may be NULL; its texts are borrowed. TSM_E_MEMORY. */
enum tsm_status tsm_decoder_new(const struct tsm_decoder_options *options,
    struct tsm_decoder **ret_decoder) TSM_NODISCARD;
void tsm_decoder_free(struct tsm_decoder **decoder);

/*
 * At most so many wait for a place, the next is told TSM_E_BUSY at once: a
 * server's threads are not all kept by pictures. Before any thread uses it.
 */
void tsm_decoder_limit(struct tsm_decoder *decoder, unsigned waiting);

/*
 * tsm_decode() by a child; the statuses mean the same. And: TSM_E_IO: the
 * child ended without an answer, or was ended at a limit. TSM_E_BUSY: no
 * place became free in time, or none could be started. decoder is a
 * struct tsm_decoder (a void *, as the interfaces that it serves want it).
 */
enum tsm_status tsm_decoder_run(void *decoder, const void *data, size_t len,
    struct tsm_arena *arena, struct tsm_str texts[TSM_DECODE_TEXTS_MAX],
    size_t *ret_count) TSM_NODISCARD;

/*
 * The child's part: confine this process, read all of descriptor 0, decode
 * it, write the answer to descriptor 1. The exit status of the program.
 */
int tsm_decoder_child(void);

#endif
