/* apikey add | list | revoke | status: who may have things signed (serve
 * --vc-api-issuer), and what the operator does about what was. */
#include "app.h"
#include "testamur/base/alloc.h"
#include "testamur/http/keys.h"
#include "testamur/store/vcapi.h"

/* To change it: others wait until this process ends. */
static enum tsm_status load(struct app *app, bool change, const char **ret_path,
    struct tsm_keys **ret_keys, struct tsm_error *err)
{
	*ret_path = tsm_arena_printf(&app->arena, "%s/apikeys.json", app->data);
	*ret_keys = tsm_arena_alloc(&app->arena, sizeof(**ret_keys));
	if (*ret_path == NULL || *ret_keys == NULL)
		return tsm_fail_memory(err);
	if (change)
		(void)tsm_keys_lock(*ret_path);
	return tsm_keys_load(&app->arena, *ret_path, *ret_keys, err);
}

/* Written before the key is shown: one that is shown counts. */
static enum tsm_status add_key(struct app *app, const struct tsm_args *args,
    char token[TSM_KEY_TOKEN], struct tsm_error *err)
{
	const char *name = tsm_args_operand(args, 0);
	struct tsm_keys *keys = NULL;
	const char *path = NULL;
	TSM_TRY(load(app, true, &path, &keys, err));
	TSM_TRY(tsm_keys_add(
	    &app->arena, keys, name, app->now, app->random, token, err));
	TSM_TRY(tsm_keys_save(keys, path, err));
	return app_audit(app, "apikey.add", name, NULL, err);
}

static enum tsm_status add(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	char token[TSM_KEY_TOKEN] = "";
	enum tsm_status status = add_key(app, args, token, err);
	if (status == TSM_OK)
		(void)printf("%s\n", token);
	tsm_wipe(token, sizeof(token));
	return status;
}

static enum tsm_status revoke(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *name = tsm_args_operand(args, 0);
	struct tsm_keys *keys = NULL;
	const char *path = NULL;
	TSM_TRY(load(app, true, &path, &keys, err));
	TSM_TRY(tsm_keys_remove(keys, name, err));
	TSM_TRY(tsm_keys_save(keys, path, err));
	return app_audit(app, "apikey.revoke", name, NULL, err);
}

static enum tsm_status list(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_keys *keys = NULL;
	const char *path = NULL;
	(void)args;
	TSM_TRY(load(app, false, &path, &keys, err));
	json_t *json = app->json ? json_array() : NULL;
	for (size_t i = 0; i < keys->count; i++) {
		json_t *row = tsm_json_add_object(json);
		tsm_json_set(row, "name", keys->keys[i].name);
		tsm_json_set(row, "created", keys->keys[i].created);
		if (!app->json)
			(void)printf("%-20s since %s\n", keys->keys[i].name,
			    keys->keys[i].created);
	}
	return app->json ? app_print_json(json, err) : TSM_OK;
}

/* For a key that was lost, or that has things signed which should not be. */
static enum tsm_status set_status(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *id = tsm_args_operand(args, 1);
	bool set = !tsm_args_has(args, "clear");
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status =
	    tsm_store_vcapi_set(app->store, tsm_args_operand(args, 0), id, NULL,
		tsm_args_get(args, "purpose"), set, app->now, err);
	if (status == TSM_OK)
		status = app_audit(
		    app, set ? "vcapi.set" : "vcapi.clear", id, NULL, err);
	return app_end(app, status, err);
}

APP_COMMAND(add)
APP_COMMAND(list)
APP_COMMAND(revoke)
APP_COMMAND(set_status)

static const struct tsm_option status_options[] = {
	{ "purpose", TSM_OPT_VALUE, "PURPOSE", "revocation or suspension",
	    true },
	{ "clear", TSM_OPT_FLAG, NULL, "end a suspension", false },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_apikey_commands[] = {
	{ "apikey add", "NAME", "print a new key for the W3C's API",
	    "It is shown once; what is kept, in DATA/apikeys.json, is its "
	    "hash. Whoever has it can have\nthings signed by the organisation "
	    "of serve --vc-api-issuer.",
	    NULL, run_add, 1, 1 },
	{ "apikey list", NULL, "whose keys there are", NULL, NULL, run_list, 0,
	    0 },
	{ "apikey revoke", "NAME", "a key counts no more, at once",
	    "The next key of that name goes on with the credentials of the "
	    "last: so keys are changed.",
	    NULL, run_revoke, 1, 1 },
	{ "apikey status", "ORGANISATION ID",
	    "revoke or suspend what any key had issued",
	    "A key changes the status of the credentials alone that it had "
	    "issued itself; this is for all\nof them. ID is the credential's "
	    "own.",
	    status_options, run_set_status, 2, 2 },
	TSM_COMMANDS_END,
};
