/*
 * award.h - who gets what: preview, then issue exactly that.
 *
 * A preview evaluates a cohort and writes down, for every person and award,
 * the answer, a digest of all the inputs it rests on, and digests of what the
 * credential will say (content.h). Its own digest names the whole. Issuing
 * names that digest: each row is evaluated again as of the preview's day, and
 * one whose inputs have changed since is not issued but reported. Issuing
 * twice, or after being interrupted, gives what is missing and nothing twice.
 * Where the programme asks for it, somebody else releases a preview before it
 * is issued, and what was issued can be undone as long as nobody was told
 * (release.h).
 */
#ifndef ISSUER_AWARD_H
#define ISSUER_AWARD_H

#include "app.h"
#include "cohort.h"
#include "facts.h"
#include "testamur/store/credential.h"

/* Credentials in one durable commit. */
#define AWARD_BATCH 100

/* Bytes of a preview's document: some hundred thousand rows. */
#define AWARD_PREVIEW_MAX ((size_t)256 << 20)

/* One person and one award. */
struct award_row {
	const struct tsm_store_person *person;
	const struct tsm_person_facts *known; /* what outcome is made from */
	const struct tsm_outcome *outcome;
	const struct tsm_award_outcome *award;
	const char *reason;       /* one sentence */
	struct tsm_str record;    /* if due: decision.h */
	const char *inputs;       /* if due: SHA-256 of what that rests on,
				   * and of who the person is */
	const char *organisation; /* who would issue; NULL: not known */
	const char *units;        /* if due and units: their decimal text */
	const char *cycle;        /* of the credential to issue, see issued.h */
	const char *existing;     /* credential issued before, or NULL */
	enum tsm_store_validity validity; /* of that one */
	bool recorded; /* an internal award: its decision is kept already */
	const char *renews; /* credential that this one follows, or NULL */
	int64_t ends;       /* of that one or existing; 0: it does not */
};

enum award_change_kind {
	AWARD_EARNS,
	AWARD_LOSES,
	AWARD_UNITS,
	AWARD_GONE /* not on the roster any more */
};

/* A row that is not as in the last preview of the whole cohort. */
struct award_change {
	enum award_change_kind kind;
	const char *person, *name, *award;
	const char *before, *now; /* units; now: the reason of who loses */
	const char *credential;   /* issued before, or NULL: it stays */
};

/*
 * Whom and what a preview shows; NULL: everybody, every award. With
 * renew_until: what people hold that ends from renew_from to then, to be
 * given once more. The conditions have to be met now as they had to be when
 * it was given; units are not earned twice, so that they are not renewed.
 */
struct award_scope {
	const char *award;
	const char *person;              /* id */
	int64_t renew_from, renew_until; /* 0: not a renewal */
};

struct award_preview {
	const struct cohort *cohort;
	const char *digest;   /* hex SHA-256 of document */
	const char *document; /* canonical JSON */
	struct award_row *rows;
	size_t count;
	const char *since; /* digest of the preview compared with, or NULL */
	struct award_change *changes;
	size_t change_count;
};

/*
 * Evaluate everybody in scope and write down what would be issued, and what
 * is different since the last preview of the whole cohort. The preview is
 * stored, so that issuing can name it.
 */
enum tsm_status award_preview(struct app *app, const struct cohort *cohort,
    const struct award_scope *scope, struct award_preview *ret_preview,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * A stored preview's document, and its cohort as of that day.
 * TSM_E_NOT_FOUND; TSM_E_STATE when what it promises was changed since (the
 * policy, what credentials say, the cohort's closing); TSM_E_MISMATCH when
 * the stored document is not what the digest names.
 */
enum tsm_status award_previewed(struct app *app, const char *digest,
    struct cohort *ret_cohort, const struct tsm_json **ret_document,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Does a row of a preview's document hold for what is known now? NULL: it
 * does; otherwise why not (row NULL: nobody is there any more). Static.
 */
const char *award_compare(
    const struct tsm_json *previewed, const struct award_row *row);

enum award_result_kind {
	AWARD_ISSUED,
	AWARD_EXISTING, /* was issued before: nothing done */
	AWARD_FAILED
};

struct award_result {
	enum award_result_kind kind;
	const char *person; /* id */
	const char *name;
	const char *award;
	const char *organisation;
	const char *credential; /* short id; NULL: an internal award */
	const char *reason;     /* when failed */
	bool stands;            /* existing, and not revoked for good */
	bool form_added;        /* existing, and secured in one more form */
};

struct award_options {
	const char *proof; /* see proof.h; NULL: PROOF_DEFAULT */
	const char *alg;   /* of a JWT: "ES256" (NULL), "EdDSA", "RS256" */
};

/*
 * Issue what a stored preview shows as due. With a proof of two forms, what
 * exists and stands gets the form that it lacks. TSM_E_NOT_FOUND: no preview of
 * this digest. Failures of single rows are in the results; a failure of
 * the store or of the key process ends it, and what was committed before
 * stays, to be taken up by the same call again.
 */
enum tsm_status award_issue(struct app *app, const char *digest,
    const struct award_options *options, struct award_result **ret_results,
    size_t *ret_count, struct tsm_error *err) TSM_NODISCARD;

/* Shared by both: evaluate the people of a cohort who are in scope. */
enum tsm_status award_rows(struct app *app, const struct cohort *cohort,
    const struct award_scope *scope, struct award_row **ret_rows,
    size_t *ret_count, struct tsm_error *err) TSM_NODISCARD;

#endif
