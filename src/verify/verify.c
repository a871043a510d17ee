#include "testamur/verify/verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "keys.h"
#include "presentation.h"
#include "testamur/base/alloc.h"
#include "testamur/base/time.h"
#include "testamur/ob/check.h"

/* Of the caches of a run that has its own: what one run can fetch. */
#define OWN_ENTRIES 64
#define OWN_BYTES   ((size_t)64 << 20)

/*
 * The pipeline, in the order of the report. A row whose need_signature is set
 * runs only over contents that a signature of the issuer covers; otherwise its
 * checks are not evaluated.
 */
static const struct step {
	enum tsm_status (*run)(struct run *run);
	bool need_signature;
	bool inner; /* also for a credential within another */
} steps[] = {
	{ check_input, false, true },
	{ check_format, false, true },
	{ check_context, false, true },
	{ check_schema, false, true },
	{ check_key, false, true },
	{ check_signature, false, true },
	{ check_issuer, true, true },
	{ check_validity, true, true },
	{ check_status_lists, true, true },
	{ check_refresh, true, false },
	{ check_recipient, true, false },
	{ check_endorsements, true, false },
	{ check_contents, true, false },
	{ check_related, true, false },
	{ check_presentation, true, false },
	{ check_image, true, false },
	{ run_facts, true, false },
};

enum tsm_status tsm_verifier_new(const struct tsm_verifier_options *options,
    struct tsm_verifier **ret_verifier, struct tsm_error *err)
{
	static const struct tsm_verifier_options none = { 0 };
	const struct tsm_verifier_options *o = options ? options : &none;
	size_t entries = o->cache_entries != 0 ? o->cache_entries : 1024;
	size_t bytes = o->cache_bytes != 0 ? o->cache_bytes : (size_t)64 << 20;
	struct tsm_verifier *verifier = tsm_calloc(1, sizeof(*verifier));

	if (verifier == NULL)
		return tsm_fail_memory(err);
	(void)pthread_mutex_init(&verifier->lock, NULL);
	verifier->base = verifier;
	verifier->fetcher = o->fetcher;
	verifier->dated = o->dated;
	verifier->trust = o->trust;
	verifier->pictures = o->pictures;
	verifier->key_ttl = o->key_ttl != 0 ? o->key_ttl : 300;
	verifier->fetch_maps = o->fetch_maps;
	verifier->n_fetch_maps = o->n_fetch_maps;
	verifier->contexts = o->contexts;
	if (o->contexts == NULL) {
		if (tsm_jsonld_store_new(&verifier->own_contexts) != TSM_OK) {
			tsm_verifier_free(&verifier);
			return tsm_fail_memory(err);
		}
		verifier->contexts = verifier->own_contexts;
	}
	if (cache_new(entries, bytes, &verifier->documents) != TSM_OK ||
	    cache_new(entries, bytes, &verifier->lists) != TSM_OK) {
		tsm_verifier_free(&verifier);
		return tsm_fail_memory(err);
	}
	*ret_verifier = verifier;
	return TSM_OK;
}

enum tsm_status tsm_verifier_with(struct tsm_verifier *base,
    const struct tsm_trust *trust, struct tsm_verifier **ret_verifier,
    struct tsm_error *err)
{
	struct tsm_verifier *verifier = tsm_calloc(1, sizeof(*verifier));

	if (verifier == NULL)
		return tsm_fail_memory(err);
	/* it may be at work: its counters change */
	(void)pthread_mutex_lock(&base->lock);
	memcpy(verifier, base, sizeof(*verifier));
	(void)pthread_mutex_unlock(&base->lock);
	/* of another one's lock nobody takes a copy */
	(void)pthread_mutex_init(&verifier->lock, NULL);
	verifier->own_contexts = NULL;
	verifier->trust = trust;
	*ret_verifier = verifier;
	return TSM_OK;
}

