/*
 * contexts.h - contexts of the operator: a folder with map.json.
 */
#ifndef TESTAMUR_VERIFIER_CONTEXTS_H
#define TESTAMUR_VERIFIER_CONTEXTS_H

#include "testamur/jsonld/store.h"

/* What is done with a context: its address and bytes are borrowed. */
struct context_visitor {
	enum tsm_status (*visit)(void *self, struct tsm_str address,
	    struct tsm_str bytes, struct tsm_error *err);
	void *self;
};

/* Call with each context of a folder, until it fails. As contexts_add(). */
enum tsm_status contexts_each(const char *folder,
    const struct context_visitor *visitor, struct tsm_error *err) TSM_NODISCARD;

/* A visitor's function that adds to the store self, copying. */
enum tsm_status context_keep(void *self, struct tsm_str address,
    struct tsm_str bytes, struct tsm_error *err) TSM_NODISCARD;

/*
 * Add the contexts of a folder to a store: map.json is one object,
 * {"https://…": "file.jsonld"}, with names of files in that folder.
 * TSM_E_NOT_FOUND, TSM_E_IO, TSM_E_VALUE (no such object, or a name with a
 * slash) and the statuses of tsm_json_parse() and tsm_jsonld_store_add();
 * err->where names the file.
 */
enum tsm_status contexts_add(struct tsm_jsonld_store *store, const char *folder,
    struct tsm_error *err) TSM_NODISCARD;

#endif
