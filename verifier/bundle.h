/*
 * bundle.h - is a sealed bundle whole, and whose is it?
 *
 * Three questions, each with its own answer: are the files those that the
 * manifest names; does the manifest bear a signature of its issuer; and do
 * the credentials in it prove themselves, with the documents of that day
 * for which the sealer vouches. A bundle brings the issuer's identity
 * document along, but so could a forger: whether the key is the issuer's is
 * known only from its own site, or from its document as the operator kept
 * it. Without either nothing is called whole. Nor does a sealer vouch for
 * the keys of others: those of another issuer's credentials are asked for
 * at that issuer's site.
 */
#ifndef TESTAMUR_VERIFIER_BUNDLE_H
#define TESTAMUR_VERIFIER_BUNDLE_H

#include "app.h"
#include "seal.h"
#include "testamur/bundle/bundle.h"

/* Whether the key is the issuer's, from elsewhere than the bundle. */
enum bundle_key {
	BUNDLE_KEY_NOT_ASKED,
	BUNDLE_KEY_KEPT,   /* the document that the operator kept has it */
	BUNDLE_KEY_STATED, /* the issuer's own site states it */
	BUNDLE_KEY_UNREACHABLE,
	BUNDLE_KEY_REFUSED, /* revoked there, gone, or another key */
	/* What is there is not its document: it says nothing of the key. */
	BUNDLE_KEY_NO_DOCUMENT
};

struct bundle_credential {
	const char *path;
	enum tsm_verdict verdict;    /* as on the day of the bundle */
	const struct tsm_code *code; /* that decided */
	bool proven;  /* what it says is what its issuer signed */
	bool vouched; /* and the key is known from elsewhere than the bundle,
			 or from the issuer of the bundle itself */
};

struct bundle_report {
	struct tsm_bundle bundle;
	int64_t created;    /* 0: the manifest has no such time */
	const char *issuer; /* DID, or NULL */
	const char *key;    /* verification method of the seal, or NULL */
	const char *listed; /* the list that names the issuer, or NULL */
	enum seal_state seal;
	enum bundle_key owner;
	const struct bundle_credential *credentials;
	size_t credential_count;
	size_t unproven;  /* credentials that are not proven */
	size_t unvouched; /* that are, by a key that only the bundle states */
};

/*
 * Check an audit bundle that was opened. identity is the issuer's document as
 * it was kept, ptr NULL: ask its site, unless offline. *ret_report lives in
 * the arena. TSM_E_VALUE: a manifest that names no time, with err;
 * TSM_E_MEMORY.
 */
enum tsm_status bundle_check(struct app *app, const struct tsm_bundle *bundle,
    struct tsm_str identity, int64_t now, struct tsm_arena *arena,
    struct bundle_report *ret_report, struct tsm_error *err) TSM_NODISCARD;

/*
 * The document of an address as the bundle holds it, for fetchers
 * (testamur/net/fetch.h). TSM_E_UNREACHABLE: it holds none; TSM_E_LIMIT: it
 * is larger than was asked for.
 */
enum tsm_status bundle_document(const struct tsm_bundle *bundle,
    const struct tsm_fetch_request *request, struct tsm_fetch_reply *ret_reply,
    struct tsm_error *err) TSM_NODISCARD;

/* The verdict on the whole: of the words of report.h, for its exit status. */
enum tsm_verdict bundle_verdict(const struct bundle_report *r);

/* One sentence. Static. */
const char *bundle_seal_text(enum seal_state seal);
const char *bundle_key_text(enum bundle_key owner);
const char *bundle_fault_text(enum tsm_bundle_fault fault);

/*
 * Check a bundle of either kind (sealed.h) and append the answer to text, or
 * give it as JSON when ret_json is not NULL (a new reference). asked: what is
 * expected of it, or NULL. Statuses of tsm_bundle_open(): what was given is no
 * bundle, with err; TSM_E_USAGE: it cannot be asked so; TSM_E_MEMORY.
 */
enum tsm_status bundle_answer(struct app *app, struct tsm_str data,
    struct tsm_str identity, const struct tsm_verify_options *asked,
    struct tsm_buf *text, json_t **ret_json, enum tsm_verdict *ret_verdict,
    struct tsm_error *err) TSM_NODISCARD;

/* Does it begin as a ZIP file does? */
bool bundle_looks_so(struct tsm_str data);

int cli_bundle(void *ctx, const struct tsm_args *args);
extern const struct tsm_option cli_bundle_options[];

#endif
