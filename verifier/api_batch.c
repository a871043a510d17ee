/* POST /api/v1/verify with several credentials: a row each. */
#include "batch.h"
#include "testamur/json/write.h"

/* What is not begun by then is answered as such: a request's thread is not
 * kept by issuers that do not answer. Seconds. */
#define TIME_MAX 30

static enum tsm_status add_all(struct batch *batch, struct tsm_arena *arena,
    const struct tsm_json *credentials, struct tsm_error *err)
{
	for (size_t i = 0; i < credentials->count; i++) {
		const struct tsm_json *value = tsm_json_at(credentials, i);
		struct batch_item item = { .kind = BATCH_BYTES };
		/* every place has its row, whatever stands there */
		if (value->type != TSM_JSON_STRING &&
		    value->type != TSM_JSON_OBJECT) {
			item.kind = BATCH_FAILED;
			item.code = "item.not_recognised";
		} else {
			TSM_TRY(api_credential_text(
			    arena, value, &item.bytes, err));
		}
		TSM_TRY(batch_add(batch, &item, err));
	}
	return TSM_OK;
}

enum tsm_status api_batch(struct app *app, const struct tsm_request *request,
    struct tsm_arena *arena, const struct tsm_json *credentials,
    const struct tsm_verify_options *options, struct tsm_response *response,
    struct tsm_error *err)
{
	struct batch batch;

	if (credentials->type != TSM_JSON_ARRAY)
		return tsm_json_fail(err, TSM_E_VALUE, credentials,
		    "several credentials are an array");
	if (credentials->count > BATCH_API_MAX)
		return tsm_json_fail(err, TSM_E_LIMIT, credentials,
		    "at most 200 credentials in one request");
	if (credentials->count > 1)
		TSM_TRY(tsm_request_charge(request, request->route->rate,
		    credentials->count - 1, err));
	batch_init(&batch, app);
	batch.options = *options;
	batch.deadline = request->now + TIME_MAX;
	enum tsm_status status = add_all(&batch, arena, credentials, err);
	if (status == TSM_OK)
		status = batch_run(&batch, err);
	if (status == TSM_OK)
		status =
		    tsm_response_json(response, 200, NULL, batch_json(&batch));
	if (status == TSM_OK)
		tsm_response_cache(response, request, 0, false);
	batch_release(&batch);
	return status;
}
