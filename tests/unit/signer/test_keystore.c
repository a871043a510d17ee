/* Key files: made, read, signed with; loose permissions refused. */
#include "signer_test.h"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include "testamur/base/file.h"

static const char *const algs[] = { "ES256", "EdDSA", "ES384", "RS256" };
static const char *const kids[] = { "es256-1", "eddsa-1", "es384-1",
	"rs256-1" };
static const size_t sizes[] = { 64, 64, 96, 256 };

static void keys_sign(void **state)
{
	struct tsm_keystore *store = NULL;
	struct tsm_buf list;
	(void)state;
	struct tsm_public_key *keys[4];
	for (size_t i = 0; i < 4; i++)
		keys[i] = create(kids[i], algs[i]);
	assert_int_equal(tsm_keystore_open(keys_dir, &store, NULL), TSM_OK);
	for (size_t i = 0; i < 4; i++) {
		char id[64];
		struct tsm_signature sig;
		const struct tsm_public_key *again = NULL;
		(void)snprintf(id, sizeof(id), "board/%s", kids[i]);
		assert_int_equal(tsm_keystore_sign(store, id, algs[i],
				     tsm_str("message"), &sig, NULL),
		    TSM_OK);
		assert_int_equal(sig.len, sizes[i]);
		assert_true(verifies(keys[i], algs[i], "message", &sig));
		assert_false(verifies(keys[i], algs[i], "massage", &sig));
		assert_int_equal(
		    tsm_keystore_public(store, id, &again, NULL), TSM_OK);
		assert_true(tsm_public_key_equal(keys[i], again));
		/* not with another algorithm */
		assert_int_equal(tsm_keystore_sign(store, id, algs[(i + 1) % 4],
				     tsm_str("m"), &sig, NULL),
		    TSM_E_MISMATCH);
		assert_int_equal(tsm_keystore_sign(store, id, "none",
				     tsm_str("m"), &sig, NULL),
		    TSM_E_MISMATCH);
		tsm_public_key_free(&keys[i]);
	}
	tsm_buf_init(&list, 0);
	assert_int_equal(tsm_keystore_list(store, &list, NULL), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&list),
	    "board/eddsa-1 EdDSA\nboard/es256-1 ES256\n"
	    "board/es384-1 ES384\nboard/rs256-1 RS256\n");
	tsm_buf_release(&list);
	tsm_keystore_free(&store);
	tsm_keystore_free(&store);
}

static void files_are_private(void **state)
{
	struct stat info;
	struct tsm_public_key *key = create("es256-1", "ES256");
	(void)state;
	tsm_public_key_free(&key);
	assert_int_equal(stat(keys_dir, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0700);
	assert_int_equal(stat(path_of("board"), &info), 0);
	assert_int_equal(info.st_mode & 07777, 0700);
	assert_int_equal(stat(path_of("board/es256-1.pem"), &info), 0);
	assert_int_equal(info.st_mode & 07777, 0600);
	assert_int_equal(info.st_nlink, 1);
	/* nothing else is left there */
	size_t count = 0;
	DIR *list = opendir(path_of("board"));
	assert_non_null(list);
	while (readdir(list) != NULL)
		count++;
	closedir(list);
	assert_int_equal(count, 3);
}

static void existing_keys_stay(void **state)
{
	struct tsm_buf before;
	struct tsm_buf after;
	struct tsm_error err = { 0 };
	struct tsm_public_key *none = NULL;
	struct tsm_public_key *key = create("es256-1", "ES256");
	(void)state;
	tsm_buf_init(&before, 0);
	tsm_buf_init(&after, 0);
	const char *path = path_of("board/es256-1.pem");
	assert_int_equal(tsm_file_read(path, 9999, &before, NULL), TSM_OK);
	assert_int_equal(tsm_keystore_create(keys_dir, "board", "es256-1",
			     "EdDSA", 0, &none, &err),
	    TSM_E_DUPLICATE);
	assert_int_equal(err.status, TSM_E_DUPLICATE);
	assert_null(none);
	assert_int_equal(tsm_file_read(path, 9999, &after, NULL), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&before), tsm_buf_cstr(&after));
	tsm_buf_release(&before);
	tsm_buf_release(&after);
	tsm_public_key_free(&key);
}

/* The status of using board/es256-1 in a freshly opened store. */
static enum tsm_status use(void)
{
	struct tsm_keystore *store = NULL;
	struct tsm_signature sig;
	enum tsm_status status = tsm_keystore_open(keys_dir, &store, NULL);
	if (status == TSM_OK)
		status = tsm_keystore_sign(
		    store, "board/es256-1", "ES256", tsm_str("m"), &sig, NULL);
	tsm_keystore_free(&store);
	return status;
}

