/*
 * saved.h - documents that were fetched once and are kept: the index.
 *
 * A folder of saved documents holds "index.json" and the files it names.
 * Each entry says at which address the bytes stood, their SHA-256, and when
 * they were there. One address may have several copies, of different times:
 * dated status lists, for example, which answer for the time between.
 *
 *   {"type": "SavedDocuments", "version": 1,
 *    "documents": [{"url": "https://…/did.json", "file": "a6d8….json",
 *                   "sha256": "a6d8…", "at": "2026-11-29T11:01:32Z"}]}
 *
 * A version of a status list that was replaced has an address of its own, and
 * says whose it is and since when: "original", "datetime".
 * "context": true marks a JSON-LD context that the verifier does not have
 * built in. Pure: reading and writing the files is the programs' business.
 */
#ifndef TESTAMUR_EVIDENCE_SAVED_H
#define TESTAMUR_EVIDENCE_SAVED_H

#include "testamur/base/digest.h"
#include "testamur/json/doc.h"
#include "testamur/json/write.h"

#define TSM_SAVED_INDEX     "index.json"
#define TSM_SAVED_INDEX_MAX ((size_t)8 << 20)
#define TSM_SAVED_MAX       10000 /* documents */
#define TSM_SAVED_NAME_MAX  200   /* bytes of a file's name */

struct tsm_saved_document {
	const char *url;
	const char *file; /* its name: letters, digits, '.', '_', '-' */
	const char *sha256;
	int64_t at; /* when it was there */
	bool context;
	/* Of a version at an address of its own (RFC 7089): whose it is, and
	 * since when that was so; NULL: no version. */
	const char *original;
	int64_t datetime;
};

struct tsm_saved {
	struct tsm_saved_document *documents; /* by url, then time */
	size_t count;
	size_t room;
};

/*
 * Read an index, into the arena. TSM_E_SYNTAX, TSM_E_DUPLICATE (JSON),
 * TSM_E_UNSUPPORTED (another type or version), TSM_E_MISSING, TSM_E_VALUE
 * with a JSON Pointer, TSM_E_LIMIT, TSM_E_MEMORY.
 */
enum tsm_status tsm_saved_read(struct tsm_arena *arena, struct tsm_str text,
    struct tsm_saved *ret_saved, struct tsm_error *err) TSM_NODISCARD;

/*
 * The copy that says most of an instant: the first of that time or later,
 * else the last; as_of 0: the last. NULL: there is none of this address. No
 * version of another document, whatever its server says is its address.
 */
const struct tsm_saved_document *tsm_saved_find(
    const struct tsm_saved *saved, const char *url, int64_t as_of);

/*
 * The version of an address that began last before an instant or at it, of
 * several copies the last. NULL: none was saved.
 */
const struct tsm_saved_document *tsm_saved_version(
    const struct tsm_saved *saved, const char *original, int64_t datetime);

/*
 * When a copy of saved was surely what its publisher had last: its time, but
 * of bytes that others had replaced in the meantime when they were there
 * before. Whoever serves a list of old once more makes it no newer.
 */
int64_t tsm_saved_until(
    const struct tsm_saved *saved, const struct tsm_saved_document *document);

/*
 * Add a copy; its texts are borrowed. One with the bytes of the last copy
 * of its address replaces that: it was still the same. TSM_E_LIMIT,
 * TSM_E_MEMORY.
 */
enum tsm_status tsm_saved_put(struct tsm_arena *arena, struct tsm_saved *saved,
    const struct tsm_saved_document *document, struct tsm_error *err)
    TSM_NODISCARD;

/* The index as JSON: a new reference, NULL: out of memory. */
json_t *tsm_saved_json(const struct tsm_saved *saved);

#endif
