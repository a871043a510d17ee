/*
 * POST /api/v1/verify: a credential in any of its forms as the body, or
 * {"credential": …, "options": {…}}. The answer is the report. For
 * {"credentials": […], "options": {…}} it is a row each (batch.h).
 */
#include <string.h>

#include "attester.h"
#include "batch.h"
#include "receipt.h"
#include "sealed.h"
#include "testamur/base/limits.h"
#include "testamur/json/jcs.h"
#include "testamur/json/write.h"

/* Of an envelope: room for a credential, and few words more. */
#define ENVELOPE_MAX       (TSM_CREDENTIAL_MAX + ((size_t)64 << 10))
#define ENVELOPE_ARENA_MAX ((size_t)24 << 20)

struct question {
	struct tsm_arena arena; /* of the envelope */
	struct tsm_str credential;
	const struct tsm_json *credentials; /* several; or NULL */
	struct tsm_verify_options options;
	int64_t as_of;
	struct api_extra extra;
	struct receipt_check evidence; /* of extra.evidence */
	struct tsm_held held;
};

/* The options that go with one credential; false: none of them. */
static bool read_extra(const struct tsm_json *member, struct api_extra *extra,
    enum tsm_status *ret_status, struct tsm_error *err)
{
	if (extra == NULL)
		return false;
	*ret_status = TSM_OK;
	if (tsm_str_is(member->name, "receipt")) {
		extra->receipt = tsm_json_is_true(member);
		if (!extra->receipt && !tsm_json_is(member, TSM_JSON_FALSE))
			*ret_status = tsm_json_fail(
			    err, TSM_E_VALUE, member, "this is true or false");
		return true;
	}
	if (!tsm_str_is(member->name, "evidence"))
		return false;
	extra->evidence = tsm_json_string(member);
	if (extra->evidence == NULL)
		*ret_status = tsm_json_fail(
		    err, TSM_E_VALUE, member, "this is a receipt, a text");
	return true;
}

enum tsm_status api_read_options(const struct tsm_json *options,
    struct tsm_verify_options *ret_options, int64_t *ret_as_of,
    struct api_extra *ret_extra, struct tsm_error *err)
{
	const struct {
		const char *name;
		const char **value;
	} texts[] = {
		{ "name", &ret_options->expected.name },
		{ "email", &ret_options->expected.email },
		{ "licence", &ret_options->expected.licence },
		{ "subject", &ret_options->expected.id },
		{ "challenge", &ret_options->challenge },
		{ "domain", &ret_options->domain },
	};

	if (options == NULL || options->type == TSM_JSON_NULL)
		return TSM_OK;
	if (options->type != TSM_JSON_OBJECT)
		return tsm_json_fail(
		    err, TSM_E_VALUE, options, "options are an object");
	for (size_t i = 0; i < options->count; i++) {
		const struct tsm_json *member = tsm_json_at(options, i);
		const char *text = tsm_json_string(member);
		enum tsm_status status = TSM_OK;
		size_t t = 0;
		if (read_extra(member, ret_extra, &status, err)) {
			TSM_TRY(status);
			continue;
		}
		while (t < sizeof(texts) / sizeof(texts[0]) &&
		       !tsm_str_is(member->name, texts[t].name))
			t++;
		bool as_of = tsm_str_is(member->name, "as_of");
		if (t == sizeof(texts) / sizeof(texts[0]) && !as_of)
			return tsm_json_fail(err, TSM_E_UNKNOWN, member,
			    "there is no such option");
		if (text == NULL)
			return tsm_json_fail(
			    err, TSM_E_VALUE, member, "an option is a text");
		if (!as_of) {
			*texts[t].value = text;
			continue;
		}
		if (tsm_time_parse_day(tsm_str(text), true, ret_as_of) !=
		    TSM_OK)
			return tsm_json_fail(err, TSM_E_VALUE, member,
			    "this wants 2024-05-31 or a date and time with "
			    "zone");
		ret_options->as_of = ret_as_of;
	}
	return TSM_OK;
}

enum tsm_status api_credential_text(struct tsm_arena *arena,
    const struct tsm_json *value, struct tsm_str *ret_text,
    struct tsm_error *err)
{
	struct tsm_buf text;

