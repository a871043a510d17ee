#include "keep.h"

#include <stdio.h>
#include <string.h>

#include "bundle.h"
#include "receipt.h"
#include "saved.h"
#include "sealed.h"
#include "testamur/base/file.h"
#include "testamur/base/time.h"
#include "testamur/bundle/bundle.h"
#include "used.h"

/* A sealed bundle of one credential, as a file. */
#define EVIDENCE_MAX ((size_t)64 << 20)

/* The receipt in a sealed bundle; what is no bundle is the receipt itself. */
static enum tsm_status receipt_in(
    struct keep *keep, struct tsm_str *text, struct tsm_error *err)
{
	struct tsm_bundle bundle;

	if (!bundle_looks_so(*text))
		return TSM_OK;
	TSM_TRY(tsm_bundle_open(&keep->arena, *text, &bundle, err));
	const char *path = tsm_json_get_string(bundle.manifest, "receipt");
	const struct tsm_bundle_file *file =
	    path != NULL ? tsm_bundle_find(&bundle, path) : NULL;
	if (file == NULL)
		return tsm_fail(
		    err, TSM_E_MISSING, NULL, "the bundle holds no receipt");
	*text = file->bytes;
	return TSM_OK;
}

static enum tsm_status add_evidence(struct keep *keep, struct app *app,
    const char *path, int64_t now, struct tsm_error *err)
{
	struct keep_evidence *evidence = &keep->evidence[keep->n_evidence];
	struct receipt_check *check = &evidence->check;
	struct tsm_error why = { 0 };
	struct tsm_str text;

	TSM_TRY(app_read_file(&keep->arena, path, EVIDENCE_MAX, &text, err));
	keep->n_evidence++;
	evidence->file = path;
	check->answer = TSM_RECEIPT_MALFORMED;
	enum tsm_status status = receipt_in(keep, &text, &why);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	if (status != TSM_OK) {
		(void)snprintf(
		    check->detail, sizeof(check->detail), "%s", why.text);
		return TSM_OK;
	}
	TSM_TRY(receipt_check(app, text, (struct tsm_str){ NULL, 0 }, now,
	    &keep->arena, check, err));
	struct tsm_held *held = &keep->held[keep->n_held];
	TSM_TRY(receipt_hold(check, &keep->arena, held, err));
	keep->n_held += held->sha256 != NULL;
	return TSM_OK;
}

static int read_evidence(
    struct keep *keep, struct app *app, const struct tsm_args *args)
{
	struct tsm_error err = { 0 };
	const char *path;

	for (size_t i = 0; i < KEEP_EVIDENCE_MAX &&
			   (path = tsm_args_nth(args, "evidence", i)) != NULL;
	     i++) {
		enum tsm_status status =
		    add_evidence(keep, app, path, tsm_time_now(), &err);
		if (status == TSM_OK)
			continue;
		(void)app_fail("--evidence", status, &err);
		return status >= TSM_E_MEMORY ? TSM_EXIT_FAULT : TSM_EXIT_USAGE;
	}
	return 0;
}

int keep_open(struct keep *keep, struct app *app, const struct tsm_args *args,
    struct tsm_verify_options *options)
{
	*keep = (struct keep){ .receipt = tsm_args_get(args, "receipt"),
		.save = tsm_args_get(args, "save"),
		.seal = tsm_args_get(args, "seal") };
	tsm_arena_init(&keep->arena, 0);
	keep->evidence = tsm_arena_array(
	    &keep->arena, KEEP_EVIDENCE_MAX, sizeof(*keep->evidence));
	keep->held = tsm_arena_array(
	    &keep->arena, KEEP_EVIDENCE_MAX, sizeof(*keep->held));
	if (keep->evidence == NULL || keep->held == NULL)
		return app_fail(
		    NULL, TSM_E_MEMORY, &(const struct tsm_error){ 0 });
	bool signs = keep->receipt != NULL || keep->seal != NULL;
	if (signs && tsm_args_operands(args) > 1)
		return app_usage("--receipt and --seal are of one credential");
	if (signs && !tsm_args_has(args, "receipt-key"))
		return app_usage("--receipt and --seal want --receipt-key");
	int exit_status = attester_open(
	    args, tsm_args_get(args, "public-url"), &app->attester);
	if (exit_status == 0)
		exit_status = read_evidence(keep, app, args);
	options->held = keep->held;
	options->n_held = keep->n_held;
	options->no_cache = signs || keep->save != NULL;
	return exit_status;
}