static void loose_permissions_are_refused(void **state)
{
	static const unsigned modes[] = { 0640, 0604, 0660, 0610, 0666 };
	struct tsm_public_key *key = create("es256-1", "ES256");
	(void)state;
	tsm_public_key_free(&key);
	assert_int_equal(use(), TSM_OK);
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		assert_int_equal(
		    chmod(path_of("board/es256-1.pem"), modes[i]), 0);
		assert_int_equal(use(), TSM_E_DENIED);
	}
	assert_int_equal(chmod(path_of("board/es256-1.pem"), 0600), 0);
	assert_int_equal(chmod(path_of("board"), 0750), 0);
	assert_int_equal(use(), TSM_E_DENIED);
	assert_int_equal(chmod(path_of("board"), 0700), 0);
	assert_int_equal(chmod(keys_dir, 0701), 0);
	assert_int_equal(use(), TSM_E_DENIED);
	assert_int_equal(chmod(keys_dir, 0700), 0);
	assert_int_equal(use(), TSM_OK);
	/* nothing was repaired, and creating refuses, too */
	assert_int_equal(chmod(keys_dir, 0755), 0);
	assert_int_equal(tsm_keystore_create(
			     keys_dir, "board", "new", "ES256", 0, &key, NULL),
	    TSM_E_DENIED);
	assert_int_equal(chmod(keys_dir, 0700), 0);
}

static void links_and_others_are_refused(void **state)
{
	char target[256];
	struct tsm_public_key *key = create("real", "ES256");
	(void)state;
	tsm_public_key_free(&key);
	assert_int_equal(use(), TSM_E_NOT_FOUND);
	assert_int_equal(symlink("real.pem", path_of("board/es256-1.pem")), 0);
	assert_int_equal(use(), TSM_E_DENIED);
	assert_int_equal(unlink(path_of("board/es256-1.pem")), 0);
	assert_int_equal(mkfifo(path_of("board/es256-1.pem"), 0600), 0);
	assert_int_equal(use(), TSM_E_DENIED);
	assert_int_equal(unlink(path_of("board/es256-1.pem")), 0);
	/* a linked organisation */
	(void)snprintf(target, sizeof(target), "%s/else", keys_dir);
	assert_int_equal(rename(path_of("board"), target), 0);
	assert_int_equal(symlink("else", path_of("board")), 0);
	assert_int_equal(use(), TSM_E_DENIED);
}

static void broken_files_are_refused(void **state)
{
	static const struct {
		const char *text;
		enum tsm_status status;
	} cases[] = {
		{ "", TSM_E_SYNTAX },
		{ "-----BEGIN PRIVATE KEY-----\n"
		  "-----END PRIVATE KEY-----\n",
		    TSM_E_SYNTAX },
		{ "-----BEGIN PRIVATE KEY-----\nAAAA\n"
		  "-----END PRIVATE KEY-----\n",
		    TSM_E_SYNTAX },
		{ "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n"
		  "-----END ENCRYPTED PRIVATE KEY-----\n",
		    TSM_E_SYNTAX },
		{ "-----BEGIN EC PRIVATE KEY-----\nAAAA\n"
		  "-----END EC PRIVATE KEY-----\n",
		    TSM_E_SYNTAX },
	};
	struct tsm_public_key *key = create("first", "ES256");
	(void)state;
	tsm_public_key_free(&key);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    tsm_file_write(path_of("board/es256-1.pem"), cases[i].text,
			strlen(cases[i].text), 0600, NULL),
		    TSM_OK);
		assert_int_equal(use(), cases[i].status);
	}
	char *large = calloc(1, TSM_KEYSTORE_FILE_MAX + 1);
	assert_non_null(large);
	assert_int_equal(tsm_file_write(path_of("board/es256-1.pem"), large,
			     TSM_KEYSTORE_FILE_MAX + 1, 0600, NULL),
	    TSM_OK);
	assert_int_equal(use(), TSM_E_LIMIT);
	free(large);
}

