/* Sealed bundles of one credential: checked. */
#include "sealed.h"

#include <string.h>

#include "bundle.h"
#include "testamur/base/limits.h"
#include "testamur/base/message.h"
#include "testamur/base/time.h"
#include "testamur/jsonld/store.h"
#include "testamur/net/fetch.h"

#define OPERATOR "operator.json"

static const struct {
	const char *code;
	enum tsm_verdict verdict;
	const char *sentence;
} faults[] = {
	[SEALED_WHOLE] = { "sealed.whole", TSM_COULD_NOT_BE_CHECKED,
	    TSM_SAID("Exactly these files were sealed.") },
	[SEALED_FILES] = { "sealed.files", TSM_NOT_VALID,
	    TSM_SAID(
		"A file is missing, was changed, or was put in after sealing.") },
	[SEALED_FOREIGN] = { "sealed.foreign_file", TSM_NOT_VALID,
	    TSM_SAID(
		"A file is not what the receipt says was used that day.") },
	[SEALED_RECEIPT_BAD] = { "sealed.receipt", TSM_NOT_VALID,
	    TSM_SAID("The receipt that seals the bundle does not hold.") },
	[SEALED_OPEN] = { "sealed.operator", TSM_COULD_NOT_BE_CHECKED,
	    TSM_SAID(
		"The bundle is sealed by an operator whose key could not be had, "
		"or whose word you have not said counts (--operator).") },
};

bool sealed_is(const struct tsm_bundle *bundle)
{
	return tsm_json_get_string(bundle->manifest, SEALED_RECEIPT) != NULL;
}

/* --- what the receipt covers ------------------------------------------------ */

struct checking {
	const struct tsm_bundle *bundle;
	const struct tsm_receipt *receipt;
	const struct sealed_asking *asking;
};

static const struct tsm_receipt_document *find_document(
    const struct tsm_receipt *receipt, const char *url, const char *sha256)
{
	for (size_t i = 0; i < receipt->count; i++) {
		const struct tsm_receipt_document *d = &receipt->documents[i];
		if (strcmp(d->url, url) == 0 &&
		    (sha256 == NULL || tsm_streq(d->sha256, sha256)))
			return d;
	}
	return NULL;
}

/* What an address gave that was asked for as it is: a version's address is
 * the word of a server, and may be that of another document. */
static const struct tsm_receipt_document *find_current(
    const struct tsm_receipt *receipt, const char *url)
{
	for (size_t i = 0; i < receipt->count; i++)
		if (receipt->documents[i].original == NULL &&
		    strcmp(receipt->documents[i].url, url) == 0)
			return &receipt->documents[i];
	return NULL;
}

/* What an address gave for the date asked about. */
static const struct tsm_receipt_document *find_version(
    const struct tsm_receipt *receipt, const char *original)
{
	for (size_t i = 0; i < receipt->count; i++)
		if (tsm_streq(receipt->documents[i].original, original))
			return &receipt->documents[i];
	return NULL;
}

/*
 * The credential, the seal itself, or a document of that address with these
 * bytes. Whatever its name is: what is given to who asks for the address of a
 * document has to be that document.
 */
static bool is_covered(const struct checking *c,
    const struct tsm_bundle_file *file, const char *receipt_path,
    const char *sha256)
{
	const struct tsm_receipt_document *named =
	    file->url != NULL ? find_document(c->receipt, file->url, sha256)
			      : NULL;
	/* what was fetched, from anybody, gave no term its meaning */
	bool document =
	    named != NULL &&
	    named->context == tsm_str_starts(tsm_str(file->path), "contexts/");
	bool answers = file->url != NULL &&
		       find_document(c->receipt, file->url, NULL) != NULL &&
		       tsm_bundle_find_url(c->bundle, file->url) == file;

	if (answers && !document)
		return false;
	if (tsm_str_starts(tsm_str(file->path), "credentials/"))
		return tsm_streq(c->receipt->sha256, sha256);
	return document || strcmp(file->path, receipt_path) == 0 ||
	       strcmp(file->path, OPERATOR) == 0;
}

