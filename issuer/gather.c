#include "gather.h"

#include "cohort.h"
#include "decision.h"
#include "forms.h"
#include "people.h"
#include "testamur/base/limits.h"
#include "testamur/ob/clr.h"
#include "testamur/rules/policy.h"
#include "testamur/store/erase.h"

#define NAME "Learner record"
#define DESCRIPTION                                                    \
 "What was awarded to one person, gathered as it was signed. Each of " \
 "the credentials in it can be verified by itself."

/* --- what goes in ---------------------------------------------------------- */

static enum tsm_status read_item(struct app *app,
    const struct tsm_store_credential *c, struct gathered *g,
    struct tsm_error *err)
{
	const struct tsm_json *summary = NULL;
	int64_t until = 0;
	TSM_TRY(tsm_json_parse(&app->arena, c->summary, tsm_str(c->summary).len,
	    NULL, &summary, err));
	g->id = c->id;
	g->version = c->version;
	g->cohort = c->cohort;
	g->award = c->award;
	g->organisation = c->organisation;
	g->awarded = tsm_json_get_string(summary, "awarded");
	g->awarded_iso = tsm_json_get_string(summary, "awarded_iso");
	g->name =
	    tsm_json_get_string(tsm_json_get(summary, "achievement"), "name");
	g->issuer =
	    tsm_json_get_string(tsm_json_get(summary, "issuer"), "name");
	if (tsm_json_int(tsm_json_get(summary, "valid_until_at"), &until) ==
		TSM_OK &&
	    until <= app->now)
		g->without = "it has expired";
	return TSM_OK;
}

static enum tsm_status read_document(struct app *app,
    const struct tsm_store_credential *c, struct gathered *g,
    struct tsm_error *err)
{
	struct forms forms;
	TSM_TRY(forms_read(app->store, &app->arena, c, &forms, err));
	if (forms.key_revoked_at != 0) {
		g->without = "its key was revoked: 'credential correct' signs "
			     "it anew";
		g->known = true;
	} else if (forms.json.ptr == NULL) {
		g->without = "it is signed as a token alone: 'award issue "
			     "--proof both' adds a proof";
		g->known = true;
	}
	if (g->without != NULL)
		return TSM_OK;
	TSM_TRY(tsm_json_parse(
	    &app->arena, forms.json.ptr, forms.json.len, NULL, &g->root, err));
	g->achievement = tsm_json_string(
	    tsm_json_resolve(g->root, "/credentialSubject/achievement/id"));
	return TSM_OK;
}

static enum tsm_status judge(struct app *app, const struct gather_scope *scope,
    const struct tsm_store_credential *c, struct gathered *g,
    struct tsm_error *err)
{
	struct tsm_store_standing standing;
	TSM_TRY(read_item(app, c, g, err));
	TSM_TRY(tsm_store_credential_standing(
	    app->store, c->id, 0, &app->arena, &standing, err));
	if (tsm_store_is_tombstone(c->body)) {
		g->without = "what it said was erased";
	} else if (standing.validity == TSM_STORE_SUSPENDED) {
		g->without = "it is suspended";
		g->known = true;
	} else if (standing.validity != TSM_STORE_IN_FORCE) {
		g->without = "it was revoked";
	} else if (g->without == NULL && scope->cohort != NULL &&
		   !tsm_streq(scope->cohort, c->cohort)) {
		g->without = "it is of another cohort";
		g->known = true;
	}
	return g->without == NULL ? read_document(app, c, g, err) : TSM_OK;
}

enum tsm_status gather_list(struct app *app, const struct gather_scope *scope,
    struct gathering *ret_gathering, struct tsm_error *err)
{
	const struct tsm_store_credential_filter filter = { .person =
								scope->person };
	struct tsm_store_credential *list = NULL;
	struct gathering g = { 0 };
	size_t count = 0;
	TSM_TRY(tsm_store_credential_list(
	    app->store, &filter, &app->arena, &list, &count, err));
	g.items = tsm_arena_array(&app->arena, count, sizeof(*g.items));
	if (g.items == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		if (personal_is(&list[i]))
			continue;
		struct gathered *item = &g.items[g.count++];
		TSM_TRY(judge(app, scope, &list[i], item, err));
		g.in += item->without == NULL ? 1 : 0;
		g.partial = g.partial || item->known;
	}
	if (g.in > GATHER_MAX)
		return tsm_fail(err, TSM_E_LIMIT, NULL,
		    "a record holds at most %d credentials: choose a cohort",
		    GATHER_MAX);
	*ret_gathering = g;
	return TSM_OK;
}

/* --- how they belong together ---------------------------------------------- */

struct work {
	struct app *app;
	const struct gathering *g;
	const struct gathered *in[GATHER_MAX];
	size_t count;
	json_t *credentials[GATHER_MAX];
	json_t *achievements[GATHER_MAX];
	size_t n_achievements;
	struct tsm_ob_association *associations;
	size_t n_associations;
	struct tsm_ob_identity identities[GATHER_MAX + 2];
};

