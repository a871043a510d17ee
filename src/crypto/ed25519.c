/*
 * ed25519.c - every Ed25519 verification of the system (RFC 8032).
 *
 * libsodium refuses small-order keys and R, non-canonical encodings and
 * s beyond the group order, all of which the signature equation alone
 * would let pass.
 */
#include <sodium.h>

#include "key_private.h"

enum tsm_status crypto_ed25519_check(
    const unsigned char key[ED25519_KEY], bool *ret_valid)
{
	if (sodium_init() < 0)
		return TSM_E_CRYPTO;
	*ret_valid = crypto_core_ed25519_is_valid_point(key) == 1;
	return TSM_OK;
}

enum tsm_status crypto_verify_ed25519(const struct tsm_public_key *key,
    struct tsm_str message, struct tsm_str signature, bool *ret_valid)
{
	*ret_valid =
	    signature.len == crypto_sign_BYTES &&
	    crypto_sign_verify_detached((const unsigned char *)signature.ptr,
		(const unsigned char *)message.ptr, message.len,
		key->point) == 0;
	return TSM_OK;
}
