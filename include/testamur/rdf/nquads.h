/*
 * nquads.h - RDF 1.1 N-Quads, read strictly and written canonically.
 *
 * Reading follows the grammar of the Recommendation (2014) to the letter:
 * UTF-8, absolute IRIs, no white space but space and tab. Writing is the
 * canonical form of RDFC-1.0 section 5 (and RDF 1.2 N-Quads): one space
 * between terms, " .\n" at the end, only the named escapes, no datatype
 * for xsd:string.
 */
#ifndef TESTAMUR_RDF_NQUADS_H
#define TESTAMUR_RDF_NQUADS_H

#include "testamur/base/buf.h"
#include "testamur/rdf/dataset.h"

/*
 * Append the quads of a text to a dataset; unescaped texts are copied to
 * its arena, so text may be released. TSM_E_SYNTAX with "line:column",
 * TSM_E_LIMIT (quads), TSM_E_MEMORY.
 */
enum tsm_status tsm_nquads_read(struct tsm_rdf_dataset *dataset,
    struct tsm_str text, struct tsm_error *err) TSM_NODISCARD;

/*
 * Append one term, or one quad with its line feed. labels, where not NULL,
 * gives the text after "_:" for each blank node number; else the term's own
 * label is written. The buffer remembers a failure.
 */
void tsm_nquads_write_term(struct tsm_buf *out, const struct tsm_rdf_term *term,
    const struct tsm_str *labels);
void tsm_nquads_write_quad(struct tsm_buf *out, const struct tsm_rdf_quad *quad,
    const struct tsm_str *labels);

/* Append all quads in their order. TSM_E_MEMORY, TSM_E_LIMIT. */
enum tsm_status tsm_nquads_write(
    struct tsm_buf *out, const struct tsm_rdf_dataset *dataset) TSM_NODISCARD;

#endif
