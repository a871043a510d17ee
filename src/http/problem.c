/*
 * problem.c - saying what is wrong: RFC 9457 JSON or a page.
 */
#include <string.h>

#include "exchange.h"
#include "testamur/base/message.h"
#include "testamur/json/write.h"

static const struct {
	int status;
	const char *title;
	const char *code;
	const char *detail;
} titles[] = {
	{ 400, TSM_SAID("Bad request"), "syntax",
	    TSM_SAID("the request is malformed") },
	{ 401, TSM_SAID("Sign in first"), "unauthenticated", "" },
	{ 403, TSM_SAID("Not allowed"), "denied", "" },
	{ 404, TSM_SAID("Not found"), "not_found",
	    TSM_SAID("there is nothing at this address") },
	{ 405, TSM_SAID("Method not allowed"), "usage",
	    TSM_SAID("this address does not take this method") },
	{ 406, TSM_SAID("Not acceptable"), "unsupported", "" },
	{ 409, TSM_SAID("Conflict"), "state", "" },
	{ 410, TSM_SAID("Gone"), "gone", "" },
	{ 413, TSM_SAID("Too large"), "limit",
	    TSM_SAID("the request is larger than allowed here") },
	{ 414, TSM_SAID("Address too long"), "limit",
	    TSM_SAID("the address is too long") },
	{ 415, TSM_SAID("Unsupported media type"), "unsupported",
	    TSM_SAID("this address does not take a body of this type") },
	{ 422, TSM_SAID("Cannot be processed"), "value", "" },
	{ 429, TSM_SAID("Too many requests"), "rate",
	    TSM_SAID("too many requests from your address; wait a little") },
	{ 431, TSM_SAID("Header too large"), "limit",
	    TSM_SAID("the header of the request is too large") },
	{ 500, TSM_SAID("Internal error"), "internal",
	    TSM_SAID(
		"something went wrong here; the request id helps to find it") },
	{ 503, TSM_SAID("Not available now"), "busy",
	    TSM_SAID("try again in a moment") },
};

void tsm_problem_set(struct tsm_problem *problem, int status, const char *code,
    const char *detail)
{
	problem->status = status;
	problem->title =
	    status < 500 ? TSM_SAID("Refused") : TSM_SAID("Not possible now");
	problem->code = code != NULL ? code : "";
	problem->detail = detail != NULL ? detail : "";
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
		if (titles[i].status != status)
			continue;
		problem->title = titles[i].title;
		if (problem->code[0] == '\0')
			problem->code = titles[i].code;
		if (problem->detail[0] == '\0')
			problem->detail = titles[i].detail;
	}
}

static void add_escaped(struct tsm_buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '<')
			tsm_buf_adds(out, "&lt;");
		else if (*text == '&')
			tsm_buf_adds(out, "&amp;");
		else
			tsm_buf_addc(out, *text);
	}
}

/* When the program has no page of its own, or making it failed. */
static enum tsm_status plain_page(struct tsm_exchange *exchange)
{
	const struct tsm_problem *problem = &exchange->problem;
	struct tsm_buf *out = &exchange->response.body;

	tsm_buf_printf(out,
	    "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width\">\n"
	    "<title>%s</title>\n<h1>%s</h1>\n<p>",
	    problem->title, problem->title);
	add_escaped(out, problem->detail);
	tsm_buf_printf(out, "\n<p>Request %s\n", exchange->request.id);
	exchange->response.content_type = "text/html; charset=utf-8";
	return tsm_buf_status(out);
}

static enum tsm_status json_problem(struct tsm_exchange *exchange)
{
	const struct tsm_problem *problem = &exchange->problem;
	json_t *object = json_object();

	tsm_json_set(object, "type", "about:blank");
	tsm_json_set(object, "title", problem->title);
	tsm_json_set_int(object, "status", problem->status);
	tsm_json_set(object, "detail", problem->detail);
	tsm_json_set(object, "code", problem->code);
	tsm_json_set(object, "request_id", exchange->request.id);
	return tsm_response_json(&exchange->response, problem->status,
	    "application/problem+json", object);
}

enum tsm_status tsm_exchange_problem(struct tsm_exchange *exchange)
{
	struct tsm_response *response = &exchange->response;
	const struct tsm_server_options *options = &exchange->service->options;
	enum tsm_status status = TSM_E_NOT_FOUND;

	tsm_response_release(response);
	tsm_response_init(response);
	response->status = exchange->problem.status;
	if (tsm_request_wants_html(&exchange->request)) {
		if (options->problem_page != NULL)
			status = options->problem_page(exchange->service->app,
			    &exchange->request, &exchange->problem, response);
		if (status != TSM_OK || response->overflow) {
			tsm_response_release(response);
			tsm_response_init(response);
			status = plain_page(exchange);
		}
		response->status = exchange->problem.status;
	} else {
		status = json_problem(exchange);
	}
	response->etag[0] = '\0';
	tsm_response_header(response, "Vary", "Accept");
	return status;
}
