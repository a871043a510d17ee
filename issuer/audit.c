#include "audit.h"

#include <stdlib.h>
#include <string.h>

#include "forms.h"
#include "lists.h"
#include "profile.h"
#include "proof.h"
#include "testamur/base/time.h"
#include "testamur/roster/csv.h"
#include "testamur/store/attendance.h"
#include "testamur/store/credential.h"
#include "testamur/store/decision.h"
#include "testamur/store/person.h"
#include "testamur/store/work.h"

/* Without @context it is plain JSON, so it is canonicalised as such. */
#define SEAL_SUITE "eddsa-jcs-2022"
#define SEAL_ALG   "EdDSA"

struct gathering {
	struct app *app;
	const struct cohort *cohort;
	struct tsm_bundle_writer *writer;
	struct tsm_store_credential *credentials;
	size_t credential_count;
	size_t source_count, decision_count;
};

static const char *instant(struct app *app, int64_t at)
{
	char text[TSM_TIME_TEXT];
	return tsm_arena_dup(&app->arena, tsm_time_format(at, text));
}

/* Serialise, add and release. */
static enum tsm_status add_json(struct gathering *g, const char *path,
    const char *url, json_t *value, struct tsm_error *err)
{
	struct tsm_buf out;
	tsm_buf_init(&out, TSM_BUNDLE_MAX);
	enum tsm_status status = tsm_json_write(value, TSM_JSON_PRETTY, &out);
	json_decref(value);
	if (status == TSM_OK)
		status = tsm_bundle_add(
		    g->writer, path, url, tsm_buf_str(&out), err);
	else
		status = tsm_fail_memory(err);
	tsm_buf_release(&out);
	return status;
}

/* --- what it was ----------------------------------------------------------- */

static void add_session(json_t *list, const struct tsm_store_session *s)
{
	json_t *row = tsm_json_add_object(list);
	tsm_json_set(row, "id", s->id);
	tsm_json_set(row, "title", s->title);
	tsm_json_set(row, "topic", s->topic);
	tsm_json_set(row, "track", s->track);
	tsm_json_set(row, "state", s->state);
	tsm_json_set(row, "kind", s->kind);
	tsm_json_set(row, "makeup_for", s->makeup_for);
	tsm_json_set(row, "mode", s->mode);
	tsm_json_set(row, "start", s->local_start);
	tsm_json_set(row, "end", s->local_end);
	tsm_json_set(row, "zone", s->zone);
	tsm_json_set(row, "tzdata", s->tzdata);
}

/* activity.json: programme, cohort, schedule. */
static enum tsm_status add_activity(struct gathering *g, struct tsm_error *err)
{
	const struct cohort *c = g->cohort;
	json_t *root = json_object();
	json_t *programme = tsm_json_set_object(root, "programme");
	tsm_json_set(programme, "id", c->programme.row.id);
	tsm_json_set(programme, "title", c->programme.row.title);
	json_t *cohort = tsm_json_set_object(root, "cohort");
	tsm_json_set(cohort, "id", c->row.id);
	tsm_json_set(cohort, "title", c->row.title);
	tsm_json_set(cohort, "zone", c->row.zone);
	if (c->row.capacity >= 0)
		tsm_json_set_int(cohort, "capacity", c->row.capacity);
	if (c->row.closed_at != 0)
		tsm_json_set(
		    cohort, "closed", instant(g->app, c->row.closed_at));
	json_t *policy = tsm_json_set_object(root, "policy");
	tsm_json_set_int(policy, "revision", c->programme.policy_row.revision);
	tsm_json_set(policy, "sha256", c->programme.policy_row.sha256);
	json_t *sessions = tsm_json_set_array(root, "sessions");
	for (size_t i = 0; i < c->session_count; i++)
		add_session(sessions, &c->sessions[i]);
	TSM_TRY(add_json(g, "activity.json", NULL, root, err));
	TSM_TRY(tsm_bundle_add(g->writer, "programme.json", NULL,
	    tsm_str(c->programme.row.definition), err));
	return tsm_bundle_add(g->writer, "policy.json", NULL,
	    tsm_str(c->programme.policy_row.text), err);
}

