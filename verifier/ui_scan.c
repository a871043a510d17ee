/* POST /scan: the QR codes in a picture of the camera (web/static/camera.js). */
#include "app.h"
#include "testamur/json/write.h"

static enum tsm_status answer(struct tsm_response *response,
    const struct tsm_request *request, const struct tsm_str *texts,
    size_t count)
{
	json_t *data = json_object();
	json_t *list = tsm_json_set_array(data, "texts");

	for (size_t i = 0; i < count; i++)
		tsm_json_add_new(
		    list, json_stringn(texts[i].ptr, texts[i].len));
	enum tsm_status status = tsm_response_json(response, 200, NULL, data);
	if (status == TSM_OK)
		tsm_response_cache(response, request, 0, false);
	return status;
}

enum tsm_status ui_scan(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	struct app *app = ctx;
	struct tsm_str texts[TSM_QR_TEXTS_MAX];
	size_t count = 0;

	TSM_TRY(tsm_request_same_origin(request, app->public_url, err));
	enum tsm_status status =
	    app->pictures.read(app->pictures.ctx, request->body.ptr,
		request->body.len, request->arena, texts, &count);
	switch (status) {
	case TSM_OK:
	case TSM_E_NOT_FOUND:
		return answer(response, request, texts, count);
	case TSM_E_MEMORY:
		return tsm_fail_memory(err);
	case TSM_E_BUSY:
		return tsm_fail(err, status, NULL,
		    "too many pictures at the same time: try again");
	case TSM_E_LIMIT:
		return tsm_fail(
		    err, status, NULL, "the picture has too many pixels");
	default:
		return tsm_fail(
		    err, TSM_E_VALUE, NULL, "the picture cannot be decoded");
	}
}
