/*
 * outbox.h - mail that waits to be sent, and what became of it.
 *
 * A message is queued in the transaction of the step that calls for it, so
 * there is none without the other. It is queued once for its kind, object
 * and recipient, however often the step is repeated. Conventions: store.h.
 */
#ifndef TESTAMUR_STORE_OUTBOX_H
#define TESTAMUR_STORE_OUTBOX_H

#include <stdint.h>

#include "testamur/store/store.h"

struct tsm_store_mail {
	const char *id;        /* UUID; also the Message-ID's */
	const char *kind;      /* what it says: "awarded", … */
	const char *object;    /* what it is about: id of a credential, … */
	const char *person;    /* whose it is; erased with the person */
	const char *recipient; /* e-mail address */
	int64_t created;
	int64_t due_at;    /* not sent before */
	int64_t attempts;  /* made so far */
	const char *error; /* of the last attempt, or NULL */
	const char *state; /* waiting sent failed cancelled */
	int64_t done_at;   /* 0: waiting */
};

/*
 * Queue a message as waiting; attempts, error, state and done_at are set by
 * the store. *ret_added is false when it was queued before (then nothing
 * changes). TSM_E_NOT_FOUND for an unknown person.
 */
enum tsm_status tsm_store_mail_add(struct tsm_store *store,
    const struct tsm_store_mail *mail, bool *ret_added, struct tsm_error *err)
    TSM_NODISCARD;

/* One message. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_mail_get(struct tsm_store *store, const char *id,
    struct tsm_arena *arena, struct tsm_store_mail *ret_mail,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Messages in the order in which they are due; NULL state: all; due_by 0:
 * whenever they are due.
 */
enum tsm_status tsm_store_mail_list(struct tsm_store *store, const char *state,
    int64_t due_by, struct tsm_arena *arena, struct tsm_store_mail **ret_list,
    size_t *ret_count, struct tsm_error *err) TSM_NODISCARD;

/*
 * Take a waiting message that was due at due_at for oneself, until another
 * instant: *ret_claimed is false where somebody else has it, or it waits no
 * more. Committed at once, outside of a transaction.
 */
enum tsm_status tsm_store_mail_claim(struct tsm_store *store, const char *id,
    int64_t due_at, int64_t until, bool *ret_claimed, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * What became of a waiting message: sent, failed or cancelled; or waiting
 * still, due again at due_at. An attempt is counted unless it was
 * cancelled. TSM_E_NOT_FOUND when no such message waits.
 */
enum tsm_status tsm_store_mail_settle(struct tsm_store *store, const char *id,
    const char *state, const char *error, int64_t due_at, int64_t now,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Make a failed or cancelled message wait again, due now. TSM_E_NOT_FOUND
 * when there is no such message in one of these states.
 */
enum tsm_status tsm_store_mail_requeue(struct tsm_store *store, const char *id,
    int64_t now, struct tsm_error *err) TSM_NODISCARD;

#endif