/* --- files, decisions, credentials ----------------------------------------- */

static int by_text(const void *a, const void *b)
{
	const char *const *x = a;
	const char *const *y = b;
	return strcmp(*x, *y);
}

/* Hashes of the files that attendance, minutes and work were read from. */
static enum tsm_status hashes_of(struct gathering *g, const char ***ret_list,
    size_t *ret_count, struct tsm_error *err)
{
	struct app *app = g->app;
	const char *id = g->cohort->row.id;
	struct tsm_store_source *sources = NULL;
	struct tsm_store_activity *minutes = NULL;
	struct tsm_store_work *work = NULL;
	size_t a = 0;
	size_t b = 0;
	size_t c = 0;
	size_t used = 0;
	TSM_TRY(tsm_store_source_list(
	    app->store, id, NULL, &app->arena, &sources, &a, err));
	TSM_TRY(tsm_store_activity_list(
	    app->store, id, NULL, &app->arena, &minutes, &b, err));
	TSM_TRY(tsm_store_work_list(
	    app->store, id, NULL, &app->arena, &work, &c, err));
	const char **list =
	    tsm_arena_array(&app->arena, a + b + c, sizeof(*list));
	if (list == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < a; i++)
		list[used++] = sources[i].sha256;
	for (size_t i = 0; i < b; i++) {
		if (minutes[i].sha256 != NULL)
			list[used++] = minutes[i].sha256;
	}
	for (size_t i = 0; i < c; i++) {
		if (work[i].sha256 != NULL)
			list[used++] = work[i].sha256;
	}
	qsort(list, used, sizeof(*list), by_text);
	*ret_list = list;
	*ret_count = used;
	return TSM_OK;
}

/* The original files, byte for byte, under their hashes, and their names. */
static enum tsm_status add_sources(
    struct gathering *g, struct tsm_buf *names, struct tsm_error *err)
{
	static const char *const head[] = { "file", "name", "imported" };
	const char **hashes = NULL;
	size_t count = 0;
	struct tsm_arena kept;
	TSM_TRY(hashes_of(g, &hashes, &count, err));
	(void)tsm_csv_write_strings(names, head, 3);
	for (size_t i = 0; i < count; i++) {
		struct tsm_store_file file;
		if (i > 0 && strcmp(hashes[i], hashes[i - 1]) == 0)
			continue;
		app_scratch_begin(g->app, &kept);
		const char *path =
		    tsm_arena_printf(&g->app->arena, "sources/%s", hashes[i]);
		enum tsm_status status =
		    path == NULL ? tsm_fail_memory(err)
				 : tsm_store_file_get(g->app->store, hashes[i],
				       &g->app->arena, &file, err);
		if (status == TSM_OK)
			status = tsm_bundle_add(
			    g->writer, path, NULL, file.body, err);
		if (status == TSM_OK) {
			char at[TSM_TIME_TEXT];
			const char *const row[] = { hashes[i], file.name,
				tsm_time_format(file.imported_at, at) };
			status = tsm_csv_write_strings(names, row, 3);
		}
		app_scratch_end(g->app, &kept);
		TSM_TRY(status);
		g->source_count++;
	}
	return tsm_bundle_add(
	    g->writer, "files.csv", NULL, tsm_buf_str(names), err);
}

/* Each under its RFC 6920 name, which is the digest of its bytes. */
static enum tsm_status add_decisions(struct gathering *g, struct tsm_error *err)
{
	static const char NI[] = "ni:///sha-256;";
	struct tsm_store_decision *list = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_decision_list(g->app->store, g->cohort->row.id, NULL,
	    &g->app->arena, &list, &count, err));
	for (size_t i = 0; i < count; i++) {
		const char *name = list[i].id;
		if (tsm_str_starts(tsm_str(name), NI))
			name += sizeof(NI) - 1;
		const char *path =
		    tsm_arena_printf(&g->app->arena, "decisions/%s.json", name);
		if (path == NULL)
			return tsm_fail_memory(err);
		TSM_TRY(tsm_bundle_add(
		    g->writer, path, NULL, list[i].document, err));
		g->decision_count++;
	}
	return TSM_OK;
}

