/*
 * run.h - the state of one verification, and the checks that share it.
 *
 * A check is a function that looks at the run, decides, and sets its
 * result. It returns a status only for what is no answer: out of memory.
 * The pipeline (verify.c) calls them in the order of the report; once the
 * signature has failed to hold, the rest is set to not_evaluated.
 */
#ifndef TESTAMUR_VERIFY_RUN_H
#define TESTAMUR_VERIFY_RUN_H

#include "testamur/did/did.h"
#include "testamur/jsonld/jsonld.h"
#include "testamur/net/fetch.h"
#include "testamur/proof/integrity.h"
#include "testamur/proof/proof.h"
#include "testamur/verify/verify.h"

#include "cache.h"
#include "code_table.h"

struct tsm_verifier {
	struct tsm_verifier *base; /* whose caches and counters: its own */
	const struct tsm_fetcher *fetcher;
	bool dated;
	const struct tsm_trust *trust;
	const struct tsm_qr_reader *pictures;
	struct tsm_jsonld_store *contexts;
	struct tsm_jsonld_store *own_contexts; /* the same, or NULL */
	int64_t key_ttl;
	const char *const *fetch_maps;
	size_t n_fetch_maps;
	struct cache *documents; /* DID documents: struct did_entry */
	struct cache *lists;     /* status lists: struct list_entry */
	pthread_mutex_t lock;    /* of stats */
	struct tsm_verifier_stats stats;
};

/* A credential within a credential within …: endorsements, a refresh. */
#define RUN_DEPTH_MAX 2

struct document;     /* keys.h */
struct presentation; /* presentation.h */

/* What was found out about the key of a proof. */
struct key_answer {
	enum code_id key;        /* CODE_KEY_… */
	enum code_id controller; /* CODE_CONTROLLER_…, CODE_NOT_EVALUATED */
	const char *place;       /* URL or DID; lives as long as the run */
	char detail[TSM_ERROR_TEXT];
	/* NULL unless both are good; then of document, or owned */
	const struct tsm_public_key *public_key;
	struct tsm_public_key *owned;
	struct document *document;
};

struct run {
	struct tsm_verifier *verifier;
	const struct tsm_verify_options *options;
	struct cache *documents; /* the verifier's, or this run's own */
	struct cache *lists;
	struct tsm_arena *arena;
	struct tsm_error *err;
	struct tsm_fetch_session *session; /* shared with inner runs */
	struct tsm_report *report;
	int64_t now;
	int64_t as_of;
	/* A document was used that its server had then, and is down now; 0:
	 * none. */
	int64_t stale_at;
	int64_t saved_at; /* of a copy that was saved; 0: of now */
	unsigned depth;   /* 0: what was asked for */
	/* What it came in, or NULL. */
	struct presentation *presentation;
	/* Of the proofs of a presentation, whose keys are its holder's, for
	 * authentication; NULL: of a credential. */
	const struct tsm_integrity_expected *expected;
	/* What the caller wants of a credential's own proofs, or NULL. */
	const struct tsm_integrity_expected *own;

	struct tsm_str input;   /* as given */
	struct tsm_str secured; /* JSON or JWS text, trimmed */
	bool compressed;        /* came out of a compressed chunk */
	bool beside;            /* its picture carries an older badge, too */
	bool announced; /* its list says that there is a newer version */
	bool from_qr;   /* came out of a QR code */
	bool is_jws;
	bool opened; /* proof holds what the token says */
	struct tsm_proof proof;
	const struct tsm_json *credential; /* NULL: cannot be read */
	const char *issuer;                /* its id, or NULL */
	struct key_answer key;             /* of a token; owned */
	/* A receipt for these bytes; only while its own keys are resolved. */
	const struct tsm_held *held;
	/* The credential as linked data, with the proofs embedded in it; of
	 * a token without them. */
	struct tsm_integrity integrity;
	const char *bad_proofs;  /* why "proof" is none, or NULL */
	struct key_answer *keys; /* one for each of integrity's; owned */
	size_t n_keys;
	bool stop; /* evaluate nothing further */
};

