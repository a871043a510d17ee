/*
 * keys.h - API keys as a file keeps them: names and hashes, never the keys.
 *
 * A key is a prefix and 256 random bits as base64url. It is shown once;
 * what is kept is its SHA-256, which is enough for a secret that nobody can
 * guess. The file is JSON:
 *
 *   {"keys": [{"name": "board", "sha256": "…64 hex…",
 *              "created": "2026-11-22T02:48:22Z"}]}
 *
 * Names are slugs and unique. A table that is only read may be shared by
 * threads.
 */
#ifndef TESTAMUR_HTTP_KEYS_H
#define TESTAMUR_HTTP_KEYS_H

#include "testamur/base/arena.h"
#include "testamur/base/buf.h"
#include "testamur/base/digest.h"
#include "testamur/base/random.h"

#define TSM_KEYS_MAX      1000
#define TSM_KEYS_FILE_MAX ((size_t)1 << 20) /* bytes of the file */
#define TSM_KEY_TOKEN     48 /* a key as text, with NUL; fewer are used */

struct tsm_key {
	const char *name;
	const char *sha256;  /* lower-case hex of the key as text */
	const char *created; /* a date-time */
};

/* All-zero is an empty table; texts are in the arena it was read into. */
struct tsm_keys {
	struct tsm_key keys[TSM_KEYS_MAX];
	size_t count;
};

/*
 * Read a file's text. TSM_E_SYNTAX, TSM_E_VALUE (a name, a hash, a member
 * that is no text), TSM_E_DUPLICATE (a name twice), TSM_E_LIMIT,
 * TSM_E_MEMORY; err->where is the place. keys is written on success only.
 */
enum tsm_status tsm_keys_read(struct tsm_arena *arena, struct tsm_str text,
    struct tsm_keys *ret_keys, struct tsm_error *err) TSM_NODISCARD;

/* The file's text. TSM_E_MEMORY, TSM_E_LIMIT. */
enum tsm_status tsm_keys_write(const struct tsm_keys *keys, struct tsm_buf *out)
    TSM_NODISCARD;

/* The key with this name, or this text; NULL: none. */
const struct tsm_key *tsm_keys_named(
    const struct tsm_keys *keys, const char *name);
const struct tsm_key *tsm_keys_find(
    const struct tsm_keys *keys, const char *token);

/*
 * Make a new key of this name at now and add it; token receives it as
 * text, to be shown once and wiped. TSM_E_VALUE (no slug), TSM_E_DUPLICATE,
 * TSM_E_LIMIT (TSM_KEYS_MAX), TSM_E_MEMORY, or what random says.
 */
enum tsm_status tsm_keys_add(struct tsm_arena *arena, struct tsm_keys *keys,
    const char *name, int64_t now, const struct tsm_random *random,
    char token[TSM_KEY_TOKEN], struct tsm_error *err) TSM_NODISCARD;

/*
 * Read a file; one that is missing is empty. TSM_E_DENIED (others than its
 * owner may read or write it), TSM_E_IO, and what tsm_keys_read() says.
 */
enum tsm_status tsm_keys_load(struct tsm_arena *arena, const char *path,
    struct tsm_keys *ret_keys, struct tsm_error *err) TSM_NODISCARD;

/*
 * Wait until nobody else changes the file, and keep others waiting until the
 * descriptor is closed or the process ends: before a file that is to be
 * changed is loaded, or a key that was revoked could come back. -1: there is
 * no folder for it, which saving will say.
 */
int tsm_keys_lock(const char *path);

/* Write it as a whole, for its owner alone. TSM_E_NOT_FOUND (its folder),
 * TSM_E_IO, TSM_E_MEMORY, TSM_E_LIMIT. */
enum tsm_status tsm_keys_save(const struct tsm_keys *keys, const char *path,
    struct tsm_error *err) TSM_NODISCARD;

/* Take one away. TSM_E_NOT_FOUND. */
enum tsm_status tsm_keys_remove(struct tsm_keys *keys, const char *name,
    struct tsm_error *err) TSM_NODISCARD;

#endif
