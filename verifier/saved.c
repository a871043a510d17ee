#include "saved.h"

#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/base/file.h"
#include "testamur/base/limits.h"

struct saved {
	const char *folder;
	struct tsm_arena arena; /* of the index */
	struct tsm_saved index;
	struct tsm_fetcher fetcher;
};

/* --- reading ---------------------------------------------------------------- */

/* The bytes of a copy into a buffer, when they are what was saved. */
static enum tsm_status read_copy(const struct saved *saved,
    const struct tsm_saved_document *document, size_t max, struct tsm_buf *out,
    struct tsm_error *err)
{
	char sha256[TSM_SHA256_HEX];
	struct tsm_buf path;

	tsm_buf_init(&path, 8192);
	enum tsm_status status =
	    tsm_buf_printf(&path, "%s/%s", saved->folder, document->file);
	if (status == TSM_OK)
		status = tsm_file_read(tsm_buf_cstr(&path), max, out, err);
	tsm_buf_release(&path);
	if (status == TSM_OK)
		status = tsm_sha256_hex(tsm_buf_cstr(out), out->len, sha256);
	if (status == TSM_OK && strcmp(sha256, document->sha256) != 0)
		status = TSM_E_MISMATCH;
	if (status == TSM_OK || status == TSM_E_MEMORY || status == TSM_E_LIMIT)
		return status;
	return tsm_fail(err, TSM_E_UNREACHABLE, NULL, "%s",
	    status == TSM_E_MISMATCH
		? "the saved copy was changed after it was saved"
		: "the saved copy cannot be read");
}

/* A fetcher (fetch.h) for which the folder is the whole net. */
static enum tsm_status fetch(void *self, struct tsm_arena *arena,
    const struct tsm_fetch_request *request, struct tsm_fetch_reply *ret_reply,
    struct tsm_error *err)
{
	const struct saved *saved = self;
	const struct tsm_saved_document *document =
	    request->datetime != 0
		? tsm_saved_version(
		      &saved->index, request->url, request->datetime)
		: tsm_saved_find(&saved->index, request->url, request->as_of);
	struct tsm_buf body;

	if (document == NULL)
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "no copy of this document was saved, and nothing is "
		    "fetched");
	/* it would be fresh for as long as its clock was wrong */
	if (document->at > request->now + TSM_VERIFY_LEEWAY)
		return tsm_fail(err, TSM_E_UNREACHABLE, NULL,
		    "the copy says that it is of a time to come");
	size_t max =
	    request->max_bytes != 0 ? request->max_bytes : TSM_FETCH_BODY_MAX;
	tsm_buf_init(&body, max);
	enum tsm_status status = read_copy(saved, document, max, &body, err);
	if (status == TSM_OK) {
		char *copy =
		    tsm_arena_copy(arena, tsm_buf_cstr(&body), body.len);
		ret_reply->http_status = 200;
		/* a date is asked about: until when is this known? */
		ret_reply->at = request->as_of != 0
				    ? tsm_saved_until(&saved->index, document)
				    : document->at;
		ret_reply->body = tsm_str_n(copy, body.len);
		if (request->datetime != 0) {
			ret_reply->memento = tsm_str(document->url);
			ret_reply->memento_at = document->datetime;
		}
		if (copy == NULL)
			status = tsm_fail_memory(err);
	}
	tsm_buf_release(&body);
	return status;
}

/* A folder that was begun has an index; a new one to fill has none. */
static enum tsm_status load_index(struct tsm_arena *arena, const char *folder,
    bool create, struct tsm_saved *ret_index, struct tsm_error *err)
{
	const char *path =
	    tsm_arena_printf(arena, "%s/" TSM_SAVED_INDEX, folder);
	struct tsm_buf text;

	*ret_index = (struct tsm_saved){ NULL, 0, 0 };
	if (path == NULL)
		return tsm_fail_memory(err);
	tsm_buf_init(&text, TSM_SAVED_INDEX_MAX);
	enum tsm_status status =
	    tsm_file_read(path, TSM_SAVED_INDEX_MAX, &text, err);
	bool read = status == TSM_OK;
	if (read)
		status =
		    tsm_saved_read(arena, tsm_buf_str(&text), ret_index, err);
	if (read && status != TSM_OK)
		tsm_error_prefix(err, path);
	tsm_buf_release(&text);
	return status == TSM_E_NOT_FOUND && create ? TSM_OK : status;
}

enum tsm_status saved_open(
    const char *folder, struct saved **ret_saved, struct tsm_error *err)
{
	struct saved *saved = tsm_calloc(1, sizeof(*saved));

	if (saved == NULL)
		return tsm_fail_memory(err);
	saved->folder = folder;
	saved->fetcher = (struct tsm_fetcher){ fetch, saved };
	tsm_arena_init(&saved->arena, (size_t)64 << 20);
	enum tsm_status status =
	    load_index(&saved->arena, folder, false, &saved->index, err);
	if (status != TSM_OK) {
		saved_free(&saved);
		return status;
	}
	*ret_saved = saved;
	return TSM_OK;
}

