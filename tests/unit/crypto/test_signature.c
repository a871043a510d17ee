/* Signatures: what verifies, and every way in which they do not. */
#include "crypto_test.h"

#define MESSAGE "testamur"

static const struct {
	const char *alg;
	const char *jwk;
	const char *sig;
} good[] = {
	{ "EdDSA", ED_JWK, ED_SIG },
	{ "Ed25519", ED_JWK, ED_SIG },
	{ "ES256", ES256_JWK, ES256_SIG },
	{ "ES384", ES384_JWK, ES384_SIG },
	{ "RS256", RS256_JWK, RS256_SIG },
	{ "ES256-DER", ES256_JWK, ES256_DER },
	{ "ES384-DER", ES384_JWK, ES384_DER },
};

#define GOOD (sizeof(good) / sizeof(good[0]))

static bool verifies(const char *alg, const char *jwk, const void *sig,
    size_t len, const char *message)
{
	bool valid = false;
	struct tsm_public_key *key = jwk_key(jwk);
	const struct tsm_signature_alg *record =
	    tsm_signature_alg_find(tsm_str(alg));
	assert_non_null(record);
	assert_int_equal(tsm_signature_verify(record, key, tsm_str(message),
			     tsm_str_n(sig, len), &valid, NULL),
	    TSM_OK);
	tsm_public_key_free(&key);
	return valid;
}

static void good_ones_verify(void **state)
{
	(void)state;
	for (size_t i = 0; i < GOOD; i++) {
		struct tsm_buf sig = bytes_of(good[i].sig);
		assert_true(verifies(
		    good[i].alg, good[i].jwk, sig.data, sig.len, MESSAGE));
		assert_false(verifies(
		    good[i].alg, good[i].jwk, sig.data, sig.len, "Testamur"));
		assert_false(
		    verifies(good[i].alg, good[i].jwk, sig.data, sig.len, ""));
		tsm_buf_release(&sig);
	}
}

/* Each single byte matters; so does the length. */
static void altered_ones_do_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < GOOD; i++) {
		struct tsm_buf sig = bytes_of(good[i].sig);
		for (size_t at = 0; at < sig.len; at += 7) {
			sig.data[at] ^= 0x01;
			assert_false(verifies(good[i].alg, good[i].jwk,
			    sig.data, sig.len, MESSAGE));
			sig.data[at] ^= 0x01;
		}
		assert_false(verifies(
		    good[i].alg, good[i].jwk, sig.data, sig.len - 1, MESSAGE));
		assert_false(
		    verifies(good[i].alg, good[i].jwk, "", 0, MESSAGE));
		tsm_buf_addc(&sig, 0);
		assert_false(verifies(
		    good[i].alg, good[i].jwk, sig.data, sig.len, MESSAGE));
		tsm_buf_release(&sig);
	}
}

static void der_and_pairs_are_not_confused(void **state)
{
	(void)state;
	struct tsm_buf pair = bytes_of(ES256_SIG);
	struct tsm_buf der = bytes_of(ES256_DER);
	assert_false(verifies("ES256", ES256_JWK, der.data, der.len, MESSAGE));
	assert_false(
	    verifies("ES256-DER", ES256_JWK, pair.data, pair.len, MESSAGE));
	tsm_buf_release(&pair);
	tsm_buf_release(&der);
}

static void r_and_s_in_range(void **state)
{
	/* the order of P-256, and 1 */
	static const unsigned char n[32] = { 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6,
		0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2,
		0xfc, 0x63, 0x25, 0x51 };
	static const unsigned char zero[32] = { 0 };
	static const unsigned char one[32] = { [31] = 1 };
	static const unsigned char *const values[] = { zero, one, n };
	(void)state;
	for (size_t r = 0; r < 3; r++)
		for (size_t s = 0; s < 3; s++) {
			unsigned char sig[64];
			memcpy(sig, values[r], 32);
			memcpy(sig + 32, values[s], 32);
			assert_false(verifies(
			    "ES256", ES256_JWK, sig, sizeof(sig), MESSAGE));
		}
}

/* r = -hash/d: u1 G + u2 Q is the point at infinity, which OpenSSL answers
 * like a failure of its own. */
static void point_at_infinity(void **state)
{
	(void)state;
	struct tsm_buf sig =
	    bytes_of("xUBFGWi_J-Mo2YawyLUL_mN_z0qyI2CkwVAjkNmfFQYAAAAAAAAAAAAA"
		     "AAAAAAAAAAAAAAAAAAAAAAAAAAAwOQ");
	assert_false(verifies("ES256",
	    "{\"kty\":\"EC\",\"crv\":\"P-256\","
	    "\"x\":\"MXvLnCjbd60sJ-oc5E1YQPNqkIaTenoSHRf7_QNr3oY\","
	    "\"y\":\"kDkocC78ooFpafwsHPGQ8Q3qxfevYFD8iGRRilJTNnM\"}",
	    sig.data, sig.len, MESSAGE));
	tsm_buf_release(&sig);
}

