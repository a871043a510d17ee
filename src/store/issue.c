/* Issuing credentials and changing their standing. */
#include <string.h>

#include "credential.h"

static const char SUPERSEDED_REASON[] = "superseded";

/* --- issuing ------------------------------------------------------------- */

static enum tsm_status check_position(
    const struct tsm_store_credential *credential,
    const struct tsm_store_position *position, struct tsm_error *err)
{
	if (credential->status_number != position->number ||
	    credential->status_index < 0 ||
	    credential->status_index >= position->entries)
		return tsm_fail(err, TSM_E_USAGE, NULL,
		    "the credential is not at its status position");
	return TSM_OK;
}

/* Claim the position and store the signed version: both, or no commit. */
static enum tsm_status insert(struct tsm_store *store,
    const struct tsm_store_credential *credential,
    const struct tsm_store_position *position, struct tsm_error *err)
{
	struct tsm_sql_value values[TSM_SQL_PARAMS_MAX];
	bool any = false;

	TSM_TRY(tsm_store_status_claim(store, credential->organisation,
	    position, credential->issued_at, err));
	tsm_sql_values(&tsm_sql_credential, credential, values);
	TSM_TRY(tsm_sql_run(store,
	    "INSERT INTO credential (" TSM_SQL_CREDENTIAL ")"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
	    " $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)"
	    " ON CONFLICT DO NOTHING RETURNING 1",
	    values, tsm_sql_credential.count - 1, &any, err));
	if (any)
		return TSM_OK;
	store->failed = true; /* the claim must not be committed */
	return tsm_fail(err, TSM_E_DUPLICATE, NULL,
	    "the credential's id or status index is in use");
}

struct existing {
	const char *id;
	int64_t version;
};

static const struct tsm_sql_field EXISTING_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, existing, id),
	TSM_SQL_FIELD(INT, existing, version),
};
TSM_SQL_ENTITY(EXISTING_ENTITY, "credential", existing, EXISTING_FIELDS);

/* TSM_E_NOT_FOUND when nothing was issued for the award yet. */
static enum tsm_status find_existing(struct tsm_store *store,
    const struct tsm_store_credential *credential,
    struct tsm_store_issued *ret_issued, struct tsm_error *err)
{
	struct tsm_arena arena;
	struct existing existing;

	tsm_arena_init(&arena, 0);
	enum tsm_status status = tsm_sql_get(store,
	    "SELECT id, version FROM credential WHERE person = $1"
	    " AND cohort = $2 AND award = $3 AND cycle = $4"
	    " ORDER BY version DESC LIMIT 1",
	    TSM_SQL_ARGS(tsm_sql_text(credential->person),
		tsm_sql_text(credential->cohort),
		tsm_sql_text(credential->award),
		tsm_sql_text(credential->cycle)),
	    &EXISTING_ENTITY, &arena, &existing, err);
	if (status == TSM_OK && strlen(existing.id) >= TSM_SHORT_ID)
		status = tsm_fail(err, TSM_E_STORE, NULL,
		    "the database holds a credential id that is too long");
	if (status == TSM_OK) {
		ret_issued->existed = true;
		ret_issued->version = existing.version;
		memcpy(ret_issued->id, existing.id, strlen(existing.id) + 1);
	}
	tsm_arena_release(&arena);
	return status;
}

enum tsm_status tsm_store_issue(struct tsm_store *store,
    const struct tsm_store_credential *credential,
    const struct tsm_store_position *position,
    struct tsm_store_issued *ret_issued, struct tsm_error *err)
{
	struct tsm_error none = { TSM_OK, "", "" };
	struct tsm_store_issued issued = { false, "", 1 };

	TSM_TRY(tsm_sql_writing(store, err));
	if (credential->version != 1 || credential->id == NULL ||
	    strlen(credential->id) >= TSM_SHORT_ID)
		return tsm_fail(err, TSM_E_USAGE, NULL,
		    "a credential is issued as version 1 under a short id");
	TSM_TRY(check_position(credential, position, err));
	enum tsm_status status =
	    find_existing(store, credential, &issued, &none);
	if (status == TSM_E_NOT_FOUND) {
		memcpy(issued.id, credential->id, strlen(credential->id) + 1);
		status = insert(store, credential, position, err);
	} else if (status != TSM_OK && err != NULL) {
		*err = none;
	}
	if (status == TSM_OK)
		*ret_issued = issued;
	return status;
}

/* --- events -------------------------------------------------------------- */

static enum tsm_status append_event(struct tsm_store *store,
    const struct tsm_store_credential_event *event, int64_t version,
    struct tsm_error *err)
{
	return tsm_sql_run(store,
	    "INSERT INTO credential_event (credential, seq, version, kind,"
	    " reason, note, actor, at_utc)"
	    " SELECT $1, COALESCE(MAX(seq), 0) + 1, $2, $3, $4, $5, $6, $7"
	    " FROM credential_event WHERE credential = $1",
	    TSM_SQL_ARGS(tsm_sql_text(event->credential),
		tsm_sql_int64(version), tsm_sql_text(event->kind),
		tsm_sql_text(event->reason), tsm_sql_text(event->note),
		tsm_sql_text(event->by), tsm_sql_int64(event->at)),
	    NULL, err);
}

