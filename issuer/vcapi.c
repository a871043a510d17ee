/* Signing a credential that somebody else wrote (vcapi.h). */
#include "vcapi.h"

#include <string.h>

#include "lists.h"
#include "testamur/base/alloc.h"
#include "testamur/base/id.h"
#include "testamur/base/time.h"
#include "testamur/base/uri.h"
#include "testamur/ob/check.h"
#include "testamur/ob/model.h"
#include "testamur/status/index.h"
#include "testamur/store/vcapi.h"

#define DI_CONTEXT   "https://w3id.org/security/data-integrity/v2"
#define DI_CONTEXT_1 "https://w3id.org/security/data-integrity/v1"
#define ENTRY_TYPE   "BitstringStatusListEntry"
#define PURPOSES     2
/* Others may claim a position while we sign. */
#define TRIES 5

#define NAME_MAX_LEN 512

struct wish {
	const struct vcapi_suite *suite;
	const char *domain;
	const char *challenge;
	const char
	    *id; /* credentialId: what a credential without id is known by */
	const char *mandatory[VCAPI_POINTERS];
	size_t n_mandatory;
	bool says_mandatory;            /* none at all may be said, too */
	const char *purposes[PURPOSES]; /* of status entries */
	size_t n_purposes;
};

struct issuing {
	struct app *app;
	const struct vcapi *vcapi;
	struct sealer *sealer;
	const char *api_key; /* whose the credential is */
	const struct tsm_json *source;
	struct wish wish;
	struct vcapi_identity identity;
	const char *id; /* that the credential is known by, or NULL */
	struct tsm_store_position position;
	uint64_t index; /* in the status lists */
	bool again;
};

/* --- options -------------------------------------------------------------- */

static enum tsm_status wrong_option(
    struct vcapi_fault *fault, const char *name, const char *sentence)
{
	char place[64];
	(void)snprintf(place, sizeof(place), "/options/%s", name);
	return vcapi_refuse(
	    fault, VCAPI_MALFORMED, "option", place, "%s", sentence);
}

/* An absent option and null are one. */
static const struct tsm_json *option(
    const struct tsm_json *options, const char *name)
{
	const struct tsm_json *value = tsm_json_get(options, name);
	return tsm_json_is(value, TSM_JSON_NULL) ? NULL : value;
}

static enum tsm_status read_suite(const struct vcapi *vcapi,
    const struct tsm_json *options, struct wish *wish,
    struct vcapi_fault *fault)
{
	const struct tsm_json *name = option(options, "cryptosuite");
	wish->suite = name == NULL ? vcapi->suite
				   : vcapi_suite_find(tsm_json_string(name));
	return wish->suite != NULL
		   ? TSM_OK
		   : wrong_option(fault, "cryptosuite",
			 "it is eddsa-rdfc-2022, eddsa-jcs-2022, "
			 "ecdsa-rdfc-2019, ecdsa-jcs-2019, ecdsa-sd-2023 or "
			 "vc+jwt");
}

static enum tsm_status read_text(const struct tsm_json *options,
    const char *name, const char **ret_text, struct vcapi_fault *fault)
{
	const struct tsm_json *value = option(options, name);
	*ret_text = tsm_json_string(value);
	return value == NULL || *ret_text != NULL
		   ? TSM_OK
		   : wrong_option(fault, name, "this is a text");
}

/* It comes to be in the audit log, and on the operator's command line. */
static bool is_name(const char *text)
{
	size_t len = strlen(text);
	if (len == 0 || len > NAME_MAX_LEN)
		return false;
	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] >= 0x7f)
			return false;
	return true;
}

static enum tsm_status read_id(const struct tsm_json *options,
    struct wish *wish, struct vcapi_fault *fault)
{
	TSM_TRY(read_text(options, "credentialId", &wish->id, fault));
	return fault->status != 0 || wish->id == NULL || is_name(wish->id)
		   ? TSM_OK
		   : wrong_option(fault, "credentialId",
			 "it is 1 to 512 characters of ASCII without spaces");
}

