/* GET /: one field. POST /: the answer, as a page. */
#include <stdio.h>
#include <string.h>

#include "attester.h"
#include "given.h"
#include "sealed.h"
#include "testamur/base/limits.h"
#include "testamur/json/write.h"
#include "view.h"

enum tsm_lang ui_form_lang(
    const struct tsm_request *request, const struct tsm_form *form)
{
	const struct tsm_form_field *wanted = tsm_form_field(form, "lang");
	enum tsm_lang lang;

	if (wanted != NULL && tsm_lang_find(wanted->value, &lang) == TSM_OK)
		return lang;
	return tsm_request_lang(request);
}

enum tsm_status ui_page(struct app *app, enum tsm_lang lang, const char *name,
    json_t *data, struct tsm_response *response, struct tsm_error *err)
{
	struct tsm_buf html;

	tsm_buf_init(&html, 0);
	enum tsm_status status =
	    data == NULL
		? tsm_fail_memory(err)
		: tsm_pages_render(app->pages[lang], name, data, &html, err);
	json_decref(data);
	if (status == TSM_OK) {
		tsm_response_take(response, "text/html; charset=utf-8", &html);
		tsm_response_header(
		    response, "Content-Language", tsm_lang_tag(lang));
		tsm_response_header(response, "Vary", "Accept-Language");
	}
	tsm_buf_release(&html);
	return status;
}

void ui_reach(const struct app *app, json_t *data)
{
	json_t *maps = tsm_json_set_array(data, "maps");
	for (size_t i = 0; i < app->n_maps; i++)
		tsm_json_add(maps, app->maps[i]);
	json_t *sites = tsm_json_set_array(data, "sites");
	for (size_t i = 0; i < app->sites.count; i++)
		tsm_json_add_new(sites, json_stringn(app->sites.list[i].url.ptr,
					    app->sites.list[i].url.len));
	json_t *lists = tsm_json_set_array(data, "lists");
	const char *name;
	for (size_t i = 0; (name = tsm_trust_list(app->trust, i)) != NULL; i++)
		tsm_json_add(lists, name);
}

static enum tsm_status form_page(struct app *app, enum tsm_lang lang,
    const char *problem, struct tsm_response *response, struct tsm_error *err)
{
	json_t *data = json_object();

	/* the camera, by a script of ours: on this page and no other */
	tsm_response_header(response, "Content-Security-Policy",
	    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
	    "script-src 'self'; connect-src 'self'; form-action 'self'; "
	    "base-uri 'none'; frame-ancestors 'none'");
	tsm_response_header(response, "Permissions-Policy",
	    "accelerometer=(), camera=(self), display-capture=(), "
	    "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
	    "midi=(), payment=(), usb=()");
	view_common(data, lang, tsm_say(lang, "Check a credential"));
	tsm_json_set(data, "scan", "scan");
	tsm_json_set_bool(data, "receipts", app->attester != NULL);
	tsm_pages_languages(data, lang);
	tsm_json_set(data, "problem", problem);
	ui_reach(app, data);
	return ui_page(app, lang, "verify.html", data, response, err);
}

enum tsm_status ui_form(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	return form_page(ctx, tsm_request_lang(request), NULL, response, err);
}

/* --- the answer ------------------------------------------------------------ */

/* A licence number, more likely than somebody's name. */
static bool has_digit(const char *claim)
{
	return strpbrk(claim, "0123456789") != NULL;
}

/* What was typed, as the n-th kind of thing that it may be; false: no more. */
static bool expect(const char *claim, int n, struct tsm_expected *expected)
{
	bool mail = strchr(claim, '@') != NULL;
	bool id = tsm_str_starts(tsm_str(claim), "did:") ||
		  tsm_str_starts(tsm_str(claim), "urn:");

	*expected = (struct tsm_expected){ .name = NULL };
	/* a name, else a licence number: what was typed may be either */
	if (n >= (mail || id ? 1 : 2))
		return false;
	if (mail)
		expected->email = claim;
	else if (id)
		expected->id = claim;
	else if ((n == 0) != has_digit(claim))
		expected->name = claim;
	else
		expected->licence = claim;
	return true;
}

/*
 * Take one comparison in; true: it is the person's. The first kind of thing
 * that does not fit says why: a name that is shown, before the site's no. That
 * a number is nobody's name says nothing.
 */
