/* The checks of an Open Badge 2.0, in the order of the report. */
#include "legacy.h"

#include <string.h>

#include "testamur/ob/check.h"

/* Its statements are not what is signed: the names alone are looked at. */
static enum tsm_status name_contexts(struct run *run)
{
	const struct tsm_json *context =
	    tsm_json_get(run->credential, "@context");
	const struct tsm_json *item;

	for (size_t i = 0; (item = tsm_json_nth(context, i)) != NULL; i++) {
		struct tsm_str name;
		if (!tsm_json_is(item, TSM_JSON_STRING) ||
		    tsm_jsonld_store_find(
			run->verifier->contexts, item->text) != NULL)
			continue;
		name = tsm_utf8_cut(item->text, 300);
		return run_set(run, CODE_CONTEXT_UNKNOWN, "/@context", "%.*s",
		    (int)name.len, name.ptr);
	}
	return run_set(run, CODE_CONTEXT_KNOWN, NULL, NULL);
}

static bool is_endorsed(const struct legacy *legacy)
{
	return tsm_json_get(legacy->assertion, "endorsement") != NULL ||
	       tsm_json_get(legacy->badge, "endorsement") != NULL ||
	       tsm_json_get(legacy->profile, "endorsement") != NULL;
}

/* A copy of another time does not say that it is not revoked since. */
static enum tsm_status say_revocation(struct run *run)
{
	if (run->saved_at != 0 && run->as_of > run->saved_at)
		return run_set(
		    run, CODE_REVOCATION_DATE_NOT_COVERED, NULL, NULL);
	return run_set(run, CODE_REVOCATION_HOSTED, NULL, NULL);
}

/* Somebody stands for it: the rest is as of every credential. */
static enum tsm_status rest(struct run *run, const struct legacy *legacy)
{
	bool endorsed = is_endorsed(legacy);
	const struct tsm_json *credential;
	static enum tsm_status (*const checks[])(struct run *) = { check_issuer,
		check_validity, check_status_lists, check_refresh,
		check_recipient, check_endorsements, check_contents,
		check_related, check_presentation, check_image, run_facts };

	TSM_TRY(legacy_convert(run, legacy, &credential));
	run->credential = credential;
	run->issuer = tsm_vc_issuer_id(credential);
	/* What a token says beside its payload is not of this credential. */
	run->opened = false;
	memset(&run->integrity, 0, sizeof(run->integrity));
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		TSM_TRY(checks[i](run));
	if (endorsed)
		TSM_TRY(
		    run_set(run, CODE_ENDORSEMENTS_NOT_CHECKED, NULL, NULL));
	return legacy->hosted ? say_revocation(run) : TSM_OK;
}

static enum tsm_status prove(struct run *run, struct legacy *legacy)
{
	bool revoked = false;

	if (!legacy->hosted &&
	    !legacy_says(run->credential, "signed", "SignedBadge")) {
		const struct tsm_json *type = tsm_json_get(
		    tsm_json_get(run->credential, "verification"), "type");
		const char *name = tsm_json_string(tsm_json_nth(type, 0));
		return run_set(run, CODE_SIGNATURE_SUITE_UNSUPPORTED, NULL,
		    name != NULL ? "The kind of proof is %s." : NULL, name);
	}
	TSM_TRY(proof_describe(run));
	run->report->proof.kind = legacy->hosted ? "hosted" : "jws";
	if (legacy->hosted)
		TSM_TRY(legacy_hosted(run, legacy, &revoked));
	else
		TSM_TRY(legacy_signed(run, legacy));
	enum tsm_outcome controller = run_outcome(run, TSM_CHECK_CONTROLLER);
	enum tsm_outcome signature = run_outcome(run, TSM_CHECK_SIGNATURE);
	if (revoked || controller != TSM_PASS ||
	    (signature != TSM_PASS && signature != TSM_WARN))
		return TSM_OK;
	return rest(run, legacy);
}

enum tsm_status legacy_steps(struct run *run)
{
	struct legacy legacy = { .assertion = run->credential };
	const char *place, *broken;

	run->stop = true;
	if (!legacy_is_2(run->credential))
		return run_set(run, CODE_INPUT_OPEN_BADGES_2, NULL, NULL);
	TSM_TRY(run_set(run, CODE_FORMAT_OPEN_BADGES_2, NULL, NULL));
	if (!tsm_ob_has_type(run->credential, "Assertion"))
		return run_set(run, CODE_FORMAT_NOT_A_CREDENTIAL, "/type",
		    "It is no Assertion, which is what a person is given.");
	TSM_TRY(name_contexts(run));
	broken = legacy_broken(run->credential, &place);
	if (broken != NULL)
		return run_set(run, CODE_SCHEMA_OB2, place, "%s: %s", place,
		    tsm_say(run->options->lang, broken));
	TSM_TRY(run_set(run, CODE_SCHEMA_OPEN_BADGES_2, NULL, NULL));
	legacy.hosted = legacy_says(run->credential, "hosted", "HostedBadge");
	enum tsm_status status = prove(run, &legacy);
	for (size_t i = 0; i < legacy.n_documents; i++)
		document_let_go(run, legacy.documents[i]);
	return status;
}
