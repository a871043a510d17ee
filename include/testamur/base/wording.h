/*
 * wording.h - dates, kinds and public reason codes in words, in the
 * language of whoever reads them. English is the key of the message
 * catalogue (message.h).
 *
 * Each function that is given out writes a NUL-terminated text there and
 * returns it, or a static text. No state; any thread.
 */
#ifndef TESTAMUR_BASE_WORDING_H
#define TESTAMUR_BASE_WORDING_H

#include "testamur/base/buf.h"
#include "testamur/base/message.h"
#include "testamur/base/time.h"

#define TSM_WORDING        64  /* a date with its time, a kind */
#define TSM_WORDING_PERIOD 128 /* two dates */

/* "17 December 2021". */
const char *tsm_wording_date(
    enum tsm_lang lang, const struct tsm_civil *date, char out[TSM_WORDING]);

/* An instant as its UTC date, with clock "17 December 2021, 14:05 UTC"; ""
 * outside of the calendar (time.h). */
const char *tsm_wording_instant(
    enum tsm_lang lang, int64_t instant, bool clock, char out[TSM_WORDING]);

/*
 * The date of "2021-12-17", or of an RFC 3339 date-time as its author wrote
 * it, whatever the offset from UTC; NULL: text is neither.
 */
const char *tsm_wording_day(
    enum tsm_lang lang, const char *text, char out[TSM_WORDING]);

/* "19 November to 17 December 2021", "3 to 5 May 2024", or one date. */
const char *tsm_wording_period(enum tsm_lang lang,
    const struct tsm_civil *first, const struct tsm_civil *last,
    char out[TSM_WORDING_PERIOD]);

/* The same of two texts as tsm_wording_day takes them. One that is no date
 * is left out; NULL: neither is. */
const char *tsm_wording_days(enum tsm_lang lang, const char *first,
    const char *last, char out[TSM_WORDING_PERIOD]);

/* "3 to 5 May 2024", "from 3 May 2024", "until 5 May 2024" of such texts. */
const char *tsm_wording_validity(enum tsm_lang lang, const char *from,
    const char *until, char out[TSM_WORDING_PERIOD]);

/*
 * Add a sentence of a report with its dates in words: an instant
 * ("2021-12-20T07:00:00Z") or a day ("2021-12-20") that stands as a word of
 * its own. One within an address or in quotation marks stays as it is.
 */
void tsm_wording_dates(
    enum tsm_lang lang, const char *text, struct tsm_buf *out);

/*
 * achievementType (Open Badges 3.0 section B.1.1) in words: "Certificate of
 * completion"; one of somebody's own as it is. NULL stays NULL.
 */
const char *tsm_wording_achievement_type(
    enum tsm_lang lang, const char *type, char out[TSM_WORDING]);

/* A public reason of a revocation or suspension, or the code itself. */
const char *tsm_wording_reason(enum tsm_lang lang, const char *code);

#endif
