/*
 * request.c - looking things up in a request.
 */
#include <string.h>

#include "testamur/http/request.h"

const char *tsm_request_param(
    const struct tsm_request *request, const char *name)
{
	for (size_t i = 0; i < request->param_count; i++)
		if (strcmp(request->params[i].name, name) == 0)
			return request->params[i].value.ptr;
	return NULL;
}

const char *tsm_request_query(
    const struct tsm_request *request, const char *name)
{
	return tsm_form_text(&request->query, name);
}

enum tsm_lang tsm_request_lang(const struct tsm_request *request)
{
	const char *wanted = tsm_request_query(request, "lang");
	enum tsm_lang lang;

	if (wanted != NULL && tsm_lang_find(tsm_str(wanted), &lang) == TSM_OK)
		return lang;
	return tsm_lang_accept(tsm_request_header(request, "accept-language"));
}

const char *tsm_request_header(
    const struct tsm_request *request, const char *name)
{
	for (size_t i = 0; i < request->header_count; i++)
		if (strcmp(request->headers[i].name, name) == 0)
			return request->headers[i].value.ptr;
	return NULL;
}

enum tsm_status tsm_request_form(const struct tsm_request *request,
    struct tsm_form *ret_form, struct tsm_error *err)
{
	return tsm_form_parse(request->arena,
	    tsm_request_header(request, "content-type"), request->body,
	    ret_form, err);
}

/* Whether origin is scheme "://" host, with either scheme of ours. */
static bool origin_is_host(struct tsm_str origin, const char *host)
{
	static const char *const schemes[] = { "https://", "http://" };

	for (size_t i = 0; host != NULL && i < 2; i++) {
		size_t len = strlen(schemes[i]);
		if (tsm_str_starts(origin, schemes[i]) &&
		    tsm_str_is_nocase(
			tsm_str_n(origin.ptr + len, origin.len - len), host))
			return true;
	}
	return false;
}

/* Whether url is origin, or origin and a path. */
static bool origin_is_of(struct tsm_str origin, struct tsm_str url)
{
	char text[300];

	if (origin.len == 0 || origin.len >= sizeof(text) ||
	    url.len < origin.len ||
	    (url.len > origin.len && url.ptr[origin.len] != '/'))
		return false;
	memcpy(text, url.ptr, origin.len);
	text[origin.len] = '\0';
	return tsm_str_is_nocase(origin, text);
}

enum tsm_status tsm_request_same_origin(const struct tsm_request *request,
    const char *public_url, struct tsm_error *err)
{
	const char *site = tsm_request_header(request, "sec-fetch-site");
	const char *origin = tsm_request_header(request, "origin");
	const char *host = tsm_request_header(request, "host");
	bool ok = false;

	if (site != NULL)
		ok = strcmp(site, "same-origin") == 0 ||
		     strcmp(site, "none") == 0;
	else if (origin != NULL)
		ok = origin_is_host(tsm_str(origin), host) ||
		     origin_is_of(tsm_str(origin), tsm_str(public_url));
	else
		ok = tsm_request_header(request, "cookie") == NULL;
	if (ok)
		return TSM_OK;
	return tsm_fail(err, TSM_E_DENIED, NULL,
	    "this request was sent from a page of another site; open the form "
	    "here and send it again");
}
