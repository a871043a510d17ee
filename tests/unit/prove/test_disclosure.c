/* Base proofs, what is derived from them, and what nobody can derive. */
#include "disclosure_test.h"

#include "testamur/base/file.h"
#include "testamur/prove/derive.h"

/* With nodes that have no id, some of them alike. */
static const char document[] =
    "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\","
    "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"],"
    "\"id\":\"https://board.example/V/1\","
    "\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],"
    "\"issuer\":{\"id\":\"" ISSUER
    "\",\"type\":[\"Profile\"],\"name\":\"Board\"},"
    "\"validFrom\":\"2026-01-02T03:04:05Z\",\"name\":\"Pruning\","
    "\"credentialSubject\":{\"type\":[\"AchievementSubject\"],"
    "\"identifier\":[{\"type\":\"IdentityObject\",\"identityType\":\"name\","
    "\"hashed\":false,\"identityHash\":\"Ines Almada\"},"
    "{\"type\":\"IdentityObject\",\"identityType\":\"emailAddress\","
    "\"hashed\":false,\"identityHash\":\"ines@home.example\"}],"
    "\"creditsEarned\":2.5,"
    "\"achievement\":{\"id\":\"urn:uuid:a\",\"type\":[\"Achievement\"],"
    "\"name\":\"Pruning of limes\",\"description\":\"a \\\"b\\\" \\u00fc\","
    "\"criteria\":{\"narrative\":\"Ten trees.\"}},"
    "\"result\":[{\"type\":[\"Result\"],\"value\":\"1\"},"
    "{\"type\":[\"Result\"],\"value\":\"2\"},"
    "{\"type\":[\"Result\"],\"value\":\"1\"}]}}";

#define NAME_OF   "/credentialSubject/identifier/0"
#define MANDATORY "/issuer", "/validFrom", "/credentialSubject/achievement"

static const char *const mandatory[] = { MANDATORY };

static enum tsm_status secure(const char *text, const char *const *pointers,
    size_t n, struct tsm_buf *out, struct tsm_error *err)
{
	const struct tsm_prove_options options = {
		.store = store,
		.created = 1800000000,
		.mandatory = pointers,
		.n_mandatory = n,
	};
	struct tsm_arena arena;
	const struct tsm_json *read = NULL;

	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_json_parse(&arena, text, strlen(text), NULL, &read, NULL),
	    TSM_OK);
	json_t *root = tsm_json_copy(read);
	enum tsm_status status =
	    tsm_prove(service.signer, tsm_prove_suite_find("ecdsa-sd-2023"),
		&signing_key, root, &options, out, err);
	json_decref(root);
	tsm_arena_release(&arena);
	return status;
}

static struct tsm_buf base_of(
    const char *text, const char *const *pointers, size_t n)
{
	struct tsm_buf out;
	struct tsm_error err = { 0 };
	tsm_buf_init(&out, 0);
	enum tsm_status status = secure(text, pointers, n, &out, &err);
	if (status != TSM_OK)
		print_message("%s: %s\n", err.where, err.text);
	assert_int_equal(status, TSM_OK);
	return out;
}

static enum tsm_status derive(const char *base, const char *const *reveal,
    size_t n, struct tsm_buf *out, struct tsm_error *err)
{
	const struct tsm_derive_options options = {
		.store = store,
		.reveal = reveal,
		.n_reveal = n,
	};
	return tsm_derive(tsm_str(base), &options, out, err);
}

static struct tsm_buf derived_of(
    const char *base, const char *const *reveal, size_t n)
{
	struct tsm_buf out;
	struct tsm_error err = { 0 };
	tsm_buf_init(&out, 0);
	enum tsm_status status = derive(base, reveal, n, &out, &err);
	if (status != TSM_OK)
		print_message("%s: %s\n", err.where, err.text);
	assert_int_equal(status, TSM_OK);
	return out;
}

