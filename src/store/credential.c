/* Reading credentials and their events. */
#include "credential.h"

/* Read with a correlated look at the next version. */
#define SELECT_CREDENTIAL                                    \
 "SELECT " TSM_SQL_CREDENTIAL                                \
 ", (SELECT n.issued_at FROM credential n WHERE n.id = c.id" \
 " AND n.version = c.version + 1) FROM credential c"
#define IS_CURRENT                                          \
 "NOT EXISTS (SELECT 1 FROM credential n WHERE n.id = c.id" \
 " AND n.version = c.version + 1)"
#define EVENT "credential, seq, version, kind, reason, note, actor, at_utc"

static const struct tsm_sql_field FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_credential, id),
	TSM_SQL_FIELD(INT, tsm_store_credential, version),
	TSM_SQL_FIELD(TEXT, tsm_store_credential, organisation),
	TSM_SQL_FIELD(TEXT, tsm_store_credential, person),
	TSM_SQL_FIELD(TEXT, tsm_store_credential, cohort),
	TSM_SQL_FIELD(TEXT, tsm_store_credential, award),
	TSM_SQL_FIELD(TEXT, tsm_store_credential, cycle),
	TSM_SQL_FIELD(TEXT, tsm_store_credential, achievement),
	TSM_SQL_FIELD(TEXT, tsm_store_credential, kind),
	TSM_SQL_FIELD(TEXT, tsm_store_credential, name_shown),
	TSM_SQL_FIELD(TEXT, tsm_store_credential, decision),
	TSM_SQL_FIELD(TEXT, tsm_store_credential, kid),
	TSM_SQL_FIELD(TEXT, tsm_store_credential, format),
	TSM_SQL_FIELD(BLOB, tsm_store_credential, body),
	TSM_SQL_FIELD(TEXT, tsm_store_credential, summary),
	TSM_SQL_FIELD(INT, tsm_store_credential, status_number),
	TSM_SQL_FIELD(INT, tsm_store_credential, status_index),
	TSM_SQL_FIELD(INT, tsm_store_credential, valid_from),
	TSM_SQL_FIELD(INT, tsm_store_credential, awarded_at),
	TSM_SQL_FIELD(INT, tsm_store_credential, issued_at),
	TSM_SQL_FIELD(TEXT, tsm_store_credential, holder_secret_hash),
	TSM_SQL_FIELD(TEXT, tsm_store_credential, holder_email_hash),
	TSM_SQL_FIELD(TEXT, tsm_store_credential, holder_licence_hash),
	TSM_SQL_FIELD(TIME, tsm_store_credential, superseded_at),
};
const struct tsm_sql_entity tsm_sql_credential = { "credential",
	sizeof(struct tsm_store_credential), FIELDS,
	sizeof(FIELDS) / sizeof(FIELDS[0]) };

static const struct tsm_sql_field EVENT_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_credential_event, credential),
	TSM_SQL_FIELD(INT, tsm_store_credential_event, seq),
	TSM_SQL_FIELD(INT, tsm_store_credential_event, version),
	TSM_SQL_FIELD(TEXT, tsm_store_credential_event, kind),
	TSM_SQL_FIELD(TEXT, tsm_store_credential_event, reason),
	TSM_SQL_FIELD(TEXT, tsm_store_credential_event, note),
	TSM_SQL_FIELD(TEXT, tsm_store_credential_event, by),
	TSM_SQL_FIELD(INT, tsm_store_credential_event, at),
};
TSM_SQL_ENTITY(
    EVENT_ENTITY, "credential event", tsm_store_credential_event, EVENT_FIELDS);

const char *tsm_store_validity_name(enum tsm_store_validity validity)
{
	switch (validity) {
	case TSM_STORE_IN_FORCE:
		return "in_force";
	case TSM_STORE_SUSPENDED:
		return "suspended";
	case TSM_STORE_REVOKED:
		return "revoked";
	case TSM_STORE_SUPERSEDED:
		return "superseded";
	}
	return "unknown";
}

const char *tsm_store_sharing_name(enum tsm_store_sharing sharing)
{
	switch (sharing) {
	case TSM_STORE_PRIVATE:
		return "private";
	case TSM_STORE_LINK:
		return "link";
	case TSM_STORE_PUBLIC:
		return "public";
	}
	return "unknown";
}

