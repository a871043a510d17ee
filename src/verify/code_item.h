/*
 * code_item.h - rows of code_table.h for what never became a credential:
 * a text that was typed, a link, a line of a table. They are answers of
 * the check input.
 */
#ifndef TESTAMUR_VERIFY_CODE_ITEM_H
#define TESTAMUR_VERIFY_CODE_ITEM_H

/* clang-format off */
#define ITEM_ROWS(X) \
X(ITEM_EMPTY, "item.empty", INPUT, FAIL, VERIFIER, "NOTHING GIVEN", NULL, \
  "The row is empty: there is nothing to check.") \
X(ITEM_NOT_RECOGNISED, "item.not_recognised", INPUT, FAIL, VERIFIER, \
  "NOT RECOGNISED", NULL, \
  "This is no credential, no file that is there, and no id or link.") \
X(ITEM_UNREADABLE, "item.unreadable", INPUT, COULD_NOT_CHECK, VERIFIER, \
  "COULD NOT BE CHECKED", NULL, \
  "The file could not be read. Get it again, or unpack it first.") \
X(ITEM_BAD_ROW, "item.bad_row", INPUT, COULD_NOT_CHECK, VERIFIER, \
  "COULD NOT BE CHECKED", NULL, \
  "The line of the table is damaged. Export the table again.") \
X(ITEM_ID_MISTYPED, "item.id_mistyped", INPUT, FAIL, VERIFIER, \
  "NOT A VALID ID", NULL, \
  "A character of the id is wrong. Type or scan it again; this says " \
  "nothing about the credential.") \
X(ITEM_NO_ISSUER_URL, "item.no_issuer_url", INPUT, COULD_NOT_CHECK, VERIFIER, \
  "COULD NOT BE CHECKED", NULL, \
  "This verifier looks up no ids: whoever runs it has named no issuer's " \
  "address (--issuer-url). Give the file, the link or the text.") \
X(ITEM_OTHER_HOST, "item.other_host", INPUT, COULD_NOT_CHECK, VERIFIER, \
  "COULD NOT BE CHECKED", NULL, \
  "The link leads to a site that is none of your issuers'; nothing was " \
  "fetched. Ask the holder for the file.") \
X(ITEM_NO_CREDENTIAL_THERE, "item.no_credential_there", INPUT, \
  COULD_NOT_CHECK, HOLDER, "COULD NOT BE CHECKED", NULL, \
  "The address answers with something else than a credential, such as a " \
  "page for people. Ask the holder for the file.") \
X(ITEM_ID_UNKNOWN, "item.id_unknown", INPUT, FAIL, HOLDER, "UNKNOWN ID", NULL, \
  "The issuer's site has no credential of this id.") \
X(ITEM_UNREACHABLE, "item.unreachable", INPUT, COULD_NOT_CHECK, TRY_LATER, \
  "COULD NOT BE CHECKED", NULL, \
  "The issuer's site did not give the credential. It may be fine: try " \
  "again later.") \
X(ITEM_NOT_SHARED, "item.not_shared", INPUT, COULD_NOT_CHECK, HOLDER, \
  "NOT SHARED", NULL, \
  "The holder does not share this credential, so it could not be verified. " \
  "Ask the holder for the file or to share it.") \
X(ITEM_OTHER_CREDENTIAL, "item.other_credential", INPUT, FAIL, ISSUER, \
  "NOT VALID", NULL, \
  "The issuer's site gave another credential than that of this id.") \
X(ITEM_NO_TIME, "item.no_time", INPUT, COULD_NOT_CHECK, TRY_LATER, \
  "COULD NOT BE CHECKED", NULL, \
  "The time for this batch was used up. Send this one again.")
/* clang-format on */

#endif
