/* The index of saved documents. */
#include "testamur/evidence/saved.h"

#include <stdlib.h>
#include <string.h>

#include "testamur/base/time.h"

#define TYPE    "SavedDocuments"
#define VERSION 1

/* Nothing that could leave the folder, or hide in it. */
static bool is_name(const char *text)
{
	size_t len = text != NULL ? strlen(text) : 0;

	return len > 0 && len <= TSM_SAVED_NAME_MAX && text[0] != '.' &&
	       strcmp(text, TSM_SAVED_INDEX) != 0 &&
	       strspn(text,
		   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		   "0123456789._-") == len;
}

static bool is_hash(const char *text)
{
	size_t len = text != NULL ? strlen(text) : 0;

	return len == TSM_SHA256_HEX - 1 &&
	       strspn(text, "0123456789abcdef") == len;
}

static enum tsm_status read_document(const struct tsm_json *row,
    struct tsm_saved_document *ret, struct tsm_error *err)
{
	const struct tsm_json *at = tsm_json_get(row, "at");
	struct tsm_saved_document d = {
		.url = tsm_json_get_string(row, "url"),
		.file = tsm_json_get_string(row, "file"),
		.sha256 = tsm_json_get_string(row, "sha256"),
		.context = tsm_json_is_true(tsm_json_get(row, "context")),
		.original = tsm_json_get_string(row, "original"),
	};
	const struct tsm_json *datetime = tsm_json_get(row, "datetime");

	if (d.url == NULL || d.file == NULL || d.sha256 == NULL || at == NULL)
		return tsm_json_fail(err, TSM_E_MISSING, row,
		    "a saved document has url, file, sha256 and at");
	if (d.url[0] == '\0' || !is_name(d.file) || !is_hash(d.sha256) ||
	    !tsm_json_is(at, TSM_JSON_STRING) ||
	    tsm_time_parse(at->text, &d.at) != TSM_OK)
		return tsm_json_fail(err, TSM_E_VALUE, row,
		    "an address, a plain file name, a SHA-256 or a time is "
		    "none");
	if (d.original != NULL &&
	    (!tsm_json_is(datetime, TSM_JSON_STRING) ||
		tsm_time_parse(datetime->text, &d.datetime) != TSM_OK))
		return tsm_json_fail(err, TSM_E_VALUE, row,
		    "a version of another document says since when it was so");
	*ret = d;
	return TSM_OK;
}

/* Its address is the word of a server, and may be that of another document:
 * what nobody asked for by that address never answers for it. */
static bool is_version(const struct tsm_saved_document *document)
{
	return document->original != NULL;
}

/* Copies of one document, neighbours in the list. */
static bool is_copy(const struct tsm_saved_document *one,
    const struct tsm_saved_document *other)
{
	return strcmp(one->url, other->url) == 0 &&
	       is_version(one) == is_version(other);
}

static int compare(const void *a, const void *b)
{
	const struct tsm_saved_document *x = a, *y = b;
	int order = strcmp(x->url, y->url);

	if (order != 0)
		return order;
	if (is_version(x) != is_version(y))
		return is_version(x) ? 1 : -1;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return strcmp(x->sha256, y->sha256);
}

enum tsm_status tsm_saved_read(struct tsm_arena *arena, struct tsm_str text,
    struct tsm_saved *ret_saved, struct tsm_error *err)
{
	const struct tsm_json_options options = {
		.max_bytes = TSM_SAVED_INDEX_MAX,
	};
	const struct tsm_json *root;
	int64_t version;

	TSM_TRY(
	    tsm_json_parse(arena, text.ptr, text.len, &options, &root, err));
	const struct tsm_json *list = tsm_json_get(root, "documents");
	if (!tsm_streq(tsm_json_get_string(root, "type"), TYPE) ||
	    tsm_json_int(tsm_json_get(root, "version"), &version) != TSM_OK ||
	    version != VERSION)
		return tsm_json_fail(err, TSM_E_UNSUPPORTED, root,
		    "not an index of saved documents that is known here");
	if (!tsm_json_is(list, TSM_JSON_ARRAY))
		return tsm_json_fail(
		    err, TSM_E_MISSING, root, "documents is an array");
	if (list->count > TSM_SAVED_MAX)
		return tsm_json_fail(err, TSM_E_LIMIT, list,
		    "more than %d documents", TSM_SAVED_MAX);
	struct tsm_saved_document *documents =
	    tsm_arena_array(arena, list->count + 1, sizeof(*documents));
	if (documents == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < list->count; i++)
		TSM_TRY(
		    read_document(tsm_json_at(list, i), &documents[i], err));
	qsort(documents, list->count, sizeof(*documents), compare);
	*ret_saved = (struct tsm_saved){ documents, list->count, list->count };
	return TSM_OK;
}

