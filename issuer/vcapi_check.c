/* What may be signed for the W3C's API. */
#include <stdarg.h>
#include <string.h>

#include "testamur/base/uri.h"
#include "testamur/ob/check.h"
#include "testamur/proof/integrity.h"
#include "testamur/proof/related.h"
#include "testamur/rdf/dataset.h"
#include "testamur/status/index.h"
#include "vcapi.h"

#define RDF_TYPE "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

enum tsm_status vcapi_refuse(struct vcapi_fault *fault, const char *type,
    const char *code, const char *place, const char *detail, ...)
{
	va_list args;
	fault->status = 400;
	fault->type = type;
	fault->code = code;
	(void)snprintf(fault->place, sizeof(fault->place), "%s",
	    place != NULL ? place : "");
	va_start(args, detail);
	(void)vsnprintf(fault->detail, sizeof(fault->detail), detail, args);
	va_end(args);
	return TSM_OK;
}

enum tsm_status vcapi_refuse_proof(struct vcapi_fault *fault,
    const char *member, enum tsm_status status, const struct tsm_error *why)
{
	char place[2 * TSM_ERROR_WHERE];
	const char *at =
	    strncmp(why->where, "0: ", 3) == 0 ? why->where + 3 : why->where;
	if (tsm_streq(at, "0"))
		at = "";
	(void)snprintf(place, sizeof(place), "/%s%s%s", member,
	    at[0] == '/' || at[0] == '\0' ? "" : "/", at);
	return vcapi_refuse(fault, VCAPI_GENERATION, tsm_status_name(status),
	    place, "%s", why->text);
}

/* Data model 1.1 wants a date, which is that of the signing. */
static bool is_ours(
    const struct tsm_json *credential, const struct tsm_ob_finding *finding)
{
	return finding->rule == TSM_OB_MISSING && tsm_vc_is_v1(credential) &&
	       tsm_str_ends(tsm_str(finding->place), "/issuanceDate") &&
	       tsm_json_get(credential, "issuanceDate") == NULL;
}

static enum tsm_status check_model(
    const struct tsm_json *credential, struct vcapi_fault *fault)
{
	enum tsm_ob_kind kind = tsm_ob_kind(credential);
	struct tsm_ob_findings findings;
	memset(&findings, 0, sizeof(findings));
	tsm_vc_check(credential, &findings);
	if (kind == TSM_OB_KIND_ACHIEVEMENT || kind == TSM_OB_KIND_ENDORSEMENT)
		tsm_ob_check(credential, &findings);
	for (size_t i = 0; i < findings.count; i++) {
		const struct tsm_ob_finding *f = &findings.items[i];
		if (!f->warning && !is_ours(credential, f))
			return vcapi_refuse(fault, VCAPI_MALFORMED,
			    tsm_ob_rule_name(f->rule), f->place, "%s", f->text);
	}
	return TSM_OK;
}

/* --- whose status ------------------------------------------------------------- */

/*
 * The lists of this instance are those of its awards and of other clients:
 * an entry in one of them is given here (options.credentialStatus), never
 * brought. Whole hosts are compared, so that neither port nor an escaped or
 * dotted path makes another address of it.
 */
static bool is_own_host(const char *public_url, struct tsm_str address)
{
	struct tsm_uri own, uri;
	char host[256];

	if (tsm_uri_parse(tsm_str(public_url), &own) != TSM_OK ||
	    tsm_uri_parse(tsm_str_trim(address), &uri) != TSM_OK ||
	    own.host.len >= sizeof(host))
		return false;
	memcpy(host, own.host.ptr, own.host.len);
	host[own.host.len] = '\0';
	if (tsm_str_ends(uri.host, "."))
		uri.host.len--;
	return tsm_str_is_nocase(uri.host, host) ||
	       (uri.host.len > 0 &&
		   memchr(uri.host.ptr, '%', uri.host.len) != NULL);
}

static enum tsm_status refuse_own_list(
    struct vcapi_fault *fault, const char *place)
{
	return vcapi_refuse(fault, VCAPI_MALFORMED, "status", place,
	    "a place in a list of this issuer is given by "
	    "options.credentialStatus alone");
}