/* Anybody can write a manifest: only what the receipt names was there. */
static enum tsm_status check_files(const struct checking *c,
    const char *receipt_path, struct sealed_report *r, struct tsm_error *err)
{
	char sha256[TSM_SHA256_HEX];

	for (size_t i = 0; i < c->bundle->count; i++) {
		const struct tsm_bundle_file *file = &c->bundle->files[i];
		enum tsm_status status =
		    tsm_sha256_hex(file->bytes.len > 0 ? file->bytes.ptr : "",
			file->bytes.len, sha256);
		if (status != TSM_OK)
			return tsm_fail(
			    err, status, NULL, "a file cannot be hashed");
		if (is_covered(c, file, receipt_path, sha256))
			continue;
		r->fault = SEALED_FOREIGN;
		r->where = file->path;
		return TSM_OK;
	}
	return TSM_OK;
}

/* And nothing of it may have been taken out. */
static void check_missing(const struct checking *c, struct sealed_report *r)
{
	for (size_t i = 0; i < c->receipt->count; i++) {
		const struct tsm_receipt_document *d =
		    &c->receipt->documents[i];
		if (d->sha256 == NULL ||
		    tsm_bundle_find_url(c->bundle, d->url) != NULL)
			continue;
		r->fault = SEALED_FILES;
		r->where = d->url;
	}
}

/* --- the credential, from the bundle alone ---------------------------------- */

static enum tsm_status fetch_inside(void *self, struct tsm_arena *arena,
    const struct tsm_fetch_request *request, struct tsm_fetch_reply *ret_reply,
    struct tsm_error *err)
{
	const struct checking *c = self;
	struct tsm_fetch_request inside = *request;
	const struct tsm_receipt_document *document =
	    request->datetime != 0 ? find_version(c->receipt, request->url)
				   : find_current(c->receipt, request->url);
	char sha256[TSM_SHA256_HEX];

	(void)arena;
	if (document == NULL)
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "the bundle does not hold this document");
	inside.url = document->url;
	ret_reply->at = document->at;
	TSM_TRY(bundle_document(c->bundle, &inside, ret_reply, err));
	/* of two that have one address the bundle holds the first */
	struct tsm_str body = ret_reply->body;
	if (tsm_sha256_hex(body.len > 0 ? body.ptr : "", body.len, sha256) !=
		TSM_OK ||
	    !tsm_streq(document->sha256, sha256))
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "the bundle does not hold this document");
	return TSM_OK;
}

/* The built-in contexts and those of the bundle: no others are needed. */
static enum tsm_status add_contexts(const struct tsm_bundle *bundle,
    struct tsm_jsonld_store *store, struct tsm_error *err)
{
	for (size_t i = 0; i < bundle->count; i++) {
		const struct tsm_bundle_file *file = &bundle->files[i];
		if (!tsm_str_starts(tsm_str(file->path), "contexts/") ||
		    file->url == NULL)
			continue;
		enum tsm_status status = tsm_jsonld_store_add(
		    store, tsm_str(file->url), file->bytes, err);
		if (status == TSM_E_MEMORY)
			return status;
	}
	return TSM_OK;
}

static const struct tsm_bundle_file *find_credential(
    const struct tsm_bundle *bundle)
{
	for (size_t i = 0; i < bundle->count; i++)
		if (tsm_str_starts(
			tsm_str(bundle->files[i].path), "credentials/"))
			return &bundle->files[i];
	return NULL;
}

static enum tsm_status verify_with(struct app *app, struct checking *c,
    struct tsm_jsonld_store *store, struct tsm_arena *arena,
    struct sealed_report *r, struct tsm_error *err)
{
	const struct tsm_fetcher inside = { .fetch = fetch_inside, .self = c };
	const struct tsm_verifier_options options = {
		.fetcher = &inside, .trust = app->trust, .contexts = store
	};
	const struct tsm_verify_options asked = { .now = c->receipt->at,
		.as_of = &c->receipt->as_of,
		.expected = c->asking->expected,
		.domain = c->asking->domain,
		.challenge = c->asking->challenge,
		.lang = c->asking->lang,
		.no_cache = true };
	const struct tsm_bundle_file *file = find_credential(c->bundle);
	struct tsm_verifier *verifier = NULL;

