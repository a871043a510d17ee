/* Reading a good policy: every field, the defaults, the documentation. */
#include "each_fixture.h"
#include "example.h"

static void whole_policy(void **state)
{
	const struct tsm_policy *p;
	char day[TSM_TIME_TEXT];

	(void)state;
	fx_policy(&f, EXAMPLE_POLICY);
	p = f.policy;
	assert_int_equal(p->language, 1);
	assert_int_equal(p->revision, 3);
	assert_string_equal(p->programme, "river-watch");
	assert_string_equal(p->issuer.id, "river-trust");
	assert_string_equal(p->timezone, "America/Chicago");
	assert_string_equal(
	    tsm_day_format(p->admission.apply_by, day), "2024-01-26");
	assert_int_equal(p->admission.eligible_count, 2);
	assert_string_equal(p->admission.eligible[1], "teacher");
	assert_int_equal(p->admission.selection, TSM_ADMIT_MUTUAL);
	assert_int_equal(p->cohort.capacity, 40);
	assert_int_equal(p->cohort.seat_count, 2);
	assert_int_equal(p->cohort.seats[0].seats, 10);
	assert_int_equal(p->cohort.seats[1].seats, -1);
	assert_true(p->cohort.waiting_list);
	assert_int_equal(p->parameter_count, 3);
	assert_int_equal(p->parameters[2].type, TSM_PARAMETER_DATE);
	assert_true(p->attendance.min_minutes.given);
	assert_false(p->attendance.min_share.given);
	assert_int_equal(p->attendance.via, TSM_VIA_BIT(TSM_VIA_LIVE));
	assert_int_equal(p->award_count, 3);
	assert_int_equal(p->condition_count, 17);
	assert_int_equal(p->use_count, 3);
}

static void whole_awards(void **state)
{
	const struct tsm_policy_award *badge, *hours, *stipend;
	const struct tsm_condition *c;

	(void)state;
	fx_policy(&f, EXAMPLE_POLICY);
	badge = tsm_policy_award(f.policy, "watcher");
	hours = tsm_policy_award(f.policy, "hours");
	stipend = tsm_policy_award(f.policy, "stipend");
	assert_null(tsm_policy_award(f.policy, "other"));
	assert_string_equal(badge->pointer, "/awards/0");
	assert_int_equal(badge->kind, TSM_AWARD_BADGE);
	assert_int_equal(badge->issue, TSM_ISSUE_ON_MET);
	assert_string_equal(badge->source, "water-office");
	assert_string_equal(badge->issuer.id, "river-trust");
	assert_null(badge->scheme);
	assert_false(badge->names_role);
	assert_int_equal(badge->track_count, 1);
	assert_string_equal(badge->tracks[0], "series-1");
	assert_true(hours->issuer.by_institution);
	assert_null(hours->issuer.id);
	assert_true(hours->optional);
	assert_true(hours->names_role);
	assert_string_equal(hours->scheme->id, "clock-hour");
	assert_true(hours->units.extra);
	assert_int_equal(hours->units.basis, TSM_BASIS_ATTENDED);
	assert_int_equal(stipend->issue, TSM_ISSUE_MANUAL);
	assert_null(stipend->achievement);
	/* parts follow the condition they belong to */
	assert_int_equal(badge->when->index, 0);
	assert_int_equal(badge->condition_end, 12);
	c = badge->when->parts[3];
	assert_int_equal(c->kind, TSM_COND_AT_LEAST);
	assert_string_equal(c->pointer, "/awards/0/when/all/3");
	assert_int_equal(c->parts[0]->index, c->index + 1);
	assert_string_equal(c->parts[0]->pointer, "/awards/0/when/all/3/of/0");
	for (size_t i = 0; i < f.policy->condition_count; i++)
		assert_int_equal(f.policy->conditions[i]->index, i);
	assert_int_equal(f.policy->conditions[13]->award, 0);
}

