/*
 * write.h - building JSON with jansson, and our own bytes of it.
 *
 * A tree of jansson values is built with these helpers and serialised by
 * tsm_json_write(), never by jansson (which prints 0.1 wrongly). The bytes
 * are what gets signed, stored and sent. Member order is the order of
 * insertion. A tree belongs to one thread; release with json_decref().
 *
 * Exact decimals, which jansson cannot hold, are strings of a private form
 * inside the tree (src/json/build.h) and numbers in the bytes. A tree is
 * for writing: do not read numbers back from it.
 */
#ifndef TESTAMUR_JSON_WRITE_H
#define TESTAMUR_JSON_WRITE_H

#include <jansson.h>

#include "testamur/json/doc.h"

/*
 * Hand jansson our allocation table and seed its hash; once, before any
 * use (in tests, too: the rule below depends on it).
 */
void tsm_json_setup(void);

/*
 * The helpers below ignore a NULL container (an earlier allocation that
 * failed), so a tree can be built without a check per member and asked
 * once at its end. A set that fails, or whose value is NULL, poisons its
 * container for as long as that lives: tsm_json_write() of any tree that
 * holds it answers TSM_E_MEMORY, or TSM_E_VALUE when a name or text was
 * not UTF-8 or the container of another kind.
 */

/*
 * object[name] = text, copied; an earlier value is replaced. Nothing when
 * text, or its ptr, is NULL (absent, not null).
 */
void tsm_json_set(json_t *object, const char *name, const char *text);
void tsm_json_setn(json_t *object, const char *name, struct tsm_str text);
/* object[name] = a whole number; a truth value. */
void tsm_json_set_int(json_t *object, const char *name, int64_t value);
void tsm_json_set_bool(json_t *object, const char *name, bool value);
/* A JSON number with exactly these digits. */
void tsm_json_set_decimal(
    json_t *object, const char *name, struct tsm_decimal value);
/* Such a number for tsm_json_add_new (new reference, NULL: no memory). */
json_t *tsm_json_new_decimal(struct tsm_decimal value);
/* Takes over the reference of value, even on failure. */
void tsm_json_set_new(json_t *object, const char *name, json_t *value);
/* New empty array or object as a member; a borrowed reference to it, NULL
 * on failure. */
json_t *tsm_json_set_array(json_t *object, const char *name);
json_t *tsm_json_set_object(json_t *object, const char *name);

/* Append to an array; the same rules. */
void tsm_json_add(json_t *array, const char *text);
void tsm_json_add_new(json_t *array, json_t *value);
json_t *tsm_json_add_object(json_t *array);

/*
 * A jansson copy of a read tree (new reference, NULL: out of memory).
 * Numbers keep their exact text.
 */
json_t *tsm_json_copy(const struct tsm_json *value);

enum tsm_json_style {
	TSM_JSON_COMPACT,
	TSM_JSON_PRETTY,
	TSM_JSON_CANONICAL /* RFC 8785: what tsm_jcs() makes of COMPACT */
};

/*
 * Append the bytes of a tree. PRETTY indents by two and ends with a line
 * feed. TSM_E_MEMORY (also for a NULL or poisoned tree), TSM_E_VALUE (see
 * above), TSM_E_LIMIT (out is full, or deeper than TSM_JSON_DEPTH_MAX).
 * On failure out is as before.
 */
enum tsm_status tsm_json_write(const json_t *value, enum tsm_json_style style,
    struct tsm_buf *out) TSM_NODISCARD;

/*
 * Whether nothing was lost while the tree was built: TSM_OK, or what
 * tsm_json_write() says. Costs nothing as long as nothing failed.
 */
enum tsm_status tsm_json_whole(const json_t *value) TSM_NODISCARD;

/* Append UTF-8 text as a JSON string, with quotes, escaped as in JCS. */
enum tsm_status tsm_json_write_string(struct tsm_str text, struct tsm_buf *out);

#endif
