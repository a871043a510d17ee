/* Receipts made of reports. */
#include "testamur/evidence/receipt.h"

#include "testamur/base/encode.h"
#include "testamur/base/id.h"
#include "testamur/base/random.h"
#include "testamur/base/time.h"
#include "testamur/json/write.h"

static void set_time(json_t *object, const char *name, int64_t instant)
{
	char text[TSM_TIME_TEXT];

	tsm_json_set(object, name, tsm_time_format(instant, text));
}

static void set_checks(json_t *object, const struct tsm_report *report)
{
	json_t *checks = tsm_json_set_array(object, "checks");

	for (unsigned i = 0; i < TSM_CHECK_COUNT; i++) {
		const struct tsm_check_result *result = &report->checks[i];
		json_t *row = tsm_json_add_object(checks);
		tsm_json_set(row, "id", tsm_check_name((enum tsm_check)i));
		tsm_json_set(row, "outcome", tsm_outcome_name(result->outcome));
		tsm_json_set(row, "code", result->code->name);
	}
}

/* What one credential is, by hashes and ids: nothing about its holder. */
static void set_credential(json_t *object, const struct tsm_report *report)
{
	const struct tsm_proof_facts *proof = &report->proof;

	tsm_json_set(object, "sha256", proof->sha256);
	if (report->facts != NULL) {
		tsm_json_set(object, "id", report->facts->id);
		tsm_json_set(object, "issuer", report->facts->issuer_id);
	}
	json_t *key = tsm_json_set_object(object, "key");
	tsm_json_set(key, "id", proof->key);
	tsm_json_set(key, "thumbprint", proof->thumbprint);
	tsm_json_set(key, "alg", proof->alg);
}

static void set_answer(json_t *object, const struct tsm_report *report)
{
	tsm_json_set(object, "verdict", tsm_verdict_name(report->verdict));
	tsm_json_set(object, "code", report->deciding->code->name);
	tsm_json_set(object, "listed", report->listed);
	set_credential(tsm_json_set_object(object, "credential"), report);
	set_checks(object, report);
}

static void set_documents(json_t *object, const struct tsm_report *report)
{
	json_t *list = tsm_json_set_array(object, "documents");

	for (const struct tsm_fetch_record *r = report->fetched; r != NULL;
	     r = r->next) {
		json_t *row = tsm_json_add_object(list);
		tsm_json_set(
		    row, "url", r->memento != NULL ? r->memento : r->url);
		if (r->datetime != 0)
			tsm_json_set(row, "original", r->url);
		tsm_json_set(row, "status", tsm_status_name(r->status));
		if (r->sha256[0] != '\0')
			tsm_json_set(row, "sha256", r->sha256);
		set_time(row, "at", r->at);
		if (r->mapped)
			tsm_json_set_bool(row, "mapped", true);
	}
}

static void set_contexts(json_t *object, const struct tsm_receipt_maker *maker)
{
	if (maker->n_contexts == 0)
		return;
	json_t *contexts = tsm_json_set_array(object, "contexts");
	for (size_t i = 0; i < maker->n_contexts; i++) {
		json_t *row = tsm_json_add_object(contexts);
		tsm_json_set(row, "url", maker->contexts[i].url);
		tsm_json_set(row, "sha256", maker->contexts[i].sha256);
	}
}

static void set_lists(json_t *object, const struct tsm_receipt_maker *maker)
{
	json_t *lists = tsm_json_set_array(object, "lists");

	for (size_t i = 0; i < maker->n_lists; i++) {
		json_t *row = tsm_json_add_object(lists);
		tsm_json_set(row, "name", maker->lists[i].name);
		if (maker->lists[i].sha256[0] != '\0')
			tsm_json_set(row, "sha256", maker->lists[i].sha256);
	}
}

