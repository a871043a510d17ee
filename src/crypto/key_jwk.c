/*
 * key_jwk.c - JSON Web Keys: reading, writing, thumbprints.
 */
#include <string.h>

#include "testamur/base/digest.h"
#include "testamur/base/encode.h"
#include "testamur/json/write.h"

#include "key_private.h"

/* Members that hold secrets (RFC 7518 section 6). */
static const char *const private_members[] = { "d", "p", "q", "dp", "dq", "qi",
	"oth", "k" };

#define PRIVATE_MEMBERS (sizeof(private_members) / sizeof(private_members[0]))

static enum tsm_status check_private(
    const struct tsm_json *jwk, struct tsm_error *err)
{
	for (size_t i = 0; i < PRIVATE_MEMBERS; i++)
		if (tsm_json_get(jwk, private_members[i]) != NULL)
			return tsm_json_fail(err, TSM_E_DENIED, jwk,
			    "the key holds the private member %s",
			    private_members[i]);
	return TSM_OK;
}

/* RFC 7517 sections 4.2 and 4.3: is it for verifying signatures? */
static enum tsm_status check_use(
    const struct tsm_json *jwk, struct tsm_error *err)
{
	const struct tsm_json *use = tsm_json_get(jwk, "use");
	if (use != NULL && !tsm_streq(tsm_json_string(use), "sig"))
		return tsm_json_fail(
		    err, TSM_E_VALUE, use, "the key is not for signatures");
	const struct tsm_json *ops = tsm_json_get(jwk, "key_ops");
	if (ops == NULL)
		return TSM_OK;
	if (tsm_json_is(ops, TSM_JSON_ARRAY))
		for (size_t i = 0; i < ops->count; i++)
			if (tsm_streq(
				tsm_json_string(tsm_json_at(ops, i)), "verify"))
				return TSM_OK;
	return tsm_json_fail(
	    err, TSM_E_VALUE, ops, "the key is not for verifying");
}

/*
 * The alg member as a restriction. "Ed25519" (RFC 9864) is the newer name
 * of what EdDSA with such a key is.
 */
static enum tsm_status read_alg(const struct tsm_json *jwk,
    enum tsm_key_type type, const struct tsm_signature_alg **ret_alg,
    struct tsm_error *err)
{
	const struct tsm_json *member = tsm_json_get(jwk, "alg");
	if (member == NULL)
		return TSM_OK;
	const char *name = tsm_json_string(member);
	if (name == NULL)
		return tsm_json_fail(
		    err, TSM_E_VALUE, member, "alg is not a string");
	if (tsm_streq(name, "Ed25519"))
		name = "EdDSA";
	const struct tsm_signature_alg *alg =
	    tsm_signature_alg_find(tsm_str(name));
	if (alg == NULL || !alg->jose)
		return tsm_json_fail(err, TSM_E_UNSUPPORTED, member,
		    "the key is for an algorithm that is not offered");
	if (alg->key_type != type)
		return tsm_json_fail(err, TSM_E_VALUE, member,
		    "alg does not suit the key's type");
	*ret_alg = alg;
	return TSM_OK;
}

/* A base64url member into out, which has room for size bytes. */
static enum tsm_status read_bytes(const struct tsm_json *jwk, const char *name,
    unsigned char *out, size_t size, size_t *ret_len, struct tsm_error *err)
{
	const struct tsm_json *member = tsm_json_get(jwk, name);
	if (member == NULL)
		return tsm_json_fail(
		    err, TSM_E_MISSING, jwk, "the key has no member %s", name);
	struct tsm_buf bytes;
	tsm_buf_init(&bytes, size);
	enum tsm_status status = TSM_E_VALUE;
	if (tsm_json_is(member, TSM_JSON_STRING))
		status = tsm_base64url_decode(&bytes, member->text);
	if (status == TSM_OK) {
		memcpy(out, bytes.data == NULL ? "" : bytes.data, bytes.len);
		*ret_len = bytes.len;
	}
	tsm_buf_release(&bytes);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	if (status != TSM_OK)
		return tsm_json_fail(err, TSM_E_VALUE, member,
		    "%s is not base64url, or too long", name);
	return TSM_OK;
}