void tsm_verifier_free(struct tsm_verifier **verifier)
{
	if (*verifier == NULL)
		return;
	if ((*verifier)->base != *verifier) {
		(*verifier)->documents = NULL;
		(*verifier)->lists = NULL;
	}
	cache_free(&(*verifier)->documents);
	cache_free(&(*verifier)->lists);
	tsm_jsonld_store_free(&(*verifier)->own_contexts);
	(void)pthread_mutex_destroy(&(*verifier)->lock);
	tsm_free(*verifier);
	*verifier = NULL;
}

/*
 * What "%s" stands for was found by others (the net, a parser) and is said
 * whole: in the reader's language where a catalogue knows it. What is neither
 * known nor a sentence nor one value, such as an address, is a remark.
 */
static const char *say_whole(
    enum tsm_lang lang, const char *text, char out[TSM_SAID_TEXT], bool *remark)
{
	const char *said = tsm_say_found(lang, text, out);
	size_t len = strlen(text);

	*remark =
	    said == NULL && strchr(text, ' ') != NULL && text[len - 1] != '.';
	return said != NULL ? said : text;
}

/* A sentence for people; an empty one is none. */
static TSM_PRINTF(3, 0) enum tsm_status set_detail(struct run *run,
    struct tsm_check_result *result, const char *detail, va_list args)
{
	char text[TSM_SAID_TEXT], said[TSM_SAID_TEXT];
	const char *whole = text;
	int len = vsnprintf(
	    text, sizeof(text), tsm_say(run->options->lang, detail), args);
	size_t bad = 0;

	if (len <= 0)
		return TSM_OK;
	if (!tsm_utf8_valid(text, strlen(text), &bad))
		text[bad] = '\0';
	if (text[0] == '\0')
		return TSM_OK;
	if (strcmp(detail, "%s") == 0)
		whole = say_whole(
		    run->options->lang, text, said, &result->technical);
	result->detail = tsm_arena_dup(run->arena, whole);
	return result->detail != NULL ? TSM_OK : tsm_fail_memory(run->err);
}

enum tsm_status run_set(struct run *run, enum code_id id, const char *place,
    const char *detail, ...)
{
	const struct tsm_code *code = code_row(id);
	struct tsm_check_result *result = &run->report->checks[code->check];
	enum tsm_status status = TSM_OK;

	*result =
	    (struct tsm_check_result){ .code = code, .outcome = code->outcome };
	if (detail != NULL) {
		va_list args;
		va_start(args, detail);
		status = set_detail(run, result, detail, args);
		va_end(args);
	}
	TSM_TRY(status);
	if (place != NULL && place[0] != '\0') {
		result->place = tsm_arena_dup(run->arena, place);
		if (result->place == NULL)
			return tsm_fail_memory(run->err);
	}
	return TSM_OK;
}

enum tsm_outcome run_outcome(const struct run *run, enum tsm_check check)
{
	return run->report->checks[check].outcome;
}

int run_badness(enum tsm_outcome outcome)
{
	switch (outcome) {
	case TSM_FAIL:
		return 4;
	case TSM_COULD_NOT_CHECK:
		return 3;
	case TSM_WARN:
		return 2;
	case TSM_PASS:
		return 1;
	default:
		return 0;
	}
}

bool run_signed(const struct run *run)
{
	enum tsm_outcome controller = run_outcome(run, TSM_CHECK_CONTROLLER);
	enum tsm_outcome signature = run_outcome(run, TSM_CHECK_SIGNATURE);

	return run_outcome(run, TSM_CHECK_KEY) == TSM_PASS &&
	       (controller == TSM_PASS || controller == TSM_WARN) &&
	       (signature == TSM_PASS || signature == TSM_WARN);
}

bool run_has_badge_terms(const struct run *run)
{
	enum tsm_ob_kind kind = tsm_ob_kind(run->credential);

	return run->opened || kind == TSM_OB_KIND_ACHIEVEMENT ||
	       kind == TSM_OB_KIND_ENDORSEMENT || kind == TSM_OB_KIND_CLR;
}

bool run_failed(const struct run *run)
{
	for (unsigned i = 0; i <= TSM_CHECK_SUSPENSION; i++)
		if (run->report->checks[i].outcome == TSM_FAIL)
			return true;
	return false;
}

