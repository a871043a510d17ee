#include "testamur/store/erase.h"

#include <string.h>

#include "credential.h"
#include "testamur/base/digest.h"
#include "testamur/base/time.h"
#include "testamur/store/decision.h"
#include "testamur/store/person.h"

static const struct tsm_sql_field END_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_cohort_end, cohort),
	TSM_SQL_FIELD(INT, tsm_store_cohort_end, created),
	TSM_SQL_FIELD(TIME, tsm_store_cohort_end, closed_at),
	TSM_SQL_FIELD(TIME, tsm_store_cohort_end, last_session),
	TSM_SQL_FIELD(TIME, tsm_store_cohort_end, last_issued),
	TSM_SQL_FIELD(INT, tsm_store_cohort_end, people),
	TSM_SQL_FIELD(INT, tsm_store_cohort_end, files),
};
TSM_SQL_ENTITY(END_ENTITY, "cohort", tsm_store_cohort_end, END_FIELDS);

/* Files that a cohort's attendance, minutes or work were read from. */
#define NAMED_BY                                                        \
 "(EXISTS (SELECT 1 FROM attendance_source s WHERE s.sha256 = f.sha256" \
 " AND s.cohort = c.id) OR EXISTS (SELECT 1 FROM activity_log a"        \
 " WHERE a.sha256 = f.sha256 AND a.cohort = c.id) OR EXISTS"            \
 " (SELECT 1 FROM work_event w WHERE w.sha256 = f.sha256"               \
 " AND w.cohort = c.id))"
#define KEPT \
 "NOT EXISTS (SELECT 1 FROM source_erased x WHERE x.sha256 = f.sha256)"

enum tsm_status tsm_store_cohort_ends(struct tsm_store *store,
    const char *person, struct tsm_arena *arena,
    struct tsm_store_cohort_end **ret_list, size_t *ret_count,
    struct tsm_error *err)
{
	return tsm_sql_list(store,
	    "SELECT c.id, c.created, c.closed_at,"
	    " (SELECT MAX(s.end_utc) FROM session s WHERE s.cohort = c.id),"
	    " (SELECT MAX(k.issued_at) FROM credential k"
	    " WHERE k.cohort = c.id),"
	    " (SELECT COUNT(DISTINCT e.person) FROM enrolment e"
	    " WHERE e.cohort = c.id),"
	    " (SELECT COUNT(*) FROM source_file f WHERE " NAMED_BY " AND " KEPT
	    ")"
	    " FROM cohort c WHERE $1 IS NULL OR EXISTS (SELECT 1"
	    " FROM enrolment e WHERE e.cohort = c.id AND e.person = $1)"
	    " ORDER BY c.id",
	    TSM_SQL_ARGS(tsm_sql_text(person)), &END_ENTITY, arena, ret_list,
	    ret_count, err);
}

bool tsm_store_is_tombstone(struct tsm_str bytes)
{
	return tsm_str_starts(bytes, TSM_STORE_TOMBSTONE);
}

/* {"type":"TestamurTombstone","sha256":…,"erased":…}; of a tombstone, what
 * it is. */
static enum tsm_status tombstone(struct tsm_str bytes, int64_t at,
    struct tsm_arena *arena, struct tsm_str *ret_text, struct tsm_error *err)
{
	char hex[TSM_SHA256_HEX];
	char time[TSM_TIME_TEXT];
	*ret_text = bytes;
	if (tsm_store_is_tombstone(bytes))
		return TSM_OK;
	TSM_TRY(tsm_sha256_hex(bytes.ptr, bytes.len, hex));
	const char *text = tsm_arena_printf(arena,
	    TSM_STORE_TOMBSTONE ",\"sha256\":\"%s\",\"erased\":\"%s\"}", hex,
	    tsm_time_format(at, time));
	if (text == NULL)
		return tsm_fail_memory(err);
	*ret_text = tsm_str(text);
	return TSM_OK;
}

