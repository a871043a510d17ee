/*
 * Client and key process. This program is also the key process: started
 * with arguments it runs the commands of testamur-signer.
 */
/* before cmocka, whose macros have common names */
int signer_main(int argc, char **argv);
#define main signer_main
#include "../../../issuer/signer_main.c"
#undef main

#include "signer_test.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "testamur/signer/server.h"

#define SELF "/proc/self/exe"

static struct tsm_signer *started(void)
{
	struct tsm_error err = { 0 };
	struct tsm_signer *signer = NULL;
	assert_int_equal(
	    tsm_signer_start(SELF, keys_dir, &signer, &err), TSM_OK);
	return signer;
}

static void a_process_signs(void **state)
{
	struct tsm_public_key *made = create("es256-1", "ES256");
	struct tsm_public_key *key = NULL;
	struct tsm_signature sig;
	struct tsm_arena arena;
	const struct tsm_signer_key *list = NULL;
	size_t count = 0;
	(void)state;
	struct tsm_signer *signer = started();
	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_signer_list(signer, &arena, &list, &count, NULL), TSM_OK);
	assert_int_equal(count, 1);
	assert_string_equal(list[0].id, "board/es256-1");
	assert_string_equal(list[0].alg, "ES256");
	assert_int_equal(
	    tsm_signer_public(signer, list[0].id, &key, NULL), TSM_OK);
	assert_true(tsm_public_key_equal(made, key));
	const struct tsm_str message = TSM_STR("message");
	assert_int_equal(tsm_signer_sign(signer, list[0].id, "ES256", &message,
			     1, &sig, NULL),
	    TSM_OK);
	assert_true(verifies(key, "ES256", "message", &sig));
	tsm_arena_release(&arena);
	tsm_public_key_free(&key);
	tsm_public_key_free(&made);
	tsm_signer_close(&signer);
	assert_null(signer);
	tsm_signer_close(&signer);
	/* the process is gone */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void refusals_have_reasons(void **state)
{
	struct tsm_public_key *key = create("es256-1", "ES256");
	struct tsm_signature sig;
	struct tsm_error err = { 0 };
	const struct tsm_str message = TSM_STR("m");
	(void)state;
	tsm_public_key_free(&key);
	struct tsm_signer *signer = started();
	assert_int_equal(tsm_signer_public(signer, "board/none", &key, &err),
	    TSM_E_NOT_FOUND);
	assert_int_equal(err.status, TSM_E_NOT_FOUND);
	assert_int_equal(
	    tsm_signer_public(signer, "board/../x", &key, NULL), TSM_E_VALUE);
	assert_int_equal(tsm_signer_sign(signer, "board/es256-1", "EdDSA",
			     &message, 1, &sig, NULL),
	    TSM_E_MISMATCH);
	assert_int_equal(tsm_signer_sign(signer, "other/es256-1", "ES256",
			     &message, 1, &sig, NULL),
	    TSM_E_NOT_FOUND);
	/* an id longer than any */
	char id[300];
	memset(id, 'a', sizeof(id) - 1);
	id[sizeof(id) - 1] = '\0';
	assert_int_equal(
	    tsm_signer_public(signer, id, &key, NULL), TSM_E_SYNTAX);
	/* refusals do not end the conversation */
	assert_int_equal(tsm_signer_sign(signer, "board/es256-1", "ES256",
			     &message, 1, &sig, NULL),
	    TSM_OK);
	/* a key made meanwhile is there at once */
	key = create("eddsa-1", "EdDSA");
	assert_int_equal(tsm_signer_sign(signer, "board/eddsa-1", "EdDSA",
			     &message, 1, &sig, NULL),
	    TSM_OK);
	assert_true(verifies(key, "EdDSA", "m", &sig));
	tsm_public_key_free(&key);
	tsm_signer_close(&signer);
}

