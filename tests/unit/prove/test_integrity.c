/* Data Integrity proofs that were made verify; altered ones do not. */
#include "prove_test.h"

#include "testamur/base/file.h"
#include "testamur/jsonld/store.h"
#include "testamur/proof/integrity.h"

static const struct kind {
	const char *suite;
	struct tsm_prove_key key;
	bool rdf;
} kinds[] = {
	{ "eddsa-jcs-2022", { "board/eddsa-1", "EdDSA", ISSUER "#eddsa-1" },
	    false },
	{ "ecdsa-jcs-2019", { "board/es256-1", "ES256", ISSUER "#es256-1" },
	    false },
	{ "ecdsa-jcs-2019", { "board/es384-1", "ES384", ISSUER "#es384-1" },
	    false },
	{ "eddsa-rdfc-2022", { "board/eddsa-1", "EdDSA", ISSUER "#eddsa-1" },
	    true },
	{ "ecdsa-rdfc-2019", { "board/es256-1", "ES256", ISSUER "#es256-1" },
	    true },
	{ "ecdsa-rdfc-2019", { "board/es384-1", "ES384", ISSUER "#es384-1" },
	    true },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Of each alg one key, and what verifies with it. */
static struct service service;
static struct tsm_public_key *keys[3];
static struct tsm_jsonld_store *store;

static int begin(void **state)
{
	int failed = make_dir(state);
	if (failed != 0)
		return failed;
	keys[0] = create("eddsa-1", "EdDSA");
	keys[1] = create("es256-1", "ES256");
	keys[2] = create("es384-1", "ES384");
	service_start(&service);
	assert_int_equal(tsm_jsonld_store_new(&store), TSM_OK);
	return 0;
}

static int end(void **state)
{
	tsm_jsonld_store_free(&store);
	service_stop(&service);
	for (size_t i = 0; i < 3; i++)
		tsm_public_key_free(&keys[i]);
	return drop_dir(state);
}

static const struct tsm_public_key *key_of(const struct kind *kind)
{
	return keys[strcmp(kind->key.alg, "EdDSA") == 0   ? 0
		    : strcmp(kind->key.alg, "ES256") == 0 ? 1
							  : 2];
}

/* One whose terms all have a meaning. */
static json_t *plain(int n)
{
	json_t *root = credential(n);
	json_object_del(json_object_get(root, "credentialSubject"), "units");
	return root;
}

static struct tsm_prove_options usual(void)
{
	return (
	    struct tsm_prove_options){ .store = store, .created = 1800000000 };
}

static void secure(const struct kind *kind, json_t *root,
    const struct tsm_prove_options *options, struct tsm_buf *out)
{
	struct tsm_error err = { 0 };
	tsm_buf_init(out, 0);
	enum tsm_status status =
	    tsm_prove(service.signer, tsm_prove_suite_find(kind->suite),
		&kind->key, root, options, out, &err);
	if (status != TSM_OK)
		print_message("%s: %s: %s\n", kind->suite, err.where, err.text);
	assert_int_equal(status, TSM_OK);
}

/* What the n-th proof of a text says. */
static enum tsm_integrity_answer answer(const char *text, size_t n,
    const struct tsm_public_key *key,
    const struct tsm_integrity_expected *expected)
{
	struct tsm_arena arena;
	struct tsm_integrity integrity;
	struct tsm_integrity_result result = { 0 };
	const struct tsm_json *root = NULL;
	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_json_parse(&arena, text, strlen(text), NULL, &root, NULL),
	    TSM_OK);
	assert_int_equal(
	    tsm_integrity_open(&arena, root, store, NULL, &integrity, NULL),
	    TSM_OK);
	assert_true(n < integrity.count);
	assert_int_equal(
	    tsm_integrity_verify(&integrity, n, key, expected, &result, NULL),
	    TSM_OK);
	tsm_arena_release(&arena);
	return result.answer;
}

/* The same text with one part of it replaced by another of its length. */
static char *replaced(const char *text, const char *old, const char *now)
{
	static char out[8192];
	assert_int_equal(strlen(old), strlen(now));
	assert_true(strlen(text) < sizeof(out));
	memcpy(out, text, strlen(text) + 1);
	char *at = strstr(out, old);
	assert_non_null(at);
	memcpy(at, now, strlen(now));
	return out;
}

/*
 * A batch hashes its proof configuration once, as long as @context is the
 * same: with a default language, domain is another literal.
 */
