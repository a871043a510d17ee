/* api_keys.c - the file of API keys, read again when it changes. */
#include "api_keys.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "mark.h"
#include "testamur/base/alloc.h"
#include "testamur/base/time.h"

struct api_keys {
	const char *path;
	pthread_mutex_t lock;
	int64_t looked; /* when the file was last looked at */
	struct file_mark seen;
	bool read; /* as it was seen */
	struct tsm_arena arena;
	struct tsm_keys keys;
};

const char *api_keys_path(const struct tsm_args *args, const char *option)
{
	const char *path = tsm_args_get(args, option);

	if (path == NULL)
		path = getenv("TESTAMUR_API_KEYS");
	return path != NULL && path[0] != '\0' ? path : NULL;
}

/* --- the server's ----------------------------------------------------------- */

static enum tsm_status load(struct api_keys *keys, struct tsm_error *err)
{
	keys->seen = file_mark(keys->path);
	tsm_arena_release(&keys->arena);
	enum tsm_status status =
	    tsm_keys_load(&keys->arena, keys->path, &keys->keys, err);
	keys->read = status == TSM_OK;
	if (status != TSM_OK)
		memset(&keys->keys, 0, sizeof(keys->keys));
	return status;
}

enum tsm_status api_keys_new(
    const char *path, struct api_keys **ret_keys, struct tsm_error *err)
{
	struct api_keys *keys = tsm_calloc(1, sizeof(*keys));

	if (keys == NULL)
		return tsm_fail_memory(err);
	keys->path = path;
	tsm_arena_init(&keys->arena, 0);
	(void)pthread_mutex_init(&keys->lock, NULL);
	keys->looked = tsm_time_now();
	enum tsm_status status = load(keys, err);
	if (status != TSM_OK)
		api_keys_free(&keys);
	*ret_keys = keys;
	return status;
}

void api_keys_free(struct api_keys **keys)
{
	if (*keys == NULL)
		return;
	(void)pthread_mutex_destroy(&(*keys)->lock);
	tsm_arena_release(&(*keys)->arena);
	tsm_free(*keys);
	*keys = NULL;
}

/* What could not be read, for want of memory or descriptors perhaps, is tried
 * again each second, and said once. */
static void refresh(struct api_keys *keys)
{
	struct tsm_error err = { 0 };

	if (tsm_time_now() == keys->looked)
		return;
	keys->looked = tsm_time_now();
	struct file_mark now = file_mark(keys->path);
	bool changed = !file_mark_same(&now, &keys->seen);
	if ((changed || !keys->read) && load(keys, &err) != TSM_OK && changed)
		app_log("error", "api_keys", NULL, err.text);
}

enum tsm_status api_keys_name(
    struct api_keys *keys, const char *token, char *name, size_t size)
{
	pthread_mutex_lock(&keys->lock);
	refresh(keys);
	const struct tsm_key *key = tsm_keys_find(&keys->keys, token);
	if (key != NULL)
		(void)snprintf(name, size, "%s", key->name);
	pthread_mutex_unlock(&keys->lock);
	return key != NULL ? TSM_OK : TSM_E_UNAUTHENTICATED;
}
