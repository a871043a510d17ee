/*
 * code_presentation.h - the rows of check presentation: code_table.h has the
 * columns.
 */
#ifndef TESTAMUR_VERIFY_CODE_PRESENTATION_H
#define TESTAMUR_VERIFY_CODE_PRESENTATION_H

#define P_CHALLENGE "https://w3id.org/security#INVALID_CHALLENGE_ERROR"
#define P_DOMAIN    "https://w3id.org/security#INVALID_DOMAIN_ERROR"

/* clang-format off */
#define PRESENTATION_ROWS(X) \
X(PRESENTATION_NONE, "presentation.none", PRESENTATION, NOT_APPLICABLE, \
  NOBODY, NULL, NULL, \
  "The credential did not come in a presentation by its holder.") \
X(PRESENTATION_HOLDER, "presentation.holder", PRESENTATION, PASS, NOBODY, \
  NULL, NULL, \
  "The one the credential is about presents it, and signed for your " \
  "challenge.") \
X(PRESENTATION_NO_CHALLENGE, "presentation.no_challenge", PRESENTATION, WARN, \
  VERIFIER, NULL, NULL, \
  "The one the credential is about has signed this presentation. You gave " \
  "no challenge, so it may be a copy that somebody else hands in.") \
X(PRESENTATION_OTHER_HOLDER, "presentation.other_holder", PRESENTATION, WARN, \
  VERIFIER, NULL, NULL, \
  "Whoever presents the credential is not known to be the one it is about: " \
  "find that out in another way.") \
X(PRESENTATION_ALONE, "presentation.alone", PRESENTATION, PASS, NOBODY, NULL, \
  NULL, \
  "The presentation holds no credential. Its holder signed it for your " \
  "challenge.") \
X(PRESENTATION_ALONE_NO_CHALLENGE, "presentation.alone_no_challenge", \
  PRESENTATION, WARN, VERIFIER, NULL, NULL, \
  "The presentation holds no credential. Its holder signed it, but you gave " \
  "no challenge, so it may be a copy that somebody else hands in.") \
X(PRESENTATION_CONTEXT, "presentation.context", PRESENTATION, FAIL, HOLDER, \
  "NOT VALID", P_PARSE, \
  "A context of the presentation is not known here or breaks a rule of " \
  "linked data, so what the presentation says has no settled meaning.") \
X(PRESENTATION_MISSING, "presentation.missing", PRESENTATION, FAIL, HOLDER, \
  "NOT VALID", P_PROOF, \
  "You asked for a presentation signed for your challenge or domain, and got " \
  "a credential alone, which anybody could hand in.") \
X(PRESENTATION_NO_PROOF, "presentation.no_proof", PRESENTATION, FAIL, HOLDER, \
  "NOT VALID", P_PROOF, \
  "The presentation is not signed, so anybody could have put it together. " \
  "Ask the holder to present it anew.") \
X(PRESENTATION_NO_HOLDER, "presentation.no_holder", PRESENTATION, FAIL, \
  HOLDER, "NOT VALID", P_VALUE, \
  "Whoever presents the credential has also issued it, and the presentation " \
  "does not name its holder, as it then must.") \
X(PRESENTATION_PURPOSE, "presentation.purpose", PRESENTATION, FAIL, HOLDER, \
  "NOT VALID", P_PROOF, \
  "The presentation's proof was made for another purpose than to show who " \
  "presents it.") \
X(PRESENTATION_DOMAIN, "presentation.domain", PRESENTATION, FAIL, HOLDER, \
  "NOT VALID", P_DOMAIN, \
  "The presentation was made for somebody else than you. Ask the holder to " \
  "present it anew.") \
X(PRESENTATION_CHALLENGE, "presentation.challenge", PRESENTATION, FAIL, \
  HOLDER, "NOT VALID", P_CHALLENGE, \
  "The presentation does not answer your challenge: it may be a copy of an " \
  "older one. Ask the holder to present it anew.") \
X(PRESENTATION_EXPIRED, "presentation.expired", PRESENTATION, FAIL, HOLDER, \
  "NOT VALID", P_PROOF, \
  "The presentation is out of date or not yet in force, or does not say when " \
  "it is. Ask the holder to present it anew.") \
X(PRESENTATION_KEY, "presentation.key", PRESENTATION, FAIL, HOLDER, \
  "NOT VALID", P_PROOF, \
  "The presentation is not signed with a key that its holder has published " \
  "to show who they are.") \
X(PRESENTATION_SIGNATURE, "presentation.signature", PRESENTATION, FAIL, \
  HOLDER, "ALTERED", P_PROOF, \
  "The holder's signature does not fit the presentation: it was changed, or " \
  "the holder never signed it.") \
X(PRESENTATION_NOT_CHECKED, "presentation.not_checked", PRESENTATION, \
  COULD_NOT_CHECK, VERIFIER, "COULD NOT BE CHECKED", P_PROOF, \
  "The holder's signature could not be checked, so it is open who presents " \
  "the credential.")
/* clang-format on */

#endif
