/*
 * jsonld.h - JSON-LD 1.1: expansion and conversion to RDF.
 *
 * JSON-LD 1.1 and JSON-LD 1.1 Processing Algorithms and API (W3C
 * Recommendations, 2020): context processing, expansion, deserialisation to
 * RDF. src/jsonld/README.md says which file holds which algorithm.
 *
 * Pure: contexts come from the store and the loader, nothing is fetched, no
 * clock is read. Threads may share a store. What a call makes lives in its
 * arena; the document must outlive it.
 *
 * Safe mode is for credentials: whatever a processor would drop in silence
 * (a property, type or reference without meaning, a relative reference, a
 * keyword-like name, an @index) is an error that names it. A holder could
 * otherwise add or hide such a member without breaking the signature. A
 * defined property that is null passes, here as with others: it says nothing.
 */
#ifndef TESTAMUR_JSONLD_JSONLD_H
#define TESTAMUR_JSONLD_JSONLD_H

#include "testamur/base/buf.h"
#include "testamur/jsonld/code.h"
#include "testamur/jsonld/store.h"
#include "testamur/rdf/dataset.h"

enum tsm_jsonld_mode {
	TSM_JSONLD_1_1,
	TSM_JSONLD_1_0
};

/* How a value's base direction becomes RDF (API section 8.2.3). */
enum tsm_rdf_direction {
	TSM_RDF_DIRECTION_NONE, /* dropped; an error in safe mode */
	TSM_RDF_DIRECTION_I18N_DATATYPE,
	TSM_RDF_DIRECTION_COMPOUND_LITERAL
};

/*
 * Contexts that the store does not hold, by absolute address: tests and
 * tools map them to files. TSM_E_NOT_FOUND: not known here.
 */
struct tsm_jsonld_loader {
	enum tsm_status (*load)(void *ctx, struct tsm_arena *arena,
	    struct tsm_str address, const struct tsm_json **ret_document,
	    struct tsm_error *err);
	void *ctx;
};

/* All-zero is the default: 1.1, no base, not safe. */
struct tsm_jsonld_options {
	struct tsm_str base; /* IRI of the document; ptr NULL: none */
	const struct tsm_json *expand_context; /* or NULL */
	enum tsm_jsonld_mode mode;
	enum tsm_rdf_direction rdf_direction;
	bool generalized_rdf; /* keep blank node predicates */
	bool safe;
	/* To RDF: a blank node that the document does not name is labelled by
	 * its place in the text. Parts of a document that keep places
	 * (tsm_json_pick) then give the same nodes the same labels. */
	bool blank_places;
	/* An @vocab in the document gives no name a meaning, as if it were
	 * not there (one in a context of the store does): with safe, what
	 * needs it is an undefined term, and the quads are the same else. */
	bool no_vocab;
	/* With safe: members have the names by which programs read them, and
	 * stand where these look. A property by its IRI, by another term for
	 * the same IRI, in a @nest, @set or @reverse means the same to a
	 * signature over quads, but is not seen by who reads the JSON. */
	bool plain;
	const struct tsm_jsonld_loader *loader; /* or NULL */
	uint64_t max_work; /* steps, 0: TSM_JSONLD_WORK_MAX (limits.h) */
};

/* Where and why a document was refused. Written on failure only. */
struct tsm_jsonld_failure {
	enum tsm_jsonld_code code; /* NONE: memory, limits, not JSON-LD's */
	const struct tsm_json *at; /* in the document, or NULL */
	struct tsm_str name;       /* the term, type or address; in the arena */
};

/*
 * Expand a document and append the result as JSON (an array). TSM_E_VALUE
 * with a code; TSM_E_UNKNOWN for a context that is not known (code
 * TSM_JSONLD_LOADING_REMOTE_CONTEXT_FAILED); TSM_E_LIMIT, TSM_E_MEMORY.
 * err->where is a JSON Pointer where one is known. failure may be NULL.
 */
enum tsm_status tsm_jsonld_expand(struct tsm_jsonld_store *store,
    const struct tsm_json *document, const struct tsm_jsonld_options *options,
    struct tsm_arena *arena, struct tsm_buf *out,
    struct tsm_jsonld_failure *failure, struct tsm_error *err) TSM_NODISCARD;

/*
 * Expand a document and append its quads to a dataset, whose arena is used
 * for everything. without, where not NULL, is a member of the document's
 * top object that is left out (its proof). The same statuses.
 */
enum tsm_status tsm_jsonld_to_rdf(struct tsm_jsonld_store *store,
    const struct tsm_json *document, const struct tsm_json *without,
    const struct tsm_jsonld_options *options, struct tsm_rdf_dataset *dataset,
    struct tsm_jsonld_failure *failure, struct tsm_error *err) TSM_NODISCARD;

#endif
