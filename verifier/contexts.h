/*
 * contexts.h - contexts of the operator: a folder with map.json.
 */
#ifndef TESTAMUR_VERIFIER_CONTEXTS_H
#define TESTAMUR_VERIFIER_CONTEXTS_H

#include "testamur/jsonld/store.h"

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
