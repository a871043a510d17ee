#include "link.h"

#include <string.h>
#include <unistd.h>

#include "testamur/base/alloc.h"
#include "testamur/base/digest.h"
#include "testamur/base/encode.h"
#include "testamur/base/file.h"
#include "testamur/store/person.h"

#define KEY_SIZE    sizeof(((struct link_key *)NULL)->bytes)
#define SECRET_SIZE 16 /* 128 bits */

static const char *key_path(struct app *app)
{
	return tsm_arena_printf(&app->arena, "%s/link.key", app->data);
}

enum tsm_status link_key_create(struct app *app, struct tsm_error *err)
{
	unsigned char key[KEY_SIZE];
	const char *path = key_path(app);
	if (path == NULL)
		return tsm_fail_memory(err);
	if (access(path, F_OK) == 0)
		return TSM_OK; /* links made with it are out there */
	enum tsm_status status = tsm_random_fill(app->random, key, sizeof(key));
	if (status == TSM_OK)
		status = tsm_file_write(path, key, sizeof(key), 0600, err);
	tsm_wipe(key, sizeof(key));
	return status;
}

enum tsm_status link_key_read(
    struct app *app, struct link_key *ret_key, struct tsm_error *err)
{
	struct tsm_buf file;
	const char *path = key_path(app);
	if (path == NULL)
		return tsm_fail_memory(err);
	tsm_buf_init(&file, KEY_SIZE);
	enum tsm_status status = tsm_file_read(path, KEY_SIZE, &file, err);
	if (status == TSM_OK && file.len != KEY_SIZE)
		status = tsm_fail(err, TSM_E_VALUE, path,
		    "this is not the key of the holders' links");
	if (status == TSM_OK)
		memcpy(ret_key->bytes, file.data, KEY_SIZE);
	tsm_wipe(file.data, file.len);
	tsm_buf_release(&file);
	return status;
}

void link_key_wipe(struct link_key *key)
{
	tsm_wipe(key, sizeof(*key));
}

enum tsm_status link_secret_by(struct app *app, const struct link_key *key,
    const char *id, const char **ret_secret, struct tsm_error *err)
{
	unsigned char mac[TSM_SHA256_SIZE];
	struct tsm_buf text;
	tsm_buf_init(&text, 0);
	enum tsm_status status =
	    tsm_hmac_sha256(key->bytes, KEY_SIZE, id, strlen(id), mac);
	if (status == TSM_OK)
		status = tsm_base64url_encode(&text, mac, SECRET_SIZE);
	if (status == TSM_OK) {
		*ret_secret = tsm_arena_str(&app->arena, tsm_buf_str(&text));
		if (*ret_secret == NULL)
			status = tsm_fail_memory(err);
	}
	tsm_buf_release(&text);
	return status;
}

enum tsm_status link_secret(struct app *app, const char *id,
    const char **ret_secret, struct tsm_error *err)
{
	struct link_key key;
	TSM_TRY(link_key_read(app, &key, err));
	enum tsm_status status = link_secret_by(app, &key, id, ret_secret, err);
	link_key_wipe(&key);
	return status;
}

enum tsm_status link_person_page(struct app *app, const char *person,
    const char **ret_url, struct tsm_error *err)
{
	char hash[TSM_SHA256_HEX];
	const char *secret = NULL;
	const char *name = tsm_arena_printf(&app->arena, "units/%s", person);
	if (name == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(link_secret(app, name, &secret, err));
	TSM_TRY(link_secret_hash(secret, hash));
	TSM_TRY(tsm_store_person_link_add(app->store, hash, person, err));
	*ret_url =
	    tsm_arena_printf(&app->arena, "%s/u/%s", app->public_url, secret);
	return *ret_url != NULL ? TSM_OK : tsm_fail_memory(err);
}

enum tsm_status link_secret_hash(const char *secret, char *out)
{
	return tsm_sha256_hex(secret, strlen(secret), out);
}
