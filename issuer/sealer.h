/*
 * sealer.h - signed status lists for a server with many threads.
 *
 * Owns the key process. A list that did not change is served as it was
 * signed; one that did is signed once, however many ask for it. When the
 * key process has died it is started again; when that fails, not before a
 * second has passed.
 */
#ifndef ISSUER_SEALER_H
#define ISSUER_SEALER_H

#include "app.h"
#include "lists.h"
#include "testamur/prove/prove.h"

struct sealer;

/*
 * Start the key process program on the folder keys; both texts must
 * outlive the result. Statuses of tsm_signer_start. Free with sealer_free.
 */
enum tsm_status sealer_new(const char *program, const char *keys,
    struct sealer **ret_sealer, struct tsm_error *err) TSM_NODISCARD;
void sealer_free(struct sealer **sealer);

/*
 * The current signed list, as lists_signed(), or a version that was
 * replaced, as lists_version_signed(); any thread. TSM_E_BUSY when
 * it cannot be signed, err saying why, and there is no older copy that
 * may still be served (lists_last(); of a version that was replaced there
 * is none). Takes some seconds at most, even if
 * the key process hangs. err is not NULL.
 */
enum tsm_status sealer_list(struct sealer *sealer, struct app *app,
    const struct lists_name *name, const struct lists_version *version,
    struct tsm_str *ret_body, struct tsm_error *err) TSM_NODISCARD;

/*
 * Secure a credential through the key process, as tsm_prove(); any thread.
 * Without contexts in options those that are built in count.
 * TSM_E_BUSY when the key process cannot be started.
 */
enum tsm_status sealer_prove(struct sealer *sealer,
    const struct tsm_prove_suite *suite, const struct tsm_prove_key *key,
    json_t *credential, const struct tsm_prove_options *options,
    struct tsm_buf *out, struct tsm_error *err) TSM_NODISCARD;

/* How many lists were signed, and how often the key process was started. */
uint64_t sealer_signed(struct sealer *sealer);
uint64_t sealer_starts(struct sealer *sealer);

#endif