/*
 * Set the result of the check a code belongs to. place and the text of
 * detail are copied. Later results replace earlier ones.
 */
enum tsm_status run_set(struct run *run, enum code_id id, const char *place,
    const char *detail, ...) TSM_PRINTF(4, 5) TSM_NODISCARD;

/* Every check is not evaluated, and nothing is a fact. */
void forget_checks(struct run *run);

/* From when to when it holds, by all that binds; INT64_MIN, INT64_MAX: open. */
void run_period(const struct run *run, int64_t *ret_from, int64_t *ret_until);

/* The checks, in their order (verify.c). */
enum tsm_status run_steps(struct run *run);

/* The caller says whose the credential has to be. */
bool run_expects(const struct tsm_verify_options *options);

/* The outcome of a check so far. */
enum tsm_outcome run_outcome(const struct run *run, enum tsm_check check);

/* Of several answers the worst counts: larger is worse. */
int run_badness(enum tsm_outcome outcome);

/*
 * The credential, or the link to it, in the QR codes of a picture or PDF
 * document (check_qr.c). Sets secured, or the result and stop.
 */
enum tsm_status input_read_qr(struct run *run);

/* Looks like a compact JWS; whether it is one is for the parser to say. */
bool input_is_token(struct tsm_str text);

/* The checks, one row of the array in verify.c each. */
enum tsm_status check_input(struct run *run);
enum tsm_status check_format(struct run *run);
enum tsm_status check_context(struct run *run);
enum tsm_status check_schema(struct run *run);
enum tsm_status check_key(struct run *run); /* and controller */
enum tsm_status check_signature(struct run *run);
enum tsm_status check_issuer(struct run *run);
enum tsm_status check_validity(struct run *run);
enum tsm_status check_status_lists(struct run *run); /* both purposes */
enum tsm_status check_refresh(struct run *run);      /* and superseded */
enum tsm_status check_recipient(struct run *run);
enum tsm_status check_endorsements(struct run *run);
enum tsm_status check_contents(struct run *run);
enum tsm_status check_related(struct run *run);
enum tsm_status check_presentation(struct run *run);
enum tsm_status check_image(struct run *run);

/* Data Integrity proofs (check_proofs.c): open; then for key, signature. */
enum tsm_status proofs_open(struct run *run);
enum tsm_status proofs_keys(struct run *run);
enum tsm_status proofs_signatures(struct run *run);

/* When the earliest of them was made, as it says; INT64_MIN: unknown. */
int64_t proofs_created(const struct tsm_integrity *integrity);

/* What the report says of the proof, whether it holds or not. */
enum tsm_status proof_describe(struct run *run);

/* A text, also as an object with @value; the first of several languages. */
const char *run_text(const struct tsm_json *object, const char *name);

/* Fill report->facts from a credential whose signature holds. */
enum tsm_status run_facts(struct run *run);

/*
 * Run the checks up to and including validity over a credential found
 * inside another or fetched for it. inner is initialised here; its key
 * must be released with run_release().
 */
enum tsm_status run_inner(
    struct run *outer, struct tsm_str secured, struct run *inner);
/* The same of a credential that was read as part of outer's; what it takes
 * is allocated in arena. */
enum tsm_status run_inner_json(struct run *outer,
    const struct tsm_json *credential, struct tsm_arena *arena,
    struct run *inner);
void run_release(struct run *run);

/* A key of the issuer signed it. */
bool run_signed(const struct run *run);

/*
 * Names of Open Badges mean what its context says: in a badge they are
 * protected, in a token signed as they stand. In another credential, signed
 * as quads, a holder could give such a name to whatever it says.
 */
bool run_has_badge_terms(const struct run *run);

/* A check of an inner run, up to its status, fails. */
bool run_failed(const struct run *run);

/* Signature, issuer's key and dates of an inner run all hold. */
bool run_holds(const struct run *run);

/* Something from the key to its status could not be looked up. */
bool run_open(const struct run *run);

/* Verdict, deciding result (report.c). */
void report_decide(struct tsm_report *report, bool expected);

#endif
