/*
 * audit.h - everything about one activity, sealed, for whoever audits it.
 *
 * An audit bundle (bundle.h) holds of one cohort: what it was and when
 * (activity.json), the programme and the policy as they were in force, the
 * roster with licence numbers, presence and the attendance rows it rests
 * on, corrections by hand, work and attestations, the original files byte
 * for byte, every decision record, every credential in every form with its
 * history, units, and the log of who did what. With it come the documents
 * that a check needs years later: the issuers' DID documents and their
 * status lists of that day. Private notes and the secret links of holders
 * are left out.
 *
 * The manifest carries a Data Integrity proof by the organisation
 * ("eddsa-jcs-2022"); 'testamur-verifier bundle' checks all of it offline.
 */
#ifndef ISSUER_AUDIT_H
#define ISSUER_AUDIT_H

#include "app.h"
#include "cohort.h"
#include "testamur/base/buf.h"
#include "testamur/bundle/bundle.h"

/*
 * The audit bundle of a cohort, sealed by an organisation, appended to out.
 * TSM_E_STATE when the organisation has no Ed25519 key, TSM_E_LIMIT (see
 * bundle.h), and statuses of the store and the key process.
 */
enum tsm_status audit_bundle(struct app *app, const struct cohort *cohort,
    const char *organisation, struct tsm_buf *out, struct tsm_error *err)
    TSM_NODISCARD;

/* Its tables (audit_tables.c), each added as one CSV file. */
enum tsm_status audit_tables(struct app *app, const struct cohort *cohort,
    struct tsm_bundle_writer *writer, struct tsm_error *err) TSM_NODISCARD;

#endif
