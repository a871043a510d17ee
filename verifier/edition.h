/*
 * edition.h - lists of issuers that change while the server runs.
 *
 * An edition is the app with the lists as they were read at one time; all
 * else is shared by all editions. A request is answered by one of them from
 * its beginning to its end, a batch likewise: by the old lists or by the new
 * ones, never by some of each. A thread of its own looks once a second
 * whether one of the files has changed, so that no request waits for that,
 * and reads all of them anew. Where one cannot be read the edition before
 * stays in force; that is logged, and tried again after a while.
 *
 * Any thread, for everything but start, stop and free.
 */
#ifndef TESTAMUR_VERIFIER_EDITION_H
#define TESTAMUR_VERIFIER_EDITION_H

#include "app.h"

/* After so many seconds a list that could not be read is tried again: what
 * is wrong may be that its signer's site does not answer. */
#define EDITION_AGAIN_S 60

struct editions;

/*
 * Remember how the files that args name are now: before app_open() reads
 * them. args outlives it. TSM_E_MEMORY. Free with editions_free().
 */
enum tsm_status editions_new(
    const struct tsm_args *args, struct editions **ret_editions) TSM_NODISCARD;

/* The first edition is root, which outlives all. TSM_E_MEMORY, also when
 * there is no thread. */
enum tsm_status editions_start(struct editions *editions, struct app *root)
    TSM_NODISCARD;

/* Ends the thread; what it fetches has to be aborted before. NULL. */
void editions_stop(struct editions *editions);

/* After the last edition_let_go(). NULL is accepted. */
void editions_free(struct editions **editions);

/* The edition in force, to be given back. */
struct app *editions_now(struct editions *editions);

/* One more who holds app, which may be no edition of a server; give it
 * back. app NULL is accepted. */
struct app *edition_hold(struct app *app);
void edition_let_go(struct app *app);

/* Lines for /metrics. */
void editions_metrics(struct editions *editions, struct tsm_buf *out);

#endif