static void start_says_why_not(void **state)
{
	struct tsm_signer *signer = NULL;
	struct tsm_error err = { 0 };
	struct tsm_public_key *key = create("es256-1", "ES256");
	(void)state;
	tsm_public_key_free(&key);
	assert_int_equal(
	    tsm_signer_start("/nonexistent/x", keys_dir, &signer, &err),
	    TSM_E_NOT_FOUND);
	assert_int_equal(
	    tsm_signer_start("/tmp", keys_dir, &signer, NULL), TSM_E_DENIED);
	assert_int_equal(tsm_signer_start("/bin/true", keys_dir, &signer, NULL),
	    TSM_E_UNREACHABLE);
	assert_int_equal(tsm_signer_start(SELF, "/nonexistent", &signer, &err),
	    TSM_E_NOT_FOUND);
	assert_int_equal(err.status, TSM_E_NOT_FOUND);
	assert_int_equal(chmod(keys_dir, 0755), 0);
	assert_int_equal(
	    tsm_signer_start(SELF, keys_dir, &signer, &err), TSM_E_DENIED);
	assert_non_null(strstr(err.text, "open to other users"));
	assert_int_equal(chmod(keys_dir, 0700), 0);
	assert_int_equal(chmod(path_of("board/es256-1.pem"), 0644), 0);
	assert_int_equal(
	    tsm_signer_start(SELF, keys_dir, &signer, &err), TSM_E_DENIED);
	assert_null(signer);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void keys_are_made_by_a_process(void **state)
{
	struct tsm_buf jwk;
	struct tsm_error err = { 0 };
	struct tsm_arena arena;
	const struct tsm_json *root = NULL;
	struct tsm_public_key *key = NULL;
	(void)state;
	tsm_buf_init(&jwk, 0);
	tsm_arena_init(&arena, 0);
	assert_int_equal(tsm_signer_create(SELF, keys_dir, "board", "es256-1",
			     "ES256", &jwk, &err),
	    TSM_OK);
	assert_int_equal(
	    tsm_json_parse(&arena, jwk.data, jwk.len, NULL, &root, NULL),
	    TSM_OK);
	assert_string_equal(tsm_json_get_string(root, "kid"), "es256-1");
	assert_null(tsm_json_get(root, "d"));
	assert_int_equal(tsm_public_key_from_jwk(root, &key, NULL), TSM_OK);
	tsm_public_key_free(&key);
	static const struct {
		const char *kid;
		const char *alg;
		enum tsm_status status;
	} bad[] = {
		{ "es256-1", "ES256", TSM_E_DUPLICATE },
		{ "../x", "ES256", TSM_E_VALUE },
		{ "x", "HS256", TSM_E_UNSUPPORTED },
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		tsm_buf_clear(&jwk);
		assert_int_equal(tsm_signer_create(SELF, keys_dir, "board",
				     bad[i].kid, bad[i].alg, &jwk, &err),
		    bad[i].status);
		assert_int_equal(err.status, bad[i].status);
		assert_int_equal(jwk.len, 0);
	}
	assert_int_equal(tsm_signer_create("/bin/false", keys_dir, "board", "y",
			     "ES256", &jwk, NULL),
	    TSM_E_IO);
	assert_int_equal(tsm_signer_create("/nonexistent/x", keys_dir, "board",
			     "y", "ES256", &jwk, NULL),
	    TSM_E_NOT_FOUND);
	tsm_arena_release(&arena);
	tsm_buf_release(&jwk);
}

#define MANY 1500

static void many_messages_in_order(void **state)
{
	struct tsm_public_key *key = create("eddsa-1", "EdDSA");
	struct tsm_str *messages = calloc(MANY, sizeof(*messages));
	struct tsm_signature *signatures = calloc(MANY, sizeof(*signatures));
	char(*texts)[24] = calloc(MANY, sizeof(*texts));
	(void)state;
	assert_non_null(messages);
	assert_non_null(signatures);
	assert_non_null(texts);
	for (int i = 0; i < MANY; i++) {
		(void)snprintf(texts[i], sizeof(texts[i]), "message %d", i);
		messages[i] = tsm_str(texts[i]);
	}
	struct tsm_signer *signer = started();
	assert_int_equal(tsm_signer_sign(signer, "board/eddsa-1", "EdDSA",
			     messages, MANY, signatures, NULL),
	    TSM_OK);
	for (int i = 0; i < MANY; i++)
		assert_true(verifies(key, "EdDSA", texts[i], &signatures[i]));
	assert_int_equal(tsm_signer_sign(signer, "board/eddsa-1", "EdDSA",
			     messages, 0, signatures, NULL),
	    TSM_OK);
	/* large ones, each in a request of its own */
	char *large = calloc(1, TSM_SIGNER_MESSAGE_MAX + 1);
	assert_non_null(large);
	messages[0] = tsm_str_n(large, TSM_SIGNER_MESSAGE_MAX);
	messages[1] = messages[0];
	assert_int_equal(tsm_signer_sign(signer, "board/eddsa-1", "EdDSA",
			     messages, 2, signatures, NULL),
	    TSM_OK);
	assert_memory_equal(
	    signatures[0].data, signatures[1].data, signatures[0].len);
	messages[1] = tsm_str_n(large, TSM_SIGNER_MESSAGE_MAX + 1);
	assert_int_equal(tsm_signer_sign(signer, "board/eddsa-1", "EdDSA",
			     messages, 2, signatures, NULL),
	    TSM_E_LIMIT);
	free(large);
	free(messages);
	free(signatures);
	free(texts);
	tsm_public_key_free(&key);
	tsm_signer_close(&signer);
}

static void a_key_for_once(void **state)
{
	struct tsm_public_key *first = NULL;
	struct tsm_public_key *second = NULL;
	const struct tsm_str texts[] = { TSM_STR("a"), TSM_STR("bc") };
	struct tsm_signature sigs[2];
	const struct tsm_signer_key *list = NULL;
	struct tsm_arena arena;
	size_t count = 0;
	(void)state;
	struct tsm_public_key *made = create("eddsa-1", "EdDSA");
	tsm_public_key_free(&made);
	struct tsm_signer *signer = started();
	assert_int_equal(
	    tsm_signer_sign_once(signer, texts, 2, &first, sigs, NULL), TSM_OK);
	assert_true(verifies(first, "ES256", "a", &sigs[0]));
	assert_true(verifies(first, "ES256", "bc", &sigs[1]));
	assert_int_equal(
	    tsm_signer_sign_once(signer, texts, 1, &second, sigs, NULL),
	    TSM_OK);
	assert_true(verifies(second, "ES256", "a", &sigs[0]));
	assert_false(tsm_public_key_equal(first, second));
	tsm_public_key_free(&second);
	assert_int_equal(
	    tsm_signer_sign_once(signer, NULL, 0, &second, NULL, NULL), TSM_OK);
	/* the list is that of the files still */
	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_signer_list(signer, &arena, &list, &count, NULL), TSM_OK);
	assert_int_equal(count, 1);
	tsm_arena_release(&arena);
	tsm_public_key_free(&first);
	tsm_public_key_free(&second);
	tsm_signer_close(&signer);
}

