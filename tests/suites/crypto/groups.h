/*
 * groups.h - walk a suite whose tests stand in testGroups (Wycheproof).
 *
 * Every test becomes one line of TAP. Without the folder the suite is
 * reported as skipped, by name.
 */
#ifndef TESTS_SUITES_CRYPTO_GROUPS_H
#define TESTS_SUITES_CRYPTO_GROUPS_H

#include <stdio.h>
#include <string.h>

#include "testamur/base/encode.h"
#include "testamur/base/file.h"
#include "testamur/base/limits.h"
#include "testamur/crypto/jws.h"

#define SUITES "../shared/data/suites/"

static unsigned group_tests;
static unsigned group_failed;

/* The file's "alg" is file_alg. Returns whether the test went as it says. */
typedef bool group_test(const char *file_alg, const struct tsm_json *group,
    const struct tsm_json *test);

static inline void groups_report(
    const char *name, const struct tsm_json *test, bool fine)
{
	int64_t id = 0;
	const char *comment = tsm_json_get_string(test, "comment");
	if (tsm_json_int(tsm_json_get(test, "tcId"), &id) != TSM_OK)
		fine = false;
	printf("%s %u - %s:%lld %s\n", fine ? "ok" : "not ok", ++group_tests,
	    name, (long long)id, comment != NULL ? comment : "");
	group_failed += fine ? 0 : 1;
}

/* Run every test of SUITES/name. */
static inline void groups_run(const char *name, group_test *run)
{
	char path[256];
	struct tsm_buf text;
	struct tsm_arena arena;
	const struct tsm_json *root = NULL;
	(void)snprintf(path, sizeof(path), SUITES "%s", name);
	tsm_buf_init(&text, 0);
	tsm_arena_init(&arena, 0);
	if (tsm_file_read(path, TSM_BUF_MAX, &text, NULL) != TSM_OK)
		printf("ok %u - %s # SKIP no %s\n", ++group_tests, name, path);
	else if (tsm_json_parse(&arena, text.data, text.len, NULL, &root,
		     NULL) != TSM_OK) {
		printf("not ok %u - %s is no JSON\n", ++group_tests, name);
		group_failed++;
	}
	const char *alg = tsm_json_get_string(root, "alg");
	const struct tsm_json *groups = tsm_json_get(root, "testGroups");
	for (uint32_t g = 0; groups != NULL && g < groups->count; g++) {
		const struct tsm_json *group = &groups->first[g];
		const struct tsm_json *tests = tsm_json_get(group, "tests");
		for (uint32_t t = 0; tests != NULL && t < tests->count; t++)
			groups_report(name, &tests->first[t],
			    run(alg, group, &tests->first[t]));
	}
	tsm_arena_release(&arena);
	tsm_buf_release(&text);
}

static inline int groups_done(void)
{
	printf("1..%u\n", group_tests);
	return group_failed > 0 ? 1 : 0;
}

#endif
