/*
 * builtin.h - the contexts that are built in: the term tables of
 * src/jsonld/contexts, compiled by build-aux/contexts.py.
 */
#ifndef TSM_SRC_JSONLD_BUILTIN_H
#define TSM_SRC_JSONLD_BUILTIN_H

#include "testamur/json/doc.h"

struct builtin_context {
	const char *address;
	/* The whole document; addresses that are aliases share one. Lines
	 * are those of the table. */
	const struct tsm_json *document;
	/* SHA-256 and SHA-384 of the published bytes, lower-case hex, the
	 * SHA-256 of the edition that is built in first; NULL-terminated. */
	const char *const *digests;
};

extern const struct builtin_context builtin_contexts[];
extern const size_t builtin_context_count;

#endif
