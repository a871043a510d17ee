/* The second half of award.h: issuing what a preview shows. */
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "award.h"
#include "credential.h"
#include "decision.h"
#include "forms.h"
#include "issued.h"
#include "lists.h"
#include "mail.h"
#include "people.h"
#include "proof.h"
#include "release.h"
#include "testamur/base/alloc.h"
#include "testamur/base/id.h"
#include "testamur/base/time.h"
#include "testamur/store/release.h"

/* Somebody else took a planned status position: plan and sign again. */
#define ATTEMPTS_MAX 8

struct issuing {
	struct app *app;
	const struct cohort *cohort;
	const struct proof *proof;
	const char *digest;
	struct award_result *results;
	size_t count;
	size_t done, total; /* for progress */
	struct common common;
};

static struct award_result *add_result(struct issuing *in,
    const struct award_row *row, enum award_result_kind kind)
{
	struct award_result *result = &in->results[in->count++];
	result->kind = kind;
	result->person = row->person->id;
	result->name = row->person->name;
	result->award = row->award->award->id;
	result->organisation = row->organisation;
	return result;
}

static void failed(
    struct issuing *in, const struct award_row *row, const char *reason)
{
	add_result(in, row, AWARD_FAILED)->reason = reason;
}

/* --- one batch: same organisation, at most AWARD_BATCH ------------------- */

static enum tsm_status prepare(struct issuing *in,
    const struct award_row *const *rows, size_t count, struct draft *drafts,
    struct tsm_error *err)
{
	struct app *app = in->app;
	struct tsm_store_position *positions =
	    tsm_arena_array(&app->arena, count, sizeof(*positions));
	if (positions == NULL)
		return tsm_fail_memory(err);
	enum tsm_status status =
	    tsm_store_status_plan(app->store, rows[0]->organisation, count,
		LISTS_ENTRIES, app->random, app->now, positions, err);
	for (size_t i = 0; status == TSM_OK && i < count; i++) {
		drafts[i].row = rows[i];
		drafts[i].position = positions[i];
		status = decision_make(
		    app, in->cohort, rows[i], &drafts[i].decision, err);
		if (status == TSM_OK)
			status =
			    credential_build(app, &in->common, &drafts[i], err);
	}
	tsm_wipe(positions, count * sizeof(*positions));
	return status;
}

/* The n-th form of every draft. */
static enum tsm_status keep_form(struct issuing *in, struct draft *drafts,
    size_t count, size_t n, const char *kid, const struct tsm_buf *outs,
    struct tsm_error *err)
{
	const char *format = in->proof->forms[n].suite->name;
	for (size_t i = 0; i < count; i++) {
		struct tsm_store_credential *c = &drafts[i].stored;
		struct tsm_str body = { tsm_arena_str(&in->app->arena,
					    tsm_buf_str(&outs[i])),
			outs[i].len };
		if (body.ptr == NULL)
			return tsm_fail_memory(err);
		if (n == 0) {
			c->kid = kid;
			c->format = format;
			c->body = body;
		} else {
			drafts[i].further = (struct tsm_store_form){
				.credential = c->id,
				.version = c->version,
				.organisation = c->organisation,
				.kid = kid,
				.format = format,
				.body = body,
			};
		}
	}
	return TSM_OK;
}

static enum tsm_status sign_form(struct issuing *in, struct draft *drafts,
    size_t count, size_t n, struct tsm_error *err)
{
	struct app *app = in->app;
	struct tsm_prove_options options = { .created = app->now };
	struct tsm_prove_key key;
	const char *kid = NULL;
	struct tsm_signer *signer = NULL;
	json_t *credentials[AWARD_BATCH];
	struct tsm_buf outs[AWARD_BATCH];
	TSM_TRY(proof_key(app->store, &app->arena, app->public_url,
	    drafts[0].row->organisation, in->proof->forms[n].alg, app->now,
	    &key, &kid, err));
	TSM_TRY(app_signer(app, &signer, err));
	TSM_TRY(app_contexts(app, &options.store, err));
	for (size_t i = 0; i < count; i++) {
		credentials[i] = drafts[i].credential;
		tsm_buf_init(&outs[i], 0);
	}
	enum tsm_status status = proof_make(signer, &in->proof->forms[n], &key,
	    credentials, count, &options, outs, err);
	if (status == TSM_OK)
		status = keep_form(in, drafts, count, n, kid, outs, err);
	for (size_t i = 0; i < count; i++)
		tsm_buf_release(&outs[i]);
	return status;
}

static enum tsm_status sign(struct issuing *in, struct draft *drafts,
    size_t count, struct tsm_error *err)
{
	for (size_t n = 0; n < in->proof->count; n++)
		TSM_TRY(sign_form(in, drafts, count, n, err));
	return TSM_OK;
}

