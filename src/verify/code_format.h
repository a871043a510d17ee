/*
 * code_format.h - the rows of check format: code_table.h has the columns.
 */
#ifndef TESTAMUR_VERIFY_CODE_FORMAT_H
#define TESTAMUR_VERIFY_CODE_FORMAT_H

/* clang-format off */
#define FORMAT_ROWS(X) \
X(FORMAT_OK, "format.ok", FORMAT, PASS, NOBODY, NULL, NULL, \
  "The document is well-formed and has what every credential must have.") \
X(FORMAT_VC11, "format.vc11", FORMAT, WARN, ISSUER, NULL, NULL, \
  "The credential uses the older data model 1.1. It is accepted; the " \
  "issuer should move to 2.0.") \
X(FORMAT_NOT_JSON, "format.not_json", FORMAT, FAIL, HOLDER, "NOT VALID", \
  P_PARSE, \
  "The document is not well-formed JSON, so nothing in it can be relied " \
  "on. Ask the holder for the original file.") \
X(FORMAT_DUPLICATE_KEY, "format.duplicate_key", FORMAT, FAIL, ISSUER, \
  "NOT VALID", P_PARSE, \
  "A name occurs twice in one object, so different programs would read " \
  "different things. Nothing in it can be relied on.") \
X(FORMAT_BAD_TOKEN, "format.bad_token", FORMAT, FAIL, HOLDER, "NOT VALID", \
  P_PARSE, \
  "The signed token is damaged or was cut short. Ask the holder for the " \
  "original.") \
X(FORMAT_TOO_LARGE, "format.too_large", FORMAT, FAIL, ISSUER, "NOT VALID", \
  P_PARSE, \
  "The document exceeds a limit on size or nesting and was not read.") \
X(FORMAT_AMBIGUOUS, "format.ambiguous", FORMAT, FAIL, ISSUER, "NOT VALID", \
  P_PARSE, \
  "The token holds two credentials, and it is not clear which one was " \
  "meant.") \
X(FORMAT_CONTEXT_ORDER, "format.context_order", FORMAT, FAIL, ISSUER, \
  "NOT VALID", P_VALUE, \
  "The first context is not that of verifiable credentials, so the terms " \
  "have no settled meaning.") \
X(FORMAT_MISSING_PROPERTY, "format.missing_property", FORMAT, FAIL, ISSUER, \
  "NOT VALID", P_VALUE, \
  "A property that every credential must have is missing. The issuer has " \
  "to issue it anew.") \
X(FORMAT_WRONG_TYPE, "format.wrong_type", FORMAT, FAIL, ISSUER, "NOT VALID", \
  P_VALUE, \
  "A property has a value of the wrong kind. The issuer has to issue the " \
  "credential anew.") \
X(FORMAT_NOT_A_CREDENTIAL, "format.not_a_credential", FORMAT, FAIL, ISSUER, \
  "NOT VALID", P_VALUE, \
  "The document does not say that it is a verifiable credential.") \
X(FORMAT_NOT_A_URL, "format.not_a_url", FORMAT, FAIL, ISSUER, "NOT VALID", \
  P_VALUE, \
  "An identifier that has to be a URL is none. The issuer has to issue the " \
  "credential anew.") \
X(FORMAT_BAD_DATE, "format.bad_date", FORMAT, FAIL, ISSUER, "NOT VALID", \
  P_VALUE, \
  "A date is not one. The issuer has to issue the credential anew.") \
X(FORMAT_DATE_WITHOUT_ZONE, "format.date_without_zone", FORMAT, FAIL, \
  ISSUER, "NOT VALID", P_VALUE, \
  "A date has no time zone, so it does not say when. The issuer has to " \
  "issue the credential anew.") \
X(FORMAT_PERIOD, "format.period", FORMAT, FAIL, ISSUER, "NOT VALID", P_VALUE, \
  "The credential ends before it begins.") \
X(FORMAT_OLD_PROPERTY, "format.old_property", FORMAT, FAIL, ISSUER, \
  "NOT VALID", P_VALUE, \
  "A credential of data model 2.0 uses a date of model 1.1, which other " \
  "programs would not see. The issuer has to issue it anew.") \
X(FORMAT_INVALID, "format.invalid", FORMAT, FAIL, ISSUER, "NOT VALID", \
  P_VALUE, \
  "A property breaks a rule of the data model. The issuer has to issue the " \
  "credential anew.")
/* clang-format on */

#endif
