/* What is wrong with a policy, and where: the exact status and pointer. */
#include "each_fixture.h"
#include "testamur/base/limits.h"

#define OPEN_WHEN   "'when':{'on_or_after':'2024-01-01'}"
#define AWARD(more) "'awards':[{'id':'a'," more "}]}"
#define BADGE(when) AWARD("'kind':'badge','achievement':'x','when':" when)
#define ATT         FX_ATTENDANCE
#define GOOD        BADGE("{'on_or_after':'2024-01-01'}")
#define UNITS(more)                                             \
 FX_HEAD ATT AWARD("'kind':'units','achievement':'x','scheme':" \
		   "'clock-hour'," OPEN_WHEN ",'units':{" more "}")
#define IN(keys) FX_HEAD keys "," GOOD
#define COND(c)  FX_HEAD ATT BADGE(c)

struct bad {
	const char *text;
	enum tsm_status status;
	const char *where;
	const char *says; /* part of the text */
};

static void refuse(const struct bad *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		enum tsm_status status = fx_try_policy(&f, table[i].text);

		if (status != table[i].status ||
		    strcmp(f.err.where, table[i].where) != 0 ||
		    f.err.status != status ||
		    !strstr(f.err.text, table[i].says))
			fail_msg("%s\ngave %s at '%s': %s", table[i].text,
			    tsm_status_name(status), f.err.where, f.err.text);
	}
}

#define REFUSE(table) refuse((table), sizeof(table) / sizeof(table)[0])

static void the_base_is_good(void **state)
{
	(void)state;
	fx_policy(&f, FX_HEAD GOOD);
	fx_policy(&f, COND("{'attended':{'tag':'t'},'min':1}"));
	fx_policy(&f, UNITS("'each_attended':{'tag':'t'},'basis':'attended'"));
}

static const struct bad bad_roots[] = {
	{ "[]", TSM_E_VALUE, "", "object" },
	{ "{}", TSM_E_MISSING, "", "language" },
	{ "{'language':2,'new':1}", TSM_E_UNSUPPORTED, "/language", "1" },
	{ "{'language':'1'}", TSM_E_VALUE, "/language", "number" },
	{ IN("'colour':'red'"), TSM_E_UNKNOWN, "/colour", "colour" },
	{ IN("'a/b~c':1"), TSM_E_UNKNOWN, "/a~1b~0c", "a/b~c" },
	{ "{'language':1}", TSM_E_MISSING, "", "programme" },
	{ "{'language':1,'programme':'P'}", TSM_E_VALUE, "/programme", "name" },
	{ "{'language':1,'programme':'p','revision':0}", TSM_E_VALUE,
	    "/revision", "from 1" },
	{ "{'language':1,'programme':'p','revision':1.5}", TSM_E_VALUE,
	    "/revision", "whole" },
	{ "{'language':1,'programme':'p','revision':1}", TSM_E_MISSING, "",
	    "issuer" },
	{ "{'language':1,'programme':'p','revision':1,'issuer':{}}",
	    TSM_E_MISSING, "/issuer", "by" },
	{ "{'language':1,'programme':'p','revision':1,'issuer':{'by':"
	  "'person'}}",
	    TSM_E_VALUE, "/issuer/by", "institution" },
	{ "{'language':1,'programme':'p','revision':1,'issuer':{'by':"
	  "'institution','or':1}}",
	    TSM_E_UNKNOWN, "/issuer/or", "by" },
	{ "{'language':1,'programme':'p','revision':1,'issuer':'o',"
	  "'timezone':'../etc'}",
	    TSM_E_VALUE, "/timezone", "IANA" },
	{ "{'language':1,'programme':'p','revision':1,'issuer':'o',"
	  "'timezone':'UTC'}",
	    TSM_E_MISSING, "", "awards" },
};

static void roots(void **state)
{
	(void)state;
	REFUSE(bad_roots);
}

