/*
 * people.h - who is who: rows to attendees, attendees to the roster.
 *
 * Two steps. Inside a file, rows are grouped into attendees: by e-mail
 * address, rows without one by what the file itself tells people apart by,
 * and rows with neither by their exact name. Then an attendee is
 * looked up in the roster: by e-mail address, by an alias that somebody
 * confirmed, and otherwise, if exactly one person has the same name, as a
 * suggestion that a person has to decide. A name alone never merges.
 *
 * E-mail addresses are compared trimmed and with ASCII letters in lower
 * case; nothing else is assumed of them (no dots or +tags removed). Names
 * are compared after Unicode NFKC and case folding (Unicode 14, utf8proc)
 * with runs of white space as one space; accents count.
 *
 * Everything lives in the arena that was passed. An index is immutable
 * once built and may be shared by threads.
 */
#ifndef TESTAMUR_ROSTER_PEOPLE_H
#define TESTAMUR_ROSTER_PEOPLE_H

#include "testamur/roster/importer.h"

/* Somebody on the roster; texts belong to the caller and are kept. */
struct tsm_roster_person {
	const char *name;      /* full name */
	const char *preferred; /* another full name in use, or NULL */
	const char *email;     /* or NULL */
};

enum tsm_alias_kind {
	TSM_ALIAS_EMAIL,
	TSM_ALIAS_NAME,
	TSM_ALIAS_ID /* what a product tells people apart by: "canvas:1001" */
};

/* A confirmed "this is also …". */
struct tsm_roster_alias {
	enum tsm_alias_kind kind;
	const char *value;
	size_t person; /* index into the people given */
};

enum tsm_match_kind {
	TSM_MATCH_UNKNOWN,   /* nobody: "who is this?" */
	TSM_MATCH_SUGGESTED, /* perhaps; a person has to decide */
	TSM_MATCH_ALIAS,     /* by a confirmed alias */
	TSM_MATCH_EMAIL      /* by the roster's e-mail address */
};

struct tsm_match {
	enum tsm_match_kind kind;
	size_t person;      /* unless unknown */
	int score;          /* 0..100; for sorting suggestions */
	const char *reason; /* in plain words, no personal data. Static. */
};

/* Somebody in a file, as far as it says who; every text may be NULL. */
struct tsm_seen {
	const char *email;
	const char *identity; /* lasting, as TSM_ALIAS_ID */
	const char *display;
	const char *original;
};

struct tsm_people; /* the index */

/*
 * Trim and lower-case an e-mail address into the arena. *ret_email is NULL
 * for a blank one. TSM_E_VALUE for text that is no address: exactly one @
 * with something on both sides, no white space or control character.
 */
enum tsm_status tsm_email_normalise(struct tsm_arena *arena,
    struct tsm_str text, const char **ret_email) TSM_NODISCARD;

/*
 * The form in which names (and header words) are compared: NFKC, case
 * folded, default-ignorable characters dropped, white space collapsed and
 * trimmed, marks kept. text is valid UTF-8. NULL: out of memory.
 */
char *tsm_name_normalise(struct tsm_arena *arena, struct tsm_str text)
    TSM_NODISCARD;

/*
 * Take "015_Loki (Loki Laufeyson)" apart: the original name is what the
 * last balanced brackets hold, if they end the text and something stands
 * before them. *ret_original is NULL otherwise. What meeting tools add
 * to a name, "(External)", "(Unverified)", "(Guest)" at its end and
 * "[Company]" at its beginning, is left out. TSM_E_MEMORY.
 */
enum tsm_status tsm_name_split(struct tsm_arena *arena, struct tsm_str text,
    const char **ret_display, const char **ret_original) TSM_NODISCARD;

/* The name is a telephone number, perhaps partly hidden by asterisks. */
bool tsm_name_is_phone(struct tsm_str name);

/* The name is that of a note-taking service rather than a person. */
bool tsm_name_is_bot(struct tsm_str name);

/*
 * Build the index over people and aliases, which are kept by reference.
 * TSM_E_DUPLICATE when two people share an e-mail address, or an alias is
 * another person's address or given to two people (where = "person N" or
 * "alias N", from 0); TSM_E_VALUE for an address or an index that cannot
 * be; TSM_E_MEMORY.
 */
enum tsm_status tsm_people_build(struct tsm_arena *arena,
    const struct tsm_roster_person *people, size_t count,
    const struct tsm_roster_alias *aliases, size_t alias_count,
    struct tsm_people **ret_people, struct tsm_error *err) TSM_NODISCARD;

/*
 * Who is this? In this order: the roster's e-mail address, a confirmed
 * address, a confirmed id, a confirmed name, a suggestion. A name alias is
 * the whole name, "display (original)" where there are both, and holds only
 * where there is no e-mail address, and no other id of the product than was
 * confirmed for that person; an e-mail address that nobody on the roster
 * has, and no id, leaves at most a suggestion. scratch is used for
 * comparison forms. TSM_E_MEMORY.
 */
enum tsm_status tsm_people_match(const struct tsm_people *people,
    struct tsm_arena *scratch, const struct tsm_seen *seen,
    struct tsm_match *ret_match) TSM_NODISCARD;

/* One attendee of a file. */
struct tsm_attendee {
	const char *email;    /* or NULL */
	const char *identity; /* lasting, of the product; or NULL */
	const char *display;
	const char *original; /* or NULL */
	const size_t *rows;   /* indices into the rows given, ascending */
	size_t row_count;
	bool host_hint;
	bool bot_hint;
	bool total_only; /* one of the rows is */
	/*
	 * No e-mail address, no id of the product, and rows overlap in time:
	 * two devices, or two people of one name. A person has to look.
	 */
	bool doubtful;
};

/*
 * Group the rows that are not ignored, in order of first appearance. The
 * number of attendees is the number of people in the file. TSM_E_MEMORY.
 */
enum tsm_status tsm_attendees_group(struct tsm_arena *arena,
    const struct tsm_attendance_row *rows, size_t count,
    struct tsm_attendee **ret_attendees, size_t *ret_count) TSM_NODISCARD;

/* tsm_presence_compute over the rows of one attendee. */
enum tsm_status tsm_attendee_presence(struct tsm_arena *arena,
    const struct tsm_attendance_row *rows, const struct tsm_attendee *attendee,
    struct tsm_interval window, struct tsm_presence *ret_presence)
    TSM_NODISCARD;

#endif