/* The text without its proof is this. */
static void shows(const char *text, const char *want)
{
	static const char *const without[] = { "proof", NULL };
	struct tsm_arena arena;
	const struct tsm_json *root = NULL;
	struct tsm_buf out;
	tsm_arena_init(&arena, 0);
	tsm_buf_init(&out, 0);
	assert_int_equal(
	    tsm_json_parse(&arena, text, strlen(text), NULL, &root, NULL),
	    TSM_OK);
	json_t *copy =
	    tsm_json_copy(tsm_json_with(&arena, root, without, NULL, 0));
	assert_int_equal(tsm_json_write(copy, TSM_JSON_COMPACT, &out), TSM_OK);
	assert_string_equal(tsm_buf_cstr(&out), want);
	json_decref(copy);
	tsm_buf_release(&out);
	tsm_arena_release(&arena);
}

#define HEAD                                                        \
 "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\","         \
 "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"]," \
 "\"id\":\"https://board.example/V/1\","                            \
 "\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],"     \
 "\"issuer\":{\"id\":\"" ISSUER                                     \
 "\",\"type\":[\"Profile\"],\"name\":\"Board\"},"                   \
 "\"validFrom\":\"2026-01-02T03:04:05Z\","                          \
 "\"credentialSubject\":{\"type\":[\"AchievementSubject\"],"
#define ACHIEVEMENT                                                        \
 "\"achievement\":{\"id\":\"urn:uuid:a\",\"type\":[\"Achievement\"],"      \
 "\"name\":\"Pruning of limes\",\"description\":\"a \\\"b\\\" \303\274\"," \
 "\"criteria\":{\"narrative\":\"Ten trees.\"}}"

/* The name of the recipient and nothing else of what may be hidden. */
static void a_name_alone(void **state)
{
	static const char *const name[] = { NAME_OF };
	(void)state;
	struct tsm_buf base = base_of(document, mandatory, 3);
	struct tsm_buf out = derived_of(tsm_buf_cstr(&base), name, 1);
	assert_int_equal(answer(tsm_buf_cstr(&out), 0), TSM_INTEGRITY_VALID);
	shows(tsm_buf_cstr(&out),
	    HEAD "\"identifier\":[{\"type\":\"IdentityObject\","
		 "\"identityType\":\"name\",\"hashed\":false,"
		 "\"identityHash\":\"Ines Almada\"}]," ACHIEVEMENT "}}");
	/* the base proof itself is none for others */
	assert_int_equal(answer(tsm_buf_cstr(&base), 0), TSM_INTEGRITY_BASE);
	tsm_buf_release(&base);
	tsm_buf_release(&out);
}

static const struct {
	const char *reveal[3];
	size_t n;
	size_t n_mandatory;
} selections[] = {
	{ { NULL }, 0, 3 },
	{ { "" }, 1, 3 },
	{ { "" }, 1, 0 },
	{ { "/name" }, 1, 0 },
	{ { "/id" }, 1, 0 },
	{ { "/credentialSubject" }, 1, 3 },
	{ { "/credentialSubject/result" }, 1, 1 },
	{ { "/credentialSubject/result/0" }, 1, 3 },
	{ { "/credentialSubject/result/2" }, 1, 3 },
	{ { "/credentialSubject/result/1", "/credentialSubject/result/0" }, 2,
	    0 },
	{ { "/credentialSubject/result/0/value" }, 1, 0 },
	{ { "/credentialSubject/creditsEarned", "/name", "/name" }, 3, 2 },
	{ { "/credentialSubject/achievement/criteria/narrative" }, 1, 0 },
	{ { "/issuer", "/issuer/name" }, 2, 0 },
	{ { "/issuer/name", "/issuer" }, 2, 0 },
	{ { "/type/1" }, 1, 0 },
};

static void each_selection(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(selections) / sizeof(selections[0]);
	     i++) {
		struct tsm_buf base =
		    base_of(document, mandatory, selections[i].n_mandatory);
		struct tsm_buf out = derived_of(
		    tsm_buf_cstr(&base), selections[i].reveal, selections[i].n);
		assert_int_equal(
		    answer(tsm_buf_cstr(&out), 0), TSM_INTEGRITY_VALID);
		tsm_buf_release(&base);
		tsm_buf_release(&out);
	}
}

