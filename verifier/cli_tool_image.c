/* tool bake, unbake: credentials in pictures. */
#include "cli_tool.h"
#include "testamur/badge/bake.h"

int cli_tool_bake(void *ctx, const struct tsm_args *args)
{
	struct tool tool;
	struct tsm_buf baked;
	struct tsm_str image = { NULL, 0 };
	struct tsm_str credential = { NULL, 0 };
	(void)ctx;
	tool_begin(&tool, args);
	tsm_buf_init(&baked, 0);
	enum tsm_status status =
	    tool_read(&tool, tsm_args_operand(args, 0), TSM_IMAGE_MAX, &image);
	if (status == TSM_OK)
		status = tool_read(&tool, tsm_args_operand(args, 1),
		    TSM_CREDENTIAL_MAX, &credential);
	if (status == TSM_OK)
		status = tsm_bake(image.ptr, image.len,
		    tsm_str_trim(credential), &baked, &tool.err);
	if (status == TSM_OK)
		status = tsm_file_write(tsm_args_operand(args, 2), baked.data,
		    baked.len, 0644, &tool.err);
	tsm_buf_release(&baked);
	return tool_end(&tool, status);
}

/* A picture without an Open Badges 3.0 credential may hold one of 2.0. */
int cli_tool_unbake(void *ctx, const struct tsm_args *args)
{
	static const struct tsm_unbake_options inflate = { .inflate = true };
	struct tool tool;
	struct tsm_str image = { NULL, 0 };
	(void)ctx;
	tool_begin(&tool, args);
	enum tsm_status status =
	    tool_read(&tool, tsm_args_operand(args, 0), TSM_IMAGE_MAX, &image);
	if (status == TSM_OK)
		status = tsm_unbake(
		    image.ptr, image.len, &inflate, &tool.out, &tool.err);
	if (status == TSM_E_NOT_FOUND && image.ptr != NULL &&
	    tsm_unbake_legacy(image.ptr, image.len, &tool.out, NULL) == TSM_OK)
		status = TSM_OK;
	return tool_end(&tool, status);
}
