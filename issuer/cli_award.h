/*
 * cli_award.h - what commands about awards share.
 */
#ifndef ISSUER_CLI_AWARD_H
#define ISSUER_CLI_AWARD_H

#include "award.h"

/* Preview what is in scope and print it. */
enum tsm_status cli_award_preview(struct app *app, const struct cohort *cohort,
    const struct award_scope *scope, struct tsm_error *err) TSM_NODISCARD;

#endif
