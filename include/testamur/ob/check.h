/*
 * check.h - the rules of VCDM 2.0 and Open Badges 3.0 over a read document.
 *
 * tsm_vc_check() holds a document to the Verifiable Credentials Data Model
 * 2.0 (or, for documents that name its context, 1.1); tsm_ob_check() to
 * Open Badges 3.0: required members, types, formats, enumerations, classes
 * that forbid extra members, references between results and their
 * descriptions, exactly one subject. They are written out here rather than
 * run from a JSON Schema, so that each finding says in words what is wrong
 * and where; they accept and refuse what 1EdTech's published schemas do,
 * and the differences are listed in src/ob/README.md.
 *
 * Nothing is fetched, no signature is looked at, no time compared with
 * now. Pure; a finding owns nothing and points into static texts. Any
 * thread.
 */
#ifndef TESTAMUR_OB_CHECK_H
#define TESTAMUR_OB_CHECK_H

#include <stdbool.h>

#include "testamur/json/doc.h"

enum tsm_ob_rule {
	TSM_OB_MISSING,  /* a required member is absent */
	TSM_OB_TYPE,     /* a value of the wrong JSON type */
	TSM_OB_CLASS,    /* "type" does not name the class expected here */
	TSM_OB_VALUE,    /* outside an enumeration or pattern */
	TSM_OB_URI,      /* no absolute URI where one is required */
	TSM_OB_DATE,     /* no date-time */
	TSM_OB_ZONE,     /* a date-time without time zone */
	TSM_OB_PERIOD,   /* validUntil before validFrom, end before start */
	TSM_OB_EXTRA,    /* a member that the class forbids */
	TSM_OB_NULL,     /* null, which must be left out instead */
	TSM_OB_SUBJECTS, /* not exactly one subject */
	TSM_OB_IDENTITY, /* a subject without id and identifier */
	TSM_OB_RESULT,   /* a result that names no existing description */
	TSM_OB_CONTEXT,  /* the contexts required are not first in order */
	TSM_OB_DEPTH,    /* nested deeper than TSM_OB_DEPTH_MAX */
	TSM_OB_VC11,     /* warning: the older data model 1.1 */
	TSM_OB_RULES
};

/* Profiles within profiles, endorsements within endorsements. */
#define TSM_OB_DEPTH_MAX 16
/* Findings kept of one document; all are counted. */
#define TSM_OB_FINDINGS_MAX 16
#define TSM_OB_FINDING_TEXT 160

struct tsm_ob_finding {
	enum tsm_ob_rule rule;
	bool warning;
	char place[TSM_ERROR_WHERE];    /* JSON Pointer */
	char text[TSM_OB_FINDING_TEXT]; /* one sentence, no personal value */
};

struct tsm_ob_findings {
	struct tsm_ob_finding items[TSM_OB_FINDINGS_MAX];
	size_t count;  /* of items */
	size_t errors; /* all that were found, kept or not */
	size_t warnings;
};

/* What a document says it is. */
enum tsm_ob_kind {
	TSM_OB_KIND_OTHER,       /* some other verifiable credential */
	TSM_OB_KIND_ACHIEVEMENT, /* OpenBadgeCredential, AchievementCredential */
	TSM_OB_KIND_ENDORSEMENT, /* EndorsementCredential */
	TSM_OB_KIND_CLR,         /* ClrCredential */
	TSM_OB_KIND_STATUS_LIST  /* BitstringStatusListCredential */
};

/* By its "type"; TSM_OB_KIND_OTHER also for what is no object. */
enum tsm_ob_kind tsm_ob_kind(const struct tsm_json *credential);

/* "type" is, or is an array that holds, this name. */
bool tsm_ob_has_type(const struct tsm_json *object, const char *type);

/* The document names the VC 1.1 or the VC 2.0 context first. */
bool tsm_vc_is_v1(const struct tsm_json *credential);
bool tsm_vc_is_v2(const struct tsm_json *credential);

/*
 * The issuer's id (a string, or an object with an id), or NULL.
 */
const char *tsm_vc_issuer_id(const struct tsm_json *credential);

/*
 * Are these the ids of one credential: equal once percent escapes are undone
 * and the ends trimmed (Open Badges 3.0 section 10)? Of one issuer, that is.
 */
bool tsm_ob_same_id(struct tsm_str a, struct tsm_str b);

/*
 * Is id one below that of the credential, "OWN#…"? Then it is of nobody
 * beyond it: whose it is was left out. Either may be NULL.
 */
bool tsm_ob_id_is_local(const char *own, const char *id);

/*
 * Add the findings of the data model (VCDM 2.0 sections 4.3 to 4.14). A
 * version 1.1 document is held to issuanceDate and expirationDate instead
 * and gets the warning TSM_OB_VC11; in a 2.0 document those two are
 * errors, for they would be ignored by whoever reads it as linked data.
 */
void tsm_vc_check(
    const struct tsm_json *credential, struct tsm_ob_findings *findings);

/*
 * Add the findings of Open Badges 3.0 for an achievement or endorsement
 * credential, embedded endorsements included, and those of CLR 2.0 for a
 * learner record, but not of the credentials in it; for another kind of
 * document one finding, TSM_OB_CLASS.
 */
void tsm_ob_check(
    const struct tsm_json *credential, struct tsm_ob_findings *findings);

/* The short stable name of a rule ("missing", "extra", …). Static. */
const char *tsm_ob_rule_name(enum tsm_ob_rule rule);

#endif