static void ed25519_small_order_r(void **state)
{
	(void)state;
	/* R the neutral element, s = 0 */
	unsigned char sig[64] = { 1 };
	assert_false(verifies("EdDSA", ED_JWK, sig, sizeof(sig), MESSAGE));
	/* s + L: the same signature in another encoding */
	static const unsigned char order[32] = { 0xed, 0xd3, 0xf5, 0x5c, 0x1a,
		0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
		0x14, [31] = 0x10 };
	struct tsm_buf real = bytes_of(ED_SIG);
	unsigned carry = 0;
	for (size_t i = 0; i < 32; i++) {
		unsigned sum = (unsigned char)real.data[32 + i] +
			       (unsigned)order[i] + carry;
		real.data[32 + i] = (char)(sum & 0xff);
		carry = sum >> 8;
	}
	assert_false(verifies("EdDSA", ED_JWK, real.data, real.len, MESSAGE));
	tsm_buf_release(&real);
}

/* The same r and s in another writing: 30 65 02 30 r 02 31 00 s. */
static void der_is_strict(void **state)
{
	static const struct {
		const char *insert;
		size_t at, instead_of;
		int all, r, s; /* what the lengths grow by */
		bool valid;
	} cases[] = {
		{ "", 0, 0, 0, 0, 0, true },
		{ "00", 103, 0, 0, 0, 0, false }, /* trailing byte */
		{ "00", 103, 0, 1, 0, 0, false }, /* within the sequence */
		{ "81", 1, 0, 0, 0, 0, false },   /* longer lengths */
		{ "8200", 1, 0, 0, 0, 0, false },
		{ "80", 1, 1, 0, 0, 0, false },
		{ "8130", 3, 1, 1, 0, 0, false },
		{ "00", 4, 0, 1, 1, 0, false },  /* padded */
		{ "", 54, 1, -1, 0, -1, false }, /* negative */
		{ "31", 0, 1, 0, 0, 0, false },  /* other tags */
		{ "03", 2, 1, 0, 0, 0, false }, { "03", 52, 1, 0, 0, 0, false },
		{ "", 102, 1, 0, 0, 0, false }, /* cut off */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_buf sig = bytes_of(ES384_DER), other;
		size_t rest = cases[i].at + cases[i].instead_of;
		tsm_buf_init(&other, 0);
		sig.data[1] = (char)(sig.data[1] + cases[i].all);
		sig.data[3] = (char)(sig.data[3] + cases[i].r);
		sig.data[53] = (char)(sig.data[53] + cases[i].s);
		tsm_buf_add(&other, sig.data, cases[i].at);
		assert_int_equal(
		    tsm_hex_decode(&other, tsm_str(cases[i].insert)), TSM_OK);
		tsm_buf_add(&other, sig.data + rest, sig.len - rest);
		assert_int_equal(verifies("ES384-DER", ES384_JWK, other.data,
				     other.len, MESSAGE),
		    cases[i].valid);
		tsm_buf_release(&other);
		tsm_buf_release(&sig);
	}
}

/* Every algorithm with every key: only its own type is let through. */
static void keys_and_algorithms_match(void **state)
{
	(void)state;
	for (size_t i = 0; i < GOOD; i++)
		for (size_t j = 0; j < GOOD; j++) {
			bool valid = true;
			struct tsm_error err = { 0 };
			const struct tsm_signature_alg *alg =
			    tsm_signature_alg_find(tsm_str(good[i].alg));
			struct tsm_public_key *key = jwk_key(good[j].jwk);
			struct tsm_buf sig = bytes_of(good[i].sig);
			enum tsm_status status = tsm_signature_verify(alg, key,
			    tsm_str(MESSAGE), tsm_buf_str(&sig), &valid, &err);
			bool same = strcmp(good[i].jwk, good[j].jwk) == 0;
			assert_int_equal(
			    status, same ? TSM_OK : TSM_E_MISMATCH);
			assert_int_equal(err.status, status);
			tsm_buf_release(&sig);
			tsm_public_key_free(&key);
		}
}

static void names(void **state)
{
	(void)state;
	static const char *const jose[] = { "EdDSA", "ES256", "ES384",
		"RS256" };
	for (size_t i = 0; i < 4; i++)
		assert_true(tsm_signature_alg_find(tsm_str(jose[i]))->jose);
	assert_false(tsm_signature_alg_find(tsm_str("Ed25519"))->jose);
	assert_null(tsm_signature_alg_find(tsm_str("none")));
	assert_null(tsm_signature_alg_find(tsm_str("HS256")));
	assert_null(tsm_signature_alg_find(tsm_str("es256")));
	assert_null(tsm_signature_alg_find(tsm_str("PS256")));
	assert_null(tsm_signature_alg_find(tsm_str("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_ones_verify),
		cmocka_unit_test(altered_ones_do_not),
		cmocka_unit_test(der_and_pairs_are_not_confused),
		cmocka_unit_test(r_and_s_in_range),
		cmocka_unit_test(point_at_infinity),
		cmocka_unit_test(ed25519_small_order_r),
		cmocka_unit_test(der_is_strict),
		cmocka_unit_test(keys_and_algorithms_match),
		cmocka_unit_test(names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