static enum tsm_status erase_forms(struct tsm_store *store,
    const struct tsm_store_credential *c, int64_t at, struct tsm_arena *arena,
    struct tsm_error *err)
{
	struct tsm_store_form *forms = NULL;
	size_t count = 0;
	struct tsm_str text;
	TSM_TRY(tsm_store_form_list(
	    store, c->id, c->version, arena, &forms, &count, err));
	for (size_t i = 0; i < count; i++) {
		TSM_TRY(tombstone(forms[i].body, at, arena, &text, err));
		TSM_TRY(tsm_sql_run(store,
		    "UPDATE credential_form SET body = $4"
		    " WHERE credential = $1 AND version = $2 AND format = $3",
		    TSM_SQL_ARGS(tsm_sql_text(c->id), tsm_sql_int64(c->version),
			tsm_sql_text(forms[i].format), tsm_sql_bytes(text)),
		    NULL, err));
	}
	return TSM_OK;
}

static enum tsm_status erase_credential(struct tsm_store *store,
    const struct tsm_store_credential *c, const char *by, int64_t at,
    struct tsm_arena *arena, struct tsm_error *err)
{
	struct tsm_str text;
	const struct tsm_store_credential_event unshared = {
		.credential = c->id, .kind = "unshared", .by = by, .at = at
	};
	TSM_TRY(erase_forms(store, c, at, arena, err));
	TSM_TRY(tombstone(c->body, at, arena, &text, err));
	TSM_TRY(tsm_sql_run(store,
	    "UPDATE credential SET body = $3, name_shown = '',"
	    " holder_secret_hash = NULL, holder_email_hash = NULL,"
	    " holder_licence_hash = NULL WHERE id = $1 AND version = $2",
	    TSM_SQL_ARGS(tsm_sql_text(c->id), tsm_sql_int64(c->version),
		tsm_sql_bytes(text)),
	    NULL, err));
	TSM_TRY(tsm_sql_run(store,
	    "DELETE FROM credential_refresh WHERE credential = $1",
	    TSM_SQL_ARGS(tsm_sql_text(c->id)), NULL, err));
	/* the private notes may name her */
	TSM_TRY(tsm_sql_run(store,
	    "UPDATE credential_event SET note = NULL WHERE credential = $1",
	    TSM_SQL_ARGS(tsm_sql_text(c->id)), NULL, err));
	return c->superseded_at != 0
		   ? TSM_OK
		   : tsm_store_credential_event_add(store, &unshared, err);
}

static const struct tsm_sql_field DECISION_FIELDS[] = {
	TSM_SQL_FIELD(TEXT, tsm_store_decision, id),
	TSM_SQL_FIELD(BLOB, tsm_store_decision, document),
};
TSM_SQL_ENTITY(
    DECISION_ENTITY, "decision", tsm_store_decision, DECISION_FIELDS);

/* The salt goes, too: nobody can find out what the name stood for. */
static enum tsm_status erase_decisions(struct tsm_store *store,
    const char *person, int64_t at, struct tsm_arena *arena,
    struct tsm_error *err)
{
	struct tsm_store_decision *decisions = NULL;
	size_t count = 0;
	struct tsm_str text;
	TSM_TRY(tsm_sql_list(store,
	    "SELECT id, document FROM decision WHERE person = $1",
	    TSM_SQL_ARGS(tsm_sql_text(person)), &DECISION_ENTITY, arena,
	    &decisions, &count, err));
	for (size_t i = 0; i < count; i++) {
		TSM_TRY(
		    tombstone(decisions[i].document, at, arena, &text, err));
		TSM_TRY(tsm_sql_run(store,
		    "UPDATE decision SET document = $2, salt = $3"
		    " WHERE id = $1",
		    TSM_SQL_ARGS(tsm_sql_text(decisions[i].id),
			tsm_sql_bytes(text), tsm_sql_bytes(tsm_str("-"))),
		    NULL, err));
	}
	return TSM_OK;
}

/* Previews name everybody of a cohort. Of her cohorts $1 is either the id or
 * that of the person. */
#define PREVIEWS(which)                                      \
 "DELETE FROM preview_release WHERE digest IN"               \
 " (SELECT digest FROM preview WHERE cohort " which ")",     \
     "DELETE FROM preview_issue WHERE digest IN"             \
     " (SELECT digest FROM preview WHERE cohort " which ")", \
     "DELETE FROM preview WHERE cohort " which

static enum tsm_status run_each(struct tsm_store *store,
    const char *const *statements, size_t count, const char *id,
    struct tsm_error *err)
{
	for (size_t i = 0; i < count; i++)
		TSM_TRY(tsm_sql_run(store, statements[i],
		    TSM_SQL_ARGS(tsm_sql_text(id)), NULL, err));
	return TSM_OK;
}

