/*
 * Every allocation of parsing, binding, evaluating and explaining is failed
 * in turn: the answer is TSM_E_MEMORY, or the same output as ever, and
 * nothing leaks.
 */
#include <stdlib.h>

#include "../../unit/rules/example.h"
#include "../../unit/rules/fixture.h"
#include "oom.h"

/* The facts, which need no memory; the arena is not touched. */
static struct fixture f;

static void facts(void)
{
	fx_init(&f);
	f.sessions[3].state = TSM_SESSION_CANCELLED;
	fx_makeup(&f, 3, "m4", TSM_SESSION_HELD);
	for (uint32_t i = 0; i < 3; i++)
		fx_present(&f, i, 55);
	fx_present(&f, 6, 60);
	f.minutes[0] = (struct tsm_fact_minutes){
		.activity = "reading", .day = DAY_ONE, .seconds = 3 * HOUR
	};
	f.person.minutes_count = 1;
	f.work[0] = (struct tsm_fact_work){ .item = "report",
		.state = TSM_WORK_APPROVED };
	f.person.work_count = 1;
	f.holdings[0].achievement = "swimmer";
	f.person.holding_count = 1;
	f.attestations[0] = (struct tsm_fact_attestation){ .what = "sampling",
		.role = "coach" };
	f.person.attestation_count = 1;
}

static char policy_text[sizeof(EXAMPLE_POLICY)];

static enum tsm_status run(struct tsm_buf *out, struct tsm_error *err)
{
	struct tsm_arena arena;
	const struct tsm_json *root;
	const struct tsm_policy *policy = NULL;
	const struct tsm_bound_policy *bound = NULL;
	const struct tsm_outcome *outcome = NULL;
	json_t *object = NULL;
	enum tsm_status status;

	tsm_arena_init(&arena, 0);
	status = tsm_json_parse(
	    &arena, policy_text, strlen(policy_text), NULL, &root, err);
	if (status == TSM_OK)
		status = tsm_policy_parse(&arena, root, &policy, err);
	if (status == TSM_OK)
		status = tsm_policy_bind(
		    &arena, policy, &f.cohort, NULL, &bound, err);
	if (status == TSM_OK)
		status = tsm_evaluate(&arena, bound, &f.person, &outcome, err);
	if (status == TSM_OK)
		status = tsm_explain_text(outcome, NULL, out);
	for (size_t i = 0; status == TSM_OK && i < outcome->award_count; i++) {
		status =
		    tsm_explain_json(outcome, &outcome->awards[i], &object);
		if (status != TSM_OK)
			break;
		status = tsm_json_write(object, TSM_JSON_COMPACT, out);
		json_decref(object);
	}
	if (status == TSM_OK) {
		object = tsm_explain_policy_json(bound);
		status = tsm_json_write(object, TSM_JSON_COMPACT, out);
		json_decref(object);
	}
	tsm_arena_release(&arena);
	return status;
}

static void sweep(void **state)
{
	char *expected = NULL;
	size_t n = 0;

	(void)state;
	facts();
	memcpy(policy_text, EXAMPLE_POLICY, sizeof policy_text);
	for (char *c = policy_text; *c; c++)
		if (*c == '\'')
			*c = '"';
	tsm_json_setup();
	for (n = 0;; n++) {
		struct tsm_buf out;
		struct tsm_error err = { 0 };
		enum tsm_status status;

		tsm_buf_init(&out, 0);
		oom_begin(n, OOM_LASTING);
		status = run(&out, &err);
		if (n == 0) {
			assert_int_equal(status, TSM_OK);
			expected = strdup(tsm_buf_cstr(&out));
			assert_non_null(strstr(expected, "\"met\""));
		} else if (oom.failed) {
			if (status != TSM_E_MEMORY)
				fail_msg("allocation %zu: %s", n,
				    tsm_status_name(status));
			assert_true(
			    err.status == TSM_OK || err.status == TSM_E_MEMORY);
		} else {
			assert_int_equal(status, TSM_OK);
			assert_string_equal(tsm_buf_cstr(&out), expected);
		}
		tsm_buf_release(&out);
		assert_int_equal(oom.live, 0);
		if (!oom_end() && n > 0)
			break;
	}
	free(expected);
	fx_release(&f);
	print_message("%zu allocations failed in turn\n", n);
	assert_true(n > 20);
}

/* The arena's maximum, from nothing upwards: every allocation from it. */
static void small_arenas(void **state)
{
	struct tsm_error err = { 0 };
	const struct tsm_json *root;
	size_t max, needed = 0;

	(void)state;
	facts();
	assert_int_equal(tsm_json_parse(&f.arena, policy_text,
			     strlen(policy_text), NULL, &root, &err),
	    TSM_OK);
	for (max = 1; max < 400000 && needed == 0; max += 24) {
		struct tsm_arena arena;
		const struct tsm_policy *policy = NULL;
		const struct tsm_bound_policy *bound = NULL;
		const struct tsm_outcome *outcome = NULL;
		enum tsm_status status;

		tsm_arena_init(&arena, max);
		status = tsm_policy_parse(&arena, root, &policy, &err);
		if (status == TSM_OK)
			status = tsm_policy_bind(
			    &arena, policy, &f.cohort, NULL, &bound, &err);
		if (status == TSM_OK)
			status = tsm_evaluate(
			    &arena, bound, &f.person, &outcome, &err);
		if (status == TSM_OK) {
			needed = max;
			assert_int_equal(outcome->awards[0].answer, TSM_MET);
		} else {
			assert_int_equal(status, TSM_E_MEMORY);
			assert_int_equal(err.status, TSM_E_MEMORY);
		}
		tsm_arena_release(&arena);
	}
	fx_release(&f);
	assert_true(needed > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sweep),
		cmocka_unit_test(small_arenas),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