static enum tsm_status add_form(struct gathering *g,
    const struct tsm_store_credential *c, const char *ending,
    struct tsm_str body, struct tsm_error *err)
{
	if (body.ptr == NULL)
		return TSM_OK;
	const char *path = tsm_arena_printf(&g->app->arena,
	    "credentials/%s-v%lld.%s", c->id, (long long)c->version, ending);
	return path != NULL ? tsm_bundle_add(g->writer, path, NULL, body, err)
			    : tsm_fail_memory(err);
}

static enum tsm_status add_credentials(
    struct gathering *g, struct tsm_error *err)
{
	const struct tsm_store_credential_filter filter = {
		.cohort = g->cohort->row.id, .all_versions = true
	};
	TSM_TRY(tsm_store_credential_list(g->app->store, &filter,
	    &g->app->arena, &g->credentials, &g->credential_count, err));
	for (size_t i = 0; i < g->credential_count; i++) {
		const struct tsm_store_credential *c = &g->credentials[i];
		struct forms forms;
		TSM_TRY(
		    forms_read(g->app->store, &g->app->arena, c, &forms, err));
		TSM_TRY(add_form(g, c, "json", forms.json, err));
		TSM_TRY(add_form(g, c, "jwt", forms.jwt, err));
	}
	return TSM_OK;
}

/* --- documents that a check will need -------------------------------------- */

