/* Public keys: JWK, PEM, Multikey, thumbprints, and what is refused. */
#include "crypto_test.h"

#include <stdio.h>

#include "testamur/json/write.h"

static const struct {
	const char *jwk;
	const char *pem;
	const char *thumb;
	const char *multikey;
	enum tsm_key_type type;
	const char *type_name;
	const char *alg;
	unsigned bits;
} good[] = {
	{ ED_JWK, ED_PEM, ED_THUMB, ED_MULTIKEY, TSM_KEY_ED25519, "Ed25519",
	    "EdDSA", 256 },
	{ ES256_JWK, ES256_PEM, ES256_THUMB, ES256_MULTIKEY, TSM_KEY_P256,
	    "P-256", "ES256", 256 },
	{ ES384_JWK, ES384_PEM, ES384_THUMB, ES384_MULTIKEY, TSM_KEY_P384,
	    "P-384", "ES384", 384 },
	{ RS256_JWK, RS256_PEM, RS256_THUMB, NULL, TSM_KEY_RSA, "RSA", "RS256",
	    2048 },
};

#define GOOD (sizeof(good) / sizeof(good[0]))

static void forms_agree(void **state)
{
	(void)state;
	for (size_t i = 0; i < GOOD; i++) {
		char thumb[TSM_THUMBPRINT];
		struct tsm_public_key *a = jwk_key(good[i].jwk);
		struct tsm_public_key *b = NULL;
		assert_int_equal(
		    tsm_public_key_from_pem(tsm_str(good[i].pem), &b, NULL),
		    TSM_OK);
		assert_true(tsm_public_key_equal(a, b));
		assert_int_equal(tsm_public_key_type(a), good[i].type);
		assert_int_equal(tsm_public_key_bits(b), good[i].bits);
		assert_string_equal(
		    tsm_key_type_name(good[i].type), good[i].type_name);
		assert_string_equal(
		    tsm_key_type_alg(good[i].type), good[i].alg);
		assert_int_equal(tsm_public_key_thumbprint(b, thumb), TSM_OK);
		assert_string_equal(thumb, good[i].thumb);
		tsm_public_key_free(&a);
		tsm_public_key_free(&b);
		assert_null(a);
		tsm_public_key_free(&a);
	}
}

static void multikey_round_trip(void **state)
{
	(void)state;
	for (size_t i = 0; i < GOOD; i++) {
		struct tsm_public_key *key = jwk_key(good[i].jwk);
		struct tsm_public_key *again = NULL;
		struct tsm_buf text;
		tsm_buf_init(&text, 0);
		enum tsm_status status = tsm_public_key_to_multikey(key, &text);
		if (good[i].multikey == NULL) {
			assert_int_equal(status, TSM_E_UNSUPPORTED);
		} else {
			assert_int_equal(status, TSM_OK);
			assert_string_equal(
			    tsm_buf_cstr(&text), good[i].multikey);
			assert_int_equal(tsm_public_key_from_multikey(
					     tsm_buf_str(&text), &again, NULL),
			    TSM_OK);
			assert_true(tsm_public_key_equal(key, again));
		}
		tsm_buf_release(&text);
		tsm_public_key_free(&again);
		tsm_public_key_free(&key);
	}
}

static void jwk_round_trip(void **state)
{
	(void)state;
	for (size_t i = 0; i < GOOD; i++) {
		struct tsm_public_key *key = jwk_key(good[i].jwk);
		struct tsm_buf text;
		tsm_buf_init(&text, 0);
		json_t *jwk = tsm_public_key_to_jwk(key, "k-1", true);
		assert_string_equal(
		    json_string_value(json_object_get(jwk, "kid")), "k-1");
		assert_string_equal(
		    json_string_value(json_object_get(jwk, "alg")),
		    good[i].alg);
		assert_string_equal(
		    json_string_value(json_object_get(jwk, "use")), "sig");
		assert_int_equal(
		    tsm_json_write(jwk, TSM_JSON_COMPACT, &text), TSM_OK);
		struct tsm_public_key *again = jwk_key(tsm_buf_cstr(&text));
		assert_true(tsm_public_key_equal(key, again));
		json_decref(jwk);
		jwk = tsm_public_key_to_jwk(key, NULL, false);
		assert_null(json_object_get(jwk, "kid"));
		assert_null(json_object_get(jwk, "use"));
		json_decref(jwk);
		tsm_buf_release(&text);
		tsm_public_key_free(&again);
		tsm_public_key_free(&key);
	}
}

