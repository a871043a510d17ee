/*
 * changes.h - what is different since the last preview of a cohort.
 *
 * Late facts show here, also after issuing: who would now earn an award,
 * who would no longer (what was issued stays as it is), whose units are
 * others. Nothing happens by itself.
 */
#ifndef ISSUER_CHANGES_H
#define ISSUER_CHANGES_H

#include "award.h"

/* "would now earn it" and so on; static. */
const char *changes_text(enum award_change_kind kind);
/* "earns", "loses", "units", "gone"; static. */
const char *changes_word(enum award_change_kind kind);

/*
 * Compare the rows of a preview with the document of an earlier one of the
 * whole cohort (NULL: there is none, so nothing changed). Rows that only
 * the earlier one has count when the new one is of the whole cohort. The
 * list lives in the app's arena.
 */
enum tsm_status changes_find(struct app *app, const struct tsm_json *earlier,
    bool whole, const struct award_row *rows, size_t count,
    struct award_change **ret_list, size_t *ret_count, struct tsm_error *err)
    TSM_NODISCARD;

#endif