/* Whether a rule asks for an achievement (its name in the policy), or for an
 * award of the same policy. */
static bool asks_for(const struct tsm_condition *condition,
    const char *achievement, const char *award, int depth)
{
	if ((condition->kind == TSM_COND_HOLDS &&
		tsm_streq(condition->name, achievement)) ||
	    (condition->kind == TSM_COND_AWARD && award != NULL &&
		tsm_streq(condition->name, award)))
		return true;
	for (size_t i = 0; depth > 0 && i < condition->part_count; i++) {
		if (asks_for(
			condition->parts[i], achievement, award, depth - 1))
			return true;
	}
	return false;
}

/* The last part of an achievement's address is its id. */
static const char *slug_of(const char *url)
{
	struct tsm_str rest = tsm_str(url);
	for (size_t i = rest.len; i > 0; i--) {
		if (url[i - 1] == '/')
			return url + i;
	}
	return url;
}

static bool associated(const struct work *w, const char *a, const char *b)
{
	for (size_t i = 0; i < w->n_associations; i++) {
		const struct tsm_ob_association *x = &w->associations[i];
		if ((tsm_streq(x->source, a) && tsm_streq(x->target, b)) ||
		    (tsm_streq(x->source, b) && tsm_streq(x->target, a)))
			return true;
	}
	return false;
}

/* Of the award that b is, whether its rule asks for a. A cohort that is gone
 * says nothing any more. */
static bool precedes(const struct tsm_policy_award *rule,
    const struct gathered *a, const struct gathered *b)
{
	bool same = tsm_streq(a->cohort, b->cohort);
	return rule != NULL &&
	       asks_for(rule->when, slug_of(a->achievement),
		   same ? a->award : NULL, TSM_POLICY_DEPTH_MAX);
}

static void associate(
    struct work *w, const char *type, const char *source, const char *target)
{
	if (w->n_associations == TSM_OB_ITEMS_MAX ||
	    tsm_streq(source, target) || associated(w, source, target))
		return;
	w->associations[w->n_associations++] =
	    (struct tsm_ob_association){ type, source, target };
}

static enum tsm_status add_associations(struct work *w, struct tsm_error *err)
{
	struct app *app = w->app;
	const struct tsm_policy_award *rules[GATHER_MAX] = { NULL };
	w->associations = tsm_arena_array(
	    &app->arena, TSM_OB_ITEMS_MAX, sizeof(*w->associations));
	if (w->associations == NULL)
		return tsm_fail_memory(err);
	for (size_t i = 0; i < w->count; i++) {
		struct cohort cohort;
		enum tsm_status status =
		    cohort_open(app, w->in[i]->cohort, &cohort, NULL);
		if (status == TSM_OK)
			rules[i] = tsm_policy_award(
			    cohort.programme.policy, w->in[i]->award);
		else if (status != TSM_E_NOT_FOUND)
			return tsm_fail(err, status, w->in[i]->cohort,
			    "the cohort cannot be read");
	}
	for (size_t b = 0; b < w->count; b++)
		for (size_t a = 0; a < w->count; a++)
			if (a != b && precedes(rules[b], w->in[a], w->in[b]))
				associate(w, "precedes", w->in[a]->achievement,
				    w->in[b]->achievement);
	for (size_t b = 0; b < w->count; b++)
		for (size_t a = 0; a < b; a++)
			if (tsm_streq(w->in[a]->cohort, w->in[b]->cohort))
				associate(w, "isRelatedTo",
				    w->in[a]->achievement,
				    w->in[b]->achievement);
	return TSM_OK;
}

/* --- the document ----------------------------------------------------------- */

/* Each achievement once, as the first credential of it describes it. */
static void add_achievements(struct work *w)
{
	for (size_t i = 0; i < w->count; i++) {
		bool known = false;
		for (size_t k = 0; k < i && !known; k++)
			known = tsm_streq(
			    w->in[k]->achievement, w->in[i]->achievement);
		if (!known)
			w->achievements[w->n_achievements++] =
			    tsm_json_copy(tsm_json_resolve(w->in[i]->root,
				"/credentialSubject/achievement"));
	}
}

static enum tsm_status build_record(void *ctx,
    const struct personal_place *place, json_t **ret_credential,
    struct tsm_error *err)
{
	struct work *w = ctx;
	size_t n = place->n_identities;
	for (size_t i = 0; i < n; i++)
		w->identities[i] = place->identities[i];
	/* each credential has a subject id of its own: all are this person's */
	for (size_t i = 0; i < w->count; i++) {
		const char *id = tsm_json_string(
		    tsm_json_resolve(w->in[i]->root, "/credentialSubject/id"));
		if (id != NULL)
			w->identities[n++] =
			    (struct tsm_ob_identity){ .identity = id,
				    .type = "identifier" };
	}
	const struct tsm_ob_clr clr = { .id = place->id,
		.name = NAME,
		.description = DESCRIPTION,
		.issuer = place->issuer,
		.subject_id = place->subject,
		.identities = w->identities,
		.n_identities = n,
		.credentials = w->credentials,
		.n_credentials = w->count,
		.achievements = w->achievements,
		.n_achievements = w->n_achievements,
		.associations = w->associations,
		.n_associations = w->n_associations,
		.partial = w->g->partial,
		.valid_from = place->valid_from,
		.awarded = &place->awarded,
		.statuses = place->statuses,
		.n_statuses = 2,
		.refresh = place->refresh };
	return tsm_ob_clr_build(&clr, ret_credential, err);
}

