#include "lists.h"

#include "profile.h"
#include "proof.h"
#include "testamur/status/bitstring.h"
#include "testamur/store/organisation.h"
#include "testamur/store/status.h"

const char *lists_url(struct tsm_arena *arena, const char *public_url,
    const char *organisation, int64_t number, const char *purpose)
{
	return tsm_arena_printf(arena, "%s/issuers/%s/status/%lld/%s",
	    public_url, organisation, (long long)number, purpose);
}

/* encodedList with the bits of the events set. */
static enum tsm_status encode(const struct tsm_store_status_list *list,
    const int64_t *indices, size_t count, struct tsm_buf *out,
    struct tsm_error *err)
{
	struct tsm_bitstring bits;
	uint64_t entries = (uint64_t)list->entries;
	if (entries < TSM_STATUS_ENTRIES_MIN)
		entries = TSM_STATUS_ENTRIES_MIN;
	TSM_TRY(tsm_bitstring_init(entries, 1, &bits));
	enum tsm_status status = TSM_OK;
	for (size_t i = 0; status == TSM_OK && i < count; i++)
		status = tsm_bitstring_set(&bits, (uint64_t)indices[i], 1);
	if (status == TSM_OK)
		status = tsm_bitstring_encode(&bits, out);
	tsm_bitstring_release(&bits);
	if (status != TSM_OK)
		return tsm_fail(
		    err, status, NULL, "the status list cannot be encoded");
	return TSM_OK;
}

/* --- forms ---------------------------------------------------------------- */

static const struct form {
	const char *suite;
	const char *alg;
} forms[] = {
	[LISTS_JSON] = { PROOF_EMBEDDED, "EdDSA" },
	[LISTS_JWT] = { PROOF_LIST_JWT, "ES256" },
};

static enum tsm_status has_key(struct tsm_store *store, struct tsm_arena *arena,
    const char *organisation, enum lists_form form, int64_t now, bool *ret_has,
    struct tsm_error *err)
{
	struct tsm_store_key key;
	*ret_has = false;
	if (tsm_prove_suite_find(forms[form].suite) == NULL)
		return TSM_OK;
	enum tsm_status status = tsm_store_key_active(
	    store, organisation, forms[form].alg, now, arena, &key, err);
	*ret_has = status == TSM_OK;
	return status == TSM_E_NOT_FOUND ? TSM_OK : status;
}

enum tsm_status lists_possible(struct tsm_store *store, struct tsm_arena *arena,
    const char *organisation, enum lists_form wanted, int64_t now,
    enum lists_form *ret_form, struct tsm_error *err)
{
	enum lists_form other = wanted == LISTS_JSON ? LISTS_JWT : LISTS_JSON;
	bool has = false;
	*ret_form = wanted;
	TSM_TRY(has_key(store, arena, organisation, wanted, now, &has, err));
	if (has)
		return TSM_OK;
	TSM_TRY(has_key(store, arena, organisation, other, now, &has, err));
	if (has)
		*ret_form = other;
	return TSM_OK;
}

enum tsm_status lists_usual(struct tsm_store *store, struct tsm_arena *arena,
    const char *organisation, int64_t number, enum lists_form *ret_form,
    struct tsm_error *err)
{
	const char *format = NULL;
	enum tsm_status status = tsm_store_status_format(
	    store, organisation, number, arena, &format, err);
	*ret_form =
	    tsm_str_starts(tsm_str(format), "jwt-") ? LISTS_JWT : LISTS_JSON;
	return status == TSM_E_NOT_FOUND ? TSM_OK : status;
}

/* --- signing -------------------------------------------------------------- */

static enum tsm_status sign(struct tsm_store *store,
    const struct lists_maker *maker, struct tsm_arena *arena,
    const char *public_url, const struct lists_name *name, json_t *credential,
    bool dated, int64_t now, const char **ret_kid, struct tsm_buf *out,
    struct tsm_error *err)
{
	const struct form *form = &forms[name->form];
	const struct tsm_prove_suite *suite = tsm_prove_suite_find(form->suite);
	struct tsm_prove_key key;
	if (suite == NULL)
		return tsm_fail(err, TSM_E_STATE, name->organisation,
		    "no %s proofs are made here", form->suite);
	TSM_TRY(proof_key(store, arena, public_url, name->organisation,
	    form->alg, now, &key, ret_kid, err));
	const struct tsm_prove_options options = { .created = now,
		.issued_at = dated ? now : 0,
		.store = maker->contexts };
	return tsm_prove(
	    maker->signer, suite, &key, credential, &options, out, err);
}

