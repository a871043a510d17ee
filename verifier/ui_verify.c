/* GET /: one field. POST /: the answer, as a page. */
#include <stdio.h>
#include <string.h>

#include "attester.h"
#include "testamur/base/limits.h"
#include "testamur/json/write.h"
#include "view.h"

/* A text up to this long stands in the page, to be given once more. */
#define AGAIN_MAX ((size_t)256 << 10)

enum tsm_lang ui_lang(const struct tsm_request *request)
{
	const char *wanted = tsm_request_query(request, "lang");
	enum tsm_lang lang;

	if (wanted != NULL && tsm_lang_find(tsm_str(wanted), &lang) == TSM_OK)
		return lang;
	return tsm_lang_accept(tsm_request_header(request, "accept-language"));
}

enum tsm_lang ui_form_lang(
    const struct tsm_request *request, const struct tsm_form *form)
{
	const struct tsm_form_field *wanted = tsm_form_field(form, "lang");
	enum tsm_lang lang;

	if (wanted != NULL && tsm_lang_find(wanted->value, &lang) == TSM_OK)
		return lang;
	return ui_lang(request);
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
	view_languages(data, lang);
	tsm_json_set(data, "problem", problem);
	ui_reach(app, data);
	return ui_page(app, lang, "verify.html", data, response, err);
}

enum tsm_status ui_form(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	return form_page(ctx, ui_lang(request), NULL, response, err);
}

/* --- what was given -------------------------------------------------------- */

/* Of one POST; texts are the request's. */
struct given {
	enum tsm_lang lang;
	struct tsm_str data;
	const struct tsm_form_field *file; /* or NULL: it was typed */
	const char *claim;                 /* whose it should be, or NULL */
	bool follow;
	bool receipt;
	struct tsm_verify_options options;
	struct site_asking asking;
};

static void read_given(struct app *app, const struct tsm_request *request,
    const struct tsm_form *form, struct given *given)
{
	const struct tsm_form_field *text = tsm_form_field(form, "input");
	const struct tsm_form_field *claim = tsm_form_field(form, "claim");

	memset(given, 0, sizeof(*given));
	given->lang = ui_form_lang(request, form);
	given->file = tsm_form_file(form, "file");
	if (given->file != NULL)
		given->data = given->file->value;
	else if (text != NULL)
		given->data = tsm_str_trim(text->value);
	if (claim != NULL && tsm_str_trim(claim->value).len > 0)
		given->claim =
		    tsm_arena_str(request->arena, tsm_str_trim(claim->value));
	given->follow = tsm_form_field(form, "follow") != NULL;
	given->receipt =
	    app->attester != NULL && tsm_form_field(form, "receipt") != NULL;
	given->options.now = request->now;
	given->options.no_cache = given->receipt;
	given->options.lang = given->lang;
	given->asking = (struct site_asking){
		.sites = &app->sites,
		.net = app->net,
		.now = request->now,
		.lang = given->lang,
		.reach = given->follow ? SITES_ANYWHERE : SITES_LINKS,
	};
}

/* "a PNG picture, file badge.png", "an id": what was given, in words. */
static const char *subject_words(const struct tsm_request *request,
    const struct given *given, const struct tsm_report *report)
{
	static const char *const kinds[] = {
		[TSM_INPUT_UNKNOWN] = TSM_SAID("something"),
		[TSM_INPUT_JSON] = TSM_SAID("a JSON document"),
		[TSM_INPUT_JWS] = TSM_SAID("a signed token"),
		[TSM_INPUT_PNG] = TSM_SAID("a PNG picture"),
		[TSM_INPUT_SVG] = TSM_SAID("an SVG picture"),
		[TSM_INPUT_JPEG] = TSM_SAID("a JPEG picture"),
		[TSM_INPUT_PDF] = TSM_SAID("a PDF document"),
	};
	const char *kind = tsm_say(given->lang, kinds[report->input]);

	if (sites_is_typed(given->data) && given->data.len <= 120)
		kind = tsm_arena_str(request->arena, given->data);
	if (given->file == NULL)
		return kind;
	const char *words = tsm_arena_printf(request->arena,
	    tsm_say(given->lang, "%s, file %s"), kind, given->file->filename);
	return words != NULL ? words : kind;
}

/* Whether it is the person's: the recipient check, by itself. */
static enum tsm_status compare(struct app *app, const struct given *given,
    struct tsm_arena *arena, const char **ret_answer, struct tsm_error *err)
{
	struct tsm_verify_options how = given->options;
	const struct tsm_report *report;
	const char *claim = given->claim;
	bool mail = strchr(claim, '@') != NULL;
	bool id = tsm_str_starts(tsm_str(claim), "did:") ||
		  tsm_str_starts(tsm_str(claim), "urn:");

