/* digest, random, file, id, options */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "testamur/base/digest.h"
#include "testamur/base/file.h"
#include "testamur/base/id.h"
#include "testamur/base/options.h"

static void test_digest(void **state)
{
	(void)state;
	char hex[TSM_SHA256_HEX];
	assert_int_equal(tsm_sha256_hex("abc", 3, hex), TSM_OK);
	assert_string_equal(hex,
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015"
	    "ad");
	unsigned char a[TSM_SHA256_SIZE];
	unsigned char b[TSM_SHA256_SIZE];
	struct tsm_hash *hash = NULL;
	assert_int_equal(tsm_hash_new(TSM_SHA256, &hash), TSM_OK);
	for (int round = 0; round < 2; round++) {
		assert_int_equal(tsm_hash_add(hash, "a", 1), TSM_OK);
		assert_int_equal(tsm_hash_add(hash, "bc", 2), TSM_OK);
		assert_int_equal(tsm_hash_final(hash, a), TSM_OK);
		assert_int_equal(tsm_digest(TSM_SHA256, "abc", 3, b), TSM_OK);
		assert_memory_equal(a, b, sizeof(a));
	}
	tsm_hash_free(&hash);
	assert_null(hash);
	/* RFC 4231 test case 2 */
	assert_int_equal(
	    tsm_hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, a),
	    TSM_OK);
	assert_int_equal(a[0], 0x5b);
	assert_int_equal(a[31], 0x43);
	char ni[TSM_NI_NAME];
	assert_int_equal(tsm_ni_name(b, ni), TSM_OK);
	assert_string_equal(
	    ni, "ni:///sha-256;ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
}

static void test_short_id(void **state)
{
	(void)state;
	static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	for (int round = 0; round < 200; round++) {
		char id[TSM_SHORT_ID];
		char back[TSM_SHORT_ID];
		assert_int_equal(
		    tsm_short_id_new(tsm_random_system(), id), TSM_OK);
		assert_int_equal(tsm_short_id_parse(tsm_str(id), back), TSM_OK);
		assert_string_equal(id, back);
		for (size_t i = 0; i < TSM_SHORT_ID_LEN; i++) {
			char kept = id[i];
			for (const char *c = alphabet; *c != '\0'; c++) {
				id[i] = *c;
				if (*c != kept)
					assert_int_equal(tsm_short_id_parse(
							     tsm_str(id), back),
					    TSM_E_VALUE);
			}
			id[i] = kept;
			if (i + 1 == TSM_SHORT_ID_LEN || id[i + 1] == kept)
				continue;
			id[i] = id[i + 1];
			id[i + 1] = kept;
			assert_int_equal(
			    tsm_short_id_parse(tsm_str(id), back), TSM_E_VALUE);
			id[i + 1] = id[i];
			id[i] = kept;
		}
	}
	char back[TSM_SHORT_ID];
	assert_int_equal(
	    tsm_short_id_parse(tsm_str("ABC"), back), TSM_E_SYNTAX);
	assert_int_equal(tsm_short_id_parse(tsm_str("0000-0000 0000 0000 0000 "
						    "0000 oO0"),
			     back),
	    TSM_OK);
	assert_int_equal(tsm_short_id_parse(tsm_str("00000000000000000000000000"
						    "U"),
			     back),
	    TSM_E_SYNTAX);
}

