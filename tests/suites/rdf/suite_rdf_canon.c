/*
 * The W3C tests of RDFC-1.0 and some derived from them: what goes in and
 * what must come out, byte for byte; poison graphs must be refused, soon.
 * Skipped by name where ../shared is absent. Speaks TAP.
 *
 * The manifest is written one member a line, so a reader of lines is
 * enough: this module knows no JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "testamur/base/file.h"
#include "testamur/rdf/canon.h"
#include "testamur/rdf/nquads.h"

#define FOLDER "../shared/data/suites/rdf-canon/"

/* A poison graph has to be given up within this, even under a sanitizer. */
#define SECONDS_MAX 2.0

struct test {
	char id[128];
	char action[128];
	char type[128];
	char result[128];
	char hash[128];
};

/* The text between the quotes after key, into out; left when absent. */
static void member(const char *line, const char *key, char out[128])
{
	const char *at = strstr(line, key);
	at = at != NULL ? strchr(at + strlen(key), '"') : NULL;
	if (at == NULL)
		return;
	size_t len = strcspn(at + 1, "\"");
	len = len < 127 ? len : 127;
	memcpy(out, at + 1, len);
	out[len] = '\0';
}

static bool read_name(const char *name, struct tsm_buf *out)
{
	char path[300];
	(void)snprintf(path, sizeof(path), "%s%s", FOLDER, name);
	return tsm_file_read(path, (size_t)16 << 20, out, NULL) == TSM_OK;
}

/* "label":"canonical label" of each must be in the map. */
static bool same_map(const struct tsm_rdf_dataset *dataset,
    const struct tsm_rdf_canonical *canonical, const char *map)
{
	for (uint32_t i = 0; i < canonical->label_count; i++) {
		char label[128];
		char found[128] = "";
		struct tsm_str given = dataset->blanks[i]->value;
		if (given.len > 100)
			return false;
		label[0] = '"';
		memcpy(label + 1, given.ptr, given.len);
		memcpy(label + 1 + given.len, "\":", 3);
		member(map, label, found);
		if (!tsm_str_is(canonical->labels[i], found))
			return false;
	}
	return true;
}

static bool right(const struct test *test,
    const struct tsm_rdf_dataset *dataset,
    const struct tsm_rdf_canonical *canonical, const struct tsm_buf *want)
{
	struct tsm_buf out;
	if (strstr(test->type, "Map") != NULL)
		return same_map(dataset, canonical, tsm_buf_cstr(want));
	tsm_buf_init(&out, 0);
	bool good = tsm_rdf_canonical_write(canonical, &out) == TSM_OK &&
		    tsm_str_eq(tsm_buf_str(&out), tsm_buf_str(want));
	tsm_buf_release(&out);
	return good;
}

static bool run_with(const struct test *test, const struct tsm_buf *in,
    const struct tsm_buf *want)
{
	struct tsm_arena arena;
	struct tsm_rdf_dataset dataset;
	struct tsm_rdf_canonical canonical = { 0 };
	struct tsm_rdf_canon_options options = { 0 };
	if (strstr(test->hash, "384") != NULL)
		options.hash = TSM_SHA384;
	tsm_arena_init(&arena, 0);
	tsm_rdf_dataset_init(&dataset, &arena, 0);
	enum tsm_status status =
	    tsm_nquads_read(&dataset, tsm_buf_str(in), NULL);
	bool good = status == TSM_OK;
	clock_t start = clock();
	if (good)
		status = tsm_rdf_canonize(
		    &dataset, &options, &arena, &canonical, NULL);
	double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	if (strstr(test->type, "Negative") != NULL) {
		printf("# %s: %s after %.1f ms\n", test->id,
		    tsm_status_name(status), seconds * 1e3);
		good = good && status == TSM_E_LIMIT && seconds < SECONDS_MAX;
	} else {
		good = good && status == TSM_OK &&
		       right(test, &dataset, &canonical, want);
	}
	tsm_arena_release(&arena);
	return good;
}

static bool run(const struct test *test)
{
	struct tsm_buf in;
	struct tsm_buf want;
	tsm_buf_init(&in, 0);
	tsm_buf_init(&want, 0);
	bool good =
	    read_name(test->action, &in) &&
	    (test->result[0] == '\0' || read_name(test->result, &want)) &&
	    run_with(test, &in, &want);
	tsm_buf_release(&want);
	tsm_buf_release(&in);
	return good;
}

int main(void)
{
	struct tsm_buf manifest;
	struct test test = { 0 };
	int count = 0;
	int failed = 0;
	char *line = NULL;
	tsm_buf_init(&manifest, 0);
	if (!read_name("manifest.jsonld", &manifest)) {
		printf("ok 1 - RDFC-1.0 # SKIP ../shared is absent\n1..1\n");
		tsm_buf_release(&manifest);
		return 0;
	}
	char *entries = strstr(manifest.data, "\"entries\": [");
	for (line = entries != NULL ? strtok(entries, "\n") : NULL;
	     line != NULL; line = strtok(NULL, "\n")) {
		member(line, "\"id\":", test.id);
		member(line, "\"action\":", test.action);
		member(line, "\"type\":", test.type);
		member(line, "\"result\":", test.result);
		member(line, "\"hashAlgorithm\":", test.hash);
		if (strchr(line, '}') == NULL || test.action[0] == '\0')
			continue;
		bool good = run(&test);
		failed += good ? 0 : 1;
		printf("%sok %d - %s\n", good ? "" : "not ", ++count, test.id);
		memset(&test, 0, sizeof(test));
	}
	printf("1..%d\n", count);
	tsm_buf_release(&manifest);
	return failed > 0 || count == 0 ? 1 : 0;
}
