#include "app.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "testamur/base/file.h"
#include "testamur/base/limits.h"
#include "testamur/base/time.h"
#include "testamur/store/audit.h"
#include "testamur/store/organisation.h"

#define CONFIG_MAX ((size_t)64 << 10)
#define ARENA_MAX  ((size_t)2 << 30)
#define OUTPUT_MAX ((size_t)1 << 30)

/* Who has to act decides the exit status. */
static int exit_status(enum tsm_status status)
{
	if (status == TSM_OK)
		return 0;
	if (status == TSM_E_USAGE)
		return TSM_EXIT_USAGE;
	return status >= TSM_E_MEMORY ? 2 : 1;
}

static const char *actor_name(struct app *app, const struct tsm_args *args)
{
	const char *given = tsm_args_get(args, "as");
	const struct passwd *user = given == NULL ? getpwuid(geteuid()) : NULL;
	if (given == NULL)
		given = user != NULL ? user->pw_name : "unknown";
	return app_clean(app, tsm_arena_printf(&app->arena, "cli:%s", given));
}

static enum tsm_status prepare(struct app *app, const struct tsm_args *args)
{
	memset(app, 0, sizeof(*app));
	tsm_arena_init(&app->arena, ARENA_MAX);
	tsm_json_setup();
	app->now = tsm_time_now();
	app->random = tsm_random_system();
	app->json = tsm_args_has(args, "json");
	app->quiet = tsm_args_has(args, "quiet");
	app->data = tsm_args_get(args, "data");
	if (app->data == NULL)
		app->data = getenv("TESTAMUR_DATA");
	if (app->data == NULL || app->data[0] == '\0')
		app->data = "testamur-data";
	app->program = tsm_file_beside("testamur-signer", &app->arena);
	app->actor = actor_name(app, args);
	app->keys = tsm_arena_printf(&app->arena, "%s/keys", app->data);
	app->store_url =
	    tsm_arena_printf(&app->arena, "%s/testamur.db", app->data);
	if (app->program == NULL || app->actor == NULL || app->keys == NULL ||
	    app->store_url == NULL)
		return TSM_E_MEMORY;
	return TSM_OK;
}

enum tsm_status app_configure(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *path =
	    tsm_arena_printf(&app->arena, "%s/config.json", app->data);
	struct tsm_buf file;
	const struct tsm_json *root = NULL;
	if (path == NULL)
		return tsm_fail_memory(err);
	tsm_buf_init(&file, 0);
	enum tsm_status status = tsm_file_read(path, CONFIG_MAX, &file, err);
	if (status == TSM_E_NOT_FOUND)
		status = tsm_fail(err, TSM_E_NOT_FOUND, app->data,
		    "this is no data folder yet: make one with "
		    "'testamur-issuer init --public-url https://…'");
	if (status == TSM_OK)
		status = tsm_json_parse(
		    &app->arena, file.data, file.len, NULL, &root, err);
	tsm_buf_release(&file);
	if (status != TSM_OK) {
		if (status != TSM_E_NOT_FOUND)
			tsm_error_prefix(err, path);
		return status;
	}
	app->public_url = tsm_json_get_string(root, "public_url");
	if (app->public_url == NULL)
		return tsm_fail(
		    err, TSM_E_MISSING, path, "public_url is missing");
	if (tsm_json_get_string(root, "store") != NULL)
		app->store_url = tsm_json_get_string(root, "store");
	if (tsm_args_get(args, "store") != NULL)
		app->store_url = tsm_args_get(args, "store");
	return TSM_OK;
}

static int finish(
    struct app *app, enum tsm_status status, const struct tsm_error *err)
{
	if (status != TSM_OK)
		(void)fprintf(stderr, "testamur-issuer: %s%s%s\n", err->where,
		    err->where[0] != '\0' ? ": " : "",
		    err->text[0] != '\0' ? err->text : tsm_status_name(status));
	tsm_signer_close(&app->signer);
	tsm_jsonld_store_free(&app->contexts);
	tsm_store_free(&app->store);
	tsm_arena_release(&app->arena);
	if (fflush(stdout) != 0 && status == TSM_OK)
		return 2;
	return exit_status(status);
}

