/*
 * roster_csv.h - a list of people from CSV.
 *
 * The columns are found by the words of the header row, in any order:
 *   name | full name          or  first name + last name
 *   preferred name            email | e-mail | …
 *   institution | employer | organisation | district | university …
 *   licence type, licence number (licence, IEIN, folio no. …)
 *   role, track (series, group), applied at (application date …)
 * Every other column is kept as an attribute under its own header, and so
 * is a second column of one meaning. A column headed IEIN or Folio states
 * the licence type itself.
 *
 * Always true: each entry has a name; no two entries have the same e-mail
 * address (the later row is rejected and says which line has it); rows
 * that could not be used are listed with their reason.
 *
 * Everything lives in the caller's arena. Pure.
 */
#ifndef TESTAMUR_ROSTER_ROSTER_CSV_H
#define TESTAMUR_ROSTER_ROSTER_CSV_H

#include "testamur/roster/csv.h"
#include "testamur/roster/text.h"
#include "testamur/roster/when.h"

struct tsm_roster_attribute {
	const char *name; /* the header as written, trimmed */
	const char *value;
};

/* Absent texts are NULL, present ones trimmed and not empty. */
struct tsm_roster_entry {
	size_t line;
	const char *name; /* full name; first + last joined if so given */
	const char *first;
	const char *last;
	const char *preferred;
	const char *email; /* normalised as in people.h */
	const char *institution;
	const char *licence_type;
	const char *licence_number;
	const char *role;  /* ASCII lower case */
	const char *track; /* as written */
	bool has_applied;
	struct tsm_civil applied; /* local; midnight if only a date */
	struct tsm_roster_attribute *attributes; /* non-empty ones */
	size_t attribute_count;
};

struct tsm_roster_list {
	struct tsm_text text;
	char delimiter;
	size_t header_line;
	struct tsm_roster_entry *entries;
	size_t entry_count;
	struct tsm_row_note *rejected; /* file order */
	size_t rejected_count;
};

/* All-zero: infer the date order, e-mail addresses are optional. */
struct tsm_roster_options {
	enum tsm_date_order order; /* of the applied-at column */
	bool email_required;       /* rows without are rejected */
};

/*
 * Read a roster. options may be NULL.
 *   TSM_E_UNKNOWN    no header row with a name column; the text lists the
 *                    words looked for
 *   TSM_E_DUPLICATE  two name or two e-mail columns; where = "line N"
 *   TSM_E_AMBIGUOUS  application dates read both ways
 *   and those of tsm_text_decode and tsm_csv_read
 */
enum tsm_status tsm_roster_read(struct tsm_arena *arena, struct tsm_str data,
    const struct tsm_roster_options *options, struct tsm_roster_list *ret_list,
    struct tsm_error *err) TSM_NODISCARD;

#endif