static enum tsm_status read_pointers(const struct tsm_json *options,
    struct wish *wish, struct vcapi_fault *fault)
{
	const char *name = "mandatoryPointers";
	const struct tsm_json *list = option(options, name);
	wish->says_mandatory = list != NULL;
	if (list == NULL)
		return TSM_OK;
	if (list->type != TSM_JSON_ARRAY || list->count > VCAPI_POINTERS)
		return wrong_option(
		    fault, name, "it is a list of at most 64 JSON Pointers");
	for (size_t i = 0; i < list->count; i++) {
		const char *pointer = tsm_json_string(tsm_json_at(list, i));
		if (pointer == NULL)
			return wrong_option(
			    fault, name, "a JSON Pointer is a text");
		wish->mandatory[wish->n_mandatory++] = pointer;
	}
	return TSM_OK;
}

static enum tsm_status read_entry(
    const struct tsm_json *entry, struct wish *wish, struct vcapi_fault *fault)
{
	const char *name = "credentialStatus";
	const char *type = tsm_json_get_string(entry, "type");
	const char *purpose = tsm_json_get_string(entry, "statusPurpose");
	if (!tsm_streq(type, ENTRY_TYPE))
		return wrong_option(
		    fault, name, "its type is BitstringStatusListEntry");
	if (purpose == NULL)
		purpose = "revocation";
	if (!tsm_streq(purpose, "revocation") &&
	    !tsm_streq(purpose, "suspension"))
		return wrong_option(
		    fault, name, "statusPurpose is revocation or suspension");
	if (wish->n_purposes == PURPOSES ||
	    tsm_streq(purpose, wish->purposes[0]))
		return wrong_option(fault, name, "each purpose once");
	wish->purposes[wish->n_purposes++] = purpose;
	return TSM_OK;
}

static enum tsm_status read_status(const struct tsm_json *options,
    struct wish *wish, struct vcapi_fault *fault)
{
	const struct tsm_json *value = option(options, "credentialStatus");
	if (!tsm_json_is(value, TSM_JSON_ARRAY))
		return value != NULL ? read_entry(value, wish, fault) : TSM_OK;
	for (size_t i = 0; fault->status == 0 && i < value->count; i++)
		TSM_TRY(read_entry(tsm_json_at(value, i), wish, fault));
	return TSM_OK;
}

/* Options that are not known are left alone: other issuers have them. */
static enum tsm_status read_options(const struct vcapi *vcapi,
    const struct tsm_json *options, struct wish *wish,
    struct vcapi_fault *fault)
{
	if (options != NULL && options->type != TSM_JSON_OBJECT &&
	    options->type != TSM_JSON_NULL)
		return vcapi_refuse(fault, VCAPI_MALFORMED, "option",
		    "/options", "options are an object");
	TSM_TRY(read_suite(vcapi, options, wish, fault));
	if (fault->status == 0)
		TSM_TRY(read_text(options, "domain", &wish->domain, fault));
	if (fault->status == 0)
		TSM_TRY(
		    read_text(options, "challenge", &wish->challenge, fault));
	if (fault->status == 0)
		TSM_TRY(read_id(options, wish, fault));
	if (fault->status == 0)
		TSM_TRY(read_pointers(options, wish, fault));
	return fault->status == 0 ? read_status(options, wish, fault) : TSM_OK;
}

/* --- the credential ------------------------------------------------------- */

/* A URL of ours, whatever the credential came with; the rest of it stays. */
static void set_issuer(json_t *credential, const char *did)
{
	json_t *issuer = json_object_get(credential, "issuer");
	if (json_is_object(issuer))
		tsm_json_set(issuer, "id", did);
	else
		tsm_json_set(credential, "issuer", did);
}

/* Without these no derived credential would be one. */
static void show_required(const struct tsm_json *source, struct wish *wish)
{
	if (wish->says_mandatory)
		return;
	wish->mandatory[wish->n_mandatory++] = "/issuer";
	if (tsm_vc_is_v1(source))
		wish->mandatory[wish->n_mandatory++] = "/issuanceDate";
}