/* What is signed: a list as it is, or a version that was replaced. */
struct making {
	const struct lists_name *name;
	const struct lists_version *version; /* NULL: as it is */
	int64_t revision;                    /* of the list, in the end */
	const char *kid;                     /* that signed it */
	struct tsm_str body;
};

static enum tsm_status build(struct tsm_arena *arena, const char *public_url,
    const struct tsm_store_status_list *list, const struct making *making,
    const char *encoded, json_t **ret_credential, struct tsm_error *err)
{
	const struct lists_version *version = making->version;
	struct tsm_ob_status_list model = {
		.id = lists_url(arena, public_url, list->organisation,
		    list->number, making->name->purpose),
		.purpose = making->name->purpose,
		.encoded = encoded,
		.valid_from =
		    version != NULL ? version->from : list->changed_at,
		.valid_until = version != NULL ? &version->until : NULL,
		.ttl_ms = LISTS_TTL_MS,
	};
	TSM_TRY(profile_did(
	    arena, public_url, list->organisation, &model.issuer, err));
	return tsm_ob_status_list_build(&model, ret_credential, err);
}

static enum tsm_status make(struct tsm_store *store,
    const struct lists_maker *maker, struct tsm_arena *arena,
    const char *public_url, int64_t now, struct making *making,
    struct tsm_error *err)
{
	const struct lists_name *name = making->name;
	bool dated = making->version != NULL;
	struct tsm_store_status_list list;
	struct tsm_buf encoded;
	struct tsm_buf out;
	json_t *credential = NULL;
	int64_t *indices = NULL;
	size_t count = 0;
	TSM_TRY(tsm_store_status_bits(store, name->organisation, name->number,
	    name->purpose, dated ? making->version->from : INT64_MAX, arena,
	    &list, &indices, &count, err));
	making->revision = list.revision;
	tsm_buf_init(&encoded, 0);
	tsm_buf_init(&out, 0);
	enum tsm_status status = encode(&list, indices, count, &encoded, err);
	if (status == TSM_OK)
		status = build(arena, public_url, &list, making,
		    tsm_buf_cstr(&encoded), &credential, err);
	if (status == TSM_OK)
		status = sign(store, maker, arena, public_url, name, credential,
		    dated, now, &making->kid, &out, err);
	if (status == TSM_OK) {
		making->body.ptr = tsm_arena_str(arena, tsm_buf_str(&out));
		making->body.len = out.len;
		if (making->body.ptr == NULL)
			status = tsm_fail_memory(err);
	}
	json_decref(credential);
	tsm_buf_release(&encoded);
	tsm_buf_release(&out);
	return status;
}

/* Whether what a copy is signed with may still be trusted. */
static enum tsm_status key_stands(struct tsm_store *store,
    struct tsm_arena *arena, const char *organisation, const char *kid,
    bool *ret_stands, struct tsm_error *err)
{
	struct tsm_store_key key = { 0 };
	enum tsm_status status =
	    tsm_store_key_get(store, organisation, kid, arena, &key, err);
	*ret_stands = status == TSM_OK && key.revoked_at == 0;
	return status == TSM_E_NOT_FOUND ? TSM_OK : status;
}

enum tsm_status lists_current(struct tsm_store *store, struct tsm_arena *arena,
    const struct lists_name *name, struct tsm_str *ret_body,
    struct tsm_error *err)
{
	struct tsm_store_status_list list;
	struct tsm_store_signed_status copy;
	bool stands = false;
	TSM_TRY(tsm_store_status_get(
	    store, name->organisation, name->number, arena, &list, err));
	enum tsm_status status =
	    tsm_store_signed_status_get(store, name->organisation, name->number,
		name->purpose, forms[name->form].suite, arena, &copy, err);
	if (status == TSM_E_NOT_FOUND)
		return TSM_E_STATE;
	TSM_TRY(status);
	if (copy.revision == list.revision)
		TSM_TRY(key_stands(
		    store, arena, name->organisation, copy.kid, &stands, err));
	if (!stands)
		return TSM_E_STATE;
	*ret_body = copy.body;
	return TSM_OK;
}

