/*
 * code_signature.h - the rows of check signature: code_table.h has the
 * columns.
 */
#ifndef TESTAMUR_VERIFY_CODE_SIGNATURE_H
#define TESTAMUR_VERIFY_CODE_SIGNATURE_H

/* clang-format off */
#define SIGNATURE_ROWS(X) \
X(SIGNATURE_VALID, "signature.valid", SIGNATURE, PASS, NOBODY, NULL, NULL, \
  "The signature holds: nothing was changed since the issuer signed.") \
X(SIGNATURE_CLAIM_MISSING, "signature.claim_missing", SIGNATURE, WARN, \
  ISSUER, NULL, NULL, \
  "The signature holds. The token does not repeat everything that Open " \
  "Badges asks for; the issuer should mend that.") \
X(SIGNATURE_NO_PROOF, "signature.no_proof", SIGNATURE, FAIL, HOLDER, \
  "NOT VALID", P_PROOF, \
  "The document is not signed, so anybody could have written it. Ask the " \
  "holder for the signed credential.") \
X(SIGNATURE_INVALID, "signature.invalid", SIGNATURE, FAIL, HOLDER, "ALTERED", \
  P_CRYPTO, \
  "The signature does not fit the contents: they were changed after " \
  "signing, or the issuer never signed them.") \
X(SIGNATURE_ALG_NOT_ALLOWED, "signature.alg_not_allowed", SIGNATURE, FAIL, \
  ISSUER, "NOT VALID", P_CRYPTO, \
  "The token is signed in a way that proves nothing (no signature, or a " \
  "shared secret).") \
X(SIGNATURE_ALG_MISMATCH, "signature.alg_mismatch", SIGNATURE, FAIL, ISSUER, \
  "NOT VALID", P_CRYPTO, \
  "The token names another kind of signature than the issuer's key makes.") \
X(SIGNATURE_HEADER, "signature.header", SIGNATURE, FAIL, ISSUER, "NOT VALID", \
  P_CRYPTO, \
  "The token's header asks for something that is not understood here, or " \
  "says that the token is something else than a credential.") \
X(SIGNATURE_CLAIM_MISMATCH, "signature.claim_mismatch", SIGNATURE, FAIL, \
  ISSUER, "NOT VALID", P_CRYPTO, \
  "The token says one thing outside and another inside the credential, so " \
  "programs would disagree on what it means.") \
X(SIGNATURE_ALG_UNSUPPORTED, "signature.alg_unsupported", SIGNATURE, \
  COULD_NOT_CHECK, VERIFIER, "COULD NOT BE CHECKED", P_PROOF, \
  "The token is signed with an algorithm that is not supported here.") \
X(SIGNATURE_SUITE_UNSUPPORTED, "signature.suite_unsupported", SIGNATURE, \
  COULD_NOT_CHECK, VERIFIER, "COULD NOT BE CHECKED", P_PROOF, \
  "The credential carries only kinds of proof that are not known here. It " \
  "may be fine.") \
X(SIGNATURE_SUITE_BESIDE, "signature.suite_beside", SIGNATURE, WARN, NOBODY, \
  NULL, NULL, \
  "The signature holds. The credential carries a further proof of a kind " \
  "that is not known here.") \
X(SIGNATURE_MALFORMED, "signature.malformed", SIGNATURE, FAIL, ISSUER, \
  "NOT VALID", P_PROOF, \
  "A proof lacks something that every proof must have, or states it in a " \
  "way that cannot be read.") \
X(SIGNATURE_BASE_PROOF, "signature.base_proof", SIGNATURE, FAIL, HOLDER, \
  "NOT VALID", P_PROOF, \
  "This is the holder's own copy, from which to derive what others are " \
  "shown. Ask the holder for a derived one.") \
X(SIGNATURE_PURPOSE, "signature.purpose", SIGNATURE, FAIL, ISSUER, \
  "NOT VALID", P_PROOF, \
  "The proof was made for another purpose than to assert a credential.") \
X(SIGNATURE_EXPIRED, "signature.expired", SIGNATURE, FAIL, HOLDER, "EXPIRED", \
  P_PROOF, \
  "The proof states an end, which has passed. The holder may have a newer " \
  "credential.") \
X(SIGNATURE_PREVIOUS_MISSING, "signature.previous_missing", SIGNATURE, FAIL, \
  HOLDER, "ALTERED", P_PROOF, \
  "A proof builds on another one that is no longer there.") \
X(SIGNATURE_CONTEXT_MISMATCH, "signature.context_mismatch", SIGNATURE, FAIL, \
  HOLDER, "ALTERED", P_PROOF, \
  "The contexts of the credential are not those that were signed.") \
X(SIGNATURE_TRANSFORMATION, "signature.not_convertible", SIGNATURE, FAIL, \
  ISSUER, "NOT VALID", P_TRANSFORM, \
  "The document cannot be converted to what the proof signs.") \
X(SIGNATURE_CONTEXT_UNKNOWN, "signature.context_unknown", SIGNATURE, \
  COULD_NOT_CHECK, VERIFIER, "COULD NOT BE CHECKED", P_TRANSFORM, \
  "What the proof signs depends on a context that is not known here and is " \
  "never fetched.") \
X(SIGNATURE_NO_KEY, "signature.no_key", SIGNATURE, COULD_NOT_CHECK, NOBODY, \
  "COULD NOT BE CHECKED", P_PROOF, \
  "Without a key of the issuer the signature could not be checked.")
/* clang-format on */

#endif
