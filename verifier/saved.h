/*
 * saved.h - a folder of saved documents: instead of the net, and filled.
 */
#ifndef TESTAMUR_VERIFIER_SAVED_H
#define TESTAMUR_VERIFIER_SAVED_H

#include "app.h"
#include "testamur/contexts/folder.h"
#include "testamur/evidence/saved.h"

struct saved;

/*
 * Open a folder to read from. What its index names is not read yet.
 * TSM_E_NOT_FOUND (no index), TSM_E_IO and statuses of tsm_saved_read().
 * Free with saved_free().
 */
enum tsm_status saved_open(const char *folder, struct saved **ret_saved,
    struct tsm_error *err) TSM_NODISCARD;
void saved_free(struct saved **saved);

/* Answers from the folder alone; a copy whose bytes changed is none. */
const struct tsm_fetcher *saved_fetcher(const struct saved *saved);

/* Call with each of its contexts. Statuses of files and of the visitor. */
enum tsm_status saved_contexts(const struct saved *saved,
    const struct tsm_contexts_visitor *visitor, struct tsm_error *err)
    TSM_NODISCARD;

/* --- filling one ------------------------------------------------------------ */

struct saved_writer;

/* A folder to fill, made where missing. Statuses as saved_open(). */
enum tsm_status saved_begin(const char *folder,
    struct saved_writer **ret_writer, struct tsm_error *err) TSM_NODISCARD;

/*
 * Write one document's file, and note it; file and sha256 are found out, the
 * other texts copied. TSM_E_IO, TSM_E_LIMIT, …
 */
enum tsm_status saved_add(struct saved_writer *writer,
    const struct tsm_saved_document *what, struct tsm_str bytes,
    struct tsm_error *err) TSM_NODISCARD;

/* Write the index. TSM_E_IO, TSM_E_LIMIT, TSM_E_MEMORY. */
enum tsm_status saved_end(struct saved_writer *writer, struct tsm_error *err)
    TSM_NODISCARD;
void saved_writer_free(struct saved_writer **writer);

#endif
