/*
 * credential.h - issued credentials, and what happened to them.
 *
 * A credential is issued at most once per (person, cohort, award, cycle);
 * issuing it again answers with the one that exists. A correction is a new
 * version under the same id. Rows and events are only ever added: validity
 * and sharing follow from the events, "superseded" from a later version.
 * Nothing here refers to person, programme or cohort rows. Conventions:
 * store.h.
 *
 * How to issue (statuses left out): look up what exists with
 * tsm_store_credential_find, plan positions (status.h), build and sign;
 * then tsm_store_begin, per credential tsm_store_decision_add and
 * tsm_store_issue, the ledger, the audit event; tsm_store_commit. Some
 * hundred credentials per transaction cost one durable write. Killed at any
 * instant, each credential of the batch exists with its position, or none.
 */
#ifndef TESTAMUR_STORE_CREDENTIAL_H
#define TESTAMUR_STORE_CREDENTIAL_H

#include <stdint.h>

#include "testamur/base/id.h"
#include "testamur/store/status.h"
#include "testamur/store/store.h"

struct tsm_store_credential {
	const char *id;  /* short id (base/id.h), in capitals */
	int64_t version; /* 1; one more with each correction */
	const char *organisation;
	const char *person;
	const char *cohort;
	const char *award;
	const char *cycle; /* of renewal, "" without one */
	const char *achievement;
	const char *kind;       /* certificate badge units internal */
	const char *name_shown; /* the holder's name as signed */
	const char *decision;   /* id of a stored decision */
	const char *kid;        /* the key that signed */
	const char *format;     /* of the proof: a name of prove.h */
	struct tsm_str body;    /* exactly the signed bytes */
	const char *summary;    /* JSON: what its page shows without the body */
	int64_t status_number;
	int64_t status_index; /* the permuted one */
	int64_t valid_from;
	int64_t awarded_at;
	int64_t issued_at;
	const char *holder_secret_hash;  /* of the second link, or NULL */
	const char *holder_email_hash;   /* or NULL */
	const char *holder_licence_hash; /* or NULL */
	/* Filled when read: when the next version was issued; 0: none. */
	int64_t superseded_at;
};

struct tsm_store_credential_event {
	const char *credential;
	int64_t seq;     /* set by the store: 1, 2, … within the credential */
	int64_t version; /* the version it was about */
	const char *kind;   /* revoked suspended reinstated shared unshared
			     link */
	const char *reason; /* public, from the short list; or NULL */
	const char *note;   /* private; or NULL */
	const char *by;
	int64_t at;
};

enum tsm_store_validity {
	TSM_STORE_IN_FORCE,
	TSM_STORE_SUSPENDED,
	TSM_STORE_REVOKED,
	TSM_STORE_SUPERSEDED /* revoked because a later version exists */
};

enum tsm_store_sharing {
	TSM_STORE_PRIVATE, /* no name on the page */
	TSM_STORE_LINK,    /* the name for whoever has the second link */
	TSM_STORE_PUBLIC   /* the name for everybody */
};

/* The present state of one version; reason lives in the arena. */
struct tsm_store_standing {
	enum tsm_store_validity validity;
	enum tsm_store_sharing sharing;
	const char *reason; /* public reason, or NULL */
	int64_t since;      /* of the validity; issued_at when in force */
};

/* One more form in which a version is secured, besides that of its row. */
struct tsm_store_form {
	const char *credential;
	int64_t version;
	const char *organisation;
	const char *kid;     /* the key that signed */
	const char *format;  /* another than that of the row */
	struct tsm_str body; /* exactly the signed bytes */
};

/* What issuing did. */
struct tsm_store_issued {
	bool existed; /* issued before: id and version are the old ones */
	char id[TSM_SHORT_ID];
	int64_t version; /* the current one */
};

/* "revoked" for a validity, "link" for a sharing. Static. */
const char *tsm_store_validity_name(enum tsm_store_validity validity);
const char *tsm_store_sharing_name(enum tsm_store_sharing sharing);

/*
 * Issue a signed credential (version 1) and claim its position, inside a
 * write transaction (else TSM_E_STATE). If one exists for the same person,
 * cohort, award and cycle nothing is written and *ret_issued says which.
 * status_index is the caller's permutation of position->n; status_number
 * must be position->number (TSM_E_USAGE). TSM_E_BUSY: the position was taken
 * meanwhile, roll back, plan and sign again. TSM_E_DUPLICATE: the id or the
 * index is in use. TSM_E_NOT_FOUND: unknown decision.
 */
enum tsm_status tsm_store_issue(struct tsm_store *store,
    const struct tsm_store_credential *credential,
    const struct tsm_store_position *position,
    struct tsm_store_issued *ret_issued, struct tsm_error *err) TSM_NODISCARD;