void saved_free(struct saved **saved)
{
	if (*saved == NULL)
		return;
	tsm_arena_release(&(*saved)->arena);
	tsm_free(*saved);
	*saved = NULL;
}

const struct tsm_fetcher *saved_fetcher(const struct saved *saved)
{
	return &saved->fetcher;
}

enum tsm_status saved_contexts(const struct saved *saved,
    const struct tsm_contexts_visitor *visitor, struct tsm_error *err)
{
	enum tsm_status status = TSM_OK;

	for (size_t i = 0; status == TSM_OK && i < saved->index.count; i++) {
		const struct tsm_saved_document *d = &saved->index.documents[i];
		struct tsm_buf bytes;
		/* the last of several copies */
		if (!d->context ||
		    d != tsm_saved_find(&saved->index, d->url, 0))
			continue;
		tsm_buf_init(&bytes, TSM_CREDENTIAL_MAX);
		status = read_copy(saved, d, TSM_CREDENTIAL_MAX, &bytes, err);
		if (status == TSM_OK)
			status = visitor->visit(visitor->self, tsm_str(d->url),
			    tsm_buf_str(&bytes), err);
		tsm_buf_release(&bytes);
	}
	return status;
}

/* --- filling ---------------------------------------------------------------- */

struct saved_writer {
	const char *folder;
	struct tsm_arena arena;
	struct tsm_saved index;
};

enum tsm_status saved_begin(
    const char *folder, struct saved_writer **ret_writer, struct tsm_error *err)
{
	struct saved_writer *writer = tsm_calloc(1, sizeof(*writer));

	if (writer == NULL)
		return tsm_fail_memory(err);
	writer->folder = folder;
	tsm_arena_init(&writer->arena, (size_t)64 << 20);
	/* what a refresh service gave may be somebody's: nobody else reads */
	enum tsm_status status = tsm_file_mkdirs(folder, 0700, err);
	if (status == TSM_OK)
		status = load_index(
		    &writer->arena, folder, true, &writer->index, err);
	if (status != TSM_OK) {
		saved_writer_free(&writer);
		return status;
	}
	*ret_writer = writer;
	return TSM_OK;
}

enum tsm_status saved_add(struct saved_writer *writer,
    const struct tsm_saved_document *what, struct tsm_str bytes,
    struct tsm_error *err)
{
	char sha256[TSM_SHA256_HEX];
	struct tsm_arena *arena = &writer->arena;

	enum tsm_status status =
	    tsm_sha256_hex(bytes.len > 0 ? bytes.ptr : "", bytes.len, sha256);
	if (status != TSM_OK)
		return tsm_fail(err, status, NULL, "nothing can be hashed");
	struct tsm_saved_document document = {
		.url = tsm_arena_dup(arena, what->url),
		.file = tsm_arena_dup(arena, sha256),
		.sha256 = tsm_arena_dup(arena, sha256),
		.at = what->at,
		.context = what->context,
		.original = tsm_arena_dup(arena, what->original),
		.datetime = what->datetime,
	};
	const char *path =
	    tsm_arena_printf(arena, "%s/%s", writer->folder, sha256);
	if (document.url == NULL || document.file == NULL ||
	    document.sha256 == NULL || path == NULL ||
	    (what->original != NULL && document.original == NULL))
		return tsm_fail_memory(err);
	TSM_TRY(tsm_file_write(path, bytes.ptr, bytes.len, 0600, err));
	return tsm_saved_put(arena, &writer->index, &document, err);
}

enum tsm_status saved_end(struct saved_writer *writer, struct tsm_error *err)
{
	const char *path = tsm_arena_printf(
	    &writer->arena, "%s/" TSM_SAVED_INDEX, writer->folder);
	json_t *json = tsm_saved_json(&writer->index);
	struct tsm_buf text;

	tsm_buf_init(&text, TSM_SAVED_INDEX_MAX);
	enum tsm_status status =
	    path == NULL ? TSM_E_MEMORY
			 : tsm_json_write(json, TSM_JSON_PRETTY, &text);
	json_decref(json);
	if (status != TSM_OK)
		status =
		    tsm_fail(err, status, NULL, "the index cannot be written");
	else
		status = tsm_file_write(path, text.data, text.len, 0600, err);
	tsm_buf_release(&text);
	return status;
}

void saved_writer_free(struct saved_writer **writer)
{
	if (*writer == NULL)
		return;
	tsm_arena_release(&(*writer)->arena);
	tsm_free(*writer);
	*writer = NULL;
}
