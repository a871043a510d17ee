/* Sealed bundles of one credential: made. */
#include <stdio.h>
#include <string.h>

#include "attester.h"
#include "seal.h"
#include "sealed.h"
#include "testamur/base/time.h"
#include "used.h"

struct gathering {
	struct tsm_bundle_writer *writer;
	struct tsm_arena arena; /* the addresses that are in already */
	const char *urls[TSM_RECEIPT_DOCUMENTS_MAX];
	size_t count;
};

/* One address, one file: what it gave first is what was used. */
static enum tsm_status add_used(
    void *self, const struct used *used, struct tsm_error *err)
{
	struct gathering *g = self;
	char path[64];

	for (size_t i = 0; i < g->count; i++)
		if (strcmp(g->urls[i], used->url) == 0)
			return TSM_OK;
	if (g->count == TSM_RECEIPT_DOCUMENTS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "it was checked with more than %d documents",
		    TSM_RECEIPT_DOCUMENTS_MAX);
	g->urls[g->count] = tsm_arena_dup(&g->arena, used->url);
	if (g->urls[g->count] == NULL)
		return tsm_fail_memory(err);
	g->count++;
	(void)snprintf(path, sizeof(path), "%s/%03zu",
	    used->context ? "contexts" : "documents", g->count);
	return tsm_bundle_add(g->writer, path, used->url, used->bytes, err);
}

/* Whose key it is says the operator's own site; for later, what it said. */
static enum tsm_status add_operator(
    const struct app *app, struct gathering *g, struct tsm_error *err)
{
	struct tsm_str document = attester_document(app->attester);
	const char *url = NULL;

	if (document.ptr == NULL)
		return TSM_OK;
	TSM_TRY(
	    seal_location(&g->arena, attester_did(app->attester), &url, err));
	return tsm_bundle_add(g->writer, "operator.json", url, document, err);
}

static enum tsm_status gather(const struct app *app,
    const struct tsm_report *report, struct tsm_str receipt,
    struct gathering *g, struct tsm_error *err)
{
	const struct used_visitor visitor = { add_used, g };
	bool json = report->secured.ptr[0] == '{';

	TSM_TRY(tsm_bundle_add(g->writer,
	    json ? "credentials/credential.json" : "credentials/credential.jwt",
	    NULL, report->secured, err));
	TSM_TRY(tsm_bundle_add(g->writer, "receipt.jwt", NULL, receipt, err));
	TSM_TRY(used_each(app, report, &visitor, err));
	return add_operator(app, g, err);
}

static enum tsm_status finish(const struct app *app,
    const struct tsm_report *report, struct gathering *g, struct tsm_buf *out,
    struct tsm_error *err)
{
	json_t *manifest = json_object();
	char at[TSM_TIME_TEXT];
	struct tsm_buf text;

	tsm_json_set(manifest, "issuer", attester_did(app->attester));
	tsm_json_set(
	    manifest, "created", tsm_time_format(report->checked_at, at));
	tsm_json_set(manifest, SEALED_RECEIPT, "receipt.jwt");
	tsm_bundle_manifest(g->writer, manifest);
	tsm_buf_init(&text, TSM_BUNDLE_MANIFEST_MAX);
	enum tsm_status status =
	    tsm_json_write(manifest, TSM_JSON_PRETTY, &text);
	json_decref(manifest);
	if (status == TSM_OK)
		status = tsm_bundle_finish(g->writer, tsm_buf_str(&text),
		    report->checked_at, out, err);
	else
		status = tsm_fail_memory(err);
	tsm_buf_release(&text);
	return status;
}

enum tsm_status sealed_make(const struct app *app,
    const struct tsm_report *report, struct tsm_str receipt,
    struct tsm_buf *out, struct tsm_error *err)
{
	struct gathering g = { .writer = NULL };

	if (report->secured.ptr == NULL || report->n_presented > 0)
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "only one credential by itself can be sealed");
	TSM_TRY(tsm_bundle_writer_new(&g.writer, err));
	tsm_arena_init(&g.arena, 0);
	enum tsm_status status = gather(app, report, receipt, &g, err);
	if (status == TSM_OK)
		status = finish(app, report, &g, out, err);
	tsm_bundle_writer_free(&g.writer);
	tsm_arena_release(&g.arena);
	return status;
}
