/* batch_load.c - the bytes of an item: a file, a ZIP's file, or an id's. */
#include <string.h>
#include <sys/stat.h>

#include "batch.h"
#include "testamur/base/file.h"
#include "testamur/base/limits.h"

struct answer {
	const struct batch_code **code;
	const char **detail;
};

static enum tsm_status none(
    const struct answer *answer, enum batch_problem problem, const char *detail)
{
	*answer->code = &batch_codes[problem];
	*answer->detail = detail;
	return TSM_OK;
}

/* --- ids and links --------------------------------------------------------- */

static enum tsm_status load_typed(struct batch *batch, struct tsm_str text,
    struct tsm_arena *arena, struct tsm_str *ret_bytes, char id[TSM_SHORT_ID],
    const struct answer *answer)
{
	static const enum batch_problem problems[] = {
		[SITE_NOT_RECOGNISED] = BATCH_NOT_RECOGNISED,
		[SITE_MISTYPED] = BATCH_MISTYPED,
		[SITE_NONE] = BATCH_NO_SITE,
		[SITE_FOREIGN] = BATCH_FOREIGN,
		[SITE_UNKNOWN_ID] = BATCH_UNKNOWN_ID,
		[SITE_UNREACHABLE] = BATCH_UNREACHABLE,
		[SITE_NOT_SHARED] = BATCH_NOT_SHARED,
	};
	const struct site_asking asking = {
		.net = batch->app->net,
		.now = batch->options.now,
		.patience_s = batch->patience_s,
		.failures = batch->failures,
	};
	enum site_answer found = SITE_FOUND;
	const char *detail = NULL;

	TSM_TRY(sites_resolve(&batch->sites, &asking, text, arena, ret_bytes,
	    id, &found, &detail));
	return found == SITE_FOUND ? TSM_OK
				   : none(answer, problems[found], detail);
}

/* --- files ----------------------------------------------------------------- */

/* What is too large is an answer of the verifier like others. */
static enum tsm_status oversize(struct tsm_buf *data)
{
	static const char filler[4096] = "x";

	tsm_buf_clear(data);
	for (size_t n = 0; n <= TSM_IMAGE_MAX; n += sizeof(filler))
		(void)tsm_buf_add(data, filler, sizeof(filler));
	return tsm_buf_status(data);
}

static enum tsm_status load_file(const struct batch_item *item,
    struct tsm_arena *arena, struct tsm_buf *data, const struct answer *answer)
{
	struct tsm_error err = { 0 };
	struct stat info;

	/* a pipe or a device in a folder would be waited for without end */
	if (strcmp(item->path, "-") != 0 &&
	    (stat(item->path, &info) != 0 || !S_ISREG(info.st_mode)))
		return none(answer, BATCH_UNREADABLE, "it is no regular file");
	enum tsm_status status =
	    tsm_file_read(item->path, TSM_IMAGE_MAX + 1, data, &err);
	if (status == TSM_E_LIMIT)
		return oversize(data);
	if (status == TSM_OK || status == TSM_E_MEMORY)
		return status;
	return none(answer, BATCH_UNREADABLE, tsm_arena_dup(arena, err.text));
}

static enum tsm_status load_zipped(const struct batch_item *item,
    struct tsm_arena *arena, struct tsm_buf *data, const struct answer *answer)
{
	struct tsm_error err = { 0 };

	if (item->size > TSM_IMAGE_MAX)
		return oversize(data);
	char *room = tsm_buf_reserve(data, item->size + 1);
	if (room == NULL)
		return TSM_E_MEMORY;
	pthread_mutex_lock(&item->zip->lock);
	enum tsm_status status =
	    tsm_zip_read(item->zip->zip, item->index, room, item->size, &err);
	pthread_mutex_unlock(&item->zip->lock);
	if (status == TSM_E_MEMORY)
		return status;
	if (status != TSM_OK)
		return none(
		    answer, BATCH_UNREADABLE, tsm_arena_dup(arena, err.text));
	tsm_buf_commit(data, item->size);
	return TSM_OK;
}

enum tsm_status batch_load(struct batch *batch, const struct batch_item *item,
    struct tsm_arena *arena, struct tsm_buf *data, struct tsm_str *ret_bytes,
    char id[TSM_SHORT_ID], const struct batch_code **ret_code,
    const char **ret_detail)
{
	const struct answer answer = { ret_code, ret_detail };
	enum tsm_status status = TSM_OK;

	switch (item->kind) {
	case BATCH_BYTES:
		*ret_bytes = item->bytes;
		return TSM_OK;
	case BATCH_TYPED:
		return load_typed(
		    batch, item->bytes, arena, ret_bytes, id, &answer);
	case BATCH_FILE:
		status = load_file(item, arena, data, &answer);
		break;
	case BATCH_ZIPPED:
		status = load_zipped(item, arena, data, &answer);
		break;
	case BATCH_FAILED:
		return none(&answer, item->problem, item->detail);
	}
	*ret_bytes = tsm_buf_str(data);
	return status;
}
