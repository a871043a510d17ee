/* Data Integrity proofs of each suite verified without memory. */
#include "sweep.h"

#include "../../unit/proof/signed.h"
#include "testamur/json/write.h"
#include "testamur/proof/integrity.h"

static const struct signed_document *signed_now;
static struct tsm_public_key *key;
static struct tsm_jsonld_store *store;
static bool altered;

static enum tsm_status verify(struct tsm_buf *out)
{
	struct tsm_arena arena;
	struct tsm_integrity integrity;
	struct tsm_integrity_result result = { 0 };
	const struct tsm_json *root;
	struct tsm_error err = { 0 };
	tsm_arena_init(&arena, 0);
	enum tsm_status status = tsm_json_parse(&arena, signed_now->text,
	    strlen(signed_now->text), NULL, &root, &err);
	if (status == TSM_OK && altered) {
		const struct tsm_json_member name = { "name",
			tsm_json_get(root, "id") };
		root = tsm_json_with(&arena, root, NULL, &name, 1);
		if (root == NULL)
			status = TSM_E_MEMORY;
	}
	if (status == TSM_OK)
		status = tsm_integrity_open(
		    &arena, root, store, NULL, &integrity, &err);
	if (status == TSM_OK) {
		integrity.plain = true;
		status = tsm_integrity_verify(
		    &integrity, 0, key, NULL, &result, &err);
	}
	if (status == TSM_OK)
		status = tsm_buf_printf(out, "%d", (int)result.answer);
	tsm_arena_release(&arena);
	return status;
}

static void each_suite(void **state)
{
	(void)state;
	assert_int_equal(tsm_jsonld_store_new(&store), TSM_OK);
	for (size_t i = 0; i < SIGNED_DOCUMENTS; i++) {
		struct tsm_buf out;
		signed_now = &signed_documents[i];
		assert_int_equal(tsm_public_key_from_multikey(
				     tsm_str(signed_now->multikey), &key, NULL),
		    TSM_OK);
		altered = false;
		/* what the store keeps of contexts is made once */
		tsm_buf_init(&out, 0);
		assert_int_equal(verify(&out), TSM_OK);
		assert_string_equal(tsm_buf_cstr(&out), "0");
		tsm_buf_release(&out);
		sweep(verify);
		altered = true;
		sweep(verify);
		tsm_public_key_free(&key);
	}
	tsm_jsonld_store_free(&store);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_suite) };
	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
