/* Pictures of achievements, and the static files of the pages. */
#include "api.h"
#include "catalogue.h"
#include "gallery.h"
#include "supplied.h"
#include "testamur/store/organisation.h"

/* The address stays when a title changes, so not for ever. */
#define KEEP_SECONDS 86400
#define FOR_EVER     31536000
#define AN_HOUR      3600

/* Shapes are coloured by style attributes; a script never runs. */
static const char svg_policy[] =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

static enum tsm_status picture(
    struct visit *v, enum gallery_kind kind, struct tsm_error *err)
{
	struct catalogue_entry entry;
	struct tsm_store_organisation org;
	struct tsm_response *response = v->response;
	enum tsm_status status = tsm_store_organisation_get(v->app.store,
	    tsm_request_param(v->request, "org"), &v->app.arena, &org, err);
	if (status == TSM_OK)
		status = catalogue_find(&v->app, org.id,
		    tsm_request_param(v->request, "ach"), &entry, err);
	if (status == TSM_E_NOT_FOUND)
		return visit_refuse(v, err, status, "no such picture here");
	TSM_TRY(status);
	const char *supplied =
	    tsm_json_get_string(entry.definition, SUPPLIED_MEMBER);
	bool svg = kind == GALLERY_BADGE_SVG;
	if (supplied != NULL && kind != GALLERY_PREVIEW)
		TSM_TRY(supplied_picture(v->app.store, &v->app.arena, supplied,
		    svg ? TSM_IMAGE_SVG : TSM_IMAGE_PNG, &response->body, err));
	else
		TSM_TRY(gallery_picture(v->server->gallery, kind,
		    tsm_json_get_string(entry.definition, "name"), org.name,
		    tsm_json_get_string(entry.definition, "colour"),
		    &response->body, err));
	response->content_type = svg ? "image/svg+xml" : "image/png";
	if (svg)
		tsm_response_header(
		    response, "Content-Security-Policy", svg_policy);
	tsm_response_header(
	    response, "Cross-Origin-Resource-Policy", "cross-origin");
	tsm_response_cors(response);
	tsm_response_cache(response, v->request, KEEP_SECONDS, false);
	return tsm_response_etag(response);
}

static enum tsm_status badge(struct visit *v, struct tsm_error *err)
{
	return picture(v, GALLERY_BADGE, err);
}

static enum tsm_status badge_svg(struct visit *v, struct tsm_error *err)
{
	return picture(v, GALLERY_BADGE_SVG, err);
}

static enum tsm_status preview(struct visit *v, struct tsm_error *err)
{
	return picture(v, GALLERY_PREVIEW, err);
}

API_HANDLER(api_badge_picture)
{
	return visit(server, request, response, badge, err);
}

API_HANDLER(api_badge_svg)
{
	return visit(server, request, response, badge_svg, err);
}

API_HANDLER(api_preview_picture)
{
	return visit(server, request, response, preview, err);
}

/* The address holds the digest of the contents: keep it for ever. */
API_HANDLER(api_static)
{
	const struct server *s = server;
	const struct tsm_asset *asset = tsm_pages_asset(s->pages[TSM_LANG_EN],
	    tsm_request_param(request, "hash"),
	    tsm_request_param(request, "name"));
	if (asset == NULL)
		return tsm_fail(
		    err, TSM_E_NOT_FOUND, NULL, "no such file here");
	tsm_response_fixed(response, asset->content_type, asset->body);
	tsm_response_cache(response, request, FOR_EVER, true);
	return tsm_response_etag(response);
}

API_HANDLER(api_openapi)
{
	const struct server *s = server;
	const struct tsm_asset *asset =
	    tsm_pages_asset(s->pages[TSM_LANG_EN], NULL, "issuer.openapi.json");
	if (asset == NULL)
		return tsm_fail(
		    err, TSM_E_INTERNAL, NULL, "the document is not built in");
	tsm_response_fixed(response, asset->content_type, asset->body);
	tsm_response_cache(response, request, AN_HOUR, false);
	return tsm_response_etag(response);
}
