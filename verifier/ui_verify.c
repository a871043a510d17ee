/* GET /: one field. POST /: the answer, as a page. */
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "testamur/base/limits.h"
#include "testamur/json/write.h"

static enum tsm_status render(struct app *app, const char *name, json_t *data,
    struct tsm_response *response, struct tsm_error *err)
{
	struct tsm_buf html;

	tsm_buf_init(&html, 0);
	enum tsm_status status =
	    data == NULL ? tsm_fail_memory(err)
			 : tsm_pages_render(app->pages, name, data, &html, err);
	json_decref(data);
	if (status == TSM_OK)
		tsm_response_take(response, "text/html; charset=utf-8", &html);
	tsm_buf_release(&html);
	return status;
}

static enum tsm_status form_page(struct app *app, const char *problem,
    struct tsm_response *response, struct tsm_error *err)
{
	json_t *data = json_object();

	view_common(app, data, "Check a credential");
	tsm_json_set(data, "action", "./");
	tsm_json_set(data, "problem", problem);
	json_t *maps = tsm_json_set_array(data, "maps");
	for (size_t i = 0; i < app->n_maps; i++)
		tsm_json_add(maps, app->maps[i]);
	json_t *lists = tsm_json_set_array(data, "lists");
	const char *name;
	for (size_t i = 0; (name = tsm_trust_list(app->trust, i)) != NULL; i++)
		tsm_json_add(lists, name);
	return render(app, "verify.html", data, response, err);
}

enum tsm_status ui_form(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	(void)request;
	return form_page(ctx, NULL, response, err);
}

/* "PNG picture badge.png", "text": what was given, in words. */
static const char *subject_words(const struct tsm_request *request,
    const struct tsm_report *report, const struct tsm_form_field *file)
{
	static const char *const kinds[] = {
		[TSM_INPUT_UNKNOWN] = "something",
		[TSM_INPUT_JSON] = "a JSON document",
		[TSM_INPUT_JWS] = "a signed token",
		[TSM_INPUT_PNG] = "a PNG picture",
		[TSM_INPUT_SVG] = "an SVG picture",
		[TSM_INPUT_JPEG] = "a JPEG picture",
		[TSM_INPUT_PDF] = "a PDF document",
	};
	const char *kind = kinds[report->input];

	if (file == NULL)
		return kind;
	const char *words = tsm_arena_printf(
	    request->arena, "%s, file %s", kind, file->filename);
	return words != NULL ? words : kind;
}

enum tsm_status ui_verify(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	struct app *app = ctx;
	const struct tsm_verify_options options = { .now = request->now };
	const struct tsm_report *report;
	struct tsm_arena arena;
	struct tsm_form form;

	TSM_TRY(tsm_request_same_origin(request, app->public_url, err));
	TSM_TRY(tsm_request_form(request, &form, err));
	const struct tsm_form_field *file = tsm_form_file(&form, "file");
	const struct tsm_form_field *text = tsm_form_field(&form, "input");
	struct tsm_str data = file != NULL   ? file->value
			      : text != NULL ? text->value
					     : tsm_str(NULL);
	if (tsm_str_trim(data).len == 0)
		return form_page(app,
		    "Nothing was given. Paste a credential or choose a file.",
		    response, err);
	const struct site_asking asking = {
		.sites = &app->sites,
		.net = app->net,
		.now = request->now,
		.reach = tsm_form_field(&form, "follow") != NULL
			     ? SITES_ANYWHERE
			     : SITES_LINKS,
	};
	tsm_arena_init(&arena, TSM_VERIFICATION_MEMORY_MAX);
	enum tsm_status status = sites_verify(
	    &asking, app->verifier, data, &options, &arena, &report, NULL, err);
	if (status == TSM_OK) {
		json_t *page = view_result(
		    report, subject_words(request, report, file), request->id);
		char title[80];
		(void)snprintf(title, sizeof(title), "%s: credential check",
		    tsm_report_word(report));
		view_common(app, page, title);
		tsm_json_set(page, "action", "./");
		status = render(app, "result.html", page, response, err);
	}
	if (status == TSM_OK)
		tsm_response_cache(response, request, 0, false);
	tsm_arena_release(&arena);
	return status;
}

enum tsm_status ui_static(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	struct app *app = ctx;
	const struct tsm_asset *asset =
	    tsm_pages_asset(app->pages, tsm_request_param(request, "hash"),
		tsm_request_param(request, "name"));

	if (asset == NULL)
		return tsm_fail(
		    err, TSM_E_NOT_FOUND, NULL, "there is no such file");
	tsm_response_fixed(response, asset->content_type, asset->body);
	tsm_response_cache(response, request, 31536000, true);
	return TSM_OK;
}

enum tsm_status ui_problem(void *ctx, const struct tsm_request *request,
    const struct tsm_problem *problem, struct tsm_response *response)
{
	struct app *app = ctx;
	char status[16];
	json_t *data = json_object();

	view_common(app, data, problem->title);
	(void)snprintf(status, sizeof(status), "%d", problem->status);
	tsm_json_set(data, "status", status);
	tsm_json_set(data, "heading", problem->title);
	tsm_json_set(data, "detail", problem->detail);
	tsm_json_set(data, "request_id", request->id);
	return render(app, "error.html", data, response, NULL);
}
