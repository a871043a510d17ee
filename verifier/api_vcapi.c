/*
 * The W3C's verification API (VCALM 0.9, before: VC-API): POST
 * /credentials/verify {"verifiableCredential", "options"} and POST
 * /presentations/verify {"verifiablePresentation", "options"}.
 *
 * A problem is one of our codes, told by the W3C's type for it. Unlike a
 * report, the answer is one truth value, so that it fails closed: what could
 * not be checked is not verified.
 */
#include <stdio.h>
#include <string.h>

#include "batch.h"
#include "testamur/base/limits.h"
#include "testamur/json/write.h"
#include "testamur/ob/check.h"

#define BODY_ARENA_MAX ((size_t)24 << 20)
#define BIT(check)     (1U << (unsigned)(check))

/* What each word of "checks" asks for; without any of them, everything. */
#define PROOF                                                             \
 (BIT(TSM_CHECK_INPUT) | BIT(TSM_CHECK_FORMAT) | BIT(TSM_CHECK_CONTEXT) | \
     BIT(TSM_CHECK_KEY) | BIT(TSM_CHECK_CONTROLLER) |                     \
     BIT(TSM_CHECK_SIGNATURE) | BIT(TSM_CHECK_PRESENTATION))
#define STATUS (BIT(TSM_CHECK_REVOCATION) | BIT(TSM_CHECK_SUSPENSION))
#define EVERYTHING                                                   \
 (PROOF | STATUS | BIT(TSM_CHECK_SCHEMA) | BIT(TSM_CHECK_VALIDITY) | \
     BIT(TSM_CHECK_SUPERSEDED) | BIT(TSM_CHECK_CONTENTS) |           \
     BIT(TSM_CHECK_RELATED))
/* Where not to know is not to accept; nobody checks every schema there is. */
#define MUST_KNOW (PROOF | STATUS | BIT(TSM_CHECK_CONTENTS))

static const struct {
	const char *word;
	unsigned checks;
} words[] = {
	{ "proof", PROOF },
	{ "credentialStatus", PROOF | STATUS },
	{ "status", PROOF | STATUS },
};

struct kind {
	const char *member;
	const char *wish;    /* option: give back what was verified … */
	const char *place;   /* … its place in the question … */
	const char *echo;    /* … as this member */
	const char *purpose; /* of its proofs */
	bool presentation;
};

static const struct kind credential = { "verifiableCredential",
	"returnCredential", "/options/returnCredential", "credential",
	"assertionMethod", false };
static const struct kind presentation = { "verifiablePresentation",
	"returnPresentation", "/options/returnPresentation",
	"verifiablePresentation", "authentication", true };

struct question {
	const struct kind *kind;
	struct tsm_arena arena; /* of the body */
	struct tsm_str text;
	bool token; /* the text is no JSON */
	bool echo;
	bool proofless; /* only what is presented is asked about */
	struct tsm_verify_options options;
	unsigned checks;
	/* What is wrong with the question itself, or NULL. */
	const char *code;
	const char *place;
	const char *detail;
};

/* ---- the question ---------------------------------------------------------- */

static enum tsm_status refuse(
    struct question *q, const char *code, const char *place, const char *detail)
{
	q->code = code;
	q->place = place;
	q->detail = detail;
	return TSM_OK;
}

/* An absent option and null are one. */
static const struct tsm_json *option(
    const struct tsm_json *options, const char *name)
{
	const struct tsm_json *value = tsm_json_get(options, name);

	return tsm_json_is(value, TSM_JSON_NULL) ? NULL : value;
}

/* A word that is not known asks for more than we can leave out. */
static enum tsm_status read_checks(
    struct question *q, const struct tsm_json *list)
{
	q->checks = EVERYTHING;
	if (list == NULL || (list->type == TSM_JSON_ARRAY && list->count == 0))
		return TSM_OK;
	if (list->type != TSM_JSON_ARRAY)
		return refuse(q, "format.wrong_type", "/options/checks",
		    "The checks are a list of texts.");
	q->checks = 0;
	for (size_t i = 0; i < list->count; i++) {
		const char *word = tsm_json_string(tsm_json_at(list, i));
		unsigned checks = EVERYTHING;
		if (word == NULL)
			return refuse(q, "format.wrong_type", "/options/checks",
			    "A check is a text.");
		for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++)
			if (strcmp(word, words[w].word) == 0)
				checks = words[w].checks;
		q->checks |= checks;
	}
	return TSM_OK;
}