#define XY                                                \
 "\"x\":\"e4U4s8mpTxzLHL8ecm4dt_H64wPzn3agmgGOc1IjBbs\"," \
 "\"y\":\"yv_7okQdO-L1rIJCxkhdGgxC6K4PjeYqM5nkhHzZIUI\""
#define EC(more) "{\"kty\":\"EC\",\"crv\":\"P-256\"," XY more "}"
#define OKP(x)   "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" x "\"}"

static void private_members_are_refused(void **state)
{
	static const char *const names[] = { "d", "p", "q", "dp", "dq", "qi",
		"oth", "k" };
	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char text[512];
		(void)snprintf(
		    text, sizeof(text), EC(",\"%s\":\"AQAB\""), names[i]);
		assert_int_equal(refused(text), TSM_E_DENIED);
	}
	assert_int_equal(
	    refused("{\"kty\":\"oct\",\"k\":\"AAAA\"}"), TSM_E_DENIED);
	/* even an empty or absurd one */
	assert_int_equal(refused(EC(",\"d\":null")), TSM_E_DENIED);
}

static void use_and_alg_are_obeyed(void **state)
{
	(void)state;
	struct tsm_public_key *key = jwk_key(
	    EC(",\"use\":\"sig\",\"key_ops\":[\"verify\"],\"alg\":\"ES256\""));
	tsm_public_key_free(&key);
	assert_int_equal(refused(EC(",\"use\":\"enc\"")), TSM_E_VALUE);
	assert_int_equal(refused(EC(",\"use\":7")), TSM_E_VALUE);
	assert_int_equal(refused(EC(",\"key_ops\":[]")), TSM_E_VALUE);
	assert_int_equal(refused(EC(",\"key_ops\":[\"sign\"]")), TSM_E_VALUE);
	assert_int_equal(refused(EC(",\"key_ops\":\"verify\"")), TSM_E_VALUE);
	assert_int_equal(refused(EC(",\"alg\":\"RS256\"")), TSM_E_VALUE);
	assert_int_equal(refused(EC(",\"alg\":\"ES384\"")), TSM_E_VALUE);
	assert_int_equal(refused(EC(",\"alg\":[]")), TSM_E_VALUE);
	assert_int_equal(
	    refused(EC(",\"alg\":\"ECDH-ES\"")), TSM_E_UNSUPPORTED);
	assert_int_equal(
	    refused(EC(",\"alg\":\"ES256-DER\"")), TSM_E_UNSUPPORTED);
	key = jwk_key("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":"
		      "\"M5kqthI-4U4wYqT2tx5HOLulf21e_gBU-jvLnQ7H6Ok\","
		      "\"alg\":\"Ed25519\"}");
	tsm_public_key_free(&key);
}

static void kty_and_crv_are_consistent(void **state)
{
	(void)state;
	assert_int_equal(refused("{}"), TSM_E_MISSING);
	assert_int_equal(refused("[]"), TSM_E_VALUE);
	assert_int_equal(refused("{\"kty\":1}"), TSM_E_UNSUPPORTED);
	assert_int_equal(refused("{\"kty\":\"EC\"}"), TSM_E_UNSUPPORTED);
	assert_int_equal(
	    refused("{\"kty\":\"EC\",\"crv\":\"secp256k1\"," XY "}"),
	    TSM_E_UNSUPPORTED);
	/* a P-256 point is too short for P-384 */
	assert_int_equal(
	    refused("{\"kty\":\"EC\",\"crv\":\"P-384\"," XY "}"), TSM_E_VALUE);
	assert_int_equal(
	    refused("{\"kty\":\"EC\",\"crv\":\"P-256\"}"), TSM_E_MISSING);
	assert_int_equal(
	    refused("{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AA\"}"),
	    TSM_E_UNSUPPORTED);
	assert_int_equal(
	    refused("{\"kty\":\"OKP\",\"crv\":\"Ed25519\"}"), TSM_E_MISSING);
	assert_int_equal(
	    refused("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":1}"),
	    TSM_E_VALUE);
}

