/* Open Badges 2.0, "Verification": who says that the badge was given. */
#include <string.h>
#include <strings.h>

#include "legacy.h"
#include "testamur/base/uri.h"
#include "testamur/ob/check.h"

/* A document that is a part of the badge; kept until the end of the run. */
static enum tsm_status load(struct run *run, struct legacy *legacy,
    const char *url, const struct tsm_json **ret_json, struct tsm_error *err)
{
	struct document *document;

	*ret_json = NULL;
	TSM_TRY(document_load(run, url, DOCUMENT_JSON, &document, err));
	legacy->documents[legacy->n_documents++] = document;
	*ret_json = document->json;
	return TSM_OK;
}

/* Why there is no BadgeClass or Profile. */
static enum tsm_status no_profile(struct run *run, enum tsm_status status,
    const char *place, const struct tsm_error *err)
{
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(run->err);
	return run_set(run,
	    status == TSM_E_UNREACHABLE || status == TSM_E_LIMIT
		? CODE_CONTROLLER_PROFILE_UNREACHABLE
		: CODE_CONTROLLER_PROFILE,
	    place, "%s", err->text);
}

/*
 * A part by its address, or one that is written out. What is published has to
 * call itself by that address. *ret_part NULL: the controller check says why.
 */
static enum tsm_status find_part(struct run *run, struct legacy *legacy,
    const struct tsm_json *part, bool published,
    const struct tsm_json **ret_part)
{
	struct tsm_error err = { 0 };
	const char *id = legacy_id(part);

	*ret_part = NULL;
	if (tsm_json_is(part, TSM_JSON_OBJECT) && !published) {
		*ret_part = part;
		return TSM_OK;
	}
	if (id == NULL)
		return run_set(run, CODE_CONTROLLER_PROFILE, NULL, NULL);
	enum tsm_status status = load(run, legacy, id, ret_part, &err);
	if (status != TSM_OK)
		return no_profile(run, status, id, &err);
	if (tsm_streq(tsm_json_get_string(*ret_part, "id"), id))
		return TSM_OK;
	*ret_part = NULL;
	return run_set(run, CODE_CONTROLLER_PROFILE, id,
	    "What is published there calls itself by another address.");
}

/* The BadgeClass, and the profile of its issuer from where that is. */
static enum tsm_status find_issuer(struct run *run, struct legacy *legacy)
{
	TSM_TRY(find_part(run, legacy, tsm_json_get(legacy->assertion, "badge"),
	    false, &legacy->badge));
	if (legacy->badge == NULL)
		return TSM_OK;
	TSM_TRY(find_part(run, legacy, tsm_json_get(legacy->badge, "issuer"),
	    true, &legacy->profile));
	if (legacy->profile == NULL)
		return TSM_OK;
	run->issuer = tsm_arena_dup(
	    run->arena, tsm_json_get_string(legacy->profile, "id"));
	return run->issuer != NULL ? TSM_OK : tsm_fail_memory(run->err);
}

/* ---- hosted ----------------------------------------------------------------- */

/* Host and port of an https address, or nothing. */
static struct tsm_str authority(const char *url)
{
	struct tsm_uri uri;
	struct tsm_str rest, none = { NULL, 0 };

	if (url == NULL || tsm_uri_parse(tsm_str(url), &uri) != TSM_OK ||
	    !tsm_str_is(uri.scheme, "https") || uri.host.len == 0 ||
	    uri.userinfo.len > 0)
		return none;
	/* the scheme's name may be written in any case */
	return tsm_str_split(tsm_str(url + sizeof("https://") - 1), '/', &rest);
}

static bool same_host(struct tsm_str a, const char *b)
{
	return a.len > 0 && b != NULL && tsm_str_is_nocase(a, b);
}

/* "." or "..", as a segment of a path. */
static bool is_dots(const char *segment)
{
	size_t dots = strspn(segment, ".");

	return (dots == 1 || dots == 2) && strchr("/?#", segment[dots]) != NULL;
}

/*
 * Whether an address begins so and stays there: what is fetched, or found by
 * its server, for "..", or for a dot or slash that is escaped, is elsewhere.
 */
static bool begins_with(const char *url, const struct tsm_json *begin)
{
	static const char *const escapes[] = { "%2e", "%2f", "%5c" };

	if (!tsm_json_is(begin, TSM_JSON_STRING) || begin->text.len == 0 ||
	    strncmp(url, begin->text.ptr, begin->text.len) != 0)
		return false;
	for (const char *at = url; (at = strpbrk(at, "/%")) != NULL; at++) {
		if (*at == '/' && is_dots(at + 1))
			return false;
		for (size_t i = 0; i < 3; i++)
			if (strncasecmp(at, escapes[i], 3) == 0)
				return false;
	}
	return true;
}

