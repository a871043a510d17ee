/* Every condition but attendance, with every answer. */
#include "each_fixture.h"

static void expect_reason(const char *reason)
{
	assert_string_equal(fx_reason(&f, f.outcome->awards[0].when), reason);
}

/* --- combining --------------------------------------------------------------- */

#define MET    "{'on_or_after':'2000-01-01'}"
#define OPEN   "{'on_or_after':'2100-01-01'}"
#define FAILED "{'before':'2000-01-01'}"

static void combining(void **state)
{
	static const struct {
		const char *condition;
		enum tsm_answer answer;
	} table[] = {
		{ "{'all':[" MET "," MET "]}", TSM_MET },
		{ "{'all':[" MET "," OPEN "]}", TSM_OPEN },
		{ "{'all':[" OPEN "," FAILED "]}", TSM_FAILED },
		{ "{'any':[" FAILED "," MET "]}", TSM_MET },
		{ "{'any':[" FAILED "," OPEN "]}", TSM_OPEN },
		{ "{'any':[" FAILED "," FAILED "]}", TSM_FAILED },
		{ "{'at_least':2,'of':[" MET "," MET "," FAILED "]}", TSM_MET },
		{ "{'at_least':2,'of':[" MET "," OPEN "," FAILED "]}",
		    TSM_OPEN },
		{ "{'at_least':2,'of':[" MET "," FAILED "," FAILED "]}",
		    TSM_FAILED },
		{ "{'all':[{'any':[" FAILED "," MET "]},{'all':[" OPEN "]}]}",
		    TSM_OPEN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		fx_when(&f, table[i].condition);
		FX_EXPECT(&f, table[i].answer);
	}
	fx_when(&f, "{'at_least':2,'of':[" MET "," FAILED "," FAILED "]}");
	FX_EXPECT(&f, TSM_FAILED);
	expect_reason(
	    "1 of 3 conditions met, 2 needed, 2 cannot be met any more");
	fx_when(&f, "{'all':[" MET "," OPEN "]}");
	FX_EXPECT(&f, TSM_OPEN);
	expect_reason("1 of 2 conditions met, 1 open");
}

/* --- dates -------------------------------------------------------------------- */

static int32_t day(const char *text)
{
	int32_t value;

	assert_int_equal(tsm_day_parse(tsm_str(text), &value), TSM_OK);
	return value;
}

static void on_or_after(void **state)
{
	(void)state;
	fx_when(&f, "{'on_or_after':'2024-02-29'}");
	f.cohort.today = day("2024-02-28");
	FX_EXPECT(&f, TSM_OPEN);
	expect_reason("2024-02-28 is before 2024-02-29");
	f.cohort.today = day("2024-02-29");
	FX_EXPECT(&f, TSM_MET);
	expect_reason("2024-02-29 is on or after 2024-02-29");
	f.cohort.today = day("2024-03-01");
	FX_EXPECT(&f, TSM_MET);
}

static void before(void **state)
{
	(void)state;
	fx_when(&f, "{'before':'2024-02-29'}");
	f.cohort.today = day("2024-02-28");
	FX_EXPECT(&f, TSM_MET);
	f.cohort.today = day("2024-02-29");
	FX_EXPECT(&f, TSM_FAILED);
	expect_reason("2024-02-29 is on or after 2024-02-29");
}

static void date_as_parameter(void **state)
{
	(void)state;
	fx_policy(&f, FX_HEAD
	    "'parameters':{'start':'2024-02-01'},'awards':[{'id':'a','kind':"
	    "'badge','achievement':'x','when':{'on_or_after':'$start'}}]}");
	f.cohort.today = day("2024-03-01");
	FX_EXPECT(&f, TSM_MET);
	f.parameters = fx_json(&f, "{'start':'2024-04-01'}");
	FX_EXPECT(&f, TSM_OPEN);
}

/* --- minutes -------------------------------------------------------------------- */

static struct tsm_fact_minutes *spend(
    const char *activity, int32_t on, int64_t minutes)
{
	struct tsm_fact_minutes *row = &f.minutes[f.person.minutes_count++];

	row->activity = activity;
	row->day = on;
	row->seconds = minutes * 60;
	return row;
}

#define PLATFORM "{'minutes':{'activity':'platform'},'min':60}"

static void minutes_answers(void **state)
{
	(void)state;
	fx_when(&f, PLATFORM);
	FX_EXPECT(&f, TSM_OPEN);
	expect_reason("Spent 0 of 60 minutes on \"platform\"");
	spend("platform", DAY_ONE, 59)->seconds += 59;
	spend("other", DAY_ONE, 500);
	FX_EXPECT(&f, TSM_OPEN);
	expect_reason("Spent 59 of 60 minutes on \"platform\"");
	f.cohort.closed = true;
	FX_EXPECT(&f, TSM_FAILED);
	expect_reason(
	    "Spent 59 of 60 minutes on \"platform\"; the cohort is closed");
	f.minutes[0].seconds++;
	FX_EXPECT(&f, TSM_MET);
}

static void minutes_capped_per_week(void **state)
{
	int32_t monday = day("2024-02-05");

	(void)state;
	fx_when(&f,
	    "{'minutes':{'activity':'platform'},'min':240,'cap_per_week':"
	    "120}");
	/* unsorted, several a week; Sunday belongs to the week before */
	spend("platform", monday + 7, 100);
	spend("platform", monday, 100);
	spend("platform", monday + 6, 100);
	FX_EXPECT(&f, TSM_OPEN);
	assert_int_equal(f.outcome->awards[0].when->have, 220 * 60);
	expect_reason("Spent 220 of 240 minutes on \"platform\", counting no "
		      "week beyond its limit");
	assert_string_equal(fx_row(&f, &f.outcome->awards[0].when->rows[1]),
	    "100 minutes in the week of 2024-02-05, of which 20 count");
	spend("platform", monday + 8, 20);
	FX_EXPECT(&f, TSM_MET);
}

static void minutes_impossible(void **state)
{
	(void)state;
	fx_when(&f, PLATFORM);
	spend("platform", DAY_ONE, -1);
	assert_int_equal(fx_try_bind(&f), TSM_OK);
	assert_int_equal(
	    tsm_evaluate(&f.arena, f.bound, &f.person, &f.outcome, &f.err),
	    TSM_E_VALUE);
}

/* --- work ------------------------------------------------------------------------ */

static struct tsm_fact_work *hand_in(const char *item, enum tsm_work_state work)
{
	struct tsm_fact_work *row = &f.work[f.person.work_count++];

	row->item = item;
	row->state = work;
	return row;
}

static void work_approved(void **state)
{
	struct tsm_fact_work *row;

	(void)state;
	fx_when(&f, "{'work':'project','is':'approved'}");
	FX_EXPECT(&f, TSM_OPEN);
	expect_reason("\"project\" is not handed in yet");
	row = hand_in("project", TSM_WORK_SUBMITTED);
	FX_EXPECT(&f, TSM_OPEN);
	expect_reason("\"project\" is handed in, not approved yet");
	row->state = TSM_WORK_RETURNED;
	FX_EXPECT(&f, TSM_OPEN);
	expect_reason("\"project\" is returned for revision");
	f.cohort.closed = true;
	FX_EXPECT(&f, TSM_FAILED);
	expect_reason(
	    "\"project\" is returned for revision; the cohort is closed");
	row->state = TSM_WORK_APPROVED;
	FX_EXPECT(&f, TSM_MET);
	expect_reason("\"project\" is approved");
}

static void work_submitted(void **state)
{
	struct tsm_fact_work *row;

	(void)state;
	fx_when(&f, "{'work':'evaluation','is':'submitted'}");
	row = hand_in("evaluation", TSM_WORK_SUBMITTED);
	FX_EXPECT(&f, TSM_MET);
	row->state = TSM_WORK_APPROVED;
	FX_EXPECT(&f, TSM_MET);
	row->state = TSM_WORK_RETURNED;
	FX_EXPECT(&f, TSM_OPEN);
	row->state = TSM_WORK_NONE;
	FX_EXPECT(&f, TSM_OPEN);
}

static void work_counted(void **state)
{
	(void)state;
	fx_policy(&f, FX_HEAD
	    "'parameters':{'experiences':3},'awards':[{'id':'a','kind':"
	    "'badge','achievement':'x','when':{'work':'experience','is':"
	    "'approved','min':'$experiences'}}]}");
	hand_in("experience", TSM_WORK_APPROVED);
	hand_in("experience", TSM_WORK_APPROVED);
	hand_in("experience", TSM_WORK_SUBMITTED);
	hand_in("other", TSM_WORK_APPROVED);
	FX_EXPECT(&f, TSM_OPEN);
	expect_reason("2 of 3 pieces of \"experience\" approved");
	f.parameters = fx_json(&f, "{'experiences':2}");
	FX_EXPECT(&f, TSM_MET);
}

/* --- attested, holds, award ------------------------------------------------------ */

static void attested(void **state)
{
	(void)state;
	fx_when(&f, "{'attested':'coaching','by':['coach','instructor']}");
	FX_EXPECT(&f, TSM_OPEN);
	expect_reason(
	    "\"coaching\" is not confirmed by coach or instructor yet");
	f.attestations[0].what = "coaching";
	f.attestations[0].role = "participant";
	f.person.attestation_count = 1;
	FX_EXPECT(&f, TSM_OPEN);
	f.cohort.closed = true;
	FX_EXPECT(&f, TSM_FAILED);
	f.attestations[0].role = "instructor";
	FX_EXPECT(&f, TSM_MET);
	expect_reason("\"coaching\" is confirmed by instructor");
	f.attestations[0].what = "other";
	FX_EXPECT(&f, TSM_FAILED);
}

static void holds(void **state)
{
	(void)state;
	fx_when(&f, "{'holds':'level-1'}");
	FX_EXPECT(&f, TSM_OPEN);
	expect_reason("Does not hold \"level-1\" yet");
	f.holdings[0].achievement = "level-1";
	f.person.holding_count = 1;
	FX_EXPECT(&f, TSM_MET);
	expect_reason("Holds \"level-1\"");
	f.holdings[0].achievement = "level-2";
	f.cohort.closed = true;
	FX_EXPECT(&f, TSM_FAILED);
}

/* An award may stand before the one it asks for. */
static void award_of_award(void **state)
{
	(void)state;
	fx_policy(&f, FX_HEAD
	    "'awards':[{'id':'second','kind':'internal','when':{'award':"
	    "'first'}},{'id':'first','kind':'badge','achievement':'x','when':"
	    "{'work':'project','is':'approved'}}]}");
	FX_EXPECT(&f, TSM_OPEN);
	expect_reason("The award \"first\" is still open");
	hand_in("project", TSM_WORK_APPROVED);
	FX_EXPECT(&f, TSM_MET);
	expect_reason("The award \"first\" is met");
	/* the whole award counts, not its condition alone */
	f.enrolments[0].state = TSM_ENROLMENT_WITHDRAWN;
	FX_EXPECT(&f, TSM_FAILED);
	expect_reason("The award \"first\" cannot be met any more");
}

/* --- enrolment ------------------------------------------------------------------- */

#define ENROLLED "{'enrolled':'series-1'}"

static void enrolled_by_state(void **state)
{
	static const struct {
		enum tsm_enrolment_state state;
		enum tsm_answer answer, closed;
		const char *reason;
	} table[] = {
		{ TSM_ENROLMENT_APPLIED, TSM_OPEN, TSM_FAILED,
		    "Applied, not enrolled yet: series-1" },
		{ TSM_ENROLMENT_OFFERED, TSM_OPEN, TSM_FAILED,
		    "Has been offered a place, not enrolled yet: series-1" },
		{ TSM_ENROLMENT_ACCEPTED, TSM_OPEN, TSM_FAILED,
		    "Has accepted a place, not enrolled yet: series-1" },
		{ TSM_ENROLMENT_ENROLLED, TSM_MET, TSM_MET,
		    "Enrolled: series-1" },
		{ TSM_ENROLMENT_WAITING, TSM_OPEN, TSM_FAILED,
		    "On the waiting list: series-1" },
		{ TSM_ENROLMENT_WITHDRAWN, TSM_FAILED, TSM_FAILED,
		    "Has withdrawn: series-1" },
		{ TSM_ENROLMENT_COMPLETED, TSM_MET, TSM_MET,
		    "Enrolled, has completed: series-1" },
		{ TSM_ENROLMENT_NOT_SELECTED, TSM_FAILED, TSM_FAILED,
		    "Was not selected: series-1" },
	};

	(void)state;
	fx_when(&f, ENROLLED);
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		f.enrolments[0].state = table[i].state;
		f.cohort.closed = true;
		FX_EXPECT(&f, table[i].closed);
		f.cohort.closed = false;
		FX_EXPECT(&f, table[i].answer);
		expect_reason(table[i].reason);
		/* and so does the award as a whole */
		assert_int_equal(f.outcome->awards[0].answer, table[i].answer);
	}
}

