/* The report as JSON; its members are stable, new ones may be added. */
#include "testamur/base/limits.h"
#include "testamur/base/time.h"
#include "testamur/json/emit.h"
#include "testamur/verify/report.h"

/* What a report has, mostly. */
#define SIZE_USUAL 6000

static void emit_time(
    struct tsm_json_emitter *e, const char *name, int64_t instant)
{
	char text[TSM_TIME_TEXT];

	tsm_json_emit(e, name, tsm_time_format(instant, text));
}

static void emit_check(struct tsm_json_emitter *e,
    const struct tsm_report *report, enum tsm_check check)
{
	const struct tsm_check_result *result = &report->checks[check];

	tsm_json_emit_open(e, NULL, '{');
	tsm_json_emit(e, "id", tsm_check_name(check));
	tsm_json_emit(e, "outcome", tsm_outcome_name(result->outcome));
	tsm_json_emit(e, "code", result->code->name);
	tsm_json_emit(
	    e, "sentence", tsm_say(report->lang, result->code->sentence));
	tsm_json_emit(e, "detail", result->detail);
	tsm_json_emit(e, "place", result->place);
	tsm_json_emit(e, "who", tsm_actor_name(result->code->actor));
	tsm_json_emit(e, "problem", result->code->problem);
	tsm_json_emit_close(e, '}');
}

static void emit_fetches(
    struct tsm_json_emitter *e, const struct tsm_report *report)
{
	tsm_json_emit_open(e, "fetched", '[');
	for (const struct tsm_fetch_record *r = report->fetched; r != NULL;
	     r = r->next) {
		tsm_json_emit_open(e, NULL, '{');
		tsm_json_emit(e, "url", r->url);
		tsm_json_emit(e, "status", tsm_status_name(r->status));
		if (r->http_status != 0)
			tsm_json_emit_int(e, "http_status", r->http_status);
		if (r->sha256[0] != '\0')
			tsm_json_emit(e, "sha256", r->sha256);
		tsm_json_emit_int(e, "bytes", (int64_t)r->bytes);
		emit_time(e, "at", r->at);
		tsm_json_emit_bool(e, "cached", r->from_cache);
		tsm_json_emit_bool(e, "mapped", r->mapped);
		tsm_json_emit_bool(e, "saved", r->saved);
		tsm_json_emit_bool(e, "stale", r->stale);
		if (r->datetime != 0)
			emit_time(e, "asked_for", r->datetime);
		if (r->memento_at != 0) {
			tsm_json_emit_open(e, "memento", '{');
			tsm_json_emit(e, "url", r->memento);
			emit_time(e, "datetime", r->memento_at);
			tsm_json_emit_close(e, '}');
		}
		tsm_json_emit_close(e, '}');
	}
	tsm_json_emit_close(e, ']');
}

static void emit_issuer(
    struct tsm_json_emitter *e, const struct tsm_facts *facts)
{
	tsm_json_emit_open(e, "issuer", '{');
	tsm_json_emit(e, "id", facts->issuer_id);
	tsm_json_emit(e, "name", facts->issuer_name);
	tsm_json_emit(e, "url", facts->issuer_url);
	if (facts->n_issuer_identifiers > 0)
		tsm_json_emit_open(e, "identifiers", '[');
	for (size_t i = 0; i < facts->n_issuer_identifiers; i++) {
		tsm_json_emit_open(e, NULL, '{');
		tsm_json_emit(e, "type", facts->issuer_identifiers[i].type);
		tsm_json_emit(e, "value", facts->issuer_identifiers[i].value);
		tsm_json_emit_close(e, '}');
	}
	if (facts->n_issuer_identifiers > 0)
		tsm_json_emit_close(e, ']');
	tsm_json_emit_close(e, '}');
}

static void emit_achievement(
    struct tsm_json_emitter *e, const struct tsm_facts *facts)
{
	tsm_json_emit_open(e, "achievement", '{');
	tsm_json_emit(e, "id", facts->achievement_id);
	tsm_json_emit(e, "name", facts->achievement);
	tsm_json_emit(e, "type", facts->achievement_type);
	tsm_json_emit(e, "description", facts->description);
	tsm_json_emit(e, "criteria", facts->criteria);
	tsm_json_emit(e, "human_code", facts->human_code);
	tsm_json_emit_close(e, '}');
}

static void emit_units(
    struct tsm_json_emitter *e, const struct tsm_fact_unit *units, size_t count)
{
	tsm_json_emit_open(e, "units", '[');
	for (size_t i = 0; i < count; i++) {
		tsm_json_emit_open(e, NULL, '{');
		tsm_json_emit(e, "value", units[i].value);
		tsm_json_emit(e, "name", units[i].name);
		tsm_json_emit_close(e, '}');
	}
	tsm_json_emit_close(e, ']');
}

