/*
 * canon_impl.h - canonicalisation state (RDFC-1.0 section 4.3).
 *
 * Private to the module. Everything but the result lives in a scratch arena
 * and in the buffers here, for one call.
 */
#ifndef TSM_RDF_CANON_IMPL_H
#define TSM_RDF_CANON_IMPL_H

#include "sort.h"
#include "testamur/rdf/canon.h"

/* Nesting of Hash N-Degree Quads. */
#define RDF_DEPTH_MAX 512

/*
 * A quad as N-Quads with each blank node written "_:z". So it is hashed at
 * once for Hash First Degree Quads, and completed with labels at the end.
 */
struct rdf_line {
	size_t offset; /* in text; the numbers of its nodes follow there */
	uint32_t len;
	uint32_t at[4];   /* where "_:z" stands in it, ascending */
	uint32_t node[4]; /* which blank node that is */
	uint32_t blanks;
};

/*
 * Issued identifiers (section 4.5), in order. An issuer is only ever
 * extended, so a copy of it is its count, and going back is popping.
 */
struct rdf_issuer {
	uint32_t *order;  /* nodes */
	uint32_t *number; /* by node: place in order plus one; 0: none */
	uint32_t count;
};

struct rdf_level; /* one nesting of Hash N-Degree Quads: canon_degree.c */

struct rdf_canon {
	const struct tsm_rdf_dataset *dataset;
	struct tsm_arena scratch;
	struct tsm_buf text;    /* lines */
	struct tsm_buf patched; /* lines completed, for hashing or the end */
	struct rdf_line *lines; /* by quad; some may be twice */
	size_t count;
	struct rdf_sorter sorter; /* for as many keys as lines or nodes */
	/* blank node to quads map: lines of node n are mentions[first[n]] up
	 * to mentions[first[n + 1]]; once it is hashed, up to mentions[end[n]]
	 * with no quad twice */
	uint32_t *first;
	uint32_t *end;
	uint32_t *mentions;
	enum tsm_digest_alg alg;
	size_t hash_size;
	struct tsm_hash *digest;
	unsigned char *hashes; /* first degree, by node */
	struct rdf_issuer canonical;
	struct rdf_issuer temporary;
	struct rdf_level **levels; /* RDF_DEPTH_MAX, made when reached */
	uint64_t work;             /* left */
	size_t memory;             /* bytes, of all in here together */
};

/* Serialise the quads, map blank nodes to quads. */
enum tsm_status tsm_rdf_canon_lines(struct rdf_canon *c) TSM_NODISCARD;

/* Section 4.6 for every node: c->hashes. */
enum tsm_status tsm_rdf_first_degree(struct rdf_canon *c) TSM_NODISCARD;

/*
 * Section 4.8 for a node; c->temporary is the path identifier issuer,
 * in and out. TSM_E_LIMIT: too much work.
 */
enum tsm_status tsm_rdf_n_degree(struct rdf_canon *c, uint32_t node,
    unsigned depth, unsigned char *hash) TSM_NODISCARD;

/* Free what the levels hold. */
void tsm_rdf_levels_release(struct rdf_canon *c);

/* Issue an identifier to a node unless it has one (section 4.5). */
void tsm_rdf_issue(struct rdf_issuer *issuer, uint32_t node);

/* Count work. TSM_E_LIMIT. */
enum tsm_status tsm_rdf_spend(struct rdf_canon *c, uint64_t work) TSM_NODISCARD;

#endif
