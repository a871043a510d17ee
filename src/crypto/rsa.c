/*
 * rsa.c - RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2.2).
 *
 * OpenSSL builds the expected padding and compares, it does not parse it.
 */
#include <openssl/err.h>

#include "testamur/base/digest.h"

#include "key_private.h"

enum tsm_status crypto_verify_rs256(const struct tsm_public_key *key,
    struct tsm_str message, struct tsm_str signature, bool *ret_valid)
{
	/* step 1: exactly as long as the modulus */
	if (signature.len != key->n_len) {
		*ret_valid = false;
		return TSM_OK;
	}
	unsigned char hash[TSM_SHA256_SIZE];
	TSM_TRY(tsm_digest(TSM_SHA256, message.ptr, message.len, hash));
	ERR_clear_error(); /* what others left there is not ours */
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_dup(key->verifier);
	if (ctx == NULL)
		return crypto_failure(TSM_E_MEMORY);
	int answer = EVP_PKEY_verify(ctx, (const unsigned char *)signature.ptr,
	    signature.len, hash, sizeof(hash));
	EVP_PKEY_CTX_free(ctx);
	/* a wrong signature and a failure both answer 0 or less here */
	TSM_TRY(crypto_failure(TSM_OK));
	*ret_valid = answer == 1;
	return TSM_OK;
}