static const struct bad bad_parts[] = {
	{ IN("'admission':{'apply_by':'26.1.2024'}"), TSM_E_VALUE,
	    "/admission/apply_by", "date" },
	{ IN("'admission':{'apply_by':'2023-02-29'}"), TSM_E_VALUE,
	    "/admission/apply_by", "date" },
	{ IN("'admission':{'eligible':[]}"), TSM_E_VALUE, "/admission/eligible",
	    "at least one" },
	{ IN("'admission':{'eligible':['a','b','a']}"), TSM_E_DUPLICATE,
	    "/admission/eligible/2", "twice" },
	{ IN("'admission':{'eligible':['a',1]}"), TSM_E_VALUE,
	    "/admission/eligible/1", "text" },
	{ IN("'admission':{'selection':'lottery'}"), TSM_E_VALUE,
	    "/admission/selection", "mutual" },
	{ IN("'admission':{'until':1}"), TSM_E_UNKNOWN, "/admission/until",
	    "until" },
	{ IN("'cohort':{'capacity':0}"), TSM_E_VALUE, "/cohort/capacity",
	    "from 1" },
	{ IN("'cohort':{'seats':{}}"), TSM_E_VALUE, "/cohort/seats",
	    "institution" },
	{ IN("'cohort':{'seats':{'a':-1}}"), TSM_E_VALUE, "/cohort/seats/a",
	    "seats" },
	{ IN("'cohort':{'seats':{'a':1.5}}"), TSM_E_VALUE, "/cohort/seats/a",
	    "seats" },
	{ IN("'cohort':{'seats':{'A':1}}"), TSM_E_VALUE, "/cohort/seats/A",
	    "name" },
	{ IN("'cohort':{'capacity':5,'seats':{'a':3,'b':3}}"), TSM_E_VALUE,
	    "/cohort/seats/b", "exceed" },
	{ IN("'cohort':{'waiting_list':'yes'}"), TSM_E_VALUE,
	    "/cohort/waiting_list", "true" },
	{ IN("'attendance':{}"), TSM_E_MISSING, "/attendance", "present_if" },
	{ IN("'attendance':{'present_if':{}}"), TSM_E_MISSING,
	    "/attendance/present_if", "min_minutes" },
	{ IN("'attendance':{'present_if':{'min_minutes':1,"
	     "'min_share':1}}"),
	    TSM_E_VALUE, "/attendance/present_if/min_share", "exclude" },
	{ IN("'attendance':{'present_if':{'min_minutes':0}}"), TSM_E_VALUE,
	    "/attendance/present_if/min_minutes", "from 1" },
	{ IN("'attendance':{'present_if':{'min_minutes':1.5}}"), TSM_E_VALUE,
	    "/attendance/present_if/min_minutes", "whole" },
	{ IN("'attendance':{'present_if':{'min_share':0}}"), TSM_E_VALUE,
	    "/attendance/present_if/min_share", "0.01" },
	{ IN("'attendance':{'present_if':{'min_share':1.01}}"), TSM_E_VALUE,
	    "/attendance/present_if/min_share", "to 1" },
	{ IN("'attendance':{'present_if':{'min_minutes':1},'via':"
	     "['live','phone']}"),
	    TSM_E_VALUE, "/attendance/via/1", "recording" },
	{ IN("'attendance':{'present_if':{'min_minutes':1},'via':"
	     "['live','live']}"),
	    TSM_E_DUPLICATE, "/attendance/via/1", "twice" },
	{ IN("'attendance':{'present_if':{'min_minutes':1},"
	     "'when_cancelled':'ignore'}"),
	    TSM_E_VALUE, "/attendance/when_cancelled", "drop" },
	{ FX_HEAD BADGE("{'attended':{'tag':'t'},'min':1}"), TSM_E_MISSING, "",
	    "attendance" },
};

static void parts(void **state)
{
	(void)state;
	REFUSE(bad_parts);
}

static const struct bad bad_parameters[] = {
	{ IN("'parameters':[]"), TSM_E_VALUE, "/parameters", "object" },
	{ IN("'parameters':{'A':1}"), TSM_E_VALUE, "/parameters/A", "name" },
	{ IN("'parameters':{'1a':1}"), TSM_E_VALUE, "/parameters/1a", "name" },
	{ IN("'parameters':{'a':true}"), TSM_E_VALUE, "/parameters/a",
	    "number" },
	{ IN("'parameters':{'a':'x'}"), TSM_E_VALUE, "/parameters/a", "date" },
	{ COND("{'attended':{'tag':'t'},'min':'$n'}"), TSM_E_UNKNOWN,
	    "/awards/0/when/min", "\"n\"" },
	{ COND("{'attended':{'tag':'t'},'min':'4'}"), TSM_E_VALUE,
	    "/awards/0/when/min", "number" },
	{ FX_HEAD ATT "'parameters':{'n':0}," BADGE(
	      "{'attended':{'tag':'t'},'min':'$n'}"),
	    TSM_E_VALUE, "/awards/0/when/min", "from 1" },
	{ FX_HEAD ATT "'parameters':{'n':'2024-01-01'}," BADGE(
	      "{'attended':{'tag':'t'},'min':'$n'}"),
	    TSM_E_VALUE, "/awards/0/when/min", "type" },
	{ FX_HEAD "'parameters':{'n':3}," BADGE("{'on_or_after':'$n'}"),
	    TSM_E_VALUE, "/awards/0/when/on_or_after", "type" },
};

