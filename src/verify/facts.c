/* What a credential says, for people; only when its signature holds. */
#include <string.h>

#include "run.h"
#include "testamur/base/time.h"
#include "testamur/ob/check.h"

#define UNITS_MAX       16
#define RESULTS_MAX     1000 /* looked at; see tsm_ob_check() */
#define IDENTIFIERS_MAX 16

const char *run_text(const struct tsm_json *object, const char *name)
{
	const struct tsm_json *value =
	    tsm_json_nth(tsm_json_get(object, name), 0);

	if (tsm_json_is(value, TSM_JSON_OBJECT)) {
		const char *literal = tsm_json_get_string(value, "@value");
		return literal != NULL ? literal
				       : tsm_json_string(tsm_json_at(value, 0));
	}
	return tsm_json_string(value);
}

/* A number as it is written. */
static const char *number_of(
    struct run *run, const struct tsm_json *object, const char *name)
{
	const struct tsm_json *value = tsm_json_get(object, name);

	return tsm_json_is(value, TSM_JSON_NUMBER)
		   ? tsm_arena_str(run->arena, value->text)
		   : NULL;
}

static const struct tsm_json *description_of(
    const struct tsm_json *list, const char *id)
{
	const struct tsm_json *item;

	for (size_t i = 0;
	     i < RESULTS_MAX && (item = tsm_json_nth(list, i)) != NULL; i++)
		if (id != NULL &&
		    tsm_streq(tsm_json_get_string(item, "id"), id))
			return item;
	return NULL;
}

/* Results whose description is a raw score are what the award is worth. */
static enum tsm_status add_units(
    struct run *run, struct tsm_facts *facts, const struct tsm_json *subject)
{
	const struct tsm_json *results = tsm_json_get(subject, "result");
	const struct tsm_json *descriptions = tsm_json_get(
	    tsm_json_get(subject, "achievement"), "resultDescription");
	struct tsm_fact_unit *units =
	    tsm_arena_array(run->arena, UNITS_MAX, sizeof(*units));
	const struct tsm_json *result;

	if (units == NULL)
		return tsm_fail_memory(run->err);
	facts->units = units;
	for (size_t i = 0;
	     i < RESULTS_MAX && (result = tsm_json_nth(results, i)) != NULL &&
	     facts->n_units < UNITS_MAX;
	     i++) {
		const struct tsm_json *description =
		    description_of(descriptions,
			tsm_json_get_string(result, "resultDescription"));
		const char *type =
		    tsm_json_get_string(description, "resultType");
		const char *name = run_text(description, "name");
		const char *value = run_text(result, "value");
		if (type == NULL || strcmp(type, "RawScore") != 0 ||
		    name == NULL || value == NULL)
			continue;
		units[facts->n_units].value = value;
		units[facts->n_units++].name = name;
	}
	return TSM_OK;
}

static enum tsm_status add_identifiers(
    struct run *run, struct tsm_facts *facts, const struct tsm_json *issuer)
{
	const struct tsm_json *list = tsm_json_get(issuer, "otherIdentifier");
	struct tsm_fact_identifier *out =
	    tsm_arena_array(run->arena, IDENTIFIERS_MAX, sizeof(*out));
	const struct tsm_json *item;

	if (out == NULL)
		return tsm_fail_memory(run->err);
	facts->issuer_identifiers = out;
	for (size_t i = 0; (item = tsm_json_nth(list, i)) != NULL &&
			   facts->n_issuer_identifiers < IDENTIFIERS_MAX;
	     i++) {
		const char *type = run_text(item, "identifierType");
		const char *value = run_text(item, "identifier");
		if (type == NULL || value == NULL)
			continue;
		out[facts->n_issuer_identifiers].type = type;
		out[facts->n_issuer_identifiers++].value = value;
	}
	return TSM_OK;
}

/* A name that is there to be read, not hashed; some issuers put it into the
 * subject itself, where data model 2.0 defines it. */
static const char *holder_name(const struct tsm_json *subject)
{
	const struct tsm_json *list = tsm_json_get(subject, "identifier");
	const struct tsm_json *item;

	for (size_t i = 0; (item = tsm_json_nth(list, i)) != NULL; i++)
		if (tsm_streq(run_text(item, "identityType"), "name") &&
		    tsm_json_is(tsm_json_get(item, "hashed"), TSM_JSON_FALSE))
			return run_text(item, "identityHash");
	return run_text(subject, "name");
}

