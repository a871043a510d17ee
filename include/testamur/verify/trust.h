/*
 * trust.h - the operator's lists of recognised issuers.
 *
 * An issuer is its id, a DID or a URL, compared byte by byte: nothing is
 * unescaped or folded, so what the list says is what the credential must
 * say. The file is JSON:
 *
 *   {"name": "Montana providers",
 *    "issuers": [{"id": "did:web:example.org:issuers:mfpe",
 *                 "name": "Montana Federation of Public Employees"}]}
 *
 * An unknown member is refused, so that a typing mistake is seen. Build it
 * up, then share it: reading is safe in any thread, adding is not.
 */
#ifndef TESTAMUR_VERIFY_TRUST_H
#define TESTAMUR_VERIFY_TRUST_H

#include "testamur/json/doc.h"

#define TSM_TRUST_ISSUERS_MAX 100000
#define TSM_TRUST_FILE_MAX    ((size_t)8 << 20)

struct tsm_trust;

struct tsm_trust_entry {
	const char *id;
	const char *name; /* the operator's name for it, or NULL */
	const char *list; /* the name of the list */
};

/* An empty list. Free with tsm_trust_free. */
enum tsm_status tsm_trust_new(struct tsm_trust **ret_trust) TSM_NODISCARD;
void tsm_trust_free(struct tsm_trust **trust);

/*
 * Add one issuer (copied). name may be NULL. The first entry for an id
 * counts. TSM_E_VALUE when id is no absolute URI, TSM_E_LIMIT.
 */
enum tsm_status tsm_trust_add(struct tsm_trust *trust, const char *list,
    const char *id, const char *name, struct tsm_error *err) TSM_NODISCARD;

/*
 * Add the issuers of a list in the format above. TSM_E_SYNTAX,
 * TSM_E_UNKNOWN, TSM_E_MISSING, TSM_E_VALUE with a JSON Pointer.
 */
enum tsm_status tsm_trust_parse(struct tsm_trust *trust, const char *data,
    size_t len, struct tsm_error *err) TSM_NODISCARD;

/* The entry of an issuer, or NULL. */
const struct tsm_trust_entry *tsm_trust_find(
    const struct tsm_trust *trust, const char *id);

/* The n-th distinct name of a list, in the order of adding, or NULL. */
const char *tsm_trust_list(const struct tsm_trust *trust, size_t n);

/* How many issuers it names. */
size_t tsm_trust_count(const struct tsm_trust *trust);

#endif