/*
 * Does the issuer publish badges there? Where it does not say, at the host of
 * its own profile; it may name hosts (allowedOrigins) and beginnings of
 * addresses (startsWith).
 */
static enum tsm_status is_in_scope(struct run *run, const struct legacy *legacy,
    const char *url, bool *ret_fits)
{
	const struct tsm_json *scope =
	    tsm_json_get(legacy->profile, "verification");
	const struct tsm_json *origins = tsm_json_get(scope, "allowedOrigins");
	const struct tsm_json *begins = tsm_json_get(scope, "startsWith");
	const struct tsm_json *item;
	const char *own = tsm_arena_str(run->arena, authority(run->issuer));
	bool host = false, begin = begins == NULL;

	if (own == NULL)
		return tsm_fail_memory(run->err);
	if (origins == NULL)
		host = same_host(authority(url), own);
	for (size_t i = 0; (item = tsm_json_nth(origins, i)) != NULL; i++)
		host = host || same_host(authority(url), tsm_json_string(item));
	for (size_t i = 0; (item = tsm_json_nth(begins, i)) != NULL; i++)
		begin = begin || begins_with(url, item);
	*ret_fits = host && begin;
	return TSM_OK;
}

static enum tsm_status not_published(struct run *run, enum tsm_status status,
    const char *url, const struct tsm_error *err)
{
	enum code_id code = CODE_SIGNATURE_HOSTED_GONE;

	switch (status) {
	case TSM_E_MEMORY:
		return tsm_fail_memory(run->err);
	case TSM_E_UNREACHABLE:
	case TSM_E_LIMIT:
		code = CODE_SIGNATURE_HOSTED_UNREACHABLE;
		break;
	case TSM_E_DENIED:
	case TSM_E_UNSUPPORTED:
		code = CODE_SIGNATURE_HOSTED_ADDRESS;
		break;
	default:
		break;
	}
	return run_set(run, code, url, "%s", err->text);
}

/* What makes it this badge of this person; evidence and the like may grow. */
static bool is_same(const struct tsm_json *a, const struct tsm_json *b)
{
	static const char *const names[] = { "recipient", "issuedOn",
		"expires" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct tsm_json *x = tsm_json_get(a, names[i]);
		const struct tsm_json *y = tsm_json_get(b, names[i]);
		if ((x == NULL) != (y == NULL) ||
		    (x != NULL && !tsm_json_equal(x, y)))
			return false;
	}
	return tsm_streq(legacy_id(tsm_json_get(a, "badge")),
	    legacy_id(tsm_json_get(b, "badge")));
}

enum tsm_status legacy_hosted(
    struct run *run, struct legacy *legacy, bool *ret_revoked)
{
	const char *url = tsm_json_get_string(legacy->assertion, "id");
	const struct tsm_json *published;
	struct tsm_error err = { 0 };
	const char *place;
	bool fits = false;

	*ret_revoked = false;
	TSM_TRY(run_set(run, CODE_KEY_HOSTED, NULL, NULL));
	enum tsm_status status = load(run, legacy, url, &published, &err);
	if (status != TSM_OK)
		return not_published(run, status, url, &err);
	*ret_revoked = tsm_json_is_true(tsm_json_get(published, "revoked"));
	if (*ret_revoked) {
		const char *why = run_text(published, "revocationReason");
		return run_set(run, CODE_REVOCATION_SET, url,
		    why != NULL ? "The issuer's site says, unsigned: %s" : NULL,
		    why);
	}
	/* Some show another version, or the same by another address. */
	if (!tsm_streq(tsm_json_get_string(published, "id"), url))
		return run_set(run, CODE_SIGNATURE_HOSTED_GONE, url,
		    "What is published there calls itself by another address.");
	if (!legacy_is_2(published) || legacy_broken(published, &place) != NULL)
		return run_set(run, CODE_SIGNATURE_HOSTED_GONE, url,
		    "What is published there is no Open Badge 2.0.");
	/* One that is signed is revoked by a list, which is not asked here. */
	if (!legacy_says(published, "hosted", "HostedBadge") ||
	    !is_same(legacy->assertion, published))
		return run_set(run, CODE_SIGNATURE_HOSTED_DIFFERS, url, NULL);
	legacy->assertion = published;
	TSM_TRY(find_issuer(run, legacy));
	if (legacy->profile == NULL)
		return TSM_OK;
	TSM_TRY(is_in_scope(run, legacy, url, &fits));
	if (!fits)
		return run_set(
		    run, CODE_CONTROLLER_HOSTED_ELSEWHERE, url, NULL);
	TSM_TRY(run_set(run, CODE_CONTROLLER_HOSTED, url, NULL));
	return run_set(run, CODE_SIGNATURE_HOSTED, url, NULL);
}

