/*
 * zip.h - the files of a ZIP archive, one at a time.
 *
 * For archives of strangers: an archive whose central directory and local
 * headers disagree is refused when it is opened; what is encrypted or
 * packed in another way than deflate is refused for each file; of a file
 * exactly as many bytes are unpacked as the directory announces, into room
 * that the caller has measured first. Nothing is written anywhere: a name
 * is a label, whose use as a path is the caller's question.
 *
 * The archive borrows the bytes given to tsm_zip_new(). One thread at a
 * time.
 */
#ifndef TESTAMUR_BUNDLE_ZIP_H
#define TESTAMUR_BUNDLE_ZIP_H

#include <stddef.h>

#include "testamur/base/status.h"
#include "testamur/base/str.h"

struct tsm_zip;

/* What the directory says of a file. */
struct tsm_zip_file {
	const char *name; /* of the archive; ends with '/': a folder */
	size_t size;      /* bytes, unpacked */
};

/*
 * Open an archive. TSM_E_SYNTAX: no ZIP file, or a damaged one;
 * TSM_E_MEMORY. No bytes at all are an archive of nothing. Free with
 * tsm_zip_free, before data goes.
 */
enum tsm_status tsm_zip_new(struct tsm_str data, struct tsm_zip **ret_zip,
    struct tsm_error *err) TSM_NODISCARD;
void tsm_zip_free(struct tsm_zip **zip);

/* How many entries it has, folders included. */
size_t tsm_zip_count(const struct tsm_zip *zip);

/*
 * The n-th entry, before anything of it is unpacked. TSM_E_SYNTAX (the
 * directory lacks something), TSM_E_UNSUPPORTED (encrypted, or packed in a
 * way that is not read here: *ret_file is filled all the same).
 */
enum tsm_status tsm_zip_stat(const struct tsm_zip *zip, size_t n,
    struct tsm_zip_file *ret_file, struct tsm_error *err) TSM_NODISCARD;

/*
 * Unpack the n-th into bytes, which has room for size, the size that
 * tsm_zip_stat() said. TSM_E_SYNTAX: it holds more or fewer bytes, or its
 * checksum is wrong.
 */
enum tsm_status tsm_zip_read(const struct tsm_zip *zip, size_t n, char *bytes,
    size_t size, struct tsm_error *err) TSM_NODISCARD;

#endif
