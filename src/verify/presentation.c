/* A presentation taken apart, and the credentials in it verified. */
#include "presentation.h"

#include <string.h>

#include "testamur/base/uri.h"
#include "testamur/ob/check.h"

bool presentation_is(const struct tsm_json *document)
{
	return tsm_ob_has_type(document, "VerifiablePresentation") ||
	       tsm_ob_has_type(document, "EnvelopedVerifiablePresentation");
}

/* What keeps it from being read; nothing of it is judged. */
static enum tsm_status refuse(
    struct run *run, enum code_id code, const char *place, const char *detail)
{
	run->presentation = NULL;
	return run_set(run, code, place, "%s", detail);
}

static enum tsm_status refuse_token(
    struct run *run, enum tsm_status status, const struct tsm_error *err)
{
	switch (status) {
	case TSM_E_MEMORY:
		return tsm_fail_memory(run->err);
	case TSM_E_DUPLICATE:
		return refuse(
		    run, CODE_FORMAT_DUPLICATE_KEY, err->where, err->text);
	case TSM_E_LIMIT:
		return refuse(run, CODE_FORMAT_TOO_LARGE, NULL, err->text);
	default:
		return refuse(run, CODE_FORMAT_BAD_TOKEN, NULL, err->text);
	}
}

/* A token: its payload is the presentation, or has it as claim "vp". */
static enum tsm_status open_token(
    struct run *run, struct tsm_str token, struct presentation *p)
{
	struct tsm_error err = { 0 };

	enum tsm_status status =
	    tsm_jws_parse(run->arena, token, &p->jws, &err);
	if (status == TSM_OK)
		status = tsm_json_parse(run->arena, p->jws.payload.ptr,
		    p->jws.payload.len, NULL, &p->claims, &err);
	if (status != TSM_OK)
		return refuse_token(run, status, &err);
	p->json = tsm_json_get(p->claims, "vp");
	if (p->json == NULL) {
		p->json = p->claims;
		return TSM_OK;
	}
	if (tsm_json_get(p->claims, "@context") != NULL ||
	    tsm_json_get(p->claims, "verifiableCredential") != NULL)
		return refuse(run, CODE_FORMAT_AMBIGUOUS, "/vp",
		    TSM_SAID("A vp claim stands beside a presentation."));
	return TSM_OK;
}

/* VCDM 2.0 section 4.13.2: by its type, the token stands in the id. */
static struct tsm_str enveloped(const struct tsm_json *document)
{
	static const char *const prefixes[] = { "data:application/vp+jwt,",
		"data:application/vp-ld+jwt,", /* of a draft */
		"data:application/jwt," };
	const size_t count = sizeof(prefixes) / sizeof(prefixes[0]);
	const char *id = tsm_json_get_string(document, "id");

	if (!tsm_ob_has_type(document, "EnvelopedVerifiablePresentation"))
		id = NULL;
	for (size_t i = 0; id != NULL && i < count; i++)
		if (tsm_str_starts(tsm_str(id), prefixes[i]))
			return tsm_str(id + strlen(prefixes[i]));
	return (struct tsm_str){ NULL, 0 };
}

/* VCDM 2.0 section 4.13: its context comes first; holder is a URL. */
static enum tsm_status check_members(struct run *run, struct presentation *p)
{
	const struct tsm_json *holder = tsm_json_get(p->json, "holder");
	const struct tsm_json *id = tsm_json_get(p->json, "id");

	if (!tsm_ob_has_type(p->json, "VerifiablePresentation"))
		return refuse(run, CODE_FORMAT_NOT_A_CREDENTIAL, NULL,
		    TSM_SAID("It is no presentation either."));
	if (!tsm_vc_is_v1(p->json) && !tsm_vc_is_v2(p->json))
		return refuse(run, CODE_FORMAT_CONTEXT_ORDER, "/@context", "");
	if (id != NULL && !tsm_iri_valid(tsm_str(tsm_json_string(id))))
		return refuse(run, CODE_FORMAT_NOT_A_URL, "/id", "");
	if (holder == NULL)
		return TSM_OK;
	p->holder = tsm_json_is(holder, TSM_JSON_OBJECT)
			? tsm_json_get_string(holder, "id")
			: tsm_json_string(holder);
	if (p->holder == NULL || p->holder[0] == '\0')
		return refuse(run, CODE_FORMAT_WRONG_TYPE, "/holder", "");
	if (!tsm_iri_valid(tsm_str(p->holder)))
		return refuse(run, CODE_FORMAT_NOT_A_URL, "/holder", "");
	return TSM_OK;
}

enum tsm_status presentation_open(struct run *run)
{
	struct tsm_str token =
	    run->is_jws ? run->secured : enveloped(run->credential);

	run->stop = true;
	if (run->depth > 0 || run->presentation != NULL)
		return refuse(run, CODE_INPUT_UNSUPPORTED, NULL,
		    TSM_SAID(
			"This is a presentation, where a credential belongs."));
	struct presentation *p = tsm_arena_alloc(run->arena, sizeof(*p));
	if (p == NULL)
		return tsm_fail_memory(run->err);
	run->presentation = p;
	p->json = run->credential;
	if (token.ptr != NULL) {
		if (p->json != NULL && !tsm_vc_is_v2(p->json))
			return refuse(
			    run, CODE_FORMAT_CONTEXT_ORDER, "/@context", "");
		TSM_TRY(open_token(run, token, p));
	} else if (!tsm_ob_has_type(p->json, "VerifiablePresentation")) {
		return refuse(run, CODE_INPUT_UNSUPPORTED, NULL,
		    "It is enveloped in a form that is not read here.");
	}
	return run->presentation != NULL ? check_members(run, p) : TSM_OK;
}