static void set_date(
    const struct tsm_json *source, int64_t now, json_t *credential)
{
	char text[TSM_TIME_TEXT];
	if (tsm_vc_is_v1(source) &&
	    tsm_json_get(source, "issuanceDate") == NULL)
		tsm_json_set(
		    credential, "issuanceDate", tsm_time_format(now, text));
}

/* The context of data model 1.1 does not know what a proof says. */
static void add_proof_context(
    const struct tsm_json *source, const char *suite, json_t *credential)
{
	const struct tsm_json *contexts = tsm_json_get(source, "@context");
	if (!tsm_vc_is_v1(source) || tsm_str_starts(tsm_str(suite), "jwt-"))
		return;
	for (size_t i = 0; i < contexts->count; i++) {
		const char *url = tsm_json_string(tsm_json_at(contexts, i));
		if (tsm_streq(url, DI_CONTEXT) || tsm_streq(url, DI_CONTEXT_1))
			return;
	}
	tsm_json_add(json_object_get(credential, "@context"), DI_CONTEXT);
}

static enum tsm_status add_entry(
    struct issuing *i, const char *purpose, json_t *into, struct tsm_error *err)
{
	struct tsm_arena *arena = &i->app->arena;
	const char *url = lists_url(arena, i->app->public_url,
	    i->vcapi->organisation, i->position.number, purpose);
	const char *index =
	    tsm_arena_printf(arena, "%llu", (unsigned long long)i->index);
	const char *id = tsm_arena_printf(arena, "%s#%s", url, index);
	if (url == NULL || index == NULL || id == NULL)
		return tsm_fail_memory(err);
	tsm_json_set(into, "id", id);
	tsm_json_set(into, "type", ENTRY_TYPE);
	tsm_json_set(into, "statusPurpose", purpose);
	tsm_json_set(into, "statusListIndex", index);
	tsm_json_set(into, "statusListCredential", url);
	return TSM_OK;
}

static enum tsm_status add_status(
    struct issuing *i, json_t *credential, struct tsm_error *err)
{
	TSM_TRY(tsm_store_status_plan(i->app->store, i->vcapi->organisation, 1,
	    LISTS_ENTRIES, i->app->random, i->app->now, &i->position, err));
	enum tsm_status status = tsm_status_permute(i->position.key,
	    (uint64_t)i->position.entries, (uint64_t)i->position.n, &i->index);
	tsm_wipe(i->position.key, sizeof(i->position.key));
	if (status != TSM_OK)
		return tsm_fail(err, status, NULL, "no place in the list");
	if (json_object_get(credential, "id") == NULL && i->wish.id == NULL)
		tsm_json_set(credential, "id", i->id);
	if (i->wish.n_purposes == 1)
		return add_entry(i, i->wish.purposes[0],
		    tsm_json_set_object(credential, "credentialStatus"), err);
	json_t *list = tsm_json_set_array(credential, "credentialStatus");
	for (size_t k = 0; k < i->wish.n_purposes; k++)
		TSM_TRY(add_entry(
		    i, i->wish.purposes[k], tsm_json_add_object(list), err));
	return TSM_OK;
}

/* Below the address of this instance, where ids are those of awards. */
static bool is_below(const char *public_url, const char *id)
{
	struct tsm_uri own;
	struct tsm_uri uri;
	char host[256];
	if (tsm_uri_parse(tsm_str(public_url), &own) != TSM_OK ||
	    tsm_uri_parse(tsm_str(id), &uri) != TSM_OK ||
	    own.host.len >= sizeof(host))
		return false;
	memcpy(host, own.host.ptr, own.host.len);
	host[own.host.len] = '\0';
	/* not with what could be cut off, as the last slash */
	while (tsm_str_ends(own.path, "/"))
		own.path.len--;
	return tsm_str_is_nocase(uri.host, host) &&
	       uri.path.len >= own.path.len &&
	       tsm_str_eq(tsm_str_n(uri.path.ptr, own.path.len), own.path) &&
	       (uri.path.len == own.path.len ||
		   uri.path.ptr[own.path.len] == '/');
}

