/*
 * to_rdf.h - one conversion of an expanded document to quads.
 */
#ifndef TSM_SRC_JSONLD_TO_RDF_H
#define TSM_SRC_JSONLD_TO_RDF_H

#include "expanded.h"

struct converter {
	struct process *p;
	struct tsm_rdf_dataset *dataset;
	struct properties indexes;   /* @index by graph and @id */
	struct properties compounds; /* compound literals that there are */
};

/* Append a quad; the budget and the dataset's maximum hold. */
enum tsm_status add_quad(struct converter *c,
    const struct tsm_rdf_term *subject, const struct tsm_rdf_term *predicate,
    const struct tsm_rdf_term *object, const struct tsm_rdf_term *graph)
    TSM_NODISCARD;

/*
 * Object to RDF Conversion, API section 8.2, of a value object; NULL where
 * it has none.
 */
enum tsm_status value_to_rdf(struct converter *c, const struct expanded *item,
    const struct tsm_rdf_term *graph, const struct tsm_rdf_term **ret_term)
    TSM_NODISCARD;

/*
 * Canonical lexical form of a number (section 8.2.2 steps 10 and 11): of an
 * integer, or where it has a fraction, is 1e21 or more or always is set, of
 * a double. TSM_E_VALUE: beyond a double's range. TSM_E_MEMORY.
 */
enum tsm_status number_to_rdf(struct tsm_arena *arena, struct tsm_str number,
    bool always, struct tsm_str *ret_text, bool *ret_double) TSM_NODISCARD;

#endif
