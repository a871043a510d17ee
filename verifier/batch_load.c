/* batch_load.c - the bytes of an item: a file, a ZIP's file, or an id's. */
#include <string.h>
#include <sys/stat.h>

#include "batch.h"
#include "testamur/base/file.h"
#include "testamur/base/limits.h"

static enum tsm_status none(
    struct site_found *found, const char *code, const char *detail)
{
	found->code = code;
	found->detail = detail;
	return TSM_OK;
}

static enum tsm_status load_file(const struct batch_item *item,
    struct tsm_arena *arena, struct tsm_buf *data, struct site_found *found)
{
	struct tsm_error err = { 0 };
	struct stat info;

	/* a pipe or a device in a folder would be waited for without end */
	if (strcmp(item->path, "-") != 0 &&
	    (stat(item->path, &info) != 0 || !S_ISREG(info.st_mode)))
		return none(found, "item.unreadable", "it is no regular file");
	enum tsm_status status =
	    tsm_file_read(item->path, TSM_IMAGE_MAX, data, &err);
	if (status == TSM_E_LIMIT)
		return none(found, "input.too_large", NULL);
	if (status == TSM_OK || status == TSM_E_MEMORY)
		return status;
	return none(found, "item.unreadable", tsm_arena_dup(arena, err.text));
}

static enum tsm_status load_zipped(const struct batch_item *item,
    struct tsm_arena *arena, struct tsm_buf *data, struct site_found *found)
{
	struct tsm_error err = { 0 };

	if (item->size > TSM_IMAGE_MAX)
		return none(found, "input.too_large", NULL);
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
		    found, "item.unreadable", tsm_arena_dup(arena, err.text));
	tsm_buf_commit(data, item->size);
	return TSM_OK;
}

struct site_asking batch_asking(struct batch *batch)
{
	return (struct site_asking){
		.sites = &batch->app->sites,
		.net = batch->app->net,
		.now = batch->options.now,
		.patience_s = batch->patience_s,
		.stop = &batch->stop,
		.failures = batch->failures,
		.guesses = batch->client != NULL ? batch->app->guesses : NULL,
		.client = batch->client,
	};
}

enum tsm_status batch_load(struct batch *batch, const struct batch_item *item,
    struct tsm_arena *arena, struct tsm_buf *data, struct site_found *ret_found)
{
	const struct site_asking asking = batch_asking(batch);
	enum tsm_status status = TSM_OK;

	*ret_found = (struct site_found){ .code = NULL };
	switch (item->kind) {
	case BATCH_BYTES:
		ret_found->bytes = item->bytes;
		return TSM_OK;
	case BATCH_TYPED:
		return sites_find(&asking, item->bytes, arena, ret_found);
	case BATCH_FILE:
		status = load_file(item, arena, data, ret_found);
		break;
	case BATCH_ZIPPED:
		status = load_zipped(item, arena, data, ret_found);
		break;
	case BATCH_FAILED:
		ret_found->code = item->code;
		ret_found->detail = item->detail;
		return TSM_OK;
	}
	ret_found->bytes = tsm_buf_str(data);
	return status;
}
