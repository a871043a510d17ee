/* The document is well-formed, and keeps the rules of its data model. */
#include <string.h>

#include "legacy.h"
#include "presentation.h"
#include "testamur/ob/check.h"

static const enum code_id codes_of_rules[TSM_OB_RULES] = {
	[TSM_OB_MISSING] = CODE_FORMAT_MISSING_PROPERTY,
	[TSM_OB_TYPE] = CODE_FORMAT_WRONG_TYPE,
	[TSM_OB_CLASS] = CODE_FORMAT_NOT_A_CREDENTIAL,
	[TSM_OB_VALUE] = CODE_FORMAT_INVALID,
	[TSM_OB_URI] = CODE_FORMAT_NOT_A_URL,
	[TSM_OB_DATE] = CODE_FORMAT_BAD_DATE,
	[TSM_OB_ZONE] = CODE_FORMAT_DATE_WITHOUT_ZONE,
	[TSM_OB_PERIOD] = CODE_FORMAT_PERIOD,
	[TSM_OB_EXTRA] = CODE_FORMAT_OLD_PROPERTY,
	[TSM_OB_NULL] = CODE_FORMAT_WRONG_TYPE,
	[TSM_OB_SUBJECTS] = CODE_FORMAT_INVALID,
	[TSM_OB_IDENTITY] = CODE_FORMAT_INVALID,
	[TSM_OB_RESULT] = CODE_FORMAT_INVALID,
	[TSM_OB_CONTEXT] = CODE_FORMAT_CONTEXT_ORDER,
	[TSM_OB_DEPTH] = CODE_FORMAT_TOO_LARGE,
	[TSM_OB_VC11] = CODE_FORMAT_VC11,
};

/* A document that could not be read at all. */
static enum tsm_status unreadable(struct run *run, enum tsm_status status,
    const struct tsm_error *err, enum code_id syntax)
{
	enum code_id code = syntax;

	run->stop = true;
	switch (status) {
	case TSM_E_MEMORY:
		return tsm_fail_memory(run->err);
	case TSM_E_DUPLICATE:
		code = CODE_FORMAT_DUPLICATE_KEY;
		break;
	case TSM_E_LIMIT:
		code = CODE_FORMAT_TOO_LARGE;
		break;
	case TSM_E_AMBIGUOUS:
		code = CODE_FORMAT_AMBIGUOUS;
		break;
	default:
		break;
	}
	return run_set(run, code, err->where, "%s", err->text);
}

/*
 * VC-JOSE-COSE section 3.1.3: an EnvelopedVerifiableCredential holds the
 * token in its id, "data:application/vc+jwt,…".
 */
static bool unwrap(struct run *run)
{
	const char *id = tsm_json_get_string(run->credential, "id");
	static const char *const prefixes[] = { "data:application/vc+jwt,",
		"data:application/vc-ld+jwt,", /* of a draft */
		"data:application/jwt,", NULL };

	if (id == NULL ||
	    !tsm_ob_has_type(run->credential, "EnvelopedVerifiableCredential"))
		return false;
	for (const char *const *p = prefixes; *p != NULL; p++) {
		if (tsm_str_starts(tsm_str(id), *p)) {
			run->secured = tsm_str(id + strlen(*p));
			run->is_jws = true;
			return true;
		}
	}
	return false;
}

static enum tsm_status read_document(struct run *run)
{
	struct tsm_error err = { 0 };
	enum tsm_status status = TSM_OK;

	if (run->credential == NULL && !run->is_jws) {
		status = tsm_json_parse(run->arena, run->secured.ptr,
		    run->secured.len, NULL, &run->credential, &err);
		if (status != TSM_OK)
			return unreadable(
			    run, status, &err, CODE_FORMAT_NOT_JSON);
	}
	const struct tsm_json *envelope = run->credential;
	if (run->credential != NULL && !unwrap(run))
		return TSM_OK;
	/* VCDM 2.0 section 4.13.1: an envelope names the base context. */
	if (envelope != NULL && !tsm_vc_is_v2(envelope)) {
		run->stop = true;
		return run_set(
		    run, CODE_FORMAT_CONTEXT_ORDER, "/@context", NULL);
	}
	run->credential = NULL;
	status = tsm_proof_open(run->arena, run->secured, &run->proof, &err);
	if (status == TSM_E_UNSUPPORTED) /* a presentation */
		return presentation_open(run);
	if (status != TSM_OK)
		return unreadable(run, status, &err, CODE_FORMAT_BAD_TOKEN);
	run->opened = true;
	run->credential = run->proof.credential;
	return TSM_OK;
}

static const struct tsm_ob_finding *first_error(
    const struct tsm_ob_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		if (!findings->items[i].warning)
			return &findings->items[i];
	return NULL;
}

