/* credential.h - what credential.c and issue.c share. */
#ifndef TESTAMUR_SRC_STORE_CREDENTIAL_H
#define TESTAMUR_SRC_STORE_CREDENTIAL_H

#include "sql.h"
#include "testamur/store/credential.h"

#define TSM_SQL_CREDENTIAL                                        \
 "id, version, organisation, person, cohort, award, cycle, "      \
 "achievement, kind, name_shown, decision, kid, format, body, "   \
 "summary, status_number, status_index, valid_from, awarded_at, " \
 "issued_at, holder_secret_hash, holder_email_hash, "             \
 "holder_licence_hash"

/* Fields in the order of TSM_SQL_CREDENTIAL, then superseded_at. */
extern const struct tsm_sql_entity tsm_sql_credential;

/* The state of a version that a credential's events, in order, lead to. */
void tsm_store_fold_events(const struct tsm_store_credential *credential,
    const struct tsm_store_credential_event *events, size_t count,
    struct tsm_store_standing *ret_standing);

#endif
