/*
 * derive.h - showing less: credentials derived from a base proof.
 *
 * Data Integrity ECDSA Cryptosuites 1.0 section 3.6.6 (ecdsa-sd-2023). The
 * holder of a credential with a base proof makes another that shows what
 * the issuer made mandatory and what JSON Pointers select. It needs no
 * private key: what is shown was signed by the issuer. Whether the base
 * proof holds is not asked here; what is derived from one that does not
 * does not verify either.
 *
 * Pure; threads may share a store.
 */
#ifndef TESTAMUR_PROVE_DERIVE_H
#define TESTAMUR_PROVE_DERIVE_H

#include "testamur/base/buf.h"
#include "testamur/jsonld/store.h"

struct tsm_derive_options {
	struct tsm_jsonld_store *store; /* contexts; required */
	/* JSON Pointers (RFC 6901) to what is shown besides what is
	 * mandatory; none are fine where something is */
	const char *const *reveal;
	size_t n_reveal;
	const char *proof_id; /* which base proof; NULL: the only one */
};

/*
 * Append the derived credential as JSON. document is a credential with a
 * base proof; other proofs are left out, as they are over all of it.
 *
 * TSM_E_MISSING: it has no base proof; or nothing would be shown.
 * TSM_E_AMBIGUOUS: it has several and proof_id names none of them.
 * TSM_E_UNSUPPORTED: the base proof builds on another one, which could not
 * come along. TSM_E_SYNTAX: no JSON, or a broken proof. TSM_E_MISMATCH: the
 * proof was made for other statements than these. TSM_E_NOT_FOUND (a
 * pointer), TSM_E_VALUE and the other statuses of tsm_sd_select().
 */
enum tsm_status tsm_derive(struct tsm_str document,
    const struct tsm_derive_options *options, struct tsm_buf *out,
    struct tsm_error *err) TSM_NODISCARD;

#endif
