/*
 * test_template.c - the template language: what it prints, what it refuses.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "testamur/json/write.h"
#include "testamur/pages/pages.h"

static struct tsm_embedded files[8];
static enum tsm_lang lang;

static void file(size_t n, const char *name, const char *text)
{
	files[n].name = name;
	files[n].data = (const unsigned char *)text;
	files[n].len = strlen(text);
	memset(&files[n + 1], 0, sizeof(files[n + 1]));
}

/* Compile files[], render page.html with data (taken), compare. */
static void prints(const char *want, json_t *data)
{
	struct tsm_pages *pages = NULL;
	struct tsm_error err = { 0 };
	struct tsm_buf out;
	struct tsm_pages_options options = { .base = "/b", .lang = lang };

	tsm_buf_init(&out, 0);
	if (tsm_pages_new(files, &options, &pages, &err) != TSM_OK)
		fail_msg("%s: %s", err.where, err.text);
	assert_int_equal(
	    tsm_pages_render(pages, "page", data, &out, &err), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out), want);
	tsm_buf_release(&out);
	tsm_pages_free(&pages);
	json_decref(data);
}

static void page_prints(const char *text, const char *want, json_t *data)
{
	file(0, "page.html", text);
	prints(want, data);
}

static void values(void **state)
{
	(void)state;
	page_prints("a{{x}}b", "a&lt;b&gt;&amp;&quot;&#39;b",
	    json_pack("{s:s}", "x", "<b>&\"'"));
	page_prints("{{x}} {{y.z}} {{no}} {{y.no}}{{n}}", "-7 true  ",
	    json_pack("{s:i,s:{s:b},s:n}", "x", -7, "y", "z", 1, "n"));
	page_prints("{{x}}", "ab\n",
	    json_pack("{s:s}", "x",
		"a\x01"
		"b\x7f\n"));
	page_prints(
	    "{! no tag !} { { } }", "{! no tag !} { { } }", json_object());
	page_prints("a{{! a comment > }}b", "ab", json_object());
	page_prints("<p title=\"{{x}}\" class='{{x}}'>{{x}}</p>",
	    "<p title=\"&quot;\" class='&quot;'>&quot;</p>",
	    json_pack("{s:s}", "x", "\""));
}

/* Words are in the language of the set; white space in them is one space. */
static void words(void **state)
{
	(void)state;
	page_prints(
	    "<p title=\"{{t Units}}\">{{t Units}} {{t 5 < 6\n\t& \"7\"}}",
	    "<p title=\"Units\">Units 5 &lt; 6 &amp; &quot;7&quot;",
	    json_object());
	lang = TSM_LANG_ES;
	page_prints("<p title=\"{{t Units}}\">{{t Units}} {{t No such words.}}",
	    "<p title=\"Unidades\">Unidades No such words.", json_object());
	lang = TSM_LANG_EN;
	page_prints("{{t}}", "field", json_pack("{s:s}", "t", "field"));
}

/* A text as a file that the browser saves: nothing in it is markup. */
static void downloads(void **state)
{
	(void)state;
	page_prints("<a href=\"{{download x}}\">",
	    "<a href=\"data:application/json;base64,PGI+Ij4=\">",
	    json_pack("{s:s}", "x", "<b>\">"));
	page_prints("<a href=\"{{download x}}\">",
	    "<a href=\"data:application/json;base64,\">", json_object());
}

