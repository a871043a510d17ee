/*
 * What a person handed in, spent and had attested follows as attendance
 * does: under the same names, with its authors and times, and saying where
 * it was. What the new cohort has decided since is not outbid.
 */
#include "testamur/store/attendance.h"
#include "testamur/store/work.h"
#include "transfer.h"

static const char *from_there(
    struct app *app, const char *text, const struct cohort *from)
{
	return text != NULL ? tsm_arena_printf(&app->arena,
				  "%s (from cohort %s)", text, from->row.id)
			    : tsm_arena_printf(
				  &app->arena, "from cohort %s", from->row.id);
}

/* --- work ----------------------------------------------------------------- */

/* The last event of an item there; its instant, or -1. */
static int64_t last_work(
    const struct tsm_store_work *rows, size_t count, const char *item)
{
	int64_t last = -1;
	for (size_t i = 0; i < count; i++)
		if (tsm_streq(rows[i].item, item) && rows[i].at > last)
			last = rows[i].at;
	return last;
}

static enum tsm_status follow_work(struct app *app, const struct cohort *from,
    const struct cohort *to, const char *person, size_t *ret_events,
    struct tsm_error *err)
{
	struct tsm_store_work *old = NULL;
	struct tsm_store_work *there = NULL;
	size_t count = 0;
	size_t there_count = 0;
	TSM_TRY(tsm_store_work_list(
	    app->store, from->row.id, person, &app->arena, &old, &count, err));
	TSM_TRY(tsm_store_work_list(app->store, to->row.id, person, &app->arena,
	    &there, &there_count, err));
	for (size_t i = 0; i < count; i++) {
		struct tsm_store_work event = old[i];
		if (event.at <= last_work(there, there_count, event.item))
			continue;
		event.cohort = to->row.id;
		event.comment = from_there(app, event.comment, from);
		if (event.comment == NULL)
			return tsm_fail_memory(err);
		TSM_TRY(tsm_store_work_add(app->store, &event, err));
		++*ret_events;
	}
	return TSM_OK;
}

/* --- attestations ----------------------------------------------------------- */

static int64_t last_word(
    const struct tsm_store_attestation *rows, size_t count, const char *what)
{
	int64_t last = -1;
	for (size_t i = 0; i < count; i++)
		if (tsm_streq(rows[i].what, what) && rows[i].at > last)
			last = rows[i].at;
	return last;
}

static enum tsm_status follow_words(struct app *app, const struct cohort *from,
    const struct cohort *to, const char *person, size_t *ret_events,
    struct tsm_error *err)
{
	struct tsm_store_attestation *old = NULL;
	struct tsm_store_attestation *there = NULL;
	size_t count = 0;
	size_t there_count = 0;
	TSM_TRY(tsm_store_attestation_list(
	    app->store, from->row.id, person, &app->arena, &old, &count, err));
	TSM_TRY(tsm_store_attestation_list(app->store, to->row.id, person,
	    &app->arena, &there, &there_count, err));
	for (size_t i = 0; i < count; i++) {
		struct tsm_store_attestation word = old[i];
		if (word.at <= last_word(there, there_count, word.what))
			continue;
		word.cohort = to->row.id;
		word.note = from_there(app, word.note, from);
		if (word.note == NULL)
			return tsm_fail_memory(err);
		TSM_TRY(tsm_store_attestation_add(app->store, &word, err));
		++*ret_events;
	}
	return TSM_OK;
}

/* --- minutes ---------------------------------------------------------------- */

static bool same_minutes(
    const struct tsm_store_activity *a, const struct tsm_store_activity *b)
{
	return tsm_streq(a->activity, b->activity) &&
	       tsm_streq(a->day, b->day) && a->seconds == b->seconds &&
	       tsm_streq(a->sha256, b->sha256) && a->line == b->line &&
	       a->at == b->at;
}

/* How many of the first rows are equal to one. */
static size_t equal_rows(const struct tsm_store_activity *rows, size_t count,
    const struct tsm_store_activity *row)
{
	size_t same = 0;
	for (size_t i = 0; i < count; i++)
		same += same_minutes(&rows[i], row);
	return same;
}

static enum tsm_status follow_minutes(struct app *app,
    const struct cohort *from, const struct cohort *to, const char *person,
    size_t *ret_rows, struct tsm_error *err)
{
	struct tsm_store_activity *old = NULL;
	struct tsm_store_activity *there = NULL;
	size_t count = 0;
	size_t there_count = 0;
	size_t used = 0;
	TSM_TRY(tsm_store_activity_list(
	    app->store, from->row.id, person, &app->arena, &old, &count, err));
	TSM_TRY(tsm_store_activity_list(app->store, to->row.id, person,
	    &app->arena, &there, &there_count, err));
	struct tsm_store_activity *fresh =
	    tsm_arena_array(&app->arena, count, sizeof(*fresh));
	if (fresh == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		/* two equal entries of one day are two */
		if (equal_rows(old, i, &old[i]) <
		    equal_rows(there, there_count, &old[i]))
			continue;
		fresh[used] = old[i];
		fresh[used++].cohort = to->row.id;
	}
	return tsm_store_activity_add(app->store, fresh, used, ret_rows, err);
}

enum tsm_status transfer_work(struct app *app, const struct cohort *from,
    const struct cohort *to, const char *person, struct transfer_result *result,
    struct tsm_error *err)
{
	TSM_TRY(follow_work(app, from, to, person, &result->work, err));
	TSM_TRY(
	    follow_words(app, from, to, person, &result->attestations, err));
	return follow_minutes(app, from, to, person, &result->activities, err);
}
