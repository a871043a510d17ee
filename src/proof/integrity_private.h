/*
 * integrity_private.h - what the files of the Data Integrity suites share.
 */
#ifndef TESTAMUR_PROOF_INTEGRITY_PRIVATE_H
#define TESTAMUR_PROOF_INTEGRITY_PRIVATE_H

#include "testamur/proof/integrity.h"

/* One hash algorithm's view of the document without its proofs. */
struct integrity_hashed {
	bool canonised;
	bool rdf;
	bool jcs;
	struct tsm_rdf_canonical canonical;
	unsigned char rdf_digest[TSM_SHA384_SIZE];
	unsigned char jcs_digest[TSM_SHA384_SIZE];
};

struct tsm_integrity_cache {
	bool converted;
	enum tsm_status status; /* what converting ended in, kept as well */
	struct tsm_jsonld_failure failure;
	struct tsm_error err;
	struct tsm_rdf_dataset dataset;
	struct integrity_hashed hashed[2]; /* SHA-256, SHA-384 */
};

/* Of a text that is one, or an array of texts; how many, and the n-th. */
bool integrity_texts(const struct tsm_json *value);
size_t integrity_text_count(const struct tsm_json *value);
struct tsm_str integrity_text(const struct tsm_json *value, size_t n);

/* The document without its proofs, canonical; computed once. */
enum tsm_status integrity_canonical(struct tsm_integrity *integrity,
    enum tsm_digest_alg alg, const struct tsm_rdf_canonical **ret_canonical,
    struct tsm_jsonld_failure *failure, struct tsm_error *err) TSM_NODISCARD;

/*
 * Verify a derived proof of ecdsa-sd-2023. A status is translated by the
 * caller as that of tsm_integrity_hash(); TSM_E_SYNTAX: proofValue is not
 * well-formed.
 */
enum tsm_status integrity_sd_verify(struct tsm_integrity *integrity,
    const struct tsm_json *proof, const struct tsm_public_key *key,
    bool *ret_valid, struct tsm_jsonld_failure *failure, struct tsm_error *err)
    TSM_NODISCARD;

#endif
