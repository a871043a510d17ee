/*
 * store.h - a connection to the database, and transactions.
 *
 * One SQL text serves every engine; the engine is chosen by the URL. Ids,
 * instants and random bytes are always given by the caller: the store makes
 * up nothing but list numbers and sequence numbers, and reads the clock only
 * to note when a migration was applied.
 *
 * Always true:
 *  - What an audit may ask for is append-only: attendance sources, events,
 *    overrides, work, attestations, decisions, credentials, the unit ledger
 *    and the audit log. Corrections are new rows.
 *  - Every function that writes more than one row is atomic: it opens a
 *    transaction of its own when none is open.
 *  - After a failure of the database inside an explicit transaction nothing
 *    of it can be committed (tsm_store_commit answers TSM_E_STATE): roll
 *    back. What a constraint refuses (a reference to something that does not
 *    exist, a value outside its set) is such a failure; TSM_E_STATE,
 *    TSM_E_DUPLICATE, or a lookup that finds nothing, is only an answer.
 *  - Issued credentials hold copies of what verification needs and refer to
 *    no person or programme, so deleting those never breaks them.
 *
 * Conventions of all store headers: texts are NUL-terminated UTF-8; NULL is
 * SQL NULL where the comment allows it. Instants are UTC seconds, 0 meaning
 * "not set". Dates are "YYYY-MM-DD". Structs that are written are only read;
 * everything in results lives in the caller's arena and outlives the
 * connection. Any function may also answer TSM_E_MEMORY, TSM_E_BUSY (another
 * writer held the lock for longer than busy_ms), TSM_E_IO or TSM_E_STORE;
 * TSM_E_VALUE is a value that a constraint refuses.
 *
 * Thread rule: one thread at a time uses a connection; see pool.h.
 */
#ifndef TESTAMUR_STORE_STORE_H
#define TESTAMUR_STORE_STORE_H

#include <stdbool.h>

#include "testamur/base/arena.h"
#include "testamur/base/status.h"
#include "testamur/base/str.h"

struct tsm_store;

struct tsm_store_options {
	bool create; /* make the database when it does not exist */
	int busy_ms; /* wait for another writer at most; 0: 10 seconds */
};

/*
 * Connect and bring the schema up to date under a lock. url is a path,
 * "sqlite:PATH" or "sqlite::memory:"; a new file gets mode 0600. Statuses:
 * TSM_E_NOT_FOUND (no such database and create is false), TSM_E_UNSUPPORTED
 * (an engine this program was not built with), TSM_E_STATE (the schema is
 * newer than this program), TSM_E_MISMATCH (an applied migration differs from
 * ours), TSM_E_IO, TSM_E_STORE. options may be NULL. Free with
 * tsm_store_free.
 */
enum tsm_status tsm_store_new(const char *url,
    const struct tsm_store_options *options, struct tsm_store **ret_store,
    struct tsm_error *err) TSM_NODISCARD;

/* Roll back what is open and disconnect; NULL and NULL inside accepted. */
void tsm_store_free(struct tsm_store **store);

/* The number of the newest migration, which is the schema's version. */
int tsm_store_schema(const struct tsm_store *store);

/* TSM_OK when the database answers a query: for readiness probes. */
enum tsm_status tsm_store_ping(struct tsm_store *store, struct tsm_error *err)
    TSM_NODISCARD;

enum tsm_store_mode {
	TSM_STORE_WRITE, /* takes the write lock at once */
	TSM_STORE_READ   /* one consistent snapshot over several queries */
};

/* Open a transaction. TSM_E_STATE when one is open, TSM_E_BUSY. */
enum tsm_status tsm_store_begin(struct tsm_store *store,
    enum tsm_store_mode mode, struct tsm_error *err) TSM_NODISCARD;

/*
 * Make it durable (it survives power loss once this returned TSM_OK). On any
 * other status nothing of it remains and no transaction is open: TSM_E_STATE
 * (none was open, or a call inside it failed), TSM_E_BUSY, TSM_E_IO.
 */
enum tsm_status tsm_store_commit(struct tsm_store *store, struct tsm_error *err)
    TSM_NODISCARD;

/* Undo it; nothing happens when none is open. */
void tsm_store_rollback(struct tsm_store *store);

/* A transaction is open. */
bool tsm_store_in_transaction(const struct tsm_store *store);

/*
 * Write a consistent copy of the database to a new file (mode 0600) while
 * others go on working. TSM_E_DUPLICATE when the file exists, TSM_E_STATE in
 * a transaction, TSM_E_UNSUPPORTED by engines with tools of their own.
 */
enum tsm_status tsm_store_backup(struct tsm_store *store, const char *path,
    struct tsm_error *err) TSM_NODISCARD;

#endif