static void enrolled_nowhere(void **state)
{
	(void)state;
	fx_when(&f, ENROLLED);
	f.enrolments[0].track = "series-2";
	FX_EXPECT(&f, TSM_OPEN);
	expect_reason("Not enrolled: series-1");
	f.cohort.closed = true;
	FX_EXPECT(&f, TSM_FAILED);
}

static void eligible_and_selected(void **state)
{
	(void)state;
	fx_when(&f, "{'enrolled':'series-1','eligible':true,'selected':true}");
	FX_EXPECT(&f, TSM_MET);
	f.enrolments[0].eligible = TSM_NOT_KNOWN;
	FX_EXPECT(&f, TSM_OPEN);
	expect_reason("Enrolled: series-1; eligibility is not confirmed yet");
	f.enrolments[0].eligible = TSM_NO;
	FX_EXPECT(&f, TSM_FAILED);
	expect_reason("Enrolled: series-1; not eligible");
	f.enrolments[0].eligible = TSM_YES;
	f.enrolments[0].selected = TSM_NOT_KNOWN;
	FX_EXPECT(&f, TSM_OPEN);
	expect_reason("Enrolled: series-1; selection is not confirmed yet");
	f.enrolments[0].selected = TSM_NO;
	FX_EXPECT(&f, TSM_FAILED);
	expect_reason("Enrolled: series-1; not selected");
	/* not asked for, not looked at */
	fx_when(&f, ENROLLED);
	FX_EXPECT(&f, TSM_MET);
}

