/*
 * Receipts and indices while memory fails: made and read whole, or
 * TSM_E_MEMORY. The key process is a child of its own and has memory; what
 * it signs differs each time, so only that it was signed is compared.
 */
#include "sweep.h"

#include "../../unit/evidence/evidence_test.h"

#include <sys/wait.h>

#include "testamur/evidence/saved.h"

static struct tsm_signer *client;
static struct tsm_buf receipt;
static struct tsm_arena outside;
static struct tsm_did_document document;

static enum tsm_status made(struct tsm_buf *out)
{
	struct tsm_report report;
	struct tsm_error err = { 0 };
	struct tsm_buf text;

	report_make(&report);
	tsm_buf_init(&text, 0);
	enum tsm_status status = receipt_make(client, &report, &text, &err);
	assert_int_equal(status, err.status);
	if (status != TSM_OK)
		assert_int_equal(text.len, 0);
	tsm_buf_release(&text);
	return status == TSM_OK ? tsm_buf_adds(out, "made") : status;
}

static enum tsm_status read_again(struct tsm_buf *out)
{
	enum tsm_receipt_answer answer = TSM_RECEIPT_MALFORMED;
	struct tsm_receipt r;
	struct tsm_error err = { 0 };
	struct tsm_arena arena;

	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_receipt_read(&arena, tsm_buf_str(&receipt), &r, &err);
	assert_int_equal(status, err.status);
	if (status == TSM_OK)
		status = tsm_receipt_judge(&r, &document, NOW, &answer, NULL);
	if (status == TSM_OK)
		status = tsm_buf_printf(out, "%s %s %zu",
		    tsm_receipt_code(answer), r.sha256, r.count);
	tsm_arena_release(&arena);
	return status;
}

static enum tsm_status fill(
    struct tsm_arena *arena, struct tsm_saved *saved, struct tsm_error *err)
{
	for (int i = 0; i < 40; i++) {
		const struct tsm_saved_document d = {
			.url = tsm_arena_printf(
			    arena, "https://a.example/%d", i % 7),
			.file = "f",
			.sha256 = i % 2 == 0 ? HASH : "",
			.at = i,
			.context = i % 3 == 0,
		};
		if (d.url == NULL)
			return tsm_fail_memory(err);
		TSM_TRY(tsm_saved_put(arena, saved, &d, err));
	}
	return TSM_OK;
}

static enum tsm_status index_of(struct tsm_buf *out)
{
	static const char text[] =
	    "{\"type\":\"SavedDocuments\",\"version\":1,\"documents\":[{"
	    "\"url\":\"https://a.example/1\",\"file\":\"f\",\"sha256\":"
	    "\"" HASH "\",\"at\":\"2026-01-01T00:00:00Z\"}]}";
	struct tsm_error err = { 0 };
	struct tsm_saved saved;
	struct tsm_arena arena;
	struct tsm_buf json;

	tsm_arena_init(&arena, 0);
	tsm_buf_init(&json, 0);
	enum tsm_status status =
	    tsm_saved_read(&arena, tsm_str(text), &saved, &err);
	if (status == TSM_OK)
		status = fill(&arena, &saved, &err);
	assert_int_equal(status, err.status);
	if (status == TSM_OK) {
		json_t *tree = tsm_saved_json(&saved);
		status = tsm_json_write(tree, TSM_JSON_COMPACT, &json);
		json_decref(tree);
	}
	if (status == TSM_OK)
		status = tsm_buf_addstr(out, tsm_buf_str(&json));
	tsm_buf_release(&json);
	tsm_arena_release(&arena);
	return status;
}

static void all(void **state)
{
	(void)state;
	sweep(made);
	sweep(read_again);
	sweep(index_of);
}

/* The child keeps its own allocator. */
static pid_t serve_keys(int *ret_fd)
{
	struct tsm_keystore *store = NULL;
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(ends[0]);
		int bad = tsm_keystore_open(keys_dir, &store, NULL) != TSM_OK ||
			  tsm_signer_serve(store, ends[1], NULL) != TSM_OK;
		_exit(bad);
	}
	close(ends[1]);
	*ret_fd = ends[0];
	return pid;
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(all) };
	struct tsm_public_key *key = NULL;
	struct tsm_report report;
	int fd = -1, ended = 0;

	tsm_json_setup();
	if (make_dir(NULL) != 0 || tsm_keystore_setup() != TSM_OK ||
	    tsm_keystore_create(
		keys_dir, "board", "es256-1", "ES256", 0, &key, NULL) != TSM_OK)
		return 1;
	tsm_public_key_free(&key);
	pid_t pid = serve_keys(&fd);
	tsm_arena_init(&outside, 0);
	tsm_buf_init(&receipt, 0);
	report_make(&report);
	if (tsm_signer_attach(fd, &client) != TSM_OK ||
	    receipt_make(client, &report, &receipt, NULL) != TSM_OK)
		return 1;
	document_make(client, &outside, "", &document);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	tsm_signer_close(&client);
	tsm_buf_release(&receipt);
	tsm_arena_release(&outside);
	if (waitpid(pid, &ended, 0) != pid || ended != 0)
		failed = 1;
	(void)drop_dir(NULL);
	return failed;
}
