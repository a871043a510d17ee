/* apikey add | list | revoke: who may ask more often. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "api_keys.h"
#include "app.h"
#include "testamur/base/alloc.h"
#include "testamur/base/time.h"
#include "testamur/json/write.h"

#define FILE_OPTION                                                       \
 {                                                                        \
  "file", TSM_OPT_VALUE, "FILE",                                          \
      "the file of keys (else $TESTAMUR_API_KEYS, else keys.json)", false \
 }

const struct tsm_option cli_apikey_options[] = {
	FILE_OPTION,
	TSM_OPTIONS_END,
};

const struct tsm_option cli_apikey_list_options[] = {
	FILE_OPTION,
	{ "json", TSM_OPT_FLAG, NULL, "print the list as JSON", false },
	TSM_OPTIONS_END,
};

typedef enum tsm_status change(struct tsm_arena *arena, struct tsm_keys *keys,
    const char *name, char token[TSM_KEY_TOKEN], struct tsm_error *err);

/* Written before the key is shown: one that is shown counts. */
static enum tsm_status change_file(const char *path, const char *name,
    change *make, char token[TSM_KEY_TOKEN], struct tsm_error *err)
{
	struct tsm_arena arena;
	struct tsm_keys *keys = tsm_calloc(1, sizeof(*keys));

	if (keys == NULL)
		return tsm_fail_memory(err);
	tsm_arena_init(&arena, 0);
	int lock = tsm_keys_lock(path);
	enum tsm_status status = tsm_keys_load(&arena, path, keys, err);
	if (status == TSM_OK)
		status = make(&arena, keys, name, token, err);
	if (status == TSM_OK)
		status = tsm_keys_save(keys, path, err);
	if (lock >= 0)
		(void)close(lock);
	tsm_arena_release(&arena);
	tsm_free(keys);
	return status;
}

static int run_change(const struct tsm_args *args, change *make)
{
	const char *path = api_keys_path(args, "file");
	char token[TSM_KEY_TOKEN] = "";
	struct tsm_error err = { 0 };

	enum tsm_status status = change_file(path != NULL ? path : "keys.json",
	    tsm_args_operand(args, 0), make, token, &err);
	if (status == TSM_OK && token[0] != '\0')
		(void)printf("%s\n", token);
	tsm_wipe(token, sizeof(token));
	return status == TSM_OK ? 0 : app_fail(NULL, err.status, &err);
}

static enum tsm_status add(struct tsm_arena *arena, struct tsm_keys *keys,
    const char *name, char token[TSM_KEY_TOKEN], struct tsm_error *err)
{
	return tsm_keys_add(
	    arena, keys, name, tsm_time_now(), tsm_random_system(), token, err);
}

int cli_apikey_add(void *ctx, const struct tsm_args *args)
{
	(void)ctx;
	return run_change(args, add);
}

static enum tsm_status take_away(struct tsm_arena *arena, struct tsm_keys *keys,
    const char *name, char token[TSM_KEY_TOKEN], struct tsm_error *err)
{
	(void)arena;
	(void)token;
	return tsm_keys_remove(keys, name, err);
}

int cli_apikey_revoke(void *ctx, const struct tsm_args *args)
{
	(void)ctx;
	return run_change(args, take_away);
}

static enum tsm_status print(const struct tsm_keys *keys, bool json)
{
	json_t *all = json ? json_array() : NULL;

	for (size_t i = 0; i < keys->count; i++) {
		const struct tsm_key *key = &keys->keys[i];
		if (!json) {
			(void)printf("%s\t%s\n", key->name, key->created);
			continue;
		}
		json_t *row = tsm_json_add_object(all);
		tsm_json_set(row, "name", key->name);
		tsm_json_set(row, "created", key->created);
	}
	enum tsm_status status = json ? app_print_json(all) : TSM_OK;
	json_decref(all);
	return status;
}

int cli_apikey_list(void *ctx, const struct tsm_args *args)
{
	const char *path = api_keys_path(args, "file");
	struct tsm_error err = { 0 };
	struct tsm_arena arena;
	struct tsm_keys *keys = tsm_calloc(1, sizeof(*keys));

	(void)ctx;
	if (keys == NULL)
		return TSM_EXIT_FAULT;
	tsm_arena_init(&arena, 0);
	enum tsm_status status = tsm_keys_load(
	    &arena, path != NULL ? path : "keys.json", keys, &err);
	if (status != TSM_OK)
		(void)app_fail(NULL, err.status, &err);
	else
		status = print(keys, tsm_args_has(args, "json"));
	tsm_arena_release(&arena);
	tsm_free(keys);
	return status == TSM_OK         ? 0
	       : status == TSM_E_MEMORY ? TSM_EXIT_FAULT
					: TSM_EXIT_USAGE;
}