/* Options that are not known are left alone: other verifiers have them. */
static enum tsm_status read_options(
    struct question *q, const struct tsm_json *options)
{
	const struct tsm_json *purpose =
	    option(options, "expectedProofPurpose");
	const struct {
		const char *name;
		const char *place;
		const char **value;
	} texts[] = {
		{ "domain", "/options/domain", &q->options.domain },
		{ "challenge", "/options/challenge", &q->options.challenge },
	};

	if (options != NULL && options->type != TSM_JSON_OBJECT &&
	    options->type != TSM_JSON_NULL)
		return refuse(q, "format.wrong_type", "/options",
		    "Options are an object.");
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const struct tsm_json *value = option(options, texts[i].name);
		*texts[i].value = tsm_json_string(value);
		if (value != NULL && *texts[i].value == NULL)
			return refuse(q, "format.wrong_type", texts[i].place,
			    "This is a text.");
	}
	const struct tsm_json *echo = option(options, q->kind->wish);
	q->echo = tsm_json_is(echo, TSM_JSON_TRUE);
	if (echo != NULL && !q->echo && !tsm_json_is(echo, TSM_JSON_FALSE))
		return refuse(q, "format.wrong_type", q->kind->place,
		    "This is true or false.");
	/* VC-DI section 4.4: what is not made for it does not verify. */
	if (purpose != NULL &&
	    !tsm_streq(tsm_json_string(purpose), q->kind->purpose))
		return refuse(q, "signature.purpose",
		    "/options/expectedProofPurpose",
		    "Proofs for another purpose are not accepted here.");
	return read_checks(q, option(options, "checks"));
}

static bool is_presentation(const struct tsm_json *value)
{
	return tsm_ob_has_type(value, "VerifiablePresentation") ||
	       tsm_ob_has_type(value, "EnvelopedVerifiablePresentation");
}

static enum tsm_status read_document(
    struct question *q, const struct tsm_json *value, struct tsm_error *err)
{
	bool object = tsm_json_is(value, TSM_JSON_OBJECT);

	if (value == NULL)
		return refuse(q, "format.missing_property", "",
		    q->kind->presentation
			? "There is no verifiablePresentation."
			: "There is no verifiableCredential.");
	if (!object && value->type != TSM_JSON_STRING)
		return refuse(q, "format.wrong_type", "",
		    "What is to be verified is an object or a token.");
	if (object && is_presentation(value) != q->kind->presentation)
		return refuse(q, "format.not_a_credential", "/type",
		    q->kind->presentation ? "It is no presentation."
					  : "It is a presentation.");
	q->token = !object;
	return api_credential_text(&q->arena, value, &q->text, err);
}

static enum tsm_status read_question(struct question *q,
    const struct tsm_request *request, struct tsm_error *err)
{
	const struct tsm_json *root = NULL;
	struct tsm_error why = { 0 };

	switch (tsm_json_parse(&q->arena, request->body.ptr, request->body.len,
	    NULL, &root, &why)) {
	case TSM_OK:
		break;
	case TSM_E_MEMORY:
		return tsm_fail_memory(err);
	case TSM_E_DUPLICATE:
		return refuse(q, "format.duplicate_key", NULL, NULL);
	case TSM_E_LIMIT:
		return refuse(q, "format.too_large", NULL, NULL);
	default:
		return refuse(q, "format.not_json", NULL, NULL);
	}
	if (root->type != TSM_JSON_OBJECT)
		return refuse(
		    q, "format.wrong_type", "", "The body is an object.");
	TSM_TRY(read_options(q, tsm_json_get(root, "options")));
	if (q->code != NULL)
		return TSM_OK;
	const struct tsm_json *value = tsm_json_get(root, q->kind->member);
	/* VCALM's name for one without a proof, which answers nothing */
	if (value == NULL && q->kind->presentation) {
		value = tsm_json_get(root, "presentation");
		q->proofless =
		    q->options.domain == NULL && q->options.challenge == NULL;
	}
	return read_document(q, value, err);
}