static void parameters(void **state)
{
	(void)state;
	REFUSE(bad_parameters);
}

static const struct bad bad_awards[] = {
	{ FX_HEAD "'awards':{}}", TSM_E_VALUE, "/awards", "list" },
	{ FX_HEAD "'awards':[]}", TSM_E_VALUE, "/awards", "list" },
	{ FX_HEAD "'awards':[1]}", TSM_E_VALUE, "/awards/0", "object" },
	{ FX_HEAD "'awards':[{}]}", TSM_E_MISSING, "/awards/0", "id" },
	{ FX_HEAD "'awards':[{'id':'a'}]}", TSM_E_MISSING, "/awards/0",
	    "kind" },
	{ FX_HEAD AWARD("'kind':'medal'"), TSM_E_VALUE, "/awards/0/kind",
	    "certificate" },
	{ FX_HEAD AWARD("'kind':'badge','achievement':'x'"), TSM_E_MISSING,
	    "/awards/0", "when" },
	{ FX_HEAD AWARD("'kind':'badge'," OPEN_WHEN), TSM_E_MISSING,
	    "/awards/0", "achievement" },
	{ FX_HEAD AWARD("'kind':'internal','achievement':"
			"'x'," OPEN_WHEN),
	    TSM_E_VALUE, "/awards/0/achievement", "internal" },
	{ FX_HEAD AWARD("'kind':'badge','achievement':'x','issue':"
			"'never'," OPEN_WHEN),
	    TSM_E_VALUE, "/awards/0/issue", "manual" },
	{ FX_HEAD AWARD("'kind':'badge','achievement':'x','optional':"
			"1," OPEN_WHEN),
	    TSM_E_VALUE, "/awards/0/optional", "true" },
	{ FX_HEAD AWARD("'kind':'badge','achievement':'x','title':"
			"'T'," OPEN_WHEN),
	    TSM_E_UNKNOWN, "/awards/0/title", "title" },
	{ FX_HEAD AWARD("'kind':'units','achievement':"
			"'x'," OPEN_WHEN),
	    TSM_E_MISSING, "/awards/0", "units" },
	{ FX_HEAD AWARD("'kind':'badge','achievement':'x','scheme':"
			"'clock-hour'," OPEN_WHEN),
	    TSM_E_VALUE, "/awards/0/scheme", "units" },
	{ FX_HEAD AWARD("'kind':'units','achievement':'x','scheme':"
			"'credit'," OPEN_WHEN),
	    TSM_E_UNKNOWN, "/awards/0/scheme", "scheme" },
	{ FX_HEAD "'awards':[{'id':'a','kind':'internal'," OPEN_WHEN
		  "},{'id':'a','kind':'internal'," OPEN_WHEN "}]}",
	    TSM_E_DUPLICATE, "/awards/1/id", "\"a\"" },
	{ UNITS("'basis':'attended'"), TSM_E_MISSING, "/awards/0/units",
	    "each_attended" },
	{ UNITS("'each_attended':{'tag':'t'}"), TSM_E_MISSING,
	    "/awards/0/units", "basis" },
	{ UNITS("'each_attended':{'tag':'t'},'basis':'paid'"), TSM_E_VALUE,
	    "/awards/0/units/basis", "scheduled" },
	{ UNITS("'each_attended':{'tag':'t'},'basis':'attended',"
		"'step':0"),
	    TSM_E_VALUE, "/awards/0/units/step", "0.001" },
	{ UNITS("'each_attended':{'tag':'t'},'basis':'attended',"
		"'per_hour':-1"),
	    TSM_E_VALUE, "/awards/0/units/per_hour", "0.001" },
	{ UNITS("'each_attended':{'tag':'t'},'basis':'attended',"
		"'round':'off'"),
	    TSM_E_VALUE, "/awards/0/units/round", "nearest" },
	{ UNITS("'each_attended':{'tag':'t'},'basis':'attended',"
		"'extra':false"),
	    TSM_E_VALUE, "/awards/0/units/extra", "true" },
};

