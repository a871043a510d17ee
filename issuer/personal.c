#include "personal.h"

#include <string.h>

#include "credential.h"
#include "forms.h"
#include "link.h"
#include "lists.h"
#include "people.h"
#include "profile.h"
#include "testamur/badge/link.h"
#include "testamur/base/alloc.h"
#include "testamur/base/encode.h"
#include "testamur/base/time.h"
#include "testamur/status/index.h"
#include "testamur/store/erase.h"
#include "zoned.h"

/* Somebody else was quicker: look and sign again. */
#define ATTEMPTS_MAX 8

/* Times that one may be revoked and issued anew. */
#define CYCLES_MAX 1000

struct making {
	struct app *app;
	const struct personal *p;
	struct tsm_store_credential old; /* id NULL: there is none */
	const char *cycle;
	const struct tsm_json *summary; /* of old */
	bool refresh;                   /* it has an address of that kind */
	const char *refresh_hash;       /* of its secret */
	struct tsm_store_position position;
	struct tsm_store_credential stored;
	struct tsm_store_form further[PROOF_FORMS];
	size_t further_count;
	char subject[TSM_URN_UUID];
	char salt[2 * 16 + 1];
	struct tsm_error *err;
};

bool personal_is(const struct tsm_store_credential *credential)
{
	return tsm_streq(credential->kind, PERSONAL_RECORD) ||
	       tsm_streq(credential->kind, PERSONAL_STATEMENT);
}

/* --- what there is --------------------------------------------------------- */

/* "ORG", after a revocation "ORG/2", … NULL: out of memory. */
static const char *cycle_name(struct app *app, const char *organisation, int n)
{
	return n == 1 ? organisation
		      : tsm_arena_printf(&app->arena, "%s/%d", organisation, n);
}

/* The latest one; *ret_cycle is that of the next where it was revoked. */
static enum tsm_status find_latest(struct app *app, const char *kind,
    const char *organisation, const char *person,
    struct tsm_store_credential *ret_latest,
    enum tsm_store_validity *ret_validity, const char **ret_cycle,
    struct tsm_error *err)
{
	struct tsm_store_standing standing;
	ret_latest->id = NULL;
	for (int n = 1; n <= CYCLES_MAX; n++) {
		*ret_cycle = cycle_name(app, organisation, n);
		if (*ret_cycle == NULL)
			return tsm_fail_memory(err);
		enum tsm_status status =
		    tsm_store_credential_find(app->store, person, "", kind,
			*ret_cycle, &app->arena, ret_latest, NULL);
		if (status == TSM_E_NOT_FOUND) {
			ret_latest->id = NULL;
			return TSM_OK;
		}
		if (status != TSM_OK)
			return tsm_fail(err, status, NULL,
			    "what was issued before cannot be read");
		TSM_TRY(tsm_store_credential_standing(app->store,
		    ret_latest->id, 0, &app->arena, &standing, err));
		*ret_validity = standing.validity;
		if (standing.validity != TSM_STORE_REVOKED)
			return TSM_OK;
	}
	return tsm_fail(
	    err, TSM_E_LIMIT, NULL, "it was revoked and issued too often");
}

enum tsm_status personal_find(struct app *app, const char *kind,
    const char *organisation, const char *person, const char **ret_id,
    struct tsm_error *err)
{
	struct tsm_store_credential latest;
	enum tsm_store_validity validity;
	const char *cycle = NULL;
	TSM_TRY(find_latest(
	    app, kind, organisation, person, &latest, &validity, &cycle, err));
	*ret_id = latest.id;
	return TSM_OK;
}

static bool had_refresh(const struct making *m)
{
	return tsm_json_is_true(tsm_json_get(m->summary, "refresh"));
}

static enum tsm_status look(struct making *m)
{
	struct app *app = m->app;
	enum tsm_store_validity validity = TSM_STORE_IN_FORCE;
	TSM_TRY(find_latest(app, m->p->kind, m->p->organisation,
	    m->p->person->id, &m->old, &validity, &m->cycle, m->err));
	m->summary = NULL;
	m->refresh = m->p->refresh;
	if (m->old.id == NULL)
		return TSM_OK;
	if (validity == TSM_STORE_SUSPENDED)
		return tsm_fail(m->err, TSM_E_STATE, m->old.id,
		    "it is suspended: 'credential reinstate' it, or "
		    "'credential revoke' it, first");
	if (tsm_store_is_tombstone(m->old.body))
		return tsm_fail(m->err, TSM_E_STATE, m->old.id,
		    "what this credential said was erased");
	TSM_TRY(tsm_json_parse(&app->arena, m->old.summary,
	    tsm_str(m->old.summary).len, NULL, &m->summary, m->err));
	m->refresh = m->refresh || had_refresh(m);
	return TSM_OK;
}

