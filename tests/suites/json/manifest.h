/*
 * manifest.h - run a C function over a suite of ../shared/data/suites.
 *
 * A manifest lists tests as {id, args, exit, stdout | stdout_file}, where
 * "{d}" in args is the folder. It is read with our own reader. What is
 * known to fail stands in a table by id, with its reason; it must fail.
 * Without the folder, one test is reported as skipped.
 */
#ifndef TSM_TESTS_SUITES_JSON_MANIFEST_H
#define TSM_TESTS_SUITES_JSON_MANIFEST_H

#include <stdio.h>
#include <string.h>

#include "testamur/base/file.h"
#include "testamur/base/limits.h"
#include "testamur/json/doc.h"

#define SUITES "../shared/data/suites/"

struct expected_failure {
	const char *id; /* NULL ends the table */
	const char *reason;
};

struct suite {
	const char *name; /* of its folder */
	/* Do what args say; the output is appended. TSM_E_INTERNAL never
	 * counts as a refusal: a file of the suite is not there. */
	enum tsm_status (*run)(const char *folder, const struct tsm_json *args,
	    struct tsm_buf *out, struct tsm_error *err);
	const struct expected_failure *failures;
};

/* An argument with "{d}" replaced, into path of size bytes. */
static inline const char *suite_path(
    const char *folder, const struct tsm_json *arg, char *path, size_t size)
{
	const char *text = tsm_json_string(arg);
	if (text == NULL)
		return "";
	if (strncmp(text, "{d}", 3) == 0)
		(void)snprintf(path, size, "%s%s", folder, text + 3);
	else
		(void)snprintf(path, size, "%s", text);
	return path;
}

/* Whether the output is the expected one. */
static bool suite_output_is(
    const char *folder, const struct tsm_json *test, struct tsm_str got)
{
	const char *text = tsm_json_get_string(test, "stdout");
	const char *file = tsm_json_get_string(test, "stdout_file");
	if (text != NULL)
		return tsm_str_eq(
		    tsm_str_trim(got), tsm_str_trim(tsm_str(text)));
	if (file == NULL)
		return true;
	struct tsm_buf want;
	char path[512];
	tsm_buf_init(&want, 0);
	(void)snprintf(path, sizeof(path), "%s/%s", folder, file);
	bool same = tsm_file_read(path, TSM_BUF_MAX, &want, NULL) == TSM_OK &&
		    tsm_str_eq(got, tsm_buf_str(&want));
	tsm_buf_release(&want);
	return same;
}

static const char *suite_reason(const struct suite *suite, const char *id)
{
	const struct expected_failure *row = suite->failures;
	for (; row != NULL && row->id != NULL; row++) {
		if (strcmp(row->id, id) == 0)
			return row->reason;
	}
	return NULL;
}

/* One line of TAP; true when it is as it should be. */
static bool suite_test(const struct suite *suite, const char *folder,
    const struct tsm_json *test, unsigned number)
{
	struct tsm_buf out;
	struct tsm_error err = { 0 };
	int64_t code = -1; /* "any" */
	const char *id = tsm_json_get_string(test, "id");
	const char *reason = suite_reason(suite, id);
	bool any = tsm_json_int(tsm_json_get(test, "exit"), &code) != TSM_OK;
	tsm_buf_init(&out, 0);
	enum tsm_status status =
	    suite->run(folder, tsm_json_get(test, "args"), &out, &err);
	bool good = (any || (status == TSM_OK) == (code == 0)) &&
		    status != TSM_E_INTERNAL;
	if (good && status == TSM_OK)
		good = suite_output_is(folder, test, tsm_buf_str(&out));
	bool fine = good == (reason == NULL);
	printf("%s %u - %s/%s%s%s\n", fine ? "ok" : "not ok", number,
	    suite->name, id, reason != NULL ? " (expected failure: " : "",
	    reason != NULL ? reason : "");
	if (!fine)
		printf("# %s at %s: %s\n", tsm_status_name(status), err.where,
		    err.text);
	tsm_buf_release(&out);
	return fine;
}

static int suite_main(const struct suite *suite)
{
	char folder[256];
	char path[512];
	struct tsm_buf text;
	struct tsm_arena arena;
	const struct tsm_json *root = NULL;
	unsigned failed = 0;
	(void)snprintf(folder, sizeof(folder), SUITES "%s", suite->name);
	(void)snprintf(path, sizeof(path), "%s/manifest.json", folder);
	tsm_buf_init(&text, 0);
	tsm_arena_init(&arena, 0);
	if (tsm_file_read(path, TSM_BUF_MAX, &text, NULL) != TSM_OK) {
		printf("ok 1 - %s # SKIP no %s\n1..1\n", suite->name, path);
	} else if (tsm_json_parse(&arena, text.data, text.len, NULL, &root,
		       NULL) != TSM_OK) {
		printf("not ok 1 - %s: the manifest is no JSON\n1..1\n",
		    suite->name);
		failed = 1;
	}
	const struct tsm_json *tests = tsm_json_get(root, "tests");
	uint32_t count = tests != NULL ? tests->count : 0;
	for (uint32_t i = 0; i < count; i++)
		failed +=
		    suite_test(suite, folder, &tests->first[i], i + 1) ? 0 : 1;
	if (root != NULL)
		printf("1..%lu\n", (unsigned long)count);
	tsm_arena_release(&arena);
	tsm_buf_release(&text);
	return failed > 0 ? 1 : 0;
}

#endif
