#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attester.h"
#include "issuers.h"
#include "saved.h"
#include "testamur/base/alloc.h"
#include "testamur/base/file.h"
#include "testamur/base/processors.h"
#include "testamur/base/time.h"
#include "testamur/contexts/folder.h"
#include "testamur/http/log.h"

/* --- what went wrong -------------------------------------------------------- */

/* "text: ", disarmed: names of files and parts of them are anybody's. */
static void put_place(const char *text)
{
	char line[1024];
	const struct tsm_str shown = tsm_utf8_cut(tsm_str(text), sizeof(line));

	if (shown.len == 0)
		return;
	memcpy(line, shown.ptr, shown.len);
	(void)fprintf(
	    stderr, "%.*s: ", (int)tsm_utf8_disarm(line, shown.len), line);
}

int app_fail(
    const char *about, enum tsm_status status, const struct tsm_error *err)
{
	struct tsm_error why = *err;

	why.text[tsm_utf8_disarm(why.text, strlen(why.text))] = '\0';
	put_place("testamur-verifier");
	if (!tsm_streq(about, err->where))
		put_place(about);
	put_place(err->where);
	(void)fprintf(stderr, "%s\n",
	    why.text[0] != '\0' ? why.text : tsm_status_name(status));
	return status == TSM_E_MEMORY || status == TSM_E_INTERNAL
		   ? TSM_EXIT_FAULT
		   : TSM_EXIT_USAGE;
}

int app_usage(const char *text)
{
	(void)fprintf(stderr, "testamur-verifier: %s\n", text);
	return TSM_EXIT_USAGE;
}

/* --- opening ---------------------------------------------------------------- */

/* About an option of the command line. */
static int usage(const char *option, const struct tsm_error *err)
{
	return app_fail(option, err->status, err);
}

static int open_sites(struct app *app, const struct tsm_args *args)
{
	struct tsm_error err = { 0 };
	const char *url;

	for (size_t i = 0; (url = tsm_args_nth(args, "issuer-url", i)) != NULL;
	     i++)
		if (sites_add(&app->sites, url, &err) != TSM_OK)
			return usage("--issuer-url", &err);
	return 0;
}

static int open_net(struct app *app, const struct tsm_args *args)
{
	struct tsm_error err = { 0 };
	const char *text;

	while ((text = tsm_args_nth(args, "fetch-map", app->n_maps)) != NULL) {
		if (app->n_maps == TSM_FETCH_MAPS_MAX) {
			(void)tsm_fail(&err, TSM_E_LIMIT, NULL,
			    "at most %d maps", TSM_FETCH_MAPS_MAX);
			return usage("--fetch-map", &err);
		}
		app->maps[app->n_maps++] = text;
	}
	text = tsm_args_get(args, "offline");
	if (text != NULL && strcmp(text, "-") == 0)
		return 0;
	if (text != NULL) {
		if (saved_open(text, &app->saved, &err) != TSM_OK)
			return usage("--offline", &err);
		app->fetcher = saved_fetcher(app->saved);
		return 0;
	}
	const struct tsm_net_options options = {
		.maps = app->maps,
		.ca_file = tsm_args_get(args, "ca-file"),
		.cache_folder = tsm_args_get(args, "cache"),
		.now = tsm_time_now(),
	};
	if (tsm_net_new(&options, &app->net, &err) != TSM_OK)
		return usage("--fetch-map, --ca-file or --cache", &err);
	app->fetcher = tsm_net_fetcher(app->net);
	return 0;
}

/* The built-in contexts and those of --contexts. */
static int open_contexts(struct app *app, const struct tsm_args *args)
{
	struct tsm_error err = { 0 };
	const char *folder = tsm_args_get(args, "contexts");
	struct tsm_contexts_visitor visitor = { tsm_contexts_keep, NULL };

	if (tsm_jsonld_store_new(&app->contexts) != TSM_OK)
		return app_fail(NULL, TSM_E_MEMORY, &err);
	if (folder != NULL &&
	    tsm_contexts_add(app->contexts, folder, &err) != TSM_OK)
		return usage("--contexts", &err);
	visitor.self = app->contexts;
	app->contexts_folder = folder;
	if (app->saved != NULL &&
	    saved_contexts(app->saved, &visitor, &err) != TSM_OK)
		return usage("--offline", &err);
	return 0;
}

static int open_lists(struct app *app, const struct tsm_args *args, bool lists)
{
	struct tsm_error err = { 0 };
	enum tsm_status status = issuers_read(app, args, lists, &err);

	if (status == TSM_OK)
		return 0;
	int exit_status = usage("list of issuers", &err);
	return status == TSM_E_MEMORY ? TSM_EXIT_FAULT : exit_status;
}

/* A process at once for each processor. */
static enum tsm_status open_decoder(struct app *app)
{
	unsigned processors = tsm_processors();
	struct tsm_arena arena;

	tsm_arena_init(&arena, 0);
	const struct tsm_decoder_options options = {
		.program = tsm_file_beside("testamur-decoder", &arena),
		.children = processors < 2   ? 2
			    : processors > 8 ? 8
					     : processors,
	};
	enum tsm_status status = options.program != NULL
				     ? tsm_decoder_new(&options, &app->decoder)
				     : TSM_E_MEMORY;
	tsm_arena_release(&arena);
	app->pictures = (struct tsm_qr_reader){ app->decoder, tsm_decoder_run };
	return status;
}

