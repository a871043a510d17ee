/* Units: exact amounts, schemes, approvals. */
#include "each_fixture.h"

#include "testamur/rules/units.h"

/* A policy whose one award counts units like this. */
static void units_policy(const char *scheme, const char *units)
{
	char *text = tsm_arena_printf(&f.arena,
	    FX_HEAD FX_ATTENDANCE
	    "'awards':[{'id':'u','kind':'units','achievement':'x','scheme':"
	    "'%s','when':{'enrolled':'series-1'},'units':{%s}}]}",
	    scheme, units);

	fx_policy(&f, text);
}

#define SERIES "'each_attended':{'series':'series-1'},"

static const char *amount(void)
{
	static char text[TSM_DECIMAL_TEXT];

	return tsm_decimal_format(fx_eval(&f)->units.amount, text);
}

static void five_of_six(void **state)
{
	const struct tsm_award_outcome *a;

	(void)state;
	units_policy("mt-opi-renewal-unit",
	    SERIES "'basis':'scheduled','per_hour':1,'step':0.5,'round':"
		   "'down'");
	for (uint32_t i = 0; i < 5; i++)
		fx_present(&f, i, 50);
	assert_string_equal(amount(), "5");
	a = fx_eval(&f);
	assert_int_equal(a->answer, TSM_MET);
	assert_int_equal(a->units.seconds, 5 * HOUR);
	assert_int_equal(a->units.session_count, 5);
	assert_int_equal(a->units.first_day, DAY_ONE);
	assert_int_equal(a->units.last_day, DAY_ONE + 28);
	assert_int_equal(a->units.check.rows[0].credited, HOUR);
	assert_string_equal(fx_reason(&f, &a->units.check),
	    "5 renewal units for 5 sessions, 5 h 00 min");
}

/* Summed over the activity, then rounded once. */
static void rounded_once(void **state)
{
	(void)state;
	units_policy("clock-hour", SERIES "'basis':'attended'");
	/* 3 x 50 min = 2.5 h; rounded one by one it were 3 x 0.75 = 2.25 */
	for (uint32_t i = 0; i < 3; i++)
		fx_present(&f, i, 50);
	assert_string_equal(amount(), "2.5");
	f.attendance[0].seconds--;
	assert_string_equal(amount(), "2.25");
}

static void directions(void **state)
{
	static const struct {
		const char *round, *amount;
	} table[] = { { "down", "2.25" }, { "nearest", "2.5" },
		{ "up", "2.5" } };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char *units = tsm_arena_printf(&f.arena,
		    SERIES "'basis':'attended','round':'%s'", table[i].round);

		units_policy("il-pd-clock-hour", units);
		f.person.attendance_count = 0;
		for (uint32_t s = 0; s < 3; s++)
			fx_present(&f, s, 50);
		f.attendance[0].seconds--;
		assert_string_equal(amount(), table[i].amount);
	}
}

/* Attended time ends with the schedule. */
static void attended_is_capped(void **state)
{
	(void)state;
	units_policy("clock-hour", SERIES "'basis':'attended'");
	fx_present(&f, 0, 300);
	assert_string_equal(amount(), "1");
	assert_int_equal(f.outcome->awards[0].units.seconds, HOUR);
}

/* Time at a session that does not count as attended counts for nothing. */
static void absent_gives_nothing(void **state)
{
	const struct tsm_award_outcome *a;

	(void)state;
	units_policy("clock-hour", SERIES "'basis':'attended'");
	fx_present(&f, 0, 47);
	assert_string_equal(amount(), "0");
	a = fx_eval(&f);
	assert_int_equal(a->answer, TSM_FAILED);
	assert_string_equal(fx_reason(&f, &a->units.check),
	    "0 clock hours for 0 sessions, 0 h 00 min; the least amount is "
	    "0.25");
	f.sessions[5].state = TSM_SESSION_PLANNED;
	assert_int_equal(fx_eval(&f)->answer, TSM_OPEN);
}

static void cancelled_gives_nothing(void **state)
{
	(void)state;
	units_policy("clock-hour", SERIES "'basis':'scheduled'");
	fx_present(&f, 0, 60);
	fx_present(&f, 1, 60);
	f.sessions[1].state = TSM_SESSION_CANCELLED;
	assert_string_equal(amount(), "1");
}