/* The place stands in the text, too: a batch and a page show that alone. */
static enum tsm_status set_finding(struct run *run, enum code_id code,
    const struct tsm_ob_finding *finding, size_t errors)
{
	enum tsm_lang lang = run->options->lang;
	const char *more = errors > 1 ? tsm_say(lang, " (and more)") : "";

	return run_set(run, code, finding->place, "%s%s%s%s", finding->place,
	    finding->place[0] != '\0' ? ": " : "", tsm_say(lang, finding->text),
	    more);
}

/* RFC 7515 section 7.2; VC-JOSE-COSE section 3.1.1 wants the compact form. */
static bool is_json_jws(const struct tsm_json *document)
{
	return tsm_json_get_string(document, "payload") != NULL &&
	       (tsm_json_get(document, "signature") != NULL ||
		   tsm_json_get(document, "signatures") != NULL) &&
	       tsm_json_get(document, "@context") == NULL;
}

enum tsm_status check_format(struct run *run)
{
	struct tsm_ob_findings findings;

	TSM_TRY(read_document(run));
	if (run->stop)
		return TSM_OK;
	if (presentation_is(run->credential))
		return presentation_open(run);
	if (!run->opened &&
	    tsm_ob_has_type(run->credential, "EnvelopedVerifiableCredential")) {
		run->stop = true;
		return run_set(run, CODE_INPUT_UNSUPPORTED, NULL,
		    "It is enveloped in a form that is not read here.");
	}
	if (!run->opened && is_json_jws(run->credential)) {
		run->stop = true;
		return run_set(run, CODE_INPUT_UNSUPPORTED, NULL,
		    "It is a signed token (JWS) written as JSON.");
	}
	run->report->credential =
	    run->opened ? run->proof.jws.payload.ptr : run->secured.ptr;
	run->report->credential_len =
	    run->opened ? run->proof.jws.payload.len : run->secured.len;
	if (legacy_is(run->credential))
		return legacy_steps(run);
	run->issuer = tsm_vc_issuer_id(run->credential);
	TSM_TRY(proofs_open(run));
	memset(&findings, 0, sizeof(findings));
	tsm_vc_check(run->credential, &findings);
	const struct tsm_ob_finding *error = first_error(&findings);
	if (error != NULL)
		return set_finding(
		    run, codes_of_rules[error->rule], error, findings.errors);
	return run_set(run,
	    findings.warnings > 0 ? CODE_FORMAT_VC11 : CODE_FORMAT_OK, NULL,
	    NULL);
}

/* credentialSchema entries whose rules are those of tsm_ob_check(). */
static bool is_known_schema(const struct tsm_json *entry, enum tsm_ob_kind kind)
{
#define SCHEMAS "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"
	static const struct {
		enum tsm_ob_kind kind;
		const char *id;
	} known[] = {
		{ TSM_OB_KIND_ACHIEVEMENT,
		    SCHEMAS "ob_v3p0_achievementcredential_schema.json" },
		{ TSM_OB_KIND_ACHIEVEMENT,
		    SCHEMAS "ob_v3p0_anyachievementcredential_schema.json" },
		{ TSM_OB_KIND_ENDORSEMENT,
		    SCHEMAS "ob_v3p0_endorsementcredential_schema.json" },
		{ TSM_OB_KIND_CLR,
		    "https://purl.imsglobal.org/spec/clr/v2p0/schema/json/"
		    "clr_v2p0_clrcredential_schema.json" },
	};
	const char *id = tsm_json_get_string(entry, "id");

	if (id == NULL ||
	    !tsm_ob_has_type(entry, "1EdTechJsonSchemaValidator2019"))
		return false;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].kind == kind && strcmp(known[i].id, id) == 0)
			return true;
	return false;
}

enum tsm_status check_schema(struct run *run)
{
	enum tsm_ob_kind kind = tsm_ob_kind(run->credential);
	const struct tsm_json *schema =
	    tsm_json_get(run->credential, "credentialSchema");
	struct tsm_ob_findings findings;
	enum code_id bad = CODE_SCHEMA_OB3;
	enum code_id good = CODE_SCHEMA_OK;
	bool known = true;

	memset(&findings, 0, sizeof(findings));
	if (kind == TSM_OB_KIND_CLR) {
		bad = CODE_SCHEMA_CLR2;
		good = CODE_SCHEMA_CLR;
	} else if (kind != TSM_OB_KIND_ACHIEVEMENT &&
		   kind != TSM_OB_KIND_ENDORSEMENT) {
		good = CODE_SCHEMA_NOT_OPEN_BADGE;
	}
	if (good != CODE_SCHEMA_NOT_OPEN_BADGE)
		tsm_ob_check(run->credential, &findings);
	const struct tsm_ob_finding *error = first_error(&findings);
	if (error != NULL)
		return set_finding(run, bad, error, findings.errors);
	for (size_t i = 0; i < tsm_json_values(schema); i++)
		known = known && is_known_schema(tsm_json_nth(schema, i), kind);
	if (!known)
		return run_set(
		    run, CODE_SCHEMA_UNKNOWN, "/credentialSchema", NULL);
	return run_set(run, good, NULL, NULL);
}
