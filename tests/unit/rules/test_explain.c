/* Words and JSON of an outcome. */
#include "example.h"
#include "fixture.h"

static struct fixture f;

static int setup(void **state)
{
	(void)state;
	fx_init(&f);
	tsm_json_setup();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fx_release(&f);
	return 0;
}

static const struct tsm_fact_evidence sheet[] = {
	{ .source = "0123456789abcdef0123456789abcdef"
		    "0123456789abcdef0123456789abcdef",
	    .line = 12,
	    .text = "09:58 to 10:59" },
};

static const char *award_text(const struct tsm_award_outcome *a)
{
	tsm_buf_clear(&f.text);
	assert_int_equal(tsm_explain_text(f.outcome, a, &f.text), TSM_OK);
	return tsm_buf_cstr(&f.text);
}

static const char *summary(const struct tsm_award_outcome *a)
{
	tsm_buf_clear(&f.text);
	assert_int_equal(tsm_explain_award(f.outcome, a, &f.text), TSM_OK);
	return tsm_buf_cstr(&f.text);
}

static const char *json_text(const struct tsm_award_outcome *a)
{
	json_t *object;

	tsm_buf_clear(&f.text);
	assert_int_equal(tsm_explain_json(f.outcome, a, &object), TSM_OK);
	assert_int_equal(
	    tsm_json_write(object, TSM_JSON_COMPACT, &f.text), TSM_OK);
	json_decref(object);
	return tsm_buf_cstr(&f.text);
}

#define TREE                                                        \
 "{'all':[{'attended':{'sessions':['s1','s2','s3']},'every':true}," \
 "{'any':[{'work':'report','is':'approved'},{'holds':'swimmer'}]}]}"

static void tree(void **state)
{
	(void)state;
	fx_when(&f, TREE);
	f.sessions[1].state = TSM_SESSION_PLANNED;
	f.sessions[2].state = TSM_SESSION_CANCELLED;
	fx_present(&f, 0, 59);
	f.attendance[0].evidence = sheet;
	f.attendance[0].evidence_count = 1;
	f.work[0] = (struct tsm_fact_work){ .item = "report",
		.state = TSM_WORK_RETURNED };
	f.person.work_count = 1;
	assert_string_equal(award_text(fx_eval(&f)),
	    "open   a (badge)\n"
	    "  met    Enrolled as participant\n"
	    "        + series-1: enrolled as participant\n"
	    "  open   0 of 2 conditions met, 2 open\n"
	    "    open   Attended 1 of 2 sessions; 1 still to come; 1 "
	    "cancelled and not counted\n"
	    "          + s1 attended: 59 of 60 minutes, 48 needed\n"
	    "              0123456789ab:12  09:58 to 10:59\n"
	    "          - s2 still to come\n"
	    "          - s3 cancelled, not counted\n"
	    "    open   0 of 2 conditions met, 1 needed, 2 open\n"
	    "      open   \"report\" is returned for revision\n"
	    "            - report: returned\n"
	    "      open   Does not hold \"swimmer\" yet\n");
	assert_string_equal(summary(f.outcome->awards),
	    "Attended 1 of 2 sessions; 1 still to come; 1 cancelled and not "
	    "counted. 0 of 2 conditions met, 1 needed, 2 open");
}

static void json(void **state)
{
	(void)state;
	fx_when(&f, "{'attended':{'sessions':['s1']},'every':true}");
	fx_present(&f, 0, 59);
	f.attendance[0].evidence = sheet;
	f.attendance[0].evidence_count = 1;
	f.attendance[0].override = TSM_PRESENT;
	f.attendance[0].override_reason = "camera off";
	f.attendance[0].override_author = "u-17";
	f.attendance[0].override_at = 1700000000;
	assert_string_equal(json_text(fx_eval(&f)),
	    "{\"award\":\"a\",\"kind\":\"badge\",\"answer\":\"met\","
	    "\"due\":true,\"issue\":\"manual\",\"reason\":\"All conditions "
	    "are met\",\"conditions\":["
	    "{\"path\":\"/awards/0\",\"condition\":\"standing\",\"depth\":0,"
	    "\"answer\":\"met\",\"reason\":\"Enrolled as participant\","
	    "\"rows\":[{\"result\":\"fact\",\"counts\":true,"
	    "\"track\":\"series-1\",\"state\":\"enrolled\","
	    "\"text\":\"series-1: enrolled as participant\"}]},"
	    "{\"path\":\"/awards/0/when\",\"condition\":\"attended\","
	    "\"depth\":0,\"answer\":\"met\",\"reason\":\"Attended the "
	    "session\",\"rows\":[{\"result\":\"attended\",\"counts\":true,"
	    "\"session\":\"s1\",\"via\":\"live\",\"seconds\":3540,"
	    "\"needed\":2880,\"credited\":3540,\"override\":{\"present\":true,"
	    "\"reason\":\"camera off\",\"author\":\"u-17\","
	    "\"at\":\"2023-11-14T22:13:20Z\"},\"text\":\"s1 attended: marked "
	    "present by hand (camera off)\",\"evidence\":[{\"source\":"
	    "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab"
	    "cdef\",\"line\":12,\"text\":\"09:58 to 10:59\"}]}]}]}");
}

