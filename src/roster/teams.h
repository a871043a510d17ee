/* teams.h - what the readers of Microsoft Teams' reports share. */
#ifndef TSM_ROSTER_TEAMS_H
#define TSM_ROSTER_TEAMS_H

#include "draft.h"

#define TSM_TEAMS_SECTIONS 8

/* "1. Summary", "2. Participants", …: rows of their titles. */
struct tsm_teams_sections {
	size_t count;
	size_t title[TSM_TEAMS_SECTIONS];
};

/* Find the numbered titles, whatever their language. */
void tsm_teams_find(
    const struct tsm_csv *table, struct tsm_teams_sections *ret_sections);

/*
 * Label and value in each row from first to before end: title, start, end,
 * number of participants of the meeting. TSM_E_MEMORY.
 */
enum tsm_status tsm_teams_summary(
    struct tsm_import_job *job, size_t first, size_t end) TSM_NODISCARD;

/* The role is the organiser's, in any language. */
bool tsm_teams_organises(struct tsm_str role);

/*
 * An address of a row: its e-mail cell, or the participant id where that
 * is written as one. Empty: none.
 */
struct tsm_str tsm_teams_email(
    const struct tsm_columns *columns, const struct tsm_csv_row *row);

#endif
