/*
 * ui.h - the issuer's pages for people. Handlers as in api.h; the data of
 * each template is described in web/README.md.
 */
#ifndef ISSUER_UI_H
#define ISSUER_UI_H

#include "api.h"
#include "holding.h"

/* ui_site.c: all organisations, one, and one of its achievements. */
API_HANDLER(ui_home);
API_HANDLER(ui_issuer);
API_HANDLER(ui_achievement);

/* ui_credential.c: /V/ID for everybody, /s/SECRET for its holder. */
API_HANDLER(ui_credential);

/*
 * The page of a credential. match is NULL, or how a comparison ended:
 * "match", "no_match" or "limited".
 */
enum tsm_status ui_credential_page(struct visit *visit,
    const struct holding *holding, const char *match, struct tsm_error *err)
    TSM_NODISCARD;

/* ui_statement.c: /u/SECRET, what a person's units add up to; as CSV. */
API_HANDLER(ui_statement);
API_HANDLER(ui_statement_csv);

/* ui_match.c: is it this person's? The answer to a name or number. */
API_HANDLER(ui_match);

/* ui_sharing.c: the holder shows the name, or hides it. */
API_HANDLER(ui_sharing);

/* ui_linkedin.c: the address that adds a credential to a LinkedIn profile,
 * in the arena. NULL: out of memory, or the award has no date. */
const char *ui_linkedin(struct visit *visit, const struct holding *holding);

#endif
