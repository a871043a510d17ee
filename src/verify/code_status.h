/*
 * code_status.h - rows of code_table.h: of validity, and those that
 * revocation and suspension share.
 */
#ifndef TESTAMUR_VERIFY_CODE_STATUS_H
#define TESTAMUR_VERIFY_CODE_STATUS_H

/* clang-format off */
#define VALIDITY_ROWS(X) \
X(VALIDITY_CURRENT, "validity.current", VALIDITY, PASS, NOBODY, NULL, NULL, \
  "The date asked about lies within the credential's period of validity.") \
X(VALIDITY_SIGNED_LATER, "validity.signed_later", VALIDITY, WARN, VERIFIER, \
  NULL, NULL, \
  "The date asked about lies within the period of validity, but by its own " \
  "word the credential was signed only afterwards.") \
X(VALIDITY_NOT_YET, "validity.not_yet", VALIDITY, FAIL, TRY_LATER, \
  "NOT YET VALID", P_RANGE, \
  "The credential is not valid yet.") \
X(VALIDITY_EXPIRED, "validity.expired", VALIDITY, FAIL, HOLDER, "EXPIRED", \
  P_RANGE, \
  "The credential has expired. The holder may have a newer one.")

#define STATUS_ROWS(X, CHECK, name, word) \
X(CHECK##_NONE_DECLARED, name ".none_declared", CHECK, NOT_APPLICABLE, \
  NOBODY, NULL, NULL, \
  "The credential names no list on which it could be " word ". That is not " \
  "the same as \"not " word "\".") \
X(CHECK##_CLEAR_THEN, name ".not_" word "_then", CHECK, PASS, NOBODY, NULL, \
  NULL, \
  "The issuer's list of the date asked about says that the credential was " \
  "not " word ".") \
X(CHECK##_SET_LATER, name "." word "_later", CHECK, WARN, VERIFIER, NULL, \
  NULL, \
  "The credential was not " word " on the date asked about. It has been " \
  word " since.") \
X(CHECK##_INDEX_NOT_STRING, name ".index_not_string", CHECK, WARN, ISSUER, \
  NULL, NULL, \
  "The credential is not " word ". Its place in the list is written as a " \
  "number and not as a text, as the standard wants it.") \
X(CHECK##_LIST_UNREACHABLE, name ".list_unreachable", CHECK, \
  COULD_NOT_CHECK, TRY_LATER, "COULD NOT BE CHECKED", P_FETCH, \
  "The issuer's list could not be fetched, so it is open whether the " \
  "credential is " word ". Try again later.") \
X(CHECK##_LIST_ADDRESS_REFUSED, name ".list_address_refused", CHECK, \
  COULD_NOT_CHECK, ISSUER, "COULD NOT BE CHECKED", P_FETCH, \
  "The list is said to be at an address that is never called from here " \
  "(not https, or not public).") \
X(CHECK##_LIST_INVALID, name ".list_invalid", CHECK, COULD_NOT_CHECK, \
  ISSUER, "COULD NOT BE CHECKED", P_VALUE, \
  "The issuer's list is malformed, so it is open whether the credential is " \
  word ". Ask the issuer.") \
X(CHECK##_LIST_SIGNATURE, name ".list_signature", CHECK, COULD_NOT_CHECK, \
  ISSUER, "COULD NOT BE CHECKED", P_STATUS, \
  "The list is not properly signed, so it is not believed, and it is open " \
  "whether the credential is " word ". Ask the issuer.") \
X(CHECK##_LIST_PROOF_UNSUPPORTED, name ".list_proof_unsupported", CHECK, \
  COULD_NOT_CHECK, VERIFIER, "COULD NOT BE CHECKED", P_STATUS, \
  "The list carries a kind of proof that is not checked here yet, so it is " \
  "open whether the credential is " word ".") \
X(CHECK##_LIST_KEY, name ".list_key", CHECK, COULD_NOT_CHECK, TRY_LATER, \
  "COULD NOT BE CHECKED", P_STATUS, \
  "The key that signed the list could not be looked up, so the list is not " \
  "believed yet. Try again later.") \
