#include "removal.h"

#include "cohort.h"
#include "retention.h"
#include "testamur/base/time.h"
#include "testamur/store/person.h"

static enum tsm_status find_end(struct app *app, const char *cohort,
    struct tsm_store_cohort_end *ret_end, struct tsm_error *err)
{
	struct tsm_store_cohort_end *ends = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_cohort_ends(
	    app->store, NULL, &app->arena, &ends, &count, err));
	for (size_t i = 0; i < count; i++) {
		if (tsm_streq(ends[i].cohort, cohort)) {
			*ret_end = ends[i];
			return TSM_OK;
		}
	}
	return tsm_fail(err, TSM_E_NOT_FOUND, cohort, "no such cohort");
}

/* Enrolments alone are no record that a board audits. */
static bool has_records(const struct tsm_store_cohort_records *r)
{
	return r->files + r->entries + r->decisions + r->credentials > 0;
}

static enum tsm_status refuse_kept(struct app *app, const char *cohort,
    const struct removal_cohort *r, struct tsm_error *err)
{
	char until[TSM_TIME_TEXT];
	const struct tsm_store_cohort_records *n = &r->records;
	return tsm_fail(err, TSM_E_STATE, cohort,
	    "kept until %.10s, because boards audit them: %s, %s, %s, %s",
	    tsm_time_format(r->until, until),
	    app_count(
		app, (size_t)n->files, "attendance file", "attendance files"),
	    app_count(app, (size_t)n->entries,
		"entry of corrections, minutes, "
		"work and attestations",
		"entries of corrections, minutes, "
		"work and attestations"),
	    app_count(app, (size_t)n->decisions, "decision", "decisions"),
	    app_count(
		app, (size_t)n->credentials, "credential", "credentials"));
}

/* People who are enrolled in this cohort and in no other, by id. */
static enum tsm_status only_here(struct app *app, const char *cohort,
    const char ***ret_ids, size_t *ret_count, struct tsm_error *err)
{
	struct tsm_store_person *people = NULL;
	struct tsm_store_enrolment *rows = NULL;
	size_t count = 0;
	size_t row_count = 0;
	TSM_TRY(tsm_store_person_list(
	    app->store, cohort, &app->arena, &people, &count, err));
	const char **ids = tsm_arena_array(&app->arena, count, sizeof(*ids));
	if (ids == NULL)
		return tsm_fail_memory(err);
	*ret_count = 0;
	for (size_t i = 0; i < count; i++) {
		bool elsewhere = false;
		TSM_TRY(tsm_store_enrolment_list(app->store, NULL, people[i].id,
		    &app->arena, &rows, &row_count, err));
		for (size_t k = 0; k < row_count; k++)
			elsewhere =
			    elsewhere || !tsm_streq(rows[k].cohort, cohort);
		if (!elsewhere)
			ids[(*ret_count)++] = people[i].id;
	}
	*ret_ids = ids;
	return TSM_OK;
}

enum tsm_status removal_cohort_look(struct app *app, const char *cohort,
    int64_t years, struct removal_cohort *ret_removal, struct tsm_error *err)
{
	struct removal_cohort r = { 0 };
	struct tsm_store_cohort row;
	struct tsm_store_cohort_end end;
	const char **ids = NULL;
	TSM_TRY(cohort_check(app, cohort, err));
	TSM_TRY(
	    tsm_store_cohort_get(app->store, cohort, &app->arena, &row, err));
	TSM_TRY(tsm_store_cohort_count(app->store, cohort, &r.records, err));
	r.title = row.title;
	if (has_records(&r.records)) {
		TSM_TRY(find_end(app, cohort, &end, err));
		r.until = retention_end(&end, years);
		if (r.until > app->now)
			return refuse_kept(app, cohort, &r, err);
		TSM_TRY(only_here(app, cohort, &ids, &r.people, err));
	}
	*ret_removal = r;
	return TSM_OK;
}

/* Of whoever was nowhere else nothing asks for keeping the rest. */
static enum tsm_status erase_people(
    struct app *app, const char *cohort, struct tsm_error *err)
{
	const char **ids = NULL;
	size_t count = 0;
	TSM_TRY(only_here(app, cohort, &ids, &count, err));
	for (size_t i = 0; i < count; i++) {
		TSM_TRY(tsm_store_person_erase(
		    app->store, ids[i], app->actor, app->now, err));
		TSM_TRY(app_audit(app, "person.erase", ids[i], NULL, err));
	}
	return TSM_OK;
}

/* {"reason":…} for the audit log. */
static enum tsm_status audit_reason(struct app *app, const char *action,
    const char *object, const char *reason, struct tsm_error *err)
{
	struct tsm_buf text;
	json_t *detail = json_object();
	tsm_json_set(detail, "reason", app_clean(app, reason));
	tsm_buf_init(&text, 0);
	enum tsm_status status =
	    tsm_json_write(detail, TSM_JSON_COMPACT, &text);
	json_decref(detail);
	if (status == TSM_OK)
		status =
		    app_audit(app, action, object, tsm_buf_cstr(&text), err);
	else
		status = tsm_fail_memory(err);
	tsm_buf_release(&text);
	return status;
}

static enum tsm_status delete_cohort(struct app *app, const char *cohort,
    int64_t years, const char *reason, struct removal_cohort *ret_removal,
    struct tsm_error *err)
{
	size_t files = 0;
	TSM_TRY(removal_cohort_look(app, cohort, years, ret_removal, err));
	if (ret_removal->until != 0) {
		TSM_TRY(erase_people(app, cohort, err));
		TSM_TRY(tsm_store_cohort_erase(
		    app->store, cohort, app->now, &files, err));
	}
	TSM_TRY(tsm_store_cohort_delete(app->store, cohort, app->now, err));
	return audit_reason(app, "cohort.delete", cohort, reason, err);
}

enum tsm_status removal_cohort(struct app *app, const char *cohort,
    int64_t years, const char *reason, struct removal_cohort *ret_removal,
    struct tsm_error *err)
{
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	return app_end(app,
	    delete_cohort(app, cohort, years, reason, ret_removal, err), err);
}

static enum tsm_status delete_programme(struct app *app, const char *programme,
    const char *reason, struct tsm_store_programme_deletion *ret_deletion,
    struct tsm_error *err)
{
	TSM_TRY(tsm_store_programme_deletable(
	    app->store, programme, &app->arena, ret_deletion, err));
	TSM_TRY(
	    tsm_store_programme_delete(app->store, programme, app->now, err));
	return audit_reason(app, "programme.delete", programme, reason, err);
}

enum tsm_status removal_programme(struct app *app, const char *programme,
    const char *reason, struct tsm_store_programme_deletion *ret_deletion,
    struct tsm_error *err)
{
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	return app_end(app,
	    delete_programme(app, programme, reason, ret_deletion, err), err);
}
