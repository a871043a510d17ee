#include "replay.h"

#include <string.h>

#include "award.h"
#include "decision.h"
#include "record.h"
#include "testamur/base/digest.h"
#include "testamur/roster/presence.h"
#include "testamur/store/erase.h"
#include "testamur/store/programme.h"

/* One decision while it is replayed. */
struct run {
	struct app *app;
	struct sources *sources;
	const struct tsm_store_decision *decision;
	const struct tsm_json *record;
	struct replay_result *result;
	struct tsm_error *err;
};

/* --- differences ------------------------------------------------------------
 */

/* A value as JSON text; NULL for none. */
static const char *text_of(struct app *app, const struct tsm_json *value)
{
	struct tsm_buf out;
	const char *text = "(out of memory)";
	if (value == NULL)
		return NULL;
	json_t *copy = tsm_json_copy(value);
	tsm_buf_init(&out, 0);
	if (tsm_json_write(copy, TSM_JSON_COMPACT, &out) == TSM_OK)
		text = tsm_arena_str(&app->arena, tsm_buf_str(&out));
	json_decref(copy);
	tsm_buf_release(&out);
	return text;
}

static void differ(struct run *run, const struct tsm_json *recorded,
    const char *member, const char *now, const char *what)
{
	char pointer[256];
	struct replay_result *r = run->result;
	if (r->count == REPLAY_DIFFERENCES_MAX)
		return;
	const struct tsm_json *value =
	    member != NULL ? tsm_json_get(recorded, member) : recorded;
	(void)tsm_json_pointer(recorded, pointer, sizeof(pointer));
	r->differences[r->count++] = (struct replay_difference){
		.pointer = tsm_arena_printf(&run->app->arena, "%s%s%s", pointer,
		    member != NULL ? "/" : "", member != NULL ? member : ""),
		.recorded = text_of(run->app, value),
		.now = now,
		.what = what,
	};
}

static const char RECOMPUTED[] = "recomputing gives something else";

/* A member that only one of the two has, named by whichever has it. */
static void missing(struct run *run, const struct tsm_json *recorded,
    const struct tsm_json *now)
{
	differ(run, recorded != NULL ? recorded : now, NULL,
	    text_of(run->app, now), RECOMPUTED);
	if (recorded == NULL && run->result->count > 0)
		run->result->differences[run->result->count - 1].recorded =
		    NULL;
}

static const struct tsm_json *counterpart(
    const struct tsm_json *container, const struct tsm_json *member)
{
	if (container->type != TSM_JSON_OBJECT)
		return tsm_json_at(container, member->index);
	for (uint32_t i = 0; i < container->count; i++) {
		if (tsm_str_eq(container->first[i].name, member->name))
			return &container->first[i];
	}
	return NULL;
}

/* As deep as the reader allows. */
static void compare(struct run *run, const struct tsm_json *recorded,
    const struct tsm_json *now)
{
	if (tsm_json_equal(recorded, now))
		return;
	bool inside = recorded->type == now->type &&
		      (recorded->type == TSM_JSON_OBJECT ||
			  recorded->type == TSM_JSON_ARRAY);
	if (!inside) {
		differ(run, recorded, NULL, text_of(run->app, now), RECOMPUTED);
		return;
	}
	for (uint32_t i = 0; i < recorded->count; i++) {
		const struct tsm_json *other =
		    counterpart(now, &recorded->first[i]);
		if (other == NULL)
			missing(run, &recorded->first[i], NULL);
		else
			compare(run, &recorded->first[i], other);
	}
	for (uint32_t i = 0; i < now->count; i++) {
		if (counterpart(recorded, &now->first[i]) == NULL)
			missing(run, NULL, &now->first[i]);
	}
}

/* --- making it again --------------------------------------------------------
 */

/* Presence from the input rows, not from the sum that the record states. */
static enum tsm_status presence(struct run *run,
    const struct tsm_cohort_facts *cohort, struct tsm_fact_attendance *fact)
{
	struct tsm_presence found;
	if (fact->session >= cohort->session_count)
		return TSM_OK; /* evaluating refuses it */
	const struct tsm_fact_session *session =
	    &cohort->sessions[fact->session];
	const struct tsm_interval window = { session->start, session->end };
	if (session->end == 0 || fact->evidence_count == 0)
		return TSM_OK;
	struct tsm_presence_row *rows = tsm_arena_array(
	    &run->app->arena, fact->evidence_count, sizeof(*rows));
	if (rows == NULL)
		return tsm_fail_memory(run->err);
	for (size_t i = 0; i < fact->evidence_count; i++) {
		const struct tsm_fact_evidence *e = &fact->evidence[i];
		rows[i].total_only = e->from == 0 || e->total > 0;
		rows[i].interval.start = e->from;
		rows[i].interval.end = e->until;
		rows[i].total = e->total;
	}
	enum tsm_status status = tsm_presence_compute(
	    &run->app->arena, rows, fact->evidence_count, window, &found);
	if (status != TSM_OK)
		return tsm_fail(run->err, status, session->id,
		    "presence cannot be computed");
	fact->seconds = found.seconds;
	fact->total_only = found.total_only;
	return TSM_OK;
}

