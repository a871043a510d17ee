/* test_related.c - digests of documents that a credential names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "testamur/json/doc.h"
#include "testamur/proof/related.h"

#define V2        "https://www.w3.org/ns/credentials/v2"
#define KNOWN_256 "sha256-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ="
#define KNOWN_384 \
 "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"
#define OTHER_256 "sha256-2SmKENGwc1g33EvYXaxkGw887yekfl1TpU8vP1svz/o="
#define OTHER_384 \
 "sha384-cA2k5ShGbDszTFJ5DCwUz0SM78jrtzK+xEyMQFDiO7NqJbEU9UCtZBjvgxiEUqsK"
#define OTHER_512 \
 "sha512-4lrDhF+MvhKAGi36WonUxV3EeQDztu3Jqe5ZDzwrkxL2ZdADnJOCi3tY8zlQvIF6CVWpxQAKjT4oBWnwh0XKaA=="

#define SRI(text)  "\"digestSRI\": \"" text "\""
#define BASE(text) "\"digestMultibase\": \"" text "\""

static const struct {
	const char *digests;
	enum tsm_related fit;
} cases[] = {
	{ SRI(KNOWN_256), TSM_RELATED_MATCH },
	{ SRI(KNOWN_384), TSM_RELATED_MATCH },
	{ SRI(OTHER_256), TSM_RELATED_MISMATCH },
	{ SRI(OTHER_384), TSM_RELATED_MISMATCH },
	{ SRI(OTHER_512), TSM_RELATED_UNKNOWN },
	{ SRI(OTHER_256 " " KNOWN_256), TSM_RELATED_MATCH },
	{ SRI(KNOWN_256 "  " OTHER_256), TSM_RELATED_MATCH },
	{ SRI(KNOWN_256 " " OTHER_384), TSM_RELATED_MISMATCH },
	{ SRI(KNOWN_384 " " OTHER_256), TSM_RELATED_MATCH },
	{ SRI(OTHER_384 " " KNOWN_256 " " KNOWN_384), TSM_RELATED_MATCH },
	{ SRI(KNOWN_384 " " OTHER_512), TSM_RELATED_UNKNOWN },
	{ SRI(KNOWN_256 "?ct=x"), TSM_RELATED_MATCH },
	{ SRI("sha256-!"), TSM_RELATED_MISMATCH },
	{ SRI("sha384-"
	      "AAAA"),
	    TSM_RELATED_MISMATCH },
	{ SRI("md5-AAAA"), TSM_RELATED_UNKNOWN },
	{ SRI(""), TSM_RELATED_UNKNOWN },
	{ BASE("zQmUNM6HqwZxuJ5k6cYRKAiqjUkx1qxWJe4WTqsg7ZJtEFm"),
	    TSM_RELATED_MATCH },
	{ BASE(
	      "zQ1E5kXyNLjTyiQqp9Lpkof1sD8f4fsugyGN9cK7B57MBfFJv71LkXRvaBPXzVgrUvKKZ"),
	    TSM_RELATED_MATCH },
	{ BASE("uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"),
	    TSM_RELATED_MATCH },
	{ BASE(
	      "ul_HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4_Tje8YyzYBM8IhqjHWiWpr8-ZbYU"),
	    TSM_RELATED_MATCH },
	{ BASE("uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA"),
	    TSM_RELATED_MATCH },
	{ BASE("zQmcxMvAr22AE2MPRjkFBy2pZBUNup3rTs3AZzGTpQ5xSsj"),
	    TSM_RELATED_MISMATCH },
	{ BASE(
	      "zQ1CcsuKwPw5RRMLJz4pNaBxtkxiBPz1rHaKu5mh3fF5NtRZL5Di1VkMnSsuzo188VxPb"),
	    TSM_RELATED_MISMATCH },
	{ BASE("u2SmKENGwc1g33EvYXaxkGw887yekfl1TpU8vP1svz_o"),
	    TSM_RELATED_MISMATCH },
	{ BASE("z2Dkx3TZUUEBcg672eMDvLGZXqLytg9227dSZUG7tP4fa"),
	    TSM_RELATED_MISMATCH },
	{ BASE("zQmmbfTndhAkx2rKBPxeVM22xHHCWVHFWi9zWoCY2z5QBW3"),
	    TSM_RELATED_MISMATCH },
	{ BASE(
	      "z8VxK1vr955VVypSDpU2GW6FvjKrQUZSCqoivgpCxEv2RCUrYedTQyarDdfucp98EjQartQ3jZNmnC1agnSjo81G8Yo"),
	    TSM_RELATED_UNKNOWN },
	{ BASE("zW1p4hSSbnK8Z7FTsbUrskavaXYGckzha9rQimFq5g2mpvD"),
	    TSM_RELATED_UNKNOWN },
	{ BASE("mAAAA"), TSM_RELATED_UNKNOWN },
	{ BASE("u"), TSM_RELATED_MISMATCH },
	{ BASE("z0"), TSM_RELATED_MISMATCH },
	{ SRI(KNOWN_256) "," BASE(
	      "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"),
	    TSM_RELATED_MATCH },
	{ SRI(KNOWN_256) "," BASE(
	      "u2SmKENGwc1g33EvYXaxkGw887yekfl1TpU8vP1svz_o"),
	    TSM_RELATED_MISMATCH },
	{ SRI(OTHER_256) "," BASE(
	      "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"),
	    TSM_RELATED_MISMATCH },
	{ SRI(OTHER_512) "," BASE(
	      "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"),
	    TSM_RELATED_MATCH },
	{ "\"digestSRI\": 7", TSM_RELATED_MISMATCH },
	{ "\"digestMultibase\": []", TSM_RELATED_MISMATCH },
	{ "\"name\": \"x\"", TSM_RELATED_UNKNOWN },
};

static enum tsm_related fit(const char *id, const char *digests)
{
	const struct tsm_json *item = NULL;
	struct tsm_arena arena;

	tsm_arena_init(&arena, 0);
	const char *text =
	    tsm_arena_printf(&arena, "{\"id\": %s, %s}", id, digests);
	assert_non_null(text);
	assert_int_equal(
	    tsm_json_parse(&arena, text, strlen(text), NULL, &item, NULL),
	    TSM_OK);
	enum tsm_related answer = tsm_related_fit(item);
	tsm_arena_release(&arena);
	return answer;
}

static void table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum tsm_related answer = fit("\"" V2 "\"", cases[i].digests);
		if (answer != cases[i].fit)
			fail_msg("%s: %d", cases[i].digests, (int)answer);
	}
}

/* Nothing can be said of what is not built in, whatever its digest. */
static void other_documents(void **state)
{
	(void)state;
	assert_int_equal(fit("\"https://x.example/a.png\"", SRI(KNOWN_256)),
	    TSM_RELATED_UNKNOWN);
	assert_int_equal(
	    fit("\"" V2 "#\"", SRI(OTHER_256)), TSM_RELATED_UNKNOWN);
	assert_int_equal(fit("7", SRI(OTHER_256)), TSM_RELATED_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(other_documents),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