/* The value after one, depth first, of those below root; NULL: none. */
static const struct tsm_json *next_value(
    const struct tsm_json *value, const struct tsm_json *root)
{
	if (value->count > 0)
		return value->first;
	while (value != root && value->index + 1 == value->parent->count)
		value = value->parent;
	return value == root ? NULL
			     : tsm_json_at(value->parent, value->index + 1);
}

/* Any text of an entry, of any type: each has its own name for the list. */
static enum tsm_status check_whose(const struct tsm_json *status,
    const char *public_url, struct vcapi_fault *fault)
{
	char place[TSM_ERROR_WHERE];

	for (const struct tsm_json *value = status; value != NULL;
	     value = next_value(value, status)) {
		if (!tsm_json_is(value, TSM_JSON_STRING) ||
		    !is_own_host(public_url, value->text))
			continue;
		tsm_json_pointer(value, place, sizeof(place));
		return refuse_own_list(fault, place);
	}
	return TSM_OK;
}

/*
 * The same of the statements, which are what is signed: another node that
 * has the id of an entry says it of the entry, and whoever holds the proof
 * may write it there.
 */
static bool states_own_list(
    const struct tsm_rdf_dataset *dataset, const char *public_url)
{
	static const char *const names[] = {
		"https://www.w3.org/2018/credentials#credentialStatus",
		"https://www.w3.org/ns/credentials/status#statusListCredential",
		"https://w3id.org/vc/status-list#statusListCredential",
	};

	for (size_t i = 0; i < dataset->count; i++) {
		const struct tsm_rdf_quad *quad = &dataset->quads[i];
		/* a credential within it has a graph, and proofs, of its own */
		for (size_t k = 0; quad->graph == NULL &&
				   k < sizeof(names) / sizeof(names[0]);
		     k++)
			if (tsm_str_is(quad->predicate->value, names[k]) &&
			    is_own_host(public_url, quad->object->value))
				return true;
	}
	return false;
}

/*
 * A list that says that nothing is revoked would be as good as ours. Its type
 * is a statement, too, whose proof fits however the type was written.
 */
static bool states_list(const struct tsm_rdf_dataset *dataset)
{
	static const char *const types[] = {
		"https://www.w3.org/ns/credentials/"
		"status#BitstringStatusListCredential",
		"https://w3id.org/vc/status-list#StatusList2021Credential",
	};

	for (size_t i = 0; i < dataset->count; i++) {
		const struct tsm_rdf_quad *quad = &dataset->quads[i];
		for (size_t k = 0; quad->graph == NULL &&
				   k < sizeof(types) / sizeof(types[0]);
		     k++)
			if (tsm_str_is(quad->predicate->value, RDF_TYPE) &&
			    tsm_str_is(quad->object->value, types[k]))
				return true;
	}
	return false;
}

static enum tsm_status refuse_list(struct vcapi_fault *fault)
{
	return vcapi_refuse(fault, VCAPI_MALFORMED, "class", "/type",
	    "status lists are made by POST /credentials/status alone");
}

/* --- linked data ------------------------------------------------------------ */

static enum tsm_status refuse_linked(struct vcapi_fault *fault,
    const struct tsm_jsonld_failure *failure, const struct tsm_error *err)
{
	char place[TSM_ERROR_WHERE] = "";
	int len = failure->name.len < 80 ? (int)failure->name.len : 80;
	if (failure->at != NULL)
		tsm_json_pointer(failure->at, place, sizeof(place));
	return vcapi_refuse(fault, VCAPI_PARSING, "linked_data", place,
	    "%s%s%.*s", err->text, len > 0 ? ": " : "", len,
	    failure->name.ptr != NULL ? failure->name.ptr : "");
}

/* The same rules as our verifier has: what it refuses is not signed. */
static enum tsm_status check_linked(struct tsm_jsonld_store *contexts,
    struct tsm_arena *arena, const char *public_url,
    const struct tsm_json *credential, struct vcapi_fault *fault,
    struct tsm_error *err)
{
	enum tsm_ob_kind kind = tsm_ob_kind(credential);
	struct tsm_jsonld_failure failure = { 0 };
	const struct tsm_rdf_dataset *dataset;
	struct tsm_error why = { 0 };
	struct tsm_integrity integrity;
	enum tsm_status status = tsm_integrity_open(
	    arena, credential, contexts, NULL, &integrity, &why);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	if (status != TSM_OK)
		return vcapi_refuse(
		    fault, VCAPI_MALFORMED, "proof", "/proof", "%s", why.text);
	integrity.plain = true;
	integrity.no_vocab =
	    kind == TSM_OB_KIND_ACHIEVEMENT || kind == TSM_OB_KIND_ENDORSEMENT;
	status = tsm_integrity_dataset(&integrity, &dataset, &failure, &why);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	if (status != TSM_OK)
		return refuse_linked(fault, &failure, &why);
	if (states_list(dataset))
		return refuse_list(fault);
	return states_own_list(dataset, public_url)
		   ? refuse_own_list(fault, "/credentialStatus")
		   : TSM_OK;
}

