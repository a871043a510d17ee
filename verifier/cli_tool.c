/* tool VERB …: reading, printing and exit statuses of every verb. */
#include "cli_tool.h"

#include <stdio.h>
#include <string.h>

void tool_begin(struct tool *tool, const struct tsm_args *args)
{
	memset(tool, 0, sizeof(*tool));
	tool->args = args;
	tsm_arena_init(&tool->arena, 0);
	tsm_buf_init(&tool->out, 0);
}

/* The first line is the reason: scripts read it. */
static int refused(const struct tool *tool, enum tsm_status status)
{
	const struct tsm_error *err = &tool->err;
	const char *text =
	    err->text[0] != '\0' ? err->text : tsm_status_name(status);
	(void)fprintf(stderr, "%s%s%s\n", err->where,
	    err->where[0] != '\0' ? ": " : "", text);
	return status == TSM_E_MEMORY || status == TSM_E_INTERNAL ||
		       status == TSM_E_CRYPTO
		   ? TSM_EXIT_FAULT
		   : 1;
}

int tool_end(struct tool *tool, enum tsm_status status)
{
	int exit_status = 0;
	if (status == TSM_OK)
		status = tsm_buf_status(&tool->out);
	if (status != TSM_OK)
		exit_status = refused(tool, status);
	else if (fwrite(tsm_buf_cstr(&tool->out), 1, tool->out.len, stdout) !=
		     tool->out.len ||
		 fflush(stdout) != 0)
		exit_status = 74; /* sysexits: EX_IOERR */
	tsm_buf_release(&tool->out);
	tsm_arena_release(&tool->arena);
	return exit_status;
}

enum tsm_status tool_read(
    struct tool *tool, const char *path, size_t max, struct tsm_str *ret_data)
{
	return app_read_file(&tool->arena, path, max, ret_data, &tool->err);
}

enum tsm_status tool_read_json(struct tool *tool, const char *path,
    const struct tsm_json_options *options, const struct tsm_json **ret_json)
{
	struct tsm_str text;
	TSM_TRY(tool_read(tool, path, TSM_BUF_MAX, &text));
	return tsm_json_parse(
	    &tool->arena, text.ptr, text.len, options, ret_json, &tool->err);
}
