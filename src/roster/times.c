/*
 * The times of a draft as instants: with its own date or on the session's
 * day, from what kind of evidence it is.
 */
#include <string.h>

#include "draft.h"

static int64_t distance(int64_t instant, const struct tsm_interval *window)
{
	if (instant < window->start)
		return window->start - instant;
	return instant > window->end ? instant - window->end : 0;
}

/*
 * A time of day happened on the session's day; where the session runs past
 * midnight, on the day that brings it nearer to the session.
 */
static enum tsm_status undated_instant(const struct tsm_import_job *job,
    const struct tsm_when *when, int64_t *ret_instant, bool *ret_repeated)
{
	const struct tsm_interval *session = job->options->session;
	const struct tsm_zone *zone = job->options->zone;
	struct tsm_civil first;
	struct tsm_civil last;
	int64_t instant = 0;
	if (session == NULL)
		return TSM_E_MISSING;
	TSM_TRY(tsm_zone_to_civil(zone, session->start, &first));
	TSM_TRY(tsm_zone_to_civil(zone, session->end - 1, &last));
	TSM_TRY(tsm_when_instant(
	    when, TSM_DATE_UNKNOWN, &first, zone, ret_instant, ret_repeated));
	if (last.day == first.day)
		return TSM_OK;
	bool repeated = false;
	enum tsm_status status = tsm_when_instant(
	    when, TSM_DATE_UNKNOWN, &last, zone, &instant, &repeated);
	if (status == TSM_OK &&
	    distance(instant, session) < distance(*ret_instant, session)) {
		*ret_instant = instant;
		*ret_repeated = repeated;
	}
	return TSM_OK;
}

static bool same_date(const struct tsm_when *a, const struct tsm_when *b)
{
	return a->a == b->a && a->b == b->b && a->year == b->year &&
	       a->month == b->month && a->day == b->day &&
	       a->orders == b->orders;
}

/* A day of 86400 seconds needs one look at the zone for all its times. */
static void look_at_day(const struct tsm_import_job *job,
    const struct tsm_when *when, enum tsm_date_order order)
{
	struct tsm_day *day = job->day;
	const struct tsm_zone *zone = job->options->zone;
	struct tsm_when last = *when;
	int64_t end = 0;
	bool first_twice = false;
	bool last_twice = false;
	*day = (struct tsm_day){ .known = true, .order = order, .when = *when };
	day->when.hour = 0;
	day->when.minute = 0;
	day->when.second = 0;
	last.hour = 23;
	last.minute = 59;
	last.second = 59;
	day->even = tsm_when_instant(&day->when, order, NULL, zone,
			&day->midnight, &first_twice) == TSM_OK &&
		    tsm_when_instant(&last, order, NULL, zone, &end,
			&last_twice) == TSM_OK &&
		    !first_twice && !last_twice && end - day->midnight == 86399;
}

static enum tsm_status dated_instant(const struct tsm_import_job *job,
    const struct tsm_when *when, enum tsm_date_order order,
    int64_t *ret_instant, bool *ret_repeated)
{
	struct tsm_day *day = job->day;
	if (when->utc)
		return tsm_when_instant(when, order, NULL, job->options->zone,
		    ret_instant, ret_repeated);
	if (!day->known || day->order != order || !same_date(&day->when, when))
		look_at_day(job, when, order);
	if (!day->even)
		return tsm_when_instant(when, order, NULL, job->options->zone,
		    ret_instant, ret_repeated);
	*ret_instant = day->midnight +
		       ((int64_t)when->hour * 60 + when->minute) * 60 +
		       when->second;
	*ret_repeated = false;
	return TSM_OK;
}

/* With its own date, or on the session's day. */
enum tsm_status tsm_job_instant(const struct tsm_import_job *job,
    const struct tsm_when *when, enum tsm_date_order order,
    int64_t *ret_instant, bool *ret_repeated)
{
	if (!when->has_date)
		return undated_instant(job, when, ret_instant, ret_repeated);
	return dated_instant(job, when, order, ret_instant, ret_repeated);
}

/* What people are told when a time cannot be settled. */
static const char *why_no_instant(enum tsm_status status)
{
	return status == TSM_E_VALUE
		   ? "a time that does not exist in this zone or order of day "
		     "and month"
		   : "a time of day without a date";
}