/* --- status, related resources ------------------------------------------------ */

/* BSL section 2.1; what other types want is their own affair. */
static enum tsm_status check_entry(
    const struct tsm_json *entry, struct vcapi_fault *fault)
{
	char place[TSM_ERROR_WHERE];
	uint64_t index = 0;
	bool number = false;
	const char *url = tsm_json_get_string(entry, "statusListCredential");
	if (!tsm_ob_has_type(entry, "BitstringStatusListEntry"))
		return TSM_OK;
	tsm_json_pointer(entry, place, sizeof(place));
	if (tsm_json_get_string(entry, "statusPurpose") == NULL)
		return vcapi_refuse(fault, VCAPI_MALFORMED, "status", place,
		    "statusPurpose is a text");
	if (tsm_status_index_read(tsm_json_get(entry, "statusListIndex"),
		&index, &number, NULL) != TSM_OK ||
	    number)
		return vcapi_refuse(fault, VCAPI_MALFORMED, "status", place,
		    "statusListIndex is a whole number, written as a text");
	if (!tsm_iri_valid(tsm_str(url)))
		return vcapi_refuse(fault, VCAPI_MALFORMED, "status", place,
		    "statusListCredential is a URL");
	if (tsm_streq(url, tsm_json_get_string(entry, "id")))
		return vcapi_refuse(fault, VCAPI_MALFORMED, "status", place,
		    "the id of an entry is not that of its list");
	return TSM_OK;
}

static enum tsm_status check_resource(const struct tsm_json *item,
    struct vcapi_fault *fault, struct tsm_error *err)
{
	char place[TSM_ERROR_WHERE];
	enum tsm_related fit = tsm_related_fit(item);
	if (fit == TSM_RELATED_MEMORY)
		return tsm_fail_memory(err);
	if (fit != TSM_RELATED_MISMATCH)
		return TSM_OK;
	tsm_json_pointer(item, place, sizeof(place));
	return vcapi_refuse(fault, VCAPI_CRYPTO, "digest", place,
	    "the digest is not that of the resource");
}

/* The same of its type as it is written, which a token's signature covers. */
static bool is_list(const struct tsm_json *credential)
{
	return tsm_ob_has_type(credential, "BitstringStatusListCredential") ||
	       tsm_ob_has_type(credential, "StatusList2021Credential");
}

/* Both are one object or several. */
static const struct tsm_json *part(const struct tsm_json *value, size_t n)
{
	if (!tsm_json_is(value, TSM_JSON_ARRAY))
		return n == 0 ? value : NULL;
	return tsm_json_at(value, n);
}

enum tsm_status vcapi_check(struct tsm_jsonld_store *contexts,
    struct tsm_arena *arena, const char *public_url,
    const struct tsm_json *credential, struct vcapi_fault *fault,
    struct tsm_error *err)
{
	const struct tsm_json *status =
	    tsm_json_get(credential, "credentialStatus");
	const struct tsm_json *related =
	    tsm_json_get(credential, "relatedResource");
	const struct tsm_json *item;
	TSM_TRY(check_model(credential, fault));
	if (fault->status == 0 && is_list(credential))
		return refuse_list(fault);
	for (size_t i = 0;
	     fault->status == 0 && (item = part(status, i)) != NULL; i++)
		TSM_TRY(check_entry(item, fault));
	if (fault->status == 0)
		TSM_TRY(check_whose(status, public_url, fault));
	for (size_t i = 0;
	     fault->status == 0 && (item = part(related, i)) != NULL; i++)
		TSM_TRY(check_resource(item, fault, err));
	if (fault->status != 0)
		return TSM_OK;
	return check_linked(
	    contexts, arena, public_url, credential, fault, err);
}
