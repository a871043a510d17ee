/* Status lists: got from where they are. */
#include <stdio.h>

#include "keys.h"
#include "lists.h"

enum tsm_status list_fetch(struct run *run, const char *url, int64_t datetime,
    int64_t newer_than, enum list_problem *ret_problem,
    struct list_text *ret_text, char *detail)
{
	const struct tsm_fetch_request request = {
		.url = url,
		.accept = "application/vc+jwt, application/vc+ld+json;q=0.9, "
			  "application/json;q=0.8",
		.max_bytes = TSM_FETCH_BODY_MAX,
		.allowed_port = issuer_port(run, url),
		.keep = true,
		.fresh = run->options->no_cache,
		.datetime = datetime,
		.as_of = run->as_of,
		.newer_than = newer_than,
	};
	struct tsm_fetch_reply reply;
	struct tsm_error err = { 0 };

	enum tsm_status status =
	    tsm_fetch(run->session, &request, &reply, &err);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(run->err);
	(void)snprintf(detail, TSM_ERROR_TEXT, "%s", err.text);
	*ret_problem = LIST_UNREACHABLE;
	if (status == TSM_OK) {
		ret_text->body = tsm_str_trim(reply.body);
		ret_text->seen = reply.at != 0 ? reply.at : run->now;
		ret_text->cached = reply.from_cache && reply.at != 0;
		ret_text->shown = tsm_fetch_is_shown(&reply);
		*ret_problem = LIST_FINE;
		detail[0] = '\0';
	} else if (status == TSM_E_DENIED || status == TSM_E_UNSUPPORTED ||
		   status == TSM_E_SYNTAX) {
		*ret_problem = LIST_ADDRESS_REFUSED;
	}
	return TSM_OK;
}