static enum tsm_status read_facts(struct run *run,
    struct tsm_cohort_facts *cohort, struct tsm_person_facts *person)
{
	struct tsm_arena *arena = &run->app->arena;
	const struct tsm_json *policy = tsm_json_get(run->record, "policy");
	const char *today = tsm_json_get_string(policy, "today");
	TSM_TRY(record_facts_read(arena, tsm_json_get(run->record, "facts"),
	    cohort, person, run->err));
	cohort->closed = tsm_json_is_true(tsm_json_get(policy, "closed"));
	if (today == NULL ||
	    tsm_day_parse(tsm_str(today), &cohort->today) != TSM_OK)
		return tsm_fail(run->err, TSM_E_VALUE, "/policy/today",
		    "the record does not say of which day it is");
	struct tsm_fact_attendance *attendance = tsm_arena_array(
	    arena, person->attendance_count, sizeof(*attendance));
	if (attendance == NULL)
		return tsm_fail_memory(run->err);
	for (size_t i = 0; i < person->attendance_count; i++) {
		attendance[i] = person->attendance[i];
		TSM_TRY(presence(run, cohort, &attendance[i]));
	}
	person->attendance = attendance;
	return TSM_OK;
}

/* The policy of the revision that the record names, as it is stored. */
static enum tsm_status read_policy(struct run *run,
    const struct tsm_policy **ret_policy, const char **ret_sha256)
{
	struct tsm_store_policy row;
	const struct tsm_json *root = NULL;
	char hex[TSM_SHA256_HEX];
	struct app *app = run->app;
	enum tsm_status status =
	    tsm_store_policy_get(app->store, run->decision->programme,
		run->decision->revision, &app->arena, &row, run->err);
	if (status == TSM_E_NOT_FOUND)
		return tsm_fail(run->err, status, "/policy/revision",
		    "the policy revision is not stored any more");
	TSM_TRY(status);
	struct tsm_str text = tsm_str(row.text);
	TSM_TRY(tsm_sha256_hex(text.ptr, text.len, hex));
	TSM_TRY(tsm_json_parse(
	    &app->arena, text.ptr, text.len, NULL, &root, run->err));
	*ret_sha256 = tsm_arena_dup(&app->arena, hex);
	if (*ret_sha256 == NULL)
		return tsm_fail_memory(run->err);
	return tsm_policy_parse(&app->arena, root, ret_policy, run->err);
}

static enum tsm_status rebuild(struct run *run, struct tsm_str *ret_bytes)
{
	const char *sha256 = NULL;
	const struct tsm_policy *policy = NULL;
	/* what is bound keeps pointers to both */
	struct tsm_cohort_facts cohort;
	struct tsm_person_facts person;
	const struct tsm_bound_policy *bound = NULL;
	const struct tsm_outcome *outcome = NULL;
	struct tsm_arena *arena = &run->app->arena;
	json_t *record = NULL;
	TSM_TRY(read_policy(run, &policy, &sha256));
	TSM_TRY(read_facts(run, &cohort, &person));
	TSM_TRY(tsm_policy_bind(arena, policy, &cohort,
	    tsm_json_resolve(run->record, "/policy/parameters"), &bound,
	    run->err));
	TSM_TRY(tsm_evaluate(arena, bound, &person, &outcome, run->err));
	const struct tsm_award_outcome *award =
	    tsm_outcome_award(outcome, run->decision->award);
	if (award == NULL)
		return tsm_fail(run->err, TSM_E_NOT_FOUND, "/outcome/award",
		    "the policy has no such award");
	const struct decision_head head = { run->decision->cohort,
		run->decision->person, sha256 };
	TSM_TRY(
	    decision_build(&head, outcome, award, &person, &record, run->err));
	tsm_json_set(
	    record, "program", tsm_json_get_string(run->record, "program"));
	tsm_json_set(record, "salt", tsm_json_get_string(run->record, "salt"));
	return decision_canonical(run->app, record, ret_bytes, run->err);
}

/* --- the stored inputs ------------------------------------------------------
 */

static int64_t number_of(const struct tsm_json *object, const char *name)
{
	int64_t number = 0;
	if (tsm_json_int(tsm_json_get(object, name), &number) != TSM_OK)
		return 0;
	return number;
}

