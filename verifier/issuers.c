/* issuers.c - the lists of issuers and operators that a command names. */
#include "issuers.h"

#include <stdlib.h>
#include <string.h>

#include "testamur/base/alloc.h"
#include "trust_list.h"

/* Without --issuers the environment names a list, for 'trust', too. */
static const char *nth_list(const struct tsm_args *args, size_t n)
{
	const char *text = getenv("TESTAMUR_TRUST");

	if (tsm_args_get(args, "issuers") != NULL)
		return tsm_args_nth(args, "issuers", n);
	return n == 0 && text != NULL && text[0] != '\0' ? text : NULL;
}

const char *issuers_file(const struct tsm_args *args, size_t n)
{
	size_t count = 0;

	while (nth_list(args, count) != NULL && count < n)
		count++;
	return nth_list(args, count) != NULL
		   ? nth_list(args, count)
		   : tsm_args_nth(args, "operators", n - count);
}

static enum tsm_status add_file(struct app *app, struct tsm_trust *trust,
    const char *path, char *sha256, struct tsm_error *err)
{
	const struct trust_source source = { .path = path, .sha256 = sha256 };
	struct tsm_arena arena;

	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    trust_list_read(app, &source, trust, &arena, NULL, err);
	tsm_arena_release(&arena);
	return status;
}

/* "DID" or "DID=NAME"; a DID or URL without query holds no '='. */
static enum tsm_status add_named(struct tsm_trust *trust, const char *list,
    const char *text, struct tsm_error *err)
{
	const char *equals = strchr(text, '=');
	char *id = tsm_strdup(text);

	if (id == NULL)
		return tsm_fail_memory(err);
	if (equals != NULL)
		id[equals - text] = '\0';
	enum tsm_status status = tsm_trust_add(
	    trust, list, id, equals != NULL ? equals + 1 : NULL, err);
	tsm_free(id);
	if (status != TSM_OK)
		tsm_error_prefix(err, list);
	return status;
}

/* What receipts say of the lists: a file's name, or who was named. */
static struct tsm_receipt_list *add_source(struct app *app, const char *text)
{
	struct tsm_receipt_list *list = &app->lists[app->n_lists++];
	const char *slash = strrchr(text, '/');

	list->name = tsm_str_starts(tsm_str(text), "did:") || slash == NULL
			 ? text
			 : slash + 1;
	list->sha256[0] = '\0';
	return list;
}

static enum tsm_status read_issuers(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *text;

	for (size_t i = 0; (text = nth_list(args, i)) != NULL; i++)
		TSM_TRY(add_file(
		    app, app->trust, text, add_source(app, text)->sha256, err));
	for (size_t i = 0; (text = tsm_args_nth(args, "trust", i)) != NULL;
	     i++) {
		(void)add_source(app, text);
		TSM_TRY(add_named(app->trust, "recognised issuers", text, err));
	}
	return TSM_OK;
}

static enum tsm_status read_operators(
    struct app *app, const struct tsm_args *args, struct tsm_error *err)
{
	const char *text;

	for (size_t i = 0; (text = tsm_args_nth(args, "operators", i)) != NULL;
	     i++)
		TSM_TRY(add_file(app, app->operators, text, NULL, err));
	for (size_t i = 0; (text = tsm_args_nth(args, "operator", i)) != NULL;
	     i++)
		TSM_TRY(add_named(app->operators, "operators", text, err));
	return TSM_OK;
}

enum tsm_status issuers_read(struct app *app, const struct tsm_args *args,
    bool issuers, struct tsm_error *err)
{
	app->lists =
	    tsm_calloc((size_t)2 * TSM_OPT_LIST_MAX, sizeof(*app->lists));
	if (app->lists == NULL || tsm_trust_new(&app->trust) != TSM_OK ||
	    tsm_trust_new(&app->operators) != TSM_OK)
		return tsm_fail_memory(err);
	if (issuers)
		TSM_TRY(read_issuers(app, args, err));
	return read_operators(app, args, err);
}

void issuers_release(struct app *app)
{
	tsm_trust_free(&app->trust);
	tsm_trust_free(&app->operators);
	tsm_free(app->lists);
	app->lists = NULL;
	app->n_lists = 0;
}
