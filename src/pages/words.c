/* words.c - languages: {{t …}}, and the links to other ones. */
#include <stdio.h>

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

void tsm_pages_languages(json_t *data, enum tsm_lang lang)
{
	json_t *others = json_array();
	char url[16];

	for (unsigned i = 0; i < TSM_LANG_COUNT; i++) {
		const char *tag = tsm_lang_tag((enum tsm_lang)i);
		if (i == (unsigned)lang)
			continue;
		(void)snprintf(url, sizeof(url), "?lang=%s", tag);
		json_array_append_new(
		    others, json_pack("{s:s,s:s,s:s}", "tag", tag, "name",
				tsm_lang_name((enum tsm_lang)i), "url", url));
	}
	json_object_set_new(data, "lang", json_string(tsm_lang_tag(lang)));
	json_object_set_new(data, "languages", others);
}
