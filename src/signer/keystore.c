/*
 * keystore.c - the keys of a folder, read when first used.
 */
#include "testamur/signer/keystore.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <sodium.h>

#include "testamur/base/alloc.h"
#include "testamur/base/file.h"

#include "keydir.h"
#include "private_key.h"

/* OpenSSL's secure heap: enough for thousands of keys in use. */
#define SECURE_HEAP_BYTES ((size_t)1 << 20)
#define SECURE_HEAP_CHUNK 64

struct loaded {
	char id[TSM_SIGNER_ID_MAX];
	struct private_key *key;
};

struct tsm_keystore {
	int dir;
	struct loaded *keys;
	size_t count;
};

enum tsm_status tsm_keystore_setup(void)
{
	if (sodium_init() < 0)
		return TSM_E_CRYPTO;
	/* without locked memory OpenSSL falls back to its ordinary heap */
	if (CRYPTO_secure_malloc_initialized() == 0)
		(void)CRYPTO_secure_malloc_init(
		    SECURE_HEAP_BYTES, SECURE_HEAP_CHUNK);
	return TSM_OK;
}

enum tsm_status tsm_keystore_open(
    const char *dir, struct tsm_keystore **ret_store, struct tsm_error *err)
{
	struct tsm_keystore *store = tsm_calloc(1, sizeof(*store));
	if (store == NULL)
		return tsm_fail_memory(err);
	enum tsm_status status = keydir_open(dir, &store->dir, err);
	if (status != TSM_OK) {
		tsm_free(store);
		return status;
	}
	*ret_store = store;
	return TSM_OK;
}

void tsm_keystore_free(struct tsm_keystore **store)
{
	if (*store == NULL)
		return;
	for (size_t i = 0; i < (*store)->count; i++)
		private_key_free(&(*store)->keys[i].key);
	tsm_free((*store)->keys);
	close((*store)->dir);
	tsm_free(*store);
	*store = NULL;
}

/* Read a key file through memory that is locked and wiped. */
static enum tsm_status load_key(int dir, const struct key_name *name,
    struct private_key **ret_key, struct tsm_error *err)
{
	size_t len = 0;
	char *text = sodium_malloc(TSM_KEYSTORE_FILE_MAX);
	if (text == NULL)
		return tsm_fail_memory(err);
	enum tsm_status status = keydir_read(dir, name, text, &len, err);
	if (status == TSM_OK)
		status = private_key_read(tsm_str_n(text, len), ret_key, err);
	sodium_free(text);
	return status;
}

/* The key of an id, read now if it was not yet. Borrowed. */
static enum tsm_status get(struct tsm_keystore *store, const char *id,
    const struct private_key **ret_key, struct tsm_error *err)
{
	for (size_t i = 0; i < store->count; i++)
		if (strcmp(store->keys[i].id, id) == 0) {
			*ret_key = store->keys[i].key;
			return TSM_OK;
		}
	struct key_name name;
	TSM_TRY(keydir_name(tsm_str(id), &name, err));
	if (store->count >= TSM_KEYSTORE_KEYS_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "the key store holds too many keys");
	struct loaded *keys =
	    tsm_realloc(store->keys, (store->count + 1) * sizeof(*keys));
	if (keys == NULL)
		return tsm_fail_memory(err);
	store->keys = keys;
	struct loaded *slot = &keys[store->count];
	memset(slot, 0, sizeof(*slot));
	TSM_TRY(load_key(store->dir, &name, &slot->key, err));
	memcpy(slot->id, id, strlen(id) + 1);
	store->count++;
	*ret_key = slot->key;
	return TSM_OK;
}

enum tsm_status tsm_keystore_public(struct tsm_keystore *store, const char *id,
    const struct tsm_public_key **ret_key, struct tsm_error *err)
{
	const struct private_key *key = NULL;
	TSM_TRY(get(store, id, &key, err));
	*ret_key = private_key_public(key);
	return TSM_OK;
}

enum tsm_status tsm_keystore_sign(struct tsm_keystore *store, const char *id,
    const char *alg, struct tsm_str message,
    struct tsm_signature *ret_signature, struct tsm_error *err)
{
	const struct private_key *key = NULL;
	TSM_TRY(get(store, id, &key, err));
	enum tsm_key_type type = tsm_public_key_type(private_key_public(key));
	if (!tsm_streq(alg, tsm_key_type_alg(type)))
		return tsm_fail(err, TSM_E_MISMATCH, NULL,
		    "the key signs with %s only", tsm_key_type_alg(type));
	if (message.len > TSM_SIGNER_MESSAGE_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "a message to sign is larger than %zu bytes",
		    TSM_SIGNER_MESSAGE_MAX);
	enum tsm_status status = private_key_sign(key, message, ret_signature);
	if (status != TSM_OK)
		return tsm_fail(err, status, NULL, "signing failed");
	return TSM_OK;
}