static enum tsm_status erase_person(struct tsm_store *store, const char *person,
    const char *by, int64_t at, struct tsm_arena *arena, struct tsm_error *err)
{
	static const char *const statements[] = {
		PREVIEWS("IN (SELECT cohort FROM enrolment"
			 " WHERE person = $1)"),
		("UPDATE attendance_row SET name = NULL, email = NULL,"
		 " identity = NULL WHERE person = $1"),
	};
	const struct tsm_store_credential_filter filter = { .person = person,
		.all_versions = true };
	struct tsm_store_credential *list = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_credential_list(
	    store, &filter, arena, &list, &count, err));
	for (size_t i = 0; i < count; i++)
		TSM_TRY(erase_credential(store, &list[i], by, at, arena, err));
	TSM_TRY(erase_decisions(store, person, at, arena, err));
	TSM_TRY(run_each(store, statements,
	    sizeof(statements) / sizeof(statements[0]), person, err));
	TSM_TRY(tsm_store_person_delete(store, person, err));
	return tsm_sql_run(store,
	    "INSERT INTO person_erased (person, actor, at_utc)"
	    " VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
	    TSM_SQL_ARGS(
		tsm_sql_text(person), tsm_sql_text(by), tsm_sql_int64(at)),
	    NULL, err);
}

enum tsm_status tsm_store_person_erase(struct tsm_store *store,
    const char *person, const char *by, int64_t at, struct tsm_error *err)
{
	struct tsm_arena arena;
	TSM_TRY(tsm_sql_writing(store, err));
	tsm_arena_init(&arena, 0);
	enum tsm_status status =
	    erase_person(store, person, by, at, &arena, err);
	tsm_arena_release(&arena);
	return status;
}

/* --- cohorts -------------------------------------------------------------- */

static enum tsm_status erase_files(struct tsm_store *store, const char *cohort,
    int64_t at, size_t *ret_files, struct tsm_error *err)
{
	int64_t before = 0;
	int64_t after = 0;
	bool found = false;
	TSM_TRY(tsm_sql_number(store, "SELECT COUNT(*) FROM source_erased",
	    NULL, 0, &before, &found, err));
	TSM_TRY(tsm_sql_run(store,
	    "INSERT INTO source_erased (sha256, at_utc)"
	    " SELECT f.sha256, $2 FROM source_file f JOIN cohort c"
	    " ON c.id = $1 WHERE " NAMED_BY " AND " KEPT
	    " AND NOT EXISTS (SELECT 1 FROM attendance_source s"
	    " WHERE s.sha256 = f.sha256 AND s.cohort <> $1)"
	    " AND NOT EXISTS (SELECT 1 FROM activity_log a"
	    " WHERE a.sha256 = f.sha256 AND a.cohort <> $1)"
	    " AND NOT EXISTS (SELECT 1 FROM work_event w"
	    " WHERE w.sha256 = f.sha256 AND w.cohort <> $1)",
	    TSM_SQL_ARGS(tsm_sql_text(cohort), tsm_sql_int64(at)), NULL, err));
	TSM_TRY(tsm_sql_run(store,
	    "UPDATE source_file SET body = $1, name = '', size = 1"
	    " WHERE sha256 IN (SELECT sha256 FROM source_erased)",
	    TSM_SQL_ARGS(tsm_sql_bytes(tsm_str("-"))), NULL, err));
	TSM_TRY(tsm_sql_number(store, "SELECT COUNT(*) FROM source_erased",
	    NULL, 0, &after, &found, err));
	*ret_files = (size_t)(after - before);
	return TSM_OK;
}

enum tsm_status tsm_store_cohort_erase(struct tsm_store *store,
    const char *cohort, int64_t at, size_t *ret_files, struct tsm_error *err)
{
	static const char *const statements[] = {
		"UPDATE attendance_row SET name = NULL, email = NULL,"
		" identity = NULL WHERE EXISTS (SELECT 1"
		" FROM attendance_source s WHERE s.cohort = $1"
		" AND attendance_row.id BETWEEN s.first_row AND s.last_row)",
		PREVIEWS("= $1"),
		"DELETE FROM review_decision WHERE cohort = $1",
	};
	TSM_TRY(tsm_sql_writing(store, err));
	TSM_TRY(run_each(store, statements,
	    sizeof(statements) / sizeof(statements[0]), cohort, err));
	return erase_files(store, cohort, at, ret_files, err);
}

