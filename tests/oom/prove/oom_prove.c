/*
 * Credentials signed while the memory of the signing side fails. The key
 * process is a child of its own and has memory; EdDSA, so that the result
 * is the same each time.
 */
#include "sweep.h"

#include "../../unit/prove/prove_test.h"

#include <sys/wait.h>

#include "testamur/prove/derive.h"

static struct tsm_signer *client;
static struct tsm_jsonld_store *contexts;

static enum tsm_status two(struct tsm_buf *out, const char *suite)
{
	static const struct tsm_prove_key key = { "board/eddsa-1", "EdDSA",
		ISSUER "#eddsa-1" };
	struct tsm_buf outs[2];
	const struct tsm_prove_options options = { .store = contexts };
	json_t *roots[2] = { credential(1), credential(2) };
	/* has no meaning in the context */
	for (size_t i = 0; i < 2; i++)
		(void)json_object_del(
		    json_object_get(roots[i], "credentialSubject"), "units");
	struct tsm_error err = { 0 };
	tsm_buf_init(&outs[0], 0);
	tsm_buf_init(&outs[1], 0);
	enum tsm_status status = TSM_E_MEMORY;
	if (roots[0] != NULL && roots[1] != NULL) {
		status = tsm_prove_batch(client, tsm_prove_suite_find(suite),
		    &key, roots, 2, &options, outs, &err);
		assert_int_equal(status, err.status);
	}
	if (status == TSM_OK)
		status = tsm_buf_printf(out, "%s %s", tsm_buf_cstr(&outs[0]),
		    tsm_buf_cstr(&outs[1]));
	json_decref(roots[0]);
	json_decref(roots[1]);
	tsm_buf_release(&outs[0]);
	tsm_buf_release(&outs[1]);
	return status;
}

static enum tsm_status open_badges(struct tsm_buf *out)
{
	return two(out, "jwt-ob");
}

static enum tsm_status w3c(struct tsm_buf *out)
{
	return two(out, "jwt-w3c");
}

static enum tsm_status jcs(struct tsm_buf *out)
{
	return two(out, "eddsa-jcs-2022");
}

static enum tsm_status rdfc(struct tsm_buf *out)
{
	return two(out, "eddsa-rdfc-2022");
}

/* What only some memory was enough for: its signatures differ each time. */
static enum tsm_status base_of(json_t *root, struct tsm_buf *out)
{
	static const struct tsm_prove_key key = { "board/es256-1", "ES256",
		ISSUER "#es256-1" };
	static const char *const mandatory[] = { "/issuer" };
	const struct tsm_prove_options options = {
		.store = contexts, .mandatory = mandatory, .n_mandatory = 1
	};
	struct tsm_error err = { 0 };
	enum tsm_status status =
	    tsm_prove(client, tsm_prove_suite_find("ecdsa-sd-2023"), &key, root,
		&options, out, &err);
	assert_int_equal(status, err.status);
	return status;
}

static json_t *plain(void)
{
	json_t *root = credential(1);
	json_t *subject = json_object_get(root, "credentialSubject");
	(void)json_object_del(subject, "units");
	/* a node without id */
	(void)json_object_del(subject, "id");
	tsm_json_set(subject, "name", "Ines Almada");
	return root;
}

static enum tsm_status base(struct tsm_buf *out)
{
	struct tsm_buf made;
	json_t *root = plain();
	tsm_buf_init(&made, 0);
	enum tsm_status status =
	    root != NULL ? base_of(root, &made) : TSM_E_MEMORY;
	json_decref(root);
	tsm_buf_release(&made);
	return status == TSM_OK ? tsm_buf_adds(out, "made") : status;
}

static struct tsm_buf derive_from;

static enum tsm_status derive(struct tsm_buf *out)
{
	static const char *const reveal[] = { "/credentialSubject" };
	const struct tsm_derive_options options = {
		.store = contexts, .reveal = reveal, .n_reveal = 1
	};
	struct tsm_error err = { 0 };
	enum tsm_status status =
	    tsm_derive(tsm_buf_str(&derive_from), &options, out, &err);
	assert_int_equal(status, err.status);
	return status;
}

/* Base proofs, and deriving from one. */
static void disclosure(void)
{
	struct tsm_buf first;
	json_t *root = plain();
	tsm_buf_init(&derive_from, 0);
	tsm_buf_init(&first, 0);
	assert_int_equal(base_of(root, &derive_from), TSM_OK);
	json_decref(root);
	assert_int_equal(derive(&first), TSM_OK);
	tsm_buf_release(&first);
	sweep(base);
	sweep(derive);
	tsm_buf_release(&derive_from);
}

static void run(void **state)
{
	int ends[2];
	(void)state;
	struct tsm_public_key *key = create("eddsa-1", "EdDSA");
	tsm_public_key_free(&key);
	key = create("es256-1", "ES256");
	tsm_public_key_free(&key);
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
	assert_int_equal(tsm_signer_attach(ends[0], &client), TSM_OK);
	/* the client's buffers grow once and stay */
	struct tsm_buf first;
	tsm_buf_init(&first, 0);
	assert_int_equal(open_badges(&first), TSM_OK);
	/* and so does what the store keeps of contexts */
	assert_int_equal(tsm_jsonld_store_new(&contexts), TSM_OK);
	tsm_buf_clear(&first);
	assert_int_equal(rdfc(&first), TSM_OK);
	tsm_buf_release(&first);
	sweep(open_badges);
	sweep(w3c);
	sweep(jcs);
	sweep(rdfc);
	disclosure();
	tsm_jsonld_store_free(&contexts);
	tsm_signer_close(&client);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
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