/* Whoever looked it up would get somebody else's award. */
static enum tsm_status check_id(
    const struct issuing *i, struct vcapi_fault *fault)
{
	static const char sentence[] =
	    "ids at this address are those of awards";
	const char *id = tsm_json_get_string(i->source, "id");
	if (id != NULL && is_below(i->app->public_url, id))
		return vcapi_refuse(
		    fault, VCAPI_MALFORMED, "id", "/credential/id", sentence);
	if (i->wish.id != NULL && is_below(i->app->public_url, i->wish.id))
		return vcapi_refuse(fault, VCAPI_MALFORMED, "id",
		    "/options/credentialId", sentence);
	return TSM_OK;
}

/* What of a request does not fit with a status. */
static enum tsm_status check_status(
    struct issuing *i, struct vcapi_fault *fault, struct tsm_error *err)
{
	char id[TSM_URN_UUID];
	i->id = i->wish.id != NULL ? i->wish.id
				   : tsm_json_get_string(i->source, "id");
	if (i->wish.n_purposes == 0)
		return TSM_OK;
	if (tsm_json_get(i->source, "credentialStatus") != NULL)
		return vcapi_refuse(fault, VCAPI_MALFORMED, "status",
		    "/credential/credentialStatus",
		    "the credential has a status of its own");
	if (tsm_vc_is_v1(i->source) || !i->identity.is_web)
		return vcapi_refuse(fault, VCAPI_MALFORMED, "status",
		    "/options/credentialStatus",
		    "status lists are for data model 2.0 and the issuer's "
		    "did:web");
	if (i->id != NULL)
		return TSM_OK;
	TSM_TRY(tsm_urn_uuid_new(i->app->random, id));
	i->id = tsm_arena_dup(&i->app->arena, id);
	return i->id != NULL ? TSM_OK : tsm_fail_memory(err);
}

/* --- signing -------------------------------------------------------------- */

/* What prove refuses is the client's, unless it is ours or the system's. */
static enum tsm_status judge(enum tsm_status status,
    const struct tsm_error *why, struct vcapi_fault *fault,
    struct tsm_error *err)
{
	switch (status) {
	case TSM_OK:
		return TSM_OK;
	case TSM_E_VALUE:
	case TSM_E_MISSING:
	case TSM_E_NOT_FOUND:
	case TSM_E_AMBIGUOUS:
	case TSM_E_UNSUPPORTED:
	case TSM_E_UNKNOWN:
	case TSM_E_MISMATCH:
	case TSM_E_SYNTAX:
	case TSM_E_LIMIT:
		return vcapi_refuse_proof(fault, "credential", status, why);
	default:
		*err = *why;
		return status;
	}
}

static enum tsm_status sign(struct issuing *i, json_t *credential,
    struct tsm_buf *out, struct vcapi_fault *fault, struct tsm_error *err)
{
	const struct tsm_prove_suite *suite =
	    tsm_prove_suite_find(i->wish.suite->suite);
	const struct tsm_prove_options options = {
		.store = i->vcapi->contexts,
		.created = i->app->now,
		.issued_at = i->app->now,
		.domain = i->wish.domain,
		.challenge = i->wish.challenge,
		.mandatory = i->wish.mandatory,
		.n_mandatory = i->wish.n_mandatory,
	};
	struct tsm_error why = { 0 };
	if (suite == NULL)
		return tsm_fail(err, TSM_E_INTERNAL, NULL, "no such suite");
	enum tsm_status status = sealer_prove(i->sealer, suite,
	    &i->identity.key, credential, &options, out, &why);
	return judge(status, &why, fault, err);
}