/* --- the next version ------------------------------------------------------ */

static enum tsm_status set_statuses(
    struct making *m, struct personal_place *place)
{
	static const char *const purposes[] = { "revocation", "suspension" };
	struct app *app = m->app;
	uint64_t index = 0;
	TSM_TRY(tsm_status_permute(m->position.key,
	    (uint64_t)m->position.entries, (uint64_t)m->position.n, &index));
	m->stored.status_number = m->position.number;
	m->stored.status_index = (int64_t)index;
	for (size_t i = 0; i < 2; i++) {
		place->statuses[i].purpose = purposes[i];
		place->statuses[i].index = index;
		place->statuses[i].list_url =
		    lists_url(&app->arena, app->public_url, m->p->organisation,
			m->position.number, purposes[i]);
		if (place->statuses[i].list_url == NULL)
			return tsm_fail_memory(m->err);
	}
	return TSM_OK;
}

static enum tsm_status set_identities(
    struct making *m, struct personal_place *place)
{
	unsigned char salt[16];
	struct tsm_buf hex;
	const struct tsm_store_person *person = m->p->person;
	struct tsm_ob_identity *list = place->identities;
	TSM_TRY(tsm_random_fill(m->app->random, salt, sizeof(salt)));
	tsm_buf_init(&hex, 0);
	enum tsm_status status = tsm_hex_encode(&hex, salt, sizeof(salt));
	if (status == TSM_OK)
		memcpy(m->salt, hex.data, sizeof(m->salt));
	tsm_buf_release(&hex);
	if (status != TSM_OK)
		return tsm_fail_memory(m->err);
	if (person->email != NULL)
		list[place->n_identities++] =
		    (struct tsm_ob_identity){ .identity = person->email,
			    .type = "emailAddress",
			    .salt = m->salt,
			    .hashed = true };
	list[place->n_identities++] =
	    (struct tsm_ob_identity){ .identity = people_shown_name(person),
		    .type = "name" };
	return TSM_OK;
}

/* The subject stays with the credential, as everything that is its identity. */
static enum tsm_status set_subject(
    struct making *m, struct personal_place *place)
{
	place->subject = tsm_json_get_string(m->summary, "subject");
	if (place->subject != NULL)
		return TSM_OK;
	TSM_TRY(tsm_urn_uuid_new(m->app->random, m->subject));
	place->subject = m->subject;
	return TSM_OK;
}

static enum tsm_status set_ids(struct making *m, struct personal_place *place)
{
	struct app *app = m->app;
	struct tsm_store_credential *s = &m->stored;
	const struct tsm_store_person *person = m->p->person;
	char id[TSM_SHORT_ID];
	char hash[TSM_SHA256_HEX];
	const char *secret = NULL;
	struct tsm_buf url;
	s->id = m->old.id;
	if (s->id == NULL) {
		TSM_TRY(tsm_short_id_new(app->random, id));
		s->id = tsm_arena_dup(&app->arena, id);
		if (s->id == NULL)
			return tsm_fail_memory(m->err);
	}
	tsm_buf_init(&url, 0);
	enum tsm_status status =
	    tsm_link_credential(tsm_str(app->public_url), s->id, &url);
	if (status == TSM_OK)
		place->id = tsm_arena_str(&app->arena, tsm_buf_str(&url));
	tsm_buf_release(&url);
	if (place->id == NULL)
		return tsm_fail_memory(m->err);
	place->number = s->id;
	TSM_TRY(link_secret(app, s->id, &secret, m->err));
	TSM_TRY(link_secret_hash(secret, hash));
	s->holder_secret_hash = tsm_arena_dup(&app->arena, hash);
	if (s->holder_secret_hash == NULL)
		return tsm_fail_memory(m->err);
	TSM_TRY(credential_claim_hash(
	    app, s->id, person->email, &s->holder_email_hash, m->err));
	return credential_claim_hash(app, s->id,
	    credential_licence_form(app, person->licence_number),
	    &s->holder_licence_hash, m->err);
}

/* Open Badges 3.0 section 9.1 step 3, as credential.c has it for awards. */
static enum tsm_status set_refresh(
    struct making *m, struct personal_place *place)
{
	struct app *app = m->app;
	const char *secret = NULL;
	char hash[TSM_SHA256_HEX];
	m->refresh_hash = NULL;
	if (!m->refresh)
		return TSM_OK;
	const char *name =
	    tsm_arena_printf(&app->arena, "refresh/%s", m->stored.id);
	if (name == NULL)
		return tsm_fail_memory(m->err);
	TSM_TRY(link_secret(app, name, &secret, m->err));
	TSM_TRY(link_secret_hash(secret, hash));
	m->refresh_hash = tsm_arena_dup(&app->arena, hash);
	place->refresh.id =
	    tsm_arena_printf(&app->arena, "%s/r/%s", app->public_url, secret);
	return m->refresh_hash != NULL && place->refresh.id != NULL
		   ? TSM_OK
		   : tsm_fail_memory(m->err);
}