/* ---- the answer ------------------------------------------------------------ */

/* RFC 9457, with our code; members are set into object. */
static void set_problem(json_t *object, const struct tsm_code *code,
    const char *place, const char *detail)
{
	const char *type =
	    code->problem != NULL ? code->problem : "about:blank";
	const char *hash = strchr(type, '#');

	tsm_json_set(object, "type", type);
	tsm_json_set(object, "title",
	    hash != NULL ? hash + 1 : tsm_check_title(code->check));
	tsm_json_set(
	    object, "detail", detail != NULL ? detail : code->sentence);
	tsm_json_set(object, "code", code->name);
	tsm_json_set(object, "place", place);
}

static void add_problem(json_t *list, const struct tsm_check_result *result)
{
	char text[800];

	(void)snprintf(text, sizeof(text), "%s %s", result->code->sentence,
	    result->detail != NULL ? result->detail : "");
	set_problem(tsm_json_add_object(list), result->code, result->place,
	    result->detail != NULL ? text : NULL);
}

/* Nobody has proven to be the holder, as the question says. */
static bool is_waived(const struct question *q, const struct tsm_report *report,
    const struct tsm_code *code)
{
	return q->proofless && report->facts != NULL &&
	       strcmp(code->name, "presentation.no_proof") == 0;
}

/* Only the holder's proof was there to be judged. */
static bool is_alone(const struct tsm_report *report)
{
	return tsm_str_starts(
	    tsm_str(report->checks[TSM_CHECK_PRESENTATION].code->name),
	    "presentation.alone");
}

/*
 * The problems and warnings of one report, and whether it is verified: none
 * of what was asked for fails or is open, and a signature holds.
 */
static bool judge(const struct question *q, const struct tsm_report *report,
    json_t *problems, json_t *warnings)
{
	const struct tsm_check_result *presented =
	    &report->checks[TSM_CHECK_PRESENTATION];
	size_t count = 0;

	for (unsigned i = 0; i < TSM_CHECK_COUNT; i++) {
		const struct tsm_check_result *result = &report->checks[i];
		enum tsm_outcome outcome = result->outcome;
		/* not evaluated, because of another one */
		if (result->code->check == TSM_CHECK_COUNT)
			continue;
		bool bad =
		    outcome == TSM_FAIL || (outcome == TSM_COULD_NOT_CHECK &&
					       (BIT(i) & MUST_KNOW) != 0);
		if (bad && !is_waived(q, report, result->code) &&
		    (BIT(i) & q->checks) != 0) {
			add_problem(problems, result);
			count++;
		} else if (outcome != TSM_PASS &&
			   outcome != TSM_NOT_APPLICABLE) {
			add_problem(warnings, result);
		}
	}
	/* A token says only once it was opened which of the two it is. */
	bool other = presented->outcome == TSM_NOT_APPLICABLE
			 ? q->kind->presentation
			 : !q->kind->presentation &&
			       presented->code->check != TSM_CHECK_COUNT;
	if (other && count++ == 0)
		set_problem(tsm_json_add_object(problems),
		    tsm_code_find("format.not_a_credential"), NULL, NULL);
	return count == 0 && (report->facts != NULL || is_alone(report));
}

static bool judge_all(const struct question *q, const struct tsm_report *report,
    json_t *root, json_t *problems)
{
	bool several = report->n_presented > 0;
	size_t count = several ? report->n_presented : 1;
	json_t *warnings = tsm_json_set_array(root, "warnings");
	json_t *results = NULL;
	bool verified = true;

	if (q->kind->presentation && !is_alone(report))
		results = tsm_json_set_array(root, "credentialResults");
	for (size_t i = 0; i < count; i++) {
		const struct tsm_report *one =
		    several ? &report->presented[i] : report;
		json_t *result = json_object();
		json_t *own = tsm_json_set_array(result, "problemDetails");
		bool holds = judge(q, one, own, warnings);
		tsm_json_set_bool(result, "verified", holds);
		if (json_array_extend(problems, own) != 0)
			tsm_json_set_new(root, "problemDetails", NULL);
		if (results != NULL)
			tsm_json_add_new(results, json_incref(result));
		json_decref(result);
		verified = verified && holds;
	}
	return verified;
}

