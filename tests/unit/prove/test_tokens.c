/*
 * A token of every algorithm and profile. Without arguments they verify
 * here; "tokens DIR" writes them to DIR, with their keys, for other
 * implementations (tests/interop).
 */
#include "prove_test.h"

#include "testamur/base/file.h"
#include "testamur/crypto/jws.h"

static const char *const algs[] = { "ES256", "EdDSA", "RS256", "ES384" };
static const char *const kids[] = { "es256-1", "eddsa-1", "rs256-1",
	"es384-1" };
static const char *const suites[] = { "jwt-ob", "jwt-w3c" };

#define ALGS   4
#define SUITES 2

static struct tsm_public_key *keys[ALGS];
static struct tsm_buf tokens[ALGS][SUITES];

static void make_tokens(void)
{
	struct service service;
	for (size_t a = 0; a < ALGS; a++)
		keys[a] = create(kids[a], algs[a]);
	service_start(&service);
	json_t *root = credential(1);
	for (size_t a = 0; a < ALGS; a++)
		for (size_t s = 0; s < SUITES; s++) {
			char id[64];
			char method[64];
			(void)snprintf(id, sizeof(id), "board/%s", kids[a]);
			(void)snprintf(
			    method, sizeof(method), ISSUER "#%s", kids[a]);
			const struct tsm_prove_key key = { id, algs[a],
				method };
			tsm_buf_init(&tokens[a][s], 0);
			assert_int_equal(
			    tsm_prove(service.signer,
				tsm_prove_suite_find(suites[s]), &key, root,
				NULL, &tokens[a][s], NULL),
			    TSM_OK);
		}
	json_decref(root);
	service_stop(&service);
}

static void drop_tokens(void)
{
	for (size_t a = 0; a < ALGS; a++) {
		tsm_public_key_free(&keys[a]);
		for (size_t s = 0; s < SUITES; s++)
			tsm_buf_release(&tokens[a][s]);
	}
}

/* Each token verifies with its own key and with no other. */
static void each_with_each(void **state)
{
	(void)state;
	make_tokens();
	for (size_t a = 0; a < ALGS; a++)
		for (size_t s = 0; s < SUITES; s++)
			for (size_t k = 0; k < ALGS; k++) {
				bool valid = false;
				struct tsm_arena arena;
				struct tsm_jws jws;
				tsm_arena_init(&arena, 0);
				assert_int_equal(
				    tsm_jws_parse(&arena,
					tsm_buf_str(&tokens[a][s]), &jws, NULL),
				    TSM_OK);
				assert_int_equal(
				    tsm_jws_verify(&jws, keys[k], &valid, NULL),
				    a == k ? TSM_OK : TSM_E_MISMATCH);
				assert_int_equal(valid, a == k);
				tsm_arena_release(&arena);
			}
	drop_tokens();
}

static void write_file(const char *dir, const char *name, const char *suffix,
    const struct tsm_buf *text)
{
	char path[512];
	(void)snprintf(path, sizeof(path), "%s/%s%s", dir, name, suffix);
	assert_int_equal(
	    tsm_file_write(path, text->data, text->len, 0644, NULL), TSM_OK);
}

static const char *tokens_dir;

static void write_tokens(void **state)
{
	(void)state;
	make_tokens();
	for (size_t a = 0; a < ALGS; a++) {
		struct tsm_buf jwk;
		tsm_buf_init(&jwk, 0);
		json_t *root = tsm_public_key_to_jwk(keys[a], kids[a], true);
		assert_int_equal(
		    tsm_json_write(root, TSM_JSON_COMPACT, &jwk), TSM_OK);
		json_decref(root);
		write_file(tokens_dir, algs[a], ".jwk", &jwk);
		tsm_buf_release(&jwk);
		for (size_t s = 0; s < SUITES; s++) {
			char suffix[32];
			(void)snprintf(
			    suffix, sizeof(suffix), ".%s.jwt", suites[s]);
			write_file(tokens_dir, algs[a], suffix, &tokens[a][s]);
		}
	}
	drop_tokens();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, drop_dir)

int main(int argc, char **argv)
{
	const struct CMUnitTest check[] = { TEST(each_with_each) };
	const struct CMUnitTest write[] = { TEST(write_tokens) };
	tsm_json_setup();
	if (tsm_keystore_setup() != TSM_OK)
		return 1;
	if (argc == 3 && strcmp(argv[1], "tokens") == 0) {
		tokens_dir = argv[2];
		return cmocka_run_group_tests(write, NULL, NULL);
	}
	return cmocka_run_group_tests(check, NULL, NULL);
}