static void extra_only_if_the_policy_says_so(void **state)
{
	(void)state;
	f.sessions[1].kind = TSM_SESSION_EXTRA;
	fx_present(&f, 0, 60);
	fx_present(&f, 1, 60);
	units_policy("clock-hour", SERIES "'basis':'scheduled'");
	assert_string_equal(amount(), "1");
	units_policy("clock-hour", SERIES "'basis':'scheduled','extra':true");
	assert_string_equal(amount(), "2");
	units_policy("clock-hour",
	    "'each_attended':{'sessions':['s1','s2']},'basis':'scheduled'");
	assert_string_equal(amount(), "2");
	f.sessions[1].state = TSM_SESSION_CANCELLED;
	assert_string_equal(amount(), "1");
}

/* A make-up's own length counts, not that of the session it replaces. */
static void makeup_counts_its_own_length(void **state)
{
	uint32_t m;

	(void)state;
	units_policy(
	    "clock-hour", SERIES "'basis':'scheduled','via':['live','makeup']");
	m = fx_makeup(&f, 0, "m1", TSM_SESSION_HELD);
	f.sessions[m].scheduled = 5400;
	fx_present(&f, m, 60);
	assert_string_equal(amount(), "1.5");
	assert_int_equal(f.outcome->awards[0].units.last_day, DAY_ONE + 100);
	/* both attended: once */
	fx_present(&f, 0, 60);
	assert_string_equal(amount(), "1");
	units_policy("clock-hour", SERIES "'basis':'scheduled'");
	f.person.attendance_count = 1;
	assert_string_equal(amount(), "0");
}

static void override_credits(void **state)
{
	struct tsm_fact_attendance *row;

	(void)state;
	units_policy("clock-hour", SERIES "'basis':'attended'");
	row = fx_present(&f, 0, 0);
	row->override = TSM_PRESENT;
	assert_string_equal(amount(), "1");
	row->override_seconds = 1800;
	assert_string_equal(amount(), "0.5");
	row->override_seconds = 99 * HOUR;
	assert_string_equal(amount(), "1");
	row->override_seconds = 0;
	row->seconds = 900;
	assert_string_equal(amount(), "0.25");
	row->override = TSM_ABSENT;
	assert_string_equal(amount(), "0");
}

static void rate_as_parameter(void **state)
{
	(void)state;
	fx_policy(&f, FX_HEAD FX_ATTENDANCE
	    "'parameters':{'rate':0.1},'awards':[{'id':'u','kind':'units',"
	    "'achievement':'x','scheme':'clock-hour','when':{'enrolled':"
	    "'series-1'},'units':{" SERIES "'basis':'scheduled','per_hour':"
	    "'$rate','step':0.01}}]}");
	for (uint32_t i = 0; i < 3; i++)
		fx_present(&f, i, 60);
	/* 0.1 + 0.1 + 0.1 is 0.3 here */
	assert_string_equal(amount(), "0.3");
	f.parameters = fx_json(&f, "{'rate':0.7}");
	assert_string_equal(amount(), "2.1");
}

/* --- IACET: locked until there is a number -------------------------------------- */

static void ceu_locked(void **state)
{
	const struct tsm_award_outcome *a;
	struct tsm_fact_approval *approval = &f.approvals[0];

	(void)state;
	units_policy("iacet-ceu", SERIES "'basis':'scheduled'");
	for (uint32_t i = 0; i < 6; i++) {
		f.sessions[i].scheduled = 2 * HOUR;
		fx_present(&f, i, 120);
	}
	assert_string_equal(amount(), "1.2");
	a = fx_eval(&f);
	assert_int_equal(a->answer, TSM_OPEN);
	assert_string_equal(fx_reason(&f, &a->units.check),
	    "1.2 CEUs for 6 sessions, 12 h 00 min; locked: no approval number "
	    "for \"IACET continuing education unit\" is on record for these "
	    "dates");
	*approval = (struct tsm_fact_approval){ "iacet-ceu", "1234", TSM_NO_DAY,
		TSM_NO_DAY };
	f.cohort.approval_count = 1;
	a = fx_eval(&f);
	assert_int_equal(a->answer, TSM_MET);
	assert_ptr_equal(a->units.approval, approval);
	/* for the whole of the activity, both days included */
	approval->from = DAY_ONE;
	approval->until = DAY_ONE + 35;
	assert_int_equal(fx_eval(&f)->answer, TSM_MET);
	approval->from++;
	assert_int_equal(fx_eval(&f)->answer, TSM_OPEN);
	approval->from--;
	approval->until--;
	assert_int_equal(fx_eval(&f)->answer, TSM_OPEN);
	approval->until++;
	f.sessions[2].day = TSM_NO_DAY;
	assert_int_equal(fx_eval(&f)->answer, TSM_OPEN);
	f.sessions[2].day = DAY_ONE;
	approval->scheme = "clock-hour";
	assert_int_equal(fx_eval(&f)->answer, TSM_OPEN);
	approval->scheme = "iacet-ceu";
	approval->number = "";
	assert_int_equal(fx_eval(&f)->answer, TSM_OPEN);
}

