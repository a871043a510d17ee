/*
 * mapping.h - saved answers to "which column of this table means what".
 *
 * A mapping is text for tsm_import_options.columns (roster/importer.h) under
 * a name. Which one a file was read with is kept with its source, so that
 * changing or removing a mapping changes nothing that was imported.
 * Conventions: store.h.
 */
#ifndef TESTAMUR_STORE_MAPPING_H
#define TESTAMUR_STORE_MAPPING_H

#include <stdint.h>

#include "testamur/store/store.h"

struct tsm_store_mapping {
	const char *name;
	const char *columns;
	const char *by;
	int64_t at;
};

/* Add a mapping, or put it in the place of the one of this name. */
enum tsm_status tsm_store_mapping_put(struct tsm_store *store,
    const struct tsm_store_mapping *mapping, struct tsm_error *err)
    TSM_NODISCARD;

/* The mapping of a name. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_mapping_get(struct tsm_store *store, const char *name,
    struct tsm_arena *arena, struct tsm_store_mapping *ret_mapping,
    struct tsm_error *err) TSM_NODISCARD;

/* All, by name. */
enum tsm_status tsm_store_mapping_list(struct tsm_store *store,
    struct tsm_arena *arena, struct tsm_store_mapping **ret_list,
    size_t *ret_count, struct tsm_error *err) TSM_NODISCARD;

/* Forget a mapping. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_mapping_remove(struct tsm_store *store,
    const char *name, struct tsm_error *err) TSM_NODISCARD;

#endif
