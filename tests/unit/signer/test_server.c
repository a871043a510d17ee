#define _GNU_SOURCE
/* The key process against a peer that does not keep to the protocol. */
#include "signer_test.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "testamur/base/sanitized.h"
#include "testamur/signer/server.h"

/* Send bytes to a server, close, and take down its answers and its end. */
static enum tsm_status converse(
    const void *data, size_t len, struct tsm_buf *answers)
{
	int ends[2];
	char chunk[4096];
	struct tsm_keystore *store = NULL;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(tsm_keystore_open(keys_dir, &store, NULL), TSM_OK);
	assert_int_equal(write(ends[0], data, len), (ssize_t)len);
	assert_int_equal(shutdown(ends[0], SHUT_WR), 0);
	enum tsm_status status = tsm_signer_serve(store, ends[1], NULL);
	close(ends[1]);
	ssize_t got;
	while ((got = read(ends[0], chunk, sizeof(chunk))) > 0)
		tsm_buf_add(answers, chunk, (size_t)got);
	close(ends[0]);
	tsm_keystore_free(&store);
	return status;
}

/* One frame of these bytes: the status name it is answered with. */
static const char *answer_to(const void *body, size_t len)
{
	static char name[32];
	char frame[512] = { 0 };
	struct tsm_buf answers;
	tsm_buf_init(&answers, 0);
	frame[3] = (char)len;
	memcpy(frame + 4, body, len);
	assert_int_equal(converse(frame, len + 4, &answers), TSM_OK);
	assert_true(answers.len > 5);
	size_t size = (unsigned char)answers.data[4];
	assert_true(size < sizeof(name) && answers.len >= 5 + size);
	memcpy(name, answers.data + 5, size);
	name[size] = '\0';
	tsm_buf_release(&answers);
	return name;
}

#define ANSWER(bytes) answer_to(bytes, sizeof(bytes) - 1)

static void wrong_requests_are_answered(void **state)
{
	(void)state;
	struct tsm_public_key *key = create("k", "EdDSA");
	tsm_public_key_free(&key);
	assert_string_equal(ANSWER("\1\1"), "ok");
	assert_string_equal(ANSWER("\1\2\7board/k"), "ok");
	assert_string_equal(ANSWER("\1\3\7board/k\5EdDSA\0\1\0\0\0\1m"), "ok");
	assert_string_equal(ANSWER("\1\4"), "ok");
	assert_string_equal(ANSWER(""), "syntax");
	assert_string_equal(ANSWER("\1"), "syntax");
	assert_string_equal(ANSWER("\2\1"), "unsupported");
	assert_string_equal(ANSWER("\1\0"), "unsupported");
	assert_string_equal(ANSWER("\1\6"), "unsupported");
	assert_string_equal(ANSWER("\1\5\0\0"), "ok");
	assert_string_equal(ANSWER("\1\5\0\1\0\0\0\1m"), "ok");
	assert_string_equal(ANSWER("\1\5"), "syntax");
	assert_string_equal(ANSWER("\1\5\0\1"), "syntax");
	assert_string_equal(ANSWER("\1\5\x10\1\0\0\0\1m"), "syntax");
	assert_string_equal(ANSWER("\1\5\0\2\0\0\0\1m"), "syntax");
	assert_string_equal(ANSWER("\1\5\0\1\0\0\0\1mx"), "syntax");
	assert_string_equal(ANSWER("\1\5\0\0\0\0\0\1m"), "syntax");
	assert_string_equal(ANSWER("\1\1x"), "syntax");
	assert_string_equal(ANSWER("\1\2\7board/"), "syntax");
	assert_string_equal(ANSWER("\1\2\7board/kx"), "syntax");
	assert_string_equal(ANSWER("\1\2\10board/k\0"), "syntax");
	assert_string_equal(ANSWER("\1\2\0"), "value");
	assert_string_equal(ANSWER("\1\3\7board/k\5EdDSA\0\0"), "syntax");
	assert_string_equal(ANSWER("\1\3\7board/k\5EdDSA\2\1"), "syntax");
	assert_string_equal(
	    ANSWER("\1\3\7board/k\5EdDSA\0\2\0\0\0\1m"), "syntax");
	assert_string_equal(
	    ANSWER("\1\3\7board/k\5EdDSA\0\1\0\0\0\2m"), "syntax");
	assert_string_equal(
	    ANSWER("\1\3\7board/k\5EdDSA\0\1\xff\xff\xff\xffm"), "syntax");
	assert_string_equal(
	    ANSWER("\1\3\7board/k\5EdDSA\0\1\0\0\0\1mx"), "syntax");
	assert_string_equal(
	    ANSWER("\1\3\7board/k\4none\0\1\0\0\0\1m"), "mismatch");
}

