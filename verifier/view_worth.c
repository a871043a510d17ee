/* view_worth.c - what a credential is worth, as data for worth.html. */
#include <string.h>

#include "testamur/base/wording.h"
#include "view.h"

static void activity(json_t *worth, enum tsm_lang lang, const char *first,
    const char *last, const char *place, const char *mode)
{
	char text[TSM_WORDING_PERIOD];
	const char *dates = tsm_wording_days(lang, first, last, text);

	if (dates == NULL)
		return;
	json_t *object = tsm_json_set_object(worth, "activity");
	tsm_json_set(object, "dates", dates);
	tsm_json_set(object, "start_iso", first);
	tsm_json_set(object, "end_iso", last);
	tsm_json_set(object, "place", place);
	tsm_json_set(object, "mode", mode);
}

/* Who approved the provider: as your list knows, else as the issuer says. */
static void approval(json_t *worth, const struct tsm_report *report)
{
	const struct tsm_trust_approval *known = report->approval;
	const struct tsm_facts *facts = report->facts;
	char period[TSM_WORDING_PERIOD];
	struct tsm_civil from, until;
	enum tsm_lang lang = report->lang;

	if (known == NULL && facts->n_issuer_identifiers == 0)
		return;
	json_t *object = tsm_json_set_object(worth, "approval");
	if (known == NULL) {
		tsm_json_set(
		    object, "number", facts->issuer_identifiers[0].value);
		tsm_json_set(object, "ok", "unknown");
		tsm_json_set(object, "note",
		    tsm_say(lang, "As the issuer states it in the credential"));
		return;
	}
	tsm_json_set(object, "number", known->number);
	tsm_json_set(object, "by", known->scheme);
	tsm_json_set(object, "ok", report->approved ? "yes" : "no");
	tsm_json_set(
	    object, "note", tsm_say(lang, "As your list of issuers knows it"));
	if (known->valid.from != INT64_MIN && known->valid.until != INT64_MAX &&
	    tsm_unix_to_civil(known->valid.from, &from) == TSM_OK &&
	    tsm_unix_to_civil(known->valid.until, &until) == TSM_OK)
		tsm_json_set(object, "period",
		    tsm_wording_period(lang, &from, &until, period));
}

static void issuer(json_t *worth, const struct tsm_report *report)
{
	const struct tsm_facts *facts = report->facts;
	json_t *object = tsm_json_set_object(worth, "issuer");

	tsm_json_set(object, "name",
	    facts->issuer_name != NULL ? facts->issuer_name : facts->issuer_id);
	tsm_json_set(object, "url", facts->issuer_url);
	tsm_json_set(object, "id", facts->issuer_id);
	tsm_json_set(object, "listed", report->listed);
}

static json_t *units_of(const struct tsm_fact_unit *units, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		json_t *unit = tsm_json_add_object(list);
		tsm_json_set(unit, "value", units[i].value);
		tsm_json_set(unit, "name", units[i].name);
	}
	return list;
}

/* Of a learner record: each credential in it, judged on its own. */
static void contents(json_t *object, const struct tsm_report *report)
{
	json_t *list = tsm_json_set_array(object, "contents");

	for (size_t i = 0; i < report->n_contained; i++) {
		const struct tsm_contained *c = &report->contained[i];
		json_t *row = tsm_json_add_object(list);
		tsm_json_set(row, "word", tsm_contained_word(report, c));
		tsm_json_set(row, "name", c->achievement);
		tsm_json_set(row, "issuer", c->issuer_name);
		tsm_json_set_new(row, "units", units_of(c->units, c->n_units));
	}
}