static json_t *summary_of(const struct work *w)
{
	json_t *summary = json_object();
	json_t *achievement = tsm_json_set_object(summary, "achievement");
	tsm_json_set(achievement, "name", NAME);
	tsm_json_set(achievement, "description", DESCRIPTION);
	tsm_json_set(achievement, "type", "Comprehensive learner record");
	json_t *list = tsm_json_set_array(summary, "contents");
	for (size_t i = 0; i < w->count; i++) {
		json_t *row = tsm_json_add_object(list);
		tsm_json_set(row, "id", w->in[i]->id);
		tsm_json_set(row, "name", w->in[i]->name);
		tsm_json_set(row, "issuer", w->in[i]->issuer);
		tsm_json_set(row, "awarded", w->in[i]->awarded);
		tsm_json_set(row, "awarded_iso", w->in[i]->awarded_iso);
	}
	tsm_json_set_bool(summary, "partial", w->g->partial);
	return summary;
}

/* Of what it would say: which versions are in it, and whose they are. */
static enum tsm_status digest_of(const struct work *w,
    const struct tsm_store_person *person, const char **ret_digest,
    struct tsm_error *err)
{
	json_t *value = json_object();
	json_t *list = tsm_json_set_array(value, "credentials");
	struct tsm_str bytes;
	char hex[TSM_SHA256_HEX];
	for (size_t i = 0; i < w->count; i++) {
		json_t *row = tsm_json_add_object(list);
		tsm_json_set(row, "id", w->in[i]->id);
		tsm_json_set_int(row, "version", w->in[i]->version);
	}
	tsm_json_set_bool(value, "partial", w->g->partial);
	tsm_json_set(value, "name", people_shown_name(person));
	tsm_json_set(value, "email", person->email);
	TSM_TRY(decision_canonical(w->app, value, &bytes, err));
	TSM_TRY(tsm_sha256_hex(bytes.ptr, bytes.len, hex));
	*ret_digest = tsm_arena_dup(&w->app->arena, hex);
	return *ret_digest != NULL ? TSM_OK : tsm_fail_memory(err);
}

static enum tsm_status choose_organisation(
    const struct work *w, const char **organisation, struct tsm_error *err)
{
	for (size_t i = 0; *organisation == NULL && i < w->count; i++) {
		if (!tsm_streq(w->in[i]->organisation, w->in[0]->organisation))
			return tsm_fail(err, TSM_E_USAGE, "--organisation",
			    "several organisations issued these: say who "
			    "issues the record");
	}
	if (*organisation == NULL)
		*organisation = w->in[0]->organisation;
	return TSM_OK;
}

static enum tsm_status issue(struct work *w, struct personal *p,
    struct personal_result *ret_result, struct tsm_error *err)
{
	TSM_TRY(choose_organisation(w, &p->organisation, err));
	TSM_TRY(add_associations(w, err));
	TSM_TRY(digest_of(w, p->person, &p->digest, err));
	for (size_t i = 0; i < w->count; i++)
		w->credentials[i] = tsm_json_copy(w->in[i]->root);
	add_achievements(w);
	p->summary = summary_of(w);
	enum tsm_status status = personal_issue(w->app, p, ret_result, err);
	json_decref(p->summary);
	for (size_t i = 0; i < w->count; i++)
		json_decref(w->credentials[i]);
	for (size_t i = 0; i < w->n_achievements; i++)
		json_decref(w->achievements[i]);
	return status;
}

enum tsm_status gather_issue(struct app *app,
    const struct tsm_store_person *person,
    const struct personal_options *options, const struct gathering *gathering,
    struct personal_result *ret_result, struct tsm_error *err)
{
	struct work *w = tsm_arena_alloc(&app->arena, sizeof(*w));
	if (w == NULL)
		return tsm_fail_memory(err);
	w->app = app;
	w->g = gathering;
	for (size_t i = 0; i < gathering->count; i++) {
		if (gathering->items[i].without == NULL)
			w->in[w->count++] = &gathering->items[i];
	}
	if (w->count == 0)
		return tsm_fail(err, TSM_E_STATE, NULL,
		    "there is nothing in force to gather");
	struct personal p = { .kind = PERSONAL_RECORD,
		.organisation = options->organisation,
		.person = person,
		.proof = options->proof,
		.alg = options->alg,
		.refresh = options->refresh,
		.build = build_record,
		.ctx = w };
	return issue(w, &p, ret_result, err);
}
