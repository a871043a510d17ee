/*
 * replay.h - a decision made again, to see that it comes out the same.
 *
 * From the record alone, and the policy revision that it names: presence
 * is computed from the input rows, every condition answered, the record
 * written and compared byte for byte. Then the input rows are compared
 * with what is stored now: the rows read from each source file, and the
 * file with its hash. Program version and random bytes are taken from the
 * record. What happened later (a corrected file, another person linked to
 * a row) is no difference: the record says what was known then.
 */
#ifndef ISSUER_REPLAY_H
#define ISSUER_REPLAY_H

#include "app.h"
#include "sources.h"
#include "testamur/store/decision.h"

/* More differences of one decision are not listed. */
#define REPLAY_DIFFERENCES_MAX 32

struct replay_difference {
	const char *pointer;  /* JSON Pointer into the record; "": all of it */
	const char *recorded; /* JSON text, or NULL: there is none */
	const char *now;      /* the same, recomputed or stored now */
	const char *what;     /* one sentence */
};

struct replay_result {
	const char *decision; /* ni: name */
	struct replay_difference differences[REPLAY_DIFFERENCES_MAX];
	size_t count;
	bool erased;    /* only the name is kept: nothing to replay */
	size_t rows;    /* input rows compared with what is stored */
	size_t without; /* input rows whose source file was erased */
};

/*
 * Replay one stored decision; sources: what was looked at for others
 * before. TSM_OK also when it differs: that is in the
 * result, whose texts live in the app's arena. TSM_E_UNSUPPORTED: a record
 * of a version that this program does not replay.
 */
enum tsm_status replay_decision(struct app *app, struct sources *sources,
    const struct tsm_store_decision *decision, struct replay_result *ret_result,
    struct tsm_error *err) TSM_NODISCARD;

#endif