json_t *view_worth(const struct tsm_report *report)
{
	const struct tsm_facts *facts = report->facts;
	enum tsm_lang lang = report->lang;
	char text[TSM_WORDING];
	char type[TSM_WORDING];
	json_t *object = json_object();

	tsm_json_set(object, "name", facts->holder_name);
	if (facts->holder_name == NULL)
		tsm_json_set(object, "name_note",
		    tsm_say(lang, "The credential does not show a name."));
	json_t *award = tsm_json_set_object(object, "achievement");
	tsm_json_set(award, "name",
	    facts->achievement != NULL ? facts->achievement : facts->name);
	tsm_json_set(award, "description", facts->description);
	tsm_json_set(award, "type",
	    tsm_wording_achievement_type(lang, facts->achievement_type, type));
	tsm_json_set(award, "url", facts->achievement_id);
	tsm_json_set(award, "criteria", facts->criteria);
	tsm_json_set(award, "code", facts->human_code);
	issuer(object, report);
	approval(object, report);
	tsm_json_set_new(
	    object, "units", units_of(facts->units, facts->n_units));
	contents(object, report);
	activity(object, lang, facts->activity_start, facts->activity_end,
	    facts->term, facts->role);
	tsm_json_set(object, "awarded",
	    tsm_wording_day(lang,
		facts->awarded != NULL ? facts->awarded : facts->valid_from,
		text));
	tsm_json_set(object, "awarded_iso", facts->awarded);
	tsm_json_set(object, "valid_from",
	    tsm_wording_day(lang, facts->valid_from, text));
	tsm_json_set(object, "valid_until",
	    tsm_wording_day(lang, facts->valid_until, text));
	tsm_json_set(object, "credential_id", facts->id);
	tsm_json_set(object, "number", facts->license_number);
	tsm_json_set(object, "evidence", facts->evidence_id);
	return object;
}

/* The words of issuer/api_hosted.c; others are shown as they are. */
static const char *const statuses[] = { TSM_SAID("valid"),
	TSM_SAID("suspended"), TSM_SAID("revoked"), TSM_SAID("superseded"),
	TSM_SAID("signing key revoked"), TSM_SAID("expired") };

static const char *status_words(enum tsm_lang lang, const char *status)
{
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (tsm_streq(status, statuses[i]))
			return tsm_say(lang, statuses[i]);
	return status;
}

json_t *view_statement(enum tsm_lang lang, const struct tsm_json *statement)
{
	const struct tsm_json *award = tsm_json_get(statement, "achievement");
	const struct tsm_json *dates = tsm_json_get(statement, "activity");
	const struct tsm_json *by = tsm_json_get(statement, "issuer");
	const struct tsm_json *units = tsm_json_get(statement, "units");
	char text[TSM_WORDING], type[TSM_WORDING];
	json_t *object = json_object();

	tsm_json_set(object, "status",
	    status_words(lang, tsm_json_get_string(statement, "status")));
	tsm_json_set(object, "since",
	    tsm_wording_day(
		lang, tsm_json_get_string(statement, "since"), text));
	tsm_json_set(object, "reason",
	    tsm_wording_reason(lang, tsm_json_get_string(statement, "reason")));
	json_t *achievement = tsm_json_set_object(object, "achievement");
	tsm_json_set(achievement, "name", tsm_json_get_string(award, "name"));
	tsm_json_set(achievement, "type",
	    tsm_wording_achievement_type(
		lang, tsm_json_get_string(award, "type"), type));
	json_t *issuer_data = tsm_json_set_object(object, "issuer");
	tsm_json_set(issuer_data, "name", tsm_json_get_string(by, "name"));
	tsm_json_set(issuer_data, "id", tsm_json_get_string(by, "id"));
	json_t *list = tsm_json_set_array(object, "units");
	for (size_t i = 0;
	     tsm_json_is(units, TSM_JSON_ARRAY) && i < units->count; i++) {
		const struct tsm_json *unit = tsm_json_at(units, i);
		json_t *item = tsm_json_add_object(list);
		tsm_json_set(item, "value", tsm_json_get_string(unit, "value"));
		tsm_json_set(item, "name", tsm_json_get_string(unit, "name"));
	}
	activity(object, lang, tsm_json_get_string(dates, "start"),
	    tsm_json_get_string(dates, "end"), NULL,
	    tsm_json_get_string(dates, "mode"));
	tsm_json_set(object, "awarded",
	    tsm_wording_day(
		lang, tsm_json_get_string(statement, "awarded"), text));
	tsm_json_set(object, "url", tsm_json_get_string(statement, "id"));
	return object;
}
