/*
 * jws.h - JSON Web Signature, compact serialisation (RFC 7515).
 *
 * Parsing is strict: three parts of base64url without padding, a header
 * that is an I-JSON object, stated maxima. Which algorithms are allowed is
 * decided here and nowhere else: those of signature.h with a JOSE name.
 * "none" and HMAC are refused with a status of their own.
 *
 * A struct tsm_jws points into the caller's text and arena and lives as
 * long as both. It owns nothing.
 */
#ifndef TESTAMUR_CRYPTO_JWS_H
#define TESTAMUR_CRYPTO_JWS_H

#include "testamur/crypto/signature.h"

/* A header, decoded, in bytes. */
#define TSM_JWS_HEADER_MAX ((size_t)32 << 10)
/* A signature, decoded, in bytes: RSA with the largest modulus. */
#define TSM_JWS_SIGNATURE_MAX ((size_t)TSM_RSA_BITS_MAX / 8)

struct tsm_jws {
	struct tsm_str signing_input; /* "header.payload" as received */
	struct tsm_str payload;       /* decoded */
	struct tsm_str signature;     /* decoded */
	const struct tsm_json *header;
	/* members of the header; NULL when absent */
	const char *alg_name;
	const char *typ;
	const char *cty;
	const char *kid;
	const struct tsm_json *jwk; /* an object */
	/* the record of alg_name, or NULL when that is not allowed */
	const struct tsm_signature_alg *alg;
};

/*
 * Take a compact JWS apart. No white space is accepted around it.
 * TSM_E_SYNTAX, TSM_E_DUPLICATE (a header member twice), TSM_E_MISSING (no
 * alg), TSM_E_VALUE (alg, typ, cty or kid no string, jwk no object),
 * TSM_E_LIMIT (payload over TSM_CREDENTIAL_MAX, header or signature over
 * the maxima above), TSM_E_MEMORY. Any alg is parsed.
 */
enum tsm_status tsm_jws_parse(struct tsm_arena *arena, struct tsm_str text,
    struct tsm_jws *ret_jws, struct tsm_error *err) TSM_NODISCARD;

/*
 * May the header be acted upon? TSM_E_DENIED: alg is "none" or HMAC (in
 * any letter case); TSM_E_UNSUPPORTED: another alg that is not offered;
 * TSM_E_VALUE: crit or b64 is present (we understand no extension; RFC
 * 7515 section 4.1.11, RFC 7797).
 */
enum tsm_status tsm_jws_check_header(
    const struct tsm_jws *jws, struct tsm_error *err) TSM_NODISCARD;

/*
 * Verify with a key that the caller trusts; the header's jwk is not
 * looked at. The statuses of tsm_jws_check_header() and
 * tsm_signature_verify().
 */
enum tsm_status tsm_jws_verify(const struct tsm_jws *jws,
    const struct tsm_public_key *key, bool *ret_valid, struct tsm_error *err)
    TSM_NODISCARD;

#endif
