#include "lists.h"

#include "profile.h"
#include "testamur/crypto/jws.h"
#include "testamur/prove/prove.h"
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

static enum tsm_status sign(struct tsm_store *store, struct tsm_signer *signer,
    struct tsm_arena *arena, const char *public_url, const char *organisation,
    json_t *credential, int64_t now, struct tsm_buf *out, struct tsm_error *err)
{
	struct tsm_store_key stored;
	struct tsm_prove_key key;
	enum tsm_status status = tsm_store_key_active(
	    store, organisation, "ES256", now, arena, &stored, err);
	if (status == TSM_E_NOT_FOUND)
		return tsm_fail(err, TSM_E_STATE, organisation,
		    "there is no active ES256 key to sign the status list "
		    "with: 'key rotate' makes one");
	TSM_TRY(status);
	key.alg = stored.alg;
	key.signer_id =
	    tsm_arena_printf(arena, "%s/%s", organisation, stored.kid);
	if (key.signer_id == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(profile_method(
	    arena, public_url, organisation, stored.kid, &key.method, err));
	return tsm_prove(signer, tsm_prove_suite_find("jwt-w3c"), &key,
	    credential, NULL, out, err);
}

static enum tsm_status build(struct tsm_arena *arena, const char *public_url,
    const struct tsm_store_status_list *list, const char *purpose,
    const char *encoded, json_t **ret_credential, struct tsm_error *err)
{
	struct tsm_ob_status_list model = {
		.id = lists_url(arena, public_url, list->organisation,
		    list->number, purpose),
		.purpose = purpose,
		.encoded = encoded,
		.valid_from = list->changed_at,
		.ttl_ms = LISTS_TTL_MS,
	};
	TSM_TRY(profile_did(
	    arena, public_url, list->organisation, &model.issuer, err));
	return tsm_ob_status_list_build(&model, ret_credential, err);
}

static enum tsm_status make(struct tsm_store *store, struct tsm_signer *signer,
    struct tsm_arena *arena, const char *public_url,
    const struct tsm_store_status_list *list, const int64_t *indices,
    size_t count, const char *purpose, int64_t now, struct tsm_buf *out,
    struct tsm_error *err)
{
	struct tsm_buf encoded;
	json_t *credential = NULL;
	tsm_buf_init(&encoded, 0);
	enum tsm_status status = encode(list, indices, count, &encoded, err);
	if (status == TSM_OK)
		status = build(arena, public_url, list, purpose,
		    tsm_buf_cstr(&encoded), &credential, err);
	if (status == TSM_OK)
		status = sign(store, signer, arena, public_url,
		    list->organisation, credential, now, out, err);
	json_decref(credential);
	tsm_buf_release(&encoded);
	return status;
}

/* Whether what a copy is signed with may still be trusted. */
static enum tsm_status key_stands(struct tsm_store *store,
    struct tsm_arena *arena, const struct tsm_store_signed_status *copy,
    bool *ret_stands, struct tsm_error *err)
{
	struct tsm_jws jws;
	struct tsm_store_key key;
	TSM_TRY(tsm_jws_parse(arena, copy->body, &jws, err));
	size_t hash = tsm_str_find(tsm_str(jws.kid), '#');
	*ret_stands = false;
	if (jws.kid == NULL || jws.kid[hash] == '\0')
		return TSM_OK;
	enum tsm_status status = tsm_store_key_get(
	    store, copy->organisation, jws.kid + hash + 1, arena, &key, err);
	if (status == TSM_OK)
		*ret_stands = key.revoked_at == 0;
	return status == TSM_E_NOT_FOUND ? TSM_OK : status;
}

enum tsm_status lists_current(struct tsm_store *store, struct tsm_arena *arena,
    const char *organisation, int64_t number, const char *purpose,
    struct tsm_str *ret_body, struct tsm_error *err)
{
	struct tsm_store_status_list list;
	struct tsm_store_signed_status copy;
	bool stands = false;
	TSM_TRY(tsm_store_status_get(
	    store, organisation, number, arena, &list, err));
	enum tsm_status status = tsm_store_signed_status_get(
	    store, organisation, number, purpose, arena, &copy, err);
	if (status == TSM_E_NOT_FOUND)
		return TSM_E_STATE;
	TSM_TRY(status);
	if (copy.revision == list.revision)
		TSM_TRY(key_stands(store, arena, &copy, &stands, err));
	if (!stands)
		return TSM_E_STATE;
	*ret_body = copy.body;
	return TSM_OK;
}

enum tsm_status lists_signed(struct tsm_store *store, struct tsm_signer *signer,
    struct tsm_arena *arena, const char *public_url, const char *organisation,
    int64_t number, const char *purpose, int64_t now, struct tsm_str *ret_body,
    struct tsm_error *err)
{
	struct tsm_store_status_list list;
	struct tsm_store_signed_status copy;
	struct tsm_buf out;
	int64_t *indices = NULL;
	size_t count = 0;
	enum tsm_status status = lists_current(
	    store, arena, organisation, number, purpose, ret_body, err);
	if (status != TSM_E_STATE)
		return status;
	TSM_TRY(tsm_store_status_bits(store, organisation, number, purpose,
	    arena, &list, &indices, &count, err));
	tsm_buf_init(&out, 0);
	status = make(store, signer, arena, public_url, &list, indices, count,
	    purpose, now, &out, err);
	if (status == TSM_OK) {
		copy = (struct tsm_store_signed_status){ .organisation =
							     organisation,
			.number = number,
			.purpose = purpose,
			.revision = list.revision,
			.signed_at = now };
		copy.body.ptr = tsm_arena_str(arena, tsm_buf_str(&out));
		copy.body.len = out.len;
		status = copy.body.ptr != NULL
			     ? tsm_store_signed_status_put(store, &copy, err)
			     : tsm_fail_memory(err);
	}
	tsm_buf_release(&out);
	if (status == TSM_OK)
		*ret_body = copy.body;
	return status;
}
