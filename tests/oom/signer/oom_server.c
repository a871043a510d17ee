/*
 * The key process while one allocation fails: every request is answered,
 * and each answer is the usual one or "memory".
 */
#include "../../unit/signer/signer_test.h"

#include <sys/socket.h>

#include "oom.h"
#include "testamur/json/write.h"
#include "testamur/signer/server.h"

static const char requests[] = "\0\0\0\2\1\1"
			       "\0\0\0\12\1\2\7board/k"
			       "\0\0\0\27\1\3\7board/k\5EdDSA\0\1\0\0\0\1m"
			       "\0\0\0\11\1\5\0\1\0\0\0\1m"
			       "\0\0\0\2\1\1";

#define REQUESTS 5
/* whose key and signature are new each time: only its form is compared */
#define ONCE 3

/* Serve the requests with the n-th allocation failing. */
static enum tsm_status serve(size_t n, struct tsm_buf *answers)
{
	int ends[2];
	char chunk[4096];
	ssize_t got;
	struct tsm_keystore *store = NULL;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(write(ends[0], requests, sizeof(requests) - 1),
	    (ssize_t)sizeof(requests) - 1);
	assert_int_equal(shutdown(ends[0], SHUT_WR), 0);
	assert_int_equal(tsm_keystore_open(keys_dir, &store, NULL), TSM_OK);
	oom_begin(n, OOM_ONCE);
	enum tsm_status status = tsm_signer_serve(store, ends[1], NULL);
	(void)oom_end();
	tsm_keystore_free(&store);
	close(ends[1]);
	while ((got = read(ends[0], chunk, sizeof(chunk))) > 0)
		tsm_buf_add(answers, chunk, (size_t)got);
	close(ends[0]);
	return status;
}

/* Take one frame off. */
static struct tsm_str next(struct tsm_str *rest)
{
	assert_true(rest->len >= 4);
	size_t len = (size_t)(unsigned char)rest->ptr[2] << 8 |
		     (unsigned char)rest->ptr[3];
	assert_true(rest->len >= 4 + len);
	struct tsm_str frame = tsm_str_n(rest->ptr + 4, len);
	*rest = tsm_str_n(rest->ptr + 4 + len, rest->len - 4 - len);
	return frame;
}

static void run(void **state)
{
	struct tsm_buf want;
	(void)state;
	struct tsm_public_key *key = create("k", "EdDSA");
	tsm_public_key_free(&key);
	tsm_buf_init(&want, 0);
	assert_int_equal(serve(0, &want), TSM_OK);
	for (size_t n = 1;; n++) {
		struct tsm_buf got;
		tsm_buf_init(&got, 0);
		enum tsm_status status = serve(n, &got);
		struct tsm_str good = tsm_buf_str(&want);
		struct tsm_str here = tsm_buf_str(&got);
		/* only the room for saying so is needed to begin */
		if (status != TSM_OK) {
			assert_int_equal(status, TSM_E_MEMORY);
			assert_int_equal(n, 1);
			assert_int_equal(got.len, 0);
		}
		for (int i = 0; status == TSM_OK && i < REQUESTS; i++) {
			struct tsm_str a = next(&good);
			struct tsm_str b = next(&here);
			bool same = i == ONCE ? a.len == b.len &&
						    tsm_str_starts(b, "\2ok")
					      : tsm_str_eq(a, b);
			if (!same) {
				assert_true(oom.failed);
				assert_true(tsm_str_starts(b, "\6memory"));
			}
		}
		assert_int_equal(here.len, 0);
		tsm_buf_release(&got);
		if (!oom.failed)
			break;
	}
	tsm_buf_release(&want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(run, make_dir, drop_dir),
	};
	tsm_json_setup();
	if (tsm_keystore_setup() != TSM_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