enum tsm_status lists_last(struct tsm_store *store, struct tsm_arena *arena,
    const struct lists_name *name, int64_t now, struct tsm_str *ret_body,
    struct tsm_error *err)
{
	struct tsm_store_signed_status copy;
	int64_t changed = 0;
	bool any = false;
	bool stands = false;
	enum tsm_status status =
	    tsm_store_signed_status_get(store, name->organisation, name->number,
		name->purpose, forms[name->form].suite, arena, &copy, err);
	if (status == TSM_E_NOT_FOUND)
		return TSM_E_STATE;
	TSM_TRY(status);
	TSM_TRY(key_stands(
	    store, arena, name->organisation, copy.kid, &stands, err));
	TSM_TRY(tsm_store_status_changed(store, name->organisation,
	    name->number, copy.signed_at, &changed, &any, err));
	if (!stands || !any || now - changed > LISTS_TTL_MS / 1000)
		return TSM_E_STATE;
	*ret_body = copy.body;
	return TSM_OK;
}

enum tsm_status lists_signed(struct tsm_store *store,
    const struct lists_maker *maker, struct tsm_arena *arena,
    const char *public_url, const struct lists_name *name, int64_t now,
    struct tsm_str *ret_body, struct tsm_error *err)
{
	struct making making = { .name = name };
	enum tsm_status status =
	    lists_current(store, arena, name, ret_body, err);
	if (status != TSM_E_STATE)
		return status;
	TSM_TRY(make(store, maker, arena, public_url, now, &making, err));
	const struct tsm_store_signed_status copy = {
		.organisation = name->organisation,
		.number = name->number,
		.purpose = name->purpose,
		.format = forms[name->form].suite,
		.kid = making.kid,
		.revision = making.revision,
		.body = making.body,
		.signed_at = now,
	};
	TSM_TRY(tsm_store_signed_status_put(store, &copy, err));
	*ret_body = copy.body;
	return TSM_OK;
}

/* --- as they were ---------------------------------------------------------- */

enum tsm_status lists_version_at(struct tsm_store *store,
    const struct lists_name *name, int64_t at, int64_t now,
    struct lists_version *ret_version, struct tsm_error *err)
{
	struct tsm_store_status_span span;
	int64_t oldest = now - LISTS_KEPT_SECONDS;
	TSM_TRY(tsm_store_status_span(store, name->organisation, name->number,
	    at > oldest ? at : oldest, &span, err));
	*ret_version = (struct lists_version){ .from = span.from,
		/* a second is the smallest step */
		.until = span.next != 0 ? span.next - 1 : 0,
		.changes = span.changes };
	return TSM_OK;
}

enum tsm_status lists_version(struct tsm_store *store, struct tsm_arena *arena,
    const struct lists_name *name, const struct lists_version *version,
    struct tsm_str *ret_body, struct tsm_error *err)
{
	struct tsm_store_status_version copy;
	bool stands = false;
	enum tsm_status status = tsm_store_status_version_get(store,
	    name->organisation, name->number, name->purpose,
	    forms[name->form].suite, version->from, arena, &copy, err);
	if (status == TSM_E_NOT_FOUND)
		return TSM_E_STATE;
	TSM_TRY(status);
	/* an event that was committed late may belong before others */
	if (copy.valid_until == version->until &&
	    copy.changes == version->changes)
		TSM_TRY(key_stands(
		    store, arena, name->organisation, copy.kid, &stands, err));
	if (!stands)
		return TSM_E_STATE;
	*ret_body = copy.body;
	return TSM_OK;
}

enum tsm_status lists_version_signed(struct tsm_store *store,
    const struct lists_maker *maker, struct tsm_arena *arena,
    const char *public_url, const struct lists_name *name,
    const struct lists_version *version, int64_t now, struct tsm_str *ret_body,
    struct tsm_error *err)
{
	struct making making = { .name = name, .version = version };
	enum tsm_status status =
	    lists_version(store, arena, name, version, ret_body, err);
	if (status != TSM_E_STATE)
		return status;
	TSM_TRY(make(store, maker, arena, public_url, now, &making, err));
	const struct tsm_store_status_version copy = {
		.organisation = name->organisation,
		.number = name->number,
		.purpose = name->purpose,
		.format = forms[name->form].suite,
		.valid_from = version->from,
		.valid_until = version->until,
		.changes = version->changes,
		.kid = making.kid,
		.body = making.body,
	};
	TSM_TRY(tsm_store_status_version_put(store, &copy, err));
	*ret_body = copy.body;
	return TSM_OK;
}
