/*
 * The public bake suite (PngSuite, badges and icons of others, broken
 * ones), run from its manifest: what it accepts is baked with JSON and
 * with a JWS, read back, and keeps all other chunks; what it refuses is
 * refused. Skipped by name where ../shared is absent. Speaks TAP.
 *
 * The manifest is written one member a line, so a reader of lines is
 * enough: this module knows no JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/badge/bake.h"
#include "testamur/base/file.h"
#include "testamur/base/limits.h"

#define FOLDER "../shared/data/suites/bake/"

struct test {
	char id[128];
	char image[128]; /* to bake; or "" */
	char input[128]; /* to unbake; or "" */
	char output[128];
	int exit_status;
};

static const char *const credentials[] = { "{\"name\":\"B\xc3\xa4"
					   "dge <&> ]]> \xe2\x9c\x93\"}",
	"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2V4YW1wbGUub3JnIn0.c2ln" };

/* What is before the next quote. */
static void until_quote(const char *at, char out[128])
{
	size_t len = strcspn(at, "\"");
	len = len < 127 ? len : 127;
	(void)memcpy(out, at, len);
	out[len] = '\0';
}

/* The text between the quotes after key, into out; "" when absent. */
static void member(const char *line, const char *key, char out[128])
{
	const char *at = strstr(line, key);
	if (at == NULL)
		return;
	at = strchr(at + strlen(key), '"');
	if (at == NULL)
		return;
	until_quote(at + 1, out);
}

static bool read_image(const char *name, struct tsm_buf *out)
{
	char path[300];
	(void)snprintf(path, sizeof(path), "%s%s", FOLDER, name);
	return tsm_file_read(path, TSM_IMAGE_MAX, out, NULL) == TSM_OK;
}

/* Every chunk of image that is no credential, one after the other. */
static void other_chunks(const struct tsm_buf *image, struct tsm_buf *out)
{
	static const char keyword[] = "iTXtopenbadgecredential";
	size_t pos = 8;
	while (pos + 12 <= image->len) {
		const unsigned char *b =
		    (const unsigned char *)image->data + pos;
		size_t total = ((size_t)b[0] << 24 | (size_t)b[1] << 16 |
				   (size_t)b[2] << 8 | b[3]) +
			       12;
		if (total < 8 + sizeof(keyword) ||
		    memcmp(b + 4, keyword, sizeof(keyword)) != 0)
			(void)tsm_buf_add(out, b, total);
		pos += total;
	}
}

static bool same_chunks(const struct tsm_buf *a, const struct tsm_buf *b)
{
	struct tsm_buf left;
	struct tsm_buf right;
	tsm_buf_init(&left, 0);
	tsm_buf_init(&right, 0);
	other_chunks(a, &left);
	other_chunks(b, &right);
	bool same = tsm_str_eq(tsm_buf_str(&left), tsm_buf_str(&right));
	tsm_buf_release(&right);
	tsm_buf_release(&left);
	return same;
}

static bool bake_one(const struct test *test, const struct tsm_buf *image,
    const char *credential)
{
	struct tsm_buf out;
	struct tsm_buf back;
	tsm_buf_init(&out, 0);
	tsm_buf_init(&back, 0);
	enum tsm_status status =
	    tsm_bake(image->data, image->len, tsm_str(credential), &out, NULL);
	bool good = (status == TSM_OK) == (test->exit_status == 0);
	if (good && status == TSM_OK)
		good = tsm_unbake(out.data, out.len, NULL, &back, NULL) ==
			   TSM_OK &&
		       strcmp(tsm_buf_cstr(&back), credential) == 0 &&
		       (!tsm_str_ends(tsm_str(test->image), ".png") ||
			   same_chunks(image, &out));
	else
		good = good && out.len == 0;
	tsm_buf_release(&back);
	tsm_buf_release(&out);
	return good;
}

/* Without white space, for output compared as JSON. */
static bool same_tokens(struct tsm_str a, struct tsm_str b)
{
	size_t i = 0;
	size_t j = 0;
	for (;;) {
		while (i < a.len && tsm_is_space(a.ptr[i]))
			i++;
		while (j < b.len && tsm_is_space(b.ptr[j]))
			j++;
		if (i == a.len || j == b.len)
			return i == a.len && j == b.len;
		if (a.ptr[i++] != b.ptr[j++])
			return false;
	}
}

static bool unbake_one(const struct test *test, const struct tsm_buf *image)
{
	const struct tsm_unbake_options options = { .inflate = true };
	struct tsm_buf out;
	struct tsm_buf want;
	tsm_buf_init(&out, 0);
	tsm_buf_init(&want, 0);
	enum tsm_status status =
	    tsm_unbake(image->data, image->len, &options, &out, NULL);
	bool good = (status == TSM_OK) == (test->exit_status == 0);
	if (good && status == TSM_OK && test->output[0] != '\0')
		good = read_image(test->output, &want) &&
		       same_tokens(tsm_buf_str(&out), tsm_buf_str(&want));
	tsm_buf_release(&want);
	tsm_buf_release(&out);
	return good;
}

static bool run(const struct test *test)
{
	struct tsm_buf image;
	tsm_buf_init(&image, 0);
	bool good = read_image(
	    test->image[0] != '\0' ? test->image : test->input, &image);
	if (good && test->image[0] == '\0')
		good = unbake_one(test, &image);
	else if (good)
		good = bake_one(test, &image, credentials[0]) &&
		       bake_one(test, &image, credentials[1]);
	tsm_buf_release(&image);
	return good;
}

int main(void)
{
	char line[1024];
	struct test test = { .exit_status = -1 };
	int count = 0;
	int failed = 0;
	FILE *file = fopen(FOLDER "manifest.json", "r");
	if (file == NULL) {
		printf("ok 1 - bake suite # SKIP ../shared is absent\n1..1\n");
		return 0;
	}
	while (fgets(line, sizeof(line), file) != NULL) {
		const char *at = strstr(line, "\"exit\":");
		if (strstr(line, "\"id\":") != NULL)
			memset(&test, 0, sizeof(test));
		member(line, "\"id\":", test.id);
		member(line, "\"image\":", test.image);
		member(line, "\"stdout_file\":", test.output);
		const char *input = strstr(line, "{d}/");
		if (input != NULL)
			until_quote(input + 4, test.input);
		if (at != NULL)
			test.exit_status = at[strcspn(at, "01")] - '0';
		if (strchr(line, '}') == NULL || strchr(line, '{') != NULL ||
		    test.id[0] == '\0')
			continue;
		bool good = run(&test);
		failed += good ? 0 : 1;
		printf("%sok %d - %s\n", good ? "" : "not ", ++count, test.id);
		test.id[0] = '\0';
	}
	(void)fclose(file);
	printf("1..%d\n", count);
	return failed > 0 || count < 100 ? 1 : 0;
}
