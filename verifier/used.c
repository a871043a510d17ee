#include "used.h"

#include <string.h>

#include "saved.h"
#include "testamur/contexts/folder.h"

struct looking {
	const struct used_visitor *visitor;
	const char *credential; /* JSON text */
	int64_t at;
};

/* A name in the text may be no context, but then it does no harm. */
static enum tsm_status visit_context(void *self, struct tsm_str address,
    struct tsm_str bytes, struct tsm_error *err)
{
	const struct looking *looking = self;
	struct used used = {
		.bytes = bytes, .at = looking->at, .context = true
	};
	struct tsm_arena arena;
	enum tsm_status status = TSM_OK;

	tsm_arena_init(&arena, 0);
	used.url = tsm_arena_str(&arena, address);
	if (used.url == NULL)
		status = tsm_fail_memory(err);
	else if (strstr(looking->credential, used.url) != NULL)
		status =
		    looking->visitor->visit(looking->visitor->self, &used, err);
	tsm_arena_release(&arena);
	return status;
}

enum tsm_status used_each(const struct app *app,
    const struct tsm_report *report, const struct used_visitor *visitor,
    struct tsm_error *err)
{
	struct looking looking = { visitor, NULL, report->checked_at };
	const struct tsm_contexts_visitor each = { visit_context, &looking };
	struct tsm_arena arena;
	enum tsm_status status = TSM_OK;

	for (const struct tsm_fetch_record *r = report->fetched; r != NULL;
	     r = r->next) {
		const struct used used = {
			.url = r->memento != NULL ? r->memento : r->url,
			.bytes = r->body,
			.at = r->at,
			.original = r->datetime != 0 ? r->url : NULL,
			.datetime = r->memento_at,
		};
		if (r->body.ptr != NULL)
			TSM_TRY(visitor->visit(visitor->self, &used, err));
	}
	if (report->credential == NULL)
		return TSM_OK;
	tsm_arena_init(&arena, 0);
	looking.credential = tsm_arena_str(
	    &arena, tsm_str_n(report->credential, report->credential_len));
	if (looking.credential == NULL)
		status = tsm_fail_memory(err);
	if (status == TSM_OK && app->contexts_folder != NULL)
		status = tsm_contexts_each(app->contexts_folder, &each, err);
	if (status == TSM_OK && app->saved != NULL)
		status = saved_contexts(app->saved, &each, err);
	tsm_arena_release(&arena);
	return status;
}
