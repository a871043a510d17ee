#include "cli_tool_map.h"

#include <string.h>

#include "testamur/contexts/folder.h"

/* The file that a "FROM=TO" makes of an address, or NULL: of another. */
static const char *mapped(
    struct tool *tool, const char *map, struct tsm_str address)
{
	const char *equals = strrchr(map, '=');
	if (equals == NULL)
		return NULL;
	struct tsm_str from = tsm_str_n(map, (size_t)(equals - map));
	if (!tsm_str_ends(from, "/"))
		return tsm_str_eq(from, address)
			   ? tsm_arena_dup(&tool->arena, equals + 1)
			   : NULL;
	if (address.len <= from.len ||
	    memcmp(address.ptr, from.ptr, from.len) != 0)
		return NULL;
	return tsm_arena_printf(&tool->arena, "%s/%.*s", equals + 1,
	    (int)(address.len - from.len), address.ptr + from.len);
}

enum tsm_status tool_map_read(
    struct tool *tool, struct tsm_str address, struct tsm_str *ret_data)
{
	const char *map;
	for (size_t n = 0; (map = tsm_args_nth(tool->args, "map", n)) != NULL;
	     n++) {
		const char *path = mapped(tool, map, address);
		/* an address never leads out of the folder */
		if (path != NULL && strstr(path, "/../") == NULL)
			return tool_read(
			    tool, path, TSM_CREDENTIAL_MAX, ret_data);
	}
	return tsm_fail(
	    &tool->err, TSM_E_NOT_FOUND, NULL, "the address is not mapped");
}

static enum tsm_status load(void *ctx, struct tsm_arena *arena,
    struct tsm_str address, const struct tsm_json **ret_document,
    struct tsm_error *err)
{
	struct tsm_str text;
	enum tsm_status status = tool_map_read(ctx, address, &text);
	if (status == TSM_E_IO)
		status = TSM_E_NOT_FOUND;
	if (status != TSM_OK)
		return tsm_fail(err, status, NULL, "not to be had: %.*s",
		    (int)address.len, address.ptr);
	return tsm_json_parse(
	    arena, text.ptr, text.len, NULL, ret_document, err);
}

enum tsm_status tool_contexts_open(
    struct tool *tool, struct tool_contexts *ret_contexts)
{
	const char *folder = tsm_args_get(tool->args, "contexts");
	memset(ret_contexts, 0, sizeof(*ret_contexts));
	ret_contexts->loader.load = load;
	ret_contexts->loader.ctx = tool;
	TSM_TRY(tsm_jsonld_store_new(&ret_contexts->store));
	if (folder == NULL)
		return TSM_OK;
	return tsm_contexts_add(ret_contexts->store, folder, &tool->err);
}

void tool_contexts_close(struct tool_contexts *contexts)
{
	tsm_jsonld_store_free(&contexts->store);
}