/* Withdrew, came back: the period that is good counts. */
static void came_back(void **state)
{
	(void)state;
	fx_when(&f, ENROLLED);
	f.enrolments[1] = f.enrolments[0];
	f.enrolments[0].state = TSM_ENROLMENT_WITHDRAWN;
	f.person.enrolment_count = 2;
	FX_EXPECT(&f, TSM_MET);
	assert_int_equal(f.outcome->awards[0].answer, TSM_MET);
	f.enrolments[1].state = TSM_ENROLMENT_WAITING;
	FX_EXPECT(&f, TSM_OPEN);
}

/* --- who earns ------------------------------------------------------------------- */

static void host_earns_nothing(void **state)
{
	const struct tsm_award_outcome *a;

	(void)state;
	fx_when(&f, MET);
	a = fx_eval(&f);
	assert_int_equal(a->answer, TSM_MET);
	assert_string_equal(
	    fx_reason(&f, &a->standing), "Enrolled as participant");
	f.enrolments[0].role = "host";
	a = fx_eval(&f);
	assert_int_equal(a->answer, TSM_FAILED);
	assert_int_equal(a->when->answer, TSM_MET);
	assert_string_equal(fx_reason(&f, &a->standing),
	    "Enrolled as host, which is not participant");
	f.enrolments[0].role = TSM_ROLE_PARTICIPANT;
	assert_int_equal(fx_eval(&f)->answer, TSM_MET);
}