static void batches(void **state)
{
	const struct kind *kind = &kinds[3];
	struct tsm_prove_options options = usual();
	json_t *roots[4];
	struct tsm_buf outs[4];
	(void)state;
	options.domain = "board.example";
	for (int i = 0; i < 4; i++) {
		roots[i] = plain(i);
		tsm_buf_init(&outs[i], 0);
	}
	json_t *language = json_object();
	tsm_json_set(language, "@language", "de");
	tsm_json_add_new(json_object_get(roots[2], "@context"), language);
	assert_int_equal(
	    tsm_prove_batch(service.signer, tsm_prove_suite_find(kind->suite),
		&kind->key, roots, 4, &options, outs, NULL),
	    TSM_OK);
	for (int i = 0; i < 4; i++) {
		struct tsm_buf alone;
		secure(kind, roots[i], &options, &alone);
		assert_string_equal(
		    tsm_buf_cstr(&outs[i]), tsm_buf_cstr(&alone));
		tsm_buf_release(&alone);
		tsm_buf_release(&outs[i]);
		json_decref(roots[i]);
	}
}

static void each_suite(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		const struct tsm_public_key *key = key_of(&kinds[i]);
		struct tsm_prove_options options = usual();
		struct tsm_buf out;
		json_t *root = plain(1);
		secure(&kinds[i], root, &options, &out);
		const char *text = tsm_buf_cstr(&out);
		assert_int_equal(
		    answer(text, 0, key, NULL), TSM_INTEGRITY_VALID);
		assert_int_equal(
		    answer(replaced(text, "V/1", "V/2"), 0, key, NULL),
		    TSM_INTEGRITY_SIGNATURE);
		assert_int_equal(
		    answer(replaced(text, "2027-01-15", "2027-01-16"), 0, key,
			NULL),
		    TSM_INTEGRITY_SIGNATURE);
		assert_int_equal(
		    answer(replaced(text, "#e", "#f"), 0, key, NULL),
		    TSM_INTEGRITY_SIGNATURE);
		for (size_t k = 0; k < 3; k++)
			if (keys[k] != key)
				assert_int_not_equal(
				    answer(text, 0, keys[k], NULL),
				    TSM_INTEGRITY_VALID);
		/* and the tree is as it was */
		assert_null(json_object_get(root, "proof"));
		json_decref(root);
		tsm_buf_release(&out);
	}
}

/* What is written: the credential's bytes and then the proof. */
static void the_document(void **state)
{
	struct tsm_prove_options options = usual();
	struct tsm_buf out;
	struct tsm_buf want;
	(void)state;
	json_t *root = plain(1);
	options.expires = 1900000000;
	options.domain = "https://reader.example";
	options.challenge = "c-1";
	options.id = "urn:uuid:1";
	options.purpose = "authentication";
	secure(&kinds[3], root, &options, &out);
	tsm_buf_init(&want, 0);
	assert_int_equal(tsm_json_write(root, TSM_JSON_COMPACT, &want), TSM_OK);
	want.len--;
	tsm_buf_adds(&want, ",\"proof\":{\"id\":\"urn:uuid:1\","
			    "\"type\":\"DataIntegrityProof\","
			    "\"cryptosuite\":\"eddsa-rdfc-2022\","
			    "\"created\":\"2027-01-15T08:00:00Z\","
			    "\"expires\":\"2030-03-17T17:46:40Z\","
			    "\"verificationMethod\":\"" ISSUER "#eddsa-1\","
			    "\"proofPurpose\":\"authentication\","
			    "\"domain\":\"https://reader.example\","
			    "\"challenge\":\"c-1\",\"proofValue\":\"z");
	assert_true(tsm_str_starts(tsm_buf_str(&out), tsm_buf_cstr(&want)));
	assert_true(tsm_str_ends(tsm_buf_str(&out), "\"}}"));
	struct tsm_integrity_expected expected = { "authentication",
		"https://reader.example", "c-1" };
	const char *text = tsm_buf_cstr(&out);
	assert_int_equal(
	    answer(text, 0, keys[0], &expected), TSM_INTEGRITY_VALID);
	assert_int_equal(answer(replaced(text, "c-1", "c-2"), 0, keys[0],
			     &(struct tsm_integrity_expected){
				 .purpose = "authentication" }),
	    TSM_INTEGRITY_SIGNATURE);
	json_decref(root);
	tsm_buf_release(&want);
	tsm_buf_release(&out);
}

/* A second proof beside or upon the first, of another suite. */
static void sets_and_chains(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * KINDS; i++) {
		const struct kind *first = &kinds[i % KINDS];
		const struct kind *second = &kinds[(i + 2) % KINDS];
		bool chain = i >= KINDS;
		struct tsm_prove_options options = usual();
		struct tsm_arena arena;
		const struct tsm_json *read = NULL;
		struct tsm_buf one;
		struct tsm_buf two;
		json_t *root = plain(1);
		options.id = "urn:uuid:1";
		secure(first, root, &options, &one);
		json_decref(root);
		tsm_arena_init(&arena, 0);
		assert_int_equal(tsm_json_parse(&arena, one.data, one.len, NULL,
				     &read, NULL),
		    TSM_OK);
		root = tsm_json_copy(read);
		options.id = "urn:uuid:2";
		options.previous_proof = chain ? "urn:uuid:1" : NULL;
		secure(second, root, &options, &two);
		const char *text = tsm_buf_cstr(&two);
		assert_int_equal(
		    answer(text, 0, key_of(first), NULL), TSM_INTEGRITY_VALID);
		assert_int_equal(
		    answer(text, 1, key_of(second), NULL), TSM_INTEGRITY_VALID);
		/* the second vouches for the first in a chain only */
		assert_int_equal(answer(replaced(text, "2027", "2028"), 1,
				     key_of(second), NULL),
		    chain ? TSM_INTEGRITY_SIGNATURE : TSM_INTEGRITY_VALID);
		json_decref(root);
		tsm_arena_release(&arena);
		tsm_buf_release(&one);
		tsm_buf_release(&two);
	}
}

