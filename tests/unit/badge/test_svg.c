/* Baking into SVG: testamur/badge/bake.h, Open Badges 3.0 section 5.3.2. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "testamur/badge/bake.h"

#define JWS  "eyJhIjoxfQ.eyJiIjoyfQ.c2ln"
#define SVG  "<svg xmlns=\"http://www.w3.org/2000/svg\""
#define OB3  "https://purl.imsglobal.org/ob/v3p0"
#define XOB3 " xmlns:o=\"" OB3 "\""

struct row {
	const char *svg;
	const char *want; /* or NULL and the status */
	enum tsm_status status;
};

static void check_unbake(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct tsm_buf out;
		struct tsm_error err = { 0 };
		tsm_buf_init(&out, 0);
		enum tsm_status status = tsm_unbake(
		    rows[i].svg, strlen(rows[i].svg), NULL, &out, &err);
		if (status != rows[i].status)
			print_message(
			    "%s: %s %s\n", rows[i].svg, err.where, err.text);
		assert_int_equal(status, rows[i].status);
		assert_string_equal(tsm_buf_cstr(&out),
		    rows[i].want != NULL ? rows[i].want : "");
		tsm_buf_release(&out);
	}
}

#define CHECK_UNBAKE(rows) check_unbake(rows, sizeof(rows) / sizeof((rows)[0]))

static void reads_what_others_write(void **state)
{
	static const struct row rows[] = {
		{ SVG XOB3 "><o:credential verify=\"" JWS "\"/></svg>", JWS,
		    TSM_OK },
		{ SVG XOB3 "><g/>\n<o:credential verify=' " JWS
			   " '></o:credential></svg>",
		    JWS, TSM_OK },
		{ SVG XOB3
		    "><o:credential>\n<![CDATA[ {\"a\":1} ]]>\n</o:credential></svg>",
		    "{\"a\":1}", TSM_OK },
		{ SVG "><credential xmlns=\"" OB3
		      "\">{&quot;a&quot;:&#49;&#x30;}</credential></svg>",
		    "{\"a\":10}", TSM_OK },
		{ "<s:svg xmlns:s='http://www.w3.org/2000/svg'" XOB3
		  "><o:credential><![CDATA[{\"a]]]]><![CDATA[>\":1}]]>"
		  "</o:credential></s:svg>",
		    "{\"a]]>\":1}", TSM_OK },
		{ "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n"
		  "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" "
		  "\"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n" SVG
		  " xmlns:o='&#104;ttps://purl.imsglobal.org/ob/v3p0'"
		  "><o:credential>{\r\n}\r</o:credential></svg>",
		    "{\n}", TSM_OK },
		{ "<!DOCTYPE svg [<!ENTITY e '" OB3 "'>]>" SVG
		  " xmlns:o='&e;'><o:credential verify='" JWS "'/></svg>",
		    JWS, TSM_OK },
	};
	(void)state;
	CHECK_UNBAKE(rows);
}

static void refuses_doubtful_credentials(void **state)
{
	static const struct row rows[] = {
		{ SVG "/>", NULL, TSM_E_NOT_FOUND },
		{ SVG "><credential>{}</credential></svg>", NULL,
		    TSM_E_NOT_FOUND },
		{ SVG " xmlns:o='http://openbadges.org'"
		      "><o:credential>{}</o:credential></svg>",
		    NULL, TSM_E_NOT_FOUND },
		{ SVG XOB3 "><!-- <o:credential>{}</o:credential> --></svg>",
		    NULL, TSM_E_NOT_FOUND },
		{ SVG XOB3 "><g><![CDATA[<o:credential>{}</o:credential>]]>"
			   "</g></svg>",
		    NULL, TSM_E_NOT_FOUND },
		{ SVG XOB3 "><o:credential>{}</o:credential>"
			   "<o:credential verify='a.b.c'/></svg>",
		    NULL, TSM_E_DUPLICATE },
		{ SVG XOB3 "><o:credential>{}</o:credential>"
			   "<g><o:credential>{}</o:credential></g></svg>",
		    NULL, TSM_E_DUPLICATE },
		{ SVG XOB3
		    "><o:credential verify='a.b.c'>{}</o:credential></svg>",
		    NULL, TSM_E_DUPLICATE },
		{ SVG XOB3 "><g><o:credential>{}</o:credential></g></svg>",
		    NULL, TSM_E_SYNTAX },
		{ SVG XOB3 "><o:credential>{<g/>}</o:credential></svg>", NULL,
		    TSM_E_SYNTAX },
		{ SVG XOB3 "><o:credential>{<!-- -->}</o:credential></svg>",
		    NULL, TSM_E_SYNTAX },
		{ SVG XOB3 "><o:credential> </o:credential></svg>", NULL,
		    TSM_E_SYNTAX },
		{ SVG XOB3 "><o:credential verify=''/></svg>", NULL,
		    TSM_E_SYNTAX },
	};
	(void)state;
	CHECK_UNBAKE(rows);
}

