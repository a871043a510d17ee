/*
 * Documents that the credential names with their digests (VCDM 2.0 section
 * 5.3). Nothing is fetched: what can be compared are the contexts known here.
 */
#include <string.h>

#include "run.h"
#include "testamur/base/encode.h"

#define DIGEST_TEXT_MAX 256
/* Multihash: sha2-256, 32 bytes */
#define MULTIHASH "\x12\x20"

enum fit {
	FIT_UNKNOWN, /* of a document or by a hash not known here */
	FIT_YES,
	FIT_NO,
	FIT_MEMORY
};

static bool is_digest(const char *hex, const char *digest)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < TSM_SHA256_SIZE; i++) {
		unsigned byte = (unsigned char)digest[i];
		if (hex[2 * i] != digits[byte >> 4] ||
		    hex[2 * i + 1] != digits[byte & 15])
			return false;
	}
	return true;
}

static enum fit fit_edition(struct tsm_str address, const char *digest)
{
	const char *known;

	for (size_t n = 0;
	     (known = tsm_jsonld_builtin_sha256(address, n)) != NULL; n++)
		if (is_digest(known, digest))
			return FIT_YES;
	return FIT_NO;
}

/* One hash of Subresource Integrity: "sha256-", base64, "?" options. */
static enum fit fit_hash(struct tsm_str address, struct tsm_str text)
{
	static const char prefix[] = "sha256-";
	const size_t skip = sizeof(prefix) - 1;
	struct tsm_buf bytes;

	if (!tsm_str_starts(text, prefix))
		return FIT_UNKNOWN;
	text = tsm_str_n(text.ptr + skip, text.len - skip);
	text = tsm_str_split(text, '?', &(struct tsm_str){ 0 });
	tsm_buf_init(&bytes, DIGEST_TEXT_MAX);
	enum fit fit = FIT_NO;
	enum tsm_status status = tsm_base64_decode(&bytes, text);
	if (status == TSM_E_MEMORY)
		fit = FIT_MEMORY;
	else if (status == TSM_OK && bytes.len == TSM_SHA256_SIZE)
		fit = fit_edition(address, bytes.data);
	tsm_buf_release(&bytes);
	return fit;
}

/* digestSRI: any of the hashes of one kind. */
static enum fit fit_sri(struct tsm_str address, const struct tsm_json *value)
{
	struct tsm_str rest = { 0 };
	enum fit fit = FIT_UNKNOWN;

	if (value == NULL)
		return FIT_UNKNOWN;
	if (value->type != TSM_JSON_STRING)
		return FIT_NO;
	for (rest = tsm_str_trim(value->text); rest.ptr != NULL;) {
		enum fit one =
		    fit_hash(address, tsm_str_split(rest, ' ', &rest));
		if (one == FIT_YES || one == FIT_MEMORY)
			return one;
		if (one == FIT_NO)
			fit = FIT_NO;
	}
	return fit;
}

/* digestMultibase: a multihash. */
static enum fit fit_multibase(
    struct tsm_str address, const struct tsm_json *value)
{
	const size_t skip = sizeof(MULTIHASH) - 1;
	struct tsm_buf bytes;
	enum fit fit = FIT_NO;

	if (value == NULL)
		return FIT_UNKNOWN;
	if (value->type != TSM_JSON_STRING || value->text.len > DIGEST_TEXT_MAX)
		return FIT_NO;
	tsm_buf_init(&bytes, DIGEST_TEXT_MAX);
	enum tsm_status status = tsm_multibase_decode(&bytes, value->text);
	bool other =
	    status == TSM_E_UNSUPPORTED || (status == TSM_OK && bytes.len > 0 &&
					       bytes.data[0] != MULTIHASH[0]);
	if (status == TSM_E_MEMORY)
		fit = FIT_MEMORY;
	else if (other)
		fit = FIT_UNKNOWN; /* another base, or another hash */
	else if (status == TSM_OK && bytes.len == skip + TSM_SHA256_SIZE &&
		 memcmp(bytes.data, MULTIHASH, skip) == 0)
		fit = fit_edition(address, bytes.data + skip);
	tsm_buf_release(&bytes);
	return fit;
}

static enum fit fit_of(const struct tsm_json *item)
{
	const struct tsm_json *id = tsm_json_get(item, "id");

	if (!tsm_json_is(id, TSM_JSON_STRING) ||
	    tsm_jsonld_builtin_sha256(id->text, 0) == NULL)
		return FIT_UNKNOWN;
	enum fit sri = fit_sri(id->text, tsm_json_get(item, "digestSRI"));
	enum fit multibase =
	    fit_multibase(id->text, tsm_json_get(item, "digestMultibase"));
	return sri > multibase ? sri : multibase;
}

enum tsm_status check_related(struct run *run)
{
	const struct tsm_json *related =
	    tsm_json_get(run->credential, "relatedResource");
	bool many = tsm_json_is(related, TSM_JSON_ARRAY);
	size_t count = related == NULL ? 0 : many ? related->count : 1;
	size_t unknown = 0;
	char place[TSM_ERROR_WHERE];

	if (count == 0)
		return run_set(run, CODE_RELATED_NONE, NULL, NULL);
	for (size_t i = 0; i < count; i++) {
		const struct tsm_json *item =
		    many ? tsm_json_at(related, i) : related;
		enum fit fit = fit_of(item);
		if (fit == FIT_MEMORY)
			return tsm_fail_memory(run->err);
		if (fit == FIT_NO) {
			tsm_json_pointer(item, place, sizeof(place));
			return run_set(run, CODE_RELATED_DIGEST_MISMATCH, place,
			    "%s", tsm_json_get_string(item, "id"));
		}
		unknown += fit == FIT_UNKNOWN;
	}
	if (unknown > 0)
		return run_set(run, CODE_RELATED_NOT_CHECKED,
		    "/relatedResource", "%zu of %zu could be compared.",
		    count - unknown, count);
	return run_set(run, CODE_RELATED_MATCH, NULL, "%zu", count);
}