static void defaults(void **state)
{
	const struct tsm_policy *p;

	(void)state;
	fx_policy(&f, FX_HEAD
	    "'attendance':{'present_if':{'min_share':1}},'awards':[{'id':"
	    "'u','kind':'units','achievement':'x','scheme':'iacet-ceu',"
	    "'when':{'on_or_after':'2024-01-01'},'units':{'each_attended':"
	    "{'tag':'t'},'basis':'scheduled'}}]}");
	p = f.policy;
	assert_int_equal(p->cohort.capacity, -1);
	assert_int_equal(p->cohort.seat_count, 0);
	assert_true(p->cohort.waiting_list);
	assert_int_equal(p->admission.apply_by, TSM_NO_DAY);
	assert_int_equal(p->admission.selection, TSM_ADMIT_OPEN);
	assert_int_equal(p->attendance.via,
	    TSM_VIA_BIT(TSM_VIA_LIVE) | TSM_VIA_BIT(TSM_VIA_IN_PERSON));
	assert_int_equal(
	    p->attendance.when_cancelled, TSM_CANCELLED_MAKEUP_OR_DROP);
	assert_int_equal(p->awards[0].issue, TSM_ISSUE_MANUAL);
	assert_false(p->awards[0].optional);
	assert_false(p->awards[0].units.per_hour.given);
	assert_false(p->awards[0].units.step.given);
	assert_int_equal(p->awards[0].units.round, TSM_ROUND_DOWN);
}

/* A policy that never asks for attendance need not say what it is. */
static void attendance_only_where_asked_for(void **state)
{
	(void)state;
	fx_policy(&f, FX_HEAD
	    "'awards':[{'id':'a','kind':'internal','when':{'closed':{'tag':"
	    "'t'}}}]}");
}

static void order_of_awards(void **state)
{
	(void)state;
	fx_policy(&f, FX_HEAD
	    "'awards':[{'id':'a','kind':'internal','when':{'all':[{'award':"
	    "'c'},{'award':'b'}]}},{'id':'b','kind':'internal','when':"
	    "{'award':'c'}},{'id':'c','kind':'internal','when':{'role':"
	    "'host'}}]}");
	assert_int_equal(f.policy->award_order[0], 2);
	assert_int_equal(f.policy->award_order[1], 1);
	assert_int_equal(f.policy->award_order[2], 0);
}

/* --- words ----------------------------------------------------------------------- */

static void words(void **state)
{
	enum tsm_session_state session;
	enum tsm_session_kind kind;
	enum tsm_work_state work;
	enum tsm_enrolment_state enrolment;
	enum tsm_via via;

	(void)state;
	assert_string_equal(
	    tsm_session_state_word(TSM_SESSION_POSTPONED), "postponed");
	assert_string_equal(tsm_via_word(TSM_VIA_IN_PERSON), "in_person");
	assert_string_equal(tsm_via_word((enum tsm_via)99), "unknown");
	assert_string_equal(
	    tsm_condition_word(TSM_COND_ON_OR_AFTER), "on_or_after");
	assert_string_equal(tsm_condition_word(TSM_COND_BEFORE), "before");
	assert_string_equal(
	    tsm_award_kind_word(TSM_AWARD_INTERNAL), "internal");
	assert_string_equal(tsm_award_issue_word(TSM_ISSUE_MANUAL), "manual");
	for (unsigned i = 0; i <= TSM_SESSION_POSTPONED; i++) {
		enum tsm_session_state s = (enum tsm_session_state)i;

		assert_int_equal(
		    tsm_session_state_parse(
			tsm_str(tsm_session_state_word(s)), &session),
		    TSM_OK);
		assert_int_equal(session, s);
	}
	for (unsigned i = 0; i <= TSM_ENROLMENT_NOT_SELECTED; i++) {
		enum tsm_enrolment_state e = (enum tsm_enrolment_state)i;

		assert_int_equal(
		    tsm_enrolment_state_parse(
			tsm_str(tsm_enrolment_state_word(e)), &enrolment),
		    TSM_OK);
		assert_int_equal(enrolment, e);
	}
	assert_int_equal(
	    tsm_session_kind_parse(tsm_str("makeup"), &kind), TSM_OK);
	assert_int_equal(kind, TSM_SESSION_MAKEUP);
	assert_int_equal(
	    tsm_work_state_parse(tsm_str("returned"), &work), TSM_OK);
	assert_int_equal(work, TSM_WORK_RETURNED);
	assert_int_equal(tsm_via_parse(tsm_str("recording"), &via), TSM_OK);
	assert_int_equal(via, TSM_VIA_RECORDING);
	assert_int_equal(
	    tsm_via_parse(tsm_str("Recording"), &via), TSM_E_UNKNOWN);
}

