/*
 * code_contents.h - the rows of the checks schema and contents: code_table.h
 * has the columns.
 */
#ifndef TESTAMUR_VERIFY_CODE_CONTENTS_H
#define TESTAMUR_VERIFY_CODE_CONTENTS_H

/* clang-format off */
#define SCHEMA_ROWS(X) \
X(SCHEMA_OK, "schema.ok", SCHEMA, PASS, NOBODY, NULL, NULL, \
  "The credential keeps the rules of Open Badges 3.0.") \
X(SCHEMA_OB3, "schema.ob3", SCHEMA, FAIL, ISSUER, "NOT VALID", P_VALUE, \
  "The credential breaks a rule of Open Badges 3.0. The issuer has to " \
  "issue it anew.") \
X(SCHEMA_CLR, "schema.clr", SCHEMA, PASS, NOBODY, NULL, NULL, \
  "The credential is a learner record and keeps the rules of CLR 2.0.") \
X(SCHEMA_CLR2, "schema.clr2", SCHEMA, FAIL, ISSUER, "NOT VALID", P_VALUE, \
  "The learner record breaks a rule of CLR 2.0. The issuer has to issue it " \
  "anew.") \
X(SCHEMA_UNKNOWN, "schema.unknown", SCHEMA, COULD_NOT_CHECK, VERIFIER, NULL, \
  NULL, \
  "The credential names a schema that is not known here, so its own rules " \
  "could not be checked.") \
X(SCHEMA_NOT_OPEN_BADGE, "schema.not_open_badge", SCHEMA, NOT_APPLICABLE, \
  NOBODY, NULL, NULL, \
  "This is a verifiable credential of another kind than Open Badges, for " \
  "which no further rules are known here.")

#define CONTENTS_ROWS(X) \
X(CONTENTS_NONE, "contents.none", CONTENTS, NOT_APPLICABLE, NOBODY, NULL, \
  NULL, \
  "The credential is no record that holds others.") \
X(CONTENTS_VALID, "contents.valid", CONTENTS, PASS, NOBODY, NULL, NULL, \
  "Every credential in the record is signed by its issuer, in force, and of " \
  "the person whose record it is.") \
X(CONTENTS_EXPIRED, "contents.expired", CONTENTS, WARN, HOLDER, NULL, NULL, \
  "A credential in the record has expired: do not count it. The rest is in " \
  "force.") \
X(CONTENTS_INVALID, "contents.invalid", CONTENTS, FAIL, ISSUER, "NOT VALID", \
  P_VALUE, \
  "A credential in the record does not hold: it was altered, or its issuer " \
  "never signed it so. Ask for a record that was gathered anew.") \
X(CONTENTS_OTHER_PERSON, "contents.other_person", CONTENTS, FAIL, ISSUER, \
  "NOT VALID", P_VALUE, \
  "A credential in the record is about somebody else than the person whose " \
  "record it is.") \
X(CONTENTS_REVOKED, "contents.revoked", CONTENTS, FAIL, HOLDER, "NOT VALID", \
  P_STATUS, \
  "A credential in the record was revoked or is suspended. Ask for a record " \
  "that was gathered anew.") \
X(CONTENTS_NOT_CHECKED, "contents.not_checked", CONTENTS, COULD_NOT_CHECK, \
  VERIFIER, "COULD NOT BE CHECKED", NULL, \
  "A credential in the record could not be checked, so it is open whether " \
  "it holds.") \
X(CONTENTS_PERSON_OPEN, "contents.person_open", CONTENTS, COULD_NOT_CHECK, \
  VERIFIER, "COULD NOT BE CHECKED", NULL, \
  "A credential in the record says nothing by which to know whether it is " \
  "about the person whose record it is.")
/* clang-format on */

#endif
