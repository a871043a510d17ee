/*
 * sealed.h - one credential with all that proves it, in one file.
 *
 * A sealed bundle of a credential holds the credential as it was given, every
 * document it was checked with, and the operator's receipt (receipt.h). The
 * receipt is the seal: it names each of these by its hash, so nothing can be
 * changed, taken out or put in without notice. Years later the credential
 * is checked again from the file alone, as of the day of the receipt; that
 * the documents were those of that day is the operator's word.
 */
#ifndef TESTAMUR_VERIFIER_SEALED_H
#define TESTAMUR_VERIFIER_SEALED_H

#include "receipt.h"
#include "testamur/bundle/bundle.h"

/* The member of a manifest that names the receipt in a bundle of this kind. */
#define SEALED_RECEIPT "receipt"

/*
 * Append the bundle of a report that used no caches, with its receipt.
 * TSM_E_STATE: there is no credential of which it could be (a presentation,
 * nothing at all); TSM_E_LIMIT, TSM_E_MEMORY, statuses of files.
 */
enum tsm_status sealed_make(const struct app *app,
    const struct tsm_report *report, struct tsm_str receipt,
    struct tsm_buf *out, struct tsm_error *err) TSM_NODISCARD;

/* Is this opened bundle one of these? */
bool sealed_is(const struct tsm_bundle *bundle);

enum sealed_fault {
	SEALED_WHOLE,
	SEALED_FILES,   /* files and manifest differ */
	SEALED_FOREIGN, /* a file that the receipt does not name */
	SEALED_RECEIPT_BAD,
	SEALED_OPEN /* nobody knows whether the operator's word counts */
};

/* When, in which language, and what is expected (verify.h). Another date is
 * not asked about: a bundle answers as of its own. */
struct sealed_asking {
	int64_t now;
	enum tsm_lang lang;
	struct tsm_expected expected;
	const char *domain;
	const char *challenge;
};

struct sealed_report {
	enum sealed_fault fault;
	const char *where; /* the file, or NULL */
	struct receipt_check receipt;
	const struct tsm_report *report; /* as of the receipt; NULL: none */
};

/*
 * Check one. identity is the operator's document as it was kept, ptr NULL:
 * ask for it. Nothing else is fetched. Everything lives in the arena. Only
 * TSM_E_MEMORY and failures of the libraries.
 */
enum tsm_status sealed_check(struct app *app, const struct tsm_bundle *bundle,
    struct tsm_str identity, const struct sealed_asking *asking,
    struct tsm_arena *arena, struct sealed_report *ret_report,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * The same of bytes that may be anything, for a server: memory is that of
 * the arena. *ret_is false: no such bundle, or one too large for that.
 */
enum tsm_status sealed_read(struct app *app, struct tsm_str data,
    const struct sealed_asking *asking, struct tsm_arena *arena,
    struct sealed_report *ret_report, bool *ret_is, struct tsm_error *err)
    TSM_NODISCARD;

/* What a server gives one: as much as the largest that check makes needs. */
#define SEALED_MEMORY_MAX ((size_t)96 << 20)

/* The verdict on the whole; a sentence for it. */
enum tsm_verdict sealed_verdict(const struct sealed_report *r);
const char *sealed_sentence(const struct sealed_report *r);

/* The answer as JSON (a new reference) and as text. */
json_t *sealed_json(const struct sealed_report *r);
enum tsm_status sealed_text(const struct sealed_report *r, struct tsm_buf *out)
    TSM_NODISCARD;

#endif