static bool settle(const struct tsm_report *report,
    const struct tsm_expected *asked, const char **answer,
    const struct tsm_report **other)
{
	const struct tsm_check_result *found =
	    &report->checks[TSM_CHECK_RECIPIENT];
	enum tsm_outcome outcome = found->outcome;
	bool refused = tsm_streq(*answer, "no_match") ||
		       (asked->name != NULL && has_digit(asked->name));

	if (outcome == TSM_PASS) {
		*answer = "match";
		*other = report;
	} else if (outcome == TSM_FAIL && !refused) {
		*answer = "no_match";
		*other = report;
	} else if (*other == NULL &&
		   tsm_streq(found->code->name, "recipient.not_stated")) {
		*other = report; /* open, and its check says so */
	}
	return outcome == TSM_PASS;
}

/* Whether it is the person's: the recipient check, by itself. A credential
 * of somebody else is not valid for who was named: *ret_other, the report
 * that was asked so, says it. */
static enum tsm_status compare(struct app *app, const struct given *given,
    struct tsm_arena *arena, const char **ret_answer,
    const struct tsm_report **ret_other, struct tsm_error *err)
{
	struct tsm_verify_options how = given->options;
	const struct tsm_report *report;
	struct site_found found;

	how.no_cache = false; /* the receipt is of the first answer */
	*ret_answer = "open";
	for (int i = 0; expect(given->claim, i, &how.expected); i++) {
		TSM_TRY(sites_verify(&given->asking, app->verifier, given->data,
		    &how, arena, &report, &found, err));
		if (settle(report, &how.expected, ret_answer, ret_other))
			break;
		if (found.answer != NULL) {
			/* a site takes every kind of claim at once */
			*ret_answer = found.answer;
			break;
		}
	}
	return TSM_OK;
}

/* The same of a sealed one. */
static enum tsm_status compare_sealed(struct app *app,
    const struct given *given, struct sealed_asking asking,
    struct tsm_arena *arena, struct view *view, struct tsm_error *err)
{
	const struct tsm_report *other = NULL;
	struct sealed_report r;
	bool is = true;

	if (given->claim == NULL)
		return TSM_OK;
	view->claim = given->claim;
	view->answer = "open";
	for (int i = 0; is && expect(given->claim, i, &asking.expected); i++) {
		TSM_TRY(sealed_read(
		    app, given->data, &asking, arena, &r, &is, err));
		if (is && r.report != NULL &&
		    settle(r.report, &asking.expected, &view->answer, &other))
			break;
	}
	if (other != NULL)
		view->report = other;
	return TSM_OK;
}

/* Signed when it is asked for, and offered when it is not. */
static enum tsm_status add_receipt(struct app *app, const struct given *given,
    struct view *view, struct tsm_buf *out, struct tsm_error *err)
{
	if (app->attester == NULL)
		return TSM_OK;
	view->operator_did = attester_did(app->attester);
	if (!given->receipt)
		return TSM_OK;
	TSM_TRY(attester_receipt(app, view->report, given->data, out, err));
	view->receipt = tsm_buf_str(out);
	return TSM_OK;
}

static enum tsm_status answer(struct app *app,
    const struct tsm_request *request, const struct given *given,
    struct tsm_arena *arena, struct tsm_response *response,
    struct tsm_error *err)
{
	struct site_found found;
	const struct tsm_report *report;
	const struct tsm_report *other = NULL;

	TSM_TRY(sites_verify(&given->asking, app->verifier, given->data,
	    &given->options, arena, &report, &found, err));
	struct view view = {
		.report = report,
		.found = &found,
		.subject = given_words(request, given, report),
		.follow = given->follow,
		.scanned = given->scanned || !sites_is_typed(given->data),
		.claim = given->claim,
		.statement = found.statement,
	};
	view.again = given_again(request, given, &found, report);
	view.date = given->date;
	if (view.statement == NULL && report->facts != NULL &&
	    report->verdict == TSM_NOT_VALID)
		TSM_TRY(sites_statement(
		    &given->asking, report->facts->id, arena, &view.statement));
	if (given->claim != NULL && report->facts != NULL)
		TSM_TRY(compare(app, given, arena, &view.answer, &other, err));
	else if (given->claim != NULL && found.statement != NULL)
		TSM_TRY(sites_compare(
		    &given->asking, &found, given->claim, arena, &view.answer));
	struct tsm_buf receipt;
	tsm_buf_init(&receipt, TSM_RECEIPT_MAX);
	/* a receipt names nobody, so it is of the credential alone */
	enum tsm_status status = add_receipt(app, given, &view, &receipt, err);
	if (other != NULL)
		view.report = other;
	if (status == TSM_OK)
		status = ui_page(app, given->lang, "result.html",
		    view_result(&view), response, err);
	tsm_buf_release(&receipt);
	return status;
}

/* A sealed bundle answers for itself, as of its own day; one that does not
 * hold says no more than that. */
