/* Files of a credential: for everybody while shared, else for its holder. */
#include "api.h"
#include "artefact.h"
#include "gallery.h"
#include "holding.h"
#include "personal.h"
#include "supplied.h"
#include "testamur/badge/bake.h"

static enum tsm_status bake(struct visit *v, const struct holding *h,
    enum tsm_image_kind kind, struct tsm_error *err)
{
	const struct tsm_json *a = tsm_json_get(h->summary, "achievement");
	const struct tsm_json *i = tsm_json_get(h->summary, "issuer");
	struct tsm_buf picture;
	struct tsm_str body;
	enum tsm_status picked = forms_pick(
	    &h->forms, tsm_request_query(v->request, "form"), &body, err);
	if (picked != TSM_OK)
		return visit_refuse(v, err, picked, "no badge of this form");
	tsm_buf_init(&picture, 0);
	const char *supplied = tsm_json_get_string(a, "picture");
	enum tsm_status status =
	    supplied != NULL
		? supplied_picture(v->app.store, &v->app.arena, supplied, kind,
		      &picture, err)
		: gallery_picture(v->server->gallery,
		      kind == TSM_IMAGE_SVG ? GALLERY_BADGE_SVG : GALLERY_BADGE,
		      tsm_json_get_string(a, "name"),
		      tsm_json_get_string(i, "name"),
		      tsm_json_get_string(a, "colour"), &picture, err);
	if (status == TSM_OK)
		status = tsm_bake(
		    picture.data, picture.len, body, &v->response->body, err);
	tsm_buf_release(&picture);
	return status;
}

static enum tsm_status make_badge(
    struct visit *v, const struct holding *h, struct tsm_error *err)
{
	return bake(v, h, TSM_IMAGE_PNG, err);
}

static enum tsm_status make_badge_svg(
    struct visit *v, const struct holding *h, struct tsm_error *err)
{
	return bake(v, h, TSM_IMAGE_SVG, err);
}

static enum tsm_status make_certificate(
    struct visit *v, const struct holding *h, struct tsm_error *err)
{
	const char *paper = tsm_request_query(v->request, "paper");
	if (paper != NULL && !tsm_streq(paper, "a4") &&
	    !tsm_streq(paper, "letter"))
		return visit_refuse(
		    v, err, TSM_E_SYNTAX, "paper is a4 or letter");
	return artefact_certificate(&v->app.arena, v->app.public_url,
	    &h->credential,
	    tsm_streq(paper, "letter") ? TSM_PAPER_LETTER : TSM_PAPER_A4,
	    &v->response->body, err);
}

static enum tsm_status make_json(
    struct visit *v, const struct holding *h, struct tsm_error *err)
{
	return artefact_json(&v->app.arena, &h->forms, &v->response->body, err);
}

/* The holder's alone, also while the credential is shared. */
static enum tsm_status make_base(
    struct visit *v, const struct holding *h, struct tsm_error *err)
{
	struct tsm_str body;
	if (h->secret == NULL || forms_base(&h->forms, &body, err) != TSM_OK)
		return visit_refuse(v, err, TSM_E_NOT_FOUND,
		    "There is no proof for selective disclosure here");
	return tsm_buf_addstr(&v->response->body, body);
}

static enum tsm_status make_jwt(
    struct visit *v, const struct holding *h, struct tsm_error *err)
{
	struct tsm_str body;
	if (forms_pick(&h->forms, "jwt", &body, err) != TSM_OK)
		return visit_refuse(v, err, TSM_E_NOT_FOUND,
		    "This credential is not signed as a JWT");
	return tsm_buf_addstr(&v->response->body, body);
}

static enum tsm_status make_qr(
    struct visit *v, const struct holding *h, struct tsm_error *err)
{
	return artefact_qr(
	    v->app.public_url, h->credential.id, &v->response->body, err);
}

struct file {
	const char *name;
	const char *type;
	bool saved;    /* to a file rather than shown */
	bool in_force; /* of an award, not made anew once withdrawn */
	enum tsm_status (*make)(
	    struct visit *v, const struct holding *h, struct tsm_error *err);
};

static const struct file files[] = {
	{ "badge.png", "image/png", true, true, make_badge },
	{ "badge.svg", "image/svg+xml", true, true, make_badge_svg },
	{ "certificate.pdf", "application/pdf", false, true, make_certificate },
	{ "credential.json", "application/json", true, false, make_json },
	{ "credential-base.json", "application/json", true, false, make_base },
	{ "credential.jwt", "application/vc+jwt", true, false, make_jwt },
	{ "qr.png", "image/png", false, false, make_qr },
};

static enum tsm_status send(struct visit *v, const struct file *file,
    const struct holding *h, struct tsm_error *err)
{
	TSM_TRY(file->make(v, h, err));
	v->response->content_type = file->type;
	tsm_response_cache(v->response, v->request, 0, false);
	if (h->secret == NULL)
		tsm_response_cors(v->response);
	if (!file->saved)
		return TSM_OK;
	const char *name = tsm_arena_printf(
	    &v->app.arena, "%s-%s", h->credential.id, file->name);
	return name != NULL
		   ? tsm_response_attachment(v->response, v->request, name)
		   : tsm_fail_memory(err);
}

static enum tsm_status file(struct visit *v, struct tsm_error *err)
{
	struct holding h;
	const char *name = tsm_request_param(v->request, "file");
	TSM_TRY(holding_open(v, &h, err));
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (!tsm_streq(files[i].name, name))
			continue;
		if (!h.named)
			return visit_refuse(v, err, TSM_E_NOT_FOUND,
			    "The holder does not share this file");
		if (files[i].in_force && personal_is(&h.credential))
			return visit_refuse(v, err, TSM_E_NOT_FOUND,
			    "What is gathered of a person has no badge and no "
			    "certificate");
		if (files[i].in_force && !holding_in_force(&h))
			return visit_refuse(v, err, TSM_E_NOT_FOUND,
			    "This credential was withdrawn: no new copy of "
			    "it is made");
		return send(v, &files[i], &h, err);
	}
	return visit_refuse(v, err, TSM_E_NOT_FOUND, "no such file here");
}

API_HANDLER(api_file)
{
	return visit(server, request, response, file, err);
}

/* The code holds the link and nothing else: anyone may have it. */
static enum tsm_status qr(struct visit *v, struct tsm_error *err)
{
	struct holding h;
	TSM_TRY(holding_open(v, &h, err));
	TSM_TRY(make_qr(v, &h, err));
	v->response->content_type = "image/png";
	tsm_response_cache(v->response, v->request, 0, false);
	return TSM_OK;
}

API_HANDLER(api_qr)
{
	return visit(server, request, response, qr, err);
}
