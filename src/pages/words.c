/* words.c - {{t …}}: words of a template in the language of its set. */
#include "pages_impl.h"

/* A template may break lines where it likes: any white space is one space. */
static enum tsm_status joined(struct tsm_buf *out, struct tsm_str words)
{
	bool space = false;

	for (size_t i = 0; i < words.len; i++) {
		if (tsm_is_space(words.ptr[i])) {
			space = true;
			continue;
		}
		if (space)
			tsm_buf_addc(out, ' ');
		space = false;
		tsm_buf_addc(out, words.ptr[i]);
	}
	return tsm_buf_status(out);
}

const char *tsm_template_words(struct tsm_pages *pages, struct tsm_str words)
{
	struct tsm_buf english;
	struct tsm_buf html;
	const char *text = NULL;

	tsm_buf_init(&english, 0);
	tsm_buf_init(&html, 0);
	if (joined(&english, tsm_str_trim(words)) == TSM_OK &&
	    tsm_html_escape(&html, tsm_str(tsm_say(pages->lang,
				       tsm_buf_cstr(&english)))) == TSM_OK)
		text = tsm_arena_copy(&pages->arena, html.data, html.len);
	tsm_buf_release(&english);
	tsm_buf_release(&html);
	return text;
}
