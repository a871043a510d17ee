/*
 * child.h - decode.h, in a process that gave up all that it does not need.
 *
 * What testamur-decoder does: its other end is testamur/decodeclient/, which
 * starts it for one file each. Before the first byte is read the process
 * limits its memory and processor time and gives up opening files, talking to
 * anybody and starting anything (seccomp: a list of the system calls it may
 * make; any other ends it). It cannot be undone, so this is for a program of
 * its own with one thread.
 */
#ifndef TESTAMUR_DECODE_CHILD_H
#define TESTAMUR_DECODE_CHILD_H

#include "testamur/decode/decode.h"

/* Address space in bytes, processor time in seconds. */
#define TSM_DECODE_MEMORY_MAX ((size_t)1 << 30)
#define TSM_DECODE_CPU_MAX    5

/*
 * Confine this process, read all of descriptor 0, decode it, write the
 * answer to descriptor 1. The exit status of the program: 0, or 1 when there
 * was nothing to answer.
 */
int tsm_decode_child(void) TSM_NODISCARD;

#endif
