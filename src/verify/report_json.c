/* The report as JSON; its members are stable, new ones may be added. */
#include "testamur/base/time.h"
#include "testamur/verify/report.h"

static void set_time(json_t *object, const char *name, int64_t instant)
{
	char text[TSM_TIME_TEXT];

	tsm_json_set(object, name, tsm_time_format(instant, text));
}

static json_t *check_json(const struct tsm_report *report, enum tsm_check check)
{
	const struct tsm_check_result *result = &report->checks[check];
	json_t *object = json_object();

	tsm_json_set(object, "id", tsm_check_name(check));
	tsm_json_set(object, "outcome", tsm_outcome_name(result->outcome));
	tsm_json_set(object, "code", result->code->name);
	tsm_json_set(
	    object, "sentence", tsm_say(report->lang, result->code->sentence));
	tsm_json_set(object, "detail", result->detail);
	tsm_json_set(object, "place", result->place);
	tsm_json_set(object, "who", tsm_actor_name(result->code->actor));
	tsm_json_set(object, "problem", result->code->problem);
	return object;
}

static json_t *fetches_json(const struct tsm_report *report)
{
	json_t *array = json_array();

	for (const struct tsm_fetch_record *r = report->fetched; r != NULL;
	     r = r->next) {
		json_t *object = tsm_json_add_object(array);
		tsm_json_set(object, "url", r->url);
		tsm_json_set(object, "status", tsm_status_name(r->status));
		if (r->http_status != 0)
			tsm_json_set_int(object, "http_status", r->http_status);
		if (r->sha256[0] != '\0')
			tsm_json_set(object, "sha256", r->sha256);
		tsm_json_set_int(object, "bytes", (int64_t)r->bytes);
		set_time(object, "at", r->at);
		tsm_json_set_bool(object, "cached", r->from_cache);
		tsm_json_set_bool(object, "mapped", r->mapped);
		tsm_json_set_bool(object, "saved", r->saved);
	}
	return array;
}

static void dates_json(json_t *object, const struct tsm_facts *facts)
{
	tsm_json_set(object, "activity_start", facts->activity_start);
	tsm_json_set(object, "activity_end", facts->activity_end);
	tsm_json_set(object, "awarded", facts->awarded);
	tsm_json_set(object, "valid_from", facts->valid_from);
	tsm_json_set(object, "valid_until", facts->valid_until);
}

static json_t *issuer_json(const struct tsm_facts *facts)
{
	json_t *issuer = json_object();

	tsm_json_set(issuer, "id", facts->issuer_id);
	tsm_json_set(issuer, "name", facts->issuer_name);
	tsm_json_set(issuer, "url", facts->issuer_url);
	if (facts->n_issuer_identifiers > 0) {
		json_t *array = tsm_json_set_array(issuer, "identifiers");
		for (size_t i = 0; i < facts->n_issuer_identifiers; i++) {
			json_t *item = tsm_json_add_object(array);
			tsm_json_set(
			    item, "type", facts->issuer_identifiers[i].type);
			tsm_json_set(
			    item, "value", facts->issuer_identifiers[i].value);
		}
	}
	return issuer;
}

static json_t *units_json(const struct tsm_fact_unit *units, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++) {
		json_t *unit = tsm_json_add_object(array);
		tsm_json_set(unit, "value", units[i].value);
		tsm_json_set(unit, "name", units[i].name);
	}
	return array;
}

