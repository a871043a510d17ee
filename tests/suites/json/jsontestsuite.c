/* nst/JSONTestSuite: plain RFC 8259, so duplicate names are allowed. */
#include "manifest.h"

static enum tsm_status run(const char *folder, const struct tsm_json *args,
    struct tsm_buf *out, struct tsm_error *err)
{
	static const struct tsm_json_options plain = { .allow_duplicates =
							   true };
	char path[512];
	struct tsm_buf text;
	struct tsm_arena arena;
	const struct tsm_json *root;
	(void)out;
	tsm_buf_init(&text, 0);
	tsm_arena_init(&arena, 0);
	(void)suite_path(folder, tsm_json_at(args, 2), path, sizeof(path));
	enum tsm_status status = TSM_E_INTERNAL;
	if (tsm_file_read(path, TSM_BUF_MAX, &text, err) == TSM_OK)
		status = tsm_json_parse(
		    &arena, text.data, text.len, &plain, &root, err);
	tsm_arena_release(&arena);
	tsm_buf_release(&text);
	return status;
}

int main(void)
{
	static const struct suite suite = { "jsontestsuite", run, NULL };
	return suite_main(&suite);
}
