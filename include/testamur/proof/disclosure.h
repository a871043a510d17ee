/*
 * disclosure.h - selective disclosure: a document statement by statement.
 *
 * Data Integrity ECDSA Cryptosuites 1.0 sections 3.4 and 3.5 (ecdsa-sd-2023),
 * whose functions are named here: what making a base proof and deriving
 * another from it share with each other. Verifying a derived proof is
 * tsm_integrity_verify().
 *
 * Two things are here. The statements of a document: its canonical N-Quads,
 * whose blank node labels are made with an HMAC key, in the order of their
 * bytes; and which of them JSON Pointers select. And the forms of the two
 * proof values, CBOR behind multibase "u".
 *
 * Where the specification skolemises and compacts a document, so that a
 * part of it has the same blank nodes as the whole, the place of each node
 * in the text serves here (tsm_jsonld_options.blank_places): pointers lead
 * into the document as it is written. For a document that compacting
 * leaves as it is, as issuers write them, this is the same.
 *
 * No private key is needed by anything here. What is made lives in the
 * arena of the struct tsm_integrity, whose document must have been read by
 * tsm_json_parse(). One thread at a time.
 */
#ifndef TESTAMUR_PROOF_DISCLOSURE_H
#define TESTAMUR_PROOF_DISCLOSURE_H

#include "testamur/proof/integrity.h"

/* Bytes of a signature (P-256); of a public key: the Multikey prefix 0x8024
 * and a compressed point; of an HMAC key; of what it makes of a label. */
#define TSM_SD_SIGNATURE 64
#define TSM_SD_KEY       35
#define TSM_SD_HMAC_KEY  32
#define TSM_SD_LABEL     32

/* Statements signed for themselves in one proof: each costs its reader a
 * verification. */
#define TSM_SD_SIGNATURES_MAX 4096

/* JSON Pointers of one selection. */
#define TSM_SD_POINTERS_MAX 1024

/* --- proof values --------------------------------------------------------- */

/* Of a base proof; views of what was decoded, or of the caller's. */
struct tsm_sd_base {
	struct tsm_str base_signature; /* TSM_SD_SIGNATURE bytes */
	struct tsm_str public_key;     /* TSM_SD_KEY bytes */
	struct tsm_str hmac_key;       /* TSM_SD_HMAC_KEY bytes */
	/* of the statements that are not mandatory, in their order */
	const struct tsm_str *signatures;
	size_t n_signatures;
	const struct tsm_str *pointers; /* mandatory ones; no NUL inside, but
					 * one behind each that was read */
	size_t n_pointers;
};

/*
 * Read the proofValue of a proof: parseBaseProofValue. TSM_E_SYNTAX: it is none
 * of a base proof; TSM_E_STATE: it is that of a derived one; TSM_E_MEMORY.
 */