static json_t *payload_of(const struct tsm_receipt_maker *maker,
    const struct tsm_report *report, const char *id, const char *input)
{
	json_t *root = json_object();

	tsm_json_set(root, "type", TSM_RECEIPT_TYPE);
	tsm_json_set_int(root, "version", TSM_RECEIPT_VERSION);
	tsm_json_set(root, "iss", maker->by);
	tsm_json_set(root, "jti", id);
	tsm_json_set_int(root, "iat", report->checked_at);
	tsm_json_set(root, "software", maker->software);
	set_time(root, "checked_at", report->checked_at);
	set_time(root, "as_of", report->as_of);
	json_t *given = tsm_json_set_object(root, "input");
	tsm_json_set(given, "form", tsm_input_name(report->input));
	tsm_json_set(given, "sha256", input);
	set_answer(root, report);
	if (report->n_presented > 0) {
		json_t *all = tsm_json_set_array(root, "credentials");
		for (size_t i = 0; i < report->n_presented; i++)
			set_answer(
			    tsm_json_add_object(all), &report->presented[i]);
	}
	set_documents(root, report);
	set_contexts(root, maker);
	set_lists(root, maker);
	return root;
}

/* Append a tree's bytes as base64url, and release it. */
static enum tsm_status put(struct tsm_buf *out, json_t *tree)
{
	struct tsm_buf text;

	tsm_buf_init(&text, TSM_RECEIPT_MAX);
	enum tsm_status status = tsm_json_write(tree, TSM_JSON_COMPACT, &text);
	json_decref(tree);
	if (status == TSM_OK)
		status = tsm_base64url_encode(out, text.data, text.len);
	tsm_buf_release(&text);
	return status;
}

/* RFC 7515 section 7.1: what is signed is what stands before the last dot. */
static enum tsm_status put_signing_input(
    const struct tsm_receipt_maker *maker, json_t *payload, struct tsm_buf *out)
{
	json_t *header = json_object();

	tsm_json_set(header, "alg", maker->alg);
	tsm_json_set(header, "typ", TSM_RECEIPT_TYP);
	tsm_json_set(header, "kid", maker->method);
	enum tsm_status status = put(out, header);
	if (status == TSM_OK)
		status = tsm_buf_addc(out, '.');
	if (status != TSM_OK) {
		json_decref(payload);
		return status;
	}
	return put(out, payload);
}

static enum tsm_status sign(const struct tsm_receipt_maker *maker,
    struct tsm_buf *out, struct tsm_error *err)
{
	struct tsm_signature signature;
	const struct tsm_str message = tsm_buf_str(out);

	TSM_TRY(tsm_signer_sign(maker->signer, maker->key, maker->alg, &message,
	    1, &signature, err));
	tsm_buf_addc(out, '.');
	enum tsm_status status =
	    tsm_base64url_encode(out, signature.data, signature.len);
	return status == TSM_OK ? TSM_OK
				: tsm_fail(err, status, NULL,
				      "there is no room for the receipt");
}

enum tsm_status tsm_receipt_make(const struct tsm_receipt_maker *maker,
    const struct tsm_report *report, struct tsm_str input, struct tsm_buf *out,
    struct tsm_error *err)
{
	char id[TSM_URN_UUID];
	char sha256[TSM_SHA256_HEX];
	struct tsm_buf text;

	if (report->facts != NULL && report->proof.thumbprint == NULL &&
	    report->n_presented == 0)
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "a receipt is of a check that asks for everything anew");
	enum tsm_status status = tsm_sha256_hex(
	    input.ptr != NULL ? input.ptr : "", input.len, sha256);
	if (status == TSM_OK)
		status = tsm_urn_uuid_new(tsm_random_system(), id);
	if (status != TSM_OK)
		return tsm_fail(err, status, NULL, "no receipt can be made");
	tsm_buf_init(&text, TSM_RECEIPT_MAX);
	status = put_signing_input(
	    maker, payload_of(maker, report, id, sha256), &text);
	if (status == TSM_OK)
		status = sign(maker, &text, err);
	else
		status = tsm_fail(err, status, NULL, "no receipt can be made");
	if (status == TSM_OK &&
	    tsm_buf_addstr(out, tsm_buf_str(&text)) != TSM_OK)
		status = tsm_fail(err, tsm_buf_status(out), NULL,
		    "there is no room for the receipt");
	tsm_buf_release(&text);
	return status;
}
