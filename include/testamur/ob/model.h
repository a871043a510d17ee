/*
 * model.h - building Open Badges 3.0 credentials from plain structs.
 *
 * Specification: Open Badges 3.0 (1EdTech, document version 1.2) on the
 * Verifiable Credentials Data Model 2.0, and Bitstring Status List 1.0 for
 * the lists that its status entries point into. The structs carry the
 * terms of the standard; the functions turn them into a JSON tree whose
 * every property is defined by the two contexts and accepted by 1EdTech's
 * published schema (tests/suites/ob_schema.py holds it to that).
 *
 * Always true of what is built: the two contexts stand first and in order;
 * what is a set is an array; absent members and empty arrays are left out,
 * never null; a time is UTC with Z; a decimal is written exactly.
 *
 * The structs borrow everything they point to, only for the call; all
 * zero means "absent" throughout. The functions are pure: no I/O, no
 * clock, no globals. Any thread.
 */
#ifndef TESTAMUR_OB_MODEL_H
#define TESTAMUR_OB_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "testamur/base/decimal.h"
#include "testamur/base/digest.h"
#include "testamur/json/write.h"

#define TSM_CONTEXT_VC2 "https://www.w3.org/ns/credentials/v2"
#define TSM_CONTEXT_OB3 \
 "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
#define TSM_CONTEXT_OB3_EXTENSIONS \
 "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"

/* Entries of one kind at most; more is TSM_E_LIMIT. */
#define TSM_OB_ITEMS_MAX 256

/* Image: id is a URL or a data: URI. Absent when id is NULL. */
struct tsm_ob_image {
	const char *id;
	const char *caption;
};

/* IdentifierEntry: type is one of the standard's names or "ext:…". */
struct tsm_ob_identifier {
	const char *identifier;
	const char *type;
};

/* Profile: issuer, creator or source. id and name are required. */
struct tsm_ob_profile {
	const char *id; /* DID or URL */
	const char *name;
	const char *url;
	const char *email;
	const char *phone;
	const char *description;
	const char *official; /* who signs for the organisation */
	struct tsm_ob_image image;
	const struct tsm_ob_identifier *other_identifiers;
	size_t n_other_identifiers;
};

/* Alignment: name and url are required. */
struct tsm_ob_alignment {
	const char *name;
	const char *url;
	const char *description;
	const char *framework;
	const char *code;
	const char *type; /* "CFItem", …, "ext:…" */
};

/*
 * ResultDescription: what a result of the subject means. Units are
 * resultType "RawScore" with the unit as name and value_min/value_max.
 */
struct tsm_ob_result_description {
	const char *id; /* URI, required; results refer to it */
	const char *name;
	const char *result_type;
	const char *value_min;
	const char *value_max;
	const char *required_value;
	const char *const *allowed_values; /* ordered, worst to best */
	size_t n_allowed_values;
	const struct tsm_ob_alignment *alignments;
	size_t n_alignments;
};

/* Achievement: id, name, description and criteria are required. */
struct tsm_ob_achievement {
	const char *id; /* URL */
	const char *name;
	const char *description;
	const char *criteria_narrative; /* Markdown; this or the id */
	const char *criteria_id;        /* URL of a page */
	const char *achievement_type;   /* "MicroCredential", …, "ext:…" */
	const char *human_code;         /* the provider's activity number */
	const char *version;
	const char *in_language; /* "en", "en-US" */
	const char *field_of_study;
	const struct tsm_decimal *credits_available;
	struct tsm_ob_image image;
	const struct tsm_ob_profile *creator; /* NULL: not stated */
	const struct tsm_ob_alignment *alignments;
	size_t n_alignments;
	const struct tsm_ob_result_description *result_descriptions;
	size_t n_result_descriptions;
	const char *const *tags;
	size_t n_tags;
};

/*
 * IdentityObject. With hashed the builder writes the identity hash of
 * identity and salt and never the identity itself.
 */
struct tsm_ob_identity {
	const char *identity; /* the plain value, e.g. an e-mail address */
	const char *type;     /* "emailAddress", "name", …, "ext:…" */
	const char *salt;     /* NULL: unsalted */
	bool hashed;
};

/* Result: refers to a ResultDescription of the same achievement. */
struct tsm_ob_result {
	const char *result_description; /* its id */
	const char *value;
	const char *status; /* "Completed", … */
};

/* AchievementSubject: id or an identity is required. */
struct tsm_ob_subject {
	const char *id; /* DID of the holder, or urn:uuid: */
	const struct tsm_ob_identity *identities;
	size_t n_identities;
	const int64_t *activity_start; /* instants; NULL: not stated */
	const int64_t *activity_end;
	/* seconds east of UTC of the place, whose date is written; 0: Z */
	int start_offset, end_offset;
	const struct tsm_decimal *credits_earned;
	const char *role;
	const char *license_number; /* of this credential, not the person */
	const char *term;
	const char *narrative;
	struct tsm_ob_image image;
	const struct tsm_ob_profile *source; /* who delivered the activity */
	const struct tsm_ob_result *results;
	size_t n_results;
	struct tsm_ob_achievement achievement;
};