/* ---- the credentials ----------------------------------------------------- */

static enum tsm_status verify_one(struct run *run,
    const struct tsm_json *credential, struct tsm_report *report)
{
	struct run one = *run;

	*report = *run->report;
	one.report = report;
	one.input = (struct tsm_str){ NULL, 0 };
	one.secured = (struct tsm_str){ NULL, 0 };
	one.credential = NULL;
	one.issuer = NULL;
	one.opened = false;
	one.is_jws = false;
	one.stop = false;
	one.own = NULL;
	if (credential->type == TSM_JSON_STRING)
		one.input = credential->text;
	else
		one.credential = credential;
	enum tsm_status status = run_steps(&one);
	run_release(&one);
	if (status == TSM_OK)
		report_decide(report, run_expects(run->options));
	return status;
}

/* Not valid, then what could not be checked, then who is not listed. */
static int badness(const struct tsm_report *report)
{
	static const int order[] = {
		[TSM_VERIFIED] = 0,
		[TSM_VERIFIED_ISSUER_UNLISTED] = 1,
		[TSM_COULD_NOT_BE_CHECKED] = 2,
		[TSM_NOT_VALID] = 3,
	};
	return order[report->verdict];
}

static enum tsm_status verify_all(
    struct run *run, const struct tsm_json *list, size_t count)
{
	struct tsm_report *reports =
	    tsm_arena_array(run->arena, count, sizeof(*reports));
	size_t worst = 0;

	if (reports == NULL)
		return tsm_fail_memory(run->err);
	for (size_t i = 0; i < count; i++) {
		TSM_TRY(verify_one(run, tsm_json_nth(list, i), &reports[i]));
		if (badness(&reports[i]) > badness(&reports[worst]))
			worst = i;
	}
	*run->report = reports[worst];
	if (count == 1)
		return TSM_OK;
	run->report->presented = reports;
	run->report->n_presented = count;
	/* Whoever shows one answer only says that there are others. */
	struct tsm_check_result *own =
	    &run->report->checks[TSM_CHECK_PRESENTATION];
	if (own->detail == NULL)
		own->detail = tsm_arena_printf(run->arena,
		    tsm_say(run->options->lang,
			"It holds %zu credentials; this is number %zu, the "
			"worst."),
		    count, worst + 1);
	return own->detail != NULL ? TSM_OK : tsm_fail_memory(run->err);
}

/* There is no subject to compare the holder with. */
static enum code_id alone_code(
    const struct run *run, const struct presentation *p)
{
	if (p->code != CODE_PRESENTATION_HOLDER)
		return p->code;
	return run->options->challenge != NULL
		   ? CODE_PRESENTATION_ALONE
		   : CODE_PRESENTATION_ALONE_NO_CHALLENGE;
}

enum tsm_status presentation_verify(struct run *run)
{
	struct presentation *p = run->presentation;
	const struct tsm_json *list =
	    tsm_json_get(p->json, "verifiableCredential");
	size_t count = tsm_json_values(list);

	if (count == 0 && run->options->holder_alone) {
		TSM_TRY(presentation_judge(run, p));
		return run_set(run, alone_code(run, p), p->holder, "%s",
		    p->detail != NULL ? p->detail : "");
	}
	if (count == 0)
		return run_set(run, CODE_INPUT_NO_CREDENTIAL_PRESENTED,
		    "/verifiableCredential", NULL);
	if (count > PRESENTED_MAX)
		return run_set(run, CODE_FORMAT_TOO_LARGE,
		    "/verifiableCredential",
		    "A presentation may hold %d credentials.", PRESENTED_MAX);
	TSM_TRY(presentation_judge(run, p));
	return verify_all(run, list, count);
}

/* ---- the check of each credential ------------------------------------------ */

/* Is it the subject who presents it? Only the subject's id can say so. */
static const char *subject_id(const struct run *run)
{
	const struct tsm_json *subject =
	    tsm_json_get(run->credential, "credentialSubject");

	return tsm_json_values(subject) == 1
		   ? tsm_json_get_string(tsm_json_nth(subject, 0), "id")
		   : NULL;
}

/* VCDM 2.0 section 4.13.3: what the holder says of itself is under a name. */
static bool lacks_holder(const struct run *run)
{
	const struct presentation *p = run->presentation;

	return p->holder != NULL && tsm_streq(run->issuer, p->holder) &&
	       !tsm_vc_is_v1(p->json) &&
	       tsm_json_get(p->json, "holder") == NULL;
}

enum tsm_status check_presentation(struct run *run)
{
	const struct presentation *p = run->presentation;

	if (p == NULL) {
		/* What its own proofs were asked, they have answered. */
		bool answered = run->own != NULL && run->integrity.count > 0;
		bool asked = run->options->challenge != NULL ||
			     run->options->domain != NULL;
		return run_set(run,
		    asked && !answered ? CODE_PRESENTATION_MISSING
				       : CODE_PRESENTATION_NONE,
		    NULL, NULL);
	}
	if (p->code != CODE_PRESENTATION_HOLDER)
		return run_set(run, p->code, p->holder, "%s",
		    p->detail != NULL ? p->detail : "");
	if (lacks_holder(run))
		return run_set(
		    run, CODE_PRESENTATION_NO_HOLDER, "/holder", NULL);
	if (!tsm_streq(subject_id(run), p->holder))
		return run_set(run, CODE_PRESENTATION_OTHER_HOLDER, p->holder,
		    run->options->challenge == NULL
			? "You gave no challenge either, so it may be a copy."
			: NULL);
	return run_set(run,
	    run->options->challenge != NULL ? CODE_PRESENTATION_HOLDER
					    : CODE_PRESENTATION_NO_CHALLENGE,
	    p->holder, NULL);
}
