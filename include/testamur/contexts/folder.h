/*
 * folder.h - an operator's own JSON-LD contexts: a folder with map.json.
 *
 * map.json is one object, {"https://…": "file.jsonld"}: an address, and the
 * name of a file in the same folder. The module reads files, which jsonld
 * never does; a folder is read once, at the start of a program.
 */
#ifndef TESTAMUR_CONTEXTS_FOLDER_H
#define TESTAMUR_CONTEXTS_FOLDER_H

#include "testamur/jsonld/store.h"

/* What is done with a context: its address and bytes are borrowed. */
struct tsm_contexts_visitor {
	enum tsm_status (*visit)(void *self, struct tsm_str address,
	    struct tsm_str bytes, struct tsm_error *err);
	void *self;
};

/*
 * Call with each context of a folder, in the order of map.json, until one
 * call fails. TSM_E_NOT_FOUND, TSM_E_IO, TSM_E_LIMIT (a file over
 * TSM_CREDENTIAL_MAX), TSM_E_VALUE (no object, or a name with a slash),
 * TSM_E_MEMORY, and the statuses of tsm_json_parse() and of the visitor;
 * err->where begins with the path of the file, or names the member of
 * map.json whose value is no name of a file.
 */
enum tsm_status tsm_contexts_each(const char *folder,
    const struct tsm_contexts_visitor *visitor, struct tsm_error *err)
    TSM_NODISCARD;

/* A visitor's function: self is a store, tsm_jsonld_store_add() is called. */
enum tsm_status tsm_contexts_keep(void *self, struct tsm_str address,
    struct tsm_str bytes, struct tsm_error *err) TSM_NODISCARD;

/*
 * Add each context of a folder to a store, which is not shared yet. Statuses
 * of tsm_contexts_each() and tsm_jsonld_store_add(); those before the one
 * that failed stay added.
 */
enum tsm_status tsm_contexts_add(struct tsm_jsonld_store *store,
    const char *folder, struct tsm_error *err) TSM_NODISCARD;

#endif
