/* Receipts read and judged. */
#include "testamur/evidence/receipt.h"

#include <string.h>

#include "testamur/base/encode.h"
#include "testamur/base/time.h"
#include "testamur/did/did.h"

static const struct {
	const char *code;
	enum tsm_verdict verdict;
	const char *sentence;
} answers[TSM_RECEIPT_ANSWERS] = {
	[TSM_RECEIPT_HOLDS] = { "receipt.holds", TSM_VERIFIED,
	    "The operator signed exactly this receipt." },
	[TSM_RECEIPT_MALFORMED] = { "receipt.malformed", TSM_NOT_VALID,
	    "This is no receipt, or a damaged one." },
	[TSM_RECEIPT_ALG] = { "receipt.alg", TSM_NOT_VALID,
	    "The receipt is signed in a way that is not allowed, or that does "
	    "not suit the operator's key." },
	[TSM_RECEIPT_UNREACHABLE] = { "receipt.operator_unreachable",
	    TSM_COULD_NOT_BE_CHECKED,
	    "The operator's key could not be had. Try again later, or give the "
	    "operator's identity document." },
	[TSM_RECEIPT_KEY] = { "receipt.key_not_operators", TSM_NOT_VALID,
	    "The key that the receipt names is not the operator's, or not for "
	    "this purpose." },
	[TSM_RECEIPT_KEY_REVOKED] = { "receipt.key_revoked", TSM_NOT_VALID,
	    "The operator has revoked the key, or it was no longer in use when "
	    "the receipt says it was signed." },
	[TSM_RECEIPT_SIGNATURE] = { "receipt.signature", TSM_NOT_VALID,
	    "The receipt was changed after it was signed." },
	[TSM_RECEIPT_FUTURE] = { "receipt.future", TSM_NOT_VALID,
	    "The receipt says that it is of a time to come." },
	[TSM_RECEIPT_UNLISTED] = { "receipt.operator_unlisted",
	    TSM_VERIFIED_ISSUER_UNLISTED,
	    "The operator signed exactly this receipt. Whether that operator's "
	    "word counts is yours to say." },
	[TSM_RECEIPT_OTHER] = { "receipt.other_bytes", TSM_NOT_VALID,
	    "The receipt is of other bytes than these." },
	[TSM_RECEIPT_UNPROVEN] = { "receipt.not_proven", TSM_NOT_VALID,
	    "When the receipt was made the credential's signature did not hold "
	    "or could not be checked, so it shows nothing of that time." },
};

const char *tsm_receipt_code(enum tsm_receipt_answer answer)
{
	return answers[answer].code;
}

const char *tsm_receipt_sentence(enum tsm_receipt_answer answer)
{
	return answers[answer].sentence;
}

enum tsm_verdict tsm_receipt_verdict(enum tsm_receipt_answer answer)
{
	return answers[answer].verdict;
}

/* --- reading ---------------------------------------------------------------- */

static enum tsm_status missing(struct tsm_error *err, const char *where)
{
	return tsm_fail(err, TSM_E_MISSING, where,
	    "a receipt has such a member, and it is a text");
}

static enum tsm_status text_of(const struct tsm_json *object, const char *name,
    const char *where, const char **ret_text, struct tsm_error *err)
{
	*ret_text = tsm_json_get_string(object, name);
	return *ret_text != NULL ? TSM_OK : missing(err, where);
}

static enum tsm_status time_of(const struct tsm_json *object, const char *name,
    const char *where, int64_t *ret_time, struct tsm_error *err)
{
	const char *text;

	TSM_TRY(text_of(object, name, where, &text, err));
	return tsm_time_parse(tsm_str(text), ret_time) == TSM_OK
		   ? TSM_OK
		   : tsm_fail(err, TSM_E_VALUE, where,
			 "not a date and time with a zone");
}

/* SHA-256 as lower-case hexadecimal; one that is not there is NULL. */
static enum tsm_status hash_of(const struct tsm_json *object, const char *where,
    const char **ret_hash, struct tsm_error *err)
{
	const struct tsm_json *member = tsm_json_get(object, "sha256");
	const char *text = tsm_json_string(member);
	size_t len = text != NULL ? strlen(text) : 0;

	*ret_hash = text;
	if (member == NULL)
		return TSM_OK;
	if (len != TSM_SHA256_HEX - 1 ||
	    strspn(text, "0123456789abcdef") != len)
		return tsm_fail(
		    err, TSM_E_VALUE, where, "not a SHA-256 in hexadecimal");
	return TSM_OK;
}

/* One row of "documents", or of "contexts", which have no time of their own. */
static enum tsm_status read_document(const struct tsm_receipt *r,
    const struct tsm_json *row, bool context,
    struct tsm_receipt_document *ret_document, struct tsm_error *err)
{
	const char *where = context ? "/contexts" : "/documents";
	struct tsm_receipt_document *d = ret_document;