enum tsm_status tsm_store_credential_get(struct tsm_store *store,
    const char *id, int64_t version, struct tsm_arena *arena,
    struct tsm_store_credential *ret_credential, struct tsm_error *err)
{
	return tsm_sql_get(store,
	    SELECT_CREDENTIAL " WHERE c.id = $1 AND ($2 = 0 OR c.version = $2)"
			      " ORDER BY c.version DESC LIMIT 1",
	    TSM_SQL_ARGS(tsm_sql_text(id), tsm_sql_int64(version)),
	    &tsm_sql_credential, arena, ret_credential, err);
}

enum tsm_status tsm_store_credential_by_secret(struct tsm_store *store,
    const char *holder_secret_hash, struct tsm_arena *arena,
    struct tsm_store_credential *ret_credential, struct tsm_error *err)
{
	return tsm_sql_get(store,
	    SELECT_CREDENTIAL
	    " WHERE c.holder_secret_hash = $1 AND " IS_CURRENT,
	    TSM_SQL_ARGS(tsm_sql_text(holder_secret_hash)), &tsm_sql_credential,
	    arena, ret_credential, err);
}

enum tsm_status tsm_store_refresh_add(struct tsm_store *store,
    const char *secret_hash, const char *id, struct tsm_error *err)
{
	bool own = false;
	TSM_TRY(tsm_sql_enter(store, &own, err));
	enum tsm_status status = tsm_sql_run(store,
	    "INSERT INTO credential_refresh (secret_hash, credential)"
	    " VALUES ($1, $2) ON CONFLICT DO NOTHING",
	    TSM_SQL_ARGS(tsm_sql_text(secret_hash), tsm_sql_text(id)), NULL,
	    err);
	return tsm_sql_leave(store, own, status, err);
}

enum tsm_status tsm_store_credential_by_refresh(struct tsm_store *store,
    const char *secret_hash, struct tsm_arena *arena,
    struct tsm_store_credential *ret_credential, struct tsm_error *err)
{
	return tsm_sql_get(store,
	    SELECT_CREDENTIAL
	    " JOIN credential_refresh r ON r.credential = c.id"
	    " WHERE r.secret_hash = $1 AND " IS_CURRENT,
	    TSM_SQL_ARGS(tsm_sql_text(secret_hash)), &tsm_sql_credential, arena,
	    ret_credential, err);
}

enum tsm_status tsm_store_credential_find(struct tsm_store *store,
    const char *person, const char *cohort, const char *award,
    const char *cycle, struct tsm_arena *arena,
    struct tsm_store_credential *ret_credential, struct tsm_error *err)
{
	return tsm_sql_get(store,
	    SELECT_CREDENTIAL " WHERE c.person = $1 AND c.cohort = $2"
			      " AND c.award = $3 AND c.cycle = $4"
			      " ORDER BY c.version DESC LIMIT 1",
	    TSM_SQL_ARGS(tsm_sql_text(person), tsm_sql_text(cohort),
		tsm_sql_text(award), tsm_sql_text(cycle)),
	    &tsm_sql_credential, arena, ret_credential, err);
}

/* --- further forms ------------------------------------------------------- */

#define FORM "credential, version, organisation, kid, format, body"

static const struct tsm_sql_field FORM_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_form, credential),
	TSM_SQL_FIELD(INT, tsm_store_form, version),
	TSM_SQL_FIELD(TEXT, tsm_store_form, organisation),
	TSM_SQL_FIELD(TEXT, tsm_store_form, kid),
	TSM_SQL_FIELD(TEXT, tsm_store_form, format),
	TSM_SQL_FIELD(BLOB, tsm_store_form, body),
};
TSM_SQL_ENTITY(FORM_ENTITY, "form", tsm_store_form, FORM_FIELDS);

enum tsm_status tsm_store_form_add(struct tsm_store *store,
    const struct tsm_store_form *form, struct tsm_error *err)
{
	TSM_TRY(tsm_sql_writing(store, err));
	return tsm_sql_insert(store,
	    "INSERT INTO credential_form (" FORM ")"
	    " VALUES ($1, $2, $3, $4, $5, $6)"
	    " ON CONFLICT DO NOTHING RETURNING 1",
	    &FORM_ENTITY, form, err);
}

enum tsm_status tsm_store_form_list(struct tsm_store *store, const char *id,
    int64_t version, struct tsm_arena *arena, struct tsm_store_form **ret_list,
    size_t *ret_count, struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " FORM " FROM credential_form WHERE credential = $1"
	    " AND version = $2 ORDER BY format",
	    TSM_SQL_ARGS(tsm_sql_text(id), tsm_sql_int64(version)),
	    &FORM_ENTITY, arena, ret_list, ret_count, err);
}

/* --- listings ------------------------------------------------------------ */