static void urls(void **state)
{
	static const struct {
		const char *url;
		const char *printed;
	} cases[] = {
		{ "https://example.org/a?b=c&d=e#f",
		    "https://example.org/a?b=c&amp;d=e#f" },
		{ "HTTP://example.org/", "HTTP://example.org/" },
		{ "mailto:a@example.org", "mailto:a@example.org" },
		{ "/V/1", "/V/1" },
		{ "a/b:c", "a/b:c" },
		{ "?x=1", "?x=1" },
		{ "https://example.org/\xc3\xa4",
		    "https://example.org/\xc3\xa4" },
		{ "javascript:alert(1)", "#" },
		{ "JaVaScRiPt:alert(1)", "#" },
		{ "java\nscript:alert(1)", "#" },
		{ "\x01javascript:alert(1)", "#" },
		{ "data:text/html,x", "#" },
		{ "https:example.org", "#" },
		{ "https://", "#" },
		{ "//example.org/", "#" },
		{ "/\\example.org/", "#" },
		{ "https://a b/", "#" },
		{ "", "#" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char want[128] = "<a href=\"";
		strcpy(want + strlen(want), cases[i].printed);
		strcpy(want + strlen(want), "\">");
		page_prints("<a href=\"{{url x}}\">", want,
		    json_pack("{s:s}", "x", cases[i].url));
		page_prints("{{#if url x}}yes{{else}}no{{/if}}",
		    strcmp(cases[i].printed, "#") == 0 ? "no" : "yes",
		    json_pack("{s:s}", "x", cases[i].url));
	}
	page_prints("<img src=\"{{image x}}\">",
	    "<img src=\"data:image/png;base64,AA+/==\">",
	    json_pack("{s:s}", "x", "data:image/png;base64,AA+/=="));
	page_prints("<img src=\"{{image x}}\">", "<img src=\"#\">",
	    json_pack("{s:s}", "x", "data:text/html;base64,AA=="));
	page_prints("<img src=\"{{image x}}\">", "<img src=\"#\">",
	    json_pack("{s:s}", "x", "data:image/png;base64,A\"A"));
	page_prints("<a href=\"/q?{{pct x}}\">", "<a href=\"/q?a%26b%2F%22\">",
	    json_pack("{s:s}", "x", "a&b/\""));
	page_prints(
	    "<a href=\"{{base}}/x\">", "<a href=\"/b/x\">", json_object());
	page_prints("<a href=\"{{#if x}}{{url x}}{{else}}{{base}}/{{/if}}\">",
	    "<a href=\"/b/\">", json_object());
}

static void branches(void **state)
{
	static const char text[] = "{{#if x}}a{{else if y == \"2\"}}b{{else if "
				   "y != \"3\"}}c{{else}}d{{/if}}";

	(void)state;
	page_prints(text, "a", json_pack("{s:b}", "x", 1));
	page_prints(text, "b", json_pack("{s:b,s:s}", "x", 0, "y", "2"));
	page_prints(text, "b", json_pack("{s:s,s:i}", "x", "", "y", 2));
	page_prints(text, "c", json_pack("{s:[],s:s}", "x", "y", "4"));
	page_prints(text, "d", json_pack("{s:{},s:s}", "x", "y", "3"));
	page_prints(text, "c", json_pack("{s:n}", "x"));
	page_prints("{{#if x}}1{{/if}}{{#if y}}2{{/if}}", "",
	    json_pack("{s:i}", "x", 0));
	page_prints("<p {{#if x}}hidden {{/if}}>", "<p hidden >",
	    json_pack("{s:i}", "x", 1));
	page_prints("x\n  {{#if x}}\ny\n  {{/if}}\nz", "x\ny\nz",
	    json_pack("{s:i}", "x", 1));
}

static void lists(void **state)
{
	(void)state;
	page_prints("{{#each l}}{{@number}}:{{this}} {{else}}none{{/each}}",
	    "1:a 2:b ", json_pack("{s:[ss]}", "l", "a", "b"));
	page_prints("{{#each l}}x{{else}}none{{/each}}", "none",
	    json_pack("{s:[]}", "l"));
	page_prints("{{#each l}}x{{else}}none{{/each}}", "none", json_object());
	/* an absent field of an element never shows an outer one */
	page_prints("{{#each l}}[{{u}}.{{../u}}{{#each m}}.{{this}}{{u}}"
		    "{{../u}}{{../../u}}{{/each}}]{{/each}}",
	    "[.out.1out.2out][in.out]",
	    json_pack("{s:s,s:[{s:[ss]}{s:s}]}", "u", "out", "l", "m", "1", "2",
		"u", "in"));
	page_prints("{{#with o}}{{a}}{{x}}{{/with}}{{#with no}}y{{/with}}", "1",
	    json_pack("{s:{s:i},s:i}", "o", "a", 1, "x", 2));
}

static void layouts(void **state)
{
	(void)state;
	file(0, "frame.html",
	    "<title>{{slot head}}</title>[{{slot content}}]{{slot no}}");
	file(1, "page.html",
	    "{{layout frame}}\n{{#block head}}T{{x}}{{/block}}C{{> part}}");
	file(2, "part.html", "<b>{{x}}</b>");
	prints("<title>T1</title>[C<b>1</b>]", json_pack("{s:i}", "x", 1));
	file(0, "page.html", "<link href=\"{{asset a.css}}\">");
	file(1, "a.css", "x");
	prints(
	    "<link href=\"/b/static/2d711642b726b044/a.css\">", json_object());
	file(0, "page.html", "<p>{{script a.js}}</p>");
	file(1, "a.js", "x");
	prints("<p><script src=\"/b/static/2d711642b726b044/a.js\" "
	       "defer></script></p>",
	    json_object());
}

static void mistakes(void **state)
{
	static const struct {
		const char *text;
		enum tsm_status status;
		const char *where;
	} cases[] = {
		{ "{{", TSM_E_SYNTAX, "page.html:1" },
		{ "a\n{{}}", TSM_E_SYNTAX, "page.html:2" },
		{ "a\nb {{a b}}", TSM_E_SYNTAX, "page.html:2" },
		{ "{{a..b}}", TSM_E_SYNTAX, "" },
		{ "{{a.}}", TSM_E_SYNTAX, "" },
		{ "{{{a}}}", TSM_E_SYNTAX, "" },
		{ "{{& a}}", TSM_E_SYNTAX, "" },
		{ "{{#if}}{{/if}}", TSM_E_SYNTAX, "" },
		{ "{{#if a}}", TSM_E_SYNTAX, "" },
		{ "{{#if a}}{{/each}}", TSM_E_SYNTAX, "" },
		{ "\n\n{{/if}}", TSM_E_SYNTAX, "page.html:3" },
		{ "{{else}}", TSM_E_SYNTAX, "" },
		{ "{{#if a}}{{else}}{{else}}{{/if}}", TSM_E_SYNTAX, "" },
		{ "{{#each a}}{{else if b}}{{/each}}", TSM_E_SYNTAX, "" },
		{ "{{#with a}}{{else}}{{/with}}", TSM_E_SYNTAX, "" },
		{ "{{#if a = \"b\"}}{{/if}}", TSM_E_SYNTAX, "" },
		{ "{{#if a == b}}{{/if}}", TSM_E_SYNTAX, "" },
		{ "{{> nothing}}", TSM_E_UNKNOWN, "" },
		{ "{{> page}}", TSM_E_LIMIT, "" },
		{ "{{layout page}}", TSM_E_LIMIT, "" },
		{ "<a href=\"{{asset no.css}}\">", TSM_E_UNKNOWN, "" },
		{ "{{script no.js}}", TSM_E_UNKNOWN, "" },
		{ "{{script page.html}}", TSM_E_SYNTAX, "" },
		{ "<a {{script no.js}}>", TSM_E_SYNTAX, "" },
		{ "<a title=\"{{script no.js}}\">", TSM_E_SYNTAX, "" },
		{ "{{#if a}}{{#block b}}{{/block}}{{/if}}", TSM_E_SYNTAX, "" },
		{ "{{#block b}}{{/block}}{{#block b}}{{/block}}",
		    TSM_E_DUPLICATE, "" },
		/* places where a value could become markup or code */
		{ "<script>{{a}}</script>", TSM_E_SYNTAX, "" },
		{ "<ScRiPt src=\"a\">", TSM_E_SYNTAX, "" },
		{ "<style>{{a}}</style>", TSM_E_SYNTAX, "" },
		{ "<iframe src=\"a\">", TSM_E_SYNTAX, "" },
		{ "<base href=\"a\">", TSM_E_SYNTAX, "" },
		{ "<p {{a}}>", TSM_E_SYNTAX, "" },
		{ "<{{a}}>", TSM_E_SYNTAX, "" },
		{ "<p{{a}}>", TSM_E_SYNTAX, "" },
		{ "<p class={{a}}>", TSM_E_SYNTAX, "" },
		{ "<p class=a>", TSM_E_SYNTAX, "" },
		{ "<p style=\"{{a}}\">", TSM_E_SYNTAX, "" },
		{ "<p onclick=\"{{a}}\">", TSM_E_SYNTAX, "" },
		{ "<p ONCLICK=\"a\">", TSM_E_SYNTAX, "" },
		{ "<img srcset=\"{{a}}\">", TSM_E_SYNTAX, "" },
		{ "<a href=\"{{a}}\">", TSM_E_SYNTAX, "" },
		{ "<a href=\"x{{url a}}\">", TSM_E_SYNTAX, "" },
		{ "<a href=\"{{url a}}{{url b}}\">", TSM_E_SYNTAX, "" },
		{ "<a href=\"{{pct a}}\">", TSM_E_SYNTAX, "" },
		{ "<form action=\"{{a}}\">", TSM_E_SYNTAX, "" },
		{ "<a href=\"{{image a}}\">", TSM_E_SYNTAX, "" },
		{ "{{url a}}", TSM_E_SYNTAX, "" },
		{ "{{download a}}", TSM_E_SYNTAX, "" },
		{ "<img src=\"{{download a}}\">", TSM_E_SYNTAX, "" },
		{ "<a href=\"x{{download a}}\">", TSM_E_SYNTAX, "" },
		{ "<a href=\"{{t a}}\">", TSM_E_SYNTAX, "" },
		{ "<p {{t a}}>", TSM_E_SYNTAX, "" },
		{ "<!-- {{a}} -->", TSM_E_SYNTAX, "" },
		{ "<p", TSM_E_SYNTAX, "" },
		{ "a < b", TSM_E_SYNTAX, "" },
		{ "<p {{#if a}}class=\"{{/if}}\">", TSM_E_SYNTAX, "" },
		{ "{{#each a}}<p {{/each}}", TSM_E_SYNTAX, "" },
		{ "<p title=\"{{> part}}\">", TSM_E_UNKNOWN, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_pages *pages = NULL;
		struct tsm_error err = { 0 };
		file(0, "page.html", cases[i].text);
		enum tsm_status status =
		    tsm_pages_new(files, NULL, &pages, &err);
		if (status != cases[i].status || pages != NULL)
			fail_msg("%s -> %s %s", cases[i].text,
			    tsm_status_name(status), err.text);
		if (cases[i].where[0] != '\0')
			assert_string_equal(err.where, cases[i].where);
	}
}

static void deep_nesting(void **state)
{
	char text[2048] = "";
	struct tsm_pages *pages = NULL;
	struct tsm_error err = { 0 };

	(void)state;
	for (int i = 0; i < 17; i++)
		strcpy(text + strlen(text), "{{#if a}}");
	for (int i = 0; i < 17; i++)
		strcpy(text + strlen(text), "{{/if}}");
	file(0, "page.html", text);
	assert_int_equal(tsm_pages_new(files, NULL, &pages, &err), TSM_E_LIMIT);
	file(0, "page.html", "a");
	file(1, "page.html", "b");
	assert_int_equal(
	    tsm_pages_new(files, NULL, &pages, &err), TSM_E_DUPLICATE);
}

static void wrong_types(void **state)
{
	static const char *const texts[] = { "a\n{{x}}",
		"a\n{{#each y}}{{/each}}", "\n<a href=\"{{url x}}\">" };
	struct tsm_pages *pages = NULL;
	struct tsm_buf out;

	(void)state;
	tsm_buf_init(&out, 0);
	for (size_t i = 0; i < 3; i++) {
		struct tsm_error err = { 0 };
		json_t *data = json_pack("{s:[i],s:s}", "x", 1, "y", "text");
		file(0, "page.html", texts[i]);
		assert_int_equal(
		    tsm_pages_new(files, NULL, &pages, &err), TSM_OK);
		assert_int_equal(
		    tsm_pages_render(pages, "page", data, &out, &err),
		    TSM_E_VALUE);
		assert_string_equal(err.where, "page.html:2");
		assert_int_equal(
		    tsm_pages_render(pages, "none", data, &out, &err),
		    TSM_E_NOT_FOUND);
		json_decref(data);
		data = json_pack("{s:f}", "x", 0.5);
		if (i == 0)
			assert_int_equal(
			    tsm_pages_render(pages, "page", data, &out, &err),
			    TSM_E_VALUE);
		json_decref(data);
		tsm_pages_free(&pages);
	}
	tsm_buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values),
		cmocka_unit_test(words),
		cmocka_unit_test(downloads),
		cmocka_unit_test(urls),
		cmocka_unit_test(branches),
		cmocka_unit_test(lists),
		cmocka_unit_test(layouts),
		cmocka_unit_test(mistakes),
		cmocka_unit_test(deep_nesting),
		cmocka_unit_test(wrong_types),
	};

	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
