/* confine.h - giving up what decoding a file does not need. */
#ifndef TESTAMUR_DECODE_CONFINE_H
#define TESTAMUR_DECODE_CONFINE_H

#include "testamur/base/status.h"

/*
 * Limit memory, processor time, descriptors, files and processes, then the
 * system calls, for good. What wants a file is told that there is none; any
 * other call that is not on the list ends the process. TSM_E_IO: the kernel
 * refused; decode nothing then.
 */
enum tsm_status confine(void) TSM_NODISCARD;

#endif
