#include "fixture.h"

static void opens(const char *manifest, enum tsm_status expected,
    void (*look)(const struct tsm_bundle *bundle))
{
	struct tsm_arena arena;
	struct tsm_bundle bundle;
	struct tsm_error err = { 0 };
	struct tsm_buf zip;
	tsm_arena_init(&arena, 0);
	tsm_buf_init(&zip, 0);
	assert_ok(pack(manifest, &zip, &err));
	assert_int_equal(
	    tsm_bundle_open(&arena, tsm_buf_str(&zip), &bundle, &err),
	    expected);
	if (look != NULL)
		look(&bundle);
	tsm_buf_release(&zip);
	tsm_arena_release(&arena);
}

static void look_whole(const struct tsm_bundle *bundle)
{
	assert_int_equal(bundle->count, 3);
	assert_int_equal(bundle->problem_count, 0);
	assert_string_equal(
	    tsm_json_get_string(bundle->manifest, "title"), "Spring");
	const struct tsm_bundle_file *file =
	    tsm_bundle_find(bundle, "roster.csv");
	assert_non_null(file);
	assert_true(tsm_str_is(file->bytes, "name\r\n"));
	assert_null(file->url);
	assert_ptr_equal(tsm_bundle_find_url(bundle, URL),
	    tsm_bundle_find(bundle, "documents/did.json"));
	assert_int_equal(
	    tsm_bundle_find(bundle, "sources/a-1.csv")->bytes.len, 0);
	assert_null(tsm_bundle_find(bundle, "none"));
	assert_null(tsm_bundle_find(bundle, TSM_BUNDLE_MANIFEST));
	assert_null(tsm_bundle_find_url(bundle, "https://other.example/"));
}

static void test_whole(void **state)
{
	(void)state;
	opens(NULL, TSM_OK, look_whole);
}

/* The same files are the same bytes. */
static void test_reproducible(void **state)
{
	(void)state;
	struct tsm_buf a;
	struct tsm_buf b;
	tsm_buf_init(&a, 0);
	tsm_buf_init(&b, 0);
	assert_ok(pack(NULL, &a, NULL));
	assert_ok(pack(NULL, &b, NULL));
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.data, b.data, a.len);
	tsm_buf_release(&a);
	tsm_buf_release(&b);
}

#define HEAD "{\"type\":\"TestamurBundle\",\"version\":1,\"files\":["
#define EMPTY                                                              \
 "{\"path\":\"sources/a-1.csv\",\"size\":0,\"sha256\":\"e3b0c44298fc1c149" \
 "afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}"

/* By address: the first by path of those that stood there. */
static void look_urls(const struct tsm_bundle *bundle)
{
	assert_int_equal(bundle->problem_count, 0);
	assert_int_equal(bundle->url_count, 3);
	assert_string_equal(
	    tsm_bundle_find_url(bundle, "https://a.example/")->path,
	    "documents/did.json");
	assert_string_equal(
	    tsm_bundle_find_url(bundle, "https://z.example/")->path,
	    "roster.csv");
	assert_null(tsm_bundle_find_url(bundle, "https://m.example/"));
	assert_null(tsm_bundle_find_url(bundle, "https://zz.example/"));
	assert_null(tsm_bundle_find_url(bundle, ""));
}

static void test_urls(void **state)
{
	(void)state;
	opens(HEAD
	    "{\"path\":\"sources/a-1.csv\",\"size\":0,\"sha256\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\",\"url\":\"https://z.example/\"},"
	    "{\"path\":\"roster.csv\",\"size\":6,\"sha256\":\"267098425cb5288317606d0e5b811d4d2de3df47c057fa479e97d27d9d3c1897\",\"url\":\"https://z.example/\"},"
	    "{\"path\":\"documents/did.json\",\"size\":2,\"sha256\":\"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"url\":\"https://a.example/\"}]}",
	    TSM_OK, look_urls);
}

static void look_differs(const struct tsm_bundle *bundle)
{
	assert_int_equal(bundle->problem_count, 4);
	assert_int_equal(bundle->problems[0].fault, TSM_BUNDLE_MISSING);
	assert_string_equal(bundle->problems[0].path, "gone.csv");
	assert_int_equal(bundle->problems[1].fault, TSM_BUNDLE_CHANGED);
	assert_string_equal(bundle->problems[1].path, "roster.csv");
	assert_int_equal(bundle->problems[2].fault, TSM_BUNDLE_CHANGED);
	assert_string_equal(bundle->problems[2].path, "sources/a-1.csv");
	assert_int_equal(bundle->problems[3].fault, TSM_BUNDLE_UNLISTED);
	assert_string_equal(bundle->problems[3].path, "documents/did.json");
	/* what did not hold is not believed about an address either */
	assert_null(tsm_bundle_find_url(bundle, URL));
}