int app_run_bare(const struct tsm_args *args, app_action *action)
{
	struct app app;
	struct tsm_error err = { 0 };
	enum tsm_status status = prepare(&app, args);
	if (status == TSM_OK)
		status = action(&app, args, &err);
	return finish(&app, status, &err);
}

int app_run(const struct tsm_args *args, app_action *action)
{
	struct app app;
	struct tsm_error err = { 0 };
	enum tsm_status status = prepare(&app, args);
	if (status == TSM_OK)
		status = app_configure(&app, args, &err);
	if (status == TSM_OK)
		status = tsm_store_new(app.store_url, NULL, &app.store, &err);
	if (status == TSM_OK)
		status = action(&app, args, &err);
	return finish(&app, status, &err);
}

enum tsm_status app_signer(
    struct app *app, struct tsm_signer **ret_signer, struct tsm_error *err)
{
	if (app->signer == NULL)
		TSM_TRY(tsm_signer_start(
		    app->program, app->keys, &app->signer, err));
	*ret_signer = app->signer;
	return TSM_OK;
}

enum tsm_status app_print_json(json_t *value, struct tsm_error *err)
{
	struct tsm_buf out;
	tsm_buf_init(&out, OUTPUT_MAX);
	enum tsm_status status = tsm_json_write(value, TSM_JSON_PRETTY, &out);
	json_decref(value);
	if (status == TSM_OK && fwrite(out.data, 1, out.len, stdout) != out.len)
		status = TSM_E_IO;
	tsm_buf_release(&out);
	if (status != TSM_OK)
		return tsm_fail(
		    err, status, NULL, "the result could not be written");
	return TSM_OK;
}

enum tsm_status app_end(
    struct app *app, enum tsm_status status, struct tsm_error *err)
{
	if (status == TSM_OK)
		return tsm_store_commit(app->store, err);
	tsm_store_rollback(app->store);
	return status;
}

enum tsm_status app_audit(struct app *app, const char *action,
    const char *object, const char *detail, struct tsm_error *err)
{
	struct tsm_store_audit event = { .at = app->now,
		.actor = app->actor,
		.action = action,
		.object = object,
		.detail = detail };
	return tsm_store_audit_add(app->store, &event, err);
}

const char *app_clean(struct app *app, const char *text)
{
	return tsm_arena_disarmed(&app->arena, text);
}

enum tsm_status app_contexts(struct app *app,
    struct tsm_jsonld_store **ret_contexts, struct tsm_error *err)
{
	if (app->contexts == NULL &&
	    tsm_jsonld_store_new(&app->contexts) != TSM_OK)
		return tsm_fail_memory(err);
	*ret_contexts = app->contexts;
	return TSM_OK;
}

void app_scratch_begin(struct app *app, struct tsm_arena *ret_kept)
{
	*ret_kept = app->arena;
	tsm_arena_init(&app->arena, ARENA_MAX);
}

void app_scratch_end(struct app *app, const struct tsm_arena *kept)
{
	tsm_arena_release(&app->arena);
	app->arena = *kept;
}

enum tsm_status app_organisation(
    struct app *app, const char *id, struct tsm_error *err)
{
	struct tsm_store_organisation o;
	if (id == NULL)
		return TSM_OK;
	enum tsm_status status =
	    tsm_store_organisation_get(app->store, id, &app->arena, &o, err);
	if (status == TSM_E_NOT_FOUND)
		return tsm_fail(err, status, id,
		    "no such organisation; 'organisation list' shows them");
	return status;
}

const char *app_count(
    struct app *app, size_t count, const char *one, const char *many)
{
	const char *text = tsm_arena_printf(
	    &app->arena, "%zu %s", count, count == 1 ? one : many);
	return text != NULL ? text : many;
}