/* What its page shows, and what tells whether anything changed. */
static enum tsm_status set_summary(
    struct making *m, const struct personal_place *place)
{
	struct app *app = m->app;
	struct tsm_buf text;
	json_t *summary = json_deep_copy(m->p->summary);
	json_t *issuer = tsm_json_set_object(summary, "issuer");
	tsm_json_set(issuer, "name", place->issuer.name);
	tsm_json_set(issuer, "url", place->issuer.url);
	tsm_json_set(issuer, "id", place->issuer.id);
	tsm_json_set(
	    summary, "awarded", zoned_date(&app->arena, "UTC", place->awarded));
	tsm_json_set(summary, "awarded_iso",
	    zoned_iso(&app->arena, "UTC", place->awarded));
	tsm_json_set(summary, "as_of",
	    zoned_date(&app->arena, "UTC", place->valid_from));
	tsm_json_set(summary, "subject", place->subject);
	tsm_json_set(summary, "digest", m->p->digest);
	tsm_json_set(summary, "kind", m->p->kind);
	tsm_json_set_bool(summary, "refresh", m->refresh);
	tsm_buf_init(&text, 0);
	enum tsm_status status =
	    tsm_json_write(summary, TSM_JSON_COMPACT, &text);
	json_decref(summary);
	if (status == TSM_OK)
		m->stored.summary =
		    tsm_arena_str(&app->arena, tsm_buf_str(&text));
	tsm_buf_release(&text);
	return m->stored.summary != NULL ? TSM_OK : tsm_fail_memory(m->err);
}

static enum tsm_status draft(struct making *m, json_t **ret_credential)
{
	struct app *app = m->app;
	const struct personal *p = m->p;
	bool first = m->old.id == NULL;
	struct personal_place place = { 0 };
	m->stored = (struct tsm_store_credential){
		.version = first ? 1 : m->old.version + 1,
		.organisation = p->organisation,
		.person = p->person->id,
		.cohort = "",
		.award = p->kind,
		.cycle = m->cycle,
		.achievement = p->kind,
		.kind = p->kind,
		.name_shown = people_shown_name(p->person),
		.valid_from = app->now,
		.awarded_at = first ? app->now : m->old.awarded_at,
		.issued_at = app->now,
	};
	/* a later validFrom tells verifiers which version is the newer one */
	if (!first && m->old.valid_from >= app->now)
		m->stored.valid_from = m->old.valid_from + 1;
	place.valid_from = m->stored.valid_from;
	place.awarded = m->stored.awarded_at;
	TSM_TRY(profile_issuer(app->store, &app->arena, app->public_url,
	    p->organisation, &place.issuer, m->err));
	TSM_TRY(tsm_store_status_plan(app->store, p->organisation, 1,
	    LISTS_ENTRIES, app->random, app->now, &m->position, m->err));
	TSM_TRY(set_statuses(m, &place));
	TSM_TRY(set_ids(m, &place));
	TSM_TRY(set_subject(m, &place));
	TSM_TRY(set_refresh(m, &place));
	TSM_TRY(set_identities(m, &place));
	TSM_TRY(set_summary(m, &place));
	return p->build(p->ctx, &place, ret_credential, m->err);
}

/* --- securing it ----------------------------------------------------------- */

static enum tsm_status form_as(
    struct making *m, const char *format, const char *kid, struct proof *proof)
{
	struct tsm_store_key key = { 0 };
	if (proof->count == PROOF_FORMS)
		return TSM_OK;
	TSM_TRY(tsm_store_key_get(m->app->store, m->old.organisation, kid,
	    &m->app->arena, &key, m->err));
	struct proof_form *form = &proof->forms[proof->count++];
	form->suite = tsm_prove_suite_find(format);
	form->alg = key.alg;
	if (form->suite == NULL)
		return tsm_fail(m->err, TSM_E_UNSUPPORTED, format,
		    "this program does not make such proofs");
	return TSM_OK;
}