	TSM_TRY(text_of(row, "url", where, &d->url, err));
	TSM_TRY(hash_of(row, where, &d->sha256, err));
	d->at = r->at;
	d->context = context;
	if (context)
		return TSM_OK;
	d->original = tsm_json_get_string(row, "original");
	TSM_TRY(time_of(row, "at", where, &d->at, err));
	/* nobody looks at what is fetched only later */
	if (d->at > r->at + TSM_VERIFY_LEEWAY)
		return tsm_fail(err, TSM_E_VALUE, where,
		    "a document is newer than the receipt");
	return TSM_OK;
}

static enum tsm_status read_documents(
    struct tsm_arena *arena, struct tsm_receipt *r, struct tsm_error *err)
{
	const struct tsm_json *list = tsm_json_get(r->payload, "documents");
	const struct tsm_json *contexts = tsm_json_get(r->payload, "contexts");
	struct tsm_receipt_document *documents;

	if (!tsm_json_is(list, TSM_JSON_ARRAY) ||
	    (contexts != NULL && !tsm_json_is(contexts, TSM_JSON_ARRAY)))
		return tsm_fail(err, TSM_E_MISSING, "/documents",
		    "a receipt lists the documents that were used");
	size_t more = contexts != NULL ? contexts->count : 0;
	if (list->count > TSM_RECEIPT_DOCUMENTS_MAX ||
	    more > TSM_RECEIPT_DOCUMENTS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, "/documents",
		    "more than %d documents", TSM_RECEIPT_DOCUMENTS_MAX);
	documents =
	    tsm_arena_array(arena, list->count + more + 1, sizeof(*documents));
	if (documents == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < list->count + more; i++) {
		bool context = i >= list->count;
		const struct tsm_json *row =
		    context ? tsm_json_at(contexts, i - list->count)
			    : tsm_json_at(list, i);
		TSM_TRY(read_document(r, row, context, &documents[i], err));
	}
	r->documents = documents;
	r->count = list->count + more;
	return TSM_OK;
}

/* Did every check up to the signature pass, the issuer's own key included? */
static bool is_proven(const struct tsm_json *checks)
{
	bool found[TSM_CHECK_COUNT] = { false };

	if (!tsm_json_is(checks, TSM_JSON_ARRAY))
		return false;
	for (size_t i = 0; i < checks->count; i++) {
		const struct tsm_json *row = tsm_json_at(checks, i);
		const char *id = tsm_json_get_string(row, "id");
		const char *outcome = tsm_json_get_string(row, "outcome");
		for (unsigned c = 0; c < TSM_CHECK_COUNT; c++)
			found[c] =
			    found[c] ||
			    (tsm_streq(id, tsm_check_name((enum tsm_check)c)) &&
				(tsm_streq(outcome, "pass") ||
				    (c == TSM_CHECK_SIGNATURE &&
					tsm_streq(outcome, "warn"))));
	}
	return found[TSM_CHECK_KEY] && found[TSM_CHECK_CONTROLLER] &&
	       found[TSM_CHECK_SIGNATURE];
}

/* The key that signed has to be one of the DID that is said to sign. */
static enum tsm_status read_operator(
    struct tsm_receipt *r, struct tsm_error *err)
{
	struct tsm_did_url url;

	TSM_TRY(text_of(r->payload, "iss", "/iss", &r->by, err));
	r->method = r->jws.kid;
	if (r->method == NULL)
		return missing(err, "kid");
	if (tsm_did_parse(tsm_str(r->method), &url) != TSM_OK ||
	    !tsm_str_is(url.did, r->by) || !url.has_fragment ||
	    url.rest.len > 0)
		return tsm_fail(err, TSM_E_VALUE, "kid",
		    "the key is none of the operator's");
	return TSM_OK;
}

static enum tsm_status read_payload(
    struct tsm_arena *arena, struct tsm_receipt *r, struct tsm_error *err)
{
	const struct tsm_json *p = r->payload;
	const struct tsm_json *credential = tsm_json_get(p, "credential");
	int64_t version, issued;

