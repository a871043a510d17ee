/*
 * code_key.h - the rows of checks key and controller: code_table.h has the
 * columns.
 */
#ifndef TESTAMUR_VERIFY_CODE_KEY_H
#define TESTAMUR_VERIFY_CODE_KEY_H

/* clang-format off */
#define KEY_ROWS(X) \
X(KEY_FOUND, "key.found", KEY, PASS, NOBODY, NULL, NULL, \
  "The key that the signature names was found.") \
X(KEY_NOT_NAMED, "key.not_named", KEY, FAIL, ISSUER, "NOT VALID", P_CRYPTO, \
  "The signature does not say which key it was made with, so nobody can " \
  "check it. The issuer has to sign anew.") \
X(KEY_DID_UNREACHABLE, "key.did_unreachable", KEY, COULD_NOT_CHECK, \
  TRY_LATER, "COULD NOT BE CHECKED", P_PROOF, \
  "The issuer's website could not be reached, so its key could not be " \
  "fetched. The badge may be fine: try again later.") \
X(KEY_DID_NOT_FOUND, "key.did_not_found", KEY, COULD_NOT_CHECK, ISSUER, \
  "COULD NOT BE CHECKED", P_PROOF, \
  "The issuer's website answers, but publishes no key at the place the " \
  "credential names. The badge may be fine: ask the issuer.") \
X(KEY_DID_DOCUMENT, "key.did_document", KEY, COULD_NOT_CHECK, ISSUER, \
  "COULD NOT BE CHECKED", P_PROOF, \
  "What the issuer's website publishes as its keys cannot be read. The " \
  "badge may be fine: ask the issuer.") \
X(KEY_DID_METHOD, "key.did_method", KEY, COULD_NOT_CHECK, VERIFIER, \
  "COULD NOT BE CHECKED", P_PROOF, \
  "The issuer identifies itself in a way (DID method) that is not known " \
  "here, so its key could not be looked up.") \
X(KEY_ADDRESS_REFUSED, "key.address_refused", KEY, COULD_NOT_CHECK, ISSUER, \
  "COULD NOT BE CHECKED", P_PROOF, \
  "The key is said to be at an address that is never called from here (not " \
  "https, or not public).") \
X(KEY_NOT_FOUND, "key.not_found", KEY, FAIL, ISSUER, "NOT VALID", P_CRYPTO, \
  "The issuer's document does not list the key that the signature names.") \
X(KEY_PRIVATE_IN_DOCUMENT, "key.private_in_document", KEY, FAIL, ISSUER, \
  "NOT VALID", P_CRYPTO, \
  "The private key was made public, so anybody could have signed this. The " \
  "issuer has to replace the key and issue anew.") \
X(KEY_UNUSABLE, "key.unusable", KEY, FAIL, ISSUER, "NOT VALID", P_CRYPTO, \
  "The key is malformed or too weak to be relied on. The issuer has to " \
  "sign with another key.") \
X(KEY_TYPE, "key.type", KEY, COULD_NOT_CHECK, VERIFIER, \
  "COULD NOT BE CHECKED", P_PROOF, \
  "The key is of a type that is not supported here.") \
X(KEY_CERTIFICATE, "key.certificate", KEY, COULD_NOT_CHECK, VERIFIER, \
  "COULD NOT BE CHECKED", P_PROOF, \
  "The signature names its key by a certificate (X.509), which is not " \
  "checked here. It may be fine.") \
X(KEY_HOSTED, "key.hosted", KEY, NOT_APPLICABLE, NOBODY, NULL, NULL, \
  "The badge is not signed: its issuer's website publishes it. So there is " \
  "no key.")

#define CONTROLLER_ROWS(X) \
X(CONTROLLER_ISSUER, "controller.issuer", CONTROLLER, PASS, NOBODY, NULL, \
  NULL, \
  "The key belongs to the issuer, who has published it for signing " \
  "credentials.") \
X(CONTROLLER_NOT_ISSUER, "controller.not_issuer", CONTROLLER, FAIL, ISSUER, \
  "NOT VALID", P_CRYPTO, \
  "The key does not belong to the issuer that the credential names: " \
  "somebody else signed it.") \
X(CONTROLLER_NOT_FOR_ASSERTION, "controller.not_for_assertion", CONTROLLER, \
  FAIL, ISSUER, "NOT VALID", P_CRYPTO, \
  "The issuer has published this key, but not for signing credentials.") \
X(CONTROLLER_KEY_REVOKED, "controller.key_revoked", CONTROLLER, FAIL, ISSUER, \
  "NOT VALID", P_CRYPTO, \
  "The issuer has revoked this key, so nothing signed with it can be " \
  "relied on. Ask the issuer for a new credential.") \
X(CONTROLLER_HELD, "controller.held", CONTROLLER, WARN, NOBODY, NULL, NULL, \
  "The issuer has revoked this key since. A receipt of an earlier date, whose " \
  "operator you recognise, shows that this was signed before.") \
X(CONTROLLER_KEY_EXPIRED_BEFORE_SIGNING, \
  "controller.key_expired_before_signing", CONTROLLER, FAIL, ISSUER, \
  "NOT VALID", P_CRYPTO, \
  "The key was no longer in use when the credential says it was signed.") \
X(CONTROLLER_WINDOW, "controller.window", CONTROLLER, FAIL, ISSUER, \
  "NOT VALID", P_CRYPTO, \
  "The issuer's document states the key's period of use in a way that " \
  "cannot be read, so the key is not relied on.") \
X(CONTROLLER_UNREACHABLE, "controller.unreachable", CONTROLLER, \
  COULD_NOT_CHECK, TRY_LATER, "COULD NOT BE CHECKED", P_PROOF, \
  "The issuer's own list of keys could not be fetched, so it is open " \
  "whether the key is the issuer's. Try again later.")
/* clang-format on */

#endif
