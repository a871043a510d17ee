#include "proof.h"

#include "profile.h"
#include "testamur/store/organisation.h"

static const struct choice {
	const char *name;
	const char *suites[PROOF_FORMS]; /* the second may be NULL */
} choices[] = {
	{ "eddsa-rdfc-2022", { "eddsa-rdfc-2022", NULL } },
	{ "eddsa-jcs-2022", { "eddsa-jcs-2022", NULL } },
	{ "jwt", { PROOF_JWT, NULL } },
	{ "jwt-ob", { PROOF_JWT, NULL } },
	{ "jwt-w3c", { "jwt-w3c", NULL } },
	{ "both", { PROOF_EMBEDDED, PROOF_JWT } },
	{ PROOF_BASE, { PROOF_EMBEDDED, PROOF_BASE } },
};

static const struct choice *find(const char *name)
{
	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		if (tsm_streq(choices[i].name, name))
			return &choices[i];
	}
	return NULL;
}

static enum tsm_status check_alg(const char *alg, struct tsm_error *err)
{
	if (!tsm_streq(alg, "ES256") && !tsm_streq(alg, "EdDSA") &&
	    !tsm_streq(alg, "RS256"))
		return tsm_fail(err, TSM_E_UNKNOWN, "--alg",
		    "the algorithm is ES256, EdDSA or RS256");
	return TSM_OK;
}

enum tsm_status proof_choose(const char *name, const char *alg,
    struct proof *ret_proof, struct tsm_error *err)
{
	const struct choice *choice = find(name != NULL ? name : PROOF_DEFAULT);
	struct proof proof = { 0 };
	bool has_jwt = false;
	if (choice == NULL)
		return tsm_fail(err, TSM_E_UNKNOWN, "--proof",
		    "the proof is jwt, jwt-w3c, eddsa-rdfc-2022, "
		    "eddsa-jcs-2022, ecdsa-sd-2023 or both");
	if (alg != NULL)
		TSM_TRY(check_alg(alg, err));
	for (; proof.count < PROOF_FORMS; proof.count++) {
		const char *suite = choice->suites[proof.count];
		struct proof_form *form = &proof.forms[proof.count];
		if (suite == NULL)
			break;
		bool jwt = tsm_str_starts(tsm_str(suite), "jwt-");
		has_jwt = has_jwt || jwt;
		form->suite = tsm_prove_suite_find(suite);
		form->alg = tsm_streq(suite, PROOF_BASE) ? "ES256"
			    : !jwt                       ? "EdDSA"
			    : alg != NULL                ? alg
							 : "ES256";
		if (form->suite == NULL)
			return tsm_fail(err, TSM_E_UNSUPPORTED, "--proof",
			    "this program cannot make %s proofs", suite);
	}
	if (alg != NULL && !has_jwt)
		return tsm_fail(err, TSM_E_UNSUPPORTED, "--alg",
		    "the algorithm of an embedded proof is in its name: "
		    "--alg is for a JWT");
	*ret_proof = proof;
	return TSM_OK;
}

enum tsm_status proof_key(struct tsm_store *store, struct tsm_arena *arena,
    const char *public_url, const char *organisation, const char *alg,
    int64_t now, struct tsm_prove_key *ret_key, const char **ret_kid,
    struct tsm_error *err)
{
	struct tsm_store_key stored;
	struct tsm_prove_key key = { 0 };
	enum tsm_status status = tsm_store_key_active(
	    store, organisation, alg, now, arena, &stored, err);
	if (status == TSM_E_NOT_FOUND)
		return tsm_fail(err, TSM_E_STATE, organisation,
		    "there is no active %s key: make one with 'key rotate %s "
		    "--alg %s'",
		    alg, organisation, alg);
	TSM_TRY(status);
	key.alg = stored.alg;
	key.signer_id =
	    tsm_arena_printf(arena, "%s/%s", organisation, stored.kid);
	if (key.signer_id == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(profile_method(
	    arena, public_url, organisation, stored.kid, &key.method, err));
	*ret_key = key;
	*ret_kid = stored.kid;
	return TSM_OK;
}

/* --- making them ---------------------------------------------------------- */

static const struct {
	const char *pointer;
	const char *member;
	const char *below; /* a member of it, or NULL */
} mandatory[] = {
	{ "/issuer", "issuer", NULL },
	{ "/validFrom", "validFrom", NULL },
	{ "/validUntil", "validUntil", NULL },
	{ "/name", "name", NULL },
	{ "/credentialStatus", "credentialStatus", NULL },
	{ "/credentialSchema", "credentialSchema", NULL },
	{ "/credentialSubject/achievement", "credentialSubject",
	    "achievement" },
};

#define MANDATORY (sizeof(mandatory) / sizeof(mandatory[0]))

static enum tsm_status make_base(struct tsm_signer *signer,
    const struct proof_form *form, const struct tsm_prove_key *key,
    json_t *credential, struct tsm_prove_options options, struct tsm_buf *out,
    struct tsm_error *err)
{
	const char *pointers[MANDATORY];

	options.mandatory = pointers;
	for (size_t i = 0; i < MANDATORY; i++) {
		json_t *value =
		    json_object_get(credential, mandatory[i].member);
		if (mandatory[i].below != NULL)
			value = json_object_get(value, mandatory[i].below);
		if (value != NULL)
			pointers[options.n_mandatory++] = mandatory[i].pointer;
	}
	return tsm_prove(
	    signer, form->suite, key, credential, &options, out, err);
}

enum tsm_status proof_make(struct tsm_signer *signer,
    const struct proof_form *form, const struct tsm_prove_key *key,
    json_t *const *credentials, size_t count,
    const struct tsm_prove_options *options, struct tsm_buf *outs,
    struct tsm_error *err)
{
	if (!tsm_streq(form->suite->name, PROOF_BASE))
		return tsm_prove_batch(signer, form->suite, key, credentials,
		    count, options, outs, err);
	for (size_t i = 0; i < count; i++)
		TSM_TRY(make_base(signer, form, key, credentials[i], *options,
		    &outs[i], err));
	return TSM_OK;
}

bool proof_is_jwt(struct tsm_str body)
{
	return body.len > 0 && body.ptr[0] != '{';
}