static void awards(void **state)
{
	(void)state;
	REFUSE(bad_awards);
}

static const struct bad bad_conditions[] = {
	{ COND("1"), TSM_E_VALUE, "/awards/0/when", "condition" },
	{ COND("{}"), TSM_E_VALUE, "/awards/0/when", "keyword" },
	{ COND("{'not':{}}"), TSM_E_UNKNOWN, "/awards/0/when/not", "\"not\"" },
	{ COND("{'all':[]}"), TSM_E_VALUE, "/awards/0/when/all",
	    "at least one" },
	{ COND("{'all':[{'any':[{'role':1}]}]}"), TSM_E_VALUE,
	    "/awards/0/when/all/0/any/0/role", "name" },
	{ COND("{'all':[{'role':'x'}],'any':[{'role':'x'}]}"), TSM_E_UNKNOWN,
	    "/awards/0/when/any", "\"all\"" },
	{ COND("{'at_least':1}"), TSM_E_MISSING, "/awards/0/when", "of" },
	{ COND("{'at_least':2,'of':[{'role':'x'}]}"), TSM_E_VALUE,
	    "/awards/0/when/at_least", "to 1" },
	{ COND("{'at_least':0,'of':[{'role':'x'}]}"), TSM_E_VALUE,
	    "/awards/0/when/at_least", "from 1" },
	{ COND("{'attended':'s1','min':1}"), TSM_E_VALUE,
	    "/awards/0/when/attended", "selection" },
	{ COND("{'attended':{},'min':1}"), TSM_E_MISSING,
	    "/awards/0/when/attended", "series" },
	{ COND("{'attended':{'tag':'t','series':'s'},'min':1}"), TSM_E_VALUE,
	    "/awards/0/when/attended/tag", "exclude" },
	{ COND("{'attended':{'sessions':[]},'min':1}"), TSM_E_VALUE,
	    "/awards/0/when/attended/sessions", "at least one" },
	{ COND("{'attended':{'tag':'t'}}"), TSM_E_MISSING, "/awards/0/when",
	    "every" },
	{ COND("{'attended':{'tag':'t'},'every':true,'min':1}"), TSM_E_VALUE,
	    "/awards/0/when/min", "exclude" },
	{ COND("{'attended':{'tag':'t'},'every':false}"), TSM_E_VALUE,
	    "/awards/0/when/every", "true" },
	{ COND("{'attended':{'tag':'t'},'min':1001}"), TSM_E_VALUE,
	    "/awards/0/when/min", "to 1000" },
	{ COND("{'attended':{'tag':'t'},'min':1,'max':2}"), TSM_E_UNKNOWN,
	    "/awards/0/when/max", "\"max\"" },
	{ COND("{'minutes':{'activity':'a'}}"), TSM_E_MISSING, "/awards/0/when",
	    "min" },
	{ COND("{'minutes':'a','min':1}"), TSM_E_VALUE,
	    "/awards/0/when/minutes", "object" },
	{ COND("{'minutes':{'activity':'a','x':1},'min':1}"), TSM_E_UNKNOWN,
	    "/awards/0/when/minutes/x", "\"x\"" },
	{ COND("{'minutes':{'activity':'a'},'min':1,'cap_per_week':"
	       "10081}"),
	    TSM_E_VALUE, "/awards/0/when/cap_per_week", "10080" },
	{ COND("{'work':'w'}"), TSM_E_MISSING, "/awards/0/when", "is" },
	{ COND("{'work':'w','is':'returned'}"), TSM_E_VALUE,
	    "/awards/0/when/is", "approved" },
	{ COND("{'work':'w','is':'none'}"), TSM_E_VALUE, "/awards/0/when/is",
	    "approved" },
	{ COND("{'attested':'w'}"), TSM_E_MISSING, "/awards/0/when", "by" },
	{ COND("{'attested':'w','by':'coach'}"), TSM_E_VALUE,
	    "/awards/0/when/by", "list" },
	{ COND("{'enrolled':'t','eligible':false}"), TSM_E_VALUE,
	    "/awards/0/when/eligible", "true" },
	{ COND("{'holds':''}"), TSM_E_VALUE, "/awards/0/when/holds", "text" },
	{ COND("{'closed':['s1']}"), TSM_E_VALUE, "/awards/0/when/closed",
	    "object" },
	{ COND("{'before':20240101}"), TSM_E_VALUE, "/awards/0/when/before",
	    "date" },
};