/* The local day of a draft is one of the session's. */
static bool day_of_session(const struct tsm_import_job *job,
    const struct tsm_civil *day, const struct tsm_interval *session)
{
	struct tsm_civil first;
	struct tsm_civil last;
	char text[3][TSM_TIME_TEXT];
	if (tsm_zone_to_civil(job->options->zone, session->start, &first) !=
		TSM_OK ||
	    tsm_zone_to_civil(job->options->zone, session->end - 1, &last) !=
		TSM_OK)
		return false;
	(void)tsm_date_format(day, text[0]);
	return strcmp(text[0], tsm_date_format(&first, text[1])) >= 0 &&
	       strcmp(text[0], tsm_date_format(&last, text[2])) <= 0;
}

/* The whole session, or a second of the day that the file says instead. */
static enum tsm_status whole_times(const struct tsm_import_job *job,
    const struct tsm_draft *draft, enum tsm_date_order order,
    struct tsm_interval *ret_times)
{
	const struct tsm_interval *session = job->options->session;
	struct tsm_civil day;
	struct tsm_interval times = { 0 };
	if (session != NULL)
		times = *session;
	if (draft->join.has_date) {
		TSM_TRY(tsm_when_civil(&draft->join, order, NULL, &day));
		if (session == NULL || !day_of_session(job, &day, session)) {
			TSM_TRY(tsm_zone_to_unix(
			    job->options->zone, &day, &times.start));
			times.end = times.start + 1;
		}
	}
	*ret_times = times;
	return TSM_OK;
}

/* Where a duration counts, one end of it is enough to know the day. */
static enum tsm_status total_times(const struct tsm_import_job *job,
    const struct tsm_draft *draft, enum tsm_date_order order,
    struct tsm_interval *ret_times, bool *ret_repeated)
{
	struct tsm_interval times = { 0 };
	if (draft->join.has_time) {
		TSM_TRY(tsm_job_instant(
		    job, &draft->join, order, &times.start, ret_repeated));
		times.end = times.start + draft->duration;
	} else if (draft->leave.has_time) {
		TSM_TRY(tsm_job_instant(
		    job, &draft->leave, order, &times.end, ret_repeated));
		times.start = times.end - draft->duration;
	}
	*ret_times = times;
	return TSM_OK;
}

#define HALF_DAY 43200

static enum tsm_status both_times(const struct tsm_import_job *job,
    const struct tsm_draft *draft, enum tsm_date_order order,
    struct tsm_interval *ret_times, bool *ret_repeated)
{
	struct tsm_interval times = { 0 };
	bool join_twice = false;
	bool leave_twice = false;
	const struct tsm_interval *session = job->options->session;
	TSM_TRY(tsm_job_instant(
	    job, &draft->join, order, &times.start, &join_twice));
	TSM_TRY(tsm_job_instant(
	    job, &draft->leave, order, &times.end, &leave_twice));
	/*
	 * Nobody has seen the person leave: the session's end is the end,
	 * unless the file is of another day.
	 */
	if (draft->kind == TSM_DRAFT_OPEN && session != NULL &&
	    times.start > session->start - HALF_DAY &&
	    times.start < session->end && times.end < session->end)
		times.end = session->end;
	*ret_times = times;
	*ret_repeated = join_twice || leave_twice;
	return TSM_OK;
}

enum tsm_status tsm_draft_times(const struct tsm_import_job *job,
    const struct tsm_draft *draft, enum tsm_date_order order,
    struct tsm_interval *ret_times, bool *ret_repeated, const char **ret_why)
{
	struct tsm_interval times = { 0 };
	enum tsm_status status = TSM_OK;
	*ret_repeated = false;
	switch (draft->kind) {
	case TSM_DRAFT_WHOLE:
		status = whole_times(job, draft, order, &times);
		break;
	case TSM_DRAFT_TOTAL:
		status = total_times(job, draft, order, &times, ret_repeated);
		break;
	case TSM_DRAFT_TIMES:
	case TSM_DRAFT_SPAN:
	case TSM_DRAFT_OPEN:
		status = both_times(job, draft, order, &times, ret_repeated);
		break;
	}
	if (status != TSM_OK) {
		*ret_why = why_no_instant(status);
		return status;
	}
	if (times.end < times.start) {
		*ret_why = "leaves before joining";
		return TSM_E_VALUE;
	}
	*ret_times = times;
	return TSM_OK;
}
