/* init: make a data folder. */
#include <string.h>

#include "app.h"
#include "link.h"
#include "testamur/base/file.h"
#include "testamur/base/uri.h"

/* An instance is an https origin, perhaps with a path before its pages. */
static enum tsm_status check_url(const char *text, struct tsm_error *err)
{
	struct tsm_uri uri;
	if (tsm_uri_parse(tsm_str(text), &uri) != TSM_OK ||
	    !tsm_str_is(uri.scheme, "https") || uri.host.len == 0 ||
	    uri.userinfo.len > 0 || uri.has_query || uri.has_fragment)
		return tsm_fail(err, TSM_E_VALUE, "--public-url",
		    "the public URL has to be https://HOST or "
		    "https://HOST/PREFIX: it is the identity of everything "
		    "issued here and cannot change later");
	return TSM_OK;
}

static enum tsm_status write_config(struct app *app, const char *public_url,
    const char *store_url, struct tsm_error *err)
{
	const char *path =
	    tsm_arena_printf(&app->arena, "%s/config.json", app->data);
	json_t *config = json_object();
	struct tsm_buf out;
	if (path == NULL) {
		json_decref(config);
		return tsm_fail_memory(err);
	}
	tsm_buf_init(&out, 0);
	tsm_json_set(config, "public_url", public_url);
	tsm_json_set(config, "store", store_url);
	enum tsm_status status = tsm_json_write(config, TSM_JSON_PRETTY, &out);
	json_decref(config);
	if (status == TSM_OK)
		status = tsm_file_write(path, out.data, out.len, 0600, err);
	else
		status = tsm_fail_memory(err);
	tsm_buf_release(&out);
	return status;
}

static enum tsm_status init(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	struct tsm_error none = { 0 };
	const struct tsm_store_options create = { .create = true };
	const char *given = tsm_args_get(args, "public-url");
	TSM_TRY(check_url(given, err));
	char *url = tsm_arena_dup(&app->arena, given);
	if (url == NULL)
		return tsm_fail_memory(err);
	for (size_t n = strlen(url); n > 0 && url[n - 1] == '/'; n--)
		url[n - 1] = '\0';
	enum tsm_status status = app_configure(app, args, &none);
	if (status == TSM_OK)
		return tsm_fail(err, TSM_E_DUPLICATE, app->data,
		    "this is a data folder already (of %s)", app->public_url);
	/* one that cannot be read is not a new one: its links and identity
	 * would be lost */
	if (status != TSM_E_NOT_FOUND) {
		*err = none;
		return status;
	}
	TSM_TRY(tsm_file_mkdirs(app->data, 0700, err));
	TSM_TRY(tsm_file_mkdirs(app->keys, 0700, err));
	if (tsm_args_get(args, "store") != NULL)
		app->store_url = tsm_args_get(args, "store");
	TSM_TRY(tsm_store_new(app->store_url, &create, &app->store, err));
	TSM_TRY(link_key_create(app, err));
	/* last, so that a folder with a config is a whole one */
	TSM_TRY(write_config(app, url, tsm_args_get(args, "store"), err));
	TSM_TRY(app_audit(app, "instance.init", url, NULL, err));
	if (app->json) {
		json_t *result = json_object();
		tsm_json_set(result, "data", app->data);
		tsm_json_set(result, "public_url", url);
		return app_print_json(result, err);
	}
	(void)printf("%s is ready; everything issued here will be known as "
		     "%s\nBack this folder up: keys/ cannot be made again.\n"
		     "Next: testamur-issuer organisation import FILE\n",
	    app->data, url);
	return TSM_OK;
}

static int run_init(void *ctx, const struct tsm_args *args)
{
	(void)ctx;
	return app_run_bare(args, init);
}

static const struct tsm_option options[] = {
	{ "public-url", TSM_OPT_VALUE, "URL",
	    "https address under which the world will see this instance",
	    true },
	TSM_OPTIONS_END,
};

const struct tsm_command cli_init_commands[] = {
	{ "init", NULL, "make a data folder: database, keys, configuration",
	    NULL, options, run_init, 0, 0 },
	TSM_COMMANDS_END,
};
