/*
 * trust.h - the operator's lists of recognised issuers.
 *
 * An issuer is its id, a DID or a URL, compared byte by byte: nothing is
 * unescaped or folded, so what the list says is what the credential must
 * say. An https origin ("https://example.org", no slash at its end) stands
 * for every issuer whose URL or did:web document is there. The file is
 * JSON (docs/DATA.md, "Lists of issuers"):
 *
 *   {"name": "Montana providers",
 *    "issuers": [{"id": "did:web:example.org:issuers:mfpe",
 *                 "name": "Montana Federation of Public Employees",
 *                 "valid_from": "2024-07-01", "valid_to": "2026-06-30",
 *                 "approvals": [{"scheme": "mt-opi-renewal-unit",
 *                                "number": "12-345"}]}]}
 *
 * An unknown member is refused, so that a typing mistake is seen. Two other
 * formats are read as well, and there unknown members are skipped: the
 * registries of the Digital Credentials Consortium ({"meta", "registry":
 * {DID: {"name", …}}}), and an array of Open Badges 3.0 Profiles.
 *
 * Build it up, then share it: reading is safe in any thread, adding is not.
 */
#ifndef TESTAMUR_VERIFY_TRUST_H
#define TESTAMUR_VERIFY_TRUST_H

#include "testamur/base/message.h"
#include "testamur/json/write.h"

#define TSM_TRUST_ISSUERS_MAX   100000
#define TSM_TRUST_LISTS_MAX     256
#define TSM_TRUST_PERIODS_MAX   64 /* entries of one issuer */
#define TSM_TRUST_APPROVALS_MAX 64 /* of one entry */
#define TSM_TRUST_FILE_MAX      ((size_t)8 << 20)

struct tsm_trust;

/* From when to when, both instants included. */
struct tsm_trust_period {
	int64_t from;  /* INT64_MIN: since ever */
	int64_t until; /* INT64_MAX: without end */
};
#define TSM_TRUST_ALWAYS \
 {                       \
  INT64_MIN, INT64_MAX   \
 }

/* A provider approval, as the operator of the list knows it. */
struct tsm_trust_approval {
	const char *scheme;
	const char *number;
	struct tsm_trust_period valid;
};

struct tsm_trust_entry {
	const char *id;
	const char *name; /* the operator's name for it, or NULL */
	const char *list; /* the name of the list, or NULL */
	struct tsm_trust_period valid;
	const struct tsm_trust_approval *approvals;
	size_t approval_count;
};

/* An empty list. Free with tsm_trust_free. */
enum tsm_status tsm_trust_new(struct tsm_trust **ret_trust) TSM_NODISCARD;
void tsm_trust_free(struct tsm_trust **trust);

/*
 * Add one entry (copied). One whose time lies within that of an earlier
 * entry of the same id would never count and is left out. TSM_E_VALUE when
 * id is no absolute URI or a period ends before it begins, TSM_E_LIMIT,
 * TSM_E_MEMORY.
 */
enum tsm_status tsm_trust_put(struct tsm_trust *trust,
    const struct tsm_trust_entry *entry, struct tsm_error *err) TSM_NODISCARD;

/* Note the name of a list, which may have no entries. As tsm_trust_put(). */
enum tsm_status tsm_trust_list_add(struct tsm_trust *trust, const char *name,
    struct tsm_error *err) TSM_NODISCARD;

/* tsm_trust_put() of an issuer recognised at any time. */
enum tsm_status tsm_trust_add(struct tsm_trust *trust, const char *list,
    const char *id, const char *name, struct tsm_error *err) TSM_NODISCARD;

/*
 * Add the issuers of a list in one of the formats above. name is that of a
 * list that states none (its file's). TSM_E_SYNTAX, TSM_E_DUPLICATE,
 * TSM_E_UNKNOWN, TSM_E_MISSING, TSM_E_VALUE, TSM_E_LIMIT with a JSON
 * Pointer, TSM_E_MEMORY; what stood before the mistake has been added. A
 * list with a proof is TSM_E_STATE: check the proof, then
 * tsm_trust_read().
 */
enum tsm_status tsm_trust_parse(struct tsm_trust *trust, const char *name,
    const char *data, size_t len, struct tsm_error *err) TSM_NODISCARD;

/* The same of a parsed list, whose proof, if any, the caller checked. */
enum tsm_status tsm_trust_read(struct tsm_trust *trust, const char *name,
    const struct tsm_json *root, struct tsm_error *err) TSM_NODISCARD;

/*
 * The first entry that recognises an issuer at an instant, those with its
 * own id before those with its origin; NULL: none. trust may be NULL.
 */
const struct tsm_trust_entry *tsm_trust_find(
    const struct tsm_trust *trust, const char *id, int64_t at);

/* The first entry with exactly this id, whenever it holds, or NULL. */
const struct tsm_trust_entry *tsm_trust_known(
    const struct tsm_trust *trust, const char *id);

/* The following entry with the same id, or NULL. */
const struct tsm_trust_entry *tsm_trust_next(
    const struct tsm_trust *trust, const struct tsm_trust_entry *entry);

/* The n-th entry in the order of adding, or NULL. */
const struct tsm_trust_entry *tsm_trust_at(
    const struct tsm_trust *trust, size_t n);

/* The n-th distinct name of a list, in the order of adding, or NULL. */
const char *tsm_trust_list(const struct tsm_trust *trust, size_t n);

/* How many entries it has. */
size_t tsm_trust_count(const struct tsm_trust *trust);

/* "2024-07-01 to 2026-06-30", "until …", "from …" or "at any time", in the
 * language's words between the dates. */
enum tsm_status tsm_trust_period_text(enum tsm_lang lang,
    const struct tsm_trust_period *period, struct tsm_buf *out) TSM_NODISCARD;

/*
 * The entries in the format above, as a list of this name; an entry of
 * another list says so. A new reference, NULL: out of memory.
 */
json_t *tsm_trust_json(const struct tsm_trust *trust, const char *name);

#endif
