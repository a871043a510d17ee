/*
 * issuers.h - the lists that the command line names, read into an app:
 * recognised issuers (--issuers, else $TESTAMUR_TRUST, and --trust) and
 * operators whose receipts count (--operators, --operator).
 */
#ifndef TESTAMUR_VERIFIER_ISSUERS_H
#define TESTAMUR_VERIFIER_ISSUERS_H

#include "app.h"

/* Files at most: each of --issuers and --operators. */
#define ISSUERS_FILES_MAX ((size_t)2 * TSM_OPT_LIST_MAX)

/* The n-th file that is read, or NULL. */
const char *issuers_file(const struct tsm_args *args, size_t n);

/*
 * Fill app's trust, lists and operators, all of which are NULL; without
 * issuers the first two stay empty. What they say is borrowed from args.
 * Statuses of trust_list_read() and tsm_trust_add(), with err->where the
 * file or option. Always issuers_release().
 */
enum tsm_status issuers_read(struct app *app, const struct tsm_args *args,
    bool issuers, struct tsm_error *err) TSM_NODISCARD;
void issuers_release(struct app *app);

#endif