/* ---- signed ----------------------------------------------------------------- */

/* The issuer's profile lists a key of this address. */
static const struct tsm_json *listed_key(
    const struct tsm_json *profile, const char *url)
{
	const struct tsm_json *keys = tsm_json_get(profile, "publicKey");
	const struct tsm_json *item;

	for (size_t i = 0; (item = tsm_json_nth(keys, i)) != NULL; i++)
		if (tsm_streq(legacy_id(item), url))
			return item;
	return NULL;
}

static enum tsm_status no_key(struct run *run, enum tsm_status status,
    enum code_id code, const char *url, const struct tsm_error *err)
{
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(run->err);
	TSM_TRY(run_set(run, code, url, "%s", err->text));
	return run_set(run, CODE_SIGNATURE_NO_KEY, NULL, NULL);
}

/* *ret_key NULL: the checks say why. */
static enum tsm_status find_key(
    struct run *run, struct legacy *legacy, struct tsm_public_key **ret_key)
{
	const struct tsm_json *verification =
	    tsm_json_get(legacy->assertion, "verification");
	const char *url = tsm_json_get_string(verification, "creator");
	const struct tsm_json *key;
	struct tsm_error err = { 0 };

	*ret_key = NULL;
	if (url == NULL)
		url = legacy_id(tsm_json_nth(
		    tsm_json_get(legacy->profile, "publicKey"), 0));
	key = url != NULL ? listed_key(legacy->profile, url) : NULL;
	if (key == NULL)
		return run_set(run,
		    url != NULL ? CODE_KEY_NOT_FOUND : CODE_KEY_NOT_NAMED, url,
		    NULL);
	enum tsm_status status = TSM_OK;
	if (!tsm_json_is(key, TSM_JSON_OBJECT))
		status = load(run, legacy, url, &key, &err);
	if (status != TSM_OK)
		return no_key(run, status, key_load_code(status), url, &err);
	const char *owner = legacy_id(tsm_json_get(key, "owner"));
	if (owner != NULL && !tsm_streq(owner, run->issuer))
		return run_set(run, CODE_CONTROLLER_NOT_ISSUER, url, NULL);
	const char *pem = tsm_json_get_string(key, "publicKeyPem");
	status = tsm_public_key_from_pem(tsm_str(pem), ret_key, &err);
	if (status != TSM_OK)
		return no_key(run, status,
		    pem != NULL ? key_material_code(status)
				: CODE_KEY_DID_DOCUMENT,
		    url, &err);
	TSM_TRY(run_set(run, CODE_KEY_FOUND, url, NULL));
	return run_set(run, CODE_CONTROLLER_ISSUER, url, NULL);
}

static enum tsm_status judge(struct run *run, const struct tsm_public_key *key)
{
	struct tsm_error err = { 0 };
	bool valid = false;

	switch (tsm_jws_verify(&run->proof.jws, key, &valid, &err)) {
	case TSM_OK:
		return run_set(run,
		    valid ? CODE_SIGNATURE_VALID : CODE_SIGNATURE_INVALID, NULL,
		    NULL);
	case TSM_E_DENIED:
		return run_set(run, CODE_SIGNATURE_ALG_NOT_ALLOWED, NULL, NULL);
	case TSM_E_UNSUPPORTED:
		return run_set(run, CODE_SIGNATURE_ALG_UNSUPPORTED, NULL,
		    "The algorithm is %s.", run->proof.jws.alg_name);
	case TSM_E_VALUE:
		return run_set(
		    run, CODE_SIGNATURE_HEADER, NULL, "%s", err.text);
	case TSM_E_MISMATCH:
		return run_set(run, CODE_SIGNATURE_ALG_MISMATCH, NULL, NULL);
	case TSM_E_MEMORY:
		return tsm_fail_memory(run->err);
	default:
		return tsm_fail(run->err, TSM_E_CRYPTO, NULL,
		    "the signature could not be computed");
	}
}

enum tsm_status legacy_signed(struct run *run, struct legacy *legacy)
{
	struct tsm_public_key *key = NULL;

	if (!run->opened)
		return run_set(run, CODE_SIGNATURE_NO_PROOF, NULL, NULL);
	TSM_TRY(find_issuer(run, legacy));
	if (legacy->profile == NULL)
		return TSM_OK;
	TSM_TRY(find_key(run, legacy, &key));
	if (key == NULL)
		return TSM_OK;
	enum tsm_status status = judge(run, key);
	tsm_public_key_free(&key);
	return status;
}