static int open_app(struct app *app, const struct tsm_args *args, bool lists)
{
	struct tsm_error err = { 0 };

	memset(app, 0, sizeof(*app));
	int exit_status = open_sites(app, args);
	if (exit_status == 0)
		exit_status = open_net(app, args);
	if (exit_status == 0)
		exit_status = open_contexts(app, args);
	/* last: of a signed list the key may have to be asked for */
	if (exit_status == 0)
		exit_status = open_lists(app, args, lists);
	if (exit_status != 0)
		return exit_status;
	if (open_decoder(app) != TSM_OK)
		return app_fail(NULL, TSM_E_MEMORY, &err);
	const struct tsm_verifier_options options = {
		.fetcher = app->fetcher,
		.dated = app->saved != NULL,
		.trust = app->trust,
		.contexts = app->contexts,
		.pictures = &app->pictures,
		.fetch_maps = app->maps,
		.n_fetch_maps = app->n_maps,
	};
	if (tsm_verifier_new(&options, &app->verifier, &err) != TSM_OK) {
		(void)usage("start", &err);
		return TSM_EXIT_FAULT;
	}
	return 0;
}

int app_open(struct app *app, const struct tsm_args *args)
{
	return open_app(app, args, true);
}

int app_open_bare(struct app *app, const struct tsm_args *args)
{
	return open_app(app, args, false);
}

void app_close(struct app *app)
{
	tsm_verifier_free(&app->verifier);
	tsm_decoder_free(&app->decoder);
	saved_free(&app->saved);
	tsm_net_free(&app->net);
	issuers_release(app);
	attester_free(&app->attester);
	tsm_jsonld_store_free(&app->contexts);
	tsm_limiter_free(&app->guesses);
	for (unsigned i = 0; i < TSM_LANG_COUNT; i++)
		tsm_pages_free(&app->pages[i]);
}

int app_run(const struct tsm_args *args, app_work *work)
{
	struct app app;
	int exit_status = app_open(&app, args);

	if (exit_status == 0)
		exit_status = work(&app, args);
	app_close(&app);
	return exit_status;
}

int app_read_lang(const struct tsm_args *args, enum tsm_lang *lang)
{
	const char *tag = tsm_args_get(args, "lang");

	if (tag == NULL || tsm_lang_find(tsm_str(tag), lang) == TSM_OK)
		return 0;
	return app_usage("--lang wants en or es");
}

int app_read_number(const struct tsm_args *args, const char *name,
    uint64_t least, uint64_t most, uint64_t *number)
{
	const char *text = tsm_args_get(args, name);

	if (text == NULL ||
	    (tsm_parse_u64(tsm_str(text), most, number) == TSM_OK &&
		*number >= least))
		return 0;
	(void)fprintf(stderr,
	    "testamur-verifier: --%s wants a number from %llu to %llu\n", name,
	    (unsigned long long)least, (unsigned long long)most);
	return TSM_EXIT_USAGE;
}

enum tsm_status app_print_json(json_t *value)
{
	struct tsm_buf out;

	tsm_buf_init(&out, 0);
	enum tsm_status status = tsm_json_write(value, TSM_JSON_PRETTY, &out);
	if (status == TSM_OK)
		(void)fwrite(out.data, 1, out.len, stdout);
	tsm_buf_release(&out);
	return status;
}

enum tsm_status app_read_file(struct tsm_arena *arena, const char *path,
    size_t max, struct tsm_str *ret_text, struct tsm_error *err)
{
	struct tsm_buf data;

	*ret_text = (struct tsm_str){ NULL, 0 };
	if (path == NULL)
		return TSM_OK;
	tsm_buf_init(&data, 0);
	enum tsm_status status = tsm_file_read(path, max, &data, err);
	if (status == TSM_OK) {
		ret_text->ptr = tsm_arena_copy(arena, data.data, data.len);
		ret_text->len = data.len;
		if (ret_text->ptr == NULL)
			status = tsm_fail_memory(err);
	}
	tsm_buf_release(&data);
	return status;
}

int app_worse(int a, int b)
{
	static const int order[] = { 0, 2, 3, 1, TSM_EXIT_USAGE,
		TSM_EXIT_FAULT };
	int rank_a = 0, rank_b = 0;

	for (int i = 0; i < (int)(sizeof(order) / sizeof(order[0])); i++) {
		rank_a = order[i] == a ? i : rank_a;
		rank_b = order[i] == b ? i : rank_b;
	}
	return rank_a > rank_b ? a : b;
}

void app_log(
    const char *level, const char *event, const char *id, const char *text)
{
	struct tsm_buf line;

	tsm_buf_init(&line, 0);
	if (tsm_log_event(tsm_time_now(), level, event, id, text, &line) ==
	    TSM_OK)
		tsm_log_write(STDERR_FILENO, tsm_buf_str(&line));
	tsm_buf_release(&line);
}

void app_log_access(void *app, struct tsm_str lines)
{
	(void)app;
	tsm_log_write(STDERR_FILENO, lines);
}