static void add_achievement(
    struct tsm_facts *facts, const struct tsm_json *achievement)
{
	const struct tsm_json *criteria = tsm_json_get(achievement, "criteria");

	facts->achievement_id = tsm_json_get_string(achievement, "id");
	facts->achievement = run_text(achievement, "name");
	facts->achievement_type = run_text(achievement, "achievementType");
	facts->description = run_text(achievement, "description");
	facts->human_code = run_text(achievement, "humanCode");
	facts->criteria = run_text(criteria, "narrative");
	if (facts->criteria == NULL)
		facts->criteria = tsm_json_get_string(criteria, "id");
	facts->creator_name =
	    run_text(tsm_json_get(achievement, "creator"), "name");
}

static void add_subject(struct tsm_facts *facts, const struct tsm_json *subject)
{
	facts->holder_name = holder_name(subject);
	facts->source_name = run_text(tsm_json_get(subject, "source"), "name");
	facts->role = run_text(subject, "role");
	facts->term = run_text(subject, "term");
	facts->license_number = run_text(subject, "licenseNumber");
	facts->activity_start =
	    tsm_json_get_string(subject, "activityStartDate");
	facts->activity_end = tsm_json_get_string(subject, "activityEndDate");
}

/* An end as it is written, where that is the one that binds. */
static enum tsm_status bound(struct run *run, int64_t at, const char **text)
{
	struct tsm_civil civil;
	char own[TSM_TIME_TEXT];
	int64_t written;

	if (at == INT64_MIN || at == INT64_MAX ||
	    (*text != NULL &&
		tsm_time_parse(tsm_str(*text), &written) == TSM_OK &&
		written == at) ||
	    tsm_unix_to_civil(at, &civil) != TSM_OK)
		return TSM_OK;
	*text = tsm_arena_dup(run->arena, tsm_time_format(at, own));
	return *text != NULL ? TSM_OK : tsm_fail_memory(run->err);
}

/* A token's own limits bind, too: nbf and exp. */
static enum tsm_status bind_period(struct run *run, struct tsm_facts *facts)
{
	int64_t from, until;

	run_period(run, &from, &until);
	TSM_TRY(bound(run, from, &facts->valid_from));
	return bound(run, until, &facts->valid_until);
}

enum tsm_status run_facts(struct run *run)
{
	const struct tsm_json *credential = run->credential;
	const struct tsm_json *issuer = tsm_json_get(credential, "issuer");
	const struct tsm_json *subject =
	    tsm_json_nth(tsm_json_get(credential, "credentialSubject"), 0);
	bool v1 = tsm_vc_is_v1(credential);
	struct tsm_facts *facts = tsm_arena_alloc(run->arena, sizeof(*facts));

	if (facts == NULL)
		return tsm_fail_memory(run->err);
	facts->id = tsm_json_get_string(credential, "id");
	facts->holder_id = tsm_json_get_string(subject, "id");
	facts->issuer_id = run->issuer;
	facts->valid_from =
	    tsm_json_get_string(credential, v1 ? "issuanceDate" : "validFrom");
	facts->valid_until = tsm_json_get_string(
	    credential, v1 ? "expirationDate" : "validUntil");
	TSM_TRY(bind_period(run, facts));
	run->report->facts = facts;
	if (!v1 || run_has_badge_terms(run)) {
		facts->name = run_text(credential, "name");
		facts->issuer_name = run_text(issuer, "name");
	}
	if (!run_has_badge_terms(run)) {
		facts->holder_name = v1 ? NULL : run_text(subject, "name");
		return TSM_OK;
	}
	facts->issuer_url = tsm_json_get_string(issuer, "url");
	facts->credits = number_of(run, subject, "creditsEarned");
	facts->awarded = tsm_json_get_string(credential, "awardedDate");
	facts->evidence_id = tsm_json_get_string(
	    tsm_json_nth(tsm_json_get(credential, "evidence"), 0), "id");
	add_subject(facts, subject);
	add_achievement(facts, tsm_json_get(subject, "achievement"));
	TSM_TRY(add_units(run, facts, subject));
	return add_identifiers(run, facts, issuer);
}
