/*
 * forms.h - the forms in which one credential is secured.
 *
 * JSON with an embedded proof, a compact JWS, or both; and for the holder
 * alone JSON with a base proof, from which to derive what shows less. A form
 * whose key was revoked proves nothing any more and is not handed out while
 * another one stands.
 */
#ifndef ISSUER_FORMS_H
#define ISSUER_FORMS_H

#include "app.h"
#include "proof.h"
#include "testamur/base/arena.h"
#include "testamur/store/credential.h"

struct forms {
	struct tsm_str json; /* ptr NULL: there is none */
	struct tsm_str jwt;  /* the same */
	struct tsm_str base; /* the same; never shown to others */
	/* When the last of the keys was revoked; 0: one of them stands. */
	int64_t key_revoked_at;
};

/* The forms of a stored version; the bytes live in the arena. */
enum tsm_status forms_read(struct tsm_store *store, struct tsm_arena *arena,
    const struct tsm_store_credential *credential, struct forms *ret_forms,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * The form called "json" or "jwt", or for NULL the JSON if there is one.
 * TSM_E_SYNTAX for another name, TSM_E_NOT_FOUND for a form that there is
 * not. forms_base() is the one with a base proof, the holder's.
 */
enum tsm_status forms_pick(const struct forms *forms, const char *name,
    struct tsm_str *ret_body, struct tsm_error *err) TSM_NODISCARD;
enum tsm_status forms_base(const struct forms *forms, struct tsm_str *ret_body,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * What a secured body says: the JSON with its proof, or the payload of the
 * JWS; in the arena. TSM_E_SYNTAX and others of tsm_json_parse() and
 * tsm_base64url_decode(), TSM_E_VALUE (no JWS), TSM_E_MEMORY; no body of
 * ours ends so.
 */
enum tsm_status forms_contents(struct tsm_arena *arena, struct tsm_str body,
    const struct tsm_json **ret_root, struct tsm_error *err) TSM_NODISCARD;

/*
 * Secure a credential in one form, with the key of the organisation that
 * signs now: its id and the bytes, in the arena. Statuses of proof_key() and
 * proof_make().
 */
enum tsm_status forms_make(struct app *app, const char *organisation,
    const struct proof_form *form, int64_t created, json_t *credential,
    const char **ret_kid, struct tsm_str *ret_body, struct tsm_error *err)
    TSM_NODISCARD;

struct award_result;

/*
 * Secure what is issued and stands (results of award.h) in the first form of
 * proof that it has none of its kind of (embedded, JWT, base), with the keys
 * of now: the same credential at the same status position. form_added says
 * where there was one to add. Forms are only ever added. A hundred are one
 * commit; statuses of proof_key() and proof_make().
 */
enum tsm_status forms_add(struct app *app, const struct proof *proof,
    struct award_result *results, size_t count, struct tsm_error *err)
    TSM_NODISCARD;

#endif
