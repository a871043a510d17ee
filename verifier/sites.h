/*
 * sites.h - a credential by its id or its link: what somebody typed,
 * scanned or exported.
 *
 * Ids are looked up only at the addresses that the operator configured
 * (--issuer-url), and only after their check character fits. A link below
 * one of those addresses may be fetched as it is; a link to another host is
 * shown, and fetched only when somebody was asked. Whatever comes back is
 * verified like a file: nothing is believed because of where it came from.
 *
 * Nothing here changes after sites_add(), so threads share it; what failed
 * is counted by the caller, who knows for how long that matters.
 */
#ifndef TESTAMUR_VERIFIER_SITES_H
#define TESTAMUR_VERIFIER_SITES_H

#include <stdatomic.h>

#include "testamur/badge/link.h"
#include "testamur/http/limit.h"
#include "testamur/json/doc.h"
#include "testamur/verify/verify.h"

struct tsm_net; /* testamur/net/client.h */

#define SITES_MAX 16

/* An address below which ids are looked up. */
struct site {
	struct tsm_str url; /* borrowed; without '/' at its end */
	unsigned port;      /* that it names, or 0 */
};

struct sites {
	struct site list[SITES_MAX];
	size_t count;
};

/* What is fetched. */
enum site_reach {
	SITES_IDS,     /* ids, and links of ids */
	SITES_LINKS,   /* any link below a configured address, too */
	SITES_ANYWHERE /* any link: somebody was asked, and said so */
};

/* How it is asked. */
struct site_asking {
	const struct sites *sites;
	struct tsm_net *net; /* NULL: offline */
	int64_t now;
	enum tsm_lang lang; /* of detail */
	enum site_reach reach;
	unsigned patience_s;     /* with a site that answers 429 … */
	const atomic_bool *stop; /* … until this is set; NULL: never */
	/* Failures in a row for each site: after some it is not asked any
	 * more. NULL: every site is asked. */
	atomic_uint *failures;
	/* Ids that no site has (guesses.h). NULL: no limit. */
	struct tsm_limiter *guesses;
	const char *client;
};

/* What was found; texts live in the arena. */
struct site_found {
	struct tsm_str bytes; /* of a credential, when code is NULL */
	const char *code;     /* "item.…": why there is none */
	const char *detail;   /* this case in a sentence, or NULL */
	const char *place;    /* the address asked or refused, or NULL */
	/* The id that was read, or "". */
	char id[TSM_SHORT_ID];
	/* What the issuer's site says, unsigned, of one that is not shared. */
	const struct tsm_json *statement;
	struct tsm_fetch_record *fetched; /* in order */
	/* Whether what was expected is the holder's, of one that shows no
	 * name, as sites_compare() says it; NULL: not asked. */
	const char *answer;
};

/*
 * Add an address: https://HOST[:PORT][/PATH], which outlives sites.
 * TSM_E_VALUE, TSM_E_LIMIT.
 */
enum tsm_status sites_add(
    struct sites *sites, const char *url, struct tsm_error *err) TSM_NODISCARD;

/* Whether a text may be an id or a link, mistyped ones included. */
bool sites_is_typed(struct tsm_str text);

/* Look up an id or a link. TSM_E_MEMORY. */
enum tsm_status sites_find(const struct site_asking *asking,
    struct tsm_str text, struct tsm_arena *arena, struct site_found *ret_found)
    TSM_NODISCARD;

/*
 * What the issuer's site says, unsigned, of the status of a credential of
 * this id (NULL: none): since when, why. *ret_statement is NULL where the
 * id is not at one of the sites, or it says nothing. TSM_E_MEMORY.
 */
enum tsm_status sites_statement(const struct site_asking *asking,
    const char *id, struct tsm_arena *arena,
    const struct tsm_json **ret_statement) TSM_NODISCARD;

/*
 * Ask the site of one that is not shared whether a claim (a name, a licence
 * number, an address) is its holder's: *ret_answer is "match", "no_match",
 * "limited" or, where it gave no answer, "open". TSM_E_MEMORY.
 */
enum tsm_status sites_compare(const struct site_asking *asking,
    const struct site_found *found, const char *claim, struct tsm_arena *arena,
    const char **ret_answer) TSM_NODISCARD;

/* Whether two addresses are below the same one of the sites. NULL: no. */
bool sites_are_one(const struct sites *sites, const char *a, const char *b);

/* Whether a report is of the credential whose id was looked up ("": any). */
bool sites_is_asked(const struct tsm_report *report, const char *id);

/*
 * Verify a credential in any form. Where the QR code of a picture or
 * document holds an id or link, that is looked up; a link to another host
 * never, whatever the reach. *ret_found says what that gave. As
 * tsm_verify().
 */
enum tsm_status sites_verify_file(const struct site_asking *asking,
    struct tsm_verifier *verifier, struct tsm_str data,
    const struct tsm_verify_options *options, struct tsm_arena *arena,
    const struct tsm_report **ret_report, struct site_found *ret_found,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Verify what was given: a credential in any form, or an id or link, which
 * is looked up first. *ret_found (may be NULL) says what that gave. As
 * tsm_verify().
 */
enum tsm_status sites_verify(const struct site_asking *asking,
    struct tsm_verifier *verifier, struct tsm_str given,
    const struct tsm_verify_options *options, struct tsm_arena *arena,
    const struct tsm_report **ret_report, struct site_found *ret_found,
    struct tsm_error *err) TSM_NODISCARD;

#endif