static const struct tsm_sql_field RECORDS_FIELDS[] = {
	TSM_SQL_FIELD(INT, tsm_store_cohort_records, sessions),
	TSM_SQL_FIELD(INT, tsm_store_cohort_records, people),
	TSM_SQL_FIELD(INT, tsm_store_cohort_records, files),
	TSM_SQL_FIELD(INT, tsm_store_cohort_records, entries),
	TSM_SQL_FIELD(INT, tsm_store_cohort_records, decisions),
	TSM_SQL_FIELD(INT, tsm_store_cohort_records, credentials),
};
TSM_SQL_ENTITY(
    RECORDS_ENTITY, "records", tsm_store_cohort_records, RECORDS_FIELDS);

#define COUNT_OF(table) "(SELECT COUNT(*) FROM " table " WHERE cohort = $1)"

enum tsm_status tsm_store_cohort_count(struct tsm_store *store,
    const char *cohort, struct tsm_store_cohort_records *ret_records,
    struct tsm_error *err)
{
	struct tsm_arena arena;
	tsm_arena_init(&arena, 0);
	enum tsm_status status = tsm_sql_get(store,
	    "SELECT " COUNT_OF(
		"session") ", (SELECT COUNT(DISTINCT person)"
			   " FROM enrolment WHERE cohort = $1), (SELECT"
			   " COUNT(DISTINCT sha256) FROM attendance_source"
			   " WHERE cohort = $1), " COUNT_OF("attendance_override") " + " COUNT_OF("activity_log") " + " COUNT_OF(
			       "work_event") " + " COUNT_OF("attestation") ", " COUNT_OF("decision") ", (SELECT COUNT(DISTINCT id) FROM credential"
												     " WHERE cohort = $1)",
	    TSM_SQL_ARGS(tsm_sql_text(cohort)), &RECORDS_ENTITY, &arena,
	    ret_records, err);
	tsm_arena_release(&arena);
	return status;
}

enum tsm_status tsm_store_cohort_delete(struct tsm_store *store,
    const char *cohort, int64_t at, struct tsm_error *err)
{
	/* what refers to others goes before them */
	static const char *const statements[] = {
		PREVIEWS("= $1"),
		"DELETE FROM attendance_row WHERE EXISTS (SELECT 1"
		" FROM attendance_source s WHERE s.cohort = $1"
		" AND attendance_row.id BETWEEN s.first_row AND s.last_row)",
		"DELETE FROM attendance_source WHERE cohort = $1",
		"DELETE FROM attendance_override WHERE cohort = $1",
		"DELETE FROM activity_log WHERE cohort = $1",
		"DELETE FROM work_event WHERE cohort = $1",
		"DELETE FROM attestation WHERE cohort = $1",
		"DELETE FROM review_decision WHERE cohort = $1",
		"DELETE FROM enrolment_event WHERE cohort = $1",
		"DELETE FROM enrolment WHERE cohort = $1",
		"DELETE FROM session_event WHERE cohort = $1",
		"DELETE FROM session WHERE cohort = $1",
	};
	TSM_TRY(tsm_sql_writing(store, err));
	TSM_TRY(run_each(store, statements,
	    sizeof(statements) / sizeof(statements[0]), cohort, err));
	/* news of a place in it */
	TSM_TRY(tsm_sql_run(store,
	    "UPDATE outbox SET state = 'cancelled', done_at = $2"
	    " WHERE state = 'waiting' AND kind = 'place'"
	    " AND SUBSTR(object, 1, LENGTH($1) + 1) = $1 || '/'",
	    TSM_SQL_ARGS(tsm_sql_text(cohort), tsm_sql_int64(at)), NULL, err));
	return tsm_sql_touch(store, "cohort",
	    "DELETE FROM cohort WHERE id = $1 RETURNING 1",
	    TSM_SQL_ARGS(tsm_sql_text(cohort)), err);
}

enum tsm_status tsm_store_file_erased(struct tsm_store *store,
    const char *sha256, bool *ret_erased, struct tsm_error *err)
{
	int64_t one = 0;
	return tsm_sql_number(store,
	    "SELECT 1 FROM source_erased WHERE sha256 = $1",
	    TSM_SQL_ARGS(tsm_sql_text(sha256)), &one, ret_erased, err);
}
