/*
 * file.h - whole files in, whole files out.
 *
 * For the programs and the modules that do I/O; the pure core never
 * includes it.
 */
#ifndef TESTAMUR_BASE_FILE_H
#define TESTAMUR_BASE_FILE_H

#include "testamur/base/arena.h"
#include "testamur/base/buf.h"

/*
 * Append the whole of a regular file or pipe; "-" is standard input.
 * TSM_E_NOT_FOUND, TSM_E_IO, TSM_E_LIMIT (over max bytes). err names path.
 */
enum tsm_status tsm_file_read(const char *path, size_t max, struct tsm_buf *out,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Write durably and atomically: a temporary file beside path with the
 * given mode, fsync, rename, fsync of the folder. path is either the old
 * or the new file, never half of one.
 */
enum tsm_status tsm_file_write(const char *path, const void *data, size_t len,
    unsigned mode, struct tsm_error *err) TSM_NODISCARD;

/*
 * The path of a program that lies in the folder of this one, in arena; where
 * that is not known (no /proc), one at which there is nothing. NULL: no
 * memory.
 */
const char *tsm_file_beside(const char *program, struct tsm_arena *arena);

/* Create a folder and the missing ones above it; existing is fine. */
enum tsm_status tsm_file_mkdirs(
    const char *path, unsigned mode, struct tsm_error *err) TSM_NODISCARD;

#endif