static void names_are_slugs(void **state)
{
	static const struct {
		const char *organisation;
		const char *kid;
	} bad[] = {
		{ "..", "k" },
		{ "board", ".." },
		{ "board/x", "k" },
		{ "board", "../other/k" },
		{ "", "k" },
		{ "board", "" },
		{ "Board", "k" },
		{ "board", "k.pem" },
		{ "-board", "k" },
		{ "board", "k\n" },
		{ "board", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee"
			   "ffffffffffggggg" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct tsm_public_key *key = NULL;
		assert_int_equal(
		    tsm_keystore_create(keys_dir, bad[i].organisation,
			bad[i].kid, "ES256", 0, &key, NULL),
		    TSM_E_VALUE);
		assert_null(key);
	}
	assert_int_equal(access(keys_dir, F_OK), -1);
	struct tsm_public_key *key = create("es256-1", "ES256");
	tsm_public_key_free(&key);
	static const char *const ids[] = { "board", "board/", "/es256-1",
		"board/es256-1/", "board/../board/es256-1", "board/es256-1.pem",
		"" };
	struct tsm_keystore *store = NULL;
	assert_int_equal(tsm_keystore_open(keys_dir, &store, NULL), TSM_OK);
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		const struct tsm_public_key *found = NULL;
		assert_int_equal(
		    tsm_keystore_public(store, ids[i], &found, NULL),
		    TSM_E_VALUE);
	}
	tsm_keystore_free(&store);
}

static void creation_is_checked(void **state)
{
	struct tsm_public_key *key = NULL;
	(void)state;
	assert_int_equal(
	    tsm_keystore_create(keys_dir, "board", "k", "HS256", 0, &key, NULL),
	    TSM_E_UNSUPPORTED);
	assert_int_equal(tsm_keystore_create(
			     keys_dir, "board", "k", "RS256", 1024, &key, NULL),
	    TSM_E_VALUE);
	assert_int_equal(tsm_keystore_create(
			     keys_dir, "board", "k", "RS256", 2049, &key, NULL),
	    TSM_E_VALUE);
	assert_int_equal(tsm_keystore_create(
			     keys_dir, "board", "k", "RS256", 3072, &key, NULL),
	    TSM_OK);
	assert_int_equal(tsm_public_key_bits(key), 3072);
	tsm_public_key_free(&key);
	struct tsm_keystore *store = NULL;
	char missing[128];
	(void)snprintf(missing, sizeof(missing), "%s/none", base_dir);
	assert_int_equal(
	    tsm_keystore_open(missing, &store, NULL), TSM_E_NOT_FOUND);
	(void)snprintf(missing, sizeof(missing), "%s/file", base_dir);
	assert_int_equal(tsm_file_write(missing, "", 0, 0600, NULL), TSM_OK);
	assert_int_equal(
	    tsm_keystore_open(missing, &store, NULL), TSM_E_DENIED);
}

/* A PEM text of a fresh key, made by OpenSSL alone. */
static struct tsm_buf foreign(EVP_PKEY *pkey)
{
	struct tsm_buf text;
	char *data = NULL;
	BIO *bio = BIO_new(BIO_s_mem());
	assert_non_null(pkey);
	assert_int_equal(
	    PEM_write_bio_PKCS8PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL),
	    1);
	long len = BIO_get_mem_data(bio, &data);
	tsm_buf_init(&text, 0);
	tsm_buf_add(&text, data, (size_t)len);
	BIO_free(bio);
	EVP_PKEY_free(pkey);
	return text;
}

static void imported_keys_sign(void **state)
{
	struct tsm_public_key *key = NULL;
	struct tsm_keystore *store = NULL;
	struct tsm_signature sig;
	(void)state;
	struct tsm_buf pem = foreign(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"));
	assert_int_equal(tsm_keystore_import(keys_dir, "board", "in",
			     tsm_buf_str(&pem), &key, NULL),
	    TSM_OK);
	assert_int_equal(tsm_keystore_open(keys_dir, &store, NULL), TSM_OK);
	assert_int_equal(tsm_keystore_sign(store, "board/in", "EdDSA",
			     tsm_str("m"), &sig, NULL),
	    TSM_OK);
	assert_true(verifies(key, "EdDSA", "m", &sig));
	tsm_keystore_free(&store);
	tsm_public_key_free(&key);
	tsm_buf_release(&pem);

	pem = foreign(EVP_RSA_gen(1024));
	assert_int_equal(tsm_keystore_import(keys_dir, "board", "weak",
			     tsm_buf_str(&pem), &key, NULL),
	    TSM_E_VALUE);
	tsm_buf_release(&pem);
	pem = foreign(EVP_PKEY_Q_keygen(NULL, NULL, "X25519"));
	assert_int_equal(tsm_keystore_import(keys_dir, "board", "other",
			     tsm_buf_str(&pem), &key, NULL),
	    TSM_E_UNSUPPORTED);
	tsm_buf_release(&pem);
	assert_null(key);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, drop_dir)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keys_sign),
		TEST(files_are_private),
		TEST(existing_keys_stay),
		TEST(loose_permissions_are_refused),
		TEST(links_and_others_are_refused),
		TEST(broken_files_are_refused),
		TEST(names_are_slugs),
		TEST(creation_is_checked),
		TEST(imported_keys_sign),
	};
	if (tsm_keystore_setup() != TSM_OK)
		return 1;
	(void)umask(0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
