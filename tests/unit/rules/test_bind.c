/* Joining a policy with a cohort. */
#include "each_fixture.h"

static void refuse_at(enum tsm_status status, const char *where)
{
	enum tsm_status got = fx_try_bind(&f);

	if (got != status || strcmp(f.err.where, where) != 0)
		fail_msg("%s at '%s': %s", tsm_status_name(got), f.err.where,
		    f.err.text);
}

#define PARAMETERS                                                        \
 FX_HEAD FX_ATTENDANCE                                                    \
     "'parameters':{'sessions':null,'parts':2,'opens':'2024-01-01'},"     \
     "'awards':[{'id':'a','kind':'internal','when':{'at_least':'$parts'," \
     "'of':[{'attended':{'tag':'workshop'},'min':'$sessions'},"           \
     "{'on_or_after':'$opens'}]}}]}"

static void parameters(void **state)
{
	(void)state;
	fx_policy(&f, PARAMETERS);
	refuse_at(TSM_E_MISSING, "/awards/0/when/of/0/min");
	f.parameters = fx_json(&f, "{'sessions':4,'opens':'2024-05-01'}");
	assert_int_equal(fx_try_bind(&f), TSM_OK);
	assert_int_equal(tsm_bound_parameter(f.bound, 0)->number.coef, 4);
	assert_string_equal(tsm_bound_parameter(f.bound, 1)->name, "parts");
	assert_null(tsm_bound_parameter(f.bound, 3));
	assert_ptr_equal(tsm_bound_policy(f.bound), f.policy);
	assert_ptr_equal(tsm_bound_cohort(f.bound), &f.cohort);
	/* the policy itself is as it was */
	assert_int_equal(f.policy->parameters[0].type, TSM_PARAMETER_NULL);
}

static void wrong_parameters(void **state)
{
	static const struct {
		const char *values;
		enum tsm_status status;
		const char *where;
	} table[] = {
		{ "[]", TSM_E_VALUE, "" },
		{ "{'sessions':4,'other':1}", TSM_E_UNKNOWN, "/other" },
		{ "{'sessions':true}", TSM_E_VALUE, "/sessions" },
		{ "{'sessions':null}", TSM_E_VALUE, "/sessions" },
		{ "{'sessions':'2024-01-01'}", TSM_E_VALUE, "/sessions" },
		{ "{'sessions':0}", TSM_E_VALUE, "/sessions" },
		{ "{'sessions':4.5}", TSM_E_VALUE, "/sessions" },
		{ "{'sessions':4,'opens':4}", TSM_E_VALUE, "/opens" },
		{ "{'sessions':4,'parts':3}", TSM_E_VALUE, "/parts" },
	};

	(void)state;
	fx_policy(&f, PARAMETERS);
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		f.parameters = fx_json(&f, table[i].values);
		refuse_at(table[i].status, table[i].where);
	}
}

static void whole_is_a_matter_of_value(void **state)
{
	(void)state;
	fx_policy(&f, PARAMETERS);
	f.parameters = fx_json(&f, "{'sessions':4.0}");
	assert_int_equal(fx_try_bind(&f), TSM_OK);
	fx_present(&f, 0, 60);
	FX_EXPECT(&f, TSM_FAILED);
	assert_int_equal(f.outcome->results[1].need, 4);
}

#define LISTED "{'attended':{'sessions':['s1','s9']},'every':true}"

static void listed_sessions(void **state)
{
	(void)state;
	fx_when(&f, LISTED);
	refuse_at(TSM_E_UNKNOWN, "/awards/0/when/attended/sessions/1");
	f.sessions[5].id = "s9";
	assert_int_equal(fx_try_bind(&f), TSM_OK);
	f.sessions[5].kind = TSM_SESSION_EXTRA;
	refuse_at(TSM_E_VALUE, "/awards/0/when/attended/sessions/1");
	f.sessions[5].kind = TSM_SESSION_MAKEUP;
	f.sessions[5].makeup_for = "s1";
	refuse_at(TSM_E_VALUE, "/awards/0/when/attended/sessions/1");
}

