/* Digests of documents that a credential names. */
#include "testamur/proof/related.h"

#include <string.h>

#include "testamur/base/buf.h"
#include "testamur/base/digest.h"
#include "testamur/base/encode.h"
#include "testamur/jsonld/store.h"

#define DIGEST_TEXT_MAX 256

/* What digests are told by: in Subresource Integrity a name, in a multihash
 * a code and a length. The strongest is last. */
static const struct kind {
	const char *name;
	unsigned char head[2];
	size_t size;
} kinds[] = {
	{ "sha256-", { 0x12, TSM_SHA256_SIZE }, TSM_SHA256_SIZE },
	{ "sha384-", { 0x20, TSM_SHA384_SIZE }, TSM_SHA384_SIZE },
	{ "sha512-", { 0x13, TSM_SHA512_SIZE }, TSM_SHA512_SIZE },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static bool is_digest(const char *hex, const char *digest, size_t len)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		unsigned byte = (unsigned char)digest[i];
		if (hex[2 * i] != digits[byte >> 4] ||
		    hex[2 * i + 1] != digits[byte & 15])
			return false;
	}
	return true;
}

/* Of any edition. */
static enum tsm_related fit_digest(
    struct tsm_str address, const char *digest, size_t len)
{
	enum tsm_related fit = TSM_RELATED_UNKNOWN;
	const char *known;

	for (size_t n = 0;
	     (known = tsm_jsonld_builtin_digest(address, n)) != NULL; n++) {
		if (strlen(known) != 2 * len)
			continue;
		if (is_digest(known, digest, len))
			return TSM_RELATED_MATCH;
		fit = TSM_RELATED_MISMATCH;
	}
	return fit;
}

/* One hash of Subresource Integrity: base64, "?" options. */
static enum tsm_related fit_hash(
    struct tsm_str address, const struct kind *kind, struct tsm_str text)
{
	struct tsm_buf bytes;

	text = tsm_str_split(text, '?', &(struct tsm_str){ 0 });
	tsm_buf_init(&bytes, DIGEST_TEXT_MAX);
	enum tsm_related fit = TSM_RELATED_MISMATCH;
	enum tsm_status status = tsm_base64_decode(&bytes, text);
	if (status == TSM_E_MEMORY)
		fit = TSM_RELATED_MEMORY;
	else if (status == TSM_OK && bytes.len == kind->size)
		fit = fit_digest(address, bytes.data, bytes.len);
	tsm_buf_release(&bytes);
	return fit;
}

/* digestSRI: any of the hashes of the strongest kind. */
static enum tsm_related fit_sri(
    struct tsm_str address, const struct tsm_json *value)
{
	enum tsm_related fit = TSM_RELATED_UNKNOWN;
	const struct kind *best = kinds;

	if (value == NULL)
		return TSM_RELATED_UNKNOWN;
	if (value->type != TSM_JSON_STRING)
		return TSM_RELATED_MISMATCH;
	for (struct tsm_str rest = tsm_str_trim(value->text);
	     rest.ptr != NULL;) {
		struct tsm_str text = tsm_str_split(rest, ' ', &rest);
		const struct kind *kind = best;
		while (
		    kind < kinds + KINDS && !tsm_str_starts(text, kind->name))
			kind++;
		if (kind == kinds + KINDS)
			continue;
		size_t skip = strlen(kind->name);
		enum tsm_related one = fit_hash(
		    address, kind, tsm_str_n(text.ptr + skip, text.len - skip));
		if (one == TSM_RELATED_MEMORY)
			return one;
		if (kind > best || fit != TSM_RELATED_MATCH)
			fit = one;
		best = kind;
	}
	return fit;
}

static enum tsm_related fit_bytes(
    struct tsm_str address, const char *bytes, size_t len)
{
	/* the W3C's own examples leave the two bytes before it out */
	if (len == TSM_SHA256_SIZE || len == TSM_SHA384_SIZE)
		return fit_digest(address, bytes, len);
	for (size_t i = 0; i < KINDS && len > 0; i++) {
		if ((unsigned char)bytes[0] != kinds[i].head[0])
			continue;
		if (len != 2 + kinds[i].size ||
		    (unsigned char)bytes[1] != kinds[i].head[1])
			return TSM_RELATED_MISMATCH;
		return fit_digest(address, bytes + 2, kinds[i].size);
	}
	return len == 0 ? TSM_RELATED_MISMATCH : TSM_RELATED_UNKNOWN;
}

/* digestMultibase: a multihash. */
static enum tsm_related fit_multibase(
    struct tsm_str address, const struct tsm_json *value)
{
	struct tsm_buf bytes;
	enum tsm_related fit = TSM_RELATED_MISMATCH;

	if (value == NULL)
		return TSM_RELATED_UNKNOWN;
	if (value->type != TSM_JSON_STRING || value->text.len > DIGEST_TEXT_MAX)
		return TSM_RELATED_MISMATCH;
	tsm_buf_init(&bytes, DIGEST_TEXT_MAX);
	enum tsm_status status = tsm_multibase_decode(&bytes, value->text);
	if (status == TSM_OK)
		fit = fit_bytes(address, bytes.data, bytes.len);
	else if (status == TSM_E_MEMORY)
		fit = TSM_RELATED_MEMORY;
	else if (status == TSM_E_UNSUPPORTED)
		fit = TSM_RELATED_UNKNOWN; /* another base */
	tsm_buf_release(&bytes);
	return fit;
}

enum tsm_related tsm_related_fit(const struct tsm_json *item)
{
	const struct tsm_json *id = tsm_json_get(item, "id");

	if (!tsm_json_is(id, TSM_JSON_STRING) ||
	    tsm_jsonld_builtin_digest(id->text, 0) == NULL)
		return TSM_RELATED_UNKNOWN;
	enum tsm_related sri =
	    fit_sri(id->text, tsm_json_get(item, "digestSRI"));
	enum tsm_related multibase =
	    fit_multibase(id->text, tsm_json_get(item, "digestMultibase"));
	return sri > multibase ? sri : multibase;
}