static void conditions(void **state)
{
	(void)state;
	REFUSE(bad_conditions);
}

#define INTERNAL(id, other) \
 "{'id':'" id "','kind':'internal','when':{'award':'" other "'}}"

static const struct bad bad_references[] = {
	{ COND("{'award':'b'}"), TSM_E_UNKNOWN, "/awards/0/when/award",
	    "\"b\"" },
	{ COND("{'award':'a'}"), TSM_E_VALUE, "/awards/0/when",
	    "circle: a -> a" },
	{ FX_HEAD "'awards':[" INTERNAL("a", "b") "," INTERNAL(
	      "b", "c") "," INTERNAL("c", "b") "]}",
	    TSM_E_VALUE, "/awards/2/when", "circle: b -> c -> b" },
};

static void references(void **state)
{
	(void)state;
	REFUSE(bad_references);
}

/* --- limits ------------------------------------------------------------------------ */

/* A policy whose condition nests `any` so deep. */
static enum tsm_status nested(unsigned depth)
{
	struct tsm_buf b;
	enum tsm_status status;

	tsm_buf_init(&b, 0);
	tsm_buf_adds(&b, FX_HEAD "'awards':[{'id':'a','kind':'internal',"
				 "'when':");
	for (unsigned i = 1; i < depth; i++)
		tsm_buf_adds(&b, "{'any':[");
	tsm_buf_adds(&b, "{'role':'x'}");
	for (unsigned i = 1; i < depth; i++)
		tsm_buf_adds(&b, "]}");
	tsm_buf_adds(&b, "}]}");
	status = fx_try_policy(&f, tsm_buf_cstr(&b));
	tsm_buf_release(&b);
	return status;
}

static enum tsm_status wide(unsigned conditions)
{
	struct tsm_buf b;
	enum tsm_status status;

	tsm_buf_init(&b, 0);
	tsm_buf_adds(&b, FX_HEAD "'awards':[{'id':'a','kind':'internal',"
				 "'when':{'all':[{'role':'x'}");
	for (unsigned i = 2; i < conditions; i++)
		tsm_buf_adds(&b, ",{'role':'x'}");
	tsm_buf_adds(&b, "]}}]}");
	status = fx_try_policy(&f, tsm_buf_cstr(&b));
	tsm_buf_release(&b);
	return status;
}

static enum tsm_status many_awards(unsigned count)
{
	struct tsm_buf b;
	enum tsm_status status;

	tsm_buf_init(&b, 0);
	tsm_buf_adds(&b, FX_HEAD "'awards':[");
	for (unsigned i = 0; i < count; i++)
		tsm_buf_printf(&b,
		    "%s"
		    "{'id':'a%u','kind':'internal','when':"
		    "{'role':'x'}}",
		    i ? "," : "", i);
	tsm_buf_adds(&b, "]}");
	status = fx_try_policy(&f, tsm_buf_cstr(&b));
	tsm_buf_release(&b);
	return status;
}

static void limits(void **state)
{
	(void)state;
	assert_int_equal(nested(TSM_POLICY_DEPTH_MAX), TSM_OK);
	assert_int_equal(nested(TSM_POLICY_DEPTH_MAX + 1), TSM_E_LIMIT);
	assert_int_equal(wide(TSM_POLICY_NODES_MAX), TSM_OK);
	assert_int_equal(wide(TSM_POLICY_NODES_MAX + 1), TSM_E_LIMIT);
	assert_string_equal(f.err.where, "/awards/0/when/all/999");
	assert_int_equal(many_awards(TSM_POLICY_AWARDS_MAX), TSM_OK);
	assert_int_equal(many_awards(TSM_POLICY_AWARDS_MAX + 1), TSM_E_LIMIT);
	assert_string_equal(f.err.where, "/awards");
}

/* An error may be of no interest. */
static void without_error(void **state)
{
	const struct tsm_policy *policy = NULL;

	(void)state;
	assert_int_equal(
	    tsm_policy_parse(&f.arena, fx_json(&f, "{'x':1}"), &policy, NULL),
	    TSM_E_UNKNOWN);
	assert_null(policy);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_base_is_good),
		T(roots),
		T(parts),
		T(parameters),
		T(awards),
		T(conditions),
		T(references),
		T(limits),
		T(without_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