/* RFC 8037 section 2 */
static enum tsm_status read_okp(const struct tsm_json *jwk,
    struct tsm_public_key **ret_key, struct tsm_error *err)
{
	unsigned char x[ED25519_KEY];
	size_t len = 0;
	if (!tsm_streq(tsm_json_get_string(jwk, "crv"), "Ed25519"))
		return tsm_json_fail(err, TSM_E_UNSUPPORTED, jwk,
		    "only the curve Ed25519 is offered for OKP");
	TSM_TRY(read_bytes(jwk, "x", x, sizeof(x), &len, err));
	return crypto_make_ed25519(x, len, ret_key, err);
}

/* RFC 7518 section 6.2.1: coordinates have the full length */
static enum tsm_status read_ec(const struct tsm_json *jwk,
    struct tsm_public_key **ret_key, struct tsm_error *err)
{
	const char *crv = tsm_json_get_string(jwk, "crv");
	enum tsm_key_type type = TSM_KEY_P256;
	if (tsm_streq(crv, "P-384"))
		type = TSM_KEY_P384;
	else if (!tsm_streq(crv, "P-256"))
		return tsm_json_fail(err, TSM_E_UNSUPPORTED, jwk,
		    "only the curves P-256 and P-384 are offered for EC");
	size_t field = crypto_field_size(type);
	unsigned char point[EC_POINT_MAX] = { 0x04 };
	size_t x_len = 0;
	size_t y_len = 0;
	TSM_TRY(read_bytes(jwk, "x", point + 1, field, &x_len, err));
	TSM_TRY(read_bytes(jwk, "y", point + 1 + field, field, &y_len, err));
	if (x_len != field || y_len != field)
		return tsm_json_fail(err, TSM_E_VALUE, jwk,
		    "a coordinate does not have %zu bytes", field);
	return crypto_make_ec(type, point, 1 + 2 * field, ret_key, err);
}

/* RFC 7518 section 6.3.1; a leading zero byte is tolerated */
static enum tsm_status read_rsa(const struct tsm_json *jwk,
    struct tsm_public_key **ret_key, struct tsm_error *err)
{
	unsigned char n[RSA_N_MAX + 1];
	unsigned char e[RSA_E_MAX + 1];
	size_t n_len = 0;
	size_t e_len = 0;
	TSM_TRY(read_bytes(jwk, "n", n, sizeof(n), &n_len, err));
	TSM_TRY(read_bytes(jwk, "e", e, sizeof(e), &e_len, err));
	return crypto_make_rsa(n, n_len, e, e_len, ret_key, err);
}

enum tsm_status tsm_public_key_from_jwk(const struct tsm_json *jwk,
    struct tsm_public_key **ret_key, struct tsm_error *err)
{
	if (!tsm_json_is(jwk, TSM_JSON_OBJECT))
		return tsm_fail(err, TSM_E_VALUE, NULL, "a JWK is an object");
	TSM_TRY(check_private(jwk, err));
	TSM_TRY(check_use(jwk, err));
	const char *kty = tsm_json_get_string(jwk, "kty");
	struct tsm_public_key *key = NULL;
	if (tsm_json_get(jwk, "kty") == NULL)
		return tsm_json_fail(
		    err, TSM_E_MISSING, jwk, "the key has no member kty");
	if (tsm_streq(kty, "OKP"))
		TSM_TRY(read_okp(jwk, &key, err));
	else if (tsm_streq(kty, "EC"))
		TSM_TRY(read_ec(jwk, &key, err));
	else if (tsm_streq(kty, "RSA"))
		TSM_TRY(read_rsa(jwk, &key, err));
	else
		return tsm_json_fail(err, TSM_E_UNSUPPORTED, jwk,
		    "a key of this kty is not offered");
	enum tsm_status status = read_alg(jwk, key->type, &key->only, err);
	if (status != TSM_OK) {
		tsm_public_key_free(&key);
		return status;
	}
	*ret_key = key;
	return TSM_OK;
}