bool run_holds(const struct run *run)
{
	return !run_failed(run) && run_signed(run);
}

bool run_open(const struct run *run)
{
	for (unsigned i = TSM_CHECK_KEY; i <= TSM_CHECK_SUSPENSION; i++)
		if (run->report->checks[i].outcome == TSM_COULD_NOT_CHECK)
			return true;
	return false;
}

void forget_checks(struct run *run)
{
	const struct tsm_check_result not_evaluated = {
		.code = code_row(CODE_NOT_EVALUATED),
		.outcome = TSM_COULD_NOT_CHECK,
	};

	for (unsigned i = 0; i < TSM_CHECK_COUNT; i++)
		run->report->checks[i] = not_evaluated;
	run->report->facts = NULL;
	run->report->contained = NULL;
	run->report->n_contained = 0;
}

enum tsm_status run_steps(struct run *run)
{
	forget_checks(run);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (run->stop)
			break;
		if (steps[i].need_signature && !run_signed(run))
			break;
		if (run->depth > 0 && !steps[i].inner)
			break;
		TSM_TRY(steps[i].run(run));
	}
	return TSM_OK;
}

void run_release(struct run *run)
{
	key_answer_release(run, &run->key);
	for (size_t i = 0; i < run->n_keys; i++)
		key_answer_release(run, &run->keys[i]);
	run->n_keys = 0;
}

static enum tsm_status start_inner(
    struct run *outer, struct tsm_arena *arena, struct run *inner)
{
	memset(inner, 0, sizeof(*inner));
	inner->verifier = outer->verifier;
	inner->options = outer->options;
	inner->documents = outer->documents;
	inner->lists = outer->lists;
	inner->arena = arena;
	inner->err = outer->err;
	inner->session = outer->session;
	inner->now = outer->now;
	inner->as_of = outer->as_of;
	inner->depth = outer->depth + 1;
	inner->report = tsm_arena_alloc(arena, sizeof(*inner->report));
	if (inner->report == NULL)
		return tsm_fail_memory(outer->err);
	if (inner->depth > RUN_DEPTH_MAX)
		inner->stop = true;
	return TSM_OK;
}

enum tsm_status run_inner(
    struct run *outer, struct tsm_str secured, struct run *inner)
{
	TSM_TRY(start_inner(outer, outer->arena, inner));
	inner->input = secured;
	return run_steps(inner);
}

enum tsm_status run_inner_json(struct run *outer,
    const struct tsm_json *credential, struct tsm_arena *arena,
    struct run *inner)
{
	TSM_TRY(start_inner(outer, arena, inner));
	inner->credential = credential;
	return run_steps(inner);
}

/*
 * A document that needs more memory than its arena may have is an answer,
 * not a failure: it is too large, and nothing of it is judged. A little is
 * kept back to say so.
 */
static enum tsm_status run_bounded(struct run *run)
{
	size_t reserve = run->arena->max / 64;

	run->arena->max -= reserve;
	enum tsm_status status = run_steps(run);
	if (status == TSM_OK && run->presentation != NULL)
		status = presentation_verify(run);
	bool full = tsm_arena_status(run->arena, status) == TSM_E_LIMIT;
	run->arena->max += reserve;
	if (!full)
		return status;
	forget_checks(run);
	return run_set(run, CODE_FORMAT_TOO_LARGE, NULL,
	    "It needs more memory than a credential may.");
}

bool run_expects(const struct tsm_verify_options *options)
{
	const struct tsm_expected *expected = &options->expected;

	return expected->name != NULL || expected->email != NULL ||
	       expected->licence != NULL || expected->id != NULL;
}

/* Who has to name all that was used starts with nothing. */
static enum tsm_status open_caches(struct run *run)
{
	run->documents = run->verifier->documents;
	run->lists = run->verifier->lists;
	if (!run->options->no_cache)
		return TSM_OK;
	run->documents = NULL;
	run->lists = NULL;
	enum tsm_status status =
	    cache_new(OWN_ENTRIES, OWN_BYTES, &run->documents);
	if (status == TSM_OK)
		status = cache_new(OWN_ENTRIES, OWN_BYTES, &run->lists);
	return status == TSM_OK ? TSM_OK : tsm_fail_memory(run->err);
}