void keep_close(struct keep *keep)
{
	tsm_arena_release(&keep->arena);
}

static enum tsm_status save_one(
    void *self, const struct used *used, struct tsm_error *err)
{
	const struct tsm_saved_document document = {
		.url = used->url,
		.at = used->at,
		.context = used->context,
		.original = used->original,
		.datetime = used->datetime,
	};

	/* the same address once more, for another date: nothing that could
	 * be told from what it gives now */
	if (tsm_streq(used->original, used->url))
		return TSM_OK;
	return saved_add(self, &document, used->bytes, err);
}

static enum tsm_status save(const struct keep *keep, const struct app *app,
    const struct tsm_report *report, struct tsm_error *err)
{
	struct saved_writer *writer = NULL;

	if (keep->save == NULL)
		return TSM_OK;
	TSM_TRY(saved_begin(keep->save, &writer, err));
	const struct used_visitor visitor = { save_one, writer };
	enum tsm_status status = used_each(app, report, &visitor, err);
	if (status == TSM_OK)
		status = saved_end(writer, err);
	saved_writer_free(&writer);
	return status;
}

static enum tsm_status seal(const struct keep *keep, const struct app *app,
    const struct tsm_report *report, struct tsm_str receipt,
    struct tsm_error *err)
{
	struct tsm_buf bundle;

	if (keep->seal == NULL)
		return TSM_OK;
	tsm_buf_init(&bundle, EVIDENCE_MAX);
	enum tsm_status status =
	    sealed_make(app, report, receipt, &bundle, err);
	if (status == TSM_OK)
		status = tsm_file_write(
		    keep->seal, bundle.data, bundle.len, 0600, err);
	tsm_buf_release(&bundle);
	return status;
}

enum tsm_status keep_write(const struct keep *keep, struct app *app,
    const struct tsm_report *report, struct tsm_str input,
    struct tsm_error *err)
{
	struct tsm_buf receipt;

	TSM_TRY(save(keep, app, report, err));
	if (keep->receipt == NULL && keep->seal == NULL)
		return TSM_OK;
	tsm_buf_init(&receipt, TSM_RECEIPT_MAX);
	enum tsm_status status =
	    attester_receipt(app, report, input, &receipt, err);
	if (status == TSM_OK && keep->receipt != NULL)
		status = tsm_file_write(
		    keep->receipt, receipt.data, receipt.len, 0644, err);
	if (status == TSM_OK)
		status = seal(keep, app, report, tsm_buf_str(&receipt), err);
	tsm_buf_release(&receipt);
	return status;
}

void keep_json(const struct keep *keep, json_t *report)
{
	if (keep->n_evidence == 0)
		return;
	json_t *list = tsm_json_set_array(report, "evidence");
	for (size_t i = 0; i < keep->n_evidence; i++)
		tsm_json_add_new(list, receipt_json(&keep->evidence[i].check,
					   keep->evidence[i].file));
}

void keep_text(const struct keep *keep, struct tsm_buf *out)
{
	if (keep->n_evidence > 0)
		(void)tsm_buf_adds(out, "\nEvidence\n");
	for (size_t i = 0; i < keep->n_evidence; i++) {
		const struct keep_evidence *e = &keep->evidence[i];
		tsm_buf_printf(out, "  %s  %s\n  %s\n", e->file,
		    tsm_receipt_code(e->check.answer),
		    tsm_receipt_sentence(e->check.answer));
		if (e->check.detail[0] == '\0')
			continue;
		(void)tsm_buf_adds(out, "  ");
		tsm_buf_add_disarmed(out, tsm_str(e->check.detail));
		tsm_buf_addc(out, '\n');
	}
}