static void days(void **state)
{
	static const char *const good[] = { "1970-01-01", "2024-02-29",
		"1969-12-31", "0001-01-01", "9999-12-31" };
	char text[TSM_TIME_TEXT];
	int32_t day;

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(tsm_day_parse(tsm_str(good[i]), &day), TSM_OK);
		assert_string_equal(tsm_day_format(day, text), good[i]);
	}
	assert_int_equal(tsm_day_parse(tsm_str("1970-01-02"), &day), TSM_OK);
	assert_int_equal(day, 1);
	assert_int_equal(
	    tsm_day_parse(tsm_str("2023-02-29"), &day), TSM_E_VALUE);
	assert_string_equal(tsm_day_format(TSM_NO_DAY, text), "?");
	assert_string_equal(tsm_day_format(INT32_MAX, text), "?");
}

/* --- the schema and the tables say the same ---------------------------------------- */

/* The properties of an object of the language in the schema. */
static const struct tsm_json *properties(
    const struct tsm_json *schema, const char *object)
{
	if (object == NULL)
		return NULL;
	const struct tsm_json *defs = tsm_json_get(schema, "$defs");
	const struct tsm_json *def = tsm_json_get(defs, object);
	char *name = tsm_arena_printf(&f.arena, "if-%s", object);

	if (strcmp(object, "policy") == 0)
		def = schema;
	/* "award" is both an object and a condition: see below */
	if (!def)
		def = tsm_json_get(defs, name);
	return def;
}

static const struct tsm_json *member(
    const struct tsm_json *def, const char *name)
{
	return tsm_json_get(tsm_json_get(def, "properties"), name);
}

static bool requires(const struct tsm_json *def, const char *name)
{
	const struct tsm_json *list = tsm_json_get(def, "required");

	for (size_t i = 0; list && i < list->count; i++)
		if (tsm_str_is(list->first[i].text, name))
			return true;
	return false;
}

static void schema_has_every_word(void **state)
{
	struct tsm_str text = tsm_policy_schema();
	const struct tsm_json *schema;
	struct tsm_policy_word word;
	size_t n;

	(void)state;
	assert_int_equal(
	    tsm_json_parse(&f.arena, text.ptr, text.len, NULL, &schema, &f.err),
	    TSM_OK);
	for (n = 0; tsm_policy_word(n, &word); n++) {
		const struct tsm_json *def = properties(schema, word.object);

		assert_non_null(word.type);
		assert_non_null(word.meaning);
		if (strcmp(word.name, "award") == 0)
			def = tsm_json_resolve(schema, "/$defs/if-award");
		if (!member(def, word.name) ||
		    requires(def, word.name) != word.required)
			fail_msg("the schema differs on %s.%s", word.object,
			    word.name);
	}
	assert_int_equal(n, 67);
}

static size_t words_of(const char *object)
{
	struct tsm_policy_word word;
	size_t count = 0;

	for (size_t n = 0; tsm_policy_word(n, &word); n++)
		count += strcmp(word.object, object) == 0;
	return count;
}

static void schema_has_nothing_else(void **state)
{
	static const char *const objects[] = { "policy", "admission", "cohort",
		"attendance", "present_if", "units", "selection", "activity",
		"all", "any", "at_least", "attended", "minutes", "work",
		"attested", "enrolled", "role", "holds", "closed",
		"on_or_after", "before" };
	struct tsm_str text = tsm_policy_schema();
	const struct tsm_json *schema;

	(void)state;
	assert_int_equal(
	    tsm_json_parse(&f.arena, text.ptr, text.len, NULL, &schema, &f.err),
	    TSM_OK);
	for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++) {
		const struct tsm_json *def = properties(schema, objects[i]);

		assert_non_null(def);
		assert_int_equal(tsm_json_get(def, "properties")->count,
		    words_of(objects[i]));
		assert_true(tsm_json_is(
		    tsm_json_get(def, "additionalProperties"), TSM_JSON_FALSE));
	}
	/* both objects called "award" */
	assert_int_equal(
	    tsm_json_resolve(schema, "/$defs/award/properties")->count +
		tsm_json_resolve(schema, "/$defs/if-award/properties")->count,
	    words_of("award"));
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(whole_policy),
		T(whole_awards),
		T(defaults),
		T(attendance_only_where_asked_for),
		T(order_of_awards),
		T(words),
		T(days),
		T(schema_has_every_word),
		T(schema_has_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