/* A pointer into types or contexts takes nothing of them away. */
static void types_and_contexts_stay_whole(void **state)
{
	static const char *const reveal[] = { "/type/1", "/@context/0",
		"/credentialSubject/type/0" };
	(void)state;
	struct tsm_buf base = base_of(document, reveal, 1);
	for (size_t n = 0; n <= 3; n++) {
		struct tsm_buf out = derived_of(tsm_buf_cstr(&base), reveal, n);
		assert_int_equal(
		    answer(tsm_buf_cstr(&out), 0), TSM_INTEGRITY_VALID);
		assert_non_null(strstr(tsm_buf_cstr(&out),
		    "[\"VerifiableCredential\",\"OpenBadgeCredential\"]"));
		assert_non_null(
		    strstr(tsm_buf_cstr(&out), "context-3.0.3.json\"]"));
		tsm_buf_release(&out);
	}
	tsm_buf_release(&base);
}

/* Others cannot hide what is mandatory nor change what is shown. */
static void nobody_alters_it(void **state)
{
	static const char *const reveal[] = { NAME_OF, "/name" };
	static const struct {
		const char *old;
		const char *now;
		enum tsm_integrity_answer answer;
	} changes[] = {
		{ "\"name\":\"Board\"", "\"name\":\"Bored\"",
		    TSM_INTEGRITY_SIGNATURE },
		{ ",\"name\":\"Board\"", "", TSM_INTEGRITY_SIGNATURE },
		{ "\"validFrom\":\"2026-01-02T03:04:05Z\",", "",
		    TSM_INTEGRITY_SIGNATURE },
		{ "Ines Almada", "Ines Almade", TSM_INTEGRITY_SIGNATURE },
		{ "2027-01-15", "2027-01-16", TSM_INTEGRITY_SIGNATURE },
		{ "\"name\":\"Pruning\"", "\"description\":\"Pruning\"",
		    TSM_INTEGRITY_SIGNATURE },
		{ "\"name\":\"Pruning\",", "", TSM_INTEGRITY_SIGNATURE },
		/* one blank node more than there are labels */
		{ "\"name\":\"Pruning\",",
		    "\"name\":\"Pruning\",\"evidence\":{\"type\":\"Evidence\",\"narrative\":\"x\"},",
		    TSM_INTEGRITY_SIGNATURE },
		{ "\"proofValue\":\"u", "\"proofValue\":\"z",
		    TSM_INTEGRITY_MALFORMED },
		{ "\"proofValue\":\"u2V0B", "\"proofValue\":\"u2V0C",
		    TSM_INTEGRITY_MALFORMED },
	};
	(void)state;
	struct tsm_buf base = base_of(document, mandatory, 3);
	struct tsm_buf out = derived_of(tsm_buf_cstr(&base), reveal, 2);
	assert_int_equal(answer(tsm_buf_cstr(&out), 0), TSM_INTEGRITY_VALID);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct tsm_buf other =
		    replaced(&out, changes[i].old, changes[i].now);
		enum tsm_integrity_answer got = answer(tsm_buf_cstr(&other), 0);
		if (got != changes[i].answer)
			print_message("%s: %d\n", changes[i].old, (int)got);
		assert_int_equal(got, changes[i].answer);
		tsm_buf_release(&other);
	}
	/* and a holder who alters what is derived from gains nothing */
	struct tsm_buf altered = replaced(&base, "Ines Almada", "Ines Almade");
	struct tsm_buf shown = derived_of(tsm_buf_cstr(&altered), reveal, 2);
	assert_int_equal(
	    answer(tsm_buf_cstr(&shown), 0), TSM_INTEGRITY_SIGNATURE);
	tsm_buf_release(&altered);
	tsm_buf_release(&shown);
	tsm_buf_release(&base);
	tsm_buf_release(&out);
}

