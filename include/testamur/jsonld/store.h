/*
 * store.h - the contexts that are known, by address.
 *
 * A store holds the contexts that are built in (src/jsonld/contexts), those
 * an operator added, and what came of processing them: active contexts that
 * never change and are shared by all threads. Fill it first, then share it.
 * Nothing is ever fetched: an address that no store and no loader knows is
 * refused by name.
 */
#ifndef TESTAMUR_JSONLD_STORE_H
#define TESTAMUR_JSONLD_STORE_H

#include "testamur/json/doc.h"

struct tsm_jsonld_store;

/* With the built-in contexts. TSM_E_MEMORY. */
enum tsm_status tsm_jsonld_store_new(struct tsm_jsonld_store **ret_store)
    TSM_NODISCARD;

/* NULL is accepted, the caller's pointer is cleared. */
void tsm_jsonld_store_free(struct tsm_jsonld_store **store);

/*
 * Add a context document (a JSON object with "@context") under an absolute
 * address; data is copied. Before the store is shared. TSM_E_DUPLICATE: the
 * address is known already (built-in contexts cannot be replaced);
 * TSM_E_SYNTAX, TSM_E_MISSING (no "@context"), TSM_E_VALUE (address),
 * TSM_E_LIMIT, TSM_E_MEMORY.
 */
enum tsm_status tsm_jsonld_store_add(struct tsm_jsonld_store *store,
    struct tsm_str address, struct tsm_str data, struct tsm_error *err)
    TSM_NODISCARD;

/*
 * Process the chains of contexts that credentials usually have (VC 1.1 and
 * 2.0 with OB 3.0, CLR 2.0, Data Integrity, status lists), for a service:
 * there is room for a stated number of results, and after this no stranger
 * can take it up before the usual ones have theirs. TSM_E_MEMORY.
 */
enum tsm_status tsm_jsonld_store_warm(struct tsm_jsonld_store *store)
    TSM_NODISCARD;

/* The context document of an address, or NULL. Exact spelling. */
const struct tsm_json *tsm_jsonld_store_find(
    const struct tsm_jsonld_store *store, struct tsm_str address);

/* The address of the n-th context, built-in ones first; NULL at the end. */
const char *tsm_jsonld_store_at(const struct tsm_jsonld_store *store, size_t n);

/*
 * The address of a known context that defines a term, at its top or in a
 * scoped context, or NULL: to tell an issuer what is missing.
 */
const char *tsm_jsonld_store_definer(
    const struct tsm_jsonld_store *store, struct tsm_str term);

/*
 * Digests (SHA-256 and SHA-384, lower-case hex; their lengths tell them
 * apart) of the published bytes of a built-in context, for relatedResource:
 * every edition that is known. n counts from 0; NULL at the end or for an
 * address that is not built in.
 */
const char *tsm_jsonld_builtin_digest(struct tsm_str address, size_t n);

#endif