static void close_caches(struct run *run)
{
	if (!run->options->no_cache)
		return;
	cache_free(&run->documents);
	cache_free(&run->lists);
}

static void count(
    struct tsm_verifier *verifier, const struct tsm_report *report)
{
	uint64_t fetches = 0;

	for (const struct tsm_fetch_record *r = report->fetched; r != NULL;
	     r = r->next)
		fetches += r->kept ? 0 : 1;
	verifier = verifier->base;
	(void)pthread_mutex_lock(&verifier->lock);
	struct tsm_verifier_stats *s = &verifier->stats;
	switch (report->verdict) {
	case TSM_VERIFIED:
		s->verified++;
		break;
	case TSM_VERIFIED_ISSUER_UNLISTED:
		s->unlisted++;
		break;
	case TSM_NOT_VALID:
		s->not_valid++;
		break;
	case TSM_COULD_NOT_BE_CHECKED:
		s->could_not++;
		break;
	}
	s->fetches += fetches;
	(void)pthread_mutex_unlock(&verifier->lock);
}

/* What was fetched to have the credential, then what was for its checks. */
static const struct tsm_fetch_record *joined(
    struct tsm_fetch_record *first, struct tsm_fetch_record *rest)
{
	struct tsm_fetch_record *last = first;

	if (first == NULL)
		return rest;
	while (last->next != NULL)
		last = last->next;
	last->next = rest;
	return first;
}

enum tsm_status tsm_verify(struct tsm_verifier *verifier, const void *data,
    size_t len, const struct tsm_verify_options *options,
    struct tsm_arena *arena, const struct tsm_report **ret_report,
    struct tsm_error *err)
{
	struct tsm_fetch_session session;
	struct tsm_civil civil;
	const struct tsm_integrity_expected own = { NULL, options->domain,
		options->challenge };
	struct run run = {
		.own = options->of_credential ? &own : NULL,
		.verifier = verifier,
		.options = options,
		.arena = arena,
		.err = err,
		.session = &session,
		.now = options->now,
		.as_of =
		    options->as_of != NULL ? *options->as_of : options->now,
		.input = tsm_str_n(data, len),
	};

	if (tsm_unix_to_civil(run.now, &civil) != TSM_OK ||
	    tsm_unix_to_civil(run.as_of, &civil) != TSM_OK)
		return tsm_fail(
		    err, TSM_E_USAGE, NULL, "the time is outside the calendar");
	run.report = tsm_arena_alloc(arena, sizeof(*run.report));
	if (run.report == NULL)
		return tsm_fail_memory(err);
	run.report->lang = options->lang;
	run.report->checked_at = run.now;
	run.report->as_of = run.as_of;
	run.report->fetch_maps = verifier->fetch_maps;
	run.report->n_fetch_maps = verifier->n_fetch_maps;
	tsm_fetch_session_init(&session, verifier->fetcher, arena, run.now, 0);
	session.prompt = options->prompt;
	enum tsm_status status = open_caches(&run);
	if (status == TSM_OK)
		status = run_bounded(&run);
	run_release(&run);
	close_caches(&run);
	if (status != TSM_OK)
		return status;
	if (session.would_wait)
		return tsm_fail(
		    err, TSM_E_BUSY, NULL, "a document has to be fetched");
	run.report->fetched = session.first;
	if (options->given != NULL)
		run.report->fetched =
		    joined(options->given->fetched, session.first);
	report_decide(run.report, run_expects(options));
	/* of a link whoever called looks it up, and asks again */
	if (run.report->link == NULL)
		count(verifier, run.report);
	*ret_report = run.report;
	return TSM_OK;
}

void tsm_verifier_stats(
    struct tsm_verifier *verifier, struct tsm_verifier_stats *ret_stats)
{
	verifier = verifier->base;
	(void)pthread_mutex_lock(&verifier->lock);
	*ret_stats = verifier->stats;
	(void)pthread_mutex_unlock(&verifier->lock);
}