/* The members that make up a key, named in the order of RFC 7638. */
struct member {
	const char *name;
	const char *text;
	const unsigned char *data; /* when text is NULL: as base64url */
	size_t len;
};

#define MEMBERS_MAX 4

static size_t members(
    const struct tsm_public_key *key, struct member list[MEMBERS_MAX])
{
	size_t field = crypto_field_size(key->type);
	const char *crv = tsm_key_type_name(key->type);
	switch (key->type) {
	case TSM_KEY_ED25519:
		list[0] = (struct member){ "crv", crv, NULL, 0 };
		list[1] = (struct member){ "kty", "OKP", NULL, 0 };
		list[2] = (struct member){ "x", NULL, key->point, ED25519_KEY };
		return 3;
	case TSM_KEY_P256:
	case TSM_KEY_P384:
		list[0] = (struct member){ "crv", crv, NULL, 0 };
		list[1] = (struct member){ "kty", "EC", NULL, 0 };
		list[2] = (struct member){ "x", NULL, key->point + 1, field };
		list[3] =
		    (struct member){ "y", NULL, key->point + 1 + field, field };
		return 4;
	case TSM_KEY_RSA:
		list[0] = (struct member){ "e", NULL, key->e, key->e_len };
		list[1] = (struct member){ "kty", "RSA", NULL, 0 };
		list[2] = (struct member){ "n", NULL, key->n, key->n_len };
		return 3;
	case TSM_KEY_TYPE_COUNT:
		break;
	}
	return 0;
}

json_t *tsm_public_key_to_jwk(
    const struct tsm_public_key *key, const char *kid, bool full)
{
	struct member list[MEMBERS_MAX];
	size_t count = members(key, list);
	struct tsm_buf text;
	tsm_buf_init(&text, 0);
	json_t *jwk = json_object();
	for (size_t i = 0; i < count; i++) {
		tsm_buf_clear(&text);
		if (list[i].text == NULL)
			tsm_base64url_encode(&text, list[i].data, list[i].len);
		if (tsm_buf_status(&text) != TSM_OK)
			break;
		tsm_json_set(jwk, list[i].name,
		    list[i].text != NULL ? list[i].text : tsm_buf_cstr(&text));
	}
	tsm_json_set(jwk, "kid", kid);
	if (full) {
		tsm_json_set(jwk, "alg", tsm_key_type_alg(key->type));
		tsm_json_set(jwk, "use", "sig");
	}
	size_t want = count + (kid != NULL ? 1 : 0) + (full ? 2 : 0);
	bool whole = tsm_buf_status(&text) == TSM_OK;
	tsm_buf_release(&text);
	if (whole && json_object_size(jwk) == want)
		return jwk;
	json_decref(jwk);
	return NULL;
}

/* RFC 7638 section 3: required members only, sorted, no white space. */
enum tsm_status tsm_public_key_thumbprint(
    const struct tsm_public_key *key, char out[TSM_THUMBPRINT])
{
	struct member list[MEMBERS_MAX];
	size_t count = members(key, list);
	struct tsm_buf text;
	unsigned char digest[TSM_SHA256_SIZE];
	tsm_buf_init(&text, 0);
	for (size_t i = 0; i < count; i++) {
		tsm_buf_printf(
		    &text, "%c\"%s\":\"", i == 0 ? '{' : ',', list[i].name);
		if (list[i].text != NULL)
			tsm_buf_adds(&text, list[i].text);
		else
			tsm_base64url_encode(&text, list[i].data, list[i].len);
		tsm_buf_addc(&text, '"');
	}
	tsm_buf_addc(&text, '}');
	enum tsm_status status = tsm_buf_status(&text);
	if (status == TSM_OK)
		status = tsm_digest(TSM_SHA256, text.data, text.len, digest);
	tsm_buf_clear(&text);
	if (status == TSM_OK)
		status = tsm_base64url_encode(&text, digest, sizeof(digest));
	if (status == TSM_OK)
		memcpy(out, tsm_buf_cstr(&text), TSM_THUMBPRINT);
	tsm_buf_release(&text);
	return status;
}