/* Evidence: its id may be an RFC 6920 ni: name. */
struct tsm_ob_evidence {
	const char *id;
	const char *name;
	const char *description;
	const char *narrative;
	const char *genre;
	const char *audience;
};

/*
 * BitstringStatusListEntry. id is not the list's URL (Bitstring Status
 * List section 2.1); customarily it is that URL, '#', and the index.
 */
struct tsm_ob_status_entry {
	const char *id;       /* NULL: list URL '#' index */
	const char *purpose;  /* "revocation", "suspension" */
	const char *list_url; /* statusListCredential */
	uint64_t index;       /* written as a base-10 string */
};

/* 1EdTechCredentialRefresh and the like. Absent when id is NULL. */
struct tsm_ob_refresh {
	const char *id;   /* URL */
	const char *type; /* NULL: "1EdTechCredentialRefresh" */
};

/*
 * OpenBadgeCredential. id, issuer, subject and valid_from are required.
 * A refresh service adds 1EdTech's extensions context, which defines it.
 */
struct tsm_ob_credential {
	const char *id; /* URL or urn:uuid: */
	const char *name;
	const char *description;
	struct tsm_ob_image image;
	struct tsm_ob_profile issuer;
	struct tsm_ob_subject subject;
	int64_t valid_from;         /* instant */
	const int64_t *valid_until; /* NULL: does not end */
	const int64_t *awarded;     /* NULL: not stated */
	/* as in struct tsm_ob_subject, of valid_from and awarded */
	int awarded_offset;
	const struct tsm_ob_evidence *evidence;
	size_t n_evidence;
	/*
	 * One entry is written as an object, several as an array. Open
	 * Badges 3.0 and its schema know at most one; VCDM 2.0 section 4.10
	 * allows a set (1EdTech openbadges-specification issue 623).
	 */
	const struct tsm_ob_status_entry *statuses;
	size_t n_statuses;
	struct tsm_ob_refresh refresh;
	/* Names 1EdTech's AchievementCredential schema in credentialSchema
	 * (and adds the extensions context). */
	bool with_schema;
};

/* BitstringStatusListCredential (Bitstring Status List section 2.2). */
struct tsm_ob_status_list {
	const char *id;      /* URL where the list is served */
	const char *issuer;  /* DID; written as a string */
	const char *purpose; /* statusPurpose */
	const char *encoded; /* encodedList: 'u' and base64url of gzip */
	int64_t valid_from;
	const int64_t *valid_until; /* NULL: none (a list has a ttl) */
	int64_t ttl_ms;             /* 0: left out */
};

/*
 * Build the credential, without proof. *ret_json is a new reference
 * (json_decref). TSM_E_MISSING for a required member, TSM_E_VALUE for one
 * that is no absolute URI or outside its enumeration, TSM_E_MISMATCH for a
 * result whose description does not exist, TSM_E_LIMIT, TSM_E_MEMORY;
 * err->where is the JSON Pointer of what is wrong.
 */
enum tsm_status tsm_ob_credential_build(
    const struct tsm_ob_credential *credential, json_t **ret_json,
    struct tsm_error *err) TSM_NODISCARD;

/* Build a status list credential, without proof; statuses as above. */
enum tsm_status tsm_ob_status_list_build(const struct tsm_ob_status_list *list,
    json_t **ret_json, struct tsm_error *err) TSM_NODISCARD;

/*
 * Build an achievement or a profile alone, for the pages that serve them
 * as JSON: the object with "@context" before it. Statuses as above.
 */
enum tsm_status tsm_ob_achievement_build(
    const struct tsm_ob_achievement *achievement, json_t **ret_json,
    struct tsm_error *err) TSM_NODISCARD;
enum tsm_status tsm_ob_profile_build(const struct tsm_ob_profile *profile,
    json_t **ret_json, struct tsm_error *err) TSM_NODISCARD;

/* "sha256$", 64 hexadecimal digits and NUL. */
#define TSM_OB_IDENTITY_HASH (7 + TSM_SHA256_HEX)

/*
 * IdentityHash (Open Badges 3.0 section B.5.4): SHA-256 of the UTF-8 bytes
 * of identity followed by salt (NULL: unsalted), in lower-case hex after
 * "sha256$". TSM_E_MEMORY or TSM_E_CRYPTO.
 */
enum tsm_status tsm_ob_identity_hash(const char *identity, const char *salt,
    char out[TSM_OB_IDENTITY_HASH]) TSM_NODISCARD;

/*
 * Is hash, an IdentityHash that somebody else made ("sha256$" or "md5$", hex
 * in either case), that of identity and salt (NULL: unsalted)?
 * TSM_E_UNSUPPORTED: of another algorithm. TSM_E_MEMORY or TSM_E_CRYPTO.
 */
enum tsm_status tsm_ob_identity_matches(const char *identity, const char *salt,
    const char *hash, bool *ret_same) TSM_NODISCARD;

#endif
