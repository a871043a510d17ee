/*
 * client.h - asking the key process to sign.
 *
 * A struct tsm_signer is a running testamur-signer and the socket pair to
 * it. The process that uses it holds no private key. It is safe to share
 * between threads: requests take turns. Once the key process has died or
 * stopped answering, every call returns TSM_E_UNREACHABLE; the owner
 * closes the handle and may start a new one.
 *
 * A key id is "ORGANISATION/KID", both slugs (a-z, 0-9, '-').
 */
#ifndef TESTAMUR_KEYCLIENT_CLIENT_H
#define TESTAMUR_KEYCLIENT_CLIENT_H

#include "testamur/base/arena.h"
#include "testamur/base/buf.h"
#include "testamur/crypto/key.h"

struct tsm_signer;

/* A key id and its NUL. */
#define TSM_SIGNER_ID_MAX 132
/* One message to sign, in bytes. */
#define TSM_SIGNER_MESSAGE_MAX ((size_t)6 << 20)
/* Messages that a key made for them alone signs; all of them together have
 * at most TSM_SIGNER_MESSAGE_MAX bytes. */
#define TSM_SIGNER_ONCE_MAX 4096
/* A signature, in bytes: RSA of 8192 bits. */
#define TSM_SIGNER_SIGNATURE_MAX 1024

struct tsm_signer_key {
	const char *id;  /* "board/es256-1" */
	const char *alg; /* JOSE name of what it signs with */
};

struct tsm_signature {
	unsigned char data[TSM_SIGNER_SIGNATURE_MAX];
	size_t len;
};

/*
 * Start program (a path to testamur-signer) on the key folder keys, with
 * an empty environment and no open files but the socket and standard
 * error. It is asked for its list before this returns. TSM_E_NOT_FOUND (no
 * such program or folder), TSM_E_DENIED (folder or keys readable by
 * others), TSM_E_UNREACHABLE, TSM_E_IO, TSM_E_MEMORY.
 */
enum tsm_status tsm_signer_start(const char *program, const char *keys,
    struct tsm_signer **ret_signer, struct tsm_error *err) TSM_NODISCARD;

/*
 * How long to wait for an answer, instead of a minute: for who asks for
 * single signatures while others wait. A key process that takes longer
 * counts as dead (TSM_E_UNREACHABLE).
 */
void tsm_signer_patience(struct tsm_signer *signer, unsigned seconds);

/*
 * Talk to a key process that serves the other end of a connected socket.
 * fd is owned from now on, also on failure. For tests. TSM_E_MEMORY.
 */
enum tsm_status tsm_signer_attach(int fd, struct tsm_signer **ret_signer)
    TSM_NODISCARD;

/* End the process (asked first, then killed); NULL is accepted. */
void tsm_signer_close(struct tsm_signer **signer);

/*
 * Run program once to make a key ("EdDSA", "ES256", "ES384", "RS256") and
 * append its public JWK. A folder that is not there is made. A running key
 * process sees the new key at once. TSM_E_DUPLICATE (the id exists),
 * TSM_E_VALUE, TSM_E_DENIED, TSM_E_NOT_FOUND, TSM_E_IO, TSM_E_MEMORY.
 */
enum tsm_status tsm_signer_create(const char *program, const char *keys,
    const char *organisation, const char *kid, const char *alg,
    struct tsm_buf *out_jwk, struct tsm_error *err) TSM_NODISCARD;

/*
 * All keys, sorted by id, in the arena. TSM_E_UNREACHABLE, TSM_E_DENIED,
 * TSM_E_IO, TSM_E_MEMORY.
 */
enum tsm_status tsm_signer_list(struct tsm_signer *signer,
    struct tsm_arena *arena, const struct tsm_signer_key **ret_keys,
    size_t *ret_count, struct tsm_error *err) TSM_NODISCARD;

/*
 * The public part of a key. TSM_E_NOT_FOUND, TSM_E_UNREACHABLE,
 * TSM_E_MEMORY.
 */
enum tsm_status tsm_signer_public(struct tsm_signer *signer, const char *id,
    struct tsm_public_key **ret_key, struct tsm_error *err) TSM_NODISCARD;

/*
 * Sign count messages with one key, in one round trip where they fit.
 * alg is a JOSE name and must be the key's own. signatures has room for
 * count and is written only on success; ECDSA gives r and s of fixed
 * length. TSM_E_NOT_FOUND, TSM_E_MISMATCH (alg), TSM_E_LIMIT (a message),
 * TSM_E_UNREACHABLE, TSM_E_CRYPTO, TSM_E_MEMORY.
 */
enum tsm_status tsm_signer_sign(struct tsm_signer *signer, const char *id,
    const char *alg, const struct tsm_str *messages, size_t count,
    struct tsm_signature *signatures, struct tsm_error *err) TSM_NODISCARD;

/*
 * Sign count messages (ES256; 0 is fine) with a P-256 key that is made for
 * them and forgotten with the answer: what selective disclosure calls the
 * proof-scoped key (vc-di-ecdsa section 3.5.2). The key never leaves the
 * key process. ret_key is the caller's; signatures has room for count; both
 * are written only on success. TSM_E_LIMIT (count, bytes),
 * TSM_E_UNREACHABLE, TSM_E_CRYPTO, TSM_E_MEMORY.
 */
enum tsm_status tsm_signer_sign_once(struct tsm_signer *signer,
    const struct tsm_str *messages, size_t count,
    struct tsm_public_key **ret_key, struct tsm_signature *signatures,
    struct tsm_error *err) TSM_NODISCARD;

#endif