/* The ids found by a walk. */
struct names {
	char (*ids)[TSM_SIGNER_ID_MAX];
	size_t count;
	struct tsm_error *err;
};

static enum tsm_status collect(void *ctx, const struct key_name *name)
{
	struct names *names = ctx;
	if (names->count >= TSM_KEYSTORE_KEYS_MAX)
		return tsm_fail(names->err, TSM_E_LIMIT, NULL,
		    "the key folder holds too many keys");
	void *ids =
	    tsm_realloc(names->ids, (names->count + 1) * sizeof(*names->ids));
	if (ids == NULL)
		return tsm_fail_memory(names->err);
	names->ids = ids;
	char *id = names->ids[names->count++];
	size_t len = strlen(name->organisation);
	memcpy(id, name->organisation, len);
	id[len] = '/';
	memcpy(id + len + 1, name->kid, strlen(name->kid) + 1);
	return TSM_OK;
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp(a, b);
}

enum tsm_status tsm_keystore_list(
    struct tsm_keystore *store, struct tsm_buf *out, struct tsm_error *err)
{
	struct names names = { .err = err };
	struct tsm_buf text;
	tsm_buf_init(&text, 0);
	enum tsm_status status = keydir_walk(store->dir, collect, &names, err);
	if (status == TSM_OK && names.count > 0)
		qsort(names.ids, names.count, sizeof(*names.ids), compare_ids);
	for (size_t i = 0; status == TSM_OK && i < names.count; i++) {
		const struct tsm_public_key *key = NULL;
		status = tsm_keystore_public(store, names.ids[i], &key, err);
		if (status == TSM_OK)
			tsm_buf_printf(&text, "%s %s\n", names.ids[i],
			    tsm_key_type_alg(tsm_public_key_type(key)));
		else
			tsm_error_prefix(err, names.ids[i]);
	}
	tsm_free(names.ids);
	if (status == TSM_OK) {
		status = tsm_buf_status(&text);
		if (status == TSM_OK)
			status = tsm_buf_addstr(out, tsm_buf_str(&text));
		if (status != TSM_OK)
			(void)tsm_fail(
			    err, status, NULL, "the list of keys is too large");
	}
	tsm_buf_release(&text);
	return status;
}

/* Write a key that is not stored yet, and hand out its public part. */
static enum tsm_status store_key(const char *dir, const struct key_name *name,
    struct private_key *key, struct tsm_public_key **ret_key,
    struct tsm_error *err)
{
	BIO *bio = NULL;
	char *text = NULL;
	int folder = -1;
	enum tsm_status status = private_key_write(key, &bio);
	if (status != TSM_OK)
		return tsm_fail(err, status, NULL, "the key cannot be written");
	long len = BIO_get_mem_data(bio, &text);
	status = tsm_file_mkdirs(dir, 0700, err);
	if (status == TSM_OK)
		status = keydir_open(dir, &folder, err);
	if (status == TSM_OK)
		status = keydir_write(folder, name, text, (size_t)len, err);
	if (status == TSM_OK)
		*ret_key = private_key_take_public(key);
	if (folder >= 0)
		close(folder);
	BIO_free(bio);
	return status;
}

enum tsm_status tsm_keystore_create(const char *dir, const char *organisation,
    const char *kid, const char *alg, unsigned rsa_bits,
    struct tsm_public_key **ret_key, struct tsm_error *err)
{
	struct key_name name;
	struct private_key *key = NULL;
	TSM_TRY(keydir_name_of(organisation, kid, &name, err));
	TSM_TRY(private_key_generate(alg, rsa_bits, &key, err));
	enum tsm_status status = store_key(dir, &name, key, ret_key, err);
	private_key_free(&key);
	return status;
}

enum tsm_status tsm_keystore_import(const char *dir, const char *organisation,
    const char *kid, struct tsm_str pem, struct tsm_public_key **ret_key,
    struct tsm_error *err)
{
	struct key_name name;
	struct private_key *key = NULL;
	TSM_TRY(keydir_name_of(organisation, kid, &name, err));
	TSM_TRY(private_key_read(pem, &key, err));
	enum tsm_status status = store_key(dir, &name, key, ret_key, err);
	private_key_free(&key);
	return status;
}
