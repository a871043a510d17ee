/*
 * dataset.h - RDF 1.1 terms, quads and datasets.
 *
 * RDF 1.1 Concepts sections 3 and 4. A dataset grows in the caller's arena
 * and owns nothing: terms and their texts live in that arena or longer, and
 * terms never change, so many quads and several datasets may point to one.
 * Blank nodes belong to one dataset, where each has a number from 0 on.
 *
 * A dataset is a set; the quads here are a list that may hold one twice.
 * Writing keeps the list, canonicalising (canon.h) makes the set.
 *
 * Generalised RDF is allowed: a predicate may be a blank node. One thread
 * at a time while it grows; a finished dataset may be read by any.
 */
#ifndef TESTAMUR_RDF_DATASET_H
#define TESTAMUR_RDF_DATASET_H

#include <stdint.h>

#include "testamur/base/arena.h"
#include "testamur/base/str.h"

/* Quads of one dataset, by default. */
#define TSM_RDF_QUADS_MAX 200000u

#define TSM_RDF_NS  "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define TSM_XSD_NS  "http://www.w3.org/2001/XMLSchema#"
#define TSM_I18N_NS "https://www.w3.org/ns/i18n#"

enum tsm_rdf_kind {
	TSM_RDF_IRI,
	TSM_RDF_BLANK,
	TSM_RDF_LITERAL
};

struct tsm_rdf_term {
	enum tsm_rdf_kind kind;
	bool plain;              /* an IRI of which N-Quads escape nothing */
	uint32_t blank;          /* a blank node's number */
	struct tsm_str value;    /* IRI; label without "_:"; lexical form */
	struct tsm_str datatype; /* a literal's datatype IRI, never empty */
	struct tsm_str language; /* as written; empty: none */
};

struct tsm_rdf_quad {
	const struct tsm_rdf_term *subject;
	const struct tsm_rdf_term *predicate;
	const struct tsm_rdf_term *object;
	const struct tsm_rdf_term *graph; /* NULL: the default graph */
};

struct tsm_rdf_labels; /* blank nodes by label: dataset.c */

struct tsm_rdf_dataset {
	struct tsm_arena *arena;
	struct tsm_rdf_quad *quads;
	size_t count;
	size_t cap;
	size_t max;
	const struct tsm_rdf_term **blanks; /* by number */
	uint32_t blank_count;
	uint32_t blank_cap;
	struct tsm_rdf_labels *labels;
};

/* Empty; at most max quads, 0: TSM_RDF_QUADS_MAX. Nothing to release. */
void tsm_rdf_dataset_init(
    struct tsm_rdf_dataset *dataset, struct tsm_arena *arena, size_t max);

/* Append a quad; graph may be NULL. TSM_E_LIMIT, TSM_E_MEMORY. */
enum tsm_status tsm_rdf_add(struct tsm_rdf_dataset *dataset,
    const struct tsm_rdf_term *subject, const struct tsm_rdf_term *predicate,
    const struct tsm_rdf_term *object, const struct tsm_rdf_term *graph)
    TSM_NODISCARD;

/*
 * Terms in the dataset's arena; texts are not copied and must outlive it.
 * NULL: out of memory. Nothing is checked: the caller says what is an IRI.
 */
const struct tsm_rdf_term *tsm_rdf_iri(
    struct tsm_rdf_dataset *dataset, struct tsm_str iri) TSM_NODISCARD;
/* Of one that has none of the characters which RFC 3987 excludes. */
const struct tsm_rdf_term *tsm_rdf_iri_plain(
    struct tsm_rdf_dataset *dataset, struct tsm_str iri) TSM_NODISCARD;
const struct tsm_rdf_term *tsm_rdf_literal(struct tsm_rdf_dataset *dataset,
    struct tsm_str value, struct tsm_str datatype, struct tsm_str language)
    TSM_NODISCARD;

/*
 * The blank node of this label (without "_:"): the same term for the same
 * label. A label that was never given by the caller, for _new. NULL: out of
 * memory.
 */
const struct tsm_rdf_term *tsm_rdf_blank(
    struct tsm_rdf_dataset *dataset, struct tsm_str label) TSM_NODISCARD;
const struct tsm_rdf_term *tsm_rdf_blank_new(struct tsm_rdf_dataset *dataset)
    TSM_NODISCARD;

/* Same kind and value (blank nodes: same number); NULL equals NULL. */
bool tsm_rdf_term_equal(
    const struct tsm_rdf_term *a, const struct tsm_rdf_term *b);

#endif
