/*
 * suite.h - the create suites, one file per family.
 */
#ifndef TESTAMUR_PROVE_SUITE_H
#define TESTAMUR_PROVE_SUITE_H

#include "testamur/base/digest.h"
#include "testamur/prove/prove.h"

/* VC-JWT, Open Badges 3.0 section 8.2. Statuses as tsm_prove(). */
enum tsm_status prove_jwt_ob(struct tsm_signer *signer,
    const struct tsm_prove_suite *suite, const struct tsm_prove_key *key,
    json_t *credential, const struct tsm_prove_options *options,
    struct tsm_prove_draft *draft, struct tsm_error *err);

/* VC-JWT, W3C VC-JOSE-COSE section 3.1. The same statuses. */
enum tsm_status prove_jwt_w3c(struct tsm_signer *signer,
    const struct tsm_prove_suite *suite, const struct tsm_prove_key *key,
    json_t *credential, const struct tsm_prove_options *options,
    struct tsm_prove_draft *draft, struct tsm_error *err);

/* Both: the signing input, a point and the signature. */
enum tsm_status prove_jwt_finish(const struct tsm_prove_draft *draft,
    struct tsm_str signature, struct tsm_buf *out, struct tsm_error *err);

/*
 * Data Integrity with one signature over one hash: vc-di-eddsa sections
 * 3.2.1 and 3.3.1, vc-di-ecdsa likewise. The same statuses.
 */
enum tsm_status prove_integrity(struct tsm_signer *signer,
    const struct tsm_prove_suite *suite, const struct tsm_prove_key *key,
    json_t *credential, const struct tsm_prove_options *options,
    struct tsm_prove_draft *draft, struct tsm_error *err);

/* The document of the draft with its proofValue. */
enum tsm_status prove_integrity_finish(const struct tsm_prove_draft *draft,
    struct tsm_str signature, struct tsm_buf *out, struct tsm_error *err);

/*
 * The first half of the above: check the arguments, write the secured
 * document of the draft, its proofValue missing.
 */
enum tsm_status prove_integrity_write(const struct tsm_prove_suite *suite,
    const struct tsm_prove_key *key, json_t *credential,
    const struct tsm_prove_options *options, struct tsm_prove_draft *draft,
    enum tsm_digest_alg *ret_digest, struct tsm_error *err) TSM_NODISCARD;

/* Append the document of a draft with this proofValue put into it. */
enum tsm_status prove_integrity_close(const struct tsm_prove_draft *draft,
    struct tsm_str value, struct tsm_buf *out, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * Base proofs of ecdsa-sd-2023: vc-di-ecdsa section 3.6.1. The statements
 * that are not mandatory are signed here already.
 */
enum tsm_status prove_base(struct tsm_signer *signer,
    const struct tsm_prove_suite *suite, const struct tsm_prove_key *key,
    json_t *credential, const struct tsm_prove_options *options,
    struct tsm_prove_draft *draft, struct tsm_error *err);

/* The document of the draft with its proofValue. */
enum tsm_status prove_base_finish(const struct tsm_prove_draft *draft,
    struct tsm_str signature, struct tsm_buf *out, struct tsm_error *err);

#endif
