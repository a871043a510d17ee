/*
 * code_table.h - the one table of verification codes.
 *
 * Each row: identifier, name, check, outcome, who acts, word on the page
 * (or NULL), W3C problem type (or NULL), sentence. Rows stand in the order
 * of the checks. A row may be added; none is ever removed or given another
 * meaning. After a change: TESTAMUR_UPDATE=1 and the unit test codes writes
 * docs/CODES.md anew.
 */
#ifndef TESTAMUR_VERIFY_CODE_TABLE_H
#define TESTAMUR_VERIFY_CODE_TABLE_H

/* VCDM 2.0 section 7.2, Data Integrity 1.0 section 4.7, BSL section 3.3 */
#include "code_contents.h"
#include "code_format.h"
#include "code_item.h"
#include "code_key.h"
#include "code_legacy.h"
#include "code_picture.h"
#include "code_presentation.h"
#include "code_signature.h"
#include "code_status.h"

#define P_PARSE "https://www.w3.org/TR/vc-data-model#PARSING_ERROR"
#define P_CRYPTO                       \
 "https://www.w3.org/TR/vc-data-model" \
 "#CRYPTOGRAPHIC_SECURITY_ERROR"
#define P_VALUE     "https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR"
#define P_RANGE     "https://www.w3.org/TR/vc-data-model#RANGE_ERROR"
#define P_PROOF     "https://w3id.org/security#PROOF_VERIFICATION_ERROR"
#define P_TRANSFORM "https://w3id.org/security#PROOF_TRANSFORMATION_ERROR"
#define P_LIST      "https://www.w3.org/ns/credentials/status-list"
#define P_FETCH     P_LIST "#STATUS_RETRIEVAL_ERROR"
#define P_STATUS    P_LIST "#STATUS_VERIFICATION_ERROR"
#define P_LENGTH    P_LIST "#STATUS_LIST_LENGTH_ERROR"

/* clang-format off */
#define CODE_TABLE(X) \
X(INPUT_JSON, "input.json", INPUT, PASS, NOBODY, NULL, NULL, \
  "The credential was given as JSON.") \
X(INPUT_JWS, "input.jws", INPUT, PASS, NOBODY, NULL, NULL, \
  "The credential was given as a signed token (JWS).") \
X(INPUT_PNG, "input.png", INPUT, PASS, NOBODY, NULL, NULL, \
  "The credential was found inside a PNG badge picture.") \
X(INPUT_SVG, "input.svg", INPUT, PASS, NOBODY, NULL, NULL, \
  "The credential was found inside an SVG badge picture.") \
X(INPUT_EMPTY, "input.empty", INPUT, FAIL, VERIFIER, "NOTHING GIVEN", \
  P_PARSE, \
  "Nothing was given to check.") \
X(INPUT_NOT_RECOGNISED, "input.not_recognised", INPUT, FAIL, HOLDER, \
  "NOT RECOGNISED", P_PARSE, \
  "What was given is no credential in any form that is known here. Ask " \
  "the holder for the original file or the link.") \
X(INPUT_NO_CREDENTIAL_IN_IMAGE, "input.no_credential_in_image", INPUT, FAIL, \
  HOLDER, "NOT VALID", P_PARSE, \
  "This picture holds no credential. Social networks, messengers and " \
  "phones often strip it: ask the holder for the original file or the link.") \
X(INPUT_BROKEN_IMAGE, "input.broken_image", INPUT, FAIL, HOLDER, "NOT VALID", \
  P_PARSE, \
  "The picture file is damaged, so no credential can be taken from it. Ask " \
  "the holder for the original file.") \
X(INPUT_MORE_THAN_ONE, "input.more_than_one", INPUT, FAIL, HOLDER, \
  "NOT VALID", P_PARSE, \
  "The picture holds more than one credential, and it is not clear which " \
  "one is meant.") \
X(INPUT_NO_CREDENTIAL_PRESENTED, "input.no_credential_presented", INPUT, \
  FAIL, HOLDER, "NOT VALID", P_PARSE, \
  "The presentation holds no credential.") \
X(INPUT_TOO_LARGE, "input.too_large", INPUT, FAIL, HOLDER, "NOT VALID", \
  P_PARSE, \
  "What was given is larger than any credential that is accepted here.") \
