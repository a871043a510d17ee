/*
 * words.h - what columns are called, in one vocabulary for all importers.
 *
 * A header is compared in the form of tsm_header_fold: lower case, without
 * accents, punctuation as spaces. Phrases are matched whole; looser ones
 * ("last* leav*") by how the words of a header begin, and then only count
 * where the values below are of the right type (columns.c).
 */
#ifndef TSM_ROSTER_WORDS_H
#define TSM_ROSTER_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* The meanings that importers know; they decide which they need. */
enum tsm_column {
	COL_NAME,
	COL_ORIGINAL, /* "Name (original name)": Zoom's own */
	COL_FIRST,
	COL_LAST,
	COL_EMAIL,
	COL_ID, /* what the product itself tells people apart by */
	COL_JOIN,
	COL_LEAVE,
	COL_ARRIVE,
	COL_DEPART,
	COL_DURATION,
	COL_MINUTES, /* a duration whose header says minutes */
	COL_TOTAL,   /* minutes of all joins together */
	COL_GUEST,
	COL_CONSENT,
	COL_WAITING,
	COL_ROLE,
	COL_ACTION,
	COL_STAMP,
	COL_STAMP_UTC,
	COL_ATTENDED,
	COL_DATE,
	COL_SESSION,
	COL_STATUS, /* present, late, absent */
	COL_EVENT,
	COL_EVENT_ID,
	COL_EVENT_START,
	COL_EVENT_END,
	COL_EVENT_MINUTES,
	COL_HOST,
	COL_PARTICIPANTS,
	COL_CONNECTION,
	COL_MODERATOR,
	COL_SCORE,
	COL_TALK,
	COL_TAKEN, /* Moodle: sessions taken */
	COL_COURSE,
	COL_SECTION,
	COL_LOGIN,
	COL_ZONE, /* of the times of a row */
	COL_COUNT
};

/* Phrases of one meaning, separated by '|'. */
struct tsm_words {
	enum tsm_column column;
	const char *phrases;
};

/* Compared whole, as those in words.c; COL_COUNT ends it. */
extern const struct tsm_words tsm_words_more[];

/*
 * The meaning of a folded header, COL_COUNT for none. *ret_loose is true
 * when only a loose phrase fits.
 */
enum tsm_column tsm_word_column(const char *folded, bool *ret_loose);

#endif