	if (!tsm_streq(tsm_json_get_string(p, "type"), TSM_RECEIPT_TYPE) ||
	    tsm_json_int(tsm_json_get(p, "version"), &version) != TSM_OK ||
	    version != TSM_RECEIPT_VERSION)
		return tsm_fail(err, TSM_E_UNSUPPORTED, "/type",
		    "not a receipt of a version that is known here");
	TSM_TRY(read_operator(r, err));
	TSM_TRY(time_of(p, "checked_at", "/checked_at", &r->at, err));
	if (tsm_json_int(tsm_json_get(p, "iat"), &issued) != TSM_OK ||
	    issued != r->at)
		return tsm_fail(err, TSM_E_VALUE, "/iat",
		    "it is signed for another time than it says it is of");
	TSM_TRY(time_of(p, "as_of", "/as_of", &r->as_of, err));
	TSM_TRY(text_of(p, "verdict", "/verdict", &r->verdict, err));
	TSM_TRY(text_of(p, "code", "/code", &r->code, err));
	TSM_TRY(
	    hash_of(tsm_json_get(p, "input"), "/input/sha256", &r->input, err));
	if (r->input == NULL)
		return missing(err, "/input/sha256");
	TSM_TRY(hash_of(credential, "/credential/sha256", &r->sha256, err));
	r->issuer = tsm_json_get_string(credential, "issuer");
	r->thumbprint =
	    tsm_json_get_string(tsm_json_get(credential, "key"), "thumbprint");
	r->proven = r->sha256 != NULL && r->thumbprint != NULL &&
		    is_proven(tsm_json_get(p, "checks"));
	return read_documents(arena, r, err);
}

enum tsm_status tsm_receipt_read(struct tsm_arena *arena, struct tsm_str text,
    struct tsm_receipt *ret_receipt, struct tsm_error *err)
{
	struct tsm_receipt r = { .by = NULL };

	text = tsm_str_trim(text);
	if (text.len > TSM_RECEIPT_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "a receipt has at most %zu bytes", TSM_RECEIPT_MAX);
	TSM_TRY(tsm_jws_parse(arena, text, &r.jws, err));
	/* RFC 8725 section 3.11: what is signed for another purpose is none */
	if (!tsm_streq(r.jws.typ, TSM_RECEIPT_TYP))
		return tsm_fail(err, TSM_E_UNSUPPORTED, "typ",
		    "a receipt has the typ \"%s\"", TSM_RECEIPT_TYP);
	TSM_TRY(tsm_json_parse(arena, r.jws.payload.ptr, r.jws.payload.len,
	    NULL, &r.payload, err));
	TSM_TRY(read_payload(arena, &r, err));
	*ret_receipt = r;
	return TSM_OK;
}

/* --- judging ---------------------------------------------------------------- */

static enum tsm_receipt_answer judge_method(const struct tsm_receipt *receipt,
    const struct tsm_did_document *document,
    const struct tsm_verification_method *method, int64_t now)
{
	switch (tsm_verification_method_judge(
	    document, method, TSM_DID_ASSERTION, receipt->at, now)) {
	case TSM_DID_USABLE:
		return TSM_RECEIPT_HOLDS;
	case TSM_DID_REVOKED:
	case TSM_DID_EXPIRED:
	case TSM_DID_BAD_WINDOW:
		return TSM_RECEIPT_KEY_REVOKED;
	default:
		return TSM_RECEIPT_KEY;
	}
}

static enum tsm_status judge_signature(const struct tsm_receipt *receipt,
    const struct tsm_verification_method *method,
    enum tsm_receipt_answer *ret_answer, struct tsm_error *err)
{
	struct tsm_public_key *key = NULL;
	bool valid = false;

	enum tsm_status status = tsm_verification_method_key(method, &key, err);
	if (status != TSM_OK) {
		*ret_answer = TSM_RECEIPT_KEY;
		return status == TSM_E_MEMORY ? status : TSM_OK;
	}
	status = tsm_jws_verify(&receipt->jws, key, &valid, err);
	tsm_public_key_free(&key);
	if (status == TSM_E_MEMORY || status == TSM_E_CRYPTO)
		return status;
	*ret_answer = status != TSM_OK ? TSM_RECEIPT_ALG
		      : valid          ? TSM_RECEIPT_HOLDS
				       : TSM_RECEIPT_SIGNATURE;
	return TSM_OK;
}

enum tsm_status tsm_receipt_judge(const struct tsm_receipt *receipt,
    const struct tsm_did_document *document, int64_t now,
    enum tsm_receipt_answer *ret_answer, struct tsm_error *err)
{
	const struct tsm_verification_method *method =
	    tsm_did_document_method(document, receipt->method);

	if (tsm_jws_check_header(&receipt->jws, NULL) != TSM_OK) {
		*ret_answer = TSM_RECEIPT_ALG;
		return TSM_OK;
	}
	*ret_answer = TSM_RECEIPT_KEY;
	if (method == NULL || strcmp(document->id, receipt->by) != 0)
		return TSM_OK;
	*ret_answer = judge_method(receipt, document, method, now);
	if (*ret_answer != TSM_RECEIPT_HOLDS)
		return TSM_OK;
	TSM_TRY(judge_signature(receipt, method, ret_answer, err));
	/* Of a time to come is only what was surely signed. */
	if (*ret_answer == TSM_RECEIPT_HOLDS &&
	    receipt->at > now + TSM_VERIFY_LEEWAY)
		*ret_answer = TSM_RECEIPT_FUTURE;
	return TSM_OK;
}
