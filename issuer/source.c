#include "source.h"

#include <string.h>

#include "testamur/base/digest.h"
#include "testamur/store/attendance.h"
#include "testamur/store/audit.h"

enum tsm_status source_of(struct app *app, const char *path,
    struct tsm_str bytes, struct source *ret_source, struct tsm_error *err)
{
	char hex[TSM_SHA256_HEX];
	struct source s = { .path = path, .bytes = bytes };
	TSM_TRY(tsm_sha256_hex(bytes.ptr, bytes.len, hex));
	s.sha256 = tsm_arena_dup(&app->arena, hex);
	s.detail = tsm_arena_printf(&app->arena, "{\"sha256\":\"%s\"}", hex);
	if (s.sha256 == NULL || s.detail == NULL)
		return tsm_fail_memory(err);
	*ret_source = s;
	return TSM_OK;
}

enum tsm_status source_keep(
    struct app *app, const struct source *s, struct tsm_error *err)
{
	const char *slash = strrchr(s->path, '/');
	const struct tsm_store_file file = { .sha256 = s->sha256,
		.name = slash != NULL ? slash + 1 : s->path,
		.body = s->bytes,
		.imported_at = app->now };
	return tsm_store_file_add(app->store, &file, err);
}

struct search {
	const char *detail;
	bool found;
};

static enum tsm_status compare_event(
    void *ctx, const struct tsm_store_audit *event, struct tsm_error *err)
{
	struct search *search = ctx;
	(void)err;
	search->found =
	    search->found || tsm_streq(event->detail, search->detail);
	return TSM_OK;
}

enum tsm_status source_taken(struct app *app, const char *action,
    const char *cohort, const struct source *s, bool *ret_taken,
    struct tsm_error *err)
{
	const struct tsm_store_audit_filter filter = { .object = cohort,
		.action = action };
	struct search search = { s->detail, false };
	TSM_TRY(tsm_store_audit_each(
	    app->store, &filter, compare_event, &search, err));
	*ret_taken = search.found;
	return TSM_OK;
}