/* As asked for, or in the forms of the version before. */
static enum tsm_status choose(struct making *m, struct proof *ret_proof)
{
	const struct personal *p = m->p;
	struct tsm_store_form *more = NULL;
	size_t count = 0;
	if (tsm_streq(p->proof, PROOF_BASE))
		return tsm_fail(m->err, TSM_E_UNSUPPORTED, "--proof",
		    "what is gathered is shown as a whole: derive from the "
		    "credentials themselves");
	if (p->proof != NULL || p->alg != NULL || m->old.id == NULL)
		return proof_choose(p->proof, p->alg, ret_proof, m->err);
	ret_proof->count = 0;
	TSM_TRY(form_as(m, m->old.format, m->old.kid, ret_proof));
	TSM_TRY(tsm_store_form_list(m->app->store, m->old.id, m->old.version,
	    &m->app->arena, &more, &count, m->err));
	for (size_t i = 0; i < count; i++)
		TSM_TRY(form_as(m, more[i].format, more[i].kid, ret_proof));
	return TSM_OK;
}

static enum tsm_status sign(struct making *m, json_t *credential)
{
	struct proof proof;
	struct tsm_store_credential *s = &m->stored;
	TSM_TRY(choose(m, &proof));
	m->further_count = 0;
	for (size_t i = 0; i < proof.count; i++) {
		struct tsm_store_form made = { .credential = s->id,
			.version = s->version,
			.organisation = s->organisation,
			.format = proof.forms[i].suite->name };
		TSM_TRY(forms_make(m->app, s->organisation, &proof.forms[i],
		    s->issued_at, credential, &made.kid, &made.body, m->err));
		if (i == 0) {
			s->kid = made.kid;
			s->format = made.format;
			s->body = made.body;
		} else {
			m->further[m->further_count++] = made;
		}
	}
	return TSM_OK;
}

/* --- storing --------------------------------------------------------------- */

static enum tsm_status store_parts(struct making *m)
{
	struct app *app = m->app;
	struct tsm_store_issued issued = { 0 };
	if (m->old.id != NULL)
		TSM_TRY(tsm_store_supersede(
		    app->store, &m->stored, &m->position, app->actor, m->err));
	else
		TSM_TRY(tsm_store_issue(
		    app->store, &m->stored, &m->position, &issued, m->err));
	if (issued.existed)
		return tsm_fail(m->err, TSM_E_BUSY, NULL,
		    "somebody else has just issued it");
	if (m->refresh_hash != NULL)
		TSM_TRY(tsm_store_refresh_add(
		    app->store, m->refresh_hash, m->stored.id, m->err));
	for (size_t i = 0; i < m->further_count; i++)
		TSM_TRY(tsm_store_form_add(app->store, &m->further[i], m->err));
	return app_audit(app,
	    tsm_arena_printf(&app->arena, "credential.%s", m->p->kind),
	    m->stored.id, NULL, m->err);
}

/* It says the same, and what signed it still counts. */
static enum tsm_status stands(struct making *m, bool *ret_stands)
{
	struct forms forms;
	*ret_stands = false;
	if (m->old.id == NULL || m->refresh != had_refresh(m) ||
	    !tsm_streq(tsm_json_get_string(m->summary, "digest"), m->p->digest))
		return TSM_OK;
	TSM_TRY(
	    forms_read(m->app->store, &m->app->arena, &m->old, &forms, m->err));
	*ret_stands = forms.key_revoked_at == 0;
	return TSM_OK;
}

static enum tsm_status attempt(
    struct making *m, struct personal_result *ret_result)
{
	json_t *credential = NULL;
	bool same = false;
	TSM_TRY(look(m));
	TSM_TRY(stands(m, &same));
	if (same) {
		*ret_result = (struct personal_result){ m->old.id,
			m->old.version, false };
		return TSM_OK;
	}
	enum tsm_status status = draft(m, &credential);
	if (status == TSM_OK)
		status = sign(m, credential);
	json_decref(credential);
	if (status == TSM_OK)
		status =
		    tsm_store_begin(m->app->store, TSM_STORE_WRITE, m->err);
	if (status == TSM_OK)
		status = app_end(m->app, store_parts(m), m->err);
	tsm_wipe(&m->position, sizeof(m->position));
	if (status == TSM_OK)
		*ret_result = (struct personal_result){ m->stored.id,
			m->stored.version, true };
	return status;
}

struct personal_options personal_options_given(const struct tsm_args *args)
{
	return (struct personal_options){
		.organisation = tsm_args_get(args, "organisation"),
		.proof = tsm_args_get(args, "proof"),
		.alg = tsm_args_get(args, "alg"),
		.refresh = tsm_args_has(args, "refresh"),
	};
}

enum tsm_status personal_issue(struct app *app, const struct personal *personal,
    struct personal_result *ret_result, struct tsm_error *err)
{
	struct making m = { .app = app, .p = personal, .err = err };
	enum tsm_status status = TSM_E_BUSY;
	TSM_TRY(app_organisation(app, personal->organisation, err));
	for (int n = 0; n < ATTEMPTS_MAX && status == TSM_E_BUSY; n++)
		status = attempt(&m, ret_result);
	return status;
}
