/*
 * verify.h - from bytes of any origin to a report.
 *
 * tsm_verify() takes what somebody handed in (JSON, a compact JWS, a baked
 * PNG, a presentation), runs the checks of codes.h in their order and returns
 * the report. Verification is not an error: whatever is wrong with the
 * credential is an answer in the report; the function fails only for out of
 * memory and misuse. It signs nothing and holds no private key.
 *
 * What is outside comes in as arguments: fetching through a struct
 * tsm_fetcher, the present time as a number. Nothing in a credential is
 * fetched except DID documents, single keys, key sets, status lists and,
 * after the proof, one refresh; all under one budget
 * (TSM_FETCH_PER_VERIFY).
 *
 * A struct tsm_verifier holds the operator's trust list and two bounded
 * caches (keys with their controller documents; status lists whose proof
 * was verified), so that a second verification does no I/O. It may be
 * used by many threads at once; no lock is held while fetching or
 * verifying a signature. It borrows fetcher and trust, which must outlive
 * it.
 */
#ifndef TESTAMUR_VERIFY_VERIFY_H
#define TESTAMUR_VERIFY_VERIFY_H

#include "testamur/verify/report.h"
#include "testamur/verify/trust.h"

struct tsm_fetcher; /* testamur/net/fetch.h */
struct tsm_verifier;
struct tsm_jsonld_store; /* testamur/jsonld/store.h */

/* Tolerance for clocks that differ, in seconds. */
#define TSM_VERIFY_LEEWAY 60
/*
 * So long a DID document that was seen counts while its server is down; the
 * report says so. A status list has no such grace.
 */
#define TSM_VERIFY_GRACE 3600

/*
 * Reads the QR codes of a picture (PNG, JPEG) or PDF document; what
 * testamur/decodeclient/client.h does. Statuses: as there.
 */
#define TSM_QR_TEXTS_MAX 8
struct tsm_qr_reader {
	void *ctx;
	enum tsm_status (*read)(void *ctx, const void *data, size_t len,
	    struct tsm_arena *arena, struct tsm_str texts[TSM_QR_TEXTS_MAX],
	    size_t *ret_count);
};

struct tsm_verifier_options {
	/* The contexts that are known; borrowed. NULL: the built-in ones. */
	struct tsm_jsonld_store *contexts;
	const struct tsm_fetcher *fetcher; /* NULL: offline */
	bool dated; /* it has copies of several times, to be asked by date */
	const struct tsm_trust *trust; /* NULL: nobody is listed */
	/* Borrowed. NULL: of pictures only what is baked into them. */
	const struct tsm_qr_reader *pictures;
	size_t cache_entries; /* of each cache; 0: 1024 */
	size_t cache_bytes;   /* of each cache; 0: 64 MiB */
	int64_t key_ttl;      /* seconds a DID document is kept; 0: 300 */
	const char *const *fetch_maps; /* "A=B", for the report */
	size_t n_fetch_maps;
};

/* Whom the caller expects the credential to be for; NULL: no matter. */
struct tsm_expected {
	const char *name;
	const char *email;
	const char *licence; /* a licence number that was hashed into it */
	const char *id;      /* DID or other id of the subject */
};

/* Whether somebody is the holder of a credential that does not show it. */
enum tsm_site_answer {
	TSM_SITE_NOT_ASKED,
	TSM_SITE_MATCH,
	TSM_SITE_NO_MATCH,
	TSM_SITE_SILENT /* it answers only so often, or not at all */
};

/* How the caller came by what it hands in: an id or a link was looked up. */
struct tsm_given {
	/* Nothing came of it: a code of the check input, the report's only
	 * answer; NULL: data is what came. */
	const char *code;
	const char *detail; /* in a sentence, or NULL */
	const char *place;  /* the address, or NULL */
	/* What was fetched for it; the report's list continues it. */
	struct tsm_fetch_record *fetched;
	/* The picture or document whose QR code held it; UNKNOWN: none. */
	enum tsm_input carrier;
	/* What the issuer's site says of what is expected (name, e-mail
	 * address, licence number); it counts where the credential holds
	 * nothing to compare. */
	enum tsm_site_answer answer;
};

/*
 * What the caller knows from an earlier time: that a credential of these
 * bytes was signed, by a key that was its issuer's. It counts when the
 * issuer has revoked the key since.
 */
struct tsm_held {
	int64_t at;             /* of the receipt */
	const char *sha256;     /* of the credential's bytes, hex */
	const char *thumbprint; /* of the key */
	const char *by;         /* whose word that is, for the report */
};

struct tsm_verify_options {
	int64_t now;          /* the present instant, required */
	const int64_t *as_of; /* judge validity at this instant; NULL: now */
	struct tsm_expected expected;
	/* What a presentation has to be made for; NULL: no matter. With
	 * either, a credential alone is not valid. */
	const char *domain;
	const char *challenge;
	enum tsm_lang lang;            /* of the sentences in the report */
	const struct tsm_given *given; /* NULL: data is all */
	/* Neither read nor fill the caches, and ask for every document once:
	 * the report names all that were used, and the key's thumbprint. */
	bool no_cache;
	bool prompt; /* from the caches or not at all: see tsm_verify() */
	const struct tsm_held *held; /* what earlier receipts show */
	size_t n_held;
	/* domain and challenge are what the proofs embedded in a credential
	 * have to name themselves (VC-DI section 4.4); no presentation is
	 * asked for. */
	bool of_credential;
	/* A presentation that holds no credential is judged by its holder's
	 * proof: its report has the check presentation and no other. */
	bool holder_alone;
};

/* TSM_E_MEMORY. options may be NULL; free with tsm_verifier_free. */
enum tsm_status tsm_verifier_new(const struct tsm_verifier_options *options,
    struct tsm_verifier **ret_verifier, struct tsm_error *err) TSM_NODISCARD;
void tsm_verifier_free(struct tsm_verifier **verifier);

/*
 * A verifier that recognises the issuers of trust (borrowed; NULL: nobody)
 * and is base in all else: its caches, which do not depend on who is listed,
 * and its counters are those of base, which must outlive it. TSM_E_MEMORY.
 */
enum tsm_status tsm_verifier_with(struct tsm_verifier *base,
    const struct tsm_trust *trust, struct tsm_verifier **ret_verifier,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Verify len bytes. *ret_report lives in arena. TSM_E_MEMORY (also when
 * the arena is full), TSM_E_USAGE for a time outside the calendar. With
 * options->prompt TSM_E_BUSY when something would have to be fetched: ask
 * again without, in a thread that may wait.
 */
enum tsm_status tsm_verify(struct tsm_verifier *verifier, const void *data,
    size_t len, const struct tsm_verify_options *options,
    struct tsm_arena *arena, const struct tsm_report **ret_report,
    struct tsm_error *err) TSM_NODISCARD;

/* Counters for /metrics. */
struct tsm_verifier_stats {
	uint64_t verified; /* reports by verdict … */
	uint64_t unlisted;
	uint64_t not_valid;
	uint64_t could_not;
	uint64_t fetches; /* … documents fetched, and found in a cache */
	uint64_t cache_hits;
};
void tsm_verifier_stats(
    struct tsm_verifier *verifier, struct tsm_verifier_stats *ret_stats);

#endif
