/*
 * Any bytes as a policy: it is refused with a place, or it binds and
 * evaluates, and what holds for every outcome holds.
 */
#include <stdint.h>
#include <stdlib.h>

#include "testamur/rules/evaluate.h"
#include "testamur/rules/explain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(what) \
 do {               \
  if (!(what))      \
   abort();         \
 } while (0)

#define SESSIONS 9

static const char *const tags[] = { "workshop", "t" };

/* One of everything, so that most paths are taken. */
static void cohort_init(
    struct tsm_fact_session *sessions, struct tsm_cohort_facts *cohort)
{
	static const char *const ids[] = { "s1", "s2", "s3", "s4", "s5", "s6",
		"x1", "m1", "m4" };

	for (size_t i = 0; i < SESSIONS; i++)
		sessions[i] = (struct tsm_fact_session){ .id = ids[i],
			.track = "series-1",
			.tags = tags,
			.tag_count = 2,
			.state = (enum tsm_session_state)(i % 4),
			.start = 1702000000,
			.end = 1702003600,
			.day = 19700 + (int32_t)i,
			.scheduled = 3600,
			.closed = i < 2 };
	sessions[6].kind = TSM_SESSION_EXTRA;
	sessions[7].kind = sessions[8].kind = TSM_SESSION_MAKEUP;
	sessions[7].makeup_for = "s1";
	sessions[8].makeup_for = "s4";
	*cohort = (struct tsm_cohort_facts){
		.sessions = sessions, .session_count = SESSIONS, .today = 19800
	};
}

/* Answers agree with the numbers and with each other. */
static void check_outcome(const struct tsm_outcome *outcome, bool closed)
{
	const struct tsm_policy *policy = tsm_bound_policy(outcome->bound);

	for (size_t i = 0; i < policy->condition_count; i++) {
		const struct tsm_result *r = &outcome->results[i];

		CHECK(r->condition == policy->conditions[i]);
		CHECK((unsigned)r->answer <= TSM_FAILED);
		CHECK(r->have >= 0 && r->left >= 0 && r->need >= 0);
		if (r->condition->kind == TSM_COND_ATTENDED &&
		    r->answer == TSM_MET)
			CHECK(r->total > 0 && r->have >= r->need);
		/* closed: nothing is left but what was put off */
		if (closed && r->condition->kind == TSM_COND_WORK)
			CHECK(r->answer != TSM_OPEN);
	}
	for (size_t i = 0; i < outcome->award_count; i++) {
		const struct tsm_award_outcome *a = &outcome->awards[i];

		CHECK(a->answer >= a->when->answer);
		CHECK(a->answer >= a->standing.answer);
		CHECK(!a->due || a->answer == TSM_MET);
		CHECK(a->units.amount.coef >= 0);
	}
}

static void explain(const struct tsm_outcome *outcome)
{
	struct tsm_buf out;

	tsm_buf_init(&out, 0);
	CHECK(tsm_explain_text(outcome, NULL, &out) == TSM_OK);
	for (size_t i = 0; i < outcome->award_count; i++) {
		json_t *object = NULL;

		CHECK(tsm_explain_json(outcome, &outcome->awards[i], &object) ==
		      TSM_OK);
		CHECK(tsm_json_write(object, TSM_JSON_COMPACT, &out) == TSM_OK);
		json_decref(object);
	}
	tsm_buf_release(&out);
}

static void evaluate(struct tsm_arena *arena, const struct tsm_policy *policy)
{
	static const struct tsm_fact_enrolment enrolments[] = {
		{ .track = "series-1",
		    .state = TSM_ENROLMENT_ENROLLED,
		    .eligible = TSM_YES,
		    .selected = TSM_YES },
	};
	static const struct tsm_fact_attendance attendance[] = {
		{ .session = 0, .seconds = 3000 },
		{ .session = 1, .seconds = 4000 },
		{ .session = 8, .seconds = 3600 },
		{ .session = 5, .override = TSM_PRESENT },
	};
	const struct tsm_person_facts person = { .enrolments = enrolments,
		.enrolment_count = 1,
		.attendance = attendance,
		.attendance_count = 4 };
	struct tsm_fact_session sessions[SESSIONS];
	struct tsm_cohort_facts cohort;
	const struct tsm_bound_policy *bound;
	const struct tsm_outcome *outcome;

	cohort_init(sessions, &cohort);
	for (int closed = 0; closed < 2; closed++) {
		cohort.closed = closed != 0;
		if (tsm_policy_bind(
			arena, policy, &cohort, NULL, &bound, NULL) != TSM_OK)
			return;
		CHECK(tsm_evaluate(arena, bound, &person, &outcome, NULL) ==
		      TSM_OK);
		check_outcome(outcome, cohort.closed);
		explain(outcome);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tsm_arena arena;
	struct tsm_error err = { 0 };
	const struct tsm_json *root;
	const struct tsm_policy *policy;

	tsm_json_setup();
	tsm_arena_init(&arena, 0);
	if (tsm_json_parse(&arena, (const char *)data, size, NULL, &root,
		NULL) == TSM_OK) {
		enum tsm_status status =
		    tsm_policy_parse(&arena, root, &policy, &err);

		/* refused with the place, which is in the document */
		if (status == TSM_OK)
			evaluate(&arena, policy);
		else
			CHECK(err.status == status && err.text[0]);
	}
	tsm_arena_release(&arena);
	return 0;
}
