/*
 * keystore.h - private keys in files, and signing with them.
 *
 * Only testamur-signer uses this. A key lies in DIR/ORGANISATION/KID.pem
 * as unencrypted PKCS#8 (RFC 5958). DIR and its folders must be owned by
 * the effective user with mode 0700, files with 0600; anything looser, a
 * symbolic link or a name that is no slug is refused, never repaired.
 *
 * Private values live in OpenSSL's secure heap and in libsodium's guarded
 * memory where these can be had, are wiped when released, and appear in no
 * message. One thread.
 */
#ifndef TESTAMUR_SIGNER_KEYSTORE_H
#define TESTAMUR_SIGNER_KEYSTORE_H

#include "testamur/keyclient/client.h"

/* A key file, in bytes; keys of one store. */
#define TSM_KEYSTORE_FILE_MAX ((size_t)32 << 10)
#define TSM_KEYSTORE_KEYS_MAX 4096

struct tsm_keystore;

/*
 * Prepare secure memory; once, before the first key. Without it (or where
 * the system grants none) keys live in ordinary memory, wiped all the
 * same. TSM_E_CRYPTO: a library cannot be used at all.
 */
enum tsm_status tsm_keystore_setup(void) TSM_NODISCARD;

/*
 * Open a folder. Keys are read when first used. TSM_E_NOT_FOUND,
 * TSM_E_DENIED (owner or mode), TSM_E_IO, TSM_E_MEMORY.
 */
enum tsm_status tsm_keystore_open(const char *dir,
    struct tsm_keystore **ret_store, struct tsm_error *err) TSM_NODISCARD;

/* Wipe and release; NULL is accepted. */
void tsm_keystore_free(struct tsm_keystore **store);

/*
 * Make a key and write it durably; the folders are made where missing.
 * alg: "EdDSA", "ES256", "ES384", "RS256" (rsa_bits 2048 to 4096; 0: 2048,
 * ignored otherwise). TSM_E_DUPLICATE: there is one of that id already,
 * and it is not touched. TSM_E_VALUE (no slug, bits), TSM_E_UNSUPPORTED
 * (alg), TSM_E_DENIED, TSM_E_IO, TSM_E_CRYPTO, TSM_E_MEMORY.
 */
enum tsm_status tsm_keystore_create(const char *dir, const char *organisation,
    const char *kid, const char *alg, unsigned rsa_bits,
    struct tsm_public_key **ret_key, struct tsm_error *err) TSM_NODISCARD;

/*
 * Store a private key that was made elsewhere (PKCS#8 PEM; the types and
 * sizes of crypto/key.h). Statuses as tsm_keystore_create(), TSM_E_SYNTAX.
 */
enum tsm_status tsm_keystore_import(const char *dir, const char *organisation,
    const char *kid, struct tsm_str pem, struct tsm_public_key **ret_key,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Append "ORGANISATION/KID ALG" lines for all keys, sorted. One bad file
 * fails the list: TSM_E_DENIED and the other statuses of opening it.
 */
enum tsm_status tsm_keystore_list(struct tsm_keystore *store,
    struct tsm_buf *out, struct tsm_error *err) TSM_NODISCARD;

/* The public part, owned by the store. TSM_E_NOT_FOUND, TSM_E_DENIED, … */
enum tsm_status tsm_keystore_public(struct tsm_keystore *store, const char *id,
    const struct tsm_public_key **ret_key, struct tsm_error *err) TSM_NODISCARD;

/*
 * Sign a message. alg is a JOSE name and must be the key's own:
 * TSM_E_MISMATCH. TSM_E_NOT_FOUND, TSM_E_DENIED, TSM_E_CRYPTO.
 */
enum tsm_status tsm_keystore_sign(struct tsm_keystore *store, const char *id,
    const char *alg, struct tsm_str message,
    struct tsm_signature *ret_signature, struct tsm_error *err) TSM_NODISCARD;

#endif
