/*
 * Who sees the holder's name: the holder decides, on the page of the secret
 * link. To have a certificate made is to show the name to whoever has the
 * paper, so that shares, and the form says so.
 */
#include "holding.h"
#include "sharing.h"
#include "ui.h"

/* Every change is kept for good. To hide is never refused. */
static bool allowed(struct visit *v, const struct holding *h, bool shared)
{
	unsigned after = 0;
	return !shared || h->shared ||
	       tsm_limiter_take(v->server->guesses, SERVER_SHARINGS,
		   h->credential.id, server_clock_ms(), &after);
}

static enum tsm_status sharing(struct visit *v, struct tsm_error *err)
{
	struct holding h;
	struct tsm_form form;
	TSM_TRY(visit_form(v, &form, err));
	const char *share = tsm_form_text(&form, "share");
	const char *paper = tsm_form_text(&form, "paper");
	bool shared = tsm_streq(share, "yes");
	if ((!shared && !tsm_streq(share, "no")) ||
	    (paper != NULL && !tsm_streq(paper, "a4") &&
		!tsm_streq(paper, "letter")))
		return visit_refuse(v, err, TSM_E_SYNTAX,
		    "share is yes or no, paper a4 or letter");
	TSM_TRY(holding_open(v, &h, err));
	if (!allowed(v, &h, shared))
		return visit_refuse(v, err, TSM_E_RATE,
		    "This was shared and hidden too often; wait a minute");
	v->app.actor = "holder";
	TSM_TRY(sharing_set(&v->app, &h.credential, shared, err));
	const char *next = shared && paper != NULL
			       ? visit_path(v, "/s/%s/certificate.pdf?paper=%s",
				     h.secret, paper)
			       : visit_path(v, "/s/%s?lang=%s", h.secret,
				     tsm_lang_tag(v->lang));
	tsm_response_cache(v->response, v->request, 0, false);
	return next != NULL
		   ? tsm_response_redirect(v->response, v->request, 303, next)
		   : tsm_fail_memory(err);
}

API_HANDLER(ui_sharing)
{
	return visit(server, request, response, sharing, err);
}