static void sessions(void **state)
{
	(void)state;
	fx_when(&f, "{'closed':{'tag':'workshop'}}");
	assert_int_equal(fx_try_bind(&f), TSM_OK);
	f.sessions[5].id = "s1";
	refuse_at(TSM_E_DUPLICATE, "s1");
	f.sessions[5].id = NULL;
	refuse_at(TSM_E_MISSING, "");
	f.sessions[5].id = "s6";
	f.sessions[5].scheduled = -1;
	refuse_at(TSM_E_VALUE, "s6");
	f.sessions[5].scheduled = 0;
	refuse_at(TSM_E_VALUE, "s6");
	f.sessions[5].scheduled = TSM_SESSION_SECONDS_MAX + 1;
	refuse_at(TSM_E_LIMIT, "s6");
	f.sessions[5].scheduled = HOUR;
	f.sessions[5].end = f.sessions[5].start - 1;
	refuse_at(TSM_E_VALUE, "s6");
	f.sessions[5].end = f.sessions[5].start;
	f.sessions[5].state = (enum tsm_session_state)9;
	refuse_at(TSM_E_VALUE, "s6");
	f.sessions[5].state = TSM_SESSION_HELD;
	f.sessions[5].kind = TSM_SESSION_MAKEUP;
	refuse_at(TSM_E_UNKNOWN, "s6");
	f.sessions[5].makeup_for = "s7";
	refuse_at(TSM_E_UNKNOWN, "s6");
	f.sessions[5].makeup_for = "s6";
	refuse_at(TSM_E_VALUE, "s6");
	f.cohort.session_count = 1001;
	refuse_at(TSM_E_LIMIT, "");
}

/* No session at all is a cohort that has not been planned yet. */
static void no_sessions(void **state)
{
	(void)state;
	fx_when(&f, "{'attended':{'tag':'workshop'},'every':true}");
	f.cohort.session_count = 0;
	FX_EXPECT(&f, TSM_OPEN);
}

static enum tsm_status check(size_t count)
{
	memset(&f.err, 0, sizeof f.err);
	return tsm_policy_check_sessions(f.policy, f.sessions, count, &f.err);
}

static void check_sessions(void **state)
{
	(void)state;
	fx_when(&f, "{'all':[{'closed':{'tag':'workshop'}},{'attended':"
		    "{'series':'series-1'},'min':1}]}");
	assert_int_equal(check(6), TSM_OK);
	assert_int_equal(check(0), TSM_E_UNKNOWN);
	assert_string_equal(f.err.where, "/awards/0/when/all/0/closed");
	for (int i = 0; i < 6; i++)
		f.sessions[i].track = "series-2";
	assert_int_equal(check(6), TSM_E_UNKNOWN);
	assert_string_equal(f.err.where, "/awards/0/when/all/1/attended");
	assert_int_equal(check(1001), TSM_E_LIMIT);
	fx_when(&f, LISTED);
	assert_int_equal(check(6), TSM_E_UNKNOWN);
	assert_string_equal(f.err.where, "/awards/0/when/attended/sessions/1");
	fx_policy(&f, FX_HEAD FX_ATTENDANCE
	    "'awards':[{'id':'u','kind':'units','achievement':'x','scheme':"
	    "'clock-hour','when':{'role':'x'},'units':{'each_attended':"
	    "{'tag':'t'},'basis':'attended'}}]}");
	assert_int_equal(check(6), TSM_E_UNKNOWN);
	assert_string_equal(f.err.where, "/awards/0/units/each_attended");
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(parameters),
		T(wrong_parameters),
		T(whole_is_a_matter_of_value),
		T(listed_sessions),
		T(sessions),
		T(no_sessions),
		T(check_sessions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