static void ceu_least(void **state)
{
	(void)state;
	units_policy(
	    "iacet-ceu", SERIES "'basis':'attended','round':'nearest'");
	f.approvals[0] = (struct tsm_fact_approval){ "iacet-ceu", "1234",
		TSM_NO_DAY, TSM_NO_DAY };
	f.cohort.approval_count = 1;
	fx_present(&f, 0, 60);
	assert_string_equal(amount(), "0.1");
	assert_int_equal(fx_eval(&f)->answer, TSM_MET);
	units_policy("iacet-ceu", SERIES "'basis':'attended'");
	f.attendance[0].seconds--;
	assert_string_equal(amount(), "0");
	assert_int_equal(fx_eval(&f)->answer, TSM_FAILED);
}

/* --- schemes --------------------------------------------------------------------- */

static void schemes(void **state)
{
	static const struct {
		const char *id;
		int64_t seconds;
		const char *units;
	} table[] = {
		{ "mt-opi-renewal-unit", HOUR, "1" },
		{ "mt-opi-renewal-unit", 5399, "1" },
		{ "mt-opi-renewal-unit", 5400, "1.5" },
		{ "il-pd-clock-hour", 899, "0" },
		{ "il-pd-clock-hour", 900, "0.25" },
		{ "il-pd-clock-hour", 6 * HOUR + 2700, "6.75" },
		{ "iacet-ceu", 10 * HOUR, "1" },
		{ "iacet-ceu", HOUR, "0.1" },
		{ "iacet-ceu", 2 * HOUR - 1, "0.1" },
		{ "clock-hour", 4500, "1.25" },
	};
	char text[TSM_DECIMAL_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		const struct tsm_unit_scheme *s =
		    tsm_unit_scheme_find(tsm_str(table[i].id));
		struct tsm_decimal units;

		assert_non_null(s);
		assert_int_equal(
		    tsm_units_from_seconds(table[i].seconds, s->per_hour,
			s->step, TSM_ROUND_DOWN, &units),
		    TSM_OK);
		assert_string_equal(
		    tsm_decimal_format(units, text), table[i].units);
	}
	assert_null(tsm_unit_scheme_find(tsm_str("credit")));
	assert_int_equal(
	    tsm_units_from_seconds(-1, tsm_decimal_int(1), tsm_decimal_int(1),
		TSM_ROUND_DOWN, &(struct tsm_decimal){ 0 }),
	    TSM_E_VALUE);
	assert_int_equal(
	    tsm_units_from_seconds(1, tsm_decimal_int(1), tsm_decimal_int(0),
		TSM_ROUND_DOWN, &(struct tsm_decimal){ 0 }),
	    TSM_E_VALUE);
	for (const struct tsm_unit_scheme *s = tsm_unit_schemes(); s->id; s++) {
		assert_ptr_equal(tsm_unit_scheme_find(tsm_str(s->id)), s);
		assert_int_equal(
		    s->requires_approval, tsm_streq(s->id, "iacet-ceu"));
	}
}

/* Hours are never called renewal units where they are none. */
static void labels(void **state)
{
	static const char *const bad[] = { "6 renewal units", "Renewal-Unit",
		"RENEWAL  UNITS for Wisconsin", "Wisconsin renewal_hours",
		"renewal\tcredits" };
	static const char *const good[] = { "Clock hours", "renewal",
		"License renewal: 6 clock hours", "", "units of renewal" };
	const struct tsm_unit_scheme *hour =
	    tsm_unit_scheme_find(tsm_str("clock-hour"));
	const struct tsm_unit_scheme *montana =
	    tsm_unit_scheme_find(tsm_str("mt-opi-renewal-unit"));

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		assert_false(tsm_unit_label_allowed(hour, tsm_str(bad[i])));
		assert_true(tsm_unit_label_allowed(montana, tsm_str(bad[i])));
		assert_true(tsm_unit_label_allowed(hour, tsm_str(good[i])));
	}
	for (const struct tsm_unit_scheme *s = tsm_unit_schemes(); s->id; s++)
		assert_true(tsm_unit_label_allowed(s, tsm_str(s->many)));
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(five_of_six),
		T(rounded_once),
		T(directions),
		T(attended_is_capped),
		T(absent_gives_nothing),
		T(cancelled_gives_nothing),
		T(extra_only_if_the_policy_says_so),
		T(makeup_counts_its_own_length),
		T(override_credits),
		T(rate_as_parameter),
		T(ceu_locked),
		T(ceu_least),
		T(schemes),
		T(labels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