static void refused(const char *base, const char *pointer, enum tsm_status want,
    const char *where)
{
	struct tsm_buf out;
	struct tsm_error err = { 0 };
	tsm_buf_init(&out, 0);
	assert_int_equal(
	    derive(base, &pointer, pointer != NULL, &out, &err), want);
	assert_int_equal(err.status, want);
	assert_string_equal(err.where, where);
	assert_int_equal(out.len, 0);
}

static void what_cannot_be_derived(void **state)
{
	static const char *const nothing[] = { "/none" };
	static const char *const all[] = { "" };
	struct tsm_buf out;
	(void)state;
	struct tsm_buf base = base_of(document, mandatory, 1);
	struct tsm_buf bare = base_of(document, NULL, 0);
	struct tsm_buf done = derived_of(tsm_buf_cstr(&base), all, 1);
	refused(tsm_buf_cstr(&base), "/none", TSM_E_NOT_FOUND, "/none");
	refused(tsm_buf_cstr(&base), "name", TSM_E_NOT_FOUND, "name");
	refused(tsm_buf_cstr(&base), "/proof", TSM_E_NOT_FOUND, "/proof");
	refused(tsm_buf_cstr(&base), "/proof/created", TSM_E_NOT_FOUND,
	    "/proof/created");
	refused(tsm_buf_cstr(&bare), NULL, TSM_E_MISSING, "");
	refused(document, "/name", TSM_E_MISSING, "/proof");
	refused(tsm_buf_cstr(&done), "/name", TSM_E_MISSING, "/proof");
	refused("[]", "/name", TSM_E_VALUE, "");
	refused("{", "/name", TSM_E_SYNTAX, "1:2");
	/* of another number of statements */
	struct tsm_buf more = replaced(&base, "\"name\":\"Pruning\",", "");
	refused(tsm_buf_cstr(&more), "/id", TSM_E_MISMATCH, "/proof");
	tsm_buf_release(&more);
	struct tsm_buf broken =
	    replaced(&base, "\"proofValue\":\"u2V0A", "\"proofValue\":\"u2V0C");
	refused(tsm_buf_cstr(&broken), "/id", TSM_E_SYNTAX, "");
	/* nor can what is not there be made mandatory */
	struct tsm_error err = { 0 };
	tsm_buf_init(&out, 0);
	assert_int_equal(
	    secure(document, nothing, 1, &out, &err), TSM_E_NOT_FOUND);
	assert_string_equal(err.where, "0: /none");
	assert_int_equal(out.len, 0);
	tsm_buf_release(&broken);
	tsm_buf_release(&base);
	tsm_buf_release(&bare);
	tsm_buf_release(&done);
}

/* Two base proofs: which one has to be said. */
static void one_of_several(void **state)
{
	(void)state;
	struct tsm_buf base = base_of(document, mandatory, 3);
	struct tsm_buf two = base_of(tsm_buf_cstr(&base), NULL, 0);
	refused(tsm_buf_cstr(&two), "/name", TSM_E_AMBIGUOUS, "/proof");
	tsm_buf_release(&base);
	tsm_buf_release(&two);
}

/* A stranger's proof costs its reader no more signatures than these. */
static void signatures_have_a_limit(void **state)
{
	static const char zero[TSM_SD_SIGNATURE];
	static struct tsm_str signatures[TSM_SD_SIGNATURES_MAX + 1];
	static const bool none[1];
	struct tsm_sd_derived derived = {
		.base_signature = { zero, TSM_SD_SIGNATURE },
		.public_key = { zero, TSM_SD_KEY },
		.signatures = signatures,
		.mandatory = none,
	};
	(void)state;
	for (size_t i = 0; i <= TSM_SD_SIGNATURES_MAX; i++)
		signatures[i] = tsm_str_n(zero, TSM_SD_SIGNATURE);
	for (size_t more = 0; more <= 1; more++) {
		struct tsm_arena arena;
		struct tsm_buf text;
		struct tsm_sd_derived read;
		const struct tsm_json *proof = NULL;
		tsm_arena_init(&arena, 0);
		tsm_buf_init(&text, 0);
		tsm_buf_adds(&text, "{\"proofValue\":\"");
		derived.n_signatures = TSM_SD_SIGNATURES_MAX + more;
		assert_int_equal(tsm_sd_derived_write(&derived, &text), TSM_OK);
		tsm_buf_adds(&text, "\"}");
		assert_int_equal(tsm_json_parse(&arena, text.data, text.len,
				     NULL, &proof, NULL),
		    TSM_OK);
		assert_int_equal(
		    tsm_sd_derived_parse(&arena, proof, 0, &read, NULL),
		    more == 0 ? TSM_OK : TSM_E_SYNTAX);
		tsm_buf_release(&text);
		tsm_arena_release(&arena);
	}
}