	if (file == NULL) {
		r->fault = SEALED_FILES;
		return TSM_OK;
	}
	TSM_TRY(tsm_verifier_new(&options, &verifier, err));
	enum tsm_status status = tsm_verify(verifier, file->bytes.ptr,
	    file->bytes.len, &asked, arena, &r->report, err);
	tsm_verifier_free(&verifier);
	return status;
}

static enum tsm_status verify(struct app *app, struct checking *c,
    struct tsm_arena *arena, struct sealed_report *r, struct tsm_error *err)
{
	struct tsm_jsonld_store *store = NULL;

	if (tsm_jsonld_store_new(&store) != TSM_OK)
		return tsm_fail_memory(err);
	enum tsm_status status = add_contexts(c->bundle, store, err);
	if (status == TSM_OK)
		status = verify_with(app, c, store, arena, r, err);
	tsm_jsonld_store_free(&store);
	return status;
}

/* --- the whole -------------------------------------------------------------- */

/*
 * The receipt, by the operator's document from elsewhere than the bundle.
 * When that cannot be had, by the one inside: a seal that is broken even so
 * is broken, and one that holds is still nobody's.
 */
static enum tsm_status check_receipt(struct app *app,
    const struct tsm_bundle *bundle, struct tsm_str text,
    struct tsm_str identity, int64_t now, struct tsm_arena *arena,
    struct sealed_report *r, struct tsm_error *err)
{
	const struct tsm_bundle_file *inside =
	    tsm_bundle_find(bundle, OPERATOR);

	TSM_TRY(
	    receipt_check(app, text, identity, now, arena, &r->receipt, err));
	if (r->receipt.answer == TSM_RECEIPT_UNREACHABLE && inside != NULL) {
		struct receipt_check own;
		TSM_TRY(receipt_check(
		    app, text, inside->bytes, now, arena, &own, err));
		if (tsm_receipt_verdict(own.answer) == TSM_NOT_VALID)
			r->receipt.answer = own.answer;
	}
	if (r->receipt.answer == TSM_RECEIPT_UNREACHABLE ||
	    r->receipt.answer == TSM_RECEIPT_UNLISTED)
		r->fault = SEALED_OPEN;
	else if (r->receipt.answer != TSM_RECEIPT_HOLDS)
		r->fault = SEALED_RECEIPT_BAD;
	return TSM_OK;
}

enum tsm_status sealed_check(struct app *app, const struct tsm_bundle *bundle,
    struct tsm_str identity, const struct sealed_asking *asking,
    struct tsm_arena *arena, struct sealed_report *ret_report,
    struct tsm_error *err)
{
	const char *path =
	    tsm_json_get_string(bundle->manifest, SEALED_RECEIPT);
	const struct tsm_bundle_file *file =
	    path != NULL ? tsm_bundle_find(bundle, path) : NULL;
	struct sealed_report *r = ret_report;
	struct checking c = { bundle, &r->receipt.receipt, asking };

	*r = (struct sealed_report){ .fault = SEALED_WHOLE };
	r->receipt.answer = TSM_RECEIPT_MALFORMED;
	if (bundle->problem_count > 0 || file == NULL) {
		r->fault = SEALED_FILES;
		r->where =
		    bundle->problem_count > 0 ? bundle->problems[0].path : path;
		return TSM_OK;
	}
	TSM_TRY(check_receipt(
	    app, bundle, file->bytes, identity, asking->now, arena, r, err));
	if (r->fault == SEALED_RECEIPT_BAD)
		return TSM_OK;
	enum sealed_fault open = r->fault;
	TSM_TRY(check_files(&c, path, r, err));
	if (r->fault == open)
		check_missing(&c, r);
	return r->fault == open ? verify(app, &c, arena, r, err) : TSM_OK;
}

