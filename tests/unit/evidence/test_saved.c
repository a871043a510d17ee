/* The index of saved documents. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "testamur/evidence/saved.h"

#define A   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B   "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define DAY ((int64_t)86400)

#define INDEX(documents) \
 "{\"type\":\"SavedDocuments\",\"version\":1,\"documents\":[" documents "]}"
#define ROW(file, sha, at)                                                  \
 "{\"url\":\"https://a.example/1\",\"file\":\"" file "\",\"sha256\":\"" sha \
 "\",\"at\":\"" at "\"}"

static void reading(void **state)
{
	static const struct {
		const char *text;
		enum tsm_status status;
		const char *where;
	} cases[] = {
		{ INDEX(""), TSM_OK, "" },
		{ INDEX(ROW("x", A, "2026-01-01T00:00:00Z")), TSM_OK, "" },
		{ "[]", TSM_E_UNSUPPORTED, "" },
		{ "{\"type\":\"SavedDocuments\",\"version\":2,\"documents\":"
		  "[]}",
		    TSM_E_UNSUPPORTED, "" },
		{ "{\"type\":\"SavedDocuments\",\"version\":1}", TSM_E_MISSING,
		    "" },
		{ INDEX("1"), TSM_E_MISSING, "/documents/0" },
		{ INDEX("{}"), TSM_E_MISSING, "/documents/0" },
		{ INDEX(ROW("", A, "2026-01-01T00:00:00Z")), TSM_E_VALUE,
		    "/documents/0" },
		{ INDEX(ROW("a/b", A, "2026-01-01T00:00:00Z")), TSM_E_VALUE,
		    "/documents/0" },
		{ INDEX(ROW("..", A, "2026-01-01T00:00:00Z")), TSM_E_VALUE,
		    "/documents/0" },
		{ INDEX(ROW("index.json", A, "2026-01-01T00:00:00Z")),
		    TSM_E_VALUE, "/documents/0" },
		{ INDEX(ROW("x", "AAAA", "2026-01-01T00:00:00Z")), TSM_E_VALUE,
		    "/documents/0" },
		{ INDEX(ROW("x", A, "2026-01-01T00:00:00")), TSM_E_VALUE,
		    "/documents/0" },
		/* a version that does not say of when it is */
		{ INDEX(ROW("x", A,
		      "2026-01-01T00:00:00Z\",\"original\":\"https://a.example/"
		      "1")),
		    TSM_E_VALUE, "/documents/0" },
		{ "{\"type\":1,\"type\":1}", TSM_E_DUPLICATE, NULL },
		{ "nonsense", TSM_E_SYNTAX, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_error err = { 0 };
		struct tsm_saved saved;
		struct tsm_arena arena;
		tsm_arena_init(&arena, 0);
		assert_int_equal(tsm_saved_read(&arena, tsm_str(cases[i].text),
				     &saved, &err),
		    cases[i].status);
		if (cases[i].where != NULL)
			assert_string_equal(err.where, cases[i].where);
		tsm_arena_release(&arena);
	}
}

static void put(struct tsm_arena *arena, struct tsm_saved *saved,
    const char *url, const char *sha256, int64_t at)
{
	const struct tsm_saved_document document = { url, sha256, sha256, at,
		false, NULL, 0 };
	assert_int_equal(tsm_saved_put(arena, saved, &document, NULL), TSM_OK);
}