X(CHECK##_LIST_ISSUER, name ".list_issuer", CHECK, COULD_NOT_CHECK, ISSUER, \
  "COULD NOT BE CHECKED", P_STATUS, \
  "The list is signed by somebody else than the credential's issuer, so it " \
  "is not believed.") \
X(CHECK##_LIST_OTHER, name ".list_other", CHECK, COULD_NOT_CHECK, ISSUER, \
  "COULD NOT BE CHECKED", P_STATUS, \
  "What is at the list's address is another list of the same issuer.") \
X(CHECK##_LIST_EXPIRED, name ".list_expired", CHECK, COULD_NOT_CHECK, \
  ISSUER, "COULD NOT BE CHECKED", P_STATUS, \
  "The list is out of date or not yet in force, so it is open whether the " \
  "credential is " word ". Ask the issuer.") \
X(CHECK##_LIST_REPLAYED, name ".list_replayed", CHECK, COULD_NOT_CHECK, \
  TRY_LATER, "COULD NOT BE CHECKED", P_STATUS, \
  "An older list was served than one seen before, so it is not believed. " \
  "Try again later.") \
X(CHECK##_LIST_TOO_SHORT, name ".list_too_short", CHECK, COULD_NOT_CHECK, \
  ISSUER, "COULD NOT BE CHECKED", P_LENGTH, \
  "The list is shorter than the standard allows, so it is not believed.") \
X(CHECK##_DATE_NOT_COVERED, name ".date_not_covered", CHECK, \
  COULD_NOT_CHECK, ISSUER, "COULD NOT BE CHECKED", P_STATUS, \
  "The list at hand does not say whether the credential was " word " on the " \
  "date asked about: that may have changed in between. Ask the issuer.") \
X(CHECK##_PURPOSE_MISMATCH, name ".purpose_mismatch", CHECK, \
  COULD_NOT_CHECK, ISSUER, "COULD NOT BE CHECKED", P_STATUS, \
  "The list is for another purpose than the credential says, so it is open " \
  "whether it is " word ".") \
X(CHECK##_INDEX_INVALID, name ".index_invalid", CHECK, COULD_NOT_CHECK, \
  ISSUER, "COULD NOT BE CHECKED", P_VALUE, \
  "The credential's place in the list is not a whole number, so it is open " \
  "whether it is " word ".") \
X(CHECK##_INDEX_OUT_OF_RANGE, name ".index_out_of_range", CHECK, \
  COULD_NOT_CHECK, ISSUER, "COULD NOT BE CHECKED", P_RANGE, \
  "The credential's place lies beyond the end of the list, so it is open " \
  "whether it is " word ".") \
X(CHECK##_SIZE_UNSUPPORTED, name ".size_unsupported", CHECK, \
  COULD_NOT_CHECK, VERIFIER, "COULD NOT BE CHECKED", P_STATUS, \
  "The list has entries of a size that is not read here.") \
X(CHECK##_ENTRY_INVALID, name ".entry_invalid", CHECK, COULD_NOT_CHECK, \
  ISSUER, "COULD NOT BE CHECKED", P_VALUE, \
  "The credential's entry for the list is malformed, so it is open whether " \
  "it is " word ".") \
X(CHECK##_TYPE_UNSUPPORTED, name ".type_unsupported", CHECK, \
  COULD_NOT_CHECK, VERIFIER, "COULD NOT BE CHECKED", P_STATUS, \
  "The credential publishes its status in a way that is not read here, so " \
  "it is open whether it is " word ".")
#define SUSPENSION_ROWS(X) \
X(SUSPENSION_CLEAR, "suspension.not_suspended", SUSPENSION, PASS, NOBODY, \
  NULL, NULL, \
  "The issuer's current list says that the credential is not suspended.") \
X(SUSPENSION_SET, "suspension.suspended", SUSPENSION, FAIL, ISSUER, \
  "SUSPENDED", P_STATUS, \
  "The issuer has suspended this credential: it does not count for now. " \
  "Ask the issuer or check again later.") \
X(SUSPENSION_SET_THEN, "suspension.suspended_then", SUSPENSION, FAIL, ISSUER, \
  "SUSPENDED", P_STATUS, \
  "The issuer's list of the date asked about says that the credential was " \
  "suspended: it did not count then.")
/* clang-format on */

#endif