static enum tsm_status read_standing(struct tsm_store *store, const char *id,
    int64_t version, struct tsm_arena *arena,
    struct tsm_store_credential *ret_credential,
    struct tsm_store_standing *ret_standing, struct tsm_error *err)
{
	struct tsm_store_credential_event *events = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_credential_get(
	    store, id, version, arena, ret_credential, err));
	TSM_TRY(tsm_store_credential_events(
	    store, id, arena, &events, &count, err));
	tsm_store_fold_events(ret_credential, events, count, ret_standing);
	return TSM_OK;
}

/* Which kinds change the validity, need a reason, and from where. */
static const struct rule {
	const char *kind;
	bool needs_reason;
	bool changes_bit;
	bool from_in_force;
	bool from_suspended;
	bool from_revoked;
} RULES[] = {
	{ "revoked", true, true, true, true, false },
	{ "suspended", true, true, true, false, false },
	{ "reinstated", false, true, false, true, false },
	{ "shared", false, false, true, true, true },
	{ "unshared", false, false, true, true, true },
	{ "link", false, false, true, true, true },
};

static const struct rule *find_rule(const char *kind)
{
	for (size_t i = 0; i < sizeof(RULES) / sizeof(RULES[0]); i++)
		if (tsm_streq(RULES[i].kind, kind))
			return &RULES[i];
	return NULL;
}

static bool rule_allows(
    const struct rule *rule, enum tsm_store_validity validity)
{
	switch (validity) {
	case TSM_STORE_IN_FORCE:
		return rule->from_in_force;
	case TSM_STORE_SUSPENDED:
		return rule->from_suspended;
	case TSM_STORE_REVOKED:
	case TSM_STORE_SUPERSEDED:
		return rule->from_revoked;
	}
	return false;
}

static enum tsm_status add_event(struct tsm_store *store,
    const struct tsm_store_credential_event *event, const struct rule *rule,
    struct tsm_arena *arena, struct tsm_error *err)
{
	struct tsm_store_credential credential;
	struct tsm_store_standing standing;

	TSM_TRY(read_standing(store, event->credential, event->version, arena,
	    &credential, &standing, err));
	if (!rule_allows(rule, standing.validity))
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "a credential that is %s cannot be %s",
		    tsm_store_validity_name(standing.validity), rule->kind);
	TSM_TRY(append_event(store, event, credential.version, err));
	if (!rule->changes_bit)
		return TSM_OK;
	return tsm_store_status_bump(store, credential.organisation,
	    credential.status_number, event->at, err);
}

enum tsm_status tsm_store_credential_event_add(struct tsm_store *store,
    const struct tsm_store_credential_event *event, struct tsm_error *err)
{
	bool own = false;
	struct tsm_arena arena;
	const struct rule *rule = find_rule(event->kind);

	if (rule == NULL)
		return tsm_fail(err, TSM_E_VALUE, NULL,
		    "this is no kind of credential event");
	if (rule->needs_reason &&
	    (event->reason == NULL || event->reason[0] == '\0'))
		return tsm_fail(err, TSM_E_MISSING, NULL,
		    "a credential is %s with a reason", rule->kind);
	TSM_TRY(tsm_sql_enter(store, &own, err));
	tsm_arena_init(&arena, 0);
	enum tsm_status status = add_event(store, event, rule, &arena, err);
	tsm_arena_release(&arena);
	return tsm_sql_leave(store, own, status, err);
}

/* --- correcting ---------------------------------------------------------- */

static bool same_award(
    const struct tsm_store_credential *a, const struct tsm_store_credential *b)
{
	return tsm_streq(a->organisation, b->organisation) &&
	       tsm_streq(a->person, b->person) &&
	       tsm_streq(a->cohort, b->cohort) &&
	       tsm_streq(a->award, b->award) && tsm_streq(a->cycle, b->cycle) &&
	       a->awarded_at == b->awarded_at;
}

static enum tsm_status supersede(struct tsm_store *store,
    const struct tsm_store_credential *credential,
    const struct tsm_store_position *position, const char *by,
    struct tsm_arena *arena, struct tsm_error *err)
{
	struct tsm_store_credential old;
	struct tsm_store_standing standing;
	const struct tsm_store_credential_event event = {
		.credential = credential->id,
		.kind = "revoked",
		.reason = SUPERSEDED_REASON,
		.by = by,
		.at = credential->issued_at,
	};

	TSM_TRY(read_standing(
	    store, credential->id, 0, arena, &old, &standing, err));
	if (standing.validity != TSM_STORE_IN_FORCE)
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "a credential that is %s cannot be corrected",
		    tsm_store_validity_name(standing.validity));
	if (credential->version != old.version + 1)
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "the credential was corrected meanwhile");
	if (!same_award(&old, credential))
		return tsm_fail(err, TSM_E_MISMATCH, NULL,
		    "a correction is of the same award to the same person");
	TSM_TRY(insert(store, credential, position, err));
	TSM_TRY(append_event(store, &event, old.version, err));
	return tsm_store_status_bump(store, old.organisation, old.status_number,
	    credential->issued_at, err);
}

enum tsm_status tsm_store_supersede(struct tsm_store *store,
    const struct tsm_store_credential *credential,
    const struct tsm_store_position *position, const char *by,
    struct tsm_error *err)
{
	struct tsm_arena arena;

	TSM_TRY(tsm_sql_writing(store, err));
	TSM_TRY(check_position(credential, position, err));
	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    supersede(store, credential, position, by, &arena, err);
	tsm_arena_release(&arena);
	return status;
}
