/*
 * A derived proof that builds on another one: nobody makes them, so this
 * does it by hand.
 */
#include "disclosure_test.h"

#include "../../../src/proof/integrity_private.h"

#define CHAINED "urn:uuid:1"

/* The document with a proof that has this id, by the key for EdDSA. */
static struct tsm_buf first_of_chain(void)
{
	const struct tsm_prove_options options = {
		.store = store, .created = 1800000000, .id = CHAINED
	};
	struct tsm_public_key *made = create("eddsa-1", "EdDSA");
	const struct tsm_prove_key eddsa = { "board/eddsa-1", "EdDSA",
		ISSUER "#eddsa-1" };
	struct tsm_buf out;
	json_t *root = credential(1);
	tsm_public_key_free(&made);
	tsm_buf_init(&out, 0);
	(void)json_object_del(
	    json_object_get(root, "credentialSubject"), "units");
	assert_int_equal(
	    tsm_prove(service.signer, tsm_prove_suite_find("eddsa-rdfc-2022"),
		&eddsa, root, &options, &out, NULL),
	    TSM_OK);
	json_decref(root);
	return out;
}

/* A second proof after the first, its proofValue this one. */
static struct tsm_buf second_of_chain(
    const struct tsm_buf *one, const char *value)
{
	struct tsm_buf opened = replaced(one, "\"proof\":{", "\"proof\":[{");
	struct tsm_buf out;
	tsm_buf_init(&out, 0);
	tsm_buf_add(&out, opened.data, opened.len - 1);
	assert_int_equal(
	    tsm_buf_printf(&out,
		",{\"type\":\"DataIntegrityProof\","
		"\"cryptosuite\":\"ecdsa-sd-2023\","
		"\"verificationMethod\":\"" ISSUER "#es256-1\","
		"\"proofPurpose\":\"assertionMethod\","
		"\"previousProof\":\"" CHAINED "\",\"proofValue\":\"%s\"}]}",
		value),
	    TSM_OK);
	tsm_buf_release(&opened);
	return out;
}

/* VC-DI section 4.5: what is signed has the first proof in it. */
static struct tsm_buf sign_chain(const struct tsm_buf *one,
    const struct tsm_str *lines, size_t count, const struct tsm_str *labels,
    size_t n_labels)
{
	bool *all = calloc(count, sizeof(*all));
	struct tsm_buf draft = second_of_chain(one, "u");
	unsigned char proof_hash[TSM_SHA256_SIZE], hash[TSM_SHA256_SIZE];
	unsigned char data[TSM_SD_SIGN_DATA];
	struct tsm_sd_derived derived = { .labels = labels,
		.n_labels = n_labels,
		.mandatory = all,
		.n_statements = count };
	char own[TSM_SD_KEY] = "\x80\x24";
	struct tsm_arena arena;
	struct tsm_integrity integrity;
	const struct tsm_json *root = NULL;
	struct tsm_signature signature;
	struct tsm_buf value;
	tsm_arena_init(&arena, 0);
	tsm_buf_init(&value, 0);
	assert_non_null(all);
	memset(all, 1, count);
	/* any point will do: no statement is signed alone */
	memcpy(own + 2,
	    "\x02\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6"
	    "\xe5\x63\xa4\x40\xf2\x77\x03\x7d\x81\x2d\xeb\x33"
	    "\xa0\xf4\xa1\x39\x45\xd8\x98\xc2\x96",
	    33);
	derived.public_key = tsm_str_n(own, sizeof(own));
	assert_int_equal(
	    tsm_json_parse(&arena, draft.data, draft.len, NULL, &root, NULL),
	    TSM_OK);
	assert_int_equal(
	    tsm_integrity_open(&arena, root, store, NULL, &integrity, NULL),
	    TSM_OK);
	assert_int_equal(tsm_integrity_config_hash(&integrity, TSM_SHA256,
			     integrity.proofs[1].json, proof_hash, NULL, NULL),
	    TSM_OK);
	assert_int_equal(tsm_sd_hash(lines, all, count, hash), TSM_OK);
	tsm_sd_sign_data(proof_hash, derived.public_key, hash, data);
	const struct tsm_str message = tsm_str_n((char *)data, sizeof(data));
	assert_int_equal(tsm_signer_sign(service.signer, "board/es256-1",
			     "ES256", &message, 1, &signature, NULL),
	    TSM_OK);
	derived.base_signature =
	    tsm_str_n((char *)signature.data, signature.len);
	assert_int_equal(tsm_sd_derived_write(&derived, &value), TSM_OK);
	tsm_arena_release(&arena);
	tsm_buf_release(&draft);
	free(all);
	draft = second_of_chain(one, tsm_buf_cstr(&value));
	tsm_buf_release(&value);
	return draft;
}

static void a_chain_is_verified(void **state)
{
	static const char zero[TSM_SD_LABEL];
	const struct tsm_jsonld_options safe = { .safe = true,
		.rdf_direction = TSM_RDF_DIRECTION_I18N_DATATYPE };
	const struct tsm_str hmac = { zero, sizeof(zero) };
	struct tsm_buf one = first_of_chain();
	struct tsm_arena arena;
	struct tsm_rdf_dataset dataset;
	struct tsm_rdf_canonical canonical;
	const struct tsm_json *root = NULL;
	const struct tsm_str *lines = NULL;
	struct tsm_str labels[8];
	(void)state;
	tsm_arena_init(&arena, 0);
	assert_int_equal(
	    tsm_json_parse(&arena, one.data, one.len, NULL, &root, NULL),
	    TSM_OK);
	tsm_rdf_dataset_init(&dataset, &arena, 0);
	assert_int_equal(
	    tsm_jsonld_to_rdf(store, root, NULL, &safe, &dataset, NULL, NULL),
	    TSM_OK);
	assert_int_equal(
	    tsm_rdf_canonize(&dataset, NULL, &arena, &canonical, NULL), TSM_OK);
	/* one blank node, the graph of the proof: any label tells it */
	assert_int_equal(canonical.label_count, 1);
	labels[0] = tsm_str("uAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
	assert_int_equal(
	    sd_lines(&arena, &dataset, &canonical, labels, &lines, NULL),
	    TSM_OK);
	struct tsm_buf two = sign_chain(&one, lines, canonical.count, &hmac, 1);
	assert_int_equal(answer(tsm_buf_cstr(&two), 1), TSM_INTEGRITY_VALID);
	struct tsm_buf other = replaced(&two, "2027-01-15", "2027-01-16");
	assert_int_equal(
	    answer(tsm_buf_cstr(&other), 1), TSM_INTEGRITY_SIGNATURE);
	tsm_buf_release(&other);
	other = replaced(&two, "\"id\":\"" CHAINED, "\"id\":\"urn:uuid:2");
	assert_int_equal(
	    answer(tsm_buf_cstr(&other), 1), TSM_INTEGRITY_PREVIOUS);
	tsm_buf_release(&other);
	tsm_buf_release(&one);
	tsm_buf_release(&two);
	tsm_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(a_chain_is_verified) };
	tsm_json_setup();
	if (tsm_keystore_setup() != TSM_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
