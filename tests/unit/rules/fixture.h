/*
 * fixture.h - a cohort and a person to play with, for the tests of rules.
 *
 * JSON is written with ' instead of ". The cohort has six sessions s1 to
 * s6 of an hour, on the series "series-1" with the tag "workshop", all
 * held; the person is enrolled and was present at none.
 */
#ifndef TESTS_RULES_FIXTURE_H
#define TESTS_RULES_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

#include "testamur/rules/evaluate.h"
#include "testamur/rules/explain.h"

#define HOUR    ((int64_t)3600)
#define FX_ROWS 32
#define DAY_ONE 19700 /* the first session's day, 2023-12-09 */

struct fixture {
	struct tsm_arena arena;
	struct tsm_buf text;
	struct tsm_error err;
	const struct tsm_policy *policy;
	const struct tsm_json *parameters; /* of the cohort */
	const struct tsm_bound_policy *bound;
	const struct tsm_outcome *outcome;
	struct tsm_fact_session sessions[FX_ROWS];
	struct tsm_fact_attendance attendance[FX_ROWS];
	struct tsm_fact_minutes minutes[FX_ROWS];
	struct tsm_fact_work work[FX_ROWS];
	struct tsm_fact_attestation attestations[FX_ROWS];
	struct tsm_fact_enrolment enrolments[FX_ROWS];
	struct tsm_fact_holding holdings[FX_ROWS];
	struct tsm_fact_approval approvals[4];
	struct tsm_cohort_facts cohort;
	struct tsm_person_facts person;
};

static const char *const fx_tags[] = { "workshop" };
static const char *const fx_ids[] = { "s1", "s2", "s3", "s4", "s5", "s6" };

static inline void fx_init(struct fixture *f)
{
	memset(f, 0, sizeof *f);
	tsm_arena_init(&f->arena, 0);
	tsm_buf_init(&f->text, 0);
	for (size_t i = 0; i < 6; i++)
		f->sessions[i] = (struct tsm_fact_session){
			.id = fx_ids[i],
			.track = "series-1",
			.tags = fx_tags,
			.tag_count = 1,
			.state = TSM_SESSION_HELD,
			.start = 1702000000 + (int64_t)i * 604800,
			.end = 1702000000 + (int64_t)i * 604800 + HOUR,
			.day = DAY_ONE + (int32_t)i * 7,
			.scheduled = HOUR,
		};
	f->enrolments[0] = (struct tsm_fact_enrolment){
		.track = "series-1",
		.state = TSM_ENROLMENT_ENROLLED,
		.eligible = TSM_YES,
		.selected = TSM_YES,
	};
	f->cohort = (struct tsm_cohort_facts){ .sessions = f->sessions,
		.session_count = 6,
		.approvals = f->approvals,
		.today = DAY_ONE + 100 };
	f->person = (struct tsm_person_facts){
		.enrolments = f->enrolments,
		.enrolment_count = 1,
		.attendance = f->attendance,
		.minutes = f->minutes,
		.work = f->work,
		.attestations = f->attestations,
		.holdings = f->holdings,
	};
}

static inline void fx_release(struct fixture *f)
{
	tsm_buf_release(&f->text);
	tsm_arena_release(&f->arena);
}

/* ' becomes ", in the arena. */
static inline const struct tsm_json *fx_json(
    struct fixture *f, const char *text)
{
	char *copy = tsm_arena_dup(&f->arena, text);
	const struct tsm_json *root = NULL;

	assert_non_null(copy);
	for (char *c = copy; *c; c++)
		if (*c == '\'')
			*c = '"';
	if (tsm_json_parse(
		&f->arena, copy, strlen(copy), NULL, &root, &f->err) != TSM_OK)
		fail_msg("bad JSON in the test at %s: %s", f->err.where,
		    f->err.text);
	return root;
}

static inline enum tsm_status fx_try_policy(struct fixture *f, const char *text)
{
	memset(&f->err, 0, sizeof f->err);
	return tsm_policy_parse(
	    &f->arena, fx_json(f, text), &f->policy, &f->err);
}

static inline void fx_policy(struct fixture *f, const char *text)
{
	if (fx_try_policy(f, text) != TSM_OK)
		fail_msg("%s: %s", f->err.where, f->err.text);
}

#define FX_HEAD                                               \
 "{'language':1,'programme':'p','revision':1,'issuer':'org'," \
 "'timezone':'America/Denver',"
#define FX_ATTENDANCE "'attendance':{'present_if':{'min_minutes':48}},"

/* A policy with one badge, "a", under this condition. */
static inline void fx_when(struct fixture *f, const char *condition)
{
	char *text = tsm_arena_printf(&f->arena,
	    FX_HEAD FX_ATTENDANCE
	    "'awards':[{'id':'a','kind':'badge','achievement':'x','when':%s}]}",
	    condition);

	assert_non_null(text);
	fx_policy(f, text);
}

static inline enum tsm_status fx_try_bind(struct fixture *f)
{
	memset(&f->err, 0, sizeof f->err);
	return tsm_policy_bind(&f->arena, f->policy, &f->cohort, f->parameters,
	    &f->bound, &f->err);
}

/* Bind and evaluate; the outcome of the first award. */
static inline const struct tsm_award_outcome *fx_eval(struct fixture *f)
{
	if (fx_try_bind(f) != TSM_OK)
		fail_msg("%s: %s", f->err.where, f->err.text);
	if (tsm_evaluate(&f->arena, f->bound, &f->person, &f->outcome,
		&f->err) != TSM_OK)
		fail_msg("%s: %s", f->err.where, f->err.text);
	return &f->outcome->awards[0];
}

/* The answer to the condition of the first award. */
static inline enum tsm_answer fx_answer(struct fixture *f)
{
	return fx_eval(f)->when->answer;
}

static inline const char *fx_reason(
    struct fixture *f, const struct tsm_result *result)
{
	tsm_buf_clear(&f->text);
	assert_int_equal(
	    tsm_explain_reason(f->outcome, result, &f->text), TSM_OK);
	return tsm_buf_cstr(&f->text);
}

static inline const char *fx_row(struct fixture *f, const struct tsm_row *row)
{
	tsm_buf_clear(&f->text);
	assert_int_equal(tsm_explain_row(f->outcome, row, &f->text), TSM_OK);
	return tsm_buf_cstr(&f->text);
}

/* Presence at session n (from 0), in minutes. */
static inline struct tsm_fact_attendance *fx_present(
    struct fixture *f, uint32_t n, int64_t minutes)
{
	struct tsm_fact_attendance *row =
	    &f->attendance[f->person.attendance_count++];

	row->session = n;
	row->seconds = minutes * 60;
	return row;
}

/* A make-up for session n; its index. */
static inline uint32_t fx_makeup(
    struct fixture *f, uint32_t n, const char *id, enum tsm_session_state state)
{
	uint32_t index = (uint32_t)f->cohort.session_count++;
	struct tsm_fact_session *s = &f->sessions[index];

	*s = f->sessions[n];
	s->id = id;
	s->kind = TSM_SESSION_MAKEUP;
	s->makeup_for = f->sessions[n].id;
	s->state = state;
	s->day += 100;
	s->closed = false;
	return index;
}

#define FX_EXPECT(f, expected) \
 assert_string_equal(tsm_answer_word(fx_answer(f)), tsm_answer_word(expected))

#endif