/* A rule that something was awarded under is never changed. */
static enum tsm_status freeze(struct issuing *in, struct tsm_error *err)
{
	const struct programme *p = &in->cohort->programme;
	return tsm_store_policy_freeze(in->app->store, p->row.id,
	    p->policy->revision, p->policy_row.sha256, in->app->now, err);
}

/* Somebody else may have issued it since it was chosen. */
static enum tsm_status find_issued(struct issuing *in, const struct draft *d,
    struct tsm_store_issued *issued, struct tsm_error *err)
{
	struct tsm_store_credential found;
	enum tsm_status status = tsm_store_credential_find(in->app->store,
	    d->stored.person, d->stored.cohort, d->stored.award,
	    d->stored.cycle, &in->app->arena, &found, err);
	if (status != TSM_OK)
		return status == TSM_E_NOT_FOUND ? TSM_OK : status;
	issued->existed = true;
	issued->version = found.version;
	(void)snprintf(issued->id, sizeof(issued->id), "%s", found.id);
	return TSM_OK;
}

/* Decision, credential in all its forms, status position, units, the news of
 * it and audit: one commit. */
static enum tsm_status store_one(struct issuing *in, struct draft *d,
    struct tsm_store_issued *issued, struct tsm_error *err)
{
	struct app *app = in->app;
	const struct tsm_store_preview_issue noted = { in->digest, d->stored.id,
		app->now, release_announce_at(app, in->cohort) };
	*issued = (struct tsm_store_issued){ 0 };
	TSM_TRY(find_issued(in, d, issued, err));
	if (issued->existed)
		return TSM_OK;
	TSM_TRY(tsm_store_decision_add(app->store, &d->decision, err));
	TSM_TRY(
	    tsm_store_issue(app->store, &d->stored, &d->position, issued, err));
	if (d->further.format != NULL)
		TSM_TRY(tsm_store_form_add(app->store, &d->further, err));
	if (d->refresh_hash != NULL)
		TSM_TRY(tsm_store_refresh_add(
		    app->store, d->refresh_hash, d->stored.id, err));
	TSM_TRY(account_enter(app, in->cohort, d->row, d->stored.id, err));
	TSM_TRY(tsm_store_preview_issue_add(app->store, &noted, err));
	TSM_TRY(mail_queue(app, MAIL_AWARDED, d->stored.id, d->row->person,
	    noted.announce_at, err));
	return app_audit(app, "credential.issue", d->stored.id,
	    d->row->renews != NULL ? tsm_arena_printf(&app->arena,
					 "{\"renews\":\"%s\"}", d->row->renews)
				   : NULL,
	    err);
}

