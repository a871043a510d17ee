/*
 * code_legacy.h - the rows of Open Badges 2.0, check by check: code_table.h
 * has the columns.
 */
#ifndef TESTAMUR_VERIFY_CODE_LEGACY_H
#define TESTAMUR_VERIFY_CODE_LEGACY_H

/* clang-format off */
#define LEGACY_FORMAT_ROWS(X) \
X(FORMAT_OPEN_BADGES_2, "format.open_badges_2", FORMAT, WARN, ISSUER, NULL, \
  NULL, \
  "This is an Open Badge of version 2.0, an older standard. It is held to " \
  "that one; the issuer should move to 3.0.")

#define LEGACY_SCHEMA_ROWS(X) \
X(SCHEMA_OPEN_BADGES_2, "schema.open_badges_2", SCHEMA, PASS, NOBODY, NULL, \
  NULL, \
  "The badge has what Open Badges 2.0 asks of it.") \
X(SCHEMA_OB2, "schema.ob2", SCHEMA, FAIL, ISSUER, "NOT VALID", P_VALUE, \
  "The badge breaks a rule of Open Badges 2.0. The issuer has to issue it " \
  "anew.")

#define LEGACY_CONTROLLER_ROWS(X) \
X(CONTROLLER_HOSTED, "controller.hosted", CONTROLLER, PASS, NOBODY, NULL, \
  NULL, \
  "The badge is at a website at which its issuer publishes badges.") \
X(CONTROLLER_HOSTED_ELSEWHERE, "controller.hosted_elsewhere", CONTROLLER, \
  FAIL, ISSUER, "NOT VALID", P_CRYPTO, \
  "The badge is at another website than its issuer's, and the issuer does " \
  "not say that it publishes badges there: anybody could have put it there.") \
X(CONTROLLER_PROFILE_UNREACHABLE, "controller.profile_unreachable", \
  CONTROLLER, COULD_NOT_CHECK, TRY_LATER, "COULD NOT BE CHECKED", P_PROOF, \
  "What the issuer publishes of the badge and of itself could not be " \
  "fetched, so it is open who gave it. The badge may be fine: try again " \
  "later.") \
X(CONTROLLER_PROFILE, "controller.profile", CONTROLLER, COULD_NOT_CHECK, \
  ISSUER, "COULD NOT BE CHECKED", P_PROOF, \
  "What the issuer publishes of the badge or of itself is missing or cannot " \
  "be read, so it is open who gave it. The badge may be fine: ask the issuer.")

#define LEGACY_SIGNATURE_ROWS(X) \
X(SIGNATURE_HOSTED, "signature.hosted", SIGNATURE, WARN, NOBODY, NULL, NULL, \
  "The issuer's website publishes this badge. It is not signed, so this is " \
  "worth as much as that website.") \
X(SIGNATURE_HOSTED_DIFFERS, "signature.hosted_differs", SIGNATURE, FAIL, \
  HOLDER, "ALTERED", P_CRYPTO, \
  "The issuer's website publishes something else at the badge's address: " \
  "what was given was changed, or the issuer has changed the badge since. " \
  "Ask the holder for the current one.") \
X(SIGNATURE_HOSTED_GONE, "signature.hosted_gone", SIGNATURE, \
  COULD_NOT_CHECK, ISSUER, "COULD NOT BE CHECKED", P_PROOF, \
  "The issuer's website answers, but does not publish this badge (any more). " \
  "It may have been withdrawn: ask the issuer.") \
X(SIGNATURE_HOSTED_UNREACHABLE, "signature.hosted_unreachable", SIGNATURE, \
  COULD_NOT_CHECK, TRY_LATER, "COULD NOT BE CHECKED", P_PROOF, \
  "The issuer's website could not be reached, so it is open whether it " \
  "publishes this badge. The badge may be fine: try again later.") \
X(SIGNATURE_HOSTED_ADDRESS, "signature.hosted_address", SIGNATURE, \
  COULD_NOT_CHECK, ISSUER, "COULD NOT BE CHECKED", P_PROOF, \
  "The badge is said to be published at an address that is never called " \
  "from here (not https, or not public).")

#define LEGACY_REVOCATION_ROWS(X) \
X(REVOCATION_HOSTED, "revocation.hosted", REVOCATION, PASS, NOBODY, NULL, \
  NULL, \
  "The issuer's website publishes the badge, and does not call it revoked.")
/* clang-format on */

#endif
