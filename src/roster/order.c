/* Which of two numbers is the month, decided for a whole file at once. */
#include "draft.h"

/* What all dates of a file say together. */
struct evidence {
	unsigned set;            /* orders under which every date is real */
	size_t dates;            /* values with a date */
	size_t open;             /* of these, without a fixed order */
	struct tsm_when example; /* one that reads differently */
	bool matters;
};

/* One value more: which orders are left, and whether it matters. */
static void weigh(struct evidence *e, const struct tsm_when *when)
{
	if (!when->has_date)
		return;
	e->dates++;
	if ((when->orders & TSM_DATE_YMD) != 0)
		return;
	e->open++;
	e->set = tsm_date_orders_narrow(e->set, when);
	if (when->a != when->b && !e->matters) {
		e->matters = true;
		e->example = *when;
	}
}

/* A row or the meeting itself lies in the session, read in this order. */
static bool meets_session(
    const struct tsm_import_job *job, enum tsm_date_order order)
{
	struct tsm_interval session = *job->options->session;
	struct tsm_draft meeting = { .kind = TSM_DRAFT_TIMES,
		.join = job->meeting_start,
		.leave = job->meeting_end };
	struct tsm_interval times;
	const char *why = NULL;
	bool repeated = false;
	if (meeting.join.has_date && meeting.leave.has_date &&
	    tsm_draft_times(job, &meeting, order, &times, &repeated, &why) ==
		TSM_OK &&
	    tsm_interval_overlaps(times, session))
		return true;
	for (size_t i = 0; i < job->draft_count; i++) {
		const struct tsm_draft *draft = &job->drafts[i];
		if (draft->ignored != NULL ||
		    !(draft->join.has_date || draft->leave.has_date))
			continue;
		if (tsm_draft_times(
			job, draft, order, &times, &repeated, &why) == TSM_OK &&
		    tsm_interval_overlaps(times, session))
			return true;
	}
	return false;
}

/* Both readings of one date of the file, so that a person can choose. */
static enum tsm_status ambiguous(
    const struct tsm_when *example, struct tsm_error *err)
{
	struct tsm_civil mdy = {
		.year = example->year, .month = example->a, .day = example->b
	};
	struct tsm_civil dmy = {
		.year = example->year, .month = example->b, .day = example->a
	};
	char as_mdy[TSM_TIME_TEXT];
	char as_dmy[TSM_TIME_TEXT];
	return tsm_fail(err, TSM_E_AMBIGUOUS, NULL,
	    "the dates can be read as month/day/year (%s) or day/month/year "
	    "(%s): say which (mdy or dmy)",
	    tsm_date_format(&mdy, as_mdy), tsm_date_format(&dmy, as_dmy));
}

/* Both orders are possible and it matters: the session may tell. */
static enum tsm_status ask_session(
    struct tsm_import_job *job, const struct evidence *e, struct tsm_error *err)
{
	struct tsm_import *import = job->import;
	bool mdy = false;
	bool dmy = false;
	if (job->options->session != NULL) {
		mdy = meets_session(job, TSM_DATE_MDY);
		dmy = meets_session(job, TSM_DATE_DMY);
	}
	/* both or neither: the session tells nothing */
	if (mdy == dmy)
		return ambiguous(&e->example, err);
	import->order = mdy ? TSM_DATE_MDY : TSM_DATE_DMY;
	import->order_why =
	    mdy ? "only month/day/year puts the file on the session's day"
		: "only day/month/year puts the file on the session's day";
	return TSM_OK;
}

static struct evidence gather(const struct tsm_import_job *job)
{
	struct evidence e = { .set = TSM_DATE_MDY | TSM_DATE_DMY };
	weigh(&e, &job->meeting_start);
	weigh(&e, &job->meeting_end);
	for (size_t i = 0; i < job->draft_count; i++) {
		weigh(&e, &job->drafts[i].join);
		weigh(&e, &job->drafts[i].leave);
	}
	return e;
}

enum tsm_status tsm_import_settle_order(
    struct tsm_import_job *job, struct tsm_error *err)
{
	struct tsm_import *import = job->import;
	struct evidence e = gather(job);
	import->dated = e.dates > 0;
	import->order = job->options->order;
	if (import->order != TSM_DATE_UNKNOWN) {
		import->order_why = "as given";
	} else if (e.dates == 0) {
		import->order_why = "the file has no dates";
	} else if (e.open == 0) {
		import->order = TSM_DATE_YMD;
		import->order_why = "the dates are unambiguous as written";
	} else if (e.set == 0) {
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "neither month/day/year nor day/month/year makes all "
		    "dates of the file real");
	} else if (e.set == TSM_DATE_MDY) {
		import->order = TSM_DATE_MDY;
		import->order_why = "only month/day/year makes all dates real";
	} else if (e.set == TSM_DATE_DMY) {
		import->order = TSM_DATE_DMY;
		import->order_why = "only day/month/year makes all dates real";
	} else if (!e.matters) {
		import->order_why = "every date reads the same either way";
	} else {
		return ask_session(job, &e, err);
	}
	return TSM_OK;
}