static void test_differs(void **state)
{
	(void)state;
	opens(HEAD
	    "{\"path\":\"gone.csv\"}," EMPTY
	    ",{\"path\":\"roster.csv\",\"size\":6,\"sha256\":\"00\",\"url\":"
	    "\"" URL "\"}," EMPTY "]}",
	    TSM_OK, look_differs);
}

static void test_no_bundle(void **state)
{
	(void)state;
	struct tsm_arena arena;
	struct tsm_bundle bundle;
	struct tsm_error err = { 0 };
	opens("{", TSM_E_SYNTAX, NULL);
	opens("{\"type\":\"X\",\"version\":1,\"files\":[]}", TSM_E_VALUE, NULL);
	opens("{\"type\":\"TestamurBundle\",\"version\":2,\"files\":[]}",
	    TSM_E_VALUE, NULL);
	opens(
	    "{\"type\":\"TestamurBundle\",\"version\":1}", TSM_E_MISSING, NULL);
	opens(HEAD "{}]}", TSM_E_MISSING, NULL);
	opens(HEAD "{\"path\":\"a\",\"path\":\"b\"}]}", TSM_E_DUPLICATE, NULL);
	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_bundle_open(&arena, tsm_str("PK, but no more"), &bundle, &err),
	    TSM_E_SYNTAX);
	/* an empty file is a ZIP file of nothing */
	assert_int_equal(
	    tsm_bundle_open(&arena, (struct tsm_str){ "", 0 }, &bundle, &err),
	    TSM_E_MISSING);
	tsm_arena_release(&arena);
}

/* Whatever byte is cut off or changed, it is refused or it shows. */
static void test_damaged(void **state)
{
	(void)state;
	struct tsm_buf zip;
	struct tsm_bundle bundle;
	tsm_buf_init(&zip, 0);
	assert_ok(pack(NULL, &zip, NULL));
	for (size_t i = 0; i < zip.len; i++) {
		struct tsm_arena arena;
		struct tsm_error err = { 0 };
		tsm_arena_init(&arena, 0);
		assert_int_not_equal(tsm_bundle_open(&arena,
					 tsm_str_n(zip.data, i), &bundle, &err),
		    TSM_OK);
		zip.data[i] ^= 1;
		enum tsm_status status =
		    tsm_bundle_open(&arena, tsm_buf_str(&zip), &bundle, &err);
		zip.data[i] ^= 1;
		/* times and attributes are no part of what is sealed */
		if (status == TSM_OK && bundle.problem_count == 0)
			look_whole(&bundle);
		tsm_arena_release(&arena);
	}
	tsm_buf_release(&zip);
}

static void test_names(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "/a", "a/", "a//b", "..",
		"a/../b", ".hidden", "a/.b", "a b", "a\\b", "\xc3\xa9",
		"manifest.json", "a:b" };
	struct tsm_bundle_writer *writer = NULL;
	struct tsm_error err = { 0 };
	struct tsm_buf out;
	char path[TSM_BUNDLE_PATH_MAX + 2];
	tsm_buf_init(&out, 0);
	assert_ok(tsm_bundle_writer_new(&writer, &err));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
		    tsm_bundle_add(writer, bad[i], NULL, tsm_str("x"), &err),
		    TSM_E_VALUE);
	memset(path, 'a', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(tsm_bundle_add(writer, path, NULL, tsm_str("x"), &err),
	    TSM_E_VALUE);
	path[sizeof(path) - 2] = '\0';
	assert_ok(tsm_bundle_add(writer, path, NULL, tsm_str("x"), &err));
	assert_ok(tsm_bundle_add(writer, path, NULL, tsm_str("y"), &err));
	assert_int_equal(
	    tsm_bundle_finish(writer, tsm_str("{}"), WHEN, &out, &err),
	    TSM_E_DUPLICATE);
	assert_int_equal(out.len, 0);
	tsm_bundle_writer_free(&writer);
	assert_null(writer);
	tsm_bundle_writer_free(&writer);
}

int main(void)
{
	tsm_json_setup();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_reproducible),
		cmocka_unit_test(test_urls),
		cmocka_unit_test(test_differs),
		cmocka_unit_test(test_no_bundle),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