static void refuses_what_is_not_well_formed(void **state)
{
	static const struct row rows[] = {
		{ SVG "><g></svg>", NULL, TSM_E_SYNTAX },
		{ SVG "></svg></svg>", NULL, TSM_E_SYNTAX },
		{ SVG "/>" SVG "/>", NULL, TSM_E_SYNTAX },
		{ SVG "/>text", NULL, TSM_E_SYNTAX },
		{ "text" SVG "/>", NULL, TSM_E_UNSUPPORTED },
		{ "<svg/>", NULL, TSM_E_SYNTAX },
		{ "<html xmlns='http://www.w3.org/1999/xhtml'/>", NULL,
		    TSM_E_SYNTAX },
		{ SVG " a=b/>", NULL, TSM_E_SYNTAX },
		{ SVG " a='1' a='2'/>", NULL, TSM_E_SYNTAX },
		{ SVG " a='1'b='2'/>", NULL, TSM_E_SYNTAX },
		{ SVG " a='<'/>", NULL, TSM_E_SYNTAX },
		{ SVG " a='&amp'/>", NULL, TSM_E_SYNTAX },
		{ SVG " a='&nope;'/>", NULL, TSM_E_SYNTAX },
		{ SVG " a='&#0;'/>", NULL, TSM_E_SYNTAX },
		{ SVG " a='&#xFFFFFFFFF;'/>", NULL, TSM_E_SYNTAX },
		{ SVG " a='&#;'/>", NULL, TSM_E_SYNTAX },
		{ SVG " p:a='1'/>", NULL, TSM_E_SYNTAX },
		{ SVG "><p:g/></svg>", NULL, TSM_E_SYNTAX },
		{ SVG "><a:b:c/></svg>", NULL, TSM_E_SYNTAX },
		{ SVG " xmlns:p=''/>", NULL, TSM_E_SYNTAX },
		{ SVG " xmlns:xml='a'/>", NULL, TSM_E_SYNTAX },
		{ SVG ">]]></svg>", NULL, TSM_E_SYNTAX },
		{ SVG "><!-- a -- b --></svg>", NULL, TSM_E_SYNTAX },
		{ SVG "><!-- ", NULL, TSM_E_SYNTAX },
		{ SVG "><![CDATA[ ", NULL, TSM_E_SYNTAX },
		{ SVG "><?xml version='1.0'?></svg>", NULL, TSM_E_SYNTAX },
		{ SVG "><!DOCTYPE svg></svg>", NULL, TSM_E_SYNTAX },
		{ SVG ">\x01</svg>", NULL, TSM_E_SYNTAX },
		{ SVG ">\xff</svg>", NULL, TSM_E_SYNTAX },
		{ SVG ">\xef\xbf\xbf</svg>", NULL, TSM_E_SYNTAX },
		{ "<!-- -->", NULL, TSM_E_SYNTAX },
		{ "<", NULL, TSM_E_SYNTAX },
		{ "<?xml encoding='utf-8'?>" SVG "/>", NULL, TSM_E_SYNTAX },
		{ "<?xml version='1.1'?>" SVG "/>", NULL, TSM_E_UNSUPPORTED },
		{ "<?xml version='1.0' encoding='latin1'?>" SVG "/>", NULL,
		    TSM_E_UNSUPPORTED },
	};
	(void)state;
	CHECK_UNBAKE(rows);
}

static void refuses_dangerous_declarations(void **state)
{
	static const struct row rows[] = {
		{ "<!DOCTYPE svg [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]>" SVG
		  ">&b;</svg>",
		    NULL, TSM_E_UNSUPPORTED },
		{ "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" SVG
		  ">&a;</svg>",
		    NULL, TSM_E_UNSUPPORTED },
		{ "<!DOCTYPE svg [<!ENTITY % p 'x'>%p;]>" SVG "/>", NULL,
		    TSM_E_UNSUPPORTED },
		{ "<!DOCTYPE svg [<!ENTITY a '<g/>'>]>" SVG ">&a;</svg>", NULL,
		    TSM_E_UNSUPPORTED },
		{ "<!DOCTYPE svg [<!ATTLIST svg x CDATA 'y'>]>" SVG "/>", NULL,
		    TSM_E_UNSUPPORTED },
		{ "<!DOCTYPE svg><!DOCTYPE svg>" SVG "/>", NULL, TSM_E_SYNTAX },
	};
	(void)state;
	CHECK_UNBAKE(rows);
}