static enum tsm_status answer_sealed(struct app *app,
    const struct tsm_request *request, const struct given *given,
    struct tsm_response *response, bool *ret_is, struct tsm_error *err)
{
	const struct sealed_asking asking = { .now = request->now,
		.lang = given->lang };
	struct sealed_report r;
	struct tsm_arena arena;

	tsm_arena_init(&arena, SEALED_MEMORY_MAX);
	enum tsm_status status =
	    sealed_read(app, given->data, &asking, &arena, &r, ret_is, err);
	if (status == TSM_OK && *ret_is && given->date != NULL) {
		status = form_page(app, given->lang,
		    tsm_say(given->lang,
			"A sealed bundle answers as of its own day, and of no "
			"other: leave the day out."),
		    response, err);
	} else if (status == TSM_OK && *ret_is &&
		   (r.fault != SEALED_WHOLE || r.report == NULL)) {
		status = form_page(app, given->lang,
		    tsm_say(given->lang, sealed_sentence(&r)), response, err);
	} else if (status == TSM_OK && *ret_is) {
		struct view view = { .report = r.report,
			.subject = given_words(request, given, r.report),
			.sealed_by = r.receipt.receipt.by };
		status = compare_sealed(app, given, asking, &arena, &view, err);
		if (status == TSM_OK)
			status = ui_page(app, given->lang, "result.html",
			    view_result(&view), response, err);
	}
	if (status == TSM_OK && *ret_is)
		tsm_response_cache(response, request, 0, false);
	tsm_arena_release(&arena);
	return status;
}

enum tsm_status ui_verify(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	struct app *app = ctx;
	struct tsm_arena arena;
	struct given given;

	TSM_TRY(given_read(app, request, &given, err));
	if (tsm_str_trim(given.data).len == 0)
		return form_page(app, given.lang,
		    tsm_say(given.lang,
			"Nothing was given. Type an id, paste a credential or "
			"choose a file."),
		    response, err);
	if (given.no_date)
		return form_page(app, given.lang,
		    tsm_say(given.lang,
			"The day asked about cannot be read. Type it as "
			"2025-12-31, or as a date and time with its zone."),
		    response, err);
	/* each comparison is a question of its own */
	if (given.claim != NULL)
		TSM_TRY(
		    tsm_request_charge(request, request->route->rate, 2, err));
	bool sealed = false;
	TSM_TRY(answer_sealed(app, request, &given, response, &sealed, err));
	if (sealed)
		return TSM_OK;
	tsm_arena_init(&arena, TSM_VERIFICATION_MEMORY_MAX);
	enum tsm_status status =
	    answer(app, request, &given, &arena, response, err);
	if (status == TSM_OK)
		tsm_response_cache(response, request, 0, false);
	tsm_arena_release(&arena);
	return status;
}

enum tsm_status ui_static(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	struct app *app = ctx;
	const struct tsm_asset *asset = tsm_pages_asset(app->pages[TSM_LANG_EN],
	    tsm_request_param(request, "hash"),
	    tsm_request_param(request, "name"));

	if (asset == NULL)
		return tsm_fail(
		    err, TSM_E_NOT_FOUND, NULL, "there is no such file");
	tsm_response_fixed(response, asset->content_type, asset->body);
	tsm_response_cache(response, request, 31536000, true);
	return TSM_OK;
}

enum tsm_status api_openapi(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	const struct app *app = ctx;
	const struct tsm_asset *asset = tsm_pages_asset(
	    app->pages[TSM_LANG_EN], NULL, "verifier.openapi.json");

	if (asset == NULL)
		return tsm_fail(
		    err, TSM_E_INTERNAL, NULL, "the document is not built in");
	tsm_response_fixed(response, asset->content_type, asset->body);
	tsm_response_cache(response, request, 3600, false);
	return tsm_response_etag(response);
}

enum tsm_status ui_problem(void *ctx, const struct tsm_request *request,
    const struct tsm_problem *problem, struct tsm_response *response)
{
	enum tsm_lang lang = tsm_request_lang(request);
	char status[16];
	json_t *data = json_object();

	view_common(data, lang, tsm_say(lang, problem->title));
	(void)snprintf(status, sizeof(status), "%d", problem->status);
	tsm_json_set(data, "status", status);
	tsm_json_set(data, "heading", tsm_say(lang, problem->title));
	const char *detail = tsm_say(lang, problem->detail);
	size_t len = strlen(detail);
	const char *sentence =
	    len > 0 && detail[len - 1] != '.'
		? tsm_arena_printf(request->arena, "%s.", detail)
		: detail;
	tsm_json_set(data, "detail", sentence != NULL ? sentence : detail);
	tsm_json_set(data, "request_id", request->id);
	return ui_page(ctx, lang, "error.html", data, response, NULL);
}