enum tsm_status tsm_sd_base_parse(struct tsm_arena *arena,
    const struct tsm_json *proof, struct tsm_sd_base *ret_base,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * serializeBaseProofValue in two steps, as the base signature is the last
 * to be there: append what follows it, as bytes (base_signature is not
 * looked at); append the proofValue of the signature and these bytes.
 * TSM_E_MEMORY, TSM_E_LIMIT.
 */
enum tsm_status tsm_sd_base_put(
    const struct tsm_sd_base *base, struct tsm_buf *out) TSM_NODISCARD;
enum tsm_status tsm_sd_base_write(struct tsm_str base_signature,
    struct tsm_str rest, struct tsm_buf *out) TSM_NODISCARD;

/* What a derived proof says besides the document. */
struct tsm_sd_derived {
	struct tsm_str base_signature;
	struct tsm_str public_key;
	/* of the statements that are shown and not mandatory, in their order */
	const struct tsm_str *signatures;
	size_t n_signatures;
	/* the HMAC of each canonical number from 0 on, TSM_SD_LABEL bytes */
	const struct tsm_str *labels;
	size_t n_labels;
	/* of each statement that is shown: whether it is mandatory */
	const bool *mandatory;
	size_t n_statements;
	bool beyond; /* read: a mandatory one is not there at all */
};

/*
 * Read the proofValue of a derived proof over so many statements:
 * parseDerivedProofValue. TSM_E_SYNTAX; TSM_E_STATE: it is that of a base
 * proof; TSM_E_MEMORY.
 */
enum tsm_status tsm_sd_derived_parse(struct tsm_arena *arena,
    const struct tsm_json *proof, size_t n_statements,
    struct tsm_sd_derived *ret_derived, struct tsm_error *err) TSM_NODISCARD;

/*
 * Append the proofValue: serializeDerivedProofValue. TSM_E_MEMORY,
 * TSM_E_LIMIT.
 */
enum tsm_status tsm_sd_derived_write(
    const struct tsm_sd_derived *derived, struct tsm_buf *out) TSM_NODISCARD;

/* --- statements ----------------------------------------------------------- */

struct tsm_sd_statements {
	const struct tsm_str *lines; /* N-Quads, each with its line feed */
	size_t count;
	struct tsm_rdf_dataset dataset; /* labels by place */
	/* by the number of the blank node: "u…", and the bytes it encodes;
	 * ptr NULL for one that is in no statement */
	const struct tsm_str *labels;
	const struct tsm_str *hmacs;
};

/*
 * The statements of the document without its proofs. hmac_key has
 * TSM_SD_HMAC_KEY bytes. Statuses of tsm_jsonld_to_rdf() and
 * tsm_rdf_canonize(); failure may be NULL.
 */
enum tsm_status tsm_sd_statements(struct tsm_integrity *integrity,
    const unsigned char *hmac_key, struct tsm_sd_statements *ret_statements,
    struct tsm_jsonld_failure *failure, struct tsm_error *err) TSM_NODISCARD;

/* A part of a document. */
struct tsm_sd_part {
	const struct tsm_json *document; /* NULL: nothing was selected */
	bool *chosen;                    /* by statement of the whole */
	size_t count;                    /* how many are chosen */
	/* of the part, when it is read by itself: each canonical number's
	 * HMAC in the whole */
	const struct tsm_str *labels;
	size_t n_labels;
};

/*
 * Select by JSON Pointers into the document without its proofs: what they lead
 * to, and of everything on the way there @context, id and type
 * (createInitialSelection, selectPaths). "" is the whole document. Pointers
 * need a NUL behind them. TSM_E_NOT_FOUND: a pointer leads nowhere, and
 * err->where is it; TSM_E_LIMIT: more than TSM_SD_POINTERS_MAX; TSM_E_VALUE:
 * the part says something that the whole does not (a list of which only some
 * items are chosen). Statuses of tsm_sd_statements().
 */
enum tsm_status tsm_sd_select(struct tsm_integrity *integrity,
    const struct tsm_sd_statements *statements, const struct tsm_str *pointers,
    size_t n_pointers, struct tsm_sd_part *ret_part,
    struct tsm_jsonld_failure *failure, struct tsm_error *err) TSM_NODISCARD;

/*
 * hashMandatoryNQuads: SHA-256 of the chosen statements.
 * TSM_E_MEMORY, TSM_E_CRYPTO.
 */
enum tsm_status tsm_sd_hash(const struct tsm_str *lines, const bool *chosen,
    size_t count, unsigned char out[TSM_SHA256_SIZE]) TSM_NODISCARD;

/*
 * serializeSignData: what the issuer signs; out has
 * TSM_SD_SIGN_DATA bytes.
 */
#define TSM_SD_SIGN_DATA (2 * TSM_SHA256_SIZE + TSM_SD_KEY)
void tsm_sd_sign_data(const unsigned char proof_hash[TSM_SHA256_SIZE],
    struct tsm_str public_key,
    const unsigned char mandatory_hash[TSM_SHA256_SIZE],
    unsigned char out[TSM_SD_SIGN_DATA]);

#endif