static void not_enrolled_earns_nothing(void **state)
{
	(void)state;
	fx_when(&f, MET);
	f.person.enrolment_count = 0;
	assert_int_equal(fx_eval(&f)->answer, TSM_OPEN);
	assert_string_equal(
	    fx_reason(&f, &f.outcome->awards[0].standing), "Not enrolled");
	f.cohort.closed = true;
	assert_int_equal(fx_eval(&f)->answer, TSM_FAILED);
}

static void role_named_by_the_award(void **state)
{
	(void)state;
	fx_when(&f, "{'all':[{'role':'central-office'}," ENROLLED "]}");
	assert_int_equal(fx_eval(&f)->answer, TSM_FAILED);
	assert_string_equal(fx_reason(&f, &f.outcome->results[1]),
	    "Enrolled as participant, which is not central-office");
	f.enrolments[0].role = "central-office";
	assert_int_equal(fx_eval(&f)->answer, TSM_MET);
	assert_string_equal(
	    fx_reason(&f, &f.outcome->awards[0].standing), "Enrolled");
	/* the role in another track does not help */
	f.enrolments[0].track = "other";
	assert_int_equal(fx_eval(&f)->answer, TSM_OPEN);
}

/* A way around `enrolled` is no way around belonging. */
static void any_does_not_skip_enrolment(void **state)
{
	(void)state;
	fx_when(&f, "{'any':[" ENROLLED "," MET "]}");
	assert_int_equal(fx_eval(&f)->answer, TSM_MET);
	f.enrolments[0].state = TSM_ENROLMENT_WITHDRAWN;
	assert_int_equal(fx_eval(&f)->when->answer, TSM_MET);
	assert_int_equal(fx_eval(&f)->answer, TSM_FAILED);
}