/* An ordered list is shown as a whole or not at all. */
static void lists_are_one(void **state)
{
	static const char list[] =
	    "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\","
	    "{\"steps\":{\"@id\":\"https://board.example/steps\","
	    "\"@container\":\"@list\"},"
	    "\"notes\":{\"@id\":\"https://board.example/notes\","
	    "\"@container\":\"@language\"},"
	    "\"raw\":{\"@id\":\"https://board.example/raw\","
	    "\"@type\":\"@json\"}}],"
	    "\"type\":\"VerifiableCredential\",\"issuer\":\"" ISSUER "\","
	    "\"credentialSubject\":{\"steps\":[\"a\",\"b\",\"a\"],"
	    "\"notes\":{\"en\":\"one\",\"fr\":\"un\"},"
	    "\"raw\":{\"a\":[1,{\"b\":2.50}],\"c\":{}}}}";
	static const char *const good[] = { "/credentialSubject/steps",
		"/credentialSubject/raw", "/credentialSubject/notes/fr",
		"/credentialSubject/notes", "" };
	(void)state;
	struct tsm_buf base = base_of(list, NULL, 0);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct tsm_buf out =
		    derived_of(tsm_buf_cstr(&base), &good[i], 1);
		assert_int_equal(
		    answer(tsm_buf_cstr(&out), 0), TSM_INTEGRITY_VALID);
		tsm_buf_release(&out);
	}
	refused(
	    tsm_buf_cstr(&base), "/credentialSubject/steps/0", TSM_E_VALUE, "");
	refused(
	    tsm_buf_cstr(&base), "/credentialSubject/steps/1", TSM_E_VALUE, "");
	refused(
	    tsm_buf_cstr(&base), "/credentialSubject/raw/a", TSM_E_VALUE, "");
	tsm_buf_release(&base);
}

/* Blank nodes that the document names keep their name. */
static void named_nodes(void **state)
{
	static const char named[] =
	    "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\","
	    "{\"@vocab\":\"https://board.example/\"}],"
	    "\"type\":\"VerifiableCredential\",\"issuer\":\"" ISSUER "\","
	    "\"credentialSubject\":{\"id\":\"_:s\",\"a\":{\"id\":\"_:x\","
	    "\"b\":\"1\"},\"c\":{\"id\":\"_:x\",\"d\":\"2\"}}}";
	static const char *const reveal[] = { "/credentialSubject/a/b",
		"/credentialSubject/c/d", "/credentialSubject/c" };
	(void)state;
	struct tsm_buf base = base_of(named, NULL, 0);
	for (size_t i = 0; i < 3; i++)
		for (size_t n = 1; n <= 3 - i; n++) {
			struct tsm_buf out =
			    derived_of(tsm_buf_cstr(&base), reveal + i, n);
			assert_int_equal(
			    answer(tsm_buf_cstr(&out), 0), TSM_INTEGRITY_VALID);
			tsm_buf_release(&out);
		}
	tsm_buf_release(&base);
}