static void nesting_has_a_limit(void **state)
{
	struct tsm_buf svg;
	(void)state;
	for (int depth = 198; depth <= 200; depth++) {
		tsm_buf_init(&svg, 0);
		tsm_buf_adds(&svg, SVG ">");
		for (int i = 0; i < depth; i++)
			tsm_buf_adds(&svg, "<g>");
		for (int i = 0; i < depth; i++)
			tsm_buf_adds(&svg, "</g>");
		tsm_buf_adds(&svg, "</svg>");
		assert_int_equal(
		    tsm_unbake(svg.data, svg.len, NULL, &svg, NULL),
		    depth < 200 ? TSM_E_NOT_FOUND : TSM_E_LIMIT);
		tsm_buf_release(&svg);
	}
}

static void check_bake(
    const char *svg, const char *credential, const char *want)
{
	struct tsm_buf once;
	struct tsm_buf twice;
	struct tsm_buf back;
	tsm_buf_init(&once, 0);
	tsm_buf_init(&twice, 0);
	tsm_buf_init(&back, 0);
	assert_int_equal(
	    tsm_bake(svg, strlen(svg), tsm_str(credential), &once, NULL),
	    TSM_OK);
	assert_string_equal(tsm_buf_cstr(&once), want);
	assert_int_equal(
	    tsm_bake(once.data, once.len, tsm_str(credential), &twice, NULL),
	    TSM_OK);
	assert_string_equal(tsm_buf_cstr(&twice), want);
	assert_int_equal(
	    tsm_unbake(once.data, once.len, NULL, &back, NULL), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&back), credential);
	tsm_buf_release(&back);
	tsm_buf_release(&twice);
	tsm_buf_release(&once);
}

static void bakes_and_keeps_the_rest(void **state)
{
	(void)state;
	check_bake("<?xml version='1.0'?>\n" SVG
		   " a = '1' >\n<g>&lt;</g></svg>\n",
	    JWS,
	    "<?xml version='1.0'?>\n" SVG " a = '1'  xmlns:openbadges=\"" OB3
	    "\"><openbadges:credential verify=\"" JWS
	    "\"></openbadges:credential>\n<g>&lt;</g></svg>\n");
	check_bake(SVG "/>", "{\"a\":\"]]>\"}",
	    SVG " xmlns:openbadges=\"" OB3
		"\"><openbadges:credential><![CDATA[{\"a\":\"]]]]><![CDATA[>"
		"\"}]]></openbadges:credential></svg>");
	check_bake("\xef\xbb\xbf" SVG "></svg>", "{\r\n\"a\"\r:1}",
	    "\xef\xbb\xbf" SVG " xmlns:openbadges=\"" OB3
	    "\"><openbadges:credential><![CDATA[{]]>&#13;<![CDATA[\n\"a\"]]>"
	    "&#13;<![CDATA[:1}]]></openbadges:credential></svg>");
}

static void bakes_over_what_is_there(void **state)
{
	(void)state;
	check_bake(SVG XOB3 "><g/><o:credential>old</o:credential><g/>"
			    "<o:credential verify='a.b.c'/></svg>",
	    JWS,
	    SVG XOB3 "><o:credential verify=\"" JWS
		     "\"></o:credential><g/><g/></svg>");
	check_bake(SVG "><g><credential xmlns='" OB3
		       "'>{}</credential></g></svg>",
	    JWS,
	    SVG " xmlns:openbadges=\"" OB3
		"\"><openbadges:credential verify=\"" JWS
		"\"></openbadges:credential><g></g></svg>");
	check_bake("<s:svg xmlns:s='http://www.w3.org/2000/svg' xmlns='" OB3
		   "'/>",
	    JWS,
	    "<s:svg xmlns:s='http://www.w3.org/2000/svg' xmlns='" OB3
	    "'><credential verify=\"" JWS "\"></credential></s:svg>");
	check_bake(SVG " xmlns:openbadges='http://openbadges.org'/>", JWS,
	    SVG " xmlns:openbadges='http://openbadges.org' "
		"xmlns:openbadges3=\"" OB3
		"\"><openbadges3:credential verify=\"" JWS
		"\"></openbadges3:credential></svg>");
}

static void characters_that_xml_forbids(void **state)
{
	struct tsm_buf out;
	(void)state;
	tsm_buf_init(&out, 0);
	assert_int_equal(tsm_bake(SVG "/>", strlen(SVG "/>"),
			     tsm_str("{\"\xef\xbf\xbf\"}"), &out, NULL),
	    TSM_E_VALUE);
	assert_int_equal(out.len, 0);
}

