#include "retention.h"

#include "lists.h"
#include "testamur/base/decimal.h"
#include "testamur/base/time.h"
#include "testamur/store/person.h"
#include "testamur/store/status.h"

enum tsm_status retention_years(
    const struct tsm_args *args, int64_t *ret_years, struct tsm_error *err)
{
	struct tsm_decimal years = tsm_decimal_int(RETENTION_YEARS);
	const char *text = tsm_args_get(args, "years");
	if (text != NULL &&
	    (tsm_decimal_parse(tsm_str(text), &years) != TSM_OK ||
		years.scale != 0 || years.coef < 1 || years.coef > 100))
		return tsm_fail(err, TSM_E_VALUE, "--years",
		    "a number of whole years, 1 to 100");
	*ret_years = years.coef;
	return TSM_OK;
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t end_of(const struct tsm_store_cohort_end *c)
{
	int64_t end =
	    later(later(c->closed_at, c->last_session), c->last_issued);
	return end != 0 ? end : c->created;
}

int64_t retention_end(const struct tsm_store_cohort_end *cohort, int64_t years)
{
	return tsm_time_months_later(end_of(cohort), years * 12);
}

/* An application that led to nothing: neither took part nor holds one. */
static enum tsm_status only_applied(struct app *app, const char *person,
    const char *cohort, bool *ret_only, struct tsm_error *err)
{
	static const char *const idle[] = { "applied", "rejected", "declined",
		"waiting", NULL };
	struct tsm_store_enrolment *list = NULL;
	size_t count = 0;
	*ret_only = true;
	TSM_TRY(tsm_store_enrolment_list(
	    app->store, cohort, person, &app->arena, &list, &count, err));
	for (size_t i = 0; i < count; i++) {
		bool found = false;
		for (const char *const *w = idle; *w != NULL; w++)
			found = found || tsm_streq(*w, list[i].state);
		*ret_only = *ret_only && found;
	}
	return TSM_OK;
}

enum tsm_status retention_of(struct app *app, const char *person, int64_t years,
    struct retention_reason **ret_list, size_t *ret_count, int64_t *ret_until,
    struct tsm_error *err)
{
	struct tsm_store_cohort_end *ends = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_cohort_ends(
	    app->store, person, &app->arena, &ends, &count, err));
	struct retention_reason *list =
	    tsm_arena_array(&app->arena, count, sizeof(*list));
	if (list == NULL)
		return tsm_fail_memory(err);
	*ret_until = 0;
	for (size_t i = 0; i < count; i++) {
		bool only = false;
		TSM_TRY(only_applied(app, person, ends[i].cohort, &only, err));
		list[i].cohort = ends[i].cohort;
		list[i].from = end_of(&ends[i]);
		list[i].until = only ? tsm_time_months_later(list[i].from,
					   RETENTION_MONTHS_APPLIED)
				     : retention_end(&ends[i], years);
		list[i].what =
		    only ? "an application that led to nothing"
			 : "attendance, work and awards of the activity: "
			   "boards audit them, and what was issued has to "
			   "be defended";
		*ret_until = later(*ret_until, list[i].until);
	}
	*ret_list = list;
	*ret_count = count;
	return TSM_OK;
}

/* --- at the end ----------------------------------------------------------- */

struct run {
	struct app *app;
	int64_t years;
	bool dry;
	void (*each)(void *ctx, const char *kind, const char *id);
	void *ctx;
	struct retention_done done;
};

static void tell(struct run *r, const char *kind, const char *id)
{
	if (r->each != NULL)
		r->each(r->ctx, kind, id);
}

static enum tsm_status erase_one(
    struct run *r, const char *person, struct tsm_error *err)
{
	struct retention_reason *list = NULL;
	size_t count = 0;
	int64_t until = 0;
	TSM_TRY(
	    retention_of(r->app, person, r->years, &list, &count, &until, err));
	/* somebody without any enrolment was entered for something to come */
	if (count == 0 || until > r->app->now)
		return TSM_OK;
	r->done.people++;
	tell(r, "person", person);
	if (r->dry)
		return TSM_OK;
	TSM_TRY(tsm_store_person_erase(
	    r->app->store, person, r->app->actor, r->app->now, err));
	return app_audit(r->app, "person.erase", person, NULL, err);
}

static enum tsm_status erase_people(struct run *r, struct tsm_error *err)
{
	struct tsm_store_person *people = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_person_list(
	    r->app->store, NULL, &r->app->arena, &people, &count, err));
	for (size_t i = 0; i < count; i++)
		TSM_TRY(erase_one(r, people[i].id, err));
	return TSM_OK;
}

static enum tsm_status erase_cohorts(struct run *r, struct tsm_error *err)
{
	struct tsm_store_cohort_end *ends = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_cohort_ends(
	    r->app->store, NULL, &r->app->arena, &ends, &count, err));
	for (size_t i = 0; i < count; i++) {
		size_t files = (size_t)ends[i].files;
		if (retention_end(&ends[i], r->years) > r->app->now ||
		    (ends[i].files == 0 && ends[i].people == 0))
			continue;
		r->done.cohorts++;
		tell(r, "cohort", ends[i].cohort);
		if (!r->dry) {
			TSM_TRY(tsm_store_cohort_erase(r->app->store,
			    ends[i].cohort, r->app->now, &files, err));
			TSM_TRY(app_audit(
			    r->app, "cohort.erase", ends[i].cohort, NULL, err));
		}
		r->done.files += files;
	}
	return TSM_OK;
}

enum tsm_status retention_run(struct app *app, int64_t years, bool dry_run,
    void (*each)(void *ctx, const char *kind, const char *id), void *ctx,
    struct retention_done *ret_done, struct tsm_error *err)
{
	struct run r = { .app = app,
		.years = years,
		.dry = dry_run,
		.each = each,
		.ctx = ctx };
	TSM_TRY(tsm_store_begin(
	    app->store, dry_run ? TSM_STORE_READ : TSM_STORE_WRITE, err));
	/* cohorts first: their ends are asked for while people are there */
	enum tsm_status status = erase_cohorts(&r, err);
	if (status == TSM_OK)
		status = erase_people(&r, err);
	if (status == TSM_OK && !dry_run)
		status = tsm_store_status_version_drop(
		    app->store, app->now - LISTS_KEPT_SECONDS, err);
	if (dry_run)
		tsm_store_rollback(app->store);
	else
		status = app_end(app, status, err);
	if (status == TSM_OK)
		*ret_done = r.done;
	return status;
}