static void a_key_for_once_has_limits(void **state)
{
	struct tsm_public_key *key = NULL;
	struct tsm_str *messages =
	    calloc(TSM_SIGNER_ONCE_MAX + 1, sizeof(*messages));
	struct tsm_signature *signatures =
	    calloc(TSM_SIGNER_ONCE_MAX, sizeof(*signatures));
	char *large = calloc(1, TSM_SIGNER_MESSAGE_MAX + 1);
	(void)state;
	assert_true(messages != NULL && signatures != NULL && large != NULL);
	struct tsm_public_key *made = create("eddsa-1", "EdDSA");
	tsm_public_key_free(&made);
	struct tsm_signer *signer = started();
	assert_int_equal(tsm_signer_sign_once(signer, messages,
			     TSM_SIGNER_ONCE_MAX + 1, &key, signatures, NULL),
	    TSM_E_LIMIT);
	messages[0] = tsm_str_n(large, TSM_SIGNER_MESSAGE_MAX);
	messages[1] = tsm_str_n(large, 1);
	assert_int_equal(
	    tsm_signer_sign_once(signer, messages, 2, &key, signatures, NULL),
	    TSM_E_LIMIT);
	assert_null(key);
	assert_int_equal(
	    tsm_signer_sign_once(signer, messages, 1, &key, signatures, NULL),
	    TSM_OK);
	tsm_public_key_free(&key);
	messages[0] = messages[1];
	assert_int_equal(tsm_signer_sign_once(signer, messages,
			     TSM_SIGNER_ONCE_MAX, &key, signatures, NULL),
	    TSM_OK);
	tsm_public_key_free(&key);
	tsm_signer_close(&signer);
	free(messages);
	free(signatures);
	free(large);
}

