#include "nameless.h"

#include "personal.h"
#include "sealer.h"
#include "testamur/store/erase.h"

static const char *const of_credential[] = { "@context", "id", "type", "name",
	"issuer", "validFrom", "validUntil", "awardedDate", "credentialSchema",
	"credentialStatus" };

/* the result of an award is its units */
static const char *const of_subject[] = { "type", "achievement",
	"activityStartDate", "activityEndDate", "creditsEarned", "result",
	"licenseNumber", "source" };

#define COUNT(names) (sizeof(names) / sizeof((names)[0]))

static void copy(json_t *to, const struct tsm_json *from,
    const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct tsm_json *value = tsm_json_get(from, names[i]);
		if (value != NULL)
			tsm_json_set_new(to, names[i], tsm_json_copy(value));
	}
}

/* Open Badges 3.0 section B.1.2 wants an id where there is no identifier.
 * NULL: out of memory. */
static json_t *without_name(
    struct tsm_arena *arena, const struct tsm_json *root)
{
	const struct tsm_json *from = tsm_json_get(root, "credentialSubject");
	const char *id = tsm_arena_printf(
	    arena, "%s#holder", tsm_json_get_string(root, "id"));
	json_t *credential = id != NULL ? json_object() : NULL;
	if (credential == NULL)
		return NULL;
	copy(credential, root, of_credential, COUNT(of_credential));
	json_t *subject = tsm_json_set_object(credential, "credentialSubject");
	copy(subject, from, of_subject, COUNT(of_subject));
	tsm_json_set(subject, "id", id);
	return credential;
}

enum tsm_status nameless_make(struct visit *visit,
    const struct holding *holding, struct tsm_buf *out, struct tsm_error *err)
{
	const struct tsm_store_credential *c = &holding->credential;
	struct tsm_prove_key key;
	struct proof proof;
	const char *kid = NULL;
	struct tsm_str body;
	const struct tsm_json *root = NULL;
	const struct tsm_prove_options options = { .created = visit->app.now };
	if (personal_is(c) || tsm_store_is_tombstone(c->body) ||
	    holding->forms.key_revoked_at != 0)
		return tsm_fail(err, TSM_E_STATE, NULL, "there is none of it");
	TSM_TRY(proof_choose(PROOF_EMBEDDED, NULL, &proof, err));
	TSM_TRY(proof_key(visit->app.store, &visit->app.arena,
	    visit->app.public_url, c->organisation, proof.forms[0].alg,
	    visit->app.now, &key, &kid, err));
	TSM_TRY(forms_pick(&holding->forms, NULL, &body, err));
	TSM_TRY(forms_contents(&visit->app.arena, body, &root, err));
	json_t *credential = without_name(&visit->app.arena, root);
	if (credential == NULL)
		return tsm_fail_memory(err);
	enum tsm_status status = sealer_prove(visit->server->sealer,
	    proof.forms[0].suite, &key, credential, &options, out, err);
	json_decref(credential);
	return status;
}