static void refused(const struct kind *kind, json_t *root,
    const struct tsm_prove_options *options, enum tsm_status want)
{
	struct tsm_buf out;
	struct tsm_error err = { 0 };
	tsm_buf_init(&out, 0);
	assert_int_equal(
	    tsm_prove(service.signer, tsm_prove_suite_find(kind->suite),
		&kind->key, root, options, &out, &err),
	    want);
	assert_int_equal(err.status, want);
	assert_int_equal(out.len, 0);
	json_decref(root);
}

static void what_cannot_be_proven(void **state)
{
	struct tsm_prove_options options = usual();
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		struct kind other = kinds[i];
		other.key.alg = "RS256";
		refused(&other, plain(1), &options, TSM_E_MISMATCH);
		other.key.alg = i % 3 == 0 ? "ES256" : "EdDSA";
		refused(&other, plain(1), &options, TSM_E_MISMATCH);
		refused(&kinds[i], json_array(), &options, TSM_E_VALUE);
		/* "units" means nothing in these contexts */
		if (kinds[i].rdf) {
			refused(
			    &kinds[i], credential(1), &options, TSM_E_VALUE);
			refused(&kinds[i], plain(1), NULL, TSM_E_VALUE);
		}
		json_t *root = plain(1);
		tsm_json_set(root, "proof", "none");
		refused(&kinds[i], root, &options, TSM_E_VALUE);
	}
	options.created = INT64_MAX;
	refused(&kinds[0], plain(1), &options, TSM_E_VALUE);
	options = usual();
	options.previous_proof = "urn:uuid:none";
	refused(&kinds[0], plain(1), &options, TSM_E_NOT_FOUND);
	refused(&kinds[3], plain(1), &options, TSM_E_NOT_FOUND);
	options = usual();
	json_t *root = plain(1);
	tsm_json_add(json_object_get(root, "@context"),
	    "https://nobody.example/context");
	refused(&kinds[3], root, &options, TSM_E_UNKNOWN);
}

/* --- for other implementations: tests/interop/vc.py ----------------------- */

static const char *folder;

/* One document of each kind under did:key, as SUITE.ALG.json. */
static void write_documents(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		struct tsm_prove_options options = usual();
		struct kind kind = kinds[i];
		struct tsm_buf did;
		struct tsm_buf method;
		struct tsm_buf out;
		char path[512];
		tsm_buf_init(&did, 0);
		tsm_buf_init(&method, 0);
		tsm_buf_adds(&did, "did:key:");
		assert_int_equal(
		    tsm_public_key_to_multikey(key_of(&kind), &did), TSM_OK);
		assert_int_equal(
		    tsm_buf_printf(&method, "%s#%s", tsm_buf_cstr(&did),
			tsm_buf_cstr(&did) + strlen("did:key:")),
		    TSM_OK);
		kind.key.method = tsm_buf_cstr(&method);
		json_t *root = plain(1);
		json_t *issuer = tsm_json_set_object(root, "issuer");
		tsm_json_set(issuer, "id", tsm_buf_cstr(&did));
		tsm_json_set(issuer, "name", "Board \"of\" Examiners, Zürich");
		secure(&kind, root, &options, &out);
		(void)snprintf(path, sizeof(path), "%s/%s.%s.json", folder,
		    kind.suite, kind.key.alg);
		assert_int_equal(
		    tsm_file_write(path, out.data, out.len, 0644, NULL),
		    TSM_OK);
		json_decref(root);
		tsm_buf_release(&did);
		tsm_buf_release(&method);
		tsm_buf_release(&out);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(int argc, char **argv)
{
	const struct CMUnitTest documents[] = { TEST(write_documents) };
	const struct CMUnitTest tests[] = {
		TEST(batches),
		TEST(each_suite),
		TEST(the_document),
		TEST(sets_and_chains),
		TEST(what_cannot_be_proven),
	};
	tsm_json_setup();
	if (tsm_keystore_setup() != TSM_OK)
		return 1;
	if (argc == 3 && strcmp(argv[1], "documents") == 0) {
		folder = argv[2];
		return cmocka_run_group_tests(documents, NULL, NULL);
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