static void what_has_no_base_proof(void **state)
{
	const struct tsm_prove_key eddsa = { "board/eddsa-1", "EdDSA",
		ISSUER "#eddsa-1" };
	const struct tsm_prove_suite *suite =
	    tsm_prove_suite_find("ecdsa-sd-2023");
	struct tsm_prove_options options = { .store = store };
	struct tsm_buf out;
	(void)state;
	json_t *root = credential(1);
	tsm_buf_init(&out, 0);
	assert_int_equal(tsm_prove(service.signer, suite, &eddsa, root,
			     &options, &out, NULL),
	    TSM_E_MISMATCH);
	/* "units" means nothing in its contexts */
	assert_int_equal(tsm_prove(service.signer, suite, &signing_key, root,
			     &options, &out, NULL),
	    TSM_E_VALUE);
	(void)json_object_del(
	    json_object_get(root, "credentialSubject"), "units");
	assert_int_equal(tsm_prove(service.signer, suite, &signing_key, root,
			     NULL, &out, NULL),
	    TSM_E_VALUE);
	options.previous_proof = "urn:uuid:1";
	assert_int_equal(tsm_prove(service.signer, suite, &signing_key, root,
			     &options, &out, NULL),
	    TSM_E_UNSUPPORTED);
	assert_int_equal(out.len, 0);
	json_decref(root);
}

/* --- for other implementations: tests/interop/sd.py ----------------------- */

static char **arguments;
static int n_arguments;

static struct tsm_buf read_file(const char *path)
{
	struct tsm_buf text;
	tsm_buf_init(&text, 0);
	assert_int_equal(tsm_file_read(path, 1 << 20, &text, NULL), TSM_OK);
	return text;
}

/* base IN OUT POINTER...: a base proof whose method is a did:key. */
static void write_base(void **state)
{
	struct tsm_prove_key own = signing_key;
	const struct tsm_prove_options options = {
		.store = store,
		.created = 1800000000,
		.mandatory = (const char *const *)arguments + 4,
		.n_mandatory = (size_t)n_arguments - 4,
	};
	struct tsm_buf method;
	struct tsm_buf did;
	struct tsm_buf out;
	struct tsm_arena arena;
	const struct tsm_json *read = NULL;
	(void)state;
	struct tsm_buf in = read_file(arguments[2]);
	tsm_buf_init(&method, 0);
	tsm_buf_init(&did, 0);
	tsm_buf_init(&out, 0);
	tsm_arena_init(&arena, 0);
	assert_int_equal(tsm_public_key_to_multikey(key, &did), TSM_OK);
	assert_int_equal(tsm_buf_printf(&method, "did:key:%s#%s",
			     tsm_buf_cstr(&did), tsm_buf_cstr(&did)),
	    TSM_OK);
	own.method = tsm_buf_cstr(&method);
	assert_int_equal(
	    tsm_json_parse(&arena, in.data, in.len, NULL, &read, NULL), TSM_OK);
	json_t *root = tsm_json_copy(read);
	tsm_buf_clear(&in);
	tsm_buf_printf(&in, "did:key:%s", tsm_buf_cstr(&did));
	tsm_json_set(json_object_get(root, "issuer"), "id", tsm_buf_cstr(&in));
	assert_int_equal(
	    tsm_prove(service.signer, tsm_prove_suite_find("ecdsa-sd-2023"),
		&own, root, &options, &out, NULL),
	    TSM_OK);
	assert_int_equal(
	    tsm_file_write(arguments[3], out.data, out.len, 0644, NULL),
	    TSM_OK);
	json_decref(root);
	tsm_arena_release(&arena);
	tsm_buf_release(&in);
	tsm_buf_release(&did);
	tsm_buf_release(&method);
	tsm_buf_release(&out);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest base[] = { TEST(write_base) };
	const struct CMUnitTest tests[] = {
		TEST(a_name_alone),
		TEST(each_selection),
		TEST(types_and_contexts_stay_whole),
		TEST(nobody_alters_it),
		TEST(what_cannot_be_derived),
		TEST(one_of_several),
		TEST(signatures_have_a_limit),
		TEST(lists_are_one),
		TEST(named_nodes),
		TEST(what_has_no_base_proof),
	};
	tsm_json_setup();
	if (tsm_keystore_setup() != TSM_OK)
		return 1;
	arguments = argv;
	n_arguments = argc;
	if (argc >= 4 && strcmp(argv[1], "base") == 0)
		return cmocka_run_group_tests(base, NULL, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