static void units_in_json(void **state)
{
	(void)state;
	fx_policy(&f, FX_HEAD FX_ATTENDANCE
	    "'awards':[{'id':'u','kind':'units','achievement':'x','scheme':"
	    "'clock-hour','when':{'on_or_after':'2000-01-01'},'units':"
	    "{'each_attended':{'tag':'workshop'},'basis':'attended'}}]}");
	fx_present(&f, 0, 60);
	fx_present(&f, 1, 50);
	f.approvals[0] = (struct tsm_fact_approval){ "clock-hour", "P-7",
		TSM_NO_DAY, TSM_NO_DAY };
	f.cohort.approval_count = 1;
	assert_non_null(strstr(json_text(fx_eval(&f)),
	    "\"reason\":\"1.75 clock hours for 2 sessions, 1 h 50 min\","
	    "\"units\":{\"scheme\":\"clock-hour\",\"unit\":\"Clock hour\","
	    "\"amount\":1.75,\"basis\":\"attended\",\"per_hour\":1,"
	    "\"step\":0.25,\"round\":\"down\",\"seconds\":6600,"
	    "\"sessions\":2,\"first_day\":\"2023-12-09\","
	    "\"last_day\":\"2023-12-16\",\"approval\":\"P-7\"}"));
	assert_non_null(strstr(tsm_buf_cstr(&f.text),
	    "{\"path\":\"/awards/0\",\"condition\":\"units\",\"depth\":0,"
	    "\"answer\":\"met\""));
}

static void policy_json(void **state)
{
	json_t *object;

	(void)state;
	fx_policy(&f, EXAMPLE_POLICY);
	f.parameters = fx_json(&f, "{'reading':90}");
	assert_int_equal(fx_try_bind(&f), TSM_OK);
	object = tsm_explain_policy_json(f.bound);
	assert_int_equal(
	    tsm_json_write(object, TSM_JSON_COMPACT, &f.text), TSM_OK);
	json_decref(object);
	assert_string_equal(tsm_buf_cstr(&f.text),
	    "{\"programme\":\"river-watch\",\"revision\":3,\"language\":1,"
	    "\"parameters\":{\"reading\":90,\"field_days\":3,"
	    "\"opens\":\"2024-03-01\"},\"today\":\"2024-03-18\","
	    "\"closed\":false}");
}

/* A failed award names what failed, not what is open. */
static void summary_of_failure(void **state)
{
	(void)state;
	fx_when(&f, "{'all':[{'work':'report','is':'approved'},{'before':"
		    "'2000-01-01'}]}");
	assert_string_equal(
	    summary(fx_eval(&f)), "2024-03-18 is on or after 2000-01-01");
	f.enrolments[0].state = TSM_ENROLMENT_WITHDRAWN;
	assert_string_equal(summary(fx_eval(&f)),
	    "Has withdrawn as participant. 2024-03-18 is on or after "
	    "2000-01-01");
}

static void summary_is_short(void **state)
{
	(void)state;
	fx_when(&f,
	    "{'all':[{'work':'a','is':'approved'},{'work':'b','is':"
	    "'approved'},{'all':[{'work':'c','is':'approved'},{'work':'d',"
	    "'is':'approved'}]},{'work':'e','is':'approved'}]}");
	assert_string_equal(summary(fx_eval(&f)),
	    "\"a\" is not handed in yet. \"b\" is not handed in yet. \"c\" is "
	    "not handed in yet. And 2 more");
}

/* What strangers wrote cannot steer a terminal. */
static void control_characters(void **state)
{
	static const struct tsm_fact_evidence nasty[] = {
		{ .text = "a\033[2Jb\nc\xC2\x9B"
			  "d\x7F" },
	};

	(void)state;
	fx_when(&f, "{'attended':{'sessions':['s1']},'every':true}");
	f.sessions[0].title = "One\r\n";
	fx_present(&f, 0, 60);
	f.attendance[0].evidence = nasty;
	f.attendance[0].evidence_count = 1;
	assert_string_equal(award_text(fx_eval(&f)),
	    "met    a (badge)\n"
	    "  met    Enrolled as participant\n"
	    "        + series-1: enrolled as participant\n"
	    "  met    Attended the session\n"
	    "        + One   attended: 60 of 60 minutes, 48 needed\n"
	    "            a [2Jb c d \n");
}

static void all_awards(void **state)
{
	const char *text;

	(void)state;
	fx_policy(&f, EXAMPLE_POLICY);
	fx_eval(&f);
	assert_ptr_equal(
	    tsm_outcome_award(f.outcome, "hours"), &f.outcome->awards[1]);
	assert_null(tsm_outcome_award(f.outcome, "other"));
	text = award_text(NULL);
	assert_non_null(strstr(text, "watcher (badge)\n"));
	assert_non_null(strstr(text, "hours (units)\n"));
	assert_non_null(strstr(text, "stipend (internal)\n"));
}

/* The buffer's maximum is respected and reported. */
static void limit(void **state)
{
	struct tsm_buf small;

	(void)state;
	fx_when(&f, TREE);
	fx_eval(&f);
	tsm_buf_init(&small, 16);
	assert_int_equal(
	    tsm_explain_text(f.outcome, NULL, &small), TSM_E_LIMIT);
	tsm_buf_release(&small);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(tree),
		T(json),
		T(units_in_json),
		T(policy_json),
		T(summary_of_failure),
		T(summary_is_short),
		T(control_characters),
		T(all_awards),
		T(limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