	if (value->type == TSM_JSON_STRING) {
		*ret_text = value->text;
		return TSM_OK;
	}
	if (value->type != TSM_JSON_OBJECT)
		return tsm_json_fail(err, TSM_E_VALUE, value,
		    "a credential is an object or a text");
	tsm_buf_init(&text, 0);
	enum tsm_status status = tsm_jcs(value, &text, err);
	if (status == TSM_OK) {
		char *copy = tsm_arena_copy(arena, text.data, text.len);
		*ret_text = tsm_str_n(copy, text.len);
		status = copy != NULL ? TSM_OK : tsm_fail_memory(err);
	}
	tsm_buf_release(&text);
	return status;
}

/* The first member of an object, unparsed. */
static bool begins(struct tsm_str body, const char *name)
{
	return tsm_str_starts(
	    tsm_str_trim(tsm_str_n(body.ptr + 1, body.len - 1)), name);
}

static enum tsm_status read_envelope(
    struct question *q, const struct tsm_json *root, struct tsm_error *err)
{
	const struct tsm_json *credential = tsm_json_get(root, "credential");
	const struct tsm_json *credentials = tsm_json_get(root, "credentials");
	const char *name = credential != NULL ? "credential" : "credentials";

	for (size_t i = 0; i < root->count; i++) {
		const struct tsm_json *member = tsm_json_at(root, i);
		if (!tsm_str_is(member->name, name) &&
		    !tsm_str_is(member->name, "options"))
			return tsm_json_fail(err, TSM_E_UNKNOWN, member,
			    "there is no such member");
	}
	q->credentials = credential == NULL ? credentials : NULL;
	if (credential != NULL)
		TSM_TRY(api_credential_text(
		    &q->arena, credential, &q->credential, err));
	return api_read_options(tsm_json_get(root, "options"), &q->options,
	    &q->as_of, credential != NULL ? &q->extra : NULL, err);
}

static enum tsm_status read_question(struct question *q,
    const struct tsm_request *request, struct tsm_error *err)
{
	const struct tsm_json *root = NULL;
	struct tsm_str body = tsm_str_trim(request->body);

	q->credential = request->body;
	q->options.now = request->now;
	q->options.lang =
	    tsm_lang_accept(tsm_request_header(request, "accept-language"));
	/* A credential is mostly known without being read twice. */
	if (strcmp(request->content_type, "application/json") != 0 ||
	    body.len == 0 || body.ptr[0] != '{' || begins(body, "\"@context\""))
		return TSM_OK;
	/* Not that of one credential, which may be as large as a picture. */
	if (body.len > ENVELOPE_MAX)
		return begins(body, "\"credentials\"")
			   ? tsm_fail(err, TSM_E_LIMIT, NULL,
				 "several credentials may have %zu bytes "
				 "together",
				 ENVELOPE_MAX)
			   : TSM_OK;
	enum tsm_status status =
	    tsm_json_parse(&q->arena, body.ptr, body.len, NULL, &root, NULL);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	/* What is no envelope is a credential; the report says what of. */
	if (status != TSM_OK || tsm_json_get(root, "@context") != NULL ||
	    (tsm_json_get(root, "credential") == NULL &&
		tsm_json_get(root, "credentials") == NULL))
		return TSM_OK;
	return read_envelope(q, root, err);
}

/* What an earlier receipt holds; and who wants one asks for all anew. */
static enum tsm_status prepare(
    struct app *app, struct question *q, struct tsm_error *err)
{
	const struct tsm_str unkept = { NULL, 0 };

	if (q->extra.receipt && app->attester == NULL)
		return tsm_fail(err, TSM_E_VALUE, "/options/receipt",
		    "this verifier makes no receipts");
	q->options.no_cache = q->extra.receipt;
	if (q->extra.evidence == NULL)
		return TSM_OK;
	TSM_TRY(receipt_check(app, tsm_str(q->extra.evidence), unkept,
	    q->options.now, &q->arena, &q->evidence, err));
	TSM_TRY(receipt_hold(&q->evidence, &q->arena, &q->held, err));
	q->options.held = &q->held;
	q->options.n_held = q->held.sha256 != NULL ? 1 : 0;
	return TSM_OK;
}