static enum tsm_status add_identity(
    struct gathering *g, const char *organisation, struct tsm_error *err)
{
	struct app *app = g->app;
	json_t *document = NULL;
	const char *path = tsm_arena_printf(
	    &app->arena, "documents/%s-did.json", organisation);
	const char *url = tsm_arena_printf(&app->arena,
	    "%s/issuers/%s/did.json", app->public_url, organisation);
	if (path == NULL || url == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(profile_did_document(app->store, &app->arena, app->public_url,
	    organisation, &document, err));
	return add_json(g, path, url, document, err);
}

static enum tsm_status add_list(struct gathering *g, const char *organisation,
    int64_t list, const char *purpose, struct tsm_error *err)
{
	struct app *app = g->app;
	struct lists_name name = {
		.organisation = organisation, .number = list, .purpose = purpose
	};
	struct lists_maker maker = { 0 };
	struct tsm_str body;
	TSM_TRY(app_signer(app, &maker.signer, err));
	TSM_TRY(app_contexts(app, &maker.contexts, err));
	TSM_TRY(lists_usual(
	    app->store, &app->arena, organisation, list, &name.form, err));
	TSM_TRY(lists_signed(app->store, &maker, &app->arena, app->public_url,
	    &name, app->now, &body, err));
	const char *path =
	    tsm_arena_printf(&app->arena, "documents/%s-status-%lld-%s",
		organisation, (long long)list, purpose);
	const char *url = lists_url(
	    &app->arena, app->public_url, organisation, list, purpose);
	return path != NULL && url != NULL
		   ? tsm_bundle_add(g->writer, path, url, body, err)
		   : tsm_fail_memory(err);
}

static int by_list(const void *a, const void *b)
{
	const struct tsm_store_credential *const *x = a;
	const struct tsm_store_credential *const *y = b;
	int order = strcmp((*x)->organisation, (*y)->organisation);
	return order != 0 ? order
			  : ((*x)->status_number > (*y)->status_number) -
				((*x)->status_number < (*y)->status_number);
}

/* Of every issuer the identity, of every list both purposes, once. */
static enum tsm_status add_documents(
    struct gathering *g, const char *organisation, struct tsm_error *err)
{
	size_t count = g->credential_count;
	const struct tsm_store_credential **list =
	    tsm_arena_array(&g->app->arena, count, sizeof(void *));
	const char *issuer = NULL;
	int64_t number = 0;
	bool sealer = false; /* its identity is there */
	if (list == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++)
		list[i] = &g->credentials[i];
	qsort(list, count, sizeof(void *), by_list);
	for (size_t i = 0; i < count; i++) {
		if (!tsm_streq(list[i]->organisation, issuer)) {
			issuer = list[i]->organisation;
			number = 0;
			sealer = sealer || tsm_streq(issuer, organisation);
			TSM_TRY(add_identity(g, issuer, err));
		}
		if (list[i]->status_number == number)
			continue;
		number = list[i]->status_number;
		TSM_TRY(add_list(g, issuer, number, "revocation", err));
		TSM_TRY(add_list(g, issuer, number, "suspension", err));
	}
	return sealer ? TSM_OK : add_identity(g, organisation, err);
}

/* --- sealing --------------------------------------------------------------- */

static enum tsm_status describe(struct gathering *g, const char *organisation,
    json_t *manifest, struct tsm_error *err)
{
	struct app *app = g->app;
	struct tsm_store_person *people = NULL;
	size_t count = 0;
	const char *did = NULL;
	TSM_TRY(
	    profile_did(&app->arena, app->public_url, organisation, &did, err));
	TSM_TRY(tsm_store_person_list(
	    app->store, g->cohort->row.id, &app->arena, &people, &count, err));
	tsm_bundle_manifest(g->writer, manifest);
	tsm_json_set(manifest, "kind", "audit");
	tsm_json_set(manifest, "title", g->cohort->programme.row.title);
	tsm_json_set(manifest, "activity", g->cohort->row.title);
	tsm_json_set(manifest, "issuer", did);
	tsm_json_set(manifest, "created", instant(app, app->now));
	tsm_json_set(manifest, "program", "testamur-issuer " TSM_VERSION);
	json_t *counts = tsm_json_set_object(manifest, "counts");
	tsm_json_set_int(counts, "people", (int64_t)count);
	tsm_json_set_int(counts, "sessions", (int64_t)g->cohort->session_count);
	tsm_json_set_int(counts, "sources", (int64_t)g->source_count);
	tsm_json_set_int(counts, "decisions", (int64_t)g->decision_count);
	tsm_json_set_int(counts, "credentials", (int64_t)g->credential_count);
	return TSM_OK;
}

static enum tsm_status seal(struct gathering *g, const char *organisation,
    struct tsm_buf *out, struct tsm_error *err)
{
	struct app *app = g->app;
	const struct tsm_prove_options options = { .created = app->now };
	struct tsm_signer *signer = NULL;
	struct tsm_prove_key key;
	struct tsm_buf manifest;
	const char *kid = NULL;
	TSM_TRY(proof_key(app->store, &app->arena, app->public_url,
	    organisation, SEAL_ALG, app->now, &key, &kid, err));
	TSM_TRY(app_signer(app, &signer, err));
	json_t *root = json_object();
	tsm_buf_init(&manifest, TSM_BUNDLE_MANIFEST_MAX);
	enum tsm_status status = describe(g, organisation, root, err);
	if (status == TSM_OK)
		status = tsm_prove(signer, tsm_prove_suite_find(SEAL_SUITE),
		    &key, root, &options, &manifest, err);
	if (status == TSM_OK)
		status = tsm_bundle_finish(
		    g->writer, tsm_buf_str(&manifest), app->now, out, err);
	json_decref(root);
	tsm_buf_release(&manifest);
	return status;
}

enum tsm_status audit_bundle(struct app *app, const struct cohort *cohort,
    const char *organisation, struct tsm_buf *out, struct tsm_error *err)
{
	struct gathering g = { .app = app, .cohort = cohort };
	struct tsm_buf names;
	TSM_TRY(tsm_bundle_writer_new(&g.writer, err));
	tsm_buf_init(&names, 0);
	enum tsm_status status = add_activity(&g, err);
	if (status == TSM_OK)
		status = audit_tables(app, cohort, g.writer, err);
	if (status == TSM_OK)
		status = add_sources(&g, &names, err);
	if (status == TSM_OK)
		status = add_decisions(&g, err);
	if (status == TSM_OK)
		status = add_credentials(&g, err);
	if (status == TSM_OK)
		status = add_documents(&g, organisation, err);
	if (status == TSM_OK)
		status = seal(&g, organisation, out, err);
	tsm_buf_release(&names);
	tsm_bundle_writer_free(&g.writer);
	return status;
}