enum tsm_status sealed_read(struct app *app, struct tsm_str data,
    const struct sealed_asking *asking, struct tsm_arena *arena,
    struct sealed_report *ret_report, bool *ret_is, struct tsm_error *err)
{
	const struct tsm_str unkept = { NULL, 0 };
	struct tsm_bundle bundle;

	*ret_is = false;
	if (!bundle_looks_so(data))
		return TSM_OK;
	enum tsm_status status = tsm_arena_status(
	    arena, tsm_bundle_open(arena, data, &bundle, NULL));
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	if (status != TSM_OK || !sealed_is(&bundle))
		return TSM_OK;
	*ret_is = true;
	return sealed_check(
	    app, &bundle, unkept, asking, arena, ret_report, err);
}

/* --- what it comes to ------------------------------------------------------- */

/* By documents of nobody's word nothing is known, neither good nor bad. */
enum tsm_verdict sealed_verdict(const struct sealed_report *r)
{
	return r->fault == SEALED_WHOLE && r->report != NULL
		   ? r->report->verdict
		   : faults[r->fault].verdict;
}

/* "sealed.foreign_file", or the code that decided the report. */
static const char *sealed_code(const struct sealed_report *r)
{
	if (r->fault == SEALED_WHOLE && r->report != NULL)
		return r->report->deciding->code->name;
	return r->fault == SEALED_RECEIPT_BAD
		   ? tsm_receipt_code(r->receipt.answer)
		   : faults[r->fault].code;
}

const char *sealed_sentence(const struct sealed_report *r)
{
	return faults[r->fault].sentence;
}

json_t *sealed_json(const struct sealed_report *r)
{
	const struct tsm_receipt *receipt = &r->receipt.receipt;
	json_t *root = json_object();
	char at[TSM_TIME_TEXT];

	tsm_json_set(root, "verdict", tsm_verdict_name(sealed_verdict(r)));
	tsm_json_set(root, "code", sealed_code(r));
	tsm_json_set(root, "seal", faults[r->fault].code);
	tsm_json_set(root, "sentence", sealed_sentence(r));
	tsm_json_set(root, "file", r->where);
	json_t *row = tsm_json_set_object(root, "receipt");
	tsm_json_set(row, "code", tsm_receipt_code(r->receipt.answer));
	tsm_json_set(row, "sentence", tsm_receipt_sentence(r->receipt.answer));
	tsm_json_set(row, "operator", receipt->by);
	tsm_json_set(row, "listed", r->receipt.listed);
	if (receipt->payload != NULL) {
		tsm_json_set(
		    row, "checked_at", tsm_time_format(receipt->at, at));
		tsm_json_set(row, "as_of", tsm_time_format(receipt->as_of, at));
		tsm_json_set(row, "verdict", receipt->verdict);
	}
	if (r->report != NULL)
		tsm_json_set_new(root, "report", tsm_report_json(r->report));
	return root;
}

enum tsm_status sealed_text(const struct sealed_report *r, struct tsm_buf *out)
{
	const struct tsm_receipt *receipt = &r->receipt.receipt;
	char at[TSM_TIME_TEXT];

	tsm_buf_printf(out, "SEALED BUNDLE  (%s, %s)\n%s\n",
	    tsm_verdict_name(sealed_verdict(r)), sealed_code(r),
	    sealed_sentence(r));
	if (r->where != NULL) {
		tsm_buf_add_disarmed(out, tsm_str(r->where));
		tsm_buf_addc(out, '\n');
	}
	tsm_buf_printf(
	    out, "receipt: %s\n", tsm_receipt_sentence(r->receipt.answer));
	if (receipt->payload == NULL || r->report == NULL)
		return tsm_buf_status(out);
	tsm_buf_printf(out, "%s as of %s, and not of later.\n%s ",
	    r->fault == SEALED_OPEN ? "What follows would be known"
				    : "What follows is known",
	    tsm_time_format(receipt->at, at),
	    "That the documents were those of that time is the word of");
	tsm_buf_add_disarmed(out, tsm_str(receipt->by));
	tsm_buf_adds(
	    out, r->fault == SEALED_OPEN ? ", if it counts.\n\n" : ".\n\n");
	return tsm_report_text(r->report, out);
}