static struct tsm_signer *shared;
static struct tsm_public_key *shared_key;

static void *sign_often(void *name)
{
	long bad = 0;
	for (int i = 0; i < 100; i++) {
		char text[32];
		struct tsm_signature sig;
		bool valid = false;
		(void)snprintf(
		    text, sizeof(text), "%s %d", (const char *)name, i);
		const struct tsm_str message = tsm_str(text);
		if (tsm_signer_sign(shared, "board/eddsa-1", "EdDSA", &message,
			1, &sig, NULL) != TSM_OK ||
		    tsm_signature_verify(
			tsm_signature_alg_find(tsm_str("EdDSA")), shared_key,
			message, tsm_str_n((char *)sig.data, sig.len), &valid,
			NULL) != TSM_OK ||
		    !valid)
			bad++;
	}
	return bad == 0 ? name : NULL;
}

static void threads_share_a_signer(void **state)
{
	static char names[4][8] = { "a", "b", "c", "d" };
	pthread_t threads[4];
	(void)state;
	shared_key = create("eddsa-1", "EdDSA");
	shared = started();
	for (int i = 0; i < 4; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, sign_often, names[i]), 0);
	for (int i = 0; i < 4; i++) {
		void *result = NULL;
		assert_int_equal(pthread_join(threads[i], &result), 0);
		assert_ptr_equal(result, names[i]);
	}
	tsm_public_key_free(&shared_key);
	tsm_signer_close(&shared);
}

/* A key process in a child of our own, to be killed. */
static pid_t forked(int *ret_fd)
{
	int ends[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct tsm_keystore *store = NULL;
		close(ends[0]);
		if (tsm_keystore_open(keys_dir, &store, NULL) == TSM_OK)
			(void)!tsm_signer_serve(store, ends[1], NULL);
		_exit(0);
	}
	close(ends[1]);
	*ret_fd = ends[0];
	return pid;
}

static void death_is_noticed(void **state)
{
	int fd = -1;
	struct tsm_signer *signer = NULL;
	struct tsm_signature sig;
	const struct tsm_str message = TSM_STR("m");
	struct tsm_public_key *key = create("eddsa-1", "EdDSA");
	(void)state;
	tsm_public_key_free(&key);
	pid_t pid = forked(&fd);
	assert_int_equal(tsm_signer_attach(fd, &signer), TSM_OK);
	assert_int_equal(tsm_signer_sign(signer, "board/eddsa-1", "EdDSA",
			     &message, 1, &sig, NULL),
	    TSM_OK);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	for (int i = 0; i < 2; i++) {
		struct tsm_error err = { 0 };
		assert_int_equal(tsm_signer_sign(signer, "board/eddsa-1",
				     "EdDSA", &message, 1, &sig, &err),
		    TSM_E_UNREACHABLE);
		assert_int_equal(err.status, TSM_E_UNREACHABLE);
	}
	tsm_signer_close(&signer);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, drop_dir)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(a_process_signs),
		TEST(refusals_have_reasons),
		TEST(start_says_why_not),
		TEST(keys_are_made_by_a_process),
		TEST(many_messages_in_order),
		TEST(a_key_for_once),
		TEST(a_key_for_once_has_limits),
		TEST(threads_share_a_signer),
		TEST(death_is_noticed),
	};
	if (argc > 1)
		return signer_main(argc, argv);
	tsm_json_setup();
	if (tsm_keystore_setup() != TSM_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