static void bad_points_are_refused(void **state)
{
	(void)state;
	/* y changed: not on the curve */
	assert_int_equal(
	    refused("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"
		    "\"e4U4s8mpTxzLHL8ecm4dt_H64wPzn3agmgGOc1IjBbs\",\"y\":"
		    "\"yv_7okQdO-L1rIJCxkhdGgxC6K4PjeYqM5nkhHzZIUM\"}"),
	    TSM_E_VALUE);
	/* padding, and a coordinate of 31 bytes */
	assert_int_equal(
	    refused("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"
		    "\"e4U4s8mpTxzLHL8ecm4dt_H64wPzn3agmgGOc1IjBbs=\",\"y\":"
		    "\"yv_7okQdO-L1rIJCxkhdGgxC6K4PjeYqM5nkhHzZIUI\"}"),
	    TSM_E_VALUE);
	assert_int_equal(
	    refused("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"
		    "\"e4U4s8mpTxzLHL8ecm4dt_H64wPzn3agmgGOc1IjBQ\",\"y\":"
		    "\"yv_7okQdO-L1rIJCxkhdGgxC6K4PjeYqM5nkhHzZIUI\"}"),
	    TSM_E_VALUE);
	/* Ed25519: the neutral element, order 2, order 8, p itself */
	assert_int_equal(
	    refused(OKP("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
	    TSM_E_VALUE);
	assert_int_equal(
	    refused(OKP("7P_______________________________________38")),
	    TSM_E_VALUE);
	assert_int_equal(
	    refused(OKP("xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o")),
	    TSM_E_VALUE);
	assert_int_equal(
	    refused(OKP("7f_______________________________________38")),
	    TSM_E_VALUE);
	/* 31 and 33 bytes */
	assert_int_equal(
	    refused(OKP("M5kqthI-4U4wYqT2tx5HOLulf21e_gBU-jvLnQ7H6A")),
	    TSM_E_VALUE);
	assert_int_equal(
	    refused(OKP("M5kqthI-4U4wYqT2tx5HOLulf21e_gBU-jvLnQ7H6OkA")),
	    TSM_E_VALUE);
}

#define RSA_N                                                         \
 "6_Scz7kETJuDUrpcF8Oy-mYJRuFj2AQBg-w-2jY2vkfd--3_NETula9K2ioTAgzvcv" \
 "4H50B7bUQ1A8fVMacRsNGf90azOjmllqmnOEV1r7BINPwdAk4vzzgRg2Jq9qO_u6pn" \
 "8VlRu_1Ote9g2Bvtzztjom-pZ46-pzgPUKP0wYSkeS8MvbxuvW6ThpotOqQ5iHKXIC" \
 "Lu_lSwki1xQF8CQClhg9YdeHYEpI0zQLl1rGV-jpwHeT7z6yRpD9Qm7Np3XY7LMCk2" \
 "WNPa2S0ImsifvLdTw4R-WFYBk-CfxKSCfBbhPMgGFh8Emf-fI5lJtqWyLGwYUFSSjj" \
 "G1KGpznwGcl"
#define RSA(end, e) "{\"kty\":\"RSA\",\"n\":\"" RSA_N end "\",\"e\":\"" e "\"}"

static void weak_rsa_is_refused(void **state)
{
	(void)state;
	struct tsm_public_key *key = jwk_key(RSA("Q", "AQAB"));
	assert_int_equal(tsm_public_key_bits(key), 2048);
	tsm_public_key_free(&key);
	assert_int_equal(refused(SMALL_JWK), TSM_E_VALUE);
	assert_int_equal(refused(RSA("Q", "AQ")), TSM_E_VALUE);   /* e = 1 */
	assert_int_equal(refused(RSA("Q", "Ag")), TSM_E_VALUE);   /* e = 2 */
	assert_int_equal(refused(RSA("Q", "AQAA")), TSM_E_VALUE); /* even */
	assert_int_equal(refused(RSA("Q", "")), TSM_E_VALUE);
	/* 72 bits */
	assert_int_equal(refused(RSA("Q", "AQAAAAAAAAAB")), TSM_E_VALUE);
	/* an even modulus */
	assert_int_equal(refused(RSA("A", "AQAB")), TSM_E_VALUE);
}

static void different_keys_differ(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} cases[] = {
		{ OKP("Nbdk0vteOjMIPsZLB3WZo8z0mFW4r_6ja58Och79jSo"), ED_JWK,
		    false },
		{ "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"t0ABHC23CIUsy9RlvEbgn3gtl29NbgwndKsNwTsK7dI\",\"y\":\"HuBP1oPjCSj8zabAAFnMjF_YuwCXYlSbLU5iOsPD-BI\"}",
		    ES256_JWK, false },
		{ RSA("Q", "AQAB"), RSA("w", "AQAB"), false },
		{ RSA("Q", "AQAB"), RSA("Q", "AQAD"), false },
		{ RSA("Q", "AQAB"), RSA("Q", "Aw"), false },
		/* a leading zero byte changes nothing: e = 00 01 00 01 */
		{ RSA("Q", "AQAB"), RSA("Q", "AAEAAQ"), true },
	};

	(void)state;
	for (size_t i = 0; i < GOOD; i++)
		for (size_t j = 0; j < GOOD; j++) {
			struct tsm_public_key *a = jwk_key(good[i].jwk);
			struct tsm_public_key *b = jwk_key(good[j].jwk);
			assert_int_equal(tsm_public_key_equal(a, b), i == j);
			tsm_public_key_free(&a);
			tsm_public_key_free(&b);
		}
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_public_key *a = jwk_key(cases[i].a);
		struct tsm_public_key *b = jwk_key(cases[i].b);
		assert_int_equal(tsm_public_key_equal(a, b), cases[i].same);
		assert_int_equal(tsm_public_key_equal(b, a), cases[i].same);
		tsm_public_key_free(&a);
		tsm_public_key_free(&b);
	}
}