static enum tsm_status store_all(struct issuing *in, struct draft *drafts,
    size_t count, struct tsm_store_issued *issued, struct tsm_error *err)
{
	struct app *app = in->app;
	TSM_TRY(tsm_store_begin(app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = freeze(in, err);
	if (status == TSM_OK)
		status = tsm_store_preview_use(
		    app->store, in->digest, app->now, err);
	for (size_t i = 0; status == TSM_OK && i < count; i++)
		status = store_one(in, &drafts[i], &issued[i], err);
	return app_end(app, status, err);
}

static enum tsm_status attempt(struct issuing *in,
    const struct award_row *const *rows, size_t count,
    struct tsm_store_issued *issued, struct tsm_error *err)
{
	struct draft *drafts =
	    tsm_arena_array(&in->app->arena, count, sizeof(*drafts));
	if (drafts == NULL)
		return tsm_fail_memory(err);
	enum tsm_status status = prepare(in, rows, count, drafts, err);
	if (status == TSM_OK)
		status = sign(in, drafts, count, err);
	if (status == TSM_OK)
		status = store_all(in, drafts, count, issued, err);
	for (size_t i = 0; i < count; i++)
		json_decref(drafts[i].credential);
	/* the permutation keys in the positions are secret */
	tsm_wipe(drafts, count * sizeof(*drafts));
	return status;
}

static void progress(struct issuing *in, size_t count)
{
	in->done += count;
	if (!in->app->quiet && in->total > AWARD_BATCH)
		(void)fprintf(
		    stderr, "issued %zu of %zu\n", in->done, in->total);
}

static enum tsm_status issue_batch(struct issuing *in,
    const struct award_row *const *rows, size_t count, struct tsm_error *err)
{
	struct tsm_store_issued issued[AWARD_BATCH] = { 0 };
	enum tsm_status status = TSM_E_BUSY;
	for (int n = 0; n < ATTEMPTS_MAX && status == TSM_E_BUSY; n++) {
		struct tsm_arena kept;
		app_scratch_begin(in->app, &kept);
		status = attempt(in, rows, count, issued, err);
		app_scratch_end(in->app, &kept);
	}
	if (status != TSM_OK)
		return status;
	for (size_t i = 0; i < count; i++) {
		struct award_result *result = add_result(in, rows[i],
		    issued[i].existed ? AWARD_EXISTING : AWARD_ISSUED);
		result->credential =
		    tsm_arena_dup(&in->app->arena, issued[i].id);
		if (result->credential == NULL)
			return tsm_fail_memory(err);
	}
	progress(in, count);
	return TSM_OK;
}

/* --- all rows ------------------------------------------------------------ */

/* Inside a transaction: is the award recorded already, else record it. */
static enum tsm_status record_once(struct issuing *in,
    const struct award_row *row, enum award_result_kind *ret_kind,
    struct tsm_error *err)
{
	struct app *app = in->app;
	struct tsm_store_decision decision;
	bool recorded = false;
	*ret_kind = AWARD_EXISTING;
	TSM_TRY(issued_recorded(app, in->cohort->row.id, row->person->id,
	    row->award->award->id, &recorded, err));
	if (recorded)
		return TSM_OK;
	*ret_kind = AWARD_ISSUED;
	TSM_TRY(decision_make(app, in->cohort, row, &decision, err));
	TSM_TRY(tsm_store_decision_add(app->store, &decision, err));
	const struct tsm_store_preview_issue noted = { in->digest, decision.id,
		app->now, release_announce_at(app, in->cohort) };
	TSM_TRY(tsm_store_preview_issue_add(app->store, &noted, err));
	return app_audit(app, "award.record", decision.id, NULL, err);
}

static enum tsm_status record_batch(struct issuing *in,
    const struct award_row *const *rows, size_t count, struct tsm_error *err)
{
	enum award_result_kind kinds[AWARD_BATCH] = { AWARD_ISSUED };
	struct tsm_arena kept;
	TSM_TRY(tsm_store_begin(in->app->store, TSM_STORE_WRITE, err));
	enum tsm_status status = freeze(in, err);
	for (size_t i = 0; status == TSM_OK && i < count; i++) {
		app_scratch_begin(in->app, &kept);
		status = record_once(in, rows[i], &kinds[i], err);
		app_scratch_end(in->app, &kept);
	}
	TSM_TRY(app_end(in->app, status, err));
	for (size_t i = 0; i < count; i++)
		(void)add_result(in, rows[i], kinds[i]);
	return TSM_OK;
}

/* Internal awards are flags of ours: decisions are kept, nothing else. */
static enum tsm_status record_internal(struct issuing *in,
    const struct award_row *const *rows, size_t count, struct tsm_error *err)
{
	for (size_t start = 0; start < count; start += AWARD_BATCH) {
		size_t n = count - start;
		TSM_TRY(record_batch(
		    in, rows + start, n < AWARD_BATCH ? n : AWARD_BATCH, err));
	}
	return TSM_OK;
}

/* Both lists are in the same order, so the search goes on from *next. */
static const struct award_row *find_row(const struct award_row *rows,
    size_t count, const struct tsm_json *previewed, size_t *next)
{
	const char *person = tsm_json_get_string(previewed, "person");
	const char *award = tsm_json_get_string(previewed, "award");
	for (size_t n = 0; n < count; n++) {
		size_t i = (*next + n) % count;
		if (tsm_streq(rows[i].person->id, person) &&
		    tsm_streq(rows[i].award->award->id, award)) {
			*next = i + 1;
			return &rows[i];
		}
	}
	return NULL;
}

static int by_organisation(const void *a, const void *b)
{
	const struct award_row *const *x = a;
	const struct award_row *const *y = b;
	int order = strcmp((*x)->organisation, (*y)->organisation);
	if (order != 0)
		return order;
	return (*x > *y) - (*x < *y);
}

static enum tsm_status issue_all(struct issuing *in,
    const struct award_row **rows, size_t count, struct tsm_error *err)
{
	const struct common_award *shared = NULL;
	qsort(rows, count, sizeof(void *), by_organisation);
	in->total = count;
	/* what batches share must outlive each of them */
	for (size_t i = 0; i < count; i++)
		TSM_TRY(common_of(in->app, &in->common, rows[i]->award->award,
		    rows[i]->organisation, &shared, err));
	for (size_t start = 0; start < count;) {
		size_t n = 1;
		while (start + n < count && n < AWARD_BATCH &&
		       tsm_streq(rows[start + n]->organisation,
			   rows[start]->organisation))
			n++;
		TSM_TRY(issue_batch(in, rows + start, n, err));
		start += n;
	}
	return TSM_OK;
}

/* What is to be done, sorted out. */
struct chosen {
	const struct award_row **credentials;
	const struct award_row **internal;
	size_t credential_count, internal_count;
};

static void failed_unknown(
    struct issuing *in, const struct tsm_json *one, const char *reason)
{
	in->results[in->count++] = (struct award_result){ .kind = AWARD_FAILED,
		.person = tsm_json_get_string(one, "person"),
		.name = tsm_json_get_string(one, "name"),
		.award = tsm_json_get_string(one, "award"),
		.reason = reason };
}

static void existing(struct issuing *in, const struct award_row *row)
{
	struct award_result *result = add_result(in, row, AWARD_EXISTING);
	result->credential = row->existing;
	result->stands =
	    row->existing != NULL && (row->validity == TSM_STORE_IN_FORCE ||
					 row->validity == TSM_STORE_SUSPENDED);
}

/* Of a row that is not renewed now: was it before, or why not? NULL: it was. */
static const char *not_renewed(
    const struct tsm_json *one, const struct award_row *row)
{
	const char *renews = tsm_json_get_string(one, "renews");
	return renews == NULL || row->renews != NULL ||
		       (row->existing != NULL &&
			   !tsm_streq(row->existing, renews))
		   ? NULL
		   : "what was to be renewed was withdrawn since the preview";
}

/* One row that was due: chosen, or its result is known at once. */
static void choose_one(struct issuing *in, const struct tsm_json *one,
    const struct award_row *row, struct chosen *chosen)
{
	const char *problem = award_compare(one, row);
	if (row == NULL)
		failed_unknown(in, one, problem);
	else if (not_renewed(one, row) != NULL)
		failed(in, row, not_renewed(one, row));
	else if (row->existing != NULL || row->recorded)
		existing(in, row);
	else if (problem != NULL)
		failed(in, row, problem);
	else if (row->award->award->kind == TSM_AWARD_INTERNAL)
		chosen->internal[chosen->internal_count++] = row;
	else if (!common_knows(in->app, &in->common, row->organisation))
		failed(in, row,
		    "no issuer: the person's institution is no organisation "
		    "known here");
	else
		chosen->credentials[chosen->credential_count++] = row;
}

static enum tsm_status run(
    struct issuing *in, const struct tsm_json *doc, struct tsm_error *err)
{
	struct tsm_arena *arena = &in->app->arena;
	struct award_row *rows = NULL;
	struct chosen chosen = { 0 };
	size_t count = 0;
	size_t next = 0;
	const struct tsm_json *previewed = tsm_json_get(doc, "rows");
	struct award_scope scope = { .award = tsm_json_get_string(doc, "award"),
		.person = tsm_json_get_string(doc, "person") };
	const struct tsm_json *renew = tsm_json_get(doc, "renew");
	if (renew != NULL) {
		TSM_TRY(tsm_json_int(
		    tsm_json_get(renew, "from"), &scope.renew_from));
		TSM_TRY(tsm_json_int(
		    tsm_json_get(renew, "until"), &scope.renew_until));
	}
	TSM_TRY(award_rows(in->app, in->cohort, &scope, &rows, &count, err));
	in->results =
	    tsm_arena_array(arena, previewed->count, sizeof(*in->results));
	chosen.credentials =
	    tsm_arena_array(arena, previewed->count, sizeof(void *));
	chosen.internal =
	    tsm_arena_array(arena, previewed->count, sizeof(void *));
	if (in->results == NULL || chosen.credentials == NULL ||
	    chosen.internal == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < previewed->count; i++) {
		const struct tsm_json *one = tsm_json_at(previewed, i);
		if (tsm_json_is_true(tsm_json_get(one, "due")))
			choose_one(in, one, find_row(rows, count, one, &next),
			    &chosen);
	}
	if (in->proof->count > 1)
		TSM_TRY(
		    forms_add(in->app, in->proof, in->results, in->count, err));
	TSM_TRY(
	    record_internal(in, chosen.internal, chosen.internal_count, err));
	return issue_all(in, chosen.credentials, chosen.credential_count, err);
}

enum tsm_status award_issue(struct app *app, const char *digest,
    const struct award_options *options, struct award_result **ret_results,
    size_t *ret_count, struct tsm_error *err)
{
	const struct tsm_json *doc = NULL;
	struct cohort cohort;
	struct proof proof;
	struct issuing in = {
		.app = app, .cohort = &cohort, .proof = &proof, .digest = digest
	};
	TSM_TRY(proof_choose(options->proof, options->alg, &proof, err));
	TSM_TRY(award_previewed(app, digest, &cohort, &doc, err));
	TSM_TRY(release_check(app, &cohort, digest, err));
	TSM_TRY(common_init(app, &cohort, &in.common, err));
	enum tsm_status status = run(&in, doc, err);
	common_release(&in.common);
	TSM_TRY(status);
	*ret_results = in.results;
	*ret_count = in.count;
	return TSM_OK;
}