/*
 * Issue a corrected version under the same id: version is that of the
 * current one plus one (else TSM_E_STATE), id, organisation, person, cohort,
 * award, cycle and awarded_at are unchanged (TSM_E_MISMATCH). The old
 * version is revoked with the reason "superseded" by by in the same
 * transaction, which must be open. Further statuses as tsm_store_issue.
 */
enum tsm_status tsm_store_supersede(struct tsm_store *store,
    const struct tsm_store_credential *credential,
    const struct tsm_store_position *position, const char *by,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Add a form of a version, inside the write transaction that issues it (else
 * TSM_E_STATE). TSM_E_DUPLICATE: it has one of this format. TSM_E_NOT_FOUND:
 * unknown version or key.
 */
enum tsm_status tsm_store_form_add(struct tsm_store *store,
    const struct tsm_store_form *form, struct tsm_error *err) TSM_NODISCARD;

/* The further forms of a version by format: mostly none. */
enum tsm_status tsm_store_form_list(struct tsm_store *store, const char *id,
    int64_t version, struct tsm_arena *arena, struct tsm_store_form **ret_list,
    size_t *ret_count, struct tsm_error *err) TSM_NODISCARD;

/* A version by public id; 0 is the current one. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_credential_get(struct tsm_store *store,
    const char *id, int64_t version, struct tsm_arena *arena,
    struct tsm_store_credential *ret_credential, struct tsm_error *err)
    TSM_NODISCARD;

/* The current version by the hash of the second link. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_credential_by_secret(struct tsm_store *store,
    const char *holder_secret_hash, struct tsm_arena *arena,
    struct tsm_store_credential *ret_credential, struct tsm_error *err)
    TSM_NODISCARD;

/* Note the hash of the secret of a credential's refresh service. */
enum tsm_status tsm_store_refresh_add(struct tsm_store *store,
    const char *secret_hash, const char *id, struct tsm_error *err)
    TSM_NODISCARD;

/* The current version by that hash. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_credential_by_refresh(struct tsm_store *store,
    const char *secret_hash, struct tsm_arena *arena,
    struct tsm_store_credential *ret_credential, struct tsm_error *err)
    TSM_NODISCARD;

/* What was issued for an award, its current version. TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_credential_find(struct tsm_store *store,
    const char *person, const char *cohort, const char *award,
    const char *cycle, struct tsm_arena *arena,
    struct tsm_store_credential *ret_credential, struct tsm_error *err)
    TSM_NODISCARD;

/* What to list; NULL members do not restrict. */
struct tsm_store_credential_filter {
	const char *organisation;
	const char *cohort;
	const char *person;
	const char *award;
	bool all_versions; /* else the current ones only */
};

/*
 * Call each for every credential by issued_at, id and version, which is
 * valid during the call; anything but TSM_OK ends the listing and is
 * returned. each may use the store for reading.
 */
enum tsm_status tsm_store_credential_each(struct tsm_store *store,
    const struct tsm_store_credential_filter *filter,
    enum tsm_status (*each)(void *ctx,
	const struct tsm_store_credential *credential, struct tsm_error *err),
    void *ctx, struct tsm_error *err) TSM_NODISCARD;

/* The same as an array; meant for one person or cohort. */
enum tsm_status tsm_store_credential_list(struct tsm_store *store,
    const struct tsm_store_credential_filter *filter, struct tsm_arena *arena,
    struct tsm_store_credential **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

/*
 * Append an event to a version (0: the current one); seq is set. A change of
 * validity also counts up the list's revision in the same transaction.
 * Statuses: TSM_E_NOT_FOUND; TSM_E_MISSING (revoked and suspended need a
 * reason); TSM_E_STATE (revoked twice, suspended twice, reinstated without
 * being suspended, anything after revocation but sharing); TSM_E_VALUE
 * (another kind).
 */
enum tsm_status tsm_store_credential_event_add(struct tsm_store *store,
    const struct tsm_store_credential_event *event, struct tsm_error *err)
    TSM_NODISCARD;

/* Events of all versions, oldest first. */
enum tsm_status tsm_store_credential_events(struct tsm_store *store,
    const char *id, struct tsm_arena *arena,
    struct tsm_store_credential_event **ret_list, size_t *ret_count,
    struct tsm_error *err) TSM_NODISCARD;

/* The present state of a version (0: the current one). TSM_E_NOT_FOUND. */
enum tsm_status tsm_store_credential_standing(struct tsm_store *store,
    const char *id, int64_t version, struct tsm_arena *arena,
    struct tsm_store_standing *ret_standing, struct tsm_error *err)
    TSM_NODISCARD;

#endif