	how.no_cache = false; /* the receipt is of the first answer */
	*ret_answer = "open";
	/* a name, else a licence number: what was typed may be either */
	for (int i = 0; i < (mail || id ? 1 : 2); i++) {
		memset(&how.expected, 0, sizeof(how.expected));
		if (mail)
			how.expected.email = claim;
		else if (id)
			how.expected.id = claim;
		else if (i == 0)
			how.expected.name = claim;
		else
			how.expected.licence = claim;
		TSM_TRY(sites_verify(&given->asking, app->verifier, given->data,
		    &how, arena, &report, NULL, err));
		enum tsm_outcome outcome =
		    report->checks[TSM_CHECK_RECIPIENT].outcome;
		if (outcome == TSM_PASS) {
			*ret_answer = "match";
			return TSM_OK;
		}
		if (outcome == TSM_FAIL)
			*ret_answer = "no_match";
	}
	return TSM_OK;
}

/* The text that gives the same answer once more, or NULL: neither a file's
 * bytes nor contents that no signature covers go into a page. */
static const char *again(const struct tsm_request *request,
    const struct given *given, const struct site_found *found,
    const struct tsm_report *report)
{
	struct tsm_str data = tsm_str_trim(given->data);
	bool text = data.len > 0 && data.len <= AGAIN_MAX &&
		    tsm_utf8_valid(data.ptr, data.len, NULL) &&
		    tsm_str_find(data, '\0') == data.len;

	if (report->facts == NULL && !sites_is_typed(data))
		return NULL;
	if (given->file == NULL ||
	    (text && (data.ptr[0] == '{' || sites_is_typed(data) ||
			 tsm_str_starts(data, "eyJ"))))
		return text ? tsm_arena_str(request->arena, data) : NULL;
	/* the QR code in it was an id that was looked up */
	return found->id[0] != '\0' ? tsm_arena_dup(request->arena, found->id)
				    : NULL;
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

	TSM_TRY(sites_verify(&given->asking, app->verifier, given->data,
	    &given->options, arena, &report, &found, err));
	struct view view = {
		.report = report,
		.found = &found,
		.subject = subject_words(request, given, report),
		.follow = given->follow,
		.claim = given->claim,
		.statement = found.statement,
	};
	view.again = again(request, given, &found, report);
	if (view.statement == NULL && report->facts != NULL &&
	    report->verdict == TSM_NOT_VALID)
		TSM_TRY(sites_statement(
		    &given->asking, report->facts->id, arena, &view.statement));
	if (given->claim != NULL && report->facts != NULL)
		TSM_TRY(compare(app, given, arena, &view.answer, err));
	struct tsm_buf receipt;
	tsm_buf_init(&receipt, TSM_RECEIPT_MAX);
	enum tsm_status status = add_receipt(app, given, &view, &receipt, err);
	if (status == TSM_OK)
		status = ui_page(app, given->lang, "result.html",
		    view_result(&view), response, err);
	tsm_buf_release(&receipt);
	return status;
}

enum tsm_status ui_verify(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	struct app *app = ctx;
	struct tsm_arena arena;
	struct tsm_form form;
	struct given given;

	TSM_TRY(tsm_request_same_origin(request, app->public_url, err));
	TSM_TRY(tsm_request_form(request, &form, err));
	read_given(app, request, &form, &given);
	if (tsm_str_trim(given.data).len == 0)
		return form_page(app, given.lang,
		    tsm_say(given.lang,
			"Nothing was given. Type an id, paste a credential or "
			"choose a file."),
		    response, err);
	/* each comparison is a question of its own */
	if (given.claim != NULL)
		TSM_TRY(
		    tsm_request_charge(request, request->route->rate, 2, err));
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
	enum tsm_lang lang = ui_lang(request);
	char status[16];
	json_t *data = json_object();

	view_common(data, lang, tsm_say(lang, problem->title));
	(void)snprintf(status, sizeof(status), "%d", problem->status);
	tsm_json_set(data, "status", status);
	tsm_json_set(data, "heading", tsm_say(lang, problem->title));
	tsm_json_set(data, "detail", tsm_say(lang, problem->detail));
	tsm_json_set(data, "request_id", request->id);
	return ui_page(ctx, lang, "error.html", data, response, NULL);
}
