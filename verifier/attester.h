/*
 * attester.h - who runs this verifier, as signer of receipts.
 *
 * The operator has a DID: did:web of --public-url, whose document `serve`
 * publishes; or, without one, the did:key of the key itself. The private key
 * stays with a testamur-signer, which is started here and asked; when it has
 * died it is started again. Any thread may ask for a receipt.
 */
#ifndef TESTAMUR_VERIFIER_ATTESTER_H
#define TESTAMUR_VERIFIER_ATTESTER_H

#include "app.h"

struct attester;

/* Options of commands that sign. */
#define ATTESTER_OPTIONS                                                   \
 { "receipt-key", TSM_OPT_VALUE, "DIR/ORG/KID",                            \
	 "key of testamur-signer that signs receipts", false },            \
     { "retired-key", TSM_OPT_LIST, "KID=DATE",                            \
	     "a key of DIR/ORG that signed receipts until then", false },  \
 {                                                                         \
  "revoked-key", TSM_OPT_LIST, "KID=DATE",                                 \
      "a key of DIR/ORG that is revoked: its receipts do not count", false \
 }

/*
 * Start the operator of --receipt-key; *ret_attester NULL: there is none.
 * public_url may be NULL. On failure a message is on stderr and the result
 * is an exit status; 0: fine.
 */
int attester_open(const struct tsm_args *args, const char *public_url,
    struct attester **ret_attester);
void attester_free(struct attester **attester);

const char *attester_did(const struct attester *attester);

/* The verification method that signs, and the JOSE name of how. */
const char *attester_method(const struct attester *attester);
const char *attester_alg(const struct attester *attester);

/* Sign a message. Statuses of tsm_signer_sign(). Any thread. */
enum tsm_status attester_sign(struct attester *attester, struct tsm_str message,
    struct tsm_signature *ret_signature, struct tsm_error *err) TSM_NODISCARD;

/* The identity document, JSON; ptr NULL: a did:key needs none. */
struct tsm_str attester_document(const struct attester *attester);

/*
 * Append the receipt of a report (receipt.h) by the app's operator. input is
 * what was given. TSM_E_BUSY: the key process cannot be had now; statuses of
 * tsm_receipt_make().
 */
enum tsm_status attester_receipt(const struct app *app,
    const struct tsm_report *report, struct tsm_str input, struct tsm_buf *out,
    struct tsm_error *err) TSM_NODISCARD;

/* GET of the operator's identity document (server.h: tsm_route.handle). */
enum tsm_status api_did(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err);

#endif
