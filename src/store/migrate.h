/*
 * migrate.h - bringing a database to the schema of this program.
 *
 * Migrations are files NNNN_name.sql, numbered from 1 without gaps and never
 * changed once released: the table schema_migration keeps the SHA-256 of
 * each as it was applied.
 */
#ifndef TESTAMUR_SRC_STORE_MIGRATE_H
#define TESTAMUR_SRC_STORE_MIGRATE_H

#include "sql.h"
#include "testamur/base/embed.h"

/*
 * Apply what is missing, all or nothing, under the engine's lock; sets
 * store->schema. TSM_E_STATE for a newer schema, TSM_E_MISMATCH for an
 * applied migration that differs from ours.
 */
enum tsm_status tsm_store_migrate(struct tsm_store *store,
    const struct tsm_embedded *table, struct tsm_error *err) TSM_NODISCARD;

#endif