static void legacy_is_told_apart(void **state)
{
	static const char svg[] = SVG
	    " xmlns:b='http://openbadges.org'><b:assertion "
	    "verify='https://a.example/1?b&amp;c'><![CDATA[{}]]></b:assertion>"
	    "</svg>";
	struct tsm_buf out;
	(void)state;
	tsm_buf_init(&out, 0);
	assert_int_equal(tsm_unbake(svg, sizeof(svg) - 1, NULL, &out, NULL),
	    TSM_E_NOT_FOUND);
	assert_int_equal(
	    tsm_unbake_legacy(svg, sizeof(svg) - 1, &out, NULL), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out), "{}");
	tsm_buf_release(&out);
}

/* Open Badges 2.0, baking: "verify" of a hosted assertion is its address. */
static void legacy_forms(void **state)
{
#define OLD(inside) SVG " xmlns:b='http://openbadges.org'>" inside "</svg>"
	static const struct {
		const char *svg;
		enum tsm_status status;
		const char *found;
	} cases[] = {
		{ OLD("<b:assertion verify='https://a.example/1'>\n <![CDATA[\n"
		      "{\"id\":1}\n]]></b:assertion>"),
		    TSM_OK, "{\"id\":1}" },
		{ OLD("<b:assertion verify='http://a.example/1'> "
		      "</b:assertion>"),
		    TSM_OK, "http://a.example/1" },
		{ OLD("<b:assertion><![CDATA[{}]]></b:assertion>"), TSM_OK,
		    "{}" },
		{ OLD("<b:assertion verify='e30.e30.YQ'/>"), TSM_OK,
		    "e30.e30.YQ" },
		{ OLD("<b:assertion verify='e30.e30.YQ'>{}</b:assertion>"),
		    TSM_OK, "e30.e30.YQ" },
		{ OLD("<b:assertion verify='a'/><g><b:assertion>{}"
		      "</b:assertion></g>"),
		    TSM_E_DUPLICATE, "" },
		{ OLD("<b:assertion/>"), TSM_E_SYNTAX, "" },
	};
	struct tsm_buf out;
	(void)state;
	tsm_buf_init(&out, 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tsm_buf_clear(&out);
		assert_int_equal(tsm_unbake_legacy(cases[i].svg,
				     strlen(cases[i].svg), &out, NULL),
		    cases[i].status);
		assert_string_equal(tsm_buf_cstr(&out), cases[i].found);
	}
	tsm_buf_release(&out);
}

/* CLR 2.0: the same element under another name; one of both in a picture. */
static void learner_records(void **state)
{
#define CLR " xmlns:c='https://purl.imsglobal.org/clr/v2p0'"
	static const char record[] =
	    SVG CLR "><c:credential><![CDATA[{\"a\":1}]]></c:credential></svg>";
	static const char both[] = SVG CLR
	    " xmlns:o='" OB3 "'"
	    "><c:credential>{}</c:credential><o:credential>{}</o:credential>"
	    "</svg>";
	struct tsm_buf out;
	struct tsm_buf baked;
	(void)state;
	tsm_buf_init(&out, 0);
	tsm_buf_init(&baked, 0);
	assert_int_equal(
	    tsm_unbake(record, sizeof(record) - 1, NULL, &out, NULL), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out), "{\"a\":1}");
	assert_int_equal(tsm_unbake(both, sizeof(both) - 1, NULL, &out, NULL),
	    TSM_E_DUPLICATE);
	assert_int_equal(tsm_bake(both, sizeof(both) - 1, tsm_str("{\"b\":2}"),
			     &baked, NULL),
	    TSM_OK);
	tsm_buf_clear(&out);
	assert_int_equal(
	    tsm_unbake(baked.data, baked.len, NULL, &out, NULL), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out), "{\"b\":2}");
	tsm_buf_release(&baked);
	tsm_buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_others_write),
		cmocka_unit_test(refuses_doubtful_credentials),
		cmocka_unit_test(refuses_what_is_not_well_formed),
		cmocka_unit_test(refuses_dangerous_declarations),
		cmocka_unit_test(nesting_has_a_limit),
		cmocka_unit_test(bakes_and_keeps_the_rest),
		cmocka_unit_test(bakes_over_what_is_there),
		cmocka_unit_test(characters_that_xml_forbids),
		cmocka_unit_test(legacy_is_told_apart),
		cmocka_unit_test(legacy_forms),
		cmocka_unit_test(learner_records),
	};
	return cmocka_run_group_tests_name("bake SVG", tests, NULL, NULL);
}
