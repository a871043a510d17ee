/*
 * A document that is altered never verifies, unless what its proof signs is
 * unchanged; and then who reads its JSON still finds its end and its status.
 *
 * An input is a document if it begins with '{'; else it says which one of
 * ours to alter: its number, then a position in 16 bits, what to do there
 * and a byte, as often as one likes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../unit/proof/signed.h"
#include "testamur/json/write.h"
#include "testamur/proof/integrity.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What one of our proofs signs. */
struct original {
	struct tsm_public_key *key;
	const struct tsm_json *root;
	struct tsm_integrity_hash hash[2]; /* of each proof; or its quads' */
};

static struct tsm_jsonld_store *store;
static struct tsm_arena kept;
static struct original originals[SIGNED_DOCUMENTS];

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void hash_of(struct tsm_integrity *integrity, size_t n,
    const struct tsm_public_key *key, struct tsm_integrity_hash *ret_hash)
{
	const struct tsm_integrity_proof *proof = &integrity->proofs[n];
	const struct tsm_rdf_canon_options options = { .hash = TSM_SHA256 };
	const struct tsm_rdf_dataset *dataset;
	struct tsm_rdf_canonical canonical;

	if (proof->suite->form != TSM_INTEGRITY_SD) {
		require(tsm_integrity_hash(integrity, proof->suite,
			    tsm_integrity_digest(tsm_public_key_type(key)),
			    proof->json, ret_hash, NULL, NULL) == TSM_OK);
		return;
	}
	memset(ret_hash, 0, sizeof(*ret_hash));
	ret_hash->len = TSM_SHA256_SIZE;
	require(
	    tsm_integrity_dataset(integrity, &dataset, NULL, NULL) == TSM_OK &&
	    tsm_rdf_canonize(dataset, &options, integrity->arena, &canonical,
		NULL) == TSM_OK &&
	    tsm_rdf_canonical_digest(&canonical, TSM_SHA256, ret_hash->data) ==
		TSM_OK);
}

static bool opened(struct tsm_arena *arena, const struct tsm_json *root,
    struct tsm_integrity *ret_integrity)
{
	bool open = tsm_integrity_open(arena, root, store, NULL, ret_integrity,
			NULL) == TSM_OK;
	ret_integrity->plain = true;
	return open;
}

static void set_up(void)
{
	if (store != NULL)
		return;
	tsm_json_setup();
	tsm_arena_init(&kept, 0);
	require(tsm_jsonld_store_new(&store) == TSM_OK);
	for (size_t i = 0; i < SIGNED_DOCUMENTS; i++) {
		const struct signed_document *d = &signed_documents[i];
		struct original *o = &originals[i];
		struct tsm_integrity integrity;
		require(tsm_json_parse(&kept, d->text, strlen(d->text), NULL,
			    &o->root, NULL) == TSM_OK);
		require(tsm_public_key_from_multikey(
			    tsm_str(d->multikey), &o->key, NULL) == TSM_OK);
		require(opened(&kept, o->root, &integrity));
		require(integrity.count <= 2);
		for (size_t n = 0; n < integrity.count; n++)
			hash_of(&integrity, n, o->key, &o->hash[n]);
	}
}

/* A text of the original is there, or something that is no text. */
static void require_text(
    const struct tsm_json *was, const struct tsm_json *is, const char *name)
{
	const struct tsm_json *before = tsm_json_get(was, name);
	const struct tsm_json *after = tsm_json_get(is, name);

	if (!tsm_json_is(before, TSM_JSON_STRING))
		return;
	require(after != NULL);
	require(after->type != TSM_JSON_STRING ||
		tsm_str_eq(before->text, after->text));
}

static void require_read(const struct tsm_json *was, const struct tsm_json *is)
{
	const struct tsm_json *before = tsm_json_get(was, "credentialStatus");
	const struct tsm_json *after = tsm_json_get(is, "credentialStatus");

	require_text(was, is, "validUntil");
	require_text(was, is, "expirationDate");
	require_text(was, is, "issuer");
	require((before == NULL) == (after == NULL));
	if (!tsm_json_is(after, TSM_JSON_OBJECT))
		return;
	require_text(before, after, "statusPurpose");
	require_text(before, after, "statusListIndex");
	require_text(before, after, "statusListCredential");
}

/* A proof holds: then it signs what one of ours does. */
static void require_ours(
    struct tsm_integrity *integrity, size_t n, const struct tsm_public_key *key)
{
	struct tsm_integrity_hash hash = { .len = 0 };

	hash_of(integrity, n, key, &hash);
	for (size_t i = 0; i < SIGNED_DOCUMENTS; i++)
		for (size_t k = 0; k < 2; k++)
			if (hash.len == originals[i].hash[k].len &&
			    memcmp(hash.data, originals[i].hash[k].data,
				hash.len) == 0) {
				require_read(
				    originals[i].root, integrity->document);
				return;
			}
	abort();
}

static void check(const char *text, size_t len)
{
	struct tsm_arena arena;
	struct tsm_integrity integrity;
	const struct tsm_json *root;

	tsm_arena_init(&arena, (size_t)64 << 20);
	if (tsm_json_parse(&arena, text, len, NULL, &root, NULL) == TSM_OK &&
	    opened(&arena, root, &integrity)) {
		for (size_t n = 0; n < integrity.count; n++)
			for (size_t i = 0; i < SIGNED_DOCUMENTS; i++) {
				struct tsm_integrity_result result;
				enum tsm_status status =
				    tsm_integrity_verify(&integrity, n,
					originals[i].key, NULL, &result, NULL);
				require(
				    status == TSM_OK || status == TSM_E_MEMORY);
				if (status == TSM_OK &&
				    result.answer == TSM_INTEGRITY_VALID)
					require_ours(
					    &integrity, n, originals[i].key);
			}
	}
	tsm_arena_release(&arena);
}

/* Replace, insert or remove a byte, as the edits say. */
static void alter(const uint8_t *data, size_t size)
{
	char text[4096];
	const char *from = signed_documents[data[0] % SIGNED_DOCUMENTS].text;
	size_t len = strlen(from);

	memcpy(text, from, len);
	for (size_t i = 1; i + 4 <= size && len + 1 < sizeof(text); i += 4) {
		size_t at = ((size_t)data[i] << 8 | data[i + 1]) % len;
		if (data[i + 2] % 3 == 0) {
			text[at] = (char)data[i + 3];
		} else if (data[i + 2] % 3 == 1) {
			memmove(text + at + 1, text + at, len - at);
			text[at] = (char)data[i + 3];
			len++;
		} else if (len > 2) {
			memmove(text + at, text + at + 1, len - at - 1);
			len--;
		}
	}
	check(text, len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	set_up();
	if (size == 0)
		return 0;
	if (data[0] == '{')
		check((const char *)data, size);
	else
		alter(data, size);
	return 0;
}