/* The position and who asked, in one transaction. */
static enum tsm_status record(struct issuing *i, struct tsm_error *err)
{
	const struct tsm_store_vcapi row = {
		.organisation = i->vcapi->organisation,
		.id = i->id,
		.api_key = i->api_key,
		.number = i->position.number,
		.index = (int64_t)i->index,
		.issued_at = i->app->now,
	};
	enum tsm_status status = TSM_OK;
	TSM_TRY(tsm_store_begin(i->app->store, TSM_STORE_WRITE, err));
	if (i->wish.n_purposes > 0)
		status =
		    tsm_store_vcapi_add(i->app->store, &row, &i->position, err);
	if (status == TSM_OK)
		status = app_audit(i->app, "vcapi.issue",
		    i->id != NULL ? i->id : i->identity.issuer, NULL, err);
	return app_end(i->app, status, err);
}

/* Once; i->again: the position was taken while it was signed. */
static enum tsm_status attempt(struct issuing *i, struct tsm_buf *out,
    struct vcapi_fault *fault, struct tsm_error *err)
{
	json_t *credential = tsm_json_copy(i->source);
	enum tsm_status status = TSM_OK;
	if (credential == NULL)
		return tsm_fail_memory(err);
	set_issuer(credential, i->identity.issuer);
	set_date(i->source, i->app->now, credential);
	add_proof_context(i->source, i->wish.suite->suite, credential);
	if (i->wish.n_purposes > 0)
		status = add_status(i, credential, err);
	if (status == TSM_OK)
		status = sign(i, credential, out, fault, err);
	json_decref(credential);
	if (status != TSM_OK || fault->status != 0)
		return status;
	status = record(i, err);
	i->again = status == TSM_E_BUSY;
	if (status != TSM_E_DUPLICATE)
		return status;
	(void)vcapi_refuse(fault, VCAPI_MALFORMED, "duplicate",
	    i->wish.id != NULL ? "/options/credentialId" : "/credential/id",
	    "a credential of this id has a status already");
	fault->status = 409;
	return TSM_OK;
}

/* {"verifiableCredential": …}; a token stands in an envelope (VCDM 4.13.1). */
static void wrap(struct tsm_str secured, struct tsm_buf *out)
{
	bool token = secured.ptr[0] != '{';
	tsm_buf_adds(out, "{\"verifiableCredential\":");
	if (token)
		tsm_buf_adds(out, "{\"@context\":\"" TSM_CONTEXT_VC2 "\","
				  "\"type\":\"EnvelopedVerifiableCredential\","
				  "\"id\":\"data:application/vc+jwt,");
	tsm_buf_add(out, secured.ptr, secured.len);
	tsm_buf_adds(out, token ? "\"}}" : "}");
}

enum tsm_status vcapi_issue(struct app *app, const struct vcapi *vcapi,
    struct sealer *sealer, const char *api_key,
    const struct tsm_json *credential, const struct tsm_json *options,
    struct tsm_buf *out, struct vcapi_fault *fault, struct tsm_error *err)
{
	struct issuing i = { .app = app,
		.vcapi = vcapi,
		.sealer = sealer,
		.api_key = api_key,
		.source = credential };
	struct tsm_buf secured;
	TSM_TRY(read_options(vcapi, options, &i.wish, fault));
	if (fault->status == 0)
		TSM_TRY(vcapi_check(vcapi->contexts, &app->arena,
		    app->public_url, credential, fault, err));
	if (fault->status == 0)
		TSM_TRY(vcapi_identify(app, vcapi->organisation,
		    tsm_vc_issuer_id(credential), i.wish.suite, &i.identity,
		    fault, err));
	if (fault->status == 0)
		TSM_TRY(check_id(&i, fault));
	if (fault->status == 0)
		TSM_TRY(check_status(&i, fault, err));
	if (fault->status != 0)
		return TSM_OK;
	show_required(credential, &i.wish);
	tsm_buf_init(&secured, 0);
	enum tsm_status status = attempt(&i, &secured, fault, err);
	for (int n = 1; i.again && n < TRIES; n++) {
		i.again = false;
		tsm_buf_clear(&secured);
		status = attempt(&i, &secured, fault, err);
	}
	if (status == TSM_OK && fault->status == 0)
		wrap(tsm_buf_str(&secured), out);
	tsm_buf_release(&secured);
	return status == TSM_OK ? tsm_buf_status(out) : status;
}