/* --- closed ------------------------------------------------------------------------ */

static void close_sessions(size_t from, size_t to)
{
	for (size_t i = from; i <= to; i++)
		f.sessions[i - 1].closed = true;
}

static void closed(void **state)
{
	(void)state;
	fx_when(&f, "{'closed':{'series':'series-1'}}");
	close_sessions(1, 5);
	FX_EXPECT(&f, TSM_OPEN);
	expect_reason(
	    "5 of 6 sessions over and closed; 1 over but not closed yet");
	close_sessions(6, 6);
	FX_EXPECT(&f, TSM_MET);
	expect_reason("All 6 sessions are over and closed");
	f.sessions[2].state = TSM_SESSION_CANCELLED;
	FX_EXPECT(&f, TSM_MET);
	/* closed by mistake before it was held */
	f.sessions[5].state = TSM_SESSION_PLANNED;
	FX_EXPECT(&f, TSM_OPEN);
	f.sessions[5].state = TSM_SESSION_POSTPONED;
	FX_EXPECT(&f, TSM_OPEN);
	expect_reason("5 of 6 sessions over and closed; 1 postponed without "
		      "a date");
	/* never failed: an admin may still close it */
	f.cohort.closed = true;
	FX_EXPECT(&f, TSM_OPEN);
}

static void closed_waits_for_makeups(void **state)
{
	uint32_t m;

	(void)state;
	fx_when(&f, "{'closed':{'tag':'workshop'}}");
	close_sessions(1, 6);
	m = fx_makeup(&f, 2, "m3", TSM_SESSION_PLANNED);
	FX_EXPECT(&f, TSM_OPEN);
	f.sessions[m].state = TSM_SESSION_HELD;
	f.sessions[m].closed = true;
	FX_EXPECT(&f, TSM_MET);
	f.sessions[m].closed = false;
	f.sessions[m].state = TSM_SESSION_CANCELLED;
	FX_EXPECT(&f, TSM_MET);
	f.sessions[m].state = TSM_SESSION_PLANNED;
	f.sessions[m].by_invitation = true;
	FX_EXPECT(&f, TSM_MET);
}

static void closed_ignores_extra(void **state)
{
	(void)state;
	fx_when(&f, "{'closed':{'series':'series-1'}}");
	close_sessions(1, 5);
	f.sessions[5].kind = TSM_SESSION_EXTRA;
	f.sessions[5].state = TSM_SESSION_PLANNED;
	FX_EXPECT(&f, TSM_MET);
	fx_when(&f, "{'closed':{'series':'nothing'}}");
	FX_EXPECT(&f, TSM_OPEN);
}

/* --- issue -------------------------------------------------------------------------- */

static void due(void **state)
{
	static const struct {
		const char *issue;
		bool open, closed;
	} table[] = { { "on_met", true, true }, { "on_close", false, true },
		{ "manual", true, true } };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char *text = tsm_arena_printf(&f.arena,
		    FX_HEAD "'awards':[{'id':'a','kind':'badge',"
			    "'achievement':'x','issue':'%s','when':" MET "}]}",
		    table[i].issue);

		fx_policy(&f, text);
		f.cohort.closed = false;
		assert_int_equal(fx_eval(&f)->due, table[i].open);
		f.cohort.closed = true;
		assert_int_equal(fx_eval(&f)->due, table[i].closed);
		f.enrolments[0].role = "host";
		assert_false(fx_eval(&f)->due);
		f.enrolments[0].role = NULL;
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(combining),
		T(on_or_after),
		T(before),
		T(date_as_parameter),
		T(minutes_answers),
		T(minutes_capped_per_week),
		T(minutes_impossible),
		T(work_approved),
		T(work_submitted),
		T(work_counted),
		T(attested),
		T(holds),
		T(award_of_award),
		T(enrolled_by_state),
		T(enrolled_nowhere),
		T(eligible_and_selected),
		T(came_back),
		T(host_earns_nothing),
		T(not_enrolled_earns_nothing),
		T(role_named_by_the_award),
		T(any_does_not_skip_enrolment),
		T(closed),
		T(closed_waits_for_makeups),
		T(closed_ignores_extra),
		T(due),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