static void pem_is_strict(void **state)
{
	static const struct {
		const char *text;
		enum tsm_status status;
	} cases[] = {
		{ "", TSM_E_SYNTAX },
		{ "x" ED_PEM, TSM_E_SYNTAX },
		{ "-----BEGIN PUBLIC KEY-----AAAA\n"
		  "-----END PUBLIC KEY-----\n",
		    TSM_E_SYNTAX },
		/* RFC 8410 with a NULL parameter, and with a byte after it */
		{ "-----BEGIN PUBLIC KEY-----\nMCwwBwYDK2VwBQADIQAzmSq2Ej7h"
		  "TjBipPa3Hkc4u6V/bV7+AFT6O8udDsfo6Q==\n"
		  "-----END PUBLIC KEY-----\n",
		    TSM_E_UNSUPPORTED },
		{ "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAM5kqthI+4U4w"
		  "YqT2tx5HOLulf21e/gBU+jvLnQ7H6OkA\n"
		  "-----END PUBLIC KEY-----\n",
		    TSM_E_VALUE },
		{ ED_PEM ED_PEM, TSM_E_SYNTAX },
		{ "-----BEGIN CERTIFICATE-----\nAAAA\n"
		  "-----END CERTIFICATE-----\n",
		    TSM_E_SYNTAX },
		{ "-----BEGIN PRIVATE KEY-----\nAAAA\n"
		  "-----END PRIVATE KEY-----\n",
		    TSM_E_DENIED },
		{ "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n"
		  "-----END RSA PRIVATE KEY-----\n",
		    TSM_E_DENIED },
		{ "-----BEGIN PUBLIC KEY-----\nAAAA\n"
		  "-----END PUBLIC KEY-----\n",
		    TSM_E_VALUE },
		{ SMALL_PEM, TSM_E_VALUE },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsm_public_key *key = NULL;
		struct tsm_error err = { 0 };
		assert_int_equal(
		    tsm_public_key_from_pem(tsm_str(cases[i].text), &key, &err),
		    cases[i].status);
		assert_int_equal(err.status, cases[i].status);
		assert_null(key);
	}
}

/* A Multikey text of these bytes must be refused so. */
static void multikey_refused(const char *hex, char base, enum tsm_status status)
{
	struct tsm_buf bytes;
	struct tsm_buf text;
	struct tsm_public_key *key = NULL;
	tsm_buf_init(&bytes, 0);
	tsm_buf_init(&text, 0);
	assert_int_equal(tsm_hex_decode(&bytes, tsm_str(hex)), TSM_OK);
	assert_int_equal(
	    tsm_multibase_encode(&text, base, bytes.data, bytes.len), TSM_OK);
	assert_int_equal(
	    tsm_public_key_from_multikey(tsm_buf_str(&text), &key, NULL),
	    status);
	assert_null(key);
	tsm_buf_release(&bytes);
	tsm_buf_release(&text);
}

