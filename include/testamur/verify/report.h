/*
 * report.h - the answer of a verification.
 *
 * A report lists every check in the fixed order of codes.h, each with one
 * outcome, one code, one sentence, and who has to act; then the verdict,
 * which follows from the outcomes by one rule; what the credential says
 * (the facts), but only when its signature holds; and every document that
 * was fetched. A report and all it points to live in the arena given to
 * tsm_verify() and do not change. Any thread may read it.
 */
#ifndef TESTAMUR_VERIFY_REPORT_H
#define TESTAMUR_VERIFY_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/base/wording.h"
#include "testamur/json/write.h"
#include "testamur/net/fetch.h"
#include "testamur/verify/codes.h"

struct tsm_trust_approval; /* trust.h */

struct tsm_check_result {
	const struct tsm_code *code; /* holds check, actor and sentence */
	enum tsm_outcome outcome;    /* of the code */
	const char *detail;          /* this case in one sentence, or NULL */
	const char *place;           /* JSON Pointer or URL, or NULL */
	/* detail is what a parser or library remarks, in English: for who
	 * writes such programs, not for who reads the answer */
	bool technical;
};

enum tsm_verdict {
	TSM_VERIFIED,
	TSM_VERIFIED_ISSUER_UNLISTED,
	TSM_NOT_VALID,
	TSM_COULD_NOT_BE_CHECKED
};

/* In what form the credential came. */
enum tsm_input {
	TSM_INPUT_UNKNOWN,
	TSM_INPUT_JSON,
	TSM_INPUT_JWS,
	TSM_INPUT_PNG,
	TSM_INPUT_SVG,
	TSM_INPUT_JPEG,
	TSM_INPUT_PDF
};

/* One line of what the award is worth: "5", "Montana OPI renewal units". */
struct tsm_fact_unit {
	const char *value;
	const char *name;
};

/* One identifier of the issuer, e.g. a provider approval number. */
struct tsm_fact_identifier {
	const char *type;
	const char *value;
};

/*
 * What the credential says. Strings are NULL where it says nothing; dates
 * are as the credential writes them.
 */
struct tsm_facts {
	const char *id;
	const char *name;        /* of the credential */
	const char *holder_name; /* an unhashed name, if it holds one */
	const char *holder_id;
	const char *achievement_id;
	const char *achievement;
	const char *achievement_type;
	const char *description;
	const char *criteria;
	const char *human_code;
	const char *issuer_id;
	const char *issuer_name;
	const char *issuer_url;
	const char *source_name;  /* who delivered the activity */
	const char *creator_name; /* who designed the achievement */
	const char *credits;      /* creditsEarned, as written */
	const char *role;
	const char *term;
	const char *license_number;
	const char *activity_start;
	const char *activity_end;
	const char *awarded;
	const char *valid_from;
	const char *valid_until;
	const char *evidence_id;
	const struct tsm_fact_unit *units;
	size_t n_units;
	const struct tsm_fact_identifier *issuer_identifiers;
	size_t n_issuer_identifiers;
};

/* How it was signed, as far as is known. */
struct tsm_proof_facts {
	const char *kind;   /* "vc-jwt", "vc+jwt", "data-integrity", or NULL */
	const char *alg;    /* as the header says */
	const char *key;    /* kid or verification method */
	const char *sha256; /* of the credential's bytes, hex */
	/* RFC 7638, of the key; NULL unless no_cache was asked for */
	const char *thumbprint;
};

/* One credential in a learner record, judged on its own. Strings are NULL
 * where it says nothing, or where its signature does not hold. */
struct tsm_contained {
	const char *id;
	const char *achievement; /* or its name */
	const char *issuer_name;
	const char *awarded;
	const char *valid_until;
	const struct tsm_fact_unit *units;
	size_t n_units;
	enum tsm_verdict verdict;
	const struct tsm_code *code; /* what decides; never NULL */
};

