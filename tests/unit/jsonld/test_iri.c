/* IRIs: expansion, resolution of references, what is absolute; tags. */
#include "fixture.h"

static struct fixture f;

static void resolution(void **state)
{
	/* RFC 3986 section 5.4, and bases of other kinds */
	static const char *const base = "http://a/b/c/d;p?q";
	static const struct {
		const char *base;
		const char *reference;
		const char *iri;
	} rows[] = {
		{ NULL, "g:h", "g:h" },
		{ NULL, "g", "http://a/b/c/g" },
		{ NULL, "./g", "http://a/b/c/g" },
		{ NULL, "g/", "http://a/b/c/g/" },
		{ NULL, "/g", "http://a/g" },
		{ NULL, "//g", "http://g" },
		{ NULL, "?y", "http://a/b/c/d;p?y" },
		{ NULL, "g?y", "http://a/b/c/g?y" },
		{ NULL, "#s", "http://a/b/c/d;p?q#s" },
		{ NULL, "g;x?y#s", "http://a/b/c/g;x?y#s" },
		{ NULL, "", "http://a/b/c/d;p?q" },
		{ NULL, ".", "http://a/b/c/" },
		{ NULL, "..", "http://a/b/" },
		{ NULL, "../g", "http://a/b/g" },
		{ NULL, "../..", "http://a/" },
		{ NULL, "../../../g", "http://a/g" },
		{ NULL, "/./g", "http://a/g" },
		{ NULL, "/../g", "http://a/g" },
		{ NULL, "g.", "http://a/b/c/g." },
		{ NULL, "..g", "http://a/b/c/..g" },
		{ NULL, "./../g", "http://a/b/g" },
		{ NULL, "./g/.", "http://a/b/c/g/" },
		{ NULL, "g/../h", "http://a/b/c/h" },
		{ NULL, "g?y/../x", "http://a/b/c/g?y/../x" },
		{ "http://a", "g", "http://a/g" },
		{ "tag:x", "g", "tag:g" },
		{ "http://a/b#c", "", "http://a/b" },
	};
	(void)state;
	fixture_open(&f);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tsm_str iri = { NULL, 0 };
		const char *from = rows[i].base != NULL ? rows[i].base : base;
		assert_int_equal(iri_resolve(&f.p, tsm_str(from),
				     tsm_str(rows[i].reference), &iri),
		    TSM_OK);
		if (!tsm_str_is(iri, rows[i].iri))
			print_message("%s: %.*s\n", rows[i].reference,
			    (int)iri.len, iri.ptr);
		assert_true(tsm_str_is(iri, rows[i].iri));
	}
	fixture_close(&f);
}

static void expansion(void **state)
{
	static const struct {
		const char *value;
		bool relative;
		bool vocab;
		const char *iri; /* NULL: null */
	} rows[] = {
		{ "@id", false, true, "@id" },
		{ "@other", false, true, NULL },
		{ "kind", false, false, "@type" },
		{ "a", false, true, "https://e.example/a" },
		{ "a", true, false, "https://b.example/a" },
		{ "gone", false, true, NULL },
		{ "b", false, true, "https://v.example/b" },
		{ "ex:b", false, false, "https://e.example/b" },
		{ "ex://b", false, true, "ex://b" },
		{ "_:b", true, true, "_:b" },
		{ "urn:x:y", true, true, "urn:x:y" },
		{ "c", false, false, "c" },
	};
	(void)state;
	fixture_open(&f);
	const struct context *c = NULL;
	f.options.base = tsm_str("https://b.example/doc");
	assert_int_equal(
	    fixture_process(&f,
		"{\"@vocab\": \"https://v.example/\", \"kind\": \"@type\","
		"\"ex\": \"https://e.example/\", \"a\": \"ex:a\","
		"\"gone\": null}",
		&c),
	    TSM_OK);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct iri iri = { 0 };
		assert_int_equal(iri_expand(&f.p, c, tsm_str(rows[i].value),
				     rows[i].relative, rows[i].vocab, &iri),
		    TSM_OK);
		if (rows[i].iri == NULL)
			assert_null(iri.text.ptr);
		else
			assert_true(tsm_str_is(iri.text, rows[i].iri));
	}
	fixture_close(&f);
}

static void absolute(void **state)
{
	(void)state;
	assert_true(iri_absolute(tsm_str("a:b")));
	assert_true(iri_absolute(tsm_str("urn:\xc3\xa4")));
	assert_false(iri_absolute(tsm_str("")));
	assert_false(iri_absolute(tsm_str("a")));
	assert_false(iri_absolute(tsm_str("1:b")));
	assert_false(iri_absolute(tsm_str("_:b")));
	assert_false(iri_absolute(tsm_str("a:b c")));
	assert_false(iri_absolute(tsm_str("a:<b>")));
}

static void tags(void **state)
{
	static const char *const good[] = { "de", "en-GB", "zh-Hant-TW",
		"sl-rozaj-biske", "de-CH-1901", "es-419", "x-a", "en-x-a-b",
		"i-klingon", "EN-gb-OED", "zh-min-nan", "en-a-bbb-x-a" };
	static const char *const bad[] = { "", "a", "en_GB", "-", "en-", "-en",
		"en--GB", "en-a", "en-x", "123", "en GB", "abcdefghi",
		"de-419-DE" };
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(language_tag(tsm_str(good[i])));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(language_tag(tsm_str(bad[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(resolution),
		cmocka_unit_test(expansion),
		cmocka_unit_test(absolute),
		cmocka_unit_test(tags),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