static void test_slug(void **state)
{
	(void)state;
	assert_true(tsm_slug_valid(tsm_str("mfpe-2021")));
	static const char *const bad[] = { "", "-a", "a-", "a--b", "A", "a_b",
		"a/b", "..", "\xC3\xA9" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(tsm_slug_valid(tsm_str(bad[i])));
}

static void test_file(void **state)
{
	(void)state;
	char folder[] = "/tmp/testamur-file-XXXXXX";
	char path[128];
	struct tsm_error err = { 0 };
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/a/b", folder);
	assert_int_equal(tsm_file_mkdirs(path, 0700, &err), TSM_OK);
	assert_int_equal(tsm_file_mkdirs(path, 0700, &err), TSM_OK);
	(void)snprintf(path, sizeof(path), "%s/a/b/f", folder);
	struct tsm_buf buf;
	tsm_buf_init(&buf, 0);
	assert_int_equal(tsm_file_read(path, 10, &buf, &err), TSM_E_NOT_FOUND);
	assert_int_equal(
	    tsm_file_write(path, "0123456789", 10, 0600, &err), TSM_OK);
	struct stat info;
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	assert_int_equal(tsm_file_read(path, 9, &buf, &err), TSM_E_LIMIT);
	tsm_buf_clear(&buf);
	assert_int_equal(tsm_file_read(path, 10, &buf, &err), TSM_OK);
	assert_string_equal(buf.data, "0123456789");
	tsm_buf_release(&buf);
	assert_int_equal(unlink(path), 0);
	(void)snprintf(path, sizeof(path), "%s/a/b", folder);
	assert_int_equal(rmdir(path), 0);
	(void)snprintf(path, sizeof(path), "%s/a", folder);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

static int ran;

static int run_award(void *ctx, const struct tsm_args *args)
{
	(void)ctx;
	ran++;
	assert_string_equal(tsm_args_get(args, "preview"), "abc");
	assert_string_equal(tsm_args_get(args, "data"), "dir");
	assert_true(tsm_args_has(args, "json"));
	assert_int_equal(tsm_args_operands(args), 1);
	assert_string_equal(tsm_args_operand(args, 0), "x");
	assert_null(tsm_args_operand(args, 1));
	return 5;
}

static const struct tsm_option common[] = {
	{ "data", TSM_OPT_VALUE, "DIR", "where", false },
	{ NULL, TSM_OPT_FLAG, NULL, NULL, false },
};
static const struct tsm_option award_options[] = {
	{ "preview", TSM_OPT_VALUE, "DIGEST", "which", true },
	{ "json", TSM_OPT_FLAG, NULL, "as JSON", false },
	{ NULL, TSM_OPT_FLAG, NULL, NULL, false },
};
/* the same name as a flag of an earlier command */
static const struct tsm_option look_options[] = {
	{ "preview", TSM_OPT_FLAG, NULL, "only look", false },
	{ NULL, TSM_OPT_FLAG, NULL, NULL, false },
};
static const struct tsm_command commands[] = {
	{ "award look", NULL, "look", NULL, look_options, run_award, 0, 0 },
	{ "award issue", "X", "issue", NULL, award_options, run_award, 1, 1 },
	{ NULL, NULL, NULL, NULL, NULL, NULL, 0, 0 },
};
static const struct tsm_program program = { "prog", "does", NULL, common,
	commands };

static int run_line(const char *line, char *out, size_t size)
{
	char copy[256];
	char *argv[32] = { NULL };
	int argc = 0;
	(void)snprintf(copy, sizeof(copy), "%s", line);
	char *rest = copy;
	char *word;
	while ((word = strsep(&rest, " ")) != NULL)
		argv[argc++] = word;
	memset(out, 0, size);
	FILE *file = fmemopen(out, size, "w");
	assert_non_null(file);
	int result = tsm_program_run(&program, NULL, argc, argv, file, file);
	(void)fclose(file);
	return result;
}

static void test_options(void **state)
{
	(void)state;
	char out[4096];
	assert_int_equal(
	    run_line("prog --data dir award issue --preview=abc x --json", out,
		sizeof(out)),
	    5);
	assert_int_equal(
	    run_line("prog award issue x --json --preview abc --data dir", out,
		sizeof(out)),
	    5);
	assert_int_equal(ran, 2);
	static const struct {
		const char *line;
		const char *says;
	} wrong[] = {
		{ "prog award isue", "did you mean 'award issue'" },
		{ "prog award issue x", "--preview DIGEST is required" },
		{ "prog award issue --preview a", "missing X" },
		{ "prog award issue --preview a x y", "unexpected argument" },
		{ "prog award issue --preview a x --jsn",
		    "did you mean --json" },
		{ "prog award issue --preview a --preview b x", "twice" },
		{ "prog award issue x --preview", "needs a value" },
		{ "prog award issue --json=1 --preview a x", "no value" },
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(
		    run_line(wrong[i].line, out, sizeof(out)), TSM_EXIT_USAGE);
		assert_non_null(strstr(out, wrong[i].says));
	}
	assert_int_equal(run_line("prog --help", out, sizeof(out)), 0);
	assert_non_null(strstr(out, "award issue"));
	assert_int_equal(
	    run_line("prog award issue --help", out, sizeof(out)), 0);
	assert_non_null(strstr(out, "--preview DIGEST"));
	assert_non_null(strstr(out, "--data DIR"));
	assert_int_equal(ran, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_short_id),
		cmocka_unit_test(test_slug),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_options),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