struct tsm_report {
	struct tsm_check_result checks[TSM_CHECK_COUNT];
	enum tsm_verdict verdict;
	const struct tsm_check_result *deciding; /* never NULL */
	enum tsm_input input;
	enum tsm_lang lang; /* of details, words and sentences */
	/* A link or an id that stands in the QR code of a picture: nothing was
	 * verified, and whoever may look it up has to. Or NULL. */
	const char *link;
	int64_t checked_at;
	int64_t as_of;
	struct tsm_proof_facts proof;
	const char *listed; /* the list that names the issuer, or NULL */
	/* What that list knows of its approval, the verifier's; or NULL. */
	const struct tsm_trust_approval *approval;
	bool approved;                 /* it covers the days of the activity */
	const struct tsm_facts *facts; /* NULL unless the signature holds */
	/* every document that was used, in order: fetched now, or, from_cache,
	 * at the time that it says */
	const struct tsm_fetch_record *fetched;
	const char *const *fetch_maps; /* the operator's, "A=B" */
	size_t n_fetch_maps;
	/* Of a presentation of several credentials: a report for each, in
	 * their order; this one is that of the worst. fetched is only here. */
	const struct tsm_report *presented;
	size_t n_presented;
	/* The bytes that proof.sha256 is of, in the input or the arena; ptr
	 * NULL: there are none. */
	struct tsm_str secured;
	/* Of a learner record whose signature holds: what is in it, in its
	 * order, as far as that was looked at. */
	const struct tsm_contained *contained;
	size_t n_contained;
	const char *credential; /* the credential's JSON text, for tools */
	size_t credential_len;
};

/* "verified", "not_valid", …: as in reports. Static. */
const char *tsm_verdict_name(enum tsm_verdict verdict);

/* Whether it is verified, be its issuer on the verifier's lists or not. */
bool tsm_verdict_is_valid(enum tsm_verdict verdict);

/* The exit status: verified 0, unlisted 2, not valid 1, not checked 3. */
int tsm_verdict_exit(enum tsm_verdict verdict);

/* "json", "jws", "png", "svg", "jpeg", "pdf"; "unknown". Static. */
const char *tsm_input_name(enum tsm_input input);

/* How a page shows it: "valid", "unlisted", "revoked", … (web/README.md);
 * the same in every language. Static. */
const char *tsm_report_class(const struct tsm_report *report);

/* The word in capitals for a page: "VALID", "REVOKED", … Static. */
const char *tsm_report_word(const struct tsm_report *report);

/* The same of one credential in a learner record. */
const char *tsm_contained_word(
    const struct tsm_report *report, const struct tsm_contained *contained);

/* The date asked about in words, "31 December 2025"; "": it is now, or to
 * come. Returns out. */
const char *tsm_report_day(
    const struct tsm_report *report, char out[TSM_WORDING]);

#define TSM_REPORT_HEADING 128
/* The word, with the date asked about where it is "VALID on 31 December
 * 2025". Returns out or a static text. */
const char *tsm_report_heading(
    const struct tsm_report *report, char out[TSM_REPORT_HEADING]);

/* A sentence on what became since of what was valid on the date asked about;
 * NULL: nothing that would be known. Static. */
const char *tsm_report_later(const struct tsm_report *report);

/* One sentence that goes with the word. Static. */
const char *tsm_report_sentence(const struct tsm_report *report);

/* "7KQ2-9F3M-XW1T" */
#define TSM_REPORT_REFERENCE 15
/*
 * A number for somebody's file that is the same whenever, and in whatever
 * form, this credential is checked again: of its id where its signature
 * holds, else of its bytes. "" when there was neither. Returns out.
 */
char *tsm_report_reference(
    const struct tsm_report *report, char out[TSM_REPORT_REFERENCE]);

/* Append the report as JSON, compact. TSM_E_MEMORY, TSM_E_LIMIT. */
enum tsm_status tsm_report_write(
    const struct tsm_report *report, struct tsm_buf *out) TSM_NODISCARD;

/* The same as a tree, to be put into another: a new reference, or NULL: out
 * of memory. */
json_t *tsm_report_json(const struct tsm_report *report);

/*
 * The report as text for a terminal: the verdict, what the credential is
 * worth, all checks aligned, what was fetched. TSM_E_MEMORY, TSM_E_LIMIT.
 */
enum tsm_status tsm_report_text(
    const struct tsm_report *report, struct tsm_buf *out) TSM_NODISCARD;

/* One line: verdict, code, award and issuer, for many files. */
enum tsm_status tsm_report_line(
    const struct tsm_report *report, struct tsm_buf *out) TSM_NODISCARD;

#endif
