/* ledger: what was credited. */
#include "app.h"
#include "cohort.h"
#include "people.h"
#include "testamur/base/decimal.h"
#include "testamur/base/time.h"
#include "testamur/store/ledger.h"

static json_t *entry_json(const struct tsm_store_entry *e)
{
	char at[TSM_TIME_TEXT];
	json_t *row = json_object();
	tsm_json_set(row, "id", e->id);
	tsm_json_set(row, "person", e->person);
	tsm_json_set(row, "organisation", e->organisation);
	tsm_json_set(row, "cohort", e->cohort);
	tsm_json_set(row, "award", e->award);
	tsm_json_set(row, "scheme", e->scheme);
	tsm_json_set(row, "units", e->units);
	tsm_json_set_int(row, "seconds", e->seconds);
	tsm_json_set(row, "activity", e->activity);
	tsm_json_set(row, "cycle", e->cycle);
	tsm_json_set(row, "credential", e->credential);
	tsm_json_set(row, "contra_of", e->contra_of);
	tsm_json_set(row, "at", tsm_time_format(e->at, at));
	return row;
}

static enum tsm_status print_entries(struct app *app,
    const struct tsm_store_entry *list, size_t count, struct tsm_error *err)
{
	struct tsm_decimal total = tsm_decimal_int(0);
	char text[TSM_DECIMAL_TEXT];
	bool one_scheme = true;
	for (size_t i = 0; i < count; i++) {
		struct tsm_store_person person;
		struct tsm_decimal units;
		char at[TSM_TIME_TEXT];
		const char *name = list[i].person;
		if (tsm_store_person_get(app->store, list[i].person,
			&app->arena, &person, NULL) == TSM_OK)
			name = person.name;
		(void)printf("%.10s %-28s %8s %-22s %s%s\n",
		    tsm_time_format(list[i].at, at), name, list[i].units,
		    list[i].scheme, list[i].activity,
		    list[i].contra_of != NULL ? " (taken back)" : "");
		TSM_TRY(tsm_decimal_parse(tsm_str(list[i].units), &units));
		TSM_TRY(tsm_decimal_add(total, units, &total));
		one_scheme =
		    one_scheme && tsm_streq(list[i].scheme, list[0].scheme);
	}
	if (count > 0 && one_scheme)
		(void)printf("total %s\n", tsm_decimal_format(total, text));
	(void)err;
	return TSM_OK;
}

static enum tsm_status ledger_list(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_store_entry_filter filter = {
		.cohort = tsm_args_get(args, "cohort"),
		.scheme = tsm_args_get(args, "scheme"),
	};
	const char *who = tsm_args_get(args, "person");
	struct tsm_store_person person;
	struct tsm_store_entry *list = NULL;
	size_t count = 0;
	TSM_TRY(cohort_check(app, filter.cohort, err));
	if (who != NULL) {
		TSM_TRY(people_find(app, filter.cohort, who, &person, err));
		filter.person = person.id;
	}
	TSM_TRY(tsm_store_entry_list(
	    app->store, &filter, &app->arena, &list, &count, err));
	if (!app->json)
		return print_entries(app, list, count, err);
	json_t *rows = json_array();
	for (size_t i = 0; i < count; i++)
		tsm_json_add_new(rows, entry_json(&list[i]));
	return app_print_json(rows, err);
}

APP_COMMAND(ledger_list)

static const struct tsm_option ledger_options[] = {
	{ "cohort", TSM_OPT_VALUE, "ID", "only from this cohort", false },
	{ "person", TSM_OPT_VALUE, "PERSON", "only of this person", false },
	{ "scheme", TSM_OPT_VALUE, "ID", "only units of this scheme", false },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_ledger_commands[] = {
	{ "ledger list", NULL, "units that people earned",
	    "Entries are never changed; a correction is an entry that takes "
	    "another back.",
	    ledger_options, run_ledger_list, 0, 0 },
	TSM_COMMANDS_END,
};
