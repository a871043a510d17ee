/*
 * private_key.h - one private key in memory, inside the signer module.
 *
 * The only file that sees private values is private_key.c. Ed25519 lives
 * in libsodium's guarded memory and signs there; everything else lives in
 * OpenSSL, whose secure heap holds the secret numbers. Released keys are
 * wiped by these libraries.
 */
#ifndef TESTAMUR_SIGNER_PRIVATE_KEY_H
#define TESTAMUR_SIGNER_PRIVATE_KEY_H

#include <openssl/bio.h>

#include "testamur/signer/keystore.h"

struct private_key;

/* Release; NULL is accepted. */
void private_key_free(struct private_key **key);

/* A fresh key for a JOSE algorithm. Statuses of tsm_keystore_create(). */
enum tsm_status private_key_generate(const char *alg, unsigned rsa_bits,
    struct private_key **ret_key, struct tsm_error *err) TSM_NODISCARD;

/*
 * Read unencrypted PKCS#8 PEM. TSM_E_SYNTAX, TSM_E_UNSUPPORTED,
 * TSM_E_VALUE, TSM_E_MEMORY. text is the caller's to wipe.
 */
enum tsm_status private_key_read(struct tsm_str text,
    struct private_key **ret_key, struct tsm_error *err) TSM_NODISCARD;

/*
 * Write PKCS#8 PEM to a memory BIO of secure memory that the caller frees.
 * TSM_E_MEMORY, TSM_E_CRYPTO.
 */
enum tsm_status private_key_write(const struct private_key *key, BIO **ret_bio)
    TSM_NODISCARD;

/* The public part, owned by the key. */
const struct tsm_public_key *private_key_public(const struct private_key *key);

/* Move the public part out to the caller; the key may only be freed then. */
struct tsm_public_key *private_key_take_public(struct private_key *key);

/* Sign with the algorithm of the key's type. TSM_E_CRYPTO, TSM_E_MEMORY. */
enum tsm_status private_key_sign(const struct private_key *key,
    struct tsm_str message, struct tsm_signature *ret_signature) TSM_NODISCARD;

#endif
