/*
 * receipt.h - is a receipt what it seems, and whose word is it?
 */
#ifndef TESTAMUR_VERIFIER_RECEIPT_H
#define TESTAMUR_VERIFIER_RECEIPT_H

#include "app.h"

struct receipt_check {
	enum tsm_receipt_answer answer;
	struct tsm_receipt receipt; /* by NULL: it could not be read */
	const char *listed;         /* list that names the operator, or NULL */
	char detail[TSM_ERROR_TEXT];
};

/*
 * Check a receipt: that it is one, signed by a key of its operator, whose
 * document was kept (ptr NULL: is asked for), who is on the app's list of
 * operators at the receipt's time. The app's own operator always is. Only
 * TSM_E_MEMORY and failures of the libraries.
 */
enum tsm_status receipt_check(struct app *app, struct tsm_str text,
    struct tsm_str kept, int64_t now, struct tsm_arena *arena,
    struct receipt_check *ret_check, struct tsm_error *err) TSM_NODISCARD;

/*
 * What a receipt that holds shows of the time it was made. ret_held->sha256
 * NULL: nothing; one that proves nothing gets the answer that says so.
 * Texts are the receipt's and the arena's. TSM_E_MEMORY.
 */
enum tsm_status receipt_hold(struct receipt_check *check,
    struct tsm_arena *arena, struct tsm_held *ret_held, struct tsm_error *err)
    TSM_NODISCARD;

/* What became of it, as JSON; file may be NULL. A new reference. */
json_t *receipt_json(const struct receipt_check *check, const char *file);

/* Is it of these bytes: what was given then, or the credential in it? */
bool receipt_is_of(const struct tsm_receipt *receipt, const char *sha256);

int cli_receipt_verify(void *ctx, const struct tsm_args *args);
extern const struct tsm_option cli_receipt_options[];

#endif