/* What was verified, as it was; no tree is made of it. */
static enum tsm_status add_document(
    const struct question *q, struct tsm_buf *body)
{
	body->len--; /* the brace */
	(void)tsm_buf_adds(body, ",\"");
	(void)tsm_buf_adds(body, q->kind->echo);
	(void)tsm_buf_adds(body, "\":");
	if (q->token)
		TSM_TRY(tsm_json_write_string(q->text, body));
	else
		(void)tsm_buf_add(body, q->text.ptr, q->text.len);
	return tsm_buf_addc(body, '}');
}

/* The report as the last member of what is written: no tree is made of it. */
static enum tsm_status add_report(
    const struct tsm_report *report, struct tsm_buf *body)
{
	body->len--; /* the brace */
	(void)tsm_buf_adds(body, ",\"report\":");
	TSM_TRY(tsm_report_write(report, body));
	return tsm_buf_addc(body, '}');
}

/* The first problem is the answer's own (RFC 9457), and in the list. */
static enum tsm_status send(const struct app *app,
    const struct tsm_request *request, bool verified, json_t *root,
    json_t *problems, struct tsm_response *response)
{
	unsigned status = verified ? 200 : app->vcapi_failure;
	json_t *first = json_array_get(problems, 0);

	tsm_json_set_bool(root, "verified", verified);
	if (status != 200 && first != NULL) {
		if (json_object_update(root, first) != 0)
			tsm_json_set_new(root, "type", NULL);
		tsm_json_set_int(root, "status", status);
		tsm_json_set(root, "request_id", request->id);
	}
	tsm_json_set_new(root, "problemDetails", json_incref(problems));
	tsm_response_cache(response, request, 0, false);
	return tsm_response_json(response, (int)status,
	    status == 200 ? NULL : "application/problem+json", root);
}

static enum tsm_status answer(struct app *app,
    const struct tsm_request *request, struct question *q,
    struct tsm_response *response, struct tsm_error *err)
{
	const struct tsm_report *report;
	struct tsm_arena arena;
	json_t *problems, *root;
	bool verified = false;

	TSM_TRY(read_question(q, request, err));
	tsm_arena_init(&arena, TSM_VERIFICATION_MEMORY_MAX);
	if (q->code == NULL) {
		enum tsm_status status = tsm_verify(app->verifier, q->text.ptr,
		    q->text.len, &q->options, &arena, &report, err);
		if (status != TSM_OK) {
			tsm_arena_release(&arena);
			return status;
		}
	}
	problems = json_array();
	root = json_object();
	if (q->code != NULL)
		set_problem(tsm_json_add_object(problems),
		    tsm_code_find(q->code), q->place, q->detail);
	else
		verified = judge_all(q, report, root, problems);
	enum tsm_status status =
	    send(app, request, verified, root, problems, response);
	if (status == TSM_OK && q->code == NULL && q->echo)
		status = add_document(q, &response->body);
	if (status == TSM_OK && q->code == NULL)
		status = add_report(report, &response->body);
	json_decref(problems);
	tsm_arena_release(&arena);
	return status;
}

static enum tsm_status verify(const struct kind *kind, struct app *app,
    const struct tsm_request *request, struct tsm_response *response,
    struct tsm_error *err)
{
	struct question q = {
		.kind = kind,
		.options = { .now = request->now,
		    .prompt = request->prompt,
		    .of_credential = !kind->presentation,
		    .holder_alone = kind->presentation },
	};

	tsm_arena_init(&q.arena, BODY_ARENA_MAX);
	enum tsm_status status = answer(app, request, &q, response, err);
	tsm_arena_release(&q.arena);
	return status;
}

enum tsm_status vcapi_verify_credential(void *ctx,
    const struct tsm_request *request, struct tsm_response *response,
    struct tsm_error *err)
{
	return verify(&credential, ctx, request, response, err);
}

enum tsm_status vcapi_verify_presentation(void *ctx,
    const struct tsm_request *request, struct tsm_response *response,
    struct tsm_error *err)
{
	return verify(&presentation, ctx, request, response, err);
}
