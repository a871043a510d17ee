/*
 * operator.h - who runs this verifier, as signer of receipts.
 *
 * The operator has a DID: did:web of --public-url, whose document `serve`
 * publishes; or, without one, the did:key of the key itself. The private key
 * stays with a testamur-signer, which is started here and asked; when it has
 * died it is started again. Any thread may ask for a receipt.
 */
#ifndef TESTAMUR_VERIFIER_OPERATOR_H
#define TESTAMUR_VERIFIER_OPERATOR_H

#include "app.h"

struct operator;

/* Options of commands that sign. */
#define OPERATOR_OPTIONS                                                   \
 { "receipt-key", TSM_OPT_VALUE, "DIR/ORG/KID",                            \
	 "key of testamur-signer that signs receipts", false },            \
     { "retired-key", TSM_OPT_LIST, "KID=DATE",                            \
	     "a key of DIR/ORG that signed receipts until then", false },  \
 {                                                                         \
  "revoked-key", TSM_OPT_LIST, "KID=DATE",                                 \
      "a key of DIR/ORG that is revoked: its receipts do not count", false \
 }

/*
 * Start the operator of --receipt-key; *ret_operator NULL: there is none.
 * public_url may be NULL. On failure a message is on stderr and the result
 * is an exit status; 0: fine.
 */
int operator_open(const struct tsm_args *args, const char *public_url,
    struct operator** ret_operator);
void operator_free(struct operator** operator);

const char *operator_did(const struct operator* operator);

/* The identity document, JSON; ptr NULL: a did:key needs none. */
struct tsm_str operator_document(const struct operator* operator);

/*
 * Append the receipt of a report (receipt.h) by the app's operator. input is
 * what was given. TSM_E_BUSY: the key process cannot be had now; statuses of
 * tsm_receipt_make().
 */
enum tsm_status operator_receipt(const struct app *app,
    const struct tsm_report *report, struct tsm_str input, struct tsm_buf *out,
    struct tsm_error *err) TSM_NODISCARD;

#endif