/* The copy of a time: the first from then on, else the last. */
static void finding(void **state)
{
	const char *url = "https://a.example/1";
	struct tsm_saved saved = { NULL, 0, 0 };
	struct tsm_arena arena;

	(void)state;
	tsm_arena_init(&arena, 0);
	assert_null(tsm_saved_find(&saved, url, 0));
	put(&arena, &saved, url, A, 20 * DAY);
	put(&arena, &saved, "https://a.example/0", A, 90 * DAY);
	put(&arena, &saved, "https://a.example/2", A, 1 * DAY);
	put(&arena, &saved, url, B, 40 * DAY);
	/* as it was before: another copy, as it was another in between */
	put(&arena, &saved, url, A, 60 * DAY);
	assert_int_equal(saved.count, 5);
	assert_int_equal(tsm_saved_find(&saved, url, 1)->at, 20 * DAY);
	assert_int_equal(tsm_saved_find(&saved, url, 20 * DAY)->at, 20 * DAY);
	assert_int_equal(
	    tsm_saved_find(&saved, url, 20 * DAY + 1)->at, 40 * DAY);
	assert_int_equal(tsm_saved_find(&saved, url, 41 * DAY)->at, 60 * DAY);
	assert_int_equal(tsm_saved_find(&saved, url, 99 * DAY)->at, 60 * DAY);
	assert_int_equal(tsm_saved_find(&saved, url, 0)->at, 60 * DAY);
	assert_null(tsm_saved_find(&saved, "https://a.example/3", 0));
	/* which makes these bytes no newer than they were */
	assert_int_equal(
	    tsm_saved_until(&saved, tsm_saved_find(&saved, url, 0)), 20 * DAY);
	assert_int_equal(
	    tsm_saved_until(&saved, tsm_saved_find(&saved, url, 21 * DAY)),
	    40 * DAY);
	assert_int_equal(
	    tsm_saved_until(&saved, tsm_saved_find(&saved, url, 1)), 20 * DAY);
	/* the same bytes again: still as it was */
	put(&arena, &saved, url, A, 70 * DAY);
	assert_int_equal(saved.count, 5);
	assert_int_equal(tsm_saved_find(&saved, url, 0)->at, 70 * DAY);
	/* an older copy that comes later changes nothing of that */
	put(&arena, &saved, url, A, 65 * DAY);
	assert_int_equal(tsm_saved_find(&saved, url, 0)->at, 70 * DAY);
	assert_int_equal(saved.count, 6);
	tsm_arena_release(&arena);
}

/* Versions at addresses of their own: which held at an instant. */
static void versions(void **state)
{
	static const char text[] =
	    "{\"type\":\"SavedDocuments\",\"version\":1,\"documents\":["
	    "{\"url\":\"https://a.example/l\",\"file\":\"f\",\"sha256\":\"" A
	    "\",\"at\":\"2026-01-01T00:00:00Z\"},"
	    "{\"url\":\"https://a.example/l/2\",\"file\":\"f\",\"sha256\":\"" B
	    "\",\"at\":\"2026-01-01T00:00:00Z\",\"original\":"
	    "\"https://a.example/l\",\"datetime\":\"2025-02-01T00:00:00Z\"},"
	    "{\"url\":\"https://a.example/l/1\",\"file\":\"g\",\"sha256\":\"" A
	    "\",\"at\":\"2026-01-02T00:00:00Z\",\"original\":"
	    "\"https://a.example/l\",\"datetime\":\"2025-01-01T00:00:00Z\"},"
	    "{\"url\":\"https://a.example/l/1\",\"file\":\"h\",\"sha256\":\"" B
	    "\",\"at\":\"2026-01-03T00:00:00Z\",\"original\":"
	    "\"https://a.example/l\",\"datetime\":\"2025-01-01T00:00:00Z\"}]}";
	const char *url = "https://a.example/l";
	const int64_t first = 1735689600, second = 1738368000;
	struct tsm_saved saved, again;
	struct tsm_arena arena;
	struct tsm_buf out;

	(void)state;
	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_saved_read(&arena, tsm_str(text), &saved, NULL), TSM_OK);
	assert_null(tsm_saved_version(&saved, url, first - 1));
	/* of two copies of one version the last */
	assert_string_equal(tsm_saved_version(&saved, url, first)->file, "h");
	assert_string_equal(
	    tsm_saved_version(&saved, url, second - 1)->file, "h");
	assert_string_equal(tsm_saved_version(&saved, url, second)->url,
	    "https://a.example/l/2");
	assert_null(tsm_saved_version(&saved, "https://a.example/l/1", second));
	/* the list itself is none of them */
	assert_string_equal(tsm_saved_find(&saved, url, 0)->url, url);
	/* written and read again */
	tsm_buf_init(&out, 0);
	json_t *json = tsm_saved_json(&saved);
	assert_int_equal(tsm_json_write(json, TSM_JSON_COMPACT, &out), TSM_OK);
	json_decref(json);
	assert_int_equal(
	    tsm_saved_read(&arena, tsm_buf_str(&out), &again, NULL), TSM_OK);
	assert_string_equal(
	    tsm_saved_version(&again, url, second - 1)->file, "h");
	tsm_buf_release(&out);
	tsm_arena_release(&arena);
}

