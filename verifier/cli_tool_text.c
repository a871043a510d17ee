/* tool jcs, json, base58, multibase: forms of text. */
#include "cli_tool.h"
#include "testamur/base/encode.h"
#include "testamur/json/jcs.h"

int cli_tool_jcs(void *ctx, const struct tsm_args *args)
{
	struct tool tool;
	const struct tsm_json *json = NULL;
	(void)ctx;
	tool_begin(&tool, args);
	enum tsm_status status =
	    tool_read_json(&tool, tsm_args_operand(args, 0), NULL, &json);
	if (status == TSM_OK)
		status = tsm_jcs(json, &tool.out, &tool.err);
	return tool_end(&tool, status);
}

/* RFC 8259 allows what I-JSON does not: names that are there twice. */
int cli_tool_json_check(void *ctx, const struct tsm_args *args)
{
	static const struct tsm_json_options plain = { .allow_duplicates =
							   true };
	struct tool tool;
	const struct tsm_json *json = NULL;
	(void)ctx;
	tool_begin(&tool, args);
	return tool_end(&tool,
	    tool_read_json(&tool, tsm_args_operand(args, 0), &plain, &json));
}

/* prefix: of multibase, or 0 for bare base58. */
static enum tsm_status encode(struct tool *tool, const char *hex, char prefix)
{
	struct tsm_buf bytes;
	tsm_buf_init(&bytes, 0);
	enum tsm_status status = tsm_hex_decode(&bytes, tsm_str(hex));
	if (status == TSM_OK)
		status = prefix == 0 ? tsm_base58_encode(
					   &tool->out, bytes.data, bytes.len)
				     : tsm_multibase_encode(&tool->out, prefix,
					   bytes.data, bytes.len);
	if (status == TSM_OK)
		status = tsm_buf_addc(&tool->out, '\n');
	tsm_buf_release(&bytes);
	return status;
}

static enum tsm_status decode(struct tool *tool, const char *text,
    enum tsm_status (*read)(struct tsm_buf *out, struct tsm_str text))
{
	struct tsm_buf bytes;
	tsm_buf_init(&bytes, 0);
	enum tsm_status status = read(&bytes, tsm_str(text));
	if (status == TSM_OK)
		status = tsm_hex_encode(&tool->out, bytes.data, bytes.len);
	if (status == TSM_OK)
		status = tsm_buf_addc(&tool->out, '\n');
	tsm_buf_release(&bytes);
	return status;
}

int cli_tool_base58_encode(void *ctx, const struct tsm_args *args)
{
	struct tool tool;
	(void)ctx;
	tool_begin(&tool, args);
	return tool_end(&tool, encode(&tool, tsm_args_operand(args, 0), 0));
}

int cli_tool_base58_decode(void *ctx, const struct tsm_args *args)
{
	struct tool tool;
	(void)ctx;
	tool_begin(&tool, args);
	return tool_end(
	    &tool, decode(&tool, tsm_args_operand(args, 0), tsm_base58_decode));
}

int cli_tool_multibase_encode(void *ctx, const struct tsm_args *args)
{
	struct tool tool;
	const char *base = tsm_args_operand(args, 0);
	(void)ctx;
	tool_begin(&tool, args);
	if (!tsm_streq(base, "base58btc") && !tsm_streq(base, "base64url"))
		return tool_end(&tool, tsm_fail(&tool.err, TSM_E_UNSUPPORTED,
					   base, "base58btc or base64url"));
	return tool_end(&tool, encode(&tool, tsm_args_operand(args, 1),
				   tsm_streq(base, "base58btc") ? 'z' : 'u'));
}

int cli_tool_multibase_decode(void *ctx, const struct tsm_args *args)
{
	struct tool tool;
	(void)ctx;
	tool_begin(&tool, args);
	return tool_end(&tool,
	    decode(&tool, tsm_args_operand(args, 0), tsm_multibase_decode));
}