X(INPUT_OPEN_BADGES_2, "input.open_badges_2", INPUT, COULD_NOT_CHECK, \
  VERIFIER, "COULD NOT BE CHECKED", P_PARSE, \
  "This is an Open Badge of an older version than 2.0, or its address " \
  "alone, which is not checked here. It may be fine: ask its issuer.") \
X(INPUT_UNSUPPORTED, "input.unsupported", INPUT, COULD_NOT_CHECK, VERIFIER, \
  "COULD NOT BE CHECKED", P_PARSE, \
  "Credentials in this form are not read here yet. Give the JSON, the " \
  "token or the badge (PNG or SVG) instead.") \
ITEM_ROWS(X) \
PICTURE_ROWS(X) \
FORMAT_ROWS(X) \
LEGACY_FORMAT_ROWS(X) \
X(CONTEXT_KNOWN, "context.known", CONTEXT, PASS, NOBODY, NULL, NULL, \
  "Every context is known here, and every property name is a term that one " \
  "of them defines.") \
X(CONTEXT_VOCAB, "context.vocab", CONTEXT, WARN, ISSUER, NULL, NULL, \
  "A context gives a meaning to any name at all (@vocab), so a misspelt " \
  "property would not be noticed.") \
X(CONTEXT_UNDEFINED_IN_TOKEN, "context.undefined_in_token", CONTEXT, WARN, \
  ISSUER, NULL, NULL, \
  "A name is defined by none of the contexts, which data model 1.1 allows " \
  "in a token. The signature covers it as it is written; what it means only " \
  "the issuer can say.") \
X(CONTEXT_UNKNOWN, "context.unknown", CONTEXT, COULD_NOT_CHECK, ISSUER, NULL, \
  P_PARSE, \
  "One of its contexts is not known here and is never fetched, so the " \
  "meaning of what it defines could not be checked.") \
X(CONTEXT_UNDEFINED_TERM, "context.undefined_term", CONTEXT, FAIL, ISSUER, \
  "NOT VALID", P_PARSE, \
  "A property is defined by none of the contexts, so it has no meaning " \
  "that others could rely on. The issuer has to issue the credential anew.") \
X(CONTEXT_PROTECTED_REDEFINITION, "context.protected_redefinition", CONTEXT, \
  FAIL, ISSUER, "NOT VALID", P_PARSE, \
  "A context of its own gives another meaning to a term that is protected.") \
X(CONTEXT_HIDDEN_NAME, "context.hidden_name", CONTEXT, FAIL, HOLDER, \
  "ALTERED", P_PARSE, \
  "A property, type or identifier stands where, or under a name by which, " \
  "programs do not look for it. That is how an end date or a revocation is " \
  "hidden without breaking the signature. Ask the holder for the original.") \
X(CONTEXT_INVALID, "context.invalid", CONTEXT, FAIL, ISSUER, "NOT VALID", \
  P_PARSE, \
  "The document breaks a rule of linked data (JSON-LD), or holds something " \
  "that others would drop without a word. The issuer has to issue the " \
  "credential anew.") \
X(CONTEXT_TOO_DEEP, "context.too_deep", CONTEXT, FAIL, ISSUER, "NOT VALID", \
  P_PARSE, \
  "The document is nested too deeply to be examined.") \
SCHEMA_ROWS(X) \
LEGACY_SCHEMA_ROWS(X) \
KEY_ROWS(X) \
CONTROLLER_ROWS(X) \
LEGACY_CONTROLLER_ROWS(X) \
SIGNATURE_ROWS(X) \
LEGACY_SIGNATURE_ROWS(X) \
X(ISSUER_LISTED, "issuer.listed", ISSUER, PASS, NOBODY, "VALID", NULL, \
  "The issuer is on your list.") \
X(ISSUER_NOT_ON_YOUR_LIST, "issuer.not_on_your_list", ISSUER, WARN, \
  VERIFIER, "VALID", NULL, \
  "The issuer is not on your list. That says nothing against the badge: " \
  "decide whether you recognise this issuer.") \
VALIDITY_ROWS(X) \
STATUS_ROWS(X, REVOCATION, "revocation", "revoked") \
X(REVOCATION_CLEAR, "revocation.not_revoked", REVOCATION, PASS, NOBODY, NULL, \
  NULL, \
  "The issuer's current list says that the credential is not revoked.") \
X(REVOCATION_SET, "revocation.revoked", REVOCATION, FAIL, ISSUER, "REVOKED", \
  P_STATUS, \
  "The issuer has revoked this credential: it is no longer valid.") \