static void emit_facts(
    struct tsm_json_emitter *e, const struct tsm_facts *facts)
{
	tsm_json_emit_open(e, "credential", '{');
	tsm_json_emit(e, "id", facts->id);
	tsm_json_emit(e, "name", facts->name);
	tsm_json_emit_open(e, "holder", '{');
	tsm_json_emit(e, "id", facts->holder_id);
	tsm_json_emit(e, "name", facts->holder_name);
	tsm_json_emit_close(e, '}');
	emit_achievement(e, facts);
	emit_issuer(e, facts);
	tsm_json_emit(e, "source", facts->source_name);
	tsm_json_emit(e, "creator", facts->creator_name);
	tsm_json_emit(e, "credits", facts->credits);
	tsm_json_emit(e, "role", facts->role);
	tsm_json_emit(e, "term", facts->term);
	tsm_json_emit(e, "license_number", facts->license_number);
	tsm_json_emit(e, "evidence", facts->evidence_id);
	emit_units(e, facts->units, facts->n_units);
	tsm_json_emit(e, "activity_start", facts->activity_start);
	tsm_json_emit(e, "activity_end", facts->activity_end);
	tsm_json_emit(e, "awarded", facts->awarded);
	tsm_json_emit(e, "valid_from", facts->valid_from);
	tsm_json_emit(e, "valid_until", facts->valid_until);
	tsm_json_emit_close(e, '}');
}

/* Of a learner record: what each credential in it is worth. */
static void emit_contained(
    struct tsm_json_emitter *e, const struct tsm_report *report)
{
	tsm_json_emit_open(e, "contents", '[');
	for (size_t i = 0; i < report->n_contained; i++) {
		const struct tsm_contained *c = &report->contained[i];
		tsm_json_emit_open(e, NULL, '{');
		tsm_json_emit(e, "verdict", tsm_verdict_name(c->verdict));
		tsm_json_emit(e, "code", c->code->name);
		tsm_json_emit(e, "id", c->id);
		tsm_json_emit(e, "achievement", c->achievement);
		tsm_json_emit(e, "issuer", c->issuer_name);
		tsm_json_emit(e, "awarded", c->awarded);
		tsm_json_emit(e, "valid_until", c->valid_until);
		emit_units(e, c->units, c->n_units);
		tsm_json_emit_close(e, '}');
	}
	tsm_json_emit_close(e, ']');
}

/* Of one credential: all but what was fetched. */
static void emit_answer(
    struct tsm_json_emitter *e, const struct tsm_report *report)
{
	tsm_json_emit(e, "language", tsm_lang_tag(report->lang));
	tsm_json_emit(e, "verdict", tsm_verdict_name(report->verdict));
	tsm_json_emit(e, "word", tsm_report_word(report));
	tsm_json_emit(e, "sentence", tsm_report_sentence(report));
	tsm_json_emit(e, "code", report->deciding->code->name);
	emit_time(e, "checked_at", report->checked_at);
	emit_time(e, "as_of", report->as_of);
	tsm_json_emit(e, "input", tsm_input_name(report->input));
	tsm_json_emit_open(e, "proof", '{');
	tsm_json_emit(e, "kind", report->proof.kind);
	tsm_json_emit(e, "alg", report->proof.alg);
	tsm_json_emit(e, "key", report->proof.key);
	tsm_json_emit(e, "sha256", report->proof.sha256);
	tsm_json_emit(e, "thumbprint", report->proof.thumbprint);
	tsm_json_emit_close(e, '}');
	tsm_json_emit(e, "listed", report->listed);
	tsm_json_emit_open(e, "checks", '[');
	for (unsigned i = 0; i < TSM_CHECK_COUNT; i++)
		emit_check(e, report, (enum tsm_check)i);
	tsm_json_emit_close(e, ']');
	if (report->facts != NULL)
		emit_facts(e, report->facts);
	if (report->n_contained > 0)
		emit_contained(e, report);
}

enum tsm_status tsm_report_write(
    const struct tsm_report *report, struct tsm_buf *out)
{
	struct tsm_json_emitter e = { .out = out };

	/* A failure stays in the buffer. */
	(void)!tsm_buf_reserve(out, SIZE_USUAL);
	tsm_json_emit_open(&e, NULL, '{');
	emit_answer(&e, report);
	if (report->n_presented > 0) {
		tsm_json_emit_open(&e, "credentials", '[');
		for (size_t i = 0; i < report->n_presented; i++) {
			tsm_json_emit_open(&e, NULL, '{');
			emit_answer(&e, &report->presented[i]);
			tsm_json_emit_close(&e, '}');
		}
		tsm_json_emit_close(&e, ']');
	}
	emit_fetches(&e, report);
	tsm_json_emit_open(&e, "fetch_maps", '[');
	for (size_t i = 0; i < report->n_fetch_maps; i++)
		tsm_json_emit(&e, NULL, report->fetch_maps[i]);
	tsm_json_emit_close(&e, ']');
	tsm_json_emit_close(&e, '}');
	return tsm_buf_status(out);
}

json_t *tsm_report_json(const struct tsm_report *report)
{
	const struct tsm_json_options all = { .max_bytes = TSM_BUF_MAX };
	const struct tsm_json *root = NULL;
	struct tsm_arena arena;
	struct tsm_buf text;
	json_t *tree = NULL;

	tsm_buf_init(&text, 0);
	tsm_arena_init(&arena, 0);
	if (tsm_report_write(report, &text) == TSM_OK &&
	    tsm_json_parse(&arena, text.data, text.len, &all, &root, NULL) ==
		TSM_OK)
		tree = tsm_json_copy(root);
	tsm_arena_release(&arena);
	tsm_buf_release(&text);
	return tree;
}
