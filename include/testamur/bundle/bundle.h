/*
 * bundle.h - a sealed folder: a ZIP file whose manifest is signed.
 *
 * A bundle holds files for an archive or an audit and one "manifest.json"
 * that names each of them with its length and SHA-256. The manifest is one
 * JSON object; signing it (a Data Integrity proof by a JCS suite) and
 * checking that signature is the callers' business, so this module holds
 * no keys. Documents from the net that somebody will need years later (the
 * issuer's DID document, status lists) are files whose entry says the
 * "url" they stood at.
 *
 * Reading trusts nothing: the stated maxima, names that could leave a
 * folder, files of one name, encryption and lengths that do not hold are
 * refused before anything is unpacked; what the manifest and the files say
 * of each other is compared, and every difference is listed.
 *
 * Everything read lives in the caller's arena and does not change. A writer
 * belongs to one thread.
 */
#ifndef TESTAMUR_BUNDLE_BUNDLE_H
#define TESTAMUR_BUNDLE_BUNDLE_H

#include "testamur/base/arena.h"
#include "testamur/base/buf.h"
#include "testamur/base/str.h"
#include "testamur/json/doc.h"
#include "testamur/json/write.h"

#define TSM_BUNDLE_MANIFEST     "manifest.json"
#define TSM_BUNDLE_FILES_MAX    65535               /* beside the manifest */
#define TSM_BUNDLE_MAX          ((size_t)512 << 20) /* bytes, unpacked */
#define TSM_BUNDLE_PATH_MAX     200                 /* bytes */
#define TSM_BUNDLE_MANIFEST_MAX ((size_t)64 << 20)

/* What the manifest's "type" and "version" are. */
#define TSM_BUNDLE_TYPE    "TestamurBundle"
#define TSM_BUNDLE_VERSION 1

/* --- writing --------------------------------------------------------------- */

struct tsm_bundle_writer;

/* TSM_E_MEMORY. Free with tsm_bundle_writer_free. */
enum tsm_status tsm_bundle_writer_new(
    struct tsm_bundle_writer **ret_writer, struct tsm_error *err) TSM_NODISCARD;
void tsm_bundle_writer_free(struct tsm_bundle_writer **writer);

/*
 * Add a file; the bytes are copied. path has segments of letters, digits,
 * '.', '_' and '-', none beginning with '.'. url (or NULL) is where it
 * stood. TSM_E_VALUE (path), TSM_E_LIMIT, TSM_E_MEMORY.
 */
enum tsm_status tsm_bundle_add(struct tsm_bundle_writer *writer,
    const char *path, const char *url, struct tsm_str bytes,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Set the members "type", "version" and "files" of the manifest into an
 * object of the caller, who adds others, signs it, and hands the bytes to
 * tsm_bundle_finish. Failures stay in the tree, as write.h says.
 */
void tsm_bundle_manifest(
    const struct tsm_bundle_writer *writer, json_t *manifest);

/*
 * The whole bundle appended to out, with manifest as its first file; all
 * files bear the instant at. TSM_E_DUPLICATE (two files of one name),
 * TSM_E_MEMORY, TSM_E_INTERNAL (libzip fails).
 */
enum tsm_status tsm_bundle_finish(struct tsm_bundle_writer *writer,
    struct tsm_str manifest, int64_t at, struct tsm_buf *out,
    struct tsm_error *err) TSM_NODISCARD;

/* --- reading --------------------------------------------------------------- */

struct tsm_bundle_file {
	const char *path;
	struct tsm_str bytes;
	const char *url; /* where it stood, says the manifest; or NULL */
};

enum tsm_bundle_fault {
	TSM_BUNDLE_MISSING,  /* the manifest names a file that is not there */
	TSM_BUNDLE_UNLISTED, /* a file that the manifest does not name */
	TSM_BUNDLE_CHANGED   /* its bytes are not those that were sealed */
};

struct tsm_bundle_problem {
	enum tsm_bundle_fault fault;
	const char *path;
};

struct tsm_bundle {
	struct tsm_str manifest_bytes;
	const struct tsm_json *manifest;
	const struct tsm_bundle_file *files; /* by path */
	size_t count;
	const struct tsm_bundle_file *const *by_url; /* those that have one */
	size_t url_count;
	const struct tsm_bundle_problem *problems;
	size_t problem_count;
};

/*
 * Open a bundle and compare files and manifest; the signature is not looked
 * at. TSM_E_SYNTAX: no ZIP file, a damaged one, or a manifest that is no
 * JSON; TSM_E_MISSING: no manifest, or a member of it; TSM_E_VALUE: another
 * type or version, or a name that is not allowed; TSM_E_DUPLICATE: two
 * files of one name; TSM_E_UNSUPPORTED: encrypted, or packed in a way that
 * we do not read; TSM_E_LIMIT; TSM_E_MEMORY. err->where names the file.
 */
enum tsm_status tsm_bundle_open(struct tsm_arena *arena, struct tsm_str data,
    struct tsm_bundle *ret_bundle, struct tsm_error *err) TSM_NODISCARD;

/*
 * A file by path or by the url it stood at, the first by path where several
 * did; NULL: there is none.
 */
const struct tsm_bundle_file *tsm_bundle_find(
    const struct tsm_bundle *bundle, const char *path);
const struct tsm_bundle_file *tsm_bundle_find_url(
    const struct tsm_bundle *bundle, const char *url);

#endif
