#include "testamur/contexts/folder.h"

#include <string.h>

#include "testamur/base/file.h"
#include "testamur/base/limits.h"

static enum tsm_status load(const char *folder, const struct tsm_json *member,
    struct tsm_arena *arena, const struct tsm_contexts_visitor *visitor,
    struct tsm_error *err)
{
	const char *name = tsm_json_string(member);
	struct tsm_buf data;
	if (name == NULL || name[0] == '\0' || strchr(name, '/') != NULL)
		return tsm_json_fail(err, TSM_E_VALUE, member,
		    "must be the name of a file in the same folder");
	const char *path = tsm_arena_printf(arena, "%s/%s", folder, name);
	if (path == NULL)
		return tsm_fail_memory(err);
	tsm_buf_init(&data, 0);
	enum tsm_status status =
	    tsm_file_read(path, TSM_CREDENTIAL_MAX, &data, err);
	if (status == TSM_OK) {
		status = visitor->visit(
		    visitor->self, member->name, tsm_buf_str(&data), err);
		if (status != TSM_OK)
			tsm_error_prefix(err, path);
	}
	tsm_buf_release(&data);
	return status;
}

enum tsm_status tsm_contexts_each(const char *folder,
    const struct tsm_contexts_visitor *visitor, struct tsm_error *err)
{
	struct tsm_arena arena;
	struct tsm_buf text;
	const struct tsm_json *map = NULL;
	tsm_arena_init(&arena, 0);
	tsm_buf_init(&text, 0);
	const char *path = tsm_arena_printf(&arena, "%s/map.json", folder);
	enum tsm_status status =
	    path == NULL ? tsm_fail_memory(err)
			 : tsm_file_read(path, TSM_CREDENTIAL_MAX, &text, err);
	if (status == TSM_OK) {
		status = tsm_json_parse(
		    &arena, text.data, text.len, NULL, &map, err);
		if (status == TSM_OK && !tsm_json_is(map, TSM_JSON_OBJECT))
			status = tsm_json_fail(
			    err, TSM_E_VALUE, map, "must be an object");
		if (status != TSM_OK)
			tsm_error_prefix(err, path);
	}
	for (size_t n = 0; status == TSM_OK && n < map->count; n++)
		status =
		    load(folder, tsm_json_at(map, n), &arena, visitor, err);
	tsm_buf_release(&text);
	tsm_arena_release(&arena);
	return status;
}

enum tsm_status tsm_contexts_keep(void *self, struct tsm_str address,
    struct tsm_str bytes, struct tsm_error *err)
{
	return tsm_jsonld_store_add(self, address, bytes, err);
}

enum tsm_status tsm_contexts_add(
    struct tsm_jsonld_store *store, const char *folder, struct tsm_error *err)
{
	const struct tsm_contexts_visitor visitor = { tsm_contexts_keep,
		store };
	return tsm_contexts_each(folder, &visitor, err);
}
