/*
 * POST /details: the report and all that it was made with, as a file for who
 * implements: the canonical form that was signed, and every document.
 */
#include <string.h>

#include "given.h"
#include "testamur/base/encode.h"
#include "testamur/base/limits.h"
#include "testamur/base/time.h"
#include "testamur/json/doc.h"
#include "testamur/json/write.h"
#include "testamur/jsonld/jsonld.h"
#include "testamur/rdf/canon.h"
#include "used.h"

static void add_digest(json_t *object, const char *name, struct tsm_str bytes)
{
	char hex[TSM_SHA256_HEX];

	if (tsm_sha256_hex(bytes.ptr, bytes.len, hex) == TSM_OK)
		tsm_json_set(object, name, hex);
}

/* Text as it is, other bytes in base64. */
static enum tsm_status add_bytes(json_t *object, struct tsm_str bytes)
{
	struct tsm_buf text;

	add_digest(object, "sha256", bytes);
	if (tsm_utf8_valid(bytes.ptr, bytes.len, NULL) &&
	    tsm_str_find(bytes, '\0') == bytes.len) {
		tsm_json_setn(object, "text", bytes);
		return TSM_OK;
	}
	tsm_buf_init(&text, 0);
	enum tsm_status status = tsm_base64_encode(&text, bytes.ptr, bytes.len);
	if (status == TSM_OK)
		tsm_json_set(object, "base64", tsm_buf_cstr(&text));
	tsm_buf_release(&text);
	return status;
}

static enum tsm_status add_document(
    void *self, const struct used *used, struct tsm_error *err)
{
	json_t *object = tsm_json_add_object(self);
	char at[TSM_TIME_TEXT];

	tsm_json_set(object, "url", used->url);
	tsm_json_set(object, "at", tsm_time_format(used->at, at));
	if (used->context)
		tsm_json_set_bool(object, "context", true);
	return add_bytes(object, used->bytes) == TSM_OK ? TSM_OK
							: tsm_fail_memory(err);
}

/* RDFC-1.0 of the credential without its proofs: what a Data Integrity
 * suite of that kind hashes. None where it is no linked data. */
static enum tsm_status add_canonical(json_t *root, const struct app *app,
    const struct tsm_report *report, struct tsm_arena *arena)
{
	const struct tsm_rdf_canon_options canon = { .max_memory =
							 TSM_ARENA_MAX };
	const struct tsm_jsonld_options none = { 0 };
	const struct tsm_json *document = NULL;
	struct tsm_rdf_canonical canonical;
	struct tsm_rdf_dataset dataset;
	struct tsm_buf out;

	if (report->credential == NULL)
		return TSM_OK;
	tsm_rdf_dataset_init(&dataset, arena, 0);
	tsm_buf_init(&out, TSM_VERIFICATION_MEMORY_MAX);
	enum tsm_status status = tsm_json_parse(arena, report->credential,
	    report->credential_len, NULL, &document, NULL);
	if (status == TSM_OK)
		status = tsm_jsonld_to_rdf(app->contexts, document,
		    tsm_json_get(document, "proof"), &none, &dataset, NULL,
		    NULL);
	if (status == TSM_OK)
		status =
		    tsm_rdf_canonize(&dataset, &canon, arena, &canonical, NULL);
	if (status == TSM_OK)
		status = tsm_rdf_canonical_write(&canonical, &out);
	if (status == TSM_OK) {
		json_t *object = tsm_json_set_object(root, "canonical");
		tsm_json_set(object, "algorithm", "RDFC-1.0, SHA-256");
		status = add_bytes(object, tsm_buf_str(&out));
	}
	tsm_buf_release(&out);
	return status == TSM_E_MEMORY ? status : TSM_OK;
}

static enum tsm_status answer(struct app *app,
    const struct tsm_request *request, const struct given *given,
    struct tsm_arena *arena, struct tsm_response *response,
    struct tsm_error *err)
{
	char reference[TSM_REPORT_REFERENCE];
	const struct tsm_report *report;
	json_t *root = json_object();
	struct used_visitor visitor = { .visit = add_document };

	enum tsm_status status = sites_verify(&given->asking, app->verifier,
	    given->data, &given->options, arena, &report, NULL, err);
	if (status == TSM_OK)
		tsm_json_set_new(root, "report", tsm_report_json(report));
	if (status == TSM_OK)
		status =
		    add_bytes(tsm_json_set_object(root, "given"), given->data);
	if (status == TSM_OK)
		status = add_canonical(root, app, report, arena);
	visitor.self = tsm_json_set_array(root, "documents");
	if (status == TSM_OK)
		status = used_each(app, report, &visitor, err);
	if (status != TSM_OK) {
		json_decref(root);
		return status == TSM_E_MEMORY ? tsm_fail_memory(err) : status;
	}
	TSM_TRY(tsm_response_json(response, 200, NULL, root));
	return tsm_response_attachment(response, request,
	    tsm_arena_printf(request->arena, "details-%s.json",
		tsm_report_reference(report, reference)));
}

enum tsm_status ui_details(void *ctx, const struct tsm_request *request,
    struct tsm_response *response, struct tsm_error *err)
{
	struct app *app = ctx;
	struct tsm_arena arena;
	struct given given;

	TSM_TRY(given_read(app, request, &given, err));
	/* what the caches gave is not kept as bytes (used.h) */
	given.options.no_cache = true;
	tsm_arena_init(&arena, 2 * TSM_VERIFICATION_MEMORY_MAX);
	enum tsm_status status =
	    answer(app, request, &given, &arena, response, err);
	if (status == TSM_OK)
		tsm_response_cache(response, request, 0, false);
	tsm_arena_release(&arena);
	return status;
}