X(REVOCATION_LIST_UNSIGNED, "revocation.list_unsigned", REVOCATION, WARN, \
  NOBODY, NULL, NULL, \
  "The credential is not on its issuer's list of revoked ones. Lists of this " \
  "kind are not signed, so this is worth as much as the website it is at.") \
X(REVOCATION_MESSAGE, "revocation.message", REVOCATION, WARN, VERIFIER, NULL, \
  NULL, \
  "The issuer has attached a message to the credential's status. It is no " \
  "revocation: read it and decide.") \
X(REVOCATION_MESSAGE_UNKNOWN, "revocation.message_unknown", REVOCATION, \
  COULD_NOT_CHECK, TRY_LATER, "COULD NOT BE CHECKED", P_STATUS, \
  "The issuer publishes messages about this credential on a list that could " \
  "not be read, so it is open what they say. Try again later.") \
X(REVOCATION_PURPOSE_UNKNOWN, "revocation.purpose_unknown", REVOCATION, WARN, \
  VERIFIER, NULL, NULL, \
  "The credential has a status for a purpose that is not known here, which " \
  "was not looked up.") \
LEGACY_REVOCATION_ROWS(X) \
STATUS_ROWS(X, SUSPENSION, "suspension", "suspended") \
SUSPENSION_ROWS(X) \
X(SUPERSEDED_NONE, "superseded.none", SUPERSEDED, PASS, NOBODY, NULL, NULL, \
  "The issuer offers no newer version of this credential.") \
X(SUPERSEDED_NOT_DECLARED, "superseded.not_declared", SUPERSEDED, \
  NOT_APPLICABLE, NOBODY, NULL, NULL, \
  "The credential names no place where a newer version would be found.") \
X(SUPERSEDED_BY, "superseded.by", SUPERSEDED, FAIL, HOLDER, "SUPERSEDED", \
  NULL, \
  "The issuer has replaced this credential by a newer version: use that " \
  "one.") \
X(SUPERSEDED_LATER, "superseded.later", SUPERSEDED, PASS, NOBODY, NULL, NULL, \
  "The issuer has replaced this credential since, by a version that is valid " \
  "only from after the date asked about.") \
X(SUPERSEDED_UNKNOWN, "superseded.unknown", SUPERSEDED, COULD_NOT_CHECK, \
  TRY_LATER, NULL, NULL, \
  "Whether a newer version exists could not be found out.") \
X(RECIPIENT_NOT_ASKED, "recipient.not_asked", RECIPIENT, NOT_APPLICABLE, \
  NOBODY, NULL, NULL, \
  "You gave no name, e-mail address or number to compare with.") \
X(RECIPIENT_MATCH, "recipient.match", RECIPIENT, PASS, NOBODY, NULL, NULL, \
  "The credential is for the person you named.") \
X(RECIPIENT_MISMATCH, "recipient.mismatch", RECIPIENT, FAIL, HOLDER, \
  "NOT VALID", NULL, \
  "The credential is not for the person you named.") \
X(RECIPIENT_NOT_STATED, "recipient.not_stated", RECIPIENT, COULD_NOT_CHECK, \
  HOLDER, NULL, NULL, \
  "The credential does not hold what you asked to compare, so it is open " \
  "whether it is for that person.") \
X(RECIPIENT_WITHHELD, "recipient.withheld", RECIPIENT, COULD_NOT_CHECK, \
  TRY_LATER, NULL, NULL, \
  "The credential does not show what you asked to compare, and its issuer's " \
  "site has not said whether it is for that person.") \
X(RECIPIENT_SITE_MATCH, "recipient.site_match", RECIPIENT, PASS, NOBODY, \
  NULL, NULL, \
  "The credential does not show what you asked to compare. The issuer's site " \
  "says that it is for the person you named.") \
X(RECIPIENT_SITE_MISMATCH, "recipient.site_mismatch", RECIPIENT, FAIL, HOLDER, \
  "NOT VALID", NULL, \
  "The credential does not show what you asked to compare. The issuer's site " \
  "says that it is not for the person you named.") \
X(ENDORSEMENTS_NONE, "endorsements.none", ENDORSEMENTS, NOT_APPLICABLE, \
  NOBODY, NULL, NULL, \
  "The credential carries no endorsements.") \
X(ENDORSEMENTS_VALID, "endorsements.valid", ENDORSEMENTS, PASS, NOBODY, NULL, \
  NULL, \
  "Every endorsement it carries is signed by its endorser and in force.") \