/* The report, with what was asked for beside it. */
static enum tsm_status respond(struct app *app, const struct question *q,
    const struct tsm_report *report, struct tsm_response *response,
    struct tsm_error *err)
{
	struct tsm_buf receipt;
	enum tsm_status status = TSM_OK;

	response->content_type = "application/json";
	if (!q->extra.receipt && q->extra.evidence == NULL)
		return tsm_report_write(report, &response->body);
	tsm_buf_init(&receipt, TSM_RECEIPT_MAX);
	if (q->extra.receipt)
		status =
		    attester_receipt(app, report, q->credential, &receipt, err);
	if (status == TSM_OK) {
		json_t *root = tsm_report_json(report);
		if (q->extra.evidence != NULL)
			tsm_json_add_new(tsm_json_set_array(root, "evidence"),
			    receipt_json(&q->evidence, NULL));
		if (q->extra.receipt)
			tsm_json_setn(root, "receipt", tsm_buf_str(&receipt));
		status = tsm_response_json(response, 200, NULL, root);
	}
	tsm_buf_release(&receipt);
	return status;
}

/* A sealed bundle answers for itself, as of its own day. */
static enum tsm_status answer_sealed(struct app *app,
    const struct tsm_request *request, const struct question *q,
    struct tsm_response *response, bool *ret_is, struct tsm_error *err)
{
	const struct sealed_asking asking = { request->now, q->options.lang,
		q->options.expected, q->options.domain, q->options.challenge };
	struct sealed_report report;
	struct tsm_arena arena;

	/* of another day it says nothing, and so is no answer */
	if (q->credentials != NULL || q->options.as_of != NULL)
		return TSM_OK;
	tsm_arena_init(&arena, SEALED_MEMORY_MAX);
	enum tsm_status status = sealed_read(
	    app, q->credential, &asking, &arena, &report, ret_is, err);
	if (status == TSM_OK && *ret_is)
		status = tsm_response_json(
		    response, 200, NULL, sealed_json(&report));
	if (status == TSM_OK && *ret_is)
		tsm_response_cache(response, request, 0, false);
	tsm_arena_release(&arena);
	return status;
}

static enum tsm_status answer(struct app *app,
    const struct tsm_request *request, struct question *q,
    struct tsm_response *response, struct tsm_error *err)
{
	const struct tsm_report *report;
	struct tsm_arena arena;

	TSM_TRY(read_question(q, request, err));
	bool slow = q->credentials != NULL || q->extra.receipt ||
		    q->extra.evidence != NULL;
	if ((slow || tsm_str_starts(q->credential, "PK")) && request->prompt)
		return TSM_E_BUSY;
	TSM_TRY(prepare(app, q, err));
	bool sealed = false;
	TSM_TRY(answer_sealed(app, request, q, response, &sealed, err));
	if (sealed)
		return TSM_OK;
	if (q->credentials != NULL)
		return api_batch(app, request, &q->arena, q->credentials,
		    &q->options, response, err);
	const struct site_asking asking = { .sites = &app->sites,
		.net = app->net,
		.now = request->now,
		.reach = SITES_IDS,
		.guesses = app->guesses,
		.client = tsm_request_bucket(request) };
	tsm_arena_init(&arena, TSM_VERIFICATION_MEMORY_MAX);
	q->options.prompt = request->prompt;
	enum tsm_status status = sites_verify(&asking, app->verifier,
	    q->credential, &q->options, &arena, &report, NULL, err);
	if (status == TSM_OK)
		status = respond(app, q, report, response, err);
	if (status == TSM_OK)
		tsm_response_cache(response, request, 0, false);
	tsm_arena_release(&arena);
	return status;
}

enum tsm_status api_verify(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	struct question q = { .credential = { NULL, 0 } };

	tsm_arena_init(&q.arena, ENVELOPE_ARENA_MAX);
	enum tsm_status status = answer(ctx, request, &q, response, err);
	tsm_arena_release(&q.arena);
	return status;
}
