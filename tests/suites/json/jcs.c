/* RFC 8785: cyberphone's test data, derived cases, the number file. */
#include "manifest.h"

#include "testamur/json/jcs.h"

static enum tsm_status run(const char *folder, const struct tsm_json *args,
    struct tsm_buf *out, struct tsm_error *err)
{
	char path[512];
	struct tsm_buf text;
	struct tsm_arena arena;
	const struct tsm_json *root;
	tsm_buf_init(&text, 0);
	tsm_arena_init(&arena, 0);
	(void)suite_path(folder, tsm_json_at(args, 1), path, sizeof(path));
	enum tsm_status status = TSM_E_INTERNAL;
	if (tsm_file_read(path, TSM_BUF_MAX, &text, err) == TSM_OK)
		status = tsm_json_parse(
		    &arena, text.data, text.len, NULL, &root, err);
	if (status == TSM_OK)
		status = tsm_jcs(root, out, err);
	tsm_arena_release(&arena);
	tsm_buf_release(&text);
	return status;
}

int main(void)
{
	static const struct suite suite = { "jcs", run, NULL };
	return suite_main(&suite);
}
