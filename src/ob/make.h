/*
 * make.h - building one JSON tree with the place of every member at hand.
 *
 * A struct maker knows where in the document it is, so that a value that
 * may not be written is reported with its JSON Pointer. The first failure
 * is kept, everything after it does nothing of consequence; the caller
 * asks once, at the end. Containers may be NULL (an allocation failed):
 * the writer of json/write.h then reports it.
 */
#ifndef TESTAMUR_OB_MAKE_H
#define TESTAMUR_OB_MAKE_H

#include "testamur/ob/model.h"

struct maker {
	enum tsm_status status;
	struct tsm_error *err;
	char place[TSM_ERROR_WHERE];
	size_t place_len;
};

void make_init(struct maker *m, struct tsm_error *err);

/* Go into a member or element; the result takes make_leave() back. */
size_t make_enter(struct maker *m, const char *name);
size_t make_enter_at(struct maker *m, size_t index);
void make_leave(struct maker *m, size_t mark);

/* Keep the first failure, at member name of the present place. */
void make_fail(
    struct maker *m, enum tsm_status status, const char *name, const char *why);

/* object[name] = text; nothing for NULL. Text has to be UTF-8. */
void make_text(
    struct maker *m, json_t *object, const char *name, const char *text);
/* As make_text, but NULL and "" are TSM_E_MISSING. */
void make_need(
    struct maker *m, json_t *object, const char *name, const char *text);
/* As make_text, for an absolute URI; need: required. */
void make_uri(struct maker *m, json_t *object, const char *name,
    const char *text, bool need);
/* An instant; nothing for NULL. */
void make_time(
    struct maker *m, json_t *object, const char *name, const int64_t *instant);
/*
 * An instant as clocks show it that are offset seconds (whole minutes, at
 * most 14 hours) ahead of UTC: people read the date of the place.
 */
void make_local_time(struct maker *m, json_t *object, const char *name,
    const int64_t *instant, int offset);
/* "type": [type]. */
void make_type(json_t *object, const char *type);
/* TSM_E_LIMIT for more than TSM_OB_ITEMS_MAX; false when empty or so. */
bool make_count(struct maker *m, const char *name, size_t count);

/*
 * The end: on success the tree, else an error; the tree is released then.
 * TSM_E_MEMORY when any part of it is missing.
 */
enum tsm_status make_done(struct maker *m, json_t *root, json_t **ret_json);

/* Classes that more than one file writes; parent[name] = … */
void make_image(struct maker *m, json_t *parent, const char *name,
    const struct tsm_ob_image *image);
void make_profile(struct maker *m, json_t *parent, const char *name,
    const struct tsm_ob_profile *profile);
void make_achievement(struct maker *m, json_t *parent, const char *name,
    const struct tsm_ob_achievement *achievement);

/* "identifier" of a subject, "credentialStatus" of a credential; nothing for
 * none of them. */
void make_identities(struct maker *m, json_t *object,
    const struct tsm_ob_identity *identities, size_t count);
void make_statuses(struct maker *m, json_t *root,
    const struct tsm_ob_status_entry *statuses, size_t count);
/* "refreshService"; its context is the caller's. Nothing without an id. */
void make_refresh(
    struct maker *m, json_t *root, const struct tsm_ob_refresh *refresh);

/* The members of a class into an object of one's own. */
void make_profile_members(
    struct maker *m, json_t *object, const struct tsm_ob_profile *profile);
void make_achievement_members(struct maker *m, json_t *object,
    const struct tsm_ob_achievement *achievement);

#endif