const struct tsm_saved_document *tsm_saved_find(
    const struct tsm_saved *saved, const char *url, int64_t as_of)
{
	const struct tsm_saved_document *found = NULL;

	for (size_t i = 0; i < saved->count; i++) {
		if (is_version(&saved->documents[i]) ||
		    strcmp(saved->documents[i].url, url) != 0)
			continue;
		found = &saved->documents[i];
		if (as_of != 0 && found->at >= as_of)
			break;
	}
	return found;
}

const struct tsm_saved_document *tsm_saved_version(
    const struct tsm_saved *saved, const char *original, int64_t datetime)
{
	const struct tsm_saved_document *found = NULL;

	for (size_t i = 0; i < saved->count; i++) {
		const struct tsm_saved_document *d = &saved->documents[i];
		if (!tsm_streq(d->original, original) || d->datetime > datetime)
			continue;
		if (found == NULL || d->datetime > found->datetime ||
		    (d->datetime == found->datetime && d->at >= found->at))
			found = d;
	}
	return found;
}

int64_t tsm_saved_until(
    const struct tsm_saved *saved, const struct tsm_saved_document *document)
{
	bool replaced = false;

	for (const struct tsm_saved_document *d = document;
	     d > saved->documents && is_copy(&d[-1], document); d--) {
		bool same = strcmp(d[-1].sha256, document->sha256) == 0;
		if (same && replaced)
			return d[-1].at;
		replaced = replaced || !same;
	}
	return document->at;
}

/* Half as much again, so that many additions cost little. */
static enum tsm_status make_room(
    struct tsm_arena *arena, struct tsm_saved *saved, struct tsm_error *err)
{
	size_t room = saved->count + saved->count / 2 + 16;
	struct tsm_saved_document *documents;

	if (saved->count < saved->room)
		return TSM_OK;
	if (saved->count >= TSM_SAVED_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "the folder holds %d documents already", TSM_SAVED_MAX);
	documents = tsm_arena_array(arena, room, sizeof(*documents));
	if (documents == NULL)
		return tsm_fail_memory(err);
	if (saved->count > 0)
		memcpy(documents, saved->documents,
		    saved->count * sizeof(*documents));
	saved->documents = documents;
	saved->room = room;
	return TSM_OK;
}

enum tsm_status tsm_saved_put(struct tsm_arena *arena, struct tsm_saved *saved,
    const struct tsm_saved_document *document, struct tsm_error *err)
{
	const struct tsm_saved_document *last = NULL;

	for (size_t i = 0; i < saved->count; i++)
		if (is_copy(&saved->documents[i], document))
			last = &saved->documents[i];
	if (last != NULL && tsm_streq(last->original, document->original) &&
	    last->datetime == document->datetime &&
	    strcmp(last->sha256, document->sha256) == 0 &&
	    last->at <= document->at) {
		saved->documents[last - saved->documents].at = document->at;
		return TSM_OK;
	}
	TSM_TRY(make_room(arena, saved, err));
	saved->documents[saved->count++] = *document;
	qsort(saved->documents, saved->count, sizeof(*document), compare);
	return TSM_OK;
}

json_t *tsm_saved_json(const struct tsm_saved *saved)
{
	json_t *root = json_object();
	char at[TSM_TIME_TEXT];

	tsm_json_set(root, "type", TYPE);
	tsm_json_set_int(root, "version", VERSION);
	json_t *list = tsm_json_set_array(root, "documents");
	for (size_t i = 0; i < saved->count; i++) {
		const struct tsm_saved_document *d = &saved->documents[i];
		json_t *row = tsm_json_add_object(list);
		tsm_json_set(row, "url", d->url);
		tsm_json_set(row, "file", d->file);
		tsm_json_set(row, "sha256", d->sha256);
		tsm_json_set(row, "at", tsm_time_format(d->at, at));
		if (d->context)
			tsm_json_set_bool(row, "context", true);
		if (d->original == NULL)
			continue;
		tsm_json_set(row, "original", d->original);
		tsm_json_set(row, "datetime", tsm_time_format(d->datetime, at));
	}
	return root;
}