static void broken_framing_ends_it(void **state)
{
	struct tsm_buf answers;
	(void)state;
	struct tsm_public_key *key = create("k", "EdDSA");
	tsm_public_key_free(&key);
	tsm_buf_init(&answers, 0);
	assert_int_equal(converse("", 0, &answers), TSM_OK);
	assert_int_equal(converse("\0\0", 2, &answers), TSM_E_SYNTAX);
	assert_int_equal(converse("\0\0\0\7\1\1", 6, &answers), TSM_E_SYNTAX);
	assert_int_equal(
	    converse("\xff\xff\xff\xff", 4, &answers), TSM_E_LIMIT);
	assert_int_equal(converse("\0\x80\0\1", 4, &answers), TSM_E_LIMIT);
	assert_int_equal(answers.len, 0);
	/* after quit nothing is read any more */
	assert_int_equal(
	    converse("\0\0\0\2\1\4\xff\xff\xff\xff", 10, &answers), TSM_OK);
	tsm_buf_release(&answers);
}

/* No answer ever holds the private half. */
static void nothing_private_comes_out(void **state)
{
	static const char requests[] =
	    "\0\0\0\2\1\1"
	    "\0\0\0\12\1\2\7board/k"
	    "\0\0\0\27\1\3\7board/k\5EdDSA\0\1\0\0\0\1m"
	    "\0\0\0\11\1\5\0\1\0\0\0\1m";
	struct tsm_buf answers;
	char pem[256] = "";
	(void)state;
	struct tsm_public_key *key = create("k", "EdDSA");
	tsm_public_key_free(&key);
	int fd = open(path_of("board/k.pem"), O_RDONLY);
	assert_true(read(fd, pem, sizeof(pem) - 1) > 100);
	close(fd);
	tsm_buf_init(&answers, 0);
	assert_int_equal(
	    converse(requests, sizeof(requests) - 1, &answers), TSM_OK);
	assert_null(memmem(answers.data, answers.len, "PRIVATE", 7));
	assert_null(memmem(answers.data, answers.len, "\"d\"", 3));
	/* base64 of the seed, in the middle of the second line */
	const char *body = strchr(pem, '\n') + 24;
	assert_null(memmem(answers.data, answers.len, body, 16));
	tsm_buf_release(&answers);
}

/* What a hardened process can still do; 0 if all is as it should be. */
static int hardened(void)
{
	if (tsm_signer_harden(NULL) != TSM_OK)
		return 1;
	if (TSM_SANITIZED)
		return 0;
#if defined(__x86_64__) || defined(__aarch64__)
	char *const args[] = { NULL };
	if (socket(AF_INET, SOCK_STREAM, 0) != -1 || errno != EPERM)
		return 2;
	if (fork() != -1)
		return 3;
	(void)execve("/bin/true", args, args);
	if (errno != EPERM)
		return 4;
	if (open("/dev/null", O_RDONLY) < 0)
		return 5;
	if (open("/dev/null", O_WRONLY) != -1 || errno != EPERM)
		return 6;
	if (unlink(path_of("board/k.pem")) != -1 || errno != EPERM)
		return 7;
	if (rename(path_of("board"), "/nonexistent") != -1 || errno != EPERM)
		return 8;
#endif
	return 0;
}

static void hardening(void **state)
{
	int result = -1;
	(void)state;
	struct tsm_public_key *key = create("k", "EdDSA");
	tsm_public_key_free(&key);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(hardened());
	assert_int_equal(waitpid(pid, &result, 0), pid);
	assert_true(WIFEXITED(result));
	assert_int_equal(WEXITSTATUS(result), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, drop_dir)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(wrong_requests_are_answered),
		TEST(broken_framing_ends_it),
		TEST(nothing_private_comes_out),
		TEST(hardening),
	};
	if (tsm_keystore_setup() != TSM_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