static const char LISTING[] = SELECT_CREDENTIAL
    " WHERE ($1 IS NULL OR c.organisation = $1)"
    " AND ($2 IS NULL OR c.cohort = $2) AND ($3 IS NULL OR c.person = $3)"
    " AND ($4 IS NULL OR c.award = $4) AND ($5 = 1 OR " IS_CURRENT ")"
    " ORDER BY c.issued_at, c.id, c.version";

#define FILTER_ARGS(filter)                                          \
 TSM_SQL_ARGS(tsm_sql_text((filter)->organisation),                  \
     tsm_sql_text((filter)->cohort), tsm_sql_text((filter)->person), \
     tsm_sql_text((filter)->award),                                  \
     tsm_sql_int64((filter)->all_versions ? 1 : 0))

TSM_SQL_VISITOR(tsm_store_credential)

enum tsm_status tsm_store_credential_each(struct tsm_store *store,
    const struct tsm_store_credential_filter *filter,
    enum tsm_status (*each)(void *ctx,
	const struct tsm_store_credential *credential, struct tsm_error *err),
    void *ctx, struct tsm_error *err)
{
	struct visitor visitor = { each, ctx };
	return tsm_sql_each(store, LISTING, FILTER_ARGS(filter),
	    &tsm_sql_credential, visit, &visitor, err);
}

enum tsm_status tsm_store_credential_list(struct tsm_store *store,
    const struct tsm_store_credential_filter *filter, struct tsm_arena *arena,
    struct tsm_store_credential **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store, LISTING, FILTER_ARGS(filter),
	    &tsm_sql_credential, arena, ret_list, ret_count, err);
}

/* --- events and standing ------------------------------------------------- */

enum tsm_status tsm_store_credential_events(struct tsm_store *store,
    const char *id, struct tsm_arena *arena,
    struct tsm_store_credential_event **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT " EVENT
	    " FROM credential_event WHERE credential = $1 ORDER BY seq",
	    TSM_SQL_ARGS(tsm_sql_text(id)), &EVENT_ENTITY, arena, ret_list,
	    ret_count, err);
}

static void fold_validity(const struct tsm_store_credential *credential,
    const struct tsm_store_credential_event *event,
    struct tsm_store_standing *standing)
{
	if (tsm_streq(event->kind, "revoked")) {
		standing->validity = credential->superseded_at != 0
					 ? TSM_STORE_SUPERSEDED
					 : TSM_STORE_REVOKED;
	} else if (tsm_streq(event->kind, "suspended")) {
		standing->validity = TSM_STORE_SUSPENDED;
	} else if (tsm_streq(event->kind, "reinstated")) {
		standing->validity = TSM_STORE_IN_FORCE;
	} else {
		return;
	}
	standing->reason = event->reason;
	standing->since = event->at;
}

void tsm_store_fold_events(const struct tsm_store_credential *credential,
    const struct tsm_store_credential_event *events, size_t count,
    struct tsm_store_standing *ret_standing)
{
	struct tsm_store_standing standing = { TSM_STORE_IN_FORCE,
		TSM_STORE_PRIVATE, NULL, credential->issued_at };
	bool revoked = false;

	for (size_t i = 0; i < count; i++) {
		const char *kind = events[i].kind;
		/* sharing is of the credential, validity of the version */
		if (tsm_streq(kind, "shared"))
			standing.sharing = TSM_STORE_PUBLIC;
		else if (tsm_streq(kind, "link"))
			standing.sharing = TSM_STORE_LINK;
		else if (tsm_streq(kind, "unshared"))
			standing.sharing = TSM_STORE_PRIVATE;
		/* nothing undoes a revocation */
		if (events[i].version != credential->version || revoked)
			continue;
		fold_validity(credential, &events[i], &standing);
		revoked = tsm_streq(kind, "revoked");
	}
	*ret_standing = standing;
}

enum tsm_status tsm_store_credential_standing(struct tsm_store *store,
    const char *id, int64_t version, struct tsm_arena *arena,
    struct tsm_store_standing *ret_standing, struct tsm_error *err)
{
	bool own = !tsm_store_in_transaction(store);
	struct tsm_store_credential credential;
	struct tsm_store_credential_event *events = NULL;
	size_t count = 0;

	if (own)
		TSM_TRY(tsm_store_begin(store, TSM_STORE_READ, err));
	enum tsm_status status = tsm_store_credential_get(
	    store, id, version, arena, &credential, err);
	if (status == TSM_OK)
		status = tsm_store_credential_events(
		    store, id, arena, &events, &count, err);
	if (own)
		tsm_store_rollback(store);
	if (status == TSM_OK)
		tsm_store_fold_events(&credential, events, count, ret_standing);
	return status;
}
