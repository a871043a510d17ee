/* Keys read, written and used while our own allocations fail. */
#include "sweep.h"

#include "../../unit/crypto/vectors.h"
#include "testamur/crypto/jws.h"
#include "testamur/json/write.h"

/* Read the JWK in every form, and write out what identifies it. */
static enum tsm_status forms(const char *text, struct tsm_buf *out)
{
	struct tsm_arena arena;
	struct tsm_public_key *key = NULL;
	const struct tsm_json *jwk = NULL;
	char thumb[TSM_THUMBPRINT];
	struct tsm_buf all;
	tsm_buf_init(&all, 0);
	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_json_parse(&arena, text, strlen(text), NULL, &jwk, NULL);
	if (status == TSM_OK)
		status = tsm_public_key_from_jwk(jwk, &key, NULL);
	if (status == TSM_OK)
		status = tsm_public_key_thumbprint(key, thumb);
	if (status == TSM_OK && tsm_public_key_type(key) != TSM_KEY_RSA)
		status = tsm_public_key_to_multikey(key, &all);
	if (status == TSM_OK) {
		json_t *back = tsm_public_key_to_jwk(key, "kid", true);
		status = tsm_json_write(back, TSM_JSON_COMPACT, &all);
		json_decref(back);
	}
	if (status == TSM_OK)
		status = tsm_buf_adds(&all, thumb);
	if (status == TSM_OK)
		status = tsm_buf_addstr(out, tsm_buf_str(&all));
	tsm_public_key_free(&key);
	tsm_arena_release(&arena);
	tsm_buf_release(&all);
	return status;
}

static enum tsm_status forms_ed25519(struct tsm_buf *out)
{
	return forms(ED_JWK, out);
}

static enum tsm_status forms_p256(struct tsm_buf *out)
{
	return forms(ES256_JWK, out);
}

static enum tsm_status forms_rsa(struct tsm_buf *out)
{
	return forms(RS256_JWK, out);
}

static enum tsm_status from_pem_and_multikey(struct tsm_buf *out)
{
	struct tsm_public_key *a = NULL;
	struct tsm_public_key *b = NULL;
	enum tsm_status status =
	    tsm_public_key_from_pem(tsm_str(ES384_PEM), &a, NULL);
	if (status == TSM_OK)
		status = tsm_public_key_from_multikey(
		    tsm_str(ES384_MULTIKEY), &b, NULL);
	if (status == TSM_OK)
		status = tsm_buf_adds(
		    out, tsm_public_key_equal(a, b) ? "same" : "different");
	tsm_public_key_free(&a);
	tsm_public_key_free(&b);
	return status;
}

static enum tsm_status verify_token(struct tsm_buf *out)
{
	struct tsm_arena arena;
	struct tsm_jws jws;
	struct tsm_public_key *key = NULL;
	bool valid = false;
	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    tsm_public_key_from_pem(tsm_str(ES256_PEM), &key, NULL);
	if (status == TSM_OK)
		status = tsm_jws_parse(&arena, tsm_str(ES256_JWS), &jws, NULL);
	if (status == TSM_OK)
		status = tsm_jws_verify(&jws, key, &valid, NULL);
	if (status == TSM_OK)
		status = tsm_buf_adds(out, valid ? "valid" : "not valid");
	tsm_arena_release(&arena);
	tsm_public_key_free(&key);
	return status;
}

static void run(void **state)
{
	(void)state;
	sweep(forms_ed25519);
	sweep(forms_p256);
	sweep(forms_rsa);
	sweep(from_pem_and_multikey);
	sweep(verify_token);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(run) };
	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
