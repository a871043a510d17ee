/*
 * canon.h - RDF Dataset Canonicalization, RDFC-1.0 (W3C Recommendation).
 *
 * What comes out does not depend on the order of the quads nor on the
 * labels of the blank nodes. The result lives in the caller's arena; the
 * dataset must outlive it and is not changed. Nothing is kept between calls.
 *
 * Some datasets ("poison graphs") cost more than exponentially. Work is
 * counted in calls of Hash N-Degree Quads, hashes of related nodes and steps
 * of permutations; beyond a budget the answer is TSM_E_LIMIT, after a bounded
 * time.
 */
#ifndef TESTAMUR_RDF_CANON_H
#define TESTAMUR_RDF_CANON_H

#include "testamur/base/buf.h"
#include "testamur/base/digest.h"
#include "testamur/rdf/dataset.h"

/* All-zero is the default: SHA-256. */
struct tsm_rdf_canon_options {
	enum tsm_digest_alg hash; /* TSM_SHA256 or TSM_SHA384 */
	/* 0: what limits.h allows for what strangers send: about 30 ms, and
	 * a share for each quad; and memory besides the arena */
	uint64_t max_work;
	size_t max_memory;
};

struct tsm_rdf_canonical {
	/* Canonical N-Quads, each with its line feed, in code point order,
	 * none twice; and the index of a quad of the dataset for each. */
	const struct tsm_str *lines;
	const uint32_t *quads;
	size_t count;
	/* Canonical label "c14n<n>" by the number of the blank node. */
	const struct tsm_str *labels;
	uint32_t label_count;
};

/*
 * RDFC-1.0 section 4.4. TSM_E_LIMIT (work, arena), TSM_E_UNSUPPORTED
 * (another hash), TSM_E_MEMORY, TSM_E_CRYPTO.
 */
enum tsm_status tsm_rdf_canonize(const struct tsm_rdf_dataset *dataset,
    const struct tsm_rdf_canon_options *options, struct tsm_arena *arena,
    struct tsm_rdf_canonical *ret_canonical, struct tsm_error *err)
    TSM_NODISCARD;

/* Append the canonical form. TSM_E_MEMORY, TSM_E_LIMIT. */
enum tsm_status tsm_rdf_canonical_write(
    const struct tsm_rdf_canonical *canonical, struct tsm_buf *out)
    TSM_NODISCARD;

/* Digest of the canonical form. TSM_E_MEMORY, TSM_E_CRYPTO. */
enum tsm_status tsm_rdf_canonical_digest(
    const struct tsm_rdf_canonical *canonical, enum tsm_digest_alg alg,
    unsigned char *out) TSM_NODISCARD;

#endif