X(ENDORSEMENTS_INVALID, "endorsements.invalid", ENDORSEMENTS, WARN, ISSUER, \
  NULL, NULL, \
  "An endorsement it carries does not hold: do not count it.") \
X(ENDORSEMENTS_NOT_CHECKED, "endorsements.not_checked", ENDORSEMENTS, \
  COULD_NOT_CHECK, VERIFIER, NULL, NULL, \
  "An endorsement it carries could not be checked: do not count it.") \
CONTENTS_ROWS(X) \
X(REFRESH_NOT_DECLARED, "refresh.not_declared", REFRESH, NOT_APPLICABLE, \
  NOBODY, NULL, NULL, \
  "The credential names no refresh service.") \
X(REFRESH_CURRENT, "refresh.current", REFRESH, PASS, NOBODY, NULL, NULL, \
  "The issuer's refresh service has no other version than this one.") \
X(REFRESH_NEWER_VERSION, "refresh.newer_version", REFRESH, WARN, HOLDER, \
  NULL, NULL, \
  "The issuer's refresh service gives a newer version of this credential.") \
X(REFRESH_ANNOUNCED, "refresh.announced", REFRESH, WARN, HOLDER, NULL, NULL, \
  "The issuer's list says that there is a newer version of this credential. " \
  "This one is no less valid: ask the holder for the newer one.") \
X(REFRESH_UNREACHABLE, "refresh.unreachable", REFRESH, WARN, TRY_LATER, NULL, \
  NULL, \
  "The refresh service could not be reached; the credential was judged as " \
  "it is.") \
X(REFRESH_UNUSABLE, "refresh.unusable", REFRESH, WARN, ISSUER, NULL, NULL, \
  "What the refresh service gave is no signed version of this credential; " \
  "the credential was judged as it is.") \
X(REFRESH_UNSUPPORTED, "refresh.unsupported", REFRESH, COULD_NOT_CHECK, \
  VERIFIER, NULL, NULL, \
  "The refresh service is of a kind that is not known here.") \
X(RELATED_NONE, "related.none", RELATED, NOT_APPLICABLE, NOBODY, NULL, NULL, \
  "The credential refers to no other documents by digest.") \
X(RELATED_MATCH, "related.match", RELATED, PASS, NOBODY, NULL, NULL, \
  "The documents that the credential refers to by digest are the ones known " \
  "here.") \
X(RELATED_DIGEST_MISMATCH, "related.digest_mismatch", RELATED, FAIL, ISSUER, \
  "NOT VALID", P_VALUE, \
  "The credential refers to a document by a digest that is not the digest of " \
  "that document, so it was made with another one in mind.") \
X(RELATED_NOT_CHECKED, "related.not_checked", RELATED, COULD_NOT_CHECK, \
  VERIFIER, NULL, NULL, \
  "The credential refers to other documents by digest. They are not " \
  "fetched here, so not every digest was compared.") \
PRESENTATION_ROWS(X) \
X(IMAGE_NONE, "image.none", IMAGE, NOT_APPLICABLE, NOBODY, NULL, NULL, \
  "No picture was given.") \
X(IMAGE_BAKED, "image.baked", IMAGE, PASS, NOBODY, NULL, NULL, \
  "The picture carries exactly this credential. What the picture shows is " \
  "not covered by the signature.") \
X(IMAGE_COMPRESSED, "image.compressed", IMAGE, WARN, ISSUER, NULL, NULL, \
  "The picture carries this credential in a compressed form that the " \
  "standard does not allow.") \
X(IMAGE_MISMATCH, "image.mismatch", IMAGE, WARN, HOLDER, NULL, NULL, \
  "The picture carries another badge beside this credential, of an older " \
  "standard. Other programs may show that one; this answer is of the " \
  "credential alone.") \
X(NOT_EVALUATED, "not_evaluated", COUNT, COULD_NOT_CHECK, NOBODY, NULL, NULL, \
  "Not evaluated, because an earlier check did not hold: nothing in the " \
  "document is shown as fact.")
/* clang-format on */

#define CODE_ENUM(id, name, check, outcome, actor, word, problem, sentence) \
 CODE_##id,
enum code_id {
	CODE_TABLE(CODE_ENUM) CODE_COUNT
};
#undef CODE_ENUM

/* The row of an identifier. */
const struct tsm_code *code_row(enum code_id id);

#endif