static void compare_number(struct run *run, const struct tsm_json *evidence,
    const char *name, int64_t stored)
{
	if (number_of(evidence, name) == stored)
		return;
	differ(run, evidence, name,
	    stored == 0
		? NULL
		: tsm_arena_printf(&run->app->arena, "%lld", (long long)stored),
	    "the row read from the source file says something else now");
}

/* One line that the record names, and what is stored of it. */
static enum tsm_status compare_row(
    struct run *run, const char *session, const struct tsm_json *evidence)
{
	struct source_line line = { 0 };
	const char *sha256 = tsm_json_get_string(evidence, "source");
	if (sha256 == NULL)
		return TSM_OK;
	TSM_TRY(sources_line(run->sources, run->decision->cohort, session,
	    sha256, number_of(evidence, "line"), number_of(evidence, "from"),
	    &line, run->err));
	if (line.erased) {
		run->result->without++;
		return TSM_OK;
	}
	run->result->rows++;
	if (line.altered)
		differ(run, evidence, "source", NULL,
		    "the source file is not the one of this hash any more");
	if (session == NULL)
		return TSM_OK;
	if (!line.found) {
		differ(run, evidence, "line", NULL,
		    "no row read from this line is stored any more");
		return TSM_OK;
	}
	compare_number(run, evidence, "from", line.from);
	compare_number(run, evidence, "until", line.until);
	compare_number(run, evidence, "total", line.total);
	return TSM_OK;
}

/* Every evidence row of one kind of fact. */
static enum tsm_status compare_rows(struct run *run, const char *kind)
{
	const struct tsm_json *list =
	    tsm_json_get(tsm_json_resolve(run->record, "/facts/person"), kind);
	const struct tsm_json *sessions =
	    tsm_json_resolve(run->record, "/facts/cohort/sessions");
	for (size_t i = 0; list != NULL && i < list->count; i++) {
		const struct tsm_json *fact = tsm_json_at(list, i);
		const struct tsm_json *rows = tsm_json_get(fact, "evidence");
		const char *session = NULL;
		if (tsm_json_get(fact, "session") != NULL)
			session = tsm_json_get_string(
			    tsm_json_at(
				sessions, (size_t)number_of(fact, "session")),
			    "id");
		for (size_t n = 0; rows != NULL && n < rows->count; n++)
			TSM_TRY(
			    compare_row(run, session, tsm_json_at(rows, n)));
	}
	return TSM_OK;
}

/* --- all of it --------------------------------------------------------------
 */

static enum tsm_status check_name(struct run *run)
{
	unsigned char digest[TSM_SHA256_SIZE];
	char name[TSM_NI_NAME];
	const struct tsm_str *doc = &run->decision->document;
	TSM_TRY(tsm_digest(TSM_SHA256, doc->ptr, doc->len, digest));
	TSM_TRY(tsm_ni_name(digest, name));
	if (!tsm_streq(name, run->decision->id)) {
		struct replay_result *r = run->result;
		r->differences[r->count++] = (struct replay_difference){
			.pointer = "",
			.now = tsm_arena_dup(&run->app->arena, name),
			.what = "the record is not what its name says",
		};
	}
	return TSM_OK;
}

static enum tsm_status run_all(struct run *run)
{
	const struct tsm_json_options options = { .max_bytes =
						      AWARD_PREVIEW_MAX };
	const struct tsm_str *doc = &run->decision->document;
	struct tsm_arena *arena = &run->app->arena;
	const struct tsm_json *again = NULL;
	struct tsm_str bytes;
	run->result->erased = tsm_store_is_tombstone(*doc);
	if (run->result->erased)
		return TSM_OK;
	TSM_TRY(check_name(run));
	TSM_TRY(tsm_json_parse(
	    arena, doc->ptr, doc->len, &options, &run->record, run->err));
	if (number_of(run->record, "version") != DECISION_VERSION)
		return tsm_fail(run->err, TSM_E_UNSUPPORTED, "/version",
		    "records of this version hold no facts to replay");
	TSM_TRY(rebuild(run, &bytes));
	if (bytes.len != doc->len ||
	    memcmp(bytes.ptr, doc->ptr, doc->len) != 0) {
		TSM_TRY(tsm_json_parse(
		    arena, bytes.ptr, bytes.len, &options, &again, run->err));
		compare(run, run->record, again);
	}
	TSM_TRY(compare_rows(run, "attendance"));
	TSM_TRY(compare_rows(run, "minutes"));
	return compare_rows(run, "work");
}

enum tsm_status replay_decision(struct app *app, struct sources *sources,
    const struct tsm_store_decision *decision, struct replay_result *ret_result,
    struct tsm_error *err)
{
	struct run run = { .app = app,
		.sources = sources,
		.decision = decision,
		.result = ret_result,
		.err = err };
	*ret_result = (struct replay_result){ .decision = decision->id };
	return run_all(&run);
}