/* A server may call a version by the address of any document. */
static void version_is_no_document(void **state)
{
	const char *url = "https://a.example/did.json";
	const struct tsm_saved_document version = { url, "g", B, 50 * DAY,
		false, "https://a.example/l", 30 * DAY };
	struct tsm_saved saved = { NULL, 0, 0 };
	struct tsm_arena arena;

	(void)state;
	tsm_arena_init(&arena, 0);
	assert_int_equal(tsm_saved_put(&arena, &saved, &version, NULL), TSM_OK);
	assert_null(tsm_saved_find(&saved, url, 0));
	assert_null(tsm_saved_find(&saved, url, 1));
	put(&arena, &saved, url, A, 20 * DAY);
	put(&arena, &saved, url, B, 30 * DAY);
	put(&arena, &saved, url, A, 40 * DAY);
	assert_int_equal(saved.count, 4);
	assert_string_equal(tsm_saved_find(&saved, url, 0)->sha256, A);
	assert_int_equal(tsm_saved_find(&saved, url, 45 * DAY)->at, 40 * DAY);
	/* nor does it say until when others were so */
	assert_int_equal(
	    tsm_saved_until(&saved, tsm_saved_find(&saved, url, 0)), 20 * DAY);
	const struct tsm_saved_document *found =
	    tsm_saved_version(&saved, "https://a.example/l", 30 * DAY);
	assert_int_equal(tsm_saved_until(&saved, found), 50 * DAY);
	/* the same bytes again are the same copy, of the same version only */
	struct tsm_saved_document again = version;
	again.at = 60 * DAY;
	assert_int_equal(tsm_saved_put(&arena, &saved, &again, NULL), TSM_OK);
	assert_int_equal(saved.count, 4);
	again.datetime = 31 * DAY;
	assert_int_equal(tsm_saved_put(&arena, &saved, &again, NULL), TSM_OK);
	assert_int_equal(saved.count, 5);
	tsm_arena_release(&arena);
}

static void full(void **state)
{
	struct tsm_saved saved = { NULL, 0, 0 };
	const struct tsm_saved_document one = { "https://a.example/x", "f", B,
		1, true, NULL, 0 };
	struct tsm_arena arena;
	struct tsm_error err = { 0 };

	(void)state;
	tsm_arena_init(&arena, 0);
	saved.documents =
	    tsm_arena_array(&arena, TSM_SAVED_MAX, sizeof(*saved.documents));
	assert_non_null(saved.documents);
	saved.count = saved.room = TSM_SAVED_MAX;
	for (size_t i = 0; i < saved.count; i++)
		saved.documents[i] =
		    (struct tsm_saved_document){ "https://a.example/1", "f", A,
			    (int64_t)i, false, NULL, 0 };
	assert_int_equal(
	    tsm_saved_put(&arena, &saved, &one, &err), TSM_E_LIMIT);
	tsm_arena_release(&arena);
}

static void written(void **state)
{
	struct tsm_saved saved = { NULL, 0, 0 }, again;
	struct tsm_arena arena;
	struct tsm_buf text;

	(void)state;
	tsm_arena_init(&arena, 0);
	tsm_buf_init(&text, 0);
	put(&arena, &saved, "https://a.example/1", A, 20 * DAY);
	put(&arena, &saved, "https://a.example/1", B, 21 * DAY);
	saved.documents[1].context = true;
	json_t *json = tsm_saved_json(&saved);
	assert_int_equal(tsm_json_write(json, TSM_JSON_PRETTY, &text), TSM_OK);
	json_decref(json);
	assert_int_equal(
	    tsm_saved_read(&arena, tsm_buf_str(&text), &again, NULL), TSM_OK);
	assert_int_equal(again.count, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(
		    again.documents[i].url, saved.documents[i].url);
		assert_string_equal(
		    again.documents[i].sha256, saved.documents[i].sha256);
		assert_int_equal(again.documents[i].at, saved.documents[i].at);
		assert_int_equal(again.documents[i].context, i == 1);
	}
	tsm_buf_release(&text);
	tsm_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading),
		cmocka_unit_test(finding),
		cmocka_unit_test(versions),
		cmocka_unit_test(version_is_no_document),
		cmocka_unit_test(full),
		cmocka_unit_test(written),
	};

	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
