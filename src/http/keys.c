/*
 * keys.c - a table of API keys, of which only the hashes are known.
 */
#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/base/encode.h"
#include "testamur/base/id.h"
#include "testamur/base/time.h"
#include "testamur/http/keys.h"
#include "testamur/json/doc.h"
#include "testamur/json/write.h"

/* So that a key is recognised where it should not be, by whoever scans. */
#define PREFIX "tsm_"

static bool is_hash(const char *text)
{
	size_t n = strspn(text, "0123456789abcdef");

	return n == TSM_SHA256_HEX - 1 && text[n] == '\0';
}

static enum tsm_status read_key(
    struct tsm_keys *keys, const struct tsm_json *value, struct tsm_error *err)
{
	struct tsm_key *key = &keys->keys[keys->count];

	key->name = tsm_json_get_string(value, "name");
	key->sha256 = tsm_json_get_string(value, "sha256");
	key->created = tsm_json_get_string(value, "created");
	if (key->name == NULL || !tsm_slug_valid(tsm_str(key->name)))
		return tsm_json_fail(
		    err, TSM_E_VALUE, value, "a key has a name, a slug");
	if (key->sha256 == NULL || !is_hash(key->sha256) ||
	    key->created == NULL)
		return tsm_json_fail(err, TSM_E_VALUE, value,
		    "a key has sha256, 64 hexadecimal digits, and created");
	if (tsm_keys_named(keys, key->name) != NULL)
		return tsm_json_fail(err, TSM_E_DUPLICATE, value,
		    "there are two keys of this name");
	keys->count++;
	return TSM_OK;
}

enum tsm_status tsm_keys_read(struct tsm_arena *arena, struct tsm_str text,
    struct tsm_keys *ret_keys, struct tsm_error *err)
{
	const struct tsm_json *root = NULL;
	struct tsm_keys *keys = tsm_arena_alloc(arena, sizeof(*keys));

	if (keys == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(tsm_json_parse(arena, text.ptr, text.len, NULL, &root, err));
	const struct tsm_json *all = tsm_json_get(root, "keys");
	if (!tsm_json_is(all, TSM_JSON_ARRAY))
		return tsm_json_fail(err, TSM_E_VALUE, root,
		    "this is no file of API keys: it has no array \"keys\"");
	if (all->count > TSM_KEYS_MAX)
		return tsm_json_fail(
		    err, TSM_E_LIMIT, all, "at most %d keys", TSM_KEYS_MAX);
	for (size_t i = 0; i < all->count; i++)
		TSM_TRY(read_key(keys, tsm_json_at(all, i), err));
	*ret_keys = *keys;
	return TSM_OK;
}

enum tsm_status tsm_keys_write(const struct tsm_keys *keys, struct tsm_buf *out)
{
	json_t *root = json_object();
	json_t *all = tsm_json_set_array(root, "keys");

	for (size_t i = 0; i < keys->count; i++) {
		json_t *key = tsm_json_add_object(all);
		tsm_json_set(key, "name", keys->keys[i].name);
		tsm_json_set(key, "sha256", keys->keys[i].sha256);
		tsm_json_set(key, "created", keys->keys[i].created);
	}
	enum tsm_status status = tsm_json_write(root, TSM_JSON_PRETTY, out);
	json_decref(root);
	return status;
}

const struct tsm_key *tsm_keys_named(
    const struct tsm_keys *keys, const char *name)
{
	for (size_t i = 0; i < keys->count; i++)
		if (strcmp(keys->keys[i].name, name) == 0)
			return &keys->keys[i];
	return NULL;
}

/* Times tell of hashes only, which say nothing of another key's. */
const struct tsm_key *tsm_keys_find(
    const struct tsm_keys *keys, const char *token)
{
	char hash[TSM_SHA256_HEX];

	if (tsm_sha256_hex(token, strlen(token), hash) != TSM_OK)
		return NULL;
	for (size_t i = 0; i < keys->count; i++)
		if (strcmp(keys->keys[i].sha256, hash) == 0)
			return &keys->keys[i];
	return NULL;
}

static enum tsm_status make_token(
    const struct tsm_random *random, char token[TSM_KEY_TOKEN])
{
	unsigned char secret[32];
	struct tsm_buf text;

	tsm_buf_init(&text, TSM_KEY_TOKEN - 1);
	enum tsm_status status =
	    tsm_random_fill(random, secret, sizeof(secret));
	if (status == TSM_OK) {
		tsm_buf_adds(&text, PREFIX);
		status = tsm_base64url_encode(&text, secret, sizeof(secret));
	}
	if (status == TSM_OK)
		memcpy(token, text.data, text.len + 1);
	tsm_wipe(secret, sizeof(secret));
	if (text.data != NULL)
		tsm_wipe(text.data, text.len);
	tsm_buf_release(&text);
	return status;
}

enum tsm_status tsm_keys_add(struct tsm_arena *arena, struct tsm_keys *keys,
    const char *name, int64_t now, const struct tsm_random *random,
    char token[TSM_KEY_TOKEN], struct tsm_error *err)
{
	char hash[TSM_SHA256_HEX];
	char created[TSM_TIME_TEXT];

	if (!tsm_slug_valid(tsm_str(name)))
		return tsm_fail(err, TSM_E_VALUE, name,
		    "a name has letters, digits and hyphens, such as board-1");
	if (tsm_keys_named(keys, name) != NULL)
		return tsm_fail(err, TSM_E_DUPLICATE, name,
		    "there is a key of this name; revoke it first");
	if (keys->count == TSM_KEYS_MAX)
		return tsm_fail(
		    err, TSM_E_LIMIT, NULL, "at most %d keys", TSM_KEYS_MAX);
	enum tsm_status status = make_token(random, token);
	if (status == TSM_OK)
		status = tsm_sha256_hex(token, strlen(token), hash);
	if (status != TSM_OK)
		return tsm_fail(err, status, NULL, "the key cannot be made");
	struct tsm_key *key = &keys->keys[keys->count];
	key->name = tsm_arena_dup(arena, name);
	key->sha256 = tsm_arena_dup(arena, hash);
	key->created = tsm_arena_dup(arena, tsm_time_format(now, created));
	if (key->name == NULL || key->sha256 == NULL || key->created == NULL)
		return tsm_fail_memory(err);
	keys->count++;
	return TSM_OK;
}

enum tsm_status tsm_keys_remove(
    struct tsm_keys *keys, const char *name, struct tsm_error *err)
{
	const struct tsm_key *key = tsm_keys_named(keys, name);

	if (key == NULL)
		return tsm_fail(
		    err, TSM_E_NOT_FOUND, name, "there is no such key");
	size_t place = (size_t)(key - keys->keys);
	memmove(&keys->keys[place], &keys->keys[place + 1],
	    (keys->count - place - 1) * sizeof(*key));
	keys->count--;
	return TSM_OK;
}
