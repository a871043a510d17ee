/*
 * integrity_private.h - what the files of the Data Integrity suites share.
 */
#ifndef TESTAMUR_PROOF_INTEGRITY_PRIVATE_H
#define TESTAMUR_PROOF_INTEGRITY_PRIVATE_H

#include "testamur/proof/disclosure.h"
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

/* Whether it is a text, or an array of texts and of one at least. */
bool integrity_texts(const struct tsm_json *value);

/*
 * A document without one of its members (or NULL) as RDF, as proofs want
 * it: options may set what they leave open (no_vocab, blank_places).
 * Statuses of tsm_jsonld_to_rdf().
 */
enum tsm_status integrity_to_rdf(const struct tsm_integrity *integrity,
    const struct tsm_json *document, const struct tsm_json *without,
    struct tsm_jsonld_options options, struct tsm_rdf_dataset *dataset,
    struct tsm_jsonld_failure *failure, struct tsm_error *err) TSM_NODISCARD;

/* The document without its proofs, canonical; computed once. */
enum tsm_status integrity_canonical(struct tsm_integrity *integrity,
    enum tsm_digest_alg alg, const struct tsm_rdf_canonical **ret_canonical,
    struct tsm_jsonld_failure *failure, struct tsm_error *err) TSM_NODISCARD;

/*
 * VC-DI section 4.5: the document whose proofs are those that previousProof
 * names. TSM_E_NOT_FOUND: one is not there. TSM_E_MEMORY.
 */
enum tsm_status integrity_with_previous(const struct tsm_integrity *integrity,
    const struct tsm_json *previous, const struct tsm_json **ret_document,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Verify a derived proof of ecdsa-sd-2023. A status is translated by the
 * caller as that of tsm_integrity_hash(); TSM_E_SYNTAX: proofValue is not
 * well-formed; TSM_E_STATE: it is that of a base proof.
 */
enum tsm_status integrity_sd_verify(struct tsm_integrity *integrity,
    const struct tsm_json *proof, const struct tsm_public_key *key,
    bool *ret_valid, struct tsm_jsonld_failure *failure, struct tsm_error *err)
    TSM_NODISCARD;

/* --- disclosure ----------------------------------------------------------- */

/*
 * The number in a canonical label ("c14n3" is 3). False for that of a blank
 * node that is in no statement.
 */
bool sd_label_number(struct tsm_str label, uint64_t *ret_number);

/*
 * What labelReplacementCanonicalizeNQuads ends in: the canonical statements
 * with these labels, in the order of their bytes. In the arena.
 * TSM_E_MEMORY.
 */
enum tsm_status sd_lines(struct tsm_arena *arena,
    const struct tsm_rdf_dataset *dataset,
    const struct tsm_rdf_canonical *canonical, const struct tsm_str *labels,
    const struct tsm_str **ret_lines, struct tsm_error *err) TSM_NODISCARD;

/*
 * selectJsonLd: the part of a document, without its proofs, that pointers
 * select; NULL for none. TSM_E_NOT_FOUND, TSM_E_LIMIT, TSM_E_MEMORY.
 */
enum tsm_status sd_pick(struct tsm_arena *arena,
    const struct tsm_json *document, const struct tsm_str *pointers,
    size_t n_pointers, const struct tsm_json **ret_part, struct tsm_error *err)
    TSM_NODISCARD;

#endif
