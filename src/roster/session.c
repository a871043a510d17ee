/* Does the file belong to the session it is offered for? */
#include <stdio.h>

#include "draft.h"

/* A total, or a row that is no attendance, may have no times. */
static bool says_when(const struct tsm_attendance_row *row)
{
	return (row->ignored == NULL || row->waiting_room) && row->leave != 0;
}

/* From the first join to the last leave; the meeting where no row has times. */
static bool span_of(
    const struct tsm_import *import, struct tsm_interval *ret_span)
{
	bool any = false;
	struct tsm_interval span = { 0 };
	for (size_t i = 0; i < import->row_count; i++) {
		const struct tsm_attendance_row *row = &import->rows[i];
		if (!says_when(row))
			continue;
		if (!any || row->join < span.start)
			span.start = row->join;
		if (!any || row->leave > span.end)
			span.end = row->leave;
		any = true;
	}
	if (!any && import->meeting.has_start) {
		span.start = import->meeting.start;
		span.end = import->meeting.has_end ? import->meeting.end
						   : span.start + 1;
		any = true;
	}
	*ret_span = span;
	return any;
}

/*
 * One row inside is enough: the report of a recurring meeting may cover
 * several days. A file of totals is judged by its meeting.
 */
static bool any_inside(const struct tsm_import *import,
    const struct tsm_interval *span, const struct tsm_interval *session)
{
	bool timed = false;
	for (size_t i = 0; i < import->row_count; i++) {
		const struct tsm_attendance_row *row = &import->rows[i];
		if (!says_when(row))
			continue;
		timed = true;
		if (!row->outside)
			return true;
	}
	return !timed && tsm_interval_overlaps(*span, *session);
}

#define SPAN_TEXT 64

/* "2021-11-19 09:54 to 12:01", with the second date where it differs. */
static void format_span(
    const struct tsm_zone *zone, struct tsm_interval span, char text[SPAN_TEXT])
{
	struct tsm_civil from;
	struct tsm_civil to;
	char first[TSM_TIME_TEXT];
	char last[TSM_TIME_TEXT];
	text[0] = '\0';
	if (tsm_zone_to_civil(zone, span.start, &from) != TSM_OK ||
	    tsm_zone_to_civil(zone, span.end, &to) != TSM_OK)
		return;
	tsm_civil_format(&from, first);
	tsm_civil_format(&to, last);
	bool same = from.year == to.year && from.month == to.month &&
		    from.day == to.day;
	/* YYYY-MM-DDTHH:MM:SS: 10 bytes of date, then the time */
	(void)snprintf(text, SPAN_TEXT, "%.10s %.5s to %.*s%s%.5s", first,
	    first + 11, same ? 0 : 10, last, same ? "" : " ", last + 11);
}

enum tsm_status tsm_import_check_session(const struct tsm_import *import,
    const struct tsm_import_options *options, struct tsm_error *err)
{
	struct tsm_interval span;
	char of_file[SPAN_TEXT];
	char of_session[SPAN_TEXT];
	if (options->session == NULL)
		return TSM_OK;
	/* nothing to judge by is no permission */
	if (import->row_count == 0 && !import->has_meeting)
		return tsm_fail(err, TSM_E_MISSING, NULL,
		    "no row of the file could be used (%zu were rejected)",
		    import->rejected_count);
	if (!import->dated && !options->undated_ok)
		return tsm_fail(err, TSM_E_MISSING, NULL,
		    "the file has no dates, so it cannot be checked against "
		    "the session: confirm that it belongs to it");
	if (!span_of(import, &span)) {
		if (options->undated_ok)
			return TSM_OK;
		return tsm_fail(err, TSM_E_MISSING, NULL,
		    "no date of the file could be used (%zu rows were "
		    "rejected)",
		    import->rejected_count);
	}
	if (any_inside(import, &span, options->session))
		return TSM_OK;
	format_span(options->zone, span, of_file);
	format_span(options->zone, *options->session, of_session);
	return tsm_fail(err, TSM_E_MISMATCH, NULL,
	    "the file is of %s, but the session is %s (%s)", of_file,
	    of_session, tsm_zone_name(options->zone));
}
