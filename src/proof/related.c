/* Digests of documents that a credential names. */
#include "testamur/proof/related.h"

#include <string.h>

#include "testamur/base/buf.h"
#include "testamur/base/digest.h"
#include "testamur/base/encode.h"
#include "testamur/jsonld/store.h"

#define DIGEST_TEXT_MAX 256
/* Multihash: sha2-256, 32 bytes */
#define MULTIHASH "\x12\x20"

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

static enum tsm_related fit_edition(struct tsm_str address, const char *digest)
{
	const char *known;

	for (size_t n = 0;
	     (known = tsm_jsonld_builtin_sha256(address, n)) != NULL; n++)
		if (is_digest(known, digest))
			return TSM_RELATED_MATCH;
	return TSM_RELATED_MISMATCH;
}

/* One hash of Subresource Integrity: "sha256-", base64, "?" options. */
static enum tsm_related fit_hash(struct tsm_str address, struct tsm_str text)
{
	static const char prefix[] = "sha256-";
	const size_t skip = sizeof(prefix) - 1;
	struct tsm_buf bytes;

	if (!tsm_str_starts(text, prefix))
		return TSM_RELATED_UNKNOWN;
	text = tsm_str_n(text.ptr + skip, text.len - skip);
	text = tsm_str_split(text, '?', &(struct tsm_str){ 0 });
	tsm_buf_init(&bytes, DIGEST_TEXT_MAX);
	enum tsm_related fit = TSM_RELATED_MISMATCH;
	enum tsm_status status = tsm_base64_decode(&bytes, text);
	if (status == TSM_E_MEMORY)
		fit = TSM_RELATED_MEMORY;
	else if (status == TSM_OK && bytes.len == TSM_SHA256_SIZE)
		fit = fit_edition(address, bytes.data);
	tsm_buf_release(&bytes);
	return fit;
}

/* digestSRI: any of the hashes of one kind. */
static enum tsm_related fit_sri(
    struct tsm_str address, const struct tsm_json *value)
{
	struct tsm_str rest = { 0 };
	enum tsm_related fit = TSM_RELATED_UNKNOWN;

	if (value == NULL)
		return TSM_RELATED_UNKNOWN;
	if (value->type != TSM_JSON_STRING)
		return TSM_RELATED_MISMATCH;
	for (rest = tsm_str_trim(value->text); rest.ptr != NULL;) {
		enum tsm_related one =
		    fit_hash(address, tsm_str_split(rest, ' ', &rest));
		if (one == TSM_RELATED_MATCH || one == TSM_RELATED_MEMORY)
			return one;
		if (one == TSM_RELATED_MISMATCH)
			fit = TSM_RELATED_MISMATCH;
	}
	return fit;
}

/* digestMultibase: a multihash. */
static enum tsm_related fit_multibase(
    struct tsm_str address, const struct tsm_json *value)
{
	const size_t skip = sizeof(MULTIHASH) - 1;
	struct tsm_buf bytes;
	enum tsm_related fit = TSM_RELATED_MISMATCH;

	if (value == NULL)
		return TSM_RELATED_UNKNOWN;
	if (value->type != TSM_JSON_STRING || value->text.len > DIGEST_TEXT_MAX)
		return TSM_RELATED_MISMATCH;
	tsm_buf_init(&bytes, DIGEST_TEXT_MAX);
	enum tsm_status status = tsm_multibase_decode(&bytes, value->text);
	/* the W3C's own examples leave the two bytes before it out */
	if (status == TSM_OK && bytes.len == TSM_SHA256_SIZE &&
	    fit_edition(address, bytes.data) == TSM_RELATED_MATCH) {
		tsm_buf_release(&bytes);
		return TSM_RELATED_MATCH;
	}
	bool other =
	    status == TSM_E_UNSUPPORTED || (status == TSM_OK && bytes.len > 0 &&
					       bytes.data[0] != MULTIHASH[0]);
	if (status == TSM_E_MEMORY)
		fit = TSM_RELATED_MEMORY;
	else if (other)
		fit = TSM_RELATED_UNKNOWN; /* another base, or another hash */
	else if (status == TSM_OK && bytes.len == skip + TSM_SHA256_SIZE &&
		 memcmp(bytes.data, MULTIHASH, skip) == 0)
		fit = fit_edition(address, bytes.data + skip);
	tsm_buf_release(&bytes);
	return fit;
}

enum tsm_related tsm_related_fit(const struct tsm_json *item)
{
	const struct tsm_json *id = tsm_json_get(item, "id");

	if (!tsm_json_is(id, TSM_JSON_STRING) ||
	    tsm_jsonld_builtin_sha256(id->text, 0) == NULL)
		return TSM_RELATED_UNKNOWN;
	enum tsm_related sri =
	    fit_sri(id->text, tsm_json_get(item, "digestSRI"));
	enum tsm_related multibase =
	    fit_multibase(id->text, tsm_json_get(item, "digestMultibase"));
	return sri > multibase ? sri : multibase;
}
