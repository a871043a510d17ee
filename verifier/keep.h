/*
 * keep.h - what `check` leaves behind, and what earlier checks left.
 *
 * Receipts (receipt.h) are made for who checked; receipts of an earlier time
 * are evidence for what was signed before its key was revoked.
 */
#ifndef TESTAMUR_VERIFIER_KEEP_H
#define TESTAMUR_VERIFIER_KEEP_H

#include "attester.h"
#include "receipt.h"

#define KEEP_EVIDENCE_MAX TSM_OPT_LIST_MAX

#define KEEP_OPTIONS                                                                                       \
 { "receipt", TSM_OPT_VALUE, "FILE", "write a signed receipt of this check",                               \
	 false },                                                                                          \
     { "seal", TSM_OPT_VALUE, "FILE.zip",                                                                  \
	     "write the credential, the documents it was checked with and the receipt as one sealed file", \
	     false },                                                                                      \
     { "save", TSM_OPT_VALUE, "FOLDER",                                                                    \
	     "keep every document that was used, for --offline", false },                                  \
     { "evidence", TSM_OPT_LIST, "FILE",                                                                   \
	     "a receipt or sealed bundle of an earlier time, for a key that was "                          \
	     "revoked since",                                                                              \
	     false },                                                                                      \
     { "public-url", TSM_OPT_VALUE, "URL",                                                                 \
	     "whose receipts they are: did:web of this address; without it the "                           \
	     "did:key of the key",                                                                         \
	     false },                                                                                      \
     ATTESTER_OPTIONS

/* One piece of evidence, as the report names it. */
struct keep_evidence {
	const char *file;
	struct receipt_check check;
};

struct keep {
	const char *receipt; /* file to write, or NULL */
	const char *save;    /* folder to fill, or NULL */
	const char *seal;    /* sealed bundle to write, or NULL */
	struct tsm_arena arena;
	struct keep_evidence *evidence; /* in the arena */
	size_t n_evidence;
	struct tsm_held *held;
	size_t n_held;
};

/*
 * Read the options, start the operator that signs, look at the evidence and
 * set what it means into options. On failure a message is on stderr and the
 * result is an exit status; 0: fine. Always keep_close() it.
 */
int keep_open(struct keep *keep, struct app *app, const struct tsm_args *args,
    struct tsm_verify_options *options);
void keep_close(struct keep *keep);

/* Write what is asked for. Statuses of tsm_receipt_make(), of files. */
enum tsm_status keep_write(const struct keep *keep, struct app *app,
    const struct tsm_report *report, struct tsm_str input,
    struct tsm_error *err) TSM_NODISCARD;

/* What became of the evidence, added to a report. */
void keep_json(const struct keep *keep, json_t *report);
void keep_text(const struct keep *keep, struct tsm_buf *out);

#endif