#define HEX32 "333333333333333333333333333333333333333333333333333333333333333"

static void multikey_is_strict(void **state)
{
	struct tsm_public_key *key = NULL;
	(void)state;
	multikey_refused("ed01", 'z', TSM_E_VALUE);
	multikey_refused("ed", 'u', TSM_E_UNSUPPORTED);
	multikey_refused("1200" HEX32 "3", 'z', TSM_E_UNSUPPORTED);
	multikey_refused("8026" HEX32 "3", 'z', TSM_E_DENIED);
	multikey_refused("8626" HEX32 "3", 'u', TSM_E_DENIED);
	/* uncompressed, hybrid, and no point at all */
	multikey_refused("8024"
			 "04" HEX32 "3" HEX32 "3",
	    'z', TSM_E_VALUE);
	multikey_refused("8024"
			 "06" HEX32 "3",
	    'z', TSM_E_VALUE);
	multikey_refused("8024"
			 "00",
	    'z', TSM_E_VALUE);
	assert_int_equal(
	    tsm_public_key_from_multikey(tsm_str("z0OIl"), &key, NULL),
	    TSM_E_SYNTAX);
	assert_int_equal(
	    tsm_public_key_from_multikey(tsm_str("m7QE"), &key, NULL),
	    TSM_E_SYNTAX);
	assert_int_equal(tsm_public_key_from_multikey(tsm_str(""), &key, NULL),
	    TSM_E_SYNTAX);
	char large[400];
	memset(large, '2', sizeof(large));
	large[0] = 'z';
	assert_int_equal(tsm_public_key_from_multikey(
			     tsm_str_n(large, sizeof(large)), &key, NULL),
	    TSM_E_UNSUPPORTED);
	assert_null(key);
}

static void pem_with_crlf(void **state)
{
	struct tsm_public_key *key = NULL;
	(void)state;
	assert_int_equal(
	    tsm_public_key_from_pem(
		tsm_str("\r\n-----BEGIN PUBLIC KEY-----\r\nMCowBQYDK2VwAyEA"
			"M5kqthI+4U4wYqT2tx5HOLulf21e/gBU+jvLnQ7H6Ok=\r\n"
			"-----END PUBLIC KEY-----\r\n"),
		&key, NULL),
	    TSM_OK);
	tsm_public_key_free(&key);
}

static void raw_keys(void **state)
{
	struct tsm_public_key *key = NULL;
	unsigned char zero[97] = { 0 };
	(void)state;
	for (int type = 0; type <= TSM_KEY_TYPE_COUNT; type++)
		assert_int_equal(
		    tsm_public_key_from_raw((enum tsm_key_type)type, zero,
			sizeof(zero), &key, NULL),
		    type >= TSM_KEY_RSA ? TSM_E_UNSUPPORTED : TSM_E_VALUE);
	struct tsm_buf bytes =
	    bytes_of("M5kqthI-4U4wYqT2tx5HOLulf21e_gBU-jvLnQ7H6Ok");
	assert_int_equal(tsm_public_key_from_raw(TSM_KEY_ED25519, bytes.data,
			     bytes.len, &key, NULL),
	    TSM_OK);
	tsm_buf_release(&bytes);
	tsm_public_key_free(&key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_agree),
		cmocka_unit_test(different_keys_differ),
		cmocka_unit_test(multikey_round_trip),
		cmocka_unit_test(jwk_round_trip),
		cmocka_unit_test(private_members_are_refused),
		cmocka_unit_test(use_and_alg_are_obeyed),
		cmocka_unit_test(kty_and_crv_are_consistent),
		cmocka_unit_test(bad_points_are_refused),
		cmocka_unit_test(weak_rsa_is_refused),
		cmocka_unit_test(pem_is_strict),
		cmocka_unit_test(multikey_is_strict),
		cmocka_unit_test(pem_with_crlf),
		cmocka_unit_test(raw_keys),
	};
	tsm_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
