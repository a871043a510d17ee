/*
 * lists.h - status lists: fetched, verified, decoded, cached.
 *
 * What is in the cache was signed by the issuer that it is kept for; for
 * which purpose a list is, is asked at each use.
 */
#ifndef TESTAMUR_VERIFY_LISTS_H
#define TESTAMUR_VERIFY_LISTS_H

#include "run.h"
#include "testamur/status/bitstring.h"

#define LIST_PURPOSES_MAX 8
#define LIST_TTL_DEFAULT  300 /* seconds, when the list states none */

/* A kind of list of bits: its types in JSON. */
struct list_type {
	const char *entry;      /* of an entry in credentialStatus */
	const char *credential; /* of the signed list */
	const char *list;       /* of that one's subject */
	bool no_prefix;         /* encodedList may stand without its 'u' */
};

/* The type of an entry, or NULL: no list of bits. */
const struct list_type *list_type_of(const struct tsm_json *entry);

struct list {
	struct cache_entry head; /* stamp: validFrom */
	struct tsm_arena arena;  /* of the texts */
	struct tsm_bitstring bits;
	struct tsm_fetch_record fetched;
	const char *id; /* of the list credential, or NULL */
	const char *purposes[LIST_PURPOSES_MAX];
	size_t n_purposes;
	int64_t valid_from;  /* INT64_MIN: not stated */
	int64_t valid_until; /* INT64_MAX: not stated */
	/* What it says is known for the time from the first of these to the
	 * last: signed, seen, and to be asked for anew. Of a list of another
	 * date seen is when it was signed. */
	int64_t since, seen, fresh_until;
};

/*
 * What went wrong with a list, in words of either purpose: the offset of a
 * code in the rows that revocation and suspension share.
 */
enum list_problem {
	LIST_FINE,
	LIST_UNREACHABLE,
	LIST_ADDRESS_REFUSED,
	LIST_INVALID,
	LIST_SIGNATURE,
	LIST_PROOF_UNSUPPORTED,
	LIST_KEY,
	LIST_ISSUER,
	LIST_OTHER,
	LIST_EXPIRED,
	LIST_REPLAYED,
	LIST_TOO_SHORT
};

/* What is at the address of a list. */
struct list_text {
	struct tsm_str body; /* without white space around it */
	int64_t seen;        /* when that was so */
	bool cached;         /* nobody was asked for it now */
	bool shown;          /* served as a page or picture */
};

/*
 * Get it, as it was at datetime (0: as it is), into the run's arena; from a
 * cache only what was seen after newer_than. *ret_text is set on LIST_FINE.
 * detail (TSM_ERROR_TEXT bytes) says more, or is "". The status is other than
 * TSM_OK only for exhausted memory.
 */
enum tsm_status list_fetch(struct run *run, const char *url, int64_t datetime,
    int64_t newer_than, enum list_problem *ret_problem,
    struct list_text *ret_text, char *detail);

/*
 * The list at url as it is, or (datetime not 0) what its server gives for an
 * instant gone by, of whose time only what is signed counts. It has to be
 * signed by the run's issuer. On LIST_FINE
 * *ret_list must be let go with list_let_go(). entry_bits is the statusSize
 * of the entry. Status and detail as list_fetch().
 */
enum tsm_status list_load(struct run *run, const char *url,
    const struct list_type *type, unsigned entry_bits, int64_t datetime,
    enum list_problem *ret_problem, struct list **ret_list, char *detail);
void list_let_go(struct run *run, struct list *list);

#endif
