#include "account.h"

#include "testamur/base/id.h"
#include "testamur/store/ledger.h"

/* {"sessions":[{"session","date","seconds"}],"approval"} as JSON text. */
static enum tsm_status evidence(struct app *app, const struct cohort *cohort,
    const struct award_row *row, const char **ret_text, struct tsm_error *err)
{
	const struct tsm_units_outcome *units = &row->award->units;
	struct tsm_buf out;
	json_t *object = json_object();
	json_t *sessions = tsm_json_set_array(object, "sessions");
	for (size_t i = 0; i < units->check.row_count; i++) {
		const struct tsm_row *r = &units->check.rows[i];
		char day[TSM_TIME_TEXT];
		if (!r->counts || r->session == TSM_NO_SESSION)
			continue;
		const struct tsm_fact_session *s =
		    &cohort->facts.sessions[r->session];
		json_t *one = tsm_json_add_object(sessions);
		tsm_json_set(one, "session", s->id);
		if (s->day != TSM_NO_DAY)
			tsm_json_set(one, "date", tsm_day_format(s->day, day));
		tsm_json_set_int(one, "seconds", r->credited);
	}
	if (units->approval != NULL)
		tsm_json_set(object, "approval", units->approval->number);
	tsm_buf_init(&out, 0);
	enum tsm_status status = tsm_json_write(object, TSM_JSON_COMPACT, &out);
	json_decref(object);
	*ret_text = status == TSM_OK
			? tsm_arena_str(&app->arena, tsm_buf_str(&out))
			: NULL;
	tsm_buf_release(&out);
	return *ret_text != NULL ? TSM_OK : tsm_fail_memory(err);
}

enum tsm_status account_enter(struct app *app, const struct cohort *cohort,
    const struct award_row *row, const char *credential, struct tsm_error *err)
{
	const struct tsm_units_outcome *units = &row->award->units;
	const struct tsm_policy_award *award = row->award->award;
	char id[TSM_UUID_TEXT];
	char amount[TSM_DECIMAL_TEXT];
	const char *why = NULL;
	if (award->scheme == NULL)
		return TSM_OK;
	TSM_TRY(tsm_uuid_new(app->random, id));
	TSM_TRY(evidence(app, cohort, row, &why, err));
	const struct tsm_store_entry entry = { .id = id,
		.person = row->person->id,
		.organisation = row->organisation,
		.cohort = cohort->row.id,
		.award = award->id,
		.scheme = award->scheme->id,
		.units = tsm_decimal_format(units->amount, amount),
		.seconds = units->seconds,
		.activity = tsm_arena_printf(
		    &app->arena, "%s/%s", cohort->row.id, award->id),
		.evidence = why,
		.cycle = "",
		.credential = credential,
		.at = app->now };
	if (entry.activity == NULL)
		return tsm_fail_memory(err);
	return tsm_store_entry_add(app->store, &entry, err);
}

enum tsm_status account_take_back(struct app *app,
    const struct tsm_store_credential *credential, struct tsm_error *err)
{
	struct tsm_store_entry *list = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_entry_standing(app->store, credential->person,
	    credential->id, &app->arena, &list, &count, err));
	for (size_t i = 0; i < count; i++) {
		char id[TSM_UUID_TEXT];
		TSM_TRY(tsm_uuid_new(app->random, id));
		TSM_TRY(tsm_store_entry_contra(
		    app->store, list[i].id, id, app->now, err));
	}
	return TSM_OK;
}