static json_t *facts_json(const struct tsm_facts *facts)
{
	json_t *object = json_object();

	tsm_json_set(object, "id", facts->id);
	tsm_json_set(object, "name", facts->name);
	json_t *holder = tsm_json_set_object(object, "holder");
	tsm_json_set(holder, "id", facts->holder_id);
	tsm_json_set(holder, "name", facts->holder_name);
	json_t *achievement = tsm_json_set_object(object, "achievement");
	tsm_json_set(achievement, "id", facts->achievement_id);
	tsm_json_set(achievement, "name", facts->achievement);
	tsm_json_set(achievement, "type", facts->achievement_type);
	tsm_json_set(achievement, "description", facts->description);
	tsm_json_set(achievement, "criteria", facts->criteria);
	tsm_json_set(achievement, "human_code", facts->human_code);
	tsm_json_set_new(object, "issuer", issuer_json(facts));
	tsm_json_set(object, "source", facts->source_name);
	tsm_json_set(object, "creator", facts->creator_name);
	tsm_json_set(object, "credits", facts->credits);
	tsm_json_set(object, "role", facts->role);
	tsm_json_set(object, "term", facts->term);
	tsm_json_set(object, "license_number", facts->license_number);
	tsm_json_set(object, "evidence", facts->evidence_id);
	tsm_json_set_new(
	    object, "units", units_json(facts->units, facts->n_units));
	dates_json(object, facts);
	return object;
}

/* Of a learner record: what each credential in it is worth. */
static json_t *contained_json(const struct tsm_report *report)
{
	json_t *array = json_array();

	for (size_t i = 0; i < report->n_contained; i++) {
		const struct tsm_contained *c = &report->contained[i];
		json_t *row = tsm_json_add_object(array);
		tsm_json_set(row, "verdict", tsm_verdict_name(c->verdict));
		tsm_json_set(row, "code", c->code->name);
		tsm_json_set(row, "id", c->id);
		tsm_json_set(row, "achievement", c->achievement);
		tsm_json_set(row, "issuer", c->issuer_name);
		tsm_json_set(row, "awarded", c->awarded);
		tsm_json_set(row, "valid_until", c->valid_until);
		tsm_json_set_new(
		    row, "units", units_json(c->units, c->n_units));
	}
	return array;
}

/* Of one credential: all but what was fetched. */
static json_t *answer_json(const struct tsm_report *report)
{
	json_t *root = json_object();

	tsm_json_set(root, "language", tsm_lang_tag(report->lang));
	tsm_json_set(root, "verdict", tsm_verdict_name(report->verdict));
	tsm_json_set(root, "word", tsm_report_word(report));
	tsm_json_set(root, "sentence", tsm_report_sentence(report));
	tsm_json_set(root, "code", report->deciding->code->name);
	set_time(root, "checked_at", report->checked_at);
	set_time(root, "as_of", report->as_of);
	tsm_json_set(root, "input", tsm_input_name(report->input));
	json_t *proof = tsm_json_set_object(root, "proof");
	tsm_json_set(proof, "kind", report->proof.kind);
	tsm_json_set(proof, "alg", report->proof.alg);
	tsm_json_set(proof, "key", report->proof.key);
	tsm_json_set(proof, "sha256", report->proof.sha256);
	tsm_json_set(proof, "thumbprint", report->proof.thumbprint);
	tsm_json_set(root, "listed", report->listed);
	json_t *checks = tsm_json_set_array(root, "checks");
	for (unsigned i = 0; i < TSM_CHECK_COUNT; i++)
		tsm_json_add_new(checks, check_json(report, (enum tsm_check)i));
	if (report->facts != NULL)
		tsm_json_set_new(root, "credential", facts_json(report->facts));
	if (report->n_contained > 0)
		tsm_json_set_new(root, "contents", contained_json(report));
	return root;
}

json_t *tsm_report_json(const struct tsm_report *report)
{
	json_t *root = answer_json(report);

	if (report->n_presented > 0) {
		json_t *all = tsm_json_set_array(root, "credentials");
		for (size_t i = 0; i < report->n_presented; i++)
			tsm_json_add_new(
			    all, answer_json(&report->presented[i]));
	}
	tsm_json_set_new(root, "fetched", fetches_json(report));
	json_t *maps = tsm_json_set_array(root, "fetch_maps");
	for (size_t i = 0; i < report->n_fetch_maps; i++)
		tsm_json_add(maps, report->fetch_maps[i]);
	return root;
}
